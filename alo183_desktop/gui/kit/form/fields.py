"""Fields of a form: a label above, a control, and below it what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from PySide6 import QtCore
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import (
    SEEN_WHOLE,
    bring_into_sight,
    make_column,
    make_row,
    next_turn,
)
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from PySide6.QtCore import QEvent, QObject, SignalInstance
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QEnterEvent
    from PySide6.QtWidgets import QGridLayout

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.


_SIDES = 20
"""Edge and padding of a line, in pixels of the drawings."""


class IgnoresAltMixin:
    """Ignores letters typed with Alt; must precede the Qt class among the bases.

    Such a letter is a mnemonic. Where no control has it just now, Qt would type it on X11. There
    Ctrl+E goes to the end of a line, too, as End does everywhere; here it is a key of lists.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Pass the letter on to the window; AltGr is not Alt, or comes with Ctrl."""
        # WORKAROUND: PySide 6.11 has a negative mask on Windows, where `& ~` leaves nothing.
        held = event.modifiers()
        held ^= held & QtCore.Qt.KeyboardModifier.ShiftModifier
        # But not Alt with Backspace, which is undo on Windows.
        writes_character = event.text() != "" and event.text().isprintable()
        is_alt = writes_character and held == QtCore.Qt.KeyboardModifier.AltModifier
        is_control = event.modifiers() == QtCore.Qt.KeyboardModifier.ControlModifier
        if is_alt or (is_control and event.key() == QtCore.Qt.Key.Key_E):
            event.ignore()
        else:
            super().keyPressEvent(event)  # type: ignore[misc]  # of the Qt class


class LineEdit(IgnoresAltMixin, QLineEdit):
    """A line that reports its events, without an event filter.

    A filter makes PySide wrap every event of a widget, from its first font change on.

    Signals:
        key_pressed: The key event, before the line takes it.
        focus_lost: The focus left the line, and not just for a menu or another window.
    """

    key_pressed = Signal(QKeyEvent)
    focus_lost = Signal()
    _hint = ""

    def set_hint(self, hint: str) -> None:
        """Show a hint in the empty line, while it is editable; never an example."""
        self._hint = hint
        is_typed = self.isEnabled() and not self.isReadOnly()
        self.setPlaceholderText(hint if is_typed else "")

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in {QtCore.QEvent.Type.EnabledChange, QtCore.QEvent.Type.ReadOnlyChange}:
            self.set_hint(self._hint)
        super().changeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.key_pressed.emit(event)
        super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not comes_back(event):
            self.focus_lost.emit()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        is_read = self.echoMode() is QLineEdit.EchoMode.Normal
        self.setToolTip(self.text() if is_read and self.is_cut() else "")

    def is_cut(self) -> bool:
        """Return whether the text is wider than the line."""
        room = self.width() - theme.px(_SIDES)
        return self.fontMetrics().horizontalAdvance(self.text()) > room


class FieldFrame(TypedDict, total=False):
    """Options of every kind of field beside its label, as in `Field`."""

    key: str
    required: bool
    warn: Callable[[Any], str] | None
    note: str
    parent: QWidget | None


class FieldOptions(FieldFrame, total=False):
    """The same, for a field whose text is checked as in `Field`."""

    check: Callable[[str], Any] | None


class Field(QWidget):
    """A value that the user types or chooses.

    Errors are shown only after the field was left, or when the form is saved; they disappear as
    soon as the value is valid.

    Attributes:
        key: Names the value in problems, such as `newcomer.tckn`.
        is_proposed: Whether the value depends on the clock: a draft keeps it as if it had been
            typed, because another day would propose another value.

    Signals:
        changed: The user changed the value.
        left: The focus left the field.
    """

    changed = Signal()
    left = Signal()

    def __init__(
        self,
        label: str,
        *,
        key: str = "",
        required: bool = False,
        check: Callable[[str], Any] | None = None,
        warn: Callable[[Any], str] | None = None,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the frame of the field; the subclass adds its control.

        Args:
            label: With `&` before its mnemonic.
            key: Identifies the value.
            required: Marked in words; an empty value is an error.
            check: Converts the text into the value, or raises `KnownError`.
            warn: Returns a warning about a valid value; an empty text for none.
            note: Shown below the control while nothing is wrong.
        """
        super().__init__(parent)
        self.setProperty(SEEN_WHOLE, True)
        self.key = key
        self.is_proposed = False
        self._required = required
        self._check = check
        self._warn = warn
        self._judged = False
        self._foreign_problem = ""
        self._come_out: Callable[[], object] | None = None
        self._rests_at = ""
        self._names_itself = False
        self._name = label.replace("&", "")
        self._label = make_label(label, font=theme.body_medium(), parent=self)
        self._message = StateText(parent=self)
        # Most fields have neither, and a form has many fields.
        self._mark: QLabel | None = None
        self._note: QLabel | None = None
        self._shows_mark = True
        self._head = make_row(None, self._label, 1, gap=6)
        self._box = make_column(self, self._head, self._message, 1, gap=4)
        self._control: QWidget | None = None
        self._write_mark()
        self._write_note(note)

    def text(self) -> str:
        """Return the raw text."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Set the text as if it had been typed; the inverse of `text`."""
        raise NotImplementedError

    def value(self) -> Any:
        """Return the checked value; None while it is empty or invalid."""
        text = self._typed()
        if not text:
            return None
        try:
            return text if self._check is None else self._check(text)
        except KnownError:
            return None

    def set_value(self, value: Any) -> None:
        """Show a value; None empties the field. No error is shown before it is left."""
        self._judged = False
        self._foreign_problem = ""
        self.is_proposed = False
        self.set_text("" if value is None else str(value))
        self._show_judgement()

    def propose(self, value: Any) -> None:
        """Show a value that depends on the clock, such as today."""
        self.set_value(value)
        self.is_proposed = True

    def problem(self) -> str:
        """Return the error of the value as a text; empty for none."""
        if self._foreign_problem:
            return self._foreign_problem
        text = self._typed()
        if not text:
            return str(message_of(KnownError("forms.required"))) if self._required else ""
        if self._check is None:
            return ""
        try:
            self._check(text)
        except KnownError as error:
            return str(message_of(error))
        return ""

    def tidy(self) -> None:
        """Complete and normalize the text, as leaving the field does."""

    def validate(self) -> bool:
        """Show an error now if there is one, and return whether the value is acceptable."""
        self._judged = True
        self._show_judgement()
        return not self.problem()

    def set_problem(self, text: str) -> None:
        """Show an error of this value found elsewhere; it stays until the value changes.

        An error that depends on other values too is shown by the form (`Form.show_problem`).
        """
        self._foreign_problem = text
        self._judged = True
        self._show_judgement()

    def validate_again(self) -> None:
        """Show what is wrong by now, if anything was: another value has changed."""
        if self.shown_message():
            self._show_judgement()

    def shown_message(self) -> str:
        """Return the error or warning that is shown."""
        return self._message.text()

    def note(self) -> str:
        """Return the note below the control."""
        return "" if self._note is None else self._note.text()

    def set_note(self, text: str) -> None:
        """Show another note below the control."""
        self._write_note(text)
        self._show_judgement()

    def set_required(self, required: bool) -> None:  # noqa: FBT001 - the only argument
        """Make the field required or not; its mark follows."""
        self._required = required
        self._write_mark()
        self._show_judgement()

    def hide_required_mark(self) -> None:
        """Omit the mark where the form states that all fields are required."""
        self._shows_mark = False
        if self._mark is not None:
            self._mark.hide()

    def set_label(self, label: str) -> None:
        """Change the label, with `&` before its mnemonic."""
        self._name = label.replace("&", "")
        self._label.setText(label)
        if self._control is not None:
            self._control.setAccessibleName(self._name)

    def name(self) -> str:
        """Return the label without its mnemonic."""
        return self._name

    def control(self) -> QWidget:
        """Return the widget that gets the focus."""
        if self._control is None:
            raise RuntimeError("the field has no control yet")
        return self._control

    def take_focus(self) -> None:
        """Set the focus and select the text."""
        control = self.control()
        control.setFocus()
        if isinstance(control, QLineEdit):
            control.selectAll()
        self.come_into_sight()

    def focus_to_mend(self) -> None:
        """Set the focus where a problem that is shown here is mended."""
        self.take_focus()

    def come_into_sight(self) -> None:
        """Scroll into view; the error message takes precedence where there is no room for all."""
        bring_into_sight(self)
        if not self._message.isHidden():
            bring_into_sight(self._message)

    def stand_behind(self, come_out: Callable[[], object]) -> None:
        """Stand out of sight for now; `come_out` shows it once it is filled otherwise, or wrong."""
        self._come_out = come_out
        self._rests_at = self.text()

    def rest_at(self, value: Any) -> None:
        """Show a value that is the usual one: it is no reason to show the field."""
        come_out, self._come_out = self._come_out, None
        self.set_value(value)
        self._come_out, self._rests_at = come_out, self.text()

    def come_out(self) -> None:
        """Show the field if it is one that stands behind "Diğer"."""
        if self._come_out is not None:
            self._come_out()

    def add_below(self, widget: QWidget) -> None:
        """Add a widget under the control, such as the meter of a password."""
        self._box.insertWidget(self._box.indexOf(self._message), widget)

    def show_errors_in(self, grid: QGridLayout, column: int, span: int) -> None:
        """Show errors in a grid with the field's name: the field is too narrow for them.

        Args:
            grid: Has the field in its first row, and a row for the errors of each column.
            column: Of the field.
            span: Columns that the errors may take.
        """
        self._names_itself = True
        grid.addWidget(self._message, 1 + column, column, 1, span)

    def _set_control(self, control: QWidget) -> None:
        """Add the control to the layout."""
        self._control = control
        self._label.setBuddy(control)
        control.setAccessibleName(self._name)
        self._watch_focus(control)
        self._box.insertWidget(1, control)
        self.setFocusProxy(control)

    def _watch_focus(self, control: QWidget) -> None:
        """Check the value when the focus leaves a control."""
        lost: SignalInstance | None = getattr(control, "focus_lost", None)
        if lost is not None:
            lost.connect(self._on_left)
        else:
            control.installEventFilter(self)

    @Slot()
    def _on_edited(self) -> None:
        self._foreign_problem = ""
        self._show_judgement()
        self.changed.emit()

    def _show_judgement(self) -> None:
        problem = self.problem() if self._judged else ""
        warning = "" if problem else self._warning()
        text = problem or warning
        if text and self._names_itself:
            text = f"{self._name}: {text}"
        self._message.set_text(State.LATE if problem else State.NEAR, text)
        if text or self.text() != self._rests_at:
            self.come_out()
        note = "" if self._note is None else self._note.text()
        if self._note is not None:
            self._note.setVisible(bool(note) and not problem)
        if self._control is None:
            return
        wrong = bool(problem)
        for widget in self._edged():
            if bool(widget.property("wrong")) != wrong:
                widget.setProperty("wrong", wrong)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        texts = (problem or warning, note)
        self._control.setAccessibleDescription(" ".join(words for words in texts if words))

    def _write_mark(self) -> None:
        if self._mark is None and self._required:
            self._mark = muted_label("", parent=self)
            self._mark.setVisible(self._shows_mark)
            self._head.insertWidget(1, self._mark)
        if self._mark is not None:
            self._mark.setText("zorunlu" if self._required else "")

    def _write_note(self, text: str) -> None:
        if self._note is None and text:
            self._note = muted_label("", wrap=True, parent=self)
            self._box.insertWidget(self._box.count() - 1, self._note)
        if self._note is not None:
            self._note.setText(text)
            self._note.setVisible(bool(text))

    def _typed(self) -> str:
        """Return the text that is checked and kept: blanks at its ends are no part of it."""
        return self.text().strip()

    def _edged(self) -> tuple[QWidget, ...]:
        """Return the widgets that get the red edge."""
        return (self.control(),)

    def _warning(self) -> str:
        if self._warn is None or not self._judged:
            return ""
        value = self.value()
        return "" if value is None else self._warn(value)

    def _on_left(self) -> None:
        self.tidy()
        if self._typed():
            self._judged = True
        self._show_judgement()
        self.left.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        focused = self.window().focusWidget()
        has_grown = event.size().height() > event.oldSize().height()
        if has_grown and focused is not None and self.isAncestorOf(focused):
            # What is said of the field came below it, or takes more lines.
            next_turn(self, self.come_into_sight)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QtCore.QEvent.Type.FocusOut
            and isinstance(event, QFocusEvent)
            and not comes_back(event)
        ):
            self._on_left()
        return super().eventFilter(watched, event)


