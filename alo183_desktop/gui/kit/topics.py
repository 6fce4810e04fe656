"""Topics of changes that are published between screens, and the status of backups."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alo183_desktop.access.backup_rules import BackupHealth


class Topic(enum.StrEnum):
    """The topics of `Background.changed`; each is published, and each has a screen that listens."""

    ASSIGNMENT = "assignment"
    BACKUPS = "backups"
    """Backups of the data, and their targets; no table contains them."""
    CASES = "cases"
    """Cases, the work on them, and the reviews of unexplained calls."""
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
    """Handsets, lines, their holders, and the custody forms."""
    RETENTION = "retention"
    """Periods of retention, decisions on due records, and destructions."""
    ROTA = "rota"
    """Duties, who can be on them, absences, and the rules for them."""
    SUBJECT = "subject"
    TYPING = "typing"
    """Unsaved text in forms."""
    UNIT = "unit"
    """The directorate and the institutions attached to it, by name."""
    USER = "user"
    """Who may sign in, and with which role."""
    VEHICLES = "vehicles"
    """Vehicles, when they are unavailable, their drivers, and task orders."""
    USAGE = "usage"
    """The usage of lines, their quotas, and the notices about both."""


_TOPICS_OF_TABLES: Final[Mapping[str, frozenset[Topic]]] = MappingProxyType(
    {
        table: frozenset(topics)
        for topics, tables in (
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
            # Tables that no page shows while another user changes them.
            ((), ("closings", "import_changes", "import_shapes", "imports", "impossible_rows")),
        )
        for table in tables
    }
)
"""Other desks report changes by the names of tables; a test shows which one is missing."""


def topics_of_tables(tables: Iterable[str]) -> frozenset[Topic]:
    """Return the topics of tables; a table of a newer program has none."""
    return frozenset(kind for table in tables for kind in _TOPICS_OF_TABLES.get(table, ()))


class BackupNews(QObject):
    """Holds the latest status of backups.

    Signals:
        changed: The status has changed.
    """

    changed = Signal()

    def __init__(self, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standing: BackupHealth | None = None

    def standing(self) -> BackupHealth | None:
        """Return the status of backups; None until it was determined."""
        return self._standing

    def set_standing(self, standing: BackupHealth) -> None:
        """Set the status."""
        self._standing = standing
        self.changed.emit()
