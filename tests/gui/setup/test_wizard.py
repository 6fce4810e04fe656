"""The set-up: what is typed, what is refused, and that it ends in the program."""

import contextlib
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QRadioButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.access.queries import sheet_looked_at
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.form import ChoiceField
from alo183_desktop.gui.kit.paper.preview import PdfPreview
from alo183_desktop.gui.setup.steps import SetUpStep
from alo183_desktop.gui.setup.wizard import SetupWizard
from alo183_desktop.gui.shell.main_window import MainWindow
from alo183_desktop.officers.queries import list_subjects
from tests.gui.conftest import Answers
from tests.gui.desks import PASSWORD
from tests.gui.look import taken_twice
from tests.gui.setup.test_recovery_sheet import keep_sheet

PROVINCE, DIRECTORATE, SIGNATORIES, ADMINISTRATOR, RECOVERY = range(5)
RIGHT: Final = {
    "detsis": "12345678",
    "address": "Şehit Öğretmen Ayşegül Çağlayangil Mahallesi, Gümüşpınar Bulvarı No: 183/B",
    "telephone": "0(500) 000-00 10",
    "email": "kahramanmaras@ornek.gov.tr",
}


CHIEF: Final = {"name": "Hasan KÖKSAL", "title": "İl Müdürü", "valid_from": "01.03.2024"}


def test_that_the_signatories_are_not_wider_than_their_place_on_a_small_screen(
    wizard: SetupWizard,
) -> None:
    wizard.window().resize(911, 500)
    wizard.resize(911, 500)
    choose_province(wizard)
    wizard.go_forward()
    fill(wizard.directorate, RIGHT)
    wizard.go_forward()
    QApplication.processEvents()
    area = next(one for one in wizard.findChildren(QScrollArea) if one.isVisible())
    inner = area.widget()
    assert inner is not None
    assert inner.width() <= area.viewport().width()
    assert wizard.width() <= 911


def test_that_what_a_step_complains_of_is_in_sight_on_a_small_screen(wizard: SetupWizard) -> None:
    wizard.window().resize(911, 500)
    wizard.resize(911, 500)
    QApplication.processEvents()
    fill(wizard.province, {"province": "Şanlıurfa"})
    wizard.go_forward()
    QApplication.processEvents()
    said = wizard.province.confirmed
    area = next(one for one in wizard.findChildren(QScrollArea) if one.isAncestorOf(said))
    assert said.shown_message()
    bottom = said.mapTo(area.viewport(), said.rect().bottomLeft()).y()
    assert bottom <= area.viewport().height()


def fill(step: SetUpStep, values: dict[str, str]) -> None:
    """Type into the fields of a step."""
    fields = {field.key: field for field in step.fields()}
    for key, text in values.items():
        fields[key].set_text(text)


def text_of(step: SetUpStep, key: str) -> str:
    return next(field.text() for field in step.fields() if field.key == key)


def choose_province(wizard: SetupWizard, name: str = "Kahramanmaraş") -> None:
    fill(wizard.province, {"province": name})
    wizard.province.confirmed.set_value(("checked",))


def fill_all(wizard: SetupWizard) -> None:
    """Fill the first three steps and come to the fourth."""
    choose_province(wizard)
    wizard.go_forward()
    fill(wizard.directorate, RIGHT)
    wizard.go_forward()
    fill(wizard.signatories, CHIEF)
    wizard.go_forward()
    assert wizard.current_step() == ADMINISTRATOR


def give_password(wizard: SetupWizard, password: str = PASSWORD) -> None:
    wizard.administrator.name.set_text("Gülşah ÇETİNKAYA")
    wizard.administrator.new_password.first.set_text(password)
    wizard.administrator.new_password.second.set_text(password)


def finish(wizard: SetupWizard, qtbot: QtBot) -> Desk:
    """Go from the fourth step into the program."""
    give_password(wizard)
    wizard.go_forward()
    qtbot.waitUntil(lambda: wizard.current_step() == RECOVERY)
    view = wizard.recovery
    assert view is not None
    keep_sheet(view, qtbot)
    view.answer.set_text(view._sheet.groups[view.asked_index()].lower())  # noqa: SLF001 - the paper
    qtbot.waitUntil(wizard.forward.isEnabled)
    with qtbot.waitSignal(wizard.finished) as caught:
        wizard.go_forward()
    desk: Desk = caught.args[0]
    return desk


