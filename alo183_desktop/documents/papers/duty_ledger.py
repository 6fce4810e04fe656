"""The fairness ledger on paper: for all days, and for each class of day, who worked how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.letter.style import POINTS_PER_MM, SANS, SANS_BOLD
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.papers.blocks import Foot, Frame, paragraph, write_pdf
from alo183_desktop.documents.papers.form_layout import face_of
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.report_parts import MUTED, head_blocks, section_blocks
from alo183_desktop.documents.pdf_a import to_pdf_a

if TYPE_CHECKING:
    from alo183_desktop.documents.papers.blocks import Align, Block

_FRAME: Final = Frame(side=15 * POINTS_PER_MM)
_NAME: Final = 52
_NUMBER: Final = 20
_SIZE: Final = 9.0
_SMALL: Final = 9.0


class LedgerPart(NamedTuple):
    """One table of the ledger."""

    title: str
    """Such as `Hafta sonu`."""
    headings: tuple[str, ...]
    """The first is of the names."""
    rows: tuple[tuple[str, ...], ...]
    """A name and numbers each."""


@dataclass(frozen=True, slots=True)
class LedgerPaper:
    """All that the paper says."""

    directorate_heading: tuple[str, ...]
    """The lines of the letterhead."""
    period: str
    """Such as `Aralık 2026 sonu`."""
    parts: tuple[LedgerPart, ...]
    note: str
    """How it is counted."""
    printed: str
    """When, and by whom; at the foot of each page."""


def duty_ledger_pdf(paper: LedgerPaper) -> bytes:
    """Return the ledger as PDF/A, with the headings of a table on each page."""
    title, width = "Nöbet denge cetveli", _FRAME.text_width
    blocks: list[Block] = head_blocks(paper.directorate_heading, title, paper.period, width)
    blocks += paragraph(paper.note, face_of(SANS, _SMALL), width, gap=4.0, grey=MUTED)
    for part in paper.parts:
        numbers = len(part.headings) - 1
        right: Align = "right"
        grid = Grid(
            in_shares(width, (_NAME, *(_NUMBER for _ in range(numbers)))),
            face_of(SANS, _SIZE),
            padding=3.0,
            room=2.0,
            aligns=("left", *(right for _ in range(numbers))),
        )
        table = grid.table(part.headings, part.rows, head_face=face_of(SANS_BOLD, _SMALL))
        blocks += section_blocks(part.title, width)
        blocks += [replace(table[0], gap=4.0), *table[1:]]
    return to_pdf_a(
        write_pdf(
            blocks,
            title=title,
            author=sender_of(paper.directorate_heading),
            subject=paper.period,
            frame=_FRAME,
            foot=Foot(face_of(SANS, _SMALL), (paper.printed,)),
        ),
        title=title,
    )
