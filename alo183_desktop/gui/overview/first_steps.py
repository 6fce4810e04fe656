"""What a directorate does first, above an overview that has nothing to tell yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.containers import Card, group
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import Shape, State
from alo183_desktop.overview.rows import FirstStep, Place

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

SECOND_FOLDER: Final = "second_folder"
"""Of backups; it is chosen at this desk and not in the data."""
_SETTINGS: Final = "settings"
_STEPS: Final = {
    FirstStep.ROSTER: ("Kadroyu dosyadan aktarınız", Right.IMPORT, Place.OFFICERS, ""),
    FirstStep.LINES: ("Hatları kaydediniz", Right.EDIT_PHONES, Place.PHONES, ""),
    FirstStep.OFFICE_FAX: (
        "Muhatabın faks numarasını yazınız",
        Right.EDIT_DIRECTORATE,
        _SETTINGS,
        "Müdürlük",
    ),
    SECOND_FOLDER: (
        "İkinci yedek klasörünü seçiniz",
        Right.EDIT_DIRECTORATE,
        _SETTINGS,
        "Yedekler",
    ),
}
"""What is done, who may, the page where it is done, and what that shall show."""


class FirstSteps(Card):
    """One line of steps, each ticked once it is done; hidden when the data can be worked with.

    Signals:
        chosen: The key of a page, and what it should show.
    """

    chosen = Signal(str, object)

    def __init__(self, role: str, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.content.setSpacing(theme.px(6))
        self.content.addWidget(make_label("İlk adımlar", font=theme.body_strong(), parent=self))
        self._shapes: dict[str, Shape] = {}
        self._rows: dict[str, QWidget] = {}
        self.links: dict[str, LinkButton] = {}
        for step, (words, right, page, query) in _STEPS.items():
            if not may(role, right):
                continue
            shape, link = Shape(State.NONE, parent=self), LinkButton(words, parent=self)
            link.clicked.connect(lambda _=False, page=page, query=query: self._open(page, query))
            row = group((shape, link, QWidget(self)), shares=(0, 0, 1), parent=self)
            self.content.addWidget(row)
            self._shapes[step], self.links[step], self._rows[step] = shape, link, row
        self.hide()

    def show_missing(self, missing: AbstractSet[str]) -> None:
        """Tick what is done.

        Args:
            missing: What is not; the card is there as long as something of the data is among it.
        """
        for step, shape in self._shapes.items():
            is_done = step not in missing
            shape.set_state(State.GOOD if is_done else State.NONE)
            self.links[step].setAccessibleDescription("yapıldı" if is_done else "yapılmadı")
        self.setVisible(any(step in missing for step in self._shapes if step != SECOND_FOLDER))

    def offer_second_folder(self, *, is_offered: bool) -> None:
        """Leave its step out where the backups are taken elsewhere."""
        if SECOND_FOLDER in self._rows:
            self._rows[SECOND_FOLDER].setVisible(is_offered)

    def _open(self, page: str, query: str) -> None:
        self.chosen.emit(page, query)
