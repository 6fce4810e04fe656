"""Test calls: who is to be called, logged with a few keys, and counted by month."""

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.documents.columns import workbook_table
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.checks_part import CALLS, CheckDialog, ChecksPart
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.phones.reachability.rows import CheckRow
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.phones.conftest import show
from tests.gui.phones.directorate import phone_of


@pytest.fixture
def checks(page: PhonesPage, qtbot: QtBot) -> ChecksPart:
    return cast("ChecksPart", show(page, PhonesPart.CHECKS, qtbot))


def test_that_who_was_never_called_this_month_is_due(checks: ChecksPart) -> None:
    assert {row.phone for row in checks.due.rows()} == {phone_of(11)}
    assert "ay bitmeden yapılmalı" in checks.due.rows()[0].why


def test_that_three_misses_in_a_row_stand_on_top(checks: ChecksPart) -> None:
    assert checks.banner.text().startswith(
        "Nurşen BÜYÜKÖZTÜRK, 0500 000 41 03: art arda 4 kez yanıt vermedi"
    )


def test_that_the_rates_show_day_and_night(checks: ChecksPart) -> None:
    _headings, cells = checks.rate_view.table_texts()
    assert cells[0] == ["0500 000 41 03", "Nurşen BÜYÜKÖZTÜRK", "0/2", "0/2", "%0", "4 kez"]
    assert cells[-1][2:5] == ["–", "–", "kayıt yok"]


def test_that_an_answered_call_is_logged_with_three_keys(
    page: PhonesPage, checks: ChecksPart, desk: Desk, settle: Callable[[], None]
) -> None:
    checks.due_view.setFocus()
    QTest.keyClick(checks.due_view, Qt.Key.Key_Return)
    assert checks.panel.ring.control().hasFocus()
    QTest.keyClicks(checks.panel.ring.control(), "8")
    QTest.keyClick(checks.panel.ring.control(), Qt.Key.Key_Return)
    settle()
    assert checks.due_view.hasFocus()
    made = checks.calls.rows()[0]
    assert (made.phone, made.is_answered, made.ring_seconds) == (phone_of(11), True, 8)
    # Who answered is what was heard, and no guess.
    assert made.answered_by == ""
    assert [row.slot.value for row in checks.due.rows()] == ["night"]
    assert page.toast.text() == "Yoklama kaydedildi: yanıtlandı."
    assert acts(desk, "check.logged") == 41


def test_that_a_call_without_an_answer_is_one_key(
    checks: ChecksPart, settle: Callable[[], None]
) -> None:
    QTest.keyClick(checks.panel.missed_button, Qt.Key.Key_Return)
    settle()
    made = checks.calls.rows()[0]
    assert (made.is_answered, made.ring_seconds, made.answered_by) == (False, None, "")


def test_that_seconds_that_are_none_are_complained_about_beside_the_field(
    checks: ChecksPart, settle: Callable[[], None]
) -> None:
    checks.panel.ring.set_text("bir ara")
    checks.panel.answered_button.click()
    settle()
    assert "saniye" in checks.panel.ring.shown_message()
    assert len(checks.calls.rows()) == 40


def test_that_a_call_of_another_time_is_logged_in_a_dialog(
    page: PhonesPage, checks: ChecksPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(page.opener.opened):
        checks.panel.dialog_requested.emit()
    dialog = page.opener.dialog()
    assert isinstance(dialog, CheckDialog)
    line = dialog.form.field("line_id")
    assert isinstance(line, ChoiceField)
    typed = line.combo.lineEdit()
    assert typed is not None
    assert typed.placeholderText() == "Yazarak arayabilirsiniz"
    line.set_text("0500 000 41 02, Şükrü AĞAOĞLU")
    dialog.form.field("at").set_text("25.11.2026")
    dialog.save_button.click()
    settle()
    assert dialog.form.field("at").shown_message()
    dialog.form.field("at").set_text("23.11.2026")
    dialog.form.field("at_time").set_text("21:40")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    settle()
    made = next(row for row in checks.calls.rows() if row.phone == phone_of(2))
    assert made.slot.value == "night"


def test_that_a_call_logged_by_mistake_is_removed_after_a_question(
    checks: ChecksPart, settle: Callable[[], None], answers: Answers
) -> None:
    checks.lists.choose(CALLS)
    checks.lists.chosen.emit(CALLS)
    row = checks.call_view.current_row()
    assert isinstance(row, CheckRow)
    checks.call_view.setFocus()
    QTest.keyClick(checks.call_view, Qt.Key.Key_Delete)
    settle()
    assert len(checks.calls.rows()) == 40
    answers.replies = [1]
    QTest.keyClick(checks.call_view, Qt.Key.Key_Delete)
    settle()
    assert row.check_id not in {one.check_id for one in checks.calls.rows()}


def test_that_another_month_is_looked_at(
    checks: ChecksPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(checks.loaded):
        checks.month.setCurrentText("Ekim 2026")
    settle()
    assert list(checks.calls.rows()) == []
    assert all(row.rate is None for row in checks.rates.rows())


def test_that_a_workbook_gets_rates_and_misses_as_numbers(checks: ChecksPart) -> None:
    rows = checks.rates.rows()
    table = workbook_table(checks.rates.columns, rows)
    rate, misses = table.headings.index("Oran"), table.headings.index("Yanıtsız")
    assert [line[rate] for line in table.rows] == [row.rate for row in rows]
    assert [line[misses] for line in table.rows] == [row.misses_in_a_row for row in rows]
    assert any(isinstance(line[rate], float) for line in table.rows)


def test_that_what_changed_while_another_page_was_shown_is_there_on_return(
    page: PhonesPage, checks: ChecksPart, desk: Desk, settle: Callable[[], None]
) -> None:
    before = checks.calls.rowCount()
    page.hide()
    with desk.work() as work:
        (due,) = reachability_service.due_today(work)[:1]
        reachability_service.log_check(work, CheckValues(due.line_id, work.now, is_answered=True))
    page.background.changed.emit(frozenset({Topic.CHECKS}))
    settle()
    page.show()
    settle()
    assert checks.calls.rowCount() == before + 1
