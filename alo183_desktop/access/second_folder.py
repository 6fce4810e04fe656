"""The second folder of backups, on a stick or in the network: chosen, checked, filled.

It may be away, full, slow or unplugged during a copy. The backup in the first folder is not
affected, no partial copy gets a final name, and the next run copies what is missing.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.backup_rules import age_words, newest_of
from alo183_desktop.access.backups import (
    BACKUPS,
    copy_whole,
    list_backups,
    list_unreadable,
    remove_old,
)
from alo183_desktop.access.files import read_small, write_atomically
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import of_folder
from alo183_desktop.shared.written_files import NO_ROOM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alo183_desktop.access.backups import Backup

_FILE: Final = "alo183.places"
_CHOSEN: Final = ""
_LAID: Final = "laid_"
"""Prefix of the keys laid down for this computer, beside those chosen here."""
_NO_RIGHT: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_BROKEN_OFF: Final = frozenset(
    {
        errno.EIO,
        errno.ENODEV,
        errno.ENXIO,
        errno.ENOTCONN,
        errno.ESTALE,
        errno.ETIMEDOUT,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.ECONNRESET,
        errno.ECONNABORTED,
    }
)
"""Errors of a stick that was unplugged, and of a share whose computer is gone."""


@dataclass(frozen=True, slots=True)
class SecondFolder:
    """A second folder for a copy of each backup."""

    path: Path
    is_other_disk: bool
    """Whether it was on another disk than the data when it was chosen.

    If it later is on the data's own disk, only the mount point of a stick is left.
    """
    copied_at: dt.datetime | None
    """When the newest backup that is known to be there was taken, UTC."""


def read_second(folder: Path) -> SecondFolder | None:
    """Return the second folder of a data folder, or None.

    A folder laid down for this computer takes precedence over a chosen one. The choice is stored
    beside the data and not in it: the drive of a stick depends on this computer, and it must be
    readable for a restore when nothing can be opened.
    """
    content = _read_kept(folder)
    laid = of_folder(folder).second_folder
    if not laid:
        return _second_of(content, _CHOSEN)
    kept = _second_of(content, _LAID)
    if kept is not None and kept.path == Path(laid):
        return kept
    return SecondFolder(Path(laid), is_other_disk=False, copied_at=None)


def in_both_places(folder: Path, *, with_second: bool = True) -> tuple[Backup, ...]:
    """Return the backups of a data folder, then those of its second folder, each newest first."""
    places = _places(folder, with_second=with_second)
    return tuple(backup for place in places for backup in list_backups(place))


def unreadable_in_both_places(folder: Path, *, with_second: bool = True) -> tuple[Path, ...]:
    """Return the backups that `in_both_places` leaves out, in its order."""
    places = _places(folder, with_second=with_second)
    return tuple(found for place in places for found in list_unreadable(place))


def _places(folder: Path, *, with_second: bool) -> tuple[Path, ...]:
    second = read_second(folder) if with_second else None
    return (folder / BACKUPS, *(() if second is None else (second.path,)))


def _read_kept(folder: Path) -> dict[str, Any]:
    """Return what is stored about both folders; nothing where the file is missing or broken."""
    try:
        content = json.loads(read_small(folder / _FILE))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _second_of(content: Mapping[str, Any], whose: str) -> SecondFolder | None:
    if not (path := content.get(f"{whose}place")):
        return None
    try:
        copied_text, copied_at = content.get(f"{whose}copied_at"), None
        if copied_text:
            copied_at = dt.datetime.fromisoformat(copied_text).astimezone(dt.UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return SecondFolder(Path(str(path)), content.get(f"{whose}is_other_disk") is True, copied_at)


def set_second(folder: Path, path: Path | None) -> None:
    """Choose the second folder of a data folder, which is created if missing; None ends it.

    Raises:
        KnownError: `desk.laid_down`, `backups.second_within`, as `fill_second`, or as
            `files.write_atomically`.
    """
    if (rules := of_folder(folder)).second_folder:
        raise KnownError("desk.laid_down", place=rules.places["second_folder"])
    if path is None:
        _write(folder, None, _CHOSEN)
        return
    path = path.absolute()
    if path.resolve().is_relative_to(folder.resolve()):
        raise KnownError("backups.second_within")
    with _errors_mapped(SecondFolder(path, is_other_disk=False, copied_at=None), folder):
        path.mkdir(parents=True, exist_ok=True)
        is_other_disk = path.stat().st_dev != folder.stat().st_dev
    _write(folder, SecondFolder(path, is_other_disk, copied_at=None), _CHOSEN)


def fill_second(folder: Path, first: Path, *, now: dt.datetime) -> None:
    """Copy the missing backups to the second folder, and remove the old ones there.

    Those removed there are not copied again; into an empty folder only the newest one is copied.

    Args:
        folder: The data folder.
        first: The folder of its backups.
        now: UTC.

    Raises:
        KnownError: `backups.second_away`, `backups.second_broken_off`, `backups.second_full`,
            `backups.second_read_only`, `backups.second_damaged`, `backups.second_not_written`: the
            backups in the first folder are not affected.
    """
    second = read_second(folder)
    taken = list_backups(first)
    if second is None or not taken:
        return
    is_laid = bool(of_folder(folder).second_folder)
    if is_laid and not second.is_other_disk:
        # Not chosen here, so it was not created here: the share it is on has to exist.
        # Once it was on another disk, a missing folder means that the disk is missing.
        with suppress(OSError):
            second.path.mkdir()
    if not _is_there(second, folder):
        raise _away(second, now)
    with _errors_mapped(second, folder):
        for backup in _lacking(taken, list_backups(second.path), now=now):
            if shutil.disk_usage(second.path).free < backup.size:
                raise OSError(errno.ENOSPC, "no room for a backup")
            copy_whole(backup, second.path, now=now)
        remove_old(second.path, now=now)
        there = {backup.sha256 for backup in list_backups(second.path)}
        is_other_disk = second.path.stat().st_dev != folder.stat().st_dev
    copied_at = newest_of((one.at for one in taken if one.sha256 in there), now=now)
    found = replace(second, copied_at=copied_at)
    if is_laid:
        found = replace(found, is_other_disk=is_other_disk)
    if found != second:
        _write(folder, found, _LAID if is_laid else _CHOSEN)


def _lacking(
    taken: tuple[Backup, ...], there: tuple[Backup, ...], *, now: dt.datetime
) -> list[Backup]:
    """Return the backups to copy, the oldest first."""
    known = {backup.sha256 for backup in there}
    newest = newest_of((one.at for one in taken), now=now)
    newest_there = max((one.at for one in there), default=None)
    return [
        backup
        for backup in reversed(taken)
        if backup.sha256 not in known
        and (backup.at == newest or (newest_there is not None and backup.at > newest_there))
    ]


def _is_there(second: SecondFolder, folder: Path) -> bool:
    try:
        if not second.path.is_dir():
            return False
        is_other_disk = second.path.stat().st_dev != folder.stat().st_dev
    except OSError:
        return False
    return is_other_disk or not second.is_other_disk


def _away(second: SecondFolder, now: dt.datetime) -> KnownError:
    age = "yok" if second.copied_at is None else age_words(second.copied_at, now=now)
    return KnownError("backups.second_away", folder=str(second.path), age=age)


@contextmanager
def _errors_mapped(second: SecondFolder, folder: Path) -> Iterator[None]:
    """Map errors of the second folder to errors with a text."""
    try:
        yield
    except (OSError, KnownError) as error:
        raise KnownError(_code_of(error, second, folder), folder=str(second.path)) from error


def _code_of(error: OSError | KnownError, second: SecondFolder, folder: Path) -> str:
    if isinstance(error, KnownError):
        is_damaged = error.code == "backups.damaged"
        return "backups.second_damaged" if is_damaged else "backups.second_not_written"
    if error.errno in NO_ROOM:
        return "backups.second_full"
    # Checked before the rights: for a missing stick Windows reports a refused access.
    if error.errno in _BROKEN_OFF or not _is_there(second, folder):
        return "backups.second_broken_off"
    if error.errno in _NO_RIGHT:
        return "backups.second_read_only"
    return "backups.second_not_written"


def _write(folder: Path, second: SecondFolder | None, whose: str) -> None:
    """Store one of both folders beside the other one; None: there is none."""
    content = _read_kept(folder)
    content[f"{whose}place"] = "" if second is None else str(second.path)
    if second is not None:
        content[f"{whose}is_other_disk"] = second.is_other_disk
        content[f"{whose}copied_at"] = second.copied_at and second.copied_at.isoformat()
    # In ASCII: the name of a folder need not be text, and is read back unchanged.
    write_atomically(folder / _FILE, json.dumps(content).encode())
