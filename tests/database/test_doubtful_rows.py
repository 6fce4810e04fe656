"""Rows of which a file does not say for certain that they count, imported from the command line."""

import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final, cast

import pytest
import xlsxwriter
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.model import Case
from alo183_desktop.cli.imports import import_files
from alo183_desktop.cli.main import build_parser
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones.model import Custody, PhoneLine
from tests.database import test_cases_import as cases
from tests.database import test_inventory_import as phones
from tests.database.databases import Database
from tests.database.rosters import CIG, SEN, set_up, values
from tests.database.rosters import HEADINGS as ROSTER
from tests.database.signed_in import SignedIn
from tests.database.test_usage_command import SUMS
from tests.database.test_usage_command import count as count_usages
from tests.database.usage_files import stock

FIRST_CASE: Final = cases.row()
SECOND_CASE: Final = cases.row(number="183-2026-100005")
FIRST_LINE: Final = (*phones.FIRST[:11], "Depoda", "", "")
SECOND_LINE: Final = (*phones.SECOND[:11], "Depoda", "", "")
LISTS: Final[dict[str, tuple[Sequence[str], Sequence[object], Sequence[object]]]] = {
    "officers": (ROSTER, CIG, SEN),
    "cases": (cases.HEADINGS, FIRST_CASE, SECOND_CASE),
    "phones": (phones.HEADINGS, FIRST_LINE, SECOND_LINE),
}


