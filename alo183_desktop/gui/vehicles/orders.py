"""Task orders: their list, the dialog that writes one, and their papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog, register_dialog
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.table.list_pane import ListPane
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.vehicles.registers import CHANGES
from alo183_desktop.rota import queries as rota_queries
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.service import on_duty
from alo183_desktop.shared.calendar import months_to_choose
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.written_files import file_name
from alo183_desktop.vehicles import queries, service
from alo183_desktop.vehicles.lists import ORDERS
from alo183_desktop.vehicles.papers import (
    read_log,
    read_log_workbook,
    read_order,
    record_order_export,
    record_order_print,
)
from alo183_desktop.vehicles.record import CANCELLING, ORDER, OrderValues
from alo183_desktop.vehicles.rows import OrderWanted, TaskOrderFilter, TaskOrderRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.vehicles.rows import OrderChoices

_JOB: Final = "Taşıt görev emri"
_LOG: Final = "Araç seyir defteri"
_OF_CASE: Final = "Vakanın yerinde incelenmesi"
_MONTHS: Final = 12


class OrderDialogData(NamedTuple):
    """The initial data of the dialog of a task order."""

    values: OrderValues | None
    version: int
    choices: OrderChoices


def propose(work: Work, wanted: OrderWanted) -> OrderDialogData:
    """Return a task order filled in with who is on duty now, and their vehicle.

    Unknown values are left to be typed.
    """
    choices = service.order_choices(work)
    now = on_duty(work)
    driver = next(iter(now.of(DutyKind.DRIVER)), None)
    known = {driver_id for driver_id, _name in choices.drivers}
    driver_id = None if driver is None or driver.driver_id not in known else driver.driver_id
    vehicle_id = None if driver is None else driver.vehicle_id
    people = ", ".join(one.name for one in now.of(DutyKind.MAIN))
    out_km = (
        None if vehicle_id is None else queries.last_km(work.session, vehicle_id, before=work.now)
    )
    read = ORDER.check(
        {
            "vehicle_id": vehicle_id,
            "driver_id": driver_id,
            "people": people,
            "place": wanted.place,
            "purpose": _OF_CASE if wanted.case_number else "",
            "case_number": wanted.case_number,
            "out_at": work.now,
            "out_km": "" if out_km is None else str(out_km),
        }
    ).read
    return OrderDialogData(OrderValues(**read), 0, choices)


def order_dialog(
    order_id: int | None, opened: OrderDialogData, **common: Unpack[DialogContext]
) -> RecordDialog[OrderValues]:
    """Return the dialog of a task order; without an id it adds one. Others as `RecordDialog`."""
    return register_dialog(
        service.ORDERS,
        order_id,
        (opened.values, opened.version),
        title="Görev emri düzenle" if order_id is None else "Görev emrini düzelt",
        verb="&Kaydet ve göster" if order_id is None else "&Kaydet",
        keys=ORDER.fields.keys() - set(CANCELLING) if order_id is None else (),
        options={"vehicle_id": opened.choices.vehicles, "driver_id": opened.choices.drivers},
        refused={"vehicles.signed_ahead": "signed_on"},
        width=680,
        form=Form(columns=2),
        changes=CHANGES,
        **common,
    )


class OrderList(ListPane[TaskOrderRow, TaskOrderFilter]):
    """Trips, the latest first; unsigned ones are marked, and unaccounted km between two trips.

    Attributes:
        papers: Shows their papers and the log of a month.

    Signals:
        unsigned_counted: The number of unsigned ones.
    """

    unsigned_counted = Signal(int)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `ListPane`."""
        super().__init__(
            ORDERS,
            background,
            topics=frozenset({Topic.VEHICLES, Topic.OFFICER}),
            read_beside=_read_more,
            show_beside=self._show_more,
            **context,
        )
        actor = context["actor"]
        self.may_edit = may(actor.role, Right.EDIT_VEHICLES)
        self.papers = OrderPapers(background, actor=actor, parent=self)
        view = self.view
        view.add_row_action("&Görev emrini göster…", shortcut="F6").triggered.connect(
            self.show_paper
        )
        if self.may_edit:
            view.set_empty_texts(*self.spec.empty, "Görev emri düzenle")
            view.empty_action.connect(self.add)
            view.add_row_action("&Düzelt, dönüşü yaz, iptal et…", shortcut="F4").triggered.connect(
                self._on_change
            )
            view.opened.connect(self._on_change)
        else:
            view.opened.connect(self.show_paper)

    @override
    @Slot()
    def add(self) -> None:
        """Write an empty task order."""
        self.write(OrderWanted())

    def write(self, wanted: OrderWanted) -> None:
        """Write a task order, filled in with who is on duty now; its paper is then shown."""
        if self.may_edit:
            self.opener.prepare(
                lambda work: propose(work, wanted), lambda opened: self._show(None, opened)
            )

    @Slot()
    def show_paper(self) -> None:
        """Show the paper of the current row."""
        row = self.current()
        if row is not None:
            self.papers.show_order(row.order_id)

    @Slot()
    def _on_change(self) -> None:
        row = self.current()
        if row is None or not self.may_edit:
            return
        order_id = row.order_id

        def read(work: Work) -> OrderDialogData:
            values, version = service.ORDERS.open(work, order_id)
            choices = service.order_choices(work)
            # Retired drivers and vehicles remain available for what they did.
            own = ((row.vehicle_id, row.plate),), ((row.driver_id, row.driver_name),)
            vehicles, drivers = (
                tuple(dict((*theirs, *offered)).items())
                for theirs, offered in zip(own, choices, strict=True)
            )
            return OrderDialogData(values, version, type(choices)(vehicles, drivers))

        self.opener.prepare(read, lambda opened: self._show(order_id, opened))

    def _show(self, order_id: int | None, opened: OrderDialogData) -> None:
        dialog = order_dialog(order_id, opened, **self.opener.context())
        if order_id is None:
            dialog.saved.connect(self.papers.show_order)
            self.show_new(dialog)
        else:
            self.opener.show_dialog(dialog, "Görev emri kaydedildi.")

    def _show_more(self, read: _Beside) -> None:
        self.filters.set_choices("vehicle_id", read.vehicles)
        self.unsigned_counted.emit(read.unsigned)


