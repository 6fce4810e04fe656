"""Colours, type, measures and icons of the program, light and dark.

Icons are lines on a grid of 24, tinted when they are loaded.
"""

from __future__ import annotations

import sys
from functools import cache
from string import Template
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QDir, QObject, QRectF, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from alo183_desktop.shared.paths import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LENGTHS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 24, 28, 32)
_CONTROL: Final = 32
_LINK: Final = 22


def style_sheet(colours: Mapping[str, str], *, px: Callable[[float], int], dark: bool) -> str:
    """Return the style sheet of the application.

    Args:
        colours: The tokens by name.
        px: Converts a length of the drawings for the font in use.
        dark: Which set of tinted arrows is used.
    """
    control = px(_CONTROL)
    thick = px(5)
    dot = px(14)
    core = dot + 2 - 2 * thick
    sheet = Template((resources() / "style.qss").read_text(encoding="utf-8"))
    return sheet.substitute(
        colours,
        **{f"p{length}": str(px(length)) for length in _LENGTHS},
        radius=px(4),
        inner=control - 2,
        inner2=control - 4,
        link=px(_LINK) - 2,
        dot=dot,
        dot_radius=(dot + 2) // 2,
        core=core,
        thick=thick,
        scheme="dark" if dark else "light",
        pressed="#7ACBCB" if dark else "#084E51",
        ring=colours["text"],
    )


# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.


class Tokens(NamedTuple):
    """The colours by purpose; every text keeps 4.5:1 on base, chrome and tint."""

    base: str
    """Page, lists, fields."""
    chrome: str
    """Navigation, foot, quiet panels."""
    desk: str
    """Behind the unlock card."""
    tint: str
    """Selected row, current page."""
    text: str
    muted: str
    """Secondary text, placeholder, disabled."""
    line: str
    """Rules between rows and panels; never the edge of a control."""
    control: str
    """Edge of fields, buttons, chips."""
    accent: str
    """Primary action, links, selection bar, focus."""
    on_accent: str
    late: str
    near: str
    near_mark: str
    """The triangle only, never text."""
    good: str
    none: str
    fill: str


LIGHT: Final = Tokens(
    base="#FFFFFF",
    chrome="#F3F5F5",
    desk="#E7EBEB",
    tint="#DCECEC",
    text="#1A1F20",
    muted="#566062",
    line="#D6DBDC",
    control="#778284",
    accent="#0B666A",
    on_accent="#FFFFFF",
    late="#A61B1B",
    near="#855700",
    near_mark="#B87100",
    good="#22693B",
    none="#566062",
    fill="#6D797B",
)
DARK: Final = Tokens(
    base="#232728",
    chrome="#1B1E1F",
    desk="#151718",
    tint="#1F4144",
    text="#E6EAEA",
    muted="#A3AEB0",
    line="#3A4143",
    control="#828D8F",
    accent="#56B8B9",
    on_accent="#06282A",
    late="#FF8F86",
    near="#EDB64C",
    near_mark="#EDB64C",
    good="#7FCB93",
    none="#A3AEB0",
    fill="#8E999B",
)

STYLE_ARGUMENTS: Final = ("-style", "Fusion")
"""For a new QApplication; `setStyle` would return the style, and its Python type takes 5 ms."""

MUTED: Final = QPalette.ColorRole.PlaceholderText
"""The palette's role for secondary text, for `QWidget.setForegroundRole`."""
LATE: Final = QPalette.ColorRole.BrightText
NEAR: Final = QPalette.ColorRole.LinkVisited
GOOD: Final = QPalette.ColorRole.Midlight
DESK: Final = QPalette.ColorRole.Shadow
"""For `QWidget.setBackgroundRole`."""

_ROLES: Final = {
    QPalette.ColorRole.Window: "base",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "base",
    QPalette.ColorRole.Button: "base",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.BrightText: "late",
    QPalette.ColorRole.LinkVisited: "near",
    QPalette.ColorRole.Midlight: "good",
    QPalette.ColorRole.ToolTipBase: "chrome",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Light: "base",
    QPalette.ColorRole.Shadow: "desk",
}
_GREYED: Final = (
    QPalette.ColorRole.Text,
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.ButtonText,
)
_LINE_AT_100: Final = 16  # the height of a line of body text in the drawings
_SMALLEST_PIXELS: Final = 12
_WITHOUT_SYSTEM_FONT: Final = frozenset({"offscreen", "minimal", "vnc", "linuxfb"})
_BODY_PIXELS: Final = 13
_NO_FONT: Final = -1
_MIDDLE_GREY: Final = 128
_TITLE: Final = 1.5


