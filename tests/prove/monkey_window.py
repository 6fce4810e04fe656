"""The program as its users run it, shut up in one folder; it says on request how its window stands.

Asked on its standard input with `state`, or to `lock`, to give back freed memory (`trim`) or to
load and open all that there is (`tour`), it answers on its standard output with one line: whether
the data is open, whether a password was refused, whether the window has the focus, no dialog or
menu, and nothing runs or is made ahead, and where the window or menu with the focus lies.
"""

import ctypes
import faulthandler
import importlib
import logging
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSocketNotifier
from PySide6.QtWidgets import QApplication

from alo183_desktop.gui.application import Session, make_application
from alo183_desktop.gui.kit.errors import keep_qt_quiet
from alo183_desktop.shared import collector
from alo183_desktop.shared.bugs import keep_quiet
from tests.prove.confined import confine

DATA: Final = "veri"
SHOWN: Final = "gezi"
"""The same data, which no key reaches: what can be opened of it follows from no chance."""
PASSWORD: Final = "mor kedi tavanda gezer"
"""Without a character that the keyboard of the X server lacks."""
_LOADED_LATE: Final = (
    "docx",
    "phonenumbers.unicode_util",
    "pikepdf",
    "PIL.TiffImagePlugin",
    "pypdfium2",
    "reportlab.pdfgen.canvas",
    "stdnum.luhn",
    "stdnum.tr.tckimlik",
    "xlsxwriter",
    "zxcvbn",
)
"""What the program loads when somebody first makes a paper or a file, or types a number."""


def main(folder: Path) -> None:
    """Open the window on the data in a folder, and answer until it is closed."""
    confine(str(folder))
    faulthandler.enable()
    keep_quiet()
    logging.basicConfig(level=logging.WARNING)
    collector.pause_collector()
    keep_qt_quiet()
    app = make_application(["alo183"])
    session = Session(folder / DATA, parent=app)
    asked = QSocketNotifier(0, QSocketNotifier.Type.Read, app)
    asked.setEnabled(False)
    asked.activated.connect(lambda: _answer(session, folder))
    session.ready.connect(lambda: asked.setEnabled(True))
    session.start()
    app.exec()


def _answer(session: Session, folder: Path) -> None:
    request = os.read(0, 1 << 12)
    if not request:  # whoever asked is gone
        QApplication.exit()
    for asked in request.decode().split():
        if asked == "lock":
            session.lock()
            session.window.close_dialogs()  # of the card, when it was locked already
        elif asked == "trim":
            ctypes.CDLL(None).malloc_trim(0)
        elif asked == "tour":
            _open_everything(session, folder / SHOWN)
        shown = QApplication.activePopupWidget() or QApplication.activeWindow() or session.window
        place = QRect(shown.mapToGlobal(shown.rect().topLeft()), shown.size())
        card, is_open = session.unlock_page(), session.workspace() is not None
        is_idle = session.background.is_idle() and (is_open or session.is_ready())
        state = (
            is_open,
            not is_open and (card is None or bool(card.password.shown_message())),
            shown is QApplication.activeWindow() is session.window and is_idle,
            place.x(),
            place.y(),
            place.width(),
            place.height(),
        )
        os.write(1, (" ".join(str(int(one)) for one in state) + "\n").encode())


def _open_everything(session: Session, data: Path) -> None:
    for name in _LOADED_LATE:
        importlib.import_module(name)
    # Not before it is wanted: the window imports these when somebody signs in.
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.demo import LOGIN
    from alo183_desktop.gui.pictures import save_pictures

    QApplication.setQuitOnLastWindowClosed(False)  # meanwhile the window is hidden
    with closing(Program(data).unlock(LOGIN, PASSWORD)) as desk:
        save_pictures(Program(data), desk, data / "resim")
    session.window.show()
    QApplication.setQuitOnLastWindowClosed(True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
