"""The import of the call centre's list: how its rows are judged, and how cases are stored."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select

from alo183_desktop.access.rules import Right
from alo183_desktop.cases import queries, storing
from alo183_desktop.cases.fields import FIELDS, CaseValues
from alo183_desktop.cases.importing.cells import KindReader
from alo183_desktop.cases.importing.file import MOMENTS, THING, WANTED, CaseSheet, read_cases
from alo183_desktop.cases.model import Case, CaseReminder, CaseResponsibility, CaseWords
from alo183_desktop.cases.rules import number_key
from alo183_desktop.cases.storing import ENTRY_FIELDS
from alo183_desktop.db.bulk import FIRST_VERSION, parts_of
from alo183_desktop.imports.recipe import (
    DEFAULT_OPTIONS,
    Judgement,
    Options,
    Recipe,
    StoredImport,
    Words,
)
from alo183_desktop.imports.rows import FieldChange, PreviewRow, RowPlan, RowVerdict
from alo183_desktop.imports.sheets import MOST_ROWS, find_twins
from alo183_desktop.imports.storing import Brought, RowChange, created_by, load_rows
from alo183_desktop.officers.queries import list_named, list_subjects
from alo183_desktop.officers.subjects import SubjectReader
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.cases.importing.file import CaseEntry
    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.model import ImportChange
    from alo183_desktop.imports.recipe import Agreed


_COLUMNS: Final = (*FIELDS, *ENTRY_FIELDS, "officer_id")
_KEPT: Final = frozenset({*MOMENTS, "entry_record", "outcome"})
"""What a clerk recorded stays when a file differs; the file only fills gaps."""
_RISING: Final = frozenset({"is_urgent", "is_police_informed", "is_closed"})
"""What a file may set but not take back."""
_SILENT: Final = frozenset({"officer_id", "officer_text", "outcome", "entry_record"})
"""Shown by another line of the preview, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlan(RowPlan[CaseValues]):
    """What will be stored for one row."""

    more: tuple[tuple[str, Any], ...]
    """The known ones of `storing.ENTRY_FIELDS`."""
    officer_id: int | None
    """Who becomes responsible; None: no change."""


def _judge(
    session: Session, _known: None, sheet: CaseSheet, _options: Options, _now: dt.datetime
) -> Judgement[CasePlan]:
    judge = _Judge(session, sheet)
    return Judgement(tuple(map(judge.row, sheet.entries)), tuple(judge.plans))


