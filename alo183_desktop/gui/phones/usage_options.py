"""What can be said about a usage file before it is stored: whose it is, its month, its columns."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Beside, group, make_column
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.imports.columns import ColumnDialog
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label
from alo183_desktop.gui.kit.narrowing import NarrowingBox
from alo183_desktop.phones.quotas.words import data_words
from alo183_desktop.phones.usage.columns import (
    DATA_UNITS,
    DATE_UNITS,
    FIELD_WORDS,
    MEASURES,
    TIME_UNITS,
    ColumnMap,
    ColumnUse,
    Field,
)
from alo183_desktop.phones.usage.values import Mark, Unit
from alo183_desktop.shared.calendar import months_to_choose
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from alo183_desktop.phones.usage.rows import UsageFile

_MINUTE_S: Final = 60
_OPERATOR_PX: Final = 220
_GAP: Final = 12
REGISTER: Final = "Kayıtsız &hatları kaydet"
_OPEN_END: Final = "phones.usage_open_end"


class UsageBar(QWidget):
    """One row of choices, and above it what the file is.

    Attributes:
        operator: Whose file it is.
        month: Of a file of sums that does not say it.
        trusts_end: Takes a file as whole that may have been cut.
        register_button: Registers numbers that are no lines yet, or no more.
        columns_button: Opens the map of the columns.

    Signals:
        operator_chosen: Somebody named another operator.
        month_chosen: Somebody chose the month of the file.
        end_trusted: Somebody knows that the file is whole, or does not.
        register_chosen: Somebody wants the numbers registered, or no more.
        columns_requested: Somebody wants to correct the columns.
    """

    operator_chosen = Signal(str)
    month_chosen = Signal(str)
    end_trusted = Signal(bool)
    register_chosen = Signal()
    columns_requested = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self._named = ""
        # One line: a wrapped text would make the dialog grow before it knows its width.
        self._told = ElidedLabel("", role="muted", parent=self)
        self.operator = ChoiceField("O&peratör", key="operator", free=True, parent=self)
        self.operator.setFixedWidth(theme.px(_OPERATOR_PX))
        self.month = NarrowingBox(
            "Dosyanın dönemi",
            "dosyada yazan",
            months_to_choose(today),
            widest="dosyada yazan",
            parent=self,
        )
        self._month_label = make_label("Dö&nemi", font=theme.body_medium(), parent=self)
        self._month_label.setBuddy(self.month)
        self.trusts_end = QCheckBox("Dosya &eksiksiz; olduğu gibi al", self)
        self.trusts_end.setFont(theme.body())
        self.register_button = SecondaryButton("", parent=self)
        self.columns_button = SecondaryButton("Sü&tunlar…", icon="edit", parent=self)
        month = QWidget(self)
        column = make_column(month, gap=4)
        column.addWidget(self._month_label)
        column.addWidget(self.month)
        column.addStretch(1)
        row = Beside(
            group((self.operator, month), gap=_GAP, parent=self),
            group(
                (self.trusts_end, self.register_button, self.columns_button), gap=_GAP, parent=self
            ),
            gap=_GAP,
            parent=self,
        )
        box = make_column(self, gap=4)
        box.addWidget(self._told)
        box.addWidget(row)
        self.operator.left.connect(self.take_operator)
        self.operator.combo.activated.connect(self.take_operator)
        self.month.narrowed.connect(self._on_month_chosen)
        self.trusts_end.clicked.connect(self.end_trusted)
        self.register_button.clicked.connect(self.register_chosen)
        self.columns_button.clicked.connect(self.columns_requested)

    def told(self) -> str:
        """Return what the file is: its encoding, its form and its sums."""
        return self._told.text()

    def set_operators(self, names: Sequence[str]) -> None:
        """Offer the operators that are known."""
        self.operator.set_options([(name, name) for name in names])

    def show_file(
        self,
        file: UsageFile,
        *,
        operator: str,
        has_unknown: bool,
        registers: bool,
        is_doubted: bool,
        trusts_end: bool,
    ) -> None:
        """Show what a file is.

        Args:
            file: As it was read.
            operator: Whose it is, as somebody said or as it was recognised.
            has_unknown: Whether it has numbers that are no lines yet.
            registers: Whether they are registered with it.
            is_doubted: Whether lines are missing, so that the file may have been cut.
            trusts_end: Whether somebody said that the file is whole.
        """
        self._named = operator
        self.operator.set_value(operator or None)
        form = ", ".join(part for part in (file.encoding, file.separator) if part)
        what = "arama arama" if file.is_calls else "hat başına bir satır"
        seconds = sum(line.seconds or 0 for line in file.lines)
        amount = sum(line.bytes or 0 for line in file.lines)
        self._told.set_text(
            f"{f'{form}; ' if form else ''}{what}: {number_text(file.row_count)} satır, toplam "
            f"{number_text(seconds // _MINUTE_S)} dk ve {data_words(amount)}."
        )
        for widget in (self.month, self._month_label):
            widget.setVisible(not file.is_calls)
        is_open = any(row.problems[0].code == _OPEN_END for row in file.wrong)
        self.trusts_end.setVisible(is_open or is_doubted or trusts_end)
        self.trusts_end.setChecked(trusts_end)
        self.register_button.setVisible(has_unknown or registers)
        self.register_button.setText("&Hatları kaydetme" if registers else REGISTER)

    @Slot()
    def take_operator(self) -> None:
        """Say whose file it is, if it is another one; the field may still have the focus."""
        self.operator.tidy()
        name = self.operator.text().strip()
        if name != self._named:
            self._named = name
            self.operator_chosen.emit(name)

    @Slot()
    def _on_month_chosen(self) -> None:
        self.month_chosen.emit(self.month.key() or "")


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
_UNITS: Final[Mapping[str, tuple[Unit, ...]]] = {
    Field.DURATION: TIME_UNITS,
    Field.DATA: DATA_UNITS,
    Field.DATE: DATE_UNITS,
}
_MARK_WORDS: Final = {Mark.COMMA: "virgül: 1.234,5", Mark.POINT: "nokta: 1,234.5"}
_ABSENT_WORDS: Final = {
    Field.DURATION: "Bu dosya konuşma sü&resi vermiyor; bilinmiyor say",
    Field.DATA: "Bu dosya &veri kullanımı vermiyor; bilinmiyor say",
}


class UsageColumnDialog(ColumnDialog):
    """The columns of a usage file, with their units and decimal marks.

    Attributes:
        boxes: Meaning, unit and mark of each column.
    """

    def __init__(self, file: UsageFile, *, why: Sequence[str] = (), parent: QWidget) -> None:
        """Make the dialog.

        Args:
            file: As it was read.
            why: Why it cannot be read with these columns; empty when it can.
            parent: The window that waits.
        """
        super().__init__(
            file.sheet_columns,
            fields=FIELD_WORDS,
            explanation="Programın tanıdığı sütunlar seçili durur. Düzeltilen eşleme operatörün "
            "adıyla saklanır ve sonraki dosyalarda kendiliğinden kullanılır.",
            why=why,
            more=("Birimi", "Ondalık"),
            several=frozenset(MEASURES),
            parent=parent,
        )
        self._map = file.columns
        self.boxes: list[tuple[NarrowingBox, NarrowingBox, NarrowingBox]] = []
        for place, use in enumerate(self._map.columns):
            self._add_choices(place, use)
        self._absent: dict[Field, QCheckBox] = {}
        for field, words in _ABSENT_WORDS.items():
            box = QCheckBox(words, self)
            box.setChecked(field in self._map.absent)
            self._absent[field] = box
            self.content.addWidget(box)

    def column_map(self) -> ColumnMap:
        """Return the map as it stands in the dialog."""
        uses = tuple(
            replace(
                use,
                field=None if meaning.key() is None else Field(meaning.key()),
                unit=unit.key() if meaning.key() in (*MEASURES, Field.DATE) else None,
                mark=mark.key() if meaning.key() in MEASURES else None,
            )
            for use, (meaning, unit, mark) in zip(self._map.columns, self.boxes, strict=True)
        )
        absent = frozenset(field for field, box in self._absent.items() if box.isChecked())
        return ColumnMap(uses, absent)

    def _add_choices(self, place: int, use: ColumnUse) -> None:
        heading = self.heading(place)
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
        self.boxes.append((self.meanings[place], unit, mark))
        self._offer_units(place)
        unit.choose(use.unit)
        mark.choose(use.mark)
        self.meanings[place].narrowed.connect(partial(self._offer_units, place))
        for at, widget in ((3, unit), (4, mark)):
            self.add_choice(place, at, widget)

    def _offer_units(self, place: int) -> None:
        meaning, unit, mark = self.boxes[place]
        units = _UNITS.get(meaning.key(), ())
        unit.set_choices([(one, _UNIT_WORDS[one]) for one in units])
        unit.setVisible(bool(units))
        mark.setVisible(meaning.key() in MEASURES)
