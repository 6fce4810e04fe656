"""Opens the dialogs of the page, one at a time; the forms of a line, a handset and their states."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import RadioChoice, TextField
from alo183_desktop.gui.kit.form.record import RecordDialog, register_dialog
from alo183_desktop.gui.kit.page import FoundT, OneDialog
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones import dialog_data
from alo183_desktop.gui.phones.checks_part import CheckDialog
from alo183_desktop.gui.phones.custody_dialogs import (
    CustodyTermsDialog,
    HolderDialog,
    IssueDialog,
    PassDialog,
    PastDialog,
    ReturnDialog,
)
from alo183_desktop.gui.phones.quota_dialog import QuotaDialog
from alo183_desktop.gui.phones.usage_dialog import UsageDialog
from alo183_desktop.gui.phones.words import STATE_CHOICES
from alo183_desktop.phones import rules, service
from alo183_desktop.phones.inventory.recipe import INVENTORY
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.record import NO_NAMES, HandsetValues, LineValues
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.phones.dialog_data import OfficerCustodies
    from alo183_desktop.phones.rows import CustodyRow
    from alo183_desktop.records.record import Record
    from alo183_desktop.shared.clock import Clock


CHANGES: Final = frozenset({Topic.PHONES})
_REFUSED: Final = {
    "phones.duplicate_phone": "phone",
    "phones.duplicate_iccid": "iccid",
    "phones.duplicate_imei": "imei",
}
_WIDTH: Final = 620


class LineDialog(RecordDialog[LineValues]):
    """A line, new or edited; PIN and PUK are typed here and never shown."""

    chapter = "Telefonlar"

    def __init__(
        self,
        record: Record[LineValues],
        opened: tuple[LineValues | None, int],
        *,
        may_set_pin: bool,
        parent: QWidget,
        **given: Any,
    ) -> None:
        """Make the dialog; arguments as `RecordDialog`, with whether PIN and PUK may be stored."""
        super().__init__(record, opened, parent=parent, **given)
        note = "" if opened[0] is None else "Boş bırakılırsa kayıtlı olan kalır."
        self._pin, self._puk = (
            TextField(label, key=key, check=check, note=note, max_length=12, parent=self)
            for label, key, check in (
                ("P&IN", "pin", rules.parse_pin),
                ("P&UK", "puk", rules.parse_puk),
            )
        )
        if may_set_pin:
            self.form.add_rare_row(self._pin, self._puk)
        else:
            self._pin.hide()
            self._puk.hide()

    @override
    def act(self) -> Callable[[Work], int] | None:
        save = super().act()
        if save is None:
            return None
        pin, puk = self._pin.text().strip(), self._puk.text().strip()

        def save_both(work: Work) -> int:
            saved = save(work)
            if pin or puk:
                service.set_pin(work, saved, pin=pin, puk=puk)
            return saved

        return save_both

    @override
    def undo(self, place: QWidget) -> Callable[[], object] | None:
        # A typed PIN has replaced one that nobody can see again.
        has_secrets = bool(self._pin.text().strip() or self._puk.text().strip())
        return None if has_secrets else super().undo(place)


class HandsetDialog(RecordDialog[HandsetValues]):
    """A handset, new or edited."""

    chapter = "Telefonlar"


def item_dialog(
    kind: ItemKind,
    item_id: int | None,
    opened: tuple[Any, int],
    *,
    used: Sequence[str],
    may_set_pin: bool,
    **common: Unpack[DialogContext],
) -> RecordDialog[Any]:
    """Return the form of a line or a handset; without an id, of a new one.

    Args:
        kind: Line or handset.
        item_id: Its id.
        opened: As `RecordDialog`.
        used: The operators or makes in use.
        may_set_pin: Whether PIN and PUK of a line may be stored.
        **common: As `RecordDialog`.
    """
    is_line = kind is ItemKind.LINE
    name, values = "Hat" if is_line else "Cihaz", opened[0]
    title = f"{name} ekle"
    if values is not None:
        label = format_phone(values.phone) if is_line else f"{values.make} {values.model}".strip()
        title = f"{name}: {label}"
    own: dict[str, Any] = {"kind": HandsetDialog}
    if is_line:
        own = {"kind": LineDialog, "may_set_pin": may_set_pin}
    return register_dialog(
        service.REGISTERS[kind],
        item_id,
        opened,
        title=title,
        explanation="" if item_id else f"{name} depoya eklenir; bir sorumluya zimmetle verilir.",
        width=_WIDTH,
        offers={"operator" if is_line else "make": used},
        refused=_REFUSED,
        changes=CHANGES,
        **own,
        **common,
    )


class StateDialog(FormDialog):
    """A new state for a line or a handset, with the reason."""

    chapter = "Telefon bozuldu ya da kayboldu"
    refused: Mapping[str, str] = {"phones.future": "at", "phones.state_before": "at"}

    def __init__(
        self,
        kind: ItemKind,
        item_id: int,
        *,
        label: str,
        state: ItemState,
        is_held: bool,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            kind: A line or a handset.
            item_id: Its id.
            label: Its name.
            state: Its current state.
            is_held: Whether somebody holds it.
        """
        super().__init__(
            title=f"{label}: durumunu değiştir",
            explanation=f"Şimdiki durumu: {state.words}."
            + (" Zimmetlisi üzerinde kalır; iade ayrıca alınır." if is_held else ""),
            background=common["background"],
            changes=CHANGES,
            draft=f"phones.state.{kind.value}.{item_id}",
            parent=common["parent"],
        )
        self._kind = kind
        self._item_id = item_id
        self._clock = common["clock"]
        offered = [
            (one.value, STATE_CHOICES[one])
            for one in ItemState
            if may_follow(state, one, is_held=is_held)
        ]
        self._state = RadioChoice("Yeni durumu", offered, key="state", upright=True, parent=self)
        self._reason = TextField(
            "Ge&rekçesi",
            key="reason",
            required=True,
            check=rules.check_reason,
            note=f"Örnek: ekranı kırıldı, servise verildi. {NO_NAMES}",
            max_length=rules.LONGEST_REASON,
            parent=self,
        )
        self.form.add_row(self._state)
        self._instant = InstantFields(self.form, clock=self._clock, parent=self)
        self.form.add_row(self._reason)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int] | None:
        state, reason = ItemState(self._state.value()), self._reason.text().strip()
        at = self._instant.instant() or self._clock()
        item = (self._kind, self._item_id)

        def change(work: Work) -> int:
            service.set_state(work, item, state=state, at=at, reason=reason)
            return item[1]

        return change


