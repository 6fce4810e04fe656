"""Rosters in which something else stands where a person, a heading or a mark is looked for."""

from collections.abc import Sequence
from typing import Final

import pytest

from alo183_desktop.documents.foreign.tables import (
    Cell,
    ForeignFile,
    ForeignTable,
    MergedCells,
    SheetLayout,
)
from alo183_desktop.officers.roster.file import Roster, RosterEntry, read_roster

PLAIN: Final = ("Adı Soyadı", "T.C. Kimlik No", "Kurumsal Cep")
ISIK: Final = ("Ayşe IŞIK", "10000003048", "0500 001 10 04")
KAYA: Final = ("Uğur KAYA", "10000009224", "0500 001 10 13")


def read(*rows: Sequence[Cell], merged: Sequence[tuple[int, int, int]] = ()) -> Roster:
    layout = SheetLayout(tuple(MergedCells(*one) for one in merged))
    table = ForeignTable("Kadro", tuple(map(tuple, rows)), layout)
    return read_roster(ForeignFile("kadro.xlsx", "0" * 64, (table,)))


def labels(roster: Roster) -> list[str]:
    return [entry.label for entry in roster.entries]


def codes(entry: RosterEntry) -> list[tuple[str, str]]:
    return [(problem.key, problem.code) for problem in entry.problems]


def notes(roster: Roster) -> dict[str, str]:
    return {note.code: " ".join(map(str, note.parameters.values())) for note in roster.notes}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Ayşe IŞIK\nUğur KAYA", "two_people"),
        ("AYŞE IŞIK\nUĞUR KAYA", "two_people"),
        ("Ayşe IŞIK Uğur KAYA", "two_people"),
        ("Ayşe IŞIK, Uğur KAYA", "two_people"),
        ("AYŞE IŞIK, UĞUR KAYA", "two_people"),
        ("Ayşe IŞIK, Uğur KAYA, Ali ÖZ", "two_people"),
        ("Ayşe IŞIK ve Uğur KAYA", "two_people"),
        ("Ahmet Bey", "more_than_name"),
        ("Ayşe hanım", "more_than_name"),
        ("Ayşe IŞIK, Psikolog", "more_than_name"),
        ("AYŞE IŞIK, PSİKOLOG", "more_than_name"),
        ("AYŞE IŞIK, ŞUBE MÜDÜRÜ", "more_than_name"),
        ("AYŞE IŞIK SOSYAL ÇALIŞMACI", "more_than_name"),
        ("Ayşe IŞIK Memur", "more_than_name"),
        ("Ayşe IŞIK / Uğur KAYA", "two_people"),
        ("Görevlendirme yapılmadı", "no_name"),
        ("Atama bekleniyor", "no_name"),
        ("MÜNHAL KADRO", "no_name"),
    ],
)
def test_that_a_cell_with_more_or_less_than_one_name_is_refused(cell: str, code: str) -> None:
    (entry,) = read(PLAIN, (cell, *ISIK[1:])).entries
    assert codes(entry) == [("name", f"imports.{code}")]
    assert dict(entry.values).keys() <= {"tckn", "corporate_mobile"}


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Ayşe\nIŞIK", "Ayşe IŞIK"),
        ("Ayşe Nur\nÖZ IŞIK", "Ayşe Nur ÖZ IŞIK"),
        ("ÖZ IŞIK, Ayşe Nur", "Ayşe Nur ÖZ IŞIK"),
        ("Işık, Ayşe Nur", "Ayşe Nur IŞIK"),
        ("ÖZ IŞIK Ayşe Nur", "Ayşe Nur ÖZ IŞIK"),
        ("Ş. İrem ÖZ IŞIK", "Ş. İrem ÖZ IŞIK"),
        ("ŞUBE MÜDÜRÜ Ayşe IŞIK", "Ayşe IŞIK"),
        ("AHMET Ali KAYA", "Ahmet Ali KAYA"),
        ("Ayşe UZMAN", "Ayşe UZMAN"),
        ("Ataman BEKLER", "Ataman BEKLER"),
        ("Dr.Ayşe IŞIK", "Ayşe IŞIK"),
        ("i\u0307smail şen", "İsmail ŞEN"),
    ],
)
def test_that_one_name_is_read_however_it_is_written(cell: str, name: str) -> None:
    (entry,) = read(PLAIN, (cell, *ISIK[1:])).entries
    assert (entry.label, codes(entry)) == (name, [])


