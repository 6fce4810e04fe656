"""Calls of the officers' phones that nothing explains, and the officers' explanations.

A private person's number is kept no longer than the review needs: afterwards a keyed hash replaces
it, by which another call of the same number is still recognised. Source: Genelge 2014/05, madde 1
(only routed cases, no private calls).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Boolean, and_, case, exists, func, insert, literal, or_, select, union_all

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries
from alo183_desktop.cases.fields import short_text
from alo183_desktop.cases.kinds import CallReason
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.rows import CallCounts, UnexplainedCallFilter, UnexplainedCallRow
from alo183_desktop.cases.rules import terms_on
from alo183_desktop.directorate.model import Directorate, Partner
from alo183_desktop.officers.model import Officer
from alo183_desktop.phones.calls.marks import (
    HASHED,
    find_key,
    is_mark,
    make_key,
    mark_call,
    mark_of,
)
from alo183_desktop.phones.holders import Holders
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.model import CallRecord, CallReview, PhoneLine, Usage
from alo183_desktop.rota.model import DutyPerson
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

CALL_CENTRE: Final = ("183", "+90183")
"""Source: Genelge 2014/05 (Alo 183)."""
POLICE: Final = ("112", "155", "156", "+90112", "+90155", "+90156")
"""Emergency, police and gendarmerie."""
_EXPLANATION_LENGTH: Final = 500
_AT_ONCE: Final = 2_000
"""Numbers that one run hides; the next start has its own."""
_BY_CASE: Final = "Vaka kaydındaki arayan; süresi dolduğu için numara silindi."
_BY_PROGRAM: Final = "program"
_HIDDEN: Final = "(numara gizlendi)"
_PHONE: Final = re.compile(
    r"(?<![\d/-])(?:"
    r"\+\d[\d ().-]{6,}\d"  # with a country code
    r"|(?:90[ -]?|0 ?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}"
    r"|\d{3}[ .-]\d{2}[ .-]\d{2}"  # without the area code
    r")(?![\d/-])"
)
_CALLS: Final[Any] = CallRecord.__table__
_USAGES: Final[Any] = Usage.__table__
_LINES: Final[Any] = PhoneLine.__table__
_CASES: Final[Any] = Case.__table__
_OFFICERS: Final[Any] = Officer.__table__
_DIRECTORATES: Final[Any] = Directorate.__table__
_REVIEWS: Final[Any] = CallReview.__table__
_PARTNERS: Final[Any] = Partner.__table__
_DUTY_PEOPLE: Final[Any] = DutyPerson.__table__
_C: Final = _CALLS.c


def find_calls(work: Work, wanted: UnexplainedCallFilter) -> tuple[UnexplainedCallRow, ...]:
    """Return the calls that nothing explains, the newest first.

    Args:
        work: The unit of work; showing the numbers is audited.
        wanted: Calls that wait for the officer's explanation, or those that have one.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    require(work, Right.SEE_CASES)
    rows = list_calls(work.session, wanted)
    work.record("calls.unexplained_opened", "line", wanted.line_id, count=len(rows))
    return rows


def list_calls(session: Session, wanted: UnexplainedCallFilter) -> tuple[UnexplainedCallRow, ...]:
    """Return calls as `find_calls`, without an audit entry."""
    query = (
        _in_span(
            select(
                _C.id,
                _C.at,
                _USAGES.c.line_id,
                _LINES.c.phone,
                _C.number,
                _C.seconds,
                _REVIEWS.c.explanation,
                _REVIEWS.c.is_private,
                _REVIEWS.c.at.label("reviewed_at"),
            ),
            wanted,
        )
        .outerjoin(_REVIEWS, _REVIEWS.c.call_id == _C.id)
        .order_by(_C.at.desc(), _C.id.desc())
    )
    if wanted.is_reviewed:
        query = query.where(_REVIEWS.c.id.is_not(None))
    else:
        query = query.where(_REVIEWS.c.id.is_(None), _reason(session).is_(None))
    records = session.execute(query).all()
    known = _known_explanations(session, [record.number for record in records])
    holders = Holders(session)
    rows = []
    for record in records:
        is_kept = not is_mark(record.number)
        holder = holders.at(record.line_id, record.at)
        rows.append(
            UnexplainedCallRow(
                call_id=record.id,
                at=record.at,
                line_id=record.line_id,
                line_phone=record.phone,
                holder_id=holder.officer_id,
                holder_name=holder.name,
                number=record.number if is_kept else "",
                seconds=record.seconds,
                known_explanation=known.get(record.number, ""),
                explanation=record.explanation or "",
                is_private=record.is_private,
                reviewed_at=record.reviewed_at,
            )
        )
    return tuple(rows)


