"""Take an imported list of cases back, as long as nobody has built on it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete

from alo183_desktop.cases import queries, storing
from alo183_desktop.cases.model import Case, CaseReminder, CaseResponsibility, CaseWords
from alo183_desktop.imports import undoing
from alo183_desktop.imports.undoing import Brought, created_by, remove_created, updates_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

CASE: Final = "case"
RESPONSIBILITY: Final = "case_responsibility"
"""A case that was known already, and to which the import gave its first officer."""

_CASES: Final = Brought(CASE, Case)
_APART: Final = (CaseWords, CaseReminder, CaseResponsibility)
"""They come and go with their case."""
_INSTANTS: Final = frozenset(
    {"routed_at", "police_at", "acknowledged_at", "first_action_at", "entered_at", "closed_at"}
)


def built_on(session: Session, import_ids: Collection[int]) -> frozenset[int]:
    """Return which of the imports somebody built on, so that they cannot be undone any more."""
    return undoing.built_on(session, import_ids, (_CASES,), apart=_APART)


def take_back(work: Work, import_id: int) -> None:
    """Remove what an import created, and give back the values that it changed.

    Raises:
        ConflictError: `db.conflict`: somebody else changed one of them first.
        IntegrityError: Somebody else referred to one of them first.
    """
    session = work.session
    terms = queries.list_terms(session)
    given = {case_id for case_id, _ in created_by(session, import_id, RESPONSIBILITY)}
    for change in updates_of(session, import_id, CASE):
        case = session.get_one(Case, change.item_id)
        for name, value in (change.before or {}).items():
            setattr(case, name, _from_json(name, value))
        if case.id in given:
            case.officer_id = None
            session.execute(
                delete(CaseResponsibility).where(
                    CaseResponsibility.case_id == case.id, CaseResponsibility.to_at.is_(None)
                )
            )
        else:
            storing.move_first_interval(session, case)
        storing.settle(case, terms=terms)
        storing.settle_reminder(session, case, terms=terms)
        storing.store_words(session, case)
        work.record("case.changed", "case", case.id, undone=import_id)
    session.flush()
    for case_id, _ in created_by(session, import_id, CASE):
        work.record("case.removed", "case", case_id, undone=import_id)
    remove_created(session, _CASES, import_id)


def _from_json(name: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if name in _INSTANTS and value else value
