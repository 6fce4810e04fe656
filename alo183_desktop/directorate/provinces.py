"""The 81 provinces and their districts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.turkish import fold


@dataclass(frozen=True, slots=True)
class Province:
    """A province of Turkey."""

    plate: int
    name: str


# fmt: off - one name a line would fill two pages
_NAMES: Final = (
    "Adana",
    "Adıyaman",
    "Afyonkarahisar",
    "Ağrı",
    "Amasya",
    "Ankara",
    "Antalya",
    "Artvin",
    "Aydın",
    "Balıkesir",
    "Bilecik",
    "Bingöl",
    "Bitlis",
    "Bolu",
    "Burdur",
    "Bursa",
    "Çanakkale",
    "Çankırı",
    "Çorum",
    "Denizli",
    "Diyarbakır",
    "Edirne",
    "Elazığ",
    "Erzincan",
    "Erzurum",
    "Eskişehir",
    "Gaziantep",
    "Giresun",
    "Gümüşhane",
    "Hakkâri",
    "Hatay",
    "Isparta",
    "Mersin",
    "İstanbul",
    "İzmir",
    "Kars",
    "Kastamonu",
    "Kayseri",
    "Kırklareli",
    "Kırşehir",
    "Kocaeli",
    "Konya",
    "Kütahya",
    "Malatya",
    "Manisa",
    "Kahramanmaraş",
    "Mardin",
    "Muğla",
    "Muş",
    "Nevşehir",
    "Niğde",
    "Ordu",
    "Rize",
    "Sakarya",
    "Samsun",
    "Siirt",
    "Sinop",
    "Sivas",
    "Tekirdağ",
    "Tokat",
    "Trabzon",
    "Tunceli",
    "Şanlıurfa",
    "Uşak",
    "Van",
    "Yozgat",
    "Zonguldak",
    "Aksaray",
    "Bayburt",
    "Karaman",
    "Kırıkkale",
    "Batman",
    "Şırnak",
    "Bartın",
    "Ardahan",
    "Iğdır",
    "Yalova",
    "Karabük",
    "Kilis",
    "Osmaniye",
    "Düzce",
)
# fmt: on

PROVINCES: Final = tuple(Province(plate, name) for plate, name in enumerate(_NAMES, start=1))
"""By plate number, 1 to 81."""


def name_of(province: str) -> str:
    """Return the spelling of a province; case and accents do not matter.

    Raises:
        KeyError: There is no such province.
    """
    return {fold(known.name): known.name for known in PROVINCES}[fold(province)]


def districts_of(province: str) -> tuple[str, ...]:
    """Return the districts of a province in Turkish order; none for an unknown province."""
    return _districts().get(fold(province), ())


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    """Return the districts by the folded names of their provinces."""
    import tomllib  # not with the first page

    text = (resources() / "districts.toml").read_text(encoding="utf-8")
    return {fold(province): tuple(names) for province, names in tomllib.loads(text).items()}
