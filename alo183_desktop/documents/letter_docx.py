"""Official letters as DOCX that looks like the PDF and can be edited."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents import wording
from alo183_desktop.documents.content import FieldTable
from alo183_desktop.documents.docx_elements import (
    Writer,
    add_page_number,
    drop_thumbnail,
    packed,
    rule_above,
    set_language,
)
from alo183_desktop.documents.footer import RULE_GAP, VERIFICATION_GAP
from alo183_desktop.documents.letter_layout import Layout, columns_of, lay_out_pages
from alo183_desktop.documents.letter_tail import COLUMN_GAP, DISTRIBUTION_HANG
from alo183_desktop.documents.style import ASCENT, LINE_HEIGHT, PAGE_HEIGHT, PAGE_WIDTH

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as DocxParagraph

    from alo183_desktop.documents.content import Letter

_FONT: Final = "Times New Roman"
_LANGUAGE: Final = "tr-TR"
_UNDATED: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_TWIPS: Final = 20
_SLACK: Final = 0.5
_RED: Final = "BF0000"


def letter_docx(letter: Letter) -> bytes:
    """Return a letter as DOCX; the same letter always gives the same bytes.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    import docx  # slow to load

    layout = lay_out_pages(letter, fax_copy=False)
    document = docx.Document()
    _set_properties(document, letter)
    _set_page(document, layout)
    writer = Writer(document, _FONT, layout.style.size, layout.style.leading)
    builder = _Builder(writer, letter, layout)
    builder.write()
    return packed(document)


def _set_properties(document: Document, letter: Letter) -> None:
    created = (
        _UNDATED
        if letter.date is None
        else dt.datetime.combine(letter.date, dt.time(), tzinfo=dt.UTC)
    )
    properties = document.core_properties
    sender = wording.sender_of(letter.heading)
    properties.title = wording.clean(letter.topic)[:255]
    properties.author = sender[:255]
    properties.last_modified_by = sender[:255]
    properties.subject = f"{wording.number_text(letter.number, letter.style)} sayılı yazı"[:255]
    properties.language = _LANGUAGE
    properties.comments = ""
    properties.created = properties.modified = created
    set_language(document, _LANGUAGE)
    drop_thumbnail(document)


def _set_page(document: Document, layout: Layout) -> None:
    from docx.shared import Pt, Twips

    section = document.sections[0]
    margin = Pt(layout.style.margin)
    section.page_width, section.page_height = Pt(PAGE_WIDTH), Pt(PAGE_HEIGHT)
    section.left_margin = section.top_margin = margin
    # Each measure is rounded to a twentieth of a point: the width of the lines must stay true, or a
    # line that just fits in one form does not in the other.
    twips = [
        round(length * _TWIPS) for length in (PAGE_WIDTH, layout.style.margin, layout.style.width)
    ]
    section.right_margin = Twips(twips[0] - twips[1] - twips[2])
    section.bottom_margin = Pt(PAGE_HEIGHT - layout.footer.text_bottom)
    section.footer_distance = margin
    if layout.draft_mark is not None:
        mark = layout.draft_mark
        section.header_distance = Pt(mark.baseline - ASCENT * mark.size)


