"""The duty card that was printed last: its content, and whether it is still current."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.rota import queries, service

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.rows import DutyNow

CARD: Final = "duty_card"
"""The word of the trail for a printed card."""
_MARK: Final = 16
"""Characters of a fingerprint: no phone number can be recovered from it."""


def card_mark(now: DutyNow) -> str:
    """Return a fingerprint of the names, numbers and vehicle on a card."""
    people = [
        (one.kind.value, one.name, one.number, one.plate, one.acting)
        for one in now.people
        if one.is_held
    ]
    content = json.dumps((people, now.director_name, now.director_phone))
    return hashlib.sha256(content.encode()).hexdigest()[:_MARK]


def record_card(work: Work, mark: str) -> None:
    """Record that a card is printed, with the `card_mark` of its content.

    Raises:
        KnownError: `access.not_allowed`.
    """
    service.TRAIL.record_print(work, 1, CARD, mark=mark)


def is_card_old(session: Session, now: DutyNow) -> bool:
    """Return whether the content of the card last printed, in the last days, has changed."""
    query = (
        select(AuditEntry.details)
        .where(AuditEntry.at > now.at - queries.LONGEST, AuditEntry.action == service.TRAIL.printed)
        .order_by(AuditEntry.sequence.desc())
    )
    cards = (one for one in session.scalars(query) if one.get("what") == CARD)
    newest = next(cards, None)
    return newest is not None and newest.get("mark") != card_mark(now)
