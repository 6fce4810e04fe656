# ruff: noqa: S608 - names of tables and roles of the tests themselves
"""A PostgreSQL server that lives as long as one run of the tests.

None runs on Windows. Where wine plays one, Linux lends it servers (packaging/wine/run.py).

Not here: what is tested on it (conftest.py beside this file makes a database for each test).
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.managers import BaseManager
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from alo183_desktop.db.server_address import DEFAULT_PORT, ServerAddress
from tests.clocks import PATIENCE_S
from tests.platforms import folder_in_memory

_ACCOUNT: Final = "postgres"
_SETTINGS: Final = {
    # Nothing of these databases outlives the run: what protects from a power cut only costs time.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # Databases that live for one test need neither.
    "autovacuum": "off",
    "jit": "off",
    "listen_addresses": "",
    "max_connections": "50",
    "shared_buffers": "32MB",
    "timezone": "Europe/Istanbul",
}


_KEEPING: Final = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_DOORS: Final = """\
local all postgres trust
local all all scram-sha-256
host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""
"""Who may come in, and how: the account of the server freely, everybody else with a password."""
_CERTIFIED_DOORS: Final = """\
local all all trust
host all postgres 127.0.0.1/32 trust
hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-full
"""
"""Likewise, and over the network only with a certificate in one's own name."""
OWNER: Final = "sahip"
"""Owns the databases that a directorate is set up in."""
OWNER_PASSWORD: Final = "sahibin parolası"
TEMPLATE: Final = "alo183_template"
"""The database of which most tests get a copy, and in whose groups its users are."""


LENT: Final = "ALO183_SERVERS"
"""In the environment: the port of who lends servers, and what it is asked with."""


