"""The page "Değişiklikler": letters with what they lack, and drafts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.changes import letter_list, service
from alo183_desktop.changes import queries as changes
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import FILE_WORDS, FILES, FileFilter
from alo183_desktop.changes.form import ChangeEntry, NewcomerKind
from alo183_desktop.changes.open_cases import leaver_ids
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.file_dialog import FileDialog
from alo183_desktop.gui.changes.letter_actions import LetterActions
from alo183_desktop.gui.changes.letter_list import DRAFT_COLUMNS, LetterView, draft_kind
from alo183_desktop.gui.changes.letter_panel import DraftPanel, LetterLoader, LetterPanel
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton, Segmented
from alo183_desktop.gui.kit.chosen_files import is_scan
from alo183_desktop.gui.kit.containers import Beside, make_column
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.filters import FilterChip, SearchField
from alo183_desktop.gui.kit.notices import Banner, show_message
from alo183_desktop.gui.kit.page import OneDialog, Page
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import STANDING_WORDS
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.dossier.lines import ChangeFile
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.changes.other_letters.service import LetterContext
    from alo183_desktop.changes.rows import ChangeRow, DraftRow
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import Seen
    from alo183_desktop.letters.rows import LetterCard
    from alo183_desktop.shared.clock import Clock
OTHER_LETTER: Final = "other_letter"
RECONCILIATION: Final = "reconciliation"
"""Requests of other pages: the form of another letter, the comparison with the Office's list."""


class ChangeDialogOpener(OneDialog):
    """Opens the change dialog, and raises it when it is already open.

    Signals:
        letter_finished: The id of the letter.
        draft_kept: The dialog was closed and a draft kept.
    """

    letter_finished = Signal(int)
    draft_kept = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, clock=clock, parent=parent)
        self._actor = actor

    @override
    def dialog(self) -> ChangeDialog | None:
        dialog = super().dialog()
        return dialog if isinstance(dialog, ChangeDialog) else None

    def open_new(self, officer_id: int = 0) -> None:
        """Begin a change.

        Args:
            officer_id: Who leaves, or the newcomer if they answer for no subject; 0 for nobody yet.
        """

        def prepare(work: Work) -> tuple[ChangeContext, ChangeForm]:
            context = service.context(work)
            form = service.new_form(context)
            return context, replace(form, entries=(first_entry(officer_id, context),))

        self._open(prepare)

    def open_correction(self, letter_id: int) -> None:
        """Begin a letter that corrects another one."""

        def prepare(work: Work) -> tuple[ChangeContext, ChangeForm]:
            form, context = service.correction_form(work, letter_id)
            return context, form

        self._open(prepare)

    def open_draft(self, draft_id: int) -> None:
        """Continue a draft."""

        def prepare(work: Work) -> tuple[ChangeContext, ChangeForm, int, int]:
            form, version = service.load_draft(work, draft_id)
            # With the leavers' open cases: missing decisions determine where the draft resumes.
            context = service.context(
                work, corrects=form.corrects_letter_id, leavers=leaver_ids(form)
            )
            return context, form, draft_id, version

        self._open(prepare)

    def prepare_lock(self) -> None:
        """Keep what is typed and close the dialog without a question."""
        dialog = self.dialog()
        if dialog is not None:
            dialog.prepare_lock()
            self.close_all()

    def _open(self, prepare: Callable[[Work], tuple[Any, ...]]) -> None:
        """Raise the open dialog, else show one for what is read."""
        dialog = self.dialog()
        if dialog is None:
            self.prepare(prepare, lambda made: self._show_change(*made))
        else:
            dialog.raise_()
            dialog.activateWindow()

    def _show_change(
        self,
        context: ChangeContext,
        form: ChangeForm,
        draft_id: int | None = None,
        draft_version: int | None = None,
    ) -> None:
        dialog = ChangeDialog(
            self._background,
            context,
            form,
            actor=self._actor,
            clock=self._clock,
            draft_id=draft_id,
            draft_version=draft_version,
            parent=self._page,
        )
        dialog.letter_finished.connect(self.letter_finished)
        dialog.draft_kept.connect(self.draft_kept)
        self.show_dialog(dialog)


def first_entry(officer_id: int, context: ChangeContext) -> ChangeEntry:
    """Return the initial entry of a change."""
    officer = context.officers.get(officer_id)
    if officer is None:
        return ChangeEntry()
    if officer.held:
        return ChangeEntry(leaver_id=officer_id, subject_ids=tuple(sorted(officer.held)))
    return ChangeEntry(newcomer_kind=NewcomerKind.ROSTER, newcomer_id=officer_id)


