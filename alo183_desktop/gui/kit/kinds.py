"""The kinds of things that a committed operation may change, as screens tell each other.

Not here: kinds in the audit trail (db/audit.py), and pages that a search leads to (gui/shell).
"""

from __future__ import annotations

import enum


class Kind(enum.StrEnum):
    """What `Background.changed` tells; each is published, and each has a screen that listens."""

    ASSIGNMENT = "assignment"
    CASES = "cases"
    """Cases, what was done on them, and what is said of calls that nothing explains."""
    CHECKS = "checks"
    """Test calls to a phone."""
    DIRECTORATE = "directorate"
    """The directorate's own values, and who signs for it."""
    DISPATCH = "dispatch"
    DRAFT = "draft"
    GUIDANCE = "guidance"
    """Citizens who came and were helped."""
    LETTER = "letter"
    OFFICER = "officer"
    PHONES = "phones"
    """Handsets, lines, who holds them, and the forms of that."""
    RETENTION = "retention"
    """Periods of retention, what was decided on due records, and destructions."""
    SUBJECT = "subject"
    UNIT = "unit"
    """The directorate and the institutions attached to it, by name."""
    USAGE = "usage"
    """What lines used, their quotas, and the notices about both."""
