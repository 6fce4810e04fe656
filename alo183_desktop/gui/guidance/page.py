"""The page "Rehberlik": a line that logs a visit, and below it the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.guidance.card import COLUMNS, LAST_OF_NARROW, GuidanceCard
from alo183_desktop.gui.guidance.forms import CHANGES, GuidanceDialog, LogForm
from alo183_desktop.gui.guidance.narrowing import GuidanceNarrowing
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.drafts import FormDrafts
from alo183_desktop.gui.kit.one_dialog import OneDialog
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.export import list_actions
from alo183_desktop.gui.kit.table.models import PagedModel, workbook_table
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.kit.widgets import Splitter
from alo183_desktop.guidance import service
from alo183_desktop.guidance.queries import PAGE
from alo183_desktop.guidance.rows import GuidanceFilter, GuidanceRow
from alo183_desktop.guidance.rules import check_guidance
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.shared.calendar import day_start, month_key, month_words
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.guidance.rows import GuidanceCount
    from alo183_desktop.guidance.rules import GuidanceForm
    from alo183_desktop.shared.clock import Clock

_REMOVE: Final = 1
_SHOWN: Final = frozenset({Topic.GUIDANCE, Topic.SUBJECT})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page shows of a query."""

    rows: tuple[GuidanceRow, ...]
    count: int
    month: tuple[GuidanceCount, ...]
    subjects: tuple[tuple[int, str], ...]
    """That can be chosen for a new visit."""
    all_subjects: tuple[tuple[int, str], ...]


