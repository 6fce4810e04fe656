"""Correct what the columns of an operator's file mean; it is remembered for the operator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.narrowing import NarrowingBox
from alo183_desktop.gui.kit.scrolling import scroll_area
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.phones.usage_columns import (
    DATA_UNITS,
    DATE_UNITS,
    MEASURES,
    TIME_UNITS,
    ColumnMap,
    ColumnUse,
    Field,
)
from alo183_desktop.phones.usage_numbers import Mark, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELD_WORDS: Final = {
    Field.LINE: "Hat numarası",
    Field.NUMBER: "Karşı numara",
    Field.DATE: "Tarih (ya da tarih ve saat)",
    Field.TIME: "Saat",
    Field.KIND: "Tür",
    Field.DIRECTION: "Arama yönü (gelen, giden)",
    Field.DURATION: "Konuşma süresi",
    Field.DATA: "Veri",
    Field.PERIOD: "Dönem",
}
_UNIT_WORDS: Final = {
    Unit.SECONDS: "saniye",
    Unit.MINUTES: "dakika",
    Unit.HOURS: "saat",
    Unit.CLOCK_MINUTES: "12:34 = 12 dk 34 sn",
    Unit.CLOCK_HOURS: "12:34 = 12 sa 34 dk",
    Unit.BYTES: "bayt",
    Unit.KILOBYTES: "KB",
    Unit.MEGABYTES: "MB",
    Unit.GIGABYTES: "GB",
    Unit.TERABYTES: "TB",
    Unit.DAY_FIRST: "gün/ay/yıl",
    Unit.MONTH_FIRST: "ay/gün/yıl",
}
_UNITS: Final = {
    Field.DURATION: TIME_UNITS,
    Field.DATA: DATA_UNITS,
    Field.DATE: DATE_UNITS,
}
_MARK_WORDS: Final = {Mark.COMMA: "virgül: 1.234,5", Mark.POINT: "nokta: 1,234.5"}
_ABSENT_WORDS: Final = {
    Field.DURATION: "Bu dosya konuşma sü&resi vermiyor; bilinmiyor say",
    Field.DATA: "Bu dosya &veri kullanımı vermiyor; bilinmiyor say",
}
_WIDTH: Final = 860
_MOST_ROWS: Final = 9


class ColumnDialog(TaskDialog):
    """One row for each column of the file: its heading, what it means, its unit, its mark.

    Signals:
        corrected: The map as it stands in the dialog; the file shall be read anew with it.
    """

    corrected = Signal(ColumnMap)

    def __init__(self, columns: ColumnMap, *, why: Sequence[str] = (), parent: QWidget) -> None:
        """Make the dialog.

        Args:
            columns: As they were recognised.
            why: Why the file cannot be read with them; empty when it can.
            parent: The window that waits.
        """
        super().__init__(
            title="Sütunların anlamı",
            explanation="Programın tanıdığı sütunlar seçili durur. Düzeltilen eşleme operatörün "
            "adıyla saklanır ve sonraki dosyalarda kendiliğinden kullanılır.",
            width=_WIDTH,
            parent=parent,
        )
        self._columns = columns
        self.why = StateText(State.LATE, " ".join(why), parent=self)
        self.boxes: list[tuple[NarrowingBox, NarrowingBox, NarrowingBox]] = []
        holder = QWidget(self)
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, theme.px(8), 0)
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(0, 1)
        for place, words in enumerate(("Dosyadaki başlık", "Anlamı", "Birimi", "Ondalık")):
            self._grid.addWidget(muted_label(words, parent=self), 0, place)
        for place, use in enumerate(columns.columns):
            self._add_row(place, use)
        area = scroll_area(parent=self)
        area.setWidget(holder)
        rows = min(len(columns.columns), _MOST_ROWS) + 1
        area.setMinimumHeight(rows * theme.px(40))
        self._absent: dict[Field, QCheckBox] = {}
        self.content.addWidget(self.why)
        self.content.addWidget(area, 1)
        for field, words in _ABSENT_WORDS.items():
            box = QCheckBox(words, self)
            box.setChecked(field in columns.absent)
            self._absent[field] = box
            self.content.addWidget(box)
        leave = self.add_button("Vazgeç")
        self.apply_button = self.add_button("Dosyayı bu eşlemeyle &oku", primary=True)
        leave.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self._on_apply)

    def column_map(self) -> ColumnMap:
        """Return the map as it stands in the dialog."""
        uses = tuple(
            replace(
                use,
                field=meaning.key(),
                unit=unit.key() if meaning.key() in (*MEASURES, Field.DATE) else None,
                mark=mark.key() if meaning.key() in MEASURES else None,
            )
            for use, (meaning, unit, mark) in zip(self._columns.columns, self.boxes, strict=True)
        )
        absent = frozenset(field for field, box in self._absent.items() if box.isChecked())
        return ColumnMap(uses, absent)

    def _add_row(self, place: int, use: ColumnUse) -> None:
        heading = use.heading or f"{place + 1}. sütun (başlıksız)"
        label = make_label(heading, wrap=True, parent=self)
        meaning = NarrowingBox(
            f"{heading}: anlamı",
            "Okunmaz",
            list(FIELD_WORDS.items()),
            widest=FIELD_WORDS[Field.DATE],
            parent=self,
        )
        unit = NarrowingBox(
            f"{heading}: birimi", "hücrede yazar", widest=_UNIT_WORDS[Unit.CLOCK_HOURS], parent=self
        )
        mark = NarrowingBox(
            f"{heading}: ondalık işareti",
            "sayılardan anla",
            list(_MARK_WORDS.items()),
            widest=_MARK_WORDS[Mark.COMMA],
            parent=self,
        )
        self.boxes.append((meaning, unit, mark))
        meaning.choose(use.field)
        self._offer_units(place)
        unit.choose(use.unit)
        mark.choose(use.mark)
        meaning.setProperty("place", place)
        meaning.narrowed.connect(self._on_meaning_chosen)
        for column, widget in enumerate((label, meaning, unit, mark)):
            self._grid.addWidget(widget, place + 1, column, Qt.AlignmentFlag.AlignVCenter)

    def _offer_units(self, place: int) -> None:
        meaning, unit, mark = self.boxes[place]
        units = _UNITS.get(meaning.key(), ())
        unit.set_choices([(one, _UNIT_WORDS[one]) for one in units])
        unit.setVisible(bool(units))
        mark.setVisible(meaning.key() in MEASURES)

    @Slot()
    def _on_meaning_chosen(self) -> None:
        sender = self.sender()
        self._offer_units(int(sender.property("place")))

    @Slot()
    def _on_apply(self) -> None:
        self.corrected.emit(self.column_map())
        self.accept()
