"""The intake: a search first, refused twice, filled by a paste, and few keys in all."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import cards
from alo183_desktop.cases.rows import CaseCard
from alo183_desktop.gui.cases.intake_dialog import IntakeDialog
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.states import StateText
from tests.clocks import FixedClock
from tests.gui.cases.conftest import case_id_of
from tests.gui.conftest import Answers

CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
SCREEN = """Başvuru No: 183-2026-200001
Yönlendirme Tarihi: 24.11.2026 11:45
Operatör: Ayşe ÇAĞRI
Müracaat Konusu: Kadın
Vaka Türü: Şiddet
İlçe: Gölbaşı
Arayan Telefonu: 0 532 111 22 33
Arayan Adı: Fatma ÖZÇELİK
Özet: Eşinden şiddet gördüğünü bildirdi.
Çocuklarıyla komşuda bekliyor.
"""


class Keys:
    """Counts the keys that somebody would press.

    Attributes:
        count: Keys with a meaning; modifiers are pressed together with one.
        typed: How many of them were the characters of a text.
    """

    def __init__(self) -> None:
        self.count = 0
        self.typed = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the system would send it."""
        self.count += 1
        if modifier is None:
            QTest.keyClick(_listener(), key)
        else:
            QTest.keyClick(_listener(), key, modifier)

    def type(self, text: str) -> None:
        """Type a text, character by character."""
        self.count += len(text)
        self.typed += len(text)
        for char in text:
            QApplication.processEvents()  # as between any two keys: offers come and go
            if char.isascii():
                QTest.keyClicks(_listener(), char)
            else:  # QTest knows no other letters
                for what in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(_listener(), QKeyEvent(what, 0, PLAIN, char))

    def place(self) -> str:
        """Return what a screen reader calls the field that has the focus."""
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.accessibleName()


def _listener() -> QWidget:
    """Return what gets the keys: offers that popped up, else what has the focus."""
    widget = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def keys() -> Keys:
    return Keys()


def open_intake(page: CasesPage, qtbot: QtBot) -> IntakeDialog:
    with qtbot.waitSignal(page.opener.opened):
        page.primary_action()
    dialog = page.opener.dialog()
    assert isinstance(dialog, IntakeDialog)
    qtbot.waitUntil(dialog.search.hasFocus)
    return dialog


def known(dialog: IntakeDialog) -> str:
    return "\n".join(label.text() for label in dialog.known.findChildren(QLabel))


def stored(desk: Desk, number: str) -> CaseCard:
    case_id = case_id_of(desk, number)
    with desk.work() as work:
        return cards.get_card(work.session, case_id)


def test_that_the_intake_begins_with_one_line(page: CasesPage, qtbot: QtBot) -> None:
    dialog = open_intake(page, qtbot)
    assert dialog.search.hasFocus()
    assert "Bilinenler" in known(dialog)


@pytest.mark.parametrize("typed", ["0532 111 22 33", "+90 (532) 111-22 33", "5321112233"])
def test_that_a_caller_with_other_cases_is_shown_and_not_merged(
    page: CasesPage, qtbot: QtBot, typed: str
) -> None:
    dialog = open_intake(page, qtbot)
    with qtbot.waitSignal(dialog.known_shown):
        dialog.search.setText(typed)
    for number in ("183-2026-100418", "183-2026-100423", "183-2026-100403"):
        assert number in known(dialog)
    dialog.search.ended.emit()
    assert dialog.fields.caller_phone.text() == "0532 111 22 33"
    assert dialog.fields.number.text() == ""


def test_that_urgency_that_only_the_kind_brought_goes_with_it(
    page: CasesPage, qtbot: QtBot
) -> None:
    dialog = open_intake(page, qtbot)
    kind, urgent = dialog.fields.kind, dialog.fields.urgent
    for ticked in (False, True):
        urgent.set_value(("yes",) if ticked else ())
        for typed in ("Şiddet", "Sosyal yardım"):
            kind.set_text(typed)
            kind.tidy()
        assert bool(urgent.value()) == ticked


def test_that_a_district_begun_becomes_the_only_one_that_is_meant(
    page: CasesPage, qtbot: QtBot
) -> None:
    dialog = open_intake(page, qtbot)
    district = dialog.fields.district
    for typed, meant in (("çank", "Çankaya"), ("Çankaya", "Çankaya"), ("Uzak Köy", "Uzak Köy")):
        district.set_text(typed)
        district.tidy()
        assert district.text() == meant


