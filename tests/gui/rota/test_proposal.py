"""A month is proposed on the sheet, compared in counts, and accepted or dropped."""

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.gui.rota.duty_card import BreachReasonDialog, DutyAct
from alo183_desktop.gui.rota.page import RotaPage
from alo183_desktop.gui.rota.planner_dialogs import ProposalDialog, WhyDialog, taken_words
from alo183_desktop.gui.rota.sheet_view import FIRST
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind
from alo183_desktop.rota.planning import proposal as proposing
from alo183_desktop.rota.planning.problem import Assigned
from alo183_desktop.rota.planning.proposal import Proposal
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rules import absence_span
from tests.gui.changes.conftest import Hands
from tests.gui.look import faults
from tests.gui.rota.directorate import LONG, MONTH
from tests.unit.rota.problems import month, somebody


def holders(desk: Desk) -> list[int | None]:
    with desk.work() as work:
        return [one.person_id for one in service.month_sheet(work, MONTH).duties]


def trail(desk: Desk) -> list[str]:
    with desk.work() as work:
        return list(work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def ask(page: RotaPage) -> ProposalDialog:
    """Press the key that asks for a proposal, and return its dialog."""
    QTest.keyClick(page.sheet.view, Qt.Key.Key_F9)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ProposalDialog)
    return dialog


