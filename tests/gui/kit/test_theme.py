"""The colours read, and follow the system; the style sheet changes nothing in size."""

import ctypes
import sys

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QPixmap, QPixmapCache
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.form.choices import ComboBox
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.states import State
from tests.gui.look import contrast

TEXTS = ("text", "muted", "accent", "late", "near", "good", "none")
SHAPES = ("control", "near_mark", "fill")
GROUNDS = ("base", "chrome", "tint")


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_that_texts_and_shapes_stand_out_from_every_ground(tokens: theme.Tokens) -> None:
    least = {
        **{(text, ground): 4.5 for text in TEXTS for ground in GROUNDS},
        **{(shape, ground): 3.0 for shape in SHAPES for ground in GROUNDS},
        ("on_accent", "accent"): 4.5,
    }
    found = {pair: contrast(*(QColor(getattr(tokens, one)) for one in pair)) for pair in least}
    assert [pair for pair, ratio in found.items() if ratio < least[pair]] == []


def test_that_the_dark_set_reaches_palette_and_painters(qapp: QApplication) -> None:
    theme.apply(qapp, scheme=Qt.ColorScheme.Dark)
    try:
        assert theme.is_dark()
        assert qapp.palette().base().color() == QColor(theme.DARK.base)
        assert theme.colour("late") == QColor(theme.DARK.late)
    finally:
        theme.apply(qapp, scheme=Qt.ColorScheme.Light)
    assert theme.colour("late") == QColor(theme.LIGHT.late)


def test_that_focus_moves_nothing(qtbot: QtBot, host: QWidget) -> None:
    field = SearchField("Ad", parent=host)
    field.move(10, 10)
    host.show()
    qtbot.waitExposed(host)
    before = field.sizeHint()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.sizeHint() == before


def test_that_a_row_is_nearly_two_lines_high(qapp: QApplication) -> None:
    line = QFontMetrics(qapp.font()).height()
    assert theme.row_height() == round(1.9 * line)


def test_that_no_text_is_smaller_than_twelve_pixels_or_the_system_s(qapp: QApplication) -> None:
    assert theme.small().pixelSize() >= min(12, QFontInfo(qapp.font()).pixelSize())
    assert theme.title().pixelSize() > theme.section().pixelSize() > theme.small().pixelSize()


def test_that_every_state_has_a_word_of_its_own() -> None:
    assert len({one.words for one in State}) == len(State)


@pytest.mark.usefixtures("qapp")
def test_that_every_icon_can_be_drawn_in_every_size() -> None:
    names = [path.stem for path in (resources() / "icons").glob("*.svg")]
    assert {"officers", "changes", "audit", "settings", "lock"} <= set(names)
    for name in names:
        for size in (16, 24):
            picture = theme.icon(name).pixmap(size, size).toImage()
            assert any(
                picture.pixelColor(x, y).alpha() for x in range(size) for y in range(size)
            ), name


def test_that_the_look_stays_when_qt_forgets_what_is_gone(
    qtbot: QtBot, qapp: QApplication, host: QWidget
) -> None:
    SearchField("Ara", parent=host).move(20, 20)
    ComboBox(parent=host).move(20, 90)
    with qtbot.waitExposed(host):
        host.show()
    before = host.grab().toImage()
    theme.forget_destroyed(qapp)
    assert host.grab().toImage() == before


def test_that_pictures_go_with_the_sheet_that_they_were_drawn_for(qapp: QApplication) -> None:
    QPixmapCache.insert("arrow", QPixmap(16, 16))
    theme.forget_destroyed(qapp)
    assert not QPixmapCache.find("arrow", QPixmap())


class _Heap(ctypes.Structure):
    """The memory figures of the C library. Source: mallinfo(3)."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    )


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc")
def test_that_boxes_that_nobody_opened_leave_nothing_behind(
    qtbot: QtBot, qapp: QApplication
) -> None:
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _Heap
    kept = []

    def held_after(rounds: int) -> int:
        for size in range(rounds):
            page = QWidget()
            for _box in range(20):
                ComboBox(parent=page)
            with qtbot.waitExposed(page):
                page.show()
            # At other addresses than the last ones: Qt would take new widgets for those.
            kept.append(ctypes.create_string_buffer(1000 + size))
            shiboken6.delete(page)
            theme.forget_destroyed(qapp)
        held: int = mallinfo().uordblks
        return held

    begun = held_after(20)
    assert held_after(40) - begun < 400_000
