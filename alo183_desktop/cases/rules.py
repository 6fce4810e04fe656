"""The clocks of a case, its place in the list, and what it is found by."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cases.kinds import ClockState
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from alo183_desktop.cases.rows import TermsRow

ENTRY_TIME: Final = dt.timedelta(hours=24)
"""From referral to entry at most. Source: Genelge 2014/05, madde 5."""
NEAR: Final = dt.timedelta(hours=4)
"""Under so much time left a case is shown as near."""
CALL_REVIEW_DAYS: Final = 90
"""So long the number of a call may wait for the officer's word, unless the terms say otherwise."""
CLOCK_TOLERANCE: Final = dt.timedelta(minutes=5)
"""So far ahead of this computer's clock the call centre's may be."""
RUNNING_END: Final = 300_000_000_000_000_000
"""Above every instant of the calendar in microseconds: keys of running cases are under it."""
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MINUTE: Final = dt.timedelta(minutes=1)
_EXACT_MINUTES: Final = 240
"""Times to the first action are counted by the minute up to here, later by five and by sixty."""
_NUMBER: Final = re.compile(r"183-\d{4}-(\d{4,})")
"""As the call centre writes it: its own number, the year, a running one."""
_FIVES_UNTIL: Final = 2_880


def due_at(routed_at: dt.datetime) -> dt.datetime:
    """Return when the entry is due, UTC: 24 hours later on the wall clock, whatever the season.

    Source: Genelge 2014/05, madde 5 (at most 24 hours).
    """
    return routed_at + ENTRY_TIME


def time_left(routed_at: dt.datetime, *, now: dt.datetime) -> dt.timedelta:
    """Return the time left until the entry is due; negative when it is late.

    Both instants are UTC. Source: Genelge 2014/05, madde 5.
    """
    return due_at(routed_at) - now


def is_entry_late(
    routed_at: dt.datetime, entered_at: dt.datetime | None, *, now: dt.datetime
) -> bool:
    """Return whether the entry came late, or is late by now; the last instant is in time."""
    return (entered_at or now) > due_at(routed_at)


def is_running(entered_at: dt.datetime | None) -> bool:
    """Return whether the clock runs, so that somebody must answer for the case.

    Only the entry stops it, also once it is late. Source: Genelge 2014/05, madde 5.
    """
    return entered_at is None


def is_action_late(
    action_due_at: dt.datetime, first_action_at: dt.datetime | None, *, now: dt.datetime
) -> bool:
    """Return whether the first action came late, or is late by now.

    Another fault than a late entry. Source: Genelge 2014/05, madde 4.
    """
    return (first_action_at or now) > action_due_at


def clock_state(
    routed_at: dt.datetime, entered_at: dt.datetime | None, *, now: dt.datetime
) -> ClockState:
    """Return how the 24 hours stand; closing a case does not matter to them."""
    late = is_entry_late(routed_at, entered_at, now=now)
    if entered_at is not None:
        return ClockState.ENTERED_LATE if late else ClockState.ENTERED
    if late:
        return ClockState.LATE
    return ClockState.NEAR if time_left(routed_at, now=now) < NEAR else ClockState.RUNNING


def left_words(left: dt.timedelta) -> str:
    """Return a time left or overdue: `3 sa 12 dk kaldı`, `2 sa 05 dk gecikti`.

    Minutes are rounded down while time is left, so that a clock never promises more than there is.
    """
    return f"{span_words(abs(left))} {'gecikti' if left < dt.timedelta() else 'kaldı'}"


def span_words(span: dt.timedelta) -> str:
    """Return a span of time: `12 dk`, `3 sa 12 dk`, `2 gün 3 sa`."""
    minutes = span // _MINUTE
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    # The 24 hours themselves are told in hours: nobody counts them in days.
    if days > 1 or (days == 1 and hour):
        return f"{days} gün {hour} sa"
    if hours:
        return f"{hours} sa {minute:02} dk"
    return f"{minute} dk"


def late_words(over: dt.timedelta) -> str:
    """Return by how much something was late: `2 sa 05 dk geç`."""
    return f"{span_words(over)} geç"


