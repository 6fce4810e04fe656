"""The progress of a case: acknowledged, reported to the police, entered, closed.

Each time is kept apart, and each of these acts adds a line to the timeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import imported_timeline, queries, storing
from alo183_desktop.cases.fields import short_text
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.rules import demand_between, kept_minute
from alo183_desktop.shared.characters import tidy_lines
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.cases.model import Case
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile

_NAME_LENGTH: Final = 200
_REASON_LENGTH: Final = 1000


def acknowledge(work: Work, case_id: int, *, at: dt.datetime, is_correction: bool = False) -> None:
    """Record when the officer learned of a case.

    Args:
        case_id: Which case.
        at: When, UTC.
        is_correction: Whether it replaces what was recorded before, which stays visible in the
            timeline.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.before_referral`, `cases.in_future`;
            `cases.acknowledged_already`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if case.acknowledged_at is not None and not is_correction:
        raise KnownError("cases.acknowledged_already", at=format_instant(case.acknowledged_at))
    earlier = imported_timeline.last_line(work.session, case, ActionKind.ACKNOWLEDGED)
    case.acknowledged_at = _checked(work, case, at)
    kind = ActionKind.ACKNOWLEDGED
    _done(work, case, kind, "", at=case.acknowledged_at, corrects=earlier)
    work.record("case.acknowledged", "case", case_id)


def inform_police(work: Work, case_id: int, *, unit: str, by: str, at: dt.datetime | None) -> None:
    """Record that the police were informed of a case; the last record counts.

    Args:
        case_id: Which case.
        unit: Which unit of police or gendarmerie.
        by: Who informed them; empty: the current user.
        at: When; None when unknown.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.police_unit_missing`,
            `records.too_long`, `cases.in_future`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    case.police_unit = short_text(unit, longest=_NAME_LENGTH, missing="cases.police_unit_missing")
    teller = short_text(
        by or work.actor.name, longest=_NAME_LENGTH, missing="cases.police_unit_missing"
    )
    if at is not None:
        # The police may have been called before 183 was: only the future is wrong.
        demand_between(at, routed_at=at, now=work.now)
    earlier = storing.last_line(work.session, case_id, ActionKind.POLICE)
    case.is_police_informed, case.police_at, case.police_by = True, at, teller
    _done(work, case, ActionKind.POLICE, case.police_unit, at=at or work.now, corrects=earlier)
    work.record("case.police_informed", "case", case_id)


def enter(
    work: Work,
    case_id: int,
    *,
    at: dt.datetime,
    record: str = "",
    proof: CheckedFile | None = None,
    before_action: str = "",
) -> None:
    """Record that a case was entered in the call-centre system: its 24 hours stop.

    Source: Genelge 2014/05, madde 5.

    Args:
        case_id: Which case.
        at: When it was entered there, UTC.
        record: The number of the record there.
        proof: A picture or print of it; either this or `record` must be given.
        before_action: Why it was entered before anything was done (`rules.is_entry_before_action`),
            which the form demands; it becomes a line of the timeline.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.before_referral`, `cases.in_future`,
            `cases.entry_unproven`, `records.too_long`; `cases.entered_already`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if case.entered_at is not None:
        raise KnownError("cases.entered_already", at=format_instant(case.entered_at))
    _enter(work, case, at=at, record=record, proof=proof, corrects=None)
    if before_action.strip():
        words = short_text(before_action, longest=_REASON_LENGTH, missing="cases.reason_missing")
        note = f"Sisteme ilk işlemden önce girildi: {words}"
        storing.add_line(work, case, ActionKind.NOTE, note, at=work.now)
    work.record("case.entered", "case", case_id, has_evidence=proof is not None)


def correct_entry(
    work: Work,
    case_id: int,
    *,
    at: dt.datetime,
    record: str = "",
    proof: CheckedFile | None = None,
) -> None:
    """Correct when a case was entered; the previous line of the timeline stays visible.

    Raises:
        KnownError: As `enter`, and `cases.not_entered`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if case.entered_at is None:
        raise KnownError("cases.not_entered")
    earlier = imported_timeline.last_line(work.session, case, ActionKind.ENTERED)
    _enter(work, case, at=at, record=record, proof=proof, corrects=earlier)
    work.record("case.entry_corrected", "case", case_id, has_evidence=proof is not None)


