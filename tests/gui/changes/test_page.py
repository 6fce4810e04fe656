"""The page: what each letter lacks, dispatches, forms, roles."""

import datetime as dt
import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import load_workbook

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.form import ChangeEntry
from alo183_desktop.cli.lists import list_changes
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.gui.changes.letter_list import DRAFT_COLUMNS, LETTER_COLUMNS, LetterView
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.changes.words import HAND_OVER, LEAVER, LETTER, NEWCOMER, SUBJECTS, elapsed
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.filters import FilterChip, SearchField
from alo183_desktop.gui.kit.notices import EmptyState
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import Result
from alo183_desktop.officers.queries import names
from alo183_desktop.shared.clock import format_instant
from tests.clocks import FixedClock
from tests.database.desks import finish
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY, finish_letter, record_dispatch
from tests.gui.changes.test_open_cases import add_cases
from tests.gui.officers.directorate import tckn
from tests.platforms import OFF_THE_SCREEN

OTHER: Final = replace(
    ENTRY,
    leaver_id=2,
    subject_ids=(3, 4),
    given_names="Hilal",
    tckn=tckn(78),
    corporate_mobile="0500 000 41 78",
)


def _choose(page: ChangesPage, words: str) -> None:
    """Press the view whose words begin so."""
    for button in page.segments.findChildren(QPushButton):
        if button.text().replace("&", "").startswith(words):
            button.click()


