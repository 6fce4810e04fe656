"""Lists: Turkish order, search, keyboard, copy, and what stands where no rows are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.copying import cell_text
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.table.jump_model import JumpModel
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.states import State
from tests.gui.several import check_several


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the tests."""

    row_id: int
    name: str
    phone: str = ""
    subjects: tuple[str, ...] = ()
    is_vacant: bool = False


COLUMNS = (
    Column[Row](
        "Adı soyadı",
        lambda row: row.name,
        state=lambda row: State.LATE if row.is_vacant else None,
        stretch=True,
    ),
    Column[Row]("Telefon", lambda row: row.phone),
    Column[Row](
        "Konuları",
        lambda row: ", ".join(row.subjects),
        chips=lambda row: row.subjects,
    ),
    Column[Row](
        "No", lambda row: str(row.row_id), sort_key=lambda row: row.row_id, align_right=True
    ),
)
ROWS = (
    Row(1, "Şükrü AĞAOĞLU", "0500 000 41 07", ("Kadın", "Şehit yakını, gazi")),
    Row(2, "Iraz ILGIN", "0500 000 41 11"),
    Row(3, "İbrahim IŞIK", "0532 123 45 67", ("Çocuk",)),
    Row(10, "Çağrı ÖZGÜN", "0500 000 41 08"),
    Row(4, "Canan DEMİR", "0500 000 41 09"),
)


def shown(model: Any, column: int = 0) -> list[str]:
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


@pytest.fixture
def model(qapp: QApplication) -> RowsModel[Row]:
    made = RowsModel(COLUMNS, parent=qapp)
    made.set_rows(ROWS)
    return made


@pytest.fixture
def view(qtbot: QtBot, host: QWidget, model: RowsModel[Row]) -> TableView:
    made = TableView("test", name="Kadro", parent=host)
    made.set_row_key(lambda row: row.row_id)
    made.setModel(model)
    made.resize(900, 500)
    host.show()
    qtbot.waitExposed(host)
    return made


