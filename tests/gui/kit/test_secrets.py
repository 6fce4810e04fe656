"""Passwords that were typed do not outlive what they were typed for."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.form.passwords import PasswordField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from tests.unit.bootstrap.people import PASSWORD


def test_that_a_password_that_was_cleared_is_not_brought_back_by_undoing(qtbot: QtBot) -> None:
    field = PasswordField("Parola")
    qtbot.addWidget(field)
    field.line.setEchoMode(QLineEdit.EchoMode.Normal)  # the eye is open
    QTest.keyClicks(field.line, "mor kedi tavan")  # QTest types ASCII only
    field.clear()
    field.line.setEchoMode(QLineEdit.EchoMode.Normal)
    assert not field.line.isUndoAvailable()
    QTest.keySequence(field.line, QKeySequence(QKeySequence.StandardKey.Undo))
    assert field.text() == ""


@pytest.mark.parametrize("end", ["accept", "reject"])
def test_that_a_dialog_forgets_its_passwords_when_it_closes(
    host: QWidget, qtbot: QtBot, end: str
) -> None:
    dialog = TaskDialog(title="Parola ver", parent=host)
    qtbot.addWidget(dialog)
    field = PasswordField("Parola", parent=dialog)
    dialog.content.addWidget(field)
    heard: list[str] = []
    dialog.finished.connect(lambda _result: heard.append(field.text()))
    dialog.show()
    field.set_text(PASSWORD)
    getattr(dialog, end)()
    assert heard == [PASSWORD]
    assert field.text() == ""
