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
    area_code: str = ""
    """Of its landlines; empty where there are two."""


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
_AREA_CODES: Final = (
    "322 416 272 472 358 312 242 466 256 266 228 426 434 374 248 224 286 376 364 258 412 284 "
    "424 446 442 222 342 454 456 438 326 246 324 - 232 474 366 352 288 386 262 332 274 422 "
    "236 344 482 252 436 384 388 452 464 264 362 484 368 346 282 356 462 428 414 276 432 354 "
    "372 382 458 338 318 488 486 378 478 476 226 370 348 328 380 "
)
"""By plate number; İstanbul has two, 212 and 216. Source: national numbering plan (BTK)."""

PROVINCES: Final = tuple(
    Province(plate, name, code.strip("-"))
    for plate, (name, code) in enumerate(zip(_NAMES, _AREA_CODES.split(), strict=True), start=1)
)
"""By plate number, 1 to 81."""


def name_of(province: str) -> str:
    """Return the spelling of a province; case and accents do not matter.

    Raises:
        KeyError: There is no such province.
    """
    return _province(province).name


def area_code_of(province: str) -> str:
    """Return the area code of a province's landlines, such as `312`; empty where there are two.

    Raises:
        KeyError: There is no such province.
    """
    return _province(province).area_code


def _province(name: str) -> Province:
    return {fold(known.name): known for known in PROVINCES}[fold(name)]


def districts_of(province: str) -> tuple[str, ...]:
    """Return the districts of a province in Turkish order; none for an unknown province."""
    return _districts().get(fold(province), ())


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    """Return the districts by the folded names of their provinces."""
    import tomllib  # not with the first page

    text = (resources() / "districts.toml").read_text(encoding="utf-8")
    return {fold(province): tuple(names) for province, names in tomllib.loads(text).items()}
