"""The import of a roster: what it reads, how its notes are told, and how people are stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from alo183_desktop.access.rules import Right
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.imports import undoing
from alo183_desktop.imports.recipe import NOTHING_SAID, Options, Recipe, Stored, Words
from alo183_desktop.imports.sheets import MOST_ROWS, quoted, unread_note
from alo183_desktop.imports.storing import (
    FIRST_VERSION,
    Change,
    brought_by,
    insert_all,
    store_records,
)
from alo183_desktop.imports.undoing import Brought, created_by
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.record import FIELD_WORDS
from alo183_desktop.officers.roster.file import Roster, read_roster
from alo183_desktop.officers.roster.headings import WANTED
from alo183_desktop.officers.roster.match import NEW_UNIT, Judgement, judge, look_up
from alo183_desktop.officers.storing import OFFICERS
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.recipe import Agreed

UNIT: Final = "unit"
_ASSIGNMENTS: Final = Brought("assignment", Assignment)
_MOST_LINES: Final = 6
"""So many rows that are no people are told with their texts."""


def _take_back(work: Work, import_id: int, brings: Sequence[Brought]) -> None:
    undoing.take_back(work, import_id, brings)
    session = work.session
    for unit_id, version in created_by(session, import_id, UNIT):
        unit = session.get(Unit, unit_id)
        in_use = select(func.count()).select_from(Officer).where(Officer.unit_id == unit_id)
        # A unit that others came to use, or that somebody renamed, has a life of its own.
        if unit is not None and unit.version == version and not session.scalar(in_use):
            session.delete(unit)
            work.record("unit.removed", "unit", unit_id, undone=import_id)
    session.flush()


def _notes(session: Session, roster: Roster, judgement: Judgement) -> Iterator[Problem]:
    own = get_directorate(session).province
    if roster.province and fold(roster.province) != fold(own):
        yield Problem("", "imports.other_province", {"province": roster.province, "own": own})
    yield from roster.notes
    yield from _marked(roster, judgement)
    yield from _lines(roster, judgement)
    if judgement.new_units:
        yield Problem("unit", "imports.new_unit", {"unit": ", ".join(judgement.new_units)})


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


def _store(work: Work, _roster: Roster, judgement: Judgement, agreed: Agreed[Options]) -> Stored:
    """Store units, officers and their assignments."""
    session, import_id = work.session, agreed.import_id
    units = [Unit(name=name, key=fold(name)) for name in judgement.new_units]
    session.add_all(units)
    session.flush()
    for unit in units:
        work.record("unit.added", "unit", unit.id, imported=import_id)
    unit_ids = {unit.key: unit.id for unit in units}
    plans = [
        replace(plan, values=replace(plan.values, unit_id=unit_ids[fold(plan.new_unit)]))
        if plan.values.unit_id == NEW_UNIT
        else plan
        for plan in judgement.plans
    ]
    officer_ids, changes = store_records(
        work,
        OFFICERS,
        plans,
        import_id=import_id,
        told=lambda plan: {"subjects": [subject_id for subject_id, _ in plan.opens]},
    )
    opened = insert_all(
        session,
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
    return Stored(
        [
            *(Change(UNIT, unit.id, None, unit.version) for unit in units),
            *changes,
            *(Change(_ASSIGNMENTS.kind, item_id, None, FIRST_VERSION) for item_id in opened),
        ]
    )


ROSTER: Final[Recipe[Roster, Judgement, Options]] = Recipe(
    kind="officers",
    words=Words(
        title="Kadroyu dosyadan aktar",
        explanation="Excel (.xlsx, .xls, .ods) ya da CSV dosyası. Başlıklar nerede olursa olsun "
        "tanınır; siz onaylamadan hiçbir şey kaydedilmez. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} kişi.",
        history="Kadro aktarımları",
        thing="kişi",
        label="Adı soyadı",
        fields=FIELD_WORDS,
    ),
    wanted=WANTED,
    seen_with=Right.SEE_OFFICERS,
    read=lambda file, options, _now: read_roster(file, options),
    look_up=look_up,
    judge=lambda _session, known, roster, options, now: judge(
        known, roster, today=local_day(now), answers=options.answers
    ),
    store=_store,
    # A unit that others came to use stays when the import goes, and does not hold it back.
    brings=(_ASSIGNMENTS, brought_by(OFFICERS)),
    options=NOTHING_SAID,
    tables=("officers", "assignments", "units"),
    notes=_notes,
    take_back=_take_back,
)
