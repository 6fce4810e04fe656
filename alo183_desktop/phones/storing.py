"""Store handsets, lines, their states, and PIN and PUK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Handset, Line, LineSecret, StateChange
from alo183_desktop.phones.rows import handset_label
from alo183_desktop.phones.rules import (
    HANDSET_FIELDS,
    LINE_FIELDS,
    HandsetValues,
    LineValues,
    handset_search_key,
    line_search_key,
)
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.db.work import Work

Item: TypeAlias = Handset | Line
"""What an officer can hold."""


def insert_line(work: Work, values: LineValues) -> Line:
    """Store a new line, in store.

    Raises:
        KnownError: `phones.duplicate_phone`, `phones.duplicate_iccid`.
    """
    line = Line(**line_columns(values), state=ItemState.IN_STORE, created_at=work.now)
    _refuse_second_line(work, values, line_id=None)
    _add(work, line)
    return line


def update_line(work: Work, line: Line, values: LineValues) -> None:
    """Store changed values.

    Raises:
        KnownError: As `insert_line`.
    """
    _refuse_second_line(work, values, line_id=line.id)
    _set(work, line, line_columns(values))


def insert_handset(work: Work, values: HandsetValues) -> Handset:
    """Store a new handset, in store.

    Raises:
        KnownError: `phones.duplicate_imei`.
    """
    handset = Handset(**handset_columns(values), state=ItemState.IN_STORE, created_at=work.now)
    _refuse_second_handset(work, values, handset_id=None)
    _add(work, handset)
    return handset


def update_handset(work: Work, handset: Handset, values: HandsetValues) -> None:
    """Store changed values.

    Raises:
        KnownError: `phones.duplicate_imei`.
    """
    _refuse_second_handset(work, values, handset_id=handset.id)
    _set(work, handset, handset_columns(values))


def line_columns(values: LineValues) -> dict[str, Any]:
    """Return what the table stores of `values`, with the key for searching."""
    columns: dict[str, Any] = {field: getattr(values, field) for field in LINE_FIELDS}
    return {**columns, "search_key": line_search_key(values)}


def handset_columns(values: HandsetValues) -> dict[str, Any]:
    """Return what the table stores of `values`, with the key for searching."""
    columns: dict[str, Any] = {field: getattr(values, field) for field in HANDSET_FIELDS}
    return {**columns, "search_key": handset_search_key(values)}


def stored_line(line: Line) -> LineValues:
    """Return what is stored of a line."""
    return LineValues(**{field: getattr(line, field) for field in LINE_FIELDS})


def stored_handset(handset: Handset) -> HandsetValues:
    """Return what is stored of a handset."""
    return HandsetValues(**{field: getattr(handset, field) for field in HANDSET_FIELDS})


def write_state(
    work: Work, item: Item, state: ItemState, *, at: dt.datetime, reason: str = ""
) -> None:
    """Bring an item into a state; the one that is written last is the state of the item.

    Args:
        work: The unit of work.
        item: Which one.
        state: The state.
        at: Since when; may lie before what was written earlier, when it is entered later.
        reason: May be empty.
    """
    item.state = state
    key = "line_id" if isinstance(item, Line) else "handset_id"
    work.session.add(
        StateChange(**{key: item.id}, state=state, at=at, reason=reason, by_name=work.actor.name)
    )
    work.session.flush()


def store_secret(work: Work, line_id: int, *, pin: str, puk: str) -> LineSecret:
    """Store PIN and PUK of a line, checked by `rules`; empty takes them away."""
    secret = work.session.get(LineSecret, line_id)
    if secret is None:
        secret = LineSecret(line_id=line_id, pin=pin, puk=puk)
        work.session.add(secret)
    else:
        secret.pin, secret.puk = pin, puk
    work.session.flush()
    return secret


def locked_item(work: Work, *, line_id: int | None, handset_id: int | None) -> Item:
    """Return a line or a handset that nobody else issues or changes at the same time.

    Raises:
        KnownError: `phones.gone`.
        ValueError: Neither or both are given: a bug.
    """
    if (line_id is None) == (handset_id is None):
        raise ValueError("one line or one handset is wanted")
    item: Item | None
    if line_id is not None:
        item = work.session.get(Line, line_id, with_for_update=True)
    else:
        item = work.session.get(Handset, handset_id, with_for_update=True)
    if item is None:
        raise KnownError("phones.gone")
    return item


def label_of(item: Item) -> str:
    """Return an item as lists and messages name it."""
    if isinstance(item, Line):
        return format_phone(item.phone)
    return handset_label(item.make, item.model, item.imei, item.serial)


def kind_of(item: Item) -> str:
    """Return under which kind the audit trail names an item."""
    return "line" if isinstance(item, Line) else "handset"


def _add(work: Work, item: Item) -> None:
    work.session.add(item)
    _flush(work)
    write_state(work, item, item.state, at=work.now)


def _set(work: Work, item: Item, columns: dict[str, Any]) -> None:
    for column, value in columns.items():
        setattr(item, column, value)
    _flush(work)


def _refuse_second_line(work: Work, values: LineValues, *, line_id: int | None) -> None:
    take_write_lock(work.session)
    ask = work.session.scalar
    if ask(select(Line.id).where(Line.phone == values.phone)) not in {None, line_id}:
        raise KnownError("phones.duplicate_phone")
    if values.iccid is not None:
        owner = ask(select(Line.id).where(Line.iccid == values.iccid))
        if owner not in {None, line_id}:
            raise KnownError("phones.duplicate_iccid")


def _refuse_second_handset(work: Work, values: HandsetValues, *, handset_id: int | None) -> None:
    if values.imei is not None:
        take_write_lock(work.session)
        owner = work.session.scalar(select(Handset.id).where(Handset.imei == values.imei))
        if owner not in {None, handset_id}:
            raise KnownError("phones.duplicate_imei")


def _flush(work: Work) -> None:
    try:
        work.session.flush()
    except IntegrityError as error:
        # Another desk stored the same number between the question and the answer.
        told = str(error.orig)
        if "iccid" in told:
            raise KnownError("phones.duplicate_iccid") from error
        if "phone" in told:
            raise KnownError("phones.duplicate_phone") from error
        if "imei" in told:
            raise KnownError("phones.duplicate_imei") from error
        raise
