"""Move a directorate from a file to a server and back, or copy a server into a file."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from alo183_desktop.access import keys, recovery
from alo183_desktop.access.backups import demand_whole
from alo183_desktop.access.files import flush, read_small, write_atomically
from alo183_desktop.access.queries import list_users
from alo183_desktop.access.server_file import (
    ServerPlace,
    demand_chosen,
    laid_down_address,
    read_kept_place,
)
from alo183_desktop.access.server_vault import ServerVault, read_slots
from alo183_desktop.access.service import note_given, slot_generation
from alo183_desktop.access.vault import (
    DATA_FILE,
    HEAD_BEFORE,
    KEY_FILE,
    LEAVING_FILE,
    MOVING_FILE,
    SERVER_FILE,
    Vault,
)
from alo183_desktop.bootstrap import server_setup
from alo183_desktop.db.audit import Head
from alo183_desktop.db.copying import copy_rows, fingerprints
from alo183_desktop.db.engine import is_in_use, sqlcipher_engine
from alo183_desktop.db.error_mapping import driver_errors_mapped
from alo183_desktop.db.migrate import upgrade
from alo183_desktop.db.write_lock import TRAIL, WRITERS
from alo183_desktop.shared.clock import stamp_of
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import of_folder
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.server_address import ServerLogin

LEFT_OUT: Final = frozenset({"closings", "key_slots", "role_acts"})
"""Tables that only a server has; the slots of a file are in the key file."""
DERIVED: Final = frozenset({"case_action_times", "case_months", "case_weeks"})
"""Tables that triggers of `cases` maintain (docs/adr/0007-cases-at-a-million.md)."""
_SIDE_FILES: Final = (f"{DATA_FILE}-wal", f"{DATA_FILE}-shm", HEAD_BEFORE)
_ASIDE: Final = ".moved"
_NEVER_ARRIVED: Final = frozenset(
    {"server.no_database", "server.not_set_up", "server.wrong_password"}
)
"""Errors of a server that show that moved data was not stored there after all."""
_PASSWORD_GROUPS: Final = 4


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of a move."""

    counts: Mapping[str, int]
    """Rows by table, the same before and after."""
    head: Head
    """Of the audit chain, the same before and after."""
    passwords: Mapping[str, str]
    """By login: the first passwords of the others on a server, shown once; empty for a file."""

    @property
    def rows(self) -> int:
        """Number of all rows."""
        return sum(self.counts.values())


def move_to_server(
    desk: Desk,
    owner: ServerLogin,
    password: str,
    *,
    copied_so_far: Callable[[int], object] = lambda _count: None,
) -> Moved:
    """Move the data of a file into an empty database, all or nothing; it closes the desk.

    Tables, rows, rights and roles are one transaction of the server, and compared with the file
    before it is committed. Nobody can write to the file meanwhile. The file is kept in a folder
    `onceki-…`.

    Args:
        desk: An administrator's, on a file.
        owner: The owner of the database.
        password: Of the administrator, for their role on the server.
        copied_so_far: As `db.copying.copy_rows`.

    Raises:
        KnownError: `server.moves_file`, `server.in_use`, `server.move_differs`,
            `access.not_allowed`, `access.wrong_password`, or as `server_setup.owned` and
            `server_setup.prepare`. The file is then unchanged and in use.
    """
    if desk.is_on_server:
        raise KnownError("server.moves_file")
    vault, key = desk.vault, desk.key
    desk.check_password(password)
    desk.record_move("server")
    first = _first_passwords(desk, password)
    slots = _server_slots(desk, first)
    doors = server_setup.ServerSecrets(slots, first, keys.audit_key(key))
    desk.engine.dispose()
    place = ServerPlace(owner.address, vault.key_file().label)
    place = place.with_login(desk.actor.login).sealed_by(key)
    try:
        with _file_alone(vault, key) as source, server_setup.owned(owner) as session:
            server_setup.prepare(session, owner)
            moved = _copy_and_compare(source, session.connection(), copied_so_far)
            server_setup.open_doors(session, doors)
            for login in slots.logins():
                if login != desk.actor.login:
                    note_given(session, login, slots.generation(login))
            session.flush()
            # From here on only the server can say whether it has the data: see `go_on_to_server`.
            place.save(vault.folder, LEAVING_FILE)
    except Exception as error:
        code = error.code if isinstance(error, KnownError) else ""
        if code != "db.server_away":
            (vault.folder / LEAVING_FILE).unlink(missing_ok=True)
        if code == "db.busy":
            raise KnownError("server.in_use") from error
        raise
    place.save(vault.folder)
    put_file_aside(vault)
    others = {login: word for login, word in first.items() if login != desk.actor.login}
    desk.close()
    return replace(moved, passwords=others)


