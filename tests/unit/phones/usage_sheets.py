"""Usage files made on the spot: sheets in memory, and files for the child process to read."""

import datetime as dt
from array import array
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from alo183_desktop.documents.foreign.columns import CODES
from alo183_desktop.documents.foreign.tables import ForeignColumn, ForeignColumns, ForeignSheet
from alo183_desktop.phones.usage.file import UsageOptions
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.phones.usage.rows import UsageFile
from alo183_desktop.shared.clock import ISTANBUL

CALL_HEADINGS: Final = (
    "HAT NO",
    "TARİH",
    "SAAT",
    "ARANAN NUMARA",
    "TÜR",
    "SÜRE (SN)",
    "VERİ (KB)",
    "TUTAR (TL)",
)
CALLS: Final = (
    ("05000011001", "29.09.2026", "17:02:30", "183", "Konuşma", "104", "", "1,99"),
    ("05000011001", "01.09.2026", "00:30:00", "internet", "Veri", "", "3.368", "0,00"),
    ("05000011002", "15.09.2026", "08:56:58", "05000020957", "Konuşma", "263", "", "1,66"),
)
LINE_HEADINGS: Final = ("Numara", "Konuşma (dk)", "İnternet (MB)")
KB: Final = 1024
MB: Final = 1024**2
FIRST: Final = "+905000011001"
SECOND: Final = "+905000011002"
RIGHT: Final = {FIRST: (104, 3368 * KB), SECOND: (263, 0)}
"""What `CALLS` add up to."""
TODAY: Final = dt.date(2026, 11, 26)
"""When the files are read."""
TITLE: Final = ("Dönem: 09/2026",)
LINES: Final = (("905000011001", "167,4", "950,4"), ("905000011002", "2,2", "1.279,4"))
RIGHT_LINES: Final = {FIRST: (10044, 996566630), SECOND: (132, 1341548134)}
"""What `LINES` say."""


def sheet(rows: Sequence[Sequence[Any]], *, name: str = "", encoding: str = "") -> ForeignSheet:
    """Return rows as a sheet, as the child process returns it."""
    columns = []
    for cells in zip_longest(*rows):
        expected = [None if cell == "" else cell for cell in cells]
        values = list(dict.fromkeys((type(cell), cell) for cell in expected))
        codes = array(CODES, [values.index((type(cell), cell)) for cell in expected])
        columns.append(ForeignColumn(tuple(cell for _, cell in values), codes))
    return ForeignSheet(
        sheet=name,
        height=len(rows),
        columns=tuple(columns),
        widths=array(CODES, map(len, rows)) if encoding else array(CODES),
        is_closed=True,
        encoding=encoding,
        separator=";" if encoding else "",
    )


def read_sheets(*sheets: ForeignSheet, name: str = "kullanim.xlsx", **options: Any) -> UsageFile:
    """Return what sheets say."""
    return USAGE.read(ForeignColumns(name, "0" * 64, sheets), *said(options))


def read_rows(*rows: Sequence[Any], **options: Any) -> UsageFile:
    """Return what the rows of one sheet say, headings among them."""
    return read_sheets(sheet(rows), **options)


def read_text(
    folder: Path,
    *rows: Sequence[str],
    separator: str = ";",
    encoding: str = "cp1254",
    end: str = "\r\n",
    name: str = "kullanim.csv",
    **options: Any,
) -> UsageFile:
    """Write rows to a text file, and return what is read out of it."""
    return read_bytes(
        folder, text(*rows, separator=separator, end=end).encode(encoding), name=name, **options
    )


def read_bytes(
    folder: Path, data: bytes, *, name: str = "kullanim.csv", **options: Any
) -> UsageFile:
    """Write a file, and return what is read out of it."""
    path = folder / name
    path.write_bytes(data)
    file, now = said(options)
    return USAGE.open(path, file, now=now)


def said(options: dict[str, Any]) -> tuple[UsageOptions, dt.datetime]:
    """Return what is said of a file, and noon of the day on which it is read."""
    expected = dict(options)
    today = expected.pop("today", TODAY)
    return UsageOptions(**expected), dt.datetime.combine(today, dt.time(12), ISTANBUL)


def text(*rows: Sequence[str], separator: str = ";", end: str = "\r\n") -> str:
    """Return rows as a text file has them."""
    return "".join(separator.join(row) + end for row in rows)


def totals(file: UsageFile) -> dict[str, tuple[int | None, int | None]]:
    """Return seconds and bytes of each line; None where the file has none."""
    return {line.phone: (line.seconds, line.bytes) for line in file.lines}


def codes(file: UsageFile) -> list[tuple[int, str]]:
    """Return the wrong rows with what is wrong."""
    return [
        (row.row_number, problem.code.removeprefix("phones.usage_"))
        for row in file.wrong
        for problem in row.problems
    ]


def hints(file: UsageFile) -> set[str]:
    """Return what is to be looked at."""
    lines = (hint for line in file.lines for hint in line.hints)
    return {note.code.removeprefix("phones.usage_") for note in (*file.notes, *lines)}


def problems(file: UsageFile) -> list[tuple[str, str]]:
    """Return why nothing of a file can be stored."""
    return [(problem.key, problem.code.removeprefix("phones.usage_")) for problem in file.problems]


def september(day: int) -> dt.date:
    """Return a day of September 2026."""
    return dt.date(2026, 9, day)