def test_that_each_letter_says_what_it_lacks_and_the_worst_comes_first(
    page: ChangesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    waits = finish_letter(desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    half = finish_letter(desk, leaver_id=2, subject_ids=(3, 4), serial=78)
    done = finish_letter(desk, leaver_id=3, subject_ids=(5,), serial=79)
    record_dispatch(desk, half, Channel.FAX)
    record_dispatch(desk, done, Channel.FAX)
    record_dispatch(desk, done, Channel.POST)
    page.load()
    settle()
    assert [row.letter_id for row in page.letters.rows()] == [waits, half]
    words = [page.letters.index(row, 0).data() for row in range(2)]
    assert words == ["faks da posta da bekliyor", "faks gitti, posta bekliyor"]
    _choose(page, "Gönderilen ")
    assert [row.letter_id for row in page.letters.rows()] == [done]
    _choose(page, "Tümü ")
    assert page.letters.rowCount() == 3


def test_that_several_selected_letters_are_counted_where_one_would_be_shown(
    page: ChangesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    for leaver_id, subjects in ((1, (1, 2)), (2, (3, 4)), (3, (5,))):
        finish_letter(desk, leaver_id=leaver_id, subject_ids=subjects, serial=76 + leaver_id)
    page.load()
    settle()

    def title() -> str:
        return page.panel.findChildren(EmptyState)[0].title()

    page.letter_view.selectRow(0)
    for count in (2, 3):
        QTest.keyClick(page.letter_view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert title() == f"{count} yazı seçili"
        assert page.acts.card() is None
    page.letter_view.clearSelection()
    page.letter_view.setCurrentIndex(QModelIndex())
    assert title() == "Yazı seçilmedi"


def test_that_a_number_of_the_overview_leads_to_exactly_its_letters(
    page: ChangesPage, desk: Desk, settle: Callable[[], None], clock: FixedClock
) -> None:
    late = finish_letter(desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    clock.advance(hours=48)
    near = finish_letter(
        desk, leaver_id=2, subject_ids=(3, 4), serial=78, effective_on="26.11.2026"
    )
    page.load()
    settle()
    (chip,) = page.findChildren(FilterChip)
    for state, letters, words in (
        ("late", [late], "gününde tamamlanmayanlar"),
        ("near", [near], "günü geçmemiş bekleyenler"),
    ):
        page.show_query(LetterFilter(state=state))
        assert [row.letter_id for row in page.letters.rows()] == letters
        assert chip.words() == words
    chip.removed.emit()
    assert (page.letters.rowCount(), chip.isHidden()) == (2, True)


def test_that_a_letter_of_two_days_shows_both_wherever_it_is_shown(
    page: ChangesPage,
    desk: Desk,
    settle: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    later = replace(OTHER, effective_on="10.12.2026")
    with desk.work() as work:
        form = service.new_form(service.context(work))
        letter_id = finish(work, replace(form, entries=(ENTRY, later)))
        paper = change_files.read_paper(work, letter_id)
    page.load()
    settle()
    page.letter_view.setFocus()
    QTest.keyClick(page.letter_view, Qt.Key.Key_Return)
    settle()
    both = "25.11.2026 – 10.12.2026"
    (column,) = (one for one in LETTER_COLUMNS if one.heading == "Yürürlük")
    (row,) = page.letters.rows()
    shown = [one.text() for one in page.panel.findChildren(QLabel) if one.isVisible()]
    assert (column.text(row), paper.effective_words) == (both, f"Yürürlük: {both}")
    assert both in shown
    assert "0 dk oldu" in shown
    list_changes(Namespace(lacking=False, json=False, xlsx=None), desk)
    assert both in capsys.readouterr().out
    list_changes(Namespace(lacking=False, json=True, xlsx=None), desk)
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["effective_on"], told["last_effective_on"]) == ("2026-11-25", "2026-12-10")
    file = tmp_path / "yazilar.xlsx"
    list_changes(Namespace(lacking=False, json=False, xlsx=file), desk)
    headings, *rows = load_workbook(str(file)).get_sheet_by_index(0).to_python()
    days = [row[headings.index("Yürürlük")] for row in rows]
    assert days == [dt.date(2026, 11, 25), dt.date(2026, 12, 10)]


def test_that_the_card_shows_what_its_row_shows_when_a_day_has_passed(
    page: ChangesPage, desk: Desk, settle: Callable[[], None], clock: FixedClock
) -> None:
    finish_letter(desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    page.load()
    settle()
    page.letter_view.setFocus()
    QTest.keyClick(page.letter_view, Qt.Key.Key_Return)
    settle()
    for _ in range(2):
        (row,) = page.letters.rows()
        assert page.panel.state_words()[0] == row.state_words
        shown = [one.text() for one in page.panel.findChildren(QLabel) if one.isVisible()]
        assert elapsed(row) in shown
        clock.advance(hours=24)
        page.look_at_clock()
        settle()
    (row,) = page.letters.rows()
    assert row.state == "late"


def test_that_a_search_without_a_hit_does_not_say_that_nothing_waits(
    page: ChangesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    finish_letter(desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    page.load()
    settle()
    search = page.findChild(SearchField)
    assert search is not None
    search.setText("olmayan biri")
    search.searched.emit("olmayan biri")
    words = [label.text() for label in page.letter_view.findChildren(QLabel)]
    assert "Aramanıza uyan bekleyen yazı yok" in words
    assert "Bekleyen yazı yok" not in words
    search.setText("")
    search.searched.emit("")
    _choose(page, "Gönderilen ")
    words = [label.text() for label in page.letter_view.findChildren(QLabel)]
    assert "Gönderilen yazı yok" in words


@OFF_THE_SCREEN
@pytest.mark.parametrize(
    ("width", "headings"),
    [
        (430, {"Eksik", "Değişiklik", "Dosya"}),  # on 1366 × 768 at 150 %
        (680, {"Eksik", "Geçen süre", "Değişiklik", "Dosya"}),
        (725, {"Eksik", "Geçen süre", "Değişiklik", "Dosya", "Sayı"}),  # on 1280 × 800
        (1400, {column.heading for column in LETTER_COLUMNS} - {"EBYS", "KEP"}),
    ],
)
def test_that_a_narrow_list_leaves_out_only_on_the_screen_what_it_shows_twice(
    width: int, headings: set[str], window: QWidget
) -> None:
    view = LetterView(parent=window)
    view.resize(theme.px(width), theme.px(400))
    view.show()
    assert {LETTER_COLUMNS[place].heading for place in view.columns_shown()} == headings
    assert view.table_texts()[0] == [column.heading for column in LETTER_COLUMNS]


def test_that_a_draft_says_who_changes_when_it_was_saved_and_by_whom(
    page: ChangesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        form = service.new_form(service.context(work))
        entry = ChangeEntry(leaver_id=1, given_names="Gülşah", surname="ÇETİNKAYA")
        service.save_draft(work, replace(form, entries=(entry,), corrects_letter_id=7))
        (officer,) = names(work.session, {1}).values()
        now = work.now
    page.load()
    settle()
    _choose(page, "Taslaklar ")
    shown = [page.drafts.index(0, place).data() for place in range(len(DRAFT_COLUMNS))]
    assert shown == [
        f"{officer} → Gülşah ÇETİNKAYA",
        "Düzeltme yazısı",
        format_instant(now),
        desk.actor.name,
    ]


@pytest.mark.parametrize(
    ("entries", "place", "step"),
    [
        ((replace(ENTRY, leaver_id=None),), 0, LEAVER),
        ((replace(ENTRY, corporate_email=""),), 0, NEWCOMER),
        ((replace(ENTRY, effective_on=""),), 0, SUBJECTS),
        ((ENTRY, replace(ENTRY, leaver_id=2, tckn="")), 1, NEWCOMER),
        ((ENTRY, replace(OTHER, effective_on="")), 1, SUBJECTS),
        ((ENTRY,), 0, LETTER),
    ],
    ids=[
        "nobody leaves",
        "no address",
        "no day",
        "the second change",
        "its day",
        "nothing is missing",
    ],
)
def test_that_a_draft_goes_on_in_the_first_step_that_lacks_something(
    entries: tuple[ChangeEntry, ...],
    place: int,
    step: int,
    page: ChangesPage,
    desk: Desk,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    with desk.work() as work:
        service.save_draft(work, replace(service.new_form(service.context(work)), entries=entries))
    page.load()
    settle()
    _choose(page, "Taslaklar ")
    page.draft_view.setFocus()
    page.draft_view.select_first()
    QTest.keyClick(page.draft_view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.dialog() is not None)
    settle()
    dialog = page.dialog()
    assert dialog is not None
    assert dialog.step() == step
    assert dialog.page().full_key("x") == f"entries.{place}.x"


def test_that_the_key_of_the_drafts_selects_one_and_enter_resumes_it(
    page: ChangesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None], hands: Hands
) -> None:
    with desk.work() as work:
        service.save_draft(work, replace(service.new_form(service.context(work)), entries=(ENTRY,)))
    page.load()
    settle()
    page.letter_view.setFocus()
    hands.alt("K")
    assert page.draft_view.current_row() is not None
    assert page.draft_view.hasFocus()
    QTest.keyClick(page.draft_view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.dialog() is not None)


def test_that_a_draft_goes_on_at_the_cases_to_hand_over_who_leaves(
    page: ChangesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    add_cases(desk, 1)
    with desk.work() as work:
        service.save_draft(work, replace(service.new_form(service.context(work)), entries=(ENTRY,)))
    page.load()
    settle()
    _choose(page, "Taslaklar ")
    page.draft_view.select_first()
    page.draft_view.opened.emit()
    qtbot.waitUntil(lambda: page.dialog() is not None)
    dialog = page.dialog()
    assert dialog is not None
    assert dialog.step() == HAND_OVER
    settle()


def test_that_an_empty_page_offers_the_first_change(
    page: ChangesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.letter_view.empty_action.emit()
    qtbot.waitUntil(lambda: page.dialog() is not None)
    settle()


def test_that_the_roster_begins_a_change_with_its_officer(
    page: ChangesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.show_item("new_change", 2)
    qtbot.waitUntil(lambda: page.dialog() is not None)
    dialog = page.dialog()
    assert dialog is not None
    assert dialog.form().entries[0].leaver_id == 2
    settle()


@OFF_THE_SCREEN
def test_that_what_a_letter_lacks_is_read_whole_on_a_small_screen(
    page: ChangesPage, desk: Desk, window: QWidget, settle: Callable[[], None], qtbot: QtBot
) -> None:
    letter_id = finish_letter(desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    record_dispatch(desk, letter_id, Channel.FAX, Result.FAILED)
    record_dispatch(desk, letter_id, Channel.POST, item_number="")
    window.resize(1366 - 192, 728)
    page.background.changed.emit(frozenset({Topic.LETTER, Topic.DISPATCH}))
    settle()
    _headings, (row,) = page.letter_view.table_texts()
    assert row[0] == "faks gitmedi, posta alındısı bekliyor"
    mark_and_padding = theme.px(18 + 16)
    words = QFontMetrics(theme.body_strong()).horizontalAdvance(row[0])
    qtbot.waitUntil(lambda: page.letter_view.columnWidth(0) >= words + mark_and_padding)
