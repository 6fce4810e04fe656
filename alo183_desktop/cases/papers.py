"""The follow-up sheet of a case: its facts, times, actions and responsible officers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.instants import entry_standing, instants_of
from alo183_desktop.cases.rules import police_words
from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SERIF, SERIF_BOLD
from alo183_desktop.documents.papers.blocks import Block, Frame, letterhead, paragraph
from alo183_desktop.documents.papers.form_layout import Signer, face_of, paper_pdf, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.marks import marked_block
from alo183_desktop.shared.characters import clean
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from alo183_desktop.cases.rows import CaseCard, TimelineRow
    from alo183_desktop.documents.lines import Face

_FRAME: Final = Frame(side=20 * POINTS_PER_MM)
_SIZE: Final = 10.5
_GAP: Final = 10.0
_HIDDEN: Final = "(gizlendi)"
_NOT_YET: Final = "—"
_MASKED: Final = "Bu çıktıda kişisel veriler gizlenmiştir."
_PRIVATE: Final = "Kişisel veri içerir; yalnız görevli olanlar görebilir."
_NO_ACTIONS: Final = "Kayıtlı işlem yok."
_NO_FILES: Final = "Kayıtlı ek yok."


def follow_up_sheet_pdf(
    card: CaseCard,
    *,
    heading: tuple[str, ...],
    printed_by: str,
    now: dt.datetime,
    is_masked: bool,
    audit_words: str,
) -> bytes:
    """Return the sheet as A4 PDF; the same case always gives the same bytes.

    Args:
        card: The case.
        heading: Of the letterhead.
        printed_by: Who prints it.
        now: UTC; the time printed on it.
        is_masked: Whether personal data is hidden.
        audit_words: The end of the audit chain.
    """
    width = _FRAME.text_width
    title = f"Vaka izleme formu {clean(card.row.number)}"
    blocks = letterhead(heading, face_of(SERIF, 11.5), width)
    blocks += paragraph(
        "VAKA İZLEME FORMU", face_of(SERIF_BOLD, 13), width, align="centre", gap=1.2 * _GAP
    )
    blocks += [
        *_facts(card, now, is_masked=is_masked),
        *_summary(card, width, is_masked=is_masked),
        *_instants(card, now),
        *_timeline(card, width, is_masked=is_masked),
        *_attachments(card, width, is_masked=is_masked),
    ]
    # Signatures are never alone on a page.
    blocks[-1] = replace(blocks[-1], keeps_next=True)
    signers = (Signer("SORUMLU", card.row.officer_name), Signer("DÜZENLEYEN", printed_by))
    blocks.append(signatures(signers, width, gap=1.5 * _GAP))
    printed = f"{title}, yazdıran: {printed_by}, {format_instant(now)}"
    return paper_pdf(
        blocks,
        title=title,
        heading=heading,
        subject="Alo 183 vakası",
        frame=_FRAME,
        foot=(printed, _MASKED if is_masked else _PRIVATE, audit_words),
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


def _facts(card: CaseCard, now: dt.datetime, *, is_masked: bool) -> list[Block]:
    grid = _grid(38, 132)
    inner = grid.widths[1] - 2 * grid.padding
    faces = (_strong(), _body())
    mark = marked_block(*entry_standing(card, now=now), _strong(), inner)
    return [
        grid.row(("Çağrı merkezi no", card.row.number), faces=(_strong(), _strong()), gap=_GAP),
        grid.row(("24 saat", mark), faces=faces),
        *(
            grid.row((label, _HIDDEN if hides and is_masked else value), faces=faces)
            for label, value, hides in _labelled_facts(card)
            if value.strip() or (hides and is_masked)
        ),
    ]


def _labelled_facts(card: CaseCard) -> Iterator[tuple[str, str, bool]]:
    """Yield labels and values, and whether a masked sheet hides each."""
    row = card.row
    yield "Müracaat konusu", row.subject_name, False
    yield "Vaka türü", f"{row.kind_name}{', acil' if row.is_urgent else ''}", False
    yield "İlçe", row.district, False
    yield "Operatör", card.operator_name, False
    yield "Arayan", card.caller_name, True
    yield "Arayanın telefonu", format_phone(card.caller_phone) if card.caller_phone else "", True
    yield "Sorumlu", row.officer_name or "yok", False
    yield "Kolluk", police_words(card), bool(card.police_by)
    yield "Sistem kayıt no", card.entry_record, False
    yield "Sonuç", card.outcome, True


def _summary(card: CaseCard, width: float, *, is_masked: bool) -> list[Block]:
    if not card.summary.strip():
        return []
    words = _HIDDEN if is_masked else card.summary
    return [
        *_head("Özet", width),
        *paragraph(words, _body(), width, align="justify", gap=2.0),
    ]


def _instants(card: CaseCard, now: dt.datetime) -> list[Block]:
    grid = _grid(50, 42, 78)
    inner = grid.widths[2] - 2 * grid.padding
    rows = [
        (
            instant.label,
            _NOT_YET if instant.at is None else format_instant(instant.at),
            marked_block(
                instant.mark,
                instant.words,
                _strong() if instant.mark in {"late", "near"} else _body(),
                inner,
            ),
        )
        for instant in instants_of(card, now=now)
    ]
    return grid.table(("Aşama", "Tarih ve saat", "Süre"), rows, head_face=_strong(), gap=_GAP)


def _timeline(card: CaseCard, width: float, *, is_masked: bool) -> list[Block]:
    head = _head("Yapılan işlemler", width)
    if not card.timeline:
        return [*head, *paragraph(_NO_ACTIONS, _body(), width, gap=2.0)]
    grid = _grid(9, 34, 92, 35)
    numbers = {line.action_id: str(index) for index, line in enumerate(card.timeline, start=1)}
    rows = [
        (
            numbers[line.action_id],
            format_instant(line.at),
            _line_text(line, numbers.get(line.corrects_action_id or 0, ""), is_masked=is_masked),
            line.by_name,
        )
        for line in card.timeline
    ]
    headings = ("No", "Tarih ve saat", "İşlem", "Yapan")
    return [*head, *grid.table(headings, rows, head_face=_strong(), gap=3.0)]


def _line_text(line: TimelineRow, corrected: str, *, is_masked: bool) -> str:
    corrects = f" ({corrected} no’lu kaydı düzeltir)" if corrected else ""
    detail = line.words.strip()
    if detail and is_masked:
        detail = _HIDDEN
    return f"{line.kind.words}{corrects}{': ' if detail else ''}{detail}"


def _attachments(card: CaseCard, width: float, *, is_masked: bool) -> list[Block]:
    blocks = _head("Ekler", width)
    if not card.files:
        return [*blocks, *paragraph(_NO_FILES, _body(), width, gap=2.0)]
    if is_masked:
        words = f"{len(card.files)} ek {_HIDDEN}"
        return [*blocks, *paragraph(words, _body(), width, gap=2.0)]
    return [*blocks, *_numbered([file.name for file in card.files], width)]


def _numbered(texts: Sequence[str], width: float) -> list[Block]:
    return [
        block
        for number, text in enumerate(texts, start=1)
        for block in paragraph(f"{number}- {text}", _body(), width, gap=1.0)
    ]
