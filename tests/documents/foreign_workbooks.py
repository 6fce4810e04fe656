"""Old and open workbooks with errors in their cells, as Excel and LibreOffice write them."""

import io
import struct
import zipfile
from typing import Any, Final

_SECTOR: Final = 512
_PIECE: Final = 64
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_CUTOFF: Final = 4096
_CODES: Final = {"#DIV/0!": 0x07, "#VALUE!": 0x0F, "#N/A": 0x2A}
_SPACES: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def old_workbook(sheets: dict[str, list[list[Any]]], *, is_small: bool) -> bytes:
    """Return an `.xls`; texts that begin with `=` are formulas with that error as their result.

    Args:
        sheets: Rows by the name of the sheet; names of plain letters.
        is_small: Whether the sheets lie among the small streams of the file, which they do in
            those that some programs write.
    """
    bodies = [_sheet(rows) for rows in sheets.values()]
    head = _record(0x0809, struct.pack("<4H2I", 0x0600, 5, 0, 0, 0, 0))
    bound = [struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name.encode() for name in sheets]
    start = len(head) + sum(4 + len(one) for one in bound) + 4
    stream = head
    for one, body in zip(bound, bodies, strict=True):
        stream += _record(0x0085, struct.pack("<I", start) + one[4:])
        start += len(body)
    stream += _record(0x000A, b"") + b"".join(bodies)
    return _ole(stream if is_small else stream.ljust(max(_CUTOFF, len(stream)), b"\0"))


def open_workbook(rows: str) -> bytes:
    """Return an `.ods` with these rows, in its own markup."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_SPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="Sayfa">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def _sheet(rows: list[list[Any]]) -> bytes:
    width = max(map(len, rows))
    body = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x10, 0, 0, 0, 0))
    body += _record(0x0200, struct.pack("<2I3H", 0, len(rows), 0, width, 0))
    # A chart within the sheet has a beginning, parts and an end of its own.
    body += _record(0x0809, struct.pack("<4H2I", 0x0600, 0x20, 0, 0, 0, 0))
    body += _record(0x0205, struct.pack("<3H2B", 0, 0, 0, 0x2A, 1)) + _record(0x000A, b"")
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            body += _cell(struct.pack("<3H", number, column, 0), cell)
    # It stores the figures that it draws as if they were cells of the first columns.
    body += _record(0x0809, struct.pack("<4H2I", 0x0600, 0x20, 0, 0, 0, 0))
    figures = ((0, 0, 0.001), (1, 0, 0.002), (0, 1, 22.48))
    body += b"".join(_cell(struct.pack("<3H", row, at, 0), one) for row, at, one in figures)
    body += _record(0x000A, b"")
    return body + _record(0x000A, b"")


def _cell(place: bytes, cell: Any) -> bytes:
    if cell is None:
        return b""
    if isinstance(cell, bool):
        return _record(0x0205, place + struct.pack("<2B", cell, 0))
    if isinstance(cell, int | float):
        return _record(0x0203, place + struct.pack("<d", cell))
    if cell.startswith("="):
        result = struct.pack("<BxBx2xH", 2, _CODES[cell[1:]], 0xFFFF)
        return _record(0x0006, place + result + struct.pack("<HIH", 0, 0, 0))
    if cell in _CODES:
        return _record(0x0205, place + struct.pack("<2B", _CODES[cell], 1))
    text = cell.encode("utf-16-le")
    return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + text)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def _ole(stream: bytes) -> bytes:
    """Return a file of sectors: their table, the directory, the small ones' table, the stream."""
    is_small = len(stream) < _CUTOFF
    pieces = -(-len(stream) // _PIECE)
    body = stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\0")
    first, count = 3, len(body) // _SECTOR
    chain = [*range(first + 1, first + count), _END]
    table = struct.pack("<128I", _TABLE, _END, _END, *chain, *[_FREE] * (125 - count))
    small = [*range(1, pieces), _END, *[_FREE] * (128 - pieces)] if is_small else [_FREE] * 128
    root = (first, len(body)) if is_small else (_END, 0)
    book = (0, len(stream)) if is_small else (first, len(stream))
    entries = [
        _entry("Root Entry", 5, 1, *root),
        _entry("Workbook", 2, _FREE, *book),
        bytes(2 * 128),
    ]
    head = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        _CUTOFF,
        2,
        1,
        _END,
        0,
    )
    numbers = struct.pack("<109I", 0, *[_FREE] * 108)
    return head + numbers + table + b"".join(entries) + struct.pack("<128I", *small) + body


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    shape = struct.pack("<64sH2B3I", text, len(text) + 2, kind, 1, _FREE, _FREE, child)
    return shape + bytes(36) + struct.pack("<2I4x", start, size)
