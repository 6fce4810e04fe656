"""The clocks of a case, its position in the list, and its search words."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cases.kinds import ClockState
from alo183_desktop.shared.clock import CLOCK_TOLERANCE, format_instant, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from alo183_desktop.cases.rows import CaseCard, TermsRow

ENTRY_TIME: Final = dt.timedelta(hours=24)
"""From referral to entry at most. Source: Genelge 2014/05, madde 5."""
NEAR: Final = dt.timedelta(hours=4)
"""With less time left than this, a case is shown as near."""
CALL_REVIEW_DAYS: Final = 90
"""For how many days a call's number may wait for an explanation, unless the terms differ."""
RUNNING_END: Final = 300_000_000_000_000_000
"""Above every time of the calendar in microseconds: keys of running cases are below it."""
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MINUTE: Final = dt.timedelta(minutes=1)
_NOTHING: Final = dt.timedelta()
_EXACT_MINUTES: Final = 240
"""Times to the first action are counted by the minute up to here, later by five and by sixty."""
_NUMBER: Final = re.compile(r"183-\d{4}-(\d{4,})")
"""The call centre's format: its own number, the year, a sequence number."""
_FIVES_UNTIL: Final = 2_880


def due_at(routed_at: dt.datetime) -> dt.datetime:
    """Return when the entry is due, UTC: 24 hours later on the wall clock, whatever the season.

    Source: Genelge 2014/05, madde 5 (at most 24 hours).
    """
    return routed_at + ENTRY_TIME


def minute_of(instant: dt.datetime) -> dt.datetime:
    """Return the beginning of a time's minute: people write minutes."""
    return instant.replace(second=0, microsecond=0)


def time_left(due: dt.datetime, now: dt.datetime) -> dt.timedelta:
    """Return the time left until something is due; negative, in whole minutes, when it is late.

    The whole minute in which it is due is in time: otherwise the second of a click would make the
    same typed times late or not. Both are UTC.
    """
    left = due - now
    return left if left >= _NOTHING else minute_of(due) - minute_of(now)


def is_entry_late(
    routed_at: dt.datetime, entered_at: dt.datetime | None, *, now: dt.datetime
) -> bool:
    """Return whether the entry came late, or is overdue now. Source: Genelge 2014/05, madde 5."""
    return time_left(due_at(routed_at), entered_at or now) < _NOTHING


def is_running(entered_at: dt.datetime | None) -> bool:
    """Return whether the clock runs, so that an officer must answer for the case.

    Only the entry stops it, even a late one. Source: Genelge 2014/05, madde 5.
    """
    return entered_at is None


def is_action_late(
    action_due_at: dt.datetime, first_action_at: dt.datetime | None, *, now: dt.datetime
) -> bool:
    """Return whether the first action came late, or is overdue now.

    A different fault from a late entry. Source: Genelge 2014/05, madde 4.
    """
    return time_left(action_due_at, first_action_at or now) < _NOTHING


def is_entry_before_action(entered_at: dt.datetime, first_action_at: dt.datetime | None) -> bool:
    """Return whether a case is entered before anything was done on it, to the minute.

    The circular has the officer act first and enter then what was done. Source: Genelge 2014/05,
    madde 4 and 5.
    """
    return first_action_at is None or minute_of(entered_at) < minute_of(first_action_at)


def clock_state(
    routed_at: dt.datetime, entered_at: dt.datetime | None, *, now: dt.datetime
) -> ClockState:
    """Return the state of the 24 hours; closing a case does not affect them."""
    late = is_entry_late(routed_at, entered_at, now=now)
    if entered_at is not None:
        return ClockState.ENTERED_LATE if late else ClockState.ENTERED
    if late:
        return ClockState.LATE
    return ClockState.NEAR if time_left(due_at(routed_at), now) < NEAR else ClockState.RUNNING


def left_words(left: dt.timedelta) -> str:
    """Return what `time_left` gave in words: `3 sa 12 dk kaldı`, `2 sa 05 dk gecikti`.

    Minutes are rounded down while time is left, so that a clock never shows more than there is.
    """
    return f"{span_words(abs(left))} {'gecikti' if left < _NOTHING else 'kaldı'}"


def span_words(span: dt.timedelta) -> str:
    """Return a span of time: `12 dk`, `3 sa 12 dk`, `2 gün 3 sa`."""
    minutes = span // _MINUTE
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    # The 24 hours themselves are shown in hours: nobody counts them in days.
    if days > 1 or (days == 1 and hour):
        return f"{days} gün {hour} sa"
    if hours:
        return f"{hours} sa {minute:02} dk"
    return f"{minute} dk"


