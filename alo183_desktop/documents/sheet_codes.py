"""The code on each sheet of the pile, by which its scan is known again: Code 128, digits alone.

It is read on the pixels themselves, whichever way the sheet lies. Source: ISO/IEC 15417:2007.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.letter.style import POINTS_PER_MM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

_WIDTHS: Final = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132"
    "122231113222123122123221223211221132221231213212223112312131311222321122321221312212"
    "322112322211212123212321232121111323131123131321112313132113132311211313231113231311"
    "112133112331132131113123113321133121313121211331231131213113213311213131311123311321"
    "331121312113312311332111314111221411431111111224111422121124121421141122141221112214"
    "112412122114122411142112142211241211221114413111241112134111111242121142121241114212"
    "124112124211411212421112421211212141214121412121111143111341131141114113114311411113"
    "411311113141114131311141411131211412211214211232"
)
_BARS: Final = tuple(
    tuple(map(int, _WIDTHS[place : place + 6])) for place in range(0, len(_WIDTHS), 6)
)
"""How wide bars and gaps of each value are, in modules, a bar first; 0 to 99 are two digits."""
_START: Final = 105
_STOP: Final = (2, 3, 3, 1, 1, 1, 2)
_MODULES: Final = 11
_MODULO: Final = 103
_MODULE: Final = 0.5 * POINTS_PER_MM
_HEIGHT: Final = 6.0 * POINTS_PER_MM
_TOP: Final = 5.0 * POINTS_PER_MM
"""From the upper edge: printers leave 4 mm, papers 12."""
_LEFT: Final = 20.0 * POINTS_PER_MM
_STEP: Final = 3
"""So many lines of pixels are looked at as one."""
_LEAST_CONTRAST: Final = 60
"""Between ink and paper, of 255."""
_LEAST_LINES: Final = 2
"""On which a code must be read in the same way."""
_NARROWEST: Final = 2.0
"""Pixels of a module; it has four on a fax sheet of fine resolution, and specks have less."""
_WORST: Final = 1.6
"""How far the widths of one sign may be off, in modules, all together."""
_APART: Final = 0.3
"""By how much the nearest sign must be nearer than the next one."""
_RUNS: Final = re.compile(rb"\x00+|\xff+")


class SheetCode(NamedTuple):
    """What one sheet of a paper says of itself."""

    kind: int
    """Of the paper, from 0 to 99."""
    number: int
    """Its number, below 100,000,000."""
    seal: int
    """That it is a paper of these data and no other ones', below 10,000."""
    page: int
    """From 1; below 100, so with `pages`."""
    pages: int

    @property
    def digits(self) -> str:
        """As the code holds it."""
        return f"{self.kind:02}{self.number:08}{self.seal:04}{self.page:02}{self.pages:02}"


LENGTH: Final = 18
"""Digits."""
MOST_PAGES: Final = 99


def parse(digits: str) -> SheetCode:
    """Return what the digits of a code say."""
    parts = (digits[:2], digits[2:10], digits[10:14], digits[14:16], digits[16:18])
    return SheetCode(*map(int, parts))


def stamp(pdf: bytes, code: SheetCode) -> bytes:
    """Return a PDF with the code of each sheet in its upper margin; one that is too long as it is.

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
    """Return pages on which the codes alone stand."""
    from reportlab.pdfgen.canvas import Canvas  # slow to load

    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for code, (width, height) in zip(codes, sizes, strict=True):
        canvas.setPageSize((width, height))
        left = _LEFT
        for place, modules in enumerate(_modules(code.digits)):
            if place % 2 == 0:
                canvas.rect(
                    left, height - _TOP - _HEIGHT, modules * _MODULE, _HEIGHT, stroke=0, fill=1
                )
            left += modules * _MODULE
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _modules(digits: str) -> Iterator[int]:
    """Yield how wide bars and gaps are in turn, in modules."""
    values = [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]
    check = _check(values)
    for value in (_START, *values, check):
        yield from _BARS[value]
    yield from _STOP


def _check(values: Sequence[int]) -> int:
    return (_START + sum(place * value for place, value in enumerate(values, 1))) % _MODULO


def read_codes(grey: Image) -> tuple[str, ...]:
    """Return the digits of all codes on a sheet, whichever way it lies; in the order of digits.

    Args:
        grey: The sheet, 0 is black; as a fax of fine resolution draws it.
    """
    from PIL import Image as Images  # slow to load

    found: Counter[str] = Counter()
    for sheet in (grey, grey.transpose(Images.Transpose.ROTATE_90)):
        # Several lines of pixels are one: what is noise on one of them is none on their mean.
        lines = sheet.resize((sheet.width, sheet.height // _STEP), Images.Resampling.BOX)
        pixels, width = lines.tobytes(), lines.width
        for begin in range(0, len(pixels), width):
            runs, first = _runs_of(pixels[begin : begin + width])
            found.update(set(_codes_in(runs, first)))
            # The other way round a bar is first where one was last.
            last = first if len(runs) % 2 else 1 - first
            found.update(set(_codes_in(runs[::-1], last)))
    return tuple(sorted(digits for digits, lines in found.items() if lines >= _LEAST_LINES))


def _runs_of(line: bytes) -> tuple[list[float], int]:
    """Return how wide bars and gaps of a line are, to parts of a pixel, and which bar is first."""
    middle = (min(line) + max(line)) // 2
    if max(line) - min(line) < _LEAST_CONTRAST:
        return [], 0
    edges = [0.0]
    for run in _RUNS.finditer(line.translate(bytes(middle + 1) + b"\xff" * (255 - middle))):
        place = run.end()
        if place < len(line):
            before, after = line[place - 1], line[place]
            # Between the middles of two pixels the grey goes straight from one to the other.
            edges.append(place - 0.5 + (middle - before) / (after - before))
    edges.append(len(line))
    return [after - before for before, after in pairwise(edges)], int(line[0] > middle)


def _codes_in(runs: Sequence[float], first: int) -> Iterator[str]:
    """Yield the codes of one line.

    Args:
        runs: How many pixels are alike, ink and paper in turn.
        first: Where the first run of ink is: 0 or 1.
    """
    signs = LENGTH // 2 + 2
    for begin in range(first, len(runs) - signs * 6 - 6, 2):
        module = sum(runs[begin : begin + 6]) / _MODULES
        if module < _NARROWEST or _distance(runs, begin, module, _EDGES[_START]) > _WORST:
            continue
        values = [_value(runs, place) for place in range(begin + 6, begin + 6 * signs, 6)]
        *data, check = values
        if all(0 <= value < 100 for value in data) and check == _check(data):  # noqa: PLR2004
            yield "".join(f"{value:02}" for value in data)


def _distance(runs: Sequence[float], at: int, module: float, edges: Sequence[int]) -> float:
    """Return how far six runs are from a sign, in modules.

    From an edge to the next one of its kind: ink that runs moves both alike.
    """
    return sum(
        abs((runs[at + place] + runs[at + place + 1]) / module - edge)
        for place, edge in enumerate(edges)
    )


def _value(runs: Sequence[float], at: int) -> int:
    """Return the value of six runs; -1 where they are none, or nearly two."""
    module = sum(runs[at : at + 6]) / _MODULES
    if module < _NARROWEST:
        return -1
    best, other = sorted(
        (_distance(runs, at, module, edges), value) for value, edges in enumerate(_EDGES)
    )[:2]
    return best[1] if best[0] < _WORST and other[0] - best[0] > _APART else -1


_EDGES: Final = tuple(tuple(bars[place] + bars[place + 1] for place in range(4)) for bars in _BARS)
