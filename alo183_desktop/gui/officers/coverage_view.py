"""The coverage table: each subject with those who answer for it, and a mark where nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column, RowsModel, TableView
from alo183_desktop.gui.officers.lines import vacancy_mark
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.officers.rows import CoverageRow, CoveringOfficer


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One officer of one subject; or a subject that nobody answers for."""

    subject: CoverageRow
    place: int
    """Of the officer among those of the subject, from 1; 0 where there is nobody."""
    mark: str
    """How many answer for the subject, or how long nobody has."""

    @property
    def officer(self) -> CoveringOfficer | None:
        """Who answers; None: nobody."""
        return self.subject.officers[self.place - 1] if self.place else None

    @property
    def key(self) -> tuple[int, int]:
        """The numbers of subject and officer."""
        return self.subject.subject_id, self.officer.officer_id if self.officer else 0

    @property
    def target(self) -> tuple[int, CoverageRow | None]:
        """As `Line.target`."""
        return (0, self.subject) if self.officer is None else (self.officer.officer_id, None)

    @property
    def since(self) -> dt.date | None:
        """The first day of whoever answers, or the first day without anybody."""
        return self.officer.since if self.officer else self.subject.uncovered_since


class CoverageView(TableView):
    """Subjects that nobody answers for stand above the others, both in the circular's order.

    The order is fixed: sorted by anything else a subject would fall apart.

    Signals:
        change_requested: A change is wanted with the current row.
    """

    change_requested = Signal()

    def __init__(self, *, may_edit: bool, may_change: bool, parent: QWidget) -> None:
        """Make the table; the arguments are those of `RosterView`."""
        super().__init__("coverage", name="Müracaat konuları ve sorumluları", parent=parent)
        self._model = RowsModel[CoverageLine](_COLUMNS, parent=self)
        self.set_row_key(lambda line: line.key)
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
        if may_edit:
            self.add_row_action("Kartı &aç").triggered.connect(self.opened)
        if may_change:
            action = self.add_row_action("&Görev değişikliği başlat")
            action.triggered.connect(self.change_requested)

    def line(self) -> CoverageLine | None:
        """Return the current row, None where there is none."""
        row = self.current_row()
        return row if isinstance(row, CoverageLine) else None

    def show_rows(self, rows: Sequence[CoverageRow], *, as_of: dt.date) -> None:
        """Show who answers for what on a day."""
        ordered = sorted(rows, key=lambda row: row.is_covered)
        self._model.set_rows([line for row in ordered for line in _lines(row, as_of=as_of)])

    def set_search(self, text: str) -> None:
        """Show only the subjects and officers that hold every word."""
        self._model.set_search(text)


def _lines(row: CoverageRow, *, as_of: dt.date) -> list[CoverageLine]:
    if not row.is_covered:
        return [CoverageLine(row, 0, vacancy_mark(row, as_of=as_of))]
    count = len(row.officers)
    mark = f"{number_text(count)} sorumlu"
    return [CoverageLine(row, place, mark if place == 1 else "") for place in range(1, count + 1)]


def _phone(line: CoverageLine) -> str:
    if line.officer is None:
        return ""
    return format_phone(line.officer.corporate_mobile) or "kayıtlı değil"


_COLUMNS = (
    Column[CoverageLine](
        "Konu",
        lambda line: line.subject.subject_name,
        kind=CellKind.STRONG,
        repeats=lambda line: line.place > 1,
        width_chars=18,
        sortable=False,
    ),
    Column[CoverageLine](
        "Durumu",
        lambda line: line.mark,
        kind=CellKind.STATE,
        state=lambda line: None if line.officer else State.LATE,
        keeps_mark_room=True,
        width_chars=16,
        sortable=False,
    ),
    Column[CoverageLine](
        "Sıra",
        lambda line: line.place or None,
        align_right=True,
        width_chars=4,
        sortable=False,
    ),
    Column[CoverageLine](
        "Sorumlusu",
        lambda line: line.officer.name if line.officer else "kimse yok",
        width_chars=26,
        stretch=True,
        sortable=False,
    ),
    Column[CoverageLine](
        "Başladığı gün",
        lambda line: line.since,
        width_chars=10,
        sortable=False,
    ),
    Column[CoverageLine]("Kurumsal cep", _phone, width_chars=13, sortable=False),
)