def test_that_a_name_is_looked_for_and_goes_into_its_field(page: CasesPage, qtbot: QtBot) -> None:
    dialog = open_intake(page, qtbot)
    with qtbot.waitSignal(dialog.known_shown):
        dialog.search.setText("gulizar cicekdagi")
    assert "Bu adla arayanın vakaları" in known(dialog)
    dialog.search.ended.emit()
    assert dialog.fields.caller_name.text() == "gulizar cicekdagi"


def test_that_what_is_known_names_nobody_before_a_case_is_opened(
    page: CasesPage, qtbot: QtBot
) -> None:
    dialog = open_intake(page, qtbot)
    for typed in ("gul", "0532 111 22 33", "183-2026-1004"):
        with qtbot.waitSignal(dialog.known_shown):
            dialog.search.setText(typed)
        words = known(dialog)
        assert "183-2026-100" in words
        assert "Çankaya" in words or "Gölbaşı" in words
        for name in ("ÇİÇEKDAĞI", "IŞIK", "GÜNDOĞDU", "Arayan:"):
            assert name not in words


@pytest.mark.parametrize("typed", ["183-2026-100418", "183 2026 100418", "183/2026/100418"])
def test_that_a_second_entry_of_a_number_is_refused_with_a_link_to_the_first(
    page: CasesPage, desk: Desk, qtbot: QtBot, typed: str
) -> None:
    dialog = open_intake(page, qtbot)
    dialog.search.setText(typed)
    with qtbot.waitSignal(dialog.known_shown):
        dialog.search.ended.emit()
    assert dialog.fields.number.text() == typed
    assert "zaten var" in dialog.fields.number.shown_message()
    assert "ikinci kez kaydedilmez" in known(dialog)
    dialog.form.mark_clean()
    wanted = case_id_of(desk, "183-2026-100418")
    # There is nothing more to type: the next key opens what is there already.
    link = dialog.focusWidget()
    assert isinstance(link, LinkButton)
    assert link.text() == "Vakayı aç"
    with qtbot.waitSignal(dialog.case_requested) as heard:
        QTest.keyClick(link, Qt.Key.Key_Return)
    assert heard.args == [wanted]


def test_that_a_number_taken_meanwhile_is_refused_by_the_saving(
    page: CasesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_intake(page, qtbot)
    fill_in(dialog, "183-2026-100418")
    settle()
    dialog.fields.number.set_text("183-2026-100418")
    dialog.form.submit()
    qtbot.waitUntil(lambda: "zaten var" in dialog.fields.number.shown_message())
    assert dialog.isVisible()


def fill_in(dialog: IntakeDialog, number: str) -> None:
    fields = dialog.fields
    fields.number.set_text(number)
    fields.time.set_text("11:45")
    fields.subject.set_text("Çocuk")
    fields.kind.set_text("Sosyal yardım")


@pytest.mark.parametrize(
    ("typed", "key", "shown"),
    [
        ("183-2026-9", "number", "183-2026-9"),
        ("5321112233", "caller_phone", "0532 111 22 33"),
        ("Gül ÜNLÜ", "caller_name", "Gül ÜNLÜ"),
    ],
)
def test_that_what_is_typed_into_the_search_is_never_lost(
    page: CasesPage, qtbot: QtBot, keys: Keys, answers: Answers, typed: str, key: str, shown: str
) -> None:
    dialog = open_intake(page, qtbot)
    keys.press(Qt.Key.Key_Tab)
    assert keys.place() == "Başvuru no"
    keys.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.search.hasFocus()
    keys.type(typed)
    keys.press(Qt.Key.Key_Escape)
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"]
    assert dialog.isVisible()
    assert dialog.form.field(key).text() == shown
    dialog.form.field(key).set_text("")
    dialog.search.setFocus()
    keys.type(typed)
    keys.press(Qt.Key.Key_Tab)
    assert keys.place() == ("Saati" if key == "number" else "Başvuru no")
    assert dialog.form.field(key).text() == shown
    # What is searched for later is no value of this case.
    dialog.search.setFocus()
    keys.type("183-2026-8" if key == "number" else typed)
    keys.press(Qt.Key.Key_Tab)
    assert dialog.form.field(key).text() == shown


@pytest.mark.parametrize("by", ["a click", "Ctrl+S"])
def test_that_a_case_is_saved_with_what_stands_in_the_search(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None], keys: Keys, by: str
) -> None:
    dialog = open_intake(page, qtbot)
    fill_in(dialog, "183-2026-300002")
    settle()
    dialog.search.setFocus()
    keys.type("Gül ÜNLÜ")
    with qtbot.waitSignal(dialog.saved):
        if by == "Ctrl+S":
            keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        else:
            QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert stored(desk, "183-2026-300002").caller_name == "Gül ÜNLÜ"


