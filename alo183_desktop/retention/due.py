"""Find the records whose period is over, kind by kind.

Notes, reasons of states and closed accounts have no end of their own in their rows. When a note or
an account was changed last, the audit trail tells: it is never shortened. Where it tells nothing,
the row's own first day counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, Select, exists, func, literal, or_, select

from alo183_desktop.access.model import User
from alo183_desktop.access.queries import is_remembered
from alo183_desktop.cases.model import Case, CaseAction, CaseResponsibility, CaseWaiver
from alo183_desktop.changes.model import Change, ChangeDraft, LetterReminder, PlannedHandOver
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.letters.model import Letter
from alo183_desktop.officers.model import Assignment, Officer, Subject, Substitution
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import (
    CallRecord,
    Custody,
    CustodyForm,
    CustodyWaiver,
    Handset,
    Line,
    ReachabilityCheck,
    StateChange,
    Usage,
)
from alo183_desktop.phones.rows import handset_label
from alo183_desktop.phones.rules import STATE_WORDS
from alo183_desktop.retention.kinds import DESTROYED_WORDS, RecordKind
from alo183_desktop.rota import queries as duty_queries
from alo183_desktop.rota.model import (
    Absence,
    Duty,
    DutyPerson,
    GrantedLeave,
    HandOver,
    RotaMonth,
    RotaNotice,
    Swap,
    UnreachedReport,
    Wish,
    Worked,
)
from alo183_desktop.shared.calendar import day_end, month_words
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.vehicles import queries as vehicle_queries
from alo183_desktop.vehicles.model import Driver, TaskOrder, Vehicle
from alo183_desktop.vehicles.rules import number_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_SHOWN: Final = 120
"""Signs of a text in a list."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record whose period is over."""

    item_id: int
    title: str
    detail: str
    anchor_on: dt.date
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """How the due records of a kind are found."""

    query: Callable[[dt.date, dt.datetime], Select[Any]]
    """Of the last day from which a period is over, and of the instant after that day, UTC."""
    item: Any
    """The column that numbers them."""
    row: Callable[[Any], Found]