class Postgres:
    """The process of a server and its files, on Linux."""

    def __init__(self, settings: dict[str, str]) -> None:
        """Make what it needs; it does not run yet.

        Raises:
            FileNotFoundError: PostgreSQL is not installed.
        """
        self._settings = settings
        self._binaries = find_binaries()
        # A socket's path has room for about 100 characters: the folder of pytest is too long.
        place = folder_in_memory() or "/tmp"
        self._folder = Path(tempfile.mkdtemp(prefix="alo183-pg-", dir=place))
        self._data = self._folder / "data"
        self._log = self._folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._make()
        except BaseException:
            self.remove()
            raise

    def folder(self) -> str:
        """Return where its socket is."""
        return str(self._folder)

    def log(self) -> bytes:
        """Return what it has logged since it was started."""
        return self._log.read_bytes()

    def start(self) -> None:
        """Start it; a moment later it answers."""
        settings = {**self._settings, "unix_socket_directories": str(self._folder)}
        chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*_as_account(), str(self._binaries / "postgres"), "-D", str(self._data), *chosen],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def has_ended(self) -> bool:
        """Return whether it has ended by itself."""
        return self._process is None or self._process.poll() is not None

    def end(self, *, kills: bool) -> None:
        """Shut it down, or kill it as when its machine goes; connections break."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if kills else signal.SIGINT)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Kill it and remove all that it kept."""
        self.end(kills=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def certify(self, certificate: bytes, key: bytes, clients: bytes = b"") -> None:
        """Give it a certificate and its key, and the one that signs those of clients, as PEM.

        With the last one it demands a certificate of who comes over the network.
        """
        if clients:
            (self._data / "pg_hba.conf").write_text(_CERTIFIED_DOORS)
        for name, content in (
            ("server.crt", certificate),
            ("server.key", key),
            ("ca.crt", clients),
        ):
            path = self._data / name
            path.write_bytes(content)
            path.chmod(0o600)
            if os.geteuid() == 0:
                shutil.chown(path, _ACCOUNT, _ACCOUNT)

    def _make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self._folder, _ACCOUNT, _ACCOUNT)
        made = subprocess.run(
            [
                *_as_account(),
                str(self._binaries / "initdb"),
                "--pgdata",
                str(self._data),
                "--username",
                _ACCOUNT,
                "--auth",
                "trust",
                "--encoding",
                "UTF8",
                "--no-sync",
                # Turkish rules of sorting and case are where the two backends would differ.
                "--locale",
                "C.UTF-8",
                "--locale-provider",
                "icu",
                "--icu-locale",
                "tr-TR",
            ],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        (self._data / "pg_hba.conf").write_text(_DOORS)


class _Lender(BaseManager):
    """Makes servers for processes that start none."""


_Lender.register("Postgres", Postgres)


@contextmanager
def lending() -> Iterator[dict[str, str]]:
    """Lend servers to who has in the environment what is yielded."""
    word = secrets.token_hex()
    with _Lender(("127.0.0.1", 0), word.encode()) as lender:
        assert isinstance(lender.address, tuple)
        yield {LENT: f"{lender.address[1]}:{word}"}


def _postgres(settings: dict[str, str]) -> Postgres:
    if os.name != "nt":
        return Postgres(settings)
    if (lent := os.environ.get(LENT)) is None:
        pytest.skip("no server is started on Windows")
    port, _, password = lent.partition(":")
    lender = _Lender(("127.0.0.1", int(port)), password.encode())
    lender.connect()
    borrowed: Postgres = lender.Postgres(settings)  # type: ignore[attr-defined]
    return borrowed


class Server:
    """One server and its databases.

    Attributes:
        host: The folder of its socket, or the address of this machine.
        port: Where it answers there.
    """

    def __init__(
        self,
        *,
        keeps: bool = False,
        listens: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Start it.

        Args:
            keeps: Whether it keeps what it has reported as stored when it is killed.
            listens: Whether it is reached over the network, too, of this machine alone.
            settings: Of PostgreSQL, in the place of those that suit tests.
        """
        listens = listens or os.name == "nt"
        self.port = _free_port() if listens else DEFAULT_PORT
        kept = _KEEPING if keeps else {}
        chosen = {**_SETTINGS, **kept, **(settings or {}), "port": str(self.port)}
        if listens:
            chosen["listen_addresses"] = "127.0.0.1"
        self._postgres = _postgres(chosen)
        self.host = "127.0.0.1" if os.name == "nt" else self._postgres.folder()
        self._named = 0
        self._databases: set[str] = set()
        try:
            self.open_again()
        except BaseException:
            self.stop()
            raise

    def log(self) -> bytes:
        """Return what the server has logged since it was started."""
        return self._postgres.log()

    def address(self, database: str) -> ServerAddress:
        """Return where one of its databases is."""
        return ServerAddress(self.host, self.port, database)

    def create_owned(self, name: str = "") -> str:
        """Make a database of an owner who is no superuser, as a directorate gets it."""
        name = self.create(name=name)
        self._execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN "
            f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{OWNER_PASSWORD}'; END IF; END $$"
        )
        self._execute(f"ALTER DATABASE {name} OWNER TO {OWNER}")
        self._execute(
            "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), "
            "lo_from_bytea(oid, bytea) FROM PUBLIC",
            database=name,
        )
        return name

    def drop_people(self) -> None:
        """Remove all roles that directorates have made: they outlive their databases.

        But for those of the template, whose copies have them, too.
        """
        self._execute(
            "DO $$ DECLARE one text; BEGIN FOR one IN SELECT rolname FROM pg_roles "
            f"WHERE rolname NOT IN ('{_ACCOUNT}', '{OWNER}') AND rolname NOT LIKE 'pg\\_%' "
            f"AND NOT starts_with(rolname, '{TEMPLATE}_') "
            "LOOP EXECUTE format('DROP ROLE %I', one); END LOOP; END $$"
        )

    def open_tls(self, certificate: bytes, key: bytes, *, clients: bytes = b"") -> None:
        """Let the server speak TLS from now on; arguments as of `Postgres.certify`."""
        self._postgres.certify(certificate, key, clients)
        if clients:
            self._execute("ALTER SYSTEM SET ssl_ca_file = 'ca.crt'")
        self._execute("ALTER SYSTEM SET ssl = on")
        self._execute("SELECT pg_reload_conf()")

    def close(self, *, kills: bool = False) -> None:
        """Shut the server down as for a moment; connections break.

        Args:
            kills: Whether it goes at once, as when its machine does, and recovers when it is back.
        """
        self._postgres.end(kills=kills)

    def open_again(self) -> None:
        """Start the server that was shut down, on what it had."""
        self._postgres.start()
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers():
            if self._postgres.has_ended() or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {self.log().decode()}")
            time.sleep(0.02)

    def engine(self, database: str) -> Engine:
        """Return an engine on one of its databases."""
        return create_engine(self._url(database))

    def new_name(self) -> str:
        """Return the name of a database that is not made yet."""
        self._named += 1
        return f"alo183_{self._named}"

    def has(self, database: str) -> bool:
        """Return whether a database was made here, and not dropped."""
        return database in self._databases

    def create(self, *, template: str = "template0", name: str = "") -> str:
        """Make a database, as a copy of `template` and of the same owner, and return its name."""
        name = name or self.new_name()
        owner = _ACCOUNT if template == "template0" else OWNER
        self._execute(
            f"CREATE DATABASE {name} OWNER {owner} TEMPLATE {template} STRATEGY file_copy"
        )
        self._databases.add(name)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(f'DROP DATABASE "{database}" WITH (FORCE)')
        self._databases.discard(database)

    def rename(self, database: str, other: str) -> None:
        """Give a database that nobody is connected to another name."""
        self._execute(f'ALTER DATABASE {database} RENAME TO "{other}"')

    def stop(self) -> None:
        """Stop the server and remove all that it kept."""
        self._postgres.remove()

    def _answers(self) -> bool:
        try:
            self._execute("SELECT 1")
        except OperationalError:
            return False
        return True

    def _execute(self, command: str, *, database: str = _ACCOUNT) -> None:
        engine = create_engine(self._url(database), poolclass=NullPool)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(command, execution_options={"no_parameters": True})
        engine.dispose()

    def _url(self, database: str) -> URL:
        return URL.create(
            "postgresql+psycopg",
            username=_ACCOUNT,
            database=database,
            query={"host": self.host, "port": str(self.port)},
        )


def find_binaries() -> Path:
    """Return the folder of the server that `ALO183_POSTGRESQL` names, or of the newest installed.

    Raises:
        FileNotFoundError: There is none.
    """
    if chosen := os.environ.get("ALO183_POSTGRESQL"):
        return Path(chosen)
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]))
    if newest:
        return newest[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise FileNotFoundError(
            "these tests run on PostgreSQL too, and it is not installed: "
            "`python3 dev.py test` does so on Debian, or `apt-get install postgresql`"
        )
    return Path(found).resolve().parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_account() -> list[str]:
    """Return the words that start a program as an account that the server accepts.

    It ends with the tests even when they are killed.
    """
    words = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        # The server refuses to run as root.
        words += ["--reuid", _ACCOUNT, "--regid", _ACCOUNT, "--clear-groups"]
    return words
