"""The institutions that the partner book knows, in the order in which a card names them."""

from __future__ import annotations

from typing import Final

from alo183_desktop.shared.worded import Worded, words_of


class PartnerKind(Worded):
    """What sort of institution a partner is."""

    PROSECUTOR = "prosecutor", "Nöbetçi savcı"
    POLICE = "police", "Karakol"
    GENDARMERIE = "gendarmerie", "Jandarma"
    EMERGENCY = "emergency", "112"
    GUEST_HOUSE = "guest_house", "Konukevi"
    VIOLENCE_CENTRE = "violence_centre", "ŞÖNİM"
    """*Şiddet Önleme ve İzleme Merkezi*. Source: 6284 s. Kanun m.14."""
    HOSPITAL = "hospital", "Hastane"
    OTHER = "other", "Diğer"


FORCES: Final = frozenset({PartnerKind.POLICE, PartnerKind.GENDARMERIE})
"""Who is told of an urgent case."""
PARTNER_WORDS: Final = words_of(PartnerKind)
