"""Line icons, drawn on a grid of 24 and tinted when they are loaded."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from alo183_desktop.gui.kit import theme
from alo183_desktop.shared.paths import resources

_LENGTHS: Final = (16, 18, 20)
"""Pixels at 100 %: on buttons, in menus, in lines."""
_LARGEST: Final = 48
"""Pixels of the one that every other size is made of."""


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon in the colour of a token as it is shown now.

    Args:
        name: Of a file in resources/icons, such as `officers`.
        role: A token: text, muted, accent, on_accent, late.
    """
    return _icon(name, getattr(theme.tokens(), role), theme.tokens().muted)


def paint_icon(painter: QPainter, rect: QRectF, name: str, role: str = "text") -> None:
    """Paint an icon so that it fills `rect`, sharp at any scale."""
    _renderer(name, getattr(theme.tokens(), role)).render(painter, rect)


@cache
def _icon(name: str, hue: str, greyed: str) -> QIcon:
    made = QIcon()
    # Not more sizes than the screens show: each costs a drawing, and each icon has two colours.
    scales = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    wanted = {round(theme.px(length) * scale) for length in _LENGTHS for scale in scales}
    for size in sorted({*wanted, _LARGEST}):
        made.addPixmap(_pixmap(name, hue, size), QIcon.Mode.Normal)
        made.addPixmap(_pixmap(name, greyed, size), QIcon.Mode.Disabled)
    return made


def _pixmap(name: str, hue: str, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    _renderer(name, hue).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@cache
def _renderer(name: str, hue: str) -> QSvgRenderer:
    text = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", hue).encode()))
