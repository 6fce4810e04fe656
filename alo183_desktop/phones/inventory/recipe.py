"""The import of a register of lines and handsets: judging its rows, and storing items."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.db.bulk import FIRST_VERSION, insert_all
from alo183_desktop.imports.recipe import (
    DEFAULT_OPTIONS,
    Judgement,
    Options,
    Recipe,
    StoredImport,
    Words,
)
from alo183_desktop.imports.rows import FieldChange, PreviewRow, RowPlan, RowVerdict
from alo183_desktop.imports.sheets import MOST_ROWS, find_twins
from alo183_desktop.imports.storing import (
    Brought,
    Known,
    RowChange,
    brought_by,
    merge_values,
    read_known,
    store_records,
)
from alo183_desktop.officers.queries import Named, list_named
from alo183_desktop.phones.inventory.file import THING, WANTED, Inventory, read_inventory
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Custody, LineSecret, StateChange
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.rows import ItemKey, ItemKind, keys_of
from alo183_desktop.phones.rules import KEPT_STATES, Interval, first_overlap
from alo183_desktop.phones.storing import HANDSETS, LINES, STORES, store_secret, write_state
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.model import ImportChange
    from alo183_desktop.imports.recipe import Agreed
    from alo183_desktop.imports.rows import Answers
    from alo183_desktop.phones.inventory.file import InventoryEntry
    from alo183_desktop.phones.storing import Item


_HIDDEN: Final = "••••"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlan(RowPlan[LineValues | HandsetValues]):
    """What to store for a line or a handset of one row; a row may have both."""

    kind: ItemKind
    state: ItemState
    """The state afterwards."""
    holder_id: int | None
    """Whose custody begins; None: nobody's does."""
    held_from: dt.datetime | None
    pin: str | None
    """The new one; None: PIN and PUK stay as they are."""
    puk: str


