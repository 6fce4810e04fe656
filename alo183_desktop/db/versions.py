"""The check that nobody writes over what somebody else has changed meanwhile.

Not here: the counting of versions, which SQLAlchemy does, and a loss in the same instant (work.py).
"""

from __future__ import annotations

from alo183_desktop.shared.errors import ConflictError


def check_version(stored: int | None, seen: int | None) -> None:
    """Do nothing, or refuse to change a row that is no longer the one that was shown.

    Args:
        stored: The version that the database has now; None when it has no such row.
        seen: The version of what somebody read and changed; None when there was none.

    Raises:
        ConflictError: `db.conflict`.
    """
    if stored != seen:
        raise ConflictError("db.conflict")
