"""The quotas of a period on paper: each line's minutes and data as meters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.papers.blocks import Block, Frame, paragraph, stacked
from alo183_desktop.documents.papers.form_layout import face_of, paper_pdf
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.marks import PaperMeter, marked_block, meter_block
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.quotas.words import (
    SIGNS,
    elapsed_words,
    holder_words,
    period_words,
    periods_words,
    summary_marks,
    used_words,
)
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.quotas.rows import QuotaRow

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


def read_table(
    work: Work, rows: Sequence[QuotaRow], month: str, *, note: str, audit_words: str
) -> Callable[[], bytes]:
    """Return a function that makes the paper of rows already read, without the database.

    Args:
        rows: As for `quota_table_pdf`, like the other arguments.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    heading = get_directorate(work.session).heading
    return partial(
        quota_table_pdf, rows, month, heading=heading, note=note, audit_words=audit_words
    )


def quota_table_pdf(
    rows: Sequence[QuotaRow],
    month: str,
    *,
    heading: Sequence[str],
    note: str = "",
    audit_words: str = "",
) -> bytes:
    """Return the table as A4 PDF, its headings on each page.

    Args:
        rows: In the order in which they are printed, worst first.
        month: In which their periods start, such as `2026-09`.
        heading: The lines of the letterhead.
        note: At the foot of each page, such as who printed it and when; may be empty.
        audit_words: Below it, the head of the audit chain; may be empty.
    """
    width = _FRAME.text_width
    whole = periods_words([row.period for row in rows], month)
    title, summary = f"Hat kotaları, {whole}", _summary(rows)
    blocks = paragraph(sender_of(heading), face_of(SANS, _SIZE), width, grey=_MUTED)
    blocks += paragraph(title, face_of(SANS_BOLD, 14), width, gap=2.0)
    blocks += paragraph(summary, face_of(SANS, 9.5), width, gap=2.0)
    newest = max(
        (row for row in rows if row.known_until is not None),
        key=lambda row: row.known_until or row.period.starts_on,
        default=None,
    )
    blocks += _table(rows, whole, None if newest is None else _elapsed(newest, None))
    if newest is not None and newest.known_until is not None:
        words = _KEY.format(elapsed=elapsed_words(newest.period, newest.known_until))
        blocks += paragraph(words, face_of(SANS, _SMALL), width, gap=6.0, grey=_MUTED)
    return paper_pdf(
        blocks,
        title=title,
        heading=heading,
        subject=summary,
        frame=_FRAME,
        foot=(note, audit_words),
    )


def _summary(rows: Sequence[QuotaRow]) -> str:
    """Return a summary of a period: `1 hat kotayı aştı, 2 hattın kullanımı bilinmiyor`."""
    return ", ".join(words for _status, words in summary_marks([row.status for row in rows]))


def _table(rows: Sequence[QuotaRow], whole: str, elapsed: float | None) -> list[Block]:
    body, strong = face_of(SANS, _SIZE), face_of(SANS_BOLD, _SIZE)
    grid = Grid(in_shares(_FRAME.text_width, _SHARES), body, room=4.0, rule=0.4, is_boxed=False)
    inner = [share - 2 * grid.padding for share in grid.widths]

    def holder(row: QuotaRow) -> str:
        own = period_words(row.period)
        return holder_words(row) if own == whole else f"{holder_words(row)}; {own}"

    return grid.table(
        _HEADINGS,
        [
            (
                marked_block(
                    SIGNS[row.status],
                    row.status_words,
                    strong if row.status in {Status.OVER, Status.NEAR} else body,
                    inner[0],
                ),
                _two_lines(format_phone(row.phone), holder(row), inner[1]),
                _meter(row, Measure.SECONDS, inner[2], elapsed),
                _meter(row, Measure.BYTES, inner[3], elapsed),
                _two_lines(*row.forecast_words, inner[4]),
            )
            for row in rows
        ],
        head_face=strong,
        gap=8.0,
    )


def _elapsed(row: QuotaRow, otherwise: float | None) -> float | None:
    """Return the elapsed part of a line's own period; `otherwise` where nothing is known of it."""
    return otherwise if row.known_until is None else row.period.elapsed_share(row.known_until)


def _meter(row: QuotaRow, measure: Measure, width: float, elapsed: float | None) -> Block:
    judged = row.judgement(measure)
    notable = judged.share is not None and judged.status in {Status.OVER, Status.NEAR}
    face = face_of(SANS_BOLD if notable else SANS, _SIZE)
    meter = PaperMeter(used_words(measure, judged), judged.share, SIGNS[judged.status])
    return meter_block(meter, face, width, elapsed=_elapsed(row, elapsed))


def _two_lines(first: str, second: str, width: float) -> Block:
    return stacked(
        [
            *paragraph(first, face_of(SANS_BOLD, _SIZE), width),
            *paragraph(second, face_of(SANS, _SMALL), width, gap=1.5, grey=_MUTED),
        ]
    )
