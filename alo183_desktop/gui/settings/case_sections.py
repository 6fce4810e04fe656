"""What a directorate sets about its cases: their kinds, and the times that they are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot

from alo183_desktop.access.rules import Right
from alo183_desktop.cases import settings
from alo183_desktop.cases.rules import terms_on
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column
from alo183_desktop.gui.settings.case_dialogs import CHANGES, KindDialog, TermsDialog
from alo183_desktop.gui.settings.list_sections import ListSection
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cases.rows import CaseKindRow, TermsRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form_dialog import FormDialog


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind with whether it can be chosen today."""

    row: CaseKindRow
    is_used: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """Terms with how they stand today."""

    row: TermsRow
    state: State | None
    words: str


class KindsSection(ListSection[Kept]):
    """The kinds of cases; the first six come with the data."""

    kinds = CHANGES

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            key="case-kinds",
            title="Vaka türleri",
            sentence="Acil türden bir vaka baştan acildir. Kaldırılan tür yeni vakada önerilmez, "
            "o türden vakalar kalır.",
            columns=_KIND_COLUMNS,
            right=Right.EDIT_DIRECTORATE,
            add_verb="Vaka türü &ekle…",
            desk=desk,
            parent=parent,
        )

    @override
    def query(self, work: Work) -> Sequence[Kept]:
        today = local_day(work.now)
        return [Kept(row, row.holds_on(today)) for row in settings.list_kinds(work)]

    @override
    def id_of(self, row: Kept) -> int:
        return row.row.kind_id

    @override
    @Slot()
    def on_add(self) -> None:
        self._open(None)

    @override
    def edit_row(self, row: Kept) -> None:
        self._open(row.row)

    @override
    def toggle_verb(self, row: Kept) -> str:
        return "Ka&ldır" if row.is_used else "Geri &al"

    @override
    def toggle_row(self, row: Kept) -> None:
        kind = row.row
        # Chosen no more from today on; a kind that began today was never to be chosen then.
        ends_on = local_day(self.desk.clock()) if row.is_used else None
        self.change(
            lambda work: settings.change_kind(
                work,
                kind.kind_id,
                name=kind.name,
                is_urgent=kind.is_urgent,
                ends_on=ends_on,
                version=kind.version,
                base=kind.values(),
            ),
            said="Vaka türü kaldırıldı" if row.is_used else "Vaka türü geri alındı",
            changes=CHANGES,
        )

    def _open(self, row: CaseKindRow | None) -> None:
        today = local_day(self.desk.clock())
        _show(self, KindDialog(self.background, row, today=today, parent=self.window()))


class TermsSection(ListSection[Dated]):
    """By when a case must have been acted on, and when reminders come, from a day on."""

    kinds = CHANGES

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            key="case-terms",
            title="Vaka süreleri",
            sentence="İlk işlemin süresi ve hatırlatma saatleri. Sisteme girişin 24 saatini "
            "Genelge 2014/05 belirler, değiştirilemez.",
            columns=_TERMS_COLUMNS,
            right=Right.EDIT_DIRECTORATE,
            add_verb="Süreleri d&eğiştir…",
            desk=desk,
            parent=parent,
        )
        self.toggle.hide()

    @override
    def query(self, work: Work) -> Sequence[Dated]:
        return dated(settings.list_terms(work), today=local_day(work.now))

    @override
    def id_of(self, row: Dated) -> int:
        return row.row.terms_id

    @override
    @Slot()
    def on_add(self) -> None:
        newest = next(iter(self.model.rows()), None)
        if newest is not None:
            self._open(newest.row, is_new=True)

    @override
    def edit_row(self, row: Dated) -> None:
        self._open(row.row, is_new=False)

    def _open(self, row: TermsRow, *, is_new: bool) -> None:
        today = local_day(self.desk.clock())
        known = [one.row for one in self.model.all_rows()]
        dialog = TermsDialog(
            self.background, row, known, is_new=is_new, today=today, parent=self.window()
        )
        _show(self, dialog)


def dated(terms: Sequence[TermsRow], *, today: dt.date) -> list[Dated]:
    """Return terms, the newest first, with how they stand on a day in Istanbul."""
    found = []
    now = terms_on(terms, today)
    for row in terms:
        if row is now:
            found.append(Dated(row, State.GOOD, "geçerli"))
        elif row.starts_on > today:
            found.append(Dated(row, None, "henüz başlamadı"))
        else:
            found.append(Dated(row, State.NONE, "süresi bitti"))
    return found


def _show(section: ListSection[Kept] | ListSection[Dated], dialog: FormDialog) -> None:
    dialog.accepted.connect(section.load)
    dialog.joined.connect(section.said)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


_KIND_COLUMNS: Final = (
    Column[Kept]("Tür", lambda kept: kept.row.name, width_chars=36, stretch=True),
    Column[Kept](
        "Aciliyeti", lambda kept: "acil" if kept.row.is_urgent else "acil değil", width_chars=14
    ),
    Column[Kept](
        "Durumu",
        lambda kept: "kullanımda" if kept.is_used else "kaldırıldı",
        kind=CellKind.STATE,
        state=lambda kept: State.GOOD if kept.is_used else State.NONE,
        width_chars=16,
    ),
)
_TERMS_COLUMNS: Final = (
    Column[Dated](
        "İlk günü",
        lambda dated: dated.row.starts_on,
        width_chars=14,
    ),
    Column[Dated](
        "Acil vakada ilk işlem",
        lambda dated: f"{dated.row.urgent_action_minutes} dk",
        width_chars=22,
    ),
    Column[Dated](
        "Diğer vakada ilk işlem",
        lambda dated: f"{dated.row.other_action_minutes} dk",
        width_chars=22,
    ),
    Column[Dated](
        "Hatırlatma saatleri",
        lambda dated: ", ".join(map(str, dated.row.reminder_hours)),
        width_chars=24,
        stretch=True,
    ),
    Column[Dated](
        "Bugün",
        lambda dated: dated.words,
        kind=CellKind.STATE,
        state=lambda dated: dated.state,
        width_chars=18,
    ),
)
