"""The tables of an official letter: labels and values in ruled rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.flow import Mark, Piece, Run, run_of, stack_height
from alo183_desktop.documents.fonts import face_of, widths
from alo183_desktop.documents.lines import Face, break_lines
from alo183_desktop.documents.style import ASCENT, LINE_HEIGHT, PAGE_WIDTH, SERIF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.content import Field, FieldTable
    from alo183_desktop.documents.style import PageStyle

_CELL_SHARE: Final = 0.6
"""Of a page: a row that is taller is drawn as several rows."""
_KEPT_ROWS: Final = 2
"""Rows of a table that stay together at either side of a page end."""


class _Cell(NamedTuple):
    """Lines one under another, `left` points from the left edge of the page."""

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
        # A rule is drawn to both sides of its middle, and must not reach into the margin.
        half = style.rule / 2
        self._columns: tuple[float, ...] = (self._left + half, self.middle, self._right - half)
        self._rooms = tuple(
            width - 2 * style.cell_padding
            for width in (style.width, label_width, style.width - label_width)
        )

    def pieces(self, table: FieldTable) -> list[Piece]:
        """Return the caption and the rows of a table, which are parted only where they must be."""
        style = self._style
        pieces = []
        if table.caption is not None:
            for line in break_lines(table.caption, self._caption_face, style.width):
                run = Run(self._left, ASCENT * style.size, line.text, SERIF, style.size)
                pieces.append(Piece(style.leading, runs=[run]))
        rows = [row for field in table.fields for row in self._rows(field)]
        if pieces and rows:
            rows[0].gap = style.cell_leading
        pieces += rows
        if not pieces:
            return []
        pieces[0].may_start_page = True
        for row in rows[_KEPT_ROWS : len(rows) - _KEPT_ROWS + 1]:
            row.may_start_if_blank = True
        if stack_height(pieces) > self._height:
            for row in rows[1:]:
                row.may_start_page = True
        return pieces

    def is_wide(self, field: Field) -> bool:
        """Return whether a value stands under its label, over the whole width of the table."""
        return self._beside(field) is None

    def _beside(self, field: Field) -> Face | None:
        """Return the face of a value beside its label; None where it has no room there."""
        if not any(map(str.isalpha, field.value)):
            return self._number_face
        if "@" in field.value:
            beside = self._style.address_beside_size
            return _fitted(field.value, self._address_face, self._rooms[2], least=beside)
        return self._value_face

    def _rows(self, field: Field) -> list[Piece]:
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
            row.marks.append(Mark(key, left, 0, right - left, height))
            for cell in cells:
                baseline = over + ASCENT * size
                for face, text in cell.lines[start : start + most]:
                    row.runs.append(run_of(face, cell.left, baseline, text))
                    baseline += leading
            rows.append(row)
        return rows

    def _under_label(self, address: str, room: float) -> Face:
        """Return the face of an address that has the whole width."""
        least = self._style.address_least_size
        plain = face_of(self._style.address._replace(spacing=0.0))
        return (
            _fitted(address, self._address_face, room, least=least)
            or _fitted(address, plain, room, least=least)
            or plain._replace(size=least)
        )


def _fitted(text: str, face: Face, room: float, *, least: float) -> Face | None:
    """Return `face` as large as `text` fits on a line of `room` points; None under `least`."""
    width = face.width_of(text)
    if width <= room:
        return face
    size = face.size * room / width
    return face._replace(size=size) if size >= least else None


def _set(text: str, face: Face, width: float) -> list[tuple[Face, str]]:
    return [(face, line.text) for line in break_lines(text, face, width)]
