"""The vehicles of duties on the month sheet, and the strip that shows how the month is covered."""

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.rota.coverage_strip import coverage_words
from alo183_desktop.gui.rota.page import RotaPage
from alo183_desktop.rota import service
from alo183_desktop.rota.coverage import Leg, MonthCoverage
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import DutyRow
from alo183_desktop.shared.states import State
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import VehicleStateKind
from alo183_desktop.vehicles.record import StateValues, VehicleValues
from tests.gui.changes.conftest import Hands
from tests.gui.rota.directorate import MONTH
from tests.unit.rota.duties import at

DOBLO: Final = VehicleValues(
    "06 ABC 123", "Fiat Doblo", 5, has_child_seat=True, starts_on=dt.date(2020, 1, 1)
)


@pytest.fixture
def with_vehicles(sheet: RotaPage, desk: Desk, settle: Callable[[], None]) -> RotaPage:
    """Return the page on a driver's duty; of two vehicles the second one is broken all month."""
    with desk.work() as work:
        vehicles.VEHICLES.save(work, None, DOBLO)
        second = VehicleValues(
            "06 DEF 456", "", 5, has_child_seat=False, starts_on=dt.date(2020, 1, 1)
        )
        broken = vehicles.VEHICLES.save(work, None, second)
        state = StateValues(broken, VehicleStateKind.BROKEN, at("2026-11-01 08:00"))
        vehicles.STATES.save(work, None, state)
    sheet.sheet.refresh()
    settle()
    first = next(one for one in duties(desk) if one.kind is DutyKind.DRIVER)
    sheet.sheet.view.select_duty(first.duty_id)
    settle()
    return sheet


def duties(desk: Desk) -> tuple[DutyRow, ...]:
    with desk.work() as work:
        return service.month_sheet(work, MONTH).duties


def offered() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_that_a_key_offers_the_vehicles_that_are_there_and_gives_one_to_the_duty(
    with_vehicles: RotaPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.press(Qt.Key.Key_F8)
    menu = offered()
    assert [(one.text(), one.isEnabled()) for one in menu.actions()] == [
        ("06 ABC 123, Fiat Doblo", True),
        ("● 06 DEF 456: arızalı, 1 Kasım 08.00 anından beri", False),
    ]
    menu.actions()[0].trigger()
    menu.close()
    settle()
    plates = [one.plate for one in duties(desk) if one.kind is DutyKind.DRIVER]
    assert plates == ["06 ABC 123", *("",) * 30]
    shown = with_vehicles.sheet.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Araç: 06 ABC 123" in shown
    current = with_vehicles.sheet.view.current_duty()
    assert current is not None
    with_vehicles.sheet.view.vehicle_chosen.emit((current.duty_id,), None)
    settle()
    assert not any(one.plate for one in duties(desk))
    # What was given last comes back first, in its turn with the cells that were typed.
    view = with_vehicles.sheet.view
    for asked, said in (
        (view.undo_requested, ["06 ABC 123"]),
        (view.undo_requested, []),
        (view.redo_requested, ["06 ABC 123"]),
    ):
        asked.emit()
        settle()
        assert [one.plate for one in duties(desk) if one.plate] == said


def test_that_a_vehicle_is_taken_back_before_the_month_was_read_again(
    with_vehicles: RotaPage, desk: Desk, settle: Callable[[], None]
) -> None:
    view = with_vehicles.sheet.view
    current = view.current_duty()
    assert current is not None
    with desk.work() as work:
        (vehicle, _broken) = vehicles.list_vehicles(work)
    view.vehicle_chosen.emit((current.duty_id,), vehicle.vehicle_id)
    view.undo_requested.emit()
    settle()
    assert not with_vehicles.sheet.banner.text()
    assert not any(one.plate for one in duties(desk))
    view.redo_requested.emit()
    settle()
    assert [one.plate for one in duties(desk) if one.plate] == ["06 ABC 123"]


def test_that_one_vehicle_is_not_given_to_two_duties_of_an_hour(
    with_vehicles: RotaPage, desk: Desk, settle: Callable[[], None]
) -> None:
    today = [one.duty_id for one in duties(desk)[:3]]
    with desk.work() as work:
        (vehicle, _broken) = vehicles.list_vehicles(work)
    with_vehicles.sheet.view.vehicle_chosen.emit(tuple(today), vehicle.vehicle_id)
    settle()
    assert "aynı anda başka bir nöbette" in with_vehicles.sheet.banner.text()
    assert not any(one.plate for one in duties(desk))


def test_that_the_strip_shows_each_hour_and_leads_to_its_day(
    with_vehicles: RotaPage, settle: Callable[[], None]
) -> None:
    strip = with_vehicles.sheet.coverage
    assert strip.isVisible()
    assert strip.words.text().startswith(
        "24 saat hizmet: 744 saatte eksik var: konuya bakan nöbetçi 744"
    )
    assert strip.strip.words_at(0, 0).startswith("1 Aralık 00.00, ")
    assert "şoför yok" in strip.strip.words_at(strip.strip.width(), 0)
    assert strip.strip.accessibleDescription()
    strip.day_chosen.emit(dt.date(2026, 12, 9))
    settle()
    current = with_vehicles.sheet.view.currentIndex()
    assert with_vehicles.sheet.view.sheet.day(current.row()) == dt.date(2026, 12, 9)


def test_that_the_strip_is_seen_with_room_for_each_subject(
    desk: Desk,
    open_page: Callable[..., RotaPage],
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    page = open_page(desk)
    strip = page.sheet.coverage
    assert not strip.isVisible()
    with qtbot.waitSignal(page.sheet.loaded):
        page.sheet.show_month(MONTH)
    assert strip.isVisible()
    first = strip.strip.height()
    settle()
    QApplication.processEvents()
    assert strip.strip.height() == first


@pytest.mark.parametrize(
    ("lines", "cars", "hours", "state", "words"),
    [
        (True, True, {}, State.GOOD, "her saatte her konu için nöbetçi, hat, araç ve şoför var"),
        (False, True, {}, State.NONE, "eksik yok (zimmetli hat kaydı yok)"),
        (True, False, {}, State.NONE, "eksik yok (araç kaydı yok)"),
        (
            True,
            True,
            {at("2026-12-01 08:00"): {1: frozenset({Leg.VEHICLE, Leg.DRIVER})}},
            State.NEAR,
            "1 saatte eksik var: araç 1 saat, şoför 1 saat",
        ),
    ],
)
def test_that_a_month_is_shown_as_good_only_where_everything_is_known(
    *,
    lines: bool,
    cars: bool,
    hours: dict[dt.datetime, dict[int, frozenset[Leg]]],
    state: State,
    words: str,
) -> None:
    asks = {"asks_lines": lines, "asks_vehicles": cars, "asks_drivers": cars}
    found = MonthCoverage(MONTH, ((1, "Çocuk"),), hours, **asks)
    reported = coverage_words(found)
    assert reported[0] is state
    assert words in reported[1]
