"""The foot of the window: whose data, who is signed in, the newest backup, the recovery sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from alo183_desktop.documents.states import SIGNS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from alo183_desktop.gui.kit.topics import BackupNews


class Foot(QWidget):
    """One line of muted facts; at the right what matters right now."""

    def __init__(self, backups: BackupNews, *, parent: QWidget) -> None:
        """Make the line.

        Args:
            backups: How the newest backup stands, told now and whenever there is something new.
            parent: The workspace.
        """
        super().__init__(parent)
        self._news = backups
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
        backups.told.connect(self._on_news_told)
        self._on_news_told()

    def set_who(self, directorate: str, person: str) -> None:
        """Say whose data it is, and who is signed in with which role."""
        self._directorate.set_text(directorate)
        self._person.set_text(f"Oturum: {person}")

    def backup_text(self) -> str:
        """Return what is said of the newest backup."""
        return self._backup.text()

    def set_sheet(self, text: str, *, cure: str = "") -> None:
        """Say how the recovery sheet stands; empty says nothing.

        Args:
            text: What is wrong with it.
            cure: What to do, for the mouse and for screen readers.
        """
        self._sheet.set_text(f"▲ {text}" if text else "")
        self._sheet.setToolTip(f"{text}: {cure}" if text else "")
        self._sheet.setAccessibleDescription(cure)
        self._sheet.setVisible(bool(text))

    def sheet_text(self) -> str:
        """Return what is said of the recovery sheet."""
        return self._sheet.text()

    def set_right(self, text: str) -> None:
        """Say what matters right now, such as who is on duty."""
        self._right.set_text(text)

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot takes its values by place
        """Show that something runs in the background."""
        self._busy.setVisible(busy)

    @Slot()
    def _on_news_told(self) -> None:
        standing = self._news.standing()
        if standing is None:
            return
        # Shown when the mouse rests on it, and told to screen readers.
        why = "" if standing.worry is None else str(text_of(standing.worry))
        self._backup.set_text(f"{SIGNS[standing.state]} {standing.told}" if why else standing.told)
        self._backup.set_role(standing.state if why else "muted")
        self._backup.setToolTip(why)
        self._backup.setAccessibleDescription(why)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("chrome"))
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.colour("line"))
