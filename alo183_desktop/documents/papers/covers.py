"""What accompanies a letter on its way: the print on an envelope, the cover sheet of a fax."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import POINTS_PER_MM, draw_runs, new_canvas
from alo183_desktop.documents.flow import Run
from alo183_desktop.documents.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD, drawing
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.content import EnvelopeSize
from alo183_desktop.documents.papers.blocks import (
    Block,
    Frame,
    letterhead,
    paragraph,
    stack_height,
    stacked,
    write_pdf,
)
from alo183_desktop.documents.papers.form_layout import face_of
from alo183_desktop.documents.papers.grid import Grid
from alo183_desktop.shared.characters import clean
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alo183_desktop.documents.letter.content import Envelope, FaxCover
    from alo183_desktop.documents.papers.grid import Cell

_PAPER_MM: Final = {EnvelopeSize.DL: (220, 110), EnvelopeSize.C5: (229, 162)}
_MARGIN: Final = 10 * POINTS_PER_MM
_GAP: Final = 4 * POINTS_PER_MM
_SIZES: Final = ((10.0, 12.0), (9.0, 11.0), (9.0, 10.0), (9.0, 9.0))
"""Sizes of sender and addressee, from the preferred ones down to the smallest legible ones."""
_URGENCY_SIZE: Final = 14.0
_SECRECY_SIZE: Final = 12.0
_SENDER_SHARE: Final = 0.5
_ADDRESSEE_SHARE: Final = 0.58
_BLANK: Final = 0.5
"""Of a line, between heading, address and number."""


def envelope_pdf(envelope: Envelope, size: EnvelopeSize) -> bytes:
    """Return the print on an envelope as a PDF of its size.

    Top left heading, sender's address, date and number; in the middle addressee and address,
    nothing abbreviated; top right the urgency in red capitals, in the middle of the upper and lower
    edge the degree of secrecy. Source: Yönetmelik 2020/31151, madde 31; Yönetmelik 2022/5529.

    Raises:
        KnownError: `documents.envelope_too_small`.
    """
    width, height = (side * POINTS_PER_MM for side in _PAPER_MM[size])
    sender, addressee, top = _place(envelope, width, height)
    number = wording.whole_number(envelope.number, envelope.style)
    target = io.BytesIO()
    with drawing:
        canvas = new_canvas(
            target,
            title=f"Zarf: {' '.join(clean(line) for line in envelope.addressee)}",
            author=wording.sender_of(envelope.heading),
            subject=f"{number} sayılı yazı" if number else "",
            page_size=(width, height),
        )
        sender.draw(canvas, _MARGIN, height - _MARGIN)
        marks = [*_urgency(envelope, width), *_secrecy(envelope, width, height)]
        draw_runs(canvas, marks, urgent_is_red=True, page_height=height)
        addressee.draw(canvas, width * (1 - _ADDRESSEE_SHARE) / 2, height - top)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _place(envelope: Envelope, width: float, height: float) -> tuple[Block, Block, float]:
    """Return sender and addressee in the largest sizes that fit, and the top of the latter."""
    for sender_size, addressee_size in _SIZES:
        sender = _sender(envelope, sender_size, width * _SENDER_SHARE)
        addressee = _addressee(envelope, addressee_size, width * _ADDRESSEE_SHARE)
        # In the middle of the envelope, or lower where the sender needs the space.
        wanted = (height - addressee.height) / 2 + height * 0.06
        top = max(wanted, _MARGIN + sender.height + _GAP)
        if top + addressee.height <= height - _MARGIN:
            return sender, addressee, top
    raise KnownError("documents.envelope_too_small")


def _sender(envelope: Envelope, size: float, width: float) -> Block:
    face, gap = face_of(SERIF, size), _BLANK * size
    date = wording.date_text(envelope.date, envelope.style)
    number = wording.whole_number(envelope.number, envelope.style)
    # Missing values have space under the address, to be written there or stamped.
    lines = (f"Tarih : {date}" if date else "", f"{wording.NUMBER} : {number}" if number else "")
    known = [line for line in lines if line]
    return stacked(
        [
            *(block for line in envelope.heading for block in paragraph(line, face, width)),
            *paragraph(envelope.sender_address, face, width, gap=gap),
            *(block for line in known[:1] for block in paragraph(line, face, width, gap=gap)),
            *(block for line in known[1:] for block in paragraph(line, face, width)),
        ]
    )


def _addressee(envelope: Envelope, size: float, width: float) -> Block:
    face = face_of(SERIF, size)
    first, *others = envelope.addressee
    return stacked(
        [
            *paragraph(first, face_of(SERIF_BOLD, size), width, align="centre"),
            *letterhead(others, face, width),
            *paragraph(envelope.address, face, width, align="centre", gap=_BLANK * size),
        ]
    )


def _urgency(envelope: Envelope, width: float) -> list[Run]:
    if not envelope.urgent:
        return []
    word = wording.urgency_word(envelope.style)
    face = face_of(SERIF_BOLD, _URGENCY_SIZE)
    left = width - _MARGIN - face.width_of(word)
    baseline = _MARGIN + face.size
    return [Run(left, baseline, word, face.name, face.size, urgent=True)]


def _secrecy(envelope: Envelope, width: float, height: float) -> list[Run]:
    word = wording.secrecy_word(envelope.secrecy)
    if not word:
        return []
    face = face_of(SERIF_BOLD, _SECRECY_SIZE)
    left = (width - face.width_of(word)) / 2
    # Within the margins: no text of the sender or the addressee comes there.
    baselines = (0.8 * _MARGIN, height - _MARGIN + _SECRECY_SIZE)
    return [Run(left, one, word, face.name, face.size, urgent=True) for one in baselines]


_COVER: Final = Frame(top=20 * POINTS_PER_MM, bottom=20 * POINTS_PER_MM, foot=0.0)
_LABEL_WIDTH: Final = 45 * POINTS_PER_MM
_COVER_SIZE: Final = 13.0
_PRIVACY: Final = (
    "Bu faks kişisel veri içerir. Size gönderilmemişse okumayınız, çoğaltmayınız; gönderene haber "
    "veriniz ve belgeyi yok ediniz."
)


def fax_cover_pdf(cover: FaxCover) -> bytes:
    """Return the cover sheet as PDF: only black, nothing thin, so that it survives a fax.

    Raises:
        KnownError: `documents.fax_cover_too_long`.
    """
    width, body = _COVER.text_width, face_of(SERIF, _COVER_SIZE)
    value = face_of(SANS, _COVER_SIZE)
    urgency = wording.urgency_word(cover.style) if cover.urgent else ""
    secrecy = wording.secrecy_word(cover.secrecy)
    grid = Grid((_LABEL_WIDTH, width - _LABEL_WIDTH), value, padding=6.0, room=6.0, rule=1.0)
    inner = grid.widths[1] - 2 * grid.padding
    facts: list[tuple[str, Cell]] = [
        (label, stacked([block for text in texts for block in paragraph(text, value, inner)]))
        for label, texts in _rows(cover)
    ]
    blocks = [
        *letterhead(cover.heading, body, width),
        *paragraph("FAKS", face_of(SERIF_BOLD, 28), width, align="centre", gap=1.5 * _COVER_SIZE),
        *paragraph(secrecy, face_of(SERIF_BOLD, 18), width, align="centre"),
        *paragraph(urgency, face_of(SERIF_BOLD, 18), width, align="centre"),
        *grid.facts(facts, face_of(SANS_BOLD, _COVER_SIZE), gap=1.5 * _COVER_SIZE),
        *paragraph(_PRIVACY, body, width, gap=2 * _COVER_SIZE),
    ]
    if stack_height(blocks) > _COVER.text_height:
        raise KnownError("documents.fax_cover_too_long")
    number = wording.whole_number(cover.number, cover.style)
    return write_pdf(
        blocks,
        title=f"Faks kapağı: {clean(cover.topic)}",
        author=wording.sender_of(cover.heading),
        subject=f"{number} sayılı yazı" if number else "",
        frame=_COVER,
    )


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
