"""Receive from a server which tables other desks have changed, and check that it is there."""

from __future__ import annotations

import selectors
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.db.server import CHANNEL, backends_of, connect
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine

    from alo183_desktop.db.server import Secret
    from alo183_desktop.db.server_address import ServerAddress

_ASKED_AFTER_S: Final = 5.0
"""After so long a silence the server is checked."""
_GATHERED_S: Final = 0.2
"""Commits within this time are reported together."""


class Listener:
    """A connection that only listens; used by one thread, except for `wake`."""

    def __init__(self, address: ServerAddress, *, user: str, secret: Secret, own: Engine) -> None:
        """Connect and begin to listen.

        Args:
            address: Of the database.
            user: The role.
            secret: Its password.
            own: The engine whose changes are this desk's own and not reported.

        Raises:
            KnownError: As `db.server.connect`.
        """
        import psycopg

        self._own = own
        self._connection: psycopg.Connection[Any] = connect(
            address, user=user, password=secret.text
        )
        self._waker, self._woken = socket.socketpair()
        self._heard_at = time.monotonic()
        try:
            self._connection.autocommit = True
            self._connection.execute(f"LISTEN {CHANNEL}".encode())
        except psycopg.Error as error:
            self.close()
            raise KnownError("db.server_away") from error

    def wait(self, *, timeout_s: float) -> frozenset[str]:
        """Wait until others have changed something; return the names of those tables.

        Empty when nothing came in time, or `wake` was called.

        Args:
            timeout_s: Seconds.

        Raises:
            KnownError: `db.server_away`.
        """
        import psycopg

        try:
            if not self._is_ready(timeout_s):
                if time.monotonic() - self._heard_at > _ASKED_AFTER_S:
                    self._connection.execute(b"SELECT 1")
                    self._heard_at = time.monotonic()
                return frozenset()
            heard = self._take()
            if heard and not self._woken_now():
                time.sleep(_GATHERED_S)
                heard |= self._take()
        except (psycopg.Error, OSError, ValueError) as error:
            raise KnownError("db.server_away") from error
        return heard

    def wake(self) -> None:
        """End a `wait` at once; from any thread."""
        with suppress(OSError):  # it is closed already
            self._waker.send(b"!")

    def close(self) -> None:
        """Stop listening."""
        with suppress(Exception):
            self._connection.close()
        self._waker.close()
        self._woken.close()

    def _is_ready(self, timeout_s: float) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._connection.fileno(), selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            ready = selector.select(timeout_s)
        return any(key.fileobj is not self._woken for key, _events in ready)

    def _woken_now(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            return bool(selector.select(0))

    def _take(self) -> frozenset[str]:
        self._heard_at = time.monotonic()
        own = backends_of(self._own)
        found = self._connection.notifies(timeout=0)
        return frozenset(note.payload for note in found if note.pid not in own)
