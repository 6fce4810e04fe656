"""Everything that a screen needs for a list: columns, models, the view."""

from __future__ import annotations

from alo183_desktop.gui.kit.table.cells import CellDelegate
from alo183_desktop.gui.kit.table.jump_model import JumpModel
from alo183_desktop.gui.kit.table.models import (
    CHIP_BREAK,
    CellKind,
    Column,
    PagedModel,
    RowsModel,
    TableModel,
    workbook_table,
)
from alo183_desktop.gui.kit.table.view import TableView

__all__ = [
    "CHIP_BREAK",
    "CellDelegate",
    "CellKind",
    "Column",
    "JumpModel",
    "PagedModel",
    "RowsModel",
    "TableModel",
    "TableView",
    "workbook_table",
]