def comes_back(event: QFocusEvent) -> bool:
    """Return whether the focus only went to a menu or to another window."""
    reasons = QtCore.Qt.FocusReason
    return event.reason() in {reasons.PopupFocusReason, reasons.ActiveWindowFocusReason}


class TextField(Field):
    """One line of text; `show` formats a valid value once the field is left."""

    def __init__(
        self,
        label: str,
        *,
        show: Callable[[Any], str] | None = None,
        max_length: int = 200,
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(label, **options)
        self._show = show
        self.line = LineEdit(self)
        self.line.setFont(theme.body())
        self.line.setMaxLength(max_length)
        self._set_control(self.line)
        self.line.textChanged.connect(self._on_edited)

    @override
    def text(self) -> str:
        return self.line.text()

    @override
    def set_text(self, text: str) -> None:
        self.line.setText(text)

    @override
    def set_value(self, value: Any) -> None:
        if value is not None and self._show is not None:
            value = self._show(value)
        super().set_value(value)
        self.line.setCursorPosition(0)

    def set_read_only(self) -> None:
        """Make the value read-only; it can still be copied."""
        self.line.setReadOnly(True)

    @override
    def tidy(self) -> None:
        value = self.value()
        if value is not None and self._show is not None:
            shown = self._show(value)
            if shown != self.line.text():
                self.line.setText(shown)

    @override
    def _on_left(self) -> None:
        super()._on_left()
        # A long name is recognized by its beginning, not by where the typing ended.
        self.line.setCursorPosition(0)


class _Lines(IgnoresAltMixin, QPlainTextEdit):
    """Editor of several lines."""


class LongTextField(Field):
    """Several lines of text; Tab leaves the field."""

    def __init__(self, label: str, *, lines: int = 4, **options: Unpack[FieldOptions]) -> None:
        super().__init__(label, **options)
        self.edit = _Lines(self)
        self.edit.setFont(theme.body())
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().height() * lines + theme.px(18))
        self._set_control(self.edit)
        self.edit.textChanged.connect(self._on_edited)

    @override
    def text(self) -> str:
        return self.edit.toPlainText()

    @override
    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)


