"""Read officers with their subjects, and filter their list."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from sqlalchemy import Date, Integer, and_, bindparam, case, false, func, not_, or_, select, true

from alo183_desktop.db.columns import columns_of
from alo183_desktop.directorate.model import Unit
from alo183_desktop.letters.model import Letter
from alo183_desktop.officers.model import Assignment, Officer, Subject, Substitution
from alo183_desktop.officers.record import FURTHER, OFFICER
from alo183_desktop.officers.rows import (
    Acting,
    AssignmentRow,
    CoverageRow,
    CoveringOfficer,
    OfficerCard,
    OfficerFilter,
    OfficerRow,
    OfficerState,
    SubjectRow,
    SubstitutionRow,
    Task,
)
from alo183_desktop.officers.rules import display_name, who_answers
from alo183_desktop.shared.calendar import day_end
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.identity import mask_phone
from alo183_desktop.shared.searching import words_and_numbers
from alo183_desktop.shared.turkish import collation_key, fold
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.orm import Session

Day: TypeAlias = "dt.date | BindParameter[dt.date]"
"""In Istanbul, or a query's parameter for it."""
_OFFICERS: Final = Officer.__table__.c
_UNITS: Final = Unit.__table__.c
_ASSIGNMENTS: Final = Assignment.__table__.c
_SUBSTITUTIONS: Final = Substitution.__table__.c
_IN_PLACE_OF: Final = Officer.__table__.alias("in_place_of")
_TASK: Final = (
    _ASSIGNMENTS.officer_id,
    _ASSIGNMENTS.subject_id,
    _ASSIGNMENTS.starts_on,
    _ASSIGNMENTS.ends_on,
)


def restricted(
    query: Select[*tuple[Any, ...]],
    wanted: OfficerFilter,
    subjects: Sequence[SubjectRow],
    as_of: dt.date,
    acting: Sequence[Acting],
    *,
    finds_private: bool = False,
) -> Select[*tuple[Any, ...]]:
    """Return a query on officers and their units, restricted to the wanted ones.

    Args:
        query: Selects from officers, joined with units.
        wanted: Which ones.
        subjects: All subjects, retired ones too.
        as_of: The day, in Istanbul, on which subjects are held or not.
        acting: The substitutes of that day: they are found by these subjects as well.
        finds_private: Whether parts of a private phone find its owner (`Right.SHOW_TCKN`): for
            others each digit that finds somebody would be read from behind the mask.
    """
    conditions: list[ColumnElement[bool]] = []
    for text, is_phone in words_and_numbers(wanted.search):
        choices = [] if is_phone else _named(text, subjects, as_of, acting)
        if is_phone and finds_private:
            choices.append(_OFFICERS.personal_mobile.contains(text, autoescape=True))
        found = _OFFICERS.search_key.contains(text, autoescape=True)
        conditions.append(or_(found, *choices))
    if wanted.subject_id is not None:
        conditions.append(_answers(as_of, [wanted.subject_id], acting))
    if wanted.unit_id is not None:
        conditions.append(_OFFICERS.unit_id == wanted.unit_id)
    if wanted.officer_ids is not None:
        conditions.append(_OFFICERS.id.in_(wanted.officer_ids))
    conditions.extend(in_state(wanted.state, as_of))
    return query.where(*conditions)


def _named(
    text: str, subjects: Sequence[SubjectRow], as_of: dt.date, acting: Sequence[Acting]
) -> list[ColumnElement[bool]]:
    """Return the conditions that a word is of an officer's unit, or of their subjects."""
    matching = [subject.subject_id for subject in subjects if text in fold(subject.name)]
    answers = [_answers(as_of, matching, acting)] if matching else []
    return [_UNITS.key.contains(text, autoescape=True), *answers]


def _answers(
    as_of: dt.date, subject_ids: Sequence[int], acting: Sequence[Acting]
) -> ColumnElement[bool]:
    """Return the condition that an officer holds a subject, or substitutes for one who does."""
    found = [task.officer_id for task in acting if task.subject_id in subject_ids]
    holds = _holds(as_of, subject_ids)
    return or_(holds, _OFFICERS.id.in_(found)) if found else holds


def left_by(day: str) -> Select[int]:
    """Return the ids of the officers who have left by a day, in the parameter of that name."""
    left = _have_left(bindparam(day, type_=Date))
    return select(_OFFICERS.id).where(or_(left, _never_came()))


