"""Read the audit trail: pages of it that match a filter, and the actors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_, select

from alo183_desktop.db.audit import (
    ACKNOWLEDGED,
    AUDIT_KIND,
    ENTRY_COLUMNS,
    FOUND_BROKEN,
    AuditEntry,
    read_head,
)
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alo183_desktop.db.audit import Verdict


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act, as a screen shows it."""

    sequence: int
    at: dt.datetime
    actor_login: str
    actor_name: str
    actor_role: str
    action: str
    kind: str
    item_id: int | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; None and empty mean: all."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    actor_login: str | None = None
    kind: str | None = None
    item_id: int | None = None
    actions: tuple[str, ...] = ()
    search: str = ""
    """Part of an actor's name or login, in any case and with any accents."""
    or_actions: tuple[str, ...] = ()
    """With a search: entries of these actions match, too, because the search found their words."""
    or_items: tuple[tuple[str, int], ...] = ()
    """With a search: kinds and ids of the objects found; their entries match, too."""


def last_acts(
    session: Session, action: str, kind: str, item_ids: Collection[int]
) -> Mapping[int, Sequence[tuple[dt.datetime, Mapping[str, Any]]]]:
    """Return the times and details of an act on some objects: by their ids, the newest first.

    Args:
        action: Such as `letter.printed`.
        kind: Of the objects.
        item_ids: Their ids.
    """
    found: dict[int, list[tuple[dt.datetime, Mapping[str, Any]]]] = defaultdict(list)
    query = (
        select(AuditEntry.item_id, AuditEntry.at, AuditEntry.details)
        .where(AuditEntry.kind == kind, AuditEntry.action == action)
        .order_by(AuditEntry.sequence.desc())
    )
    for part in parts_of(sorted(item_ids)):
        for item_id, at, details in session.execute(query.where(AuditEntry.item_id.in_(part))):
            found[item_id].append((at, details))
    return found


def pending_finding(session: Session) -> AuditRow | None:
    """Return the first break that was found and is not acknowledged since; else None."""
    acknowledged = (
        select(func.max(AuditEntry.sequence))
        .where(AuditEntry.kind == AUDIT_KIND, AuditEntry.action == ACKNOWLEDGED)
        .scalar_subquery()
    )
    query = (
        select(*ENTRY_COLUMNS)
        .where(AuditEntry.kind == AUDIT_KIND, AuditEntry.action == FOUND_BROKEN)
        .where(AuditEntry.sequence > func.coalesce(acknowledged, 0))
        .order_by(AuditEntry.sequence)
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else AuditRow(*found)


def with_pending_finding(session: Session, verdict: Verdict) -> Verdict:
    """Return a verdict; instead of a whole one, the break that is not acknowledged yet."""
    found = pending_finding(session) if verdict.is_whole else None
    if found is None:
        return verdict
    return replace(verdict, broken_at=found.item_id, reason=found.details.get("reason"))


def find_entries(
    session: Session, wanted: AuditFilter, *, before: int | None, limit: int
) -> tuple[AuditRow, ...]:
    """Return the newest `limit` matching entries, newest first.

    Args:
        wanted: Which entries.
        before: The sequence of the last row of the previous page; None for the first page.
        limit: Rows of a page; a shorter answer is the last page.
    """
    query = select(*ENTRY_COLUMNS).where(*_fitting(session, wanted))
    if before is not None:
        query = query.where(AuditEntry.sequence < before)
    query = query.order_by(AuditEntry.sequence.desc()).limit(limit)
    return tuple(AuditRow(*record) for record in session.execute(query))


def count_found(session: Session, wanted: AuditFilter) -> int:
    """Return how many entries match."""
    query = select(func.count()).select_from(AuditEntry).where(*_fitting(session, wanted))
    return session.execute(query).scalar_one()


def list_actors(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the logins and names of all actors, each pair once."""
    query = select(AuditEntry.actor_login, AuditEntry.actor_name).distinct()
    return tuple((login, name) for login, name in session.execute(query))


def count_entries(session: Session) -> int:
    """Return how many entries there are, according to the head."""
    return read_head(session).sequence


def _fitting(session: Session, wanted: AuditFilter) -> Sequence[ColumnElement[bool]]:
    found = [_found(session, wanted)] if wanted.search else []
    return [*_conditions(wanted), *found]


def _found(session: Session, wanted: AuditFilter) -> ColumnElement[bool]:
    """Return the condition of a search; actors are few, so their names are folded here."""
    sought = fold(wanted.search)
    actors = [
        and_(AuditEntry.actor_login == login, AuditEntry.actor_name == name)
        for login, name in list_actors(session)
        if sought in fold(name) or sought in fold(login)
    ]
    items: dict[str, list[int]] = {}
    for kind, item_id in wanted.or_items:
        items.setdefault(kind, []).append(item_id)
    things = [
        and_(AuditEntry.kind == kind, AuditEntry.item_id.in_(ids)) for kind, ids in items.items()
    ]
    return or_(false(), AuditEntry.action.in_(wanted.or_actions), *actors, *things)


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.since is not None:
        yield AuditEntry.at >= wanted.since
    if wanted.until is not None:
        yield AuditEntry.at < wanted.until
    if wanted.actor_login is not None:
        yield AuditEntry.actor_login == wanted.actor_login
    if wanted.kind is not None:
        yield AuditEntry.kind == wanted.kind
    if wanted.item_id is not None:
        yield AuditEntry.item_id == wanted.item_id
    if wanted.actions:
        yield AuditEntry.action.in_(wanted.actions)
