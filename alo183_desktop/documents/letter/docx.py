"""Official letters as DOCX that looks like the PDF and can be edited."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypedDict, TypeVar, Unpack, cast

import docx
from docx.enum.text import WD_LINE_SPACING, WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor, Twips
from docx.table import Table
from docx.text.font import Font
from docx.text.parfmt import ParagraphFormat

from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH
from alo183_desktop.documents.fonts import ASCENT, LINE_HEIGHT
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.closing import (
    COLUMN_GAP,
    DISTRIBUTION_HANG,
    RULE_GAP,
    VERIFICATION_GAP,
)
from alo183_desktop.documents.letter.content import FieldTable, ListTable, Paragraph
from alo183_desktop.documents.letter.layout import (
    LIST_SIZE,
    SECRECY_SIZE,
    SECRECY_TOP,
    LetterLayout,
    columns_of,
    lay_out_pages,
)
from alo183_desktop.shared.characters import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document
    from docx.opc.packuri import PackURI
    from docx.section import _Footer, _Header
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as DocxParagraph
    from docx.text.run import Run

    from alo183_desktop.documents.flow import Run as PlacedRun
    from alo183_desktop.documents.letter.content import Block, LetterContent

_Part = TypeVar("_Part", bound="_Header | _Footer")

_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time in a ZIP."""
_TWIPS: Final = 20
_EIGHTHS: Final = 8
_COMPATIBILITY: Final = "14"
"""Word 2010. Later modes squeeze the blanks of a justified line to fit one more word into it, and
would break lines differently from the PDF. The price: Word's title bar shows its compatibility
mode."""


_FONT: Final = "Times New Roman"
_LANGUAGE: Final = "tr-TR"
_HELD: Final = "\u2011"
_DOUBLE: Final = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])(?!\S*@)")
"""The hyphen of a double name. Those of addresses and numbers stay as they are: they are copied."""
_DROPPED: Final = frozenset({"customXml", "stylesWithEffects", "thumbnail"})
"""Kinds of parts of the library's template."""
_STYLES: Final = frozenset({"Header", "HeaderChar", "Footer", "FooterChar"})
"""Besides those that hold where none is named."""


def _element(name: str, attributes: Mapping[str, str] | None = None) -> object:
    element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element


