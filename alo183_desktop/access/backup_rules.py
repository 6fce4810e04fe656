"""When a backup is due, which ones are kept, and when their age is a worry.

Not here: how one is taken or restored (backups.py).
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.clock import local, local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DAYS_KEPT: Final = 7
WEEKS_KEPT: Final = 4
MONTHS_KEPT: Final = 12
OLD_AFTER: Final = dt.timedelta(hours=36)
"""Yesterday's first backup is younger than that while somebody works; an older one missed a day."""


class Reason(enum.StrEnum):
    """Why a backup was taken."""

    DAILY = "daily"
    """The first start of a day."""
    UPGRADE = "upgrade"
    """Before the data is brought to a newer revision."""
    IMPORT = "import"
    """Before a file is imported."""
    NEW_KEY = "new_key"
    """Before the data gets a new key."""
    ASKED = "asked"
    """Somebody asked for it."""


REASON_WORDS: Final = {
    Reason.DAILY: "günün ilk açılışı",
    Reason.UPGRADE: "yeni sürümden önce",
    Reason.IMPORT: "aktarmadan önce",
    Reason.NEW_KEY: "anahtar yenilemeden önce",
    Reason.ASKED: "istek üzerine",
}
"""As lists of backups show it."""


def is_due(taken: Iterable[dt.datetime], *, now: dt.datetime) -> bool:
    """Return whether no backup was taken yet on the day of `now` in Istanbul.

    A backup that seems to come from the future, because the clock was set back, counts for no day
    but its own.

    Args:
        taken: Instants of the backups, UTC, in any order.
        now: UTC.
    """
    return all(local_day(at) != local_day(now) for at in taken)


def kept(taken: Sequence[dt.datetime], *, now: dt.datetime) -> frozenset[dt.datetime]:
    """Return which backups stay: the newest of 7 days, 4 weeks and 12 months, and all of today.

    The days, weeks and months are those of which there are backups, so that a computer that stood
    still for a year keeps as many as one that runs every day. A backup that seems to come from the
    future, because the clock was set back, stays, and takes the place of none of the others.

    Args:
        taken: Instants of the backups, UTC, in any order.
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


def age_words(newest: dt.datetime | None, *, now: dt.datetime) -> str:
    """Return how old the newest backup is: `bugün 12:30 (1 sa 35 dk önce)`, `alınmadı`."""
    if newest is None:
        return "alınmadı"
    at = local(newest)
    minutes = max(0, int((now - newest).total_seconds()) // 60)
    days = (local_day(now) - at.date()).days
    if days <= 0:
        hours, rest = divmod(minutes, 60)
        ago = f"{hours} sa {rest:02d} dk" if hours else f"{rest} dk"
        return f"bugün {at:%H:%M} ({ago} önce)"
    if days == 1:
        return f"dün {at:%H:%M}"
    return f"{at:%d.%m.%Y %H:%M} ({days} gün önce)"


def is_old(newest: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Return whether the newest backup is so old, or missing, that people should be told."""
    return newest is None or now - newest > OLD_AFTER
