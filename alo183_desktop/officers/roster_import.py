"""Bring a roster out of a file into the database, in one step that can be taken back.

Not here: what the file says (roster_file.py), and what it comes to (roster_match.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.numbering import reserve_ids
from alo183_desktop.directorate.model import Unit
from alo183_desktop.documents.foreign_tables import read_file
from alo183_desktop.imports import queries as import_queries
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.imports.rows import ImportRow, Preview, Verdict
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.roster_file import Roster, read_roster
from alo183_desktop.officers.roster_match import NEW_UNIT, Judgement, RowPlan, judge
from alo183_desktop.officers.roster_undo import ASSIGNMENT, OFFICER, UNIT, built_on, take_back
from alo183_desktop.officers.rules import FIELDS, OfficerValues
from alo183_desktop.officers.storing import columns_of, stored_values
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work

KIND: Final = "officers"
_BATCH: Final = 500
_FIRST_VERSION: Final = 1
"""As the mapper begins to count."""
_FILE_NAME_LENGTH: Final = 255


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    roster: Roster
    judgement: Judgement
    today: dt.date


def preview_roster(work: Work, path: Path, *, today: dt.date) -> Preview:
    """Read a file and return row by row what its import would do; nothing is stored.

    Args:
        work: Only read.
        path: The file.
        today: The import's day in Istanbul: assignments without a first day begin on it.

    Raises:
        KnownError: `access.not_allowed`; `documents.foreign_*` as `read_tables`;
            `imports.no_headings`, `imports.no_rows`, `imports.too_many_rows`.
    """
    require(work, Right.IMPORT)
    return preview_of(work, read_roster(read_file(path)), today=today)


def preview_of(work: Work, roster: Roster, *, today: dt.date) -> Preview:
    """Return the preview of a roster that was read before; arguments as of `preview_roster`.

    Reading takes as long as the file is big and needs no database; this part does. It tells what
    stands in the roster already, so it asks for the right to import.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.IMPORT)
    judgement = judge(work.session, roster, today=today)
    units = (Problem("unit", "imports.new_unit", {"unit": name}) for name in judgement.new_units)
    return Preview(
        kind=KIND,
        file_name=roster.file_name,
        sha256=roster.sha256,
        sheet=roster.sheet,
        heading_row=roster.found.heading_row + 1,
        columns=roster.found.texts,
        rows=judgement.rows,
        passed_over=roster.passed_over,
        notes=(*roster.notes, *units),
        plan=_Plan(roster, judgement, today),
    )


def apply_roster(work: Work, preview: Preview, *, skip_wrong: bool = False) -> ImportRow:
    """Store what a preview shows: all of it, or nothing.

    Args:
        work: The unit of work.
        preview: Of `preview_roster`, as the clerk agreed to it.
        skip_wrong: Whether wrong rows are knowingly left out.

    Returns:
        The import; one without a number when the file held nothing new.

    Raises:
        KnownError: `access.not_allowed`; `imports.stale`: the database is not what it was when the
            preview was made; `imports.wrong_rows` with each problem under `row.field`.
    """
    require(work, Right.IMPORT)
    plan: _Plan = preview.plan
    judgement = judge(work.session, plan.roster, today=plan.today)
    if judgement != plan.judgement:
        raise KnownError("imports.stale")
    wrong = [row for row in judgement.rows if row.verdict is Verdict.WRONG]
    if wrong and not skip_wrong:
        raise KnownError(
            "imports.wrong_rows",
            problems=[
                Problem(
                    f"{row.row_number}.{problem.key}".strip("."), problem.code, problem.parameters
                )
                for row in wrong
                for problem in row.problems
            ],
            count=len(wrong),
        )
    counts = preview.counts
    row = ImportRow(
        import_id=None,
        kind=KIND,
        file_name=preview.file_name,
        at=work.now,
        by_name=work.actor.name,
        created=counts[Verdict.CREATE],
        updated=counts[Verdict.UPDATE],
        unchanged=counts[Verdict.UNCHANGED],
        undone_at=None,
        can_undo=False,
        why_not="",
    )
    if not judgement.plans:
        work.record("import.nothing_new", "import", kind_of_rows=KIND, rows=len(judgement.rows))
        return row
    import_id = _store(work, preview, judgement)
    return _numbered(row, import_id)


def undo_import(work: Work, import_id: int) -> None:
    """Take an import back as one step.

    Raises:
        KnownError: `access.not_allowed`; `imports.undone`; `imports.built_on`: something that it
            brought was changed afterwards, or a letter speaks of it.
    """
    require(work, Right.IMPORT)
    made = work.session.get_one(Import, import_id)
    if made.undone_at is not None:
        raise KnownError("imports.undone")
    if built_on(work.session, [import_id]):
        raise KnownError("imports.built_on")
    try:
        take_back(work, import_id)
    except IntegrityError as error:
        # Another desk referred to one of them between the question and the answer.
        raise KnownError("imports.built_on") from error
    made.undone_at = work.now
    work.session.flush()
    work.record("import.undone", "import", import_id, created=made.created, updated=made.updated)


