"""The report of a month for the directorate: figures, charts and tables, as PDF and as workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.papers.blocks import Block, Frame, paragraph
from alo183_desktop.documents.papers.charts import chart_block, chart_table
from alo183_desktop.documents.papers.form_layout import (
    BY_HAND,
    DAY_BY_HAND,
    Signer,
    face_of,
    paper_pdf,
    signatures,
)
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.report_parts import (
    MUTED,
    PrintedHead,
    head_blocks,
    section_blocks,
    tiles_blocks,
)
from alo183_desktop.documents.states import WORDS
from alo183_desktop.documents.workbooks import Table, WorkbookSheet, write_tables
from alo183_desktop.shared.clock import format_day, format_instant, local_day

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.documents.charts.data import Chart
    from alo183_desktop.documents.figures import Tile
    from alo183_desktop.documents.lines import Face
    from alo183_desktop.documents.papers.blocks import Align
    from alo183_desktop.documents.workbooks import Value

_FRAME: Final = Frame(
    side=15 * POINTS_PER_MM, top=15 * POINTS_PER_MM, bottom=12 * POINTS_PER_MM, foot=30.0
)
_SIZE: Final = 9.0
_SMALL: Final = 9.0
_CHART_HEIGHT: Final = 150.0
_EMPTY_HEIGHT: Final = 48.0
_NO_ROWS: Final = "Bu ay için kayıt yok."
_FIGURES: Final = "Ayın sayıları"
_STATE_TITLE: Final = "Düzenlendiği andaki durum"
_FIGURE_HEADINGS: Final = ("Madde", "Sayı", "Değer", "Açıklama")
_STATE_HEADINGS: Final = ("Madde", "Konu", "Durum", "Değer", "Birim", "Açıklama")
_LONGEST_WHOLE: Final = 8
"""Rows of a table that no page end splits."""
_MOST_SHARE: Final = 0.4
"""Of the width of a page for one column, while others need space, too."""


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One number of the month."""

    clause: int | None
    """Of the circular, 1 to 7; None for none."""
    label: str
    """Such as `Süresinde sisteme girilen vaka`."""
    value_text: str
    """As printed, such as `%96`."""
    value: int | float | None
    """As the workbook holds it; None where unknown."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A list of the month."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As printed: as many texts as headings in each."""
    values: tuple[tuple[Value, ...], ...] = ()
    """The same rows as the workbook holds them; empty for the texts."""
    number_columns: tuple[int, ...] = ()
    """From 0; these are right-aligned."""


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """The content of the report; PDF and workbook have the same figures."""

    directorate_heading: tuple[str, ...]
    month: str
    """Such as `2026-09`; files are named after it."""
    month_words: str
    """Such as `Eylül 2026`."""
    made_at: dt.datetime
    """UTC; printed in Istanbul's time."""
    tiles: tuple[Tile, ...]
    """One for each clause, in their order, as of `made_at`, whatever the month."""
    figures: tuple[ReportFigure, ...]
    charts: tuple[Chart, ...]
    tables: tuple[ReportTable, ...]
    audit_head: PrintedHead
    made_by: str = ""
    approver: tuple[str, str] = ("", "")
    """Name and title of who signs for the directorate; empty for nobody."""
    notes: tuple[str, ...] = ()
    """What the figures mean and leave out, such as how a late entry is counted."""


def monthly_report_files(report: MonthlyReport) -> dict[str, bytes]:
    """Return the report's files by name, the paper first; slow."""
    name = f"aylik-rapor-{report.month}"
    return {
        f"{name}.pdf": monthly_report_pdf(report),
        f"{name}.xlsx": monthly_report_workbook(report),
    }


def monthly_report_pdf(report: MonthlyReport) -> bytes:
    """Return the report as A4 PDF; the same report always gives the same bytes."""
    width = _FRAME.text_width
    title = _title(report)
    made_by = f"Düzenleyen: {report.made_by}" if report.made_by else ""
    made_at = format_instant(report.made_at)
    subtitle = ", ".join(part for part in (f"Düzenlenme: {made_at}", made_by) if part)
    blocks = [
        *head_blocks(report.directorate_heading, title, subtitle, width),
        *_figures(report, width),
        # Below the month: a past one is not described by the present state.
        *section_blocks(f"{_STATE_TITLE}, {made_at}", width),
        *tiles_blocks(report.tiles, width, gap=4.0),
    ]
    for chart in report.charts:
        blocks += _chart(chart, width)
    for table in report.tables:
        blocks += section_blocks(table.title, width)
        blocks += _table(table, width)
    approver, approver_title = report.approver
    signers = (
        Signer(
            "HAZIRLAYAN", report.made_by or BY_HAND, BY_HAND, format_day(local_day(report.made_at))
        ),
        Signer("ONAYLAYAN", approver or BY_HAND, approver_title or BY_HAND, DAY_BY_HAND),
    )
    for number, note in enumerate(report.notes):
        gap = 3.0 if number else 14.0
        blocks += paragraph(note, face_of(SANS, _SMALL), width, gap=gap, grey=MUTED)
    blocks.append(signatures(signers, width, gap=18.0))
    return paper_pdf(
        blocks,
        title=title,
        heading=report.directorate_heading,
        subject="Genelge 2014/05 izleme raporu",
        frame=_FRAME,
        foot=(f"{title}, {made_at}", report.audit_head.words),
    )


