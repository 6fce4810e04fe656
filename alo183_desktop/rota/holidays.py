"""The times when offices are closed, and the class of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from alo183_desktop.rota.kinds import DayClass
from alo183_desktop.shared.calendar import day_end, day_start, instant_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.paths import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DAY: Final = dt.timedelta(days=1)
_EVE: Final = 13
"""The hour from which the eve of a religious feast is closed. Source: 2429 s. Kanun m.2."""
_FRIDAY: Final = 4
_OPENING: Final = dt.time(8)
"""Of offices, in Istanbul."""
FIRST_YEAR: Final = 2024
LAST_YEAR: Final = 2040


@dataclass(frozen=True, slots=True)
class Closure:
    """Offices are closed during `[starts_at, ends_at)`, UTC."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    name: str
    is_estimated: bool = False
    """Whether its day is computed, because it was not announced yet."""


def closures(year: int) -> tuple[Closure, ...]:
    """Return the closures by law that begin in a year, in their order.

    Source: 2429 sayılı Kanun m.1, m.2. Religious feasts are known from `FIRST_YEAR` to `LAST_YEAR`;
    other years have the fixed ones only.
    """
    return _by_year().get(year) or tuple(sorted(_fixed(year), key=lambda one: one.starts_at))


def closures_between(
    first: dt.date, last: dt.date, added: Sequence[Closure] = ()
) -> tuple[Closure, ...]:
    """Return the closures that touch the days from `first` to `last`, both included.

    Args:
        first: In Istanbul.
        last: In Istanbul.
        added: The directorate's own closures, such as administrative leave.
    """
    begins, ends = day_start(first), day_end(last)
    known = (one for year in range(first.year - 1, last.year + 1) for one in closures(year))
    return tuple(
        sorted(
            (one for one in (*known, *added) if one.starts_at < ends and begins < one.ends_at),
            key=lambda one: one.starts_at,
        )
    )


def closed_on(day: dt.date, closed: Sequence[Closure]) -> tuple[Closure, ...]:
    """Return the closures among `closed` that touch a day in Istanbul."""
    begins, ends = day_start(day), day_end(day)
    return tuple(one for one in closed if one.starts_at < ends and begins < one.ends_at)


def is_free(day: dt.date, closed: Sequence[Closure]) -> bool:
    """Return whether a day is at a weekend, or closed for a part at least."""
    return day.weekday() > _FRIDAY or bool(closed_on(day, closed))


def is_working(day: dt.date, closed: Sequence[Closure]) -> bool:
    """Return whether offices open on a day; one that is closed from noon on counts."""
    opens = instant_of(day, _OPENING)
    return day.weekday() <= _FRIDAY and not any(
        one.starts_at <= opens < one.ends_at for one in closed
    )


def working_day_after(day: dt.date, count: int, closed: Sequence[Closure]) -> dt.date:
    """Return the working day that is the `count`-th after a day.

    Args:
        day: In Istanbul; itself not counted.
        count: 1 is the next working day.
        closed: The closures from that day on.
    """
    while count:
        day += dt.timedelta(days=1)
        count -= is_working(day, closed)
    return day


def day_class(day: dt.date, closed: Sequence[Closure]) -> DayClass:
    """Return the class of a duty that begins on `day`."""
    if closed_on(day, closed):
        return DayClass.FEAST
    if day.weekday() > _FRIDAY:
        return DayClass.WEEKEND
    return DayClass.FRIDAY if day.weekday() == _FRIDAY else DayClass.WEEKDAY


def _fixed(year: int) -> Iterator[Closure]:
    for entry in table("holidays")["fixed"]:
        day = dt.date.fromisoformat(f"{year:04}-{entry['day']}")
        yield Closure(instant_of(day, dt.time(entry.get("from", 0))), day_end(day), entry["name"])


@cache
def _by_year() -> dict[int, tuple[Closure, ...]]:
    found = [one for year in range(FIRST_YEAR, LAST_YEAR + 1) for one in _fixed(year)]
    for entry in table("holidays")["religious"]:
        for first in entry["first"]:
            begins = instant_of(first - _DAY, dt.time(_EVE))
            last = first + (entry["days"] - 1) * _DAY
            is_estimated = first.year > table("holidays")["announced_until"]
            found.append(Closure(begins, day_end(last), entry["name"], is_estimated))
    years: dict[int, list[Closure]] = {}
    for one in sorted(found, key=lambda one: one.starts_at):
        years.setdefault(local_day(one.starts_at).year, []).append(one)
    return {year: tuple(ones) for year, ones in years.items()}
