"""The head of a page: what it gives up where room is short, and what it never does."""

from itertools import groupby

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import EverywhereButton, PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.page import PageHeader
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.shared.states import State
from tests.gui.look import faults

SEARCH = "Her yerde ara (Ctrl+K)"


@pytest.fixture
def header(host: QWidget, qtbot: QtBot) -> PageHeader:
    """Return a head as full as that of the phones."""
    made = PageHeader("Telefonlar", parent=host)
    made.set_subtitle("40 hat", (State.LATE, "2 hat kotayı aştı"), (State.NEAR, "3 hat yaklaşıyor"))
    made.insert_search(EverywhereButton(SEARCH, parent=made))
    for button in (SecondaryButton("&Liste", icon="export"), SecondaryButton("&Ekle", icon="add")):
        made.add_action(button)
    made.add_action(PrimaryButton("&Kullanım dosyası al", icon="add"))
    box = QVBoxLayout(host)
    box.addWidget(made)
    box.addStretch(1)
    with qtbot.waitExposed(host):
        host.show()
    return made


def give(header: PageHeader, width: int) -> None:
    """Give the head so much room, in pixels of the drawings."""
    host = header.window()
    margins = header.window().layout().contentsMargins()  # type: ignore[union-attr]
    host.resize(theme.px(width) + margins.left() + margins.right(), theme.px(500))
    for _round in range(3):
        QApplication.processEvents()


def search(header: PageHeader) -> EverywhereButton:
    found = header.findChild(EverywhereButton)
    assert isinstance(found, EverywhereButton)
    return found


@pytest.mark.usefixtures("look")
def test_that_nothing_of_it_is_ever_cut_or_covered(header: PageHeader) -> None:
    for width in (1100, 900, 700, 620, 560, 480, 400, 560, 1100):
        give(header, width)
        assert faults(header.window()) == [], width


def test_that_the_search_gives_its_words_before_an_action_moves(header: PageHeader) -> None:
    give(header, 1000)
    assert search(header).text() == SEARCH
    assert not header.is_below()
    # Which widths they are depends on the letters of the system.
    seen = []
    for width in range(1000, 400, -20):
        give(header, width)
        assert search(header).accessibleName() == SEARCH
        assert search(header).toolTip() == ("" if search(header).text() else SEARCH)
        seen.append((search(header).text(), header.is_below()))
    assert [state for state, _same in groupby(seen)] == [(SEARCH, False), ("", False), ("", True)]
    give(header, 1000)
    assert search(header).text() == SEARCH
    assert search(header).toolTip() == ""
    assert not header.is_below()


def test_that_no_mark_stays_out_for_the_sake_of_an_action(header: PageHeader) -> None:
    give(header, 670)
    assert [mark.isVisible() for mark in header.findChildren(StateMark)] == [True, True]


def test_that_the_most_urgent_mark_stays_whatever_the_room(header: PageHeader) -> None:
    header.set_subtitle("", *((State.LATE, f"{place} hat kotayı aştı") for place in range(9)))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    give(header, 420)
    marks = [mark for mark in header.findChildren(StateMark) if mark.isVisible()]
    assert marks[0].word() == "0 hat kotayı aştı"
    assert len(marks) < 9
    (rest,) = (one for one in header.findChildren(QLabel) if one.text().endswith("uyarı daha"))
    assert (rest.isVisible(), rest.text()) == (True, f"ve {9 - len(marks)} uyarı daha")
    assert rest.x() > marks[-1].geometry().right()
    assert rest.geometry().right() < header.width()
    give(header, 4000)
    assert not rest.isVisible()
    assert "8 hat kotayı aştı" in header.toolTip()


def test_that_a_mark_never_stands_over_the_title(header: PageHeader) -> None:
    give(header, 1000)
    header.set_subtitle("40 hat", (State.GOOD, "hepsi kotasında"))
    mark = header.findChildren(StateMark)[-1]
    # Before the next turn of the event loop, which a busy desk sees as a picture of its own.
    assert (mark.word(), mark.isVisible()) == ("hepsi kotasında", True)
    assert mark.x() > 0
    assert mark.y() > 0


def test_that_an_action_that_comes_later_finds_its_room(header: PageHeader) -> None:
    give(header, 640)
    assert not header.is_below()
    late = SecondaryButton("Denetimi &durdur")
    header.add_action(late)
    give(header, 640)
    assert header.is_below()
    late.hide()
    give(header, 640)
    assert not header.is_below()
