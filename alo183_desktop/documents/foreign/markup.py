"""Tables in HTML and in Excel's XML of 2003, which other programs save as "Excel"; in the child.

Source: Microsoft, XML Spreadsheet Reference (Excel 2002 and 2003), `ss:Index`, `ss:MergeAcross`,
`ss:MergeDown`.
"""

from __future__ import annotations

import datetime as dt
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from alo183_desktop.documents.foreign.cell_marks import Rows
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_OF_SHEETS: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_STRIKES: Final = frozenset({"s", "strike", "del"})
_SKIPPED: Final = frozenset({"script", "style", "head"})
_MOST_SPANNED: Final = 1_000


def is_xml_spreadsheet(data: bytes) -> bool:
    """Return whether a file is a workbook in Excel's XML of 2003."""
    return b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4_000]


def is_html(data: bytes) -> bool:
    """Return whether a file has a table in HTML."""
    lower = data.lower()
    return b"<table" in lower and b"<svg" not in lower[:400]


def read_html(text: str) -> Iterator[tuple[str, Rows]]:
    """Yield the tables of a page that are not empty; nested ones are separate."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    found = [table.rows for table in reader.tables if any(any(row) for row in table.rows)]
    for number, rows in enumerate(found, start=1):
        yield (f"Tablo {number}" if len(found) > 1 else ""), rows


class _Table:
    """One table while it is read."""

    def __init__(self) -> None:
        self.rows = Rows()
        self._texts: list[str] | None = None
        self._strikes: set[bool] = set()
        """Whether texts of the cell are struck through."""
        self._across = self._down = 1
        self._covered: dict[int, int] = {}
        """By index how many further rows a cell above covers."""

    def begin_row(self, *, is_hidden: bool) -> None:
        self.end_cell()
        if is_hidden:
            self.rows.marks.hidden.append(len(self.rows))
        if self.rows:
            self._cover()
        self.rows.append([])

    def begin_cell(self, across: int, down: int) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self._texts, self._across, self._down = [], across, down
        self._strikes = set()

    def add(self, text: str, *, is_struck: bool = False) -> None:
        if self._texts is not None:
            self._texts.append(text)
            self._strikes.update({is_struck} if text.strip() else ())

    def end_cell(self) -> None:
        """Put the cell's text into the first column that no cell above covers."""
        if self._texts is None:
            return
        lines = "".join(self._texts).split("\n")
        text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
        self._cover()
        row = self.rows[-1]
        if self._down > 1:
            begins = len(self.rows) - 1
            self.rows.marks.merged.append((begins, len(row), begins + self._down - 1))
            self._covered.update(
                dict.fromkeys(range(len(row), len(row) + self._across), self._down - 1)
            )
        if True in self._strikes:
            place = (len(self.rows) - 1, len(row), False not in self._strikes)
            self.rows.marks.struck.append(place)
        row.extend([text or None, *[None] * (self._across - 1)])
        self._texts = None

    def _cover(self) -> None:
        row = self.rows[-1]
        while self._covered.get(len(row), 0):
            self._covered[len(row)] -= 1
            row.append(None)


