"""The sheet: a grid that is filled by keyboard as in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from alo183_desktop.documents.states import SIGNS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.copying import copy_table
from alo183_desktop.gui.kit.form.fields import LineEdit
from alo183_desktop.gui.kit.notices import EmptyState, LoadingState
from alo183_desktop.gui.kit.states import paint_shape
from alo183_desktop.gui.kit.table.view import WholeRowsView
from alo183_desktop.gui.rota.sheet import (
    CellChange,
    MonthLayout,
    Place,
    VehicleChange,
    changed,
    lay_out,
    matches,
    put,
    read_table,
)
from alo183_desktop.rota import rules
from alo183_desktop.rota.holidays import closed_on, is_free
from alo183_desktop.rota.kinds import SOURCES
from alo183_desktop.shared.calendar import WEEKDAYS
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtGui import QContextMenuEvent

    from alo183_desktop.rota.rows import Breach, DutyRow, MonthSheet, PersonRow
    from alo183_desktop.rota.rules import Facts

    Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()
_SIGNS: Final = {State.LATE: SIGNS["late"], State.NEAR: SIGNS["near"]}
_SWAPPED: Final = "↔"
"""Before the name in a swapped duty."""
_EMPTY: Final = "boş"
"""In the cell of a duty that nobody has."""
DAY, NAME = 0, 1
FIRST: Final = 2
"""Number of columns before those of duties: the day and its name."""
_WIDEST_DAY: Final = "30 Cumartesi"
_NAME_WIDTH: Final = 132
_NARROWEST: Final = 112
_CELL_PADDING: Final = 16
_EDITOR: Final = 200
_OFFERED: Final = 7
_CUT: Final = (
    "Bu nöbet bölünmüş; hücreye yazılmaz. F4 ile bir kısmı başkasına verilir ya da sağdaki kartta "
    "değişim geri alınır."
)
_TEXT_ROLES: Final = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})
_DUTY_ROLES: Final = _TEXT_ROLES | {Qt.ItemDataRole.ToolTipRole}
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month as shown: stored data with pending changes applied."""

    sheet: MonthSheet
    duties: tuple[DutyRow, ...]
    layout: MonthLayout
    known: Facts
    people: dict[int, PersonRow]
    breaches: dict[int, tuple[Breach, ...]] = field(default_factory=dict)
    """By the id of the whole duty."""

    @classmethod
    def of(cls, sheet: MonthSheet, pending: Sequence[CellChange | VehicleChange]) -> ShownMonth:
        """Return a month with pending changes."""
        people = {one.person_id: one for one in sheet.people}
        names = {person_id: one.name for person_id, one in people.items()}
        duties = changed(sheet.duties, pending, names)
        known = rules.facts(
            sheet.people,
            (*duties, *sheet.neighbours),
            sheet.absences,
            sheet.limits,
            fleet=sheet.fleet,
            numbers=sheet.numbers,
        )
        breaches: dict[int, tuple[Breach, ...]] = {}
        wholes = {one.duty_id: one.whole_id for one in duties}
        # Taken from the reader, who knows the kind of each absence, unless changes are pending.
        found = rules.check_all(duties, known) if pending else sheet.breaches
        for one in found:
            whole_id = wholes[one.duty_id]
            breaches[whole_id] = (*breaches.get(whole_id, ()), one)
        return cls(sheet, duties, lay_out(sheet.month, duties), known, people, breaches)

    def duty(self, duty_id: int) -> DutyRow | None:
        """Return a duty of the month."""
        return next((one for one in self.duties if one.duty_id == duty_id), None)

    def parts(self, duty: DutyRow) -> tuple[DutyRow, ...]:
        """Return the parts of a duty in order; usually the duty alone."""
        return tuple(one for one in self.duties if one.whole_id == duty.whole_id)

    def is_swapped(self, duty: DutyRow) -> bool:
        """Return whether the duty, or a part of it, was swapped."""
        return any(one.duty_id == duty.whole_id for one in self.sheet.swaps)

    @property
    def is_published(self) -> bool:
        """Whether a version of the month is published."""
        return self.sheet.state is not None and bool(self.sheet.state.published)

    def able(self, duty: DutyRow) -> list[PersonRow]:
        """Return who can have duties of its kind."""
        return [one for one in self.sheet.people if duty.kind in one.kinds]


def breach_state(breaches: Iterable[Breach]) -> State | None:
    """Return the mark of breaches: red where one of them is not overruled by a reason."""
    found = [one.is_final for one in breaches]
    return State.LATE if any(found) else State.NEAR if found else None


def breach_text(breach: Breach) -> str:
    """Return a breach with its basis."""
    return f"{breach.words} ({SOURCES[breach.rule]})"


