"""What is written of vehicles holds what was typed last, however its dialog is left."""

from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.paper.papers import FileWindow
from alo183_desktop.gui.vehicles.page import VehiclePart, VehiclesPage
from alo183_desktop.shared.clock import local
from alo183_desktop.vehicles import service
from alo183_desktop.vehicles.rows import OrderWanted
from tests.gui.conftest import Answers
from tests.gui.leaving import FEW, LEAVING, PEOPLE, SAVING, Acts, Typist, acts, paired
from tests.gui.settings.showing import dialog_of

DAYS: Final = ("23112026", "22.11.2026")
TIMES: Final = ("0915", "11:45")
TYPED: Final[Mapping[VehiclePart, Mapping[str, tuple[str, ...]]]] = {
    VehiclePart.VEHICLES: {
        "plate": ("01ab1234", "06 fg 77"),
        "make": ("fiat egea", "Şahin"),
        "seats": ("5", "9"),
        "starts_on": DAYS,
        "inspected_until": DAYS,
    },
    VehiclePart.STATES: {
        "vehicle_id": ("06 abc 123", "06 DEF 456"),
        "starts_at": DAYS,
        "starts_at_time": TIMES,
        "ends_at": ("26112026", "27.11.2026"),
        "ends_at_time": TIMES,
    },
    VehiclePart.DRIVERS: {"name": PEOPLE, "licence_until": DAYS, "approved_on": DAYS},
    VehiclePart.ORDERS: {
        "people": ("ayşe demir", "Iraz ILGIN, Veli"),
        "place": ("mamak", "Çubuk"),
        "purpose": ("vaka incelemesi", "Çocuğun nakli"),
        "out_at": DAYS,
        "out_at_time": TIMES,
        "out_km": ("84300", "84310"),
    },
}
ORDER: Final = TYPED[VehiclePart.ORDERS]


@pytest.fixture
def typist(page: VehiclesPage, desk: Desk, answers: Answers, qtbot: QtBot) -> Typist:
    def show() -> FormDialog:
        with qtbot.waitSignal(page.opener.opened):
            if page.view() is VehiclePart.ORDERS:
                page.show_query(OrderWanted("183-2026-77", "Altındağ"))
            else:
                page.primary_action()
        dialog = page.opener.dialog()
        assert isinstance(dialog, FormDialog)
        return dialog

    return Typist(desk, answers, qtbot, show)


@pytest.mark.parametrize("view", VehiclePart)
def test_that_each_field_is_left_with_what_was_typed(
    page: VehiclesPage, typist: Typist, view: VehiclePart
) -> None:
    page.show_view(view)
    for key, end in paired(TYPED[view], LEAVING):
        typist.check([((key, TYPED[view][key][0]), "stay")], end)


@pytest.mark.parametrize("view", VehiclePart)
@given(data=st.data())
@pytest.mark.extra
@FEW
def test_that_a_form_holds_what_was_typed_last(
    page: VehiclesPage, typist: Typist, view: VehiclePart, data: DataObject
) -> None:
    page.show_view(view)
    typist.check(data.draw(acts(TYPED[view])), data.draw(st.sampled_from(LEAVING)))


@given(steps=acts(ORDER), end=st.sampled_from(SAVING))
@FEW
def test_that_a_task_order_is_stored_with_what_was_typed_last(
    page: VehiclesPage, desk: Desk, typist: Typist, steps: Acts, end: str
) -> None:
    page.show_view(VehiclePart.ORDERS)

    def stored() -> dict[str, str]:
        dialog_of(FileWindow).reject()
        with desk.work() as work:
            number = max(one.order_id for one in service.list_orders(work))
            values, _version = service.ORDERS.open(work, number)
        out = local(values.out_at)
        return {
            **{key: str(getattr(values, key)) for key in ("people", "place", "purpose", "out_km")},
            "out_at": f"{out:%d.%m.%Y}",
            "out_at_time": f"{out:%H:%M}",
        }

    typist.check(steps, end, stored=stored)
