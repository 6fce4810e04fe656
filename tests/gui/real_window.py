"""The program as its users start it; it says on request what has the keyboard in it.

Asked with `name` or `text` on its standard input, it answers on its standard output with one line
of JSON: what the control with the focus is called and whether it is ticked, or what is typed there.
"""

import json
import os
import sys

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtGui import QInputMethod
from PySide6.QtWidgets import QAbstractButton, QApplication

from alo183_desktop.cli.main import run
from alo183_desktop.gui.application import make_application
from alo183_desktop.shared.bugs import keep_quiet


def main(arguments: list[str]) -> int:
    """Run the program, answer until it is closed, and return its exit code."""
    keep_quiet()
    asked = QSocketNotifier(0, QSocketNotifier.Type.Read, make_application(["alo183"]))
    asked.activated.connect(_answer)
    return run(arguments)


def _answer() -> None:
    for asked in os.read(0, 1 << 12).decode().split():
        shown = _name() if asked == "name" else _text()
        os.write(1, (json.dumps(shown) + "\n").encode())


def _name() -> str:
    focused = QApplication.focusWidget()
    if focused is None:
        return ""
    if not isinstance(focused, QAbstractButton):
        return focused.accessibleName()
    return focused.text().replace("&", "") + (", seçili" if focused.isChecked() else "")


def _text() -> str:
    # Asked so, Qt makes no wrapper of what lies within its own dialogs.
    shown = QInputMethod.queryFocusObject(Qt.InputMethodQuery.ImSurroundingText, None)
    return shown if isinstance(shown, str) else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
