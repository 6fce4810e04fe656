"""Copy, workbook and print of both lists of the page, and the trace that they leave.

Not here: the files themselves (kit/export.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.gui.kit.export import ListActions
from alo183_desktop.officers import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.tables import TableView


def list_actions(
    view: TableView,
    background: Background,
    *,
    title: str,
    what: str,
    note: Callable[[], str],
    place: QWidget,
) -> ListActions:
    """Return what one list offers beside its rows.

    Args:
        view: The list.
        background: Writes files and the audit trail.
        title: Heads the print and names the file.
        what: How the audit trail calls the list, such as `roster`.
        note: What narrows the list just now.
        place: Holds the list alone; the keys of the actions work inside it.
    """

    def exporting(shown: Table) -> Callable[[Work], Table]:
        def take(work: Work) -> Table:
            service.record_export(work, len(shown.rows), what)
            return shown

        return take

    return ListActions(
        view,
        background,
        title=title,
        note=note,
        exporting=exporting,
        printing=lambda work, count: service.record_print(work, count, what),
        parent=place,
    )