def set_language(document: Document, language: str) -> None:
    """Set the language of all text, and the layout rules of Word 2010."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for lang in defaults.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = _element("w:compat")
        settings.append(compat)
    for child in list(compat):
        if child.tag == qn("w:compatSetting") and child.get(qn("w:name")) == "compatibilityMode":
            compat.remove(child)
    compat.append(
        _element(
            "w:compatSetting",
            {
                "w:name": "compatibilityMode",
                "w:uri": "http://schemas.microsoft.com/office/word",
                "w:val": _COMPATIBILITY,
            },
        )
    )


@lru_cache(maxsize=1)
def template() -> bytes:
    """Return the library's template with what a letter has of it.

    Its 160 styles and their copy for Word 2010, its thumbnail and its form of a bibliography would
    be nine tenths of each letter, and take half of the time to write one.
    """
    document = docx.Document()
    set_language(document, _LANGUAGE)
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in _DROPPED:
                del relations[key]
    for style in list(document.styles.element.style_lst):
        if style.default or style.styleId in _STYLES:
            continue
        style.delete()
    return packed(document)


def packed(document: Document) -> bytes:
    """Return a document as DOCX; none of its files contains when it was made.

    The library dates them by the computer's clock, and fails where that is before 1980 or after
    2107, which a ZIP cannot store.
    """
    package = document.part.package
    parts = package.parts
    for part in parts:
        part.before_marshal()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        files, writer = _Files(archive), cast("Any", PackageWriter)
        # The steps of `PackageWriter.write`, into an archive of our own.
        writer._write_content_types_stream(files, parts)  # noqa: SLF001
        writer._write_pkg_rels(files, package.rels)  # noqa: SLF001
        writer._write_parts(files, parts)  # noqa: SLF001
    return target.getvalue()


class _Files:
    """Takes the files of a package, which the library would date."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def write(self, place: PackURI, data: bytes | str) -> None:
        """Add a file."""
        entry = zipfile.ZipInfo(place.membername, _FIXED_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self._archive.writestr(entry, data)


class _ParagraphFormat(NamedTuple):
    """The layout of a paragraph; lengths are points."""

    leading: float
    tabs: tuple[tuple[float, str], ...]
    align: str = "left"
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    keep_next: bool = False


class _FormatOptions(TypedDict, total=False):
    """Options for the layout of a paragraph; lengths are points."""

    align: str
    """`left`, `center`, `right` or `justify`."""
    left: float
    """Indent of all lines."""
    right: float
    """Indent at the right."""
    first: float
    """Additional indent of the first line; may be negative."""
    before: float
    """Room before it."""
    after: float
    keep_next: bool
    """No page ends after it."""


@lru_cache(maxsize=512)
def _paragraph_properties(wanted: _ParagraphFormat) -> object:
    """Return the properties of a paragraph, to be copied: letters have few kinds of them."""
    element = OxmlElement("w:p")
    layout = ParagraphFormat(element)
    layout.alignment = WD_PARAGRAPH_ALIGNMENT[wanted.align.upper()]
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(wanted.leading)
    layout.space_before, layout.space_after = Pt(wanted.before), Pt(wanted.after)
    layout.left_indent, layout.right_indent = Pt(wanted.left), Pt(wanted.right)
    layout.first_line_indent = Pt(wanted.first)
    layout.keep_with_next = wanted.keep_next
    layout.widow_control = True
    for place, kind in wanted.tabs:
        layout.tab_stops.add_tab_stop(Pt(place), WD_TAB_ALIGNMENT[kind.upper()])
    return element.pPr


@lru_cache(maxsize=32)
def _run_properties(font: str, size: float) -> object:
    """Return the properties of text in a font, to be copied; `size` is points."""
    element = OxmlElement("w:r")
    made = Font(element)
    made.name = font
    made.size = Pt(size)
    properties = element.rPr
    # The library sets only two of the four scripts.
    for script in ("w:cs", "w:eastAsia"):
        properties.rFonts.set(qn(script), font)
    return cast("object", properties)


class Writer:
    """Adds text to a document, a foot or a cell in one font and one line height."""

    def __init__(
        self, container: Document | BlockItemContainer, font: str, size: float, leading: float
    ) -> None:
        self._container = container
        self._font = font
        self._size = size
        self._leading = leading

    def small(self, container: BlockItemContainer, size: float, leading: float) -> Writer:
        """Return a writer of the same font at another size for another container."""
        return Writer(container, self._font, size, leading)

    def header(self) -> _Header:
        """Return the head of the pages, empty."""
        return self._emptied(self._container.sections[0].header)  # type: ignore[union-attr]

    def footer(self) -> _Footer:
        """Return the foot of the last section's pages, empty."""
        return self._emptied(self._container.sections[-1].footer)  # type: ignore[union-attr]

    def start_section(self) -> None:
        """Start a page whose section counts its pages from 1."""
        section = self._container.add_section()  # type: ignore[union-attr]
        section._sectPr.append(_element("w:pgNumType", {"w:start": "1"}))  # noqa: SLF001

    @staticmethod
    def _emptied(part: _Part) -> _Part:
        part.is_linked_to_previous = False
        for paragraph in list(part.paragraphs):
            paragraph._element.getparent().remove(paragraph._element)  # noqa: SLF001
        return part

    def paragraph(
        self,
        text: str,
        *,
        tabs: Mapping[float, str] | None = None,
        **options: Unpack[_FormatOptions],
    ) -> DocxParagraph:
        """Add a paragraph.

        Args:
            text: May hold tabs.
            tabs: Position of each tab stop, in points, with its alignment.
            **options: Its layout.
        """
        places = tuple((tabs or {}).items())
        return self._format(self._container.add_paragraph(), text, places, **options)

    def _format(
        self,
        paragraph: DocxParagraph,
        text: str,
        tabs: tuple[tuple[float, str], ...] = (),
        **options: Unpack[_FormatOptions],
    ) -> DocxParagraph:
        properties = _paragraph_properties(_ParagraphFormat(self._leading, tabs, **options))
        element = paragraph._p  # noqa: SLF001 - the library sets each property by itself, slowly
        if element.pPr is not None:
            element.remove(element.pPr)
        element.insert(0, deepcopy(properties))
        if text:
            self.run(paragraph, text)
        return paragraph

    def run(self, paragraph: DocxParagraph, text: str = "") -> Run:
        """Add text to a paragraph; no line ends within a double name, as none does in the PDF."""
        run = paragraph.add_run(_DOUBLE.sub(_HELD, text))
        for held in run._r.findall(qn("w:t")):  # noqa: SLF001 - the library only reads such hyphens
            held.text, *others = held.text.split(_HELD)
            for part in reversed(others):
                text_element = _element("w:t")
                text_element.text = part  # type: ignore[attr-defined]
                held.addnext(text_element)
                held.addnext(_element("w:noBreakHyphen"))
        run._r.insert(0, deepcopy(_run_properties(self._font, self._size)))  # noqa: SLF001
        return run

    @staticmethod
    def colour(run: Run, colour: str) -> None:
        """Set the colour of a run, such as `BF0000`."""
        run.font.color.rgb = RGBColor.from_string(colour)

    @staticmethod
    def space_after(paragraph: DocxParagraph, after: float) -> None:
        """Set the room after a paragraph, in points."""
        paragraph.paragraph_format.space_after = Pt(after)

    def spacer(self, height: float) -> None:
        """Add an empty paragraph `height` points high."""
        paragraph = self.paragraph("")
        paragraph.paragraph_format.line_spacing = Pt(height)
        mark = paragraph._element.get_or_add_pPr()  # noqa: SLF001
        properties = _element("w:rPr")
        properties.append(_element("w:sz", {"w:val": "2"}))  # type: ignore[attr-defined]
        mark.append(properties)

    def field_table(
        self,
        rows: Sequence[tuple[str, str]],
        *,
        widths: tuple[float, float],
        leading: float,
        padding: tuple[float, float],
        rule: float,
        keep_next: bool,
        wide: Collection[int] = (),
        parted: Collection[int] = (),
    ) -> None:
        """Add a ruled table of labels and values; no page ends within it while it fits on one.

        Args:
            rows: Label and value of each row.
            widths: Of the two columns, in points.
            leading: Height of its lines, in points, whatever the spacing of the text.
            padding: Above and below, left and right of a cell's text, in points.
            rule: Width of the rules, in points.
            keep_next: No page ends after it.
            wide: Indexes of rows whose value is below the label, over the whole width.
            parted: Indexes of rows before which a page may end all the same.
        """
        table = self._table(len(rows), widths, rule=rule, side_padding=padding[1])
        for index, texts in enumerate(rows):
            row = table.rows[index]
            row_properties = row._tr.get_or_add_trPr()  # noqa: SLF001
            row_properties.append(_element("w:cantSplit"))
            # A rule takes space of its own; the first row has one above, too.
            under = padding[0] - rule
            before = padding[0] if index else under
            is_held = (keep_next or index < len(rows) - 1) and index + 1 not in parted
            if index in wide:
                whole = row.cells[0].merge(row.cells[1])
                lines = [
                    self._format(whole.paragraphs[0], texts[0], before=before, keep_next=True),
                    self._format(whole.add_paragraph(), texts[1], after=under, keep_next=is_held),
                ]
            else:
                lines = [
                    self._format(
                        cell.paragraphs[0], text, before=before, after=under, keep_next=is_held
                    )
                    for cell, text in zip(row.cells, texts, strict=True)
                ]
            for line in lines:
                line.paragraph_format.line_spacing = Pt(leading)

    def list_table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float],
        size: float,
        padding: tuple[float, float],
        rule: float,
    ) -> None:
        """Add a ruled table whose first row has the headings, repeated on each page.

        Args:
            rows: Their cells.
            widths: Of the columns, in points.
            size: Of the font, in points.
            padding: As of `field_table`, as is `rule`.
        """
        small = Writer(self._container, self._font, size, size * LINE_HEIGHT)
        table = small._table(len(rows), widths, rule=rule, side_padding=padding[1])
        for index, texts in enumerate(rows):
            row = table.rows[index]
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001
            properties.append(_element("w:cantSplit"))
            if not index:
                properties.append(_element("w:tblHeader"))
            for cell, text in zip(row.cells, texts, strict=True):
                line = small._format(
                    cell.paragraphs[0],
                    text,
                    before=padding[0] if index else padding[0] - rule,
                    after=padding[0] - rule,
                    keep_next=not index,
                )
                for run in line.runs:
                    run.bold = not index

    def open_table(
        self,
        columns: Sequence[Sequence[str]],
        *,
        widths: Sequence[float],
        gap: float,
        hang: float,
        may_part: bool,
    ) -> None:
        """Add columns of text side by side, without rules.

        Args:
            columns: The texts of each, one under another.
            widths: Of the columns, in points, each with the gap at its right.
            gap: Width of that gap, in points.
            hang: Indent, in points, of all lines of a text but its first.
            may_part: Whether a page may end within the columns.
        """
        table = self._table(1, widths, rule=0.0, side_padding=0.0)
        row = table.rows[0]
        if not may_part:
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001
        for cell, texts in zip(row.cells, columns, strict=True):
            for text in texts:
                self.cell_line(cell, text, right=gap, hang=hang)

    def footer_cells(self, widths: Sequence[float]) -> tuple[_Cell, ...]:
        """Add a row of cells without rules and return them."""
        return tuple(self._table(1, widths, rule=0.0, side_padding=0.0).rows[0].cells)

    def cell_line(self, cell: _Cell, text: str, *, right: float = 0.0, hang: float = 0.0) -> None:
        """Add a line to a cell; the first one uses the paragraph that every cell has."""
        first = cell.paragraphs[0]
        is_fresh = len(cell.paragraphs) == 1 and not first.runs
        paragraph = first if is_fresh else cell.add_paragraph()
        self._format(paragraph, text, right=right, left=hang, first=-hang)

    def _table(
        self, rows: int, widths: Sequence[float], *, rule: float, side_padding: float
    ) -> Table:
        total = sum(widths)
        if hasattr(self._container, "sections"):
            table = self._container.add_table(rows, len(widths))  # type: ignore[call-arg]
        else:
            table = self._container.add_table(rows, len(widths), Pt(total))
        assert isinstance(table, Table)  # noqa: S101 - narrows the type
        table.autofit = False
        properties = table._tbl.tblPr  # noqa: SLF001
        for tag in ("w:tblStyle", "w:tblW", "w:tblLook"):
            for old in properties.findall(qn(tag)):
                properties.remove(old)
        # The schema fixes the order: width, borders, layout, margins.
        layout = properties.find(qn("w:tblLayout"))
        properties.remove(layout)
        properties.append(_element("w:tblW", {"w:w": str(round(total * _TWIPS)), "w:type": "dxa"}))
        # Word aligns a table's text with the margin; indented, its border is there instead.
        indent = {"w:w": str(round(side_padding * _TWIPS)), "w:type": "dxa"}
        properties.append(_element("w:tblInd", indent))
        if rule:
            properties.append(_borders("w:tblBorders", _ALL_SIDES, rule))
        properties.append(layout)
        properties.append(_margins("w:tblCellMar", {"left": side_padding, "right": side_padding}))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Pt(width)
            for cell in column.cells:
                cell.width = Pt(width)
        return table


