"""Rosters in the shapes in which directorates keep them."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alo183_desktop.documents.foreign import table_child
from alo183_desktop.documents.foreign.tables import Cell, ForeignFile, ForeignTable
from alo183_desktop.officers.roster.file import Roster, read_roster, subjects_in
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

HEADINGS: Final = (
    "S.No",
    "Adı Soyadı",
    "Unvanı",
    "T.C. Kimlik No",
    "Müracaat Konusu",
    "Kurumsal Cep",
)
ISIK: Final = (1.0, "Ayşe IŞIK", "Müdür", 10000003048.0, "Yaşlı", "5000011004")
NUR: Final = "Ayşe Nur IŞIK"
KAYA: Final = (2.0, "Uğur KAYA", "Psikolog", "10000009224", "Kadın", "+90 500 001 10 13")


def file_of(*tables: tuple[str, Sequence[Sequence[Cell]]]) -> ForeignFile:
    return ForeignFile(
        "kadro.xlsx",
        "0" * 64,
        tuple(ForeignTable(name, tuple(map(tuple, rows))) for name, rows in tables),
    )


def read(*rows: Sequence[Cell]) -> Roster:
    return read_roster(file_of(("Kadro", rows)))


def test_that_titles_totals_blanks_and_repeated_headings_are_passed_over() -> None:
    roster = read(
        ("ANKARA AİLE VE SOSYAL HİZMETLER İL MÜDÜRLÜĞÜ",),
        ("ALO 183 LİSTESİ", None, None),
        (),
        HEADINGS,
        ISIK,
        (None, None, "  ", None),
        ("Ek listeler aşağıdadır",),
        HEADINGS,
        KAYA,
        (3.0, None, None, None),
        (None, "TOPLAM: 2 kişi"),
        (None, "Genel Toplam", None, 2.0),
        (None, None, None, None, "Uygundur"),
    )
    assert [entry.label for entry in roster.entries] == ["Ayşe IŞIK", "Uğur KAYA"]
    assert [entry.row_number for entry in roster.entries] == [5, 9]
    assert roster.passed_over == (1, 2, 7, 8, 11, 12, 13)
    assert all(not entry.problems for entry in roster.entries)


def test_that_the_sheet_with_the_headings_is_taken_and_named() -> None:
    roster = read_roster(file_of(("Özet", [("2026", 24.0)]), ("Liste", [HEADINGS, ISIK])))
    assert roster.sheet == "Liste"
    assert [note.code for note in roster.notes] == ["imports.other_sheets"]


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ([("a", [("Numara", "Kullanıcı", "Kota"), (1.0, 2.0, 3.0)])], "imports.no_headings"),
        ([("a", [("Unvanı", "T.C. Kimlik No"), ("Müdür", "1")])], "imports.no_headings"),
        ([("a", [HEADINGS, (), (None, "Toplam")])], "imports.no_rows"),
    ],
    ids=["other", "no-name", "nobody"],
)
def test_that_a_file_without_people_is_refused(
    tables: list[tuple[str, list[tuple[Cell, ...]]]], code: str
) -> None:
    with pytest.raises(KnownError, match=code):
        read_roster(file_of(*tables))


@pytest.mark.parametrize(
    ("headings", "row", "name"),
    [
        (("Adı", "Soyadı", "TC"), ("AYŞE NUR", "ışık", "10000003048"), NUR),
        (("Personelin Adı", "Personelin Soyadı", "TC"), ("Ayşe Nur", "Işık", "10000003048"), NUR),
        (("Adı (İsim)", "Soyadı", "TC"), ("Ayşe Nur", "Işık", "10000003048"), NUR),
        (("Personel", "Soyadı", "TC"), ("Ayşe Nur", "Işık", "10000003048"), NUR),
        (("Adı Soyadı", "Önceki Soyadı", "TC"), ("Ayşe Nur IŞIK", "Ak", "10000003048"), NUR),
        (("Personelin Adı", "TC"), ("Ayşe Nur IŞIK", "10000003048"), NUR),
        (("Soyadı Adı", "TC"), ("IŞIK AYŞE NUR", "10000003048"), NUR),
        (("Soyadı Adı", "TC"), ("ışık ayşe nur", "10000003048"), NUR),
        (("Soyadı Adı", "TC"), ("Işık Ayşe Nur", "10000003048"), NUR),
        (("Soyadı Adı", "TC"), ("IŞIK Ayşe Nur", "10000003048"), NUR),
        (("Soyadı Adı", "TC"), ("Işık A.", "10000003048"), "A. IŞIK"),
        (("Ad Soyad", "TC"), ("ayşe nur ışık", "10000003048"), NUR),
        (("Personelin\nAdı Soyadı", "TC"), ("Işık, Ayşe Nur", "10000003048"), NUR),
    ],
)
def test_that_names_are_read_in_one_column_or_two(
    headings: tuple[str, ...], row: tuple[str, ...], name: str
) -> None:
    (entry,) = read(headings, row).entries
    assert (entry.label, entry.problems) == (name, ())


def test_that_subjects_right_below_a_person_are_theirs_too() -> None:
    below = (None, None, None, None, "Engelli", None)
    roster = read(HEADINGS, ISIK, below, KAYA, below, (), below, (None, "Toplam"), below)
    assert [entry.subjects.split("\n") for entry in roster.entries] == [
        ["Yaşlı", "Engelli"],
        ["Kadın", "Engelli"],
    ]
    assert roster.passed_over == (7, 8, 9)


def test_that_rows_of_one_person_with_a_subject_each_are_joined() -> None:
    def with_subject(row: Sequence[Cell], subject: str) -> tuple[Cell, ...]:
        return (*row[:4], subject, *row[5:])

    second, third = with_subject(ISIK, "Kadın"), with_subject(KAYA, "Çocuk")
    roster = read(HEADINGS, ISIK, KAYA, second, third, ISIK)
    assert [entry.subjects for entry in roster.entries[:2]] == ["Yaşlı\nKadın", "Kadın\nÇocuk"]
    assert [entry.continues for entry in roster.entries] == [0, 0, 2, 3, 2]
    assert [entry.continues for entry in read(HEADINGS, ISIK, ISIK).entries] == [0, 0]


def test_that_right_check_digits_name_a_column_that_its_heading_does_not() -> None:
    headings = ("Ad Soyad", "Unvanı", "Kart", "Dosya")
    roster = read(
        headings,
        ("Ayşe IŞIK", "Müdür", "10000003048", "10000003040"),
        ("Uğur KAYA", "Sosyolog", 10000009224.0, "10000009220"),
    )
    assert [dict(entry.values)["tckn"] for entry in roster.entries] == [
        "10000003048",
        "10000009224",
    ]
    assert [note.code for note in roster.notes] == [
        "imports.heading_by_values",
        "imports.unread_columns",
    ]


def test_that_marks_under_headings_are_kept_for_the_subjects() -> None:
    headings = ("Unvanı", "Ad Soyad", "Kadın", "Çocuk", "Engelli")
    roster = read(
        headings,
        ("Müdür", "Ayşe IŞIK", "X", None, "-"),
        ("Sosyolog", "Uğur KAYA", "x", "✓", None),
    )
    assert [entry.marks for entry in roster.entries] == [("Kadın",), ("Kadın", "Çocuk")]
    assert roster.marked == ("Kadın", "Çocuk", "Engelli")
    assert roster.notes == ()


def test_that_a_number_of_nobody_in_particular_is_asked_about() -> None:
    headings = ("Ad Soyad", "Telefon 1", "Telefon 2")
    roster = read(headings, ("Ayşe IŞIK", "0500 001 10 13", "0500 001 10 14"))
    assert [(problem.key, problem.code) for problem in roster.problems] == [
        ("corporate_mobile", "imports.columns_compete"),
        ("personal_mobile", "imports.columns_compete"),
    ]


@pytest.mark.parametrize(("address", "doubts"), [("a@aile.gov.tr", 0), ("a@posta.com", 1)])
def test_that_an_address_of_an_office_says_itself_that_it_is_one(address: str, doubts: int) -> None:
    roster = read(("Ad Soyad", "E-posta"), ("Ayşe IŞIK", address))
    assert len(roster.problems) == doubts


def test_that_a_serial_number_is_no_unread_column() -> None:
    roster = read(("S.N.", "Ad Soyad", "TC", "Rengi."), (1.0, "Ayşe IŞIK", "10000003048", "mavi"))
    (note,) = roster.notes
    assert note.parameters == {"headings": "Rengi"}


def test_that_an_e_mail_is_mended_by_blanks_only() -> None:
    headings = ("Ad Soyad", "E-posta")
    good, wrong = read(
        headings,
        ("Ayşe IŞIK", " Ayse.Isik @aile.gov.tr\u00a0"),
        ("Uğur KAYA", "ugur,kaya@aile.gov.tr"),
    ).entries
    assert dict(good.values)["corporate_email"] == "ayse.isik@aile.gov.tr"
    assert [problem.code for problem in wrong.problems] == ["identity.email"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1254", "iso8859-9", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
def test_that_a_text_file_is_read_in_any_encoding(encoding: str, delimiter: str) -> None:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(
        [
            ["KADRO LİSTESİ"],
            [],
            HEADINGS,
            [str(cell) for cell in ISIK],
            [str(cell) for cell in KAYA],
        ]
    )
    ((sheet, rows),) = table_child.read(
        target.getvalue().encode(encoding), unpacked_bytes=0, cells=0, columns=0
    )
    roster = read_roster(file_of((sheet, list(rows))))
    assert [entry.row_number for entry in roster.entries] == [4, 5]
    assert dict(roster.entries[0].values)["tckn"] == "10000003048"
    assert roster.entries[1].label == "Uğur KAYA"


CELLS = st.one_of(
    st.none(),
    st.text(max_size=15),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=8))
def test_that_any_cells_under_the_headings_are_read_or_named(rows: list[list[Cell]]) -> None:
    try:
        roster = read((*HEADINGS, "Başlama Tarihi"), *rows)
    except KnownError as error:
        assert error.code == "imports.no_rows"  # noqa: PT017 - either may happen
        return
    for entry in roster.entries:
        assert entry.values or entry.problems
        assert entry.starts_on is None or isinstance(entry.starts_on, dt.date)


def test_that_a_list_of_cases_is_no_roster() -> None:
    cases = (
        ("Başvuru No", "Yönlendirme Tarihi", "Müracaat Konusu", "Arayan Telefon", "Ekip Sorumlusu"),
        ("183-2026-1", "24.11.2026 14:05", "Çocuk", "0500 000 10 01", "Ayşe IŞIK"),
    )
    with pytest.raises(KnownError, match=r"imports\.list_of_cases"):
        read(*cases)
    # Beside a roster it is only passed over.
    roster = read_roster(file_of(("Vakalar", cases), ("Kadro", (HEADINGS, ISIK, KAYA))))
    assert roster.sheet == "Kadro"
    assert len(roster.entries) == 2


def test_that_a_person_of_a_text_with_a_cell_behind_all_headings_is_asked_about() -> None:
    headings = ("Ad Soyad", "Unvan", "Birim", None)
    rows = [("Ayşe IŞIK", "Sosyolog", " Öğretmen", "Huzurevi"), ("Uğur KAYA", "a", "b", None)]
    file = ForeignFile("k.csv", "0" * 64, (ForeignTable("", (headings, *rows)),))
    first, second = read_roster(file).entries
    assert [one.code for one in first.questions] == ["imports.row_shifted"]
    assert second.questions == ()


@given(st.text(st.sampled_from("…½™ı İ183Sayfaekipliste() \n")))
@example("………………… İL MÜDÜRLÜĞÜ ALO 183 EKİBİ")
@example("…… 183")
@example("Sayfa…… 2")
def test_that_the_subjects_of_any_title_are_looked_for_in_an_end(title: str) -> None:
    assert len(found := subjects_in(title)) <= len(fold(title))
    assert subjects_in(found) == found
