"""When a backup is due, which ones are kept, and when their age is a problem."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.states import UNKNOWN, Open, Verdict, shown_by
from alo183_desktop.shared.clock import local, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alo183_desktop.access.second_folder import SecondFolder
    from alo183_desktop.documents.states import MarkState

DAYS_KEPT: Final = 7
WEEKS_KEPT: Final = 4
MONTHS_KEPT: Final = 12
OLD_AFTER: Final = dt.timedelta(hours=36)
"""Yesterday's first backup is younger than that on a working day; an older one missed a day."""
LONGEST_RUN: Final = dt.timedelta(minutes=10)
"""A backup that runs longer is reported: its folder may not respond."""
_OF_SECOND: Final = "backups.second_"


class BackupReason(Worded):
    """Why a backup was taken."""

    DAILY = "daily", "günün ilk açılışı"
    """The first start of a day."""
    UPGRADE = "upgrade", "yeni sürümden önce"
    """Before the data is brought to a newer revision."""
    IMPORT = "import", "aktarmadan önce"
    """Before a file is imported."""
    NEW_KEY = "new_key", "anahtar yenilemeden önce"
    """Before the data gets a new key."""
    ASKED = "asked", "istek üzerine"
    """A user asked for it."""


def is_due(taken: Iterable[dt.datetime], *, now: dt.datetime) -> bool:
    """Return whether no backup was taken yet on the day of `now` in Istanbul.

    A backup dated in the future, because the clock was set back, counts only for its own day.


    Args:
        taken: Times of the backups, UTC, in any order.
        now: UTC.
    """
    return all(local_day(at) != local_day(now) for at in taken)


def kept(taken: Sequence[dt.datetime], *, now: dt.datetime) -> frozenset[dt.datetime]:
    """Return which backups to keep: the newest of 7 days, 4 weeks and 12 months, and all of today.

    The days, weeks and months are those with backups, so that a computer that was
    off for a year keeps as many as one that runs every day. A backup dated in the
    future, because the clock was set back, is kept, and does not replace any of the others.

    Args:
        taken: Times of the backups, UTC, in any order.
        now: UTC.
    """
    today = local_day(now)
    stays = {at for at in taken if local_day(at) >= today}
    newest_first = sorted((at for at in taken if local_day(at) <= today), reverse=True)
    for span_of, count in (
        (local_day, DAYS_KEPT),
        (lambda at: local_day(at).isocalendar()[:2], WEEKS_KEPT),
        (lambda at: (local(at).year, local(at).month), MONTHS_KEPT),
    ):
        newest: dict[object, dt.datetime] = {}
        for at in newest_first:
            newest.setdefault(span_of(at), at)
        stays.update(list(newest.values())[:count])
    return frozenset(stays)


def newest_of(taken: Iterable[dt.datetime], *, now: dt.datetime) -> dt.datetime | None:
    """Return the newest time that is not of a later day than `now`; None when there is none."""
    today = local_day(now)
    return max((at for at in taken if local_day(at) <= today), default=None)


def age_words(newest: dt.datetime | None, *, now: dt.datetime) -> str:
    """Return the age of the newest backup: `bugün 12:30 (1 sa 35 dk önce)`, `alınmadı`."""
    when, ago = _age(newest, now)
    return f"{when} ({ago})" if ago else when


