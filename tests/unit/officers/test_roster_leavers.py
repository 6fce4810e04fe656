"""Rows of a roster about people who are no longer there."""

import datetime as dt
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
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import NO_ANSWERS, Answer, PreviewRow, RowVerdict
from alo183_desktop.officers.roster.file import Roster, RosterEntry, read_roster
from alo183_desktop.officers.roster.leavers import is_of_leavers, left_of, unclear_of
from alo183_desktop.shared.texts import message_of

TODAY: Final = dt.date(2026, 11, 26)
PLAIN: Final = ("Adı Soyadı", "T.C. Kimlik No", "Müracaat Konusu", "Kurumsal Cep")
ISIK: Final = ("Ayşe IŞIK", "10000003048", "Kadın", "0500 001 10 04")
KAYA: Final = ("Uğur KAYA", "10000009224", "Çocuk", "0500 001 10 13")


def read(*rows: Sequence[Cell], layout: SheetLayout | None = None, sheet: str = "Kadro") -> Roster:
    table = ForeignTable(sheet, tuple(map(tuple, rows)), layout or SheetLayout())
    return read_roster(ForeignFile("kadro.xlsx", "0" * 64, (table,)))


def struck(*cells: tuple[int, int]) -> SheetLayout:
    return SheetLayout(struck=frozenset(cells))


def why(entry: RosterEntry, sheet: str = "") -> str:
    problem = left_of(entry, TODAY, sheet=sheet)
    return problem.code.removeprefix("imports.") if problem else ""


def hints(entry: RosterEntry) -> list[tuple[str, str]]:
    return [(hint.key, hint.code.removeprefix("imports.")) for hint in entry.hints]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("Ayrıldı", "left_state"),
        ("İSTİFA ETTİ", "left_state"),
        ("Naklen gitti", "left_state"),
        ("Vefat etmiştir.", "left_state"),
        ("Görevde", ""),
    ],
)
def test_that_states_say_who_left(state: str, code: str) -> None:
    (entry,) = read((*PLAIN, "Durumu"), (*ISIK, state)).entries
    assert why(entry) == code


def test_that_a_state_that_means_neither_is_reported() -> None:
    rows = [(*row, state) for row, state in ((ISIK, "Başka ile atandı"), (KAYA, "İzinli"))]
    unclear, clear = read((*PLAIN, "Durumu"), *rows).entries
    assert [problem.code for problem in unclear_of(unclear)] == ["imports.state_unclear"]
    assert list(unclear_of(clear)) == []


@pytest.mark.parametrize("state", ["Emekli değil", "Faal", "Görevi devam ediyor"])
def test_that_nothing_is_asked_about_a_state_that_says_in_service(state: str) -> None:
    (entry,) = read((*PLAIN, "Durumu"), (*ISIK, state)).entries
    assert why(entry) == ""
    assert list(unclear_of(entry)) == []


def test_that_a_question_about_a_remark_names_the_column_that_is_not_read() -> None:
    headings = (*PLAIN, "Unvanı", "Görevi", "Eğitimi")
    (entry,) = read(headings, (*ISIK, "Memur", "Tayini çıktı", "Lisans")).entries
    (question,) = unclear_of(entry)
    words = "“Görevi” sütununda “Tayini çıktı” yazıyor;"
    assert str(message_of(question)).startswith(words)


@pytest.mark.parametrize(
    "remark",
    [
        "01.03.2026 itibarıyla ayrıldı",
        "GÖREVDEN AYRILDI (12.05.2025)",
        "15.02.2026 tarihinde emekli oldu",
        "Ayrıldı: 01.02.2026",
    ],
)
def test_that_a_remark_says_that_somebody_left(remark: str) -> None:
    (entry,) = read((*PLAIN, "Açıklama"), (*ISIK, remark)).entries
    assert why(entry) == "left_remark"


