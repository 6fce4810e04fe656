"""The layout of an official letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH
from alo183_desktop.documents.flow import (
    Piece,
    Placed,
    Run,
    ValuePlace,
    paginate,
    run_of,
    stack_height,
)
from alo183_desktop.documents.fonts import (
    ASCENT,
    LINE_HEIGHT,
    SERIF,
    SERIF_BOLD,
    face_of,
    text_width,
    widths,
)
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.closing import (
    RULE_GAP,
    Apart,
    Footer,
    TailComposer,
    lay_out_footer,
)
from alo183_desktop.documents.letter.content import FieldTable, ListTable, Paragraph
from alo183_desktop.documents.letter.style import PageStyle, fax_styles, page_style
from alo183_desktop.documents.lines import Face, TextLine, blank_stretch, break_lines
from alo183_desktop.shared.characters import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.documents.letter.content import Annex, Block, LetterContent, LetterField

_CELL_SHARE: Final = 0.6
"""Of a page: a taller row is drawn as several rows."""
_KEPT_ROWS: Final = 2
"""Rows of a table that stay together on either side of a page end."""


LIST_SIZE: Final = 10.0
"""Of the cells of a list. Source: Yönetmelik 2020/31151, madde 7 (not under 9)."""


class _Cell(NamedTuple):
    """Stacked lines, `left` points from the left edge of the page."""

    left: float
    lines: list[tuple[Face, str]]


class TableComposer:
    """Makes the pieces of the tables of one letter, whose columns are alike."""

    def __init__(self, tables: Sequence[FieldTable], style: PageStyle, height: float) -> None:
        """Measure the labels.

        Args:
            tables: All tables of the letter.
            style: Its measures.
            height: Of the text of a page, in points.
        """
        self._style = style
        self._height = height
        self._caption_face = Face(SERIF, style.size, widths(SERIF))
        self._label_face = face_of(style.label)
        self._value_face = face_of(style.value)
        self._number_face = face_of(style.number)
        self._address_face = face_of(style.address)
        self._left = style.margin
        self._right = PAGE_WIDTH - style.margin
        labels = {field.label for table in tables for field in table.fields}
        widest = max(map(self._label_face.width_of, labels), default=0.0)
        least, most = (share * style.width for share in style.label_share)
        label_width = min(max(widest + 2 * style.cell_padding + 1, least), most)
        self.middle = self._left + label_width
        """Between labels and values, in points from the left edge of the page."""
        # A rule is drawn on both sides of its centre, and must not reach into the margin.
        half = style.rule / 2
        self._columns: tuple[float, ...] = (self._left + half, self.middle, self._right - half)
        self._rooms = tuple(
            width - 2 * style.cell_padding
            for width in (style.width, label_width, style.width - label_width)
        )

    def pieces(self, table: FieldTable) -> list[Piece]:
        """Return the caption and the rows of a table, split only where necessary."""
        style = self._style
        pieces = []
        if table.caption is not None:
            for line in break_lines(table.caption, self._caption_face, style.width):
                run = Run(self._left, ASCENT * style.size, line.text, SERIF, style.size)
                pieces.append(Piece(style.leading, runs=[run]))
        heading = tuple(replace(piece) for piece in pieces)
        if heading:
            heading[-1].height += style.cell_leading
        rows = [row for field in table.fields for row in self._rows(field)]
        if pieces and rows:
            rows[0].gap = style.cell_leading
        pieces += rows
        if not pieces:
            return []
        pieces[0].may_start_page = True
        for row in rows[1:]:
            row.heading = heading
        for row in rows[_KEPT_ROWS : len(rows) - _KEPT_ROWS + 1]:
            row.may_start_if_blank = True
        if stack_height(pieces) > self._height:
            for row in rows[1:]:
                row.may_start_page = True
        return pieces

    def list_widths(self, table: ListTable) -> list[float]:
        """Return the widths of a list's columns, in points: no word or number is parted.

        Each column has the width of its longest word, and the rest is shared by how much of their
        texts that leaves over. Only where whole addresses leave no room, they end a line at `@`.
        """
        pad, room = 2 * self._style.cell_padding + 1, self._style.width
        words: list[float] = []
        parted: list[float] = []
        wholes, firm = [], []
        for texts in zip(table.headings, *table.rows, strict=True):
            pairs = [
                (self._list_face(text, is_heading=not place), wording.held_numbers(text))
                for place, text in enumerate(texts)
            ]
            for end, found in (("@", words), ("@ ", parted)):
                pieces = ((face, text.replace("@", end).split(" ")) for face, text in pairs)
                found.append(max(face.width_of(one) for face, each in pieces for one in each) + pad)
            wholes.append(max(face.width_of(text) for face, text in pairs) + pad)
            firm.append(any(text and not any(map(str.isalpha, text)) for text in texts))
        if sum(words) > room:
            words = parted
        if sum(words) > room:
            held = sum(word for word, is_firm in zip(words, firm, strict=True) if is_firm)
            # Words give way where not even they fit, numbers never.
            share = (room - held) / (sum(words) - held)
            return [
                word if is_firm else word * share for word, is_firm in zip(words, firm, strict=True)
            ]
        wanted = [whole - word for whole, word in zip(wholes, words, strict=True)]
        share = min((room - sum(words)) / (sum(wanted) or 1.0), 1.0)
        made = [word + share * more for word, more in zip(words, wanted, strict=True)]
        spare = (room - sum(made)) / len(made)
        return [one + spare for one in made]

    def list_pieces(self, table: ListTable) -> list[Piece]:
        """Return the rows of a list; the headings are repeated where it starts a page."""
        breadths, pad = self.list_widths(table), self._style.cell_padding
        half = self._style.rule / 2
        edges = list(accumulate(breadths, initial=self._left))
        columns = (edges[0] + half, *edges[1:-1], edges[-1] - half)
        rows = []
        for number, texts in enumerate((table.headings, *table.rows)):
            faces = [self._list_face(text, is_heading=not number) for text in texts]
            cells = [
                _Cell(left + pad, _set(wording.held_numbers(text), face, width - 2 * pad))
                for left, width, face, text in zip(edges, breadths, faces, texts, strict=False)
            ]
            size = max(face.size for face in faces)
            rows.append(self._ruled(f"list.{number}", cells, columns, size))
        heading = tuple(replace(piece) for piece in rows[0])
        for row in rows[1:]:
            for piece in row:
                piece.heading = heading
            row[0].may_start_page = True
        rows[0][0].may_start_page = True
        if len(rows) > 1:
            rows[1][0].may_start_page = False
        return [piece for row in rows for piece in row]

    def _list_face(self, text: str, *, is_heading: bool) -> Face:
        """Return the face of a cell: smaller than that of the text, as there are many."""
        if is_heading:
            return Face(SERIF_BOLD, LIST_SIZE, widths(SERIF_BOLD))
        if text and not any(map(str.isalpha, text)):
            face = self._number_face
        else:
            face = self._address_face if "@" in text else self._value_face
        return face._replace(size=LIST_SIZE)

    def is_wide(self, field: LetterField) -> bool:
        """Return whether a value is below its label, over the whole width of the table."""
        return self._beside(field) is None

    def _beside(self, field: LetterField) -> Face | None:
        """Return the face of a value beside its label; None where it does not fit there."""
        if not any(map(str.isalpha, field.value)):
            return self._number_face
        if "@" in field.value and " " not in field.value:
            beside = self._style.address_beside_size
            return _fitted(field.value, self._address_face, self._rooms[2], least=beside)
        return self._value_face

    def _rows(self, field: LetterField) -> list[Piece]:
        """Return a field as one row; as several where one would be too tall."""
        pad = self._style.cell_padding
        left = self._left + pad
        whole, label_room, value_room = self._rooms
        face = self._beside(field)
        if face is None:
            face = self._under_label(field.value, whole)
            lines = _set(field.label, self._label_face, whole) + _set(field.value, face, whole)
            cells, columns = [_Cell(left, lines)], self._columns[::2]
        else:
            label = _Cell(left, _set(field.label, self._label_face, label_room))
            value = _Cell(self.middle + pad, _set(field.value, face, value_room))
            cells, columns = [label, value], self._columns
        return self._ruled(field.key, cells, columns, max(self._label_face.size, face.size))

    def _ruled(
        self, key: str, cells: list[_Cell], columns: tuple[float, ...], size: float
    ) -> list[Piece]:
        leading = size * LINE_HEIGHT
        over = self._style.cell_leading
        most = max(int((self._height * _CELL_SHARE - 2 * over) / leading), 1)
        count = max(1, *(len(cell.lines) for cell in cells))
        left, right = columns[-2:]
        rows = []
        for start in range(0, count, most):
            height = min(count - start, most) * leading + 2 * over
            row = Piece(height, columns=columns)
            row.marks.append(ValuePlace(key, left, 0, right - left, height))
            for cell in cells:
                baseline = over + ASCENT * size
                for face, text in cell.lines[start : start + most]:
                    row.runs.append(run_of(face, cell.left, baseline, text))
                    baseline += leading
            rows.append(row)
        return rows

    def _under_label(self, address: str, room: float) -> Face:
        """Return the face of an address over the whole width."""
        least = self._style.address_least_size
        plain = face_of(self._style.address._replace(spacing=0.0))
        return (
            _fitted(address, self._address_face, room, least=least)
            or _fitted(address, plain, room, least=least)
            or plain._replace(size=least)
        )


def _fitted(text: str, face: Face, room: float, *, least: float) -> Face | None:
    """Return `face` as large as `text` fits on a line of `room` points; None if below `least`."""
    width = face.width_of(text)
    if width <= room:
        return face
    size = face.size * room / width
    return face._replace(size=size) if size >= least else None


def _set(text: str, face: Face, width: float) -> list[tuple[Face, str]]:
    return [(face, line.text) for line in break_lines(text, face, width)]


_TOLERANCE: Final = 1e-6


class _Word(NamedTuple):
    """A word, and whether it belongs to a name."""

    text: str
    is_name: bool


class MarkedText:
    """A text whose names are drawn in another face, line by line."""

    def __init__(self, text: str, names: Sequence[str], face: Face, name_face: Face) -> None:
        """Find the names in the text; a name that is not in it is ignored."""
        self._faces = {False: face, True: name_face}
        self._words = list(_marked_words(text, names))
        self._rows: list[list[_Word]] = []

    def lines(self, width: float, *, first_width: float) -> list[TextLine]:
        """Break the text into lines of at most `width` points, the first into `first_width`."""
        self._rows = []
        row: list[_Word] = []
        for word in self._fitting(min(width, first_width)):
            room = width if self._rows else first_width
            if row and self._width([*row, word]) > room + _TOLERANCE:
                self._rows.append(row)
                row = []
            row.append(word)
        if row:
            self._rows.append(row)
        last = len(self._rows) - 1
        return [
            TextLine(" ".join(word.text for word in row), self._width(row), closes=number == last)
            for number, row in enumerate(self._rows)
        ]

    def runs(self, number: int, left: float, baseline: float, stretch: float) -> list[Run]:
        """Return the runs of a line.

        Args:
            number: Of the line, from 0.
            left: Where it starts, in points.
            baseline: Under its top, in points.
            stretch: Added to each blank.
        """
        runs = []
        for is_name, text in self._parts(self._rows[number]):
            face = self._faces[is_name]
            runs.append(run_of(face, left, baseline, text, stretch))
            left += face.width_of(text) + stretch * (text.count(" ") + text.count("\u00a0"))
        return runs

    def _fitting(self, room: float) -> Iterator[_Word]:
        """Yield the words; one that is wider than a line in several parts."""
        for word in self._words:
            face = self._faces[word.is_name]
            if face.width_of(word.text) <= room:
                yield word
            else:
                for line in break_lines(word.text, face, room):
                    yield word._replace(text=line.text)

    def _width(self, row: Sequence[_Word]) -> float:
        return sum(self._faces[is_name].width_of(text) for is_name, text in self._parts(row))

    def _parts(self, row: Sequence[_Word]) -> Iterator[tuple[bool, str]]:
        """Yield the parts of a line that share a face; a blank beside a name is plain."""
        parts = [
            (is_name, " ".join(word.text for word in words))
            for is_name, words in groupby(row, lambda word: word.is_name)
        ]
        for index, (is_name, text) in enumerate(parts):
            before = " " if index and not is_name else ""
            after = " " if index + 1 < len(parts) and not is_name else ""
            yield is_name, f"{before}{text}{after}"


def _marked_words(text: str, names: Sequence[str]) -> Iterator[_Word]:
    words = _words(text)
    known = [parts for name in names if (parts := _words(name))]
    index = 0
    while index < len(words):
        name = next((one for one in known if words[index : index + len(one)] == one), None)
        if name is None:
            yield _Word(words[index], is_name=False)
            index += 1
        else:
            yield from (_Word(word, is_name=True) for word in name)
            index += len(name)


def _words(text: str) -> list[str]:
    return [word for word in clean(text).split(" ") if word]


DRAFT_SIZE: Final = 14.0
_DRAFT_BASELINE: Final = 30.0
"""From the top of the page, within its margin: the header line of a fax machine is above it."""
SECRECY_SIZE: Final = 12.0
SECRECY_TOP: Final = 28.7
"""Of the line with the degree of secrecy, from the top of the page; the draft's mark is above."""
_URGENCY_ROOM: Final = 12.0
_DATE_ROOM: Final = 12.0
_SIGNATURE_BLANKS: Final = (3, 2)
"""Blank lines above the signature, the preferred first. Source: Yönetmelik 2020/31151, madde 17."""
_LAST_TABLE_SHARE: Final = 0.45
"""Of a page: a last table up to this height moves to the signature's page as a whole."""
_KEPT_LINES: Final = 2
"""Lines of a paragraph that stay together on either side of a page end."""
INITIALS_SIZE: Final = 10.0
INITIALS_LEADING: Final = 18.0
"""Between two people who initial: they write day and initials by hand."""


