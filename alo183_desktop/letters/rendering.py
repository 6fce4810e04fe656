"""Render a letter: the files frozen with it, and those made from it for fax and post.

Making one is slow and needs no database: do it before or after a transaction.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.documents.letter.content import (
    Compression,
    Envelope,
    EnvelopeSize,
    FaxCover,
    Resolution,
)
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.shared.plain import to_plain
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.documents.letter.content import LetterContent
    from alo183_desktop.documents.own_pages import Pages

CHANGE_STEM: Final = "degisiklik-yazisi"
"""With which the names of a change letter's files begin; those of others with their own matter."""
_ENDINGS: Final = {
    FileKind.PDF: ".pdf",
    FileKind.PDF_A: "-pdfa.pdf",
    FileKind.FAX_COPY: "-faks.pdf",
    FileKind.DOCX: ".docx",
    FileKind.TEXT: ".txt",
    FileKind.METADATA: ".json",
}
_KEPT_COPY_ENDING: Final = "-paraf.pdf"
_COVER_NAME: Final = "faks-kapagi.pdf"
FAX_NAMES: Final = {Resolution.FINE: "faks-ince", Resolution.STANDARD: "faks-standart"}

_PDF: Final = "application/pdf"
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FORMAT: Final = 1


def file_names(stem: str = CHANGE_STEM) -> tuple[str, ...]:
    """Return the files of a complete set; a letter that is signed electronically has no `-paraf`.

    Args:
        stem: With which the names of the letter's own files begin.
    """
    return (
        *(f"{stem}{ending}" for kind, ending in _ENDINGS.items() if kind is not FileKind.FAX_COPY),
        f"{stem}{_KEPT_COPY_ENDING}",
        *(f"zarf-{size}.pdf" for size in EnvelopeSize),
        _COVER_NAME,
        *(f"{name}.tiff" for name in FAX_NAMES.values()),
    )


