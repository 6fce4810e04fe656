"""What the button "Ekle" of the page "Kadro" offers: a person, a file, the imports so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from alo183_desktop.access.rules import Right

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.buttons import SecondaryButton
    from alo183_desktop.gui.officers.opener import DialogOpener


def fill_add_menu(
    button: SecondaryButton,
    *,
    may: Mapping[Right, bool],
    opener: DialogOpener,
    do_import: Callable[[], None],
    page: QWidget,
) -> None:
    """Give the button what somebody may do, with keys that the whole page hears.

    Args:
        button: Hidden when there is nothing.
        may: Whether whoever signed in has each right.
        opener: Opens the dialogs.
        do_import: Asks for a file and imports it.
        page: Hears the keys.
    """
    menu = QMenu(button)
    for words, key, right, do in (
        ("&Kişi ekle…", "Ctrl+Shift+N", Right.EDIT_OFFICERS, opener.add_officer),
        ("Dosyadan &aktar…", "Ctrl+I", Right.IMPORT, do_import),
        ("Aktarım &geçmişi…", "", Right.IMPORT, opener.show_imports),
    ):
        if may[right]:
            action = QAction(words, page)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(do)
            menu.addAction(action)
            page.addAction(action)
    button.setMenu(menu)
    button.setProperty("menu", True)
    button.setVisible(not menu.isEmpty())
