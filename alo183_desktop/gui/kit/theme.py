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
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from alo183_desktop.shared.paths import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Borders grow inwards on focus: padding shrinks by what the edge gains, so that nothing moves.
_SHEET: Final = Template("""
QPushButton, QLineEdit, QComboBox, QDateEdit, QAbstractSpinBox {
    border: 1px solid $control; border-radius: ${radius}px; background: $base; color: $text;
    min-height: ${inner}px; placeholder-text-color: $muted;
    selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { border: 1px solid $control; border-radius: ${radius}px;
    background: $base; color: $text; padding: ${p4}px; selection-background-color: $accent;
    selection-color: $on_accent; }
QPushButton { padding: 0 ${p14}px; outline: none; }
QLineEdit, QAbstractSpinBox, QDateEdit { padding: 0 ${p8}px; }
QComboBox { padding: 0 ${p8}px; }
QComboBox QLineEdit, QDateEdit QLineEdit, QAbstractSpinBox QLineEdit { border: none; padding: 0;
    min-height: 0; background: transparent; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton:hover { background: $chrome; }
QPushButton:pressed { background: $tint; }
QPushButton:focus { border: 2px solid $accent; padding: 0 ${p13}px; min-height: ${inner2}px; }
QLineEdit:focus, QAbstractSpinBox:focus, QDateEdit:focus { border: 2px solid $accent;
    padding: 0 ${p7}px; min-height: ${inner2}px; }
QComboBox:focus { border: 2px solid $accent; padding: 0 ${p7}px; min-height: ${inner2}px; }
QComboBox QLineEdit:focus, QDateEdit QLineEdit:focus, QAbstractSpinBox QLineEdit:focus {
    border: none; padding: 0; min-height: 0; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: ${p3}px; }
QLineEdit[wrong="true"], QDateEdit[wrong="true"] { border: 2px solid $late;
    padding: 0 ${p7}px; min-height: ${inner2}px; }
QComboBox[wrong="true"] { border: 2px solid $late; padding: 0 ${p7}px; min-height: ${inner2}px; }
QPlainTextEdit[wrong="true"] { border: 2px solid $late; padding: ${p3}px; }
QPushButton:disabled, QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled {
    background: $chrome; border-color: $line; color: $muted; }
QLineEdit[readOnly="true"] { background: $chrome; border-color: $line; }
QPushButton[look="primary"] { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed { background: $pressed;
    border-color: $pressed; }
QPushButton[look="primary"]:focus { border: 2px solid $ring; }
QPushButton[look="primary"]:disabled { background: $chrome; border-color: $line; color: $muted; }
QPushButton[look="link"] { border: 1px solid transparent; background: transparent; color: $accent;
    padding: 0; min-height: ${link}px; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid $accent; }
QPushButton[look="link"]:disabled { color: $muted; }
QPushButton[look="quiet"] { border: 1px solid transparent; background: transparent;
    padding: 0 ${p3}px; min-height: ${link}px; }
QPushButton[look="quiet"]:focus { border: 1px solid $accent; }
QPushButton[look="search"] { color: $muted; text-align: left; padding: 0 ${p8}px; }
QPushButton[look="search"]:focus { padding: 0 ${p7}px; }
QPushButton[look^="segment"] { border-radius: 0; margin-left: -1px; padding: 0 ${p12}px; }
QPushButton[look^="segment"]:focus { border: 2px solid $accent; padding: 0 ${p11}px; }
QPushButton[look^="segment"]:checked { background: $tint; border-color: $accent; }
QPushButton[look="segment first"] { border-top-left-radius: ${radius}px;
    border-bottom-left-radius: ${radius}px; margin-left: 0; }
QPushButton[look="segment last"] { border-top-right-radius: ${radius}px;
    border-bottom-right-radius: ${radius}px; }
QPushButton[look="segment only"] { border-radius: ${radius}px; margin-left: 0; }
QPushButton[menu="true"] { padding-right: ${p28}px; }
QPushButton::menu-indicator { image: url(icons:chevron_down-$scheme.svg); width: ${p12}px;
    height: ${p12}px; subcontrol-position: right center; right: ${p8}px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: ${p28}px;
    subcontrol-position: right center; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url(icons:chevron_down-$scheme.svg);
    width: ${p16}px; height: ${p16}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: ${p24}px;
    subcontrol-origin: border; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url(icons:sort_up-$scheme.svg); width: ${p12}px;
    height: ${p12}px; }
QAbstractSpinBox::down-arrow { image: url(icons:sort_down-$scheme.svg); width: ${p12}px;
    height: ${p12}px; }
QComboBox QAbstractItemView { border: 1px solid $control; background: $base; color: $text;
    selection-background-color: $tint; selection-color: $text; outline: none; padding: 2px; }
QListView[completions="true"] { border: 1px solid $control; background: $base; color: $text;
    selection-background-color: $tint; selection-color: $text; outline: none; padding: 2px; }
QListView[completions="true"]::item { min-height: ${p28}px; padding: 0 ${p8}px; }
QListView[completions="true"]::item:selected { background: $tint; color: $text; }
QComboBox QAbstractItemView::item { min-height: ${p28}px; padding: 0 ${p8}px; }
QRadioButton, QCheckBox { spacing: ${p8}px; min-height: ${p24}px; padding-right: ${p4}px; }
QRadioButton:focus, QCheckBox:focus { outline: 1px solid $accent;
    outline-radius: ${radius}px; }
QRadioButton::indicator, QCheckBox::indicator { width: ${dot}px; height: ${dot}px;
    border: 1px solid $control; background: $base; }
QRadioButton::indicator { border-radius: ${dot_radius}px; }
QCheckBox::indicator { border-radius: ${p3}px; }
QRadioButton::indicator:checked { width: ${core}px; height: ${core}px;
    border: ${thick}px solid $accent; background: $on_accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url(icons:check-$scheme.svg); }
QRadioButton::indicator:disabled, QCheckBox::indicator:disabled { border-color: $line; }
QTableView, QListView, QTreeView { border: 1px solid $line; border-radius: ${radius}px;
    background: $base; color: $text; outline: none; gridline-color: $line; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 1px solid $accent; }
QTreeView::item { min-height: ${p28}px; padding: 0 ${p8}px; }
QTreeView::item:selected { background: $tint; color: $text; }
QListView#navigation, QListView#navigation:focus { border: none; background: $chrome; }
QHeaderView, QHeaderView::section { background: $base; color: $muted; border: none; }
QHeaderView::section { padding: 0 ${p8}px; border-bottom: 1px solid $line; }
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow, QHeaderView::down-arrow { width: ${p12}px; height: ${p12}px;
    subcontrol-position: right center; right: ${p4}px; }
QHeaderView::up-arrow { image: url(icons:sort_up-$scheme.svg); }
QHeaderView::down-arrow { image: url(icons:sort_down-$scheme.svg); }
QTableCornerButton::section { background: $base; border: none; }
QFrame[card] { border: 1px solid $line; border-radius: ${radius}px; background: $base; }
QFrame[card="quiet"] { background: $chrome; }
QMenu { background: $base; color: $text; border: 1px solid $control; padding: ${p4}px; }
QMenu::item { padding: ${p5}px ${p24}px ${p5}px ${p8}px; border-radius: ${p3}px; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::item:selected { background: $tint; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px 0; }
QToolTip { background: $chrome; color: $text; border: 1px solid $control; padding: ${p4}px; }
QAbstractScrollArea::corner { background: $base; border: none; }
QScrollArea { border: none; background: transparent; }
QAbstractScrollArea[look="stop"] { border: 1px solid transparent; border-radius: ${radius}px; }
QAbstractScrollArea[look="stop"]:focus { border: 1px solid $accent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: ${p12}px; }
QScrollBar:horizontal { height: ${p12}px; }
QScrollBar::handle { background: $control; border: ${p3}px solid $base; border-radius: ${p6}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover { background: $text; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $line; }
QProgressBar { border: 1px solid $control; border-radius: ${p3}px; background: $base;
    text-align: center; color: $text; max-height: ${p8}px; }
QProgressBar::chunk { background: $accent; }
QCalendarWidget, QCalendarWidget > QWidget { background: $base; color: $text; }
QCalendarWidget QToolButton { border: 1px solid transparent; border-radius: ${radius}px;
    background: $base; color: $text; padding: ${p4}px; }
QCalendarWidget QToolButton:hover { background: $tint; }
QCalendarWidget QToolButton:focus { border-color: $accent; }
QCalendarWidget QToolButton::menu-indicator { image: none; }
QCalendarWidget QAbstractItemView { background: $base; color: $text; border: none;
    selection-background-color: $base; selection-color: $text; }
""")
_LENGTHS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 24, 28, 32)
_CONTROL: Final = 32
_LINK: Final = 22


