"""Shared parts of papers: fonts, signatures, page and foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SERIF, SERIF_BOLD, widths
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.lines import Face
from alo183_desktop.documents.papers.blocks import (
    Block,
    PageFoot,
    paragraph,
    side_by_side,
    stacked,
    write_pdf,
)
from alo183_desktop.documents.pdf_a import to_pdf_a

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.papers.blocks import Frame


def face_of(name: str, size: float) -> Face:
    """Return a font at a size in points."""
    return Face(name, size, widths(name))


_SIZE: Final = 11.0
_SMALL: Final = 9.0
_GAP: Final = 24.0
_ROOM: Final = 16 * POINTS_PER_MM
"""For the signature by hand, above the name. Source: Yönetmelik 2020/31151, madde 17."""


def paper_pdf(
    blocks: Sequence[Block],
    *,
    title: str,
    heading: Sequence[str],
    subject: str,
    frame: Frame,
    foot: Sequence[str],
    is_archived: bool = False,
) -> bytes:
    """Return a paper of the directorate as PDF; the same blocks always give the same bytes.

    Args:
        blocks: From top to bottom.
        title: Of the document.
        heading: The lines of the letterhead, which state whose it is.
        subject: What it is about; may be empty.
        frame: The page.
        foot: The lines at the foot of each page; empty ones are left out.
        is_archived: As PDF/A.
    """
    pdf = write_pdf(
        blocks,
        title=title,
        author=sender_of(heading),
        subject=subject,
        frame=frame,
        foot=PageFoot(face_of(SANS, _SMALL), tuple(line for line in foot if line)),
    )
    return to_pdf_a(pdf, title=title) if is_archived else pdf


DAY_BY_HAND: Final = "..... / ..... / 20....."
BY_HAND: Final = "........................................"
"""For a name or a title that the program does not have."""


class Signer(NamedTuple):
    """A signer and their role; an empty text is not printed."""

    role: str
    """Such as `TESLİM EDEN`."""
    name: str
    title: str = ""
    day: str = ""
    """Such as `24.11.2026`, or `DAY_BY_HAND`."""


def signatures(signers: Sequence[Signer], width: float, *, gap: float = 0.0) -> Block:
    """Return the places of all signers side by side; no page end splits them.

    Args:
        signers: From left to right; at least one.
        width: Of all together, in points.
        gap: Space before them.
    """
    each = (width - _GAP * (len(signers) - 1)) / len(signers)
    body = face_of(SERIF, _SIZE)
    columns = [
        stacked(
            [
                *paragraph(signer.role, face_of(SERIF_BOLD, _SIZE), each, align="centre"),
                *paragraph("(imza)", face_of(SERIF, _SMALL), each, align="centre", gap=2.0),
                *paragraph(signer.name or " ", body, each, align="centre", gap=_ROOM),
                *paragraph(signer.title, body, each, align="centre"),
                *paragraph(signer.day, body, each, align="centre"),
            ]
        )
        for signer in signers
    ]
    lefts = [index * (each + _GAP) for index in range(len(signers))]
    return side_by_side(columns, lefts, gap=gap)
