"""Tables of unknown origin: kinds, encodings, and files that were made to do harm."""

import datetime as dt
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from alo183_desktop.documents.foreign import confinement, table_child
from alo183_desktop.documents.foreign.tables import (
    FileLimits,
    child_command,
    read_columns,
    read_file,
)
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.examples import at_most
from tests.platforms import ON_LINUX, WITH_PIPES

MIDNIGHT: Final = dt.datetime(2026, 2, 1)  # noqa: DTZ001 - as the workbook has it
NAMES: Final = "İlknur ÇIĞ;Şükrü IŞIK\r\nĞĞ;ıı\r\n"
LIMITS: Final = {"unpacked_bytes": 10_000_000, "cells": 100_000, "columns": 1000}


def small_workbook() -> bytes:
    return write_table("Kadro", ["Ad", "Gün"], [["Ayşe IŞIK", dt.date(2023, 1, 31)], [None, 7]])


def with_sheet(xml: str) -> bytes:
    """Return a workbook whose only sheet is `xml`."""
    source, target = io.BytesIO(small_workbook()), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            is_sheet = member.filename == "xl/worksheets/sheet1.xml"
            new.writestr(member.filename, xml if is_sheet else old.read(member))
    return target.getvalue()


def sheet_of(cells: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'


def zip_bomb() -> bytes:
    row = '<row r="{}"><c r="A{}" t="inlineStr"><is><t>' + "0" * 1_000_000 + "</t></is></c></row>"
    return with_sheet(sheet_of("".join(row.format(place, place) for place in range(1, 351))))


def cell_at(reference: str, row: int) -> bytes:
    return with_sheet(
        sheet_of(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'
        )
    )


def encrypted_workbook() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def binary_workbook() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    return target.getvalue()


def refused(
    folder: Path, data: bytes, *, name: str = "kadro.xlsx", limits: FileLimits | None = None
) -> str:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(KnownError) as caught:
        read_file(path, limits=limits or FileLimits())
    assert message_of(caught.value).do
    return caught.value.code.removeprefix("documents.foreign_")


def test_that_a_workbook_is_read_with_its_kinds_of_values(tmp_path: Path) -> None:
    path = tmp_path / "ğüş ıİ.xlsx"
    path.write_bytes(small_workbook())
    file = read_file(path)
    assert file.tables[0].sheet == "Kadro"
    assert file.tables[0].rows == (
        ("Ad", "Gün"),
        ("Ayşe IŞIK", dt.date(2023, 1, 31)),
        (None, 7.0),
    )
    assert len(file.sha256) == 64


@ON_LINUX
def test_that_a_name_that_is_no_text_is_kept_without_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"kadro\xfd\x1b[31m.xlsx")
    path.write_bytes(small_workbook())
    assert read_file(path).name == "kadro[31m.xlsx"


def test_that_a_text_is_read_with_its_encoding_separator_and_end(tmp_path: Path) -> None:
    path = tmp_path / "kullanim.csv"
    path.write_bytes("Hat;Süre;Tutar\r\n1;2;3\r\n1;2".encode("cp1254"))
    (sheet,) = read_columns(path).sheets
    assert (sheet.encoding, sheet.separator, sheet.height) == ("cp1254", ";", 3)
    assert (list(sheet.widths), sheet.is_closed) == ([3, 3, 2], False)
    assert [sheet.width_of(row) for row in range(3)] == [3, 3, 2]
    assert sheet.rows() == (("Hat", "Süre", "Tutar"), ("1", "2", "3"), ("1", "2", None))
    assert sheet.rows(1, 2) == (("1", "2", "3"),)
    path.write_bytes(b"a;b\r\n1;2\r\n")
    (sheet,) = read_columns(path).sheets
    assert sheet.is_closed
    assert not sheet.widths
    assert sheet.width_of(1) == 2


def test_that_midnight_is_distinguished_from_a_day_by_what_excel_shows(tmp_path: Path) -> None:
    path = tmp_path / "vakalar.xlsx"
    workbook = Workbook(path)
    sheet = workbook.add_worksheet()
    for column, shown in enumerate(("dd.mm.yyyy hh:mm", "dd.mm.yyyy", 'dd.mm.yyyy "hafta"')):
        sheet.write_datetime(0, column, MIDNIGHT, workbook.add_format({"num_format": shown}))
    sheet.write_datetime(0, 3, MIDNIGHT, workbook.add_format({"num_format": 22}))
    workbook.close()
    (table,) = read_file(path).tables
    assert table.rows == ((MIDNIGHT, MIDNIGHT.date(), MIDNIGHT.date(), MIDNIGHT),)


