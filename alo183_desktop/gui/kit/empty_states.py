"""What stands where rows would stand: nothing yet, still loading, nothing that matches."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.scrolling import scroll_area

_SHOW_AFTER_MS = 200


class EmptyState(QWidget):
    """Says what would be here and offers the first action; scrolls where room is short.

    Signals:
        action_chosen: Somebody took the offer.
    """

    action_chosen = Signal()

    def __init__(
        self, title: str, text: str, action: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        inner = QWidget(self)
        self._title = make_label(title, font=theme.section(), wrap=True, parent=inner)
        self._text = make_label(text, role=theme.MUTED, wrap=True, parent=inner)
        self._action = SecondaryButton(action, parent=inner)
        self._action.setVisible(bool(action))
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(inner)
        side, edge = theme.px(24), theme.px(8)
        layout.setContentsMargins(side, edge, side, edge)
        layout.setSpacing(theme.px(8))
        layout.addStretch(1)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addSpacing(theme.px(8))
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll_area(inner, parent=self))
        self._action.clicked.connect(self.action_chosen)

    def set_texts(self, title: str, text: str, action: str = "") -> None:
        """Show other words; an empty action hides the button."""
        self._title.setText(title)
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))

    def title(self) -> str:
        """Return the title that is shown."""
        return self._title.text()


class LoadingState(QWidget):
    """Says that rows are on their way; stays blank for 200 ms, so that nothing flickers."""

    def __init__(self, text: str = "Yükleniyor…", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = make_label(text, role=theme.MUTED, parent=self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(160))
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self._label)
        layout.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SHOW_AFTER_MS)
        self._delay.timeout.connect(self._show_words)
        self._hide_words()

    def start(self) -> None:
        """Begin to wait."""
        self._hide_words()
        self.show()
        self._delay.start()

    def stop(self) -> None:
        """Stop waiting and vanish."""
        self._delay.stop()
        self.hide()

    def _show_words(self) -> None:
        self._label.show()
        self._bar.show()

    def _hide_words(self) -> None:
        self._label.hide()
        self._bar.hide()
