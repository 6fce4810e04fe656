"""The 81 provinces, their districts, and what each of them proposes."""

from typing import Final

import pytest

from alo183_desktop.directorate.provinces import PROVINCES, districts_of
from alo183_desktop.directorate.record import propose
from alo183_desktop.shared.turkish import collation_key, fold, lower_tr

CAPITALS: Final = (
    "ADANA ADIYAMAN AFYONKARAHİSAR AĞRI AMASYA ANKARA ANTALYA ARTVİN AYDIN BALIKESİR BİLECİK "
    "BİNGÖL BİTLİS BOLU BURDUR BURSA ÇANAKKALE ÇANKIRI ÇORUM DENİZLİ DİYARBAKIR EDİRNE ELAZIĞ "
    "ERZİNCAN ERZURUM ESKİŞEHİR GAZİANTEP GİRESUN GÜMÜŞHANE HAKKÂRİ HATAY ISPARTA MERSİN "
    "İSTANBUL İZMİR KARS KASTAMONU KAYSERİ KIRKLARELİ KIRŞEHİR KOCAELİ KONYA KÜTAHYA MALATYA "
    "MANİSA KAHRAMANMARAŞ MARDİN MUĞLA MUŞ NEVŞEHİR NİĞDE ORDU RİZE SAKARYA SAMSUN SİİRT "
    "SİNOP SİVAS TEKİRDAĞ TOKAT TRABZON TUNCELİ ŞANLIURFA UŞAK VAN YOZGAT ZONGULDAK AKSARAY "
    "BAYBURT KARAMAN KIRIKKALE BATMAN ŞIRNAK BARTIN ARDAHAN IĞDIR YALOVA KARABÜK KİLİS "
    "OSMANİYE DÜZCE"
)
"""By plate, as the governors' offices write themselves."""


def test_that_there_are_eighty_one_by_their_plates() -> None:
    assert [province.plate for province in PROVINCES] == list(range(1, 82))
    assert len({fold(province.name) for province in PROVINCES}) == 81


@pytest.mark.parametrize(
    ("plate", "name"),
    [
        (1, "Adana"),
        (6, "Ankara"),
        (34, "İstanbul"),
        (46, "Kahramanmaraş"),
        (76, "Iğdır"),
        (81, "Düzce"),
    ],
)
def test_that_a_plate_has_its_province(plate: int, name: str) -> None:
    assert PROVINCES[plate - 1].name == name


@pytest.mark.parametrize("typed", ["igdir", "IĞDIR", "Iğdır", " ığdır "])
def test_that_a_province_is_found_whatever_its_letters(typed: str) -> None:
    assert propose(typed).heading_2 == "IĞDIR VALİLİĞİ"


def test_that_each_of_the_eighty_one_proposes_its_own_heading_and_the_same_recipient() -> None:
    assert len(CAPITALS.split()) == 81
    for province, capitals in zip(PROVINCES, CAPITALS.split(), strict=True):
        form = propose(province.name)
        assert (form.province, lower_tr(capitals)) == (province.name, lower_tr(province.name))
        assert (form.heading_1, form.heading_2, form.heading_3) == (
            "T.C.",
            f"{capitals} VALİLİĞİ",
            "Aile ve Sosyal Hizmetler İl Müdürlüğü",
        )
        assert (form.recipient_1, form.recipient_2, form.recipient_address) == (
            "AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",
            "(Basın ve Halkla İlişkiler Müşavirliği)",
            "Söğütözü Mahallesi, 2177. Sokak No: 10/A, 06510 Çankaya / ANKARA",
        )
        assert (form.file_plan_code, form.lock_minutes) == ("903.07", 10)


def test_that_an_unknown_province_has_no_proposal() -> None:
    with pytest.raises(KeyError):
        propose("Lefkoşa")


def test_that_all_districts_are_there_each_once_and_in_turkish_order() -> None:
    found = {province.name: districts_of(province.name) for province in PROVINCES}
    for names in found.values():
        assert list(names) == sorted(names, key=collation_key)
        assert len({fold(name) for name in names}) == len(names)
    assert sum(map(len, found.values())) == 973
    # Source: 6360 sayılı Kanun; the thirty metropolitan provinces have no central district.
    assert sum("Merkez" in names for names in found.values()) == 51


@pytest.mark.parametrize(
    ("province", "count", "some"),
    [
        ("İstanbul", 39, "Eyüpsultan"),
        ("ankara", 25, "Kahramankazan"),
        ("İzmir", 30, "Karabağlar"),
        ("Konya", 31, "Kadınhanı"),
        ("Antalya", 19, "Döşemealtı"),
        ("SANLIURFA", 13, "Haliliye"),
        ("Samsun", 17, "19 Mayıs"),
        ("Hakkari", 5, "Derecik"),
        ("Aksaray", 8, "Sultanhanı"),
        ("Bayburt", 3, "Merkez"),
    ],
)
def test_that_a_province_has_its_districts(province: str, count: int, some: str) -> None:
    names = districts_of(province)
    assert len(names) == count
    assert some in names


def test_that_an_unknown_province_has_no_districts() -> None:
    assert districts_of("Lefkoşa") == ()