def move_to_file(
    desk: Desk, *, copied_so_far: Callable[[int], object] = lambda _count: None
) -> Moved:
    """Move the data of a server into a file of this desk; it closes the desk.

    The server is closed to everybody in the transaction that reads the data. If the program is
    killed between that and the last renaming, its next start completes the move (`go_on`).

    Args:
        desk: An administrator's, on a server.
        copied_so_far: As `db.copying.copy_rows`.

    Raises:
        KnownError: `server.moves_server`, `desk.laid_down`, `server.move_differs`,
            `access.not_allowed`, or errors of disk and server. The server is then unchanged and in
            use.
    """
    from alo183_desktop.bootstrap.server_rights import close_server

    if not desk.is_on_server:
        raise KnownError("server.moves_server")
    vault = desk.vault
    if laid_down_address(vault.folder) is not None:
        raise KnownError("desk.laid_down", place=of_folder(vault.folder).places["server"])
    desk.record_move("file")
    move_id = secrets.token_hex(16)
    # A sign-in here meanwhile would take the partial files for remains.
    with vault.own_turn():
        _clear_aside(vault.folder)
        try:
            with _server_alone(desk) as source:
                moved = _write_file(desk, source, vault.folder, copied_so_far)
                marker = json.dumps({"move_id": move_id}).encode()
                write_atomically(vault.folder / MOVING_FILE, marker)
                close_server(source, move_id)
        except BaseException:
            # From the marker on only the server can say whether it is closed: `go_on` queries it.
            if not (vault.folder / MOVING_FILE).exists():
                _clear_aside(vault.folder)
            raise
        desk.close()
        _put_in_place(vault.folder)
    return moved


def copy_to_folder(
    desk: Desk, folder: Path, *, copied_so_far: Callable[[int], object] = lambda _count: None
) -> Moved:
    """Write the data of a server into an empty folder, as a data folder that opens by itself.

    Raises:
        KnownError: `server.moves_server`, `access.exists`, `access.not_writable`,
            `server.move_differs`, `access.not_allowed`.
    """
    if not desk.is_on_server:
        raise KnownError("server.moves_server")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise KnownError("access.exists")
    except OSError as error:
        raise KnownError("access.not_writable") from error
    desk.record_move("copy")
    with _server_alone(desk) as source:
        moved = _write_file(desk, source, folder, copied_so_far)
    audit_key = keys.audit_key(desk.key)
    Vault(folder, clock=desk.clock, cost=keys.Cost()).write_head(moved.head, audit_key)
    _put_in_place(folder)
    return moved


