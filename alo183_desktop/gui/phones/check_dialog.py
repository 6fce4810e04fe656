"""Log a test call of any line at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import ChoiceField, LongTextField, RadioChoice, TextField
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.times import InstantFields
from alo183_desktop.phones import reachability_service
from alo183_desktop.phones.reachability import CheckForm, check_call
from alo183_desktop.shared.identity import tidy_name
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field
    from alo183_desktop.shared.clock import Clock

CHANGES: Final = frozenset({Kind.CHECKS})
_YES, _NO = "yes", "no"


class CheckDialog(FormDialog):
    """Which line, when, answered or not, after how many seconds, by whom."""

    def __init__(
        self,
        lines: Sequence[tuple[int, str]],
        line_id: int | None,
        *,
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            lines: Every line with its words.
            line_id: Which one is chosen at first; None: none.
            background: Runs the saving.
            clock: For the proposed instant, and for what lies in the future.
            parent: The window that waits.
        """
        super().__init__(
            title="Yoklamayı kaydet",
            explanation="Yoklama, o anda hattı üzerinde taşıyana yazılır. 08.00 ile 20.00 arası "
            "gündüz sayılır.",
            background=background,
            changes=CHANGES,
            draft="phones.check",
            parent=parent,
        )
        self._clock = clock
        self._line = ChoiceField(
            "&Hat",
            [(str(number), words) for number, words in lines],
            key="line_id",
            required=True,
            placeholder="Numara ya da ad yazınız",
            parent=self,
        )
        self._result = RadioChoice(
            "Sonuç", ((_YES, "Yanıtla&dı"), (_NO, "Yanıt &vermedi")), key="is_answered", parent=self
        )
        self._ring = TextField("Kaç s&aniyede", key="ring_seconds", max_length=6, parent=self)
        self._by = TextField("Kim &yanıtladı", key="answered_by", show=tidy_name, parent=self)
        self._note = LongTextField("&Not", key="note", lines=2, parent=self)
        self.form.add_row(self._line)
        self._instant = InstantFields(self.form, clock=clock, parent=self)
        self.form.add_row(self._result)
        self.form.add_row(self._ring, self._by)
        self.form.add_row(self._note)
        if line_id is not None:
            self._line.set_value(str(line_id))
        self.form.mark_clean()
        self._result.changed.connect(self._on_result_changed)

    @override
    def act(self) -> Callable[[Work], int] | None:
        is_answered = self._result.value() == _YES
        line_id = self._line.value()
        checked = check_call(
            CheckForm(
                line_id=None if line_id is None else int(line_id),
                at=self._instant.instant(),
                is_answered=is_answered,
                ring_seconds=self._ring.text() if is_answered else "",
                answered_by=self._by.text() if is_answered else "",
                note=self._note.text(),
            ),
            now=self._clock(),
        )
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        return lambda work: reachability_service.log_check(work, values)

    @override
    def field_of(self, code: str) -> Field | None:
        return self._instant.day if code in {"phones.check_future", "phones.check_twice"} else None

    @Slot()
    def _on_result_changed(self) -> None:
        is_answered = self._result.value() == _YES
        for field in (self._ring, self._by):
            field.setVisible(is_answered)
        self.fit_soon()
