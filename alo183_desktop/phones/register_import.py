"""Bring a register of lines and handsets out of a file, in one step that can be taken back.

Not here: what the file says (register_file.py), and what it comes to (register_match.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.documents.foreign_tables import read_file
from alo183_desktop.imports import queries as import_queries
from alo183_desktop.imports.rows import Preview
from alo183_desktop.imports.storing import (
    FIRST_VERSION,
    Change,
    import_row,
    insert_all,
    keep_changes,
    keep_import,
    numbered,
    refuse_wrong_rows,
)
from alo183_desktop.imports.undoing import undo
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Custody, Handset, Line, LineSecret, StateChange
from alo183_desktop.phones.register_file import read_register
from alo183_desktop.phones.register_match import judge
from alo183_desktop.phones.register_undo import (
    CUSTODY,
    SECRET,
    STATE_BEFORE,
    built_on,
    take_back,
)
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.rules import HANDSET_FIELDS, LINE_FIELDS, HandsetValues, LineValues
from alo183_desktop.phones.storing import (
    handset_columns,
    line_columns,
    store_secret,
)
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import ImportRow
    from alo183_desktop.phones.register_file import Register
    from alo183_desktop.phones.register_match import ItemPlan, Judgement
    from alo183_desktop.phones.storing import Item

KIND: Final = "phones"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    register: Register
    judgement: Judgement
    now: dt.datetime
    today: dt.date


def preview_register(work: Work, path: Path, *, today: dt.date) -> Preview:
    """Read a file and return row by row what its import would do; nothing is stored.

    Args:
        work: Only read.
        path: The file.
        today: The import's day in Istanbul: custodies without a first day begin on it.

    Raises:
        KnownError: `access.not_allowed`; `documents.foreign_*` as `read_tables`;
            `phones.no_headings`, `phones.no_rows`, `phones.too_many_rows`.
    """
    require(work, Right.IMPORT)
    return preview_of(work, read_register(read_file(path)), today=today)


def preview_of(work: Work, register: Register, *, today: dt.date) -> Preview:
    """Return the preview of a register that was read before; arguments as of `preview_register`.

    Reading takes as long as the file is big and needs no database; this part does. It tells what
    stands in the register already, so it asks for the right to import.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.IMPORT)
    judgement = judge(work.session, register, now=work.now, today=today)
    return Preview(
        kind=KIND,
        file_name=register.file_name,
        sha256=register.sha256,
        sheet=register.sheet,
        heading_row=register.found.heading_row + 1,
        columns=register.found.texts,
        rows=judgement.rows,
        passed_over=register.passed_over,
        notes=register.notes,
        plan=_Plan(register, judgement, work.now, today),
    )


def apply_register(work: Work, preview: Preview, *, skip_wrong: bool = False) -> ImportRow:
    """Store what a preview shows: all of it, or nothing.

    Custodies that a register brings have no paper of the program: theirs is older.

    Args:
        work: The unit of work.
        preview: Of `preview_register`, as the clerk agreed to it.
        skip_wrong: Whether wrong rows are knowingly left out.

    Returns:
        The import; one without a number when the file held nothing new.

    Raises:
        KnownError: `access.not_allowed`; `imports.stale`: the database is not what it was when the
            preview was made; `imports.wrong_rows` with each problem under `row.field`.
    """
    require(work, Right.IMPORT)
    plan: _Plan = preview.plan
    judgement = judge(work.session, plan.register, now=plan.now, today=plan.today)
    if judgement != plan.judgement:
        raise KnownError("imports.stale")
    if not skip_wrong:
        refuse_wrong_rows(judgement.rows)
    row = import_row(work, preview)
    if not judgement.plans:
        work.record("import.nothing_new", "import", kind_of_rows=KIND, rows=len(judgement.rows))
        return row
    return numbered(row, _store(work, preview, row, judgement))


def undo_register(work: Work, import_id: int) -> None:
    """Take an import back as one step.

    Raises:
        KnownError: `access.not_allowed`; `imports.undone`; `imports.built_on`: something that it
            brought was changed, given back or used afterwards.
    """
    require(work, Right.IMPORT)
    undo(work, import_id, is_built_on=built_on, take_back=take_back)


def list_imports(work: Work) -> tuple[ImportRow, ...]:
    """Return the newest registers that were imported, with whether each can still be undone.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return import_queries.list_imports(work.session, KIND, built_on=built_on)


@collector_paused()
def _store(work: Work, preview: Preview, row: ImportRow, judgement: Judgement) -> int:
    made = keep_import(work, row, sha256=preview.sha256)
    plans = judgement.plans
    try:
        item_ids, before = _store_items(work, plans)
        custody_ids = _store_custodies(work, plans, item_ids)
        secrets = list(_store_secrets(work, plans, item_ids))
        work.session.flush()
    except IntegrityError as error:
        # Another desk stored the same number, or issued the same item, after it was judged.
        raise KnownError("imports.stale") from error
    changes = [
        Change(plan.kind.value, item_id, *before.get(_key(plan), (None, FIRST_VERSION)))
        for plan, item_id in zip(plans, item_ids, strict=True)
        if plan.item_id is None or _key(plan) in before
    ]
    changes.extend(Change(CUSTODY, custody_id, None, FIRST_VERSION) for custody_id in custody_ids)
    keep_changes(work.session, made.id, (*changes, *secrets))
    _write_down(work, plans, item_ids, import_id=made.id)
    work.record(
        "import.applied",
        "import",
        made.id,
        kind_of_rows=KIND,
        **{verdict.value: count for verdict, count in preview.counts.items()},
    )
    return made.id


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
        item, names = work.session.get_one(Line, plan.item_id), LINE_FIELDS
    else:
        item, names = work.session.get_one(Handset, plan.item_id), HANDSET_FIELDS
    before = {name: getattr(item, name) for name in names}
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
    return line_columns(values) if isinstance(values, LineValues) else handset_columns(values)


def _key(plan: ItemPlan) -> tuple[ItemKind, int | None]:
    return plan.kind, plan.item_id
