"""The line below the quotas: how much of the period is over, and how far the files tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.phones.quota_words import day_before, elapsed_words
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.phones.quota_rows import QuotaRow


class QuotaFoot(QWidget):
    """Explains the mark on the meters; empty while nothing is known."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = _Mark(parent=self)
        self._elapsed = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self._until = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self._mark)
        row.addWidget(self._elapsed, 1)
        row.addWidget(self._until)

    def show_rows(self, rows: Sequence[QuotaRow]) -> None:
        """Tell it of the line of which most is known."""
        newest = max(rows, key=_known_until, default=None)
        until = None if newest is None else newest.known_until
        self._mark.setVisible(until is not None)
        if newest is None or until is None:
            self._elapsed.set_text("")
            self._until.set_text("")
            return
        self._elapsed.set_text(
            f"Dönemin geçen kısmı: {elapsed_words(newest.period, until)}. Çubuk bu çizgiyi "
            "geçmemişse kullanım döneme uygundur."
        )
        self._until.set_text(
            f"Operatör dosyası: {format_day(day_before(until))} gününün sonuna kadar"
        )

    def words(self) -> tuple[str, str]:
        """Return both texts."""
        return self._elapsed.text(), self._until.text()


class _Mark(QWidget):
    """The upright mark as it stands on the meters."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.px(2), theme.px(14))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("text"))


def _known_until(row: QuotaRow) -> tuple[bool, dt.date]:
    return row.known_until is not None, row.known_until or row.period.starts_on
