"""The end of the audit chain as it stands at the foot of a paper.

Reports take it with their figures (overview/reports.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work


def audit_anchor(work: Work) -> str:
    """Return number and digest of the last entry: a later change of the trail would not fit it."""
    from alo183_desktop.db.audit import read_head
    from alo183_desktop.documents.papers.report_parts import AuditHead  # reportlab is slow to load

    head = read_head(work.session)
    return AuditHead(head.sequence, head.mac).words
