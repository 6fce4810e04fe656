"""Rosters in shapes that lose something on the way: whatever it is, it is read or reported."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.documents.foreign.tables import (
    ForeignFile,
    ForeignTable,
    MergedCells,
    SheetLayout,
    read_file,
)
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import Answer, Answers, Preview
from alo183_desktop.officers.roster.file import read_roster
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database
from tests.database.rosters import contents, tckn
from tests.database.test_roster_import import codes, hints, verdicts

pytestmark = pytest.mark.usefixtures("five")
SAMPLES: Final = Path(__file__).parent.parent / "samples"
IDENTITY: Final = ("Adı Soyadı", "T.C. Kimlik No", "Konu")
ISIK: Final = ("Ayşe IŞIK", tckn(31), "Kadın")
KAYA: Final = ("Uğur KAYA", tckn(32), "Yaşlı")
OZ: Final = ("Ümit ÖZ", tckn(33), "Çocuk")


def of_file(database: Database, file: ForeignFile) -> Preview:
    with database.open_work() as work:
        return ROSTER.preview(work, read_roster(file))


def of_rows(
    database: Database, *rows: Sequence[object], merged: Sequence[tuple[int, int, int]] = ()
) -> Preview:
    layout = SheetLayout(tuple(MergedCells(*one) for one in merged))
    table = ForeignTable("Kadro", tuple(map(tuple, rows)), layout)  # type: ignore[arg-type]
    return of_file(database, ForeignFile("kadro.xlsx", "0" * 64, (table,)))


def new_values(made: Preview, field: str) -> list[list[str]]:
    """Return for each row what it stores in a field."""
    return [
        [change.after.partition(" (")[0] for change in row.changes if change.field == field]
        for row in made.rows
    ]


def notes(made: Preview) -> dict[str, str]:
    return {note.code: " ".join(map(str, note.parameters.values())) for note in made.notes}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_that_what_is_merged_over_people_reaches_each_of_them(
    database: Database, kind: str
) -> None:
    before = contents(database)
    file = read_file(SAMPLES / f"kadro_birlesik.{kind}")
    made = of_file(database, file)
    assert verdicts(made) == ["create"] * 4
    home = "Huzurevi Müdürlüğü"
    assert new_values(made, "unit_id") == [[home], [home], [home], []]
    assert new_values(made, "title") == [["Psikolog"]] * 4
    assert new_values(made, "subjects") == [["Çocuk"], ["Çocuk"], *[["Kadın", "Engelli"]] * 2]
    assert all("10.11.2024" in row.changes[-1].after for row in made.rows)
    said = notes(made)
    assert said["imports.hidden_sheets"] == "“Eski”"
    assert said["imports.hidden_rows"] == "1 5 kişi"
    with database.open_work() as work:
        stored = ROSTER.apply(work, made)
    assert set(verdicts(of_file(database, file))) == {"unchanged"}
    with database.open_work("administrator") as work:
        ROSTER.undo(work, stored.import_id or 0)
    kept = contents(database)
    assert [kept[table] for table in range(3)] == [before[table] for table in range(3)]


def test_that_a_person_over_two_rows_keeps_subjects_of_their_own(database: Database) -> None:
    made = of_rows(
        database,
        ("Birimi", *IDENTITY),
        ("Huzurevi", *ISIK),
        (None, None, None, "Engelli"),
        (None, *KAYA),
        merged=[(1, 0, 3), (1, 1, 2), (1, 2, 2)],
    )
    assert new_values(made, "subjects") == [["Kadın", "Engelli"], ["Yaşlı"]]
    assert new_values(made, "unit_id") == [["Huzurevi"], ["Huzurevi"]]


def test_that_a_number_is_never_shared(database: Database) -> None:
    made = of_rows(
        database,
        (*IDENTITY, "Kurumsal Cep"),
        (*ISIK, "0500 001 10 13"),
        (*KAYA, None),
        merged=[(1, 3, 2)],
    )
    assert new_values(made, "corporate_mobile") == [["0500 001 10 13"], []]


@pytest.mark.parametrize("ditto", ['"', "”", "''", '-"-', "//", "Aynı"])
def test_that_a_ditto_mark_stands_for_the_cell_above(database: Database, ditto: str) -> None:
    rows = [("Ayşe IŞIK", tckn(31)), ("Uğur KAYA", tckn(32)), ("Ümit ÖZ", tckn(33))]
    first, *others = rows
    made = of_rows(
        database,
        ("Adı Soyadı", "TC", "Unvanı", "Konu", "Birimi"),
        (*first, "Psikolog", "Kadın", "Huzurevi"),
        *((*one, ditto, ditto, ditto) for one in others),
    )
    assert new_values(made, "title") == [["Psikolog"]] * 3
    assert new_values(made, "subjects") == [["Kadın"]] * 3
    assert new_values(made, "unit_id") == [["Huzurevi"]] * 3


def test_that_the_unit_of_somebody_without_one_is_reported(database: Database) -> None:
    made = of_rows(database, ("Birimi", *IDENTITY), ("Huzurevi", *ISIK), (None, *KAYA))
    assert "imports.unit_missing" not in hints(made, 0)
    assert "imports.unit_missing" in hints(made, 1)
    without = of_rows(database, IDENTITY, ISIK)
    assert "imports.unit_missing" not in hints(without)


def test_that_titles_above_people_give_their_unit(database: Database) -> None:
    made = of_rows(
        database,
        IDENTITY,
        ("Huzurevi Müdürlüğü",),
        ISIK,
        ("İl Müdürlüğü",),
        KAYA,
        ("Toplam: 2",),
        ("Not: telefonlar açıktır",),
    )
    assert new_values(made, "unit_id") == [["Huzurevi Müdürlüğü"], []]
    said = notes(made)
    assert said["imports.section_units"] == "“Huzurevi Müdürlüğü”, “İl Müdürlüğü”"
    assert said["imports.lines_passed"] == "7. satır “Not: telefonlar açıktır”"


def test_that_the_title_of_the_directorates_own_list_moves_nobody(database: Database) -> None:
    made = of_rows(database, ("Birimi", *IDENTITY), ("Huzurevi", *ISIK))
    with database.open_work() as work:
        ROSTER.apply(work, made)
    titles = ("ANKARA AİLE VE SOSYAL HİZMETLER İL MÜDÜRLÜĞÜ", "Çocuk Hizmetleri Genel Müdürlüğü")
    for title in titles:
        again = of_rows(database, (title,), IDENTITY, ISIK)
        assert verdicts(again) == ["unchanged"]
        assert again.notes == ()


def test_that_signatures_below_a_list_are_reported_and_no_people(database: Database) -> None:
    made = of_rows(
        database,
        ("S.No", *IDENTITY),
        (1, *ISIK),
        (),
        ("Hazırlayan:", "Selin AKTAŞ", "Kontrol eden", "Ali VELİ"),
        ("Düzenleme Tarihi", "24.11.2026", None, None),
    )
    assert verdicts(made) == ["create"]
    assert notes(made)["imports.lines_passed"] == (
        "4. satır “Hazırlayan: | Selin AKTAŞ | Kontrol eden | Ali VELİ”, "
        "5. satır “Düzenleme Tarihi | 24.11.2026”"
    )


def test_that_titles_above_people_give_their_subject(database: Database) -> None:
    headings = IDENTITY[:2]
    made = of_rows(
        database,
        ("KADIN KONUSU",),
        headings,
        ISIK[:2],
        ("ÇOCUK",),
        headings,
        OZ[:2],
        ("Nöbetçiler",),
        KAYA[:2],
    )
    assert new_values(made, "subjects") == [["Kadın"], ["Çocuk"], []]
    said = notes(made)
    assert said["imports.section_subjects"] == "“KADIN KONUSU”, “ÇOCUK”"
    assert said["imports.lines_passed"] == "7. satır “Nöbetçiler”"
    assert "imports.no_subjects" in hints(made, 2)


def test_that_people_beside_others_are_reported_and_lend_nobody_their_number(
    database: Database,
) -> None:
    made = of_rows(
        database,
        ("Konu", "Asil Adı Soyadı", "Asil Cep", "Yedek Adı Soyadı", "Yedek Cep"),
        ("Kadın", "Ayşe IŞIK", "0500 001 10 13", "Uğur KAYA", "0500 001 10 14"),
    )
    assert new_values(made, "personal_mobile") == [[]]
    assert notes(made)["imports.other_people"] == "“Yedek Adı Soyadı”"


def test_that_other_sheets_with_people_are_named(database: Database) -> None:
    tables = (
        ForeignTable("Merkez", (IDENTITY, ISIK)),
        ForeignTable("Huzurevi", (IDENTITY, KAYA)),
        ForeignTable("Not", (("2026",),)),
    )
    made = of_file(database, ForeignFile("kadro.xlsx", "0" * 64, tables))
    assert notes(made) == {"imports.sheets_with_people": "Merkez “Huzurevi”"}
    assert made.file.sheets == ("Merkez", "Huzurevi")


def test_that_another_sheet_with_people_can_be_read() -> None:
    tables = tuple(
        ForeignTable(name, (IDENTITY, row)) for name, row in (("Merkez", ISIK), ("Huzurevi", KAYA))
    )
    file = ForeignFile("kadro.xlsx", "0" * 64, (*tables, ForeignTable("Not", (("2026",),))))
    roster = read_roster(file, Options(sheet="Huzurevi"))
    assert [entry.label for entry in roster.entries] == ["Uğur KAYA"]
    with pytest.raises(KnownError, match=r"imports\.sheet_unknown"):
        read_roster(file, Options(sheet="Not"))


def test_that_who_left_does_not_come_back_with_an_old_list(database: Database) -> None:
    made = of_rows(
        database,
        (*IDENTITY, "Durumu", "Ayrılış Tarihi"),
        (*ISIK, "Görevde", None),
        (*KAYA, "Ayrıldı", None),
        (*OZ, None, "01.06.2026"),
        ("Ali AK", tckn(34), "Çocuk", "", "01.06.2027"),
    )
    assert verdicts(made) == ["create", "skipped", "skipped", "create"]
    assert codes(made, 1) == [("state", "imports.left_state")]
    assert codes(made, 2) == [("ends_on", "imports.left")]
    assert "imports.leaves_later" in hints(made, 3)


def test_that_the_end_of_a_duty_is_not_read_as_its_beginning(database: Database) -> None:
    made = of_rows(database, (*IDENTITY, "Görev Bitiş Tarihi"), (*ISIK, "01.06.2025"))
    assert codes(made) == [("ends_on", "imports.left")]


@pytest.mark.parametrize(
    ("title", "name", "stored", "hint"),
    [
        (None, "Dr. Ayşe IŞIK", "Dr.", "imports.title_read"),
        ("Psikolog", "Psk. Ayşe IŞIK", "Psikolog", "imports.title_left_out"),
        ("Psikolog", "Sn. Ayşe IŞIK", "Psikolog", ""),
    ],
)
def test_that_a_title_is_no_part_of_the_name(
    database: Database, title: str | None, name: str, stored: str, hint: str
) -> None:
    made = of_rows(database, ("Unvanı", *IDENTITY), (title, name, *ISIK[1:]))
    assert [row.label for row in made.rows] == ["Ayşe IŞIK"]
    assert new_values(made, "title") == [[stored]]
    assert {code for code in hints(made) if code.startswith("imports.title")} == {hint} - {""}


@pytest.mark.parametrize(
    ("name", "label", "is_doubted"),
    [
        ("yıldız, mehmet", "Mehmet YILDIZ", True),
        ("YILDIZ, MEHMET", "Mehmet YILDIZ", True),
        ("YILDIZ, Mehmet", "Mehmet YILDIZ", False),
    ],
)
def test_that_a_comma_that_nothing_else_explains_is_asked_about_in_the_preview(
    database: Database,
    name: str,
    label: str,
    is_doubted: bool,  # noqa: FBT001 - drawn
) -> None:
    made = of_rows(database, IDENTITY, (name, *ISIK[1:]))
    assert [row.label for row in made.rows] == [label]
    assert ("imports.comma_read" in hints(made)) == is_doubted


def test_that_an_office_is_taken_for_nobody(database: Database) -> None:
    made = of_rows(database, IDENTITY, ("polis memuru", *ISIK[1:]))
    assert codes(made) == [("name", "imports.no_name")]


def test_that_a_note_beside_a_name_and_two_numbers_in_a_cell_are_refused(
    database: Database,
) -> None:
    made = of_rows(
        database,
        (*IDENTITY, "Kurumsal Cep"),
        ("uğur kaya - izinli", *KAYA[1:], None),
        (*ISIK, "0500 001 10 13 - 0500 001 10 14"),
        (*OZ, "0500 001 10 15"),
        ("Gül ÖZ-AK", tckn(34), "Kadın", "0090 500 001 10 16"),
    )
    assert codes(made, 0) == [("name", "imports.more_than_name")]
    assert codes(made, 1) == [("corporate_mobile", "imports.two_phones")]
    assert verdicts(made)[2:] == ["create", "create"]


@pytest.mark.parametrize("words", ["Tümü", "HEPSİ", "Tüm konular", "Bütün müracaat konuları"])
def test_that_all_subjects_need_not_be_written_out(
    database: Database, five: Mapping[str, int], words: str
) -> None:
    made = of_rows(database, IDENTITY, (*ISIK[:2], words))
    assert new_values(made, "subjects") == [list(five)]


def test_that_who_left_is_left_out_and_reported_in_every_wording(
    database: Database,
) -> None:
    people = [(f"Kişi SOYAD{letter}", tckn(40 + n), "Kadın") for n, letter in enumerate("ABCDE")]
    rows = (
        (*IDENTITY, "Durumu", "Açıklama"),
        (*people[0], "Görevde", ""),
        (*people[1], "", ""),
        (*people[2], "", "01.03.2026 itibarıyla ayrıldı"),
        (*people[3], "Naklen gitti", ""),
        ("AYRILANLAR",),
        (*people[4], "", ""),
    )
    layout = SheetLayout(struck=frozenset((2, column) for column in range(3)))
    table = ForeignTable("Kadro", rows, layout)
    made = of_file(database, ForeignFile("kadro.xlsx", "0" * 64, (table,)))
    assert verdicts(made) == ["create", *["skipped"] * 4]
    assert [[one.code for one in row.problems] for row in made.rows[1:]] == [
        ["imports.struck"],
        ["imports.left_remark"],
        ["imports.left_state"],
        ["imports.left_section"],
    ]
    with database.open_work() as work:
        ROSTER.apply(work, made)
    (stored,) = contents(database)[0]
    assert "SOYADA" in stored


UNCLEAR: Final = (
    *(("", state, "", "state_unclear") for state in ("Görevde değil", "Aktif değil", "Yedek")),
    ("", "Görevlendirme iptal", "", "state_unclear"),
    ("GÖREVDEN ALINANLAR", "", "", "section_unclear"),
    ("", "", "ilişiği kesildi", "remark_unclear"),
)


def test_that_who_may_have_left_is_asked_about_row_by_row(database: Database) -> None:
    for section, state, remark, code in UNCLEAR:
        headings = (*IDENTITY, "Durumu", "Açıklama")
        above = [(section,)] if section else []
        rows = (headings, (*ISIK, "", ""), *above, (*KAYA, state, remark), (*OZ, state, remark))
        made = of_rows(database, *rows)
        assert verdicts(made) == ["create", "wrong", "wrong"], (section, state, remark)
        assert [one.code for row in made.rows[1:] for one in row.problems] == [
            f"imports.{code}"
        ] * 2
        numbers = [str(row.row_number) for row in made.rows]
        said = frozenset({(numbers[1], Answer.IN_SERVICE), (numbers[2], Answer.LEFT)})
        options = Options(answers=Answers(said))
        table = ForeignTable("Kadro", rows)
        file = read_roster(ForeignFile("kadro.xlsx", "0" * 64, (table,)), options)
        with database.open_work() as work:
            answered = ROSTER.preview(work, file, options)
        assert verdicts(answered) == ["create", "create", "skipped"], (section, state, remark)


def test_that_who_stands_twice_is_asked_about_where_one_row_is_unclear(
    database: Database,
) -> None:
    rows = ((*IDENTITY, "Durumu"), (*ISIK, "Görevde"), (*ISIK[:2], "Kadın", "Yedek"))
    made = of_rows(database, *rows)
    assert verdicts(made) == ["create", "wrong"]
    assert codes(made, 1) == [("state", "imports.state_unclear")]
    # Once somebody said that one of them is over, they contradict each other no more.
    moved = ((*IDENTITY, "Durumu"), (*ISIK, "Görevden alındı"), (*ISIK[:2], "Çocuk", "Görevde"))
    options = Options(answers=Answers(frozenset({("2", Answer.LEFT)})))
    file = ForeignFile("kadro.xlsx", "0" * 64, (ForeignTable("Kadro", moved),))
    with database.open_work() as work:
        made = ROSTER.preview(work, read_roster(file, options), options)
    assert verdicts(made) == ["skipped", "create"]
    assert new_values(made, "subjects")[1] == ["Çocuk"]


def test_that_who_stands_in_for_a_subject_is_asked_about(database: Database) -> None:
    headings = (*IDENTITY[:2], "Kadın", "Çocuk")
    people = [ISIK[:2], KAYA[:2], OZ[:2]]
    marks = [("Asil", "Yedek"), ("Yedek", "Asıl"), ("Asil", None)]
    made = of_rows(
        database, headings, *((*who, *mark) for who, mark in zip(people, marks, strict=True))
    )
    assert verdicts(made) == ["wrong", "wrong", "create"]
    assert codes(made, 0) == [("subjects", "imports.mark_unclear")]
    assert new_values(made, "subjects")[2] == ["Kadın"]
    assert "imports.unread_columns" not in notes(made)
    # Nobody's column is dropped where all of it is unclear.
    alone = of_rows(database, headings, *((*who, "Yedek", "yedek") for who in people))
    assert verdicts(alone) == ["wrong"] * 3
    rows = (headings, (*people[0], "Asil", "Yedek sorumlu"), (*people[1], "Yedek sorumlu", "Asil"))
    said = frozenset({("2", Answer.MARKED), ("3", Answer.NOT_MARKED)})
    options = Options(answers=Answers(said))
    file = ForeignFile("kadro.xlsx", "0" * 64, (ForeignTable("Kadro", rows),))
    with database.open_work() as work:
        made = ROSTER.preview(work, read_roster(file, options), options)
    assert [set(one) for one in new_values(made, "subjects")] == [{"Çocuk", "Kadın"}, {"Çocuk"}]


@pytest.mark.parametrize("heading", ["Asil/Yedek", "Asil - Yedek", "Asil-Yedek Durumu"])
def test_that_who_is_a_substitute_is_asked_about(database: Database, heading: str) -> None:
    rows = ((*IDENTITY, heading), (*ISIK, "Asil"), (*KAYA, "Yedek"))
    made = of_rows(database, *rows)
    assert verdicts(made) == ["create", "wrong"]
    assert codes(made, 1) == [("state", "imports.state_unclear")]


def test_that_a_title_that_says_who_is_responsible_names_a_subject(database: Database) -> None:
    made = of_rows(
        database,
        ("S.No", *IDENTITY[:2]),
        ("KADIN KONUSUNDA SORUMLU PERSONEL",),
        (1, *ISIK[:2]),
        (2, *KAYA[:2]),
        ("Engelli ve Yaşlı konuları sorumluları",),
        (1, *OZ[:2]),
        ("ÇOCUK İÇİN GÖREVLİ KİŞİLER",),
        (1, *ISIK[:2]),
    )
    wanted = [["Çocuk", "Kadın"], ["Kadın"], ["Engelli", "Yaşlı"], []]
    assert [set(one) for one in new_values(made, "subjects")] == list(map(set, wanted))
    assert codes(made, 3) == [("subjects", "imports.subjects_joined")]


def test_that_a_row_that_is_left_out_brings_no_subject_to_the_person_above(
    database: Database,
) -> None:
    rows = (IDENTITY, ISIK, (*ISIK[:2], "Çocuk"), (ISIK[0], "", "Engelli"))
    table = ForeignTable("Kadro", rows)
    for left_out, wanted in ((3, ["Engelli", "Kadın"]), (4, ["Kadın", "Çocuk"]), (2, [])):
        said = Options(answers=Answers(frozenset({(str(left_out), Answer.SKIP)})))
        file = read_roster(ForeignFile("kadro.xlsx", "0" * 64, (table,)), said)
        with database.open_work() as work:
            made = ROSTER.preview(work, file, said)
        subjects = [name for row in new_values(made, "subjects") for name in row]
        assert (sorted(subjects), left_out) == (sorted(wanted), left_out)
        assert {row.verdict for row in made.rows[1:]} == {"skipped"}


@pytest.mark.parametrize(
    ("sheet", "subjects"),
    [("KADIN", ["Kadın"]), ("Engelli-Yaşlı", ["Engelli", "Yaşlı"]), ("KADIN KONUKEVİ", [])],
)
def test_that_a_sheet_may_name_the_subject(
    database: Database, sheet: str, subjects: list[str]
) -> None:
    table = ForeignTable(sheet, (IDENTITY[:2], ISIK[:2]))
    made = of_file(database, ForeignFile("kadro.xlsx", "0" * 64, (table,)))
    assert [sorted(one) for one in new_values(made, "subjects")] == [subjects]
    assert ("imports.section_subjects" in notes(made)) == bool(subjects)


def test_that_a_title_behind_an_empty_row_names_the_unit(database: Database) -> None:
    first, second = "Mamak Sosyal Hizmet Merkezi", "Huzurevi Müdürlüğü"
    made = of_rows(database, IDENTITY, (first,), ISIK, (), (second,), KAYA)
    assert new_values(made, "unit_id") == [[first], [second]]


@pytest.mark.parametrize(
    ("title", "heading", "looks"),
    [
        ("SOSYAL YARDIM ALANLAR", "Yardım Tutarı", "yardım alanların listesine benziyor"),
        ("KASIM BORDROSU", "Net Maaş", "bordroya benziyor"),
    ],
)
def test_that_whether_a_list_is_a_roster_is_asked_before_anything_else(
    database: Database, title: str, heading: str, looks: str
) -> None:
    headings = ("Adı Soyadı", "T.C. Kimlik No", heading)
    # A title over people would be asked about, too: whether they left.
    made = of_rows(database, (title,), headings, (*ISIK[:2], 3500), (*KAYA[:2], 3500))
    assert [codes(made, place) for place in (0, 1)] == [[("", "imports.list_unclear")]] * 2
    assert notes(made)["imports.list_unclear"] == looks


def test_that_a_column_about_others_is_named_once_by_its_heading(database: Database) -> None:
    headings = (*IDENTITY, "Yedek Sorumlu", "Yedek Telefon")
    made = of_rows(database, headings, (*ISIK, KAYA[0], "0500 000 41 10"))
    assert notes(made)["imports.unread_columns"] == "Yedek Sorumlu, Yedek Telefon"


FOUR: Final = tuple(
    (number, name, tckn(40 + number), "Kadın", f"0500 001 20 0{number}")
    for number, name in enumerate(("Ayşe IŞIK", "Uğur KAYA", "Ümit ÖZ", "Ali TAŞ"), start=1)
)
WITH_PHONE: Final = ("S.No", *IDENTITY, "Kurumsal Cep")


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("second", ["Ulus SHM", "Elmadağ Yerleşkesi"])
def test_that_a_title_in_the_middle_of_a_list_ends_the_unit_above(
    database: Database, second: str, *, blank: bool
) -> None:
    home, gap = "Mamak Huzurevi", [()] if blank else []
    for before, behind in (((), ()), ((None,), ()), (("2",), ()), (("II-",), ("(2 kişi)",))):
        titles = [(*before, home, *behind), (*before, second, *behind)]
        rows = [WITH_PHONE, titles[0], *FOUR[:2], *gap, titles[1], *FOUR[2:]]
        made = of_rows(database, *rows)
        units = [one[0] if one else "" for one in new_values(made, "unit_id")]
        asked = [problem.code for row in made.rows for problem in row.problems]
        assert units[:2] == [home] * 2
        assert asked or units[2:] == [second] * 2, (before, behind, units)
        assert home not in units[2:] or asked


@pytest.mark.parametrize("heading", ["Birimi", None])
@pytest.mark.parametrize(
    "merged", [[], [(1, 0, 6)], [(1, 0, 2), (4, 0, 6)], [(1, 0, 3), (4, 0, 6)]]
)
def test_that_a_unit_alone_in_its_column_is_that_of_the_people_below(
    database: Database, merged: list[tuple[int, int, int]], heading: str | None
) -> None:
    # A column without a heading is one of units by what is in it.
    units = ("Mamak Huzurevi", "Elmadağ Yerleşkesi" if heading else "Ulus SHM")
    below = [(None, *one) for one in FOUR]
    rows = [(heading, *WITH_PHONE), (units[0],), *below[:2], (units[1],), *below[2:]]
    made = of_rows(database, *rows, merged=merged)
    assert new_values(made, "unit_id") == [[units[0]], [units[0]], [units[1]], [units[1]]]
    assert ("imports.heading_by_values" in notes(made)) == (heading is None)


def test_that_a_unit_only_in_the_first_row_of_each_group_is_asked_about(
    database: Database,
) -> None:
    units = ("Huzurevi", None, "Çocuk Evleri", None)
    rows = [(unit, *one) for unit, one in zip(units, FOUR, strict=True)]
    made = of_rows(database, ("Birimi", *WITH_PHONE), *rows)
    assert verdicts(made) == ["create", "wrong", "create", "wrong"]
    assert codes(made, 3) == [("unit", "imports.unit_unclear")]
    assert "Çocuk Evleri" in str(made.rows[3].problems[0].parameters)


def test_that_a_name_without_anything_else_is_asked_about_and_left_out_ends_the_unit_above(
    database: Database,
) -> None:
    titles = [("1", "Mamak Huzurevi"), ("2", "Elmadağ Yerleşkesi")]
    rows = [WITH_PHONE, titles[0], *FOUR[:2], titles[1], *FOUR[2:]]
    made = of_rows(database, *rows)
    assert codes(made, 2) == [("", "imports.signature_unclear")]
    table = ForeignTable("Kadro", tuple(map(tuple, rows)))
    file = ForeignFile("kadro.xlsx", "0" * 64, (table,))
    for answer, unit in ((Answer.ABOVE, "Elmadağ Yerleşkesi"), (Answer.TAKE_ROW, "")):
        said = Options(
            answers=Answers(frozenset({("5", Answer.SKIP), ("6", answer), ("7", answer)}))
        )
        with database.open_work() as work:
            made = ROSTER.preview(work, read_roster(file, said), said)
        assert verdicts(made) == ["create"] * 2 + ["skipped"] + ["create"] * 2
        assert [one[0] if one else "" for one in new_values(made, "unit_id")[3:]] == [unit] * 2


def test_that_the_title_of_a_subject_below_that_of_a_unit_leaves_the_unit_open(
    database: Database,
) -> None:
    headings = (*IDENTITY[:2], "Kurumsal Cep")
    people = [(*one[1:3], one[4]) for one in FOUR[:2]]
    titles = [("MAMAK HUZUREVİ",), ("KADIN",), ("ÇOCUK",)]
    made = of_rows(database, headings, *titles[:2], people[0], titles[2], people[1])
    assert [codes(made, place) for place in (0, 1)] == [[("unit", "imports.unit_unclear")]] * 2
    assert made.rows[1].problems[0].parameters["above"] == "MAMAK HUZUREVİ"


def test_that_a_column_of_stand_ins_takes_only_itself_from_the_list(database: Database) -> None:
    headings = ("Sorumlu Adı Soyadı", "T.C. Kimlik No", "Yedek Personel", "Konu")
    made = of_rows(database, headings, (*ISIK[:2], KAYA[0], "Kadın"), (*OZ[:2], KAYA[0], "Çocuk"))
    assert new_values(made, "subjects") == [["Kadın"], ["Çocuk"]]
