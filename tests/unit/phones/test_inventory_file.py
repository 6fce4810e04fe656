"""Which column of a register is what, whoever wrote the heading."""

import pytest

from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
from alo183_desktop.imports.headings import find_columns
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import Answer, Answers
from alo183_desktop.phones.inventory.file import WANTED, read_inventory
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.shared.errors import KnownError


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("HAT NO", "phone"),
        ("Hat Numarası", "phone"),
        ("GSM No", "phone"),
        ("Kurumsal Cep Telefonu", "phone"),
        ("Telefon Numarası", "phone"),
        ("Operatörü", "operator"),
        ("GSM Operatörü", "operator"),
        ("SIM Kart No", "iccid"),
        ("Sim Kart Seri No", "iccid"),
        ("ICCID", "iccid"),
        ("Tarife / Paket", "package"),
        ("PIN Kodu", "pin"),
        ("PUK", "puk"),
        ("IMEI No", "imei"),
        ("Telefonun IMEI Numarası", "imei"),
        ("Marka", "make"),
        ("Telefon Markası", "make"),
        ("Cihaz Modeli", "model"),
        ("Seri No", "serial"),
        ("Telefon Seri No", "serial"),
        ("Cihazın Fiziki Durumu", "condition"),
        ("Aksesuarları", "accessories"),
        ("Durumu", "state"),
        ("Zimmetli Personel", "holder"),
        ("Adı Soyadı", "holder"),
        ("Zimmet Tarihi", "held_from"),
        ("Teslim Tarihi", "held_from"),
        ("Açıklama", "note"),
    ],
)
def test_that_a_heading_is_found_by_its_meaning(heading: str, key: str) -> None:
    other = "Paket" if key == "operator" else "Operatör"
    found = find_columns([(heading, other)], WANTED)
    assert found is not None
    assert found.columns.get(key) == 0


def read(*rows: tuple[object, ...]) -> ForeignFile:
    return ForeignFile("envanter.xlsx", "0" * 64, (ForeignTable("Sayfa1", rows),))  # type: ignore[arg-type]


@pytest.mark.parametrize("returned", ["01.01.2026", "evet", ""])
def test_that_who_gave_it_back_is_not_taken_for_the_holder(returned: str) -> None:
    headings = ("Hat No", "Zimmetli", "İade Tarihi")
    rows = [("0500 000 11 01", "İlknur ÇIĞ", returned), ("0500 000 11 02", "", "01.01.2026")]
    first, second = read_inventory(read(headings, *rows)).entries
    wanted = ["phones.returned_already"] if returned else []
    assert [problem.code for problem in first.problems] == wanted
    assert second.problems == ()


def test_that_what_stands_under_no_heading_is_reported() -> None:
    rows = [("1", "0500 000 11 01", "a"), ("2", "0500 000 11 02", "b")]
    register = read_inventory(read(("", "Hat No", "", "Operatör"), *rows))
    assert [note.parameters["headings"] for note in register.notes] == ["C sütunu"]
    assert [column.name for column in register.sheet_columns if column.samples] == [
        "A sütunu",
        "Hat No",
        "C sütunu",
    ]


@pytest.mark.parametrize(
    ("heading", "cell"), [("Dakika Kotası", 500), ("Aylık Limit", "3 GB"), ("Hakkı", "500 dk")]
)
def test_that_an_allowance_that_nobody_reads_is_asked_about(heading: str, cell: object) -> None:
    file = read(("Hat No", "Operatör", heading), ("0500 000 11 01", "Vodafone", cell))
    (problem,) = read_inventory(file).problems
    assert problem.code == "imports.column_decides"
    assert read_inventory(file, Options(columns={heading: ""})).problems == ()


def test_that_titles_totals_and_repeated_headings_are_passed_over() -> None:
    headings = ("Hat No", "Operatör", "Durum")
    register = read_inventory(
        read(
            ("HAT LİSTESİ", None, None),
            headings,
            ("0500 000 11 01", "Vodafone", "KAYIP"),
            (None, None, None),
            headings,
            ("0500 000 11 02", None, None),
            ("Toplam", 2, None),
            ("Düzenleyen: Selin AKTAŞ", None, None),
        )
    )
    assert [entry.label for entry in register.entries] == ["0500 000 11 01", "0500 000 11 02"]
    assert register.entries[0].state is ItemState.LOST
    assert register.entries[0].row_number == 3
    assert register.passed_over == (1, 5, 7, 8)
    assert [problem.code for problem in register.entries[1].problems] == []


def test_that_a_file_without_items_is_refused() -> None:
    with pytest.raises(KnownError, match="no_headings"):
        read_inventory(read(("Ad", "Soyad")))
    with pytest.raises(KnownError, match="no_rows"):
        read_inventory(read(("Hat No", "Operatör"), (None, None)))


def test_that_numbers_that_excel_spoiled_are_not_guessed_at() -> None:
    register = read_inventory(
        read(
            ("Hat No", "IMEI", "SIM Kart No", "Marka"),
            (5000001101.0, 490154203237518.0, 8.99001e18, "Nokia"),
            (5000001102, 490154203237518, 8990010000000000010, "Nokia"),
        )
    )
    for entry in register.entries:
        assert [problem.code for problem in entry.problems] == ["phones.digits_lost"]
        assert dict(entry.handset)["imei"] == "490154203237518"


@pytest.mark.parametrize(
    ("remark", "asked"),
    [("artık kullanılmıyor", 1), ("Kullanılmamaktadır", 1), ("her gün kullanılıyor", 0)],
)
def test_that_a_remark_that_an_item_is_out_of_use_is_asked_about(remark: str, asked: int) -> None:
    (entry,) = read_inventory(
        read(("Hat No", "Operatör", "Açıklama"), ("0500 000 11 01", "Vodafone", remark))
    ).entries
    assert [problem.code for problem in entry.problems] == ["imports.row_unclear"] * asked


@pytest.mark.parametrize(("sheet", "asked"), [("", ["imports.row_shifted"]), ("Hatlar", [])])
def test_that_a_row_of_a_text_with_a_cell_behind_all_headings_is_asked_about(
    sheet: str, asked: list[str]
) -> None:
    headings = ("Hat No", "Operatör", "Paket", "Açıklama", None)
    # A separator within the package.
    shifted = ("0500 000 11 01", "A", "Kurumsal", " 5 GB", "depoda")
    table = ForeignTable(
        sheet, (headings, shifted, ("0500 000 11 02", "A", "Kurumsal", "depoda", None))
    )
    first, second = read_inventory(ForeignFile("h.csv", "0" * 64, (table,))).entries
    assert [problem.code for problem in first.problems] == asked
    assert second.problems == ()
    said = Options(answers=Answers(frozenset({("2", Answer.TAKE_ROW)})))
    taken, _ = read_inventory(ForeignFile("h.csv", "0" * 64, (table,)), said).entries
    assert taken.problems == ()
    # Where each row has one, it is a column without a heading.
    every = ForeignTable(sheet, (headings, shifted, shifted))
    entries = read_inventory(ForeignFile("h.csv", "0" * 64, (every,))).entries
    assert not any(entry.problems for entry in entries)
