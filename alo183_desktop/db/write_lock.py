"""Let the desks of a server write one after the other, as those of one file do anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy.orm import ORMExecuteState, Session

WRITERS: Final = 183_000_001
"""The id of the lock that a writer holds until the end of the transaction."""
UPGRADE: Final = 183_000_002
"""The id of the lock that a migration of a server holds."""
TRAIL: Final = 183_000_003
"""The id of the lock that an entry of the trail holds until the end of the transaction.

Writers take it after theirs, as their last step but the commit. Who only reads, and records it,
takes this one alone, and waits for no writer's whole unit of work.
"""
MOST_STILL_S: Final = 10
"""Seconds after which a server cuts a desk off that holds a lock and does nothing."""
_KEY: Final = "turn"
"""The key of the lock's state in a session."""


class WriteLock:
    """Waits, before the first write of a session, until nobody else is writing.

    Each transaction ends by appending to the one chain of the audit trail, so writers meet there
    anyway. By meeting before the first row is locked, they cannot deadlock, and no act has to be
    rolled back. Readers wait for nobody until they record what they read (`take_trail`).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_needed = self._is_shared = session.get_bind().dialect.name == "postgresql"
        session.info[_KEY] = self
        if self._is_needed:
            event.listen(session, "before_flush", self._on_flush)
            event.listen(session, "do_orm_execute", self._on_execute)
            # A savepoint that is rolled back releases the locks taken within it.
            event.listen(session, "after_soft_rollback", self._on_rollback)

    def take(self) -> None:
        """Wait for the lock, unless the session has it already."""
        if self._is_needed:
            self._is_needed = False
            self._wait_for(WRITERS)

    def take_trail(self) -> None:
        """Wait until nobody else is appending to the trail; only a commit may follow that."""
        if self._is_shared:
            self._wait_for(TRAIL)

    def _wait_for(self, lock: int) -> None:
        # A desk that is frozen from here on must not keep the others waiting for long.
        self._session.connection().exec_driver_sql(
            f"SELECT pg_advisory_xact_lock({lock}),"
            f" set_config('idle_in_transaction_session_timeout', '{MOST_STILL_S}s', true)"
        )

    def _on_flush(self, session: Session, _context: Any, _instances: Any) -> None:
        if session.new or session.dirty or session.deleted:
            self.take()

    def _on_execute(self, state: ORMExecuteState) -> None:
        locks = getattr(state.statement, "_for_update_arg", None) is not None
        if state.is_insert or state.is_update or state.is_delete or locks:
            self.take()

    def _on_rollback(self, _session: Session, _transaction: Any) -> None:
        self._is_needed = True


def take_write_lock(session: Session) -> None:
    """Wait until nobody else is writing, before checking for something that may exist only once.

    Checking first and waiting then could find it taken: the server would refuse the row, and log
    the typed values.
    """
    turn: WriteLock | None = session.info.get(_KEY)
    if turn is not None:
        turn.take()
