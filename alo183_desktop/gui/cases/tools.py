"""The buttons at the head of the page beside its primary one: lists, imports, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.tray import Tray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.gui.kit.export import ListActions
    from alo183_desktop.gui.kit.page_header import PageHeader


class PageTools(QObject):
    """What may be taken of the list that is shown, and what else the page can do.

    Attributes:
        stay: Whether the window stays in the notification area when it is closed.

    Signals:
        import_requested: A list shall be imported.
        history_requested: Past imports shall be shown.
        away_requested: The list "Siz yokken" shall be shown.
    """

    import_requested = Signal()
    history_requested = Signal()
    away_requested = Signal()

    def __init__(self, *, may: Mapping[Right, bool], parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._may = may
        self._buttons: dict[int, SecondaryButton] = {}
        self.stay = QAction("Kapatınca bildirim alanında &kal", parent)

    def add_to(self, header: PageHeader, *lists: ListActions) -> None:
        """Add the buttons; the first of the lists is shown."""
        holder = QWidget(header)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for actions in lists:
            actions.set_allowed(export=self._may[Right.EXPORT], printing=self._may[Right.PRINT])
            button = actions.make_button(parent=holder)
            self._buttons[id(actions)] = button
            row.addWidget(button)
        header.add_action(holder)
        header.add_action(self._make_more(header))
        self.show_list(lists[0])

    def show_list(self, shown: ListActions) -> None:
        """Show the button of one of the lists."""
        for number, button in self._buttons.items():
            button.setVisible(number == id(shown))

    def _make_more(self, header: PageHeader) -> SecondaryButton:
        more = SecondaryButton("&Diğer", parent=header)
        menu = QMenu(more)
        if self._may[Right.IMPORT]:
            bring = QAction("Vakaları dosyadan &aktar…", self._page)
            bring.setShortcut(QKeySequence("Ctrl+I"))
            bring.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            bring.triggered.connect(self.import_requested)
            self._page.addAction(bring)
            menu.addAction(bring)
            menu.addAction("Aktarım &geçmişi…").triggered.connect(self.history_requested)
            menu.addSeparator()
        if self._may[Right.EDIT_CASES]:
            menu.addAction("&Siz yokken gelen hatırlatmalar…").triggered.connect(
                self.away_requested
            )
        self.stay.setCheckable(True)
        self.stay.setChecked(Tray.stays())
        self.stay.setEnabled(Tray.is_available())
        self.stay.toggled.connect(self._on_stay_toggled)
        menu.addAction(self.stay)
        more.setMenu(menu)
        more.setProperty("menu", True)
        return more

    @Slot(bool)
    def _on_stay_toggled(self, stays: bool) -> None:  # noqa: FBT001 - Qt's signal
        Tray.set_staying(stays)
