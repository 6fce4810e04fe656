"""The look-out for faults of the look finds them: a test that cannot fail shows nothing."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.labels import make_label
from tests.gui.look import contrast, faults

LONG = "Şükriye Gülçiçek KARAİSMAİLOĞLU-BÜYÜKÖZTÜRK"


@pytest.fixture
def window(host: QWidget, qtbot: QtBot) -> QWidget:
    """Return a window with room for everything."""
    QVBoxLayout(host)
    with qtbot.waitExposed(host):
        host.show()
    return host


def put(window: QWidget, widget: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    layout.activate()


def test_that_a_whole_label_and_a_whole_button_have_no_fault(window: QWidget) -> None:
    put(window, make_label(LONG, parent=window))
    put(window, make_label(f"{LONG} {LONG} {LONG} {LONG}", wrap=True, parent=window))
    put(window, QPushButton(LONG, window))
    assert faults(window) == []


def test_that_a_cut_label_and_a_cut_button_are_found(window: QWidget) -> None:
    for widget in (QLabel(LONG, window), QPushButton(LONG, window)):
        widget.setFixedWidth(80)
        put(window, widget)
    assert [one.split(":")[0] for one in faults(window)] == ["cut", "cut"]


def test_that_what_lies_over_another_or_outside_is_found(window: QWidget) -> None:
    first, second = QPushButton("Bir", window), QPushButton("İki", window)
    put(window, first)
    put(window, second)
    QApplication.sendPostedEvents()
    second.setGeometry(first.geometry())
    assert [one.split(" ")[0] for one in faults(window)] == ["under"]
    first.move(window.width() - 10, 0)
    assert [one.split(":")[0] for one in faults(window)] == ["outside its frame"]


def test_that_faint_text_is_found(window: QWidget) -> None:
    label = make_label("Görevde", parent=window)
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#AAAAAA"))
    label.setPalette(palette)
    put(window, label)
    assert [one.split(":")[0] for one in faults(window)] == ["faint"]


def test_that_contrast_is_what_the_guidelines_say() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)
