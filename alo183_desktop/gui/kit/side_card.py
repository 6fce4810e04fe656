"""The card beside a list: a title, facts, a history, and what to do next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import (
    Button,
    ChipFlow,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
)
from alo183_desktop.gui.kit.containers import (
    Beside,
    Card,
    make_column,
    make_row,
    replace_content,
    scroll_area,
)
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.labels import Separator, make_label, muted_label
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.view import TableView

KeyT = TypeVar("KeyT")
FoundT = TypeVar("FoundT")
_NARROWEST: Final = 264
_LABELS: Final = 84
_LINE: Final = 18
_CHIP_LINE: Final = 20
_BESIDE: Final = 2
"""The number of links that fit beside the days of a period."""
_UNKNOWN: Final = "kayıt yok"
_PAUSE_MS: Final = 60


class RevealValue(QWidget):
    """A masked value with a link that reveals it; each reveal is recorded, so it is requested.

    Signals:
        reveal_requested: The user wants to see the whole value; answer with `reveal`.
    """

    reveal_requested = Signal()

    def __init__(self, masked: str, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._masked = masked
        self._value = make_label(masked, wrap=True, selectable=True, parent=self)
        self._link = LinkButton("Göster", parent=self)
        self._link.setToolTip("Gösterme denetim izine yazılır")
        make_row(self, (self._value, 1), self._link)
        self._link.clicked.connect(self._on_link_clicked)
        self.set_masked(masked)

    def set_masked(self, masked: str, *, allowed: bool = True) -> None:
        """Show another masked value; `allowed` states whether this role may see it in full."""
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


class SideCard(Card):
    """Shows one item of a list from top to bottom; its buttons stay at the foot."""

    def __init__(self, *, nothing: tuple[str, str], parent: QWidget) -> None:
        """Make the card without an item.

        Args:
            nothing: Title and text while nothing is selected.
        """
        super().__init__(parent=parent)
        self._nothing = nothing
        self._lists: Sequence[TableView] = ()
        self._beside: QWidget | None = None
        self.setMinimumWidth(theme.px(_NARROWEST))
        self.setAccessibleName("Seçilenin ayrıntısı")
        self._area = scroll_area(has_whole_lines=True, parent=self)
        self._inner: QWidget | None = None
        self._box = QVBoxLayout()
        self._row = make_row(None, gap=8)
        self._made: list[Button] = []
        self.content.addWidget(self._area, 1)
        self.content.addLayout(self._row)

    def set_lists(self, *lists: TableView) -> None:
        """Set the lists whose current row is shown, the visible one of them."""
        self._lists = lists

    def set_beside(self, view: QWidget) -> None:
        """Set what gets the focus when the focused part of the card goes, where it is no list."""
        self._beside = view

    def nothing_words(self) -> tuple[str, str]:
        """Return title and text while no single item is selected: how many are, if several."""
        several = (view.several_words() for view in self._lists if view.isVisible())
        return next(filter(None, several), self._nothing)

    def show_nothing(self) -> None:
        """Ask the user to select something, or show how much is selected."""
        title, text = self.nothing_words()
        self.begin(title)
        self.add(make_label(text, role=theme.MUTED, wrap=True, parent=self))
        self.end()

    def begin(self, title: str, subtitle: str = "") -> None:
        """Begin with another item; the former content stays until `end`."""
        self._inner = QWidget()
        self._box = make_column(self._inner, gap=8, margins=(0, 0, 2, 0))
        self.add(make_label(title, font=theme.card_title(), wrap=True, parent=self._inner))
        if subtitle:
            self.add(muted_label(subtitle, wrap=True, parent=self._inner))

    def add(self, widget: QWidget, *, left: bool = False) -> None:
        """Add a widget below; `left` keeps it at its preferred width."""
        if left:
            self._box.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._box.addWidget(widget)

    def add_section(self, title: str, *, link: LinkButton | None = None) -> None:
        """Begin another block, with a link at the right of its title."""
        self.add(Separator(parent=self._inner))
        label = make_label(title, font=theme.section(), wrap=link is None, parent=self._inner)
        if link is None:
            self.add(label)
        else:
            self.add(Beside(label, link, parent=self))

    def add_text(self, text: str, *, muted: bool = False) -> None:
        """Add running text that can be copied."""
        if muted:
            self.add(muted_label(text, wrap=True, parent=self._inner))
        else:
            self.add(make_label(text, wrap=True, selectable=True, parent=self._inner))

    def add_facts(self, facts: Sequence[tuple[str, QWidget | str]]) -> None:
        """Add labels with their values; an empty value is shown as unknown."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(7))
        grid.setColumnMinimumWidth(0, theme.px(_LABELS))
        grid.setColumnStretch(1, 1)
        for index, (label, value) in enumerate(facts):
            shown = self._value(value)
            name = muted_label(label, parent=self._inner)
            # Beside the first line of the value, whatever the height of that line.
            first = theme.px(_CHIP_LINE if isinstance(shown, ChipFlow) else _LINE)
            if isinstance(shown, RevealValue):
                first = shown.sizeHint().height()
            name.setMinimumHeight(first)
            grid.addWidget(name, index, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, index, 1)
        self._box.addLayout(grid)

    def add_period(
        self,
        when: str,
        what: str,
        *,
        link: str = "",
        go: Callable[[], object] | None = None,
        links: Sequence[LinkButton] = (),
    ) -> None:
        """Add one entry of a history: when, what, and a link to more.

        Args:
            when: Its days.
            what: What happened; shown below.
            link: Text of a link, at the right.
            go: Its action.
            links: More links, made by `make_link`.
        """
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(make_label(when, wrap=True, selectable=True, parent=self._inner), 1)
        offered = [self.make_link(link, go)] if link and go is not None else links
        for one in offered[:_BESIDE]:
            head.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        box = make_column(None, head, gap=0)
        if offered[_BESIDE:]:
            below = make_row(None, 1, gap=8)
            for one in offered[_BESIDE:]:
                below.addWidget(one)
            box.addLayout(below)
        if what:
            box.addWidget(muted_label(what, wrap=True, parent=self._inner))
        self._box.addLayout(box)

    def make_link(self, words: str, go: Callable[[], object]) -> LinkButton:
        """Return a link with its action."""
        link = LinkButton(words, parent=self._inner)
        link.setFont(theme.small())
        link.clicked.connect(partial(go))
        return link

    def end(self, buttons: Sequence[Button] = ()) -> None:
        """Show the new content, with these of the buttons made by `make_button`."""
        self._box.addStretch(1)
        focused = self.window().focusWidget()
        loses_focus = focused is not None and (
            self._area.isAncestorOf(focused) or (focused in self._made and focused not in buttons)
        )
        if self._inner is not None:
            replace_content(self._area, self._inner)
        view = next((one for one in self._lists if one.isVisible()), self._beside)
        if loses_focus and view is not None:
            view.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt leads to the navigation
        for button in self._made:
            button.setVisible(button in buttons)

    def make_button(
        self, words: str, do: Callable[[], object] | None = None, *, primary: bool = False
    ) -> Button:
        """Return a button at the foot, hidden until `end` shows it.

        Args:
            words: A verb, with `&` before its mnemonic.
            do: Its action; None for a button that gets a menu.
            primary: Whether it is the primary action of the card.
        """
        kind: type[Button] = PrimaryButton if primary else SecondaryButton
        button = kind(words, parent=self)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if do is not None:
            button.clicked.connect(partial(do))
        button.hide()
        self._row.addWidget(button, 1)
        self._made.append(button)
        return button

    def _value(self, value: QWidget | str) -> QWidget:
        if isinstance(value, QWidget):
            return value
        if not value:
            return StateMark(State.NONE, _UNKNOWN, parent=self._inner)
        label = make_label(value, wrap=True, selectable=True, parent=self._inner)
        label.setMinimumHeight(theme.px(_LINE))
        return label


