"""The fields of a record, and what follows from them: check, search, words, lengths."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, get_type_hints

from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.signs import without_hidden
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from _typeshed import DataclassInstance

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")
_TOLERANCE: Final = dt.timedelta(minutes=5)
"""By so much clocks of two computers may differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What sort of value a field holds; the kit has a control for each."""

    tidy: Callable[[Any], Any]
    """What is stored of what was typed."""
    words: Callable[[str, Any], str] = value_words
    """The value of a field as people read it."""


def _tidy_text(typed: str | None) -> str:
    lines = (without_hidden(line.replace("\t", " ")) for line in (typed or "").splitlines())
    return "\n".join(" ".join(line.split()) for line in lines).strip()


TEXT: Final = Kind(_tidy_text)
FLAG: Final = Kind(bool)
TIME: Final = Kind(lambda typed: typed, lambda _key, value: format_instant(value))
"""An instant, in UTC."""
LINK: Final = Kind(lambda typed: typed)
"""The id of another record; its store knows the names (`Store`)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field, as `Annotated` of the dataclass that holds the values."""

    label: str
    """With `&` before its mnemonic."""
    kind: Kind
    length: int = 0
    """The most signs; 0 for kinds that have none."""
    lines: int = 1
    """How many are seen of a text; in one line Enter saves."""
    missing: str = ""
    """The code of the problem when it is empty; none: it may be."""
    future: str = ""
    """The code of the problem when it is later than now."""
    only_if: str = ""
    """The flag without which it is neither asked for nor stored."""
    is_searched: bool = False


@dataclass(frozen=True, slots=True)
class Checked(Generic[ValuesT]):
    """What the check of what was typed found."""

    values: ValuesT | None
    """None when there are problems."""
    problems: tuple[Problem, ...] = ()
    """Their keys are names of fields."""


class Record(Generic[ValuesT]):
    """One sort of record.

    Attributes:
        name: As the audit trail calls it, such as `guidance`.
        values: The dataclass of its checked values; its fields are `Annotated` with `Field`.
        fields: By name, in their order.
        together: Fields that are checked against each other: two people do not change them apart.
    """

    def __init__(
        self,
        name: str,
        values: type[ValuesT],
        *,
        together: Sequence[Collection[str]] = (),
        check: Callable[[Mapping[str, Any]], Iterable[Problem]] = lambda _tidy: (),
    ) -> None:
        """Describe a sort of record.

        Args:
            name: As above.
            values: As above.
            together: As above.
            check: What is wrong with tidied values, beyond what each field says of itself.
        """
        self.name = name
        self.values = values
        self.together = together
        self._check = check
        self.fields: dict[str, Field] = {
            key: next(one for one in hint.__metadata__ if isinstance(one, Field))
            for key, hint in get_type_hints(values, include_extras=True).items()
        }

    def check(self, typed: Mapping[str, Any], *, now: dt.datetime) -> Checked[ValuesT]:
        """Check what was typed.

        Args:
            typed: By field; what is not there is empty.
            now: UTC.
        """
        tidy = {key: field.kind.tidy(typed.get(key)) for key, field in self.fields.items()}
        problems: list[Problem] = []
        for key, field in self.fields.items():
            if field.only_if and not tidy[field.only_if]:
                tidy[key] = field.kind.tidy(None)
            else:
                problems.extend(_problems(key, field, tidy[key], now=now))
        problems.extend(self._check(tidy))
        if problems:
            return Checked(None, tuple(problems))
        return Checked(self.values(**tidy))

    def stored(self, row: object) -> ValuesT:
        """Return the values of anything that has them as attributes, such as a row of a table."""
        return self.values(**{key: getattr(row, key) for key in self.fields})

    def columns(self, values: ValuesT) -> dict[str, Any]:
        """Return values by field."""
        return {key: getattr(values, key) for key in self.fields}

    def words(self, key: str, value: Any) -> str:
        """Return one value as people read it beside another one."""
        return self.fields[key].kind.words(key, value)

    def search_key(self, values: ValuesT, *more: str) -> str:
        """Return what a search finds a record by: its searched fields, and what else belongs in."""
        searched = [
            str(getattr(values, key)) for key, one in self.fields.items() if one.is_searched
        ]
        return fold(" ".join([*searched, *more]))


def _problems(key: str, field: Field, value: Any, *, now: dt.datetime) -> Iterable[Problem]:
    if value is None or value == "":
        if field.missing:
            yield Problem(key, field.missing)
    elif field.length and len(value) > field.length:
        yield Problem(key, "records.too_long", {"limit": field.length})
    elif field.future and value > now + _TOLERANCE:
        yield Problem(key, field.future)
