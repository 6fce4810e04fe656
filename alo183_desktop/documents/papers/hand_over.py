"""The hand-over note on paper: from whom to whom, what was open at that instant, what was added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.style import POINTS_PER_MM, SANS, SANS_BOLD
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.papers.blocks import Foot, Frame, paragraph, write_pdf
from alo183_desktop.documents.papers.form_layout import Signer, face_of, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.report_parts import MUTED, head_blocks, section_blocks
from alo183_desktop.documents.pdf_a import to_pdf_a

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.papers.blocks import Block

_FRAME: Final = Frame(side=15 * POINTS_PER_MM)
_TITLE: Final = "Nöbet devir notu"
_CASES: Final = ("Vaka", "Konu", "Sorumlu", "24 saatin sonu", "Kalan")
_CASE_SHARES: Final = (34, 52, 44, 30, 30)
_CHECKS: Final = ("Hat", "Zimmetlisi", "Yoklama anı")
_CHECK_SHARES: Final = (50, 80, 60)
_SIZE: Final = 9.0
_SMALL: Final = 9.0


@dataclass(frozen=True, slots=True)
class HandOverPaper:
    """All that the paper says."""

    directorate_heading: tuple[str, ...]
    """The lines of the letterhead."""
    at_words: str
    """When the duty changes hands."""
    giver: str
    taker: str
    phones: tuple[str, str]
    """Under which both are called."""
    cases: tuple[tuple[str, ...], ...]
    """Number, subject, officer, end of the 24 hours and what is left of them; no citizen."""
    checks: tuple[tuple[str, ...], ...]
    """Line, holder and instant of test calls that nobody answered."""
    note: str
    told: str
    """When the facts were filled in, and how it stands with the confirmation."""


def hand_over_pdf(paper: HandOverPaper) -> bytes:
    """Return the note as PDF/A, with a place for both to sign."""
    width = _FRAME.text_width
    body = face_of(SANS, 10)
    blocks: list[Block] = head_blocks(paper.directorate_heading, _TITLE, paper.at_words, width)
    of_giver, of_taker = paper.phones
    blocks += paragraph(f"Devreden: {paper.giver}, {of_giver}", body, width, gap=8.0)
    blocks += paragraph(f"Devralan: {paper.taker}, {of_taker}", body, width, gap=2.0)
    blocks += paragraph(paper.told, face_of(SANS, _SMALL), width, gap=4.0, grey=MUTED)
    blocks += _table("Açık vakalar", _CASES, _CASE_SHARES, paper.cases, "Açık vaka yok.")
    blocks += _table(
        "Yanıtlanmayan yoklamalar (bu ay)",
        _CHECKS,
        _CHECK_SHARES,
        paper.checks,
        "Yanıtlanmayan yoklama yok.",
    )
    blocks += section_blocks("Not", width)
    for line in (paper.note or "Not yazılmadı.").splitlines():
        blocks += paragraph(line, body, width, gap=4.0)
    signers = (Signer("DEVREDEN", paper.giver), Signer("DEVRALAN", paper.taker))
    blocks.append(signatures(signers, width, gap=24.0))
    return to_pdf_a(
        write_pdf(
            blocks,
            title=_TITLE,
            author=sender_of(paper.directorate_heading),
            subject=paper.at_words,
            frame=_FRAME,
            foot=Foot(face_of(SANS, _SMALL), (f"{_TITLE}, {paper.at_words}",)),
        ),
        title=_TITLE,
    )


def _table(
    title: str,
    headings: Sequence[str],
    shares: Sequence[float],
    rows: Sequence[Sequence[str]],
    nothing: str,
) -> list[Block]:
    width = _FRAME.text_width
    blocks = section_blocks(title, width)
    if not rows:
        return [*blocks, *paragraph(nothing, face_of(SANS, _SIZE), width, gap=4.0)]
    grid = Grid(in_shares(width, shares), face_of(SANS, _SIZE), padding=3.0, room=2.0)
    table = grid.table(headings, rows, head_face=face_of(SANS_BOLD, 9))
    return [*blocks, replace(table[0], gap=4.0), *table[1:]]
