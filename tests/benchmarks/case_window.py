"""The list of many cases on the screen beside a model of constants: first paint, jump, memory."""

import itertools
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QEventLoop, QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cases.lists import Countdown, columns
from alo183_desktop.cases.rows import CaseFilter, CaseRow
from alo183_desktop.gui.application import make_application
from alo183_desktop.gui.cases.case_list import CaseList
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.table.models import Index, TableModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.override import override
from tests.benchmarks import people
from tests.benchmarks.frames import FRAME_MS, Frames
from tests.benchmarks.many_cases import COUNT, NOW, OFFICERS, fill
from tests.benchmarks.measure import Figure, compare

_WIDTH, _HEIGHT = 900, 640
_JUMPS: Final = 40
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


def measure() -> list[Figure]:
    """Return the figures of the list on the screen."""
    make_application(["alo183"])
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        people.fill(folder, count=OFFICERS, today=NOW.date())
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
    shown.hide()
    figures = [_first_paint(background, host, shown)]
    shown.show()
    figures += _jumps(background, host, shown, frames)
    figures.append(_limit("memory of the list", held, "MiB"))
    return figures


def _first_paint(background: Background, host: QWidget, shown: CaseList) -> Figure:
    """Open a list until its rows are painted; `shown` tells a row and columns to the constants."""
    row, columns_shown = shown.view.current_row(), shown.view.columns_shown()
    made: list[QWidget] = []

    def put_away() -> None:
        # What went before is gone, and nothing is on its way any more.
        while made:
            made.pop().deleteLater()
        _quiet(background)

    def first_ours() -> None:
        # Somebody opens the page: the list is made, its first rows are asked for and painted.
        opened = _list(background, host)
        made.append(opened)
        painting = _Painting(opened.view, lambda: opened.model.rowCount() > 0)
        opened.ask(CaseFilter(), is_filtered=False, offers_intake=False)
        painting.wait()

    def first_constants() -> None:
        view = TableView("bench", name="Sabitler", parent=host)
        made.append(view)
        view.resize(host.size())
        view.setModel(Constants(row, COUNT, parent=view))
        view.show_columns(columns_shown)
        painting = _Painting(view, lambda: True)
        view.show()
        painting.wait()

    figure = compare(
        f"{COUNT:,} cases, first paint / constants",
        first_ours,
        first_constants,
        goal=1.3,
        before=put_away,
    )
    put_away()
    return figure


def _jumps(
    background: Background, host: QWidget, shown: CaseList, frames: Frames
) -> Iterator[Figure]:
    """Jump to places far apart; `frames` tells how long the window was away from its events."""
    places = [random.Random(183).randrange(COUNT) for _jump in range(_JUMPS)]
    ours, theirs = itertools.cycle(places), itertools.cycle(places)
    row, columns_shown = shown.view.current_row(), shown.view.columns_shown()
    constants = TableView("bench", name="Sabitler", parent=host)
    constants.resize(host.size())
    constants.setModel(Constants(row, COUNT, parent=host))
    constants.show_columns(columns_shown)

    def jump_ours() -> None:
        _jump(shown, next(ours))

    def jump_constants() -> None:
        constants.verticalScrollBar().setValue(next(theirs))
        constants.grab()

    # Beside one another, so that neither hides the other.
    host.resize(2 * _WIDTH, _HEIGHT)
    constants.move(_WIDTH, 0)
    constants.show()
    yield compare(
        f"{COUNT:,} cases, jump / constants",
        jump_ours,
        jump_constants,
        goal=1.2,
        before=lambda: _quiet(background),
    )
    # Without the pictures that `grab` takes: the window paints by itself.
    constants.hide()
    _quiet(background)
    frames.wait_for_tick()
    frames.longest_ms = 0.0
    others = random.Random(184)
    for _jump_made in range(_JUMPS):
        _reach(shown, others.randrange(COUNT))
        _quiet(background)
        frames.wait_for_tick()
    yield _limit("longest wait of the window while it jumps", frames.longest_ms, "ms")


class _Painting(QObject):
    """Waits until a view has painted its rows: its filter comes before a painting, a timer after.

    Made before whatever has the view painted; while `is_whole` says no, a painting does not count.
    """

    def __init__(self, view: QTableView, is_whole: Callable[[], bool]) -> None:
        super().__init__(view)
        self._view = view
        self._is_whole = is_whole
        self._is_over = False
        self._loop = QEventLoop()
        view.viewport().installEventFilter(self)

    def wait(self) -> None:
        """Return once it is over."""
        if not self._is_over:
            self._loop.exec()
        self._view.viewport().removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_whole():
            QTimer.singleShot(0, self._finish)
        return False

    def _finish(self) -> None:
        self._is_over = True
        self._loop.quit()


def _limit(name: str, value: float, unit: str) -> Figure:
    goal = FRAME_MS if unit == "ms" else _MEMORY_MB
    return Figure(f"{COUNT:,} cases, {name}", value, goal, value / goal, 1.0, unit=unit)


def _list(background: Background, host: QWidget) -> CaseList:
    made = CaseList(background, clock=lambda: NOW, note=str, parent=host)
    made.resize(host.size())
    made.show()
    return made


def _ask(shown: CaseList) -> None:
    loop = QEventLoop()
    shown.loaded.connect(loop.quit)
    shown.ask(CaseFilter(), is_filtered=False, offers_intake=False)
    loop.exec()
    shown.loaded.disconnect(loop.quit)


def _wait_for_numbers(shown: CaseList) -> None:
    if not shown.is_complete():
        loop = QEventLoop()
        shown.completed.connect(loop.quit)
        loop.exec()
        shown.completed.disconnect(loop.quit)


def _jump(shown: CaseList, place: int) -> None:
    """Scroll to a place, and paint its rows once they are there."""
    _reach(shown, place)
    shown.view.grab()


def _reach(shown: CaseList, place: int) -> None:
    """Scroll to a place, and wait until its rows are there."""
    view = shown.view
    view.verticalScrollBar().setValue(place)
    first, last = view.rowAt(0), max(view.rowAt(view.viewport().height() - 1), view.rowAt(0))
    while any(shown.model.row_of(one) is None for one in (first, last)):
        loop = QEventLoop()
        shown.model.page_added.connect(loop.quit)
        loop.exec()
        shown.model.page_added.disconnect(loop.quit)


def _quiet(background: Background) -> None:
    while not background.is_idle():
        QApplication.processEvents()


def _memory_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
