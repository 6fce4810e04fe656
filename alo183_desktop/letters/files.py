"""The bytes of a letter's files: kept with their SHA-256, and checked whenever they are read.

Not here: who may see them, and what is written down about it (service.py).
"""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.documents.content import Resolution
from alo183_desktop.letters.forms import FormFile
from alo183_desktop.letters.model import LetterFile
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.signs import without_hidden

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work

LARGEST_FILE: Final = 50 * 1024 * 1024
"""Bytes of a scan, a fax report or a receipt."""

_MEDIA_TYPES: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_LONGEST_NAME: Final = 255
_LONGEST_END: Final = 10
_NO_NAME: Final = "belge"


def keep_file(work: Work, letter_id: int, file: FormFile, dispatch_id: int | None = None) -> int:
    """Store a file of a letter with its SHA-256, and return its number."""
    kept = LetterFile(
        letter_id=letter_id,
        dispatch_id=dispatch_id,
        kind=file.kind,
        name=file.name,
        media_type=file.media_type,
        sha256=hashlib.sha256(file.data).hexdigest(),
        size=len(file.data),
        data=file.data,
        added_at=work.now,
        added_by=work.actor.name,
    )
    work.session.add(kept)
    work.session.flush()
    return kept.id


def foreign_file(kind: FileKind, name: str, data: bytes) -> FormFile:
    """Return a file that somebody chose, if it is a picture or a PDF.

    Raises:
        KnownError: `letters.file_empty`, `letters.file_too_big` or `letters.file_kind`; of one
            that cannot be drawn `documents.unreadable_scan`, `documents.scan_too_large` or
            `documents.scan_too_slow`.
    """
    from alo183_desktop.documents.foreign_scans import (
        count_sheets,
    )  # only who keeps a file needs it

    if not data:
        raise KnownError("letters.file_empty")
    if len(data) > LARGEST_FILE:
        raise KnownError("letters.file_too_big", size=LARGEST_FILE // 1024 // 1024)
    media_type = next((kind for head, kind in _MEDIA_TYPES if data.startswith(head)), None)
    if media_type is None:
        raise KnownError("letters.file_kind")
    # Once kept it is kept for good: what cannot be drawn proves nothing, and could not be faxed.
    count_sheets(data, Resolution.STANDARD)
    return FormFile(kind, kept_name(name), media_type, data)


def kept_name(name: str) -> str:
    """Return a file's name without folders and hidden signs, its end whole when it is long."""
    bare = without_hidden(PureWindowsPath(PurePosixPath(name).name).name).strip()
    if len(bare) <= _LONGEST_NAME:
        return bare or _NO_NAME
    end = PurePosixPath(bare).suffix[-_LONGEST_END:]
    return f"{bare[: _LONGEST_NAME - len(end) - 1]}…{end}"


def checked_bytes(file: LetterFile) -> bytes:
    """Return the bytes of a file.

    Raises:
        KnownError: `letters.file_changed`: they do not have the SHA-256 that they were frozen with.
    """
    data = file.data
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise KnownError("letters.file_changed")
    return data


def frozen_forms(work: Work, letter_id: int) -> dict[FileKind, bytes]:
    """Return the bytes that were frozen when the letter was finished.

    Raises:
        KnownError: `letters.file_changed`.
    """
    made = {file.kind: file for file in _files(work, letter_id) if file.dispatch_id is None}
    return {kind: checked_bytes(file) for kind, file in made.items() if kind is not FileKind.SCAN}


def _files(work: Work, letter_id: int) -> list[LetterFile]:
    return list(
        work.session.scalars(
            select(LetterFile).where(LetterFile.letter_id == letter_id).order_by(LetterFile.id)
        )
    )


def newest_scan(work: Work, letter_id: int) -> bytes:
    """Return the scan of the signed letter that was attached last.

    Raises:
        KnownError: `letters.no_scan`, `letters.file_changed`.
    """
    scans = [file for file in _files(work, letter_id) if file.kind is FileKind.SCAN]
    if not scans:
        raise KnownError("letters.no_scan")
    return checked_bytes(scans[-1])
