"""The foot of the window: whose data, who is signed in, the newest backup, the recovery sheet.

Not here: where these facts come from (application).
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.shared.override import override


class Foot(QWidget):
    """One line of muted facts; at the right what matters right now."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._directorate = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._person = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._backup = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._sheet = ElidedLabel("", font=theme.small(), role="near", parent=self)
        self._sheet.hide()
        self._right = ElidedLabel("", font=theme.small_strong(), parent=self)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedWidth(theme.px(96))
        self._busy.setAccessibleName("İşlem sürüyor")
        self._busy.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(20), 1, theme.px(24), 0)
        layout.setSpacing(theme.px(24))
        layout.addWidget(self._directorate)
        layout.addWidget(self._person)
        layout.addWidget(self._backup)
        layout.addWidget(self._sheet)
        layout.addStretch(1)
        layout.addWidget(self._busy)
        layout.addWidget(self._right)
        self.setFixedHeight(theme.px(29))

    def set_who(self, directorate: str, person: str) -> None:
        """Say whose data it is, and who is signed in with which role."""
        self._directorate.set_text(directorate)
        self._person.set_text(f"Oturum: {person}")

    def set_backup(self, text: str, *, is_worry: bool = False, why: str = "") -> None:
        """Say how old the newest backup is.

        Args:
            text: The age in words.
            is_worry: Whether it is too old, or the last one failed: marked by shape and colour.
            why: What went wrong; shown when the mouse rests on it and told to screen readers.
        """
        self._backup.set_text(f"▲ {text}" if is_worry else text)
        self._backup.set_role("near" if is_worry else "muted")
        self._backup.setToolTip(why)
        self._backup.setAccessibleDescription(why)

    def backup_text(self) -> str:
        """Return what is said of the newest backup."""
        return self._backup.text()

    def set_sheet(self, text: str) -> None:
        """Say that the recovery sheet has to be tested; empty says nothing.

        Args:
            text: What to do, for the mouse and for screen readers.
        """
        self._sheet.set_text("▲ Kurtarma kâğıdı denenmeli" if text else "")
        self._sheet.setToolTip(text)
        self._sheet.setAccessibleDescription(text)
        self._sheet.setVisible(bool(text))

    def set_right(self, text: str) -> None:
        """Say what matters right now, such as who is on duty."""
        self._right.set_text(text)

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot takes its values by place
        """Show that something runs in the background."""
        self._busy.setVisible(busy)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("chrome"))
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.colour("line"))
