"""Pieces of text that are poured into pages.

Not here: what the pieces say (letter_layout) and how they are drawn (letter_pdf).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOLERANCE: Final = 1e-6


class Run(NamedTuple):
    """Text on one baseline; lengths are points, from the left and the top of its piece or page."""

    left: float
    baseline: float
    text: str
    face: str
    size: float
    stretch: float = 0.0
    """What each blank grows by."""
    urgent: bool = False
    spacing: float = 0.0
    """What each sign grows by."""


class Rule(NamedTuple):
    """A straight rule; lengths are points, from the left and the top of its piece or page."""

    left: float
    top: float
    right: float
    bottom: float


class Mark(NamedTuple):
    """Where a named value stands; lengths are points, from the left and the top of its piece."""

    key: str
    left: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Piece:
    """What no page end parts: a line of text, a row of a table, the signature."""

    height: float
    gap: float = 0.0
    """Room before it, dropped at the top of a page."""
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    may_start_page: bool = False


class Placed(NamedTuple):
    """A piece on a page, `top` points from the top of the text."""

    top: float
    piece: Piece


def paginate(pieces: Sequence[Piece], height: float) -> list[list[Placed]]:
    """Pour pieces, in order, into pages of `height` points.

    A page ends before a piece that may start one; where no such piece is on the page, it ends where
    it is full, because nothing is ever cut off.

    Returns:
        One list a page, at least one page.
    """
    pages: list[list[Placed]] = []
    page: list[Placed] = []
    used = 0.0
    place = 0
    last_start = 0
    while place < len(pieces):
        piece = pieces[place]
        top = used + piece.gap if page else 0.0
        if page and piece.may_start_page:
            last_start = len(page)
        if page and top + piece.height > height + _TOLERANCE:
            kept = last_start or len(page)
            place -= len(page) - kept
            pages.append(page[:kept])
            page, used, last_start = [], 0.0, 0
            continue
        page.append(Placed(top, piece))
        used = top + piece.height
        place += 1
    pages.append(page)
    return pages


def stack_height(pieces: Sequence[Piece]) -> float:
    """Return the height of pieces one under another at the top of a page, in points."""
    if not pieces:
        return 0.0
    return sum(piece.gap + piece.height for piece in pieces) - pieces[0].gap
