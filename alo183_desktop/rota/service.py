"""Maintain the duty rota: people, absences, the cells of a month, and its published versions.

Nothing is laid out here: a paper is made outside the transaction from the result of
`prepare_version`, and `publish` stores it only while that is still current.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.access.form_access import FormAccess, recorded
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.db.frozen_files import frozen
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.officers.model import Officer
from alo183_desktop.records.store import Store
from alo183_desktop.rota import queries, record, rules
from alo183_desktop.rota.kinds import RotaFileKind
from alo183_desktop.rota.model import (
    Absence,
    ClosedTime,
    Duty,
    DutyPattern,
    DutyPerson,
    GrantedLeave,
    HandOver,
    RotaFile,
    RotaLimits,
    RotaMonth,
    RotaNotice,
    Swap,
    Wish,
    Worked,
)
from alo183_desktop.rota.record import (
    ABSENCE,
    CLOSED_TIME,
    GRANTED,
    PATTERN,
    PERSON,
    WISH,
    AbsenceValues,
    PersonValues,
    WishValues,
    search_key,
)
from alo183_desktop.rota.rows import HitDuty, PersonFilter
from alo183_desktop.shared.calendar import is_month_key, month_key, month_span
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.turkish import collation_key
from alo183_desktop.vehicles.model import Vehicle
from alo183_desktop.vehicles.service import (
    driver_names,
    officer_names,
    officers_beside,
    plate_names,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.rota.coverage import MonthCoverage
    from alo183_desktop.rota.record import Limits
    from alo183_desktop.rota.rows import (
        AbsenceFilter,
        AbsenceRow,
        Candidate,
        Cell,
        ClosedTimeRow,
        DutiesAhead,
        DutyNow,
        DutyRow,
        GapFilter,
        GapRow,
        MonthSheet,
        NoticeRow,
        PatternRow,
        PersonRow,
        PublishedVersion,
        RotaFileRow,
        WishFilter,
        WishRow,
    )
    from alo183_desktop.rota.rules import Difference


TRAIL: Final = ListTrail("rota", "rota_month", Right.SEE_ROTA)


def _names(session: Session) -> dict[Any, str]:
    officers = officer_names(session)
    query = select(DutyPerson.id, DutyPerson.officer_id, DutyPerson.name)
    return {number: officers.get(officer, name) for number, officer, name in session.execute(query)}


_PEOPLE: Final = Store(
    PERSON,
    DutyPerson,
    gone="rota.gone",
    audited=("employment", "does_main", "does_stand_in", "does_driver"),
    can_remove=True,
    unique={
        "officer_id": "rota.officer_is_person",
        "driver_id": "rota.driver_is_person",
    },
    links={"officer_id": officer_names, "driver_id": driver_names},
    derive=lambda values, _row: {
        "sort_key": collation_key(values.name),
        "search_key": search_key(values),
    },
)


def _judge_person(work: Work, person_id: int | None, values: PersonValues) -> PersonValues:
    """Return a person without the typed name if they are an officer in the roster."""
    if values.officer_id is not None:
        if work.session.get(Officer, values.officer_id) is None:
            raise KnownError("rota.gone")
        values = replace(values, name="")
    stored = None if person_id is None else work.session.get(DutyPerson, person_id)
    if stored is not None and stored.officer_id not in {None, values.officer_id}:
        raise KnownError("rota.other_officer")
    return values


def _remove_person(work: Work, person_id: int, version: int) -> None:
    used = (Duty, Absence, RotaNotice, Swap, Wish, Worked, GrantedLeave)
    named = (Swap.from_person_id, HandOver.from_person_id, HandOver.to_person_id)
    for column in (*named, *(entity.person_id for entity in used)):
        if work.session.scalar(select(column).where(column == person_id).limit(1)) is not None:
            raise KnownError("rota.person_used")
    _PEOPLE.remove(work, person_id, version=version)


PEOPLE: Final = FormAccess(_PEOPLE, Right.EDIT_ROTA, judge=_judge_person, remove=_remove_person)
"""Refuses with `rota.officer_is_person`, `rota.driver_is_person`; `rota.other_officer`: their
past would become another officer's; `rota.person_used`: a duty or an absence refers to them; they
get a last day instead."""
ABSENCES: Final = FormAccess(
    Store(ABSENCE, Absence, gone="rota.gone", can_remove=True, links={"person_id": _names}),
    Right.EDIT_ROTA,
    Right.SEE_ABSENCE_KIND,
    of_new=recorded,
)


def _judge_wish(work: Work, wish_id: int | None, values: WishValues) -> WishValues:
    close_day = queries.read_limits(work.session).wishes_close_day
    closes = rules.wishes_close_on(values.day, close_day)
    if local_day(work.now) > closes:
        raise KnownError("rota.wishes_closed", day=format_day(closes))
    take_write_lock(work.session)
    other = select(Wish.id).where(Wish.person_id == values.person_id, Wish.day == values.day)
    if work.session.scalar(other) not in {None, wish_id}:
        raise KnownError("rota.wish_double", day=format_day(values.day))
    return values


WISHES: Final = FormAccess(
    Store(WISH, Wish, gone="rota.gone", can_remove=True, links={"person_id": _names}),
    Right.EDIT_ROTA,
    judge=_judge_wish,
    of_new=recorded,
)
"""Refuses with `rota.wishes_closed`: no wishes are accepted for that month any more;
`rota.wish_double`: they have one for that day."""
CLOSED_TIMES: Final = FormAccess(
    Store(CLOSED_TIME, ClosedTime, gone="rota.gone", can_remove=True), Right.EDIT_ROTA
)
LIMITS: Final = FormAccess(
    Store(record.LIMITS, RotaLimits, audited=("director_approves",)), Right.EDIT_DIRECTORATE
)
"""The single row of id 1."""
PATTERNS: Final = FormAccess(
    Store(
        PATTERN,
        DutyPattern,
        gone="rota.gone",
        can_remove=True,
        links={"vehicle_id": plate_names},
    ),
    Right.EDIT_DIRECTORATE,
)
"""Of new months; those that were begun keep their duties."""
GRANTED_LEAVES: Final = FormAccess(
    Store(GRANTED, GrantedLeave, gone="rota.gone", can_remove=True, links={"person_id": _names}),
    Right.EDIT_ROTA,
    judge=lambda _work, _leave_id, values: GRANTED.demand(values),
)


def list_people(work: Work, wanted: PersonFilter = PersonFilter()) -> tuple[PersonRow, ...]:  # noqa: B008 - frozen
    """Return people of duty as `queries.list_people`.

    Raises:
        KnownError: `access.not_allowed`; the same for all functions below.
    """
    require(work, Right.SEE_ROTA)
    return queries.list_people(work.session, wanted, now=work.now)


def officers_to_add(work: Work) -> tuple[tuple[int, str], ...]:
    """Return the officers of today who are not yet people of duty, in the order of the roster."""
    require(work, Right.EDIT_ROTA)
    return officers_beside(work.session, DutyPerson.officer_id, today=local_day(work.now))


def list_absences(work: Work, wanted: AbsenceFilter) -> tuple[AbsenceRow, ...]:
    """Return absences as `queries.list_absences`; their kinds only to users who may see them."""
    require(work, Right.SEE_ROTA)
    return queries.list_absences(work.session, wanted, shows_kind=_shows_kind(work))


def duties_hit(work: Work, absences: Iterable[AbsenceValues]) -> tuple[HitDuty, ...]:
    """Return the duties from now on that absences affect, each with who could take it instead.

    The absences need not be stored yet.
    """
    require(work, Right.SEE_ROTA)
    limits = queries.read_limits(work.session)
    away_from: dict[DutyRow, dt.datetime] = {}
    for values in absences:
        duties = queries.list_duties(
            work.session,
            since=max(values.starts_at, work.now),
            until=values.ends_at,
            person_id=values.person_id,
        )
        for duty in rules.duties_hit(duties, values, limits, now=work.now):
            away_from[duty] = min(values.starts_at, away_from.get(duty, values.starts_at))
    found = []
    ordered = sorted(away_from, key=lambda one: one.starts_at)
    for month, hit in groupby(ordered, key=lambda one: month_key(local_day(one.starts_at))):
        sheet, known = queries.sheet_and_facts(
            work.session, month, now=work.now, shows_kind=_shows_kind(work)
        )
        for duty in hit:
            could = rules.candidates(duty, known, sheet.closures, month=month)
            others = tuple(one for one in could if one.person.person_id != duty.person_id)
            found.append(HitDuty(duty, others, away_from[duty]))
    return tuple(found)


def list_wishes(work: Work, wanted: WishFilter) -> tuple[WishRow, ...]:
    """Return wishes as `queries.list_wishes`; only users who enter them see whose they are."""
    require(work, Right.EDIT_ROTA)
    return queries.list_wishes(work.session, wanted)


def list_closed_times(work: Work) -> tuple[ClosedTimeRow, ...]:
    """Return the directorate's additions to the closures by law."""
    require(work, Right.SEE_ROTA)
    return queries.list_closed_times(work.session)


