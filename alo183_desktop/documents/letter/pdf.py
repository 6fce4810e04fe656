"""Official letters as PDF."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from alo183_desktop.documents.canvas import PAGE_HEIGHT, draw_rules, draw_stacks, new_canvas
from alo183_desktop.documents.flow import table_rules
from alo183_desktop.documents.fonts import drawing
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.content import FieldBox, LaidOut
from alo183_desktop.documents.letter.layout import (
    LetterLayout,
    lay_out_initialled,
    lay_out_pages,
)
from alo183_desktop.shared.characters import clean

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from alo183_desktop.documents.letter.content import LetterContent


def lay_out(letter: LetterContent, *, fax_copy: bool = False) -> LaidOut:
    """Return a letter as PDF, with the boxes of its fields.

    The same letter always gives the same bytes.

    Args:
        letter: Its content.
        fax_copy: Draw it so that it stays legible on a fax machine: nothing red, a contact block
            of 9 pt, heavier rules, bold values, e-mail addresses in a larger font.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    return _drawn(letter, lay_out_pages(letter, fax_copy=fax_copy))


def lay_out_kept_copy(letter: LetterContent) -> LaidOut:
    """Return the second copy of a letter signed by hand, with its initials, as PDF.

    The same letter always gives the same bytes. Source: Yönetmelik 2020/31151, madde 21.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    return _drawn(letter, lay_out_initialled(letter))


def _drawn(letter: LetterContent, layout: LetterLayout) -> LaidOut:
    target = io.BytesIO()
    with drawing:
        canvas = new_canvas(
            target,
            title=clean(letter.topic),
            author=wording.sender_of(letter.heading),
            subject=f"{wording.number_text(letter.number, letter.style)} sayılı yazı",
        )
        draw_pages(canvas, layout)
        canvas.save()
    return LaidOut(pdf=target.getvalue(), pages=len(layout.pages), boxes=_boxes(layout))


def draw_pages(canvas: Canvas, layout: LetterLayout) -> None:
    """Draw the pages of a letter, each with its own number; the caller holds `fonts.drawing`."""
    style, footer = layout.style, layout.footer
    own = len(layout.pages) - layout.annex_pages
    for index, page in enumerate(layout.pages):
        number, pages = layout.page_number(index)
        text_top = PAGE_HEIGHT - style.margin
        stacks = [(text_top - top, piece.runs) for top, piece in page]
        stacks.append((PAGE_HEIGHT, footer.runs))
        if layout.draft_mark is not None:
            stacks.append((PAGE_HEIGHT, [layout.draft_mark]))
        stacks.append((PAGE_HEIGHT, list(layout.secrecy)))
        if index == own - 1 and layout.initials:
            stacks.append((PAGE_HEIGHT, list(layout.initials)))
        if pages > 1:
            stacks.append((PAGE_HEIGHT, [footer.number_run(number, pages)]))
        draw_stacks(canvas, stacks, urgent_is_red=style.urgency_is_red)
        rules = table_rules(page, width=style.rule, closed=style.upright_rules == "all")
        draw_rules(canvas, rules, style.rule, page_height=text_top)
        draw_rules(canvas, [footer.rule], style.rule)
        canvas.showPage()


def _boxes(layout: LetterLayout) -> tuple[FieldBox, ...]:
    margin = layout.style.margin
    return tuple(
        FieldBox(
            key=mark.key,
            page=page,
            left=mark.left,
            top=margin + placed.top + mark.top,
            width=mark.width,
            height=mark.height,
        )
        for page, pieces in enumerate(layout.pages)
        for placed in pieces
        for mark in placed.piece.marks
    )
