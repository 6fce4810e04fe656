"""Where Tab goes in a window, and whether it is seen there."""

from collections.abc import Callable
from typing import Final

import pytest
import shiboken6
from PySide6.QtCore import QMargins, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import LinkButton, SecondaryButton
from alo183_desktop.gui.kit.containers import make_stop, scroll_area
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.paper.preview import PdfPreview
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.officers.preview import Address

EDGE: Final = 4
"""Pixels at the edge of a button, where the style sheet shows the focus."""


def press_tab(*, back: bool = False) -> QWidget:
    """Press Tab or Shift+Tab where the focus is, and return where it went."""
    before = QApplication.focusWidget()
    assert before is not None
    QTest.keyClick(before, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
    after = QApplication.focusWidget()
    assert after is not None
    return after


@pytest.fixture
def dialog(host: QWidget) -> TaskDialog:
    """Return a dialog with two buttons and nothing above them."""
    made = TaskDialog(title="Deneme", parent=host)
    made.add_button("Vazgeç")
    made.add_button("&Kaydet", primary=True)
    host.show()
    return made


def show(dialog: TaskDialog, qtbot: QtBot) -> None:
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)


def test_that_tab_goes_as_one_reads_whatever_was_made_first(
    dialog: TaskDialog, qtbot: QtBot
) -> None:
    last, first, beside = (QLineEdit(dialog) for _ in range(3))
    below, right, left = (QLineEdit(dialog) for _ in range(3))
    row = QHBoxLayout()
    row.addWidget(first)
    row.addWidget(beside)
    grid = QGridLayout()
    grid.addWidget(below, 1, 0)
    grid.addWidget(right, 0, 1)
    grid.addWidget(left, 0, 0)
    dialog.content.addLayout(row)
    dialog.content.addLayout(grid)
    dialog.content.addWidget(last)
    show(dialog, qtbot)
    first.setFocus()
    walked = [press_tab() for _ in range(5)]
    assert walked == [beside, left, right, below, last]
    buttons = [press_tab(), press_tab()]
    assert [one.text() for one in buttons if isinstance(one, QPushButton)] == ["&Kaydet", "Vazgeç"]
    assert press_tab() is first
    assert press_tab(back=True) is buttons[1]
    assert press_tab(back=True) is buttons[0]
    assert press_tab(back=True) is last


def test_that_tab_reaches_what_an_empty_list_offers(dialog: TaskDialog, qtbot: QtBot) -> None:
    view = TableView("list-of-tests", name="Kadro", parent=dialog)
    view.setModel(RowsModel([Column[str]("Ad", str)], parent=view))
    view.set_empty_texts("Kimse yok", "", "Listeyi aktar")
    dialog.content.addWidget(view)
    show(dialog, qtbot)
    view.setFocus()
    offer = press_tab()
    assert isinstance(offer, QPushButton)
    assert offer.text() == "Listeyi aktar"
    with qtbot.waitSignal(view.empty_action):
        QTest.keyClick(offer, Qt.Key.Key_Space)
    assert press_tab(back=True) is view


def test_that_tab_passes_by_what_is_hidden_or_disabled(dialog: TaskDialog, qtbot: QtBot) -> None:
    fields = [QLineEdit(dialog) for _ in range(4)]
    for field in fields:
        dialog.content.addWidget(field)
    fields[1].hide()
    fields[2].setEnabled(False)
    show(dialog, qtbot)
    fields[0].setFocus()
    assert press_tab() is fields[3]
    assert press_tab(back=True) is fields[0]


def test_that_what_tab_reaches_from_outside_is_scrolled_into_sight(
    dialog: TaskDialog, qtbot: QtBot
) -> None:
    inner = QWidget(dialog)
    column = QVBoxLayout(inner)
    fields = [QLineEdit(inner) for _ in range(40)]
    for field in fields:
        column.addWidget(field)
    area = scroll_area(inner, parent=dialog)
    area.setFixedHeight(200)
    before = QLineEdit(dialog)
    dialog.content.addWidget(before)
    dialog.content.addWidget(area)
    show(dialog, qtbot)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    before.setFocus()
    assert press_tab() is fields[0]
    assert bar.value() == bar.minimum()


@pytest.mark.parametrize("kind", [SecondaryButton, LinkButton])
def test_that_the_focus_of_a_button_is_an_edge_and_nothing_over_its_words(
    host: QWidget, qtbot: QtBot, kind: type[QPushButton]
) -> None:
    button = kind("Kartı &aç", parent=host)
    other = QLineEdit(host)
    other.move(0, 100)
    host.show()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is host)

    def shown() -> list[int]:
        inside = button.rect().marginsRemoved(QMargins(EDGE, EDGE, EDGE, EDGE))
        picture = button.grab(inside).toImage()
        return list(memoryview(picture.constBits()).cast("I"))

    other.setFocus()
    plain = shown()
    # By the key itself: the style has its box only from the first one on.
    assert press_tab() is button
    # A box over the words has more dots than the edge of a letter that is cut elsewhere.
    differing = sum(one != another for one, another in zip(plain, shown(), strict=True))
    assert differing <= button.height()


def make_area(host: QWidget) -> QWidget:
    area = scroll_area(QWidget(host), parent=host)
    make_stop(area)
    return area


def make_pages(host: QWidget) -> QWidget:
    preview = PdfPreview(Background(parent=host), parent=host)
    return preview._pages  # noqa: SLF001 - what Tab comes to


@pytest.mark.parametrize(
    "make",
    [
        lambda host: Address("ayse.isik@ornek.gov.tr", parent=host),
        make_pages,
        make_area,
    ],
    ids=["address", "pages", "area"],
)
def test_that_the_focus_is_seen_wherever_tab_comes_to(
    host: QWidget, qtbot: QtBot, make: Callable[[QWidget], QWidget]
) -> None:
    stop = make(host)
    other = QLineEdit(host)
    other.move(0, 600)
    host.show()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is host)
    assert stop.focusPolicy() & Qt.FocusPolicy.TabFocus
    other.setFocus()
    plain = stop.grab().toImage()
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    assert stop.grab().toImage() != plain


def test_that_tab_leaves_no_wrapper_of_what_a_layout_holds(
    dialog: TaskDialog, qtbot: QtBot
) -> None:
    """One would outlive the item, and end the process when a widget comes to lie there."""
    show(dialog, qtbot)
    dialog.findChildren(QPushButton)[0].setFocus()
    before = items_of_layouts()
    press_tab()
    assert items_of_layouts() == before


def items_of_layouts() -> int:
    wrappers = shiboken6.getAllValidWrappers()
    return sum(isinstance(one, QLayoutItem) and not isinstance(one, QLayout) for one in wrappers)
