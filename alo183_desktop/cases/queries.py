"""Read cases: first rows of the list, ids, rows by id, counts, and what filters offer."""

from __future__ import annotations

from array import array
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError

from alo183_desktop.cases import filters
from alo183_desktop.cases.filters import (
    FEW_HITS,
    SMALL_VIEWS,
    C,
    StatementShape,
    shape_of,
    values_of,
)
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.model import CaseKind, CaseMonth, CaseTerms
from alo183_desktop.cases.rows import (
    CaseCounts,
    CaseFilter,
    CaseKindRow,
    CaseRow,
    TermsRow,
)
from alo183_desktop.cases.rules import number_key
from alo183_desktop.cases.searching import number_of_search
from alo183_desktop.db.bulk import keys_in, parts_of
from alo183_desktop.db.columns import columns_of
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    _Text = tuple[str, tuple[str, ...], dict[str, Any]]

PAGE: Final = 200
"""Rows that are read by default."""
_TEXTS: Final[WeakKeyDictionary[Any, _Text]] = WeakKeyDictionary()
"""The compiled text of each statement that `cases/filters.py` keeps."""
_FEW_SORTED: Final = 1000
"""Up to so many cases are collected and sorted in another order than that of the list."""
_AS_ROW: Final[Callable[[Any], CaseRow]] = partial(tuple.__new__, CaseRow)
"""`CaseRow._make` without its check, which takes a tenth of the time."""
_MONTHS: Final = CaseMonth.__table__.c
_COUNTED: Final = {
    CaseFilter(): _MONTHS.cases,
    CaseFilter(view=CaseView.CLOSED): _MONTHS.closed,
    CaseFilter(view=CaseView.ENTERED_LATE): _MONTHS.late,
    CaseFilter(view=CaseView.ACTED_LATE): _MONTHS.acted_late,
}
"""What triggers have counted already."""
_TERMS: Final[Any] = CaseTerms.__table__
# Needed whenever a case is taken in, so not built anew each time.
_ALL_TERMS: Final = select(*columns_of(TermsRow, _TERMS.c, terms_id=_TERMS.c.id)).order_by(
    _TERMS.c.starts_on.desc()
)
_BY_NUMBER: Final = select(C.id).where(C.number_key == bindparam("key"))
TILES: Final = (
    CaseView.RUNNING,
    CaseView.DUE_SOON,
    CaseView.LATE,
    CaseView.NO_FIRST_ACTION,
    CaseView.LATE_ACTION,
    CaseView.POLICE_NOT_INFORMED,
    CaseView.POLICE_UNIT_MISSING,
    CaseView.NO_OFFICER,
)
"""The views that are counted at once; each is a kind of open work."""


def list_cases(
    session: Session,
    wanted: CaseFilter,
    *,
    now: dt.datetime,
    limit: int = PAGE,
) -> tuple[CaseRow, ...]:
    """Return the first rows of the list, in the order of the filter.

    A search for the beginning of a number is ordered by number, the newest first. Another one with
    more than 250 hits comes newest first, because sorting all of them takes time in proportion; the
    views of open work keep their order.

    Args:
        wanted: Which cases; its view `mine` needs an officer (`service.resolve`).
        now: UTC.
        limit: How many at most.
    """
    values = values_of(wanted, now=now)
    shape = _shape(session, wanted, values)
    values["limit"] = limit
    if not shape.words:
        found: tuple[CaseRow, ...] = ()
        scans = _scans_index(session, shape, values)
        for part in filters.parts_of(shape):
            if len(found) < limit:
                values["limit"] = limit - len(found)
                statement = filters.first_statement(part, by_hits=False, scans=scans)
                found += _fetch(session, statement, values)
        return found
    if _has_few_hits(session, shape, values):
        statement = filters.first_statement(shape, by_hits=True)
    elif wanted.view in SMALL_VIEWS:
        statement = filters.first_statement(shape, by_hits=False)
    else:
        statement = filters.newest_statement(shape)
    return _fetch(session, statement, values)


