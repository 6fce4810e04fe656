"""An intake holds what was typed last, however a field and the dialog are left."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from alo183_desktop.cases import queries
from alo183_desktop.shared.clock import local
from tests.gui.cases.test_intake import fill_in, open_intake, stored
from tests.gui.leaving import (
    FEW,
    LEAVING,
    PEOPLE,
    PHONES,
    SAVING,
    acts,
    carry_out,
    leave,
    paired,
    press,
    same,
    save,
    take_drafts,
    told,
    type_into,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.cases.page import CasesPage
    from tests.gui.conftest import Answers
    from tests.gui.leaving import Acts

TYPED: Final = {
    "caller_phone": PHONES,
    "caller_name": PEOPLE,
    "operator_name": PEOPLE,
    "summary": ("Komşusu aradı.", "Çocuk yalnız."),
    "routed_day": ("23112026", "22.11.2026"),
    "routed_time": ("0915", "11:45"),
}
numbers = count(1)


def check(
    page: CasesPage,
    desk: Desk,
    answers: Answers,
    qtbot: QtBot,
    steps: Acts,
    end: str,
) -> None:
    number = f"183-2026-{next(numbers):06}"
    dialog = open_intake(page, qtbot)
    qtbot.waitUntil(page.background.is_idle)
    fill_in(dialog, number)
    fields = {key: dialog.form.field(key) for key in TYPED}
    last = carry_out(steps, fields)
    if end in SAVING:
        with qtbot.waitSignal(dialog.saved):
            save(dialog.save_button, end)
        qtbot.waitUntil(page.background.is_idle)
        assert same(held_of(desk, number), last)
        assert take_drafts(desk) == {}
        return
    leave(dialog, dialog.form, answers, last, end)
    qtbot.waitUntil(page.background.is_idle)
    kept = take_drafts(desk)
    assert kept == {} if end.endswith("leave") else same(kept, last)
    with desk.work() as work:
        assert queries.find_number(work.session, number) is None


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


@pytest.mark.parametrize(("key", "end"), paired(TYPED, SAVING + LEAVING))
def test_that_a_field_of_the_intake_is_left_with_what_was_typed(
    page: CasesPage, desk: Desk, answers: Answers, qtbot: QtBot, key: str, end: str
) -> None:
    check(page, desk, answers, qtbot, [((key, TYPED[key][0]), "stay")], end)


@given(steps=acts(TYPED), end=st.sampled_from(SAVING + LEAVING))
@FEW
def test_that_the_intake_holds_what_was_typed_last(
    page: CasesPage, desk: Desk, answers: Answers, qtbot: QtBot, steps: Acts, end: str
) -> None:
    check(page, desk, answers, qtbot, steps, end)


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
    assert told(dialog.fields.officer.text()) == "ayse"
    dialog.done(0)
    settle()
