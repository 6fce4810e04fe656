"""Import what the data needs while somebody still types their password.

Not here: the opening (program.py), and what the first screens import (gui/ahead.py).
"""

from __future__ import annotations

import importlib
from typing import Final

_NEEDED_TO_OPEN: Final = (
    "argon2.low_level",
    "ctypes",
    "cryptography.hazmat.backends.openssl.backend",
    "cryptography.hazmat.primitives.asymmetric.x25519",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlcipher3.dbapi2",
    "alo183_desktop.access.backups",
    "alo183_desktop.access.queries",
    "alo183_desktop.access.second_folder",
    "alo183_desktop.access.service",
    "alo183_desktop.db.engine",
    "alo183_desktop.db.migrate",
    "alo183_desktop.db.rehearsal",
    "alo183_desktop.db.work",
    "alo183_desktop.directorate.queries",
    "alo183_desktop.letters.queries",
    "alo183_desktop.officers.queries",
)


def load_libraries() -> None:
    """Import what opening the data needs, while somebody still types their password.

    Such imports stand inside the functions that need them, because the first window must not wait
    for them; after the password nobody should wait for them either.
    """
    for name in _NEEDED_TO_OPEN:
        importlib.import_module(name)
    finish_libraries()
    _use_once()


def finish_libraries() -> None:
    """Join the tables that were imported so far, for which the first question would wait else."""
    from sqlalchemy.orm import configure_mappers

    configure_mappers()


def _use_once() -> None:
    """Let OpenSSL look its algorithms up, which it does when the first of them is used."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    X25519PrivateKey.generate().exchange(X25519PrivateKey.generate().public_key())
