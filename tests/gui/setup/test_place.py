"""Where the data will be, as the set-up asks it: on this computer, or on a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from alo183_desktop.access.server_file import read_place
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.gui.setup.steps import PlaceDialog
from alo183_desktop.gui.setup.wizard import SetupWizard
from tests.clocks import FixedClock
from tests.database.conftest import server
from tests.database.postgresql import OWNER, OWNER_PASSWORD, Server
from tests.database.servers import ADMINISTRATOR, PASSWORDS, ServedDirectorate
from tests.gui.setup.test_wizard import fill_all, finish

__all__ = ["server"]  # the fixture of the run


@pytest.fixture
def directorate(server: Server, tmp_path: Path) -> Iterator[ServedDirectorate]:
    made = ServedDirectorate(server, tmp_path, FixedClock())
    yield made
    made.close()


def open_place(wizard: SetupWizard, qtbot: QtBot) -> PlaceDialog:
    wizard.open_place()
    dialog = wizard.findChild(PlaceDialog)
    assert isinstance(dialog, PlaceDialog)
    qtbot.waitExposed(dialog)
    return dialog


def type_server(
    dialog: PlaceDialog, directorate: ServedDirectorate, user: str, password: str
) -> None:
    dialog.place.set_value("server")
    dialog.host.set_text(directorate.server.host)
    dialog.port.set_text(str(directorate.server.port))
    dialog.database.set_text(directorate.database)
    dialog.user.set_text(user)
    dialog.password.set_text(password)


def test_that_the_data_is_a_file_of_this_computer_unless_somebody_says_so(
    wizard: SetupWizard, qtbot: QtBot
) -> None:
    assert "Tek bilgisayar (şifreli dosya)" in wizard.place.text()
    dialog = open_place(wizard, qtbot)
    assert not dialog.form.isVisible()
    dialog.save_button.click()
    assert "Tek bilgisayar (şifreli dosya)" in wizard.place.text()


def test_that_a_desk_joins_with_address_user_and_password_and_is_asked_no_more(
    wizard: SetupWizard, directorate: ServedDirectorate, program: Program, qtbot: QtBot
) -> None:
    directorate.set_up()
    dialog = open_place(wizard, qtbot)
    type_server(dialog, directorate, ADMINISTRATOR, PASSWORDS[ADMINISTRATOR])
    with qtbot.waitSignal(wizard.finished) as caught:
        dialog.save_button.click()
    desk = caught.args[0]
    assert desk.is_on_server
    desk.close()
    assert program.is_on_server()


def test_that_an_empty_database_of_an_owner_is_set_up_through_the_same_steps(
    wizard: SetupWizard, directorate: ServedDirectorate, program: Program, qtbot: QtBot
) -> None:
    dialog = open_place(wizard, qtbot)
    type_server(dialog, directorate, OWNER, OWNER_PASSWORD)
    with qtbot.waitSignal(dialog.chosen):
        dialog.save_button.click()
    assert "Sunucu (PostgreSQL)" in wizard.place.text()
    fill_all(wizard)
    desk = finish(wizard, qtbot)
    assert desk.is_on_server
    assert desk.actor.login == "gulsah.cetinkaya"
    desk.close()
    assert program.is_on_server()


def test_that_what_is_wrong_with_the_server_is_shown_in_the_dialog(
    wizard: SetupWizard, directorate: ServedDirectorate, program: Program, qtbot: QtBot
) -> None:
    directorate.set_up()
    dialog = open_place(wizard, qtbot)
    type_server(dialog, directorate, ADMINISTRATOR, "yanlış")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.password.shown_message()))
    assert dialog.user.text() == ADMINISTRATOR
    dialog.host.set_text("/tmp/burada-sunucu-yok")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "ulaşılamıyor" in dialog.trouble.text())
    assert not program.exists()


def test_that_a_certificate_of_the_desk_is_shown_with_its_key_or_not_at_all(
    wizard: SetupWizard,
    directorate: ServedDirectorate,
    program: Program,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    directorate.set_up()
    certificate, key = tmp_path / "masa.crt", tmp_path / "masa.key"
    for file in (certificate, key):
        file.write_text("PEM")  # read by nobody on the way to a socket of this machine
    dialog = open_place(wizard, qtbot)
    type_server(dialog, directorate, ADMINISTRATOR, PASSWORDS[ADMINISTRATOR])
    dialog.own_certificate.set_text(str(certificate))
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "birlikte verilir" in dialog.own_key.shown_message())
    dialog.own_key.set_text(str(key))
    with qtbot.waitSignal(wizard.finished) as caught:
        dialog.save_button.click()
    caught.args[0].close()
    place = read_place(program.data_folder)
    assert place is not None
    assert (place.address.sslcert, place.address.sslkey) == (str(certificate), str(key))
