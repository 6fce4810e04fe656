"""Controls that filter a list: search, boxes, period, effective day, a filter from elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Button, IconButton, Segmented
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.form.choices import ComboBox
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.fields import IgnoresAltMixin
from alo183_desktop.gui.kit.labels import ElidedLabel, muted_label
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.shared.calendar import (
    day_end,
    day_start,
    month_after,
    month_start,
    months_to_choose,
)
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QVBoxLayout

    Span = tuple[dt.datetime | None, dt.datetime | None]

_ARROW: Final = 46
_NARROWEST: Final = 84
"""Minimum width of a box, in pixels of the drawings."""
_TYPING_PAUSE_MS: Final = 150
_SEARCH: Final = 216
"""Default width of a search field, in pixels of the drawings."""


class SearchField(IgnoresAltMixin, QLineEdit):
    """Filters the list below as the user types; Ctrl+F in the window, Esc clears.

    Signals:
        searched: The text, after a short pause in the typing.
        left_downwards: The user pressed Down or Enter: the list should take the focus.
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
            shortcut: Focuses the field from anywhere in the window while the field is visible;
                empty for none.
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
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._tint()
        self._connect()
        if shortcut:
            # Of the field, not of the page: two lists of a page have one each, and Qt ignores an
            # ambiguous key. The shortcut of an invisible list does not count.
            QShortcut(shortcut, self, self.take_focus)

    def set_hint(self, placeholder: str) -> None:
        """Show what else can be searched for."""
        shortcut = self._shortcut
        self.setPlaceholderText(f"{placeholder} ({shortcut})" if shortcut else placeholder)
        self.setAccessibleName(placeholder)

    def show_searched(self, text: str = "") -> None:
        """Show a search that is in effect already, without a signal."""
        self.setText(text)
        self._pause.stop()

    def filter_name(self) -> str:
        """Return the name of the search among the filters of a page."""
        return "search"

    def filter_text(self) -> str:
        """Return the value that a filter keeps; empty: no search."""
        return self.text().strip()

    def restore(self, text: str) -> bool:
        """Search for what was read before, as a user does."""
        if text != self.filter_text():
            self.setText(text)
            self._pause.stop()  # nobody types: one question is enough
            self.searched.emit(text)
        return True

    @Slot()
    def take_focus(self) -> None:
        """Set the focus and select the text, so that typing replaces it."""
        self.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _connect(self) -> None:
        self._left.triggered.connect(self.take_focus)
        self._clear.triggered.connect(partial(self.clear))
        self.textChanged.connect(self._on_text_changed)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text()))
        self.returnPressed.connect(self._on_return_pressed)

    def _tint(self) -> None:
        self._left.setIcon(icon(self._icon_name, "muted"))
        self._clear.setIcon(icon("close", "muted"))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

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
        if event.key() == QtCore.Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == QtCore.Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)


