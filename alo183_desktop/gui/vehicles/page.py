"""The page "Araçlar": vehicles, their absences, drivers, and task orders."""

from __future__ import annotations

import enum
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from alo183_desktop.gui.kit.page import PagePart, PartsPage
from alo183_desktop.gui.kit.table.list_pane import RecordPane
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.vehicles.orders import OrderList
from alo183_desktop.gui.vehicles.registers import (
    CHANGES,
    DRIVER_ACTS,
    STATE_ACTS,
    VEHICLE_ACTS,
)
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.vehicles.lists import STATES, drivers_spec, vehicles_spec
from alo183_desktop.vehicles.rows import OrderWanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.vehicles.rows import (
        DriverFilter,
        DriverRow,
        StateFilter,
        VehicleFilter,
        VehicleRow,
        VehicleStateRow,
    )


class VehiclePart(enum.StrEnum):
    """The parts of the page."""

    VEHICLES = "vehicles"
    STATES = "states"
    DRIVERS = "drivers"
    ORDERS = "orders"


class VehiclesPage(PartsPage):
    """Its parts above, the chosen part below."""

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Araçlar", actor=actor, clock=clock, parent=parent)
        self._unsigned = 0
        self.set_parts(
            {
                VehiclePart.VEHICLES: PagePart(
                    words="A&raçlar",
                    sentence="Alo 183 için kullanılan araçlar",
                    pane=lambda: self.vehicles,
                    adds="Araç &ekle…",
                ),
                VehiclePart.STATES: PagePart(
                    words="D&urumlar",
                    sentence="Hangi araç ne zaman yerinde değil",
                    pane=lambda: self.states,
                    adds="Durum &yaz…",
                ),
                VehiclePart.DRIVERS: PagePart(
                    words="&Sürücüler",
                    sentence="Kim araç kullanabilir: ehliyet, onay, rıza",
                    pane=lambda: self.drivers,
                    adds="Sürücü ekl&e…",
                ),
                VehiclePart.ORDERS: PagePart(
                    words="&Görev emirleri",
                    sentence="Her yolculuğun görev emri",
                    pane=lambda: self.orders,
                    buttons=lambda: [self.orders.papers.make_button(clock, parent=self.header)],
                    adds="Görev emri dü&zenle…",
                ),
            }
        )

    @cached_property
    def vehicles(self) -> RecordPane[VehicleRow, VehicleFilter]:
        """The vehicles."""
        return RecordPane(
            vehicles_spec(self.clock),
            VEHICLE_ACTS,
            self.background,
            topics=CHANGES,
            **self.pane_context(),
        )

    @cached_property
    def states(self) -> RecordPane[VehicleStateRow, StateFilter]:
        """The times when vehicles are unavailable."""
        return RecordPane(
            STATES, STATE_ACTS, self.background, topics=CHANGES, **self.pane_context()
        )

    @cached_property
    def drivers(self) -> RecordPane[DriverRow, DriverFilter]:
        """The drivers."""
        return RecordPane(
            drivers_spec(self.clock),
            DRIVER_ACTS,
            self.background,
            topics=frozenset({Topic.VEHICLES, Topic.OFFICER}),
            **self.pane_context(),
        )

    @cached_property
    def orders(self) -> OrderList:
        """The task orders."""
        made = OrderList(self.background, **self.pane_context())
        made.unsigned_counted.connect(self._on_unsigned)
        return made

    @override
    def show_query(self, query: object) -> None:
        """Show what Bugün counts, or write the task order that another page requests."""
        if isinstance(query, OrderWanted):
            self.show_view(VehiclePart.ORDERS)
            self.orders.write(query)
        else:
            super().show_query(query)

    @override
    def state(self) -> tuple[str, Sequence[tuple[State, str]]]:
        words, marks = super().state()
        if self.view() is VehiclePart.ORDERS and self._unsigned:
            marks = [(State.NEAR, f"{number_text(self._unsigned)} görev emri imzasız")]
        return words, marks

    @Slot(int)
    def _on_unsigned(self, count: int) -> None:
        self._unsigned = count
        self.show_state()
