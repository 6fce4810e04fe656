"""A draft beside the list: who left it, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alo183_desktop.gui.changes.letter_columns import draft_kind
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.places import EmptyState
from alo183_desktop.gui.kit.states import State, StateMark
from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.rows import DraftRow


class DraftPanel(Card):
    """One draft, or what drafts are.

    Signals:
        resume_requested: Go on with the draft.
        discard_requested: Throw it away.
    """

    resume_requested = Signal()
    discard_requested = Signal()

    def __init__(self, *, may_change: bool, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._may_change = may_change
        self.setMinimumWidth(theme.px(296))
        self._nothing = EmptyState(
            "Taslak seçilmedi",
            "Tamamlanmamış yazılar burada kalır; kaldığınız yerden sürdürebilirsiniz.",
            parent=self,
        )
        self._title = make_label("", font=theme.card_title(), wrap=True, parent=self)
        self._mark = StateMark(State.NONE, "tamamlanmadı", parent=self)
        self._about = make_label("", role=theme.MUTED, wrap=True, parent=self)
        self._resume = PrimaryButton("&Sürdür", icon="edit", parent=self)
        self._discard = SecondaryButton("Taslağı s&il", icon="delete", parent=self)
        self.content.addWidget(self._nothing, 1)
        for widget in (self._title, self._mark, self._about):
            self.content.addWidget(widget)
        self.content.addStretch(0)
        self.content.addWidget(self._resume)
        self.content.addWidget(self._discard)
        self._resume.clicked.connect(self.resume_requested)
        self._discard.clicked.connect(self.discard_requested)
        self.show_draft(None)

    def show_draft(self, row: DraftRow | None) -> None:
        """Show a draft; None shows what drafts are."""
        self._nothing.setVisible(row is None)
        for widget in (self._title, self._mark, self._about):
            widget.setVisible(row is not None)
        for button in (self._resume, self._discard):
            button.setVisible(row is not None and self._may_change)
        self.content.setStretch(4, 0 if row is None else 1)
        if row is not None:
            self._title.setText(row.title or "Henüz kimse yazılmamış")
            saved = f"Son kayıt: {format_instant(row.saved_at)}\nKaydeden: {row.saved_by}"
            self._about.setText(f"{draft_kind(row)}\n{saved}")
