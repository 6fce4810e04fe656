"""The small pieces: what they emit, and what a keyboard and a screen reader get of them."""

import logging
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QCursor, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit import dialogs, errors, theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton, Segmented
from alo183_desktop.gui.kit.containers import Beside, VerticalScrollArea, make_row, room_on
from alo183_desktop.gui.kit.filters import FilterBox, SearchField
from alo183_desktop.gui.kit.form.task_dialog import Steps
from alo183_desktop.gui.kit.notices import Banner, Toast
from alo183_desktop.gui.kit.side_card import RevealValue, SideCard
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.errors import Cancelled, KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from tests.gui.conftest import Answers


def test_that_enter_presses_a_button(qtbot: QtBot, host: QWidget) -> None:
    button = PrimaryButton("&Kaydet", parent=host)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_that_views_are_chosen_with_the_arrow_keys(qtbot: QtBot, host: QWidget) -> None:
    views = Segmented([("open", "Bekleyen"), ("all", "Tümü")], parent=host)
    views.set_counts({"open": 2})
    with qtbot.waitSignal(views.chosen) as heard:
        QTest.keyClick(views, Qt.Key.Key_Right)
    assert heard.args == ["all"]
    assert views.chosen_key() == "all"


def test_that_views_part_the_thousands_of_what_they_hold(host: QWidget) -> None:
    views = Segmented([("open", "Bekleyen"), ("all", "Tümü")], parent=host)
    views.set_counts({"open": 10016})
    assert views.findChildren(QAbstractButton)[0].text() == "Bekleyen 10.016"


def test_that_a_button_whose_menu_has_closed_looks_pointed_at_no_more(host: QWidget) -> None:
    button = SecondaryButton("&Ekle", parent=host)
    menu = QMenu(button)
    button.setMenu(menu)
    button.move(theme.px(100), theme.px(100))
    host.show()
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QCursor.setPos(host.mapToGlobal(QPoint(1, 1)))
    menu.aboutToHide.emit()
    assert not button.underMouse()


def test_that_a_screen_reader_hears_views_that_exclude_each_other(
    qtbot: QtBot, host: QWidget
) -> None:
    views = Segmented([("open", "Bekleyen"), ("all", "Tümü")], parent=host)
    buttons = views.findChildren(QAbstractButton)
    roles = {QAccessible.queryAccessibleInterface(button).role() for button in buttons}
    assert roles == {QAccessible.Role.RadioButton}
    views.choose_none()
    assert views.chosen_key() == ""
    with qtbot.waitSignal(views.chosen) as heard:
        QTest.keyClick(views, Qt.Key.Key_Right)
    assert heard.args == ["open"]


def test_that_a_search_is_shown_after_a_pause_and_emptied_by_escape(
    qtbot: QtBot, host: QWidget
) -> None:
    field = SearchField("Ad, konu", parent=host)
    with qtbot.waitSignal(field.searched) as heard:
        QTest.keyClicks(field, "isik")
    assert heard.args == ["isik"]
    with qtbot.waitSignal(field.searched) as heard:
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert heard.args == [""]


def test_that_a_search_that_the_page_takes_back_asks_nothing_and_offers_nothing_to_empty(
    qtbot: QtBot, host: QWidget
) -> None:
    field = SearchField("Ad, konu", parent=host)
    QTest.keyClicks(field, "isik")
    empty = next(one for one in field.actions() if one.text() == "Aramayı temizle")
    assert empty.isVisible()
    with qtbot.assertNotEmitted(field.searched, wait=400):
        field.show_searched()
    assert (field.text(), empty.isVisible()) == ("", False)
    field.show_searched("ilknur")
    assert (field.text(), empty.isVisible()) == ("ilknur", True)


def test_that_a_narrow_box_shows_its_last_word_whole(host: QWidget) -> None:
    box = FilterBox("Kullanıcı", "Bütün kullanıcılar", parent=host)
    host.show()
    box.show()
    box.resize(box.sizeHint())
    assert box.currentText() == "Bütün kullanıcılar"
    box.resize(box.minimumSize())
    assert box.currentText() == "Kullanıcılar"
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    assert room.width() >= box.fontMetrics().horizontalAdvance(box.currentText())


def test_that_a_masked_value_is_shown_only_by_whoever_answers_the_request(
    qtbot: QtBot, host: QWidget
) -> None:
    value = RevealValue("100••••••46", parent=host)
    with qtbot.waitSignal(value.reveal_requested):
        value._link.click()  # noqa: SLF001 - the word that people click
    assert value.accessibleName() == "100••••••46"
    value.reveal("10000000146")
    assert value._value.text() == "10000000146"  # noqa: SLF001 - what is seen
    value._link.click()  # noqa: SLF001 - now it says "Gizle"
    assert value._value.text() == "100••••••46"  # noqa: SLF001 - what is seen


