"""One row of a file, put right cell by cell without opening it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.form.fields import LongTextField, TextField
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.imports.editing import Edit, cells_at
from alo183_desktop.imports.headings import letter_of
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.imports.rows import PreviewRow
    from alo183_desktop.imports.sheets import Headings, ReadFile

_WIDTH: Final = 760
_LONGEST: Final = 32_767
"""As a cell of Excel's."""
_BESIDE: Final = 2
"""Fields in one line."""


class RowDialog(TaskDialog):
    """A field for each column; what is wrong stands below its own.

    Attributes:
        fields: By the place of the column.
        reason: What is wrong with the row as a whole.
    """

    def __init__(
        self, file: ReadFile, row: PreviewRow, *, words: Mapping[str, str], parent: QWidget
    ) -> None:
        """Make the dialog.

        Args:
            file: As it was read.
            row: Which of its rows.
            words: How fields are called.
            parent: The window that waits.
        """
        super().__init__(
            title=f"{row.row_number}. satır: {row.label or '(adsız)'}",
            explanation="Yazdığınız yalnız bu aktarım için geçerlidir; dosyanın kendisi değişmez.",
            width=_WIDTH,
            parent=parent,
        )
        self._sheet = row.sheet or file.sheet
        self._row_number = row.row_number
        self._cells = cells_at(file.source, self._sheet, row.row_number)
        self._others = [edit for edit in file.edits if not self._is_here(edit)]
        told = {edit.column: edit.after for edit in file.edits if self._is_here(edit)}
        told_above = file.headings_of(self._sheet)
        headings = _headings(file, self._sheet, told_above, len(self._cells))
        meant = {fold(column.name): column.field for column in told_above.columns}
        self.reason = StateText(State.LATE, parent=self)
        self.content.addWidget(self.reason)
        self.fields: dict[int, TextField | LongTextField] = {}
        self._shown: dict[int, str] = {}
        place = QWidget(self)
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        wrong = {problem.key: str(message_of(problem)) for problem in row.problems}
        for column, (heading, cell) in enumerate(zip(headings, self._cells, strict=True)):
            if not heading and not cell:
                continue
            label = heading.replace("&", "&&") or f"{letter_of(column)} sütunu"
            # A line would make one of several.
            field: TextField | LongTextField = (
                LongTextField(label, key=f"column.{column}", parent=place)
                if "\n" in cell
                else TextField(label, key=f"column.{column}", max_length=_LONGEST, parent=place)
            )
            field.set_value(cell)
            self._shown[column] = field.text()
            field.set_value(told.get(column, cell))
            if problem := wrong.pop(meant.get(fold(heading), ""), ""):
                field.set_problem(problem)
            line, side = divmod(len(self.fields), _BESIDE)
            grid.addWidget(field, line, side)
            self.fields[column] = field
        for side in range(_BESIDE):
            grid.setColumnStretch(side, 1)
        rest = (f"{words[key]}: {text}" if key in words else text for key, text in wrong.items())
        self.reason.set_text(State.LATE, " ".join(rest))
        self.content.addWidget(place)
        self.content.addStretch(1)
        self.back_button = self.add_button("Dosya&dakine dön")
        self.back_button.setVisible(bool(told))
        leave = self.add_button("Vazgeç")
        self.apply_button = self.add_button("Satırı bu değerlerle &oku", primary=True)
        self.back_button.clicked.connect(self._on_back)
        leave.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self.accept)
        wanted = [field for field in self.fields.values() if field.shown_message()]
        for field in [*wanted, *self.fields.values()][:1]:
            field.take_focus()

    def edits(self) -> tuple[Edit, ...]:
        """Return what is put right in the file, this row's cells as they stand now."""
        here = (
            Edit(self._sheet, self._row_number, column, self._cells[column], field.text().strip())
            for column, field in self.fields.items()
            if field.text() != self._shown[column]
        )
        return (*self._others, *here)

    def _is_here(self, edit: Edit) -> bool:
        return (edit.sheet, edit.row_number) == (self._sheet, self._row_number)

    @Slot()
    def _on_back(self) -> None:
        for column, field in self.fields.items():
            field.set_value(self._cells[column])


def _headings(file: ReadFile, sheet: str, told: Headings, width: int) -> Sequence[str]:
    """Return how the columns of a sheet are called, which may have been read in another shape."""
    names = told.names[len(told.names) - width :] if len(told.names) >= width else told.names
    names = (*names, *[""] * (width - len(names)))
    written = cells_at(file.source, sheet, told.row)
    return [
        name if fold(own) in fold(name) else " ".join(own.split())
        for name, own in zip(names, written, strict=True)
    ]
