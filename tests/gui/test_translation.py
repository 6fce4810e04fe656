"""Qt speaks Turkish, with our words where its own are wrong."""

import sys

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.translation import turkish_catalogue

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("text", "turkish"),
    [("Apply", "Uygula"), ("Save", "Kaydet"), ("Discard", "Kaydetmeden çık"), ("Cancel", "Vazgeç")],
)
def test_that_the_buttons_of_qt_are_turkish(text: str, turkish: str) -> None:
    assert QCoreApplication.translate("QPlatformTheme", text) == turkish


def test_that_a_text_without_a_translation_stays_as_it_is() -> None:
    assert QCoreApplication.translate("QPlatformTheme", "no such text") == "no such text"


def test_that_the_catalogue_of_qt_is_installed() -> None:
    path = turkish_catalogue()
    assert path is not None
    assert path.is_file()


def test_that_keys_are_called_as_a_keyboard_shows_them() -> None:
    shown = QKeySequence("Ctrl+Shift+N").toString(QKeySequence.SequenceFormat.NativeText)
    assert shown == "Ctrl+Shift+N"
    assert QKeySequence(QCoreApplication.translate("QFileDialog", "Alt+Left")) == QKeySequence(
        "Alt+Left"
    )


def test_that_the_dialogs_qt_draws_itself_have_no_english_label(qtbot: QtBot) -> None:
    files = QFileDialog()
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(files)
    labels = {label.text() for label in files.findChildren(QLabel)}
    if sys.platform == "linux":  # other systems have a dialog of their own
        printer = QPrinter()
        paper = QPrintDialog(printer)
        labels |= {label.text() for label in paper.findChildren(QLabel)}
        del paper  # before its printer
    english = {"&Look in:", "Files of &type:", "File &name:", "Page &Set:", "to", "Copies:"}
    assert "&Konum:" in labels
    assert not labels & english
