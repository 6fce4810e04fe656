"""The follow-up sheet of one case: its facts, its instants, what was done, who answers for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.style import POINTS_PER_MM, SERIF, SERIF_BOLD
from alo183_desktop.documents.letter.wording import clean
from alo183_desktop.documents.papers.blocks import Block, Frame, letterhead, paragraph
from alo183_desktop.documents.papers.form_layout import Signer, face_of, paper_pdf, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.marks import marked_block
from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.documents.lines import Face
    from alo183_desktop.documents.states import MarkState

_FRAME: Final = Frame(side=20 * POINTS_PER_MM)
_SIZE: Final = 10.5
_GAP: Final = 10.0
_HIDDEN: Final = "(gizlendi)"
_NOT_YET: Final = "—"
_MASKED: Final = "Bu çıktıda kişisel veriler gizlenmiştir."
_PRIVATE: Final = "Kişisel veri içerir; yalnız görevli olanlar görebilir."
_NO_ACTIONS: Final = "Kayıtlı işlem yok."
_NO_FILES: Final = "Kayıtlı ek yok."


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A labelled fact of the case; an empty value is not printed."""

    label: str
    value: str
    masked_value: str | None = None
    """Printed in its place on a masked sheet; None where nothing has to be hidden."""


@dataclass(frozen=True, slots=True)
class CaseInstant:
    """One of the instants that are kept apart: routed, acknowledged, first action, entry, closing.

    Source: Genelge 2014/05, madde 4 ve 5.
    """

    label: str
    at: dt.datetime | None
    """UTC; None while it has not happened."""
    words: str = ""
    """Such as `2 sa 05 dk sonra` or the evidence of the entry."""
    state: MarkState | None = None
    """`late` for a late action or entry; None where nothing is to be marked."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that was done; the list is append-only."""

    number: int
    """Counts from 1; a correction names the number it corrects."""
    at: dt.datetime
    what: str
    """In fixed words, such as `Kolluk bilgilendirildi`; names nobody."""
    detail: str
    """As written by hand; hidden on a masked sheet."""
    by: str
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class FollowUpSheet:
    """All that the sheet says."""

    directorate_heading: tuple[str, ...]
    case_number: str
    """Of the call centre."""
    state: MarkState | None
    """Of the 24 hours; None while their end is far."""
    time_words: str
    """Such as `3 sa 12 dk kaldı` or `2 sa 05 dk geç girildi`."""
    facts: tuple[CaseFact, ...]
    summary: str
    """As written by hand; hidden on a masked sheet."""
    instants: tuple[CaseInstant, ...]
    """In their order."""
    timeline: tuple[TimelineEntry, ...]
    attachments: tuple[str, ...]
    """Names of files, hidden on a masked sheet; only their number is told there."""
    signers: tuple[Signer, ...]
    printed_at: dt.datetime
    printed_by: str
    is_masked: bool = False
    audit_words: str = ""
    """The end of the audit chain; empty leaves it out."""


def follow_up_sheet_pdf(sheet: FollowUpSheet) -> bytes:
    """Return the sheet as A4 PDF; the same sheet always gives the same bytes."""
    width = _FRAME.text_width
    title = f"Vaka izleme formu {clean(sheet.case_number)}"
    blocks = letterhead(sheet.directorate_heading, face_of(SERIF, 11.5), width)
    blocks += paragraph(
        "VAKA İZLEME FORMU", face_of(SERIF_BOLD, 13), width, align="centre", gap=1.2 * _GAP
    )
    blocks += [
        *_facts(sheet),
        *_summary(sheet, width),
        *_instants(sheet),
        *_timeline(sheet, width),
        *_attachments(sheet, width),
    ]
    if sheet.signers:
        # Signatures never stand alone on a page.
        blocks[-1] = replace(blocks[-1], keeps_next=True)
        blocks.append(signatures(sheet.signers, width, gap=1.5 * _GAP))
    printed = f"{title}, yazdıran: {sheet.printed_by}, {format_instant(sheet.printed_at)}"
    return paper_pdf(
        blocks,
        title=title,
        heading=sheet.directorate_heading,
        subject="Alo 183 vakası",
        frame=_FRAME,
        foot=(printed, _MASKED if sheet.is_masked else _PRIVATE, sheet.audit_words),
    )


