"""The form: fields in a grid, their errors, saving and leaving by keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SIGNAL, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QGridLayout,
    QLabel,
    QSpacerItem,
    QWidget,
)

from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.form.choices import CheckList, ChoiceField, ComboBox, RadioChoice
from alo183_desktop.gui.kit.form.dates import DateField, day_text
from alo183_desktop.gui.kit.form.fields import Field, FileField, LongTextField, TextField
from alo183_desktop.gui.kit.form.passwords import PasswordField, StrengthMeter
from alo183_desktop.gui.kit.form.rare import RareFields
from alo183_desktop.shared.identity import format_phone, parse_mobile
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import Unpack

    from alo183_desktop.gui.kit.form.fields import FieldFrame
    from alo183_desktop.shared.errors import Problem


class PhoneField(TextField):
    """A phone number: any notation is accepted, `0532 123 45 67` is shown, E.164 is kept."""

    def __init__(
        self,
        label: str,
        *,
        check: Callable[[str], str] = parse_mobile,
        **frame: Unpack[FieldFrame],
    ) -> None:
        self._area_code = ""
        super().__init__(
            label,
            check=lambda text: check(self._in_full(text)),
            show=format_phone,
            max_length=40,
            **frame,
        )

    def complete_by(self, area_code: str) -> None:
        """Read the seven digits of a landline as one of this area code; empty completes none."""
        self._area_code = area_code
        self.set_note(f"Yedi rakam yeterlidir: 0{area_code} eklenir." if area_code else "")

    def _in_full(self, text: str) -> str:
        digits = "".join(text.split())
        is_local = len(digits) == _LOCAL_DIGITS and digits.isdecimal()
        return f"0{self._area_code}{digits}" if self._area_code and is_local else text


__all__ = [
    "CheckList",
    "ChoiceField",
    "ComboBox",
    "DateField",
    "Field",
    "FileField",
    "Form",
    "LongTextField",
    "PasswordField",
    "PhoneField",
    "RadioChoice",
    "StrengthMeter",
    "TextField",
    "day_text",
]

_ABANDON, _SAVE = 1, 2
_LOCAL_DIGITS: Final = 7

_WITH_LETTER: Final = "withLetter"
"""The property of a label or button: its words with the letter that leads to it."""


class Form(QWidget):
    """Fields in two columns.

    Attributes:
        verb: Of what saves it.

    Signals:
        changed: The user changed a value.
        save_requested: Ctrl+S, or Enter in a page, with every field valid.
        left: Esc: nothing was typed, or the user agreed to discard it.
        grown: Rarely used fields are shown from now on.
    """

    changed = Signal()
    save_requested = Signal()
    left = Signal()
    grown = Signal()

    def __init__(self, *, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self.verb = "Kaydet"
        self._fields: list[Field] = []
        self._row = 0
        self._rare: RareFields | None = None
        self._clean: dict[str, str] = {}
        self._shown_both: set[str] = set()  # keys of fields in dispute: they count as typed
        self._found: set[Field] = set()  # fields with a problem that was judged from several
        self._find_together: Callable[[], Sequence[Problem]] = tuple
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(18))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, theme.px(80))
        self._save = QShortcut(QKeySequence("Ctrl+S"), self)
        self._save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._save.activated.connect(self.submit)

    def give_letters(self, *, given: bool) -> None:
        """Let Alt and a letter lead to its fields, or not: another form in sight has the same."""
        for child in self.findChildren(QWidget):
            is_label = isinstance(child, QLabel) and child.buddy() is not None
            if not is_label and not isinstance(child, QAbstractButton):
                continue
            words = str(child.property(_WITH_LETTER) or child.property("text"))
            child.setProperty(_WITH_LETTER, words)
            child.setProperty("text", words if given else words.replace("&", ""))

    def add_row(self, *widgets: QWidget) -> None:
        """Add a row; one widget alone takes the whole width, a field becomes part of the form."""
        span = max(1, self._columns // len(widgets))
        has_labels = not all(isinstance(widget, CheckList) for widget in widgets)
        for index, widget in enumerate(widgets):
            if has_labels and isinstance(widget, CheckList):
                widget.keep_beside_controls()
            self._grid.addWidget(widget, self._row, index * span, 1, span)
            if isinstance(widget, Field):
                self.watch(widget)
        self._row += 1

    def add_rare_row(self, *fields: Field) -> None:
        """Add a row that stands behind "Diğer" until one of its fields is filled or wrong.

        All such rows are together, in the place of the first one.
        """
        if self._rare is None:
            self._rare = RareFields(gap=18, parent=self)
            self._rare.opened.connect(self.grown)
            self.add_row(self._rare)
        self._rare.add_row(*fields)
        for field in fields:
            self.watch(field)

    def add_line(self, *widgets: tuple[QWidget, int]) -> None:
        """Add a row of many fields with their shares of the width.

        Errors begin under their own field, and may be as wide as the rest of the row. The space
        between the rows has room for one line of text, so that nothing moves.
        """
        self._grid.setVerticalSpacing(theme.px(4))
        holder = QWidget(self)
        line = QGridLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setHorizontalSpacing(theme.px(16))
        line.setVerticalSpacing(0)
        for column, (widget, share) in enumerate(widgets):
            line.addWidget(widget, 0, column)
            line.setColumnStretch(column, share)
            if isinstance(widget, Field):
                self.watch(widget)
                widget.show_errors_in(line, column, len(widgets) - column)
        line.addItem(QSpacerItem(0, theme.px(17)), 1, 0, len(widgets), 1)
        self.add_row(holder)

    def save_by(self, save: Callable[[], object]) -> None:
        """Let the keys call `save` instead of `submit`, for example to measure a password first."""
        self._save.activated.disconnect(self.submit)
        self._save.activated.connect(save)

    def save_from_anywhere(self, save: Callable[[], object]) -> None:
        """Let Ctrl+S save with the focus on the buttons of the window too; `save` as `save_by`."""
        self._save.setContext(Qt.ShortcutContext.WindowShortcut)
        self.save_by(save)

    def add_stretch(self) -> None:
        """Keep the rows together at the top."""
        self._grid.setRowStretch(self._row, 1)

    def watch(self, field: Field) -> None:
        """Include a field that is elsewhere in the window."""
        self._fields.append(field)
        self._clean[_key(field, len(self._fields))] = field.text()
        field.changed.connect(partial(self._on_field_changed, field))

    def validate_together_by(self, find: Callable[[], Sequence[Problem]]) -> None:
        """Set what returns the problems that depend on several values, as they are by now."""
        self._find_together = find

    def fields(self) -> Sequence[Field]:
        """Return the fields in the order of the form."""
        return self._fields

    def field(self, key: str) -> Field:
        """Return the field with that key.

        Raises:
            KeyError: There is none.
        """
        for field in self._fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def problems(self) -> list[tuple[Field, str]]:
        """Return all current errors, in the order of the form, whether shown or not."""
        return [
            (field, text)
            for field in self._fields
            if field.isVisibleTo(self) and (text := field.problem())
        ]

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Show problems found on saving at their fields; return those that belong to no field."""
        known = {field.key: field for field in self._fields if field.key}
        rest = []
        for problem in problems:
            field = known.get(problem.key)
            if field is None:
                rest.append(problem)
            else:
                self.show_problem(field, str(message_of(problem)))
        self.focus_first_wrong()
        return rest

    def show_problem(self, field: Field, text: str) -> None:
        """Show at a field a problem found on saving, which may depend on any of the values.

        It never outlives them: once any value changes it is judged anew by what
        `validate_together_by` was given, and without that it goes. Nor does it prevent the next
        saving, which would find it again.
        """
        self._found.add(field)
        field.set_problem(text)

    def validate(self) -> bool:
        """Normalize every field, show errors; return whether all are valid."""
        shown = [field for field in self._fields if field.isVisibleTo(self)]
        for field in shown:
            field.tidy()
        right = [field.validate() for field in shown]
        return all(right)

    def focus_first_wrong(self) -> bool:
        """Focus the first invalid field; return whether there is one."""
        for field, _text in self.problems():
            field.focus_to_mend()
            return True
        return False

    @Slot()
    def submit(self) -> bool:
        """Request saving when all is valid; otherwise show what is wrong and focus it."""
        for field in self._found:
            field.set_problem("")
        self._found.clear()
        if self.validate():
            self.save_requested.emit()
            return True
        self.focus_first_wrong()
        return False

    def texts(self) -> dict[str, str]:
        """Return the texts, by key: a draft."""
        return {field.key: field.text() for field in self._fields if field.key}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Set the texts of some of the fields."""
        for field in self._fields:
            if field.key in texts:
                field.set_text(texts[field.key])

    def replace_texts(self, texts: Mapping[str, str]) -> None:
        """Restore a draft: fields that it lacks get their saved values, nothing typed stays."""
        for index, field in enumerate(self._fields, 1):
            text = texts.get(field.key, self._clean[_key(field, index)])
            if field.text() != text:
                field.set_text(text)

    def changed_texts(self) -> dict[str, str]:
        """Return what was typed since the last save, by key: what a crash would lose."""
        return {
            field.key: field.text()
            for index, field in enumerate(self._fields, 1)
            if field.key and self._is_typed(field, index)
        }

    def mark_clean(self) -> None:
        """Mark the current values as saved."""
        self._shown_both.clear()
        self._clean = {
            _key(field, index): field.text() for index, field in enumerate(self._fields, 1)
        }

    def let_save_over(self, keys: Collection[str]) -> None:
        """Keep what is shown at the fields until the next saving: both values are shown there.

        They count as typed, whatever they contain: the stored value differs by now.
        """
        self._shown_both.update(set(keys) - {""})

    def is_dirty(self) -> bool:
        """Return whether something was typed since the last save."""
        return any(self._is_typed(field, index) for index, field in enumerate(self._fields, 1))

    def may_leave(self) -> bool:
        """Ask before typing is discarded; return whether it may be.

        Whoever answers that it be saved stays until it is: what is wrong with it is shown.
        """
        if not self.is_dirty():
            return True
        verbs = ("Forma dön", "Kaydetmeden çık")
        can_save = self.receivers(SIGNAL("save_requested()"))
        answer = dialogs.ask(
            self.window(),
            title="Yazdıklarınız kaydedilmedi",
            text="Kaydetmeden çıkarsanız bu formda yazdıklarınız silinir.",
            verbs=(*verbs, self.verb.replace("&", "")) if can_save else verbs,
        )
        if answer == _SAVE:
            self._save.activated.emit()
        return answer == _ABANDON

    def _on_field_changed(self, changed: Field) -> None:
        others = [field for field in self._found if field.key not in self._shown_both]
        if others:
            again = {problem.key: problem for problem in self._find_together()}
            for field in others:
                problem = again.get(field.key)
                field.set_problem("" if problem is None else str(message_of(problem)))
        for field in self._fields:
            if field is not changed:
                field.validate_again()
        self.changed.emit()

    def _is_typed(self, field: Field, index: int) -> bool:
        return field.key in self._shown_both or self._clean[_key(field, index)] != field.text()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Where leaving the form means nothing, Esc is for its parent.
        if event.key() == Qt.Key.Key_Escape and self.receivers(SIGNAL("left()")):
            if self.may_leave():
                self.left.emit()
            return
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        # In a dialog, Enter is for its default button.
        is_of_page = not isinstance(self.window(), QDialog)
        if is_enter and is_of_page and self.receivers(SIGNAL("save_requested()")):
            self._save.activated.emit()
            return
        super().keyPressEvent(event)


def _key(field: Field, index: int) -> str:
    return field.key or f"#{index}"