class _Beside(NamedTuple):
    """What the list shows beside its rows."""

    vehicles: tuple[tuple[int, str], ...]
    unsigned: int


def _read_more(work: Work, _wanted: TaskOrderFilter) -> _Beside:
    vehicles = service.list_vehicles(work)
    return _Beside(
        tuple((one.vehicle_id, one.plate) for one in vehicles),
        service.count_orders(work, TaskOrderFilter(is_signed=False)),
    )


class OrderPapers(PaperActs):
    """Shows task orders, and makes the log of a month."""

    def make_button(self, clock: Clock, *, parent: QWidget) -> SecondaryButton:
        """Return a button that opens the logs of the last months; `clock` is UTC."""
        button = SecondaryButton("Seyir &defteri", icon="print", parent=parent)
        menu = QMenu(button)

        def offer() -> None:
            menu.clear()
            months = months_to_choose(local_day(clock()))[:_MONTHS]
            kinds = (("&Kâğıt", self.show_log), ("&Excel dosyası", self.save_log))
            for words, act in kinds[: 1 + self._may_save]:
                part = menu.addMenu(words)
                for month, name in months:
                    part.addAction(f"{name}…").triggered.connect(partial(act, month))

        menu.aboutToShow.connect(offer)
        button.setMenu(menu)
        return button

    @Slot(int)
    def show_order(self, order_id: int) -> None:
        """Show the paper of a task order."""

        def read(work: Work) -> Callable[[], bytes]:
            director = rota_queries.read_limits(work.session).director_name
            return read_order(work, order_id, director=director)

        self.make(
            read,
            lambda data: self.show(
                Paper(
                    _JOB,
                    file_name(_JOB, ending=".pdf"),
                    data,
                    _JOB,
                    printing=lambda work: record_order_print(work, order_id),
                    saving=lambda work: record_order_export(work, order_id),
                )
            ),
        )

    def show_log(self, month: str, *_checked: object) -> None:
        """Show the log of a month such as `2026-11`."""
        self.make(
            lambda work: read_log(work, month),
            lambda data: self.show(_log(data, month, ".pdf")),
        )

    def save_log(self, month: str, *_checked: object) -> None:
        """Save the log of a month as a workbook."""
        self.make(
            lambda work: read_log_workbook(work, month),
            lambda data: self.save(_log(data, month, ".xlsx")),
        )


def _log(data: bytes, month: str, ending: str) -> Paper:
    name = file_name(_LOG, month, ending=ending)
    return Paper.of("vehicle_log", data, trail=service.TRAIL, title=_LOG, name=name)
