"""The pages of a paper of unknown origin, drawn, cut and read in a child process with limits.

PDFium and Pillow meet bytes from outside only there: an error of theirs gets neither the key of the
data nor the password of a server. Nothing that the child answers is trusted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.documents import page_child
from alo183_desktop.documents.fax.scans import SCAN_LIMITS, refusal
from alo183_desktop.documents.foreign.limited_child import (
    NONSENSE,
    ChildEndedError,
    Ending,
    ask_child,
    command_of,
)
from alo183_desktop.documents.letter.content import Pixels
from alo183_desktop.documents.pdf_a import PdfText
from alo183_desktop.documents.pixels import BYTES_PER_PIXEL, Size, is_pdf
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alo183_desktop.documents.fax.scans import ScanLimits

_LONGEST_LINE: Final = 20_000_000
"""Bytes of the sizes, or of the text, of a long paper."""
_FARTHEST: Final = 1e9
"""Points; more are no length."""


class ForeignPages:
    """A PDF or a picture that came from outside, or that may have; safe to keep and to pass on."""

    def __init__(self, data: bytes, *, limits: ScanLimits = SCAN_LIMITS) -> None:
        """Read nothing yet.

        Args:
            data: The file.
            limits: For each of its uses.
        """
        self._data = data
        self._limits = limits
        self._sizes: tuple[Size, ...] | None = None

    def sizes(self) -> tuple[Size, ...]:
        """Return width and height of each page, in points, as it is viewed; slow the first time.

        Raises:
            KnownError: As `draw`.
        """
        if self._sizes is None:
            self.draw((), scale=1.0, most_pixels=1)
        return self._sizes or ()

    def draw(self, pages: Sequence[int], *, scale: float, most_pixels: int) -> Mapping[int, Pixels]:
        """Return some pages, from 0, on white; those that the paper does not have are left out.

        Args:
            pages: Which.
            scale: Pixels per point.
            most_pixels: Of a page; a larger one is drawn smaller.

        Raises:
            KnownError: `documents.unreadable_scan`, `documents.scan_too_large` or
                `documents.scan_too_slow`.
        """
        room = len(pages) * most_pixels * BYTES_PER_PIXEL + self._limits.answer_bytes
        wanted = (page_child.DRAW, scale, most_pixels, *pages)
        parts = self._ask(self._data, *wanted, answer_bytes=room)
        try:
            sizes = [size for part in parts for size in part.said.get("sizes", ())]
            self._sizes = tuple(_size(*size) for size in sizes)
            drawn = {
                int(part.said["page"]): _pixels(part, most_pixels)
                for part in parts
                if "page" in part.said
            }
        except NONSENSE as error:
            raise _unreadable() from error
        if not self._sizes or drawn.keys() != {page for page in pages if page < len(self._sizes)}:
            raise _unreadable()
        for part in parts:
            if "file" in part.said:
                # Once: a picture of many pages takes long to convert.
                self._data = part.data
        return drawn

    def pdf(self, pages: Sequence[int] = ()) -> bytes:
        """Return some of the pages, from 0, as a PDF, which is as foreign; none named: all; slow.

        Raises:
            KnownError: As `draw`.
        """
        if not pages:
            if not is_pdf(self._data):
                self.sizes()  # it converts a picture
            return self._data
        return self._file(self._data, page_child.JOIN, len(self._data), *pages)

    def after(self, cover: bytes) -> ForeignPages:
        """Return the paper with a PDF of our own before it; slow.

        Raises:
            KnownError: As `draw`.
        """
        lengths = f"{len(cover)},{len(self._data)}"
        return ForeignPages(
            self._file(cover + self._data, page_child.JOIN, lengths), limits=self._limits
        )

    def upright(self, lies: Sequence[int | None]) -> ForeignPages:
        """Return the paper with upright pages (`papers.foreign.upright`); slow.

        Raises:
            KnownError: As `draw`.
        """
        turns = [page_child.UNKNOWN if lie is None else lie for lie in lies]
        return ForeignPages(self._file(self._data, page_child.TURN, *turns), limits=self._limits)

    def text(self) -> PdfText | None:
        """Return the text of a PDF; None: it cannot be read, or is a picture."""
        if not is_pdf(self._data):
            return None
        try:
            for part in self._ask(self._data, page_child.TEXT, answer_bytes=_LONGEST_LINE):
                match part.said:
                    case {"pages": list(pages), "pictures": bool(shown), "more": bool(more)}:
                        return PdfText(tuple(map(str, pages)), shown, more)
        except KnownError:
            return None
        return None

    def _file(self, data: bytes, *wanted: object) -> bytes:
        parts = self._ask(data, *wanted, answer_bytes=self._limits.answer_bytes)
        for part in parts:
            if "file" in part.said:
                return part.data
        raise _unreadable()

    def _ask(self, data: bytes, *wanted: object, answer_bytes: int) -> list[_Part]:
        limits = self._limits
        try:
            answer = ask_child(
                [*child_command(), str(limits.memory_mib), *map(str, wanted)],
                data,
                seconds=limits.seconds,
                answer_bytes=answer_bytes,
                silence_s=limits.silence_s,
            )
        except ChildEndedError as error:
            slow = error.ending is Ending.TIMEOUT
            raise KnownError(
                "documents.scan_too_slow" if slow else "documents.scan_too_large"
            ) from error
        try:
            *parts, last = _parts(answer)
        except NONSENSE as error:
            # Nothing at all, or a truncated part: the library ended the child.
            raise _unreadable() from error
        if last.said != {"end": True}:
            raise refusal(last.said)
        return parts


class OnePage:
    """One page of a paper."""

    def __init__(self, paper: ForeignPages, page: int) -> None:
        """Read nothing yet.

        Args:
            paper: Which.
            page: From 0.
        """
        self._paper = paper
        self._page = page

    def sizes(self) -> Sequence[Size]:
        """As `own_pages.Pages`."""
        return [self._paper.sizes()[self._page]]

    def draw(self, pages: Sequence[int], *, scale: float, most_pixels: int) -> Mapping[int, Pixels]:
        """As `own_pages.Pages`."""
        wanted = [self._page] if 0 in pages else []
        drawn = self._paper.draw(wanted, scale=scale, most_pixels=most_pixels)
        return {0: drawn[self._page]} if wanted else {}

    def pdf(self, pages: Sequence[int] = ()) -> bytes:
        """As `own_pages.Pages`; the only page is that one."""
        del pages
        return self._paper.pdf([self._page])


def child_command() -> list[str]:
    """Return the command that starts the child, without its limits."""
    return command_of(page_child.OPTION, page_child.__file__)


class _Part(NamedTuple):
    """A line of the answer, and the bytes behind it."""

    said: dict[str, Any]
    data: bytes


def _parts(answer: bytes) -> Iterator[_Part]:
    """Yield the parts of an answer.

    Raises:
        ValueError: It is none; so with the rest of `NONSENSE`.
    """
    place = 0
    while place < len(answer):
        end = answer.index(b"\n", place)
        if end - place > _LONGEST_LINE:
            raise ValueError("too long a line")
        said = json.loads(answer[place:end])
        place = end + 1 + int(said.get("bytes", 0))
        if not end < place <= len(answer):
            raise ValueError("not so many bytes")
        yield _Part(said, answer[end + 1 : place])


def _size(width: float, height: float) -> Size:
    # A page without a side, or of infinite ones, is laid out nowhere.
    if not all(0 < side < _FARTHEST for side in (width, height)):
        raise ValueError("no size")
    return Size(float(width), float(height))


def _pixels(part: _Part, most_pixels: int) -> Pixels:
    width, height = int(part.said["width"]), int(part.said["height"])
    is_whole = len(part.data) == width * height * BYTES_PER_PIXEL
    if not is_whole or width < 1 or width * height > most_pixels:
        raise ValueError("not the pixels of a page")
    return Pixels(width, height, width * BYTES_PER_PIXEL, part.data)


def _unreadable() -> KnownError:
    return KnownError("documents.unreadable_scan")
