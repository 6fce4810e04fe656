"""Dialogs to correct what was read of a file: the meaning of a column, cells of a row."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import scroll_area
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.form.fields import LongTextField, TextField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label, muted_label
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.imports.editing import Edit, cells_at
from alo183_desktop.imports.headings import letter_of
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alo183_desktop.imports.rows import PreviewRow
    from alo183_desktop.imports.sheets import Headings, ReadFile, SheetColumn

_COLUMNS_WIDTH: Final = 860
_MOST_ROWS: Final = 9
_ROW_HEIGHT: Final = 38
_HEAD_HEIGHT: Final = 24
"""With the space below, in pixels of the drawings."""


class ColumnDialog(TaskDialog):
    """One row for each column of the file: its heading, sample values, its meaning.

    Attributes:
        columns: As they were recognised.
        why: Why the file cannot be read with these columns, or could not with the chosen ones.
        meanings: The chosen field of each column.

    Signals:
        corrected: The file is to be read again with the chosen meanings.
    """

    corrected = Signal()

    def __init__(
        self,
        columns: Sequence[SheetColumn],
        *,
        fields: Mapping[str, str],
        explanation: str,
        why: Sequence[str] = (),
        more: Sequence[str] = (),
        several: frozenset[str] = frozenset(),
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            columns: As they were recognised.
            fields: The possible meanings, with their texts.
            explanation: What the choices are used for.
            why: Why the file cannot be read with them; empty when it can.
            more: Headings of further choices for a column.
            several: Fields that several columns may mean together.
        """
        super().__init__(
            title="Sütunların anlamı", explanation=explanation, width=_COLUMNS_WIDTH, parent=parent
        )
        self.columns = columns
        self._several = several
        self._why = " ".join(why)
        self.why = StateText(State.LATE, self._why, parent=self)
        self.meanings: list[FilterBox] = []
        holder = QWidget(self)
        self.grid = QGridLayout(holder)
        self.grid.setContentsMargins(0, 0, theme.px(8), 0)
        self.grid.setHorizontalSpacing(theme.px(8))
        self.grid.setVerticalSpacing(theme.px(6))
        for index in (0, 1):
            self.grid.setColumnStretch(index, 1)
        for index, words in enumerate(("Dosyadaki başlık", "Örnekler", "Anlamı", *more)):
            self.grid.addWidget(muted_label(words, parent=self), 0, index)
        for index, column in enumerate(columns):
            heading = make_label(self.heading(index), wrap=True, parent=self)
            samples = ElidedLabel("; ".join(column.samples), role="muted", parent=self)
            meaning = FilterBox(
                f"{self.heading(index)}: anlamı",
                "Okunmaz",
                list(fields.items()),
                widest=max(fields.values(), key=len),
                parent=self,
            )
            if column.rival_for:
                # A guess shown there already would be taken for a choice.
                meaning.leave_open("Seçiniz")
            else:
                meaning.choose(column.field or None)
            meaning.filtered.connect(self._on_meaning_chosen)
            self.meanings.append(meaning)
            for at, widget in enumerate((heading, samples, meaning)):
                self.add_choice(index, at, widget)
        # Rows stay together where there is more room than they need.
        self.grid.setRowStretch(len(columns) + 1, 1)
        area = scroll_area(parent=self)
        area.setWidget(holder)
        shown = min(len(columns), _MOST_ROWS)
        area.setMinimumHeight(shown * theme.px(_ROW_HEIGHT) + theme.px(_HEAD_HEIGHT))
        self.content.addWidget(self.why)
        self.content.addWidget(area, 1)
        leave = self.add_button("Vazgeç")
        self.apply_button = self.add_button("Dosyayı bu eşlemeyle &oku", primary=True)
        leave.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self._on_apply)
        self._on_meaning_chosen()
        # What is asked comes before what is known already.
        for meaning in sorted(self.meanings, key=lambda one: not one.is_open)[:1]:
            meaning.setFocus()

    def heading(self, index: int) -> str:
        """Return the heading of a column."""
        return self.columns[index].name

    def add_choice(self, index: int, at: int, widget: QWidget) -> None:
        """Add a widget to the row of a column: heading, samples and meaning are 0, 1 and 2."""
        self.grid.addWidget(widget, index + 1, at, Qt.AlignmentFlag.AlignVCenter)

    def chosen(self) -> dict[str, str]:
        """Return the chosen meanings of columns by name: another field, or a confirmed one.

        Empty: the column is not read.
        """
        return {
            column.name: meaning.key() or ""
            for column, meaning in zip(self.columns, self.meanings, strict=True)
            if column.rival_for or (meaning.key() or "") != column.field
        }

    @Slot()
    def _on_meaning_chosen(self) -> None:
        """Refuse two columns with one meaning, and a doubtful one until the user chooses."""
        counts = Counter(meaning.key() for meaning in self.meanings if meaning.key())
        twice = [key for key, count in counts.items() if count > 1 and key not in self._several]
        still_open = self._named(meaning.is_open for meaning in self.meanings)
        self.apply_button.setEnabled(not twice and not still_open)
        words = self._why
        if twice:
            both = self._named(meaning.key() in twice for meaning in self.meanings)
            words = f"Bu sütunlara aynı anlam seçildi; yalnız birinde bırakınız: {both}."
        elif still_open:
            words = f"{self._why} Anlamı seçilecek: {still_open}.".lstrip()
        self.why.set_text(State.LATE, words)

    def _named(self, picked: Iterable[bool]) -> str:
        return ", ".join(self.heading(index) for index, is_picked in enumerate(picked) if is_picked)

    @Slot()
    def _on_apply(self) -> None:
        self.corrected.emit()
        self.accept()


