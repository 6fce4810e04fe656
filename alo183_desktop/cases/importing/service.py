"""Bring cases out of the call centre's list into the database, in one step that can be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select

from alo183_desktop.access.rules import Right
from alo183_desktop.cases import queries, storing
from alo183_desktop.cases.fields import FIELDS
from alo183_desktop.cases.importing.match import Judgement, RowPlan, judge
from alo183_desktop.cases.model import Case, CaseReminder, CaseResponsibility, CaseWords
from alo183_desktop.db.bulk import reserve_ids
from alo183_desktop.imports import undoing
from alo183_desktop.imports.applying import Importer, Stored
from alo183_desktop.imports.storing import FIRST_VERSION, Change, insert_all
from alo183_desktop.imports.undoing import Brought, created_by, remove_created, updates_of
from alo183_desktop.officers import queries as officer_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.cases.importing.file import CaseSheet
    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview

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


_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    sheet: CaseSheet

    def judge(self, session: Session) -> Judgement:
        """Compare the list with the database."""
        return judge(session, self.sheet)

    def store(self, work: Work, judgement: Judgement, import_id: int) -> Stored:
        """Store cases and who is responsible for them."""
        new = [plan for plan in judgement.plans if plan.case_id is None]
        old = [plan for plan in judgement.plans if plan.case_id is not None]
        changes = [*_insert(work, new), *_update(work, old)]
        for change in changes:
            if change.item_kind == CASE:
                action = "case.added" if change.before is None else "case.changed"
                work.record(action, "case", change.item_id, imported=import_id)
        return Stored(changes)


IMPORTER: Final = Importer(
    kind="cases", seen_with=Right.SEE_CASES, built_on=built_on, take_back=take_back
)
apply_cases = IMPORTER.apply
undo_import = IMPORTER.undo
list_imports = IMPORTER.history


def preview_of(work: Work, sheet: CaseSheet) -> Preview:
    """Return the preview of a list that was read before.

    Raises:
        KnownError: `access.not_allowed`.
    """
    return IMPORTER.preview(work, sheet, _Plan(sheet))


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
