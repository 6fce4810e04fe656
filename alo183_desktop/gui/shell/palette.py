"""The search of the whole program (Ctrl+K): pages, and the hits of the providers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.theme import paint_icon
from alo183_desktop.gui.shell.registration import Hit
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from alo183_desktop.gui.shell.registration import Provider

PAGE_KIND: Final = "page"
_HIT: Final = Qt.ItemDataRole.UserRole
_DETAIL: Final = _HIT + 1
_SHORTEST: Final = 2  # one letter finds everybody, slowly
_MOST: Final = 40


class CommandPalette(QDialog):
    """A field, and below it the hits; Down and Enter are enough.

    Signals:
        chosen: The hit that the user chose.
    """

    chosen = Signal(Hit)

    def __init__(
        self,
        first: Sequence[Hit],
        providers: Sequence[Provider],
        *,
        commands: Sequence[Hit],
        parent: QWidget,
    ) -> None:
        """Make the palette.

        Args:
            first: Shown before anything is typed: recent choices, and pages.
            providers: Called as the user types; they respond asynchronously.
            commands: Shown once the user types one of their words.
            parent: The window.
        """
        super().__init__(parent)
        self.setWindowTitle("Her yerde ara")
        self.setModal(True)
        self._first = tuple(first)
        self._commands = tuple(commands)
        self._providers = tuple(providers)
        self._question = 0
        self._field = SearchField(
            "Kişi, vaka, telefon, yazı, sayfa ya da iş", icon="search", shortcut="", parent=self
        )
        self._list = QListWidget(self)
        self._list.setAccessibleName("Bulunanlar")
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._hint: QLabel = muted_label("", parent=self)
        layout = QVBoxLayout(self)
        margin = theme.px(16)
        layout.setContentsMargins(margin, margin, margin, theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._field)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._hint)
        self.resize(theme.px(560), theme.px(420))
        self._field.installEventFilter(self)
        self._field.searched.connect(self.search)
        self._list.itemClicked.connect(self._on_item_clicked)
        self.search("")
        self._field.setFocus()

    def field(self) -> SearchField:
        """Return the search field."""
        return self._field

    def hint(self) -> str:
        """Return the hint below the list."""
        return self._hint.text()

    def hits(self) -> list[Hit]:
        """Return the current hits, from top to bottom."""
        return [self._list.item(index).data(_HIT) for index in range(self._list.count())]

    @Slot(str)
    def search(self, text: str) -> None:
        """Show matching pages and commands at once, and query the providers for the rest."""
        self._question += 1
        self._list.clear()
        offered = self._first if not text.strip() else (*self._first, *self._commands)
        self._add([hit for hit in offered if _begins(f"{hit.title} {hit.words}", text)], text)
        if len(text.strip()) >= _SHORTEST:
            question = self._question
            for provider in self._providers:
                provider(text.strip(), partial(self._take, question), self)
        self._show_hint(text)

    def _take(self, question: int, hits: Sequence[Hit]) -> None:
        # An answer for earlier text is ignored.
        if question == self._question:
            self._add(hits)
            self._show_hint(self._field.text())

    def _add(self, hits: Sequence[Hit], text: str = "") -> None:
        listed = self.hits()
        new = [hit for hit in hits if hit not in listed]
        for hit in new[: _MOST - len(listed)]:
            detail = _detail(hit, text)
            item = QListWidgetItem(f"{hit.title}, {detail}" if detail else hit.title)
            item.setData(_HIT, hit)
            item.setData(_DETAIL, detail)
            self._list.addItem(item)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)

    def _show_hint(self, text: str) -> None:
        if self._list.count():
            self._hint.setText("↑ ↓ seçer, Enter açar, Esc kapatır")
        elif 0 < len(text.strip()) < _SHORTEST:
            self._hint.setText("Aramak için en az iki harf yazınız.")
        elif text.strip():
            self._hint.setText("Bunu içeren kayıt bulunamadı. Daha kısa yazmayı deneyiniz.")
        else:
            self._hint.setText("")

    def _open_current(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self._on_item_clicked(item)

    @Slot(QListWidgetItem)
    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        hit = item.data(_HIT)
        self.accept()
        self.chosen.emit(hit)

    def _move(self, step: int) -> None:
        count = self._list.count()
        if count:
            self._list.setCurrentRow((self._list.currentRow() + step) % count)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self._move(step)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._open_current()
                return True
            if event.key() == Qt.Key.Key_Escape:
                # The field alone would first clear itself: here one press leads back to the page.
                self.reject()
                return True
        return super().eventFilter(watched, event)


def _begins(title: str, text: str) -> bool:
    """Return whether each word of `text` begins a word of `title`."""
    parts = fold(title).replace(",", " ").split()
    return all(any(part.startswith(word) for part in parts) for word in fold(text).split())


def _detail(hit: Hit, text: str) -> str:
    """Return what is shown after the title: also what it was found by, if not by the title."""
    if _begins(hit.title, text):
        return hit.detail
    phrases = hit.words.split(", ")
    found = [one for one in phrases if any(_begins(one, word) for word in text.split())]
    return ": ".join(part for part in (hit.detail, ", ".join(found)) if part)


class _HitDelegate(QStyledItemDelegate):
    """Paints a hit: icon, title, and muted after it its kind."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.px(200), theme.px(34))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit: Hit = index.data(_HIT)
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.colour("tint" if selected else "base"))
        side = theme.px(18)
        top = rect.top() + (rect.height() - side) / 2
        paint_icon(
            painter,
            QRectF(rect.left() + theme.px(10), top, side, side),
            hit.icon,
            "accent" if selected else "muted",
        )
        room = rect.adjusted(theme.px(38), 0, -theme.px(10), 0)
        painter.setFont(theme.body())
        painter.setPen(theme.colour("text"))
        metrics = QFontMetrics(painter.font())
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, left, title)
        rest = room.adjusted(metrics.horizontalAdvance(title) + theme.px(12), 0, 0, 0)
        painter.setFont(theme.small())
        painter.setPen(theme.colour("muted"))
        detail = QFontMetrics(painter.font()).elidedText(
            index.data(_DETAIL), Qt.TextElideMode.ElideRight, max(0, rest.width())
        )
        painter.drawText(rest, left, detail)
        painter.restore()


def place_palette(palette: CommandPalette, window: QWidget) -> None:
    """Place the palette in the upper middle of the window."""
    left = (window.width() - palette.width()) // 2
    palette.move(window.mapToGlobal(QPoint(max(0, left), theme.px(72))))
