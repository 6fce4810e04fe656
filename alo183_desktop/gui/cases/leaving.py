"""Copy, workbook and print of the list of cases, which never has all its rows on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.cases import service
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit.export import ListActions
from alo183_desktop.gui.kit.tables import workbook_table
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CaseFilter, CaseRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.cases.case_view import CaseView
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock

MOST_EXPORTED: Final = 1_000_000
"""A sheet of Excel has 1,048,576 rows."""
MOST_PRINTED: Final = 2_000
_LIST: Final = "list"


class CaseListActions(ListActions):
    """What the list offers beside its rows; a file and a print hold all rows of the query."""

    def __init__(
        self,
        view: CaseView,
        background: Background,
        *,
        clock: Clock,
        wanted: Callable[[], CaseFilter],
        note: Callable[[], str],
        place: QWidget,
    ) -> None:
        """Give the list its actions.

        Args:
            view: The list.
            background: Writes files and the audit trail.
            clock: Tells the day in the name of the file.
            wanted: The query whose answer is shown.
            note: What narrows the list just now.
            place: Holds the list alone; the keys of the actions work inside it.
        """
        super().__init__(
            view,
            background,
            title="Vakalar",
            clock=clock,
            note=note,
            exporting=self._taking_all,
            printing=lambda work, count: service.record_print(work, count, _LIST),
            parent=place,
        )
        self._cases = view
        self._background = background
        self._wanted = wanted
        self._words = note

    def _taking_all(self) -> Callable[[Work], Table]:
        columns = self._cases.cases.columns
        read = self._reading(MOST_EXPORTED, "cases.too_many_to_export")

        def take(work: Work) -> Table:
            table = workbook_table(columns, read(work))
            service.record_export(work, len(table.rows), _LIST)
            return table

        return take

    @Slot()
    @override
    def _on_print(self) -> None:
        self._background.run(
            self._reading(MOST_PRINTED, "cases.too_many_to_print"),
            parent=self,
            success=self._print,
        )

    def _print(self, rows: tuple[CaseRow, ...]) -> None:
        table = Table(*self._cases.table_texts(rows))
        self._leaving.print_table(
            table,
            note=self._words(),
            record=lambda work: self._printing(work, len(table.rows)),
        )

    def _reading(self, most: int, code: str) -> Callable[[Work], tuple[CaseRow, ...]]:
        """Return what reads every row of the query that is asked now."""
        wanted = self._wanted()

        def read(work: Work) -> tuple[CaseRow, ...]:
            ids = service.find_ids(work, wanted).ids
            if len(ids) > most:
                raise KnownError(code, limit=most, count=len(ids))
            return service.find_by_ids(work, ids)

        return read
