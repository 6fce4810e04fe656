"""Carry out what was decided about the phones and the open cases of those who leave."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alo183_desktop.cases import responsibility
from alo183_desktop.cases.queries import cases_by_ids
from alo183_desktop.changes.hand_overs import RETURN, WAIVE, held_items, receiver_of
from alo183_desktop.changes.open_cases import decided_ids, leaver_ids, open_cases
from alo183_desktop.changes.rows import HandedCases, MovedCases
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.phones import custody
from alo183_desktop.shared.days import tidy_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.changes.open_cases import OpenCase
    from alo183_desktop.db.work import Work


def hand_over(
    work: Work,
    form: ChangeForm,
    context: ChangeContext,
    newcomer_ids: Sequence[int | None],
    *,
    letter_id: int,
) -> tuple[int, ...]:
    """Take back, pass on and waive, and return the numbers of the papers that this makes.

    What one officer gives back, or passes on to one other, stands on one paper.

    Args:
        work: The unit of work; everything happens at its instant.
        form: Checked.
        context: As the form was checked with.
        newcomer_ids: Of those who come, change by change; None for nobody.
        letter_id: The letter that tells of it.

    Raises:
        KnownError: As `phones.custody`.
    """
    groups: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for item in held_items(form, context):
        decided, held = item.hand_over, item.custody
        if decided.decision == WAIVE:
            custody.waive(work, held.custody_id, letter_id=letter_id, reason=decided.reason)
        elif decided.decision == RETURN:
            groups[held.officer_id, None].append(held.custody_id)
        else:
            receiver_id = _receiver(decided.decision, newcomer_ids)
            groups[held.officer_id, receiver_id].append(held.custody_id)
    papers: list[int] = []
    for (_leaver_id, to_id), custody_ids in groups.items():
        if to_id is None:
            papers.append(custody.give_back(work, custody_ids, at=work.now))
        else:
            passed = custody.pass_on(work, custody_ids, to_officer_id=to_id, at=work.now)
            papers.extend((passed.return_form_id, passed.issue_form_id))
    return tuple(papers)


def hand_cases_over(
    work: Work,
    form: ChangeForm,
    context: ChangeContext,
    newcomer_ids: Sequence[int | None],
    *,
    letter_id: int,
) -> MovedCases:
    """Hand over and waive, and return what became of the cases, also of those decided in vain.

    Args:
        work: The unit of work; everything happens at its instant.
        form: Checked.
        context: As the form was checked with.
        newcomer_ids: Of those who come, change by change; None for nobody.
        letter_id: The letter that tells of it.

    Raises:
        KnownError: As `cases.responsibility`.
    """
    cases = open_cases(form, context)
    groups: dict[tuple[int, int, int], list[CaseRow]] = defaultdict(list)
    waived: list[str] = []
    for case in cases:
        if case.decision == WAIVE:
            responsibility.waive(work, case.row.case_id, reason=case.reason, letter_id=letter_id)
            waived.append(case.row.number)
        else:
            from_id, to_id = case.row.officer_id, _receiver(case.decision, newcomer_ids)
            if from_id is not None:
                groups[case.place, from_id, to_id].append(case.row)
    known = officer_queries.names(work.session, {to_id for _place, _from_id, to_id in groups})
    handed: list[HandedCases] = []
    for (place, from_id, to_id), rows in groups.items():
        responsibility.hand_over(
            work,
            from_id,
            to_id,
            reason=f"Görev değişikliği, başlangıcı {tidy_day(form.entries[place].effective_on)}",
            case_ids=[row.case_id for row in rows],
            letter_id=letter_id,
        )
        handed.append(HandedCases(known[to_id], tuple(row.number for row in rows)))
    closed, taken = _decided_in_vain(work, form, cases)
    return MovedCases(tuple(handed), tuple(waived), closed, taken)


def _decided_in_vain(
    work: Work, form: ChangeForm, cases: Sequence[OpenCase]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the cases that were closed and those that somebody else got before the letter."""
    gone = decided_ids(form) - {case.row.case_id for case in cases}
    leavers = leaver_ids(form)
    closed: list[str] = []
    taken: list[str] = []
    for row in cases_by_ids(work.session, sorted(gone)):
        if row.is_closed and row.entered_at is not None:
            closed.append(row.number)
        elif row.officer_id not in leavers:
            taken.append(row.number)
    return tuple(closed), tuple(taken)


def _receiver(decision: str, newcomer_ids: Sequence[int | None]) -> int:
    receiver = receiver_of(decision)
    if receiver is not None:
        by_entry = None if receiver.entry is None else newcomer_ids[receiver.entry]
        officer_id = by_entry if receiver.officer_id is None else receiver.officer_id
        if officer_id is not None:
            return officer_id
    raise ValueError("a checked hand-over has a receiver")  # hand_overs.py let it through