def test_that_a_relative_is_not_taken_for_the_person() -> None:
    headings = ("T.C. Kimlik No", "Adı", "Soyadı", "Yakınının Adı Soyadı", "Yakınının Cep Tel")
    roster = read(headings, ("10000003048", "Ayşe", "IŞIK", "Veli TAŞ", "0555 555 55 55"))
    (entry,) = roster.entries
    assert entry.label == "Ayşe IŞIK"
    assert list(entry.values) == ["given_names", "surname", "tckn"]
    assert notes(roster)["imports.other_people"] == "“Yakınının Adı Soyadı”"


def test_that_a_second_person_in_the_row_lends_the_first_nothing() -> None:
    roster = read(
        ("ÇOCUK", None, "KADIN", None, None),
        ("Adı Soyadı", "Telefon", "Adı Soyadı", "Telefon", "E-posta"),
        ("Ayşe IŞIK", "0500 001 10 04", "Uğur KAYA", "0500 001 10 13", "ugur@aile.gov.tr"),
    )
    (entry,) = roster.entries
    assert dict(entry.values) == {
        "given_names": "Ayşe",
        "surname": "IŞIK",
        "corporate_mobile": "+905000011004",
    }
    assert notes(roster)["imports.other_people"] == "“Adı Soyadı”"


@pytest.mark.parametrize("heading", ["Ev Telefonu", "Faks", "Eşinin Cep Telefonu"])
def test_that_the_number_of_a_home_or_a_relative_is_nobodys_mobile(heading: str) -> None:
    roster = read((*PLAIN[:2], heading, "Cep"), (*ISIK[:2], "0312 111 11 11", ISIK[2]))
    assert roster.headings["corporate_mobile"] == "Cep"
    assert codes(roster.entries[0]) == []


def test_that_an_extension_takes_no_column_from_the_desk_phone() -> None:
    (entry,) = read((*PLAIN, "Dahili", "İş Telefonu"), (*ISIK, "125", "0312 000 00 10")).entries
    assert dict(entry.values)["desk_phone"] == "+903120000010"


SUBJECTS: Final = ("Çocuk", "Kadın")


@pytest.mark.parametrize(
    "rows",
    [
        [("Adı Soyadı", "TC", "MÜRACAAT KONULARI", None, "Cep"), (None, None, *SUBJECTS, None)],
        [("Adı Soyadı", "TC", "Konular", None), (None, None, *SUBJECTS)],
        [("Adı Soyadı", "TC", *SUBJECTS, "Cep")],
    ],
)
@pytest.mark.parametrize(
    ("yes", "no"), [("X", None), ("✅", "❌"), ("DOĞRU", "YANLIŞ"), (True, False), ("Kadın", "")]
)
def test_that_marks_are_read_under_headings_of_one_row_or_two(
    rows: list[tuple[Cell, ...]], yes: Cell, no: Cell
) -> None:
    roster = read(*rows, (*ISIK[:2], no, yes, ISIK[2]), (*KAYA[:2], no, no, KAYA[2]))
    assert roster.marked == SUBJECTS
    assert [entry.marks for entry in roster.entries] == [("Kadın",), ()]
    assert [codes(entry) for entry in roster.entries] == [[], []]


def test_that_headings_of_three_rows_are_read_together() -> None:
    roster = read(
        ("Adı Soyadı", "KİŞİSEL BİLGİLER", None, None, None),
        (None, "Unvan", "T.C. Kimlik No", "Cep Telefonu", None),
        (None, None, None, "Kurumsal", "Şahsi"),
        ("Ayşe IŞIK", "Müdür", "10000003048", "0500 001 10 04", "0500 001 10 05"),
    )
    values = dict(roster.entries[0].values)
    assert (values["corporate_mobile"], values["personal_mobile"]) == (
        "+905000011004",
        "+905000011005",
    )


