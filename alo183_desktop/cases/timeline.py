"""What was done for the people of a case, line by line, and the files of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import String, case, cast, func, select
from sqlalchemy.orm import aliased

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import cards, imported_timeline, queries, storing
from alo183_desktop.cases.fields import short_text
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.model import Case, CaseAction, CaseFile
from alo183_desktop.cases.rules import demand_between, kept_minute
from alo183_desktop.shared.errors import KnownError, demand

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.cases.rows import CaseFileRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile

_WORDS_LENGTH: Final = 4000
_REASON_LENGTH: Final = 1000
_TYPED: Final = frozenset({ActionKind.ACTION, ActionKind.NOTE})
_NEWEST: Final = 2000
"""Newest lines that are searched for frequent wordings."""
_USUAL_CALLERS: Final = 3
_MOST_USUAL: Final = 9


def usual_words(work: Work) -> tuple[str, ...]:
    """Return the most frequent wordings of actions, the most frequent first; nine at most.

    Only wordings that recent lines have in common in the cases of several callers: words about one
    person are never offered for another's case.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    newest = (
        select(
            CaseAction.words,
            # Each case of a caller whose number is unknown counts as its own.
            case((Case.caller_phone != "", Case.caller_phone), else_=cast(Case.id, String)).label(
                "caller"
            ),
        )
        .join(Case, Case.id == CaseAction.case_id)
        .where(CaseAction.kind == ActionKind.ACTION)
        .order_by(CaseAction.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    callers = func.count(newest.c.caller.distinct())
    query = (
        select(newest.c.words)
        .group_by(newest.c.words)
        .having(callers >= _USUAL_CALLERS)
        .order_by(callers.desc(), newest.c.words)
        .limit(_MOST_USUAL)
    )
    return tuple(work.session.scalars(query))


def add_action(
    work: Work,
    case_id: int,
    *,
    at: dt.datetime,
    words: str,
    kind: ActionKind = ActionKind.ACTION,
) -> int:
    """Record what was done on a case, and return the id of the line.

    The earliest action is the first one, whenever it was recorded: from it the time to act is
    measured. Source: Genelge 2014/05, madde 4.

    Args:
        case_id: Which case.
        at: When it was done, UTC.
        words: What was done.
        kind: An action, or a note that ends no wait.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.before_referral`, `cases.in_future`,
            `cases.words_missing`, `records.too_long`.
    """
    require(work, Right.EDIT_CASES)
    if kind not in _TYPED:
        raise ValueError("the other kinds of lines come with their acts")
    case = storing.locked(work, case_id)
    return _add(work, case, kind, words, at=at, corrects=None)


def correct_action(work: Work, action_id: int, *, at: dt.datetime, words: str) -> int:
    """Correct a line by a new one that replaces it, and return its id.

    Raises:
        KnownError: As `add_action`; `cases.line_corrected`: a later line replaced it already;
            `cases.line_has_form`: it came with an act that is corrected by its own form.
    """
    require(work, Right.EDIT_CASES)
    line = demand(work.session.get(CaseAction, action_id), "cases.gone")
    case = storing.locked(work, line.case_id)
    if line.kind not in _TYPED:
        raise KnownError("cases.line_has_form")
    corrected = select(CaseAction.id).where(CaseAction.corrects_action_id == action_id)
    if work.session.scalar(corrected) is not None:
        raise KnownError("cases.line_corrected")
    return _add(work, case, line.kind, words, at=at, corrects=line)


def drop_imported_action(work: Work, case_id: int, *, reason: str) -> None:
    """Discard the first action that a file stated: from now on only the lines count.

    No line that could be corrected has its time; the reason becomes one.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.reason_missing`, `records.too_long`;
            `cases.no_told_action`: there is none, or a line has the same time.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    words = short_text(reason, longest=_REASON_LENGTH, missing="cases.reason_missing")
    by_lines = _first_line(work, case)
    if case.first_action_at is None or case.first_action_at == by_lines:
        raise KnownError("cases.no_told_action")
    earlier = imported_timeline.write_down(work.session, case, ActionKind.ACTION)
    case.first_action_at = by_lines
    storing.keep_from_files(case, "first_action_at")
    storing.settle(case, terms=queries.list_terms(work.session))
    work.session.flush()
    storing.add_line(work, case, ActionKind.NOTE, words, at=work.now, corrects_action_id=earlier)
    work.record("case.told_action_dropped", "case", case_id)


def attach_file(work: Work, case_id: int, file: CheckedFile) -> int:
    """Keep a file of a case for good, and return its id.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    require(work, Right.EDIT_CASES)
    storing.locked(work, case_id)
    file_id = storing.store_file(work, case_id, file, is_entry_proof=False)
    work.record("case.file_attached", "case", case_id, file=file_id)
    return file_id


def open_file(work: Work, file_id: int) -> tuple[CaseFileRow, bytes]:
    """Return a file of a case; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`; `db.file_changed`: its bytes do not match
            the SHA-256 that they were frozen with.
    """
    require(work, Right.SEE_CASES)
    file = demand(work.session.get(CaseFile, file_id), "cases.gone")
    data = file.checked_data()
    work.record("case.file_opened", "case", file.case_id, file=file_id)
    return cards.file_row(file), data


def _add(
    work: Work,
    case: Case,
    kind: ActionKind,
    words: str,
    *,
    at: dt.datetime,
    corrects: CaseAction | None,
) -> int:
    text = short_text(words, longest=_WORDS_LENGTH, missing="cases.words_missing")
    at = kept_minute(at, case.routed_at)
    demand_between(at, routed_at=case.routed_at, now=work.now)
    if kind is ActionKind.ACTION and case.first_action_at is not None and at < case.first_action_at:
        # Else the earlier action would take what a list stated out of the timeline.
        imported_timeline.write_down(work.session, case, kind)
    line = storing.add_line(
        work,
        case,
        kind,
        text,
        at=at,
        corrects_action_id=None if corrects is None else corrects.id,
    )
    if kind is ActionKind.ACTION:
        case.first_action_at = _first(work, case, corrects)
        storing.settle(case, terms=queries.list_terms(work.session))
        work.session.flush()
    is_new = corrects is None
    work.record(
        "case.action_added" if is_new else "case.action_corrected", "case", case.id, line=line
    )
    return line


def _first(work: Work, case: Case, corrected: CaseAction | None) -> dt.datetime | None:
    """Return the time of the first action: by the lines that count, or as a file stated it."""
    known = [at for at in (_first_line(work, case),) if at is not None]
    stated_at = case.first_action_at
    # What a file stated has no line; it counts unless the corrected line had the same time.
    if stated_at is not None and (corrected is None or stated_at != corrected.at):
        known.append(stated_at)
    return min(known, default=None)


def _first_line(work: Work, case: Case) -> dt.datetime | None:
    """Return the time of the first action by the lines that count; None without any."""
    later = aliased(CaseAction)
    query = (
        select(CaseAction.at)
        .outerjoin(later, later.corrects_action_id == CaseAction.id)
        .where(
            CaseAction.case_id == case.id,
            CaseAction.kind == ActionKind.ACTION,
            later.id.is_(None),
        )
        .order_by(CaseAction.at)
        .limit(1)
    )
    return work.session.scalar(query)
