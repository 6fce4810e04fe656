"""What every test gets: no window on the screen, a clock that stands still, and no leftovers."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings

from tests.clocks import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# What the developer has set for a real data folder must not reach a test.
for _name in ("ALO183_USER", "ALO183_PASSWORD"):
    os.environ.pop(_name, None)

_JOIN_TIMEOUT_S: Final = 2.0

# Time is not measured by examples: the machines of CI are shared.
settings.register_profile(
    "ci", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("ci"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that stands at 2026-11-24 09:30 UTC until the test moves it."""
    return FixedClock()


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Return an empty data folder whose name has a blank and Turkish letters."""
    folder = tmp_path / "Veri Klasörü ğüşİı"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _nothing_is_left_over() -> Iterator[None]:
    """Fail a test that leaves a thread, or a Qt timer that runs, behind."""
    threads = set(threading.enumerate())
    timers = _running_timers()
    yield
    started = [thread for thread in threading.enumerate() if thread not in threads]
    for thread in started:
        thread.join(_JOIN_TIMEOUT_S)
    left = [f"thread {thread.name}" for thread in started if thread.is_alive()]
    after = _running_timers()
    left += [f"timer of {after[pointer]}" for pointer in after.keys() - timers.keys()]
    if left:
        pytest.fail(f"left over: {', '.join(sorted(left))}")


def _running_timers() -> dict[int, str]:
    """Return the timers that run in any window or in the application, with their owners."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    application = QCoreApplication.instance()
    if not isinstance(application, QApplication):
        return {}
    # What was told to delete itself later does so now.
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    owners: list[QObject] = [application, *application.topLevelWidgets()]
    return {
        shiboken6.getCppPointer(timer)[0]: type(timer.parent()).__name__
        for owner in owners
        for timer in owner.findChildren(QTimer)
        if timer.isActive()
    }
