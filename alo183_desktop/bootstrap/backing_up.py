"""The backups of data that is open: taken, counted, copied elsewhere, removed.

Not here: how a backup is made (access/backups.py), when one is due (access/backup_rules.py), and
how one is brought back (bringing_back.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.backup_rules import Reason, is_due
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.bootstrap.desk import Desk

BACKUPS: Final = "yedek"
"""The folder of backups in the data folder."""


def take(desk: Desk, reason: Reason) -> Backup:
    """Take a backup while people work; everybody may, because it is as encrypted as the data.

    It is written down before the second folder gets its copy: that folder may be away, and the
    backup stands all the same.

    Raises:
        KnownError: `server.no_backup`, or as `access.backups.take`; `backups.second_not_written`.
    """
    from alo183_desktop.access import backups

    if desk.is_on_server:
        raise KnownError("server.no_backup")
    with desk.turns:
        backup = backups.take(
            desk.vault,
            desk.engine,
            desk.key,
            reason=reason,
            place=desk.data_folder / BACKUPS,
        )
        with desk.work() as work:
            work.record("backup.taken", "backup", reason=reason.value, size=backup.size)
    other_place = backups.second_place(desk.data_folder)
    if other_place is not None:
        backups.copy_to(backup, other_place)
    return backup


def take_daily(desk: Desk) -> Backup | None:
    """Take the backup of the day's first start; None when there is one of today already.

    On a server it is a matter of whoever looks after that: None.

    Raises:
        KnownError: As `take`.
    """
    from alo183_desktop.access import backups

    if desk.is_on_server:
        return None
    taken = (backup.at for backup in backups.list_backups(desk.data_folder / BACKUPS))
    return desk.take_backup(Reason.DAILY) if is_due(taken, now=desk.clock()) else None


def take_first(desk: Desk, reason: Reason) -> None:
    """Take the backup that something else waits for.

    Where the second folder is away the first one is enough: an import waits for no USB stick.

    Raises:
        KnownError: As `take`, but for `backups.second_not_written`.
    """
    try:
        desk.take_backup(reason)
    except KnownError as error:
        if error.code != "backups.second_not_written":
            raise


def newest(desk: Desk) -> dt.datetime | None:
    """Return when the newest backup was taken, UTC; None when there is none."""
    from alo183_desktop.access import backups

    found = backups.list_backups(desk.data_folder / BACKUPS)
    return found[0].at if found else None


def in_both_places(folder: Path) -> tuple[Backup, ...]:
    """Return the backups of a data folder, then those of its second folder, each newest first."""
    from alo183_desktop.access import backups

    places = (folder / BACKUPS, backups.second_place(folder))
    return tuple(backup for place in places if place for backup in backups.list_backups(place))


def taken_before(desk: Desk, instant: dt.datetime) -> tuple[Backup, ...]:
    """Return the backups that were taken before an instant, of both folders, newest first."""
    return tuple(backup for backup in in_both_places(desk.data_folder) if backup.at < instant)


def remove_before(desk: Desk, instant: dt.datetime) -> int:
    """Take a backup, remove those from before an instant, and return how many went.

    For what was destroyed to be gone from them too: somebody asks for it, and knows that nothing
    can be brought back from before that day.

    Raises:
        KnownError: `access.not_allowed`, `backups.not_removed`, or as `take`.
    """
    from alo183_desktop.access import backups
    from alo183_desktop.access.rules import Right
    from alo183_desktop.access.service import require

    with desk.work() as work:
        require(work, Right.MANAGE_RETENTION)
    desk.take_backup()
    doomed = taken_before(desk, instant)
    with desk.work() as work:
        require(work, Right.MANAGE_RETENTION)
        work.record("retention.old_backups_removed", "backup", rows=len(doomed))
    for backup in doomed:
        backups.remove(backup)
    return len(doomed)


def set_second_place(desk: Desk, place: Path | None) -> None:
    """Let each backup be copied into another folder as well; None ends that.

    Raises:
        KnownError: `access.not_allowed`, `server.only_file`, or as
            `access.backups.set_second_place`.
    """
    from alo183_desktop.access import backups
    from alo183_desktop.access.rules import Right
    from alo183_desktop.access.service import require

    with desk.work() as work:
        require(work, Right.EDIT_DIRECTORATE)
        if desk.is_on_server:
            raise KnownError("server.only_file")
        work.record("backup.place_set", "backup", has_place=place is not None)
        backups.set_second_place(desk.data_folder, place)
