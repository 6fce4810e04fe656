"""Find the records whose period is over, kind by kind.

Notes, reasons of states and closed accounts have no end of their own in their rows. The audit trail
records when a note or an account was changed last: it is never shortened. Without such a record
the row's own first day counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import Integer, Select, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from alo183_desktop.access.model import User
from alo183_desktop.access.queries import is_remembered
from alo183_desktop.cases.model import Case, CaseAction, CaseResponsibility, CaseWaiver
from alo183_desktop.changes.model import Change, ChangeDraft, PlannedHandOver
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.letters.model import Letter, LetterReminder
from alo183_desktop.officers.model import Assignment, Officer, Subject, Substitution
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import (
    CallRecord,
    Custody,
    CustodyForm,
    CustodyWaiver,
    Handset,
    PhoneLine,
    ReachabilityCheck,
    StateChange,
    Usage,
)
from alo183_desktop.phones.rows import handset_label
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

DueQuery: TypeAlias = Select[*tuple[Any, ...]]
"""Of the due records of a kind, with any columns."""
_SHOWN: Final = 120
"""Characters of a text in a list."""


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record whose period is over."""

    item_id: int
    title: str
    detail: str
    anchor_on: dt.date
    parts: int = 1


@dataclass(frozen=True, slots=True)
class DueSource:
    """The query for the due records of a kind."""

    query: Callable[[dt.date, dt.datetime], DueQuery]
    """Takes the last day from which a period is over, and the instant after that day, UTC."""
    item: Any
    """The column of their ids."""
    row: Callable[[Any], FoundRecord]


def shortened(text: str) -> str:
    """Return a text on one line, shortened for a list."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _latest(*moments: dt.date | None) -> dt.date:
    """Return the latest of the known days and instants."""
    known = (one for one in moments if one is not None)
    return max(local_day(one) if isinstance(one, dt.datetime) else one for one in known)


_FINAL: Final = (ItemState.RETURNED, ItemState.RETIRED)
"""Final states, which are over from their first day on."""
_IMPORTED_ONLY: Final = "Not, bir aktarmanın sakladığı eski değerlerde duruyor"


def _of_each(entity: Any, found: Any, *conditions: Any) -> Any:
    """Return a value from other rows, for each row of a table."""
    return select(found).where(*conditions).correlate(entity).scalar_subquery()


def _changed_at(entity: Any, kind: str, *actions: str) -> ColumnElement[dt.datetime]:
    """Return when a row was last changed by one of these actions, or created."""
    of_row = (
        AuditEntry.kind == kind,
        AuditEntry.item_id == entity.id,
        AuditEntry.action.in_(actions),
    )
    return func.coalesce(_of_each(entity, func.max(AuditEntry.at), *of_row), entity.created_at)


def _is_noted(entity: Any, kind: str) -> ColumnElement[bool]:
    """Return the condition that an item, or what an import kept of it, has a note."""
    # All of them at once: no index finds those of one item.
    kept = select(ImportChange.item_id).where(
        ImportChange.item_kind == kind, ImportChange.before["note"].as_string() != ""
    )
    return or_(entity.note != "", entity.id.in_(kept))


def _line_notes(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    changed = _changed_at(PhoneLine, "line", "line.added", "line.changed")
    return select(PhoneLine.id, PhoneLine.phone, PhoneLine.note, changed.label("changed_at")).where(
        _is_noted(PhoneLine, "line"), changed < end
    )


def _line_note_row(record: Any) -> FoundRecord:
    return FoundRecord(
        record.id, format_phone(record.phone), _note(record), local_day(record.changed_at)
    )


def _handset_notes(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    changed = _changed_at(Handset, "handset", "handset.added", "handset.changed")
    return select(
        Handset.id,
        Handset.make,
        Handset.model,
        Handset.imei,
        Handset.serial,
        Handset.note,
        changed.label("changed_at"),
    ).where(_is_noted(Handset, "handset"), changed < end)


def _handset_note_row(record: Any) -> FoundRecord:
    label = handset_label(record.make, record.model, record.imei, record.serial)
    return FoundRecord(record.id, label, _note(record), local_day(record.changed_at))


def _note(record: Any) -> str:
    return shortened(record.note) or _IMPORTED_ONLY


def _state_reasons(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    later = aliased(StateChange)
    # The one stored last is the state of the item, whatever its time.
    of_item = or_(later.line_id == StateChange.line_id, later.handset_id == StateChange.handset_id)
    next_at = _of_each(StateChange, func.min(later.at), of_item, later.id > StateChange.id)
    return (
        select(
            StateChange.id,
            StateChange.state,
            StateChange.at,
            StateChange.reason,
            StateChange.by_name,
            PhoneLine.phone,
            Handset.make,
            Handset.model,
            Handset.imei,
            Handset.serial,
            next_at.label("next_at"),
        )
        .select_from(StateChange)
        .outerjoin(PhoneLine, PhoneLine.id == StateChange.line_id)
        .outerjoin(Handset, Handset.id == StateChange.handset_id)
        .where(
            or_(StateChange.reason != "", StateChange.by_name != ""),
            StateChange.at < end,
            or_(next_at < end, next_at.is_(None) & StateChange.state.in_(_FINAL)),
        )
    )


def _state_reason_row(record: Any) -> FoundRecord:
    if record.phone:
        item = format_phone(record.phone)
    else:
        item = handset_label(record.make, record.model, record.imei, record.serial)
    parts = (f"{format_instant(record.at)}, {record.state.words}", record.reason)
    detail = " · ".join(part for part in (*parts, record.by_name) if part)
    return FoundRecord(record.id, item, shortened(detail), _latest(record.at, record.next_at))


def _accounts(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    changed = _changed_at(User, "user", "user.added", "user.changed")
    return select(User.id, User.name, User.login, changed.label("changed_at")).where(
        ~User.is_active, is_remembered(), changed < end
    )


def _account_row(record: Any) -> FoundRecord:
    return FoundRecord(record.id, record.name, record.login, local_day(record.changed_at))


WRITTEN: Final[Mapping[RecordKind, DueSource]] = {
    RecordKind.LINE_NOTES: DueSource(_line_notes, PhoneLine.id, _line_note_row),
    RecordKind.HANDSET_NOTES: DueSource(_handset_notes, Handset.id, _handset_note_row),
    RecordKind.STATE_REASONS: DueSource(_state_reasons, StateChange.id, _state_reason_row),
    RecordKind.ACCOUNTS: DueSource(_accounts, User.id, _account_row),
}


def _is_over(column: Any, end: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that a time lies before an instant, or is not known."""
    return or_(column.is_(None), column < end)


