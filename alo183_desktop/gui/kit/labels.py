"""Labels of the window in the few sizes and tones that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

_ANY_HEIGHT: Final = 100_000
# The values of QtCore.Qt.TextFlag.TextWordWrap and QtCore.Qt.TextFormat.PlainText.
_WORD_WRAP: Final = 0x1000
_PLAIN_TEXT: Final = 0


class WrappedLabel(QLabel):
    """Lines of text that always keep the height they need.

    WORKAROUND: Qt 6.11: a window whose layout depends on its width does not grow when a text gets
    another line; a minimum height does what heightForWidth should
    (https://doc.qt.io/qt-6/layout.html#layout-issues).
    """

    def __init__(self, text: str, *, parent: QWidget | None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)

    @override
    def hasHeightForWidth(self) -> bool:
        return False

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(self.minimumHeight(), self.fontMetrics().height()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), self.fontMetrics().height())

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_height()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # An invisible page that is laid out, such as for a picture of the window, is not laid out
        # again for the height that a text requests meanwhile.
        self.updateGeometry()

    def _keep_height(self) -> None:
        if self.width() < self.minimumSizeHint().width():
            return  # a window system reports the size before the one requested
        # Not heightForWidth: that never falls below the minimum height already set here.
        room = QRect(0, 0, max(1, self.contentsRect().width()), _ANY_HEIGHT)
        needed = self.fontMetrics().boundingRect(room, _WORD_WRAP, self.text())
        if needed.height() != self.minimumHeight():
            self.setMinimumHeight(needed.height())


def make_label(
    text: str,
    *,
    font: QFont | None = None,
    role: QPalette.ColorRole = QPalette.ColorRole.WindowText,
    wrap: bool = False,
    selectable: bool = False,
    parent: QWidget | None,
) -> QLabel:
    """Return a plain-text label.

    Args:
        text: Never read as rich text; `&` marks a mnemonic only when a buddy is set.
        font: One of the fonts of `theme`; None for running text.
        role: `theme.MUTED`, `theme.LATE`, `theme.NEAR`, `theme.GOOD` or the text's.
        wrap: Break into lines.
        selectable: Let the mouse and the keyboard copy it.
    """
    label = WrappedLabel(text, parent=parent) if wrap else QLabel(text, parent)
    label.setProperty("textFormat", _PLAIN_TEXT)
    label.setFont(theme.body() if font is None else font)
    label.setForegroundRole(role)
    if selectable:
        label.setTextInteractionFlags(
            QtCore.Qt.TextInteractionFlag.TextSelectableByMouse
            | QtCore.Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return label


def muted_label(text: str, *, wrap: bool = False, parent: QWidget | None) -> QLabel:
    """Return a small, muted label."""
    return make_label(text, font=theme.small(), role=theme.MUTED, wrap=wrap, parent=parent)


class ElidedLabel(QWidget):
    """One line that ends in dots when it is too long; the tooltip has its whole text and a hint."""

    def __init__(
        self,
        text: str = "",
        *,
        font: QFont | None = None,
        role: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        """Make the label; `role` is the name of a token."""
        super().__init__(parent)
        self._text = ""
        self._hint = ""
        self._role = role
        self.setFont(theme.body() if font is None else font)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_hint(self, hint: str) -> None:
        """Set what the tooltip explains besides the text; empty for nothing."""
        self._hint = hint
        self.setAccessibleDescription(hint)
        self.update()

    def set_role(self, role: str) -> None:
        """Show the text in the colour of another token."""
        self._role = role
        self.update()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    @override
    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(min(metrics.averageCharWidth() * 6, self.sizeHint().width()), metrics.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme.colour(self._role))
        words = self.fontMetrics().elidedText(
            self._text, QtCore.Qt.TextElideMode.ElideRight, self.width() + 1
        )
        whole = "" if words == self._text else self._text
        self.setToolTip("\n".join(filter(None, (whole, self._hint))))
        painter.drawText(
            self.rect(),
            QtCore.Qt.AlignmentFlag.AlignVCenter | QtCore.Qt.AlignmentFlag.AlignLeft,
            words,
        )


class Separator(QFrame):
    """A thin line between blocks."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("line"))
