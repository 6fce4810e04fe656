"""Several lists of a part in one place, of which one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from alo183_desktop.gui.kit.export import list_actions
from alo183_desktop.gui.kit.tables import TableView
from alo183_desktop.phones import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.export import ListActions
    from alo183_desktop.gui.kit.tables import RowsModel
    from alo183_desktop.shared.clock import Clock

_HINT: Final = "Yazdığınızı kısaltın ya da bütün kayıtları gösterin."


class ListStack(QStackedWidget):
    """Lists that can be sorted, each with its own copy, workbook and print."""

    def __init__(
        self,
        background: Background,
        *,
        clock: Clock,
        note: Callable[[], str],
        parent: QWidget,
    ) -> None:
        """Make it empty; the first list that is added is shown.

        Args:
            background: Writes files and the audit trail.
            clock: Tells the day in the names of files.
            note: What narrows the shown list just now, for the top of its print.
            parent: The part.
        """
        super().__init__(parent)
        self._background = background
        self._clock = clock
        self._note = note
        self._views: dict[str, TableView] = {}
        self._exports: dict[str, ListActions] = {}

    def add_list(
        self,
        key: str,
        model: RowsModel[Any],
        *,
        settings: str,
        title: str,
        what: str,
        row_key: Callable[[Any], object],
        name: str = "",
        hint: str = _HINT,
    ) -> TableView:
        """Add a list, and return its view.

        Args:
            key: Chooses it.
            model: Its rows.
            settings: Under which its columns are remembered.
            title: Heads its print and names its file.
            what: How the audit trail calls it, such as `lines`.
            row_key: What makes a row the same row after it was read again.
            name: For who hears the screen; empty: the title.
            hint: What to do when nothing matches what is searched for.
        """
        place = QWidget(self)
        view = TableView(settings, name=name or title, parent=place)
        view.setModel(model)
        view.setSortingEnabled(True)
        view.horizontalHeader().setSortIndicatorClearable(True)
        view.sortByColumn(-1, view.horizontalHeader().sortIndicatorOrder())
        view.set_row_key(row_key)
        view.set_no_match_texts("Aramanıza uyan kayıt yok", hint, "Bütün kayıtları göster")
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(view)
        self.addWidget(place)
        self._views[key] = view
        self._exports[key] = list_actions(
            view,
            self._background,
            title=title,
            clock=self._clock,
            note=self._note,
            records=service,
            what=what,
            parent=place,
        )
        return view

    def show_list(self, key: str) -> None:
        """Show the list of a key."""
        self.setCurrentIndex(list(self._views).index(key))

    def views(self) -> tuple[TableView, ...]:
        """Return the views, the shown one first."""
        return tuple(self._views[key] for key in self._keys())

    def exports(self) -> tuple[ListActions, ...]:
        """Return what the lists offer, of the shown one first."""
        return tuple(self._exports[key] for key in self._keys())

    def select_first(self) -> None:
        """Make the first row the current one in each list that has none."""
        for view in self._views.values():
            view.select_first()

    def _keys(self) -> list[str]:
        keys = list(self._views)
        return [keys.pop(self.currentIndex()), *keys]
