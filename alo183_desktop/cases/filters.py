"""The statements of the list of cases, each built once and reused with new values.

Building a statement costs as much as fetching a page, so one is kept for each shape of a filter;
values are parameters.
"""

from __future__ import annotations

import enum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    and_,
    bindparam,
    column,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    type_coerce,
    union_all,
)
from sqlalchemy.types import NullType

from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.model import Case, CaseKind, CaseWords
from alo183_desktop.cases.rules import ENTRY_TIME, NEAR, RUNNING_END, micros_of, minute_of
from alo183_desktop.cases.searching import cut, is_cut, is_whole, words_of_search
from alo183_desktop.db.bulk import keys_statement
from alo183_desktop.officers.model import Officer, Subject
from alo183_desktop.officers.queries import left_by
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Select

    from alo183_desktop.cases.rows import CaseFilter

FEW_HITS: Final = 250
"""Up to so many hits of a search are sorted in the order of the list; more come newest first."""
_KEPT: Final = 32
"""Kept statements of one kind, of some 15 KiB each: those in use, not all ever tried."""


class CasePart(enum.Enum):
    """Which cases of a list are wanted."""

    WHOLE = "whole"
    RUNNING = "running"
    ENTERED = "entered"


class StatementShape(NamedTuple):
    """Everything in a filter that changes its statement."""

    view: CaseView
    has_mine: bool
    """Whether an officer is known for the view `mine`."""
    has_subject: bool
    has_officer: bool
    has_district: bool
    is_urgent: bool | None
    has_from: bool
    has_until: bool
    part: CasePart
    """Which part of the list is wanted; a period is one range of the index in each."""
    sort: CaseSort
    descending: bool
    words: int
    """How many words are searched for."""
    cut_words: int
    """How many of them are longer than what the index keeps of a word."""
    is_number: bool
    """Whether the search is the beginning of a call centre's number, not a word."""
    dialect: str


def shape_of(wanted: CaseFilter, *, dialect: str, is_number: bool = False) -> StatementShape:
    """Return the shape of a filter.

    Args:
        wanted: The filter.
        dialect: Of the backend.
        is_number: Whether its search is the beginning of a number: the newest number comes first
            then, whatever order is wanted.
    """
    words = () if is_number else words_of_search(wanted.search)
    return StatementShape(
        view=wanted.view,
        has_mine=wanted.mine_officer_id is not None,
        has_subject=wanted.subject_id is not None,
        has_officer=wanted.officer_id is not None,
        has_district=bool(fold(wanted.district)),
        is_urgent=wanted.is_urgent,
        has_from=wanted.routed_from is not None,
        has_until=wanted.routed_until is not None,
        part=CasePart.WHOLE,
        sort=CaseSort.NUMBER if is_number else wanted.sort,
        descending=wanted.descending or is_number,
        words=len(words),
        cut_words=sum(map(is_cut, words)),
        is_number=is_number,
        dialect=dialect,
    )


def values_of(wanted: CaseFilter, *, now: dt.datetime) -> dict[str, Any]:
    """Return the values for the parameters of a filter's statements."""
    values: dict[str, Any] = {
        # The minute in which a case is due is in time (rules.time_left).
        "now": micros_of(minute_of(now)),
        "soon": micros_of(now + NEAR),
        "today": local_day(now),
        "mine_officer": wanted.mine_officer_id,
        "subject": wanted.subject_id,
        "officer": wanted.officer_id,
        "district": fold(wanted.district),
        **_values_of_words(words_of_search(wanted.search)),
    }
    for name, instant in (("from", wanted.routed_from), ("until", wanted.routed_until)):
        if instant is not None:
            values[f"running_{name}"] = micros_of(instant + ENTRY_TIME)
            values[f"entered_{name}"] = 2 * RUNNING_END - micros_of(instant)
    return values


def _values_of_words(words: tuple[str, ...]) -> dict[str, Any]:
    """Return the values for the words of a search; none without a search."""
    if not words:
        return {}
    values: dict[str, Any] = {
        "match": " ".join(f'"{cut(word)}"{"" if is_whole(word) else "*"}' for word in words),
        "query": " & ".join(f"'{cut(word)}'{'' if is_whole(word) else ':*'}" for word in words),
        "number_from": words[0],
        # Sorts after every letter and digit, in the order of either backend.
        "number_until": words[0] + "\uffff",
        "few": FEW_HITS + 1,
    }
    for index, word in enumerate(words):
        values[f"word_{index}"] = f"% {word}%"
    for index, word in enumerate(filter(is_cut, words)):
        values[f"cut_word_{index}"] = f"% {word}%"
    return values


