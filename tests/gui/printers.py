"""Print into a file through the system's own dialog, as a person does."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot


def when_open(act: Callable[[QPrintDialog], object]) -> QTimer:
    """Do something with the dialog as soon as it is open: opening it waits until it is left."""
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QPrintDialog) and dialog.isVisible():
            timer.stop()
            act(dialog)

    timer.timeout.connect(look)
    timer.start(5)
    return timer


def to_file(dialog: QPrintDialog, path: Path) -> None:
    """Choose the entry that prints into a file, which stands last, and print."""
    printers = cast("QComboBox", dialog.findChild(QComboBox, "printers"))
    printers.setCurrentIndex(printers.count() - 1)
    cast("QLineEdit", dialog.findChild(QLineEdit, "filename")).setText(str(path))
    dialog.accept()


def print_to(path: Path, act: Callable[[], object], qtbot: QtBot) -> str:
    """Do what asks for a printer, print into the file, and return the name that was proposed."""
    if sys.platform != "linux":
        pytest.skip("Qt draws the dialog there alone")
    names: list[str] = []

    def accept(dialog: QPrintDialog) -> None:
        field = cast("QLineEdit", dialog.findChild(QLineEdit, "filename"))
        names.append(Path(field.text()).name)
        to_file(dialog, path)

    timer = when_open(accept)
    act()
    qtbot.waitUntil(lambda: bool(names))
    qtbot.waitUntil(path.exists)
    timer.deleteLater()
    return names[0]
