"""The child process that reads a table out of a file of unknown origin.

It imports little, reads the file from its standard input, and answers with lines of JSON, column by
column: a big table has far fewer distinct cells than cells.

    {"table": name, ...}       a sheet: how many rows and columns follow, whether its rows differ in
                               how many cells they have and a line end follows the last one,
                               and of a text its encoding and separator
    widths                     only when they differ: for each row how many cells, in four bytes
    [cell, ...]                for each column its different cells; an empty one is null, days are
                               ["d", "2024-11-10"], instants ["t", ...], truths ["b", true]
    codes                      behind the line of a column, for each row the place of its cell among
                               them, in four bytes
    {"end": count, ...}        the last line: how many rows there were, which sheets that hold
                               anything are hidden and were not read, and by the name of the sheet
                               [[row, column, last row], ...] of cells that are merged downwards,
                               [row, ...] of rows that are hidden, and [[row, column, whole], ...]
                               of cells that are struck through, [[row, column], ...] of midnights,
                               and how many days later a number means as a day
    {"error": code, "row": n}  instead of anything: what is wrong with the file; in which row, or 0
"""

from __future__ import annotations

import csv
import gc
import io
import json
import re
import sys
from collections import Counter, deque
from contextlib import suppress
from itertools import filterfalse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from alo183_desktop.documents.foreign.cell_marks import SheetMarks

