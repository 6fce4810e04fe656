"""Handing over and usage files hold what was typed last, however their dialogs are left."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.phones.custody_dialogs import IssueDialog
from alo183_desktop.gui.phones.custody_part import CustodyPart
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.phones import service
from alo183_desktop.phones.rows import PhoneFilter
from tests.gui.conftest import Answers
from tests.gui.leaving import (
    ALT,
    CONTROL,
    FEW,
    LEAVING,
    Acts,
    Typist,
    acts,
    paired,
    press,
    type_into,
)
from tests.gui.phones.conftest import show
from tests.gui.phones.test_custody import custody, rows_of
from tests.gui.phones.test_usage import OFFICER, open_usage, write

__all__ = ["custody"]

TYPED: Final = {
    "condition": ("ekranda çizik", "yeni"),
    "accessories": ("şarj aleti", "kutu, kablo"),
    "at": ("23112026", "22.11.2026"),
    "at_time": ("0915", "11:45"),
}


def open_issue(page: PhonesPage, qtbot: QtBot) -> IssueDialog:
    part = show(page, PhonesPart.CUSTODY, qtbot)
    with qtbot.waitSignal(page.opener.opened):
        part.issue_button.click()  # type: ignore[attr-defined]
    dialog = page.opener.dialog()
    assert isinstance(dialog, IssueDialog)
    qtbot.waitUntil(page.background.is_idle)
    return dialog


@pytest.fixture
def typist(page: PhonesPage, desk: Desk, answers: Answers, qtbot: QtBot) -> Typist:
    return Typist(desk, answers, qtbot, lambda: open_issue(page, qtbot))


def test_that_each_field_of_a_handing_over_is_left_with_what_was_typed(typist: Typist) -> None:
    for key, end in paired(TYPED, LEAVING):
        typist.check([((key, TYPED[key][0]), "stay")], end)


@given(steps=acts(TYPED), end=st.sampled_from(LEAVING))
@pytest.mark.extra
@FEW
def test_that_a_handing_over_holds_what_was_typed_last(
    typist: Typist, steps: Acts, end: str
) -> None:
    typist.check(steps, end)


def test_that_a_choice_that_is_being_typed_is_handed_over(
    page: PhonesPage, custody: CustodyPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_issue(page, qtbot)
    dialog.form.field("line").set_text("0500 000 41 12")
    type_into(dialog.form.field("officer"), "ayse yildirim")
    with qtbot.waitSignal(dialog.saved):
        press(Qt.Key.Key_S, CONTROL)
    settle()
    assert rows_of(custody, "Ayşe YILDIRIM") == ["0500 000 41 12"]


@pytest.mark.parametrize("key", [(Qt.Key.Key_S, CONTROL), (Qt.Key.Key_A, ALT)])
def test_that_the_operator_that_is_being_typed_is_stored_with_the_file(
    empty_page: PhonesPage,
    empty_desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
    key: tuple[Qt.Key, Qt.KeyboardModifier],
) -> None:
    dialog = open_usage(empty_page, qtbot, write(tmp_path, OFFICER))
    with qtbot.waitSignal(dialog.read):
        dialog.options.register_button.click()
    type_into(dialog.options.operator, "Deneme Hat")
    with qtbot.waitSignal(dialog.read):
        press(*key)
    # Without a display nothing gives the keyboard back once the offers are closed.
    dialog.activateWindow()
    qtbot.waitUntil(dialog.preview_view.view.hasFocus)
    with qtbot.waitSignal(dialog.applied):
        press(*key)
    dialog.done(0)
    settle()
    with empty_desk.work() as work:
        (line,) = service.find_lines(work, PhoneFilter(search="0505 000 41 01"), at=work.now)
    assert line.operator == "Deneme Hat"
