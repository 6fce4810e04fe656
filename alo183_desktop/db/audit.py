"""The audit trail: who did what and who saw what, chained by HMAC."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Index, String, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from alo183_desktop.db.base import Base
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from sqlalchemy.orm import Session

_FIRST: Final = "0" * 64
_HEAD_ID: Final = 1
_BATCH: Final = 1000
AUDIT_KIND: Final = "audit"
FOUND_BROKEN: Final = "audit.found_broken"
ACKNOWLEDGED: Final = "audit.acknowledged"
REFUTED: Final = "audit.refuted"
RESTORED: Final = "restored"
"""The reason of the break that a backup leaves which was brought back."""
MOST_BREAKS: Final = 100
"""Found in one walk: under a wrong key every entry is one."""


class AuditEntry(Base):
    """One act; never changed or removed (triggers refuse it)."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "kind", "item_id"),
        Index(None, "actor_login", "sequence"),
        Index(None, "at"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    actor_login: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(200))
    actor_role: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    item_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]
    mac: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain: one row, locked while the chain grows."""

    __tablename__ = "audit_heads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))


class AuditKey(Base):
    """The key of an older part of the chain, from before the data got a new key.

    A reader of this has the open data, and with it the present key; an older one reveals nothing
    that they could not compute before. The first entry after `last_sequence` binds the part before
    it, and is bound by the present key.
    """

    __tablename__ = "audit_keys"

    last_sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The last entry that was made with it."""
    key: Mapped[str] = mapped_column(String(64))
    """In hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain; `sequence` 0 means that it is empty."""

    sequence: int
    mac: str


class HeadFault(enum.StrEnum):
    """Why there is no outside head to compare with; the values are reasons of a `Verdict`."""

    MISSING = "head_missing"
    EMPTY = "head_empty"
    """It has no content, or only the beginning of one, as after a power cut."""
    BROKEN = "head_broken"
    """It exists, but was not written by this program with this key."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act to be recorded."""

    action: str
    """What was done, such as `officer.changed` or `officer.tckn_shown`."""
    kind: str
    """The kind of its object, such as `officer`."""
    item_id: int | None
    details: Mapping[str, Any]
    """Names of fields, counts, codes, days: no values of persons, because this is kept longest."""


ENTRY_COLUMNS: Final = (
    AuditEntry.sequence,
    AuditEntry.at,
    AuditEntry.actor_login,
    AuditEntry.actor_name,
    AuditEntry.actor_role,
    AuditEntry.action,
    AuditEntry.kind,
    AuditEntry.item_id,
    AuditEntry.details,
)
"""The columns of an entry, in the order of its HMAC and of an `AuditRow`."""
_TABLE: Final[Any] = AuditEntry.__table__
_HEADS: Final[Any] = AuditHead.__table__
_INSERT_ENTRY: Final = insert(_TABLE)
_FURTHEST: Final = select(func.max(_TABLE.c.sequence))
_LOCKED_HEAD: Final = (
    select(_HEADS.c.sequence, _HEADS.c.mac, _FURTHEST.scalar_subquery())
    .where(_HEADS.c.id == _HEAD_ID)
    .with_for_update()
)
_MOVE_HEAD: Final = update(_HEADS).where(_HEADS.c.id == _HEAD_ID)
_COLUMNS: Final = (*(column.key for column in ENTRY_COLUMNS), "mac")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Break:
    """One place at which the chain does not match."""

    at: int
    """The first sequence that does not match."""
    reason: str
    """`changed`, `missing`, `tail_cut`, `head_differs`, a `HeadFault` or `RESTORED`."""
    mac: str = ""
    """Of the entry found there; empty where there is none, or the fault is outside."""
    last: int = 0
    """Of several entries that fell out, the last; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of verifying the chain."""

    entries: int
    """Verified ones before the first break."""
    head: Head
    breaks: tuple[Break, ...] = ()
    """In their order; empty when the chain is whole."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, removed, inserted or reordered."""
        return not self.breaks

    @property
    def broken_at(self) -> int | None:
        """The sequence of the first break."""
        return self.breaks[0].at if self.breaks else None

    @property
    def reason(self) -> str | None:
        """What the first break is."""
        return self.breaks[0].reason if self.breaks else None


