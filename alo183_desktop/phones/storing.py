"""Store handsets, lines, their states, and PIN and PUK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Handset, LineSecret, PhoneLine, StateChange
from alo183_desktop.phones.record import (
    HANDSET,
    LINE,
    HandsetValues,
    LineValues,
    handset_search_key,
    line_search_key,
)
from alo183_desktop.phones.rows import ItemKey, ItemKind, handset_label
from alo183_desktop.records.store import Store
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.db.work import Work

Item: TypeAlias = Handset | PhoneLine
"""What an officer can hold."""


LINES: Final = Store(
    LINE,
    PhoneLine,
    gone="phones.gone",
    can_remove=True,
    unique={"phone": "phones.duplicate_phone", "iccid": "phones.duplicate_iccid"},
    derive=lambda values, _row: {"search_key": line_search_key(values)},
)
HANDSETS: Final = Store(
    HANDSET,
    Handset,
    gone="phones.gone",
    can_remove=True,
    unique={"imei": "phones.duplicate_imei"},
    derive=lambda values, _row: {"search_key": handset_search_key(values)},
)


STORES: Final[Mapping[ItemKind, Store[Any]]] = {
    ItemKind.LINE: LINES,
    ItemKind.HANDSET: HANDSETS,
}


def insert_item(work: Work, kind: ItemKind, values: LineValues | HandsetValues) -> Item:
    """Store a new line or handset, in store.

    Raises:
        KnownError: `phones.duplicate_phone`, `phones.duplicate_iccid`, `phones.duplicate_imei`.
    """
    store = STORES[kind]
    item: Item = store.insert(work, values, state=ItemState.IN_STORE, created_at=work.now)
    write_state(work, item, item.state, at=work.now)
    return item


def write_state(
    work: Work, item: Item, state: ItemState, *, at: dt.datetime, reason: str = ""
) -> None:
    """Bring an item into a state; the state stored last is the present one.

    Args:
        item: Which one.
        state: The state.
        at: Since when; may lie before states stored earlier, when it is entered later.
        reason: May be empty.
    """
    item.state = state
    key = "line_id" if isinstance(item, PhoneLine) else "handset_id"
    work.session.add(
        StateChange(**{key: item.id}, state=state, at=at, reason=reason, by_name=work.actor.name)
    )
    work.session.flush()


def store_secret(work: Work, line_id: int, *, pin: str, puk: str) -> LineSecret:
    """Store PIN and PUK of a line, checked by `rules`; empty values remove them."""
    secret = work.session.get(LineSecret, line_id)
    if secret is None:
        secret = LineSecret(line_id=line_id, pin=pin, puk=puk)
        work.session.add(secret)
    else:
        secret.pin, secret.puk = pin, puk
    work.session.flush()
    return secret


def locked_item(work: Work, item: ItemKey) -> Item:
    """Return a line or a handset, locked against concurrent issues and changes.

    Raises:
        KnownError: `phones.gone`.
    """
    kind, item_id = item
    found: Item | None = work.session.get(STORES[kind].model, item_id, with_for_update=True)
    if found is None:
        raise KnownError("phones.gone")
    return found


def label_of(item: Item) -> str:
    """Return an item as lists and messages name it."""
    if isinstance(item, PhoneLine):
        return format_phone(item.phone)
    return handset_label(item.make, item.model, item.imei, item.serial)


def kind_of(item: Item) -> str:
    """Return the kind under which the audit trail names an item."""
    return "line" if isinstance(item, PhoneLine) else "handset"
