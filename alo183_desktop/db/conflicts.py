"""Conflicts of two people: who was first, when, and the values of both."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from alo183_desktop.db.audit_queries import AuditFilter, AuditRow, find_entries
from alo183_desktop.db.work import KeptFields
from alo183_desktop.shared.errors import ConflictError, Problem
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from _typeshed import DataclassInstance
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class MergedFields(Generic[ValuesT]):
    """The result of two people's changes to the same values."""

    values: ValuesT
    """The values after both changes; where they disagree, the present save wins."""
    disputed: tuple[str, ...]
    """The fields in which they disagree."""
    seen: ValuesT
    """The new base of a form that shows the disputed values, instead of its former one.

    For fields that the user typed it has the stored values, so that typing the first value again is
    a change; for all others it has those of the former base, so that what only the other one
    changed, and was not shown, is neither reverted nor overwritten unseen.
    """


def merge(
    mine: ValuesT,
    stored: ValuesT,
    base: ValuesT | None,
    *,
    together: Sequence[Collection[str]] = (),
) -> MergedFields[ValuesT]:
    """Return the values after both changes.

    A user who types one field neither reverts another one, nor is asked about it.

    Args:
        mine: The values to save; where they disagree, they win.
        stored: What the database has now.
        base: What `mine` began with; None: unknown, so that every difference is in dispute.
        together: Fields that belong together: a change of one of them is about all.
    """
    names = [field.name for field in fields(mine)]
    if base is None:
        disputed = tuple(name for name in names if getattr(mine, name) != getattr(stored, name))
        return MergedFields(mine, disputed, seen=stored)
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
    return MergedFields(
        replace(stored, **{name: getattr(mine, name) for name in changed}),
        disputed,
        seen=replace(base, **{name: getattr(stored, name) for name in changed}),
    )


_ONLY_LOOKED: Final = ("opened", "shown", "printed", "exported", "searched")
"""Suffixes of acts that change nothing."""
_LOOKED_THROUGH: Final = 200


@dataclass(frozen=True, slots=True)
class Thing:
    """The object that two people change, as named in the trail."""

    kind: str
    """Such as `officer`."""
    item_id: int | None = None
    """None for what exists once."""
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
    """Return the values to store from the typed ones and the changes of others meanwhile.

    Args:
        work: Its `kept` lists the fields that others changed and the user did not.
        mine: As `merge`.
        stored: As `merge`.
        base: As `merge`.
        is_stale: Whether the version that `mine` is to replace is no longer the stored one.
        thing: The object that both changed.
        words: Returns one value of a field in words.
        keys: The form's names of fields, where they differ.
        together: As `merge`.

    Raises:
        ConflictError: `db.both_changed`: its problems name each field in which both disagree, with
            both values; unless the stored version was seen, and is to be saved over. To save
            again after both were shown, its `seen` is given as `base`.
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
        work.kept.append(KeptFields(kept, "" if last is None else last.actor_name))
    return merged.values


def demand_version(session: Session, stored: int | None, seen: int | None, thing: Thing) -> None:
    """Refuse a version that is no longer the stored one, naming who changed it.

    Args:
        stored: The version that the database has now; None when it has no such row.
        seen: The version that the user read and changed; None when there was none.
        thing: The object of the version.

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
    """Return the error for the second of two saves, with the first one according to the trail."""
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
    """Return the newest act that changed an object."""
    wanted = AuditFilter(kind=thing.kind, item_id=thing.item_id, actions=thing.actions)
    found = find_entries(session, wanted, before=None, limit=_LOOKED_THROUGH)
    return next((one for one in found if not one.action.endswith(_ONLY_LOOKED)), None)