def write(
    path: Path,
    rows: Sequence[Sequence[object]],
    *,
    struck: Collection[int] = (),
    merged: tuple[int, int, int] | None = None,
) -> str:
    """Write a workbook; rows and columns count from 0, what is merged is of one column."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False}) as book:
        through = book.add_format({"font_strikeout": True})
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell not in {None, ""}:
                    sheet.write(number, column, cell, through if number in struck else None)
        if merged is not None:
            first, column, last = merged
            sheet.merge_range(first, column, last, column, rows[first][column])
    path.write_bytes(target.getvalue())
    return str(path)


def run(database: Database, kind: str, path: str, *words: str) -> int:
    arguments = build_parser().parse_args(["import", kind, path, *words])
    return import_files(arguments, cast("Desk", SignedIn(database)))


def stored(database: Database, entity: type[Any]) -> list[Any]:
    with database.open_work() as work:
        return list(work.session.scalars(select(entity.id)))


def with_column(kind: str, heading: str, *cells: object) -> list[Sequence[object]]:
    headings, *rows = LISTS[kind]
    return [(*headings, heading), *((*row, cell) for row, cell in zip(rows, cells, strict=True))]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Aktif", ("Evet", "Hayır")),
        ("Aktif", ("X", "")),
        ("Aktif", ("✓", "-")),
        ("Aktif", (1, 0)),
        ("Aktif mi?", ("Evet", "")),
        ("Aktiflik", ("Evet", "Hayır")),
        ("Görevde", ("Evet", "Hayır")),
        ("Çalışıyor", ("E", "H")),
        ("Görev Yapıyor mu?", ("Evet", "Hayır")),
        ("Devam Ediyor mu?", ("Evet", "Hayır")),
        ("Ekipte mi?", ("Evet", "Hayır")),
        ("Pasif", ("", "X")),
        ("Ayrıldı mı?", ("Hayır", "Evet")),
        ("Emekli", ("", "x")),
        ("Listeden Çıkarıldı", ("", "X")),
        ("Görevi Sona Erdi", ("", "01.10.2026")),
    ],
)
def test_that_a_column_of_who_is_there_is_asked_about_where_it_is_a_no(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    heading: str,
    cells: tuple[object, ...],
) -> None:
    set_up(database)
    path = write(tmp_path / "kadro.xlsx", with_column("officers", heading, *cells))
    assert run(database, "officers", path) == 2
    assert "--answer 3=left" in (printed := capsys.readouterr().err)
    assert "2. satır" not in printed
    assert stored(database, Officer) == []
    assert run(database, "officers", path, "--answer", "3=left") == 0
    assert len(stored(database, Officer)) == 1


@pytest.mark.parametrize(
    ("heading", "cells"),
    [("Aktif", ("Evet", "Evet")), ("Emekli", ("", "")), ("Ehliyeti Var mı?", ("Evet", "Hayır"))],
)
def test_that_a_column_that_says_nothing_against_anybody_asks_nothing(
    database: Database, tmp_path: Path, heading: str, cells: tuple[object, ...]
) -> None:
    set_up(database)
    path = write(tmp_path / "kadro.xlsx", with_column("officers", heading, *cells))
    assert run(database, "officers", path) == 0
    assert len(stored(database, Officer)) == 2


@pytest.mark.parametrize(
    ("kind", "heading", "cells"),
    [
        ("cases", "İptal", ("", "X")),
        ("cases", "Kayıt Durumu", ("", "İptal edildi")),
        ("cases", "Not", ("", "Mükerrer kayıt, silinecek")),
        ("phones", "Aktif", ("Evet", "Hayır")),
        ("phones", "Kullanımda", ("X", "")),
        ("phones", "İptal", ("Hayır", "Evet")),
        ("phones", "Açıklama", ("", "01.05.2026 tarihinde iade alındı")),
        ("phones", "Düşünce Sütunu", ("", "hurdaya ayrıldı")),
        ("phones", "Hat Kapanış Tarihi", ("", "01.05.2026")),
        ("phones", "Devir Tarihi", ("", "01.05.2026")),
        ("phones", "İade Eden", ("", "Ali VELİ")),
    ],
)
def test_that_a_row_that_may_be_none_of_the_list_any_more_is_asked_about(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    heading: str,
    cells: tuple[object, ...],
) -> None:
    set_up(database)
    entity = Case if kind == "cases" else PhoneLine
    path = write(tmp_path / "liste.xlsx", with_column(kind, heading, *cells))
    assert run(database, kind, path) == 2
    assert "--answer 3=take-row" in (printed := capsys.readouterr().err)
    assert "2. satır" not in printed
    assert stored(database, entity) == []
    assert run(database, kind, path, "--answer", "3=skip") == 0
    assert len(stored(database, entity)) == 1
    # Whoever says of the column that it is not read means each of its rows.
    assert run(database, kind, path, "--column", f"{heading}=") == 0
    assert len(stored(database, entity)) == 2


@pytest.mark.parametrize(
    ("kind", "title"), [("cases", "İPTAL EDİLENLER"), ("phones", "İADE EDİLEN HATLAR")]
)
@pytest.mark.parametrize("is_struck", [False, True])
def test_that_rows_under_such_a_title_and_struck_ones_are_asked_about(
    database: Database, tmp_path: Path, kind: str, title: str, *, is_struck: bool
) -> None:
    set_up(database)
    headings, first, second = LISTS[kind]
    entity = Case if kind == "cases" else PhoneLine
    rows = [headings, first, [title] if not is_struck else ["Kasım"], second]
    path = write(tmp_path / "liste.xlsx", rows, struck=[3] if is_struck else [])
    assert run(database, kind, path) == 2
    assert run(database, kind, path, "--answer", "4=take-row") == 0
    assert len(stored(database, entity)) == 2


def test_that_a_merged_cell_says_it_in_each_of_its_rows(database: Database, tmp_path: Path) -> None:
    set_up(database)
    with database.open_work() as work:
        add_officer(work, values("Ali VELİ"), subject_ids=())
    held = [(*line[:11], "Zimmetli", "Ali VELİ", "01.03.2025") for line in LISTS["phones"][1:]]
    rows = [phones.HEADINGS, held[0], (*held[1][:12], "", held[1][13])]
    path = write(tmp_path / "hatlar.xlsx", rows, merged=(1, 12, 2))
    assert run(database, "phones", path) == 0
    with database.open_work() as work:
        holders = list(work.session.scalars(select(Custody.officer_id)))
    assert len(set(holders)) == 1
    # The first row has a handset, too.
    assert len(holders) == 3


def test_that_a_day_of_a_register_with_the_month_in_front_is_asked_about(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    with database.open_work() as work:
        add_officer(work, values("Ali VELİ"), subject_ids=())
    line = (*SECOND_LINE[:11], "Zimmetli", "Ali VELİ", "03/04/2025")
    path = write(tmp_path / "hatlar.xlsx", [phones.HEADINGS, line])
    assert run(database, "phones", path) == 2
    assert run(database, "phones", path, "--answer", "2=month-first") == 0
    with database.open_work() as work:
        (since,) = work.session.scalars(select(Custody.from_at))
    assert f"{since:%Y-%m-%d}" == "2025-03-03"  # midnight of the 4th in Istanbul


def test_that_an_entry_without_a_time_is_no_entry_in_time_on_the_day_on_which_24_hours_end(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    for number, (entered, code) in enumerate((("21.11.2026", 2), ("22.11.2026", 0))):
        row = cases.row(routed="20.11.2026 10:00", entered=entered, outcome="")
        path = write(tmp_path / f"{number}.xlsx", [cases.HEADINGS, row])
        assert run(database, "cases", path) == code


def test_that_who_left_on_a_day_of_a_column_of_exits_is_left_out(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    rows = with_column("officers", "Çıkış Tarihi", "", "01.10.2026")
    assert run(database, "officers", write(tmp_path / "kadro.xlsx", rows)) == 0
    assert len(stored(database, Officer)) == 1


def test_that_a_struck_row_of_usage_is_not_counted(database: Database, tmp_path: Path) -> None:
    stock(database)
    headings = SUMS.strip().split("\t")
    lines = [(f"050000110{number:02}", "202610", "1:00:00", "1 MB") for number in (1, 2)]
    path = write(tmp_path / "kullanim.xlsx", [headings, *lines], struck=[2])
    assert run(database, "usage", path) == 2
    assert run(database, "usage", path, "--skip-wrong") == 0
    assert count_usages(database) == 1
