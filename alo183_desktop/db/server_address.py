"""The address of a PostgreSQL server, and whether the connection to it is safe.

A module of its own, so that an address is read without SQLAlchemy.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from alo183_desktop.shared.errors import KnownError

_SCHEMES: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
OPTIONS: Final = ("host", "hostaddr", "port", "sslmode", "sslrootcert", "sslcert", "sslkey")
SAFE_MODES: Final = ("verify-full", "verify-ca", "require")
"""Modes of libpq in which everything is encrypted, the safest first."""
_MODES: Final = frozenset({*SAFE_MODES, "prefer", "allow", "disable"})
_DATABASE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""The groups of the roles contain it, and a name is limited to 63 bytes."""
_ON_WINDOWS: Final[bool] = sys.platform == "win32"
DEFAULT_PORT: Final = 5432
_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """One database on one server; without a user or a secret."""

    host: str
    """A name, an address, or the folder of a socket."""
    port: int
    database: str
    sslmode: str = ""
    """One of libpq's; empty: `verify-full`, or the server's default when it is this machine."""
    sslrootcert: str = ""
    """A file with the certificate that signs the server's; empty: those of the system."""
    hostaddr: str = ""
    """The address, where no name service knows the host; the certificate is checked for `host`."""
    sslcert: str = ""
    """A file with the certificate of this desk or user, for a server that demands one; empty: the
    one that libpq finds in the user's own folder (`.postgresql/postgresql.crt`), if any."""
    sslkey: str = ""
    """The file with its private key."""

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves this machine on the way to the server."""
        return _is_local(self.host) and (not self.hostaddr or _is_local(self.hostaddr))

    @property
    def is_socket(self) -> bool:
        """Whether the host is the folder of a socket, or an abstract one."""
        return self.host.startswith(("/", "@"))

    def connection_options(self) -> dict[str, str | int]:
        """Return libpq's options to find the server and to trust it."""
        mode = self.sslmode or ("prefer" if self.is_local else SAFE_MODES[0])
        # All of them, also when empty: libpq takes missing ones from the environment, or from a
        # service file, which could point to another machine, unencrypted.
        options: dict[str, str | int] = {
            "host": self.host,
            "hostaddr": self.hostaddr,
            "port": self.port,
            "dbname": self.database,
            "sslmode": mode,
            "sslcert": self.sslcert,
            "sslkey": self.sslkey,
            # It would replace TLS, and the certificate would not be checked.
            "gssencmode": "disable",
        }
        if self.sslrootcert or self.is_local:
            options["sslrootcert"] = self.sslrootcert
        elif mode == SAFE_MODES[0]:
            options["sslrootcert"] = "system"
        # An impostor receives no password, nor what is one as well, and is not believed without its
        # proof that it knows it. Any program of this machine may listen at a port while the server
        # is away; a socket is in a folder of the server's own.
        options["require_auth"] = "!password,!md5" if self.is_socket else "scram-sha-256"
        if not self.is_local and mode != SAFE_MODES[0]:
            # Without a name in the certificate somebody in between could pass everything on.
            options["channel_binding"] = "require"
        return options

    def words(self) -> str:
        """Return the address in short form: `sunucu.ornek.gov.tr/alo183`."""
        host = "bu bilgisayar" if self.host.startswith("/") else self.host
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        return f"{host}{port}/{self.database}"


@dataclass(frozen=True, slots=True)
class ServerLogin:
    """An address with a user."""

    address: ServerAddress
    user: str
    password: str


def parse_url(text: str) -> ServerLogin:
    """Return the parts of a `postgresql://` address; user and password may be empty.

    Raises:
        KnownError: `server.url`, `server.option`, or as `make_address`.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = parts.hostname or ""
        query = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError as error:
        raise KnownError("server.url") from error
    if parts.scheme not in _SCHEMES or parts.fragment:
        raise KnownError("server.url")
    for name in query:
        if name not in OPTIONS:
            raise KnownError("server.option", name=name, names=", ".join(OPTIONS))
    address = make_address(
        host=unquote(host) or query.get("host", ""),
        port=query.get("port", "") if port is None else str(port),
        database=unquote(parts.path.removeprefix("/")),
        sslmode=query.get("sslmode", ""),
        sslrootcert=query.get("sslrootcert", ""),
        hostaddr=query.get("hostaddr", ""),
        sslcert=query.get("sslcert", ""),
        sslkey=query.get("sslkey", ""),
    )
    return ServerLogin(address, unquote(parts.username or ""), unquote(parts.password or ""))


def make_address(
    *,
    host: str,
    database: str,
    port: str = "",
    sslmode: str = "",
    sslrootcert: str = "",
    hostaddr: str = "",
    sslcert: str = "",
    sslkey: str = "",
) -> ServerAddress:
    """Return a typed address, if it is valid and safe.

    Raises:
        KnownError: `server.host_missing`, `server.port`, `server.database_name`,
            `server.sslmode`, `server.tls_needed`, `server.certificate_alone`,
            `server.certificate_path`.
    """
    if not host.strip() or any(char.isspace() or char == "," for char in host.strip()):
        raise KnownError("server.host_missing")
    if not _DATABASE.fullmatch(database):
        raise KnownError("server.database_name")
    number = port.strip() or str(DEFAULT_PORT)
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= _HIGHEST_PORT):
        raise KnownError("server.port")
    if sslmode and sslmode not in _MODES:
        raise KnownError("server.sslmode", names=", ".join(SAFE_MODES))
    certificate, key = sslcert.strip(), sslkey.strip()
    if bool(certificate) != bool(key):
        raise KnownError("server.certificate_alone")
    if certificate and not (_is_plain_path(certificate) and _is_plain_path(key)):
        raise KnownError("server.certificate_path")
    address = ServerAddress(
        host.strip(),
        int(number),
        database,
        sslmode,
        sslrootcert.strip(),
        hostaddr.strip(),
        certificate,
        key,
    )
    if not address.is_local and sslmode and sslmode not in SAFE_MODES:
        raise KnownError("server.tls_needed", names=", ".join(SAFE_MODES))
    return address


def _is_plain_path(path: str) -> bool:
    """Return whether libpq opens a file there, and nothing else.

    With a colon in it libpq takes the name of a key for that of an engine of OpenSSL, a library to
    be loaded; on Windows it looks for a file by the code page of the system.
    """
    if _ON_WINDOWS:
        return path.isascii() and ":" not in path[2:]
    return ":" not in path


def _is_local(host: str) -> bool:
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
