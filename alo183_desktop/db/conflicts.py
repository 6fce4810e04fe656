"""Tell the second of two people who was first, when, and what both have."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from alo183_desktop.db.audit_queries import AuditFilter, AuditRow, find_entries
from alo183_desktop.db.work import Kept
from alo183_desktop.shared.errors import ConflictError, Problem
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from _typeshed import DataclassInstance
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

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


_ONLY_LOOKED: Final = ("opened", "shown", "printed", "exported", "searched")
"""How the names of acts end that change nothing."""
_LOOKED_THROUGH: Final = 200


@dataclass(frozen=True, slots=True)
class Thing:
    """What two people change, as the trail calls it."""

    kind: str
    """Such as `officer`."""
    item_id: int | None = None
    """None for what there is once."""
    actions: tuple[str, ...] = ()
    """The acts that change it, where others of the same kind are about something else."""


def merge_edit(  # noqa: PLR0913 - what differs between the things
    work: Work,
    mine: ValuesT,
    stored: ValuesT,
    base: ValuesT | None,
    *,
    is_stale: bool,
    thing: Thing,
    words: Callable[[str, Any], str] = value_words,
    keys: Mapping[str, str] = MappingProxyType({}),
    together: Sequence[Collection[str]] = (),
) -> ValuesT:
    """Return what is stored once what somebody typed and what others changed meanwhile stand there.

    Args:
        work: Its `kept` says what of it others changed and nobody typed here.
        mine: As `merge`.
        stored: As `merge`.
        base: As `merge`.
        is_stale: Whether the version that `mine` is to replace is no longer the stored one.
        thing: What both changed.
        words: One value of a field, as people read it.
        keys: How the form calls a field that it calls otherwise.
        together: As `merge`.

    Raises:
        ConflictError: `db.both_changed`: its problems name each field in which both disagree, with
            both values; unless the stored version was seen, and is to be saved over. Whoever saves
            again once both were shown gives its `seen` as `base`.
    """
    merged = merge(mine, stored, base, together=together)
    if not is_stale:
        return merged.values
    kept = tuple(
        keys.get(field.name, field.name)
        for field in fields(mine)
        if getattr(merged.values, field.name) != getattr(mine, field.name)
    )
    if merged.disputed:
        raise _conflict(
            work.session,
            "db.both_changed",
            thing,
            problems=[
                Problem(
                    keys.get(name, name),
                    "db.differs",
                    {
                        "mine": words(name, getattr(mine, name)),
                        "theirs": words(name, getattr(stored, name)),
                    },
                )
                for name in merged.disputed
            ],
            seen=merged.seen,
            kept=kept,
        )
    if kept:
        last = _last(work.session, thing)
        work.kept.append(Kept(kept, "" if last is None else last.actor_name))
    return merged.values


def demand_version(session: Session, stored: int | None, seen: int | None, thing: Thing) -> None:
    """Do nothing, or say who has changed what is no longer as it was shown.

    Args:
        session: Only read.
        stored: The version that the database has now; None when it has no such row.
        seen: The version of what somebody read and changed; None when there was none.
        thing: What it is a version of.

    Raises:
        ConflictError: `db.conflict`.
    """
    if stored != seen:
        raise _conflict(session, "db.conflict", thing)


def _conflict(
    session: Session,
    code: str,
    thing: Thing,
    *,
    problems: Sequence[Problem] = (),
    seen: object = None,
    kept: tuple[str, ...] = (),
) -> ConflictError:
    """Return the error for whoever saves second, with who saved first as the trail tells it."""
    last = _last(session, thing)
    return ConflictError(
        code,
        problems=problems,
        who="" if last is None else last.actor_name,
        at=None if last is None else last.at,
        seen=seen,
        kept=kept,
        count=len(problems),
    )


def _last(session: Session, thing: Thing) -> AuditRow | None:
    """Return the newest act that changed something."""
    wanted = AuditFilter(kind=thing.kind, item_id=thing.item_id, actions=thing.actions)
    found = find_entries(session, wanted, before=None, limit=_LOOKED_THROUGH)
    return next((one for one in found if not one.action.endswith(_ONLY_LOOKED)), None)