def test_that_the_time_of_the_referral_is_never_guessed(page: CasesPage, qtbot: QtBot) -> None:
    dialog = open_intake(page, qtbot)
    assert dialog.fields.time.text() == ""
    fill_in(dialog, "183-2026-300001")
    dialog.fields.time.set_text("")
    dialog.form.submit()
    assert dialog.fields.time.shown_message()
    assert dialog.isVisible()


def test_that_a_coming_hour_is_named_when_it_is_left_and_goes_once_it_is_right(
    page: CasesPage, qtbot: QtBot, keys: Keys
) -> None:
    fields = open_intake(page, qtbot).fields
    for hour, is_coming in (("23:59", True), ("00:01", False), ("23:59", True)):
        fields.time.take_focus()
        QApplication.processEvents()
        keys.type(hour)
        keys.press(Qt.Key.Key_Tab)
        assert ("ileride" in fields.day.shown_message()) == is_coming
        assert fields.operator.line.hasFocus()


def test_that_what_is_wrong_with_a_narrow_field_is_one_line_and_moves_nothing(
    page: CasesPage, qtbot: QtBot, keys: Keys
) -> None:
    dialog = open_intake(page, qtbot)
    fields = dialog.fields
    fields.time.line.setFocus()
    QApplication.processEvents()
    places = [field.mapTo(dialog, QPoint()) for field in dialog.form.fields()]
    keys.type("öğle")
    keys.press(Qt.Key.Key_Tab)
    assert fields.operator.line.hasFocus()
    QApplication.processEvents()
    assert fields.time.shown_message() == "Saati: Saat okunamadı. 14:05 biçiminde yazınız."
    (label,) = [
        one for one in dialog.findChildren(QLabel) if one.text() == fields.time.shown_message()
    ]
    assert label.height() < 2 * label.fontMetrics().height()
    assert [field.mapTo(dialog, QPoint()) for field in dialog.form.fields()] == places
    for field in (fields.number, fields.time, fields.operator):
        field.set_problem("Yanlış ve uzun bir açıklama. " * 5)
    QApplication.processEvents()
    for field in (fields.number, fields.time, fields.operator):
        (message,) = [
            one for one in dialog.findChildren(StateText) if one.text() == field.shown_message()
        ]
        assert message.mapTo(dialog, QPoint()).x() == field.mapTo(dialog, QPoint()).x()
        assert message.height() >= 2 * label.fontMetrics().height()


def test_that_the_officer_is_proposed_from_the_coverage_at_that_instant(
    page: CasesPage, qtbot: QtBot
) -> None:
    dialog = open_intake(page, qtbot)
    fill_in(dialog, "183-2026-300001")
    dialog.fields.subject.set_text("Kadın")
    with qtbot.waitSignal(dialog.proposed):
        dialog.fields.responsible_asked.emit()
    assert dialog.fields.officer.text().startswith("Zeynep GÜNDOĞDU (")
    assert dialog.fields.officer.note() == "Kadın konusunda görevli, önerilen."

    # Nobody is proposed for a subject that is not known, and the way out is named.
    dialog.fields.subject.set_text("Göçmen")
    dialog.fields.subject.validate()
    assert "Ayarlar, Müracaat konuları" in dialog.fields.subject.shown_message()
    dialog.fields.responsible_asked.emit()
    assert dialog.fields.officer.text() == ""
    assert dialog.fields.officer.note() == "Boş kalırsa vaka sorumlusuz görünür."


def test_that_the_districts_of_the_province_are_offered_and_others_can_be_typed(
    page: CasesPage, qtbot: QtBot, keys: Keys
) -> None:
    dialog = open_intake(page, qtbot)
    combo = dialog.fields.district.combo
    offered = [combo.itemText(place) for place in range(combo.count())]
    assert len(offered) == 25  # of Ankara; those of the cases that are there are among them
    assert "Haymana" in offered
    line = dialog.fields.district.line()
    line.setFocus()
    keys.type("sereflikochisar")
    keys.press(Qt.Key.Key_Tab)
    assert dialog.fields.district.text() == "Şereflikoçhisar"
    line.setFocus()
    line.selectAll()
    keys.type("Beyoba")
    keys.press(Qt.Key.Key_Tab)
    assert dialog.fields.district.value() == "Beyoba"


