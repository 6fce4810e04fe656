"""The lists of the page: the roster in each view, the coverage of subjects; the row above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.containers import Beside, group, make_column
from alo183_desktop.gui.kit.filters import AsOfField, FilterBox, SearchField
from alo183_desktop.gui.kit.table.models import RowsModel, TableModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.officers.words import OfficerView, RosterLine, chip_words, vacancy_mark
from alo183_desktop.officers.lists import (
    EMAIL,
    LEFT_ON,
    MOBILE,
    NAME,
    OF_SUBJECT,
    OF_UNIT,
    OFFICERS,
    SINCE,
    SUBJECTS,
    TCKN,
    TITLE,
    UNIT,
)
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from alo183_desktop.directorate.rows import UnitRow
    from alo183_desktop.officers.rows import CoverageRow, CoveringOfficer, OfficerRow, SubjectRow


class RosterModel(TableModel[RosterLine]):
    """All rows of one result; vacant duties stay on top in any order.

    Sorting ten thousand names would block the window, so the database thread does it.

    Signals:
        sort_requested: The column and the order that the user chose.
    """

    sort_requested = Signal(int, Qt.SortOrder)

    def set_lines(self, lines: Sequence[RosterLine]) -> None:
        """Show another result."""
        self.beginResetModel()
        self._shown = list(lines)
        self.endResetModel()

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= 0:
            self.sort_requested.emit(column, order)


SORTS: Final = {
    NAME: "name",
    TITLE: "title",
    UNIT: "unit",
    SUBJECTS: "subjects",
    MOBILE: "mobile",
    EMAIL: "email",
    SINCE: "since",
    LEFT_ON: "left_on",
}
"""The sort keys of `officers.queries` by column; a T.C. number has none."""

_ALWAYS: Final = frozenset({NAME, TITLE, TCKN, MOBILE})
_SHOWN: Final = {
    OfficerView.SERVING: _ALWAYS | {SUBJECTS},
    OfficerView.VACANT: frozenset({NAME, SUBJECTS}),
    OfficerView.COMING: _ALWAYS,
    OfficerView.LEFT: _ALWAYS | {LEFT_ON},
}


def span_of(line: RosterLine) -> int:
    """Return the number of columns that the first cell spans: a vacancy extends to its chip."""
    return SUBJECTS if line.vacancy is not None else 1


def subjects_of(line: RosterLine) -> Sequence[str]:
    """Return the chips of a row."""
    if line.vacancy is not None:
        return (chip_words(line.vacancy.subject_name),)
    return () if line.officer is None else tuple(map(chip_words, line.officer.subject_words))


def _vacant(line: RosterLine) -> State | None:
    return None if line.vacancy is None else State.LATE


def _of_line(position: int, column: Column[OfficerRow]) -> Column[RosterLine]:
    """Return a column of officers for rows that may also be vacant duties."""
    vacancy: Callable[[RosterLine], str] | None = {
        NAME: lambda line: line.words,
        SUBJECTS: lambda line: line.vacancy.subject_name if line.vacancy else "",
    }.get(position)

    def content(line: RosterLine) -> str | int | dt.date | None:
        if line.officer is not None:
            return column.content(line.officer)
        return None if vacancy is None else vacancy(line)

    return Column(
        column.heading,
        content,
        kind=column.kind,
        state=_vacant if position == NAME else None,
        chips=subjects_of if position == SUBJECTS else None,
        width_chars=column.width_chars,
        stretch=column.stretch,
        sortable=column.sortable,
    )


ROSTER: Final = tuple(map(_of_line, range(len(OFFICERS.columns)), OFFICERS.columns))


_ASCENDING: Final = Qt.SortOrder.AscendingOrder
_DESCENDING: Final = Qt.SortOrder.DescendingOrder


class RosterView(TableView):
    """Officers in the chosen order, vacant duties above them.

    Attributes:
        line_model: The rows.
        order: The sort key of `officers.queries`.
        descending: Whether it is reversed.

    Signals:
        order_chosen: The user chose another order.
        change_requested: The user wants to begin a change with the current row.
    """

    order_chosen = Signal()
    change_requested = Signal()

    def __init__(self, *, may_edit: bool, may_change: bool, parent: QWidget) -> None:
        """Make the list.

        Args:
            may_edit: Whether the row menu opens cards.
            may_change: Whether it begins changes.
        """
        super().__init__(OFFICERS.key, name=OFFICERS.title, parent=parent)
        self.order, self.descending = "name", False
        self.line_model = RosterModel(ROSTER, parent=self)
        self.set_row_key(lambda line: line.key)
        self.set_spans(span_of)
        self.setModel(self.line_model)
        header = self.horizontalHeader()
        header.setSortIndicator(NAME, _ASCENDING)
        self.setSortingEnabled(True)
        _offer_acts(self, may_edit=may_edit, may_change=may_change)
        self.line_model.sort_requested.connect(self._on_sort_requested)
        self.show_view(OfficerView.SERVING)

    def lines(self) -> Sequence[RosterLine]:
        """Return the rows from top to bottom."""
        return self.line_model.rows()

    def line(self) -> RosterLine | None:
        """Return the current row, None where there is none."""
        row = self.current_row()
        return row if isinstance(row, RosterLine) else None

    def show_view(self, view: OfficerView) -> None:
        """Show the columns of a view."""
        self.show_columns(_SHOWN[view])

    @Slot(int, Qt.SortOrder)
    def _on_sort_requested(self, column: int, order: Qt.SortOrder) -> None:
        sort = SORTS.get(column)
        if sort is None:
            column = next(column for column, key in SORTS.items() if key == self.order)
            back = _DESCENDING if self.descending else _ASCENDING
            self.horizontalHeader().setSortIndicator(column, back)
            return
        descending = order == _DESCENDING
        if (sort, descending) != (self.order, self.descending):
            self.order, self.descending = sort, descending
            self.order_chosen.emit()


def _offer_acts(view: RosterView | CoverageView, *, may_edit: bool, may_change: bool) -> None:
    if may_edit:
        view.add_row_action("Kartı &aç", shortcut="F4").triggered.connect(view.opened)
    if may_change:
        act = view.add_row_action("&Görev değişikliği başlat")
        act.triggered.connect(view.change_requested)


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One officer of one subject; or a vacant subject."""

    subject: CoverageRow
    position: int
    """Index of the officer among those of the subject, from 1; 0 for a vacancy."""
    mark: str
    """How many answer for the subject, who is a substitute, or how long it has been vacant."""

    @property
    def officer(self) -> CoveringOfficer | None:
        """The officer in charge; None: nobody."""
        return self.subject.officers[self.position - 1] if self.position else None

    @property
    def key(self) -> tuple[int, int]:
        """The ids of subject and officer."""
        return self.subject.subject_id, self.officer.officer_id if self.officer else 0

    @property
    def target(self) -> tuple[int, CoverageRow | None]:
        """As `RosterLine.target`."""
        return (0, self.subject) if self.officer is None else (self.officer.officer_id, None)

    @property
    def since(self) -> dt.date | None:
        """The first day of the officer in charge, or of the vacancy."""
        return self.officer.since if self.officer else self.subject.uncovered_since


