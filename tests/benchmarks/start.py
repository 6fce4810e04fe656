"""Start of the program: to the unlock card, and to the first encrypted rows, beside a bare window.

Not here: what the pages cost afterwards (roster.py). Each side is a process of its own, timed by
itself from its first line to the first paint: the interpreter's own start counts on neither side.
"""

from __future__ import annotations

import compileall
import datetime as dt
import tempfile
from pathlib import Path
from typing import Final

import alo183_desktop
from tests.benchmarks import people
from tests.benchmarks.measure import Figure, compare_processes

_HEAD: Final = """
import json, sys, time
start = time.perf_counter()
def peak():
    # Not ru_maxrss: a process inherits it from the one that started it.
    try:
        lines = open("/proc/self/status").readlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
def tell():
    spent = (time.perf_counter() - start) * 1000
    size = peak()
    print(json.dumps({"ms": spent, "mib": size}), flush=True)
    import os
    os._exit(0)
"""

_BARE: Final = (
    _HEAD
    + """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, tell)
app = QApplication([])
window = Window()
window.setCentralWidget(QLabel("Alo 183"))
window.resize(1280, 800)
window.show()
app.exec()
"""
)

_UNLOCK: Final = (
    _HEAD
    + """
from pathlib import Path
from alo183_desktop.gui import application
app = application.make_application([])
session = application.Session(Path(sys.argv[1]), parent=app)
session.window.painted.connect(tell)
session.start()
app.exec()
"""
)

_ROWS: Final = (
    _HEAD
    + """
from pathlib import Path
from PySide6.QtCore import QTimer
from alo183_desktop.gui import application
app = application.make_application([])
session = application.Session(Path(sys.argv[1]), parent=app)
session.start()
def open_it():
    desk = session._program.unlock("demo", "demo")
    session.open_desk(desk)
session.ready.connect(open_it)
def look():
    from PySide6.QtWidgets import QTableView
    for view in session.window.findChildren(QTableView):
        if view.isVisible() and view.model() is not None and view.model().rowCount() > 20:
            app.processEvents()
            tell()
QTimer.singleShot(60_000, app.quit)
timer = QTimer()
timer.timeout.connect(look)
timer.start(1)
app.exec()
"""
)


def measure() -> list[Figure]:
    """Return the figures of the start."""
    # As installed: a checkout whose bytecode is not kept would compile itself at each start.
    compileall.compile_dir(Path(alo183_desktop.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people.fill(folder, count=200, today=dt.date(2026, 11, 25))
        return [
            *compare_processes(
                "start to the unlock card / bare window",
                ["-c", _UNLOCK, name],
                ["-c", _BARE],
                goal=1.15,
            ),
            *compare_processes(
                "start to 200 encrypted rows / bare window",
                ["-c", _ROWS, name],
                ["-c", _BARE],
                goal=1.5,
            ),
        ]
