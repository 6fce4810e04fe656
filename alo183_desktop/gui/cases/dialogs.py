"""Opens the dialogs of the page, one at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from alo183_desktop.cases import progress, responsibility, service, timeline
from alo183_desktop.cases.importing.recipe import CASES
from alo183_desktop.gui.cases import act_dialogs, dialog_data
from alo183_desktop.gui.cases.act_dialogs import EntryDialog, ExplainDialog
from alo183_desktop.gui.cases.intake_dialog import CaseDialog, IntakeDialog
from alo183_desktop.gui.cases.words import Step
from alo183_desktop.gui.kit.page import OneDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CallRow, CaseCard, ProposedOfficer
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.cases.dialog_data import CaseOpened, Choices, IntakeChoices
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import FormDialog
    from alo183_desktop.shared.clock import Clock

_DONE = {
    Step.ACKNOWLEDGE: "Sorumluya bildirildiği kaydedildi.",
    Step.CORRECT_ACKNOWLEDGE: "Bildirilme zamanı düzeltildi.",
    Step.ACT: "İşlem kaydedildi.",
    Step.DROP_TOLD: "Dosyadan gelen ilk işlem geçersiz sayıldı.",
    Step.ENTER: "Sisteme giriş kaydedildi; 24 saat durdu.",
    Step.CORRECT_ENTRY: "Sisteme giriş düzeltildi.",
    Step.WITHDRAW: "Sisteme giriş geri alındı; 24 saat işliyor.",
    Step.CLOSE: "Vaka kapatıldı.",
    Step.REOPEN: "Vaka yeniden açıldı.",
    Step.POLICE: "Kolluk bilgisi kaydedildi.",
    Step.REASSIGN: "Sorumlu değiştirildi.",
    Step.CHANGE: "Vaka bilgileri kaydedildi.",
}


class CaseOpener(OneDialog):
    """One dialog at a time.

    Signals:
        case_saved: The number of a case that was changed.
        taken_in: The number of a new case.
        case_requested: The number of a case that shall be shown.
    """

    case_saved = Signal(int)
    taken_in = Signal(int)
    case_requested = Signal(int)

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(background, parent=parent)
        self._clock = clock

    @Slot()
    def take_in(self) -> None:
        """Open the intake."""

        def show(choices: IntakeChoices) -> None:
            dialog = IntakeDialog(
                choices,
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            dialog.case_requested.connect(self.case_requested)
            dialog.saved.connect(self.taken_in)
            self._show_form(dialog, "Vaka kaydedildi; 24 saat yönlendirmeden işliyor.")

        self.prepare(dialog_data.read_intake, show)

    def take_step(self, step: Step, case_id: int) -> None:
        """Open the form of an act on a case."""
        if step is Step.CHANGE:
            self._change(case_id)
        elif step is Step.REASSIGN:
            self._reassign(case_id)
        elif step is Step.POLICE:
            self._inform_police(case_id)
        else:
            self.prepare(
                lambda work: service.open_case(work, case_id), partial(self._show_step, step)
            )

    def correct(self, case_id: int, action_id: int) -> None:
        """Open a line of a timeline that is wrong."""

        def show(card: CaseCard) -> None:
            line = next((one for one in card.timeline if one.action_id == action_id), None)
            if line is not None:
                dialog = act_dialogs.ActionDialog(card, line, **self._common())
                self._show_form(dialog, "Satır düzeltildi.")

        self.prepare(lambda work: service.open_case(work, case_id), show)

    def explain(self, call: CallRow) -> None:
        """Open the note on a call that nothing explains."""
        if self.dialog() is not None:
            return
        dialog = ExplainDialog(call, background=self._background, parent=self._window())
        dialog.saved.connect(lambda _call_id: self._tell("Açıklama kaydedildi."))
        self._show(dialog)

    @Slot()
    def import_cases(self, path: Path | None = None) -> None:
        """Open the import, with a file that is chosen already."""
        self.import_file(CASES, path, clock=self._clock)

    @Slot()
    def show_imports(self) -> None:
        """Open the list of past imports."""
        self.show_history(CASES)

    def _show_step(self, step: Step, card: CaseCard) -> None:
        common = self._common()
        dialog: FormDialog
        match step:
            case Step.ACKNOWLEDGE | Step.CORRECT_ACKNOWLEDGE:
                dialog = act_dialogs.AcknowledgeDialog(card, **common)
            case Step.DROP_TOLD:
                dialog = act_dialogs.ReasonDialog(
                    card,
                    do=lambda work, case_id, words: timeline.drop_told_action(
                        work, case_id, reason=words
                    ),
                    title="Dosyadan gelen ilk işlemi geçersiz say",
                    explanation="Bundan sonra yalnız yazılmış işlemler sayılır; neden, not olarak "
                    "kalır.",
                    verb="Geçersiz &say",
                    **common,
                )
            case Step.ENTER | Step.CORRECT_ENTRY:
                dialog = EntryDialog(card, **common)
            case Step.CLOSE:
                dialog = act_dialogs.CloseDialog(card, **common)
            case Step.WITHDRAW:
                dialog = act_dialogs.ReasonDialog(
                    card,
                    do=lambda work, case_id, words: progress.withdraw_entry(
                        work, case_id, reason=words
                    ),
                    title="Sisteme girişi geri al",
                    explanation="24 saat hiç durmamış sayılır; önceki giriş satırı görünmeye "
                    "devam eder.",
                    verb="Girişi &geri al",
                    **common,
                )
            case Step.REOPEN:
                dialog = act_dialogs.ReasonDialog(
                    card,
                    do=lambda work, case_id, words: progress.reopen_case(
                        work, case_id, reason=words
                    ),
                    title="Vakayı yeniden aç",
                    verb="Yeniden &aç",
                    **common,
                )
            case _:
                dialog = act_dialogs.ActionDialog(card, **common)
        self._show_form(dialog, _DONE[step])

    def _change(self, case_id: int) -> None:
        def show(opened: CaseOpened) -> None:
            dialog = CaseDialog(
                case_id,
                opened,
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            self._show_form(dialog, _DONE[Step.CHANGE])

        self.prepare(lambda work: dialog_data.open_case_form(work, case_id), show)

    def _reassign(self, case_id: int) -> None:
        def read(work: Work) -> tuple[CaseCard, Choices, tuple[ProposedOfficer, ...]]:
            card = service.open_case(work, case_id)
            proposed = responsibility.propose_officers(work, card.row.subject_id, at=work.now)
            return card, dialog_data.read_officers(work), proposed

        def show(found: tuple[CaseCard, Choices, tuple[ProposedOfficer, ...]]) -> None:
            dialog = act_dialogs.ReassignDialog(*found, **self._common())
            self._show_form(dialog, _DONE[Step.REASSIGN])

        self.prepare(read, show)

    def _inform_police(self, case_id: int) -> None:
        def show(found: tuple[CaseCard, tuple[str, ...]]) -> None:
            dialog = act_dialogs.PoliceDialog(*found, **self._common())
            self._show_form(dialog, _DONE[Step.POLICE])

        self.prepare(
            lambda work: (service.open_case(work, case_id), dialog_data.read_forces(work)), show
        )

    def _common(self) -> act_dialogs.Common:
        return {
            "background": self._background,
            "clock": self._clock,
            "parent": self._window(),
        }

    def _show_form(self, dialog: FormDialog, words: str) -> None:
        dialog.saved.connect(self.case_saved)
        dialog.saved.connect(lambda _number: self._tell(words))
        self._show(dialog)
