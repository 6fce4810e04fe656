"""The cover sheet of a change file: line by line what is done, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.papers.blocks import Frame, paragraph
from alo183_desktop.documents.papers.form_layout import Signer, face_of, paper_pdf, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.marks import marked_block
from alo183_desktop.documents.papers.report_parts import MUTED, head_blocks

if TYPE_CHECKING:
    from alo183_desktop.documents.papers.blocks import Block
    from alo183_desktop.documents.states import MarkState

_FRAME: Final = Frame(side=15 * POINTS_PER_MM)
_TITLE: Final = "Değişiklik dosyası"
_HEADINGS: Final = ("İş", "Kim", "Durum")
_SHARES: Final = (40, 60, 80)
_SIZE: Final = 10.0
_SMALL: Final = 9.0


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One line of the file."""

    state: MarkState
    part: str
    """What it is about, such as `İade tutanağı`."""
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeFilePaper:
    """The content of the cover sheet."""

    directorate_heading: tuple[str, ...]
    """The lines of the letterhead."""
    summary: str
    """Who leaves and who comes."""
    number_words: str
    """Number and day of the letter."""
    effective_words: str
    rule_words: str
    """What makes the letter complete."""
    rows: tuple[DossierRow, ...]
    status: str
    """When it was read, and how many lines had something missing then."""


def change_file_pdf(paper: ChangeFilePaper) -> bytes:
    """Return the cover sheet as PDF/A, with a place for the signature of who keeps the file."""
    width = _FRAME.text_width
    face = face_of(SANS, _SIZE)
    blocks: list[Block] = head_blocks(paper.directorate_heading, _TITLE, paper.number_words, width)
    blocks += paragraph(paper.summary, face_of(SANS_BOLD, 12), width, gap=10.0)
    blocks += paragraph(paper.effective_words, face, width, gap=2.0)
    blocks += paragraph(paper.rule_words, face, width, gap=2.0)
    blocks += paragraph(paper.status, face_of(SANS, _SMALL), width, gap=2.0, grey=MUTED)
    widths = in_shares(width, _SHARES)
    grid = Grid(widths, face, padding=4.0, room=4.0)
    inner = widths[-1] - 2 * grid.padding
    rows = [
        (row.part, row.who, marked_block(row.state, row.text, face, inner)) for row in paper.rows
    ]
    blocks += grid.table(_HEADINGS, rows, head_face=face_of(SANS_BOLD, _SMALL), gap=10.0)
    blocks.append(signatures((Signer("DOSYAYI TUTAN", ""),), width, gap=32.0))
    return paper_pdf(
        blocks,
        title=_TITLE,
        heading=paper.directorate_heading,
        subject=paper.number_words,
        frame=_FRAME,
        foot=(f"{_TITLE}, {paper.number_words}",),
        is_archived=True,
    )