def test_that_the_lower_edge_cuts_no_row_and_a_click_below_meets_none(view: TableView) -> None:
    row = view.rowHeight(0)
    beside = view.horizontalHeader().height() + 2 * view.frameWidth()
    for cut in (row // 2, row - 1):
        view.resize(view.width(), beside + 2 * row + cut)
        QApplication.processEvents()
        port = view.viewport()
        assert port.height() == 2 * row
        assert view.verticalScrollBar().maximum() == len(ROWS) - 2
        # Without the round corners of the frame.
        white = QRect(10, port.geometry().bottom() + 1, port.width() - 20, cut - 2)
        seen = view.grab(white).toImage()
        assert {
            seen.pixelColor(x, y).name() for x in range(seen.width()) for y in range(seen.height())
        } == {theme.colour("base").name()}
        view.selectRow(0)
        below = QPoint(60, view.height() - 3)
        met = view.childAt(below) or view
        QTest.mouseClick(met, Qt.MouseButton.LeftButton, pos=met.mapFrom(view, below))
        assert view.currentIndex().row() == 0
        view.selectRow(2)
        assert port.rect().contains(view.visualRect(view.currentIndex()).center())
        view.selectRow(0)


def test_that_the_model_in_memory_keeps_qts_rules(
    model: RowsModel[Row], qtmodeltester: Any
) -> None:
    qtmodeltester.check(model)
    model.set_search("isik")
    model.sort(0, Qt.SortOrder.DescendingOrder)
    qtmodeltester.check(model)


def test_that_names_stand_in_the_order_of_the_turkish_alphabet(model: RowsModel[Row]) -> None:
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert shown(model) == [
        "Canan DEMİR",
        "Çağrı ÖZGÜN",
        "Iraz ILGIN",
        "İbrahim IŞIK",
        "Şükrü AĞAOĞLU",
    ]


def test_that_a_sort_key_orders_numbers_as_numbers(model: RowsModel[Row]) -> None:
    model.sort(3, Qt.SortOrder.DescendingOrder)
    assert shown(model, 3) == ["10", "4", "3", "2", "1"]


@pytest.mark.parametrize("typed", ["isik", "IŞIK", "ışık ibrahim", "0 532", "+90 532 123", "cocuk"])
def test_that_the_search_ignores_case_accents_and_the_form_of_a_phone(
    model: RowsModel[Row], typed: str
) -> None:
    model.set_search(typed)
    assert shown(model) == ["İbrahim IŞIK"]
    assert model.is_filtered()


def test_that_a_filter_and_the_search_work_together(model: RowsModel[Row]) -> None:
    model.set_filter(lambda row: row.row_id < 4)
    model.set_search("0500")
    assert shown(model, 3) == ["1", "2"]
    model.set_filter(None)
    model.set_search("")
    assert model.rowCount() == len(ROWS)


def test_that_ten_thousand_rows_are_searched_without_folding_them_again(
    qapp: QApplication,
) -> None:
    folded: list[int] = []

    def search(row: Row) -> str:
        folded.append(row.row_id)
        return row.name

    model = RowsModel(COLUMNS, search=search, parent=qapp)
    model.set_rows([Row(number, f"Ad {number}") for number in range(10_000)])
    for typed in ("9", "99", "999"):
        model.set_search(typed)
    assert len(folded) == 10_000
    assert "Ad 9991" in shown(model)


@pytest.mark.parametrize(
    ("key", "name"), [(Qt.Key.Key_Return, "opened"), (Qt.Key.Key_Space, "preview_requested")]
)
def test_that_enter_opens_and_space_previews(
    qtbot: QtBot, view: TableView, key: Qt.Key, name: str
) -> None:
    view.selectRow(2)
    with qtbot.waitSignal(getattr(view, name)):
        QTest.keyClick(view, key)
    assert view.current_row() == ROWS[2]


def test_that_columns_are_ticked_for_good_whatever_the_page_proposes(
    view: TableView, model: RowsModel[Row], settings: QSettings, host: QWidget
) -> None:
    Remembered.settings = settings
    menu = QMenu(view)
    view.fill_column_menu(menu)
    ticks = {one.text(): one for one in menu.actions() if one.isCheckable()}
    assert list(ticks) == ["Adı soyadı", "Telefon", "Konuları", "No"]
    assert not ticks["Adı soyadı"].isEnabled()
    ticks["Telefon"].trigger()
    view.show_columns((0, 1, 2))
    view.choose_column("No", on=True)
    assert view.columns_shown() == [0, 2, 3]
    again = TableView("test", name="Liste", parent=host)
    again.setModel(model)
    again.show_columns((0, 1))
    assert again.columns_shown() == [0, 3]
    headings, _lines = again.table_texts()
    assert headings == ["Adı soyadı", "No"]
    again.forget_columns()
    assert again.columns_shown() == [0, 1]
    third = TableView("test", name="Liste", parent=host)
    third.setModel(model)
    assert third.columns_shown() == [0, 1, 2, 3]
    Remembered.settings = None


def test_that_the_selected_rows_are_copied_as_a_table_under_their_headings(view: TableView) -> None:
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "Adı soyadı\tTelefon\tKonuları\tNo\n"
        "Şükrü AĞAOĞLU\t0500 000 41 07\tKadın, Şehit yakını, gazi\t1"
    )


def test_that_all_rows_are_copied_with_their_headings(view: TableView) -> None:
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Adı soyadı\tTelefon\tKonuları\tNo"
    assert len(lines) == len(ROWS) + 1