def style_sheet(colours: Mapping[str, str], *, px: Callable[[float], int], dark: bool) -> str:
    """Return the style sheet of the application.

    Args:
        colours: The tokens by name.
        px: Gives a length of the drawings for the font in use.
        dark: Which set of tinted arrows is taken.
    """
    control = px(_CONTROL)
    thick = px(5)
    dot = px(14)
    core = dot + 2 - 2 * thick
    return _SHEET.substitute(
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
    """The colours by what they are for; every text keeps 4.5:1 on base, chrome and tint."""

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
ACCENT: Final = QPalette.ColorRole.Link
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
_LINE_AT_100: Final = 16  # the height of a line of body text for which the drawings were made
_SMALLEST_PIXELS: Final = 12
_WITHOUT_SYSTEM_FONT: Final = frozenset({"offscreen", "minimal", "vnc", "linuxfb"})
_BODY_PIXELS: Final = 13
_NO_FONT: Final = -1
_MIDDLE_GREY: Final = 128
_TITLE: Final = 1.5


class Watch(QObject):
    """Tells that the other set of colours is shown.

    `changeEvent` would tell it, too, but a widget that overrides it makes PySide wrap every event
    that it gets, from its first font on.

    Signals:
        changed: Icons must be tinted anew; what paints itself is painted anew anyway.
    """

    changed = Signal()


class _Current:
    """Which of the two sets is shown; the program has one look at a time."""

    tokens: Tokens = LIGHT
    forced: QtCore.Qt.ColorScheme | None = None
    followed = False
    system_is_dark = False
    watch: Watch | None = None


def tokens() -> Tokens:
    """Return the colours that are shown now."""
    return _Current.tokens


def watch() -> Watch:
    """Return what tells of another look."""
    if _Current.watch is None:
        _Current.watch = Watch()
    return _Current.watch


def colour(name: str) -> QColor:
    """Return the colour of a token, such as `late`, as it is shown now."""
    return _colour(getattr(_Current.tokens, name))


def is_dark() -> bool:
    """Return whether the dark set is shown."""
    return _Current.tokens is DARK


def apply(
    app: QApplication, *, scheme: QtCore.Qt.ColorScheme | None = None, has_style: bool = False
) -> None:
    """Give the application its look and let it follow the system's light and dark.

    Args:
        app: The application; its font stays the system's own where the system has one.
        scheme: Light or dark whatever the system says; None follows the system.
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


def forget_destroyed(app: QApplication) -> None:
    """Let Qt forget the styles of widgets that are gone.

    WORKAROUND: Qt 6.11 keeps what the sheet says of each widget that it asked for and never
    polished, such as the list of a combo box that nobody opened, for as long as there is a sheet.
    """
    sheet = app.styleSheet()
    app.setStyleSheet("")
    app.setStyleSheet(sheet)


def px(length: float) -> int:
    """Return a length of the drawings (pixels at 100 %) for the font that is in use."""
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
    font = QFont(QApplication.font())
    pixels = QFontInfo(font).pixelSize()
    if ratio != 1.0:
        font.setPixelSize(max(min(_SMALLEST_PIXELS, pixels), round(ratio * pixels)))
    font.setWeight(weight)
    return font


def _line_height() -> int:
    return QFontMetrics(QApplication.font()).height()


def _body_font(app: QApplication) -> QFont:
    """Return the system's font, or the bundled one where there is no system to ask."""
    font = QFont(app.font())
    bundled = resources() / "fonts"
    platform = QApplication.platformName()
    if platform in _WITHOUT_SYSTEM_FONT or (sys.platform != "win32" and _is_fallback(font)):
        # Not QFontDatabase.families(): that looks through every font of the system.
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
    """Return whether the desktop named no font of its own."""
    return font.family() in {"", "Sans Serif", "Sans", "sans-serif", "Helvetica", "fixed"}


def _has_dark_palette(app: QApplication) -> bool:
    """Return whether the system is dark, as its palette shows before ours takes its place."""
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
"""Pixels of the one that every other size is made of."""


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon in the colour of a token as it is shown now.

    Args:
        name: Of a file in resources/icons, such as `officers`.
        role: A token: text, muted, accent, on_accent, late.
    """
    return _icon(name, getattr(tokens(), role), tokens().muted)


def paint_icon(painter: QPainter, rect: QRectF, name: str, role: str = "text") -> None:
    """Paint an icon so that it fills `rect`, sharp at any scale."""
    _renderer(name, getattr(tokens(), role)).render(painter, rect)


@cache
def _icon(name: str, hue: str, greyed: str) -> QIcon:
    made = QIcon()
    # Not more sizes than the screens show: each costs a drawing, and each icon has two colours.
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
