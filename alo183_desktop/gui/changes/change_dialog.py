"""The guided change: five steps beside the letter as it will print."""

from __future__ import annotations

import enum
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QVBoxLayout, QWidget

from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.changes.hand_overs import without_entry
from alo183_desktop.gui.changes import words
from alo183_desktop.gui.changes.draft_keeper import DraftKeeper
from alo183_desktop.gui.changes.finishing import FinishedView, Finisher
from alo183_desktop.gui.changes.frame import (
    NEXT_KEYS,
    Checklist,
    EntryBar,
    ReadinessFoot,
    facts_of,
)
from alo183_desktop.gui.changes.live_letter import LiveLetter
from alo183_desktop.gui.changes.steps.hand_over import HandOverStep
from alo183_desktop.gui.changes.steps.letter import LetterStep
from alo183_desktop.gui.changes.steps.people import LeaverStep, NewcomerStep, SubjectsStep
from alo183_desktop.gui.changes.validation import ChangeValidator, ContextReader
from alo183_desktop.gui.changes.words import HAND_OVER, LETTER, STEPS
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import let_search
from alo183_desktop.gui.kit.containers import bring_into_sight, make_column, make_row, scroll_area
from alo183_desktop.gui.kit.errors import show_failure, text_of
from alo183_desktop.gui.kit.form.task_dialog import Steps
from alo183_desktop.gui.kit.labels import Separator, make_label
from alo183_desktop.gui.kit.notices import Banner, Toast
from alo183_desktop.letters.letter_numbers import NUMBER_USED
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.service import Finished
    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.changes.steps.base import WizardStep
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class ConfirmClose(enum.IntEnum):
    """How the user leaves an unfinished letter, in the order of the buttons."""

    STAY = 0
    KEEP = 1
    DISCARD = 2


def ask_leaving(parent: QWidget) -> ConfirmClose:
    """Ask what to do with an unfinished letter."""
    answer = dialogs.ask(
        parent,
        title="Yazı tamamlanmadı",
        text="Taslağı saklarsanız kaldığınız yerden sürdürebilirsiniz; "
        "silerseniz yazdıklarınız geri gelmez.",
        verbs=("Yazıya dön", "Taslağı sakla ve kapat", "Taslağı sil"),
        primary=ConfirmClose.KEEP,
        state=State.NEAR,
    )
    return ConfirmClose(answer) if answer in set(ConfirmClose) else ConfirmClose.STAY


def ask_finishing(parent: QWidget, warnings: Iterable[str]) -> bool:
    """Ask whether to finish the letter, and despite which warnings; Enter does without any."""
    doubts = tuple(dict.fromkeys(warnings))
    answer = dialogs.ask(
        parent,
        title="Yazı bu hâliyle tamamlansın mı?" if doubts else "Yazı tamamlansın mı?",
        text="\n".join((*doubts, _FINISHING)),
        verbs=("Yazıya dön", "Yazıyı tamamla"),
        primary=0 if doubts else 1,
        state=State.NEAR if doubts else None,
    )
    return answer == 1


def ask_removing(parent: QWidget, entry: str) -> bool:
    """Ask whether to remove a change from the letter with everything typed for it."""
    return dialogs.confirm(
        parent,
        title="Değişiklik yazıdan çıkarılsın mı?",
        text=f"{entry}: bu değişiklik için yazdıklarınız silinir.",
        verb="Yazıdan çıkar",
    )


_FINISHING: Final = (
    "Yazı dondurulur; görevlendirmeler ve teslim kararları kaydedilir. Sonra düzeltme yazısıyla "
    "düzeltilir, imzalanmadıkça iptal edilebilir."
)
_EMPTY_STEP: Final = "Bu adımda bir şey yazılmadı. Boş geçmek için yeniden “İleri” deyiniz."
_FORM_SHARE: Final = 55
_LETTER_SHARE: Final = 45