def in_state(state: OfficerState, as_of: dt.date) -> list[ColumnElement[bool]]:
    """Return the conditions for officers in a state on a day; empty for all of them."""
    if state is OfficerState.ALL:
        return []
    if state is OfficerState.COMING:
        return [_has_any(), not_(_has_begun(as_of))]
    is_known = _OFFICERS.created_at < day_end(as_of)
    if state is OfficerState.LEFT:
        return [or_(_have_left(as_of), and_(_never_came(), is_known))]
    return [or_(_holds(as_of, None), and_(not_(_has_any()), not_(_never_came()), is_known))]


def _have_left(as_of: Day) -> ColumnElement[bool]:
    return and_(_has_begun(as_of), not_(_holds(as_of, None)))


def _has_any() -> ColumnElement[bool]:
    return _OFFICERS.id.in_(select(_ASSIGNMENTS.officer_id).where(is_real()))


def _never_came() -> ColumnElement[bool]:
    """Return whether only a cancelled letter added an officer, at the time it was finished."""
    cancelled = select(Letter.finished_at).where(Letter.cancelled_at.is_not(None))
    return and_(not_(_has_any()), _OFFICERS.created_at.in_(cancelled))


def _has_begun(as_of: Day) -> ColumnElement[bool]:
    return _OFFICERS.id.in_(
        select(_ASSIGNMENTS.officer_id).where(_ASSIGNMENTS.starts_on <= as_of, is_real())
    )


def _holds(as_of: Day, subject_ids: Sequence[int] | None) -> ColumnElement[bool]:
    query = select(_ASSIGNMENTS.officer_id).where(is_running(as_of))
    if subject_ids is not None:
        query = query.where(_ASSIGNMENTS.subject_id.in_(subject_ids) if subject_ids else false())
    return _OFFICERS.id.in_(query)


def is_running(as_of: Day) -> ColumnElement[bool]:
    """Return whether an assignment covers a day."""
    return and_(
        _ASSIGNMENTS.starts_on <= as_of,
        or_(_ASSIGNMENTS.ends_on.is_(None), _ASSIGNMENTS.ends_on > as_of),
    )


def is_real() -> ColumnElement[bool]:
    """Leave out assignments that were cancelled before they began."""
    return or_(_ASSIGNMENTS.ends_on.is_(None), _ASSIGNMENTS.ends_on > _ASSIGNMENTS.starts_on)


