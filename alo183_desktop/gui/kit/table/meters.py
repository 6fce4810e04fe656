"""Meters of a quota, and cells of two lines, in lists and on cards.

Used as follows:

    columns = (
        Column("Durum", ..., state=...),
        two_line_column("Hat ve zimmetlisi", lambda row: row.phone, lambda row: row.holder),
        meter_column("Dakika", lambda row: Meter("268 / 300 dk", 0.89, 0.8, State.NEAR)),
    )
    view = TableView("quota", name="Kota")
    use_two_lines(view)
    view.setModel(RowsModel(columns, parent=view))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.states import paint_shape
from alo183_desktop.gui.kit.table.cells import CellDelegate
from alo183_desktop.gui.kit.table.models import TableModel
from alo183_desktop.shared.numbers import percent_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QColor, QFont
    from PySide6.QtWidgets import QTableView

RowT = TypeVar("RowT")

UNKNOWN: Final = "bilinmiyor"
OVER: Final = "aşıldı"
_ROW_HEIGHT: Final = 52
_LINE: Final = 22
"""From the middle of one line of a cell to the next."""
_BAR: Final = 8
_MARK: Final = 2
_MARK_REACH: Final = 3
"""How far the mark of the elapsed part extends beyond the bar, above and below."""
_SHAPE: Final = 10
_HATCH: Final = 6
"""From one stroke of a near meter to the next."""
_CHARS: Final = 19


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of a quota is used.

    Attributes:
        words: Used and quota, such as `268 / 300 dk`.
        share: Used part of the quota, 1.0 is all of it; None while the usage is unknown.
        elapsed: Elapsed part of the period, 0 to 1; None draws no mark.
        state: LATE above it, NEAR close to it; GOOD or None below. Unknown is shown by `share`.
    """

    words: str
    share: float | None
    elapsed: float | None = None
    state: State | None = None

    @property
    def text(self) -> str:
        """The meter as copied, exported and read out: `268 / 300 dk, %89, yaklaşıyor`."""
        if self.share is None:
            return UNKNOWN
        return ", ".join([self.words, percent_text(self.share), *self._state_words()])

    @property
    def spoken(self) -> str:
        """The text with the elapsed part, for screen readers."""
        if self.share is None or self.elapsed is None:
            return self.text
        return f"{self.text}; dönemin geçen kısmı {percent_text(self.elapsed)}"

    def _state_words(self) -> list[str]:
        if self.state is State.LATE:
            return [OVER]
        return [State.NEAR.words] if self.state is State.NEAR else []


@dataclass(frozen=True)  # no slots, as Column
class MeterColumn(Column[RowT]):
    """A column of meters; made by `meter_column`."""

    meter: Callable[[RowT], Meter | None] | None = None


@dataclass(frozen=True)  # no slots, as Column
class TwoLineColumn(Column[RowT]):
    """A column of two lines, the second small and muted; made by `two_line_column`."""

    first: Callable[[RowT], str] | None = None
    second: Callable[[RowT], str] | None = None


def meter_column(
    heading: str,
    meter: Callable[[RowT], Meter | None],
) -> MeterColumn[RowT]:
    """Return a column of meters; copies, exports and screen readers get the meter's text.

    Args:
        heading: Of the column.
        meter: Of a row; None leaves the cell empty. An unknown share sorts below all others.
    """

    def text(row: RowT) -> str:
        made = meter(row)
        return "" if made is None else made.text

    def share(row: RowT) -> float:
        made = meter(row)
        return -1.0 if made is None or made.share is None else made.share

    return MeterColumn(
        heading,
        text,
        sort_key=share,
        width_chars=_CHARS,
        stretch=True,
        meter=meter,
    )