def list_imports(work: Work) -> tuple[ImportRow, ...]:
    """Return the newest rosters that were imported, with whether each can still be undone.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_OFFICERS)
    return import_queries.list_imports(work.session, KIND, built_on=built_on)


@collector_paused()
def _store(work: Work, preview: Preview, judgement: Judgement) -> int:
    session = work.session
    counts = preview.counts
    made = Import(
        kind=KIND,
        file_name=preview.file_name[-_FILE_NAME_LENGTH:],
        sha256=preview.sha256,
        at=work.now,
        by_user_id=work.actor.user_id,
        created=counts[Verdict.CREATE],
        updated=counts[Verdict.UPDATE],
        unchanged=counts[Verdict.UNCHANGED],
    )
    session.add(made)
    units = [Unit(name=name, key=fold(name)) for name in judgement.new_units]
    session.add_all(units)
    session.flush()
    unit_ids = {unit.key: unit.id for unit in units}
    plans = judgement.plans
    values = [_with_unit(plan, unit_ids) for plan in plans]
    try:
        before = _update(session, plans, values)
        officer_ids = _insert(work, plans, values)
        opened = _open(work, plans, officer_ids)
        session.flush()
    except IntegrityError as error:
        raise KnownError("imports.stale") from error
    changes: list[tuple[str, int, dict[str, Any] | None, int]] = [
        (UNIT, unit.id, None, unit.version) for unit in units
    ]
    for officer_id, plan in zip(officer_ids, plans, strict=True):
        if plan.officer_id is None:
            changes.append((OFFICER, officer_id, None, _FIRST_VERSION))
        elif officer_id in before:
            changes.append((OFFICER, officer_id, *before[officer_id]))
    changes.extend((ASSIGNMENT, item_id, None, _FIRST_VERSION) for item_id in opened)
    _insert_all(
        session,
        ImportChange,
        [
            dict(
                zip(
                    ("import_id", "item_kind", "item_id", "before", "version"),
                    (made.id, *change),
                    strict=True,
                )
            )
            for change in changes
        ],
    )
    for unit in units:
        work.record("unit.added", "unit", unit.id, imported=made.id)
    for officer_id, plan in zip(officer_ids, plans, strict=True):
        work.record(
            "officer.changed" if plan.officer_id else "officer.added",
            "officer",
            officer_id,
            imported=made.id,
            fields=list(plan.fields),
            subjects=[subject_id for subject_id, _ in plan.opens],
        )
    work.record(
        "import.applied",
        "import",
        made.id,
        kind_of_rows=KIND,
        **{verdict.value: count for verdict, count in counts.items()},
    )
    return made.id


def _update(
    session: Session, plans: Sequence[RowPlan], values: Sequence[OfficerValues]
) -> dict[int, tuple[dict[str, Any], int]]:
    """Change known officers, and return what stood there before with the version afterwards."""
    known = _load(session, [plan.officer_id for plan in plans if plan.officer_id and plan.fields])
    before = {officer_id: _stored(officer) for officer_id, officer in known.items()}
    for plan, wanted in zip(plans, values, strict=True):
        if plan.officer_id in known:
            for column, value in columns_of(wanted).items():
                setattr(known[plan.officer_id], column, value)
    session.flush()
    return {officer_id: (old, known[officer_id].version) for officer_id, old in before.items()}


def _insert(work: Work, plans: Sequence[RowPlan], values: Sequence[OfficerValues]) -> list[int]:
    """Store the new officers, and return the number of the officer of each plan."""
    new = [wanted for plan, wanted in zip(plans, values, strict=True) if plan.officer_id is None]
    numbers = iter(
        _insert_all(
            work.session,
            Officer,
            [
                {**columns_of(wanted), "created_at": work.now, "version": _FIRST_VERSION}
                for wanted in new
            ],
            numbered=True,
        )
    )
    return [next(numbers) if plan.officer_id is None else plan.officer_id for plan in plans]


def _open(work: Work, plans: Sequence[RowPlan], officer_ids: Sequence[int]) -> Sequence[int]:
    """Store the assignments that begin, and return their numbers."""
    return _insert_all(
        work.session,
        Assignment,
        [
            {
                "officer_id": officer_id,
                "subject_id": subject_id,
                "starts_on": day,
                "created_at": work.now,
                "version": _FIRST_VERSION,
            }
            for officer_id, plan in zip(officer_ids, plans, strict=True)
            for subject_id, day in plan.opens
        ],
        numbered=True,
    )


def _insert_all(
    session: Session,
    entity: type[Base],
    records: Sequence[dict[str, Any]],
    *,
    numbered: bool = False,
) -> Sequence[int]:
    """Store many rows by one statement, which costs a fifth of as many entities.

    Returns:
        Their numbers when they are to be `numbered` here, otherwise nothing.
    """
    if not records:
        return ()
    table: Any = entity.__table__
    numbers: Sequence[int] = ()
    if numbered:
        numbers = reserve_ids(session, table, len(records))
        records = [
            {"id": number, **record} for number, record in zip(numbers, records, strict=True)
        ]
    session.execute(insert(table), records)
    return numbers


def _load(session: Session, officer_ids: Sequence[int]) -> dict[int, Officer]:
    found: dict[int, Officer] = {}
    for batch in _batches(officer_ids):
        for officer in session.scalars(select(Officer).where(Officer.id.in_(batch))):
            found[officer.id] = officer
    return found


def _batches(item_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(item_ids), _BATCH):
        yield item_ids[start : start + _BATCH]


def _stored(officer: Officer) -> dict[str, Any]:
    values = stored_values(officer)
    return {field: getattr(values, field) for field in FIELDS}


def _with_unit(plan: RowPlan, unit_ids: dict[str, int]) -> OfficerValues:
    if plan.values.unit_id != NEW_UNIT:
        return plan.values
    fields = {field: getattr(plan.values, field) for field in FIELDS}
    return OfficerValues(**{**fields, "unit_id": unit_ids[fold(plan.new_unit)]})


def _numbered(row: ImportRow, import_id: int) -> ImportRow:
    fields = {field: getattr(row, field) for field in ImportRow.__dataclass_fields__}
    return ImportRow(**{**fields, "import_id": import_id, "can_undo": True})
