"""Engines on a PostgreSQL server, and the errors of a server that cannot be reached.

libpq waits forever for a server that has received a query and does not respond: one that is
frozen, or behind a firewall that drops packets. A long answer looks the same from here, so a
silent server is probed on another connection.
"""

from __future__ import annotations

import datetime as dt
import re
import socket
import struct
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from psycopg.waiting import Ready
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from alo183_desktop.db import trusted_roots
from alo183_desktop.shared.clock import CLOCK_TOLERANCE, format_instant, system_clock
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from psycopg.abc import PQGen
    from sqlalchemy import Engine

    from alo183_desktop.db.server_address import ServerAddress

    AnswerT = TypeVar("AnswerT")

CHANNEL: Final = "alo183"
"""The channel on which the server reports each changed table."""
MASKED_SCHEMA: Final = "alo183_masked"
"""Schema with masked views of tables, for users who may not see all columns."""
OLDEST_VERSION: Final = 150_000
_MAJOR: Final = 10_000
_CONNECT_TIMEOUT_S: Final = 5
_ATTEMPTS: Final = 3
_PAUSE_S: Final = 0.3
_SETTINGS: Final = {
    # A desk suspended while it reads; one that holds a lock has less time (write_lock.py).
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "20s",
    # Settings for other programs on the server must not change what ours reads.
    "client_encoding": "UTF8",
    "default_transaction_isolation": "read\\ committed",
    "idle_session_timeout": "0",
    # Nor may the server log typed values when it refuses to store them.
    "log_parameter_max_length_on_error": "0",
    # A disconnected desk is dropped within a minute.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_WHOLE_PATH: Final = "public"
_OWN_PATH: Final = f"{MASKED_SCHEMA},public"
"""For users: masked views come first, and are skipped by users who may see the whole table."""
_KEEPALIVES: Final = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_RECYCLE_S: Final = 1800
_CHOOSES_ITERATIONS: Final = 160_000
_ITERATIONS: Final = 100_000
"""For a password stored on the server; before version 16 it allows only 4096."""
_WRONG_PASSWORD: Final = re.compile(
    r"password authentication failed|no password supplied|doğrulaması başarısız"
)
_NO_DATABASE: Final = re.compile(r'(?:database|role) ".*" does not exist|mevcut değil')
_CLOSED: Final = re.compile(
    r"not permitted to log in|permission denied for database"
    r"|giriş hakkı yok|veritabanına erişim engellendi"
)
_NO_CERTIFICATE: Final = re.compile(
    r"valid client certificate|geçerli bir istemci sertifikası"
    # What the server answers to one that it does not take; ours of the server's reads otherwise.
    r"|alert (?:unknown ca|bad certificate|unsupported certificate|certificate)",
    re.IGNORECASE,
)
_UNREADABLE_CERTIFICATE: Final = re.compile(
    r"certificate present, but|could not (?:read|load|open|stat) (?:client )?certificate file"
    r"|private key file|certificate does not match"
)
_UNPROVEN: Final = re.compile(r"server signature|authentication method requirement|channel binding")
"""What libpq says, always in English, of a server that does not show that it knows the password."""
_NO_TLS: Final = re.compile(r"SSL|TLS|certificate|no encryption|şifreleme yok", re.IGNORECASE)
_FULL: Final = re.compile(
    r"too many (?:clients|connections)|remaining connection slots"
    r"|istemci sayısı çok fazla|bağlantı sayısı aşılmıştır|kalan bağlantı sayısı"
)


_BACKENDS: Final[WeakKeyDictionary[Engine, dict[int, int]]] = WeakKeyDictionary()
"""By engine: the server process of each open connection."""


class Secret:
    """A password, kept as long as it is needed to reconnect."""

    def __init__(self, text: str) -> None:
        self.text = ""
        self.take(text)

    def take(self, text: str) -> None:
        """Store a copy of another one: the caller releases theirs."""
        self.text = "".join(list(text))

    def forget(self) -> None:
        """Forget it, as far as Python allows."""
        self.text = ""


def connect(
    address: ServerAddress, *, user: str, password: str, path: str = _WHOLE_PATH
) -> psycopg.Connection[Any]:
    """Open one connection.

    Args:
        address: Of the database.
        user: The role.
        password: Of the role.
        path: The schemas in which tables are looked up.

    Raises:
        KnownError: `server.wrong_password`, `server.no_database`, `server.closed`,
            `server.certificate_needed`, `server.certificate_unreadable`, `server.tls_refused`,
            `server.unproven`, `server.full`, `server.refused`, `server.too_old`,
            `server.encoding`, `server.clock_off`, `db.server_away`.
    """
    way = Way(address.host, address.port, address.hostaddr)
    settings = {**_SETTINGS, "search_path": path}

    found = address.connection_options()
    if "sslrootcert" in found:
        found["sslrootcert"] = trusted_roots.readable(str(found["sslrootcert"]))
    options = {
        **found,
        **_KEEPALIVES,
        "user": user,
        "application_name": "alo183",
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }
    if password:
        options["password"] = password
        # The key of the user's certificate is opened on this machine, and may have their password:
        # nothing else is asked for, and nothing is stored.
        options["sslpassword"] = password
    for _attempt in range(_ATTEMPTS):
        try:
            # Nothing is prepared on the server: queries change with each filter, and a
            # statement that was prepared before a migration fails after it.
            connection = PatientConnection.connect(**options, prepare_threshold=None)  # type: ignore[arg-type]
        except psycopg.OperationalError as error:
            known = _refusal(error, way)
            # A server that is starting refuses, and reports it when probed.
            if known.code != "server.refused":
                raise known from error
            time.sleep(_PAUSE_S)
        except UnicodeError as error:  # a password that cannot be encoded
            raise KnownError("server.wrong_password") from error
        else:
            connection.way = way
            _demand_usable(connection)
            _demand_clock(connection)
            return connection
    raise KnownError("server.refused")


def server_engine(address: ServerAddress, *, user: str, secret: Secret) -> Engine:
    """Return an engine that reconnects by itself when the server is back.

    Args:
        address: Of the database.
        user: The role that signs in.
        secret: Its password; it is in no URL and no log.
    """

    def creator() -> psycopg.Connection[Any]:
        return connect(address, user=user, password=secret.text, path=_OWN_PATH)

    return _noting_backends(
        create_engine(
            "postgresql+psycopg://",
            creator=creator,
            poolclass=QueuePool,
            pool_size=2,
            max_overflow=4,
            pool_pre_ping=True,
            pool_recycle=_RECYCLE_S,
        )
    )


def single_engine(address: ServerAddress, *, user: str, secret: Secret) -> Engine:
    """Return an engine for one act, such as a set-up; it keeps no connection."""
    return _noting_backends(
        create_engine(
            "postgresql+psycopg://",
            creator=lambda: connect(address, user=user, password=secret.text),
            poolclass=NullPool,
        )
    )


def set_own_password(connection: Any, *, user: str, password: str) -> None:
    """Set another password for the role of a connection; arguments as `scram_secret`."""
    secret = scram_secret(connection, user=user, password=password)
    connection.exec_driver_sql(
        f"ALTER ROLE CURRENT_USER PASSWORD '{secret}'",
        execution_options={"no_parameters": True},
    )


def scram_secret(connection: Any, *, user: str, password: str) -> str:
    """Return what the server stores of a password, so that it never sees the password itself.

    Args:
        connection: Of SQLAlchemy, on the server.
        user: The role.
        password: As typed.
    """
    driver = connection.connection.driver_connection
    if driver.info.server_version >= _CHOOSES_ITERATIONS:
        connection.exec_driver_sql(f"SET LOCAL scram_iterations = {_ITERATIONS}")
    made: bytes = driver.pgconn.encrypt_password(
        password.encode("utf-8", "surrogatepass"), user.encode(), b"scram-sha-256"
    )
    return made.decode("ascii")


def refusal_code(words: str) -> str | None:
    """Return the error code for a server's refusal of a connection; None when it is not known.

    libpq gives no code for it, only text in the language of the server: English, or Turkish.
    """
    for pattern, code in (
        (_UNPROVEN, "server.unproven"),
        (_WRONG_PASSWORD, "server.wrong_password"),
        (_CLOSED, "server.closed"),
        (_NO_DATABASE, "server.no_database"),
        (_FULL, "server.full"),
        (_NO_CERTIFICATE, "server.certificate_needed"),
        (_UNREADABLE_CERTIFICATE, "server.certificate_unreadable"),
    ):
        if pattern.search(words):
            return code
    return None


def backends_of(engine: Engine) -> frozenset[int]:
    """Return the server processes of an engine's connections: their changes are its own."""
    return frozenset(_BACKENDS.get(engine, {}).values())


def _noting_backends(engine: Engine) -> Engine:
    backends: dict[int, int] = {}
    _BACKENDS[engine] = backends

    @event.listens_for(engine, "connect")
    def _note(connection: Any, _record: Any) -> None:
        backends[id(connection)] = connection.info.backend_pid

    @event.listens_for(engine, "close")
    def _forget(connection: Any, _record: Any) -> None:
        # The server reuses the number one day.
        backends.pop(id(connection), None)

    return engine


def _refusal(error: psycopg.OperationalError, way: Way) -> KnownError:
    """Return the error for a failed connection.

    An unknown message is decided by whether a server answers at all.
    """
    words = str(error)
    if (code := refusal_code(words)) is not None:
        return KnownError(code)
    if not way.leads_somewhere():
        return KnownError("db.server_away")
    return KnownError("server.tls_refused" if _NO_TLS.search(words) else "server.refused")


def _demand_clock(connection: psycopg.Connection[Any]) -> None:
    """Refuse to work beside others with a clock that differs from the server's.

    Each desk dates what it stores by its own clock; each connection is measured, also one that was
    lost and is made anew.
    """
    # As seconds: a date would come in the style that the server's owner has chosen.
    seconds = "SELECT extract(epoch FROM clock_timestamp())::float8"
    try:
        asked = connection.execute(seconds).fetchone()
        connection.rollback()
    except psycopg.Error as error:  # it went right after it had let us in
        connection.close()
        raise KnownError("db.server_away") from error
    own = system_clock()
    at = own if asked is None else dt.datetime.fromtimestamp(asked[0], dt.UTC)
    if abs(at - own) > CLOCK_TOLERANCE:
        connection.close()
        raise KnownError("server.clock_off", own=format_instant(own), server=format_instant(at))


def _demand_usable(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server, or a database, that could not store the data unchanged."""
    encoding = connection.info.parameter_status("server_encoding") or ""
    problem = None
    if connection.info.server_version < OLDEST_VERSION:
        problem = KnownError("server.too_old", oldest=OLDEST_VERSION // _MAJOR)
    elif encoding != "UTF8":
        # Others lack characters that people write, or do not know what a letter is.
        problem = KnownError("server.encoding", found=encoding)
    if problem is not None:
        connection.close()
        raise problem


_ASKED_AFTER_S: Final = 5.0
"""Seconds without an answer after which the server is probed."""
_ANSWERED_S: Final = 5.0
"""Seconds without an answer to the probe after which the server counts as away."""
_INTERVAL_S: Final = 0.1
_STARTING: Final = b"C57P03\0"
"""The state, within an error, of a server that is starting or stopping."""
_PROTOCOL: Final = 3 << 16
_LONGEST: Final = 8192


class Way(NamedTuple):
    """The address of a server, with libpq's names."""

    host: str
    port: int
    hostaddr: str = ""

    def leads_somewhere(self) -> bool:
        """Return whether a working server answers there; nothing of ours is sent to it.

        Not libpq's own `PQping`: it blocks every thread of the program while it waits.
        """
        asked = struct.pack("!I", _PROTOCOL) + b"user\0alo183\0\0"
        with suppress(OSError, UnicodeError), self._dial() as line:
            line.sendall(struct.pack("!I", len(asked) + 4) + asked)
            # A server that refuses us is there; its message comes in one piece.
            answer = line.recv(_LONGEST)
            return bool(answer) and not (answer.startswith(b"E") and _STARTING in answer)
        return False

    def _dial(self) -> socket.socket:
        if self.hostaddr or not self.host.startswith(("/", "@")):
            where = (self.hostaddr or self.host, self.port)
            return socket.create_connection(where, timeout=_ANSWERED_S)
        if sys.platform == "win32":
            raise ConnectionRefusedError("Python opens no sockets in folders there")
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(_ANSWERED_S)
            # An abstract socket begins with "@" and is no file.
            line.connect(f"{self.host}/.s.PGSQL.{self.port}".replace("@", "\0", 1))
        except BaseException:
            line.close()
            raise
        return line


class PatientConnection(psycopg.Connection[Any]):
    """A connection that probes its server when no answer comes."""

    way: Way | None = None

    @override
    def wait(
        self, gen: PQGen[AnswerT], interval: float = _INTERVAL_S, timeout: float | None = None
    ) -> AnswerT:
        return super().wait(self._asking(gen), interval=interval, timeout=timeout)

    def _asking(self, gen: PQGen[AnswerT]) -> PQGen[AnswerT]:
        """Run `gen`, and raise an error when the server is not there any more."""
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
