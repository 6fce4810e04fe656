"""Store a case, with the keys by which it is found, ordered and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from alo183_desktop.cases.fields import FIELDS, CaseValues
from alo183_desktop.cases.model import (
    Case,
    CaseAction,
    CaseFile,
    CaseReminder,
    CaseResponsibility,
    CaseWords,
)
from alo183_desktop.cases.rules import keys_of, next_reminder_at, next_step, reminder_hours
from alo183_desktop.cases.searching import starts_of, words_of_case
from alo183_desktop.db.bulk import FIRST_VERSION, insert_all
from alo183_desktop.db.frozen_files import frozen
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.shared.errors import demand

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.cases.kinds import ActionKind
    from alo183_desktop.cases.rows import TermsRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile

ENTRY_FIELDS: Final = (
    "acknowledged_at",
    "first_action_at",
    "entered_at",
    "entry_record",
    "is_closed",
    "closed_at",
    "outcome",
    "officer_text",
)
"""What a file has besides the fields of the form."""


def case_columns(
    values: CaseValues,
    *,
    terms: Sequence[TermsRow],
    recorded_at: dt.datetime,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the columns of a new case for the table, with its keys.

    Args:
        values: Checked.
        terms: All of them, the newest first.
        recorded_at: When it is stored, UTC: earlier steps of the ladder are skipped.
        more: Some of `ENTRY_FIELDS`.
    """
    columns: dict[str, Any] = {name: getattr(values, name) for name in FIELDS}
    columns.update(
        dict.fromkeys(("acknowledged_at", "first_action_at", "entered_at", "closed_at")),
        entry_record="",
        outcome="",
        officer_text="",
        is_closed=False,
    )
    columns.update(more or {})
    columns.update(keys_of(columns, terms=terms))
    columns["next_reminder_at"] = (
        None
        if columns["entered_at"] is not None
        else next_step(values.routed_at, reminder_hours(terms), after=recorded_at)
    )
    return columns


def insert_cases(
    work: Work, cases: Sequence[tuple[Mapping[str, Any], int | None]]
) -> Sequence[int]:
    """Store new cases with their words and responsible officers, and return their ids.

    By one statement for each table: entities cost five times as much.

    Args:
        cases: For each the result of `case_columns`, and who is responsible; None: nobody.
    """
    officer_ids = {officer_id for _columns, officer_id in cases if officer_id is not None}
    names = officer_queries.names(work.session, officer_ids) if officer_ids else {}
    recorded = {
        "recorded_at": work.now,
        "recorded_by_user_id": work.actor.user_id,
        "recorded_by": work.actor.name,
        "version": FIRST_VERSION,
    }
    rows = [{**columns, **recorded, "officer_id": officer_id} for columns, officer_id in cases]
    case_ids = insert_all(work.session, Case, rows, is_numbered=True)
    words, responsible = [], []
    for case_id, (columns, officer_id) in zip(case_ids, cases, strict=True):
        name = "" if officer_id is None else names[officer_id]
        words.append(words_row(case_id, words_of(columns, name)))
        if officer_id is not None:
            responsible.append(
                {
                    "case_id": case_id,
                    "officer_id": officer_id,
                    "from_at": columns["routed_at"],
                    "to_at": None,
                    "reason": "",
                    "by_name": work.actor.name,
                }
            )
    insert_all(work.session, CaseWords, words)
    insert_all(work.session, CaseResponsibility, responsible)
    return case_ids


def keep_from_files(case: Case, *names: str) -> None:
    """Keep files from changing columns that a user has corrected."""
    case.kept_fields = " ".join(sorted({*case.kept_fields.split(), *names}))


def settle(case: Case, *, terms: Sequence[TermsRow]) -> None:
    """Update the keys of a case after any of its other columns changed."""
    columns = {name: getattr(case, name) for name in (*FIELDS, *ENTRY_FIELDS)}
    for name, value in keys_of(columns, terms=terms).items():
        setattr(case, name, value)


def settle_reminder(session: Session, case: Case, *, terms: Sequence[TermsRow]) -> None:
    """Set when the next step of a case's ladder is due: the first one that was not noted."""
    if case.entered_at is not None:
        case.next_reminder_at = None
        return
    noted = session.scalars(select(CaseReminder.hours).where(CaseReminder.case_id == case.id)).all()
    case.next_reminder_at = next_reminder_at(
        case.routed_at, reminder_hours(terms), noted=noted, recorded_at=case.recorded_at
    )


