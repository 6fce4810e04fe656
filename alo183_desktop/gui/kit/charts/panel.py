"""Charts of the window: bars and lines that keyboard and screen reader can walk, with their table.

Used as follows:

    panel = ChartPanel("weekly cases", parent=self)
    panel.set_chart(
        Chart(
            "Sisteme giriş, son 8 hafta",
            ("28.09", "05.10"),
            (
                ChartSeries("süresinde", (11, 12)),
                ChartSeries("geç", (1, 0), is_fault=True),
            ),
            unit="vaka",
            has_totals=True,
        )
    )
    panel.chosen.connect(self._on_panel_chosen)  # Enter or a double click on a bar
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from alo183_desktop.documents.charts.data import Chart, ChartKind, ChartLimit, ChartSeries
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.charts.painting import ChartLook, paint_chart, plan_chart
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label
from alo183_desktop.gui.kit.table.models import Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "Chart",
    "ChartKind",
    "ChartLimit",
    "ChartPanel",
    "ChartSeries",
    "ChartView",
    "paint_on",
]

_PRINT_WIDTH: Final = 640
"""Width of a chart on paper, in pixels of the drawings: what its fonts are sized against."""
_HEIGHT: Final = 220
_MOST_CHARS: Final = 7
"""Of a column of numbers."""
_FEW_COLUMNS: Final = 4
"""Of a table beside a list; more of them need all of its room."""
_AS_TABLE: Final = "Sayıları tablo olarak göster"
_AS_CHART: Final = "Grafik olarak göster"
_SHORT: Final = {_AS_TABLE: "Tablo", _AS_CHART: "Grafik"}
"""Where there is no room for the words beside the title."""
_UNKNOWN: Final = Chart("", (), (), empty_words="")
"""Before the first answer: whether there are numbers is not known."""
_HOW: Final = "Sol ve sağ oklarla gezilir."


def paint_on(painter: QPainter, target: QRectF, chart: Chart) -> None:
    """Paint a chart with its title on a printer or a picture, on white, to fill `target`.

    Args:
        painter: Active; its scale does not matter.
        target: In the painter's own units.
        chart: What it shows.
    """
    look = ChartLook.paper()
    scale = target.width() / theme.px(_PRINT_WIDTH)
    painter.save()
    painter.translate(target.topLeft())
    painter.scale(scale, scale)
    room = QRectF(0, 0, target.width() / scale, target.height() / scale)
    painter.setFont(theme.section())
    painter.setPen(look.hue("text"))
    line = theme.px(24)
    painter.drawText(
        QRectF(0, 0, room.width(), line),
        int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
        chart.title,
    )
    paint_chart(painter, room.adjusted(0, line + theme.px(4), 0, 0), chart, look)
    painter.restore()


class ChartView(QWidget):
    """A chart without its table; the arrow keys walk along its bars or points.

    Signals:
        place_changed: The bar or point at that place is current, -1 for none.
        chosen: Enter or a double click on the bar or point at that place.
    """

    place_changed = Signal(int)
    chosen = Signal(int)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = _UNKNOWN
        self._place: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def chart(self) -> Chart:
        """Return what is shown."""
        return self._chart

    def set_chart(self, chart: Chart) -> None:
        """Show another chart; the same place stays current where it is still there."""
        self._chart = chart
        if self._place is not None and self._place >= len(chart.labels):
            self._place = None
        self._tell()
        self.update()

    def place(self) -> int | None:
        """Return which bar or point is current, from 0; None for none."""
        return self._place

    def set_place(self, place: int | None) -> None:
        """Make a bar or point current, and let screen readers say it."""
        if place == self._place:
            return
        self._place = place
        self._tell()
        self.update()
        self.place_changed.emit(-1 if place is None else place)

    def spoken(self) -> str:
        """Return what is current as a sentence; empty for nothing."""
        return "" if self._place is None else self._chart.spoken_at(self._place)

    def _tell(self) -> None:
        """Give the name and the current value to screen readers."""
        chart = self._chart
        self.setAccessibleName(f"{chart.title}: {chart.empty_words}" if self._bare else chart.title)
        self.setAccessibleDescription(self.spoken() or ("" if self._bare else _HOW))
        if self.hasFocus() and self.spoken() and QAccessible.isActive():
            # A focus that moves inside a widget is not read out by itself.
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.spoken()))

    @property
    def _bare(self) -> bool:
        return self._chart.is_empty

    def _room(self) -> QRectF:
        edge = theme.px(2)
        return QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)

    def _place_at(self, point: QPointF) -> int | None:
        count = len(self._chart.labels)
        if self._bare:
            return None
        plan = plan_chart(self._chart, self._room(), ChartLook.now())
        # The numbers over the bars belong to them.
        room = plan.slot(0, 1).adjusted(0, -plan.head, 0, 0)
        if not room.contains(point):
            return None
        return min(int((point.x() - plan.plot.left()) / plan.plot.width() * count), count - 1)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(344), theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(140))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = ChartLook.now()
        current = self._place if not self._bare else None
        paint_chart(painter, self._room(), self._chart, look, current=current)
        if self.hasFocus() and current is None:
            painter.setPen(look.hue("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._chart.labels)
        last = count - 1
        place = self._place
        moves = {
            Qt.Key.Key_Left: last if place is None else max(place - 1, 0),
            Qt.Key.Key_Right: 0 if place is None else min(place + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in moves and not self._bare:
            self.set_place(moves[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and place is not None:
            self.chosen.emit(place)
        elif key == Qt.Key.Key_Escape and place is not None:
            self.set_place(None)
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        if by_key and self._place is None and not self._bare:
            self.set_place(len(self._chart.labels) - 1)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_place(None)
        self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.set_place(self._place_at(event.position()))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is not None:
            self.chosen.emit(place)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.set_place(None)


class ChartPanel(QWidget):
    """A chart under its title, with the value that is current, and its numbers as a table.

    Signals:
        chosen: Enter or a double click on the bar or point at that place, or on its row.
    """

    chosen = Signal(int)

    def __init__(self, key: str, *, parent: QWidget | None = None) -> None:
        """Make a panel without a chart; under `key` the widths of its table are remembered."""
        super().__init__(parent)
        self._key = key
        self._title = make_label("", font=theme.section(), parent=self)
        self._toggle = LinkButton(_AS_TABLE, parent=self)
        self._toggle.hide()  # no numbers yet
        self._view = ChartView(parent=self)
        self._readout = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._view)
        self._table: TableView | None = None
        self._model: RowsModel[tuple[int, Sequence[str]]] | None = None
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._toggle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._readout)
        self._connect()

    def view(self) -> ChartView:
        """Return the chart itself."""
        return self._view

    def chart(self) -> Chart:
        """Return what is shown."""
        return self._view.chart()

    def set_chart(self, chart: Chart) -> None:
        """Show another chart, as chart or as table as before."""
        self._title.setText(chart.title)
        self._view.set_chart(chart)
        self._toggle.setVisible(not chart.is_empty)
        self._say_toggle()
        if chart.is_empty:
            self.show_table(shown=False)
        elif self.is_table():
            self._fill_table()

    def is_table(self) -> bool:
        """Return whether the numbers are shown as a table."""
        return self._stack.currentIndex() == 1

    def show_table(self, *, shown: bool) -> None:
        """Show the numbers as a table, or the chart."""
        if shown:
            self._fill_table()
        self._stack.setCurrentIndex(1 if shown else 0)
        self._readout.setVisible(not shown)
        self._say_toggle()

    def as_table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return headings and rows: the numbers as they are written."""
        return self.chart().table()

    def _say_toggle(self) -> None:
        words = _AS_CHART if self.is_table() else _AS_TABLE
        self._toggle.setAccessibleName(f"{self.chart().title}: {words}")
        self._toggle.setToolTip(words)
        metrics = self._toggle.fontMetrics()
        needed = self._title.sizeHint().width() + metrics.horizontalAdvance(words) + theme.px(24)
        self._toggle.setText(words if needed <= self.width() else _SHORT[words])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_toggle()

    def _connect(self) -> None:
        self._toggle.clicked.connect(self._on_toggle_clicked)
        self._view.place_changed.connect(self._on_view_place_changed)
        self._view.chosen.connect(self.chosen)

    def _fill_table(self) -> None:
        headings, rows = self.as_table()
        chart = self.chart()
        if len(headings) > _FEW_COLUMNS:
            # Short labels, and the unit once: so many columns fit without scrolling sideways.
            unit = f" ({chart.unit})"
            headings = (headings[0], *(heading.removesuffix(unit) for heading in headings[1:]))
            rows = tuple((label, *row[1:]) for label, row in zip(chart.labels, rows, strict=True))
        known = [] if self._model is None else [column.heading for column in self._model.columns]
        if known != list(headings):
            self._make_table(headings, max(len(row[0]) for row in rows))
        if self._model is not None:
            self._model.set_rows(list(enumerate(rows)))

    def _make_table(self, headings: Sequence[str], longest: int) -> None:
        """Make the table only when somebody wants it, and anew when its columns are others.

        `longest` is how many signs the longest label has.
        """
        was_shown = self.is_table()
        if self._table is not None:
            self._stack.removeWidget(self._table)
            self._table.deleteLater()
        self._table = TableView(f"chart/{self._key}", name=self.chart().title, parent=self)
        self._model = RowsModel(_columns(headings, longest), parent=self._table)
        self._table.setModel(self._model)
        self._table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self._table.opened.connect(self._on_table_opened)
        self._stack.addWidget(self._table)
        if was_shown:
            self._stack.setCurrentWidget(self._table)

    @Slot()
    def _on_toggle_clicked(self) -> None:
        self.show_table(shown=not self.is_table())

    @Slot(int)
    def _on_view_place_changed(self, _place: int) -> None:
        self._readout.set_text(self._view.spoken())

    @Slot()
    def _on_table_opened(self) -> None:
        row = None if self._table is None else self._table.current_row()
        if row is not None:
            self.chosen.emit(row[0])


def _columns(headings: Sequence[str], longest: int) -> list[Column[tuple[int, Sequence[str]]]]:
    """Return the columns of the table; those of numbers share what is left, or give room."""
    return [
        Column[tuple[int, "Sequence[str]"]](
            heading,
            _text_at(place),
            align_right=place > 0,
            # Numbers are short: a long heading ends in dots rather than to scroll sideways.
            width_chars=max(longest, len(heading)) + 2
            if place == 0
            else min(len(heading) + 2, _MOST_CHARS),
            stretch=place > 0,
            sortable=False,
        )
        for place, heading in enumerate(headings)
    ]


def _text_at(place: int) -> Callable[[tuple[int, Sequence[str]]], str]:
    def text(row: tuple[int, Sequence[str]]) -> str:
        return row[1][place]

    return text