OPTION: Final = "--read-table"
"""The option that starts a frozen program as the child."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_NO_TEXT: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"MZ", b"\x7fELF")
_MARKUP: Final = re.compile(rb"<[a-z!?]")
"""Web pages are saved with or without a head: they may begin with `<meta`, `<div` or `<style`."""
_INDENT: Final = re.compile(rb">\r?\n\s*<")
_SEPARATORS: Final = ";\t,|"
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - set(b"\t\r\n\f\v"))
_CONTROLS_IN_UTF_8: Final = re.compile(rb"\xc2[\x80-\x9f]")
_SAMPLE_ROWS: Final = 60
_TEXT_LENGTH: Final = 32_767
"""The longest text that an Excel cell can hold."""
_TURKISH_IN_UTF_8: Final = re.compile("|".join("âçğıîöşûüÂÇĞİÎÖŞÛÜ").encode())
"""Read as code page 1254 each is `Ã`, `Ä` or `Å` and a mark, which no Turkish text has."""
_LEADS: Final = (b"\xc3", b"\xc4", b"\xc5")
"""Their first bytes; a text without them is not searched for the pairs, which takes longer."""
_HIDDEN: Final[Sequence[Sequence[Any]]] = ()
_DOS_LETTERS: Final = re.compile(
    rb"[A-Za-z][\x81\x87\x8d\x98\x9a\x9e\x9f]|[\x81\x87\x8d\x98\x9a\x9e\x9f][A-Za-z]"
)
"""Letters of code page 857, in which old programs write; in 1254 they are marks or nothing."""
_DOS_MARKS: Final = tuple(bytes([mark]) for mark in b"\x81\x87\x8d\x98\x9a\x9e\x9f")
"""A text without them is not searched letter by letter, which takes a hundred times as long."""
_WINDOWS_LETTERS: Final = re.compile("|".join("çğıöşüÇĞİÖŞÜ").encode("cp1254"))
_FEW: Final = 3
"""With more kinds of control characters a file is not text."""


class RefusedError(Exception):
    """The file is not read.

    Attributes:
        code: What is wrong with it, without the prefix `documents.foreign_`.
        row: Where, counted from 1; 0 for the whole file.
    """

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.row = row


def main(arguments: Sequence[str]) -> int:
    """Read the standard input and write the tables to the standard output.

    Args:
        arguments: Limits: memory in MiB, and those of `respond`.
    """
    from alo183_desktop.documents.foreign.confinement import confine

    memory_mib, *limits = arguments
    confine(int(memory_mib))
    # It is short-lived and makes no cycles; looking for them takes a third of its time.
    gc.disable()
    output = sys.stdout.buffer
    for line in respond(sys.stdin.buffer, limits):
        output.write(line)
    output.flush()
    return 0


def respond(source: BinaryIO, limits: Sequence[str]) -> Iterator[bytes]:
    """Yield the pieces of the answer, whatever `source` holds.

    Args:
        source: The file.
        limits: Unpacked bytes of a workbook, cells, columns.
    """
    unpacked_bytes, cells, columns = map(int, limits)
    row = 0
    try:
        yield from answer(
            source.read(), unpacked_bytes=unpacked_bytes, cells=cells, columns=columns
        )
    except RefusedError as error:
        code, row = error.code, error.row
    except MemoryError:
        code = "too_big"
    # A panic of the Rust library is not an Exception; the parent gets a complete answer anyway.
    except BaseException:  # noqa: BLE001
        code = "unreadable"
    else:
        return
    yield _line({"error": code, "row": row})


def answer(data: bytes, *, unpacked_bytes: int, cells: int, columns: int) -> Iterator[bytes]:
    """Yield the pieces of the answer.

    Raises:
        RefusedError: `kind`, `too_big`, `empty`, `encrypted`, `unreadable`; `character` or
            `cell` with the row.
    """
    from alo183_desktop.documents.foreign.columns import TableColumns, TooManyCellsError, in_blocks

    data = _zipped(data)
    count = left = 0
    hidden: list[str] = []
    layout: dict[str, Any] = {}
    for name, rows in read(data, unpacked_bytes=unpacked_bytes, cells=cells, columns=columns):
        if rows is _HIDDEN:
            hidden.append(name)
            continue
        text = rows if isinstance(rows, TextRows) else None
        table = TableColumns(
            most_cells=cells - left, most_columns=columns, is_text=text is not None
        )
        try:
            for block in in_blocks(rows, columns):
                table.add(block)
        except TooManyCellsError:
            raise RefusedError("too_big") from None
        left += table.cells
        count += table.height
        widths = table.widths
        yield _line(
            {
                "table": name,
                "rows": table.height,
                "columns": table.width,
                "ragged": bool(widths),
                "closed": text is None or text.is_closed,
                "encoding": text.encoding if text else "",
                "separator": text.separator if text else "",
            }
        )
        if widths:
            yield widths.tobytes()
        for values, codes in table.parts():
            # Of a text no cell is too long: its rows are read with that limit.
            yield _line([cell or None for cell in values] if text else list(map(_as_json, values)))
            yield codes
        if marks := getattr(rows, "marks", None):
            layout[name] = marks.as_json()
    if not count:
        raise RefusedError("empty")
    yield _line({"end": count, "hidden": hidden, "layout": layout})


def read(
    data: bytes, *, unpacked_bytes: int, cells: int, columns: int
) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    """Yield each table with its name; the file type follows from its content, not its name.

    `_HIDDEN` replaces the rows of a hidden sheet.

    Raises:
        RefusedError: As `answer`.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RefusedError("empty")
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        _check_zip(data, unpacked_bytes=unpacked_bytes)
        yield from _workbook(data, cells=cells, columns=columns)
    elif data.startswith(_OLE):
        # An encrypted Excel file is an OLE file with a stream of this name, whatever its ending.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedError("encrypted")
        yield from _old_workbook(data)
    elif data.startswith(_NO_TEXT):
        raise RefusedError("kind")
    elif _MARKUP.match(_plain_start(data)):
        yield from _markup(data)
    else:
        text, encoding = decode(data)
        is_wide = encoding.startswith("utf-16")
        plain = text.encode() if is_wide else data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\x1a")
        # It was only validated: the rows are decoded once more, a piece at a time.
        del text
        yield "", TextRows(plain, encoding, written_in="utf-8" if is_wide else encoding)


def _zipped(data: bytes) -> bytes:
    """Return an `.fods`, which is the one file of an `.ods`, in its archive; others as they are."""
    if not data.startswith(b"<?xml") or b"opendocument.spreadsheet" not in data[:20_000]:
        return data
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        # Indented, the library takes it for no table.
        archive.writestr("content.xml", _INDENT.sub(b"><", data))
    return target.getvalue()


def _plain_start(data: bytes) -> bytes:
    return _in_bytes(data[:200]).removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()


def _in_bytes(data: bytes) -> bytes:
    """Return a text of two bytes per character as one of one byte per character."""
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16", "ignore").encode() if is_wide else data


