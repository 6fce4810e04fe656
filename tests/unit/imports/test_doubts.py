"""Columns that compete for one field, or are merely like one: a person says which it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.cases.importing.file import WANTED as OF_CASES
from alo183_desktop.imports.headings import (
    KnownShape,
    WantedColumn,
    column_names,
    find_columns,
    letter_of,
)
from alo183_desktop.officers.roster.headings import WANTED as OF_ROSTERS
from alo183_desktop.phones.inventory.file import WANTED as OF_INVENTORIES
from alo183_desktop.shared.turkish import upper_tr

OTHERS = {
    "cases": ("Başvuru No", "Müracaat Konusu", "Vaka Türü"),
    "officers": ("Adı Soyadı", "T.C. Kimlik No", "Müracaat Konusu"),
    "phones": ("IMEI", "Marka", "Operatör"),
}
WANTED: dict[str, tuple[WantedColumn, ...]] = {
    "cases": OF_CASES,
    "officers": OF_ROSTERS,
    "phones": OF_INVENTORIES,
}
TAKEN = [
    ("cases", "routed_at", "Yönlendirme Tarihi", ("Başvuru Tarihi", "İhbar Tarihi", "Tarih")),
    ("cases", "routed_at", "Yönlendirme Zamanı", ("Çağrı Tarihi", "Geliş Tarihi", "Sevk Tarihi")),
    ("cases", "entered_at", "Sisteme Giriş Tarihi", ("Sisteme Giriş Yapan",)),
    ("cases", "is_urgent", "Aciliyet", ("Durum", "Durum (Açık/Kapalı)")),
    ("cases", "caller_name", "Arayan Adı Soyadı", ("Çocuğun Adı Soyadı", "Yakınının Adı Soyadı")),
    ("officers", "starts_on", "Göreve Başlama Tarihi", ("Kuruma Başlama Tarihi", "İşe Başlama")),
    ("officers", "starts_on", "Göreve Başlama", ("Memuriyete Başlama", "İzin Başlama Tarihi")),
    ("officers", "starts_on", "Başlama Tarihi", ("Nöbet Başlama Saati",)),
    ("officers", "corporate_mobile", "Kurumsal Cep", ("Amirinin Kurumsal Cep Telefonu",)),
    (
        "officers",
        "corporate_mobile",
        "Kurumsal Cep Tel",
        ("Yedek Kurumsal Cep", "Eski Kurum Hattı"),
    ),
    ("officers", "corporate_mobile", "Kurumsal GSM", ("İade Edilen Kurumsal Cep",)),
    ("officers", "name", "Adı Soyadı", ("Vatandaşın Adı Soyadı", "Çocuğun Adı Soyadı")),
    ("officers", "title", "Unvanı", ("Görevi", "Statü", "Kadrosu")),
    ("phones", "phone", "Hat No", ("Eski Hat No",)),
]
ASKED = [
    ("cases", "routed_at", ("Başvuru Tarihi",)),
    ("cases", "routed_at", ("Tarih",)),
    ("cases", "routed_at", ("Sevk Tarihi", "İhbar Tarihi")),
    ("cases", "routed_at", ("Yönlendirme Tarihi", "Yönlendirilme Zamanı")),
    ("cases", "entered_at", ("Sisteme Giriş Yapan",)),
    ("cases", "entered_at", ("Giriş Tarihi",)),
    ("officers", "starts_on", ("Kuruma Başlama Tarihi",)),
    ("officers", "starts_on", ("İşe Başlama", "Memuriyete Başlama")),
    ("officers", "corporate_mobile", ("Yedek Kurumsal Cep",)),
    ("officers", "corporate_mobile", ("Kurumsal Cep (E sütunu)", "Kurumsal Cep (F sütunu)")),
    ("officers", "title", ("Görevi",)),
    ("officers", "title", ("Statü", "Kadrosu")),
    ("phones", "phone", ("Eski Hat No", "Yeni Hat No")),
    ("phones", "holder", ("Çocuğun Adı Soyadı",)),
]


@given(st.sampled_from(TAKEN), st.data())
def test_that_the_certain_one_is_taken_wherever_those_stand_that_are_like_it(
    case: tuple[str, str, str, tuple[str, ...]], data: st.DataObject
) -> None:
    kind, key, certain, others = case
    headings = data.draw(st.permutations(sorted({*OTHERS[kind], certain, *others})))
    in_capitals = data.draw(st.booleans())
    row = [upper_tr(heading) if in_capitals else heading for heading in headings]
    found = find_columns([row], WANTED[kind])
    assert found is not None
    assert found.texts[key] == (upper_tr(certain) if in_capitals else certain)
    assert key not in found.doubts


@pytest.mark.parametrize(("kind", "key", "rivals"), ASKED)
def test_that_nobody_guesses_between_rivals(kind: str, key: str, rivals: tuple[str, ...]) -> None:
    headings = [*OTHERS[kind], "Not", *(rival.partition(" (")[0] for rival in rivals)]
    found = find_columns([headings], WANTED[kind])
    assert found is not None
    assert [found.names[place] for place in found.doubts[key]] == list(rivals)
    for rival in rivals:
        chosen = find_columns([headings], WANTED[kind], {rival: key})
        assert chosen is not None
        assert key not in chosen.doubts
        assert chosen.names[chosen.columns[key]] == rival
        by_letter = letter_of(found.names.index(rival))
        again = find_columns([headings], WANTED[kind], {by_letter: key})
        assert again is not None
        assert again.columns == chosen.columns
        kept = find_columns(
            [headings], WANTED[kind], shapes=[KnownShape(found.shape, "", {rival: key})]
        )
        assert kept is not None
        assert (kept.columns, kept.is_remembered) == (chosen.columns, True)


def test_that_a_column_which_says_the_same_in_every_row_is_no_rival() -> None:
    headings = ("Adı Soyadı", "T.C.", "TCKN")
    person, other = ("Ayşe IŞIK", "10000003048", "10000003048"), ("Ali KAYA", "1", "2")
    same = find_columns([headings, person], OF_ROSTERS)
    assert same is not None
    assert not same.doubts
    differing = find_columns([headings, person, other], OF_ROSTERS)
    assert differing is not None
    assert list(differing.doubts) == ["tckn"]


@pytest.mark.parametrize(
    ("kind", "key", "rivals"),
    [
        ("cases", "routed_at", ("Başvuru Tarihi", "İhbar Tarihi")),
        ("officers", "starts_on", ("Kuruma Başlama", "Memuriyete Başlama")),
        ("officers", "corporate_mobile", ("Yedek Kurumsal Cep", "Eski Kurumsal Cep")),
        ("phones", "phone", ("Eski Hat No", "Yeni Hat No")),
    ],
)
def test_that_two_columns_that_agree_are_no_field_that_both_are_merely_like(
    kind: str, key: str, rivals: tuple[str, ...]
) -> None:
    rows = [[*OTHERS[kind], *rivals], ["1", "2", "3", "06.09.2026", "06.09.2026"]]
    found = find_columns(rows, WANTED[kind])
    assert found is not None
    assert [found.names[place] for place in found.doubts[key]] == [rivals[0]]


@given(st.lists(st.sampled_from(["", "Telefon", "TELEFON", "Tarih", "Ad"]), max_size=30))
def test_that_every_column_has_a_name_of_its_own(headings: list[str]) -> None:
    names = column_names(headings)
    assert len(set(names)) == len(headings)


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_that_columns_are_called_as_excel_does(place: int, letter: str) -> None:
    assert letter_of(place) == letter


def test_that_a_bare_number_before_cases_may_number_the_rows() -> None:
    rows = [["No", "Yönlendirme Tarihi", "Vaka Türü"], ["1", "01.11.2026 10:00", "İhmal"]]
    found = find_columns(rows, OF_CASES)
    assert found is not None
    assert found.doubts == {"number": (0,)}
    assert "number" not in (find_columns([["Başvuru No", *rows[0]]], OF_CASES) or found).doubts