class ChangeDialog(QDialog):
    """One letter of one or more changes, from the first field to the frozen letter.

    Attributes:
        letter: The letter beside the steps.
        checklist: The required facts of the letter.
        toast: Reports what was just done.

    Signals:
        letter_finished: The id of the letter.
        draft_kept: The dialog was closed and a draft kept.
    """

    chapter = "Sorumlu değişti"
    """In the user's guide."""

    letter_finished = Signal(int)
    draft_kept = Signal()

    def __init__(
        self,
        background: Background,
        context: ChangeContext,
        form: ChangeForm,
        *,
        actor: Actor,
        clock: Clock,
        draft_id: int | None = None,
        draft_version: int | None = None,
        parent: QWidget,
    ) -> None:
        """Make the dialog; `open` shows it.

        Args:
            background: Runs database work, and draws the letter.
            context: The data that the rules refer to.
            form: Its initial values.
            actor: The user who is signed in.
            clock: For the records of dispatches afterwards.
            draft_id: The draft being resumed.
            draft_version: Its version.
        """
        super().__init__(parent)
        self._background = background
        self._actor = actor
        self._clock = clock
        self._untouched = form
        self._was_resumed = draft_id is not None
        self._index = 0
        self._step = 0
        self._visited: set[int] = set()
        self._left_empty: tuple[int, int] | None = None
        self._done: frozenset[int] = frozenset()
        self._letter_id: int | None = None
        self._is_leaving = False
        self._lost_words = ""
        self.validator = ChangeValidator(context, form)
        self._reader = ContextReader(background, self.validator, parent=self)
        self._keeper = DraftKeeper(
            background, draft_id=draft_id, version=draft_version, parent=self
        )
        self._finisher = Finisher(background, self._keeper, parent=self)
        title = "Görev değişikliği" if form.corrects_letter_id is None else "Düzeltme yazısı"
        self.setWindowTitle(title)
        let_search(self)
        self._steps = Steps(STEPS, parent=self)
        self._title = make_label(title, font=theme.title(), parent=self)
        self._entries = EntryBar(parent=self)
        self._notice = Banner(parent=self)
        self._hand_over = HandOverStep(validator=self.validator, clock=clock, parent=self)
        self._pages: tuple[WizardStep, ...] = (
            LeaverStep(validator=self.validator, parent=self),
            NewcomerStep(validator=self.validator, parent=self),
            SubjectsStep(validator=self.validator, parent=self),
            self._hand_over,
            LetterStep(validator=self.validator, parent=self),
        )
        self._stack = QStackedWidget(self)
        for page in self._pages:
            self._stack.addWidget(scroll_area(page, parent=self._stack))
        self.checklist = Checklist(parent=self)
        self.foot = ReadinessFoot(parent=self)
        self.letter = LiveLetter(background, parent=self)
        self._whole = QStackedWidget(self)
        self.toast = Toast(parent=self._whole)  # never over the foot
        self._lay_out()
        self._connect()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        self.resize(parent.window().size())
        # A draft resumes where something is still missing.
        begun = draft_id is not None
        index, step = words.first_open(self.validator.validate(form).problems) if begun else (0, 0)
        self._show_entry(index)
        self._show_step(step)

    def form(self) -> ChangeForm:
        """Return the form as typed."""
        return self.validator.form

    def step(self) -> int:
        """Return the current step, from 0."""
        return self._step

    def page(self) -> WizardStep:
        """Return the widget of the current step."""
        return self._pages[self._step]

    def steps_done(self) -> frozenset[int]:
        """Return the steps marked as done, from 0."""
        return self._done

    def finished_view(self) -> FinishedView | None:
        """Return the view after the letter was finished; None before."""
        shown = self._whole.currentWidget()
        return shown if isinstance(shown, FinishedView) else None

    @Slot(str)
    def go_to(self, key: str) -> None:
        """Show and focus the field of a problem."""
        index = words.entry_of(key)
        if index is not None and index != self._index:
            self._show_entry(index)
        self._show_step(words.step_of(key))
        self.page().reveal(key)

    def draft_id(self) -> Callable[[], int | None]:
        """Return a function for the id of its draft, valid after closing; None: there is none."""
        return self._keeper.draft_id()

    def prepare_lock(self) -> None:
        """Keep what was typed; the window closes right after."""
        self.page().tidy()
        self.letter.stop()
        self._keeper.flush()
        self._keeper.end()

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        column.setSpacing(theme.px(10))
        column.addWidget(self._notice)
        column.addWidget(self._entries)
        column.addWidget(self._stack, 1)
        column.addWidget(self.checklist)
        work = QWidget(self)
        middle = make_row(work, gap=0)
        middle.addWidget(left, _FORM_SHARE)
        middle.addWidget(Separator(upright=True, parent=work))
        middle.addWidget(self.letter, _LETTER_SHARE)
        self._whole.addWidget(work)
        head = make_row(None, self._title, 1, self._steps, margins=(24, 16, 24, 15))
        outer = make_column(self, head, Separator(parent=self), (self._whole, 1), gap=0)
        self._foot_rule = Separator(parent=self)
        outer.addWidget(self._foot_rule)
        outer.addWidget(self.foot)

    def _connect(self) -> None:
        for page in self._pages:
            page.edited.connect(partial(self._on_edited, page))
            page.field_entered.connect(lambda key: self.letter.show_field(key, self._index))
        self._keeper.lost.connect(self._on_draft_lost)
        self._keeper.saved.connect(self._on_draft_saved)
        self._keeper.kept.connect(self._on_draft_kept)
        self._finisher.finished.connect(self._on_finished)
        self._finisher.outdated.connect(lambda: self._reader.read(self.form()))
        self._reader.cases_read.connect(self._on_cases_read)
        self._reader.read_again.connect(self._look_again)
        self._finisher.refused.connect(self._on_refused)
        acts: tuple[tuple[SignalInstance | str, Callable[..., None]], ...] = (
            (self._steps.step_chosen, self._show_step),
            (self._entries.entry_chosen, self._on_entry_chosen),
            (self._entries.add_requested, self._on_add_requested),
            (self._entries.remove_requested, self._on_remove_requested),
            (self.foot.keep_requested, self._on_keep_requested),
            (self.foot.back_requested, self._on_back_requested),
            (self.foot.next_requested, self._on_next_requested),
            (self.foot.finish_requested, self._on_finish_requested),
            (self.foot.field_requested, self.go_to),
            (self.checklist.fact_chosen, self.go_to),
            (self.letter.field_chosen, self.go_to),
            (NEXT_KEYS, self._on_next_requested),
            ("F8", self.foot.go_there),
            ("Ctrl+S", self._on_save_requested),
            ("Ctrl+PgDown", partial(self._move_entry, 1)),
            ("Ctrl+PgUp", partial(self._move_entry, -1)),
            ("Ctrl+D", self._on_add_requested),
            ("Ctrl+Return", self._on_finish_requested),
            *((f"Alt+{step + 1}", partial(self._show_step, step)) for step in range(len(STEPS))),
        )
        for key_or_signal, act in acts:
            signal = (
                QShortcut(QKeySequence(key_or_signal), self).activated
                if isinstance(key_or_signal, str)
                else key_or_signal
            )
            signal.connect(partial(self._act, act))

    def _act(self, act: Callable[..., None], *chosen: int | str) -> None:
        """Run an action after tidying the value being edited.

        Nothing is run once the letter is being finished.
        """
        if self._letter_id is None and not self._finisher.is_running():
            self.page().tidy()
            act(*chosen)

    def _on_edited(self, step: WizardStep) -> None:
        """Apply an edit: only that step, whichever is shown, may change the form."""
        if self._left_empty is not None:
            self._left_empty = None
            self.toast.hide()  # it no longer holds
        self._change_form(step.read())
        if step is not self.page():
            # A value derived from it may be shown here.
            self.page().show_form(self._index, keep_searches=True)
        self._refresh()

    def _change_form(self, form: ChangeForm) -> None:
        if form != self.form():
            self._keeper.note(form)
        self.validator.form = form

    def _refresh(self) -> None:
        """Show what follows from the form: letter, checklist, steps, foot."""
        self._reader.follow(self.form(), today=local_day(self._clock()))
        found = self.validator.validate(self.form())
        context = self.validator.context
        self.letter.follow(found.read, found.problems)
        facts = facts_of(found.read, self._index, found.problems)
        decisions = words.open_decisions(found.problems, self._index)
        self.checklist.show_facts(facts, decisions, index=self._index)
        self.checklist.follow_step(self._step)
        self._entries.show_entries(words.entry_titles(self.form(), context), self._index)
        self._done = words.done_steps(
            self.form(), found.problems, self._index, letter_seen=LETTER in self._visited
        )
        wrong = words.wrong_steps(found.problems, self._index)
        self._steps.set_current(self._step, done=self._done, wrong=wrong)
        problems = words.worst_first(found.problems, self._step, self._index)
        self.foot.show_state(problems, found.warnings)
        self.foot.show_place(first=self._step == 0, last=self._step == LETTER)

    def _show_entry(self, index: int) -> None:
        self._index = index
        for page in self._pages:
            page.show_form(index)
        self._refresh()

    @Slot(int)
    def _show_step(self, step: int) -> None:
        self._step = step
        self._visited.add(step)
        self._stack.setCurrentIndex(step)
        self.page().show_form(self._index, keep_searches=True)
        self._refresh()
        if not self.page().take_focus():
            self.foot.take_focus()

    @Slot()
    def _on_next_requested(self) -> None:
        if self._step < LETTER:
            self.page().show_errors()
            place = (self._index, self._step)
            if self.page().is_empty() and self._left_empty != place:
                self._left_empty = place
                self.page().take_focus()
                self.toast.report(_EMPTY_STEP, State.NEAR)
                return
            self._show_step(self._beside(1))

    @Slot()
    def _on_back_requested(self) -> None:
        if self._step > 0:
            self._show_step(self._beside(-1))

    def _beside(self, by: int) -> int:
        """Return the next or previous step; a step without decisions is skipped."""
        step = self._step + by
        if step == HAND_OVER and not self._hand_over.has_items(self.form(), self._index):
            return step + by
        return step

    @Slot(int)
    def _on_entry_chosen(self, index: int) -> None:
        self._show_entry(index)
        # The letter's own step does not concern a single change.
        self._show_step(0 if self._step == LETTER else self._step)

    def _move_entry(self, by: int) -> None:
        if 0 <= self._index + by < len(self.form().entries):
            self._on_entry_chosen(self._index + by)

    @Slot()
    def _on_add_requested(self) -> None:
        entries = self.form().entries
        self._change_form(replace(self.form(), entries=(*entries, ChangeEntry())))
        self._show_entry(len(entries))
        self._show_step(0)

    @Slot()
    def _on_remove_requested(self) -> None:
        entries, index = self.form().entries, self._index
        if len(entries) == 1:
            return
        if not ask_removing(self, words.entry_title(entries[index], self.validator.context)):
            return
        self._change_form(without_entry(self.form(), index))
        self._show_entry(min(index, len(self.form().entries) - 1))
        self._show_step(self._step)

    def _has_typing(self) -> bool:
        return self.form() != self._untouched or self._keeper.has_draft()

    @Slot()
    def _on_keep_requested(self) -> None:
        if self._has_typing():
            self._leave_once_kept()
        else:
            self._leave()

    def _on_save_requested(self) -> None:
        if self._has_typing():
            self._keeper.keep_now(self.form())
        else:
            self.toast.report("Henüz bir şey yazılmadı; taslak yok.", State.NONE)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        # What the mouse clicks is in sight, and must not move under it.
        is_clicked = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and not is_clicked and self._stack.isAncestorOf(now):
            bring_into_sight(now)

    @Slot()
    def _on_finish_requested(self) -> None:
        found = self.validator.validate(self.form())
        if found.problems:
            self.foot.go_there()
            return
        for step, page in enumerate(self._pages):
            if page.has_unread_text():  # such as a line that is not in the store
                self._show_step(step)
                page.enter_unread()
                return
        warnings = [str(message_of(one)) for one in found.warnings.values()]
        if not ask_finishing(self, warnings):
            return
        self.foot.set_busy(True)
        self._whole.setEnabled(False)
        shares_number = any(one.code == NUMBER_USED for one in found.warnings.values())
        self._finisher.finish(self.form(), self.validator.context, shares_number=shares_number)

    @Slot(object)
    def _on_finished(self, made: Finished) -> None:
        self._letter_id = made.letter_id
        self.letter.stop()
        view = FinishedView(
            self._background,
            made,
            self.form(),
            self.validator.context,
            actor=self._actor,
            clock=self._clock,
            parent=self,
        )
        view.close_requested.connect(partial(self.accept))
        self._whole.setEnabled(True)
        self._whole.addWidget(view)
        self._whole.setCurrentWidget(view)
        self._steps.hide()
        self._title.setText("Yazı tamamlandı")
        self.foot.hide()
        self._foot_rule.hide()
        view.take_focus()
        self.letter_finished.emit(made.letter_id)

    @Slot(Exception)
    def _on_refused(self, error: Exception) -> None:
        self._whole.setEnabled(True)
        self.foot.set_busy(False)
        self._keeper.note(self.form())
        # The disabled button has lost the focus.
        self._show_step(self._step)
        show_failure(self, error)

    def _on_cases_read(self) -> None:
        if self._letter_id is None:
            self._hand_over.show_form(self._index, keep_searches=True)
            self._refresh()

    def _look_again(self) -> None:
        self._show_entry(min(self._index, len(self.form().entries) - 1))
        self.page().show_errors()

    @Slot(Exception)
    def _on_draft_lost(self, error: Exception) -> None:
        self._is_leaving = False
        self._lost_words = f"Taslak saklanamadı. {text_of(error)}"
        self._notice.show_notice(State.LATE, self._lost_words)

    @Slot()
    def _on_draft_saved(self) -> None:
        if self._lost_words and self._notice.text() == self._lost_words:
            self._notice.show_notice(None, "")

    @Slot()
    def _on_draft_kept(self) -> None:
        if self._is_leaving:
            self.draft_kept.emit()
            self._leave()
        else:
            self.toast.report("Taslak kaydedildi.")

    def _leave_once_kept(self) -> None:
        """Close once the typing is in the database: on a full disk it would be nowhere else."""
        self._is_leaving = True
        self._keeper.keep_now(self.form())

    def _leave(self) -> None:
        self._keeper.end()
        self.letter.stop()
        super().reject()

    def _may_leave(self) -> bool:
        """Ask before typing is lost; return whether the dialog may close."""
        if self._finisher.is_running():
            return False
        self.page().tidy()
        if self._letter_id is not None:
            return True
        if self.form() == self._untouched and not self.page().has_unread_text():
            if not self._was_resumed:
                self._keeper.discard()  # what was typed meanwhile was undone
            return True
        leaving = ask_leaving(self)
        if leaving is ConfirmClose.KEEP:
            self._leave_once_kept()
            return False
        if leaving is ConfirmClose.DISCARD:
            self._keeper.discard()
        return leaving is not ConfirmClose.STAY

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The last step has no next one: Enter finishes there, or leads to what is missing.
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and self._step == LETTER and self._letter_id is None:
            self._act(self._on_finish_requested)
            return
        super().keyPressEvent(event)

    @override
    def reject(self) -> None:
        """Esc: close, but lose nothing without a question."""
        if self._may_leave():
            self._leave()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible() and self._letter_id is None and not self._may_leave():
            event.ignore()
            return
        self._keeper.end()
        self.letter.stop()
        super().closeEvent(event)
