"""The kinds of things that a committed operation may change, as screens tell each other.

Not here: kinds in the audit trail (db/audit.py), and pages that a search leads to (gui/shell).
"""

from __future__ import annotations

import enum


class Kind(enum.StrEnum):
    """What `Background.changed` tells; each is published, and each has a screen that listens."""

    ASSIGNMENT = "assignment"
    DIRECTORATE = "directorate"
    """The directorate's own values, and who signs for it."""
    DISPATCH = "dispatch"
    DRAFT = "draft"
    LETTER = "letter"
    OFFICER = "officer"
    SUBJECT = "subject"
    UNIT = "unit"
    """The directorate and the institutions attached to it, by name."""