def late_words(over: dt.timedelta) -> str:
    """Return how late something was: `2 sa 05 dk geç`."""
    return f"{span_words(over)} geç"


def after_words(since: dt.datetime, at: dt.datetime) -> str:
    """Return how long after another a time is, both to the minute as they are shown: `17 dk sonra`.

    Args:
        since: UTC.
        at: Not before it; UTC.
    """
    return f"{span_words(minute_of(at) - minute_of(since))} sonra"


def micros_of(instant: dt.datetime) -> int:
    """Return a time as microseconds since 1970."""
    return (instant - _EPOCH) // dt.timedelta(microseconds=1)


def order_key(routed_at: dt.datetime, entered_at: dt.datetime | None) -> int:
    """Return a case's position in the list.

    Next due come first, so that late ones are at the top; entered ones follow, the newest referral
    first. So one index serves list, countdown and counts: a case is running when its key is below
    `RUNNING_END`, and late when its key is below now.
    """
    if entered_at is None:
        return micros_of(due_at(routed_at))
    return 2 * RUNNING_END - micros_of(routed_at)


def action_minutes(routed_at: dt.datetime, first_action_at: dt.datetime | None) -> int | None:
    """Return the minutes until the first action, rounded to the nearest, for counting.

    After four hours they are rounded to five, after two days to sixty minutes, which keeps a year
    of times a short table. Half a step is rounded up.
    """
    if first_action_at is None:
        return None
    span = first_action_at - routed_at
    minutes = span // _MINUTE
    step = 1 if minutes <= _EXACT_MINUTES else 5 if minutes <= _FIVES_UNTIL else 60
    return (span + step * _MINUTE / 2) // (step * _MINUTE) * step


def week_of(instant: dt.datetime) -> dt.date:
    """Return the Monday of a time's week in Istanbul."""
    day = local_day(instant)
    return day - dt.timedelta(days=day.weekday())


def month_of(instant: dt.datetime) -> dt.date:
    """Return the first day of a time's month in Istanbul."""
    return local_day(instant).replace(day=1)


def number_key(number: str) -> str:
    """Return the key by which a call centre's number is found: no blanks, no punctuation."""
    return "".join(char for char in fold(number) if char.isalnum())


def short_number(number: str) -> str:
    """Return the part of a call centre's number that distinguishes it at a glance.

    `183-2026-248107` gives `248107`; a number in another format stays whole.
    """
    found = _NUMBER.fullmatch(number)
    return found[1] if found else number


def mask_name(name: str) -> str:
    """Return a person's name with only the first letter of each word: `M••• I•••`."""
    return " ".join(f"{word[0]}•••" for word in name.split())


def next_step(
    routed_at: dt.datetime, hours: Iterable[int], *, after: dt.datetime
) -> dt.datetime | None:
    """Return the first step of a ladder that is later than `after`; None when none is."""
    steps = sorted(routed_at + dt.timedelta(hours=hour) for hour in hours)
    return next((step for step in steps if step > after), None)


def terms_on(terms: Sequence[TermsRow], day: dt.date) -> TermsRow:
    """Return the terms of a day in Istanbul; the first ones also hold before their day."""
    return next((row for row in terms if row.starts_on <= day), terms[-1])


def action_due_at(
    routed_at: dt.datetime, *, is_urgent: bool, terms: Sequence[TermsRow]
) -> dt.datetime:
    """Return by when a first action is due, UTC. Source: Genelge 2014/05, madde 4."""
    row = terms_on(terms, local_day(routed_at))
    minutes = row.urgent_action_minutes if is_urgent else row.other_action_minutes
    return routed_at + dt.timedelta(minutes=minutes)


def reminder_hours(terms: Sequence[TermsRow]) -> tuple[int, ...]:
    """Return the ladder: that of the newest terms holds for every running case."""
    return terms[0].reminder_hours


def next_reminder_at(
    routed_at: dt.datetime,
    hours: Iterable[int],
    *,
    noted: Collection[int],
    recorded_at: dt.datetime,
) -> dt.datetime | None:
    """Return when the next step of a ladder that was not noted is due; None when none is left.

    Args:
        routed_at: UTC; the same for the other.
        hours: Of the ladder.
        noted: Steps of it, in hours, that were shown already.
        recorded_at: When the case was recorded: earlier reminders were not possible.
    """
    return next_step(routed_at, [hour for hour in hours if hour not in noted], after=recorded_at)


