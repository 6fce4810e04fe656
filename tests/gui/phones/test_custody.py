"""Custody: handed over, taken back, passed on, signed, and asked for as of an instant."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import ChoiceField
from alo183_desktop.gui.kit.paper import papers as paper
from alo183_desktop.gui.kit.paper.papers import FileWindow
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.phones.custody_dialogs import (
    CustodyTermsDialog,
    HolderDialog,
    IssueDialog,
    PassDialog,
    PastDialog,
    ReturnDialog,
)
from alo183_desktop.gui.phones.custody_part import CIRCULAR, FORMS, HELD, CustodyPart
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.officers.model import Officer
from alo183_desktop.phones import service
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.queries import count_unsigned, current_terms
from alo183_desktop.phones.rows import CircularFilter, ItemKind
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.rows import Cell
from tests.database.kept_rotas import MAIN_PERSON
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.phones.conftest import show
from tests.gui.printers import print_to

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def custody(page: PhonesPage, qtbot: QtBot) -> CustodyPart:
    return cast("CustodyPart", show(page, PhonesPart.CUSTODY, qtbot))


def rows_of(custody: CustodyPart, name: str) -> list[str]:
    return [
        row.custody.label for row in custody.held.all_rows() if row.custody.officer_name == name
    ]


def test_that_what_is_held_and_its_forms_are_listed(custody: CustodyPart) -> None:
    assert len(custody.held.rows()) == 19
    assert len(custody.forms.rows()) == 13
    assert rows_of(custody, "Ayşe YILDIRIM") == []
    custody.choose_list(FORMS)
    _headings, cells = custody.form_view.table_texts()
    assert cells[0][:3] == ["2026/13", "Zimmet", "Çağrı ÖZGÜN"]
    assert cells[0][5] == "imzasız, taslak"


def test_that_a_line_is_handed_over_and_its_form_waits_for_signatures(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(page.opener.opened):
        custody.issue_button.click()
    dialog = page.opener.dialog()
    assert isinstance(dialog, IssueDialog)
    dialog.form.field("officer").set_text("Ayşe YILDIRIM")
    dialog.save_button.click()
    assert "seçilmemiş" in dialog.form.field("line").shown_message()
    dialog.form.field("line").set_text("0500 000 41 12")
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    settle()
    assert rows_of(custody, "Ayşe YILDIRIM") == ["0500 000 41 12"]
    assert custody.lists.chosen_key() == FORMS
    form = custody.form_view.current_row()
    assert form.officer_name == "Ayşe YILDIRIM"
    assert form.state is FormState.DRAFT
    assert "imza bekliyor" in page.toast.text()


def give_mobile(desk: Desk, name: str, phone: str) -> None:
    """Write a corporate mobile into the roster, as somebody at another desk does."""
    with desk.work() as work:
        one = next(one for one in work.session.scalars(select(Officer)) if name in one.surname)
        one.corporate_mobile = phone


def type_over(choice: ChoiceField, text: str) -> None:
    """Type into a field in the place of what stands there, and leave it by Tab."""
    choice.take_focus()
    choice.line().selectAll()
    for key in (*text, Qt.Key.Key_Tab):
        listener = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert listener is not None
        QTest.keyClick(listener, key)


def test_that_the_own_line_of_an_officer_is_proposed_and_said_why(
    page: PhonesPage, custody: CustodyPart, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    give_mobile(desk, "YILDIRIM", "+905000004112")
    with qtbot.waitSignal(page.opener.opened):
        custody.issue_button.click()
    dialog = page.opener.dialog()
    assert isinstance(dialog, IssueDialog)
    officer, line = dialog.form.field("officer"), dialog.form.field("line")
    assert isinstance(officer, ChoiceField)
    assert isinstance(line, ChoiceField)
    type_over(officer, "ayse yildirim")
    assert officer.text() == "Ayşe YILDIRIM"
    assert line.text() == "0500 000 41 12"
    assert "kurumsal cep numarası" in line.note()
    # Another person, and the line that was proposed goes with its reason.
    type_over(officer, "zeynep gundogdu")
    assert (line.text(), line.note()) == ("", "")
    # What was taken away stays away, and what was chosen by hand stays.
    type_over(officer, "ayse yildirim")
    line.line().clear()
    type_over(officer, "ayse yildirim")
    assert (line.text(), line.note()) == ("", "")
    line.set_text("0500 000 41 12")
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    settle()
    assert rows_of(custody, "Ayşe YILDIRIM") == ["0500 000 41 12"]


def test_that_one_of_two_things_is_taken_back(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    mine = next(row for row in custody.held.rows() if row.custody.officer_name == "Zeynep GÜNDOĞDU")
    custody.held_view.select_row(mine.custody.custody_id)
    custody.held_view.setFocus()
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(custody.held_view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ReturnDialog)
    assert dialog.form.field("items").value() == (str(mine.custody.custody_id),)
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    settle()
    assert len(rows_of(custody, "Zeynep GÜNDOĞDU")) == 1
    assert custody.form_view.current_row().kind.value == "return"


def test_that_taking_the_line_back_warns_of_the_duties_that_its_holder_has_ahead(
    page: PhonesPage, custody: CustodyPart, desk: Desk, qtbot: QtBot
) -> None:
    mine = [
        row.custody
        for row in custody.held.rows()
        if row.custody.officer_name == "Nurşen BÜYÜKÖZTÜRK"
    ]
    with desk.work() as work:
        values = replace(MAIN_PERSON, officer_id=mine[0].officer_id)
        person = rota.PEOPLE.save(work, None, values)
        rota.begin_month(work, "2026-12")
        duty = rota.month_sheet(work, "2026-12").duties[0]
        rota.fill(work, [Cell(duty.duty_id, duty.version, person)])

    def warning(opened: FormDialog) -> str:
        shown = [one.text() for one in opened.findChildren(StateText) if one.isVisible()]
        return next((words for words in shown if "nöbet" in words), "")

    with qtbot.waitSignal(page.opener.opened):
        page.opener.take_back(mine)
    dialog = cast("ReturnDialog", page.opener.dialog())
    assert "Önünde 1 nöbet var; ilki asıl nöbet, 1 Aralık 08.00" in warning(dialog)
    lines = {str(one.custody_id) for one in mine if one.item_kind is ItemKind.LINE}
    items = dialog.form.field("items")
    items.set_value(tuple(set(items.value()) - lines))
    items.changed.emit()
    assert warning(dialog) == ""
    dialog.done(0)


def test_that_the_form_that_was_made_is_shown_among_all_once_the_search_is_empty(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    QTest.keyClicks(page.search, "gundogdu")
    qtbot.waitUntil(lambda: custody.searched == "gundogdu")
    custody.held_view.setFocus()
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(custody.held_view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ReturnDialog)
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    settle()
    assert (page.search.text(), custody.searched) == ("", "")
    assert len(custody.forms.rows()) == len(custody.forms.all_rows()) > 1


def test_that_everything_is_passed_on_with_two_forms(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    chosen = [
        row.custody
        for row in custody.held.rows()
        if row.custody.officer_name == "Nurşen BÜYÜKÖZTÜRK"
    ]
    with qtbot.waitSignal(page.opener.opened):
        page.opener.pass_on(chosen)
    dialog = page.opener.dialog()
    assert isinstance(dialog, PassDialog)
    dialog.form.field("officer").set_text("Ayşe YILDIRIM")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    settle()
    assert len(rows_of(custody, "Ayşe YILDIRIM")) == 2
    assert len(custody.forms.all_rows()) == 15


def test_that_the_dialog_of_a_pass_is_not_touched_by_its_operation(
    page: PhonesPage, custody: CustodyPart, desk: Desk, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.opener.opened):
        page.opener.pass_on([custody.held.rows()[0].custody])
    dialog = page.opener.dialog()
    assert isinstance(dialog, PassDialog)
    dialog.form.field("officer").set_text("Ayşe YILDIRIM")
    act = dialog.act()
    assert act is not None
    with desk.work() as work:
        act(work)
    assert dialog.made_forms() == (0, 0)


def test_that_only_the_selected_item_is_ticked_and_a_mistaken_step_is_undone(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    who = "Nurşen BÜYÜKÖZTÜRK"
    before = rows_of(custody, who)
    assert len(before) == 2
    line = next(
        row
        for row in custody.held.all_rows()
        if row.custody.officer_name == who and row.custody.item_kind is ItemKind.LINE
    )
    for ask in (custody.card.return_requested, custody.card.pass_requested):
        custody.held_view.select_row(line.custody.custody_id)
        with qtbot.waitSignal(page.opener.opened):
            ask.emit()
        dialog = cast("ReturnDialog | PassDialog", page.opener.dialog())
        assert dialog.custody_ids() == [line.custody.custody_id]
        if isinstance(dialog, PassDialog):
            dialog.form.field("officer").set_text("Ayşe YILDIRIM")
        with qtbot.waitSignal(dialog.saved):
            dialog.save_button.click()
        settle()
        assert len(rows_of(custody, who)) == 1
        QTest.mouseClick(page.toast.take_back, Qt.MouseButton.LeftButton)
        settle()
        assert rows_of(custody, who) == before
        assert rows_of(custody, "Ayşe YILDIRIM") == []
        assert "iptal edildi" in page.toast.text()
        custody.choose_list(HELD)
    states = [row.state for row in custody.forms.all_rows()]
    assert states.count(FormState.CANCELLED) == 3


def test_that_a_form_made_by_mistake_is_cancelled_from_its_card_after_a_question(
    custody: CustodyPart,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    custody.choose_list(FORMS)
    form = custody.forms.rows()[0]
    custody.form_view.select_row(form.form_id)
    answers.replies = [0, 1]
    custody.card.cancel_requested.emit()
    settle()
    assert custody.form_view.current_row().state is form.state
    custody.card.cancel_requested.emit()
    settle()
    assert custody.form_view.current_row().state is FormState.CANCELLED
    assert custody.waiting.text() == "İmza&sız tutanak 12"
    held = {row.custody.label for row in custody.held.all_rows()}
    assert held.isdisjoint(form.item_labels)


def test_that_an_instant_before_the_issue_is_complained_about_at_the_day(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(page.opener.opened):
        page.opener.take_back([custody.held.rows()[0].custody])
    dialog = cast("ReturnDialog", page.opener.dialog())
    dialog.form.field("at").set_text("01.01.2026")
    dialog.save_button.click()
    settle()
    assert "önce olamaz" in dialog.form.field("at").shown_message()
    dialog.done(0)


def test_that_the_filter_shows_only_what_waits_for_signatures(custody: CustodyPart) -> None:
    custody.choose_list(FORMS)
    assert custody.waiting.text() == "İmza&sız tutanak 13"
    custody.waiting.click()
    assert len(custody.forms.rows()) == 13


def test_that_the_filter_says_whether_it_counts_papers_items_or_people(
    custody: CustodyPart, desk: Desk
) -> None:
    with desk.work() as work:
        papers = count_unsigned(work.session)
    custody.waiting.click()
    for key, words in (
        (HELD, "Tutanağı imzasız"),
        (FORMS, "İmzasız tutanak"),
        (CIRCULAR, "Tebliği eksik"),
    ):
        custody.choose_list(key)
        shown = custody.views()[0].model().rowCount()
        assert custody.waiting.text().replace("&", "") == f"{words} {shown}"
        assert custody.waiting.toolTip()
        assert (key != FORMS) or shown == papers


def test_that_a_signed_scan_completes_a_form(
    page: PhonesPage,
    custody: CustodyPart,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    from PIL import Image

    path = tmp_path / "İmzalı tutanak.png"
    Image.new("L", (600, 800), 255).save(path)
    custody.choose_list(FORMS)
    form = custody.forms.rows()[0]
    custody.form_view.select_row(form.form_id)
    answers.replies = [0]
    page.take_file(path)
    settle()
    now = custody.form_view.current_row()
    assert (now.form_id, now.state) == (form.form_id, FormState.SIGNED)
    assert custody.waiting.text() == "İmza&sız tutanak 12"
    with qtbot.waitSignal(custody.papers.opened):
        QTest.keyClick(custody.form_view, Qt.Key.Key_Return)
    settle()


def test_that_a_form_is_opened_by_keyboard_and_written_down(
    custody: CustodyPart, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    custody.choose_list(FORMS)
    custody.form_view.setFocus()
    with qtbot.waitSignal(custody.papers.opened):
        QTest.keyClick(custody.form_view, Qt.Key.Key_Return)
    settle()
    assert acts(desk, "custody_form.opened") == 1


def test_that_a_form_that_is_saved_as_a_file_is_written_down(
    custody: CustodyPart,
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper, "ask_target", lambda *_asked: tmp_path / "tutanak.pdf")
    custody.choose_list(FORMS)
    with qtbot.waitSignal(custody.papers.opened):
        custody.papers.open_form(custody.forms.rows()[0])
    (window,) = custody.window().findChildren(FileWindow)
    qtbot.waitUntil(window.is_shown)
    window.save_requested.emit()
    qtbot.waitUntil((tmp_path / "tutanak.pdf").exists)
    assert (tmp_path / "tutanak.pdf").read_bytes().startswith(b"%PDF")
    assert acts(desk, "custody_form.exported") == 1
    qtbot.waitUntil(lambda: window.toast.text() == "Kaydedildi: tutanak.pdf")
    assert window.toast.open_file.isVisible()
    print_to(tmp_path / "baski.pdf", window.print_requested.emit, qtbot)
    qtbot.waitUntil(lambda: window.toast.text() == "Kaydedildi: baski.pdf")
    window.accept()


@pytest.mark.parametrize(
    ("day", "time", "answer"),
    [
        ("14.03.2026", "02:30", "Ayşe YILDIRIM"),
        ("10062026", "1030", "Çağrı ÖZGÜN"),
        ("01.01.2026", "12:00", "Kimsenin üzerinde değildi."),
    ],
)
def test_that_one_question_has_one_answer(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, day: str, time: str, answer: str
) -> None:
    custody.held_view.setFocus()
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(custody.held_view, Qt.Key.Key_K, CONTROL | SHIFT)
    dialog = page.opener.dialog()
    assert isinstance(dialog, HolderDialog)
    dialog.form.field("phone").set_text("0500 000 41 04")
    dialog.form.field("at").set_text(day)
    dialog.form.field("at_time").set_text(time)
    with qtbot.waitSignal(dialog.answered):
        QTest.keyClick(dialog.phone.control(), Qt.Key.Key_Return)
    assert dialog.answer().startswith(answer)
    dialog.done(0)


def test_that_what_was_held_on_another_day_is_listed(custody: CustodyPart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(custody.loaded):
        custody.as_of.field.line.setText("14.03.2026")
    assert len(rows_of(custody, "Ayşe YILDIRIM")) == 2
    with qtbot.waitSignal(custody.loaded):
        custody.as_of.field.line.setText("01.01.2026")
    assert list(custody.held.rows()) == []
    assert len(custody.forms.all_rows()) == 13


def test_that_an_unknown_number_is_shown_at_the_number(
    page: PhonesPage, custody: CustodyPart, settle: Callable[[], None]
) -> None:
    assert custody.isVisible()
    page.opener.ask_holder()
    dialog = cast("HolderDialog", page.opener.dialog())
    dialog.form.field("phone").set_text("0532 111 22 33")
    dialog.ask_button.click()
    settle()
    assert dialog.answer() == ""
    assert dialog.phone.shown_message()
    dialog.done(0)


def test_that_a_custody_older_than_the_program_is_entered_and_asked_for(
    page: PhonesPage, custody: CustodyPart, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    assert custody.more_button.isVisible()
    with qtbot.waitSignal(page.opener.opened):
        page.opener.enter_past()
    dialog = cast("PastDialog", page.opener.dialog())
    for key, text in (
        ("officer", "Gülsüm ŞİMŞEK, Sosyal Çalışmacı"),
        ("line", "0500 000 41 01"),
        ("from_at", "01.02.2025"),
        ("from_at_time", "9"),
        ("to_at", "01.01.2025"),
        ("to_at_time", "17:00"),
    ):
        dialog.form.field(key).set_text(text)
    dialog.save_button.click()
    settle()
    assert "önce" in dialog.form.field("to_at").shown_message()
    dialog.form.field("to_at").set_text("01.12.2025")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        held = service.find_holder(
            work, "0500 000 41 01", at=dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
        )
    assert held is not None
    assert held.officer_name == "Gülsüm ŞİMŞEK"


def test_that_other_terms_are_printed_from_a_day_on(
    page: PhonesPage, custody: CustodyPart, desk: Desk, qtbot: QtBot
) -> None:
    assert custody.isVisible()
    with qtbot.waitSignal(page.opener.opened):
        page.opener.set_terms()
    dialog = cast("CustodyTermsDialog", page.opener.dialog())
    assert "Telefon 24 saat açık" in dialog.form.field("terms").text()
    dialog.form.field("terms").set_text("Telefon açık tutulur.\n\nHat meşgul edilmez.")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        terms = current_terms(work.session, dt.date(2026, 11, 24)).terms
    assert terms == ("Telefon açık tutulur.", "Hat meşgul edilmez.")


def test_that_a_printed_form_waits_for_its_signatures(
    page: PhonesPage,
    custody: CustodyPart,
    desk: Desk,
    qtbot: QtBot,
    settle: Callable[[], None],
    tmp_path: Path,
) -> None:
    custody.choose_list(FORMS)
    form = custody.forms.rows()[0]
    custody.form_view.select_row(form.form_id)
    printed = tmp_path / "baski.pdf"
    print_to(printed, custody.card.print_requested.emit, qtbot)
    qtbot.waitUntil(lambda: page.toast.text() == "Kaydedildi: baski.pdf")
    settle()
    assert printed.read_bytes().startswith(b"%PDF")
    assert acts(desk, "custody_form.printed") == 1
    assert custody.form_view.current_row().state is FormState.PRINTED
    assert "imzalatıp" in " ".join(label.text() for label in custody.card.findChildren(QLabel))


def test_that_all_that_is_selected_of_one_person_goes_back_and_of_two_nothing(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    names = [row.custody.officer_name for row in custody.held.rows()]
    first = next(index for index, name in enumerate(names) if names[index + 1] == name)
    custody.held_view.selectRow(first)
    custody.held_view.setFocus()
    QTest.keyClick(custody.held_view, Qt.Key.Key_Down, SHIFT)
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(custody.held_view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ReturnDialog)
    assert len(dialog.form.field("items").value()) == 2
    dialog.done(0)
    settle()
    QTest.keyClick(custody.held_view, Qt.Key.Key_Down, SHIFT)
    assert len({row.custody.officer_id for row in custody.held_view.selected_rows()}) == 2
    QTest.keyClick(custody.held_view, Qt.Key.Key_Return)
    assert page.opener.dialog() is None
    assert "tek kişi içindir" in page.toast.text()


def test_that_the_circular_is_notified_to_whom_it_waits_for_by_a_paper_of_its_own(
    page: PhonesPage, custody: CustodyPart, settle: Callable[[], None]
) -> None:
    page.show_query(CircularFilter())
    settle()
    untold = custody.circular.rows()
    assert untold
    assert custody.waiting.isChecked()
    page.show_item("circular", untold[1].officer_id)
    settle()
    view = custody.circular_view
    assert view.current_row().officer_id == untold[1].officer_id
    QTest.keyClick(view, Qt.Key.Key_Return)
    settle()
    form = custody.form_view.current_row()
    assert (form.officer_name, form.item_labels) == (
        untold[1].officer_name,
        ("Genelge 2014/05, madde 1–5",),
    )
    assert "1 tebliğ tutanağı imza bekliyor" in page.toast.text()
    QTest.keyClick(custody.form_view, Qt.Key.Key_Return)
    settle()
    (window,) = custody.window().findChildren(FileWindow)
    assert window.windowTitle() == "Tebliğ tutanağı"
    window.close()
    # An officer with a waiting paper is reported, and shown.
    page.show_item("circular", untold[1].officer_id)
    settle()
    assert view.current_row().open_form_number == form.number_text
    custody.card.form_requested.emit(form.form_id)
    settle()
    assert custody.form_view.current_row() == form


def test_that_a_list_that_a_day_empties_leads_back_to_today_and_not_to_a_new_custody(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(custody.loaded):
        custody.as_of.field.line.setText("02.01.2020")
    settle()
    view = custody.views()[0]
    reported = [one.text() for one in view.findChildren(QLabel) if one.isVisible()]
    assert "O gün kayıt yok" in reported
    with qtbot.waitSignal(custody.loaded):
        view.empty_action.emit()
    settle()
    assert page.opener.dialog() is None
    assert custody.as_of.field.is_today()
    assert custody.held.all_rows()
