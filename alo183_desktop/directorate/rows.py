"""What may leave this floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.directorate.record import DirectorateValues, SignatoryValues

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class DirectorateRow(DirectorateValues):
    """The directorate as it is stored."""

    version: int = 0

    @property
    def name(self) -> str:
        """How the program calls it: `Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü`."""
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
    """Somebody who may sign, as they are stored."""

    signatory_id: int = 0
    version: int = 0

    def may_sign_on(self, day: dt.date) -> bool:
        """Return whether a letter of that day may bear their name."""
        since, until = self.valid_from, self.valid_until
        return since is not None and since <= day and (until is None or day < until)