def test_that_lengths_of_time_are_read_as_excel_shows_them(tmp_path: Path) -> None:
    target = io.BytesIO()
    with Workbook(target) as workbook:
        page = workbook.add_worksheet()
        hours = workbook.add_format({"num_format": "[h]:mm:ss"})
        clock = workbook.add_format({"num_format": "h:mm:ss"})
        page.write_row(0, 0, ["Süre", "Saat", "Var", "Bir"])
        page.write_number(1, 0, 1.25, hours)
        page.write_number(1, 1, 0.7101041666666667, clock)
        page.write_boolean(1, 2, True)  # noqa: FBT003 - a cell
        page.write_number(1, 3, 1)
        page.write_number(2, 2, 1)
    path = tmp_path / "kullanim.xlsx"
    path.write_bytes(target.getvalue())
    (table,) = read_file(path).tables
    assert table.rows[1] == ("30:00:00", "17:02:33", True, 1)
    assert table.rows[1][2] is True
    assert table.rows[2][2] is not True


def test_that_rows_of_many_lengths_are_read_with_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "kadro.csv"
    wide = ";".join("x" * 40)
    path.write_text("".join(f"{place};b\n" for place in range(7000)) + f"{wide}\nson\n")
    (table,) = read_file(path).tables
    assert len(table.rows) == 7002
    assert table.rows[0] == ("0", "b", *[None] * 38)
    assert table.rows[-1] == ("son", *[None] * 39)


@pytest.mark.parametrize(
    "answer",
    [
        b'{"table":"","rows":2,"columns":1,"last":1,"closed":true,"encoding":"","separator":""}\n',
        b'{"table":"","rows":1,"columns":1,"last":1,"closed":true}\n["a"]\n\x05\0\0\0{"end":1}\n',
        b'{"table":"","rows":9999999999,"columns":9,"last":1,"closed":true}\n',
        b'["a"]\n',
        b'{"table":"","rows":-1,"columns":1}\n',
        b"nonsense\n",
        b'{"table":"","rows":1e999,"columns":1}\n',
        b"[" * 100_000 + b"\n",
        b"",
    ],
)
def test_that_nonsense_of_the_child_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    code = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})"
    command = [sys.executable, "-I", "-c", code]
    monkeypatch.setattr("alo183_desktop.documents.foreign.tables.child_command", lambda: command)
    assert refused(tmp_path, b"a;b\r\n") in {"too_big", "unreadable"}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1254", "iso8859-9"]
)
def test_that_turkish_text_is_read_in_its_encoding(encoding: str) -> None:
    assert table_child.decode(NAMES.encode(encoding))[0] == NAMES


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_that_the_separator_is_recognised_beside_titles_and_decimal_commas(separator: str) -> None:
    cell = '"1,99"' if separator == "," else "1,99"
    text = f"KADRO, EYLÜL\r\n\r\nHat{separator}Tutar{separator}Kota\r\n" + "".join(
        f"{place}{separator}{cell}{separator}300\r\n" for place in range(5)
    )
    ((_, rows),) = table_child.read(text.encode(), **LIMITS)
    assert list(rows)[2:4] == [["Hat", "Tutar", "Kota"], ["0", "1,99", "300"]]


def test_that_the_separator_that_a_file_names_is_taken() -> None:
    ((_, rows),) = table_child.read(b"sep=|\r\na;b|c;d\r\n", **LIMITS)
    assert list(rows) == [["a;b", "c;d"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\r\n;;;\r\n", "empty"),
        (b"%PDF-1.7 and so on", "kind"),
        (b"<html><p>1</p></html>", "kind"),
        (b"<svg><table><tr><td>1</td></tr></table></svg>", "kind"),
        (b"<?xml version='1.0'?><a/>", "kind"),
        (b"PK\x03\x04 broken", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "unreadable"),
        (b"a;b\0;c\r\n", "character"),
        (b"x" * 40_000, "cell"),
        (bytes(range(256)) * 8, "unreadable"),
    ],
    ids=[
        "nothing",
        "blanks",
        "separators",
        "pdf",
        "html",
        "drawing",
        "xml",
        "zip",
        "ole",
        "nul",
        "giant-line",
        "bytes",
    ],
)
def test_that_what_is_no_table_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    assert refused(tmp_path, data, name="kadro.csv") == code


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: cell_at("XFD1048576", 1_048_576), "too_big"),
        (lambda: cell_at("A200000", 200_000), "ok"),
        (lambda: cell_at("XFD2", 2), "too_big"),
        (zip_bomb, "too_big"),
        (encrypted_workbook, "encrypted"),
        (binary_workbook, "kind"),
        (lambda: small_workbook()[:2000], "unreadable"),
        (lambda: with_sheet("<worksheet><sheetData><row>"), "unreadable"),
        (lambda: b"a;" * 1_000_001, "too_big"),
    ],
    ids=[
        "far-corner",
        "far-row",
        "far-column",
        "bomb",
        "encrypted",
        "binary",
        "cut",
        "xml",
        "columns",
    ],
)
def test_that_a_harmful_workbook_is_refused(
    tmp_path: Path, make: Callable[[], bytes], code: str
) -> None:
    if code == "ok":
        (tmp_path / "kadro.xlsx").write_bytes(make())
        (table,) = read_file(tmp_path / "kadro.xlsx").tables
        assert len(table.rows) == 200_000
        return
    assert refused(tmp_path, make()) in {code, "empty" if code == "unreadable" else code}


