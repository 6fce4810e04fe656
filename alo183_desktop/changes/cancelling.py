"""Cancel a finished letter that was never signed, and undo its assignments.

Its changes to newcomers' records are undone on request. Phones, cases and duties that were handed
over stay where they are, because papers document that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes.afterwards import move_answers
from alo183_desktop.changes.model import Change, PlannedHandOver
from alo183_desktop.changes.planned import move_plans
from alo183_desktop.letters.model import Letter
from alo183_desktop.letters.service import cancel_letter
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.rota.model import DutyPerson
from alo183_desktop.rota.queries import duty_of
from alo183_desktop.rota.substitute_service import forget_letter
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.rows import DutyRow


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """What finishing a letter changed in a newcomer's record."""

    officer_id: int
    name: str
    before: Mapping[str, Any]
    """The values before, by field, where the letter's values are still unchanged."""
    kept: tuple[str, ...]
    """The fields that users have changed since, and that stay."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What the letter of a change left in the roster besides assignments."""

    changed: tuple[ChangedRecord, ...]
    added: tuple[str, ...]
    """The names of the officers it added. They stay: its frozen entries name them."""
    duties: tuple[DutyRow, ...] = ()
    """The duties ahead that it took from its leavers and that they have not got back."""


def read_traces(work: Work, letter_id: int) -> Traces:
    """Return what a letter left in the roster, for a user who wants to cancel it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    entries = _changes(work, letter_id)
    people = [one for one in entries if one.newcomer_id is not None]
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
    return Traces(tuple(changed.values()), tuple(added.values()), _given(work, entries))


def cancel(work: Work, letter_id: int, reason: str, *, gives_back: bool = False) -> None:
    """Cancel a letter; all assignments are then as if it had never been finished.

    A letter that it corrected is valid again. Its own number stays with it. Officers whom it added
    stay in the roster, because its frozen entry names them, but were never in service.

    Args:
        letter_id: Which letter.
        reason: Why.
        gives_back: Whether newcomers' records get their previous values again, where no user has
            changed them since.

    Raises:
        KnownError: `access.not_allowed`; the errors of `letters.service.cancel_letter`;
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
        move_plans(work, letter_id, corrected_id, _changes(work, corrected_id))
        move_answers(work, letter_id, corrected_id)
    plans = select(PlannedHandOver).where(PlannedHandOver.letter_id == letter_id)
    for plan in work.session.scalars(plans):
        work.session.delete(plan)
    work.session.flush()


def _given(work: Work, entries: Sequence[Change]) -> tuple[DutyRow, ...]:
    leavers = {one.leaver_id for one in entries}
    own = set(work.session.scalars(select(DutyPerson.id).where(DutyPerson.officer_id.in_(leavers))))
    found = (duty_of(work.session, number) for one in entries for number in one.duties_given)
    return tuple(
        duty
        for duty in found
        if duty is not None and duty.starts_at > work.now and duty.person_id not in own
    )


def _give_back(work: Work, letter_id: int) -> None:
    for one in read_traces(work, letter_id).changed:
        values = replace(officers.values_of(work, one.officer_id), **one.before)
        version = work.session.get_one(Officer, one.officer_id).version
        officers.change_officer(work, one.officer_id, values, version=version)


def _changes(work: Work, letter_id: int) -> Sequence[Change]:
    query = select(Change).where(Change.letter_id == letter_id).order_by(Change.position)
    return work.session.scalars(query).all()


def _demand_last(work: Work, letter_id: int) -> None:
    """Refuse to undo what later changes were built on.

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
