"""The base of the steps of the change dialog: fields that show and read one form."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from alo183_desktop.changes.form import ChangeForm
from alo183_desktop.gui.changes.words import short_key
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column, next_turn
from alo183_desktop.gui.kit.form.form import CheckList, ChoiceField, Field, RadioChoice
from alo183_desktop.gui.kit.form.rare import RareFields
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.gui.changes.validation import ChangeValidator

COLUMNS = 2


class WizardStep(QWidget):
    """One step: a title, a sentence, fields.

    A subclass adds its fields, and defines how a form is shown and read.

    Attributes:
        validator: Holds the form, and validates it.

    Signals:
        edited: The user changed a value of this step; `read` returns the form with it.
        field_entered: The key of the field that now has the focus or was just changed, without its
            entry.
    """

    edited = Signal()
    field_entered = Signal(str)

    def __init__(self, title: str, *, validator: ChangeValidator, parent: QWidget) -> None:
        super().__init__(parent)
        self.validator = validator
        self._index = 0
        self._loading = True  # until something is shown
        self._title = make_label(title, font=theme.card_title(), parent=self)
        self._sentence = make_label("", role=theme.MUTED, wrap=True, parent=self)
        self._fields: list[Field] = []
        self._placed: list[QWidget] = []
        self._row = 0
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(14))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        layout = make_column(self, self._title, self._sentence, gap=2)
        self._notices = QVBoxLayout()
        layout.addLayout(self._notices)
        layout.addSpacing(theme.px(10))
        layout.addLayout(self._grid)
        layout.addStretch(1)

    def add_row(self, *widgets: QWidget, marks_required: bool = False) -> None:
        """Add a row of one or two; a single one takes the whole width, fields are watched.

        Args:
            *widgets: From left to right.
            marks_required: Whether a field shows that it is required; usually the step does.

        Raises:
            ValueError: There are more: they would lie on one another.
        """
        if len(widgets) > COLUMNS:
            raise ValueError(f"a row has room for {COLUMNS}, not {len(widgets)}")
        span = COLUMNS // len(widgets)
        for index, widget in enumerate(widgets):
            self._grid.addWidget(widget, self._row, index * span, 1, span)
            self._placed.append(widget)
            for field in widget.fields() if isinstance(widget, RareFields) else (widget,):
                if isinstance(field, Field):
                    self._watch(field)
                    if not marks_required:
                        field.hide_required_mark()
        self._row += 1

    def add_notice(self, widget: QWidget) -> None:
        """Put a widget between the sentence and the fields; it stays when the rows are removed."""
        self._notices.addWidget(widget)

    def clear_rows(self) -> None:
        """Remove all rows, for a step whose fields depend on the form."""
        for widget in self._placed:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._placed.clear()
        self._fields.clear()
        self._row = 0

    def show_rows(self) -> None:
        """Show rows that were made while the step is visible: the focus goes there at once.

        Qt would show them a turn later, when the button to the next step would have the focus.
        """
        for widget in self._placed:
            widget.show()

    def set_sentence(self, text: str) -> None:
        """Set the sentence about this step."""
        self._sentence.setText(text)
        self._sentence.setVisible(bool(text))

    def show_form(self, index: int, *, keep_searches: bool = False) -> None:
        """Show the values of the form, of its entry `index` where the step is about one.

        Args:
            index: Index of the entry, from 0.
            keep_searches: Whether search text stays where nothing is chosen.
        """
        self._index = index
        searches = {
            field: field.text()
            for field in self._fields
            if keep_searches and isinstance(field, ChoiceField) and field.value() is None
        }
        with self.quiet():
            self.fill(self.validator.form, index)
            for field in self._fields:
                if field in searches and not field.text():
                    field.set_text(searches[field])
        self._loading = False
        self.validate_typed(with_focused=True)

    def read(self) -> ChangeForm:
        """Return the current form with the values typed here."""
        return self.take(self.validator.form, self._index)

    def tidy(self) -> None:
        """Complete and tidy the value being edited, as leaving its field does."""
        for field in self.fields():
            if self._has_focus(field):
                field.tidy()

    def fill(self, form: ChangeForm, index: int) -> None:
        """Put the values into the fields."""
        raise NotImplementedError

    def take(self, form: ChangeForm, index: int) -> ChangeForm:
        """Return `form` with the values of this step's fields; all others unchanged."""
        raise NotImplementedError

    def field_of(self, key: str) -> Field | None:
        """Return the field of a problem's key; None when the step has none for it."""
        wanted = self.field_key(key)
        for field in self._fields:
            if field.key == wanted and field.isVisibleTo(self):
                return field
        return next((field for field in self._fields if field.isVisibleTo(self)), None)

    def fields(self) -> tuple[Field, ...]:
        """Return the fields in the order of adding."""
        return tuple(self._fields)

    def field_key(self, key: str) -> str:
        """Return the key of the field that contains the value of a problem."""
        return short_key(key)

    def take_focus(self) -> bool:
        """Focus the first field that is wrong or empty, or else the first one.

        Returns:
            False when there is no field: nothing has the focus then.
        """
        visible = [field for field in self._fields if field.isVisibleTo(self)]
        problems = self.validator.validate(self.read()).problems
        for field in visible:
            if self.full_key(field.key) in problems:
                self.enter(field)
                return True
        typed = [field for field in visible if not isinstance(field, RadioChoice)]
        for field in (typed or visible)[:1]:
            self.enter(field)
        return bool(visible)

    def enter(self, field: Field) -> None:
        """Focus a field; signalled even if the focus has not moved."""
        field.take_focus()
        self.field_entered.emit(field.key)

    def go_on_to(self, field: Field) -> None:
        """Focus a field that a choice has just shown, however the choice was made.

        The choice may be made by leaving its field, when Qt is about to move the focus itself;
        hence a turn later, and not at all if the step was left by then: an invisible field
        would take the keys with it.
        """

        def enter() -> None:
            if field.isVisible():
                field.take_focus()

        next_turn(field, enter)

    def reveal(self, key: str) -> None:
        """Focus the field of a problem, and show its error."""
        wanted = self.field_key(key)
        for one in self._fields:
            if one.key == wanted:
                one.come_out()
        field = self.field_of(key)
        if field is None:
            return
        field.validate()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(field)
        self.enter(field)

    def show_errors(self) -> None:
        """Show everything that is wrong or missing here."""
        for field in self._fields:
            if field.isVisibleTo(self):
                field.validate()

    def is_empty(self) -> bool:
        """Return whether this step asks for a person, and nothing was typed or chosen yet."""
        asked = [field for field in self.about_person() if field.isVisibleTo(self)]
        return bool(asked) and not any(field.text().strip() for field in asked)

    def about_person(self) -> Sequence[Field]:
        """Return the fields about a person, which nothing fills in advance."""
        return ()

    def has_unread_text(self) -> bool:
        """Return whether a field contains text that matches none of its choices."""
        return bool(self._unread())

    def enter_unread(self) -> None:
        """Focus the first field with such a text, which shows what is wrong with it."""
        for field in self._unread()[:1]:
            field.validate()
            self.enter(field)

    def _unread(self) -> list[Field]:
        return [
            field
            for field in self._fields
            if isinstance(field, ChoiceField)
            and field.isVisibleTo(self)
            and field.text().strip()
            and field.value() is None
        ]

    def validate_typed(self, *, with_focused: bool = False) -> None:
        """Show errors of existing values, except for the one being edited."""
        for field in self._fields:
            if not field.text().strip():
                continue
            if isinstance(field, CheckList) or (
                isinstance(field, ChoiceField) and field.value() is not None
            ):
                # A choice is complete: it is checked at once.
                problem = self.validator.validate(self.read()).problems.get(
                    self.full_key(field.key)
                )
                field.set_problem("" if problem is None else str(message_of(problem)))
            elif with_focused or not self._has_focus(field):
                field.validate()

    def full_key(self, key: str) -> str:
        """Return the key of a problem of a field, with the entry it belongs to."""
        return key if key.startswith("letter.") else f"entries.{self._index}.{key}"

    def validated(self, key: str, *, required: bool = False, warns: bool = False) -> dict[str, Any]:
        """Return the arguments of a field that is checked by the rules for the whole form.

        Args:
            key: Of the field, without its entry.
            required: Whether it must not be empty.
            warns: Whether it shows warnings.
        """
        return {
            "key": key,
            "required": required,
            "check": self.check_of(key),
            "warn": self.warning_of(key) if warns else None,
            "parent": self,
        }

    def check_of(self, key: str, parse: Callable[[str], str] | None = None) -> Callable[[str], str]:
        """Return the check of a field: the result of the rules for the whole current form.

        Args:
            key: Of the field, without its entry.
            parse: Returns the value from which a valid text is formatted, such as E.164.
        """

        def check(text: str) -> str:
            if not self._loading:
                problem = self.validator.validate(self.read()).problems.get(self.full_key(key))
                if problem is not None:
                    error = KnownError(problem.code)
                    error.parameters = dict(problem.parameters)
                    raise error
            return text if parse is None else parse(text)

        return check

    def warning_of(self, key: str) -> Callable[[object], str]:
        """Return the warning of a field."""

        def warn(_value: object) -> str:
            if self._loading:
                return ""
            warning = self.validator.validate(self.read()).warnings.get(self.full_key(key))
            return "" if warning is None else str(message_of(warning))

        return warn

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Set values in fields without treating them as typed."""
        before, self._loading = self._loading, True
        try:
            yield
        finally:
            self._loading = before

    def is_loading(self) -> bool:
        """Return whether values are being set, not typed."""
        return self._loading

    def _on_changed(self, field: Field) -> None:
        if self._loading:
            return
        self.field_entered.emit(field.key)
        self.after_edit()
        self.validate_typed()
        self.edited.emit()

    def after_edit(self) -> None:
        """Update other fields of the step after a choice."""

    def _watch(self, field: Field) -> None:
        self._fields.append(field)
        field.changed.connect(partial(self._on_changed, field))
        self.watch_controls(field)

    def watch_controls(self, field: Field) -> None:
        """Watch the focus in a field; call it again when the field has made new controls."""
        for control in (field.control(), *field.control().findChildren(QWidget)):
            control.installEventFilter(self)

    def _has_focus(self, field: Field) -> bool:
        # Even while a question covers the window, which then has no focus.
        focused = self.window().focusWidget()
        return focused is not None and (field is focused or field.isAncestorOf(focused))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            for field in self._fields:
                if field is watched or field.isAncestorOf(watched):
                    self.field_entered.emit(field.key)
                    break
        return super().eventFilter(watched, event)


def with_entry(form: ChangeForm, index: int, entry: ChangeEntry) -> ChangeForm:
    """Return a form with the change at an index replaced."""
    return replace(form, entries=(*form.entries[:index], entry, *form.entries[index + 1 :]))
