"""The unit of work: one session, one transaction, one actor, one time."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from alo183_desktop.db import audit
from alo183_desktop.db.error_mapping import driver_errors_mapped
from alo183_desktop.db.write_lock import WriteLock
from alo183_desktop.shared.errors import ConflictError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from alo183_desktop.shared.clock import Clock


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting user."""

    user_id: int | None
    """None for the program itself (set-up, migration)."""
    login: str
    name: str
    role: str
    """A value of `access.rules.Role`."""
    given: frozenset[str] = frozenset()
    """Values of `access.rules.Right` that a setting of the directorate adds to their role."""


@dataclass(frozen=True, slots=True)
class KeptFields:
    """Fields of a form that keep the values of another user, who changed them meanwhile."""

    keys: tuple[str, ...]
    """The fields, by the form's names; never empty."""
    who: str
    """Empty when unknown."""


class Work:
    """The argument of services: the session, the actor, and the time of the act.

    Attributes:
        session: Flushed and committed by the opener of the work, never by a service.
        actor: The acting user; the opener may set it to the user's present data.
        now: The time at which the work began, UTC; the same for everything done in it.
        kept: What others changed in forms that were saved in it, and the user did not.
        head: The new end of the audit chain, once it was written; None before, and without events.
    """

    def __init__(self, session: Session, *, actor: Actor, now: dt.datetime) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.kept: list[KeptFields] = []
        self.head: audit.Head | None = None
        self._events: list[audit.Event] = []

    @property
    def has_recorded(self) -> bool:
        """Whether there are recorded events not taken yet: without changes there are none."""
        return bool(self._events)

    def has_act(self, action: str) -> bool:
        """Return whether an act was recorded and not taken yet."""
        return any(event.action == action for event in self._events)

    def take_events(self) -> tuple[audit.Event, ...]:
        """Return the events recorded since the last call."""
        events, self._events = tuple(self._events), []
        return events

    def record(self, action: str, kind: str, item_id: int | None = None, **details: Any) -> None:
        """Record an act in the audit trail when the work is committed.

        Args:
            action: Such as `officer.changed`.
            kind: Such as `officer`.
            item_id: Of the object; None when there is no single one.
            details: Names of fields, counts, codes: no values of persons.
        """
        self._events.append(audit.Event(action, kind, item_id, details))


@contextmanager
def open_work(
    engine: Engine,
    *,
    clock: Clock,
    actor: Actor,
    audit_key: bytes,
    head_written: Callable[[audit.Head], None] = lambda _head: None,
) -> Iterator[Work]:
    """Open a unit of work, commit it at the end, or leave everything as it was on an error.

    Args:
        engine: Of either backend.
        clock: Read once, at the start.
        actor: The acting user.
        audit_key: Of the audit chain.
        head_written: Called with the new head of the audit chain after the commit.

    Raises:
        ConflictError: `db.conflict`: another user changed the same row first.
        KnownError: As `error_mapping.driver_errors_mapped`.
    """
    try:
        with (
            driver_errors_mapped(),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
            open_work_on(session, clock=clock, actor=actor, audit_key=audit_key) as work,
        ):
            yield work
    except StaleDataError as error:
        raise ConflictError("db.conflict") from error
    if work.head is not None:
        head_written(work.head)


@contextmanager
def open_snapshot(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads, and whose statements all see one state of the data.

    On a server two statements of a unit of work see what others have committed in between.

    Args:
        engine: Of either backend.

    Raises:
        KnownError: As `error_mapping.driver_errors_mapped`.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with driver_errors_mapped(), Session(engine) as session, session.begin():
        yield session


@contextmanager
def open_work_on(
    session: Session, *, clock: Clock, actor: Actor, audit_key: bytes
) -> Iterator[Work]:
    """Open a unit of work in a transaction that the caller commits; see `open_work`."""
    turn = WriteLock(session)
    work = Work(session, actor=actor, now=clock())
    yield work
    session.flush()
    events = work.take_events()
    if events:
        turn.take_trail()
        work.head = audit.append(
            session,
            events,
            key=audit_key,
            at=work.now,
            actor=(work.actor.login, work.actor.name, work.actor.role),
        )
