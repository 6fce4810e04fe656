"""Read test calls, how often each line answered, and which lines have to be called."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, func, or_, select

from alo183_desktop.db.base import UtcDateTime
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.holders import Holder, Holders
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import PhoneLine, ReachabilityCheck
from alo183_desktop.phones.queries import list_lines
from alo183_desktop.phones.quotas.rules import QuotaPeriod
from alo183_desktop.phones.quotas.words import on_day
from alo183_desktop.phones.reachability.rows import (
    CheckFilter,
    CheckRow,
    MissingLine,
    ProposedCheck,
    ReachRow,
)
from alo183_desktop.phones.reachability.rules import (
    DAY_FROM,
    DayHalf,
    IssuedLine,
    ProposalReason,
    Tried,
    propose,
    rate_of,
    slot_of,
)
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.shared.calendar import (
    month_key,
    month_name,
    month_span,
)
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from alo183_desktop.phones.reachability.rules import CallProposal
    from alo183_desktop.phones.rows import LineRow

_CHECKS: Final = ReachabilityCheck.__table__.c
_LINES: Final = PhoneLine.__table__.c
_SLOT_WORDS: Final = {DayHalf.DAY: "gündüz", DayHalf.NIGHT: "gece"}


def list_checks(session: Session, wanted: CheckFilter) -> tuple[CheckRow, ...]:
    """Return the wanted test calls, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.month is not None:
        begin, end = month_span(wanted.month)
        conditions += [_CHECKS.at >= begin, _CHECKS.at < end]
    if wanted.line_id is not None:
        conditions.append(_CHECKS.line_id == wanted.line_id)
    if wanted.missed_only:
        conditions.append(_CHECKS.is_answered.is_(False))
    query = (
        select(
            _CHECKS.id,
            _CHECKS.line_id,
            _LINES.phone,
            _CHECKS.officer_id,
            Officer.given_names,
            Officer.surname,
            _CHECKS.at,
            _CHECKS.is_answered,
            _CHECKS.ring_seconds,
            _CHECKS.answered_by,
            _CHECKS.note,
            _CHECKS.by_name,
        )
        .join(PhoneLine.__table__, _LINES.id == _CHECKS.line_id)
        .outerjoin(Officer, Officer.id == _CHECKS.officer_id)
        .where(*conditions)
        .order_by(_CHECKS.at.desc(), _CHECKS.id.desc())
    )
    return tuple(
        made_of(
            CheckRow,
            record,
            check_id=record.id,
            officer_name=display_name(record.given_names or "", record.surname or ""),
            slot=slot_of(record.at),
        )
        for record in session.execute(query)
    )


def proposed_checks(
    session: Session, seed: bytes, *, today: dt.date, now: dt.datetime
) -> tuple[ProposedCheck, ...]:
    """Return the calls due on a day, ordered by their hours, with the reasons.

    Args:
        seed: The secret of this directorate.
        today: The day, in Istanbul; its night lasts to the next morning.
        now: UTC: the lines held at this instant.
    """
    held = {row.line_id: row for row in _held_lines(session, now)}
    night = dt.timedelta(hours=DAY_FROM)
    begin, end = (bound + night for bound in month_span(month_key(today)))
    lines = [IssuedLine(row.line_id, row.held_since) for row in held.values() if row.held_since]
    checks = (tried for found in _tried(session, begin, end).values() for tried in found)
    return tuple(
        _proposed(proposal, held[proposal.line_id], today=today)
        for proposal in propose(seed, lines, today=today, checks=checks)
    )


def rates(
    session: Session, month: str, *, now: dt.datetime, holders: Holders | None = None
) -> tuple[ReachRow, ...]:
    """Return how each line answered in a month under each holder whose calls these were.

    A line that was not called then is under its last holder of the month; without one it is left
    out.

    Args:
        month: In Istanbul, such as `2026-09`.
        now: UTC: decides the holder in the present month.
        holders: Of lines, where they are read already.

    Returns:
        The least reachable first, those that were never called last.
    """
    begin, end = month_span(month)
    period = QuotaPeriod(month, begin.date(), end.date())
    holders = holders or Holders(session)
    tried, misses = _tried(session, begin, end), _misses(session, until=end)
    rows = []
    for line_id, phone in session.execute(select(_LINES.id, _LINES.phone)):
        calls: defaultdict[Holder, list[Tried]] = defaultdict(list)
        for one in sorted(tried.get(line_id, ()), key=lambda one: one.at):
            calls[holders.at(line_id, one.at)].append(one)
        newest = next(reversed(calls), None)
        last = holders.of(line_id, period, today=local_day(now))
        if last.officer_id is not None or holders.last_in(line_id, period).officer_id is not None:
            calls.setdefault(last, [])
        for holder, checks in calls.items():
            goes_on = holder == (last if newest is None else newest)
            rows.append(
                ReachRow(
                    line_id=line_id,
                    phone=phone,
                    holder_id=holder.officer_id,
                    holder_name=holder.name,
                    month=month,
                    counts=rate_of(checks),
                    misses_in_a_row=misses[line_id].number if goes_on and line_id in misses else 0,
                    last_at=max((check.at for check in checks), default=None),
                )
            )
    rows.sort(key=lambda row: (row.rate is None, row.rate, -row.misses_in_a_row, row.phone))
    return tuple(rows)