class FilterBox(ComboBox):
    """One of several values; its first entry means all of them.

    Signals:
        filtered: The user chose another value.
    """

    filtered = Signal()

    def __init__(
        self,
        name: str,
        everything: str,
        choices: Sequence[tuple[Any, str]] = (),
        *,
        widest: str = "",
        parent: QWidget,
    ) -> None:
        """Make the box with its first entry chosen.

        Args:
            name: What is chosen, for screen readers and as the tooltip.
            everything: The text of the first entry, `Bütün konular`; a narrow box shows only its
                last word; empty when one value is always chosen.
            choices: Values with their texts.
            widest: Text that must fit; longer ones are elided until the list opens.
        """
        super().__init__(parent=parent)
        self._everything = everything
        self._keys: list[Any] = []
        self._awaited = ""
        self._room = 0
        self.set_name(name)
        self.set_choices(choices)
        room = self.fontMetrics().horizontalAdvance(widest or everything)
        # With little room it gets narrower: the text is elided then.
        arrow = max(_ARROW, theme.px(_ARROW))  # the style draws it no smaller for small letters
        self._room = room + arrow
        self.setMaximumWidth(self._room)
        least = self.fontMetrics().horizontalAdvance(self._short()) + arrow
        self.setMinimumWidth(min(self._room, max(least, theme.px(_NARROWEST))))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.currentIndexChanged.connect(self._on_chosen)

    def key(self) -> Any:
        """Return the value that is chosen, None for all of them."""
        index = self.currentIndex()
        return self._keys[index] if 0 <= index < len(self._keys) else None

    def words(self) -> str:
        """Return the text of the chosen value, for the head of a print."""
        return self.currentText()

    def words_of(self, key: Any) -> str:
        """Return the text of a value; empty when it is not offered."""
        return self.itemText(self._keys.index(key)) if key in self._keys else ""

    def choose(self, key: Any) -> None:
        """Choose a value without a signal; does nothing when it is not offered."""
        self._awaited = ""
        if key in self._keys:
            with QSignalBlocker(self):
                self.setCurrentIndex(self._keys.index(key))

    def filter_name(self) -> str:
        """Return the name of the choice among the filters of a page."""
        return self.accessibleName()

    def filter_text(self) -> str:
        """Return the value that a filter keeps; empty: no filter."""
        return "" if self.key() is None else str(self.key())

    def restore(self, text: str) -> bool:
        """Choose what was read before, as a user does; return whether it is still offered."""
        keys = ["" if key is None else str(key) for key in self._keys]
        if text in keys:
            self.setCurrentIndex(keys.index(text))
        elif "" in keys:
            self.setCurrentIndex(keys.index(""))
        # The choices of a list may be read with its rows.
        self._awaited = "" if text in keys else text
        return text in keys

    def leave_open(self, words: str) -> None:
        """Show nothing as chosen, without a signal, but a prompt: `Seçiniz`."""
        self.setPlaceholderText(words)
        with QSignalBlocker(self):
            self.setCurrentIndex(-1)

    @property
    def is_open(self) -> bool:
        """Whether nothing is chosen yet, not even the first entry."""
        return self.currentIndex() < 0

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other values; the choice stays if it is still offered."""
        chosen = self.key()
        offered = ([(None, self._everything)] if self._everything else []) + list(choices)
        with QSignalBlocker(self):
            self.clear()
            self.addItems([words for _key, words in offered])
            self._keys = [key for key, _words in offered]
            if self._keys:
                self.setCurrentIndex(self._keys.index(chosen) if chosen in self._keys else 0)
            self._fit_everything()
        if self._awaited and self._awaited in map(str, self._keys):
            self.restore(self._awaited)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._room, super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_everything()

    def _fit_everything(self) -> None:
        """Shorten the first entry to its last word where there is little room: `Konular`."""
        if not self._everything or not self.count():
            return
        has_room = not self._room or self.width() >= self._room
        words = self._everything if has_room else self._short()
        if self.itemText(0) != words:
            self.setItemText(0, words)

    def _short(self) -> str:
        last = self._everything.rpartition(" ")[2]
        return upper_tr(last[:1]) + last[1:]

    @Slot()
    def _on_chosen(self) -> None:
        self._awaited = ""
        self.filtered.emit()


class ToggleButton(Button):
    """A filter that is on or off, such as "İmzasız tutanak"; shows the number of matching rows."""

    def __init__(self, words: str, *, tooltip: str = "", parent: QWidget) -> None:
        super().__init__(words, tooltip=tooltip, parent=parent)
        self._words = self._first_words = words
        self.setProperty("look", "segment only")
        self.setCheckable(True)

    def filter_name(self) -> str:
        """Return the name of the switch among the filters of a page."""
        return self._first_words.replace("&", "")

    def words(self) -> str:
        """Return what it filters by, without the number."""
        return self._words.replace("&", "")

    def set_words(self, words: str, *, tooltip: str) -> None:
        """Name what it filters by in another list."""
        self._words = words
        self.setToolTip(tooltip)

    def filter_text(self) -> str:
        """Return the value that a filter keeps; empty: it is off."""
        return "on" if self.isChecked() else ""

    def restore(self, text: str) -> bool:
        """Switch on or off as it was read before."""
        self.setChecked(bool(text))
        return True

    def set_count(self, count: int) -> None:
        """Show how many there are."""
        self.setText(f"{self._words} {count}" if count else self._words)


_DAY: Final = dt.timedelta(days=1)
_NOTHING: Final = (day_start(dt.date(1900, 1, 1)), day_start(dt.date(1900, 1, 1)))
"""A span before all records."""
_TODAY, _YESTERDAY, _WEEK, _YEAR = "today", "yesterday", "week", "year"
ANY_DAYS: Final = "days"
"""The key of a period whose days the user types."""


class PeriodBox(FilterBox):
    """A usual period of Istanbul's calendar, or any days; its first entry means all times.

    Attributes:
        days: The first and the last day, once the user has chosen to type them.
    """

    def __init__(self, name: str, *, today: dt.date, below: QVBoxLayout, parent: QWidget) -> None:
        """Make the box with all times chosen.

        Args:
            name: What the period filters, for screen readers and as the tooltip.
            today: The day in Istanbul.
            below: Layout for the typed days.
        """
        self.days: PeriodDays | None = None
        super().__init__(name, "Bütün zamanlar", parent=parent)
        self._below = below
        self._parent = parent
        self._today = today
        self.set_today(today)

    def set_today(self, today: dt.date) -> None:
        """Offer periods as of another day; the choice stays if it is still offered."""
        self._today = today
        self.set_choices(
            [
                (_TODAY, "Bugün"),
                (_YESTERDAY, "Dün"),
                (_WEEK, "Son 7 gün"),
                *months_to_choose(today),
                (_YEAR, f"{today.year} yılı"),
                (ANY_DAYS, "Tarih aralığı…"),
            ]
        )

    def span(self) -> Span | None:
        """Return the chosen period `[begin, end)` in UTC; None for all times."""
        key, today = self.key(), self._today
        if key is None:
            return None
        if key == ANY_DAYS:
            return (None, None) if self.days is None else self.days.span()
        if key == _TODAY:
            first, end = today, today + _DAY
        elif key == _YESTERDAY:
            first, end = today - _DAY, today
        elif key == _WEEK:
            first, end = today - 6 * _DAY, today + _DAY
        elif key == _YEAR:
            first, end = dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1)
        else:
            first, end = month_start(key), month_start(month_after(key))
        return day_start(first), day_start(end)

    @override
    def words(self) -> str:
        span = self.span()
        if self.key() != ANY_DAYS or self.days is None or span is None:
            return super().words()
        return "tarih aralığı yanlış" if self.days.is_wrong() else period_words(*span)

    @override
    def choose(self, key: Any) -> None:
        super().choose(key)
        self._show_days()

    @override
    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        self._show_days()

    @Slot()
    @override
    def _on_chosen(self) -> None:
        self._show_days()
        if self.days is not None and self.key() == ANY_DAYS:
            self.days.since.take_focus()
        super()._on_chosen()

    def _show_days(self) -> None:
        is_typed = self.key() == ANY_DAYS
        if self.days is None and is_typed:
            self.days = PeriodDays(today=self._today, parent=self._parent)
            self._below.addWidget(self.days)
            self.days.changed.connect(self.filtered)
        if self.days is not None:
            self.days.setVisible(is_typed and not self.isHidden())


class PeriodDays(QWidget):
    """The first and the last day of a period; an empty one leaves its end open.

    Attributes:
        since: The first day.
        until: The last day.

    Signals:
        changed: Another day was typed.
    """

    changed = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self.since = FilterDay("&Başlangıç", today=today, key="since", parent=self)
        self.until = FilterDay(
            "B&itiş", today=today, key="until", check=self._not_before, parent=self
        )
        hint = muted_label("Bitiş günü de gösterilir.", parent=self)
        make_row(self, self.since, self.until, hint, 1, gap=16)
        for field in (self.since, self.until):
            field.setFixedWidth(theme.px(180))
            field.changed.connect(self._on_typed)
            field.left.connect(self._on_left)

    def is_wrong(self) -> bool:
        """Return whether a day is invalid, or the last one lies before the first."""
        return any(
            field.value() is None and bool(field.filter_text())
            for field in (self.since, self.until)
        )

    def span(self) -> Span:
        """Return `[begin, end)` in UTC; empty for an invalid day, which the field reports."""
        if self.is_wrong():
            return _NOTHING
        since, until = self.since.value(), self.until.value()
        return (
            None if since is None else day_start(since),
            None if until is None else day_end(until),
        )

    def _not_before(self, day: dt.date) -> dt.date:
        since = self.since.value()
        if since is not None and day < since:
            raise KnownError("directorate.interval")
        return day

    @Slot()
    def _on_typed(self) -> None:
        """Wait while a day is being typed: an incomplete one is not wrong yet."""
        if not self.is_wrong():
            self.changed.emit()

    @Slot()
    def _on_left(self) -> None:
        if self.is_wrong():
            self.changed.emit()


def period_words(begin: dt.datetime | None, end: dt.datetime | None) -> str:
    """Return the days of `[begin, end)` in UTC: `01.11.2026 – 24.11.2026`; empty for all times."""
    first = "" if begin is None else format_day(local_day(begin))
    last = "" if end is None else format_day(local_day(end - dt.timedelta(microseconds=1)))
    if first == last:
        return first
    if not last:
        return f"{first} gününden beri"
    return f"{first} – {last}" if first else f"{last} gününe kadar"


# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.


class FilterChip(QWidget):
    """Shows a filter from elsewhere; hidden while there is none.

    Signals:
        removed: The user removed the filter.
    """

    removed = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = ElidedLabel("", font=theme.body_medium(), parent=self)
        self._close = IconButton("Süzgeci kaldır", icon="close", parent=self)
        self._close.setFixedSize(theme.px(24), theme.px(24))
        make_row(self, self._label, self._close, gap=4, margins=(12, 0, 3, 0))
        self.setFixedHeight(theme.px(32))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._close.clicked.connect(self.removed)
        self.hide()

    def show_words(self, words: str) -> None:
        """Show the text of the filter; an empty text hides the chip."""
        self._label.set_text(words)
        self.setAccessibleName(f"Süzgeç: {words}" if words else "")
        self.setVisible(bool(words))

    def words(self) -> str:
        """Return the text that is shown."""
        return self._label.text()

    def remove(self) -> None:
        """Remove the filter as its button does; nothing while there is none."""
        if self.words():
            self.removed.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.setBrush(theme.colour("tint"))
        radius = theme.px(4)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)


class FilterDay(DateField):
    """The first or the last day of a list; empty leaves that end open."""

    def filter_name(self) -> str:
        """Return the name of the day among the filters of a page."""
        return self.key

    def filter_text(self) -> str:
        """Return the value that a filter keeps; empty: this end is open."""
        return self.text().strip()

    def restore(self, text: str) -> bool:
        """Show the day that was read before, with its error if it has one."""
        self.set_text(text)
        self.validate()
        return True


_WHOLE: Final = re.compile(r"\d{2}\.\d{2}\.\d{4}")
_DAY_KEY: Final = "Ctrl+D"


class AsOfField(DateField):
    """A day without a label above; empty means today.

    A day takes effect once it is typed completely (`24.11.20` is not yet the year 2020), chosen in
    the calendar, or confirmed with Enter or Tab.

    Signals:
        day_chosen: The day in effect from now on.
    """

    day_chosen = Signal(dt.date)

    def __init__(self, name: str, *, today: dt.date, parent: QWidget) -> None:
        """Make the field with today's day.

        Args:
            name: What the day is for, for screen readers and as the tooltip.
            today: The day in Istanbul.
            parent: Qt parent; `Ctrl+D` focuses the field from anywhere in it.
        """
        super().__init__(name, today=today, parent=parent)
        self._day = today
        self._label.hide()
        self.hide_required_mark()
        self.line.set_hint("boşsa bugün")
        self.line.setClearButtonEnabled(False)
        self.line.setToolTip(f"{name} ({_DAY_KEY})")
        self.changed.connect(self._on_changed)
        self.line.editingFinished.connect(self._settle)
        QShortcut(_DAY_KEY, parent, self.take_focus)

    def day(self) -> dt.date:
        """Return the day in effect."""
        return self._day

    def is_today(self) -> bool:
        """Return whether the day in effect is today."""
        return self._day == self._today

    def set_today(self, today: dt.date) -> None:
        """Set the current day after midnight; an empty field follows it."""
        was_today = self.is_today()
        self._today = today
        if was_today:
            self._day = today

    def filter_name(self) -> str:
        """Return under which name the day comes back after a lock (`kit/page.py`)."""
        return "as_of"

    def filter_text(self) -> str:
        """Return the day that counts; empty: today."""
        return "" if self.is_today() else format_day(self._day)

    def restore(self, text: str) -> None:
        """Show the state of such a day."""
        self.set_text(text)
        self._settle()

    def go_to_today(self) -> None:
        """Show today again."""
        self.set_value(None)
        self._settle()

    @Slot()
    def _on_changed(self) -> None:
        text = self.text().strip()
        if not text or _WHOLE.fullmatch(text):
            self._settle()

    @Slot()
    def _settle(self) -> None:
        day = self.value() if self.text().strip() else self._today
        if day is not None and day != self._day:
            self._day = day
            self.day_chosen.emit(day)


def read_filters(page: QWidget) -> dict[str, str]:
    """Return what filters the visible list of a page, by the names of its controls.

    Controls without an effect are left out.
    """
    return {one.filter_name(): text for one in _controls(page) if (text := one.filter_text())}


def restore_filters(page: QWidget, texts: Mapping[str, str]) -> None:
    """Let each control show what `read_filters` returned, as far as it is still offered."""
    for kind in _CONTROLS:
        for one in list(_controls(page)):
            if isinstance(one, kind):
                one.restore(texts.get(one.filter_name(), ""))


FilterControl: TypeAlias = Segmented | ToggleButton | FilterBox | FilterDay | SearchField
_CONTROLS: Final = (Segmented, Segmented, ToggleButton, FilterBox, FilterDay, SearchField)
"""In the order of restoring: a view may show other views and boxes, a box days."""


def _controls(page: QWidget) -> Iterator[FilterControl]:
    """Yield the visible filter controls of a page, in the order of `_CONTROLS`."""
    for kind in dict.fromkeys(_CONTROLS):
        found: Sequence[FilterControl] = page.findChildren(kind)
        for one in found:
            if one.isVisibleTo(page) and one.window() is page.window():
                yield one
