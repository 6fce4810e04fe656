"""Read people of duty, absences, months and who is on duty."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, or_, select

from alo183_desktop.db.base import UtcDateTime
from alo183_desktop.db.columns import columns_of, with_words
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.queries import acting_words, left_on, list_subjects, read_tasks
from alo183_desktop.phones.model import Custody
from alo183_desktop.phones.queries import line_histories
from alo183_desktop.phones.reachability.queries import missed_lines
from alo183_desktop.phones.reachability.rules import MISSES_SHOWN
from alo183_desktop.rota import coverage, rules
from alo183_desktop.rota.holidays import Closure, closures_between
from alo183_desktop.rota.kinds import EXEMPTIONS, DutyKind, RotaFileKind
from alo183_desktop.rota.ledger import WorkedRow
from alo183_desktop.rota.model import (
    Absence,
    ClosedTime,
    Duty,
    DutyPattern,
    DutyPerson,
    RotaFile,
    RotaLimits,
    RotaMonth,
    RotaNotice,
    Swap,
    Wish,
    Worked,
)
from alo183_desktop.rota.numbers import NO_NUMBER, CalledPerson, DutyNumber, Numbers, numbers_of
from alo183_desktop.rota.record import LIMITS
from alo183_desktop.rota.rows import (
    AbsenceFilter,
    AbsenceRow,
    ClosedTimeRow,
    DutiesAhead,
    DutyNow,
    DutyRow,
    MonthSheet,
    MonthState,
    NoticeRow,
    OnDuty,
    PatternRow,
    PersonFilter,
    PersonRow,
    PublishedVersion,
    RotaFileRow,
    WishRow,
)
from alo183_desktop.rota.swap_rules import SwapFilter, SwapRow
from alo183_desktop.shared.calendar import (
    month_span,
    month_words,
)
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.searching import folded_words_and_phones
from alo183_desktop.shared.values import made_of
from alo183_desktop.vehicles.model import Vehicle
from alo183_desktop.vehicles.queries import list_vehicles, read_fleet
from alo183_desktop.vehicles.rows import VehicleFilter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from alo183_desktop.phones.reachability.rows import MissingLine
    from alo183_desktop.rota.record import Limits
    from alo183_desktop.rota.rows import GapFilter, GapRow, WishFilter

PAGE: Final = 200
_D: Final[Any] = Duty.__table__.c
_P: Final[Any] = DutyPerson.__table__.c
_A: Final[Any] = Absence.__table__.c
_M: Final[Any] = RotaMonth.__table__.c
_WISHED: Final[Any] = Wish.__table__.c
_F: Final[Any] = RotaFile.__table__.c
_N: Final[Any] = RotaNotice.__table__.c
_O: Final[Any] = Officer.__table__.c
_V: Final[Any] = Vehicle.__table__.c
_HELD: Final[Any] = Custody.__table__.c
NAME: Final[Any] = func.coalesce(func.trim(_O.given_names + " " + _O.surname), _P.name)
"""The name of a person of duty: for an officer the one of the roster."""
_L: Final[Any] = RotaLimits.__table__.c
_S: Final[Any] = Swap.__table__.c
_W: Final[Any] = Worked.__table__.c
_GIVER: Final[Any] = DutyPerson.__table__.alias("giver")
_GIVING: Final[Any] = Officer.__table__.alias("giving")
_FROM_NAME: Final[Any] = func.coalesce(
    func.trim(_GIVING.c.given_names + " " + _GIVING.c.surname), _GIVER.c.name
)
_PARTS: Final[Any] = Duty.__table__.alias("parts")
_SWAPPED_UNTIL: Final[Any] = (
    select(func.max(_PARTS.c.ends_at))
    .where(or_(_PARTS.c.id == _S.duty_id, _PARTS.c.part_of == _S.duty_id))
    .correlate(Swap.__table__)
    .scalar_subquery()
)
"""The end of a whole duty, however it was cut."""
_NAMED: Final = (_P.search_key, _O.search_key)
_SORTED: Final = (func.coalesce(_O.sort_key, _P.sort_key), _P.id)
_IS_OFFICER: Final = _O.id == _P.officer_id
LEFT_ON: Final[Any] = left_on(_P.officer_id)
_RAN_UNTIL: Final[Any] = (
    select(func.max(_W.ends_at))
    .where(_W.person_id == _D.person_id, _W.starts_at == _D.ends_at)
    .correlate(Duty.__table__)
    .scalar_subquery()
)
"""The end of an overrun, beside the next holder or instead of them."""
_DUTY: Final = columns_of(
    DutyRow,
    _D,
    duty_id=_D.id,
    person_name=func.coalesce(NAME, ""),
    plate=func.coalesce(_V.plate, ""),
    ran_until=_RAN_UNTIL,
)
# Built once: this is queried all the time, and building it costs more than running it.
_PEOPLE: Final[Select[Any]] = (
    select(
        *DutyPerson.__table__.c,
        NAME.label("shown_name"),
        _O.corporate_mobile,
        LEFT_ON.label("left_on"),
    )
    .select_from(DutyPerson.__table__)
    .join(Officer.__table__, _IS_OFFICER, isouter=True)
    .order_by(*_SORTED)
)
_LEAVING: Final[Select[Any]] = (
    select(_P.id, _P.ends_on, LEFT_ON)
    .select_from(DutyPerson.__table__)
    .where(or_(_P.ends_on.is_not(None), LEFT_ON.is_not(None)))
)
"""Who is in the rota no more from a day on, with that day for each reason."""
_DUTIES: Final[Select[Any]] = (
    select(*_DUTY)
    .select_from(Duty.__table__)
    .join(DutyPerson.__table__, _P.id == _D.person_id, isouter=True)
    .join(Officer.__table__, _IS_OFFICER, isouter=True)
    .join(Vehicle.__table__, _V.id == _D.vehicle_id, isouter=True)
)
_PLANNED: Final[Select[Any]] = _DUTIES.add_columns(_M.published).join(
    RotaMonth.__table__, _M.month == _D.month
)
_AT: Final = bindparam("at", type_=UtcDateTime)
_HOLDING: Final = _PLANNED.where(
    _D.starts_at <= _AT,
    _D.ends_at > _AT,
    _D.starts_at > bindparam("earliest", type_=UtcDateTime),
)
"""The duties of an instant; built once, because every screen asks for them."""
_AROUND: Final = select(
    _L.director_name,
    _L.director_phone,
    select(func.min(_D.starts_at)).where(_D.starts_at > _AT).scalar_subquery(),
    select(func.max(_D.ends_at)).where(_D.starts_at <= _AT).scalar_subquery(),
)
"""The director, when the next duty begins, and when the last that has begun ends."""
_KINDS: Final = {
    DutyKind.MAIN: "does_main",
    DutyKind.STAND_IN: "does_stand_in",
    DutyKind.DRIVER: "does_driver",
}
_MOMENT: Final = dt.timedelta(microseconds=1)
_GIVEN_UP: Final = dt.timedelta(days=62)
"""So long after its last duty a rota counts as abandoned."""
LONGEST: Final = dt.timedelta(days=2)
"""No duty is longer (`duty_patterns`)."""
AHEAD: Final = dt.timedelta(days=7)
"""A gap is reported so far ahead."""


def list_people(
    session: Session, wanted: PersonFilter, *, now: dt.datetime
) -> tuple[PersonRow, ...]:
    """Return people of duty in Turkish order, with the numbers that they answer at `now`, UTC."""
    query = with_words(_PEOPLE, folded_words_and_phones(wanted.search), *_NAMED)
    if wanted.kind is not None:
        query = query.where(_P[_KINDS[wanted.kind]])
    if wanted.is_current is not None:
        is_current = or_(_P.ends_on.is_(None), _P.ends_on > local_day(now))
        query = query.where(is_current if wanted.is_current else ~is_current)
    return people_and_numbers(session, query, now=now)[0]


def people_and_numbers(
    session: Session, query: Select[Any], *, now: dt.datetime
) -> tuple[tuple[PersonRow, ...], Numbers]:
    """Return people of duty, and their numbers at every instant.

    Args:
        session: Of the data.
        query: Of them, made of `_PEOPLE`.
        now: UTC: decides the number of their rows.
    """
    found = session.execute(query).all()
    asked = {one.id: _asked(one.officer_id, one.phone, one.corporate_mobile or "") for one in found}
    numbers = _read_numbers(session, asked, now=now)
    people = tuple(
        PersonRow(
            person_id=one.id,
            officer_id=one.officer_id,
            name=one.shown_name,
            employment=one.employment,
            kinds=frozenset(kind for kind, column in _KINDS.items() if getattr(one, column)),
            starts_on=one.starts_on,
            ends_on=_earlier(one.ends_on, one.left_on),
            number=numbers.at(one.id, now),
            version=one.version,
            driver_id=one.driver_id,
        )
        for one in found
    )
    return people, numbers


def _earlier(*days: dt.date | None) -> dt.date | None:
    """Return the first day on which somebody is in the rota no more, of those for each reason."""
    return min((day for day in days if day is not None), default=None)


def _asked(officer_id: int | None, *stored: str) -> CalledPerson:
    return CalledPerson(officer_id, tuple(filter(None, stored)))


def _read_numbers(
    session: Session, asked: Mapping[int, CalledPerson], *, now: dt.datetime
) -> Numbers:
    stored = {phone for one in asked.values() for phone in one.stored}
    officers = {one.officer_id for one in asked.values() if one.officer_id is not None}
    lines = line_histories(session, stored, officers) if asked else ()
    # Only whose line is stored as another one's can leave it to them.
    holders = {
        custody.officer_id
        for line in lines
        for one in asked.values()
        if line.phone in one.stored
        for custody in line.custodies
        if custody.officer_id != one.officer_id
    }
    leaving: set[int] = set()
    if holders:
        left = select(_O.id).where(_O.id.in_(holders), left_on(_O.id).is_not(None))
        leaving.update(session.scalars(left))
    return numbers_of(asked, lines, leaving, now=now)


def numbers_of_officers(
    session: Session, mobiles: Mapping[int, str], *, at: dt.datetime
) -> dict[int, DutyNumber]:
    """Return the number that each officer answers at an instant, in the rota or not.

    Args:
        session: Of the data.
        mobiles: Their corporate mobiles by id, as the roster has them.
        at: The instant, UTC.
    """
    known = select(_P.officer_id, _P.phone).where(_P.officer_id.in_(mobiles))
    own: dict[int, str] = dict(session.execute(known).all())
    asked = {number: _asked(number, own.get(number, ""), mobiles[number]) for number in mobiles}
    numbers = _read_numbers(session, asked, now=at)
    return {number: numbers.at(number, at) for number in asked}


def list_absences(
    session: Session, wanted: AbsenceFilter, *, shows_kind: bool
) -> tuple[AbsenceRow, ...]:
    """Return absences, the latest first; without `shows_kind` only that people are away."""
    query = (
        select(*columns_of(AbsenceRow, _A, absence_id=_A.id, person_name=NAME))
        .join(DutyPerson.__table__, _P.id == _A.person_id)
        .join(Officer.__table__, _IS_OFFICER, isouter=True)
        .order_by(_A.starts_at.desc(), _A.id.desc())
    )
    query = with_words(query, folded_words_and_phones(wanted.search), *_NAMED)
    if wanted.kind is not None and shows_kind:
        query = query.where(_A.kind == wanted.kind)
    if wanted.since is not None:
        query = query.where(_A.ends_at > wanted.since)
    if wanted.until is not None:
        query = query.where(_A.starts_at < wanted.until)
    rows = (AbsenceRow(*record) for record in session.execute(query))
    return tuple(rows if shows_kind else (replace(one, kind=None) for one in rows))


def list_wishes(session: Session, wanted: WishFilter) -> tuple[WishRow, ...]:
    """Return wishes, the latest day first."""
    query = (
        select(*columns_of(WishRow, _WISHED, wish_id=_WISHED.id, person_name=NAME))
        .join(DutyPerson.__table__, _P.id == _WISHED.person_id)
        .join(Officer.__table__, _IS_OFFICER, isouter=True)
        .order_by(_WISHED.day.desc(), _WISHED.id.desc())
    )
    query = with_words(query, folded_words_and_phones(wanted.search), *_NAMED)
    if wanted.kind is not None:
        query = query.where(_WISHED.kind == wanted.kind)
    if wanted.since is not None:
        query = query.where(_WISHED.day >= local_day(wanted.since))
    if wanted.until is not None:
        query = query.where(_WISHED.day < local_day(wanted.until))
    return tuple(WishRow(*record) for record in session.execute(query))


def list_duties(
    session: Session, *, since: dt.datetime, until: dt.datetime, person_id: int | None = None
) -> tuple[DutyRow, ...]:
    """Return the duties that touch `[since, until)`, UTC, as they begin, then by kind."""
    query = _DUTIES.where(_D.starts_at < until, _D.ends_at > since, _D.starts_at > since - LONGEST)
    if person_id is not None:
        query = query.where(_D.person_id == person_id)
    return _duty_rows(session, query)


def duties_of_month(session: Session, month: str) -> tuple[DutyRow, ...]:
    """Return the duties of a month such as `2026-12`, as they begin, then by kind."""
    return _duty_rows(session, _DUTIES.where(_D.month == month))


def plan_of_month(
    session: Session, month: str
) -> tuple[tuple[PatternRow, dt.datetime, dt.datetime], ...]:
    """Return the duties with which a month begins, as `rules.plan_month`.

    Raises:
        KnownError: `rota.no_pattern`: there is no pattern to make duties from.
    """
    patterns = list_patterns(session)
    if not patterns:
        raise KnownError("rota.no_pattern")
    begins, ends = month_span(month)
    closed = list_closures(session, local_day(begins), local_day(ends))
    return tuple(rules.plan_month(month, patterns, closed))


def empty_duties(session: Session, month: str) -> tuple[DutyRow, ...]:
    """Return the duties that a month will have once it is begun, in the order of `duties_of_month`.

    They are not stored: their ids are negative.

    Raises:
        KnownError: As `plan_of_month`.
    """
    order = tuple(DutyKind)
    plan = sorted(plan_of_month(session, month), key=lambda one: (one[1], order.index(one[0].kind)))
    return tuple(
        DutyRow(
            -number,
            pattern.kind,
            starts_at,
            ends_at,
            pattern.rest_minutes,
            is_active=pattern.is_active,
            person_id=None,
            person_name="",
            reason="",
            version=0,
        )
        for number, (pattern, starts_at, ends_at) in enumerate(plan, start=1)
    )


def duty_of(session: Session, duty_id: int) -> DutyRow | None:
    """Return one duty; None: it is gone."""
    return next(iter(_duty_rows(session, _DUTIES.where(_D.id == duty_id))), None)


def _duty_rows(session: Session, query: Select[Any]) -> tuple[DutyRow, ...]:
    order = tuple(DutyKind)
    leaving = {number: _earlier(*days) for number, *days in session.execute(_LEAVING)}
    rows = []
    for record in session.execute(query).mappings():
        span = record["starts_at"], record["ends_at"]
        until = rules.held_until(*span, leaving.get(record["person_id"]))
        overruled = frozenset(record["overruled"].split())
        held_until = until if until < record["ends_at"] else None
        rows.append(DutyRow(**{**record, "overruled": overruled, "held_until": held_until}))
    return tuple(sorted(rows, key=lambda one: (one.starts_at, order.index(one.kind), one.duty_id)))


def list_patterns(session: Session) -> tuple[PatternRow, ...]:
    """Return the patterns of new months, by kind."""
    order = tuple(DutyKind)
    rows = [
        made_of(PatternRow, one, pattern_id=one.id) for one in session.scalars(select(DutyPattern))
    ]
    return tuple(sorted(rows, key=lambda one: (order.index(one.kind), one.pattern_id)))


def read_limits(session: Session) -> Limits:
    """Return the limits of the rules."""
    row = session.get_one(RotaLimits, 1)
    return LIMITS.stored(row)


def list_closed_times(session: Session) -> tuple[ClosedTimeRow, ...]:
    """Return the directorate's additions to the closures by law, the latest first."""
    query = select(ClosedTime).order_by(ClosedTime.starts_at.desc(), ClosedTime.id.desc())
    return tuple(
        ClosedTimeRow(one.id, one.starts_at, one.ends_at, one.name, one.version)
        for one in session.scalars(query)
    )


