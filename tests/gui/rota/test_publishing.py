"""A month is published, its papers are kept, and people sign the notice."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Right, Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import PrimaryButton
from alo183_desktop.gui.kit.paper import papers as paper
from alo183_desktop.gui.rota import papers
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.rota.papers import PapersDialog, PublishDialog
from alo183_desktop.gui.rota.sheet_view import FIRST
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import RotaFileKind
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.states import State
from tests.clocks import FixedClock
from tests.gui.changes.conftest import Hands
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.rota.directorate import IBRAHIM, MONTH, ZEYNEP


@pytest.fixture(autouse=True)
def printed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, tuple[str, ...]]]:
    """Lay out nothing, and return what would be: versions with the lines of the letterhead."""
    made: list[tuple[int, tuple[str, ...]]] = []

    def make_papers(
        version: service.RotaVersion, letterhead: Sequence[str]
    ) -> dict[RotaFileKind, tuple[str, bytes]]:
        made.append((version.number, tuple(letterhead)))
        found = {RotaFileKind.ROTA: ("çizelge.pdf", b"%PDF-1.4 rota")}
        if version.number > 1:
            found[RotaFileKind.CHANGES] = ("değişiklik.pdf", b"%PDF-1.4 changes")
        return found

    monkeypatch.setattr(papers, "make_papers", make_papers)
    return made


def publish(page: RotaPage, settle: Callable[[], None], basis: str = "") -> None:
    page.publish()
    settle()
    dialog = page.opener.dialog()
    assert isinstance(dialog, PublishDialog)
    if basis:
        dialog.basis.set_text(basis)
    dialog.submit()
    settle()
    assert page.opener.dialog() is None
    page.window().activateWindow()


def test_that_breaches_hinder_publishing_and_are_named(
    sheet: RotaPage, hands: Hands, answers: Answers, settle: Callable[[], None]
) -> None:
    for typed in ("ze", "ze"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    sheet.publish()
    assert answers.asked == ["Kurallara uymayan nöbetler var"]
    assert sheet.opener.dialog() is None


def test_that_a_month_without_a_basis_is_warned_about_and_published_with_what_is_typed(
    sheet: RotaPage,
    hands: Hands,
    desk: Desk,
    settle: Callable[[], None],
    printed: list[tuple[int, tuple[str, ...]]],
) -> None:
    for typed in ("ze", "ib"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    sheet.publish()
    settle()
    dialog = sheet.opener.dialog()
    assert isinstance(dialog, PublishDialog)
    assert dialog._no_basis.text() == "Dayanak yazılmadı."  # noqa: SLF001 - what is seen
    dialog.basis.set_text("12.11.2026 tarihli ve 183 sayılı onay")
    dialog.basis.changed.emit()
    assert dialog._no_basis.text() == ""  # noqa: SLF001
    dialog.submit()
    settle()
    assert [number for number, _lines in printed] == [1]
    assert printed[0][1][0] == "T.C."
    with desk.work() as work:
        state = service.month_sheet(work, MONTH).state
    assert state is not None
    assert (state.published, state.unsigned) == (1, 2)
    assert state.basis == "12.11.2026 tarihli ve 183 sayılı onay"
    words, marks = sheet.sheet.state_words()
    assert "1. sürüm 24.11.2026 günü yayımlandı" in words
    assert "2 kişi tebellüğ etmedi" in {shown for _state, shown in marks}


def test_that_changes_after_publishing_are_shown_and_make_a_second_version(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    publish(sheet, settle)
    sheet.sheet.view.setFocus()
    sheet.sheet.view.select_day(dt.date(2026, 12, 1))
    hands.write("ib")
    hands.press(Qt.Key.Key_Return)
    settle()
    assert "yayımdan sonra 1 nöbet değişti" in {
        shown for _state, shown in sheet.sheet.state_words()[1]
    }
    read = sheet.sheet.read
    assert read is not None
    assert [(one.before, one.after) for one in read.differences] == [(ZEYNEP, IBRAHIM)]
    publish(sheet, settle)
    with desk.work() as work:
        files = service.list_files(work, MONTH)
    assert {(one.kind, one.number) for one in files} == {
        (RotaFileKind.ROTA, 1),
        (RotaFileKind.ROTA, 2),
        (RotaFileKind.CHANGES, 2),
    }


def test_that_publishing_the_same_again_is_refused_in_the_dialog(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    publish(sheet, settle)
    sheet.publish()
    settle()
    dialog = sheet.opener.dialog()
    assert isinstance(dialog, PublishDialog)
    dialog.submit()
    settle()
    assert "zaten böyle" in dialog.trouble.text()
    dialog.done(0)


@pytest.mark.parametrize("given_rights", [frozenset(), frozenset({Right.APPROVE_ROTA})])
def test_that_a_director_is_offered_to_publish_where_a_setting_lets_them(
    desk: Desk,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
    given_rights: frozenset[str],
) -> None:
    background.attach(desk.work)
    actor = replace(desk.actor, role=Role.DIRECTOR.value, given=given_rights)
    page = RotaPage(background, actor=actor, clock=clock, parent=host)
    with qtbot.waitSignal(page.sheet.loaded):
        host.show()
    with qtbot.waitSignal(page.sheet.loaded):
        page.sheet.show_month(MONTH)
    buttons = [one for one in page.findChildren(PrimaryButton) if one.text() == "&Yayımla…"]
    assert [one.isVisible() for one in buttons] == [bool(given_rights)]
    page.primary_action()
    qtbot.waitUntil(background.is_idle)
    assert isinstance(page.opener.dialog(), PublishDialog) == bool(given_rights)
    page.opener.close_all()
    page.show_view(RotaPart.SWAPS)
    acts = {one.text() for one in page.swaps.view.actions()}
    assert ("Ona&yla" in " ".join(acts)) == bool(given_rights)


def papers_of(page: RotaPage, settle: Callable[[], None]) -> PapersDialog:
    page.show_papers()
    settle()
    dialog = page.opener.dialog()
    assert isinstance(dialog, PapersDialog)
    return dialog


def test_that_people_sign_with_a_key_or_a_typed_day(
    sheet: RotaPage, hands: Hands, desk: Desk, settle: Callable[[], None]
) -> None:
    for typed in ("ze", "ib"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    publish(sheet, settle)
    dialog = papers_of(sheet, settle)
    assert [row.name for row in dialog.notices.rows()] == [IBRAHIM, ZEYNEP]
    dialog.notices_view.setFocus()
    dialog.notices_view.selectRow(0)
    hands.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert dialog.notices.rows()[0].signed_on == dt.date(2026, 11, 24)
    assert dialog.notices_view.current_position() == 1
    dialog.signed_on.set_text("23.11.2026")
    dialog.signed_on.take_focus()
    hands.press(Qt.Key.Key_Return)
    settle()
    assert dialog.notices.rows()[1].signed_on == dt.date(2026, 11, 23)
    dialog.signed_on.set_text("25.12.2026")
    dialog.signed_on.take_focus()
    hands.press(Qt.Key.Key_Return)
    settle()
    assert "ileride" in dialog.signed_on.shown_message()
    dialog.notices_view.setFocus()
    hands.press(Qt.Key.Key_Delete)
    settle()
    assert dialog.notices.rows()[1].signed_on is None
    assert acts(desk, "rota.notice_signed") == 3
    dialog.done(0)


def test_that_a_published_duty_is_emptied_only_when_asked_and_comes_back(
    sheet: RotaPage, hands: Hands, answers: Answers, settle: Callable[[], None]
) -> None:
    view = sheet.sheet.view
    for typed in ("ze", "ib"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    first, second = (view.sheet.index(row, FIRST) for row in (0, 1))
    # Before it is published nothing is asked, and what goes is said with its way back.
    view.setCurrentIndex(second)
    hands.press(Qt.Key.Key_Delete)
    settle()
    assert (answers.asked, second.data()) == ([], "")
    assert sheet.toast.text() == "1 nöbet boşaltıldı."
    sheet.toast.take_back.click()
    settle()
    assert second.data() == IBRAHIM
    publish(sheet, settle)
    view.setFocus()
    view.setCurrentIndex(first)
    hands.press(Qt.Key.Key_Delete)
    settle()
    assert answers.asked == ["Yayımlanan nöbet boşaltılsın mı?"]
    assert answers.offered == ["Vazgeç"]
    assert first.data() == ZEYNEP
    view.selectionModel().select(second, view.selectionModel().SelectionFlag.Select)
    answers.replies = [1]
    hands.press(Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert answers.asked[1:] == ["Yayımlanan 2 nöbet boşaltılsın mı?"]
    assert (first.data(), second.data()) == ("", "")
    hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert (first.data(), second.data()) == (ZEYNEP, IBRAHIM)


def test_that_an_empty_duty_is_marked_once_its_month_is_published(
    sheet: RotaPage, hands: Hands, settle: Callable[[], None]
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    view = sheet.sheet.view
    full, empty = (view.sheet.duty_at(view.sheet.index(row, FIRST)) for row in (0, 1))
    assert full is not None
    assert empty is not None
    # A month that is being filled is empty nearly everywhere: a mark would say nothing.
    assert view.sheet.state_of(empty) is None
    publish(sheet, settle)
    assert (view.sheet.state_of(full), view.sheet.state_of(empty)) == (None, State.NEAR)


def test_that_the_scan_of_the_approval_is_kept_and_papers_are_opened(
    sheet: RotaPage,
    hands: Hands,
    desk: Desk,
    settle: Callable[[], None],
    tmp_path: Path,
) -> None:
    hands.write("ze")
    hands.press(Qt.Key.Key_Return)
    settle()
    publish(sheet, settle)
    dialog = papers_of(sheet, settle)
    scan = tmp_path / "olur.png"
    sheet.grab().save(str(scan))
    dialog.attach_approval(scan)
    settle()
    assert [row.kind for row in dialog.files.rows()] == [RotaFileKind.APPROVAL, RotaFileKind.ROTA]
    shown = {dialog.files.index(0, column).data() for column in range(dialog.files.columnCount())}
    assert hashlib.sha256(scan.read_bytes()).hexdigest() in shown
    with desk.work() as work:
        state = service.month_sheet(work, MONTH).state
    assert state is not None
    assert state.has_approval
    dialog.done(0)


def test_that_somebody_takes_their_published_duties_along_as_a_calendar(
    sheet: RotaPage,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    settle: Callable[[], None],
) -> None:
    with desk.work() as work:
        ayse = next(one for one in service.list_people(work) if one.name == "Ayşe DEMİR")
        mains = [one for one in service.month_sheet(work, MONTH).duties if one.kind in ayse.kinds]
        service.fill(work, [Cell(mains[0].duty_id, mains[0].version, ayse.person_id)])
    sheet.sheet.refresh()
    settle()
    publish(sheet, settle, "Genelge 2014/05")
    path = tmp_path / "nobet.ics"
    asked: list[str] = []

    def ask(_parent: object, _title: str, name: str, _filter: str) -> Path:
        asked.append(name)
        return path

    monkeypatch.setattr(paper, "ask_target", ask)
    sheet.show_view(RotaPart.PEOPLE)
    settle()
    sheet.people.view.select_first()
    row = sheet.people.current()
    assert row is not None
    (act,) = (one for one in sheet.people.view.actions() if one.text().startswith("&Takvime"))
    act.trigger()
    settle()
    assert asked == ["nobet-takvimi-ayse-demir.ics"]
    events = icalendar.Calendar.from_ical(path.read_text(encoding="utf-8")).walk("VEVENT")
    with desk.work() as work:
        theirs = service.month_sheet(work, MONTH).duties
    assert len(events) == sum(one.person_id == row.person_id for one in theirs) == 1
