"""The style sheet: only where Fusion would draw gradients."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, Final

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
QTableView:focus, QListView:focus { border: 1px solid $accent; }
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
