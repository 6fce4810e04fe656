"""The card that says whether the account of the system opens the data, and lets it be or not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.directorate.queries import remembered_days
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.remembered_card import RememberDialog
from alo183_desktop.gui.settings.security_section import SecuritySection
from alo183_desktop.gui.settings.users_section import UsersSection
from tests.clocks import FixedClock
from tests.gui.desks import CHEAP, OTHER, OWN, acts, open_desk
from tests.gui.look import ROOMS, faults, seat
from tests.gui.settings.showing import dialog_of, show
from tests.protectors import MemoryAccount
from tests.rules_of_desk import RulesOfDesk
from tests.unit.bootstrap.people import let_remember

NAME = "Güvenlik"


@pytest.fixture
def account() -> MemoryAccount | None:
    """Return what protects; a test asks for none by parametrizing it."""
    return MemoryAccount()


@pytest.fixture
def role() -> Role:
    return Role.CLERK


@pytest.fixture
def desk(
    data_folder: Path, clock: FixedClock, role: Role, account: MemoryAccount | None
) -> Iterator[Desk]:
    made = open_desk(data_folder, clock, role=role, protector=account)
    yield made
    made.close()


def ask(section: SecuritySection) -> RememberDialog:
    section.remembered.remember.click()
    return dialog_of(RememberDialog)


def shown(section: SecuritySection) -> list[bool]:
    card = section.remembered
    return [not one.isHidden() for one in (card.remember, card.end, card.change_days)]


def test_that_the_password_is_asked_for_and_the_end_is_one_button(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, NAME, SecuritySection, qtbot)
    assert shown(section) == [True, False, False]
    assert "7 gün" in section.remembered.words.text()
    dialog = ask(section)
    dialog.password.set_text(OTHER)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.password.shown_message()))
    dialog.password.set_text(OWN)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: shown(section) == [False, True, False])
    assert "gününe kadar" in section.remembered.words.text()
    assert acts(desk, "user.unlock_remembered") == 1
    section.remembered.end.click()
    qtbot.waitUntil(lambda: shown(section) == [True, False, False])
    assert acts(desk, "user.unlock_ended") == 1


@pytest.mark.parametrize("account", [None])
def test_that_it_is_absent_with_its_reason_where_the_system_protects_nothing(
    page: SettingsPage, qtbot: QtBot
) -> None:
    section = show(page, NAME, SecuritySection, qtbot)
    assert shown(section) == [False, False, False]
    assert "yalnız Windows’ta" in section.remembered.words.text()


def test_that_it_is_absent_with_its_place_where_a_policy_forbids_it(
    page: SettingsPage, rules_of_desk: RulesOfDesk, qtbot: QtBot
) -> None:
    rules_of_desk.write("may_remember_unlock = false")
    section = show(page, NAME, SecuritySection, qtbot)
    qtbot.waitUntil(lambda: str(rules_of_desk.path) in section.remembered.words.text())
    assert shown(section) == [False, False, False]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_that_an_administrator_sets_the_days_for_the_others_and_is_not_remembered(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, NAME, SecuritySection, qtbot)
    assert shown(section) == [False, False, True]
    assert "Yöneticilerin oturumu hatırlanmaz" in section.remembered.words.text()
    assert "kapalı" in section.remembered.words.text()
    section.remembered.change_days.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(RecordDialog)) or page.background.is_idle())
    dialog = dialog_of(RecordDialog)
    dialog.fields["remembered_days"].set_value(14)
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        assert remembered_days(work.session) == 14
    qtbot.waitUntil(lambda: "14 gün" in section.remembered.words.text())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_that_an_administrator_sees_who_is_remembered_and_ends_it(
    page: SettingsPage, desk: Desk, clock: FixedClock, account: MemoryAccount, qtbot: QtBot
) -> None:
    let_remember(desk, days=7)
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    program = Program(desk.data_folder, clock=clock, cost=CHEAP, protector=account)
    theirs = program.unlock("memur", OTHER)
    theirs.users.choose_own_password(OWN)
    theirs.users.remember_unlock(OWN)
    theirs.close()
    section = show(page, "Kullanıcılar", UsersSection, qtbot)
    enabled = []
    for index, row in enumerate(section.model.rows()):
        section.view.selectRow(index)
        enabled.append((row.login, section.end.isEnabled()))
    assert sorted(enabled) == [("memur", True), ("selin.aktas", False)]
    assert not section.end.isHidden()
    section.view.selectRow([row.login for row in section.model.rows()].index("memur"))
    section.end.click()
    qtbot.waitUntil(lambda: not any(row.unlock_remembered_at for row in section.model.rows()))
    assert acts(desk, "user.unlock_ended") == 1
    assert program.remembered() == ()
    assert section.end.isHidden()


@pytest.mark.usefixtures("look")
def test_that_nothing_of_the_card_and_its_dialog_is_cut_or_covered(
    page: SettingsPage, host: QWidget, qtbot: QtBot
) -> None:
    section = show(page, NAME, SecuritySection, qtbot)
    for room in ROOMS:
        seat(page, room)
        assert faults(host) == [], room
    dialog = ask(section)
    assert faults(dialog) == []
    dialog.password.set_text("?")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.password.shown_message()))
    assert faults(dialog) == []