def left_on(officer_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the first day on which an officer no longer has a subject; NULL while they have one.

    Args:
        officer_id: A column of the enclosing query.
    """
    return (
        select(
            case((func.count(_ASSIGNMENTS.ends_on) == func.count(), func.max(_ASSIGNMENTS.ends_on)))
        )
        .where(_ASSIGNMENTS.officer_id == officer_id, is_real())
        .correlate(officer_id.table)
        .scalar_subquery()
    )


SORTS: Final = (
    "name",
    "surname",
    "title",
    "unit",
    "subjects",
    "since",
    "left_on",
    "email",
    "mobile",
)
"""Headings by which a list can be sorted."""

# Plain columns: attributes of entities cost half as much again in long lists.
_SUBJECTS: Final = Subject.__table__.c
_COLUMNS: Final = (
    _OFFICERS.id,
    func.trim(_OFFICERS.given_names + " " + _OFFICERS.surname).label("name"),
    _OFFICERS.given_names,
    _OFFICERS.surname,
    _OFFICERS.title,
    _OFFICERS.unit_id,
    _UNITS.name.label("unit_name"),
    # Masked by the database: a list of everybody never holds a number in clear.
    func.coalesce(
        func.substr(_OFFICERS.tckn, 1, 3) + "••••••" + func.substr(_OFFICERS.tckn, 10, 2), ""
    ).label("masked_tckn"),
    _OFFICERS.corporate_email,
    _OFFICERS.corporate_mobile,
    _OFFICERS.version,
)
"""The beginning of an `OfficerRow`, in its order."""
_FEW: Final = 500
"""Up to so many officers, assignments are queried by id: SQLite allows 32,766."""

_collation_key = lru_cache(maxsize=4096)(collation_key)


class _Assigned(NamedTuple):
    """One officer's assignments on a day: the end of an `OfficerRow`, in its order."""

    subjects: tuple[str, ...] = ()
    subject_ids: tuple[int, ...] = ()
    since: dt.date | None = None
    left_on: dt.date | None = None
    acting: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


_NOTHING: Final = _Assigned()


def list_officers(
    session: Session,
    wanted: OfficerFilter,
    *,
    as_of: dt.date,
    sort: str = "name",
    descending: bool = False,
    finds_private: bool = False,
) -> tuple[OfficerRow, ...]:
    """Return the wanted officers in Turkish order.

    Args:
        wanted: Which ones.
        as_of: The day, in Istanbul, on which subjects are held or not.
        sort: One of `SORTS`; ties follow by name.
        descending: Whether the order of `sort` is reversed; missing values stay last.
        finds_private: As `restricted`.
    """
    subjects = list_subjects(session, active_only=False)
    acting = acting_on(session, as_of)
    query = restricted(
        select(*_COLUMNS, _OFFICERS.sort_key).join(Unit.__table__, _UNITS.id == _OFFICERS.unit_id),
        wanted,
        subjects,
        as_of,
        acting,
        finds_private=finds_private,
    )
    with collector_paused():
        found = session.execute(query).all()
        # The database's own order is not the alphabet's, and differs between the backends.
        ordered = sorted(found, key=itemgetter(len(_COLUMNS), 0))
        held = _held(session, [record[0] for record in found], subjects, as_of, acting)
        rows = [
            OfficerRow._make((*record[:-1], *held.get(record[0], _NOTHING))) for record in ordered
        ]
        return tuple(_sorted(rows, sort=sort, descending=descending))


def count_officers(session: Session, wanted: OfficerFilter, *, as_of: dt.date) -> int:
    """Return how many officers are wanted; arguments as in `list_officers`."""
    subjects = list_subjects(session, active_only=False) if wanted.search else ()
    is_by_subject = bool(wanted.search) or wanted.subject_id is not None
    acting = acting_on(session, as_of) if is_by_subject else ()
    query = (
        select(func.count())
        .select_from(Officer.__table__)
        .join(Unit.__table__, _UNITS.id == _OFFICERS.unit_id)
    )
    return int(session.execute(restricted(query, wanted, subjects, as_of, acting)).scalar_one())


def count_states(session: Session, *, as_of: dt.date) -> dict[OfficerState, int]:
    """Return how many officers are in each state on a day in Istanbul; `ALL` is everybody."""
    counts = session.execute(_states_query(as_of)).one()
    return dict(zip(OfficerState, counts, strict=True))


def count_without_subject(session: Session, *, as_of: dt.date) -> int:
    """Return how many of those in service have no subject: they are in charge of nothing."""
    conditions = [*in_state(OfficerState.SERVING, as_of), not_(_holds(as_of, None))]
    query = select(func.count()).select_from(Officer.__table__).where(*conditions)
    return session.scalar(query) or 0


def get_card(session: Session, officer_id: int, *, as_of: dt.date) -> OfficerCard:
    """Return one officer with the history of their assignments.

    Raises:
        NoResultFound: There is no such officer: a bug, because officers are not removed while a
            screen shows them.
    """
    query = (
        select(
            *_COLUMNS,
            _OFFICERS.personal_mobile,
            *(_OFFICERS[key] for key in FURTHER),
        )
        .join(Unit.__table__, _UNITS.id == _OFFICERS.unit_id)
        .where(_OFFICERS.id == officer_id)
    )
    record = session.execute(query).one()
    subjects = list_subjects(session, active_only=False)
    held = _held(session, [officer_id], subjects, as_of, ()).get(officer_id, _NOTHING)
    return made_of(
        OfficerCard,
        record,
        officer_id=officer_id,
        has_tckn=bool(record.masked_tckn),
        subjects=held.subjects,
        since=held.since,
        left_on=held.left_on,
        is_active=bool(held.subject_ids),
        masked_personal_mobile=mask_phone(record.personal_mobile),
        has_personal_mobile=bool(record.personal_mobile),
        further=tuple(OFFICER.facts(record, [key for key in FURTHER if key != "note"])),
        history=_history(session, officer_id, subjects),
        substitutions=list_substitutions(session, officer_id=officer_id),
    )


def list_assigned(session: Session) -> tuple[Task, ...]:
    """Return who was assigned which subject when, without substitutes."""
    return tuple(Task(*one) for one in session.execute(select(*_TASK).where(is_real())))


def read_tasks(session: Session) -> tuple[Task, ...]:
    """Return who answers for which subject when, with substitutes in place of the assigned."""
    return tuple(who_answers(list_assigned(session), list_substitutions(session)))


def acting_on(session: Session, as_of: dt.date) -> tuple[Acting, ...]:
    """Return the substitutes' tasks among `read_tasks` that run on a day."""
    standing = list_substitutions(session, on=as_of)
    if not standing:
        return ()
    tasks = who_answers(list_assigned(session), standing)
    return tuple(
        Acting(*one[:4], one.for_id)
        for one in tasks
        if one.for_id is not None and one.runs_on(as_of)
    )


def list_substitutions(
    session: Session, *, on: dt.date | None = None, officer_id: int | None = None
) -> tuple[SubstitutionRow, ...]:
    """Return who substitutes for whom, the latest first.

    Args:
        on: Those that hold on this day; None: all, including withdrawn ones.
        officer_id: Those for or by this officer; None: all.
    """
    query = _substitutions(by_day=on is not None, by_officer=officer_id is not None)
    values = {"on": on, "officer": officer_id}
    given = {name: value for name, value in values.items() if value is not None}
    return tuple(SubstitutionRow(*record) for record in session.execute(query, given))


@cache
def _substitutions(*, by_day: bool, by_officer: bool) -> Select[*tuple[Any, ...]]:
    # Cached: duties and every list use it, and mostly there are none.
    other, own = _IN_PLACE_OF.c, _OFFICERS
    query: Select[*tuple[Any, ...]] = (
        select(
            *columns_of(
                SubstitutionRow,
                _SUBSTITUTIONS,
                substitution_id=_SUBSTITUTIONS.id,
                officer_name=func.trim(other.given_names + " " + other.surname),
                subject_name=func.coalesce(_SUBJECTS.name, ""),
                substitute_name=func.trim(own.given_names + " " + own.surname),
            )
        )
        .select_from(Substitution.__table__)
        .join(_IN_PLACE_OF, other.id == _SUBSTITUTIONS.officer_id)
        .join(Officer.__table__, own.id == _SUBSTITUTIONS.substitute_id)
        .outerjoin(Subject.__table__, _SUBJECTS.id == _SUBSTITUTIONS.subject_id)
        .order_by(_SUBSTITUTIONS.starts_on.desc(), _SUBSTITUTIONS.id.desc())
    )
    if by_day:
        day = bindparam("on", type_=Date)
        query = query.where(_SUBSTITUTIONS.starts_on <= day, _SUBSTITUTIONS.ends_on > day)
    if by_officer:
        people = (_SUBSTITUTIONS.officer_id, _SUBSTITUTIONS.substitute_id)
        query = query.where(or_(*(one == bindparam("officer", type_=Integer) for one in people)))
    return query


def acting_words(session: Session, as_of: dt.date) -> dict[int, tuple[str, ...]]:
    """Return by officer for whom they substitute in what on a day: `Ayşe IŞIK yerine Çocuk`."""
    acting = acting_on(session, as_of)
    if not acting:
        return {}
    called = names(session, {task.for_id for task in acting})
    subjects = subject_names(session)
    by_officer: defaultdict[int, defaultdict[int, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for task in acting:
        by_officer[task.officer_id][task.for_id].append(subjects[task.subject_id])
    return {
        officer_id: tuple(f"{called[one]} yerine {', '.join(of)}" for one, of in theirs.items())
        for officer_id, theirs in by_officer.items()
    }


def coverage(
    session: Session, *, as_of: dt.date, only_assigned: bool = False
) -> tuple[CoverageRow, ...]:
    """Return who answers for each active subject on a day, in the order of the subjects.

    Args:
        as_of: The day, in Istanbul.
        only_assigned: Whether substitutes are left out, for statements about officers.
    """
    acting = () if only_assigned else acting_on(session, as_of)
    replaced = dict.fromkeys(((task.for_id, task.subject_id) for task in acting), "")
    query = (
        select(
            _ASSIGNMENTS.subject_id,
            _ASSIGNMENTS.starts_on,
            _ASSIGNMENTS.ends_on,
            _OFFICERS.id,
            _OFFICERS.given_names,
            _OFFICERS.surname,
            _OFFICERS.corporate_mobile,
            _OFFICERS.sort_key,
        )
        .join(Officer.__table__, _OFFICERS.id == _ASSIGNMENTS.officer_id)
        .where(is_real())
    )
    holders: defaultdict[int, list[tuple[str, CoveringOfficer]]] = defaultdict(list)
    ends: dict[int, dt.date] = {}
    begins: dict[int, dt.date] = {}
    tasks = session.execute(query).all()
    before = {(row.id, row.subject_id, row.ends_on): row.starts_on for row in tasks if row.ends_on}
    for subject_id, starts_on, ends_on, officer_id, given, surname, mobile, key in tasks:
        if starts_on > as_of:
            begins[subject_id] = min(starts_on, begins.get(subject_id, starts_on))
        elif ends_on is None or ends_on > as_of:
            name = display_name(given, surname)
            if (officer_id, subject_id) in replaced:
                replaced[officer_id, subject_id] = name
                continue
            since = _unbroken(before, officer_id, subject_id, starts_on)
            holders[subject_id].append((key, CoveringOfficer(officer_id, name, mobile, since)))
        else:
            ends[subject_id] = max(ends_on, ends.get(subject_id, ends_on))
    for task in acting:
        # A substitute who also has the subject is still one person.
        if all(one.officer_id != task.officer_id for _key, one in holders[task.subject_id]):
            row = session.get_one(Officer, task.officer_id)
            standing = CoveringOfficer(
                row.id,
                display_name(row.given_names, row.surname),
                row.corporate_mobile,
                task.starts_on,
                for_name=replaced[task.for_id, task.subject_id],
            )
            holders[task.subject_id].append((row.sort_key, standing))
    rows = []
    for subject in list_subjects(session):
        found = sorted(holders[subject.subject_id], key=lambda pair: (pair[0], pair[1].officer_id))
        ended = None if found else ends.get(subject.subject_id)
        rows.append(
            CoverageRow(
                subject_id=subject.subject_id,
                subject_name=subject.name,
                is_required=subject.is_required,
                officers=tuple(officer for _, officer in found),
                uncovered_since=ended,
                covered_from=None if found else begins.get(subject.subject_id),
            )
        )
    return tuple(rows)


def uncovered(coverage: Sequence[CoverageRow]) -> tuple[CoverageRow, ...]:
    """Return the subjects of a coverage that nobody answers for."""
    return tuple(row for row in coverage if not row.is_covered)


def list_subjects(session: Session, *, active_only: bool = True) -> tuple[SubjectRow, ...]:
    """Return the subjects in their order."""
    columns = columns_of(SubjectRow, _SUBJECTS, subject_id=_SUBJECTS.id)
    query = select(*columns).order_by(_SUBJECTS.position, _SUBJECTS.id)
    if active_only:
        query = query.where(_SUBJECTS.is_active)
    return tuple(SubjectRow(*record) for record in session.execute(query))


def subject_names(session: Session) -> dict[int, str]:
    """Return the names of all subjects in their order, retired ones too."""
    return {one.subject_id: one.name for one in list_subjects(session, active_only=False)}


def list_titles(session: Session) -> tuple[str, ...]:
    """Return the titles in use, each once, in Turkish order."""
    query = select(Officer.title).where(Officer.title != "").distinct()
    return tuple(sorted(session.scalars(query), key=_collation_key))


def names(session: Session, officer_ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of officers as letters print them."""
    query = select(_OFFICERS.id, _OFFICERS.given_names, _OFFICERS.surname).where(
        _OFFICERS.id.in_(officer_ids)
    )
    return {
        officer_id: display_name(given, surname)
        for officer_id, given, surname in session.execute(query)
    }


class Named(NamedTuple):
    """An officer, as foreign files name them."""

    officer_id: int
    name: str
    mobile: str
    """The corporate one, E.164; empty while unknown."""


def list_named(session: Session) -> list[Named]:
    """Return everybody who was ever in the roster, in the order in which they were added."""
    columns = (_OFFICERS.id, _OFFICERS.given_names, _OFFICERS.surname, _OFFICERS.corporate_mobile)
    return [
        Named(officer_id, display_name(given, surname), mobile)
        for officer_id, given, surname, mobile in session.execute(
            select(*columns).order_by(_OFFICERS.id)
        )
    ]


def _held(
    session: Session,
    officer_ids: Sequence[int],
    subjects: Sequence[SubjectRow],
    as_of: dt.date,
    acting: Sequence[Acting],
) -> Mapping[int, _Assigned]:
    """Return what officers hold on a day, by their id; who never held anything is left out."""
    query = select(*_TASK).where(_ASSIGNMENTS.starts_on <= as_of, is_real())
    if len(officer_ids) <= _FEW:
        query = query.where(_ASSIGNMENTS.officer_id.in_(officer_ids))
    running: defaultdict[int, list[tuple[int, dt.date]]] = defaultdict(list)
    left: dict[int, dt.date] = {}
    tasks = session.execute(query).all()
    before = {
        (officer_id, subject_id, ends_on): starts_on
        for officer_id, subject_id, starts_on, ends_on in tasks
        if ends_on is not None
    }
    for officer_id, subject_id, starts_on, ends_on in tasks:
        if ends_on is None or ends_on > as_of:
            since = _unbroken(before, officer_id, subject_id, starts_on)
            running[officer_id].append((subject_id, since))
        elif officer_id not in left or ends_on > left[officer_id]:
            left[officer_id] = ends_on
    index = {subject.subject_id: number for number, subject in enumerate(subjects)}
    names = {subject.subject_id: subject.name for subject in subjects}

    # Thousands of officers share a few sets of subjects.
    @cache
    def in_order(subject_ids: tuple[int, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        ordered = tuple(sorted(set(subject_ids), key=index.__getitem__))
        return tuple(names[subject_id] for subject_id in ordered), ordered

    held = {officer_id: _Assigned(left_on=day) for officer_id, day in left.items()}
    for officer_id, pairs in running.items():
        if len(pairs) == 1:
            [(subject_id, since)] = pairs
            held[officer_id] = _Assigned(*in_order((subject_id,)), since)
        else:
            ids = tuple([subject_id for subject_id, _ in pairs])
            held[officer_id] = _Assigned(*in_order(ids), min([day for _, day in pairs]))
    for task in acting:
        name = names[task.subject_id]
        mine, theirs = (held.get(one, _NOTHING) for one in (task.officer_id, task.for_id))
        held[task.officer_id] = mine._replace(acting=(*mine.acting, name))
        held[task.for_id] = theirs._replace(replaced=(*theirs.replaced, name))
    return held


def _unbroken(
    before: Mapping[tuple[int, int, dt.date], dt.date],
    officer_id: int,
    subject_id: int,
    day: dt.date,
) -> dt.date:
    """Return since when an officer has had a subject without a break.

    A correction of a letter continues what the letter had ended by another assignment.

    Args:
        before: The first day of each ended assignment, by officer, subject and end; without the
            empty ones (`is_real`), which would lead to themselves.
        officer_id: Who.
        subject_id: Which subject.
        day: The first day of the assignment that is running.
    """
    while (officer_id, subject_id, day) in before:
        day = before[officer_id, subject_id, day]
    return day


def _history(
    session: Session, officer_id: int, subjects: Sequence[SubjectRow]
) -> tuple[AssignmentRow, ...]:
    names = {subject.subject_id: subject.name for subject in subjects}
    query = (
        select(
            _ASSIGNMENTS.subject_id,
            _ASSIGNMENTS.starts_on,
            _ASSIGNMENTS.ends_on,
            _ASSIGNMENTS.opened_by_letter_id,
            _ASSIGNMENTS.closed_by_letter_id,
        )
        .where(_ASSIGNMENTS.officer_id == officer_id)
        .order_by(_ASSIGNMENTS.starts_on.desc(), _ASSIGNMENTS.id.desc())
    )
    return tuple(
        AssignmentRow(subject_id, names[subject_id], *others)
        for subject_id, *others in session.execute(query)
    )


_KEYS: Final[Mapping[str, Callable[[OfficerRow], Any]]] = {
    "surname": lambda row: _collation_key(row.surname),
    "title": lambda row: _collation_key(row.title),
    "unit": lambda row: _collation_key(row.unit_name),
    "subjects": lambda row: tuple(_collation_key(name) for name in row.subjects),
    "since": lambda row: row.since,
    "left_on": lambda row: row.left_on,
    "email": lambda row: row.corporate_email,
    "mobile": lambda row: row.corporate_mobile,
}


def _sorted(rows: list[OfficerRow], *, sort: str, descending: bool) -> Sequence[OfficerRow]:
    """Return rows, which are ordered by name, in another order; sorting is stable."""
    if sort == "name":
        return rows[::-1] if descending else rows
    key = _KEYS[sort]
    known = [(key(row), row) for row in rows]
    valued = [pair for pair in known if pair[0]]
    valued.sort(key=itemgetter(0), reverse=descending)
    return [row for _, row in valued] + [row for value, row in known if not value]


@lru_cache(maxsize=16)
def _states_query(as_of: dt.date) -> Select[*tuple[int, ...]]:
    # Cached: each reading of the roster uses it, and building it takes longer than running it.
    counts = [
        func.count().filter(and_(true(), *in_state(state, as_of))).label(state)
        for state in OfficerState
    ]
    return select(*counts).select_from(Officer.__table__)
