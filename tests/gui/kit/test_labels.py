"""Texts keep the room that their lines need."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.shared.override import override


class Holder(QWidget):
    """Counts how often what it holds asks for another layout."""

    asked = 0

    @override
    def event(self, event: QEvent) -> bool:
        self.asked += event.type() == QEvent.Type.LayoutRequest
        return super().event(event)


def test_that_a_text_asks_for_its_room_anew_when_it_is_seen_again(host: QWidget) -> None:
    holder = Holder(host)
    QVBoxLayout(holder).addWidget(make_label("Kalan 550 MB", wrap=True, parent=holder))
    host.show()
    holder.hide()
    QApplication.processEvents()
    before = holder.asked
    holder.show()
    QApplication.processEvents()
    assert holder.asked > before


def test_that_a_late_small_size_from_the_window_system_makes_no_text_higher(host: QWidget) -> None:
    label = make_label("Önizlemeden sonra kayıtlar değişti.", wrap=True, parent=host)
    label.resize(400, 20)
    host.show()
    needed = label.minimumHeight()
    label.resize(label.minimumSizeHint().width() - 1, 20)
    assert label.minimumHeight() == needed
    label.resize(label.minimumSizeHint().width(), 20)
    assert label.minimumHeight() > needed