@dataclass(frozen=True, slots=True)
class LetterColumns:
    """The columns of a letter; lengths are points from the left edge of the page."""

    colon: float
    """Of `Sayı`, `Konu` and `İlgi`."""
    value: float
    """The text after the colons."""
    reference: float
    """The text of a reference."""
    table_value: float
    """The second column of the tables."""
    annex: float
    """Indent of the second line of an annex."""
    distribution: float
    """Width of a column of the distribution."""
    signature_width: float
    wide: frozenset[str]
    """Keys of values that are below their labels, over the whole width of the table."""
    lists: dict[ListTable, tuple[float, ...]]
    """Widths of the columns of each list."""
    heading_room: float
    """Space reserved on either side of the heading, for the word of urgency."""


@dataclass(frozen=True, slots=True)
class LetterLayout:
    """A letter laid out in pages."""

    style: PageStyle
    pages: list[list[Placed]]
    footer: Footer
    signature_blanks: int
    """Blank lines above the signature."""
    apart: Apart
    """Lists that are on pages of their own."""
    draft_mark: Run | None
    """Above the text of every page of an unsigned letter."""
    secrecy: tuple[Run, ...]
    """In the upper and the lower margin of every page of a letter with a degree of secrecy."""
    annex_pages: int = 0
    """How many of the pages, the last ones, are the letter's own annex."""
    initials: tuple[Run, ...] = ()
    """At the foot of the letter's last page, in the copy that is initialled."""

    def page_number(self, index: int) -> tuple[int, int]:
        """Return the number of the page at `index`, and how many pages it is one of.

        An annex is counted by itself. Source: Yönetmelik 2020/31151, madde 18 and 27.
        """
        own = len(self.pages) - self.annex_pages
        return (index + 1, own) if index < own else (index + 1 - own, self.annex_pages)


