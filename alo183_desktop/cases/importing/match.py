"""Judge each row of a list of cases against what is known: create, update, or wrong and why.

It asks the database, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.cases import queries
from alo183_desktop.cases.fields import FIELDS, CaseValues
from alo183_desktop.cases.importing.cells import KindReader
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.rules import number_key
from alo183_desktop.cases.storing import ENTRY_FIELDS
from alo183_desktop.imports.recipe import Judgement
from alo183_desktop.imports.rows import FieldChange, PreviewRow, RowPlan, Verdict
from alo183_desktop.imports.sheets import find_twins
from alo183_desktop.officers.queries import list_named, list_subjects
from alo183_desktop.officers.subjects import SubjectReader
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.cases.importing.file import CaseSheet, Entry

_CHUNK: Final = 500
_COLUMNS: Final = (*FIELDS, *ENTRY_FIELDS, "officer_id")
_KEPT: Final = frozenset(
    {"acknowledged_at", "first_action_at", "entered_at", "closed_at", "entry_record", "outcome"}
)
"""What a clerk wrote down stays when a file says something else; the file fills gaps only."""
_RISING: Final = frozenset({"is_urgent", "is_police_informed", "is_closed"})
"""What a file may set and not take back."""
_SILENT: Final = frozenset({"officer_id", "officer_text", "outcome", "entry_record"})
"""What is told by another line of the preview, or need not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlan(RowPlan[CaseValues]):
    """What will be stored for one row."""

    more: tuple[tuple[str, Any], ...]
    """`storing.ENTRY_FIELDS` that are known."""
    officer_id: int | None
    """Who becomes responsible; None: nobody, or who is stays."""


@collector_paused()
def judge(session: Session, sheet: CaseSheet) -> Judgement[CasePlan]:
    """Compare a list with the database, which is only read."""
    judge_ = _Judge(session, sheet)
    rows = tuple(judge_.row(entry) for entry in sheet.entries)
    return Judgement(rows, tuple(judge_.plans))


class _Judge:
    """Everything that was asked of the database once, and what the rows so far came to."""

    def __init__(self, session: Session, sheet: CaseSheet) -> None:
        self.plans: list[CasePlan] = []
        self._sheet = sheet
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

    def row(self, entry: Entry) -> PreviewRow:
        """Judge one row and remember its plan."""
        twin = self._twins.get(entry.row_number)
        if twin is not None and twin.code == "imports.repeated":
            return PreviewRow(entry.row_number, Verdict.SKIPPED, entry.number, (twin,))
        known = self._known.get(number_key(entry.number))
        problems = [*entry.problems, *([twin] if twin else [])]
        if known is not None and _is_settled(known):
            problems = [one for one in problems if one.code != "cases.outcome_unknown"]
        hints = list(entry.hints)
        told = dict(entry.values)
        self._read_names(entry, told, problems)
        if problems:
            return PreviewRow(
                entry.row_number, Verdict.WRONG, entry.number, tuple(problems), tuple(hints)
            )
        return self._planned(entry, told, known, hints)

    def _read_names(self, entry: Entry, told: dict[str, Any], problems: list[Problem]) -> None:
        subjects = self._subjects.read(entry.subject)
        if len(subjects.subject_ids) == 1 and not subjects.unknown:
            told["subject_id"] = subjects.subject_ids[0]
        elif entry.subject:
            parameters = {"subject": entry.subject[:80]}
            problems.append(Problem("subject_id", "cases.subject_unknown", parameters))
        else:
            problems.append(Problem("subject_id", "cases.subject_missing"))
        try:
            kind = self._kinds.read(entry.kind)
        except KnownError as error:
            problems.append(Problem("kind_id", error.code, error.parameters))
            return
        told["kind_id"] = kind.kind_id
        routed_at = told.get("routed_at")
        if routed_at is not None and not kind.holds_on(local_day(routed_at)):
            problems.append(Problem("kind_id", "cases.kind_retired", {"kind": kind.name}))

    def _planned(
        self,
        entry: Entry,
        told: dict[str, Any],
        known: dict[str, Any] | None,
        hints: list[Problem],
    ) -> PreviewRow:
        told["number"] = entry.number
        if self._kind_rows[told["kind_id"]].is_urgent and not told.get("is_urgent"):
            if "is_urgent" in told:
                hints.append(Problem("is_urgent", "cases.urgent_by_kind"))
            told["is_urgent"] = True
        officer_id = self._officer(entry, known, hints)
        if officer_id is None and entry.officer and not _has_officer(known):
            told["officer_text"] = entry.officer
        others = self._phones.get(told.get("caller_phone", ""), frozenset()) - {
            number_key(entry.number)
        }
        if others:
            hints.append(Problem("caller_phone", "cases.same_caller", {"count": len(others)}))
        base = _BLANK if known is None else known
        merged = _merged(base, told, hints, is_new=known is None)
        late = [
            name
            for name in ("acknowledged_at", "first_action_at", "entered_at", "closed_at")
            if merged[name] is not None and merged[name] < merged["routed_at"]
        ]
        if late:
            # What was written down since would lie before the referral that the file tells.
            problem = Problem("routed_at", "cases.instants_before")
            return PreviewRow(entry.row_number, Verdict.WRONG, entry.number, (problem,))
        fields = tuple(name for name in _COLUMNS if merged[name] != base[name])
        if officer_id is not None:
            fields = (*fields, "officer_id")
        if not fields:
            return PreviewRow(entry.row_number, Verdict.UNCHANGED, entry.number, hints=tuple(hints))
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
            Verdict.CREATE if known is None else Verdict.UPDATE,
            entry.number,
            hints=tuple(hints),
            changes=tuple(self._changes(base, merged, fields, officer_id)),
        )

    def _officer(
        self, entry: Entry, known: dict[str, Any] | None, hints: list[Problem]
    ) -> int | None:
        """Return who becomes responsible by the file; who is so already stays."""
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