def test_that_a_long_name_widens_no_card(host: QWidget) -> None:
    card = SideCard(nothing=("Vaka seçilmedi", ""), parent=host)
    card.begin("Vaka 2026-000101")
    name = RevealValue("Ayşegül İĞNECİOĞULLARINDAN ŞÜKÜFE GÜLİZAR ÇIĞIRTKANOĞLU", parent=card)
    card.add_facts((("Arayan", name),))
    card.end()
    host.show()
    card.show()
    card.resize(card.minimumWidth(), 400)
    QApplication.processEvents()
    assert name.mapTo(card, name.rect().topRight()).x() < card.width()


def test_that_the_lower_edge_of_a_card_cuts_no_line_however_it_is_scrolled(host: QWidget) -> None:
    card = SideCard(nothing=("Vaka seçilmedi", ""), parent=host)
    card.begin("Vaka 2026-000101")
    card.add_facts([(f"Bilgi {index}", "Şükrü IŞIK") for index in range(20)])
    card.add_text("Eşinden şiddet gördüğünü bildirdi. " * 20)
    card.end()
    host.show()
    card.show()
    host.resize(card.minimumWidth(), 400)
    card.resize(host.size())
    QApplication.processEvents()
    (area,) = card.findChildren(QScrollArea)
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0
    texts = area.findChildren(QLabel)
    for place in range(0, bar.maximum(), 7):
        bar.setValue(place)
        port = area.viewport()
        edge = (port.mask().boundingRect() & port.rect()).bottom() + 1
        for text in texts:
            line = text.fontMetrics().lineSpacing()
            above = edge - text.mapTo(port, QPoint()).y()
            if 0 < above < text.height():
                assert (text.height() > 2 * line, above % line) == (True, 0), text.text()
    bar.setValue(bar.maximum())
    assert area.viewport().mask().isEmpty()


def test_that_a_card_shown_anew_gives_the_focus_of_its_link_to_the_list(
    qtbot: QtBot, host: QWidget
) -> None:
    first = SecondaryButton("Bugün", parent=host)  # where Qt would lead
    view = TableView("list", name="Liste", parent=host)
    card = SideCard(nothing=("Yazı seçilmedi", ""), parent=host)
    make_row(host, first, view, card)
    card.set_lists(view)
    card.begin("Yazı 1")
    link = LinkButton("Kaydı düzelt…", parent=card)
    card.add(link)
    card.end()
    host.show()
    qtbot.waitExposed(host)
    link.setFocus()
    card.begin("Yazı 2")
    card.end()
    assert host.focusWidget() is view
    first.setFocus()
    card.begin("Yazı 3")
    card.end()
    assert host.focusWidget() is first


def test_that_a_state_is_shown_in_words(host: QWidget) -> None:
    mark = StateMark(State.LATE, parent=host)
    assert mark.accessibleName() == "gecikti"
    mark.set_state(State.LATE, "boş")
    assert mark.accessibleName() == "boş"
    mark.set_state(None)
    assert mark.isHidden()


def test_that_the_current_step_is_shown_in_words(host: QWidget) -> None:
    steps = Steps(["Ayrılan", "Göreve gelen"], parent=host)
    steps.set_current(1, done=frozenset({0}))
    assert steps.accessibleName() == "Adım 2 / 2: Göreve gelen"


def test_that_a_notice_offers_its_way_out(qtbot: QtBot, host: QWidget) -> None:
    banner = Banner(parent=host)
    banner.show_notice(State.NEAR, "Postası kaydedilmedi.", action="Kaydet")
    with qtbot.waitSignal(banner.action_chosen):
        banner._link.click()  # noqa: SLF001 - the word that people click
    banner.show_notice(None, "")
    assert banner.isHidden()


def test_that_a_message_stays_whole_when_its_page_gets_lower(host: QWidget) -> None:
    page = QWidget(host)
    page.resize(600, 400)
    page.show()
    toast = Toast(parent=page)
    toast.report("Posta gönderimi kaydedildi.")
    toast._timer.stop()  # noqa: SLF001 - it would outlive the test
    page.resize(600, 370)
    host.show()  # what is not shown is told of its size later
    assert page.rect().contains(toast.geometry())


def test_that_what_was_done_is_said_in_one_line(host: QWidget) -> None:
    toast = Toast(parent=host)
    toast.report("Kayıt yapıldı.")
    assert (toast.text(), toast.accessibleName()) == ("Kayıt yapıldı.", "Kayıt yapıldı.")
    assert not toast.isHidden()
    toast._timer.stop()  # noqa: SLF001 - it would outlive the test