def _body() -> Face:
    return face_of(SERIF, _SIZE)


def _strong() -> Face:
    return face_of(SERIF_BOLD, _SIZE)


def _grid(*shares: float) -> Grid:
    """Return a table as wide as the text; `shares` are those of its columns."""
    return Grid(in_shares(_FRAME.text_width, shares), _body())


def _head(words: str, width: float) -> list[Block]:
    return paragraph(words, _strong(), width, gap=_GAP, keeps_next=True)


def _facts(sheet: FollowUpSheet) -> list[Block]:
    grid = _grid(38, 132)
    inner = grid.widths[1] - 2 * grid.padding
    faces = (_strong(), _body())
    mark = marked_block(sheet.state, sheet.time_words, _strong(), inner)
    rows = [
        grid.row(("Çağrı merkezi no", sheet.case_number), faces=(_strong(), _strong()), gap=_GAP),
        grid.row(("24 saat", mark), faces=faces),
    ]
    for fact in sheet.facts:
        hides = sheet.is_masked and fact.masked_value is not None
        value = fact.masked_value if hides and fact.masked_value is not None else fact.value
        if value.strip():
            rows.append(grid.row((fact.label, value), faces=faces))
    return rows


def _summary(sheet: FollowUpSheet, width: float) -> list[Block]:
    if not sheet.summary.strip():
        return []
    words = _HIDDEN if sheet.is_masked else sheet.summary
    return [
        *_head("Özet", width),
        *paragraph(words, _body(), width, align="justify", gap=2.0),
    ]


def _instants(sheet: FollowUpSheet) -> list[Block]:
    grid = _grid(50, 42, 78)
    inner = grid.widths[2] - 2 * grid.padding
    rows = [
        (
            instant.label,
            _NOT_YET if instant.at is None else format_instant(instant.at),
            marked_block(
                instant.state,
                instant.words,
                _strong() if instant.state in {"late", "near"} else _body(),
                inner,
            ),
        )
        for instant in sheet.instants
    ]
    return grid.table(("Aşama", "Tarih ve saat", "Süre"), rows, head_face=_strong(), gap=_GAP)


def _timeline(sheet: FollowUpSheet, width: float) -> list[Block]:
    head = _head("Yapılan işlemler", width)
    if not sheet.timeline:
        return [*head, *paragraph(_NO_ACTIONS, _body(), width, gap=2.0)]
    grid = _grid(9, 34, 92, 35)
    rows = [
        (str(entry.number), format_instant(entry.at), _told(entry, sheet), entry.by)
        for entry in sheet.timeline
    ]
    headings = ("No", "Tarih ve saat", "İşlem", "Yapan")
    return [*head, *grid.table(headings, rows, head_face=_strong(), gap=3.0)]


def _told(entry: TimelineEntry, sheet: FollowUpSheet) -> str:
    corrects = "" if entry.corrects is None else f" ({entry.corrects} no’lu kaydı düzeltir)"
    detail = entry.detail.strip()
    if detail and sheet.is_masked:
        detail = _HIDDEN
    return f"{entry.what}{corrects}{': ' if detail else ''}{detail}"


def _attachments(sheet: FollowUpSheet, width: float) -> list[Block]:
    blocks = _head("Ekler", width)
    if not sheet.attachments:
        return [*blocks, *paragraph(_NO_FILES, _body(), width, gap=2.0)]
    if sheet.is_masked:
        words = f"{len(sheet.attachments)} ek {_HIDDEN}"
        return [*blocks, *paragraph(words, _body(), width, gap=2.0)]
    return [*blocks, *_numbered(sheet.attachments, width)]


def _numbered(texts: Sequence[str], width: float) -> list[Block]:
    return [
        block
        for number, text in enumerate(texts, start=1)
        for block in paragraph(f"{number}- {text}", _body(), width, gap=1.0)
    ]
