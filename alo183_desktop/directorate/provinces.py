"""The 81 provinces, their districts, and what the set-up proposes for each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from alo183_desktop.directorate.rules import DirectorateForm
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.turkish import fold, upper_tr


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

MINISTRY_ADDRESS: Final = "Söğütözü Mahallesi, 2177. Sokak No: 10/A, 06510 Çankaya / ANKARA"
"""A proposal that the set-up shows to be confirmed: no regulation lays the address down."""


def propose(province: str) -> DirectorateForm:
    """Return the form of a directorate with all that its province tells.

    Raises:
        KeyError: No province of that name; case and accents do not matter.
    """
    name = {fold(known.name): known.name for known in PROVINCES}[fold(province)]
    return DirectorateForm(
        province=name,
        heading_1="T.C.",
        heading_2=f"{upper_tr(name)} VALİLİĞİ",
        heading_3="Aile ve Sosyal Hizmetler İl Müdürlüğü",
        file_plan_code="903.07",
        recipient_1="AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",
        recipient_2="(Basın ve Halkla İlişkiler Müşavirliği)",
        recipient_address=MINISTRY_ADDRESS,
        email_domains="aile.gov.tr",
    )


def districts_of(province: str) -> tuple[str, ...]:
    """Return the districts of a province in Turkish order; none for an unknown province."""
    return _districts().get(fold(province), ())


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    """Return the districts by the folded names of their provinces."""
    text = (resources() / "districts.toml").read_text(encoding="utf-8")
    return {fold(province): tuple(names) for province, names in tomllib.loads(text).items()}
