"""Import what the data and the pages need before somebody waits for it."""

from __future__ import annotations

import importlib
from typing import Final

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
_NEEDED_BY_PAGES: Final = {
    "today": ("alo183_desktop.overview.service",),
    "cases": (
        "alo183_desktop.cases.importing.file",
        "alo183_desktop.cases.importing.service",
        "alo183_desktop.cases.intake",
        "alo183_desktop.cases.progress",
        "alo183_desktop.cases.reminders",
        "alo183_desktop.cases.responsibility",
        "alo183_desktop.cases.service",
        "alo183_desktop.cases.settings",
        "alo183_desktop.cases.timeline",
        "alo183_desktop.directorate.provinces",
        "alo183_desktop.documents.papers.follow_up_sheet",
        "alo183_desktop.documents.workbooks",
        "alo183_desktop.overview.service",
    ),
    "officers": (
        "alo183_desktop.changes.vacancies",
        "alo183_desktop.officers.record",
        "alo183_desktop.officers.roster.export",
        "alo183_desktop.officers.service",
    ),
    "changes": (
        "alo183_desktop.changes.letter_list",
        "alo183_desktop.changes.service",
        "alo183_desktop.documents.checked_files",
        "alo183_desktop.letters.outgoing",
        "alo183_desktop.phones.custody.papers",
    ),
    "phones": (
        "alo183_desktop.phones.calls.queries",
        "alo183_desktop.phones.quotas.rules",
        "alo183_desktop.phones.quotas.service",
        "alo183_desktop.phones.reachability.service",
        "alo183_desktop.phones.register.file",
        "alo183_desktop.phones.register.importing",
        "alo183_desktop.phones.service",
        "alo183_desktop.phones.usage.importing",
    ),
    "guidance": ("alo183_desktop.guidance.service",),
    "audit": ("alo183_desktop.access.trail",),
}


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
        page: The key of the page; one of which nothing stands here needs nothing of its own.
    """
    for name in (*_NEEDED_BY_WINDOW, *_NEEDED_BY_PAGES.get(page, ())):
        importlib.import_module(name)
    _join_tables()


def _join_tables() -> None:
    """Join the tables that were imported so far, for which the first question would wait else."""
    from sqlalchemy.orm import configure_mappers

    configure_mappers()


def _use_once() -> None:
    """Let OpenSSL look its algorithms up, which it does when the first of them is used."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    X25519PrivateKey.generate().exchange(X25519PrivateKey.generate().public_key())
