"""The view of every list: keyboard, menu, copy, and its content while there are no rows."""

from __future__ import annotations

import math
from functools import partial
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.copying import copy_table
from alo183_desktop.gui.kit.notices import EmptyState, LoadingState, show_message
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.table.cells import CellDelegate
from alo183_desktop.gui.kit.table.jump_model import JumpModel
from alo183_desktop.gui.kit.table.models import RowsModel, TableModel
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QFontMetrics

    from alo183_desktop.documents.columns import Column
    from alo183_desktop.gui.kit.table.models import Index

_NARROWEST_CHARS: Final = 5
_NARROWEST_SHARE: Final = 0.6
_LONG_TEXT_SHARE: Final = 0.75
_NUMBERS_CHARS: Final = 15
"""Columns up to this width hold dates and numbers: digits are wider, and half a date is useless."""
_TYPICAL: Final = "Şükrü AĞAOĞLU, 0500 000 41 07 sosyal çalışmacı"
"""Gives the average width of a character of names, titles and numbers."""
_MOST_LENT: Final = 0.5
"""The part of its width that a column can take from one that is truncated itself."""
_PADDING: Final = 18
"""Of a cell, both sides, in pixels of the drawings."""
_SORT_MARK: Final = 16
_MEASURED_ROWS: Final = 60
"""About as many as a high screen shows: never all of a long list."""
_LONGEST: Final = 4
"""Number of texts of a column that are measured."""


def preferred_width(metrics: QFontMetrics, chars: int) -> int:
    """Return the width of a column of that many characters."""
    advance = metrics.horizontalAdvance(_TYPICAL) / len(_TYPICAL)
    if chars <= _NUMBERS_CHARS:
        advance = max(advance, metrics.horizontalAdvance("0"))
    return round(max(chars, _NARROWEST_CHARS) * advance) + theme.px(_PADDING)


def needed_widths(
    model: TableModel[Any],
    needed_width: Callable[[Column[Any], Any], int],
    *,
    spans: Callable[[Any], int] | None,
    metrics: QFontMetrics,
) -> dict[int, int]:
    """Return the width each column needs for its heading and the widest text of the first rows.

    Measuring every text takes as long as painting them all: only the texts with the most letters
    are measured.

    Args:
        model: The list.
        needed_width: Measures one cell.
        spans: How many columns the first cell of a row spans; None: one in each. Other cells are
            skipped.
        metrics: Of the headings.

    Returns:
        Widths by column index; empty while there are no rows.
    """
    rows = [
        row
        for row in islice(model.rows(), _MEASURED_ROWS)
        if row is not None and (spans is None or spans(row) == 1)
    ]
    needed = {}
    for index, column in enumerate(model.columns if rows else ()):
        longest = nlargest(_LONGEST, rows, key=partial(_length, column))
        widest = max(needed_width(column, row) for row in longest)
        mark = theme.px(_SORT_MARK) if column.sortable and model.is_sortable else 0
        heading = metrics.horizontalAdvance(column.heading) + theme.px(_PADDING) + mark
        needed[index] = max(widest, heading)
    return needed


def _length(column: Column[Any], row: Any) -> int:
    return len(column.text(row))


