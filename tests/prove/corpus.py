"""Tables that were made to do harm, and right ones that chance spoils."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

from alo183_desktop.documents.workbooks import write_table
from tests.unit.phones.usage_sheets import CALL_HEADINGS

File: TypeAlias = "tuple[str, Callable[[], bytes]]"
"""A name, and what makes the content: some are too big to lie about."""
_TABLES: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (
        (
            "S.No",
            "Adı Soyadı",
            "Unvanı",
            "T.C. Kimlik No",
            "Sorumlu Olduğu Müracaat Konusu",
            "Kurumu",
            "Kurumsal E-Posta",
            "Kişisel Cep Tel.",
            "Kurumsal Cep Tel.",
            "Göreve Başlama Tarihi",
        ),
        (
            "1",
            "İlknur ÇIĞ",
            "Sosyolog",
            "10000000832",
            "Çocuk",
            "İl Müdürlüğü",
            "ilknur.cig@ornek.gov.tr",
            "0500 000 10 01",
            "+90 500 001 10 01",
            "10.11.2024",
        ),
    ),
    (
        (
            "Başvuru No",
            "Yönlendirme Tarihi",
            "Operatör",
            "Müracaat Konusu",
            "Vaka Türü",
            "İlçe",
            "Arayan Telefon",
            "Özet",
            "Aciliyet",
            "Sisteme Giriş",
            "Sonuç",
        ),
        (
            "183-2026-100000",
            "06.09.2026 08:10",
            "İsmail ÜNLÜOĞLU",
            "Çocuk",
            "Sosyal Yardım",
            "Gölbaşı",
            "0(500) 002-9646",
            "Komşu ihbarı.",
            "Normal",
            "",
            "",
        ),
    ),
    (
        (
            "S.No",
            "Hat No",
            "Operatör",
            "SIM Kart No",
            "Paket",
            "PIN",
            "PUK",
            "IMEI",
            "Marka",
            "Model",
            "Seri No",
            "Durum",
        ),
        (
            "1",
            "0500 000 11 01",
            "Türk Telekom",
            "8990010000000000016",
            "Kamu 300",
            "1234",
            "12345678",
            "350000000000019",
            "Samsung",
            "A15",
            "R50001",
            "Depoda",
        ),
    ),
    (
        tuple(CALL_HEADINGS),
        tuple(
            ("05000001101", "01.11.2026", "08:10:00", "05000009999", "60", "1", "Ses", "1,50")[
                place % 8
            ]
            for place in range(len(CALL_HEADINGS))
        ),
    ),
)
"""Headings and a right row of a roster, of cases, of a register of phones, of a bill of usage."""
_ODD: Final = (
    "",
    " ",
    '=HYPERLINK("http://x")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe",
    "\ufeff",
    "\u200b",
    "İ" * 300,
    "x" * 33_000,
    "9" * 400,
    "9" * 5_000,
    "1e308",
    "1e999",
    "-0",
    "nan",
    "31.02.2026",
    "00.00.0000",
    "99.99.9999",
    "01.01.0001",
    "31.12.9999",
    "10000000832",
    "1000000083\uff12",
    "0500",
    "+90 500 000 10 01 dahili 5",
    "%s%n{0}",
    "'; DROP",
    "a\nb",
    "a\tb",
    '"',
    "\\",
    "null",
    "true",
    "\u0130\u0131\u015e",
    "\U0001d7d9\U0001d7da",
    "\U0001f4a3",
)
_EACH: Final = 8
"""So many odd cells are tried as text for one that is tried in a workbook, too."""
_LONGEST_CELL: Final = 32_000
_SPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254", "utf-32")
_SEPARATORS: Final = (";", ",", "\t", "|")


def harmful_files() -> Iterator[File]:
    """Return every file of the corpus."""
    for length in (0, 1, 4, 100, 3000, -22, -1):
        yield f"cut at {length}.xlsx", lambda length=length: _right_workbook()[:length]  # type: ignore[misc]
    yield from _HARMFUL_WORKBOOKS.items()
    yield from _HARMFUL_TEXTS.items()


def odd_files() -> Iterator[File]:
    """Return right tables of each kind in which one cell after the other holds something odd."""
    for headings, row in _TABLES:
        for odd in _ODD:
            # Every cell is odd in turn, so that each column's rule meets it.
            spoiled = [(*row[:place], odd, *row[place + 1 :]) for place in range(len(row))]
            yield "odd cells.csv", _text(headings, spoiled, ";").encode
            if _ODD.index(odd) % _EACH == 0 and len(odd) < _LONGEST_CELL:
                yield "odd cells.xlsx", partial(_workbook, headings, spoiled)


def spoiled_files(count: int, chance: random.Random) -> Iterator[File]:
    """Return right tables that chance has spoiled."""
    for _turn in range(count):
        headings, row = chance.choice(_TABLES)
        rows = [_spoiled_row(row, chance) for _row in range(chance.randint(0, 8))]
        if chance.random() < 0.3:
            headings = tuple(chance.sample(headings, chance.randint(1, len(headings))))
        if chance.random() < 0.5:
            data = _workbook(headings, rows)
            yield "spoiled.xlsx", partial(_spoiled, data, chance)
        else:
            text = _text(headings, rows, chance.choice(_SEPARATORS))
            encoding = chance.choice(_ENCODINGS)
            yield "spoiled.csv", partial(_spoiled, text.encode(encoding, "replace"), chance)


def _spoiled_row(row: Sequence[str], chance: random.Random) -> tuple[str, ...]:
    cells = [chance.choice(_ODD) if chance.random() < 0.2 else cell for cell in row]
    if chance.random() < 0.2:
        cells = cells[: chance.randint(0, len(cells))]
    return tuple(cell[:2000] for cell in cells)


def _spoiled(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with something cut, changed, doubled or put in."""
    ways: tuple[Callable[[bytearray], Any], ...] = (
        lambda spoiled: spoiled,
        lambda spoiled: spoiled.__delitem__(slice(chance.randrange(len(spoiled) + 1), None)),
        lambda spoiled: spoiled.extend(spoiled[: chance.randrange(len(spoiled) + 1)]),
        lambda spoiled: [
            spoiled.__setitem__(chance.randrange(len(spoiled)), chance.randrange(256))
            for _byte in range(chance.randint(1, 20))
            if spoiled
        ],
        lambda spoiled: spoiled.insert(
            chance.randrange(len(spoiled) + 1), chance.choice(b'\0;"\n')
        ),
    )
    spoiled = bytearray(data)
    chance.choice(ways)(spoiled)
    return bytes(spoiled)


