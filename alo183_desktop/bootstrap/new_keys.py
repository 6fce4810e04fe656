"""A new key for the data, and the test of the sheet that it is derived from.

All data is encrypted anew, beside the present file: copied into a temporary folder, encrypted
there with the new key, opened and compared; the slots of the key file are sealed to it. Only then
do the three files replace the present ones, by the marker that restoring uses: a killed
program leaves the old or the new data, each with its own key file. Why:
docs/adr/0010-new-keys.md.
"""

from __future__ import annotations

import secrets
import shutil
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import column, func, inspect, null, select, table

from alo183_desktop.access import keys, recovery
from alo183_desktop.access.backups import FILES, demand_whole
from alo183_desktop.access.files import flush
from alo183_desktop.access.restoring import (
    DISCARDED,
    RESTORED,
    announce,
    clear_waiting,
    go_on,
)
from alo183_desktop.access.rules import Right
from alo183_desktop.access.server_vault import ServerVault, read_slots
from alo183_desktop.access.service import require
from alo183_desktop.access.vault import DATA_FILE, KEY_FILE, Vault
from alo183_desktop.bootstrap.working import work_in
from alo183_desktop.db import audit
from alo183_desktop.db.engine import change_key, copy_database, is_in_use, sqlcipher_engine
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import ColumnElement, Engine

    from alo183_desktop.access.keys import KeyFile
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.db.work import Actor, Work


Standing: TypeAlias = "Mapping[str, tuple[int, str | None]]"
"""The number of rows of each table, and when one of them was last stored, if recorded."""


def rekey(
    vault: Vault,
    engine: Engine,
    *,
    before: bytes,
    sheet: RecoverySheet,
    generations: Mapping[str, int],
    actor: Actor,
) -> tuple[bytes, tuple[str, ...]]:
    """Encrypt the data with the key of a sheet, and record it in the newly encrypted trail.

    Args:
        vault: The data folder.
        engine: On the data; unusable afterwards.
        before: The present key.
        sheet: The new key is derived from it.
        generations: Of the newest slots of active users, by login.
        actor: The acting user.

    Returns:
        The new key, and the logins whose slots could not take it.

    Raises:
        KnownError: `access.rekey_own_slot`, or as `encrypt_anew`.
    """
    key = recovery.key_of(sheet.code)
    found = vault.slots_under(key, before=before, code=sheet.code, generations=generations)
    if actor.login in found.dropped:
        raise KnownError("access.rekey_own_slot")

    def note(aside: Vault, copy: Engine) -> None:
        with work_in(aside, copy, key, actor=actor) as work:
            audit.begin_new_part(work.session, before=keys.audit_key(before))
            work.record("directorate.key_changed", "directorate", 1, count=len(found.dropped))
            work.record("directorate.recovery_sheet_made", "directorate", 1)

    encrypt_anew(vault, engine, before=before, key=key, slots=found.slots, note=note)
    return key, found.dropped


def try_sheet(
    vault: Vault, open_work: Callable[[], AbstractContextManager[Work]], key: bytes, code: str
) -> bool:
    """Test whether a sheet opens the data, and record the test.

    Args:
        vault: The data folder; a wrong code is recorded there.
        open_work: For the signed-in user.
        key: Of the data.
        code: As typed.

    Returns:
        Whether it opens the data file alone; a later sheet of a server needs its slot, also in
        the key file of data that was moved back from there.

    Raises:
        KnownError: `access.not_allowed`, or as `recovery.read_code` and `Vault.recover`.
    """
    typed = recovery.read_code(code)
    with open_work() as work:
        require(work, Right.MANAGE_USERS)
        on_server = isinstance(vault, ServerVault)
        slots = read_slots(work.session, label="") if on_server else None
    if vault.recover(typed, slots=slots) != key:
        raise KnownError("access.wrong_code")
    opens_alone = recovery.key_of(typed) == key
    with open_work() as work:
        work.record("directorate.recovery_sheet_tried", "directorate", 1, alone=opens_alone)
    return opens_alone