def shortened(text: str) -> str:
    """Return a text on one line, as long as a list shows it."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


_LINES: Final[Any] = Line.__table__.c
_HANDSETS: Final[Any] = Handset.__table__.c
_STATES: Final[Any] = StateChange.__table__.c
_USERS: Final[Any] = User.__table__.c
_TRAIL: Final[Any] = AuditEntry.__table__.c
_FINAL: Final = (ItemState.RETURNED, ItemState.RETIRED)
"""States after which none need come, so that they are over from their first day on."""
_IMPORTED_ONLY: Final = "Not, bir aktarmanın sakladığı eski değerlerde duruyor"


def _of_each(entity: Any, found: Any, *conditions: Any) -> Any:
    """Return what stands in other rows, for each row of a table."""
    return select(found).where(*conditions).correlate(entity.__table__).scalar_subquery()


def _changed_at(entity: Any, kind: str, *actions: str) -> ColumnElement[dt.datetime]:
    """Return when a row was changed last by one of these actions, or made."""
    row = entity.__table__.c
    of_row = (_TRAIL.kind == kind, _TRAIL.item_id == row.id, _TRAIL.action.in_(actions))
    return func.coalesce(_of_each(entity, func.max(_TRAIL.at), *of_row), row.created_at)


def _is_noted(entity: Any, kind: str) -> ColumnElement[bool]:
    """Return that a note stands with an item, or in what an import kept of it."""
    table = entity.__table__
    # All of them at once: there is no index that finds those of one item.
    kept = select(ImportChange.item_id).where(
        ImportChange.item_kind == kind, ImportChange.before["note"].as_string() != ""
    )
    return or_(table.c.note != "", table.c.id.in_(kept))


def _line_notes(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    changed = _changed_at(Line, "line", "line.added", "line.changed")
    return select(_LINES.id, _LINES.phone, _LINES.note, changed.label("changed_at")).where(
        _is_noted(Line, "line"), changed < end
    )


def _line_note_row(record: Any) -> Found:
    return Found(record.id, format_phone(record.phone), _note(record), local_day(record.changed_at))


def _handset_notes(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    changed = _changed_at(Handset, "handset", "handset.added", "handset.changed")
    return select(
        _HANDSETS.id,
        _HANDSETS.make,
        _HANDSETS.model,
        _HANDSETS.imei,
        _HANDSETS.serial,
        _HANDSETS.note,
        changed.label("changed_at"),
    ).where(_is_noted(Handset, "handset"), changed < end)


def _handset_note_row(record: Any) -> Found:
    label = handset_label(record.make, record.model, record.imei, record.serial)
    return Found(record.id, label, _note(record), local_day(record.changed_at))


def _note(record: Any) -> str:
    return shortened(record.note) or _IMPORTED_ONLY


def _state_reasons(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    later = StateChange.__table__.alias("later")
    # The one that is written last is the state of the item, whatever instant it tells.
    of_item = or_(later.c.line_id == _STATES.line_id, later.c.handset_id == _STATES.handset_id)
    next_at = _of_each(StateChange, func.min(later.c.at), of_item, later.c.id > _STATES.id)
    return (
        select(
            _STATES.id,
            _STATES.state,
            _STATES.at,
            _STATES.reason,
            _STATES.by_name,
            Line.phone,
            Handset.make,
            Handset.model,
            Handset.imei,
            Handset.serial,
            next_at.label("next_at"),
        )
        .select_from(StateChange.__table__)
        .outerjoin(Line, Line.id == _STATES.line_id)
        .outerjoin(Handset, Handset.id == _STATES.handset_id)
        .where(
            or_(_STATES.reason != "", _STATES.by_name != ""),
            _STATES.at < end,
            or_(next_at < end, next_at.is_(None) & _STATES.state.in_(_FINAL)),
        )
    )


def _state_reason_row(record: Any) -> Found:
    if record.phone:
        item = format_phone(record.phone)
    else:
        item = handset_label(record.make, record.model, record.imei, record.serial)
    told = (f"{format_instant(record.at)}, {STATE_WORDS[record.state]}", record.reason)
    detail = " · ".join(part for part in (*told, record.by_name) if part)
    last = max(at for at in (record.at, record.next_at) if at is not None)
    return Found(record.id, item, shortened(detail), local_day(last))


def _accounts(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    changed = _changed_at(User, "user", "user.added", "user.changed")
    return select(_USERS.id, _USERS.name, _USERS.login, changed.label("changed_at")).where(
        ~_USERS.is_active, is_remembered(), changed < end
    )


def _account_row(record: Any) -> Found:
    return Found(record.id, record.name, record.login, local_day(record.changed_at))


WRITTEN: Final[Mapping[RecordKind, Source]] = {
    RecordKind.LINE_NOTES: Source(_line_notes, _LINES.id, _line_note_row),
    RecordKind.HANDSET_NOTES: Source(_handset_notes, _HANDSETS.id, _handset_note_row),
    RecordKind.STATE_REASONS: Source(_state_reasons, _STATES.id, _state_reason_row),
    RecordKind.ACCOUNTS: Source(_accounts, _USERS.id, _account_row),
}


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
_SUBSTITUTIONS: Final[Any] = Substitution.__table__.c
_ABSENCES: Final[Any] = Absence.__table__.c
_HAND_OVERS: Final[Any] = HandOver.__table__.c
_UNREACHED: Final[Any] = UnreachedReport.__table__.c
_GRANTED: Final[Any] = GrantedLeave.__table__.c
_WISHES: Final[Any] = Wish.__table__.c
_DUTIES: Final[Any] = Duty.__table__.c
_PEOPLE: Final[Any] = DutyPerson.__table__.c
_ROTAS: Final[Any] = RotaMonth.__table__.c
_ORDERS: Final[Any] = TaskOrder.__table__.c
_DRIVERS: Final[Any] = Driver.__table__.c


def _is_over(column: Any, end: dt.datetime) -> ColumnElement[bool]:
    """Return that an instant lies before another one, or is not known."""
    return or_(column.is_(None), column < end)


def _cases(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    own = _ACTIONS.case_id == _CASES.id
    newer = exists().where(own, _ACTIONS.recorded_at >= end)
    last = _of_each(Case, func.max(_ACTIONS.recorded_at), own)
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
    own = _CALLS.usage_id == _USAGES.id
    count = _of_each(Usage, func.count(), own)
    return (
        select(_USAGES.id, Line.phone, _USAGES.starts_on, _USAGES.ends_on, count.label("parts"))
        .join(Line, Line.id == _USAGES.line_id)
        .where(
            # The first day after the usage: its last day is the one before.
            _USAGES.ends_on
            <= min(last_day, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1),
            exists().where(own),
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
    last = _of_each(CustodyForm, func.max(_CUSTODIES.to_at), of_form)
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
            _CUSTODIES.from_at,
            _CUSTODIES.to_at,
            Officer.given_names,
            Officer.surname,
            Line.phone,
            Handset.make,
            Handset.model,
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
    last = _of_each(Letter, func.max(_ASSIGNMENTS.ends_on), opened)
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
    of_them = _CUSTODIES.officer_id == _OFFICERS.id
    holds = exists().where(of_them, or_(_CUSTODIES.to_at.is_(None), _CUSTODIES.to_at >= end))
    last = _of_each(Officer, func.max(_ASSIGNMENTS.ends_on), own)
    parts = _of_each(Officer, func.count(), own) + literal(1, Integer)
    returned = _of_each(Officer, func.max(_CUSTODIES.to_at), of_them)
    stood_in = _SUBSTITUTIONS.substitute_id == _OFFICERS.id
    acted = _of_each(Officer, func.max(_SUBSTITUTIONS.ends_on), stood_in)
    return select(
        _OFFICERS.id,
        _OFFICERS.given_names,
        _OFFICERS.surname,
        _OFFICERS.title,
        _OFFICERS.created_at,
        last.label("ended_on"),
        returned.label("returned_at"),
        acted.label("acted_until"),
        parts.label("parts"),
    ).where(
        # Who was never assigned has not left: they are somebody's newcomer still.
        exists().where(own),
        _OFFICERS.created_at < end,
        ~serves,
        ~holds,
        ~exists().where(stood_in, _SUBSTITUTIONS.ends_on > last_day),
    )


def _officer_row(record: Any) -> Found:
    days = [local_day(record.created_at), record.ended_on]
    if record.returned_at is not None:
        days.append(local_day(record.returned_at))
    if record.acted_until is not None:
        days.append(record.acted_until)
    name = display_name(record.given_names, record.surname)
    return Found(record.id, name, record.title, max(days), record.parts)


def _of_person(row: Any, day: Any) -> Select[Any]:
    """Return a query of a table's rows, each with who of duty it is about and with a day."""
    return (
        select(row.id, day.label("day"), duty_queries.NAME.label("name"))
        .join(DutyPerson, _PEOPLE.id == row.person_id)
        .outerjoin(Officer, _OFFICERS.id == _PEOPLE.officer_id)
    )


