"""Lay a list out as pages to print."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents import canvas as drawing
from alo183_desktop.documents.fonts import drawing as font_lock
from alo183_desktop.documents.fonts import widths
from alo183_desktop.documents.letter.style import (
    LINE_HEIGHT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    POINTS_PER_MM,
    SANS,
    SANS_BOLD,
)
from alo183_desktop.documents.lines import Face, break_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.pdfgen.canvas import Canvas

_MARGIN: Final = 15 * POINTS_PER_MM
_TITLE_SIZE: Final = 13.0
_SIZE: Final = 9.0
_LEADING: Final = _SIZE * LINE_HEIGHT
_PADDING: Final = 3.0
_FOOT: Final = 2 * _LEADING
_RULE: Final = 0.5
_HEAD_RULE: Final = 1.0
_BODY: Final = SANS
_HEAD: Final = SANS_BOLD
_NARROWEST: Final = 24.0
"""Least width of a column in points, when there are too many of them."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines of each cell of one row, or of what of it fits on a page."""

    cells: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> int:
        return max((len(cell) for cell in self.cells), default=1) or 1

    @property
    def height(self) -> float:
        return self.lines * _LEADING + 2 * _PADDING

    def split(self, lines: int) -> tuple[_Row, _Row]:
        """Return the first lines of the row and the others."""
        return (
            _Row(tuple(cell[:lines] for cell in self.cells)),
            _Row(tuple(cell[lines:] for cell in self.cells)),
        )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything stands; lengths are points."""

    width: float
    height: float
    columns: tuple[float, ...]
    title: tuple[str, ...]
    subtitle: tuple[str, ...]
    headings: _Row
    pages: tuple[tuple[_Row, ...], ...]


def table_pdf(
    *,
    title: str,
    subtitle: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
) -> bytes:
    """Return a list as an A4 PDF: upright when its columns fit, otherwise across.

    Long cells are wrapped, and the headings stand on each page.

    Args:
        title: Above the list, and of the document.
        subtitle: Under the title on the first page, such as the day and the filter; may be empty.
        headings: Of the columns; at least one.
        rows: As many texts as headings in each.
        note: At the foot of each page, such as who printed it and when; may be empty.
    """
    with font_lock:
        layout = _lay_out(title, subtitle, headings, rows)
        target = io.BytesIO()
        canvas = drawing.new_canvas(
            target,
            title=title,
            author="",
            subject=subtitle,
            page_size=(layout.width, layout.height),
        )
        for number, page in enumerate(layout.pages, start=1):
            _draw_page(canvas, layout, page, number=number, note=note)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _lay_out(
    title: str, subtitle: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> _Layout:
    body, head = Face(_BODY, _SIZE, widths(_BODY)), Face(_HEAD, _SIZE, widths(_HEAD))
    natural = [
        max(
            head.width_of(heading),
            max((body.width_of(row[column]) for row in rows), default=0.0),
        )
        + 2 * _PADDING
        + 1.0
        for column, heading in enumerate(headings)
    ]
    upright = sum(natural) <= PAGE_WIDTH - 2 * _MARGIN
    width, height = (PAGE_WIDTH, PAGE_HEIGHT) if upright else (PAGE_HEIGHT, PAGE_WIDTH)
    columns = _fitted(natural, width - 2 * _MARGIN)
    inner = width - 2 * _MARGIN
    title_face = Face(_HEAD, _TITLE_SIZE, widths(_HEAD))
    titles = tuple(line.text for line in break_lines(title, title_face, inner))
    subtitles = tuple(line.text for line in break_lines(subtitle, body, inner))
    heading_row = _row(headings, columns, head)
    first = (
        height
        - 2 * _MARGIN
        - _FOOT
        - len(titles) * _TITLE_SIZE * LINE_HEIGHT
        - len(subtitles) * _LEADING
        - 2 * _PADDING
        - heading_row.height
    )
    later = height - 2 * _MARGIN - _FOOT - heading_row.height
    laid = [_row(row, columns, body) for row in rows]
    pages = tuple(_paginated(laid, first=first, later=later))
    return _Layout(width, height, columns, titles, subtitles, heading_row, pages)


def _fitted(natural: Sequence[float], room: float) -> tuple[float, ...]:
    """Return widths that fill `room`: narrow columns keep theirs, wide ones share what is left."""
    if sum(natural) <= room:
        spare = (room - sum(natural)) / len(natural)
        return tuple(width + spare for width in natural)
    fitted = dict.fromkeys(range(len(natural)), 0.0)
    left, open_columns = room, set(fitted)
    while open_columns:
        share = max(left / len(open_columns), _NARROWEST)
        narrow = {column for column in open_columns if natural[column] <= share}
        if not narrow:
            fitted.update(dict.fromkeys(open_columns, share))
            break
        for column in narrow:
            fitted[column] = natural[column]
            left -= natural[column]
        open_columns -= narrow
    return tuple(fitted.values())


def _row(texts: Sequence[str], columns: Sequence[float], face: Face) -> _Row:
    return _Row(
        tuple(
            tuple(line.text for line in break_lines(text, face, width - 2 * _PADDING))
            for text, width in zip(texts, columns, strict=True)
        )
    )


def _paginated(rows: Sequence[_Row], *, first: float, later: float) -> Iterator[tuple[_Row, ...]]:
    """Yield the rows of each page; there is at least one page."""
    page: list[_Row] = []
    left = first
    for whole in rows:
        row = whole
        while row.height > left:
            if row.height > later:
                # Only what no page can hold is cut.
                lines = int((left - 2 * _PADDING) / _LEADING)
                if lines > 0:
                    head, row = row.split(lines)
                    page.append(head)
            yield tuple(page)
            page, left = [], later
        page.append(row)
        left -= row.height
    yield tuple(page)


def _draw_page(
    canvas: Canvas, layout: _Layout, page: Sequence[_Row], *, number: int, note: str
) -> None:
    top = layout.height - _MARGIN
    if number == 1:
        for line in layout.title:
            canvas.setFont(_HEAD, _TITLE_SIZE)
            canvas.drawString(_MARGIN, top - _TITLE_SIZE, line)
            top -= _TITLE_SIZE * LINE_HEIGHT
        canvas.setFont(_BODY, _SIZE)
        for line in layout.subtitle:
            canvas.drawString(_MARGIN, top - _SIZE, line)
            top -= _LEADING
        top -= 2 * _PADDING
    top = _draw_row(canvas, layout, layout.headings, top, face=_HEAD, rule=_HEAD_RULE)
    for row in page:
        top = _draw_row(canvas, layout, row, top, face=_BODY, rule=_RULE)
    canvas.setFont(_BODY, _SIZE)
    canvas.drawString(_MARGIN, _MARGIN, note)
    canvas.drawRightString(layout.width - _MARGIN, _MARGIN, f"{number} / {len(layout.pages)}")


def _draw_row(
    canvas: Canvas, layout: _Layout, row: _Row, top: float, *, face: str, rule: float
) -> float:
    """Draw a row with a rule under it and return where it ends."""
    left = _MARGIN
    text = canvas.beginText()
    text.setFont(face, _SIZE)
    for lines, width in zip(row.cells, layout.columns, strict=True):
        for place, line in enumerate(lines):
            text.setTextOrigin(left + _PADDING, top - _PADDING - _SIZE * 0.9 - place * _LEADING)
            text.textOut(line)
        left += width
    canvas.drawText(text)
    bottom = top - row.height
    canvas.setLineWidth(rule)
    canvas.line(_MARGIN, bottom, layout.width - _MARGIN, bottom)
    return bottom
