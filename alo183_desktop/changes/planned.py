"""What a later change hands over on its day, once a user confirms; nothing happens by itself.

The same for items issued from the store. The letter is finished at once, for a later day;
until then the leaver keeps phones and cases.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import responsibility
from alo183_desktop.cases.queries import cases_by_ids
from alo183_desktop.changes.model import Change, PlannedHandOver
from alo183_desktop.changes.queries import read_store, serving
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.model import Custody
from alo183_desktop.phones.queries import item_labels
from alo183_desktop.phones.rows import keys_of
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.rows import ItemKey


class HandedOver(NamedTuple):
    """The result of a hand-over."""

    custody_form_ids: tuple[int, ...]
    """Papers to be printed and signed."""
    cases: int
    passed_over: tuple[str, ...] = ()
    """Labels of items that are no longer in the store: the newcomer does not get them."""


def plan_custody(
    work: Work, letter_id: int, custody_id: int, from_id: int, to_id: int | None, *, on: dt.date
) -> None:
    """Plan that an item comes back, or with a receiver is passed on, on a day."""
    work.session.add(
        PlannedHandOver(
            letter_id=letter_id,
            due_on=on,
            from_officer_id=from_id,
            to_officer_id=to_id,
            custody_id=custody_id,
        )
    )


def plan_issue(
    work: Work,
    letter_id: int,
    to_id: int,
    *,
    on: dt.date,
    items: Iterable[ItemKey],
) -> None:
    """Plan that an officer gets a line, a handset or both from the store on a day."""
    ids = {f"{kind}_id": item_id for kind, item_id in items}
    work.session.add(PlannedHandOver(letter_id=letter_id, due_on=on, to_officer_id=to_id, **ids))


def plan_cases(
    work: Work,
    letter_id: int,
    from_id: int,
    to_id: int,
    *,
    on: dt.date,
    case_ids: Collection[int] = (),
    subject_ids: Collection[int] = (),
) -> None:
    """Plan that cases get another officer on a day.

    Args:
        letter_id: The letter of the change.
        from_id: Who has them until then.
        to_id: Who gets them.
        on: The first day without `from_id`.
        case_ids: These; empty: all others that are open then, including later ones.
        subject_ids: Without `case_ids`: only of these subjects; empty: of all.
    """
    for case_id in sorted(case_ids) or (None,):
        work.session.add(
            PlannedHandOver(
                letter_id=letter_id,
                due_on=on,
                from_officer_id=from_id,
                to_officer_id=to_id,
                case_id=case_id,
                subject_ids=[] if case_id else sorted(subject_ids),
            )
        )


def move_plans(work: Work, old_letter_id: int, letter_id: int, changes: Sequence[Change]) -> None:
    """Move the plans of a letter to its correction.

    Plans for a newcomer who no longer comes go to their successor, and are dropped without
    one. An officer who no longer leaves keeps everything; one with other subjects keeps the
    phones, and the cases of those.

    Args:
        old_letter_id: The letter that is corrected.
        letter_id: The correction.
        changes: Its changes, in its order.
    """
    of_old = select(PlannedHandOver).where(PlannedHandOver.letter_id == old_letter_id)
    rows = list(work.session.scalars(of_old.order_by(PlannedHandOver.id)))
    case_ids = [row.case_id for row in rows if row.case_id is not None]
    subjects = {case.case_id: case.subject_id for case in cases_by_ids(work.session, case_ids)}
    instead = _successors(work, old_letter_id, changes)
    follow = {
        (change.leaver_id, change.newcomer_id)
        for change in changes
        if change.newcomer_id is not None
    }
    again: set[int] = set()
    for row in rows:
        leaver_id, is_rest = row.from_officer_id, row.custody_id is None and row.case_id is None
        follows = (leaver_id, instead.get(row.to_officer_id or 0)) in follow
        if leaver_id is not None and is_rest and follows:
            again.add(leaver_id)
            work.session.delete(row)
        elif _goes_on(row, changes, instead, subjects.get(row.case_id or 0)):
            row.letter_id = letter_id
        else:
            work.session.delete(row)
    work.session.flush()
    for leaver_id in sorted(again):
        _plan_rest(work, letter_id, leaver_id, changes)


def _successors(work: Work, old_letter_id: int, changes: Sequence[Change]) -> dict[int, int | None]:
    """Return each newcomer's successor by the correction; themselves, if they still come.

    The one who follows the same leaver in most of the subjects, or at the same index of the letter.
    """
    coming = {change.newcomer_id for change in changes}
    best: dict[int, tuple[int, bool]] = {}
    instead: dict[int, int | None] = {}
    of_old = select(Change).where(
        Change.letter_id == old_letter_id, Change.newcomer_id.is_not(None)
    )
    for old in work.session.scalars(of_old.order_by(Change.position)):
        old_id = old.newcomer_id or 0
        instead.setdefault(old_id, old_id if old_id in coming else None)
        for index, change in enumerate(changes):
            shared = len(set(change.subject_ids).intersection(old.subject_ids))
            rank = (shared, index == old.position)
            follows = change.newcomer_id is not None and change.leaver_id == old.leaver_id
            if old_id not in coming and follows and rank > best.get(old_id, (0, False)):
                best[old_id], instead[old_id] = rank, change.newcomer_id
    return instead


def _goes_on(
    row: PlannedHandOver,
    changes: Sequence[Change],
    instead: Mapping[int, int | None],
    subject_id: int | None,
) -> bool:
    """Adapt a plan to a correction, and return whether anything is left of it.

    Args:
        row: Changed where something is left.
        changes: Of the correction.
        instead: From `_successors`.
        subject_id: Of the case that it is about.
    """
    old_to_id = row.to_officer_id
    to_id = instead.get(old_to_id or 0, old_to_id)
    own = [change for change in changes if change.leaver_id == row.from_officer_id]
    if row.from_officer_id is None:
        own = [change for change in changes if change.newcomer_id == to_id]
    if not own or (old_to_id is not None and to_id is None):
        return False
    is_whole = _leaves(row.from_officer_id, changes)
    if row.custody_id is not None:
        if not is_whole:
            return False
        own = [max(own, key=lambda change: change.effective_on)]
    elif row.case_id is not None:
        named = [change for change in own if subject_id in change.subject_ids]
        own = named or (own if is_whole else [])
        if own and old_to_id != to_id:
            to_id = own[0].newcomer_id or to_id
    elif row.from_officer_id is not None and (row.subject_ids or not is_whole):
        given_up = {one for change in own for one in change.subject_ids}
        row.subject_ids = sorted(given_up & set(row.subject_ids or given_up))
        own = [change for change in own if set(change.subject_ids).intersection(row.subject_ids)]
    is_able = to_id is None or (to_id != row.from_officer_id and not _leaves(to_id, changes))
    if not own or not is_able:
        return False
    row.to_officer_id, row.due_on = to_id, own[0].effective_on
    return True


def _leaves(officer_id: int | None, changes: Sequence[Change]) -> bool:
    """Return whether an officer leaves altogether, like `hand_overs.leaving` for a form."""
    own = [change for change in changes if change.leaver_id == officer_id]
    comes = any(change.newcomer_id == officer_id for change in changes)
    return bool(own) and not comes and not all(change.leaver_keeps_others for change in own)


def _plan_rest(work: Work, letter_id: int, leaver_id: int, changes: Sequence[Change]) -> None:
    """Plan that a leaver's successor gets the cases that come until then."""
    of_all = _leaves(leaver_id, changes)
    for change in changes:
        if change.leaver_id == leaver_id:
            subject_ids = () if of_all else change.subject_ids
            of_all = False
            if change.newcomer_id is not None:
                plan_cases(
                    work,
                    letter_id,
                    leaver_id,
                    change.newcomer_id,
                    on=change.effective_on,
                    subject_ids=subject_ids,
                )


