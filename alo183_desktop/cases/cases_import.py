"""Bring cases out of the call centre's list into the database, in one step that can be undone.

Not here: what the file says (cases_file.py), what it comes to (cases_match.py), and taking it back
(cases_undo.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries, storing
from alo183_desktop.cases.cases_file import CaseSheet, read_cases
from alo183_desktop.cases.cases_match import Judgement, RowPlan, judge
from alo183_desktop.cases.cases_undo import CASE, RESPONSIBILITY, built_on, take_back
from alo183_desktop.cases.forms import FIELDS
from alo183_desktop.cases.model import Case, CaseResponsibility, CaseWords
from alo183_desktop.db.numbering import reserve_ids
from alo183_desktop.documents.foreign_tables import read_file
from alo183_desktop.imports import queries as import_queries
from alo183_desktop.imports.rows import Preview
from alo183_desktop.imports.storing import (
    FIRST_VERSION,
    Change,
    import_row,
    insert_all,
    keep_changes,
    keep_import,
    numbered,
    refuse_wrong_rows,
)
from alo183_desktop.imports.undoing import undo
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import ImportRow

KIND: Final = "cases"
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    sheet: CaseSheet
    judgement: Judgement


def preview_cases(work: Work, path: Path) -> Preview:
    """Read a file and return row by row what its import would do; nothing is stored.

    Raises:
        KnownError: `access.not_allowed`; `documents.foreign_*` as `read_file`;
            `cases.no_headings`, `imports.no_rows`, `imports.too_many_rows`.
    """
    require(work, Right.IMPORT)
    return preview_of(work, read_cases(read_file(path), now=work.now))


def preview_of(work: Work, sheet: CaseSheet) -> Preview:
    """Return the preview of a list that was read before.

    Reading takes as long as the file is big and needs no database; this part does.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.IMPORT)
    judgement = judge(work.session, sheet)
    return Preview(
        kind=KIND,
        file_name=sheet.file_name,
        sha256=sheet.sha256,
        sheet=sheet.sheet,
        heading_row=sheet.found.heading_row + 1,
        columns=sheet.found.texts,
        rows=judgement.rows,
        passed_over=sheet.passed_over,
        notes=sheet.notes,
        plan=_Plan(sheet, judgement),
    )


def apply_cases(work: Work, preview: Preview, *, skip_wrong: bool = False) -> ImportRow:
    """Store what a preview shows: all of it, or nothing.

    Args:
        work: The unit of work.
        preview: Of `preview_cases`, as the clerk agreed to it.
        skip_wrong: Whether wrong rows are knowingly left out.

    Returns:
        The import; one without a number when the file held nothing new.

    Raises:
        KnownError: `access.not_allowed`; `imports.stale`: the database is not what it was when the
            preview was made; `imports.wrong_rows` with each problem under `row.field`.
    """
    require(work, Right.IMPORT)
    plan: _Plan = preview.plan
    judgement = judge(work.session, plan.sheet)
    if judgement != plan.judgement:
        raise KnownError("imports.stale")
    if not skip_wrong:
        refuse_wrong_rows(judgement.rows)
    row = import_row(work, preview)
    if not judgement.plans:
        work.record("import.nothing_new", "import", kind_of_rows=KIND, rows=len(judgement.rows))
        return row
    try:
        return numbered(row, _store(work, preview, row, judgement))
    except IntegrityError as error:
        # Another desk stored one of the numbers between the question and the answer.
        raise KnownError("imports.stale") from error


def undo_import(work: Work, import_id: int) -> None:
    """Take an import back as one step.

    Raises:
        KnownError: `access.not_allowed`; `imports.undone`; `imports.built_on`: something that it
            brought was changed afterwards, or was worked on.
        ConflictError: `db.conflict`: somebody else changed one of them meanwhile.
    """
    require(work, Right.IMPORT)
    undo(work, import_id, is_built_on=built_on, take_back=take_back)