class _Judge:
    """What was read from the database once, and the rows judged so far."""

    def __init__(self, session: Session, sheet: CaseSheet) -> None:
        self.plans: list[CasePlan] = []
        subjects = list_subjects(session, active_only=False)
        self._subjects = SubjectReader([row for row in subjects if row.is_active])
        self._subject_names = {row.subject_id: row.name for row in subjects}
        kinds = queries.list_kinds(session)
        self._kinds = KindReader(kinds)
        self._kind_rows = {kind.kind_id: kind for kind in kinds}
        self._officer_names = {one.officer_id: one.name for one in list_named(session)}
        self._officers: defaultdict[str, list[int]] = defaultdict(list)
        for officer_id, name in self._officer_names.items():
            self._officers[fold(name)].append(officer_id)
        self._known = _known(session, sheet.entries)
        self._twins = find_twins(sheet.entries, _marks, _contradiction)
        self._phones = _phones(session, sheet.entries)

    def row(self, entry: CaseEntry) -> PreviewRow:
        """Judge one row and remember its plan."""
        twin = self._twins.get(entry.row_number)
        if twin is not None and twin.code == "imports.repeated":
            return PreviewRow(entry.row_number, RowVerdict.SKIPPED, entry.number, (twin,))
        known = self._known.get(number_key(entry.number))
        problems = [*entry.problems, *([twin] if twin else [])]
        if known is not None and _is_settled(known):
            problems = [one for one in problems if one.code != "cases.outcome_unknown"]
        hints = list(entry.hints)
        stated = dict(entry.values)
        self._read_names(entry, stated, problems)
        if problems:
            return PreviewRow(
                entry.row_number, RowVerdict.WRONG, entry.number, tuple(problems), tuple(hints)
            )
        return self._planned(entry, stated, known, hints)

    def _read_names(
        self, entry: CaseEntry, stated: dict[str, Any], problems: list[Problem]
    ) -> None:
        subjects = self._subjects.read(entry.subject)
        if len(subjects.subject_ids) == 1 and not subjects.unknown:
            stated["subject_id"] = subjects.subject_ids[0]
        elif entry.subject:
            about = self._subjects.about(entry.subject)
            problems.append(Problem("subject_id", "cases.subject_unknown", about))
        else:
            problems.append(Problem("subject_id", "cases.subject_missing"))
        try:
            kind = self._kinds.read(entry.kind)
        except KnownError as error:
            problems.append(Problem("kind_id", error.code, error.parameters))
            return
        stated["kind_id"] = kind.kind_id
        routed_at = stated.get("routed_at")
        if routed_at is not None and not kind.holds_on(local_day(routed_at)):
            problems.append(Problem("kind_id", "cases.kind_retired", {"kind": kind.name}))

    def _planned(
        self,
        entry: CaseEntry,
        stated: dict[str, Any],
        known: dict[str, Any] | None,
        hints: list[Problem],
    ) -> PreviewRow:
        stated["number"] = entry.number
        if self._kind_rows[stated["kind_id"]].is_urgent and not stated.get("is_urgent"):
            if "is_urgent" in stated:
                hints.append(Problem("is_urgent", "cases.urgent_by_kind"))
            stated["is_urgent"] = True
        officer_id = self._officer(entry, known, hints)
        if officer_id is None and entry.officer and not _has_officer(known):
            stated["officer_text"] = entry.officer
        others = self._phones.get(stated.get("caller_phone", ""), frozenset()) - {
            number_key(entry.number)
        }
        if others:
            hints.append(Problem("caller_phone", "cases.same_caller", {"count": len(others)}))
        base = _BLANK if known is None else known
        merged = _merged(base, stated, hints, is_new=known is None)
        late = [
            name
            for name in MOMENTS
            if merged[name] is not None and merged[name] < merged["routed_at"]
        ]
        if late:
            # What was recorded since would be earlier than the referral in the file.
            problem = Problem("routed_at", "cases.instants_before")
            return PreviewRow(entry.row_number, RowVerdict.WRONG, entry.number, (problem,))
        fields = tuple(name for name in _COLUMNS if merged[name] != base[name])
        if officer_id is not None:
            fields = (*fields, "officer_id")
        if not fields:
            return PreviewRow(
                entry.row_number, RowVerdict.UNCHANGED, entry.number, hints=tuple(hints)
            )
        self.plans.append(
            CasePlan(
                row_number=entry.row_number,
                item_id=None if known is None else known["id"],
                version=None if known is None else known["version"],
                values=CaseValues(**{name: merged[name] for name in FIELDS}),
                more=tuple((name, merged[name]) for name in ENTRY_FIELDS),
                fields=fields,
                officer_id=officer_id,
            )
        )
        return PreviewRow(
            entry.row_number,
            RowVerdict.CREATE if known is None else RowVerdict.UPDATE,
            entry.number,
            hints=tuple(hints),
            changes=tuple(self._changes(base, merged, fields, officer_id)),
        )

    def _officer(
        self, entry: CaseEntry, known: dict[str, Any] | None, hints: list[Problem]
    ) -> int | None:
        """Return who becomes responsible by the file; an officer who already is stays."""
        if not entry.officer:
            return None
        found = self._officers.get(fold(entry.officer), [])
        responsible = None if known is None else known["officer_id"]
        if _has_officer(known):
            if responsible not in found:
                hints.append(Problem("officer_id", "cases.officer_differs"))
            return None
        if not found:
            hints.append(Problem("officer_id", "cases.officer_unknown"))
        elif len(found) > 1:
            hints.append(Problem("officer_id", "cases.officer_ambiguous", {"count": len(found)}))
        return found[0] if len(found) == 1 else None

    def _changes(
        self,
        base: dict[str, Any],
        merged: dict[str, Any],
        fields: Sequence[str],
        officer_id: int | None,
    ) -> Iterable[FieldChange]:
        for name in fields:
            if name not in _SILENT and (base is not _BLANK or merged[name] not in (False, "")):
                yield FieldChange(
                    name, self._shown(name, base.get(name)), self._shown(name, merged[name])
                )
        if officer_id is not None:
            yield FieldChange("officer_id", "", self._officer_names[officer_id])

    def _shown(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, dt.datetime):
            return format_instant(value)
        if isinstance(value, bool):
            return "evet" if value else "hayır"
        if name == "subject_id":
            return self._subject_names.get(value, "")
        if name == "kind_id":
            return self._kind_rows[value].name if value else ""
        return format_phone(value) if name == "caller_phone" else str(value)


_INSTANTS: Final = frozenset({"routed_at", "police_at", *MOMENTS})
_BLANK: Final[dict[str, Any]] = {
    **dict.fromkeys(FIELDS, ""),
    **dict.fromkeys(("subject_id", "kind_id"), 0),
    **dict.fromkeys((*_INSTANTS, "officer_id")),
    **dict.fromkeys(_RISING, False),
    **dict.fromkeys(("entry_record", "outcome", "officer_text", "kept_fields"), ""),
}
"""The values of a new case before the file is read."""


def _has_officer(known: dict[str, Any] | None) -> bool:
    """Return whether an officer is responsible, or a user has recorded that none is."""
    if known is None:
        return False
    return known["officer_id"] is not None or "officer_id" in known["kept_fields"].split()


def _is_settled(known: dict[str, Any]) -> bool:
    """Return whether a file cannot close a case: it is closed, or was reopened by hand."""
    return known["is_closed"] or "is_closed" in known["kept_fields"].split()


