"""The navigation at the left: icon, word, and a badge that counts what fails there.

Not here: the pages (workspace.py shows them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import DrawnButton
from alo183_desktop.gui.kit.icons import paint_icon
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.states import WORDS, State, paint_shape
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QEnterEvent

    from alo183_desktop.gui.shell.entries import PageEntry

LOCK = "lock"
"""The key of the item that locks; it is no page."""


class NavigationItem(DrawnButton):
    """One line of the navigation.

    Attributes:
        key: Of its page.
    """

    def __init__(self, key: str, title: str, icon: str, *, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._icon_name = icon
        self._state: State | None = None
        self._count = 0
        self._over = False
        self.setText(title)
        self.setFont(theme.body())
        self.setCheckable(key != LOCK)
        self.setToolTip(hint)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(theme.px(36))
        self.setAccessibleName(title)

    def set_badge(self, state: State | None, count: int) -> None:
        """Count what is in a state; None or nothing shows no badge."""
        self._state = state if count else None
        self._count = count
        words = f"{count} {WORDS[self._state]}" if self._state else ""
        self.setAccessibleDescription(words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.body_strong()).horizontalAdvance(self.text())
        return QSize(width + theme.px(42 + 50), theme.px(36))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self.isChecked()
        rect = self.rect()
        radius = theme.px(4)
        if current or self._over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint" if current else "desk"))
            painter.drawRoundedRect(QRectF(rect), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
        if current:
            bar = theme.px(20)
            painter.fillRect(
                QRect(0, (rect.height() - bar) // 2, theme.px(3), bar), theme.colour("accent")
            )
        side = theme.px(18)
        top = (rect.height() - side) / 2
        paint_icon(
            painter,
            QRectF(theme.px(13), top, side, side),
            self._icon_name,
            "accent" if current else "text",
        )
        painter.setFont(theme.body_strong() if current else theme.body())
        painter.setPen(theme.colour("text"))
        room = rect.adjusted(theme.px(42), 0, -theme.px(50 if self._state else 8), 0)
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        if self._state is not None:
            self._paint_badge(painter, rect, self._state)

    def _paint_badge(self, painter: QPainter, rect: QRect, state: State) -> None:
        font = theme.small_strong()
        painter.setFont(font)
        painter.setPen(theme.colour(state.value))
        text = str(self._count)
        right = rect.right() - theme.px(12)
        left = right - painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(
            QRect(left - 1, rect.top(), right - left + 2, rect.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            text,
        )
        shape = theme.px(11)
        spot = min(left - theme.px(8), right - theme.px(15)) - shape
        paint_shape(painter, QRect(spot, (rect.height() - shape) // 2, shape, shape), state)


class Navigation(QWidget):
    """All items, in the order of a working day; below them what is not daily work.

    Signals:
        chosen: The key of an item that somebody chose; `LOCK` for locking.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[PageEntry], *, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: dict[str, NavigationItem] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(8), theme.px(12), theme.px(9), theme.px(8))
        layout.setSpacing(theme.px(2))
        brand = QHBoxLayout()
        brand.setContentsMargins(theme.px(12), theme.px(4), 0, theme.px(12))
        brand.setSpacing(theme.px(8))
        brand.addWidget(make_label("Alo 183", font=theme.section(), parent=self))
        brand.addWidget(muted_label("İl Masası", parent=self))
        brand.addStretch(1)
        layout.addLayout(brand)
        for place, entry in enumerate(sorted(entries, key=lambda one: one.below), 1):
            if entry.below and not any(one.below for one in entries[: place - 1]):
                layout.addStretch(1)
            layout.addWidget(self._add(entry.key, entry.title, entry.icon, f"Ctrl+{place}"))
        if not any(entry.below for entry in entries):
            layout.addStretch(1)
        layout.addWidget(self._add(LOCK, "Kilitle", "lock", "Ctrl+L"))
        widest = max(item.sizeHint().width() for item in self._items.values())
        self.setFixedWidth(max(theme.px(192), widest + theme.px(17)))

    def set_current(self, key: str) -> None:
        """Show which page is shown."""
        for item in self._items.values():
            item.setChecked(item.key == key)

    def set_badge(self, key: str, state: State | None, count: int) -> None:
        """Count what fails on a page."""
        self._items[key].set_badge(state, count)

    def item(self, key: str) -> NavigationItem:
        """Return the item of a page."""
        return self._items[key]

    def _add(self, key: str, title: str, icon: str, shortcut: str) -> NavigationItem:
        item = NavigationItem(key, title, icon, hint=f"{title} ({shortcut})", parent=self)
        item.clicked.connect(self._on_item_clicked)
        self._items[key] = item
        return item

    @Slot()
    def _on_item_clicked(self) -> None:
        item = self.sender()
        if isinstance(item, NavigationItem):
            self.chosen.emit(item.key)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("chrome"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.colour("line"))
