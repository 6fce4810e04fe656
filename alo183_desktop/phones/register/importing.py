"""Bring a register of lines and handsets out of a file, in one step that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.imports import undoing
from alo183_desktop.imports.applying import Importer, Stored
from alo183_desktop.imports.storing import FIRST_VERSION, Change, insert_all
from alo183_desktop.imports.undoing import Brought, created_by, remove_created, updates_of
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Custody, Handset, Line, LineSecret, StateChange
from alo183_desktop.phones.record import HANDSET, LINE, HandsetValues, LineValues
from alo183_desktop.phones.register.match import judge
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.storing import HANDSETS, LINES, store_secret, write_state

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview
    from alo183_desktop.phones.register.file import Register
    from alo183_desktop.phones.register.match import ItemPlan, Judgement
    from alo183_desktop.phones.storing import Item

SECRET: Final = "line_secret"  # noqa: S105 - a kind of rows
CUSTODY: Final = "custody"
STATE_BEFORE: Final = "state"
"""Under this name the values of a changed line or handset keep its state."""

_LINES: Final = Brought(LINE.name, Line)
_HANDSETS: Final = Brought(HANDSET.name, Handset)
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
    for change in updates_of(session, import_id, LINE.name):
        before = dict(change.before or {})
        line = session.get_one(Line, change.item_id)
        _return_to(work, line, ItemState(before.pop(STATE_BEFORE)))
        for column, value in LINES.columns(LineValues(**before)).items():
            setattr(line, column, value)
        work.record("line.changed", "line", line.id, undone=import_id)
    for change in updates_of(session, import_id, HANDSET.name):
        before = dict(change.before or {})
        handset = session.get_one(Handset, change.item_id)
        _return_to(work, handset, ItemState(before.pop(STATE_BEFORE)))
        for column, value in HANDSETS.columns(HandsetValues(**before)).items():
            setattr(handset, column, value)
        work.record("handset.changed", "handset", handset.id, undone=import_id)
    session.flush()
    for line_id, _ in created_by(session, import_id, LINE.name):
        work.record("line.removed", "line", line_id, undone=import_id)
    for handset_id, _ in created_by(session, import_id, HANDSET.name):
        work.record("handset.removed", "handset", handset_id, undone=import_id)
    remove_created(session, _LINES, import_id)
    remove_created(session, _HANDSETS, import_id)


def _return_to(work: Work, item: Item, state: ItemState) -> None:
    """Bring an item back into the state that it had; what was written of it stays written."""
    if item.state is not state:
        write_state(work, item, state, at=work.now)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    register: Register
    now: dt.datetime
    today: dt.date

    def judge(self, session: Session) -> Judgement:
        """Compare the register with the database."""
        return judge(session, self.register, now=self.now, today=self.today)

    def store(self, work: Work, judgement: Judgement, import_id: int) -> Stored:
        """Store items, custodies and secrets.

        Custodies that a register brings have no paper of the program: theirs is older.
        """
        plans = judgement.plans
        item_ids, before = _store_items(work, plans)
        custody_ids = _store_custodies(work, plans, item_ids)
        secrets = list(_store_secrets(work, plans, item_ids))
        changes = [
            Change(plan.kind.value, item_id, *before.get(_key(plan), (None, FIRST_VERSION)))
            for plan, item_id in zip(plans, item_ids, strict=True)
            if plan.item_id is None or _key(plan) in before
        ]
        changes.extend(
            Change(CUSTODY, custody_id, None, FIRST_VERSION) for custody_id in custody_ids
        )
        _write_down(work, plans, item_ids, import_id=import_id)
        return Stored([*changes, *secrets])


IMPORTER: Final = Importer(
    kind="phones", seen_with=Right.SEE_PHONES, built_on=built_on, take_back=take_back
)
apply_register = IMPORTER.apply
undo_register = IMPORTER.undo
list_imports = IMPORTER.history


def preview_of(work: Work, register: Register, *, today: dt.date) -> Preview:
    """Return the preview of a register that was read before.

    Args:
        work: Only read.
        register: As it was read.
        today: The import's day in Istanbul: custodies without a first day begin on it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    return IMPORTER.preview(work, register, _Plan(register, work.now, today))


