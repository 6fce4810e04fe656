"""Papers that can be drawn page by page, and those that the program itself makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from alo183_desktop.documents.joining import join
from alo183_desktop.documents.pixels import page_count, page_pixels, page_sizes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.documents.letter.content import Pixels
    from alo183_desktop.documents.pixels import Size


class Pages(Protocol):
    """A paper that can be drawn; all of it is slow.

    `OwnPages` are drawn here. What came from outside, or may have, is drawn by a child with limits
    (`documents.foreign_pages.ForeignPages`).
    """

    def sizes(self) -> Sequence[Size]:
        """Return the size of each page."""

    def draw(self, pages: Sequence[int], *, scale: float, most_pixels: int) -> Mapping[int, Pixels]:
        """Return some pages, from 0, on white, `scale` pixels per point; others are left out.

        A page of more than `most_pixels` is drawn smaller.
        """

    def pdf(self, pages: Sequence[int] = ()) -> bytes:
        """Return some pages, from 0, as a PDF; none named: all."""


class OwnPages:
    """A PDF that the program has just made; safe to draw in its own process."""

    def __init__(self, pdf: bytes) -> None:
        """Keep the PDF."""
        self._pdf = pdf

    def sizes(self) -> Sequence[Size]:
        """As `Pages`."""
        return page_sizes(self._pdf)

    def draw(self, pages: Sequence[int], *, scale: float, most_pixels: int) -> Mapping[int, Pixels]:
        """As `Pages`."""
        count = page_count(self._pdf)
        return {
            page: page_pixels(self._pdf, page, scale=scale, most_pixels=most_pixels)
            for page in pages
            if page < count
        }

    def pdf(self, pages: Sequence[int] = ()) -> bytes:
        """As `Pages`."""
        return join([self._pdf], pages=pages) if pages else self._pdf
