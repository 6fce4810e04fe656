"""What finishing a change does: assignments, phones, and the leavers' open cases and duties."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from alo183_desktop.cases import responsibility
from alo183_desktop.cases.queries import cases_by_ids
from alo183_desktop.changes.duties_ahead import duties_ahead, person_of
from alo183_desktop.changes.hand_overs import (
    RETURN,
    WAIVE,
    held_items,
    leaves_on,
    leaving,
    receiver_of,
    receiver_problem,
)
from alo183_desktop.changes.new_phones import new_phones
from alo183_desktop.changes.open_cases import decided_ids, leaver_ids, open_cases, proposal
from alo183_desktop.changes.planned import plan_cases, plan_custody, plan_issue
from alo183_desktop.changes.rows import HandedCases, MovedCases
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.record import OFFICER, OfficerValues
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.rota.rows import Cell
from alo183_desktop.rota.swap_service import give_on
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.entry_values import EntryValues, Newcomer, ReadChange
    from alo183_desktop.changes.form import ChangeEntry
    from alo183_desktop.changes.model import Change
    from alo183_desktop.changes.open_cases import OpenCase
    from alo183_desktop.db.work import Work


class StoredNewcomer(NamedTuple):
    """The newcomer of one entry, as stored."""

    officer_id: int | None
    """None for nobody."""
    changed: Mapping[str, tuple[Any, Any]]
    """By field of their record, the value before and after; empty for an added officer."""


def store_newcomers(
    work: Work, typed: Sequence[ChangeEntry], read: Sequence[EntryValues], context: ChangeContext
) -> list[StoredNewcomer]:
    """Add or update the newcomers, and return them entry by entry.

    Raises:
        KnownError: `officers.duplicate_tckn`: another user added the same person meanwhile.
    """
    added: dict[str, int] = {}
    stored: list[StoredNewcomer] = []
    for entry, values in zip(typed, read, strict=True):
        newcomer = values.newcomer
        if newcomer is None:
            stored.append(StoredNewcomer(None, {}))
        elif newcomer.officer is not None:
            officer_id = newcomer.officer.officer_id
            changed = _update(work, officer_id, newcomer, unit_id=entry.unit_id)
            stored.append(StoredNewcomer(officer_id, changed))
        else:
            # One newcomer after several leavers is in several entries.
            if newcomer.tckn not in added:
                added[newcomer.tckn] = officers.add_officer(work, _values(newcomer, entry, context))
            stored.append(StoredNewcomer(added[newcomer.tckn], {}))
    return stored


def carry_out(work: Work, changes: Sequence[Change], *, letter_id: int) -> None:
    """End the leavers' assignments, then begin the newcomers'.

    All ends come first, so that two officers can exchange their subjects in one letter.
    """
    entries_of = _entries_of_leavers(changes)
    for leaver_id, own in entries_of.items():
        held = _held(work, leaver_id)
        is_shared = len(own) > 1
        for change in own:
            if is_shared or change.leaver_keeps_others:
                taken = held.intersection(change.subject_ids)
                _close(work, leaver_id, taken, change.effective_on, letter_id)
        if not all(change.leaver_keeps_others for change in own):
            rest = _held(work, leaver_id)
            _close(work, leaver_id, rest, max(change.effective_on for change in own), letter_id)
    for change in changes:
        if change.newcomer_id is not None:
            _open(work, change.newcomer_id, change.subject_ids, change.effective_on, letter_id)


def put_right(work: Work, changes: Sequence[Change], *, old_letter_id: int, letter_id: int) -> None:
    """Change the assignments from those of an old letter to those of its correction.

    What only the old letter began is cancelled; what only the old letter ended continues from that
    day. An end is never moved back in time: history is not rewritten.
    """
    began, ended = _begun_and_ended(work, old_letter_id)
    begin = {
        (change.newcomer_id, subject_id): change.effective_on
        for change in changes
        if change.newcomer_id is not None
        for subject_id in change.subject_ids
    }
    end = _ends(work, changes, ended)
    for (officer_id, subject_id), day in began.items():
        if begin.get((officer_id, subject_id)) != day and subject_id in _held(work, officer_id):
            _close(work, officer_id, {subject_id}, day, letter_id)
    for (officer_id, subject_id), day in ended.items():
        wanted = end.get((officer_id, subject_id))
        is_again = wanted is None or wanted > day
        if is_again and subject_id not in _held(work, officer_id):
            _open(work, officer_id, {subject_id}, day, letter_id)
    for (officer_id, subject_id), day in end.items():
        if subject_id in _held(work, officer_id):
            _close(work, officer_id, {subject_id}, day, letter_id)
    for (officer_id, subject_id), day in begin.items():
        if subject_id not in _held(work, officer_id):
            _open(work, officer_id, {subject_id}, day, letter_id)


def _ends(
    work: Work, changes: Sequence[Change], ended: Mapping[tuple[int, int], dt.date]
) -> dict[tuple[int, int], dt.date]:
    """Return what the changes end: by leaver and subject, the first day without it."""
    ends: dict[tuple[int, int], dt.date] = {}
    for leaver_id, own in _entries_of_leavers(changes).items():
        before = _held(work, leaver_id) | {
            subject_id for officer_id, subject_id in ended if officer_id == leaver_id
        }
        last = max(change.effective_on for change in own)
        if not all(change.leaver_keeps_others for change in own):
            ends.update({(leaver_id, subject_id): last for subject_id in before})
        for change in own:
            for subject_id in before.intersection(change.subject_ids):
                ends[leaver_id, subject_id] = change.effective_on
    return ends


def _entries_of_leavers(changes: Iterable[Change]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        if change.leaver_id is not None:
            found[change.leaver_id].append(change)
    return found


def _begun_and_ended(
    work: Work, letter_id: int
) -> tuple[dict[tuple[int, int], dt.date], dict[tuple[int, int], dt.date]]:
    """Return what a letter began and ended: by officer and subject, the day."""
    began, ended = {}, {}
    for one in work.session.scalars(
        select(Assignment)
        .where(
            (Assignment.opened_by_letter_id == letter_id)
            | (Assignment.closed_by_letter_id == letter_id)
        )
        .order_by(Assignment.id)
    ):
        key = (one.officer_id, one.subject_id)
        if one.opened_by_letter_id == letter_id:
            began[key] = one.starts_on
        if one.closed_by_letter_id == letter_id and one.ends_on is not None:
            ended[key] = one.ends_on
    return began, ended


def _held(work: Work, officer_id: int) -> set[int]:
    return set(
        work.session.scalars(
            select(Assignment.subject_id).where(
                Assignment.officer_id == officer_id, Assignment.ends_on.is_(None)
            )
        )
    )


def _close(
    work: Work, officer_id: int, subject_ids: Iterable[int], ends_on: dt.date, letter_id: int
) -> None:
    wanted = sorted(subject_ids)
    if wanted:
        officers.close_assignments(work, officer_id, wanted, ends_on=ends_on, letter_id=letter_id)


def _open(
    work: Work, officer_id: int, subject_ids: Iterable[int], starts_on: dt.date, letter_id: int
) -> None:
    wanted = sorted(subject_ids)
    if wanted:
        officers.open_assignments(
            work, officer_id, wanted, starts_on=starts_on, letter_id=letter_id
        )


def _update(
    work: Work, officer_id: int, newcomer: Newcomer, *, unit_id: int | None
) -> dict[str, tuple[Any, Any]]:
    stored = officers.values_of(work, officer_id)
    values = replace(
        stored,
        given_names=newcomer.given_names,
        surname=newcomer.surname,
        title=newcomer.title,
        tckn=newcomer.tckn,
        unit_id=stored.unit_id if unit_id is None else unit_id,
        corporate_email=newcomer.corporate_email,
        personal_mobile=newcomer.personal_mobile,
        corporate_mobile=newcomer.corporate_mobile,
    )
    # The context was read in this same transaction: it cannot have changed since.
    version = work.session.get_one(Officer, officer_id).version
    officers.change_officer(work, officer_id, values, version=version)
    changed = OFFICER.differences(stored, values)
    return {key: (getattr(stored, key), getattr(values, key)) for key in changed}


def _values(newcomer: Newcomer, entry: ChangeEntry, context: ChangeContext) -> OfficerValues:
    own = next(unit.unit_id for unit in context.units if unit.is_directorate)
    return made_of(OfficerValues, newcomer, unit_id=own if entry.unit_id is None else entry.unit_id)


@dataclass(frozen=True, slots=True)
class HandOverExecution:
    """Hands over the leavers' things and equips the newcomers when a form is finished."""

    work: Work
    """Everything is recorded at its time."""
    read: ReadChange
    """Checked, in the same transaction."""
    newcomer_ids: Sequence[int | None]
    """Of the newcomers, change by change; None for nobody."""
    letter_id: int
    """The letter of the change."""

    def hand_over(self) -> tuple[int, ...]:
        """Take back, pass on and waive items, and return the ids of the resulting papers.

        Items of an officer who leaves later stay with them until then, and are planned. Everything
        that one officer gives back, or passes on to one other, is on one paper.

        Raises:
            KnownError: As `phones.custody`.
        """
        work, (form, context, _entries) = self.work, self.read
        groups: dict[tuple[int, int | None], list[int]] = defaultdict(list)
        for item in held_items(form, context):
            decided, held = item.hand_over, item.custody
            to_id = None
            if decided.decision not in {RETURN, WAIVE}:
                to_id = self._receiver(decided.decision)
            day = leaves_on(form, held.officer_id)
            if decided.decision == WAIVE:
                custody.waive(
                    work, held.custody_id, letter_id=self.letter_id, reason=decided.reason
                )
            elif day is not None and day > context.today:
                plan_custody(work, self.letter_id, held.custody_id, held.officer_id, to_id, on=day)
            elif decided.decision == RETURN:
                groups[held.officer_id, None].append(held.custody_id)
            else:
                groups[held.officer_id, to_id].append(held.custody_id)
        papers: list[int] = []
        for (_leaver_id, to_id), custody_ids in groups.items():
            if to_id is None:
                papers.append(custody.give_back(work, custody_ids, at=work.now))
            else:
                passed = custody.pass_on(work, custody_ids, to_officer_id=to_id, at=work.now)
                papers.extend((passed.return_form_id, passed.issue_form_id))
        return tuple(papers)

    def issue_phones(self) -> tuple[int, ...]:
        """Issue items from the store to the newcomers, and return the ids of the resulting papers.

        A later change is planned.

        Raises:
            KnownError: As `phones.custody`.
        """
        work, (form, context, _entries) = self.work, self.read
        papers: list[int] = []
        for one in new_phones(form, context):
            to_id, day = (
                self.newcomer_ids[one.position],
                parse_day(form.entries[one.position].effective_on),
            )
            items = [found.item for found in one.items]
            if to_id is None:
                raise ValueError("the newcomer is stored")  # new_phones.py let them through
            if day > context.today:
                plan_issue(work, self.letter_id, to_id, on=day, items=items)
            else:
                papers.append(custody.issue(work, items, officer_id=to_id, at=work.now))
        return tuple(papers)

    def hand_cases_over(self) -> MovedCases:
        """Hand over and waive cases, and return what became of them, also of decisions in vain.

        A later change is planned, and cases that come until then go with the rest.

        Raises:
            KnownError: As `cases.responsibility`.
        """
        work, (form, context, _entries) = self.work, self.read
        cases = open_cases(form, context)
        groups: dict[tuple[int, int, int], list[CaseRow]] = defaultdict(list)
        waived: list[str] = []
        for case in cases:
            if case.decision == WAIVE:
                responsibility.waive(
                    work, case.row.case_id, reason=case.reason, letter_id=self.letter_id
                )
                waived.append(case.row.number)
            else:
                from_id, to_id = case.row.officer_id, self._receiver(case.decision)
                if from_id is not None:
                    groups[case.position, from_id, to_id].append(case.row)
        known = officer_queries.names(work.session, {to_id for _place, _from_id, to_id in groups})
        handed: list[HandedCases] = []
        planned: list[HandedCases] = []
        self._plan_other_cases()
        for (position, from_id, to_id), rows in groups.items():
            day = parse_day(form.entries[position].effective_on)
            if day > context.today:
                ids = [row.case_id for row in rows]
                plan_cases(work, self.letter_id, from_id, to_id, on=day, case_ids=ids)
                planned.append(HandedCases(known[to_id], tuple(row.number for row in rows)))
                continue
            responsibility.hand_over(
                work,
                from_id,
                to_id,
                reason=f"Görev değişikliği, başlangıcı {format_day(day)}",
                case_ids=[row.case_id for row in rows],
                letter_id=self.letter_id,
            )
            handed.append(HandedCases(known[to_id], tuple(row.number for row in rows)))
        closed, taken = self._decided_in_vain(cases)
        return MovedCases(tuple(handed), tuple(planned), tuple(waived), closed, taken)

    def _plan_other_cases(self) -> None:
        """Plan who gets the cases that come to a leaver until a later day.

        The receiver of the other cases, or else the proposed one; so where nothing had to be
        decided, or where an earlier decision is impossible now.
        """
        work, (form, context, _entries) = self.work, self.read
        whole = leaving(form)
        entries = self.read.entries
        for index, entry in enumerate(form.entries):
            day = parse_day(entry.effective_on)
            if entry.leaver_id not in leaver_ids(form) or day <= context.today:
                continue
            decision, unable = entry.cases_decision, {*whole, entry.leaver_id or 0}
            if receiver_problem(decision, unable, entries, context):
                decision = proposal(form, index, context)
            if not decision or entry.leaver_id is None:
                continue
            of_all = whole.get(entry.leaver_id) == index
            plan_cases(
                work,
                self.letter_id,
                entry.leaver_id,
                self._receiver(decision),
                on=day,
                subject_ids=() if of_all else entry.subject_ids,
            )

    def give_duties_on(self) -> int:
        """Assign the leavers' duties to those who take them, and return how many duties that were.

        Raises:
            KnownError: As `rota.swap_service.give_on`.
        """
        work, (form, context, _entries) = self.work, self.read
        cells = [
            Cell(item.duty.duty_id, item.duty.version, person_of(item.decision))
            for item in duties_ahead(form, context)
        ]
        if cells:
            give_on(work, cells, reason="Görev değişikliği")
        return len(cells)

    def _decided_in_vain(
        self, cases: Sequence[OpenCase]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the cases that were closed, and those another officer got, before the letter."""
        work, form = self.work, self.read.form
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

    def _receiver(self, decision: str) -> int:
        receiver = receiver_of(decision)
        if receiver is not None:
            by_entry = None if receiver.entry is None else self.newcomer_ids[receiver.entry]
            officer_id = by_entry if receiver.officer_id is None else receiver.officer_id
            if officer_id is not None:
                return officer_id
        raise ValueError("a checked hand-over has a receiver")  # hand_overs.py let it through
