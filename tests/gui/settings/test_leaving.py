"""The letterhead holds what was typed last, however a field and its section are left."""

from itertools import cycle
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.record import DIRECTORATE
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.page import SettingsPage
from tests.gui.conftest import Answers
from tests.gui.leaving import (
    CONTROL,
    FEW,
    PEOPLE,
    PHONES,
    SAVING,
    Acts,
    acts,
    carry_out,
    normalized,
    press,
    same,
    save,
    take_drafts,
    type_into,
)
from tests.gui.settings.showing import show

TYPED: Final = {
    "telephone": PHONES,
    "recipient_fax": PHONES,
    "contact_name": PEOPLE,
    "address": ("Karanfil Mahallesi", "Leylak Sokak"),
}
LEAVING: Final = (
    "lock",
    "page, lock",
    "section, stay",
    "section, leave",
    "Esc, stay",
    "Esc, leave",
)


def check(
    page: SettingsPage, desk: Desk, answers: Answers, qtbot: QtBot, steps: Acts, end: str
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    page.show()
    section.window().activateWindow()
    stored = held_of(desk)
    last = carry_out(steps, {key: section.form.field(key) for key in TYPED})
    if same(stored, last):
        press(Qt.Key.Key_Tab)
        assert not section.form.is_dirty()
        return
    if end in SAVING:
        with qtbot.waitSignal(section.reported):
            save(section.save, end)
        assert same(held_of(desk), last)
        assert same(section.form.texts(), last)
    elif end.endswith("lock"):
        page.setVisible(end == "lock")
        page.prepare_lock()
        qtbot.waitUntil(page.background.is_idle)
        kept = take_drafts(desk)
        changed = {
            key: last[key] for key in last if normalized(last[key]) != normalized(stored[key])
        }
        assert same(kept, changed)
        page.show()
        section.undo.click()
    else:
        answers.replies.append(int(end.endswith("leave")))
        if end.startswith("Esc"):
            press(Qt.Key.Key_Escape)
        else:
            page.show_section("Kurumlar")
        stays = end.endswith("stay")
        assert same(section.form.texts(), last if stays else stored)
        assert same(held_of(desk), stored)
        section.undo.click()
    qtbot.waitUntil(page.background.is_idle)


def held_of(desk: Desk) -> dict[str, str]:
    with desk.work() as work:
        form = DIRECTORATE.stored(get_directorate(work.session))
    return {key: str(getattr(form, key)) for key in TYPED}


def test_that_each_field_of_the_letterhead_is_left_with_what_was_typed(
    page: SettingsPage, desk: Desk, answers: Answers, qtbot: QtBot
) -> None:
    for key, end in zip(cycle(TYPED), SAVING + LEAVING):
        check(page, desk, answers, qtbot, [((key, TYPED[key][end in LEAVING]), "stay")], end)


@given(steps=acts(TYPED), end=st.sampled_from(SAVING + LEAVING))
@pytest.mark.extra
@FEW
def test_that_the_letterhead_holds_what_was_typed_last(
    page: SettingsPage, desk: Desk, answers: Answers, qtbot: QtBot, steps: Acts, end: str
) -> None:
    check(page, desk, answers, qtbot, steps, end)


def test_that_what_is_typed_while_the_letterhead_is_saved_stays(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    type_into(section.form.field("address"), "Karanfil Mahallesi")
    press(Qt.Key.Key_S, CONTROL)
    with qtbot.waitSignal(section.reported):
        type_into(section.form.field("contact_name"), "Ayşe")
    qtbot.waitUntil(page.background.is_idle)
    assert held_of(desk)["address"] == "Karanfil Mahallesi"
    assert section.form.field("contact_name").text() == "Ayşe"
    assert section.save.isEnabled()
    section.undo.click()
    qtbot.waitUntil(page.background.is_idle)
