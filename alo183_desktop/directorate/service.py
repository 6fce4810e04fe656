"""Change the directorate, its units and signatories, and the book of its partners."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.directorate import queries
from alo183_desktop.directorate.model import Directorate, Partner, Signatory, Unit
from alo183_desktop.directorate.queries import DIRECTORATE_ID
from alo183_desktop.directorate.record import (
    DIRECTORATE,
    PARTNER,
    SIGNATORY,
    UNIT,
    DirectorateValues,
    SignatoryValues,
    UnitValues,
    partner_search_key,
)
from alo183_desktop.directorate.rows import PartnerFilter
from alo183_desktop.records.store import Store
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import PartnerRow

TRAIL: Final = ListTrail("partners", "partner", Right.SEE_ROTA)
DIRECTORATES: Final = FormAccess(
    Store(DIRECTORATE, Directorate, added="installed"), Right.EDIT_DIRECTORATE
)
"""The directorate itself, `DIRECTORATE_ID`: letterhead, recipient, settings."""
SIGNATORIES: Final = FormAccess(Store(SIGNATORY, Signatory), Right.EDIT_DIRECTORATE)
"""Who may sign; finished letters keep their wording."""
UNITS: Final = FormAccess(
    Store(
        UNIT,
        Unit,
        unique={"key": "directorate.unit_exists"},
        derive=lambda values, _row: {"key": fold(values.name)[:200]},
    ),
    Right.EDIT_DIRECTORATE,
)
"""The directorate itself and its attached institutions; refuses with `directorate.unit_exists`."""
PARTNERS: Final = FormAccess(
    Store(
        PARTNER,
        Partner,
        can_remove=True,
        derive=lambda values, _row: {
            "sort_key": collation_key(values.name),
            "search_key": partner_search_key(values),
        },
    ),
    Right.EDIT_ROTA,
)


def install_directorate(work: Work, values: DirectorateValues) -> None:
    """Write the directorate for the first time, with itself as the first unit.

    Raises:
        KnownError: `records.wrong` with the single problems.
    """
    right = DIRECTORATE.demand(values)
    name = UNIT.demand(UnitValues(f"{right.province} {right.heading_3}"))
    DIRECTORATES.store.add(work, right, id=DIRECTORATE_ID)
    UNITS.store.insert(work, name, is_directorate=True)


def install_signatory(work: Work, values: SignatoryValues) -> int:
    """Add a signatory during set-up, when no user has a role yet, and return their id.

    Raises:
        KnownError: `records.wrong` with the single problems.
    """
    return SIGNATORIES.store.add(work, SIGNATORY.demand(values))


def set_unit_active(work: Work, unit_id: int, *, is_active: bool, version: int) -> None:
    """Retire a unit, or reactivate it; its people stay with it.

    Raises:
        KnownError: `directorate.unit_stays`: the directorate itself cannot be retired.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    found = work.session.get_one(Unit, unit_id)
    demand_version(work.session, found.version, version, Thing("unit", unit_id))
    if found.is_directorate and not is_active:
        raise KnownError("directorate.unit_stays")
    found.is_active = is_active
    work.session.flush()
    work.record("unit.changed", "unit", unit_id, fields=["is_active"])


def list_partners(work: Work, wanted: PartnerFilter = PartnerFilter()) -> tuple[PartnerRow, ...]:  # noqa: B008 - frozen
    """Return the contacts of officers on duty, as `queries.list_partners`.

    Raises:
        KnownError: `access.not_allowed`; the same for everything below.
    """
    require(work, Right.SEE_ROTA)
    return queries.list_partners(work.session, wanted, today=local_day(work.now))


def confirm_partner(work: Work, partner_id: int, *, version: int) -> None:
    """Record that the numbers were found right today.

    Args:
        work: The unit of work; its day in Istanbul counts.
        partner_id: Which one.
        version: Of the row whose numbers were called.

    Raises:
        KnownError: `records.gone`.
        ConflictError: `db.conflict`: the numbers have changed meanwhile.
    """
    values, newest = PARTNERS.open(work, partner_id)
    demand_version(work.session, newest, version, Thing("partner", partner_id))
    confirmed = replace(values, confirmed_on=local_day(work.now))
    PARTNERS.save(work, partner_id, confirmed, version=version, base=values)
