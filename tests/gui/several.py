"""What every list does while several of its rows are selected."""

from collections.abc import Collection

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from alo183_desktop.gui.kit.table.view import TableView

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def check_several(view: TableView, *, for_several: Collection[str] = ()) -> None:
    """Select all rows by the keyboard, and see that no act is for one of them only.

    Args:
        view: A list with at least two rows, which has the focus or can get it.
        for_several: Words of the menu that act on all that is selected.
    """
    model = view.model()
    assert model is not None
    count = model.rowCount()
    assert count > 1, view.accessibleName()
    view.setFocus()
    view.select_first()  # as the focus does where a window is active
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert view.selected_positions() == list(range(count))
    assert view.current_row() is None
    QTest.keyClick(view, Qt.Key.Key_F10, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    menu.close()
    assert offered.pop("Kopyala\tCtrl+C")
    assert not offered.pop(next(iter(offered)))  # how many are selected
    assert {words for words, is_enabled in offered.items() if is_enabled} == set(for_several)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F4, Qt.Key.Key_Delete):
        QTest.keyClick(view, key)
        assert QApplication.activeModalWidget() is None
    clipboard, loop = QGuiApplication.clipboard(), QEventLoop()
    clipboard.clear()
    clipboard.dataChanged.connect(loop.quit)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    if not clipboard.text():  # of a long list, rows that nobody has looked at are read first
        loop.exec()
    assert len(clipboard.text().split("\n")) == count + 1
    # One row again, and it can be acted on.
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.selected_positions() == [0]
    assert view.current_row() is not None
    assert all(action.isEnabled() for action in view.actions() if action.text() in offered)