@pytest.mark.parametrize(
    ("remark", "codes"),
    [
        ("Ali Bey ayrıldığı için görevlendirildi", ["imports.remark_unclear"]),
        ("2026 Mart ayında tayini çıktı", ["imports.remark_unclear"]),
        ("01.06.2027 günü ayrılacak", ["imports.remark_unclear"]),
        *(
            (remark, ["imports.remark_unclear"])
            for remark in (
                "ilişiği kesildi",
                "İlişiği kesilmiştir.",
                "Görevden alındı",
                "Emekli",
                "Görevlendirme iptal",
                "görevlendirmesi iptal edildi (01.02.2026)",
                "Görevi sona erdi",
                "Artık çalışmıyor",
                "Ayrıldı mı?",
                "tayini çıktı",
                "Görevi sonlandırıldı",
                "Açığa alındı",
                "İşten çıkarıldı",
                "Sözleşmesi feshedildi",
                "Görevini Ali VELİ'ye devretti",
                "Bu konuya artık bakmıyor",
                "Çocukla ilgili işleri yürütmüyor",
                "Görev süresi doldu",
                "Yerine Can ER görevlendirildi",
                "Başka ile atandı",
            )
        ),
        ("Vekaleten bakıyor", []),
        ("Ali VELİ’nin yerine görevlendirildi", []),
        ("Formu doldurdu", []),
        ("Yabancı dil bilmiyor", []),
    ],
)
def test_that_a_remark_that_mentions_leaving_in_passing_is_reported(
    remark: str, codes: list[str]
) -> None:
    (entry,) = read((*PLAIN, "Açıklama"), (*ISIK, remark)).entries
    assert why(entry) == ""
    assert [problem.code for problem in unclear_of(entry)] == codes


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Statüsü", "Ayrıldı", "left_remark"),
        ("Açıklama (varsa)", "Ayrıldı", "left_remark"),
        ("Son Durum", "Ayrıldı", "left_state"),
        ("Aktif mi?", "Hayır", "imports.state_unclear"),
        ("Durum Bilgisi", "Pasif", "imports.state_unclear"),
        ("Kadro Bilgisi", "Tayini çıktı", "imports.remark_unclear"),
    ],
)
def test_that_no_column_that_is_not_read_says_in_vain_that_somebody_left(
    heading: str, cell: str, code: str
) -> None:
    headings = (*PLAIN, "Unvanı", heading, "Eğitimi")
    (entry,) = read(headings, (*ISIK, "Memur", cell, "Lisans")).entries
    assert (why(entry) or next(one.code for one in unclear_of(entry))) == code


def test_that_a_remark_that_begins_like_a_mark_of_a_substitute_is_kept_as_one() -> None:
    (entry,) = read((*PLAIN, "Açıklama"), (*ISIK, "Yedek personel")).entries
    assert entry.unclear_marks == (("Açıklama", "Yedek personel"),)


@pytest.mark.parametrize("heading", ["Görev Sonu", "Görev Süresi Sonu", "Sözleşme Sonu"])
def test_that_an_end_of_something_is_asked_about(heading: str) -> None:
    roster = read((*PLAIN, heading), (*ISIK, "01.02.2026"))
    assert [problem.key for problem in roster.problems] == ["ends_on"]


@pytest.mark.parametrize(
    "title",
    [
        "AYRILANLAR",
        "Görevden Ayrılan Personel",
        "2025 yılında ayrılanlar",
        "EMEKLİ OLAN VE AYRILANLAR",
    ],
)
def test_that_people_below_a_title_of_leavers_are_left_out(title: str) -> None:
    kept, left = read(PLAIN, ISIK, (title,), KAYA).entries
    assert (why(kept), why(left)) == ("", "left_section")
    assert is_of_leavers(title)


@pytest.mark.parametrize(
    "title",
    [
        "Ayrılanların yerine görevlendirilenler",
        "YENİ BAŞLAYANLAR",
        "ESKİŞEHİR",
        "Kadın",
        "Halen görevde olanlar",
        "Sorumlu Olanlar",
        "GÖREVLENDİRİLENLER",
        "Uzmanlar",
        "AKTİF PERSONEL",
        "Sayfa1",
        "Aile Danışma Merkezi",
    ],
)
def test_that_other_titles_are_none_of_leavers(title: str) -> None:
    assert not is_of_leavers(title)
    (entry,) = read((title,), PLAIN, ISIK, sheet=title).entries
    assert [*entry.questions, *unclear_of(entry, sheet=title)] == []


