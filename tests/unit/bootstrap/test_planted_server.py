"""No password leaves for a server that the directorate did not choose."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from alo183_desktop.access import vault
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.server_file import ServerPlace, read_kept_place
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.server import connect
from alo183_desktop.db.server_address import ServerAddress
from tests.unit.bootstrap.people import ANSWERS, CHEAP, OTHER, PASSWORD, refusal

_ASK_CLEARTEXT = b"R\x00\x00\x00\x08\x00\x00\x00\x03"
"""A server's AuthenticationCleartextPassword."""
_ASK_MD5 = b"R\x00\x00\x00\x0c\x00\x00\x00\x05salt"
"""A server's AuthenticationMD5Password, with a salt of its choice."""


class Impostor:
    """Listens like a server, asks for the password as it is, and keeps what it was sent."""

    def __init__(self) -> None:
        self.asks = _ASK_CLEARTEXT
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def address(self) -> ServerAddress:
        """Where it listens."""
        return ServerAddress("127.0.0.1", self.port, "alo183", "disable")

    def close(self) -> None:
        """Stop listening, once all that comes was heard; may be repeated."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with client:
                self.heard.append(client.recv(4096))
                client.sendall(self.asks)
                self.heard.append(client.recv(4096))


@pytest.fixture
def impostor() -> Iterator[Impostor]:
    listening = Impostor()
    yield listening
    listening.close()


@pytest.mark.parametrize("file", [vault.SERVER_FILE, vault.LEAVING_FILE])
def test_that_a_server_planted_beside_the_data_is_never_asked(
    program: Program, made: tuple[Desk, RecoverySheet], impostor: Impostor, file: str
) -> None:
    desk, sheet = made
    desk.close()
    ServerPlace(impostor.address, "Iğdır", ("selin.aktas",)).save(program.data_folder, file)
    known = program.logins()
    for attempt in (
        lambda: program.unlock("selin.aktas", PASSWORD),
        lambda: program.recover(sheet.code, "selin.aktas", OTHER),
    ):
        assert refusal(attempt).code in {"server.not_chosen", "server.move_unfinished"}
    assert impostor.heard == []
    assert (program.logins(), program.label()) == (known, desk.directorate_name)
    (program.data_folder / file).unlink()
    program.unlock("selin.aktas", PASSWORD).close()


def test_that_a_server_that_another_directorate_chose_is_not_believed(
    program: Program, desk: Desk, impostor: Impostor, tmp_path: Path
) -> None:
    desk.close()
    other, _ = Program(tmp_path / "baska", clock=program.clock, cost=CHEAP).create(
        ANSWERS, PASSWORD
    )
    place = ServerPlace(impostor.address, "Iğdır").sealed_by(other.key)
    other.close()
    place.save(program.data_folder)
    error = refusal(lambda: program.unlock("selin.aktas", PASSWORD))
    assert (error.code, error.parameters["file"]) == ("server.not_chosen", vault.SERVER_FILE)
    assert impostor.heard == []


def test_that_the_address_of_the_own_seal_cannot_be_exchanged(desk: Desk, tmp_path: Path) -> None:
    mine = ServerAddress("sunucu.ornek.gov.tr", 5432, "alo183")
    place = ServerPlace(mine, "Iğdır").sealed_by(desk.key)
    place.with_login("memur").save(tmp_path)
    kept = read_kept_place(tmp_path)
    assert kept is not None
    assert kept.is_sealed_by(desk.key)
    for sealed in (place.sealed, "", "x", "AAAA"):
        theirs = ServerAddress("baska.ornek.gov.tr", 5432, "alo183")
        assert not ServerPlace(theirs, "Iğdır", (), sealed).is_sealed_by(desk.key)


def test_that_a_lost_key_file_does_not_send_the_password_away(
    program: Program, desk: Desk, impostor: Impostor
) -> None:
    desk.close()
    shutil.move(program.data_folder / vault.KEY_FILE, program.data_folder / "anahtar")
    ServerPlace(impostor.address, "Iğdır").save(program.data_folder)
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code != "server.refused"
    assert impostor.heard == []


@pytest.mark.parametrize("asks", [_ASK_CLEARTEXT, _ASK_MD5])
def test_that_no_program_of_this_computer_gets_the_password_as_it_is(
    impostor: Impostor, asks: bytes
) -> None:
    impostor.asks = asks
    error = refusal(lambda: connect(impostor.address, user="selin", password=PASSWORD))
    assert error.code == "server.refused"
    assert impostor.heard
    impostor.close()
    assert set(impostor.heard[1::2]) == {b""}  # it asked in vain, and was hung up on
