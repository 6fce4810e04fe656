"""Test calls to people on duty: whom to call on a day, and whose phones do not answer.

Source: Genelge 2014/05, madde 1 (reachable at any hour) and madde 3. A secret decides which duties
are tried and when, so that nobody on duty can predict it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import ReachabilityCheck
from alo183_desktop.phones.reachability import service as checks
from alo183_desktop.phones.reachability.rows import ProposedCheck
from alo183_desktop.phones.reachability.rules import (
    DAY_FROM,
    ProposalReason,
    drawn,
    plan_day,
    slot_of,
)
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.rota import queries
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import PersonFilter
from alo183_desktop.rota.rules import duty_words
from alo183_desktop.shared.calendar import instant_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.reachability.rows import MissingLine
    from alo183_desktop.phones.rows import LineRow
    from alo183_desktop.rota.rows import DutyRow

_CHECKS: Final[Any] = ReachabilityCheck.__table__.c
_ONE_IN: Final = 4
"""One of so many duties is tried."""
_MINUTE: Final = dt.timedelta(minutes=1)
_DAY: Final = dt.timedelta(days=1)


def call_at(seed: bytes, duty: DutyRow) -> dt.datetime | None:
    """Return the minute, UTC, drawn for a call during a duty; None: this one is not tried.

    Args:
        seed: The secret of this directorate.
        duty: Of main duty or stand-in; a driver's is never tried.
    """
    if duty.kind is DutyKind.DRIVER or drawn(seed, f"duty|{duty.duty_id}", _ONE_IN):
        return None
    minutes = (duty.ends_at - duty.starts_at) // _MINUTE
    return duty.starts_at + _MINUTE * drawn(seed, f"duty-minute|{duty.duty_id}", minutes)


def to_try(
    seed: bytes, duties: Iterable[DutyRow], *, day: dt.date, done: Collection[int] = ()
) -> tuple[tuple[dt.datetime, DutyRow], ...]:
    """Return the duties to try on a day, each after its minute, ordered by these.

    Args:
        seed: The secret of this directorate.
        duties: At least those that touch the day.
        day: In Istanbul; its night lasts to 08:00 the next morning.
        done: The ids of duties during which the holder was called already.
    """
    begins = instant_of(day, dt.time(DAY_FROM))
    found = [
        (at, duty)
        for duty in duties
        if duty.duty_id not in done
        and (at := call_at(seed, duty)) is not None
        and begins <= at < begins + _DAY
    ]
    return tuple(sorted(found, key=lambda one: (one[0], one[1].duty_id)))


def due_today(work: Work) -> tuple[ProposedCheck, ...]:
    """Return whom to call today: the calls planned for the lines, and people on duty.

    Nobody knows them in advance: who makes no calls is shown none.

    A line that is planned for the same half of the day is called once.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    if not may(work.actor.role, Right.EDIT_PHONES):
        return ()
    planned = checks.due_today(work)
    known = {(one.line_id, one.slot) for one in planned}
    on_duty = [one for one in _of_duties(work) if (one.line_id, one.slot) not in known]
    return tuple(sorted((*planned, *on_duty), key=lambda one: (one.at, one.line_id)))


def missing_lines(work: Work) -> tuple[MissingLine, ...]:
    """Return the lines that do not answer, as `queries.list_missing`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.list_missing(work.session, now=work.now)


def _of_duties(work: Work) -> Iterator[ProposedCheck]:
    session, day = work.session, plan_day(work.now)
    begins = instant_of(day, dt.time(DAY_FROM))
    officers = {
        one.person_id: one.officer_id
        for one in queries.list_people(session, PersonFilter(), now=work.now)
    }
    away = queries.duties_without_holder(session, since=begins, until=begins + _DAY)
    duties = [
        one
        for one in queries.list_duties(session, since=begins, until=begins + _DAY)
        if one.duty_id not in away
    ]
    held = phone_queries.list_lines(session, PhoneFilter(state=ItemState.ISSUED), at=work.now)
    lines: dict[int | None, LineRow] = {row.holder_id: row for row in held if row.holder_id}
    since = min((one.starts_at for one in duties), default=begins)
    called = session.execute(
        select(_CHECKS.officer_id, _CHECKS.at).where(_CHECKS.at >= since)
    ).all()
    done = {
        duty.duty_id
        for duty in duties
        for officer_id, at in called
        if officer_id is not None
        and officer_id == officers.get(duty.person_id or 0)
        and duty.starts_at <= at < duty.ends_at
    }
    for at, duty in to_try(checks.read_seed(work), duties, day=day, done=done):
        line = lines.get(officers.get(duty.person_id or 0))
        if line is not None:
            yield ProposedCheck(
                line_id=line.line_id,
                phone=line.phone,
                holder_id=line.holder_id or 0,
                holder_name=line.holder_name,
                slot=slot_of(at),
                at=at,
                planned_on=day,
                reason=ProposalReason.ON_DUTY,
                why=f"Nöbetçi yoklaması: {duty_words(duty)}.",
            )