class _Reader(HTMLParser):
    """Keeps the texts of cells; a spanning one is in the first of its cells, as in a workbook."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._skipped = 0
        self._strikes: list[str] = []
        """The open elements that strike through their content."""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = (dict(attrs).get("style") or "").lower().replace(" ", "")
        if tag in {"tr", "td", "th"}:
            # Cells need no end tag; a cell ends where the next one begins.
            self._strikes = [one for one in self._strikes if one == "tr" != tag]
        if tag in _STRIKES or "line-through" in style:
            self._strikes.append(tag)
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag == "table":
            self.tables.append(_Table())
            self._open.append(self.tables[-1])
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].begin_row(is_hidden="display:none" in style)
        elif tag in {"td", "th"}:
            spans = (_span(dict(attrs).get(name)) for name in ("colspan", "rowspan"))
            self._open[-1].begin_cell(*spans)
        elif tag in {"br", "p", "div"}:
            self._open[-1].add("\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        if self._strikes and self._strikes[-1] == tag:
            self._strikes.pop()
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        elif self._open and tag in {"td", "th", "tr", "table"}:
            self._open[-1].end_cell()
            if tag == "table":
                self._open.pop()

    @override
    def handle_data(self, data: str) -> None:
        if self._open and not self._skipped:
            # A line end of the source is a blank; only `<br>` breaks a line.
            text = " ".join(data.split("\n"))
            self._open[-1].add(text, is_struck=bool(self._strikes))


def _span(attribute: str | None) -> int:
    return min(max(int(attribute), 1), _MOST_SPANNED) if attribute and attribute.isdecimal() else 1


def read_xml_spreadsheet(data: bytes) -> Iterator[tuple[str, Rows]]:
    """Yield the sheets of a workbook with their rows.

    Raises:
        ParseError: It is no XML.
        ValueError: A cell is declared as a number or a day, but is not one.
    """
    rows = Rows()
    timed: set[str] = set()
    struck: set[str] = set()
    for _, element in ET.iterparse(io.BytesIO(data), events=("end",)):  # noqa: S314 - limited
        if element.tag == f"{_OF_SHEETS}Style":
            shown = element.find(f"{_OF_SHEETS}NumberFormat")
            style = "" if shown is None else shown.get(f"{_OF_SHEETS}Format", "").lower()
            if "time" in style or style == "general date" or "h" in style.replace("short date", ""):
                timed.add(element.get(f"{_OF_SHEETS}ID", ""))
            font = element.find(f"{_OF_SHEETS}Font")
            if font is not None and font.get(f"{_OF_SHEETS}StrikeThrough") == "1":
                struck.add(element.get(f"{_OF_SHEETS}ID", ""))
        elif element.tag == f"{_OF_SHEETS}Row":
            at = int(element.get(f"{_OF_SHEETS}Index", len(rows) + 1)) - 1
            if not len(rows) <= at < len(rows) + 100_000:
                raise ValueError(at)
            rows.extend([] for _ in range(at - len(rows)))
            if element.get(f"{_OF_SHEETS}Hidden") == "1":
                rows.marks.hidden.append(at)
            rows.append(list(_cells(element, timed, struck, rows)))
            element.clear()
        elif element.tag == f"{_OF_SHEETS}Worksheet":
            yield element.get(f"{_OF_SHEETS}Name", ""), rows
            rows = Rows()
            element.clear()


def _cells(
    row: ET.Element, timed: Collection[str], struck: Collection[str], above: Rows
) -> Iterator[Any]:
    place, number = 0, len(above)
    for cell in row.iter(f"{_OF_SHEETS}Cell"):
        at = int(cell.get(f"{_OF_SHEETS}Index", place + 1)) - 1
        if not place <= at < place + _MOST_SPANNED:
            raise ValueError(at)
        yield from [None] * (at - place)
        data = cell.find(f"{_OF_SHEETS}Data")
        style = cell.get(f"{_OF_SHEETS}StyleID", "")
        if data is not None and style in struck:
            above.marks.struck.append((number, at, True))
        yield None if data is None else _value(data, is_timed=style in timed)
        if down := min(int(cell.get(f"{_OF_SHEETS}MergeDown", "0")), _MOST_SPANNED):
            above.marks.merged.append((number, at, number + down))
        over = min(int(cell.get(f"{_OF_SHEETS}MergeAcross", "0")), _MOST_SPANNED)
        yield from [None] * over
        place = at + 1 + over


def _value(data: ET.Element, *, is_timed: bool) -> Any:
    text = "".join(data.itertext())
    match data.get(f"{_OF_SHEETS}Type"):
        case "Number":
            return float(text)
        case "DateTime":
            at = dt.datetime.fromisoformat(text)
            # Only its format decides between midnight and a day.
            return at if is_timed or at.time() != dt.time() else at.date()
        case "Boolean":
            return text == "1"
        case _:
            return text or None