def _markup(data: bytes) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    """Yield the tables of a file that claims to be a workbook but is HTML or XML.

    Raises:
        RefusedError: `kind`: it holds no table; `unreadable`.
    """
    from alo183_desktop.documents.foreign import markup

    plain = _in_bytes(data)
    if markup.is_xml_spreadsheet(plain):
        yield from markup.read_xml_spreadsheet(data)
    elif markup.is_html(plain):
        yield from markup.read_html(decode(data)[0])
    else:
        raise RefusedError("kind")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file in UTF-8, UTF-16 or a Turkish code page, and its encoding.

    Raises:
        RefusedError: `unreadable`: it is not text; `character`: a row has an undecodable letter, or
            a character that no text has.
    """
    text, encoding = _decoded(data)
    text = text.rstrip("\x1a")
    # A megabyte of bytes is searched ten times faster than its letters.
    if len(data.translate(None, _CONTROLS)) == len(data) and not _CONTROLS_IN_UTF_8.search(data):
        return text, encoding
    strange = {char for char in set(text) if _is_control(char)}
    if len(strange) > _FEW:
        raise RefusedError("unreadable")
    if strange:
        raise RefusedError("character", _row(text[: min(map(text.index, strange))]))
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[:400].count(0) > len(data[:400]) // 4:
        # In the correct byte order, most characters have their zero in the second byte.
        is_little = data[1:400:2].count(0) > data[0:400:2].count(0)
        encoding = "utf-16-le" if is_little else "utf-16-be"
    else:
        return _decoded_bytes(data.removeprefix(b"\xef\xbb\xbf"))
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        raise RefusedError("unreadable") from None


def _decoded_bytes(data: bytes) -> tuple[str, str]:
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError as error:
        # One bad byte must not change all Turkish letters of the file.
        if any(lead in data for lead in _LEADS) and _TURKISH_IN_UTF_8.search(data):
            raise RefusedError("character", _row(data[: error.start].decode())) from None
    if (
        any(mark in data for mark in _DOS_MARKS)
        and _DOS_LETTERS.search(data)
        and not _WINDOWS_LETTERS.search(data)
    ):
        with suppress(UnicodeDecodeError):
            return data.decode("cp857"), "cp857"
    try:
        return data.decode("cp1254"), "cp1254"
    except UnicodeDecodeError as error:
        if sum(byte < ord(" ") and _is_control(chr(byte)) for byte in set(data)) > _FEW:
            raise RefusedError("unreadable") from None
        raise RefusedError("character", _row(data[: error.start].decode("cp1254"))) from None


def _is_control(char: str) -> bool:
    return (char < " " and char not in "\t\r\n\f\v") or "\x7f" <= char <= "\x9f"


def _row(before: str) -> int:
    """Return the row in which `before` ends; lines end as on Windows, Unix or old Macs."""
    return max(before.count("\n"), before.count("\r")) + 1


def _check_zip(data: bytes, *, unpacked_bytes: int) -> None:
    """Refuse what is not a workbook, or unpacks to more than `unpacked_bytes`."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        # The sizes claimed by a file may be wrong, but then its unpacking stops at them.
        if sum(member.file_size for member in members) > unpacked_bytes:
            raise RefusedError("too_big")
        names = {member.filename for member in members}
        if "xl/workbook.bin" in names:
            # An `.xlsb` does not show where its errors are.
            raise RefusedError("kind")
        if any(name.startswith("xl/") for name in names):
            return
        if "content.xml" not in names or "mimetype" not in names:
            raise RefusedError("kind")
        if b"spreadsheet" not in archive.read("mimetype"):
            raise RefusedError("kind")
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in archive.read(manifest):
            raise RefusedError("encrypted")


def _old_workbook(data: bytes) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    from alo183_desktop.documents.foreign import xls

    try:
        for name, rows, is_visible in xls.read(data):
            if rows:
                yield name, rows if is_visible else _HIDDEN
    except xls.EncryptedError:
        raise RefusedError("encrypted") from None


def _workbook(
    data: bytes, *, cells: int, columns: int
) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    from python_calamine import PasswordError, SheetVisibleEnum, load_workbook

    from alo183_desktop.documents.foreign.cell_marks import Rows

    try:
        workbook = load_workbook(io.BytesIO(data))
    except PasswordError:
        raise RefusedError("encrypted") from None
    marks = _marks_of(data)
    for sheet in workbook.sheets_metadata:
        table = workbook.get_sheet_by_name(sheet.name)
        if table.start is None or table.end is None:
            continue
        if sheet.visible is not SheetVisibleEnum.Visible:
            yield sheet.name, _HIDDEN
            continue
        height, width = table.end[0] + 1, table.end[1] + 1
        if width > columns or height * width > cells:
            raise RefusedError("too_big")
        rows = Rows(table.to_python(skip_empty_area=False), marks.get(sheet.name))
        for error in rows.marks.errors:
            for row in range(error.row, min(error.row + error.rows, height)):
                for column in range(error.column, min(error.column + error.columns, width)):
                    rows[row][column] = error.text
        yield sheet.name, rows


