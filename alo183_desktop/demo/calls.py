"""Calls of one line, as an operator counts them: whom, when, how long, and what data it moved."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.demo.calendar import chance
from alo183_desktop.shared.clock import ISTANBUL, local

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.demo.calendar import Calendar
    from alo183_desktop.demo.referrals import Referral
    from alo183_desktop.demo.story import Story, Tenure

_SECONDS_A_CALL: Final = 145
_SHORTEST: Final = 6
_WEEKEND: Final = 5
_WEEKEND_WEIGHT: Final = 0.45
_HOURS: Final = (
    *(2, 2, 2, 1, 1, 1, 2, 3, 14, 18, 20, 18, 12, 16, 18, 17, 14, 8, 6, 6, 5, 5, 4, 3),
)
"""How many calls begin in each hour."""
_SERVICES: Final = (("183", 30), ("155", 6), ("112", 5), ("156", 2))
_COLLEAGUES: Final = 18
_OFFICE: Final = 9
_CALLERS: Final = 30
_CALLER_DAYS: Final = 4
_UNEXPLAINED_SECONDS: Final = (70, 520)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a line uses on the days `[starts_on, ends_on)`."""

    starts_on: dt.date
    ends_on: dt.date
    seconds: int
    bytes: int


class Called(NamedTuple):
    """One row of an operator's file."""

    phone: str
    at: dt.datetime
    """As Istanbul shows it."""
    number: str
    seconds: int
    kilobytes: int
    """Above zero for a session of data."""


class Caller:
    """Draws calls."""

    def __init__(self, story: Story, calendar: Calendar, referrals: Sequence[Referral]) -> None:
        self._story = story
        self._calendar = calendar
        self._dice = chance("calls")
        self._office = story.directorate["directorate"]["telephone"]
        self._colleagues = list(dict.fromkeys(tenure.phone for tenure in story.tenures))
        called = [(one.routed_at, one.caller_phone) for one in referrals if one.caller_phone]
        self._routed = [routed_at for routed_at, _ in called]
        self._callers = [phone for _, phone in called]

    def calls(self, tenure: Tenure, goal: Goal) -> Iterator[Called]:
        """Yield the calls and data sessions of a line in the order of days."""
        days = [
            goal.starts_on + dt.timedelta(days=place)
            for place in range((goal.ends_on - goal.starts_on).days)
        ]
        if not days:
            return
        yield from self._unexplained(tenure, goal)
        dice = self._dice
        weights = [_WEEKEND_WEIGHT if day.weekday() >= _WEEKEND else 1.0 for day in days]
        count = max(goal.seconds // _SECONDS_A_CALL, 1)
        drawn = sorted(dice.choices(days, weights, k=count))
        for day, seconds in zip(drawn, self._parts(goal.seconds, count), strict=True):
            hour = dice.choices(range(24), _HOURS)[0]
            at = _instant(day, dt.time(hour, dice.randrange(60), dice.randrange(60)))
            yield Called(tenure.phone, at, self._number(tenure, at), max(seconds, _SHORTEST), 0)
        # A phone fetches something each day, so the file tells of each day.
        for day, amount in zip(days, self._parts(goal.bytes // 1024, len(days)), strict=True):
            time = dt.time(dice.randint(7, 22), dice.randrange(60), dice.randrange(60))
            yield Called(tenure.phone, _instant(day, time), "internet", 0, max(amount, 1))

    def _parts(self, whole: int, count: int) -> list[int]:
        """Return `whole` in `count` parts of different sizes."""
        sizes = [self._dice.uniform(0.2, 1.8) for _ in range(count)]
        parts = [int(whole * size / sum(sizes)) for size in sizes]
        parts[-1] += whole - sum(parts)
        return parts

    def _number(self, tenure: Tenure, at: dt.datetime) -> str:
        callers = self._callers_before(at)
        weights = dict(_SERVICES) | {
            "colleague": _COLLEAGUES,
            "office": _OFFICE,
            "caller": _CALLERS if callers else 0,
        }
        drawn: str = self._dice.choices(list(weights), list(weights.values()))[0]
        match drawn:
            case "colleague":
                others = [phone for phone in self._colleagues if phone != tenure.phone]
                return self._dice.choice(others)
            case "office":
                return str(self._office)
            case "caller":
                return self._dice.choice(callers)
            case _:
                return drawn

    def _callers_before(self, at: dt.datetime) -> list[str]:
        first = bisect_left(self._routed, at - dt.timedelta(days=_CALLER_DAYS))
        return self._callers[first : bisect_right(self._routed, at)]

    def _unexplained(self, tenure: Tenure, goal: Goal) -> Iterator[Called]:
        told: list[dict[str, Any]] = self._story.phones["usage"]["unexplained"]
        for entry in told:
            for day in entry["days"] if entry["who"] == tenure.name else ():
                date = self._calendar.day(day)
                if goal.starts_on <= date < goal.ends_on:
                    minute = (7 * -day) % 60
                    at = _instant(date, dt.time(entry["hour"], minute, 11))
                    seconds = self._dice.randint(*_UNEXPLAINED_SECONDS)
                    yield Called(tenure.phone, at, entry["number"], seconds, 0)


def _instant(day: dt.date, time: dt.time) -> dt.datetime:
    return local(dt.datetime.combine(day, time, ISTANBUL))
