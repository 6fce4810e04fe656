"""The time of tests: a clock that stands still, and how long anything is waited for."""

import datetime as dt
from typing import Final

START: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
"""A Tuesday; 12:30 in Istanbul."""
NEW_YEAR: Final = dt.datetime(2027, 1, 1, 0, 20, tzinfo=dt.UTC)
"""The first day of a month and of a year, at night: the hardest one to tell a year's work of."""
PATIENCE_S: Final = 120.0
"""How long a test waits for what has to come: a busy machine is no failure."""


class FixedClock:
    """Returns the same instant until it is set or moved; it fits `shared.clock.Clock`."""

    def __init__(self, now: dt.datetime = START) -> None:
        self._now = now

    def __call__(self) -> dt.datetime:
        return self._now

    def set(self, now: dt.datetime) -> None:
        """Show `now`, which must be aware."""
        if now.tzinfo is None:
            raise ValueError("a clock shows aware instants")
        self._now = now.astimezone(dt.UTC)

    def advance(self, **units: float) -> None:
        """Move by `units`, as `datetime.timedelta` takes them: `advance(hours=2)`."""
        self._now += dt.timedelta(**units)