def withdraw_entry(work: Work, case_id: int, *, reason: str) -> None:
    """Withdraw an entry that was never made: the 24 hours have been running all the while.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.not_entered`,
            `cases.reason_missing`, `records.too_long`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if case.entered_at is None:
        raise KnownError("cases.not_entered")
    words = short_text(reason, longest=_REASON_LENGTH, missing="cases.reason_missing")
    earlier = imported_timeline.last_line(work.session, case, ActionKind.ENTERED)
    case.entered_at, case.entry_record = None, ""
    storing.keep_from_files(case, "entered_at", "entry_record")
    _done(work, case, ActionKind.NOTE, words, at=work.now, corrects=earlier)
    storing.settle_reminder(work.session, case, terms=queries.list_terms(work.session))
    work.session.flush()
    work.record("case.entry_withdrawn", "case", case_id)


def close_case(work: Work, case_id: int, *, at: dt.datetime, outcome: str) -> None:
    """Close a case; that stops no clock.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.before_referral`, `cases.in_future`,
            `cases.outcome_missing`, `records.too_long`; `cases.closed_already`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if case.is_closed:
        raise KnownError("cases.closed_already")
    words = short_text(outcome, longest=_REASON_LENGTH, missing="cases.outcome_missing")
    case.closed_at = _checked(work, case, at)
    case.is_closed, case.outcome = True, words
    _done(work, case, ActionKind.CLOSED, words, at=case.closed_at)
    work.record("case.closed", "case", case_id, is_entered=case.entered_at is not None)


def reopen_case(work: Work, case_id: int, *, reason: str) -> None:
    """Reopen a closed case.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.not_closed`,
            `cases.reason_missing`, `records.too_long`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if not case.is_closed:
        raise KnownError("cases.not_closed")
    words = short_text(reason, longest=_REASON_LENGTH, missing="cases.reason_missing")
    imported_timeline.last_line(work.session, case, ActionKind.CLOSED)
    case.is_closed, case.closed_at, case.outcome = False, None, ""
    storing.keep_from_files(case, "is_closed", "closed_at", "outcome")
    _done(work, case, ActionKind.REOPENED, words, at=work.now)
    work.record("case.reopened", "case", case_id)


def _enter(
    work: Work,
    case: Case,
    *,
    at: dt.datetime,
    record: str,
    proof: CheckedFile | None,
    corrects: int | None,
) -> None:
    number = tidy_lines(record)
    if not number and proof is None:
        raise KnownError("cases.entry_unproven")
    if len(number) > _NAME_LENGTH:
        raise KnownError("records.too_long", limit=_NAME_LENGTH)
    case.entered_at = _checked(work, case, at)
    case.entry_record = number
    case.next_reminder_at = None
    if proof is not None:
        storing.store_file(work, case.id, proof, is_entry_proof=True)
    _done(work, case, ActionKind.ENTERED, number, at=case.entered_at, corrects=corrects)


def _checked(work: Work, case: Case, at: dt.datetime) -> dt.datetime:
    kept = kept_minute(at, case.routed_at)
    demand_between(kept, routed_at=case.routed_at, now=work.now)
    return kept


def _done(
    work: Work,
    case: Case,
    kind: ActionKind,
    words: str,
    *,
    at: dt.datetime,
    corrects: int | None = None,
) -> None:
    """Update a case's keys after a change, and add a line to its timeline."""
    storing.settle(case, terms=queries.list_terms(work.session))
    storing.store_words(work.session, case)
    work.session.flush()
    storing.add_line(work, case, kind, words, at=at, corrects_action_id=corrects)
