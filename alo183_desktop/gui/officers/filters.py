"""The row above the list: search, views with their counts, subject, unit and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.containers import Beside, group
from alo183_desktop.gui.kit.narrowing import AsOfField, NarrowingBox, SearchField
from alo183_desktop.gui.officers.words import View

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from alo183_desktop.directorate.rows import UnitRow
    from alo183_desktop.officers.rows import SubjectRow

_DAY = 132


class FilterRow(QWidget):
    """Everything that narrows the list.

    Signals:
        changed: The list should be asked for anew.
        left_downwards: The list should take the focus.
    """

    changed = Signal()
    left_downwards = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        # The page is the parent: Ctrl+F works from anywhere on it.
        self.search = SearchField("Ad, konu, telefon", parent=parent)
        self.views = Segmented(
            (
                (View.SERVING.value, "Görevde"),
                (View.VACANT.value, "Boş"),
                (View.COMING.value, "Başlayacak"),
                (View.LEFT.value, "Ayrılan"),
                (View.COVERAGE.value, "Kapsam"),
            ),
            parent=self,
        )
        self.views.set_offered(View.COMING.value, False)
        self.subject = NarrowingBox("Müracaat konusu", "Bütün konular", parent=self)
        self.unit = NarrowingBox("Kurum", "Bütün kurumlar", parent=self)
        self.day = AsOfField("Hangi günün durumu", today=today, shortcut="Ctrl+D", parent=parent)
        self.day.setFixedWidth(theme.px(_DAY))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(
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
        self.subject.narrowed.connect(self.changed)
        self.unit.narrowed.connect(self.changed)
        self.day.day_chosen.connect(self._on_changed)

    def view(self) -> View:
        """Return the view that is chosen."""
        return View(self.views.chosen_key())

    def choose_view(self, view: View) -> None:
        """Choose a view without a signal."""
        self.views.choose(view.value)
        self._show_filters()

    def subject_id(self) -> int | None:
        """Return the subject to which the list is narrowed."""
        key: int | None = self.subject.key()
        return key

    def unit_id(self) -> int | None:
        """Return the unit to which the list is narrowed."""
        key: int | None = self.unit.key()
        return key

    def clear(self) -> None:
        """Take search, subject and unit back without a signal; view and day stay."""
        self.search.show_searched()
        self.subject.choose(None)
        self.unit.choose(None)

    def set_choices(self, subjects: Sequence[SubjectRow], units: Sequence[UnitRow]) -> None:
        """Offer the subjects and units that there are now; what was chosen stays."""
        self.subject.set_choices([(row.subject_id, row.name) for row in subjects])
        self.unit.set_choices([(row.unit_id, row.name) for row in units])
        self._show_filters()

    def set_counts(self, counts: Mapping[View, int]) -> None:
        """Show how many rows each view holds."""
        self.views.set_counts({view.value: count for view, count in counts.items()})
        # Rarely anybody: the view is offered only while it holds somebody, or is shown.
        coming = bool(counts.get(View.COMING)) or self.view() is View.COMING
        self.views.set_offered(View.COMING.value, coming)

    def _show_filters(self) -> None:
        view = self.view()
        people = view not in {View.COVERAGE, View.VACANT}
        self.subject.setVisible(view in {View.SERVING, View.VACANT})
        # The directorate alone is nothing to choose from.
        self.unit.setVisible(people and self.unit.count() > len(("all", "directorate")))

    @Slot(str)
    def _on_view_chosen(self, _key: str) -> None:
        self._show_filters()
        self.changed.emit()

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
