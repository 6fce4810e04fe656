"""Lists of people that are no roster, and workbooks whose valid sheet only the clerk knows."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
import xlsxwriter
from sqlalchemy import update

from alo183_desktop.cases.model import Case
from alo183_desktop.imports.recipe import Options
from alo183_desktop.officers.model import Officer, Subject
from alo183_desktop.officers.roster.recipe import ROSTER as RECIPE
from alo183_desktop.shared.errors import KnownError
from tests.database import test_cases_import as cases
from tests.database.databases import Database
from tests.database.rosters import CIG, SEN, set_up, tckn, workbook
from tests.database.rosters import HEADINGS as ROSTER
from tests.database.test_doubtful_rows import FIRST_CASE, run, stored

NAMES: Final = ("İlknur ÇIĞ", "İsmail ŞEN")
NUMBERS: Final = (CIG[3], SEN[3])
LISTS: Final = {
    "izin listesine benziyor": ("izinli.xlsx", ("Görevi", "İzin Türü"), ("Memur", "Yıllık")),
    "eğitim listesine benziyor": ("katilim.xlsx", ("Unvanı", "Eğitim Tarihi"), ("Memur", "x")),
    "bordroya benziyor": ("liste.xlsx", ("Unvanı", "Net Maaş"), ("Memur", 41200.5)),
    "yardım alanların listesine benziyor": ("h.xlsx", ("Adresi", "Yardım Tutarı"), ("Altındağ", 9)),
}


def people(*columns: Sequence[object]) -> list[tuple[object, ...]]:
    """Return rows of two people, each with further cells."""
    pairs = zip(NAMES, NUMBERS, columns, strict=True)
    return [(name, number, *cells) for name, number, cells in pairs]


def table(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> str:
    """Write rows of one width to a workbook or, by its name, a text file, and return its path."""
    if name.endswith(".xlsx"):
        return str(workbook(folder, rows, name))
    path = folder / name
    lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8-sig", newline="")
    return str(path)


@pytest.mark.parametrize("looks", LISTS)
def test_that_a_list_of_other_people_is_asked_about_and_named(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], looks: str
) -> None:
    set_up(database)
    name, headings, cells = LISTS[looks]
    rows = [(*pair, *cells) for pair in zip(NAMES, NUMBERS, strict=True)]
    path = workbook(tmp_path, [("Adı Soyadı", "T.C. Kimlik No", *headings), *rows], name)
    dropped = [word for heading in headings for word in ("--column", f"{heading}=")]
    assert run(database, "officers", str(path), *dropped) == 2
    output = capsys.readouterr()
    assert looks in output.err
    # It is said before all rows, too.
    assert looks in output.out.splitlines()[1]
    assert stored(database, Officer) == []


def test_that_a_phone_that_may_be_corporate_makes_no_roster_of_a_list_of_beneficiaries(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    headings = ("Adı Soyadı", "T.C. Kimlik No", "Telefon", "Yardım Türü", "Tutar")
    rows = people(("0500 001 10 01", "SED", 4500), ("0500 001 10 02", "SED", 7800))
    path = str(workbook(tmp_path, [headings, *rows], "liste.xlsx"))
    for said in ((), ("--column", "Telefon="), ("--column", "Telefon=corporate_mobile")):
        assert run(database, "officers", path, *said) == 2
        assert "yardım alanların listesine benziyor" in capsys.readouterr().out
    assert stored(database, Officer) == []


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_that_only_marks_under_the_name_of_a_subject_make_a_roster(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    set_up(database)
    for heading, marks, looks in (
        ("Katıldı mı", ("Evet", "Hayır"), "eğitim listesine benziyor"),
        ("İmza", ("x", ""), "ne müracaat konusu ne kurumsal telefon"),
        ("Aşı oldu", ("X", "X"), "ne müracaat konusu ne kurumsal telefon"),
        ("Yardım alıyor", ("✓", ""), "yardım alanların listesine benziyor"),
    ):
        headings = ("Adı Soyadı", "T.C. Kimlik No", "Unvanı", heading)
        rows = [headings, *people(*(("Memur", mark) for mark in marks))]
        assert run(database, "officers", table(tmp_path, f"liste.{kind}", rows)) == 2, heading
        assert looks in capsys.readouterr().out
    # Beside `Erkek`, `Kadın` is no subject.
    rows = [("Adı Soyadı", "T.C. Kimlik No", "Kadın", "Erkek"), *people(("x", ""), ("", "x"))]
    assert run(database, "officers", table(tmp_path, f"liste.{kind}", rows)) == 2
    assert stored(database, Officer) == []
    rows = [("Adı Soyadı", "T.C. Kimlik No", "Kadın", "İmza"), *people(("x", "x"), ("", "x"))]
    assert run(database, "officers", table(tmp_path, f"liste.{kind}", rows)) == 0
    assert len(stored(database, Officer)) == 2


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_that_an_answer_about_one_column_answers_nothing_else(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    set_up(database)
    helped = table(
        tmp_path,
        f"liste.{kind}",
        [
            ("Adı Soyadı", "T.C. Kimlik No", "Cep", "Tutar"),
            *people(("0500 001 10 01", "4500"), ("0500 001 10 02", "7800")),
        ],
    )
    for said in ("C=", "C=personal_mobile", "C=corporate_mobile", "D="):
        assert run(database, "officers", helped, "--column", said) == 2, said
        assert "yardım alanların listesine benziyor" in capsys.readouterr().out, said
    handsets = table(
        tmp_path,
        f"hatlar.{kind}",
        [
            ("Hat No", "IMEI", "SIM Kart No", "Adı Soyadı", "Birimi", "Marka"),
            ("0500 001 10 01", "", "", NAMES[0], "Huzurevi", "Samsung"),
        ],
    )
    with pytest.raises(KnownError, match="list_of_phones"):
        run(database, "officers", handsets, "--column", "Marka=")
    assert stored(database, Officer) == []


def test_that_a_word_of_another_list_counts_where_only_a_choice_or_an_address_makes_a_roster(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    for headings, cells, said, looks in (
        (("Kurumsal E-Posta", "Ek Ders"), ("i@aile.gov.tr", "12"), (), "bordroya benziyor"),
        (
            ("Eğitim Konusu", "Unvanı"),
            ("Çocuk", "Memur"),
            ("--column", "Eğitim Konusu=subjects"),
            "eğitim listesine benziyor",
        ),
    ):
        rows = [("Adı Soyadı", "T.C. Kimlik No", *headings), *people(cells, cells)]
        assert run(database, "officers", table(tmp_path, "liste.csv", rows), *said) == 2
        assert looks in capsys.readouterr().out
    assert stored(database, Officer) == []


def test_that_a_payroll_is_no_roster_where_no_subject_is_active(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    with database.open_work("administrator") as work:
        work.session.execute(update(Subject).values(is_active=False))
    rows = [("Adı Soyadı", "T.C. Kimlik No", "Net Maaş"), *people((41200.5,), (39800.5,))]
    path = str(workbook(tmp_path, rows, "liste.xlsx"))
    assert run(database, "officers", path, "--column", "Net Maaş=") == 2
    assert "bordroya benziyor" in capsys.readouterr().err
    assert stored(database, Officer) == []


def test_that_names_without_subject_and_phone_are_officers_once_the_clerk_says_so(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    rows = list(zip(NAMES, NUMBERS, ("Sosyolog", "Öğretmen"), strict=True))
    path = str(workbook(tmp_path, [("Adı Soyadı", "T.C. Kimlik No", "Unvanı"), *rows]))
    assert run(database, "officers", path) == 2
    assert "ne müracaat konusu ne kurumsal telefon ya da e-posta" in capsys.readouterr().err
    assert stored(database, Officer) == []
    assert run(database, "officers", path, "--answer", "2-3=take-row") == 0
    assert len(stored(database, Officer)) == 2


def test_that_a_roster_with_a_column_of_help_as_a_subject_is_asked_nothing(
    database: Database, tmp_path: Path
) -> None:
    subjects = set_up(database)
    headings = ("Adı Soyadı", "T.C. Kimlik No", *subjects, "Yardım Tutarı Soran")
    rows = [("İlknur ÇIĞ", tckn(7), *("X" for _ in subjects), "")]
    path = str(workbook(tmp_path, [headings, *rows], "sosyal yardim.xlsx"))
    assert run(database, "officers", path) == 0
    assert len(stored(database, Officer)) == 1


def book_of(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], hidden: int = -1) -> str:
    """Write sheets; of each the row `hidden` is filtered out."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            if hidden >= 0:
                page.set_row(hidden, None, None, {"hidden": True})
    return str(path)


