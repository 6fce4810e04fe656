"""Change officers and assignments, and reveal what lists mask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select

from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.officers import queries
from alo183_desktop.officers.model import Assignment, Officer, Subject
from alo183_desktop.officers.record import OFFICER, OfficerValues
from alo183_desktop.officers.rows import OfficerFilter, OfficerRow, OfficerState
from alo183_desktop.officers.rules import mobiles_of_others
from alo183_desktop.officers.storing import OFFICERS, id_of_tckn
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.identity import parse_tckn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from alo183_desktop.db.work import Work


TRAIL: Final = ListTrail("officers", "officer", Right.SEE_OFFICERS)


def add_officer(
    work: Work,
    values: OfficerValues,
    *,
    subject_ids: Sequence[int] = (),
    starts_on: dt.date | None = None,
) -> int:
    """Add an officer and return their id.

    Args:
        values: Checked by `record.OFFICER`.
        subject_ids: Subjects that they answer for from `starts_on`.
        starts_on: Required with `subject_ids`.

    Raises:
        KnownError: `access.not_allowed`, `officers.duplicate_tckn`.
    """
    require(work, Right.EDIT_OFFICERS)
    officer_id = OFFICERS.add(work, values, created_at=work.now)
    if subject_ids:
        if starts_on is None:
            raise ValueError("assignments need their first day")
        open_assignments(work, officer_id, subject_ids, starts_on=starts_on)
    return officer_id


def change_officer(
    work: Work,
    officer_id: int,
    values: OfficerValues,
    *,
    version: int,
    base: OfficerValues | None = None,
) -> None:
    """Store the changes made in an officer's form, as `Store.change`.

    Raises:
        KnownError: `access.not_allowed`, `officers.duplicate_tckn`, `officers.gone`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_OFFICERS)
    OFFICERS.change(work, officer_id, values, version=version, base=base)


def refuse_mobile_of_other(
    work: Work, values: OfficerValues, *, officer_id: int | None, base: OfficerValues | None = None
) -> None:
    """Refuse a mobile number that is somebody else's, by `rules.mobiles_of_others`.

    Args:
        work: Of the user who stores the card.
        values: To be stored.
        officer_id: Whose card it is; None: a new one.
        base: What the form began with.

    Raises:
        KnownError: `access.not_allowed`; `officers.mobile_of_other`, whose problem names the field.
    """
    require(work, Right.EDIT_OFFICERS)
    numbers = {values.personal_mobile, values.corporate_mobile} - {"", None}
    query = select(Officer).where(
        or_(Officer.personal_mobile.in_(numbers), Officer.corporate_mobile.in_(numbers))
    )
    others = [one for one in work.session.scalars(query) if one.id != officer_id]
    for problem in mobiles_of_others(values, others, base=base):
        raise KnownError(problem.code, **problem.parameters, problems=(problem,))


def open_assignments(
    work: Work,
    officer_id: int,
    subject_ids: Collection[int],
    *,
    starts_on: dt.date,
    letter_id: int | None = None,
) -> tuple[int, ...]:
    """Make an officer responsible for subjects from a day on, and return the assignments' ids.

    Raises:
        KnownError: `access.not_allowed`; `officers.already_responsible`: one of them is held on
            that day or later; `officers.subject_retired`.
    """
    require(work, Right.EDIT_OFFICERS)
    wanted = list(dict.fromkeys(subject_ids))
    subjects = {
        row.subject_id: row for row in queries.list_subjects(work.session, active_only=False)
    }
    taken = set(
        work.session.scalars(
            select(Assignment.subject_id).where(
                Assignment.officer_id == officer_id,
                Assignment.subject_id.in_(wanted),
                or_(Assignment.ends_on.is_(None), Assignment.ends_on > starts_on),
                or_(Assignment.ends_on.is_(None), Assignment.ends_on > Assignment.starts_on),
            )
        )
    )
    for subject_id in wanted:
        if subject_id in taken:
            raise KnownError("officers.already_responsible", subject=subjects[subject_id].name)
        if not subjects[subject_id].is_active:
            raise KnownError("officers.subject_retired", subject=subjects[subject_id].name)
    opened = [
        Assignment(
            officer_id=officer_id,
            subject_id=subject_id,
            starts_on=starts_on,
            opened_by_letter_id=letter_id,
            created_at=work.now,
        )
        for subject_id in wanted
    ]
    work.session.add_all(opened)
    work.session.flush()
    if opened:
        work.record(
            "officer.assignments_opened",
            "officer",
            officer_id,
            subjects=wanted,
            starts_on=starts_on.isoformat(),
            letter=letter_id,
        )
    return tuple(assignment.id for assignment in opened)