def read_settings(work: Work) -> tuple[Limits, tuple[PatternRow, ...]]:
    """Return the limits of the rules, and the patterns of new months."""
    require(work, Right.SEE_ROTA)
    return queries.read_limits(work.session), queries.list_patterns(work.session)


def month_sheet(work: Work, month: str) -> MonthSheet:
    """Return the content of the month sheet, as `queries.month_sheet`."""
    require(work, Right.SEE_ROTA)
    return queries.month_sheet(work.session, month, now=work.now, shows_kind=_shows_kind(work))


def month_coverage(work: Work, month: str) -> MonthCoverage | None:
    """Return the coverage of the hours of a month; None: it was not begun."""
    require(work, Right.SEE_ROTA)
    return queries.month_coverage(work.session, month, now=work.now)


def begin_month(work: Work, month: str) -> None:
    """Make the empty duties of a month from the patterns; a month that was begun stays as it is.

    Raises:
        KnownError: `access.not_allowed`; `rota.no_pattern`: there is no pattern to make them from;
            `rota.month`: there is no such month.
    """
    require(work, Right.EDIT_ROTA)
    if not is_month_key(month):
        raise KnownError("rota.month")
    take_write_lock(work.session)
    if work.session.scalar(select(RotaMonth.id).where(RotaMonth.month == month)) is not None:
        return
    plan = queries.plan_of_month(work.session, month)
    before = work.session.scalar(
        select(RotaMonth.basis).where(RotaMonth.month < month).order_by(RotaMonth.month.desc())
    )
    row = RotaMonth(month=month, basis=before or "", published=0, published_at=None)
    work.session.add(row)
    work.session.flush()
    begins, ends = month_span(month)
    with_vehicles = queries.list_duties(
        work.session, since=begins - queries.LONGEST, until=ends + queries.LONGEST
    )
    busy = [(one.vehicle_id, one.starts_at, one.ends_at) for one in with_vehicles]
    for pattern, starts_at, ends_at in plan:
        is_busy = any(
            vehicle_id == pattern.vehicle_id and starts_at < until and since < ends_at
            for vehicle_id, since, until in busy
        )
        vehicle_id = None if is_busy else pattern.vehicle_id
        if vehicle_id is not None:
            busy.append((vehicle_id, starts_at, ends_at))
        work.session.add(
            Duty(
                month=month,
                kind=pattern.kind,
                starts_at=starts_at,
                ends_at=ends_at,
                rest_minutes=pattern.rest_minutes,
                is_active=pattern.is_active,
                person_id=None,
                vehicle_id=vehicle_id,
            )
        )
    work.session.flush()
    work.record("rota.begun", "rota_month", row.id, month=month)