@pytest.mark.parametrize(
    ("cell", "copied"),
    [
        ("=1+1", "'=1+1"),
        ("=HYPERLINK(x)", "'=HYPERLINK(x)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("\t=1+1", "'=1+1"),
        ("+90 532 111 22 33", "+90 532 111 22 33"),
        ("-12,5 %", "-12,5 %"),
        ("-", "-"),
        ("=", "="),
        ("a=1", "a=1"),
    ],
)
def test_that_no_copied_cell_becomes_a_formula(cell: str, copied: str) -> None:
    assert cell_text(cell) == copied


def test_that_shift_f10_opens_the_menu_of_the_row(view: TableView) -> None:
    done: list[bool] = []
    action = view.add_row_action("Kartı aç", shortcut="F2")
    action.triggered.connect(lambda: done.append(True))
    view.selectRow(1)
    QTest.keyClick(view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert done == [True]


@pytest.mark.parametrize("reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason])
def test_that_a_list_that_gets_the_keys_shows_its_first_row_as_the_current_one(
    qtbot: QtBot, view: TableView, reason: Qt.FocusReason
) -> None:
    view.setFocus(reason)
    qtbot.waitUntil(view.hasFocus)
    assert view.current_row() == ROWS[0]
    assert view.selected_rows() == [ROWS[0]]


def test_that_the_same_row_stays_current_when_the_rows_are_replaced(
    view: TableView, model: RowsModel[Row]
) -> None:
    view.selectRow(2)
    model.set_rows([Row(77, "Ahmet"), *reversed(ROWS)])
    assert view.current_row() == ROWS[2]


def test_that_each_lack_of_rows_has_its_own_words(
    qtbot: QtBot, view: TableView, model: RowsModel[Row]
) -> None:
    view.set_empty_texts("Kadroda henüz kimse yok", "Excel dosyasından alınabilir.", "Al")
    model.set_search("zzz")
    assert places(view) == ["Aramanıza uyan kayıt yok"]
    with qtbot.waitSignal(view.show_all_requested):
        view.show_all_requested.emit()
    model.set_search("")
    assert places(view) == []
    model.set_rows([])
    assert places(view) == ["Kadroda henüz kimse yok"]
    view.set_loading(True)
    assert places(view) == []
    view.set_loading(False)
    assert places(view) == ["Kadroda henüz kimse yok"]


def test_that_widths_are_remembered(
    host: QWidget, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Remembered, "settings", settings)
    for expected in (None, 222):
        view = TableView("widths", name="Kadro", parent=host)
        view.setModel(RowsModel(COLUMNS, parent=view))
        if expected is None:
            view.setColumnWidth(1, 222)
        else:
            assert view.columnWidth(1) == expected


LONG_NAME = "Mehmet Ali Abdülhamit KARAİSMAİLOĞLU ŞÜKRÜOĞLU"
LONG_ROWS = (ROWS[1], Row(11, LONG_NAME, "0500 000 41 10"))


def room_in(view: TableView, place: int, text: str) -> int:
    """Return what is left of a column beside a text; below 0 the text is cut."""
    padding = 2 * theme.px(8)
    wide = QFontMetrics(theme.body()).horizontalAdvance(text) + padding
    return view.columnWidth(place) - wide


def narrow_view(host: QWidget) -> tuple[TableView, RowsModel[Row]]:
    """Return a list that has room for a long name only where other columns give it."""
    made = TableView("narrow", name="Kadro", parent=host)
    model = RowsModel(COLUMNS, parent=made)
    made.setModel(model)
    made.resize(theme.px(720), theme.px(300))
    made.show()
    host.show()
    return made, model


def test_that_a_name_takes_the_room_that_other_columns_do_not_need(host: QWidget) -> None:
    view, model = narrow_view(host)
    model.set_rows(LONG_ROWS)
    assert room_in(view, 0, LONG_NAME) >= 0
    assert room_in(view, 1, "0500 000 41 10") >= 0
    whole = sum(view.columnWidth(place) for place in range(len(COLUMNS)))
    assert whole <= view.viewport().width()


def test_that_a_long_list_shares_its_room_by_its_first_rows(host: QWidget) -> None:
    view, _model = narrow_view(host)
    long = JumpModel[Row](COLUMNS, list, key=lambda row: row.row_id, parent=view)
    view.setModel(long)
    assert room_in(view, 0, LONG_NAME) < 0
    long.show_rows(LONG_ROWS)
    assert room_in(view, 0, LONG_NAME) >= 0
    assert room_in(view, 1, "0500 000 41 10") >= 0


def test_that_a_name_takes_room_of_a_sentence_that_is_cut_all_the_same(host: QWidget) -> None:
    view = TableView("due", name="İşler", parent=host)
    columns = (
        Column[Row]("İş", lambda row: row.phone, width_chars=34, stretch=True),
        Column[Row]("Sorumlu", lambda row: row.name, width_chars=18),
    )
    model = RowsModel(columns, parent=view)
    view.setModel(model)
    view.resize(theme.px(500), theme.px(300))
    view.show()
    host.show()
    name = "Mehmet Ali KARAİSMAİLOĞLU"
    model.set_rows([Row(1, name, "Bir yazının faksı gitti, postası daha gitmedi. " * 3)])
    assert room_in(view, 1, name) >= 0
    assert view.columnWidth(0) >= view.columnWidth(1)


def test_that_no_column_moves_when_a_search_leaves_rows_out(host: QWidget) -> None:
    view, model = narrow_view(host)
    model.set_rows(LONG_ROWS)
    widths = [view.columnWidth(place) for place in range(len(COLUMNS))]
    model.set_rows(LONG_ROWS[:1])
    assert [view.columnWidth(place) for place in range(len(COLUMNS))] == widths


def test_that_widths_that_somebody_chose_stay_whatever_the_texts_need(
    view: TableView, model: RowsModel[Row]
) -> None:
    view.setColumnWidth(1, theme.px(60))
    model.set_rows(LONG_ROWS)
    assert view.columnWidth(1) == theme.px(60)


def test_that_a_double_click_on_the_edge_of_a_heading_shows_the_whole_text(
    view: TableView, model: RowsModel[Row]
) -> None:
    model.set_rows(LONG_ROWS)
    view.resizeColumnToContents(0)
    assert room_in(view, 0, LONG_NAME) >= 0


def test_that_a_vacant_row_spans_the_columns_it_has_no_values_for(
    view: TableView, model: RowsModel[Row]
) -> None:
    view.set_spans(lambda row: 2 if row.is_vacant else 1)
    model.set_rows([Row(0, "Boş görev", is_vacant=True), *ROWS])
    assert [view.columnSpan(place, 0) for place in range(2)] == [2, 1]
    model.set_rows(ROWS)
    assert view.columnSpan(0, 0) == 1


def places(view: TableView) -> Sequence[str]:
    """Return the titles of what is shown instead of rows."""
    from alo183_desktop.gui.kit.notices import EmptyState

    return [place.title() for place in view.findChildren(EmptyState) if not place.isHidden()]


def test_that_the_row_that_a_search_found_is_in_sight_when_the_search_ends(
    view: TableView, model: RowsModel[Row]
) -> None:
    model.set_rows([Row(number, f"Ayşe {number:03}") for number in range(500)])
    model.set_search("Ayşe 400")
    view.selectRow(0)
    model.set_search("")
    current = view.currentIndex()
    assert current.data() == "Ayşe 400"
    assert view.viewport().rect().contains(view.visualRect(current))
    # Who has scrolled away from it stays where they look.
    view.scrollToTop()
    model.set_rows([Row(number, f"Ayşe {number:03}") for number in range(501)])
    assert view.verticalScrollBar().value() == 0


def test_that_the_current_row_is_in_sight_when_the_keys_come_back_to_the_list(
    view: TableView, model: RowsModel[Row], qtbot: QtBot
) -> None:
    model.set_rows([Row(number, f"Ayşe {number:03}") for number in range(500)])
    qtbot.waitUntil(lambda: QApplication.activeWindow() is view.window())
    view.selectRow(400)
    view.scrollToTop()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_that_a_list_with_the_keys_has_a_current_row_as_soon_as_its_rows_come(
    view: TableView, model: RowsModel[Row], qtbot: QtBot
) -> None:
    model.set_rows([])
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    model.set_rows(ROWS)
    assert view.current_row() == ROWS[0]


def test_that_an_act_is_for_one_row_unless_it_says_that_it_takes_several(view: TableView) -> None:
    done: list[list[Row]] = []
    view.add_row_action("Aç", shortcut="F4").triggered.connect(lambda: done.append([]))
    action = view.add_row_action("Hepsini al", shortcut="F7", for_several=True)
    action.triggered.connect(lambda: done.append(view.selected_rows()))
    check_several(view, for_several=["Hepsini al"])
    view.selectRow(1)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    for key in (Qt.Key.Key_F4, Qt.Key.Key_F7):
        QTest.keyClick(view, key)
    assert done == [list(ROWS[1:3])]


def test_that_what_shows_the_row_hears_once_of_another_one(
    view: TableView, model: RowsModel[Row]
) -> None:
    shown: list[Any] = []
    view.row_changed.connect(lambda: shown.append(view.current_row()))
    view.selectRow(1)
    view.selectRow(2)
    QTest.keyClick(view, Qt.Key.Key_Down)
    model.set_rows(ROWS)
    model.set_rows(())
    assert shown == [ROWS[1], ROWS[2], ROWS[3], ROWS[3], None]


def test_that_what_shows_the_row_hears_of_several_and_of_one_again(view: TableView) -> None:
    view.selectRow(0)
    shown: list[Any] = []
    view.row_changed.connect(lambda: shown.append(view.current_row()))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert shown[-1:] == [None]
    place = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown[-1] == ROWS[1]
    # The cursor stands on what is not selected any more: acts are for what is.
    for row in (3, 3):
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(
            view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            place,
        )
    assert view.currentIndex().row() == 3
    assert view.current_row() == shown[-1] == ROWS[1]


def test_that_several_rows_stay_selected_when_the_rows_are_replaced(
    view: TableView, model: RowsModel[Row]
) -> None:
    view.selectRow(1)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    model.set_rows([Row(77, "Ahmet"), *reversed(ROWS)])
    assert {row.row_id for row in view.selected_rows()} == {2, 3}
    assert view.current_row() is None
    model.set_rows(ROWS[2:])
    assert view.selected_rows() == [ROWS[2]]
    assert view.current_row() == ROWS[2]


def test_that_keys_that_are_held_add_nothing_to_what_the_program_selects(view: TableView) -> None:
    view.selectRow(0)
    shown: list[Any] = []
    view.row_changed.connect(lambda: shown.append(view.current_row()))
    QTest.keyPress(view, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    view.select_row(3)
    QTest.keyRelease(view, Qt.Key.Key_Control)
    assert view.selected_rows() == shown == [ROWS[2]]


def test_that_the_keys_go_on_from_the_row_that_the_program_selected(view: TableView) -> None:
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_Down)
    view.selectRow(3)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_positions() == [3, 4]


def test_that_text_and_order_of_a_column_follow_from_the_one_value_that_it_says() -> None:
    day, at = dt.date(2026, 11, 3), dt.datetime(2026, 11, 28, 21, 30, tzinfo=dt.UTC)
    said: tuple[str | int | dt.date | None, ...] = ("Çağrı", 12_345, day, at, None)
    column = Column[int]("Bilgi", lambda place: said[place])
    places = range(len(said))
    assert [column.text(place) for place in places] == [
        "Çağrı",
        "12.345",
        "03.11.2026",
        "29.11.2026 00:30",
        "",
    ]
    assert tuple(column.cell(place) for place in places) == said
    days = (day, None, dt.date(2025, 12, 31))
    model = RowsModel[int]([Column("Gün", lambda place: days[place])], parent=None)
    model.set_rows([0, 1, 2])
    model.sort(0)
    assert list(model.rows()) == [1, 2, 0]
