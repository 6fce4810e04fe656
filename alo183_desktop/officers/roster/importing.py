"""Bring a roster out of a file into the database, in one step that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.foreign.tables import read_file
from alo183_desktop.imports import undoing
from alo183_desktop.imports.applying import Importer, Stored
from alo183_desktop.imports.sheets import quoted
from alo183_desktop.imports.storing import FIRST_VERSION, Change, insert_all
from alo183_desktop.imports.undoing import Brought, created_by, remove_created, updates_of
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.record import OFFICER, OfficerValues
from alo183_desktop.officers.roster.file import Roster, read_roster
from alo183_desktop.officers.roster.match import NEW_UNIT, Judgement, RowPlan, judge
from alo183_desktop.officers.roster.notes import unread_note
from alo183_desktop.officers.storing import OFFICERS
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview

ASSIGNMENT: Final = "assignment"
UNIT: Final = "unit"

_OFFICERS: Final = Brought(OFFICER.name, Officer)
_ASSIGNMENTS: Final = Brought(ASSIGNMENT, Assignment)


def built_on(session: Session, import_ids: Collection[int]) -> frozenset[int]:
    """Return which of the imports somebody built on, so that they cannot be undone any more.

    A unit that others came to use stays when the import goes, and does not hold it back.
    """
    return undoing.built_on(session, import_ids, (_OFFICERS, _ASSIGNMENTS))


def take_back(work: Work, import_id: int) -> None:
    """Remove what an import created, and give back the values that it changed.

    Raises:
        ConflictError: `db.conflict`: somebody else changed one of them first.
        IntegrityError: Somebody else referred to one of them first.
    """
    session = work.session
    remove_created(session, _ASSIGNMENTS, import_id)
    for change in updates_of(session, import_id, OFFICER.name):
        officer = session.get_one(Officer, change.item_id)
        for column, value in OFFICERS.columns(OfficerValues(**(change.before or {}))).items():
            setattr(officer, column, value)
        work.record("officer.changed", "officer", officer.id, undone=import_id)
    session.flush()
    for officer_id, _ in created_by(session, import_id, OFFICER.name):
        work.record("officer.removed", "officer", officer_id, undone=import_id)
    remove_created(session, _OFFICERS, import_id)
    for unit_id, version in created_by(session, import_id, UNIT):
        unit = session.get(Unit, unit_id)
        in_use = select(func.count()).select_from(Officer).where(Officer.unit_id == unit_id)
        # A unit that others came to use, or that somebody renamed, has a life of its own.
        if unit is not None and unit.version == version and not session.scalar(in_use):
            session.delete(unit)
            work.record("unit.removed", "unit", unit_id, undone=import_id)
    session.flush()


_BATCH: Final = 500
_MOST_LINES: Final = 6
"""So many rows that are no people are told with their texts."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    roster: Roster
    today: dt.date

    def judge(self, session: Session) -> Judgement:
        """Compare the roster with the database."""
        return judge(session, self.roster, today=self.today)

    def store(self, work: Work, judgement: Judgement, import_id: int) -> Stored:
        """Store units, officers and their assignments."""
        return Stored(_store(work, judgement, import_id))


IMPORTER: Final = Importer(
    kind="officers", seen_with=Right.SEE_OFFICERS, built_on=built_on, take_back=take_back
)
apply_roster = IMPORTER.apply
undo_import = IMPORTER.undo
list_imports = IMPORTER.history


def preview_roster(work: Work, path: Path, *, today: dt.date) -> Preview:
    """Read a file and return row by row what its import would do; nothing is stored.

    Args:
        work: Only read.
        path: The file.
        today: The import's day in Istanbul: assignments without a first day begin on it.

    Raises:
        KnownError: `access.not_allowed`; `documents.foreign_*` as `read_file`;
            `imports.no_headings`, `imports.no_rows`, `imports.too_many_rows`.
    """
    require(work, Right.IMPORT)
    return preview_of(work, read_roster(read_file(path)), today=today)


def preview_of(work: Work, roster: Roster, *, today: dt.date) -> Preview:
    """Return the preview of a roster that was read before; arguments as of `preview_roster`.

    Raises:
        KnownError: `access.not_allowed`.
    """

    def notes(judgement: Judgement) -> Iterator[Problem]:
        yield from _foreign(work, roster)
        yield from roster.notes
        yield from _marked(roster, judgement)
        yield from _lines(roster, judgement)
        if judgement.new_units:
            yield Problem("unit", "imports.new_unit", {"unit": ", ".join(judgement.new_units)})

    preview = IMPORTER.preview(work, roster, _Plan(roster, today), notes=notes)
    return replace(preview, sheets=roster.sheets)


def _foreign(work: Work, roster: Roster) -> tuple[Problem, ...]:
    """Return a note when the file's title names another province than the directorate's."""
    own = get_directorate(work.session).province
    if not roster.province or fold(roster.province) == fold(own):
        return ()
    told = {"province": roster.province, "own": own}
    return (Problem("", "imports.other_province", told),)


