"""Which changes share the letter: choose one, add one, take one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import IconButton, LinkButton
from alo183_desktop.gui.kit.choices import ComboBox
from alo183_desktop.gui.kit.labels import make_label

if TYPE_CHECKING:
    from collections.abc import Sequence


class EntryBar(QWidget):
    """One line above the form: "Bu yazıda 2 değişiklik", the changes, add and remove.

    Signals:
        entry_chosen: The place of the change that somebody wants to see.
        add_requested: One more change for this letter.
        remove_requested: The change that is shown shall go.
    """

    entry_chosen = Signal(int)
    add_requested = Signal()
    remove_requested = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = make_label("", font=theme.body_medium(), parent=self)
        self._combo = ComboBox(parent=self)
        self._combo.set_name("Yazıdaki değişiklikler")
        self._combo.setToolTip("Önceki ve sonraki: Ctrl+PageUp, Ctrl+PageDown")
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._add = LinkButton("De&ğişiklik ekle", icon="add", parent=self)
        self._add.setToolTip("Aynı yazıya bir değişiklik daha ekler (Ctrl+D)")
        self._remove = IconButton("Bu değişikliği yazıdan çıkar", icon="delete", parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._count)
        layout.addWidget(self._combo, 1)
        layout.addStretch(0)
        layout.addWidget(self._remove)
        layout.addWidget(self._add)
        self._combo.activated.connect(self.entry_chosen)
        self._add.clicked.connect(self.add_requested)
        self._remove.clicked.connect(self.remove_requested)

    def show_entries(self, titles: Sequence[str], place: int) -> None:
        """Show the changes and which one is being typed."""
        several = len(titles) > 1
        self._count.setText(f"Bu yazıda {len(titles)} değişiklik")
        if [self._combo.itemText(item) for item in range(self._combo.count())] != list(titles):
            self._combo.clear()
            self._combo.addItems(list(titles))
        self._combo.setCurrentIndex(place)
        self._combo.setVisible(several)
        self._remove.setVisible(several)

    def titles(self) -> list[str]:
        """Return the changes as they are listed."""
        return [self._combo.itemText(item) for item in range(self._combo.count())]