def set_basis(work: Work, month: str, basis: str, *, version: int) -> None:
    """Set the basis of a month, as its papers print it.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`, `records.too_long`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.APPROVE_ROTA)
    words = " ".join(basis.split())
    if len(words) > 500:  # noqa: PLR2004 - the length of the column
        raise KnownError("records.too_long", limit=500)
    row = _month(work, month)
    demand_version(work.session, row.version, version, Thing("rota_month", row.id))
    if row.basis != words:
        row.basis = words
        work.session.flush()
        work.record("rota.basis_set", "rota_month", row.id, month=month)


def fill(work: Work, cells: Sequence[Cell], *, seed: int | None = None) -> None:
    """Put people on duties, all or nothing; empty slots have no person.

    A breach of a rule is stored and reported (`month_sheet`), except for two duties of one person
    at the same time, which the data does not allow.

    Args:
        cells: One for each duty.
        seed: Of the proposal that they come from; None: they were typed.

    Raises:
        KnownError: `access.not_allowed`; `rota.gone`: a duty or a person no longer exists;
            `rota.overlap`: somebody would be on two duties at once; `rota.swap_approved`: it would
            end an approved swap, and the actor may not approve.
        ConflictError: `db.conflict`: another user has filled one of them meanwhile.
    """
    require(work, Right.EDIT_ROTA)
    wanted = {cell.duty_id: cell for cell in cells}
    people = {cell.person_id for cell in cells if cell.person_id is not None}
    known = set(work.session.scalars(select(DutyPerson.id).where(DutyPerson.id.in_(people))))
    if known != people:
        raise KnownError("rota.gone")
    locked = _locked(work, {duty_id: cell.version for duty_id, cell in wanted.items()})
    rows = {row.id: row for row in locked}
    moved = {
        duty_id: cell
        for duty_id, cell in wanted.items()
        if cell.overrules
        or (rows[duty_id].person_id, rows[duty_id].reason) != (cell.person_id, cell.reason)
    }
    others = [
        rows[one.duty_id] for one in moved.values() if rows[one.duty_id].person_id != one.person_id
    ]
    _end_swaps(work, others)
    # Emptied first: two people who change places overlap with nobody.
    for row in others:
        row.person_id = None
    work.session.flush()
    _refuse_overlaps(work, [(rows[duty_id], cell.person_id) for duty_id, cell in moved.items()])
    for duty_id, cell in moved.items():
        rows[duty_id].person_id = cell.person_id
        rows[duty_id].reason = cell.reason.strip() if cell.person_id is not None else ""
    work.session.flush()
    _note_overruled(work, [rows[duty_id] for duty_id in moved])
    if moved:
        month = ", ".join(sorted({rows[duty_id].month for duty_id in moved}))
        facts: dict[str, Any] = {"month": month, "duties": len(moved)}
        if seed is None:
            overruled = sum(bool(cell.reason) for cell in moved.values())
            work.record("rota.filled", "rota_month", **facts, overruled=overruled)
        else:
            work.record("rota.planned", "rota_month", **facts, seed=seed)


def lock_duties(work: Work, versions: Mapping[int, int], *, is_locked: bool) -> None:
    """Exclude duties from proposals of the month, or include them again.

    Args:
        versions: Of the duties as they were read, by their ids.
        is_locked: Whether they stay as they are.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    rows = _locked(work, versions)
    for row in rows:
        row.is_locked = is_locked
    work.session.flush()
    if rows:
        work.record(
            "rota.locked" if is_locked else "rota.unlocked",
            "rota_month",
            month=rows[0].month,
            duties=len(rows),
        )