def count_calls(work: Work, wanted: UnexplainedCallFilter) -> CallCounts:
    """Return how many calls of a period are explained, by each reason, and how many are not.

    Args:
        wanted: Its `is_reviewed` does not matter.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    require(work, Right.SEE_CASES)
    reason = _reason(work.session).label("reason")
    is_reviewed = exists().where(_REVIEWS.c.call_id == _C.id).label("is_reviewed")
    inner = _in_span(select(reason, is_reviewed), wanted).subquery()
    query = select(inner.c.reason, inner.c.is_reviewed, func.count()).group_by(
        inner.c.reason, inner.c.is_reviewed
    )
    explained: defaultdict[CallReason, int] = defaultdict(int)
    reviewed = unexplained = 0
    for found, was_reviewed, count in work.session.execute(query):
        if was_reviewed:
            reviewed += count
        elif found is None:
            unexplained += count
        else:
            explained[CallReason(found)] += count
    return CallCounts(
        calls=reviewed + unexplained + sum(explained.values()),
        explained=tuple((each, explained[each]) for each in CallReason if each in explained),
        reviewed=reviewed,
        unexplained=unexplained,
    )


def count_unexplained(session: Session, wanted: UnexplainedCallFilter) -> int:
    """Return how many calls of a period are explained neither by data nor by an officer."""
    query = _unexplained(wanted).where(*(~one for one in _masked_officer(session)))
    return int(session.execute(query).scalar_one())


@lru_cache(maxsize=8)
def _unexplained(wanted: UnexplainedCallFilter) -> Select[Any]:
    is_reviewed = exists().where(_REVIEWS.c.call_id == _C.id)
    # What explains calls is read once, not for each of them as in `_reason`.
    return _in_span(select(func.count()), wanted).where(
        _C.number.not_in([*CALL_CENTRE, *POLICE]),
        _C.number.not_in(_known_numbers()),
        ~_has_case(),
        ~is_reviewed,
    )


def count_reviewed(session: Session, wanted: UnexplainedCallFilter) -> int:
    """Return how many calls of a period an officer has explained, whatever else explains them."""
    is_reviewed = exists().where(_REVIEWS.c.call_id == _C.id)
    return int(
        session.execute(_in_span(select(func.count()), wanted).where(is_reviewed)).scalar_one()
    )


def explain_call(work: Work, call_id: int, *, explanation: str, is_private: bool) -> None:
    """Record an officer's explanation of a call; only a keyed hash of its number stays.

    It applies to every call of the line with that number that waits for an explanation, so that the
    number stays in none of them.

    Args:
        call_id: Which call.
        explanation: In their words; it should name nobody, and phone numbers in it are hidden.
        is_private: Whether it was a private call, which the circular forbids.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.explanation_missing`,
            `records.too_long`; `cases.call_reviewed`.
    """
    require(work, Right.EDIT_CASES)
    session = work.session
    number = session.scalar(select(_C.number).where(_C.id == call_id).with_for_update())
    if number is None:
        raise KnownError("cases.gone")
    words = short_text(
        hide_phones(explanation), longest=_EXPLANATION_LENGTH, missing="cases.explanation_missing"
    )
    taken = select(_REVIEWS.c.id).where(_REVIEWS.c.call_id == call_id)
    if session.scalar(taken) is not None:
        raise KnownError("cases.call_reviewed")
    mark = mark_of(make_key(session), number)
    line_id = _line_of(session, call_id)
    same = _same_waiting(session, line_id, (number, mark))
    session.execute(
        insert(_REVIEWS),
        [
            {
                "call_id": each,
                "number_hash": mark,
                "is_private": is_private,
                "explanation": words,
                "at": work.now,
                "by_name": work.actor.name,
            }
            for each in same
        ],
    )
    for each in same:
        mark_call(session, each, mark)
    work.record("call.explained", "line", line_id, is_private=is_private, count=len(same))


def count_same(work: Work, call_id: int) -> int:
    """Return to how many calls an explanation of a call would apply, this one included.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    require(work, Right.EDIT_CASES)
    session = work.session
    number = session.scalar(select(_C.number).where(_C.id == call_id))
    if number is None:
        raise KnownError("cases.gone")
    line_id, key = _line_of(session, call_id), find_key(session)
    numbers = (number,) if key is None else (number, mark_of(key, number))
    return len(session.scalars(_waiting(line_id, numbers)).all())


def review_since(session: Session, *, now: dt.datetime) -> dt.datetime:
    """Return from when on the numbers of calls may still wait for an explanation, UTC."""
    days = terms_on(queries.list_terms(session), local_day(now)).call_review_days
    return now - dt.timedelta(days=days)


def hide_old_numbers(work: Work) -> int:
    """Replace numbers that waited as long as they may with a keyed hash.

    Only numbers of private persons: those that nothing explains, which stay on the list without
    their number, and those of callers of cases, which need no explanation.

    Returns:
        How many calls had their number.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    session = work.session
    until = review_since(session, now=work.now)
    reason = _reason(session)
    query = (
        _in_span(
            select(_C.id, _C.number, reason.label("reason")), UnexplainedCallFilter(until=until)
        )
        .where(
            _C.number.not_like(f"{HASHED}%"),
            or_(reason.is_(None), reason == CallReason.CASE.value),
        )
        .order_by(_C.id)
        .limit(_AT_ONCE)
    )
    found = session.execute(query).all()
    if not found:
        return 0
    key = make_key(session)
    for call_id, number, explained_by in found:
        mark = mark_of(key, number)
        if explained_by is not None:
            session.execute(
                insert(_REVIEWS),
                {
                    "call_id": call_id,
                    "number_hash": mark,
                    "is_private": False,
                    "explanation": _BY_CASE,
                    "at": work.now,
                    "by_name": _BY_PROGRAM,
                },
            )
        mark_call(session, call_id, mark)
    work.record("calls.numbers_hidden", "line", count=len(found))
    return len(found)


def hide_phones(text: str) -> str:
    """Return a text without phone numbers: an explanation must not keep the call's number."""
    return _PHONE.sub(_HIDDEN, text)


def _same_waiting(session: Session, line_id: int | None, numbers: tuple[str, str]) -> list[int]:
    """Return the calls of a line with a number, or its hash, that wait for an explanation."""
    return list(session.scalars(_waiting(line_id, numbers).with_for_update(of=_CALLS)))


def _waiting(line_id: int | None, numbers: Sequence[str]) -> Select[int]:
    return (
        select(_C.id)
        .select_from(_CALLS.join(_USAGES, _USAGES.c.id == _C.usage_id))
        .where(
            _USAGES.c.line_id == line_id,
            _C.number.in_(numbers),
            _USAGES.c.superseded_by_import_id.is_(None),
            ~exists().where(_REVIEWS.c.call_id == _C.id),
        )
        .order_by(_C.id)
    )


def _in_span(query: Select[Any], wanted: UnexplainedCallFilter) -> Select[Any]:
    """Return a query for calls that count: spoken ones and messages, of valid files."""
    conditions: list[ColumnElement[bool]] = [
        _USAGES.c.superseded_by_import_id.is_(None),
        _C.kind.in_([CallKind.VOICE, CallKind.MESSAGE]),
        # The operator's services have names and short numbers; they are not people.
        or_(_C.number.like("+%"), _C.number.like(f"{HASHED}%"), _C.number.in_(_SHORT)),
    ]
    if wanted.line_id is not None:
        conditions.append(_USAGES.c.line_id == wanted.line_id)
    if wanted.since is not None:
        conditions.append(_C.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(_C.at < wanted.until)
    joined = _CALLS.join(_USAGES, _USAGES.c.id == _C.usage_id).join(
        _LINES, _LINES.c.id == _USAGES.c.line_id
    )
    return query.select_from(joined).where(*conditions)


def _known_numbers() -> Any:
    """Return the numbers of the directorate, its officers, its lines and its partners."""
    kept = (
        *(_DIRECTORATES.c[name] for name in _DIRECTORATE_NUMBERS),
        *(_OFFICERS.c[name] for name in _OFFICER_NUMBERS),
        _LINES.alias("other").c.phone,
        _DUTY_PEOPLE.c.phone,
        *(_PARTNERS.c[name] for name in _PARTNER_NUMBERS),
    )
    # A single NULL among them would make every comparison NULL.
    return union_all(*(select(each).where(each.is_not(None)) for each in kept))


def _has_case() -> Any:
    """Return whether the caller of a case has the number of a call."""
    phone = _CASES.c.caller_phone
    return exists().where(and_(phone == _C.number, phone != ""))


_OFFICER_NUMBERS: Final = ("corporate_mobile", "personal_mobile", "desk_phone")
_DIRECTORATE_NUMBERS: Final = ("telephone", "fax", "contact_telephone", "recipient_fax")
_PARTNER_NUMBERS: Final = ("phone", "other_phone")
_SHORT: Final = (*CALL_CENTRE, *POLICE)


def _masked_officer(session: Session) -> tuple[Any, ...]:
    """Return whether a call's number is an officer's private one, where these may be masked.

    On a server who only looks reads no private number (resources/rights.sql).
    """
    if session.get_bind().dialect.name != "postgresql":
        return ()
    from alo183_desktop.db.server import MASKED_SCHEMA  # no file needs it

    if session.scalar(select(func.current_schema())) != MASKED_SCHEMA:
        return ()
    return (func.alo183_is_private(_C.id, type_=Boolean),)


def _reason(session: Session) -> Any:
    """Return what explains a call's number; NULL when nothing does."""
    number = _C.number
    of_officer = or_(*(_OFFICERS.c[name] == number for name in _OFFICER_NUMBERS))
    of_partner = or_(*(_PARTNERS.c[name] == number for name in _PARTNER_NUMBERS))
    of_directorate = or_(*(_DIRECTORATES.c[name] == number for name in _DIRECTORATE_NUMBERS))
    return case(
        (number.in_(CALL_CENTRE), literal(CallReason.CALL_CENTRE.value)),
        (number.in_(POLICE), literal(CallReason.POLICE.value)),
        (exists().where(of_directorate), literal(CallReason.DIRECTORATE.value)),
        (
            or_(exists().where(of_officer), *_masked_officer(session)),
            literal(CallReason.OFFICER.value),
        ),
        (
            exists().where(_LINES.alias("other").c.phone == number),
            literal(CallReason.LINE.value),
        ),
        (exists().where(_DUTY_PEOPLE.c.phone == number), literal(CallReason.DUTY.value)),
        (exists().where(of_partner), literal(CallReason.PARTNER.value)),
        (_has_case(), literal(CallReason.CASE.value)),
        else_=None,
    )


def _known_explanations(session: Session, numbers: list[str]) -> dict[str, str]:
    """Return the latest explanation of other calls with the same numbers."""
    key = find_key(session)
    if key is None:
        return {}
    marks = {number: mark_of(key, number) for number in numbers}
    # Reviews are fewer than calls, and so many hashes would not fit into one condition.
    query = select(_REVIEWS.c.number_hash, _REVIEWS.c.explanation).order_by(_REVIEWS.c.id)
    explanations = {row.number_hash: row.explanation for row in session.execute(query)}
    return {number: explanations[mark] for number, mark in marks.items() if mark in explanations}


def _line_of(session: Session, call_id: int) -> int | None:
    query = (
        select(_USAGES.c.line_id)
        .select_from(_CALLS.join(_USAGES, _USAGES.c.id == _C.usage_id))
        .where(_C.id == call_id)
    )
    line_id: int | None = session.scalar(query)
    return line_id
