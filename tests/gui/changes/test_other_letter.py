"""The dialog of a letter beside those of a change: by keys, and as it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.changes.other_letters import Matter
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.letters.queries import get_letter
from tests.gui.look import SMALL, enlarge, faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.changes.page import ChangesPage


@pytest.fixture
def dialog(page: ChangesPage, settle: Callable[[], None]) -> OtherLetterDialog:
    page.write_other()
    settle()
    shown = page.files.dialog()
    assert isinstance(shown, OtherLetterDialog)
    return shown


@pytest.mark.usefixtures("look")
def test_that_the_dialog_tells_what_the_letter_will_say_and_fits(
    dialog: OtherLetterDialog, host: QWidget, settle: Callable[[], None]
) -> None:
    enlarge(host, SMALL)
    settle()
    assert faults(dialog) == []
    assert not dialog.told.isVisible()
    dialog.matter.set_value(Matter.LINE_REQUEST)
    settle()
    assert "300 konuşma dakikası" in dialog.told.text()
    assert dialog.item.isHidden()
    assert dialog.signatory.text()
    assert faults(dialog) == []
    dialog.matter.set_value(Matter.QUOTA_RAISE)
    settle()
    assert not dialog.item.isHidden()
    assert not dialog.told.isVisible(), "it is not said about which line"


def test_that_the_letter_is_frozen_for_the_receiver_that_was_typed(
    page: ChangesPage, dialog: OtherLetterDialog, desk: Desk, settle: Callable[[], None]
) -> None:
    dialog.save_button.click()
    settle()
    assert dialog.matter.problem(), "which letter is asked"
    dialog.matter.set_value(Matter.LINE_REQUEST)
    settle()
    dialog.lines[0].set_text("ANKARA VALİLİĞİNE")
    dialog.lines[1].set_text("")
    dialog.save_button.click()
    settle()
    assert page.files.dialog() is None, dialog.trouble.text()
    row = page.letters.all_rows()[0]
    assert row.summary.startswith("Hat ve telefon talebi")
    with desk.work() as work:
        card = get_letter(work.session, row.letter_id, now=work.now)
    assert card.content.addressee == ("ANKARA VALİLİĞİNE",)
