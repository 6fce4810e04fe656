"""The unlock card and its dialogs in each look: empty, and after a wrong password."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.db.work import Actor
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.unlock.recovery_dialog import RecoveryDialog
from alo183_desktop.gui.unlock.unlock_page import OwnPasswordPage, UnlockPage
from tests.gui.look import SMALL, enlarge, faults
from tests.gui.unlock.test_unlock_page import Locked

NAMES = ("müjgân.iğılsu.karaismailoğlu-büyüköztürkgülşen.çok.uzun", "selin")
pytestmark = pytest.mark.usefixtures("look")


def test_that_nothing_on_the_unlock_card_is_cut_or_covered(
    background: Background, host: QWidget, qtbot: QtBot
) -> None:
    host.resize(theme.px(1280), theme.px(720))
    layout = QVBoxLayout(host)
    data = Locked(NAMES)
    card = UnlockPage(background, data=data, last_login=NAMES[0], parent=host)
    layout.addWidget(card)
    with qtbot.waitExposed(host):
        host.show()
    qtbot.waitUntil(background.is_idle)
    assert faults(host) == []
    card.password.set_text("yanlis parola")
    card.try_unlock()
    qtbot.waitUntil(lambda: bool(card.password.shown_message()))
    assert faults(host) == []


@pytest.mark.parametrize("room", [(1366, 768), SMALL])
def test_that_nothing_on_the_card_of_one_s_own_password_is_cut_or_covered(
    background: Background, host: QWidget, qtbot: QtBot, room: tuple[int, int]
) -> None:
    desk: Any = SimpleNamespace(
        actor=Actor(1, NAMES[0], "Müjgân Iğılsu KARAİSMAİLOĞLU-BÜYÜKÖZTÜRKGÜLŞEN", Role.CLERK),
        directorate_name="Kahramanmaraş Aile ve Sosyal Hizmetler İl Müdürlüğü",
    )
    enlarge(host, room)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    card = OwnPasswordPage(background, desk, parent=host)
    layout.addWidget(card)
    host.setBackgroundRole(theme.DESK)
    host.setAutoFillBackground(True)
    with qtbot.waitExposed(host):
        host.show()
    assert faults(host) == []
    card.new_password.first.set_text("12345")
    card.new_password.second.set_text("54321")
    card.button.click()
    qtbot.waitUntil(lambda: bool(card.new_password.second.shown_message()))
    assert faults(host) == []


def test_that_nothing_in_the_dialog_of_the_recovery_sheet_is_cut_or_covered(
    background: Background, host: QWidget, qtbot: QtBot
) -> None:
    host.resize(theme.px(1280), theme.px(720))
    dialog = RecoveryDialog(background, Locked(NAMES).recover, login=NAMES[0], parent=host)
    with qtbot.waitExposed(dialog):
        dialog.open()
    assert faults(dialog) == []
    for field in dialog.form.fields():
        field.validate()
    assert faults(dialog) == []
    dialog.done(0)