def _cases(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    own = CaseAction.case_id == Case.id
    newer = exists().where(own, CaseAction.recorded_at >= end)
    last = _of_each(Case, func.max(CaseAction.recorded_at), own)
    return (
        select(
            Case.id,
            Case.number,
            Case.caller_name,
            Subject.name,
            Case.routed_at,
            Case.entered_at,
            Case.closed_at,
            last.label("last_at"),
        )
        .join(Subject, Subject.id == Case.subject_id)
        .where(
            or_(Case.is_closed, Case.entered_at.is_not(None)),
            Case.routed_at < end,
            _is_over(Case.entered_at, end),
            _is_over(Case.closed_at, end),
            ~newer,
        )
    )


def _case_row(record: Any) -> FoundRecord:
    last = _latest(record.routed_at, record.entered_at, record.closed_at, record.last_at)
    detail = " · ".join(part for part in (record.name, record.caller_name) if part)
    return FoundRecord(record.id, record.number, detail, last)


def _calls(last_day: dt.date, _end: dt.datetime) -> DueQuery:
    own = CallRecord.usage_id == Usage.id
    count = _of_each(Usage, func.count(), own)
    return (
        select(Usage.id, PhoneLine.phone, Usage.starts_on, Usage.ends_on, count.label("parts"))
        .join(PhoneLine, PhoneLine.id == Usage.line_id)
        .where(
            # The first day after the usage: its last day is the one before.
            Usage.ends_on
            <= min(last_day, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1),
            exists().where(own),
        )
    )


def _call_row(record: Any) -> FoundRecord:
    last = record.ends_on - dt.timedelta(days=1)
    span = f"{format_day(record.starts_on)} – {format_day(last)}"
    return FoundRecord(record.id, format_phone(record.phone), span, last, record.parts)


def _checks(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    has_personal_data = or_(
        ReachabilityCheck.officer_id.is_not(None),
        *(
            column != ""
            for column in (
                ReachabilityCheck.answered_by,
                ReachabilityCheck.note,
                ReachabilityCheck.by_name,
            )
        ),
    )
    return (
        select(
            ReachabilityCheck.id,
            PhoneLine.phone,
            ReachabilityCheck.at,
            ReachabilityCheck.answered_by,
        )
        .join(PhoneLine, PhoneLine.id == ReachabilityCheck.line_id)
        .where(ReachabilityCheck.at < end, has_personal_data)
    )


def _check_row(record: Any) -> FoundRecord:
    detail = " · ".join(part for part in (format_instant(record.at), record.answered_by) if part)
    return FoundRecord(record.id, format_phone(record.phone), detail, local_day(record.at))


def _guidance(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    return (
        select(Guidance.id, Guidance.at, Subject.name, Guidance.asked)
        .join(Subject, Subject.id == Guidance.subject_id)
        .where(Guidance.at < end, Guidance.asked != DESTROYED_WORDS)
    )


def _guidance_row(record: Any) -> FoundRecord:
    title = f"{format_instant(record.at)} · {record.name}"
    return FoundRecord(record.id, title, shortened(record.asked), local_day(record.at))


def _drafts(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    return select(
        ChangeDraft.id, ChangeDraft.title, ChangeDraft.saved_at, ChangeDraft.saved_by
    ).where(ChangeDraft.saved_at < end)


def _draft_row(record: Any) -> FoundRecord:
    title = record.title or "Adsız taslak"
    return FoundRecord(record.id, title, record.saved_by, local_day(record.saved_at))


def _forms(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    of_form = or_(Custody.issue_form_id == CustodyForm.id, Custody.return_form_id == CustodyForm.id)
    runs = exists().where(of_form, or_(Custody.to_at.is_(None), Custody.to_at >= end))
    last = _of_each(CustodyForm, func.max(Custody.to_at), of_form)
    return select(
        CustodyForm.id,
        CustodyForm.year,
        CustodyForm.number,
        CustodyForm.officer_name,
        CustodyForm.at,
        last.label("ended_at"),
    ).where(CustodyForm.at < end, ~runs)


def _form_row(record: Any) -> FoundRecord:
    last = _latest(record.at, record.ended_at)
    return FoundRecord(record.id, f"{record.year}/{record.number}", record.officer_name, last)


def _custodies(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    return (
        select(
            Custody.id,
            Custody.from_at,
            Custody.to_at,
            Officer.given_names,
            Officer.surname,
            PhoneLine.phone,
            Handset.make,
            Handset.model,
        )
        .select_from(Custody)
        .join(Officer, Officer.id == Custody.officer_id)
        .outerjoin(PhoneLine, PhoneLine.id == Custody.line_id)
        .outerjoin(Handset, Handset.id == Custody.handset_id)
        .where(
            Custody.to_at < end,
            Custody.issue_form_id.is_(None),
            Custody.return_form_id.is_(None),
        )
    )


def _custody_row(record: Any) -> FoundRecord:
    item = format_phone(record.phone) if record.phone else f"{record.make} {record.model}".strip()
    span = f"{format_day(local_day(record.from_at))} – {format_day(local_day(record.to_at))}"
    name = display_name(record.given_names, record.surname)
    return FoundRecord(record.id, f"{name} · {item}", span, local_day(record.to_at))


def _letters(last_day: dt.date, end: dt.datetime) -> DueQuery:
    correction = aliased(Letter)
    opened = Assignment.opened_by_letter_id == Letter.id
    runs = exists().where(opened, or_(Assignment.ends_on.is_(None), Assignment.ends_on > last_day))
    corrected_at = _of_each(
        Letter, func.max(correction.finished_at), correction.corrects_letter_id == Letter.id
    )
    last = _of_each(Letter, func.max(Assignment.ends_on), opened)
    return select(
        Letter.id,
        Letter.summary,
        Letter.register_number,
        Letter.finished_at,
        Letter.completed_at,
        Letter.cancelled_at,
        Letter.last_effective_on,
        last.label("ended_on"),
        corrected_at.label("corrected_at"),
    ).where(
        Letter.finished_at < end,
        Letter.last_effective_on <= last_day,
        _is_over(Letter.completed_at, end),
        _is_over(Letter.cancelled_at, end),
        _is_over(corrected_at, end),
        ~runs,
    )


def _letter_row(record: Any) -> FoundRecord:
    acts = (record.finished_at, record.completed_at, record.cancelled_at, record.corrected_at)
    last = _latest(*acts, record.last_effective_on, record.ended_on)
    number = record.register_number or f"kayıt {record.id}"
    return FoundRecord(record.id, record.summary, f"Sayı: {number}", last)


def _officers(last_day: dt.date, end: dt.datetime) -> DueQuery:
    own = Assignment.officer_id == Officer.id
    serves = exists().where(own, or_(Assignment.ends_on.is_(None), Assignment.ends_on > last_day))
    of_them = Custody.officer_id == Officer.id
    holds = exists().where(of_them, or_(Custody.to_at.is_(None), Custody.to_at >= end))
    last = _of_each(Officer, func.max(Assignment.ends_on), own)
    parts = _of_each(Officer, func.count(), own) + literal(1, Integer)
    returned = _of_each(Officer, func.max(Custody.to_at), of_them)
    stood_in = Substitution.substitute_id == Officer.id
    acted = _of_each(Officer, func.max(Substitution.ends_on), stood_in)
    return select(
        Officer.id,
        Officer.given_names,
        Officer.surname,
        Officer.title,
        Officer.created_at,
        last.label("ended_on"),
        returned.label("returned_at"),
        acted.label("acted_until"),
        parts.label("parts"),
    ).where(
        # An officer who was never assigned has not left: they may still be a newcomer.
        exists().where(own),
        Officer.created_at < end,
        ~serves,
        ~holds,
        ~exists().where(stood_in, Substitution.ends_on > last_day),
    )


def _officer_row(record: Any) -> FoundRecord:
    days = (record.created_at, record.ended_on, record.returned_at, record.acted_until)
    name = display_name(record.given_names, record.surname)
    return FoundRecord(record.id, name, record.title, _latest(*days), record.parts)


def _of_person(row: Any, day: Any) -> DueQuery:
    """Return a query of a table's rows, each with its person of duty and a day."""
    return (
        select(row.id, day.label("day"), duty_queries.NAME.label("name"))
        .join(DutyPerson, DutyPerson.id == row.person_id)
        .outerjoin(Officer, Officer.id == DutyPerson.officer_id)
    )


def _absences(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    return _of_person(Absence, Absence.ends_at).where(Absence.ends_at < end)


def _absence_row(record: Any) -> FoundRecord:
    # The kind of an absence is not for everybody who may see due records.
    return FoundRecord(record.id, record.name, "", local_day(record.day))


def _wishes(last_day: dt.date, _end: dt.datetime) -> DueQuery:
    return _of_person(Wish, Wish.day).where(Wish.day <= last_day)


def _named_row(record: Any) -> FoundRecord:
    return FoundRecord(record.id, record.name, "", record.day)


def _rotas(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    own = Duty.month == RotaMonth.month
    last = _of_each(RotaMonth, func.max(Duty.ends_at), own)
    count = _of_each(RotaMonth, func.count(), own)
    return select(
        RotaMonth.id, RotaMonth.month, last.label("ended_at"), count.label("parts")
    ).where(exists().where(own), ~exists().where(own, Duty.ends_at >= end))


def _rota_row(record: Any) -> FoundRecord:
    title = f"{month_words(record.month)} nöbet çizelgesi"
    return FoundRecord(record.id, title, "", local_day(record.ended_at), record.parts)


def _hand_overs(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    return select(HandOver.id, HandOver.at).where(HandOver.at < end)


def _hand_over_row(record: Any) -> FoundRecord:
    return FoundRecord(record.id, f"{format_instant(record.at)} devri", "", local_day(record.at))


def _unreached(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    return select(UnreachedReport.id, UnreachedReport.at, UnreachedReport.operator).where(
        UnreachedReport.at < end
    )


def _unreached_row(record: Any) -> FoundRecord:
    title = f"{format_instant(record.at)} bildirimi"
    return FoundRecord(record.id, title, record.operator, local_day(record.at))


def _granted_leaves(last_day: dt.date, _end: dt.datetime) -> DueQuery:
    return _of_person(GrantedLeave, GrantedLeave.granted_on).where(
        GrantedLeave.granted_on <= last_day
    )


def _duty_people(last_day: dt.date, _end: dt.datetime) -> DueQuery:
    ended = func.coalesce(DutyPerson.ends_on, duty_queries.LEFT_ON)
    return (
        select(DutyPerson.id, duty_queries.NAME.label("name"), ended.label("day"))
        .outerjoin(Officer, Officer.id == DutyPerson.officer_id)
        .where(ended <= last_day)
    )


def _task_orders(_last_day: dt.date, end: dt.datetime) -> DueQuery:
    ended = func.coalesce(TaskOrder.in_at, TaskOrder.out_at)
    return (
        select(
            TaskOrder.id, TaskOrder.year, TaskOrder.number, Vehicle.plate, ended.label("ended_at")
        )
        .join(Vehicle, Vehicle.id == TaskOrder.vehicle_id)
        .where(ended < end)
    )


def _task_order_row(record: Any) -> FoundRecord:
    title = f"Taşıt görev emri {number_words(record.year, record.number)}"
    return FoundRecord(record.id, title, record.plate, local_day(record.ended_at))


def _drivers(last_day: dt.date, _end: dt.datetime) -> DueQuery:
    return (
        select(
            Driver.id,
            vehicle_queries.NAME.label("name"),
            vehicle_queries.ENDS_ON.label("day"),
        )
        .outerjoin(Officer, Officer.id == Driver.officer_id)
        .where(last_day >= vehicle_queries.ENDS_ON)
    )


SOURCES: Final[Mapping[RecordKind, DueSource]] = {
    RecordKind.CASES: DueSource(_cases, Case.id, _case_row),
    RecordKind.CALLS: DueSource(_calls, Usage.id, _call_row),
    RecordKind.CHECKS: DueSource(_checks, ReachabilityCheck.id, _check_row),
    RecordKind.GUIDANCE: DueSource(_guidance, Guidance.id, _guidance_row),
    RecordKind.DRAFTS: DueSource(_drafts, ChangeDraft.id, _draft_row),
    RecordKind.CUSTODY_FORMS: DueSource(_forms, CustodyForm.id, _form_row),
    RecordKind.CUSTODIES: DueSource(_custodies, Custody.id, _custody_row),
    RecordKind.LETTERS: DueSource(_letters, Letter.id, _letter_row),
    RecordKind.WISHES: DueSource(_wishes, Wish.id, _named_row),
    RecordKind.ABSENCES: DueSource(_absences, Absence.id, _absence_row),
    RecordKind.HAND_OVERS: DueSource(_hand_overs, HandOver.id, _hand_over_row),
    RecordKind.UNREACHED: DueSource(_unreached, UnreachedReport.id, _unreached_row),
    RecordKind.ROTAS: DueSource(_rotas, RotaMonth.id, _rota_row),
    RecordKind.GRANTED_LEAVES: DueSource(_granted_leaves, GrantedLeave.id, _named_row),
    RecordKind.DUTY_PEOPLE: DueSource(_duty_people, DutyPerson.id, _named_row),
    RecordKind.TASK_ORDERS: DueSource(_task_orders, TaskOrder.id, _task_order_row),
    RecordKind.DRIVERS: DueSource(_drivers, Driver.id, _named_row),
    RecordKind.OFFICERS: DueSource(_officers, Officer.id, _officer_row),
    **WRITTEN,
}


def find_due(
    session: Session,
    kind: RecordKind,
    last_day: dt.date,
    *,
    only: Collection[int] | None = None,
    limit: int | None = None,
) -> tuple[FoundRecord, ...]:
    """Return the records of a kind whose period is over, ordered by id.

    Args:
        kind: The kind.
        last_day: The last day from which a period that ran is over (rules.cutoff).
        only: The ids to look at; None: all.
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
    # Without the columns of a list: only the conditions are evaluated.
    counting = query.with_only_columns(func.count(), maintain_column_froms=True)
    return int(session.execute(counting).scalar_one())


def referenced(session: Session, kind: RecordKind, ids: Collection[int]) -> frozenset[int]:
    """Return the records that cannot be destroyed, because one that stays refers to them.

    Args:
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
    """Return the letters whose correction or reminder stays, and those that these refer to."""
    corrected = select(Letter.corrects_letter_id, Letter.id).where(
        Letter.corrects_letter_id.is_not(None)
    )
    reminded = select(LetterReminder.reminded_id, LetterReminder.letter_id)
    # The newest first: whether it stays is known before the one that it refers to is looked at.
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
"""The columns of records with a period of their own that refer to a kind."""
