"""The form of a referral that is there already, to put right what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from alo183_desktop.cases import service
from alo183_desktop.gui.cases.act_dialogs import CHANGES
from alo183_desktop.gui.cases.case_fields import CaseFields
from alo183_desktop.gui.kit.conflicts import Began
from alo183_desktop.gui.kit.fields import TextField
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.cases.choosing import CaseOpened
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field
    from alo183_desktop.shared.clock import Clock


class CaseDialog(FormDialog):
    """A referral as a form; who is responsible is changed with a reason, elsewhere."""

    def __init__(
        self,
        case_id: int,
        opened: CaseOpened,
        *,
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            case_id: Which case.
            opened: Its form, the version that goes with it, and what can be chosen.
            background: Saves.
            clock: For now; UTC.
            parent: The window that waits.
        """
        super().__init__(
            title="Vaka bilgilerini düzelt",
            explanation="Yönlendirme zamanı değişirse 24 saat yeniden hesaplanır; nedeni sorulur.",
            width=860,
            background=background,
            changes=CHANGES,
            draft=f"cases.case.{case_id}",
            parent=parent,
        )
        self._case_id = case_id
        self.fields = CaseFields(self.form, opened.choices, clock=clock, parent=self)
        self.fields.officer.hide()
        self.fields.show_form(opened.form)
        self._began = self.begin_with(Began(self.fields.check().values, opened.version))
        self.reason = TextField(
            "Yönlendirme zamanı n&eden değişti",
            key="routed_reason",
            note="İki zaman da nedeniyle birlikte yapılan işlemler arasında kalır.",
            max_length=1000,
            parent=self,
        )
        self.form.add_row(self.reason)
        self._routed_at = self.fields.routed_at()
        self.form.changed.connect(self._show_reason)
        self._show_reason()
        self.form.mark_clean()

    @override
    def first_field(self) -> Field:
        return self.fields.number

    @override
    def field_of(self, code: str) -> Field | None:
        if code == "cases.duplicate":
            return self.fields.number
        if code == "cases.routed_reason":
            return self.reason
        return self.fields.day if code == "cases.instants_before" else None

    @override
    def act(self) -> Callable[[Work], int] | None:
        checked = self.fields.check()
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        case_id, version, base = self._case_id, self._began.version, self._began.values
        reason = self.reason.text()

        def save(work: Work) -> int:
            service.change_case(
                work, case_id, values, version=version, base=base, routed_reason=reason
            )
            return case_id

        return save

    @Slot()
    def _show_reason(self) -> None:
        """Ask for the reason once the typed instant is another one."""
        self.reason.setVisible(self.fields.routed_at() not in {None, self._routed_at})

    @override
    def showing(self) -> Callable[[Work], object]:
        case_id = self._case_id
        # As whoever opens the form: what is stored now is shown to them.
        return lambda work: service.open_form(work, case_id)
