"""The quota table of a period on paper: each line's minutes and data as meters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.style import POINTS_PER_MM, SANS, SANS_BOLD
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.papers.blocks import Block, Frame, paragraph, stacked
from alo183_desktop.documents.papers.form_layout import face_of, paper_pdf
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.marks import PaperMeter, marked_block, meter_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.states import MarkState

_FRAME: Final = Frame(side=15 * POINTS_PER_MM)
_SHARES: Final = (27, 41, 33, 33, 46)
_HEADINGS: Final = ("Durum", "Hat ve zimmetlisi", "Dakika", "Veri", "Tahmin")
_SIZE: Final = 9.0
_SMALL: Final = 9.0
_MUTED: Final = 0.3
_KEY: Final = (
    "Dik çizgi dönemin geçen kısmıdır ({elapsed}). Koyu çubuk aşılan, taralı çubuk yaklaşan "
    "kotayı, kesik çizgili boş çubuk bilinmeyen kullanımı gösterir."
)


@dataclass(frozen=True, slots=True)
class QuotaTableRow:
    """One line in the period."""

    phone_text: str
    """Such as `0500 000 41 05`."""
    holder: str
    """Who holds it; empty for nobody."""
    minutes: PaperMeter
    data: PaperMeter
    state: MarkState
    state_word: str
    """Such as `aşıldı`, `yaklaşıyor`, `tamam`, `kayıt yok`."""
    forecast: str
    """Such as `27 Kasım’da dakika dolabilir`."""
    detail: str = ""
    """Such as `Günde ortalama 11 dk`."""
    elapsed: float | None = None
    """Elapsed part of the line's own period; None: that of the table."""


def quota_table_pdf(
    rows: Sequence[QuotaTableRow],
    *,
    directorate_heading: Sequence[str],
    period_words: str,
    summary: str = "",
    elapsed: float | None = None,
    elapsed_words: str = "",
    note: str = "",
    audit_words: str = "",
) -> bytes:
    """Return the table as A4 PDF, its headings on each page.

    Args:
        rows: In the order in which they are printed, worst first.
        directorate_heading: The lines of the letterhead.
        period_words: Such as `Kasım 2026`.
        summary: One line, such as `1 hat kotayı aştı, 2 hat yaklaşıyor`; may be empty.
        elapsed: Elapsed part of the period, 0 to 1; None draws no mark.
        elapsed_words: Such as `30 günün 24’ü, %80`.
        note: At the foot of each page, such as who printed it and when; may be empty.
        audit_words: Below it, the end of the audit chain; may be empty.
    """
    width = _FRAME.text_width
    title = f"Hat kotaları, {period_words}"
    blocks = paragraph(sender_of(directorate_heading), face_of(SANS, _SIZE), width, grey=_MUTED)
    blocks += paragraph(title, face_of(SANS_BOLD, 14), width, gap=2.0)
    blocks += paragraph(summary, face_of(SANS, 9.5), width, gap=2.0)
    blocks += _table(rows, elapsed)
    if elapsed is not None:
        words = _KEY.format(elapsed=elapsed_words)
        blocks += paragraph(words, face_of(SANS, _SMALL), width, gap=6.0, grey=_MUTED)
    return paper_pdf(
        blocks,
        title=title,
        heading=directorate_heading,
        subject=summary,
        frame=_FRAME,
        foot=(note, audit_words),
    )


def _table(rows: Sequence[QuotaTableRow], elapsed: float | None) -> list[Block]:
    body, strong = face_of(SANS, _SIZE), face_of(SANS_BOLD, _SIZE)
    grid = Grid(in_shares(_FRAME.text_width, _SHARES), body, room=4.0, rule=0.4, is_boxed=False)
    inner = [share - 2 * grid.padding for share in grid.widths]
    return grid.table(
        _HEADINGS,
        [
            (
                marked_block(
                    row.state,
                    row.state_word,
                    strong if row.state in {"late", "near"} else body,
                    inner[0],
                ),
                _two_lines(row.phone_text, row.holder, inner[1]),
                _meter(row.minutes, inner[2], _elapsed(row, elapsed)),
                _meter(row.data, inner[3], _elapsed(row, elapsed)),
                _two_lines(row.forecast, row.detail, inner[4]),
            )
            for row in rows
        ],
        head_face=strong,
        gap=8.0,
    )


def _elapsed(row: QuotaTableRow, elapsed: float | None) -> float | None:
    return elapsed if row.elapsed is None else row.elapsed


def _meter(meter: PaperMeter, width: float, elapsed: float | None) -> Block:
    notable = meter.share is not None and meter.state in {"late", "near"}
    face = face_of(SANS_BOLD if notable else SANS, _SIZE)
    return meter_block(meter, face, width, elapsed=elapsed)


def _two_lines(first: str, second: str, width: float) -> Block:
    return stacked(
        [
            *paragraph(first, face_of(SANS_BOLD, _SIZE), width),
            *paragraph(second, face_of(SANS, _SMALL), width, gap=1.5, grey=_MUTED),
        ]
    )
