"""How the due records of each kind are found, and by what people know them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, Select, exists, func, literal, or_, select

from alo183_desktop.cases.model import (
    Case,
    CaseAction,
)
from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.letters.model import Letter
from alo183_desktop.officers.model import Assignment, Officer, Subject
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.model import (
    CallRecord,
    Custody,
    CustodyForm,
    Handset,
    Line,
    ReachabilityCheck,
    Usage,
)
from alo183_desktop.retention.due_found import Found, Source, shortened
from alo183_desktop.retention.due_written import WRITTEN
from alo183_desktop.retention.kinds import DESTROYED_WORDS, RecordKind
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

_CASES: Final[Any] = Case.__table__.c
_ACTIONS: Final[Any] = CaseAction.__table__.c
_USAGES: Final[Any] = Usage.__table__.c
_CALLS: Final[Any] = CallRecord.__table__.c
_CHECKS: Final[Any] = ReachabilityCheck.__table__.c
_GUIDANCE: Final[Any] = Guidance.__table__.c
_DRAFTS: Final[Any] = ChangeDraft.__table__.c
_FORMS: Final[Any] = CustodyForm.__table__.c
_CUSTODIES: Final[Any] = Custody.__table__.c
_LETTERS: Final[Any] = Letter.__table__.c
_OFFICERS: Final[Any] = Officer.__table__.c
_ASSIGNMENTS: Final[Any] = Assignment.__table__.c


def _is_over(column: Any, end: dt.datetime) -> ColumnElement[bool]:
    """Return that an instant lies before another one, or is not known."""
    return or_(column.is_(None), column < end)


def _cases(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    newer = exists().where(_ACTIONS.case_id == _CASES.id, _ACTIONS.recorded_at >= end)
    last = (
        select(func.max(_ACTIONS.recorded_at))
        .where(_ACTIONS.case_id == _CASES.id)
        .correlate(Case.__table__)
        .scalar_subquery()
    )
    return (
        select(
            _CASES.id,
            _CASES.number,
            _CASES.caller_name,
            Subject.name,
            _CASES.routed_at,
            _CASES.entered_at,
            _CASES.closed_at,
            last.label("last_at"),
        )
        .join(Subject, Subject.id == _CASES.subject_id)
        .where(
            or_(_CASES.is_closed, _CASES.entered_at.is_not(None)),
            _CASES.routed_at < end,
            _is_over(_CASES.entered_at, end),
            _is_over(_CASES.closed_at, end),
            ~newer,
        )
    )


def _case_row(record: Any) -> Found:
    known = (record.routed_at, record.entered_at, record.closed_at, record.last_at)
    last = max(at for at in known if at is not None)
    detail = " · ".join(part for part in (record.name, record.caller_name) if part)
    return Found(record.id, record.number, detail, local_day(last))


def _calls(last_day: dt.date, _end: dt.datetime) -> Select[Any]:
    count = (
        select(func.count())
        .where(_CALLS.usage_id == _USAGES.id)
        .correlate(Usage.__table__)
        .scalar_subquery()
    )
    return (
        select(_USAGES.id, Line.phone, _USAGES.starts_on, _USAGES.ends_on, count.label("parts"))
        .join(Line, Line.id == _USAGES.line_id)
        .where(
            # The first day after the usage: its last day is the one before.
            _USAGES.ends_on
            <= min(last_day, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1),
            exists().where(_CALLS.usage_id == _USAGES.id),
        )
    )


def _call_row(record: Any) -> Found:
    last = record.ends_on - dt.timedelta(days=1)
    span = f"{format_day(record.starts_on)} – {format_day(last)}"
    return Found(record.id, format_phone(record.phone), span, last, record.parts)


def _checks(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    told = or_(
        _CHECKS.officer_id.is_not(None),
        *(column != "" for column in (_CHECKS.answered_by, _CHECKS.note, _CHECKS.by_name)),
    )
    return (
        select(_CHECKS.id, Line.phone, _CHECKS.at, _CHECKS.answered_by)
        .join(Line, Line.id == _CHECKS.line_id)
        .where(_CHECKS.at < end, told)
    )


def _check_row(record: Any) -> Found:
    detail = " · ".join(part for part in (format_instant(record.at), record.answered_by) if part)
    return Found(record.id, format_phone(record.phone), detail, local_day(record.at))


def _guidance(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    return (
        select(_GUIDANCE.id, _GUIDANCE.at, Subject.name, _GUIDANCE.asked)
        .join(Subject, Subject.id == _GUIDANCE.subject_id)
        .where(_GUIDANCE.at < end, _GUIDANCE.asked != DESTROYED_WORDS)
    )


def _guidance_row(record: Any) -> Found:
    title = f"{format_instant(record.at)} · {record.name}"
    return Found(record.id, title, shortened(record.asked), local_day(record.at))


def _drafts(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    return select(_DRAFTS.id, _DRAFTS.title, _DRAFTS.saved_at, _DRAFTS.saved_by).where(
        _DRAFTS.saved_at < end
    )


def _draft_row(record: Any) -> Found:
    title = record.title or "Adsız taslak"
    return Found(record.id, title, record.saved_by, local_day(record.saved_at))


def _forms(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    of_form = or_(_CUSTODIES.issue_form_id == _FORMS.id, _CUSTODIES.return_form_id == _FORMS.id)
    runs = exists().where(of_form, or_(_CUSTODIES.to_at.is_(None), _CUSTODIES.to_at >= end))
    last = (
        select(func.max(_CUSTODIES.to_at))
        .where(of_form)
        .correlate(CustodyForm.__table__)
        .scalar_subquery()
    )
    return select(
        _FORMS.id,
        _FORMS.year,
        _FORMS.number,
        _FORMS.officer_name,
        _FORMS.at,
        last.label("ended_at"),
    ).where(_FORMS.at < end, ~runs)


def _form_row(record: Any) -> Found:
    last = max(at for at in (record.at, record.ended_at) if at is not None)
    return Found(record.id, f"{record.year}/{record.number}", record.officer_name, local_day(last))


def _custodies(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    return (
        select(
            _CUSTODIES.id,
            Officer.given_names,
            Officer.surname,
            Line.phone,
            Handset.make,
            Handset.model,
            _CUSTODIES.from_at,
            _CUSTODIES.to_at,
        )
        .select_from(Custody.__table__)
        .join(Officer, Officer.id == _CUSTODIES.officer_id)
        .outerjoin(Line, Line.id == _CUSTODIES.line_id)
        .outerjoin(Handset, Handset.id == _CUSTODIES.handset_id)
        .where(
            _CUSTODIES.to_at < end,
            _CUSTODIES.issue_form_id.is_(None),
            _CUSTODIES.return_form_id.is_(None),
        )
    )


def _custody_row(record: Any) -> Found:
    item = format_phone(record.phone) if record.phone else f"{record.make} {record.model}".strip()
    span = f"{format_day(local_day(record.from_at))} – {format_day(local_day(record.to_at))}"
    name = display_name(record.given_names, record.surname)
    return Found(record.id, f"{name} · {item}", span, local_day(record.to_at))


def _letters(last_day: dt.date, end: dt.datetime) -> Select[Any]:
    correction = Letter.__table__.alias("correction")
    opened = _ASSIGNMENTS.opened_by_letter_id == _LETTERS.id
    runs = exists().where(
        opened, or_(_ASSIGNMENTS.ends_on.is_(None), _ASSIGNMENTS.ends_on > last_day)
    )
    corrected_later = exists().where(
        correction.c.corrects_letter_id == _LETTERS.id, correction.c.finished_at >= end
    )
    last = (
        select(func.max(_ASSIGNMENTS.ends_on))
        .where(opened)
        .correlate(Letter.__table__)
        .scalar_subquery()
    )
    return select(
        _LETTERS.id,
        _LETTERS.summary,
        _LETTERS.register_number,
        _LETTERS.finished_at,
        _LETTERS.completed_at,
        _LETTERS.effective_on,
        last.label("ended_on"),
    ).where(
        _LETTERS.finished_at < end,
        _LETTERS.effective_on <= last_day,
        _is_over(_LETTERS.completed_at, end),
        ~runs,
        ~corrected_later,
    )


def _letter_row(record: Any) -> Found:
    days = [local_day(record.finished_at), record.effective_on]
    if record.completed_at is not None:
        days.append(local_day(record.completed_at))
    if record.ended_on is not None:
        days.append(record.ended_on)
    number = record.register_number or f"kayıt {record.id}"
    return Found(record.id, record.summary, f"Sayı: {number}", max(days))


def _officers(last_day: dt.date, end: dt.datetime) -> Select[Any]:
    own = _ASSIGNMENTS.officer_id == _OFFICERS.id
    serves = exists().where(
        own, or_(_ASSIGNMENTS.ends_on.is_(None), _ASSIGNMENTS.ends_on > last_day)
    )
    holds = exists().where(
        _CUSTODIES.officer_id == _OFFICERS.id,
        or_(_CUSTODIES.to_at.is_(None), _CUSTODIES.to_at >= end),
    )
    last = (
        select(func.max(_ASSIGNMENTS.ends_on))
        .where(own)
        .correlate(Officer.__table__)
        .scalar_subquery()
    )
    parts = select(func.count()).where(own).correlate(
        Officer.__table__
    ).scalar_subquery() + literal(1, Integer)
    returned = (
        select(func.max(_CUSTODIES.to_at))
        .where(_CUSTODIES.officer_id == _OFFICERS.id)
        .correlate(Officer.__table__)
        .scalar_subquery()
    )
    return select(
        _OFFICERS.id,
        _OFFICERS.given_names,
        _OFFICERS.surname,
        _OFFICERS.title,
        _OFFICERS.created_at,
        last.label("ended_on"),
        returned.label("returned_at"),
        parts.label("parts"),
    ).where(
        # Who was never assigned has not left: they are somebody's newcomer still.
        exists().where(own),
        _OFFICERS.created_at < end,
        ~serves,
        ~holds,
    )


def _officer_row(record: Any) -> Found:
    days = [local_day(record.created_at), record.ended_on]
    if record.returned_at is not None:
        days.append(local_day(record.returned_at))
    name = display_name(record.given_names, record.surname)
    return Found(record.id, name, record.title, max(days), record.parts)


SOURCES: Final[Mapping[RecordKind, Source]] = {
    RecordKind.CASES: Source(_cases, _CASES.id, _case_row),
    RecordKind.CALLS: Source(_calls, _USAGES.id, _call_row),
    RecordKind.CHECKS: Source(_checks, _CHECKS.id, _check_row),
    RecordKind.GUIDANCE: Source(_guidance, _GUIDANCE.id, _guidance_row),
    RecordKind.DRAFTS: Source(_drafts, _DRAFTS.id, _draft_row),
    RecordKind.CUSTODY_FORMS: Source(_forms, _FORMS.id, _form_row),
    RecordKind.CUSTODIES: Source(_custodies, _CUSTODIES.id, _custody_row),
    RecordKind.LETTERS: Source(_letters, _LETTERS.id, _letter_row),
    RecordKind.OFFICERS: Source(_officers, _OFFICERS.id, _officer_row),
    **WRITTEN,
}
