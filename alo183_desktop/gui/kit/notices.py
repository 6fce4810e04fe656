"""Notices of the window: a banner that stays, a line that disappears, text in place of rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import IconButton, LinkButton, SecondaryButton
from alo183_desktop.gui.kit.containers import make_column, make_row, scroll_area
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateMark, StateShape
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TOAST_MS: Final = 6000
_WITH_WAYS_MS: Final = 20_000
"""Long enough to reach for "Aç" or "Geri al"."""


class Banner(QWidget):
    """A notice across the page, with a mark and at most two actions.

    Signals:
        action_chosen: The user chose the first action.
        second_chosen: The user chose the second action.
    """

    action_chosen = Signal()
    second_chosen = Signal()

    def __init__(
        self, state: State | None = None, text: str = "", *, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._shape = StateShape(State.LATE, parent=self)
        self._label = make_label("", wrap=True, selectable=True, parent=self)
        self._link = LinkButton("", parent=self)
        self._second = LinkButton("", parent=self)
        self._close = IconButton("Bildirimi kapat", icon="close", parent=self)
        self._state = State.NONE
        make_row(
            self,
            self._shape,
            (self._label, 1),
            self._link,
            self._second,
            self._close,
            gap=8,
            margins=(12, 8, 8, 8),
        )
        self._link.clicked.connect(self.action_chosen)
        self._second.clicked.connect(self.second_chosen)
        self._close.clicked.connect(partial(self.hide))
        self.show_notice(state, text)

    def show_notice(
        self,
        state: State | None,
        text: str,
        *,
        action: str = "",
        second: str = "",
        stays: bool = False,
    ) -> None:
        """Show a notice, with the actions that have a text; an empty text hides the banner.

        Args:
            state: Its mark.
            text: What it says.
            action: What the first action does.
            second: What the second one does.
            stays: Whether the user cannot close it.
        """
        self._close.setVisible(not stays)
        self._state = state or State.NONE
        self._shape.set_state(self._state)
        self._take_width()
        self._label.setText(text)
        for link, words in ((self._link, action), (self._second, second)):
            link.setText(words)
            link.setAccessibleDescription(text)
            link.setVisible(bool(words))
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.update()

    def text(self) -> str:
        """Return the text that is shown."""
        return self._label.text()

    def _take_width(self) -> None:
        """Take the available width before the text asks for as many lines as it needs.

        Hidden widgets are not laid out, and would appear as high as narrow ones.
        """
        parent, layout = self.parentWidget(), self.layout()
        if parent is not None and layout is not None and self.isHidden():
            self.resize(parent.contentsRect().width(), self.height())
            layout.activate()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(self._state.value), 1))
        painter.setBrush(theme.colour("chrome"))
        radius = theme.px(4)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class Toast(QWidget):
    """One line at the foot of a page that reports for some seconds what has just been done.

    Attributes:
        take_back: Restores what was stored before; so does Ctrl+Z where it was done.
        open_file: Opens the saved file in the system's program for it.
        show_folder: Opens the folder that contains it.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        parent.installEventFilter(self)
        self._saved: Path | None = None
        self._undo: Callable[[], object] | None = None
        self._undo_key: QShortcut | None = None
        self._mark = StateMark(parent=self)
        self.take_back = LinkButton("Geri al (Ctrl+Z)", parent=self)
        self.open_file = LinkButton("Aç", parent=self)
        self.show_folder = LinkButton("Klasörü göster", parent=self)
        layout = make_row(self, self._mark, gap=12, margins=(12, 6, 12, 6))
        for link in (self.take_back, self.open_file, self.show_folder):
            link.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the list
            layout.addWidget(link)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)
        self.take_back.clicked.connect(self._on_take_back)
        self.open_file.clicked.connect(self._on_open_file)
        self.show_folder.clicked.connect(self._on_show_folder)
        self.hide()

    def report(
        self,
        text: str,
        state: State = State.GOOD,
        *,
        saved: Path | None = None,
        undo: Callable[[], object] | None = None,
        place: QWidget | None = None,
    ) -> None:
        """Show what has been done, with its state.

        Args:
            text: What was done.
            state: Its state.
            saved: The file or the folder that was written; actions to open it are offered.
            undo: Undoes it, while the message is shown.
            place: Where Ctrl+Z does so.
        """
        self._forget_undo()
        self._saved = saved
        if undo is not None:
            self._undo = undo
            # The place may be out of sight, such as in another part of the page.
            heard = place if place is not None and place.isVisible() else self._page
            self._undo_key = QShortcut("Ctrl+Z", heard, self._on_take_back)
            self._undo_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.take_back.setVisible(undo is not None)
        self.open_file.setVisible(saved is not None and not saved.is_dir())
        self.show_folder.setVisible(saved is not None)
        self._mark.set_state(state, text)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_TOAST_MS if saved is None and undo is None else _WITH_WAYS_MS)

    def text(self) -> str:
        """Return the last message."""
        return self._mark.word()

    def _place(self) -> None:
        area = self._page.rect()
        margin = theme.px(16)
        self.move((area.width() - self.width()) // 2, area.height() - self.height() - margin)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What has been done may show more, and leave the page less room.
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_timeout(self) -> None:
        focused = self.focusWidget()
        if self.underMouse() or (focused is not None and focused.hasFocus()):
            self._timer.start()
        else:
            self._forget_undo()
            self.hide()

    @Slot()
    def _on_take_back(self) -> None:
        undo = self._undo
        self._forget_undo()
        self.hide()
        if undo is not None:
            undo()

    def _forget_undo(self) -> None:
        key, self._undo, self._undo_key = self._undo_key, None, None
        if key is not None and shiboken6.isValid(key):  # it is destroyed with the place
            key.setEnabled(False)  # at once: two of them would block each other
            key.deleteLater()

    @Slot()
    def _on_open_file(self) -> None:
        if self._saved is not None:
            self._open(self._saved)

    @Slot()
    def _on_show_folder(self) -> None:
        if self._saved is not None:
            self._open(self._saved if self._saved.is_dir() else self._saved.parent)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.report(_not_opened(path), State.NEAR)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("control"), 1))
        painter.setBrush(theme.colour("chrome"))
        radius = theme.px(4)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def open_place(place: QWidget, path: Path) -> None:
    """Open a file or a folder in the program of the desktop, or show that none does."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        show_message(place, _not_opened(path), State.NEAR)


def _not_opened(path: Path) -> str:
    return f"Açılamadı; yerinden siz açınız: {path}"


def show_message(
    place: QWidget,
    words: str,
    state: State = State.GOOD,
    *,
    saved: Path | None = None,
    undo: Callable[[], object] | None = None,
) -> None:
    """Show on the page or in the dialog around `place` what was done.

    Args:
        place: The widget that did it.
        words: What was done.
        state: Its state.
        saved: A file, or a folder of them, that the message offers to open.
        undo: Undoes it: the message offers it, and Ctrl+Z at the place does it; None: impossible.
    """
    around: QWidget | None = place
    while around is not None:
        toast = getattr(around, "toast", None)
        if isinstance(toast, Toast):
            toast.report(words, state, saved=saved, undo=undo, place=place)
            return
        around = around.parentWidget()


def report_saved(place: QWidget, path: Path, words: str = "Kaydedildi") -> None:
    """Report around `place` that a file, or a folder with everything written, was saved."""
    show_message(place, f"{words}: {path.name}", saved=path)


_SHOW_AFTER_MS = 200


class EmptyState(QWidget):
    """Explains an empty list and offers the first action; scrolls where room is short.

    Signals:
        action_chosen: The user chose the action.
    """

    action_chosen = Signal()

    def __init__(self, title: str, text: str, action: str = "", *, parent: QWidget | None) -> None:
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
        make_column(self, scroll_area(inner, parent=self))
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
    """Shows that rows are loading; stays blank for 200 ms, so that nothing flickers."""

    def __init__(self, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._label = make_label("Yükleniyor…", role=theme.MUTED, parent=self)
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
        self._delay = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._delay.timeout.connect(self._show_words)
        self._hide_words()

    def start(self) -> None:
        """Begin to wait."""
        self._hide_words()
        self.show()
        self._delay.start()

    def stop(self) -> None:
        """Stop waiting and hide."""
        self._delay.stop()
        self.hide()

    def _show_words(self) -> None:
        self._label.show()
        self._bar.show()

    def _hide_words(self) -> None:
        self._label.hide()
        self._bar.hide()