def set_vehicle(work: Work, duties: Sequence[tuple[int, int]], vehicle_id: int | None) -> None:
    """Assign a vehicle to duties, all or nothing; None removes it.

    A vehicle that is not there then is stored and reported (`month_sheet`).

    Args:
        duties: Ids, each with the version as it was read.
        vehicle_id: Which.

    Raises:
        KnownError: `access.not_allowed`; `rota.gone`; `rota.vehicle_busy`: it would be on two
            duties at once.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    versions = dict(duties)
    vehicle = None if vehicle_id is None else work.session.get(Vehicle, vehicle_id)
    if (vehicle is None) != (vehicle_id is None):
        raise KnownError("rota.gone")
    rows = _locked(work, versions)
    moved = [row for row in rows if row.vehicle_id != vehicle_id]
    for row in moved if vehicle is not None else ():
        around = queries.list_duties(work.session, since=row.starts_at, until=row.ends_at)
        for other in around:
            is_with_it = other.vehicle_id == vehicle_id or other.duty_id in versions
            if vehicle is not None and is_with_it and other.duty_id != row.id:
                words = rules.duty_words(other)
                raise KnownError("rota.vehicle_busy", plate=vehicle.plate, duty=words)
    for row in moved:
        row.vehicle_id = vehicle_id
    work.session.flush()
    if moved:
        month = ", ".join(sorted({row.month for row in moved}))
        work.record("rota.vehicle_set", "rota_month", month=month, duties=len(moved))


def _locked(work: Work, versions: Mapping[int, int]) -> Sequence[Duty]:
    """Return duties in the order of their ids, each if it is still as it was read.

    Raises:
        KnownError: `rota.gone`.
        ConflictError: `db.conflict`.
    """
    query = select(Duty).where(Duty.id.in_(versions)).order_by(Duty.id).with_for_update()
    rows = work.session.scalars(query).all()
    if len(rows) != len(versions):
        raise KnownError("rota.gone")
    for row in rows:
        demand_version(work.session, row.version, versions[row.id], Thing("duty", row.id))
    return rows


def _end_swaps(work: Work, rows: Sequence[Duty]) -> None:
    """End swaps whose time is now planned differently.

    Raises:
        KnownError: `rota.swap_approved`: ending an approved one needs the right to approve.
    """
    may_approve = may(work.actor.role, Right.APPROVE_ROTA, work.actor.given)
    for row in rows:
        for swap in work.session.scalars(
            select(Swap).where(
                Swap.duty_id == (row.id if row.part_of is None else row.part_of),
                Swap.undone_at.is_(None),
                Swap.starts_at < row.ends_at,
                Swap.ends_at > row.starts_at,
            )
        ):
            if swap.approved_at is not None and not may_approve:
                duty = queries.duty_of(work.session, row.id)
                words = "" if duty is None else rules.duty_words(duty)
                raise KnownError("rota.swap_approved", duty=words)
            swap.undone_at = work.now
    work.session.flush()


def _note_overruled(work: Work, rows: Sequence[Duty]) -> None:
    """Store for which rules the reasons of duties are: those broken now."""
    given = [row for row in rows if row.reason]
    for row in rows:
        row.overruled = ""
    for month in sorted({row.month for row in given}):
        sheet, known = queries.sheet_and_facts(work.session, month, now=work.now, shows_kind=False)
        duties = {one.duty_id: one for one in sheet.duties}
        for row in given:
            if row.month == month and row.person_id is not None:
                found = rules.check(duties[row.id], row.person_id, known)
                row.overruled = " ".join(sorted({one.rule for one in found if not one.is_final}))
    work.session.flush()


def find_candidates(work: Work, duty_id: int) -> tuple[Candidate, ...]:
    """Return who could take a duty, with the breaches of each, as `rules.candidates`.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`.
    """
    require(work, Right.SEE_ROTA)
    duty = demand(queries.duty_of(work.session, duty_id), "rota.gone")
    month = month_key(local_day(duty.starts_at))
    shows_kind = _shows_kind(work)
    sheet, known = queries.sheet_and_facts(work.session, month, now=work.now, shows_kind=shows_kind)
    return rules.candidates(duty, known, sheet.closures, month=month)


def duties_ahead(work: Work) -> DutiesAhead:
    """Return all that is planned from now on, as `queries.duties_ahead`."""
    require(work, Right.SEE_ROTA)
    ahead = queries.duties_ahead(work.session, now=work.now, shows_kind=_shows_kind(work))
    if may(work.actor.role, Right.APPROVE_ROTA, work.actor.given):
        return ahead
    ids = [one.duty_id for one in ahead.duties if one.starts_at > work.now]
    return replace(ahead, approved=queries.approved_duties(work.session, ids))


def on_duty(work: Work, at: dt.datetime | None = None) -> DutyNow:
    """Return who is on duty at an instant, UTC; None: now."""
    require(work, Right.SEE_ROTA)
    return queries.on_duty(work.session, work.now if at is None else at)


def find_gaps(work: Work, wanted: GapFilter) -> tuple[GapRow, ...]:
    """Return the wanted gaps as `queries.find_gaps`."""
    require(work, Right.SEE_ROTA)
    return queries.find_gaps(work.session, wanted, now=work.now)


@dataclass(frozen=True, slots=True)
class RotaVersion:
    """A version of a month before it is published: the content of its paper."""

    sheet: MonthSheet
    number: int
    differences: tuple[Difference, ...]
    """From the version before; empty for the first."""
    fingerprint: str
    """Of the whole content of the papers."""


def prepare_version(work: Work, month: str) -> RotaVersion:
    """Return the next version of a month, for its papers.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`; `rota.breaches`: duties break rules that
            cannot be overruled, or are not; `rota.nothing_new`: the published version is
            the same.
    """
    require(work, Right.APPROVE_ROTA)
    sheet = queries.month_sheet(work.session, month, now=work.now, shows_kind=False)
    if sheet.state is None:
        raise KnownError("rota.gone")
    breaches = rules.standing_in_the_way(sheet.breaches, sheet.duties, now=work.now)
    if breaches:
        raise KnownError("rota.breaches", count=len({one.duty_id for one in breaches}))
    published = queries.published_content(work.session, sheet.state.month_id)
    changed = rules.differences(published, sheet.duties) if sheet.state.published else ()
    is_same_basis = published.get("basis", "") == sheet.state.basis
    if sheet.state.published and not (changed or sheet.state.renumbered) and is_same_basis:
        raise KnownError("rota.nothing_new")
    return RotaVersion(sheet, sheet.state.published + 1, changed, _fingerprint(sheet))


def publish(
    work: Work, version: RotaVersion, papers: Mapping[RotaFileKind, tuple[str, bytes]]
) -> None:
    """Publish a version of a month: keep its papers for good, and list who has to be notified.

    Args:
        version: As `prepare_version` returned it.
        papers: By kind, the name of a PDF and its bytes; made from `version` outside the
            transaction.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`, `rota.breaches`, `rota.nothing_new`;
            `rota.changed_meanwhile`: the papers no longer match the month.
    """
    require(work, Right.APPROVE_ROTA)
    month = version.sheet.month
    row = _month(work, month)
    now = prepare_version(work, month)
    if (now.fingerprint, now.number) != (version.fingerprint, version.number):
        raise KnownError("rota.changed_meanwhile")
    notified = _people_to_notify(work, row, now)
    row.published = version.number
    row.published_at = work.now
    for kind, (name, data) in papers.items():
        content = {
            **rules.content_of(now.sheet.duties),
            "basis": row.basis,
            "numbers": queries.numbers_on_paper(now.sheet.duties, now.sheet.numbers, month),
        }
        if kind is not RotaFileKind.ROTA:
            content = {}
        _keep(
            work, row.id, kind, version.number, frozen(work, name, "application/pdf", data), content
        )
    for person_id in sorted(notified):
        work.session.add(
            RotaNotice(month_id=row.id, number=version.number, person_id=person_id, signed_on=None)
        )
    work.session.flush()
    work.record(
        "rota.published",
        "rota_month",
        row.id,
        month=month,
        number=version.number,
        changes=len(version.differences),
    )


def keep_approval(work: Work, month: str, scan: CheckedFile, *, number: int) -> None:
    """Keep the scan of the signed approval with the newest published version.

    Args:
        month: Such as `2026-12`.
        scan: Of `documents.checked_files`.
        number: Of the version that is approved.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`; `rota.not_published`.
        ConflictError: `db.conflict`: another version is published meanwhile.
    """
    require(work, Right.APPROVE_ROTA)
    row = _month(work, month)
    if not row.published:
        raise KnownError("rota.not_published")
    demand_version(work.session, row.published, number, Thing("rota_month", row.id))
    file = frozen(work, scan.name, scan.media_type, scan.data)
    _keep(work, row.id, RotaFileKind.APPROVAL, row.published, file, {})
    work.record("rota.approval_kept", "rota_month", row.id, month=month, number=row.published)


def list_files(work: Work, month: str) -> tuple[RotaFileRow, ...]:
    """Return the papers of a month, the newest first."""
    require(work, Right.SEE_ROTA)
    return queries.list_files(work.session, month)


def open_file(work: Work, file_id: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a paper, and record who opened it.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`, `db.file_changed`.
    """
    require(work, Right.SEE_ROTA)
    file = demand(work.session.get(RotaFile, file_id), "rota.gone")
    work.record("rota.file_opened", "rota_file", file_id)
    return file.name, file.checked_data()


