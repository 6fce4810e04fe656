"""What leaves this package about periods, due records and destructions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.retention.kinds import Decision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.retention.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class PeriodValues:
    """What can be changed of a period."""

    months: int
    basis: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """How long records of a kind are kept from a day on."""

    period_id: int
    kind: RecordKind
    starts_on: dt.date
    months: int
    basis: str
    version: int


@dataclass(frozen=True, slots=True)
class DueRow:
    """A record whose period is over."""

    kind: RecordKind
    item_id: int
    title: str
    """By what people know it: a number, a name, a day."""
    detail: str
    anchor_on: dt.date
    """The day from which its period ran, in Istanbul."""
    due_on: dt.date
    parts: int
    """How many single entries it holds, such as call records; 1 for most."""
    is_held: bool
    """Whether a record that is still kept refers to it, so that it cannot go yet."""
    decision: Decision | None
    """What was decided on it and holds today."""
    until: dt.date | None
    """To which day it is postponed."""
    reason: str
    decided_by: str

    @property
    def may_go(self) -> bool:
        """Whether it would be destroyed now."""
        return self.decision is Decision.AGREED and not self.is_held


@dataclass(frozen=True, slots=True)
class KindRow:
    """How it stands with one kind of records."""

    kind: RecordKind
    period: PeriodRow
    """The one in force today."""
    due: int
    """Records whose period is over, with the postponed ones."""
    agreed: int
    postponed: int
    oldest_due_on: dt.date | None
    """Since when the first one that nobody postponed has been due; None when there is none."""


@dataclass(frozen=True, slots=True)
class DestructionRow:
    """That records were destroyed."""

    destruction_id: int
    kind: RecordKind
    at: dt.datetime
    items: int
    months: int
    basis: str
    oldest_on: dt.date
    newest_on: dt.date
    reason: str
    ids_sha256: str
    removed: Mapping[str, int]
    """Rows by table."""
    by_name: str
    kept_until: dt.date
    erased_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with retention as a whole."""

    kinds: tuple[KindRow, ...]
    """In the order of `RecordKind`."""
    destructions: tuple[DestructionRow, ...]
    """The newest first."""
    unerased: int
    """Destructions after which the data file was not rewritten yet."""


@dataclass(frozen=True, slots=True)
class DestructionForm:
    """What the paper of a destruction says."""

    row: DestructionRow
    heading: tuple[str, ...]
    approver: tuple[str, str]
    """Name and title of who signs for the directorate; empty where nobody does."""
    printed_by: str
    printed_at: dt.datetime
    trail_head: str
    """Sequence and end of the audit chain's newest entry, as an anchor on paper."""
