"""States of the overview as the window shows them, and the day in words.

Not here: which state a clause is in (overview/rules.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.calendar import month_name
from alo183_desktop.shared.clock import local

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.documents.states import MarkState

STATES: Final[Mapping[MarkState, State]] = {
    "late": State.LATE,
    "near": State.NEAR,
    "good": State.GOOD,
    "unknown": State.NONE,
}
_DAYS: Final = ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar")


def instant_words(at: dt.datetime, *, is_short: bool = False) -> str:
    """Return an instant as `24 Kasım 2026 Salı, saat 14:05`, or as `24 Kasım Salı, 14:05`."""
    here = local(at)
    month = month_name(here.date())
    if is_short:
        return f"{here.day} {month} {_DAYS[here.weekday()]}, {here:%H:%M}"
    return f"{here.day} {month} {here.year} {_DAYS[here.weekday()]}, saat {here:%H:%M}"
