"""The attempts to send a letter, one below another, each with what proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alo183_desktop.gui.changes.dispatch_words import dispatch_mark
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.letters.rules import Channel, Result
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.letters.rows import DispatchRow


class Timeline(QWidget):
    """Every attempt is one record; the failed one and its repeat both stay.

    Signals:
        evidence_requested: The file that proves an attempt.
        evidence_offered: The attempt whose report or receipt has come later.
    """

    evidence_requested = Signal(int)
    evidence_offered = Signal(int)

    def __init__(self, *, may_record: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._may_record = may_record
        self._rows: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(8))
        self._empty = muted_label("Henüz gönderim kaydedilmedi.", wrap=True, parent=self)
        self._layout.addWidget(self._empty)

    def show_dispatches(self, dispatches: Sequence[DispatchRow]) -> None:
        """Show the attempts in the order of their instants."""
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self._empty.setVisible(not dispatches)
        for dispatch in dispatches:
            row = _Attempt(dispatch, may_record=self._may_record, parent=self)
            row.evidence_requested.connect(self.evidence_requested)
            row.evidence_offered.connect(self.evidence_offered)
            self._layout.addWidget(row)
            self._rows.append(row)

    def texts(self) -> list[str]:
        """Return what each attempt is called for screen readers."""
        return [row.accessibleName() for row in self._rows]


class _Attempt(QWidget):
    """One attempt: how it ended, when, with what, by whom.

    Signals:
        evidence_requested: The file that proves it.
        evidence_offered: The number of the attempt, which has no file yet.
    """

    evidence_requested = Signal(int)
    evidence_offered = Signal(int)

    def __init__(self, dispatch: DispatchRow, *, may_record: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._dispatch_id = dispatch.dispatch_id
        self._file_id = dispatch.evidence_file_id
        state, words = dispatch_mark(dispatch)
        is_fax = dispatch.channel is Channel.FAX
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), 0, 0, 0)
        column.setSpacing(theme.px(2))
        head = QHBoxLayout()
        head.addWidget(StateMark(state, words, parent=self))
        head.addStretch(1)
        if self._file_id is not None:
            link = LinkButton("Raporu aç" if is_fax else "Alındıyı aç", parent=self)
            link.clicked.connect(self._on_link_clicked)
            head.addWidget(link)
        elif may_record and dispatch.result is Result.SENT:
            link = LinkButton("Raporu ekle…" if is_fax else "Alındıyı ekle…", parent=self)
            link.clicked.connect(self._on_offer_clicked)
            head.addWidget(link)
        column.addLayout(head)
        when = format_instant(dispatch.at)
        column.addWidget(make_label(when, font=theme.small(), parent=self))
        target = format_phone(dispatch.target) if is_fax else dispatch.target
        pages = "" if dispatch.pages is None else f", {dispatch.pages} sayfa"
        lines = [target + pages]
        if dispatch.item_number:
            lines.append(f"Gönderi no {dispatch.item_number}")
        if dispatch.note:
            lines.append(dispatch.note)
        lines.append(f"Kaydeden: {dispatch.by_name}")
        detail = muted_label("\n".join(lines), wrap=True, parent=self)
        column.addWidget(detail)
        self.setAccessibleName(f"{words}, {when}, {', '.join(lines)}")

    @Slot()
    def _on_link_clicked(self) -> None:
        if self._file_id is not None:
            self.evidence_requested.emit(self._file_id)

    @Slot()
    def _on_offer_clicked(self) -> None:
        self.evidence_offered.emit(self._dispatch_id)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.colour("line"), 2))
        painter.drawLine(QPointF(1, 0), QPointF(1, self.height()))
