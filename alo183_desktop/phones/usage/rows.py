"""What was read out of an operator's usage file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.imports.sheets import ReadFile
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alo183_desktop.imports.rows import PreviewRow
    from alo183_desktop.phones.usage.columns import ColumnMap
    from alo183_desktop.phones.usage.totals import DayTotal
    from alo183_desktop.phones.usage.values import Period
    from alo183_desktop.shared.errors import Problem


class RowProblem(NamedTuple):
    """A row that cannot be right."""

    row_number: int
    """As Excel counts."""
    label: str
    """The line as the row names it; empty when it names none."""
    problems: tuple[Problem, ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls column by column, by line and, of each line, by time: a file has 100,000 of them."""

    at: Sequence[str]
    """Instants of UTC as the database writes them: `2026-09-29 14:02:30.000000`."""
    kinds: Sequence[str]
    """Values of CallKind."""
    numbers: Sequence[str]
    seconds: Sequence[int]
    """0 where the file does not tell; so with `bytes`."""
    bytes: Sequence[int]

    def __len__(self) -> int:
        """Return how many calls there are."""
        return len(self.at)


NO_CALLS: Final = Calls((), (), (), (), ())


@dataclass(frozen=True, slots=True)
class LineUsage:
    """What a file says that one line used in one span of days."""

    phone: str
    """E.164."""
    row_number: int
    """Its first row, as Excel counts."""
    rows: int
    """How many rows tell of it."""
    period: Period
    """Which days it speaks of; a month means the line's own period that begins in it."""
    seconds: int | None
    """None: the file does not tell; so with `bytes`. One of both is told."""
    bytes: int | None
    days: tuple[DayTotal, ...] = ()
    """In their order; empty when the file has one row for the line."""
    start: int = 0
    """Place of its first call among the calls of the file."""
    stop: int = 0
    """Place behind its last one; equal to `start` when the file has one row for the line."""
    hints: tuple[Problem, ...] = ()
    sheet: str = ""

    @property
    def has_calls(self) -> bool:
        """Whether it was told call by call."""
        return self.stop > self.start

    @property
    def measures(self) -> frozenset[Measure]:
        """What is told of the line."""
        return measures_of(self.seconds, self.bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageFile(ReadFile):
    """All that a usage file says, before anybody looked into the database.

    `sheet` has the names of all sheets that were read, with commas between them.
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
    wrong: tuple[RowProblem, ...] = ()
    """The first 500 rows that cannot be right, in the order of the file."""
    wrong_count: int = 0
    """How many there are altogether."""
    operator: str = ""
    """Of whose earlier file somebody said what the columns are; empty: of nobody's."""

    @override
    def may_be_edited(self, row: PreviewRow) -> bool:
        # What a line used is the sum of its calls, and no row.
        place = (row.row_number, row.sheet)
        is_told = any((one.row_number, one.sheet) == place for one in self.wrong)
        is_below = row.row_number > self.headings_of(row.sheet).row
        return is_below and (is_told or not self.is_calls)

    @property
    def row_count(self) -> int:
        """How many rows tell of a line."""
        return sum(line.rows for line in self.lines)

    @property
    def newest_month(self) -> str:
        """The month in which its newest period begins, `2026-09`; empty without any line."""
        periods = (line.period for line in self.lines)
        months = (one.month or f"{one.starts_on:%Y-%m}" for one in periods)
        return max(months, default="")


def measures_of(seconds: int | None, amount: int | None) -> frozenset[Measure]:
    """Return which measures are told."""
    told = ((Measure.SECONDS, seconds), (Measure.BYTES, amount))
    return frozenset(measure for measure, value in told if value is not None)


def sum_of(amounts: Iterable[int | None]) -> int | None:
    """Return a sum; None when nothing of it is told."""
    told = [amount for amount in amounts if amount is not None]
    return sum(told) if told else None
