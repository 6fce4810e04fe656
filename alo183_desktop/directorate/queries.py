"""Read the directorate, its units and signatories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.directorate.model import Directorate, Signatory, Unit
from alo183_desktop.directorate.record import DIRECTORATE, SIGNATORY
from alo183_desktop.directorate.rows import DirectorateRow, SignatoryRow, UnitRow
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

DIRECTORATE_ID: Final = 1


def get_directorate(session: Session) -> DirectorateRow:
    """Return the one directorate.

    Raises:
        NoResultFound: The data was never set up: a bug, because set-up is one transaction.
    """
    found = session.get_one(Directorate, DIRECTORATE_ID)
    values = DIRECTORATE.columns(DIRECTORATE.stored(found))
    return DirectorateRow(**values, version=found.version)


def list_units(session: Session, *, active_only: bool = True) -> tuple[UnitRow, ...]:
    """Return the units: the directorate first, then the others in Turkish order."""
    query = select(Unit)
    if active_only:
        query = query.where(Unit.is_active)
    rows = [
        UnitRow(unit.id, unit.name, unit.is_directorate, unit.is_active, unit.version)
        for unit in session.scalars(query)
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_directorate, collation_key(row.name))))


def list_signatories(session: Session, *, on: dt.date | None = None) -> tuple[SignatoryRow, ...]:
    """Return who may sign on a day, or everybody who ever could; principals before deputies."""
    query = select(Signatory).order_by(
        Signatory.is_deputy, Signatory.valid_from.desc(), Signatory.id
    )
    rows = (
        SignatoryRow(
            **SIGNATORY.columns(SIGNATORY.stored(found)),
            signatory_id=found.id,
            version=found.version,
        )
        for found in session.scalars(query)
    )
    return tuple(row for row in rows if on is None or row.may_sign_on(on))