CASES: Final[Any] = Case.__table__
C: Final = CASES.c
_SUBJECTS: Final[Any] = Subject.__table__
_KINDS: Final[Any] = CaseKind.__table__
_OFFICERS: Final[Any] = Officer.__table__
_WORDS: Final[Any] = CaseWords.__table__

SMALL_VIEWS: Final = frozenset(
    {
        CaseView.MINE,
        CaseView.RUNNING,
        CaseView.DUE_SOON,
        CaseView.LATE,
        CaseView.NO_FIRST_ACTION,
        CaseView.LATE_ACTION,
        CaseView.POLICE_NOT_INFORMED,
        CaseView.POLICE_UNIT_MISSING,
        CaseView.NO_OFFICER,
        CaseView.OVERDUE,
        CaseView.WAITING,
    }
)
"""Views of open work: scanning one is quicker than a search with many hits."""
_OF_POLICE: Final = frozenset({CaseView.POLICE_NOT_INFORMED, CaseView.POLICE_UNIT_MISSING})


def stored(kept: Any) -> Any:
    """Return a column as the backend stores it, without type conversion.

    Converting the times of a page takes twice as long as fetching it; rows convert on demand.
    """
    return type_coerce(kept, NullType()).label(kept.key)


COLUMNS: Final = (
    C.id,
    C.number,
    stored(C.routed_at),
    stored(C.action_due_at),
    stored(C.first_action_at),
    stored(C.entered_at),
    C.subject_id,
    _SUBJECTS.c.name.label("subject_name"),
    C.kind_id,
    _KINDS.c.name.label("kind_name"),
    stored(C.is_urgent),
    C.district,
    C.officer_id,
    func.coalesce(
        func.trim(_OFFICERS.c.given_names + " " + _OFFICERS.c.surname), C.officer_text
    ).label("officer_name"),
    stored(C.is_police_informed),
    stored(C.is_closed),
    C.order_key,
    C.version,
)
"""The columns of a `CaseRow`, in its order."""


def order_of(view: CaseView, sort: CaseSort) -> tuple[Any, ...]:
    """Return the columns by which a list is ordered; ties are ordered by the number of the case."""
    if sort is CaseSort.ROUTED:
        return (C.routed_at,)
    if sort is CaseSort.NUMBER:
        return (C.number_key,)
    if sort is CaseSort.DISTRICT:
        return (C.district_key, C.order_key)
    if view in {CaseView.NO_FIRST_ACTION, CaseView.LATE_ACTION}:
        return (C.action_key,)
    return (C.police_key if view in _OF_POLICE else C.order_key,)


def parts_of(shape: StatementShape) -> tuple[StatementShape, ...]:
    """Return the shapes whose lists, one after the other, make up the list of a shape.

    A period is two ranges of the list's own order, the running cases and the entered ones; a single
    query for both would scan the whole index.
    """
    if shape.words or not (shape.has_from or shape.has_until):
        return (shape,)
    if order_of(shape.view, shape.sort)[0] is not C.order_key:
        return (shape,)
    parts = (shape._replace(part=CasePart.RUNNING), shape._replace(part=CasePart.ENTERED))
    return parts[::-1] if shape.descending else parts


@lru_cache(maxsize=_KEPT)
def first_statement(shape: StatementShape, *, by_hits: bool, scans: bool = False) -> Select[Any]:
    """Return the statement of the first rows; parameters are those of `values_of`, and `limit`.

    Args:
        shape: Of the filter.
        by_hits: Whether the few hits of a search are looked up; otherwise the rows of the view are
            searched for its words, one by one.
        scans: Whether the index of the order is scanned until there are enough; otherwise the
            wanted cases are collected and sorted. Only for an order that `may_scan`.
    """
    source = _joined(CASES)
    conditions = list(_conditions(shape, scans=scans))
    if shape.words and by_hits:
        hits = few_hits(shape.dialect, shape.cut_words)
        source = _joined(hits.join(CASES, C.id == hits.c.case_id))
    elif shape.words:
        source = source.join(_WORDS, _WORDS.c.case_id == C.id)
        conditions.extend(_each_word(shape.words, "word"))
    return (
        select(*COLUMNS)
        .select_from(source)
        .where(*conditions)
        .order_by(*_directed(shape, scans=scans))
        .limit(bindparam("limit", type_=Integer))
    )