def test_that_a_sheet_of_leavers_is_left_out_and_read_last() -> None:
    wide = ForeignTable("AYRILANLAR", ((*PLAIN, "Unvanı"), (*KAYA, "Memur")))
    kept = ForeignTable("Liste", (PLAIN, ISIK))
    roster = read_roster(ForeignFile("kadro.xlsx", "0" * 64, (wide, kept)))
    assert (roster.sheet, [entry.label for entry in roster.entries]) == ("Liste", ["Ayşe IŞIK"])
    alone = read_roster(ForeignFile("kadro.xlsx", "0" * 64, (wide,)))
    assert why(alone.entries[0], alone.sheet) == "left_section"


def test_that_a_unit_below_a_title_of_leavers_is_reported() -> None:
    rows = (PLAIN, ("HUZUREVİ",), ISIK, ("AYRILANLAR",), ("HUZUREVİ MÜDÜRLÜĞÜ",), KAYA)
    first, second = read(*rows).entries
    assert (first.section, second.section) == ("HUZUREVİ", "HUZUREVİ MÜDÜRLÜĞÜ")
    assert [problem.code for problem in (*first.questions, *second.questions)] == [
        "imports.below_leavers"
    ]


@pytest.mark.parametrize(
    "state",
    [
        "Görevde değil",
        "Aktif değil",
        "Görevlendirme bekliyor",
        "Yedek",
        "Hayır",
        "Tayin",
        "Görevlendirme iptal",
        "Görevlendirmesi iptal edildi",
        "Görevi sonlandırıldı",
        "Pasif",
        "Görevden alındı",
        "ilişiği kesildi",
        "tayini çıktı",
        "Emekli",
        "Emekli olacak",
        "Ayrılmadı",
        "Ayrılıyor",
        "İstifa etmedi",
        "Pasif değil",
        "Görevden uzaklaştırıldı",
    ],
)
def test_that_no_state_that_only_begins_like_service_is_service(state: str) -> None:
    (entry,) = read((*PLAIN, "Durumu"), (*ISIK, state)).entries
    assert why(entry) == ""
    assert [problem.code for problem in unclear_of(entry)] == ["imports.state_unclear"]


@pytest.mark.parametrize(
    "title",
    [
        "GÖREVDEN ALINANLAR",
        "STAJYERLER",
        "Stajyer Öğrenciler",
        "GÖNÜLLÜLER",
        "GÖREVLENDİRMESİ İPTAL EDİLENLER",
        "İLİŞİĞİ KESİLENLER",
        "ESKİ PERSONEL LİSTESİ",
        "PASİF PERSONEL",
        "EMEKLİLER",
        "YEDEK PERSONEL",
        "GÖREVDEN ALINANLARIN LİSTESİ",
        "GÖREVDEN ALINAN VEYA TAYİN OLANLAR",
        "Haziran ayında tayin olan ve gidenler",
        "Görevden Ayrılan Memurlarımız",
        "AKTİF OLMAYAN GÖREVLİLER",
        "HALEN GÖREVDE OLMAYANLAR",
        "MEVCUT OLMAYAN PERSONEL",
        "Yeni dönemde görevlendirilmeyenler",
        "Görevden alınanlar ve yerine gelenler",
        "Ayrılanların yerine görevlendirilmeyenler",
        "SÖZLEŞMESİ FESHEDİLENLER",
        "GÖREV SÜRESİ DOLANLAR",
        "LİSTEDEN DÜŞÜLENLER",
        "Kurumdan uzaklaştırılanlar",
        "BAKANLIĞA GEÇENLER",
        "Kurum değiştirenler",
    ],
)
def test_that_a_section_that_may_be_of_leavers_is_asked_about(title: str) -> None:
    _, below = read(PLAIN, ISIK, (title,), KAYA).entries
    assert why(below) == ""
    asked = [problem.code for problem in (*below.questions, *unclear_of(below))]
    assert asked == ["imports.section_unclear"]
    # Whoever stands below a unit under it, too, and the name of a sheet is a title as well.
    _, of_unit = read(PLAIN, ISIK, (title,), ("HUZUREVİ MÜDÜRLÜĞÜ",), KAYA).entries
    assert [problem.code for problem in of_unit.questions] == ["imports.below_leavers"]
    (above,) = read((title,), PLAIN, ("HUZUREVİ MÜDÜRLÜĞÜ",), KAYA).entries
    assert [problem.code for problem in above.questions] == ["imports.below_leavers"]
    (alone,) = read(PLAIN, ISIK).entries
    assert why(alone, title) == ""
    asked = [problem.code for problem in unclear_of(alone, sheet=title)]
    assert asked == ["imports.section_unclear"]


