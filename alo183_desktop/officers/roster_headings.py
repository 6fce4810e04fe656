"""The headings under which directorates keep their rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.headings import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

_CORPORATE: Final = (
    "kurum",
    "resmi",
    "gorev",
    "hizmet",
    "makam",
    "bakanlik",
    "devlet",
    "tahsis",
    "verilen",
)
_PERSONAL: Final = ("kisisel", "ozel", "sahsi", "bireysel", "kendi", "zati")
_MAIL: Final = ("e posta", "eposta", "email", "e mail", "mail", "posta")
_MOBILE: Final = ("cep", "gsm", "mobil", "telefon", "tel", "tlf", "hat", "hatti", "numara")
"""`hat` is too short to stand for its inflected forms, which double their last letter."""
_ANY_MOBILE: Final = ("cep", "gsm", "mobil", "telefon", "tel", "tlf", "iletisim", "irtibat")
_NO_MOBILE: Final = (
    *("ev", "faks", "fax", "es", "esi", "esinin", "anne", "baba", "yakin", "yakini", "yakininin"),
    *("aranacak", "santral"),
)
"""Whose number it is besides: the home's, the relatives'."""


def _each(kinds: Iterable[str], things: Iterable[str]) -> tuple[str, ...]:
    things = tuple(things)
    return tuple(f"{kind} {thing}" for kind in kinds for thing in things)


WANTED: Final = (
    Wanted(
        "name",
        words=("ad soyad", "adi soyadi", "isim soyisim", "ismi soyismi", "isim soyad"),
        exact=(
            *("isim", "personel", "personel adi", "gorevli", "gorevli personel", "sorumlu"),
            *("ekip sorumlusu", "kisi"),
        ),
        weak=(
            *("ad soyadi", "adi soyad", "sorumlu personel", "sorumlu kisi", "ekip sorumlusu"),
            *_each(("personel", "gorevli", "sorumlu", "calisan", "memur"), ("adi", "isim", "ismi")),
        ),
    ),
    Wanted(
        "given_names", exact=("ad", "adi", "ismi", "on ad", "adlari"), weak=("adi isim", "ad isim")
    ),
    Wanted(
        "surname",
        words=("soyad", "soyadi", "soyisim", "soyismi"),
        exact=("soy adi", "soy isim"),
    ),
    Wanted(
        "title",
        words=("unvan",),
        exact=(
            "gorevi",
            "gorev",
            "meslek",
            "meslegi",
            "pozisyon",
            "kadrosu",
            "brans",
            "bransi",
            "statu",
            "statusu",
        ),
    ),
    Wanted(
        "tckn",
        words=(
            *("tc kimlik", "t c kimlik", "kimlik no", "kimlik numarasi", "tckn"),
            *_each(("vatandaslik", "nufus"), ("no", "numarasi")),
        ),
        exact=("tc", "tc no", "kimlik", "t c", "tc numarasi", "tckimlikno"),
    ),
    Wanted(
        "subjects",
        words=(
            "muracaat konu",
            "basvuru konu",
            "sorumlu oldugu",
            "sorumluluk alan",
            "sorumlu alan",
            "gorev alan",
            "hizmet alan",
            "gorev konu",
            "hizmet grubu",
            "hizmet grup",
            "uzmanlik alan",
            "baktigi",
        ),
        exact=("konu", "konusu", "konular", "konulari", "alan", "alani", "sorumluluk"),
        weak=("konu", "muracaat", "sorumluluk"),
    ),
    Wanted(
        "corporate_email",
        words=_each((*_CORPORATE, "is"), _MAIL),
        weak=(*_MAIL, "elektronik posta"),
    ),
    Wanted("personal_email", words=_each(_PERSONAL, _MAIL)),
    Wanted(
        "corporate_mobile",
        words=(
            *_each(_CORPORATE, _MOBILE),
            *_each(("is",), ("cep", "gsm")),
            *_each(("alo 183",), ("hat", "hatti", "cep", "telefon")),
        ),
        weak=_ANY_MOBILE,
        never=_NO_MOBILE,
    ),
    Wanted("personal_mobile", words=_each(_PERSONAL, _MOBILE), weak=_ANY_MOBILE, never=_NO_MOBILE),
    Wanted(
        "desk_phone",
        words=(
            *_each(
                ("dahili", "masa", "sabit", "ofis", "buro", "santral"),
                ("tel", "telefon", "hat", "no"),
            ),
            *_each(("is",), ("tel", "telefon")),
        ),
    ),
    Wanted(
        "starts_on",
        words=(
            "basla",
            "baslangic",
            "gorevlendirme tarih",
            "atama tarih",
            "atanma tarih",
            "gorev tarih",
        ),
        exact=("tarih", "tarihi"),
    ),
    Wanted(
        "ends_on",
        words=(
            *("ayrilis tarih", "ayrilma tarih", "ayrildigi tarih", "ayrildigi gun", "bitis tarih"),
            *("gorev bitis tarih", "gorevden ayrilis tarih", "gorevden ayrilma tarih"),
        ),
        exact=("bitis", "ayrilis", "gorev bitis"),
    ),
    Wanted("state", exact=("durum", "durumu", "gorev durumu", "calisma durumu")),
    Wanted(
        "unit",
        words=(
            "birim adi",
            "kurum adi",
            "kurulus adi",
            "birim kurulus",
            "birim kurum",
            "kurum kurulus",
            "bagli kurulus",
            "bagli oldugu",
            "gorev yeri",
            "gorev yaptigi",
            "calistigi",
            *_each(("gorevli", "bulundugu", "kadrosunun"), ("birim", "kurum", "kurulus", "yer")),
        ),
        exact=("birim", "birimi", "kurum", "kurumu", "kurulus", "kurulusu", "mudurluk", "yeri"),
        weak=("birim", "kurulus"),
        never=(
            *("no", "kod", "kodu", "sicil", "tel", "telefon", "tarih", "adres", "amir", "muduru"),
            *("sorumlu", "yonetici", "numara"),
        ),
    ),
)
"""The columns of a roster; the first words are those of the ministry's own lists."""
OF_CASES: Final = (
    Wanted("number", words=("basvuru no", "basvuru numara", "vaka no", "vaka numara")),
    Wanted("referred", words=("yonlendirme", "yonlendirilme")),
)
"""Both stand over each list of cases and over no list of people; it names officers, too."""
