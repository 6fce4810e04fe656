"""The sheet that goes before a faxed letter."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import draw_rules, draw_runs, new_canvas
from alo183_desktop.documents.flow import Rule, Run
from alo183_desktop.documents.fonts import drawing
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.style import (
    LINE_HEIGHT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    POINTS_PER_MM,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
)
from alo183_desktop.documents.lines import break_lines
from alo183_desktop.documents.papers.form_layout import Column, face_of
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alo183_desktop.documents.letter.content import FaxCover

_MARGIN: Final = 20 * POINTS_PER_MM
_WIDTH: Final = PAGE_WIDTH - 2 * _MARGIN
_LABEL_WIDTH: Final = 45 * POINTS_PER_MM
_SIZE: Final = 13.0
_PADDING: Final = 6.0
_RULE: Final = 1.0
_ASCENT: Final = 0.9125
_PRIVACY: Final = (
    "Bu faks kişisel veri içerir. Size gönderilmemişse okumayınız, çoğaltmayınız; gönderene haber "
    "veriniz ve belgeyi yok ediniz."
)


def fax_cover_pdf(cover: FaxCover) -> bytes:
    """Return the cover sheet as PDF: black only, nothing thin, so that a fax machine keeps it.

    Raises:
        KnownError: `documents.fax_cover_too_long`.
    """
    head = _head(cover)
    runs, rules, bottom = _table(cover, head.top)
    note = Column(_MARGIN, _WIDTH, bottom + 2 * _SIZE)
    note.add([_PRIVACY], face_of(SERIF, _SIZE))
    if note.top > PAGE_HEIGHT - _MARGIN:
        raise KnownError("documents.fax_cover_too_long")
    number = wording.whole_number(cover.number, cover.style)
    target = io.BytesIO()
    with drawing:
        canvas = new_canvas(
            target,
            title=f"Faks kapağı: {wording.clean(cover.topic)}",
            author=wording.sender_of(cover.heading),
            subject=f"{number} sayılı yazı" if number else "",
        )
        draw_runs(canvas, [*head.runs, *runs, *note.runs], urgent_is_red=False)
        draw_rules(canvas, rules, _RULE)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _head(cover: FaxCover) -> Column:
    column = Column(_MARGIN, _WIDTH, _MARGIN)
    column.add(cover.heading, face_of(SERIF, _SIZE), centred=True)
    column.skip(1.5 * _SIZE)
    column.add(["FAKS"], face_of(SERIF_BOLD, 28), centred=True)
    if cover.urgent:
        column.add([wording.urgency_word(cover.style)], face_of(SERIF_BOLD, 18), centred=True)
    column.skip(1.5 * _SIZE)
    return column


def _table(cover: FaxCover, top: float) -> tuple[list[Run], list[Rule], float]:
    """Return runs and rules of the table that starts at `top`, and where it ends."""
    label_face, value_face = face_of(SANS_BOLD, 12), face_of(SANS, _SIZE)
    leading = _SIZE * LINE_HEIGHT
    middle, right = _MARGIN + _LABEL_WIDTH, PAGE_WIDTH - _MARGIN
    runs: list[Run] = []
    rules = [Rule(_MARGIN, top, right, top)]
    start = top
    for label, texts in _rows(cover):
        lines = [
            line.text
            for text in texts
            for line in break_lines(text, value_face, right - middle - 2 * _PADDING)
        ]
        for left, face, cell in (
            (_MARGIN + _PADDING, label_face, [label]),
            (middle + _PADDING, value_face, lines),
        ):
            for number, text in enumerate(cell):
                baseline = top + _PADDING + number * leading + _ASCENT * _SIZE
                runs.append(Run(left, baseline, text, face.name, face.size))
        top += max(len(lines), 1) * leading + 2 * _PADDING
        rules.append(Rule(_MARGIN, top, right, top))
    rules += [Rule(x, start, x, top) for x in (_MARGIN, middle, right)]
    return runs, rules, top


def _rows(cover: FaxCover) -> list[tuple[str, list[str]]]:
    contact = cover.contact
    date = wording.date_text(cover.date, cover.style)
    number = wording.whole_number(cover.number, cover.style)
    return [
        ("Kime", list(cover.recipient)),
        ("Faks", [cover.recipient_fax]),
        ("Kimden", list(cover.heading[1:])),
        ("Gönderen faks", [cover.sender_fax]),
        ("Telefon", [cover.sender_telephone]),
        *([("Tarih", [date])] if date else []),
        *([(wording.NUMBER, [number])] if number else []),
        (wording.TOPIC, [cover.topic]),
        ("Sayfa (kapakla)", [str(cover.pages)]),
        ("Bilgi için", [contact.name, contact.title, contact.telephone]),
    ]
