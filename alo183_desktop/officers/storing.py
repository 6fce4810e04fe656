"""The stores of officers' records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.directorate.queries import list_units
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.record import OFFICER, search_key
from alo183_desktop.records.store import Store
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def _unit_names(session: Session) -> dict[Any, str]:
    return {row.unit_id: row.name for row in list_units(session, active_only=False)}


OFFICERS: Final = Store(
    OFFICER,
    Officer,
    gone="officers.gone",
    unique={"tckn": "officers.duplicate_tckn"},
    links={"unit_id": _unit_names},
    derive=lambda values, _row: {
        "search_key": search_key(values),
        "sort_key": collation_key(values.name),
    },
)


def id_of_tckn(session: Session, tckn: str) -> int | None:
    """Return the officer with a T.C. number; services audit the query."""
    return session.scalar(select(Officer.id).where(Officer.tckn == tckn))