def test_that_a_proposal_is_compared_accepted_and_undone_as_one_act(
    sheet: RotaPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = ask(sheet)
    qtbot.waitUntil(lambda: dialog.proposal is not None)
    assert holders(desk) == [None] * len(holders(desk))
    totals = {row.name: row.all() for row in dialog.people.rows()}
    assert totals[LONG] == "0"  # no phone is known
    settle()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    settle()
    proposed = holders(desk)
    filled = sum(one is not None for one in proposed)
    assert filled > 60
    assert sheet.toast.text() == f"Öneriyle {filled} nöbet dolduruldu."
    assert trail(desk).count("rota.planned") == 1
    QTest.keyClick(sheet.sheet.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert holders(desk) == [None] * len(proposed)


def test_that_esc_ends_the_search_and_stores_nothing(
    sheet: RotaPage,
    desk: Desk,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    monkeypatch.setattr(proposing, "child_command", lambda: waits)
    before = holders(desk)
    dialog = ask(sheet)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert sheet.opener.dialog() is None
    assert holders(desk) == before
    assert "rota.planned" not in trail(desk)


def test_that_a_search_that_fails_is_shown_in_words(
    sheet: RotaPage, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "child_command", lambda: [sys.executable, "-c", ""])
    dialog = ask(sheet)
    settle()
    assert dialog.proposal is None
    assert "öneri hazırlanamadı" in dialog.words()
    dialog.reject()


def test_that_a_key_locks_a_duty_and_a_proposal_leaves_it_empty(
    sheet: RotaPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    view = sheet.sheet.view
    view.setCurrentIndex(view.sheet.index(4, FIRST))
    settle()
    QTest.keyClick(view, Qt.Key.Key_F7)
    settle()
    duty = view.current_duty()
    assert duty is not None
    assert duty.is_locked
    assert "Kilitli" in str(view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
    dialog = ask(sheet)
    qtbot.waitUntil(lambda: dialog.proposal is not None)
    assert dialog.proposal is not None
    assert duty.duty_id not in dict(dialog.proposal.plan)
    dialog.reject()
    sheet.sheet.card.act_wanted.emit(DutyAct.EXPLAIN, duty.duty_id)
    settle()
    why: Any = sheet.opener.dialog()
    assert "Kilitli ya da başlamış nöbet için bir şey önerilmez." in why.sentences
    why.reject()
    QTest.keyClick(view, Qt.Key.Key_F7)
    settle()
    duty = view.current_duty()
    assert duty is not None
    assert not duty.is_locked


def test_that_a_change_meanwhile_refuses_the_proposal_in_words(
    sheet: RotaPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = ask(sheet)
    qtbot.waitUntil(lambda: dialog.proposal is not None)
    with desk.work() as work:
        duty = service.month_sheet(work, MONTH).duties[0]
        service.lock_duties(work, {duty.duty_id: duty.version}, is_locked=True)
    dialog.take()
    settle()
    assert "öneri kaydedilmedi" in sheet.sheet.banner.text()
    assert "Öneriyle" not in sheet.toast.text()
    assert set(holders(desk)) == {None}


def test_that_an_empty_duty_says_what_stops_whom_and_what_fills_it(
    sheet: RotaPage, settle: Callable[[], None]
) -> None:
    view = sheet.sheet.view
    driver = next(one for one in sheet.sheet.shown.duties if one.kind is DutyKind.DRIVER)  # type: ignore[union-attr]
    view.select_duty(driver.duty_id)
    settle()
    sheet.sheet.card.act_wanted.emit(DutyAct.EXPLAIN, driver.duty_id)
    dialog = sheet.opener.dialog()
    assert isinstance(dialog, WhyDialog)
    settle()
    said = " ".join(dialog.sentences)
    assert "işçi" in said  # the only driver is a worker, and the duty lasts for a day
    assert "değiştirilemez" in said
    assert faults(dialog) == []
    dialog.reject()


def test_that_an_empty_duty_says_who_can_take_it_as_things_are(
    sheet: RotaPage, settle: Callable[[], None]
) -> None:
    main = next(one for one in sheet.sheet.shown.duties if one.kind is DutyKind.MAIN)  # type: ignore[union-attr]
    sheet.sheet.card.act_wanted.emit(DutyAct.EXPLAIN, main.duty_id)
    settle()
    dialog: Any = sheet.opener.dialog()
    assert isinstance(dialog, WhyDialog)
    (reported,) = [one for one in dialog.sentences if "başka değişiklik gerekmez" in one]
    assert "tutabilir" in reported
    assert faults(dialog) == []
    (button,) = dialog.applying
    named = button.text()
    assert named == f"{reported.split(',')[0].split(' tutabilir')[0]} tutsun"
    button.click()
    settle()
    assert sheet.opener.dialog() is None
    filled = sheet.sheet.shown.duty(main.duty_id)  # type: ignore[union-attr]
    assert filled is not None
    assert named == f"{filled.person_name} tutsun"
    assert sheet.window().focusWidget() is sheet.sheet.view, "the link that led there is gone"


def test_that_who_could_take_an_empty_duty_but_for_a_phone_has_it_for_a_reason(
    sheet: RotaPage, desk: Desk, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        for one in service.list_people(work):
            if one.name != LONG:
                span = absence_span(dt.date(2026, 11, 1), dt.date(2027, 1, 31))
                away = AbsenceValues(one.person_id, AbsenceKind.REPORT, *span)
                service.ABSENCES.save(work, None, away)
    sheet.sheet.refresh()
    settle()
    main = next(one for one in sheet.sheet.shown.duties if one.kind is DutyKind.MAIN)  # type: ignore[union-attr]
    sheet.sheet.card.act_wanted.emit(DutyAct.EXPLAIN, main.duty_id)
    settle()
    dialog: Any = sheet.opener.dialog()
    assert isinstance(dialog, WhyDialog)
    assert any("Telefonlar sayfasında" in one for one in dialog.sentences)
    (button,) = dialog.applying
    assert button.text() == f"Gerekçeyle {LONG} tutsun…"
    assert faults(dialog) == []
    button.click()
    (asks,) = dialog.findChildren(BreachReasonDialog)
    assert faults(asks) == []
    asks.reason.set_text("Hat yarın veriliyor")
    asks.submit()
    settle()
    assert sheet.opener.dialog() is None
    filled = sheet.sheet.shown.duty(main.duty_id)  # type: ignore[union-attr]
    assert filled is not None
    assert (filled.person_name, filled.reason) == (LONG, "Hat yarın veriliyor")


def test_that_what_a_proposal_changed_is_told_apart() -> None:
    people = [somebody(1), somebody(2)]
    problem = month(MONTH, people, days=3, held=[(1, 1), (2, 1)])
    problem = replace(problem, open_ids=frozenset({1, 2, 3}))
    taken = Proposal(problem, (Assigned(1, 2), Assigned(3, 1)), {}, None, ())
    assert taken_words(taken) == (
        "Öneriyle 1 nöbet dolduruldu, 1 nöbet el değiştirdi, 1 nöbet boş kaldı."
    )


def test_that_who_has_a_duty_is_explained(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    shown = sheet.sheet.shown
    assert shown is not None
    duty = next(one for one in shown.duties if one.person_id is not None)
    sheet.sheet.card.act_wanted.emit(DutyAct.EXPLAIN, duty.duty_id)
    settle()
    dialog: Any = sheet.opener.dialog()
    assert any("kişi daha vardı" in one for one in dialog.sentences)
    assert faults(dialog) == []
    dialog.reject()
