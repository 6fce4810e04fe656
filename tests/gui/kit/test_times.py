"""A time of the day as people type it, and with a day an instant."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.form.dates import InstantFields, TimeField, time_text
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.shared.calendar import parse_time
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("14:05", dt.time(14, 5)),
        ("14.05", dt.time(14, 5)),
        ("1405", dt.time(14, 5)),
        ("905", dt.time(9, 5)),
        (" 9 ", dt.time(9)),
        ("23", dt.time(23)),
        ("0:00", dt.time()),
        ("14:05:30", dt.time(14, 5, 30)),
    ],
)
def test_that_a_time_is_read_in_any_usual_way(text: str, time: dt.time) -> None:
    assert parse_time(text) == time


@pytest.mark.parametrize("text", ["24:00", "12:60", "öğlen", "", "1:2:3", "12:5"])
def test_that_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as refused:
        parse_time(text)
    assert refused.value.code == "forms.time"


@given(st.times())
def test_that_a_time_is_read_as_it_is_shown(time: dt.time) -> None:
    assert parse_time(time_text(time)) == time.replace(second=0, microsecond=0)


def test_that_ctrl_t_types_the_present_time(host: QWidget, clock: FixedClock, qtbot: QtBot) -> None:
    field = TimeField("&Saat", clock=clock, parent=host)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    QTest.keyClick(field.line, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert field.line.text() == "12:30"


@pytest.mark.parametrize(("day", "is_time"), [("24.11.2026", True), ("25.11.2026", False)])
def test_that_a_wrong_instant_of_today_is_mended_at_its_time(
    host: QWidget, clock: FixedClock, qtbot: QtBot, day: str, *, is_time: bool
) -> None:
    form = Form(parent=host)
    fields = InstantFields(form, clock=clock, parent=host)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    fields.day.set_text(day)
    form.show_problem(fields.day, "Bu an ileride.")
    assert form.focus_first_wrong()
    wanted = fields.time if is_time else fields.day
    qtbot.waitUntil(wanted.line.hasFocus)
    assert wanted.line.hasSelectedText()


def test_that_the_running_minute_is_now_and_another_one_its_beginning(
    host: QWidget, clock: FixedClock
) -> None:
    clock.advance(seconds=25)
    fields = InstantFields(Form(parent=host), clock=clock, parent=host)
    assert fields.instant() == clock()
    fields.time.set_text("12:29")
    assert fields.instant() == dt.datetime(2026, 11, 24, 9, 29, tzinfo=dt.UTC)
    fields.time.set_text("yarın")
    assert fields.instant() is None


def test_that_the_keys_of_a_day_and_a_time_are_heard_in_their_own_field_alone(
    host: QWidget, clock: FixedClock
) -> None:
    """Of two fields of a window neither hears a key that is the window's."""
    form = Form(parent=host)
    pairs = [InstantFields(form, clock=clock, key=key, parent=form) for key in ("since", "until")]
    for field in (one for pair in pairs for one in (pair.day, pair.time)):
        heard = {one.context() for one in field.findChildren(QShortcut)}
        assert heard == {Qt.ShortcutContext.WidgetShortcut}
