"""The duties as worked, leave that was granted for them, and the ledger of both."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm.attributes import flag_modified

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.rota import ledger, queries, rules
from alo183_desktop.rota.ledger import GrantedRow, LedgerFilter, WorkedRow
from alo183_desktop.rota.model import Duty, DutyPerson, GrantedLeave, RotaLimits, Worked
from alo183_desktop.rota.rows import AbsenceFilter, PersonFilter, PersonRow
from alo183_desktop.rota.service import duty_as_read
from alo183_desktop.shared.calendar import day_start, month_after, month_key, month_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.kinds import DayClass
    from alo183_desktop.rota.ledger import LedgerEntry, LedgerRow
    from alo183_desktop.rota.rows import DutyCounts, DutyRow, MonthSheet


LONGEST_OVERRUN: Final = dt.timedelta(hours=12)
"""A longer overrun is a mistyped day."""


class DutyHistory(NamedTuple):
    """What counts of the time before a day."""

    deviations: Mapping[int, Mapping[DayClass, float]]
    """How many duties everybody worked beyond their share, by person and class of day; a share that
    was not worked is below zero."""
    turns: ledger.Turns


def read_history(session: Session, before: dt.date) -> DutyHistory:
    """Return what counts of the days before one.

    Planned duties of days to come count as worked (`ledger.entries`).
    """
    found, _people = _entries(session, before)
    return DutyHistory(ledger.deviations(found, before=before), ledger.turns_of(found))


def _entries(
    session: Session, before: dt.date
) -> tuple[tuple[LedgerEntry, ...], tuple[PersonRow, ...]]:
    """Return all entries of the duties that begin before a day, and everybody in the rota.

    Days of which absences were destroyed do not count: nobody knows any more who was away.
    """
    until = day_start(before)
    kept_since = session.get_one(RotaLimits, 1).ledger_since
    people = queries.list_people(session, PersonFilter(), now=until)
    since = session.scalar(select(func.min(Duty.starts_at)))
    if since is not None and kept_since is not None:
        since = max(since, day_start(kept_since))
    if since is None or since >= until:
        return (), people
    away = AbsenceFilter(since=since, until=until + queries.LONGEST)
    # A duty that was cut reaches beyond the day on which it begins, with all of its parts.
    rows = queries.list_duties(
        session, since=since - queries.LONGEST, until=until + queries.LONGEST
    )
    begins = rules.whole_begins(rows)
    found = ledger.entries(
        tuple(one for one in rows if since <= begins[one.whole_id] < until),
        queries.list_worked(session, since=since, until=until + queries.LONGEST),
        people,
        queries.list_absences(session, away, shows_kind=True),
        queries.list_closures(session, local_day(since), before),
        queries.read_limits(session),
    )
    return found, people


def find_ledger(work: Work, wanted: LedgerFilter) -> tuple[LedgerRow, ...]:
    """Return the ledger up to the end of a month, as `ledger.ledger`.

    A person who left before the year, or never was on a duty nor could have been on one, has
    no row.

    Raises:
        KnownError: `access.not_allowed`; the same for all functions below.
    """
    require(work, Right.SEE_ROTA)
    month = wanted.month or month_key(local_day(work.now))
    first, end = month_start(month).replace(month=1, day=1), month_start(month_after(month))
    found, people = _entries(work.session, end)
    of_kind = [one for one in found if wanted.kind in {None, one.kind}]
    counted = {one.person_id for one in of_kind if first <= one.day < end}
    before = {one.person_id for one in of_kind if one.day < first}
    counted |= {
        one.person_id
        for one in people
        if one.person_id in before and (one.ends_on is None or one.ends_on > first)
    }
    names = {one.person_id: one.name for one in people if one.person_id in counted}
    granted = Counter[int]()
    for leave in work.session.scalars(
        select(GrantedLeave).where(GrantedLeave.granted_on >= first, GrantedLeave.granted_on < end)
    ):
        granted[leave.person_id] += leave.days
    return ledger.ledger(found, month, names, granted, kind=wanted.kind, day_class=wanted.day_class)


@dataclass(frozen=True)  # no slots: it adds to a row that has them
class PersonShare(PersonRow):
    """Somebody of the rota with their ledger."""

    share: LedgerRow | None = None
    """None as in `find_ledger`."""


@dataclass(frozen=True)
class ShareFilter(PersonFilter):
    """Whose ledger is wanted, and of what: as `PersonFilter` and `LedgerFilter`.

    Who had a duty of the kind is found, too, even if it is no longer theirs.
    """

    month: str | None = None
    day_class: DayClass | None = None


def find_shares(work: Work, wanted: ShareFilter) -> tuple[PersonShare, ...]:
    """Return people of duty with their ledger, in its order; who has none comes last."""
    require(work, Right.SEE_ROTA)
    rows = find_ledger(work, LedgerFilter(wanted.month, wanted.kind, wanted.day_class))
    shares = {one.person_id: one for one in rows}
    places = {person_id: place for place, person_id in enumerate(shares)}
    everybody = PersonFilter(wanted.search, is_current=wanted.is_current)
    people = [
        made_of(PersonShare, one, share=shares.get(one.person_id))
        for one in queries.list_people(work.session, everybody, now=work.now)
        if wanted.kind is None or wanted.kind in one.kinds or one.person_id in shares
    ]
    return tuple(sorted(people, key=lambda one: places.get(one.person_id, len(places))))


@dataclass(frozen=True, slots=True)
class WorkedPeriod:
    """One month or several, as planned and as worked."""

    sheets: tuple[MonthSheet, ...]
    """The months that were begun."""
    worked: tuple[WorkedRow, ...]
    """The differences from the plan."""
    totals: Mapping[int, DutyCounts]
    """Of the duties worked, by the id of the person."""
    people: tuple[PersonRow, ...]
    """In the order of the roster."""


def read_period(work: Work, months: Sequence[str]) -> WorkedPeriod:
    """Return months such as `2026-12` that follow one another, for a workbook."""
    require(work, Right.SEE_ROTA)
    shows_kind = may(work.actor.role, Right.SEE_ABSENCE_KIND)
    sheets = (
        queries.month_sheet(work.session, month, now=work.now, shows_kind=shows_kind)
        for month in months
    )
    since, before = month_start(months[0]), month_start(month_after(months[-1]))
    found, people = _entries(work.session, before)
    return WorkedPeriod(
        tuple(one for one in sheets if one.state is not None),
        queries.list_worked(
            work.session, since=day_start(since), until=day_start(before) + queries.LONGEST
        ),
        ledger.totals(found, since=since, before=before),
        people,
    )


def list_granted(work: Work) -> tuple[GrantedRow, ...]:
    """Return the leave that was granted to people of duty, the newest first."""
    require(work, Right.SEE_ROTA)
    query = select(GrantedLeave).order_by(GrantedLeave.granted_on.desc(), GrantedLeave.id.desc())
    return tuple(
        GrantedRow(one.id, one.person_id, one.granted_on, one.days, one.version)
        for one in work.session.scalars(query)
    )


def note_worked(
    work: Work,
    duty_id: int,
    person_id: int | None,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    version: int,
    late: tuple[int, int] | None = None,
) -> None:
    """Record who was really on a duty during `[starts_at, ends_at)`, UTC.

    It replaces earlier records of that time, and of an overrun
    where it reaches the end. The holder needs no row within the duty: a row only records
    a difference from the plan.

    Args:
        duty_id: Which one.
        person_id: The person who was there; None: nobody.
        starts_at: Within the duty, or its end.
        ends_at: Within it, or up to `LONGEST_OVERRUN` after its end: it ran over.
        version: Of the duty, as it was read.
        late: The next duty, and its version, where its holder came late: the overrun
            counts for that one. None: it counts for this one, beside the next holder.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`; `rota.worked_span`: that time is not in the
            duty; `rota.worked_ahead`: it is not over; `rota.overlap`: they worked another one.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    take_write_lock(work.session)
    if person_id is not None and not work.session.get(DutyPerson, person_id):
        raise KnownError("rota.gone")
    duty = duty_as_read(work.session, duty_id, version)
    following = None if late is None else duty_as_read(work.session, *late)
    latest = _latest(work.session, duty, following) if person_id is not None else duty.ends_at
    if not duty.starts_at <= starts_at < ends_at <= latest or starts_at > duty.ends_at:
        raise KnownError("rota.worked_span", duty=rules.span_words(duty.starts_at, duty.ends_at))
    if ends_at > work.now:
        raise KnownError("rota.worked_ahead")
    touched = [duty] if following is None else [duty, following]
    if person_id is not None:
        _refuse_second(work.session, touched, person_id, starts_at, ends_at)
    if starts_at < duty.ends_at:
        _put(work.session, duty, person_id, starts_at, min(ends_at, duty.ends_at))
    if ends_at >= duty.ends_at:
        _put_overrun(work.session, duty, following, person_id, ends_at)
    for one in touched:
        # A user who read the duty before this change saw other facts.
        flag_modified(work.session.get_one(Duty, one.duty_id), "is_locked")
        work.session.flush()
        work.record("duty.worked", "duty", one.duty_id)


def _put_overrun(
    session: Session,
    duty: DutyRow,
    following: DutyRow | None,
    person_id: int | None,
    ends_at: dt.datetime,
) -> None:
    """Record until when a duty ran over, if it did, or how long the next one was theirs."""
    _clear(session, duty.duty_id, duty.ends_at, duty.ends_at + LONGEST_OVERRUN)
    if ends_at <= duty.ends_at:
        return
    if following is not None:
        _forget_overrun(session, following, person_id)
        _put(session, following, person_id, following.starts_at, ends_at)
    else:
        over = {"starts_at": duty.ends_at, "ends_at": ends_at}
        session.add(Worked(duty_id=duty.duty_id, person_id=person_id, **over))


def _latest(session: Session, duty: DutyRow, following: DutyRow | None) -> dt.datetime:
    """Return the latest end of an overrun; a part of a duty ends where the next part begins."""
    if following is not None:
        is_next = following.kind is duty.kind and following.starts_at == duty.ends_at
        return min(following.ends_at, duty.ends_at + LONGEST_OVERRUN) if is_next else duty.ends_at
    around = queries.list_duties(session, since=duty.ends_at, until=duty.ends_at + LONGEST_OVERRUN)
    is_last = not any(one.whole_id == duty.whole_id for one in around)
    return duty.ends_at + LONGEST_OVERRUN if is_last else duty.ends_at


def _put(
    session: Session,
    duty: DutyRow,
    person_id: int | None,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
) -> None:
    """Record who was on a duty within its time."""
    _clear(session, duty.duty_id, starts_at, ends_at)
    if person_id != duty.person_id or duty.held_to < ends_at:
        span = {"starts_at": starts_at, "ends_at": ends_at}
        session.add(Worked(duty_id=duty.duty_id, person_id=person_id, **span))
    session.flush()


def _forget_overrun(session: Session, following: DutyRow, person_id: int | None) -> None:
    """Delete the record of a person at the beginning of the duty after theirs."""
    session.execute(
        delete(Worked).where(
            Worked.duty_id == following.duty_id,
            Worked.person_id == person_id,
            Worked.starts_at == following.starts_at,
        )
    )


def _clear(session: Session, duty_id: int, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """Delete the records of a time; one that reaches beyond it is shortened or cut."""
    rows = session.scalars(
        select(Worked).where(
            Worked.duty_id == duty_id, Worked.starts_at < ends_at, Worked.ends_at > starts_at
        )
    ).all()
    for row in rows:
        if row.starts_at < starts_at and ends_at < row.ends_at:
            rest = Worked(
                duty_id=duty_id, person_id=row.person_id, starts_at=ends_at, ends_at=row.ends_at
            )
            row.ends_at = starts_at
            session.flush()
            session.add(rest)
        elif row.starts_at < starts_at:
            row.ends_at = starts_at
        elif ends_at < row.ends_at:
            row.starts_at = ends_at
        else:
            session.delete(row)
    session.flush()


def _refuse_second(
    session: Session,
    own: Sequence[DutyRow],
    person_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
) -> None:
    rows = queries.list_worked(
        session, since=starts_at - queries.LONGEST, until=ends_at + queries.LONGEST
    )
    numbers = {one.duty_id for one in own}
    # An overrun reaches into the time after the end of the duty.
    for other in queries.list_duties(session, since=starts_at - LONGEST_OVERRUN, until=ends_at):
        if other.duty_id not in numbers and any(
            one.person_id == person_id and one.starts_at < ends_at and starts_at < one.ends_at
            for one in ledger.attendances(other, rows)
        ):
            raise KnownError("rota.overlap", duty=rules.duty_words(other))
