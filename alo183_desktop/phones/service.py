"""Change handsets and lines, and reveal what lists hide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.phones import queries, storing
from alo183_desktop.phones.model import Custody, LineSecret, PhoneLine, StateChange
from alo183_desktop.phones.queries import ITEM_COLUMNS
from alo183_desktop.phones.rows import ItemKind, LineSecrets
from alo183_desktop.phones.rules import (
    check_reason,
    check_state_change,
    ends_custody,
    parse_pin,
    parse_puk,
)
from alo183_desktop.records.store import demand_unused
from alo183_desktop.shared.clock import format_since
from alo183_desktop.shared.errors import KnownError, demand

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.kinds import ItemState
    from alo183_desktop.phones.record import HandsetValues, LineValues
    from alo183_desktop.phones.rows import (
        CustodyRow,
        HandsetRow,
        ItemKey,
        LineRow,
        PhoneFilter,
    )


TRAIL: Final = ListTrail("phones", "line", Right.SEE_PHONES)


def _add(kind: ItemKind, work: Work, values: LineValues | HandsetValues) -> int:
    item_id: int = storing.insert_item(work, kind, values).id
    work.record(f"{kind}.added", kind.value, item_id)
    return item_id


_OWN: Final = frozenset({StateChange.__tablename__, LineSecret.__tablename__})
"""What is stored of an item with it, and goes with it."""


def _remove(kind: ItemKind, work: Work, item_id: int, version: int) -> None:
    store = storing.STORES[kind]
    demand_unused(work, store.model, item_id, code="phones.used", own=_OWN)
    of_item = StateChange.line_id if kind is ItemKind.LINE else StateChange.handset_id
    states = work.session.scalar(
        select(func.count()).select_from(StateChange).where(of_item == item_id)
    )
    imported = select(ImportChange.id).where(
        ImportChange.item_kind == kind.value, ImportChange.item_id == item_id
    )
    # More than its first state is its history, and an import is undone as a whole.
    if states != 1 or work.session.scalar(imported.limit(1)) is not None:
        raise KnownError("phones.used")
    store.remove(work, item_id, version=version)


LINES: Final = FormAccess(
    storing.LINES,
    Right.EDIT_PHONES,
    add=partial(_add, ItemKind.LINE),
    remove=partial(_remove, ItemKind.LINE),
)
"""A new line is in store; refuses with `phones.gone`, `phones.duplicate_phone` and
`phones.duplicate_iccid`, and a removal with `phones.used`: something was recorded of it."""
HANDSETS: Final = FormAccess(
    storing.HANDSETS,
    Right.EDIT_PHONES,
    add=partial(_add, ItemKind.HANDSET),
    remove=partial(_remove, ItemKind.HANDSET),
)
"""The same for a handset; refuses with `phones.gone`, `phones.duplicate_imei`, `phones.used`."""
REGISTERS: Final[Mapping[ItemKind, FormAccess[Any]]] = {
    ItemKind.LINE: LINES,
    ItemKind.HANDSET: HANDSETS,
}


def set_state(
    work: Work, item: ItemKey, *, state: ItemState, at: dt.datetime, reason: str = ""
) -> None:
    """Bring a line or a handset into another state.

    One that is lost or in repair keeps its holder. A lost one that is retired was not given back:
    One that is lost or in repair keeps its holder. A lost one that is retired was not given back:

    Args:
        item: Which one.
        state: The new state; `ISSUED` only for one that was found or came back from repair while
            somebody holds it.
        at: Since when; not in the future.
        reason: May be empty.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`, `phones.future`, `records.too_long`;
            `phones.state_before`: before the running custody; and as `rules.check_state_change`.
    """
    require(work, Right.EDIT_PHONES)
    locked = storing.locked_item(work, item)
    if at > work.now:
        raise KnownError("phones.future")
    kind, item_id = item
    query = select(Custody).where(ITEM_COLUMNS[kind][0] == item_id, Custody.to_at.is_(None))
    custody = work.session.scalar(query)
    if custody is not None and at < custody.from_at:
        since = format_since(custody.from_at)
        raise KnownError("phones.state_before", item=storing.label_of(locked), since=since)
    before = locked.state
    check_state_change(before, state, is_held=custody is not None)
    if custody is not None and ends_custody(before, state):
        custody.to_at = at
    storing.write_state(work, locked, state, at=at, reason=check_reason(reason))
    facts = {"before": before.value, "state": state.value}
    work.record("phone.state_changed", kind.value, item_id, **facts)


def show_pin(work: Work, line_id: int) -> LineSecrets:
    """Return PIN and PUK of a line, and record who saw them.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`, `phones.no_pin`.
    """
    require(work, Right.SHOW_PIN)
    _line(work, line_id)
    secret = work.session.get(LineSecret, line_id)
    if secret is None or not (secret.pin or secret.puk):
        raise KnownError("phones.no_pin")
    work.record("line.pin_shown", "line", line_id)
    return LineSecrets(secret.pin, secret.puk)


def set_pin(work: Work, line_id: int, *, pin: str, puk: str) -> None:
    """Store PIN and PUK of a line as typed; empty values remove them.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`, `phones.pin_digits`, `phones.puk_digits`.
    """
    require(work, Right.SHOW_PIN)
    require(work, Right.EDIT_PHONES)
    _line(work, line_id)
    secrets = LineSecrets(parse_pin(pin), parse_puk(puk))
    known = work.session.get(LineSecret, line_id)
    if secrets == (LineSecrets("", "") if known is None else LineSecrets(known.pin, known.puk)):
        return
    storing.store_secret(work, line_id, pin=secrets.pin, puk=secrets.puk)
    work.record("line.pin_changed", "line", line_id)


def find_lines(work: Work, wanted: PhoneFilter, *, at: dt.datetime) -> tuple[LineRow, ...]:
    """Return lines as `queries.list_lines`, after a check of the right.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.list_lines(work.session, wanted, at=at)


def find_handsets(work: Work, wanted: PhoneFilter, *, at: dt.datetime) -> tuple[HandsetRow, ...]:
    """Return handsets as `queries.list_handsets`, after a check of the right.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.list_handsets(work.session, wanted, at=at)


def find_holder(work: Work, phone_text: str, *, at: dt.datetime) -> CustodyRow | None:
    """Return the custody of a number at an instant, as `queries.who_held`; None when none.

    Raises:
        KnownError: `access.not_allowed`, and as `queries.who_held`.
    """
    require(work, Right.SEE_PHONES)
    return queries.who_held(work.session, phone_text, at=at)


def _line(work: Work, line_id: int) -> PhoneLine:
    return demand(work.session.get(PhoneLine, line_id), "phones.gone")
