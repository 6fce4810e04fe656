"""Start of the program: to the unlock card, and to the first encrypted rows, beside a bare window.

Each side is a process of its own, timed by itself from its first line to the first paint: the
interpreter's own start counts on neither side.

The password is typed while the libraries behind the data load, so only what somebody waits for
counts: until the card is there, and from Enter to the rows.

The password's own cost counts in neither: what `Vault.unwrap` takes, which writes the try down,
derives at the least cost, and opens the slot: some 4 ms, a tenth of a second with real data.
"""

import compileall
import datetime as dt
import tempfile
from dataclasses import replace
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

_MOST_MIB: Final = 150.0
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

_PROGRAM: Final = (
    _HEAD
    + """
from pathlib import Path
from alo183_desktop.cli import main  # what `alo183` imports before it opens its window
from alo183_desktop.shared import collector
collector.pause_collector()
from alo183_desktop.gui import application
app = application.make_application([])
session = application.Session(Path(sys.argv[1]), parent=app)
"""
)

_UNLOCK: Final = (
    _PROGRAM
    + """
session.window.painted.connect(tell)
session.start()
app.exec()
"""
)

_ROWS: Final = (
    _PROGRAM
    + """
from PySide6.QtCore import QTimer
waiting = QTimer()
password_s = 0.0
def leave_out_password():
    from alo183_desktop.access.vault import Vault  # the card must not wait for it
    unwrap = Vault.unwrap
    def timed(*given, **named):
        global password_s
        began = time.perf_counter()
        try:
            return unwrap(*given, **named)
        finally:
            password_s += time.perf_counter() - began
    Vault.unwrap = timed
def on_opened():
    global start
    app.processEvents()  # the window is shown, its list filled, and now painted
    page = session.workspace().show_page("officers")
    if page.view.model().rowCount() > 20:
        start += password_s
        tell()
    page.loaded.connect(on_opened)
def enter():
    leave_out_password()
    page = session.unlock_page()
    page.user.set_value("demo")
    page.password.line.setText("demo")
    page.try_unlock()
def type_on():
    global start
    if session.background.is_idle() and session.is_ready():
        waiting.stop()
        start += time.perf_counter() - seen
        enter()
def on_card():
    global seen
    seen = time.perf_counter()
    waiting.timeout.connect(type_on)
    QTimer.singleShot(0, lambda: waiting.start(20))
session.window.painted.connect(on_card)
session.opened.connect(on_opened)
session.first_page = "officers"
session.start()
QTimer.singleShot(60_000, app.quit)
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
        card, _ = compare_processes(
            "start to the unlock card / bare window",
            ["-c", _UNLOCK, name],
            ["-c", _BARE],
            goal=1.4,
        )
        rows, memory = compare_processes(
            "waits to 200 encrypted rows / bare window",
            ["-c", _ROWS, name],
            ["-c", _BARE],
            goal=3.2,
        )
        used = replace(
            memory,
            name="memory with the rows / 150 MiB",
            baseline=_MOST_MIB,
            ratio=memory.ours / _MOST_MIB,
            goal=1.0,
        )
        return [card, rows, used]
