"""The list: what stands where, narrowed, ordered, looked at as of a day, by keyboard."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.work import Work
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.officers.dialogs import OfficerDialog
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.officers.preview import MOBILE, TCKN
from alo183_desktop.gui.officers.words import OfficerView
from alo183_desktop.officers import lists, service
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.rows import VacancyFilter
from alo183_desktop.overview import service as overview
from alo183_desktop.rota.record import SubstitutionValues
from alo183_desktop.rota.substitute_service import SUBSTITUTIONS
from tests.gui.desks import acts
from tests.gui.look import ROOMS, seat
from tests.gui.officers.directorate import tckn

CONTROL = Qt.KeyboardModifier.ControlModifier
SERVING = ["Çağrı ÖZGÜN", "Iraz ILGIN", "İbrahim IŞIK", "Zeynep GÜNDOĞDU"]


def names(page: OfficersPage) -> list[str]:
    return [line.officer.name for line in page.view.lines() if line.officer is not None]


def choose(page: OfficersPage, view: OfficerView) -> None:
    page.filters.views.choose(view.value)
    page.filters.views.chosen.emit(view.value)


def narrow(page: OfficersPage, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(page.loaded):
        page.filters.search.setText(text)


def test_that_vacant_duties_stand_above_the_names_in_turkish_order(page: OfficersPage) -> None:
    first = page.view.lines()[0]
    assert first.vacancy is not None
    assert first.vacancy.subject_name == "Engelli"
    assert first.words == "Boş görev: 12 gündür kimse atanmadı"
    assert names(page) == SERVING
    assert page.view.columnSpan(0, 0) == lists.SUBJECTS


def test_that_an_answer_changes_the_card_beside_the_list_once(
    page: OfficersPage, qtbot: QtBot
) -> None:
    seen: list[QWidget | None] = []

    def shown() -> QWidget | None:
        area = page.card.findChild(QScrollArea)
        assert isinstance(area, QScrollArea)
        return area.widget()

    def note() -> None:
        seen.append(shown())

    before = shown()
    page.view.row_changed.connect(note)
    with qtbot.waitSignals([page.loaded, page.card_shown]):
        page.refresh()
    assert seen
    assert all(one is before for one in seen)
    assert shown() is not before


@pytest.mark.parametrize("which", ["page", "empty_page"])
def test_that_the_overviews_number_opens_as_many_rows(
    which: str, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    page: OfficersPage = request.getfixturevalue(which)
    desk: Desk = request.getfixturevalue("desk" if which == "page" else "empty_desk")
    with desk.work() as work:
        counted = overview.count(work, VacancyFilter())
    with qtbot.waitSignal(page.loaded):
        page.show_query(VacancyFilter())
    assert len(page.view.lines()) == counted > 0


def test_that_a_whole_tckn_is_found_and_written_down(
    page: OfficersPage, desk: Desk, qtbot: QtBot
) -> None:
    narrow(page, qtbot, tckn(2))
    assert names(page) == ["İbrahim IŞIK"]
    assert acts(desk, "officer.tckn_searched") == 1


def test_that_a_subject_narrows_officers_and_vacancies(page: OfficersPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        page.filters.subject.setCurrentText("Çocuk")
    assert names(page) == ["Çağrı ÖZGÜN", "Zeynep GÜNDOĞDU"]
    assert page.view.lines()[0].vacancy is None


def test_that_masked_numbers_give_no_order(page: OfficersPage) -> None:
    page.view.sortByColumn(lists.TCKN, Qt.SortOrder.AscendingOrder)
    assert page.view.horizontalHeader().sortIndicatorSection() == lists.NAME
    assert names(page) == SERVING


def test_that_each_view_lists_its_own(page: OfficersPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        choose(page, OfficerView.LEFT)
    assert names(page) == ["Gülsüm ŞİMŞEK"]
    assert not page.view.isColumnHidden(lists.LEFT_ON)
    with qtbot.waitSignal(page.loaded):
        choose(page, OfficerView.VACANT)
    assert [line.words for line in page.view.lines()] == ["Boş görev: 12 gündür kimse atanmadı"]


def test_that_another_day_shows_who_served_on_it(page: OfficersPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        page.filters.day.line.setText("01.11.2026")
    assert "Gülsüm ŞİMŞEK" in names(page)
    assert page.banner.text() == "01.11.2026 tarihindeki durum gösteriliyor."
    with qtbot.waitSignal(page.loaded):
        page.banner.action_chosen.emit()
    assert names(page) == SERVING
    assert page.banner.isHidden()


def test_that_a_day_half_typed_does_not_count(page: OfficersPage) -> None:
    page.filters.day.line.setText("01.11.20")
    assert page.filters.day.is_today()


def test_that_the_coverage_marks_what_nobody_answers_for(page: OfficersPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        choose(page, OfficerView.COVERAGE)
    headings, rows = page.coverage.table_texts()
    wanted = [
        "Konu",
        "Durumu",
        "Sıra",
        "Sorumlusu",
        "Yerine",
        "Başladığı gün",
        "Kurumsal cep",
    ]
    assert headings == wanted
    # What is vacant stands above all that is not, in the order of the circular below it.
    assert rows[:4] == [
        ["Engelli", "12 gündür boş", "", "kimse yok", "", "12.11.2026", ""],
        ["Çocuk", "2 sorumlu", "1", "Çağrı ÖZGÜN", "", "01.03.2024", "0505 000 41 03"],
        ["Çocuk", "", "2", "Zeynep GÜNDOĞDU", "", "01.03.2024", "0505 000 41 00"],
        ["Kadın", "1 sorumlu", "1", "Zeynep GÜNDOĞDU", "", "01.03.2024", "0505 000 41 00"],
    ]
    assert page.coverage.accessibleName() == "Müracaat konuları ve sorumluları"


@pytest.mark.usefixtures("painted")
def test_that_the_coverage_shows_a_long_name_whole_on_a_small_screen(
    page: OfficersPage, desk: Desk, qtbot: QtBot
) -> None:
    name = "Nurefşan Gülsüm AĞAOĞLU ER"
    with desk.work() as work:
        for officer in work.session.scalars(select(Officer)):
            officer.given_names, officer.surname = "Nurefşan Gülsüm", "AĞAOĞLU ER"
    seat(page, (1174, 690))  # what navigation and foot leave of 1366 × 768
    with qtbot.waitSignal(page.loaded):
        choose(page, OfficerView.COVERAGE)
    headings, rows = page.coverage.table_texts()
    place = headings.index("Sorumlusu")
    assert name in [row[place] for row in rows]
    needed = QFontMetrics(theme.body()).horizontalAdvance(name) + theme.px(16)  # as a cell does
    qtbot.waitUntil(lambda: page.coverage.columnWidth(place) >= needed)


def test_that_the_coverage_marks_a_substitute_where_there_is_no_room_to_say_for_whom(
    page: OfficersPage, desk: Desk, qtbot: QtBot
) -> None:
    with desk.work() as work:
        away, there = (
            work.session.scalars(select(Officer.id).filter_by(surname=surname)).one()
            for surname in ("GÜNDOĞDU", "IŞIK")
        )
        today, tomorrow = dt.date(2026, 11, 24), dt.date(2026, 11, 25)
        SUBSTITUTIONS.save(work, None, SubstitutionValues(away, None, there, today, tomorrow))
    with qtbot.waitSignal(page.loaded):
        choose(page, OfficerView.COVERAGE)
    for room, shows in ((ROOMS[0], False), ((1500, 771), True)):
        seat(page, room)
        headings, rows = page.coverage.table_texts()
        assert ("Yerine" in headings) is shows, room
        assert any(row[1].endswith("vekil") for row in rows), room


def test_that_the_coverage_of_another_day_shows_who_answered_then(
    page: OfficersPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.loaded):
        choose(page, OfficerView.COVERAGE)
    with qtbot.waitSignal(page.loaded):
        page.filters.day.line.setText("01.11.2026")
    _headings, rows = page.coverage.table_texts()
    assert ["Engelli", "1 sorumlu", "1", "Gülsüm ŞİMŞEK"] in [row[:4] for row in rows]


def test_that_the_coverage_is_used_by_keyboard_alone(page: OfficersPage, qtbot: QtBot) -> None:
    with qtbot.waitSignals([page.loaded, page.card_shown]):
        choose(page, OfficerView.COVERAGE)
    page.coverage.setFocus()
    page.coverage.selectRow(0)
    with qtbot.waitSignal(page.route_requested) as begun:
        QTest.keyClick(page.coverage, Qt.Key.Key_Return)
    assert begun.args == ["change", 0]
    with qtbot.waitSignal(page.card_shown):
        QTest.keyClick(page.coverage, Qt.Key.Key_Down)
    line = page.coverage.line()
    assert line is not None
    assert line.officer is not None
    QTest.keyClick(page.coverage, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), OfficerDialog))
    page.opener.close_all()


def test_that_the_search_finds_an_officer_or_a_subject_in_the_coverage(
    page: OfficersPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.loaded):
        choose(page, OfficerView.COVERAGE)
    with qtbot.waitSignal(page.loaded):
        page.filters.search.setText("gundogdu")
    assert [row[0] for row in page.coverage.table_texts()[1]] == ["Çocuk", "Kadın"]
    with qtbot.waitSignal(page.loaded):
        page.filters.search.setText("cocuk")
    assert [row[3] for row in page.coverage.table_texts()[1]] == ["Çağrı ÖZGÜN", "Zeynep GÜNDOĞDU"]


def test_that_the_list_is_used_by_keyboard_alone(
    page: OfficersPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.view.setFocus()
    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(page.view, Qt.Key.Key_F5)
    QTest.keyClick(page.view, Qt.Key.Key_F, CONTROL)
    assert page.filters.search.hasFocus()
    QTest.keyClicks(page.filters.search, "gundogdu")
    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    assert page.view.hasFocus()
    settle()
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert page.card.isHidden()
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert page.card.isVisible()
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.opener.dialog() is None)


def test_that_shift_f10_opens_the_menu_of_the_row(page: OfficersPage) -> None:
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    assert words == ["Kartı &aç", "&Görev değişikliği başlat", "Kopyala\tCtrl+C"]
    menu.close()


def test_that_f4_opens_the_card_as_it_puts_a_row_right_in_other_lists(
    page: OfficersPage, qtbot: QtBot
) -> None:
    page.view.select_row(("officer", 1))
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    dialog = page.opener.dialog()
    assert dialog is not None
    dialog.done(0)


def test_that_rows_are_copied_with_masked_numbers(page: OfficersPage) -> None:
    page.view.setFocus()
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_C, CONTROL)
    text = QGuiApplication.clipboard().text()
    assert "Zeynep GÜNDOĞDU\tSosyal Çalışmacı\t100••••••" in text
    assert tckn(1) not in text
    rows = len(page.view.lines())
    said = f"{rows} satır, başlıklarıyla kopyalandı; kilitlenince panodan silinir."
    assert page.toast.text() == said


def test_that_who_has_no_subject_is_not_counted_as_responsible(
    page: OfficersPage, desk: Desk, qtbot: QtBot
) -> None:
    def heads() -> str:
        return " ".join(one.text() for one in page.header.findChildren(ElidedLabel))

    assert "4 sorumlu görevde" in heads()
    assert "konusu yok" not in heads()
    with desk.work() as work:
        service.add_officer(work, OfficerValues("Ümit", "ÜNLÜ", "Şoför", None, 1))
    with qtbot.waitSignal(page.loaded):
        page.refresh()
    assert "4 sorumlu görevde, 1 kişinin konusu yok" in heads()


def test_that_showing_a_number_is_asked_for_and_written_down(
    page: OfficersPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(page.card_shown):
        page.view.selectRow(4)
    number, mobile = page.card.masked.get(TCKN), page.card.masked.get(MOBILE)
    assert number is not None
    assert mobile is not None
    assert acts(desk, "officer.tckn_shown") == 0
    for value in (number, mobile):
        link = value.findChild(LinkButton)
        assert link is not None
        link.click()
    settle()
    shown = [label.text() for label in page.card.findChildren(QLabel)]
    assert tckn(1) in shown
    assert "0532 111 22 00" in shown
    assert acts(desk, "officer.tckn_shown") == 1
    assert acts(desk, "officer.personal_mobile_shown") == 1


def test_that_the_page_follows_changes_of_others(
    page: OfficersPage, background: Background, qtbot: QtBot
) -> None:
    def add(work: Work) -> None:
        service.add_officer(work, OfficerValues("Ümit", "ÜNLÜ", "Psikolog", None, 1))

    def fail(error: Exception) -> None:
        raise error

    with qtbot.waitSignal(page.loaded):
        background.run(
            add,
            parent=page,
            success=lambda _nothing: None,
            failure=fail,
            changes=frozenset({Topic.OFFICER}),
        )
    assert "Ümit ÜNLÜ" in names(page)


def test_that_the_list_shows_the_new_name_of_a_unit(page: OfficersPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        page.background.changed.emit(frozenset({Topic.UNIT}))


def test_that_a_vacancy_leads_to_a_change(page: OfficersPage, qtbot: QtBot) -> None:
    page.view.setFocus()
    page.view.selectRow(0)
    with qtbot.waitSignal(page.route_requested) as heard:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert heard.args == ["change", 0]


@pytest.fixture
def remembered(settings: QSettings) -> Iterator[QSettings]:
    Remembered.settings = settings
    yield settings
    Remembered.settings = None
