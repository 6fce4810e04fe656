"""Each kind of records with a period, said once: when it is due, its line in a list, what goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import Date, Integer, Select, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from alo183_desktop.access.model import User
from alo183_desktop.access.queries import is_remembered
from alo183_desktop.cases.model import Case, CaseAction
from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.db.audit import AuditEntry
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
    UnreachedReport,
    Wish,
)
from alo183_desktop.shared.calendar import day_end, month_words
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.vehicles import queries as vehicle_queries
from alo183_desktop.vehicles.model import Driver, TaskOrder, Vehicle
from alo183_desktop.vehicles.rules import number_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Column, ColumnElement

DueQuery: TypeAlias = Select[*tuple[Any, ...]]
"""Of the due records of a kind."""
_SHOWN: Final = 120
"""Characters of a text in a list."""
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record whose period is over."""

    item_id: int
    title: str
    detail: str
    anchor_on: dt.date
    parts: int = 1


def _no_text(_record: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Retained:
    """What retention knows of the records of a kind."""

    entity: Any
    """The table whose ids they have."""
    since: tuple[Any, ...]
    """Days and instants of which the latest begins the period. A record without the first of them
    is not over; the others may be unknown."""
    title: Callable[[Any], str]
    """Of a found record: `item_id`, `columns` by their names, and `since_0` and so on."""
    detail: Callable[[Any], str] = _no_text
    columns: tuple[Any, ...] = ()
    joins: tuple[tuple[Any, Any], ...] = ()
    """Tables that columns and conditions need, each with its condition; a row may be missing."""
    where: tuple[Any, ...] = ()
    """Further conditions of a record that is over."""
    ends_before: bool = False
    """Whether `since` is the first day after the record."""
    goes: Any = None
    """The column with their ids in what goes of them; None: they go themselves."""
    empties: Mapping[str, Any] | None = None
    """Values of a record that stays; None: it goes, with all rows that belong to it."""
    lets_go: Mapping[Any, Mapping[str, Any]] = field(default_factory=dict)
    """References of rows that stay without them, with what else becomes of these rows."""
    imported: str = ""
    """The kind under which an import keeps what it overwrote of them."""

    @property
    def key(self) -> Column[Any] | None:
        """The column with their ids in the rows that go; None: none go."""
        column = self.entity.id if self.goes is None else self.goes
        if self.empties is not None:
            return None
        found: Column[Any] = column.property.columns[0]
        return found

    def query(self, last_day: dt.date) -> DueQuery:
        """Return the query for the records whose period is over.

        Args:
            last_day: The last day from which a period that ran is over (rules.cutoff).
        """
        found = select(
            self.entity.id.label("item_id"),
            *self.columns,
            *(one.label(f"since_{index}") for index, one in enumerate(self.since)),
        ).select_from(self.entity)
        for target, condition in self.joins:
            found = found.outerjoin(target, condition)
        first, *others = (self._is_over(one, last_day) for one in self.since)
        known = zip(self.since[1:], others, strict=True)
        return found.where(first, *(or_(one.is_(None), over) for one, over in known), *self.where)

    def row(self, record: Any) -> FoundRecord:
        """Return a record of `query` as it is listed."""
        moments = (getattr(record, f"since_{index}") for index in range(len(self.since)))
        latest = max(_day_of(one) for one in moments if one is not None)
        return FoundRecord(
            record.item_id,
            self.title(record),
            _shortened(self.detail(record)),
            latest - _DAY if self.ends_before else latest,
            getattr(record, "parts", 1),
        )

    def _is_over(self, moment: Any, last_day: dt.date) -> ColumnElement[bool]:
        if not isinstance(moment.type, Date):
            over: ColumnElement[bool] = moment < day_end(last_day)
        elif self.ends_before:
            over = moment <= min(last_day, dt.date.max - _DAY) + _DAY
        else:
            over = moment <= last_day
        return over


def _day_of(moment: dt.date) -> dt.date:
    return local_day(moment) if isinstance(moment, dt.datetime) else moment


def _shortened(text: str) -> str:
    """Return a text on one line, shortened for a list."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _of_each(entity: Any, found: Any, *conditions: Any) -> Any:
    """Return a value from other rows, for each row of a table."""
    return select(found).where(*conditions).correlate(entity).scalar_subquery()


def _changed_at(entity: Any, kind: str) -> Any:
    """Return when a row was last changed, or created."""
    of_row = (
        AuditEntry.kind == kind,
        AuditEntry.item_id == entity.id,
        AuditEntry.action.in_((f"{kind}.added", f"{kind}.changed")),
    )
    return func.coalesce(_of_each(entity, func.max(AuditEntry.at), *of_row), entity.created_at)


def _notes(entity: Any, kind: str, label: Callable[[Any], str], *columns: Any) -> Retained:
    """Return the notes on lines or on handsets."""
    # All of them at once: no index finds those of one item.
    kept = select(ImportChange.item_id).where(
        ImportChange.item_kind == kind, ImportChange.before["note"].as_string() != ""
    )
    return Retained(
        entity,
        (_changed_at(entity, kind),),
        title=label,
        detail=lambda found: found.note or "Not, bir aktarmanın sakladığı eski değerlerde duruyor",
        columns=(*columns, entity.note),
        where=(or_(entity.note != "", entity.id.in_(kept)),),
        empties={"note": ""},
        imported=kind,
    )


def _of_person(entity: Any, day: Any) -> Retained:
    """Return the records of a table about people on duty."""
    return Retained(
        entity,
        (day,),
        title=attrgetter("name"),
        columns=(duty_queries.NAME.label("name"),),
        joins=((DutyPerson, DutyPerson.id == entity.person_id), _ROSTER),
    )


def _item_label(found: Any) -> str:
    if getattr(found, "phone", None):
        return format_phone(found.phone)
    return handset_label(found.make, found.model, found.imei, found.serial)


def _words(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


_ROSTER: Final = (Officer, Officer.id == DutyPerson.officer_id)
_HANDSET: Final = (Handset.make, Handset.model, Handset.imei, Handset.serial)
_OF_CASE: Final = CaseAction.case_id == Case.id
_OF_FORM: Final = or_(
    Custody.issue_form_id == CustodyForm.id, Custody.return_form_id == CustodyForm.id
)
_OF_USAGE: Final = CallRecord.usage_id == Usage.id
_OPENED: Final = Assignment.opened_by_letter_id == Letter.id
_CORRECTION: Final = aliased(Letter)
_OF_OFFICER: Final = Assignment.officer_id == Officer.id
_HELD: Final = Custody.officer_id == Officer.id
_OF_MONTH: Final = Duty.month == RotaMonth.month
_LATER: Final = aliased(StateChange)
_OF_ITEM: Final = or_(
    _LATER.line_id == StateChange.line_id, _LATER.handset_id == StateChange.handset_id
)
# The one stored last is the state of the item, whatever its time.
_NEXT_AT: Final = _of_each(StateChange, func.min(_LATER.at), _OF_ITEM, _LATER.id > StateChange.id)
_FINAL: Final = (ItemState.RETURNED, ItemState.RETIRED)
"""Final states, which are over from their first day on."""

RETAINED: Final[Mapping[RecordKind, Retained]] = {
    RecordKind.CASES: Retained(
        Case,
        (
            Case.routed_at,
            Case.entered_at,
            Case.closed_at,
            _of_each(Case, func.max(CaseAction.recorded_at), _OF_CASE),
        ),
        title=attrgetter("number"),
        detail=lambda found: _words(found.name, found.caller_name),
        columns=(Case.number, Case.caller_name, Subject.name),
        joins=((Subject, Subject.id == Case.subject_id),),
        where=(or_(Case.is_closed, Case.entered_at.is_not(None)),),
        imported="case",
    ),
    RecordKind.CALLS: Retained(
        Usage,
        (Usage.ends_on,),
        title=_item_label,
        detail=lambda found: f"{format_day(found.starts_on)} – {format_day(found.since_0 - _DAY)}",
        columns=(
            PhoneLine.phone,
            Usage.starts_on,
            _of_each(Usage, func.count(), _OF_USAGE).label("parts"),
        ),
        joins=((PhoneLine, PhoneLine.id == Usage.line_id),),
        where=(exists().where(_OF_USAGE),),
        ends_before=True,
        goes=CallRecord.usage_id,
    ),
    RecordKind.CHECKS: Retained(
        ReachabilityCheck,
        (ReachabilityCheck.at,),
        title=_item_label,
        detail=lambda found: _words(format_instant(found.since_0), found.answered_by),
        columns=(PhoneLine.phone, ReachabilityCheck.answered_by),
        joins=((PhoneLine, PhoneLine.id == ReachabilityCheck.line_id),),
        where=(
            or_(
                ReachabilityCheck.officer_id.is_not(None),
                ReachabilityCheck.answered_by != "",
                ReachabilityCheck.note != "",
                ReachabilityCheck.by_name != "",
            ),
        ),
        empties={
            "officer_id": None,
            "answered_by": "",
            "note": "",
            "by_user_id": None,
            "by_name": "",
        },
    ),
    RecordKind.GUIDANCE: Retained(
        Guidance,
        (Guidance.at,),
        title=lambda found: f"{format_instant(found.since_0)} · {found.name}",
        detail=attrgetter("asked"),
        columns=(Subject.name, Guidance.asked),
        joins=((Subject, Subject.id == Guidance.subject_id),),
        where=(Guidance.asked != DESTROYED_WORDS,),
        empties={
            "asked": DESTROYED_WORDS,
            "done": "",
            "sent_reason": case((Guidance.is_sent_on, literal(DESTROYED_WORDS)), else_=literal("")),
            "search_key": "",
            "by_user_id": None,
            "by_name": "",
        },
    ),
    RecordKind.DRAFTS: Retained(
        ChangeDraft,
        (ChangeDraft.saved_at,),
        title=lambda found: found.title or "Adsız taslak",
        detail=attrgetter("saved_by"),
        columns=(ChangeDraft.title, ChangeDraft.saved_by),
    ),
    RecordKind.CUSTODY_FORMS: Retained(
        CustodyForm,
        (CustodyForm.at, _of_each(CustodyForm, func.max(Custody.to_at), _OF_FORM)),
        title=lambda found: f"{found.year}/{found.number}",
        detail=attrgetter("officer_name"),
        columns=(CustodyForm.year, CustodyForm.number, CustodyForm.officer_name),
        where=(~exists().where(_OF_FORM, Custody.to_at.is_(None)),),
        lets_go={Custody.issue_form_id: {}, Custody.return_form_id: {}},
    ),
    RecordKind.CUSTODIES: Retained(
        Custody,
        (Custody.to_at,),
        title=lambda found: (
            f"{display_name(found.given_names, found.surname)} · "
            f"{format_phone(found.phone) if found.phone else f'{found.make} {found.model}'.strip()}"
        ),
        detail=lambda found: (
            f"{format_day(local_day(found.from_at))} – {format_day(local_day(found.since_0))}"
        ),
        columns=(
            Custody.from_at,
            Officer.given_names,
            Officer.surname,
            PhoneLine.phone,
            *_HANDSET[:2],
        ),
        joins=(
            (Officer, Officer.id == Custody.officer_id),
            (PhoneLine, PhoneLine.id == Custody.line_id),
            (Handset, Handset.id == Custody.handset_id),
        ),
        where=(Custody.issue_form_id.is_(None), Custody.return_form_id.is_(None)),
        imported="custody",
    ),
    RecordKind.LINE_NOTES: _notes(PhoneLine, "line", _item_label, PhoneLine.phone),
    RecordKind.HANDSET_NOTES: _notes(Handset, "handset", _item_label, *_HANDSET),
    RecordKind.STATE_REASONS: Retained(
        StateChange,
        (StateChange.at, _NEXT_AT),
        title=_item_label,
        detail=lambda found: _words(
            f"{format_instant(found.since_0)}, {found.state.words}", found.reason, found.by_name
        ),
        columns=(
            StateChange.state,
            StateChange.reason,
            StateChange.by_name,
            PhoneLine.phone,
            *_HANDSET,
        ),
        joins=(
            (PhoneLine, PhoneLine.id == StateChange.line_id),
            (Handset, Handset.id == StateChange.handset_id),
        ),
        where=(
            or_(StateChange.reason != "", StateChange.by_name != ""),
            or_(_NEXT_AT.is_not(None), StateChange.state.in_(_FINAL)),
        ),
        empties={"reason": "", "by_name": ""},
    ),
    RecordKind.LETTERS: Retained(
        Letter,
        (
            Letter.finished_at,
            Letter.last_effective_on,
            Letter.completed_at,
            Letter.cancelled_at,
            _of_each(Letter, func.max(Assignment.ends_on), _OPENED),
            _of_each(
                Letter,
                func.max(_CORRECTION.finished_at),
                _CORRECTION.corrects_letter_id == Letter.id,
            ),
        ),
        title=attrgetter("summary"),
        detail=lambda found: f"Sayı: {found.register_number or f'kayıt {found.item_id}'}",
        columns=(Letter.summary, Letter.register_number),
        where=(~exists().where(_OPENED, Assignment.ends_on.is_(None)),),
        lets_go={
            Assignment.opened_by_letter_id: {},
            Assignment.closed_by_letter_id: {},
            Substitution.letter_id: {"told": ""},
            # Looked at by itself (due.py): what reminds of a letter may go with it.
            LetterReminder.reminded_id: {},
        },
    ),
    RecordKind.WISHES: _of_person(Wish, Wish.day),
    # The kind of an absence is not for everybody who may see due records.
    RecordKind.ABSENCES: _of_person(Absence, Absence.ends_at),
    RecordKind.HAND_OVERS: Retained(
        HandOver, (HandOver.at,), title=lambda found: f"{format_instant(found.since_0)} devri"
    ),
    RecordKind.UNREACHED: Retained(
        UnreachedReport,
        (UnreachedReport.at,),
        title=lambda found: f"{format_instant(found.since_0)} bildirimi",
        detail=attrgetter("operator"),
        columns=(UnreachedReport.operator,),
    ),
    RecordKind.ROTAS: Retained(
        RotaMonth,
        (_of_each(RotaMonth, func.max(Duty.ends_at), _OF_MONTH),),
        title=lambda found: f"{month_words(found.month)} nöbet çizelgesi",
        columns=(RotaMonth.month, _of_each(RotaMonth, func.count(), _OF_MONTH).label("parts")),
    ),
    RecordKind.GRANTED_LEAVES: _of_person(GrantedLeave, GrantedLeave.granted_on),
    RecordKind.DUTY_PEOPLE: Retained(
        DutyPerson,
        (func.coalesce(DutyPerson.ends_on, duty_queries.LEFT_ON),),
        title=attrgetter("name"),
        columns=(duty_queries.NAME.label("name"),),
        joins=(_ROSTER,),
    ),
    RecordKind.TASK_ORDERS: Retained(
        TaskOrder,
        (func.coalesce(TaskOrder.in_at, TaskOrder.out_at),),
        title=lambda found: f"Taşıt görev emri {number_words(found.year, found.number)}",
        detail=attrgetter("plate"),
        columns=(TaskOrder.year, TaskOrder.number, Vehicle.plate),
        joins=((Vehicle, Vehicle.id == TaskOrder.vehicle_id),),
    ),
    RecordKind.DRIVERS: Retained(
        Driver,
        (vehicle_queries.ENDS_ON,),
        title=attrgetter("name"),
        columns=(vehicle_queries.NAME.label("name"),),
        joins=((Officer, Officer.id == Driver.officer_id),),
    ),
    RecordKind.OFFICERS: Retained(
        Officer,
        (
            Officer.created_at,
            _of_each(Officer, func.max(Assignment.ends_on), _OF_OFFICER),
            _of_each(Officer, func.max(Custody.to_at), _HELD),
            _of_each(
                Officer, func.max(Substitution.ends_on), Substitution.substitute_id == Officer.id
            ),
        ),
        title=lambda found: display_name(found.given_names, found.surname),
        detail=attrgetter("title"),
        columns=(
            Officer.given_names,
            Officer.surname,
            Officer.title,
            (_of_each(Officer, func.count(), _OF_OFFICER) + literal(1, Integer)).label("parts"),
        ),
        where=(
            # An officer who was never assigned has not left: they may still be a newcomer.
            exists().where(_OF_OFFICER),
            ~exists().where(_OF_OFFICER, Assignment.ends_on.is_(None)),
            ~exists().where(_HELD, Custody.to_at.is_(None)),
        ),
        lets_go={ReachabilityCheck.officer_id: {}},
        imported="officer",
    ),
    RecordKind.ACCOUNTS: Retained(
        User,
        (_changed_at(User, "user"),),
        title=attrgetter("name"),
        detail=attrgetter("login"),
        columns=(User.name, User.login),
        where=(~User.is_active, is_remembered()),
        empties={"name": DESTROYED_WORDS},
    ),
}
"""In the order of `RecordKind`; what only one of them does is in `destroying.py`."""
