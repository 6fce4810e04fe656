"""The partner book: whom who is on duty calls at other institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right
from alo183_desktop.directorate import service
from alo183_desktop.directorate.kinds import PARTNER_WORDS
from alo183_desktop.directorate.record import PARTNER
from alo183_desktop.directorate.rows import PartnerFilter, PartnerRow
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.filters import Choice
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.table.record_pane import RecordActs, RecordPane
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


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
            Column("Türü", lambda row: PARTNER_WORDS[row.kind], width_chars=14),
            Column(
                "Kurum ya da birim",
                lambda row: row.name,
                kind=CellKind.STRONG,
                width_chars=28,
                stretch=True,
            ),
            Column("Telefon", lambda row: format_phone(row.phone), width_chars=15),
            Column("İkinci telefon", lambda row: format_phone(row.other_phone), width_chars=15),
            Column("Not", lambda row: row.note, kind=CellKind.MUTED, width_chars=20),
            Column(
                "Doğrulandığı gün",
                confirmed,
                value=lambda row: row.confirmed_on,
                state=state,
                width_chars=18,
            ),
        ),
        empty=(
            "Rehber boş",
            "Savcı, karakol, konukevi gibi gece aranacak kurumlar yazılır; kartta da yer alırlar.",
        ),
    )


PARTNER_ACTS: Final = RecordActs(
    record=PARTNER,
    rights=(Right.EDIT_ROTA,),
    changes=CHANGES,
    number=lambda row: row.partner_id,
    called=lambda row: row.name,
    titles=("Kurum ekle", "Rehber kaydını düzelt"),
    said=("Rehber kaydı kaydedildi.", "Rehber kaydı silindi."),
    removing=(
        "Rehber kaydı silinsin mi?",
        "rehberden ve bundan sonraki nöbet kartlarından çıkar.",
        "Kaydı sil",
    ),
    save=service.save_partner,
    open=service.open_partner,
    remove=service.remove_partner,
)


class PartnerList(RecordPane[PartnerRow, PartnerFilter]):
    """Whom who is on duty calls; numbers that nobody has tried for six months are marked."""

    def __init__(self, background: Background, **common: Any) -> None:
        """Make the list; arguments as `RecordPane`."""
        super().__init__(partner_list(common["clock"]), PARTNER_ACTS, background, **common)
        if self.may_edit:
            confirm = self.view.add_row_action("Numarası &doğru", shortcut="F8")
            confirm.triggered.connect(self._on_confirm)

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