def may_scan(shape: StatementShape) -> bool:
    """Return whether scanning the index of the order can be quicker than collecting and sorting."""
    is_other = shape.sort is not CaseSort.DUE and not shape.words and not shape.is_number
    return is_other and shape.view in _MANY


def is_filtered(shape: StatementShape) -> bool:
    """Return whether a filter has conditions besides its view, or is one of `LATE_VIEWS`."""
    chosen = (shape.has_subject, shape.has_officer, shape.has_district, shape.is_urgent is not None)
    return any(chosen) or shape.has_from or shape.has_until or shape.view in LATE_VIEWS


@lru_cache(maxsize=_KEPT)
def few_statement(shape: StatementShape) -> Select[Any]:
    """Return the statement that counts the cases of a filter, up to the parameter `most`."""
    few = select(C.id).where(*_conditions(shape)).limit(bindparam("most", type_=Integer))
    return select(func.count()).select_from(few.subquery())


def _directed(shape: StatementShape, *, scans: bool) -> list[Any]:
    """Return the order of a list; one that is not scanned must not choose the index."""
    order = (*order_of(shape.view, shape.sort), C.id)
    is_gathered = may_scan(shape) and not scans and shape.dialect == "sqlite"
    keys = map(_unindexed, order) if is_gathered else order
    return [key.desc() if shape.descending else key for key in keys]


@lru_cache(maxsize=_KEPT)
def newest_statement(shape: StatementShape) -> Select[Any]:
    """Return the statement of the first rows of a search with many hits, newest cases first."""
    found = _found(shape.dialect, shape.cut_words)
    return (
        select(*COLUMNS)
        .select_from(_joined(found.table.join(CASES, C.id == found.key)))
        .where(*found.conditions, *_conditions(shape))
        .order_by(found.key.desc())
        .limit(bindparam("limit", type_=Integer))
    )


@cache
def hits_statement(dialect: str, cut_words: int) -> Select[Any]:
    """Return the statement that counts the hits of a search, up to the limit for few."""
    return select(func.count()).select_from(few_hits(dialect, cut_words))


@cache
def number_statement() -> Select[Any]:
    """Return the statement that finds whether a number begins with a search."""
    return select(C.id).where(_is_number()).limit(1)


@lru_cache(maxsize=_KEPT)
def count_statement(shape: StatementShape) -> Select[Any]:
    """Return the statement that counts the cases of a filter."""
    conditions = list(_conditions(shape))
    query = select(func.count()).where(*conditions)
    if not shape.words:
        return query.select_from(CASES)
    found = _found(shape.dialect, shape.cut_words)
    source = found.table.join(CASES, C.id == found.key) if conditions else found.table
    return query.select_from(source).where(*found.conditions)


@lru_cache(maxsize=_KEPT)
def ids_statement(shape: StatementShape, *, newest_first: bool, scans: bool = False) -> Select[Any]:
    """Return the `keys_statement` of all cases of a filter."""
    conditions = list(_conditions(shape, scans=scans))
    source: Any = CASES
    if shape.words:
        found = _found(shape.dialect, shape.cut_words)
        source = found.table.join(CASES, C.id == found.key)
        conditions.extend(found.conditions)
    directed = _directed(shape, scans=scans)
    order = [C.id.desc()] if newest_first else directed
    ordered = select(C.id).select_from(source).where(*conditions).order_by(*order)
    return keys_statement(ordered, shape.dialect)


class _Found(NamedTuple):
    """Where the words of a search are found."""

    table: Any
    key: Any
    """Id of the case."""
    conditions: tuple[Any, ...]


_PG_MATCH: Final = (
    "array_to_tsvector(string_to_array(case_words.starts, ' ')) @@ CAST(:query AS tsquery)"
)
_LITE_MATCH: Final = "fts_cases MATCH :match"


