"""The true PDF on the screen, with overlays for missing values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.choices import ComboBox
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.letter.content import FieldBox, Pixels
    from alo183_desktop.documents.own_pages import Pages
    from alo183_desktop.gui.kit.background import Background

_SCALE: Final = 3.0
"""Pixels per point of the page, to be scaled down."""
_MOST_PIXELS: Final = 10_000_000
"""A page of A3 at that scale; a larger one is drawn less finely."""
_KEPT: Final = 8
"""Drawn pages that are kept, those around the current one; each of A4 takes 18 MB."""


def pages_of(paper: bytes | Pages) -> Pages:
    """Return the pages of a paper; bytes are a PDF that the program itself has just made."""
    from alo183_desktop.documents.own_pages import OwnPages  # not before one is shown

    return OwnPages(paper) if isinstance(paper, bytes) else paper


def image_of(pixels: Pixels) -> QImage:
    """Return a drawn page as a picture of Qt."""
    return QImage(
        pixels.data, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB32
    ).copy()  # QImage does not keep Python's bytes alive


class _Drawn(NamedTuple):
    """Some pages of a paper, drawn off the GUI thread."""

    sizes: tuple[QSizeF, ...]
    """Of all pages, in points."""
    images: dict[int, QImage]


def _draw(paper: Pages, wanted: Sequence[int]) -> _Drawn:
    drawn = paper.draw(wanted, scale=_SCALE, most_pixels=_MOST_PIXELS)
    sizes = tuple(QSizeF(*size) for size in paper.sizes())
    return _Drawn(sizes, {page: image_of(pixels) for page, pixels in drawn.items()})


_POINTS_AT_100: Final = 96 / 72
_FIT_PAGE: Final = "Sayfaya sığdır"
_FIT_WIDTH: Final = "Genişliğe sığdır"
_FULL_SIZE: Final = "%100"
_CLOSE_UP: Final = "Yazılan alan"
# The margins move out of view and whole lines remain.
_CLOSE_UP_ZOOM: Final = 1.13
# The overlay is on white paper in the dark theme too, so it keeps the light colours.
_WRONG: Final = QColor("#A61B1B")
_WRONG_FILL: Final = QColor("#FBE3E3")
_WRONG_INK: Final = QColor("#8C1616")


@dataclass(frozen=True, slots=True)
class Overlay:
    """A text over a field of the page; it is never part of the file."""

    box: FieldBox
    text: str


class PdfPreview(QWidget):
    """The true PDF beside the form: white in the dark theme, too, with overlays for missing values.

    Signals:
        box_clicked: The key of the clicked box, among those of `set_boxes`.
    """

    box_clicked = Signal(str)

    def __init__(self, background: Background, *, title: str = "", parent: QWidget | None) -> None:
        """Make an empty preview.

        Args:
            background: Renders off the GUI thread.
            title: Title of the pages.
        """
        super().__init__(parent)
        self._background = background
        self._paper: Pages | None = None
        self._is_drawing = False
        self._has_failed = False
        self._pages = _Pages(parent=self)
        self._pages.setAccessibleName(title or "Sayfa önizlemesi")
        self._count = muted_label("", parent=self)
        self._zoom = ComboBox(parent=self)
        self._zoom.addItems([_FIT_PAGE, _FIT_WIDTH, _FULL_SIZE, _CLOSE_UP])
        self._zoom.set_name("Yakınlık")
        self._zoom.setMinimumWidth(theme.px(148))
        head = make_row(None, gap=8)
        self._title: QLabel = make_label(title, font=theme.body_strong(), parent=self)
        self._title.setVisible(bool(title))
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._zoom)
        make_column(self, head, (self._pages, 1), gap=8)
        self._zoom.currentTextChanged.connect(self._pages.set_zoom)
        self._pages.page_changed.connect(self._show_count)
        self._pages.box_clicked.connect(self.box_clicked)
        # Not while they are painted.
        self._pages.lacking.connect(self._draw_missing, Qt.ConnectionType.QueuedConnection)

    def set_pdf(self, paper: bytes | Pages, *, overlays: Sequence[Overlay] = ()) -> None:
        """Show another version; position and zoom stay, and only the newest is drawn.

        Pages are drawn when they come into view, with the ones beside them.
        """
        pages, shown = pages_of(paper), tuple(overlays)
        wanted = self._pages.wanted() or range(2)
        self._background.run_pure(
            lambda: _draw(pages, wanted),
            parent=self,
            success=lambda drawn: self._show(pages, drawn, shown),
            key="preview",
        )

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Replace the overlays of the pages shown."""
        self._pages.set_overlays(tuple(overlays))

    def set_boxes(self, boxes: Sequence[FieldBox]) -> None:
        """Make these areas of the pages clickable."""
        self._pages.set_boxes(tuple(boxes))

    def zoom_to(self, box: FieldBox | None) -> None:
        """Scroll to the field being edited; with "Yazılan alan" it is also enlarged."""
        self._pages.show_box(box)

    def set_zoom(self, words: str) -> None:
        """Choose a zoom by its text."""
        self._zoom.setCurrentText(words)

    def is_empty(self) -> bool:
        """Return whether no page has been drawn yet."""
        return self._pages.count() == 0

    def drawn(self) -> frozenset[int]:
        """Return the pages, from 0, that are drawn and kept."""
        return self._pages.drawn()

    def _show(self, paper: Pages, drawn: _Drawn, overlays: tuple[Overlay, ...]) -> None:
        self._paper = paper
        self._is_drawing = self._has_failed = False
        self._pages.set_pages(drawn, overlays)
        self._show_count(self._pages.current_page())

    @Slot()
    def _draw_missing(self) -> None:
        """Draw what has come into view, one request at a time."""
        paper, wanted = self._paper, self._pages.missing()
        if paper is None or not wanted or self._is_drawing or self._has_failed:
            return
        self._is_drawing = True

        def show(drawn: _Drawn) -> None:
            # Meanwhile another version may have come.
            if paper is self._paper:
                self._is_drawing = False
                self._pages.add(drawn)

        def fail(error: Exception) -> None:
            if paper is self._paper:
                # Not again at each glance at the page.
                self._is_drawing, self._has_failed = False, True
                show_failure(self, error)

        self._background.run_pure(
            lambda: _draw(paper, wanted), parent=self, success=show, failure=fail
        )

    @Slot(int)
    def _show_count(self, page: int) -> None:
        count = self._pages.count()
        if count == 0:
            self._count.setText("")
        elif count == 1:
            self._count.setText("1 sayfa")
        else:
            self._count.setText(f"sayfa {page + 1} / {count}")


