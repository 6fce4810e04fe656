"""The backups of data that is open: taken, counted, copied elsewhere, removed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from alo183_desktop.access import backups, second_folder
from alo183_desktop.access.backup_rules import ON_SERVER, Reason, is_due, judge
from alo183_desktop.access.backups import BACKUPS, list_backups
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from alo183_desktop.access.backup_rules import Standing
    from alo183_desktop.access.backups import Backup
    from alo183_desktop.bootstrap.desk import Desk


class Backups:
    """All that is done with the backups of open data.

    Attributes:
        trouble: What stood in the way of the last one or its copy; None when nothing did.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.trouble: KnownError | None = None

    def take(self, reason: Reason = Reason.ASKED) -> Backup:
        """Take a backup while people work; everybody may, because it is as encrypted as the data.

        It is written down before the second folder gets its copy: that folder may be away, and the
        backup stands all the same.

        Raises:
            KnownError: `server.no_backup`, or as `access.backups.take`; as `fill_second`.
        """
        backup = self.take_first(reason)
        self.fill_second()
        return backup

    def take_first(self, reason: Reason) -> Backup:
        """Take the backup that something else waits for.

        It waits for no USB stick and no slow network: whoever looks after the backups next copies
        this one into the second folder.

        Raises:
            KnownError: As `take`, but for what the second folder does.
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
        """Take the backup before many rows are stored at once; as `take_first`.

        On a server none is taken here.
        """
        if not self._desk.is_on_server:
            self.take_first(Reason.IMPORT)

    def fill_second(self) -> None:
        """Copy into the second folder what it lacks; raises as `second_folder.fill_second`."""
        if not self._desk.is_on_server:
            first = self._desk.data_folder / BACKUPS
            with self._troubles_noted():
                second_folder.fill_second(self._desk.data_folder, first, now=self._desk.clock())

    def take_daily(self) -> Backup | None:
        """Take the backup of the day's first start; None when there is one of today already.

        On a server it is a matter of whoever looks after that: None.

        Raises:
            KnownError: As `take`.
        """
        if self._desk.is_on_server:
            return None
        taken = (backup.at for backup in list_backups(self._desk.data_folder / BACKUPS))
        return self.take(Reason.DAILY) if is_due(taken, now=self._desk.clock()) else None

    def look_after(self, *, fills_second: bool = True) -> KnownError | None:
        """Take the backup of the day unless it is there, and let the second folder catch up.

        Args:
            fills_second: Whether the second folder is looked at where no backup is due.

        Returns:
            What stood in the way.
        """
        try:
            if self.take_daily() is None and fills_second:
                self.fill_second()
        except KnownError as error:
            return error
        return None

    def standing(self, *, running_since: dt.datetime | None = None) -> Standing:
        """Return how backups stand; the second folder, which may not answer, is not touched.

        Args:
            running_since: As `backup_rules.judge`.
        """
        if self._desk.is_on_server:
            return ON_SERVER
        return judge(
            [backup.at for backup in list_backups(self._desk.data_folder / BACKUPS)],
            now=self._desk.clock(),
            second=second_folder.read_second(self._desk.data_folder),
            trouble=self.trouble,
            running_since=running_since,
        )

    def before(self, instant: dt.datetime) -> tuple[Backup, ...]:
        """Return the backups that were taken before an instant, of both folders, newest first."""
        all_of_them = second_folder.in_both_places(self._desk.data_folder)
        return tuple(backup for backup in all_of_them if backup.at < instant)

    def remove_before(self, instant: dt.datetime) -> int:
        """Take a backup, remove those from before an instant, and return how many went.

        For what was destroyed to be gone from them too: somebody asks for it, and knows that
        nothing can be brought back from before that day.

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
        """Let each backup be copied into another folder as well; None ends that.

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
        """Keep what stands in the way where `standing` finds it, until something goes well."""
        try:
            yield
        except KnownError as error:
            self.trouble = error
            raise
        self.trouble = None
