"""Buttons, the choice between views, and chips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from PySide6 import QtCore
from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QCursor, QFontMetrics, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Unpack

    from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent, QResizeEvent

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.

_CHIP_HEIGHT: Final = 20
_CHIP_GAP: Final = 6
_CHIP_SIDES: Final = 14
_SEARCH: Final = 200
_SEARCH_SHORT: Final = 34
_SEARCH_SIDES: Final = 44
"""Width of a button beside its text: an icon, and padding on both sides."""


class DrawnButton(QAbstractButton):
    """A button that paints itself; Enter presses it as Space does."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


class ButtonOptions(TypedDict, total=False):
    """Options of every kind of button beside its text, as in `Button`."""

    icon: str | None
    tooltip: str
    parent: QWidget | None


class Button(QPushButton):
    """A push button whose icon keeps the colour of the theme; Enter presses it as Space does."""

    look = ""
    icon_role = "text"

    def __init__(
        self,
        text: str,
        *,
        icon: str | None = None,
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the button.

        Args:
            text: A verb, with `&` before its mnemonic.
            icon: Name of an icon; None for words only.
            tooltip: What it does, where the text does not say it.
        """
        super().__init__(text, parent)
        self._icon_name: str | None = None
        self.setProperty("look", self.look)
        self.setFont(theme.body())
        self.setToolTip(tooltip)
        self.setAutoDefault(False)
        if icon is not None:
            self.setIconSize(QSize(theme.px(16), theme.px(16)))
            self.set_icon(icon)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        if self._icon_name is None:
            theme.watch().changed.connect(self._tint)
        self._icon_name = name
        self._tint()

    @override
    def setMenu(self, menu: QMenu) -> None:
        super().setMenu(menu)
        self.setProperty("menu", True)  # the style sheet makes room for its arrow
        menu.aboutToHide.connect(self._on_menu_closed)

    @Slot()
    def _on_menu_closed(self) -> None:
        # Qt never reports that the pointer left a button whose menu opened a dialog: it would look
        # hovered until the pointer comes back.
        if not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            self.setAttribute(QtCore.Qt.WidgetAttribute.WA_UnderMouse, False)
            self.update()

    @Slot()
    def _tint(self) -> None:
        if self._icon_name is not None:
            self.setIcon(icon(self._icon_name, self.icon_role))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in {QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter}
            and not event.modifiers()
        ):
            self.click()
        else:
            super().keyPressEvent(event)


class PrimaryButton(Button):
    """The one action that a page or a dialog is for."""

    look = "primary"
    icon_role = "on_accent"

    def __init__(self, text: str, **options: Unpack[ButtonOptions]) -> None:
        super().__init__(text, **options)
        self.setFont(theme.body_strong())


class SecondaryButton(Button):
    """Any other action."""

    look = "secondary"


class LinkButton(Button):
    """An action that leads elsewhere, shown as a word."""

    look = "link"
    icon_role = "accent"

    def __init__(self, text: str, **options: Unpack[ButtonOptions]) -> None:
        super().__init__(text, **options)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)


class IconButton(Button):
    """An action shown by its icon alone; its text is the tooltip and the accessible name."""

    look = "quiet"
    icon_role = "muted"

    def __init__(self, text: str, *, icon: str, parent: QWidget | None) -> None:
        super().__init__("", icon=icon, tooltip=text, parent=parent)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class EverywhereButton(SecondaryButton):
    """Opens the search of the whole program; looks like a field, or an icon where room is short."""

    look = "search"

    def __init__(self, text: str, *, parent: QWidget | None) -> None:
        super().__init__(text, icon="search", parent=parent)
        self._words = text
        self.setAccessibleName(text)

    def set_short(self, *, is_short: bool) -> None:
        """Show the icon alone, or the text as well."""
        words = "" if is_short else self._words
        if words != self.text():
            self.setText(words)
            self.setToolTip(self._words if is_short else "")

    def width_of(self, *, is_short: bool) -> int:
        """Return its width with the icon alone, or with the text."""
        if is_short:
            return theme.px(_SEARCH_SHORT)
        words = self.fontMetrics().horizontalAdvance(self._words)
        return max(theme.px(_SEARCH), words + theme.px(_SEARCH_SIDES))

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.width_of(is_short=not self.text()), super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def let_search(window: QWidget) -> None:
    """Let Ctrl+K in a dialog open the search of the page behind it; nothing where there is none."""

    def search() -> None:
        behind = window
        while (parent := behind.parentWidget()) is not None:
            behind = parent.window()
        for button in behind.findChildren(EverywhereButton):
            if button.isVisible():
                button.click()

    QShortcut("Ctrl+K", window, search)


class Segmented(QWidget):
    """Exclusive views side by side, each with its count.

    Signals:
        chosen: The key of the view that the user chose.
    """

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], *, parent: QWidget | None = None
    ) -> None:
        """Show `options`, (key, words), with the first one chosen."""
        super().__init__(parent)
        self._words = dict(options)
        self._walks = False
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        layout = make_row(self, gap=0)
        for index, (key, words) in enumerate(options):
            button = Button(words, parent=self)
            button.setProperty("look", _segment_look(index, len(options)))
            button.setCheckable(True)
            # The group enforces it; without this a screen reader announces check boxes.
            button.setAutoExclusive(True)
            button.setChecked(index == 0)
            self._group.addButton(button, index)
            self._buttons[key] = button
            layout.addWidget(button)
        self._group.idClicked.connect(lambda index: self.chosen.emit(list(self._buttons)[index]))

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show how many things each view holds; a key that is missing shows no count."""
        from alo183_desktop.shared.numbers import number_text  # decimal, before the first paint

        for key, button in self._buttons.items():
            count = counts.get(key)
            button.setText(
                self._words[key] if count is None else f"{self._words[key]} {number_text(count)}"
            )

    def set_offered(self, key: str, offered: bool) -> None:  # noqa: FBT001 - one flag
        """Offer a view or not, such as one that is usually empty."""
        self._buttons[key].setVisible(offered)
        shown = [one for one in self._buttons.values() if not one.isHidden()]
        for index, button in enumerate(shown):
            look = _segment_look(index, len(shown))
            if button.property("look") != look:
                button.setProperty("look", look)
                button.style().unpolish(button)
                button.style().polish(button)

    def choose(self, key: str) -> None:
        """Show `key` as chosen without a signal."""
        self._buttons[key].setChecked(True)

    def filter_name(self) -> str:
        """Return the name of the choice among the filters of a page (`filters.read_filters`)."""
        return "/".join(self._buttons)

    def filter_text(self) -> str:
        """Return the key of the choice."""
        return self.chosen_key()

    def restore(self, text: str) -> bool:
        """Choose what was read before, as a user does; return whether it exists."""
        button = self._buttons.get(text)
        if button is not None and not button.isChecked():
            button.click()
        return button is not None

    def choose_none(self) -> None:
        """Show none as chosen, without a signal: the list shows none of these views."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def chosen_key(self) -> str:
        """Return the key of the chosen view; empty when none is."""
        chosen = (key for key, button in self._buttons.items() if button.isChecked())
        return next(chosen, "")

    def is_walked(self) -> bool:
        """Return whether a view is being chosen by an arrow key, which goes on to the next."""
        return self._walks

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {QtCore.Qt.Key.Key_Left: -1, QtCore.Qt.Key.Key_Right: 1}.get(
            QtCore.Qt.Key(event.key())
        )
        if step is None:
            super().keyPressEvent(event)
            return
        keys = [one for one, button in self._buttons.items() if not button.isHidden()]
        chosen = self.chosen_key()
        index = (keys.index(chosen) + step) % len(keys) if chosen else 0
        button = self._buttons[keys[index]]
        button.setFocus(QtCore.Qt.FocusReason.TabFocusReason)
        self._walks = True
        button.click()
        self._walks = False


def paint_chip(painter: QPainter, rect: QRectF, text: str) -> None:
    """Paint one chip that fills `rect`; the painter's font is the chip's."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("control"), 1))
    painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
    radius = theme.px(4)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(theme.colour("text"))
    painter.drawText(rect, QtCore.Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class ChipFlow(QWidget):
    """Chips from left to right and top to bottom; as high as its width requires."""

    def __init__(self, words: Sequence[str], *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setFont(theme.small())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: Sequence[str]) -> None:
        """Show other chips."""
        self._words = tuple(words)
        self.setAccessibleName(", ".join(words))
        self.updateGeometry()
        self._keep_height()
        self.update()

    def _chips(self) -> Iterator[tuple[QRectF, str]]:
        metrics = QFontMetrics(self.font())
        height, gap = theme.px(_CHIP_HEIGHT), theme.px(_CHIP_GAP)
        x = y = 0
        for word in self._words:
            width = min(
                metrics.horizontalAdvance(word) + theme.px(_CHIP_SIDES), max(self.width(), 1)
            )
            if x and x + width > self.width():
                x, y = 0, y + height + gap
            yield QRectF(x, y, width, height), word
            x += width + gap

    def _keep_height(self) -> None:
        # A fixed height does what heightForWidth fails to do inside a scroll area (labels.py).
        needed = int(max((room.bottom() for room, _ in self._chips()), default=0))
        if needed != self.height():
            self.setFixedHeight(needed)

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(word) for word in self._words), default=0)
        return QSize(widest + theme.px(_CHIP_SIDES), max(self.height(), theme.px(_CHIP_HEIGHT)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), theme.px(_CHIP_HEIGHT))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        for room, word in self._chips():
            shown = metrics.elidedText(
                word,
                QtCore.Qt.TextElideMode.ElideRight,
                int(room.width()) - theme.px(_CHIP_SIDES - 2),
            )
            paint_chip(painter, room, shown)


