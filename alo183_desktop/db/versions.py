"""Join what two people made of the same values, and name what both changed.

Not here: the counting of versions, which SQLAlchemy does, a loss in the same instant (work.py), and
who is told (conflicts.py).
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from _typeshed import DataclassInstance

    ValuesT = TypeVar("ValuesT", bound=DataclassInstance)


def merge(
    mine: ValuesT,
    stored: ValuesT,
    base: ValuesT | None,
    *,
    together: Sequence[Collection[str]] = (),
) -> tuple[ValuesT, tuple[str, ...]]:
    """Return what stands there once both changed it, and the fields in which they disagree.

    Who types one field neither gives back an old value of another one, nor is asked about it.

    Args:
        mine: What somebody saves; where they disagree, it wins.
        stored: What the database has now.
        base: What `mine` began with; None: nobody knows, so whatever differs is in dispute.
        together: Fields that are one thing: who changes one of them means them all.
    """
    names = [field.name for field in fields(mine)]
    if base is None:
        return mine, tuple(name for name in names if getattr(mine, name) != getattr(stored, name))
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
    return replace(stored, **{name: getattr(mine, name) for name in changed}), disputed
