"""Notes take the room of a few lines, however many there are."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import replace_content, scroll_area
from alo183_desktop.gui.kit.imports.preview import NoteList

LONG = "Kişi olmadığı için geçilen satırlar: 15. satır “Not: telefonlar yirmi dört saat açıktır”. "


def list_in(host: QWidget, qtbot: QtBot) -> NoteList:
    made = NoteList("Notlar", parent=host)
    box = QVBoxLayout(host)
    box.addWidget(made)
    box.addStretch(1)
    host.resize(600, 500)
    host.show()
    qtbot.waitExposed(host)
    return made


def test_that_a_few_notes_are_seen_whole(host: QWidget, qtbot: QtBot) -> None:
    notes = list_in(host, qtbot)
    assert not notes.isVisible()
    notes.set_notes(["Yeni kurum eklenecek: Huzurevi.", LONG * 2])
    qtbot.waitUntil(lambda: notes.height() > theme.px(30))
    assert notes.verticalScrollBar().maximum() == 0
    assert notes.focusPolicy() == Qt.FocusPolicy.NoFocus
    notes.set_notes([])
    assert not notes.isVisible()


def test_that_many_notes_scroll_and_take_no_more_room(host: QWidget, qtbot: QtBot) -> None:
    notes = list_in(host, qtbot)
    notes.set_notes([LONG] * 12)
    qtbot.waitUntil(lambda: notes.verticalScrollBar().maximum() > 0)
    assert notes.height() < theme.px(100)
    assert notes.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_that_content_is_there_until_the_click_that_replaces_it_is_over(
    host: QWidget, qtbot: QtBot
) -> None:
    link = QPushButton("Değiştir", host)
    area = scroll_area(link, parent=host)
    there: list[bool] = []

    def replace() -> None:
        replace_content(area, QLabel("Değişti", area))
        there.append(shiboken6.isValid(link))

    link.clicked.connect(replace)
    link.click()
    assert there == [True]
    qtbot.waitUntil(lambda: not shiboken6.isValid(link))
