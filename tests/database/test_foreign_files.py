"""Files as offices and operators make them, each with what it says, from the command line."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter
from sqlalchemy import select

from alo183_desktop.officers.model import Assignment, Officer, Subject
from alo183_desktop.phones.model import PhoneLine, Usage
from tests.database.databases import Database
from tests.database.rosters import CIG, SEN, set_up
from tests.database.test_doubtful_rows import run
from tests.database.usage_files import stock
from tests.unit.phones.usage_sheets import FIRST, MB, SECOND

OFFICERS: Final = ("Adı Soyadı", "T.C. Kimlik No", "Müracaat Konusu", "Kurumsal Cep")
PEOPLE: Final = (
    (CIG[1], CIG[3], "Çocuk", "0500 001 10 01"),
    (SEN[1], SEN[3], "Kadın", "0500 001 10 02"),
)
RIGHT: Final = {CIG[1]: {"Çocuk"}, SEN[1]: {"Kadın"}}
TITLE: Final = ("Dönem: 09/2026",)
USED: Final = {FIRST: (600, 100 * MB), SECOND: (120, 50 * MB)}
LINES: Final = ((FIRST, 10, 100), (SECOND, 2, 50))


def book(folder: Path, *rows: Sequence[object], **options: Any) -> str:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_numbers": False, **options}) as made:
        page = made.add_worksheet("Liste")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    path = folder / "liste.xlsx"
    path.write_bytes(target.getvalue())
    return str(path)


def beside(headings: Sequence[str], *cells: Sequence[object]) -> list[Sequence[object]]:
    """Return the people with further columns."""
    rows = ((*one, *more) for one, more in zip(PEOPLE, cells, strict=True))
    return [(*OFFICERS, *headings), *rows]


def officers(database: Database) -> dict[str, set[str]]:
    with database.open_work() as work:
        found = work.session.execute(
            select(Officer.given_names, Officer.surname, Subject.name)
            .outerjoin(Assignment, Assignment.officer_id == Officer.id)
            .outerjoin(Subject, Assignment.subject_id == Subject.id)
        )
        people: dict[str, set[str]] = {}
        for given_names, surname, subject in found:
            people.setdefault(f"{given_names} {surname}", set()).update({subject} - {None})
        return people


def used(database: Database) -> dict[str, tuple[int | None, int | None]]:
    with database.open_work() as work:
        found = work.session.execute(
            select(PhoneLine.phone, Usage.seconds, Usage.bytes).join(
                Usage, Usage.line_id == PhoneLine.id
            )
        )
        return {phone: (seconds, size) for phone, seconds, size in found}


@pytest.mark.parametrize(
    "rows",
    [
        beside(("Yedek Personel", "Yedek Cep"), ("Veli CAN", "0500 9"), ("Can ER", "0500 8")),
        beside(("Vekili", "Vekilinin Telefonu"), ("Veli CAN", "0500 9"), ("Can ER", "")),
        beside(("Açıklama",), ("Emekli değil",), ("Görevi devam ediyor",)),
        beside(("Durumu",), ("Faal",), ("Emekli değil",)),
        beside(("Çocuk Sayısı",), (2,), (1,)),
    ],
    ids=["yedek", "vekili", "aciklama", "durum", "sayi"],
)
def test_that_what_is_clear_about_people_is_not_asked(
    database: Database, tmp_path: Path, rows: Sequence[Sequence[object]]
) -> None:
    set_up(database)
    assert run(database, "officers", book(tmp_path, *rows)) == 0
    assert officers(database) == RIGHT


def test_that_a_mark_under_a_heading_of_stand_ins_is_still_asked_about(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    assert run(database, "officers", book(tmp_path, *beside(("Yedek",), ("X",), ("",)))) == 2


@pytest.mark.parametrize("strange", [2, "X?", "Yedek"])
def test_that_one_strange_mark_takes_a_subject_from_nobody_else(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], strange: object
) -> None:
    set_up(database)
    mark = 1 if strange == 2 else "X"
    rows = [
        (*OFFICERS[:2], "Kurumsal Cep", "Çocuk", "Kadın"),
        (CIG[1], CIG[3], "", mark, ""),
        (SEN[1], SEN[3], "", mark, mark),
        ("Ayşe IŞIK", "10000003048", "", strange, mark),
    ]
    path = book(tmp_path, *rows)
    assert run(database, "officers", path) == 2
    assert f"“Çocuk” sütununda işaret yerine “{strange}” yazıyor" in capsys.readouterr().err
    assert run(database, "officers", path, "--answer", "4=not-marked") == 0
    assert officers(database) == {
        CIG[1]: {"Çocuk"},
        SEN[1]: {"Çocuk", "Kadın"},
        "Ayşe IŞIK": {"Kadın"},
    }


def test_that_a_column_under_a_title_can_be_left_out(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    headings = (*OFFICERS[:3], "Telefon")
    path = book(tmp_path, ("KADRO LİSTESİ",), headings, *PEOPLE)
    assert run(database, "officers", path) == 2
    assert '--column "Telefon="' in capsys.readouterr().err
    assert run(database, "officers", path, "--column", "Telefon=") == 0
    assert officers(database) == RIGHT


def test_that_an_unknown_subject_is_answered_by_those_there_are_and_the_one_it_resembles(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    rows = [OFFICERS, (*PEOPLE[0][:2], "Kadn hizmetleri", "")]
    assert run(database, "officers", book(tmp_path, *rows)) == 2
    assert "“Kadın” olabilir. Konular: Çocuk; Kadın; Engelli;" in capsys.readouterr().err


def test_that_a_day_without_a_format_is_read_as_its_workbook_counts(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    rows = beside(("Göreve Başlama Tarihi",), (44173,), (44174,))
    assert run(database, "officers", book(tmp_path, *rows, date_1904=True)) == 0
    with database.open_work() as work:
        days = set(work.session.scalars(select(Assignment.starts_on)))
    assert {str(day) for day in days} == {"2024-12-09", "2024-12-10"}


@pytest.mark.parametrize(
    "rows",
    [
        [TITLE, ("Hat No", "Konuşma (dk)", "Veri (MB)", "Aylık paket ücreti"), *LINES],
        [("Billing period: Sep 2026",), ("MSISDN", "Voice (min)", "Data (MB)"), *LINES],
        [("Dönem: Eyl 2026",), ("Hat No", "Konuşma (dk)", "Veri (MB)"), *LINES],
    ],
    ids=["ucret", "ingilizce", "kisa_ay"],
)
def test_that_usage_is_read_as_operators_write_it(
    database: Database, tmp_path: Path, rows: Sequence[Sequence[object]]
) -> None:
    stock(database)
    assert run(database, "usage", book(tmp_path, *rows)) == 0
    assert used(database) == USED


def test_that_seconds_of_voice_messages_never_vanish(database: Database, tmp_path: Path) -> None:
    stock(database)
    headings = ("Hat No", "Konuşma (sn)", "Sesli Mesaj (sn)", "Veri (MB)")
    path = book(tmp_path, TITLE, headings, (FIRST, 500, 100, 100), (SECOND, 120, 0, 50))
    assert run(database, "usage", path) == 2
    both = [f"{heading}=duration" for heading in headings[1:3]]
    assert run(database, "usage", path, "--column", both[0], "--column", both[1]) == 0
    assert used(database) == USED


def test_that_a_usage_file_is_asked_about_in_words_of_the_command_line(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock(database)
    path = book(tmp_path, ("Hat No", "Konuşma", "Veri"), *LINES)
    assert run(database, "usage", path) == 2
    error = capsys.readouterr().err
    assert '--column "Konuşma=duration:minutes"' in error
    assert '--column "Veri=data:megabytes"' in error
    assert "seçiniz" not in error
    assert error.count("“Konuşma” sütununun birimi") == 1
    units = ("--column", "Konuşma=duration:minutes", "--column", "Veri=data:megabytes")
    assert run(database, "usage", path, *units) == 2
    assert "--period YIL-AY" in capsys.readouterr().err
    assert run(database, "usage", path, *units, "--period", "2026-09") == 0
    assert used(database) == USED
    minutes = [one[:2] for one in LINES]
    path = book(tmp_path, ("Dönem: 10/2026",), ("Hat No", "Konuşma (dk)"), *minutes)
    assert run(database, "usage", path) == 2
    assert "--only minutes" in capsys.readouterr().err
    assert run(database, "usage", path, "--only", "minutes") == 0
