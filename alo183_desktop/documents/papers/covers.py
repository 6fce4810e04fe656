"""What goes around a letter on its way: the print on an envelope, the sheet before a fax."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import draw_rules, draw_runs, new_canvas
from alo183_desktop.documents.flow import Rule, Run
from alo183_desktop.documents.fonts import drawing
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.content import EnvelopeSize
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
    from alo183_desktop.documents.letter.content import Envelope, FaxCover

_PAPER_MM: Final = {EnvelopeSize.DL: (220, 110), EnvelopeSize.C5: (229, 162)}
_MARGIN: Final = 10 * POINTS_PER_MM
_GAP: Final = 4 * POINTS_PER_MM
_SIZES: Final = ((10.0, 12.0), (9.0, 11.0), (9.0, 10.0), (9.0, 9.0))
"""Sizes of sender and addressee, from the wanted ones down to the least that is legible."""
_URGENCY_SIZE: Final = 14.0
_SENDER_SHARE: Final = 0.5
_ADDRESSEE_SHARE: Final = 0.58
_BLANK: Final = 0.5
"""Of a line, between heading, address and number."""


def envelope_pdf(envelope: Envelope, size: EnvelopeSize) -> bytes:
    """Return the print on an envelope as a PDF of its size.

    Top left heading, sender's address, date and number; in the middle addressee and address,
    nothing abbreviated; top right the urgency in red capitals.
    Source: Yönetmelik 2020/31151, madde 31.

    Raises:
        KnownError: `documents.envelope_too_small`.
    """
    width, height = (side * POINTS_PER_MM for side in _PAPER_MM[size])
    runs = _place(envelope, width, height)
    number = wording.whole_number(envelope.number, envelope.style)
    target = io.BytesIO()
    with drawing:
        canvas = new_canvas(
            target,
            title=f"Zarf: {' '.join(wording.clean(line) for line in envelope.addressee)}",
            author=wording.sender_of(envelope.heading),
            subject=f"{number} sayılı yazı" if number else "",
            page_size=(width, height),
        )
        draw_runs(canvas, runs, urgent_is_red=True, page_height=height)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _place(envelope: Envelope, width: float, height: float) -> list[Run]:
    """Return the runs in the largest sizes that fit."""
    for sender_size, addressee_size in _SIZES:
        sender = _sender(envelope, sender_size, width)
        addressee = _addressee(envelope, addressee_size, width)
        # In the middle of the envelope, lower where the sender needs the room.
        wanted = (height - addressee.top) / 2 + height * 0.06
        top = max(wanted, sender.top + _GAP)
        if top + addressee.top <= height - _MARGIN:
            runs = [run._replace(baseline=run.baseline + top) for run in addressee.runs]
            return sender.runs + _urgency(envelope, width) + runs
    raise KnownError("documents.envelope_too_small")


def _sender(envelope: Envelope, size: float, width: float) -> Column:
    face = face_of(SERIF, size)
    column = Column(_MARGIN, width * _SENDER_SHARE, _MARGIN)
    column.add(envelope.heading, face)
    column.skip(_BLANK * size)
    column.add([envelope.sender_address], face)
    column.skip(_BLANK * size)
    date = wording.date_text(envelope.date, envelope.style)
    number = wording.whole_number(envelope.number, envelope.style)
    # What is not known yet has room under the address, to be written there or stamped.
    lines = (f"Tarih : {date}" if date else "", f"{wording.NUMBER} : {number}" if number else "")
    column.add([line for line in lines if line], face)
    return column


def _addressee(envelope: Envelope, size: float, width: float) -> Column:
    column = Column(width * (1 - _ADDRESSEE_SHARE) / 2, width * _ADDRESSEE_SHARE, 0.0)
    column.add(envelope.addressee[:1], face_of(SERIF_BOLD, size), centred=True)
    column.add(envelope.addressee[1:], face_of(SERIF, size), centred=True)
    column.skip(_BLANK * size)
    column.add([envelope.address], face_of(SERIF, size), centred=True)
    return column


def _urgency(envelope: Envelope, width: float) -> list[Run]:
    if not envelope.urgent:
        return []
    word = wording.urgency_word(envelope.style)
    face = face_of(SERIF_BOLD, _URGENCY_SIZE)
    left = width - _MARGIN - face.width_of(word)
    baseline = _MARGIN + face.size
    return [Run(left, baseline, word, face.name, face.size, urgent=True)]


_COVER_MARGIN: Final = 20 * POINTS_PER_MM
_COVER_WIDTH: Final = PAGE_WIDTH - 2 * _COVER_MARGIN
_LABEL_WIDTH: Final = 45 * POINTS_PER_MM
_COVER_SIZE: Final = 13.0
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
    note = Column(_COVER_MARGIN, _COVER_WIDTH, bottom + 2 * _COVER_SIZE)
    note.add([_PRIVACY], face_of(SERIF, _COVER_SIZE))
    if note.top > PAGE_HEIGHT - _COVER_MARGIN:
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
    column = Column(_COVER_MARGIN, _COVER_WIDTH, _COVER_MARGIN)
    column.add(cover.heading, face_of(SERIF, _COVER_SIZE), centred=True)
    column.skip(1.5 * _COVER_SIZE)
    column.add(["FAKS"], face_of(SERIF_BOLD, 28), centred=True)
    if cover.urgent:
        column.add([wording.urgency_word(cover.style)], face_of(SERIF_BOLD, 18), centred=True)
    column.skip(1.5 * _COVER_SIZE)
    return column


def _table(cover: FaxCover, top: float) -> tuple[list[Run], list[Rule], float]:
    """Return runs and rules of the table that starts at `top`, and where it ends."""
    label_face, value_face = face_of(SANS_BOLD, 12), face_of(SANS, _COVER_SIZE)
    leading = _COVER_SIZE * LINE_HEIGHT
    middle, right = _COVER_MARGIN + _LABEL_WIDTH, PAGE_WIDTH - _COVER_MARGIN
    runs: list[Run] = []
    rules = [Rule(_COVER_MARGIN, top, right, top)]
    start = top
    for label, texts in _rows(cover):
        lines = [
            line.text
            for text in texts
            for line in break_lines(text, value_face, right - middle - 2 * _PADDING)
        ]
        for left, face, cell in (
            (_COVER_MARGIN + _PADDING, label_face, [label]),
            (middle + _PADDING, value_face, lines),
        ):
            for number, text in enumerate(cell):
                baseline = top + _PADDING + number * leading + _ASCENT * _COVER_SIZE
                runs.append(Run(left, baseline, text, face.name, face.size))
        top += max(len(lines), 1) * leading + 2 * _PADDING
        rules.append(Rule(_COVER_MARGIN, top, right, top))
    rules += [Rule(x, start, x, top) for x in (_COVER_MARGIN, middle, right)]
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