@pytest.mark.parametrize(
    "below",
    [
        [
            ("Hazırlayan", None, "Onaylayan"),
            ("Selin AKTAŞ", None, "Hasan KÖKSAL"),
            ("Memur", "", "Müdür"),
        ],
        [("Hazırlayan: Selin AKTAŞ", "Onaylayan: Hasan KÖKSAL")],
        [(), ("Selin AKTAŞ", "Hasan KÖKSAL"), ("Memur", "İl Müdürü")],
        [("Açıklama:", "Telefonlar açıktır."), ("1-", "Liste aylık yenilenir.")],
    ],
)
def test_that_what_is_signed_or_remarked_below_a_list_is_reported_and_no_person(
    below: list[tuple[Cell, ...]],
) -> None:
    roster = read(PLAIN, ISIK, KAYA, *below)
    assert labels(roster) == ["Ayşe IŞIK", "Uğur KAYA"]
    assert [text for _, text in roster.lines] == [
        " | ".join(str(cell) for cell in row if cell) for row in below if row
    ]


def test_that_somebody_without_numbers_is_a_person_where_others_are_too() -> None:
    roster = read(PLAIN, ("Ayşe IŞIK", None, "yok"), (), ("Uğur KAYA", None, "yok"))
    assert labels(roster) == ["Ayşe IŞIK", "Uğur KAYA"]


def test_that_a_table_with_other_headings_below_is_reported_and_not_read() -> None:
    roster = read(
        PLAIN,
        ISIK,
        (),
        ("Adı Soyadı", "Plaka"),
        ("Mehmet YILMAZ", "06 ABC 123"),
        PLAIN,
        KAYA,
    )
    assert labels(roster) == ["Ayşe IŞIK", "Uğur KAYA"]
    assert notes(roster)["imports.another_table"] == "4"
    assert roster.passed_over == (4, 5, 6)


def test_that_headings_in_another_order_below_are_not_read_by_the_first_ones() -> None:
    roster = read(PLAIN, ISIK, ("Sıra", *PLAIN), (2.0, *KAYA))
    assert labels(roster) == ["Ayşe IŞIK"]
    assert notes(roster)["imports.another_table"] == "3"


@pytest.mark.parametrize("word", ["Huzurevi Toplam", "Huzurevi Toplamı"])
def test_that_the_subtotal_of_a_unit_is_no_person(word: str) -> None:
    roster = read(("Birim", *PLAIN), ("Huzurevi", *ISIK), (word, 1.0), ("Genel Toplam", 1.0))
    assert labels(roster) == ["Ayşe IŞIK"]


def test_that_a_subject_before_an_empty_name_is_a_vacant_post() -> None:
    rows = (("Konu", *PLAIN), ("Çocuk", *ISIK), ("Kadın", None, None, None), ("Yaşlı", *KAYA))
    roster = read(*rows)
    assert [entry.subjects for entry in roster.entries] == ["Çocuk", "Yaşlı"]
    assert roster.lines == ((3, "Kadın"),)
    merged = read(*rows, merged=[(1, 1, 2)])
    assert [entry.subjects for entry in merged.entries] == ["Çocuk\nKadın", "Yaşlı"]


def test_that_a_phone_written_as_a_number_with_a_fraction_is_whole() -> None:
    (entry,) = read(PLAIN, (*ISIK[:2], "5321234567.0")).entries
    assert dict(entry.values)["corporate_mobile"] == "+905321234567"


def test_that_the_first_person_is_no_second_row_of_headings() -> None:
    headings = ("Adı Soyadı", None, "T.C. Kimlik No", "Konu")
    people = (
        ("Ayşe", "IŞIK", "10000003048", "Kadın"),
        ("Uğur Can", "KAYA", "10000009224", "Çocuk"),
        ("Ali", "ÖZ YILDIRIM", None, "Yaşlı"),
    )
    roster = read(headings, *people)
    assert labels(roster) == ["Ayşe IŞIK", "Uğur Can KAYA", "Ali ÖZ YILDIRIM"]
    without = read(headings[:2] + headings[3:], *(row[:2] + row[3:] for row in people))
    assert labels(without) == labels(roster)


