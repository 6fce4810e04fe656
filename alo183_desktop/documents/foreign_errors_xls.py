"""Where an `.xls` has errors such as `#DIV/0!`; part of the child process.

Not here: reading a file (foreign_child.py).

Source: [MS-CFB] 2.2 to 2.6, the file that holds streams; [MS-XLS] 2.4.10, 2.4.28 and 2.4.127, of
which Excel 95 writes the same parts.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.foreign_errors import CellError, UnplacedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FREE: Final = 0xFFFFFFFA
"""From here on the number of a sector says that there is none."""
_FIRST_SECTORS: Final = 109
"""So many sectors of the table of sectors stand in the head of the file."""
_ENTRY: Final = 128
_WORKBOOKS: Final = ("Workbook", "Book")
_BEGIN, _END, SHEET, _FORMULA, _ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_TEXTS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def errors_of_xls(data: bytes, sheets: Sequence[str]) -> dict[str, list[CellError]]:
    """Return where sheets of an `.xls` have errors, by the name of the sheet.

    Args:
        data: The file.
        sheets: The names of all its sheets, in their order.

    Raises:
        UnplacedError: The file has errors, and not as many sheets.
    """
    stream = workbook_in(data)
    starts = [
        struct.unpack_from("<I", stream, place)[0]
        for kind, place in records(stream, 0)
        if kind == SHEET
    ]
    found = [list(_errors_in(stream, start)) for start in starts]
    if any(found) and len(found) != len(sheets):
        raise UnplacedError
    return dict(zip(sheets, found, strict=False))


def _errors_in(stream: bytes, start: int) -> Iterator[CellError]:
    for kind, place in records(stream, start):
        if kind == _ERROR:
            row, column, _format, code, is_error = struct.unpack_from("<3H2B", stream, place)
        elif kind == _FORMULA:
            row, column, _format, of, code, mark = struct.unpack_from("<3HBxBx2xH", stream, place)
            is_error = (of, mark) == (2, 0xFFFF)
        else:
            continue
        if is_error:
            yield CellError(row, column, _TEXTS.get(code, "#N/A"))


def records(stream: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Yield kind and place of each record of a sheet; a chart within it has its own ones."""
    depth = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, start + 4
        start += 4 + size


def workbook_in(data: bytes) -> bytes:
    """Return the stream of an OLE file in which Excel keeps its sheets.

    Raises:
        LookupError, struct.error: It has none, or is no whole OLE file.
    """
    shift, small_shift = struct.unpack_from("<2H", data, 30)
    tables, directory, _signature, cutoff = struct.unpack_from("<2I2I", data, 44)
    small, _count, more, more_count = struct.unpack_from("<4I", data, 60)
    size = 1 << shift

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    numbers = list(struct.unpack_from(f"<{_FIRST_SECTORS}I", data, 76))
    for _table in range(min(more_count, len(data) // size)):
        *further, more = struct.unpack(f"<{size // 4}I", sector(more))
        numbers += further
    following: list[int] = []
    for number in numbers[:tables]:
        following += struct.unpack(f"<{size // 4}I", sector(number))
    entries = b"".join(map(sector, _chain(directory, following)))
    places = {
        _name_of(entries, start): struct.unpack_from("<II", entries, start + 116)
        for start in range(0, len(entries), _ENTRY)
    }
    begin, length = next(places[name] for name in _WORKBOOKS if name in places)
    if length >= cutoff:
        return b"".join(map(sector, _chain(begin, following)))[:length]
    # What is small lies in pieces within the stream of the root.
    root = struct.unpack_from("<I", entries, 116)[0]
    inner = b"".join(map(sector, _chain(root, following)))
    table = b"".join(map(sector, _chain(small, following)))
    of_small = struct.unpack(f"<{len(table) // 4}I", table)
    pieces = (
        inner[number << small_shift : (number + 1) << small_shift]
        for number in _chain(begin, of_small)
    )
    return b"".join(pieces)[:length]


def _name_of(entries: bytes, start: int) -> str:
    length = int(struct.unpack_from("<H", entries, start + 64)[0])
    return entries[start : start + max(0, length - 2)].decode("utf-16-le")


def _chain(number: int, following: list[int] | tuple[int, ...]) -> Iterator[int]:
    """Yield the numbers of the sectors of a stream; a chain that runs in a circle ends."""
    for _step in following:
        if number >= _FREE:
            return
        yield number
        number = following[number]