class GuidancePage(Page):
    """The line above, the log at the left, one visit and the month at the right.

    Attributes:
        log_form: Writes a visit down; hidden for who may not.
        narrowing: Search and filters.
        model: The visits that are loaded.
        view: The list.
        card: The current visit.
        drafts: Keeps what is typed into the line; None for who may not.
        list_actions: Copy, workbook (of all pages) and print.

    Signals:
        loaded: The list shows what the database says.
        page_added: One more page stands below.
    """

    loaded = Signal()
    page_added = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Rehberlik", actor=actor, clock=clock, parent=parent)
        self._may = {right: may(actor.role, right) for right in Right}
        may_edit = self._may[Right.EDIT_GUIDANCE]
        self._wanted = GuidanceFilter()
        self._question = 0
        self._first: tuple[GuidanceRow, ...] | None = None
        self._subjects: tuple[tuple[int, str], ...] = ()
        self.opener = OneDialog(background, parent=self)
        self.log_form = LogForm(parent=self)
        self.log_form.setVisible(may_edit)
        self.drafts: FormDrafts | None = None
        self.narrowing = GuidanceNarrowing(today=local_day(clock()), parent=self)
        self._place = QWidget(self)
        self.model = PagedModel[GuidanceRow](COLUMNS, self._fetch, parent=self)
        self.view = TableView("guidance", name="Rehberlik kayıtları", parent=self._place)
        self.view.set_row_key(lambda row: row.guidance_id)
        self.view.setModel(self.model)
        self.view.show_columns(range(LAST_OF_NARROW + 1))
        self.card = GuidanceCard(
            change=self._on_change, remove=self._on_remove, may_edit=may_edit, parent=self
        )
        self.list_actions = list_actions(
            self.view,
            background,
            title="Rehberlik",
            clock=clock,
            note=self._note,
            records=service,
            what="list",
            whole=self._reading,
            parent=self._place,
        )
        self._set_up_view()
        self._lay_out()
        self._connect()
        self.refresh()
        if may_edit:
            self._keep_drafts()

    @override
    def show_query(self, query: object) -> None:
        """Show exactly what another page counted, with a chip that says what it is."""
        if isinstance(query, GuidanceFilter):
            self.narrowing.show_query(query)
            self.refresh()
            self.view.setFocus()

    @override
    def primary_action(self) -> None:
        if self._may[Right.EDIT_GUIDANCE]:
            self.log_form.subject.take_focus()

    @override
    def prepare_lock(self) -> None:
        if self.drafts is not None:
            self.drafts.flush()
        self.opener.close_all()

    @Slot()
    def refresh(self) -> None:
        """Ask for the list as it is narrowed now."""
        wanted = self.narrowing.query()
        self._question += 1
        question = self._question
        month_begins = day_start(local_day(self.clock()).replace(day=1))
        self.view.set_loading(True)

        def read(work: Work) -> Answer:
            subjects = list_subjects(work.session, active_only=False)
            return Answer(
                rows=service.find_guidance(work, wanted),
                count=service.count(work, wanted),
                month=service.count_by_subject(work, since=month_begins, until=work.now),
                subjects=tuple((one.subject_id, one.name) for one in subjects if one.is_active),
                all_subjects=tuple((one.subject_id, one.name) for one in subjects),
            )

        def show(answer: Answer) -> None:
            if question == self._question:
                self._show(wanted, answer)

        self.background.run(read, parent=self, success=show, failure=self._fail)

    def _show(self, wanted: GuidanceFilter, answer: Answer) -> None:
        self._wanted = wanted
        self._subjects = answer.all_subjects
        self.log_form.set_subjects(answer.subjects)
        self.narrowing.set_subjects(answer.all_subjects)
        month = month_words(month_key(local_day(self.clock())))
        self.card.show_counts(month, answer.month)
        self.view.set_loading(False)
        self.view.set_narrowed(self.narrowing.is_narrow())
        self._first = answer.rows
        self.model.restart()
        self.view.select_first()
        self._say_state(answer)
        self.loaded.emit()

    def _say_state(self, answer: Answer) -> None:
        came = sum(one.helped + one.sent_on for one in answer.month)
        sent = sum(one.sent_on for one in answer.month)
        words = f"Bu ay {number_text(came)} başvuru" if came else "Bu ay başvuru kaydı yok"
        if self.narrowing.is_narrow():
            words = f"{words}; listede {number_text(answer.count)} kayıt"
        marks = []
        if sent:
            marks.append((State.NEAR, f"{number_text(sent)} kişi 183’e yönlendirildi"))
        elif came:
            marks.append((State.GOOD, "hepsi yerinde bilgilendirildi"))
        self.header.set_subtitle(words, *marks)

    def _set_up_view(self) -> None:
        self.view.set_empty_texts(
            "Henüz rehberlik kaydı yok",
            "Müdürlüğe gelip bilgi alan her vatandaş, yukarıdaki satırla on saniyede yazılır.",
            "İlk kaydı yaz" if self._may[Right.EDIT_GUIDANCE] else "",
        )
        self.view.set_no_match_texts(
            "Aramanıza uyan kayıt yok",
            "Yazdığınızı kısaltın, süzgeçleri kaldırın ya da bütün kayıtları gösterin.",
            "Bütün kayıtları göster",
        )
        if self._may[Right.EDIT_GUIDANCE]:
            self.view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self._on_change)
            self.view.add_row_action("Si&l…", shortcut="Del").triggered.connect(self._on_remove)

    def _lay_out(self) -> None:
        self.list_actions.set_allowed(
            export=self._may[Right.EXPORT], printing=self._may[Right.PRINT]
        )
        self.header.add_action(self.list_actions.make_button(parent=self.header))
        place = QVBoxLayout(self._place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self.view)
        self.content.addWidget(self.log_form)
        self.content.addWidget(self.narrowing)
        self.content.addWidget(
            Splitter("guidance", self._place, self.card, sizes=(728, 296), parent=self), 1
        )
        again = QShortcut(QKeySequence("F5"), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self.refresh)

    def _connect(self) -> None:
        self.background.changed.connect(self._on_changed)
        self.log_form.save_requested.connect(self._on_log)
        self.log_form.form.left.connect(self._on_log_left)
        self.narrowing.narrowed.connect(self.refresh)
        self.narrowing.search.left_downwards.connect(self.view.setFocus)
        self.view.row_changed.connect(self._on_row_changed)
        self.view.opened.connect(self._on_change)
        self.view.preview_requested.connect(lambda: self.card.setVisible(self.card.isHidden()))
        self.view.show_all_requested.connect(self._on_show_all)
        self.view.empty_action.connect(self.primary_action)

    def _fetch(self, after: GuidanceRow | None) -> None:
        if after is None:
            # The first page came with the counts; before that the view waits.
            if self._first is not None:
                self.model.add_page(self._first, last=len(self._first) < PAGE)
            return
        wanted = self._wanted

        def add(rows: tuple[GuidanceRow, ...]) -> None:
            if wanted == self._wanted:  # otherwise somebody asks for something else meanwhile
                self.model.add_page(rows, last=len(rows) < PAGE)
                self.page_added.emit()

        self.background.run(
            lambda work: service.find_guidance(work, wanted, after=after),
            parent=self,
            success=add,
            failure=self._fail,
        )

    def _reading(self) -> Callable[[Work], Table]:
        """Return what reads every wanted visit, not only those that are loaded."""
        wanted = self._wanted

        def read(work: Work) -> Table:
            rows = service.find_guidance(work, wanted, limit=None)
            return workbook_table(COLUMNS, rows)

        return read

    def _note(self) -> str:
        parts = [self.narrowing.note()]
        if not self.model.is_complete():
            parts.append(f"en yeni {number_text(self.model.rowCount())} kayıt")
        return "; ".join(part for part in parts if part)

    def _keep_drafts(self) -> None:
        self.drafts = FormDrafts(
            self.background,
            self.log_form.form,
            "guidance.log",
            title="Rehberlik kaydı",
            parent=self,
        )
        self.content.insertLayout(self.content.indexOf(self.log_form), self.drafts.offers)

    @Slot()
    def _on_log_left(self) -> None:
        """Empty the line: Esc, after the question."""
        if self.drafts is not None:
            self.drafts.end()
        self._begin_anew()

    @Slot()
    def _on_log(self) -> None:
        now = self.clock()
        checked = check_guidance(self.log_form.typed(at=now), now=now)
        values = checked.values
        if values is None:
            self.log_form.tell(checked.problems)
            return
        if not self.log_form.save_button.isEnabled():
            return
        self.log_form.save_button.setEnabled(False)

        def log(work: Work) -> int:
            return service.log_guidance(work, values)

        self.background.run(
            log if self.drafts is None else self.drafts.saving(log),
            parent=self,
            success=lambda _number: self._on_logged(is_sent_on=values.is_sent_on),
            failure=self._on_not_logged,
            changes=CHANGES,
        )

    def _begin_anew(self) -> None:
        self.log_form.clear()
        if self.drafts is not None:
            self.drafts.begin_anew()

    def _on_logged(self, *, is_sent_on: bool) -> None:
        self.log_form.save_button.setEnabled(True)
        if self.drafts is not None:
            self.drafts.end()
        self._begin_anew()
        if is_sent_on:
            self.toast.say("Kaydedildi; 183’e yönlendirme müdürün sayfasında sayılır.", State.NEAR)
        else:
            self.toast.say("Rehberlik kaydedildi.")

    def _on_not_logged(self, error: Exception) -> None:
        self.log_form.save_button.setEnabled(True)
        self._fail(error)

    @Slot(frozenset)
    def _on_changed(self, kinds: frozenset[Topic]) -> None:
        if kinds & _SHOWN:
            self.refresh()

    @Slot()
    def _on_row_changed(self) -> None:
        row = self.view.current_row()
        self.card.show_row(row if isinstance(row, GuidanceRow) else None)

    @Slot()
    def _on_show_all(self) -> None:
        self.narrowing.clear()
        self.refresh()

    @Slot()
    def _on_change(self) -> None:
        row = self.view.current_row()
        if not isinstance(row, GuidanceRow) or not self._may[Right.EDIT_GUIDANCE]:
            return
        guidance_id = row.guidance_id

        def show(opened: tuple[GuidanceForm, int]) -> None:
            dialog = GuidanceDialog(
                guidance_id,
                *opened,
                subjects=self._subjects,
                background=self.background,
                clock=self.clock,
                parent=self.window(),
            )
            dialog.saved.connect(lambda _number: self.toast.say("Kayıt düzeltildi."))
            self.opener.show_dialog(dialog)

        self.opener.prepare(lambda work: service.open_form(work, guidance_id), show)

    @Slot()
    def _on_remove(self) -> None:
        row = self.view.current_row()
        if not isinstance(row, GuidanceRow) or not self._may[Right.EDIT_GUIDANCE]:
            return
        answer = dialogs.ask(
            self.window(),
            title="Rehberlik kaydı silinsin mi?",
            text=f"{format_instant(row.at)}, {row.subject_name}: yanlışlıkla yazılan kayıt "
            "silinir; silindiği denetim izine yazılır.",
            verbs=("Vazgeç", "Kaydı sil"),
        )
        if answer != _REMOVE:
            return
        guidance_id, version = row.guidance_id, row.version
        self.background.run(
            lambda work: service.remove_guidance(work, guidance_id, version=version),
            parent=self,
            success=lambda _nothing: self.toast.say("Kayıt silindi."),
            failure=self._fail,
            changes=CHANGES,
        )

    def _fail(self, error: Exception) -> None:
        self.view.set_loading(False)
        show_failure(self, error)
