"""An intake holds what was typed last, however a field and the dialog are left."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import queries
from alo183_desktop.gui.cases.intake_dialog import IntakeDialog
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.shared.clock import local
from tests.gui.cases.test_intake import fill_in, open_intake, stored
from tests.gui.conftest import Answers
from tests.gui.leaving import (
    FEW,
    LEAVING,
    PEOPLE,
    PHONES,
    SAVING,
    Acts,
    Typist,
    acts,
    normalized,
    paired,
    press,
    type_into,
)

TYPED: Final = {
    "caller_phone": PHONES,
    "caller_name": PEOPLE,
    "operator_name": PEOPLE,
    "summary": ("Komşusu aradı.", "Çocuk yalnız."),
    "routed_day": ("23112026", "22.11.2026"),
    "routed_time": ("0915", "11:45"),
}


class Intakes:
    """Cases that are taken in one after another, each under a number of its own."""

    def __init__(self, page: CasesPage, desk: Desk, answers: Answers, qtbot: QtBot) -> None:
        self._desk = desk
        self._number = 0
        self._typist = Typist(desk, answers, qtbot, lambda: open_intake(page, qtbot), self._fill)

    def check(self, steps: Acts, end: str) -> None:
        """Type into one, leave it, and find it only where it was saved."""
        self._number += 1
        self._typist.check(steps, end, stored=lambda: held_of(self._desk, self._name()))
        with self._desk.work() as work:
            found = queries.find_number(work.session, self._name())
        assert (found is not None) is (end in SAVING)

    def _fill(self, dialog: FormDialog) -> None:
        assert isinstance(dialog, IntakeDialog)
        fill_in(dialog, self._name())

    def _name(self) -> str:
        return f"183-2026-{self._number:06}"


@pytest.fixture
def intakes(page: CasesPage, desk: Desk, answers: Answers, qtbot: QtBot) -> Intakes:
    return Intakes(page, desk, answers, qtbot)


def held_of(desk: Desk, number: str) -> dict[str, str]:
    card = stored(desk, number)
    routed = local(card.row.routed_at)
    return {
        "caller_phone": card.caller_phone,
        "caller_name": card.caller_name,
        "operator_name": card.operator_name,
        "summary": card.summary,
        "routed_day": f"{routed:%d.%m.%Y}",
        "routed_time": f"{routed:%H:%M}",
    }


def test_that_each_field_of_the_intake_is_left_with_what_was_typed(intakes: Intakes) -> None:
    for key, end in paired(TYPED, SAVING + LEAVING):
        intakes.check([((key, TYPED[key][0]), "stay")], end)


@given(steps=acts(TYPED), end=st.sampled_from(SAVING + LEAVING))
@pytest.mark.extra
@FEW
def test_that_the_intake_holds_what_was_typed_last(intakes: Intakes, steps: Acts, end: str) -> None:
    intakes.check(steps, end)


def test_that_whoever_is_proposed_does_not_take_the_place_of_what_is_being_typed(
    page: CasesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_intake(page, qtbot)
    settle()
    fill_in(dialog, "183-2026-400001")
    type_into(dialog.fields.subject, "Kadın")
    press(Qt.Key.Key_Tab)
    with qtbot.waitSignal(dialog.proposed):
        type_into(dialog.fields.officer, "ayşe")
    assert normalized(dialog.fields.officer.text()) == "ayse"
    dialog.done(0)
    settle()
