"""Take cases in, change them, and show them to users with the right to see them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import cards, queries, storing
from alo183_desktop.cases.fields import (
    FIELD_KEYS,
    TOGETHER,
    CaseForm,
    CaseValues,
    differences,
    form_of,
    short_text,
    shown_value,
)
from alo183_desktop.cases.kinds import ActionKind, CaseView
from alo183_desktop.cases.model import Case, CaseKind
from alo183_desktop.cases.rows import Caller
from alo183_desktop.cases.rules import mask_name
from alo183_desktop.db.conflicts import Thing, merge_edit
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.officers.model import Officer, Subject
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.identity import mask_phone
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import (
        CaseCard,
        CaseCounts,
        CaseFilter,
        CaseRow,
    )
    from alo183_desktop.db.work import Work

TRAIL: Final = ListTrail("cases", "case", Right.SEE_CASES)
_REASON_LENGTH: Final = 1000
_INSTANTS: Final = ("acknowledged_at", "first_action_at", "entered_at", "closed_at")


def add_case(work: Work, values: CaseValues, *, officer_id: int | None) -> int:
    """Take in a referral, and return the id of the case.

    Args:
        values: Checked by `forms.check_case`.
        officer_id: Who is responsible from the referral on; None: nobody yet.

    Raises:
        KnownError: `access.not_allowed`; `cases.duplicate`: another case has the call centre's
            number; its parameter `case_id` is the id of that case.
    """
    require(work, Right.EDIT_CASES)
    _refuse_second(work, values.number, case_id=None)
    columns = storing.case_columns(
        values, terms=queries.list_terms(work.session), recorded_at=work.now
    )
    try:
        (case_id,) = storing.insert_cases(work, [(columns, officer_id)])
    except IntegrityError as error:
        raise _second(error) from error
    work.record("case.added", "case", case_id, officer=officer_id)
    return case_id


def change_case(
    work: Work,
    case_id: int,
    values: CaseValues,
    *,
    version: int,
    base: CaseValues | None = None,
    routed_reason: str = "",
) -> None:
    """Store the changes made in the form of a referral.

    Another time of the referral moves the 24 hours: it needs a reason, and both times stay in the
    timeline. Source: Genelge 2014/05, madde 5.

    Args:
        case_id: Which case.
        values: Checked by `forms.check_case`.
        version: As it was read.
        base: What the form began with: changes made only by others since then are kept, and acts on
            the case are no conflict.
        routed_reason: Why the time of the referral changed; needed only when it did.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.duplicate`; `cases.instants_before`:
            an act on it would be earlier than the referral; `cases.routed_reason`,
            `records.too_long`: of the reason.
        ConflictError: `db.both_changed`: another user changed it since `version`; its problems name
            each field in which both disagree, with both values.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    stored = storing.stored_values(case)
    values = merge_edit(
        work,
        values,
        stored,
        base,
        is_stale=case.version != version,
        thing=Thing("case", case_id, ("case.changed",)),
        words=lambda field, value: _shown(work, field, value),
        keys=FIELD_KEYS,
        together=TOGETHER,
    )
    fields = differences(values, stored)
    if not fields:
        return
    if "number" in fields:
        _refuse_second(work, values.number, case_id=case_id)
    instants = (getattr(case, name) for name in _INSTANTS)
    if any(at is not None and at < values.routed_at for at in instants):
        raise KnownError("cases.instants_before")
    moved = _words_of_move(case, values, routed_reason) if "routed_at" in fields else ""
    for name in fields:
        setattr(case, name, getattr(values, name))
    storing.keep_from_files(case, *fields)
    terms = queries.list_terms(work.session)
    storing.settle(case, terms=terms)
    if "routed_at" in fields:
        storing.settle_reminder(work.session, case, terms=terms)
        storing.move_first_interval(work.session, case)
    storing.store_words(work.session, case)
    _flush(work)
    if moved:
        storing.add_line(work, case, ActionKind.NOTE, moved, at=work.now)
    work.record("case.changed", "case", case_id, fields=list(fields))


def resolve(work: Work, wanted: CaseFilter) -> CaseFilter:
    """Return a filter in which the view `mine` has its officer.

    The officer of the roster with the name of the signed-in user; none when there is no such
    officer, or more than one.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    if wanted.view is not CaseView.MINE:
        return wanted
    query = select(Officer.id).where(Officer.sort_key == collation_key(work.actor.name)).limit(2)
    found = work.session.scalars(query).all()
    return replace(wanted, mine_officer_id=found[0] if len(found) == 1 else None)


def find_cases(work: Work, wanted: CaseFilter, *, limit: int = queries.PAGE) -> tuple[CaseRow, ...]:
    """Return the first rows of the list as `queries.list_cases`, for users who may see it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.list_cases(work.session, resolve(work, wanted), now=work.now, limit=limit)


def find_ids(work: Work, wanted: CaseFilter) -> array[int]:
    """Return the ids of all wanted cases as `queries.case_ids`, for users who may see them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.case_ids(work.session, resolve(work, wanted), now=work.now)


def find_by_ids(work: Work, case_ids: Sequence[int]) -> tuple[CaseRow, ...]:
    """Return cases as `queries.cases_by_ids`, for users who may see them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.cases_by_ids(work.session, case_ids)


def count(work: Work, wanted: CaseFilter) -> int:
    """Return how many cases match a filter: as many as its list has rows.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.count_cases(work.session, resolve(work, wanted), now=work.now)


def count_views(work: Work) -> CaseCounts:
    """Return how many cases are in each view of open work.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.case_counts(work.session, now=work.now)


def open_case(work: Work, case_id: int) -> CaseCard:
    """Return a case with all that belongs to it, except its caller; the access is audited.

    Name and phone of the caller are masked: `show_caller` shows them.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    require(work, Right.SEE_CASES)
    card = cards.get_card(work.session, case_id)
    work.record("case.opened", "case", case_id)
    return replace(
        card,
        caller_name=mask_name(card.caller_name),
        caller_phone=mask_phone(card.caller_phone) if card.caller_phone else "",
    )


def show_caller(work: Work, case_id: int) -> Caller:
    """Return the caller of a case; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    require(work, Right.SEE_CASES)
    card = cards.get_card(work.session, case_id)
    work.record("case.caller_shown", "case", case_id)
    return Caller(card.caller_name, card.caller_phone)


def open_sheet(work: Work, case_id: int) -> CaseCard:
    """Return a case with its caller in full, for its follow-up sheet; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    require(work, Right.SEE_CASES)
    card = cards.get_card(work.session, case_id)
    work.record("case.opened", "case", case_id)
    work.record("case.caller_shown", "case", case_id)
    return card


def copy_timeline(work: Work, case_id: int) -> CaseCard:
    """Return a case for the text to paste into the ministry's system; the access is audited.

    Clause 5 of the circular: what was done is entered there. The caller stays masked.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    require(work, Right.EDIT_CASES)
    card = open_case(work, case_id)
    work.record("case.timeline_copied", "case", case_id)
    return card


def open_form(work: Work, case_id: int) -> tuple[CaseForm, int]:
    """Return the form of a case, and its version; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    require(work, Right.EDIT_CASES)
    case = demand(work.session.get(Case, case_id), "cases.gone")
    work.record("case.form_opened", "case", case_id)
    return form_of(storing.stored_values(case)), case.version


def record_sheet(work: Work, case_id: int) -> None:
    """Record that the follow-up sheet of one case was printed.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    require(work, Right.PRINT)
    work.record("case.printed", "case", case_id)


def _words_of_move(case: Case, values: CaseValues, reason: str) -> str:
    """Return the line of the timeline about a changed time of the referral."""
    words = short_text(reason, longest=_REASON_LENGTH, missing="cases.routed_reason")
    before, after = (f"{local(at):%d.%m.%Y %H:%M:%S}" for at in (case.routed_at, values.routed_at))
    return f"Yönlendirme zamanı düzeltildi: {before} yerine {after}. Gerekçe: {words}"


def _refuse_second(work: Work, number: str, *, case_id: int | None) -> None:
    take_write_lock(work.session)
    found = queries.find_number(work.session, number)
    if found is not None and found != case_id:
        raise KnownError("cases.duplicate", case_id=found)


def _second(error: IntegrityError) -> Exception:
    """Return the refusal of a number that another user took meanwhile; for other errors `error`."""
    # Its case is visible once this transaction has ended.
    is_number = "number_key" in str(error.orig)
    return KnownError("cases.duplicate", case_id=0) if is_number else error


def _flush(work: Work) -> None:
    try:
        work.session.flush()
    except IntegrityError as error:
        raise _second(error) from error


def _shown(work: Work, field: str, value: Any) -> str:
    """Return a value as the form has it, with names instead of ids."""
    if field == "subject_id":
        return work.session.scalar(select(Subject.name).where(Subject.id == value)) or ""
    if field == "kind_id":
        return work.session.scalar(select(CaseKind.name).where(CaseKind.id == value)) or ""
    return shown_value(field, value)