def two_line_column(
    heading: str,
    first: Callable[[RowT], str],
    second: Callable[[RowT], str],
    *,
    width_chars: int,
) -> TwoLineColumn[RowT]:
    """Return a column of two lines, such as a phone number above its holder.

    Args:
        heading: Of the column.
        first: The upper line.
        second: The lower line, small and muted; may be empty.
        width_chars: Initial width in characters.
    """

    def text(row: RowT) -> str:
        return ", ".join(part for part in (first(row), second(row)) if part)

    return TwoLineColumn(
        heading,
        text,
        width_chars=width_chars,
        stretch=True,
        first=first,
        second=second,
    )


def use_two_lines(view: QTableView) -> None:
    """Give a list rows of two lines that may contain meters; call it before `setModel`."""
    view.setItemDelegate(MeterDelegate(view))
    view.verticalHeader().setDefaultSectionSize(two_line_height())


def two_line_height() -> int:
    """Return the height of a row of two lines."""
    return theme.px(_ROW_HEIGHT)


def paint_meter(
    painter: QPainter, rect: QRect, meter: Meter | None, *, ground: QColor | None = None
) -> None:
    """Paint words, per cent and bar, vertically centred in `rect`.

    Args:
        painter: On the widget or the cell.
        rect: Where; at least two lines high.
        meter: None paints nothing.
        ground: The colour behind it; None for that of lists and pages.
    """
    if meter is None:
        return
    painter.save()
    lines = _two_lines(rect)
    _paint_words(painter, lines[0], meter)
    height = theme.px(_BAR)
    middle = lines[1].center().y()
    bar = QRect(rect.left(), middle - height // 2, rect.width(), height)
    _paint_bar(painter, bar, meter, theme.colour("base") if ground is None else ground)
    painter.restore()


class MeterDelegate(CellDelegate):
    """Paints what `CellDelegate` does, and meters and cells of two lines."""

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self._ground = theme.colour(
            "tint" if option.state & QStyle.StateFlag.State_Selected else "base"
        )
        super().paint(painter, option, index)

    @override
    def _paint_content(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        column, row = _cell(index)
        if isinstance(column, MeterColumn) and column.meter is not None:
            paint_meter(painter, rect, column.meter(row), ground=self._ground)
        elif isinstance(column, TwoLineColumn) and column.first and column.second:
            _paint_two_lines(painter, rect, column.first(row), column.second(row))
        else:
            super()._paint_content(painter, rect, index)

    @override
    def _width(self, column: Column[Any], row: Any) -> int:
        if isinstance(column, MeterColumn) and column.meter is not None:
            meter = column.meter(row)
            return 0 if meter is None else _words_width(meter)
        if isinstance(column, TwoLineColumn) and column.first and column.second:
            return max(
                QFontMetrics(font).horizontalAdvance(line)
                for font, line in (
                    (theme.body_medium(), column.first(row)),
                    (theme.small(), column.second(row)),
                )
            )
        return super()._width(column, row)


def _cell(index: QModelIndex | QPersistentModelIndex) -> tuple[Column[Any] | None, Any]:
    """Return column and row of a cell; (None, None) where the model is not one of ours."""
    model = index.model()
    if not isinstance(model, TableModel):
        return None, None
    return model.columns[index.column()], model.row_at(index)


def _two_lines(rect: QRect) -> tuple[QRect, QRect]:
    """Return the rectangles of the upper and the lower line, vertically centred."""
    step = theme.px(_LINE)
    top = rect.top() + (rect.height() - 2 * step) // 2
    upper = QRect(rect.left(), top, rect.width(), step)
    return upper, upper.translated(0, step)


def _words_font(meter: Meter) -> QFont:
    return theme.body_strong() if meter.state in {State.LATE, State.NEAR} else theme.body()


def _words_width(meter: Meter) -> int:
    metrics = QFontMetrics(_words_font(meter))
    if meter.share is None:
        return metrics.horizontalAdvance(UNKNOWN)
    words = metrics.horizontalAdvance(meter.words) + theme.px(8)
    percent = metrics.horizontalAdvance(percent_text(meter.share))
    return words + percent + (theme.px(_SHAPE + 5) if _is_marked(meter) else 0)


def _is_marked(meter: Meter) -> bool:
    return meter.share is not None and meter.state in {State.LATE, State.NEAR}


def _paint_words(painter: QPainter, rect: QRect, meter: Meter) -> None:
    font = _words_font(meter)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    if meter.share is None:
        painter.setPen(theme.colour("muted"))
        _draw(painter, rect, metrics, UNKNOWN)
        return
    role = meter.state.value if meter.state is not None and _is_marked(meter) else "text"
    painter.setPen(theme.colour(role))
    percent = percent_text(meter.share)
    wide = metrics.horizontalAdvance(percent)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent)
    if meter.state is not None and _is_marked(meter) and _words_width(meter) <= rect.width():
        # In a narrow column only the bar and the bold words show it.
        side = theme.px(_SHAPE)
        wide += side + theme.px(5)
        top = rect.top() + (rect.height() - side) / 2
        paint_shape(painter, QRectF(rect.right() + 1 - wide, top, side, side), meter.state)
    _draw(painter, rect.adjusted(0, 0, -wide - theme.px(8), 0), metrics, meter.words)


def _draw(painter: QPainter, rect: QRect, metrics: QFontMetrics, text: str) -> None:
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _paint_bar(painter: QPainter, bar: QRect, meter: Meter, ground: QColor) -> None:
    """Paint the outlined bar: solid above, hatched close, plain below, dashed when unknown."""
    edge = QRectF(bar).adjusted(0.5, 0.5, -0.5, -0.5)
    if meter.share is None:
        pen = QPen(theme.colour("control"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(edge)
        return
    role = {State.LATE: "late", State.NEAR: "near_mark"}.get(meter.state or State.GOOD, "fill")
    hue = theme.colour(role)
    painter.fillRect(bar, theme.colour("base"))
    filled = QRect(bar)
    filled.setWidth(round(bar.width() * min(max(meter.share, 0.0), 1.0)))
    if meter.state is State.NEAR:
        _hatch(painter, filled, hue)
    else:
        painter.fillRect(filled, hue)
    painter.setPen(QPen(hue if _is_marked(meter) else theme.colour("control"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(edge)
    if meter.elapsed is not None:
        _paint_elapsed(painter, bar, meter.elapsed, ground)


def _hatch(painter: QPainter, rect: QRect, hue: QColor) -> None:
    """Paint diagonal strokes: a near meter differs from one in order without colour, too."""
    painter.save()
    painter.setClipRect(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(hue, theme.px(2)))
    step, height = theme.px(_HATCH), rect.height()
    strokes = range(rect.left() - height, rect.right() + height, step)
    for x in strokes:
        painter.drawPolyline(
            QPolygonF([QPointF(x, rect.bottom() + 1), QPointF(x + height, rect.top())])
        )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(hue, 1))
    painter.drawLine(rect.topRight(), rect.bottomRight())
    painter.restore()


def _paint_elapsed(painter: QPainter, bar: QRect, elapsed: float, ground: QColor) -> None:
    """Paint the upright mark, with a gap of the ground at each side so that it shows on any fill.

    At the ends of the period it stays inside the bar.
    """
    width, reach = theme.px(_MARK), theme.px(_MARK_REACH)
    gap = theme.px(1)
    x = bar.left() + round(bar.width() * min(max(elapsed, 0.0), 1.0)) - width // 2
    x = min(max(x, bar.left()), bar.right() + 1 - width)
    mark = QRect(x, bar.top() - reach, width, bar.height() + 2 * reach)
    painter.fillRect(mark.adjusted(-gap, 0, gap, 0), ground)
    painter.fillRect(mark, theme.colour("text"))


def _paint_two_lines(painter: QPainter, rect: QRect, first: str, second: str) -> None:
    upper, lower = _two_lines(rect) if second else (rect, rect)
    for place, text, font, role in (
        (upper, first, theme.body_medium(), "text"),
        (lower, second, theme.small(), "muted"),
    ):
        painter.setFont(font)
        painter.setPen(theme.colour(role))
        _draw(painter, place, QFontMetrics(font), text)
