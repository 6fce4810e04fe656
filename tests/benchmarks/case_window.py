"""The list of many cases on the screen beside a model of constants: first paint, jump, memory.

Not here: the questions behind it (cases.py). 10,000 cases; `ALO183_BENCH_CASES=1000000` for more.
"""

from __future__ import annotations

import itertools
import random
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEventLoop, QModelIndex, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from alo183_desktop.bootstrap import Program
from alo183_desktop.cases.rows import CaseFilter, CaseRow
from alo183_desktop.gui.application import make_application
from alo183_desktop.gui.cases.case_list import CaseList
from alo183_desktop.gui.cases.countdown import Countdown, columns
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.tables import TableModel, TableView
from alo183_desktop.shared.override import override
from tests.benchmarks import people
from tests.benchmarks.cases import _NOW as NOW
from tests.benchmarks.cases import COUNT, fill
from tests.benchmarks.measure import Figure, compare

if TYPE_CHECKING:
    from alo183_desktop.gui.kit.table_models import Index

_WIDTH, _HEIGHT = 900, 640
_JUMPS: Final = 40
_FRAME_MS: Final = 50.0
_MEMORY_MB: Final = 70.0
_ROOT: Final = QModelIndex()


class Constants(TableModel[CaseRow]):
    """As many rows as there are cases; each of them is the same one."""

    def __init__(self, row: CaseRow, count: int, *, parent: QWidget) -> None:
        super().__init__(columns(Countdown(NOW)), parent=parent)
        self._row = row
        self._count = count

    @override
    def row_at(self, index: Index) -> CaseRow:
        return self._row

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    @override
    def data(self, index: Index, role: int = 0) -> Any:
        return self.columns[index.column()].text(self._row) if role == 0 else None


class Frames:
    """Watches how long the window does not come to its events."""

    def __init__(self, parent: QWidget) -> None:
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(parent)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


def measure() -> list[Figure]:
    """Return the figures of the list on the screen."""
    make_application(["alo183"])
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        people.fill(folder, count=200, today=NOW.date())
        desk = Program(folder, clock=lambda: NOW).unlock("demo", "demo")
        opened.callback(desk.close)
        with desk.work() as work:
            fill(work, COUNT)
        background = Background(desk.work)
        opened.callback(background.close)
        return _figures(background)


def _figures(background: Background) -> list[Figure]:
    host = QWidget()
    host.resize(_WIDTH, _HEIGHT)
    host.show()
    before = _memory_mb()
    shown = _list(background, host)
    frames = Frames(host)
    _ask(shown)
    _wait_for_numbers(shown)
    held = _memory_mb() - before
    row = shown.view.current_row()
    constants = TableView("bench", name="Sabitler", parent=host)
    constants.resize(host.size())
    constants.setModel(Constants(row, COUNT, parent=host))
    constants.show()
    places = [random.Random(183).randrange(COUNT) for _jump in range(_JUMPS)]
    ours, theirs = itertools.cycle(places), itertools.cycle(places)

    def first_ours() -> None:
        # Somebody opens the page: the list is made, its first rows are asked for and painted.
        made = _list(background, host)
        _ask(made)
        made.view.grab()
        made.deleteLater()

    def first_constants() -> None:
        made = TableView("bench", name="Sabitler", parent=host)
        made.resize(host.size())
        made.setModel(Constants(row, COUNT, parent=made))
        made.show()
        made.grab()
        made.deleteLater()

    def jump_ours() -> None:
        _jump(shown, next(ours))

    def jump_constants() -> None:
        constants.verticalScrollBar().setValue(next(theirs))
        constants.grab()

    figures = [
        compare(f"{COUNT:,} cases, first paint / constants", first_ours, first_constants, goal=1.3)
    ]
    _quiet(background)
    frames.longest_ms = 0.0
    figures.append(
        compare(f"{COUNT:,} cases, jump / constants", jump_ours, jump_constants, goal=1.2)
    )
    _quiet(background)
    figures.append(_limit("longest wait of the window while it jumps", frames.longest_ms, "ms"))
    figures.append(_limit("memory of the list", held, "MiB"))
    return figures


def _limit(name: str, value: float, unit: str) -> Figure:
    goal = _FRAME_MS if unit == "ms" else _MEMORY_MB
    return Figure(f"{COUNT:,} cases, {name}", value, goal, value / goal, 1.0, unit=unit)


def _list(background: Background, host: QWidget) -> CaseList:
    made = CaseList(background, clock=lambda: NOW, note=str, parent=host)
    made.resize(host.size())
    made.show()
    return made


def _ask(shown: CaseList) -> None:
    loop = QEventLoop()
    shown.loaded.connect(loop.quit)
    shown.ask(CaseFilter(), is_narrow=False, offers_intake=False)
    loop.exec()
    shown.loaded.disconnect(loop.quit)


def _wait_for_numbers(shown: CaseList) -> None:
    if not shown.is_complete():
        loop = QEventLoop()
        shown.completed.connect(loop.quit)
        loop.exec()
        shown.completed.disconnect(loop.quit)


def _jump(shown: CaseList, place: int) -> None:
    """Scroll to a place, and wait until its rows are painted."""
    view = shown.view
    view.verticalScrollBar().setValue(place)
    first, last = view.rowAt(0), max(view.rowAt(view.viewport().height() - 1), view.rowAt(0))
    while any(view.cases.row_of(one) is None for one in (first, last)):
        loop = QEventLoop()
        view.cases.page_added.connect(loop.quit)
        loop.exec()
        view.cases.page_added.disconnect(loop.quit)
    view.grab()


def _quiet(background: Background) -> None:
    while not background.is_idle():
        QApplication.processEvents()


def _memory_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
