"""How letters travel, and the institutions of the partner book, as a card names them."""

from __future__ import annotations

from typing import Final

from alo183_desktop.shared.worded import Worded


class Channel(Worded):
    """How a letter travels."""

    FAX = "fax", "Faks"
    POST = "post", "Posta"
    EBYS = "ebys", "EBYS"
    """From one institution's e-document system to another's."""
    KEP = "kep", "KEP"
    """Registered e-mail."""


CIRCULAR_CHANNELS: Final = (Channel.FAX, Channel.POST)
"""What makes a letter complete where the directorate has no other rule.

Source: Genelge 2014/05, madde 6.
"""


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
"""Who is notified of an urgent case."""