def list_imports(work: Work) -> tuple[ImportRow, ...]:
    """Return the newest lists that were imported, with whether each can still be undone.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return import_queries.list_imports(work.session, KIND, built_on=built_on)


@collector_paused()
def _store(work: Work, preview: Preview, row: ImportRow, judgement: Judgement) -> int:
    made = keep_import(work, row, sha256=preview.sha256)
    new = [plan for plan in judgement.plans if plan.case_id is None]
    old = [plan for plan in judgement.plans if plan.case_id is not None]
    changes = [*_insert(work, new), *_update(work, old)]
    keep_changes(work.session, made.id, changes)
    work.record(
        "import.applied",
        "import",
        made.id,
        kind_of_rows=KIND,
        **{verdict.value: count for verdict, count in preview.counts.items()},
    )
    for change in changes:
        if change.item_kind == CASE:
            action = "case.added" if change.before is None else "case.changed"
            work.record(action, "case", change.item_id, imported=made.id)
    return made.id


def _insert(work: Work, plans: Sequence[RowPlan]) -> list[Change]:
    """Store new cases by one statement for each table: entities cost five times as much."""
    session = work.session
    if not plans:
        return []
    terms = queries.list_terms(session)
    names = officer_queries.names(session, {plan.officer_id for plan in plans if plan.officer_id})
    table: Any = Case.__table__
    case_ids = reserve_ids(session, table, len(plans))
    cases, words, responsible = [], [], []
    for case_id, plan in zip(case_ids, plans, strict=True):
        columns = storing.columns_of(
            plan.values, terms=terms, recorded_at=work.now, more=dict(plan.more)
        )
        cases.append(
            {
                **columns,
                "id": case_id,
                "officer_id": plan.officer_id,
                "recorded_at": work.now,
                "recorded_by_user_id": work.actor.user_id,
                "recorded_by": work.actor.name,
                "version": FIRST_VERSION,
            }
        )
        name = names[plan.officer_id] if plan.officer_id else ""
        words.append(storing.words_row(case_id, storing.words_of(columns, name)))
        if plan.officer_id:
            responsible.append(
                {
                    "case_id": case_id,
                    "officer_id": plan.officer_id,
                    "from_at": plan.values.routed_at,
                    "to_at": None,
                    "reason": "",
                    "by_name": work.actor.name,
                }
            )
    insert_all(session, Case, cases)
    insert_all(session, CaseWords, words)
    insert_all(session, CaseResponsibility, responsible)
    return [Change(CASE, case_id, None, FIRST_VERSION) for case_id in case_ids]


def _update(work: Work, plans: Sequence[RowPlan]) -> list[Change]:
    """Change known cases, and return what stood there before with the version afterwards."""
    session = work.session
    terms = queries.list_terms(session)
    changes: list[Change] = []
    cases: list[tuple[Case, dict[str, Any]]] = []
    for plan, case in zip(plans, _load(work, plans), strict=True):
        before = {name: _as_json(getattr(case, name)) for name in (*FIELDS, *storing.ENTRY_FIELDS)}
        for name in FIELDS:
            setattr(case, name, getattr(plan.values, name))
        for name, value in plan.more:
            setattr(case, name, value)
        storing.settle(case, terms=terms)
        storing.settle_reminder(session, case, terms=terms)
        if plan.officer_id is not None:
            storing.make_responsible(work, case, plan.officer_id, at=case.routed_at, reason="")
        elif "routed_at" in plan.fields:
            storing.move_first_interval(session, case)
        storing.store_words(session, case)
        cases.append((case, before))
    session.flush()
    for plan, (case, before) in zip(plans, cases, strict=True):
        changes.append(Change(CASE, case.id, before, case.version))
        if plan.officer_id is not None:
            changes.append(Change(RESPONSIBILITY, case.id, None, case.version))
    return changes


def _load(work: Work, plans: Sequence[RowPlan]) -> list[Case]:
    wanted = [plan.case_id for plan in plans if plan.case_id is not None]
    found: dict[int, Case] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(Case).where(Case.id.in_(wanted[start : start + _CHUNK]))
        found.update({case.id: case for case in work.session.scalars(query)})
    return [found[case_id] for case_id in wanted]


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
