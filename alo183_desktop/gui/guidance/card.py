"""The card beside the log: one visit in full, and how many came in this month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import State, StateMark
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.guidance.record import GUIDANCE
from alo183_desktop.guidance.rows import GuidanceRow
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.guidance.rows import GuidanceCount

OUTCOMES: Final = {False: "yerinde bilgilendirildi", True: "183’e yönlendirildi"}


def outcome_words(row: GuidanceRow) -> str:
    """Return how a visit ended."""
    return OUTCOMES[row.is_sent_on]


def outcome_mark(row: GuidanceRow) -> State:
    """Return its mark; sending on is what the circular does not want (madde 7)."""
    return State.NEAR if row.is_sent_on else State.GOOD


COLUMNS: Final = (
    Column[GuidanceRow]("Zamanı", lambda row: row.at, width_chars=15, sortable=False),
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
SHOWN: Final = 5
"""In a narrow list who wrote it down stands on the card only."""


class GuidanceCard(SideCard):
    """Shows a visit; below it the month by subject."""

    def __init__(
        self,
        *,
        change: Callable[[], object],
        remove: Callable[[], object],
        may_edit: bool,
        parent: QWidget,
    ) -> None:
        """Make the card without a visit.

        Args:
            change: Puts the visit right.
            remove: Removes it.
            may_edit: Whether the role may do either.
            parent: Qt's owner.
        """
        super().__init__(nothing=("Kayıt seçilmedi", ""), parent=parent)
        self._visit: GuidanceRow | None = None
        self._counts: tuple[GuidanceCount, ...] = ()
        self._month = ""
        self._buttons = (
            (self.make_button("&Düzelt", change), self.make_button("S&il", remove))
            if may_edit
            else ()
        )
        self.show_row(None)

    def show_counts(self, month: str, counts: Sequence[GuidanceCount]) -> None:
        """Show how many came in a month, such as `Kasım 2026`."""
        self._month, self._counts = month, tuple(counts)
        self.show_row(self._visit)

    def show_row(self, row: GuidanceRow | None) -> None:
        """Show a visit; None shows the month alone."""
        self._visit = row
        if row is None:
            self.begin("Rehberlik", "Bir kayıt seçerseniz tamamı burada görünür.")
        else:
            self.begin(row.subject_name, f"{format_instant(row.at)}, {row.by_name}")
            self.add(
                StateMark(outcome_mark(row), outcome_words(row), parent=self._inner), left=True
            )
            for title, text in GUIDANCE.facts(row, ("asked", "done", "sent_reason"), in_full=True):
                self.add_section(title)
                self.add_text(text)
        if any(count.helped or count.sent_on for count in self._counts):
            self.add_section(f"{self._month}, konulara göre")
            self.add_facts(
                [
                    (count.subject_name, _words(count))
                    for count in self._counts
                    if count.helped or count.sent_on
                ]
            )
        self.end(self._buttons if row is not None else ())


def _words(count: GuidanceCount) -> str:
    told = {False: count.helped, True: count.sent_on}
    return ", ".join(
        f"{number_text(number)} kişi {OUTCOMES[is_sent_on]}"
        for is_sent_on, number in told.items()
        if number
    )
