"""The quotas: worst first, shown in words, for any period, on paper and by keyboard."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.documents.foreign_pages import ForeignPages
from alo183_desktop.gui.kit.charts import ChartView
from alo183_desktop.gui.kit.conflicts import SAVE_MINE
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.paper import papers as paper
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.calls_part import CallsPart
from alo183_desktop.gui.phones.checks_part import ChecksPart
from alo183_desktop.gui.phones.custody_part import CustodyPart
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.gui.phones.quota_dialog import QuotaDialog
from alo183_desktop.gui.phones.quota_list import month_chart
from alo183_desktop.gui.phones.quota_part import QuotaCard
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.queries import holder_of
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import MonthUsage, QuotaFilter
from alo183_desktop.phones.quotas.rules import QuotaPeriod, Setting, Status
from alo183_desktop.phones.reachability.rows import MissingFilter
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.phones.service import LINES
from alo183_desktop.shared.override import override
from tests.clocks import FixedClock
from tests.database.phones import line_values
from tests.database.usages import add_summary
from tests.documents.printed_pages import texts_of
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.phones.conftest import show
from tests.gui.phones.directorate import phone_of

CONTROL = Qt.KeyboardModifier.ControlModifier


def texts(page: PhonesPage) -> list[str]:
    return [label.text() for label in page.quotas.card.findChildren(QLabel)]


def test_that_the_worst_line_stands_first_and_the_unknown_last(page: PhonesPage) -> None:
    rows = page.quotas.model.rows()
    assert [row.status for row in rows[:3]] == [Status.OVER, Status.NEAR, Status.NEAR]
    assert rows[-1].status is Status.UNKNOWN
    _headings, cells = page.quotas.view.table_texts(rows[:2])
    assert cells[0][:3] == [
        "aşıldı",
        "0500 000 41 01, Zeynep GÜNDOĞDU",
        "312 / 300 dk, %104, aşıldı",
    ]
    assert cells[1][4].startswith("26 Kasım’da dakika dolabilir")


@pytest.mark.parametrize("typed", ["agaoglu", "0 500 000 41 02", "AĞAOĞLU yaklasiyor"])
def test_that_the_search_finds_whatever_case_accents_and_form(
    page: PhonesPage, qtbot: QtBot, typed: str
) -> None:
    page.search.setText(typed)
    qtbot.waitUntil(lambda: len(page.quotas.model.rows()) == 1)
    assert page.quotas.model.rows()[0].phone == phone_of(2)


def test_that_the_heading_speaks_of_the_shown_period_and_of_nothing_that_is_unknown(
    page: PhonesPage, desk: Desk, qtbot: QtBot
) -> None:
    quotas = page.quotas

    def heading() -> list[str]:
        return [mark.word() for mark in page.header.findChildren(StateMark)]

    def show_month(month: str) -> None:
        with qtbot.waitSignal(quotas.loaded):
            quotas.month.setCurrentText(month)

    assert heading() == [
        "1 hat yanıt vermiyor",
        "Kasım 2026: 1 hat kotayı aştı",
        "2 hat yaklaşıyor",
        "2 hattın kullanımı bilinmiyor",
    ]
    lines = quotas.model.rows()
    with desk.work() as work:
        for row in lines:
            add_summary(work, row.line_id, ("2025-08-01", "2025-09-01"), minutes=301)
    show_month("Ağustos 2025")
    qtbot.waitUntil(lambda: heading()[1:] == [f"Ağustos 2025: {len(lines)} hat kotayı aştı"])
    show_month("Ocak 2025")
    qtbot.waitUntil(
        lambda: heading()[1:] == [f"Ocak 2025: {len(lines)} hattın kullanımı bilinmiyor"]
    )


def test_that_the_page_opens_on_the_period_that_runs_and_names_it_by_its_days(
    open_page: Callable[..., PhonesPage],
    desk: Desk,
    clock: FixedClock,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    with desk.work() as work:
        quota_service.set_default_quota(work, Setting(dt.date(2026, 1, 1), period_day=14))
    clock.advance(days=8)
    page = open_page(desk)
    settle()
    assert page.quotas.month.currentText() == "14.11 – 13.12"
    assert page.view() is PhonesPart.QUOTAS
    assert {row.period.starts_on for row in page.quotas.model.rows()} == {dt.date(2026, 11, 14)}
    assert any("14.11 – 13.12:" in one.word() for one in page.header.findChildren(StateMark))
    assert "14.12.2026 – 13.01.2027" not in page.quotas.month.words_of("2026-12")
    calls = cast("CallsPart", show(page, PhonesPart.CALLS, qtbot))
    settle()
    assert calls.month.currentText() == "14.11 – 13.12"


def test_that_usage_is_out_of_the_way_until_a_file_was_imported_or_somebody_is_led_there(
    open_page: Callable[..., PhonesPage],
    empty_desk: Desk,
    settle: Callable[[], None],
) -> None:
    def offered(shown: PhonesPage) -> list[str]:
        buttons = shown.parts.findChildren(QPushButton)
        return [one.text().replace("&", "") for one in buttons if not one.isHidden()]

    every = ["Kota", "Cihazlar ve hatlar", "Zimmet", "Yoklamalar", "Arama kayıtları"]
    new = open_page(empty_desk)
    settle()
    assert (offered(new), new.view()) == (every[1:-1], PhonesPart.ITEMS)
    with empty_desk.work() as work:
        line_id = LINES.save(work, None, line_values())
    new.background.changed.emit(frozenset({Topic.PHONES}))
    settle()
    assert offered(new) == every[1:-1]
    assert not [one for one in new.header.findChildren(StateMark) if one.isVisible()]
    new.show_query(QuotaFilter(Status.UNKNOWN))
    assert (offered(new), new.view()) == (every, PhonesPart.QUOTAS)
    new.show_view(PhonesPart.ITEMS)
    with empty_desk.work() as work:
        add_summary(work, line_id, ("2026-10-01", "2026-11-01"), minutes=1)
    new.background.changed.emit(frozenset({Topic.USAGE}))
    settle()
    assert offered(new) == every


def test_that_another_period_is_shown(page: PhonesPage, qtbot: QtBot) -> None:
    quotas = page.quotas
    with qtbot.waitSignal(quotas.loaded):
        quotas.month.setCurrentText("Ekim 2026")
    assert {row.period.key for row in quotas.model.rows()} == {"2026-10"}
    assert not any(row.status is Status.OVER for row in quotas.model.rows())


def test_that_the_card_shows_what_is_left_with_twelve_months_and_the_next_step(
    page: PhonesPage, qtbot: QtBot
) -> None:
    quotas = page.quotas
    with qtbot.waitSignal(quotas.card_shown):
        quotas.view.selectRow(1)
    shown = " ".join(texts(page))
    assert "Kalan 32 dk" in shown
    assert "Zimmetlisine kalanı bildiriniz" in shown
    minutes, data = quotas.card.charts
    assert len(minutes.chart().labels) == len(data.chart().labels) == 12
    minutes.setFocus()
    QTest.keyClick(minutes, Qt.Key.Key_End)
    assert minutes.spoken() == "Kasım 2026: kullanım 268 dk"


def test_that_the_chart_rounds_as_the_list_does() -> None:
    usage = MonthUsage(
        QuotaPeriod("2026-11", dt.date(2026, 11, 1), dt.date(2026, 12, 1)),
        305 * 60 + 50,
        int(0.479 * 1024**3),
        300 * 60,
        1024**3,
        None,
    )
    minutes, data = (month_chart([usage], measure) for measure in Measure)
    assert (minutes.series[0].values, data.series[0].values) == ((305,), (0.47,))


def test_that_nobody_who_gave_the_line_back_is_named_or_warned(
    page: PhonesPage, desk: Desk, qtbot: QtBot
) -> None:
    quotas = page.quotas
    for row in quotas.model.rows()[:2]:
        with desk.work() as work:
            held = holder_of(work.session, row.line_id, at=work.now)
            assert held is not None
            custody.give_back(work, [held.custody_id], at=work.now)
    with qtbot.waitSignal(quotas.loaded):
        page.background.changed.emit(frozenset({Topic.PHONES}))
    for index, act in enumerate(("hattın kimde olduğunu bulunuz", "Hattın kimde olduğunu bulunuz")):
        name = quotas.model.rows()[index].holder_name
        with qtbot.waitSignal(quotas.card_shown):
            quotas.view.selectRow(2)
        with qtbot.waitSignal(quotas.card_shown):
            quotas.view.selectRow(index)
        shown = " ".join(texts(page))
        assert (name, "zimmetlisi yok" in shown) == ("", True)
        assert act in shown
        assert "immetlisini" not in shown


class Eye(QObject):
    """Sees each painting of a card, and what lies over what meanwhile."""

    def __init__(self, card: QuotaCard) -> None:
        super().__init__(card)
        self.paintings = 0
        self.covered: list[tuple[str, str]] = []
        self._card = card
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._card.isAncestorOf(cast("QWidget", watched)):
            self.paintings += 1
            area = self._card.findChild(QScrollArea)
            assert area is not None
            inner = area.widget()
            assert inner is not None
            shown = [one for one in inner.children() if isinstance(one, (QLabel, ChartView))]
            for first, second in combinations(shown, 2):
                common = first.geometry() & second.geometry()
                if common.width() > 1 and common.height() > 1:
                    names = tuple(type(one).__name__ for one in (first, second))
                    self.covered.append((names[0], names[1]))
        return False


@pytest.mark.usefixtures("painted")
def test_that_nothing_on_the_card_lies_over_anything_when_the_month_changes(
    page: PhonesPage, qtbot: QtBot
) -> None:
    quotas = page.quotas
    with qtbot.waitSignal(quotas.card_shown):
        quotas.view.selectRow(1)
    eye = Eye(quotas.card)
    for month in ("Ekim 2026", "Kasım 2026"):
        eye.paintings = 0
        with qtbot.waitSignal(quotas.card_shown):
            quotas.month.setCurrentText(month)
        qtbot.waitUntil(lambda: eye.paintings > 0)
        qtbot.waitUntil(page.background.is_idle)
        assert eye.covered == []


def test_that_the_printed_months_of_a_line_are_one_page_with_the_head_of_the_trail(
    page: PhonesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[ForeignPages] = []
    monkeypatch.setattr(paper, "print_pdf", lambda _window, pages, **_words: printed.append(pages))
    quotas = page.quotas
    with qtbot.waitSignal(quotas.card_shown):
        quotas.view.selectRow(1)
    quotas.card.print_requested.emit()
    qtbot.waitUntil(lambda: bool(printed))
    (text,) = texts_of(printed[0].pdf())
    assert re.search(r"Denetim izi: \d+\. kayıt", text), text[-300:]
    assert "Selin AKTAŞ" in text


def test_that_notices_are_shown_once_and_marked_as_seen(page: PhonesPage, qtbot: QtBot) -> None:
    quotas = page.quotas
    assert "Kasım 2026" in quotas.banner.text()
    with qtbot.waitSignal(quotas.loaded):
        quotas.banner.action_chosen.emit()
    assert quotas.banner.isHidden()


def test_that_the_footnote_shows_the_elapsed_part_and_the_age_of_the_file(
    page: PhonesPage,
) -> None:
    reported = page.quotas.foot.words()
    assert reported[0].startswith("Dönemin geçen kısmı: 30 günün 23 günü")
    assert reported[1] == "Operatör dosyası: 23.11.2026 gününün sonuna kadar"


def test_that_the_table_of_a_period_becomes_a_workbook_and_a_pdf(
    page: PhonesPage,
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proposed: list[str] = []

    def choose(_window: QWidget, _title: str, name: str, _kinds: str) -> Path:
        proposed.append(name)
        return tmp_path / f"Kotalar.{name.rpartition('.')[2]}"

    monkeypatch.setattr(paper, "ask_target", choose)
    workbook, pdf, _print = page.quotas.papers.acts_by_key()
    workbook.trigger()
    qtbot.waitUntil(lambda: page.toast.text() == "Kaydedildi: Kotalar.xlsx")
    pdf.trigger()
    qtbot.waitUntil(lambda: page.toast.text() == "Kaydedildi: Kotalar.pdf")
    assert proposed == ["hat-kotalari-2026-11.xlsx", "hat-kotalari-2026-11.pdf"]
    assert page.toast.open_file.isVisible()
    settle()
    assert (tmp_path / "Kotalar.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "Kotalar.pdf").read_bytes().startswith(b"%PDF")
    assert acts(desk, "quota.exported") == 2


def test_that_the_list_is_used_by_keyboard_alone(
    page: PhonesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    view = page.quotas.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F, CONTROL)
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "gundogdu")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert page.quotas.card.isHidden()
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_D, CONTROL)
    assert page.quotas.month.hasFocus()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    settle()
    assert page.view() is PhonesPart.CALLS


def test_that_shift_f10_opens_the_menu_of_the_row(page: PhonesPage) -> None:
    view = page.quotas.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    assert words == ["A&rama kayıtları", "Kota&sı…", "Kopyala\tCtrl+C"]
    menu.close()


def test_that_a_quota_of_its_own_counts_for_a_line_from_a_day_on(
    page: PhonesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    quotas = page.quotas
    quotas.card.setting_requested.emit(quotas.model.rows()[0].line_id)
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    dialog = cast("QuotaDialog", page.opener.dialog())
    settle()
    dialog.form.field("starts_on").set_text("01.11.2026")
    dialog.form.field("minutes").set_text("500")
    dialog.form.field("data").set_text("2 GB")
    with qtbot.waitSignals([dialog.saved, quotas.loaded]):
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    settle()
    row = next(one for one in quotas.model.rows() if one.phone == phone_of(1))
    assert (row.quota_seconds, row.quota_bytes) == (500 * 60, 2 * 1024**3)
    assert row.status is Status.GOOD


def test_that_a_quota_that_was_taken_back_meanwhile_can_be_set_all_the_same(
    page: PhonesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    day = dt.date(2026, 11, 24)
    with desk.work() as work:
        quota_id = quota_service.set_default_quota(work, Setting(day, seconds=400 * 60))
    page.opener.set_quota(None)
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    dialog = cast("QuotaDialog", page.opener.dialog())
    settle()
    with desk.work() as work:
        quota_service.remove_quota(work, quota_id, version=1)
    dialog.form.field("minutes").set_text("500")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert desk.actor.name in dialog.trouble.text()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        assert quota_service.list_settings(work)[0].seconds == 500 * 60


def test_that_a_quota_that_was_typed_for_another_line_comes_back(
    page: PhonesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    def open_it() -> QuotaDialog:
        quotas = page.quotas
        quotas.card.setting_requested.emit(quotas.model.rows()[0].line_id)
        qtbot.waitUntil(lambda: page.opener.dialog() is not None)
        settle()
        return cast("QuotaDialog", page.opener.dialog())

    before = open_it()
    before.form.field("line").set_text("Kendi kotası olmayan bütün hatlar")
    settle()
    before.form.field("minutes").set_text("500")
    before.form.field("data").set_text("2 GB")
    before.done(0)  # as the lock does
    settle()
    qtbot.waitUntil(lambda: page.opener.dialog() is None)
    dialog = open_it()
    assert dialog.drafts is not None
    assert dialog.form.field("minutes").text() == "300"
    dialog.drafts.take()
    settle()
    assert dialog.line_id() is None
    assert [dialog.form.field(key).text() for key in ("minutes", "data")] == ["500", "2 GB"]


def test_that_a_quota_comes_back_whole_over_what_is_typed_for_another_line(
    page: PhonesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    def open_it() -> QuotaDialog:
        page.opener.set_quota(None)
        qtbot.waitUntil(lambda: page.opener.dialog() is not None)
        settle()
        return cast("QuotaDialog", page.opener.dialog())

    before = open_it()
    everyone = before.form.field("line").text()
    before.form.field("minutes").set_text("500")
    before.done(0)  # as the lock does
    settle()
    qtbot.waitUntil(lambda: page.opener.dialog() is None)
    dialog = open_it()
    line = dialog.form.field("line")
    assert isinstance(line, ChoiceField)
    line.set_text(line.combo.itemText(1))
    settle()
    dialog.form.field("minutes").set_text("700")
    assert dialog.drafts is not None
    dialog.drafts.take()
    settle()
    assert line.text() == everyone
    assert dialog.form.field("minutes").text() == "500"
    dialog.done(0)
    settle()


def test_that_a_quota_of_nothing_is_complained_about_beside_its_field(
    page: PhonesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.opener.set_quota(None)
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    dialog = cast("QuotaDialog", page.opener.dialog())
    settle()
    dialog.form.field("minutes").set_text("0")
    dialog.save_button.click()
    assert dialog.form.field("minutes").shown_message()
    assert dialog.isVisible()
    dialog.done(0)


def test_that_a_wrong_quota_is_taken_back_after_a_question(
    page: PhonesPage, qtbot: QtBot, settle: Callable[[], None], answers: Answers
) -> None:
    page.opener.set_quota(None)
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    dialog = cast("QuotaDialog", page.opener.dialog())
    settle()
    dialog.form.field("minutes").set_text("250")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    settle()
    page.opener.set_quota(None)
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    again = cast("QuotaDialog", page.opener.dialog())
    qtbot.waitUntil(lambda: again.settings.rowCount() == 2)
    again.view.selectRow(0)
    answers.replies = [1]
    again.remove_button.click()
    qtbot.waitUntil(lambda: again.settings.rowCount() == 1)
    assert answers.asked == ["Kota silinsin mi?"]
    settle()
    again.done(0)


def test_that_an_empty_register_offers_the_first_line(empty_page: PhonesPage, qtbot: QtBot) -> None:
    assert list(empty_page.quotas.model.rows()) == []
    with qtbot.waitSignal(empty_page.opener.opened):
        empty_page.quotas.view.empty_action.emit()
    empty_page.opener.close_all()


def test_that_the_page_follows_midnight(
    page: PhonesPage, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.advance(days=7)
    page.look_at_clock()
    settle()
    assert page.quotas.month.currentText() == "Aralık 2026"


def test_that_a_number_of_the_overview_leads_to_exactly_its_lines(
    page: PhonesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    show(page, PhonesPart.ITEMS, qtbot)
    page.search.setText("yokböylebiri")
    page.quotas.month.setCurrentText("Ekim 2026")
    page.show_query(QuotaFilter(Status.NEAR))
    settle()
    assert page.view() is PhonesPart.QUOTAS
    assert [row.phone for row in page.quotas.model.rows()] == [phone_of(2), phone_of(3)]
    assert page.quotas.month.currentText() == "Kasım 2026"
    page.show_query(QuotaFilter(Status.UNKNOWN, was_over=True))
    settle()
    assert list(page.quotas.model.rows()) == []
    assert page.quotas.status.currentText() == "Bilinmiyor, son bilinen dönem aşıldı"
    page.show_query(MissingFilter())
    settle()
    checks = cast("ChecksPart", page.part())
    assert [row.phone for row in checks.rates.rows()] == [phone_of(3)]
    checks.only_missing.removed.emit()
    assert len(checks.rates.rows()) == 11
    page.show_query(FormFilter(unsigned_only=True))
    settle()
    custody = cast("CustodyPart", page.part())
    assert len(custody.forms.rows()) == 13
    assert custody.waiting.isChecked()
