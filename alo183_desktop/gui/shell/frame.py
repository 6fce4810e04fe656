"""Around the pages: the navigation at the left, the foot below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from alo183_desktop.documents.states import SIGNS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import DrawnButton
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.focus import paint_focus
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label, muted_label
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.states import paint_shape
from alo183_desktop.gui.kit.theme import paint_icon
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

    from alo183_desktop.gui.shell.registration import PageEntry
    from alo183_desktop.shared.states import State

    Index = QModelIndex | QPersistentModelIndex
    from alo183_desktop.gui.kit.topics import BackupNews

LOCK = "lock"
"""The key of the lock button; it is no page."""
_KEY: Final = Qt.ItemDataRole.UserRole
_ICON: Final = Qt.ItemDataRole.UserRole + 1
_BADGE: Final = Qt.ItemDataRole.UserRole + 2
_WHY: Final = Qt.ItemDataRole.UserRole + 3
_BADGE_HINT: Final = "Sayıya tıklayınca gösterilir."
_BADGE_ROOM: Final = 50
"""Pixels of the drawings at the right of an entry that a badge takes."""
PAGE_KEYS: Final = (*(f"Ctrl+{digit}" for digit in range(1, 10)), "Ctrl+0")
"""The shortcuts of the shown pages, from top to bottom."""
_DUTY_LEAST: Final = 680
"""Two long names with their numbers; the facts beside them yield first."""
_ROW: Final = 36
_BETWEEN: Final = 2
"""Height of an entry, and the gap between two, in pixels of the drawings."""
_ROW_MOST: Final = _ROW + _BETWEEN
_ROW_LEAST: Final = 31
"""Sum of both, in a high window and in a low one."""
_KEPT: Final = "navigation/kept"
"""As it was last known here: no page comes and goes while the first one is loading."""
_WANTED: Final = "navigation/wanted"
_LEAST_SHOWN: Final = 3
"""Entries of a list visible at once in the lowest window."""


def _remembered(key: str) -> frozenset[str]:
    return frozenset(filter(None, str(Remembered.value(key) or "").split(",")))


def _paint_entry(
    painter: QPainter,
    rect: QRect,
    words: str,
    icon: str,
    *,
    badge: tuple[State, int] | None = None,
    is_current: bool = False,
    is_over: bool,
    has_focus: bool,
) -> None:
    """Paint an entry: a page with its badge, or the lock."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = theme.px(4)
    if is_current or is_over:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("tint" if is_current else "desk"))
        painter.drawRoundedRect(QRectF(rect), radius, radius)
    if has_focus:
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
    if is_current:
        bar = theme.px(20)
        top = rect.top() + (rect.height() - bar) // 2
        painter.fillRect(QRect(rect.left(), top, theme.px(3), bar), theme.colour("accent"))
    side = theme.px(18)
    paint_icon(
        painter,
        QRectF(rect.left() + theme.px(13), rect.top() + (rect.height() - side) / 2, side, side),
        icon,
        "accent" if is_current else "text",
    )
    painter.setFont(theme.body_strong() if is_current else theme.body())
    painter.setPen(theme.colour("text"))
    room = rect.adjusted(theme.px(42), 0, -theme.px(_BADGE_ROOM if badge else 8), 0)
    words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    if badge is not None:
        _paint_badge(painter, rect, *badge)
    painter.restore()


def _paint_badge(painter: QPainter, rect: QRect, state: State, count: int) -> None:
    painter.setFont(theme.small_strong())
    painter.setPen(theme.colour(state.value))
    text = str(count)
    right = rect.right() - theme.px(12)
    left = right - painter.fontMetrics().horizontalAdvance(text)
    painter.drawText(
        QRect(left - 1, rect.top(), right - left + 2, rect.height()),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
        text,
    )
    shape = theme.px(11)
    spot = min(left - theme.px(8), right - theme.px(15)) - shape
    top = rect.top() + (rect.height() - shape) // 2
    paint_shape(painter, QRect(spot, top, shape, shape), state)


