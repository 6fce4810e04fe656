"""Facts of what each person has of the duties of a month: how many, which, and how long."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.truth.facts_of_duties import begun, if_begun, is_begun, people
from tests.truth.facts_of_phones import holder_of
from tests.truth.looks import Looks
from tests.truth.net import Cost, Fact, Surface

if TYPE_CHECKING:
    from tests.truth.looks import Row

_FRIDAY: Final = 4
_MINUTE: Final = dt.timedelta(minutes=1)
_HOUR: Final = 60
_FIXED: Final = ("01.01", "23.04", "01.05", "19.05", "15.07", "30.08", "28.10", "29.10")
"""Source: 2429 s. Kanun m. 2; the afternoon of the 28th of October belongs to it."""
_RELIGIOUS: Final = (
    *((dt.date(2026, 3, 19), 4), (dt.date(2026, 5, 26), 5)),
    *((dt.date(2027, 3, 8), 4), (dt.date(2027, 5, 15), 5)),
    *((dt.date(2028, 2, 25), 4), (dt.date(2028, 5, 4), 5)),
)
"""The eve of each feast, and how many days it has with its eve."""
_KINDS: Final = ("main", "stand_in", "driver")
_CLASSES: Final = ("weekday", "friday", "weekend", "feast")


class Had(NamedTuple):
    """What somebody has of the duties of a month; a part of one counts by its time."""

    kinds: dict[str, float]
    """By kind of duty; none that is zero."""
    days: dict[str, float]
    """By the class of the day on which the whole begins; none that is zero."""
    minutes: int
    night_minutes: int


class Piece(NamedTuple):
    """A time in which somebody is on a duty."""

    person_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    duty: Row
    is_within: bool
    """Whether it lies within the duty: what ran over is no more of a duty."""


def _planned(looks: Looks) -> dict[str, Had]:
    month = [one for one in looks.rows.duties if one.month == looks.month]
    return _had(looks, month, lambda duty: _as_planned(looks, duty))


def _worked(looks: Looks) -> dict[str, Had]:
    """Return what everybody worked, or will, of the duties that begin this month."""
    begins = {one.id: one.starts_at for one in looks.rows.duties}
    first = looks.today.replace(day=1)
    ends = looks.begin_of((first + dt.timedelta(days=32)).replace(day=1))
    month = [
        one
        for one in looks.rows.duties
        if looks.month_begins <= begins[one.part_of or one.id] < ends
    ]
    return _had(looks, month, lambda duty: as_worked(looks, duty))


def _had(
    looks: Looks, duties: list[Row], pieces: Callable[[Row], Iterable[Piece]]
) -> dict[str, Had]:
    wholes: defaultdict[int, dt.timedelta] = defaultdict(dt.timedelta)
    for one in duties:
        wholes[one.part_of or one.id] += one.ends_at - one.starts_at
    begins, names = {one.id: one.starts_at for one in looks.rows.duties}, people(looks)
    kinds: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    days: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    minutes: defaultdict[str, int] = defaultdict(int)
    night: defaultdict[str, int] = defaultdict(int)
    for piece in (piece for duty in duties for piece in pieces(duty)):
        if piece.person_id is None:
            continue
        name, whole = names[piece.person_id][1], piece.duty.part_of or piece.duty.id
        if piece.is_within:
            share = (piece.ends_at - piece.starts_at) / wholes[whole]
            kinds[name][piece.duty.kind.value] += share
            days[name][class_of(looks, looks.day_of(begins[whole]))] += share
        minutes[name] += (piece.ends_at - piece.starts_at) // _MINUTE
        night[name] += night_minutes(looks, piece.starts_at, piece.ends_at)
    return {
        name: Had(_rounded(kinds[name]), _rounded(days[name]), minutes[name], night[name])
        for name in minutes
    }


def _as_planned(looks: Looks, duty: Row) -> Iterator[Piece]:
    yield Piece(holder_of(looks, duty), duty.starts_at, duty.ends_at, duty, is_within=True)


def as_worked(looks: Looks, duty: Row) -> Iterator[Piece]:
    """Yield who was on a duty: its holder but where something else was recorded."""
    reached, holder = duty.starts_at, holder_of(looks, duty)
    records = sorted(
        (one for one in looks.rows.worked if one.duty_id == duty.id), key=lambda one: one.starts_at
    )
    for one in records:
        if one.starts_at >= duty.ends_at:
            yield Piece(one.person_id, one.starts_at, one.ends_at, duty, is_within=False)
            continue
        if reached < one.starts_at:
            yield Piece(holder, reached, one.starts_at, duty, is_within=True)
        yield Piece(one.person_id, one.starts_at, one.ends_at, duty, is_within=True)
        reached = one.ends_at
    if reached < duty.ends_at:
        yield Piece(holder, reached, duty.ends_at, duty, is_within=True)


def class_of(looks: Looks, day: dt.date) -> str:
    religious = any(eve <= day < eve + dt.timedelta(days=count) for eve, count in _RELIGIOUS)
    begins, ends = looks.begin_of(day), looks.begin_of(day + dt.timedelta(days=1))
    closed = any(one.starts_at < ends and one.ends_at > begins for one in looks.rows.closed_times)
    if religious or closed or f"{day:%d.%m}" in _FIXED:
        return "feast"
    if day.weekday() == _FRIDAY:
        return "friday"
    return "weekend" if day.weekday() > _FRIDAY else "weekday"


def night_minutes(looks: Looks, starts_at: dt.datetime, ends_at: dt.datetime) -> int:
    """Return how many minutes of a time lie in a night."""
    (limits,) = looks.rows.rota_limits
    night = limits.night_starts_minute, limits.night_ends_minute
    return _minutes_of_night(looks.local(starts_at), (ends_at - starts_at) // _MINUTE, *night)


@cache
def _minutes_of_night(first: dt.datetime, minutes: int, begins: int, ends: int) -> int:
    """Count minute by minute; the same duties are looked at again and again."""
    found = 0
    for place in range(minutes):
        at = first + place * _MINUTE
        minute = at.hour * _HOUR + at.minute
        found += minute >= begins or minute < ends
    return found


def _rounded(counts: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 6) for key, value in counts.items() if round(value, 6)}


def _told(looks: Looks) -> dict[str, Had]:
    said = looks.answer("rota")
    names = {one["person_id"]: one["name"] for one in said["people"]}
    return {
        names[one["person_id"]]: Had(
            _rounded(one["kinds"]), _rounded(one["days"]), one["minutes"], one["night_minutes"]
        )
        for one in said["counts"]
    }


def _told_worked(looks: Looks) -> dict[str, tuple[dict[str, float], float, int, int]]:
    return {
        one["name"]: (
            _rounded({kind: found["month"] for kind, found in one["days"].items()}),
            round(one["total"]["month"], 6),
            one["minutes"]["month"],
            one["night_minutes"]["month"],
        )
        for one in looks.answer("rota", "ledger")
        if one["minutes"]["month"]
    }


def _without_kinds(counted: dict[str, Had], _looks: Looks) -> dict[str, tuple[Any, ...]]:
    return {
        name: (one.days, round(sum(one.days.values()), 6), one.minutes, one.night_minutes)
        for name, one in counted.items()
    }


def _in_columns(counted: dict[str, Had], _looks: Looks) -> dict[str, list[float]]:
    """Return the columns of a table of counts: kinds, classes, their sum, hours, night hours."""
    return {
        name: [
            *(one.kinds.get(kind, 0.0) for kind in _KINDS),
            *(one.days.get(kind, 0.0) for kind in _CLASSES),
            sum(one.kinds.values()),
            one.minutes / _HOUR,
            one.night_minutes / _HOUR,
        ]
        for name, one in counted.items()
    }


def _to_tenths(counted: dict[str, Had], looks: Looks) -> dict[str, list[float]]:
    """Return the same as it is printed: to a tenth."""
    return {
        name: [_tenth(one) for one in columns]
        for name, columns in _in_columns(counted, looks).items()
    }


def _tenth(value: float) -> float:
    return round(value + 1e-9, 1)


def _printed(looks: Looks) -> dict[str, list[float]]:
    """Return the table of counts on the printed sheet; its numbers stand behind the phone."""
    _sheet, _title, table = looks.printed_rota.partition("Kişi başına nöbet sayıları")
    found, columns = {}, len(_KINDS) + len(_CLASSES) + 3
    names = [name for _person, name in people(looks).values()]
    for line in table.splitlines():
        for name in names:
            if line.strip().startswith(f"{name} "):
                words = line.split()[-columns:]
                found[name] = [0.0 if one in "-–—" else _number(one) for one in words]
    return found


def _number(words: str) -> float:
    return float(words.replace(".", "").replace(",", "."))


def _of_workbook(looks: Looks) -> dict[str, list[float]]:
    _heads, *rows = looks.rota_workbook["Kişi başına"]
    return {row[0]: [round(float(one or 0), 6) for one in row[1:]] for row in rows}


def _rounded_columns(counted: dict[str, Had], looks: Looks) -> dict[str, list[float]]:
    return {
        name: [round(one, 6) for one in columns]
        for name, columns in _in_columns(counted, looks).items()
    }


def _rests(looks: Looks) -> dict[int, int]:
    return {one.id: one.rest_minutes for one in looks.rows.duties if one.month == looks.month}


FACTS: Final = (
    Fact(
        "what each person has of the duties of the month",
        "alo183_desktop.rota.rules:counts_by_person",
        _planned,
        (
            Surface("alo183 rota --json", begun(_told), if_begun, covers=("rota:counts??.*",)),
            Surface(
                "printed sheet: counts",
                begun(_printed),
                lambda counted, looks: _to_tenths(counted, looks) if is_begun(looks) else None,
                cost=Cost.PAPER,
            ),
        ),
    ),
    Fact(
        "what each person worked of the duties of the month",
        "alo183_desktop.rota.ledger:entries",
        _worked,
        (
            Surface(
                "alo183 rota ledger --json",
                _told_worked,
                _without_kinds,
                covers=(
                    "rota ledger:days.*.month",
                    "rota ledger:total.month",
                    "rota ledger:*minutes.month",
                ),
            ),
            Surface(
                "workbook of the month: counts",
                begun(_of_workbook),
                lambda counted, looks: (
                    _rounded_columns(counted, looks) if is_begun(looks) else None
                ),
                cost=Cost.PAPER,
            ),
        ),
    ),
    Fact(
        "how long somebody rests after each duty of the month",
        "alo183_desktop.rota.queries:duties_of_month",
        _rests,
        (
            Surface(
                "alo183 rota --json",
                begun(
                    lambda looks: {
                        one["duty_id"]: one["rest_minutes"]
                        for one in looks.answer("rota")["duties"]
                    }
                ),
                if_begun,
                covers=("rota:duties??.rest_minutes",),
            ),
        ),
    ),
)