_BLANK: Final[dict[str, Any]] = {
    **dict.fromkeys(FIELDS, ""),
    **dict.fromkeys(("subject_id", "kind_id"), 0),
    **dict.fromkeys(
        (
            "routed_at",
            "police_at",
            "acknowledged_at",
            "first_action_at",
            "entered_at",
            "closed_at",
            "officer_id",
        )
    ),
    **dict.fromkeys(_RISING, False),
    **dict.fromkeys(("entry_record", "outcome", "officer_text", "kept_fields"), ""),
}
"""What a new case has before the file is read."""


def _has_officer(known: dict[str, Any] | None) -> bool:
    """Return whether somebody is responsible, or somebody has said that nobody is."""
    if known is None:
        return False
    return known["officer_id"] is not None or "officer_id" in known["kept_fields"].split()


def _is_settled(known: dict[str, Any]) -> bool:
    """Return whether no result of a file closes a case: it is closed, or was reopened by hand."""
    return known["is_closed"] or "is_closed" in known["kept_fields"].split()


def _merged(
    base: dict[str, Any], told: dict[str, Any], hints: list[Problem], *, is_new: bool
) -> dict[str, Any]:
    """Return a case as it will stand; an empty cell takes nothing away.

    What somebody put right stays, and so does the instant from which the 24 hours run.
    """
    merged = {name: base[name] for name in _COLUMNS}
    kept = set(base["kept_fields"].split())
    if not is_new:
        kept.add("routed_at")
    for name, value in told.items():
        before = merged[name]
        if name in kept:
            if value not in (None, "", before) and name not in _SILENT:
                key = "outcome" if name == "is_closed" else name
                hints.append(Problem(key, "cases.told_otherwise"))
        elif name in _RISING:
            merged[name] = before or value
        elif name == "number":
            # Another way of writing the same number is no change.
            merged[name] = value if is_new else before
        elif name in _KEPT and before not in (None, ""):
            if value != before and name.endswith("_at"):
                hints.append(Problem(name, "cases.told_otherwise"))
        elif value not in (None, ""):
            merged[name] = value
    return merged


def _marks(entry: Entry) -> Iterable[tuple[str, str]]:
    if key := number_key(entry.number):
        yield key, "number"


def _contradiction(key: str, _entry: Entry, other: Entry) -> Problem:
    return Problem(key, "cases.contradiction", {"row": other.row_number})


def _known(session: Session, entries: Sequence[Entry]) -> dict[str, dict[str, Any]]:
    """Return the cases that are stored already, by the key of their number."""
    names = (*_COLUMNS, "kept_fields", "number_key", "id", "version")
    columns = [getattr(Case, name) for name in names]
    keys = sorted({number_key(entry.number) for entry in entries})
    known: dict[str, dict[str, Any]] = {}
    for start in range(0, len(keys), _CHUNK):
        query = select(*columns).where(Case.number_key.in_(keys[start : start + _CHUNK]))
        for record in session.execute(query).mappings():
            known[record["number_key"]] = dict(record)
    return known


def _phones(session: Session, entries: Sequence[Entry]) -> dict[str, frozenset[str]]:
    """Return the keys of all cases, known ones and those of the file, by the caller's phone."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if phone := dict(entry.values).get("caller_phone"):
            found[phone].add(number_key(entry.number))
    phones = sorted(found)
    for start in range(0, len(phones), _CHUNK):
        part = phones[start : start + _CHUNK]
        query = select(Case.caller_phone, Case.number_key).where(Case.caller_phone.in_(part))
        for phone, key in session.execute(query):
            found[phone].add(key)
    return {phone: frozenset(keys) for phone, keys in found.items()}
