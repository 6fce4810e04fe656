"""Blocks of a paper, laid out in pages: lines of text, drawings, rows of tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from alo183_desktop.documents import canvas as drawing
from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH, POINTS_PER_MM
from alo183_desktop.documents.fonts import ASCENT, LINE_HEIGHT
from alo183_desktop.documents.fonts import drawing as font_lock
from alo183_desktop.documents.lines import Face, blank_stretch, break_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reportlab.pdfgen.canvas import Canvas

    from alo183_desktop.documents.lines import TextLine

Align: TypeAlias = Literal["left", "centre", "right", "justify"]
Draw: TypeAlias = Callable[["Canvas", float, float], None]
"""Takes the canvas, and the block's left and upper edges from the page's lower left corner."""

FAULT: Final = (0.65, 0.11, 0.11)
"""A red as dark as outlines: nearly black on a photocopy."""
_TOLERANCE: Final = 1e-6
_LONGEST_WHOLE: Final = 8
"""Lines of a paragraph that is never split by a page end."""


@dataclass(frozen=True, slots=True)
class Block:
    """Never split by a page end; lengths are points."""

    height: float
    draw: Draw
    gap: float = 0.0
    """Space before it, dropped at the top of a page."""
    keeps_next: bool = False
    """On the same page as the block after it, like a heading."""
    head: Block | None = None
    """Drawn above it where it starts a page: the headings of its table."""


class PlacedBlock(NamedTuple):
    """A block on a page, `top` points below the top of the text."""

    top: float
    block: Block


@dataclass(frozen=True, slots=True)
class Frame:
    """A page and its margins; lengths are points."""

    width: float = PAGE_WIDTH
    height: float = PAGE_HEIGHT
    side: float = 20 * POINTS_PER_MM
    top: float = 15 * POINTS_PER_MM
    bottom: float = 15 * POINTS_PER_MM
    foot: float = 24.0
    """Space for the foot above the lower margin."""

    @property
    def text_width(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.side

    @property
    def text_height(self) -> float:
        """Height between the upper margin and the foot."""
        return self.height - self.top - self.bottom - self.foot


class Hanging(NamedTuple):
    """The mark before a paragraph, such as `1.`, behind which its lines hang."""

    text: str
    width: float
    """Its width, in points."""


class PageFoot(NamedTuple):
    """The foot of every page, beside its number."""

    face: Face
    lines: tuple[str, ...] = ()
    """From top to bottom; lines that are too long are broken."""


def pour(blocks: Sequence[Block], height: float) -> list[list[PlacedBlock]]:
    """Lay out blocks, in order, in pages of `height` points; at least one page.

    Blocks that keep the next one stay together unless they need more than a page.
    """
    pages: list[list[PlacedBlock]] = []
    page: list[PlacedBlock] = []
    used = 0.0
    index = 0
    while index < len(blocks):
        end = index + 1
        while blocks[end - 1].keeps_next and end < len(blocks):
            end += 1
        chain = blocks[index:end]
        if page and used + stack_height(chain) > height + _TOLERANCE:
            pages.append(page)
            page, used = [], 0.0
        for block in chain:
            top = used + block.gap if page else 0.0
            if page and top + block.height > height + _TOLERANCE:
                pages.append(page)
                page, top = [], 0.0
            if not page and block.head is not None:
                page.append(PlacedBlock(0.0, block.head))
                top = block.head.height
            page.append(PlacedBlock(top, block))
            used = top + block.height
        index = end
    pages.append(page)
    return pages


def stack_height(blocks: Sequence[Block]) -> float:
    """Return the height of stacked blocks, with the gap of the first."""
    return sum(block.gap + block.height for block in blocks)


def stacked(blocks: Sequence[Block], *, gap: float = 0.0) -> Block:
    """Return stacked blocks as one that no page end splits."""
    if not blocks:
        return Block(0.0, _nothing)
    first = replace(blocks[0], gap=0.0)
    whole = (first, *blocks[1:])
    return Block(stack_height(whole), _Stack(whole), gap=gap)


def side_by_side(blocks: Sequence[Block], lefts: Sequence[float], *, gap: float) -> Block:
    """Return adjacent blocks as one; `lefts` are points from its left edge."""
    height = max((block.height for block in blocks), default=0.0)
    return Block(height, _Beside(tuple(blocks), tuple(lefts)), gap=gap)


def write_pdf(
    blocks: Sequence[Block],
    *,
    title: str,
    author: str = "",
    subject: str = "",
    frame: Frame | None = None,
    foot: PageFoot | None = None,
) -> bytes:
    """Return blocks as a PDF in Turkish; the same blocks always give the same bytes.

    Args:
        blocks: From top to bottom.
        title: Of the document.
        author: Whose it is.
        subject: What it is about; may be empty.
        frame: The page; None for A4 portrait.
        foot: Drawn on each page, with `page / pages` at the right; None for no foot.
    """
    frame = Frame() if frame is None else frame
    pages = pour(blocks, frame.text_height)
    target = io.BytesIO()
    with font_lock:
        canvas = drawing.new_canvas(
            target,
            title=title,
            author=author,
            subject=subject,
            page_size=(frame.width, frame.height),
        )
        for number, page in enumerate(pages, start=1):
            for top, block in page:
                block.draw(canvas, frame.side, frame.height - frame.top - top)
            if foot is not None:
                _draw_foot(canvas, frame, foot, f"{number} / {len(pages)}")
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def draw_text(
    canvas: Canvas,
    left: float,
    baseline: float,
    text: str,
    face: Face,
    *,
    align: Align = "left",
    width: float = 0.0,
    grey: float = 0.0,
) -> None:
    """Draw one line of text.

    Args:
        canvas: Where.
        left: Points from the page's left edge.
        baseline: Points over the page's lower edge.
        text: The text.
        face: Its font.
        align: Its alignment in `width`.
        width: In points; only needed for centred or right-aligned text.
        grey: 0 is black.
    """
    if align in {"centre", "right"}:
        room = width - face.width_of(text)
        left += room / 2 if align == "centre" else room
    canvas.setFillGray(grey)
    canvas.setFont(face.name, face.size)
    canvas.drawString(left, baseline, text)
    canvas.setFillGray(0)


def leading(face: Face) -> float:
    """Return the height of a line, in points."""
    return face.size * LINE_HEIGHT


def lines_block(
    lines: Sequence[TextLine],
    face: Face,
    width: float,
    *,
    align: Align = "left",
    mark: Hanging | None = None,
    grey: float = 0.0,
) -> Block:
    """Return stacked lines as one block; see `paragraph`."""
    height = len(lines) * leading(face)
    return Block(height, _Lines(tuple(lines), face, width, align, mark, grey))


def paragraph(
    text: str,
    face: Face,
    width: float,
    *,
    align: Align = "left",
    mark: Hanging | None = None,
    gap: float = 0.0,
    keeps_next: bool = False,
    grey: float = 0.0,
) -> list[Block]:
    """Return a text broken into lines; only a long one is split by a page end.

    Args:
        text: The text; an empty one has no block.
        face: Its font.
        width: In points, with the mark.
        align: `justify` stretches the blanks of all lines but the last.
        mark: The mark before it.
        gap: Space before it, in points.
        keeps_next: Whether its end is on the same page as what follows.
        grey: 0 is black.
    """
    lines = break_lines(text, face, width - (mark.width if mark else 0.0))
    if not lines:
        return []
    parts = [lines] if len(lines) <= _LONGEST_WHOLE else [[line] for line in lines]
    blocks = []
    for part in parts:
        blocks.append(lines_block(part, face, width, align=align, mark=mark, grey=grey))
        mark = mark and Hanging("", mark.width)
    blocks[0] = replace(blocks[0], gap=gap)
    blocks[-1] = replace(blocks[-1], keeps_next=keeps_next)
    return blocks


def in_red(blocks: Iterable[Block]) -> list[Block]:
    """Return texts in the red of a fault; bold, too, they are known on a copy."""

    def drawn(block: Block) -> Callable[[Canvas, float, float], None]:
        def draw(canvas: Canvas, left: float, top: float) -> None:
            canvas.setFillColorRGB(*FAULT)
            block.draw(canvas, left, top)
            canvas.setFillGray(0)

        return draw

    return [replace(block, draw=drawn(block)) for block in blocks]


def letterhead(lines: Sequence[str], face: Face, width: float) -> list[Block]:
    """Return the lines of a letterhead, stacked and centred."""
    return [block for line in lines for block in paragraph(line, face, width, align="centre")]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Draws lines of text."""

    lines: tuple[TextLine, ...]
    face: Face
    width: float
    align: Align
    mark: Hanging | None
    grey: float

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        face, indent = self.face, self.mark.width if self.mark else 0.0
        room = self.width - indent
        baseline = top - ASCENT * face.size
        if not self.lines:
            return
        text = canvas.beginText()
        if self.grey:
            text.setFillGray(self.grey)
        text.setFont(face.name, face.size)
        if self.mark and self.mark.text:
            text.setTextOrigin(left, baseline)
            text.textOut(self.mark.text)
        for line in self.lines:
            spare = room - line.width
            shift = {"centre": spare / 2, "right": spare}.get(self.align, 0.0)
            if self.align == "justify":
                text.setWordSpace(blank_stretch(line, room, face.size))
            text.setTextOrigin(left + indent + shift, baseline)
            text.textOut(line.text)
            baseline -= leading(face)
        if self.align == "justify":
            text.setWordSpace(0)  # it outlives the text
        if self.grey:
            text.setFillGray(0)
        canvas.drawText(text)


