"""Read officers, subjects and who answers for what, as of any day.

Not here: what has to be revealed on request and written down (service.py).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import func, select

from alo183_desktop.directorate.model import Unit
from alo183_desktop.officers.conditions import is_real, restricted
from alo183_desktop.officers.model import Assignment, Officer, Subject
from alo183_desktop.officers.rows import (
    AssignmentRow,
    CoverageRow,
    CoveringOfficer,
    OfficerCard,
    OfficerFilter,
    OfficerRow,
    SubjectRow,
)
from alo183_desktop.officers.rules import FIELDS, OfficerValues, display_name, mask_phone
from alo183_desktop.shared.identity import mask_tckn
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

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
_OFFICERS: Final = Officer.__table__.c
_UNITS: Final = Unit.__table__.c
_ASSIGNMENTS: Final = Assignment.__table__.c
_SUBJECTS: Final = Subject.__table__.c
_COLUMNS: Final = (
    _OFFICERS.id,
    _OFFICERS.given_names,
    _OFFICERS.surname,
    _OFFICERS.title,
    _OFFICERS.unit_id,
    _UNITS.name,
    _OFFICERS.tckn,
    _OFFICERS.corporate_email,
    _OFFICERS.corporate_mobile,
    _OFFICERS.version,
    _OFFICERS.sort_key,
)
_SORT_KEY: Final = 10
_FEW: Final = 500
"""Up to so many officers their assignments are asked for by number: SQLite allows 32,766."""

_collation_key = lru_cache(maxsize=4096)(collation_key)


class _Held(NamedTuple):
    """What one officer's assignments come to on a day."""

    subject_ids: tuple[int, ...] = ()
    since: dt.date | None = None
    left_on: dt.date | None = None


_NOTHING: Final = _Held()


def list_officers(
    session: Session,
    wanted: OfficerFilter,
    *,
    as_of: dt.date,
    sort: str = "name",
    descending: bool = False,
) -> tuple[OfficerRow, ...]:
    """Return the wanted officers in Turkish order.

    Args:
        session: Only read.
        wanted: Which ones.
        as_of: The day, in Istanbul, on which subjects are held or not.
        sort: One of `SORTS`; officers alike in it follow by name.
        descending: Whether the order of `sort` is turned around; who lacks the value stays last.
    """
    subjects = list_subjects(session, active_only=False)
    query = restricted(
        select(*_COLUMNS).join(Unit.__table__, _UNITS.id == _OFFICERS.unit_id),
        wanted,
        subjects,
        as_of,
    )
    found = session.execute(query).all()
    # The database's own order is not that of the alphabet, nor the same on both backends.
    ordered = sorted(found, key=itemgetter(_SORT_KEY, 0))
    held = _held(session, [record[0] for record in found], subjects, as_of)
    names = _names_of(held.values(), subjects)
    rows = [_row(record, held.get(record[0], _NOTHING), names) for record in ordered]
    return tuple(_sorted(rows, sort=sort, descending=descending))


def count_officers(session: Session, wanted: OfficerFilter, *, as_of: dt.date) -> int:
    """Return how many officers are wanted; arguments as of `list_officers`."""
    subjects = list_subjects(session, active_only=False)
    query = (
        select(func.count())
        .select_from(Officer.__table__)
        .join(Unit.__table__, _UNITS.id == _OFFICERS.unit_id)
    )
    return int(session.execute(restricted(query, wanted, subjects, as_of)).scalar_one())


def get_card(session: Session, officer_id: int, *, as_of: dt.date) -> OfficerCard:
    """Return one officer with the history of their assignments.

    Raises:
        NoResultFound: There is no such officer: a bug, because officers are not removed while a
            screen shows them.
    """
    query = (
        select(
            *_COLUMNS,
            _OFFICERS.personal_email,
            _OFFICERS.personal_mobile,
            _OFFICERS.desk_phone,
            _OFFICERS.note,
        )
        .join(Unit.__table__, _UNITS.id == _OFFICERS.unit_id)
        .where(_OFFICERS.id == officer_id)
    )
    record = session.execute(query).one()
    subjects = list_subjects(session, active_only=False)
    held = _held(session, [officer_id], subjects, as_of).get(officer_id, _NOTHING)
    row = _row(record, held, _names_of([held], subjects))
    return OfficerCard(
        **{field: getattr(row, field) for field in OfficerRow.__dataclass_fields__},
        personal_email=record.personal_email,
        masked_personal_mobile=mask_phone(record.personal_mobile),
        has_personal_mobile=bool(record.personal_mobile),
        desk_phone=record.desk_phone,
        note=record.note,
        history=_history(session, officer_id, subjects),
    )


def coverage(session: Session, *, as_of: dt.date) -> tuple[CoverageRow, ...]:
    """Return who answers for each active subject on a day, in the order of the subjects."""
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
    for subject_id, starts_on, ends_on, officer_id, given, surname, mobile, key in session.execute(
        query
    ).all():
        if starts_on > as_of:
            begins[subject_id] = min(starts_on, begins.get(subject_id, starts_on))
        elif ends_on is None or ends_on > as_of:
            name = display_name(given, surname)
            holders[subject_id].append((key, CoveringOfficer(officer_id, name, mobile, starts_on)))
        else:
            ends[subject_id] = max(ends_on, ends.get(subject_id, ends_on))
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
                never_covered=not found and ended is None,
                covered_from=None if found else begins.get(subject.subject_id),
            )
        )
    return tuple(rows)


