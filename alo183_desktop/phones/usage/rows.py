"""What was read out of an operator's usage file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.phones.kinds import Measure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from alo183_desktop.phones.usage.columns import ColumnMap
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


class DayTotal(NamedTuple):
    """What a line used on one day of Istanbul."""

    day: dt.date
    seconds: int | None
    """None: the file does not tell; so with `bytes`."""
    bytes: int | None


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


@dataclass(frozen=True, slots=True)
class UsageFile:
    """All that a usage file says, before anybody looked into the database."""

    file_name: str
    sha256: str
    encoding: str
    """In words, such as `Windows-1254`; empty for a workbook."""
    separator: str
    """In words, such as `noktalı virgül`; empty for a workbook."""
    sheet: str
    """Names of the sheets that were read, with commas between them; empty for a text file."""
    heading_row: int
    """As Excel counts."""
    columns: ColumnMap
    is_calls: bool
    """Whether each row is a call, otherwise a line."""
    lines: tuple[LineUsage, ...]
    """Ordered by their first rows."""
    calls: Calls
    wrong: tuple[RowProblem, ...]
    """The first 500 rows that cannot be right, in the order of the file."""
    wrong_count: int
    """How many there are altogether."""
    passed_over: tuple[int, ...]
    """Numbers of rows that are titles, totals or repeated headings."""
    notes: tuple[Problem, ...]
    """What concerns the file as a whole, and should be looked at."""
    problems: tuple[Problem, ...]
    """Why nothing of it can be stored before somebody corrects the map of its columns."""
    operator: str = ""
    """Whose remembered map was used; empty when none was."""
    is_corrected: bool = False
    """Whether somebody corrected the map, so that it is worth remembering."""

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

    @property
    def headings(self) -> Mapping[str, str]:
        """Which heading was taken for which field, in the order of the file."""
        headings: dict[str, str] = {}
        for use in self.columns.columns:
            if use.field is not None:
                known = headings.get(use.field.value)
                headings[use.field.value] = f"{known} + {use.heading}" if known else use.heading
        return headings


class LineSummary(NamedTuple):
    """One line of a file as a screen shows it."""

    phone: str
    seconds: int | None
    """None: the file does not tell; so with `bytes`."""
    bytes: int | None
    rows: int
    starts_on: dt.date | None
    """None while only the month is known: the line's own period that begins in it."""
    ends_on: dt.date | None
    month: str


class UsageSummary(NamedTuple):
    """A usage file as a screen shows it."""

    encoding: str
    separator: str
    sheet: str
    heading_row: int
    is_calls: bool
    rows: int
    seconds: int
    """The sum of what is told; 0 also when nothing is, see `measures`. So with `bytes`."""
    bytes: int
    lines: tuple[LineSummary, ...]
    operator: str
    measures: frozenset[Measure]
    """What the file tells of any of its lines."""


def measures_of(seconds: int | None, amount: int | None) -> frozenset[Measure]:
    """Return which measures are told."""
    told = ((Measure.SECONDS, seconds), (Measure.BYTES, amount))
    return frozenset(measure for measure, value in told if value is not None)


def summary(file: UsageFile) -> UsageSummary:
    """Return what a screen shows of a file."""
    return UsageSummary(
        encoding=file.encoding,
        separator=file.separator,
        sheet=file.sheet,
        heading_row=file.heading_row,
        is_calls=file.is_calls,
        rows=file.row_count,
        seconds=sum(line.seconds or 0 for line in file.lines),
        bytes=sum(line.bytes or 0 for line in file.lines),
        lines=tuple(
            LineSummary(
                line.phone,
                line.seconds,
                line.bytes,
                line.rows,
                line.period.starts_on,
                line.period.ends_on,
                line.period.month,
            )
            for line in file.lines
        ),
        operator=file.operator,
        measures=frozenset(measure for line in file.lines for measure in line.measures),
    )
