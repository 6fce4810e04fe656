"""Every list of every page, on a year of work: how it is searched, and how it leaves."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from alo183_desktop import demo
from alo183_desktop.bootstrap.capabilities import PAGES
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import Button, Segmented
from alo183_desktop.gui.kit.filters import (
    AsOfField,
    FilterBox,
    FilterDay,
    SearchField,
)
from alo183_desktop.gui.kit.form.choices import ComboBox
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.officers.words import OfficerView
from alo183_desktop.gui.pages import UserContext, entries
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.vehicles.page import VehiclePart, VehiclesPage
from alo183_desktop.shared.written_files import file_name
from tests.clocks import NEW_YEAR, FixedClock
from tests.gui.desks import PASSWORD, make_program
from tests.gui.printers import print_to
from tests.gui.several import check_several

PRINTING: Final = {"cases": 2, "rota": 6, "vehicles": 4, "officers": 2, "phones": 9}
"""How many lists and sheets a page prints by Ctrl+P, where it is not one."""
PRINTED: Final = tuple(place.key for place in PAGES if place.key != "settings")
LISTS: Final = tuple(key for key in PRINTED if key != "today")
COUNTED: Final = tuple(key for key in LISTS if key != "changes")
"""Whose lists are written down by `list_actions`; letters record more than a count."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NEW_YEAR)


