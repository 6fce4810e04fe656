"""The fields of a record, and what follows from them: check, search, words, lengths."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, get_type_hints

from alo183_desktop.shared.characters import one_line, strange_character, tidy_lines
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone, parse_mobile
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")
_TOLERANCE: Final = dt.timedelta(minutes=5)
"""How far the clocks of two computers may differ."""
_MASK: Final = "•••"


class Kind(enum.Enum):
    """What sort of value a field holds; `gui/kit` has a control for each."""

    TEXT = "text"
    PHONE = "phone"
    """E.164; empty while unknown."""
    FLAG = "flag"
    TIME = "time"
    """UTC; one that may stay empty has None as `FieldSpec.empty`."""
    CHOICE = "choice"
    """One of `FieldSpec.choices`."""
    DAY = "day"
    END = "end"
    """The first day after an interval; people read and type the last one."""
    LINK = "link"
    """The id of another record; the store knows the names (`Store`)."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field, as `Annotated` of the dataclass that holds the values.

    Such an annotation may hold no lambda: its names would be looked up in the class.
    """

    label: str
    """With `&` before its mnemonic."""
    kind: Kind = Kind.TEXT
    choices: Sequence[tuple[Any, str]] = ()
    """Of kind `CHOICE`: the stored value, and its words with `&` before their mnemonic."""
    length: int = 0
    """The most characters of a text; 0 where `parse` checks it."""
    lines: int = 1
    """How many lines of a text are visible; with one, Enter saves."""
    parse: Callable[[str], Any] | None = None
    """Returns the value to store for a text that is not empty, or raises `KnownError`."""
    shows: Callable[[Any], str] | None = None
    """Formats a value that `parse` makes of a text, as the form shows it."""
    words: Callable[[Any], str] | None = None
    """Formats the value for a comparison, where that differs from what the form shows."""
    empty: Any = ""
    """What is stored where nothing is typed or chosen."""
    is_printed: bool = False
    """Printed on papers: a character that their fonts lack is refused."""
    missing: str = ""
    """The code of the problem when it is empty; empty: it may be."""
    future: str = ""
    """The code of the problem when it is later than now."""
    only_if: str = ""
    """The flag without which it is neither asked for nor stored."""
    completes: bool = False
    """Whether a partly typed word becomes the only value in use that begins so."""
    is_open: bool = False
    """Whether `Record.facts` shows it unmasked to everybody."""
    is_rare: bool = False
    """Whether most people never fill it: a form shows it behind "Diğer" until it is filled."""
    note: str = ""
    """Shown below its control while nothing is wrong."""
    headings: tuple[str, ...] = ()
    """Folded words of the headings that a foreign list has for it."""

    @property
    def name(self) -> str:
        """The label without its mnemonic."""
        return self.label.replace("&", "")


@dataclass(frozen=True, slots=True)
class Checked(Generic[ValuesT]):
    """The result of checking what was typed."""

    values: ValuesT | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    """Their keys are names of fields."""
    read: Mapping[str, Any]
    """Each field as far as it could be read; empty where it is wrong."""


class Record(Generic[ValuesT]):
    """One sort of record.

    Attributes:
        name: As in the audit trail, such as `guidance`.
        values: The dataclass of its checked values; its fields are `Annotated` with `FieldSpec`.
        fields: By name, in their order.
        layout: The fields that a form has side by side, from top to bottom.
        together: Fields that are checked against each other: two people may not change them apart.
    """

    def __init__(
        self,
        name: str,
        values: type[ValuesT],
        *,
        layout: Sequence[Sequence[str]] = (),
        together: Sequence[Collection[str]] = (),
        check: Callable[[Mapping[str, Any]], Iterable[Problem]] = lambda _read: (),
    ) -> None:
        """Describe a sort of record.

        Args:
            layout: A field in none of the rows gets its own below them.
            check: Finds what is wrong with read values beyond the checks of single fields.
        """
        self.name = name
        self.values = values
        self.together = together
        self._check = check
        self.fields: dict[str, FieldSpec] = {
            key: next(one for one in hint.__metadata__ if isinstance(one, FieldSpec))
            for key, hint in get_type_hints(values, include_extras=True).items()
        }
        placed = {key for row in layout for key in row}
        self.layout = (*layout, *((key,) for key in self.fields if key not in placed))

    def read(self, key: str, typed: Any) -> Any:
        """Return the value to store for what was typed into one field.

        Raises:
            KnownError: Of its `parse`; `records.character`, `records.too_long`, `forms.choice`.
        """
        field = self.fields[key]
        if field.kind is Kind.FLAG:
            return bool(typed)
        if field.kind is Kind.CHOICE:
            return _chosen(field, typed)
        # A set would be hashed for each of a hundred thousand cells of a file.
        if field.kind is not Kind.TEXT and field.kind is not Kind.PHONE:
            return typed
        if typed is None or typed == "":
            return field.empty
        text = typed if isinstance(typed, str) else self.shown(key, typed)
        tidy = one_line if field.lines == 1 else tidy_lines
        parse = field.parse or (parse_mobile if field.kind is Kind.PHONE else tidy)
        value = parse(text) if text.strip() else ""
        strange = strange_character(value) if field.is_printed else ""
        if strange:
            raise KnownError("records.character", character=strange)
        if field.length and len(value) > field.length:
            raise KnownError("records.too_long", limit=field.length)
        return field.empty if value in {None, ""} else value

    def check(
        self, typed: Mapping[str, Any], *, now: dt.datetime | None = None
    ) -> Checked[ValuesT]:
        """Check what was typed.

        Args:
            typed: By field; missing ones are empty.
            now: UTC; needed only by a record with a time that may not lie ahead.
        """
        read: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, field in self.fields.items():
            wanted = typed.get(key) if not field.only_if or typed.get(field.only_if) else None
            try:
                read[key] = self.read(key, wanted)
            except KnownError as error:
                read[key] = field.empty
                problems.append(Problem(key, error.code, error.parameters))
                continue
            # A number is never missing, not even 0.
            lacks = not read[key] and type(read[key]) is not int
            if field.missing and lacks and not (field.only_if and not read[field.only_if]):
                problems.append(Problem(key, field.missing))
            if (
                field.future
                and now is not None
                and read[key] is not None
                and read[key] > now + _TOLERANCE
            ):
                problems.append(Problem(key, field.future))
        wrong = {problem.key for problem in problems}
        problems.extend(problem for problem in self._check(read) if problem.key not in wrong)
        return Checked(None if problems else self.values(**read), tuple(problems), read)

    def demand(self, values: ValuesT, *, now: dt.datetime | None = None) -> ValuesT:
        """Return values once they are checked; `now` as in `check`.

        Raises:
            KnownError: `records.wrong` with the single problems.
        """
        checked = self.check(self.columns(values), now=now)
        if checked.values is None:
            count = len(checked.problems)
            raise KnownError("records.wrong", problems=checked.problems, count=count)
        return checked.values

    def stored(self, row: object) -> ValuesT:
        """Return the values of an object that has them as attributes, such as a row of a table."""
        values = {key: getattr(row, key) for key in self.fields}
        # A JSON column holds a list, which is not hashable.
        return self.values(
            **{key: tuple(one) if isinstance(one, list) else one for key, one in values.items()}
        )

    def columns(self, values: ValuesT) -> dict[str, Any]:
        """Return values by field."""
        return {key: getattr(values, key) for key in self.fields}

    def differences(self, mine: ValuesT, theirs: ValuesT) -> tuple[str, ...]:
        """Return the names of the fields in which two differ, in the order of the record."""
        return tuple(key for key in self.fields if getattr(mine, key) != getattr(theirs, key))

    def words(self, key: str, value: Any) -> str:
        """Return one value as people read it in a comparison; empty for nothing."""
        field = self.fields[key]
        if field.words is not None:
            return field.words(value)
        text = self.shown(key, value)
        return value_words(key, text) if text else ""

    def shown(self, key: str, value: Any) -> str:
        """Return one value as its form shows it."""
        field = self.fields[key]
        if field.kind is Kind.TEXT and isinstance(value, str):
            return value
        if field.kind is Kind.CHOICE:
            words = {choice_key(one): words for one, words in field.choices}
            return words.get(choice_key(value), "").replace("&", "")
        if value is None or value == "":
            return ""
        if field.shows is not None:
            return field.shows(value)
        if field.kind in _SHOWN:
            return _SHOWN[field.kind](value)
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

    def facts(
        self, values: object, keys: Iterable[str], *, in_full: bool = False
    ) -> Iterator[tuple[str, str]]:
        """Yield labels of fields with what a form shows for them; empty ones are left out.

        Args:
            values: An object that has them as attributes.
            keys: Which; links have no words here, and are skipped.
            in_full: Whether the access is audited; otherwise every field that is not `is_open` is
                masked.
        """
        for key in keys:
            field, text = self.fields[key], self.shown(key, getattr(values, key))
            if text and field.kind is not Kind.LINK:
                yield field.name, text if in_full or field.is_open else _MASK


def choice_key(value: Any) -> str:
    """Return the text of a choice's stored value in a form and in a file."""
    return "" if value is None else str(value)


def last_day(end: dt.date) -> dt.date:
    """Return the last day of an interval that ends before `end`."""
    return end - dt.timedelta(days=1)


_SHOWN: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.PHONE: format_phone,
    Kind.FLAG: lambda flag: "evet" if flag else "hayır",
    Kind.TIME: format_instant,
    Kind.DAY: format_day,
    Kind.END: lambda end: format_day(last_day(end)),
}


def _chosen(field: FieldSpec, typed: Any) -> Any:
    key = choice_key(typed).strip()
    found = next((value for value, _words in field.choices if choice_key(value) == key), None)
    if found is None and key:
        raise KnownError("forms.choice")
    return field.empty if found is None else found
