"""`alo183 import officers` and `alo183 officers`: what is stored, printed and recorded."""

import json
from pathlib import Path
from typing import cast

import pytest
from python_calamine import load_workbook
from sqlalchemy import func, select

from alo183_desktop.cli.context import Context
from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.officers.lists import NAME, OFFICERS, TCKN
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.queries import list_subjects
from tests.database.databases import Database
from tests.database.rosters import CIG, SEN, roster, set_up
from tests.database.signed_in import SignedIn


def run(database: Database, *words: str) -> int:
    arguments = build_parser().parse_args([*words])
    return int(arguments.run(arguments, cast("Context", SignedIn(database))))


def import_(database: Database, path: Path, *words: str) -> int:
    return run(database, "import", "officers", str(path), *words)


def count(database: Database) -> int:
    with database.open_work() as work:
        return int(work.session.scalar(select(func.count(Officer.id))) or 0)


def actions(database: Database) -> list[str]:
    with database.open_work() as work:
        return list(work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


@pytest.mark.both_backends
def test_that_the_list_hides_numbers_and_is_written_down(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    import_(database, roster(tmp_path, CIG, SEN))
    capsys.readouterr()
    assert run(database, "officers", "--json", "--as-of", "24.11.2026") == 0
    printed = capsys.readouterr().out
    assert [one["name"] for one in json.loads(printed)] == ["İlknur ÇIĞ", "İsmail ŞEN"]
    assert "10000000832" not in printed
    assert json.loads(printed)[0] == {
        "officer_id": 1,
        "name": "İlknur ÇIĞ",
        "given_names": "İlknur",
        "surname": "ÇIĞ",
        "title": "Sosyolog",
        "unit": "Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü",
        "tckn": "100••••••32",
        "subjects": ["Çocuk"],
        "acting": [],
        "replaced": [],
        "corporate_email": "ilknur.cig@aile.gov.tr",
        "corporate_mobile": "+905000011001",
        "since": "2024-11-10",
        "left_on": None,
        "is_active": True,
    }
    # Nobody was here on the day before.
    assert run(database, "officers", "--json", "--as-of", "2023-01-30") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(database, "officers") == 0
    assert "10000000832" not in capsys.readouterr().out
    assert actions(database)[-3:] == ["officers.exported"] * 3


def test_that_the_list_takes_the_filters_of_the_page_and_is_written_as_its_workbook(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    import_(database, roster(tmp_path, CIG, SEN))
    capsys.readouterr()

    def names(*words: str) -> list[str]:
        assert run(database, "officers", "--json", *words) == 0
        return [one["name"] for one in json.loads(capsys.readouterr().out)]

    assert names("--search", "ciğ") == ["İlknur ÇIĞ"]
    assert names("--state", "left") == []
    assert names("--state", "all") == ["İlknur ÇIĞ", "İsmail ŞEN"]
    with database.open_work() as work:
        children = next(one for one in list_subjects(work.session) if one.name == "Çocuk")
    assert names("--subject", str(children.subject_id)) == ["İlknur ÇIĞ"]
    file = tmp_path / "kadro.xlsx"
    assert run(database, "officers", "--xlsx", str(file)) == 0
    headings, *rows = load_workbook(str(file)).get_sheet_by_index(0).to_python()
    assert headings == [column.heading for column in OFFICERS.columns]
    assert [row[NAME] for row in rows] == ["İlknur ÇIĞ", "İsmail ŞEN"]
    assert rows[0][TCKN] == "100••••••32"


@pytest.mark.parametrize(
    ("answers", "lost"),
    [
        (("2=left",), "2=left"),
        (("9=skip",), "9=skip"),
        (("2-3=title", "3=skip"), "2-3=title"),
        (("2=skip", "2-9=skip"), ""),
    ],
)
def test_that_an_answer_to_what_nobody_asked_stores_nothing(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answers: tuple[str, ...],
    lost: str,
) -> None:
    set_up(database)
    options = [word for answer in answers for word in ("--answer", answer)]
    code = import_(database, roster(tmp_path, CIG, SEN), *options)
    assert (code, count(database)) == (2 if lost else 0, 0)
    assert (f"karşılamıyor: {lost}." in capsys.readouterr().err) is bool(lost)


def test_that_a_row_that_is_left_out_brings_nothing_and_contradicts_nobody(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    place = CIG.index("Çocuk")
    path = roster(tmp_path, CIG, SEN, ("3", "İlknur ÇIĞ", "Memur", *CIG[3:place], "Yaşlı"))
    assert import_(database, path) == 2
    assert import_(database, path, "--answer", "4=skip", "--answer", "3=skip") == 0
    assert count(database) == 1
