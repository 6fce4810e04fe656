"""How old the newest backup is, as a line of the overview that leads to the backups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import DrawnButton
from alo183_desktop.gui.kit.focus import paint_focus
from alo183_desktop.gui.kit.states import OF_MARK, State, paint_shape
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from alo183_desktop.access.backup_rules import Standing

_SHAPE: Final = 12
_GAP: Final = 6


class BackupLine(DrawnButton):
    """A shape and words; in a narrow window fewer of them, and all of them in the tool tip."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = State.NONE
        self._forms: tuple[str, ...] = ("",)
        self.setFont(theme.small_medium())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        """Say how the backups stand."""
        self._state = OF_MARK[standing.state]
        self._forms = standing.forms
        self.setAccessibleName(standing.told)
        self.setAccessibleDescription("Enter yedekleri gösterir.")
        self.setToolTip(standing.told)
        self._choose()
        self.show()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_SHAPE), self.fontMetrics().height() + 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.px(_SHAPE)
        paint_shape(painter, QRect(0, (self.height() - side) // 2, side, side), self._state)
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        is_worry = self._state in {State.LATE, State.NEAR}
        painter.setPen(theme.colour(self._state.value if is_worry else "accent"))
        room = self.rect().adjusted(side + theme.px(_GAP), 0, 0, 0)
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self.hasFocus():
            paint_focus(painter, self.rect())

    def _choose(self) -> None:
        """Take the longest form for which there is room."""
        room = self.width() - theme.px(_SHAPE) - theme.px(_GAP)
        fitting = (one for one in self._forms if self.fontMetrics().horizontalAdvance(one) <= room)
        self.setText(next(fitting, self._forms[-1]))