_ALL_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def _borders(name: str, sides: Iterable[str], width: float) -> object:
    borders = _element(name)
    for side in sides:
        attributes = {
            "w:val": "single",
            "w:sz": str(round(width * _EIGHTHS)),
            "w:space": "0",
            "w:color": "000000",
        }
        borders.append(_element(f"w:{side}", attributes))  # type: ignore[attr-defined]
    return borders


def _margins(name: str, sides: Mapping[str, float]) -> object:
    margins = _element(name)
    for side, width in sides.items():
        attributes = {"w:w": str(round(width * _TWIPS)), "w:type": "dxa"}
        margins.append(_element(f"w:{side}", attributes))  # type: ignore[attr-defined]
    return margins


def rule_above(cells: Iterable[_Cell], width: float, gap: float) -> None:
    """Draw a rule above cells, `gap` points above their text."""
    for cell in cells:
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
        properties.append(_borders("w:tcBorders", ("top",), width))
        properties.append(_margins("w:tcMar", {"top": gap}))


def add_page_number(paragraph: DocxParagraph, writer: Writer, pages: int | None = None) -> None:
    """Add fields that show `1/2`: the page and the number of pages.

    Args:
        paragraph: Where to.
        writer: Of its font.
        pages: How many there are in this section; None: in the document, counted when it is opened.
            Writer has no field for the former.
    """
    for index, instruction in enumerate(("PAGE", "NUMPAGES")):
        if index:
            writer.run(paragraph, "/")
        if index and pages is not None:
            writer.run(paragraph, str(pages))
            return
        for kind in ("begin", instruction, "separate", "1", "end"):
            run = writer.run(paragraph)
            if kind == instruction:
                text = _element("w:instrText", {"xml:space": "preserve"})
                text.text = f" {instruction} "  # type: ignore[attr-defined]
                run._element.append(text)  # noqa: SLF001
            elif kind == "1":
                run.text = kind
            else:
                run._element.append(_element("w:fldChar", {"w:fldCharType": kind}))  # noqa: SLF001