def count_cases(session: Session, wanted: CaseFilter, *, now: dt.datetime) -> int:
    """Return how many cases match a filter; its list has as many rows."""
    if wanted in _COUNTED:
        counted: Any = _COUNTED[wanted]
        return int(session.execute(select(func.coalesce(func.sum(counted), 0))).scalar_one())
    values = values_of(wanted, now=now)
    shape = _shape(session, wanted, values)
    statements = map(filters.count_statement, filters.parts_of(shape))
    counts = (session.connection().execute(each, values).scalar_one() for each in statements)
    return sum(map(int, counts))


def case_counts(session: Session, *, now: dt.datetime) -> CaseCounts:
    """Return how many cases are in each view of open work."""
    counts = count_each(session, tuple(CaseFilter(view=view) for view in TILES), now=now)
    return CaseCounts(now, tuple(zip(TILES, counts, strict=True)))


def count_each(
    session: Session, wanted: tuple[CaseFilter, ...], *, now: dt.datetime
) -> tuple[int, ...]:
    """Return how many cases each of some filters matches, asked at once.

    Args:
        session: Only read.
        wanted: Of views, of urgent cases or of all.
        now: UTC.

    Raises:
        ValueError: Something else is chosen in one: that takes values of its own.
    """
    statement = _each_count(wanted, session.get_bind().dialect.name)
    return tuple(
        map(int, session.connection().execute(statement, values_of(CaseFilter(), now=now)).one())
    )


@cache
def _each_count(wanted: tuple[CaseFilter, ...], dialect: str) -> Select[Any]:
    def count(one: CaseFilter) -> Select[Any]:
        if one in _COUNTED:
            return select(func.coalesce(func.sum(_COUNTED[one]), 0))
        if one != CaseFilter(one.view, is_urgent=one.is_urgent):
            raise ValueError(f"only counted alone: {one}")
        return filters.count_statement(shape_of(one, dialect=dialect))

    return select(*(count(one).scalar_subquery() for one in wanted))


def case_ids(session: Session, wanted: CaseFilter, *, now: dt.datetime) -> array[int]:
    """Return the ids of all wanted cases, in the order of `list_cases`."""
    values = values_of(wanted, now=now)
    shape = _shape(session, wanted, values)
    newest_first = (
        shape.words > 0
        and wanted.view not in SMALL_VIEWS
        and not _has_few_hits(session, shape, values)
    )
    # All of them: skipping the others would look up each of their rows.
    is_late_view = wanted.view in filters.LATE_VIEWS
    scans = not is_late_view and _scans_index(session, shape, values)
    ids = array("q")
    for part in filters.parts_of(shape):
        statement = filters.ids_statement(part, newest_first=newest_first, scans=scans)
        ids += keys_in(session.connection().execute(statement, values).scalar_one())
    return ids


def cases_by_ids(session: Session, case_ids: Sequence[int]) -> tuple[CaseRow, ...]:
    """Return cases in the order of the ids given; those that are gone are left out."""
    found: dict[int, CaseRow] = {}
    for part in parts_of(case_ids):
        for row in map(CaseRow._make, session.connection().execute(filters.by_ids(part))):
            found[row.case_id] = row
    return tuple(found[case_id] for case_id in case_ids if case_id in found)


def list_kinds(session: Session, *, on: dt.date | None = None) -> tuple[CaseKindRow, ...]:
    """Return the kinds of cases in their order.

    Args:
        on: Only those that can be chosen for a referral of this day, in Istanbul; None: all.
    """
    columns = columns_of(CaseKindRow, CaseKind.__table__.c, kind_id=CaseKind.id)
    query = select(*columns).order_by(CaseKind.position, CaseKind.id)
    rows = (CaseKindRow(*record) for record in session.execute(query))
    return tuple(row for row in rows if on is None or row.holds_on(on))


