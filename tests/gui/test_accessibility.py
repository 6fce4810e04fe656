"""What a screen reader says: everything that takes the focus or a click has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from alo183_desktop.gui.kit.widgets import SearchField
from alo183_desktop.gui.pages import Seat, entries
from tests.clocks import FixedClock
from tests.gui.cases import directorate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background

PAGES = ("today", "cases", "officers", "changes", "phones", "guidance", "audit", "settings")


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("erisilebilir")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.mark.parametrize("key", PAGES)
def test_that_all_that_can_be_reached_on_a_page_has_a_name(
    desk: Desk, background: Background, host: QWidget, qtbot: QtBot, key: str
) -> None:
    background.attach(desk.work)
    pages = {entry.key: entry for entry in entries(background, Seat.at(desk))}
    assert set(pages) == set(PAGES)
    page = pages[key].factory(host)
    page.resize(host.size())
    with qtbot.waitExposed(host):
        host.show()
    page.show()
    qtbot.waitUntil(background.is_idle)
    nameless = {told(widget) for widget in reached(page) if not name_of(widget)}
    for stack in page.findChildren(QStackedWidget):
        for place in range(stack.count()):
            stack.setCurrentIndex(place)
            qtbot.waitUntil(background.is_idle)
            nameless |= {told(widget) for widget in reached(page) if not name_of(widget)}
    assert nameless == set()


def reached(page: QWidget) -> Iterator[QWidget]:
    """Yield what is seen and takes the focus or a click; not the inner parts of Qt's widgets."""
    for widget in page.findChildren(QWidget):
        takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if not widget.isVisibleTo(page):
            continue
        if (takes_focus or isinstance(widget, QAbstractButton)) and not is_inner(widget):
            yield widget


def is_inner(widget: QWidget) -> bool:
    """Return whether only what is around it is heard."""
    around = widget.parentWidget()
    return widget.objectName().startswith("qt_") or (
        isinstance(widget, QLineEdit) and isinstance(around, QComboBox)
    )


def name_of(widget: QWidget) -> str:
    """Return how a widget is called; a combo box by its label, whatever is chosen in it."""
    face = QAccessible.queryAccessibleInterface(widget)
    if isinstance(widget, QComboBox):
        labels = face.relations(QAccessible.RelationFlag.Label)
        names = [label.text(QAccessible.Text.Name) for label, _relation in labels]
        return widget.accessibleName() if widget.accessibleName() in names else ""
    return str(face.text(QAccessible.Text.Name))


def told(widget: QWidget) -> str:
    """Return which widget it is, for whoever reads that the test has failed."""
    around = widget.parentWidget()
    return f"{type(around).__name__} > {type(widget).__name__} {widget.objectName()}"


def test_that_the_buttons_in_a_search_field_have_names(host: QWidget) -> None:
    field = SearchField("Ad ya da konu", parent=host)
    names = {name_of(button) for button in field.findChildren(QAbstractButton)}
    assert names == {"Ara", "Aramayı temizle"}
