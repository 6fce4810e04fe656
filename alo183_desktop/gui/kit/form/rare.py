"""Fields that most people never fill: they stand behind one button until one is filled or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.containers import make_column, next_turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.gui.kit.form.fields import Field

_COLUMNS: Final = 2


class RareFields(QWidget):
    """The rows behind "Diğer", which names them; once shown, they stay.

    Signals:
        opened: The rows are shown now, by the button or because one of them needs it.
    """

    opened = Signal()

    def __init__(self, *, gap: int, parent: QWidget) -> None:
        """Make it without rows; `gap` is between two of them, in pixels of the drawings."""
        super().__init__(parent)
        self._names: dict[str, None] = {}
        self._fields: list[Field] = []
        self._button = LinkButton("", parent=self)
        self._holder = QWidget(self)
        self._rows = QGridLayout(self._holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(theme.px(16))
        self._rows.setVerticalSpacing(theme.px(gap))
        for column in range(_COLUMNS):
            self._rows.setColumnStretch(column, 1)
        make_column(self, self._button, self._holder, gap=0)
        self._holder.hide()
        self._button.clicked.connect(self._on_asked)

    def add_row(self, *fields: Field) -> None:
        """Add a row; what the fields contain by now is no reason to show it."""
        span = max(1, _COLUMNS // len(fields))
        row = self._rows.rowCount()
        for index, field in enumerate(fields):
            self._rows.addWidget(field, row, index * span, 1, span)
            # "Dağıtım, gereği için" and "Dağıtım, bilgi için" are one word here.
            self._names[field.name().partition(",")[0]] = None
            self._fields.append(field)
            field.stand_behind(self.open)
        self._button.setText(f"&Diğer: {', '.join(self._names)}")

    def fields(self) -> Sequence[Field]:
        """Return the fields of all rows."""
        return self._fields

    @Slot()
    def open(self) -> None:
        """Show the rows."""
        if self._holder.isHidden():
            self._holder.show()
            self._button.hide()
            self.opened.emit()

    @Slot()
    def _on_asked(self) -> None:
        first = self._fields[0]
        self.open()
        first.take_focus()
        next_turn(first, first.come_into_sight)
