"""A directorate goes to a server and comes back: every row, and the chain of the trail."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from alo183_desktop import demo
from alo183_desktop.access import files, recovery, server_vault
from alo183_desktop.access.rules import Role
from alo183_desktop.access.server_file import ServerPlace
from alo183_desktop.access.vault import (
    DATA_FILE,
    KEY_FILE,
    LEAVING_FILE,
    MOVING_FILE,
    SERVER_FILE,
)
from alo183_desktop.bootstrap import moving
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from alo183_desktop.db.audit import Head, read_head
from alo183_desktop.db.copying import fingerprints
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, OWNER_PASSWORD
from tests.database.servers import ServedDirectorate
from tests.unit.bootstrap.people import ANSWERS, CHEAP, OTHER, refusal

PASSWORD = "mor kedi tavanda yüzer"


A_YEAR = pytest.param("a year", marks=pytest.mark.extra)


@pytest.fixture(scope="module", params=["a set-up"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a directorate, new or with a year of work; tests get copies."""
    folder = tmp_path_factory.mktemp("dolu") / "veri"
    if request.param == "a year":
        demo.fill(folder, password=PASSWORD, clock=FixedClock(), cost=CHEAP)
    else:
        answers = replace(ANSWERS, administrator_login=demo.LOGIN)
        desk, _sheet = Program(folder, clock=FixedClock(), cost=CHEAP).create(answers, PASSWORD)
        desk.close()
    return folder


@pytest.fixture
def program(filled: Path, directorate: ServedDirectorate, tmp_path: Path) -> Program:
    shutil.copytree(filled, tmp_path / "masa-1")
    return directorate.program()


def unlock(program: Program) -> Desk:
    return program.unlock(demo.LOGIN, PASSWORD)


def contents(desk: Desk) -> tuple[dict[str, tuple[int, str]], Head]:
    """Return what stands in all tables, read past the desk so that nothing is written."""
    with desk.engine.connect() as connection, Session(connection) as session:
        return fingerprints(connection, left_out=moving.LEFT_OUT), read_head(session)