_ROW_WIDTH: Final = 760
_LONGEST: Final = 32_767
"""The limit of an Excel cell."""
_BESIDE: Final = 2
"""Fields in one line."""


class RowDialog(TaskDialog):
    """A field for each column; its error is shown below it.

    Attributes:
        fields: By the index of the column.
        reason: What is wrong with the row as a whole.
    """

    def __init__(
        self, file: ReadFile, row: PreviewRow, *, words: Mapping[str, str], parent: QWidget
    ) -> None:
        """Make the dialog.

        Args:
            file: As it was read.
            row: One of its rows.
            words: Names of the fields.
        """
        super().__init__(
            title=f"{row.row_number}. satır: {row.label or '(adsız)'}",
            explanation="Yazdığınız yalnız bu aktarım için geçerlidir; dosyanın kendisi değişmez.",
            width=_ROW_WIDTH,
            parent=parent,
        )
        self._sheet = row.sheet or file.sheet
        self._row_number = row.row_number
        self._cells = cells_at(file.source, self._sheet, row.row_number)
        self._others = [edit for edit in file.edits if not self._is_here(edit)]
        edits = {edit.column: edit.after for edit in file.edits if self._is_here(edit)}
        above = file.headings_of(self._sheet)
        headings = _headings(file, self._sheet, above, len(self._cells))
        meant = {fold(column.name): column.field for column in above.columns}
        self.reason = StateText(State.LATE, parent=self)
        self.content.addWidget(self.reason)
        self.fields: dict[int, TextField | LongTextField] = {}
        self._shown: dict[int, str] = {}
        inner = QWidget(self)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        wrong = {problem.key: str(message_of(problem)) for problem in row.problems}
        for column, (heading, cell) in enumerate(zip(headings, self._cells, strict=True)):
            if not heading and not cell:
                continue
            label = heading.replace("&", "&&") or f"{letter_of(column)} sütunu"
            # A single-line editor would join several lines into one.
            field: TextField | LongTextField = (
                LongTextField(label, key=f"column.{column}", parent=inner)
                if "\n" in cell
                else TextField(label, key=f"column.{column}", max_length=_LONGEST, parent=inner)
            )
            field.set_value(cell)
            self._shown[column] = field.text()
            field.set_value(edits.get(column, cell))
            keys = [key for key in (meant.get(fold(heading)),) if key]
            if fold(heading) == fold(row.label):
                keys.append("")  # errors of no field, where the row is named by its column
            if problems := [wrong.pop(key) for key in keys if key in wrong]:
                field.set_problem(" ".join(problems))
            line, side = divmod(len(self.fields), _BESIDE)
            grid.addWidget(field, line, side)
            self.fields[column] = field
        for side in range(_BESIDE):
            grid.setColumnStretch(side, 1)
        rest = (f"{words[key]}: {text}" if key in words else text for key, text in wrong.items())
        self.reason.set_text(State.LATE, " ".join(rest))
        self.content.addWidget(inner)
        self.content.addStretch(1)
        self.back_button = self.add_button("Dosya&dakine dön")
        self.back_button.setVisible(bool(edits))
        leave = self.add_button("Vazgeç")
        self.apply_button = self.add_button("Satırı bu değerlerle &oku", primary=True)
        self.back_button.clicked.connect(self._on_back)
        leave.clicked.connect(self.reject)
        self.apply_button.clicked.connect(partial(self.accept))
        wanted = [field for field in self.fields.values() if field.shown_message()]
        for field in [*wanted, *self.fields.values()][:1]:
            field.take_focus()

    def edits(self) -> tuple[Edit, ...]:
        """Return all corrections of the file, including the current cells of this row."""
        here = (
            Edit(self._sheet, self._row_number, column, self._cells[column], field.text().strip())
            for column, field in self.fields.items()
            if field.text() != self._shown[column]
        )
        return (*self._others, *here)

    def _is_here(self, edit: Edit) -> bool:
        return (edit.sheet, edit.row_number) == (self._sheet, self._row_number)

    @Slot()
    def _on_back(self) -> None:
        for column, field in self.fields.items():
            field.set_value(self._cells[column])


def _headings(file: ReadFile, sheet: str, above: Headings, width: int) -> Sequence[str]:
    """Return the column headings of a sheet, which may have been read in another shape."""
    names = above.names[len(above.names) - width :] if len(above.names) >= width else above.names
    names = (*names, *[""] * (width - len(names)))
    written = cells_at(file.source, sheet, above.row)
    return [
        name if fold(own) in fold(name) else " ".join(own.split())
        for name, own in zip(names, written, strict=True)
    ]