ROSTER: Final = "Adı Soyadı;Unvanı\r\nAyşe IŞIK;Öğretmen\r\nÇağrı ÜNAL;Müdür\r\n".encode()


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (ROSTER.replace("Ü".encode(), b"\xc3"), "character", 3),
        (ROSTER + "Şükrü IŞIK;Müdür\r\n".encode("cp1254"), "character", 4),
        (NAMES.encode("cp1254") + b"Ay\x81e;x\r\n", "character", 3),
        (NAMES.encode() + "Ay\x85e;x\r\n".encode(), "character", 3),
        (NAMES.encode() + b"Ali\x1b;x\r\n", "character", 3),
        (NAMES.encode("utf-16") + "\0;x\r\n".encode("utf-16-le"), "character", 3),
        (b"Ad;Not\rAli\x01;x\r", "character", 2),
        (b"Ad;Not\r\nAli;" + b"x" * 5_000_000 + b"\r\n", "cell", 2),
        (b"sep=;\r\nAd;Not\r\nAli;" + b"x" * 40_000 + b"\r\n", "cell", 3),
        (b'Ad;Not\r\nAli;"' + b"x\r\n" * 20_000, "cell", 2),
        (b'Ad;Not\r\nAli;x\r\nCan;"y\r\nEce;z\r\n', "cell", 3),
        (b'Ad;Not\r\nAli;"x\r\n"Can;y\r\n', "cell", 2),
    ],
    ids=[
        "cut",
        "mixed",
        "1254",
        "c1",
        "escape",
        "utf-16",
        "mac",
        "giant",
        "named",
        "quotation",
        "not closed",
        "closed elsewhere",
    ],
)
def test_that_the_row_of_what_cannot_be_read_is_reported(
    tmp_path: Path, data: bytes, code: str, row: int
) -> None:
    path = tmp_path / "kadro.csv"
    path.write_bytes(data)
    with pytest.raises(KnownError) as caught:
        read_file(path)
    assert caught.value.code == f"documents.foreign_{code}"
    assert caught.value.parameters == {"row": row}


def test_that_a_quotation_mark_within_a_line_is_taken_as_it_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "kadro.csv"
    path.write_bytes(b'Ad;Not\r\n"Ali" Can;x\r\nEce;"iki\r\nsatir"\r\nOya;5" boru\r\nNur;"son')
    (table,) = read_file(path).tables
    assert table.rows[1:] == (
        ("Ali Can", "x"),
        ("Ece", "iki\r\nsatir"),
        ("Oya", '5" boru'),
        ("Nur", "son"),
    )


@WITH_PIPES
def test_that_a_pipe_and_a_device_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "kadro.csv")
    for path in (tmp_path / "kadro.csv", Path("/dev/zero")):
        with pytest.raises(KnownError, match="foreign_missing"):
            read_file(path)


def test_that_a_document_of_another_program_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(tmp_path, target.getvalue(), name="kadro.docx") == "kind"


def test_that_a_file_over_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    assert refused(tmp_path, b"a;b\r\n" * 100, limits=FileLimits(file_bytes=100)) == "too_big"


def test_that_an_answer_over_the_limit_is_cut_off(tmp_path: Path) -> None:
    data = b"a;b\r\n" * 100_000
    assert refused(tmp_path, data, limits=FileLimits(answer_bytes=1000)) == "too_big"