def list_closures(session: Session, first: dt.date, last: dt.date) -> tuple[Closure, ...]:
    """Return when offices are closed on the days from `first` to `last`, by law or added."""
    added = [Closure(one.starts_at, one.ends_at, one.name) for one in list_closed_times(session)]
    return closures_between(first, last, added)


def month_sheet(session: Session, month: str, *, now: dt.datetime, shows_kind: bool) -> MonthSheet:
    """Return the whole content of the month sheet.

    Args:
        month: Such as `2026-12`.
        now: Decides which lines people hold.
        shows_kind: Whether the kind of an absence is shown.
    """
    return sheet_and_facts(session, month, now=now, shows_kind=shows_kind)[0]


def sheet_and_facts(
    session: Session, month: str, *, now: dt.datetime, shows_kind: bool
) -> tuple[MonthSheet, rules.Facts]:
    """Return the month sheet with the facts for its rules; arguments as `month_sheet`."""
    begins, ends = month_span(month)
    around = list_duties(session, since=begins - rules.REACH, until=ends + rules.REACH)
    duties = duties_of_month(session, month)
    own = {one.duty_id for one in duties}
    neighbours = tuple(one for one in around if one.duty_id not in own)
    named = {one.person_id for one in duties if one.person_id is not None}
    is_current = (_P.starts_on < local_day(ends)) & (
        _P.ends_on.is_(None) | (_P.ends_on > local_day(begins))
    )
    people, numbers = people_and_numbers(
        session,
        _PEOPLE.where(or_(is_current, _P.id.in_(named)) if named else is_current),
        now=now,
    )
    away = AbsenceFilter(since=begins, until=ends + LONGEST)
    people = tuple(
        one
        for one in people
        if one.ends_on is None or one.ends_on > local_day(begins) or one.person_id in named
    )
    absences = list_absences(session, away, shows_kind=True)
    limits = read_limits(session)
    closures = list_closures(
        session, local_day(begins - rules.REACH), local_day(ends + rules.REACH)
    )
    fleet = read_fleet(session, since=begins - rules.REACH, until=ends + rules.REACH)
    known = rules.facts(
        people,
        (*duties, *neighbours),
        absences,
        limits,
        shows_kind=shows_kind,
        fleet=fleet,
        numbers=numbers,
    )
    sheet = MonthSheet(
        month=month,
        state=_with_renumbered(session, month_state(session, month, duties), duties, numbers),
        # The reason why a rule was overruled may reveal the kind of an absence.
        duties=duties if shows_kind else tuple(replace(one, reason="") for one in duties),
        neighbours=neighbours,
        people=people,
        absences=absences if shows_kind else tuple(replace(one, kind=None) for one in absences),
        closures=closures,
        limits=limits,
        breaches=rules.check_all(duties, known),
        counts=rules.counts_by_person(duties, closures, limits, known.begins),
        numbers=numbers,
        fleet=fleet,
        swaps=list_swaps(session, month=month),
        worked=list_worked(session, since=begins, until=ends + LONGEST),
    )
    return sheet, known


