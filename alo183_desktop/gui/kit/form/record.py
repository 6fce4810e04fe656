"""The fields of a record as controls of a form, and the dialog that edits a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import Slot

from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.form.choices import (
    SEARCH_HINT,
    CheckList,
    ChoiceField,
    QuickChoice,
    RadioChoice,
)
from alo183_desktop.gui.kit.form.dates import DateField, InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import LongTextField, TextField
from alo183_desktop.gui.kit.form.form import PhoneField
from alo183_desktop.records.record import Kind, choice_key, last_day
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, Problem
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from typing import Unpack

    from _typeshed import DataclassInstance
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.form_access import FormAccess
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.kit.form.form import Form
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.records.record import Checked, Record
    from alo183_desktop.shared.clock import Clock

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")
_YES: Final = "yes"
_UNDONE: Final = "Geri alındı; önceki değerler kayıtlı."
_FIRST_VERSION: Final = 1
"""Of a row that was added and not changed since."""
_REMOVED: Final = "Geri alındı; eklenen silindi."
_UNDONE_IN_LETTER: Final = (
    f"{_UNDONE} Bu arada bir yazı tamamlandı: geri alınan bilgiyi söylüyorsa yazıyı düzeltiniz."
)
_DAY: Final = dt.timedelta(days=1)
_MOST_BUTTONS: Final = 5
"""With more choices a list is used."""
_LONGEST: Final = 254
"""`FieldSpec.parse` accepts no longer text: an e-mail address is the longest."""


class RecordFields(Generic[ValuesT]):
    """One control for each field of a record.

    A field that depends on a flag (`FieldSpec.only_if`) is shown while the flag is ticked.
    """

    def __init__(  # noqa: PLR0913 - what differs between the forms
        self,
        form: Form,
        record: Record[ValuesT],
        *,
        clock: Clock,
        in_rows: bool = True,
        keys: Collection[str] = (),
        offers: Mapping[str, Sequence[str]] | None = None,
        warns: Mapping[str, Callable[[Any], str]] | None = None,
        above: Mapping[str, Sequence[QWidget]] | None = None,
        parent: QWidget,
    ) -> None:
        """Make the controls, without values.

        Args:
            form: Includes them as its fields.
            record: Defines the fields.
            clock: The current time, UTC.
            in_rows: Whether the record's rows are added to the form, with long texts in as many
                lines as the record defines. Otherwise the caller places the controls, all texts
                are in one line, and Enter saves.
            keys: The fields that have a control here; none: all have. The others keep their stored
                values.
            offers: For texts: values in use, to choose from; anything else may be typed.
            warns: For texts: returns a warning about a valid value; empty for none.
            above: By the first field of a row: what gets a row of its own above it, such as a title
                or other controls.
        """
        self._form = form
        self._record = record
        self._clock = clock
        self._in_rows = in_rows
        self._offers = offers or {}
        self._warns = warns or {}
        self._parent = parent
        self._times: dict[str, InstantFields] = {}
        self._by_key: dict[str, Field] = {}
        self._stored: ValuesT | None = None
        for row in record.layout:
            if above and row[0] in above:
                form.add_row(*above[row[0]])
            self._make_row([key for key in row if not keys or key in keys])
        for key in self._by_key:
            flag = record.fields[key].only_if
            if flag:
                self._by_key[flag].changed.connect(self.hide_unasked)
        self.hide_unasked()

    def __getitem__(self, key: str) -> Field:
        """Return the control of a field; of a point in time, that of its day."""
        return self._by_key[key]

    def __iter__(self) -> Iterator[Field]:
        """Yield the controls; of a point in time, that of its day."""
        return iter(self._by_key.values())

    def set_options(self, key: str, options: Sequence[tuple[int, str]]) -> None:
        """Set the choices of a field of kind `LINK`; typed text stays."""
        field = self._by_key[key]
        assert isinstance(field, QuickChoice)  # noqa: S101 - as `_make` makes it
        field.set_options([(str(item_id), words) for item_id, words in options])

    def set_instant(self, key: str, at: dt.datetime | None) -> None:
        """Show a point in time, UTC, in a field of kind `TIME`; None empties it."""
        self._times[key].set_instant(at)

    def show_instants(self, is_shown: bool) -> None:  # noqa: FBT001 - as `setVisible`
        """Show the fields of kind `TIME`, or hide them."""
        for times in self._times.values():
            times.day.setVisible(is_shown)
            times.time.setVisible(is_shown)

    def show(self, values: ValuesT) -> None:
        """Show stored values."""
        self._stored = values
        for key in self._by_key:
            self._show_one(key, getattr(values, key))
        self.hide_unasked()

    def _show_one(self, key: str, value: Any) -> None:
        field, kind = self._by_key[key], self._record.fields[key].kind
        if key in self._times:
            self._times[key].set_instant(value)
        elif isinstance(field, CheckList):
            field.set_value((_YES,) if value else ())
        elif kind is Kind.CHOICE:
            field.set_value(choice_key(value))
        elif isinstance(field, QuickChoice):
            field.set_value(None if value is None else str(value))
        elif kind is Kind.TEXT:
            field.set_value(self._record.shown(key, value) or None)
        else:
            field.set_value(last_day(value) if value and kind is Kind.END else value or None)

    def typed(self) -> dict[str, Any]:
        """Return what is typed, valid or not."""
        return {key: self._typed(key) for key in self._by_key}

    def check(self, **more: Any) -> Checked[ValuesT]:
        """Check what is typed; `more` are the values of fields that have no control here."""
        stored = {} if self._stored is None else self._record.columns(self._stored)
        checked = self._record.check({**stored, **self.typed(), **more}, now=self._clock())
        half = tuple(
            Problem(times.time.key if times.day.text().strip() else key, "forms.required")
            for key, times in self._times.items()
            if times.is_half() and not self._record.fields[key].missing
        )
        return (
            replace(checked, values=None, problems=(*checked.problems, *half)) if half else checked
        )

    def hide_unasked(self) -> None:
        """Hide the fields whose flag is not ticked."""
        for key, field in self._by_key.items():
            flag = self._record.fields[key].only_if
            if flag:
                field.setVisible(bool(self._record.read(flag, self._by_key[flag].value())))

    def _typed(self, key: str) -> Any:
        field = self._by_key[key]
        if key in self._times:
            at = self._times[key].instant()
            spec = self._record.fields[key]
            # A required one that is invalid is an error; an optional one means now.
            is_now = not spec.missing and spec.empty is not None
            return self._clock() if at is None and is_now else at
        if isinstance(field, QuickChoice):
            chosen = field.highlighted()
            return None if chosen is None else int(chosen)
        if isinstance(field, CheckList):
            return bool(field.value())
        kind = self._record.fields[key].kind
        if kind not in {Kind.CHOICE, Kind.DAY, Kind.END}:
            return field.text()
        value = field.value()
        if kind is Kind.CHOICE:
            return self._record.read(key, value)
        return value + _DAY if value and kind is Kind.END else value

    def _check_end(self, key: str, last: dt.date) -> dt.date:
        """Refuse a last day that contradicts the other values."""
        others = {other: self._typed(other) for other in self._by_key if other != key}
        for problem in self._record.check({**others, key: last + _DAY}).problems:
            if problem.key == key:
                raise problem.error()
        return last

    def _make_row(self, keys: Sequence[str]) -> None:
        made = []
        for key in keys:
            if self._record.fields[key].kind is Kind.TIME:
                # A row of its own: a day and a time.
                labels, spec = self._labels_of_time(key), self._record.fields[key]
                times = InstantFields(
                    self._form,
                    clock=self._clock,
                    labels=labels,
                    key=key,
                    required=spec.empty is not None or bool(spec.missing),
                    proposes_now=spec.empty is not None,
                    note=spec.note,
                    parent=self._parent,
                )
                self._times[key] = times
                self._by_key[key] = times.day
            else:
                self._by_key[key] = self._make(key)
                made.append(self._by_key[key])
        if made and self._in_rows:
            is_rare = any(self._record.fields[key].is_rare for key in keys)
            (self._form.add_rare_row if is_rare else self._form.add_row)(*made)

    def _labels_of_time(self, key: str) -> tuple[str, str]:
        """Return the labels of the day and the time; with several, each contains its name."""
        times = [one for one in self._record.fields.values() if one.kind is Kind.TIME]
        name = self._record.fields[key].label
        return ("G&ün", "&Saat") if len(times) == 1 else (f"{name} günü", f"{name} saati")

    def _make(self, key: str) -> Field:
        spec, parent = self._record.fields[key], self._parent
        common: dict[str, Any] = {
            "key": key,
            "note": spec.note,
            "required": bool(spec.missing) and not spec.only_if and self._in_rows,
            "parent": parent,
        }
        if spec.kind is Kind.FLAG:
            return CheckList("", ((_YES, spec.label),), key=key, columns=1, parent=parent)
        if spec.kind not in {Kind.TEXT, Kind.PHONE}:
            return self._make_choice(key, common)
        common["check"] = partial(self._record.read, key)
        if spec.lines > 1 and self._in_rows:
            return LongTextField(spec.label, lines=spec.lines, **common)
        common["warn"] = self._warns.get(key)
        show = partial(self._record.shown, key) if spec.parse is not None else None
        if key in self._offers:
            offered = [(one, one) for one in self._offers[key]]
            return ChoiceField(
                spec.label, offered, free=True, completes=spec.completes, show=show, **common
            )
        if spec.kind is Kind.PHONE:
            return PhoneField(spec.label, **common)
        return TextField(spec.label, show=show, max_length=spec.length or _LONGEST, **common)

    def _make_choice(self, key: str, common: dict[str, Any]) -> Field:
        spec = self._record.fields[key]
        if spec.kind is Kind.LINK:
            return QuickChoice(spec.label, placeholder=SEARCH_HINT, **common)
        if spec.kind is not Kind.CHOICE:
            check = partial(self._check_end, key) if spec.kind is Kind.END else None
            return DateField(spec.label, today=local_day(self._clock()), check=check, **common)
        options = [(choice_key(value), words) for value, words in spec.choices]
        # Radio buttons always have a choice: what the user must decide is never assumed.
        if spec.missing or len(options) > _MOST_BUTTONS:
            return ChoiceField(spec.label, options, placeholder=SEARCH_HINT, **common)
        del common["required"]
        return RadioChoice(spec.label, options, **common)


class RecordDialog(FormDialog, Generic[ValuesT]):
    """One record, new or edited: its fields from top to bottom, and the verb that saves them.

    Attributes:
        fields: The controls.
        take_stored: After a conflict, starts over with what is stored by now.
    """

    def __init__(  # noqa: PLR0913 - what differs between the records
        self,
        record: Record[ValuesT],
        opened: tuple[ValuesT | None, int],
        *,
        save: Callable[[Work, ValuesT, int, ValuesT | None], int],
        title: str,
        explanation: str = "",
        width: int = 560,
        draft: str,
        verb: str = "&Kaydet",
        keys: Collection[str] = (),
        options: Mapping[str, Sequence[tuple[int, str]]] | None = None,
        offers: Mapping[str, Sequence[str]] | None = None,
        warns: Mapping[str, Callable[[Any], str]] | None = None,
        above: Mapping[str, Sequence[QWidget]] | None = None,
        reopen: Callable[[Work], tuple[ValuesT, int]] | None = None,
        first: str = "",
        refused: Mapping[str, str] | None = None,
        form: Form | None = None,
        remove: Callable[[Work, int], object] | None = None,
        changes: frozenset[Topic],
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            record: Defines the fields.
            opened: What is stored, and the version as it was read; None and 0: a new one.
            save: Saves and returns the id: the unit of work, the values, the version, what the form
                began with.
            title: What is done here.
            explanation: As `FormDialog`; so with `width`, `draft` and `verb`.
            keys: As `RecordFields`.
            options: For fields of kind `LINK`: ids and names to choose from.
            offers: As `RecordFields`; so with `warns` and `above`.
            reopen: Reads what is stored by now, and records who sees it where required; after a
                conflict the user can start over with it. None: a new one.
            first: The field that gets the focus; empty: the first one.
            refused: As `FormDialog.refused`.
            form: A form with fields of its own above those of the record; None makes an empty one.
            remove: Removes a row, by its id, that was just added, to take it back; None: it stays.
            changes: The topics that it changes.
        """
        super().__init__(
            title=title,
            explanation=explanation,
            verb=verb,
            width=width,
            form=form,
            background=common["background"],
            changes=changes,
            draft=draft,
            parent=common["parent"],
        )
        values, version = opened
        self._save = save
        self._clock = common["clock"]
        self._first = first
        self.refused = refused or {}
        self._reopen = reopen
        self._remove = remove
        self.fields = RecordFields(
            self.form,
            record,
            clock=common["clock"],
            keys=keys,
            offers=offers,
            warns=warns,
            above=above,
            parent=self,
        )
        self.take_stored = LinkButton("Kayıtlı değerleri al", parent=self)
        self.take_stored.hide()
        self.take_stored.clicked.connect(self._on_take_stored)
        self._foot.insertWidget(self._foot.indexOf(self.trouble) + 1, self.take_stored)
        for key, offered in (options or {}).items():
            self.fields.set_options(key, offered)
        for spec in record.fields.values():
            if spec.only_if and (not keys or spec.only_if in keys):
                self.fields[spec.only_if].changed.connect(self.fit_soon)
        self._begin(values, version)

    @override
    def first_field(self) -> Field:
        return self.fields[self._first] if self._first else super().first_field()

    @override
    def wrong(self) -> Sequence[Problem]:
        return self.fields.check().problems

    @override
    def act(self) -> Callable[[Work], int] | None:
        values = self.fields.check().values
        if values is None:
            return None
        save, version, base = self._save, self._began.version, self._began.values
        return lambda work: save(work, values, version, base)

    @override
    def showing(self) -> Callable[[Work], object] | None:
        return self._reopen

    @override
    def on_conflict(self, error: ConflictError) -> None:
        super().on_conflict(error)
        self.take_stored.setVisible(self._reopen is not None)

    @override
    def undo(self, place: QWidget) -> Callable[[], object] | None:
        """Return what restores the former values, as `FormDialog`; a new record is removed.

        It is refused once the record has been saved again: its version differs; a new one also once
        something refers to it. The message warns if a letter finished meanwhile may contain the
        undone values.
        """
        values, version = self._stored
        began = self._began
        if values is None and self._remove is not None:
            return self.taking_back(place, partial(self._remove_new, self._remove))
        # What another desk stored, the same or beside it, is not undone here.
        if values is None or began.version != version or not self.is_own():
            return None
        save, since = self._save, self._clock()

        def put_back(work: Work) -> bool:
            # SQLAlchemy: slow to load, and forms are shown before it is.
            from alo183_desktop.letters.queries import has_finished_since

            save(work, values, version + 1, None)
            return has_finished_since(work.session, since)

        return self.taking_back(
            place,
            lambda work: (
                (_UNDONE_IN_LETTER, State.NEAR) if put_back(work) else (_UNDONE, State.GOOD)
            ),
        )

    def _remove_new(self, remove: Callable[[Work, int], object], work: Work) -> tuple[str, State]:
        remove(work, self.saved_id)
        return _REMOVED, State.GOOD

    def _begin(self, values: ValuesT | None, version: int) -> None:
        self._stored = (values, version)
        if values is not None:
            self.fields.show(values)
        self.form.mark_clean()
        # As read back from the fields, which show no seconds.
        self._began = self.begin_with(EditBase(self.fields.check().values or values, version))

    @Slot()
    def _on_take_stored(self) -> None:
        """Show what is stored by now; it can be edited again."""
        if self._reopen is not None:
            self.background.run(self._reopen, parent=self, success=self._show_stored)

    def _show_stored(self, opened: tuple[ValuesT, int]) -> None:
        self._begin(*opened)
        self.take_stored.hide()
        self.trouble.set_text(State.LATE, "")


def register_dialog(
    access: FormAccess[Any],
    record_id: int | None,
    opened: tuple[Any, int],
    *,
    kind: Callable[..., RecordDialog[Any]] = RecordDialog,
    **given: Any,
) -> RecordDialog[Any]:
    """Return the dialog of one row; without an id it adds one.

    Args:
        access: Opens and saves the row.
        record_id: Its id.
        opened: As `RecordDialog`, so with `given`.
        kind: Its class, with the same arguments: a dialog that adds to the common one.
    """
    record = access.store.record

    def save(work: Work, values: Any, version: int, base: Any) -> int:
        saved: int = access.save(work, record_id, values, version=version, base=base)
        return saved

    def remove(work: Work, added_id: int) -> None:
        # Whoever saved it since has made it another version.
        access.remove(work, added_id, version=_FIRST_VERSION)

    return kind(
        record,
        opened,
        save=save,
        remove=remove if record_id is None and access.store.can_remove else None,
        reopen=None if record_id is None else lambda work: access.open(work, record_id),
        draft=f"record.{record.name}.{record_id or 'new'}",
        **given,
    )