def metadata_name(stem: str = CHANGE_STEM) -> str:
    """Return the name of the file that describes the others."""
    return f"{stem}{_ENDINGS[FileKind.METADATA]}"


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a letter."""

    kind: FileKind
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files that are frozen with a letter."""

    files: tuple[RenderedFile, ...]
    pages: int
    fax_pages: int
    """Of the copy for a fax machine, without a cover."""
    fingerprint: str
    """Of the rendered letter: freezing any other one is refused."""

    def data(self, kind: FileKind) -> bytes:
        """Return the bytes of the file of a kind."""
        return next(file.data for file in self.files if file.kind is kind)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a letter goes; neither is in the letter itself."""

    address: str
    fax: str
    """As papers write it: `0312 705 50 00`; empty while unknown."""


def render(letter: LetterContent, stem: str = CHANGE_STEM) -> Rendered:
    """Return the files that are frozen with a letter; the same letter gives the same bytes.

    Args:
        letter: Which letter.
        stem: With which their names begin.
    """
    # reportlab, pikepdf and python-docx are slow to load and not needed before the first letter.
    from alo183_desktop.documents.letter.docx import letter_docx
    from alo183_desktop.documents.letter.pdf import lay_out
    from alo183_desktop.documents.letter.wording import letter_text
    from alo183_desktop.documents.pdf_a import to_pdf_a

    laid_out = lay_out(letter)
    fax_copy = lay_out(letter, fax_copy=True)
    made = (
        (FileKind.PDF, _PDF, laid_out.pdf),
        (FileKind.PDF_A, _PDF, to_pdf_a(laid_out.pdf, title=letter.topic)),
        (FileKind.FAX_COPY, _PDF, fax_copy.pdf),
        (FileKind.DOCX, _DOCX, letter_docx(letter)),
        (FileKind.TEXT, "text/plain; charset=utf-8", letter_text(letter).encode()),
    )
    files = [
        RenderedFile(kind, f"{stem}{_ENDINGS[kind]}", media, data) for kind, media, data in made
    ]
    values = metadata(letter, pages=laid_out.pages, fax_pages=fax_copy.pages)
    data = write_json(values, {file.name: file.data for file in files})
    frozen = RenderedFile(FileKind.METADATA, metadata_name(stem), "application/json", data)
    return Rendered((*files, frozen), laid_out.pages, fax_copy.pages, fingerprint(letter))


def fingerprint(letter: LetterContent) -> str:
    """Return a SHA-256 that two letters share only when their content is the same."""
    text = json.dumps(to_plain(letter), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def metadata(letter: LetterContent, *, pages: int, fax_pages: int) -> dict[str, Any]:
    """Return what an e-document system requires, with the whole content, as plain values."""
    from alo183_desktop.documents.letter.wording import letter_metadata

    found = letter_metadata(letter)
    return {
        "format": _FORMAT,
        "number": found.number,
        "urgency": found.urgency,
        "secrecy": found.secrecy,
        "pages": pages,
        "fax_pages": fax_pages,
        "content": to_plain(letter),
    }


def write_json(values: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return `values` and the SHA-256 of each file as JSON, the same bytes for the same values."""
    described = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in files.items()
    }
    text = json.dumps({**values, "files": described}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def envelope_of(letter: LetterContent, recipient: Recipient) -> Envelope:
    """Return the content of the envelope. Source: Yönetmelik 2020/31151, madde 31."""
    address, postal_code = letter.contact.address, letter.contact.postal_code
    return made_of(
        Envelope,
        letter,
        sender_address=_with_postal_code(address, postal_code),
        address=recipient.address,
    )


def read_described(data: bytes) -> dict[str, str]:
    """Return the SHA-256 of each file described by `write_json`; empty for anything else."""
    try:
        files = json.loads(data)["files"]
        return {str(name): str(one["sha256"]) for name, one in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _with_postal_code(address: str, postal_code: str) -> str:
    """Return an address as an envelope has it: `... No: 183/A 63300 Haliliye/ŞANLIURFA`."""
    if not postal_code or postal_code in address:
        return address
    street, _, place = address.rpartition(" ")
    if not street or "/" not in place or place[:1].isdigit():
        return f"{address} {postal_code}"
    return f"{street.rstrip(',')} {postal_code}\u00a0{place}"


def fax_cover_of(letter: LetterContent, recipient: Recipient, *, fax_pages: int) -> FaxCover:
    """Return the cover sheet of a faxed letter of `fax_pages` pages."""
    return made_of(
        FaxCover,
        letter,
        recipient=letter.addressee,
        recipient_fax=recipient.fax,
        sender_fax=letter.contact.fax,
        sender_telephone=letter.contact.telephone,
        pages=fax_pages + 1,
        contact=letter.contact.contact,
    )


@dataclass(frozen=True, slots=True)
class SetParts:
    """What the complete set of files is made of."""

    letter: LetterContent
    """For envelope and cover; number and date may have been noted after it was frozen."""
    recipient: Recipient
    frozen: Mapping[FileKind, bytes]
    """The bytes of the files that `render` made."""
    fax_pages: int
    """Of the fax copy, without the cover."""
    values: Mapping[str, Any]
    """The content of the JSON file besides the SHA-256 of the other files."""
    stem: str = CHANGE_STEM
    """With which the names of the letter's own files begin."""


def whole_set(parts: SetParts) -> dict[str, bytes]:
    """Return all files by name, in the order of `file_names`."""
    from alo183_desktop.documents.fax.image import fax_image
    from alo183_desktop.documents.letter.wording import has_initials
    from alo183_desktop.documents.papers.covers import envelope_pdf, fax_cover_pdf

    frozen = parts.frozen
    envelope = envelope_of(parts.letter, parts.recipient)
    cover = fax_cover_of(parts.letter, parts.recipient, fax_pages=parts.fax_pages)
    # Every Group 3 machine reads T.4; not every one reads T.6.
    files = {
        **{
            f"{parts.stem}{_ENDINGS[kind]}": frozen[kind]
            for kind in (FileKind.PDF, FileKind.PDF_A, FileKind.DOCX, FileKind.TEXT)
        },
        **{f"zarf-{size}.pdf": envelope_pdf(envelope, size) for size in EnvelopeSize},
        _COVER_NAME: fax_cover_pdf(cover),
        **{
            f"{name}.tiff": fax_image(
                [frozen[FileKind.FAX_COPY]], resolution=resolution, compression=Compression.T4
            )
            for resolution, name in FAX_NAMES.items()
        },
    }
    if has_initials(parts.letter):
        files[f"{parts.stem}{_KEPT_COPY_ENDING}"] = kept_copy_pdf(parts.letter)
    files[metadata_name(parts.stem)] = write_json(parts.values, files)
    return {name: files[name] for name in file_names(parts.stem) if name in files}


def kept_copy_pdf(letter: LetterContent) -> bytes:
    """Return the second copy of a letter signed by hand, with its initials; slow."""
    from alo183_desktop.documents.letter.pdf import lay_out_kept_copy

    return lay_out_kept_copy(letter).pdf


@dataclass(frozen=True, slots=True)
class FaxParts:
    """What goes through a fax machine, as it was read; nothing of it is drawn yet."""

    cover: FaxCover | None
    """None for a letter without one; with a scan, it gets its page count when that is drawn."""
    body: bytes
    """The fax copy as PDF, or the scan of the signed letter."""
    is_scan: bool


def fax_tiff(parts: FaxParts, *, resolution: Resolution, compression: Compression) -> bytes:
    """Return the sheets of a fax as a TIFF Class F; slow.

    Raises:
        KnownError: `documents.fax_cover_too_long`; of a scan `documents.unreadable_scan`,
            `documents.scan_too_large`, `documents.scan_too_slow`.
    """
    from alo183_desktop.documents.fax.image import fax_image, fax_image_of_scan

    if parts.is_scan:
        return fax_image_of_scan(
            parts.body,
            resolution=resolution,
            compression=compression,
            cover=None if parts.cover is None else lambda sheets: _cover_pdf(parts, sheets),
        )
    pdfs = [parts.body] if parts.cover is None else [_cover_pdf(parts), parts.body]
    return fax_image(pdfs, resolution=resolution, compression=compression)


def fax_pages(parts: FaxParts) -> Pages:
    """Return the pages of a fax, for a fax printer; slow.

    Raises:
        KnownError: As `fax_tiff`.
    """
    from alo183_desktop.documents.fax.image import scan_pages
    from alo183_desktop.documents.foreign_pages import ForeignPages
    from alo183_desktop.documents.joining import join
    from alo183_desktop.documents.own_pages import OwnPages

    if not parts.is_scan:
        covers = [] if parts.cover is None else [_cover_pdf(parts)]
        return OwnPages(join([*covers, parts.body]) if covers else parts.body)
    pages = ForeignPages(parts.body)
    if parts.cover is not None:
        pages = pages.after(_cover_pdf(parts, scan_pages(parts.body)))
    # A printer's dialog waits for them.
    pages.sizes()
    return pages


def _cover_pdf(parts: FaxParts, sheets: int | None = None) -> bytes:
    """Return the cover sheet; `sheets` is how many follow, if not those of the letter."""
    from alo183_desktop.documents.papers.covers import fax_cover_pdf

    if parts.cover is None:
        raise ValueError("this fax goes without a cover")
    cover = parts.cover if sheets is None else replace(parts.cover, pages=sheets + 1)
    return fax_cover_pdf(cover)
