"""The log of guidance: ten seconds a visit, listed, narrowed, counted, put right."""

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.guidance.page import GuidancePage
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.choices import QuickChoice
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.guidance import service
from alo183_desktop.guidance.rows import GuidanceFilter
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import acts

VISITS = 14
SENT = 2


def narrow(page: GuidancePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.list.loaded):
        page.list.filters.filtered.emit()


def shown(page: GuidancePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_that_a_visit_is_written_down_in_few_keys(
    page: GuidancePage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.primary_action()
    form = page.log_form
    subject = form.fields["subject_id"]
    assert isinstance(subject, QuickChoice)
    subject.combo.setCompleter(None)  # type: ignore[arg-type]
    keys = 0
    for text, key in (
        ("yas", Qt.Key.Key_Tab),
        ("Huzurevi", Qt.Key.Key_Tab),
        ("Form verildi", None),
    ):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)
        keys += len(text)
        if key is not None:
            QTest.keyClick(focus, key)
            keys += 1
    focus = QApplication.focusWidget()
    assert focus is not None
    with qtbot.waitSignal(page.list.loaded):
        QTest.keyClick(focus, Qt.Key.Key_Return)
    settle()
    assert keys + 1 < 30
    first = page.list.model.rows()[0]
    assert (first.subject_name, first.asked, first.done) == ("Yaşlı", "Huzurevi", "Form verildi")
    assert first.at == desk.clock()
    assert form.fields["asked"].text() == ""
    assert form.fields["subject_id"].control().hasFocus()
    assert acts(desk, "guidance.logged") == VISITS + 1


def test_that_escape_empties_the_line_after_a_question(
    page: GuidancePage, qtbot: QtBot, answers: Answers
) -> None:
    page.primary_action()
    form = page.log_form
    form.fields["asked"].set_text("Huzurevi başvurusu")
    QTest.keyClick(form.fields["asked"].control(), Qt.Key.Key_Escape)
    assert form.fields["asked"].text() == "Huzurevi başvurusu"
    answers.replies = [1]
    QTest.keyClick(form.fields["asked"].control(), Qt.Key.Key_Escape)
    assert form.fields["asked"].text() == ""
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"] * 2
    qtbot.waitUntil(page.background.is_idle)


def test_that_sending_on_needs_a_reason_and_is_said_aloud(page: GuidancePage, qtbot: QtBot) -> None:
    form = page.log_form
    assert form.fields["sent_reason"].isHidden()
    form.fields["subject_id"].set_text("Kadın")
    form.fields["asked"].set_text("Sığınma")
    form.fields["is_sent_on"].set_value(("yes",))
    assert not form.fields["sent_reason"].isHidden()
    form.save_requested.emit()
    assert "neden yönlendirildiği" in form.fields["sent_reason"].shown_message()
    form.fields["sent_reason"].set_text("Gece gelindi")
    with qtbot.waitSignal(page.list.loaded):
        form.save_requested.emit()
    assert page.list.model.rows()[0].is_sent_on
    assert "müdürün sayfasında sayılır" in page.toast.text()


def test_that_the_month_is_counted_by_subject(page: GuidancePage) -> None:
    words = shown(page)
    assert "Kasım 2026, konulara göre" in words
    assert "3 kişi yerinde bilgilendirildi" in words


def test_that_filters_narrow_the_log(page: GuidancePage, qtbot: QtBot) -> None:
    page.list.filters.box("is_sent_on").choose(key=True)
    narrow(page, qtbot)
    assert page.list.model.rowCount() == SENT
    page.list.filters.box("since").choose("today")
    narrow(page, qtbot)
    assert page.list.model.rowCount() == 0
    with qtbot.waitSignal(page.list.loaded):
        page.list.view.show_all_requested.emit()
    assert page.list.model.rowCount() == VISITS


def test_that_a_tile_leads_to_exactly_its_list(
    page: GuidancePage, desk: Desk, qtbot: QtBot
) -> None:
    wanted = GuidanceFilter(is_sent_on=True, since=dt.datetime(2026, 10, 31, 21, 0, tzinfo=dt.UTC))
    with qtbot.waitSignal(page.list.loaded):
        page.show_query(wanted)
    with desk.work() as work:
        assert page.list.model.rowCount() == service.count(work, wanted) == SENT
    assert page.list.filters.chip.words() == "183’e yönlendirilenler; 01.11.2026 gününden beri"
    with qtbot.waitSignal(page.list.loaded):
        page.list.filters.chip.removed.emit()
    assert page.list.model.rowCount() == VISITS


def test_that_an_entry_is_put_right(page: GuidancePage, qtbot: QtBot) -> None:
    page.list.view.selectRow(0)
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert isinstance(dialog, RecordDialog)
    dialog.fields["asked"].set_text("")
    dialog.save_button.click()
    assert dialog.fields["asked"].shown_message()
    dialog.fields["asked"].set_text("Evde bakım aylığı")
    with qtbot.waitSignals([dialog.saved, page.list.loaded]):
        dialog.save_button.click()
    assert page.list.model.rows()[0].asked == "Evde bakım aylığı"


def test_that_an_entry_is_removed_only_when_somebody_agrees(
    page: GuidancePage, desk: Desk, qtbot: QtBot, answers: Answers
) -> None:
    page.list.view.selectRow(0)
    page.list.view.setFocus()
    QTest.keyClick(page.list.view, Qt.Key.Key_Delete)
    assert page.list.model.rowCount() == VISITS
    assert answers.asked == ["Rehberlik kaydı silinsin mi?"]
    answers.replies = [1]
    with qtbot.waitSignal(page.list.loaded):
        QTest.keyClick(page.list.view, Qt.Key.Key_Delete)
    assert page.list.model.rowCount() == VISITS - 1
    assert acts(desk, "guidance.removed") == 1


def test_that_a_half_typed_visit_comes_back(
    page: GuidancePage,
    desk: Desk,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    settle: Callable[[], None],
) -> None:
    subject = page.log_form.fields["subject_id"]
    assert isinstance(subject, QuickChoice)
    subject.set_text(subject.combo.itemText(1))
    page.log_form.fields["asked"].set_text("Evde bakım aylığı nasıl alınır?")
    typed = page.log_form.form.texts()
    page.prepare_lock()
    settle()
    again = GuidancePage(background, actor=desk.actor, clock=clock, parent=host)
    settle()
    assert again.drafts is not None
    assert "kaydedilmemiş yazı var" in again.drafts.banners[0].text()
    again.drafts.banners[0].action_chosen.emit()
    settle()
    assert again.log_form.form.texts() == typed
    again.log_form.fields["done"].set_text("Anlatıldı.")
    again.log_form.save_requested.emit()
    settle()
    assert acts(desk, "guidance.logged") == VISITS + 1
    with desk.work() as work:
        assert list_drafts(work) == ()