def list_subjects(session: Session, *, active_only: bool = True) -> tuple[SubjectRow, ...]:
    """Return the subjects in their order."""
    query = select(
        _SUBJECTS.id,
        _SUBJECTS.name,
        _SUBJECTS.is_required,
        _SUBJECTS.is_active,
        _SUBJECTS.position,
        _SUBJECTS.version,
    ).order_by(_SUBJECTS.position, _SUBJECTS.id)
    if active_only:
        query = query.where(_SUBJECTS.is_active)
    return tuple(SubjectRow(*record) for record in session.execute(query))


def list_titles(session: Session) -> tuple[str, ...]:
    """Return the titles that are in use, each once, in Turkish order."""
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


def values_of(session: Session, officer_ids: Collection[int]) -> Mapping[int, OfficerValues]:
    """Return all that is stored of officers, the T.C. number in clear.

    For letters and imports; whoever shows it to somebody writes that down.
    """
    query = select(_OFFICERS.id, *(_OFFICERS[field] for field in FIELDS)).where(
        _OFFICERS.id.in_(officer_ids)
    )
    return {record[0]: OfficerValues(*record[1:]) for record in session.execute(query)}


def id_of_tckn(session: Session, tckn: str) -> int | None:
    """Return who has a T.C. number; services ask, and write down who wanted to know."""
    return session.execute(select(_OFFICERS.id).where(_OFFICERS.tckn == tckn)).scalar_one_or_none()


def _held(
    session: Session,
    officer_ids: Sequence[int],
    subjects: Sequence[SubjectRow],
    as_of: dt.date,
) -> Mapping[int, _Held]:
    """Return what officers hold on a day, by their number; who never held anything is left out."""
    query = select(
        _ASSIGNMENTS.officer_id,
        _ASSIGNMENTS.subject_id,
        _ASSIGNMENTS.starts_on,
        _ASSIGNMENTS.ends_on,
    ).where(_ASSIGNMENTS.starts_on <= as_of, is_real())
    if len(officer_ids) <= _FEW:
        query = query.where(_ASSIGNMENTS.officer_id.in_(officer_ids))
    running: defaultdict[int, list[tuple[int, dt.date]]] = defaultdict(list)
    left: dict[int, dt.date] = {}
    for officer_id, subject_id, starts_on, ends_on in session.execute(query).all():
        if ends_on is None or ends_on > as_of:
            running[officer_id].append((subject_id, starts_on))
        elif officer_id not in left or ends_on > left[officer_id]:
            left[officer_id] = ends_on
    place = {subject.subject_id: number for number, subject in enumerate(subjects)}
    held = {
        officer_id: _Held(left_on=day)
        for officer_id, day in left.items()
        if officer_id not in running
    }
    for officer_id, pairs in running.items():
        if len(pairs) == 1:
            held[officer_id] = _Held((pairs[0][0],), pairs[0][1])
        else:
            ids = sorted({subject_id for subject_id, _ in pairs}, key=place.__getitem__)
            held[officer_id] = _Held(tuple(ids), min(day for _, day in pairs))
    return held


def _row(
    record: Sequence[Any], held: _Held, names: Mapping[tuple[int, ...], tuple[str, ...]]
) -> OfficerRow:
    officer_id, given, surname, title, unit_id, unit, tckn, email, mobile, version = record[:10]
    return OfficerRow(
        officer_id,
        display_name(given, surname),
        given,
        surname,
        title,
        unit_id,
        unit,
        mask_tckn(tckn or ""),
        tckn is not None,
        names[held.subject_ids],
        held.subject_ids,
        email,
        mobile,
        held.since,
        held.left_on,
        bool(held.subject_ids),
        version,
    )


def _names_of(
    held: Iterable[_Held], subjects: Sequence[SubjectRow]
) -> Mapping[tuple[int, ...], tuple[str, ...]]:
    """Return the names for each set of subjects that anybody holds; most officers share a few."""
    names = {subject.subject_id: subject.name for subject in subjects}
    return {
        subject_ids: tuple(names[subject_id] for subject_id in subject_ids)
        for subject_ids in {_NOTHING.subject_ids, *(one.subject_ids for one in held)}
    }


def _history(
    session: Session, officer_id: int, subjects: Sequence[SubjectRow]
) -> tuple[AssignmentRow, ...]:
    names = {subject.subject_id: subject.name for subject in subjects}
    query = (
        select(
            _ASSIGNMENTS.id,
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
        AssignmentRow(record[0], record[1], names[record[1]], *record[2:])
        for record in session.execute(query)
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
    """Return rows, which come ordered by name, in another order; sorting is stable."""
    if sort == "name":
        return rows[::-1] if descending else rows
    key = _KEYS[sort]
    known = [(key(row), row) for row in rows]
    valued = [pair for pair in known if pair[0]]
    valued.sort(key=itemgetter(0), reverse=descending)
    return [row for _, row in valued] + [row for value, row in known if not value]
