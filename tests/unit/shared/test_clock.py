"""Instants are UTC, shown as Istanbul has them."""

from __future__ import annotations

import datetime as dt

from alo183_desktop.shared.clock import format_day, format_instant, local_day, system_clock


def test_that_the_system_clock_is_aware() -> None:
    assert system_clock().tzinfo is dt.UTC


def test_that_the_day_turns_at_midnight_in_istanbul() -> None:
    before = dt.datetime(2026, 11, 24, 20, 59, 59, tzinfo=dt.UTC)
    assert local_day(before) == dt.date(2026, 11, 24)
    assert local_day(before + dt.timedelta(seconds=1)) == dt.date(2026, 11, 25)


def test_that_days_and_instants_are_written_as_people_write_them() -> None:
    assert format_day(dt.date(2026, 1, 5)) == "05.01.2026"
    assert format_instant(dt.datetime(2026, 1, 5, 6, 4, tzinfo=dt.UTC)) == "05.01.2026 09:04"
