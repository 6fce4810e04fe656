"""A letter as it is stored, with its files: kept with their SHA-256, verified whenever read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.db.frozen_files import frozen
from alo183_desktop.documents.letter import content as paper
from alo183_desktop.letters.model import Letter, LetterFile
from alo183_desktop.letters.rendering import RenderedFile
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.plain import from_plain

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile


def keep_file(
    work: Work, letter_id: int, file: RenderedFile, dispatch_id: int | None = None
) -> int:
    """Store a file of a letter with its SHA-256, and return its id."""
    kept = LetterFile(
        letter_id=letter_id,
        dispatch_id=dispatch_id,
        kind=file.kind,
        **frozen(work, file.name, file.media_type, file.data),
    )
    work.session.add(kept)
    work.session.flush()
    return kept.id


def keep_paper(
    work: Work, letter_id: int, kind: FileKind, chosen: CheckedFile, dispatch_id: int | None = None
) -> int:
    """Store a paper that a user chose, and return its id."""
    file = RenderedFile(kind, chosen.name, chosen.media_type, chosen.data)
    return keep_file(work, letter_id, file, dispatch_id)


def get_letter(work: Work, letter_id: int) -> Letter:
    """Return a letter.

    Raises:
        KnownError: `letters.gone`.
    """
    return demand(work.session.get(Letter, letter_id), "letters.gone")


def valid_letter(work: Work, letter_id: int) -> Letter:
    """Return a letter that was not cancelled: only such a one goes anywhere.

    Raises:
        KnownError: `letters.gone`, `letters.cancelled`.
    """
    letter = get_letter(work, letter_id)
    if letter.cancelled_at is not None:
        raise KnownError("letters.cancelled")
    return letter


def as_valid_as_it_is(letter: Letter, file: LetterFile) -> bytes:
    """Return the bytes of a file, marked on each page if its letter was cancelled.

    Raises:
        KnownError: `letters.cancelled`: no mark fits it; `db.file_changed`.
    """
    data = file.checked_data()
    if letter.cancelled_at is None or file.kind not in _OF_THE_LETTER:
        return data
    if file.kind not in _IN_PAGES:
        raise KnownError("letters.cancelled")
    from alo183_desktop.documents.cancelled import MARK, marked_cancelled  # reportlab

    day = format_day(local_day(letter.cancelled_at))
    return marked_cancelled(data, f"{MARK} EDİLDİ, {day}: {letter.cancel_reason}")


_IN_PAGES: Final = frozenset({FileKind.PDF, FileKind.PDF_A, FileKind.FAX_COPY})
_OF_THE_LETTER: Final = _IN_PAGES | {FileKind.DOCX, FileKind.TEXT, FileKind.METADATA}
"""What was made here; what came from outside is shown as it is."""


def locked_letter(work: Work, letter_id: int) -> Letter:
    """Return a letter, locked against concurrent changes.

    Raises:
        KnownError: `letters.gone`; `letters.cancelled`: nothing is recorded for it from then on.
    """
    query = select(Letter).where(Letter.id == letter_id).with_for_update()
    letter = demand(work.session.scalar(query), "letters.gone")
    if letter.cancelled_at is not None:
        raise KnownError("letters.cancelled")
    return letter


def as_frozen(letter: Letter) -> paper.LetterContent:
    """Return the content as it was when the letter was finished."""
    return from_plain(paper.LetterContent, letter.content)


def as_registered(letter: Letter) -> paper.LetterContent:
    """Return the content with number and day as they were noted on the paper."""
    printed = as_frozen(letter)
    number = replace(printed.number, register_number=letter.register_number)
    return replace(printed, number=number, date=letter.dated_on)


def frozen_files(work: Work, letter_id: int) -> dict[FileKind, bytes]:
    """Return the bytes that were frozen when the letter was finished.

    Raises:
        KnownError: `db.file_changed`.
    """
    made = {file.kind: file for file in _files(work, letter_id) if file.dispatch_id is None}
    return {kind: file.checked_data() for kind, file in made.items() if kind is not FileKind.SCAN}


def frozen_stem(work: Work, letter_id: int) -> str:
    """Return with which the names of the files begin that were frozen with a letter."""
    files = _files(work, letter_id)
    return next(PurePath(file.name).stem for file in files if file.kind is FileKind.PDF)


def _files(work: Work, letter_id: int) -> list[LetterFile]:
    return list(
        work.session.scalars(
            select(LetterFile).where(LetterFile.letter_id == letter_id).order_by(LetterFile.id)
        )
    )


def newest_scan(work: Work, letter_id: int) -> bytes:
    """Return the scan of the signed letter that was attached last.

    Raises:
        KnownError: `letters.no_scan`, `db.file_changed`.
    """
    scans = [file for file in _files(work, letter_id) if file.kind is FileKind.SCAN]
    if not scans:
        raise KnownError("letters.no_scan")
    return scans[-1].checked_data()
