"""The part "Ulaşılamadı": a report is written, explained by its card, and answered."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.rota import service, unreached, worked
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.record import UnreachedValues
from alo183_desktop.rota.rows import Cell, UnreachedFilter
from tests.clocks import FixedClock
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat
from tests.gui.rota.directorate import LONG, MONTH

NIGHT = dt.datetime(2026, 12, 1, 23, 40, tzinfo=dt.UTC)


@pytest.fixture
def reported(page: RotaPage, desk: Desk, clock: FixedClock) -> RotaPage:
    """Return the part the morning after the call centre did not reach a main duty."""
    with desk.work() as work:
        people = {one.name: one.person_id for one in service.list_people(work)}
        mains = [
            one for one in service.month_sheet(work, MONTH).duties if one.kind is DutyKind.MAIN
        ]
        service.fill(work, [Cell(one.duty_id, one.version, people[LONG]) for one in mains[:1]])
    clock.set(NIGHT + dt.timedelta(hours=8))
    with desk.work() as work:
        shown = UnreachedValues(NIGHT, "Operatör Şükrü ĞÜŞİÖÇ ığüşöç", "+903120000001")
        unreached.REPORTS.save(work, None, shown)
    page.show_view(RotaPart.UNREACHED)
    return page


def texts_on(card: QWidget) -> str:
    return "\n".join(one.text() for one in card.findChildren(QLabel))


@pytest.mark.usefixtures("look")
def test_that_a_report_is_explained_by_its_card_and_fits(
    reported: RotaPage, host: QWidget, settle: Callable[[], None], qtbot: QtBot
) -> None:
    settle()
    qtbot.waitUntil(lambda: LONG in texts_on(reported.unreached.card))
    said = texts_on(reported.unreached.card)
    for words in (LONG, "kayıtlı hatlarımızdan değil", "bilinmiyor", "yoklanmamış", "Henüz"):
        assert words in said
    for room in ROOMS:
        seat(reported, room)
        settle()
        assert faults(host) == [], room


def test_that_who_was_still_there_is_shown_where_no_duty_followed(
    reported: RotaPage, desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    """Nobody has begun January when the last duty of December runs over."""
    with desk.work() as work:
        mains = [
            one for one in service.month_sheet(work, MONTH).duties if one.kind is DutyKind.MAIN
        ]
        people = {one.name: one.person_id for one in service.list_people(work)}
    duty = mains[-1]
    at = duty.ends_at + dt.timedelta(minutes=20)
    clock.set(duty.ends_at + dt.timedelta(hours=8))
    with desk.work() as work:
        worked.note_worked(
            work,
            duty.duty_id,
            people[LONG],
            starts_at=duty.starts_at,
            ends_at=at + dt.timedelta(minutes=20),
            version=duty.version,
        )
        unreached.REPORTS.save(work, None, UnreachedValues(at, "Operatör", "+903120000001"))
    reported.unreached.refresh()
    qtbot.waitUntil(lambda: reported.unreached.model.rowCount() == 2)
    reported.unreached.view.selectRow(0)
    qtbot.waitUntil(lambda: "Nöbeti uzayan" in texts_on(reported.unreached.card))
    assert "yazılı değil" not in texts_on(reported.unreached.card)


def test_that_a_report_is_answered_by_f4_and_waits_no_more(
    reported: RotaPage, desk: Desk, host: QWidget, settle: Callable[[], None], qtbot: QtBot
) -> None:
    reported.show_query(UnreachedFilter(is_answered=False))
    settle()
    assert reported.unreached.model.rowCount() == 1
    (answer,) = (one for one in reported.unreached.view.actions() if one.text().startswith("&Düz"))
    answer.trigger()
    settle()
    dialog = reported.opener.dialog()
    assert isinstance(dialog, RecordDialog)
    enlarge(host, SMALL)
    assert faults(dialog) == []
    dialog.form.field("answer").set_text("Telefonu çekmiyordu; icapçı arandı.")
    dialog.submit()
    settle()
    assert reported.opener.dialog() is None, dialog.trouble.text()
    assert reported.unreached.model.rowCount() == 0
    with desk.work() as work:
        (row,) = unreached.find_unreached(work, UnreachedFilter(is_answered=True))
    assert row.answer.startswith("Telefonu çekmiyordu")
    reported.unreached.show_all()
    qtbot.waitUntil(lambda: "icapçı arandı" in texts_on(reported.unreached.card))


def test_that_a_new_report_asks_when_who_and_which_number(
    reported: RotaPage, settle: Callable[[], None]
) -> None:
    reported.show_query(RotaPart.UNREACHED.value)  # as the search everywhere asks it to
    settle()
    dialog = reported.opener.dialog()
    assert isinstance(dialog, RecordDialog)
    assert dialog.form.field("at").text() == "", "the instant of a report is never assumed"
    dialog.submit()
    settle()
    asked = {field.key for field, _words in dialog.form.problems()}
    assert asked == {"at", "at_time", "operator", "phone"}
    dialog.form.field("operator").set_text("3. masa")
    dialog.form.field("phone").set_text("0312 000 00 01")
    dialog.submit()
    settle()
    assert {field.key for field, _words in dialog.form.problems()} == {"at", "at_time"}