class FileField(TextField):
    """A file: typed, chosen, or dropped onto the field. `value` is its path."""

    def __init__(self, label: str, *, kinds: str, **frame: Unpack[FieldFrame]) -> None:
        """Make an empty field.

        Args:
            label: As `Field`; likewise what is not listed here.
            kinds: The filter of the file dialog, such as `Excel ya da CSV (*.xlsx *.csv)`.
        """
        super().__init__(label, check=_existing, max_length=1000, **frame)
        self._kinds = kinds
        self.setAcceptDrops(True)
        self.line.setAcceptDrops(False)
        self._choose = SecondaryButton("Dosya seç…", icon="folder", parent=self)
        self._choose.clicked.connect(self.choose_file)
        index = self._box.indexOf(self.line)
        self._box.removeWidget(self.line)
        row = make_row(None, (self.line, 1), self._choose, gap=8)
        self._box.insertLayout(index, row)

    @Slot()
    def choose_file(self) -> None:
        """Choose a file in the system's dialog."""
        # The unlock card has a field of this module, and no file dialog.
        from alo183_desktop.gui.kit.chosen_files import ask_source

        path = ask_source(self, "Dosya seç", self._kinds)
        if path is not None:
            self.line.setText(str(path))
            self._on_left()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.line.setText(event.mimeData().urls()[0].toLocalFile())
        self._on_left()


def _existing(text: str) -> Path:
    path = Path(text.strip().strip('"'))
    if not path.is_file():
        raise KnownError("forms.no_file")
    return path
