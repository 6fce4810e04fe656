"""The list: what is due next, its views and filters, clocks that run on, by keyboard."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import lists as columns
from alo183_desktop.cases import progress, service
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.rows import CaseFilter, UnexplainedCallFilter
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.states import State
from tests.clocks import FixedClock
from tests.database.cases import AID
from tests.gui.cases.conftest import case_id_of
from tests.gui.cases.directorate import RUNNING, values
from tests.gui.desks import acts

NUMBERS = [case[0] for case in RUNNING]


def numbers(page: CasesPage) -> list[str]:
    return [row.number for row in page.cases.model.rows()]


def choose(page: CasesPage, key: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        page.views.choose(key)
        page.views.chosen.emit(key)


def cell(page: CasesPage, row: int, column: int) -> str:
    model = page.cases.model
    return str(model.data(model.index(row, column)))


def test_that_the_page_opens_on_what_is_due_next_with_late_ones_on_top(
    page: CasesPage, qtbot: QtBot
) -> None:
    assert numbers(page) == NUMBERS
    assert cell(page, 0, columns.LEFT) == "2 sa 06 dk gecikti"
    assert cell(page, 1, columns.LEFT) == "3 sa 12 dk kaldı"
    view = page.cases.view
    marks = [view.countdown.entry_mark(row) for row in page.cases.model.rows()]
    assert marks[:3] == [State.LATE, State.NEAR, None]
    qtbot.waitUntil(lambda: page.card.card() is not None)


def case_id_of_work(work: object) -> int:
    from alo183_desktop.cases import queries

    found = queries.find_number(work.session, NUMBERS[0])  # type: ignore[attr-defined]
    assert found is not None
    return found


def test_that_each_view_counts_what_it_shows(page: CasesPage, qtbot: QtBot) -> None:
    for view, count in (
        ("due_in_4h", 1),
        ("late", 1),
        ("no_first_action", 4),
        ("no_officer", 1),
        ("closed", 26),
        ("all", 36),
    ):
        choose(page, view, qtbot)
        assert len(numbers(page)) == count, view
        assert page.views.words_of(view).endswith(f" {count}")


def test_that_alt_u_shows_exactly_the_running_cases_that_nobody_answers_for(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    with desk.work() as work:
        row = service.open_case(work, case_id_of_work(work)).row
        case = CaseValues(
            number="183-2026-999999",
            routed_at=work.now,
            subject_id=row.subject_id,
            kind_id=AID,
            is_urgent=False,
        )
        service.add_case(work, case, officer_id=None)
    with qtbot.waitSignals([page.loaded, page.counted]):
        page.background.changed.emit(frozenset({Topic.CASES}))
    with desk.work() as work:
        count = service.count(work, CaseFilter(view=CaseView.NO_OFFICER))
    assert count
    page.cases.view.setFocus()
    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(page.cases.view, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    assert "183-2026-999999" in numbers(page)
    assert len(numbers(page)) == count
    assert all(not row.officer_id for row in page.cases.model.rows())
    words = page.views.words_of(CaseView.NO_OFFICER.value).replace("&", "")
    assert words == f"Sorumlusuz {count}"


def test_that_views_of_the_first_action_show_its_clock(page: CasesPage, qtbot: QtBot) -> None:
    choose(page, CaseView.NO_FIRST_ACTION.value, qtbot)
    shown = page.cases.view.columns_shown()
    assert columns.ACTION in shown
    assert columns.LEFT not in shown
    assert "gecikti" in cell(page, 0, columns.ACTION)


def test_that_clocks_run_on_without_moving_the_current_case(
    page: CasesPage, clock: FixedClock, settle: Callable[[], None]
) -> None:
    page.cases.view.selectRow(2)
    clock.advance(minutes=30)
    page.watch.look()
    settle()
    assert cell(page, 2, columns.LEFT) == "9 sa 09 dk kaldı"
    assert page.cases.view.currentIndex().row() == 2


def test_that_a_change_elsewhere_keeps_the_current_case(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.cases.view.selectRow(3)
    current = page.cases.current_id()
    with desk.work() as work:
        progress.enter(work, case_id_of_work(work), at=work.now, record="9")
    with qtbot.waitSignal(page.loaded):
        page.background.changed.emit(frozenset({Topic.CASES}))
    settle()
    assert numbers(page) == NUMBERS[1:]
    assert page.cases.current_id() == current
    assert page.cases.view.currentIndex().row() == 2


def test_that_a_single_letter_asks_for_nothing(page: CasesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        page.filters.search.setText("x")
    assert numbers(page) == NUMBERS


def test_that_filters_narrow_by_subject_officer_district_and_period(
    page: CasesPage, qtbot: QtBot
) -> None:
    choose(page, CaseView.ALL.value, qtbot)
    page.filters.box("district").choose("Gölbaşı")
    with qtbot.waitSignal(page.loaded):
        page.filters.filtered.emit()
    assert len(numbers(page)) == 7
    page.filters.box("routed_from").choose("today")
    with qtbot.waitSignal(page.loaded):
        page.filters.filtered.emit()
    assert numbers(page) == []
    page.filters.box("routed_from").choose("2026-11")
    with qtbot.waitSignal(page.loaded):
        page.filters.filtered.emit()
    assert "183-2026-100421" in numbers(page)


def test_that_a_heading_sorts_and_a_heading_without_an_order_does_not(
    page: CasesPage, qtbot: QtBot
) -> None:
    view = page.cases.view
    with qtbot.waitSignal(page.loaded):
        view.sortByColumn(columns.NUMBER, Qt.SortOrder.DescendingOrder)
    assert numbers(page) == sorted(NUMBERS, reverse=True)
    assert page.cases.order() == (CaseSort.NUMBER, True)
    view.sortByColumn(columns.OFFICER, Qt.SortOrder.AscendingOrder)
    assert page.cases.order() == (CaseSort.NUMBER, True)
    assert view.horizontalHeader().sortIndicatorSection() == columns.NUMBER


def test_that_each_tile_leads_to_exactly_its_list(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    for view in CaseView:
        wanted = CaseFilter(view=view)
        with qtbot.waitSignal(page.loaded):
            page.show_query(wanted)
        with desk.work() as work:
            assert len(numbers(page)) == service.count(work, wanted), view
        assert page.filters.chip.words(), view
        assert not page.filters.chip.isHidden(), view


def test_that_the_chip_says_what_was_asked_for_and_can_be_removed(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    with desk.work() as work:
        subject_id = service.open_case(work, case_id_of_work(work)).row.subject_id
    with qtbot.waitSignal(page.loaded):
        page.show_query(CaseFilter(view=CaseView.RUNNING, subject_id=subject_id))
    assert page.filters.chip.words() == "Sisteme girilmemiş vakalar; Kadın"
    assert len(numbers(page)) == 2
    with qtbot.waitSignal(page.loaded):
        page.filters.chip.removed.emit()
    assert page.filters.chip.isHidden()
    assert len(numbers(page)) == 36


def test_that_another_view_takes_the_chip_away(page: CasesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        page.show_query(CaseFilter(view=CaseView.ENTERED_LATE))
    choose(page, CaseView.RUNNING.value, qtbot)
    assert page.filters.chip.isHidden()
    assert numbers(page) == NUMBERS


def test_that_a_query_for_calls_shows_the_calls(page: CasesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.calls.loaded):
        page.show_query(UnexplainedCallFilter())
    assert page.is_on_calls()
    assert page.calls.model.rowCount() == 3
    assert page.calls.filters.chip.words() == "Açıklanmayan aramalar"
    choose(page, CaseView.RUNNING.value, qtbot)
    assert not page.is_on_calls()


def test_that_a_case_that_the_view_leaves_out_is_shown_all_the_same(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    wanted = case_id_of(desk, "183-2026-100390")
    with qtbot.waitSignals([page.loaded, page.card_shown]):
        page.show_item("case", wanted)
    assert page.cases.current_id() == wanted
    card = page.card.card()
    assert card is not None
    assert card.row.case_id == wanted


def test_that_opening_a_case_is_written_down(page: CasesPage, desk: Desk, qtbot: QtBot) -> None:
    before = acts(desk, "case.opened")
    with qtbot.waitSignal(page.card_shown):
        page.cases.view.selectRow(1)
    assert acts(desk, "case.opened") == before + 1


def test_that_enter_opens_the_next_step_and_space_hides_the_card(
    page: CasesPage, qtbot: QtBot
) -> None:
    page.cases.view.setFocus()
    QTest.keyClick(page.cases.view, Qt.Key.Key_Space)
    assert page.card.isHidden()
    QTest.keyClick(page.cases.view, Qt.Key.Key_Space)
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(page.cases.view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert dialog is not None
    assert dialog.windowTitle() == "Sisteme girişi kaydet"


def test_that_an_empty_list_offers_the_first_case(empty_page: CasesPage, qtbot: QtBot) -> None:
    view = empty_page.cases.view
    words = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    # Nothing was ever recorded: it would be wrong to say that all is entered.
    assert "Henüz vaka kayıtlı değil" in words
    assert not any("girilmiş" in word for word in words)
    with qtbot.waitSignal(empty_page.opener.opened):
        view.empty_action.emit()


def test_that_a_list_of_another_page_stands_under_its_own_view_or_none(
    page: CasesPage, qtbot: QtBot
) -> None:
    for wanted, chosen in (
        (CaseFilter(view=CaseView.LATE), CaseView.LATE.value),
        (CaseFilter(view=CaseView.LATE_ACTION), ""),
        (CaseFilter(), CaseView.ALL.value),
    ):
        with qtbot.waitSignal(page.loaded):
            page.show_query(wanted)
        assert page.views.chosen_key() == chosen
    with qtbot.waitSignal(page.loaded):
        page.show_query(CaseFilter(view=CaseView.LATE_ACTION))
    with qtbot.waitSignal(page.loaded):
        page.filters.chip.removed.emit()
    assert page.views.chosen_key() == CaseView.ALL.value


def test_that_nothing_lies_over_another_in_a_narrow_window(
    page: CasesPage, host: QWidget, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    host.resize(832, 700)
    page.resize(host.size())
    with qtbot.waitSignal(page.loaded):
        page.show_query(CaseFilter(view=CaseView.LATE_ACTION))
    settle()
    narrowing = page.filters
    row = [
        narrowing.search,
        *narrowing.boxes(),
        narrowing.chip,
    ]
    edges = [(one.mapTo(page, one.rect().topLeft()).x(), one.width()) for one in row]
    for (left, width), (following, _) in pairwise(edges):
        assert left + width <= following
    choose(page, CaseView.RUNNING.value, qtbot)
    view = page.cases.view
    room = view.columnWidth(columns.LEFT)
    words = cell(page, 0, columns.LEFT)
    assert view.fontMetrics().horizontalAdvance(words) < room
    assert columns.DUE not in view.columns_shown()
    marks = [mark for mark in page.header.findChildren(StateMark) if mark.isVisible()]
    assert marks
    assert all(mark.width() >= mark.sizeHint().width() for mark in marks)


def test_that_subject_and_kind_are_read_whole_beside_the_card(
    page: CasesPage, host: QWidget, settle: Callable[[], None]
) -> None:
    host.resize(1088, 640)  # what 1366 x 768 leaves beside the navigation
    page.resize(host.size())
    settle()
    view = page.cases.view
    words = "Şehit yakını ve gazi, Sosyal yardım"
    assert view.fontMetrics().horizontalAdvance(words) < view.columnWidth(columns.SUBJECT)


def test_that_a_narrow_window_shortens_the_words_of_the_views(
    page: CasesPage, host: QWidget, qtbot: QtBot
) -> None:
    assert not page.views.is_short()
    host.resize(980, 700)
    page.resize(980, 700)
    qtbot.waitUntil(page.views.is_short)
    assert page.views.words_of("calls") == "&Aramalar 3"
    page.resize(719, 420)  # what 1366 x 768 at 150 % leaves beside the navigation
    qtbot.waitUntil(lambda: page.views.words_of("calls") == "&Arama")
    assert page.views.words_of(CaseView.NO_OFFICER.value) == "Sa&hipsiz"
    # All begin with the same digits: where a number has no room, its end stays.
    assert page.cases.model.columns[columns.NUMBER].cut_middle
    last = page.views.findChildren(QAbstractButton)[-1]
    assert last.mapTo(page, last.rect().topRight()).x() <= page.width()
    page.resize(1180, 700)
    qtbot.waitUntil(lambda: not page.views.is_short())


def test_that_a_case_that_is_asked_for_far_down_is_in_sight(
    page: CasesPage, desk: Desk, settle: Callable[[], None], qtbot: QtBot
) -> None:
    with desk.work() as work:
        for place in range(60):
            case = values(work, f"183-2026-5{place:05}", 20 - place / 10)
            service.add_case(work, case, officer_id=None)
    wanted = case_id_of(desk, "183-2026-500059")
    with qtbot.waitSignals([page.loaded, page.card_shown]):
        page.show_item("case", wanted)
    settle()
    view = page.cases.view
    assert page.cases.current_id() == wanted
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    assert view.rowAt(0) > 0
