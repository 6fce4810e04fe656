"""Open the card of a running case, take a step on it, and see what was stored."""

from typing import TypeVar

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import service
from alo183_desktop.cases.rows import CaseCard
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.cases.words import CaseStep
from alo183_desktop.gui.kit.form.dialog import FormDialog
from tests.gui.cases.directorate import RUNNING

LATE, NEAR, TALKED, UNTOUCHED = range(4)
"""Places of the running cases."""
DialogT = TypeVar("DialogT", bound=FormDialog)


def card(page: CasesPage, qtbot: QtBot, place: int) -> CaseCard:
    number = RUNNING[place][0]
    if page.cases.view.currentIndex().row() != place:
        page.cases.view.selectRow(place)
    qtbot.waitUntil(lambda: (page.card.card() or _NOBODY).row.number == number)
    found = page.card.card()
    assert found is not None
    return found


class _Nobody:
    class row:  # noqa: N801 - stands for a card's row
        number = ""


_NOBODY = _Nobody


def open_step(page: CasesPage, qtbot: QtBot, step: CaseStep, kind: type[DialogT]) -> DialogT:
    with qtbot.waitSignal(page.opener.opened):
        qtbot.waitUntil(page.background.is_idle)
        page.card.step_requested.emit(step.value)
    dialog = page.opener.dialog()
    assert isinstance(dialog, kind)
    return dialog


def save(dialog: FormDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()


def refuse(dialog: FormDialog, qtbot: QtBot, key: str, words: str) -> None:
    dialog.save_button.click()
    qtbot.waitUntil(lambda: words in dialog.form.field(key).shown_message())


def stored(page: CasesPage, desk: Desk) -> CaseCard:
    case_id = page.cases.current_id()
    assert case_id is not None
    with desk.work() as work:
        return service.open_case(work, case_id)


def texts(page: CasesPage) -> str:
    return "\n".join(label.text() for label in page.card.findChildren(QLabel))
