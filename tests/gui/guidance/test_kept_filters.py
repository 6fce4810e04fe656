"""A filter that is named, chosen again and removed, by real keys, on one page for all."""

import datetime as dt
from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from alo183_desktop.access.kept_filters import KEPT_FOR, Narrowed, drop_old_filters, list_filters
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.guidance.page import GuidancePage
from alo183_desktop.gui.kit.narrowing import ANY_DAYS, PeriodBox
from alo183_desktop.gui.kit.table.kept_filters import NameDialog
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.shared.calendar import day_start
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.look import SMALL, enlarge, faults

PLACE = "guidance"


def offered(page: GuidancePage, qtbot: QtBot) -> QMenu:
    page.list.view.setFocus()
    with qtbot.waitSignal(page.kept_filters.offered):
        QTest.keySequence(page.list.view, QKeySequence("Ctrl+Shift+F"))
    assert page.kept_filters.menu is not None
    return page.kept_filters.menu


def kept(desk: Desk) -> list[Narrowed]:
    with desk.work() as work:
        return list(list_filters(work, PLACE))


def named(qtbot: QtBot) -> NameDialog:
    def dialog() -> NameDialog | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, NameDialog) else None

    qtbot.waitUntil(lambda: dialog() is not None)
    return cast("NameDialog", dialog())


def narrow(page: GuidancePage, qtbot: QtBot, words: str) -> None:
    with qtbot.waitSignal(page.list.loaded):
        page.list.filters.search.setText(words)
    with qtbot.waitSignal(page.list.loaded):
        page.list.filters.box("is_sent_on").setCurrentIndex(1)


def test_that_a_filter_is_named_chosen_by_its_number_and_removed(
    page: GuidancePage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    narrow(page, qtbot, "bakım")
    narrowed = page.list.wanted()
    QTest.keyClick(offered(page, qtbot), Qt.Key.Key_S)
    dialog = named(qtbot)
    QTest.keyClicks(dialog.name.line, "Soranlar")
    QTest.keyClick(dialog.name.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(kept(desk)))
    assert [one.name for one in kept(desk)] == ["Soranlar"]
    page.list.show_all()
    settle()
    assert page.list.wanted() == GuidanceFilter()
    with qtbot.waitSignal(page.list.loaded):
        QTest.keyClick(offered(page, qtbot), Qt.Key.Key_1)
    settle()
    assert page.list.wanted() == narrowed
    menu = offered(page, qtbot)
    (removal,) = menu.findChildren(QMenu)
    removal.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: not kept(desk))
    qtbot.waitUntil(lambda: "silindi" in page.toast.text())
    QTest.keySequence(page.list.view, QKeySequence("Ctrl+Z"))
    qtbot.waitUntil(lambda: [one.name for one in kept(desk)] == ["Soranlar"])


def test_that_a_filter_takes_the_place_of_another_one_only_when_somebody_says_so(
    page: GuidancePage, desk: Desk, qtbot: QtBot, settle: Callable[[], None], answers: Answers
) -> None:
    page.kept_filters.keep(Narrowed("Soranlar", {"search": "bakım"}))
    settle()
    narrow(page, qtbot, "yuva")
    QTest.keyClick(offered(page, qtbot), Qt.Key.Key_S)
    dialog = named(qtbot)
    dialog.name.set_text(" Soranlar ")
    QTest.keyClick(dialog.name.line, Qt.Key.Key_Return)
    assert answers.asked == ["“Soranlar” süzgeci var; yerine geçsin mi?"]
    assert dialog.isVisible()
    assert kept(desk)[0].texts["search"] == "bakım"
    answers.replies = [1]
    QTest.keyClick(dialog.name.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(desk)[0].texts["search"] == "yuva")


def test_that_nothing_is_offered_to_be_kept_of_a_list_that_is_not_narrowed(
    page: GuidancePage, qtbot: QtBot
) -> None:
    menu = offered(page, qtbot)
    assert not action(menu, "sakla").isEnabled()
    menu.close()
    narrow(page, qtbot, "bakım")
    assert action(offered(page, qtbot), "sakla").isEnabled()


def test_that_what_is_chosen_is_kept_for_longer(
    page: GuidancePage, desk: Desk, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.kept_filters.keep(Narrowed("Hepsi", {}))
    settle()
    clock.advance(days=KEPT_FOR.days)
    QTest.keyClick(offered(page, qtbot), Qt.Key.Key_1)
    settle()
    clock.advance(days=1)
    with desk.work() as work:
        drop_old_filters(work)
    assert [one.name for one in kept(desk)] == ["Hepsi"]


def test_that_a_name_must_be_given(page: GuidancePage, desk: Desk, qtbot: QtBot) -> None:
    narrow(page, qtbot, "bakım")
    QTest.keyClick(offered(page, qtbot), Qt.Key.Key_S)
    dialog = named(qtbot)
    QTest.keyClick(dialog.name.line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.name.problem()
    dialog.reject()
    assert kept(desk) == []


def test_that_what_another_page_asked_for_is_not_kept_and_gives_way(
    page: GuidancePage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.kept_filters.keep(Narrowed("Hepsi", {}))
    settle()
    page.show_query(GuidanceFilter(is_sent_on=True))
    settle()
    menu = offered(page, qtbot)
    assert not action(menu, "sakla").isEnabled()
    QTest.keyClick(menu, Qt.Key.Key_1)
    settle()
    assert page.list.wanted() == GuidanceFilter()
    assert page.list.filters.chip.isHidden()


def test_that_a_choice_that_is_gone_is_shown_and_the_rest_narrows(
    page: GuidancePage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    box = page.list.filters.box("subject_id")
    page.kept_filters.keep(Narrowed("Eski", {"search": "bakım", box.kept_name(): "9999"}))
    settle()
    QTest.keyClick(offered(page, qtbot), Qt.Key.Key_1)
    settle()
    assert page.list.wanted() == GuidanceFilter(search="bakım")
    assert "artık yok" in page.toast.text()


@pytest.mark.usefixtures("look")
def test_that_the_name_of_a_filter_is_asked_without_a_cut_word(
    page: GuidancePage, qtbot: QtBot
) -> None:
    narrow(page, qtbot, "bakım")
    QTest.keyClick(offered(page, qtbot), Qt.Key.Key_S)
    dialog = named(qtbot)
    enlarge(dialog, SMALL)
    assert faults(dialog) == []
    dialog.reject()


def action(menu: QMenu, words: str) -> QAction:
    return next(one for one in menu.actions() if words in one.text())


def test_that_filters_of_a_list_that_is_seen_no_more_are_not_offered(
    page: GuidancePage, settle: Callable[[], None]
) -> None:
    page.kept_filters.offer()
    page.list.hide()  # as another part does that somebody shows meanwhile
    settle()
    assert page.kept_filters.menu is None


def test_that_days_that_are_typed_are_kept_with_their_period(
    page: GuidancePage, settle: Callable[[], None]
) -> None:
    period = page.list.filters.box("since")
    assert isinstance(period, PeriodBox)
    assert period.show_kept(ANY_DAYS)
    assert period.days is not None
    period.days.since.set_text("20.11.2026")
    settle()
    narrowed, texts = page.list.wanted(), page.kept_filters.now()
    assert narrowed == GuidanceFilter(since=day_start(dt.date(2026, 11, 20)))
    page.list.show_all()
    assert period.days.isHidden()
    page.kept_filters.show(Narrowed("Son günler", texts))
    settle()
    assert page.list.wanted() == narrowed
