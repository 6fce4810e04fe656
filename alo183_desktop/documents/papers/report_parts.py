"""Shared parts of papers for directors: tiles clause by clause, head and foot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.figures import summary_of
from alo183_desktop.documents.fonts import ASCENT, SANS, SANS_BOLD
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.papers.blocks import (
    Block,
    draw_text,
    leading,
    paragraph,
    side_by_side,
    stacked,
)
from alo183_desktop.documents.papers.form_layout import face_of
from alo183_desktop.documents.papers.marks import marked_block
from alo183_desktop.documents.states import WORDS
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

    from alo183_desktop.documents.figures import Tile

MUTED: Final = 0.3
_COLUMNS: Final = 4
_GAP: Final = 7.0
_PADDING: Final = 6.0
_CLAUSE_SIZE: Final = 9.0
_CLAUSE_GAP: Final = 4.0
"""Least space between the clause and the mark of the state."""
_TITLE_SIZE: Final = 9.0
_FIGURE_SIZE: Final = 15.0
_WORDS_SIZE: Final = 9.0
_EDGE: Final = 0.6
_LATE_EDGE: Final = 1.8
"""Faults are found at a glance, on a photocopy as well."""
_DIGEST_GROUP: Final = 8


@dataclass(frozen=True, slots=True)
class PrintedHead:
    """The end of the audit chain when the paper was made: later tampering would not match it."""

    number: int
    """Of its last entry."""
    digest: str
    """In hexadecimal digits, all or the first of them."""

    @property
    def words(self) -> str:
        """As printed at the foot of a paper."""
        groups = [
            self.digest[start : start + _DIGEST_GROUP]
            for start in range(0, len(self.digest), _DIGEST_GROUP)
        ]
        return f"Denetim izi: {number_text(self.number)}. kayıt, {' '.join(groups)}"


def head_blocks(heading: Sequence[str], title: str, subtitle: str, width: float) -> list[Block]:
    """Return who, what and when, at the top of a paper."""
    blocks = paragraph(sender_of(heading), face_of(SANS, 9), width, grey=MUTED)
    blocks += paragraph(title, face_of(SANS_BOLD, 15), width, gap=2.0)
    blocks += paragraph(subtitle, face_of(SANS, 9), width, gap=2.0)
    return blocks


def section_blocks(title: str, width: float, *, gap: float = 12.0) -> list[Block]:
    """Return the heading of a part, on the same page as what follows."""
    return paragraph(title, face_of(SANS_BOLD, 10.5), width, gap=gap, keeps_next=True)


def tiles_blocks(tiles: Sequence[Tile], width: float, *, gap: float = 10.0) -> list[Block]:
    """Return tiles and their summary in rows of four equally high ones; one block per row."""
    if not tiles:
        return []
    each = (width - _GAP * (_COLUMNS - 1)) / _COLUMNS
    inner = each - 2 * _PADDING
    filled: list[tuple[Tile | None, Block]] = [(tile, _content(tile, inner)) for tile in tiles]
    filled.append((None, _summary(tiles, inner)))
    blocks = []
    for start in range(0, len(filled), _COLUMNS):
        row = filled[start : start + _COLUMNS]
        height = max(content.height for _tile, content in row) + 2 * _PADDING
        drawn = [Block(height, _TileDrawing(tile, content, each, height)) for tile, content in row]
        blocks.append(
            side_by_side(drawn, [index * (each + _GAP) for index in range(len(row))], gap=_GAP)
        )
    return [replace(blocks[0], gap=gap), *blocks[1:]]


def _content(tile: Tile, width: float) -> Block:
    """Return the content of a tile under the line of clause and state."""
    return stacked(
        [
            Block(leading(face_of(SANS, _CLAUSE_SIZE)), lambda _canvas, _left, _top: None),
            *paragraph(tile.title, face_of(SANS_BOLD, _TITLE_SIZE), width, gap=1.5),
            *paragraph(tile.figure, face_of(SANS_BOLD, _FIGURE_SIZE), width, gap=3.0),
            *paragraph(tile.words, face_of(SANS, _WORDS_SIZE), width, gap=2.0),
        ]
    )


def _summary(tiles: Sequence[Tile], width: float) -> Block:
    """Return how many clauses are in each state."""
    face = face_of(SANS, _TITLE_SIZE)
    return stacked(
        [
            *paragraph("Bütün maddeler", face_of(SANS_BOLD, _TITLE_SIZE), width),
            *(
                replace(marked_block(state, words, face, width), gap=2.0)
                for state, words in summary_of(tiles)
            ),
        ]
    )


@dataclass(frozen=True, slots=True)
class _TileDrawing:
    """Draws a tile."""

    tile: Tile | None
    """None for the summary."""
    content: Block
    width: float
    height: float

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        tile = self.tile
        edge = _LATE_EDGE if tile is not None and tile.state == "late" else _EDGE
        canvas.setLineWidth(edge)
        canvas.rect(
            left + edge / 2,
            top - self.height + edge / 2,
            self.width - edge,
            self.height - edge,
            stroke=1,
            fill=0,
        )
        x, y = left + _PADDING, top - _PADDING
        self.content.draw(canvas, x, y)
        if tile is None:
            return
        notable = tile.state in {"late", "near"}
        face = face_of(SANS_BOLD if notable else SANS, _CLAUSE_SIZE)
        word = tile.state_word or WORDS[tile.state]
        inner = self.width - 2 * _PADDING
        # The mark and its gap are twelve points at this size.
        wide = min(face.width_of(word) + 12.0, inner)
        mark = marked_block(tile.state, word, face, wide + 0.5)
        mark.draw(canvas, left + self.width - _PADDING - wide, y)
        clause, number = face_of(SANS, _CLAUSE_SIZE), f"{tile.clause}."
        whole = f"{number} madde"
        has_room = clause.width_of(whole) + _CLAUSE_GAP + wide <= inner
        words = whole if has_room else number
        draw_text(canvas, x, y - ASCENT * clause.size, words, clause, grey=MUTED)
