"""The page "Araçlar": vehicles, when they are not there, drivers, and task orders."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from alo183_desktop.gui.kit.page import PagePart, PartsPage
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.list_pane import RecordPane
from alo183_desktop.gui.vehicles.orders import OrderList
from alo183_desktop.gui.vehicles.registers import (
    DRIVER_ACTS,
    STATE_ACTS,
    STATES,
    VEHICLE_ACTS,
    drivers_spec,
    vehicles_spec,
)
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.vehicles.rows import OrderWanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.shared.clock import Clock


class View(enum.StrEnum):
    """The parts of the page."""

    VEHICLES = "vehicles"
    STATES = "states"
    DRIVERS = "drivers"
    ORDERS = "orders"


class VehiclesPage(PartsPage):
    """Its parts above, the part that is chosen below.

    Attributes:
        vehicles: The vehicles.
        states: When they are not there.
        drivers: Who drives them.
        orders: The task orders.
    """

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Araçlar", actor=actor, clock=clock, parent=parent)
        self._unsigned = 0
        context: PaneContext = {
            "actor": actor,
            "opener": self.opener,
            "clock": clock,
            "parent": self,
        }
        self.vehicles = RecordPane(vehicles_spec(clock), VEHICLE_ACTS, background, **context)
        self.states = RecordPane(STATES, STATE_ACTS, background, **context)
        self.drivers = RecordPane(drivers_spec(clock), DRIVER_ACTS, background, **context)
        self.orders = OrderList(background, **context)
        may_edit = self.orders.may_edit
        self.set_parts(
            {
                View.VEHICLES: PagePart(
                    words="A&raçlar",
                    sentence="Alo 183 için kullanılan araçlar",
                    pane=self.vehicles,
                    add=("Araç &ekle…", self.vehicles.add) if may_edit else None,
                ),
                View.STATES: PagePart(
                    words="D&urumlar",
                    sentence="Hangi araç ne zaman yerinde değil",
                    pane=self.states,
                    add=("Durum &yaz…", self.states.add) if may_edit else None,
                ),
                View.DRIVERS: PagePart(
                    words="&Sürücüler",
                    sentence="Kim araç kullanabilir: ehliyet, onay, rıza",
                    pane=self.drivers,
                    add=("Sürücü ekl&e…", self.drivers.add) if may_edit else None,
                ),
                View.ORDERS: PagePart(
                    words="&Görev emirleri",
                    sentence="Her yolculuğun görev emri",
                    pane=self.orders,
                    buttons=[self.orders.papers.make_button(clock, parent=self.header)],
                    add=("Görev emri dü&zenle…", self.orders.add) if may_edit else None,
                ),
            }
        )
        self.orders.unsigned_counted.connect(self._on_unsigned)

    @override
    def show_query(self, query: object) -> None:
        """Show what Bugün counts, or write the task order that another page wants."""
        if isinstance(query, OrderWanted):
            self.show_view(View.ORDERS)
            self.orders.write(query)
        else:
            super().show_query(query)

    @override
    def state(self) -> tuple[str, Sequence[tuple[State, str]]]:
        words, marks = super().state()
        if self.view() is View.ORDERS and self._unsigned:
            marks = [(State.NEAR, f"{number_text(self._unsigned)} görev emri imzasız")]
        return words, marks

    @Slot(int)
    def _on_unsigned(self, count: int) -> None:
        self._unsigned = count
        self.show_state()