_UNDATED: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_SLACK: Final = 0.5
_RED: Final = "BF0000"


def letter_docx(letter: LetterContent) -> bytes:
    """Return a letter as DOCX; the same letter always gives the same bytes.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    layout = lay_out_pages(letter, fax_copy=False)
    document = docx.Document(io.BytesIO(template()))
    _set_properties(document, letter)
    _set_page(document, layout)
    writer = Writer(document, _FONT, layout.style.size, layout.style.leading)
    builder = _Builder(writer, letter, layout)
    builder.write()
    return packed(document)


def _set_properties(document: Document, letter: LetterContent) -> None:
    created = (
        _UNDATED
        if letter.date is None
        else dt.datetime.combine(letter.date, dt.time(), tzinfo=dt.UTC)
    )
    properties = document.core_properties
    sender = wording.sender_of(letter.heading)
    properties.title = clean(letter.topic)[:255]
    properties.author = sender[:255]
    properties.last_modified_by = sender[:255]
    properties.subject = f"{wording.number_text(letter.number, letter.style)} sayılı yazı"[:255]
    properties.language = _LANGUAGE
    properties.comments = ""
    properties.created = properties.modified = created


def _set_page(document: Document, layout: LetterLayout) -> None:
    section = document.sections[0]
    margin = Pt(layout.style.margin)
    section.page_width, section.page_height = Pt(PAGE_WIDTH), Pt(PAGE_HEIGHT)
    section.left_margin = section.top_margin = margin
    # Each measure is rounded to a twentieth of a point: the width of the lines must stay exact, or
    # a line that just fits in one form does not in the other.
    twips = [
        round(length * _TWIPS) for length in (PAGE_WIDTH, layout.style.margin, layout.style.width)
    ]
    section.right_margin = Twips(twips[0] - twips[1] - twips[2])
    section.bottom_margin = Pt(PAGE_HEIGHT - layout.footer.text_bottom)
    section.footer_distance = margin
    if layout.secrecy:
        section.header_distance = Pt(SECRECY_TOP)
        section.footer_distance = Pt(layout.style.margin - SECRECY_SIZE * LINE_HEIGHT)
    if layout.draft_mark is not None:
        mark = layout.draft_mark
        section.header_distance = Pt(mark.baseline - ASCENT * mark.size)


class _Builder:
    """Writes one letter from top to bottom."""

    def __init__(self, writer: Writer, letter: LetterContent, layout: LetterLayout) -> None:
        self._writer = writer
        self._letter = letter
        self._style = layout.style
        self._layout = layout
        self._columns = columns = columns_of(letter, layout)
        self._listed = wording.receivers(letter)
        tops = [page[0].piece for page in layout.pages[1:]]
        self._on_top = {mark.key for piece in tops if piece.columns for mark in piece.marks}
        self._colon = columns.colon - self._style.margin
        self._value = columns.value - self._style.margin

    def write(self) -> None:
        """Write all parts in their order."""
        letter = self._letter
        self._marks_above()
        self._heading()
        self._number_and_topic()
        self._addressee()
        self._references()
        self._blocks(letter.body, before=self._blank(1 if letter.references else 2))
        self._signature()
        self._annexes()
        self._distribution()
        self._lists_apart()
        self._foot(len(self._layout.pages) - self._layout.annex_pages)
        if self._layout.annex_pages:
            self._annex_pages()
            self._foot(self._layout.annex_pages)

    def _blank(self, lines: int) -> float:
        return lines * self._style.leading

    def _marks_above(self) -> None:
        mark, secrecy = self._layout.draft_mark, self._layout.secrecy
        if mark is None and not secrecy:
            return
        header = self._writer.header()
        if mark is not None:
            head = self._writer.small(header, mark.size, mark.size * LINE_HEIGHT)
            head.run(head.paragraph("", align="center"), mark.text).bold = True
        if secrecy:
            self._mark_secrecy(header, secrecy[0])

    def _mark_secrecy(self, container: BlockItemContainer, mark: PlacedRun) -> None:
        line = self._writer.small(container, mark.size, mark.size * LINE_HEIGHT)
        run = line.run(line.paragraph("", align="center"), mark.text)
        run.bold = True
        line.colour(run, _RED)

    def _heading(self) -> None:
        letter, width = self._letter, self._style.width
        first, *others = (clean(line) for line in letter.heading)
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
            clean(letter.topic),
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
        for line in wording.addressee_lines(self._letter):
            self._writer.paragraph(line, align="center", before=before)
            before = 0.0

    def _references(self) -> None:
        references = [clean(reference) for reference in self._letter.references]
        if len(references) == 1:
            self._labelled(wording.REFERENCE, references[0], before=self._blank(2))
            return
        text_left = self._columns.reference - self._style.margin
        for index, reference in enumerate(references):
            mark = wording.reference_mark(index)
            label = f"{wording.REFERENCE}\t:\t" if index == 0 else ""
            self._writer.paragraph(
                f"{label}{mark}\t{reference}",
                left=text_left,
                first=-text_left if index == 0 else self._value - text_left,
                before=0.0 if index else self._blank(2),
                tabs={self._colon: "left", self._value: "left", text_left: "left"},
            )

    def _blocks(self, blocks: Sequence[Block], *, before: float, is_annex: bool = False) -> None:
        """Write paragraphs and tables.

        The last ones of the text stay with its signature. In an annex a page ends where it is full:
        Writer would otherwise start one with each of its tables.
        """
        style = self._style
        last = len(blocks) - 1
        kept = last + 1 if is_annex else last - 1
        paragraph: DocxParagraph | None = None
        previous_is_table = False
        for index, block in enumerate(blocks):
            if isinstance(block, ListTable):
                if paragraph is not None and not previous_is_table:
                    self._writer.space_after(paragraph, style.table_gap)
                else:
                    self._writer.spacer(max(before, style.table_gap))
                self._list(block)
            elif isinstance(block, FieldTable):
                caption = "" if block.caption is None else clean(block.caption)
                if caption:
                    gap = before or style.table_gap
                    paragraph = self._writer.paragraph(caption, before=gap, keep_next=True)
                    self._writer.space_after(paragraph, style.cell_leading)
                elif paragraph is not None and not previous_is_table:
                    self._writer.space_after(paragraph, style.table_gap)
                else:
                    # Word would join two adjacent tables.
                    self._writer.spacer(max(before, style.table_gap))
                self._table(block, keep_next=index >= kept, is_parted=is_annex)
            else:
                following = blocks[index + 1] if index < last else None
                gap = style.table_gap if previous_is_table else before
                paragraph = self._writer.paragraph(
                    wording.held_numbers(block.text),
                    align="justify",
                    first=style.first_line_indent,
                    before=gap,
                    # At least two lines of the text are above the signature, and a sentence above
                    # the table that it announces.
                    keep_next=index >= kept or isinstance(following, FieldTable | ListTable),
                )
            previous_is_table = not isinstance(block, Paragraph)
            before = 0.0

    def _table(self, table: FieldTable, *, keep_next: bool, is_parted: bool) -> None:
        style = self._style
        label_width = self._columns.table_value - style.margin
        self._writer.field_table(
            [(clean(field.label), clean(field.value)) for field in table.fields],
            widths=(label_width, style.width - label_width),
            leading=style.size * LINE_HEIGHT,
            padding=(style.cell_leading, style.cell_padding),
            rule=style.rule,
            keep_next=keep_next,
            wide={
                index for index, field in enumerate(table.fields) if field.key in self._columns.wide
            },
            parted={
                index
                for index, field in enumerate(table.fields)
                if is_parted or field.key in self._on_top
            },
        )

    def _list(self, table: ListTable) -> None:
        style = self._style
        self._writer.list_table(
            [tuple(map(wording.held_numbers, row)) for row in (table.headings, *table.rows)],
            widths=self._columns.lists[table],
            size=LIST_SIZE,
            padding=(style.cell_leading, style.cell_padding),
            rule=style.rule,
        )

    def _signature(self) -> None:
        signature = self._letter.signature
        before = self._blank(self._layout.signature_blanks)
        lines = [signature.name, signature.on_behalf_of or "", signature.title]
        kept = [clean(line) for line in lines if line]
        for index, line in enumerate(kept):
            self._writer.paragraph(
                line,
                align="center",
                # Slightly wider on both sides: rounded down, it would break its widest line.
                left=self._style.width - self._columns.signature_width - _SLACK,
                right=-_SLACK,
                before=before,
                keep_next=index < len(kept) - 1 or self._has_lists(),
            )
            before = 0.0

    def _has_lists(self) -> bool:
        return bool(self._letter.annexes or wording.distribution_columns(self._listed))

    def _annexes(self) -> None:
        lines = wording.annex_lines(self._letter.annexes)
        if self._layout.apart.annexes:
            lines = [f"{wording.ANNEX} {wording.ANNEX_LIST}"]
        has_more = bool(wording.distribution_columns(self._listed))
        before = self._blank(2)
        for index, line in enumerate(lines):
            more = index < len(lines) - 1 or has_more
            self._annex(line, before=before, keep_next=more)
            before = 0.0

    def _annex(self, line: str, *, before: float = 0.0, keep_next: bool = False) -> None:
        hang = self._columns.annex
        self._writer.paragraph(line, left=hang, first=-hang, before=before, keep_next=keep_next)

    def _distribution(self) -> None:
        if not wording.distribution_columns(self._listed):
            return
        is_apart = self._layout.apart.distribution
        before = self._blank(1 if self._letter.annexes else 2)
        words = f"{wording.DISTRIBUTION} {wording.DISTRIBUTION_LIST}"
        text = words if is_apart else wording.DISTRIBUTION
        self._writer.paragraph(text, before=before, keep_next=not is_apart)
        if not is_apart:
            self._distribution_columns(may_part=False)

    def _distribution_columns(self, *, may_part: bool) -> None:
        columns = wording.distribution_columns(self._listed)
        texts = [[clean(text) for text in (heading, *names) if text] for heading, names in columns]
        widths = [self._columns.distribution + COLUMN_GAP] * len(texts)
        self._writer.open_table(
            texts, widths=widths, gap=COLUMN_GAP, hang=DISTRIBUTION_HANG, may_part=may_part
        )
        # A letter may not end with a table: Word adds a line of its own.
        self._writer.spacer(1.0)

    def _lists_apart(self) -> None:
        """Write the lists that are on pages of their own, as in the PDF."""
        apart = self._layout.apart
        if apart.annexes:
            self._list_heading(wording.ANNEX_LIST_HEADING)
            for line in wording.listed_annexes(self._letter.annexes):
                self._annex(line)
        if apart.distribution:
            self._list_heading(wording.DISTRIBUTION_LIST_HEADING)
            self._distribution_columns(may_part=True)

    def _annex_pages(self) -> None:
        annex = self._letter.annex
        if annex is None:
            return
        self._writer.start_section()
        self._writer.paragraph(wording.annex_mark(self._letter), align="right")
        before = self._blank(1)
        self._writer.paragraph(clean(annex.title), align="center", before=before)
        self._blocks(annex.blocks, before=before, is_annex=True)
        # A letter may not end with a table: Word adds a line of its own.
        self._writer.spacer(1.0)

    def _list_heading(self, text: str) -> None:
        heading = self._writer.paragraph(text, align="center", keep_next=True)
        heading.paragraph_format.page_break_before = True
        self._writer.space_after(heading, self._blank(1))

    def _foot(self, pages: int) -> None:
        """Write the foot of the last section: verification lines, rule, contact block, page number.

        Args:
            pages: Of the section, which is counted by itself.
        """
        style, foot = self._style, self._layout.footer
        size = foot.face.size
        foot_of_page = self._writer.footer()
        small = self._writer.small(foot_of_page, size, size * LINE_HEIGHT)
        for index, line in enumerate(foot.verification):
            paragraph = small.paragraph(line, align="center")
            if index == len(foot.verification) - 1:
                small.space_after(paragraph, VERIFICATION_GAP)
        # Rounded down, it would break its widest line.
        person_width = foot.person_width + _SLACK
        beside = (person_width, foot.code_room) if foot.code_room else (person_width,)
        cells = small.footer_cells((style.width - sum(beside), *beside))
        rule_above(cells, style.rule, RULE_GAP)
        for cell, lines in zip(cells, (foot.office, foot.person, []), strict=False):
            self._fill(small, cell, lines)
        number = small.paragraph("", align="center" if style.page_number_is_centred else "right")
        if pages > 1:
            add_page_number(number, small, None if not self._layout.annex_pages else pages)
        if self._layout.secrecy:
            self._mark_secrecy(foot_of_page, self._layout.secrecy[1])

    @staticmethod
    def _fill(writer: Writer, cell: _Cell, lines: list[str]) -> None:
        for line in lines or [""]:
            writer.cell_line(cell, line)
