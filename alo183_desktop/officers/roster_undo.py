"""Take an imported roster back, as long as nobody has built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from alo183_desktop.directorate.model import Unit
from alo183_desktop.imports import undoing
from alo183_desktop.imports.undoing import Brought, created_by, remove_created, updates_of
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.rules import OfficerValues
from alo183_desktop.officers.storing import columns_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

OFFICER: Final = "officer"
ASSIGNMENT: Final = "assignment"
UNIT: Final = "unit"

_OFFICERS: Final = Brought(OFFICER, Officer)
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
    for change in updates_of(session, import_id, OFFICER):
        officer = session.get_one(Officer, change.item_id)
        for column, value in columns_of(OfficerValues(**(change.before or {}))).items():
            setattr(officer, column, value)
        work.record("officer.changed", "officer", officer.id, undone=import_id)
    session.flush()
    for officer_id, _ in created_by(session, import_id, OFFICER):
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