def begun(folder: Path) -> str:
    """Return the id of a move into a file that is running, or was killed; empty: none."""
    try:
        return str(json.loads(read_small(folder / MOVING_FILE))["move_id"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnownError("access.not_writable") from error


def go_on(vault: Vault, *, found: str, closed_by: str) -> None:
    """Complete a move into a file that was killed, or undo it.

    Args:
        vault: Of the desk.
        found: As `begun`, before the server was queried: a later move is left alone.
        closed_by: The id of the move that has closed the server; empty: it is open.
    """
    with vault.own_turn():
        if begun(vault.folder) != found:
            return
        if found and found == closed_by:
            _put_in_place(vault.folder)
        else:
            _clear_aside(vault.folder)


def go_on_to_server(vault: Vault, login: str, password: str, *, key: bytes) -> None:
    """Complete a move to a server that was killed in its last step, or discard one that failed.

    Only the user who moved the data has the same password here and there: theirs is needed.

    Args:
        vault: Of the file, which `password` opens for `login`.
        login: The user.
        password: The user's.
        key: Of the file.

    Raises:
        KnownError: `server.move_ended`: the data is on the server from now on;
            `server.move_unfinished`: another user must sign in, or the server is away;
            `server.not_chosen`: the data was never moved there.
    """
    place = read_kept_place(vault.folder, LEAVING_FILE)
    if place is None:
        return
    demand_chosen(place, key, file=LEAVING_FILE)
    served = ServerVault(vault.folder, clock=vault.clock, cost=vault.cost, place=place)
    try:
        demand_no_move(vault.folder, but_of=login)
        served.open_slot(fold(login), password).engine.dispose()
    except KnownError as error:
        if error.code not in _NEVER_ARRIVED:
            raise _unfinished(place) from error
        (vault.folder / LEAVING_FILE).unlink(missing_ok=True)
        return
    place.save(vault.folder)
    put_file_aside(vault)
    raise KnownError("server.move_ended", address=place.address.words())


def demand_no_move(folder: Path, *, but_of: str = "") -> None:
    """Refuse to work on a file while it is unknown whether a server has replaced it.

    Args:
        folder: Of the data.
        but_of: The login that may, if it began the move.

    Raises:
        KnownError: `server.move_unfinished`.
    """
    place = read_kept_place(folder, LEAVING_FILE)
    if place is not None and fold(but_of) not in place.logins:
        raise _unfinished(place)


def _unfinished(place: ServerPlace) -> KnownError:
    address, login = place.address.words(), ", ".join(place.logins)
    return KnownError("server.move_unfinished", address=address, login=login)


def put_file_aside(vault: Vault) -> Path | None:
    """Move away the file that a server has replaced; None when there is none (any more)."""
    names = (DATA_FILE, *_SIDE_FILES, KEY_FILE, LEAVING_FILE)
    if not any((vault.folder / name).exists() for name in names):
        return None
    keeps = vault.folder / f"onceki-{stamp_of(vault.clock())}-{secrets.token_hex(4)}"
    try:
        keeps.mkdir(mode=0o700)
        for name in names:
            if (vault.folder / name).exists():
                (vault.folder / name).replace(keeps / name)
        flush(vault.folder)
    except OSError as error:
        raise KnownError("access.not_writable") from error
    return keeps


def _copy_and_compare(
    source: Connection, target: Connection, copied_so_far: Callable[[int], object]
) -> Moved:
    copy_rows(source, target, left_out=LEFT_OUT, derived=DERIVED, copied_so_far=copied_so_far)
    before = fingerprints(source, left_out=LEFT_OUT)
    after = fingerprints(target, left_out=LEFT_OUT)
    for table, value in before.items():
        if after[table] != value:
            raise KnownError("server.move_differs", table=table)
    row = target.exec_driver_sql("SELECT sequence, mac FROM audit_heads").one()
    counts = {table: count for table, (count, _digest) in after.items()}
    return Moved(counts, Head(row.sequence, row.mac), {})


def _write_file(
    desk: Desk, source: Connection, folder: Path, copied_so_far: Callable[[int], object]
) -> Moved:
    """Write temporary data and key files, compared and flushed."""
    data = folder / f"{DATA_FILE}{_ASIDE}"
    write_atomically(data, b"", durable=False)
    engine = sqlcipher_engine(data, key=desk.key)
    try:
        upgrade(engine)
        with driver_errors_mapped(), engine.begin() as target:
            moved = _copy_and_compare(source, target, copied_so_far)
        demand_whole(engine)
    finally:
        engine.dispose()
    with Session(source) as session:
        slots = read_slots(session, label=desk.directorate_name)
    slots.save(folder / f"{KEY_FILE}{_ASIDE}")
    try:
        flush(data)
        flush(folder)
    except OSError as error:
        raise KnownError("access.not_writable") from error
    return moved


def _put_in_place(folder: Path) -> None:
    """Rename data file and key file, and drop the server; may be repeated.

    The key file comes first: beside data, it is what vouches for the server (`demand_chosen`).
    """
    try:
        for name in (KEY_FILE, DATA_FILE):
            waiting = folder / f"{name}{_ASIDE}"
            if waiting.exists():
                waiting.replace(folder / name)
        flush(folder)
        (folder / SERVER_FILE).unlink(missing_ok=True)
        (folder / MOVING_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise KnownError("access.not_writable") from error


def _clear_aside(folder: Path) -> None:
    for path in folder.glob(f"alo183.*{_ASIDE}*"):
        path.unlink(missing_ok=True)
    (folder / MOVING_FILE).unlink(missing_ok=True)


@contextmanager
def _file_alone(vault: Vault, key: bytes) -> Iterator[Connection]:
    """Open the file for reading, while nobody else has it open and nobody can write."""
    if is_in_use(vault.data_file, key=key):
        raise KnownError("server.in_use")
    engine = sqlcipher_engine(vault.data_file, key=key)
    try:
        with driver_errors_mapped(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _server_alone(desk: Desk) -> Iterator[Connection]:
    """Open a transaction on the server that sees the present data, while nobody else writes.

    Nor is any reading recorded meanwhile: the copy has the whole trail.
    """
    engine: Engine = desk.engine
    with driver_errors_mapped(), engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        try:
            # Before the first query: what others were writing and recording is then seen.
            for number in (WRITERS, TRAIL):
                connection.exec_driver_sql(f"SELECT pg_advisory_lock({number})")
                connection.commit()
            with connection.begin():
                yield connection
        finally:
            _unlock(connection)


def _unlock(connection: Connection) -> None:
    # A server that is away has released them.
    with suppress(DBAPIError):
        connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
        connection.commit()


def _first_passwords(desk: Desk, own: str) -> dict[str, str]:
    """Return a password for each active user: one's own, and a first one for the others."""
    with desk.work() as work:
        logins = [user.login for user in list_users(work.session) if user.is_active]
    passwords = {
        login: "-".join(recovery.new_sheet(now=desk.clock()).groups[:_PASSWORD_GROUPS]).lower()
        for login in logins
    }
    return {**passwords, desk.actor.login: own}


def _server_slots(desk: Desk, passwords: Mapping[str, str]) -> keys.KeyFile:
    """Return the slots of the server: the sheet's and one's own stay, the others begin anew.

    Each has the generation noted in the data, so that moving changes no row.
    """
    found = desk.vault.key_file()
    kept = tuple(
        slot for slot in found.slots if slot.kind == keys.RECOVERY or slot.login == desk.actor.login
    )
    made: list[keys.Slot] = []
    with desk.work() as work:
        for login, password in passwords.items():
            if login != desk.actor.login:
                after = slot_generation(work, login) - 1
                fresh = keys.KeyFile("").with_password(
                    login, password, desk.key, cost=desk.vault.cost, after=after
                )
                made += fresh.slots
    return keys.KeyFile("", (*kept, *made))
