"""Join what two people made of the same values, and name what both changed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from _typeshed import DataclassInstance

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Merged(Generic[ValuesT]):
    """What two people made of the same values."""

    values: ValuesT
    """What stands there once both changed it; where they disagree, whoever saves now wins."""
    disputed: tuple[str, ...]
    """The fields in which they disagree."""
    seen: ValuesT
    """What a form goes on from that shows what is disputed, in the place of what it began with.

    Of what somebody typed it is what is stored, so that whoever types the first value back means
    it; of all else it is what the form began with, so that what only the other one changed, and
    nobody has shown, is neither given back nor written over unseen.
    """


def merge(
    mine: ValuesT,
    stored: ValuesT,
    base: ValuesT | None,
    *,
    together: Sequence[Collection[str]] = (),
) -> Merged[ValuesT]:
    """Return what stands there once both changed it.

    Who types one field neither gives back an old value of another one, nor is asked about it.

    Args:
        mine: What somebody saves; where they disagree, it wins.
        stored: What the database has now.
        base: What `mine` began with; None: nobody knows, so whatever differs is in dispute.
        together: Fields that are one thing: who changes one of them means them all.
    """
    names = [field.name for field in fields(mine)]
    if base is None:
        disputed = tuple(name for name in names if getattr(mine, name) != getattr(stored, name))
        return Merged(mine, disputed, seen=stored)
    changed = {name for name in names if getattr(mine, name) != getattr(base, name)}
    for group in together:
        if not changed.isdisjoint(group):
            changed.update(group)
    disputed = tuple(
        name
        for name in names
        if name in changed
        and getattr(stored, name) not in {getattr(base, name), getattr(mine, name)}
    )
    return Merged(
        replace(stored, **{name: getattr(mine, name) for name in changed}),
        disputed,
        seen=replace(base, **{name: getattr(stored, name) for name in changed}),
    )
