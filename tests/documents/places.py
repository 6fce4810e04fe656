"""What stands where on a page of a PDF, read back by an independent reader."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from alo183_desktop.documents.pixels import rendering

_MM = 72 / 25.4
_SAME_LINE = 0.5
_HARD_FAULT = 0x80


class Sign(NamedTuple):
    """One letter of a page; millimetres from the left and the top of the page, size in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    baseline: float
    size: float
    is_red: bool
    font: str


@dataclass(frozen=True)
class Row:
    """What stands on one baseline, from left to right."""

    chars: tuple[Sign, ...]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars).strip()

    @property
    def left(self) -> float:
        return self.inked[0].left

    @property
    def right(self) -> float:
        return self.inked[-1].right

    @property
    def top(self) -> float:
        return min(char.top for char in self.inked)

    @property
    def bottom(self) -> float:
        return max(char.bottom for char in self.inked)

    @property
    def baseline(self) -> float:
        """In points, because lines are counted in them."""
        return self.inked[0].baseline * _MM

    @property
    def inked(self) -> tuple[Sign, ...]:
        return tuple(char for char in self.chars if char.text.strip())

    def part(self, text: str) -> Row:
        """Return the characters of `text`, which stands once in the row."""
        whole = "".join(char.text for char in self.chars)
        start = whole.index(text)
        return Row(self.chars[start : start + len(text)])


class RuleLine(NamedTuple):
    """A drawn line; millimetres, thickness in points."""

    left: float
    right: float
    top: float
    bottom: float
    thickness: float


@dataclass(frozen=True)
class Sheet:
    """One page."""

    rows: tuple[Row, ...]
    rules: tuple[RuleLine, ...]
    width: float
    height: float

    def row(self, text: str) -> Row:
        """Return the first row that begins with `text`."""
        return next(row for row in self.rows if row.text.startswith(text))

    def place(self, text: str) -> int:
        return self.rows.index(self.row(text))


def sheets(pdf: bytes) -> list[Sheet]:
    """Return every page of a PDF."""
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_sheet(page) for page in document]
        finally:
            document.close()


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    height = page.get_height()
    text = page.get_textpage()
    chars = sorted(_signs(text, height), key=lambda char: char.baseline)
    rows: list[list[Sign]] = []
    for char in chars:
        if rows and abs(rows[-1][0].baseline - char.baseline) * _MM < _SAME_LINE:
            rows[-1].append(char)
        else:
            rows.append([char])
    return Sheet(
        rows=tuple(
            row for one in rows if (row := Row(tuple(sorted(one, key=lambda char: char.left)))).text
        ),
        rules=tuple(_rules(page, height)),
        width=page.get_width() / _MM,
        height=height / _MM,
    )


def _signs(text: pypdfium2.PdfTextPage, height: float) -> Iterator[Sign]:
    box = raw.FS_RECTF()
    for place in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, place))
        if raw.FPDFText_IsGenerated(text, place) or char in "\r\n":
            continue
        raw.FPDFText_GetLooseCharBox(text, place, box)
        _x, baseline = _read(raw.FPDFText_GetCharOrigin, text, place, ctypes.c_double, 2)
        red, green, blue, _alpha = _read(raw.FPDFText_GetFillColor, text, place, ctypes.c_uint, 4)
        yield Sign(
            text=char,
            left=box.left / _MM,
            right=box.right / _MM,
            top=(height - box.top) / _MM,
            bottom=(height - box.bottom) / _MM,
            baseline=(height - baseline) / _MM,
            size=raw.FPDFText_GetFontSize(text, place),
            is_red=red > _HARD_FAULT and not green and not blue,
            font=_font(text, place),
        )


def _font(text: pypdfium2.PdfTextPage, place: int) -> str:
    name = ctypes.create_string_buffer(80)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, place, name, len(name), flags)
    return name.value.decode()


def _read(
    ask: Callable[..., int], text: pypdfium2.PdfTextPage, place: int, kind: type, count: int
) -> list[float]:
    values = [kind() for _ in range(count)]
    ask(text, place, *values)
    return [value.value for value in values]


def _rules(page: pypdfium2.PdfPage, height: float) -> Iterator[RuleLine]:
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        thickness = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(thing, thickness)
        points = []
        for place in range(raw.FPDFPath_CountSegments(thing)):
            segment = raw.FPDFPath_GetPathSegment(thing, place)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, height - y.value))
        for (left, top), (right, bottom) in zip(points[::2], points[1::2], strict=True):
            yield RuleLine(left / _MM, right / _MM, top / _MM, bottom / _MM, thickness.value)
