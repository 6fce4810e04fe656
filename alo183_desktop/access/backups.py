"""Backups: copies of the data with everything needed to open them.

A backup is a folder of three files, as in a data folder: the encrypted data, the key
file, the outside head of the audit chain; `backup.json` beside them records when and why it was
taken. It opens with the passwords of its day, or with the recovery sheet of its day.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access import keys
from alo183_desktop.access.backup_rules import BackupReason, kept
from alo183_desktop.access.files import copy_file, flush, read_small, sha256_of, write_atomically
from alo183_desktop.access.vault import DATA_FILE, HEAD_FILE, KEY_FILE, Vault
from alo183_desktop.shared.clock import stamp_of
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

BACKUPS: Final = "yedek"
"""The folder of backups in the data folder."""
_MANIFEST: Final = "backup.json"
_FORMAT: Final = 1
_PREFIX: Final = "yedek-"
_ASIDE: Final = ".part-"
"""Prefix of the name of an incomplete folder; old ones are removed by the next program.

The time at which it was begun follows, in UTC.
"""
_ASIDE_FORM: Final = "%Y%m%d-%H%M%S"
_ASIDE_LENGTH: Final = len("20261126-031500")
_LONGEST: Final = dt.timedelta(hours=6)
"""An older folder is of a program that was killed; a younger one may still be in use."""
FILES: Final = (DATA_FILE, KEY_FILE, HEAD_FILE)
"""The files of a backup, as in a data folder."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup by its own description; nothing of it was opened."""

    folder: Path
    at: dt.datetime
    """When it was taken, UTC."""
    reason: BackupReason
    label: str
    """The name of the directorate."""
    revision: str
    """Of the data."""
    entries: int
    """How many entries the audit trail in it has."""
    size: int
    """Bytes of the data file."""
    sha256: str
    """Of the data file."""