def missed_lines(session: Session, *, now: dt.datetime) -> tuple[MissingLine, ...]:
    """Return the lines in custody whose last call was not answered, those that missed most first.

    Args:
        now: UTC: later calls do not count.
    """
    misses = _misses(session, until=now + dt.timedelta(microseconds=1))
    if not misses:
        return ()
    found = [
        MissingLine(
            row.line_id,
            row.phone,
            row.holder_id,
            row.holder_name,
            *misses[row.line_id],
        )
        for row in _held_lines(session, now)
        if row.line_id in misses
    ]
    return tuple(sorted(found, key=lambda line: (-line.misses, line.phone)))


class _Misses(NamedTuple):
    """The number of misses of a line since it last answered."""

    number: int
    first_at: dt.datetime
    last_at: dt.datetime


def _misses(session: Session, *, until: dt.datetime) -> Mapping[int, _Misses]:
    """Return the misses in a row before an instant, by the id of the line."""
    return {
        line_id: _Misses(*found) for line_id, *found in session.execute(_missed(), {"until": until})
    }


@cache
def _missed() -> Select[*tuple[Any, ...]]:
    # Cached: every look at the overview asks twice.
    until = bindparam("until", type_=UtcDateTime)
    answered = (
        select(_CHECKS.line_id, func.max(_CHECKS.at).label("at"))
        .where(_CHECKS.is_answered, _CHECKS.at < until)
        .group_by(_CHECKS.line_id)
        .subquery()
    )
    return (
        select(_CHECKS.line_id, func.count(), func.min(_CHECKS.at), func.max(_CHECKS.at))
        .outerjoin(answered, answered.c.line_id == _CHECKS.line_id)
        .where(
            _CHECKS.is_answered.is_(False),
            _CHECKS.at < until,
            or_(answered.c.at.is_(None), _CHECKS.at > answered.c.at),
        )
        .group_by(_CHECKS.line_id)
    )


def _tried(session: Session, begin: dt.datetime, end: dt.datetime) -> Mapping[int, list[Tried]]:
    """Return the calls of `[begin, end)`, by the id of the line."""
    query = select(_CHECKS.line_id, _CHECKS.at, _CHECKS.is_answered).where(
        _CHECKS.at >= begin, _CHECKS.at < end
    )
    tried: dict[int, list[Tried]] = defaultdict(list)
    for record in session.execute(query):
        tried[record.line_id].append(Tried(*record))
    return tried


def _held_lines(session: Session, at: dt.datetime) -> tuple[LineRow, ...]:
    """Return the lines that are held and can answer: one that is lost or in repair cannot."""
    rows = list_lines(session, PhoneFilter(state=ItemState.ISSUED), at=at)
    return tuple(row for row in rows if row.holder_id is not None)


def _proposed(proposal: CallProposal, row: LineRow, *, today: dt.date) -> ProposedCheck:
    return made_of(
        ProposedCheck,
        proposal,
        phone=row.phone,
        holder_id=row.holder_id or 0,
        holder_name=row.holder_name,
        why=_why(proposal, row, today=today),
    )


def _why(proposal: CallProposal, row: LineRow, *, today: dt.date) -> str:
    what = f"{month_name(today)} {_SLOT_WORDS[proposal.slot]} yoklaması"
    match proposal.reason:
        case ProposalReason.PLANNED:
            return f"{what} bugüne düştü."
        case ProposalReason.MISSED:
            return f"{what} {on_day(proposal.planned_on)} yapılmadı; ay bitmeden yapılmalı."
        case ProposalReason.HANDED_OVER:
            since = today if row.held_since is None else local_day(row.held_since)
            return f"Hat {on_day(since)} zimmetlendi; {what} ay bitmeden yapılmalı."
        case ProposalReason.ON_DUTY:
            raise ValueError("who is on duty is proposed by the rota")
