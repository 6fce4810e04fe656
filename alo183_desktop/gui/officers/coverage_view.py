"""The coverage table: subject against officers, with the subjects that nobody answers for marked.

Not here: reading it (reading.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column, RowsModel, TableView
from alo183_desktop.gui.officers.lines import vacancy_mark
from alo183_desktop.officers.rows import CoverageRow
from alo183_desktop.shared.clock import format_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_LAST: Final = 10**6


class CoverageView(TableView):
    """One row for each subject, in the order of the circular until somebody sorts."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__("coverage", name="Konuların kapsamı", parent=parent)
        self._as_of: dt.date | None = None
        self._model = RowsModel[CoverageRow](self._columns(), parent=self)
        self.set_row_key(lambda row: row.subject_id)
        self.set_empty_texts(
            "Müracaat konusu yok",
            "Genelge’nin saydığı beş konu kurulumda eklenir; ek konular Ayarlar’da tanımlanır.",
        )
        self.set_no_match_texts(
            "Aramanıza uyan konu ya da kişi yok",
            "Aramayı kısaltın ya da bütün konuları gösterin.",
            "Bütün konuları göster",
        )
        self.setModel(self._model)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.sortByColumn(-1, self.horizontalHeader().sortIndicatorOrder())

    def show_rows(self, rows: Sequence[CoverageRow], *, as_of: dt.date) -> None:
        """Show who answers for what on a day."""
        self._as_of = as_of
        self._model.set_rows(rows)

    def set_search(self, text: str) -> None:
        """Show only the subjects and officers that hold every word."""
        self._model.set_search(text)

    def _words(self, row: CoverageRow) -> str:
        if row.is_covered:
            return f"{len(row.officers)} kişi"
        return "" if self._as_of is None else vacancy_mark(row, as_of=self._as_of)

    def _columns(self) -> tuple[Column[CoverageRow], ...]:
        return (
            Column[CoverageRow](
                "Müracaat konusu",
                lambda row: row.subject_name,
                kind=CellKind.STRONG,
                width_chars=22,
            ),
            Column[CoverageRow](
                "Durumu",
                self._words,
                kind=CellKind.STATE,
                state=lambda row: None if row.is_covered else State.LATE,
                keeps_mark_room=True,
                sort_key=lambda row: (row.is_covered, len(row.officers)),
                width_chars=18,
            ),
            Column[CoverageRow](
                "Boşaldığı gün",
                lambda row: format_day(row.uncovered_since) if row.uncovered_since else "",
                sort_key=lambda row: (
                    row.uncovered_since.toordinal() if row.uncovered_since else _LAST
                ),
                width_chars=12,
            ),
            Column[CoverageRow](
                "Sorumlular",
                lambda row: ", ".join(officer.name for officer in row.officers),
                sort_key=lambda row: len(row.officers),
                width_chars=40,
                stretch=True,
            ),
        )
