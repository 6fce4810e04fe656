"""What a finished change does to roster and assignments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.rules import OfficerValues

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeEntry
    from alo183_desktop.changes.reading import Newcomer, Reading
    from alo183_desktop.db.work import Work


@dataclass(frozen=True, slots=True)
class Step:
    """One entry, ready to be carried out."""

    leaver_id: int | None
    keeps_others: bool
    newcomer_id: int | None
    subject_ids: frozenset[int]
    effective_on: dt.date


def store_newcomers(
    work: Work, entries: Sequence[ChangeEntry], readings: Sequence[Reading], context: ChangeContext
) -> list[int | None]:
    """Add or update the officers who come, and return their numbers entry by entry.

    Raises:
        KnownError: `officers.duplicate_tckn`: somebody added the same person meanwhile.
    """
    added: dict[str, int] = {}
    stored: list[int | None] = []
    for entry, reading in zip(entries, readings, strict=True):
        newcomer = reading.newcomer
        if newcomer is None:
            stored.append(None)
        elif newcomer.officer is not None:
            _update(work, newcomer.officer.officer_id, newcomer, unit_id=entry.unit_id)
            stored.append(newcomer.officer.officer_id)
        else:
            # One person who follows several leavers stands in several entries.
            if newcomer.tckn not in added:
                added[newcomer.tckn] = officers.add_officer(work, _values(newcomer, entry, context))
            stored.append(added[newcomer.tckn])
    return stored


def carry_out(work: Work, steps: Sequence[Step], *, letter_id: int) -> None:
    """End the leavers' assignments, then begin the newcomers'.

    All ends come first, so that two officers can exchange their subjects in one letter.
    """
    entries_of = _entries_of_leavers(steps)
    for leaver_id, own in entries_of.items():
        held = _held(work, leaver_id)
        is_shared = len(own) > 1
        for step in own:
            if is_shared or step.keeps_others:
                taken = step.subject_ids & held
                _close(work, leaver_id, taken, step.effective_on, letter_id)
        if not all(step.keeps_others for step in own):
            rest = _held(work, leaver_id)
            _close(work, leaver_id, rest, max(step.effective_on for step in own), letter_id)
    for step in steps:
        if step.newcomer_id is not None:
            _open(work, step.newcomer_id, step.subject_ids, step.effective_on, letter_id)


def put_right(work: Work, steps: Sequence[Step], *, old_letter_id: int, letter_id: int) -> None:
    """Bring the assignments to what a correction tells, instead of what the old letter told.

    What the old letter began and the new one does not is cancelled; what it ended and the new one
    does not goes on from that day. An end is never moved back in time: history is not rewritten.
    """
    began, ended = _told_by(work, old_letter_id)
    begin = {
        (step.newcomer_id, subject_id): step.effective_on
        for step in steps
        if step.newcomer_id is not None
        for subject_id in step.subject_ids
    }
    end = _ends(work, steps, ended)
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
    work: Work, steps: Sequence[Step], ended: Mapping[tuple[int, int], dt.date]
) -> dict[tuple[int, int], dt.date]:
    """Return what the steps end: by leaver and subject, the first day without it."""
    ends: dict[tuple[int, int], dt.date] = {}
    for leaver_id, own in _entries_of_leavers(steps).items():
        before = _held(work, leaver_id) | {
            subject_id for officer_id, subject_id in ended if officer_id == leaver_id
        }
        last = max(step.effective_on for step in own)
        if not all(step.keeps_others for step in own):
            ends.update({(leaver_id, subject_id): last for subject_id in before})
        for step in own:
            for subject_id in step.subject_ids & before:
                ends[leaver_id, subject_id] = step.effective_on
    return ends


def _entries_of_leavers(steps: Iterable[Step]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        if step.leaver_id is not None:
            found[step.leaver_id].append(step)
    return found


def _told_by(
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


def _update(work: Work, officer_id: int, newcomer: Newcomer, *, unit_id: int | None) -> None:
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
    # The context was read in this same transaction: nobody can have changed them since.
    version = work.session.get_one(Officer, officer_id).version
    officers.change_officer(work, officer_id, values, version=version)


def _values(newcomer: Newcomer, entry: ChangeEntry, context: ChangeContext) -> OfficerValues:
    own = next(unit.unit_id for unit in context.units if unit.is_directorate)
    return OfficerValues(
        given_names=newcomer.given_names,
        surname=newcomer.surname,
        title=newcomer.title,
        tckn=newcomer.tckn,
        unit_id=own if entry.unit_id is None else entry.unit_id,
        corporate_email=newcomer.corporate_email,
        personal_mobile=newcomer.personal_mobile,
        corporate_mobile=newcomer.corporate_mobile,
    )
