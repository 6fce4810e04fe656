"""The step in which the duties of a leaver are given on."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.duties_ahead import EMPTY, to_person
from alo183_desktop.changes.form import ChangeForm
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.words import HAND_OVER
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell
from tests.database.kept_rotas import MAIN_PERSON
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY
from tests.gui.conftest import Answers

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]

MONTH = "2026-12"


@pytest.fixture
def people(desk: Desk) -> tuple[int, int]:
    """Return the leaver and a colleague as people of duty; the leaver has three main duties."""
    return add_duties(desk)


def add_duties(desk: Desk) -> tuple[int, int]:
    """Add two people of duty, of whom the first has three main duties."""
    with desk.work() as work:
        values = replace(MAIN_PERSON, officer_id=1)
        leaver = rota.PEOPLE.save(work, None, values)
        colleague = rota.PEOPLE.save(work, None, replace(values, officer_id=2))
        rota.begin_month(work, MONTH)
        mains = [one for one in rota.month_sheet(work, MONTH).duties if one.kind is DutyKind.MAIN]
        chosen = [mains[place] for place in (9, 14, 19)]
        rota.fill(work, [Cell(one.duty_id, one.version, leaver) for one in chosen])
    return leaver, colleague


def holders(desk: Desk) -> set[int | None]:
    with desk.work() as work:
        duties = rota.month_sheet(work, MONTH).duties
    return {one.person_id for one in duties} - {None}


def test_that_the_letter_waits_until_each_duty_is_given_on_from_the_keyboard(
    desk: Desk,
    people: tuple[int, int],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    with desk.work() as work:
        form = replace(service.new_form(service.context(work)), entries=(ENTRY,))
    dialog = open_dialog(form)
    assert not dialog.foot.can_finish()
    assert "nöbetini kimin tutacağına karar verilmedi" in dialog.foot.words()
    hands.press(Qt.Key.Key_F8)
    assert dialog.step() == HAND_OVER
    hands.write("bos kalir")
    hands.tab()
    hands.press(Qt.Key.Key_F6)
    _leaver, colleague = people
    decided = [one.decision for one in dialog.form().duty_hand_overs]
    assert sorted(decided) == sorted([EMPTY, to_person(colleague), to_person(colleague)])
    assert dialog.foot.can_finish(), dialog.foot.words()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    assert holders(desk) == {colleague}
