"""What screens tell each other: what a committed operation may change, and how backups stand."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alo183_desktop.access.backup_rules import Standing


class Topic(enum.StrEnum):
    """What `Background.changed` tells; each is published, and each has a screen that listens."""

    ASSIGNMENT = "assignment"
    BACKUPS = "backups"
    """Backups of the data, and where they go; no table tells of them."""
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
    ROTA = "rota"
    """Duties, who can be on them, who is away, and the rules of that."""
    SUBJECT = "subject"
    TYPING = "typing"
    """What was typed into forms and is not saved."""
    UNIT = "unit"
    """The directorate and the institutions attached to it, by name."""
    USER = "user"
    """Who may sign in, and as what."""
    VEHICLES = "vehicles"
    """Vehicles, when they are not there, who drives them, and task orders."""
    USAGE = "usage"
    """What lines used, their quotas, and the notices about both."""


_KINDS_OF_TABLES: Final[Mapping[str, frozenset[Topic]]] = MappingProxyType(
    {
        table: frozenset(kinds)
        for kinds, tables in (
            ((Topic.ASSIGNMENT,), ("assignments", "substitutions")),
            (
                (Topic.CASES,),
                (
                    "call_reviews",
                    "case_action_times",
                    "case_actions",
                    "case_files",
                    "case_kinds",
                    "case_months",
                    "case_reminders",
                    "case_responsibilities",
                    "case_terms",
                    "case_waivers",
                    "case_weeks",
                    "case_words",
                    "cases",
                    "case_remainders",
                    "review_keys",
                ),
            ),
            ((Topic.CHECKS,), ("reachability_checks", "reachability_seeds")),
            ((Topic.DIRECTORATE,), ("directorates", "signatories")),
            ((Topic.DISPATCH,), ("dispatches",)),
            ((Topic.DRAFT,), ("change_drafts",)),
            ((Topic.GUIDANCE,), ("guidances",)),
            (
                (Topic.LETTER,),
                (
                    "changes",
                    "confirmations",
                    "leaver_accounts",
                    "letter_files",
                    "letter_reminders",
                    "letters",
                    "planned_hand_overs",
                ),
            ),
            ((Topic.OFFICER,), ("officers",)),
            (
                (Topic.PHONES,),
                (
                    "custodies",
                    "custody_files",
                    "custody_forms",
                    "custody_terms",
                    "custody_waivers",
                    "handsets",
                    "item_states",
                    "line_secrets",
                    "lines",
                ),
            ),
            (
                (Topic.RETENTION,),
                ("destruction_items", "destructions", "retention_periods", "retention_reviews"),
            ),
            (
                (Topic.ROTA,),
                (
                    "absences",
                    "closed_times",
                    "duties",
                    "duty_patterns",
                    "duty_people",
                    "granted_leaves",
                    "hand_overs",
                    "partners",
                    "rota_files",
                    "rota_limits",
                    "rota_months",
                    "rota_notices",
                    "swaps",
                    "unreached_reports",
                    "wishes",
                    "worked",
                ),
            ),
            ((Topic.SUBJECT,), ("subjects",)),
            ((Topic.UNIT,), ("units",)),
            ((Topic.USER,), ("users",)),
            (
                (Topic.USAGE,),
                (
                    "call_records",
                    "quota_notices",
                    "quotas",
                    "usage_days",
                    "usages",
                ),
            ),
            ((Topic.VEHICLES,), ("drivers", "task_orders", "vehicle_states", "vehicles")),
            # What no page shows while somebody else changes it.
            ((), ("closings", "import_changes", "import_shapes", "imports", "impossible_rows")),
        )
        for table in tables
    }
)
"""What other desks have changed comes by the names of tables; a test says which one is missing."""


def topics_of_tables(tables: Iterable[str]) -> frozenset[Topic]:
    """Return the kinds of what stands in some tables; a table of a newer program has none."""
    return frozenset(kind for table in tables for kind in _KINDS_OF_TABLES.get(table, ()))


class BackupNews(QObject):
    """The last word on it.

    Signals:
        told: It is another one now.
    """

    told = Signal()

    def __init__(self, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standing: Standing | None = None

    def standing(self) -> Standing | None:
        """Return how backups stand; None while nobody has looked."""
        return self._standing

    def tell(self, standing: Standing) -> None:
        """Say how they stand now."""
        self._standing = standing
        self.told.emit()