def carry_out(work: Work, letter_id: int) -> HandedOver:
    """Hand over what is planned for today or earlier, and return what it was.

    What the leaver, or the store, no longer has is skipped; for the store, this is
    reported.

    Raises:
        KnownError: `access.not_allowed`; `changes.nothing_planned`: another user did it first, or
            the day has not come; the errors of `phones.custody` and `cases.responsibility`.
    """
    for right in (Right.MAKE_CHANGES, Right.EDIT_PHONES, Right.EDIT_CASES):
        require(work, right)
    of_letter = select(PlannedHandOver).where(PlannedHandOver.letter_id == letter_id)
    every = list(work.session.scalars(of_letter.order_by(PlannedHandOver.id).with_for_update()))
    rows = [row for row in every if row.due_on <= local_day(work.now)]
    if not rows:
        raise KnownError("changes.nothing_planned")
    papers = _move_items(work, [row for row in rows if row.custody_id is not None])
    issued, passed_over = _issue(work, [row for row in rows if row.from_officer_id is None])
    papers += issued
    of_cases = [row for row in every if row.custody_id is None and row.from_officer_id is not None]
    cases = _move_cases(work, letter_id, of_cases)
    for row in rows:
        work.session.delete(row)
    work.session.flush()
    work.record(
        "change.carried_out",
        "letter",
        letter_id,
        forms=len(papers),
        cases=cases,
        passed_over=len(passed_over),
    )
    return HandedOver(papers, cases, passed_over)


