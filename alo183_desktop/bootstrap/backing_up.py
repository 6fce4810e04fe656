"""The backups of open data: taken, counted, copied to the second folder, removed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from alo183_desktop.access import backups, second_folder
from alo183_desktop.access.backup_rules import ON_SERVER, BackupReason, is_due, judge, newest_of
from alo183_desktop.access.backups import BACKUPS, list_backups
from alo183_desktop.access.keys import audit_key
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.audit import Head
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alo183_desktop.access.backup_rules import BackupHealth
    from alo183_desktop.access.backups import Backup
    from alo183_desktop.bootstrap.desk import Desk


class Backups:
    """Operations on the backups of open data.

    Attributes:
        trouble: The error of the last one or its copy; None when there was none.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.trouble: KnownError | None = None

    def take(self, reason: BackupReason = BackupReason.ASKED) -> Backup:
        """Take a backup during work; any user may, because it is as encrypted as the data.

        It is recorded before the second folder gets its copy: that folder may be away, and the
        backup is valid all the same.

        Raises:
            KnownError: `server.no_backup`, or as `access.backups.take`; as `fill_second`.
        """
        backup = self.take_first(reason)
        self.fill_second()
        return backup

    def take_first(self, reason: BackupReason) -> Backup:
        """Take the backup that another operation waits for.

        Without the second folder, which may be a USB stick or a slow network: the next check of
        the backups copies this one there.

        Raises:
            KnownError: As `take`, without the errors of the second folder.
        """
        desk = self._desk
        if desk.is_on_server:
            raise KnownError("server.no_backup")
        with self._troubles_noted(), desk.turns:
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

    def take_before_import(self) -> None:
        """Take the backup before a large import; as `take_first`.

        On a server none is taken here.
        """
        if not self._desk.is_on_server:
            self.take_first(BackupReason.IMPORT)

    def fill_second(self) -> None:
        """Copy missing backups to the second folder; raises as `second_folder.fill_second`."""
        if not self._desk.is_on_server:
            first = self._desk.data_folder / BACKUPS
            with self._troubles_noted():
                second_folder.fill_second(self._desk.data_folder, first, now=self._desk.clock())

    def take_daily(self) -> Backup | None:
        """Take the backup of the day's first start; None when there is one of today already.

        On a server this is done by its operator: None.

        Raises:
            KnownError: As `take`.
        """
        if self._desk.is_on_server:
            return None
        taken = (backup.at for backup in list_backups(self._desk.data_folder / BACKUPS))
        return self.take(BackupReason.DAILY) if is_due(taken, now=self._desk.clock()) else None

    def look_after(self, *, fills_second: bool = True) -> KnownError | None:
        """Take the backup of the day unless it exists, and update the second folder.

        Args:
            fills_second: Whether to update the second folder when no backup is due.

        Returns:
            The error, if any.
        """
        try:
            if self.take_daily() is None and fills_second:
                self.fill_second()
        except KnownError as error:
            return error
        return None

    def standing(self, *, running_since: dt.datetime | None = None) -> BackupHealth:
        """Return the state of the backups; the second folder, which may not respond, is not read.

        Args:
            running_since: As `backup_rules.judge`.
        """
        if self._desk.is_on_server:
            return ON_SERVER
        now = self._desk.clock()
        found = list_backups(self._desk.data_folder / BACKUPS)
        taken = [one.at for one in found]
        newest = newest_of(taken, now=now)
        return judge(
            taken,
            now=now,
            second=second_folder.read_second(self._desk.data_folder),
            trouble=self.trouble,
            running_since=running_since,
            acts_since=self._acts_since([one for one in found if one.at == newest]),
        )

    def _acts_since(self, newest: Sequence[Backup]) -> int:
        """Return how many acts the newest backups do not hold, by the ends of the trails.

        The head outside the data is read: the data itself may be in use by a writer.
        """
        held = max((one.entries for one in newest), default=None)
        head = self._desk.vault.read_head(audit_key(self._desk.key))
        if held is None or not isinstance(head, Head):
            return 0
        return max(0, head.sequence - held - 1)  # the entry about the backup itself follows it

    def before(self, instant: dt.datetime) -> tuple[Backup, ...]:
        """Return the backups taken before an instant, in both folders, newest first."""
        all_of_them = second_folder.in_both_places(self._desk.data_folder)
        return tuple(backup for backup in all_of_them if backup.at < instant)

    def remove_before(self, instant: dt.datetime) -> int:
        """Take a backup, remove those from before an instant, and return their count.

        Removes destroyed records from the backups, too: the user asks for it, and knows that
        nothing can be restored from before that day.

        Raises:
            KnownError: `access.not_allowed`, `backups.not_removed`, or as `take`.
        """
        with self._desk.work() as work:
            require(work, Right.MANAGE_RETENTION)
        self.take()
        doomed = self.before(instant)
        with self._desk.work() as work:
            require(work, Right.MANAGE_RETENTION)
            work.record("retention.old_backups_removed", "backup", rows=len(doomed))
        for backup in doomed:
            backups.remove(backup)
        return len(doomed)

    def set_second(self, place: Path | None) -> None:
        """Set the second folder for copies of each backup; None ends that.

        Raises:
            KnownError: `access.not_allowed`, `server.only_file`, or as `second_folder.set_second`.
        """
        with self._desk.work() as work:
            require(work, Right.EDIT_DIRECTORATE)
            if self._desk.is_on_server:
                raise KnownError("server.only_file")
            work.record("backup.place_set", "backup", has_place=place is not None)
            second_folder.set_second(self._desk.data_folder, place)

    @contextmanager
    def _troubles_noted(self) -> Iterator[None]:
        """Keep an error for `standing`, until an operation succeeds."""
        try:
            yield
        except KnownError as error:
            self.trouble = error
            raise
        self.trouble = None