@ON_LINUX
def test_that_the_child_takes_no_more_memory_than_it_may(tmp_path: Path) -> None:
    path = tmp_path / "kadro.csv"
    path.write_bytes(b"".join(b"%d;%d\r\n" % (place, -place) for place in range(200_000)))
    assert refused(tmp_path, path.read_bytes(), limits=FileLimits(memory_mib=64)) == "too_big"
    assert len(read_file(path).tables) == 1


def test_that_reading_ends_at_the_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = [sys.executable, "-I", "-c", "while True: pass"]
    monkeypatch.setattr("alo183_desktop.documents.foreign.tables.child_command", lambda: endless)
    assert refused(tmp_path, b"a;b\r\n", limits=FileLimits(seconds=0.3)) == "timeout"


def test_that_reading_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A child that never answers: what is asked ends it, not its own end.
    command = [sys.executable, "-I", "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr("alo183_desktop.documents.foreign.tables.child_command", lambda: command)
    path = tmp_path / "kadro.csv"
    path.write_bytes(b"a;b\r\n")
    with pytest.raises(KnownError) as caught:
        read_file(path, is_cancelled=lambda: True)
    assert caught.value.code == "documents.foreign_cancelled"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is tried with Linux' own figures")
def test_that_the_child_cannot_take_more_memory_than_its_limit() -> None:
    code = (
        "import runpy, sys; child = runpy.run_path(sys.argv[1]); "
        "child['confine'](200); bytearray(300 * 1024 * 1024)"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-c", code, str(confinement.__file__)],
        capture_output=True,
        check=False,
    )
    assert b"MemoryError" in ended.stderr


def test_that_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="foreign_missing"):
        read_file(tmp_path / "yok.xlsx")
    with pytest.raises(KnownError, match="foreign_missing"):
        read_file(tmp_path)


def test_that_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "--read-table"]


def test_that_the_child_imports_nothing_of_the_program() -> None:
    code = (
        "import runpy, sys; runpy.run_path(sys.argv[1]); "
        "heavy = ('alo183', 'PySide6', 'sqlalchemy'); "
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-c", code, str(table_child.__file__)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert ended.stdout.strip() == "[]"


@settings(max_examples=200)
@given(st.binary(max_size=2000))
def test_that_any_bytes_of_a_text_give_lines_or_a_known_refusal(data: bytes) -> None:
    # Workbooks go to a library that may raise anything; the child answers for it.
    if data.startswith((b"PK", b"\xd0\xcf")):
        return
    try:
        list(table_child.answer(data, **LIMITS))
    except table_child.RefusedError as error:
        assert error.code in {"empty", "kind", "unreadable", "character", "cell", "too_big"}  # noqa: PT017 - or none


@settings(max_examples=at_most(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 5000), value=st.integers(0, 255))
def test_that_a_damaged_workbook_never_ends_the_program(
    tmp_path: Path, position: int, value: int
) -> None:
    data = bytearray(small_workbook())
    data[position % len(data)] = value
    path = tmp_path / "kadro.xlsx"
    path.write_bytes(data)
    try:
        assert read_file(path).tables
    except KnownError as error:
        assert error.code.startswith("documents.foreign_")  # noqa: PT017 - either may happen


@pytest.mark.parametrize("root", ["workbook", "sst", "styleSheet", "worksheet"])
@pytest.mark.parametrize("kind", ["bomb", "outside"])
def test_that_no_part_of_a_workbook_is_read_with_entities(
    tmp_path: Path, root: str, kind: str
) -> None:
    secret = tmp_path / "gizli.txt"
    secret.write_text("GİZLİ", encoding="utf-8")
    if kind == "bomb":
        grown = (f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        entities, used = f'<!ENTITY a0 "{"x" * 1_000}">{"".join(grown)}', "&a11;"
    else:
        entities, used = f'<!ENTITY a SYSTEM "{secret.as_uri()}">', "&a;"
    with zipfile.ZipFile(io.BytesIO(small_workbook())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert any(f"</{root}>" in text for text in parts.values())
    spoiled = io.BytesIO()
    with zipfile.ZipFile(spoiled, "w") as archive:
        for name, text in parts.items():
            where = text.rfind(f"</{root}>")
            given = text
            if where >= 0:
                begun = text.index(f"<{root}")
                declared = f"<!DOCTYPE {root} [{entities}]>"
                given = f"{text[:begun]}{declared}{text[begun:where]}<t>{used}</t>{text[where:]}"
            archive.writestr(name, given)
    path = tmp_path / "kadro.xlsx"
    path.write_bytes(spoiled.getvalue())
    read = ""
    with suppress(KnownError):
        read = str(read_file(path).tables)
    assert "GİZLİ" not in read
    assert "xxxx" not in read
