"""The row that narrows the log: search, subject, how a visit ended, period."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.narrowing import FilterChip, NarrowingBox, PeriodBox, period_words
from alo183_desktop.gui.kit.widgets import SearchField
from alo183_desktop.guidance.rows import GuidanceFilter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


class GuidanceNarrowing(QWidget):
    """What leaves visits out.

    Attributes:
        search: Words that must all be found.
        subject: What they were about.
        outcome: Helped on the spot, or sent on.
        period: When they were.
        chip: What another page asked for, in words.

    Signals:
        narrowed: Somebody narrowed the list otherwise.
    """

    narrowed = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self._asked: GuidanceFilter | None = None
        self._subjects: dict[int, str] = {}
        self.search = SearchField("Soru, yapılan, kişi", parent=parent)
        self.search.setMinimumWidth(theme.px(168))
        self.search.setMaximumWidth(theme.px(232))
        self.subject = NarrowingBox("Müracaat konusu", "Bütün konular", parent=self)
        self.outcome = NarrowingBox(
            "Sonuç",
            "Bütün sonuçlar",
            ((False, "Yerinde bilgilendirilen"), (True, "183’e yönlendirilen")),
            widest="Yerinde bilgilendirilen",
            parent=self,
        )
        self.period = PeriodBox("Başvuru zamanı", today=today, parent=self)
        self.chip = FilterChip(parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.search, 2)
        for box in self._boxes():
            row.addWidget(box)
        row.addWidget(self.chip)
        row.addStretch(1)
        self.search.searched.connect(self._on_searched)
        for box in self._boxes():
            box.narrowed.connect(self.narrowed)
        self.chip.removed.connect(self._on_chip_removed)

    def set_subjects(self, subjects: Sequence[tuple[int, str]]) -> None:
        """Offer subjects; what is chosen stays."""
        self._subjects = dict(subjects)
        self.subject.set_choices(subjects)
        self._say_asked()

    def show_query(self, wanted: GuidanceFilter) -> None:
        """Show exactly what another page asks for."""
        self.clear()
        self._asked = wanted
        self._say_asked()

    def clear(self) -> None:
        """Leave nothing out any more, without a signal."""
        self._asked = None
        self._say_asked()
        self.search.show_searched()
        for box in self._boxes():
            box.choose(None)

    def query(self) -> GuidanceFilter:
        """Return the query as it is narrowed now."""
        wanted = self._asked or GuidanceFilter()
        if self.search.text().strip():
            wanted = replace(wanted, search=self.search.text())
        if self.subject.key() is not None:
            wanted = replace(wanted, subject_id=self.subject.key())
        if self.outcome.key() is not None:
            wanted = replace(wanted, is_sent_on=self.outcome.key())
        span = self.period.span()
        if span is not None:
            wanted = replace(wanted, since=span[0], until=span[1])
        return wanted

    def is_narrow(self) -> bool:
        """Return whether something is left out."""
        return self.query() != GuidanceFilter()

    def note(self) -> str:
        """Return what is shown, for the head of a print."""
        boxes = [box.currentText() for box in self._boxes() if box.key() is not None]
        search = self.search.text().strip()
        words = [f"“{search}” araması"] if search else []
        return "; ".join(part for part in (self.chip.words(), *boxes, *words) if part)

    def _boxes(self) -> tuple[NarrowingBox, ...]:
        return (self.subject, self.outcome, self.period)

    def _say_asked(self) -> None:
        asked = self._asked
        if asked is None:
            self.chip.show_words("")
            return
        what = {
            None: "Bütün başvurular",
            True: "183’e yönlendirilenler",
            False: "Yerinde bilgilendirilenler",
        }
        parts = (
            what[asked.is_sent_on],
            "" if asked.subject_id is None else self._subjects.get(asked.subject_id, ""),
            period_words(asked.since, asked.until),
            f"“{asked.search}”" if asked.search else "",
        )
        self.chip.show_words("; ".join(part for part in parts if part))

    @Slot(str)
    def _on_searched(self, _text: str) -> None:
        self.narrowed.emit()

    @Slot()
    def _on_chip_removed(self) -> None:
        self._asked = None
        self._say_asked()
        self.narrowed.emit()
