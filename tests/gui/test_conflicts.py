"""Two people on one form: the second sees both values, and what they save then is meant."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.gui.cases.intake_dialog import CaseDialog
from alo183_desktop.gui.changes.file_dialog import confirmation_dialog
from alo183_desktop.gui.changes.letter_dialogs import NumberDialog
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.conflicts import SAVE_MINE
from alo183_desktop.gui.kit.form.form import Field
from alo183_desktop.gui.kit.form.record import RecordDialog, register_dialog
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.officers.dialogs import OfficerDialog
from alo183_desktop.gui.phones.custody_dialogs import CustodyTermsDialog
from alo183_desktop.gui.phones.quota_dialog import QuotaDialog
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.due_dialog import PeriodDialog
from alo183_desktop.gui.settings.list_sections import CaseTermsDialog, ListSection
from tests.clocks import FixedClock
from tests.gui.desks import open_desk
from tests.gui.shared_forms import (
    FORMS,
    Opened,
    Place,
    on_case,
    on_case_terms,
    on_custody_terms,
    on_handset,
    on_line,
    on_period,
    on_quota,
    on_signatory,
    on_unit,
    on_user,
    on_visit,
)
from tests.project.sources import PACKAGE, trees

TESTED: Final = (
    CaseDialog,
    CustodyTermsDialog,
    DirectorateSection,  # tests/gui/settings/test_conflicts.py
    NumberDialog,  # tests/gui/changes/test_letter_acts.py
    OfficerDialog,  # tests/gui/officers/test_card.py
    PeriodDialog,
    QuotaDialog,
    ListSection,
    CaseTermsDialog,
    confirmation_dialog,
    register_dialog,
)
"""One of each module that saves over what a form began with."""


@pytest.fixture
def place(
    data_folder: Path, background: Background, clock: FixedClock, host: QWidget
) -> Iterator[Place]:
    desk = open_desk(data_folder, clock)
    background.attach(desk.work)
    yield Place(desk, background, clock, host)
    desk.close()


def come_second(place: Place, opened: Opened, qtbot: QtBot) -> tuple[Field, str]:
    """Type and save after somebody else; return the field and what it began with."""
    dialog, field = opened.dialog, opened.dialog.form.field(opened.key)
    if not dialog.isVisible():
        with qtbot.waitExposed(dialog):
            dialog.open()
    qtbot.waitUntil(place.background.is_idle)
    began = field.text()
    place.do(opened.theirs)
    theirs = place.do(opened.stored)
    field.set_text(opened.mine)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert place.do(opened.stored) == theirs != began
    return field, began


@pytest.mark.parametrize("open_form", FORMS, ids=lambda open_form: open_form.__name__)
def test_that_the_second_sees_who_was_first_and_both_values_and_what_they_type_then_is_meant(
    place: Place, open_form: Callable[[Place], Opened], qtbot: QtBot
) -> None:
    opened = open_form(place)
    field, began = come_second(place, opened, qtbot)
    assert place.desk.actor.name in opened.dialog.trouble.text()
    assert (opened.shown or place.do(opened.stored)) in field.shown_message()
    assert field.text() == opened.mine
    # Also the old value, which is no change of what the form began with.
    field.set_text(began)
    with qtbot.waitSignal(opened.dialog.accepted):
        opened.dialog.save_button.click()
    assert place.do(opened.stored) == began
    qtbot.waitUntil(place.background.is_idle)


@pytest.mark.parametrize("open_form", [on_line, on_handset, on_visit, on_signatory, on_unit])
def test_that_who_has_seen_both_values_may_begin_with_the_stored_ones(
    place: Place, open_form: Callable[[Place], Opened], qtbot: QtBot
) -> None:
    opened = open_form(place)
    dialog, field = opened.dialog, opened.dialog.form.field(opened.key)
    assert isinstance(dialog, RecordDialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    place.do(opened.theirs)
    field.set_text(opened.mine)
    dialog.save_button.click()
    qtbot.waitUntil(dialog.take_stored.isVisible)
    QTest.mouseClick(dialog.take_stored, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.take_stored.isHidden)
    assert field.text() == place.do(opened.stored)
    assert not dialog.form.is_dirty()
    assert not dialog.trouble.text()
    assert dialog.save_button.text() != SAVE_MINE
    dialog.done(0)


@pytest.mark.parametrize(
    ("open_form", "key", "mine"),
    [
        (on_line, "note", "Yedek"),
        (on_handset, "model", "3310"),
        (on_visit, "asked", "Başka bir soru"),
        (on_case, "caller_name", "Nur AK"),
        (on_quota, "data", "2 GB"),
        (on_period, "basis", "Saklama planı"),
        (on_case_terms, "other_action_minutes", "45"),
        (on_signatory, "name", "Nur AK"),
        (on_user, "role", Role.DIRECTOR.value),
    ],
)
def test_that_who_saves_at_once_sees_what_of_it_somebody_else_changed_meanwhile(
    place: Place, open_form: Callable[[Place], Opened], key: str, mine: str, qtbot: QtBot
) -> None:
    opened = open_form(place)
    dialog = opened.dialog
    with qtbot.waitExposed(dialog):
        dialog.open()
    qtbot.waitUntil(place.background.is_idle)
    place.do(opened.theirs)
    theirs = place.do(opened.stored)
    dialog.form.field(key).set_text(mine)
    reported: list[str] = []
    dialog.saved.connect(lambda _number: reported.append("saved"))
    dialog.joined.connect(reported.append)
    with qtbot.waitSignal(dialog.joined):
        dialog.save_button.click()
    words = f"Kaydedildi; siz yazarken değişenler de duruyor ({place.desk.actor.name}): "
    assert reported == ["saved", f"{words}{dialog.form.field(opened.key).name()}."]
    assert place.do(opened.stored) == theirs


@pytest.mark.parametrize("open_form", [on_case, on_custody_terms, on_quota, on_visit])
def test_that_who_was_first_and_both_values_are_in_sight_in_a_small_window(
    place: Place, open_form: Callable[[Place], Opened], look: str, qtbot: QtBot
) -> None:
    place.host.resize(1000, 660)
    place.host.show()
    opened = open_form(place)
    dialog = opened.dialog
    field, _began = come_second(place, opened, qtbot)
    said = field.shown_message()
    both = next(one for one in dialog.findChildren(StateText) if one.text() == said)
    qtbot.waitUntil(lambda: is_whole(dialog.trouble) and is_whole(both))
    assert dialog.height() <= place.host.height(), look


def is_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


def test_that_no_form_that_two_people_change_is_left_out() -> None:
    """What is saved over what a form began with: a new form of that kind is tested here, too."""
    found = {
        path.relative_to(PACKAGE / "gui").with_suffix("").as_posix()
        for path, tree in trees("alo183_desktop/gui", "base=")
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and node.arg == "base"
        and not isinstance(node.value, ast.Constant)
    }
    tested = {
        kind.__module__.removeprefix("alo183_desktop.gui.").replace(".", "/") for kind in TESTED
    }
    assert found == tested
