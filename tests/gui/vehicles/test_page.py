"""The page "Araçlar": its four lists, and what is done in them by keyboard."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.buttons import PrimaryButton
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.paper.papers import FileWindow
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.vehicles.page import VehiclePart, VehiclesPage
from alo183_desktop.vehicles import service
from alo183_desktop.vehicles.rows import OrderWanted, TaskOrderFilter
from tests.gui.changes.conftest import Hands
from tests.gui.conftest import Answers
from tests.gui.settings.showing import dialog_of
from tests.gui.vehicles.conftest import LONG, PLATE


def shown(page: VehiclesPage, view: VehiclePart, settle: Callable[[], None]) -> list[list[str]]:
    """Return what the list of a part shows, row by row."""
    page.show_view(view)
    settle()
    (table,) = page.lists()
    assert isinstance(table, TableView)
    model = table.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_that_a_list_is_made_with_its_buttons_when_it_is_shown_first(
    page: VehiclesPage, settle: Callable[[], None]
) -> None:
    assert [one.accessibleName() for one in page.findChildren(TableView)] == ["Araçlar"]
    shown(page, VehiclePart.DRIVERS, settle)
    assert len(page.findChildren(TableView)) == 2
    seen = {one.text() for one in page.header.findChildren(PrimaryButton) if one.isVisible()}
    assert seen == {"Sürücü ekl&e…"}
    shown(page, VehiclePart.VEHICLES, settle)
    shown(page, VehiclePart.DRIVERS, settle)
    assert len(page.findChildren(TableView)) == 2


def test_that_each_vehicle_shows_where_it_is_now_and_what_is_due(
    page: VehiclesPage, settle: Callable[[], None]
) -> None:
    first, second = shown(page, VehiclePart.VEHICLES, settle)
    assert first[:4] == [
        PLATE,
        "Fiat Doblo",
        "burada",
        "sigorta 3 gün geçti, muayene 12 gün içinde",
    ]
    assert second[2].startswith("serviste, ")
    (state,) = shown(page, VehiclePart.STATES, settle)
    assert state[:2] == ["06 DEF 456", "serviste"]
    drivers = {row[0]: row[1] for row in shown(page, VehiclePart.DRIVERS, settle)}
    assert drivers == {
        "Veli KAYA": "araç kullanabilir",
        LONG: "araç kullanabilir",
        "Kadir GÖKÇE": "ehliyetinin son günü yazılmamış",
    }


def test_that_unsigned_orders_and_km_that_nobody_wrote_down_are_marked(
    page: VehiclesPage, settle: Callable[[], None]
) -> None:
    newest, oldest = shown(page, VehiclePart.ORDERS, settle)
    assert (newest[0], newest[5], newest[6]) == (
        "2026/2",
        "imzasız",
        "arada 12 km var",
    )
    assert (oldest[5], oldest[6]) == ("imzalandı", "")
    page.show_query(TaskOrderFilter(is_signed=False))
    settle()
    assert [row[0] for row in shown(page, VehiclePart.ORDERS, settle)] == ["2026/2"]


def test_that_a_task_order_for_a_case_is_filled_in_and_enter_saves_and_shows_it(
    page: VehiclesPage, desk: Desk, hands: Hands, settle: Callable[[], None], qtbot: QtBot
) -> None:
    page.show_query(OrderWanted("183-2026-77", "Altındağ"))
    settle()
    dialog = dialog_of(RecordDialog)
    assert dialog.fields["driver_id"].text() == "Veli KAYA"
    with qtbot.waitSignal(page.orders.papers.opened):
        hands.press(Qt.Key.Key_Return)
    settle()
    dialog_of(FileWindow).reject()
    with desk.work() as work:
        row = service.list_orders(work)[0]
    assert (row.number, row.plate, row.driver_name, row.people, row.place) == (
        3,
        PLATE,
        "Veli KAYA",
        "Ayşe DEMİR",
        "Altındağ",
    )
    assert (row.case_number, row.purpose, row.out_km) == (
        "183-2026-77",
        "Vakanın yerinde incelenmesi",
        84300,
    )
    assert (row.in_at, row.signed_on) == (None, None)


def test_that_a_return_is_written_into_the_order_later(
    page: VehiclesPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    shown(page, VehiclePart.ORDERS, settle)
    page.orders.view.select_first()
    page.orders.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    settle()
    dialog = dialog_of(RecordDialog)
    dialog.fields["signed_on"].set_value(dt.date(2026, 11, 24))
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    with desk.work() as work:
        assert service.count_orders(work, TaskOrderFilter(is_signed=False)) == 0


def test_that_an_order_is_cancelled_with_a_reason_and_keeps_its_number(
    page: VehiclesPage, hands: Hands, settle: Callable[[], None]
) -> None:
    shown(page, VehiclePart.ORDERS, settle)
    page.orders.view.select_first()
    page.orders.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    settle()
    dialog = dialog_of(RecordDialog)
    assert dialog.fields["cancel_reason"].isHidden()
    dialog.fields["is_cancelled"].set_value(("yes",))
    dialog.fields["cancel_reason"].set_value("Göreve gidilmedi")
    assert not dialog.fields["cancel_reason"].isHidden()
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    rows = shown(page, VehiclePart.ORDERS, settle)
    assert [(row[0], row[5]) for row in rows] == [
        ("2026/2", "iptal edildi"),
        ("2026/1", "imzalandı"),
    ]
    page.primary_action()
    settle()
    assert "cancel_reason" not in dialog_of(RecordDialog).fields.typed()
    dialog_of(RecordDialog).done(0)


def sign_first_order(page: VehiclesPage, hands: Hands, settle: Callable[[], None]) -> None:
    """Write down by F4 that the newest order is signed, and stand in the list again."""
    shown(page, VehiclePart.ORDERS, settle)
    page.orders.view.select_first()
    page.orders.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    settle()
    dialog_of(RecordDialog).fields["signed_on"].set_value(dt.date(2026, 11, 24))
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    page.window().activateWindow()
    page.orders.view.setFocus()


def unsigned(desk: Desk) -> int:
    with desk.work() as work:
        return service.count_orders(work, TaskOrderFilter(is_signed=False))


def test_that_what_was_just_saved_is_taken_back_by_ctrl_z(
    page: VehiclesPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    sign_first_order(page, hands, settle)
    assert (page.toast.text(), unsigned(desk)) == ("Görev emri kaydedildi.", 0)
    assert page.toast.take_back.isVisible()
    hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert (page.toast.text(), unsigned(desk)) == ("Geri alındı; önceki değerler kayıtlı.", 1)
    assert not page.toast.take_back.isVisible()


def test_that_nothing_is_taken_back_once_somebody_has_built_on_it(
    page: VehiclesPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    sign_first_order(page, hands, settle)
    with desk.work() as work:
        number = service.list_orders(work)[0].order_id
        values, version = service.ORDERS.open(work, number)
        service.ORDERS.save(work, number, replace(values, place="Keçiören"), version=version)
    QTest.mouseClick(page.toast.take_back, Qt.MouseButton.LeftButton)
    settle()
    assert page.toast.text() == "Geri alınmadı: kayıt bu arada yine değişti."
    assert unsigned(desk) == 0


def test_that_what_another_desk_saved_alike_is_not_offered_to_be_taken_back(
    page: VehiclesPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    shown(page, VehiclePart.ORDERS, settle)
    page.orders.view.select_first()
    page.orders.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    settle()
    signed = dt.date(2026, 11, 24)
    with desk.work() as work:
        number = service.list_orders(work)[0].order_id
        values, version = service.ORDERS.open(work, number)
        theirs = replace(values, place="Keçiören", signed_on=signed)
        service.ORDERS.save(work, number, theirs, version=version)
    dialog_of(RecordDialog).fields["signed_on"].set_value(signed)
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not page.toast.take_back.isVisible()


def test_that_a_form_saved_without_a_change_offers_nothing_to_take_back(
    page: VehiclesPage, hands: Hands, settle: Callable[[], None]
) -> None:
    shown(page, VehiclePart.VEHICLES, settle)
    page.vehicles.view.select_first()
    page.vehicles.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    settle()
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not page.toast.take_back.isVisible()


def test_that_half_an_instant_is_asked_about_and_not_dropped(
    page: VehiclesPage, hands: Hands, settle: Callable[[], None]
) -> None:
    page.show_view(VehiclePart.STATES)
    page.primary_action()
    settle()
    dialog = dialog_of(RecordDialog)
    dialog.fields["vehicle_id"].set_value("1")
    dialog.fields["kind"].set_value("broken")
    dialog.fields["ends_at"].set_value(dt.date(2026, 12, 24))
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    (problem,) = dialog.form.problems()
    assert problem[0].key == "ends_at_time"
    dialog.done(0)


def test_that_a_vehicle_is_added_under_the_one_form_of_its_plate(
    page: VehiclesPage, hands: Hands, settle: Callable[[], None]
) -> None:
    page.show_view(VehiclePart.VEHICLES)
    page.primary_action()
    settle()
    hands.fill("01ab1234")
    dialog = dialog_of(RecordDialog)
    assert dialog.fields["plate"].text() == "01 AB 1234"
    dialog.fields["seats"].set_value("5")
    dialog.fields["starts_on"].set_value(dt.date(2026, 1, 1))
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert shown(page, VehiclePart.VEHICLES, settle)[0][0] == "01 AB 1234"


def test_that_a_state_that_was_entered_by_mistake_is_removed(
    page: VehiclesPage, desk: Desk, hands: Hands, settle: Callable[[], None], answers: Answers
) -> None:
    shown(page, VehiclePart.STATES, settle)
    page.states.view.select_first()
    page.states.view.setFocus()
    answers.replies.append(1)
    hands.press(Qt.Key.Key_Delete)
    settle()
    assert answers.asked == ["Durum silinsin mi?"]
    with desk.work() as work:
        assert service.list_states(work) == ()
