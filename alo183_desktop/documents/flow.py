"""Pieces of text that are laid out in pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alo183_desktop.documents.lines import Face

_TOLERANCE: Final = 1e-6
_MOST_BLANK: Final = 1 / 3
"""Of a page: what is kept together is split where a page would otherwise stay emptier."""


class Run(NamedTuple):
    """Text on one baseline; lengths are points, from the left and the top of its piece or page."""

    left: float
    baseline: float
    text: str
    face: str
    size: float
    stretch: float = 0.0
    """Added to each blank."""
    urgent: bool = False
    spacing: float = 0.0
    """Added to each character."""
    breadth: float = 1.0
    """Width of the characters with their spacing, as a share of the font's width."""


def run_of(face: Face, left: float, baseline: float, text: str, stretch: float = 0.0) -> Run:
    """Return `text` in a face; `stretch` is added to each blank, in points."""
    return Run(
        left,
        baseline,
        text,
        face.name,
        face.size,
        # The breadth narrows the spacing as well.
        stretch / face.breadth,
        spacing=face.spacing * face.size,
        breadth=face.breadth,
    )


class Rule(NamedTuple):
    """A straight rule; lengths are points, from the left and the top of its piece or page."""

    left: float
    top: float
    right: float
    bottom: float


class ValuePlace(NamedTuple):
    """The position of a named value; lengths are points, from the left and the top of its piece."""

    key: str
    left: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Piece:
    """Never split by a page end: a line of text, a row of a table, the signature."""

    height: float
    gap: float = 0.0
    """Space before it, dropped at the top of a page."""
    runs: list[Run] = field(default_factory=list)
    marks: list[ValuePlace] = field(default_factory=list)
    columns: tuple[float, ...] = ()
    """Vertical rules of a row of a table, from left to right; it is ruled above and below too."""
    starts_page: bool = False
    """Always starts a page, even where it would fit on the page before."""
    may_start_page: bool = False
    may_start_if_blank: bool = False
    """May start a page only where the page before would otherwise stay a third blank or more."""
    heading: tuple[Piece, ...] = ()
    """Repeated above it where it starts a page, such as the caption of its table."""


class Placed(NamedTuple):
    """A piece on a page, `top` points from the top of the text."""

    top: float
    piece: Piece


def paginate(pieces: Sequence[Piece], height: float) -> list[list[Placed]]:
    """Distribute pieces, in order, over pages of `height` points.

    A page ends before a piece that may start one, or, where that leaves too much of it blank,
    before one that may start it then; where no such piece is on the page, it ends where it is full,
    because nothing is ever cut off. A piece with a heading that starts a page has it above it.

    Returns:
        One list per page, at least one page.
    """
    pages: list[list[Placed]] = []
    page: list[Placed] = []
    used = 0.0
    index = 0
    last_start = last_resort = repeated = 0
    while index < len(pieces):
        piece = pieces[index]
        if page and piece.starts_page:
            pages.append(page)
            page, used, last_start, last_resort = [], 0.0, 0, 0
        if not page:
            for above in piece.heading:
                page.append(Placed(used, above))
                used += above.height
            repeated = len(page)
        has_begun = len(page) > repeated
        top = used + piece.gap if has_begun else used
        if has_begun and piece.may_start_page:
            last_start = len(page)
        if has_begun and piece.may_start_if_blank:
            last_resort = len(page)
        if has_begun and top + piece.height > height + _TOLERANCE:
            kept = last_start
            if last_resort > kept and _bottom(page[:kept]) < height * (1 - _MOST_BLANK):
                kept = last_resort
            kept = kept or len(page)
            index -= len(page) - kept
            pages.append(page[:kept])
            page, used, last_start, last_resort = [], 0.0, 0, 0
            continue
        page.append(Placed(top, piece))
        used = top + piece.height
        index += 1
    pages.append(page)
    return pages


def table_rules(page: Iterable[Placed], *, width: float = 0.0, closed: bool = True) -> list[Rule]:
    """Return the rules of the tables on a page, from the top of the text.

    Adjacent rows share the rule between them; where their columns are alike, a vertical rule runs
    through all of them.

    Args:
        page: Its pieces.
        width: Of a rule, in points: horizontal rules end where the outer vertical ones do.
        closed: With the vertical rules at both sides.
    """
    uprights = slice(None) if closed else slice(1, -1)
    rules: list[Rule] = []
    columns: tuple[float, ...] = ()
    start = end = 0.0
    for top, piece in page:
        if not piece.columns:
            continue
        touches = bool(columns) and top == end
        if not touches or piece.columns != columns:
            rules += [Rule(x, start, x, end) for x in columns[uprights]]
            start, columns = top, piece.columns
        end = top + piece.height
        if not touches:
            rules.append(Rule(columns[0] - width / 2, top, columns[-1] + width / 2, top))
        rules.append(Rule(columns[0] - width / 2, end, columns[-1] + width / 2, end))
    return rules + [Rule(x, start, x, end) for x in columns[uprights]]


def _bottom(page: Sequence[Placed]) -> float:
    return page[-1].top + page[-1].piece.height if page else 0.0


def stack_height(pieces: Sequence[Piece]) -> float:
    """Return the height of stacked pieces at the top of a page, in points."""
    if not pieces:
        return 0.0
    return sum(piece.gap + piece.height for piece in pieces) - pieces[0].gap