def test_that_a_subject_that_nobody_answers_for_is_shown(page: CasesPage, qtbot: QtBot) -> None:
    dialog = open_intake(page, qtbot)
    fill_in(dialog, "183-2026-300001")
    dialog.fields.subject.set_text("Kadın")
    dialog.fields.day.set_text("01.02.2020")
    with qtbot.waitSignal(dialog.proposed):
        dialog.fields.responsible_asked.emit()
    assert dialog.fields.officer.text() == ""
    assert "konusunda görevli yok" in dialog.fields.officer.note()


def test_that_an_urgent_kind_stays_urgent_and_reminds_of_the_police(
    page: CasesPage, qtbot: QtBot
) -> None:
    dialog = open_intake(page, qtbot)
    fill_in(dialog, "183-2026-300001")
    dialog.fields.kind.set_text("Şiddet")
    assert dialog.fields.urgent.value() == ("yes",)
    assert not dialog.fields.urgent.isEnabled()
    qtbot.waitUntil(lambda: "kolluğa bildirilmemiş" in dialog.fields.advice.text())
    dialog.fields.kind.set_text("Sosyal yardım")
    assert dialog.fields.urgent.isEnabled()


def test_that_a_pasted_screen_fills_the_form_and_one_key_saves_it(
    page: CasesPage, desk: Desk, qtbot: QtBot, keys: Keys, settle: Callable[[], None]
) -> None:
    dialog = open_intake(page, qtbot)
    QGuiApplication.clipboard().setText(SCREEN)
    with qtbot.waitSignals([dialog.read_in, dialog.proposed, dialog.known_shown]):
        keys.press(Qt.Key.Key_V, CONTROL)
    settle()
    fields = dialog.fields
    assert fields.number.text() == "183-2026-200001"
    assert fields.time.text() == "11:45"
    assert fields.subject.text() == "Kadın"
    assert fields.officer.text().startswith("Zeynep GÜNDOĞDU")
    assert "183-2026-100418" not in fields.number.shown_message()
    with qtbot.waitSignal(dialog.saved):
        keys.press(Qt.Key.Key_S, CONTROL)
    assert keys.count == 2
    card = stored(desk, "183-2026-200001")
    assert card.row.is_urgent
    assert card.row.officer_name == "Zeynep GÜNDOĞDU"
    assert card.caller_phone == "+905321112233"
    assert card.summary.endswith("Çocuklarıyla komşuda bekliyor.")


def test_that_a_text_that_says_nothing_is_shown(page: CasesPage, qtbot: QtBot) -> None:
    dialog = open_intake(page, qtbot)
    dialog.paste("bugün hava güzel\nyarın da öyle")
    qtbot.waitUntil(lambda: "tanınan bir bilgi yok" in dialog.trouble.text())


def test_that_what_cannot_be_read_of_a_paste_stands_beside_its_field(
    page: CasesPage, qtbot: QtBot
) -> None:
    dialog = open_intake(page, qtbot)
    with qtbot.waitSignal(dialog.read_in):
        dialog.paste("Başvuru No: 183-1\nMüracaat Konusu: Uzaylılar\nİlçe: Ayaş\nYaş: 34")
    assert "Uzaylılar" in dialog.fields.subject.shown_message()
    assert dialog.fields.district.text() == "Ayaş"
    assert "“Yaş: 34”" in dialog.left_out.text()
    with qtbot.waitSignal(dialog.read_in):
        dialog.paste("Başvuru No: 183-1\nİlçe: Ayaş")
    assert not dialog.left_out.text()


