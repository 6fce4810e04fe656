"""The institutions that the partner book knows, in the order in which a card names them."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class PartnerKind(enum.StrEnum):
    """What sort of institution a partner is."""

    PROSECUTOR = "prosecutor"
    POLICE = "police"
    GENDARMERIE = "gendarmerie"
    EMERGENCY = "emergency"
    GUEST_HOUSE = "guest_house"
    VIOLENCE_CENTRE = "violence_centre"
    """*Şiddet Önleme ve İzleme Merkezi*. Source: 6284 s. Kanun m.14."""
    HOSPITAL = "hospital"
    OTHER = "other"


FORCES: Final = frozenset({PartnerKind.POLICE, PartnerKind.GENDARMERIE})
"""Who is told of an urgent case."""
PARTNER_WORDS: Final[Mapping[PartnerKind, str]] = MappingProxyType(
    {
        PartnerKind.PROSECUTOR: "Nöbetçi savcı",
        PartnerKind.POLICE: "Karakol",
        PartnerKind.GENDARMERIE: "Jandarma",
        PartnerKind.EMERGENCY: "112",
        PartnerKind.GUEST_HOUSE: "Konukevi",
        PartnerKind.VIOLENCE_CENTRE: "ŞÖNİM",
        PartnerKind.HOSPITAL: "Hastane",
        PartnerKind.OTHER: "Diğer",
    }
)
