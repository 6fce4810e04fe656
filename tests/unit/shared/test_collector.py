"""The garbage collector, while thousands of rows are made."""

from __future__ import annotations

import gc

import pytest

from alo183_desktop.shared.collector import collector_paused


@collector_paused()
def fail() -> None:
    """Fail while the collector rests."""
    if gc.isenabled():
        return
    raise LookupError


def test_that_the_collector_rests_and_wakes_up_also_after_an_error() -> None:
    with pytest.raises(LookupError):
        fail()
    assert gc.isenabled()


def test_that_a_collector_that_slept_before_sleeps_on() -> None:
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
