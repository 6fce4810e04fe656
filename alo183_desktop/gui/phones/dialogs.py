"""Opens the dialogs of the page, one at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.page import OneDialog
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
    from alo183_desktop.gui.kit.form.dialog import FormDialog
    from alo183_desktop.gui.phones.custody_dialogs import Choices
    from alo183_desktop.gui.phones.dialog_data import (
        OfficerCustodies,
        Standing,
    )
    from alo183_desktop.phones.record import HandsetValues, LineValues
    from alo183_desktop.phones.rows import CustodyRow, TermsRow
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

        def show(standing: Standing) -> None:
            dialog = StateDialog(
                kind,
                item_id,
                label=standing.label,
                state=standing.state,
                is_held=standing.is_held,
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            dialog.saved.connect(partial(self._tell_item, kind, "Durum değiştirildi."))
            self._show(dialog)

        self.prepare(lambda work: dialog_data.read_standing(work, kind, item_id), show)

    def issue(self, kind: ItemKind | None = None, item_id: int = 0) -> None:
        """Open the handing over, with a line or a handset that is chosen already."""

        def show(choices: Choices) -> None:
            dialog = IssueDialog(
                choices,
                None if kind is None else (kind, item_id),
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            self._show_custody(dialog, "Zimmet kaydedildi; tutanağı imza bekliyor.")

        self.prepare(dialog_data.read_choices, show)

    @Slot()
    def enter_past(self) -> None:
        """Open the entering of a custody that is over."""

        def show(choices: Choices) -> None:
            dialog = PastDialog(
                choices,
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            dialog.saved.connect(lambda _custody_id: self._tell("Geçmiş zimmet işlendi."))
            self._show(dialog)

        self.prepare(dialog_data.read_everything, show)

    @Slot()
    def set_terms(self) -> None:
        """Open the duties that custody forms print."""

        def show(known: tuple[TermsRow, ...]) -> None:
            dialog = TermsDialog(
                known,
                background=self._background,
                today=local_day(self._clock()),
                parent=self._window(),
            )
            dialog.saved.connect(lambda _count: self._tell("Zimmet şartları kaydedildi."))
            self._show(dialog)

        self.prepare(dialog_data.read_terms, show)

    def take_back_item(self, kind: ItemKind, item_id: int) -> None:
        """Open the taking back of what the holder of an item holds; the item is ticked."""

        def read(work: Work) -> tuple[OfficerCustodies, int] | None:
            held = dialog_data.holder_id(work, kind, item_id)
            return None if held is None else (dialog_data.read_held(work, held[0]), held[1])

        def show(found: tuple[OfficerCustodies, int] | None) -> None:
            if found is None:
                self._tell("Kimsenin üzerinde değil; geri alınacak bir şey yok.")
            else:
                self._show_return(found[0], [found[1]])

        self.prepare(read, show)

    def take_back(self, chosen: Sequence[CustodyRow]) -> None:
        """Open the taking back of what one officer holds; what was chosen is ticked."""
        self._with_held(chosen, self._show_return)

    def pass_on(self, chosen: Sequence[CustodyRow]) -> None:
        """Open the passing on of what one officer holds; what was chosen is ticked."""
        self._with_held(chosen, self._show_pass)

    def ask_holder(self, phone: str = "") -> None:
        """Open "Kimdeydi?"."""
        if self.dialog() is None:
            dialog = HolderDialog(
                phone, background=self._background, clock=self._clock, parent=self._window()
            )
            self._show(dialog)

    def log_check(self, line_id: int | None) -> None:
        """Open the logging of a test call of any time."""

        def show(lines: tuple[tuple[int, str], ...]) -> None:
            dialog = CheckDialog(
                lines,
                line_id,
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            dialog.saved.connect(lambda _check_id: self._tell("Yoklama kaydedildi."))
            self._show(dialog)

        self.prepare(dialog_data.read_lines, show)

    def set_quota(self, line_id: int | None) -> None:
        """Open the quotas of a line; None: of every line."""

        def show(lines: tuple[tuple[int, str], ...]) -> None:
            dialog = QuotaDialog(
                lines,
                line_id,
                background=self._background,
                today=local_day(self._clock()),
                parent=self._window(),
            )
            dialog.saved.connect(lambda _quota_id: self._tell("Kota kaydedildi."))
            self._show(dialog)

        self.prepare(dialog_data.read_lines, show)

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
        def show_line(
            read: tuple[tuple[LineValues | None, int], tuple[str, ...]],
        ) -> None:
            dialog = LineDialog(
                item_id,
                read[0],
                operators=read[1],
                may_set_pin=may(self._actor.role, Right.SHOW_PIN),
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            dialog.saved.connect(partial(self._tell_item, kind, "Hat kaydedildi."))
            self._show(dialog)

        def show_handset(
            read: tuple[tuple[HandsetValues | None, int], tuple[str, ...]],
        ) -> None:
            dialog = HandsetDialog(
                item_id,
                read[0],
                makes=read[1],
                background=self._background,
                clock=self._clock,
                parent=self._window(),
            )
            dialog.saved.connect(partial(self._tell_item, kind, "Cihaz kaydedildi."))
            self._show(dialog)

        if kind is ItemKind.LINE:
            self.prepare(lambda work: dialog_data.open_line(work, item_id), show_line)
        else:
            self.prepare(lambda work: dialog_data.open_handset(work, item_id), show_handset)

    def _with_held(
        self, chosen: Sequence[CustodyRow], show: Callable[[OfficerCustodies, list[int]], None]
    ) -> None:
        if not chosen:
            return
        officer_id = chosen[0].officer_id
        custody_ids = [row.custody_id for row in chosen]
        self.prepare(
            lambda work: dialog_data.read_held(work, officer_id),
            lambda found: show(found, custody_ids),
        )

    def _show_return(self, found: OfficerCustodies, custody_ids: list[int]) -> None:
        if not found.held:
            return
        dialog = ReturnDialog(
            found.held,
            custody_ids,
            background=self._background,
            clock=self._clock,
            parent=self._window(),
        )
        self._show_custody(dialog, "İade kaydedildi; tutanağı imza bekliyor.")

    def _show_pass(self, found: OfficerCustodies, custody_ids: list[int]) -> None:
        if not found.held:
            return
        dialog = PassDialog(
            found.held,
            custody_ids,
            found.officers,
            background=self._background,
            clock=self._clock,
            parent=self._window(),
        )
        self._show_custody(dialog, "Devir kaydedildi; iki tutanağı imza bekliyor.")

    def _show_custody(self, dialog: FormDialog, words: str) -> None:
        dialog.saved.connect(self.form_made)
        dialog.saved.connect(lambda _form_id: self._tell(words))
        self._show(dialog)

    def _tell_item(self, kind: ItemKind, words: str, item_id: int) -> None:
        self.item_saved.emit(kind.value, item_id)
        self._tell(words)
