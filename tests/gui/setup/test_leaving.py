"""The set-up holds what was typed last, however a field and its step are left."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.form.fields import Field
from alo183_desktop.gui.setup.wizard import SetupWizard
from tests.gui.leaving import ALT, FEW, NONE, PEOPLE, PHONES, normalized, paired, press, type_into
from tests.gui.setup.test_wizard import (
    DIRECTORATE,
    PROVINCE,
    SIGNATORIES,
    fill_all,
)

TYPED: Final = {
    (PROVINCE, "recipient_2"): ("(Basın Müşavirliği)", "(Halkla İlişkiler)"),
    (DIRECTORATE, "telephone"): PHONES,
    (DIRECTORATE, "recipient_fax"): PHONES,
    (DIRECTORATE, "contact_name"): PEOPLE,
    (SIGNATORIES, "name"): PEOPLE,
    (SIGNATORIES, "valid_from"): ("01022026", "5.3.2026"),
}
WAYS: Final = ("Enter", "Alt+I", "Alt+G", "step 1", "step 2", "step 3", "Tab")
TEXTS: Final = [(place, text) for place, texts in TYPED.items() for text in texts]


def leave(wizard: SetupWizard, way: str, qtbot: QtBot) -> None:
    if way == "Enter":
        press(Qt.Key.Key_Return)
    elif way == "Tab":
        press(Qt.Key.Key_Tab)
    elif way.startswith("Alt"):
        if way == "Alt+G" and wizard.back.isHidden():
            return  # a letter that nothing has is typed
        press(Qt.Key.Key_I if way == "Alt+I" else Qt.Key.Key_G, ALT)
        buttons = wizard.findChildren(QAbstractButton)
        qtbot.waitUntil(lambda: not any(one.isDown() for one in buttons))
    else:
        go_to(wizard, int(way[-1]) - 1)


def go_to(wizard: SetupWizard, step: int) -> None:
    """Click on a step in the head."""
    room = wizard.steps._rooms()[step].center().toPoint()  # noqa: SLF001 - where it is painted
    QTest.mouseClick(wizard.steps, Qt.MouseButton.LeftButton, NONE, QPoint(room))


def field_of(wizard: SetupWizard, step: int, key: str) -> Field:
    steps = (wizard.province, wizard.directorate, wizard.signatories)
    return next(field for field in steps[step].fields() if field.key == key)


def check(
    wizard: SetupWizard, steps: Sequence[tuple[tuple[tuple[int, str], str], str]], qtbot: QtBot
) -> None:
    last = {}
    for (place, text), way in steps:
        go_to(wizard, place[0])
        assert wizard.current_step() == place[0]
        type_into(field_of(wizard, *place), text)
        last[place] = text
        leave(wizard, way, qtbot)
    answers = wizard.answers()
    (signatory,) = answers.signatories
    for (step, key), text in last.items():
        held = getattr(signatory if step == SIGNATORIES else answers.directorate, key)
        days = {"01022026": "2026-02-01", "5.3.2026": "2026-03-05"}
        assert normalized(str(held)) == normalized(days.get(text, text)), key


@pytest.mark.parametrize(("place", "way"), paired(TYPED, WAYS))
def test_that_a_field_of_the_set_up_is_left_with_what_was_typed(
    wizard: SetupWizard, qtbot: QtBot, place: tuple[int, str], way: str
) -> None:
    fill_all(wizard)
    check(wizard, [((place, TYPED[place][0]), way)], qtbot)


@given(steps=st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from(WAYS)), max_size=6))
@pytest.mark.extra
@FEW
def test_that_the_set_up_holds_what_was_typed_last(
    wizard: SetupWizard,
    qtbot: QtBot,
    steps: list[tuple[tuple[tuple[int, str], str], str]],
) -> None:
    if wizard.current_step() == PROVINCE and not wizard.province.confirmed.value():
        fill_all(wizard)
    check(wizard, steps, qtbot)
