"""Which phone a newcomer gets from the store, or why none is needed.

What the leaver passes on to them is decided with the leaver's items (`hand_overs`).
Source: Genelge 2014/05, giriş (the phones).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.changes.entry_values import text_problems
from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alo183_desktop.changes.context import ChangeContext, StoreItem
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.phones.rows import ItemKey

LINE: Final = "phone.line"
"""The key of the line that a newcomer gets, without its change; the same for the next two."""
HANDSET: Final = "phone.handset"
REASON: Final = "phone.reason"


class NewPhone(NamedTuple):
    """What a newcomer gets from the store."""

    position: int
    """Of the first change in which they come, from 0."""
    items: tuple[StoreItem, ...]
    """The line first; at least one."""


def coming(form: ChangeForm) -> tuple[int, ...]:
    """Return the indexes, from 0, of the first change of every newcomer.

    Nobody in a correction: its changes have happened already.
    """
    if form.corrects_letter_id is not None:
        return ()
    positions: dict[str, int] = {}
    for index, who in enumerate(form.who_comes):
        if who:
            positions.setdefault(who, index)
    return tuple(positions.values())


def needs_none(entry: ChangeEntry) -> bool:
    """Return whether it was decided that the newcomer needs no phone."""
    return entry.needs_no_phone and entry.newcomer_kind != NewcomerKind.NOBODY


def new_phones(form: ChangeForm, context: ChangeContext) -> tuple[NewPhone, ...]:
    """Return what the newcomers get from the store, in the order of the changes."""
    store = {one.item: one for one in context.store}
    found = (
        NewPhone(position, tuple(store[item] for item in entry.from_store if item in store))
        for position in coming(form)
        if not needs_none(entry := form.entries[position])
    )
    return tuple(one for one in found if one.items)


def check_new_phones(form: ChangeForm, context: ChangeContext) -> Iterator[Problem]:
    """Yield items that are not in the store, items for two newcomers, and a missing reason."""
    stored = {one.item for one in context.store}
    given: set[ItemKey] = set()
    for position in coming(form):
        entry = form.entries[position]
        if needs_none(entry):
            yield from text_problems(
                f"entries.{position}.{REASON}",
                entry.no_phone_reason,
                missing="changes.no_phone_reason_missing",
            )
            continue
        for item in entry.from_store:
            key = LINE if item[0] is ItemKind.LINE else HANDSET
            if item not in stored:
                yield Problem(f"entries.{position}.{key}", "changes.not_in_store")
            elif item in given:
                yield Problem(f"entries.{position}.{key}", "changes.given_twice")
            given.add(item)