def test_that_a_section_of_leavers_lends_the_person_above_no_subject() -> None:
    for title in ("AYRILANLAR", "GÖREVDEN ALINANLAR"):
        rows = read(PLAIN, ISIK, (title,), (*ISIK[:2], "Yaşlı", ISIK[3])).entries
        assert [entry.subjects for entry in rows] == ["Kadın", "Yaşlı"]


def test_that_a_signature_right_below_the_list_is_asked_about() -> None:
    signed = ("Selin AKTAŞ", None, None, None, "İl Müdürü")
    headings = (*PLAIN, "Unvanı")
    *people, last = read(headings, (*ISIK, "Memur"), (*KAYA, "Memur"), signed).entries
    assert [entry.questions for entry in people] == [(), ()]
    assert [problem.code for problem in last.questions] == ["imports.signature_unclear"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Fzyt. Ayşe IŞIK", "Fzyt."),
        ("Hizmet Sorumlusu Ayşe IŞIK", "Hizmet Sorumlusu"),
        ("Fizyoterapist Ayşe IŞIK", "Fizyoterapist"),
        ("Dr. Ayşe IŞIK", ""),
        ("A. Nur IŞIK", ""),
        ("Uzman IŞIK", ""),
    ],
)
def test_that_a_title_that_nobody_knows_is_asked_about(name: str, title: str) -> None:
    (entry,) = read(PLAIN, (name, *ISIK[1:])).entries
    assert [problem.parameters.get("title") for problem in entry.questions] == [title][
        : bool(title)
    ]
    if title:
        answers = NO_ANSWERS
        row = PreviewRow(entry.row_number, RowVerdict.WRONG, entry.label, entry.questions)
        answers = answers.with_answers([(row, entry.questions[0])], Answer.TITLE)
        table = ForeignTable("Kadro", (PLAIN, (name, *ISIK[1:])))
        file = ForeignFile("kadro.xlsx", "0" * 64, (table,))
        (cut,) = read_roster(file, Options(answers=answers)).entries
        assert (cut.label, dict(cut.values)["title"], cut.questions) == ("Ayşe IŞIK", title, ())


def test_that_who_is_struck_through_left() -> None:
    whole = struck(*((1, column) for column in range(4)))
    assert [why(entry) for entry in read(PLAIN, ISIK, KAYA, layout=whole).entries] == ["struck", ""]
    by_name = read(PLAIN, ISIK, KAYA, layout=struck((2, 0)))
    assert [why(entry) for entry in by_name.entries] == ["", "struck"]
    assert by_name.entries[1].label == "Uğur KAYA"


def test_that_a_struck_value_is_not_read_but_reported() -> None:
    (entry,) = read(PLAIN, ISIK, layout=struck((1, 3), (1, 2))).entries
    assert (entry.subjects, dict(entry.values).get("corporate_mobile")) == ("", None)
    assert hints(entry) == [("subjects", "struck_cell"), ("corporate_mobile", "struck_cell")]
    assert why(entry) == ""


def test_that_a_struck_mark_is_none() -> None:
    rows = ((*PLAIN[:2], "Çocuk", "Kadın"), (*ISIK[:2], "X", "X"))
    (entry,) = read(*rows, layout=struck((1, 3))).entries
    assert entry.marks == ("Çocuk",)
    assert hints(entry) == [("subjects", "struck_cell")]


def test_that_a_cell_that_is_struck_in_part_is_refused() -> None:
    layout = SheetLayout(struck_in_part=frozenset({(1, 0)}))
    (entry,) = read(PLAIN, ("Ayşe KAYA IŞIK", *ISIK[1:]), layout=layout).entries
    assert [(one.key, one.code) for one in entry.problems] == [("name", "imports.struck_in_part")]


def test_that_a_struck_subject_below_a_person_is_not_theirs() -> None:
    layout = SheetLayout((MergedCells(1, 0, 2),), struck=frozenset({(2, 2)}))
    roster = read(PLAIN, ISIK, ("", "", "Engelli", ""), layout=layout)
    assert [entry.subjects for entry in roster.entries] == ["Kadın"]
    assert roster.lines == ((3, "Engelli"),)


