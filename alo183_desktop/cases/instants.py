"""The times of a case, each with its state; for the card and the sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.kinds import ClockState
from alo183_desktop.cases.rules import NEAR, after_words, late_words, left_words, time_left
from alo183_desktop.documents.states import shown_by

if TYPE_CHECKING:
    from alo183_desktop.cases.rows import CaseCard
    from alo183_desktop.documents.states import MarkState

_NOTHING: Final = dt.timedelta()
_RUNNING: Final[dict[ClockState, MarkState]] = {ClockState.NEAR: "near", ClockState.LATE: "late"}


@dataclass(frozen=True, slots=True)
class Instant:
    """One of them: routed, acknowledged, first action, entry, closing.

    Source: Genelge 2014/05, madde 4 ve 5.
    """

    label: str
    at: dt.datetime | None
    """UTC; None while it has not happened."""
    words: str
    """How long after the referral, how late, or how much time is left."""
    mark: MarkState | None = None
    """None: it happened in time, or nothing is wrong yet."""


def instants_of(card: CaseCard, *, now: dt.datetime) -> tuple[Instant, ...]:
    """Return the times of a case in their order; `now` in UTC."""
    row = card.row
    routed = row.routed_at
    known = card.acknowledged_at
    return (
        Instant("Yönlendirildi", routed, "24 saat bu andan işler"),
        Instant("Sorumluya bildirildi", known, _after(routed, known)),
        _due("İlk işlem", routed, row.first_action_at, row.action_due_at, now=now),
        _due("Sisteme giriş", routed, row.entered_at, card.due_at, now=now),
        Instant("Kapanış", card.closed_at, _after(routed, card.closed_at)),
    )


def entry_standing(card: CaseCard, *, now: dt.datetime) -> tuple[MarkState | None, str]:
    """Return the state of a case's 24 hours; None while their end is far."""
    entered = card.row.entered_at
    if entered is None:
        return _RUNNING.get(card.row.clock_state(now)), left_words(time_left(card.due_at, now))
    left = time_left(card.due_at, entered)
    if left < _NOTHING:
        return "late", f"{late_words(-left)} girildi"
    return shown_by("giriş", entered).state, "süresinde girildi"


def due_mark(due: dt.datetime, *, routed: dt.datetime, now: dt.datetime) -> MarkState | None:
    """Return the state of a pending step before its end; None while that is far. All UTC."""
    left = time_left(due, now)
    if left < _NOTHING:
        return "late"
    return "near" if left < min(NEAR, (due - routed) / 2) else None


def _due(
    label: str,
    routed: dt.datetime,
    at: dt.datetime | None,
    due: dt.datetime,
    *,
    now: dt.datetime,
) -> Instant:
    """Return a time that must be before `due`."""
    if at is not None:
        left = time_left(due, at)
        if left < _NOTHING:
            return Instant(label, at, late_words(-left), "late")
        return Instant(label, at, _after(routed, at), shown_by(label, at).state)
    return Instant(
        label, None, left_words(time_left(due, now)), due_mark(due, routed=routed, now=now)
    )


def _after(routed: dt.datetime, at: dt.datetime | None) -> str:
    if at is None:
        return ""
    if at < routed:
        return "yönlendirmeden önce"
    return after_words(routed, at)
