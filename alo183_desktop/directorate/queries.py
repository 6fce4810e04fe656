"""Read the directorate, its units, signatories and partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.db.columns import with_words
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.model import Directorate, Partner, Signatory, Unit
from alo183_desktop.directorate.record import DIRECTORATE, PARTNER, SIGNATORY
from alo183_desktop.directorate.rows import (
    DirectorateRow,
    PartnerFilter,
    PartnerRow,
    SignatoryRow,
    UnitRow,
)
from alo183_desktop.shared.laid_down import laid_down
from alo183_desktop.shared.searching import folded_words_and_phones
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

DIRECTORATE_ID: Final = 1


def lock_minutes(session: Session) -> int:
    """Return after how many minutes without input the window of this computer locks."""
    return laid_down().lock_minutes or get_directorate(session).lock_minutes


def hides_from_capture(session: Session) -> bool:
    """Return whether the windows are to be left out of screenshots."""
    return get_directorate(session).hides_from_capture


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


def name_of_signatory(session: Session, day: dt.date) -> tuple[str, str]:
    """Return name and title of the signatory of a day; empty where there is none."""
    for row in list_signatories(session, on=day):
        return row.name, row.title
    return "", ""


def list_partners(
    session: Session,
    wanted: PartnerFilter = PartnerFilter(),  # noqa: B008 - frozen
    *,
    today: dt.date,
) -> tuple[PartnerRow, ...]:
    """Return the contacts of officers on duty, by kind and then in Turkish order."""
    query = select(Partner).order_by(Partner.sort_key, Partner.id)
    query = with_words(query, folded_words_and_phones(wanted.search), Partner.search_key)
    if wanted.kind is not None:
        query = query.where(Partner.kind == wanted.kind)
    rows = [
        PartnerRow(
            **PARTNER.columns(PARTNER.stored(found)), partner_id=found.id, version=found.version
        )
        for found in session.scalars(query)
    ]
    order = list(PartnerKind)
    return tuple(
        row
        for row in sorted(rows, key=lambda row: order.index(row.kind))
        if wanted.is_stale is None or row.is_stale(today) is wanted.is_stale
    )