def stored_values(case: Case) -> CaseValues:
    """Return the stored values of a referral."""
    return CaseValues(**{name: getattr(case, name) for name in FIELDS})


def locked(work: Work, case_id: int) -> Case:
    """Return a case, locked against concurrent changes.

    Raises:
        KnownError: `cases.gone`.
    """
    query = select(Case).where(Case.id == case_id).with_for_update()
    return demand(work.session.scalar(query), "cases.gone")


def words_of(columns: Mapping[str, Any], officer_name: str) -> str:
    """Return the text that a search for a case looks in."""
    return words_of_case(
        number=columns["number"],
        phone=columns["caller_phone"],
        texts=(
            columns["caller_name"],
            columns["operator_name"],
            officer_name or columns["officer_text"],
            columns["district"],
            columns["summary"],
            columns["outcome"],
        ),
    )


def words_row(case_id: int, words: str) -> dict[str, Any]:
    """Return the row of the words of a case."""
    return {"case_id": case_id, "words": words, "starts": starts_of(words)}


def store_words(session: Session, case: Case) -> None:
    """Update the text that a search for a case looks in."""
    name = ""
    if case.officer_id is not None:
        name = officer_queries.names(session, [case.officer_id])[case.officer_id]
    columns = {name: getattr(case, name) for name in (*FIELDS, *ENTRY_FIELDS)}
    words = words_of(columns, name)
    kept = session.get(CaseWords, case.id)
    if kept is None:
        session.add(CaseWords(**words_row(case.id, words)))
    elif kept.words != words:
        kept.words, kept.starts = words, starts_of(words)


def make_responsible(
    work: Work, case: Case, officer_id: int | None, *, at: dt.datetime, reason: str
) -> None:
    """End the current officer's responsibility at `at`, and begin the new one's."""
    session = work.session
    if case.officer_id is not None:
        session.execute(
            update(CaseResponsibility)
            .where(CaseResponsibility.case_id == case.id, CaseResponsibility.to_at.is_(None))
            .values(to_at=at)
        )
    case.officer_id = officer_id
    if officer_id is None:
        return
    case.officer_text = ""
    session.add(
        CaseResponsibility(
            case_id=case.id,
            officer_id=officer_id,
            from_at=at,
            to_at=None,
            reason=reason,
            by_name=work.actor.name,
        )
    )


def add_line(
    work: Work,
    case: Case,
    kind: ActionKind,
    words: str,
    *,
    at: dt.datetime,
    corrects_action_id: int | None = None,
) -> int:
    """Add a line to a case's timeline, and return its id."""
    line = CaseAction(
        case_id=case.id,
        kind=kind,
        at=at,
        words=words,
        corrects_action_id=corrects_action_id,
        by_user_id=work.actor.user_id,
        by_name=work.actor.name,
        recorded_at=work.now,
    )
    work.session.add(line)
    work.session.flush()
    return line.id


def last_line(session: Session, case_id: int, kind: ActionKind) -> int | None:
    """Return the newest line of a kind that was not corrected; None when there is none."""
    later = aliased(CaseAction)
    query = (
        select(CaseAction.id)
        .outerjoin(later, later.corrects_action_id == CaseAction.id)
        .where(CaseAction.case_id == case_id, CaseAction.kind == kind, later.id.is_(None))
        .order_by(CaseAction.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def store_file(work: Work, case_id: int, file: CheckedFile, *, is_entry_proof: bool) -> int:
    """Keep a file of a case with its SHA-256, and return its id."""
    kept = CaseFile(
        case_id=case_id,
        is_entry_proof=is_entry_proof,
        **frozen(work, file.name, file.media_type, file.data),
    )
    work.session.add(kept)
    work.session.flush()
    return kept.id


def move_first_interval(session: Session, case: Case) -> None:
    """Make the first responsibility begin with the referral again, after that was corrected.

    Later ones do not begin before it.
    """
    intervals = session.scalars(
        select(CaseResponsibility)
        .where(CaseResponsibility.case_id == case.id)
        .order_by(CaseResponsibility.from_at, CaseResponsibility.id)
    ).all()
    for index, interval in enumerate(intervals):
        if index == 0 and not interval.reason:
            interval.from_at = case.routed_at
        interval.from_at = max(interval.from_at, case.routed_at)
        if interval.to_at is not None:
            interval.to_at = max(interval.to_at, interval.from_at)