class Watch(QObject):
    """Signals that the other set of colours is shown.

    `changeEvent` would do so, too, but a widget that overrides it makes PySide wrap every event
    that it gets, from its first font change on.

    Signals:
        changed: Icons must be tinted again; widgets that paint themselves are repainted anyway.
    """

    changed = Signal()


class _Current:
    """Which of the two sets is shown; the program has one theme at a time."""

    tokens: Tokens = LIGHT
    forced: QtCore.Qt.ColorScheme | None = None
    followed = False
    system_is_dark = False
    watch: Watch | None = None


def tokens() -> Tokens:
    """Return the colours currently shown."""
    return _Current.tokens


def watch() -> Watch:
    """Return the object that signals a change of theme."""
    if _Current.watch is None:
        _Current.watch = Watch()
    return _Current.watch


def colour(name: str) -> QColor:
    """Return the current colour of a token, such as `late`."""
    return _colour(getattr(_Current.tokens, name))


def is_dark() -> bool:
    """Return whether the dark set is shown."""
    return _Current.tokens is DARK


def apply(
    app: QApplication, *, scheme: QtCore.Qt.ColorScheme | None = None, has_style: bool = False
) -> None:
    """Set the theme of the application and let it follow the system's light and dark.

    Args:
        app: The application; it keeps the system's font where there is one.
        scheme: Light or dark regardless of the system; None follows the system.
        has_style: Whether it was made with `STYLE_ARGUMENTS`.
    """
    _Current.forced = scheme
    if not _Current.followed:
        _Current.followed = True
        _Current.system_is_dark = _has_dark_palette(app)
        QDir.addSearchPath("icons", str(resources() / "icons"))
        if not has_style:
            app.setStyle("Fusion")
        app.setFont(_body_font(app))
        app.styleHints().colorSchemeChanged.connect(_follow)
    _show(app)


SCHEME: Final = "window/scheme"
"""Of the window's settings: `light`, `dark`, or empty to follow the system."""


def choose(scheme: str) -> None:
    """Show light or dark as chosen at this desk; anything else follows the system."""
    known = {"light": QtCore.Qt.ColorScheme.Light, "dark": QtCore.Qt.ColorScheme.Dark}
    forced = known.get(scheme)
    app = QApplication.instance()
    # A style for the whole program is costly: nothing is made anew where nothing changes.
    if isinstance(app, QApplication) and forced != _Current.forced:
        apply(app, scheme=forced)


def forget_destroyed(app: QApplication) -> None:
    """Let Qt forget the styles of destroyed widgets, and what was drawn for them.

    WORKAROUND: Qt 6.11 keeps the style rules of each widget that it queried and never
    polished, such as the list of a combo box that was never opened, as long as there is a sheet.
    Setting a sheet again draws its icons again, and never reuses those of the previous one.
    """
    sheet = app.styleSheet()
    app.setStyleSheet("")
    QPixmapCache.clear()
    app.setStyleSheet(sheet)


def px(length: float) -> int:
    """Convert a length of the drawings (pixels at 100 %) for the font in use."""
    return max(1, round(length * _line_height() / _LINE_AT_100))


def body() -> QFont:
    """Return the font of running text, with tabular figures."""
    return _font(1.0, QFont.Weight.Normal)


def body_medium() -> QFont:
    """Return the font of labels and of the word beside an icon."""
    return _font(1.0, QFont.Weight.Medium)


def body_strong() -> QFont:
    """Return the font of a primary action and of the current page."""
    return _font(1.0, QFont.Weight.DemiBold)


def small() -> QFont:
    """Return the font of secondary text."""
    return _font(12 / 13, QFont.Weight.Normal)


def small_medium() -> QFont:
    """Return the font of headings of columns and of errors under a field."""
    return _font(12 / 13, QFont.Weight.Medium)


def small_strong() -> QFont:
    """Return the font of the word of a state."""
    return _font(12 / 13, QFont.Weight.DemiBold)


