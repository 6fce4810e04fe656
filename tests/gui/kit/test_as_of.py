"""The day for which a page is looked at: what counts, and when."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.filters import AsOfField

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def field(host: QWidget, qtbot: QtBot) -> AsOfField:
    made = AsOfField("Hangi günün durumu", today=TODAY, parent=host)
    host.show()
    qtbot.waitExposed(host)
    return made


def test_that_an_empty_field_is_today(field: AsOfField) -> None:
    assert field.day() == TODAY
    assert field.is_today()
    assert field.line.accessibleName() == "Hangi günün durumu"


def test_that_each_day_is_shown_once(field: AsOfField) -> None:
    shown: list[dt.date] = []
    field.day_chosen.connect(shown.append)
    QTest.keyClicks(field.line, "01.02.2026")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert shown == [dt.date(2026, 2, 1)]


def test_that_a_short_year_counts_when_the_field_is_left(field: AsOfField) -> None:
    QTest.keyClicks(field.line, "1.2.25")
    assert field.is_today()
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.day() == dt.date(2025, 2, 1)


def test_that_a_wrong_day_changes_nothing(field: AsOfField) -> None:
    QTest.keyClicks(field.line, "31.02.2026")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.day() == TODAY


def test_that_midnight_takes_an_empty_field_along(field: AsOfField) -> None:
    field.set_today(TODAY + dt.timedelta(days=1))
    assert field.is_today()
    field.line.setText("01.02.2026")
    field.set_today(TODAY + dt.timedelta(days=2))
    assert field.day() == dt.date(2026, 2, 1)
    field.go_to_today()
    assert field.day() == TODAY + dt.timedelta(days=2)