def micros_of(instant: dt.datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (instant - _EPOCH) // dt.timedelta(microseconds=1)


def order_key(routed_at: dt.datetime, entered_at: dt.datetime | None) -> int:
    """Return a case's place in the list.

    What is due next comes first, so that late ones stand on top; entered ones follow, the newest
    referral first. So one index serves list, countdown and counts: a case runs when its key is
    under `RUNNING_END`, and is late when its key is under now.
    """
    if entered_at is None:
        return micros_of(due_at(routed_at))
    return 2 * RUNNING_END - micros_of(routed_at)


def action_minutes(routed_at: dt.datetime, first_action_at: dt.datetime | None) -> int | None:
    """Return the whole minutes until the first action, for counting.

    After four hours they are rounded down to five, after two days to sixty minutes: a year of times
    stays a short table.
    """
    if first_action_at is None:
        return None
    minutes = (first_action_at - routed_at) // _MINUTE
    if minutes <= _EXACT_MINUTES:
        return minutes
    return minutes - minutes % (5 if minutes <= _FIVES_UNTIL else 60)


def week_of(instant: dt.datetime) -> dt.date:
    """Return the Monday of an instant's week in Istanbul."""
    day = local_day(instant)
    return day - dt.timedelta(days=day.weekday())


def month_of(instant: dt.datetime) -> dt.date:
    """Return the first day of an instant's month in Istanbul."""
    return local_day(instant).replace(day=1)


def number_key(number: str) -> str:
    """Return the key by which a call centre's number is found: no blanks, no punctuation."""
    return "".join(char for char in fold(number) if char.isalnum())


def short_number(number: str) -> str:
    """Return what tells a call centre's number from others at a glance.

    `183-2026-248107` gives `248107`; a number that is made otherwise stays whole.
    """
    found = _NUMBER.fullmatch(number)
    return found[1] if found else number


def mask_name(name: str) -> str:
    """Return somebody's name with the first letter of each word alone: `M••• I•••`."""
    return " ".join(f"{word[0]}•••" for word in name.split())


def next_step(
    routed_at: dt.datetime, hours: Iterable[int], *, after: dt.datetime
) -> dt.datetime | None:
    """Return the first step of a ladder that is later than `after`; None when none is."""
    steps = sorted(routed_at + dt.timedelta(hours=hour) for hour in hours)
    return next((step for step in steps if step > after), None)


def terms_on(terms: Sequence[TermsRow], day: dt.date) -> TermsRow:
    """Return the terms of a day in Istanbul; before the first ones these hold as well."""
    return next((row for row in terms if row.starts_on <= day), terms[-1])


def action_due_at(
    routed_at: dt.datetime, *, is_urgent: bool, terms: Sequence[TermsRow]
) -> dt.datetime:
    """Return by when something must have been done, UTC. Source: Genelge 2014/05, madde 4."""
    row = terms_on(terms, local_day(routed_at))
    minutes = row.urgent_action_minutes if is_urgent else row.other_action_minutes
    return routed_at + dt.timedelta(minutes=minutes)


def reminder_hours(terms: Sequence[TermsRow]) -> tuple[int, ...]:
    """Return the ladder: that of the newest terms holds for every case that runs."""
    return terms[0].reminder_hours


def next_reminder_at(
    routed_at: dt.datetime,
    hours: Iterable[int],
    *,
    noted: Collection[int],
    recorded_at: dt.datetime,
) -> dt.datetime | None:
    """Return when the next step of a ladder is due that was not noted; None when none is left.

    Args:
        routed_at: UTC, so with the other.
        hours: Of the ladder.
        noted: Steps of it, in hours, that were told already.
        recorded_at: When the case was recorded: before it, nobody could have been reminded.
    """
    return next_step(routed_at, [hour for hour in hours if hour not in noted], after=recorded_at)


def keys_of(columns: Mapping[str, Any], *, terms: Sequence[TermsRow]) -> dict[str, Any]:
    """Return the keys that follow from a case's other columns."""
    routed_at: dt.datetime = columns["routed_at"]
    action_due = action_due_at(routed_at, is_urgent=columns["is_urgent"], terms=terms)
    place = order_key(routed_at, columns["entered_at"])
    # Closing a case stops no clock and informs nobody.
    waits = columns["first_action_at"] is None
    should_know = columns["is_urgent"] and not columns["is_police_informed"]
    return {
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


def steps_due(
    routed_at: dt.datetime, hours: Iterable[int], *, since: dt.datetime, now: dt.datetime
) -> tuple[int, ...]:
    """Return the steps, in hours, that came due after `since` and not after `now`, rising.

    Args:
        routed_at: UTC, so with the others.
        hours: Of the ladder.
        since: When the case was recorded: before it, nobody could have been reminded.
        now: The present instant.
    """
    return tuple(
        hour for hour in sorted(hours) if since < routed_at + dt.timedelta(hours=hour) <= now
    )


def percentile(counts: Sequence[tuple[int, int]], share: float) -> int | None:
    """Return the smallest value that at least `share` of all do not exceed.

    Args:
        counts: Values, rising, each with how often it occurs.
        share: From 0 to 1: 0.5 for the median.

    Returns:
        None when nothing was counted.
    """
    seen = list(accumulate(count for _, count in counts))
    return counts[bisect_left(seen, share * seen[-1])][0] if seen else None


def demand_between(at: dt.datetime, *, routed_at: dt.datetime, now: dt.datetime) -> None:
    """Refuse an instant that lies before the referral or in the future.

    Raises:
        KnownError: `cases.before_referral`, `cases.in_future`.
    """
    if at < routed_at:
        raise KnownError("cases.before_referral", routed=format_instant(routed_at))
    if at > now + CLOCK_TOLERANCE:
        raise KnownError("cases.in_future")


def not_before(at: dt.datetime, routed_at: dt.datetime) -> dt.datetime:
    """Return `at`, or the referral when that lies later within the same minute.

    People write minutes, the call centre's clock counts seconds.
    """
    is_same_minute = at == routed_at.replace(second=0, microsecond=0)
    return max(at, routed_at) if is_same_minute else at
