"""Clocks that were set back: said to who signs in, noted in the trail, and nobody is locked out."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.audit_queries import newest_ahead
from alo183_desktop.shared.clock import CLOCK_TOLERANCE
from alo183_desktop.shared.texts import message_of
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import CHEAP, PASSWORD, entries


def behind(desk: Desk) -> int | None:
    """Return the minutes that the trail has of the newest sign-in."""
    (*_older, newest) = [one for one in entries(desk) if one.action == "sign_in.succeeded"]
    return newest.details.get("behind")


def test_that_a_clock_that_was_set_back_is_told_and_noted_once(
    program: Program, desk: Desk, clock: FixedClock
) -> None:
    desk.close()
    right = clock()
    clock.set(right - dt.timedelta(days=3))
    with_old_clock = program.unlock("selin.aktas", PASSWORD)
    assert with_old_clock.clock_notice is not None
    assert "saatini düzeltiniz" in str(message_of(with_old_clock.clock_notice))
    assert behind(with_old_clock) == 3 * 24 * 60
    with_old_clock.close()
    # Where the earlier clock was wrong, this one is right: the next sign-in finds its own entry.
    again = program.unlock("selin.aktas", PASSWORD)
    assert again.clock_notice is None
    assert behind(again) is None
    again.close()


@pytest.fixture(scope="module")
def opened(
    set_up: tuple[Path, RecoverySheet], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Return open data whose newest entry is the sign-in of now."""
    folder = tmp_path_factory.mktemp("saat") / "veri"
    shutil.copytree(set_up[0], folder)
    desk = Program(folder, clock=FixedClock(), cost=CHEAP).unlock("selin.aktas", PASSWORD)
    yield desk
    desk.close()


@given(seconds=st.integers(-10_000_000, 10_000_000))
def test_that_a_clock_is_behind_only_beyond_the_tolerance(opened: Desk, seconds: int) -> None:
    newest = opened.clock()
    now = newest - dt.timedelta(seconds=seconds)
    with opened.work() as work:
        found = newest_ahead(work.session, now)
    assert found == (newest if dt.timedelta(seconds=seconds) > CLOCK_TOLERANCE else None)
