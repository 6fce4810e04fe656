"""Freeze letters, record how they were sent, and open what was frozen.

Not here: reading lists (queries.py) and making the forms (forms.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.documents.content import Compression, EnvelopeSize, Resolution
from alo183_desktop.documents.wording import number_text
from alo183_desktop.letters import forms, queries
from alo183_desktop.letters.content_json import from_json, to_json
from alo183_desktop.letters.files import (
    checked_bytes,
    foreign_file,
    frozen_forms,
    keep_file,
    newest_scan,
)
from alo183_desktop.letters.model import Dispatch, Letter, LetterFile
from alo183_desktop.letters.rules import Channel, FileKind, completed_at
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents import content as paper
    from alo183_desktop.letters.rows import LetterCard, LetterFileRow, LetterFilter, LetterRow
    from alo183_desktop.letters.rules import DispatchValues

_REGISTER_NUMBER: Final = re.compile(r"[\w./\-]{1,64}")
_EVIDENCE: Final = {Channel.FAX: FileKind.FAX_REPORT, Channel.POST: FileKind.POSTAL_RECEIPT}
_LONGEST_SUMMARY: Final = 500


def freeze_letter(
    work: Work,
    content: paper.Letter,
    *,
    recipient_address: str,
    recipient_fax: str,
    summary: str,
    effective_on: dt.date,
    corrects_letter_id: int | None = None,
    correction_reason: str = "",
) -> int:
    """Keep a letter for good, with the bytes and the SHA-256 of its forms, and return its number.

    Args:
        work: The unit of work.
        content: All that the letter says.
        recipient_address: For the envelope.
        recipient_fax: E.164, for the cover sheet; may be empty.
        summary: Who leaves and who comes, for lists.
        effective_on: The earliest day on which one of its changes takes effect.
        corrects_letter_id: The letter whose place it takes.
        correction_reason: What was wrong there.

    Raises:
        KnownError: `access.not_allowed`; `letters.corrected_already`; what `documents` refuses to
            lay out.
    """
    require(work, Right.MAKE_CHANGES)
    if corrects_letter_id is not None and queries.corrected_by(work.session, corrects_letter_id):
        raise KnownError("letters.corrected_already")
    rendered = forms.render(content)
    letter = Letter(
        topic=content.topic,
        summary=summary[:_LONGEST_SUMMARY],
        search_key=_search_key(content, summary),
        content=to_json(content),
        recipient_address=recipient_address,
        recipient_fax=recipient_fax,
        effective_on=effective_on,
        register_number=content.number.register_number,
        dated_on=content.date,
        is_urgent=content.urgent,
        pages=rendered.pages,
        fax_pages=rendered.fax_pages,
        finished_at=work.now,
        finished_by_user_id=work.actor.user_id,
        finished_by=work.actor.name,
        corrects_letter_id=corrects_letter_id,
        correction_reason=correction_reason,
        completed_at=None,
    )
    work.session.add(letter)
    work.session.flush()
    for file in rendered.files:
        keep_file(work, letter.id, file)
    work.session.flush()
    work.record(
        "letter.finished",
        "letter",
        letter.id,
        pages=rendered.pages,
        files=len(rendered.files),
        corrects=corrects_letter_id,
    )
    return letter.id


def record_dispatch(
    work: Work,
    letter_id: int,
    values: DispatchValues,
    evidence: tuple[str, bytes] | None = None,
) -> int:
    """Write down one attempt to send a letter, and return its number.

    Args:
        work: The unit of work.
        letter_id: Which letter.
        values: Checked by `rules.check_dispatch`.
        evidence: Name and bytes of the fax report or the postal receipt.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`; about the evidence what
            `files.foreign_file` refuses.
    """
    require(work, Right.RECORD_DISPATCHES)
    letter = _locked(work, letter_id)
    proof = None if evidence is None else foreign_file(_EVIDENCE[values.channel], *evidence)
    dispatch = Dispatch(
        letter_id=letter_id,
        channel=values.channel,
        target=values.target,
        at=values.at,
        by_user_id=work.actor.user_id,
        by_name=work.actor.name,
        pages=values.pages,
        result=values.result,
        item_number=values.item_number,
        note=values.note,
        recorded_at=work.now,
    )
    work.session.add(dispatch)
    work.session.flush()
    work.record(
        "dispatch.recorded",
        "letter",
        letter_id,
        dispatch=dispatch.id,
        channel=values.channel.value,
        result=values.result.value,
        has_evidence=proof is not None,
    )
    if proof is not None:
        keep_file(work, letter_id, proof, dispatch.id)
    _settle(work, letter)
    return dispatch.id


def attach_evidence(work: Work, dispatch_id: int, name: str, data: bytes) -> int:
    """Keep a fax report or a postal receipt that came later, and return the file's number.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, and about the file as `record_dispatch`.
    """
    require(work, Right.RECORD_DISPATCHES)
    dispatch = work.session.get(Dispatch, dispatch_id)
    if dispatch is None:
        raise KnownError("letters.gone")
    letter = _locked(work, dispatch.letter_id)
    file_id = keep_file(
        work, letter.id, foreign_file(_EVIDENCE[dispatch.channel], name, data), dispatch_id
    )
    work.record("dispatch.evidence_attached", "letter", letter.id, dispatch=dispatch_id)
    _settle(work, letter)
    return file_id


def attach_scan(work: Work, letter_id: int, name: str, data: bytes) -> int:
    """Keep a scan of the signed letter, and return the file's number; the newest one counts.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, and about the file as `record_dispatch`.
    """
    require(work, Right.RECORD_DISPATCHES)
    _letter(work, letter_id)
    file_id = keep_file(work, letter_id, foreign_file(FileKind.SCAN, name, data))
    work.record("scan.attached", "letter", letter_id, file=file_id)
    return file_id


def note_register_number(
    work: Work, letter_id: int, number: str, dated_on: dt.date | None, *, version: int
) -> None:
    """Note what was stamped on the paper; the frozen forms stay as they are.

    Args:
        work: The unit of work.
        letter_id: Which letter.
        number: The register's part of the number; empty takes it away.
        dated_on: The letter's day; None takes it away.
        version: Of the letter when it was read.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.register_number`;
            `letters.number_printed`: the letter itself was printed with another number or day.
        ConflictError: `db.conflict`.
    """
    require(work, Right.RECORD_DISPATCHES)
    letter = _letter(work, letter_id)
    if letter.version != version:
        raise ConflictError("db.conflict")
    number = number.strip()
    if number and not _REGISTER_NUMBER.fullmatch(number):
        raise KnownError("letters.register_number")
    printed = from_json(letter.content)
    if printed.number.register_number not in {None, number} or printed.date not in {None, dated_on}:
        raise KnownError("letters.number_printed")
    letter.register_number = number or None
    letter.dated_on = dated_on
    letter.search_key = _search_key(_as_registered(letter), letter.summary)
    work.session.flush()
    work.record("letter.number_noted", "letter", letter_id, fields=["register_number", "dated_on"])


def find_letters(work: Work, wanted: LetterFilter) -> tuple[LetterRow, ...]:
    """Return letters as `queries.list_letters`, for who may see them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_LETTERS)
    return queries.list_letters(work.session, wanted, now=work.now)