def fit_widths(
    columns: Sequence[Column[Any]],
    widths: Mapping[int, int],
    *,
    room: int,
    needed: Mapping[int, int] | None,
) -> dict[int, int]:
    """Return the widths of the shown columns within the available room.

    Args:
        columns: All columns of the list.
        widths: Of the shown columns, by index: preferred or chosen by the user.
        room: Width of the list, in pixels.
        needed: What headings and texts need, by index; empty before there are rows. None where
            the user chose the widths: then only remaining room is distributed.
    """
    stretching = [position for position in widths if columns[position].stretch] or list(widths)[-1:]
    wanted = dict(widths)
    left = room - sum(wanted.values())
    for position in stretching:
        # Narrow windows shrink these columns first, but keep them readable.
        least = round(widths[position] * _NARROWEST_SHARE)
        wanted[position] = max(wanted[position] + left // len(stretching), least)
    if needed is None:
        return wanted
    long_texts = [
        position
        for position in widths
        if position not in stretching
        and columns[position].width_chars > _NUMBERS_CHARS
        # A state without its word is meaningless.
        and columns[position].state is None
    ]
    _shrink_long_columns(wanted, long_texts, sum(wanted.values()) - room)
    floors = {
        # Rows that were not measured may contain longer texts.
        position: max(needed.get(position, width), round(width * _NARROWEST_SHARE))
        for position, width in widths.items()
    }
    _grow_starved_columns(wanted, needed, floors)
    for position in stretching:
        floors[position] = widths[position]
    _lend_room_to_names(wanted, needed, floors, stretching, names=long_texts)
    return wanted


def _shrink_long_columns(wanted: dict[int, int], positions: Sequence[int], missing: int) -> None:
    """Shrink columns of long text equally, each to three quarters at most."""
    spare = {position: round(wanted[position] * (1 - _LONG_TEXT_SHARE)) for position in positions}
    total = sum(spare.values())
    if missing > 0 and total:
        part = min(1.0, missing / total)
        for position, room in spare.items():
            wanted[position] -= math.ceil(room * part)


def _grow_starved_columns(
    wanted: dict[int, int], needed: Mapping[int, int], least: Mapping[int, int]
) -> None:
    """Let columns with more room than their texts need give it to those that truncate theirs.

    The smallest deficits are served first, so that as many columns as possible are read in full.
    """
    lacking = {
        position: needed[position] - width
        for position, width in wanted.items()
        if needed.get(position, 0) > width
    }
    spare = {
        position: width - least[position]
        for position, width in wanted.items()
        if least[position] < width
    }
    total = sum(spare.values())
    given = 0
    for position in sorted(lacking, key=lacking.__getitem__):
        part = min(lacking[position], total - given)
        wanted[position] += part
        given += part
    still = given
    for position, room in sorted(spare.items(), key=lambda one: -one[1]):
        part = min(room, still, math.ceil(given * room / total))
        wanted[position] -= part
        still -= part


def _lend_room_to_names(
    wanted: dict[int, int],
    needed: Mapping[int, int],
    floors: Mapping[int, int],
    stretching: Sequence[int],
    *,
    names: Sequence[int],
) -> None:
    """Let short texts, such as names, take some room from sentences that are truncated anyway.

    A sentence is understood without its end; the end of a name distinguishes people.
    """
    for position in names:
        lack = min(needed.get(position, 0) - wanted[position], round(wanted[position] * _MOST_LENT))
        for other in stretching:
            part = min(max(lack, 0), max(wanted[other] - floors[other], 0))
            wanted[position] += part
            wanted[other] -= part
            lack -= part


_LEAST_ROWS: Final = 5
"""Including the headings: with room for fewer, the surroundings of the list scroll."""
_ROWS: Final = QItemSelectionModel.SelectionFlag.Rows
_ADDED_ROWS: Final = QItemSelectionModel.SelectionFlag.Select | _ROWS
_ONE_ROW: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS
_BY_KEYS: Final = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
        Qt.FocusReason.OtherFocusReason,
    }
)


class WholeRowsView(QTableView):
    """Shows whole rows of one height only: below the last there is a margin, not half a row."""

    @override
    def updateGeometries(self) -> None:
        super().updateGeometries()  # Qt sets the margins of the headings, and none below
        margins = self.viewportMargins()
        room = self.viewport().height() + margins.bottom()
        row = self.verticalHeader().defaultSectionSize()
        rest = room % row if room > row else 0
        if rest != margins.bottom():
            margins.setBottom(rest)
            self.setViewportMargins(margins)


