"""Provide what a frozen letter needs on its way: the envelope, the fax, the complete set of files.

Every export is audited here, before it happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.documents.letter.content import is_e_signed
from alo183_desktop.letters import rendering
from alo183_desktop.letters.files import (
    as_frozen,
    as_registered,
    frozen_files,
    frozen_stem,
    newest_scan,
    valid_letter,
)
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.letter.content import (
        Envelope,
        EnvelopeSize,
        LetterContent,
        Resolution,
    )
    from alo183_desktop.letters.model import Letter


def open_envelope(work: Work, letter_id: int) -> Envelope:
    """Return the content of the envelope, with number and day as noted.

    Printing is audited by the caller (`record_print`) when the printer is chosen.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`.
    """
    require(work, Right.PRINT)
    letter = valid_letter(work, letter_id)
    return rendering.envelope_of(as_registered(letter), _recipient(letter))


def open_kept_copy(work: Work, letter_id: int) -> LetterContent:
    """Return the letter whose second copy is initialled (`rendering.kept_copy_pdf`).

    It has the frozen content, with number and day as noted. Printing is audited by the caller
    (`record_print`) when the printer is chosen.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`;
            `letters.no_initials`: it is signed electronically.
    """
    require(work, Right.PRINT)
    letter = as_registered(valid_letter(work, letter_id))
    if is_e_signed(letter.style, letter.number.preparation):
        raise KnownError("letters.no_initials")
    return letter


def export_envelope(work: Work, letter_id: int, size: EnvelopeSize) -> Envelope:
    """Return the content of an envelope that becomes a file; it is audited.

    Raises:
        KnownError: As `open_envelope`.
    """
    require(work, Right.EXPORT)
    letter = valid_letter(work, letter_id)
    work.record("letter.exported", "letter", letter_id, form=f"envelope-{size.value}")
    return rendering.envelope_of(as_registered(letter), _recipient(letter))


def open_fax(
    work: Work, letter_id: int, *, from_scan: bool, with_cover: bool = True
) -> rendering.FaxParts:
    """Return what a fax printer gets (`rendering.fax_pages`); `record_fax_print` audits it.

    Args:
        letter_id: Which letter.
        from_scan: Send the newest scan of the signed letter, not the letter itself.
        with_cover: Put the cover sheet first.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`, `letters.no_scan`,
            `db.file_changed`.
    """
    require(work, Right.PRINT)
    return _fax_parts(work, letter_id, from_scan=from_scan, with_cover=with_cover)


def record_fax_print(work: Work, letter_id: int, *, from_scan: bool) -> None:
    """Record that a fax goes to a printer.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.PRINT)
    work.record("letter.printed", "letter", letter_id, form="fax", from_scan=from_scan)


def export_fax(
    work: Work,
    letter_id: int,
    resolution: Resolution,
    *,
    from_scan: bool = False,
    with_cover: bool = True,
) -> rendering.FaxParts:
    """Return what the file of a fax is made of (`rendering.fax_tiff`); it is audited.

    Raises:
        KnownError: As `open_fax`.
    """
    require(work, Right.EXPORT)
    parts = _fax_parts(work, letter_id, from_scan=from_scan, with_cover=with_cover)
    form = f"fax-{resolution.value}"
    work.record("letter.exported", "letter", letter_id, form=form, from_scan=from_scan)
    return parts


def export_letter(work: Work, letter_id: int) -> rendering.SetParts:
    """Return what all files are made of (`rendering.whole_set`); it is audited.

    Frozen files are the frozen bytes; envelope and cover show number and day as noted.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`, `db.file_changed`.
    """
    require(work, Right.EXPORT)
    letter = valid_letter(work, letter_id)
    printed = as_frozen(letter)
    parts = rendering.SetParts(
        letter=as_registered(letter),
        recipient=_recipient(letter),
        frozen=frozen_files(work, letter_id),
        fax_pages=letter.fax_pages,
        values={
            **rendering.metadata(printed, pages=letter.pages, fax_pages=letter.fax_pages),
            "register_number": letter.register_number,
            "dated_on": None if letter.dated_on is None else letter.dated_on.isoformat(),
        },
        stem=frozen_stem(work, letter_id),
    )
    names = rendering.file_names(parts.stem)
    work.record("letter.exported", "letter", letter_id, form="all", files=len(names))
    return parts


def _fax_parts(
    work: Work, letter_id: int, *, from_scan: bool, with_cover: bool
) -> rendering.FaxParts:
    letter = valid_letter(work, letter_id)
    recipient = _recipient(letter)
    cover = rendering.fax_cover_of(as_registered(letter), recipient, fax_pages=letter.fax_pages)
    return rendering.FaxParts(
        cover=cover if with_cover else None,
        body=newest_scan(work, letter_id)
        if from_scan
        else frozen_files(work, letter_id)[FileKind.FAX_COPY],
        is_scan=from_scan,
    )


def _recipient(letter: Letter) -> rendering.Recipient:
    return rendering.Recipient(letter.recipient_address, format_phone(letter.recipient_fax))
