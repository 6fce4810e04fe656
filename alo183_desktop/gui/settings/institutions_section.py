"""The section "Kurumlar": the units of the directorate, and whom those on duty call at night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.lists import Choice, FilteredListSpec
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.rows import PartnerFilter, PartnerRow, UnitRow
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Beside, group
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.kit.table.list_pane import RecordActs, RecordPane, RowAct
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.list_sections import UNITS, ListSection
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock

INSTITUTIONS: Final = UNITS.title
"""The name of the section."""
_CHANGES: Final = frozenset({Topic.ROTA})


def _partners_spec(clock: Clock) -> FilteredListSpec[PartnerRow, PartnerFilter]:
    """Return the specification of the list; `clock` determines which numbers are old."""

    def state(row: PartnerRow) -> State | None:
        return State.NEAR if row.is_stale(local_day(clock())) else None

    def confirmed(row: PartnerRow) -> str:
        day: dt.date | None = row.confirmed_on
        return "hiç doğrulanmadı" if day is None else format_day(day)

    return FilteredListSpec[PartnerRow, PartnerFilter](
        key="partners",
        title="Nöbetçinin arayacağı kurumlar",
        trail=directorates.TRAIL,
        what="partners",
        find=directorates.list_partners,
        row_key=lambda row: row.partner_id,
        everything=PartnerFilter(),
        searched="Kurum, telefon, not",
        filters=(
            Choice("kind", "Türü", "Bütün türler", tuple((one, one.words) for one in PartnerKind)),
            Choice(
                "is_stale",
                "Doğrulama",
                "Bütün kurumlar",
                ((True, "Altı aydır doğrulanmayan"), (False, "Doğrulanan")),
            ),
        ),
        columns=(
            Column("Türü", lambda row: row.kind.words, width_chars=14),
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
            "Henüz kurum yok",
            "Savcı, karakol, konukevi gibi gece aranacak kurumlar yazılır; kartta da yer alırlar.",
        ),
    )


PARTNER_ACTS: Final = RecordActs(
    access=directorates.PARTNERS,
    changes=_CHANGES,
    row_id=lambda row: row.partner_id,
    called=lambda row: row.name,
    titles=("Aranacak kurum ekle", "Aranacak kurumu düzelt"),
    messages=("Kurum kaydedildi.", "Kurum silindi."),
    removing=(
        "Kurum silinsin mi?",
        "listeden ve bundan sonraki nöbet kartlarından çıkar.",
        "Kurumu sil",
    ),
    more=(
        RowAct(
            words="Numarası &doğru",
            key="F8",
            do=lambda work, row: directorates.confirm_partner(
                work, row.partner_id, version=row.version
            ),
            message=lambda row: f"{row.name}: numarası bugün doğrulandı.",
            changes=_CHANGES,
        ),
    ),
)


class InstitutionsSection(ListSection[UnitRow]):
    """The units above, the contacts of those on duty below.

    Attributes:
        partners: The contacts.
        add_partner: Adds one; None without the right.
    """

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(background, UNITS, desk=desk, parent=parent)
        self.add_partner: SecondaryButton | None = None
        self.partners = RecordPane[PartnerRow, PartnerFilter](
            _partners_spec(desk.clock),
            PARTNER_ACTS,
            background,
            topics=_CHANGES,
            actor=desk.actor,
            opener=OneDialog(background, clock=desk.clock, parent=self),
            clock=desk.clock,
            parent=self,
        )
        buttons = [self.partners.make_list_button(parent=self)]
        if self.partners.may_edit:
            self.add_partner = SecondaryButton("Aranacak kuru&m ekle…", icon="add", parent=self)
            self.add_partner.clicked.connect(self.partners.begin)
            buttons.append(self.add_partner)
        name = make_label(self.partners.spec.title, font=theme.section(), parent=self)
        self.box.addWidget(Beside(name, group(buttons, gap=8, parent=self), parent=self))
        self.box.addWidget(self.partners, 2)

    @override
    def focus_field(self, key: str) -> None:
        if key:
            self.partners.view.setFocus()