def test_that_a_case_is_taken_in_by_keys_alone_in_less_than_a_minute(
    page: CasesPage, desk: Desk, qtbot: QtBot, keys: Keys, settle: Callable[[], None]
) -> None:
    page.cases.view.setFocus()
    with qtbot.waitSignal(page.opener.opened):
        keys.press(Qt.Key.Key_K, ALT)  # "Vaka &kaydet"
    dialog = page.opener.dialog()
    assert isinstance(dialog, IntakeDialog)
    qtbot.waitUntil(dialog.search.hasFocus)
    keys.type("183-2026-200002")
    with qtbot.waitSignal(dialog.known_shown):
        keys.press(Qt.Key.Key_Return)
    # The number stands in its field, the day is today: the next value that is missing is the time.
    assert dialog.fields.number.text() == "183-2026-200002"
    assert dialog.fields.day.text() == "24.11.2026"
    for stop, typed in (
        ("Saati", "1145"),
        ("Operatör", "ayşe"),
        ("Müracaat konusu", "kad"),
        ("Tür", "sid"),
        ("İlçe", "golb"),  # past the box of the urgency: the kind says it already
        ("Arayanın telefonu", "05321112233"),
        ("Arayanın adı soyadı", "Gül ÜNLÜ"),
        ("Sorumlu", ""),  # proposed
        ("Özet", "Eşinden şiddet görmüş."),
    ):
        assert keys.place() == stop
        keys.type(typed)
        if stop == "İlçe":
            keys.press(Qt.Key.Key_Down)  # any text may be a district: it is taken from the offers
        keys.press(Qt.Key.Key_Tab)
        settle()
    with qtbot.waitSignal(dialog.saved):
        keys.press(Qt.Key.Key_S, CONTROL)
    settle()
    card = stored(desk, "183-2026-200002")
    assert card.row.subject_name == "Kadın"
    assert card.row.kind_name == "Şiddet"
    assert card.row.district == "Gölbaşı"
    assert card.row.officer_name == "Zeynep GÜNDOĞDU"
    assert (card.caller_name, card.caller_phone) == ("Gül ÜNLÜ", "+905321112233")
    assert card.summary == "Eşinden şiddet görmüş."
    # A slow typist makes two keys a second; what is no text of the case is little of it.
    assert keys.count - keys.typed == 13
    assert keys.count < 120
    # The list gets the keys again, and the new case is the current one.
    assert page.window().focusWidget() is page.cases.view
    assert page.cases.current_id() == case_id_of(desk, "183-2026-200002")


def test_that_the_intake_stays_within_a_low_window_and_shows_what_is_wrong(
    page: CasesPage, host: QWidget, qtbot: QtBot
) -> None:
    host.resize(911, 480)  # 1366 x 768 at 150 %
    dialog = open_intake(page, qtbot)
    fields = dialog.fields
    fill_in(dialog, "183-2026-300001")
    fields.kind.set_text("Şiddet")
    fields.police.set_value(("yes",))
    fields.police_day.set_text("99")
    dialog.form.submit()
    qtbot.waitUntil(lambda: fields.police_day.shown_message() != "")
    qtbot.waitUntil(lambda: not fields.police_day.visibleRegion().isEmpty())
    assert dialog.height() <= 480
    for button in (dialog.save_button, fields.police_day):
        place = button.mapTo(dialog, button.rect().center())
        assert dialog.rect().contains(place)


def test_that_the_list_shows_the_new_case(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.filters.box("district").choose("Ayaş")
    with qtbot.waitSignal(page.loaded):
        page.filters.filtered.emit()
    dialog = open_intake(page, qtbot)
    fill_in(dialog, "183-2026-300001")
    with qtbot.waitSignals([dialog.saved, page.loaded]):
        dialog.form.submit()
    settle()
    assert page.cases.current_id() == case_id_of(desk, "183-2026-300001")
    assert page.filters.box("district").key() is None


def test_that_nothing_of_a_second_intake_gets_into_the_first_one_that_is_put_back(
    page: CasesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    first = open_intake(page, qtbot)
    fill_in(first, "183-2026-300002")
    first.done(0)  # as the lock does
    settle()
    dialog = open_intake(page, qtbot)
    settle()
    dialog.fields.urgent.set_text("yes")
    dialog.fields.caller_name.set_text("Müjgân IŞIK")
    dialog.search.setText("Şükrü ÖZ")
    assert dialog.drafts is not None
    with qtbot.waitSignal(dialog.proposed):
        dialog.drafts.take()
    dialog.search.ended.emit()
    assert dialog.fields.number.text() == "183-2026-300002"
    assert dialog.fields.caller_name.text() == ""
    assert dialog.fields.urgent.text() == ""
    (banner,) = dialog.drafts.banners
    assert banner.text().endswith("Müjgân IŞIK")
    dialog.done(0)
    settle()


def test_that_a_half_typed_intake_keeps_the_day_on_which_it_was_routed(
    page: CasesPage, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_intake(page, qtbot)
    dialog.fields.number.set_text("183-2026-300002")
    dialog.fields.time.set_text("07:40")
    day = dialog.fields.day.text()
    dialog.done(0)  # as the lock does
    settle()
    clock.advance(hours=72)
    again = open_intake(page, qtbot)
    settle()
    assert again.fields.day.text() != day
    assert again.drafts is not None
    assert again.drafts.banners[0].text().endswith("yazı var: 183-2026-300002 · 07:40")
    with qtbot.waitSignal(again.drafts.taken):
        again.drafts.take()
    settle()
    # The 24 hours run from there: nobody has said that it was routed today.
    assert (again.fields.day.text(), again.fields.time.text()) == (day, "07:40")
    again.done(0)
    settle()
