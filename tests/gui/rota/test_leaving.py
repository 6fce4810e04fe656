"""The month sheet and the forms of the rota hold what was typed last, however they are left."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.rota.away import ABSENCE_ACTS, WISH_ACTS
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.rota.sheet_view import FIRST
from alo183_desktop.rota import service
from alo183_desktop.rota.rows import AbsenceFilter
from alo183_desktop.rota.rules import absence_span
from tests.gui.conftest import Answers
from tests.gui.leaving import (
    ALT,
    CONTROL,
    FEW,
    LEAVING,
    NONE,
    PEOPLE,
    PHONES,
    Acts,
    Typist,
    acts,
    paired,
    press,
    take_drafts,
    type_into,
    write,
)
from tests.gui.rota.directorate import CAGRI, IBRAHIM, IRAZ, MONTH, ZEYNEP
from tests.gui.rota.test_sheet import go, names, stored

DAYS: Final = ("12122026", "13.12.2026")
LATER: Final = ("14122026", "20.12.2026")
TIMES: Final = ("0915", "11:45")
ABSENCE: Final = {
    "person_id": (ZEYNEP, "ayşe demir"),
    "first": DAYS,
    "last": LATER,
    "starts_at": DAYS,
    "starts_at_time": TIMES,
    "ends_at": LATER,
    "ends_at_time": TIMES,
}
INSTANTS: Final = frozenset({"starts_at", "starts_at_time", "ends_at", "ends_at_time"})
OVERWRITTEN: Final = {"first": INSTANTS, "last": INSTANTS}
TYPED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    RotaPart.PEOPLE: {
        "name": PEOPLE,
        "phone": PHONES,
        "employment": ("memur (657)",),
        "starts_on": DAYS,
    },
    "absence": ABSENCE,
    "wish": {"person_id": (ZEYNEP, "ayşe demir"), "day": DAYS},
    RotaPart.UNREACHED: {
        "at": DAYS,
        "operator": PEOPLE,
        "phone": PHONES,
        "answer": ("Görüşmedeydi", "şebeke yok"),
    },
}
AWAY: Final = {"absence": ABSENCE_ACTS, "wish": WISH_ACTS}
"""What of the part "İzin, vekil, istek" is added."""
SWAP: Final = {
    "starts_at": ("01122026", "02.12.2026"),
    "starts_at_time": ("0915", "11:45", "20:00"),
    "ends_at_time": ("0615", "07:45"),
    "manner": ("amir emri", "karşılıklı rıza"),
    "reason": ("Yolda kaldı", "telefonu yok"),
}
CELLS: Final = {"ze": ZEYNEP, "ibra": IBRAHIM, "ıraz ılgın": IRAZ, "çağ": CAGRI}
ROWS: Final = (0, 1, 2, 5)
CELL_WAYS: Final = (
    "Enter",
    "Shift+Enter",
    "Tab",
    "Shift+Tab",
    "click",
    "click beside",
    "Alt+Left",
    "part",
    "lock",
)


@pytest.fixture
def opening() -> list[Callable[[], object]]:
    """Return what opens the dialog of a test."""
    return []


@pytest.fixture
def typist(
    sheet: RotaPage, desk: Desk, answers: Answers, qtbot: QtBot, opening: list[Callable[[], object]]
) -> Typist:
    def show() -> FormDialog:
        with qtbot.waitSignal(sheet.opener.opened):
            opening[0]()
        dialog = sheet.opener.dialog()
        assert isinstance(dialog, FormDialog)
        return dialog

    opening.append(sheet.primary_action)
    return Typist(desk, answers, qtbot, show)


def show_part(sheet: RotaPage, opening: list[Callable[[], object]], view: str) -> None:
    """Show the part with a form, which the typist opens from now on."""
    sheet.show_view(RotaPart.AWAY if view in AWAY else view)
    if view in AWAY:
        opening[0] = partial(sheet.away.add, AWAY[view])


@pytest.mark.parametrize("view", TYPED)
def test_that_each_field_is_left_with_what_was_typed(
    sheet: RotaPage, typist: Typist, opening: list[Callable[[], object]], view: str
) -> None:
    show_part(sheet, opening, view)
    for key, end in paired(TYPED[view], LEAVING):
        typist.check([((key, TYPED[view][key][0]), "stay")], end, overwritten=OVERWRITTEN)


@pytest.mark.parametrize("view", TYPED)
@given(data=st.data())
@pytest.mark.extra
@FEW
def test_that_a_form_holds_what_was_typed_last(
    sheet: RotaPage,
    typist: Typist,
    opening: list[Callable[[], object]],
    view: str,
    data: DataObject,
) -> None:
    show_part(sheet, opening, view)
    steps, end = data.draw(acts(TYPED[view])), data.draw(st.sampled_from(LEAVING))
    typist.check(steps, end, overwritten=OVERWRITTEN)


@given(steps=acts(SWAP), end=st.sampled_from(LEAVING))
@FEW
def test_that_a_swap_holds_what_was_typed_last(
    sheet: RotaPage,
    typist: Typist,
    opening: list[Callable[[], object]],
    settle: Callable[[], None],
    steps: Acts,
    end: str,
) -> None:
    give(sheet, settle, 0, "ze")
    go(sheet, 0)
    opening[:] = [sheet.sheet.view.swap_requested.emit]
    typist.check(steps, end)


def give(page: RotaPage, settle: Callable[[], None], row: int, typed: str) -> None:
    """Fill a cell that is empty."""
    if names(page)[row]:
        return
    page.sheet.view.setFocus()
    go(page, row)
    write(typed)
    press(Qt.Key.Key_Return)
    settle()


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(ROWS), st.sampled_from(tuple(CELLS)), st.sampled_from(CELL_WAYS)),
        min_size=1,
        max_size=8,
    ),
)
@FEW
def test_that_a_cell_holds_what_was_typed_last(
    sheet: RotaPage,
    desk: Desk,
    settle: Callable[[], None],
    steps: list[tuple[int, str, str]],
) -> None:
    expected = dict(enumerate(stored(desk)[::3]))
    for row, typed, way in steps:
        sheet.window().activateWindow()
        sheet.sheet.view.setFocus()
        go(sheet, row)
        write(typed)
        leave_cell(sheet, way, settle)
        expected[row] = CELLS[typed]
    settle()
    assert dict(enumerate(names(sheet))) == expected
    assert dict(enumerate(stored(desk)[::3])) == expected


def leave_cell(page: RotaPage, way: str, settle: Callable[[], None]) -> None:
    """Leave the cell that is typed into, and come back to the sheet."""
    view, shift = page.sheet.view, Qt.KeyboardModifier.ShiftModifier
    if way.endswith("Enter"):
        press(Qt.Key.Key_Return, shift if way.startswith("Shift") else NONE)
    elif way.endswith("Tab"):
        press(Qt.Key.Key_Backtab if way.startswith("Shift") else Qt.Key.Key_Tab)
    elif way.startswith("click"):
        place = view.visualRect(view.sheet.index(8, FIRST + (way == "click beside"))).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    elif way == "Alt+Left":
        press(Qt.Key.Key_Left, ALT)
        settle()
        press(Qt.Key.Key_Right, ALT)
        settle()
    elif way == "part":
        page.show_view(RotaPart.PEOPLE)
        page.show_view(RotaPart.SHEET)
    else:
        page.sheet.prepare_lock()


@pytest.mark.parametrize("way", ["click", "Alt+Left", "part", "lock"])
def test_that_a_name_that_is_not_certain_is_shown_and_not_dropped_unsaid(
    sheet: RotaPage, settle: Callable[[], None], way: str
) -> None:
    sheet.sheet.view.setFocus()
    write("i")
    if way == "Alt+Left":
        press(Qt.Key.Key_Left, ALT)
        settle()
        assert sheet.sheet.month.key() < MONTH
    else:
        leave_cell(sheet, way, settle)
    assert "“i” kimdir, belli değil" in sheet.sheet.banner.text()


def test_that_a_name_that_is_not_certain_is_offered_again_after_a_lock_and_typed_on(
    sheet: RotaPage,
    open_page: Callable[..., RotaPage],
    desk: Desk,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    go(sheet, 2)
    write("i")
    sheet.prepare_lock()
    settle()
    sheet.hide()
    with desk.work() as work:
        (draft,) = list_drafts(work)
    assert (draft.title, draft.texts["typed"]) == ("Nöbet çizelgesi", "i")
    window = QWidget()
    qtbot.addWidget(window)
    again = open_page(desk, window=window)
    drafts = again.sheet.drafts
    assert drafts is not None
    qtbot.waitUntil(lambda: bool(drafts.banners))
    assert drafts.banners[0].text().endswith("i · asıl nöbet, 3 Aralık 08.00-4 Aralık 08.00")
    with qtbot.waitSignal(again.sheet.loaded):
        drafts.banners[0].action_chosen.emit()
    settle()
    qtbot.waitUntil(lambda: again.sheet.view.editor() is not None)
    editor = again.sheet.view.editor()
    assert editor is not None
    assert (editor.text(), editor.offers.isVisible()) == ("i", True)
    write("b")
    press(Qt.Key.Key_Return)
    settle()
    assert stored(desk)[::3][2] == IBRAHIM
    assert take_drafts(desk) == {}


def test_that_a_last_day_before_the_first_is_refused_and_stores_no_other_days(
    sheet: RotaPage,
    desk: Desk,
    typist: Typist,
    opening: list[Callable[[], object]],
    settle: Callable[[], None],
) -> None:
    """On its way to 2026 a day reads as one of 2020, which is before any last day."""
    show_part(sheet, opening, "absence")
    dialog = typist.show()
    dialog.form.field("person_id").set_text(ZEYNEP)
    dialog.form.field("kind").set_text("yıllık izin")
    for key, text in (("last", "10.12.2026"), ("first", "12.12.2026")):
        type_into(dialog.form.field(key), text)
    press(Qt.Key.Key_S, CONTROL)
    settle()
    assert [field.key for field, _words in dialog.form.problems()] == ["last"]
    type_into(dialog.form.field("last"), "14122026")
    press(Qt.Key.Key_S, CONTROL)
    settle()
    with desk.work() as work:
        (row,) = service.list_absences(work, AbsenceFilter())
    assert (row.starts_at, row.ends_at) == absence_span(
        dt.date(2026, 12, 12), dt.date(2026, 12, 14)
    )