def test_that_the_set_up_ends_in_the_program_with_the_five_subjects(
    wizard: SetupWizard, program: Program, qtbot: QtBot
) -> None:
    fill_all(wizard)
    desk = finish(wizard, qtbot)
    assert program.exists()
    assert desk.actor.login == "gulsah.cetinkaya"
    assert desk.directorate_name == "Kahramanmaraş Aile ve Sosyal Hizmetler İl Müdürlüğü"
    with desk.work() as work:
        assert len(list_subjects(work.session)) == 5
        assert sheet_looked_at(work.session) is not None
    desk.close()


def test_that_a_province_proposes_heading_and_recipient(wizard: SetupWizard) -> None:
    fill(wizard.province, {"province": "Iğdır"})
    assert text_of(wizard.province, "heading_2") == "IĞDIR VALİLİĞİ"
    assert text_of(wizard.province, "recipient_1") == "AİLE VE SOSYAL HİZMETLER BAKANLIĞINA"
    assert text_of(wizard.province, "recipient_address")


def test_that_the_area_code_of_the_province_completes_its_own_numbers(
    wizard: SetupWizard,
) -> None:
    choose_province(wizard)
    wizard.go_forward()
    fill(wizard.directorate, {**RIGHT, "telephone": "223 45 67", "recipient_fax": "2234567"})
    fields = {field.key: field for field in wizard.directorate.fields()}
    assert "0344" in fields["telephone"].note()
    for key in ("telephone", "recipient_fax"):
        fields[key].tidy()
    assert fields["telephone"].text() == "0344 223 45 67"
    # The ministry is in Ankara, and İstanbul has two codes: nothing is guessed.
    assert fields["recipient_fax"].problem()
    wizard.go_back()
    choose_province(wizard, "İstanbul")
    wizard.go_forward()
    assert fields["telephone"].note() == ""


def test_that_enter_takes_the_only_province_left_and_goes_on(wizard: SetupWizard) -> None:
    field = wizard.province.fields()[0]
    assert isinstance(field, ChoiceField)
    line = field.line()
    line.setFocus()
    QTest.keyClicks(line, "kahr")
    completer = field.combo.completer()
    popup = None if completer is None else completer.popup()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field.value() == "Kahramanmaraş"
    assert wizard.current_step() == PROVINCE
    wizard.province.confirmed.set_value(("checked",))
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert wizard.current_step() == DIRECTORATE


def test_that_only_the_province_is_complained_about_while_it_is_missing(
    wizard: SetupWizard,
) -> None:
    wizard.go_forward()
    complained = [field.key for field in wizard.province.fields() if field.shown_message()]
    assert complained == ["province"]
    assert wizard.province.fields()[0].control().hasFocus()


def test_that_another_province_replaces_proposals_but_not_what_was_typed(
    wizard: SetupWizard,
) -> None:
    choose_province(wizard, "Iğdır")
    fill(wizard.province, {"recipient_2": "(Başka Birim)"})
    fill(wizard.province, {"province": "Muş"})
    assert text_of(wizard.province, "heading_2") == "MUŞ VALİLİĞİ"
    assert text_of(wizard.province, "recipient_2") == "(Başka Birim)"
    # What is new has not been confirmed yet.
    assert wizard.province.confirmed.value() == ()


def test_that_a_step_with_faults_is_not_left(wizard: SetupWizard) -> None:
    wizard.go_forward()
    assert wizard.current_step() == PROVINCE
    assert wizard.status() == "1 alan eksik ya da yanlış."
    fill(wizard.province, {"province": "Kahramanmaraş", "recipient_address": ""})
    wizard.go_forward()
    assert wizard.current_step() == PROVINCE
    assert wizard.status() == "2 alan eksik ya da yanlış."
    choose_province(wizard)
    fill(wizard.province, {"recipient_address": "Ankara"})
    wizard.go_forward()
    assert wizard.current_step() == DIRECTORATE
    fill(wizard.directorate, {**RIGHT, "detsis": "1234", "recipient_fax": "yok"})
    wizard.go_forward()
    assert wizard.current_step() == DIRECTORATE
    first = next(field for field in wizard.directorate.fields() if field.key == "detsis")
    assert "sekiz haneli" in first.shown_message()
    assert first.control().hasFocus()