def _issue(work: Work, rows: Sequence[PlannedHandOver]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Issue what is still in the store; return the papers, and the labels of skipped items.

    Newcomers who have left meanwhile get nothing.
    """
    store = read_store(work.session, at=work.now) if rows else ()
    stored = {one.item for one in store}
    papers: list[int] = []
    passed_over: list[str] = []
    receivers = [row.to_officer_id for row in rows if row.to_officer_id is not None]
    serve = serving(work.session, receivers, on=local_day(work.now)) if rows else frozenset()
    for row in rows:
        if row.to_officer_id is None or row.to_officer_id not in serve:
            continue
        planned = keys_of(row.line_id, row.handset_id)
        items = [item for item in planned if item in stored]
        passed_over.extend(
            item_labels(work.session, kind)[item_id]
            for kind, item_id in planned
            if (kind, item_id) not in stored
        )
        if items:
            papers.append(custody.issue(work, items, officer_id=row.to_officer_id, at=work.now))
    return tuple(papers), tuple(passed_over)


def _move_items(work: Work, rows: Sequence[PlannedHandOver]) -> tuple[int, ...]:
    groups: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for row in rows:
        held = work.session.get_one(Custody, row.custody_id)
        if held.to_at is None and held.officer_id == row.from_officer_id:
            groups[row.from_officer_id, row.to_officer_id].append(held.id)
    papers: list[int] = []
    for (_from_id, to_id), custody_ids in groups.items():
        if to_id is None:
            papers.append(custody.give_back(work, custody_ids, at=work.now))
        else:
            papers.extend(custody.pass_on(work, custody_ids, to_officer_id=to_id, at=work.now))
    return tuple(papers)


def _move_cases(work: Work, letter_id: int, rows: Sequence[PlannedHandOver]) -> int:
    """Hand over the due cases of a letter's plans, and return how many."""
    moved, today = 0, local_day(work.now)
    givers = (row.from_officer_id for row in rows if row.from_officer_id is not None)
    for from_id in dict.fromkeys(givers):
        own = [row for row in rows if row.from_officer_id == from_id]
        groups: dict[tuple[int, dt.date], list[int]] = defaultdict(list)
        for case in responsibility.cases_to_hand_over(work, from_id):
            plan = _plan_of(own, case)
            if plan is not None and plan.to_officer_id is not None and plan.due_on <= today:
                groups[plan.to_officer_id, plan.due_on].append(case.case_id)
        for (to_id, day), case_ids in groups.items():
            responsibility.hand_over(
                work,
                from_id,
                to_id,
                reason=f"Görev değişikliği, başlangıcı {format_day(day)}",
                case_ids=case_ids,
                letter_id=letter_id,
            )
            moved += len(case_ids)
    return moved


def _plan_of(rows: Sequence[PlannedHandOver], case: CaseRow) -> PlannedHandOver | None:
    """Return the plan for a case: its own, or else that of its subject, or else the general one."""
    of_rest = [row for row in rows if row.case_id is None]
    own = (row for row in rows if row.case_id == case.case_id)
    named = (row for row in of_rest if case.subject_id in row.subject_ids)
    unnamed = (row for row in of_rest if not row.subject_ids)
    return next((row for found in (own, named, unnamed) for row in found), None)