def _absences(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    return _of_person(_ABSENCES, _ABSENCES.ends_at).where(_ABSENCES.ends_at < end)


def _absence_row(record: Any) -> Found:
    # What it was for is not for everybody who sees what is due.
    return Found(record.id, record.name, "", local_day(record.day))


def _wishes(last_day: dt.date, _end: dt.datetime) -> Select[Any]:
    return _of_person(_WISHES, _WISHES.day).where(_WISHES.day <= last_day)


def _named_row(record: Any) -> Found:
    return Found(record.id, record.name, "", record.day)


def _rotas(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    own = _DUTIES.month == _ROTAS.month
    last = _of_each(RotaMonth, func.max(_DUTIES.ends_at), own)
    count = _of_each(RotaMonth, func.count(), own)
    return select(_ROTAS.id, _ROTAS.month, last.label("ended_at"), count.label("parts")).where(
        exists().where(own), ~exists().where(own, _DUTIES.ends_at >= end)
    )


def _rota_row(record: Any) -> Found:
    title = f"{month_words(record.month)} nöbet çizelgesi"
    return Found(record.id, title, "", local_day(record.ended_at), record.parts)


def _hand_overs(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    return select(_HAND_OVERS.id, _HAND_OVERS.at).where(_HAND_OVERS.at < end)


def _hand_over_row(record: Any) -> Found:
    return Found(record.id, f"{format_instant(record.at)} devri", "", local_day(record.at))


def _unreached(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    return select(_UNREACHED.id, _UNREACHED.at, _UNREACHED.operator).where(_UNREACHED.at < end)


def _unreached_row(record: Any) -> Found:
    title = f"{format_instant(record.at)} bildirimi"
    return Found(record.id, title, record.operator, local_day(record.at))


def _granted_leaves(last_day: dt.date, _end: dt.datetime) -> Select[Any]:
    return _of_person(_GRANTED, _GRANTED.granted_on).where(_GRANTED.granted_on <= last_day)


def _duty_people(last_day: dt.date, _end: dt.datetime) -> Select[Any]:
    ended = func.coalesce(_PEOPLE.ends_on, duty_queries.LEFT_ON)
    return (
        select(_PEOPLE.id, duty_queries.NAME.label("name"), ended.label("day"))
        .outerjoin(Officer, _OFFICERS.id == _PEOPLE.officer_id)
        .where(ended <= last_day)
    )


def _task_orders(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    ended = func.coalesce(_ORDERS.in_at, _ORDERS.out_at)
    return (
        select(_ORDERS.id, _ORDERS.year, _ORDERS.number, Vehicle.plate, ended.label("ended_at"))
        .join(Vehicle, Vehicle.id == _ORDERS.vehicle_id)
        .where(ended < end)
    )


def _task_order_row(record: Any) -> Found:
    title = f"Taşıt görev emri {number_words(record.year, record.number)}"
    return Found(record.id, title, record.plate, local_day(record.ended_at))


def _drivers(last_day: dt.date, _end: dt.datetime) -> Select[Any]:
    return (
        select(
            _DRIVERS.id,
            vehicle_queries.NAME.label("name"),
            vehicle_queries.ENDS_ON.label("day"),
        )
        .outerjoin(Officer, _OFFICERS.id == _DRIVERS.officer_id)
        .where(last_day >= vehicle_queries.ENDS_ON)
    )


SOURCES: Final[Mapping[RecordKind, Source]] = {
    RecordKind.CASES: Source(_cases, _CASES.id, _case_row),
    RecordKind.CALLS: Source(_calls, _USAGES.id, _call_row),
    RecordKind.CHECKS: Source(_checks, _CHECKS.id, _check_row),
    RecordKind.GUIDANCE: Source(_guidance, _GUIDANCE.id, _guidance_row),
    RecordKind.DRAFTS: Source(_drafts, _DRAFTS.id, _draft_row),
    RecordKind.CUSTODY_FORMS: Source(_forms, _FORMS.id, _form_row),
    RecordKind.CUSTODIES: Source(_custodies, _CUSTODIES.id, _custody_row),
    RecordKind.LETTERS: Source(_letters, _LETTERS.id, _letter_row),
    RecordKind.WISHES: Source(_wishes, _WISHES.id, _named_row),
    RecordKind.ABSENCES: Source(_absences, _ABSENCES.id, _absence_row),
    RecordKind.HAND_OVERS: Source(_hand_overs, _HAND_OVERS.id, _hand_over_row),
    RecordKind.UNREACHED: Source(_unreached, _UNREACHED.id, _unreached_row),
    RecordKind.ROTAS: Source(_rotas, _ROTAS.id, _rota_row),
    RecordKind.GRANTED_LEAVES: Source(_granted_leaves, _GRANTED.id, _named_row),
    RecordKind.DUTY_PEOPLE: Source(_duty_people, _PEOPLE.id, _named_row),
    RecordKind.TASK_ORDERS: Source(_task_orders, _ORDERS.id, _task_order_row),
    RecordKind.DRIVERS: Source(_drivers, _DRIVERS.id, _named_row),
    RecordKind.OFFICERS: Source(_officers, _OFFICERS.id, _officer_row),
    **WRITTEN,
}


def find_due(
    session: Session,
    kind: RecordKind,
    last_day: dt.date,
    *,
    only: Collection[int] | None = None,
    limit: int | None = None,
) -> tuple[Found, ...]:
    """Return the records of a kind whose period is over, by their numbers.

    Args:
        session: Only read.
        kind: Of which kind.
        last_day: The last day from which a period that ran is over (rules.cutoff).
        only: Look at these alone; None: at all.
        limit: The most that are returned; None: all.
    """
    source = SOURCES[kind]
    query = source.query(last_day, day_end(last_day)).order_by(source.item)
    if only is None:
        records = session.execute(query.limit(limit)).all()
    else:
        records = [
            record
            for part in parts_of(sorted(only))
            for record in session.execute(query.where(source.item.in_(part)))
        ]
    return tuple(source.row(record) for record in records)


def count_due(session: Session, kind: RecordKind, last_day: dt.date) -> int:
    """Return how many records of a kind are due; `find_due` returns as many."""
    query = SOURCES[kind].query(last_day, day_end(last_day))
    # Without what a list shows: nothing but the conditions is looked at.
    counting = query.with_only_columns(func.count(), maintain_column_froms=True)
    return int(session.execute(counting).scalar_one())


def held(session: Session, kind: RecordKind, ids: Collection[int]) -> frozenset[int]:
    """Return which records cannot go, because one that stays refers to them.

    Args:
        session: Only read.
        kind: Of the records.
        ids: All records that would go together.
    """
    found: set[int] = set()
    for column in _REFERRING.get(kind, ()):
        for part in parts_of(sorted(ids)):
            found.update(session.scalars(select(column).where(column.in_(part)).distinct()))
    if kind is RecordKind.LETTERS:
        found |= _held_by_later(session, set(ids) - found)
    return frozenset(found)


def _held_by_later(session: Session, going: set[int]) -> set[int]:
    """Return the letters whose correction or reminder stays, and what these follow in turn."""
    corrected = select(_LETTERS.corrects_letter_id, _LETTERS.id).where(
        _LETTERS.corrects_letter_id.is_not(None)
    )
    reminded = select(LetterReminder.reminded_id, LetterReminder.letter_id)
    # The newest first: whether it stays is known before what it follows is looked at.
    pairs = sorted(
        session.execute(corrected.union(reminded)).all(), key=lambda pair: pair[1], reverse=True
    )
    held_back: set[int] = set()
    for earlier, later in pairs:
        if earlier in going and (later not in going or later in held_back):
            held_back.add(earlier)
    return held_back


_REFERRING: Final[Mapping[RecordKind, tuple[Any, ...]]] = {
    RecordKind.LETTERS: (CaseWaiver.letter_id, CustodyWaiver.letter_id),
    RecordKind.DUTY_PEOPLE: (
        HandOver.from_person_id,
        HandOver.to_person_id,
        Swap.from_person_id,
        *(one.person_id for one in (Absence, Duty, GrantedLeave, RotaNotice, Swap, Wish, Worked)),
    ),
    RecordKind.DRIVERS: (DutyPerson.driver_id, TaskOrder.driver_id),
    RecordKind.OFFICERS: (
        *(one.officer_id for one in (Driver, DutyPerson, Case, CaseResponsibility, CaseWaiver)),
        Custody.officer_id,
        CustodyForm.officer_id,
        Change.leaver_id,
        Change.newcomer_id,
        PlannedHandOver.from_officer_id,
        PlannedHandOver.to_officer_id,
    ),
}
"""Which columns of records that have a period of their own refer to a kind."""