def _age(newest: dt.datetime | None, now: dt.datetime) -> tuple[str, str]:
    """Return when it was taken, and how long ago where that is not obvious."""
    if newest is None:
        return "alınmadı", ""
    at = local(newest)
    minutes = max(0, int((now - newest).total_seconds()) // 60)
    days = (local_day(now) - at.date()).days
    if days <= 0:
        hours, rest = divmod(minutes, 60)
        ago = f"{hours} sa {rest:02d} dk" if hours else f"{rest} dk" if rest else "az"
        return f"bugün {at:%H:%M}", f"{ago} önce"
    if days == 1:
        return f"dün {at:%H:%M}", ""
    return f"{at:%d.%m.%Y %H:%M}", f"{days} gün önce"


def is_old(newest: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Return whether the newest backup is missing, or so old that it must be reported."""
    return newest is None or now - newest > OLD_AFTER


def is_of_second(trouble: KnownError) -> bool:
    """Return whether the problem concerns only the copy in the second folder."""
    return trouble.code.startswith(_OF_SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupHealth:
    """The state of the backups, for the foot of the window, the overview and the settings."""

    verdict: Verdict
    when: str
    """When the newest one was taken, such as `bugün 12:30`; `alınmadı` where there is none."""
    ago: str = ""
    """How long ago, where `when` does not imply it: `1 sa 35 dk önce`."""
    is_renewed: bool = False
    """Whether the next one is being taken now."""
    newest: dt.datetime | None = None
    """UTC."""
    worry: KnownError | None = None
    """The problem to report; its text names the remedy."""
    has_second: bool | None = None
    """Whether a second folder was chosen; None where a desk cannot choose one."""
    acts_since: int = 0
    """Entries of the trail, readings among them, that the newest one does not hold."""

    @property
    def state(self) -> MarkState:
        """How it is marked."""
        return self.verdict.state

    @property
    def text(self) -> str:
        """The state in one line: `Son yedek: dün 16:30`, `Yedek: alınmadı`."""
        return self.forms[0]

    @property
    def forms(self) -> tuple[str, ...]:
        """The state in ever shorter wordings, for a line with little room."""
        label = "Yedek" if self.newest is None else "Son yedek"
        ago = f" ({self.ago})" if self.ago else ""
        more = "; yenisi alınıyor" if self.is_renewed else ""
        if self.acts_since:
            # However little room there is: a good state says what it leaves out.
            acts = number_text(self.acts_since)
            return (
                f"{label}: {self.when}{ago}; sonraki {acts} denetim kaydı yedekte yok{more}",
                f"{label}: {self.when}; sonraki {acts} denetim kaydı yedekte yok",
                f"Yedek: {self.when}, sonra {acts} denetim kaydı",
                f"Yedek: {self.when}, sonra {acts} kayıt",
                f"Yedek: {self.when} (+{acts})",
            )
        shortest = (f"Yedek: {self.ago}",) if self.ago else ()
        return (
            f"{label}: {self.when}{ago}{more}",
            f"{label}: {self.when}",
            f"Yedek: {self.when}",
            *shortest,
        )


ON_SERVER: Final = BackupHealth(verdict=UNKNOWN, when="sunucuda alınır")
"""For data on a server, whose operator takes its backups."""


def judge(
    taken: Iterable[dt.datetime],
    *,
    now: dt.datetime,
    second: SecondFolder | None = None,
    trouble: KnownError | None = None,
    running_since: dt.datetime | None = None,
    acts_since: int = 0,
) -> BackupHealth:
    """Return the state of the backups.

    An unavailable second folder is no problem while its last known copy is young enough:
    a stick may lie in a drawer.

    Args:
        taken: Times of the backups in the first folder, UTC, in any order.
        now: UTC.
        second: The second folder as it was last found; None where none was chosen.
        trouble: The error of the last backup or its copy.
        running_since: When the backup or copy began that runs now, UTC.
        acts_since: Entries of the trail that are younger than the newest backup.
    """
    newest = newest_of(taken, now=now)
    when, ago = _age(newest, now)
    verdict: Verdict = UNKNOWN if newest is None else shown_by("yedek", newest)
    is_renewed = False
    is_running = running_since is not None
    has_hung = running_since is not None and now - running_since > LONGEST_RUN
    worry: KnownError | None = None
    if trouble is not None and not is_of_second(trouble):
        worry, verdict = trouble, Open("late" if is_old(newest, now=now) else "near")
    elif has_hung:
        worry, verdict = KnownError("backups.unfinished"), Open("near")
    elif is_old(newest, now=now) and is_running:
        when, verdict = "alınıyor" if newest is None else when, UNKNOWN
        is_renewed = newest is not None
    elif newest is None:
        worry, verdict = KnownError("backups.none"), Open("late")
    elif is_old(newest, now=now):
        worry, verdict = KnownError("backups.old", age=age_words(newest, now=now)), Open("late")
    elif second is not None:
        worry = _worry_about(second, newest, now=now, trouble=trouble, is_running=is_running)
        verdict = Open("near") if worry else verdict
    return BackupHealth(
        verdict=verdict,
        when=when,
        ago=ago,
        is_renewed=is_renewed,
        newest=newest,
        worry=worry,
        has_second=second is not None,
        acts_since=0 if newest is None else acts_since,
    )


def _worry_about(
    second: SecondFolder,
    newest: dt.datetime,
    *,
    now: dt.datetime,
    trouble: KnownError | None,
    is_running: bool,
) -> KnownError | None:
    if second.copied_at is not None and second.copied_at == newest:
        return None  # it was copied by hand since
    if trouble is not None and trouble.code != "backups.second_away":
        return trouble
    if not is_old(second.copied_at, now=now):
        return None
    # A known problem stays while the folder is checked again: the warning must not flicker.
    if trouble is not None or is_running:
        return trouble
    folder = str(second.path)
    if second.copied_at is None:
        return KnownError("backups.second_empty", folder=folder)
    age = age_words(second.copied_at, now=now)
    return KnownError("backups.second_old", folder=folder, age=age)