def _segment_look(index: int, count: int) -> str:
    if count == 1:
        return "segment only"
    if index == 0:
        return "segment first"
    return "segment last" if index == count - 1 else "segment"


def emphasise(button: Button, strong: bool, *, icon: str | None = None) -> None:  # noqa: FBT001
    """Make a button the primary one, or one of the others.

    Args:
        button: Keeps its position and size.
        strong: Whether it is the primary one.
        icon: Its icon, to be tinted again; None when it has none.
    """
    look = "primary" if strong else "secondary"
    if button.property("look") != look:
        button.setProperty("look", look)
        button.style().unpolish(button)
        button.style().polish(button)
        # After the polishing, which restores the font that the button began with.
        button.setFont(theme.body_strong() if strong else theme.body())
    if icon is not None:
        button.icon_role = "on_accent" if strong else "text"
        button.set_icon(icon)


def fill_menu(
    button: Button, acts: Iterable[tuple[str, str, Callable[[], object]]], *, page: QWidget
) -> None:
    """Give a button a menu; without actions it is hidden.

    Args:
        button: Opens it.
        acts: Text, a key or none, and the function to call.
        page: Receives the keys wherever the focus is within it.
    """
    menu = QMenu(button)
    for words, key, do in acts:
        action = menu.addAction(words)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(QtCore.Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, do=do: do())
        page.addAction(action)
    button.setMenu(menu)
    button.setVisible(not menu.isEmpty())
