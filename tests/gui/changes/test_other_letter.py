"""The dialog of a letter beside those of a change: by keys, and as it looks."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes.other_letters.service import LetterMatter
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.gui.changes.page import OTHER_LETTER, ChangesPage
from alo183_desktop.letters.queries import get_letter
from alo183_desktop.officers.model import Officer
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.rota.kinds import Employment
from alo183_desktop.rota.model import DutyPerson
from alo183_desktop.shared.clock import local_day
from tests.clocks import FixedClock
from tests.database.kept_rotas import add
from tests.database.phones import line_values
from tests.gui.conftest import Answers
from tests.gui.look import SMALL, enlarge, faults


def opened(page: ChangesPage, settle: Callable[[], None]) -> OtherLetterDialog:
    page.show_query(OTHER_LETTER)  # as the search everywhere asks it to
    settle()
    shown = page.dialogs.dialog()
    assert isinstance(shown, OtherLetterDialog)
    return shown


@pytest.fixture
def dialog(page: ChangesPage, settle: Callable[[], None]) -> OtherLetterDialog:
    return opened(page, settle)


@pytest.mark.usefixtures("look")
def test_that_the_dialog_shows_what_the_letter_will_say_and_fits(
    dialog: OtherLetterDialog, host: QWidget, settle: Callable[[], None]
) -> None:
    enlarge(host, SMALL)
    settle()
    assert faults(dialog) == []
    assert dialog.content_text.text().startswith("Yazıyı seçiniz")
    dialog.matter.set_value(LetterMatter.PHONE_REQUEST)
    settle()
    assert "300 konuşma dakikası" in dialog.content_text.text()
    assert dialog.item.isHidden()
    assert dialog.signatory.text()
    assert faults(dialog) == []
    dialog.matter.set_value(LetterMatter.QUOTA_RAISE)
    settle()
    assert not dialog.item.isHidden()
    assert not dialog.save_button.isEnabled(), "it is not said about which line"
    assert dialog.content_text.text() == dialog.save_button.toolTip() != ""


def test_that_the_letter_is_frozen_for_the_receiver_that_was_typed(
    page: ChangesPage,
    dialog: OtherLetterDialog,
    desk: Desk,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    answers.replies = [1]
    assert not dialog.save_button.isEnabled(), "nobody knows which letter it is"
    dialog.receiver["recipient_1"].set_text("ANKARA VALİLİĞİNE")
    dialog.receiver["recipient_address"].set_text("Ulus/ANKARA")
    dialog.matter.set_value(LetterMatter.PHONE_REQUEST)
    settle()
    assert dialog.receiver["recipient_1"].text() == "ANKARA VALİLİĞİNE", "what is typed stays"
    dialog.save_button.click()
    settle()
    assert page.dialogs.dialog() is None, dialog.trouble.text()
    row = page.letters.all_rows()[0]
    assert row.summary.startswith("Hat ve telefon talebi")
    with desk.work() as work:
        card = get_letter(work.session, row.letter_id, now=work.now)
    assert card.content.addressee == ("ANKARA VALİLİĞİNE",)
    assert card.recipient_address == "Ulus/ANKARA"


@pytest.mark.parametrize("key", ["enter", "ctrl_s"])
def test_that_a_key_finishes_the_letter_after_one_question(
    page: ChangesPage,
    dialog: OtherLetterDialog,
    settle: Callable[[], None],
    answers: Answers,
    key: str,
) -> None:
    def press() -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        if key == "enter":
            QTest.keyClick(focused, Qt.Key.Key_Return)
        else:
            QTest.keyClick(focused, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        settle()

    before = len(page.letters.all_rows())
    dialog.matter.take_focus()
    press()
    assert (page.dialogs.dialog(), answers.asked) == (dialog, []), "no letter is chosen"
    dialog.receiver["recipient_1"].set_text("ANKARA VALİLİĞİNE")
    dialog.receiver["recipient_address"].set_text("Ulus/ANKARA")
    dialog.matter.set_value(LetterMatter.PHONE_REQUEST)
    settle()
    for asked, field in enumerate((dialog.receiver["recipient_1"], dialog.signatory), 1):
        field.take_focus()
        press()
        assert page.dialogs.dialog() is dialog
        assert answers.asked == asked * ["Yazı tamamlansın mı?"]
        assert answers.offered[-1] == "Yazıyı tamamla"
    answers.replies = [1]
    press()
    assert page.dialogs.dialog() is None, dialog.trouble.text()
    assert len(page.letters.all_rows()) == before + 1


def test_that_a_letter_that_cannot_be_written_says_why_and_cannot_be_finished(
    dialog: OtherLetterDialog, settle: Callable[[], None]
) -> None:
    dialog.matter.set_value(LetterMatter.PHONE_REQUEST)
    settle()
    assert dialog.save_button.isEnabled()
    dialog.matter.set_value(LetterMatter.LOST_LINE)
    settle()
    assert not dialog.save_button.isEnabled(), "it is not said which line"
    assert dialog.content_text.text().startswith("Kayıp hat yok")
    dialog.matter.set_value(LetterMatter.REMINDER)
    settle()
    assert "gönderimi kanıtlanmış" in dialog.content_text.text()
    assert dialog.save_button.toolTip() == dialog.content_text.text()


def test_that_a_letter_of_other_facts_by_now_is_read_anew_and_not_frozen(
    dialog: OtherLetterDialog,
    desk: Desk,
    settle: Callable[[], None],
    page: ChangesPage,
    answers: Answers,
) -> None:
    answers.replies = [1, 1]
    dialog.matter.set_value(LetterMatter.OFFICER_LIST)
    settle()
    with desk.work() as work:
        officer = next(iter(work.session.scalars(select(Officer).where(Officer.title != ""))))
        officer.title = "Hemşire"
    dialog.save_button.click()
    settle()
    assert page.dialogs.dialog() is dialog
    assert dialog.trouble.text()
    assert dialog.save_button.isEnabled()
    dialog.save_button.click()
    settle()
    assert page.dialogs.dialog() is None, dialog.trouble.text()


def test_that_number_and_day_are_typed_and_a_number_of_another_letter_is_asked_about(
    page: ChangesPage, clock: FixedClock, settle: Callable[[], None], answers: Answers
) -> None:
    today = local_day(clock())
    for replies in ([1], [1, 1]):
        dialog = opened(page, settle)
        dialog.matter.set_value(LetterMatter.PHONE_REQUEST)
        settle()
        dialog.number.set_text("4752")
        dialog.day.set_value(today)
        answers.replies = replies
        dialog.save_button.click()
        settle()
        assert page.dialogs.dialog() is None, dialog.trouble.text()
    assert answers.asked[-1].startswith("Bu sayı başka bir yazıda da var")
    row = max(page.letters.all_rows(), key=lambda one: one.letter_id)
    assert (row.register_number, row.dated_on) == ("4752", today)


def test_that_a_letter_asks_what_only_its_writer_knows_and_shows_it_in_its_text(
    page: ChangesPage, desk: Desk, clock: FixedClock, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        item = ItemKind.LINE, phones.LINES.save(work, None, line_values(77))
    clock.advance(minutes=1)
    with desk.work() as work:
        phones.set_state(work, item, state=ItemState.LOST, at=work.now, reason="Otobüste kaldı")
    dialog = opened(page, settle)
    assert all(one.isHidden() for fields in dialog.questions.values() for one in fields)
    dialog.matter.set_value(LetterMatter.LOST_LINE)
    settle()
    dialog.item.set_value(str(item[1]))
    settle()
    loss = dialog.questions["letter_loss"]
    assert not any(one.isHidden() for one in loss)
    assert faults(dialog) == []
    loss["how"].set_value("stolen")
    settle()
    assert "çalınmıştır" in dialog.content_text.text()
    assert "kayb" not in dialog.content_text.text().lower()
    dialog.save_button.click()
    settle()
    assert page.dialogs.dialog() is dialog, "the record of the police is not described"
    dialog.matter.set_value(LetterMatter.PHONE_REQUEST)
    settle()
    assert all(one.isHidden() for one in loss)


def test_that_staff_of_another_institution_is_requested_from_the_governor(
    page: ChangesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        guest = add(work, "M. KAYA", 1, main=True)
        person = work.session.get_one(DutyPerson, guest)
        person.employment, person.ends_on = Employment.OTHER, dt.date(2026, 12, 31)
    dialog = opened(page, settle)
    dialog.matter.set_value(LetterMatter.PHONE_REQUEST)
    settle()
    assert dialog.receiver["recipient_1"].text() != "ANKARA VALİLİĞİNE"
    dialog.matter.set_value(LetterMatter.FOREIGN_STAFF)
    dialog.item.set_value(str(guest))
    settle()
    assert dialog.receiver["recipient_1"].text() == "ANKARA VALİLİĞİNE"
    assert dialog.receiver["recipient_address"].text() == "", "it is not known"
    dialog.questions["letter_lender"]["institution"].set_text("İl Sağlık Müdürlüğü")
    settle()
    assert "İl Sağlık Müdürlüğü personeli M. KAYA, " in dialog.content_text.text()