def _width_of(words: str) -> int:
    return QFontMetrics(theme.body_strong()).horizontalAdvance(words) + theme.px(42 + _BADGE_ROOM)


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, pages: _PageList) -> None:
        super().__init__(pages)
        self._pages = pages

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_width_of(str(index.data())), theme.px(self._pages.row_height()))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = option.state
        _paint_entry(
            painter,
            option.rect.adjusted(0, 0, 0, -theme.px(_BETWEEN)),
            str(index.data()),
            str(index.data(_ICON)),
            badge=index.data(_BADGE),
            is_current=bool(state & QStyle.StateFlag.State_Selected),
            is_over=bool(state & QStyle.StateFlag.State_MouseOver),
            has_focus=bool(state & QStyle.StateFlag.State_HasFocus),
        )


class _PageList(QListWidget):
    """Pages as a list: the arrows move within it, Enter and a click open the page.

    It is as high as its entries; with less room in the window they move closer together, and below
    that it scrolls.

    Signals:
        chosen: The key of a page.
        badge_chosen: The key of a page whose badge was clicked.
    """

    chosen = Signal(str)
    badge_chosen = Signal(str)

    def __init__(self, name: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setObjectName("navigation")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_EntryDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._row_height = _ROW_MOST
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(_KEY)))

    def row_height(self) -> int:
        """Return the height of an entry with the gap below it, in pixels of the drawings."""
        return self._row_height

    def add(self, entry: PageEntry) -> None:
        """Add a page."""
        item = QListWidgetItem(entry.title, self)
        item.setData(_KEY, entry.key)
        item.setData(_ICON, entry.icon)
        self.updateGeometry()

    def pages(self) -> list[QListWidgetItem]:
        """Return the pages from top to bottom."""
        return [self.item(index) for index in range(self.count())]

    def _shown(self) -> int:
        return sum(not item.isHidden() for item in self.pages())

    def set_current(self, key: str) -> None:
        """Mark the current page; none for a key that is not here."""
        self.clearSelection()
        for item in self.pages():
            if item.data(_KEY) == key:
                item.setSelected(True)
                self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
                self.scrollToItem(item)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._shown() * theme.px(_ROW_MOST))

    @override
    def minimumSizeHint(self) -> QSize:
        least = min(self._shown(), _LEAST_SHOWN) * theme.px(_ROW_MOST)
        return QSize(super().minimumSizeHint().width(), least)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        room = event.size().height() // max(1, self._shown())
        row = next((one for one in range(_ROW_MOST, _ROW_LEAST, -1) if theme.px(one) <= room), 0)
        self._row_height = row or _ROW_LEAST
        self.doItemsLayout()
        super().resizeEvent(event)
        if self.selectedItems():
            self.scrollToItem(self.selectedItems()[0])

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        item = self.itemFromIndex(self.indexAt(spot))
        is_badge = (
            item is not None
            and item.data(_BADGE) is not None
            and spot.x() >= self.visualItemRect(item).right() - theme.px(_BADGE_ROOM)
        )
        if item is not None and is_badge and event.button() == Qt.MouseButton.LeftButton:
            self.badge_chosen.emit(item.data(_KEY))
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    @override
    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        # The selection marks the current page, not the position of the arrows.
        return QItemSelectionModel.SelectionFlag.NoUpdate

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in {keys.Key_Return, keys.Key_Enter, keys.Key_Space}:
            current = cast("QListWidgetItem | None", self.currentItem())
            if current is not None:  # the arrows are nowhere yet
                self.chosen.emit(current.data(_KEY))
        elif event.key() in {keys.Key_Up, keys.Key_Down, keys.Key_Home, keys.Key_End}:
            super().keyPressEvent(event)
        else:
            event.ignore()  # a shortcut of the page