def keys_of(columns: Mapping[str, Any], *, terms: Sequence[TermsRow]) -> dict[str, Any]:
    """Return the keys that follow from a case's other columns."""
    routed_at: dt.datetime = columns["routed_at"]
    action_due = action_due_at(routed_at, is_urgent=columns["is_urgent"], terms=terms)
    place = order_key(routed_at, columns["entered_at"])
    # Closing a case stops no clock and informs nobody.
    waits = columns["first_action_at"] is None
    # A tick without a unit informs nobody who could be asked.
    is_known = columns["is_police_informed"] and columns["police_unit"]
    should_know = columns["is_urgent"] and not is_known
    # Files state seconds, too; every comparison with what is due is one of minutes.
    acts = {
        name: None if columns[name] is None else kept_minute(columns[name], routed_at)
        for name in ("first_action_at", "entered_at")
    }
    return {
        **acts,
        "number_key": number_key(columns["number"]),
        "district_key": fold(columns["district"]),
        "due_at": due_at(routed_at),
        "action_due_at": action_due,
        "action_minutes": action_minutes(routed_at, columns["first_action_at"]),
        "order_key": place,
        "action_key": micros_of(action_due) if waits else None,
        "police_key": place if should_know else None,
        "routed_week": week_of(routed_at),
        "routed_month": month_of(routed_at),
    }


def police_lack(card: CaseCard) -> str:
    """Return what is not recorded of informing the police; empty where they were not informed.

    Source: the circular's preamble, which has such cases passed on to the police.
    """
    if not card.row.is_police_informed:
        return ""
    lacks = (("birimi", not card.police_unit), ("saati", card.police_at is None))
    names = [name for name, is_lacking in lacks if is_lacking]
    return f"{' ve '.join(names)} yazılmadı" if names else ""


NOT_TOLD: Final = "bildirilmedi"
"""The words for a case that the police were not informed of."""


def police_words(card: CaseCard) -> str:
    """Return whether the police were informed, which unit, when and by whom.

    `Gölbaşı Karakolu; 24.11.2026 10:40; Ayşe Işık bildirdi`, or `bildirilmedi`.
    """
    if not card.row.is_police_informed:
        return NOT_TOLD
    when = "" if card.police_at is None else format_instant(card.police_at)
    by = f"{card.police_by} bildirdi" if card.police_by else ""
    parts = (card.police_unit or "bildirildi", when, police_lack(card), by)
    return "; ".join(part for part in parts if part)


def steps_due(
    routed_at: dt.datetime, hours: Iterable[int], *, since: dt.datetime, now: dt.datetime
) -> tuple[int, ...]:
    """Return the steps, in hours, that came due after `since` and not after `now`, rising.

    Args:
        routed_at: UTC; the same for the others.
        hours: Of the ladder.
        since: When the case was recorded: earlier reminders were not possible.
        now: The current time.
    """
    return tuple(
        hour for hour in sorted(hours) if since < routed_at + dt.timedelta(hours=hour) <= now
    )


def percentile(counts: Sequence[tuple[int, int]], share: float) -> int | None:
    """Return the smallest value that at least `share` of all do not exceed.

    Args:
        counts: Values, ascending, each with its frequency.
        share: From 0 to 1: 0.5 for the median.

    Returns:
        None when nothing was counted.
    """
    seen = list(accumulate(count for _, count in counts))
    return counts[bisect_left(seen, share * seen[-1])][0] if seen else None


def demand_between(at: dt.datetime, *, routed_at: dt.datetime, now: dt.datetime) -> None:
    """Refuse a time before the referral or in the future.

    Raises:
        KnownError: `cases.before_referral`, `cases.in_future`.
    """
    if at < routed_at:
        raise KnownError("cases.before_referral", routed=format_instant(routed_at))
    if at > now + CLOCK_TOLERANCE:
        raise KnownError("cases.in_future")


def kept_minute(at: dt.datetime, routed_at: dt.datetime) -> dt.datetime:
    """Return the minute of an act, or the referral when that is later within the same minute.

    People write minutes, the call centre's clock counts seconds.
    """
    typed = minute_of(at)
    return max(typed, routed_at) if typed == minute_of(routed_at) else typed