@pytest.mark.parametrize("kind", ["officers", "cases"])
def test_that_sheets_of_one_shape_are_chosen_by_the_clerk(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    set_up(database)
    entity = {"officers": Officer, "cases": Case}[kind]
    headings, row = {"officers": (ROSTER, CIG), "cases": (cases.HEADINGS, FIRST_CASE)}[kind]
    years = dict.fromkeys(("2024", "2025", "GÜNCEL 2026"), (headings, row))
    path = book_of(tmp_path / "liste.xlsx", years)
    assert run(database, kind, path) == 2
    assert '--sheet "GÜNCEL 2026"' in capsys.readouterr().err
    assert stored(database, entity) == []
    assert run(database, kind, path, "--sheet", "GÜNCEL 2026") == 0
    assert len(stored(database, entity)) == 1


def test_that_the_sheet_of_a_subject_gives_it_whatever_else_is_marked_or_left_empty(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    for heading, cell in (("Asil", "x"), ("Müracaat Konusu", ""), ("Açıklama", "")):
        headings = ("Adı Soyadı", "T.C. Kimlik No", "Kurumsal Cep", heading)
        rows = [headings, *people(("0500 001 10 01", cell), ("0500 001 10 02", cell))]
        sheets = dict.fromkeys(("Çocuk", "Şehit-Gazi", "03 Kadın Ekibi (2026)"), rows)
        path = book_of(tmp_path / "konular.xlsx", sheets)
        for sheet, subject in (("Şehit-Gazi", "Şehit"), ("03 Kadın Ekibi (2026)", "Kadın")):
            with database.open_work() as work:
                said = Options(sheet=sheet)
                made = RECIPE.preview(work, RECIPE.open(Path(path), said, now=work.now), said)
            given = [
                [one.after for one in row.changes if one.field == "subjects"] for row in made.rows
            ]
            assert all(one[0].startswith(subject) for one in given), (heading, sheet)


def test_that_a_sheet_among_others_that_names_no_subject_is_asked_about(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    headings = ("Adı Soyadı", "T.C. Kimlik No", "Kurumsal Cep")
    rows = [headings, *people(("0500 001 10 01",), ("0500 001 10 02",))]
    path = book_of(tmp_path / "kurumlar.xlsx", dict.fromkeys(("Evde Bakım", "Mamak SHM"), rows))
    for sheet in ("Evde Bakım", "Mamak SHM"):
        assert run(database, "officers", path, "--sheet", sheet) == 2
        assert f"“{sheet}” sayfasının adı da bilinen bir konu değil" in capsys.readouterr().err
    assert stored(database, Officer) == []
    said = ("--sheet", "Mamak SHM", "--answer", "2-3=take-row")
    assert run(database, "officers", path, *said) == 0
    assert "Mamak SHM" in capsys.readouterr().out


def test_that_residents_under_the_names_of_subjects_are_no_roster(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    rows = [("Adı Soyadı", "T.C. Kimlik No"), ("KADIN",), *people((), ())]
    path = book_of(tmp_path / "kalanlar.xlsx", {"Sayfa1": rows})
    assert run(database, "officers", path) == 2
    assert "Liste kadro listesi olmayabilir" in capsys.readouterr().err


def test_that_filtered_cases_are_told(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    path = book_of(tmp_path / "vaka.xlsx", {"Vakalar": (cases.HEADINGS, FIRST_CASE)}, hidden=1)
    assert run(database, "cases", path) == 0
    assert "Gizli ya da süzülmüş satırlar da okundu (1 vaka): 2." in capsys.readouterr().out


def test_that_formulas_that_nobody_calculated_are_named_and_are_no_empty_cells(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    path = tmp_path / "kadro.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Kadro")
        page.write_row(0, 0, ROSTER)
        page.write_row(1, 0, CIG)
        page.write_formula(1, 7, '="0500"&"0011001"', None, "")
    assert run(database, "officers", str(path)) == 2
    assert "FORMÜL DEĞERİ YOK" in capsys.readouterr().err