def _with_renumbered(
    session: Session, state: MonthState | None, duties: Iterable[DutyRow], numbers: Numbers
) -> MonthState | None:
    """Return the state of a month with the people whose published number is no longer theirs."""
    if state is None or not state.published:
        return state
    printed = published_content(session, state.month_id).get("numbers", {})
    now = numbers_on_paper(duties, numbers, state.month)
    ahead = {str(one.person_id) for one in duties if one.is_held and one.ends_at > numbers.now}
    count = sum(printed[number] != now[number] for number in ahead & printed.keys() & now.keys())
    return replace(state, renumbered=count)


def numbers_on_paper(duties: Iterable[DutyRow], numbers: Numbers, month: str) -> dict[str, str]:
    """Return the number (E.164) of everybody on the duties of a month, by their id as a text.

    This is how the content of a published version keeps what its paper gives.
    """
    ends_at = month_span(month)[1]
    people = {one.person_id for one in duties if one.person_id is not None and one.is_held}
    return {str(number): numbers.until(number, ends_at).phone for number in sorted(people)}


def duties_ahead(session: Session, *, now: dt.datetime, shows_kind: bool) -> DutiesAhead:
    """Return all that is planned from `now` on; arguments as `month_sheet`."""
    since = now - rules.REACH
    duties = _duty_rows(session, _DUTIES.where(_D.ends_at > since))
    last = duties[-1].starts_at if duties else now
    return DutiesAhead(
        duties=duties,
        people=list_people(session, PersonFilter(), now=now),
        absences=list_absences(session, AbsenceFilter(since=since), shows_kind=shows_kind),
        closures=list_closures(session, local_day(since), local_day(last + rules.REACH)),
        limits=read_limits(session),
        fleet=read_fleet(session, since=since, until=last + rules.REACH),
        shows_kind=shows_kind,
    )


