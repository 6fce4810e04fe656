"""A list as a value: its query, filters and columns, for its page and its command alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
    prints_whole: bool = False
    """A print contains all matching rows with all columns; otherwise what the list shows."""


@dataclass(frozen=True, kw_only=True)  # no slots: with them Python 3.11 refuses to call it with […]
class FilteredListSpec(ListSpec, Generic[RowT, FilterT]):
    """The properties of a list that queries the database with filters."""

    no_match: tuple[str, str, str] | None = NO_MATCH
    find: Callable[..., Sequence[RowT]]
    """Reads the rows of a filter, in list order; page by page as in `FoundModel`."""
    is_as_of: bool = False
    """Whether `find` takes the day that is shown, in Istanbul, as `as_of`."""
    is_paged: bool = True
    """Otherwise all rows are read at once, and can be sorted by any column."""
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
