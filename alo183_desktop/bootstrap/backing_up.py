"""The backups of data that is open: taken, counted, copied elsewhere, removed.

Not here: how a backup is made (access/backups.py), when one is due (access/backup_rules.py), and
how one is brought back (bringing_back.py).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.backup_rules import ON_SERVER, Reason, is_due, judge
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from alo183_desktop.access.backup_rules import Standing
    from alo183_desktop.access.backups import Backup
    from alo183_desktop.bootstrap.desk import Desk

BACKUPS: Final = "yedek"
"""The folder of backups in the data folder."""


def take(desk: Desk, reason: Reason) -> Backup:
    """Take a backup while people work; everybody may, because it is as encrypted as the data.

    It is written down before the second folder gets its copy: that folder may be away, and the
    backup stands all the same.

    Raises:
        KnownError: `server.no_backup`, or as `access.backups.take`; as `fill_second`.
    """
    backup = take_first(desk, reason)
    fill_second(desk)
    return backup


def take_first(desk: Desk, reason: Reason) -> Backup:
    """Take the backup that something else waits for.

    It waits for no USB stick and no slow network: whoever looks after the backups next copies this
    one into the second folder.

    Raises:
        KnownError: As `take`, but for what the second folder does.
    """
    from alo183_desktop.access import backups

    if desk.is_on_server:
        raise KnownError("server.no_backup")
    with _troubles_noted(desk), desk.turns:
        backup = backups.take(
            desk.vault,
            desk.engine,
            desk.key,
            reason=reason,
            place=desk.data_folder / BACKUPS,
        )
        with desk.work() as work:
            work.record("backup.taken", "backup", reason=reason.value, size=backup.size)
    return backup


@contextmanager
def _troubles_noted(desk: Desk) -> Iterator[None]:
    """Keep what stands in the way where `standing` finds it, until something goes well."""
    try:
        yield
    except KnownError as error:
        desk.backup_trouble = error
        raise
    desk.backup_trouble = None


def fill_second(desk: Desk) -> None:
    """Copy into the second folder what it lacks; raises as `second_folder.fill_second`."""
    from alo183_desktop.access import second_folder

    if not desk.is_on_server:
        first = desk.data_folder / BACKUPS
        with _troubles_noted(desk):
            second_folder.fill_second(desk.data_folder, first, now=desk.clock())


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


def look_after(desk: Desk, *, fills_second: bool = True) -> KnownError | None:
    """Take the backup of the day unless it is there, and let the second folder catch up.

    Args:
        desk: The open data.
        fills_second: Whether the second folder is looked at where no backup is due.

    Returns:
        What stood in the way.
    """
    try:
        if take_daily(desk) is None and fills_second:
            fill_second(desk)
    except KnownError as error:
        return error
    return None


def standing(desk: Desk, *, running_since: dt.datetime | None = None) -> Standing:
    """Return how backups stand; the second folder, which may not answer, is not touched.

    Args:
        desk: The open data.
        running_since: As `backup_rules.judge`.
    """
    from alo183_desktop.access import backups, second_folder

    if desk.is_on_server:
        return ON_SERVER
    return judge(
        [backup.at for backup in backups.list_backups(desk.data_folder / BACKUPS)],
        now=desk.clock(),
        second=second_folder.read_second(desk.data_folder),
        trouble=desk.backup_trouble,
        running_since=running_since,
    )


def in_both_places(folder: Path, *, with_second: bool = True) -> tuple[Backup, ...]:
    """Return the backups of a data folder, then those of its second folder, each newest first."""
    from alo183_desktop.access import backups, second_folder

    second = second_folder.read_second(folder) if with_second else None
    places = (folder / BACKUPS, *(() if second is None else (second.path,)))
    return tuple(backup for place in places for backup in backups.list_backups(place))


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
        KnownError: `access.not_allowed`, `server.only_file`, or as `second_folder.set_second`.
    """
    from alo183_desktop.access import second_folder
    from alo183_desktop.access.rules import Right
    from alo183_desktop.access.service import require

    with desk.work() as work:
        require(work, Right.EDIT_DIRECTORATE)
        if desk.is_on_server:
            raise KnownError("server.only_file")
        work.record("backup.place_set", "backup", has_place=place is not None)
        second_folder.set_second(desk.data_folder, place)
