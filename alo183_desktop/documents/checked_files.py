"""Check foreign papers by reading and drawing them once, before they are stored.

This is slow, up to some seconds for a long scan: call it outside the database's transaction, and
pass on the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.content import Resolution
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.regular_files import kept_name, read_regular

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE: Final = 50 * 1024 * 1024
"""Bytes of a scan, a fax report or a receipt."""

_MEDIA_TYPES: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A picture or a PDF that can be drawn; only made by `check_file`."""

    name: str
    """Without folders and hidden characters."""
    media_type: str
    data: bytes
    sheets: int
    """How many fax sheets it fills."""


def check_file(name: str, data: bytes) -> CheckedFile:
    """Return a file chosen by the user, if it is a picture or a PDF that can be drawn.

    Raises:
        KnownError: `documents.file_empty`, `documents.file_too_big` or `documents.file_kind`; if it
            cannot be drawn `documents.unreadable_scan`, `documents.scan_too_large`,
            `documents.page_too_large` or `documents.scan_too_slow`.
    """
    from alo183_desktop.documents.fax.scans import count_sheets  # only needed to store one

    if not data:
        raise KnownError("documents.file_empty")
    if len(data) > LARGEST_FILE:
        raise KnownError("documents.file_too_big", size=LARGEST_FILE // 1024 // 1024)
    media_type = demand(
        next((kind for head, kind in _MEDIA_TYPES if data.startswith(head)), None),
        "documents.file_kind",
    )
    return CheckedFile(
        name=kept_name(name),
        media_type=media_type,
        data=data,
        # It is kept for good: a file that cannot be drawn proves nothing.
        sheets=count_sheets(data, Resolution.STANDARD),
    )


def read_checked(path: Path) -> CheckedFile:
    """Return the file at a path chosen by the user, as `check_file`.

    Raises:
        KnownError: `documents.no_file`, and as `check_file`.
    """
    try:
        # Of a file that is too large, just enough is read to detect that.
        data = read_regular(path, limit=LARGEST_FILE)
    except OSError as error:
        raise KnownError("documents.no_file") from error
    return check_file(path.name, data)
