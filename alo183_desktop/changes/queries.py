"""Read the context of a change, and drafts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases.responsibility import cases_to_hand_over
from alo183_desktop.changes.context import ChangeContext, OldLetter, RosterOfficer, StoreItem
from alo183_desktop.changes.model import ChangeDraft, PlannedHandOver
from alo183_desktop.changes.rows import DraftRow
from alo183_desktop.directorate.queries import get_directorate, list_signatories, list_units
from alo183_desktop.documents.letter.wording import whole_number
from alo183_desktop.letters.files import as_registered
from alo183_desktop.letters.model import Letter
from alo183_desktop.letters.queries import corrected_by, registered_letters
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.queries import list_custodies, list_handsets, list_lines
from alo183_desktop.phones.rows import CustodyFilter, ItemKind, PhoneFilter, keys_of
from alo183_desktop.rota.service import duties_ahead
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.rows import CustodyRow


def read_context(
    work: Work,
    *,
    today: dt.date,
    corrects: int | None,
    leaver_ids: Collection[int] = (),
) -> ChangeContext:
    """Return the context of a change.

    It holds T.C. numbers in clear: `service.context` audits the access.

    Args:
        today: In Istanbul.
        corrects: The letter that the change corrects; None for none.
        leaver_ids: Officers whose open cases are wanted.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    session = work.session
    officers = _officers(session)
    by_mobile: dict[str, list[int]] = defaultdict(list)
    for officer in officers.values():
        if officer.corporate_mobile and officer.held:
            by_mobile[officer.corporate_mobile].append(officer.officer_id)
    return ChangeContext(
        directorate=get_directorate(session),
        signatories=list_signatories(session),
        units=list_units(session),
        officers=officers,
        subjects=list_subjects(session),
        today=today,
        now=work.now,
        letters=_letters(session, corrects),
        registered=registered_letters(session),
        held=_held_phones(session),
        open_cases={one: cases_to_hand_over(work, one) for one in leaver_ids},
        rota=duties_ahead(work),
        store=_free(session, read_store(session, at=work.now), today=today),
        by_tckn={one.tckn: one.officer_id for one in officers.values() if one.tckn},
        by_mobile={mobile: tuple(ids) for mobile, ids in by_mobile.items()},
    )


def read_store(session: Session, *, at: dt.datetime) -> tuple[StoreItem, ...]:
    """Return the items in the store at a time, lines first."""
    wanted = PhoneFilter(state=ItemState.IN_STORE)
    lines = [StoreItem(row.item, row.label) for row in list_lines(session, wanted, at=at)]
    handsets = [StoreItem(row.item, row.label) for row in list_handsets(session, wanted, at=at)]
    return (*lines, *handsets)


def serving(session: Session, officer_ids: Collection[int], *, on: dt.date) -> frozenset[int]:
    """Return those of some officers who answer for a subject on a day or later."""
    return frozenset(
        session.scalars(
            select(Assignment.officer_id).where(
                Assignment.officer_id.in_(officer_ids),
                Assignment.ends_on.is_(None) | (Assignment.ends_on > on),
            )
        )
    )


def list_drafts(session: Session) -> tuple[DraftRow, ...]:
    """Return the drafts, the latest first."""
    drafts = session.scalars(
        select(ChangeDraft).order_by(ChangeDraft.saved_at.desc(), ChangeDraft.id.desc())
    )
    return tuple(
        made_of(
            DraftRow,
            draft,
            draft_id=draft.id,
            is_correction=draft.form.get("corrects_letter_id") is not None,
        )
        for draft in drafts
    )


def read_old_letter(session: Session, letter_id: int) -> OldLetter | None:
    """Return a finished letter for references to it; None when there is none."""
    letter = session.get(Letter, letter_id)
    if letter is None:
        return None
    content = as_registered(letter)
    return OldLetter(
        letter_id=letter.id,
        summary=letter.summary,
        number=whole_number(content.number, content.style),
        dated_on=letter.dated_on,
        is_cancelled=letter.cancelled_at is not None,
        is_corrected=corrected_by(session, letter.id) is not None,
        signature=content.signature,
    )


def _free(
    session: Session, store: tuple[StoreItem, ...], *, today: dt.date
) -> tuple[StoreItem, ...]:
    """Return the items of the store that no letter has planned for a serving officer."""
    planned = session.execute(
        select(
            PlannedHandOver.to_officer_id, PlannedHandOver.line_id, PlannedHandOver.handset_id
        ).where(PlannedHandOver.from_officer_id.is_(None))
    ).all()
    serve = serving(session, [row.to_officer_id for row in planned], on=today)
    taken = {item for to_id, *ids in planned if to_id in serve for item in keys_of(*ids)}
    return tuple(one for one in store if one.item not in taken)


def _officers(session: Session) -> dict[int, RosterOfficer]:
    held: dict[int, dict[int, dt.date]] = defaultdict(dict)
    for officer_id, subject_id, starts_on in session.execute(
        select(Assignment.officer_id, Assignment.subject_id, Assignment.starts_on).where(
            Assignment.ends_on.is_(None)
        )
    ):
        held[officer_id][subject_id] = starts_on
    found = session.execute(
        select(
            Officer.id,
            Officer.given_names,
            Officer.surname,
            Officer.title,
            Officer.unit_id,
            Officer.tckn,
            Officer.corporate_email,
            Officer.personal_mobile,
            Officer.corporate_mobile,
            Officer.version,
        ).order_by(Officer.sort_key, Officer.id)
    )
    return {
        row.id: made_of(
            RosterOfficer,
            row,
            officer_id=row.id,
            name=display_name(row.given_names, row.surname),
            tckn=row.tckn or "",
            held=held.get(row.id, {}),
        )
        for row in found
    }


def _held_phones(session: Session) -> dict[int, tuple[CustodyRow, ...]]:
    held: dict[int, list[CustodyRow]] = defaultdict(list)
    for custody in list_custodies(session, CustodyFilter(open_only=True)):
        held[custody.officer_id].append(custody)
    return {
        officer_id: tuple(
            sorted(rows, key=lambda row: (row.item_kind != ItemKind.LINE, row.from_at))
        )
        for officer_id, rows in held.items()
    }


def _letters(session: Session, letter_id: int | None) -> Mapping[int, OldLetter]:
    old = None if letter_id is None else read_old_letter(session, letter_id)
    return {} if old is None else {old.letter_id: old}
