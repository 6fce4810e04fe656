"""What the keys do in every form: Tab shows each field whole and leads to the verb, Enter saves."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import Field, TextField
from alo183_desktop.gui.kit.form.rare import RareFields
from tests.gui.shared_forms import FORMS, Opened, Place
from tests.gui.test_leaving import (
    acts_on_a_case,
    acts_on_a_letter,
    acts_on_a_line,
    full_folder,
    place,
)

__all__ = ["full_folder", "place"]
pytestmark = pytest.mark.usefixtures("look")

SMALL = QSize(1280, 720)
"""The lowest screen that directorates have."""
MOST_STOPS = 60


@pytest.mark.parametrize("open_form", FORMS, ids=lambda open_form: open_form.__name__)
def test_that_tab_shows_each_field_whole_and_leads_to_the_verb_and_enter_saves(
    place: Place, open_form: Callable[[Place], Opened], qtbot: QtBot
) -> None:
    opened = open_form(place)
    dialog = opened.dialog
    walk(place, dialog, qtbot)
    shown = [one for one in dialog.form.fields() if one.isVisible()]

    needed = next((one for one in shown if is_needed(one)), None)
    if needed is not None:
        typed = needed.text()
        needed.set_text("")
        save_by_key(dialog, shown[0])
        assert dialog.isVisible()
        assert needed.shown_message(), needed.key
        assert has_the_keys(needed), needed.key
        qtbot.waitUntil(lambda: is_whole(needed))
        needed.set_text(typed)

    field = dialog.form.field(opened.key)
    field.set_text(opened.mine)
    field.take_focus()
    with qtbot.waitSignal(dialog.accepted):
        save_by_key(dialog, field)
    qtbot.waitUntil(place.background.is_idle)


@pytest.mark.parametrize("open_forms", [acts_on_a_case, acts_on_a_letter, acts_on_a_line])
def test_that_tab_shows_each_field_of_an_act_whole_and_leads_to_its_verb(
    place: Place, open_forms: Callable[[Place], tuple[FormDialog, ...]], qtbot: QtBot
) -> None:
    for dialog in open_forms(place):
        walk(place, dialog, qtbot)
        dialog.done(0)


def walk(place: Place, dialog: FormDialog, qtbot: QtBot) -> None:
    """Press Tab from the first field of a form until it leaves the last one."""
    place.host.resize(SMALL)
    if not dialog.isVisible():
        with qtbot.waitExposed(dialog):
            dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(place.background.is_idle)
    qtbot.waitUntil(dialog.isActiveWindow)
    rare = dialog.findChild(RareFields)
    if rare is not None:
        rare.open()
    shown = [one for one in dialog.form.fields() if one.isVisible()]
    left = {one.key for one in shown}
    shown[0].take_focus()
    for _ in range(MOST_STOPS):
        field = next((one for one in shown if has_the_keys(one)), None)
        if field is not None:
            QApplication.processEvents()
            assert is_whole(field), f"{type(dialog).__name__}: {field.key} is cut"
            left.discard(field.key)
        elif not left:
            break
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert left == set(), f"{type(dialog).__name__}: Tab reaches them not"
    assert QApplication.focusWidget() is dialog.save_button, type(dialog).__name__


def save_by_key(dialog: FormDialog, field: Field) -> None:
    """Press Enter in a field; in a text of several lines, what saves there."""
    if isinstance(field.control(), QPlainTextEdit):
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    else:
        field.take_focus()
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Return)


def is_needed(field: Field) -> bool:
    """Return whether a text may not be empty."""
    typed = field.text()
    if not isinstance(field, TextField) or not typed:
        return False
    field.set_text("")
    found = bool(field.problem())
    field.set_text(typed)
    return found


def has_the_keys(field: Field) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is field or field.isAncestorOf(focused))


def is_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()