def _merged(
    base: dict[str, Any], stated: dict[str, Any], hints: list[Problem], *, is_new: bool
) -> dict[str, Any]:
    """Return a case as it will be stored; an empty cell removes nothing.

    Corrections by users stay, and so does the time from which the 24 hours run.
    """
    merged = {name: base[name] for name in _COLUMNS}
    kept = set(base["kept_fields"].split())
    if not is_new:
        kept.add("routed_at")
    for name, value in stated.items():
        before = merged[name]
        if name in kept:
            if value not in (None, "", before) and name not in _SILENT:
                key = "outcome" if name == "is_closed" else name
                hints.append(Problem(key, "cases.told_otherwise"))
        elif name in _RISING:
            merged[name] = before or value
        elif name == "number":
            # Another spelling of the same number is no change.
            merged[name] = value if is_new else before
        elif name in _KEPT and before not in (None, ""):
            if value != before and name.endswith("_at"):
                hints.append(Problem(name, "cases.told_otherwise"))
        elif value not in (None, ""):
            merged[name] = value
    return merged


def _marks(entry: CaseEntry) -> Iterable[tuple[str, str]]:
    if key := number_key(entry.number):
        yield key, "number"


def _contradiction(key: str, _entry: CaseEntry, other: CaseEntry) -> Problem:
    return Problem(key, "cases.contradiction", {"row": other.row_number})


def _known(session: Session, entries: Sequence[CaseEntry]) -> dict[str, dict[str, Any]]:
    """Return the stored cases by the key of their number."""
    names = (*_COLUMNS, "kept_fields", "number_key", "id", "version")
    columns = [getattr(Case, name) for name in names]
    known: dict[str, dict[str, Any]] = {}
    for keys in parts_of({number_key(entry.number) for entry in entries}):
        query = select(*columns).where(Case.number_key.in_(keys))
        for record in session.execute(query).mappings():
            known[record["number_key"]] = dict(record)
    return known


def _phones(session: Session, entries: Sequence[CaseEntry]) -> dict[str, frozenset[str]]:
    """Return the keys of all cases, stored ones and those of the file, by the caller's phone."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if phone := dict(entry.values).get("caller_phone"):
            found[phone].add(number_key(entry.number))
    for part in parts_of(found):
        query = select(Case.caller_phone, Case.number_key).where(Case.caller_phone.in_(part))
        for phone, key in session.execute(query):
            found[phone].add(key)
    return {phone: frozenset(keys) for phone, keys in found.items()}


CASE: Final = "case"
RESPONSIBILITY: Final = "case_responsibility"
"""A known case that got its first officer from the import."""


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
) -> StoredImport:
    """Store cases and who is responsible for them."""
    new = [plan for plan in judgement.plans if plan.item_id is None]
    old = [plan for plan in judgement.plans if plan.item_id is not None]
    changes = [*_insert(work, new), *_update(work, old)]
    for change in changes:
        if change.item_kind == CASE:
            action = "case.added" if change.before is None else "case.changed"
            work.record(action, "case", change.item_id, imported=agreed.import_id)
    return StoredImport(changes)


def _insert(work: Work, plans: Sequence[CasePlan]) -> list[RowChange]:
    terms = queries.list_terms(work.session)
    cases = [
        (
            storing.case_columns(
                plan.values, terms=terms, recorded_at=work.now, more=dict(plan.more)
            ),
            plan.officer_id,
        )
        for plan in plans
    ]
    case_ids = storing.insert_cases(work, cases)
    return [RowChange(CASE, case_id, None, FIRST_VERSION) for case_id in case_ids]


def _update(work: Work, plans: Sequence[CasePlan]) -> list[RowChange]:
    """Change known cases, and return the previous values with the version afterwards."""
    session = work.session
    terms = queries.list_terms(session)
    changes: list[RowChange] = []
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
        changes.append(RowChange(CASE, case.id, before, case.version))
        if plan.officer_id is not None:
            changes.append(RowChange(RESPONSIBILITY, case.id, None, case.version))
    return changes


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


CASES: Final[Recipe[CaseSheet, Judgement[CasePlan], Options]] = Recipe(
    kind="cases",
    words=Words(
        title="Vakaları dosyadan aktar",
        chapter="Vaka listesi dosyadan gelecek",
        explanation="Çağrı merkezinin Excel (.xlsx, .xls, .ods) ya da CSV listesi. Aynı numara "
        "ikinci kez kaydedilmez; siz onaylamadan hiçbir şey kaydedilmez. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} vaka.",
        history="Vaka aktarımları",
        way_to_history="“Diğer, Aktarım geçmişi…”",
        thing=THING,
        label="Başvuru no",
        fields={one.key: one.label for one in WANTED}
        | {"officer_text": "Sorumlu", "is_closed": "Kapandı"},
    ),
    wanted=WANTED,
    seen_with=Right.SEE_CASES,
    read=lambda file, options, now: read_cases(file, options, now=now),
    judge=_judge,
    store=_store,
    brings=(Brought(CASE, Case, give_back=_give_back, thing=CASE),),
    apart=(CaseWords, CaseReminder, CaseResponsibility),
    options=DEFAULT_OPTIONS,
    tables=("cases",),
)
