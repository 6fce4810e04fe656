"""Calls that nothing explains: listed, explained in place, private or not."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.gui.cases.dialogs import ExplainDialog
from alo183_desktop.gui.cases.page import CasesPage
from tests.gui.desks import acts


def show_calls(page: CasesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.calls.loaded):
        page.views.choose("calls")
        page.views.chosen.emit("calls")


def open_explaining(page: CasesPage, qtbot: QtBot) -> ExplainDialog:
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(page.calls.view, Qt.Key.Key_Return)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ExplainDialog)
    return dialog


def explain(page: CasesPage, qtbot: QtBot, words: str, *, private: bool) -> None:
    dialog = open_explaining(page, qtbot)
    dialog.words.set_text(words)
    dialog.kind.set_value("private" if private else "duty")
    with qtbot.waitSignals([dialog.saved, page.calls.loaded]):
        dialog.save_button.click()


def test_that_only_calls_that_nothing_explains_are_listed(page: CasesPage, qtbot: QtBot) -> None:
    show_calls(page, qtbot)
    numbers = [row.number for row in page.calls.model.rows()]
    assert numbers == ["+905419998801", "+905419998802", "+905419998801"]
    assert page.calls.model.rows()[0].holder_name == "Çağrı ÖZGÜN"


def test_that_explaining_a_call_says_that_others_of_its_number_are_meant_too(
    page: CasesPage, qtbot: QtBot
) -> None:
    show_calls(page, qtbot)
    dialog = open_explaining(page, qtbot)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Bu numarayla 2 arama birlikte açıklanır." in words


def test_that_an_explained_call_leaves_the_list_and_its_number(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    show_calls(page, qtbot)
    explain(page, qtbot, "Hastane sosyal servisi.", private=False)
    settle()
    # The other call to the same number goes with it.
    assert page.calls.model.rowCount() == 1
    assert acts(desk, "call.explained") == 1
    with qtbot.waitSignal(page.calls.loaded):
        page.calls.lists.choose("reviewed")
        page.calls.lists.chosen.emit("reviewed")
    rows = page.calls.model.rows()
    assert [row.number for row in rows] == ["", ""]
    assert not any(row.is_private for row in rows)


def test_that_a_private_call_is_marked(
    page: CasesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    show_calls(page, qtbot)
    explain(page, qtbot, "Kendi işi için aradı.", private=True)
    settle()
    page.calls.lists.choose("reviewed")
    with qtbot.waitSignal(page.calls.loaded):
        page.calls.lists.chosen.emit("reviewed")
    assert page.calls.model.rows()[0].is_private


def test_that_an_explanation_that_was_typed_comes_back(
    page: CasesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    show_calls(page, qtbot)
    before = open_explaining(page, qtbot)
    settle()
    before.words.set_text("Hastane sosyal servisi aradı")
    before.kind.set_value("private")
    before.done(0)  # as the lock does
    settle()
    dialog = open_explaining(page, qtbot)
    settle()
    assert dialog.drafts is not None
    assert dialog.words.text() == ""
    dialog.drafts.take()
    settle()
    assert dialog.words.text() == "Hastane sosyal servisi aradı"
    assert dialog.kind.value() == "private"


def test_that_an_explanation_is_demanded(page: CasesPage, qtbot: QtBot) -> None:
    show_calls(page, qtbot)
    with qtbot.waitSignal(page.opener.opened):
        page.calls.explain_requested.emit()
    dialog = page.opener.dialog()
    assert isinstance(dialog, ExplainDialog)
    dialog.save_button.click()
    assert dialog.words.shown_message()


def test_that_the_search_narrows_the_calls(page: CasesPage, qtbot: QtBot) -> None:
    show_calls(page, qtbot)
    page.filters.search.setText("5419998802")
    qtbot.waitUntil(lambda: page.calls.model.rowCount() == 1)


def test_that_a_tile_leads_to_its_calls_and_writes_their_opening_down_once(
    page: CasesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    page.show_query(UnexplainedCallFilter(until=desk.clock()))
    settle()
    assert page.calls.filters.chip.words().startswith("Açıklanmayan aramalar; ")
    assert page.calls.view.hasFocus()
    assert acts(desk, "calls.unexplained_opened") == 1
    page.calls.filters.chip.removed.emit()
    settle()
    assert page.calls.filters.chip.words() == ""
    assert page.calls.model.rowCount() == 3