_Known: TypeAlias = Known[LineValues] | Known[HandsetValues]


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who holds or held an item."""

    officer_id: int
    interval: Interval


def _judge(
    session: Session, _known: None, register: Inventory, options: Options, now: dt.datetime
) -> Judgement[ItemPlan]:
    """Judge the rows at an instant: no custody begins after it; without a first day, on its day."""
    judge = _Judge(session, register, now, options.answers)
    return Judgement(tuple(map(judge.row, register.entries)), tuple(judge.plans))


class _Judge:
    """All that was queried once from the database, and the results of the rows so far."""

    def __init__(
        self, session: Session, register: Inventory, now: dt.datetime, answers: Answers
    ) -> None:
        self._answers = answers
        self.plans: list[ItemPlan] = []
        self._today = local_day(now)
        self._start = day_start(self._today)
        lines = read_known(session, LINES, "state")
        handsets = read_known(session, HANDSETS, "state")
        self._lines = {known.values.phone: known for known in lines}
        self._iccids = {known.values.iccid: known.item_id for known in lines}
        self._by_imei = {known.values.imei: known for known in handsets}
        # Exports of this program have make and model in one column.
        self._by_serial = {
            f"{make} {fold(known.values.serial)}": known
            for known in handsets
            for make in (fold(known.values.make), fold(_whole_name(known.values)))
        }
        self._secrets = {
            line_id: (pin, puk)
            for line_id, pin, puk in session.execute(
                select(LineSecret.line_id, LineSecret.pin, LineSecret.puk)
            )
        }
        self._held = _custodies(session)
        people = list_named(session)
        self._names = {person.officer_id: person.name for person in people}
        self._by_name: defaultdict[str, list[Named]] = defaultdict(list)
        for person in people:
            self._by_name[fold(person.name)].append(person)
        self._twins = find_twins(register.entries, _marks, _contradiction)

    def row(self, entry: InventoryEntry) -> PreviewRow:
        """Judge one row and remember its plans."""
        twin = self._twins.get(entry.row_number)
        if twin is not None and twin.code == "imports.repeated":
            return PreviewRow(entry.row_number, RowVerdict.SKIPPED, entry.label, (twin,))
        problems = [*entry.problems, *([twin] if twin else [])]
        holder_id, problem = self._holder(entry)
        problems.extend([problem] if problem else [])
        if entry.holder and entry.state is not None and entry.state not in KEPT_STATES:
            problems.append(
                Problem("state", "phones.state_with_holder", {"state": entry.state.words})
            )
        if entry.held_from is not None and entry.held_from > self._today:
            problems.append(Problem("held_from", "phones.future"))
        line = self._lines.get(entry.line.get("phone", ""))
        iccid = entry.line.get("iccid")
        if iccid and self._iccids.get(iccid) not in {None, line.item_id if line else None}:
            problems.append(Problem("iccid", "phones.duplicate_iccid"))
        if problems:
            return PreviewRow(entry.row_number, RowVerdict.WRONG, entry.label, tuple(problems))
        hints = list(entry.hints)
        changes: list[FieldChange] = []
        plans = []
        if entry.line:
            plans.append(self._plan(entry, ItemKind.LINE, line, holder_id, hints, changes))
        if entry.handset:
            known = self._known_handset(entry)
            plans.append(self._plan(entry, ItemKind.HANDSET, known, holder_id, hints, changes))
        changes = list(dict.fromkeys(changes))  # line and handset may change in the same way
        wanted = [plan for plan in plans if _does_something(plan)]
        self.plans.extend(wanted)
        if any(plan.item_id is None for plan in wanted):
            verdict = RowVerdict.CREATE
        else:
            verdict = RowVerdict.UPDATE if wanted else RowVerdict.UNCHANGED
        unique = tuple(dict.fromkeys((hint.key, hint.code) for hint in hints))
        kept = {(hint.key, hint.code): hint for hint in reversed(hints)}
        return PreviewRow(
            entry.row_number,
            verdict,
            entry.label,
            hints=tuple(kept[pair] for pair in unique),
            changes=tuple(changes),
        )

    def _holder(self, entry: InventoryEntry) -> tuple[int | None, Problem | None]:
        """Return the officer named by a row; namesakes are told apart by their phone number."""
        if not entry.holder:
            return None, None
        words = fold(entry.holder).split()
        # Some lists put the surname first.
        turned = " ".join([*words[-1:], *words[:-1]])
        other = " ".join([*words[1:], *words[:1]])
        found = (
            self._by_name.get(" ".join(words))
            or self._by_name.get(turned)
            or self._by_name.get(other)
            or []
        )
        if len(found) > 1:
            phone = entry.line.get("phone")
            reached = [person for person in found if person.mobile and person.mobile == phone]
            if len(reached) != 1:
                count = len(found)
                return None, Problem("holder", "phones.holder_ambiguous", {"count": count})
            found = reached
        if not found:
            return None, Problem("holder", "phones.holder_unknown")
        return found[0].officer_id, None

    def _known_handset(self, entry: InventoryEntry) -> Known[HandsetValues] | None:
        """Return the handset of a row, by IMEI; by serial where either side knows no IMEI."""
        values = _handset_of(entry)
        if values.imei and values.imei in self._by_imei:
            return self._by_imei[values.imei]
        known = self._by_serial.get(_serial_mark(values)) if values.serial else None
        if known is None or (values.imei and known.values.imei):
            return None
        return known

    def _plan(  # noqa: PLR0917 - the content of a row, and where its parts go
        self,
        entry: InventoryEntry,
        kind: ItemKind,
        known: _Known | None,
        holder_id: int | None,
        hints: list[Problem],
        changes: list[FieldChange],
    ) -> ItemPlan:
        values_of_row = dict(entry.line if kind is ItemKind.LINE else entry.handset)
        handset = known.values if known is not None else None
        if (
            isinstance(handset, HandsetValues)
            and "model" not in values_of_row
            and fold(values_of_row.get("make", "")) == fold(_whole_name(handset))
        ):
            values_of_row.pop("make", None)
        is_taken = partial(self._answers.to, entry.row_number, entry.label)
        values, altered, kept = merge_values(STORES[kind].record, values_of_row, known, is_taken)
        hints.extend(kept)
        begins = self._begins(entry, kind, known, holder_id, hints)
        pin, puk = self._secret(entry, known) if kind is ItemKind.LINE else (None, "")
        plan = ItemPlan(
            row_number=entry.row_number,
            kind=kind,
            item_id=known.item_id if known else None,
            version=known.version if known else None,
            values=values,
            fields=altered,
            state=_state_of(entry, known, holder_id if begins else None, hints),
            holder_id=holder_id if begins else None,
            held_from=begins,
            pin=pin,
            puk=puk,
        )
        changes.extend(self._changes(plan, known))
        return plan

    def _begins(
        self,
        entry: InventoryEntry,
        kind: ItemKind,
        known: _Known | None,
        holder_id: int | None,
        hints: list[Problem],
    ) -> dt.datetime | None:
        """Return when a custody begins; a file never ends, moves or reopens one."""
        if holder_id is None:
            return None
        start = self._start
        if entry.held_from is not None:
            start = day_start(entry.held_from)
        held = self._held.get((kind, known.item_id), []) if known else []
        running = next((each for each in held if each.interval.to_at is None), None)
        if running is not None:
            if running.officer_id != holder_id:
                name = self._names[running.officer_id]
                hints.append(Problem("holder", "phones.holder_differs", {"holder": name}))
            return None
        if known is not None and _state(known) is not ItemState.IN_STORE:
            words = _state(known).words
            hints.append(Problem("holder", "phones.not_issued", {"state": words}))
            return None
        # Without a first day, a new hand-over looks like an old list.
        is_over = bool(held) and entry.held_from is None
        overlap = first_overlap(Interval(start, None), [each.interval for each in held])
        if is_over or overlap is not None:
            hints.append(Problem("holder", "phones.holder_returned"))
            return None
        if entry.held_from is None:
            hints.append(Problem("held_from", "phones.held_from_today"))
        return start

    def _secret(self, entry: InventoryEntry, known: _Known | None) -> tuple[str | None, str]:
        stored = self._secrets.get(known.item_id, ("", "")) if known else ("", "")
        wanted = (entry.pin or stored[0], entry.puk or stored[1])
        return wanted if wanted != stored else (None, "")

    def _changes(self, plan: ItemPlan, known: _Known | None) -> Iterator[FieldChange]:
        for name in plan.fields:
            before = getattr(known.values, name) if known else ""
            after = getattr(plan.values, name)
            record = STORES[plan.kind].record
            yield FieldChange(name, record.shown(name, before), record.shown(name, after))
        if plan.pin is not None:
            yield FieldChange("pin", "", _HIDDEN)
        if plan.holder_id is not None and plan.held_from is not None:
            since = format_day(local_day(plan.held_from))
            yield FieldChange("holder", "", f"{self._names[plan.holder_id]} ({since})")
        elif known is None and plan.state is not ItemState.IN_STORE:
            yield FieldChange("state", "", plan.state.words)


def _state(known: _Known) -> ItemState:
    (state,) = known.beside
    return ItemState(state)


def _does_something(plan: ItemPlan) -> bool:
    is_new = plan.item_id is None
    return bool(is_new or plan.fields or plan.holder_id is not None or plan.pin is not None)


def _state_of(
    entry: InventoryEntry, known: _Known | None, holder_id: int | None, hints: list[Problem]
) -> ItemState:
    """Return the state that an item will have; a file sets it for a new one only."""
    if known is not None:
        state = ItemState.ISSUED if holder_id is not None else _state(known)
        if entry.state not in {None, state}:
            words = state.words
            hints.append(Problem("state", "phones.state_kept", {"state": words}))
        return state
    if holder_id is not None:
        return entry.state or ItemState.ISSUED
    if entry.state is ItemState.ISSUED:
        hints.append(Problem("state", "phones.issued_without_holder"))
    return ItemState.IN_STORE if entry.state in {None, ItemState.ISSUED} else entry.state


def _handset_of(entry: InventoryEntry) -> HandsetValues:
    return HandsetValues(**{"make": "", **entry.handset})


def _whole_name(values: HandsetValues) -> str:
    return f"{values.make} {values.model}".strip()


def _serial_mark(values: HandsetValues) -> str:
    """Return the key of a handset without IMEI; two makers may share a serial."""
    return f"{fold(values.make)} {fold(values.serial)}"


def _marks(entry: InventoryEntry) -> Iterator[tuple[tuple[str, str], str]]:
    if entry.problems:
        # It is refused anyway, and must not affect others.
        return
    for key in ("phone", "iccid"):
        if key in entry.line:
            yield (key, entry.line[key]), key
    if entry.handset:
        values = _handset_of(entry)
        yield ("imei", values.imei or _serial_mark(values)), "imei"


_SAME: Final = {
    "phone": "phones.same_line",
    "iccid": "phones.same_iccid",
    "imei": "phones.same_handset",
}


def _contradiction(key: str, _entry: InventoryEntry, other: InventoryEntry) -> Problem:
    return Problem(key, _SAME[key], {"row": other.row_number})


def _custodies(session: Session) -> Mapping[ItemKey, list[_Holder]]:
    query = select(
        Custody.line_id, Custody.handset_id, Custody.officer_id, Custody.from_at, Custody.to_at
    ).order_by(Custody.from_at)
    found: defaultdict[ItemKey, list[_Holder]] = defaultdict(list)
    records: Iterable[Any] = session.execute(query)
    for line_id, handset_id, officer_id, from_at, to_at in records:
        found[keys_of(line_id, handset_id)[0]].append(_Holder(officer_id, Interval(from_at, to_at)))
    return found


SECRET: Final = "line_secret"  # noqa: S105 - a kind of rows
CUSTODY: Final = "custody"


def _give_secrets_back(work: Work, _import_id: int, changes: Sequence[ImportChange]) -> None:
    for change in changes:
        store_secret(work, change.item_id, **(change.before or {}))


def _give_state_back(work: Work, item: Item, before: dict[str, Any]) -> None:
    """Bring an item back into its former state; the history of its states is kept."""
    state = ItemState(before.pop("state"))
    if item.state is not state:
        write_state(work, item, state, at=work.now)


def _store(
    work: Work, _register: Inventory, judgement: Judgement[ItemPlan], agreed: Agreed[Options]
) -> StoredImport:
    """Store items, custodies and secrets.

    Custodies that a register brings have no form of the program: their paper is older.
    """
    plans = judgement.plans
    numbers: dict[ItemKind, Iterator[int]] = {}
    changes: list[RowChange] = []
    for kind, store in STORES.items():
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
            "is_imported": True,
            "version": FIRST_VERSION,
        }
        for plan, item_id in zip(plans, item_ids, strict=True)
        if plan.holder_id is not None
    ]
    custody_ids = insert_all(work.session, Custody, custodies, is_numbered=True)
    changes += (RowChange(CUSTODY, custody_id, None, FIRST_VERSION) for custody_id in custody_ids)
    changes += _store_secrets(work, plans, item_ids)
    for plan, item_id in zip(plans, item_ids, strict=True):
        facts = {"imported": agreed.import_id}
        if plan.pin is not None:
            work.record("line.pin_changed", plan.kind.value, item_id, **facts)
        if plan.holder_id is not None:
            facts["officer"] = plan.holder_id
            work.record("custody.issued", plan.kind.value, item_id, **facts)
    return StoredImport(changes)


def _owner(plan: ItemPlan, item_id: int) -> dict[str, int | None]:
    is_line = plan.kind is ItemKind.LINE
    return {"line_id": item_id if is_line else None, "handset_id": None if is_line else item_id}


def _states(plan: ItemPlan, *, now: dt.datetime) -> Iterator[tuple[ItemState, dt.datetime]]:
    """Yield the states to store for an item, the last of them the present one."""
    if plan.held_from is not None:
        yield ItemState.ISSUED, plan.held_from
        if plan.state is not ItemState.ISSUED:
            yield plan.state, now
    elif plan.item_id is None:
        yield plan.state, now


def _store_secrets(
    work: Work, plans: Sequence[ItemPlan], item_ids: Sequence[int]
) -> Iterator[RowChange]:
    """Store PIN and PUK, and yield what is needed to undo it."""
    new: list[dict[str, Any]] = []
    for plan, line_id in zip(plans, item_ids, strict=True):
        if plan.pin is None:
            continue
        known = None if plan.item_id is None else work.session.get(LineSecret, line_id)
        if known is None:
            new.append(
                {"line_id": line_id, "pin": plan.pin, "puk": plan.puk, "version": FIRST_VERSION}
            )
            yield RowChange(SECRET, line_id, None, FIRST_VERSION)
        else:
            before = {"pin": known.pin, "puk": known.puk}
            secret = store_secret(work, line_id, pin=plan.pin, puk=plan.puk)
            yield RowChange(SECRET, line_id, before, secret.version)
    insert_all(work.session, LineSecret, new)


INVENTORY: Final[Recipe[Inventory, Judgement[ItemPlan], Options]] = Recipe(
    kind="phones",
    words=Words(
        title="Hat ve cihazları dosyadan aktar",
        chapter="Telefonlar",
        explanation="Excel (.xlsx, .xls, .ods) ya da CSV dosyası; bir satır bir hat, bir cihaz ya "
        "da ikisi olabilir. Siz onaylamadan hiçbir şey kaydedilmez. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} satır.",
        history="Hat ve cihaz aktarımları",
        way_to_history="“Ekle, Hat ve cihaz aktarım geçmişi…”",
        thing=THING,
        label="Hat ya da cihaz",
        fields={one.key: one.label for one in WANTED},
    ),
    wanted=WANTED,
    seen_with=Right.SEE_PHONES,
    read=lambda file, options, _now: read_inventory(file, options),
    judge=_judge,
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
    # They come with their line or handset, and a later one changes it, too.
    apart=(StateChange,),
    options=DEFAULT_OPTIONS,
    tables=("lines", "handsets", "line_secrets", "custodies", "item_states"),
)