def _marked(roster: Roster, judgement: Judgement) -> Iterator[Problem]:
    """Tell which columns of marks were read as subjects, and which name none."""
    read = judgement.marked_subjects
    if read:
        yield Problem("subjects", "imports.subject_columns", {"headings": ", ".join(read)})
    if unread := [heading for heading in roster.marked if heading not in read]:
        yield unread_note(unread)


def _lines(roster: Roster, judgement: Judgement) -> Iterator[Problem]:
    """Tell what became of rows among and below the people that are no people."""
    read = {
        "imports.section_subjects": judgement.section_subjects,
        "imports.section_units": judgement.section_units,
    }
    for code, sections in read.items():
        if sections:
            yield Problem("", code, {"sections": quoted(sections)})
    used = {section for sections in read.values() for section in sections}
    lines = [f"{row}. satır “{text[:60]}”" for row, text in roster.lines if text not in used]
    if lines:
        more = f" ve {len(lines) - _MOST_LINES} satır daha" if len(lines) > _MOST_LINES else ""
        told = ", ".join(lines[:_MOST_LINES]) + more
        yield Problem("", "imports.lines_passed", {"lines": told})


def _store(work: Work, judgement: Judgement, import_id: int) -> list[Change]:
    session = work.session
    units = [Unit(name=name, key=fold(name)) for name in judgement.new_units]
    session.add_all(units)
    session.flush()
    unit_ids = {unit.key: unit.id for unit in units}
    plans = judgement.plans
    values = [_with_unit(plan, unit_ids) for plan in plans]
    before = _update(session, plans, values)
    officer_ids = _insert(work, plans, values)
    opened = _open(work, plans, officer_ids)
    changes = [Change(UNIT, unit.id, None, unit.version) for unit in units]
    for officer_id, plan in zip(officer_ids, plans, strict=True):
        if plan.officer_id is None:
            changes.append(Change(OFFICER.name, officer_id, None, FIRST_VERSION))
        elif officer_id in before:
            changes.append(Change(OFFICER.name, officer_id, *before[officer_id]))
    changes.extend(Change(ASSIGNMENT, item_id, None, FIRST_VERSION) for item_id in opened)
    for unit in units:
        work.record("unit.added", "unit", unit.id, imported=import_id)
    for officer_id, plan in zip(officer_ids, plans, strict=True):
        work.record(
            "officer.changed" if plan.officer_id else "officer.added",
            "officer",
            officer_id,
            imported=import_id,
            fields=list(plan.fields),
            subjects=[subject_id for subject_id, _ in plan.opens],
        )
    return changes


def _update(
    session: Session, plans: Sequence[RowPlan], values: Sequence[OfficerValues]
) -> dict[int, tuple[dict[str, Any], int]]:
    """Change known officers, and return what stood there before with the version afterwards."""
    known = _load(session, [plan.officer_id for plan in plans if plan.officer_id and plan.fields])
    before = {officer_id: _stored(officer) for officer_id, officer in known.items()}
    for plan, wanted in zip(plans, values, strict=True):
        if plan.officer_id in known:
            for column, value in OFFICERS.columns(wanted).items():
                setattr(known[plan.officer_id], column, value)
    session.flush()
    return {officer_id: (old, known[officer_id].version) for officer_id, old in before.items()}


def _insert(work: Work, plans: Sequence[RowPlan], values: Sequence[OfficerValues]) -> list[int]:
    """Store the new officers, and return the number of the officer of each plan."""
    new = [wanted for plan, wanted in zip(plans, values, strict=True) if plan.officer_id is None]
    numbers = iter(
        insert_all(
            work.session,
            Officer,
            [
                {**OFFICERS.columns(wanted), "created_at": work.now, "version": FIRST_VERSION}
                for wanted in new
            ],
            is_numbered=True,
        )
    )
    return [next(numbers) if plan.officer_id is None else plan.officer_id for plan in plans]


def _open(work: Work, plans: Sequence[RowPlan], officer_ids: Sequence[int]) -> Sequence[int]:
    """Store the assignments that begin, and return their numbers."""
    return insert_all(
        work.session,
        Assignment,
        [
            {
                "officer_id": officer_id,
                "subject_id": subject_id,
                "starts_on": day,
                "created_at": work.now,
                "version": FIRST_VERSION,
            }
            for officer_id, plan in zip(officer_ids, plans, strict=True)
            for subject_id, day in plan.opens
        ],
        is_numbered=True,
    )


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
    return OFFICER.columns(OFFICER.stored(officer))


def _with_unit(plan: RowPlan, unit_ids: dict[str, int]) -> OfficerValues:
    if plan.values.unit_id != NEW_UNIT:
        return plan.values
    fields = OFFICER.columns(plan.values)
    return OfficerValues(**{**fields, "unit_id": unit_ids[fold(plan.new_unit)]})
