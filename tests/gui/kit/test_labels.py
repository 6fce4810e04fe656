"""Texts keep the room that their lines need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QVBoxLayout, QWidget

from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.side_card import SideCard

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_ABOVE = "0,46 / 1 GB\nKalan 550 MB, günde 110 MB"
_BELOW = "Son 25 günün ortalaması"


def test_that_lines_that_were_laid_out_unseen_have_their_room_when_they_are_seen(
    host: QWidget, qtbot: QtBot
) -> None:
    stack = QStackedWidget(host)
    QVBoxLayout(host).addWidget(stack)
    host.resize(340, 500)
    stack.addWidget(make_label("Bugün", parent=stack))
    card = SideCard(nothing=("Bir hat seçiniz", "Gösterilir."), parent=stack)
    stack.addWidget(card)
    host.show()
    stack.setCurrentIndex(1)
    QApplication.processEvents()
    stack.setCurrentIndex(0)
    QApplication.processEvents()
    card.begin("0500 000 41 02")
    card.add_facts([("Dakika", "325 / 300 dk"), ("Veri", _ABOVE)])
    card.add_text(_BELOW)
    for month in range(20):
        card.add_period(f"{month}. ay", "dakika kotasının yüzde sekseni kullanıldı, görüldü")
    card.end()
    host.grab()
    QApplication.processEvents()
    stack.setCurrentIndex(1)
    labels = {label.text(): label for label in card.findChildren(QLabel)}
    qtbot.waitUntil(lambda: labels[_BELOW].y() > labels[_ABOVE].geometry().bottom())
