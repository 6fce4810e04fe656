"""The code of a printed sheet: which paper it belongs to, and that the paper is of this data."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.documents.sheet_codes import CodedKind, SheetCode

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_SEALS: Final = 10_000


def code_of(session: Session, kind: CodedKind, number: int) -> SheetCode:
    """Return the code of a paper, without a page.

    Its seal is derived from the first entry of the trail, which is unique to this data: another
    directorate's paper with the same id has another one.
    """
    first = session.scalar(select(AuditEntry.mac).order_by(AuditEntry.sequence).limit(1))
    said = f"{first or ''} {kind.value} {number}".encode()
    seal = int.from_bytes(hashlib.sha256(said).digest()[:8], "big") % _SEALS
    return SheetCode(kind, number, seal, 0, 0)
