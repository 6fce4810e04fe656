"""The import of usage files: the common import dialog, and what these files need besides."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.background import Cancellation
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Beside, group, make_column, next_turn
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.imports.correcting import ColumnDialog
from alo183_desktop.gui.kit.imports.dialogs import WIDTH, ImportDialog
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.phones import service
from alo183_desktop.phones.operators import known_operators, parse_operator
from alo183_desktop.phones.quotas.words import data_words
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.phones.usage.columns import (
    DATA_UNITS,
    DATE_UNITS,
    FIELD_WORDS,
    MEASURES,
    TIME_UNITS,
    ColumnMap,
    ColumnUse,
    UsageField,
)
from alo183_desktop.phones.usage.match import MAYBE_CUT, REGISTERS, UNKNOWN
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.phones.usage.values import DecimalMark, StatedPeriod, UsageUnit
from alo183_desktop.shared.calendar import months_to_choose
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text, whole_minutes
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.imports.dialogs import AnyRecipe
    from alo183_desktop.imports.rows import Preview
    from alo183_desktop.phones.usage.file import UsageOptions
    from alo183_desktop.phones.usage.rows import UsageFile
    from alo183_desktop.shared.clock import Clock


_OPERATOR_PX: Final = 220
_GAP: Final = 12
INVENTORY: Final = "Kayıtsız &hatları kaydet"
_OPEN_END: Final = "phones.usage_open_end"


class UsageBar(QWidget):
    """One row of choices, and the description of the file above it.

    Attributes:
        operator: The operator of the file.
        month: For a file of totals without its month.
        trusts_end: Accepts a file that may be truncated as complete.
        register_button: Registers numbers that are not or no longer lines.

    Signals:
        operator_chosen: The user entered another operator.
        month_chosen: The user chose the month of the file.
        end_trusted: The user confirms that the file is complete, or does not.
        register_chosen: The user wants the numbers registered, or no longer.
    """

    operator_chosen = Signal(str)
    month_chosen = Signal(str)
    end_trusted = Signal(bool)
    register_chosen = Signal()

    def __init__(self, columns_button: QWidget, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self._named = ""
        # One line: a wrapped text would make the dialog grow before it knows its width.
        self._description = ElidedLabel("", role="muted", parent=self)
        self.operator = ChoiceField(
            "O&peratör",
            key="operator",
            free=True,
            completes=True,
            check=parse_operator,
            show=str,
            parent=self,
        )
        self.operator.setFixedWidth(theme.px(_OPERATOR_PX))
        self.month = FilterBox(
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
        month = QWidget(self)
        make_column(month, self._month_label, self.month, 1, gap=4)
        row = Beside(
            group((self.operator, month), gap=_GAP, parent=self),
            # Below there is no room for it beside the actions on the lines.
            group((self.trusts_end, self.register_button, columns_button), gap=_GAP, parent=self),
            gap=_GAP,
            parent=self,
        )
        make_column(self, self._description, row, gap=4)
        self.operator.left.connect(self.take_operator)
        self.operator.combo.activated.connect(self.take_operator)
        self.month.filtered.connect(self._on_month_chosen)
        self.trusts_end.clicked.connect(self.end_trusted)
        self.register_button.clicked.connect(self.register_chosen)

    def description(self) -> str:
        """Return the description of the file: its encoding, its format and its totals."""
        return self._description.text()

    def set_operators(self, names: Sequence[str]) -> None:
        """Offer the known operators."""
        self.operator.set_options([(name, name) for name in names])

    def show_preview(self, preview: Preview) -> None:
        """Show the description of a file, and its options."""
        file: UsageFile = preview.file
        options: UsageOptions = preview.options
        self._named = options.operator or file.operator
        self.operator.set_value(self._named or None)
        form = ", ".join(part for part in (file.encoding, file.separator) if part)
        what = "arama arama" if file.is_calls else "hat başına bir satır"
        seconds = sum(line.seconds or 0 for line in file.lines)
        amount = sum(line.bytes or 0 for line in file.lines)
        self._description.set_text(
            f"{f'{form}; ' if form else ''}{what}: {number_text(file.row_count)} satır, toplam "
            f"{number_text(whole_minutes(seconds))} dk ve {data_words(amount)}."
        )
        for widget in (self.month, self._month_label):
            widget.setVisible(not file.is_calls)
        is_open = any(row.problems[0].code == _OPEN_END for row in file.wrong)
        self.trusts_end.setVisible(is_open or _is_maybe_cut(preview) or options.trusts_end)
        self.trusts_end.setChecked(options.trusts_end)
        self.register_button.setVisible(options.register_new or bool(_rows_with(preview, UNKNOWN)))
        self.register_button.setText("&Hatları kaydetme" if options.register_new else INVENTORY)

    @Slot()
    def take_operator(self) -> bool:
        """Apply the typed operator, if it has changed; the field may still have the focus.

        Returns:
            Whether it is clear which operator is meant.
        """
        self.operator.tidy()
        if not self.operator.validate():
            return False
        name = self.operator.text().strip()
        if name != self._named:
            self._named = name
            self.operator_chosen.emit(name)
        return True

    @Slot()
    def _on_month_chosen(self) -> None:
        self.month_chosen.emit(self.month.key() or "")


_UNITS: Final[Mapping[str, tuple[UsageUnit, ...]]] = {
    UsageField.DURATION: TIME_UNITS,
    UsageField.DATA: DATA_UNITS,
    UsageField.DATE: DATE_UNITS,
}
_ABSENT_WORDS: Final = {
    UsageField.DURATION: "Bu dosya konuşma sü&resi vermiyor; bilinmiyor say",
    UsageField.DATA: "Bu dosya &veri kullanımı vermiyor; bilinmiyor say",
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
        self.boxes: list[tuple[FilterBox, FilterBox, FilterBox]] = []
        for index, use in enumerate(self._map.columns):
            self._add_choices(index, use)
        self._absent: dict[UsageField, QCheckBox] = {}
        for field, words in _ABSENT_WORDS.items():
            box = QCheckBox(words, self)
            box.setChecked(field in self._map.absent)
            self._absent[field] = box
            self.content.addWidget(box)

    @override
    def chosen(self) -> dict[str, str]:
        uses = tuple(
            replace(
                use,
                field=None if meaning.key() is None else UsageField(meaning.key()),
                unit=unit.key() if meaning.key() in (*MEASURES, UsageField.DATE) else None,
                mark=mark.key() if meaning.key() in MEASURES else None,
            )
            for use, (meaning, unit, mark) in zip(self._map.columns, self.boxes, strict=True)
        )
        return ColumnMap(uses).notation

    def absent(self) -> frozenset[UsageField]:
        """Return the measures that the file does not contain."""
        return frozenset(field for field, box in self._absent.items() if box.isChecked())

    def _add_choices(self, index: int, use: ColumnUse) -> None:
        heading = self.heading(index)
        unit = FilterBox(
            f"{heading}: birimi", "hücrede yazar", widest=UsageUnit.CLOCK_HOURS.words, parent=self
        )
        mark = FilterBox(
            f"{heading}: ondalık işareti",
            "sayılardan anla",
            [(one, one.words) for one in DecimalMark],
            widest=DecimalMark.COMMA.words,
            parent=self,
        )
        self.boxes.append((self.meanings[index], unit, mark))
        self._offer_units(index)
        unit.choose(use.unit)
        mark.choose(use.mark)
        self.meanings[index].filtered.connect(partial(self._offer_units, index))
        for at, widget in ((3, unit), (4, mark)):
            self.add_choice(index, at, widget)

    def _offer_units(self, index: int) -> None:
        meaning, unit, mark = self.boxes[index]
        units = _UNITS.get(meaning.key(), ())
        unit.set_choices([(one, one.words) for one in units])
        unit.setVisible(bool(units))
        mark.setVisible(meaning.key() in MEASURES)


_HEIGHT: Final = 776
_LAYERS: Final = 6
"""Texts, preview, stack, content, scroll area, dialog."""


class UsageDialog(ImportDialog):
    """One usage file at a time, with its operator, its month and its columns for correction.

    Attributes:
        options: The options of the file.

    """

    chapter = "Operatörün dosyası geldi"

    def __init__(
        self, background: Background, *, recipe: AnyRecipe, clock: Clock, parent: QWidget
    ) -> None:
        """Make the dialog with nothing chosen; arguments as of `ImportDialog`."""
        super().__init__(background, recipe=recipe, clock=clock, parent=parent)
        self.options = UsageBar(self.columns_button, today=local_day(clock()), parent=self)
        self.options.hide()
        self.content.insertWidget(0, self.options)
        self._connect_options()
        background.run(_read_operators, parent=self, success=self.options.set_operators)

    def file(self) -> UsageFile | None:
        """Return the file read last, None before any was."""
        content: UsageFile | None = self._content
        return content

    def month(self) -> str:
        """Return the newest month of the file, such as `2026-09`; empty before one was read."""
        file = self.file()
        return "" if file is None else file.newest_month

    @override
    def _make_column_dialog(self, why: Sequence[str]) -> UsageColumnDialog:
        return UsageColumnDialog(self._content, why=why, parent=self)

    @override
    def _take_columns(self, dialog: ColumnDialog) -> None:
        assert isinstance(dialog, UsageColumnDialog)  # noqa: S101 - it is the one made above
        self.set_options(columns=dialog.chosen(), absent=dialog.absent())

    def _connect_options(self) -> None:
        self.options.operator_chosen.connect(self._on_operator_chosen)
        self.options.month_chosen.connect(self._on_month_chosen)
        self.options.end_trusted.connect(lambda trusts: self.set_options(trusts_end=trusts))
        self.options.register_chosen.connect(
            lambda: self._compare_with(register_new=not self._options.register_new)
        )
        self._stack.currentChanged.connect(self._on_place_changed)

    @Slot()
    def _on_place_changed(self) -> None:
        self.options.setVisible(self._stack.currentWidget() is self.preview_view)

    @override
    def _on_preview(self, preview: Preview) -> None:
        self.options.show_preview(preview)
        size = self.size()
        super()._on_preview(preview)
        # The texts asked for more lines before they knew their width.
        next_turn(self, partial(self._resize_back, size, _LAYERS))

    @override
    def _show_verdict(self, preview: Preview) -> None:
        super()._show_verdict(preview)
        counts = preview.counts
        good = counts[RowVerdict.CREATE] + counts[RowVerdict.UPDATE]
        if good:
            self.apply_button.setText(f"{good} hattın kullanımını &al")
            self.skip_button.setText(f"&Yanlış satırları atlayıp {good} hattın kullanımını al")
        file = self.file()
        if file is not None and file.problems:
            return
        if good and not self._options.trusts_end and _is_maybe_cut(preview):
            self.apply_button.setEnabled(False)
            self.skip_button.setEnabled(False)
            self.reason.set_text(
                State.LATE,
                "Dosya kesilmiş olabilir: önceki dosyada olan hatlardan bir bölümü yok. Eksiksiz "
                "olduğunu biliyorsanız yukarıda işaretleyiniz.",
            )
        elif unknown := _rows_with(preview, UNKNOWN):
            skipping = " ya da yanlış satırları bilerek atlayınız" if good else ""
            self.reason.set_text(
                State.LATE,
                f"{number_text(counts[RowVerdict.WRONG])} satır yanlış, "
                f"{number_text(unknown)} tanesi kayıtsız hat. Hatlar sizinse "
                f"“{INVENTORY.replace('&', '')}” deyiniz{skipping}.",
            )
        elif counts[RowVerdict.UPDATE] and not counts[RowVerdict.WRONG]:
            self.reason.set_text(
                State.NEAR,
                f"{counts[RowVerdict.UPDATE]} hattın aynı günlere ait kayıtlı kullanımı var; "
                "onaylarsanız yenisi onun yerine geçer, ikisi toplanmaz.",
            )
        elif (registered := _rows_with(preview, REGISTERS)) and not counts[RowVerdict.WRONG]:
            operator = self._options.operator or ("" if file is None else file.operator)
            whose = f"{operator} hattı olarak" if operator else "operatörü boş bırakılarak"
            self.reason.set_text(
                State.NEAR,
                f"{number_text(registered)} satırın hattı da {whose} kaydedilir; aktarım geri "
                "alınırsa silinir.",
            )

    @override
    def _apply(self, *, skip_wrong: bool) -> None:
        # Another operator requires another preview, which the user has not seen yet.
        is_clear = self.options.take_operator()
        if not is_clear:
            self.options.operator.take_focus()
        preview = self._preview
        if preview is None or not is_clear:
            return
        replaced = preview.counts[RowVerdict.UPDATE]
        if replaced and not self._agrees_to_replace(replaced):
            return
        self._options = replace(self._options, replaces=bool(replaced))
        super()._apply(skip_wrong=skip_wrong)

    def _resize_back(self, size: QSize, layers: int) -> None:
        """Give the room back, one layer of layouts per turn of the event loop."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.resize(size)
        if layers and self.height() > size.height():
            next_turn(self, partial(self._resize_back, size, layers - 1))

    def _agrees_to_replace(self, count: int) -> bool:
        return dialogs.confirm(
            self,
            title="Kayıtlı kullanımın yerine geçsin mi?",
            text=f"{count} hattın aynı günlere ait kullanımı daha önce alınmış. Onaylarsanız bu "
            "dosyadaki onun yerine geçer; aktarım geri alınırsa eskisi geri gelir.",
            verb="Yerine geçir",
            state=State.NEAR,
        )

    @override
    def _done_besides(self) -> Sequence[str]:
        registered = 0 if self._preview is None else _registered(self._preview)
        return [f"{registered} yeni hat kaydedildi"] if registered else []

    @Slot(str)
    def _on_operator_chosen(self, name: str) -> None:
        file = self.file()
        has_map = any(fold(one.sender) == fold(name) for one in self._shapes or () if name)
        # A file read by another operator's map is read again without it.
        is_read_by_map = file is not None and bool(file.operator)
        if (has_map or is_read_by_map) and (file is None or fold(file.operator) != fold(name)):
            self.set_options(operator=name)
        else:
            self._compare_with(operator=name)

    @Slot(str)
    def _on_month_chosen(self, month: str) -> None:
        self.set_options(period=StatedPeriod(month=month) if month else None)

    def _compare_with(self, **options: Any) -> None:
        """Compare the file again with other options."""
        self._options = replace(self._options, **options)
        if self._content is not None:
            self._compare(Cancellation())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The options of the file take room of their own.
        self.take_size(WIDTH, _HEIGHT)


def _is_maybe_cut(preview: Preview) -> bool:
    """Return whether lines are missing, so that the file may be truncated."""
    return any(note.code == MAYBE_CUT for note in preview.notes)


def _rows_with(preview: Preview, code: str) -> int:
    """Return the number of rows with a problem or hint of this code."""
    return sum(any(one.code == code for one in (*row.problems, *row.hints)) for row in preview.rows)


def _registered(preview: Preview) -> int:
    """Return how many lines an import creates; a line may occur in several rows."""
    news = [row for row in preview.rows if any(one.code == REGISTERS for one in row.hints)]
    return len({row.label for row in news})


def _read_operators(work: Work) -> Sequence[str]:
    """Return the known operators, those of lines, those of files whose columns were corrected."""
    names = {*known_operators()} | {
        line.operator for line in service.find_lines(work, PhoneFilter(), at=work.now)
    }
    names.update(one.sender for one in USAGE.shapes(work))
    return sorted(names - {""}, key=collation_key)
