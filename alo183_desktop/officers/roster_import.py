"""Bring a roster out of a file into the database, in one step that can be taken back.

Not here: what the file says (roster_file.py), and what it comes to (roster_match.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.base import Base
from alo183_desktop.directorate.model import Unit
from alo183_desktop.documents.foreign_tables import read_file
from alo183_desktop.imports import queries as import_queries
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.imports.rows import ImportRow, Preview, Verdict
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.roster_file import Roster, read_roster
from alo183_desktop.officers.roster_match import NEW_UNIT, Judgement, RowPlan, judge
from alo183_desktop.officers.rules import FIELDS, OfficerValues
from alo183_desktop.officers.storing import columns_of, stored_values
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

KIND: Final = "officers"
_OFFICER: Final = "officer"
_ASSIGNMENT: Final = "assignment"
_UNIT: Final = "unit"
_BATCH: Final = 500
_FILE_NAME_LENGTH: Final = 255


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    roster: Roster
    judgement: Judgement
    today: dt.date


def preview_roster(session: Session, path: Path, *, today: dt.date) -> Preview:
    """Read a file and return row by row what its import would do; nothing is stored.

    Args:
        session: Only read.
        path: The file.
        today: The import's day in Istanbul: assignments without a first day begin on it.

    Raises:
        KnownError: `documents.foreign_*` as `read_tables`; `imports.no_headings`,
            `imports.no_rows`, `imports.too_many_rows`.
    """
    return preview_of(session, read_roster(read_file(path)), today=today)


def preview_of(session: Session, roster: Roster, *, today: dt.date) -> Preview:
    """Return the preview of a roster that was read before; arguments as of `preview_roster`.

    Reading takes as long as the file is big and needs no database; this part does.
    """
    judgement = judge(session, roster, today=today)
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
    if why_not(work.session, import_id):
        raise KnownError("imports.built_on")
    changes = _changes(work.session, import_id)
    try:
        _take_back(work, changes)
    except IntegrityError as error:
        # Another desk referred to one of them between the question and the answer.
        raise KnownError("imports.built_on") from error
    made.undone_at = work.now
    work.session.flush()
    work.record("import.undone", "import", import_id, created=made.created, updated=made.updated)


def list_imports(session: Session) -> tuple[ImportRow, ...]:
    """Return the newest rosters that were imported, with whether each can still be undone."""
    return import_queries.list_imports(session, KIND, why_not=why_not)


def why_not(session: Session, import_id: int) -> str:
    """Return the code of the reason why an import cannot be undone; empty when it can."""
    changes = _changes(session, import_id)
    officers = {
        change.item_id: change.version for change in changes if change.item_kind == _OFFICER
    }
    opened = {
        change.item_id: change.version for change in changes if change.item_kind == _ASSIGNMENT
    }
    if (
        _versions(session, Officer, officers) != officers
        or _versions(session, Assignment, opened) != opened
    ):
        return "imports.built_on"
    created = [
        change.item_id
        for change in changes
        if change.item_kind == _OFFICER and change.before is None
    ]
    if any(count_ for count_ in _references(session, created, besides=opened)):
        return "imports.built_on"
    return ""


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
    before: dict[int, dict[str, Any]] = {}
    officers: list[Officer] = []
    try:
        known = _load(session, [plan.officer_id for plan in judgement.plans if plan.officer_id])
        for plan in judgement.plans:
            values = _with_unit(plan, unit_ids)
            if plan.officer_id is None:
                officer = Officer(**columns_of(values), created_at=work.now)
                session.add(officer)
            else:
                officer = known[plan.officer_id]
                if plan.fields:
                    before[officer.id] = _stored(officer)
                    for column, value in columns_of(values).items():
                        setattr(officer, column, value)
            officers.append(officer)
        session.flush()
        assignments = [
            Assignment(
                officer_id=officer.id, subject_id=subject_id, starts_on=day, created_at=work.now
            )
            for officer, plan in zip(officers, judgement.plans, strict=True)
            for subject_id, day in plan.opens
        ]
        session.add_all(assignments)
        session.flush()
    except IntegrityError as error:
        raise KnownError("imports.stale") from error
    session.add_all(
        ImportChange(
            import_id=made.id, item_kind=kind, item_id=item_id, before=old, version=version
        )
        for kind, item_id, old, version in (
            *((_UNIT, unit.id, None, unit.version) for unit in units),
            *(
                (_OFFICER, officer.id, before.get(officer.id), officer.version)
                for officer, plan in zip(officers, judgement.plans, strict=True)
                if plan.fields or plan.officer_id is None
            ),
            *((_ASSIGNMENT, opened.id, None, opened.version) for opened in assignments),
        )
    )
    for unit in units:
        work.record("unit.added", "unit", unit.id, imported=made.id)
    for officer, plan in zip(officers, judgement.plans, strict=True):
        work.record(
            "officer.changed" if plan.officer_id else "officer.added",
            "officer",
            officer.id,
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


def _take_back(work: Work, changes: Sequence[ImportChange]) -> None:
    session = work.session
    by_kind: dict[str, list[ImportChange]] = {_OFFICER: [], _ASSIGNMENT: [], _UNIT: []}
    for change in changes:
        by_kind[change.item_kind].append(change)
    for batch in _batches([change.item_id for change in by_kind[_ASSIGNMENT]]):
        for opened in session.scalars(select(Assignment).where(Assignment.id.in_(batch))):
            session.delete(opened)
    session.flush()
    officers = _load(session, [change.item_id for change in by_kind[_OFFICER]])
    for change in by_kind[_OFFICER]:
        officer = officers[change.item_id]
        if change.before is None:
            session.delete(officer)
            work.record("officer.removed", "officer", officer.id, undone=change.import_id)
        else:
            for column, value in columns_of(OfficerValues(**change.before)).items():
                setattr(officer, column, value)
            work.record("officer.changed", "officer", officer.id, undone=change.import_id)
    session.flush()
    for change in by_kind[_UNIT]:
        unit = session.get(Unit, change.item_id)
        in_use = select(func.count()).select_from(Officer).where(Officer.unit_id == change.item_id)
        # A unit that others came to use, or that somebody renamed, has a life of its own.
        if unit is not None and unit.version == change.version and not session.scalar(in_use):
            session.delete(unit)
            work.record("unit.removed", "unit", change.item_id, undone=change.import_id)
    session.flush()


def _references(
    session: Session, officer_ids: Sequence[int], *, besides: Collection[int]
) -> Iterator[int]:
    """Yield how many rows of each table refer to these officers.

    The floors above have tables that this one does not know by name; their foreign keys tell.
    """
    for table, columns in _referring_tables():
        for column in columns:
            for batch in _batches(officer_ids):
                query = select(func.count()).select_from(table).where(table.c[column].in_(batch))
                found = session.execute(query).scalar_one()
                if found and table is Assignment.__table__:
                    # Assignments that the import opened itself do not count.
                    own = select(Assignment.id).where(Assignment.officer_id.in_(batch))
                    found = sum(1 for item in session.scalars(own) if item not in besides)
                yield found


def _referring_tables() -> Iterator[tuple[Table, list[str]]]:
    officer_id = Officer.__table__.c["id"]
    for table in Base.metadata.tables.values():
        columns = [key.parent.name for key in table.foreign_keys if key.column is officer_id]
        if columns:
            yield table, columns


def _versions(
    session: Session, entity: type[Officer | Assignment], wanted: Collection[int]
) -> dict[int, int]:
    found: dict[int, int] = {}
    for batch in _batches(list(wanted)):
        query = select(entity.id, entity.version).where(entity.id.in_(batch))
        found.update(dict(session.execute(query).all()))
    return found


def _load(session: Session, officer_ids: Sequence[int]) -> dict[int, Officer]:
    found: dict[int, Officer] = {}
    for batch in _batches(officer_ids):
        for officer in session.scalars(select(Officer).where(Officer.id.in_(batch))):
            found[officer.id] = officer
    return found


def _changes(session: Session, import_id: int) -> Sequence[ImportChange]:
    query = select(ImportChange).where(ImportChange.import_id == import_id)
    return session.scalars(query.order_by(ImportChange.id)).all()


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
