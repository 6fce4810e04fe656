"""100,000 call records through the dialog of the import: how long the window waits at most."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QObject, QTimerEvent, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.application import make_application
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.phones.usage_dialog import UsageDialog
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.clock import Clock
from alo183_desktop.shared.override import override
from tests.benchmarks.frames import FRAME_MS, Frames
from tests.benchmarks.measure import Figure, figure_of

_WIDTH, _HEIGHT = 1280, 800
_ROUNDS: Final = 5


def measure(desk: Desk, path: Path, *, count: int) -> list[Figure]:
    """Return the longest waits of the window while a file is read, stopped, and stored.

    Args:
        desk: Has the lines of the file and none of its calls; afterwards it has all of them.
        path: The file.
        count: How many calls it has.
    """
    make_application(["alo183"])
    background = Background()
    background.attach(desk.work, before_import=desk.backups.take_before_import)
    host = QWidget()
    host.resize(_WIDTH, _HEIGHT)
    host.show()
    try:
        return _figures(background, host, path, count=count, clock=desk.clock)
    finally:
        background.close()
        host.deleteLater()


def _figures(
    background: Background, host: QWidget, path: Path, *, count: int, clock: Clock
) -> list[Figure]:
    dialog = UsageDialog(background, recipe=USAGE, clock=clock, parent=host)
    dialog.open()
    frames = Frames(host)

    def watch(act: Callable[[], object], until: SignalInstance) -> float:
        frames.wait_for_tick()
        frames.longest_ms = 0.0
        _wait(until, act)
        frames.wait_for_tick()
        return frames.longest_ms

    waits: dict[str, list[float]] = {"read": [], "stopped": [], "stored": []}
    for _round in range(_ROUNDS):
        waits["read"].append(watch(lambda: dialog.read_file(path), dialog.read))
        # Somebody stops at the first calls that are stored.
        dialog.rows_stored.connect(dialog.reject)
        stopped = _Stopped(background, dialog).reached
        waits["stopped"].append(watch(dialog.apply_button.click, stopped))
        dialog.rows_stored.disconnect(dialog.reject)
    waits["stored"].append(watch(dialog.apply_button.click, dialog.applied))
    dialog.done(0)
    # Other programs of a shared machine make a wait longer, nothing makes it shorter.
    return [
        figure_of(
            f"{count:,} calls {what}, longest wait of the window",
            [(one, FRAME_MS) for one in longest],
            goal=1.0,
            pick=min,
        )
        for what, longest in waits.items()
    ]


class _Stopped(QObject):
    """Tells when the storing that somebody stopped has ended.

    Signals:
        reached: It has.
    """

    reached = Signal()

    def __init__(self, background: Background, dialog: UsageDialog) -> None:
        super().__init__(dialog)
        self._background = background
        self._dialog = dialog
        self._timer = self.startTimer(1)

    @override
    def timerEvent(self, event: QTimerEvent) -> None:
        if "durduruldu" in self._dialog.reason.text() and self._background.is_idle():
            self.killTimer(self._timer)
            self.reached.emit()


def _wait(until: SignalInstance, act: Callable[[], object]) -> None:
    loop = QEventLoop()
    until.connect(loop.quit)
    act()
    loop.exec()
    until.disconnect(loop.quit)
