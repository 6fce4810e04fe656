"""A list as a value: its query, filters and columns, for its page and its command alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.columns import Column

RowT = TypeVar("RowT")
FilterT = TypeVar("FilterT", bound="DataclassInstance")
NO_MATCH: Final = (
    "Aramanıza uyan kayıt yok",
    "Yazdığınızı kısaltın, süzgeçleri kaldırın ya da bütün kayıtları gösterin.",
    "Bütün kayıtları göster",
)
"""For lists that have filters."""


class ExportTrail(Protocol):
    """Records that a list leaves the program; the service of each capability implements it."""

    def record_export(self, work: Work, count: int, what: str) -> None:
        """Record that that many rows of a list leave as a file."""

    def record_print(self, work: Work, count: int, what: str) -> None:
        """Record that that many rows of a list are printed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the filter with one of several values."""

    key: str
    name: str
    """What is chosen, for screen readers and as the tooltip."""
    everything: str
    """The text of the first entry, which filters nothing: `Bütün konular`."""
    choices: tuple[tuple[Any, str], ...] = ()
    """Values with their texts, where they are constant."""
    widest: str = ""
    """Text that must fit."""


@dataclass(frozen=True, slots=True)
class PeriodFilter:
    """Two fields of the filter that are `[since, until)` in UTC."""

    name: str
    since: str = "since"
    until: str = "until"


Control: TypeAlias = Choice | PeriodFilter


@dataclass(frozen=True, kw_only=True)
class ListSpec:
    """The properties of one list."""

    key: str
    """The name under which its column widths are remembered."""
    title: str
    """Heads its print and names its file."""
    name: str = ""
    """Its name for screen readers; empty: the title."""
    trail: ExportTrail
    """Records its exports and prints, as `what`."""
    what: str
    row_key: Callable[[Any], object]
    """Identifies a row after it was read again."""
    no_match: tuple[str, str, str] | None = None
    """Text for no matches: title, what to do, the verb that shows all; None: the common one."""
    prints_all_columns: bool = False
    """Whether a print contains the columns that the list does not show, too."""


FIRST: Final = 256
"""Rows of a long list that are read before somebody has scrolled."""
_PART: Final = 5000
"""Rows that are read at a time for a file."""
MOST_EXPORTED: Final = 1_000_000
"""A sheet of Excel has 1,048,576 rows."""


class Beginning(NamedTuple, Generic[RowT]):
    """What a long list shows first."""

    rows: Sequence[RowT]
    keys: array[int] | None
    """Of all rows; None: unknown, or the list has no others."""

    @property
    def is_whole(self) -> bool:
        """Whether the keys of all rows are known."""
        return self.keys is not None or len(self.rows) < FIRST


@dataclass(frozen=True, kw_only=True)
class KeyedRows(Generic[RowT, FilterT]):
    """How a list is read that is too long for memory: its keys, and rows by their keys."""

    keys: Callable[[Work, FilterT], array[int]]
    """Reads the keys of all rows in list order; eight bytes each."""
    rows: Callable[[Work, Sequence[int]], Sequence[RowT]]
    """Reads rows in the order of their keys, without those that are gone."""
    first: Callable[[Work, FilterT, int], Sequence[RowT]] | None = None
    """Reads some first rows faster than all keys, where there may be a million."""
    most_printed: int = 2_000

    def __call__(self, work: Work, wanted: FilterT) -> tuple[RowT, ...]:
        """Return all rows of a filter.

        Raises:
            KnownError: `export.too_many_rows`.
        """
        return tuple(self.whole(work, wanted))

    def begin(self, work: Work, wanted: FilterT) -> Beginning[RowT]:
        """Return the first rows of a filter."""
        if self.first is not None:
            return Beginning(self.first(work, wanted, FIRST), None)
        keys = self.keys(work, wanted)
        return Beginning(self.rows(work, keys[:FIRST]), keys)

    def whole(
        self,
        work: Work,
        wanted: FilterT,
        *,
        most: int = MOST_EXPORTED,
        code: str = "export.too_many_rows",
    ) -> Iterator[RowT]:
        """Return all rows, read a part at a time: as a whole they would fill the memory.

        Raises:
            KnownError: `code`: there are more than `most`.
        """
        keys = self.keys(work, wanted)
        if len(keys) > most:
            raise KnownError(code, limit=most, count=len(keys))
        parts = (keys[start : start + _PART] for start in range(0, len(keys), _PART))
        return chain.from_iterable(self.rows(work, part) for part in parts)


@dataclass(frozen=True, kw_only=True)  # no slots: with them Python 3.11 refuses to call it with […]
class FilteredListSpec(ListSpec, Generic[RowT, FilterT]):
    """The properties of a list that queries the database with filters."""

    no_match: tuple[str, str, str] | None = NO_MATCH
    find: Callable[..., Sequence[RowT]]
    """Reads the rows of a filter, in list order; `KeyedRows`: the list shows them by their keys."""
    is_as_of: bool = False
    """Whether `find` takes the day that is shown, in Istanbul, as `as_of`."""
    everything: FilterT
    """The filter that leaves nothing out."""
    searched: str = ""
    """What can be searched for; empty where the page has one search for all its lists."""
    filters: Sequence[Control] = ()
    columns: Sequence[Column[RowT]]
    shown: int | None = None
    """Number of columns shown; files contain all. None: all are shown."""
    empty: tuple[str, str]
    """The texts of the empty list."""
    as_json: Callable[[RowT], Mapping[str, Any]] | None = None
    """What its command says of a row to other programs; None: its fields."""