@pytest.fixture
def desk(year_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    shutil.copytree(year_folder, data_folder, dirs_exist_ok=True)
    made = make_program(data_folder, clock).unlock(demo.LOGIN, PASSWORD)
    yield made
    made.close()


@pytest.fixture
def page(
    desk: Desk, background: Background, host: QWidget, qtbot: QtBot, key: str
) -> Iterator[Page]:
    background.attach(desk.work)
    pages = {entry.key: entry for entry in entries(background, UserContext(desk))}
    made = pages[key].factory(host)
    made.resize(host.size())
    with qtbot.waitExposed(host):
        host.show()
    made.show()
    qtbot.waitUntil(background.is_idle)
    yield made
    made.prepare_lock()


def walk(page: Page, settle: Callable[[], None]) -> Iterator[str]:
    """Show all that a page can show, one after the other, and yield its name."""
    yield "first"
    parts = {PhonesPage: PhonesPart, RotaPage: RotaPart, VehiclesPage: VehiclePart}
    if isinstance(page, PhonesPage | RotaPage | VehiclesPage):
        show: Callable[[Any], object] = page.show_view
        for view in parts[type(page)]:
            show(view)
            settle()
            yield view
    elif isinstance(page, CasesPage):
        page.show_query(UnexplainedCallFilter())
        settle()
        yield "calls"
    elif isinstance(page, OfficersPage):
        page.filters.choose_view(OfficerView.COVERAGE)
        page.filters.changed.emit()
        settle()
        yield "coverage"


def lists_of(page: Page) -> list[TableView]:
    """Return the lists in sight that have rows."""
    views = [one for one in page.findChildren(TableView) if one.isVisible()]
    return [one for one in views if (model := one.model()) is not None and model.rowCount()]


@pytest.mark.parametrize("key", LISTS)
def test_that_every_list_keeps_qts_rules_and_has_no_act_for_one_of_several_rows(
    page: Page, settle: Callable[[], None], key: str
) -> None:
    for _shown in walk(page, settle):
        for listed in lists_of(page):
            model = listed.model()
            assert model is not None
            QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
            # What one person holds is given back together: tests/gui/phones/test_list_stack.py.
            if key != "phones" and model.rowCount() > 1:
                check_several(listed)


@pytest.mark.parametrize("key", LISTS)
def test_that_a_list_opens_at_a_row_and_the_row_worked_on_stays_when_it_is_read_again(
    page: Page, settle: Callable[[], None], qtbot: QtBot, key: str
) -> None:
    without = []
    for shown in walk(page, settle):
        for listed in lists_of(page):
            model = listed.model()
            # The counts beside the sheet of the month are read, not worked on.
            if model is None or not model.rowCount() or listed.key == "rota-counts":
                continue
            if not listed.currentIndex().isValid():
                without.append((shown, listed.key))
            listed.selectRow(min(3, model.rowCount() - 1))
            settle()
            before = listed.current_row()
            QTest.keyClick(listed, Qt.Key.Key_F5)
            settle()
            qtbot.waitUntil(partial(is_at, listed, before))
    assert without == [], key


def is_at(listed: TableView, row: object) -> bool:
    return bool(listed.current_row() == row)


@pytest.mark.parametrize("key", ["cases", "rota", "officers", "phones", "guidance", "audit"])
def test_that_the_card_beside_a_list_shows_how_many_rows_are_selected(
    page: Page, settle: Callable[[], None], qtbot: QtBot
) -> None:
    def texts() -> set[str]:
        cards = [one for one in page.findChildren(SideCard) if one.isVisible()]
        return {one.text() for card in cards for one in card.findChildren(QLabel)}

    def is_said(words: str) -> bool:
        return words in texts()

    counted = set()
    for shown in walk(page, settle):
        for listed in lists_of(page):
            model = listed.model()
            # The card beside the sheet shows the duty of its cell, not the person of a count.
            if model is None or model.rowCount() < 3 or not texts() or listed.key == "rota-counts":
                continue
            listed.selectRow(0)
            for count in (2, 3):
                QTest.keyClick(listed, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
                qtbot.waitUntil(partial(is_said, f"{count} satır seçili"))
            settle()
            counted.add((shown, listed.key))
    assert counted


@pytest.mark.parametrize("key", LISTS)
def test_that_down_goes_from_the_views_above_a_list_into_the_list(
    page: Page, settle: Callable[[], None], host: QWidget, key: str
) -> None:
    tried = 0
    for _shown in walk(page, settle):
        for views in filter(QWidget.isVisible, page.findChildren(Segmented)):
            button = views.findChild(Button, options=Qt.FindChildOption.FindDirectChildrenOnly)
            assert button is not None
            button.setFocus()
            QTest.keyClick(button, Qt.Key.Key_Down)
            listed = host.focusWidget()
            assert isinstance(listed, QAbstractItemView), listed
            assert listed.isVisible()
            tried += 1
    assert tried or key in {"guidance", "audit"}


@pytest.mark.parametrize("key", LISTS)
def test_that_a_search_without_a_hit_says_so_and_offers_the_way_back(
    page: Page, settle: Callable[[], None], qtbot: QtBot
) -> None:
    asked = []
    for shown in walk(page, settle):
        searched = [one for one in page.findChildren(SearchField) if one.isVisible()]
        for listed, search in zip(lists_of(page), searched, strict=False):
            model = listed.model()
            assert model is not None
            count = model.rowCount()
            search.setText("0999yokböylebiri")
            search.searched.emit(search.text())
            qtbot.waitUntil(partial(is_empty, model))
            settle()
            listed.show_all_requested.emit()
            settle()
            assert search.text() == "", shown
            assert model.rowCount() >= count, shown
            # The button that was pressed is gone: whoever pressed it goes on in the list.
            assert listed.hasFocus(), shown
            assert listed.currentIndex().isValid(), shown
            asked.append(shown)
    assert asked, "the demo has no rows for the lists of this page"


@pytest.mark.parametrize("key", LISTS)
def test_that_ctrl_f_leads_to_the_search_of_the_list_that_is_seen(
    page: Page, settle: Callable[[], None]
) -> None:
    for shown in walk(page, settle):
        searches = [one for one in page.findChildren(SearchField) if one.isVisible()]
        for search in searches:
            page.take_focus()
            QTest.keySequence(page.window().focusWidget(), QKeySequence("Ctrl+F"))
            assert search.hasFocus(), shown


@pytest.mark.parametrize("key", LISTS)
def test_that_every_list_is_as_it_was_after_a_lock(
    page: Page,
    desk: Desk,
    background: Background,
    host: QWidget,
    settle: Callable[[], None],
    key: str,
) -> None:
    place = next(one for one in entries(background, UserContext(desk)) if one.key == key)
    for shown in walk(page, settle):
        for box in page.findChildren(FilterBox):
            if box.isVisible() and not box.filter_text():
                box.setCurrentIndex(1)
                settle()
                if not lists_of(page):
                    box.setCurrentIndex(0)
                    settle()
        for search in page.findChildren(SearchField):
            if search.isVisible():
                search.restore("a")
                settle()
                search.restore("a" if lists_of(page) else "")
        for day in page.findChildren(AsOfField):
            if day.isVisible():
                day.set_text("20.11.2026")
        settle()
        for listed in lists_of(page):
            QTest.keyClick(listed, Qt.Key.Key_Down)
            QTest.keyClick(listed, Qt.Key.Key_Down)
        before = page.seen()
        again = place.factory(host)
        again.resize(host.size())
        page.hide()
        again.show_seen(before)
        again.show()
        settle()
        assert again.seen() == before, shown
        again.prepare_lock()
        again.hide()
        again.deleteLater()
        page.show()
        settle()


@pytest.mark.parametrize("key", LISTS)
def test_that_every_field_above_a_list_filters_it_and_says_what_by(
    page: Page, settle: Callable[[], None]
) -> None:
    for shown in walk(page, settle):
        fields = (*page.findChildren(ComboBox), *page.findChildren(DateField))
        typed = [one for form in page.findChildren(Form) for one in form.findChildren(QWidget)]
        apart = {one for one in fields if one.isVisible() and not isinstance(one, NARROWING)}
        assert apart <= set(typed), shown
        for box in page.findChildren(FilterBox):
            # Its last word alone, which a narrow box shows, must say what is narrowed.
            assert not box.words_of(None) or len(box.words_of(None).split()[-1]) > 3, shown
        seen: list[FilterBox | FilterDay] = [
            *page.findChildren(FilterBox),
            *page.findChildren(FilterDay),
        ]
        seen = [one for one in seen if one.isVisible()]
        assert len({one.filter_name() for one in seen}) == len(seen), shown


NARROWING: Final = (FilterBox, FilterDay, AsOfField)
"""The boxes and days above a list."""


def is_empty(model: QAbstractItemModel) -> bool:
    return not model.rowCount()


@pytest.mark.parametrize("key", COUNTED)
def test_that_every_list_leaves_whole_as_a_workbook_and_is_written_down(
    page: Page, desk: Desk, settle: Callable[[], None], tmp_path: Path, qtbot: QtBot
) -> None:
    for _shown in walk(page, settle):
        pass
    leaving = page.findChildren(ListActions)
    assert leaving
    left: list[int] = []
    for index, actions in enumerate(leaving):
        path = tmp_path / f"{index}.xlsx"
        with qtbot.waitSignal(actions.exported) as heard:
            actions.write_file(path)
        settle()
        _headings, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        left.insert(0, len(rows))
        assert heard.args == left[:1]
        with desk.work() as work:
            entries = find_entries(work.session, AuditFilter(), before=None, limit=50)
        reported = [one.details.get("count") for one in entries if one.action.endswith(".exported")]
        assert reported[: len(left)] == left


@pytest.mark.parametrize("key", PRINTED)
def test_that_what_was_printed_is_shown_in_the_same_words_on_every_page(
    page: Page, settle: Callable[[], None], qtbot: QtBot, tmp_path: Path, key: str
) -> None:
    if key in {"rota", "vehicles", "phones"}:
        for _view in walk(page, settle):
            pass
    keys = QKeySequence("Ctrl+P")
    printing = [one.trigger for one in page.findChildren(QAction) if one.shortcut() == keys]
    printing += [one.activated.emit for one in page.findChildren(QShortcut) if one.key() == keys]
    assert len(printing) == PRINTING.get(key, 1)
    for index, act in enumerate(printing):
        name = print_to(tmp_path / f"{index}.pdf", act, qtbot)
        assert name == file_name(Path(name).stem, ending=".pdf")
        qtbot.waitUntil(partial(_is_shown, page, f"Kaydedildi: {index}.pdf"))
        assert page.toast.open_file.isVisible()
        assert page.toast.show_folder.isVisible()


def _is_shown(page: Page, reported: str) -> bool:
    return page.toast.text() == reported
