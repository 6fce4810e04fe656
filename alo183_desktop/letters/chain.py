"""The days of a letter: written, sent, confirmed, in this order and none of them in the future."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.letters.rules import Result, lacks, proof, sending_words
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.directorate.kinds import Channel
    from alo183_desktop.letters.rules import DispatchAttempt


CODES: Final = tuple(
    f"letters.{code}"
    for code in (
        "written_in_future",
        "written_before_earlier",
        "written_after_later",
        "sent_in_future",
        "sent_before_finished",
        "sent_before_written",
        "confirmed_in_future",
        "confirmed_unsent",
        "confirmed_before_sent",
    )
)
"""Of the contradictions, in the order in which they are looked for."""


@dataclass(frozen=True, slots=True)
class LetterDays:
    """When a letter was written, sent and confirmed; days in Istanbul, None while unknown."""

    written_on: dt.date | None = None
    """The day on the paper."""
    finished_at: dt.datetime | None = None
    """When it was finished, UTC: nothing is sent before."""
    attempts: Sequence[DispatchAttempt] = ()
    """Those that count."""
    demanded: Sequence[Channel] = ()
    """The channels whose proof the Office's confirmation follows."""
    confirmed_on: dt.date | None = None
    earlier_on: dt.date | None = None
    """The day of the letter that this one corrects or reminds of."""
    later_on: dt.date | None = None
    """The first day of a letter that corrects this one or reminds of it."""

    def sent_by(self, attempt: DispatchAttempt) -> LetterDays:
        """Return them with one more attempt; with none where it was withdrawn."""
        if attempt.result is Result.WITHDRAWN:
            return self
        return replace(self, attempts=(*self.attempts, attempt))


def check_days(days: LetterDays, *, now: dt.datetime, key: str = "") -> Problem | None:
    """Return the first contradiction between the days of a letter; None: there is none.

    Whatever records one of them asks this before it does, with the new day among the others. So
    the day of a mistake is corrected where it stands, and those that follow it before it.

    Args:
        days: With the day to be recorded.
        now: UTC.
        key: Of the problem: the field of the day that is being typed.
    """
    problem = _of_paper(days, today=local_day(now)) or _of_sending(days, now=now)
    problem = problem or _of_confirmation(days, today=local_day(now))
    return None if problem is None else problem._replace(key=key)


def _of_paper(days: LetterDays, *, today: dt.date) -> Problem | None:
    written = days.written_on
    if written is None:
        return None
    if written > today:
        return _problem("written_in_future", written=written)
    if days.earlier_on is not None and written < days.earlier_on:
        return _problem("written_before_earlier", written=written, earlier=days.earlier_on)
    if days.later_on is not None and written > days.later_on:
        return _problem("written_after_later", written=written, later=days.later_on)
    return None


def _of_sending(days: LetterDays, *, now: dt.datetime) -> Problem | None:
    written, finished_at = days.written_on, days.finished_at
    for one in sorted(days.attempts, key=lambda one: one.at):
        sent = local_day(one.at)
        if one.at > now:
            return _problem("sent_in_future")
        # The clerk types minutes; a letter that was finished in that same minute is not later.
        if finished_at is not None and one.at < finished_at.replace(second=0, microsecond=0):
            return _problem("sent_before_finished")
        if written is not None and sent < written:
            how = sending_words(one.channel)
            return _problem("sent_before_written", how=how, sent=sent, written=written)
    return None


def _of_confirmation(days: LetterDays, *, today: dt.date) -> Problem | None:
    confirmed = days.confirmed_on
    if confirmed is None:
        return None
    if confirmed > today:
        return _problem("confirmed_in_future", confirmed=confirmed)
    if lacks(days.attempts, days.demanded):
        return _problem("confirmed_unsent")
    for channel in days.demanded:
        at = proof(days.attempts, channel).at
        if at is not None and confirmed < local_day(at):
            how, sent = sending_words(channel), local_day(at)
            return _problem("confirmed_before_sent", confirmed=confirmed, how=how, sent=sent)
    return None


def _problem(code: str, *, how: str = "", **days: dt.date) -> Problem:
    named = {name: format_day(day) for name, day in days.items()}
    return Problem("", f"letters.{code}", {"how": how, **named} if how else named)