_ASIDE: Final = "yeni-anahtar-"


def encrypt_anew(
    vault: Vault,
    engine: Engine,
    *,
    before: bytes,
    key: bytes,
    slots: KeyFile,
    note: Callable[[Vault, Engine], None],
) -> None:
    """Encrypt the data with a new key and replace the present data.

    Args:
        vault: The data folder; nobody else may have the data open, or sign in meanwhile.
        engine: On the data; its connections are closed, it is unusable after success.
        before: The present key.
        key: The new one.
        slots: Of the new key file.
        note: Records the new key in the trail of the copy; gets the temporary folder and the copy.

    Raises:
        KnownError: `access.rekey_in_use`, `access.rekey_not_written`, `access.rekey_failed`; or as
            `files.held_alone`, `db.engine.copy_database` and `db.engine.find_damage`; nothing was
            touched then, except for errors of `restoring.go_on`: the next start continues.
    """
    folder = vault.folder
    with vault.own_turn():
        clear_left_overs(folder)
        aside = folder / f"{_ASIDE}{secrets.token_hex(4)}"
        keeps = folder / f"{DISCARDED}{secrets.token_hex(4)}"
        try:
            _demand_alone(vault, engine, before)
            aside.mkdir(mode=0o700)
            data = aside / DATA_FILE
            copy_database(engine, data, key=before)
            before_it = _standing(engine)
            change_key(data, before=before, key=key)
            copy = sqlcipher_engine(data, key=key)
            try:
                demand_whole(copy)
                if _standing(copy) != before_it:
                    raise KnownError("access.rekey_failed")
                note(Vault(aside, clock=vault.clock, cost=keys.Cost()), copy)
            finally:
                copy.dispose()
            slots.save(aside / KEY_FILE)
            for name in FILES:
                flush(aside / name)
            flush(aside)
            # Once more: a user who had typed the password just before may have signed in meanwhile.
            _demand_alone(vault, engine, before)
            _demand_unchanged(engine, before_it)
            engine.dispose()
            keeps.mkdir(mode=0o700)
            for name in FILES:
                (aside / name).replace(folder / f"{name}{RESTORED}")
            announce(folder, keeps, discards=True)
        except BaseException as error:
            clear_left_overs(folder)
            if isinstance(error, OSError):
                raise KnownError("access.rekey_not_written") from error
            if isinstance(error, KnownError) and error.code == "backups.damaged":
                raise KnownError("access.rekey_failed") from error
            raise
        go_on(folder)
        shutil.rmtree(aside, ignore_errors=True)


def clear_left_overs(folder: Path) -> None:
    """Remove the remains of an interrupted re-keying; what cannot be removed stays.

    Not called while files are being replaced.
    """
    clear_waiting(folder)
    for begun in (_ASIDE, DISCARDED):
        for left_over in folder.glob(f"{begun}*"):
            shutil.rmtree(left_over, ignore_errors=True)


def _demand_alone(vault: Vault, engine: Engine, key: bytes) -> None:
    engine.dispose()
    if is_in_use(vault.data_file, key=key):
        raise KnownError("access.rekey_in_use")


def _demand_unchanged(engine: Engine, before: Standing) -> None:
    """Refuse if something was stored meanwhile: it would have added a row, or a later time.

    Raises:
        KnownError: `access.rekey_in_use`.
    """
    if _standing(engine) != before:
        raise KnownError("access.rekey_in_use")


def _standing(engine: Engine) -> Standing:
    """Return the number of rows of each table, and when one was last stored, if recorded."""
    with engine.connect() as connection:
        inspector = inspect(connection)
        standing = {}
        for name in inspector.get_table_names():
            if name.startswith("fts_"):
                continue  # no rows of its own
            says_when = any(one["name"] == "kept_at" for one in inspector.get_columns(name))
            newest: ColumnElement[Any] = func.max(column("kept_at")) if says_when else null()
            query = select(func.count(), newest).select_from(table(name))
            standing[name] = tuple(connection.execute(query).one())
        return standing