class TableView(WholeRowsView):
    """A list that is used by keyboard as well as by mouse.

    Several rows can be selected and copied. An action is for one row unless it is `for_several`:
    while several are selected, `current_row` is None and actions for one row are disabled.

    Attributes:
        placeholders: The widgets shown instead of the rows; at most one of them is visible.

    Signals:
        opened: Enter or a double click; `current_row` is the row.
        preview_requested: Space on a row.
        row_changed: `current_row` may be another one, or none; or more or fewer rows are selected.
        menu_requested: A menu for the selection is about to be shown; add actions to it.
        copy_requested: Rows of a long list are to be copied (`LongListing`).
    """

    opened = Signal()
    preview_requested = Signal()
    row_changed = Signal()
    menu_requested = Signal(QMenu)
    copy_requested = Signal()

    def __init__(self, key: str, *, name: str, parent: QWidget | None = None) -> None:
        """Make the view.

        Args:
            key: The name under which shown columns and their widths are remembered.
            name: What is listed, for screen readers.
        """
        super().__init__(parent)
        self.key = key
        self._key = f"columns/{key}"
        self._widths: list[int] = []
        self._usual: frozenset[int] | None = None
        self._chosen = _chosen_columns(f"{self._key}-chosen")
        self._widths_are_chosen = False
        self._needed: dict[int, int] = {}
        self._laying_out = False
        self._loading = False
        self._filtered = False
        self._row_key: Callable[[Any], object] | None = None
        self._kept: object = None
        self._awaited: object = None
        self._kept_selection: set[object] = set()
        self._reported: tuple[int, int | None] | None = None
        self._is_selecting = False
        self._was_seen = False
        self._spans: Callable[[Any], int] | None = None
        self._row_actions: list[QAction] = []
        self._for_one: list[QAction] = []
        self.setAccessibleName(name)
        self._set_up_look()
        self._empty = EmptyState("Kayıt yok", "", parent=self.viewport())
        self._no_match = EmptyState(
            "Aramanıza uyan kayıt yok",
            "Yazdığınızı kısaltın ya da bütün kayıtları gösterin.",
            "Bütün kayıtları göster",
            parent=self.viewport(),
        )
        self._waiting = LoadingState(parent=self.viewport())
        self.placeholders: list[QWidget] = [self._empty, self._no_match, self._waiting]
        for one in self.placeholders:
            one.hide()
        self.empty_action = self._empty.action_chosen
        self.show_all_requested = self._no_match.action_chosen
        self.show_all_requested.connect(self._on_show_all_requested)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    @Slot()
    def _on_show_all_requested(self) -> None:
        """Take the focus: the button goes as the rows come, and it would fall on anything."""
        self.setFocus()

    def set_empty_texts(self, title: str, text: str, action: str = "") -> None:
        """Set the texts of the empty list; `empty_action` signals its action."""
        self._empty.set_texts(title, text, action)

    def set_no_match_texts(self, title: str, text: str, action: str) -> None:
        """Set the texts for no matches; `show_all_requested` signals their action."""
        self._no_match.set_texts(title, text, action)

    def let_sort(self) -> None:
        """Make headings sort; without an arrow the rows keep their original order."""
        header = self.horizontalHeader()
        self.setSortingEnabled(True)
        header.setSortIndicatorClearable(True)
        self.sortByColumn(-1, header.sortIndicatorOrder())

    def set_row_key(self, key: Callable[[Any], object]) -> None:
        """Keep the same rows current and selected when rows are replaced.

        `key` identifies a row by ids and kinds, never by personal data: it is kept while
        locked.
        """
        self._row_key = key

    def select_first(self) -> None:
        """Make the first row current if there is none, and none is awaited."""
        model = self.model()
        if (
            self._awaited is None
            and model is not None
            and model.rowCount()
            and not self.currentIndex().isValid()
        ):
            self.selectRow(0)

    def current_key(self) -> object:
        """Return the key of the row that actions apply to, None as `current_row`."""
        position = self.current_position()
        return None if position is None else self._key_at(position)

    def selected_keys(self) -> list[Any]:
        """Return the keys of the selected rows from top to bottom, loaded or not."""
        return [self._key_at(position) for position in self.selected_positions()]

    def _key_at(self, position: int) -> object:
        model = self.model()
        if isinstance(model, JumpModel):
            return model.keys()[position] if position < len(model.keys()) else None
        if self._row_key is None or not isinstance(model, TableModel):
            return None
        return self._row_key(model.row_at(model.index(position, 0)))

    def await_row(self, key: object) -> None:
        """Make the row of that key current once it is loaded.

        Until then, and if it never comes, there is none: an action meanwhile would apply to the
        wrong row. The user can choose another one at any time.
        """
        if not self.select_row(key):
            self._awaited = key
            self.setCurrentIndex(QModelIndex())

    def set_spans(self, spans: Callable[[Any], int]) -> None:
        """Let the first cell of a row span the number of columns that `spans` returns."""
        self._spans = spans

    def set_loading(self, loading: bool) -> None:  # noqa: FBT001 - the only argument
        """Show that rows are loading."""
        self._loading = loading
        self._show_placeholder()

    def set_filtered(self, filtered: bool) -> None:  # noqa: FBT001 - the only argument
        """Set whether the query leaves rows out."""
        self._filtered = filtered
        self._show_placeholder()

    def add_row_action(
        self, text: str, *, shortcut: str = "", for_several: bool = False
    ) -> QAction:
        """Add an action to the menu of a row, with a shortcut in the list.

        Args:
            text: Its text.
            shortcut: Its shortcut.
            for_several: Whether it acts on all `selected_rows`; otherwise it is disabled while
                several are selected.
        """
        action = QAction(text, self)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)
        self._row_actions.append(action)
        if not for_several:
            self._for_one.append(action)
        return action

    def current_row(self) -> Any:
        """Return the row that actions apply to, None if there is none or several are selected."""
        position = self.current_position()
        model = self.model()
        if position is None or not isinstance(model, TableModel):
            return None
        return model.row_at(model.index(position, 0))

    def current_position(self) -> int | None:
        """Return the index of the row that actions apply to; None as `current_row`."""
        if self._has_several():
            return None
        spans = self._selected_spans()
        position = spans[0][0] if spans else self.currentIndex().row()
        return None if position < 0 else position

    def selected_positions(self) -> list[int]:
        """Return the indexes of the selected rows, from top to bottom."""
        spans = self._selected_spans()
        return sorted({position for top, bottom in spans for position in range(top, bottom + 1)})

    def selected_count(self) -> int:
        """Return how many rows are selected; a million of them cost no more than two."""
        count, after = 0, 0
        for top, bottom in sorted(self._selected_spans()):
            count += max(0, bottom + 1 - max(top, after))
            after = max(after, bottom + 1)
        return count

    def several_words(self, noun: str = "satır") -> tuple[str, str] | None:
        """Return how many rows are selected, and what can be done with them; None: not several.

        Args:
            noun: What a row is.
        """
        count = self.selected_count()
        if count < 2:  # noqa: PLR2004 - several
            return None
        acts = [
            action.text().replace("&", "").rstrip("…")
            for action in self._row_actions
            if action not in self._for_one and action.isEnabled()
        ]
        together = ", ".join((*acts, "Kopyala"))
        text = (
            f"Hepsiyle birlikte, sağ tuş menüsünden (Shift+F10): {together}. Ayrıntısı ve öbür "
            "işlemler için birini seçiniz."
        )
        return f"{number_text(count)} {noun} seçili", text

    def selected_rows(self) -> list[Any]:
        """Return the selected rows from top to bottom; of a long list those that are loaded."""
        model = self.model()
        if isinstance(model, JumpModel):
            found = (model.loaded(key) for key in self.selected_keys())
            return [row for row in found if row is not None]
        if not isinstance(model, TableModel):
            return []
        rows = model.rows()
        return [rows[position] for position in self.selected_positions()]

    def select_row(self, key: object) -> bool:
        """Make the row of that key current; return whether it exists."""
        model = self.model()
        if self._row_key is None or not isinstance(model, TableModel):
            return False
        position = model.position_of(key, self._row_key)
        if position is None:
            return False
        self.selectRow(position)
        return True

    def columns_shown(self) -> list[int]:
        """Return the columns that are shown, in the order of the screen."""
        header = self.horizontalHeader()
        positions = [header.logicalIndex(position) for position in range(header.count())]
        return [position for position in positions if not self.isColumnHidden(position)]

    def show_columns(self, positions: Collection[int]) -> None:
        """Show only these columns, except for the user's choices; others keep their widths."""
        usual = frozenset(positions)
        if usual != self._usual:
            self._usual = usual
            self._hide_columns()

    def choose_column(self, heading: str, *, on: bool) -> None:
        """Show or hide one column whatever the page proposes; it is remembered at this desk."""
        self._chosen[heading] = on
        Remembered.keep(
            f"{self._key}-chosen",
            [f"{'+' if shown else '-'}{name}" for name, shown in self._chosen.items()],
        )
        self._hide_columns()

    def forget_columns(self) -> None:
        """Show the columns that the page proposes."""
        self._chosen.clear()
        Remembered.keep(f"{self._key}-chosen", [])
        self._hide_columns()

    def fill_column_menu(self, menu: QMenu) -> None:
        """Add the columns to be ticked; the first one is always shown."""
        menu.clear()
        model, shown = self.model(), self.columns_shown()
        columns = model.columns if isinstance(model, TableModel) else ()
        for index, column in enumerate(columns):
            if not column.heading:
                continue
            action = menu.addAction(column.heading)
            action.setCheckable(True)
            action.setChecked(index in shown)
            action.setEnabled(index != shown[0])
            action.toggled.connect(
                lambda on, heading=column.heading: self.choose_column(heading, on=on)
            )
        menu.addSeparator()
        usual = menu.addAction("Sayfanın önerdiği sütunlar", self.forget_columns)
        usual.setEnabled(bool(self._chosen))

    def _hide_columns(self) -> None:
        model = self.model()
        if not isinstance(model, TableModel):
            return
        self._laying_out = True
        for index, column in enumerate(model.columns):
            is_usual = self._usual is None or index in self._usual
            self.setColumnHidden(index, not self._chosen.get(column.heading, is_usual))
        self._laying_out = False
        self._lay_out()

    def table_texts(self, rows: Sequence[Any] | None = None) -> tuple[list[str], list[list[str]]]:
        """Return headings and cells as texts.

        Args:
            rows: Which ones; None for all that are shown.
        """
        model = self.model()
        if not isinstance(model, TableModel):
            return [], []
        columns = [model.columns[position] for position in self.columns_shown()]
        chosen = model.rows() if rows is None else rows
        return (
            [column.heading for column in columns],
            [[column.text(row) for column in columns] for row in chosen],
        )

    @Slot()
    def copy_rows(self) -> None:
        """Copy the selected rows; all where none is selected."""
        if isinstance(self.model(), JumpModel):
            self.copy_requested.emit()
        else:
            self.copy_these(self.selected_rows() or None)

    def copy_these(self, rows: Sequence[Any] | None) -> None:
        """Copy rows as a spreadsheet reads them, under their headings; as `table_texts`."""
        headings, lines = self.table_texts(rows)
        if lines:
            copy_table((headings, *lines))
            count = number_text(len(lines))
            show_message(
                self, f"{count} satır, başlıklarıyla kopyalandı; kilitlenince panodan silinir."
            )

    @override
    def selectRow(self, row: int) -> None:
        # Qt considers the pressed modifiers: after Ctrl+S it adds the row to the selection.
        self._is_selecting = True
        super().selectRow(row)
        model = self.model()
        if model is not None and 0 <= row < model.rowCount():
            self.selectionModel().select(model.index(row, 0), _ONE_ROW)
        self._is_selecting = False
        self._report_row()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), _LEAST_ROWS * theme.row_height())

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if not isinstance(model, TableModel):
            return
        self.selectionModel().selectionChanged.connect(self._report_row)
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._show_placeholder)
        saved = Remembered.value(self._key)
        preferred = [self._preferred_width(column.width_chars) for column in model.columns]
        if isinstance(saved, list) and len(saved) == len(preferred):
            preferred = [int(width) for width in saved]
            self._widths_are_chosen = True
        self._widths = preferred
        self._needed.clear()
        self._hide_columns()
        self._measure_rows()
        self._span_rows()
        self._show_placeholder()

    def _set_up_look(self) -> None:
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        upright = self.verticalHeader()
        upright.hide()
        upright.setMinimumSectionSize(theme.row_height())
        upright.setDefaultSectionSize(theme.row_height())
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setFont(theme.small_medium())
        header.setFixedHeight(theme.row_height())
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(40))
        # 516 ms against 27 ms for 100,000 rows: never measure rows that are not on screen.
        header.setResizeContentsPrecision(0)
        header.sectionResized.connect(self._on_section_resized)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)

    def _preferred_width(self, chars: int) -> int:
        return preferred_width(self.fontMetrics(), chars)

    def _lay_out(self) -> None:
        """Set the width of each column, and distribute the remaining width to stretching ones."""
        model = self.model()
        if not isinstance(model, TableModel) or not self._widths:
            return
        self._laying_out = True
        wanted = fit_widths(
            model.columns,
            {
                position: width
                for position, width in enumerate(self._widths)
                if not self.isColumnHidden(position)
            },
            room=self.viewport().width(),
            # Widths that the user has dragged are final.
            needed=None if self._widths_are_chosen else self._needed,
        )
        for position, width in wanted.items():
            self.setColumnWidth(position, width)
        self._laying_out = False

    def _measure_rows(self) -> None:
        """Measure the texts of the first rows; smaller widths than before are ignored.

        So no column moves when a search or a refresh leaves rows out. A hidden list, such as
        the other one of a page, is measured when it is shown.
        """
        model, delegate = self.model(), self.itemDelegate()
        if not (isinstance(model, TableModel) and isinstance(delegate, CellDelegate)):
            return
        if self.isVisible():
            metrics = self.horizontalHeader().fontMetrics()
            found = needed_widths(model, delegate.needed_width, spans=self._spans, metrics=metrics)
            wider = {
                position: max(it, self._needed.get(position, 0)) for position, it in found.items()
            }
            if not wider.items() <= self._needed.items():
                self._needed = wider
                self._lay_out()

    def _span_rows(self) -> None:
        model = self.model()
        if self._spans is None or not isinstance(model, TableModel):
            return
        self.clearSpans()
        for index, row in enumerate(model.rows()):
            width = self._spans(row)
            if width > 1:
                self.setSpan(index, 0, 1, width)

    @Slot()
    def _show_placeholder(self) -> None:
        model = self.model()
        count = 0 if model is None else model.rowCount()
        filtered = self._filtered or (isinstance(model, RowsModel) and model.is_filtered())
        waiting = self._loading and count == 0
        if waiting and self._waiting.isHidden():
            self._waiting.start()
        elif not waiting:
            self._waiting.stop()
        nothing = model is not None and count == 0 and not waiting
        self._no_match.setVisible(nothing and filtered)
        self._empty.setVisible(nothing and not filtered)
        for one in self.placeholders:
            one.setGeometry(self.viewport().rect())

    @Slot()
    def _on_about_to_reset(self) -> None:
        model, index = self.model(), self.currentIndex()
        if self._row_key is not None and isinstance(model, TableModel):
            self._kept = self._key_at(index.row()) if index.isValid() else None
            # A list too long to be in memory is too long to be searched.
            rows = [] if isinstance(model, JumpModel) else self.selected_rows()
            self._kept_selection = set(map(self._row_key, rows)) if len(rows) > 1 else set()
            self._was_seen = self.visualRect(index).intersects(self.viewport().rect())

    @Slot()
    def _on_reset(self) -> None:
        self._measure_rows()
        self._span_rows()
        self._show_placeholder()
        self._reported = None  # another row may be at the same index
        if not self._reach_kept():
            self._report_row()
            if self.hasFocus():  # the rows arrived after the focus
                self.select_first()
        self.setAutoScroll(False)
        self._select_again()
        self.setAutoScroll(True)

    def _reach_kept(self) -> bool:
        """Make the former row current again, once; return whether it exists."""
        wanted, self._kept = self._kept if self._awaited is None else self._awaited, None
        if wanted is None:
            return False
        # A user who had scrolled away from the row keeps the scroll position.
        self.setAutoScroll(False)
        is_there = self.select_row(wanted)
        if is_there and self._was_seen:
            self.scrollTo(self.currentIndex())
        self.setAutoScroll(True)
        return is_there

    @Slot()
    def _on_inserted(self) -> None:
        self._show_placeholder()
        self._reach_kept()

    def _select_again(self) -> None:
        """Restore the selection after rows were replaced, as far as they still exist."""
        model, key, kept = self.model(), self._row_key, self._kept_selection
        self._kept_selection = set()
        if kept and key is not None and isinstance(model, TableModel):
            selection = QItemSelection()
            for index, row in enumerate(model.rows()):
                if key(row) in kept:
                    selection.select(model.index(index, 0), model.index(index, 0))
            self.selectionModel().select(selection, _ADDED_ROWS)

    def _selected_spans(self) -> list[tuple[int, int]]:
        """Return the first and the last row of each selected range."""
        selection = self.selectionModel().selection()
        ranges = map(selection.at, range(selection.count()))
        return [(one.top(), one.bottom()) for one in ranges]

    def _has_several(self) -> bool:
        """Return whether several rows are selected; a million of them cost no more than two."""
        return len({edge for span in self._selected_spans() for edge in span}) > 1

    @Slot()
    def _report_row(self) -> None:
        """Emit `row_changed`: once, though Qt signals it twice.

        Qt changes the current index and the selection one after the other, in either order.
        """
        has_several = self._has_several()
        standing = (self.selected_count() if has_several else 1, self.current_position())
        if standing != self._reported and not self._is_selecting:
            self._reported = standing
            for action in self._for_one:
                action.setEnabled(not has_several)
            self.row_changed.emit()

    @Slot(int, int, int)
    def _on_section_resized(self, position: int, _old: int, new: int) -> None:
        if self._laying_out or position >= len(self._widths):
            return
        self._widths[position] = new
        self._widths_are_chosen = True
        Remembered.keep(self._key, list(self._widths))

    def _show_menu(self, position: QPoint) -> None:
        if not self.currentIndex().isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._has_several():
            count = number_text(self.selected_count())
            menu.addAction(f"{count} satır seçili").setEnabled(False)
        for action in self._row_actions:
            menu.addAction(action)
        self.menu_requested.emit(menu)
        # No mnemonic: each letter is taken in one of the menus.
        menu.addAction("Kopyala\tCtrl+C", self.copy_rows)
        menu.popup(position)

    @Slot(QPoint)
    def _on_header_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_column_menu(menu)
        menu.popup(self.horizontalHeader().mapToGlobal(position))

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._awaited = None
        self._report_row()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            corner = self.visualRect(self.currentIndex()).bottomLeft()
            self._show_menu(self.viewport().mapToGlobal(corner))
            return
        index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if index.isValid():
            if not self.selectionModel().isRowSelected(index.row(), index.parent()):
                self.selectRow(index.row())
            self._show_menu(event.globalPos())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().isValid():
                self.opened.emit()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            if self.currentIndex().isValid():
                self.preview_requested.emit()
        elif event.key() == Qt.Key.Key_F10 and (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            corner = self.visualRect(self.currentIndex()).bottomLeft()
            self._show_menu(self.viewport().mapToGlobal(corner))
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End} and not event.modifiers():
            model = self.model()
            if model is not None and model.rowCount():
                self.selectRow(0 if event.key() == Qt.Key.Key_Home else model.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: Any) -> None:
        awaited = self._awaited
        # By keyboard a list without a current row would seem dead; Qt makes the first one current,
        # but does not select it.
        self.select_first()
        super().focusInEvent(event)
        if awaited is not None:
            self.setCurrentIndex(QModelIndex())
            self._awaited = awaited
        if event.reason() in _BY_KEYS:
            self.scrollTo(self.currentIndex())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._show_placeholder()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure_rows()


def _chosen_columns(key: str) -> dict[str, bool]:
    """Return the headings that the user chose to show or hide."""
    saved = Remembered.value(key)
    # A list of one comes back as its text.
    names = [saved] if isinstance(saved, str) else saved if isinstance(saved, list) else []
    return {str(name)[1:]: str(name).startswith("+") for name in names}
