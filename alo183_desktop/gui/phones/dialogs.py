"""Opens the dialogs of the page, one at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.page import FoundT, OneDialog
from alo183_desktop.gui.phones import dialog_data
from alo183_desktop.gui.phones.check_panel import CheckDialog
from alo183_desktop.gui.phones.custody_dialogs import (
    HolderDialog,
    IssueDialog,
    PassDialog,
    PastDialog,
    ReturnDialog,
    TermsDialog,
)
from alo183_desktop.gui.phones.item_dialogs import HandsetDialog, LineDialog, StateDialog
from alo183_desktop.gui.phones.quota_dialog import QuotaDialog
from alo183_desktop.gui.phones.usage_dialog import UsageDialog
from alo183_desktop.phones.register.recipe import REGISTER
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
    from alo183_desktop.gui.phones.dialog_data import OfficerCustodies
    from alo183_desktop.phones.rows import CustodyRow
    from alo183_desktop.shared.clock import Clock


class DialogOpener(OneDialog):
    """One dialog at a time.

    Signals:
        item_saved: A kind and the number of a line or a handset that was added or changed.
        form_made: The number of a custody form.
        usage_imported: The newest month of a file of usage.
    """

    item_saved = Signal(str, int)
    form_made = Signal(int)
    usage_imported = Signal(str)

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, parent=parent)
        self._actor = actor
        self._clock = clock

    @Slot()
    def add_line(self) -> None:
        """Open an empty line."""
        self.add_item(ItemKind.LINE)

    @Slot()
    def add_handset(self) -> None:
        """Open an empty handset."""
        self.add_item(ItemKind.HANDSET)

    def add_item(self, kind: ItemKind) -> None:
        """Open an empty line or handset."""
        self._open_item(kind, None)

    def change_item(self, kind: ItemKind, item_id: int) -> None:
        """Open a line or a handset as a form."""
        self._open_item(kind, item_id)

    def change_state(self, kind: ItemKind, item_id: int) -> None:
        """Open the change of the state of a line or a handset."""
        self._open(
            lambda work: dialog_data.read_standing(work, kind, item_id),
            lambda found: StateDialog(
                kind,
                item_id,
                label=found.label,
                state=found.state,
                is_held=found.is_held,
                **self._common(),
            ),
            "Durum değiştirildi.",
            saved=partial(self.item_saved.emit, kind.value),
        )

    def issue(
        self, kind: ItemKind | None = None, item_id: int = 0, *, to_officer_id: int = 0
    ) -> None:
        """Open the handing over, with an item or an officer that is chosen already; 0: nobody."""
        chosen = None if kind is None else (kind, item_id)
        self._open(
            dialog_data.read_choices,
            lambda choices: IssueDialog(
                choices, chosen, to_officer_id=to_officer_id, **self._common()
            ),
            "Zimmet kaydedildi; tutanağı imza bekliyor.",
            saved=self.form_made.emit,
        )

    @Slot()
    def enter_past(self) -> None:
        """Open the entering of a custody that is over."""
        self._open(
            dialog_data.read_everything,
            lambda choices: PastDialog(choices, **self._common()),
            "Geçmiş zimmet işlendi.",
        )

    @Slot()
    def set_terms(self) -> None:
        """Open the duties that custody forms print."""
        self._open(
            dialog_data.read_terms,
            lambda known: TermsDialog(
                known,
                background=self._background,
                today=local_day(self._clock()),
                parent=self._window(),
            ),
            "Zimmet şartları kaydedildi.",
        )

    def take_back_item(self, kind: ItemKind, item_id: int) -> None:
        """Open the taking back of what the holder of an item holds; the item is ticked."""

        def read(work: Work) -> tuple[OfficerCustodies, int] | None:
            held = dialog_data.holder_id(work, kind, item_id)
            return None if held is None else (dialog_data.read_held(work, held[0]), held[1])

        def show(found: tuple[OfficerCustodies, int] | None) -> None:
            if found is None:
                self._tell("Kimsenin üzerinde değil; geri alınacak bir şey yok.")
            else:
                self._show_saving(*self._return(found[0], [found[1]]), saved=self.form_made.emit)

        self.prepare(read, show)

    def take_back(self, chosen: Sequence[CustodyRow]) -> None:
        """Open the taking back of what one officer holds; what was chosen is ticked."""
        self._with_held(chosen, self._return)

    def pass_on(self, chosen: Sequence[CustodyRow]) -> None:
        """Open the passing on of what one officer holds; what was chosen is ticked."""
        self._with_held(chosen, self._pass)

    def ask_holder(self, phone: str = "") -> None:
        """Open "Kimdeydi?"."""
        if self.dialog() is None:
            self._show(HolderDialog(phone, **self._common()))

    def log_check(self, line_id: int | None) -> None:
        """Open the logging of a test call of any time."""
        self._open(
            dialog_data.read_lines,
            lambda lines: CheckDialog(lines, line_id, **self._common()),
            "Yoklama kaydedildi.",
        )

    def set_quota(self, line_id: int | None) -> None:
        """Open the quotas of a line; None: of every line."""
        self._open(
            dialog_data.read_lines,
            lambda lines: QuotaDialog(
                lines,
                line_id,
                background=self._background,
                today=local_day(self._clock()),
                parent=self._window(),
            ),
            "Kota kaydedildi.",
        )

    @Slot()
    def import_usage(self, path: Path | None = None) -> None:
        """Open the import of a file of usage, with a file where one was dropped."""
        dialog = self.import_file(USAGE, path, clock=self._clock, dialog=UsageDialog)
        if dialog is not None:
            dialog.applied.connect(lambda: self.usage_imported.emit(dialog.month()))

    @Slot()
    def import_register(self, path: Path | None = None) -> None:
        """Open the import of lines and handsets, with a file where one was dropped."""
        self.import_file(REGISTER, path, clock=self._clock)

    @Slot()
    def show_usage_imports(self) -> None:
        """Open the list of past files of usage."""
        self.show_history(USAGE)

    @Slot()
    def show_register_imports(self) -> None:
        """Open the list of past imports of lines and handsets."""
        self.show_history(REGISTER)

    def _open_item(self, kind: ItemKind, item_id: int | None) -> None:
        saved = partial(self.item_saved.emit, kind.value)
        if kind is ItemKind.LINE:
            self._open(
                lambda work: dialog_data.open_line(work, item_id),
                lambda read: LineDialog(
                    item_id,
                    read[0],
                    operators=read[1],
                    may_set_pin=may(self._actor.role, Right.SHOW_PIN),
                    **self._common(),
                ),
                "Hat kaydedildi.",
                saved=saved,
            )
        else:
            self._open(
                lambda work: dialog_data.open_handset(work, item_id),
                lambda read: HandsetDialog(item_id, read[0], makes=read[1], **self._common()),
                "Cihaz kaydedildi.",
                saved=saved,
            )

    def _with_held(
        self,
        chosen: Sequence[CustodyRow],
        make: Callable[[OfficerCustodies, list[int]], tuple[FormDialog, str]],
    ) -> None:
        if not chosen:
            return
        officer_id, ticked = chosen[0].officer_id, [row.custody_id for row in chosen]

        def show(found: OfficerCustodies) -> None:
            if found.held:
                self._show_saving(*make(found, ticked), saved=self.form_made.emit)

        self.prepare(lambda work: dialog_data.read_held(work, officer_id), show)

    def _return(self, found: OfficerCustodies, ticked: list[int]) -> tuple[FormDialog, str]:
        dialog = ReturnDialog(found, ticked, **self._common())
        return dialog, "İade kaydedildi; tutanağı imza bekliyor."

    def _pass(self, found: OfficerCustodies, ticked: list[int]) -> tuple[FormDialog, str]:
        dialog = PassDialog(found, ticked, **self._common())
        return dialog, "Devir kaydedildi; iki tutanağı imza bekliyor."

    def _common(self) -> DialogContext:
        return {"background": self._background, "clock": self._clock, "parent": self._window()}

    def _open(
        self,
        read: Callable[[Work], FoundT],
        make: Callable[[FoundT], FormDialog],
        words: str,
        *,
        saved: Callable[[int], object] = lambda _number: None,
    ) -> None:
        """Read what a dialog begins with, and show it; `words` tell that it has saved."""
        self.prepare(read, lambda found: self._show_saving(make(found), words, saved=saved))

    def _show_saving(
        self,
        dialog: FormDialog,
        words: str,
        *,
        saved: Callable[[int], object] = lambda _number: None,
    ) -> None:
        dialog.saved.connect(saved)
        dialog.saved.connect(lambda _number: self._tell(words))
        self._show(dialog)
