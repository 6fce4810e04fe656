"""One A4 for the morning meeting: what fails now, clause by clause, and what is due first."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.papers.blocks import (
    Block,
    Frame,
    paragraph,
    side_by_side,
    stack_height,
)
from alo183_desktop.documents.papers.charts import chart_block
from alo183_desktop.documents.papers.form_layout import face_of, paper_pdf
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.marks import marked_block
from alo183_desktop.documents.papers.report_parts import (
    MUTED,
    PrintedHead,
    head_blocks,
    section_blocks,
    tiles_blocks,
)
from alo183_desktop.shared.calendar import WEEKDAYS
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.documents.charts.data import Chart
    from alo183_desktop.documents.figures import DeadlineRow, Tile
    from alo183_desktop.documents.states import MarkState

_FRAME: Final = Frame(
    side=15 * POINTS_PER_MM, top=12 * POINTS_PER_MM, bottom=10 * POINTS_PER_MM, foot=30.0
)
_SIZE: Final = 9.0
_SMALL: Final = 9.0
_CHART_HEIGHT: Final = 128.0
_LEAST_CHART_HEIGHT: Final = 100.0
"""To which charts shrink for the list of what is due."""
_CHART_GAP: Final = 18.0
_CHARTS_BESIDE: Final = 2
_SECTION_GAP: Final = 12.0
_SHARES: Final = (40, 70, 40, 30)
_HEADINGS: Final = ("Kalan süre", "İş", "Sorumlu", "Son an")
_LEAST_DUE: Final = 120.0
"""Space kept for the list of what is due, in points, before charts are left out."""
_NOTHING_DUE: Final = "Süresi işleyen iş yok."


@dataclass(frozen=True, slots=True)
class BackupNote:
    """The state of the data's backups."""

    state: MarkState
    words: str
    """Such as `Son yedek: bugün 08:12 (2 dk önce)`."""
    worry: str
    """What is wrong, in a sentence; empty for nothing."""


@dataclass(frozen=True, slots=True)
class TodaySheet:
    """The content of the sheet."""

    directorate_heading: tuple[str, ...]
    at: dt.datetime
    """Of the figures, UTC."""
    tiles: tuple[Tile, ...]
    """One for each clause, in their order."""
    due: tuple[DeadlineRow, ...]
    """What is due next, late ones first; as many as fit are printed, the others are counted."""
    due_count: int
    """How many there are in all."""
    charts: tuple[Chart, ...]
    """Two side by side; at most four."""
    audit_head: PrintedHead
    made_by: str = ""
    backups: BackupNote | None = None
    on_duty: str = ""
    """Who is called now, in one line; empty without a rota."""


def today_sheet_pdf(sheet: TodaySheet) -> bytes:
    """Return the sheet as PDF; always one A4 page, however much is due."""
    width = _FRAME.text_width
    day = local_day(sheet.at)
    title = f"Bugün, {format_day(day)} {WEEKDAYS[day.weekday()]}"
    subtitle = f"Saat {format_instant(sheet.at)[-5:]} durumu"
    above = [
        *head_blocks(sheet.directorate_heading, title, subtitle, width),
        *tiles_blocks(sheet.tiles, width),
        *paragraph(sheet.on_duty, face_of(SANS_BOLD, _SIZE), width, gap=7.0),
        *_backups(sheet.backups, width),
    ]
    room = _FRAME.text_height - stack_height(above)
    below = _charts(sheet.charts, width, room - stack_height(_due(sheet, width, math.inf)))
    while below and room - stack_height(below) < _LEAST_DUE:
        del below[-1]  # due matters are more important than a chart
    blocks = [*above, *_due(sheet, width, room - stack_height(below)), *below]
    made_by = f"{sheet.made_by}, " if sheet.made_by else ""
    return paper_pdf(
        blocks,
        title=title,
        heading=sheet.directorate_heading,
        subject="Sabah toplantısı",
        frame=_FRAME,
        foot=(f"{made_by}{format_instant(sheet.at)}", sheet.audit_head.words),
    )


def _charts(charts: Sequence[Chart], width: float, room: float) -> list[Block]:
    """Return the charts, lower where `room` points are too few for them."""
    each = (width - _CHART_GAP) / _CHARTS_BESIDE
    rows = [
        charts[start : start + _CHARTS_BESIDE] for start in range(0, len(charts), _CHARTS_BESIDE)
    ]
    left = math.floor(room / max(len(rows), 1) - _SECTION_GAP)
    height = min(_CHART_HEIGHT, max(_LEAST_CHART_HEIGHT, left))
    return [
        side_by_side(
            [chart_block(chart, width if len(row) == 1 else each, height=height) for chart in row],
            [index * (each + _CHART_GAP) for index in range(len(row))],
            gap=_SECTION_GAP,
        )
        for row in rows
    ]


def _backups(note: BackupNote | None, width: float) -> list[Block]:
    """Return the line about the backups, under the tiles."""
    if note is None:
        return []
    is_worry = note.state in {"late", "near"}
    face = face_of(SANS_BOLD if is_worry else SANS, _SIZE)
    words = f"{note.words}. {note.worry}" if note.worry else note.words
    return [replace(marked_block(note.state, words, face, width), gap=7.0)]


def _due(sheet: TodaySheet, width: float, room: float) -> list[Block]:
    """Return the list of what is due, cut to `room` points."""
    section = section_blocks("Süresi en önce dolacaklar", width, gap=_SECTION_GAP)
    if not sheet.due:
        return [*section, *paragraph(_NOTHING_DUE, face_of(SANS, _SIZE), width, gap=3.0)]
    body, strong = face_of(SANS, _SIZE), face_of(SANS_BOLD, _SIZE)
    grid = Grid(in_shares(width, _SHARES), body, room=2.0, rule=0.4, is_boxed=False)
    inner = grid.widths[0] - 2 * grid.padding
    rows = [
        grid.row(
            (
                marked_block(
                    row.state,
                    row.left_words,
                    strong if row.state in {"late", "near"} else body,
                    inner,
                    indented=True,
                ),
                row.matter,
                row.who,
                format_instant(row.due_at),
            )
        )
        for row in sheet.due
    ]
    head = replace(grid.row(_HEADINGS, faces=strong), gap=3.0)
    more = paragraph("0", face_of(SANS, _SMALL), width, gap=3.0)[0]
    left = room - stack_height([*section, head])
    if sheet.due_count > len(rows) or stack_height(rows) > left:
        left -= stack_height([more])
    shown: list[Block] = []
    for row_block in rows:
        if row_block.height > left:
            break
        shown.append(row_block)
        left -= row_block.height
    hidden = sheet.due_count - len(shown)
    words = f"ve {number_text(hidden)} iş daha" if hidden > 0 else ""
    return [
        *section,
        head,
        *shown,
        *paragraph(words, face_of(SANS, _SMALL), width, gap=3.0, grey=MUTED),
    ]
