"""Files that are kept unchanged for good: with their SHA-256, checked at each reading."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the columns' types
import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work


class FrozenFile:
    """The common columns of tables of such files; the reference to the owner comes with each."""

    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[dt.datetime]
    added_by: Mapped[str] = mapped_column(String(200))

    def checked_data(self) -> bytes:
        """Return the bytes.

        Raises:
            KnownError: `db.file_changed`: they do not have the SHA-256 that they were frozen with.
        """
        data = self.data
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise KnownError("db.file_changed")
        return data


def frozen(work: Work, name: str, media_type: str, data: bytes) -> dict[str, Any]:
    """Return the values of the columns of `FrozenFile` for a new file."""
    return {
        "name": name,
        "media_type": media_type,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "data": data,
        "added_at": work.now,
        "added_by": work.actor.name,
    }
