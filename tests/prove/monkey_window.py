"""The program as its users run it, shut up in one folder; it says on request how its window stands.

Asked with `state` or `lock` on its standard input, it answers on its standard output with one line:
whether the data is open, whether a password was refused, whether the window has the focus and
nothing runs, and where the window or menu with the focus lies.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QRect, QSocketNotifier
from PySide6.QtWidgets import QApplication

from alo183_desktop.gui.application import Session, make_application
from alo183_desktop.gui.kit.errors import keep_qt_quiet
from alo183_desktop.shared import collector
from alo183_desktop.shared.bugs import keep_quiet
from tests.prove.confined import confine


def main(folder: str) -> None:
    """Open the window on the data in a folder, and answer until it is closed."""
    confine(folder)
    faulthandler.enable()
    keep_quiet()
    logging.basicConfig(level=logging.WARNING)
    collector.pause_collector()
    keep_qt_quiet()
    app = make_application(["alo183"])
    session = Session(Path(folder) / "veri", parent=app)
    asked = QSocketNotifier(0, QSocketNotifier.Type.Read, app)
    asked.setEnabled(False)
    asked.activated.connect(lambda: _answer(session))
    session.ready.connect(lambda: asked.setEnabled(True))
    session.start()
    app.exec()


def _answer(session: Session) -> None:
    for asked in os.read(0, 1 << 12).decode().split():
        if asked == "lock":
            session.lock()
        shown = QApplication.activePopupWidget() or QApplication.activeWindow() or session.window
        place = QRect(shown.mapToGlobal(shown.rect().topLeft()), shown.size())
        card, is_open = session.unlock_page(), session.workspace() is not None
        state = (
            is_open,
            not is_open and (card is None or bool(card.shown_problem())),
            QApplication.activeWindow() is not None and session.background.is_idle(),
            *(place.x(), place.y(), place.width(), place.height()),
        )
        os.write(1, (" ".join(str(int(one)) for one in state) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1])
