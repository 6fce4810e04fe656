"""What somebody gets who asks what is kept of them: record by record, as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.style import POINTS_PER_MM, SERIF, SERIF_BOLD
from alo183_desktop.documents.papers.blocks import Frame, paragraph
from alo183_desktop.documents.papers.form_layout import face_of, paper_pdf
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.documents.papers.blocks import Block

_FRAME: Final = Frame(side=20 * POINTS_PER_MM)
_SIZE: Final = 10.5
_GAP: Final = 10.0
_OPENING: Final = (
    "6698 sayılı Kişisel Verilerin Korunması Kanunu’nun 11. maddesi uyarınca yapılan başvuru "
    "üzerine, başvuran hakkında Alo 183 kayıtlarında bulunan veriler aşağıdadır."
)

_ONLY_TO_THEM: Final = "Kişisel veri içerir; yalnız başvurana verilir."


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One record that says something of the person."""

    source: str
    title: str
    facts: tuple[tuple[str, str], ...]
    """Labels and values."""


@dataclass(frozen=True, slots=True)
class PersonReport:
    """All that the report says."""

    directorate: str
    records: tuple[PersonRecord, ...]
    printed_by: str
    printed_at: dt.datetime
    audit_words: str = ""
    """The end of the audit chain; may be empty."""


def person_report_pdf(report: PersonReport) -> bytes:
    """Return the report as A4 PDF; the same report always gives the same bytes."""
    width = _FRAME.text_width
    body, strong = face_of(SERIF, _SIZE), face_of(SERIF_BOLD, _SIZE)
    blocks: list[Block] = [
        *paragraph(report.directorate, face_of(SERIF, 11.5), width, align="centre"),
        *paragraph("KİŞİSEL VERİ DÖKÜMÜ", face_of(SERIF_BOLD, 13), width, align="centre", gap=_GAP),
        *paragraph(_OPENING, body, width, align="justify", gap=_GAP),
    ]
    grid = Grid(in_shares(width, (48, 122)), body)
    for number, record in enumerate(report.records, start=1):
        head = f"{number}. {record.source}: {record.title}"
        blocks += paragraph(head, strong, width, gap=1.2 * _GAP, keeps_next=True)
        for label, value in record.facts:
            blocks += grid.parts((label, value))
    printed = f"Hazırlayan: {report.printed_by}, {format_instant(report.printed_at)}"
    return paper_pdf(
        blocks,
        title="Kişisel veri dökümü",
        heading=("T.C.", report.directorate),
        subject="6698 sayılı Kanun, madde 11",
        frame=_FRAME,
        foot=(printed, _ONLY_TO_THEM, report.audit_words),
    )
