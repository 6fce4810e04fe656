"""The real window, which does what is asked of it line by line; a process of its own.

Not here: who asks, and what is looked for in its memory (memory.py).

It imports nothing of the tests that knows a password: each is typed sign by sign, as by hand.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from alo183_desktop.gui.application import Session, make_application
from alo183_desktop.gui.kit.new_password import NewPassword
from alo183_desktop.gui.kit.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.gui.kit.background import Background

_STEP_MS: Final = 20
_CALM_STEPS: Final = 15
_LONGEST_STEPS: Final = 2500


def main(folder: str) -> None:
    """Show the window, and obey until somebody says `end`."""
    _say()  # whoever looks into the memory opens it now: later the process lets nobody
    _line()
    session = Session(Path(folder), parent=make_application(["alo183"]))
    ready: list[bool] = []
    session.ready.connect(lambda: ready.append(True))
    session.start()
    _wait(lambda: bool(ready))
    acts: dict[str, Callable[[Session], None]] = {
        "open": _open,
        "look": _look,
        "measure": _measure,
        "lock": _lock,
    }
    while (asked := _line()) != "end":
        acts[asked](session)
        _calm(session.background)
        _say()
    session.window.leave()


def _open(session: Session) -> None:
    page = session.unlock_page()
    assert page is not None
    page.user.set_value(_line())
    _type(page.password.line)
    page.try_unlock()
    _wait(lambda: session.workspace() is not None)


def _look(session: Session) -> None:
    """Go through all pages, select and copy what their lists show."""
    workspace = session.workspace()
    assert workspace is not None
    for key in workspace.page_keys():
        workspace.show_page(key)
        _calm(session.background)
        for view in workspace.findChildren(TableView):
            if view.isVisible():
                view.setFocus()
                view.selectAll()
                QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))
        session.window.grab()


def _measure(session: Session) -> None:
    """Type a new password twice, have it measured, and leave it."""
    fields = NewPassword(session.background, personal=tuple, parent=session.window)
    fields.show()
    _type(fields.first.line)
    _wait(lambda: bool(fields.strength_words()))
    _type(fields.second.line)
    _calm(session.background)
    fields.clear()
    fields.hide()
    fields.deleteLater()


def _lock(session: Session) -> None:
    session.lock()


def _type(line: QLineEdit) -> None:
    """Press the keys that are said, up to the end of the line."""
    said = b""
    while (one := os.read(0, 1)) != b"\n":
        said += one
        if one[0] < 0x80 or (len(said) == 2 and said[0] >= 0xC0):
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                sign = said.decode()
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(line, event)
            said = b""


def _calm(background: Background) -> None:
    """Wait until nothing has run for some time."""
    calm = 0
    for _step in range(_LONGEST_STEPS):
        QTest.qWait(_STEP_MS)
        calm = calm + 1 if background.is_idle() else 0
        if calm == _CALM_STEPS:
            return


def _wait(is_so: Callable[[], bool]) -> None:
    for _step in range(_LONGEST_STEPS):
        if is_so():
            return
        QTest.qWait(_STEP_MS)
    raise TimeoutError


def _line() -> str:
    said = b""
    while (one := os.read(0, 1)) not in {b"\n", b""}:
        said += one
    return said.decode() or "end"


def _say() -> None:
    os.write(1, b".")


if __name__ == "__main__":
    main(sys.argv[1])
