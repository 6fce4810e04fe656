"""Tables of a paper, row by row: texts that wrap, drawings in cells, headings on each page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from alo183_desktop.documents.lines import Face, break_lines
from alo183_desktop.documents.papers.blocks import Align, Block, leading, lines_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

    from alo183_desktop.documents.lines import TextLine

Cell: TypeAlias = str | Block
"""A text, which is wrapped to the width of its column, or a drawing that fits into it."""

_TALLEST: Final = 240.0
"""Of a row that is never split by a page end, in points: about a third of a page."""
_SHADE: Final = 0.93
"""Grey of a row of headings: light enough for a photocopier."""


def in_shares(width: float, shares: Sequence[float]) -> tuple[float, ...]:
    """Return the widths of columns that share a width."""
    unit = width / sum(shares)
    return tuple(share * unit for share in shares)


@dataclass(frozen=True, slots=True)
class Grid:
    """The look of a table's rows; lengths are points."""

    widths: tuple[float, ...]
    """Of the columns, from left to right."""
    face: Face
    padding: float = 4.0
    """At the left and the right of a cell."""
    room: float = 2.5
    """Above and below the content of a cell."""
    aligns: tuple[Align, ...] = ()
    """Of the columns; empty for all left."""
    rule: float = 0.75
    is_boxed: bool = True
    """Rules all around each cell; otherwise only below each row."""

    def row(
        self,
        cells: Sequence[Cell],
        *,
        faces: Sequence[Face] | Face | None = None,
        shaded: bool = False,
        spans: Sequence[int] | None = None,
        gap: float = 0.0,
        head: Block | None = None,
        keeps_next: bool = False,
        edges: tuple[bool, bool] = (True, True),
    ) -> Block:
        """Return a row.

        Args:
            cells: From left to right; together they span all columns.
            faces: Of the texts; one for all, or one for each; None for the table's own.
            shaded: On light grey, like headings.
            spans: How many columns each cell spans; None for one each.
            gap: Space before it; the upper rule is drawn again there.
            head: The row of headings, repeated where this row starts a page.
            keeps_next: On the same page as the row after it.
            edges: Whether it is ruled above and below; parts of a longer row are not.
        """
        spanned = tuple(spans) if spans is not None else (1,) * len(cells)
        if sum(spanned) != len(self.widths) or len(spanned) != len(cells):
            raise ValueError("the cells do not fill the columns")
        fonts = self._faces(faces, len(cells))
        placed: list[_Placed] = []
        left = 0.0
        column = 0
        for cell, span, face in zip(cells, spanned, fonts, strict=True):
            width = sum(self.widths[column : column + span])
            inner = width - 2 * self.padding
            if isinstance(cell, Block):
                content = cell
            else:
                align = self.aligns[column] if self.aligns else "left"
                lines = break_lines(cell, face, inner)
                content = lines_block(lines, face, inner, align=align)
            placed.append(_Placed(left, width, content))
            left += width
            column += span
        # An empty row keeps the height of a line, to be filled in by hand.
        least = leading(self.face)
        height = max(least, *(cell.content.height for cell in placed)) + 2 * self.room
        return Block(
            height,
            _Row(tuple(placed), height, self, shaded, edges),
            gap=gap,
            head=head,
            keeps_next=keeps_next,
        )

    def table(
        self,
        headings: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        head_face: Face,
        gap: float = 0.0,
    ) -> list[Block]:
        """Return headings, repeated on each page, and rows; with space before all of it."""
        head = self.row(headings, faces=head_face, shaded=self.is_boxed)
        first = replace(head, gap=gap, keeps_next=bool(rows))
        return [first, *(part for cells in rows for part in self.parts(cells, head=head))]

    def facts(
        self, facts: Sequence[tuple[str, Cell]], strong: Face, *, gap: float = 0.0
    ) -> list[Block]:
        """Return a row for each label and its value; with space before all of them."""
        rows = [self.row(fact, faces=(strong, self.face)) for fact in facts]
        return [replace(rows[0], gap=gap), *rows[1:]]

    def parts(self, cells: Sequence[Cell], *, head: Block | None = None) -> list[Block]:
        """Return a row as one block, or as several where its texts are long.

        So nothing is lost beyond the end of a page, whatever a user has written into a cell.
        """
        most = max(1, int(_TALLEST / leading(self.face)))
        broken = [
            cell
            if isinstance(cell, Block)
            else break_lines(cell, self.face, width - 2 * self.padding)
            for cell, width in zip(cells, self.widths, strict=True)
        ]
        longest = max((len(lines) for lines in broken if not isinstance(lines, Block)), default=0)
        starts = range(0, max(longest, 1), most)
        return [
            self.row(
                [
                    self._part(lines, index, slice(start, start + most))
                    for index, lines in enumerate(broken)
                ],
                head=head,
                edges=(start == 0, start == starts[-1]),
            )
            for start in starts
        ]

    def _part(self, content: Block | list[TextLine], index: int, part: slice) -> Block:
        """Return some lines of a cell; a drawing is in the first part."""
        width = self.widths[index] - 2 * self.padding
        if isinstance(content, Block):
            return content if part.start == 0 else lines_block([], self.face, width)
        align = self.aligns[index] if self.aligns else "left"
        return lines_block(content[part], self.face, width, align=align)

    def _faces(self, faces: Sequence[Face] | Face | None, count: int) -> Sequence[Face]:
        if faces is None:
            return (self.face,) * count
        # A Face is a tuple itself.
        return (faces,) * count if isinstance(faces, Face) else faces


class _Placed(NamedTuple):
    """A cell of a row, `left` points from the left of the table."""

    left: float
    width: float
    content: Block


@dataclass(frozen=True, slots=True)
class _Row:
    """Draws a row with its rules."""

    cells: tuple[_Placed, ...]
    height: float
    grid: Grid
    shaded: bool
    edges: tuple[bool, bool]

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        grid = self.grid
        width = sum(grid.widths)
        bottom = top - self.height
        if self.shaded:
            canvas.setFillGray(_SHADE)
            canvas.rect(left, bottom, width, self.height, stroke=0, fill=1)
            canvas.setFillGray(0)
        for cell in self.cells:
            cell.content.draw(canvas, left + cell.left + grid.padding, top - grid.room)
        canvas.setLineWidth(grid.rule)
        above, below = self.edges
        if below:
            canvas.line(left, bottom, left + width, bottom)
        if grid.is_boxed:
            if above:
                canvas.line(left, top, left + width, top)
            # The outer rules are within the table, not half in the margin.
            half = grid.rule / 2
            for x in (half, *(cell.left for cell in self.cells[1:]), width - half):
                canvas.line(left + x, top, left + x, bottom)