def _store_items(
    work: Work, plans: Sequence[ItemPlan]
) -> tuple[list[int], dict[tuple[ItemKind, int | None], tuple[dict[str, Any], int]]]:
    """Store lines and handsets with their states.

    Returns:
        The number of the item of each plan; and by kind and number of those that were known and
        changed, what stood there before with the version afterwards.
    """
    numbers = {
        kind: iter(_insert_items(work, kind, [plan for plan in plans if plan.kind is kind]))
        for kind in ItemKind
    }
    item_ids = [
        next(numbers[plan.kind]) if plan.item_id is None else plan.item_id for plan in plans
    ]
    before = {
        _key(plan): _update_item(work, plan)
        for plan in plans
        if plan.item_id is not None and (plan.fields or plan.holder_id is not None)
    }
    insert_all(
        work.session,
        StateChange,
        [
            {
                "line_id": item_id if plan.kind is ItemKind.LINE else None,
                "handset_id": item_id if plan.kind is ItemKind.HANDSET else None,
                "state": state,
                "at": at,
                "reason": "",
                "by_name": work.actor.name,
            }
            for plan, item_id in zip(plans, item_ids, strict=True)
            for state, at in _states(plan, now=work.now)
        ],
    )
    return item_ids, before


def _insert_items(work: Work, kind: ItemKind, plans: Sequence[ItemPlan]) -> Sequence[int]:
    return insert_all(
        work.session,
        Line if kind is ItemKind.LINE else Handset,
        [
            {
                **_columns(plan.values),
                "state": plan.state,
                "created_at": work.now,
                "version": FIRST_VERSION,
            }
            for plan in plans
            if plan.item_id is None
        ],
        is_numbered=True,
    )


def _update_item(work: Work, plan: ItemPlan) -> tuple[dict[str, Any], int]:
    item: Item
    if plan.kind is ItemKind.LINE:
        line = work.session.get_one(Line, plan.item_id)
        item, before = line, LINE.columns(LINE.stored(line))
    else:
        handset = work.session.get_one(Handset, plan.item_id)
        item, before = handset, HANDSET.columns(HANDSET.stored(handset))
    before[STATE_BEFORE] = item.state.value
    for column, value in _columns(plan.values).items():
        setattr(item, column, value)
    item.state = plan.state
    work.session.flush()
    return before, item.version


def _states(plan: ItemPlan, *, now: dt.datetime) -> Iterator[tuple[ItemState, dt.datetime]]:
    """Yield the states that are written of an item, the last of them the one that it has."""
    if plan.held_from is not None:
        yield ItemState.ISSUED, plan.held_from
        if plan.state is not ItemState.ISSUED:
            yield plan.state, now
    elif plan.item_id is None:
        yield plan.state, now


def _store_custodies(
    work: Work, plans: Sequence[ItemPlan], item_ids: Sequence[int]
) -> Sequence[int]:
    return insert_all(
        work.session,
        Custody,
        [
            {
                "line_id": item_id if plan.kind is ItemKind.LINE else None,
                "handset_id": item_id if plan.kind is ItemKind.HANDSET else None,
                "officer_id": plan.holder_id,
                "from_at": plan.held_from,
                "version": FIRST_VERSION,
            }
            for plan, item_id in zip(plans, item_ids, strict=True)
            if plan.holder_id is not None
        ],
        is_numbered=True,
    )


def _store_secrets(
    work: Work, plans: Sequence[ItemPlan], item_ids: Sequence[int]
) -> Iterator[Change]:
    """Store PIN and PUK, and yield what has to be known to undo it."""
    new: list[dict[str, Any]] = []
    for plan, line_id in zip(plans, item_ids, strict=True):
        if plan.pin is None:
            continue
        known = None if plan.item_id is None else work.session.get(LineSecret, line_id)
        if known is None:
            new.append(
                {"line_id": line_id, "pin": plan.pin, "puk": plan.puk, "version": FIRST_VERSION}
            )
            yield Change(SECRET, line_id, None, FIRST_VERSION)
        else:
            before = {"pin": known.pin, "puk": known.puk}
            secret = store_secret(work, line_id, pin=plan.pin, puk=plan.puk)
            yield Change(SECRET, line_id, before, secret.version)
    insert_all(work.session, LineSecret, new)


def _write_down(
    work: Work, plans: Sequence[ItemPlan], item_ids: Sequence[int], *, import_id: int
) -> None:
    for plan, item_id in zip(plans, item_ids, strict=True):
        kind, is_line = plan.kind.value, plan.kind is ItemKind.LINE
        if plan.item_id is None:
            work.record(
                "line.added" if is_line else "handset.added",
                kind,
                item_id,
                imported=import_id,
                fields=list(plan.fields),
            )
        elif plan.fields:
            work.record(
                "line.changed" if is_line else "handset.changed",
                kind,
                item_id,
                imported=import_id,
                fields=list(plan.fields),
            )
        if plan.pin is not None:
            work.record("line.pin_changed", kind, item_id, imported=import_id)
        if plan.holder_id is not None:
            work.record("custody.issued", kind, item_id, imported=import_id, officer=plan.holder_id)


def _columns(values: LineValues | HandsetValues) -> dict[str, Any]:
    return LINES.columns(values) if isinstance(values, LineValues) else HANDSETS.columns(values)


def _key(plan: ItemPlan) -> tuple[ItemKind, int | None]:
    return plan.kind, plan.item_id
