"""Frozen rows of the directorate, its units, signatories and partners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.directorate.record import DirectorateValues, PartnerValues, SignatoryValues
from alo183_desktop.shared.calendar import add_months

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.directorate.kinds import PartnerKind

_FRESH_MONTHS: Final = 6
"""For so long confirmed numbers are taken to be right."""


@dataclass(frozen=True, slots=True)
class DirectorateRow(DirectorateValues):
    """The directorate as it is stored."""

    version: int = 0

    @property
    def name(self) -> str:
        """The program's name for it: `Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü`."""
        return f"{self.province} {self.heading_3}"

    @property
    def heading(self) -> tuple[str, str, str]:
        """The three lines of the letterhead."""
        return (self.heading_1, self.heading_2, self.heading_3)

    @property
    def recipient(self) -> tuple[str, str]:
        """The two lines of the addressee."""
        return (self.recipient_1, self.recipient_2)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The directorate itself or an institution attached to it."""

    unit_id: int
    name: str
    is_directorate: bool
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class SignatoryRow(SignatoryValues):
    """A stored signatory."""

    signatory_id: int = 0
    version: int = 0

    def may_sign_on(self, day: dt.date) -> bool:
        """Return whether a letter of that day may bear their name."""
        since, until = self.valid_from, self.valid_until
        return since is not None and since <= day and (until is None or day < until)


@dataclass(frozen=True, slots=True)
class PartnerRow(PartnerValues):
    """A stored partner."""

    partner_id: int = 0
    version: int = 0

    def is_stale(self, today: dt.date) -> bool:
        """Return whether its numbers have not been confirmed for six months."""
        confirmed = self.confirmed_on
        return confirmed is None or add_months(confirmed, _FRESH_MONTHS) <= today


@dataclass(frozen=True, slots=True)
class PartnerFilter:
    """Which partners are wanted; empty and None mean: all."""

    search: str = ""
    kind: PartnerKind | None = None
    is_stale: bool | None = None