def take(
    vault: Vault,
    engine: Engine,
    key: bytes,
    *,
    reason: BackupReason,
    place: Path,
) -> Backup:
    """Take a backup during work, open it to verify it, and move it to its final name.

    A killed program or a full disk leaves no partial backup and harms no older one. Afterwards
    the older ones that need not be kept are removed (`backup_rules.kept`).

    Args:
        vault: The data folder.
        engine: On its data.
        key: Of the data.
        reason: Why.
        place: The folder of the backups; created if missing.

    Raises:
        KnownError: `backups.not_written`, `backups.damaged`; or as `db.engine.copy_database`.
    """
    from sqlalchemy.orm import Session  # with the data open it is loaded already

    from alo183_desktop.db import audit, migrate
    from alo183_desktop.db.engine import copy_database, sqlcipher_engine

    now = vault.clock()
    aside = _aside(place, now)
    try:
        _remove_left_overs(place, now=now)
        aside.mkdir(mode=0o700, parents=True)
        copied = aside / DATA_FILE
        copy_database(engine, copied, key=key)
        copy = sqlcipher_engine(copied, key=key)
        try:
            demand_whole(copy)
            revision = migrate.current_revision(copy) or ""
            with Session(copy) as session:
                head = audit.read_head(session)
        finally:
            copy.dispose()
        Vault(aside, clock=vault.clock, cost=keys.Cost()).write_head(head, keys.audit_key(key))
        slots = vault.key_file()
        slots.save(aside / KEY_FILE)
        manifest = {
            "format": _FORMAT,
            "at": now.isoformat(),
            "reason": reason.value,
            "label": slots.label,
            "revision": revision,
            "entries": head.sequence,
            "size": copied.stat().st_size,
            "sha256": sha256_of(copied),
        }
        flush(copied)
        write_atomically(aside / _MANIFEST, json.dumps(manifest, ensure_ascii=False).encode())
        flush(aside)
        name = file_name(_PREFIX, stamp_of(now), reason.words, ending="")
        backup = read_backup(_put_in_place(aside, place / name))
    except OSError as error:
        raise KnownError("backups.not_written", folder=str(place)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    remove_old(place, now=now)
    return backup


def copy_whole(backup: Backup, place: Path, *, now: dt.datetime) -> None:
    """Copy a backup into another folder, completely or not at all.

    Args:
        backup: The backup.
        place: The other folder; it must exist.
        now: UTC.

    Raises:
        OSError: The disk failed.
        KnownError: `backups.damaged`: the copy differs.
    """
    aside = _aside(place, now)
    try:
        _remove_left_overs(place, now=now)
        aside.mkdir(mode=0o700)
        for name in (*FILES, _MANIFEST):
            copy_file(backup.folder / name, aside / name)
        if sha256_of(aside / DATA_FILE) != backup.sha256:
            raise KnownError("backups.damaged")
        flush(aside)
        _put_in_place(aside, place / backup.folder.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def list_backups(place: Path) -> tuple[Backup, ...]:
    """Return the backups in a folder, the newest first; other folders are ignored."""
    found = []
    with suppress(OSError):
        for folder in place.iterdir():
            if folder.name.startswith(_PREFIX) and folder.is_dir():
                with suppress(KnownError):
                    found.append(read_backup(folder))
    return tuple(sorted(found, key=lambda backup: backup.at, reverse=True))


def list_unreadable(place: Path) -> tuple[Path, ...]:
    """Return the folders with a file of a backup that `list_backups` leaves out."""
    found = []
    with suppress(OSError):
        for folder in sorted(place.iterdir()):
            parts = (folder / name for name in (*FILES, _MANIFEST))
            if folder.name.startswith(_PREFIX) and any(part.exists() for part in parts):
                try:
                    read_backup(folder)
                except KnownError:
                    found.append(folder)
    return tuple(found)


def read_backup(folder: Path) -> Backup:
    """Return one backup.

    Raises:
        KnownError: `backups.not_one`: the folder contains no backup that this program can read.
    """
    try:
        content: dict[str, Any] = json.loads(read_small(folder / _MANIFEST))
        if content["format"] != _FORMAT or not (folder / DATA_FILE).is_file():
            raise KnownError("backups.not_one", folder=str(folder))
        at = dt.datetime.fromisoformat(content["at"])
        if at.tzinfo is None:
            raise KnownError("backups.not_one", folder=str(folder))
        return Backup(
            folder=folder,
            at=at.astimezone(dt.UTC),
            reason=BackupReason(content["reason"]),
            label=str(content["label"]),
            revision=str(content["revision"]),
            entries=int(content["entries"]),
            size=int(content["size"]),
            sha256=str(content["sha256"]),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise KnownError("backups.not_one", folder=str(folder)) from error


def slots_of(backup: Backup) -> keys.KeyFile:
    """Return the slots that open a backup.

    Raises:
        KnownError: `backups.incomplete`, `access.key_file_newer`.
    """
    try:
        return keys.load(backup.folder / KEY_FILE)
    except KnownError as error:
        if error.code not in {"access.key_file_missing", "access.key_file_broken"}:
            raise
        raise KnownError("backups.incomplete", file=KEY_FILE) from error


def remove_old(place: Path, *, now: dt.datetime) -> None:
    """Remove the backups that need not be kept; one that cannot be removed is skipped silently."""
    found = list_backups(place)
    stay = kept([backup.at for backup in found], now=now)
    for backup in found:
        if backup.at not in stay:
            with suppress(OSError):
                _take_away(backup)


def remove(backup: Backup) -> None:
    """Remove one backup for good.

    Raises:
        KnownError: `backups.not_removed`.
    """
    try:
        _take_away(backup)
    except OSError as error:
        raise KnownError("backups.not_removed", folder=str(backup.folder)) from error


def _take_away(backup: Backup) -> None:
    # Renamed first: a removal that is killed leaves no partial backup in the list.
    doomed = backup.folder.with_name(f"{_ASIDE}{backup.folder.name}")
    backup.folder.replace(doomed)
    shutil.rmtree(doomed, ignore_errors=True)


def demand_whole(engine: Engine) -> None:
    """Check the whole data file.

    Raises:
        KnownError: `backups.damaged`, or an error of the disk.
    """
    from alo183_desktop.db.engine import find_damage

    try:
        damage = find_damage(engine)
    except KnownError as error:
        if error.code not in {"db.damaged", "db.unreadable"}:  # such as a full disk
            raise
        raise KnownError("backups.damaged") from error
    if damage:
        raise KnownError("backups.damaged")


def _put_in_place(aside: Path, place: Path) -> Path:
    """Rename a complete backup, with a suffix if one was taken in the same second."""
    for number in range(1, 100):
        target = place if number == 1 else place.with_name(f"{place.name}-{number}")
        if not target.exists():
            aside.replace(target)
            flush(target.parent)
            return target
    raise KnownError("backups.not_written", folder=str(place.parent))


def _aside(place: Path, now: dt.datetime) -> Path:
    return place / f"{_ASIDE}{now:{_ASIDE_FORM}}-{secrets.token_hex(4)}"


def _remove_left_overs(place: Path, *, now: dt.datetime) -> None:
    """Remove remains of killed programs, but nothing that may still be written."""
    if place.is_dir():
        for left_over in place.glob(f"{_ASIDE}*"):
            if not _may_be_alive(left_over, now):
                shutil.rmtree(left_over, ignore_errors=True)


def _may_be_alive(aside: Path, now: dt.datetime) -> bool:
    begun_text = aside.name.removeprefix(_ASIDE)[:_ASIDE_LENGTH]
    try:
        begun = dt.datetime.strptime(begun_text, _ASIDE_FORM).replace(tzinfo=dt.UTC)
    except ValueError:
        return False
    # A clock that was set back must not keep remains for years.
    return abs(now - begun) < _LONGEST