def with_annex(letter: LetterContent, annex: Annex) -> LetterContent:
    """Return a letter with an annex of its own, listed before the others with its number of pages.

    Source: Yönetmelik 2020/31151, madde 18.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    whole = replace(letter, annexes=(annex.title, *letter.annexes), annex=annex)
    style = page_style(whole.style, spacing_percent=whole.line_spacing_percent)
    height = lay_out_footer(whole, style).text_bottom - style.margin
    pages = len(_Composer(whole, style, height).annex_pages())
    return replace(whole, annexes=(f"{annex.title} ({pages} sayfa)", *letter.annexes))


def lay_out_pages(letter: LetterContent, *, fax_copy: bool) -> LetterLayout:
    """Lay a letter out in pages; a fax copy has as many as the paper.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    style = page_style(letter.style, spacing_percent=letter.line_spacing_percent)
    if not fax_copy:
        return _lay_out(letter, style)
    styles = fax_styles(style)
    layout = _lay_out(letter, styles[0])
    if len(layout.pages) == 1:
        return layout
    paper = _lay_out(letter, style)
    for fax_style in styles:
        if len(layout.pages) <= len(paper.pages):
            break
        # The larger contact block takes nothing from the text.
        lower = paper.footer.text_bottom - lay_out_footer(letter, fax_style).text_bottom
        clearance = fax_style.foot_clearance - max(lower, 0.0)
        layout = _lay_out(letter, replace(fax_style, foot_clearance=max(clearance, 0.0)))
    return layout


