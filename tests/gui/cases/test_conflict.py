"""Two clerks on one case: the second keeps their typing and sees who changed what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from alo183_desktop.cases import service, storing
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.gui.cases.change_dialog import CaseDialog
from alo183_desktop.gui.cases.choosing import open_case_form

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from tests.clocks import FixedClock


@pytest.fixture
def case_id(desk: Desk) -> int:
    with desk.work() as work:
        return service.find_ids(work, CaseFilter()).ids[0]


@pytest.fixture
def dialog(
    desk: Desk,
    case_id: int,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
) -> CaseDialog:
    background.attach(desk.work)
    with desk.work() as work:
        opened = open_case_form(work, case_id)
    host.show()
    made = CaseDialog(case_id, opened, background=background, clock=clock, parent=host)
    with qtbot.waitExposed(made):
        made.open()
    return made


def district_of(desk: Desk, case_id: int) -> str:
    with desk.work() as work:
        return work.session.get_one(Case, case_id).district


def change_elsewhere(desk: Desk, case_id: int, district: str) -> None:
    """Let somebody else save first."""
    with desk.work() as work:
        case = work.session.get_one(Case, case_id)
        values = replace(storing.stored_values(case), district=district)
        service.change_case(work, case_id, values, version=case.version)


def test_that_the_second_clerk_sees_who_was_first_and_saves_knowingly(
    desk: Desk, case_id: int, dialog: CaseDialog, qtbot: QtBot
) -> None:
    change_elsewhere(desk, case_id, "Başkasının İlçesi")
    dialog.fields.district.set_text("Benim İlçem")
    dialog.fields.summary.set_text("Uzun uzun yazılmış bir özet.")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.trouble.text()))
    assert desk.actor.name in dialog.trouble.text()
    assert "duruyor" in dialog.trouble.text()
    shown = dialog.fields.district.shown_message()
    assert "Benim İlçem" in shown
    assert "Başkasının İlçesi" in shown
    assert dialog.fields.summary.text() == "Uzun uzun yazılmış bir özet."
    assert district_of(desk, case_id) == "Başkasının İlçesi"
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert district_of(desk, case_id) == "Benim İlçem"
