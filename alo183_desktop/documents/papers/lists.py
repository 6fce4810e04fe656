"""Lay out a list as pages to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH, POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.papers.blocks import Frame, PageFoot, paragraph, write_pdf
from alo183_desktop.documents.papers.form_layout import face_of
from alo183_desktop.documents.papers.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

_UPRIGHT: Final = Frame(side=15 * POINTS_PER_MM)
_ACROSS: Final = Frame(width=PAGE_HEIGHT, height=PAGE_WIDTH, side=15 * POINTS_PER_MM)
_SIZE: Final = 9.0
_PADDING: Final = 3.0
_NARROWEST: Final = 24.0
"""Least width of a column in points, when there are too many of them."""


def table_pdf(
    *,
    title: str,
    subtitle: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
) -> bytes:
    """Return a list as an A4 PDF: portrait when its columns fit, otherwise landscape.

    Long cells are wrapped, and the headings are on each page.

    Args:
        title: Above the list, and of the document.
        subtitle: Under the title on the first page, such as the day and the filter; may be empty.
        headings: Of the columns; at least one.
        rows: As many texts as headings in each.
        note: At the foot of each page, such as who printed it and when; may be empty.
    """
    body, strong = face_of(SANS, _SIZE), face_of(SANS_BOLD, _SIZE)
    natural = [
        max(strong.width_of(heading), max((body.width_of(row[index]) for row in rows), default=0.0))
        + 2 * _PADDING
        + 1.0
        for index, heading in enumerate(headings)
    ]
    frame = _UPRIGHT if sum(natural) <= _UPRIGHT.text_width else _ACROSS
    width = frame.text_width
    grid = Grid(
        _fitted(natural, width), body, padding=_PADDING, room=_PADDING, rule=0.5, is_boxed=False
    )
    return write_pdf(
        [
            *paragraph(title, face_of(SANS_BOLD, 13), width),
            *paragraph(subtitle, body, width),
            *grid.table(headings, rows, head_face=strong, gap=2 * _PADDING),
        ],
        title=title,
        subject=subtitle,
        frame=frame,
        foot=PageFoot(body, (note,) if note else ()),
    )


def _fitted(natural: Sequence[float], room: float) -> tuple[float, ...]:
    """Return widths that fill `room`: narrow columns keep theirs, wide ones share the rest."""
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
