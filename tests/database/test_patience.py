"""Whoever waits for a server is let go once it is not there, and waits as long as it is."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alo183_desktop.cli.main import run
from alo183_desktop.db.server import Way, connect
from alo183_desktop.db.server_address import ServerAddress
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, OWNER_PASSWORD, Server
from tests.database.servers import ADMINISTRATOR, PASSWORDS, ServedDirectorate
from tests.database.silent_way import SilentWay
from tests.unit.bootstrap.people import refusal


@pytest.fixture(scope="module")
def far() -> Iterator[Server]:
    made = Server(listens=True)
    yield made
    made.stop()


@pytest.fixture
def way(far: Server) -> Iterator[SilentWay]:
    with SilentWay(far.port) as made:
        yield made


@pytest.fixture
def directorate(
    far: Server,
    way: SilentWay,
    tmp_path: Path,
    clock: FixedClock,
) -> Iterator[ServedDirectorate]:
    """Return a directorate that a desk has joined by way of what can fall silent."""
    made = ServedDirectorate(far, tmp_path, clock)
    # In clear, so that the way knows at which question it has to fall silent.
    made.address = ServerAddress("127.0.0.1", way.port, made.database, sslmode="disable")
    made.owner = replace(made.owner, address=made.address)
    made.set_up().close()
    yield made
    way.speak()
    made.close()


@pytest.mark.parametrize(
    "question", [b"clock_timestamp", b"to_regclass", b"key_slots", b"audit_heads", b"COMMIT"]
)
def test_that_who_signs_in_is_let_go_by_a_server_that_takes_the_question_and_never_answers(
    directorate: ServedDirectorate, way: SilentWay, question: bytes
) -> None:
    way.hushes_at = question
    error = refusal(lambda: directorate.unlock(ADMINISTRATOR, "masa-1"))
    assert way.is_silent.is_set()
    assert error.code == "db.server_away"
    way.speak()
    assert directorate.unlock(ADMINISTRATOR, "masa-1").verdict.is_whole


@pytest.mark.usefixtures("directorate")
def test_that_a_command_is_let_go_by_a_server_that_takes_the_question_and_never_answers(
    way: SilentWay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORDS[ADMINISTRATOR])
    command = ["--data", str(tmp_path / "masa-1"), "--user", ADMINISTRATOR, "officers"]
    assert run(command) == 0
    way.hushes_at = b"FROM officers"
    assert run(command) == 2
    assert way.is_silent.is_set()
    assert str(message_of(KnownError("db.server_away"))) in capsys.readouterr().err


def test_that_a_long_answer_is_waited_for_while_the_server_is_there(
    directorate: ServedDirectorate,
) -> None:
    connection = connect(directorate.address, user=OWNER, password=OWNER_PASSWORD)
    begun = time.monotonic()
    # Far longer than the silence after which the server is asked.
    connection.execute("SELECT pg_sleep(1)")
    assert time.monotonic() - begun >= 1
    connection.close()


def test_that_a_way_shows_a_server_that_is_up_from_none(far: Server, way: SilentWay) -> None:
    assert Way("127.0.0.1", far.port).leads_somewhere()
    assert Way("sunucu.invalid", far.port, "127.0.0.1").leads_somewhere()
    assert Way(far.host, far.port).leads_somewhere()
    assert not Way("127.0.0.1", 1).leads_somewhere()
    assert not Way(far.host, 1).leads_somewhere()
    assert Way("127.0.0.1", way.port).leads_somewhere()
