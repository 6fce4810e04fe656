"""The last step of the set-up: the recovery sheet of the directorate that was just made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.recovery_view import RecoveryView

if TYPE_CHECKING:
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.gui.kit.background import Background


class RecoveryPage(QWidget):
    """Empty until there is a sheet.

    Attributes:
        toast: Says that it was printed.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.toast = Toast(parent=self)

    def show_sheet(
        self, sheet: RecoverySheet, background: Background, *, directorate: str
    ) -> RecoveryView:
        """Show the sheet, and return the view in which somebody confirms that they have it."""
        view = RecoveryView(background, sheet, directorate=directorate, parent=self)
        layout = QVBoxLayout(self)
        margin = theme.px(24)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.px(2))
        layout.addWidget(make_label("Kurtarma kâğıdı", font=theme.card_title(), parent=self))
        layout.addWidget(
            make_label(
                "Müdürlüğünüz kuruldu. Parola unutulur ve başka bir yönetici de bulunmazsa veriyi "
                "yalnızca aşağıdaki kod açar: şimdi yazdırınız ya da kaydediniz.",
                role=theme.MUTED,
                wrap=True,
                parent=self,
            )
        )
        layout.addSpacing(theme.px(14))
        view.setMaximumWidth(theme.px(720))
        layout.addWidget(view)
        layout.addStretch(1)
        return view