def _text(headings: Sequence[str], rows: Sequence[Sequence[str]], separator: str) -> str:
    return "".join(
        separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\r\n"
        for row in (headings, *rows)
    )


def _workbook(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    wide = [[*row, *("",) * (len(headings) - len(row))][: len(headings)] for row in rows]
    return write_table("Liste", list(headings), wide)


def _with_sheet(cells: str) -> bytes:
    sheet = f'<worksheet xmlns="{_SPACE}"><sheetData>{cells}</sheetData></worksheet>'
    return _with_part("xl/worksheets/sheet1.xml", sheet)


def _with_strings(text: str) -> bytes:
    strings = f'<sst xmlns="{_SPACE}"><si><t>{text}</t></si></sst>'
    return _with_part("xl/sharedStrings.xml", strings)


def _with_part(name: str, content: str) -> bytes:
    """Return a workbook in which one part is another one."""
    source, target = io.BytesIO(_right_workbook()), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member))
        new.writestr(name, content)
    return target.getvalue()


def far_corner() -> bytes:
    """Return a small workbook that takes a table of its whole size to read."""
    return _with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def _right_workbook() -> bytes:
    headings, row = _TABLES[0]
    return _workbook(headings, [row])


def _right_text() -> bytes:
    headings, row = _TABLES[0]
    return _text(headings, [row], ";").encode()


def _rows(numbers: Sequence[int], text: str) -> str:
    cell = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>' + text + "</t></is></c></row>"
    return "".join(cell.format(number) for number in numbers)


def _laughs() -> str:
    entities = "".join(
        f'<!ENTITY e{place} "{f"&e{place - 1};" * 10}">' if place else '<!ENTITY e0 "ha">'
        for place in range(10)
    )
    return (
        f'<!DOCTYPE w [{entities}]><worksheet xmlns="{_SPACE}"><sheetData><row>'
        '<c t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
    )


def _file_outside() -> bytes:
    return _with_part(
        "xl/worksheets/sheet1.xml",
        '<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f'<worksheet xmlns="{_SPACE}"><sheetData><row><c t="inlineStr"><is><t>&f;</t></is></c>'
        "</row></sheetData></worksheet>",
    )


def _endless_formula() -> bytes:
    return _with_sheet(f'<row r="1"><c r="A1"><f>{"(" * 60_000}</f><v>1</v></c></row>')


def _locked_workbook() -> bytes:
    return _OLD + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HARMFUL_WORKBOOKS: Final[dict[str, Callable[[], bytes]]] = {
    "a bomb.xlsx": lambda: _with_sheet(_rows(range(1, 351), "0" * 1_000_000)),
    "a bomb of texts.xlsx": lambda: _with_strings("A" * 200_000_000),
    "a cell in the far corner.xlsx": far_corner,
    "a formula without end.xlsx": _endless_formula,
    "an entity that grows.xlsx": lambda: _with_part("xl/worksheets/sheet1.xml", _laughs()),
    "a file outside.xlsx": _file_outside,
    "a member above.xlsx": lambda: _with_part("../../above.xml", "<x/>"),
    "a workbook twice.xlsx": lambda: _right_workbook() * 2,
    "no zip inside.xlsx": lambda: b"PK\x03\x04" + b"\xff" * 5000,
    "an old workbook.xls": lambda: _OLD + b"\0" * 3000,
    "a locked workbook.xlsx": _locked_workbook,
    "a picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
}
_HARMFUL_TEXTS: Final[dict[str, Callable[[], bytes]]] = {
    "a million columns.csv": lambda: b"a;" * 1_000_000,
    "a million columns under headings.csv": lambda: _right_text() + b"a;" * 1_000_000,
    "one line of 5 MB.csv": lambda: b"x" * 5_000_000,
    "an open quotation.csv": lambda: _right_text() + b'"' + b"x\r\n" * 20_000,
    "NULs.csv": lambda: _right_text().replace(b"I", b"\0"),
    "only NULs.csv": lambda: b"\0" * 100_000,
    "control signs.csv": lambda: _right_text() + bytes(range(32)) + b"\r\n",
    "mixed encodings.csv": lambda: _right_text() + "Şükrü IŞIK;Müdür\r\n".encode("cp1254"),
    "half a letter.csv": lambda: _right_text()[:-2] + b"\xc4",
    "half of UTF-16.csv": lambda: _right_text().decode().encode("utf-16")[:-1],
    "every byte.csv": lambda: bytes(range(256)) * 40,
    "a page of the web.xls": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "a paper.csv": lambda: b"%PDF-1.7 and so on",
}