def may_follow(before: ItemState, after: ItemState, *, is_held: bool) -> bool:
    """Return whether a state may follow another one, by `rules.check_state_change`."""
    try:
        rules.check_state_change(before, after, is_held=is_held)
    except KnownError:
        return False
    return True


class PhoneDialogOpener(OneDialog):
    """One dialog at a time.

    Signals:
        item_saved: The kind and the id of a line or a handset that was added or changed.
        form_made: The id of a custody form.
        usage_imported: The newest month of a usage file.
    """

    item_saved = Signal(str, int)
    form_made = Signal(int)
    usage_imported = Signal(str)

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, clock=clock, parent=parent)
        self._actor = actor

    @Slot()
    def add_line(self) -> None:
        """Open the form of a new line."""
        self.add_item(ItemKind.LINE)

    @Slot()
    def add_handset(self) -> None:
        """Open the form of a new handset."""
        self.add_item(ItemKind.HANDSET)

    def add_item(self, kind: ItemKind) -> None:
        """Open the form of a new line or handset."""
        self._open_item(kind, None)

    def change_item(self, kind: ItemKind, item_id: int) -> None:
        """Open the form of a line or a handset."""
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
                **self.context(),
            ),
            "Durum değiştirildi.",
            saved=partial(self.item_saved.emit, kind.value),
        )

    def issue(
        self, kind: ItemKind | None = None, item_id: int = 0, *, to_officer_id: int = 0
    ) -> None:
        """Open the issue form, with an item or an officer already chosen; 0: none."""
        chosen = None if kind is None else (kind, item_id)
        self._open(
            dialog_data.read_choices,
            lambda choices: IssueDialog(
                choices, chosen, to_officer_id=to_officer_id, **self.context()
            ),
            "Zimmet kaydedildi; tutanağı imza bekliyor.",
            saved=self.form_made.emit,
        )

    @Slot()
    def enter_past(self) -> None:
        """Open the form for a past custody."""
        self._open(
            dialog_data.read_everything,
            lambda choices: PastDialog(choices, **self.context()),
            "Geçmiş zimmet işlendi.",
        )

    @Slot()
    def set_terms(self) -> None:
        """Open the duties printed on custody forms."""
        self._open(
            dialog_data.read_terms,
            lambda known: CustodyTermsDialog(known, **self.context()),
            "Zimmet şartları kaydedildi.",
        )

    def take_back_item(self, kind: ItemKind, item_id: int) -> None:
        """Open the return form for the holder of an item; the item is ticked."""

        def read(work: Work) -> tuple[OfficerCustodies, int] | None:
            held = dialog_data.holder_id(work, kind, item_id)
            return None if held is None else (dialog_data.read_held(work, held[0]), held[1])

        def show(found: tuple[OfficerCustodies, int] | None) -> None:
            if found is None:
                self._report("Kimsenin üzerinde değil; geri alınacak bir şey yok.")
            else:
                self._show_form(*self._return(found[0], [found[1]]))

        self.prepare(read, show)

    def take_back(self, chosen: Sequence[CustodyRow]) -> None:
        """Open the return form for one officer; the selected items are ticked."""
        self._with_held(chosen, self._return)

    def pass_on(self, chosen: Sequence[CustodyRow]) -> None:
        """Open the form that passes items on; the selected items are ticked."""
        self._with_held(chosen, self._pass)

    def ask_holder(self, phone: str = "") -> None:
        """Open "Kimdeydi?"."""
        if self.dialog() is None:
            self.show_dialog(HolderDialog(phone, **self.context()))

    def log_check(self, line_id: int | None) -> None:
        """Open the form of a test call at any time."""
        self._open(
            dialog_data.read_lines,
            lambda lines: CheckDialog(lines, line_id, **self.context()),
            "Yoklama kaydedildi.",
        )

    def set_quota(self, line_id: int | None) -> None:
        """Open the quotas of a line; None: of every line."""
        self._open(
            dialog_data.read_lines,
            lambda lines: QuotaDialog(lines, line_id, **self.context()),
            "Kota kaydedildi.",
        )

    @Slot()
    def import_usage(self, path: Path | None = None) -> None:
        """Open the import of a usage file, with a file if one was dropped."""
        dialog = self.import_file(USAGE, path, dialog=UsageDialog)
        if dialog is not None:
            dialog.applied.connect(lambda: self.usage_imported.emit(dialog.month()))

    @Slot()
    def import_register(self, path: Path | None = None) -> None:
        """Open the import of lines and handsets, with a file if one was dropped."""
        self.import_file(INVENTORY, path)

    @Slot()
    def show_usage_imports(self) -> None:
        """Open the list of past usage files."""
        self.show_history(USAGE)

    @Slot()
    def show_register_imports(self) -> None:
        """Open the list of past imports of lines and handsets."""
        self.show_history(INVENTORY)

    def _open_item(self, kind: ItemKind, item_id: int | None) -> None:
        self._open(
            lambda work: dialog_data.open_item(work, kind, item_id),
            lambda found: item_dialog(
                kind,
                item_id,
                found[0],
                used=found[1],
                may_set_pin=may(self._actor.role, Right.SHOW_PIN),
                **self.context(),
            ),
            "Hat kaydedildi." if kind is ItemKind.LINE else "Cihaz kaydedildi.",
            saved=partial(self.item_saved.emit, kind.value),
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
                self._show_form(*make(found, ticked))

        self.prepare(lambda work: dialog_data.read_held(work, officer_id), show)

    def _return(self, found: OfficerCustodies, ticked: list[int]) -> tuple[FormDialog, str]:
        dialog = ReturnDialog(found, ticked, **self.context())
        return dialog, "İade kaydedildi; tutanağı imza bekliyor."

    def _pass(self, found: OfficerCustodies, ticked: list[int]) -> tuple[FormDialog, str]:
        dialog = PassDialog(found, ticked, **self.context())
        return dialog, "Devir kaydedildi; iki tutanağı imza bekliyor."

    def _open(
        self,
        read: Callable[[Work], FoundT],
        make: Callable[[FoundT], FormDialog],
        words: str,
        *,
        saved: Callable[[int], object] = lambda _id: None,
    ) -> None:
        """Read the initial data of a dialog, and show it; `words` is the message after saving."""

        def show(found: FoundT) -> None:
            dialog = make(found)
            dialog.saved.connect(saved)
            self.show_dialog(dialog, words)

        self.prepare(read, show)

    def _show_form(self, dialog: FormDialog, words: str) -> None:
        """Show a dialog that makes a custody form."""
        dialog.saved.connect(self.form_made)
        self.show_dialog(dialog, words)
