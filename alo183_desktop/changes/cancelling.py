"""Cancel a finished letter that nobody has signed, and take back what it told of assignments.

What it changed in the record of who came is taken back when somebody wants it. Phones, cases and
duties that were handed over stay where they are: papers tell of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes.afterwards import move_answers
from alo183_desktop.changes.finishing import Step
from alo183_desktop.changes.model import Change, PlannedHandOver
from alo183_desktop.changes.planned import move_plans
from alo183_desktop.letters.model import Letter
from alo183_desktop.letters.service import cancel_letter
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.rota.substitutions import forget_letter
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.db.work import Work


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """What finishing a letter changed in the record of somebody who came."""

    officer_id: int
    name: str
    before: Mapping[str, Any]
    """The values before, by field, of what still stands as the letter left it."""
    kept: tuple[str, ...]
    """The fields that somebody has changed since, and that stay."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What a letter of a change left in the roster beside assignments."""

    changed: tuple[ChangedRecord, ...]
    added: tuple[str, ...]
    """The names of those whom it added. They stay: its frozen entries name them."""


def read_traces(work: Work, letter_id: int) -> Traces:
    """Return what a letter left in the roster, for who wants to cancel it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    told = _changes(work, letter_id)
    people = [one for one in told if one.newcomer_id is not None]
    rows = {
        one.id: one
        for one in work.session.scalars(
            select(Officer).where(Officer.id.in_({one.newcomer_id for one in people}))
        )
    }
    finished_at = work.session.scalar(select(Letter.finished_at).where(Letter.id == letter_id))
    changed: dict[int, ChangedRecord] = {}
    added: dict[int, str] = {}
    for one in people:
        officer = rows[one.newcomer_id or 0]
        name = display_name(officer.given_names, officer.surname)
        if officer.created_at == finished_at:
            added[officer.id] = name
        elif one.newcomer_changed:
            pairs = one.newcomer_changed.items()
            before = {key: old for key, (old, new) in pairs if getattr(officer, key) == new}
            kept = tuple(key for key, _pair in pairs if key not in before)
            changed[officer.id] = ChangedRecord(officer.id, name, before, kept)
    return Traces(tuple(changed.values()), tuple(added.values()))


def cancel(work: Work, letter_id: int, reason: str, *, gives_back: bool = False) -> None:
    """Cancel a letter; who answers for what is then as if it had never been finished.

    A letter that it corrected stands again. Its own number stays with it. Whom it added
    stays in the roster, because its frozen entry names them, but was never in service.

    Args:
        work: The unit of work.
        letter_id: Which letter.
        reason: Why.
        gives_back: Whether the records of those who came get the values before it again, where
            nobody has changed them since.

    Raises:
        KnownError: `access.not_allowed`; what `letters.service.cancel_letter` refuses;
            `changes.built_on`: what it began or ended has changed since.
    """
    require(work, Right.MAKE_CHANGES)
    letter = cancel_letter(work, letter_id, reason)
    corrected_id = letter.corrects_letter_id
    forget_letter(work, letter_id, corrected_id=corrected_id)
    if not letter.is_change:
        return
    _demand_last(work, letter_id)
    officers.take_assignments_back(work, letter_id)
    if gives_back:
        _give_back(work, letter_id)
    if corrected_id is not None:
        move_plans(work, letter_id, corrected_id, _steps(work, corrected_id))
        move_answers(work, letter_id, corrected_id)
    plans = select(PlannedHandOver).where(PlannedHandOver.letter_id == letter_id)
    for plan in work.session.scalars(plans):
        work.session.delete(plan)
    work.session.flush()


def _give_back(work: Work, letter_id: int) -> None:
    for one in read_traces(work, letter_id).changed:
        values = replace(officers.values_of(work, one.officer_id), **one.before)
        version = work.session.get_one(Officer, one.officer_id).version
        officers.change_officer(work, one.officer_id, values, version=version)


def _changes(work: Work, letter_id: int) -> Sequence[Change]:
    query = select(Change).where(Change.letter_id == letter_id).order_by(Change.position)
    return work.session.scalars(query).all()


def _demand_last(work: Work, letter_id: int) -> None:
    """Refuse to take back what something was built on.

    Raises:
        KnownError: `changes.built_on`.
    """
    others = or_(
        Assignment.closed_by_letter_id.is_(None), Assignment.closed_by_letter_id != letter_id
    )
    ended = exists().where(
        Assignment.opened_by_letter_id == letter_id, Assignment.ends_on.is_not(None), others
    )
    older = aliased(Assignment)
    begun_again = exists().where(
        older.closed_by_letter_id == letter_id,
        Assignment.officer_id == older.officer_id,
        Assignment.subject_id == older.subject_id,
        Assignment.id != older.id,
        Assignment.opened_by_letter_id.is_distinct_from(letter_id),
        or_(Assignment.ends_on.is_(None), Assignment.ends_on > older.ends_on),
    )
    if work.session.scalar(select(or_(ended, begun_again))):
        raise KnownError("changes.built_on")


def _steps(work: Work, letter_id: int) -> list[Step]:
    """Return what a letter told, in its order."""
    return [
        Step(
            leaver_id=one.leaver_id,
            keeps_others=one.leaver_keeps_others,
            newcomer_id=one.newcomer_id,
            subject_ids=frozenset(one.subject_ids),
            effective_on=one.effective_on,
        )
        for one in _changes(work, letter_id)
    ]