def section() -> QFont:
    """Return the font of the head of a block."""
    return _font(14 / 13, QFont.Weight.DemiBold)


def card_title() -> QFont:
    """Return the font of the title of a card."""
    return _font(16 / 13, QFont.Weight.DemiBold)


def title() -> QFont:
    """Return the font of the title of a page."""
    return _font(_TITLE, QFont.Weight.DemiBold)


def row_height() -> int:
    """Return the height of a row of a list: 1.9 lines."""
    return round(1.9 * _line_height())


def _font(ratio: float, weight: QFont.Weight) -> QFont:
    return QFont(_font_beside(QApplication.font(), ratio, weight))


@cache
def _font_beside(body: QFont, ratio: float, weight: QFont.Weight) -> QFont:
    """Return a font relative to that of running text; looking one up takes 40 µs."""
    font = QFont(body)
    pixels = QFontInfo(font).pixelSize()
    if ratio != 1.0:
        font.setPixelSize(max(min(_SMALLEST_PIXELS, pixels), round(ratio * pixels)))
    font.setWeight(weight)
    return font


def _line_height() -> int:
    return _height_of(QApplication.font())


@cache
def _height_of(font: QFont) -> int:
    """Return the height of a line; a screen calls it a thousand times."""
    return QFontMetrics(font).height()


def _body_font(app: QApplication) -> QFont:
    """Return the system's font, or the bundled one where the system names none."""
    font = QFont(app.font())
    bundled = resources() / "fonts"
    platform = QApplication.platformName()
    if platform in _WITHOUT_SYSTEM_FONT or (sys.platform != "win32" and _is_fallback(font)):
        # Not QFontDatabase.families(): that searches every font of the system.
        added = [
            QFontDatabase.addApplicationFont(str(path))
            for path in sorted(bundled.glob("Inter-*.otf"))
        ]
        if added and _NO_FONT not in added:
            larger = max(_BODY_PIXELS, QFontInfo(font).pixelSize()) if platform == "xcb" else 0
            font = QFont("Inter")
            font.setPixelSize(larger or _BODY_PIXELS)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _is_fallback(font: QFont) -> bool:
    """Return whether the desktop sets no font of its own."""
    return font.family() in {"", "Sans Serif", "Sans", "sans-serif", "Helvetica", "fixed"}


def _has_dark_palette(app: QApplication) -> bool:
    """Return whether the system is dark, by its palette before ours replaces it."""
    return app.palette().color(QPalette.ColorRole.Window).lightness() < _MIDDLE_GREY


def _follow(scheme: QtCore.Qt.ColorScheme) -> None:
    _Current.system_is_dark = scheme == QtCore.Qt.ColorScheme.Dark
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _show(app)


def _show(app: QApplication) -> None:
    is_dark_now = _Current.system_is_dark
    if _Current.forced is not None:
        is_dark_now = _Current.forced == QtCore.Qt.ColorScheme.Dark
    _Current.tokens = DARK if is_dark_now else LIGHT
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, colour(name))
    for role in _GREYED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("muted"))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(_Current.tokens._asdict(), px=px, dark=is_dark()))
    watch().changed.emit()


@cache
def _colour(text: str) -> QColor:
    return QColor(text)


_ICON_LENGTHS: Final = (16, 18, 20)
"""Pixels at 100 %: on buttons, in menus, in lines."""
_LARGEST_ICON: Final = 48
"""Pixels of the one that every other size is scaled from."""


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon in the current colour of a token.

    Args:
        name: Of a file in resources/icons, such as `officers`.
        role: A token: text, muted, accent, on_accent, late.
    """
    return _icon(name, getattr(tokens(), role), tokens().muted)


def paint_icon(painter: QPainter, rect: QRectF, name: str, role: str) -> None:
    """Paint an icon so that it fills `rect`, sharp at any scale."""
    _renderer(name, getattr(tokens(), role)).render(painter, rect)


@cache
def _icon(name: str, hue: str, greyed: str) -> QIcon:
    made = QIcon()
    # Not more sizes than the screens show: each is drawn once, and each icon has two colours.
    scales = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    wanted = {round(px(length) * scale) for length in _ICON_LENGTHS for scale in scales}
    for size in sorted({*wanted, _LARGEST_ICON}):
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
