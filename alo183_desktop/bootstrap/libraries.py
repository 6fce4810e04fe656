"""Import what the data and the pages need before somebody waits for it."""

from __future__ import annotations

import importlib
from typing import Final

from alo183_desktop.bootstrap.capabilities import PAGES, load

_NEEDED_TO_OPEN: Final = (
    "ctypes",
    "cryptography.hazmat.backends.openssl.backend",
    "cryptography.hazmat.primitives.asymmetric.x25519",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.hpke",
    "cryptography.hazmat.primitives.kdf.argon2",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlcipher3.dbapi2",
    "alo183_desktop.access.backups",
    "alo183_desktop.access.queries",
    "alo183_desktop.access.second_folder",
    "alo183_desktop.access.service",
    "alo183_desktop.db.engine",
    "alo183_desktop.db.migrate",
    "alo183_desktop.db.work",
    "alo183_desktop.directorate.queries",
    "alo183_desktop.letters.queries",
    "alo183_desktop.officers.queries",
)

_NEEDED_BY_WINDOW: Final = (
    "logging.handlers",
    "alo183_desktop.access.drafts",
    "alo183_desktop.access.recovery",
    "alo183_desktop.documents.states",
    "alo183_desktop.imports.headings",
    "alo183_desktop.imports.rows",
)


def load_libraries() -> None:
    """Import what opening the data needs, while somebody still types their password.

    Such imports stand inside the functions that need them, because the first window must not wait
    for them; after the password nobody should wait for them either.
    """
    for name in _NEEDED_TO_OPEN:
        importlib.import_module(name)
    _join_tables()
    _use_once()


def load_page_libraries(page: str) -> None:
    """Import what a page asks and what it is told, not the page itself.

    Args:
        page: The key of the page.
    """
    for name in _NEEDED_BY_WINDOW:
        importlib.import_module(name)
    for name in (name for place in PAGES if place.key == page for name in place.needs):
        load(name)
    _join_tables()


def _join_tables() -> None:
    """Join the tables that were imported so far, for which the first question would wait else."""
    from sqlalchemy.orm import configure_mappers

    configure_mappers()


def _use_once() -> None:
    """Let OpenSSL look its algorithms up, which it does when the first of them is used."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    X25519PrivateKey.generate().exchange(X25519PrivateKey.generate().public_key())