@collector_paused()
def append(
    session: Session,
    events: Sequence[Event],
    *,
    key: bytes,
    at: dt.datetime,
    actor: tuple[str, str, str],
) -> Head:
    """Add `events` to the chain within the session's transaction and return the new head.

    Args:
        session: Its transaction contains the change that the events describe.
        events: In the order in which they happened.
        key: Of the HMAC; without it the chain cannot be recomputed.
        at: The time of all of them, UTC.
        actor: Login, name and role of the actor.
    """
    # Core statements: entities take twice as long, and this comes with every change.
    connection = session.connection()
    kept = connection.execute(_LOCKED_HEAD).one_or_none()
    if kept is None:
        connection.execute(insert(_HEADS), {"id": _HEAD_ID, "sequence": 0, "mac": _FIRST})
    ended, mac, furthest = kept or (0, _FIRST, None)
    # Entries inserted after the head are found by `verify`; they do not prevent work.
    last = max(ended, furthest or 0)
    login, name, role = actor
    records: list[dict[str, Any]] = []
    for sequence, event in enumerate(events, start=last + 1):
        values = (
            sequence,
            at,
            login,
            name,
            role,
            event.action,
            event.kind,
            event.item_id,
            dict(event.details),
        )
        mac = _mac(values, previous=mac, key=key)
        records.append(dict(zip(_COLUMNS, (*values, mac), strict=True)))
    # In bulk: an import brings thousands of acts.
    if records:
        connection.execute(_INSERT_ENTRY, records)
    moved = Head(last + len(records) if records else ended, mac)
    connection.execute(_MOVE_HEAD, {"sequence": moved.sequence, "mac": moved.mac})
    return moved


def begin_new_part(session: Session, *, before: bytes) -> None:
    """Use another key for entries appended from now on.

    Args:
        session: Its transaction appends the first entry with the new key.
        before: The key of all entries so far.
    """
    session.add(AuditKey(last_sequence=read_head(session).sequence, key=before.hex()))
    session.flush()


def read_head(session: Session) -> Head:
    """Return the end of the chain as stored in the database."""
    row = session.execute(
        select(AuditHead.sequence, AuditHead.mac).where(AuditHead.id == _HEAD_ID)
    ).one_or_none()
    return Head(0, _FIRST) if row is None else Head(row.sequence, row.mac)


def verify(
    session: Session,
    *,
    key: bytes,
    outside: Head | HeadFault,
    walked_so_far: Callable[[int], object] = lambda _count: None,
) -> Verdict:
    """Verify the whole chain, and compare its end with both heads.

    The walk goes on after a break: what is appended later chains from what is found there, so one
    bad entry hides nothing behind it. It ends after `MOST_BREAKS`.

    Args:
        session: Of `db.work.open_snapshot`: entries added meanwhile would look like a break.
        key: The present key of the chain; those of its older parts are in the data.
        walked_so_far: Called now and then with the number of verified entries; an error that it
            raises ends the verification.
        outside: The head kept outside the database; the chain must contain it. A fault,
            and a head before the first entry, are errors for a chain that has begun: an attacker
            who cuts the tail removes or replaces the outside head, too.
    """
    walked, head = Head(0, _FIRST), read_head(session)
    fault, outside = _parted(outside)
    key_for = _keys_of_parts(session, key)
    breaks: list[Break] = []
    # Closed at once when it ends early: PostgreSQL keeps a cursor open until then.
    with closing(_entries(session)) as entries:
        for entry in entries:
            if walked.sequence % _BATCH == 0:
                walked_so_far(walked.sequence)
            expected = walked.sequence + 1
            if entry.sequence != expected:
                breaks.append(Break(expected, "missing"))
            elif not hmac.compare_digest(
                entry.mac, _mac(_values_of(entry), previous=walked.mac, key=key_for(expected))
            ):
                breaks.append(Break(expected, "changed", entry.mac))
            elif outside.sequence == expected and outside.mac != entry.mac:
                breaks.append(Break(expected, "head_differs", entry.mac))
            walked = Head(entry.sequence, entry.mac)
            if len(breaks) == MOST_BREAKS:
                return Verdict(breaks[0].at - 1, head, tuple(breaks))
    if max(head.sequence, outside.sequence) > walked.sequence:
        breaks.append(Break(walked.sequence + 1, "tail_cut"))
    elif head != walked:
        breaks.append(Break(walked.sequence, "head_differs", walked.mac))
    elif fault is not None and walked.sequence:
        breaks.append(Break(walked.sequence, fault.value))
    return Verdict(breaks[0].at - 1 if breaks else walked.sequence, head, tuple(breaks))