def close_assignments(
    work: Work,
    officer_id: int,
    subject_ids: Collection[int] | None,
    *,
    ends_on: dt.date,
    letter_id: int | None = None,
) -> tuple[int, ...]:
    """End an officer's running assignments, and return their ids.

    One that would begin on `ends_on` or later is cancelled: it ends on its first day.

    Args:
        officer_id: Whose.
        subject_ids: Which; None means all of them.
        ends_on: The first day on which they are no longer responsible.
        letter_id: The letter that announces it.

    Raises:
        KnownError: `access.not_allowed`; `officers.not_responsible`: one of them is not held.
    """
    require(work, Right.EDIT_OFFICERS)
    query = select(Assignment).where(
        Assignment.officer_id == officer_id, Assignment.ends_on.is_(None)
    )
    if subject_ids is not None:
        query = query.where(Assignment.subject_id.in_(subject_ids))
    found = list(work.session.scalars(query.order_by(Assignment.id)))
    missing = set(subject_ids or ()) - {assignment.subject_id for assignment in found}
    if missing:
        subject = work.session.get_one(Subject, min(missing))
        raise KnownError("officers.not_responsible", subject=subject.name)
    for assignment in found:
        assignment.ends_on = max(ends_on, assignment.starts_on)
        assignment.closed_by_letter_id = letter_id
    work.session.flush()
    if found:
        work.record(
            "officer.assignments_closed",
            "officer",
            officer_id,
            subjects=[assignment.subject_id for assignment in found],
            ends_on=ends_on.isoformat(),
            letter=letter_id,
        )
    return tuple(assignment.id for assignment in found)


def take_assignments_back(work: Work, letter_id: int) -> None:
    """Undo a letter's assignments: those it began are removed, those it ended continue.

    Args:
        letter_id: The latest letter about each of these assignments.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_OFFICERS)
    subjects: dict[int, set[int]] = {}
    begun = select(Assignment).where(Assignment.opened_by_letter_id == letter_id)
    for one in work.session.scalars(begun):
        subjects.setdefault(one.officer_id, set()).add(one.subject_id)
        work.session.delete(one)
    # Removed first: the same officer and subject may continue.
    work.session.flush()
    ended = select(Assignment).where(Assignment.closed_by_letter_id == letter_id)
    for one in work.session.scalars(ended):
        subjects.setdefault(one.officer_id, set()).add(one.subject_id)
        one.ends_on = one.closed_by_letter_id = None
    work.session.flush()
    for officer_id, found in sorted(subjects.items()):
        work.record(
            "officer.assignments_taken_back",
            "officer",
            officer_id,
            subjects=sorted(found),
            letter=letter_id,
        )


def show_tckn(work: Work, officer_id: int) -> str:
    """Return an officer's T.C. number; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `officers.no_tckn`.
    """
    require(work, Right.SHOW_TCKN)
    tckn = demand(work.session.get_one(Officer, officer_id).tckn, "officers.no_tckn")
    work.record("officer.tckn_shown", "officer", officer_id)
    return tckn


def show_personal_mobile(work: Work, officer_id: int) -> str:
    """Return an officer's personal mobile number as E.164; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `officers.no_personal_mobile`.
    """
    require(work, Right.SHOW_TCKN)
    phone = work.session.get_one(Officer, officer_id).personal_mobile
    if not phone:
        raise KnownError("officers.no_personal_mobile")
    work.record("officer.personal_mobile_shown", "officer", officer_id)
    return phone


def open_form(work: Work, officer_id: int) -> tuple[OfficerValues, int]:
    """Return all values of an officer for their form, and their version.

    It shows the T.C. number, and is audited.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_OFFICERS)
    work.record("officer.form_opened", "officer", officer_id)
    return OFFICERS.open(work, officer_id)


def values_of(work: Work, officer_id: int) -> OfficerValues:
    """Return all stored values of an officer, the T.C. number in clear.

    For immediate changes; a caller that shows it uses `open_form`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SHOW_TCKN)
    return OFFICER.stored(work.session.get_one(Officer, officer_id))


def search_officers(
    work: Work,
    wanted: OfficerFilter,
    *,
    as_of: dt.date,
    sort: str = "name",
    descending: bool = False,
) -> tuple[OfficerRow, ...]:
    """Return the wanted officers; for users who may see it, a private number finds its owner.

    A full T.C. number does, and such a search is audited, and any part of a private phone. For
    other users digits are searched for in the phones of the office only.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_OFFICERS)
    may_show = may(work.actor.role, Right.SHOW_TCKN)
    if may_show:
        try:
            tckn = parse_tckn(wanted.search)
        except KnownError:
            pass
        else:
            found = id_of_tckn(work.session, tckn)
            work.record("officer.tckn_searched", "officer", found)
            if found is not None:
                wanted = OfficerFilter(state=OfficerState.ALL, officer_ids=(found,))
    return queries.list_officers(
        work.session,
        wanted,
        as_of=as_of,
        sort=sort,
        descending=descending,
        finds_private=may_show,
    )
