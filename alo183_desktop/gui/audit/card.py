"""The card beside the list: one entry of the trail with its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from alo183_desktop.gui.audit.words import ROLES
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Card, replace_content, scroll_area
from alo183_desktop.gui.kit.labels import Rule, make_label, muted_label
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from alo183_desktop.gui.audit.reading import Line


class EntryCard(Card):
    """Shows one entry, or what the list is for while none is chosen.

    Attributes:
        open_button: Leads to what the entry is about; hidden where no page shows it.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setMinimumWidth(theme.px(240))
        self._area = scroll_area(parent=self)
        self.content.addWidget(self._area, 1)
        self.open_button = SecondaryButton("Kaydı &aç", parent=self)
        self.content.addWidget(self.open_button)
        self.content.addWidget(
            muted_label("Bu sayfayı açmak da denetim izine yazılır.", wrap=True, parent=self)
        )
        self.show_line(None)

    def show_line(self, line: Line | None, *, may_open: bool = False) -> None:
        """Show another entry, and whether a page shows what it is about; None asks to choose."""
        self.open_button.setVisible(may_open)
        inner = QWidget(self._area)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        if line is None:
            box.addWidget(make_label("Bir kayıt seçiniz", font=theme.card_title(), parent=inner))
            box.addWidget(
                make_label(
                    "Kim, ne zaman, neyi değiştirdi ya da gördü: ayrıntısı burada gösterilir.",
                    role=theme.MUTED,
                    wrap=True,
                    parent=inner,
                )
            )
        else:
            box.addWidget(make_label(line.action, font=theme.card_title(), wrap=True, parent=inner))
            about = f"{line.kind}: {line.item}" if line.item else line.kind
            box.addWidget(make_label(about, wrap=True, selectable=True, parent=inner))
            box.addWidget(Rule(parent=inner))
            box.addLayout(_pairs(line, inner))
        box.addStretch(1)
        replace_content(self._area, inner)


def _pairs(line: Line, parent: QWidget) -> QGridLayout:
    row = line.row
    who = row.actor_name or "Program"
    login = f" ({row.actor_login})" if row.actor_login else ""
    pairs = [
        ("Zaman", f"{local(row.at):%d.%m.%Y %H:%M:%S}"),
        ("Kim", f"{who}{login}"),
        ("Rolü", ROLES.get(row.actor_role, row.actor_role)),
        *line.details,
        ("Sıra no", number_text(row.sequence)),
    ]
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(12))
    grid.setVerticalSpacing(theme.px(8))
    grid.setColumnStretch(1, 1)
    for place, (label, value) in enumerate(pairs):
        name = muted_label(label, parent=parent)
        grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(make_label(value, wrap=True, selectable=True, parent=parent), place, 1)
    return grid