def test_that_a_column_without_a_heading_beside_whole_names_is_no_surname() -> None:
    roster = read(("Adı Soyadı", None, "TC"), ("Ayşe IŞIK", "Psikolog", "10000003048"))
    assert labels(roster) == ["Ayşe IŞIK"]


def test_that_somebody_who_has_no_number_by_a_word_is_a_person() -> None:
    roster = read(PLAIN, ISIK, (), ("Ali ÖZ", "-", "yok"))
    assert labels(roster) == ["Ayşe IŞIK", "Ali ÖZ"]
    gaps = read((*PLAIN, "Unvan"), (*ISIK, ""), (), (*KAYA, ""), (), ("Ece AK", "", "", "Memur"))
    assert labels(gaps) == ["Ayşe IŞIK", "Uğur KAYA", "Ece AK"]


@pytest.mark.parametrize("name", ["Ýsmail ÞEN", "Uður KAYA", "AyÅŸe IÅžIK", "AÄŸca ÖZ"])
def test_that_letters_that_broke_on_the_way_are_not_stored(name: str) -> None:
    (entry,) = read((*PLAIN, "Unvanı"), (name, *ISIK[1:], "Müdür")).entries
    assert codes(entry) == [("name", "imports.broken_letters")]
    (entry,) = read((*PLAIN, "Unvanı"), (*ISIK, "Öðretmen")).entries
    assert codes(entry) == [("title", "imports.broken_letters")]


@pytest.mark.parametrize(
    "name",
    ["Ali ATAMA", "Ayşe KİMSE", "VELİ MÜNHAL", "Sevgi TOPLAM", "Kimse, Ayşe", "Hasan BOŞ"],
)
def test_that_a_name_with_a_number_beside_it_is_one_whatever_its_words_mean(name: str) -> None:
    roster = read(PLAIN, (name, *ISIK[1:]), KAYA)
    assert len(roster.entries) == 2
    assert codes(roster.entries[0]) == []


@pytest.mark.parametrize("surname", ["ATAMA", "MÜNHAL", "BOŞ", "YOK", "TOPLAM", "OLUR", "NOT"])
def test_that_a_surname_in_its_own_column_is_one_whatever_it_means(surname: str) -> None:
    roster = read(("Adı", "Soyadı", *PLAIN[1:]), ("Ali", surname, *ISIK[1:]))
    assert labels(roster) == [f"Ali {surname}"]
    assert codes(roster.entries[0]) == []


def test_that_a_surname_like_a_total_is_kept_with_a_phone_number_alone() -> None:
    roster = read(PLAIN, ("Ayşe TOPLAM", "", ISIK[2]), ("Toplam", "1 kişi", ""))
    assert labels(roster) == ["Ayşe TOPLAM"]


def test_that_a_post_that_a_deputy_runs_is_no_name() -> None:
    (entry,) = read(PLAIN, ("Vekaleten yürütülüyor", "", "0500 001 10 04")).entries
    assert codes(entry) == [("name", "imports.no_name")]


@pytest.mark.parametrize(
    "cell",
    [
        "1) Ayşe IŞIK",
        "2-) Ayşe IŞIK",
        "1.Ayşe IŞIK",
        "• Ayşe IŞIK",
        "- Ayşe IŞIK",
        "Ayşe IŞIK*",
        "Ayşe IŞIK (**)",
        "“Ayşe IŞIK”",
        "Ayşe IŞIK.",
        "Ayşe IŞIK,",
    ],
)
def test_that_numbers_and_marks_of_lists_are_no_part_of_a_name(cell: str) -> None:
    (entry,) = read(PLAIN, (cell, *ISIK[1:])).entries
    assert (entry.label, codes(entry)) == ("Ayşe IŞIK", [])