def verify_head(session: Session, *, key: bytes, outside: Head | HeadFault) -> Verdict:
    """Verify only the end of the chain, in constant time; arguments as `verify`."""
    head = read_head(session)
    fault, outside = _parted(outside)

    def broken(at: int, reason: str, mac: str = "") -> Verdict:
        return Verdict(head.sequence, head, (Break(at, reason, mac),))

    if fault is not None:
        return broken(head.sequence, fault.value) if head.sequence else Verdict(0, head)
    if max(outside.sequence, session.scalar(_FURTHEST) or 0) > head.sequence:
        reason = "tail_cut" if outside.sequence > head.sequence else "changed"
        return broken(head.sequence + 1, reason)
    wanted = {head.sequence, head.sequence - 1, outside.sequence}
    query = select(AuditEntry).where(AuditEntry.sequence.in_(wanted))
    found = {entry.sequence: entry for entry in session.scalars(query)}
    macs = {0: _FIRST, **{sequence: entry.mac for sequence, entry in found.items()}}
    if missing := wanted - {*macs, -1}:
        return broken(min(missing), "missing")
    if head.sequence:
        last = found[head.sequence]
        own = _keys_of_parts(session, key)(head.sequence)
        if (
            not last.mac
            == head.mac
            == _mac(_values_of(last), previous=macs[head.sequence - 1], key=own)
        ):
            return broken(head.sequence, "changed", last.mac)
    if macs[outside.sequence] != outside.mac:
        return broken(outside.sequence, "head_differs", macs[outside.sequence])
    return Verdict(head.sequence, head)


def demand_entry(session: Session, printed: Head) -> None:
    """Refuse a trail that does not contain an entry as a paper has it.

    Args:
        session: Of either backend.
        printed: Its `mac` may be the first digits only.

    Raises:
        KnownError: `cli.anchor_missing`, `cli.anchor_differs`.
    """
    kept = session.scalar(select(AuditEntry.mac).where(AuditEntry.sequence == printed.sequence))
    if kept is None:
        last = read_head(session).sequence
        raise KnownError("cli.anchor_missing", sequence=printed.sequence, last=last)
    if not kept.startswith(printed.mac):
        raise KnownError("cli.anchor_differs", sequence=printed.sequence)


def _keys_of_parts(session: Session, key: bytes) -> Callable[[int], bytes]:
    """Return a function that returns the key of the entry of a sequence."""
    query = select(AuditKey.last_sequence, AuditKey.key).order_by(AuditKey.last_sequence)
    older = [(last, bytes.fromhex(text)) for last, text in session.execute(query)]

    def key_for(sequence: int) -> bytes:
        return next((own for last, own in older if sequence <= last), key)

    return key_for


def _parted(outside: Head | HeadFault) -> tuple[HeadFault | None, Head]:
    """Return the fault of the outside head, and a head to compare with."""
    if isinstance(outside, HeadFault):
        return outside, Head(0, _FIRST)
    # The program never stores a head before the first entry: it would match any chain.
    return (HeadFault.BROKEN if outside.sequence < 1 else None), outside


def _entries(session: Session) -> Generator[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=_BATCH)
    with closing(session.scalars(query)) as found:
        for entry in found:
            yield entry
            session.expunge(entry)


def _values_of(entry: AuditEntry) -> tuple[Any, ...]:
    return tuple([getattr(entry, column.key) for column in ENTRY_COLUMNS])


def _mac(values: tuple[Any, ...], *, previous: str, key: bytes) -> str:
    """Return the HMAC of an entry's columns, in the order of an `AuditRow`, and of the one before.

    It is part of the stored format: another order or notation breaks every existing chain.
    """
    sequence, at, *others = values
    text = _ENCODER.encode([previous, sequence, at.astimezone(dt.UTC).isoformat(), *others])
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()
