"""The card as a form: adding, changing, what is wrong, and two who change the same card."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.queries import list_units
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.form import CheckList, PhoneField
from alo183_desktop.gui.officers.dialogs import OfficerDialog
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.officers.preview import Address, PreviewCard
from alo183_desktop.gui.officers.queries import ShownOfficer
from alo183_desktop.officers import queries, service
from alo183_desktop.officers.rows import (
    AssignmentRow,
    OfficerCard,
    OfficerFilter,
    OfficerRow,
    OfficerState,
)
from alo183_desktop.shared.clock import local_day
from tests.clocks import FixedClock
from tests.gui.changes.letters_made import finish_letter
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.officers.directorate import tckn

CONTROL = Qt.KeyboardModifier.ControlModifier
ZEYNEP = 1


def open_card(page: OfficersPage, qtbot: QtBot, officer_id: int | None = None) -> OfficerDialog:
    with qtbot.waitSignal(page.opener.opened):
        if officer_id is None:
            page.opener.add_officer()
        else:
            page.opener.open_officer(officer_id)
    dialog = page.opener.dialog()
    assert isinstance(dialog, OfficerDialog)
    return dialog


def find(desk: Desk, clock: FixedClock, search: str) -> OfficerRow:
    with desk.work() as work:
        wanted = OfficerFilter(search=search, state=OfficerState.ALL)
        (row,) = queries.list_officers(work.session, wanted, as_of=local_day(clock()))
        return row


def change_behind(desk: Desk, **changed: Any) -> None:
    """Change Zeynep's card as another desk would, while the form is open."""
    with desk.work() as work:
        values = service.values_of(work, ZEYNEP)
        form = queries.get_card(work.session, ZEYNEP, as_of=local_day(work.now))
        service.change_officer(work, ZEYNEP, replace(values, **changed), version=form.version)


