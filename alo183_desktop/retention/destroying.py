"""Destroy records, each kind in its own order, with all copies of their texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, case, delete, func, literal, select, update
from sqlalchemy.orm import aliased

from alo183_desktop.access.model import FormDraft, KeptFilter, User
from alo183_desktop.access.rules import forgotten_login
from alo183_desktop.cases.model import (
    CallReview,
    Case,
    CaseAction,
    CaseFile,
    CaseReminder,
    CaseResponsibility,
    CaseWaiver,
    CaseWords,
)
from alo183_desktop.changes.model import Change, ChangeDraft, LeaverAccount, PlannedHandOver
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.letters.model import Confirmation, Dispatch, Letter, LetterFile, LetterReminder
from alo183_desktop.officers.model import Assignment, Officer, Substitution
from alo183_desktop.phones.model import (
    CallRecord,
    Custody,
    CustodyFile,
    CustodyForm,
    CustodyWaiver,
    Handset,
    PhoneLine,
    ReachabilityCheck,
    StateChange,
)
from alo183_desktop.retention.kinds import DESTROYED_WORDS, RecordKind
from alo183_desktop.rota.model import (
    Absence,
    Duty,
    DutyPerson,
    GrantedLeave,
    HandOver,
    RotaFile,
    RotaLimits,
    RotaMonth,
    RotaNotice,
    Swap,
    UnreachedReport,
    Wish,
    Worked,
)
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles.model import Driver, TaskOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base

_IMPORTED: Final[Mapping[RecordKind, str]] = {
    RecordKind.CASES: "case",
    RecordKind.CUSTODIES: "custody",
    RecordKind.LINE_NOTES: "line",
    RecordKind.HANDSET_NOTES: "handset",
    RecordKind.OFFICERS: "officer",
}
"""The kind under which an import stores the values that it overwrote."""


def remove(session: Session, kind: RecordKind, ids: Sequence[int]) -> dict[str, int]:
    """Destroy records, and return how many rows were removed or emptied, by table.

    Args:
        session: Its transaction contains the record of the destruction, with all of them.
        kind: Of the records.
        ids: In any order; nothing that stays refers to them.
    """
    removed: Counter[str] = Counter()
    # The newest first: a correction is removed before what it corrects.
    for part in parts_of(sorted(ids, reverse=True)):
        removed.update(_REMOVERS[kind](session, part))
        imported = _IMPORTED.get(kind)
        if imported is not None:
            removed["import_changes"] += _forget_import(session, imported, part)
    return {table: count for table, count in sorted(removed.items()) if count}


def _forget_import(session: Session, kind: str, ids: Any) -> int:
    """Empty what imports kept of rows; that they touched them stays, so that none can be undone."""
    of_rows = (ImportChange.item_kind == kind) & ImportChange.item_id.in_(ids)
    return _written(session, ImportChange, of_rows, before=JSON.NULL)["import_changes"]


def _gone(session: Session, column: Any, ids: Any) -> dict[str, int]:
    """Remove the rows that refer to some ids; return their table and count."""
    entity = column.class_
    result: Any = session.execute(
        delete(entity).where(column.in_(ids)).execution_options(synchronize_session=False)
    )
    return {entity.__tablename__: int(result.rowcount)}


def _written(
    session: Session, entity: type[Base], which: ColumnElement[bool], **values: Any
) -> Counter[str]:
    """Set values of rows; return their table and count."""
    result: Any = session.execute(
        update(entity).where(which).values(**values).execution_options(synchronize_session=False)
    )
    return Counter({entity.__tablename__: int(result.rowcount)})


def _remove_cases(session: Session, ids: Sequence[int]) -> Counter[str]:
    removed = Counter(_gone_from_ends(session, CaseAction.case_id, "corrects_action_id", ids))
    for entity in (CaseFile, CaseWaiver, CaseReminder, CaseResponsibility, CaseWords):
        removed.update(_gone(session, entity.case_id, ids))
    removed.update(_gone(session, Case.id, ids))
    return removed


def _gone_from_ends(
    session: Session, column: Any, corrects: str, ids: Sequence[int]
) -> Counter[str]:
    """Remove rows as `_gone`, each after the one that replaces it."""
    entity = column.class_
    correcting = aliased(entity)
    is_corrected = (
        select(correcting.id)
        .where(getattr(correcting, corrects) == entity.id)
        .correlate(entity)
        .exists()
    )
    removed: Counter[str] = Counter()
    while last := session.scalars(select(entity.id).where(column.in_(ids), ~is_corrected)).all():
        for part in parts_of(last):
            removed.update(_gone(session, entity.id, part))
    return removed


def _remove_calls(session: Session, ids: Sequence[int]) -> Counter[str]:
    of_usages = select(CallRecord.id).where(CallRecord.usage_id.in_(ids))
    removed = Counter(_gone(session, CallReview.call_id, of_usages))
    removed.update(_gone(session, CallRecord.usage_id, ids))
    return removed


def _empty_checks(session: Session, ids: Sequence[int]) -> Counter[str]:
    nobody = {"officer_id": None, "answered_by": "", "by_user_id": None, "by_name": ""}
    which = ReachabilityCheck.id.in_(ids)
    return _written(session, ReachabilityCheck, which, note="", **nobody)


def _empty_guidance(session: Session, ids: Sequence[int]) -> Counter[str]:
    return _written(
        session,
        Guidance,
        Guidance.id.in_(ids),
        asked=DESTROYED_WORDS,
        done="",
        sent_reason=case((Guidance.is_sent_on, literal(DESTROYED_WORDS)), else_=literal("")),
        search_key="",
        by_user_id=None,
        by_name="",
        version=Guidance.version + 1,
    )


def _remove_forms(session: Session, ids: Sequence[int]) -> Counter[str]:
    for column in (Custody.issue_form_id, Custody.return_form_id):
        new = {column.key: None, "version": Custody.version + 1}
        _written(session, Custody, column.in_(ids), **new)
    removed = Counter(_gone(session, CustodyFile.form_id, ids))
    removed.update(_gone(session, CustodyForm.id, ids))
    return removed


def _remove_custodies(session: Session, ids: Sequence[int]) -> Counter[str]:
    removed = Counter(_gone(session, CustodyWaiver.custody_id, ids))
    removed.update(_gone(session, Custody.id, ids))
    return removed


def _empty_notes(
    session: Session, entity: type[PhoneLine | Handset], ids: Sequence[int]
) -> Counter[str]:
    # A new version: a card that is open cannot store its old note again, and no import that
    # changed the item can be undone.
    return _written(session, entity, entity.id.in_(ids), note="", version=entity.version + 1)


def _empty_reasons(session: Session, ids: Sequence[int]) -> Counter[str]:
    return _written(session, StateChange, StateChange.id.in_(ids), reason="", by_name="")


def _remove_letters(session: Session, ids: Sequence[int]) -> Counter[str]:
    for column in (Assignment.opened_by_letter_id, Assignment.closed_by_letter_id):
        _written(session, Assignment, column.in_(ids), **{column.key: None})
    _written(session, Substitution, Substitution.letter_id.in_(ids), letter_id=None, told="")
    removed: Counter[str] = Counter()
    after = (Confirmation, LeaverAccount, LetterReminder, PlannedHandOver)
    for entity in (Change, *after, LetterFile):
        removed.update(_gone(session, entity.letter_id, ids))
    removed.update(_gone_from_ends(session, Dispatch.letter_id, "corrects_dispatch_id", ids))
    # One by one, the newest first: a letter may correct another one that is removed with it.
    # Reminders of a letter are removed before it.
    for letter_id in ids:
        removed.update(_gone(session, Letter.id, [letter_id]))
    return removed


def _remove_absences(session: Session, ids: Sequence[int]) -> Counter[str]:
    last = session.scalar(select(func.max(Absence.ends_at)).where(Absence.id.in_(ids)))
    if last is not None:
        # Without them the ledger would expect duties of absent people: it begins after them.
        since = local_day(last - dt.timedelta(microseconds=1)) + dt.timedelta(days=1)
        row = session.get_one(RotaLimits, 1, with_for_update=True)
        row.ledger_since = max(since, row.ledger_since or since)
        session.flush()
    return Counter(_gone(session, Absence.id, ids))


def _remove_rotas(session: Session, ids: Sequence[int]) -> Counter[str]:
    removed: Counter[str] = Counter()
    for entity in (RotaNotice, RotaFile):
        removed.update(_gone(session, entity.month_id, ids))
    months = session.scalars(select(RotaMonth.month).where(RotaMonth.id.in_(ids))).all()
    numbers = session.scalars(select(Duty.id).where(Duty.month.in_(months))).all()
    for part in parts_of(numbers):
        removed.update(_gone(session, Swap.duty_id, part))
        removed.update(_gone(session, Worked.duty_id, part))
        # Parts cut from a duty are removed before it.
        removed.update(_gone(session, Duty.part_of, part))
    for part in parts_of(numbers):
        removed.update(_gone(session, Duty.id, part))
    removed.update(_gone(session, RotaMonth.id, ids))
    return removed


def _remove_officers(session: Session, ids: Sequence[int]) -> Counter[str]:
    named = ReachabilityCheck.officer_id.in_(ids)
    removed = _written(session, ReachabilityCheck, named, officer_id=None)
    assigned = select(Assignment.id).where(Assignment.officer_id.in_(ids))
    removed["import_changes"] += _forget_import(session, "assignment", assigned)
    removed.update(_gone(session, Assignment.officer_id, ids))
    for column in (Substitution.officer_id, Substitution.substitute_id):
        removed.update(_gone(session, column, ids))
    removed.update(_gone(session, Officer.id, ids))
    return removed


def _forget_accounts(session: Session, ids: Sequence[int]) -> Counter[str]:
    logins = select(User.login).where(User.id.in_(ids))
    removed = Counter(_gone(session, FormDraft.login, logins))
    removed.update(_gone(session, KeptFilter.login, logins))
    users = session.scalars(select(User).where(User.id.in_(ids))).all()
    for user in users:
        user.name, user.login = DESTROYED_WORDS, forgotten_login(user.id)
    session.flush()
    removed["users"] = len(users)
    return removed


def _only(entity: Any) -> Callable[[Session, Sequence[int]], Counter[str]]:
    """Return a function that removes rows without dependents."""
    return lambda session, ids: Counter(_gone(session, entity.id, ids))


_REMOVERS: Final[Mapping[RecordKind, Callable[[Session, Sequence[int]], Counter[str]]]] = {
    RecordKind.CASES: _remove_cases,
    RecordKind.CALLS: _remove_calls,
    RecordKind.CHECKS: _empty_checks,
    RecordKind.GUIDANCE: _empty_guidance,
    RecordKind.DRAFTS: _only(ChangeDraft),
    RecordKind.CUSTODY_FORMS: _remove_forms,
    RecordKind.CUSTODIES: _remove_custodies,
    RecordKind.LINE_NOTES: lambda session, ids: _empty_notes(session, PhoneLine, ids),
    RecordKind.HANDSET_NOTES: lambda session, ids: _empty_notes(session, Handset, ids),
    RecordKind.STATE_REASONS: _empty_reasons,
    RecordKind.LETTERS: _remove_letters,
    RecordKind.WISHES: _only(Wish),
    RecordKind.ABSENCES: _remove_absences,
    RecordKind.HAND_OVERS: _only(HandOver),
    RecordKind.UNREACHED: _only(UnreachedReport),
    RecordKind.ROTAS: _remove_rotas,
    RecordKind.GRANTED_LEAVES: _only(GrantedLeave),
    RecordKind.DUTY_PEOPLE: _only(DutyPerson),
    RecordKind.TASK_ORDERS: _only(TaskOrder),
    RecordKind.DRIVERS: _only(Driver),
    RecordKind.OFFICERS: _remove_officers,
    RecordKind.ACCOUNTS: _forget_accounts,
}
