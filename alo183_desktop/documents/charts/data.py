"""The content of a chart as plain values: the same chart is shown on screen and on paper."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.numbers import number_text, percent_text
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    from collections.abc import Sequence

UNKNOWN: Final = "bilinmiyor"
NOTHING: Final = "Bu dönem için kayıt yok"
_OTHERS: Final = "diğer"
_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_NOTHING_SEEN: Final = 1e-9
"""An invisible height: the axis is then that of an empty chart."""
_TICKS: Final = 4
"""The approximate number of parts of the vertical axis of lines."""


class ChartKind(enum.StrEnum):
    """How the values are drawn."""

    BARS = "bars"
    """One bar per label, its series stacked from the bottom up."""
    LINES = "lines"
    """One line per series."""


class Fill(enum.StrEnum):
    """The fill of a series' part, which must be distinguishable without colour."""

    EMPTY = "empty"
    HATCH = "hatch"
    """Strokes that rise to the right."""
    SOLID = "solid"
    FALLING = "falling"
    """Strokes that fall to the right."""
    CROSS = "cross"
    LEVEL = "level"
    FAULT = "fault"
    """Solid, in the colour of faults."""
    LIMIT = "limit"
    """The dashed line of a limit."""


_FILLS: Final = (
    Fill.EMPTY,
    Fill.HATCH,
    Fill.SOLID,
    Fill.FALLING,
    Fill.CROSS,
    Fill.LEVEL,
)


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One value for each label."""

    name: str
    """In lower case, as in `süresinde`."""
    values: tuple[float | None, ...]
    """None: unknown, which differs from zero."""
    is_fault: bool = False
    """Faults, such as late ones: solid, and red where there is colour."""


@dataclass(frozen=True, slots=True)
class ChartLimit:
    """A horizontal line, such as a quota; a single series of bars shows what exceeds it."""

    value: float
    words: str
    """Such as `kota 300 dk`."""
    by_label: tuple[float, ...] = ()
    """Per label, where it changed; empty for a constant one."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart."""

    title: str
    labels: tuple[str, ...]
    """Short, under the bars or points: `19.10`."""
    series: tuple[ChartSeries, ...]
    kind: ChartKind = ChartKind.BARS
    unit: str = ""
    """What the values count: `vaka`, `dk`, `GB`; empty for shares."""
    limit: ChartLimit | None = None
    spoken: tuple[str, ...] = ()
    """The labels for screen readers and the table, `19.10.2026 haftası`; empty for the labels."""
    row_labels: tuple[str, ...] = ()
    """The labels in the table, where `spoken` is too long for it."""
    heading: str = "Dönem"
    """Of the labels in the table."""
    decimals: int = 0
    """Decimals of the values."""
    is_share: bool = False
    """Values are shares, 1.0 is all: written `%89`."""
    has_totals: bool = False
    """The legend shows the sum of each series."""
    empty_words: str = NOTHING

    def __post_init__(self) -> None:
        """Raise ValueError when a series does not have one value per label."""
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError("a series needs one value for each label")
        if self.spoken and len(self.spoken) != len(self.labels):
            raise ValueError("each label needs its spoken form")
        steps = () if self.limit is None else self.limit.by_label
        if steps and len(steps) != len(self.labels):
            raise ValueError("each label needs its limit")

    @property
    def is_empty(self) -> bool:
        """Whether no value is known."""
        return not any(value is not None for series in self.series for value in series.values)

    @property
    def top(self) -> float:
        """The greatest value that the axis must hold; above zero."""
        if self.is_share:
            return max(1.0, *self.limits(), *self._tops())
        top = max(0.0, *self.limits(), *self._tops())
        return top if top > _NOTHING_SEEN else 1.0

    def limits(self) -> tuple[float, ...]:
        """Return the limit of each label; empty without any."""
        if self.limit is None:
            return ()
        return self.limit.by_label or (self.limit.value,) * len(self.labels)

    def total_at(self, index: int) -> float | None:
        """Return the height of a bar; None when no part of it is known."""
        known = [value for series in self.series if (value := series.values[index]) is not None]
        return sum(known) if known else None

    def value_text(self, value: float | None) -> str:
        """Return a value as written on the chart, without its unit."""
        if value is None:
            return UNKNOWN
        if self.is_share:
            return percent_text(value)
        return number_text(value, decimals=self.decimals)

    def bar_text(self, index: int) -> str:
        """Return the text on a bar: `12`, or `14+2` where two series have a part in it."""
        total = self.total_at(index)
        if total is None:
            return "?"
        parts = [value for series in self.series if (value := series.values[index])]
        if len(self.series) == len(("first", "second")) and len(parts) == len(self.series):
            return "+".join(self.value_text(part) for part in parts)
        return self.value_text(total)

    def is_over(self, index: int) -> bool:
        """Return whether a single bar exceeds the limit."""
        total, limits = self.total_at(index), self.limits()
        return bool(limits) and total is not None and total > limits[index]

    def is_faulty(self, index: int) -> bool:
        """Return whether a bar or point has a fault, or exceeds the limit."""
        faults = any(series.is_fault and series.values[index] for series in self.series)
        return faults or (self.kind is ChartKind.BARS and self.is_over(index))

    def by_weight(self) -> tuple[int, ...]:
        """Return the indexes in order of importance: faults first, then the latest."""
        indexes = range(len(self.labels))
        return tuple(sorted(indexes, key=lambda index: (not self.is_faulty(index), -index)))

    def label_at(self, index: int) -> str:
        """Return a label as read out."""
        return self.spoken[index] if self.spoken else self.labels[index]

    def spoken_at(self, index: int) -> str:
        """Return a bar or point as a sentence: `19.10: süresinde 14, geç 2, toplam 16 vaka`."""
        unit = f" {self.unit}" if self.unit else ""
        values = [
            f"{series.name} {self.value_text(series.values[index])}" for series in self.series
        ]
        is_sum = self.kind is ChartKind.BARS and len(self.series) > 1
        if is_sum and self.total_at(index) is not None:
            values.append(f"toplam {self.value_text(self.total_at(index))}")
        known = self.total_at(index) is not None
        words = ", ".join(values) + (unit if known else "")
        if self.kind is ChartKind.BARS and self.limit is not None and self.is_over(index):
            limit = self.limits()[index]
            then = f"sınır {self.value_text(limit)}{unit}"
            words += f"; {self.limit.words if limit == self.limit.value else then} aşıldı"
        return f"{self.label_at(index)}: {words}"

    def legend(self) -> tuple[tuple[Fill, str], ...]:
        """Return fill and words of each series and of the limit.

        A single plain series needs no entry.
        """
        entries: list[tuple[Fill, str]] = []
        for fill, series in zip(self.fills(), self.series, strict=True):
            if self.has_totals:
                entries.append((fill, f"{series.name} {self.value_text(_sum(series.values))}"))
            elif len(self.series) > 1 or series.is_fault:
                entries.append((fill, series.name))
        if self.limit is not None:
            entries.append((Fill.LIMIT, self.limit.words))
        return tuple(entries)

    def fills(self) -> tuple[Fill, ...]:
        """Return how each series is filled."""
        fills: list[Fill] = []
        plain = 0
        for series in self.series:
            if series.is_fault:
                fills.append(Fill.FAULT)
            else:
                fills.append(_FILLS[plain % len(_FILLS)])
                plain += 1
        return tuple(fills)

    def ticks(self) -> tuple[float, ...]:
        """Return round values for the vertical axis of lines, from zero to at least the top."""
        if self.is_share and self.top <= 1:
            return (0.0, 0.5, 1.0)
        raw = self.top / _TICKS
        scale = 10.0 ** math.floor(math.log10(raw))
        step = next(factor * scale for factor in _STEPS if factor * scale >= raw - 1e-9 * scale)
        if self.decimals == 0 and not self.is_share:
            step = max(step, 1.0)
        steps = max(1, math.ceil(self.top / step - 1e-9))
        return tuple(step * number for number in range(steps + 1))

    def tick_text(self, value: float) -> str:
        """Return a value of the axis, with no more digits than needed."""
        if self.is_share:
            return percent_text(value)
        return number_text(value, decimals=max(self.decimals, 2), least=0)

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return headings and rows: the numbers of the chart, for readers who cannot see it."""
        unit = f" ({self.unit})" if self.unit else ""
        headings, rows = self._rows(unit)
        return headings, tuple((label, *map(self.value_text, values)) for label, values in rows)

    def numbers(self) -> tuple[tuple[str, ...], tuple[tuple[str | float | None, ...], ...]]:
        """Return headings and rows like `table`, with numbers as numbers; shares in per cent."""
        unit = " (%)" if self.is_share else f" ({self.unit})" if self.unit else ""
        headings, rows = self._rows(unit)
        return headings, tuple((label, *map(self._number, values)) for label, values in rows)

    def _rows(self, unit: str) -> tuple[tuple[str, ...], list[tuple[str, list[float | None]]]]:
        """Return headings, and each label with its values, and their sum where they are parts."""
        headings = [self.heading, *(f"{upper_first(series.name)}{unit}" for series in self.series)]
        sums = self.kind is ChartKind.BARS and len(self.series) > 1
        if sums:
            headings.append(f"Toplam{unit}")
        rows = []
        for index in range(len(self.labels)):
            values = [series.values[index] for series in self.series]
            if sums:
                values.append(self.total_at(index))
            rows.append((self._row_label(index), values))
        return tuple(headings), rows

    def _row_label(self, index: int) -> str:
        return self.row_labels[index] if self.row_labels else self.label_at(index)

    def _number(self, value: float | None) -> float | None:
        if value is None:
            return None
        return round(value * 100, 1) if self.is_share else round(value, max(self.decimals, 2))

    def _tops(self) -> Sequence[float]:
        if self.kind is ChartKind.BARS:
            return [self.total_at(index) or 0.0 for index in range(len(self.labels))] or [0.0]
        return [value or 0.0 for series in self.series for value in series.values] or [0.0]


def few_series(series: Sequence[ChartSeries]) -> tuple[ChartSeries, ...]:
    """Return distinguishable series without colour: the smallest are summed up as `diğer`.

    Args:
        series: Parts of the same bars, none of them a fault.
    """
    most = len(_FILLS)
    if len(series) <= most:
        return tuple(series)
    by_size = sorted(series, key=lambda one: _sum(one.values), reverse=True)
    kept = by_size[: most - 1]
    others = [one.values for one in series if one not in kept]
    summed = tuple(
        _sum(values) if any(value is not None for value in values) else None
        for values in zip(*others, strict=True)
    )
    # In the original order: a subject keeps its position from week to week.
    return (*(one for one in series if one in kept), ChartSeries(_OTHERS, summed))


def shown_every(count: int, room: float, widest: float) -> int:
    """Return `n` such that labels do not overlap when only every `n`-th is shown.

    Args:
        count: How many there are.
        room: For all of them.
        widest: Width of the widest one, with the gap beside it; in the unit of `room`.
    """
    if widest >= room:
        return max(count, 1)  # only the last one
    return max(1, math.ceil(widest * count / room))


def _sum(values: Sequence[float | None]) -> float:
    return sum(value for value in values if value is not None)
