"""Fields with a choice: a list that is typed into, check boxes, radio buttons."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

from PySide6 import QtCore
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.form.fields import Field, LineEdit, comes_back
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Unpack

    from PySide6.QtCore import QEvent, QObject, QRect
    from PySide6.QtGui import QFocusEvent, QShowEvent, QWheelEvent

    from alo183_desktop.gui.kit.form.fields import FieldFrame, FieldOptions

    Options = Sequence[tuple[str, str]]

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.


BETWEEN_KEYS: Final = "\n"
SEARCH_HINT: Final = "Yazarak arayabilirsiniz"
"""In an empty field whose long list is searched by typing."""
_MOST_SHOWN: Final = 12
_CONTROL_HEIGHT: Final = 32
"""Of a line or a combo box, in pixels of the drawings."""


class ComboBox(QComboBox):
    """A combo box that ignores the wheel while closed, and keys while nothing is chosen.

    Signals:
        focus_lost: As `fields.Line`.
    """

    focus_lost = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.body())
        self.setMaxVisibleItems(_MOST_SHOWN)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._named: QLabel | None = None

    def set_name(self, name: str) -> None:
        """Name a box without a label, for screen readers and as its tooltip."""
        self.setAccessibleName(name)
        self.setToolTip(name)
        # WORKAROUND: Qt 6.11 on Linux names a box by its current choice, whatever its name is; a
        # label of its own still names it.
        self._named = QLabel(name, self.parentWidget())
        self._named.setBuddy(self)
        self._named.hide()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if self._named is not None and self._named.parentWidget() is not self.parentWidget():
            self._named.setParent(self.parentWidget())  # a layout has moved the box
        super().showEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = self.currentText() if self.isEditable() else ""
        if typed and event.key() in _arrows() and self.findText(typed) < 0:
            # Typed text is no choice: the first option must not replace it.
            completer = self.completer()
            if completer is not None:
                completer.complete()
            return
        asks = event.key() in _arrows() if self.isEditable() else _chooses(event)
        if asks and self.currentIndex() < 0 and not typed:
            # Nothing is chosen yet: no key chooses an option unseen, which Enter would then save.
            self.showPopup()
            if event.text().strip():
                self.view().keyboardSearch(event.text())
            return
        super().keyPressEvent(event)

    @override
    def showPopup(self) -> None:
        # A search begins anew. Qt reads what was chosen after it has hidden the popup, so this is
        # done before it is shown; and a search moves the current option, which is put back.
        view = self.view()
        current = view.currentIndex()
        view.keyboardSearch("")
        view.setCurrentIndex(current)
        view.installEventFilter(self)
        super().showPopup()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys, press = QtCore.Qt.Key, QtCore.QEvent.Type.KeyPress
        tabs = {keys.Key_Tab, keys.Key_Backtab}
        if isinstance(event, QKeyEvent) and event.type() == press and event.key() in tabs:
            # Qt ignores Tab in an open list. It chooses as Enter does, and leads on from the box.
            none = QtCore.Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(watched, QKeyEvent(press, keys.Key_Return, none))
            self.hidePopup()  # where no option is lit, Enter leaves it open
            QApplication.sendEvent(self, event)
            return True
        return super().eventFilter(watched, event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not comes_back(event):
            self.focus_lost.emit()


def _enters(event: QEvent) -> bool:
    keys = (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter)
    is_press = event.type() == QtCore.QEvent.Type.KeyPress
    return is_press and isinstance(event, QKeyEvent) and event.key() in keys


def _goes_elsewhere(event: QEvent) -> bool:
    is_asked = event.type() == QtCore.QEvent.Type.ShortcutOverride
    alt = QtCore.Qt.KeyboardModifier.AltModifier
    return is_asked and isinstance(event, QKeyEvent) and event.modifiers() == alt


def _chooses(event: QKeyEvent) -> bool:
    ends = (QtCore.Qt.Key.Key_Home, QtCore.Qt.Key.Key_End)
    types = bool(event.text().strip()) and event.text().isprintable()
    return types or event.key() in {*_arrows(), *ends}


def _arrows() -> tuple[int, ...]:
    keys = QtCore.Qt.Key  # not before the first paint
    return (keys.Key_Up, keys.Key_Down, keys.Key_PageUp, keys.Key_PageDown)


class _ElidedLine(LineEdit):
    """Elides text that is too long while it is not being edited; the tooltip shows all of it."""

    @override
    def is_cut(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self._room().width()

    def _room(self) -> QRect:
        return self.rect().adjusted(theme.px(2), 0, -theme.px(2), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        room, metrics, is_cut = self._room(), self.fontMetrics(), self.is_cut()
        self.setToolTip(self.text() if is_cut else "")
        if self.hasFocus() or not is_cut:
            super().paintEvent(event)
            return
        words = metrics.elidedText(self.text(), QtCore.Qt.TextElideMode.ElideRight, room.width())
        # The box around it paints the edge and the ground: only the text is missing.
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(
            room, QtCore.Qt.AlignmentFlag.AlignVCenter | QtCore.Qt.AlignmentFlag.AlignLeft, words
        )


class ChoiceField(Field):
    """One of several options: typed or chosen; typing "sisli" finds ŞİŞLİ, too.

    `value` is the key of the option, or with `free` the text when it matches none.
    """

    def __init__(
        self,
        label: str,
        options: Options = (),
        *,
        free: bool = False,
        completes: bool = False,
        show: Callable[[Any], str] | None = None,
        placeholder: str = "",
        unknown: Callable[[str], KnownError] = lambda _text: KnownError("forms.choice"),
        **others: Unpack[FieldOptions],
    ) -> None:
        """Make the field.

        Args:
            label: As `Field`; likewise what is not listed here.
            options: (key, words) in the order of the list.
            free: Accept any text, not only the options.
            completes: Let a free text that ends within a word become the only option that
                begins so, when the field is left; a text of whole words stays.
            show: Formats a valid free text once the field is left.
            placeholder: Hint shown while it is empty.
            unknown: Returns the error of a text that is none of the options.
        """
        super().__init__(label, **others)
        self._free = free
        self._unknown = unknown
        self._completes = completes
        self._show = show
        self._keys: dict[str, str] = {}
        # Options prepared for the search, by the first search: each key press compares all of them.
        self._folded: list[tuple[str, str]] = []
        self.combo = ComboBox(parent=self)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._line = _ElidedLine(self.combo)
        line = self._line
        self.combo.setLineEdit(line)
        line.setFont(theme.body())
        line.set_hint(placeholder)
        # Our own filter: Qt's knows neither ı nor ş.
        completer = QCompleter([], self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_MOST_SHOWN)
        self.combo.setCompleter(completer)
        self._set_control(self.combo)
        self._watch_focus(line)
        line.setAccessibleName(self.name())
        self.set_options(options)
        line.textEdited.connect(self._on_line_edited)
        line.returnPressed.connect(self.tidy)
        self.combo.currentTextChanged.connect(self._on_edited)

    def set_options(self, options: Options) -> None:
        """Replace the options; the text stays."""
        text, offered = self.combo.currentText(), self._keys
        self._keys = {words: key for key, words in options}
        self._folded = []
        blocked = self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems(list(self._keys))
        # Where the text is one of them, Down continues from it, not from the first.
        self.combo.setCurrentIndex(self.combo.findText(text))
        self.combo.setEditText(text)
        self.combo.blockSignals(blocked)
        if options or offered:
            self._offer(list(self._keys))

    def line(self) -> QLineEdit:
        """Return the line edit."""
        return self._line

    @override
    def text(self) -> str:
        return self.combo.currentText()

    @override
    def set_text(self, text: str) -> None:
        index = self.combo.findText(text)
        if index >= 0:
            self.combo.setCurrentIndex(index)
        else:
            self.combo.setCurrentIndex(-1)
            self.combo.setEditText(text)
        self._line.setCursorPosition(0)

    @override
    def value(self) -> Any:
        text = self.text().strip()
        chosen = self._key_of(text)
        if chosen is not None:
            return chosen
        return super().value() if self._free else None

    @override
    def set_value(self, value: Any) -> None:
        words = next((shown for shown, key in self._keys.items() if key == value), value)
        super().set_value(words)

    @override
    def problem(self) -> str:
        text = self.text().strip()
        if text and self._key_of(text) is not None:
            return self._foreign_problem
        if text and not self._free:
            return self._foreign_problem or str(message_of(self._unknown(text)))
        return super().problem()

    @Slot()
    @override
    def tidy(self) -> None:
        from alo183_desktop.shared.turkish import fold  # not before the first paint

        # "sisli" becomes ŞİŞLİ when nothing else matches, and so does the only match left.
        folded = fold(self.text())
        same = [words for words in self._keys if fold(words) == folded] if folded else []
        if folded and not same and not self._free:
            offered = self._offered(folded)
            # "E" is found within "sistem", too, but means "E: elektronik imzalı".
            same = [words for words in offered if _begin_words(folded, fold(words))] or offered
        elif folded and not same and self._completes:
            same = [
                words
                for words in self._keys
                if fold(words).startswith(folded) and fold(words)[len(folded)].isalpha()
            ]
        if len(same) == 1 and same[0] != self.text():
            self.set_text(same[0])
        elif not same and self._free and self._show is not None:
            value = super().value()
            if value is not None and (shown := self._show(value)) != self.text():
                self.set_text(shown)

    def _key_of(self, text: str) -> str | None:
        return self._keys.get(text)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QAbstractItemView):
            return self._watch_offers(watched, event)
        return super().eventFilter(watched, event)

    def _watch_offers(self, offers: QAbstractItemView, event: QEvent) -> bool:
        if _enters(event) and offers.isVisible() and not offers.selectionModel().hasSelection():
            # No offer is lit: Qt would only close them. Enter is for the form, as Tab is.
            offers.hide()
            QApplication.sendEvent(self._line, event)
            return True
        # WORKAROUND: Qt 6.11 on X11. Keys pressed before Qt closed the popup still reach it, and
        # so does its focus-in event. Without this, text typed after Tab ends up in this field.
        types = QtCore.QEvent.Type
        if _goes_elsewhere(event):
            # Alt and a letter lead to another field. From an open list Qt takes no focus, and the
            # first letter typed there would still be added to the text here.
            offers.hide()
        elif event.type() == types.Show:
            offers.setFocusProxy(self.combo)
            # WORKAROUND: PySide6 6.11 takes a proxy for a child of its widget. A box that is
            # a child of its own popup would never be destroyed: it is given back to this field.
            self.setFocusProxy(self.combo)
        elif event.type() == types.Hide:
            offers.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none, too
        elif event.type() in {types.KeyPress, types.KeyRelease} and offers.isHidden():
            focused = self.window().focusWidget()
            if focused is not None:
                QApplication.sendEvent(focused, event)
            return True
        elif isinstance(event, QMouseEvent) and event.type() == types.MouseButtonPress:
            return self._watch_press(offers, event)
        elif event.type() == types.WindowActivate and offers.isHidden():
            with warnings.catch_warnings():
                # Deprecated for raising a window; here it only sets which one is active.
                warnings.simplefilter("ignore", DeprecationWarning)
                QApplication.setActiveWindow(self.window())
        return False

    def _watch_press(self, offers: QAbstractItemView, event: QMouseEvent) -> bool:
        # Qt only closes the popup, and text typed into the clicked field would be appended to the
        # text typed here.
        if offers.rect().contains(event.position().toPoint()):
            return False
        offers.hide()
        position = event.globalPosition()
        meant = QApplication.widgetAt(position.toPoint())
        if meant is not None and meant.window() is self.window():
            # What is under the mouse may be part of the field, such as the page of a long text.
            field: QWidget | None = meant
            while field and not field.focusPolicy() & QtCore.Qt.FocusPolicy.ClickFocus:
                field = field.parentWidget()
            if field is not None:
                field.setFocus(QtCore.Qt.FocusReason.MouseFocusReason)
            here = QMouseEvent(
                event.type(),
                meant.mapFromGlobal(position),
                position,
                event.button(),
                event.buttons(),
                event.modifiers(),
            )
            QApplication.sendEvent(meant, here)
        return True

    @Slot(str)
    def _on_line_edited(self, text: str) -> None:
        completer = self.combo.completer()
        popup = None if completer is None else completer.popup()
        if popup is not None:
            popup.setProperty("completions", True)  # the style sheet pads it
            popup.installEventFilter(self)
        self._offer(self._offered(text))

    def _offer(self, words: list[str]) -> None:
        completer = self.combo.completer()
        model = None if completer is None else completer.model()
        # Called here: the unlock card needs no popup before the first paint.
        if isinstance(model, QtCore.QStringListModel):
            model.setStringList(words)

    def _offered(self, text: str) -> list[str]:
        """Return the options that contain every word of `text`; digits whatever their groups."""
        from alo183_desktop.shared.turkish import fold  # not before the first paint

        words = fold(text).split()
        if not self._folded:
            self._folded = [(shown, fold(shown)) for shown in self._keys]
        return [
            shown
            for shown, folded in self._folded
            if all(
                word in folded or (word.isdigit() and word in folded.replace(" ", ""))
                for word in words
            )
        ]


def _begin_words(typed: str, words: str) -> bool:
    """Return whether each typed word begins one of the words."""
    return all(any(word.startswith(part) for word in words.split()) for part in typed.split())


class CheckList(Field):
    """Any number of options, such as subjects; `value` is a tuple of keys in list order."""

    def __init__(
        self,
        label: str,
        options: Options = (),
        *,
        columns: int = 2,
        **frame: Unpack[FieldFrame],
    ) -> None:
        super().__init__(label, **frame)
        self._label.setVisible(bool(label))
        self._boxes: dict[str, QCheckBox] = {}
        self._columns = columns
        self._frame = QWidget(self)
        if label:
            # Its mnemonic leads here, and on to the first box. A box's own mnemonic would
            # toggle it: another subject, ticked by no one.
            self._frame.setFocusPolicy(QtCore.Qt.FocusPolicy.TabFocus)
        self._grid = QGridLayout(self._frame)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(2))
        self._set_control(self._frame)
        self.set_options(options)

    @override
    def name(self) -> str:
        """Return the label; without one, the text of the options."""
        return super().name() or ", ".join(
            box.text().replace("&", "") for box in self._boxes.values()
        )

    @override
    def set_label(self, label: str) -> None:
        super().set_label(label)
        self._label.setVisible(bool(label))
        for box in self._boxes.values():
            box.setAccessibleDescription(self.name())

    def keep_beside_controls(self) -> None:
        """Put a box without a label beside the controls of its row, not beside their labels."""
        policy = self._label.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._label.setSizePolicy(policy)
        if self._label.isHidden():
            self._frame.setMinimumHeight(theme.px(_CONTROL_HEIGHT))

    def set_options(self, options: Options) -> None:
        """Replace the options; ticks of the same keys stay."""
        ticked = set(self.value())
        for box in self._boxes.values():
            self._grid.removeWidget(box)
            box.deleteLater()
        self._boxes = {}
        for index, (key, words) in enumerate(options):
            box = QCheckBox(words, self._frame)
            box.setFont(theme.body())
            box.setChecked(key in ticked)
            box.setAccessibleDescription(self.name())
            box.installEventFilter(self)
            box.toggled.connect(self._on_edited)
            self._grid.addWidget(box, index // self._columns, index % self._columns)
            self._boxes[key] = box
        first = next(iter(self._boxes.values()), None)
        if first is not None:
            self._frame.setFocusProxy(first)

    @override
    def text(self) -> str:
        return BETWEEN_KEYS.join(self.value())

    @override
    def set_text(self, text: str) -> None:
        self._tick(text.split(BETWEEN_KEYS))

    @override
    def value(self) -> tuple[str, ...]:
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    @override
    def set_value(self, value: Iterable[str] | None) -> None:
        self._judged = False
        self._foreign_problem = ""
        self._tick(value or ())
        self._show_judgement()

    @override
    def problem(self) -> str:
        if self._foreign_problem:
            return self._foreign_problem
        if self._required and not self.value():
            # A single box is no choice among several but a confirmation.
            is_single = len(self._boxes) == 1
            code = "forms.not_confirmed" if is_single else "forms.none_chosen"
            return str(message_of(KnownError(code)))
        return ""

    def _tick(self, keys: Iterable[str]) -> None:
        wanted = set(keys)
        for key, box in self._boxes.items():
            box.setChecked(key in wanted)

    @override
    def _edged(self) -> tuple[QWidget, ...]:
        return ()

    @override
    def _on_left(self) -> None:
        if any(box.hasFocus() for box in self._boxes.values()):
            return
        super()._on_left()


class RadioChoice(Field):
    """Exactly one of a few visible options. `value` is the key; empty before a choice."""

    def __init__(
        self,
        label: str,
        options: Options,
        *,
        upright: bool = False,
        is_preset: bool = True,
        **others: Unpack[FieldFrame],
    ) -> None:
        """Make the field; an empty label takes no room.

        Args:
            label: Above it.
            options: Keys and words.
            upright: One below the other.
            is_preset: Whether the first option is chosen; otherwise nothing is.
            **others: As of every field.
        """
        super().__init__(label, **others)
        self._label.setVisible(bool(label))
        self._buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        frame = QWidget(self)
        row: QHBoxLayout | QGridLayout = QGridLayout(frame) if upright else QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2 if upright else 16))
        for index, (option, words) in enumerate(options):
            button = QRadioButton(words, frame)
            button.setFont(theme.body())
            button.setChecked(is_preset and index == 0)
            button.setAccessibleDescription(self.name())
            self._group.addButton(button, index)
            self._buttons[option] = button
            # As wide as its text: so is its focus frame.
            if isinstance(row, QGridLayout):
                row.addWidget(button, index, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
            else:
                row.addWidget(button)
        if isinstance(row, QHBoxLayout):
            row.addStretch(1)
        self._set_control(frame)
        self._lead_focus(0)
        self._group.idPressed.connect(self._on_group_pressed)
        self._group.idToggled.connect(self._on_group_toggled)

    @override
    def text(self) -> str:
        return self.value()

    @override
    def set_text(self, text: str) -> None:
        if text in self._buttons:
            self._buttons[text].setChecked(True)

    @override
    def value(self) -> str:
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_option_enabled(self, key: str, enabled: bool) -> None:  # noqa: FBT001 - one flag
        """Offer an option or not."""
        self._buttons[key].setEnabled(enabled)

    @Slot(int)
    def _on_group_pressed(self, index: int) -> None:
        # A mnemonic holds the button down for a tenth of a second before it counts as clicked;
        # saving meanwhile already uses the new choice.
        self._group.button(index).setChecked(True)

    @Slot(int, bool)
    def _on_group_toggled(self, index: int, checked: bool) -> None:  # noqa: FBT001 - Qt's signal
        if checked:
            self._lead_focus(index)
            self._on_edited()

    def _lead_focus(self, index: int) -> None:
        """Let the focus arrive at the chosen button; Tab stops at no other, as Qt does later."""
        self.control().setFocusProxy(self._group.button(index))
        for place, button in enumerate(self._buttons.values()):
            policies = QtCore.Qt.FocusPolicy
            button.setFocusPolicy(policies.StrongFocus if place == index else policies.ClickFocus)

    @override
    def _edged(self) -> tuple[QWidget, ...]:
        return ()


class QuickChoice(ChoiceField):
    """Typed text becomes the only option that begins with or contains it, on leaving the field."""

    def highlighted(self) -> str | None:
        """Return the key of the only option that the typed text can mean."""
        words = self._meant()
        return None if words is None else self._keys[words]

    @override
    def set_value(self, value: Any) -> None:
        """Show the text of a key; a key that is not offered is not shown."""
        is_known = self._free or value in self._keys.values()
        super().set_value(value if is_known else None)

    def _meant(self) -> str | None:
        text = self.text().strip()
        if text in self._keys:
            return text
        from alo183_desktop.shared.turkish import fold  # not before the first paint

        typed = fold(text)
        if not typed:
            return None
        begun = [words for words in self._keys if fold(words).startswith(typed)]
        held = [words for words in self._keys if typed in fold(words)]
        return next((found[0] for found in (begun, held) if len(found) == 1), None)

    @override
    def tidy(self) -> None:
        words = None if self._free else self._meant()
        if words is not None and words != self.text():
            self.set_text(words)
        super().tidy()
