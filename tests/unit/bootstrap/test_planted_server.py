"""No password leaves for a server that the directorate did not choose."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alo183_desktop.access import vault
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.server_file import ServerPlace, read_kept_place
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.server import connect
from alo183_desktop.db.server_address import ServerAddress
from tests.impostor import ASK_CLEARTEXT, ASK_MD5, ASK_SCRAM, LET_IN, Impostor
from tests.unit.bootstrap.people import ANSWERS, CHEAP, OTHER, PASSWORD, refusal


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


@pytest.mark.parametrize("asks", [ASK_CLEARTEXT, ASK_MD5])
def test_that_no_program_of_this_computer_gets_the_password_as_it_is(
    impostor: Impostor, asks: bytes
) -> None:
    impostor.asks = asks
    error = refusal(lambda: connect(impostor.address, user="selin", password=PASSWORD))
    assert error.code == "server.unproven"
    impostor.close()
    assert len(impostor.heard) == 2  # one try
    assert impostor.heard[1] == b""  # it asked in vain, and was hung up on


@pytest.mark.parametrize("proof", [bytes(32), None], ids=["wrong", "none"])
def test_that_a_program_that_cannot_prove_the_password_is_left_after_one_try(
    impostor: Impostor, proof: bytes | None
) -> None:
    impostor.asks, impostor.proof = ASK_SCRAM, proof
    error = refusal(lambda: connect(impostor.address, user="selin", password=PASSWORD))
    assert error.code == "server.unproven"
    impostor.close()
    _greeting, first, last, after = impostor.heard
    assert after == b""
    # What SCRAM says, and nothing else: a nonce, and a proof over the nonces of both.
    assert re.fullmatch(rb"p.{4}SCRAM-SHA-256\0.{4}n,,n=,r=[^,]+", first, re.DOTALL)
    assert re.fullmatch(rb"p.{4}c=biws,r=[^,]+impostor,p=[A-Za-z0-9+/]{43}=", last, re.DOTALL)


def test_that_a_program_that_lets_everybody_in_is_no_server(impostor: Impostor) -> None:
    impostor.asks = LET_IN
    error = refusal(lambda: connect(impostor.address, user="selin", password=PASSWORD))
    assert error.code == "server.unproven"