def test_that_an_officer_is_added_with_subjects_by_keyboard(
    page: OfficersPage, desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    dialog = open_card(page, qtbot)
    form = dialog.form
    for key, text in (
        ("given_names", "ğülşah"),
        ("surname", "ışıl"),
        ("title", "Psikolog"),
        ("tckn", tckn(50)),
        ("corporate_mobile", "0(532) 123-45 67"),
        ("personal_mobile", "+90 533 123 45 67"),
    ):
        form.field(key).set_text(text)
    subjects = form.field("subjects")
    assert isinstance(subjects, CheckList)
    subjects.set_text("3")
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(form.field("surname").control(), Qt.Key.Key_S, CONTROL)
    row = find(desk, clock, "gulsah isil")
    assert (row.name, row.subjects, row.since) == (
        "Ğülşah IŞIL",
        ("Engelli",),
        local_day(clock()),
    )
    assert row.corporate_mobile == "+905321234567"
    qtbot.waitUntil(lambda: getattr(page.view.line(), "officer", None) == row)


def test_that_a_phone_is_written_the_usual_way_once_it_is_left(
    page: OfficersPage, qtbot: QtBot
) -> None:
    dialog = open_card(page, qtbot)
    phone = dialog.form.field("corporate_mobile")
    assert isinstance(phone, PhoneField)
    phone.take_focus()
    phone.line.setText("+90 (532) 123-45.67")
    dialog.form.field("personal_mobile").take_focus()
    assert phone.text() == "0532 123 45 67"
    dialog.done(0)


def test_that_each_wrong_field_says_so_beside_itself(page: OfficersPage, qtbot: QtBot) -> None:
    dialog = open_card(page, qtbot)
    wrong = {
        "given_names": ("Ayşe 3", "harf"),
        "surname": ("", "boş"),
        "tckn": ("10000000147", "denetim"),
        "corporate_email": ("a(at)ornek.gov.tr", "E-posta"),
        "personal_mobile": ("0312 123 45 67", "cep"),
    }
    dialog.form.set_texts({key: text for key, (text, _word) in wrong.items()})
    dialog.save_button.click()
    assert dialog.isVisible()
    for key, (_text, word) in wrong.items():
        assert word in dialog.form.field(key).shown_message(), key
    dialog.done(0)


def test_that_a_foreign_domain_is_warned_of_and_missing_facts_are_named(
    page: OfficersPage, qtbot: QtBot
) -> None:
    dialog = open_card(page, qtbot)
    email = dialog.form.field("corporate_email")
    email.set_text("a@baska.com")
    email.validate()
    assert "baska.com" in email.shown_message()
    assert not email.problem()
    assert "T.C. kimlik no" in dialog.doubt()
    dialog.done(0)


def test_that_a_taken_tckn_is_refused_beside_the_field(
    page: OfficersPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_card(page, qtbot)
    dialog.form.field("given_names").set_text("Ayşe")
    dialog.form.field("surname").set_text("IŞIK")
    dialog.form.field("tckn").set_text(tckn(1))
    dialog.save_button.click()
    settle()
    assert "başka birine" in dialog.form.field("tckn").shown_message()
    dialog.done(0)


def test_that_a_mobile_of_somebody_else_is_asked_about(
    page: OfficersPage,
    desk: Desk,
    qtbot: QtBot,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    dialog = open_card(page, qtbot, ZEYNEP)
    mobile = dialog.form.field("personal_mobile")
    mobile.set_text("0532 111 22 01")  # İbrahim's
    answers.replies = [0, 1]
    dialog.save_button.click()
    settle()
    assert answers.asked == ["Bu numara başkasının"]
    assert dialog.isVisible()
    assert dialog.focusWidget() is mobile.control()
    dialog.save_button.click()  # nothing is corrected: asked again
    settle()
    with desk.work() as work:
        assert service.values_of(work, ZEYNEP).personal_mobile == "+905321112201"
    # What stands there already is no question any more.
    dialog = open_card(page, qtbot, ZEYNEP)
    dialog.form.field("note").set_text("Eşiyle aynı numara")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert len(answers.asked) == 2
    settle()


def test_that_opening_a_card_is_written_down(page: OfficersPage, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_card(page, qtbot, ZEYNEP)
    assert dialog.form.field("tckn").text() == tckn(1)
    assert acts(desk, "officer.form_opened") == 1
    dialog.done(0)


def test_that_a_card_that_was_just_saved_is_taken_back_from_its_message(
    page: OfficersPage, desk: Desk, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    before = find(desk, clock, "gundogdu").title
    dialog = open_card(page, qtbot, ZEYNEP)
    dialog.form.field("title").set_text("Sosyolog")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert find(desk, clock, "gundogdu").title == "Sosyolog"
    QTest.mouseClick(page.toast.take_back, Qt.MouseButton.LeftButton)
    settle()
    assert page.toast.text() == "Geri alındı; önceki değerler kayıtlı."
    assert find(desk, clock, "gundogdu").title == before


def test_that_a_letter_finished_before_something_is_taken_back_is_shown_of(
    page: OfficersPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_card(page, qtbot, ZEYNEP)
    dialog.form.field("title").set_text("Sosyolog")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    finish_letter(desk, leaver_id=2, subject_ids=(3,), serial=78)
    QTest.mouseClick(page.toast.take_back, Qt.MouseButton.LeftButton)
    settle()
    assert page.toast.text().startswith("Geri alındı; önceki değerler kayıtlı. Bu arada bir yazı")


def test_that_the_second_writer_sees_who_changed_what(
    page: OfficersPage, desk: Desk, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_card(page, qtbot, ZEYNEP)
    change_behind(desk, title="Sosyolog", corporate_email="zeynep@ornek.gov.tr")
    dialog.form.field("title").set_text("Psikolog")
    dialog.form.field("note").set_text("Salı günleri nöbetçi")
    dialog.save_button.click()
    settle()
    settle()
    assert "Selin AKTAŞ, 24.11.2026 12:30" in dialog.trouble.text()
    assert dialog.trouble.text().endswith("kayıttaki gibi kalır: Kurumsal e-posta.")
    both = dialog.form.field("title").shown_message()
    assert "Psikolog" in both
    assert "Sosyolog" in both
    assert dialog.form.field("title").text() == "Psikolog"
    assert not dialog.form.field("corporate_email").shown_message()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    row = find(desk, clock, "gundogdu")
    assert (row.title, row.corporate_email) == ("Psikolog", "zeynep@ornek.gov.tr")


def test_that_what_took_the_place_of_what_another_one_stored_is_not_taken_back(
    page: OfficersPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_card(page, qtbot, ZEYNEP)
    change_behind(desk, title="Sosyolog")
    dialog.form.field("title").set_text("Psikolog")
    dialog.save_button.click()
    settle()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    # The values that the form began with are nobody's any more.
    assert (page.toast.text(), page.toast.take_back.isHidden()) == ("Kart kaydedildi.", True)


def test_that_what_only_the_other_one_changed_is_joined_at_once_and_shown(
    page: OfficersPage, desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    dialog = open_card(page, qtbot, ZEYNEP)
    change_behind(desk, title="Sosyolog", corporate_email="zeynep@ornek.gov.tr")
    dialog.form.field("note").set_text("Salı günleri nöbetçi")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(page.toast.text()))
    words = page.toast.text()
    assert desk.actor.name in words
    assert "Unvanı, Kurumsal e-posta" in words
    row = find(desk, clock, "gundogdu")
    assert (row.title, row.corporate_email) == ("Sosyolog", "zeynep@ornek.gov.tr")
    with desk.work() as work:
        assert service.values_of(work, ZEYNEP).note == "Salı günleri nöbetçi"


def test_that_the_fields_end_where_the_buttons_end(page: OfficersPage, qtbot: QtBot) -> None:
    dialog = open_card(page, qtbot, ZEYNEP)
    dialog.resize(dialog.width(), dialog.sizeHint().height() + 400)
    QApplication.processEvents()
    right = dialog.form.field("personal_mobile").control()
    corner = right.mapTo(dialog, right.rect().topRight())
    button = dialog.save_button
    assert corner.x() == button.mapTo(dialog, button.rect().topRight()).x()
    dialog.done(0)


def test_that_a_long_address_is_broken_before_its_at(host: QWidget) -> None:
    made = Address("nursen.buyukozturk@ornek.gov.tr", parent=host)
    host.show()
    made.show()
    made.resize(1000, 20)
    assert made.lines() == ("nursen.buyukozturk@ornek.gov.tr",)
    made.resize(made.sizeHint().width() - 20, 20)
    assert made.lines() == ("nursen.buyukozturk", "@ornek.gov.tr")
    assert made.minimumHeight() >= 2 * made.fontMetrics().height()
    made.resize(1000, 20)
    assert made.minimumHeight() < 2 * made.fontMetrics().height()


def test_that_an_officer_of_a_retired_unit_stays_there(
    page: OfficersPage, desk: Desk, qtbot: QtBot
) -> None:
    with desk.work() as work:
        unit_id = directorates.UNITS.save(work, None, UnitValues("Eski Huzurevi"))
        values, version = service.open_form(work, ZEYNEP)
        service.change_officer(work, ZEYNEP, replace(values, unit_id=unit_id), version=version)
    with desk.work() as work:
        unit = next(one for one in list_units(work.session) if one.unit_id == unit_id)
        directorates.set_unit_active(work, unit_id, is_active=False, version=unit.version)
    dialog = open_card(page, qtbot, ZEYNEP)
    assert dialog.form.field("unit_id").text() == "Eski Huzurevi"
    dialog.form.field("note").set_text("nöbette")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        stored, _version = service.open_form(work, ZEYNEP)
    assert (stored.unit_id, stored.note) == (unit_id, "nöbette")


BEGAN, ENDED = dt.date(2024, 1, 8), dt.date(2025, 1, 8)
FORMER: Final = OfficerCard(
    officer_id=1,
    name="Hatice SAĞIROĞLU",
    title="Hemşire",
    unit_id=1,
    unit_name="Müdürlük",
    masked_tckn="",
    has_tckn=False,
    corporate_email="",
    corporate_mobile="",
    version=1,
    subjects=(),
    since=None,
    left_on=ENDED,
    is_active=True,
    masked_personal_mobile="",
    has_personal_mobile=False,
    further=(),
    note="",
    history=(AssignmentRow(1, "Kadın", BEGAN, ENDED, 10, 12),),
    substitutions=(),
)
NUMBERS: Final = {10: "93065208-903.07-60012", 12: "93065208-903.07-60813"}


@pytest.mark.usefixtures("painted")
def test_that_the_letters_of_a_period_leave_the_card_its_width(host: QWidget, qtbot: QtBot) -> None:
    card = PreviewCard(
        may_edit=True, may_reveal=True, may_change=True, may_substitute=True, parent=host
    )
    card.resize(card.minimumWidth(), host.height())
    with qtbot.waitExposed(host):
        host.show()
    card.show_officer(ShownOfficer(FORMER, NUMBERS, ENDED))
    area = card.findChildren(QScrollArea)[0]
    shown = area.widget()
    assert shown is not None
    qtbot.waitUntil(lambda: shown.width() <= area.viewport().width())
    words = {link.text() for link in card.findChildren(LinkButton) if link.isVisible()}
    assert words >= {"Yazı 60012", "Yazı 60813", "Dosya"}


def test_that_each_letter_of_an_officer_leads_to_itself_and_to_its_change_file(
    page: OfficersPage,
) -> None:
    asked: list[tuple[str, int]] = []
    page.route_requested.connect(lambda kind, item: asked.append((kind, item)))
    page.card.show_officer(ShownOfficer(FORMER, NUMBERS, ENDED))
    for link in page.card.findChildren(LinkButton):
        if link.text().startswith(("Yazı", "Dosya")):
            link.click()
    assert asked == [("letter", 10), ("change_file", 10), ("letter", 12), ("change_file", 12)]
