"""The step in which the phones of a leaver change hands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from alo183_desktop.changes import service
from alo183_desktop.changes.hand_overs import RETURN, WAIVE, to_newcomer
from alo183_desktop.gui.changes import finishing as custody_papers
from alo183_desktop.gui.changes.steps.hand_over import HandOverStep
from alo183_desktop.gui.changes.words import HAND_OVER, LETTER, SUBJECTS
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.queries import held_by, list_forms
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.phones.service import add_handset, add_line
from tests.gui.changes.letters_made import ENTRY
from tests.gui.changes.test_open_cases import add_cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.gui.changes.change_dialog import ChangeDialog
    from tests.gui.changes.conftest import Hands
    from tests.gui.conftest import Answers

    OpenDialog = Callable[[ChangeForm | None], ChangeDialog]


@pytest.fixture
def form(desk: Desk) -> ChangeForm:
    """Return a whole form of today whose leaver holds a line and a handset."""
    with desk.work() as work:
        line_id = add_line(work, LineValues(phone="+905000001101", operator="Türk Telekom"))
        handset_id = add_handset(work, HandsetValues(make="Samsung", model="A15"))
        custody.issue(work, officer_id=1, line_id=line_id, handset_id=handset_id, at=work.now)
        return replace(
            service.new_form(service.context(work)),
            entries=(replace(ENTRY, effective_on="24.11.2026"),),
        )


def decide(hands: Hands, words: str) -> None:
    hands.write(words)
    hands.tab()


def test_that_the_letter_waits_for_what_the_leaver_holds(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(form)
    assert not dialog.foot.can_finish()
    assert "Teslim kararı verilmedi: 0500 000 11 01" in dialog.foot.words()
    hands.press(Qt.Key.Key_F8)
    assert dialog.step() == HAND_OVER
    assert [field.name() for field in dialog.page().fields() if field.isVisible()] == [
        "Hat: 0500 000 11 01",
        "Telefon: Samsung A15",
    ]
    assert HAND_OVER not in dialog.steps_done()


def test_that_the_open_cases_are_all_in_sight_below_a_line_and_a_handset_on_a_small_screen(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands, qtbot: QtBot
) -> None:
    add_cases(desk, *range(2, 8))
    dialog = open_dialog(form)
    dialog.resize(1366, 768)
    hands.press(Qt.Key.Key_F8)
    assert dialog.step() == HAND_OVER
    page = dialog.page()
    assert isinstance(page, HandOverStep)
    table = page.case_table()
    assert table is not None
    assert table.model().rowCount() == 6
    qtbot.waitUntil(lambda: table.visibleRegion().boundingRect().height() >= table.height() - 1)


def test_that_items_are_decided_from_the_keyboard_and_carried_out_with_the_letter(
    form: ChangeForm,
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    desk: Desk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = open_dialog(form)
    dialog.go_to("entries.0.effective")
    hands.alt("I")
    assert dialog.step() == HAND_OVER
    decide(hands, "goreve gelene devredilir")
    decide(hands, "geri")
    decided = [one.decision for one in dialog.form().hand_overs]
    assert decided == [to_newcomer(0), RETURN]
    assert HAND_OVER in dialog.steps_done()
    assert dialog.foot.can_finish(), dialog.foot.words()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    with desk.work() as work:
        assert held_by(work.session, 1, at=work.now) == ()
        assert len(list_forms(work.session, FormFilter())) == 4
    printed: list[bytes] = []

    def keep(_parent: QWidget, pdf: bytes, **more: object) -> None:
        printed.append(pdf)
        record = more["record"]
        assert callable(record)
        with desk.work() as inner:
            record(inner)

    monkeypatch.setattr(custody_papers, "print_pdf", keep)
    view = dialog.finished_view()
    assert view is not None
    said = {label.text() for label in view.findChildren(QLabel)}
    assert {
        "0500 000 11 01: devredildi.",
        "Samsung A15: geri alındı, depoya girdi.",
    } <= said
    print_papers(view).click()
    qtbot.waitUntil(lambda: len(printed) == 1)
    with desk.work() as work:
        states = [row.state for row in list_forms(work.session, FormFilter())]
    assert states.count(FormState.PRINTED) == 3


def print_papers(view: QWidget) -> QPushButton:
    (button,) = [one for one in view.findChildren(QPushButton) if "utanakları" in one.text()]
    return button


def test_that_a_waiver_asks_for_its_reason(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands, qtbot: QtBot
) -> None:
    dialog = open_dialog(form)
    dialog.go_to(next(iter(dialog.judge.judge(dialog.form()).problems)))
    decide(hands, "ayrilanda kalir")
    reason = next(one for one in dialog.page().fields() if one.key.endswith(".reason"))
    qtbot.waitUntil(lambda: reason.control() is QApplication.focusWidget())
    assert dialog.form().hand_overs[0].decision == WAIVE
    reasons = [one for one in dialog.page().fields() if one.key.endswith(".reason")]
    assert [one.isVisible() for one in reasons] == [True, False]
    hands.write("Ay sonunda kapanacak")
    assert dialog.form().hand_overs[0].reason == "Ay sonunda kapanacak"


def test_that_the_step_is_passed_by_where_nobody_holds_anything(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(replace(form, entries=(replace(ENTRY, leaver_id=2),)))
    dialog.go_to("entries.0.effective")
    assert dialog.step() == SUBJECTS
    hands.alt("I")
    assert dialog.step() == LETTER
