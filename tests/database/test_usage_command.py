"""`alo183 import usage`: all files or none, and what is written to both outputs."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any, Final, cast

import pytest
from sqlalchemy import func, select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cli.imports import import_files
from alo183_desktop.cli.main import build_parser
from alo183_desktop.phones.model import PhoneLine, Usage
from alo183_desktop.phones.usage.values import StatedPeriod
from tests.database.databases import Database
from tests.database.signed_in import SignedIn
from tests.database.usage_files import stock
from tests.unit.phones.usage_sheets import CALL_HEADINGS, CALLS, text

SUMS: Final = "Abone No\tFatura Dönemi\tKonuşma Süresi\tVeri Kullanımı\r\n"


def run(database: Database, *words: str, role: str = "clerk") -> int:
    arguments: Namespace = build_parser().parse_args(["import", "usage", *words])
    return import_files(arguments, cast("Desk", SignedIn(database, role)))


def count(database: Database) -> int:
    with database.open_work() as work:
        return int(work.session.scalar(select(func.count(Usage.id))) or 0)


def call_file(folder: Path, *more: tuple[str, ...]) -> str:
    path = folder / "a.csv"
    path.write_bytes(text(CALL_HEADINGS, *CALLS, *more).encode("cp1254"))
    return str(path)


def sum_file(folder: Path, *rows: str, name: str = "c.txt") -> str:
    path = folder / name
    path.write_bytes((SUMS + "".join(f"{row}\r\n" for row in rows)).encode("utf-8-sig"))
    return str(path)


def reported(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.both_backends
def test_that_several_files_are_stored_in_one_step(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    rows = ("+905000011001\t202610\t4:15:07\t952 MB", "+905000011002\t202610\t0:00:01\t1 MB")
    other = sum_file(tmp_path, *rows)
    assert run(database, call_file(tmp_path), other, "--json") == 0
    first, second = reported(capsys)
    assert (first["encoding"], first["separator"], first["kind"]) == (
        "Windows-1254",
        "noktalı virgül",
        "calls",
    )
    assert first["lines"][0] == {
        "line": "+905000011001",
        "seconds": 104,
        "bytes": 3368 * 1024,
        "rows": 2,
        "period": None,
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-30",
    }
    assert second["stored"]
    assert second["lines"][0]["seconds"] == 15307
    assert count(database) == 4


def test_that_one_wrong_file_keeps_all_of_them_out(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    wrong = sum_file(tmp_path, "+905000011001\t202610\t-4:15:07\t952 MB")
    assert run(database, call_file(tmp_path), wrong) == 2
    output = capsys.readouterr()
    assert "Hiçbir şey kaydedilmedi." in output.out
    assert "Kaydedildi" not in output.out
    assert "2. satır, 0500 001 10 01: Konuşma Süresi: Eksi değer" in output.err
    assert count(database) == 0


def test_that_two_files_of_the_same_days_are_refused_together(
    database: Database, tmp_path: Path
) -> None:
    stock(database)
    other = sum_file(tmp_path, "+905000011001\t202609\t0:01:07\t952 MB")
    assert run(database, call_file(tmp_path), other) == 2
    assert run(database, call_file(tmp_path), other, "--dry-run") == 2
    assert count(database) == 0
    assert run(database, call_file(tmp_path), other, "--replace") == 0


def test_that_a_file_without_a_last_line_end_is_refused_unless_it_is_said_to_be_whole(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    path = tmp_path / "c.txt"
    path.write_text(f"{SUMS}+905000011001\t202609\t4:15:07\t952 MB", encoding="utf-8", newline="")
    assert run(database, str(path)) == 2
    assert "2. satır" in capsys.readouterr().err
    assert count(database) == 0
    assert run(database, str(path), "--whole") == 0


def test_that_a_file_that_lacks_lines_is_refused_unless_it_is_said_to_be_whole(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    whole, cut = tmp_path / "08.csv", tmp_path / "09.csv"
    rows = ("05000011001\t202608\t1:00:00\t1 GB", "05000011002\t202608\t0:10:00\t2 MB")
    whole.write_text(SUMS + "".join(f"{row}\r\n" for row in rows), encoding="utf-8", newline="")
    september = rows[0].replace("202608", "202609")
    cut.write_text(f"{SUMS}{september}\r\n", encoding="utf-8", newline="")
    assert run(database, str(whole)) == 0
    assert run(database, str(cut)) == 2
    assert "0500 001 10 02. Toplam satırı da olmadığından" in capsys.readouterr().err
    assert count(database) == 2
    assert run(database, str(cut), "--whole") == 0
    assert count(database) == 3


def test_that_more_seconds_than_a_period_has_are_refused(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    for hours, code in (("720:00:01", 2), ("720:00:00", 0)):
        path = sum_file(tmp_path, f"+905000011001\t202609\t{hours}\t952 MB")
        assert run(database, path) == code
    assert "30 günden uzun" in capsys.readouterr().err


def test_that_the_terminal_has_the_words_of_the_window(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    assert run(database, sum_file(tmp_path, "05000011001\t202609\t4:15:07\t952 MB")) == 0
    rows = ("05000011001\t202609\t4:15:08\t952 MB", "05000011002\t202609\t4:15:07\tx MB")
    assert run(database, sum_file(tmp_path, *rows)) == 2
    out, err = capsys.readouterr()
    assert "güncellenecek  0500 001 10 01" in out
    assert "1 güncellenecek" in out
    assert "1 yanlış" in out
    assert "3. satır, 0500 001 10 02:" in err


def test_that_an_officers_number_is_registered_when_that_is_asked_for(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    path = sum_file(tmp_path, "+905000011009\t202609\t4:15:07\t952 MB")
    assert run(database, path) == 2
    assert "Ayşe IŞIK" in capsys.readouterr().err
    assert run(database, path, "--register-new", "--operator", "Türk Telekom") == 0
    with database.open_work() as work:
        line = work.session.scalars(
            select(PhoneLine).where(PhoneLine.phone == "+905000011009")
        ).one()
        assert line.operator == "Türk Telekom"


def test_that_a_period_is_read_and_a_wrong_one_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = build_parser()
    arguments = parser.parse_args(["import", "usage", "a.csv", "--period", "2026-09"])
    assert arguments.period == StatedPeriod("2026-09")
    with pytest.raises(SystemExit) as caught:
        parser.parse_args(["import", "usage", "a.csv", "--period", "bugün"])
    assert caught.value.code == 2
    assert "dönem okunamadı" in capsys.readouterr().err


def test_that_a_file_of_each_measure_is_taken_in_one_step(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    paths = []
    for name, place, amount in (("konusma.txt", 2, "1:00:00"), ("veri.txt", 3, "7 MB")):
        headings = SUMS.strip().split("\t")
        path = tmp_path / name
        rows = (headings[:2] + headings[place : place + 1], ["05000011001", "202609", amount])
        path.write_text(
            "".join("\t".join(row) + "\r\n" for row in rows), encoding="utf-8", newline=""
        )
        paths.append(str(path))
    assert run(database, *paths, "--only", "either", "--json") == 0
    lines = [line for step in reported(capsys) for line in step["lines"]]
    assert [(line["seconds"], line["bytes"]) for line in lines] == [
        (3600, None),
        (None, 7 * 1024**2),
    ]
    assert count(database) == 2


def test_that_a_column_in_doubt_is_named_with_the_option_that_settles_it(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    path = tmp_path / "a.csv"
    headings = "Hat No;GSM Numarası;Dönem;Konuşma (dk);İnternet (MB)"
    path.write_text(f"{headings}\n905000011001;905000011002;2026-09;1;1\n", encoding="utf-8")
    assert run(database, str(path)) == 2
    reported_ = capsys.readouterr().err
    assert "Hat numarası: Bu bilginin sütunu olabilecek birden çok sütun var" in reported_
    assert '--column "GSM Numarası=line"' in reported_
    assert run(database, str(path), "--column", "GSM Numarası=line") == 0
    assert count(database) == 1


@pytest.mark.parametrize("register", [(), ("--register-new",)])
def test_that_a_column_of_seconds_that_nobody_reads_is_asked_about_before_anything_is_stored(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    register: tuple[str, ...],
) -> None:
    stock(database)
    heads, cells = SUMS.strip(), "0500 000 44 00\t202610\t4:15:07\t952 MB\t120"
    path = tmp_path / "sesli.txt"
    path.write_bytes(f"{heads}\tSesli Mesaj\r\n{cells}\r\n".encode())
    assert run(database, str(path), *register) == 2
    assert '--column "Sesli Mesaj="' in capsys.readouterr().err
    # Whether it counts instead of the other one or beside it is another question.
    counted = ("--column", "Sesli Mesaj=duration:seconds")
    assert run(database, str(path), *register, *counted) == 2
    assert '--column "Konuşma Süresi=duration"' in capsys.readouterr().err
    assert count(database) == 0
    both = (*counted, "--column", "Konuşma Süresi=duration")
    assert run(database, str(path), "--register-new", *both) == 0
    with database.open_work() as work:
        assert work.session.scalar(select(Usage.seconds)) == 4 * 3600 + 15 * 60 + 7 + 120