def list_terms(session: Session) -> tuple[TermsRow, ...]:
    """Return all terms, the newest first."""
    return tuple(
        TermsRow(**{**record, "reminder_hours": tuple(record["reminder_hours"])})
        for record in session.connection().execute(_ALL_TERMS).mappings()
    )


def list_districts(session: Session) -> tuple[str, ...]:
    """Return the districts that occur, each in one spelling, in Turkish order.

    Each is looked up in the index from the previous one: the time grows with the number of
    districts, not of cases.
    """
    districts: list[str] = []
    key = ""
    while True:
        query = (
            select(C.district_key, C.district)
            .where(C.district_key > key)
            .order_by(C.district_key)
            .limit(1)
        )
        found = session.execute(query).one_or_none()
        if found is None:
            return tuple(sorted(districts, key=collation_key))
        key = found[0]
        districts.append(found[1])


def find_number(session: Session, number: str) -> int | None:
    """Return the case with a call centre's number in any spelling; None when there is none."""
    found = session.connection().execute(_BY_NUMBER, {"key": number_key(number)}).scalar()
    return None if found is None else int(found)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _fetch(session: Session, statement: Any, values: dict[str, Any]) -> tuple[CaseRow, ...]:
    """Return rows straight from the driver.

    Analysing a statement and its result takes SQLAlchemy as long as fetching half a page: so each
    statement is compiled once, and the driver's tuples become rows directly.

    Raises:
        DBAPIError: The driver's errors, wrapped as SQLAlchemy does.
    """
    connection = session.connection()
    dialect = connection.dialect
    sql, names, fixed = _compiled(statement, dialect)
    bound: Any = [values.get(name, fixed[name]) for name in names]
    given: Any = tuple(bound) if dialect.positional else dict(zip(names, bound, strict=True))
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(sql, given)
        return tuple(map(_AS_ROW, cursor.fetchall()))
    except dialect.loaded_dbapi.Error as error:
        known: type[Exception] = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            sql, None, error, known, hide_parameters=True, dialect=dialect
        ) from error
    finally:
        cursor.close()


def _compiled(statement: Any, dialect: Any) -> _Text:
    """Return the text of a statement, the names of its parameters, and its fixed values.

    A statement is made for one backend (`StatementShape.dialect`). The dialect itself is not kept:
    each unlock creates one, which would stay in memory.
    """
    found = _TEXTS.get(statement)
    if found is None:
        compiled = statement.compile(dialect=dialect)
        fixed = dict(compiled.params)
        found = str(compiled), tuple(compiled.positiontup or fixed), fixed
        _TEXTS[statement] = found
    return found


def _shape(session: Session, wanted: CaseFilter, values: dict[str, Any]) -> StatementShape:
    """Return the shape of a filter, whose search may be the beginning of a number."""
    dialect = _dialect(session)
    is_number = bool(number_of_search(wanted.search))
    if is_number:
        # A search that begins no number may be a phone.
        found = session.connection().execute(filters.number_statement(), values).scalar()
        is_number = found is not None
    return shape_of(wanted, dialect=dialect, is_number=is_number)


def _has_few_hits(session: Session, shape: StatementShape, values: dict[str, Any]) -> bool:
    statement = filters.hits_statement(shape.dialect, shape.cut_words)
    hits = session.connection().execute(statement, values).scalar_one()
    return int(hits) <= FEW_HITS


def _scans_index(session: Session, shape: StatementShape, values: dict[str, Any]) -> bool:
    """Return whether the index of an order is scanned, as when many cases are wanted.

    A few are sorted quickly; for many of them each row would have to be looked up.
    """
    if not filters.may_scan(shape):
        return False
    if not filters.is_filtered(shape):
        return True
    asked = values | {"most": _FEW_SORTED + 1}
    found = session.connection().execute(filters.few_statement(shape), asked).scalar_one()
    return int(found) > _FEW_SORTED