def approved_duties(session: Session, duty_ids: Iterable[int]) -> frozenset[int]:
    """Return the duties, or parts of them, that changed hands with an approval that holds."""
    query = select(_D.id).where(
        _D.id.in_(tuple(duty_ids)),
        select(_S.id)
        .where(
            _S.duty_id == func.coalesce(_D.part_of, _D.id),
            _S.undone_at.is_(None),
            _S.approved_at.is_not(None),
            _S.starts_at < _D.ends_at,
            _S.ends_at > _D.starts_at,
        )
        .exists(),
    )
    return frozenset(session.scalars(query))


def list_swaps(
    session: Session,
    wanted: SwapFilter = SwapFilter(),  # noqa: B008 - frozen
    *,
    month: str | None = None,
    undone: bool = False,
) -> tuple[SwapRow, ...]:
    """Return swaps as their time begins, of one month or of all.

    Args:
        wanted: Which.
        month: Of their duties, such as `2026-12`; None: any.
        undone: Whether to include those that were undone.
    """
    query: Select[Any] = (
        select(
            *columns_of(
                SwapRow,
                _S,
                swap_id=_S.id,
                kind=_D.kind,
                duty_starts_at=_D.starts_at,
                duty_ends_at=_SWAPPED_UNTIL,
                from_name=_FROM_NAME,
                person_name=NAME,
            )
        )
        .select_from(Swap.__table__)
        .join(Duty.__table__, _D.id == _S.duty_id)
        .join(DutyPerson.__table__, _P.id == _S.person_id)
        .join(Officer.__table__, _IS_OFFICER, isouter=True)
        .join(_GIVER, _GIVER.c.id == _S.from_person_id)
        .join(_GIVING, _GIVING.c.id == _GIVER.c.officer_id, isouter=True)
        .order_by(_S.starts_at, _S.id)
    )
    words = folded_words_and_phones(wanted.search)
    query = with_words(query, words, *_NAMED, _GIVER.c.search_key, _GIVING.c.search_key)
    if wanted.is_approved is not None:
        is_open = _S.approved_at.is_(None)
        query = query.where(~is_open if wanted.is_approved else is_open)
    if month is not None:
        query = query.where(_D.month == month)
    if not undone:
        query = query.where(_S.undone_at.is_(None))
    return tuple(SwapRow(*record) for record in session.execute(query))


