"""A dialog whose form is saved in one transaction: fields, error messages, one verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from alo183_desktop.gui.kit.conflicts import Conflicts, kept_words
from alo183_desktop.gui.kit.containers import next_turn
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.drafts import FormDrafts
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.passwords import NewPassword
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.shared.errors import ConflictError, KnownError, Problem
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.db.work import KeptFields, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.conflicts import BeganT
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.shared.clock import Clock


class DialogContext(TypedDict):
    """Arguments common to all dialogs of a page."""

    background: Background
    """Runs the saving."""
    clock: Clock
    """For proposed times, and to detect times in the future; UTC."""
    parent: QWidget
    """The parent window."""


class FormDialog(TaskDialog):
    """Base class of form dialogs: a subclass adds fields and defines how they are saved.

    Attributes:
        background: Runs the saving.
        form: The fields.
        trouble: Errors that prevent saving and belong to no field.
        save_button: The verb.
        draft_name: The name under which typed text is kept (`FormDrafts`).
        drafts: Keeps it, after the dialog was shown.
        saved_id: What the operation returned, after the commit; 0 before.

    Signals:
        saved: The id that the operation returned, after the commit.
        joined: After that, if so: a text naming what another user changed meanwhile.

    Attributes:
        refused: The key of the field at which a refusal is shown, by its code or by the part of it
            before the dot; others are shown below the form.
    """

    refused: Mapping[str, str] = {}

    saved = Signal(int)
    joined = Signal(str)

    def __init__(  # noqa: PLR0913 - what differs between the forms
        self,
        *,
        title: str,
        explanation: str = "",
        verb: str = "&Kaydet",
        width: int = 560,
        form: Form | None = None,
        background: Background,
        changes: frozenset[Topic],
        draft: str,
        parent: QWidget,
    ) -> None:
        """Make the dialog without fields.

        Args:
            title: What is done here.
            explanation: Under the title.
            verb: Of the button that saves.
            width: At 100 %, in pixels of the drawings.
            form: A form with its fields; None makes an empty one.
            changes: The topics that it changes.
            draft: Name under which typed text is kept, including the id of its subject:
                `cases.case.17`; empty where nothing may be kept, such as a recovery code.
        """
        super().__init__(title=title, explanation=explanation, width=width, parent=parent)
        self.background = background
        self._changes = changes
        self._is_own = False
        self.saved_id = 0
        self.form = Form(parent=self) if form is None else form
        self.trouble = StateText(State.LATE, parent=self)
        self.form.verb = verb
        self.content.addWidget(self.form)
        self.content.addStretch(1)
        self.add_above_buttons(self.trouble)
        leave = self.add_button("Vazgeç")
        self.save_button = self.add_button(verb, primary=True)
        self.form.validate_together_by(self.wrong)
        self._conflicts = Conflicts(self.form, self.save_button)
        self.draft_name = draft
        self.drafts: FormDrafts | None = None
        leave.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._on_submit)
        self.form.save_from_anywhere(self._on_submit)
        self.form.save_requested.connect(self._on_save_requested)
        self.form.left.connect(self._on_left)
        self.form.grown.connect(self.fit_soon)
        self.form.changed.connect(self._on_form_changed)

    def begin_with(self, began: BeganT) -> BeganT:
        """Return what the form began with, which `act` saves over; as `Conflicts.begin`."""
        return self._conflicts.begin(began)

    @Slot()
    def on_draft_taken(self) -> None:
        """React to a restored draft."""
        self.fit_soon()

    def wrong(self) -> Sequence[Problem]:
        """Return what is wrong with the values together, as they are now; `act` needs none.

        It shows nothing: it is asked before saving, and while a problem is shown after each change.
        """
        return ()

    def act(self) -> Callable[[Work], object] | None:
        """Return the operation that saves the form; None: it is not saved now."""
        raise NotImplementedError

    def agrees(self) -> bool:
        """Return whether the user agrees to save what is right, asked where it cannot be undone."""
        return True

    def slow_part(self) -> Callable[[], object] | None:
        """Return work to do first, without the database, such as reading a file; or None.

        It touches no widget; `take_slow` gets its result, then `act` is called.
        """
        return None

    def take_slow(self, result: object) -> None:
        """Keep the result of `slow_part` for `act`."""

    def submit(self) -> None:
        """Save the form when it is valid; otherwise show what is wrong and focus it."""
        self.form.submit()

    def save(self) -> None:
        """Save the form, if nothing is wrong with it."""
        act = None if self._shows_wrong() else self.act()
        self.save_button.setEnabled(act is None)
        if act is not None:
            self.store(act)

    def store(self, act: Callable[[Work], object]) -> None:
        """Run the operation that saves, and close afterwards."""
        self.save_button.setEnabled(False)

        def save(work: Work) -> tuple[object, Sequence[KeptFields], bool]:
            return act(work), work.kept, work.has_recorded

        self.background.run(
            save if self.drafts is None else self.drafts.saving(save),
            parent=self,
            success=self._on_stored,
            failure=self.refuse,
            changes=self._changes,
        )

    def is_own(self) -> bool:
        """Return whether everything just saved was typed here, and something in it is new."""
        return self._is_own

    def undo(self, place: QWidget) -> Callable[[], object] | None:  # noqa: ARG002 - for others
        """Return what undoes the last save, with a message at `place`; None: it cannot be."""
        return None

    def taking_back(
        self, place: QWidget, act: Callable[[Work], tuple[str, State]]
    ) -> Callable[[], object]:
        """Return what does `act` and shows its message at `place`: the dialog is closed by then."""
        background, changes = self.background, self._changes

        def take_back() -> None:
            background.run(
                act,
                parent=place,
                success=lambda said: show_message(place, *said),
                failure=lambda error: _report_not_undone(place, error),
                changes=changes,
            )

        return take_back

    def _on_stored(self, stored: tuple[object, Sequence[KeptFields], bool]) -> None:
        made, kept, has_recorded = stored
        self._is_own = has_recorded and not kept
        self.close_saved(self.take_made(made), kept)

    def take_made(self, made: object) -> int:
        """Keep what the operation returned, after the commit, and return its id."""
        return made if isinstance(made, int) else 0

    def report_saved(self, place: QWidget, words: str) -> None:
        """Report the save at `place` once it is done, with an undo where there is one."""
        self.saved.connect(lambda _id: show_message(place, words, undo=self.undo(place)))

    def finish(self, record_id: int) -> None:
        """Close: it is saved, and its draft is removed."""
        self._end_drafts()
        self.saved_id = record_id
        self.saved.emit(record_id)
        self.accept()

    def close_saved(self, record_id: int, kept: Sequence[KeptFields]) -> None:
        """Close as `finish`, and report what another user changed meanwhile."""
        self.finish(record_id)
        words = kept_words(kept, self.form)
        if words:
            self.joined.emit(words)

    def refuse(self, error: Exception) -> None:
        """Show why it was not saved, and let the user correct it."""
        self.save_button.setEnabled(True)
        if isinstance(error, ConflictError):
            self.on_conflict(error)
        elif isinstance(error, KnownError) and error.problems:
            self.show_problems(error.problems)
        elif isinstance(error, KnownError):
            self._show_error(error)
        else:
            show_failure(self, error)

    def first_field(self) -> Field:
        """Return the field that gets the initial focus."""
        return self.form.fields()[0]

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show problems at their fields, and the others below."""
        rest = self.form.show_problems(problems)
        self.trouble.set_text(State.LATE, " ".join(str(message_of(one)) for one in rest))
        self._fit()

    def showing(self) -> Callable[[Work], object] | None:
        """Return what records that the stored values are shown to the user; None: nothing."""
        return None

    def on_conflict(self, error: ConflictError) -> None:
        """Show who was first and both values, and let the user knowingly save over them."""
        showing = self.showing()
        if showing is None:
            self._show_conflict(error)
        else:
            self.background.run(
                showing,
                parent=self,
                success=lambda _written: self._show_conflict(error),
                failure=self.refuse,
            )

    @Slot()
    def fit_soon(self) -> None:
        """Fit the height to the fields once their width is set."""
        next_turn(self, self._fit)

    def _show_conflict(self, error: ConflictError) -> None:
        self.trouble.set_text(State.LATE, self._conflicts.show(error))
        self._fit()

    def _field_of(self, code: str) -> Field | None:
        key = self.refused.get(code) or self.refused.get(code.partition(".")[0])
        return next((one for one in self.form.fields() if key and one.key == key), None)

    @Slot()
    def _on_submit(self) -> None:
        if self.save_button.isEnabled():
            self.submit()

    @Slot()
    def _on_save_requested(self) -> None:
        if not self.save_button.isEnabled():
            return
        self.trouble.set_text(State.LATE, "")
        if self._shows_wrong() or not self.agrees():
            return
        slow = self.slow_part()
        if slow is None:
            self.save()
            return
        self.save_button.setEnabled(False)
        self.background.run_pure(slow, parent=self, success=self._on_slow_done, failure=self.refuse)

    def _shows_wrong(self) -> bool:
        """Show what is wrong with the values together; return whether anything is."""
        problems = self.wrong()
        if problems:
            self.show_problems(problems)
        return bool(problems)

    def _on_slow_done(self, result: object) -> None:
        self.take_slow(result)
        self.save()

    def _show_error(self, error: KnownError) -> None:
        field = self._field_of(error.code)
        if field is None:
            self.trouble.set_text(State.LATE, str(message_of(error)))
        else:
            self.form.show_problem(field, str(message_of(error)))
            field.focus_to_mend()
        self._fit()

    @Slot()
    def _on_form_changed(self) -> None:
        if self.trouble.text():
            self.trouble.set_text(State.LATE, "")

    @Slot()
    def _on_left(self) -> None:
        self._end_drafts()
        super().reject()

    def _end_drafts(self) -> None:
        if self.drafts is not None:
            self.drafts.end()

    def _keep_drafts(self) -> None:
        """Begin to keep what is typed: the subclass has made its fields."""
        self.drafts = FormDrafts(
            self.background, self.form, self.draft_name, title=self.windowTitle(), parent=self
        )
        self.content.insertLayout(0, self.drafts.offers)
        self.drafts.offered.connect(self.fit_soon)
        self.drafts.taken.connect(self.on_draft_taken)

    @Slot()
    def _fit(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.adjustSize()
        # Only now does the height of the field include its message.
        for field, _words in self.form.problems():
            if field.shown_message():
                field.come_into_sight()
                break

    @override
    def reject(self) -> None:
        if self.form.may_leave():
            self._end_drafts()
            super().reject()

    @override
    def done(self, result: int) -> None:
        # Closing without a question, as the lock does, loses nothing.
        if self.drafts is not None:
            self.drafts.flush()
        super().done(result)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.draft_name and self.drafts is None:
            self._keep_drafts()
        # Only now do the texts know their width; before, they asked for more lines.
        self._fit()
        self.first_field().take_focus()


class KeyDialog(FormDialog):
    """A form saved off the GUI thread without a unit of work, because it needs the key.

    Attributes:
        busy: Text of its verb meanwhile.
        new_password: The fields of a new password; None where there are none.
    """

    busy = "Kaydediliyor…"

    def __init__(  # noqa: PLR0913 - what differs between the forms
        self,
        background: Background,
        *,
        title: str,
        explanation: str = "",
        verb: str,
        width: int = 480,
        columns: int = 1,
        changes: frozenset[Topic] = frozenset(),
        draft: str,
        parent: QWidget,
    ) -> None:
        """Make the dialog without fields; arguments as `FormDialog`."""
        super().__init__(
            title=title,
            explanation=explanation,
            verb=verb,
            width=width,
            form=Form(columns=columns),
            background=background,
            changes=changes,
            draft=draft,
            parent=parent,
        )
        self.new_password: NewPassword | None = None
        self._verb = verb

    def task(self) -> Callable[[], object]:
        """Return what stores the form, without widgets; it runs off the GUI thread."""
        raise NotImplementedError

    def take_result(self, result: object) -> None:
        """Continue with the result; a list is what others changed meanwhile (`KeptFields`)."""
        self.close_saved(0, result if isinstance(result, list) else [])

    def add_password(self, personal: Callable[[], tuple[str, ...]], *, label: str) -> None:
        """Add the two fields of a new password."""
        self.new_password = NewPassword(
            self.background, personal=personal, label=label, parent=self.form
        )
        self.form.add_row(self.new_password)
        self.form.watch(self.new_password.first)
        self.form.watch(self.new_password.second)
        self.form.add_stretch()

    def typed_password(self) -> str:
        """Return the new password."""
        return "" if self.new_password is None else self.new_password.password()

    def set_verb(self, verb: str) -> None:
        """Replace the verb."""
        self._verb = self.form.verb = verb
        self.save_button.setText(verb)

    @override
    def submit(self) -> None:
        if self.new_password is None:
            super().submit()
        else:
            # The password is measured before the form is validated.
            self.new_password.demand(lambda _right: self.form.submit())

    @override
    def save(self) -> None:
        self.save_button.setEnabled(False)
        self.save_button.setText(self.busy)
        # Changes from here on would not be part of what is done.
        self.form.setEnabled(False)
        self.background.call(
            self.task(),
            parent=self,
            success=self.take_result,
            failure=self.refuse,
            changes=self._changes,
        )

    @override
    def refuse(self, error: Exception) -> None:
        self.save_button.setText(self._verb)
        self.form.setEnabled(True)
        super().refuse(error)


def _report_not_undone(place: QWidget, error: Exception) -> None:
    if isinstance(error, ConflictError):
        show_message(place, "Geri alınmadı: kayıt bu arada yine değişti.", State.LATE)
    else:
        show_failure(place, error)
