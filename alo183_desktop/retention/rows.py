"""Rows about periods, due records and destructions for other packages."""

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
    """The values of a period that can be changed."""

    months: int
    basis: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """How long records of a kind are kept from a day on."""

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
    """Its usual name: a number, a name, a day."""
    detail: str
    anchor_on: dt.date
    """The day from which its period ran, in Istanbul."""
    due_on: dt.date
    parts: int
    """Number of its single entries, such as call records; 1 for most."""
    is_held: bool
    """Whether a record that is still kept refers to it, so that it cannot go yet."""
    decision: Decision | None
    """The decision on it that applies today."""
    until: dt.date | None
    """The day to which it is postponed."""
    reason: str

    @property
    def may_go(self) -> bool:
        """Whether it would be destroyed now."""
        return self.decision is Decision.AGREED and not self.is_held


@dataclass(frozen=True, slots=True)
class KindRow:
    """The retention state of one kind of records."""

    kind: RecordKind
    period: PeriodRow
    """The one in force today."""
    due: int
    """Records whose period is over, with the postponed ones."""
    agreed: int
    postponed: int
    oldest_due_on: dt.date | None
    """Since when the first one that is not postponed has been due; None when there is none."""


@dataclass(frozen=True, slots=True)
class DestructionRow:
    """The record of a destruction."""

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
class RetentionState:
    """The state of retention as a whole."""

    kinds: tuple[KindRow, ...]
    """In the order of `RecordKind`."""
    destructions: tuple[DestructionRow, ...]
    """The newest first."""
    unerased: int
    """Destructions after which the data file was not rewritten yet."""


@dataclass(frozen=True, slots=True)
class DestructionForm:
    """The content of the paper of a destruction."""

    row: DestructionRow
    heading: tuple[str, ...]
    approver: tuple[str, str]
    """Name and title of the signatory for the directorate; empty without one."""
    printed_by: str
    printed_at: dt.datetime
    trail_head: str
    """Sequence and hash of the audit chain's newest entry, as an anchor on paper."""