def test_that_going_back_keeps_the_typing(wizard: SetupWizard) -> None:
    fill_all(wizard)
    give_password(wizard)
    for _ in range(3):
        wizard.go_back()
    assert wizard.current_step() == PROVINCE
    assert text_of(wizard.province, "province") == "Kahramanmaraş"
    for _ in range(3):
        wizard.go_forward()
    assert text_of(wizard.directorate, "address") == RIGHT["address"]
    assert wizard.administrator.new_password.password() == PASSWORD


def test_that_names_are_shown_as_they_print_and_no_first_day_is_guessed(
    wizard: SetupWizard,
) -> None:
    choose_province(wizard)
    wizard.go_forward()
    fill(wizard.directorate, RIGHT)
    contact = next(one for one in wizard.directorate.fields() if one.key == "contact_name")
    contact.take_focus()
    QTest.keyClicks(contact.control(), "selin kara")
    QTest.keyClick(contact.control(), Qt.Key.Key_Tab)
    assert contact.text() == "Selin KARA"
    wizard.go_forward()
    block = wizard.signatories.forms[0]
    name, title, *_choices, since, _last = block.fields()
    QTest.keyClicks(name.control(), "mehmet kaya")
    QTest.keyClick(name.control(), Qt.Key.Key_Tab)
    assert name.text() == "Mehmet KAYA"
    title.set_text("İl Müdürü")
    assert since.text() == ""
    wizard.go_forward()
    assert wizard.current_step() == SIGNATORIES
    assert since.control().hasFocus()
    QTest.keyClicks(since.control(), "01.03.2024")
    wizard.go_forward()
    assert wizard.current_step() == ADMINISTRATOR
    (signatory,) = wizard.answers().signatories
    assert (signatory.name, str(signatory.valid_from)) == ("Mehmet KAYA", "2024-03-01")


def test_that_several_signatories_with_their_days_are_taken(wizard: SetupWizard) -> None:
    fill(wizard.signatories, CHIEF)
    deputy = wizard.signatories.add_block()
    deputy.field("name").set_text("Işıl IĞDIR")
    deputy.field("title").set_text("İl Müdür Yardımcısı")
    deputy.field("is_deputy").set_value("True")
    deputy.field("on_behalf_of").set_value("")
    deputy.field("valid_from").set_text("01.12.2026")
    deputy.field("valid_until").set_text("14.12.2026")
    chief, second = wizard.answers().signatories
    assert (chief.name, chief.on_behalf_of, chief.is_deputy) == ("Hasan KÖKSAL", "Vali a.", False)
    assert (second.is_deputy, second.on_behalf_of) == (True, None)
    assert second.valid_until is not None
    assert second.valid_until.isoformat() == "2026-12-15"
    deputy.field("valid_until").set_text("30.11.2026")
    assert [field.key for field, _text in wizard.signatories.problems()] == ["valid_until"]


def test_that_a_weak_password_or_another_one_below_is_refused(
    wizard: SetupWizard, program: Program, qtbot: QtBot
) -> None:
    fill_all(wizard)
    give_password(wizard, "gulsah")
    wizard.go_forward()
    passwords = wizard.administrator.new_password
    qtbot.waitUntil(lambda: "kolay bulunur" in passwords.first.shown_message())
    assert passwords.strength_words().startswith("Parola gücü:")
    passwords.first.set_text(PASSWORD)
    wizard.go_forward()
    qtbot.waitUntil(lambda: "aynı değil" in passwords.second.shown_message())
    assert wizard.current_step() == ADMINISTRATOR
    assert not program.exists()


def test_that_a_login_that_was_typed_is_not_proposed_over(wizard: SetupWizard) -> None:
    step = wizard.administrator
    step.name.set_text("Selin AKTAŞ")
    assert step.login.text() == "selin.aktas"
    step.login.set_text("yonetici")
    step.name.set_text("Selin AKTAŞ ÖZ")
    assert step.login.text() == "yonetici"


