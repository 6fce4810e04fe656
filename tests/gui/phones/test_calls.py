"""Call records: of a line and a period, each with who held the line then."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.phones.calls_part import CallsPart
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.phones.calls.marks import mark_call
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.model import CallRecord, Usage
from tests.database.usages import add_call
from tests.gui.desks import acts
from tests.gui.phones.conftest import show


@pytest.fixture
def calls(page: PhonesPage, qtbot: QtBot) -> CallsPart:
    return cast("CallsPart", show(page, PhonesPart.CALLS, qtbot))


def cells(calls: CallsPart) -> list[list[str]]:
    return calls.view.table_texts()[1]


def test_that_the_quota_of_a_line_leads_to_its_calls_and_opens_no_other(
    page: PhonesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    quotas = page.quotas
    quotas.view.selectRow(0)
    quotas.view.setFocus()
    QTest.keyClick(quotas.view, Qt.Key.Key_Return)
    settle()
    calls = cast("CallsPart", page.part())
    assert calls.line.currentText() == "0500 000 41 01, Zeynep GÜNDOĞDU"
    assert len(calls.model.rows()) == 46
    assert cells(calls)[1][1:] == [
        "Zeynep GÜNDOĞDU",
        "konuşma",
        "0532 000 00 22",
        "13 dk 54 sn",
        "",
    ]
    assert calls.totals() == "46 kayıt; konuşma 312 dk, veri 1,02 GB"
    assert calls.view.hasFocus()
    assert acts(desk, "calls.opened") == 1


def test_that_the_opening_of_calls_is_written_down_once(
    calls: CallsPart, desk: Desk, settle: Callable[[], None]
) -> None:
    calls.call_kind.setCurrentText("Veri")
    settle()
    assert {row.kind for row in calls.model.rows()} == {CallKind.DATA}
    assert acts(desk, "calls.opened") == 1


def test_that_who_held_the_line_then_is_shown(
    calls: CallsPart, desk: Desk, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        usage = work.session.scalars(
            select(Usage).where(Usage.line_id == 4, Usage.starts_on == dt.date(2026, 6, 1))
        ).one()
        usage.has_calls = True
        for day in (9, 11):
            add_call(work, usage.id, dt.datetime(2026, 6, day, 9, tzinfo=dt.UTC))
    calls.show_calls(4, "2026-06")
    settle()
    assert [row.holder_name for row in calls.model.rows()] == ["Çağrı ÖZGÜN", "Ayşe YILDIRIM"]


def test_that_every_call_is_in_reach_and_read_where_somebody_looks(
    calls: CallsPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    settle()
    assert calls.model.rowCount() == 460
    rows = calls.model.rows()
    qtbot.waitUntil(lambda: None not in rows)
    assert len({row.call_id for row in rows}) == 460
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)


@pytest.mark.parametrize(("typed", "count"), [("0532 000 00 22", 10), ("internet", 230)])
def test_that_a_part_of_the_other_number_is_found(
    page: PhonesPage, calls: CallsPart, qtbot: QtBot, typed: str, count: int
) -> None:
    page.search.setText(typed)
    qtbot.waitUntil(lambda: calls.totals().startswith(f"{count} kayıt"))


def test_that_a_number_that_was_destroyed_after_its_review_is_shown_in_words(
    calls: CallsPart, desk: Desk, page: PhonesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        call = work.session.scalars(
            select(CallRecord).where(CallRecord.number != "internet").order_by(CallRecord.at.desc())
        ).first()
        assert call is not None
        mark_call(work.session, call.id, "#" + "0999" + "a" * 27)
        call_id = call.id
    settle()
    calls.refresh()
    settle()
    place = calls.model.position_of_key(call_id)
    assert place is not None
    assert calls.model.data(calls.model.index(place, 4)) == "incelendi, silindi"
    calls.view.selectRow(place)
    next(one for one in calls.view.actions() if one.text() == "Bu nu&marayı ara").trigger()
    assert page.search.text() == ""
    page.search.setText("0999")
    qtbot.waitUntil(lambda: calls.model.rowCount() == 0)


def test_that_a_list_that_leaves_before_its_first_answer_is_of_the_month_that_is_shown(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.parts.chosen.emit(PhonesPart.CALLS.value)
    calls = cast("CallsPart", page.part())
    with qtbot.waitSignal(calls.list_actions.exported) as exported:
        calls.list_actions.write_file(tmp_path / "Aramalar.xlsx")
    assert exported.args == [460]
