"""The only module that reads the system's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

Clock: TypeAlias = Callable[[], dt.datetime]
"""Returns the current time in UTC."""

ISTANBUL: Final = ZoneInfo("Europe/Istanbul")
_MINUTE_S: Final = 60


CLOCK_TOLERANCE: Final = dt.timedelta(minutes=5)
"""How far two clocks may differ: ours, the server's, the call centre's.

The sign-in to a domain allows as much.
"""


def system_clock() -> dt.datetime:
    """Return the current time in UTC."""
    return dt.datetime.now(dt.UTC)


def local(instant: dt.datetime) -> dt.datetime:
    """Return `instant`, which must be aware, in Istanbul's time."""
    return instant.astimezone(ISTANBUL)


def local_day(instant: dt.datetime) -> dt.date:
    """Return the day of `instant` in Istanbul."""
    return local(instant).date()


def format_day(day: dt.date) -> str:
    """Return a day as `24.11.2026`."""
    return f"{day:%d.%m.%Y}"


def format_instant(instant: dt.datetime) -> str:
    """Return a time in Istanbul's time zone: `24.11.2026 14:05`."""
    return f"{local(instant):%d.%m.%Y %H:%M}"


def format_since(instant: dt.datetime) -> str:
    """Return when something began as far as it is known: `24.11.2026 14:05`, or the day alone.

    A day whose hour nobody wrote, as most lists have it, is stored as its first instant.
    """
    begin = local(instant)
    return format_instant(instant) if begin.time() != dt.time() else format_day(begin.date())


def length_words(seconds: int) -> str:
    """Return how long a call took, such as `1 sa 04 dk 48 sn`."""
    minutes, rest = divmod(seconds, _MINUTE_S)
    hours, minutes = divmod(minutes, _MINUTE_S)
    if hours:
        return f"{hours} sa {minutes:02} dk {rest:02} sn"
    return f"{minutes} dk {rest:02} sn" if minutes else f"{rest} sn"


def stamp_of(instant: dt.datetime) -> str:
    """Return a time as used in folder names: `2026-11-28-140509`, in Istanbul's time zone.

    Such names sort by time: the hour that is repeated when the clocks go back has a letter,
    `2015-11-08-03b0509`.
    """
    shown = local(instant)
    return f"{shown:%Y-%m-%d-%H}{'b' if shown.fold else ''}{shown:%M%S}"
