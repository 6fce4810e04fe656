"""How often the recovery sheet is tested, and how its age is told."""

from __future__ import annotations

import datetime as dt
from typing import Final

from alo183_desktop.shared.clock import format_day, local_day

TESTED_EVERY: Final = dt.timedelta(days=183)
"""Half a year."""


def is_overdue(looked_at: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Return whether the sheet has to be tested.

    Args:
        looked_at: When it was made or last tested, UTC; None for never.
        now: UTC.
    """
    return looked_at is None or now - looked_at >= TESTED_EVERY


def looked_at_words(looked_at: dt.datetime | None, *, now: dt.datetime) -> str:
    """Return when the sheet was made or last tested, and whether that is too long ago."""
    if looked_at is None:
        return "Kurtarma kâğıdı yapılmadı: kurulumda denetlenmeden bırakıldı. Yenisini yapınız."
    day = format_day(local_day(looked_at))
    if is_overdue(looked_at, now=now):
        return f"En son {day} günü ele alındı: altı ay geçti, kâğıdı deneyiniz."
    return f"En son {day} günü yapıldı ya da denendi."
