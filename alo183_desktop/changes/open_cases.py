"""What becomes of a leaver's open cases: which cases, and whether each is decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.changes.entry_values import text_problems
from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.changes.hand_overs import (
    NO_REASON,
    WAIVE,
    leaving,
    receiver_problem,
    to_newcomer,
    to_officer,
)
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.entry_values import EntryValues
    from alo183_desktop.changes.form import ChangeForm

_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open case of a leaver."""

    position: int
    """Of the change that decides about it, from 0."""
    row: CaseRow
    decision: str
    """Its own, or that of the change for all; empty: open."""
    reason: str
    has_own: bool
    """Whether it is an exception."""


def leaver_ids(form: ChangeForm) -> frozenset[int]:
    """Return the officers whose open cases a form must be checked with."""
    if form.corrects_letter_id is not None:
        return frozenset()
    return frozenset(
        entry.leaver_id
        for entry in form.entries
        if entry.leaver_id is not None and not entry.is_first_appointment
    )


def open_cases(form: ChangeForm, context: ChangeContext) -> tuple[OpenCase, ...]:
    """Return the open cases to be decided about, by leaver, next due first.

    For those who leave altogether all of them, each in the change that hands on its subject, or
    else in their first one; for those with other subjects only cases of the subjects that they give
    up.
    """
    whole = leaving(form)
    own = {
        (position, one.case_id): one
        for position, entry in enumerate(form.entries)
        for one in entry.case_hand_overs
    }
    found: list[OpenCase] = []
    for leaver_id in sorted(leaver_ids(form), key=lambda one: _first_position(form, one)):
        positions = _positions(form, leaver_id)
        for row in context.open_cases.get(leaver_id, ()):
            position = positions.get(row.subject_id, whole.get(leaver_id))
            if position is None:
                continue
            entry, exception = form.entries[position], own.get((position, row.case_id))
            if exception is not None:
                decision, reason = exception.decision, exception.reason
                found.append(OpenCase(position, row, decision, reason, has_own=True))
            elif row.case_id in entry.cases_decided:
                decision, reason = entry.cases_decision, entry.cases_reason
                found.append(OpenCase(position, row, decision, reason, has_own=False))
            else:
                found.append(OpenCase(position, row, "", "", has_own=False))
    return tuple(found)


def decided_ids(form: ChangeForm) -> frozenset[int]:
    """Return the cases with a decision, still open or not."""
    return frozenset(
        case_id
        for entry in form.entries
        for case_id in (*entry.cases_decided, *(one.case_id for one in entry.case_hand_overs))
    )


def proposal(form: ChangeForm, position: int, context: ChangeContext) -> str:
    """Return the proposed decision for the cases of a change; empty without one.

    The newcomer gets them; without one, an officer who answers for their subjects as well.
    """
    entry = form.entries[position]
    if entry.newcomer_kind != NewcomerKind.NOBODY:
        return to_newcomer(position)
    leavers = leaving(form).keys()
    covering = [
        (len(officer.held.keys() & entry.subject_ids), -rank, officer_id)
        for rank, (officer_id, officer) in enumerate(context.officers.items())
        if officer_id not in leavers and officer_id != entry.leaver_id
    ]
    # The officer with most of the subjects; of several the first by name.
    count, _rank, officer_id = max(covering, default=(0, 0, 0))
    return to_officer(officer_id) if count else ""


def check_open_cases(
    form: ChangeForm, all_values: Sequence[EntryValues], context: ChangeContext
) -> Iterator[Problem]:
    """Yield the cases without a decision, or whose decision cannot be carried out."""
    by_position: dict[int, list[OpenCase]] = defaultdict(list)
    for case in open_cases(form, context):
        by_position[case.position].append(case)
    leavers = leaving(form).keys()
    for position, cases in sorted(by_position.items()):
        key = f"entries.{position}.cases"
        common = [case for case in cases if not case.has_own]
        waiting = [case for case in common if not case.decision]
        decided = [case for case in common if case.decision]
        for group in (waiting, decided):
            if group:
                yield from _problems(key, group, leavers, all_values, context)
        for case in cases:
            if case.has_own:
                yield from _problems(
                    f"entries.{position}.{case_key(case.row)}", [case], leavers, all_values, context
                )


def case_key(row: CaseRow) -> str:
    """Return the key of an exception, without its change: `case.12`."""
    return f"case.{row.case_id}"


def _problems(
    key: str,
    cases: Sequence[OpenCase],
    leavers: Collection[int],
    all_values: Sequence[EntryValues],
    context: ChangeContext,
) -> Iterator[Problem]:
    """Yield what is wrong with one decision about some cases."""
    decision, leaver_id = cases[0].decision, cases[0].row.officer_id
    if not decision:
        yield Problem(key, "changes.cases_missing", {"numbers": numbers_words(cases)})
    elif decision == WAIVE:
        running = [case for case in cases if case.row.is_running()]
        if running:
            yield Problem(key, "changes.cases_running", {"numbers": numbers_words(running)})
        yield from text_problems(f"{key}.reason", cases[0].reason, missing=NO_REASON)
    else:
        unable = {*leavers, leaver_id} - {None}
        code = receiver_problem(decision, [one for one in unable if one], all_values, context)
        if code:
            yield Problem(key, code, {"item": numbers_words(cases)})


def numbers_words(cases: Sequence[OpenCase]) -> str:
    """Return the numbers of some cases, of many only the first ones."""
    named = ", ".join(case.row.number for case in cases[:_MOST_NAMED])
    more = len(cases) - _MOST_NAMED
    return f"{named} ve {more} vaka daha" if more > 0 else named


def _first_position(form: ChangeForm, leaver_id: int) -> int:
    return next(index for index, one in enumerate(form.entries) if one.leaver_id == leaver_id)


def _positions(form: ChangeForm, leaver_id: int) -> dict[int, int]:
    """Return in which change each subject of a leaver is handed on."""
    positions: dict[int, int] = {}
    for index, entry in enumerate(form.entries):
        if entry.leaver_id == leaver_id and not entry.is_first_appointment:
            for subject_id in entry.subject_ids:
                positions.setdefault(subject_id, index)
    return positions
