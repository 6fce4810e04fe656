"""Days and times of Istanbul, as people write them, to instants."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from alo183_desktop.shared.clock import ISTANBUL, local
from alo183_desktop.shared.days import parse_day
from alo183_desktop.shared.errors import KnownError

_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant that was read."""

    at: dt.datetime
    """UTC."""
    is_ambiguous: bool = False
    """Whether the clocks showed it twice that night; `at` is the earlier of both, from which the
    24 hours end sooner."""


def parse_time(text: str) -> dt.time:
    """Return the time of day that was typed as `8:05`, `08.05` or `08:05:30`.

    Raises:
        KnownError: `cases.time`.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise KnownError("cases.time")
    try:
        return dt.time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError as error:  # 25:00
        raise KnownError("cases.time") from error


def parse_moment(day_text: str, time_text: str) -> Moment:
    """Return the instant of a day and a time of day in Istanbul.

    Raises:
        KnownError: `forms.date`, `cases.time`, `cases.time_skipped`, `cases.day`.
    """
    return moment_of(dt.datetime.combine(parse_day(day_text), parse_time(time_text)))


def moment_of(written: dt.datetime) -> Moment:
    """Return the instant that the clocks of Istanbul showed as `written`, which has no zone.

    Until 2016 they were changed twice a year: in spring an hour is missing, in autumn one comes
    twice.

    Raises:
        KnownError: `cases.time_skipped`: they never showed it; `cases.day`: at the ends of the
            calendar.
    """
    try:
        earlier = written.replace(tzinfo=ISTANBUL, fold=0).astimezone(dt.UTC)
        later = written.replace(tzinfo=ISTANBUL, fold=1).astimezone(dt.UTC)
        # A night and a day must fit behind it.
        later + dt.timedelta(days=2)
        shown = local(earlier).replace(tzinfo=None, fold=0)
    except OverflowError as error:
        raise KnownError("cases.day") from error
    if shown != written.replace(fold=0):
        raise KnownError("cases.time_skipped", time=f"{written:%d.%m.%Y %H:%M}")
    return Moment(earlier, is_ambiguous=earlier != later)
