"""What was read from an operator's usage file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.sheets import ReadFile
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alo183_desktop.imports.rows import PreviewRow
    from alo183_desktop.phones.quotas.usage_totals import DayTotal
    from alo183_desktop.phones.usage.columns import ColumnMap
    from alo183_desktop.phones.usage.values import StatedPeriod
    from alo183_desktop.shared.errors import Problem


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls column by column, by line and, of each line, by time: a file has 100,000 of them."""

    at: Sequence[str]
    """Instants of UTC as the database writes them: `2026-09-29 14:02:30.000000`."""
    kinds: Sequence[str]
    """Values of CallKind."""
    numbers: Sequence[str]
    seconds: Sequence[int]
    """0 where the file has none; the same for `bytes`."""
    bytes: Sequence[int]

    def __len__(self) -> int:
        """Return how many calls there are."""
        return len(self.at)


NO_CALLS: Final = Calls((), (), (), (), ())


@dataclass(frozen=True, slots=True)
class LineUsage:
    """The usage of one line in one span of days according to a file."""

    phone: str
    """E.164."""
    row_number: int
    """Its first row, as Excel counts."""
    rows: int
    """How many rows it has."""
    period: StatedPeriod
    """Its days; a month means the line's own period that begins in it."""
    seconds: int | None
    """None: not in the file; the same for `bytes`. One of both is there."""
    bytes: int | None
    days: tuple[DayTotal, ...] = ()
    """In their order; empty when the file has one row for the line."""
    start: int = 0
    """Index of its first call among the calls of the file."""
    stop: int = 0
    """Index after its last one; equal to `start` when the file has one row for the line."""
    hints: tuple[Problem, ...] = ()
    sheet: str = ""

    @property
    def has_calls(self) -> bool:
        """Whether the file lists its calls."""
        return self.stop > self.start

    @property
    def measures(self) -> frozenset[Measure]:
        """The measures that the file contains for the line."""
        return measures_of(self.seconds, self.bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageFile(ReadFile):
    """The whole content of a usage file, before any look into the database.

    `sheet` contains the names of all sheets that were read, separated by commas.
    """

    encoding: str
    """In words, such as `Windows-1254`; empty for a workbook."""
    separator: str
    """In words, such as `noktalı virgül`; empty for a workbook."""
    columns: ColumnMap
    is_calls: bool
    """Whether each row is a call, otherwise a line."""
    lines: tuple[LineUsage, ...] = ()
    """Ordered by their first rows."""
    calls: Calls = NO_CALLS
    wrong: tuple[PreviewRow, ...] = ()
    """The first 500 rows that cannot be right, in the order of the file; each named by its line in
    the notation of the row."""
    wrong_count: int = 0
    """How many there are altogether."""
    operator: str = ""
    """The operator whose earlier file the columns were chosen for; empty: none."""

    @override
    def may_be_edited(self, row: PreviewRow) -> bool:
        # The usage of a line is the sum of its calls, not a row.
        position = (row.row_number, row.sheet)
        is_listed = any((one.row_number, one.sheet) == position for one in self.wrong)
        is_below = row.row_number > self.headings_of(row.sheet).row
        return is_below and (is_listed or not self.is_calls)

    @property
    def row_count(self) -> int:
        """How many rows contain usage of a line."""
        return sum(line.rows for line in self.lines)

    @property
    def newest_month(self) -> str:
        """The month in which its newest period begins, `2026-09`; empty without any line."""
        periods = (line.period for line in self.lines)
        months = (one.month or f"{one.starts_on:%Y-%m}" for one in periods)
        return max(months, default="")


def measures_of(seconds: int | None, amount: int | None) -> frozenset[Measure]:
    """Return the measures that have a value."""
    amounts = ((Measure.SECONDS, seconds), (Measure.BYTES, amount))
    return frozenset(measure for measure, value in amounts if value is not None)


def sum_of(amounts: Iterable[int | None]) -> int | None:
    """Return a sum of the known amounts; None when none is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