def test_that_the_program_is_not_entered_before_the_sheet_was_read_back(
    wizard: SetupWizard, qtbot: QtBot
) -> None:
    fill_all(wizard)
    give_password(wizard)
    wizard.go_forward()
    qtbot.waitUntil(lambda: wizard.current_step() == RECOVERY)
    view = wizard.recovery
    assert view is not None
    assert not wizard.forward.isEnabled()
    # Printing comes first, and the keys are there.
    focused = QApplication.focusWidget()
    assert isinstance(focused, QAbstractButton)
    assert focused.text() == "&Yazdır…"
    assert wizard.findChildren(PdfPreview)[0].isVisible()
    keep_sheet(view, qtbot)
    view.answer.set_text("00000")
    view.answer.validate()
    assert f"{view.asked_index() + 1}. grup" in view.answer.shown_message()
    assert not wizard.forward.isEnabled()
    wizard.go_back()
    assert wizard.current_step() == RECOVERY
    assert page_count(view.pdf()) == 1


def test_that_enter_right_behind_the_group_of_the_sheet_leads_into_the_program(
    wizard: SetupWizard, qtbot: QtBot
) -> None:
    fill_all(wizard)
    give_password(wizard)
    wizard.go_forward()
    qtbot.waitUntil(lambda: wizard.current_step() == RECOVERY)
    view = wizard.recovery
    assert view is not None
    keep_sheet(view, qtbot)
    group = view._sheet.groups[view.asked_index()].lower()  # noqa: SLF001 - the paper
    with qtbot.waitSignal(wizard.finished) as caught:
        # Nothing runs in between: the data cannot have taken note of the reading yet.
        QTest.keyClicks(view.answer.line, group)
        QTest.keyClick(view.answer.line, Qt.Key.Key_Return)
        assert not wizard.forward.isEnabled()
    desk: Desk = caught.args[0]
    with desk.work() as work:
        assert sheet_looked_at(work.session) is not None
    desk.close()


def test_that_a_wizard_that_is_closed_half_way_leaves_nothing(
    wizard: SetupWizard, program: Program, data_folder: Path
) -> None:
    fill_all(wizard)
    give_password(wizard)
    wizard.shut_down()
    assert not program.exists()
    assert list(data_folder.iterdir()) == []


def in_window(program: Program, qtbot: QtBot) -> tuple[MainWindow, SetupWizard]:
    """Return the wizard in the window of the program."""
    window = MainWindow()
    qtbot.addWidget(window)
    wizard = SetupWizard(program, parent=window)
    window.closing.connect(wizard.shut_down)
    window.show_center(wizard)
    with qtbot.waitExposed(window):
        window.show()
    return window, wizard


@pytest.mark.parametrize("answer", [0, 1], ids=["back", "close"])
def test_that_closing_over_a_sheet_that_nobody_has_read_back_asks(
    program: Program, qtbot: QtBot, answers: Answers, answer: int
) -> None:
    window, wizard = in_window(program, qtbot)
    fill_all(wizard)
    give_password(wizard)
    wizard.go_forward()
    qtbot.waitUntil(lambda: wizard.current_step() == RECOVERY)
    answers.replies = [0, answer]
    window.close()
    assert window.isVisible()
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert answers.asked == ["Kurtarma kâğıdı denetlenmeden kapatılsın mı?"] * 2
    assert answers.offered == ["Kâğıda dön"] * 2
    assert window.isVisible() == (answer == 0)
    wizard.shut_down()
    with contextlib.closing(program.unlock("gulsah.cetinkaya", PASSWORD)) as desk, desk.work() as w:
        assert sheet_looked_at(w.session) is None


@pytest.mark.parametrize("way", ["Esc", "Esc in a field", "close"])
def test_that_whoever_has_typed_into_the_set_up_is_asked_before_it_ends(
    program: Program, qtbot: QtBot, answers: Answers, way: str
) -> None:
    window, wizard = in_window(program, qtbot)
    choose_province(wizard)
    answers.replies = [0, 1]
    for shown in (True, False):
        if way == "close":
            window.close()
        else:
            field = wizard.province.fields()[1].control()
            QTest.keyClick(field if way == "Esc in a field" else wizard, Qt.Key.Key_Escape)
        assert window.isVisible() is shown
    assert answers.asked == ["Kurulumdan çıkılsın mı?"] * 2
    assert answers.offered == ["Kuruluma dön"] * 2


