"""Forms: when they complain, where the focus goes, what the keyboard does."""

import datetime as dt
import gc
import weakref
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit import chosen_files, theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import scroll_area
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.focus import move_focus
from alo183_desktop.gui.kit.form.form import (
    CheckList,
    ChoiceField,
    ComboBox,
    DateField,
    FileField,
    Form,
    LongTextField,
    PasswordField,
    PhoneField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.form.passwords import NewPassword
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.identity import parse_email, parse_tckn, tidy_title
from tests.gui.conftest import Answers

TODAY = dt.date(2026, 11, 24)
SUBJECTS = (("1", "Kadın"), ("2", "Çocuk"), ("3", "Şehit yakını, gazi"))


class Person(Form):
    """A form of the tests."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.name = TextField("&Adı", key="name", required=True, parent=self)
        self.tckn = TextField("&T.C. kimlik no", key="tckn", check=parse_tckn, parent=self)
        self.phone = PhoneField("&Cep", key="phone", parent=self)
        self.day = DateField("&Tarih", key="day", today=TODAY, parent=self)
        self.subjects = CheckList("&Konular", SUBJECTS, key="subjects", required=True, parent=self)
        self.add_row(self.name, self.tckn)
        self.add_row(self.phone, self.day)
        self.add_row(self.subjects)


@pytest.fixture
def form(qtbot: QtBot, host: QWidget) -> Person:
    made = Person(host)
    made.resize(800, 500)
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    made.name.take_focus()
    qtbot.waitUntil(made.name.line.hasFocus)
    return made


@pytest.mark.usefixtures("look")
def test_that_a_box_without_a_label_is_beside_the_control_of_its_row(
    qtbot: QtBot, host: QWidget
) -> None:
    form = Form(parent=host)
    seats = TextField("&Koltuk sayısı", note="Sürücününki ile birlikte.", parent=form)
    has_seat = CheckList("", (("yes", "Çocuk koltuğu var"),), columns=1, parent=form)
    form.add_row(seats, has_seat)
    form.resize(600, 200)
    host.show()
    form.show()

    def centre(widget: QWidget) -> int:
        return widget.mapTo(form, widget.rect().center()).y()

    (box,) = has_seat.findChildren(QCheckBox)
    qtbot.waitUntil(lambda: abs(centre(box) - centre(seats.line)) <= 1)


def test_that_a_field_that_is_only_read_stays_empty_while_it_has_no_value(form: Person) -> None:
    officer = ChoiceField("&Sorumlu", SUBJECTS, placeholder="Seçiniz", parent=form)
    form.add_row(officer)
    assert (form.day.line.placeholderText(), officer.line().placeholderText()) == (
        "gün.ay.yıl",
        "Seçiniz",
    )
    form.setEnabled(False)
    assert (form.day.line.placeholderText(), officer.line().placeholderText()) == ("", "")
    form.setEnabled(True)
    form.day.set_read_only()
    assert form.day.line.placeholderText() == ""


def test_that_the_focus_comes_to_the_choice_that_is_made(qtbot: QtBot, host: QWidget) -> None:
    choice = RadioChoice(
        "Ayrılan", (("a", "Kadrodaki sorumlu"), ("b", "Yok")), upright=True, parent=host
    )
    choice.resize(theme.px(600), theme.px(120))
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    choice.set_text("b")
    choice.take_focus()
    button = choice.findChildren(QRadioButton)[1]
    qtbot.waitUntil(button.hasFocus)
    # What shows the focus is no wider than the words.
    assert button.width() == button.sizeHint().width()


def test_that_tab_stops_at_the_choice_that_is_made_alone(qtbot: QtBot, host: QWidget) -> None:
    choice = RadioChoice("Rolü", (("a", "Yönetici"), ("b", "Memur")), parent=host)
    choice.resize(theme.px(600), theme.px(120))
    host.show()
    qtbot.waitExposed(host)
    first, second = choice.findChildren(QRadioButton)
    for chosen, button in (("b", second), ("a", first)):
        choice.set_text(chosen)
        for forward in (True, False):
            host.setFocus()
            assert move_focus(host, forward=forward)
            assert host.focusWidget() is button
            assert choice.value() == chosen


def test_that_a_form_begins_at_its_top_when_its_window_opens(qtbot: QtBot, host: QWidget) -> None:
    form = Person(host)
    area = scroll_area(form, parent=host)
    form.name.take_focus()
    area.resize(theme.px(500), theme.px(150))
    host.show()
    qtbot.waitExposed(host)
    assert area.verticalScrollBar().value() == 0


def test_that_a_text_that_has_no_room_is_read_whole_in_its_tooltip(form: Person) -> None:
    line = form.name.line
    inside = QPointF(4, 4)
    for text, shown in (("İlknur", ""), ("İlknur Gülbahar " * 12, "İlknur Gülbahar " * 12)):
        form.name.set_text(text)
        QApplication.sendEvent(line, QEnterEvent(inside, inside, inside))
        assert line.toolTip() == shown


def test_that_a_wrong_value_is_complained_about_only_after_the_field_was_left(form: Person) -> None:
    form.tckn.take_focus()
    QTest.keyClicks(form.tckn.line, "10000000164")
    assert form.tckn.shown_message() == ""
    QTest.keyClick(form.tckn.line, Qt.Key.Key_Tab)
    assert form.tckn.shown_message().startswith("Numara yanlış")
    assert form.tckn.line.property("wrong") is True
    assert form.tckn.line.accessibleDescription().startswith("Numara yanlış")
    assert form.tckn.value() is None


def test_that_the_complaint_goes_as_soon_as_the_value_is_right(form: Person) -> None:
    form.tckn.set_text("10000000164")
    form.tckn.validate()
    form.tckn.set_text("10000000146")
    assert form.tckn.shown_message() == ""
    assert form.tckn.value() == "10000000146"


def test_that_saving_goes_to_the_first_wrong_field(qtbot: QtBot, form: Person) -> None:
    form.phone.take_focus()
    with qtbot.assertNotEmitted(form.save_requested):
        qtbot.keySequence(form.phone.line, QKeySequence("Ctrl+S"))
    qtbot.waitUntil(form.name.line.hasFocus)
    assert form.name.shown_message() == "Bu alan boş bırakılamaz."
    assert [field.key for field, _text in form.problems()] == ["name", "subjects"]


def test_that_ctrl_s_saves_what_is_right(qtbot: QtBot, form: Person) -> None:
    form.name.set_value("Gülşah")
    form.subjects.set_value(("2",))
    with qtbot.waitSignal(form.save_requested):
        qtbot.keySequence(form.name.line, QKeySequence("Ctrl+S"))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_that_enter_saves_a_form_that_is_part_of_a_page(
    qtbot: QtBot, form: Person, key: Qt.Key
) -> None:
    saved: list[str] = []
    form.save_requested.connect(lambda: saved.append("saved"))
    QTest.keyClick(form.name.line, key)
    qtbot.waitUntil(lambda: form.name.shown_message() == "Bu alan boş bırakılamaz.")
    form.name.set_value("Gülşah")
    form.subjects.set_value(("2",))
    QTest.keyClick(form.name.line, key)
    assert saved == ["saved"]


def test_that_the_question_about_typing_offers_to_save_it(
    qtbot: QtBot, form: Person, answers: Answers
) -> None:
    form.save_requested.connect(form.mark_clean)
    form.name.set_value("Gülşah")
    answers.replies = [2, 2]
    with qtbot.assertNotEmitted(form.left):
        QTest.keyClick(form.name.line, Qt.Key.Key_Escape)
    assert form.subjects.shown_message()  # it is not right yet: nothing is lost
    form.subjects.set_value(("2",))
    with qtbot.waitSignal(form.save_requested), qtbot.assertNotEmitted(form.left):
        QTest.keyClick(form.name.line, Qt.Key.Key_Escape)
    assert answers.verbs[-1] == ("Forma dön", "Kaydetmeden çık", "Kaydet")


def test_that_escape_asks_before_typing_is_thrown_away(
    qtbot: QtBot, form: Person, answers: Answers
) -> None:
    form.name.set_text("Gülşah")
    answers.replies = [0, 1]
    with qtbot.assertNotEmitted(form.left):
        QTest.keyClick(form.name.line, Qt.Key.Key_Escape)
    with qtbot.waitSignal(form.left):
        QTest.keyClick(form.name.line, Qt.Key.Key_Escape)
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"] * 2


def test_that_escape_leaves_an_untouched_form_without_a_question(
    qtbot: QtBot, form: Person, answers: Answers
) -> None:
    with qtbot.waitSignal(form.left):
        QTest.keyClick(form.name.line, Qt.Key.Key_Escape)
    assert answers.asked == []


def test_that_a_draft_comes_back_as_it_was_typed(form: Person) -> None:
    form.name.set_text("Gülşah")
    form.day.set_text("24.1")
    form.subjects.set_value(("1", "3"))
    draft = form.texts()
    for field in form.fields():
        field.set_value(None)
    form.set_texts(draft)
    assert form.texts() == draft
    assert form.subjects.value() == ("1", "3")


def test_that_what_a_service_found_stands_at_its_field(form: Person) -> None:
    rest = form.show_problems(
        [Problem("tckn", "identity.tckn_digits"), Problem("other", "forms.required")]
    )
    assert form.tckn.shown_message().startswith("Numara yanlış")
    assert [problem.key for problem in rest] == ["other"]
    form.tckn.set_text("1")
    assert form.tckn.shown_message().startswith("T.C. kimlik numarası 11 haneli")


@pytest.mark.parametrize("typed", ["0(532) 123-45 67", "+90 532 123 45 67", "905321234567"])
def test_that_a_phone_in_any_form_is_kept_and_shown_one_way(form: Person, typed: str) -> None:
    form.phone.take_focus()
    form.phone.set_text(typed)
    QTest.keyClick(form.phone.line, Qt.Key.Key_Tab)
    assert form.phone.text() == "0532 123 45 67"
    assert form.phone.value() == "+905321234567"


def test_that_a_long_name_is_seen_from_its_beginning_once_it_was_left(form: Person) -> None:
    line = form.name.line
    QTest.keyClicks(line, "Mehmet Ali KARAISMAILOGLU-BUYUKOZTURK")
    assert line.cursorPosition() == len(line.text())
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.cursorPosition() == 0


def test_that_ctrl_t_types_today(qtbot: QtBot, form: Person) -> None:
    form.day.take_focus()
    qtbot.keySequence(form.day.line, QKeySequence("Ctrl+T"))
    assert form.day.value() == TODAY


def test_that_a_warning_keeps_nothing_from_being_saved(host: QWidget) -> None:
    field = TextField(
        "E-posta", check=parse_email, warn=lambda _email: "Başka bir alan adı.", parent=host
    )
    field.set_text("a@ornek.com")
    assert field.validate()
    assert field.shown_message() == "Başka bir alan adı."
    assert field.line.property("wrong") is not True


def test_that_a_choice_is_found_without_turkish_letters(qtbot: QtBot, host: QWidget) -> None:
    field = ChoiceField("&İl", [("34", "İstanbul"), ("63", "Şanlıurfa")], parent=host)
    host.show()
    qtbot.waitExposed(host)
    QTest.keyClicks(field.line(), "sanliurfa")
    field.tidy()  # what leaving by Tab does
    assert (field.text(), field.value()) == ("Şanlıurfa", "63")
    field.set_text("Atlantis")
    assert field.value() is None
    assert field.problem().startswith("Yazdığınız seçeneklerden biri değil")


@pytest.mark.parametrize(
    ("typed", "key"), [("ilknur", "pass"), ("geri al", "return"), ("ir", None), ("x", None)]
)
def test_that_the_only_offer_left_is_what_was_meant(
    host: QWidget, typed: str, key: str | None
) -> None:
    options = [("return", "Geri alınır, depoya girer"), ("pass", "Devredilir: İlknur ÇIĞ")]
    field = ChoiceField("Telefon", options, parent=host)
    QTest.keyClicks(field.line(), typed)
    field.tidy()  # what leaving by Tab does
    assert field.value() == key


def test_that_a_number_is_found_without_its_blanks(host: QWidget) -> None:
    lines = (("1", "0500 001 10 12, depoda"), ("2", "0500 001 10 14, depoda"))
    field = ChoiceField("&Hat", lines, parent=host)
    for typed in ("1014", "05000011014", "0500 001 10 14"):
        field.line().clear()
        QTest.keyClicks(field.line(), typed)
        field.tidy()
        assert field.value() == "2", typed
    field.line().clear()
    QTest.keyClicks(field.line(), "9999")
    field.tidy()
    assert field.value() is None


@pytest.mark.parametrize(
    ("typed", "key"), [("e", "E"), ("O", "O"), ("elek im", "E"), ("imza", None), ("stem", "O")]
)
def test_that_what_begins_a_word_of_one_choice_alone_means_that_one(
    host: QWidget, typed: str, key: str | None
) -> None:
    options = [
        ("Z", "Z: ıslak imzalı, kâğıt"),
        ("E", "E: elektronik imzalı"),
        ("O", "O: sistem çalışmıyor"),
    ]
    field = ChoiceField("Hazırlanışı", options, parent=host)
    QTest.keyClicks(field.line(), typed)
    field.tidy()  # what leaving by Tab does
    assert field.value() == key


def test_that_keys_that_come_to_closed_offers_reach_what_has_the_focus(form: Person) -> None:
    choice = ChoiceField("&Unvan", [("psikolog", "Psikolog")], free=True, parent=form)
    box = form.subjects.findChildren(QCheckBox)[0]
    choice.show()
    choice.take_focus()
    QTest.keyClicks(choice.combo, "psi")
    completer = choice.combo.completer()
    offers = None if completer is None else completer.popup()
    assert offers is not None
    assert offers.isVisible()
    offers.hide()
    form.name.take_focus()
    QTest.keyClicks(offers, "gulsah")
    box.setFocus()
    QTest.keyClick(offers, Qt.Key.Key_Space)
    assert (choice.text(), form.name.text(), box.isChecked()) == ("psi", "gulsah", True)


def test_that_a_choice_goes_with_its_page_after_it_has_offered_something(
    qtbot: QtBot, form: Person
) -> None:
    page = QWidget(form)
    choice = ChoiceField("&Unvan", [("psikolog", "Psikolog")], parent=page)
    page.show()
    choice.take_focus()
    QTest.keyClicks(choice.line(), "psi")
    completer = choice.combo.completer()
    offers = None if completer is None else completer.popup()
    assert offers is not None
    qtbot.waitUntil(offers.isVisible)
    held = [weakref.ref(one) for one in (choice, choice.combo, choice.line(), offers)]
    del choice, completer, offers
    shiboken6.delete(page)
    gc.collect()
    assert [one() for one in held] == [None] * len(held)


def test_that_a_click_at_another_field_leaves_open_offers_for_it(
    qtbot: QtBot, form: Person
) -> None:
    choice = ChoiceField("&Unvan", [("psikolog", "Psikolog")], parent=form)
    choice.move(0, 300)
    choice.show()
    choice.take_focus()
    QTest.keyClicks(choice.line(), "psi")
    completer = choice.combo.completer()
    offers = None if completer is None else completer.popup()
    assert offers is not None
    qtbot.waitUntil(offers.isVisible)
    line = form.name.line
    place = offers.mapFromGlobal(line.mapToGlobal(line.rect().center()))
    QTest.mouseClick(offers.window(), Qt.MouseButton.LeftButton, pos=place)
    assert offers.isHidden()
    assert line.hasFocus()
    assert choice.value() == "psikolog"


@pytest.mark.parametrize("way", ["alt", "mouse"])
def test_that_a_field_reached_from_an_open_list_gets_all_that_is_typed(
    host: QWidget, qtbot: QtBot, way: str
) -> None:
    choice = ChoiceField("&Unvan", [("psikolog", "Psikolog")], parent=host)
    summary = LongTextField("Ö&zet", parent=host)
    for row, field in enumerate((choice, summary)):
        field.setGeometry(0, 120 * row, 300, 120)
    with qtbot.waitExposed(host):
        host.show()
    choice.take_focus()
    QTest.keyClicks(choice.line(), "psi")
    completer = choice.combo.completer()
    offers = None if completer is None else completer.popup()
    assert offers is not None
    qtbot.waitUntil(offers.isVisible)
    if way == "alt":
        QTest.keyClick(offers, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    else:
        page = summary.edit.viewport()
        place = offers.mapFromGlobal(page.mapToGlobal(page.rect().bottomRight()))
        QTest.mouseClick(offers.window(), Qt.MouseButton.LeftButton, pos=place)
    assert offers.isHidden()
    assert summary.edit.hasFocus()
    QTest.keyClicks(summary.edit, "qwe")
    assert (choice.value(), summary.text()) == ("psikolog", "qwe")


@pytest.mark.filterwarnings("ignore:.*setActiveWindow:DeprecationWarning")
def test_that_mnemonics_go_on_when_closed_offers_learn_that_they_have_the_keyboard(
    qtbot: QtBot, host: QWidget
) -> None:
    town = ChoiceField("İlçe", [("sisli", "ŞİŞLİ"), ("silivri", "SİLİVRİ")], parent=host)
    button = SecondaryButton("&Kaydet", parent=host)
    with qtbot.waitExposed(host):
        host.show()
    town.take_focus()
    QTest.keyClicks(town.line(), "si")
    completer = town.combo.completer()
    offers = None if completer is None else completer.popup()
    assert offers is not None
    assert offers.isVisible()
    offers.hide()
    QApplication.setActiveWindow(offers)  # as X11 reports it, late
    assert QApplication.activeWindow() is host
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(town.line(), Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown])
def test_that_an_arrow_puts_no_choice_in_the_place_of_a_text_that_is_none(
    key: Qt.Key, qtbot: QtBot, host: QWidget
) -> None:
    town = ChoiceField("İlçe", [("sisli", "ŞİŞLİ"), ("silivri", "SİLİVRİ")], parent=host)
    with qtbot.waitExposed(host):
        host.show()
    town.take_focus()
    QTest.keyClicks(town.line(), "iraz")
    QTest.keyClick(town.combo, key)
    assert (town.text(), town.value()) == ("iraz", None)
    town.set_text("ŞİŞLİ")
    QTest.keyClick(town.combo, Qt.Key.Key_Down)
    assert town.value() == "silivri"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown])
def test_that_an_arrow_in_an_empty_choice_opens_its_list_and_chooses_nothing(
    key: Qt.Key, qtbot: QtBot, host: QWidget
) -> None:
    field = ChoiceField("&Konu", SUBJECTS, parent=host)
    with qtbot.waitExposed(host):
        host.show()
    field.take_focus()
    view = field.combo.view()
    QTest.keyClick(field.combo, key)
    qtbot.waitUntil(view.isVisible)
    assert field.text() == ""
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert (view.isVisible(), field.text()) == (False, SUBJECTS[0][1])


def test_that_what_is_lit_in_an_open_list_is_what_is_chosen(qtbot: QtBot, host: QWidget) -> None:
    field = ChoiceField("&Konu", SUBJECTS, parent=host)
    host.show()
    box, view = field.combo, field.combo.view()

    def open_list() -> None:
        box.setCurrentIndex(0)
        box.showPopup()
        qtbot.waitUntil(view.isVisible)

    open_list()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert field.text() == "Çocuk"
    # A letter is looked for anew each time, however soon the list is opened again.
    for _time in range(2):
        open_list()
        QTest.keyClick(view, Qt.Key.Key_K)
        QTest.keyClick(view, Qt.Key.Key_Return)
        assert field.text() == "Kadın"
    open_list()
    place = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseMove(view.viewport(), place)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert field.text() == "Çocuk"


@pytest.mark.parametrize("editable", [True, False])
def test_that_tab_in_an_open_list_chooses_what_is_lit_and_leads_on(
    qtbot: QtBot, host: QWidget, *, editable: bool
) -> None:
    layout = QVBoxLayout(host)
    box = ChoiceField("&Konu", SUBJECTS, parent=host).combo if editable else ComboBox(parent=host)
    if not editable:
        box.addItems([words for _key, words in SUBJECTS])
    box.setCurrentIndex(0)
    following = QLineEdit(host)
    layout.addWidget(box)
    layout.addWidget(following)
    host.show()
    box.setFocus()
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Tab)
    assert not box.view().isVisible()
    assert box.currentText() == "Çocuk"
    assert host.focusWidget() is following
    # Where nothing is lit, it only leads on.
    box.setCurrentIndex(-1)
    box.setFocus()
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    QTest.keyClick(box.view(), Qt.Key.Key_Tab)
    assert not box.view().isVisible()
    assert not box.currentText()
    assert host.focusWidget() is following


def test_that_a_free_choice_takes_any_text(host: QWidget) -> None:
    field = ChoiceField("&Unvan", [("psikolog", "Psikolog")], free=True, parent=host)
    field.set_value("psikolog")
    assert (field.text(), field.value()) == ("Psikolog", "psikolog")
    field.set_text("Hemşire")
    assert (field.value(), field.problem()) == ("Hemşire", "")


@pytest.mark.parametrize(
    ("typed", "left"),
    [("Psi", "Psikolog"), ("psik", "Psikolog"), ("Sosyal", "Sosyal"), ("log", "log"), ("S", "S")],
)
def test_that_a_text_that_breaks_off_within_a_word_becomes_the_only_option_that_begins_so(
    host: QWidget, typed: str, left: str
) -> None:
    titles = [(one, one) for one in ("Psikolog", "Sosyal Çalışmacı", "Sosyolog")]
    field = ChoiceField("&Unvan", titles, free=True, completes=True, parent=host)
    QTest.keyClicks(field.line(), typed)
    field.tidy()  # what leaving by Tab does
    assert field.value() == left


def test_that_a_free_text_is_shown_as_it_is_stored_once_the_field_is_left(host: QWidget) -> None:
    titles = [("Psikolog", "Psikolog")]
    field = ChoiceField("&Unvan", titles, free=True, check=tidy_title, show=str, parent=host)
    for typed, shown in (("şube müdürü", "Şube Müdürü"), ("psikolog", "Psikolog"), ("", "")):
        field.set_text(typed)
        field.tidy()
        assert field.text() == shown


def test_that_radio_buttons_give_the_key(qtbot: QtBot, host: QWidget) -> None:
    field = RadioChoice("", [("new", "&Yeni"), ("known", "&Kadrodan")], parent=host)
    with qtbot.waitSignal(field.changed):
        field.set_text("known")
    assert field.value() == "known"


@pytest.mark.parametrize("kind", [TextField, LongTextField, ChoiceField, SearchField])
def test_that_alt_with_a_letter_types_nothing_and_alt_gr_types_its_sign(
    qtbot: QtBot, host: QWidget, kind: type[TextField | LongTextField | ChoiceField | SearchField]
) -> None:
    field = kind("Unvanı", parent=host)
    with qtbot.waitExposed(host):
        host.show()
    field.setFocus()
    held = Qt.KeyboardModifier
    alt_gr = held.AltModifier | held.ControlModifier  # on Windows; X11 gives the character alone
    keys = [
        ("y", held.AltModifier),
        ("Y", held.AltModifier | held.ShiftModifier),
        ("ş", held.AltModifier),
        ("a", held.NoModifier),
        ("@", alt_gr),
        ("€", held.NoModifier),
    ]
    for char, modifiers in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        QApplication.sendEvent(focused, QKeyEvent(QEvent.Type.KeyPress, 0, modifiers, char))
    assert field.text() == "a@€"


def test_that_what_is_chosen_by_its_letter_is_chosen_at_once(qtbot: QtBot, form: Person) -> None:
    field = RadioChoice("", [("sent", "Gitti"), ("failed", "Gitme&di")], parent=form)
    field.show()
    QTest.keyClick(form.name.line, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert field.value() == "failed"
    qtbot.waitUntil(lambda: not any(one.isDown() for one in field.findChildren(QRadioButton)))


def test_that_the_letter_of_a_group_leads_to_it_and_ticks_nothing(
    qtbot: QtBot, form: Person
) -> None:
    QTest.keyClick(form.name.line, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    boxes = form.subjects.findChildren(QCheckBox)
    qtbot.waitUntil(boxes[0].hasFocus)
    qtbot.waitUntil(lambda: not any(one.isDown() for one in boxes))
    assert form.subjects.value() == ()


def test_that_caps_lock_is_shown_by_what_the_keys_give(host: QWidget) -> None:
    field = PasswordField("&Parola", parent=host)
    QTest.keyClicks(field.line, "A")
    assert "Caps Lock" in field.caps_hint()
    QTest.keyClicks(field.line, "b")
    assert field.caps_hint() == ""
    QTest.keyClicks(field.line, "C", Qt.KeyboardModifier.ShiftModifier)
    assert field.caps_hint() == ""


def test_that_the_blanks_of_a_password_are_kept(host: QWidget) -> None:
    field = PasswordField("&Parola", parent=host)
    field.set_text(" iki boşluk ")
    assert field.value() == " iki boşluk "


def test_that_blanks_alone_are_a_password_but_no_text(host: QWidget) -> None:
    for field, problem in (
        (PasswordField("&Parola", required=True, parent=host), False),
        (TextField("&Ad", required=True, parent=host), True),
    ):
        field.set_text("   ")
        assert bool(field.problem()) is problem


def test_that_a_new_password_is_confirmed_sign_by_sign(
    background: Background, host: QWidget
) -> None:
    typed = NewPassword(background, personal=tuple, parent=host)
    typed.first.set_text("sonunda boşluk var ")
    typed.second.set_text("sonunda boşluk var")
    assert typed.second.problem().startswith("İki parola aynı değil")
    assert typed.second.value() is None
    typed.second.set_text("sonunda boşluk var ")
    assert typed.second.problem() == ""
    assert typed.second.value() == typed.password() == "sonunda boşluk var "
    typed.clear()


def test_that_every_control_has_a_name_and_a_mnemonic_of_its_own(form: Person) -> None:
    for field in form.fields():
        assert field.control().accessibleName() == field.name()
        assert field._label.buddy() is not None  # noqa: SLF001 - what Alt and the letter reach


def test_that_a_single_box_asks_to_be_confirmed(host: QWidget) -> None:
    several = CheckList("Konular", SUBJECTS, required=True, parent=host)
    single = CheckList("Onay", (("yes", "Okudum"),), required=True, parent=host)
    assert several.problem().startswith("Hiçbiri seçilmedi.")
    assert single.problem().startswith("Onaylanmadı.")


def test_that_a_file_is_chosen_by_the_one_dialog_for_files(
    host: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tmp_path / "ekran çıktısı.png"
    found.touch()
    monkeypatch.setattr(chosen_files, "ask_source", lambda *_asked: found)
    field = FileField("Belge", kinds=chosen_files.SCANS, parent=host)
    field.choose_file()
    assert field.value() == found
