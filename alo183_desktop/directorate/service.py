"""Change the directorate, its units and signatories, and the book of its partners."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import remembered_unlock
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.register import Register
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
_STORE: Final = Store(DIRECTORATE, Directorate, added="installed")
_SIGNATORIES: Final = Store(SIGNATORY, Signatory)
_UNITS: Final = Store(
    UNIT,
    Unit,
    unique={"key": "directorate.unit_exists"},
    derive=lambda values, _row: {"key": fold(values.name)[:200]},
)
PARTNERS: Final = Register(
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
    judge=lambda _work, _partner_id, values: PARTNER.demand(values),
)


def install_directorate(work: Work, values: DirectorateValues) -> None:
    """Write the directorate for the first time, with itself as the first unit.

    Raises:
        KnownError: `records.wrong` with the single problems.
    """
    right = DIRECTORATE.demand(values)
    name = UNIT.demand(UnitValues(f"{right.province} {right.heading_3}"))
    _STORE.add(work, right, id=DIRECTORATE_ID)
    _UNITS.insert(work, name, is_directorate=True)


def change_directorate(
    work: Work,
    values: DirectorateValues,
    *,
    version: int,
    base: DirectorateValues | None = None,
) -> None:
    """Change the letterhead, the recipient or the settings, as `Store.change`.

    Raises:
        KnownError: `records.wrong` with the single problems; `access.not_allowed`.
        ConflictError: `db.both_changed`: somebody else changed it since `version`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    right = DIRECTORATE.demand(values)
    _STORE.change(work, DIRECTORATE_ID, right, version=version, base=base)
    remembered_unlock.settle(work, days=queries.remembered_days(work.session))


def open_directorate(work: Work) -> tuple[DirectorateValues, int]:
    """Return the directorate for its form, as `Store.open`."""
    require(work, Right.EDIT_DIRECTORATE)
    return _STORE.open(work, DIRECTORATE_ID)


def add_signatory(work: Work, values: SignatoryValues) -> int:
    """Add somebody who may sign, and return their id.

    Raises:
        KnownError: `records.wrong` with the single problems; `access.not_allowed`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    return install_signatory(work, values)


def install_signatory(work: Work, values: SignatoryValues) -> int:
    """Add a signatory during set-up, when nobody has a role yet; otherwise as `add_signatory`."""
    return _SIGNATORIES.add(work, SIGNATORY.demand(values))


def change_signatory(
    work: Work,
    signatory_id: int,
    values: SignatoryValues,
    *,
    version: int,
    base: SignatoryValues | None = None,
) -> None:
    """Change a signatory, as `Store.change`; finished letters keep what they say.

    Raises:
        KnownError: `records.wrong` with the single problems; `access.not_allowed`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    right = SIGNATORY.demand(values)
    _SIGNATORIES.change(work, signatory_id, right, version=version, base=base)


def open_signatory(work: Work, signatory_id: int) -> tuple[SignatoryValues, int]:
    """Return a signatory for the form, as `Store.open`."""
    require(work, Right.EDIT_DIRECTORATE)
    return _SIGNATORIES.open(work, signatory_id)


def add_unit(work: Work, name: str) -> int:
    """Add an attached institution, and return its id.

    Raises:
        KnownError: `records.wrong` with the single problems, or `directorate.unit_exists`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    return _UNITS.add(work, UNIT.demand(UnitValues(name)))


def rename_unit(
    work: Work, unit_id: int, name: str, *, version: int, base: UnitValues | None = None
) -> None:
    """Give a unit another name, as `Store.change`.

    Raises:
        KnownError: As `add_unit`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    values = UNIT.demand(UnitValues(name))
    _UNITS.change(work, unit_id, values, version=version, base=base)


def open_unit(work: Work, unit_id: int) -> tuple[UnitValues, int]:
    """Return a unit for the form, as `Store.open`."""
    require(work, Right.EDIT_DIRECTORATE)
    return _UNITS.open(work, unit_id)


def set_unit_active(work: Work, unit_id: int, *, is_active: bool, version: int) -> None:
    """Retire a unit, or take it back; people who belong to it keep it.

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
    """Return whom who is on duty calls, as `queries.list_partners`.

    Raises:
        KnownError: `access.not_allowed`; so with everything below.
    """
    require(work, Right.SEE_ROTA)
    return queries.list_partners(work.session, wanted, today=local_day(work.now))


def confirm_partner(work: Work, partner_id: int, *, version: int) -> None:
    """Write down that the numbers were found right today.

    Args:
        work: The unit of work; its day in Istanbul counts.
        partner_id: Which one.
        version: Of the row whose numbers were called.

    Raises:
        KnownError: `records.gone`.
        ConflictError: `db.conflict`: they are other ones by now.
    """
    values, newest = PARTNERS.open(work, partner_id)
    demand_version(work.session, newest, version, Thing("partner", partner_id))
    confirmed = replace(values, confirmed_on=local_day(work.now))
    PARTNERS.save(work, partner_id, confirmed, version=version, base=values)