def list_versions(work: Work, month: str | None = None) -> tuple[PublishedVersion, ...]:
    """Return the published versions of a month, or of all, in the order of their publishing."""
    require(work, Right.SEE_ROTA)
    return queries.list_versions(work.session, month)


def list_notices(work: Work, month: str) -> tuple[NoticeRow, ...]:
    """Return who is notified of the newest published version against signature."""
    require(work, Right.SEE_ROTA)
    return queries.list_notices(work.session, month)


def sign_notice(work: Work, notice_id: int, signed_on: dt.date | None, *, version: int) -> None:
    """Record the day on which a person signed for the notification; None takes it back.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`; `rota.signed_ahead`: that day has not come.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    row = demand(work.session.get(RotaNotice, notice_id, with_for_update=True), "rota.gone")
    if signed_on is not None and signed_on > local_day(work.now):
        raise KnownError("rota.signed_ahead")
    demand_version(work.session, row.version, version, Thing("rota_notice", notice_id))
    row.signed_on = signed_on
    work.session.flush()
    work.record("rota.notice_signed", "rota_notice", notice_id, signed=signed_on is not None)


def duty_as_read(session: Session, duty_id: int, version: int) -> DutyRow:
    """Return a duty if it is still as the caller read it.

    Raises:
        KnownError: `rota.gone`.
        ConflictError: `db.conflict`.
    """
    duty = demand(queries.duty_of(session, duty_id), "rota.gone")
    demand_version(session, duty.version, version, Thing("duty", duty_id))
    return duty


def _shows_kind(work: Work) -> bool:
    return may(work.actor.role, Right.SEE_ABSENCE_KIND)


def _month(work: Work, month: str) -> RotaMonth:
    query = select(RotaMonth).where(RotaMonth.month == month).with_for_update()
    return demand(work.session.scalar(query), "rota.gone")


def _refuse_overlaps(work: Work, wanted: Sequence[tuple[Duty, int | None]]) -> None:
    """Refuse to put a person on two duties at once; `wanted` duties have nobody yet."""
    if not wanted:
        return
    since = min(duty.starts_at for duty, _ in wanted)
    until = max(duty.ends_at for duty, _ in wanted)
    held: defaultdict[int | None, list[tuple[dt.datetime, dt.datetime, int]]] = defaultdict(list)
    for one in queries.list_duties(work.session, since=since, until=until):
        held[one.person_id].append((one.starts_at, one.ends_at, one.duty_id))
    for duty, person_id in wanted:
        if person_id is None:
            continue
        for starts_at, ends_at, duty_id in held[person_id]:
            if duty_id != duty.id and starts_at < duty.ends_at and duty.starts_at < ends_at:
                found = queries.duty_of(work.session, duty_id)
                words = rules.duty_words(found) if found is not None else ""
                raise KnownError("rota.overlap", duty=words)
        held[person_id].append((duty.starts_at, duty.ends_at, duty.id))


def _keep(  # noqa: PLR0917 - the columns of the table
    work: Work,
    month_id: int,
    kind: RotaFileKind,
    number: int,
    file: Mapping[str, Any],
    content: Mapping[str, Any],
) -> None:
    work.session.add(
        RotaFile(month_id=month_id, kind=kind, number=number, content=dict(content), **file)
    )
    work.session.flush()


def _people_to_notify(work: Work, row: RotaMonth, now: RotaVersion) -> set[int]:
    """Return who signs for a version: for the first everybody in it, then those it changes.

    People who have not signed for the version before sign for this one.
    """
    if not row.published:
        return {one.person_id for one in now.sheet.duties if one.person_id is not None}
    changed = {number for one in now.differences for number in one.people}
    unsigned = select(RotaNotice.person_id).where(
        RotaNotice.month_id == row.id,
        RotaNotice.number == row.published,
        RotaNotice.signed_on.is_(None),
    )
    return changed.union(work.session.scalars(unsigned))


def _fingerprint(sheet: MonthSheet) -> str:
    duties = [
        rules.content_of(sheet.duties),
        sheet.state.basis if sheet.state else "",
        sheet.month,
        [(one.person_id, one.name, one.number) for one in sheet.people],
        [(one.starts_at.isoformat(), one.ends_at.isoformat(), one.name) for one in sheet.closures],
        sheet.limits.director_name,
    ]
    return hashlib.sha256(json.dumps(duties, ensure_ascii=False).encode()).hexdigest()