@pytest.mark.parametrize(
    ("headings", "row", "tckn"),
    [
        (
            ("Ayrılan Personelin Adı Soyadı", "Yeni Personelin Adı Soyadı", "T.C. Kimlik No"),
            ("Ali ESKİ", "Ayşe IŞIK", "10000003048"),
            "10000003048",
        ),
        (
            ("Ayrılan Adı Soyadı", "T.C. Kimlik No", "Yerine Görevlendirilen Adı Soyadı"),
            ("Ali ESKİ", "10000009224", "Ayşe IŞIK"),
            None,
        ),
        (
            ("Yeni Adı Soyadı", "T.C. Kimlik No", "Ayrılan Adı Soyadı"),
            ("Ayşe IŞIK", "10000003048", "Ali ESKİ"),
            "10000003048",
        ),
    ],
)
def test_that_beside_a_leaver_the_one_who_came_is_read(
    headings: tuple[str, ...], row: tuple[str, ...], tckn: str | None
) -> None:
    roster = read((*headings, "Kurumsal Cep"), (*row, "0500 001 10 04"))
    (entry,) = roster.entries
    assert (entry.label, dict(entry.values).get("tckn")) == ("Ayşe IŞIK", tckn)
    notes = " ".join(str(note.parameters) for note in roster.notes)
    assert "Ayrılan" in notes


def test_that_columns_below_a_leaver_are_not_read() -> None:
    roster = read(
        ("AYRILAN PERSONELİN", "", "YENİ PERSONELİN", "", ""),
        ("Adı Soyadı", "Kurumsal Cep", "Adı Soyadı", "T.C. Kimlik No", "Kurumsal Cep"),
        ("Ali ESKİ", "0500 999 00 01", *ISIK[:2], ISIK[3]),
    )
    (entry,) = roster.entries
    assert entry.label == "Ayşe IŞIK"
    assert dict(entry.values)["corporate_mobile"] == "+905000011004"


def test_that_a_former_surname_is_none() -> None:
    rows = (("Adı", "Kızlık Soyadı", "Soyadı", "T.C. Kimlik No"), ("Ayşe", "ER", "IŞIK", ISIK[1]))
    (entry,) = read(*rows).entries
    assert entry.label == "Ayşe IŞIK"


def test_that_a_struck_row_does_not_contradict_a_later_one() -> None:
    moved = (*ISIK[:2], "Yaşlı", "0500 001 10 99")
    roster = read(PLAIN, ISIK, moved, layout=struck(*((1, column) for column in range(4))))
    assert [entry.continues for entry in roster.entries] == [0, 0]
    assert [why(entry) for entry in roster.entries] == ["struck", ""]


def test_that_a_unit_that_is_struck_over_several_is_nobodys() -> None:
    rows = ((*PLAIN[:2], "Kurumu"), (*ISIK[:2], "Eski Kurum"), (*KAYA[:2], ""))
    roster = read(*rows, layout=SheetLayout((MergedCells(1, 2, 2),), struck=frozenset({(1, 2)})))
    assert [entry.unit for entry in roster.entries] == ["", ""]


def test_that_what_is_set_aside_for_something_else_is_no_leaver() -> None:
    rows = ((*PLAIN[:2], "Göreve Ayrılan Araç", *PLAIN[2:]), (*ISIK[:2], "06 ABC 12", *ISIK[2:]))
    (entry,) = read(*rows).entries
    assert (entry.subjects, dict(entry.values)["corporate_mobile"]) == ("Kadın", "+905000011004")


def test_that_a_column_of_marks_with_one_strange_cell_is_read_and_the_cell_asked_about() -> None:
    headings = ("Adı Soyadı", "T.C. Kimlik No", "Kurumsal Cep", "Çocuk", "Kadın")
    people = [(ISIK[0], ISIK[1], ISIK[3]), (KAYA[0], KAYA[1], KAYA[3])]
    rows = [(*people[0], "x", "x"), (*people[1], "2", None), (*people[0], "x", None)]
    roster = read(headings, *rows)
    assert roster.marked == ("Çocuk", "Kadın")
    assert [entry.unclear_marks for entry in roster.entries] == [(), (("Çocuk", "2"),), ()]
