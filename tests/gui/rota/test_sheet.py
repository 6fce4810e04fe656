"""The month sheet, filled by real keys."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.lists import Choice
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.rota.duty_card import BreachReasonDialog, DutyAct
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.rota.people import PEOPLE
from alo183_desktop.gui.rota.sheet_view import FIRST, shared_widths
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import AwayKind, WishKind
from alo183_desktop.rota.printed_card import card_mark, record_card
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.states import State
from tests.clocks import FixedClock
from tests.gui.changes.conftest import Hands
from tests.gui.desks import acts
from tests.gui.rota.directorate import AYSE, CAGRI, IBRAHIM, IRAZ, LONG, MONTH, VELI, ZEYNEP

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
DAYS = 31


def names(page: RotaPage, column: int = 0, rows: int = DAYS) -> list[str]:
    """Return who stands in a column of duties, from above."""
    model = page.sheet.view.sheet
    return [str(model.index(row, FIRST + column).data() or "") for row in range(rows)]


def stored(desk: Desk, month: str = MONTH) -> list[str]:
    """Return who the database has on the duties of a month, in its order."""
    with desk.work() as work:
        return [one.person_name for one in service.month_sheet(work, month).duties]


def go(page: RotaPage, row: int, column: int = 0) -> None:
    """Make a cell the current one."""
    page.sheet.view.setCurrentIndex(page.sheet.view.sheet.index(row, FIRST + column))


def select(page: RotaPage, top: int, bottom: int, column: int = 0) -> None:
    """Select cells of a column as Shift and the arrows do."""
    go(page, top, column)
    view = page.sheet.view
    view.selectionModel().setCurrentIndex(
        view.sheet.index(top, FIRST + column), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    for _row in range(top, bottom):
        QApplication.sendEvent(view, _key(Qt.Key.Key_Down, SHIFT))


def _key(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


@given(st.integers(0, 2000), st.lists(st.integers(100, 400), min_size=1, max_size=6))
def test_that_columns_are_equal_but_for_the_names_that_need_more(
    room: int, needed: list[int]
) -> None:
    widths, share = shared_widths(room, needed), room // len(needed)
    if sum(needed) <= room:
        assert sum(widths) == room
        assert all(width >= need for width, need in zip(widths, needed, strict=True))
        wider = [width for width, need in zip(widths, needed, strict=True) if width > need]
        assert max(wider, default=0) - min(wider, default=0) <= 1
    else:
        assert sum(widths) <= room
        kept = [min(need, share) for need in needed]
        assert all(
            least <= width <= need for least, width, need in zip(kept, widths, needed, strict=True)
        )


def test_that_two_letters_and_enter_fill_a_cell_at_once(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    assert names(sheet)[0] == ZEYNEP
    settle()
    assert stored(desk)[0] == ZEYNEP
    assert sheet.sheet.view.currentIndex().row() == 1
    assert acts(desk, "rota.filled") == 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [("ÇA", CAGRI), ("ca", CAGRI), ("ıR", IRAZ), ("ibra", IBRAHIM), ("gün", ZEYNEP), ("de", AYSE)],
)
def test_that_names_are_found_by_given_name_and_surname_in_any_case(
    sheet: RotaPage, hands: Hands, typed: str, name: str
) -> None:
    hands.write(typed)
    hands.press(Qt.Key.Key_Return)
    assert names(sheet)[0] == name


def test_that_a_letter_with_alt_types_nothing(sheet: RotaPage) -> None:
    view, held = sheet.sheet.view, Qt.KeyboardModifier
    for modifiers, types in ((held.AltModifier, False), (held.NoModifier, True)):
        QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Z, modifiers, "z"))
        assert (view.editor() is not None) is types


def test_that_only_who_can_hold_the_kind_is_offered(sheet: RotaPage, hands: Hands) -> None:
    hands.write("ve")
    editor = sheet.sheet.view.editor()
    assert editor is not None
    assert editor.offers.count() == 0
    hands.press(Qt.Key.Key_Return)
    assert sheet.sheet.view.editor() is editor
    assert "“ve” bu nöbeti tutanlar arasında yok" in sheet.sheet.banner.text()
    hands.press(Qt.Key.Key_Escape)
    assert names(sheet)[0] == ""
    go(sheet, 0, 2)
    hands.write("ve")
    hands.press(Qt.Key.Key_Return)
    assert names(sheet, 2)[0] == VELI


def test_that_whoever_cannot_take_it_is_offered_with_the_reason_and_last(
    sheet: RotaPage, hands: Hands
) -> None:
    hands.write("ir")
    hands.press(Qt.Key.Key_Tab)
    hands.write("i")
    editor = sheet.sheet.view.editor()
    assert editor is not None
    offered = [editor.offers.item(row).text() for row in range(editor.offers.count())]
    assert offered[0] == IBRAHIM
    assert offered[1].startswith(f"● {IRAZ}: aynı anda nöbette")


def test_that_a_month_is_filled_by_keyboard_alone(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    turns = ("ze", "ib", "ir", "ca")
    for day in range(DAYS):
        hands.write(turns[day % 4])
        hands.press(Qt.Key.Key_Return)
    # Enter goes on at the top of the next column.
    assert sheet.sheet.view.currentIndex() == sheet.sheet.view.sheet.index(0, FIRST + 1)
    for day in range(DAYS):
        hands.write(turns[(day + 2) % 4])
        hands.press(Qt.Key.Key_Return)
    hands.write("ve")
    hands.press(Qt.Key.Key_Return)
    settle()
    select(sheet, 0, DAYS - 1, 2)
    hands.press(Qt.Key.Key_D, CONTROL)
    settle()
    assert "" not in stored(desk)
    assert len(stored(desk)) == 3 * DAYS
    words, marks = sheet.sheet.state_words()
    assert words == "Aralık 2026, yayımlanmadı"
    assert not any("boş" in reported for _state, reported in marks if "yok" not in reported)


def test_that_keys_move_as_in_a_spreadsheet(sheet: RotaPage, hands: Hands) -> None:
    view = sheet.sheet.view

    def here() -> tuple[int, int]:
        return view.currentIndex().row(), view.currentIndex().column() - FIRST

    hands.press(Qt.Key.Key_Tab)
    assert here() == (0, 1)
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Tab)
    assert here() == (1, 0)
    hands.press(Qt.Key.Key_Tab, SHIFT)
    assert here() == (0, 2)
    hands.press(Qt.Key.Key_Home)
    assert here() == (0, 0)
    hands.press(Qt.Key.Key_Left)
    assert here() == (0, 0)
    hands.press(Qt.Key.Key_End, CONTROL)
    assert here() == (DAYS - 1, 2)
    hands.press(Qt.Key.Key_Up, CONTROL)
    assert here() == (0, 2)
    hands.press(Qt.Key.Key_Down, CONTROL)
    assert here() == (DAYS - 1, 2)
    hands.press(Qt.Key.Key_Home, CONTROL)
    hands.write("ze")
    hands.press(Qt.Key.Key_Tab)
    assert here() == (0, 1)
    assert names(sheet)[0] == ZEYNEP


def test_that_delete_empties_and_undo_and_redo_go_back_and_forth(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    hands.write("ib")
    hands.press(Qt.Key.Key_Return)
    settle()
    select(sheet, 0, 1)
    hands.press(Qt.Key.Key_Delete)
    settle()
    assert names(sheet)[:2] == ["", ""]
    hands.press(Qt.Key.Key_Z, CONTROL)
    settle()
    assert names(sheet)[:2] == [ZEYNEP, IBRAHIM]
    hands.press(Qt.Key.Key_Z, CONTROL)
    hands.press(Qt.Key.Key_Z, CONTROL)
    hands.press(Qt.Key.Key_Z, CONTROL)
    settle()
    assert names(sheet)[:2] == ["", ""]
    hands.press(Qt.Key.Key_Y, CONTROL)
    hands.press(Qt.Key.Key_Y, CONTROL)
    settle()
    assert names(sheet)[:2] == [ZEYNEP, IBRAHIM]
    assert [name for name in stored(desk) if name] == [ZEYNEP, IBRAHIM]


def test_that_cells_are_copied_cut_and_pasted_with_tabs(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    for typed in ("ze", "ib"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    select(sheet, 0, 1)
    hands.press(Qt.Key.Key_X, CONTROL)
    assert QApplication.clipboard().text() == f"{ZEYNEP}\n{IBRAHIM}"
    assert names(sheet)[:2] == ["", ""]
    go(sheet, 4)
    hands.press(Qt.Key.Key_V, CONTROL)
    settle()
    assert names(sheet)[4:6] == [ZEYNEP, IBRAHIM]


def test_that_names_from_excel_are_taken_and_unknown_ones_shown_and_left_out(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    QApplication.clipboard().setText(
        f"ZEYNEP GÜNDOĞDU\tIŞIK İbrahim\t{VELI}\r\n"
        f'Zeynep\t"{IRAZ}"\tVeli Kayaoğlu\r\n'
        f"{CAGRI}\t{ZEYNEP}\t{VELI}\tFazladan Biri\r\n"
    )
    hands.press(Qt.Key.Key_V, CONTROL)
    settle()
    assert names(sheet)[:3] == [ZEYNEP, "", CAGRI]
    assert names(sheet, 1)[:3] == [IBRAHIM, IRAZ, ZEYNEP]
    assert names(sheet, 2)[:3] == [VELI, "", VELI]
    reported = sheet.sheet.banner.text()
    assert "2 hücre yazılmadı" in reported
    assert "“Zeynep”" in reported
    assert "“Veli Kayaoğlu”" in reported
    assert "1 ad çizelgenin dışına düştüğü" in reported
    hands.press(Qt.Key.Key_Z, CONTROL)
    settle()
    assert not any(stored(desk))


def test_that_one_pasted_name_fills_all_selected_cells(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    QApplication.clipboard().setText(VELI)
    select(sheet, 2, 5, 2)
    hands.press(Qt.Key.Key_V, CONTROL)
    settle()
    assert names(sheet, 2)[1:7] == ["", VELI, VELI, VELI, VELI, ""]


def test_that_fill_down_takes_who_stands_above(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("ay")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_D, CONTROL)
    settle()
    assert names(sheet)[:3] == [AYSE, AYSE, ""]


def test_that_two_duties_at_once_are_refused_with_the_other_one(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Tab)
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    assert names(sheet, 1)[0] == ""
    said = sheet.sheet.banner.text()
    assert f"{ZEYNEP}: aynı anda nöbette (asıl nöbet" in said
    assert "yazılmadı, icap, 1 Aralık 08.00-2 Aralık 08.00 boş kaldı" in said


def test_that_a_click_elsewhere_keeps_what_is_certain_and_shows_what_is_not(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("zey")
    sheet.sheet.card.candidates.setFocus()  # type: ignore[union-attr]
    settle()
    assert names(sheet)[0] == ZEYNEP
    sheet.sheet.view.setFocus()
    go(sheet, 1)
    hands.write("i")
    sheet.sheet.card.candidates.setFocus()  # type: ignore[union-attr]
    settle()
    assert names(sheet)[1] == ""
    assert "“i” kimdir, belli değil" in sheet.sheet.banner.text()


def test_that_a_click_on_another_cell_ends_the_typing(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("zey")
    view = sheet.sheet.view
    place = view.visualRect(view.sheet.index(6, FIRST + 1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle()
    assert view.editor() is None
    assert names(sheet)[0] == ZEYNEP
    assert view.currentIndex() == view.sheet.index(6, FIRST + 1)


def test_that_a_lock_amid_typing_keeps_all_that_was_entered(
    sheet: RotaPage, hands: Hands, desk: Desk, background: Background, qtbot: QtBot
) -> None:
    for typed in ("ze", "ib", "ir"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    hands.write("cag")
    sheet.prepare_lock()
    background.detach()
    qtbot.waitUntil(background.is_idle)
    assert [name for name in stored(desk) if name] == [ZEYNEP, IBRAHIM, IRAZ, CAGRI]


def test_that_a_conflict_is_shown_and_nothing_typed_is_lost(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    duty = sheet.sheet.view.current_duty()
    shown = sheet.sheet.shown
    assert duty is not None
    assert shown is not None
    ibrahim = next(one for one in shown.sheet.people if one.name == IBRAHIM)
    with desk.work() as work:
        service.fill(work, [Cell(duty.duty_id, duty.version, ibrahim.person_id)])
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    assert names(sheet)[0] == IBRAHIM
    reported = sheet.sheet.banner.text()
    assert f"Sizin yazdığınız: {ZEYNEP}" in reported
    assert "Çizelge yeniden okundu" in reported
    sheet.sheet.banner.action_chosen.emit()
    settle()
    assert stored(desk)[0] == ZEYNEP


@pytest.mark.parametrize("ends_by_enter", [True, False])
def test_that_what_somebody_else_put_into_a_cell_while_it_is_typed_into_stays(
    sheet: RotaPage,
    hands: Hands,
    desk: Desk,
    settle: Callable[[], None],
    *,
    ends_by_enter: bool,
) -> None:
    duty = sheet.sheet.view.current_duty()
    shown = sheet.sheet.shown
    assert duty is not None
    assert shown is not None
    ibrahim = next(one for one in shown.sheet.people if one.name == IBRAHIM)
    said: list[str] = []
    sheet.sheet.view.notified.connect(said.append)
    hands.write("ze")
    with desk.work() as work:
        service.fill(work, [Cell(duty.duty_id, duty.version, ibrahim.person_id)])
    sheet.sheet.refresh()
    settle()
    if ends_by_enter:
        hands.press(Qt.Key.Key_Return)
    else:
        sheet.sheet.view.finish()
    settle()
    assert stored(desk)[0] == IBRAHIM
    assert said[-1].startswith(f"Siz yazarken {IBRAHIM} yazıldı")


def test_that_the_same_cell_typed_twice_quickly_is_no_conflict(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    for typed in ("ze", "ib", "ir"):
        go(sheet, 0)
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    assert stored(desk)[0] == IRAZ
    assert sheet.sheet.banner.text() == ""


def test_that_undo_leaves_alone_what_somebody_else_changed_since(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None], qtbot: QtBot
) -> None:
    duty = sheet.sheet.view.current_duty()
    assert duty is not None
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    with desk.work() as work:
        now = service.month_sheet(work, MONTH)
        row = next(one for one in now.duties if one.duty_id == duty.duty_id)
        other = next(one for one in now.people if one.name == IRAZ)
        service.fill(work, [Cell(row.duty_id, row.version, other.person_id)])
    with qtbot.waitSignal(sheet.sheet.loaded):
        sheet.sheet.refresh()
    hands.press(Qt.Key.Key_Z, CONTROL)
    settle()
    assert stored(desk)[0] == IRAZ
    assert "1 nöbeti sonra başkası değiştirdi" in sheet.sheet.banner.text()


def test_that_last_months_order_fills_only_empty_cells_in_one_step(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    for typed in ("ze", "ib", "ir"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    sheet.sheet.show_month("2027-01")
    settle()
    sheet.sheet.begin_month()
    settle()
    sheet.sheet.view.setFocus()
    go(sheet, 1)
    hands.write("ca")
    hands.press(Qt.Key.Key_Return)
    settle()
    sheet.sheet.pattern.trigger()
    settle()
    assert names(sheet)[:4] == [ZEYNEP, CAGRI, IRAZ, ""]
    assert "2 boş nöbet geçen ayın sırasıyla dolduruldu" in sheet.toast.text()
    hands.press(Qt.Key.Key_Z, CONTROL)
    settle()
    assert names(sheet)[:4] == ["", CAGRI, "", ""]


def test_that_a_month_is_begun_with_one_button(
    page: RotaPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    page.sheet.view.setFocus()
    hands.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle()
    assert page.sheet.month.key() == "2027-01"
    assert page.sheet.state_words()[0] == "Ocak 2027: çizelgeye başlanmadı"
    page.primary_action()
    settle()
    assert stored(desk, "2027-01").count("") == 3 * DAYS
    assert page.sheet.view.hasFocus()


def test_that_who_cannot_be_called_is_marked_in_cell_card_and_list(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("şü")
    hands.press(Qt.Key.Key_Return)
    settle()
    go(sheet, 0)
    page = sheet.sheet
    duty = page.view.current_duty()
    assert duty is not None
    assert duty.person_name == LONG
    red = [one.text() for one in page.card.findChildren(StateText) if one.isVisibleTo(page.card)]
    assert "hattı yok" in red
    assert any("Hattı yok (Genelge 2014/05 m.1)" in one for one in red)
    tooltip = page.view.sheet.data(page.view.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert f"{LONG}: hattı yok" in tooltip
    sheet.show_view(RotaPart.PEOPLE)
    settle()
    named = {row.name: row for row in sheet.people.model.rows()}
    (column,) = (one for one in PEOPLE.columns if one.heading == "Telefonu")
    assert column.state is not None
    assert (column.content(named[LONG]), column.state(named[LONG])) == ("hattı yok", State.LATE)
    assert column.state(named[AYSE]) is None


def test_that_cell_and_card_of_who_has_left_say_that_nobody_is_on_the_duty(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    hands.write("ay")
    hands.press(Qt.Key.Key_Return)
    settle()
    page = sheet.sheet
    with desk.work() as work:
        person = next(one for one in service.list_people(work) if one.name == AYSE)
        values, version = service.PEOPLE.open(work, person.person_id)
        values = replace(values, ends_on=dt.date(2026, 12, 1))
        service.PEOPLE.save(work, person.person_id, values, version=version)
    page.refresh()
    settle()
    go(sheet, 0)
    assert page.view.currentIndex().data() == f"{AYSE} (ayrılmış)"
    said = [one.text() for one in page.card.findChildren(StateText) if one.isVisibleTo(page.card)]
    assert f"yok, çizelgede {AYSE} yazıyor" in said
    labels = {one.text() for one in page.card.findChildren(QLabel)}
    assert "Telefonu" not in labels
    assert not any(row.duties for row in page.counts.rows())


def test_that_a_broken_rule_is_marked_shown_and_left_with_a_reason(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None], qtbot: QtBot
) -> None:
    for typed in ("ze", "ze"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    go(sheet, 1)
    view = sheet.sheet.view
    tooltip = view.sheet.data(view.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert "saatine kadar dinlenmede (Müdürlüğün nöbet düzeni)" in tooltip
    assert sheet.sheet.state_words()[1][0][1] == "2 nöbet gerekçe ister"
    for row in (0, 1):
        go(sheet, row)
        sheet.sheet.card.act_wanted.emit(DutyAct.OVERRULE, view.current_duty().duty_id)  # type: ignore[union-attr]
        dialog = sheet.opener.dialog()
        assert isinstance(dialog, BreachReasonDialog)
        qtbot.waitUntil(dialog.reason.line.hasFocus)
        hands.write("Hastalik nedeniyle")
        hands.press(Qt.Key.Key_S, CONTROL)
        settle()
        assert sheet.opener.dialog() is None
        sheet.window().activateWindow()
    assert "gerekçe ister" not in str(sheet.sheet.state_words()[1])
    go(sheet, 1)
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    go(sheet, 1)
    assert view.current_duty().reason == "Hastalik nedeniyle"  # type: ignore[union-attr]
    with desk.work() as work:
        assert service.month_sheet(work, MONTH).breaches == ()
    sheet.sheet.card.act_wanted.emit(DutyAct.DROP_REASON, view.current_duty().duty_id)  # type: ignore[union-attr]
    settle()
    assert "1 nöbet gerekçe ister" in str(sheet.sheet.state_words()[1])


def test_that_neither_edge_of_the_sheet_cuts_a_day_however_it_is_scrolled(
    sheet: RotaPage, settle: Callable[[], None]
) -> None:
    view = sheet.sheet.view
    bar, row = view.verticalScrollBar(), view.rowHeight(0)
    assert bar.maximum() > 1
    for place in (0, 1, bar.maximum()):
        bar.setValue(place)
        settle()
        room = view.viewport().height()
        assert room % row == 0
        assert view.rowViewportPosition(view.rowAt(0)) == 0
        assert view.rowAt(room - 1) == view.rowAt(0) + room // row - 1
    assert view.rowAt(view.viewport().height() - 1) == view.sheet.rowCount() - 1


def test_that_the_card_puts_a_candidate_on_the_duty(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    candidates = sheet.sheet.card.candidates
    assert candidates is not None
    first = candidates.item(0).text()
    assert first.startswith("✓ ")
    last = candidates.item(candidates.count() - 1).text()
    assert LONG in last
    assert "Hattı yok" in last
    # The card scrolls, and its list does not: the row that the keys are on is in sight.
    candidates.setFocus()
    assert candidates.verticalScrollBar().maximum() == 0
    hands.press(Qt.Key.Key_End)
    settle()
    spot = candidates.visualItemRect(candidates.item(candidates.count() - 1))
    assert candidates.viewport().visibleRegion().contains(spot.center())
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    settle()
    assert names(sheet)[0] in first
    assert sheet.sheet.view.hasFocus()


def test_that_counts_follow_what_is_typed(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    go(sheet, 4)  # a Saturday
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    row = next(one for one in sheet.sheet.counts.rows() if one.name == ZEYNEP)
    texts = [column.text(row) for column in sheet.sheet.counts.columns]
    assert texts == [ZEYNEP, "1 asıl", "1", "24 (10)"]


def test_that_who_may_only_look_changes_nothing(
    desk: Desk,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
    hands: Hands,
    settle: Callable[[], None],
) -> None:
    from alo183_desktop.access.rules import Role

    background.attach(desk.work)
    actor = replace(desk.actor, role=Role.AUDITOR)
    page = RotaPage(background, actor=actor, clock=clock, parent=host)
    host.show()
    qtbot.waitExposed(host)
    page.sheet.show_month(MONTH)
    settle()
    page.sheet.view.setFocus()
    hands.write("ze")
    hands.press(Qt.Key.Key_Delete)
    assert page.sheet.view.editor() is None
    settle()
    assert not any(stored(desk))
    page.show_view(RotaPart.AWAY)
    kinds = page.away.spec.filters[0]
    assert isinstance(kinds, Choice)
    assert not {AwayKind.WISH, *WishKind} & {key for key, _words in kinds.choices}


def test_that_an_empty_page_says_what_to_do(
    empty_desk: Desk,
    open_page: Callable[..., RotaPage],
) -> None:
    page = open_page(empty_desk)
    assert page.sheet.state_words()[0] == "Kasım 2026: çizelgeye başlanmadı"
    page.show_view(RotaPart.PEOPLE)
    assert page.people.view.model().rowCount() == 0


def test_that_a_printed_card_that_no_longer_holds_is_shown_in_the_heading(
    sheet: RotaPage, desk: Desk, hands: Hands, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.set(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))
    with desk.work() as work:
        record_card(work, card_mark(service.on_duty(work)))
    reported = (State.NEAR, "yazdırılan nöbet kartı eskidi")
    sheet.sheet.refresh()
    settle()
    assert reported not in sheet.sheet.state_words()[1]
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    assert reported in sheet.sheet.state_words()[1]


def test_that_the_month_is_there_again_after_a_lock_whatever_part_was_shown(
    sheet: RotaPage, settle: Callable[[], None]
) -> None:
    now = sheet.sheet.month.key()
    sheet.sheet.show_month("2027-01")
    sheet.show_view(RotaPart.PEOPLE)
    settle()
    seen = sheet.seen()
    sheet.show_view(RotaPart.SHEET)
    sheet.sheet.show_month(now)
    settle()
    sheet.show_seen(seen)
    settle()
    assert sheet.view() is RotaPart.PEOPLE
    sheet.show_view(RotaPart.SHEET)
    assert sheet.sheet.month.key() == "2027-01"