OPEN, COMPLETE, ALL, DRAFTS = "open", "complete", "all", "drafts"
_KEPT: Final[Mapping[str, Callable[[ChangeRow], bool]]] = {
    OPEN: lambda row: row.is_open,
    COMPLETE: lambda row: not row.lacks,
}
"""The filter of each segment; the others show all."""
_NARROWED: Final = {"late": "gününde tamamlanmayanlar", "near": "günü geçmemiş bekleyenler"}
"""The waiting letters that a count of "Bugün" comprises."""
_IN_FILE: Final = "güncel bilgi, zimmet, vaka, nöbet, hesap ya da teyit"
_TOPICS: Final = frozenset(
    {
        Topic.LETTER,
        Topic.DISPATCH,
        Topic.DRAFT,
        Topic.DIRECTORATE,
        Topic.PHONES,
        Topic.CASES,
        Topic.ROTA,
        Topic.ASSIGNMENT,
        Topic.USER,
    }
)
"""The topics on which the lists and the change files depend."""
_NEW: Final = frozenset({"change", "new_change"})
_DRAFT_CHANGED: Final = frozenset({Topic.DRAFT})


class ChangesPage(Page):
    """Letters and drafts at the left, the selected one at the right.

    Attributes:
        opener: Opens the change dialog.
        dialogs: Opens the others: a change file, another letter, the comparison of lists.
        left_open: Leads to the change that was open when the window was locked.

    Signals:
        loaded: Lists and counts are up to date.
    """

    loaded = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Değişiklikler", actor=actor, clock=clock, parent=parent)
        self._may_change = may(actor.role, Right.MAKE_CHANGES)
        self._wanted: int | None = None
        self._finished: int | None = None
        self._left: int | None = None
        self._is_loading = False
        self._opened: Callable[[], int | None] = lambda: None
        self.opener = ChangeDialogOpener(background, actor=actor, clock=clock, parent=self)
        self.dialogs = OneDialog(background, clock=clock, parent=self)
        self.acts = LetterActions(background, actor=actor, clock=clock, parent=self)
        self._loader = LetterLoader(background, parent=self)
        self.letter_view = LetterView(parent=self)
        self.letters = self.letter_view.letters
        self.drafts = RowsModel["DraftRow"](DRAFT_COLUMNS, parent=self)
        self.draft_view = TableView("drafts", name="Taslaklar", parent=self)
        self.panel = LetterPanel(self.acts, parent=self)
        self._draft_panel = DraftPanel(may_change=self._may_change, parent=self)
        self._search = SearchField("Ad, konu, sayı", parent=self)
        self.segments = Segmented(
            (
                (OPEN, "&Bekleyen"),
                (COMPLETE, "Gönderile&n"),
                (ALL, "&Tümü"),
                (DRAFTS, "Tasla&klar"),
            ),
            parent=self,
        )
        self._start = PrimaryButton("&Görev değişikliği başlat", icon="changes", parent=self)
        self._start.setVisible(self._may_change)
        self._other = SecondaryButton("Başka ya&zı…", icon="letter", parent=self)
        self._other.setVisible(self._may_change)
        self._compare = SecondaryButton("Listeyi ka&rşılaştır…", icon="import", parent=self)
        self._compare.setToolTip("Müşavirliğin listesini bizimkiyle karşılaştırır")
        self._compare.setVisible(self._may_change)
        self._chip = FilterChip(parent=self)
        self.left_open = Banner(parent=self)
        self._lists = QStackedWidget(self)
        self._sides = QStackedWidget(self)
        self.list_actions = ListActions(
            self.letter_view,
            background,
            title="Değişiklik yazıları",
            clock=clock,
            trail=letter_list.TRAIL,
            what="list",
            exporting=self._export_list,
            parent=self,
        )
        self.list_actions.allow(actor)
        self._set_up_views()
        self._lay_out()
        self._connect()
        self._show_segment(OPEN)
        self.load()

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        if kind in _NEW:
            if self._may_change:
                self.opener.open_new(item_id)
        elif kind == "draft":
            if self._may_change:
                self.opener.open_draft(item_id)
        elif kind == "change_file":
            self.open_file(item_id)
        elif kind == "substitution_letter":
            if self._may_change:
                self._write_of_substitute(item_id)
        elif kind == "letter":
            self._wanted = item_id
            self._reach_wanted()
            self.load()

    @override
    def primary_action(self) -> None:
        if self._may_change:
            self.opener.open_new()

    @override
    def take_file(self, path: Path) -> None:
        if not is_scan(path):
            words = (
                "Buraya imzalı yazının taraması ya da gönderim kanıtı bırakılır: PDF ya da resim."
            )
            show_message(self, words, State.NEAR)
        else:
            self.acts.take_scan(path)

    @override
    def prepare_lock(self) -> None:
        self.opener.prepare_lock()
        super().prepare_lock()

    @override
    def seen(self) -> Seen:
        dialog, seen = self.dialog(), super().seen()
        if dialog is not None:
            return replace(seen, opened=dialog.draft_id())
        # Again, unless the user closed the notice.
        return seen if self.left_open.isHidden() else replace(seen, opened=self._opened)

    @override
    def show_seen(self, seen: Seen) -> None:
        self._opened = seen.opened
        super().show_seen(seen)
        self.load()

    @Slot(int)
    def open_file(self, letter_id: int) -> None:
        """Open the change file of a letter."""
        self.dialogs.prepare(lambda work: change_files.open_file(work, letter_id), self._show_file)

    @Slot()
    def write_other(self) -> None:
        """Write a letter other than those of a change."""
        self.dialogs.prepare(other_letters.read_choices, self._show_other)

    def _write_of_substitute(self, substitution_id: int) -> None:
        self.dialogs.prepare(
            lambda work: other_letters.read_letter(work, LetterMatter.SUBSTITUTE, substitution_id),
            lambda context: self._show_other({}, context),
        )

    def _show_other(
        self,
        choices: Mapping[LetterMatter, Sequence[tuple[int, str]] | None],
        context: LetterContext | None = None,
    ) -> None:
        dialog = OtherLetterDialog(choices, context, **self.dialogs.context())
        dialog.saved.connect(partial(self.show_item, "letter"))
        self.dialogs.show_dialog(dialog)

    @Slot()
    def reconcile(self) -> None:
        """Compare the Office's list of our officers with ours."""
        # On the first list: the reader of foreign tables takes 20 ms and 1 MiB to load.
        from alo183_desktop.gui.changes.reconciliation import ReconciliationDialog

        dialog = ReconciliationDialog(self.background, clock=self.clock, parent=self.window())
        dialog.list_actions.allow(self.actor)
        dialog.letter_finished.connect(partial(self.show_item, "letter"))
        self.dialogs.show_dialog(dialog)

    def _show_file(self, file: ChangeFile) -> None:
        dialog = FileDialog(
            self.background, file, actor=self.actor, clock=self.clock, parent=self.window()
        )
        dialog.route_requested.connect(self.route_requested)
        dialog.list_requested.connect(self.list_requested)
        self.dialogs.show_dialog(dialog)

    def dialog(self) -> ChangeDialog | None:
        """Return the change dialog that is open."""
        return self.opener.dialog()

    def load(self) -> None:
        """Read both lists again."""
        if not self.letters.all_rows():
            self.letter_view.set_loading(True)

        def read(work: Work) -> tuple[tuple[ChangeRow, ...], tuple[DraftRow, ...]]:
            return change_files.find_changes(work), changes.list_drafts(work.session)

        self.background.run(read, parent=self, success=self._on_loaded, failure=self._on_failed)

    def _set_up_views(self) -> None:
        self.draft_view.set_row_key(lambda row: row.draft_id)
        self.draft_view.setModel(self.drafts)
        self.draft_view.set_empty_texts(
            "Taslak yok",
            "Tamamlanmadan kapatılan ya da oturum kilitlenince yarım kalan yazılar burada durur.",
        )
        if self._may_change:
            for words, key, do in (
                ("&Sürdür", "", self._on_resume),
                ("Taslağı s&il", "Del", self._on_discard),
            ):
                self.draft_view.add_row_action(words, shortcut=key).triggered.connect(do)

    def _lay_out(self) -> None:
        self.setAcceptDrops(may(self.actor.role, Right.RECORD_DISPATCHES))
        self.header.add_action(self.list_actions.make_button(parent=self.header))
        self.header.add_action(self._compare)
        self.header.add_action(self._other)
        self.header.add_action(self._start)
        self._lists.addWidget(self.letter_view)
        self._lists.addWidget(self.draft_view)
        self._sides.addWidget(self.panel)
        self._sides.addWidget(self._draft_panel)
        left = QWidget(self)
        narrow = Beside(self._search, self.segments, is_spread=False, gap=12, parent=left)
        make_column(
            left, narrow, (self._chip, 0, Qt.AlignmentFlag.AlignLeft), (self._lists, 1), gap=12
        )
        self.content.addWidget(self.left_open)
        self.content.addWidget(
            Splitter("changes", left, self._sides, sizes=(728, 296), parent=self), 1
        )

    def _connect(self) -> None:
        self.background.changed.connect(self._on_changed)
        self._start.clicked.connect(self.primary_action)
        self._other.clicked.connect(self.write_other)
        self._compare.clicked.connect(self.reconcile)
        self.segments.chosen.connect(self._on_segment_chosen)
        self._chip.removed.connect(lambda: self._show_segment(self.segments.chosen_key()))
        self._search.searched.connect(self._on_searched)
        self._search.left_downwards.connect(self._on_left_downwards)
        for view in (self.letter_view, self.draft_view):
            view.show_all_requested.connect(self._on_show_all)
        self.letter_view.empty_action.connect(self.primary_action)
        self.letter_view.row_changed.connect(self._on_letter_changed)
        self.letter_view.opened.connect(self._on_letter_opened)
        self.letter_view.preview_requested.connect(self._on_letter_opened)
        self.letter_view.menu_requested.connect(self._on_letter_menu)
        next_step = QShortcut("F4", self.letter_view, context=Qt.ShortcutContext.WidgetShortcut)
        next_step.activated.connect(self._on_next)
        self.draft_view.row_changed.connect(
            lambda: self._draft_panel.show_draft(
                self.draft_view.current_row(), self.draft_view.several_words("taslak")
            )
        )
        self.draft_view.opened.connect(self._on_resume)
        self._draft_panel.resume_requested.connect(self._on_resume)
        self._draft_panel.discard_requested.connect(self._on_discard)
        self._loader.card_loaded.connect(self._on_card_loaded)
        self._loader.picture_loaded.connect(self.panel.set_picture)
        self.acts.file_requested.connect(self.open_file)
        self.acts.letter_requested.connect(partial(self.show_item, "letter"))
        self.acts.correction_requested.connect(self.opener.open_correction)
        self.opener.letter_finished.connect(self._on_letter_finished)
        self.opener.closed.connect(self._on_dialog_closed)
        self.opener.opened.connect(self._on_opened)
        self.left_open.action_chosen.connect(self._on_left_open)
        self.opener.draft_kept.connect(self._on_draft_kept)

    def _on_loaded(self, read: tuple[tuple[ChangeRow, ...], tuple[DraftRow, ...]]) -> None:
        letters, drafts = read
        self.letter_view.set_loading(False)
        self._show_letters(letters)
        self.panel.refresh(letters)
        self.drafts.set_rows(drafts)
        waiting = [row for row in letters if row.is_open]
        self.segments.set_counts(
            {
                OPEN: len(waiting),
                COMPLETE: sum(not row.lacks for row in letters),
                ALL: len(letters),
                DRAFTS: len(drafts),
            }
        )
        self._show_left_open(drafts)
        self._show_state(letters, len(drafts))
        self._show_empty_words()
        self._reach_wanted()
        self.loaded.emit()

    def _show_letters(self, letters: Sequence[ChangeRow]) -> None:
        """Show other rows; the letter that was worked on stays in the panel when it leaves them.

        A letter leaves a list such as "Bekleyen" by the very act that completes it; the next row is
        not taken for it.
        """
        card = self.acts.card()
        self._is_loading = True
        self.letters.set_rows(letters)
        self._is_loading = False
        shown = None if card is None else card.row.letter_id
        was_listed = shown in {row.letter_id for row in letters}
        is_listed = shown in {row.letter_id for row in self.letters.rows()}
        self._left = shown if was_listed and not is_listed else None
        if self._left is not None:
            self.letter_view.await_row(self._left)
        self._on_letter_changed()

    def _show_left_open(self, drafts: Sequence[DraftRow]) -> None:
        draft_id = self._opened()
        row = next((one for one in drafts if one.draft_id == draft_id), None)
        if row is None:
            self.left_open.show_notice(None, "")
            return
        words = f"Kilitlenirken açık olan değişiklik saklandı: {row.title or draft_kind(row)}."
        self.left_open.show_notice(State.NEAR, words, action="Sür&dür")

    @Slot()
    def _on_left_open(self) -> None:
        draft_id = self._opened()
        if draft_id is not None:
            self.opener.open_draft(draft_id)

    @Slot()
    def _on_opened(self) -> None:
        """Hide the notice: the change is open again, or another one instead."""
        self._opened = lambda: None
        before = self.window().focusWidget()
        self.left_open.show_notice(None, "")
        # The link that was clicked is gone; without this its neighbour would get the focus.
        self.take_focus(before)

    def _on_failed(self, error: Exception) -> None:
        self.letter_view.set_loading(False)
        show_failure(self, error)

    def _show_state(self, letters: Sequence[ChangeRow], drafts: int) -> None:
        total, waiting = len(letters), [row for row in letters if row.is_open]
        counts = Counter(row.state for row in waiting)
        marks = [
            (OF_MARK[state], f"{number_text(counts[state])} yazı {words}")
            for state, words in STANDING_WORDS.items()
            if counts[state]
        ]
        for state, words in FILE_WORDS.items():
            if found := sum(FileFilter(state).takes(row.file) for row in letters):
                marks.append((OF_MARK[state], f"{number_text(found)} {FILES} {words}"))
        if total and not waiting:
            marks.append((State.GOOD, "bütün yazılar gitti"))
        words = f"{number_text(total)} yazı" + (f", {number_text(drafts)} taslak" if drafts else "")
        self.header.set_subtitle(words if total or drafts else "Henüz yazı yok", *marks)

    def _show_empty_words(self) -> None:
        if self.letters.all_rows():
            is_searched = bool(self._search.text().strip())
            words = _no_match_words(self.segments.chosen_key(), is_searched=is_searched)
            self.letter_view.set_no_match_texts(*words)
            return
        self.letter_view.set_empty_texts(
            "Henüz değişiklik yazısı yok",
            "Bir sorumlu değişince Bakanlığa gecikmeden yazılır, faks ve postayla gönderilir. "
            "Yazılar, gönderimi kanıtlanana dek burada bekler.",
            "Görev değişikliği başlat" if self._may_change else "",
        )

    @override
    def show_query(self, query: object) -> None:
        if query == OTHER_LETTER:
            self.write_other()
        elif query == RECONCILIATION:
            self.reconcile()
        elif isinstance(query, LetterFilter):
            words = _NARROWED.get(query.state, "")
            key = OPEN if words else {"open": OPEN, "complete": COMPLETE}.get(query.state, ALL)
            self._show_narrowed(key, words, lambda row: row.is_change and row.state == query.state)
        elif isinstance(query, FileFilter):
            words = f"{FILES} {FILE_WORDS[query.state]}: {_IN_FILE}"
            self._show_narrowed(ALL, words, lambda row: query.takes(row.file))

    def _show_narrowed(self, key: str, words: str, keep: Callable[[ChangeRow], bool]) -> None:
        """Show a segment; with words only the letters that `keep` accepts."""
        self._search.clear()
        self._on_searched("")
        self.segments.choose(key)
        self._show_segment(key)
        if words:
            self._chip.show_words(words)
            self.letters.set_filter(keep)
            self._show_empty_words()
        self.letter_view.setFocus()

    @Slot(str)
    def _show_segment(self, key: str) -> None:
        drafts = key == DRAFTS
        self._left = None
        self._chip.show_words("")
        self._lists.setCurrentWidget(self.draft_view if drafts else self.letter_view)
        self._sides.setCurrentWidget(self._draft_panel if drafts else self.panel)
        if not drafts:
            self.letters.set_filter(_KEPT.get(key))
            self._show_empty_words()

    @Slot(str)
    def _on_segment_chosen(self, key: str) -> None:
        """Go to the list by its key; whoever walks over the segments by arrows stays there."""
        self._show_segment(key)
        if key == DRAFTS:
            self.draft_view.select_first()
        if not self.segments.is_walked():
            self._on_left_downwards()

    def _reach_wanted(self) -> None:
        """Select the requested letter, once it is in the list."""
        wanted = self._wanted
        if wanted is None or all(row.letter_id != wanted for row in self.letters.all_rows()):
            return
        self._wanted = None
        if all(row.letter_id != wanted for row in self.letters.rows()) or (
            self.segments.chosen_key() == DRAFTS
        ):
            self._search.clear()
            self.letters.set_search("")
            self.segments.choose(ALL)
            self._show_segment(ALL)
        self.letter_view.select_row(wanted)
        self.letter_view.setFocus()

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & _TOPICS:
            self.load()
        if topics & {Topic.LETTER, Topic.DISPATCH}:
            self._loader.reload()

    @override
    def look_at_clock(self) -> None:
        if self.isVisible():
            self.load()

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self._left = None
        self.letters.set_search(text)
        self.drafts.set_search(text)
        self._show_empty_words()

    @Slot()
    def _on_left_downwards(self) -> None:
        view = self.draft_view if self.segments.chosen_key() == DRAFTS else self.letter_view
        view.setFocus()

    @Slot()
    def _on_show_all(self) -> None:
        self._search.clear()
        self._on_searched("")
        if self.segments.chosen_key() != DRAFTS:
            self.segments.choose(ALL)
            self._show_segment(ALL)

    @Slot()
    def _on_letter_changed(self) -> None:
        if self._is_loading:
            return
        row = self.letter_view.current_row()
        shown = self.acts.card()
        if row is not None:
            self._left = None
        if row is None and self._left is not None:
            return
        if row is None:
            self._loader.forget()
            self.panel.show_none(self.letter_view.several_words("yazı"))
        elif shown is None or shown.row.letter_id != row.letter_id:
            # No action applies to the previous letter while the next one is loading.
            self.acts.set_card(None)
            self._loader.open_soon(row.letter_id)

    @Slot()
    def _on_letter_opened(self) -> None:
        row = self.letter_view.current_row()
        if row is not None:
            self._loader.open_now(row.letter_id, then=self.acts.open_pdf)

    def _on_card_loaded(self, card: LetterCard | None) -> None:
        self.panel.show_card(card)
        # The list knows the change file beside the letter, too.
        self.panel.refresh(self.letters.all_rows())

    @Slot(QMenu)
    def _on_letter_menu(self, menu: QMenu) -> None:
        row = self.letter_view.current_row()
        if row is not None:
            self._loader.open_now(row.letter_id)
            self.panel.fill_menu(menu, row)

    @Slot()
    def _on_next(self) -> None:
        """Record the first dispatch that the current letter lacks."""
        if self.acts.card() is not None:
            self.panel.record_next()

    @Slot()
    def _on_resume(self) -> None:
        row = self.draft_view.current_row()
        if row is not None and self._may_change:
            self.opener.open_draft(row.draft_id)

    @Slot()
    def _on_discard(self) -> None:
        row = self.draft_view.current_row()
        if row is None:
            return
        if dialogs.confirm(
            self.window(),
            title="Taslak silinsin mi?",
            text=f"{row.title or 'Taslak'}: yazılanlar geri gelmez.",
            verb="Taslağı sil",
        ):
            self.background.run(
                lambda work: service.discard_draft(work, row.draft_id),
                parent=self,
                success=lambda _nothing: self.toast.report("Taslak silindi."),
                failure=self._on_failed,
                changes=_DRAFT_CHANGED,
            )

    @Slot(int)
    def _on_letter_finished(self, letter_id: int) -> None:
        self._finished = letter_id

    @Slot()
    def _on_dialog_closed(self) -> None:
        # Only now: recording its dispatches may have removed the letter from the view.
        if self._finished is not None:
            self._wanted, self._finished = self._finished, None
            self._reach_wanted()

    @Slot()
    def _on_draft_kept(self) -> None:
        self.toast.report("Taslak saklandı; Taslaklar bölümünden sürdürebilirsiniz.")

    def _export_list(self) -> Callable[[Work], Table]:
        ids = [row.letter_id for row in self.letters.rows()]
        return lambda work: letter_list.export_letters(work, ids)


def _no_match_words(segment: str, *, is_searched: bool) -> tuple[str, str, str]:
    """Return title, text and action of a view without letters, though there are some.

    A search never claims that nothing waits: the letter may be in another view.
    """
    which = {OPEN: "bekleyen ", COMPLETE: "gönderilen "}.get(segment, "")
    back = "Bütün yazıları göster"
    if is_searched:
        text = "Büyük küçük harf ve Türkçe harfler fark etmez. Öbür sekmelere de bakınız."
        return f"Aramanıza uyan {which}yazı yok", text, back
    if segment == OPEN:
        return "Bekleyen yazı yok", "Bütün yazıların gönderimi kanıtlandı.", back
    return "Gönderilen yazı yok", "Gönderimi kanıtlananlar burada durur.", back