@cache
def _found(dialect: str, cut_words: int) -> _Found:
    rest = tuple(_each_word(cut_words, "cut_word"))
    if dialect == "postgresql":
        return _Found(_WORDS, _WORDS.c.case_id, (text(_PG_MATCH), *rest))
    index: Any = table("fts_cases", column("rowid", Integer))
    source = index.join(_WORDS, _WORDS.c.case_id == index.c.rowid) if cut_words else index
    return _Found(source, index.c.rowid, (text(_LITE_MATCH), *rest))


@cache
def few_hits(dialect: str, cut_words: int) -> Any:
    """Return the ids of the first few cases in which all words of a search are found.

    Materialised: PostgreSQL would scan the list until it finds them, which takes seconds for a rare
        word.
    """
    found = _found(dialect, cut_words)
    few = bindparam("few", type_=Integer)
    query = select(found.key.label("case_id")).select_from(found.table)
    query = query.where(*found.conditions).limit(few)
    return query.cte("hits").prefix_with("MATERIALIZED")


def _joined(source: Any) -> Any:
    """Return the tables of a `CaseRow`, joined."""
    return (
        source.join(_SUBJECTS, _SUBJECTS.c.id == C.subject_id)
        .join(_KINDS, _KINDS.c.id == C.kind_id)
        .outerjoin(_OFFICERS, _OFFICERS.c.id == C.officer_id)
    )


def _number(name: str) -> Any:
    return bindparam(name, type_=BigInteger)


def _conditions(shape: StatementShape, *, scans: bool = False) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of a filter.

    Args:
        shape: Of the filter.
        scans: Whether the index of the order is scanned, so that no other index is used.
    """
    # A list uses one index at most, and SQLite chooses it without knowing how many rows a value
    # has: so it is only offered the value that usually has the fewest.
    is_free = not scans and not shape.words and not shape.is_number and _has_no_index(shape.view)
    yield from _in_late_scan(shape) if scans else _in_view(shape)
    if shape.is_number:
        yield _is_number()
    for is_wanted, key, name in (
        (shape.has_officer, C.officer_id, "officer"),
        (shape.has_district, C.district_key, "district"),
        (shape.has_subject, C.subject_id, "subject"),
    ):
        if is_wanted:
            kept = key if is_free or shape.dialect != "sqlite" else _unindexed(key)
            yield kept == bindparam(name, type_=key.type)
            is_free = False
    if shape.is_urgent is not None:
        yield C.is_urgent if shape.is_urgent else not_(C.is_urgent)
    yield from _in_period(shape)


def _unindexed(key: Any) -> Any:
    """Return a column in a form for which SQLite uses no index."""
    return literal_column(f"+cases.{key.name}", key.type)


def _has_no_index(view: CaseView) -> bool:
    """Return whether a view is all cases, or a range of their order."""
    return view in _RANGES


def _in_late_scan(shape: StatementShape) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a view whose own index must not be used."""
    if shape.dialect != "sqlite" or shape.view not in LATE_VIEWS:
        return _in_view(shape)
    if shape.view is CaseView.ENTERED_LATE:
        return (_unindexed(C.entered_at) > C.due_at,)
    return (_unindexed(C.first_action_at) > C.action_due_at,)


LATE_VIEWS: Final = frozenset({CaseView.ENTERED_LATE, CaseView.ACTED_LATE})
"""Views of late cases, which grow with the years."""
_MANY: Final = LATE_VIEWS | {CaseView.ALL, CaseView.CLOSED}
"""The views that grow with the years."""
_RANGES: Final = frozenset(
    {CaseView.ALL, CaseView.RUNNING, CaseView.DUE_SOON, CaseView.LATE, CaseView.CLOSED}
)


def _in_period(shape: StatementShape) -> Iterator[ColumnElement[bool]]:
    # By the key of the list, not by the referral, so that a period needs no look at each row. One
    # bound on each side: of two, SQLite seeks by the first, however wide it is.
    running = [C.order_key < (_number("running_until") if shape.has_until else RUNNING_END)]
    entered = [C.order_key > (_number("entered_until") if shape.has_until else RUNNING_END)]
    if shape.has_from:
        running.append(C.order_key >= _number("running_from"))
        entered.append(C.order_key <= _number("entered_from"))
    if shape.part is CasePart.RUNNING:
        yield from running
    elif shape.part is CasePart.ENTERED:
        yield from entered
    elif shape.has_from or shape.has_until:
        yield or_(and_(*running), and_(*entered))


