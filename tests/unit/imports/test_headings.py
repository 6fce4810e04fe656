"""Headings found by their meaning, wherever they stand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.imports.headings import find_columns, list_of
from alo183_desktop.officers.roster.headings import WANTED
from alo183_desktop.shared.paths import table

HEADINGS = {
    "name": (
        "Adı Soyadı",
        "ADI SOYADI",
        "Ad Soyad",
        "ad-soyad",
        "Adı ve Soyadı",
        "İsim Soyisim",
        "Adınız Soyadınız",
        "AdSoyad",
        "Sorumlu Kişi",
        "Görevli Personel",
    ),
    "title": ("Unvanı", "ÜNVAN", "Unvan", "Görevi", "Kadro Unvanı", "Mesleği", "Statüsü"),
    "tckn": (
        "T.C. Kimlik No",
        "TCKN",
        "TC",
        "Kimlik No",
        "T.C.\nKimlik\nNumarası",
        "TC NO",
        "Vatandaşlık Numarası",
        "Nüfus No",
    ),
    "subjects": (
        "Sorumlu Olduğu Müracaat Konusu",
        "Müracaat Konusu",
        "Sorumlu Olduğu Alan",
        "KONULAR",
        "Sorumluluk Alanı",
        "Sorumlu Oldugu Muracaat Konulari",
        "Hizmet Grubu",
        "Baktığı Başvurular",
        "Uzmanlık Alanı",
    ),
    "corporate_email": (
        "Kurumsal E-Posta",
        "Kurumsal E-mail",
        "E-mail",
        "E-Posta Adresi",
        "Resmi eposta",
    ),
    "personal_mobile": (
        "GSM2 (Şahsi)",
        "Kişisel Cep Tel.",
        "Şahsi Cep Telefonu",
        "KİŞİSEL GSM",
        "Özel Cep No",
    ),
    "corporate_mobile": (
        "Kurumsal Cep",
        "Kurumsal\nCep Tel.",
        "KURUMSAL GSM",
        "Kurum Cep Telefonu",
        "Kurum Hattı",
        "Alo 183 Hattı",
        "Bakanlık Hattı",
        "GSM1 (Kurum)",
        "KurumsalCepTelefonu",
        "Verilen Hat No",
        "Kurumsal cep telefonunuz",
        "Devlet Hattı",
    ),
    "starts_on": ("Göreve Başlama Tarihi", "Başlama", "Başlangıç Tarihi", "GOREVE BASLAMA TARIHI"),
    "unit": (
        "Birim/Kuruluş",
        "Birimi",
        "Görev Yeri",
        "Kurumu",
        "Bağlı Kuruluş",
        "Çalıştığı Birim",
        "GÖREVLİ OLDUĞU BİRİM",
    ),
}


@given(
    st.permutations(sorted(HEADINGS)),
    st.data(),
    st.lists(st.sampled_from([(), ("KADRO LİSTESİ",), ("", ""), ("2026", None, 7)]), max_size=4),
)
def test_that_headings_are_found_in_any_row_and_order(
    keys: list[str], data: st.DataObject, above: list[tuple[object, ...]]
) -> None:
    heading = [data.draw(st.sampled_from(HEADINGS[key])) for key in keys]
    rows = [*above, ["S.No", *heading], [1, *("x" for _ in keys)]]
    found = find_columns(rows, WANTED)
    assert found is not None
    assert found.heading_row == len(above)
    assert found.first_row == len(above) + 1
    assert dict(found.columns) == {key: index for index, key in enumerate(keys, start=1)}
    assert found.unread == ()


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (("Adı", "Soyadı", "TC"), ["given_names", "surname", "tckn"]),
        (("Baba Adı", "Adı Soyadı", "TC"), [None, "name", "tckn"]),
        (("Ad Soyad", "GSM", "Kurumsal Cep"), ["name", "personal_mobile", "corporate_mobile"]),
        (("Ad Soyad", "Cep Telefonu"), ["name", "corporate_mobile"]),
        (("Ad Soyad", "İş Telefonu", "Dahili No"), ["name", None, "desk_phone"]),
        (("Ad Soyad", "E-posta", "Kişisel E-posta"), ["name", "corporate_email", "personal_email"]),
        (("Ad Soyad", "Kurum", "Kurumsal Telefon"), ["name", "unit", "corporate_mobile"]),
        (("Ad Soyad", "Kan Grubu", "TC"), ["name", None, "tckn"]),
    ],
)
def test_that_headings_that_resemble_each_other_are_distinguished(
    headings: tuple[str, ...], keys: list[str | None]
) -> None:
    found = find_columns([headings], WANTED)
    assert found is not None
    assert dict(found.columns) == {key: index for index, key in enumerate(keys) if key}


def test_that_headings_may_take_two_rows() -> None:
    rows = [
        ("LİSTE",),
        ("Adı Soyadı", "T.C. No", "Cep Telefonu", None, "E-Posta"),
        (None, None, "Kişisel", "Kurumsal", None),
        ("Ayşe IŞIK", 10000003048.0, "05000001004", "05000011004", "a@aile.gov.tr"),
    ]
    found = find_columns(rows, WANTED)
    assert found is not None
    assert (found.heading_row, found.first_row) == (1, 3)
    assert dict(found.columns) == {
        "name": 0,
        "tckn": 1,
        "personal_mobile": 2,
        "corporate_mobile": 3,
        "corporate_email": 4,
    }


def test_that_a_guess_a_repetition_and_the_unknown_are_reported() -> None:
    found = find_columns([("S.No", "Ad Soyad", "Cep", "T.C.", "TCKN", "Kan Grubu")], WANTED)
    assert found is not None
    assert found.guessed == {"corporate_mobile"}
    assert found.twice == ("TCKN",)
    assert found.unread == ("Kan Grubu",)


def test_that_a_table_without_headings_has_none() -> None:
    assert find_columns([("Ayşe IŞIK", 1, 2), ("Uğur IŞIK", 3, 4)], WANTED) is None
    assert find_columns([], WANTED) is None


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=20), st.floats()), max_size=6), max_size=8
    )
)
def test_that_any_table_is_searched_without_a_fault(rows: list[list[object]]) -> None:
    find_columns(rows, WANTED)


WITHOUT_AN_IMPORT = [
    ("vehicles", "Sıra", "Plaka", "Marka", "Model", "Yılı", "Koltuk Sayısı", "Muayene Tarihi"),
    ("vehicles", "Araç Plakası", "Araç Cinsi", "Markası", "Tahsis Edilen Birim", "Şoförü", "Tel"),
    ("drivers", "Adı Soyadı", "T.C. Kimlik No", "Ehliyet Sınıfı", "Ehliyet No", "SRC", "Cep Tel"),
    ("drivers", "Sürücü Adı Soyadı", "Sürücü Belgesi Sınıfı", "Psikoteknik", "Görev Yeri"),
    ("rota", "Tarih", "Gün", "Nöbetçi Personel", "İcapçı", "Şoför"),
    ("rota", "Adı Soyadı", "Unvanı", *map(str, range(1, 32)), "Toplam"),
    ("rota", "Adı Soyadı", "Unvanı", *map(float, range(1, 32))),
    ("rota", "Adı Soyadı", *(dt.date(2026, 12, day) for day in range(1, 32))),
]


@pytest.mark.parametrize("case", WITHOUT_AN_IMPORT)
def test_that_a_list_with_a_page_of_its_own_is_no_list_of_an_import(
    case: tuple[object, ...],
) -> None:
    of, headings = case[0], case[1:]
    for kind in table("headings"):
        assert list_of([("LİSTE",), headings], kind) == ("" if kind == of else of), kind


def test_that_the_kinds_without_an_import_claim_no_list_of_the_others() -> None:
    assert not list_of([("Adı Soyadı", "T.C.", "Unvanı", "Şoför", "Ehliyet")], "officers")
    assert not list_of([("Hat No", "Operatör", "Plaka", "Şoför")], "phones")
    assert not list_of([("Adı Soyadı", "İzin Türü", "Başlangıç", "Bitiş", "Gün")], "absences")
    assert not list_of([("Hat No", "Tarih", "Gün", "Süre (sn)", "7", "14")], "usage")