@dataclass(frozen=True, slots=True)
class _Stack:
    """Draws stacked blocks."""

    blocks: tuple[Block, ...]

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        for block in self.blocks:
            top -= block.gap
            block.draw(canvas, left, top)
            top -= block.height


@dataclass(frozen=True, slots=True)
class _Beside:
    """Draws adjacent blocks."""

    blocks: tuple[Block, ...]
    lefts: tuple[float, ...]

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        for block, across in zip(self.blocks, self.lefts, strict=True):
            block.draw(canvas, left + across, top)


def _nothing(_canvas: Canvas, _left: float, _top: float) -> None:
    """Draw nothing."""


def _draw_foot(canvas: Canvas, frame: Frame, foot: PageFoot, number: str) -> None:
    step = leading(foot.face)
    room = frame.text_width - foot.face.width_of(number) - step
    lines = [line.text for text in foot.lines for line in break_lines(text, foot.face, room)]
    top = frame.bottom + max(len(lines), 1) * step
    canvas.setLineWidth(0.5)
    canvas.line(frame.side, top + 3, frame.width - frame.side, top + 3)
    for index, text in enumerate(lines):
        baseline = top - index * step - ASCENT * foot.face.size
        draw_text(canvas, frame.side, baseline, text, foot.face)
    draw_text(
        canvas,
        frame.side,
        top - ASCENT * foot.face.size,
        number,
        foot.face,
        align="right",
        width=frame.text_width,
    )
