"""Above the list of cases: its views, its filters, its actions.

In a very narrow window only open work is counted, and in the narrowest nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize

from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.cases.searching import SHORTEST
from alo183_desktop.gui.cases.words import VIEW_WORDS, query_words
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.table.filters import Choice, FilterRow, Period
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.cases.dialog_data import FilterChoices

_SEARCHED: Final = "Numara, telefon, ad"


class CaseNarrowing(FilterRow[CaseFilter]):
    """The filter within the chosen view.

    A query from another page is shown as a chip, and applies exactly until it is removed or
    another view is chosen.
    """

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        self._choices: FilterChoices | None = None
        super().__init__(
            CaseFilter(),
            (
                Choice("subject_id", "Müracaat konusu", "Bütün konular"),
                Choice("officer_id", "Sorumlu", "Bütün sorumlular"),
                Choice("district", "İlçe", "Bütün ilçeler"),
                Period("Yönlendirme zamanı", "routed_from", "routed_until"),
            ),
            searched=_SEARCHED,
            today=today,
            page=parent,
            parent=parent,
        )

    def offer(self, choices: FilterChoices) -> None:
        """Set the choices; the current ones stay."""
        self._choices = choices
        self.set_choices("subject_id", choices.subjects)
        self.set_choices("officer_id", choices.officers)
        self.set_choices("district", [(name, name) for name in choices.districts])

    def set_for_calls(self, is_calls: bool) -> None:  # noqa: FBT001 - the only argument
        """Offer only the search: the list below is the one of the calls."""
        self.search.set_hint("Numara, kişi" if is_calls else _SEARCHED)
        for box in self.boxes():
            box.setVisible(not is_calls)
        self.chip.setVisible(not is_calls and bool(self.chip.words()))
        self.search.show_searched()

    def query_of(self, view: CaseView, order: tuple[CaseSort, bool]) -> CaseFilter:
        """Return the query of a view with the current filter.

        Args:
            view: The chosen one.
            order: The sort key, and whether descending.
        """
        wanted = self.query() if self.asked() else replace(self.query(), view=view)
        if order != (CaseSort.DUE, False):
            wanted = replace(wanted, sort=order[0], descending=order[1])
        return wanted

    @override
    def searched(self) -> str:
        """Return the search text; a single character is ignored."""
        text = super().searched()
        return text if len(text) >= SHORTEST else ""

    def note_of(self, view: CaseView) -> str:
        """Return the current filter of a view as a text, for the head of a print."""
        words = "" if self.chip.words() else VIEW_WORDS[view].replace("&", "")
        return "; ".join(filter(None, (words, self.note())))

    @override
    def asked_words(self, asked: CaseFilter) -> str:
        return query_words(asked, {} if self._choices is None else self._choices.names())


CALLS: Final = "calls"
"""The key of the list that has no cases."""
_CALLS_WORDS: Final = "Açıklanma&yan aramalar"
_SHORT: Final = {
    CaseView.DUE_SOON.value: "&4 saat",
    CaseView.NO_FIRST_ACTION.value: "İşlems&iz",
    CaseView.POLICE_NOT_INFORMED.value: "K&olluk",
    CALLS: "&Aramalar",
}
_TIGHT: Final = {
    **_SHORT,
    CaseView.DUE_SOON.value: "&4 sa",
    CaseView.NO_OFFICER.value: "Sa&hipsiz",
    CaseView.CLOSED.value: "Ka&palı",
    CALLS: "&Arama",
}
TO_DO: Final = frozenset(
    {
        CaseView.DUE_SOON,
        CaseView.LATE,
        CaseView.NO_FIRST_ACTION,
        CaseView.POLICE_NOT_INFORMED,
        CaseView.NO_OFFICER,
    }
)
"""The views of open work; counted even where there is little room."""
_TIGHT_STAGE, _NARROWEST = 2, 3
"""Stages of the texts: long, short, tight, and tight without counts."""
_ROOM: Final = 26
"""Around the text of a button, in pixels of the drawings."""


class ViewChooser(Segmented):
    """Segments whose texts get shorter where there is no room for them."""

    def __init__(self, *, parent: QWidget) -> None:
        self._long = {
            **{view.value: words for view, words in VIEW_WORDS.items()},
            CALLS: _CALLS_WORDS,
        }
        self._counts: dict[str, int] = {}
        self._stage = 0
        super().__init__(list(self._long.items()), parent=parent)
        for key, button in self._buttons.items():
            title = (
                "aramalar: vakayla, sorumluyla ya da kollukla eşleşmeyenler"
                if key == CALLS
                else CaseView(key).words
            )
            button.setToolTip(title)
        self._keep_minimum()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show the number of items of each view."""
        self._counts = dict(counts)
        self._show_words()
        self._keep_minimum()
        self.updateGeometry()

    def words_of(self, key: str) -> str:
        """Return the text of a button."""
        return self._buttons[key].text()

    def is_short(self) -> bool:
        """Return whether the short texts are shown."""
        return self._stage > 0

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._width(0), super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words()

    def _show_words(self) -> None:
        """Show the longest texts that fit."""
        self._stage = next(
            (stage for stage in range(_NARROWEST) if self._width(stage) <= self.width()), _NARROWEST
        )
        self._words = self._words_at(self._stage)
        self.set_counts(self._counts_at(self._stage))

    def _words_at(self, stage: int) -> dict[str, str]:
        return {**self._long, **({}, _SHORT, _TIGHT, _TIGHT)[stage]}

    def _counts_at(self, stage: int) -> dict[str, int]:
        if stage < _TIGHT_STAGE:
            return self._counts
        if stage == _NARROWEST:
            return {}
        return {key: count for key, count in self._counts.items() if key in TO_DO}

    def _keep_minimum(self) -> None:
        # An explicit minimum: otherwise the current texts would be the minimum width.
        self.setMinimumWidth(self._width(_NARROWEST))

    def _width(self, stage: int) -> int:
        metrics, counts = self.fontMetrics(), self._counts_at(stage)
        shown = (
            f"{text.replace('&', '')} {number_text(counts[key])}"
            if key in counts
            else text.replace("&", "")
            for key, text in self._words_at(stage).items()
        )
        return sum(metrics.horizontalAdvance(text) + theme.px(_ROOM) for text in shown)
