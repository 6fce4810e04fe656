"""The columns of the log of guidance."""

from __future__ import annotations

from typing import Final

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column
from alo183_desktop.guidance.rows import GuidanceRow

OUTCOMES: Final = {False: "yerinde bilgilendirildi", True: "183’e yönlendirildi"}


def outcome_words(row: GuidanceRow) -> str:
    """Return how a visit ended."""
    return OUTCOMES[row.is_sent_on]


def outcome_mark(row: GuidanceRow) -> State:
    """Return its mark; sending on is what the circular does not want (madde 7)."""
    return State.NEAR if row.is_sent_on else State.GOOD


COLUMNS: Final = (
    Column[GuidanceRow](
        "Zamanı",
        lambda row: row.at,
        width_chars=15,
        sortable=False,
    ),
    Column[GuidanceRow]("Konu", lambda row: row.subject_name, width_chars=17, sortable=False),
    Column[GuidanceRow](
        "Ne soruldu?", lambda row: row.asked, width_chars=30, stretch=True, sortable=False
    ),
    Column[GuidanceRow](
        "Ne yapıldı?", lambda row: row.done, width_chars=30, stretch=True, sortable=False
    ),
    Column[GuidanceRow](
        "Sonuç",
        outcome_words,
        kind=CellKind.STATE,
        state=outcome_mark,
        width_chars=21,
        sortable=False,
    ),
    Column[GuidanceRow](
        "Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=15, sortable=False
    ),
)
LAST_OF_NARROW: Final = 4
"""In a narrow list who wrote it down stands on the card only."""
