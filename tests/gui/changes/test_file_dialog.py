"""The page of a change file: from where it is opened, and what its buttons lead to."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.changes import afterwards
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import DossierPart, FileFilter
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter, LetterPaper
from alo183_desktop.changes.record import NO_ACCOUNT
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.gui.changes.file_dialog import FileDialog
from alo183_desktop.gui.changes.letter_dialogs import DispatchDialog, NumberDialog
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.changes.words import lack_mark
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.filters import FilterChip
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.paper.papers import FileWindow
from alo183_desktop.letters import queries
from alo183_desktop.letters import service as letters
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.service import HANDSETS, LINES
from alo183_desktop.rota import substitute_service
from alo183_desktop.rota.record import SubstitutionValues
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.states import State
from tests.clocks import FixedClock
from tests.database.phones import handset_item, line_item
from tests.gui.changes.letters_made import finish_letter, record_dispatch
from tests.gui.changes.test_open_cases import add_cases
from tests.gui.conftest import Answers


@pytest.fixture
def letter_id(desk: Desk, clock: FixedClock, page: ChangesPage, settle: Callable[[], None]) -> int:
    """Return a letter whose day has come, and whose leaver has an open case still."""
    made = finish_letter(
        desk, leaver_id=1, subject_ids=(1, 2), serial=77, effective_on="24.11.2026"
    )
    clock.advance(days=2)
    add_cases(desk, 2)
    page.load()
    settle()
    return made


def opened(page: ChangesPage, letter_id: int, settle: Callable[[], None]) -> FileDialog:
    page.show_item("change_file", letter_id)
    settle()
    dialog = page.dialogs.dialog()
    assert isinstance(dialog, FileDialog)
    return dialog


def test_that_the_file_is_opened_from_the_letter_beside_the_list_and_shows_every_line(
    page: ChangesPage, letter_id: int, settle: Callable[[], None], qtbot: QtBot
) -> None:
    page.letter_view.select_row(letter_id)
    qtbot.waitUntil(lambda: page.acts.card() is not None)
    page.acts.open_change_file()
    settle()
    dialog = page.dialogs.dialog()
    assert isinstance(dialog, FileDialog)
    assert dialog.line_texts() == [
        "Resmî yazı sayısı ve tarihi işlenmedi",
        "Faks gönderilmedi",
        "Posta gönderilmedi",
        "İade tutanağı Zeynep GÜNDOĞDU hat ve cihaz kaydı yok",
        "Açık vakalar Zeynep GÜNDOĞDU 1 vaka devredilmedi",
        "Nöbetler Zeynep GÜNDOĞDU nöbet tutulmuyor",
        "Kullanıcı hesabı Zeynep GÜNDOĞDU hesabı olup olmadığı sorulmadı",
        "Zimmet tutanağı Gülşah ÇETİNKAYA telefon verilmedi",
        "Genelge tebliği Gülşah ÇETİNKAYA tebliğ edilmedi",
        "Müşavirliğin listesi gönderim kanıtlanınca sorulacak",
    ]
    assert [row.file.words for row in page.letters.rows()] == ["gecikti: 3"]


def test_that_what_is_done_meanwhile_is_seen_in_the_open_file(
    page: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None], data: Background
) -> None:
    dialog = opened(page, letter_id, settle)
    assert DossierPart.FAX in dialog.links()
    record_dispatch(desk, letter_id, Channel.FAX)
    data.changed.emit(frozenset({"dispatch"}))
    settle()
    assert "Faks gitti, 26.11.2026" in dialog.line_texts()
    assert DossierPart.FAX not in dialog.links()


@pytest.mark.parametrize(
    ("part", "opens"),
    [
        (DossierPart.LETTER, NumberDialog),
        (DossierPart.FAX, DispatchDialog),
        (DossierPart.POST, DispatchDialog),
    ],
)
def test_that_what_the_letter_lacks_is_done_over_the_file(
    part: DossierPart,
    opens: type[QWidget],
    page: ChangesPage,
    letter_id: int,
    settle: Callable[[], None],
) -> None:
    dialog = opened(page, letter_id, settle)
    dialog.links()[part].click()
    settle()
    (found,) = dialog.findChildren(opens)
    assert found.isVisible()
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("part", "leads_to"),
    [
        (DossierPart.CASES, ("cases", CaseFilter(officer_id=1))),
        (DossierPart.ISSUE_FORM, ("issue", 5)),
        (DossierPart.CIRCULAR, ("circular", 5)),
    ],
)
def test_that_what_lies_elsewhere_is_reached_by_the_button_of_its_line(
    part: DossierPart,
    leads_to: tuple[str, Any],
    page: ChangesPage,
    letter_id: int,
    settle: Callable[[], None],
) -> None:
    asked: list[tuple[str, object]] = []
    page.route_requested.connect(lambda kind, item: asked.append((kind, item)))
    page.list_requested.connect(lambda key, query: asked.append((key, query)))
    opened(page, letter_id, settle).links()[part].click()
    settle()
    assert asked == [leads_to]
    assert page.dialogs.dialog() is None


def test_that_the_paper_or_the_thing_that_waits_is_reached_by_its_own_number(
    page: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        line = LINES.save(work, None, LineValues(phone="+905000001101", operator="Türk Telekom"))
        handset = HANDSETS.save(work, None, HandsetValues(make="Samsung", model="A15"))
        form = custody.issue(work, [line_item(line)], officer_id=5, at=work.now)
        custody.issue(work, [handset_item(handset)], officer_id=1, at=work.now)
    asked: list[tuple[str, int]] = []
    page.route_requested.connect(lambda kind, item: asked.append((kind, item)))
    for part in (DossierPart.ISSUE_FORM, DossierPart.RETURN_FORM):
        opened(page, letter_id, settle).links()[part].click()
        settle()
    assert asked == [("custody_form", form), ("handset", handset)]


def test_that_the_list_shows_how_much_each_file_lacks(
    page: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None]
) -> None:
    page.load()
    settle()
    with desk.work() as work:
        words = change_files.read_file(work, letter_id).words
    headings, lines = page.letter_view.table_texts()
    assert [line[headings.index("Dosya")] for line in lines] == [words]
    assert words.startswith("gecikti: ")


def test_that_bugun_leads_to_the_letters_in_whose_files_something_is_lacking(
    page: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None]
) -> None:
    ahead = finish_letter(
        desk, leaver_id=2, subject_ids=(3, 4), serial=78, effective_on="30.11.2026"
    )
    with desk.work() as work:
        afterwards.answer_account(work, ahead, 0, NO_ACCOUNT)
    page.load()
    settle()
    page.show_query(FileFilter("late"))
    assert [row.letter_id for row in page.letters.rows()] == [letter_id]
    (chip,) = page.findChildren(FilterChip)
    assert chip.isVisible()


def test_that_the_cover_sheet_is_shown_before_it_is_printed(
    page: ChangesPage, letter_id: int, settle: Callable[[], None]
) -> None:
    dialog = opened(page, letter_id, settle)
    dialog.show_paper()
    settle()
    (window,) = dialog.findChildren(FileWindow)
    assert window.is_shown()


def test_that_what_was_planned_is_handed_over_on_its_day_by_one_click(
    page: ChangesPage, desk: Desk, settle: Callable[[], None], clock: FixedClock
) -> None:
    letter_id = finish_letter(
        desk, leaver_id=1, subject_ids=(1, 2), serial=77, effective_on="26.11.2026"
    )
    add_cases(desk, 2)
    dialog = opened(page, letter_id, settle)
    assert "Açık vakalar Zeynep GÜNDOĞDU 26.11.2026 günü devredilecek" in dialog.line_texts()
    dialog.accept()
    clock.advance(days=2)
    dialog = opened(page, letter_id, settle)
    link = dialog.links()[DossierPart.CASES]
    assert link.text() == "Planlanan devri yap"
    link.click()
    settle()
    assert "Açık vakalar Zeynep GÜNDOĞDU açık vakası yok" in dialog.line_texts()
    assert DossierPart.CASES not in dialog.links()


def test_that_the_account_of_who_left_is_asked_with_nothing_chosen(
    page: ChangesPage, letter_id: int, settle: Callable[[], None], desk: Desk
) -> None:
    dialog = opened(page, letter_id, settle)
    dialog.links()[DossierPart.ACCOUNT].click()
    settle()
    (asked,) = dialog.findChildren(RecordDialog)
    field = asked.fields["user_id"]
    assert not field.text()
    asked.save_button.click()
    assert field.problem()
    field.set_value(str(NO_ACCOUNT))
    answer = field.text()
    asked.save_button.click()
    settle()
    assert "Kullanıcı hesabı Zeynep GÜNDOĞDU hesabı yok" in dialog.line_texts()
    (mend,) = acts_of(dialog, DossierPart.ACCOUNT)
    assert mend.text() == "Yanıtı değiştir…"
    assert dialog.toast.text() == "Yanıt kaydedildi."
    assert dialog.focusWidget() is mend
    mend.click()
    settle()
    again = next(one for one in dialog.findChildren(RecordDialog) if one is not asked)
    assert again.fields["user_id"].text() == answer
    with desk.work() as work:
        user_id = afterwards.account_choices(work)[1].user_id
    again.fields["user_id"].set_value(str(user_id))
    again.save_button.click()
    settle()
    assert "Kullanıcı hesabı Zeynep GÜNDOĞDU hesabı hâlâ açık" in dialog.line_texts()
    words = [act.text() for act in acts_of(dialog, DossierPart.ACCOUNT)]
    assert words == ["Kullanıcılara git", "Yanıtı değiştir…"]
    dialog.accept()
    settle()
    asked_for: list[tuple[str, object]] = []
    page.list_requested.connect(lambda key, query: asked_for.append((key, query)))
    opened(page, letter_id, settle).links()[DossierPart.ACCOUNT].click()
    assert asked_for == [("settings", "Kullanıcılar")]


def test_that_the_office_is_asked_after_both_proofs_and_reminded_when_it_is_late(
    page: ChangesPage,
    desk: Desk,
    letter_id: int,
    settle: Callable[[], None],
    clock: FixedClock,
    answers: Answers,
) -> None:
    for channel in Channel:
        record_dispatch(desk, letter_id, channel)
    with desk.work() as work:
        version = queries.get_letter(work.session, letter_id, now=work.now).row.version
        day = local_day(work.now)
        letters.note_register_number(work, letter_id, "4752", day, version=version)
    dialog = opened(page, letter_id, settle)
    assert [act.text() for act in acts_of(dialog, DossierPart.CONFIRMATION)] == ["Teyidi kaydet…"]
    dialog.accept()
    clock.advance(days=14)
    dialog = opened(page, letter_id, settle)
    _confirm, remind = acts_of(dialog, DossierPart.CONFIRMATION)
    remind.click()
    settle()
    (reminder,) = dialog.findChildren(OtherLetterDialog)
    assert (
        "4752" in reminder.content_text.text()
        or "yazımızla gönderilmiş" in reminder.content_text.text()
    )
    assert not reminder.trouble.text()
    answers.replies = [1]
    reminder.save_button.click()
    settle()
    assert page.dialogs.dialog() is None
    assert any(row.summary.startswith("Tekit: ") for row in page.letters.all_rows())
    dialog = opened(page, letter_id, settle)
    acts_of(dialog, DossierPart.CONFIRMATION)[0].click()
    settle()
    (said,) = dialog.findChildren(RecordDialog)
    said.fields["confirmed_on"].set_value(local_day(clock()))
    said.fields["manner"].set_value("phone")
    said.fields["said_by"].set_value("Nur ÇELİK")
    said.save_button.click()
    settle()
    assert (
        "Müşavirliğin listesi güncellendi (Nur ÇELİK, telefonla), 10.12.2026" in dialog.line_texts()
    )
    mend, remove = acts_of(dialog, DossierPart.CONFIRMATION)
    assert remove.text() == "Teyidi kaldır…"
    assert mend.text() == "Teyidi düzelt…"
    mend.click()
    settle()
    again = next(one for one in dialog.findChildren(RecordDialog) if one is not said)
    again.fields["said_by"].set_value("Can AK")
    again.save_button.click()
    settle()
    assert "Müşavirliğin listesi güncellendi (Can AK, telefonla), 10.12.2026" in dialog.line_texts()


def test_that_the_file_stays_where_it_was_scrolled_to_when_something_is_recorded(
    page: ChangesPage, letter_id: int, settle: Callable[[], None]
) -> None:
    dialog = opened(page, letter_id, settle)
    dialog.resize(dialog.width(), 320)
    settle()
    bars = [area.verticalScrollBar() for area in dialog.findChildren(QScrollArea)]
    for bar in bars:
        bar.setValue(bar.maximum())
    before = [bar.value() for bar in bars]
    assert any(before)
    dialog.links()[DossierPart.ACCOUNT].click()
    settle()
    (asked,) = dialog.findChildren(RecordDialog)
    asked.fields["user_id"].set_value(str(NO_ACCOUNT))
    asked.save_button.click()
    settle()
    assert "Kullanıcı hesabı Zeynep GÜNDOĞDU hesabı yok" in dialog.line_texts()
    assert [bar.value() for bar in bars] == before


def acts_of(dialog: FileDialog, part: DossierPart) -> list[LinkButton]:
    return [one for one in dialog.findChildren(LinkButton) if getattr(one, "part", None) is part]


def test_that_a_letter_that_says_what_does_not_hold_has_two_ways_out_in_its_file(
    page: ChangesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        officers = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
        people = [row.officer_id for row in officers if row.officer_id != 1]
        day = local_day(work.now) + dt.timedelta(days=7)
        values = SubstitutionValues(1, None, people[0], day, day + dt.timedelta(days=3))
        number = substitute_service.SUBSTITUTIONS.save(work, None, values)
        context = other_letters.read_letter(work, LetterMatter.SUBSTITUTE, number)
        signs = context.signatories[0].signatory_id
        rendered = other_letters.render_letter(context, LetterPaper(signs, context.receiver))
        letter_id = other_letters.finish(
            work, context, LetterPaper(signs, context.receiver), rendered
        )
        substitute_service.SUBSTITUTIONS.remove(work, number, version=2)
    page.load()
    settle()
    wrong = "vekâlet değişti: yazı eski bilgiyi söylüyor"
    (row,) = (row for row in page.letters.all_rows() if row.letter_id == letter_id)
    assert row.state_words.startswith(wrong)
    assert lack_mark(row)[0] is State.LATE
    dialog = opened(page, letter_id, settle)
    assert f"Yazının bilgisi {wrong}" in dialog.line_texts()
    ways = [one.text() for one in dialog.findChildren(LinkButton) if one.text().endswith("yazı…")]
    assert ways == ["Yeni yazı…"]
    dialog.links()[DossierPart.CONTENT].click()
    settle()
    (new,) = dialog.findChildren(OtherLetterDialog)
    assert "başlamadan geri alınmıştır" in new.content_text.text()
    new.reject()
