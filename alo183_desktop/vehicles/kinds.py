"""The words of vehicles: states, dates that come due, classes of licences."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Mapping


class VehicleStateKind(Worded):
    """Why a vehicle is not available."""

    IN_SERVICE = "in_service", "serviste"
    BROKEN = "broken", "arızalı"
    ELSEWHERE = "elsewhere", "başka görevde"
    """On another task than Alo 183."""


class Due(Worded):
    """How near the next date of a vehicle is, the most urgent first; later ones are not shown."""

    OVER = "over", "günü geçen"
    WEEK = "week", "yedi gün içinde dolan"
    MONTH = "month", "otuz gün içinde dolan"


class LicenceClass(enum.StrEnum):
    """Of a driving licence, as printed on it. Source: Karayolları Trafik Yönetmeliği m.75."""

    B = "B"
    BE = "BE"
    C1 = "C1"
    C = "C"
    D1 = "D1"
    D = "D"


DATE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"inspected_until": "muayene", "insured_until": "sigorta", "serviced_until": "bakım"}
)
"""By the field of the record that holds the last day."""
