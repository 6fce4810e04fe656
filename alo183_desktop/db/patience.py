"""A connection that waits for a server as long as it is there, and no longer.

libpq waits for ever for a server that has the question and says nothing any more: one that is
frozen, or behind a wall that drops what it gets. A long answer looks the same from here, so a
server that is silent is asked, on another line, whether it is there at all.
"""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import psycopg
from psycopg.waiting import Ready

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from psycopg.abc import PQGen

    AnswerT = TypeVar("AnswerT")

_ASKED_AFTER_S: Final = 5.0
"""After so long without a word in answer the server is asked whether it is there."""
_ANSWERED_S: Final = 5.0
"""After so long without an answer to that it is not."""
_INTERVAL_S: Final = 0.1
_STARTING: Final = b"C57P03\0"
"""The state, within an error, of a server that is coming up or going down."""
_PROTOCOL: Final = 3 << 16
_LONGEST: Final = 8192


class Way(NamedTuple):
    """Where a server is; what libpq calls by the same names."""

    host: str
    port: int
    hostaddr: str = ""

    def leads_somewhere(self) -> bool:
        """Return whether a server that works answers there; it is told nothing of ours.

        Not libpq's own `PQping`: it stops every thread of the program while it waits.
        """
        asked = struct.pack("!I", _PROTOCOL) + b"user\0alo183\0\0"
        with suppress(OSError, UnicodeError), self._dial() as line:
            line.sendall(struct.pack("!I", len(asked) + 4) + asked)
            # A server that refuses us is there; it says so in a message of one piece.
            answer = line.recv(_LONGEST)
            return bool(answer) and not (answer.startswith(b"E") and _STARTING in answer)
        return False

    def _dial(self) -> socket.socket:
        if self.hostaddr or not self.host.startswith(("/", "@")):
            where = (self.hostaddr or self.host, self.port)
            return socket.create_connection(where, timeout=_ANSWERED_S)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(_ANSWERED_S)
            # What begins with "@" has a name, and no file.
            line.connect(f"{self.host}/.s.PGSQL.{self.port}".replace("@", "\0", 1))
        except BaseException:
            line.close()
            raise
        return line


class PatientConnection(psycopg.Connection[Any]):
    """Knows its way, and asks there when no answer comes."""

    way: Way | None = None

    @override
    def wait(
        self, gen: PQGen[AnswerT], interval: float = _INTERVAL_S, timeout: float | None = None
    ) -> AnswerT:
        return super().wait(self._asking(gen), interval=interval, timeout=timeout)

    def _asking(self, gen: PQGen[AnswerT]) -> PQGen[AnswerT]:
        """Do as `gen`, and end with an error when the server is not there any more."""
        heard_at = time.monotonic()
        try:
            state = next(gen)
            while True:
                ready = yield state
                if ready != Ready.NONE:
                    heard_at = time.monotonic()
                elif time.monotonic() - heard_at > _ASKED_AFTER_S:
                    self._demand_somebody()
                    heard_at = time.monotonic()
                state = gen.send(ready)
        except StopIteration as end:
            answer: AnswerT = end.value
            return answer

    def _demand_somebody(self) -> None:
        if self.way is not None and not self.way.leads_somewhere():
            self.pgconn.finish()
            raise psycopg.OperationalError("the server says nothing any more")