def lay_out_initialled(letter: LetterContent) -> LetterLayout:
    """Lay out the copy that is initialled and kept: the letter, with initials at its foot.

    They are right above the contact block of the last page, from its left: stacked, or side by side
    where the text leaves little room. Only where that is not enough the text ends earlier on each
    page. Source: Yönetmelik 2020/31151, madde 21.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    layout = lay_out_pages(letter, fax_copy=False)
    face = Face(SERIF, INITIALS_SIZE, widths(SERIF))
    texts = wording.initials_lines(letter)
    width = layout.style.width
    last = layout.pages[-1 - layout.annex_pages][-1]
    foot = layout.footer.rule.top - RULE_GAP
    room = foot - layout.style.margin - last.top - last.piece.height
    fitting = (
        count
        for count in (1, 2, 3)
        if ceil(len(texts) / count) * INITIALS_LEADING <= room
        and max(map(face.width_of, texts)) <= width / count
    )
    columns = next(fitting, 0)
    if not columns:
        columns = 1
        texts = [line.text for text in texts for line in break_lines(text, face, width)]
        clearance = len(texts) * INITIALS_LEADING + 2 * RULE_GAP
        layout = _lay_out(letter, replace(layout.style, foot_clearance=clearance))
    rows = ceil(len(texts) / columns)
    top = foot - rows * INITIALS_LEADING
    runs = []
    for number, text in enumerate(texts):
        column, row = divmod(number, rows)
        left = layout.style.margin + column * width / columns
        baseline = top + (row + 1) * INITIALS_LEADING - RULE_GAP
        runs.append(Run(left, baseline, text, SERIF, INITIALS_SIZE))
    return replace(layout, initials=tuple(runs))


def _lay_out(letter: LetterContent, style: PageStyle) -> LetterLayout:
    footer = lay_out_footer(letter, style)
    composer = _Composer(letter, style, footer.text_bottom - style.margin)
    wanted, least = _SIGNATURE_BLANKS
    blanks, poured = wanted, composer.pour(wanted, Apart())
    if not (poured.has_whole_tail and poured.has_whole_table):
        # One blank line less is better than a list apart, and a list apart than a split table.
        tries = [(least, Apart()), *((wanted, choice) for choice in composer.choices_of_several())]
        tried = [(lines, composer.pour(lines, apart)) for lines, apart in tries]
        whole = [one for one in tried if one[1].has_whole_tail and one[1].has_whole_table]
        if whole:
            blanks, poured = whole[0]
        elif not poured.has_whole_tail:
            blanks, poured = tried[0]
    if not poured.has_whole_tail:
        ways = [composer.pour(wanted, choice) for choice in composer.choices()]
        blanks, poured = wanted, min(ways, key=_length)
    if poured.is_half_empty:
        # A list apart, or at worst a split table, is better than half of a first page.
        ways = [composer.pour(wanted, choice) for choice in composer.choices_of_several()]
        ways.append(composer.pour(wanted, poured.apart, splits_last=True))
        full = [way for way in ways if way.has_whole_tail and not way.is_half_empty]
        if full:
            best = min(full, key=lambda way: (not way.has_whole_table, len(way.pages)))
            blanks, poured = wanted, best
    if len(poured.pages) > 1:
        # One blank line less above the signature may save a page.
        tighter = composer.pour(least, poured.apart, splits_last=poured.splits_last)
        if len(tighter.pages) < len(poured.pages):
            blanks, poured = least, tighter
    return LetterLayout(
        style,
        poured.pages,
        footer,
        blanks,
        poured.apart,
        _draft_mark(letter),
        _secrecy(letter, style),
        annex_pages=len(composer.annex_pages()),
    )


def _draft_mark(letter: LetterContent) -> Run | None:
    if not wording.is_draft(letter):
        return None
    left = (PAGE_WIDTH - text_width(wording.DRAFT_MARK, SERIF_BOLD, DRAFT_SIZE)) / 2
    baseline = _DRAFT_BASELINE
    if letter.secrecy:
        baseline = SECRECY_TOP - (LINE_HEIGHT - ASCENT) * DRAFT_SIZE
    return Run(left, baseline, wording.DRAFT_MARK, SERIF_BOLD, DRAFT_SIZE)


def _secrecy(letter: LetterContent, style: PageStyle) -> tuple[Run, ...]:
    """Return the degree of secrecy in the middle of the upper and the lower margin.

    Source: Yönetmelik 2020/31151, madde 25; Yönetmelik 2022/5529.
    """
    word = wording.secrecy_word(letter.secrecy)
    if not word:
        return ()
    left = (PAGE_WIDTH - text_width(word, SERIF_BOLD, SECRECY_SIZE)) / 2
    over = ASCENT * SECRECY_SIZE
    baselines = (SECRECY_TOP + over, PAGE_HEIGHT - style.margin + over)
    return tuple(
        Run(left, baseline, word, SERIF_BOLD, SECRECY_SIZE, urgent=True) for baseline in baselines
    )


class _Poured(NamedTuple):
    """The pages of a letter, with its lists on it or apart."""

    pages: list[list[Placed]]
    apart: Apart
    has_whole_table: bool
    """Whether no page end splits a table."""
    has_whole_tail: bool
    """Whether signature and lists, as far as they are on the letter, are on one page."""
    is_half_empty: bool
    """Whether the text of the first of several pages ends above its middle."""
    splits_last: bool
    """Whether the last table may be split though it is low."""


def _length(poured: _Poured) -> tuple[bool, int, int]:
    """Return the sort key for ways to set lists apart; smaller is better."""
    listed = sum(page[0].piece.starts_page for page in poured.pages)
    # With equal page counts, the lists get more of them where the text itself takes fewer.
    return not poured.has_whole_tail, len(poured.pages), -listed


def _parts_table(before: Sequence[Placed], page: Sequence[Placed]) -> bool:
    """Return whether a page continues the table at the end of the page before."""
    row = next((placed.piece for placed in page if placed.piece.columns), None)
    if row is None or not before[-1].piece.columns:
        return False
    return page[0].piece is row or any(page[0].piece is above for above in row.heading)


def columns_of(letter: LetterContent, layout: LetterLayout) -> LetterColumns:
    """Return the columns of a letter, for its other forms."""
    return _Composer(letter, layout.style, layout.footer.text_bottom).columns(layout.apart)


class _Composer:
    """Makes the pieces of one letter, from top to bottom."""

    def __init__(self, letter: LetterContent, style: PageStyle, height: float) -> None:
        self._letter = letter
        self._style = style
        self._height = height
        self._face = Face(SERIF, style.size, widths(SERIF))
        tables = [block for block in letter.blocks if isinstance(block, FieldTable)]
        self._tables = TableComposer(tables, style, height)
        self._left = style.margin
        self._right = PAGE_WIDTH - style.margin
        labels = (wording.NUMBER, wording.TOPIC, wording.REFERENCE)
        blank = self._face.width_of(" ")
        self._colon = self._left + max(map(self._face.width_of, labels)) + blank
        self._value = self._colon + self._face.width_of(": ")
        self._name_face = None if style.name is None else face_of(style.name)
        self._tail = TailComposer(letter, style, self._face)
        self._pieces: list[Piece] = []
        self._text_start = 0

    def choices(self) -> list[Apart]:
        """Return which lists may be on pages of their own, the preferred first."""
        return self._tail.choices()

    def choices_of_several(self) -> list[Apart]:
        """Return which lists of several names may be apart so that a table stays whole."""
        return self._tail.choices_of_several()

    def pour(self, signature_blanks: int, apart: Apart, *, splits_last: bool = False) -> _Poured:
        """Return the pages with so many blank lines above the signature and these lists apart.

        Args:
            signature_blanks: How many.
            apart: Which lists are on pages of their own.
            splits_last: Whether a last table may be split though it is low.
        """
        self._pieces = []
        self._add_heading()
        self._add_number()
        self._add_topic()
        self._add_addressee()
        self._add_references()
        self._add_body()
        has_whole_tail = self._add_tail(signature_blanks, apart, splits_last=splits_last)
        self._pieces += self._tail.on_own_pages(apart)
        pages = paginate(self._pieces, self._height)
        parted = (_parts_table(before, page) for before, page in pairwise(pages))
        pages_and_annex = [*pages, *self.annex_pages()]
        last = pages[0][-1]
        return _Poured(
            pages_and_annex,
            apart,
            has_whole_table=not any(parted),
            has_whole_tail=has_whole_tail,
            is_half_empty=len(pages) > 1 and last.top + last.piece.height < self._height / 2,
            splits_last=splits_last,
        )

    def annex_pages(self) -> list[list[Placed]]:
        """Return the pages of the letter's own annex; empty without one."""
        annex = self._letter.annex
        if annex is None:
            return []
        mark = wording.annex_mark(self._letter)
        lines = self._break(clean(annex.title), self._style.width)
        runs = [
            self._run(self._right - self._face.width_of(mark), mark),
            *map(self._centred, lines),
        ]
        pieces = [Piece(self._style.leading, runs=[run]) for run in runs]
        blocks = self._blocks(annex.blocks)
        for under in (*pieces[1:2], *blocks[:1]):
            under.gap = self._blank(1)
        return paginate([*pieces, *blocks], self._height)

    def columns(self, apart: Apart) -> LetterColumns:
        """Return the positions of the columns, with these lists apart."""
        return LetterColumns(
            colon=self._colon,
            value=self._value,
            reference=self._value + self._reference_hang(),
            table_value=self._tables.middle,
            annex=self._tail.annex_hang(apart),
            distribution=self._tail.column_width,
            signature_width=self._tail.signature_lines()[1],
            wide=self._wide(),
            lists={
                block: tuple(self._tables.list_widths(block))
                for block in self._letter.blocks
                if isinstance(block, ListTable)
            },
            heading_room=self._heading_room(),
        )

    def _wide(self) -> frozenset[str]:
        tables = [block for block in self._letter.blocks if isinstance(block, FieldTable)]
        fields = [field for table in tables for field in table.fields]
        return frozenset(field.key for field in fields if self._tables.is_wide(field))

    # The parts, from top to bottom.

    def _add_heading(self) -> None:
        room = self._heading_room()
        first = len(self._pieces)
        for text in self._letter.heading:
            for line in self._break(text, self._style.width - 2 * room):
                self._add(Piece(self._style.leading, runs=[self._centred(line)]))
        if room:
            if first == len(self._pieces):
                self._add(Piece(self._style.leading))
            word = wording.urgency_word(self._letter.style)
            left = self._right - (room - _URGENCY_ROOM)
            self._pieces[first].runs.append(self._run(left, word, urgent=True))

    def _heading_room(self) -> float:
        if not self._letter.urgent:
            return 0.0
        word = wording.urgency_word(self._letter.style)
        return text_width(word, SERIF_BOLD, self._style.size) + _URGENCY_ROOM

    def _add_number(self) -> None:
        date = wording.date_text(self._letter.date, self._letter.style)
        date_width = self._face.width_of(date or "00.00.0000")
        date_left = self._right - date_width
        number = wording.number_text(self._letter.number, self._letter.style)
        width = date_left - _DATE_ROOM - self._value
        pieces = self._labelled(wording.NUMBER, number, width)
        pieces[0].gap = self._blank(2)
        if date:
            pieces[0].runs.append(self._run(date_left, date))
        leading = self._style.leading
        pieces[0].marks += [
            ValuePlace("letter.number", self._value, 0, width, leading * len(pieces)),
            ValuePlace("letter.date", date_left, 0, date_width, leading),
        ]
        self._pieces += pieces

    def _add_topic(self) -> None:
        # It never passes the vertical middle of the page. Source: Yönetmelik 2020/31151, madde 13.
        width = PAGE_WIDTH / 2 - self._value
        pieces = self._labelled(wording.TOPIC, self._letter.topic, width)
        height = self._style.leading * len(pieces)
        pieces[0].marks.append(ValuePlace("letter.topic", self._value, 0, width, height))
        self._pieces += pieces

    def _add_addressee(self) -> None:
        first = len(self._pieces)
        for text in wording.addressee_lines(self._letter):
            for line in self._break(text, self._style.width):
                self._add(Piece(self._style.leading, runs=[self._centred(line)]))
        if first < len(self._pieces):
            top = self._pieces[first]
            top.gap = self._blank(2)
            height = self._style.leading * (len(self._pieces) - first)
            top.marks.append(
                ValuePlace("letter.addressee", self._left, 0, self._style.width, height)
            )

    def _add_references(self) -> None:
        references = self._letter.references
        several = len(references) > 1
        marks = [wording.reference_mark(index) for index in range(len(references))]
        text_left = self._value + self._reference_hang()
        first = len(self._pieces)
        for index, reference in enumerate(references):
            lines = self._break(reference, self._right - text_left) or [
                TextLine("", 0, closes=True)
            ]
            for number, line in enumerate(lines):
                piece = Piece(self._style.leading, runs=[self._run(text_left, line.text)])
                piece.may_start_page = number == 0 and index > 0
                if several and number == 0:
                    piece.runs.insert(0, self._run(self._value, f"{marks[index]} "))
                self._add(piece)
        if first < len(self._pieces):
            top = self._pieces[first]
            top.gap = self._blank(2)
            top.runs[:0] = self._label_runs(wording.REFERENCE)

    def _reference_hang(self) -> float:
        """Return the width of the widest mark; a single reference has none."""
        count = len(self._letter.references)
        if count <= 1:
            return 0.0
        marks = map(wording.reference_mark, range(count))
        return max(self._face.width_of(f"{mark} ") for mark in marks)

    def _add_body(self) -> None:
        self._text_start = len(self._pieces)
        pieces = self._blocks(self._letter.body)
        if pieces:
            pieces[0].gap = self._blank(1 if self._letter.references else 2)
        self._pieces += pieces

    def _blocks(self, blocks: Sequence[Block]) -> list[Piece]:
        """Return the pieces of paragraphs and tables, in their order."""
        all_pieces: list[Piece] = []
        before: Block | None = None
        for block in blocks:
            if isinstance(block, Paragraph):
                pieces = self._paragraph(block)
            elif isinstance(block, ListTable):
                pieces = self._tables.list_pieces(block)
            else:
                pieces = self._tables.pieces(block)
            if not pieces:
                continue
            is_table = not isinstance(block, Paragraph)
            if is_table or (before is not None and not isinstance(before, Paragraph)):
                pieces[0].gap = self._style.table_gap
            if is_table and isinstance(before, Paragraph):
                # No page ends between a table and the sentence that announces it.
                pieces[0].may_start_page = False
            all_pieces += pieces
            before = block
        return all_pieces

    def _paragraph(self, block: Paragraph) -> list[Piece]:
        style = self._style
        left, width = self._left + style.first_line_indent, style.width - style.first_line_indent
        text = wording.held_numbers(block.text)
        if block.names and self._name_face is not None:
            marked = MarkedText(text, block.names, self._face, self._name_face)
            lines = marked.lines(style.width, first_width=width)
        else:
            marked = None
            lines = break_lines(text, self._face, style.width, first_width=width)
        pieces = []
        for number, line in enumerate(lines):
            stretch = blank_stretch(line, self._right - left, style.size)
            piece = Piece(style.leading, runs=[self._run(left, line.text, stretch=stretch)])
            if marked is not None:
                piece.runs = marked.runs(number, left, ASCENT * style.size, stretch)
            piece.may_start_page = number == 0 or (
                _KEPT_LINES <= number <= len(lines) - _KEPT_LINES
            )
            pieces.append(piece)
            left = self._left
        return pieces

    def _add_tail(self, signature_blanks: int, apart: Apart, *, splits_last: bool) -> bool:
        """Add signature, annexes and distribution, which are on the last page only.

        Source: Yönetmelik 2020/31151, madde 16/5. At least two lines of the text go with them.

        Returns:
            Whether all of it is on one page.
        """
        kept, parted = self._hold_last_lines(splits_last=splits_last)
        self._pieces += self._tail.on_letter(signature_blanks, apart)
        if stack_height(self._pieces[kept:]) <= self._height:
            return True
        # A split table is better than annexes on two pages.
        self._pieces[parted].may_start_page = True
        return stack_height(self._pieces[parted:]) <= self._height

    def _hold_last_lines(self, *, splits_last: bool) -> tuple[int, int]:
        """Keep the last two lines of the text on one page.

        Returns:
            Where the held part starts, and where the last rows of a table start that belong to it
            and could be split off.
        """
        last = len(self._pieces) - 1
        if last > 0 and isinstance(self._letter.body[-1] if self._letter.body else None, Paragraph):
            # At least two lines, or the end of the last table with its signature.
            self._pieces[last].may_start_page = False
            last -= 1
        while last > 0 and not self._pieces[last].may_start_page:
            last -= 1
        first = parted = max(last, 0)
        if splits_last:
            # Even a single row, of a table that is too short to keep two on either side.
            for before, piece in pairwise(self._pieces[first:]):
                piece.may_start_if_blank = bool(before.columns and piece.columns)
        for index, piece in enumerate(self._pieces[first:], start=first):
            if piece.may_start_if_blank:
                parted = index
        is_low = stack_height(self._pieces[first:]) <= self._height * _LAST_TABLE_SHARE
        if is_low and first > self._text_start and not splits_last:
            # A split table of a person is worse than a page that ends early, but better than a
            # first page without any text.
            for piece in self._pieces[first:]:
                piece.may_start_if_blank = False
        return first, parted

    # Small tools.

    def _add(self, piece: Piece) -> None:
        self._pieces.append(piece)

    def _blank(self, lines: int) -> float:
        return lines * self._style.leading

    def _break(self, text: str, width: float) -> list[TextLine]:
        return break_lines(text, self._face, width)

    def _run(self, left: float, text: str, *, stretch: float = 0.0, urgent: bool = False) -> Run:
        size = self._style.size
        return Run(left, ASCENT * size, text, SERIF, size, stretch, urgent)

    def _centred(self, line: TextLine) -> Run:
        return self._run((PAGE_WIDTH - line.width) / 2, line.text)

    def _label_runs(self, label: str) -> list[Run]:
        return [self._run(self._left, f"{label} "), self._run(self._colon, ": ")]

    def _labelled(self, label: str, text: str, width: float) -> list[Piece]:
        lines = self._break(text, width) or [TextLine("", 0, closes=True)]
        pieces = [
            Piece(self._style.leading, runs=[self._run(self._value, line.text)]) for line in lines
        ]
        pieces[0].runs[:0] = self._label_runs(label)
        return pieces