class SheetModel(QAbstractTableModel):
    """Days below one another; the day, its name, and its duties."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: ShownMonth | None = None
        self.today: dt.date | None = None
        self._by_id: dict[int, DutyRow] = {}

    def show_month(self, shown: ShownMonth | None) -> None:
        """Show another month, or the current state of the same one."""
        before = self.shown
        is_same = (
            shown is not None
            and before is not None
            and shown.sheet.month == before.sheet.month
            and shown.layout.columns == before.layout.columns
        )
        if not is_same:
            self.beginResetModel()
        self.shown = shown
        self._by_id = {} if shown is None else {one.duty_id: one for one in shown.duties}
        if is_same:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.endResetModel()

    def duty_at(self, index: Index) -> DutyRow | None:
        """Return the duty of a cell; None: the cell has none."""
        if self.shown is None or not index.isValid():
            return None
        duty_id = self.shown.layout.duties.get(Place(index.row(), index.column() - FIRST))
        return None if duty_id is None else self._by_id.get(duty_id)

    def duty(self, duty_id: int) -> DutyRow | None:
        """Return a duty by its id."""
        return self._by_id.get(duty_id)

    def index_of(self, duty_id: int) -> QModelIndex:
        """Return the cell of a duty; an invalid index where it has none."""
        place = None if self.shown is None else self.shown.layout.places.get(duty_id)
        return QModelIndex() if place is None else self.index(place.row, place.column + FIRST)

    def day(self, row: int) -> dt.date:
        """Return the day of a row."""
        assert self.shown is not None  # noqa: S101 - it has rows
        return self.shown.layout.days[row]

    def is_free(self, row: int) -> bool:
        """Return whether the day of a row is on a weekend or a feast."""
        return self.shown is not None and is_free(self.day(row), self.shown.sheet.closures)

    def name_of_day(self, row: int) -> str:
        """Return why offices are closed on the day of a row; empty if they are open."""
        closed = () if self.shown is None else closed_on(self.day(row), self.shown.sheet.closures)
        names = (f"{one.name} (tahmini)" if one.is_estimated else one.name for one in closed)
        return ", ".join(dict.fromkeys(names))

    def has_names(self) -> bool:
        """Return whether any day of the month has a name."""
        return any(self.name_of_day(row) for row in range(self.rowCount()))

    def name_in(self, duty: DutyRow) -> str:
        """Return the persons of a duty, one after another; empty while it is unassigned."""
        parts = (duty,) if self.shown is None else self.shown.parts(duty)
        if len(parts) == 1:
            return _who(duty)
        return " / ".join(_who(one) or _EMPTY for one in parts)

    def state_of(self, duty: DutyRow) -> State | None:
        """Return the mark of a duty; of an empty one only once its month is published."""
        if self.shown is None:
            return None
        state = breach_state(self.shown.breaches.get(duty.duty_id, ()))
        if state is None and self.shown.is_published and self.is_empty(duty):
            return State.NEAR
        return state

    def is_empty(self, duty: DutyRow) -> bool:
        """Return whether nobody has a duty, or a part of it."""
        parts = (duty,) if self.shown is None else self.shown.parts(duty)
        return any(one.person_id is None for one in parts)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        if self.shown is None or parent.isValid() or not self.shown.layout.columns:
            return 0
        return len(self.shown.layout.days)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        if self.shown is None or parent.isValid():
            return 0
        return FIRST + len(self.shown.layout.columns)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.duty_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.shown is None or not index.isValid():
            return None
        if index.column() < FIRST:
            return self._day_data(index, role)
        duty = self.duty_at(index)
        if duty is None or role not in _DUTY_ROLES:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name_in(duty)
        lines = [breach_text(one) for one in self._breaches(duty)]
        if duty.plate:
            lines.append(f"Araç: {duty.plate}")
        lines += _swap_lines(self.shown, duty)
        reasons = dict.fromkeys(one.reason for one in self.shown.parts(duty) if one.reason)
        lines += [f"Gerekçe: {reason}" for reason in reasons]
        if duty.is_locked:
            lines.append("Kilitli: ayın önerisi değiştirmez")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            day = self.index(index.row(), DAY).data()
            heading = self.shown.layout.columns[index.column() - FIRST].heading
            lines.insert(0, f"{day}, {heading}: {self.name_in(duty) or _EMPTY}")
        return "\n".join(lines) or None

    def _day_data(self, index: Index, role: int) -> Any:
        row = index.row()
        if index.column() == DAY and role in _TEXT_ROLES:
            return f"{self.day(row).day} {WEEKDAYS[self.day(row).weekday()]}"
        if index.column() == NAME and (role in _TEXT_ROLES or role == Qt.ItemDataRole.ToolTipRole):
            return self.name_of_day(row)
        return None

    def _breaches(self, duty: DutyRow) -> tuple[Breach, ...]:
        return () if self.shown is None else self.shown.breaches.get(duty.duty_id, ())

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or self.shown is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT
        if section < FIRST:
            return ("Gün", "Tatil")[section] if role == Qt.ItemDataRole.DisplayRole else None
        column = self.shown.layout.columns[section - FIRST]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.heading}  {column.hours}" if column.hours else column.heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.heading}, {column.hours or 'saatleri güne göre değişir'}"
        return None


class _CellDelegate(QStyledItemDelegate):
    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, view, rect = index.model(), self.parent(), option.rect
        if not isinstance(model, SheetModel) or not isinstance(view, SheetView):
            return
        duty = model.duty_at(index)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "chrome" if model.is_free(index.row()) else "base"
        painter.save()
        painter.fillRect(rect, theme.colour("tint" if is_selected else ground))
        if index.column() >= FIRST and duty is None:
            painter.fillRect(rect, theme.colour("desk"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), theme.colour("line"))
        room = rect.adjusted(theme.px(8), 0, -theme.px(6), -1)
        if duty is not None:
            name = model.name_in(duty) or _EMPTY
            if model.shown is not None and model.shown.is_swapped(duty):
                name = f"{_SWAPPED} {name}"
            state = model.state_of(duty)
            role = "muted" if name == _EMPTY else "text"
            _paint_duty(painter, room, name, state, _note(duty, state), role=role)
            if view.currentIndex() == index and view.is_active():
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.drawRect(rect.adjusted(1, 1, -2, -2))
        elif index.column() < FIRST:
            is_today = index.column() == DAY and model.day(index.row()) == model.today
            font = theme.body_strong() if is_today else theme.body()
            role = "accent" if is_today else "text" if index.column() == DAY else "muted"
            _paint_text(painter, room, str(index.data() or ""), font=font, role=role)
        painter.restore()


def _note(duty: DutyRow, state: State | None) -> str:
    """Return the small text beside the name."""
    marks = [duty.plate] if duty.plate else []
    marks += ["gerekçeli"] if duty.reason and state is None else []
    marks += ["kilitli"] if duty.is_locked else []
    return ", ".join(marks)


def _who(duty: DutyRow) -> str:
    """Return the person of a duty, and that they have left by then; empty while it has none."""
    has_left = duty.person_id is not None and not duty.is_held
    return f"{duty.person_name} (ayrılmış)" if has_left else duty.person_name


def _swap_lines(shown: ShownMonth, duty: DutyRow) -> list[str]:
    """Return who has which part of a duty, and who was planned for the swapped ones."""
    parts = shown.parts(duty)
    lines = [
        f"{rules.clock_words(one.starts_at, one.ends_at)} {_who(one) or _EMPTY}"
        for one in parts
        if len(parts) > 1
    ]
    lines += [
        f"{rules.span_words(one.starts_at, one.ends_at)}: planlanan {one.from_name}, "
        f"tutan {one.person_name}"
        for one in shown.sheet.swaps
        if one.duty_id == duty.whole_id
    ]
    return lines


def shared_widths(room: int, needed: Sequence[int]) -> list[int]:
    """Return the widths of columns that share some room.

    They are equal as far as each of them has what it needs; where the room is too short for all,
    the narrow ones keep what they need, and the others are equal.
    """
    widths, left = [0] * len(needed), len(needed)
    is_enough = sum(needed) <= room
    for column in sorted(range(left), key=needed.__getitem__, reverse=is_enough):
        share = room // left
        widths[column] = (max if is_enough else min)(needed[column], share)
        room -= widths[column]
        left -= 1
    return widths


def _paint_duty(
    painter: QPainter, room: QRect, name: str, state: State | None, note: str, *, role: str
) -> None:
    """Paint who has a duty; `role` is the colour of a name without a mark."""
    if state is not None:
        side = theme.px(11)
        top = room.top() + (room.height() - side) // 2
        paint_shape(painter, QRect(room.left(), top, side, side), state)
        room = room.adjusted(side + theme.px(6), 0, 0, 0)
    font = theme.body_strong() if state is not None else theme.body()
    role = role if state is None else state.value
    _paint_text(painter, room, name, font=font, role=role)
    if note:
        width = QFontMetrics(font).horizontalAdvance(name) + theme.px(8) if name else 0
        rest = room.adjusted(width, 0, 0, 0)
        if QFontMetrics(theme.small()).horizontalAdvance(note) <= rest.width():
            _paint_text(painter, rest, note, font=theme.small(), role="muted")


def _paint_text(painter: QPainter, room: QRect, text: str, *, font: Any, role: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, _LEFT, shown)


class NameEditor(LineEdit):
    """The cell being edited; below it the matching names.

    Signals:
        settled: The text, and how far the current cell then moves (rows, columns).
        given_up: Esc.
    """

    settled = Signal(str, int, int)
    given_up = Signal()

    def __init__(
        self,
        people: Sequence[PersonRow],
        offer_text: Callable[[PersonRow], str],
        *,
        parent: QWidget,
    ) -> None:
        """Make it empty.

        Args:
            people: The possible persons; of namesakes the first one is offered first.
            offer_text: Returns a name with its breaches.
            parent: The viewport of the sheet.
        """
        super().__init__(parent)
        self._people = people
        self._offer_text = offer_text
        self.setFont(theme.body())
        self.setAccessibleName("Nöbetçinin adı")
        self.offers = QListWidget(parent)
        self.offers.setProperty("completions", True)
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offers.setAccessibleName("Bu nöbeti tutabilenler")
        self.offers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.offers.hide()
        self.offers.itemClicked.connect(lambda: self.settled.emit(self.text(), 1, 0))
        self.textEdited.connect(self._offer)

    def highlighted(self) -> PersonRow | None:
        """Return the highlighted person among the names on offer."""
        item = self.offers.currentItem()
        chosen = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return next((one for one in self._people if one.person_id == chosen), None)

    def unique_match(self) -> PersonRow | None:
        """Return the only person on offer, or the one whose whole name is typed."""
        offered = matches(self.text(), self._people)
        return offered[0] if len(offered) == 1 else rules.person_named(self.text(), self._people)

    @Slot(str)
    def _offer(self, text: str) -> None:
        self.offers.clear()
        for person in matches(text, self._people):
            item = QListWidgetItem(self._offer_text(person), self.offers)
            item.setData(Qt.ItemDataRole.UserRole, person.person_id)
        count = self.offers.count()
        self.offers.setVisible(bool(count))
        if not count:
            return
        self.offers.setCurrentRow(0)
        widest = self.offers.sizeHintForColumn(0) + theme.px(32)
        parent = self.parentWidget()
        room = parent.rect() if parent is not None else QRect()
        width = min(max(widest, self.width()), room.width())
        height = min(count, _OFFERED) * max(1, self.offers.sizeHintForRow(0)) + theme.px(6)
        left = min(self.x(), room.right() - width)
        is_below = self.geometry().bottom() + height <= room.bottom() or self.y() < height
        top = self.geometry().bottom() + 1 if is_below else self.y() - height
        self.offers.setGeometry(max(0, left), top, width, height)
        self.offers.raise_()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {keys.Key_Return: (1, 0), keys.Key_Enter: (1, 0)}
        if event.key() in steps:
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.settled.emit(self.text(), -1 if is_back else 1, 0)
        elif event.key() == keys.Key_Escape:
            self.given_up.emit()
        elif event.key() in {keys.Key_Down, keys.Key_Up} and self.offers.isVisible():
            step = 1 if event.key() == keys.Key_Down else -1
            row = (self.offers.currentRow() + step) % self.offers.count()
            self.offers.setCurrentRow(row)
        elif event.key() in {keys.Key_Down, keys.Key_Up}:
            self.settled.emit(self.text(), 1 if event.key() == keys.Key_Down else -1, 0)
        else:
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        self.settled.emit(self.text(), 0, 1 if next else -1)
        return True


class SheetView(WholeRowsView):
    """The grid. Two letters find a person; Enter goes down, Tab to the right, as in a spreadsheet.

    Attributes:
        sheet: Its model.
        empty: Shown while the month has no duties.
        waiting: Shown until that is known.

    Signals:
        entered: `CellChange`s that the user typed, pasted or filled in, as one action.
        notified: A message why something was left out.
        moved: Another cell is the current one.
        undo_requested: Ctrl+Z.
        redo_requested: Ctrl+Y.
        vehicle_chosen: The ids of the selected duties, and that of a vehicle or None.
        lock_turned: The ids of duties, and whether proposals leave them unchanged.
        swap_requested: F4: the current duty is to be given to another person.
    """

    entered = Signal(object)
    notified = Signal(str)
    moved = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    vehicle_chosen = Signal(tuple, object)
    lock_turned = Signal(object, bool)
    swap_requested = Signal()

    def __init__(self, *, may_edit: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet = SheetModel(parent=self)
        self._may_edit = may_edit
        self._editor: NameEditor | None = None
        self._edited = 0
        self._before: int | None = None
        self.empty = EmptyState("", "", parent=self.viewport())
        self.waiting = LoadingState(parent=self.viewport())
        self.empty.hide()
        self.waiting.start()
        self.setAccessibleName("Nöbet çizelgesi")
        self.setModel(self.sheet)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(True)
        self.setShowGrid(False)
        self.setFont(theme.body())
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setFont(theme.small_medium())
        header.setFixedHeight(theme.px(30))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMinimumHeight(6 * theme.row_height())
        self.doubleClicked.connect(lambda: self.begin_typing(keeps=True))
        self.sheet.modelReset.connect(self._close_editor)

    def show_month(self, shown: ShownMonth | None) -> None:
        """Show a month, or the current state of the same one; None shows none."""
        self.sheet.show_month(shown)
        self.waiting.stop()
        self._set_widths()
        self._show_placeholder()

    def _show_placeholder(self) -> None:
        is_empty = self.sheet.shown is not None and not self.sheet.rowCount()
        self.empty.setVisible(is_empty)
        self.horizontalHeader().setHidden(is_empty)
        for one in (self.empty, self.waiting):
            one.setGeometry(self.viewport().rect())

    def is_active(self) -> bool:
        """Return whether the sheet has the keyboard focus."""
        return self.hasFocus() or self._editor is not None

    def current_duty(self) -> DutyRow | None:
        """Return the duty of the current cell."""
        return self.sheet.duty_at(self.currentIndex())

    def select_duty(self, duty_id: int) -> None:
        """Make the cell of a duty the current one."""
        index = self.sheet.index_of(duty_id)
        if index.isValid():
            self.setCurrentIndex(index)

    def select_day(self, day: dt.date) -> None:
        """Make the first duty of a day current, or else the first of all."""
        rows = [row for row in range(self.sheet.rowCount()) if self.sheet.day(row) == day]
        for row in [*rows, *range(self.sheet.rowCount())]:
            for column in range(FIRST, self.sheet.columnCount()):
                index = self.sheet.index(row, column)
                if self.sheet.duty_at(index) is not None:
                    self.setCurrentIndex(index)
                    self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
                    return

    def begin_typing(self, text: str = "", *, keeps: bool = False) -> None:
        """Open the current cell with the typed text; `keeps` retains its name."""
        duty = self.current_duty()
        if duty is None or not self._may_edit or self.sheet.shown is None:
            return
        self.finish()
        if self._is_cut(duty):
            self.notified.emit(_CUT)
            return
        self.scrollTo(self.currentIndex())
        against = {
            one.person_id: rules.check(duty, one.person_id, self.sheet.shown.known)
            for one in self.sheet.shown.able(duty)
        }
        able = sorted(
            self.sheet.shown.able(duty),
            key=lambda one: breach_state(against[one.person_id]) is State.LATE,
        )
        editor = NameEditor(
            able, lambda one: _offer(one, against[one.person_id]), parent=self.viewport()
        )
        room = self.visualRect(self.currentIndex())
        width = max(room.width(), theme.px(_EDITOR))
        left = max(0, min(room.left(), self.viewport().width() - width))
        editor.setGeometry(left, room.top(), width, room.height())
        editor.settled.connect(self._on_settled)
        editor.given_up.connect(self._on_given_up)
        editor.focus_lost.connect(self.finish)
        self._editor, self._edited, self._before = editor, duty.duty_id, duty.person_id
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if keeps:
            editor.setText(duty.person_name)
            editor.selectAll()
        elif text:
            editor.setText(text)
            editor.textEdited.emit(text)

    def editor(self) -> NameEditor | None:
        """Return the editor of the current cell."""
        return self._editor

    @Slot()
    def finish(self) -> tuple[DutyRow, str] | None:
        """Close the editor: an unambiguous entry is kept, others are reported.

        Returns:
            The text that was not stored, with its duty; None: there is none.
        """
        editor = self._editor
        if editor is None:
            return None
        text = editor.text().strip()
        person = editor.unique_match() if text else None
        duty = self._close_editor()
        if duty is None or text == duty.person_name:
            return None
        if self._report_other(duty, text):
            pass
        elif person is not None:
            self._enter([put(duty, person.person_id)])
            return None
        elif text:
            self.notified.emit(f"“{text}” kimdir, belli değil; hücre olduğu gibi kaldı.")
        elif duty.person_id is not None:
            self.notified.emit("Hücre boşaltılmadı; boşaltmak için Del tuşuna basınız.")
        return (duty, text) if text else None

    def _report_other(self, duty: DutyRow, text: str) -> bool:
        """Report that another user has filled the cell while it was typed into."""
        if duty.person_id == self._before:
            return False
        kept = f"“{text}” konmadı" if text else "hücre boşaltılmadı"
        holder = f"{duty.person_name} yazıldı" if duty.person_name else "hücre boşaltıldı"
        self.notified.emit(f"Siz yazarken {holder}; {kept}.")
        return True

    def _close_editor(self) -> DutyRow | None:
        editor, self._editor = self._editor, None
        if editor is None:
            return None
        had_focus = editor.hasFocus()
        editor.hide()
        editor.offers.hide()
        editor.offers.deleteLater()
        editor.deleteLater()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.viewport().update()
        return self.sheet.duty_at(self.sheet.index_of(self._edited))

    @Slot(str, int, int)
    def _on_settled(self, text: str, down: int, right: int) -> None:
        editor, duty_id = self._editor, self._edited
        if editor is None:
            return
        typed = text.strip()
        duty = self.sheet.duty_at(self.sheet.index_of(duty_id))
        is_same = duty is not None and typed == duty.person_name
        person = None if is_same else editor.highlighted() or editor.unique_match()
        if typed and not is_same and person is None:
            self.notified.emit(f"“{typed}” bu nöbeti tutanlar arasında yok. Adını denetleyiniz.")
            editor.selectAll()
            return
        self._close_editor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if not is_same and duty is not None:
            if self._report_other(duty, typed):
                return
            self._enter([put(duty, None if person is None else person.person_id)])
        self._step(down, right)

    @Slot()
    def _on_given_up(self) -> None:
        self._close_editor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_cut(self, duty: DutyRow | None) -> bool:
        shown = self.sheet.shown
        return duty is not None and shown is not None and len(shown.parts(duty)) > 1

    def _enter(self, changes: Sequence[CellChange]) -> None:
        whole = [one for one in changes if not self._is_cut(self.sheet.duty(one.duty_id))]
        if len(whole) < len(changes):
            self.notified.emit(_CUT)
        changes = whole
        if changes and self._may_edit:
            self.entered.emit(tuple(changes))

    def _cells(self) -> tuple[range, range]:
        """Return the rows and the columns of the selection."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(index) for index in range(selection.count())]
        if not ranges:
            index = self.currentIndex()
            rows = range(index.row(), index.row() + 1)
            return rows, range(index.column(), index.column() + 1)
        top = min(one.top() for one in ranges)
        bottom = max(one.bottom() for one in ranges)
        left = max(FIRST, min(one.left() for one in ranges))
        return range(top, bottom + 1), range(left, max(one.right() for one in ranges) + 1)

    def _duty(self, row: int, column: int) -> DutyRow | None:
        return self.sheet.duty_at(self.sheet.index(row, column))

    def _parts(self, rows: range, columns: range) -> list[DutyRow]:
        """Return the duties of cells, with all parts of divided ones."""
        shown = self.sheet.shown
        found = (self._duty(row, column) for row in rows for column in columns)
        return [
            part
            for one in found
            if one is not None and shown is not None
            for part in shown.parts(one)
        ]

    def empty_cells(self) -> None:
        """Unassign the selected duties."""
        rows, columns = self._cells()
        found = (self._duty(row, column) for row in rows for column in columns)
        self._enter([CellChange(one.duty_id, None) for one in found if one is not None])

    def turn_lock(self) -> None:
        """Lock the selected duties against proposals, or unlock them."""
        rows, columns = self._cells()
        duties = self._parts(rows, columns)
        is_locked = not all(one.is_locked for one in duties)
        turned = [one.duty_id for one in duties if one.is_locked != is_locked]
        if turned and self._may_edit:
            self.lock_turned.emit(turned, is_locked)

    def copy_cells(self) -> None:
        """Copy the selection in the format of a spreadsheet."""
        rows, columns = self._cells()
        copy_table(
            [
                [str(self.sheet.index(row, column).data() or "") for column in columns]
                for row in rows
            ]
        )

    def cut_cells(self) -> None:
        """Copy the selection, and clear it."""
        self.copy_cells()
        self.empty_cells()

    def fill_down(self) -> None:
        """Assign the persons of the top row to the duties below, too."""
        rows, columns = self._cells()
        above = rows[0] if len(rows) > 1 else rows[0] - 1
        if above < 0:
            return
        below = rows[1:] if len(rows) > 1 else rows
        changes = []
        for column in columns:
            source = self._duty(above, column)
            for row in below if source is not None else ():
                duty = self._duty(row, column)
                if duty is not None and source is not None:
                    changes.append(put(duty, source.person_id))
        self._enter(changes)

    def paste_cells(self) -> None:
        """Paste names from the clipboard; ambiguous ones are reported and left out."""
        table = read_table(QGuiApplication.clipboard().text())
        if not self._may_edit or self.sheet.shown is None or not any(map(len, table)):
            return
        rows, columns = self._cells()
        if len(table) == len(table[0]) == 1:
            cells = [(row, column, table[0][0]) for row in rows for column in columns]
        else:
            cells = [
                (rows[0] + down, columns[0] + right, text)
                for down, line in enumerate(table)
                for right, text in enumerate(line)
            ]
        changes: list[CellChange] = []
        unknown: list[str] = []
        outside = 0
        for row, column, text in cells:
            duty = self._duty(row, column)
            person = rules.person_named(text, self.sheet.shown.sheet.people) if text else None
            if duty is None:
                outside += bool(text)
            elif text and person is None:
                unknown.append(text)
            else:
                changes.append(put(duty, None if person is None else person.person_id))
        self._enter(changes)
        self._report_left_out(unknown, outside)

    def _report_left_out(self, unknown: Sequence[str], outside: int) -> None:
        parts = []
        if unknown:
            names = ", ".join(f"“{name}”" for name in dict.fromkeys(unknown))
            parts.append(
                f"{number_text(len(unknown))} hücre yazılmadı, çünkü kim oldukları kesin değil: "
                f"{names}. Adı soyadı nöbet kişilerindeki gibi olmalı."
            )
        if outside:
            parts.append(f"{number_text(outside)} ad çizelgenin dışına düştüğü için yazılmadı.")
        if parts:
            self.notified.emit(" ".join(parts))

    def _step(self, down: int, right: int) -> bool:
        """Go to the next cell with a duty; after the last one of a line on to the next line."""
        index = self.currentIndex()
        height, width = self.sheet.rowCount(), self.sheet.columnCount() - FIRST
        if not index.isValid() or not width:
            return False
        row, column = index.row(), index.column() - FIRST
        place = column * height + row if down else row * width + column
        while True:
            place += down or right
            if not 0 <= place < height * width:
                return False
            row, column = (
                (place % height, place // height) if down else (place // width, place % width)
            )
            if self._duty(row, column + FIRST) is not None:
                self.setCurrentIndex(self.sheet.index(row, column + FIRST))
                return True

    def _to_edge(self, key: int, *, is_far: bool) -> None:
        """Go to the first or the last duty of the day, or with Ctrl of the month."""
        rows = range(self.sheet.rowCount()) if is_far else [self.currentIndex().row()]
        found = [
            self.sheet.index(row, column)
            for row in rows
            for column in range(FIRST, self.sheet.columnCount())
            if self._duty(row, column) is not None
        ]
        if found:
            self.setCurrentIndex(found[0 if key == Qt.Key.Key_Home else -1])

    def _to_end_of_column(self, *, is_last: bool) -> None:
        """Go to the first or the last duty of the column, as a spreadsheet does."""
        column = self.currentIndex().column()
        rows = [row for row in range(self.sheet.rowCount()) if self._duty(row, column) is not None]
        if rows:
            self.setCurrentIndex(self.sheet.index(rows[-1 if is_last else 0], column))

    def _set_widths(self) -> None:
        header, count = self.horizontalHeader(), self.sheet.columnCount() - FIRST
        if count < 1:
            return
        self.setColumnHidden(NAME, not self.sheet.has_names())
        metrics = QFontMetrics(theme.body_strong())
        days = metrics.horizontalAdvance(_WIDEST_DAY) + theme.px(18)
        # People's names need more room than names of days.
        named = (self.sheet.name_of_day(row) for row in range(self.sheet.rowCount()))
        widest = max(map(metrics.horizontalAdvance, ("Tatil", *named))) + theme.px(18)
        names = 0 if self.isColumnHidden(NAME) else min(widest, theme.px(_NAME_WIDTH))
        room = self.viewport().width() - days - names
        header.resizeSection(DAY, days)
        if names:
            header.resizeSection(NAME, names)
        needed = [self._needed_width(column) for column in range(count)]
        for column, width in enumerate(shared_widths(room, needed), FIRST):
            header.resizeSection(column, max(width, theme.px(_NARROWEST)))

    def _needed_width(self, column: int) -> int:
        """Return the width for the longest name of those who can be on the duties of a column.

        It does not depend on who is: no column moves while names are typed.
        """
        shown = self.sheet.shown
        if shown is None:
            return 0
        kind, metrics = shown.layout.columns[column].kind, QFontMetrics(theme.body())
        names = (one.name for one in shown.sheet.people if kind in one.kinds)
        widest = max(map(metrics.horizontalAdvance, names), default=0)
        return widest + theme.px(_CELL_PADDING)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Return the action of a key that neither moves nor types."""
        standard, keys = QKeySequence.StandardKey, Qt.Key
        for key, do in (
            (standard.Copy, self.copy_cells),
            (standard.Cut, self.cut_cells),
            (standard.Paste, self.paste_cells),
            (standard.Undo, self.undo_requested.emit),
            (standard.Redo, self.redo_requested.emit),
        ):
            if event.matches(key):
                return do
        acts: dict[tuple[int, bool], Callable[[], object]] = {
            (keys.Key_Y, True): self.redo_requested.emit,
            (keys.Key_D, True): self.fill_down,
            (keys.Key_Delete, False): self.empty_cells,
            (keys.Key_Backspace, False): self.empty_cells,
            (keys.Key_F2, False): lambda: self.begin_typing(keeps=True),
            (keys.Key_F8, False): self._show_vehicles,
            (keys.Key_F7, False): self.turn_lock,
            (keys.Key_F4, False): self.swap_requested.emit,
        }
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            acts[keys.Key_Up, True] = lambda: self._to_end_of_column(is_last=False)
            acts[keys.Key_Down, True] = lambda: self._to_end_of_column(is_last=True)
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return acts.get((event.key(), is_control))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        act = self._act_of(event)
        if act is not None:
            act()
        elif event.key() in {keys.Key_Return, keys.Key_Enter} and not self.sheet.rowCount():
            self.empty.action_chosen.emit()
        elif event.key() in {keys.Key_Return, keys.Key_Enter}:
            self._step(-1 if is_shift else 1, 0)
        elif event.key() in {keys.Key_Tab, keys.Key_Backtab}:
            event.setAccepted(self._step(0, -1 if event.key() == keys.Key_Backtab else 1))
        elif event.key() in {keys.Key_Home, keys.Key_End} and not is_shift:
            self._to_edge(event.key(), is_far=is_control)
        elif event.key() == keys.Key_F10 and is_shift:
            self._show_menu(self.viewport().mapToGlobal(self._corner()))
        elif _is_typing(event):
            event.setAccepted(bool(event.text().strip()))
            if event.isAccepted():
                self.begin_typing(event.text())
        else:
            super().keyPressEvent(event)

    def _corner(self) -> Any:
        return self.visualRect(self.currentIndex()).bottomLeft()

    def _show_menu(self, position: Any) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: list[tuple[str, Callable[[], object]]] = [("&Kopyala\tCtrl+C", self.copy_cells)]
        if self._may_edit:
            entries = [
                ("&Yaz\tF2", lambda: self.begin_typing(keeps=True)),
                ("K&es\tCtrl+X", self.cut_cells),
                *entries,
                ("Ya&pıştır\tCtrl+V", self.paste_cells),
                ("&Aşağı doldur\tCtrl+D", self.fill_down),
                ("&Boşalt\tDel", self.empty_cells),
                ("A&raç…\tF8", self._show_vehicles),
                ("Ki&litle, kilidi aç\tF7", self.turn_lock),
                ("&Değiştir, devret…\tF4", self.swap_requested.emit),
                ("&Geri al\tCtrl+Z", self.undo_requested.emit),
                ("Y&inele\tCtrl+Y", self.redo_requested.emit),
            ]
        for words, do in entries:
            menu.addAction(words, do)
        menu.popup(position)

    def _show_vehicles(self) -> None:
        """Offer the vehicles for the current duty, unavailable ones with the reason.

        The chosen one is assigned to all selected duties.
        """
        duty, shown = self.current_duty(), self.sheet.shown
        if duty is None or shown is None or not self._may_edit:
            return
        rows, columns = self._cells()
        wanted = tuple(one.duty_id for one in self._parts(rows, columns))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = replace(duty, ends_at=shown.parts(duty)[-1].ends_at)
        offers = rules.vehicle_offers(whole, shown.known)
        for offer in offers:
            words = f"{offer.vehicle.plate}, {offer.vehicle.make}".rstrip(", ")
            if offer.against:
                words = f"{_SIGNS[State.LATE]} {words}: {offer.against[0]}"
            action = menu.addAction(words.replace("&", "&&"))
            action.setEnabled(not offer.against)
            vehicle_id = offer.vehicle.vehicle_id
            action.triggered.connect(
                lambda _checked=False, vehicle_id=vehicle_id: self.vehicle_chosen.emit(
                    wanted, vehicle_id
                )
            )
        if not offers:
            menu.addAction("Araçlar sayfasında kayıtlı araç yok").setEnabled(False)
        elif duty.vehicle_id is not None:
            menu.addAction("Araçsız &bırak", lambda: self.vehicle_chosen.emit(wanted, None))
        menu.popup(self.viewport().mapToGlobal(self._corner()))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == event.Reason.Keyboard:
            self._show_menu(self.viewport().mapToGlobal(self._corner()))
        elif self.sheet.duty_at(self.indexAt(event.pos())) is not None:
            self._show_menu(event.globalPos())

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.moved.emit()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.sheet.rowCount():
            self.select_day(self.sheet.today or self.sheet.day(0))
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_widths()
        self._show_placeholder()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        editor = self._editor
        if editor is not None:
            editor.offers.hide()


def _offer(person: PersonRow, breaches: Sequence[Breach]) -> str:
    """Return a name, with a mark and its first breach."""
    state = breach_state(breaches)
    return person.name if state is None else f"{_SIGNS[state]} {breaches[0].words}"


def _is_typing(event: QKeyEvent) -> bool:
    """Return whether a key writes a character; AltGr is not Alt, or comes with Ctrl."""
    # WORKAROUND: PySide 6.11 has a negative mask on Windows, where `& ~` leaves nothing.
    held = event.modifiers()
    held ^= held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    alt = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    is_plain = held in {Qt.KeyboardModifier.NoModifier, alt}
    return is_plain and bool(event.text()) and event.text().isprintable()
