"""What becomes of a leaver's phones: which items, and whether each is decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.changes.entry_values import text_problems
from alo183_desktop.changes.form import HandOverDecision
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.entry_values import EntryValues, Newcomer
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.phones.rows import CustodyRow

RETURN: Final = "return"
"""The decision to take an item back."""
WAIVE: Final = "waive"
"""The decision to leave it with the leaver, for a reason."""
_OFFICER: Final = "officer:"
_ENTRY: Final = "entry:"
NO_REASON: Final = "changes.waiver_reason_missing"
"""The code for a waiver without its reason."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets an item that is passed on: exactly one is given."""

    officer_id: int | None = None
    entry: int | None = None
    """The index of the change whose newcomer gets it, from 0."""


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One item that a leaver holds."""

    position: int
    """Of the first change in which they leave, from 0."""
    custody: CustodyRow
    hand_over: HandOverDecision
    """The decision about it so far."""


def to_officer(officer_id: int) -> str:
    """Return the decision to pass an item on to an officer of the roster."""
    return f"{_OFFICER}{officer_id}"


def to_newcomer(entry: int) -> str:
    """Return the decision to pass an item on to the newcomer of a change, from 0."""
    return f"{_ENTRY}{entry}"


def receiver_of(decision: str) -> Receiver | None:
    """Return who gets an item; None when it is not passed on."""
    for start in (_OFFICER, _ENTRY):
        number = decision.removeprefix(start)
        if decision.startswith(start) and number.isdecimal():
            is_officer = start == _OFFICER
            return Receiver(int(number), None) if is_officer else Receiver(None, int(number))
    return None


def without_entry(form: ChangeForm, position: int) -> ChangeForm:
    """Return a form without one of its changes; items for its newcomer are open again."""
    left = (*form.entries[:position], *form.entries[position + 1 :])
    entries = tuple(_entry_moved(entry, position) for entry in left)
    return replace(
        form,
        entries=entries,
        hand_overs=tuple(
            replace(one, decision=_moved(one.decision, position)) for one in form.hand_overs
        ),
    )


def _entry_moved(entry: ChangeEntry, position: int) -> ChangeEntry:
    return replace(
        entry,
        cases_decision=_moved(entry.cases_decision, position),
        case_hand_overs=tuple(
            replace(one, decision=_moved(one.decision, position)) for one in entry.case_hand_overs
        ),
    )


def _moved(decision: str, position: int) -> str:
    receiver = receiver_of(decision)
    if receiver is None or receiver.entry is None or receiver.entry < position:
        return decision
    return "" if receiver.entry == position else to_newcomer(receiver.entry - 1)


def held_items(form: ChangeForm, context: ChangeContext) -> tuple[HeldItem, ...]:
    """Return the items of those who leave altogether, in the order of the changes.

    An officer with other subjects keeps the phone, and the changes of a correction have happened
    already.
    """
    decided = {one.custody_id: one for one in form.hand_overs}
    return tuple(
        HeldItem(
            position, custody, decided.get(custody.custody_id, HandOverDecision(custody.custody_id))
        )
        for leaver_id, position in leaving(form).items()
        for custody in context.held.get(leaver_id, ())
    )


def leaving(form: ChangeForm) -> dict[int, int]:
    """Return those who leave altogether, with the index of their first change.

    Nobody in a correction: its changes have happened already.
    """
    if form.corrects_letter_id is not None:
        return {}
    # Two officers who change places leave and come in one letter.
    stay = {entry.from_roster for entry in form.entries if entry.from_roster is not None}
    positions: dict[int, int] = {}
    wholly: set[int] = set()
    for position, entry in enumerate(form.entries):
        if entry.leaver_id is None or entry.is_first_appointment or entry.leaver_id in stay:
            continue
        positions.setdefault(entry.leaver_id, position)
        if not entry.leaver_keeps_others:
            wholly.add(entry.leaver_id)
    return {leaver_id: position for leaver_id, position in positions.items() if leaver_id in wholly}


def leaves_on(form: ChangeForm, leaver_id: int) -> dt.date | None:
    """Return the first day without an officer who leaves altogether; None: it cannot be read."""
    try:
        return max(
            parse_day(entry.effective_on)
            for entry in form.entries
            if entry.leaver_id == leaver_id and not entry.is_first_appointment
        )
    except KnownError:
        return None


def check_hand_overs(
    form: ChangeForm, all_values: Sequence[EntryValues], context: ChangeContext
) -> Iterator[Problem]:
    """Yield the items without a decision, or whose decision cannot be carried out."""
    leavers = leaving(form).keys()
    for item in held_items(form, context):
        key = f"entries.{item.position}.{key_of(item.custody)}"
        decision = item.hand_over.decision
        if decision == WAIVE:
            yield from text_problems(f"{key}.reason", item.hand_over.reason, missing=NO_REASON)
        elif decision != RETURN:
            code = receiver_problem(decision, leavers, all_values, context)
            if code:
                yield Problem(key, code, {"item": item.custody.label})


def warn_lines(
    form: ChangeForm,
    all_values: Sequence[EntryValues],
    context: ChangeContext,
    *,
    from_store: Mapping[int, str],
) -> Iterator[Problem]:
    """Yield the newcomers whose corporate number in the letter is none of the lines they will have.

    A newcomer without a line here causes a warning only if the number is a leaver's and goes
    elsewhere, or if the line of their own leaver goes to the newcomer of another change: they may
    get another one from the store later. Of a correction it is late for that: there a number whose
    line lies in the store causes one.

    Args:
        form: As typed.
        all_values: Of its entries.
        context: What they are looked up in.
        from_store: The lines that come from the store, by the index of the change.
    """
    people = form.who_comes
    coming: dict[str, list[str]] = {}
    for position, label in from_store.items():
        coming.setdefault(people[position], []).append(label)
    passed = _decided_lines(form, people, context)
    for item, to in passed:
        coming.setdefault(to, []).append(item.custody.label)
    coming.pop("", None)
    for position, values in enumerate(all_values):
        newcomer, lines = values.newcomer, coming.get(people[position], [])
        if newcomer is None or not newcomer.corporate_mobile:
            continue
        phone = format_phone(newcomer.corporate_mobile)
        own = () if newcomer.officer is None else context.held.get(newcomer.officer.officer_id, ())
        if phone in {*lines, *(one.label for one in own)}:
            continue
        key = f"entries.{position}.newcomer.corporate_mobile"
        if lines:
            yield Problem(
                key, "changes.mobile_other_line", {"phone": phone, "lines": ", ".join(lines)}
            )
        elif phone in {item.custody.label for item, _to in passed}:
            yield Problem(key, "changes.mobile_elsewhere", {"phone": phone})
        elif form.corrects_letter_id is not None and phone in {one.label for one in context.store}:
            # Nothing is handed over any more: the number rings nobody.
            yield Problem(key, "changes.mobile_in_store", {"phone": phone})
        elif values.leaver is not None:
            yield from _strayed(values.leaver.officer_id, newcomer, passed, all_values, people)


def _decided_lines(
    form: ChangeForm, people: Sequence[str], context: ChangeContext
) -> list[tuple[HeldItem, str]]:
    """Return the lines with a decision, each with the key of the newcomer who gets it, if any.

    Args:
        form: As typed.
        people: The newcomers of its entries (`who_comes` of the form).
        context: What the lines are looked up in.
    """
    found: list[tuple[HeldItem, str]] = []
    for item in held_items(form, context):
        if item.custody.item_kind == ItemKind.LINE and item.hand_over.decision:
            receiver = receiver_of(item.hand_over.decision)
            entry = len(people)
            if receiver is not None and receiver.entry is not None:
                entry = receiver.entry
            found.append((item, people[entry] if entry < len(people) else ""))
    return found


def _strayed(
    leaver_id: int,
    newcomer: Newcomer,
    passed: Sequence[tuple[HeldItem, str]],
    all_values: Sequence[EntryValues],
    people: Sequence[str],
) -> Iterator[Problem]:
    """Yield the lines of a leaver that go to the newcomer of another change.

    Args:
        leaver_id: Of the change.
        newcomer: Of the same change; they get no line.
        passed: The lines with a decision, each with who gets it (`who_comes`).
        all_values: Of the entries.
        people: Their newcomers (`who_comes`).
    """
    follow = {
        who
        for who, values in zip(people, all_values, strict=True)
        if values.leaver is not None and values.leaver.officer_id == leaver_id
    }
    names = {
        who: values.newcomer.name
        for who, values in zip(people, all_values, strict=True)
        if values.newcomer
    }
    for item, to in passed:
        if item.custody.officer_id == leaver_id and to and to not in follow:
            yield Problem(
                f"entries.{item.position}.{key_of(item.custody)}",
                "changes.line_to_other",
                {
                    "line": item.custody.label,
                    "receiver": names.get(to, ""),
                    "newcomer": newcomer.name,
                    "phone": format_phone(newcomer.corporate_mobile),
                },
            )


def key_of(custody: CustodyRow) -> str:
    """Return the key of a decision, without its change: `hand_over.12`."""
    return f"hand_over.{custody.custody_id}"


def receiver_problem(
    decision: str,
    leavers: Collection[int],
    all_values: Sequence[EntryValues],
    context: ChangeContext,
) -> str:
    """Return the code of what is wrong with passing something on; empty for nothing.

    Args:
        decision: As typed.
        leavers: Who cannot get it.
        all_values: Of the entries, one by one.
        context: What the receiver is looked up in.
    """
    receiver = receiver_of(decision)
    if receiver is None:
        return "changes.hand_over_missing"
    officer_id = receiver.officer_id
    if receiver.entry is not None:
        newcomer = all_values[receiver.entry].newcomer if receiver.entry < len(all_values) else None
        if newcomer is None:
            return "changes.hand_over_nobody"
        officer_id = None if newcomer.officer is None else newcomer.officer.officer_id
    elif officer_id not in context.officers:
        return "changes.hand_over_nobody"
    return "changes.hand_over_to_leaver" if officer_id in leavers else ""
