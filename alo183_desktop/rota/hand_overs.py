"""Stored hand-over notes: list, open and confirm them; `overview`, a layer above, writes them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.columns import columns_of
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.officers.model import Officer
from alo183_desktop.rota import queries
from alo183_desktop.rota.model import DutyPerson, HandOver
from alo183_desktop.rota.rows import HandOverRow
from alo183_desktop.shared.errors import KnownError, demand

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.rows import HandOverFilter

_H: Final[Any] = HandOver.__table__.c
_P: Final[Any] = DutyPerson.__table__.c
_O: Final[Any] = Officer.__table__.c
_TO: Final[Any] = DutyPerson.__table__.alias("taker")
_TAKING: Final[Any] = Officer.__table__.alias("taking")
_TO_NAME: Final[Any] = func.coalesce(
    func.trim(_TAKING.c.given_names + " " + _TAKING.c.surname), _TO.c.name
)
_SHOWN: Final = 400


def list_hand_overs(
    session: Session, wanted: HandOverFilter, *, now: dt.datetime
) -> tuple[HandOverRow, ...]:
    """Return the newest notes, the latest change of duty first."""
    query = _notes().order_by(_H.at.desc(), _H.id.desc()).limit(_SHOWN)
    if wanted.is_late is not None:
        query = query.where(_H.confirmed_at.is_(None))
    rows = (HandOverRow(*record) for record in session.execute(query))
    return tuple(one for one in rows if wanted.is_late in {None, one.is_late(now)})


@cache
def _notes() -> Any:
    return (
        select(
            *columns_of(
                HandOverRow, _H, hand_over_id=_H.id, from_name=queries.NAME, to_name=_TO_NAME
            )
        )
        .select_from(HandOver.__table__)
        .join(DutyPerson.__table__, _P.id == _H.from_person_id)
        .join(Officer.__table__, _O.id == _P.officer_id, isouter=True)
        .join(_TO, _TO.c.id == _H.to_person_id)
        .join(_TAKING, _TAKING.c.id == _TO.c.officer_id, isouter=True)
    )


def find_hand_overs(work: Work, wanted: HandOverFilter) -> tuple[HandOverRow, ...]:
    """Return notes as `list_hand_overs`.

    Raises:
        KnownError: `access.not_allowed`; the same for all functions below.
    """
    require(work, Right.SEE_ROTA)
    return list_hand_overs(work.session, wanted, now=work.now)


def open_hand_over(work: Work, hand_over_id: int) -> HandOverRow:
    """Return one note, for its paper.

    Raises:
        KnownError: `rota.gone`.
    """
    require(work, Right.SEE_ROTA)
    record = demand(
        work.session.execute(_notes().where(_H.id == hand_over_id)).one_or_none(), "rota.gone"
    )
    return HandOverRow(*record)


def confirm_hand_over(work: Work, hand_over_id: int, *, version: int) -> None:
    """Record that the person whose duty begins has read the note.

    Raises:
        KnownError: `rota.gone`; `rota.confirmed`: it was confirmed already.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    row = demand(work.session.get(HandOver, hand_over_id, with_for_update=True), "rota.gone")
    if row.confirmed_at is not None:
        raise KnownError("rota.confirmed")
    demand_version(work.session, row.version, version, Thing("hand_over", hand_over_id))
    row.confirmed_at, row.confirmed_by = work.now, work.actor.name
    work.session.flush()
    work.record("hand_over.confirmed", "hand_over", hand_over_id)
