"""Map errors of drivers, disks and other programs to errors with a text."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAMAGE: Final = (
    "malformed",
    "not a database",
    # The index of words cannot even be opened when one of its own pages is damaged.
    "vtable constructor failed",
    "corruption found",
)


_STATES: Final = {
    "25006": "server.read_only",
    "25P03": "server.stood_still",
    "25P04": "server.cut_off",
    "40001": "db.crossed",
    "40P01": "db.crossed",
    "42501": "access.not_allowed",
    "53100": "server.disk_full",
    "53300": "server.full",
    "55P03": "db.server_busy",
    "57014": "server.cut_off",
    "57P01": "db.server_away",
    "57P02": "db.server_away",
    "57P03": "db.server_away",
}
"""SQLSTATEs of a server: its messages come in the language configured for it."""


@contextmanager
def driver_errors_mapped() -> Iterator[None]:
    """Map errors with an outside cause to errors with a text.

    Raises:
        KnownError: `db.full`, `db.busy`, `db.read_only`, `db.damaged`, `db.not_opened` or
            `db.disk_failed`; of a server also `db.server_away`, `db.server_busy`, `db.crossed`,
            `server.full`, `server.disk_full`, `server.read_only`, `server.cut_off`,
            `server.stood_still` or `access.not_allowed`.
    """
    from sqlcipher3 import dbapi2

    try:
        yield
    except DBAPIError as error:
        known = _server_hindrance(error) or known_error_of(str(error.orig))
        if known is None:
            raise
        raise known from error
    except dbapi2.Error as error:  # raised by the driver, not wrapped by SQLAlchemy
        known = known_error_of(str(error))
        if known is None:
            raise
        raise known from error


def known_error_of(words: str) -> KnownError | None:
    """Return the error by the words of the backend; None when it is a bug."""
    if "is full" in words or "No space left" in words:
        return KnownError("db.full")
    if "is locked" in words or "is busy" in words:
        return KnownError("db.busy")
    if "readonly" in words or "unable to open" in words:
        return KnownError("db.read_only")
    if any(text in words for text in _DAMAGE):
        return KnownError("db.damaged")
    if "disk I/O error" in words:
        return KnownError("db.disk_failed")
    return None


def _server_hindrance(error: DBAPIError) -> KnownError | None:
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str) and state in _STATES:
        return KnownError(_STATES[state])
    # Without a state the connection broke before the server could report anything.
    return KnownError("db.server_away") if error.connection_invalidated else None
