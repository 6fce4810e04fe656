"""The selects behind the lists of phones: rows of custodies, forms and states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from sqlalchemy import and_, or_, select

from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.kinds import FormState, ItemState
from alo183_desktop.phones.model import (
    Custody,
    CustodyFile,
    CustodyForm,
    CustodyWaiver,
    Handset,
    Line,
    StateChange,
)
from alo183_desktop.phones.rows import (
    CustodyFormRow,
    CustodyRow,
    ItemKind,
    StateRow,
    handset_label,
)
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.orm import Session

_LINES: Final = Line.__table__.c
_HANDSETS: Final = Handset.__table__.c
_CUSTODIES: Final = Custody.__table__.c
_FORMS: Final = CustodyForm.__table__.c
_FILES: Final = CustodyFile.__table__.c
_STATES: Final = StateChange.__table__.c
_OFFICERS: Final = Officer.__table__.c
ITEM_COLUMNS: Final = {
    ItemKind.LINE: (_CUSTODIES.line_id, _STATES.line_id),
    ItemKind.HANDSET: (_CUSTODIES.handset_id, _STATES.handset_id),
}
"""The columns of a custody and of a state that name an item of a kind."""


class Held(NamedTuple):
    """Who holds an item, or held it last."""

    officer_id: int
    name: str
    from_at: dt.datetime
    is_running: bool


def last_holders(session: Session, kind: ItemKind, at: dt.datetime) -> dict[int, Held]:
    """Return who holds or last held each item up to an instant."""
    item = ITEM_COLUMNS[kind][0]
    query = (
        select(
            item,
            _CUSTODIES.from_at,
            _CUSTODIES.to_at,
            _OFFICERS.id,
            _OFFICERS.given_names,
            _OFFICERS.surname,
        )
        .join(_table(Officer), _OFFICERS.id == _CUSTODIES.officer_id)
        .where(item.is_not(None), _CUSTODIES.from_at <= at)
        # What ends where it began held nothing.
        .where(or_(_CUSTODIES.to_at.is_(None), _CUSTODIES.to_at > _CUSTODIES.from_at))
        .order_by(_CUSTODIES.from_at, _CUSTODIES.id)
    )
    return {
        item_id: Held(
            officer_id, display_name(given, surname), from_at, to_at is None or to_at > at
        )
        for item_id, from_at, to_at, officer_id, given, surname in session.execute(query)
    }


def last_states(session: Session, kind: ItemKind, at: dt.datetime) -> dict[int, ItemState]:
    """Return the state of each item at an instant: of those since then, the one written last."""
    item = ITEM_COLUMNS[kind][1]
    query = (
        select(item, _STATES.state).where(item.is_not(None), _STATES.at <= at).order_by(_STATES.id)
    )
    return dict(session.execute(query).all())


def unsigned_items(session: Session, kind: ItemKind) -> frozenset[int]:
    """Return the items of which a form is not signed yet."""
    item = ITEM_COLUMNS[kind][0]
    query = (
        select(item)
        .distinct()
        .join(
            _table(CustodyForm),
            or_(_FORMS.id == _CUSTODIES.issue_form_id, _FORMS.id == _CUSTODIES.return_form_id),
        )
        .where(item.is_not(None), _FORMS.state != FormState.SIGNED)
    )
    return frozenset(session.scalars(query))


def state_rows(session: Session, kind: ItemKind, item_id: int) -> tuple[StateRow, ...]:
    """Return the states of one item, the one written last first."""
    query = (
        select(_STATES.state, _STATES.at, _STATES.reason, _STATES.by_name)
        .where(ITEM_COLUMNS[kind][1] == item_id)
        .order_by(_STATES.id.desc())
    )
    return tuple(StateRow(*record) for record in session.execute(query))


def custody_rows(session: Session, *conditions: ColumnElement[bool]) -> Iterator[CustodyRow]:
    """Yield the custodies that fit, the newest first."""
    waived = (
        select(CustodyWaiver.reason)
        .where(CustodyWaiver.custody_id == _CUSTODIES.id)
        .order_by(CustodyWaiver.id.desc())
        .limit(1)
        .correlate(_table(Custody))
        .scalar_subquery()
    )
    query = (
        select(
            _CUSTODIES.id,
            _CUSTODIES.line_id,
            _CUSTODIES.handset_id,
            _LINES.phone,
            _HANDSETS.make,
            _HANDSETS.model,
            _HANDSETS.imei,
            _HANDSETS.serial,
            _CUSTODIES.officer_id,
            _OFFICERS.given_names,
            _OFFICERS.surname,
            _CUSTODIES.from_at,
            _CUSTODIES.to_at,
            _CUSTODIES.issue_form_id,
            _CUSTODIES.return_form_id,
            waived.label("waived_because"),
        )
        .join(_table(Officer), _OFFICERS.id == _CUSTODIES.officer_id)
        .outerjoin(_table(Line), _LINES.id == _CUSTODIES.line_id)
        .outerjoin(_table(Handset), _HANDSETS.id == _CUSTODIES.handset_id)
        .where(*conditions)
        .order_by(_CUSTODIES.from_at.desc(), _CUSTODIES.id.desc())
    )
    for found in session.execute(query).all():
        is_line = found.line_id is not None
        yield CustodyRow(
            custody_id=found.id,
            item_kind=ItemKind.LINE if is_line else ItemKind.HANDSET,
            item_id=found.line_id if is_line else found.handset_id,
            label=(
                format_phone(found.phone)
                if is_line
                else handset_label(found.make, found.model, found.imei, found.serial)
            ),
            officer_id=found.officer_id,
            officer_name=display_name(found.given_names, found.surname),
            from_at=found.from_at,
            to_at=found.to_at,
            issue_form_id=found.issue_form_id,
            return_form_id=found.return_form_id,
            waived_because=found.waived_because or "",
        )


def form_rows(session: Session, *conditions: ColumnElement[bool]) -> Iterator[CustodyFormRow]:
    """Yield the custody forms that fit, the newest first."""
    has_scan = (
        select(_FILES.id)
        .where(_FILES.form_id == _FORMS.id, _FILES.is_scan)
        .correlate(_table(CustodyForm))
        .exists()
    )
    query = (
        select(
            _FORMS.id,
            _FORMS.year,
            _FORMS.number,
            _FORMS.kind,
            _FORMS.officer_id,
            _FORMS.officer_name,
            _FORMS.at,
            _FORMS.state,
            _FORMS.item_labels,
            has_scan.label("has_scan"),
            _FORMS.version,
            _FORMS.printed_at,
            _FORMS.signed_at,
            _FORMS.made_by,
        )
        .where(*conditions)
        .order_by(_FORMS.year.desc(), _FORMS.number.desc())
    )
    for form_id, year, number, kind, officer_id, name, at, state, labels, *rest in session.execute(
        query
    ):
        yield CustodyFormRow(
            form_id, f"{year}/{number}", kind, officer_id, name, at, state, tuple(labels), *rest
        )


def forms_of_item(session: Session, of_item: ColumnElement[bool]) -> tuple[CustodyFormRow, ...]:
    """Return the forms of the custodies that fit, the newest first."""
    pairs = session.execute(
        select(_CUSTODIES.issue_form_id, _CUSTODIES.return_form_id).where(of_item)
    ).all()
    form_ids = {form_id for pair in pairs for form_id in pair if form_id is not None}
    return tuple(form_rows(session, _FORMS.id.in_(form_ids))) if form_ids else ()


def runs_at(at: dt.datetime) -> ColumnElement[bool]:
    """Return whether a custody runs at an instant."""
    return and_(_CUSTODIES.from_at <= at, or_(_CUSTODIES.to_at.is_(None), _CUSTODIES.to_at > at))


def _table(entity: Any) -> Table:
    return cast("Table", entity.__table__)
