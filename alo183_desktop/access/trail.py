"""Let people read the audit trail: with the right to, and with a trace of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db import audit_queries

if TYPE_CHECKING:
    from alo183_desktop.db.audit_queries import AuditFilter, AuditRow
    from alo183_desktop.db.work import Work


def open_trail(work: Work, *, kind: str | None = None) -> None:
    """Write down that somebody begins to read the trail.

    Args:
        work: The unit of work.
        kind: What they look at, such as `officer`; None for everything.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    work.record("audit.read", "audit", of=kind)


def read_trail(
    work: Work, wanted: AuditFilter, *, before: int | None, limit: int
) -> tuple[AuditRow, ...]:
    """Return a page of the trail, newest first; arguments as of `find_entries`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    return audit_queries.find_entries(work.session, wanted, before=before, limit=limit)


def record_export(work: Work, count: int) -> None:
    """Write down that `count` entries left the program as a file.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    require(work, Right.EXPORT)
    work.record("audit.exported", "audit", count=count)


def record_print(work: Work, count: int) -> None:
    """Write down that `count` entries were printed.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_AUDIT)
    require(work, Right.PRINT)
    work.record("audit.printed", "audit", count=count)