def list_worked(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> tuple[WorkedRow, ...]:
    """Return the differences between work and plan in `[since, until)`, UTC."""
    query = (
        select(*columns_of(WorkedRow, _W, person_name=func.coalesce(NAME, "")))
        .select_from(Worked.__table__)
        .join(DutyPerson.__table__, _P.id == _W.person_id, isouter=True)
        .join(Officer.__table__, _IS_OFFICER, isouter=True)
        .where(_W.starts_at < until, _W.ends_at > since)
        .order_by(_W.starts_at, _W.id)
    )
    return tuple(WorkedRow(*record) for record in session.execute(query))


def month_state(
    session: Session, month: str, duties: Sequence[DutyRow] | None = None
) -> MonthState | None:
    """Return the state of a month; None: it was not begun.

    Args:
        month: Such as `2026-12`.
        duties: Its duties, if already read.
    """
    row = session.scalar(select(RotaMonth).where(RotaMonth.month == month))
    if row is None:
        return None
    changed = unsigned = 0
    has_approval = False
    if row.published:
        if duties is None:
            duties = duties_of_month(session, month)
        changed = len(rules.differences(published_content(session, row.id), duties))
        newest = (_N.month_id == row.id) & (_N.number == row.published)
        unsigned = (
            session.scalar(
                select(func.count())
                .select_from(RotaNotice.__table__)
                .where(newest, _N.signed_on.is_(None))
            )
            or 0
        )
        has_approval = bool(
            session.scalar(
                select(func.count())
                .select_from(RotaFile.__table__)
                .where(_F.month_id == row.id, _F.number == row.published)
                .where(_F.kind == RotaFileKind.APPROVAL)
            )
        )
    return made_of(
        MonthState,
        row,
        month_id=row.id,
        changed=changed,
        unsigned=unsigned,
        has_approval=has_approval,
    )


def month_names(session: Session) -> dict[int, str]:
    """Return the names of the months that were begun, by their ids: `Ocak 2027`."""
    return {
        number: month_words(month) for number, month in session.execute(select(_M.id, _M.month))
    }


def published_months(session: Session) -> tuple[MonthState, ...]:
    """Return the state of each published month; later changes are not looked at."""
    months = session.scalars(
        select(RotaMonth.month).where(RotaMonth.published > 0).order_by(RotaMonth.month)
    )
    states = [month_state(session, month, ()) for month in months.all()]
    return tuple(replace(one, changed=0) for one in states if one is not None)


def published_content(session: Session, month_id: int) -> dict[str, Any]:
    """Return the content of the newest published version of a month; empty before the first."""
    query = (
        select(_F.content)
        .where(_F.month_id == month_id, _F.kind == RotaFileKind.ROTA)
        .order_by(_F.number.desc())
        .limit(1)
    )
    return session.scalar(query) or {}


def list_versions(session: Session, month: str | None = None) -> tuple[PublishedVersion, ...]:
    """Return the published versions of a month, or of all, in the order of their publishing."""
    query = (
        select(_M.month, _F.number, _F.added_at, _F.content)
        .join(RotaMonth.__table__, _M.id == _F.month_id)
        .where(_F.kind == RotaFileKind.ROTA)
        .order_by(_M.month, _F.number)
    )
    if month is not None:
        query = query.where(_M.month == month)
    return tuple(PublishedVersion(*record) for record in session.execute(query))


def list_files(session: Session, month: str) -> tuple[RotaFileRow, ...]:
    """Return the papers of a month, the newest first."""
    query = (
        select(*columns_of(RotaFileRow, _F, file_id=_F.id))
        .join(RotaMonth.__table__, _M.id == _F.month_id)
        .where(_M.month == month)
        .order_by(_F.number.desc(), _F.id.desc())
    )
    return tuple(RotaFileRow(*record) for record in session.execute(query))


def list_notices(session: Session, month: str) -> tuple[NoticeRow, ...]:
    """Return who is notified of the newest published version against signature, by name."""
    query = (
        select(*columns_of(NoticeRow, _N, notice_id=_N.id, name=NAME))
        .join(RotaMonth.__table__, (_M.id == _N.month_id) & (_M.published == _N.number))
        .join(DutyPerson.__table__, _P.id == _N.person_id)
        .join(Officer.__table__, _IS_OFFICER, isouter=True)
        .where(_M.month == month)
        .order_by(*_SORTED)
    )
    return tuple(NoticeRow(*record) for record in session.execute(query))


def on_duty(session: Session, at: dt.datetime) -> DutyNow:
    """Return who is on duty at an instant, UTC, with empty slots.

    A duty begins at its first instant, and does not hold at its last one.
    """
    found = session.execute(_HOLDING, {"at": at, "earliest": at - LONGEST}).all()
    holders = _PEOPLE.where(_P.id.in_({row.person_id for row in found}))
    people = {one.person_id: one for one in people_and_numbers(session, holders, now=at)[0]}
    order = tuple(DutyKind)
    rows = sorted(found, key=lambda row: (order.index(row.kind), row.starts_at, row.duty_id))
    ends = [row.ends_at for row in found]
    absences = _absences_of(session, people, since=at, until=max(ends, default=at))
    away = {person_id for person_id, starts_at, _ in absences if starts_at <= at}
    untils = {
        row.duty_id: rules.held_until(row.starts_at, row.ends_at, people[row.person_id].ends_on)
        for row in found
        if row.person_id is not None
    }
    spans = [*(span for _, *span in absences), untils.values()]
    edges = [edge for span in spans for edge in span if at < edge < max(ends)]
    there = {
        one.vehicle_id
        for one in list_vehicles(session, VehicleFilter(is_current=True), now=at)
        if one.state is None
    }
    acting = acting_words(session, local_day(at))
    director_name, director_phone, next_start, last_end = session.execute(_AROUND, {"at": at}).one()

    def of_row(row: Any) -> OnDuty:
        person = people.get(row.person_id)
        is_there = row.vehicle_id in there
        return OnDuty(
            row.kind,
            row.person_id,
            person.name if person is not None else "",
            person.number if person is not None else NO_NUMBER,
            row.starts_at,
            row.ends_at,
            is_published=bool(row.published),
            is_away=person is not None and (row.person_id in away or at >= untils[row.duty_id]),
            plate=row.plate if is_there else "",
            vehicle_id=row.vehicle_id if is_there else None,
            driver_id=person.driver_id if person is not None else None,
            acting=acting.get(person.officer_id or 0, ()) if person is not None else (),
        )

    return DutyNow(
        at=at,
        people=tuple(map(of_row, rows)),
        next_at=min([*ends, *edges, *([] if next_start is None else [next_start])], default=None),
        director_name=director_name,
        director_phone=director_phone,
        is_kept=_keeps(last_end, at),
    )


def _absences_of(
    session: Session, people: Collection[int], *, since: dt.datetime, until: dt.datetime
) -> Sequence[Any]:
    """Return when some people are away in `[since, until)`: who, from when and until when."""
    if not people:
        return ()
    away = select(_A.person_id, _A.starts_at, _A.ends_at).where(
        _A.person_id.in_(people), _A.starts_at < until, _A.ends_at > since
    )
    return session.execute(away.where(_A.kind.not_in(EXEMPTIONS))).all()


def officers_on_duty(session: Session, at: dt.datetime) -> dict[int, DutyKind]:
    """Return which officers are on main duty or stand in at an instant, UTC, and have not left."""
    held = {
        one.person_id: one.kind
        for one in list_duties(session, since=at, until=at + _MOMENT)
        if one.kind is not DutyKind.DRIVER and one.person_id is not None and at < one.held_to
    }
    officers = select(_P.id, _P.officer_id).where(_P.id.in_(held), _P.officer_id.is_not(None))
    return {officer_id: held[person_id] for person_id, officer_id in session.execute(officers)}


def list_missing(session: Session, *, now: dt.datetime) -> tuple[MissingLine, ...]:
    """Return the lines in custody that did not answer three times in a row, or once on duty.

    Args:
        now: UTC: later calls do not count.

    Returns:
        Those with most misses first; a miss on duty counts until the line answers.
    """

    def missed_on_duty(line: MissingLine) -> bool:
        # Below `MISSES_SHOWN` there are no others between the first and the last.
        return any(
            line.holder_id in officers_on_duty(session, at).keys() - officers_away(session, at)
            for at in {line.first_at, line.last_at}
        )

    return tuple(
        line
        for line in missed_lines(session, now=now)
        if line.misses >= MISSES_SHOWN or missed_on_duty(line)
    )


def duties_of_officer(
    session: Session, officer_id: int, *, now: dt.datetime
) -> tuple[DutyRow, ...]:
    """Return the duties of an officer that have not ended, in the order in which they begin."""
    return _duty_rows(session, _DUTIES.where(_P.officer_id == officer_id, _D.ends_at > now))


def leave_of_officers(
    session: Session, *, since: dt.datetime, until: dt.datetime | None = None
) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    """Return when officers are away, by their ids and in order; the exempt are present.

    Args:
        since: Absences that end by then are left out; UTC.
        until: Absences that begin only then are left out, too; UTC.
    """
    query = (
        select(_P.officer_id, _A.starts_at, _A.ends_at)
        .join(Absence.__table__, _A.person_id == _P.id)
        .where(_P.officer_id.is_not(None), _A.kind.not_in(EXEMPTIONS), _A.ends_at > since)
        .order_by(_A.starts_at)
    )
    if until is not None:
        query = query.where(_A.starts_at < until)
    found: defaultdict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for officer_id, starts_at, ends_at in session.execute(query):
        found[officer_id].append((starts_at, ends_at))
    return dict(found)


def officers_away(session: Session, at: dt.datetime) -> frozenset[int]:
    """Return which officers are away at an instant, UTC."""
    return frozenset(leave_of_officers(session, since=at, until=at + _MOMENT))


def is_kept(session: Session, at: dt.datetime, *, or_ahead: bool = False) -> bool:
    """Return whether a rota is kept at an instant: a duty runs, or ended not long before.

    Therefore a month that was not begun is a gap, and does not mean that none is kept.

    Args:
        at: UTC.
        or_ahead: Whether duties that begin later show it, too.
    """
    last = select(func.max(_D.ends_at))
    return _keeps(session.scalar(last if or_ahead else last.where(_D.starts_at <= at)), at)


def _keeps(last: dt.datetime | None, at: dt.datetime) -> bool:
    return last is not None and at - last < _GIVEN_UP


def duties_without_holder(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> frozenset[int]:
    """Return the duties that touch `[since, until)` whose holder is away then or has left."""
    away = (
        select(_D.id)
        .join(Absence.__table__, _A.person_id == _D.person_id)
        .where(_D.starts_at < until, _D.ends_at > since, _D.starts_at > since - LONGEST)
        .where(_A.starts_at < _D.ends_at, _A.ends_at > _D.starts_at)
        .where(_A.starts_at < until, _A.ends_at > since, _A.kind.not_in(EXEMPTIONS))
    )
    gone = {
        one.duty_id
        for one in list_duties(session, since=since, until=until)
        if one.person_id is not None and one.held_to < min(one.ends_at, until)
    }
    return frozenset(gone.union(session.scalars(away)))


def read_coverage(
    session: Session, *, since: dt.datetime, until: dt.datetime, now: dt.datetime
) -> coverage.CoverageFacts:
    """Return the facts for the coverage of `[since, until)`, UTC.

    A line whose last test calls were unanswered does not answer; this is known for `now` alone, and
    assumed for the whole time. A person who has left counts as away.
    """
    silent = {one.phone for one in list_missing(session, now=now)}
    is_held = (
        _HELD.line_id.is_not(None),
        _HELD.from_at < until,
        or_(_HELD.to_at.is_(None), _HELD.to_at > since),
    )
    asks_lines = session.scalar(select(_HELD.id).where(*is_held).limit(1)) is not None
    duties = list_duties(session, since=since, until=until)
    named = {one.person_id for one in duties if one.person_id is not None}
    people, numbers = people_and_numbers(session, _PEOPLE.where(_P.id.in_(named)), now=since)
    return coverage.CoverageFacts(
        subjects=tuple((one.subject_id, one.name) for one in list_subjects(session)),
        duties=duties,
        people={one.person_id: one for one in people},
        absences=list_absences(session, AbsenceFilter(since=since, until=until), shows_kind=True),
        tasks=read_tasks(session) if read_limits(session).own_subjects_only else None,
        lines=tuple(
            coverage.AnsweringLine(one.officer_id, starts_at, ends_at)
            for one in people
            if one.officer_id is not None
            for phone, starts_at, ends_at in numbers.held(one.person_id)
            if phone not in silent
        )
        if asks_lines
        else None,
        fleet=read_fleet(session, since=since, until=until),
    )


def month_coverage(
    session: Session, month: str, *, now: dt.datetime
) -> coverage.MonthCoverage | None:
    """Return the coverage of the hours of a month such as `2026-12`; None: it was not begun."""
    if session.scalar(select(_M.id).where(_M.month == month)) is None:
        return None
    since, until = month_span(month)
    known = read_coverage(session, since=since, until=until, now=now)
    return coverage.MonthCoverage(
        month,
        tuple(known.subjects),
        coverage.by_hour(coverage.stretches(known, since=since, until=until)),
        asks_lines=known.lines is not None,
        asks_vehicles=bool(known.fleet.vehicles),
        asks_drivers=known.asks_drivers,
    )


def find_gaps(session: Session, wanted: GapFilter, *, now: dt.datetime) -> tuple[GapRow, ...]:
    """Return the gaps of the next `AHEAD`; none while no rota is kept, or before it begins."""
    until, since = now + AHEAD, now
    if not is_kept(session, now):
        first = session.scalar(select(func.min(_D.starts_at)).where(_D.starts_at > now))
        if first is None or first >= until:
            return ()
        since = first
    duties = list_duties(session, since=since, until=until)
    away = duties_without_holder(session, since=since, until=until)
    away_now = duties_without_holder(session, since=now, until=now + _MOMENT)
    held = {
        one.kind
        for one in duties
        if one.person_id is not None and one.starts_at <= now and one.duty_id not in away_now
    }
    known = read_coverage(session, since=since, until=until, now=now)
    lacking = coverage.coverage_gaps(known, since=since, until=until)
    found = (*rules.gaps(duties, since=since, until=until, away=away), *lacking)
    rows = (
        replace(one, is_now=one.starts_at <= now and one.kind not in held)
        for one in sorted(found, key=lambda one: (one.starts_at, one.kind))
    )
    return tuple(filter(wanted.takes, rows))