class CoverageView(TableView):
    """Vacant subjects are above the others, both in the circular's order.

    The order is fixed: any other would split subjects.

    Signals:
        change_requested: The user wants to begin a change with the current row.
    """

    change_requested = Signal()

    def __init__(self, *, may_edit: bool, may_change: bool, parent: QWidget) -> None:
        """Make the table; arguments as `RosterView`."""
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
        _offer_acts(self, may_edit=may_edit, may_change=may_change)

    def line(self) -> CoverageLine | None:
        """Return the current row, None where there is none."""
        row = self.current_row()
        return row if isinstance(row, CoverageLine) else None

    def show_rows(self, rows: Sequence[CoverageRow], *, as_of: dt.date) -> None:
        """Show who answers for what on a day."""
        ordered = sorted(rows, key=lambda row: row.is_covered)
        self._model.set_rows([line for row in ordered for line in _lines(row, as_of=as_of)])

    def set_search(self, text: str) -> None:
        """Show only the subjects and officers that contain every word."""
        self._model.set_search(text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = set(range(len(_COLUMNS)))
        if self.viewport().width() < theme.px(_ROOM_FOR_REPLACED):
            wanted.discard(_REPLACED)
        self.show_columns(wanted)


def _lines(row: CoverageRow, *, as_of: dt.date) -> list[CoverageLine]:
    if not row.is_covered:
        return [CoverageLine(row, 0, vacancy_mark(row, as_of=as_of))]
    count = f"{number_text(len(row.officers))} sorumlu"
    return [
        CoverageLine(row, position, _mark(officer, count if position == 1 else ""))
        for position, officer in enumerate(row.officers, start=1)
    ]


def _mark(officer: CoveringOfficer, count: str) -> str:
    """Return the count beside the first officer of a subject, and who is a substitute."""
    return ", ".join(filter(None, (count, "vekil" if officer.for_name else "")))


def _phone(line: CoverageLine) -> str:
    if line.officer is None:
        return ""
    return format_phone(line.officer.corporate_mobile) or "kayıtlı değil"


_COLUMNS = (
    Column[CoverageLine](
        "Konu",
        lambda line: line.subject.subject_name,
        kind=CellKind.STRONG,
        repeats=lambda line: line.position > 1,
        width_chars=18,
        sortable=False,
    ),
    Column[CoverageLine](
        "Durumu",
        lambda line: line.mark,
        state=lambda line: None if line.officer else State.LATE,
        keeps_mark_room=True,
        width_chars=10,
        sortable=False,
    ),
    Column[CoverageLine](
        "Sıra",
        lambda line: line.position or None,
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
        "Yerine",
        lambda line: line.officer.for_name if line.officer else "",
        width_chars=12,
        sortable=False,
    ),
    Column[CoverageLine]("Başladığı gün", lambda line: line.since, width_chars=10, sortable=False),
    Column[CoverageLine]("Kurumsal cep", _phone, width_chars=13, sortable=False),
)


_REPLACED: Final = 4
_ROOM_FOR_REPLACED: Final = 780
"""Pixels of the drawings; a narrower list says who is a substitute, and their card for whom."""


_DAY = 132


class RosterFilters(QWidget):
    """The filters of the list.

    Signals:
        changed: The list must be queried again.
        left_downwards: The list should take the focus.
    """

    changed = Signal()
    left_downwards = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        # The page is the parent: Ctrl+F works from anywhere on it.
        self.search = SearchField(OFFICERS.searched, parent=parent)
        self.views = Segmented(
            (
                (OfficerView.SERVING.value, "Görevde"),
                (OfficerView.VACANT.value, "Boş"),
                (OfficerView.COMING.value, "Başlayacak"),
                (OfficerView.LEFT.value, "Ayrılan"),
                (OfficerView.COVERAGE.value, "Kapsam"),
            ),
            parent=self,
        )
        self.views.set_offered(OfficerView.COMING.value, False)
        self.subject = FilterBox(OF_SUBJECT.name, OF_SUBJECT.everything, parent=self)
        self.unit = FilterBox(OF_UNIT.name, OF_UNIT.everything, parent=self)
        self.day = AsOfField("Hangi günün durumu", today=today, parent=parent)
        self.day.setFixedWidth(theme.px(_DAY))
        make_column(self).addWidget(
            Beside(
                group((self.search, self.views), parent=self),
                group((self.subject, self.unit, self.day), parent=self),
                is_spread=False,
                parent=self,
            )
        )
        self.search.setMaximumWidth(theme.px(280))
        self.search.setMinimumWidth(theme.px(168))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.search.searched.connect(self._on_changed)
        self.search.left_downwards.connect(self.left_downwards)
        self.views.chosen.connect(self._on_view_chosen)
        self.subject.filtered.connect(self.changed)
        self.unit.filtered.connect(self.changed)
        self.day.day_chosen.connect(self._on_changed)

    def view(self) -> OfficerView:
        """Return the chosen view."""
        return OfficerView(self.views.chosen_key())

    def choose_view(self, view: OfficerView) -> None:
        """Choose a view without a signal."""
        self.views.choose(view.value)
        self._show_filters()

    def clear(self) -> None:
        """Clear search, subject and unit without a signal; view and day stay."""
        self.search.show_searched()
        self.subject.choose(None)
        self.unit.choose(None)

    def set_choices(self, subjects: Sequence[SubjectRow], units: Sequence[UnitRow]) -> None:
        """Set the current subjects and units; the choice stays."""
        self.subject.set_choices([(row.subject_id, row.name) for row in subjects])
        self.unit.set_choices([(row.unit_id, row.name) for row in units])
        self._show_filters()

    def set_counts(self, counts: Mapping[OfficerView, int]) -> None:
        """Show the number of rows of each view."""
        self.views.set_counts({view.value: count for view, count in counts.items()})
        # Usually empty: the view is offered only while it has rows, or is shown.
        coming = bool(counts.get(OfficerView.COMING)) or self.view() is OfficerView.COMING
        self.views.set_offered(OfficerView.COMING.value, coming)

    def _show_filters(self) -> None:
        view = self.view()
        people = view not in {OfficerView.COVERAGE, OfficerView.VACANT}
        self.subject.setVisible(view in {OfficerView.SERVING, OfficerView.VACANT})
        # The directorate alone is no choice.
        self.unit.setVisible(people and self.unit.count() > len(("all", "directorate")))

    @Slot(str)
    def _on_view_chosen(self, _key: str) -> None:
        self._show_filters()
        self.changed.emit()

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
