"""Take an imported register back, as long as nobody has built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.imports import undoing
from alo183_desktop.imports.undoing import Brought, created_by, remove_created, updates_of
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Custody, Handset, Line, LineSecret, StateChange
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.rules import HandsetValues, LineValues
from alo183_desktop.phones.storing import (
    handset_columns,
    line_columns,
    store_secret,
    write_state,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.storing import Item

LINE: Final = ItemKind.LINE.value
HANDSET: Final = ItemKind.HANDSET.value
SECRET: Final = "line_secret"  # noqa: S105 - a kind of rows
CUSTODY: Final = "custody"
STATE_BEFORE: Final = "state"
"""Under this name the values of a changed line or handset keep its state."""

_LINES: Final = Brought(LINE, Line)
_HANDSETS: Final = Brought(HANDSET, Handset)
_SECRETS: Final = Brought(SECRET, LineSecret, key="line_id")
_CUSTODIES: Final = Brought(CUSTODY, Custody)
_KINDS: Final = (_LINES, _HANDSETS, _SECRETS, _CUSTODIES)


def built_on(session: Session, import_ids: Collection[int]) -> frozenset[int]:
    """Return which of the imports somebody built on, so that they cannot be undone any more.

    States are apart: they come with their line or handset, and whoever writes a later one changes
    it, too.
    """
    return undoing.built_on(session, import_ids, _KINDS, apart=(StateChange,))


def take_back(work: Work, import_id: int) -> None:
    """Remove what an import created, and give back the values that it changed.

    Raises:
        ConflictError: `db.conflict`: somebody else changed one of them first.
        IntegrityError: Somebody else referred to one of them first.
    """
    session = work.session
    remove_created(session, _CUSTODIES, import_id)
    remove_created(session, _SECRETS, import_id)
    for change in updates_of(session, import_id, SECRET):
        store_secret(work, change.item_id, **(change.before or {}))
        work.record("line.pin_changed", "line", change.item_id, undone=import_id)
    for change in updates_of(session, import_id, LINE):
        before = dict(change.before or {})
        line = session.get_one(Line, change.item_id)
        _return_to(work, line, ItemState(before.pop(STATE_BEFORE)))
        for column, value in line_columns(LineValues(**before)).items():
            setattr(line, column, value)
        work.record("line.changed", "line", line.id, undone=import_id)
    for change in updates_of(session, import_id, HANDSET):
        before = dict(change.before or {})
        handset = session.get_one(Handset, change.item_id)
        _return_to(work, handset, ItemState(before.pop(STATE_BEFORE)))
        for column, value in handset_columns(HandsetValues(**before)).items():
            setattr(handset, column, value)
        work.record("handset.changed", "handset", handset.id, undone=import_id)
    session.flush()
    for line_id, _ in created_by(session, import_id, LINE):
        work.record("line.removed", "line", line_id, undone=import_id)
    for handset_id, _ in created_by(session, import_id, HANDSET):
        work.record("handset.removed", "handset", handset_id, undone=import_id)
    remove_created(session, _LINES, import_id)
    remove_created(session, _HANDSETS, import_id)


def _return_to(work: Work, item: Item, state: ItemState) -> None:
    """Bring an item back into the state that it had; what was written of it stays written."""
    if item.state is not state:
        write_state(work, item, state, at=work.now)
