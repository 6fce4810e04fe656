"""Restore a backup: look into it, and replace the present files by its own."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import keys, presence
from alo183_desktop.access.backups import FILES, demand_whole
from alo183_desktop.access.files import copy_file, flush, read_small, sha256_of, write_atomically
from alo183_desktop.access.rules import READERS_OF_TRAIL
from alo183_desktop.access.vault import (
    DATA_FILE,
    HEAD_BEFORE,
    KEY_FILE,
    RESTORING_FILE,
    Vault,
    read_head,
)
from alo183_desktop.shared.clock import stamp_of
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.written_files import asides_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from sqlalchemy import Engine

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.db.audit import Verdict

_SIDE_FILES: Final = (f"{DATA_FILE}-wal", f"{DATA_FILE}-shm", HEAD_BEFORE)
_ROOM: Final = 2 * 1024 * 1024
"""Bytes that must be free for the replacement: the first opening writes, too."""
KEPT: Final = "onceki-"
"""Prefix of the name of a folder with files that a backup replaced."""
DISCARDED: Final = "eski-anahtar-"
"""Prefix of the name of a folder whose files are useless once they were replaced."""
RESTORED: Final = ".restored"
"""Suffix of the name of a file that waits to replace an older one."""


@dataclass(frozen=True, slots=True)
class BackupContents:
    """The content of a backup that was opened."""

    counts: dict[str, int]
    """Rows by the name of the table; only tables that the backup has."""
    newest_entry_at: dt.datetime | None
    """Of the audit trail, UTC."""
    verdict: Verdict
    """The result of checking the whole trail against the head in the backup."""

    def trail_problem(self) -> KnownError | None:
        """Return the error for a broken trail; None where it is whole."""
        if self.verdict.is_whole:
            return None
        return KnownError("backups.trail_broken", sequence=self.verdict.broken_at or 0)


def look_into(
    backup: Backup, key: bytes, *, folder: Path, tables: tuple[str, ...] = ()
) -> BackupContents:
    """Open a copy of a backup, check its pages and its trail, and return its content.

    A break of the trail is reported but does not prevent anything: the pages are those of that day,
    and such a backup may be the last one.

    Args:
        backup: The backup; nothing is written beside it, its disk may be read-only.
        key: As opened by its own key file.
        folder: Where the temporary copy is made; the data folder.
        tables: The tables whose rows are counted.

    Raises:
        KnownError: `backups.damaged`, `backups.wrong_key`, `backups.not_written`, `db.newer`, or
            as `db.engine.find_damage` and `migrate.upgrade`.
    """
    from sqlalchemy import func, select, table

    from alo183_desktop.db import audit, audit_queries, migrate
    from alo183_desktop.db.engine import sqlcipher_engine
    from alo183_desktop.db.work import open_snapshot

    audit_key = keys.audit_key(key)
    outside = read_head(backup.folder, audit_key)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="bakis-") as aside:
            data = Path(aside) / DATA_FILE
            copy_file(backup.folder / DATA_FILE, data)
            if sha256_of(data) != backup.sha256:
                raise KnownError("backups.damaged")
            copy = sqlcipher_engine(data, key=key)
            try:
                _demand_readable(copy)
                demand_whole(copy)
                if _is_older(copy):
                    migrate.upgrade(copy)  # only this copy; the trail is read in its new form
                with open_snapshot(copy) as session:
                    counts = {
                        name: session.scalar(select(func.count()).select_from(table(name))) or 0
                        for name in tables
                    }
                    walked = audit.verify(session, key=audit_key, outside=outside)
                    known = audit_queries.findings(session, trusted=READERS_OF_TRAIL)
                    verdict = audit_queries.unsettled(walked, known)
                    entries = audit_queries.find_entries(
                        session, audit_queries.AuditFilter(), before=None, limit=1
                    )
            finally:
                copy.dispose()
    except OSError as error:
        raise KnownError("backups.not_written", folder=str(folder)) from error
    return BackupContents(counts, entries[0].at if entries else None, verdict)


def bring_in(
    backup: Backup, vault: Vault, key: bytes, *, prepare: Callable[[Engine], None]
) -> Path:
    """Replace the present data by a backup, and return the folder that keeps the present data.

    The backup's data is copied beside the present one, opened, and checked completely before any
    file is replaced. If the program is killed meanwhile, its next start continues (`go_on`).

    Args:
        backup: The backup.
        vault: The data folder; nobody may have the data open.
        key: As opened by the backup's own key file.
        prepare: Called with an engine on the copied data, in which it may write; raises when it
            must not come back.

    Raises:
        KnownError: `backups.in_use`, `backups.damaged`, `backups.incomplete`,
            `backups.wrong_key`, `backups.not_written`, `db.newer`, `db.full`, as
            `db.engine.find_damage`, or what `prepare` raises; nothing was touched.
    """
    from alo183_desktop.db.engine import sqlcipher_engine

    with vault.own_turn():
        _demand_alone(vault, key)
        try:
            beside = _copy_beside(backup, vault.folder)
            copy = sqlcipher_engine(beside, key=key)
            try:
                _demand_readable(copy)
                demand_whole(copy)
                _is_older(copy)
                prepare(copy)
            finally:
                copy.dispose()
            _demand_room(vault.folder)
            # Once more: a program without a lock, such as an older one, may have started meanwhile.
            _demand_alone(vault, key)
            keeps = vault.folder / f"{KEPT}{stamp_of(vault.clock())}-{secrets.token_hex(4)}"
            keeps.mkdir(mode=0o700)
            announce(vault.folder, keeps)
        except BaseException as error:
            clear_waiting(vault.folder)
            if isinstance(error, OSError):
                raise KnownError("backups.not_written", folder=str(vault.folder)) from error
            raise
        go_on(vault.folder)
    return keeps


def close_slots(folder: Path, logins: Iterable[str]) -> None:
    """Let users open nothing by the key file that waits beside the present one.

    Raises:
        KnownError: As `keys.load` and `files.write_atomically`.
    """
    waiting = folder / f"{KEY_FILE}{RESTORED}"
    slots = keys.load(waiting)
    for login in logins:
        slots = slots.without(login)
    slots.save(waiting)


def announce(folder: Path, keeps: Path, *, discards: bool = False) -> None:
    """Record that the waiting files will replace the present ones (`go_on`).

    From here on it rolls forward.

    Args:
        folder: The data folder.
        keeps: Receives the present files.
        discards: Whether `keeps` is removed in the end.

    Raises:
        KnownError: As `files.write_atomically`; nothing is announced then.
    """
    marker = {"keeps": keeps.name, "discards": discards}
    write_atomically(folder / RESTORING_FILE, json.dumps(marker).encode())


def go_on(folder: Path) -> None:
    """Complete a restore that was interrupted while files were being replaced.

    Each older file is moved away first, then the waiting one is renamed. Steps
    already done are skipped, so that it may be killed and restarted at any point.

    Raises:
        KnownError: `backups.not_written`: another program has a file open, or the disk refuses;
            `backups.marker_broken`: nothing was touched.
    """
    marker = folder / RESTORING_FILE
    try:
        content = json.loads(read_small(marker))
        name, discards = str(content["keeps"]), content.get("discards") is True
    except FileNotFoundError:
        return
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise KnownError("backups.marker_broken") from error
    # The folder it names is removed with its content: never the backups, nor the data folder.
    if re.fullmatch(rf"{DISCARDED if discards else KEPT}[0-9a-f-]+", name) is None:
        raise KnownError("backups.marker_broken")
    keeps = folder / name
    try:
        keeps.mkdir(mode=0o700, exist_ok=True)
        if (folder / f"{DATA_FILE}{RESTORED}").exists():
            # The log belongs to the older data file, and would be applied to the new one.
            for name in _SIDE_FILES:
                _move(folder / name, keeps / name)
        for name in FILES:
            waiting = folder / f"{name}{RESTORED}"
            if waiting.exists():
                _move(folder / name, keeps / name)
                waiting.replace(folder / name)
        flush(folder)
        if discards:
            shutil.rmtree(keeps)
        marker.unlink()
    except OSError as error:
        raise KnownError("backups.not_written", folder=str(folder)) from error


def clear_waiting(folder: Path) -> None:
    """Remove the files that wait beside the present ones, and a partial marker of them.

    What cannot be removed stays.

    Not called once the replacement was announced.
    """
    for waiting in (*folder.glob(f"alo183.*{RESTORED}*"), *asides_in(folder, RESTORING_FILE)):
        with suppress(OSError):
            waiting.unlink()


def _demand_alone(vault: Vault, key: bytes) -> None:
    """Refuse while the data is open elsewhere: by its lock, or by a note.

    A program without an open connection, such as right after a new key, holds no lock; versions
    older than the notes write none.
    """
    from alo183_desktop.db.engine import is_in_use

    if is_in_use(vault.data_file, key=key) or presence.find_others(vault.folder):
        raise KnownError("backups.in_use")


def _demand_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < _ROOM:
        raise KnownError("db.full")


def _copy_beside(backup: Backup, folder: Path) -> Path:
    """Copy a backup's files beside the present ones, and return the path of its data."""
    for name in FILES:
        # Reported as such, and not as a disk that cannot be written.
        if not (backup.folder / name).is_file():
            raise KnownError("backups.incomplete", file=name)
        copy_file(backup.folder / name, folder / f"{name}{RESTORED}")
    data = folder / f"{DATA_FILE}{RESTORED}"
    if sha256_of(data) != backup.sha256:
        raise KnownError("backups.damaged")
    return data


def _demand_readable(engine: Engine) -> None:
    from alo183_desktop.db.engine import assert_readable

    try:
        assert_readable(engine)
    except KnownError as error:
        if error.code != "db.unreadable":  # such as a full disk
            raise
        raise KnownError("backups.wrong_key") from error


def _is_older(engine: Engine) -> bool:
    """Return whether data is of an older revision; refuse newer data, and a file without one.

    Raises:
        KnownError: `db.newer`, `backups.damaged`.
    """
    from alo183_desktop.db import migrate

    if migrate.current_revision(engine) is None:
        raise KnownError("backups.damaged")
    return migrate.needs_upgrade(engine)


def _move(source: Path, target: Path) -> None:
    with suppress(FileNotFoundError):
        source.replace(target)