@pytest.mark.parametrize("is_seen", [True, False])
def test_that_ctrl_z_takes_back_wherever_it_was_saved(
    host: QWidget, qtbot: QtBot, *, is_seen: bool
) -> None:
    toast, place, beside = Toast(parent=host), QWidget(host), QWidget(host)
    place.setVisible(is_seen)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is host)
    taken: list[str] = []
    for words in ("ilk", "son"):
        toast.report("Kaydedildi.", undo=partial(taken.append, words), place=place)
    heard = place if is_seen else beside
    heard.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    heard.setFocus()
    for _key in range(2):
        QTest.keyClick(heard, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert taken == ["son"]
    assert toast.isHidden()


def test_that_a_question_answers_with_the_place_of_its_verb(qtbot: QtBot, host: QWidget) -> None:
    question = dialogs.Question(
        title="Silinsin mi?",
        text="Geri alınamaz.",
        verbs=("Vazgeç", "Sil"),
        primary=0,
        state=None,
        parent=host,
    )
    qtbot.addWidget(question)
    question.show()
    QTest.keyClick(question, Qt.Key.Key_Tab)
    QTest.keyClick(question.focusWidget(), Qt.Key.Key_Return)
    assert question.chosen == 1


def test_that_a_known_error_is_shown_in_its_own_words(host: QWidget, answers: Answers) -> None:
    errors.show_failure(host, KnownError("db.full"))
    assert answers.asked[0].startswith("Diskte yer kalmadı")


def test_that_a_bug_is_shown_as_such_and_logged_without_its_values(
    host: QWidget, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        errors.show_failure(host, LookupError("Zeynep GÜNDOĞDU 10000000146"))
    assert answers.asked == [errors.BUG.what]
    assert "LookupError" in caplog.text
    assert "GÜNDOĞDU" not in caplog.text
    assert "10000000146" not in caplog.text


def test_that_work_that_was_taken_back_says_nothing(host: QWidget, answers: Answers) -> None:
    errors.show_failure(host, Cancelled())
    assert answers.asked == []


def test_that_a_server_that_is_away_is_shown_once_above_the_pages_and_within_what_covers_that(
    host: QWidget, answers: Answers
) -> None:
    away = KnownError("db.server_away")
    dialog = QDialog(host)
    inside = QWidget(dialog)
    errors.set_away(is_away=True)
    try:
        errors.show_failure(host, away)
        assert answers.asked == []
        errors.show_failure(inside, away)
    finally:
        errors.set_away(is_away=False)
    assert [words.startswith("Sunucuya ulaşılamıyor") for words in answers.asked] == [True]


class Contrary(QWidget):
    """Is low beside a bar, and too high without one, and says so at once."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes = 0

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sizes += 1
        self.setMinimumHeight(500 if self.width() >= 300 else 10)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def test_that_a_bar_that_comes_and_goes_with_its_content_stays_at_last(host: QWidget) -> None:
    content = Contrary()
    area = VerticalScrollArea(content, parent=host)
    host.show()
    area.setGeometry(0, 0, 300, 200)
    area.show()
    for _turn in range(50):
        QApplication.processEvents()
    sizes = content.sizes
    for _turn in range(50):
        QApplication.processEvents()
    assert content.sizes == sizes
    assert area.verticalScrollBar().isVisible()
    area.setGeometry(0, 0, 280, 200)
    QApplication.processEvents()
    assert not area.verticalScrollBar().isVisible(), "at another size it is decided anew"


def test_that_of_two_pairs_the_outer_one_parts_first(qtbot: QtBot, host: QWidget) -> None:
    views, only, act = (SecondaryButton("Zimmet ver", parent=host) for _ in range(3))
    inner = Beside(views, only, is_spread=False, parent=host)
    outer = Beside(inner, act, parent=host)
    host.show()
    outer.show()
    room, least = outer.sizeHint().width(), views.sizeHint().width()
    pairs = {"outer": outer, "inner": inner}

    def is_so(**below: bool) -> bool:
        return {name: pair.is_below() for name, pair in pairs.items()} == below

    for width, is_below in ((room, False), (room - 1, True), (least, True), (room, False)):
        outer.resize(width, 80)
        qtbot.waitUntil(partial(is_so, outer=is_below, inner=width == least))


@pytest.mark.parametrize(
    ("window", "framed", "room"),
    [
        ((1366, 749), (1366, 768), (1366, 749)),  # maximised
        ((1366, 768), (1368, 793), (1364, 743)),  # as large as the screen, its frame beyond it
        ((910, 512), (912, 537), (910, 512)),
    ],
)
def test_that_a_dialog_leaves_room_for_its_own_frame_on_the_screen(
    window: tuple[int, int], framed: tuple[int, int], room: tuple[int, int]
) -> None:
    found = room_on(QSize(1366, 768), window=QSize(*window), framed=QSize(*framed))
    assert found == QSize(*room)
