"""Read the audit trail: with the right to, and with an entry of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db import audit_queries

if TYPE_CHECKING:
    from alo183_desktop.db.audit_queries import AuditFilter, AuditRow
    from alo183_desktop.db.work import Work

TRAIL: Final = ListTrail("audit", "audit", Right.SEE_AUDIT)


def open_trail(work: Work) -> None:
    """Record that a user begins to read the trail.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    work.record("audit.read", "audit")


def read_trail(
    work: Work, wanted: AuditFilter, *, before: int | None, limit: int
) -> tuple[AuditRow, ...]:
    """Return a page of the trail, newest first; arguments as of `find_entries`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    return audit_queries.find_entries(work.session, wanted, before=before, limit=limit)


def count_trail(work: Work, wanted: AuditFilter) -> int:
    """Return how many entries `read_trail` finds on all its pages.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    return audit_queries.count_found(work.session, wanted)
