"""What is copied: for a spreadsheet, for Word, and for how long."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMetaType, QMimeData, QTimer
from PySide6.QtGui import QGuiApplication, QTextDocument, QTextTable
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.copying import cell_text, copy_table, copy_text, forget_copied
from alo183_desktop.shared.override import override

pytestmark = pytest.mark.usefixtures("qapp")

_SELECTS = """
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from alo183_desktop.gui.kit.copying import forget_copied
app = QApplication(["alo183"])
field = QLineEdit("gizli")
field.show()
QTest.mouseDClick(field, Qt.MouseButton.LeftButton)
QTest.mouseRelease(field, Qt.MouseButton.LeftButton)
selected = lambda: app.clipboard().text(QClipboard.Mode.Selection)
print(selected())
forget_copied()
print(selected())
"""
LINES = (
    ("Ad <soyad>", "T.C.", "Telefon", "Dakika"),
    ("Ğüşiöç IŞIK", "10000000146", "0532 111 22 33", "300"),
    ("=1+1", "00012", "+90 532 111 22 33", "-5"),
)


def test_that_a_table_is_one_for_word_as_for_a_spreadsheet() -> None:
    copy_table(LINES)
    content = QGuiApplication.clipboard().mimeData()
    assert content.text().split("\n")[1].split("\t") == list(LINES[1])
    document = QTextDocument()
    document.setHtml(content.html())
    (table,) = [one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable)]
    assert (table.rows(), table.columns()) == (3, 4)
    assert table.cellAt(0, 0).firstCursorPosition().block().text() == "Ad <soyad>"
    forget_copied()


def test_that_numbers_that_name_something_stay_text() -> None:
    copy_table(LINES)
    html = QGuiApplication.clipboard().mimeData().html()
    as_text = [unescape(one) for one in re.findall(r"mso-number-format[^>]*>([^<]*)<", html)]
    assert as_text == ["10000000146", "0532 111 22 33", "00012", "+90 532 111 22 33"]
    forget_copied()


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), min_size=1, max_size=4))
def test_that_both_forms_hold_the_same_cells(lines: list[list[str]]) -> None:
    copy_table(lines)
    content = QGuiApplication.clipboard().mimeData()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", content.html(), re.DOTALL)
    assert [unescape(one) for one in cells] == [cell_text(cell) for line in lines for cell in line]
    forget_copied()


def test_that_a_text_for_a_moment_is_gone_after_it_and_a_later_one_stays(
    qtbot: QtBot,
) -> None:
    clipboard = QGuiApplication.clipboard()
    copy_text("gizli", seconds=0)
    assert clipboard.text() == "gizli"
    qtbot.waitUntil(lambda: clipboard.text() == "")
    copy_text("gizli", seconds=0)
    copy_text("başka")
    qtbot.waitUntil(lambda: clipboard.text() == "başka")
    turned: list[bool] = []
    copy_text("başka", seconds=0)
    copy_text("başka", seconds=60)
    QTimer.singleShot(0, clipboard, lambda: turned.append(True))
    qtbot.waitUntil(lambda: bool(turned))
    assert clipboard.text() == "başka", "copied again, it stays as long as the first time"
    forget_copied()


class OfAnotherProgram(QMimeData):
    """Counts how often it is asked: a program that hangs answers none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    @override
    def formats(self) -> list[str]:
        self.asked += 1
        return ["text/plain"]

    @override
    def hasFormat(self, mimetype: str) -> bool:
        self.asked += 1
        return mimetype == "text/plain"

    @override
    def retrieveData(self, mimetype: str, preferredType: QMetaType | int) -> object:
        self.asked += 1
        return "başkasının"


def test_that_a_lock_asks_nothing_of_the_program_in_whose_clipboard_nothing_of_ours_is() -> None:
    copy_text("gizli")
    forget_copied()
    theirs = OfAnotherProgram()
    QGuiApplication.clipboard().setMimeData(theirs)
    before = theirs.asked
    forget_copied()
    assert theirs.asked == before
    QGuiApplication.clipboard().clear()


@pytest.mark.extra
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="not installed: Xvfb")
def test_that_what_was_selected_with_the_mouse_is_gone_from_x11() -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing)], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as screen:
        os.close(writing)
        with os.fdopen(reading) as shown:
            display = shown.readline().strip()
        environment = {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
        done = subprocess.run(
            [sys.executable, "-c", _SELECTS],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        screen.kill()
    assert done.stdout == "gizli\n\n", done.stderr
