"""The log of guidance: ten seconds a visit, listed, narrowed, counted, put right."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.access.rules import Role
from alo183_desktop.gui.guidance.forms import GuidanceDialog
from alo183_desktop.gui.guidance.page import GuidancePage
from alo183_desktop.guidance import service
from alo183_desktop.guidance.rows import GuidanceFilter
from tests.gui.desks import acts, open_desk
from tests.gui.several import check_several

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from tests.clocks import FixedClock
    from tests.gui.conftest import Answers

VISITS = 14
SENT = 2


def narrow(page: GuidancePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.loaded):
        page.narrowing.narrowed.emit()


def shown(page: GuidancePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_that_a_visit_is_written_down_in_few_keys(
    page: GuidancePage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.primary_action()
    form = page.log_form
    form.subject.combo.setCompleter(None)  # type: ignore[arg-type]
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
    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(focus, Qt.Key.Key_Return)
    settle()
    assert keys + 1 < 30
    first = page.model.rows()[0]
    assert (first.subject_name, first.asked, first.done) == ("Yaşlı", "Huzurevi", "Form verildi")
    assert first.at == desk.clock()
    assert form.asked.text() == ""
    assert form.subject.control().hasFocus()
    assert acts(desk, "guidance.logged") == VISITS + 1


def test_that_escape_empties_the_line_after_a_question(
    page: GuidancePage, qtbot: QtBot, answers: Answers
) -> None:
    page.primary_action()
    form = page.log_form
    form.asked.set_text("Huzurevi başvurusu")
    QTest.keyClick(form.asked.control(), Qt.Key.Key_Escape)
    assert form.asked.text() == "Huzurevi başvurusu"
    answers.replies = [1]
    QTest.keyClick(form.asked.control(), Qt.Key.Key_Escape)
    assert form.asked.text() == ""
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"] * 2
    qtbot.waitUntil(page.background.is_idle)


def test_that_what_is_missing_stands_beside_its_field(page: GuidancePage) -> None:
    page.log_form.save_requested.emit()
    assert "konusu seçilmemiş" in page.log_form.subject.shown_message()
    assert "Ne sorulduğu" in page.log_form.asked.shown_message()
    assert "Ne yapıldığı" in page.log_form.answer.shown_message()


def test_that_sending_on_needs_a_reason_and_is_said_aloud(page: GuidancePage, qtbot: QtBot) -> None:
    form = page.log_form
    assert form.reason.isHidden()
    form.subject.set_text("Kadın")
    form.asked.set_text("Sığınma")
    form.sent.set_value(("yes",))
    assert not form.reason.isHidden()
    form.save_requested.emit()
    assert "neden yönlendirildiği" in form.reason.shown_message()
    form.reason.set_text("Gece gelindi")
    with qtbot.waitSignal(page.loaded):
        form.save_requested.emit()
    assert page.model.rows()[0].is_sent_on
    assert "müdürün sayfasında sayılır" in page.toast.text()


def test_that_the_month_is_counted_by_subject(page: GuidancePage) -> None:
    words = shown(page)
    assert "Kasım 2026, konulara göre" in words
    assert "3 kişi yerinde bilgilendirildi" in words


@pytest.mark.parametrize(("typed", "count"), [("huzurevi", 4), ("EVDE BAKIM", 5), ("yok", 0)])
def test_that_the_search_finds_whatever_case_and_accents(
    page: GuidancePage, qtbot: QtBot, typed: str, count: int
) -> None:
    with qtbot.waitSignal(page.loaded):
        page.narrowing.search.setText(typed)
    assert page.model.rowCount() == count


def test_that_filters_narrow_the_log(page: GuidancePage, qtbot: QtBot) -> None:
    page.narrowing.outcome.choose(key=True)
    narrow(page, qtbot)
    assert page.model.rowCount() == SENT
    page.narrowing.period.choose("today")
    narrow(page, qtbot)
    assert page.model.rowCount() == 0
    with qtbot.waitSignal(page.loaded):
        page.view.show_all_requested.emit()
    assert page.model.rowCount() == VISITS


def test_that_a_tile_leads_to_exactly_its_list(
    page: GuidancePage, desk: Desk, qtbot: QtBot
) -> None:
    wanted = GuidanceFilter(is_sent_on=True, since=dt.datetime(2026, 10, 31, 21, 0, tzinfo=dt.UTC))
    with qtbot.waitSignal(page.loaded):
        page.show_query(wanted)
    with desk.work() as work:
        assert page.model.rowCount() == service.count(work, wanted) == SENT
    assert page.narrowing.chip.words() == "183’e yönlendirilenler; 01.11.2026 gününden beri"
    with qtbot.waitSignal(page.loaded):
        page.narrowing.chip.removed.emit()
    assert page.model.rowCount() == VISITS


def test_that_an_entry_is_put_right(page: GuidancePage, qtbot: QtBot) -> None:
    page.view.selectRow(0)
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert isinstance(dialog, GuidanceDialog)
    dialog.asked.set_text("")
    dialog.save_button.click()
    assert dialog.asked.shown_message()
    dialog.asked.set_text("Evde bakım aylığı")
    with qtbot.waitSignals([dialog.saved, page.loaded]):
        dialog.save_button.click()
    assert page.model.rows()[0].asked == "Evde bakım aylığı"


def test_that_an_entry_is_removed_only_when_somebody_agrees(
    page: GuidancePage, desk: Desk, qtbot: QtBot, answers: Answers
) -> None:
    page.view.selectRow(0)
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert page.model.rowCount() == VISITS
    assert answers.asked == ["Rehberlik kaydı silinsin mi?"]
    answers.replies = [1]
    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert page.model.rowCount() == VISITS - 1
    assert acts(desk, "guidance.removed") == 1


def test_that_the_whole_log_goes_into_a_workbook_and_is_written_down(
    page: GuidancePage, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.list_actions.exported) as heard:
        page.list_actions.write_file(tmp_path / "rehberlik.xlsx")
    assert heard.args == [VISITS]
    assert acts(desk, "guidance.exported") == 1


def test_that_the_log_keeps_qts_rules(page: GuidancePage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.model)  # type: ignore[no-untyped-call]


def test_that_a_director_reads_and_changes_nothing(
    background: Background, clock: FixedClock, host: QWidget, data_folder: Path, qtbot: QtBot
) -> None:
    desk = open_desk(data_folder, clock, role=Role.DIRECTOR)
    background.attach(desk.work)
    page = GuidancePage(background, actor=desk.actor, clock=clock, parent=host)
    with qtbot.waitSignal(page.loaded):
        host.show()
    assert page.log_form.isHidden()
    page.view.opened.emit()
    assert page.opener.dialog() is None
    qtbot.waitUntil(background.is_idle)
    background.detach(then=desk.close)


def test_that_a_half_typed_visit_comes_back(
    page: GuidancePage,
    desk: Desk,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    settle: Callable[[], None],
) -> None:
    page.log_form.subject.set_text(page.log_form.subject.combo.itemText(1))
    page.log_form.asked.set_text("Evde bakım aylığı nasıl alınır?")
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
    again.log_form.answer.set_text("Anlatıldı.")
    again.log_form.save_requested.emit()
    settle()
    assert acts(desk, "guidance.logged") == VISITS + 1
    with desk.work() as work:
        assert list_drafts(work) == ()


def test_that_no_act_is_for_one_of_several_rows(page: GuidancePage) -> None:
    check_several(page.view)