class _LockButton(DrawnButton):
    """The last line of the navigation, which is no page."""

    def __init__(self, words: str, *, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(hint)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(theme.px(_ROW))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def sizeHint(self) -> QSize:
        return QSize(_width_of(self.text()), theme.px(_ROW))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        _paint_entry(
            QPainter(self),
            self.rect(),
            self.text(),
            "lock",
            is_over=self.underMouse(),
            has_focus=self.hasFocus(),
        )


class Navigation(QWidget):
    """All pages, in the order of a working day; below them those that are not daily work.

    Attributes:
        lists: The daily pages, and those below.
        lock: The button that locks.

    Signals:
        chosen: The key of the page that the user chose; `LOCK` for locking.
        badge_chosen: The key of the page whose badge the user clicked.
    """

    chosen = Signal(str)
    badge_chosen = Signal(str)

    def __init__(self, entries: Sequence[PageEntry], *, parent: QWidget) -> None:
        super().__init__(parent)
        layout = make_column(self, gap=0, margins=(8, 12, 9, 8))
        brand = QHBoxLayout()
        brand.setContentsMargins(theme.px(12), theme.px(4), 0, theme.px(12))
        brand.setSpacing(theme.px(8))
        brand.addWidget(make_label("Alo 183", font=theme.section(), parent=self))
        brand.addWidget(muted_label("İl Masası", parent=self))
        brand.addStretch(1)
        layout.addLayout(brand)
        self.lists = (_PageList("Sayfalar", parent=self), _PageList("Ayarlar", parent=self))
        self._optional = {entry.key for entry in entries if entry.is_optional}
        self._kept = _remembered(_KEPT)
        self._wanted = _remembered(_WANTED)
        self._visited: set[str] = set()
        for entry in entries:
            self.lists[entry.below].add(entry)
        self.lock = _LockButton("Kilitle", hint="Kilitle (Ctrl+L)", parent=self)
        daily, below = self.lists
        layout.addWidget(daily)
        layout.addStretch(1)
        layout.addWidget(below)
        layout.addWidget(self.lock)
        for pages in self.lists:
            pages.setVisible(bool(pages.count()))
            pages.chosen.connect(self.chosen)
            pages.badge_chosen.connect(self.badge_chosen)
        self.lock.clicked.connect(lambda: self.chosen.emit(LOCK))
        widest = max(map(_width_of, (*(entry.title for entry in entries), self.lock.text())))
        self.setFixedWidth(max(theme.px(192), widest + theme.px(17)))
        self._show_optional()

    @Slot(frozenset)
    def show_kept(self, keys: frozenset[str]) -> None:
        """Show the optional pages on which something is kept, now and at the next start."""
        if keys != self._kept:
            self._kept = keys
            Remembered.keep(_KEPT, ",".join(sorted(keys)))
            self._show_optional()

    def keep_shown(self, key: str) -> None:
        """Show an optional page at this desk from now on, before anything is kept there."""
        self._wanted |= {key}
        Remembered.keep(_WANTED, ",".join(sorted(self._wanted)))
        self._show_optional()

    def shown_pages(self) -> list[str]:
        """Return the keys of the pages that are not out of the way, from top to bottom."""
        items = [item for pages in self.lists for item in pages.pages()]
        return [item.data(_KEY) for item in items if not item.isHidden()]

    def _show_optional(self) -> None:
        shown = self._kept | self._wanted | self._visited
        for key in self._optional:
            self.item(key).setHidden(key not in shown)
        for pages in self.lists:
            pages.updateGeometry()
        self._hint()

    def _hint(self) -> None:
        """Show at each page its key and what its badge counts."""
        keys = iter(PAGE_KEYS)
        for page in self.shown_pages():
            item, key = self.item(page), next(keys, "")
            why = item.data(_WHY)
            hint = f"{item.text()} ({key})" if key else item.text()
            item.setToolTip(f"{hint}\n{why}\n{_BADGE_HINT}" if why else hint)

    def set_current(self, key: str) -> None:
        """Mark the current page."""
        if key in self._optional and key not in self._visited:
            # Reached by a link, a key or the search: whoever is there sees where.
            self._visited.add(key)
            self._show_optional()
        for pages in self.lists:
            pages.set_current(key)

    def set_badge(self, key: str, state: State | None, count: int, why: str = "") -> None:
        """Show how many items fail on a page; None or zero shows no badge.

        Args:
            key: Of the page.
            state: Their state.
            count: How many there are.
            why: What they are, a line for each kind.
        """
        item = self.item(key)
        badge = (state, count) if state is not None and count else None
        item.setData(_BADGE, badge)
        words = f"{item.text()}, {count} {badge[0].words}" if badge else item.text()
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, why if badge else "")
        item.setData(_WHY, why if badge else "")
        self._hint()

    def item(self, key: str) -> QListWidgetItem:
        """Return the entry of a page."""
        return next(
            item for pages in self.lists for item in pages.pages() if item.data(_KEY) == key
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("chrome"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.colour("line"))


class _FootButton(DrawnButton):
    """A fact in the foot that leads to its page; elided where there is no room."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = "text"
        self.setFont(theme.small_strong())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_fact(self, text: str, *, role: str) -> None:
        """Show a text in the colour of a token."""
        self._role = role
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + theme.px(6), metrics.height() + 4)

    @override
    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint()
        return QSize(min(theme.px(_DUTY_LEAST), wanted.width()), wanted.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.colour(self._role))
        room = self.rect().adjusted(theme.px(3), 0, -theme.px(3), 0)
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width() + 1
        )
        self.setToolTip("" if words == self.text() else self.text())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        if self.hasFocus():
            paint_focus(painter, self.rect())


class WindowFoot(QWidget):
    """One line of muted facts; at the right what matters right now, for which the others give way.

    Signals:
        duty_chosen: The user wants to see the rota.
    """

    duty_chosen = Signal()

    def __init__(self, backups: BackupNews, *, parent: QWidget) -> None:
        """Make the line.

        Args:
            backups: The status of the newest backup, shown now and after each change.
            parent: The workspace.
        """
        super().__init__(parent)
        self._news = backups
        self._directorate = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._person = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._backup = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._sheet = ElidedLabel("", font=theme.small(), role="near", parent=self)
        self._duty = _FootButton(parent=self)
        self._right = ElidedLabel("", font=theme.small_strong(), parent=self)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedWidth(theme.px(96))
        self._busy.setAccessibleName("İşlem sürüyor")
        self._busy.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(20), 1, theme.px(24), 0)
        self._row.setSpacing(theme.px(24))
        self._facts = (
            self._directorate,
            self._person,
            self._backup,
            self._sheet,
            self._duty,
            self._right,
        )
        for fact in self._facts:
            if fact is self._duty:
                self._row.addStretch(1)
                self._row.addWidget(self._busy)
            self._row.addWidget(fact)
        self.setFixedHeight(theme.px(29))
        self._duty.clicked.connect(self.duty_chosen)
        backups.changed.connect(self._on_backups_changed)
        self._on_backups_changed()
        self._fit()

    def set_who(self, directorate: str, person: str) -> None:
        """Show the directorate, and the signed-in user with the role."""
        self._directorate.set_text(directorate)
        self._person.set_text(f"Oturum: {person}")
        self._fit()

    def backup_text(self) -> str:
        """Return the text about the newest backup."""
        return self._backup.text()

    def set_sheet(self, text: str, *, cure: str = "") -> None:
        """Show the status of the recovery sheet; empty shows nothing.

        Args:
            text: What is wrong with it.
            cure: What to do, for the mouse and for screen readers.
        """
        self._sheet.set_text(f"▲ {text}" if text else "")
        self._sheet.set_hint(cure if text else "")
        self._fit()

    def sheet_text(self) -> str:
        """Return the text about the recovery sheet."""
        return self._sheet.text()

    def set_right(self, text: str) -> None:
        """Show what matters right now, such as a server that is away."""
        self._right.set_text(text)
        self._fit()

    def set_duty(self, text: str, *, is_missing: bool = False) -> None:
        """Show who is on duty; empty shows nothing, red means nobody is."""
        self._duty.show_fact(text, role="late" if is_missing else "text")
        self._fit()

    def duty_text(self) -> str:
        """Return the text about who is on duty."""
        return self._duty.text()

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot takes its values by position
        """Show that something runs in the background."""
        self._busy.setVisible(busy)

    @Slot()
    def _on_backups_changed(self) -> None:
        standing = self._news.standing()
        if standing is None:
            return
        why = "" if standing.worry is None else str(text_of(standing.worry))
        self._backup.set_text(f"{SIGNS[standing.state]} {standing.text}" if why else standing.text)
        self._backup.set_role(standing.state if why else "muted")
        self._backup.set_hint(why)
        self._fit()

    def _fit(self) -> None:
        """Hide facts, the least urgent first, where not all of them can be read whole."""
        standing = self._news.standing()
        is_urgent = standing is not None and standing.worry is not None
        gives_way = (self._directorate, self._person if is_urgent else self._backup)
        margins, gap = self._row.contentsMargins(), self._row.spacing()
        room = self.width() - margins.left() - margins.right()
        shown = [one for one in self._facts if one.text()]
        for label in gives_way:
            if sum(one.sizeHint().width() + gap for one in shown) - gap > room:
                shown = [one for one in shown if one is not label]
        for one in self._facts:
            one.setVisible(one in shown)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("chrome"))
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.colour("line"))
