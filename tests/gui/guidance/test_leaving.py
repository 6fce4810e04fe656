"""The line of a visit holds what was typed last, however it is left."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.guidance.page import GuidancePage
from tests.gui.conftest import Answers
from tests.gui.leaving import (
    FEW,
    SAVING,
    Acts,
    acts,
    carry_out,
    paired,
    press,
    same,
    save,
    take_drafts,
)

TYPED: Final = {
    "asked": ("Huzurevi başvurusu", "evde bakım"),
    "done": ("Form verildi", "Randevu alındı"),
}
ENDS: Final = (*SAVING, "Enter", "lock", "page, lock", "Esc, stay", "Esc, leave")


def check(
    page: GuidancePage, desk: Desk, answers: Answers, qtbot: QtBot, steps: Acts, end: str
) -> None:
    form = page.log_form
    page.show()
    page.window().activateWindow()
    form.fields["subject_id"].set_text("Yaşlı")
    form.fields["asked"].set_text("ne")
    form.fields["done"].set_text("bir şey")
    last = carry_out(steps, {key: form.form.field(key) for key in TYPED})
    if end in {*SAVING, "Enter"}:
        form.fields["done"].take_focus()
        with qtbot.waitSignal(page.list.loaded):
            if end == "Enter":
                press(Qt.Key.Key_Return)
            else:
                save(form.save_button, end)
        qtbot.waitUntil(page.background.is_idle)
        row = page.list.model.rows()[0]
        assert same({"asked": row.asked, "done": row.done}, last)
        assert take_drafts(desk) == {}
        return
    if end.startswith("Esc"):
        answers.replies.append(int(end.endswith("leave")))
        press(Qt.Key.Key_Escape)
        assert not answers.replies
    if end == "Esc, leave":
        assert not form.form.is_dirty()
        last = {}
    assert same(form.form.texts(), last)
    page.setVisible(end != "page, lock")
    page.prepare_lock()
    qtbot.waitUntil(page.background.is_idle)
    kept = take_drafts(desk)
    assert same(kept, last)
    assert bool(kept) is bool(last)


def test_that_each_field_of_a_visit_is_left_with_what_was_typed(
    page: GuidancePage, desk: Desk, answers: Answers, qtbot: QtBot
) -> None:
    for key, end in paired(TYPED, ENDS):
        check(page, desk, answers, qtbot, [((key, TYPED[key][0]), "stay")], end)


@given(steps=acts(TYPED), end=st.sampled_from(ENDS))
@pytest.mark.extra
@FEW
def test_that_a_visit_holds_what_was_typed_last(
    page: GuidancePage, desk: Desk, answers: Answers, qtbot: QtBot, steps: Acts, end: str
) -> None:
    check(page, desk, answers, qtbot, steps, end)
