"""The fields of a record as controls of a form, and the dialog that puts a record right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.form.choices import CheckList
from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import LongTextField, TextField
from alo183_desktop.gui.kit.form.quick_choice import QuickChoice
from alo183_desktop.records.record import FLAG, LINK, TIME
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from _typeshed import DataclassInstance
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.kit.form.form import Form
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.records.record import Checked, Record
    from alo183_desktop.shared.clock import Clock

    Options = Mapping[str, Sequence[tuple[int, str]]]

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")
_YES: Final = "yes"


class RecordFields(Generic[ValuesT]):
    """One control for each field of a record.

    A field that goes with a flag (`Field.only_if`) is shown while that is ticked.
    """

    def __init__(
        self,
        form: Form,
        record: Record[ValuesT],
        *,
        clock: Clock,
        keys: Sequence[str] = (),
        notes: Mapping[str, str] | None = None,
        in_lines: bool = True,
        parent: QWidget,
    ) -> None:
        """Make the controls, without values.

        Args:
            form: Counts them as its fields.
            record: What its fields are.
            clock: For now; UTC.
            keys: Which of the fields, in this order; empty: all, in the record's order.
            notes: What stands below a control while nothing is wrong, by field.
            in_lines: Whether the form gets one row after the other, with long texts in as many
                lines as the record says; otherwise who makes it gives the controls their places,
                and Enter saves.
            parent: Qt's owner.
        """
        self._form = form
        self._record = record
        self._clock = clock
        self._notes = notes or {}
        self._in_lines = in_lines
        self._parent = parent
        self._times: dict[str, InstantFields] = {}
        self._by_key: dict[str, Field] = {}
        for key in keys or record.fields:
            self._make(key)
        for key in self._by_key:
            flag = record.fields[key].only_if
            if flag:
                self._by_key[flag].changed.connect(self.show_what_counts)
        self.show_what_counts()

    def __getitem__(self, key: str) -> Field:
        """Return the control of a field; of an instant, that of its day."""
        return self._by_key[key]

    def set_options(self, key: str, options: Sequence[tuple[int, str]]) -> None:
        """Offer other records for a field of kind `LINK`; what is typed stays."""
        field = self._by_key[key]
        assert isinstance(field, QuickChoice)  # noqa: S101 - as `_make` makes it
        field.set_options([(str(item_id), words) for item_id, words in options])

    def show(self, values: ValuesT) -> None:
        """Show what is stored."""
        for key, field in self._by_key.items():
            value = getattr(values, key)
            if key in self._times:
                self._times[key].set_instant(value)
            elif isinstance(field, CheckList):
                field.set_value((_YES,) if value else ())
            elif isinstance(field, QuickChoice):
                field.set_value(None if value is None else str(value))
            else:
                field.set_text(value)
        self.show_what_counts()

    def check(self, **more: Any) -> Checked[ValuesT]:
        """Check what is typed; `more` are the values of fields that have no control here."""
        now = self._clock()
        typed = {key: self._typed(key) for key in self._by_key}
        return self._record.check({**typed, **more}, now=now)

    def show_what_counts(self) -> None:
        """Hide the fields whose flag is not ticked."""
        for key, field in self._by_key.items():
            flag = self._record.fields[key].only_if
            if flag:
                field.setVisible(bool(self._by_key[flag].value()))

    def _typed(self, key: str) -> Any:
        field = self._by_key[key]
        if key in self._times:
            return self._times[key].instant() or self._clock()
        if isinstance(field, QuickChoice):
            field.tidy()
            chosen = field.value()
            return None if chosen is None else int(chosen)
        return bool(field.value()) if isinstance(field, CheckList) else field.text()

    def _make(self, key: str) -> None:
        said, parent, note = self._record.fields[key], self._parent, self._notes.get(key, "")
        field: Field
        if said.kind is TIME:
            times = InstantFields(self._form, clock=self._clock, key=key, parent=parent)
            self._times[key] = times
            self._by_key[key] = times.day
            return
        required = bool(said.missing) and not said.only_if and self._in_lines
        if said.kind is LINK:
            field = QuickChoice(said.label, key=key, required=required, note=note, parent=parent)
        elif said.kind is FLAG:
            field = CheckList("", ((_YES, said.label),), key=key, columns=1, parent=parent)
        elif self._in_lines and said.lines > 1:
            field = LongTextField(
                said.label, key=key, required=required, note=note, lines=said.lines, parent=parent
            )
        else:
            field = TextField(
                said.label,
                key=key,
                required=required,
                note=note,
                max_length=said.length,
                parent=parent,
            )
        self._by_key[key] = field
        if self._in_lines:
            self._form.add_row(field)


class RecordDialog(FormDialog, Generic[ValuesT]):
    """Puts one record right: its fields from top to bottom, and the verb that saves them.

    Attributes:
        fields: The controls.
    """

    def __init__(  # noqa: PLR0913 - what differs between the records
        self,
        record: Record[ValuesT],
        opened: tuple[ValuesT, int],
        *,
        item_id: int,
        title: str,
        save: Callable[[Work, ValuesT, int, ValuesT | None], object],
        options: Options,
        first: str,
        changes: frozenset[Topic],
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            record: What its fields are.
            opened: What is stored, and the version as it was read.
            item_id: Which one.
            title: What is done here.
            save: Saves: the unit of work, the values, the version, what the form began with.
            options: For fields of kind `LINK`: ids and names to choose from.
            first: The field that takes the focus.
            changes: The topics that it changes.
            background: Runs the saving.
            clock: For now; UTC.
            parent: The window that waits.
        """
        super().__init__(
            title=title,
            background=background,
            changes=changes,
            draft=f"{record.name}.{item_id}",
            parent=parent,
        )
        values, version = opened
        self._item_id = item_id
        self._save = save
        self._first = first
        self.fields = RecordFields(self.form, record, clock=clock, parent=self)
        for key, offered in options.items():
            self.fields.set_options(key, offered)
        self.fields.show(values)
        for said in record.fields.values():
            if said.only_if:
                self.fields[said.only_if].changed.connect(self.fit_soon)
        self.form.mark_clean()
        # As it is read out of the fields, which show no seconds.
        self._began = self.begin_with(EditBase(self.fields.check().values, version))

    @override
    def first_field(self) -> Field:
        return self.fields[self._first]

    @override
    def act(self) -> Callable[[Work], int] | None:
        checked = self.fields.check()
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        save, item_id = self._save, self._item_id
        version, base = self._began.version, self._began.values

        def act(work: Work) -> int:
            save(work, values, version, base)
            return item_id

        return act
