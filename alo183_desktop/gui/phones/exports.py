"""Copy, workbook and print of the lists of the page, with the trace that they leave.

Not here: the files and pages themselves (kit/export.py), and the quotas (quota_papers.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from alo183_desktop.gui.kit.export import ListActions
from alo183_desktop.phones import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.buttons import SecondaryButton
    from alo183_desktop.gui.kit.tables import TableView

    Whole = Callable[[Work], Table]


class Leaving(Protocol):
    """What may be taken of a list, as a button."""

    def set_allowed(self, *, export: bool, printing: bool) -> None:
        """Hide what the role may not do."""

    def make_button(self, *, parent: QWidget) -> SecondaryButton:
        """Return the button."""


def list_actions(
    view: TableView,
    background: Background,
    *,
    title: str,
    what: str,
    note: Callable[[], str],
    whole: Whole | None = None,
    place: QWidget,
) -> ListActions:
    """Return what one list offers beside its rows.

    Args:
        view: The list.
        background: Writes files and the audit trail.
        title: Heads the print and names the file.
        what: How the audit trail calls the list, such as `lines`.
        note: What narrows the list just now.
        whole: Gives all rows where the list holds only those that are loaded; None: it holds all.
        place: Holds the list alone; the keys of the actions work inside it.
    """

    def exporting(shown: Table) -> Callable[[Work], Table]:
        def take(work: Work) -> Table:
            table = shown if whole is None else whole(work)
            service.record_export(work, len(table.rows), what)
            return table

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
