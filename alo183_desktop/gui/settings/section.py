"""The base of all sections of the settings, and the list at the left that leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QGridLayout,
    QSizePolicy,
    QWidget,
)

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import Beside, destroy, make_column, make_row
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.fields import LineEdit
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import FormDialog
    from alo183_desktop.gui.kit.topics import Topic

_ITEM: Final = 36
_LOW_ITEM: Final = 24
_BESIDE: Final = 24
_BAR: Final = 3


class Section(QWidget):
    """One section: a title, a sentence, and its settings below.

    Attributes:
        background: Runs database work.
        desk: The open data, for more than one unit of work.
        box: The layout of the content.
        buttons: The layout of buttons at the right of the title.

    Signals:
        reported: What has just been done, for the page's foot.
        left: Esc: typing is undone, the list of sections gets the focus.
    """

    reported = Signal(str)
    left = Signal()
    topics: frozenset[Topic] = frozenset()
    """The topics whose changes elsewhere make this section load again."""

    def __init__(
        self, background: Background, *, title: str, sentence: str, desk: Desk, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.background = background
        self.desk = desk
        right = QWidget(self)
        self.buttons = make_row(right, gap=8)
        name = make_label(title, font=theme.card_title(), parent=self)
        head = Beside(name, right, parent=self)
        self.box = make_column(self, gap=12)
        words = make_column(None, head, gap=4)
        # Below the buttons, not beside them: in a narrow window it would be as high as the window.
        words.addWidget(make_label(sentence, role=theme.MUTED, wrap=True, parent=self))
        self.box.addLayout(words)

    def load(self) -> None:
        """Read the content; called when the section is shown and after changes elsewhere."""

    def focus_field(self, key: str) -> None:
        """Focus a field that another page names; for a section with fields of its own."""

    def primary_action(self) -> None:
        """Do what the shortcut of a page's main button does; for a section that has one."""

    def may_leave(self) -> bool:
        """Ask before typing is discarded; return whether the section may be left."""
        return True

    def prepare_lock(self) -> None:
        """Keep what is typed; the section is destroyed right after."""

    def may(self, right: Right) -> bool:
        """Return whether the signed-in user has a right."""
        return may(self.desk.actor.role, right)

    def read(self, op: Callable[[Work], object], then: Callable[..., object]) -> None:
        """Run a query, and show the result."""
        self.background.run(op, parent=self, success=then)

    def change(
        self,
        op: Callable[[Work], object],
        *,
        message: str,
        changes: frozenset[Topic],
    ) -> None:
        """Change something in one transaction, report it and load again."""

        def done(_result: object) -> None:
            self.reported.emit(message)
            self.load()

        self.background.run(op, parent=self, success=done, changes=changes)

    def show_dialog(self, dialog: FormDialog, message: str = "") -> None:
        """Show a dialog unless one is open; its result is reported, and the section loads again."""
        if QApplication.activeModalWidget() is not None:  # opened twice while its values were read
            destroy(dialog)
            return
        if message:
            dialog.accepted.connect(lambda: self.reported.emit(message))
        dialog.accepted.connect(self.load)
        dialog.joined.connect(self.reported)
        dialog.open()

    def show_error(self, error: Exception) -> None:
        """Show an error."""
        show_failure(self, error)


class SectionList(QWidget):
    """The sections by name; arrows move up and down.

    Signals:
        chosen: The index of the section that the user chose.
    """

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Ayar bölümleri")
        self._group = QButtonGroup(self)
        layout = make_column(self, gap=2)
        for index, word in enumerate(words):
            item = _Item(word, parent=self)
            item.setChecked(index == 0)
            self._group.addButton(item, index)
            layout.addWidget(item)
        layout.addStretch(1)
        self.setFixedWidth(layout.sizeHint().width())
        self._group.idClicked.connect(self.chosen)

    def set_current(self, index: int) -> None:
        """Mark a section without a signal."""
        self._group.button(index).setChecked(True)

    def take_focus(self) -> None:
        """Focus the current section."""
        self._group.button(self._group.checkedId()).setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        index = (self._group.checkedId() + step) % len(self._group.buttons())
        button = self._group.button(index)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        button.click()


class _Item(QAbstractButton):
    def __init__(self, text: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFont(theme.body())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    @override
    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.body_strong()).horizontalAdvance(self.text())
        return QSize(words + theme.px(_BESIDE), theme.px(_ITEM))

    @override
    def minimumSizeHint(self) -> QSize:
        # In a low window all sections stay in sight.
        return QSize(self.sizeHint().width(), theme.px(_LOW_ITEM))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint" if self.isChecked() else "chrome"))
            painter.drawRoundedRect(self.rect(), theme.px(4), theme.px(4))
        if self.isChecked():
            painter.fillRect(
                QRect(0, theme.px(4), theme.px(_BAR), self.height() - theme.px(8)),
                theme.colour("accent"),
            )
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.px(4), theme.px(4))
        painter.setFont(theme.body_strong() if self.isChecked() else theme.body())
        painter.setPen(theme.colour("text"))
        painter.drawText(
            self.rect().adjusted(theme.px(12), 0, -theme.px(8), 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.text(),
        )


def facts_grid(facts: Iterable[tuple[str, QWidget | str]], *, parent: QWidget) -> QGridLayout:
    """Return labels with their values, one below the other."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(1, 1)
    for row, (label, value) in enumerate(facts):
        grid.addWidget(muted_label(label, parent=parent), row, 0)
        grid.addWidget(
            make_label(value, selectable=True, wrap=True, parent=parent)
            if isinstance(value, str)
            else value,
            row,
            1,
        )
    return grid


def path_line(text: str, *, name: str, parent: QWidget) -> LineEdit:
    """Return a read-only field for a path: it never wraps, and can be focused and copied."""
    line = LineEdit(text, parent)
    line.setReadOnly(True)
    line.setAccessibleName(name)
    line.setCursorPosition(0)
    return line
