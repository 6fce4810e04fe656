"""The Office's confirmation that it updated its list by a letter: recorded, corrected, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.letters.chain import check_days
from alo183_desktop.letters.files import locked_letter
from alo183_desktop.letters.model import Confirmation
from alo183_desktop.letters.queries import days_of
from alo183_desktop.letters.record import CONFIRMATION, ConfirmationValues
from alo183_desktop.records.store import Store
from alo183_desktop.shared.errors import KnownError, demand

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work

_CONFIRMATIONS: Final = Store(CONFIRMATION, Confirmation, audited=("manner",), can_remove=True)


def open_confirmation(work: Work, letter_id: int) -> tuple[ConfirmationValues, int]:
    """Return the confirmation of a letter, with its version.

    Raises:
        KnownError: `access.not_allowed`; `letters.gone`: no confirmation is recorded.
    """
    require(work, Right.RECORD_DISPATCHES)
    row = demand(_confirmation(work, letter_id), "letters.gone")
    return CONFIRMATION.stored(row), row.version


def save_confirmation(
    work: Work,
    letter_id: int,
    values: ConfirmationValues,
    *,
    version: int = 0,
    base: ConfirmationValues | None = None,
) -> int:
    """Record that the Office has updated its list, and return the id of the confirmation.

    Args:
        letter_id: The letter that it has acted on.
        values: As typed.
        version: As it was read.
        base: What the form began with; None: it is new.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`, `records.wrong`;
            `letters.confirmed_already`: another user recorded it first; `letters.confirmed_…`: as
            `chain.check_days`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.RECORD_DISPATCHES)
    checked, letter = CONFIRMATION.demand(values), locked_letter(work, letter_id)
    take_write_lock(work.session)
    days = replace(days_of(work.session, letter), confirmed_on=checked.confirmed_on)
    problem = check_days(days, now=work.now)
    if problem is not None:
        raise problem.error()
    row = _confirmation(work, letter_id)
    if row is not None:
        if base is None:
            raise KnownError("letters.confirmed_already")
        _CONFIRMATIONS.change(work, row.id, checked, version=version, base=base)
        return row.id
    return _CONFIRMATIONS.add(
        work, checked, letter_id=letter_id, recorded_at=work.now, by_name=work.actor.name
    )


def remove_confirmation(work: Work, letter_id: int) -> None:
    """Remove a confirmation that was recorded by mistake; the audit trail keeps that it existed.

    Raises:
        KnownError: `access.not_allowed`, `letters.cancelled`; `letters.gone`: none is recorded.
    """
    require(work, Right.RECORD_DISPATCHES)
    locked_letter(work, letter_id)
    row = demand(_confirmation(work, letter_id), "letters.gone")
    _CONFIRMATIONS.remove(work, row.id, version=row.version)


def _confirmation(work: Work, letter_id: int) -> Confirmation | None:
    return work.session.scalar(select(Confirmation).where(Confirmation.letter_id == letter_id))
