"""Read the audit trail: with the right to, and with an entry of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db import audit_queries
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.paths import table

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping, Sequence

    from alo183_desktop.db.audit_queries import AuditFilter, AuditRow, ChainedRow
    from alo183_desktop.db.work import Work

TRAIL: Final = ListTrail("audit", "audit", Right.SEE_AUDIT)


def words(of: str) -> Mapping[str, str]:
    """Return a table of `resources/audit.toml`, such as `actions`: texts by code."""
    texts: Mapping[str, str] = table("audit")[of]
    return texts


def word(of: str, code: str) -> str:
    """Return one of these texts; the code itself for one of a newer program."""
    return words(of).get(code, code)


def open_trail(work: Work) -> None:
    """Record that a user begins to read the trail.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    work.record("audit.read", "audit")


def find_sequences(work: Work, wanted: AuditFilter) -> array[int]:
    """Return the sequences of all entries of a filter, newest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    return audit_queries.find_sequences(work.session, wanted)


def read_trail(work: Work, sequences: Sequence[int]) -> tuple[AuditRow, ...]:
    """Return entries in the order of their sequences.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    return audit_queries.entries_of(work.session, sequences)


def read_on(work: Work, *, after: int, limit: int) -> tuple[ChainedRow, ...]:
    """Return a page of the trail, oldest first: at most `limit` entries after the entry `after`.

    Raises:
        KnownError: `access.not_allowed`; `access.trail_after_end`: who read so far read another
            trail, such as that of before a restore, and would miss what is written until it is as
            long.
    """
    require(work, Right.SEE_AUDIT)
    last = audit_queries.count_entries(work.session)
    if after > last:
        raise KnownError("access.trail_after_end", after=after, last=last)
    return audit_queries.entries_after(work.session, after, limit=limit)