def _marks_of(data: bytes) -> dict[str, SheetMarks]:
    """Return errors and layout of each sheet of a workbook, by their names.

    Raises:
        RefusedError: `unreadable`: the position of an error is unknown.
    """
    import zipfile

    # As a script this module has no search path before it runs; and only one format is needed.
    from alo183_desktop.documents.foreign.cell_marks import UnplacedError

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            from alo183_desktop.documents.foreign import ods

            return ods.marks_of(archive)
        from alo183_desktop.documents.foreign import xlsx

        try:
            return xlsx.marks_of(archive)
        except UnplacedError:
            raise RefusedError("unreadable") from None


class TextRows:
    """The rows of a text file.

    Attributes:
        encoding: Python's name for it.
        separator: The character between two cells.
        is_closed: Whether a line end follows the last row.
    """

    def __init__(self, text: bytes, encoding: str, *, written_in: str) -> None:
        """Begin to read a text.

        Args:
            text: Without a byte order mark; it can be decoded.
            encoding: Of the file.
            written_in: The encoding of `text`, single-byte or UTF-8.
        """
        csv.field_size_limit(_TEXT_LENGTH)
        self.encoding = encoding
        # A half of the line end of other rows does not count as one.
        self.is_closed = text.endswith(b"\n" if b"\n" in text else b"\r")
        lines = io.TextIOWrapper(io.BytesIO(text), encoding=written_in, newline="")
        separator = ""
        first = lines.readline()
        # Excel's own line for the separator is not a row; Excel does not count it either.
        if first.lower().startswith("sep=") and len(first.rstrip("\r\n")) == len("sep=;"):
            separator = first[4]
        else:
            lines.seek(0)
        self._start = lines.tell()
        self.separator = separator or _separator(lines)
        lines.seek(self._start)
        self._lines = lines

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the cells of each row; an unclosed quotation mark does not swallow rows."""
        begin = 2 if self._start else 1
        last = deque[str](maxlen=1)
        # Each line is kept on its way until the next one comes.
        lines = filterfalse(last.append, self._lines)
        is_over = False
        while not is_over:
            # Strict: a cell that begins with a quotation mark ends with one, at a separator.
            reader = csv.reader(lines, delimiter=self.separator, strict=True)
            read = 0
            try:
                for cells in reader:
                    yield cells
                    read = reader.line_num
                is_over = True
            except csv.Error:
                row = begin + read
                if reader.line_num != read + 1:
                    raise RefusedError("cell", row) from None
                # Within its own line it can only be meant literally.
                yield self._loosely(last[0], row)
                begin = row + 1

    def _loosely(self, line: str, row: int) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=self.separator))
        except csv.Error:
            raise RefusedError("cell", row) from None


def _separator(lines: io.TextIOWrapper) -> str:
    """Return the character that splits the most rows into the same number of columns."""
    place = lines.tell()
    best, most = _SEPARATORS[0], 0
    for separator in _SEPARATORS:
        lines.seek(place)
        widths: Counter[int] = Counter()
        try:
            for number, row in enumerate(csv.reader(lines, delimiter=separator)):
                if number == _SAMPLE_ROWS:
                    break
                if len(row) > 1:
                    widths[len(row)] += 1
        except csv.Error:
            continue
        score = max((width * rows for width, rows in widths.items()), default=0)
        if score > most:
            best, most = separator, score
    return best


def _as_json(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell[:_TEXT_LENGTH] or None
    if isinstance(cell, float):
        # JSON has no infinity; a workbook cannot hold one unless it is forged.
        return cell if cell - cell == 0 else None
    return cell


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


if __name__ == "__main__":
    # Started as a script, without a search path: the program is the folder it is in.
    sys.path.insert(0, str(Path(__file__).parents[3]))
    sys.exit(main(sys.argv[1:]))