def open_letter(work: Work, letter_id: int) -> LetterCard:
    """Return a letter with all that belongs to it, and write down who opened it.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`.
    """
    require(work, Right.SEE_LETTERS)
    card = queries.get_letter(work.session, letter_id, now=work.now)
    work.record("letter.opened", "letter", letter_id)
    return card


def open_file(work: Work, file_id: int) -> tuple[LetterFileRow, bytes]:
    """Return a frozen file, and write down who opened it.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`; `letters.file_changed`: its bytes do not
            have the SHA-256 that they had when they were frozen.
    """
    require(work, Right.SEE_LETTERS)
    file = work.session.get(LetterFile, file_id)
    if file is None:
        raise KnownError("letters.gone")
    data = checked_bytes(file)
    work.record("letter.file_opened", "letter", file.letter_id, file=file_id, form=file.kind.value)
    return queries.file_row(file), data


def record_print(work: Work, letter_id: int, what: str) -> None:
    """Write down that a form of a letter was printed, such as `letter`, `envelope-dl` or `fax`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.PRINT)
    work.record("letter.printed", "letter", letter_id, form=what)


def envelope(work: Work, letter_id: int, size: EnvelopeSize) -> bytes:
    """Return the envelope as PDF, with number and day as noted; it is written down.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `documents.envelope_too_small`.
    """
    from alo183_desktop.documents.envelope import envelope_pdf

    require(work, Right.PRINT)
    letter = _letter(work, letter_id)
    data = envelope_pdf(forms.envelope_of(_as_registered(letter), _recipient(letter)), size)
    work.record("letter.printed", "letter", letter_id, form=f"envelope-{size.value}")
    return data


def fax_cover(work: Work, letter_id: int, *, from_scan: bool = False) -> bytes:
    """Return the sheet that goes before the fax as PDF; it is written down.

    Args:
        work: The unit of work.
        letter_id: Which letter.
        from_scan: Whether the scan of the signed letter follows; its sheets are counted then.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.no_scan`,
            `documents.fax_cover_too_long`, and about the scan as `fax_images`.
    """
    require(work, Right.PRINT)
    letter = _letter(work, letter_id)
    scan = newest_scan(work, letter_id) if from_scan else None
    work.record("letter.printed", "letter", letter_id, form="fax-cover")
    return _cover(letter, scan)


def fax_images(
    work: Work,
    letter_id: int,
    *,
    resolution: Resolution = Resolution.FINE,
    compression: Compression = Compression.T4,
    from_scan: bool = False,
    with_cover: bool = True,
) -> bytes:
    """Return the sheets of the fax as a TIFF Class F; it is written down.

    Args:
        work: The unit of work.
        letter_id: Which letter.
        resolution: Fine or standard.
        compression: T.4 or T.6.
        from_scan: Make them of the newest scan of the signed letter, not of the letter itself.
        with_cover: Put the cover sheet first.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.no_scan`, `letters.file_changed`,
            `documents.unreadable_scan`, `documents.scan_too_large`, `documents.scan_too_slow`.
    """
    from alo183_desktop.documents.fax_image import fax_image, fax_image_of_scan

    require(work, Right.EXPORT)
    letter = _letter(work, letter_id)
    scan = newest_scan(work, letter_id) if from_scan else None
    cover = _cover(letter, scan) if with_cover else None
    if scan is None:
        copy = frozen_forms(work, letter_id)[FileKind.FAX_COPY]
        pdfs = [copy] if cover is None else [cover, copy]
        data = fax_image(pdfs, resolution=resolution, compression=compression)
    else:
        data = fax_image_of_scan(scan, resolution=resolution, compression=compression, cover=cover)
    work.record(
        "letter.exported",
        "letter",
        letter_id,
        form=f"fax-{resolution.value}",
        from_scan=from_scan,
    )
    return data


def export_letter(work: Work, letter_id: int) -> dict[str, bytes]:
    """Return all ten forms by file name (`forms.NAMES`); it is written down.

    Frozen forms are the frozen bytes; envelope and cover show number and day as noted.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.file_changed`, and what
            `documents` refuses to lay out.
    """
    require(work, Right.EXPORT)
    letter = _letter(work, letter_id)
    registered = _as_registered(letter)
    files = forms.whole_set(
        registered,
        _recipient(letter),
        frozen=frozen_forms(work, letter_id),
        fax_pages=letter.fax_pages,
        values={
            **forms.metadata(
                from_json(letter.content), pages=letter.pages, fax_pages=letter.fax_pages
            ),
            "register_number": letter.register_number,
            "dated_on": None if letter.dated_on is None else letter.dated_on.isoformat(),
        },
    )
    work.record("letter.exported", "letter", letter_id, form="all", files=len(files))
    return files


def _letter(work: Work, letter_id: int) -> Letter:
    letter = work.session.get(Letter, letter_id)
    if letter is None:
        raise KnownError("letters.gone")
    return letter


def _locked(work: Work, letter_id: int) -> Letter:
    """Return a letter that nobody else settles at the same time."""
    letter = work.session.execute(
        select(Letter).where(Letter.id == letter_id).with_for_update()
    ).scalar_one_or_none()
    if letter is None:
        raise KnownError("letters.gone")
    return letter


def _settle(work: Work, letter: Letter) -> None:
    """Note when fax and post were both proven; a later attempt never takes that back."""
    was_complete = letter.completed_at is not None
    work.session.flush()
    letter.completed_at = completed_at(queries.attempts_of(work.session, letter.id))
    work.session.flush()
    if letter.completed_at is not None and not was_complete:
        work.record("letter.completed", "letter", letter.id)


def _cover(letter: Letter, scan: bytes | None) -> bytes:
    """Return the cover sheet; the sheets of `scan` are counted when it follows."""
    from alo183_desktop.documents.fax_cover import fax_cover_pdf
    from alo183_desktop.documents.fax_image import scan_pages

    pages = letter.fax_pages if scan is None else scan_pages(scan)
    return fax_cover_pdf(
        forms.fax_cover_of(_as_registered(letter), _recipient(letter), fax_pages=pages)
    )


def _recipient(letter: Letter) -> forms.Recipient:
    return forms.Recipient(letter.recipient_address, format_phone(letter.recipient_fax))


def _as_registered(letter: Letter) -> paper.Letter:
    """Return the content with number and day as they were noted on the paper."""
    printed = from_json(letter.content)
    number = replace(printed.number, register_number=letter.register_number)
    return replace(printed, number=number, date=letter.dated_on)


def _search_key(content: paper.Letter, summary: str) -> str:
    number = number_text(content.number, content.style)
    return fold(f"{summary} {content.topic} {number}")
