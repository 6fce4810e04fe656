"""Note the number and the day that the register gave after the letter was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.conflicts import Began
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import DateField, TextField
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.letters import service
from alo183_desktop.letters.rows import RegisterValues
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field
    from alo183_desktop.letters.rows import LetterRow
    from alo183_desktop.shared.clock import Clock

_CHANGES: Final = frozenset({Kind.LETTER})


class NumberDialog(FormDialog):
    """Number and day as they stand on the paper; the frozen letter stays as it is."""

    def __init__(
        self, row: LetterRow, *, background: Background, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(
            title="Sayı ve tarihi işle",
            explanation="Kâğıda sonradan basılan sayıyı ve tarihi yazınız. Dondurulmuş yazı "
            "değişmez; zarf, faks kapağı ve liste bunları kullanır.",
            width=480,
            background=background,
            changes=_CHANGES,
            draft=f"letters.number.{row.letter_id}",
            parent=parent,
        )
        self._letter = row
        values = RegisterValues(row.register_number or "", row.dated_on)
        self._began = self.begin_with(Began(values, row.version))
        self._number = TextField(
            "&Sayı (kayıt numarası)",
            key="register_number",
            required=True,
            max_length=64,
            parent=self,
        )
        self._date = DateField(
            "&Tarih", today=local_day(clock()), key="dated_on", required=True, parent=self
        )
        self.form.add_row(self._number, self._date)
        self._number.set_value(row.register_number)
        self._date.set_value(row.dated_on)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        row, number, day = self._letter, self._number.text(), self._date.value()
        version, base = self._began.version, self._began.values

        def note(work: Work) -> int:
            service.note_register_number(
                work, row.letter_id, number, day, version=version, base=base
            )
            return row.letter_id

        return note

    @override
    def field_of(self, code: str) -> Field | None:
        return self._number if code.startswith("letters.") else None