class CardReader(QObject, Generic[KeyT, FoundT]):
    """Reads what a card shows of the current row, once the user stays on it.

    Signals:
        shown: The card shows the current row, or that there is none.
    """

    shown = Signal()

    def __init__(
        self,
        background: Background,
        *,
        current: Callable[[], KeyT | None],
        read: Callable[[Work, KeyT], FoundT],
        show: Callable[[FoundT | None], object],
        parent: QWidget,
    ) -> None:
        """Make it; nothing is read before `follow`.

        Args:
            background: Runs the query.
            current: Returns the current key, None where there is none.
            read: Reads the content for a key.
            show: Gets what was read while it is still current; None where nothing is.
            parent: Contains list and card.
        """
        super().__init__(parent)
        self._place = parent
        self._background = background
        self._current = current
        self._read = read
        self._show = show
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.read_now)

    def is_waiting(self) -> bool:
        """Return whether the current row is about to be read."""
        return self._pause.isActive()

    @Slot()
    def follow(self) -> None:
        """Show the current row, unless another one becomes current at once."""
        # After a pause even without a row: lists have none for a moment while they are replaced.
        self._pause.start()

    @Slot()
    def read_now(self) -> None:
        """Read the current row, and show it if it is still current by then."""
        wanted = self._current()
        if wanted is None:
            self._show_found(None)
            return

        def show(found: FoundT) -> None:
            if wanted == self._current():  # otherwise the user has moved on
                self._show_found(found)

        def fail(error: Exception) -> None:
            # Removed just now, here or at another desk: the list, which is read beside it, says so.
            if not isinstance(error, KnownError) or not error.code.endswith(".gone"):
                show_failure(self._place, error)
            elif wanted == self._current():
                self._show_found(None)

        self._background.run(
            lambda work: self._read(work, wanted), parent=self, success=show, failure=fail
        )

    def _show_found(self, found: FoundT | None) -> None:
        self._show(found)
        self.shown.emit()
