"""The code on each sheet of the pile, which identifies its scan: Code 128, only digits."""

from __future__ import annotations

import enum
import io
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.canvas import POINTS_PER_MM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL.Image import Image

_MODULE: Final = 0.5 * POINTS_PER_MM
_HEIGHT: Final = 6.0 * POINTS_PER_MM
_TOP: Final = 5.0 * POINTS_PER_MM
"""From the upper edge: printers leave 4 mm, papers 12."""
_LEFT: Final = 20.0 * POINTS_PER_MM


class CodedKind(enum.IntEnum):
    """Permanent numbers of the kinds of papers in codes: papers are scanned years later."""

    CUSTODY_FORM = 1
    ROTA = 2
    NOTICE = 3
    ORDER = 4


class SheetCode(NamedTuple):
    """The content of the code on one sheet of a paper."""

    kind: int
    """Of the paper, from 0 to 99."""
    number: int
    """Its number, below 100,000,000."""
    seal: int
    """Proves that it is a paper of this data, below 10,000."""
    page: int
    """From 1; below 100; the same for `pages`."""
    pages: int

    @property
    def digits(self) -> str:
        """As encoded."""
        return f"{self.kind:02}{self.number:08}{self.seal:04}{self.page:02}{self.pages:02}"


LENGTH: Final = 18
"""Digits."""
_IS_OURS: Final = re.compile(rf"[0-9]{{{LENGTH}}}")
MOST_PAGES: Final = 99


def parse(digits: str) -> SheetCode:
    """Parse the digits of a code."""
    parts = (digits[:2], digits[2:10], digits[10:14], digits[14:16], digits[16:18])
    return SheetCode(*map(int, parts))


def stamped(make: Callable[[], bytes], code: SheetCode) -> Callable[[], bytes]:
    """Return a function that makes a paper like `make`, and stamps it."""
    return lambda: stamp(make(), code)


def stamp(pdf: bytes, code: SheetCode) -> bytes:
    """Return a PDF with the code of each sheet in its upper margin; a too long one is unchanged.

    Args:
        pdf: The paper.
        code: Its kind, number and seal; page and pages are those of each sheet.
    """
    import pikepdf  # slow to load

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        count = len(paper.pages)
        if count > MOST_PAGES:
            return pdf
        sizes = [tuple(map(float, page.mediabox[2:])) for page in paper.pages]
        codes = [code._replace(page=place, pages=count) for place in range(1, count + 1)]
        with pikepdf.open(io.BytesIO(_drawn(codes, sizes))) as drawn:
            for page, over in zip(paper.pages, drawn.pages, strict=True):
                page.add_overlay(over, pikepdf.Rectangle(*map(float, page.mediabox)))
            paper.save(target)
    return target.getvalue()


def _drawn(codes: Sequence[SheetCode], sizes: Sequence[tuple[float, ...]]) -> bytes:
    """Return pages that contain only the codes."""
    from reportlab.graphics.barcode.code128 import Code128Auto  # slow to load
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for code, (width, height) in zip(codes, sizes, strict=True):
        canvas.setPageSize((width, height))
        drawn = Code128Auto(code.digits, barWidth=_MODULE, barHeight=_HEIGHT, quiet=False)
        drawn.drawOn(canvas, _LEFT, height - _TOP - _HEIGHT)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


class ReadCodes(NamedTuple):
    """The codes read on one sheet."""

    digits: tuple[str, ...]
    """Of all codes, in their order."""
    lies: int
    """How far the sheet is turned clockwise, in degrees: 0, 90, 180 or 270; 0 without a code."""


def read_codes(grey: Image) -> ReadCodes:
    """Return the codes on a sheet, in any orientation.

    Args:
        grey: The sheet, 0 is black; as drawn for a fax of fine resolution.
    """
    from PIL.ImageFilter import MedianFilter  # slow to load
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

    kinds = BarcodeFormats(BarcodeFormat.Code128)
    for sheet in (grey, grey.filter(MedianFilter(3))):  # the second without specks
        found = read_barcodes(sheet, formats=kinds, try_invert=False)
        ours = [code for code in found if _IS_OURS.fullmatch(code.text)]
        if ours:
            ways = {round(code.orientation / 90) * 90 % 360 for code in ours}
            lies = ways.pop() if len(ways) == 1 else 0
            return ReadCodes(tuple(sorted({code.text for code in ours})), lies)
    return ReadCodes((), 0)
