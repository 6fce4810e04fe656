"""The fields of a record, and what follows from them: check, search, words, lengths."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, get_type_hints

from alo183_desktop.shared.characters import one_line, strange_character, without_hidden
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone, parse_mobile
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")
_TOLERANCE: Final = dt.timedelta(minutes=5)
"""By so much clocks of two computers may differ."""
_MASK: Final = "•••"


class Kind(enum.Enum):
    """What sort of value a field holds; the kit has a control for each."""

    TEXT = "text"
    PHONE = "phone"
    """E.164; empty while it is not known."""
    FLAG = "flag"
    TIME = "time"
    """An instant, in UTC; one that may stay empty has None as `FieldSpec.empty`."""
    CHOICE = "choice"
    """One of `FieldSpec.choices`."""
    DAY = "day"
    END = "end"
    """The first day after an interval, of which people read and type the last one."""
    LINK = "link"
    """The id of another record; its store knows the names (`Store`)."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field, as `Annotated` of the dataclass that holds the values.

    No lambda may stand in such an annotation: its names would be looked for in the class.
    """

    label: str
    """With `&` before its mnemonic."""
    kind: Kind = Kind.TEXT
    choices: Sequence[tuple[Any, str]] = ()
    """Of kind `CHOICE`: what is stored, and its words with `&` before their mnemonic."""
    length: int = 0
    """The most characters of a text; 0 where `parse` sees to it."""
    lines: int = 1
    """How many are seen of a text; in one line Enter saves."""
    parse: Callable[[str], Any] | None = None
    """Makes what is stored of a text that is not empty, or raises `KnownError`."""
    words: Callable[[Any], str] | None = None
    """The value as it is told beside another one, where that is not how the form shows it."""
    empty: Any = ""
    """What is stored where nothing is typed or chosen."""
    is_printed: bool = False
    """Papers print it: a character that their fonts lack is refused."""
    missing: str = ""
    """The code of the problem when it is empty; none: it may be."""
    future: str = ""
    """The code of the problem when it is later than now."""
    only_if: str = ""
    """The flag without which it is neither asked for nor stored."""
    completes: bool = False
    """Whether what breaks off within a word becomes the only value in use that begins so."""
    is_open: bool = False
    """Whether `Record.facts` tell it to who has not asked for it."""
    note: str = ""
    """Stands below its control while nothing is wrong."""
    headings: tuple[str, ...] = ()
    """Folded words of a heading under which a foreign list has it."""

    @property
    def name(self) -> str:
        """The label without its mnemonic."""
        return self.label.replace("&", "")


@dataclass(frozen=True, slots=True)
class Checked(Generic[ValuesT]):
    """What the check of what was typed found."""

    values: ValuesT | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    """Their keys are names of fields."""
    read: Mapping[str, Any]
    """Each field as far as it could be read; empty where it is wrong."""


class Record(Generic[ValuesT]):
    """One sort of record.

    Attributes:
        name: As the audit trail calls it, such as `guidance`.
        values: The dataclass of its checked values; its fields are `Annotated` with `FieldSpec`.
        fields: By name, in their order.
        layout: The fields as a form has them beside each other, from top to bottom.
        together: Fields that are checked against each other: two people do not change them apart.
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
            name: As above.
            values: As above.
            layout: As above; a field that stands in none gets a row of its own below them.
            together: As above.
            check: What is wrong with values as they were read, beyond what each field says of
                itself.
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
        """Return what is stored of what was typed into one field.

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
        tidy = one_line if field.lines == 1 else _tidy
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
            typed: By field; what is not there is empty.
            now: UTC; only a record with a time that may not lie ahead needs it.
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
            if field.missing and not read[key] and not (field.only_if and not read[field.only_if]):
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
        """Return values once they are checked; `now` as with `check`.

        Raises:
            KnownError: `records.wrong` with the single problems.
        """
        checked = self.check(self.columns(values), now=now)
        if checked.values is None:
            count = len(checked.problems)
            raise KnownError("records.wrong", problems=checked.problems, count=count)
        return checked.values

    def stored(self, row: object) -> ValuesT:
        """Return the values of anything that has them as attributes, such as a row of a table."""
        values = {key: getattr(row, key) for key in self.fields}
        # What a column of JSON holds is a list, which cannot be compared with others in a set.
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
        """Return one value as people read it beside another one; empty for nothing."""
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
        if field.kind in _SHOWN:
            return _SHOWN[field.kind](value)
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

    def facts(
        self, values: object, keys: Iterable[str], *, in_full: bool = False
    ) -> Iterator[tuple[str, str]]:
        """Yield the names of fields with what a form shows of them; what is empty is left out.

        Args:
            values: Anything that has them as attributes.
            keys: Which; links have no words here, and are passed over.
            in_full: Whether it is written down that somebody asked; otherwise each field is masked
                that does not say that it is open.
        """
        for key in keys:
            field, text = self.fields[key], self.shown(key, getattr(values, key))
            if text and field.kind is not Kind.LINK:
                yield field.name, text if in_full or field.is_open else _MASK


def choice_key(value: Any) -> str:
    """Return the text that stands for one of the choices in a form and in a file."""
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


def _tidy(text: str) -> str:
    lines = (without_hidden(line.replace("\t", " ")) for line in text.splitlines())
    return "\n".join(" ".join(line.split()) for line in lines).strip()