def changed(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> set[str]:
    return {table for table in before if before[table] != after[table]}


@pytest.mark.parametrize("filled", ["a set-up", A_YEAR], indirect=True)
def test_that_all_goes_to_a_server_and_back_with_every_row_and_the_whole_chain(
    program: Program, directorate: ServedDirectorate
) -> None:
    desk = unlock(program)
    in_file, _ = contents(desk)
    assert sum(count for count, _ in in_file.values()) >= 40
    moved = moving.move_to_server(desk, directorate.owner, PASSWORD)
    assert {name: count for name, (count, _) in in_file.items() if name != "audit_entries"} == {
        name: count for name, count in moved.counts.items() if name != "audit_entries"
    }
    assert program.is_on_server()
    assert not (program.data_folder / DATA_FILE).exists()

    served = unlock(program)
    on_server, head = contents(served)
    # Only the trail went on: that the move was begun, and that somebody signed in.
    assert changed(in_file, on_server) == {"audit_entries", "audit_heads"}
    assert head.sequence == moved.head.sequence + 1
    assert served.verify_audit().is_whole

    back = moving.move_to_file(served)
    assert not program.is_on_server()
    again = unlock(program)
    in_file_again, _ = contents(again)
    assert changed(in_file, in_file_again) == {"audit_entries", "audit_heads"}
    assert back.counts["audit_entries"] == back.head.sequence
    assert again.verify_audit().is_whole
    again.close()


def test_that_the_others_come_with_a_first_password_that_is_reported_once(
    program: Program, directorate: ServedDirectorate
) -> None:
    desk = unlock(program)
    desk.users.add(login="memur", name="Memur", role=Role.CLERK, password=OTHER)
    moved = moving.move_to_server(desk, directorate.owner, PASSWORD)
    assert set(moved.passwords) == {"memur"}
    other = directorate.program("masa-2")
    error = refusal(lambda: other.join(directorate.login("memur", OTHER)))
    assert error.code == "access.wrong_password"
    joined = other.join(directorate.login("memur", moved.passwords["memur"]))
    assert joined.verdict.is_whole
    assert joined.has_given_password
    joined.close()


@pytest.mark.parametrize("filled", [A_YEAR], indirect=True)
def test_that_a_move_that_breaks_off_leaves_the_file_in_use_and_the_server_empty(
    program: Program, directorate: ServedDirectorate
) -> None:
    class BrokenOffError(Exception):
        pass

    def break_off(count: int) -> None:
        if count > 2000:
            raise BrokenOffError

    desk = unlock(program)
    with pytest.raises(BrokenOffError):
        moving.move_to_server(desk, directorate.owner, PASSWORD, copied_so_far=break_off)
    desk.close()
    assert not program.is_on_server()
    with directorate.psql(OWNER) as connection:
        assert connection.execute("SELECT to_regclass('users')").fetchone() == (None,)
    # And the next attempt succeeds.
    moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    served = unlock(program)
    with pytest.raises(BrokenOffError):
        moving.move_to_file(served, copied_so_far=break_off)
    served.close()
    left = {path.name for path in program.data_folder.iterdir() if "moved" in path.name}
    assert (left, program.is_on_server()) == (set(), True)
    again = unlock(program)
    assert again.verdict.is_whole
    again.close()


def test_that_nothing_is_moved_while_somebody_has_the_file_open(
    program: Program, directorate: ServedDirectorate
) -> None:
    other, desk = unlock(program), unlock(program)
    error = refusal(lambda: moving.move_to_server(desk, directorate.owner, PASSWORD))
    assert error.code == "server.in_use"
    desk.close()
    other.close()
    assert not program.is_on_server()


def test_that_a_database_that_is_not_empty_gets_nothing(
    program: Program, directorate: ServedDirectorate
) -> None:
    with directorate.psql(OWNER) as connection:
        connection.execute("CREATE TABLE baska (id integer)")
    desk = unlock(program)
    error = refusal(lambda: moving.move_to_server(desk, directorate.owner, PASSWORD))
    assert error.code == "server.foreign_tables"
    desk.close()
    assert (program.data_folder / DATA_FILE).exists()
    assert not program.is_on_server()


def test_that_a_server_that_was_left_says_so_to_every_other_desk(
    program: Program, directorate: ServedDirectorate
) -> None:
    moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    other = directorate.program("masa-2")
    staying = other.join(directorate.login(demo.LOGIN, PASSWORD))
    moving.move_to_file(unlock(program))

    def work() -> None:
        with staying.work():
            pass

    assert refusal(work).code == "server.moved"
    staying.close()
    assert refusal(lambda: other.unlock(demo.LOGIN, PASSWORD)).code == "server.moved"


def test_that_a_move_into_a_file_that_is_killed_at_its_end_is_ended_by_the_next_start(
    program: Program, directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    served = unlock(program)

    def killed(_folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_put_in_place", killed)
        with pytest.raises(KeyboardInterrupt):
            moving.move_to_file(served)
    folder = program.data_folder
    assert (folder / SERVER_FILE).exists()
    assert (folder / MOVING_FILE).exists()
    desk = unlock(program)
    assert not desk.is_on_server
    assert desk.verify_audit().is_whole
    assert (folder / KEY_FILE).exists()
    assert not (folder / MOVING_FILE).exists()
    desk.close()


def test_that_what_a_move_into_a_file_has_left_is_gone_with_the_next_start(
    program: Program, directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    with monkeypatch.context() as patch:
        # A kill leaves nobody to clear up.
        patch.setattr(moving, "_clear_aside", lambda _folder: None)
        patch.setattr(moving, "write_atomically", _killed_at(MOVING_FILE))
        served = unlock(program)
        with pytest.raises(KilledError):
            moving.move_to_file(served)
    served.close()
    folder = program.data_folder
    assert list(folder.glob("*.moved"))
    unlock(program).close()
    assert list(folder.glob("*.moved*")) == []
    assert program.is_on_server()


def test_that_what_stops_a_move_into_a_file_at_its_end_leaves_the_server_to_decide(
    program: Program, directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    with monkeypatch.context() as patch:
        # Just behind the commit that closes the server.
        patch.setattr(moving, "_unlock", _killed)
        served = unlock(program)
        with pytest.raises(KilledError):
            moving.move_to_file(served)
    served.close()
    desk = unlock(program)
    assert not desk.is_on_server
    assert desk.verify_audit().is_whole
    desk.close()


def test_that_nobody_signs_in_where_data_is_just_coming_back(
    program: Program, directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PATIENCE_S", 0.0)
    moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    served = unlock(program)
    refused: list[str] = []

    def come(_count: int) -> None:
        if not refused:
            refused.append(refusal(lambda: unlock(directorate.program())).code)

    moving.move_to_file(served, copied_so_far=come)
    assert refused == ["access.busy"]
    desk = unlock(program)
    assert not desk.is_on_server
    desk.close()


class KilledError(BaseException):
    """As if the program were killed there."""


def _killed(*_words: object) -> None:
    raise KilledError


def _killed_at(name: str) -> Callable[..., None]:
    def write(path: Path, content: bytes, *, durable: bool = True) -> None:
        if path.name == name:
            raise KilledError
        files.write_atomically(path, content, durable=durable)

    return write


def _away(*_words: object) -> None:
    raise KnownError("db.server_away")


def test_that_a_move_to_a_server_that_is_killed_at_its_end_is_ended_by_who_began_it(
    program: Program, directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = unlock(program)
    desk.users.add(login="memur", name="Memur", role=Role.CLERK, password=OTHER)
    save = ServerPlace.save

    def save_and_die(place: ServerPlace, folder: Path, name: str = SERVER_FILE) -> None:
        if name == SERVER_FILE:
            raise KilledError
        save(place, folder, name)

    with monkeypatch.context() as patch:
        patch.setattr(ServerPlace, "save", save_and_die)
        with pytest.raises(KilledError):
            moving.move_to_server(desk, directorate.owner, PASSWORD)
    assert not program.is_on_server()
    # Nobody else works on what is not the data any more.
    refused = refusal(lambda: program.unlock("memur", OTHER))
    assert (refused.code, refused.parameters["login"]) == ("server.move_unfinished", demo.LOGIN)
    assert refusal(lambda: unlock(program)).code == "server.move_ended"
    assert not (program.data_folder / LEAVING_FILE).exists()
    served = unlock(program)
    assert served.is_on_server
    assert served.verify_audit().is_whole
    served.close()


def test_that_a_move_to_a_server_that_is_killed_before_the_server_stored_it_is_forgotten(
    program: Program, directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = ServerPlace.save

    def save_and_die(place: ServerPlace, folder: Path, name: str = SERVER_FILE) -> None:
        save(place, folder, name)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(ServerPlace, "save", save_and_die)
        with pytest.raises(KilledError):
            moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    with monkeypatch.context() as patch:
        patch.setattr(server_vault.ServerVault, "open_slot", _away)
        assert refusal(lambda: unlock(program)).code == "server.move_unfinished"
    desk = unlock(program)
    assert not desk.is_on_server
    assert not (program.data_folder / LEAVING_FILE).exists()
    assert desk.verify_audit().is_whole
    moving.move_to_server(desk, directorate.owner, PASSWORD)
    assert program.is_on_server()


def test_that_the_sheet_opens_no_file_whose_move_is_undecided(
    program: Program, directorate: ServedDirectorate
) -> None:
    place = ServerPlace(directorate.address, "").with_login(demo.LOGIN)
    place.save(program.data_folder, LEAVING_FILE)
    code = recovery.new_sheet(now=program.clock()).code
    refused = refusal(lambda: program.recover(code, demo.LOGIN, OTHER))
    assert refused.code == "server.move_unfinished"


def test_that_a_copy_opens_by_itself_and_leaves_the_server_as_it_is(
    program: Program, directorate: ServedDirectorate, tmp_path: Path
) -> None:
    moving.move_to_server(unlock(program), directorate.owner, PASSWORD)
    served = unlock(program)
    copied = moving.copy_to_folder(served, tmp_path / "kopya")
    copy = Program(tmp_path / "kopya", clock=FixedClock(), cost=CHEAP)
    opened = copy.unlock(demo.LOGIN, PASSWORD)
    assert not opened.is_on_server
    assert opened.verify_audit().is_whole
    on_server, _ = contents(served)
    in_copy, _ = contents(opened)
    assert changed(on_server, in_copy) <= {"audit_entries", "audit_heads"}
    assert copied.counts["cases"] == in_copy["cases"][0]
    opened.close()
    with served.work():
        pass
    served.close()


@pytest.mark.parametrize("filled", [A_YEAR], indirect=True)
def test_that_the_command_moves_there_and_back_and_shows_what_it_brought(
    program: Program,
    directorate: ServedDirectorate,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    monkeypatch.setenv("PGPASSWORD", OWNER_PASSWORD)
    data = ["--data", str(program.data_folder)]
    assert run([*data, "move", "--to-server", directorate.url(OWNER), "--json"]) == 0
    there = json.loads(capsys.readouterr().out)
    assert there["counts"]["cases"] > 100
    assert program.is_on_server()
    monkeypatch.delenv("PGPASSWORD")
    assert run([*data, "move", "--to-file"]) == 0
    assert "hepsi aslıyla aynı" in capsys.readouterr().out
    assert not program.is_on_server()
    assert run([*data, "move", "--to-file"]) == 2
    assert "--to-server" in capsys.readouterr().err
