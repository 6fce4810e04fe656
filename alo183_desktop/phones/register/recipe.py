"""The import of a register of lines and handsets: what it reads, and how items are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.imports.recipe import NOTHING_SAID, Judgement, Options, Recipe, Stored, Words
from alo183_desktop.imports.sheets import MOST_ROWS
from alo183_desktop.imports.storing import (
    FIRST_VERSION,
    Change,
    brought_by,
    insert_all,
    store_records,
)
from alo183_desktop.imports.undoing import Brought
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Custody, LineSecret, StateChange
from alo183_desktop.phones.register.file import THING, WANTED, Register, read_register
from alo183_desktop.phones.register.match import ItemPlan, judge
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.storing import HANDSETS, LINES, store_secret, write_state
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.model import ImportChange
    from alo183_desktop.imports.recipe import Agreed
    from alo183_desktop.phones.storing import Item
    from alo183_desktop.records.store import Store

SECRET: Final = "line_secret"  # noqa: S105 - a kind of rows
CUSTODY: Final = "custody"


def _give_secrets_back(work: Work, _import_id: int, changes: Sequence[ImportChange]) -> None:
    for change in changes:
        store_secret(work, change.item_id, **(change.before or {}))


def _give_state_back(work: Work, item: Item, before: dict[str, Any]) -> None:
    """Bring an item back into the state that it had; what was written of it stays written."""
    state = ItemState(before.pop("state"))
    if item.state is not state:
        write_state(work, item, state, at=work.now)


def _store(
    work: Work, _register: Register, judgement: Judgement[ItemPlan], agreed: Agreed[Options]
) -> Stored:
    """Store items, custodies and secrets.

    Custodies that a register brings have no paper of the program: theirs is older.
    """
    plans = judgement.plans
    numbers: dict[ItemKind, Iterator[int]] = {}
    changes: list[Change] = []
    stores: dict[ItemKind, Store[Any]] = {ItemKind.LINE: LINES, ItemKind.HANDSET: HANDSETS}
    for kind, store in stores.items():
        ids, stored = store_records(
            work,
            store,
            [plan for plan in plans if plan.kind is kind],
            import_id=agreed.import_id,
            beside=lambda plan: {"state": plan.state},
        )
        numbers[kind] = iter(ids)
        changes += stored
    item_ids = [next(numbers[plan.kind]) for plan in plans]
    insert_all(
        work.session,
        StateChange,
        [
            {**_owner(plan, item_id), "state": state, "at": at, "reason": "", "by_name": by_name}
            for by_name in (work.actor.name,)
            for plan, item_id in zip(plans, item_ids, strict=True)
            for state, at in _states(plan, now=work.now)
        ],
    )
    custodies = [
        {
            **_owner(plan, item_id),
            "officer_id": plan.holder_id,
            "from_at": plan.held_from,
            "version": FIRST_VERSION,
        }
        for plan, item_id in zip(plans, item_ids, strict=True)
        if plan.holder_id is not None
    ]
    custody_ids = insert_all(work.session, Custody, custodies, is_numbered=True)
    changes += (Change(CUSTODY, custody_id, None, FIRST_VERSION) for custody_id in custody_ids)
    changes += _store_secrets(work, plans, item_ids)
    for plan, item_id in zip(plans, item_ids, strict=True):
        told = {"imported": agreed.import_id}
        if plan.pin is not None:
            work.record("line.pin_changed", plan.kind.value, item_id, **told)
        if plan.holder_id is not None:
            told["officer"] = plan.holder_id
            work.record("custody.issued", plan.kind.value, item_id, **told)
    return Stored(changes)


def _owner(plan: ItemPlan, item_id: int) -> dict[str, int | None]:
    is_line = plan.kind is ItemKind.LINE
    return {"line_id": item_id if is_line else None, "handset_id": None if is_line else item_id}


def _states(plan: ItemPlan, *, now: dt.datetime) -> Iterator[tuple[ItemState, dt.datetime]]:
    """Yield the states that are written of an item, the last of them the one that it has."""
    if plan.held_from is not None:
        yield ItemState.ISSUED, plan.held_from
        if plan.state is not ItemState.ISSUED:
            yield plan.state, now
    elif plan.item_id is None:
        yield plan.state, now


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


REGISTER: Final[Recipe[Register, Judgement[ItemPlan], Options]] = Recipe(
    kind="phones",
    words=Words(
        title="Hat ve cihazları dosyadan aktar",
        explanation="Excel (.xlsx, .xls, .ods) ya da CSV dosyası; bir satır bir hat, bir cihaz ya "
        "da ikisi olabilir. Siz onaylamadan hiçbir şey kaydedilmez. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} satır.",
        history="Hat ve cihaz aktarımları",
        thing=THING,
        label="Hat ya da cihaz",
        fields={one.key: one.label for one in WANTED},
    ),
    wanted=WANTED,
    seen_with=Right.SEE_PHONES,
    read=lambda file, options, _now: read_register(file, options),
    judge=lambda session, _known, register, options, now: judge(
        session, register, now=now, answers=options.answers
    ),
    store=_store,
    brings=(
        Brought(CUSTODY, Custody),
        Brought(
            SECRET,
            LineSecret,
            key="line_id",
            give_back=_give_secrets_back,
            thing="line",
            changed="pin_changed",
        ),
        brought_by(LINES, _give_state_back),
        brought_by(HANDSETS, _give_state_back),
    ),
    # They come with their line or handset, and whoever writes a later one changes it, too.
    apart=(StateChange,),
    options=NOTHING_SAID,
    tables=("lines", "handsets", "line_secrets", "custodies", "item_states"),
)
