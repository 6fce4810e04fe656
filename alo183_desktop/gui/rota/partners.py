"""The partner book: whom who is on duty calls at other institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.directorate import service
from alo183_desktop.directorate.kinds import PARTNER_WORDS
from alo183_desktop.directorate.record import PARTNER
from alo183_desktop.directorate.rows import PartnerFilter, PartnerRow
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.filters import Choice
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec, ListPane
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.record import PartnerValues
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import OneDialog
    from alo183_desktop.shared.clock import Clock

_REMOVE = 1


def partner_list(clock: Clock) -> FilteredListSpec[PartnerRow, PartnerFilter]:
    """Return what the list of partners is; `clock` says which numbers are old."""

    def state(row: PartnerRow) -> State | None:
        return State.NEAR if row.is_stale(local_day(clock())) else None

    def confirmed(row: PartnerRow) -> str:
        day: dt.date | None = row.confirmed_on
        return "hiç doğrulanmadı" if day is None else format_day(day)

    return FilteredListSpec[PartnerRow, PartnerFilter](
        key="rota-partners",
        title="Rehber",
        trail=service,
        what="partners",
        topics=frozenset({Topic.ROTA}),
        find=service.list_partners,
        is_paged=False,
        row_key=lambda row: row.partner_id,
        everything=PartnerFilter(),
        searched="Kurum, telefon, not",
        filters=(
            Choice("kind", "Türü", "Bütün türler", tuple(PARTNER_WORDS.items())),
            Choice(
                "is_stale",
                "Doğrulama",
                "Doğrulananlar da",
                ((True, "Altı aydır doğrulanmayan"), (False, "Doğrulanan")),
            ),
        ),
        columns=(
            Column[PartnerRow]("Türü", lambda row: PARTNER_WORDS[row.kind], width_chars=14),
            Column[PartnerRow](
                "Kurum ya da birim",
                lambda row: row.name,
                kind=CellKind.STRONG,
                width_chars=28,
                stretch=True,
            ),
            Column[PartnerRow]("Telefon", lambda row: format_phone(row.phone), width_chars=15),
            Column[PartnerRow](
                "İkinci telefon", lambda row: format_phone(row.other_phone), width_chars=15
            ),
            Column[PartnerRow]("Not", lambda row: row.note, kind=CellKind.MUTED, width_chars=20),
            Column[PartnerRow](
                "Doğrulandığı gün",
                confirmed,
                value=lambda row: row.confirmed_on,
                kind=CellKind.STATE,
                state=state,
                width_chars=18,
            ),
        ),
        empty=(
            "Rehber boş",
            "Savcı, karakol, konukevi gibi gece aranacak kurumlar yazılır; kartta da yer alırlar.",
        ),
    )


def partner_dialog(
    partner_id: int | None,
    opened: tuple[PartnerValues | None, int],
    *,
    background: Background,
    clock: Clock,
    parent: QWidget,
) -> RecordDialog[PartnerValues]:
    """Return the form of a partner; without a number it adds one.

    Args:
        partner_id: Which one.
        opened: As `RecordDialog`.
        background: Stores.
        clock: For now; UTC.
        parent: The window that waits.
    """

    def save(work: Work, values: PartnerValues, version: int, base: PartnerValues | None) -> int:
        return service.save_partner(work, partner_id, values, version=version, base=base)

    return RecordDialog(
        PARTNER,
        opened,
        save=save,
        title="Kurum ekle" if partner_id is None else "Rehber kaydını düzelt",
        draft=f"rota.partner.{partner_id or 'new'}",
        reopen=None if partner_id is None else lambda work: service.open_partner(work, partner_id),
        changes=CHANGES,
        background=background,
        clock=clock,
        parent=parent,
    )


class PartnerList(ListPane[PartnerRow, PartnerFilter]):
    """Whom who is on duty calls; numbers that nobody has tried for six months are marked."""

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        opener: OneDialog,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the list; arguments as `ListPane`, with who may change it and what opens dialogs."""
        spec = partner_list(clock)
        super().__init__(spec, background, clock=clock, parent=parent)
        self._opener = opener
        self._clock = clock
        self.list_actions.set_allowed(
            export=may(actor.role, Right.EXPORT), printing=may(actor.role, Right.PRINT)
        )
        if may(actor.role, Right.EDIT_ROTA):
            view = self.view
            view.set_empty_texts(*spec.empty, "Kurum ekle")
            view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self._on_change)
            view.add_row_action("Numarası &doğru", shortcut="F8").triggered.connect(
                self._on_confirm
            )
            view.add_row_action("Si&l…", shortcut="Del").triggered.connect(self._on_remove)
            view.opened.connect(self._on_change)
            view.empty_action.connect(self.add_partner)

    @Slot()
    def add_partner(self) -> None:
        """Add a partner."""
        self._show(None, (None, 0))

    @Slot()
    def _on_change(self) -> None:
        row = self.current()
        if row is not None:
            self._opener.prepare(
                lambda work: service.open_partner(work, row.partner_id),
                lambda opened: self._show(row.partner_id, opened),
            )

    def _show(self, partner_id: int | None, opened: tuple[PartnerValues | None, int]) -> None:
        dialog = partner_dialog(
            partner_id,
            opened,
            background=self.background,
            clock=self._clock,
            parent=self.window(),
        )
        dialog.saved.connect(lambda _number: tell(self, "Rehber kaydı kaydedildi."))
        self._opener.show_dialog(dialog)

    @Slot()
    def _on_confirm(self) -> None:
        row = self.current()
        if row is not None:
            self.background.run(
                lambda work: service.confirm_partner(work, row.partner_id, version=row.version),
                parent=self,
                success=lambda _nothing: tell(self, f"{row.name}: numarası bugün doğrulandı."),
                failure=self.fail,
                changes=CHANGES,
            )

    @Slot()
    def _on_remove(self) -> None:
        row = self.current()
        if row is None:
            return
        answer = dialogs.ask(
            self.window(),
            title="Rehber kaydı silinsin mi?",
            text=f"{row.name} rehberden ve bundan sonraki nöbet kartlarından çıkar.",
            verbs=("Vazgeç", "Kaydı sil"),
        )
        if answer == _REMOVE:
            self.background.run(
                lambda work: service.remove_partner(work, row.partner_id, version=row.version),
                parent=self,
                success=lambda _nothing: tell(self, "Rehber kaydı silindi."),
                failure=self.fail,
                changes=CHANGES,
            )