def _in_view(shape: StatementShape) -> tuple[ColumnElement[bool], ...]:
    if shape.view is CaseView.MINE:
        if not shape.has_mine:
            return (false(),)
        return (C.officer_id == bindparam("mine_officer", type_=Integer), is_open())
    return (_in_any(shape.view),) if shape.view in _TOGETHER else _of_view(shape.view)


def _of_view(view: CaseView) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a view that depends on no user and on no other view."""
    now = _number("now")
    conditions: dict[CaseView, tuple[ColumnElement[bool], ...]] = {
        CaseView.ALL: (),
        CaseView.RUNNING: (C.order_key < RUNNING_END,),
        CaseView.DUE_SOON: (C.order_key >= now, C.order_key < _number("soon")),
        CaseView.LATE: (C.order_key < now,),
        CaseView.NO_FIRST_ACTION: (C.action_key.is_not(None),),
        CaseView.LATE_ACTION: (C.action_key < now,),
        CaseView.POLICE_NOT_INFORMED: (C.police_key.is_not(None), not_(C.is_police_informed)),
        CaseView.POLICE_UNIT_MISSING: (C.police_key.is_not(None), C.is_police_informed),
        CaseView.NO_OFFICER: (_has_no_officer(),),
        CaseView.CLOSED: (C.is_closed,),
        CaseView.ENTERED_LATE: (C.entered_at > C.due_at,),
        CaseView.ACTED_LATE: (C.first_action_at > C.action_due_at,),
    }
    return conditions[view]


@cache
def _in_any(view: CaseView) -> ColumnElement[bool]:
    """Return the condition of a view of several others, in each of which a case may be."""
    together = [_of_view(one) for one in _TOGETHER[view]]
    if view is CaseView.OVERDUE:
        together.append((_has_no_officer(), C.is_urgent))
    # Each by its own index: an OR of them all would scan every case, and so would SQLite for a
    # UNION, to have their ids in order.
    ids = union_all(*(select(C.id).where(*each).correlate(None) for each in together))
    condition: ColumnElement[bool] = C.id.in_(ids)
    return condition


_TOGETHER: Final = {
    CaseView.OVERDUE: (CaseView.LATE, CaseView.LATE_ACTION, CaseView.POLICE_NOT_INFORMED),
    CaseView.WAITING: (
        CaseView.DUE_SOON,
        CaseView.NO_FIRST_ACTION,
        CaseView.POLICE_UNIT_MISSING,
        CaseView.NO_OFFICER,
    ),
}
"""Views of several others, in which a case of two of them is counted once."""


def _has_no_officer() -> ColumnElement[bool]:
    # An entered case may stay with an officer who leaves (responsibility.waive).
    is_left_behind = and_(C.officer_id.in_(left_by("today")), C.order_key < RUNNING_END)
    return or_(and_(C.officer_id.is_(None), is_open()), is_left_behind)


def is_open() -> ColumnElement[bool]:
    """Return the condition of an open case: it is not closed, or not entered."""
    # Not as an OR: SQLite would collect all cases that are not closed, whoever has them.
    return not_(and_(C.is_closed, C.order_key >= RUNNING_END))


def _is_number() -> ColumnElement[bool]:
    return and_(
        C.number_key >= bindparam("number_from", type_=String),
        C.number_key < bindparam("number_until", type_=String),
    )


def _each_word(count: int, name: str) -> Iterator[ColumnElement[bool]]:
    # Words hold letters and digits only: no LIKE wildcards.
    padded = literal_column("' '", String) + _WORDS.c.words
    for index in range(count):
        yield padded.like(bindparam(f"{name}_{index}", type_=String))


def by_ids(case_ids: Sequence[int]) -> Select[Any]:
    """Return the statement that finds cases by their ids."""
    return select(*COLUMNS).select_from(_joined(CASES)).where(C.id.in_(case_ids))