class _Builder:
    """Writes one letter from top to bottom."""

    def __init__(self, writer: Writer, letter: Letter, layout: Layout) -> None:
        self._writer = writer
        self._letter = letter
        self._style = layout.style
        self._layout = layout
        self._columns = columns = columns_of(letter, layout)
        tops = [page[0].piece for page in layout.pages[1:]]
        self._on_top = {mark.key for piece in tops if piece.columns for mark in piece.marks}
        self._colon = columns.colon - self._style.margin
        self._value = columns.value - self._style.margin

    def write(self) -> None:
        """Write all parts in their order."""
        self._draft_mark()
        self._heading()
        self._number_and_topic()
        self._addressee()
        self._references()
        self._body()
        self._signature()
        self._annexes()
        self._distribution()
        self._lists_apart()
        self._foot()

    def _blank(self, lines: int) -> float:
        return lines * self._style.leading

    def _draft_mark(self) -> None:
        mark = self._layout.draft_mark
        if mark is None:
            return
        head = self._writer.small(self._writer.header(), mark.size, mark.size * LINE_HEIGHT)
        head.run(head.paragraph("", align="center"), mark.text).bold = True

    def _heading(self) -> None:
        letter, width = self._letter, self._style.width
        first, *others = (wording.clean(line) for line in letter.heading)
        if letter.urgent:
            paragraph = self._writer.paragraph(
                f"\t{first}\t", tabs={width / 2: "center", width: "right"}
            )
            run = self._writer.run(paragraph, wording.urgency_word(letter.style))
            run.bold = True
            self._writer.colour(run, _RED)
        else:
            self._writer.paragraph(first, align="center")
        room = self._columns.heading_room
        for line in others:
            self._writer.paragraph(line, align="center", left=room, right=room)

    def _number_and_topic(self) -> None:
        letter, style = self._letter, self._style
        number = wording.number_text(letter.number, letter.style)
        date = wording.date_text(letter.date, letter.style)
        self._labelled(
            wording.NUMBER, f"{number}\t{date}", before=self._blank(2), right_tab=style.width
        )
        self._labelled(
            wording.TOPIC,
            wording.clean(letter.topic),
            right=style.margin + style.width - PAGE_WIDTH / 2,
        )

    def _labelled(
        self,
        label: str,
        text: str,
        *,
        before: float = 0.0,
        right: float = 0.0,
        right_tab: float = 0.0,
    ) -> DocxParagraph:
        tabs = {self._colon: "left", self._value: "left"}
        if right_tab:
            tabs[right_tab] = "right"
        return self._writer.paragraph(
            f"{label}\t:\t{text}",
            left=self._value,
            first=-self._value,
            right=right,
            before=before,
            tabs=tabs,
        )

    def _addressee(self) -> None:
        before = self._blank(2)
        for line in self._letter.addressee:
            self._writer.paragraph(wording.clean(line), align="center", before=before)
            before = 0.0

    def _references(self) -> None:
        references = [wording.clean(reference) for reference in self._letter.references]
        if len(references) == 1:
            self._labelled(wording.REFERENCE, references[0], before=self._blank(2))
            return
        text_left = self._columns.reference - self._style.margin
        for place, reference in enumerate(references):
            mark = wording.reference_mark(place)
            label = f"{wording.REFERENCE}\t:\t" if place == 0 else ""
            self._writer.paragraph(
                f"{label}{mark}\t{reference}",
                left=text_left,
                first=-text_left if place == 0 else self._value - text_left,
                before=0.0 if place else self._blank(2),
                tabs={self._colon: "left", self._value: "left", text_left: "left"},
            )

    def _body(self) -> None:
        style, letter = self._style, self._letter
        before = self._blank(1 if letter.references else 2)
        last = len(letter.body) - 1
        paragraph: DocxParagraph | None = None
        previous_is_table = False
        for place, block in enumerate(letter.body):
            if isinstance(block, FieldTable):
                caption = "" if block.caption is None else wording.clean(block.caption)
                if caption:
                    gap = before or style.table_gap
                    paragraph = self._writer.paragraph(caption, before=gap, keep_next=True)
                    self._writer.space_after(paragraph, style.cell_leading)
                elif paragraph is not None and not previous_is_table:
                    self._writer.space_after(paragraph, style.table_gap)
                else:
                    # Word would join two tables that touch.
                    self._writer.spacer(max(before, style.table_gap))
                self._table(block, keep_next=place >= last - 1)
            else:
                following = letter.body[place + 1] if place < last else None
                gap = style.table_gap if previous_is_table else before
                paragraph = self._writer.paragraph(
                    wording.clean(block.text),
                    align="justify",
                    first=style.first_line_indent,
                    before=gap,
                    # At least two lines of the text stand over the signature, and a sentence
                    # over the table that it announces.
                    keep_next=place >= last - 1 or isinstance(following, FieldTable),
                )
            previous_is_table = isinstance(block, FieldTable)
            before = 0.0

    def _table(self, table: FieldTable, *, keep_next: bool) -> None:
        style = self._style
        label_width = self._columns.table_value - style.margin
        self._writer.field_table(
            [(wording.clean(field.label), wording.clean(field.value)) for field in table.fields],
            widths=(label_width, style.width - label_width),
            leading=style.size * LINE_HEIGHT,
            padding=(style.cell_leading, style.cell_padding),
            rule=style.rule,
            keep_next=keep_next,
            wide={
                place for place, field in enumerate(table.fields) if field.key in self._columns.wide
            },
            parted={place for place, field in enumerate(table.fields) if field.key in self._on_top},
        )

    def _signature(self) -> None:
        signature = self._letter.signature
        before = self._blank(self._layout.signature_blanks)
        lines = [signature.name, signature.on_behalf_of or "", signature.title]
        kept = [wording.clean(line) for line in lines if line]
        for place, line in enumerate(kept):
            self._writer.paragraph(
                line,
                align="center",
                # A little broader at both sides: rounded down, it would part its broadest line.
                left=self._style.width - self._columns.signature_width - _SLACK,
                right=-_SLACK,
                before=before,
                keep_next=place < len(kept) - 1 or self._has_lists(),
            )
            before = 0.0

    def _has_lists(self) -> bool:
        distribution = self._letter.distribution
        return bool(self._letter.annexes or distribution.action or distribution.information)

    def _annexes(self) -> None:
        lines = wording.annex_lines(self._letter.annexes)
        if self._layout.apart.annexes:
            lines = [f"{wording.ANNEX} {wording.ANNEX_LIST}"]
        has_more = bool(wording.distribution_columns(self._letter.distribution))
        before = self._blank(2)
        for place, line in enumerate(lines):
            more = place < len(lines) - 1 or has_more
            self._annex(line, before=before, keep_next=more)
            before = 0.0

    def _annex(self, line: str, *, before: float = 0.0, keep_next: bool = False) -> None:
        hang = self._columns.annex
        self._writer.paragraph(line, left=hang, first=-hang, before=before, keep_next=keep_next)

    def _distribution(self) -> None:
        if not wording.distribution_columns(self._letter.distribution):
            return
        is_apart = self._layout.apart.distribution
        before = self._blank(1 if self._letter.annexes else 2)
        words = f"{wording.DISTRIBUTION} {wording.DISTRIBUTION_LIST}"
        text = words if is_apart else wording.DISTRIBUTION
        self._writer.paragraph(text, before=before, keep_next=not is_apart)
        if not is_apart:
            self._distribution_columns(may_part=False)

    def _distribution_columns(self, *, may_part: bool) -> None:
        columns = wording.distribution_columns(self._letter.distribution)
        texts = [
            [wording.clean(text) for text in (heading, *names) if text]
            for heading, names in columns
        ]
        widths = [self._columns.distribution + COLUMN_GAP] * len(texts)
        self._writer.open_table(
            texts, widths=widths, gap=COLUMN_GAP, hang=DISTRIBUTION_HANG, may_part=may_part
        )
        # A letter may not end with a table: Word adds a line of its own.
        self._writer.spacer(1.0)

    def _lists_apart(self) -> None:
        """Write the lists that stand on pages of their own, as in the PDF."""
        apart = self._layout.apart
        if apart.annexes:
            self._list_heading(wording.ANNEX_LIST_HEADING)
            for line in wording.listed_annexes(self._letter.annexes):
                self._annex(line)
        if apart.distribution:
            self._list_heading(wording.DISTRIBUTION_LIST_HEADING)
            self._distribution_columns(may_part=True)

    def _list_heading(self, text: str) -> None:
        heading = self._writer.paragraph(text, align="center", keep_next=True)
        heading.paragraph_format.page_break_before = True
        self._writer.space_after(heading, self._blank(1))

    def _foot(self) -> None:
        """Write the foot of the pages: verification lines, rule, contact block, page number."""
        style, foot = self._style, self._layout.footer
        size = foot.face.size
        small = self._writer.small(self._writer.footer(), size, size * LINE_HEIGHT)
        for place, line in enumerate(foot.verification):
            paragraph = small.paragraph(line, align="center")
            if place == len(foot.verification) - 1:
                small.space_after(paragraph, VERIFICATION_GAP)
        left, right = small.footer_cells((style.width - foot.person_width, foot.person_width))
        rule_above((left, right), style.rule, RULE_GAP)
        self._fill(small, left, foot.office)
        self._fill(small, right, foot.person)
        number = small.paragraph("", align="center" if style.page_number_is_centred else "right")
        if len(self._layout.pages) > 1:
            add_page_number(number, small)

    @staticmethod
    def _fill(writer: Writer, cell: _Cell, lines: list[str]) -> None:
        for line in lines or [""]:
            writer.cell_line(cell, line)
