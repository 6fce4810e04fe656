"""The day of the overview in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.calendar import month_name
from alo183_desktop.shared.clock import local

if TYPE_CHECKING:
    import datetime as dt

_DAYS: Final = ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar")


def instant_words(at: dt.datetime, *, is_short: bool = False) -> str:
    """Return an instant as `24 Kasım 2026 Salı, saat 14:05`, or as `24 Kasım Salı, 14:05`."""
    here = local(at)
    month = month_name(here.date())
    if is_short:
        return f"{here.day} {month} {_DAYS[here.weekday()]}, {here:%H:%M}"
    return f"{here.day} {month} {here.year} {_DAYS[here.weekday()]}, saat {here:%H:%M}"
