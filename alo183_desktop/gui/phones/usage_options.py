"""What can be said about a usage file before it is stored: whose it is, its month, its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.beside import Beside, group
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.choices import ChoiceField
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label
from alo183_desktop.gui.kit.narrowing import NarrowingBox
from alo183_desktop.phones.quota_words import data_words
from alo183_desktop.phones.usage_rows import summary
from alo183_desktop.shared.calendar import months_to_choose
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.phones.usage_rows import UsageFile

_MINUTE_S: Final = 60
_OPERATOR_PX: Final = 220
_GAP: Final = 12
REGISTER: Final = "Kayıtsız &hatları kaydet"
_OPEN_END: Final = "phones.usage_open_end"


class UsageOptions(QWidget):
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
        column = QVBoxLayout(month)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
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
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(4))
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
        told = summary(file)
        form = ", ".join(part for part in (told.encoding, told.separator) if part)
        what = "arama arama" if told.is_calls else "hat başına bir satır"
        self._told.set_text(
            f"{f'{form}; ' if form else ''}{what}: {number_text(told.rows)} satır, toplam "
            f"{number_text(told.seconds // _MINUTE_S)} dk ve {data_words(told.bytes)}."
        )
        for widget in (self.month, self._month_label):
            widget.setVisible(not told.is_calls)
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
