"""A duty changes hands in the window: the key, the dialog, the mark, the list, the way back."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.rota.duty_card import BreachReasonDialog, DutyAct
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.rota.swaps import SwapDialog, WorkedDialog
from alo183_desktop.rota import ledger, queries, rules, service, swap_service
from alo183_desktop.rota.kinds import AbsenceKind
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rows import Cell, GapFilter
from alo183_desktop.rota.swap_rules import SwapFilter
from tests.clocks import FixedClock
from tests.database.kept_rotas import take_over
from tests.gui.changes.conftest import Hands
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat
from tests.gui.rota.directorate import AYSE, CAGRI, IBRAHIM, IRAZ, LONG, MONTH, ZEYNEP


@pytest.fixture
def filled(sheet: RotaPage, hands: Hands, settle: Callable[[], None]) -> RotaPage:
    """Return the sheet with three duties, the first of them current."""
    for typed in ("ze", "ib", "ir"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    sheet.sheet.view.select_day(dt.date(2026, 12, 1))
    settle()
    return sheet


def swap_dialog(page: RotaPage, hands: Hands, settle: Callable[[], None]) -> SwapDialog:
    page.sheet.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    settle()
    dialog = page.opener.dialog()
    assert isinstance(dialog, SwapDialog)
    return dialog


def test_that_a_duty_nobody_has_cannot_be_given_on_and_no_notice_of_it_stays(
    filled: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    filled.sheet.view.select_day(dt.date(2026, 12, 4))
    filled.sheet.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    settle()
    assert filled.opener.dialog() is None
    assert filled.toast.text().startswith("Bu nöbeti tutan yok")
    assert not filled.sheet.banner.text()


def test_that_a_part_is_given_on_by_keyboard_marked_listed_and_taken_back(
    filled: RotaPage,
    desk: Desk,
    hands: Hands,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = swap_dialog(filled, hands, settle)
    # Whoever has a duty the day after is offered after those with none.
    offered = [dialog.person.combo.itemText(place) for place in range(dialog.person.combo.count())]
    assert not any(one.startswith((ZEYNEP, f"▲ {ZEYNEP}")) for one in offered)
    chosen = next(one for one in offered if "Çağrı" in one)
    assert "engeli yok" in chosen
    dialog.person.set_text(chosen)
    dialog.begins.time.set_text("20:00")
    dialog.manner.set_text("amir emri")
    dialog.submit()
    settle()
    assert filled.opener.dialog() is None, dialog.trouble.text()
    view = filled.sheet.view
    index = view.currentIndex()
    assert index.data() == f"{ZEYNEP} / Çağrı ÖZGÜN"
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "20.00-08.00 Çağrı ÖZGÜN" in tip
    assert f"planlanan {ZEYNEP}, tutan Çağrı ÖZGÜN" in tip
    # Into a cell that was cut nothing is typed.
    reported: list[str] = []
    view.notified.connect(reported.append)
    view.begin_typing("ir")
    view.empty_cells()
    settle()
    assert view.editor() is None
    assert index.data() == f"{ZEYNEP} / Çağrı ÖZGÜN"
    assert all("bölünmüş" in one for one in reported)
    assert len(reported) == 2
    filled.show_view(RotaPart.SWAPS)
    settle()
    row = filled.swaps.current()
    assert row is not None
    assert (row.from_name, row.approved_by) == (ZEYNEP, desk.actor.name)
    filled.show_view(RotaPart.SHEET)
    monkeypatch.setattr(dialogs, "ask", lambda *_a, **_more: 1)
    (link,) = (one for one in filled.sheet.card.findChildren(LinkButton) if one.text() == "Geri al")
    link.click()
    settle()
    assert view.currentIndex().data() == ZEYNEP
    with desk.work() as work:
        assert swap_service.find_swaps(work, SwapFilter()) == ()


def test_that_the_cell_that_was_worked_on_stays_current_and_has_the_keys_after_a_swap(
    filled: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    view = filled.sheet.view
    before = view.current_duty()
    assert before is not None
    links = filled.sheet.card.findChildren(LinkButton)
    (link,) = (one for one in links if one.text() == "Değiştir, devret…")
    link.setFocus()
    hands.press(Qt.Key.Key_Space)
    settle()
    dialog = filled.opener.dialog()
    assert isinstance(dialog, SwapDialog)
    offered = [dialog.person.combo.itemText(place) for place in range(dialog.person.combo.count())]
    dialog.person.set_text(next(one for one in offered if "Çağrı" in one))
    dialog.manner.set_text("amir emri")
    dialog.submit()
    settle()
    assert filled.opener.dialog() is None, dialog.trouble.text()
    assert filled.window().focusWidget() is view
    after = view.current_duty()
    assert after is not None
    assert (after.duty_id, after.person_name) == (before.duty_id, CAGRI)


def test_that_two_change_duties_and_an_urgent_one_waits_for_its_approval(
    filled: RotaPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    dialog = swap_dialog(filled, hands, settle)
    offered = [dialog.person.combo.itemText(place) for place in range(dialog.person.combo.count())]
    dialog.person.set_text(next(one for one in offered if IRAZ in one))
    settle()
    back = [
        dialog.in_return.combo.itemText(place) for place in range(dialog.in_return.combo.count())
    ]
    assert back[1].startswith("asıl nöbet, 3 Aralık 08.00")
    dialog.in_return.set_text(back[1])
    dialog.manner.set_text("karşılıklı rıza")
    dialog.approval.set_value("urgent")
    dialog.submit()
    settle()
    assert filled.opener.dialog() is None, dialog.trouble.text()
    with desk.work() as work:
        mains = [
            one.person_name
            for one in service.month_sheet(work, MONTH).duties
            if one.kind.value == "main"
        ]
        assert mains[:3] == [IRAZ, IBRAHIM, ZEYNEP]
    filled.show_query(SwapFilter(is_approved=False))
    settle()
    assert filled.view() is RotaPart.SWAPS
    assert filled.swaps.model.rowCount() == 2
    (approve,) = (one for one in filled.swaps.view.actions() if one.text().startswith("Ona"))
    approve.trigger()
    settle()
    # Who approves that two change duties approves what each of them gets.
    assert filled.swaps.model.rowCount() == 0


def test_that_a_filter_from_another_page_goes_when_another_list_is_chosen(
    filled: RotaPage, settle: Callable[[], None]
) -> None:
    filled.show_query(GapFilter(is_late=True))
    settle()
    assert filled.gaps.filters.chip.words() == "Sayıya giren kayıtlar"
    for part in (RotaPart.SWAPS, RotaPart.GAPS):
        filled.parts.chosen.emit(part)
        settle()
    assert filled.view() is RotaPart.GAPS
    assert not filled.gaps.filters.chip.words()
    assert filled.gaps.wanted() == GapFilter()


def test_that_who_is_offered_follows_the_hours_that_are_typed(
    filled: RotaPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        ayse = next(one for one in service.list_people(work) if one.name == AYSE)
        night = AbsenceValues(
            ayse.person_id,
            AbsenceKind.NIGHT_EXEMPT,
            *rules.absence_span(dt.date(2026, 11, 1), dt.date(2026, 12, 31)),
        )
        service.ABSENCES.save(work, None, night)
    filled.sheet.refresh()
    settle()
    dialog = swap_dialog(filled, hands, settle)
    combo = dialog.person.combo

    def offered() -> list[str]:
        return [combo.itemText(place) for place in range(combo.count())]

    assert not any(AYSE in one for one in offered())
    dialog.person.set_text(next(one for one in offered() if "Çağrı" in one))
    chosen = dialog.person.value()
    dialog.ends.day.set_text("01.12.2026")
    dialog.ends.time.set_text("17:00")
    assert any(AYSE in one for one in offered())
    assert dialog.person.value() == chosen


def test_that_keys_and_reasons_reach_the_parts_of_a_duty(
    filled: RotaPage, desk: Desk, settle: Callable[[], None]
) -> None:
    view = filled.sheet.view
    duty = view.current_duty()
    assert duty is not None
    seam = duty.starts_at + dt.timedelta(hours=12)
    with desk.work() as work:
        people = {one.name: one.person_id for one in service.list_people(work)}
        take_over(work, duty, people[CAGRI], seam, is_urgent=False)
        part = next(
            one for one in service.month_sheet(work, MONTH).duties if one.part_of == duty.duty_id
        )
        # Who has the next day, too, does so against a rule.
        service.fill(work, [Cell(part.duty_id, part.version, people[IBRAHIM])])
    filled.sheet.refresh()
    settle()
    view.turn_lock()
    settle()
    filled.sheet.card.act_wanted.emit(DutyAct.OVERRULE, duty.duty_id)
    settle()
    dialog = filled.opener.dialog()
    assert isinstance(dialog, BreachReasonDialog)
    dialog.reason.set_text("Yolda")
    dialog.submit()
    settle()
    assert filled.opener.dialog() is None, dialog.trouble.text()
    with desk.work() as work:
        parts = [
            one for one in service.month_sheet(work, MONTH).duties if one.whole_id == duty.duty_id
        ]
    assert [(one.reason, one.is_locked) for one in parts] == [("", True), ("Yolda", True)]


def test_that_who_really_worked_is_written_down_once_the_duty_has_begun(
    filled: RotaPage, desk: Desk, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.set(dt.datetime(2026, 12, 2, 6, tzinfo=dt.UTC))
    filled.sheet.refresh()
    settle()
    duty = filled.sheet.view.current_duty()
    assert duty is not None
    filled.sheet.card.act_wanted.emit(DutyAct.NOTE_WORKED, duty.duty_id)
    settle()
    dialog = filled.opener.dialog()
    assert isinstance(dialog, WorkedDialog)
    dialog.person.set_text("kimse tutmadı")
    dialog.ends.day.set_text("01.12.2026")
    dialog.ends.time.set_text("10:00")
    dialog.submit()
    settle()
    assert filled.opener.dialog() is None, dialog.trouble.text()
    with desk.work() as work:
        worked = queries.list_worked(work.session, since=duty.starts_at, until=duty.ends_at)
    assert [one.person_id for one in ledger.attendances(duty, worked)] == [None, duty.person_id]
    said = [one.text() for one in filled.sheet.card.findChildren(QLabel)]
    assert "1 Aralık 08.00-10.00: kimse yoktu" in said


@pytest.mark.usefixtures("look")
@pytest.mark.parametrize("is_late", [True, False])
def test_that_a_duty_that_ran_over_is_written_down_with_who_came_late(
    filled: RotaPage,
    clock: FixedClock,
    settle: Callable[[], None],
    *,
    is_late: bool,
) -> None:
    duty = filled.sheet.view.current_duty()
    assert duty is not None
    clock.advance(hours=(duty.ends_at - clock()) / dt.timedelta(hours=1) + 3)
    filled.sheet.card.act_wanted.emit(DutyAct.NOTE_WORKED, duty.duty_id)
    settle()
    dialog = filled.opener.dialog()
    assert isinstance(dialog, WorkedDialog)
    assert faults(dialog) == []
    dialog.person.set_text(ZEYNEP)
    dialog.ends.time.set_text("09:10")
    if not is_late:
        dialog.relief.set_value("beside")
    dialog.submit()
    settle()
    assert filled.opener.dialog() is None, dialog.trouble.text()
    shown = filled.sheet.shown
    assert shown is not None
    (reported,) = shown.sheet.worked
    assert (reported.person_name, reported.ends_at - reported.starts_at) == (
        ZEYNEP,
        dt.timedelta(minutes=70),
    )
    following = next(
        one for one in shown.duties if one.kind is duty.kind and one.starts_at == duty.ends_at
    )
    assert reported.duty_id == (following if is_late else duty).duty_id


@pytest.mark.usefixtures("look")
def test_that_the_dialogs_the_mark_and_the_list_fit(
    filled: RotaPage, host: QWidget, hands: Hands, settle: Callable[[], None]
) -> None:
    enlarge(host, SMALL)
    dialog = swap_dialog(filled, hands, settle)
    offered = [dialog.person.combo.itemText(place) for place in range(dialog.person.combo.count())]
    dialog.person.set_text(next(one for one in offered if LONG in one))
    dialog.manner.set_text("nöbetçinin gelememesi")
    dialog.begins.time.set_text("20:00")
    dialog.submit()
    settle()
    assert "gerekçe ister" in dialog.reason.problem()
    assert faults(dialog) == []
    dialog.reason.set_text("Telefonu sonra verilecek")
    dialog.submit()
    settle()
    assert filled.opener.dialog() is None
    for room in ROOMS:
        seat(filled, room)
        for view in (RotaPart.SHEET, RotaPart.SWAPS, RotaPart.PEOPLE):
            filled.show_view(view)
            settle()
            # The message that it was saved floats where the window's foot was before.
            assert [one for one in faults(host) if "Toast" not in one] == [], (room, view)