def test_that_a_title_behind_a_name_stays_one_with_its_full_stop() -> None:
    (entry,) = read(PLAIN, ("Ayşe IŞIK PSK.", *ISIK[1:])).entries
    assert codes(entry) == [("name", "imports.more_than_name")]


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("ayse.isik @aile.gov.tr", "ayse.isik@aile.gov.tr"),
        ("ayse.isik@aile.\ngov.tr", "ayse.isik@aile.gov.tr"),
        ("<ayse.isik@aile.gov.tr>", "ayse.isik@aile.gov.tr"),
        ("mailto:ayse.isik@aile.gov.tr", "ayse.isik@aile.gov.tr"),
        ("ayse isik@aile.gov.tr", None),
        ("Ayse: isik@aile.gov.tr", None),
    ],
)
def test_that_two_words_do_not_become_one_address(cell: str, address: str | None) -> None:
    (entry,) = read((*PLAIN, "Kurumsal E-posta"), (*ISIK, cell)).entries
    assert dict(entry.values).get("corporate_email") == address
    assert codes(entry) == ([] if address else [("corporate_email", "identity.email")])


def test_that_formulas_of_text_files_are_texts() -> None:
    (entry,) = read(PLAIN, (ISIK[0], f'="{ISIK[1]}"', f'="{ISIK[2]}"')).entries
    assert dict(entry.values)["tckn"] == ISIK[1]
    assert dict(entry.values)["corporate_mobile"] == "+905000011004"


def test_that_rows_that_leave_out_what_was_said_add_their_subjects() -> None:
    headings = (*PLAIN, "Müracaat Konusu", "Kurumu")
    roster = read(
        headings,
        (*ISIK, "Kadın", "Huzurevi"),
        (ISIK[0], "", "", "Çocuk", ""),
        (KAYA[0], KAYA[1], "", "Yaşlı", ""),
        (*KAYA, "Engelli", "Huzurevi"),
    )
    assert [entry.continues for entry in roster.entries] == [0, 2, 5, 0]
    assert roster.entries[0].subjects == "Kadın\nÇocuk"
    assert roster.entries[3].subjects == "Yaşlı\nEngelli"


def test_that_a_row_that_says_something_else_is_not_joined() -> None:
    headings = (*PLAIN, "Müracaat Konusu")
    roster = read(headings, (*ISIK, "Kadın"), (*ISIK[:2], "0500 001 10 99", "Çocuk"))
    assert [entry.continues for entry in roster.entries] == [0, 0]


def test_that_a_person_of_two_units_is_not_joined() -> None:
    headings = (*PLAIN, "Müracaat Konusu")
    units = ("HUZUREVİ MÜDÜRLÜĞÜ",), ("KADIN KONUKEVİ",)
    roster = read(headings, units[0], (*ISIK, "Kadın"), units[1], (*ISIK, "Çocuk"))
    assert [entry.continues for entry in roster.entries] == [0, 0]


def test_that_a_person_below_two_titles_has_both() -> None:
    roster = read(("KADIN",), PLAIN, ISIK, KAYA, ("ÇOCUK",), ISIK)
    assert [entry.continues for entry in roster.entries] == [0, 0, 3]
    assert (roster.entries[0].section, roster.entries[0].other_sections) == ("KADIN", ("ÇOCUK",))


def test_that_a_title_behind_an_empty_row_begins_a_section() -> None:
    rows = (("MAMAK SOSYAL HİZMET MERKEZİ",), ISIK, (), ("HUZUREVİ MÜDÜRLÜĞÜ",), KAYA)
    roster = read(PLAIN, *rows)
    sections = [entry.section for entry in roster.entries]
    assert sections == ["MAMAK SOSYAL HİZMET MERKEZİ", "HUZUREVİ MÜDÜRLÜĞÜ"]


@pytest.mark.parametrize(
    "remark", ["(Ayşe Hanım izinlidir)", "Not: iki kişi", "Bu kişiler nöbet de tutar."]
)
def test_that_a_remark_among_people_ends_no_section(remark: str) -> None:
    roster = read(PLAIN, ("HUZUREVİ MÜDÜRLÜĞÜ",), ISIK, (remark,), KAYA)
    assert [entry.section for entry in roster.entries] == ["HUZUREVİ MÜDÜRLÜĞÜ"] * 2


def test_that_a_title_below_the_serial_number_is_no_heading() -> None:
    rows = (("S.N.", *PLAIN[:2]), ("ENGELLİ VE YAŞLI KONULARI",), (1, *ISIK[:2]))
    roster = read(*rows)
    assert "subjects" not in roster.headings
    assert [entry.section for entry in roster.entries] == ["ENGELLİ VE YAŞLI KONULARI"]
