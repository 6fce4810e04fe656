"""The import of the call centre's list of cases: what it reads, and how cases are stored."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete

from alo183_desktop.access.rules import Right
from alo183_desktop.cases import queries, storing
from alo183_desktop.cases.fields import FIELDS
from alo183_desktop.cases.importing.file import THING, WANTED, CaseSheet, read_cases
from alo183_desktop.cases.importing.match import CasePlan, judge
from alo183_desktop.cases.model import Case, CaseReminder, CaseResponsibility, CaseWords
from alo183_desktop.db.bulk import reserve_ids
from alo183_desktop.imports.recipe import NOTHING_SAID, Judgement, Options, Recipe, Stored, Words
from alo183_desktop.imports.sheets import MOST_ROWS
from alo183_desktop.imports.storing import FIRST_VERSION, Change, insert_all, load_rows
from alo183_desktop.imports.undoing import Brought, created_by
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.model import ImportChange
    from alo183_desktop.imports.recipe import Agreed

CASE: Final = "case"
RESPONSIBILITY: Final = "case_responsibility"
"""A case that was known already, and to which the import gave its first officer."""

_INSTANTS: Final = frozenset(
    {"routed_at", "police_at", "acknowledged_at", "first_action_at", "entered_at", "closed_at"}
)


def _give_back(work: Work, import_id: int, changes: Sequence[ImportChange]) -> None:
    session = work.session
    terms = queries.list_terms(session)
    given = {case_id for case_id, _ in created_by(session, import_id, RESPONSIBILITY)}
    cases = load_rows(session, Case, [change.item_id for change in changes])
    for change in changes:
        case = cases[change.item_id]
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


def _from_json(name: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if name in _INSTANTS and value else value


def _store(
    work: Work, _sheet: CaseSheet, judgement: Judgement[CasePlan], agreed: Agreed[Options]
) -> Stored:
    """Store cases and who is responsible for them."""
    new = [plan for plan in judgement.plans if plan.item_id is None]
    old = [plan for plan in judgement.plans if plan.item_id is not None]
    changes = [*_insert(work, new), *_update(work, old)]
    for change in changes:
        if change.item_kind == CASE:
            action = "case.added" if change.before is None else "case.changed"
            work.record(action, "case", change.item_id, imported=agreed.import_id)
    return Stored(changes)


def _insert(work: Work, plans: Sequence[CasePlan]) -> list[Change]:
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


def _update(work: Work, plans: Sequence[CasePlan]) -> list[Change]:
    """Change known cases, and return what stood there before with the version afterwards."""
    session = work.session
    terms = queries.list_terms(session)
    changes: list[Change] = []
    cases: list[tuple[Case, dict[str, Any]]] = []
    known = load_rows(session, Case, [plan.item_id for plan in plans if plan.item_id])
    for plan in plans:
        case = known[plan.item_id or 0]
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


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


CASES: Final[Recipe[CaseSheet, Judgement[CasePlan], Options]] = Recipe(
    kind="cases",
    words=Words(
        title="Vakaları dosyadan aktar",
        explanation="Çağrı merkezinin Excel (.xlsx, .xls, .ods) ya da CSV listesi. Aynı numara "
        "ikinci kez kaydedilmez; siz onaylamadan hiçbir şey kaydedilmez. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} vaka.",
        history="Vaka aktarımları",
        thing=THING,
        label="Başvuru no",
        fields={one.key: one.label for one in WANTED}
        | {"officer_text": "Sorumlu", "is_closed": "Kapandı"},
    ),
    wanted=WANTED,
    seen_with=Right.SEE_CASES,
    read=lambda file, options, now: read_cases(file, options, now=now),
    judge=lambda session, _known, sheet, _options, _now: judge(session, sheet),
    store=_store,
    brings=(Brought(CASE, Case, give_back=_give_back, thing=CASE),),
    apart=(CaseWords, CaseReminder, CaseResponsibility),
    options=NOTHING_SAID,
    tables=("cases",),
)