class _Pages(QAbstractScrollArea):
    """Pages below one another, scaled from the drawn pictures.

    Signals:
        lacking: A page in view, or beside one, has not been drawn.
        page_changed: Another page is in the middle of the view.
        box_clicked: As `PdfPreview.box_clicked`.
    """

    lacking = Signal()
    page_changed = Signal(int)
    box_clicked = Signal(str)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._sizes: tuple[QSizeF, ...] = ()
        self._images: dict[int, QImage] = {}
        self._overlays: tuple[Overlay, ...] = ()
        self._zoom = _FIT_PAGE
        self._box: FieldBox | None = None
        self._boxes: tuple[FieldBox, ...] = ()
        self._scaled: dict[tuple[int, int], QImage] = {}
        self._page = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("look", "stop")
        # The paper lies on the widget behind it; an empty widget keeps the bars' corner clear.
        self.viewport().setAutoFillBackground(False)
        self.setCornerWidget(QWidget(self))
        # Always there: a bar that comes and goes changes the width that decides whether it comes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # Not for one page that fits entirely: there is nothing to scroll, whatever the width.
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def count(self) -> int:
        """Return how many pages are shown."""
        return len(self._sizes)

    def drawn(self) -> frozenset[int]:
        """Return the pages, from 0, of which there are pictures."""
        return frozenset(self._images)

    def wanted(self) -> range:
        """Return the pages in view, with one before and one after them."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        seen = [
            page
            for page, place in enumerate(self._places())
            if place.bottom() >= top and place.top() <= bottom
        ]
        if not seen:
            return range(0)
        # At a small zoom no more than are kept.
        first = max(seen[0] - 1, 0)
        return range(first, min(seen[-1] + 2, len(self._sizes), first + _KEPT))

    def missing(self) -> list[int]:
        """Return those of them that are not drawn."""
        return [page for page in self.wanted() if page not in self._images]

    def current_page(self) -> int:
        """Return the page in the middle of the view, from 0."""
        return self._page

    def add(self, drawn: _Drawn) -> None:
        """Show more pictures, and forget those farthest from the view."""
        self._images.update(drawn.images)
        wanted = self.wanted()
        middle = (wanted.start + wanted.stop - 1) / 2
        nearest = sorted(self._images, key=lambda page: abs(page - middle))
        for page in nearest[_KEPT:]:
            del self._images[page]
        self._scaled = {key: one for key, one in self._scaled.items() if key[0] in self._images}
        self.viewport().update()

    def set_pages(self, drawn: _Drawn, overlays: tuple[Overlay, ...]) -> None:
        """Show other pages at the same position."""
        self._sizes, self._images = drawn.sizes, dict(drawn.images)
        self._overlays = overlays
        self._choose_bar()
        self._scaled.clear()
        self._set_bars()
        self._reach_box()
        self.viewport().update()

    def set_overlays(self, overlays: tuple[Overlay, ...]) -> None:
        """Replace the overlays."""
        self._overlays = overlays
        self.viewport().update()

    def set_boxes(self, boxes: tuple[FieldBox, ...]) -> None:
        """Make these areas clickable; the pointer changes over them."""
        self._boxes = boxes
        self.viewport().setMouseTracking(bool(boxes))

    @Slot(str)
    def set_zoom(self, words: str) -> None:
        """Show the pages larger or smaller."""
        self._zoom = words
        self._choose_bar()
        self._scaled.clear()
        self._set_bars()
        self._reach_box()
        self.viewport().update()

    def show_box(self, box: FieldBox | None) -> None:
        """Remember the field being edited, and scroll to it."""
        self._box = box
        self._set_bars()
        self._reach_box()
        self.viewport().update()

    def _choose_bar(self) -> None:
        policies = Qt.ScrollBarPolicy
        fits = self._zoom == _FIT_PAGE and len(self._sizes) <= 1
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOff if fits else policies.ScrollBarAlwaysOn
        )

    def _factor(self) -> float:
        """Return pixels of the view per point of the page."""
        if not self._sizes:
            return 1.0
        room = self.viewport().size()
        edge = theme.px(8)
        page = self._sizes[min(self._page, len(self._sizes) - 1)]
        across = (room.width() - 2) / page.width()
        if self._zoom == _FIT_PAGE:
            return max(0.1, min(across, (room.height() - 2 * edge) / page.height()))
        if self._zoom == _FIT_WIDTH:
            return max(0.1, across)
        if self._zoom == _CLOSE_UP and self._box is not None:
            return max(0.1, across * _CLOSE_UP_ZOOM)
        if self._zoom == _CLOSE_UP:
            return max(0.1, across)
        return _POINTS_AT_100

    def _places(self) -> list[QRectF]:
        """Return the rectangle of each page, in pixels of the whole, before scrolling."""
        factor = self._factor()
        places = []
        top = float(theme.px(8))
        for points in self._sizes:
            size = points * factor
            left = max(0.0, (self.viewport().width() - size.width()) / 2)
            places.append(QRectF(QPointF(left, top), size))
            top += size.height() + theme.px(16)
        return places

    def _set_bars(self) -> None:
        places = self._places()
        height = places[-1].bottom() + theme.px(8) if places else 0.0
        width = max((place.width() for place in places), default=0.0)
        room = self.viewport().size()
        upright, across = self.verticalScrollBar(), self.horizontalScrollBar()
        upright.setPageStep(room.height())
        upright.setSingleStep(theme.px(40))
        upright.setRange(0, max(0, round(height) - room.height()))
        across.setPageStep(room.width())
        farthest = max(0, round(width) - room.width())
        if self._zoom == _CLOSE_UP:
            # All text lies between the margins: nothing is reached by scrolling.
            across.setRange(farthest // 2, farthest // 2)
        else:
            across.setRange(0, farthest)

    def _reach_box(self) -> None:
        box = self._box
        places = self._places()
        if box is None or box.page >= len(places):
            return
        spot = self._rect_of(box, places)
        room = self.viewport().size()
        upright, across = self.verticalScrollBar(), self.horizontalScrollBar()
        seen = QRectF(across.value(), upright.value(), room.width(), room.height())
        if not seen.contains(spot):
            upright.setValue(round(spot.center().y() - room.height() / 2))
            # The label at the left of the value is more useful than the empty room at its right.
            across.setValue(round(spot.left() - room.width() * 0.35))

    def _rect_of(self, box: FieldBox, places: list[QRectF]) -> QRectF:
        factor = self._factor()
        page = places[box.page]
        return QRectF(
            page.left() + box.left * factor,
            page.top() + box.top * factor,
            box.width * factor,
            box.height * factor,
        )

    def _picture(self, page: int, size: QSize) -> QImage:
        key = (page, size.width())
        if key not in self._scaled:
            self._scaled[key] = self._images[page].scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._scaled[key]

    @Slot()
    def _on_scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        for page, place in enumerate(self._places()):
            if place.bottom() >= middle:
                if page != self._page:
                    self._page = page
                    self.page_changed.emit(page)
                return

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        scroll = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        places = self._places()
        ratio = self.devicePixelRatioF()
        for page, place in enumerate(places):
            shown = place.translated(-scroll)
            if not shown.intersects(QRectF(self.viewport().rect())):
                continue
            target = shown.toAlignedRect()
            if page in self._images:
                size = QSize(round(target.width() * ratio), round(target.height() * ratio))
                painter.drawImage(target, self._picture(page, size))
            else:
                painter.fillRect(target, Qt.GlobalColor.white)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawRect(target.adjusted(0, 0, -1, -1))
        if self.missing():
            self.lacking.emit()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for overlay in self._overlays:
            if overlay.box.page < len(places):
                rect = self._rect_of(overlay.box, places).translated(-scroll)
                _paint_overlay(painter, rect, overlay.text)
        if self._box is not None and self._box.page < len(places):
            rect = self._rect_of(self._box, places).translated(-scroll)
            painter.setPen(QPen(QColor(theme.LIGHT.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scaled.clear()
        self._set_bars()
        self._reach_box()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        event.accept()

    def _box_at(self, event: QMouseEvent) -> FieldBox | None:
        scroll = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        spot = event.position() + scroll
        places = self._places()
        under = (
            box
            for box in self._boxes
            if box.page < len(places) and self._rect_of(box, places).contains(spot)
        )
        return next(under, None)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._box_at(event) is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        box = self._box_at(event)
        if box is not None and event.button() is Qt.MouseButton.LeftButton:
            self.box_clicked.emit(box.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        step = {
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)


def _paint_overlay(painter: QPainter, rect: QRectF, text: str) -> None:
    painter.save()
    painter.setPen(QPen(_WRONG, 2))
    painter.setBrush(_WRONG_FILL)
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
    font = theme.small_strong()
    font.setPixelSize(max(8, min(round(rect.height() * 0.68), font.pixelSize())))
    painter.setFont(font)
    painter.setPen(_WRONG_INK)
    inside = rect.adjusted(theme.px(6), 0, -theme.px(4), 0)
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(inside.width()))
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()
