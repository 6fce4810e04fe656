"""Two clerks on one case: the second keeps their typing and sees who changed what."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import service, storing
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.gui.cases.dialog_data import open_case_form
from alo183_desktop.gui.cases.intake_dialog import CaseDialog
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.conflicts import SAVE_MINE
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import acts


@pytest.fixture
def case_id(desk: Desk) -> int:
    with desk.work() as work:
        return service.find_ids(work, CaseFilter())[0]


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


def change_elsewhere(
    desk: Desk, case_id: int, district: str = "Başkasının İlçesi", **changed: Any
) -> None:
    """Let somebody else save first."""
    with desk.work() as work:
        case = work.session.get_one(Case, case_id)
        values = replace(storing.stored_values(case), district=district, **changed)
        service.change_case(work, case_id, values, version=case.version)


def test_that_what_only_the_other_one_changed_is_asked_about_once_it_is_typed_into(
    desk: Desk, case_id: int, dialog: CaseDialog, qtbot: QtBot
) -> None:
    change_elsewhere(desk, case_id, caller_name="Onların ARAYANI")
    dialog.fields.district.set_text("Benim İlçem")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert not dialog.fields.caller_name.shown_message()
    assert "yalnız onun değiştirdikleri kayıttaki gibi kalır: Arayanın adı" in dialog.trouble.text()
    dialog.fields.caller_name.set_text("Benim ARAYANIM")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.fields.caller_name.shown_message()))
    assert "Onların ARAYANI" in dialog.fields.caller_name.shown_message()
    # The other one was asked about before.
    assert not dialog.fields.district.shown_message()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        stored = storing.stored_values(work.session.get_one(Case, case_id))
    assert (stored.district, stored.caller_name) == ("Benim İlçem", "Benim ARAYANIM")


def test_that_both_values_of_a_field_that_is_not_shown_are_shown_below(
    desk: Desk, case_id: int, dialog: CaseDialog, qtbot: QtBot
) -> None:
    change_elsewhere(desk, case_id, police_unit="Merkez")
    dialog.fields.police.set_value(())
    assert not dialog.fields.police_unit.isVisible()
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert "Kolluk birimi: Sizde “boş”, kayıtta “Merkez”" in dialog.trouble.text()


def test_that_who_leaves_once_both_values_were_shown_is_asked_first(
    desk: Desk, case_id: int, dialog: CaseDialog, answers: Answers, qtbot: QtBot
) -> None:
    before = dialog.fields.district.text()
    change_elsewhere(desk, case_id)
    dialog.fields.district.set_text("Benim İlçem")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    dialog.fields.district.set_text(before)
    dialog.reject()
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"]
    assert dialog.isVisible()


def test_that_the_values_that_a_conflict_shows_are_written_down_as_shown(
    desk: Desk, case_id: int, dialog: CaseDialog, qtbot: QtBot
) -> None:
    before = acts(desk, "case.form_opened")
    change_elsewhere(desk, case_id)
    dialog.fields.district.set_text("Benim İlçem")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert acts(desk, "case.form_opened") == before + 1