def test_that_a_set_up_into_which_nothing_was_typed_ends_without_a_question(
    program: Program, qtbot: QtBot, answers: Answers
) -> None:
    window, _wizard = in_window(program, qtbot)
    window.close()
    assert not window.isVisible()
    assert answers.asked == []


def test_that_no_letter_is_taken_twice_on_any_step(wizard: SetupWizard, qtbot: QtBot) -> None:
    def check() -> None:
        assert taken_twice(wizard) == [], wizard.current_step()

    check()
    choose_province(wizard)
    wizard.go_forward()
    check()
    fill(wizard.directorate, RIGHT)
    wizard.go_forward()
    check()
    fill(wizard.signatories, CHIEF)
    second, third = wizard.signatories.add_block(), wizard.signatories.add_block()
    qtbot.waitUntil(third.isVisible)
    for block in (second, wizard.signatories.forms[0], third):
        block.field("title").take_focus()
        check()
        # Alt and a letter lead to fields of the block in which one types.
        label = block.field("name").findChildren(QLabel)[0]
        assert QKeySequence.mnemonic(label.text()).toString() == "Alt+A"
    for link in wizard.signatories.findChildren(LinkButton)[1:]:
        link.click()
        check()
    wizard.go_forward()
    check()
    give_password(wizard)
    wizard.go_forward()
    qtbot.waitUntil(lambda: wizard.current_step() == RECOVERY)
    check()
    assert wizard.recovery is not None
    keep_sheet(wizard.recovery, qtbot)
    check()


def test_that_the_sample_letter_bears_the_name_of_the_signatory_who_is_typed(
    wizard: SetupWizard, qtbot: QtBot
) -> None:
    def signed() -> str:
        found = wizard.signatories.current()
        return "" if found is None else found.name

    assert signed() == ""
    choose_province(wizard)
    wizard.go_forward()
    fill(wizard.directorate, RIGHT)
    wizard.go_forward()
    fill(wizard.signatories, CHIEF)
    assert signed() == CHIEF["name"]
    deputy = wizard.signatories.add_block()
    qtbot.waitUntil(deputy.isVisible)
    assert signed() == CHIEF["name"], "nobody yet"
    deputy.field("name").set_text("Işıl IĞDIR")
    assert signed() == "Işıl IĞDIR"
    wizard.signatories.forms[0].field("title").take_focus()
    assert signed() == CHIEF["name"]
    deputy.field("title").take_focus()
    assert signed() == "Işıl IĞDIR"


def tab_walk(start: QWidget, steps: int) -> list[QWidget]:
    """Return what Tab reaches from a widget, one after another."""
    walked: list[QWidget] = []
    start.setFocus()
    for _ in range(steps):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        assert reached is not None
        walked.append(reached)
    return walked


def test_that_tab_follows_the_rows_of_the_directorate(wizard: SetupWizard) -> None:
    choose_province(wizard)
    wizard.go_forward()
    of = {field.key: field.control() for field in wizard.directorate.fields()}
    assert tab_walk(of["address"], 3) == [of["postal_code"], of["website"], of["telephone"]]
    assert tab_walk(list(of.values())[-1], 2) == [wizard.forward, wizard.back]


def test_that_tab_leads_from_a_signatory_to_adding_another(
    wizard: SetupWizard, qtbot: QtBot
) -> None:
    choose_province(wizard)
    wizard.go_forward()
    fill(wizard.directorate, RIGHT)
    wizard.go_forward()
    fields = {field.key: field.control() for field in wizard.signatories.fields()}
    add = wizard.signatories._add  # noqa: SLF001 - what is seen
    assert tab_walk(fields["valid_until"], 1) == [add]
    second = wizard.signatories.add_block()
    qtbot.waitUntil(second.isVisible)
    reached = tab_walk(fields["valid_until"], 8)
    assert reached[:2] == [second.field(key).control() for key in ("name", "title")]
    assert [type(button) for button in reached[2:4]] == [QRadioButton, QRadioButton]
    assert reached[4:6] == [second.field(key).control() for key in ("valid_from", "valid_until")]
    assert isinstance(reached[6], LinkButton)
    assert reached[7] is add