def monthly_report_workbook(report: MonthlyReport) -> bytes:
    """Return the report as `.xlsx`: sheets for figures, clauses, each chart and each table."""
    sheets = [
        WorkbookSheet(
            _FIGURES,
            Table(
                _figure_headings(report),
                [
                    (
                        figure.clause,
                        figure.label,
                        figure.value_text if figure.value is None else figure.value,
                        figure.note,
                    )[: len(_figure_headings(report))]
                    for figure in report.figures
                ],
            ),
        ),
        WorkbookSheet(
            _STATE_TITLE,
            Table(
                _STATE_HEADINGS,
                [
                    (
                        tile.clause,
                        tile.title,
                        tile.state_word or WORDS[tile.state],
                        *tile.number,
                        tile.words,
                    )
                    for tile in report.tiles
                ],
            ),
        ),
    ]
    # The name of a sheet has few characters: brackets and their content are left out.
    sheets += [
        WorkbookSheet(chart.title.partition(" (")[0], Table(*chart.numbers()))
        for chart in report.charts
    ]
    sheets += [
        WorkbookSheet(table.title, Table(table.headings, table.values or table.rows))
        for table in report.tables
    ]
    made: list[tuple[Value, ...]] = [
        ("Müdürlük", sender_of(report.directorate_heading)),
        ("Ay", report.month_words),
        ("Düzenlenme", report.made_at),
        ("Düzenleyen", report.made_by),
        ("Denetim izi, kayıt no", report.audit_head.number),
        ("Denetim izi, özet", report.audit_head.digest),
        *(("Not", note) for note in report.notes),
    ]
    sheets.append(WorkbookSheet("Rapor", Table(("Bilgi", "Değer"), made)))
    return write_tables(_title(report), sheets)


def _title(report: MonthlyReport) -> str:
    return f"Aylık rapor, {report.month_words}"


def _figure_headings(report: MonthlyReport) -> tuple[str, ...]:
    """Return the headings of the figures; without notes there is no column for them."""
    has_notes = any(figure.note for figure in report.figures)
    return _FIGURE_HEADINGS if has_notes else _FIGURE_HEADINGS[:-1]


def _body() -> Face:
    return face_of(SANS, _SIZE)


def _strong() -> Face:
    return face_of(SANS_BOLD, _SIZE)


def _figures(report: MonthlyReport, width: float) -> list[Block]:
    if not report.figures:
        return []
    rows = tuple(
        (
            "" if figure.clause is None else f"{figure.clause}.",
            figure.label,
            figure.value_text,
            figure.note,
        )[: len(_figure_headings(report))]
        for figure in report.figures
    )
    table = ReportTable(_FIGURES, _figure_headings(report), rows, number_columns=(2,))
    return [*section_blocks(_FIGURES, width), *_table(table, width)]


def _chart(chart: Chart, width: float) -> list[Block]:
    if chart.is_empty:
        return [chart_block(chart, width, height=_EMPTY_HEIGHT, gap=14.0)]
    drawn = chart_block(chart, width, height=_CHART_HEIGHT, gap=14.0)
    return [replace(drawn, keeps_next=True), *chart_table(chart, width)]


def _table(table: ReportTable, width: float) -> list[Block]:
    if not table.rows:
        return paragraph(_NO_ROWS, _body(), width, gap=3.0)
    right: Align = "right"
    left: Align = "left"
    grid = Grid(
        _widths(table, width),
        _body(),
        room=1.8,
        aligns=tuple(
            right if index in table.number_columns else left for index in range(len(table.headings))
        ),
        rule=0.4,
        is_boxed=False,
    )
    blocks = grid.table(table.headings, table.rows, head_face=_strong(), gap=3.0)
    if len(table.rows) > _LONGEST_WHOLE:
        return blocks
    return [*(replace(block, keeps_next=True) for block in blocks[:-1]), blocks[-1]]


def _widths(table: ReportTable, width: float) -> tuple[float, ...]:
    """Return the widths of columns, in proportion to what each needs."""
    body, strong = _body(), _strong()
    padding = 9.0
    natural = [
        max(
            strong.width_of(heading),
            max((body.width_of(row[index]) for row in table.rows), default=0.0),
        )
        + padding
        for index, heading in enumerate(table.headings)
    ]
    if sum(natural) > width:
        natural = [min(each, width * _MOST_SHARE) for each in natural]
    # In proportion, or a column of one digit would be as wide as one of sentences.
    return in_shares(width, natural)
