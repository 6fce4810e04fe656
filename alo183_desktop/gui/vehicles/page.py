"""The page "Araçlar": vehicles, when they are not there, drivers, and task orders."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from alo183_desktop.gui.kit.buttons import PrimaryButton, Segmented
from alo183_desktop.gui.kit.page import OneDialog, Page
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.vehicles.orders import OrderList
from alo183_desktop.gui.vehicles.registers import (
    driver_list,
    state_list,
    vehicle_list,
)
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.vehicles.rows import OrderWanted, TaskOrderFilter, VehicleFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import ListPane
    from alo183_desktop.gui.kit.table.record_pane import RecordPane
    from alo183_desktop.shared.clock import Clock


class View(enum.StrEnum):
    """The parts of the page."""

    VEHICLES = "vehicles"
    STATES = "states"
    DRIVERS = "drivers"
    ORDERS = "orders"


_WORDS: Final = {
    View.VEHICLES: "A&raçlar",
    View.STATES: "D&urumlar",
    View.DRIVERS: "&Sürücüler",
    View.ORDERS: "&Görev emirleri",
}
_OF_PARTS: Final = {
    View.VEHICLES: "Alo 183 için kullanılan araçlar",
    View.STATES: "Hangi araç ne zaman yerinde değil",
    View.DRIVERS: "Kim araç kullanabilir: ehliyet, onay, rıza",
    View.ORDERS: "Her yolculuğun görev emri",
}
_ADD: Final = {
    View.VEHICLES: "Araç &ekle…",
    View.STATES: "Durum &yaz…",
    View.DRIVERS: "Sürücü ekl&e…",
    View.ORDERS: "Görev emri dü&zenle…",
}


class VehiclesPage(Page):
    """Its parts above, the part that is chosen below.

    Attributes:
        parts: Chooses the part.
        vehicles: The vehicles.
        states: When they are not there.
        drivers: Who drives them.
        orders: The task orders.
        opener: Opens the dialogs.
    """

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Araçlar", actor=actor, clock=clock, parent=parent)
        self.opener = OneDialog(background, parent=self)
        self.parts = Segmented([(one.value, words) for one, words in _WORDS.items()], parent=self)
        common: dict[str, Any] = {
            "actor": actor,
            "opener": self.opener,
            "clock": clock,
            "parent": self,
        }
        self.vehicles = vehicle_list(background, **common)
        self.states = state_list(background, **common)
        self.drivers = driver_list(background, **common)
        self.orders = OrderList(background, **common)
        self._unsigned = 0
        self._stack = QStackedWidget(self)
        self._lists: dict[View, ListPane[Any, Any]] = {
            View.VEHICLES: self.vehicles,
            View.STATES: self.states,
            View.DRIVERS: self.drivers,
            View.ORDERS: self.orders,
        }
        self._adds = {
            view: PrimaryButton(words, icon="add", parent=self.header)
            for view, words in _ADD.items()
        }
        self._log_button = self.orders.papers.make_button(clock, parent=self.header)
        self._actions = {
            view: part.list_actions.make_button(parent=self.header)
            for view, part in self._lists.items()
        }
        self._lay_out()
        self._connect()
        self.show_view(View.VEHICLES)

    def view(self) -> View:
        """Return which part is shown."""
        return View(self.parts.chosen_key())

    def show_view(self, view: View) -> None:
        """Show a part with its buttons."""
        self.parts.choose(view.value)
        self._stack.setCurrentWidget(self._lists[view])
        for one in View:
            self._actions[one].setVisible(one is view)
            self._adds[one].setVisible(one is view and self.orders.may_edit)
        self._log_button.setVisible(view is View.ORDERS)
        self._show_state()

    @override
    def lists(self) -> Sequence[QWidget]:
        return [self._lists[self.view()].view]

    @override
    def show_query(self, query: object) -> None:
        """Show what Bugün counts, or write the task order that another page wants."""
        if isinstance(query, OrderWanted):
            self.show_view(View.ORDERS)
            self.orders.write(query)
        elif isinstance(query, TaskOrderFilter):
            self.show_view(View.ORDERS)
            self.orders.show_query(query)
        elif isinstance(query, VehicleFilter):
            self.show_view(View.VEHICLES)
            self.vehicles.show_query(query)

    @override
    @Slot()
    def primary_action(self) -> None:
        if not self.orders.may_edit:
            return
        if self.view() is View.ORDERS:
            self.orders.write(OrderWanted())
        else:
            adding: dict[View, RecordPane[Any, Any]] = {
                View.VEHICLES: self.vehicles,
                View.STATES: self.states,
                View.DRIVERS: self.drivers,
            }
            adding[self.view()].add()

    @override
    def prepare_lock(self) -> None:
        self.opener.close_all()

    def _lay_out(self) -> None:
        for button in (*self._actions.values(), self._log_button, *self._adds.values()):
            self.header.add_action(button)
        for part in self._lists.values():
            self._stack.addWidget(part)
        self.content.addWidget(self.parts)
        self.content.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._on_part)
        for button in self._adds.values():
            button.clicked.connect(self.primary_action)
        self.orders.view.empty_action.connect(self.primary_action)
        self.orders.unsigned_counted.connect(self._on_unsigned)
        again = QShortcut(QKeySequence("F5"), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self._on_again)

    def _show_state(self) -> None:
        marks = []
        if self.view() is View.ORDERS and self._unsigned:
            words = f"{number_text(self._unsigned)} görev emri imzasız"
            marks.append((State.NEAR, words))
        self.header.set_subtitle(_OF_PARTS[self.view()], *marks)

    @Slot(str)
    def _on_part(self, key: str) -> None:
        self.show_view(View(key))

    @Slot(int)
    def _on_unsigned(self, count: int) -> None:
        self._unsigned = count
        self._show_state()

    @Slot()
    def _on_again(self) -> None:
        self._lists[self.view()].refresh()
