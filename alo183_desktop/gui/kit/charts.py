"""Charts of the window: bars and lines navigable by keyboard and screen reader, with their table.

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

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from alo183_desktop.documents.charts.data import (
    Chart,
    ChartKind,
    ChartLimit,
    ChartSeries,
    Fill,
)
from alo183_desktop.documents.charts.painting import (
    Area,
    Measures,
    paint_chart,
    plan_chart,
    strokes_of,
)
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.charts.painting import Align, ChartPlan, Ink, Point

__all__ = [
    "Chart",
    "ChartKind",
    "ChartLimit",
    "ChartPanel",
    "ChartSeries",
    "ChartView",
]

_HEIGHT: Final = 220
_MOST_CHARS: Final = 7
"""Maximum width of a column of numbers."""
_FEW_COLUMNS: Final = 4
"""Maximum number of columns beside a list; a wider table needs the whole width."""
_AS_TABLE: Final = "Sayıları tablo olarak göster"
_AS_CHART: Final = "Grafik olarak göster"
_SHORT: Final = {_AS_TABLE: "Tablo", _AS_CHART: "Grafik"}
"""Used where the title leaves no room for the full text."""
_UNKNOWN: Final = Chart("", (), (), empty_words="")
"""Shown before the first answer: whether there are numbers is not known."""
_HOW: Final = "Sol ve sağ oklarla gezilir."
_HATCH: Final = 5
_FOCUS: Final = 2
_ALIGNS: Final = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "centre": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def chart_measures() -> Measures:
    """Return the dimensions of a chart for the fonts in use."""
    metrics = {
        "fault": QFontMetricsF(theme.small_strong()),
        **dict.fromkeys(("text", "muted"), QFontMetricsF(theme.small())),
    }
    height = metrics["text"].height()
    return Measures(
        width_of=lambda words, ink: metrics[ink].horizontalAdvance(words),
        text=height,
        line=height + theme.px(4),
        labels=height + theme.px(6),
        label_drop=theme.px(4),
        legend_gap=theme.px(8),
        gap=theme.px(8),
        between=theme.px(6),
        breath=theme.px(2),
        swatch=theme.px(12),
        swatch_gap=theme.px(6),
        entry_gap=theme.px(12),
        widest_bar=theme.px(28),
        point=theme.px(4),
        point_gap=theme.px(5),
    )


class WindowCanvas:
    """Paints on a widget in its colours; as `ChartCanvas`.

    Attributes:
        measures: The dimensions of a chart.
    """

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._tokens = theme.tokens()
        self.measures = chart_measures()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)

    def text(self, area: Area, words: str, ink: Ink = "text", align: Align = "centre") -> None:
        """As `ChartCanvas.text`."""
        self._painter.setFont(theme.small_strong() if ink == "fault" else theme.small())
        self._painter.setPen(self._hue("late" if ink == "fault" else ink))
        flags = _ALIGNS[align] | Qt.AlignmentFlag.AlignVCenter
        self._painter.drawText(QRectF(*area), int(flags | Qt.TextFlag.TextDontClip), words)

    def message(self, area: Area, words: str) -> None:
        """As `ChartCanvas.message`."""
        self._painter.setFont(theme.small())
        self._painter.setPen(self._hue("muted"))
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self._painter.drawText(QRectF(*area), flags, words)

    def fill(self, area: Area, fill: Fill) -> None:
        """As `ChartCanvas.fill`; strokes are not Qt's own patterns, which are too fine at 200 %."""
        # An outline is sharp at the centre of a pixel.
        box = QRectF(round(area.left) + 0.5, area.top, round(area.width), area.height)
        hue = self._hue("late" if fill is Fill.FAULT else "fill")
        grounds = {Fill.FAULT: hue, Fill.SOLID: hue, Fill.EMPTY: self._hue("chrome")}
        painter = self._painter
        painter.save()
        painter.fillRect(box, grounds.get(fill, self._hue("base")))
        strokes = strokes_of(
            area._replace(left=box.left(), width=box.width()), fill, theme.px(_HATCH)
        )
        if strokes:
            painter.save()
            painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(hue, 1.2))
            painter.drawLines([QLineF(*start, *end) for start, end in strokes])
            painter.restore()
        painter.setPen(QPen(hue, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.restore()

    def clear(self, area: Area) -> None:
        """As `ChartCanvas.clear`."""
        inner = QRectF(*area).adjusted(0, 1, 0, -1)
        self._painter.fillRect(inner, self._hue("base"))

    def stroke(self, points: Sequence[Point], fill: Fill) -> None:
        """As `ChartCanvas.stroke`."""
        pen = QPen(self._hue_of(fill), 1.5 if fill is Fill.LIMIT else theme.px(2))
        if fill is not Fill.EMPTY:
            pen.setDashPattern([4, 3] if fill is Fill.LIMIT else [3, 2])
        self._painter.save()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=fill is not Fill.LIMIT)
        self._painter.setPen(pen)
        self._painter.drawPolyline([QPointF(*point) for point in points])
        self._painter.restore()

    def point(self, middle: Point, fill: Fill) -> None:
        """As `ChartCanvas.point`."""
        hue, radius = self._hue_of(fill), self.measures.point
        self._painter.save()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if fill is Fill.EMPTY:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(hue)
            self._painter.drawEllipse(QPointF(*middle), radius, radius)
        else:
            self._painter.setPen(QPen(hue, theme.px(1.5)))
            self._painter.setBrush(self._hue("base"))
            x, y = middle
            self._painter.drawRect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
        self._painter.restore()

    def rule(self, left: float, right: float, y: float, *, is_axis: bool) -> None:
        """As `ChartCanvas.rule`."""
        self._painter.setPen(QPen(self._hue("control" if is_axis else "line"), 1))
        self._painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _hue(self, token: str) -> QColor:
        return QColor(getattr(self._tokens, token))

    def _hue_of(self, fill: Fill) -> QColor:
        return self._hue({Fill.FAULT: "late", Fill.EMPTY: "accent"}.get(fill, "text"))


class ChartView(QWidget):
    """A chart without its table; the arrow keys move along its bars or points.

    Signals:
        index_changed: The index of the current bar or point, -1 for none.
        chosen: Enter or a double click on the bar or point with that index.
    """

    index_changed = Signal(int)
    chosen = Signal(int)

    def __init__(self, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._chart = _UNKNOWN
        self._index: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def chart(self) -> Chart:
        """Return the chart that is shown."""
        return self._chart

    def set_chart(self, chart: Chart) -> None:
        """Show another chart; the same index stays current if it still exists."""
        self._chart = chart
        if self._index is not None and self._index >= len(chart.labels):
            self._index = None
        self._announce()
        self.update()

    def current_index(self) -> int | None:
        """Return the index of the current bar or point, from 0; None for none."""
        return self._index

    def set_current_index(self, index: int | None) -> None:
        """Make a bar or point current, and announce it to screen readers."""
        if index == self._index:
            return
        self._index = index
        self._announce()
        self.update()
        self.index_changed.emit(-1 if index is None else index)

    def spoken(self) -> str:
        """Return a sentence for the current bar or point; empty for none."""
        return "" if self._index is None else self._chart.spoken_at(self._index)

    def _announce(self) -> None:
        """Pass the name and the current value to screen readers."""
        chart = self._chart
        self.setAccessibleName(f"{chart.title}: {chart.empty_words}" if self._bare else chart.title)
        self.setAccessibleDescription(self.spoken() or ("" if self._bare else _HOW))
        if self.hasFocus() and self.spoken() and QAccessible.isActive():
            # A focus that moves inside a widget is not announced by itself.
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.spoken()))

    @property
    def _bare(self) -> bool:
        return self._chart.is_empty

    def _plan(self) -> ChartPlan:
        return plan_chart(self._chart, self._room(), chart_measures())

    def _room(self) -> Area:
        edge = theme.px(2)
        return Area(edge, edge, self.width() - 2 * edge, self.height() - 2 * edge)

    def _index_at(self, point: QPointF) -> int | None:
        return None if self._bare else self._plan().index_at((point.x(), point.y()))

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(344), theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(140))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme.tokens()
        current = None
        if self._index is not None and not self._bare:
            current = QRectF(*self._plan().slot(self._index))
            painter.fillRect(current, QColor(tokens.tint))
        paint_chart(WindowCanvas(painter), self._room(), self._chart)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if current is not None:
            painter.setPen(QPen(QColor(tokens.accent), theme.px(_FOCUS)))
            inset = theme.px(_FOCUS) / 2
            painter.drawRect(current.adjusted(inset, inset, -inset, -inset))
        elif self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._chart.labels)
        last = count - 1
        index = self._index
        moves = {
            Qt.Key.Key_Left: last if index is None else max(index - 1, 0),
            Qt.Key.Key_Right: 0 if index is None else min(index + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in moves and not self._bare:
            self.set_current_index(moves[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and index is not None:
            self.chosen.emit(index)
        elif key == Qt.Key.Key_Escape and index is not None:
            self.set_current_index(None)
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        if by_key and self._index is None and not self._bare:
            self.set_current_index(len(self._chart.labels) - 1)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_current_index(None)
        self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.set_current_index(self._index_at(event.position()))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None:
            self.chosen.emit(index)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.set_current_index(None)


class ChartPanel(QWidget):
    """A chart under its title, with the current value, and its numbers as a table.

    Signals:
        chosen: Enter or a double click on the bar or point with that index, or on its row.
    """

    chosen = Signal(int)

    def __init__(self, key: str, *, parent: QWidget | None = None) -> None:
        """Make a panel without a chart; the widths of its table are remembered under `key`."""
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
        head = make_row(None, (self._title, 1), self._toggle)
        make_column(self, head, (self._stack, 1), self._readout, gap=8)
        self._connect()

    def view(self) -> ChartView:
        """Return the chart itself."""
        return self._view

    def chart(self) -> Chart:
        """Return the chart that is shown."""
        return self._view.chart()

    def set_chart(self, chart: Chart) -> None:
        """Show another chart, as chart or as table as before."""
        self._title.setText(chart.title)
        self._view.set_chart(chart)
        self._toggle.setVisible(not chart.is_empty)
        self._show_toggle()
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
        self._show_toggle()

    def as_table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return headings and rows: the numbers as text."""
        return self.chart().table()

    def _show_toggle(self) -> None:
        words = _AS_CHART if self.is_table() else _AS_TABLE
        self._toggle.setAccessibleName(f"{self.chart().title}: {words}")
        self._toggle.setToolTip(words)
        metrics = self._toggle.fontMetrics()
        needed = self._title.sizeHint().width() + metrics.horizontalAdvance(words) + theme.px(24)
        self._toggle.setText(words if needed <= self.width() else _SHORT[words])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_toggle()

    def _connect(self) -> None:
        self._toggle.clicked.connect(lambda: self.show_table(shown=not self.is_table()))
        self._view.index_changed.connect(lambda: self._readout.set_text(self._view.spoken()))
        self._view.chosen.connect(self.chosen)

    def _fill_table(self) -> None:
        headings, rows = self.as_table()
        chart = self.chart()
        if len(headings) > _FEW_COLUMNS:
            # Short labels, and the unit once: that many columns fit without scrolling sideways.
            unit = f" ({chart.unit})"
            headings = (headings[0], *(heading.removesuffix(unit) for heading in headings[1:]))
            rows = tuple((label, *row[1:]) for label, row in zip(chart.labels, rows, strict=True))
        known = [] if self._model is None else [column.heading for column in self._model.columns]
        if known != list(headings):
            self._make_table(headings, max(len(row[0]) for row in rows))
        if self._model is not None:
            self._model.set_rows(list(enumerate(rows)))

    def _make_table(self, headings: Sequence[str], longest: int) -> None:
        """Make the table only on demand, and again when its columns change.

        `longest` is the length of the longest label in characters.
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
    def _on_table_opened(self) -> None:
        row = None if self._table is None else self._table.current_row()
        if row is not None:
            self.chosen.emit(row[0])


def _columns(headings: Sequence[str], longest: int) -> list[Column[tuple[int, Sequence[str]]]]:
    """Return the columns of the table; number columns share the free width, or shrink."""
    return [
        Column[tuple[int, "Sequence[str]"]](
            heading,
            _text_at(index),
            align_right=index > 0,
            # Numbers are short: a long heading is elided rather than scrolled sideways.
            width_chars=max(longest, len(heading)) + 2
            if index == 0
            else min(len(heading) + 2, _MOST_CHARS),
            stretch=index > 0,
            sortable=False,
        )
        for index, heading in enumerate(headings)
    ]


def _text_at(index: int) -> Callable[[tuple[int, Sequence[str]]], str]:
    def text(row: tuple[int, Sequence[str]]) -> str:
        return row[1][index]

    return text
