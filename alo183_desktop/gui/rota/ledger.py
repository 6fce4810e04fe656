"""The part "Denge": worked duties, fair shares, and leave granted for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.lists import Choice, FilteredListSpec
from alo183_desktop.access.rules import Right, may
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.table.list_pane import ListPane, RowAct
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.rota import service, worked
from alo183_desktop.rota.kinds import DayClass, DutyKind
from alo183_desktop.rota.ledger import (
    NOTE,
    Figures,
    LedgerFilter,
    LedgerRow,
    difference_text,
)
from alo183_desktop.rota.record import GRANTED
from alo183_desktop.rota.rules import count_text, hours_of
from alo183_desktop.shared.calendar import months_to_choose
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.rota.ledger import GrantedRow
    from alo183_desktop.rota.record import GrantedValues


def _count(
    heading: str, of: Callable[[LedgerRow], float], words: Callable[[float], str] = count_text
) -> Column[LedgerRow]:
    return Column(heading, lambda row: words(of(row)), value=of, align_right=True, width_chars=9)


def _of_class(kind: DayClass) -> Column[LedgerRow]:
    heading = f"{upper_first(kind.words)}, bu yıl"
    return _count(heading, lambda row: row.days[kind].year)


LEDGER: Final = FilteredListSpec[LedgerRow, LedgerFilter](
    key="rota-ledger",
    title="Denge cetveli",
    trail=service.TRAIL,
    what="ledger",
    find=worked.find_ledger,
    is_paged=False,
    row_key=lambda row: row.person_id,
    everything=LedgerFilter(),
    filters=(
        Choice("month", "Ay", "Bu ay", widest="Ağustos 2026"),
        Choice("kind", "Nöbet", "Bütün nöbetler", tuple((one, one.words) for one in DutyKind)),
        Choice(
            "day_class",
            "Gün türü",
            "Bütün günler",
            tuple((kind, upper_first(kind.words)) for kind in DayClass),
        ),
    ),
    columns=(
        Column(
            "Adı soyadı", lambda row: row.name, kind=CellKind.STRONG, width_chars=22, stretch=True
        ),
        _count("Bu ay", lambda row: row.shown.month),
        _count("Bu yıl", lambda row: row.shown.year),
        _count("Beklenen", lambda row: row.shown.expected),
        _count("Devreden", lambda row: row.shown.carried, difference_text),
        _count("Fark", lambda row: row.shown.difference, difference_text),
        *map(_of_class, DayClass),
        _count("Saat, bu yıl", lambda row: hours_of(row.year_minutes)),
        _count("Gece saati, bu yıl", lambda row: hours_of(row.year_night_minutes)),
        Column("Verilen izin (gün)", lambda row: row.granted_days, align_right=True, width_chars=9),
    ),
    shown=6,
    empty=(
        "Henüz nöbet yok",
        "Çizelgeye yazılan ve tutulan nöbetler burada kişi kişi sayılır.",
    ),
)


class LedgerCard(SideCard):
    """One person: every class of day, hours, and the granted leave.

    Attributes:
        granted: All granted leave, of all persons.
    """

    def __init__(
        self,
        *,
        may_edit: bool,
        add: Callable[[], object],
        remove: Callable[[LedgerRow, GrantedRow], object],
        parent: QWidget,
    ) -> None:
        """Make the card.

        Args:
            may_edit: Whether leave can be recorded, and taken back.
            add: Opens the dialog that records it.
            remove: Asks, and removes one.
        """
        super().__init__(nothing=("Kişi seçilmedi", NOTE), parent=parent)
        self._may_edit = may_edit
        self._remove = remove
        self.granted: Sequence[GrantedRow] = ()
        self._add = self.make_button("V&erilen izin yaz…", add)
        self.show_nothing()

    def show_row(self, row: LedgerRow | None) -> None:
        """Show a person; None: nobody."""
        if row is None:
            self.show_nothing()
            return
        self.begin(row.name)
        self.add_facts(
            [
                *((upper_first(kind.words), _figures_words(row.days[kind])) for kind in DayClass),
                ("Toplam", _figures_words(row.total)),
                ("Bu ay", _hours_words(row.month_minutes, row.month_night_minutes)),
                ("Bu yıl", _hours_words(row.year_minutes, row.year_night_minutes)),
            ]
        )
        self.add_section("İdarece verilen izin")
        theirs = [one for one in self.granted if one.person_id == row.person_id]
        for one in theirs:
            self.add_period(
                format_day(one.granted_on),
                f"{number_text(one.days)} gün",
                link="Sil" if self._may_edit else "",
                go=partial(self._remove, row, one),
            )
        if not theirs:
            self.add_text("Yazılmış izin yok.", muted=True)
        self.add_text(NOTE, muted=True)
        self.end([self._add] if self._may_edit else [])


def _figures_words(one: Figures) -> str:
    return (
        f"bu ay {count_text(one.month)}, bu yıl {count_text(one.year)}, beklenen "
        f"{count_text(one.expected)}, fark {difference_text(one.difference)}"
    )


def _hours_words(minutes: int, night: int) -> str:
    return f"{count_text(hours_of(minutes))} saat, {count_text(hours_of(night))} saati gece"


class LedgerList(ListPane[LedgerRow, LedgerFilter]):
    """Persons, those who worked least of their share first.

    Attributes:
        card: The current person.
    """

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `ListPane`."""
        super().__init__(
            LEDGER,
            background,
            topics=frozenset({Topic.ROTA, Topic.OFFICER}),
            read_beside=lambda work, _wanted: worked.list_granted(work),
            show_beside=self._take_granted,
            **context,
        )
        self.filters.set_choices("month", months_to_choose(local_day(self.clock()))[1:])
        self.filters.row.addStretch(1)
        self.card = LedgerCard(
            may_edit=may(context["actor"].role, Right.EDIT_ROTA),
            add=self._on_add,
            remove=self._on_remove,
            parent=self,
        )
        self.add_card(self.card, self.card.show_row)

    def _take_granted(self, granted: Sequence[GrantedRow]) -> None:
        self.card.granted = granted

    @Slot()
    def _on_add(self) -> None:
        row = self.current()
        if row is None:
            return
        person = (row.person_id, row.name)

        def save(
            work: Work, values: GrantedValues, _version: int, _base: GrantedValues | None
        ) -> int:
            return service.GRANTED_LEAVES.save(work, None, values)

        dialog = RecordDialog(
            GRANTED,
            (None, 0),
            save=save,
            title="Nöbet için verilen izin",
            draft="rota.granted.new",
            options={"person_id": [person]},
            changes=CHANGES,
            **self.opener.context(),
        )
        dialog.fields["person_id"].set_value(str(row.person_id))
        dialog.form.mark_clean()
        self.opener.show_dialog(dialog, "Verilen izin yazıldı.")

    def _on_remove(self, row: LedgerRow, granted: GrantedRow) -> None:
        RowAct(
            do=lambda work, one: service.GRANTED_LEAVES.remove(
                work, one.leave_id, version=one.version
            ),
            message=lambda _one: "Verilen izin silindi.",
            changes=CHANGES,
            asks=lambda one: (
                "Verilen izin silinsin mi?",
                (
                    f"{row.name}, {format_day(one.granted_on)}: {number_text(one.days)} gün. "
                    "Silindiği denetim izine yazılır."
                ),
                "İzni sil",
            ),
        ).run(granted, self.background, parent=self)
