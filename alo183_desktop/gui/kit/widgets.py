"""A search field, a value that is shown on request, a splitter that remembers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.fields import AltTypesNothing
from alo183_desktop.gui.kit.icons import icon
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.shared.override import override

_TYPING_PAUSE_MS: Final = 150
_SEARCH: Final = 216
"""How wide a search is where nobody says otherwise, in pixels of the drawings."""


class SearchField(AltTypesNothing, QLineEdit):
    """A field that narrows what is below it as somebody types; Ctrl+F on the page, Esc empties.

    Signals:
        searched: The text, after a short pause in the typing.
        left_downwards: Somebody pressed Down or Enter: the list should take the focus.
    """

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(
        self,
        placeholder: str,
        *,
        icon: str = "filter",
        shortcut: str = "Ctrl+F",
        parent: QWidget | None = None,
    ) -> None:
        """Make the field.

        Args:
            placeholder: What can be searched for; also its accessible name.
            icon: Shown at the left.
            shortcut: Brings the focus here from anywhere in the parent; empty for none.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._icon_name = icon
        self._shortcut = shortcut
        self.setFont(theme.body())
        self.set_hint(placeholder)
        self.setMinimumWidth(theme.px(_SEARCH))
        self._left = QAction("Ara", self)
        self.addAction(self._left, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction("Aramayı temizle", self)
        self._clear.setVisible(False)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._tint()
        self._connect()
        if shortcut:
            key = QShortcut(QKeySequence(shortcut), parent or self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self.take_focus)

    def set_hint(self, placeholder: str) -> None:
        """Say what else can be searched for."""
        shortcut = self._shortcut
        self.setPlaceholderText(f"{placeholder} ({shortcut})" if shortcut else placeholder)
        self.setAccessibleName(placeholder)

    def show_searched(self, text: str = "") -> None:
        """Show what is searched for already: nothing asks for it again."""
        self.setText(text)
        self._pause.stop()

    @Slot()
    def take_focus(self) -> None:
        """Take the focus and select what is there, so that typing replaces it."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _connect(self) -> None:
        self._left.triggered.connect(self.take_focus)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._on_text_changed)
        self._pause.timeout.connect(self._on_pause_timeout)
        self.returnPressed.connect(self._on_return_pressed)

    def _tint(self) -> None:
        self._left.setIcon(icon(self._icon_name, "muted"))
        self._clear.setIcon(icon("close", "muted"))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    @Slot()
    def _on_pause_timeout(self) -> None:
        self.searched.emit(self.text())

    @Slot()
    def _on_return_pressed(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self.searched.emit(self.text())
        self.left_downwards.emit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_SEARCH), super().sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)


class Splitter(QSplitter):
    """A list and its preview; remembers how the room is shared."""

    def __init__(
        self,
        key: str,
        first: QWidget,
        second: QWidget,
        *,
        sizes: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        """Put two widgets side by side.

        Args:
            key: Under which the share is remembered.
            first: Grows with the window.
            second: Keeps its width.
            sizes: The first share, in pixels of the drawings.
            parent: Qt's owner.
        """
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._key = f"splitter/{key}"
        self.setHandleWidth(theme.px(16))
        self.setChildrenCollapsible(False)
        self.addWidget(first)
        self.addWidget(second)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setSizes([theme.px(size) for size in sizes])
        if (state := Remembered.value(self._key)) is not None:
            self.restoreState(state)
        self.splitterMoved.connect(self._on_splitter_moved)

    @Slot(int, int)
    def _on_splitter_moved(self, _position: int, _place: int) -> None:
        Remembered.keep(self._key, self.saveState())


class RevealValue(QWidget):
    """A masked value with the word that shows it; showing is recorded, so it is asked for.

    Signals:
        reveal_requested: Somebody wants to see the whole value; answer with `reveal`.
    """

    reveal_requested = Signal()

    def __init__(self, masked: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._masked = masked
        self._value = make_label(masked, selectable=True, parent=self)
        self._link = LinkButton("Göster", parent=self)
        self._link.setToolTip("Gösterme denetim izine yazılır")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._value, 1)
        layout.addWidget(self._link)
        self._link.clicked.connect(self._on_link_clicked)
        self.set_masked(masked)

    def set_masked(self, masked: str, *, allowed: bool = True) -> None:
        """Show another masked value; `allowed` says whether this role may see more."""
        self._masked = masked
        self._value.setText(masked)
        self._link.setText("Göster")
        self._link.setVisible(allowed and bool(masked))
        self.setAccessibleName(masked)

    def reveal(self, value: str) -> None:
        """Show the whole value until it is hidden or replaced."""
        self._value.setText(value)
        self._link.setText("Gizle")

    @Slot()
    def _on_link_clicked(self) -> None:
        if self._value.text() == self._masked:
            self.reveal_requested.emit()
        else:
            self.set_masked(self._masked)
