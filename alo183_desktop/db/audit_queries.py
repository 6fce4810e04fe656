"""Read the audit trail: pages of it that match a filter, and the actors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, false, or_, select

from alo183_desktop.db.audit import (
    ACKNOWLEDGED,
    AUDIT_KIND,
    ENTRY_COLUMNS,
    FOUND_BROKEN,
    REFUTED,
    AuditEntry,
    Break,
    Head,
    read_head,
)
from alo183_desktop.db.bulk import parts_of, read_keys
from alo183_desktop.shared.clock import CLOCK_TOLERANCE
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from array import array
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


class ChainedRow(NamedTuple):
    """One act with its place in the chain."""

    row: AuditRow
    mac: str
    """As it is compared with a printed end of the chain."""


def newest_ahead(session: Session, now: dt.datetime) -> dt.datetime | None:
    """Return when the newest entry was made, where that is to come; UTC.

    None within `CLOCK_TOLERANCE`: the clock is not behind what was written by it.

    Days, deadlines and the order of evidence come from that clock. For a file: on a server each
    connection is measured, and another desk's entry may be as far ahead as this one is behind.

    Args:
        session: Of the data.
        now: Of the clock, UTC.
    """
    newest = session.scalar(select(AuditEntry.at).order_by(AuditEntry.sequence.desc()).limit(1))
    return newest if newest is not None and newest - now > CLOCK_TOLERANCE else None


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


@dataclass(frozen=True, slots=True)
class RecordedBreak:
    """A break of the chain that was found and recorded."""

    sequence: int
    """Of its entry."""
    found: Break
    outside: Head | None
    """The head outside at that time; None where it was missing or broken."""
    is_settled: bool
    """Whether somebody with the right saw it since, or a walk found that nothing is broken."""


def findings(session: Session, *, trusted: Collection[str]) -> tuple[RecordedBreak, ...]:
    """Return all breaks that were ever found, in the order of their entries.

    Args:
        session: Of either backend.
        trusted: Roles whose word settles a finding: a server cannot keep others from writing one.
    """
    settling = (FOUND_BROKEN, ACKNOWLEDGED, REFUTED)
    query = (
        select(*ENTRY_COLUMNS)
        .where(AuditEntry.kind == AUDIT_KIND, AuditEntry.action.in_(settling))
        .order_by(AuditEntry.sequence)
    )
    rows = [AuditRow(*record) for record in session.execute(query)]
    believed = [row for row in rows if row.actor_role in trusted]
    seen = max((row.sequence for row in believed if row.action == ACKNOWLEDGED), default=0)
    refuted = {row.item_id for row in believed if row.action == REFUTED}
    return tuple(
        RecordedBreak(
            row.sequence,
            _break_of(row),
            _outside_of(row),
            is_settled=row.sequence < seen or row.sequence in refuted,
        )
        for row in rows
        if row.action == FOUND_BROKEN
    )


def unsettled(verdict: Verdict, known: Sequence[RecordedBreak]) -> Verdict:
    """Return a verdict without the breaks that are settled, and with earlier ones that are not."""
    settled = {one.found for one in known if one.is_settled}
    pending = [one.found for one in known if not one.is_settled]
    present = [one for one in verdict.breaks if one not in settled]
    return replace(verdict, breaks=tuple(dict.fromkeys([*present, *pending])))


def refuted(
    session: Session, verdict: Verdict, known: Sequence[RecordedBreak]
) -> tuple[RecordedBreak, ...]:
    """Return the pending findings that a whole walk shows to have been no break.

    Every entry up to the place is right, and the head outside of that time is the chain's. A head
    that was missing or broken is a fault of its file, about which the chain shows nothing.

    Args:
        session: The snapshot of the walk.
        verdict: Of the walk over the whole chain.
        known: As of `findings`.
    """
    if not verdict.is_whole:
        return ()
    pending = [one for one in known if not one.is_settled and one.outside is not None]
    wanted = {one.outside.sequence for one in pending if one.outside is not None}
    query = select(AuditEntry.sequence, AuditEntry.mac).where(AuditEntry.sequence.in_(wanted))
    heads = {Head(sequence, mac) for sequence, mac in session.execute(query)}
    return tuple(one for one in pending if one.outside in heads and one.found.at <= verdict.entries)


def _break_of(row: AuditRow) -> Break:
    details = row.details
    reason, mac = str(details.get("reason")), str(details.get("mac", ""))
    return Break(row.item_id or 0, reason, mac, int(details.get("last", 0)))


def _outside_of(row: AuditRow) -> Head | None:
    details = row.details
    if "outside" not in details:
        return None
    return Head(int(details["outside"]), str(details["outside_mac"]))


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


def find_sequences(session: Session, wanted: AuditFilter) -> array[int]:
    """Return the sequences of all matching entries, newest first."""
    ordered = select(AuditEntry.sequence).where(*_fitting(session, wanted))
    return read_keys(session, ordered.order_by(AuditEntry.sequence.desc()))


def entries_of(session: Session, sequences: Sequence[int]) -> tuple[AuditRow, ...]:
    """Return entries in the order of their sequences; those that are gone are left out."""
    query = select(*ENTRY_COLUMNS)
    found = {
        record.sequence: AuditRow(*record)
        for part in parts_of(sequences)
        for record in session.execute(query.where(AuditEntry.sequence.in_(part)))
    }
    return tuple(found[sequence] for sequence in sequences if sequence in found)


def entries_after(session: Session, sequence: int, *, limit: int) -> tuple[ChainedRow, ...]:
    """Return the first `limit` entries after one, oldest first.

    An entry becomes visible only after those before it, because the chain grows under the lock of
    its head: who reads on from the last sequence misses none.
    """
    query = (
        select(*ENTRY_COLUMNS, AuditEntry.mac)
        .where(AuditEntry.sequence > sequence)
        .order_by(AuditEntry.sequence)
        .limit(limit)
    )
    return tuple(ChainedRow(AuditRow(*own), mac) for *own, mac in session.execute(query))


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
