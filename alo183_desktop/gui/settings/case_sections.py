"""What a directorate sets about its cases: their kinds, and the times that they are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot

from alo183_desktop.access.rules import Right
from alo183_desktop.cases import settings
from alo183_desktop.cases.fields import parse_hours, parse_minutes, parse_review_days
from alo183_desktop.cases.rows import CaseKindValues
from alo183_desktop.cases.rules import terms_on
from alo183_desktop.gui.kit.conflicts import Dated, EditBase
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import CheckList, DateField, Form, TextField
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.list_sections import ListSection
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cases.rows import CaseKindRow, TermsRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field

CHANGES: Final = frozenset({Topic.CASES})
_URGENT: Final = "urgent"
_NAME_LENGTH: Final = 100


class KindDialog(FormDialog):
    """Adds a kind of cases, or changes one.

    Attributes:
        name: Of the kind.
        urgent: Whether a case of it is urgent from the start.
    """

    def __init__(
        self,
        background: Background,
        row: CaseKindRow | None,
        *,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        """Make the dialog; `row` is what it changes, None adds a kind from `today` on."""
        super().__init__(
            title="Vaka türü ekle" if row is None else "Vaka türünü düzenle",
            explanation="Kayıtlı vakaların aciliyeti değişmez; yeni vakalar buna göre başlar.",
            verb="Türü &ekle" if row is None else "&Kaydet",
            width=480,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=f"settings.case_kind.{row.kind_id if row else 'new'}",
            parent=parent,
        )
        self._kind = row
        self._today = today
        self.name = TextField(
            "Türün &adı", key="name", required=True, max_length=_NAME_LENGTH, parent=self.form
        )
        self.urgent = CheckList(
            "Aciliyeti",
            ((_URGENT, "Bu türden her vaka baştan acildir"),),
            key="urgent",
            parent=self.form,
        )
        self.form.add_row(self.name)
        self.form.add_row(self.urgent)
        self._began = EditBase[CaseKindValues](None)
        if row is not None:
            self._began = self.begin_with(EditBase(row.values(), row.version))
            self.name.set_value(row.name)
            self.urgent.set_value((_URGENT,) if row.is_urgent else ())
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        row, today = self._kind, self._today
        name, is_urgent = self.name.text(), _URGENT in self.urgent.value()
        version, base = self._began.version, self._began.values

        def store(work: Work) -> int:
            if row is None:
                return settings.add_kind(work, name, is_urgent=is_urgent, starts_on=today)
            settings.change_kind(
                work,
                row.kind_id,
                name=name,
                is_urgent=is_urgent,
                ends_on=row.ends_on,
                version=version,
                base=base,
            )
            return row.kind_id

        return store

    @override
    def field_of(self, code: str) -> Field | None:
        return self.name if code in {"cases.kind_name", "cases.duplicate_kind"} else None


class TermsDialog(FormDialog):
    """Sets the times of the first action and of reminders from a day on.

    Attributes:
        starts_on: The first day.
        urgent: Minutes to the first action of an urgent case.
        other: Minutes to that of another one.
        hours: Of the reminders, after the referral.
        days: How long the number of a call may wait for a word.
    """

    def __init__(
        self,
        background: Background,
        row: TermsRow,
        known: Sequence[TermsRow],
        *,
        is_new: bool,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Stores.
            row: What stands in the fields at first.
            known: All terms; those of the same day are replaced.
            is_new: Whether other terms begin; otherwise those of `row` are put right.
            today: The day in Istanbul, proposed as the first one.
            parent: The window.
        """
        super().__init__(
            title="Vaka sürelerini değiştir" if is_new else "Vaka sürelerini düzelt",
            explanation="O günden sonra yönlendirilen vakalar hemen bu sürelerle ölçülür. "
            "Hatırlatma saatleri işleyen bütün vakalar içindir. Girişin 24 saati Genelge’nindir, "
            "değişmez.",
            verb="Süreleri &kaydet",
            width=560,
            background=background,
            changes=CHANGES,
            draft="settings.case_terms",
            parent=parent,
        )
        # What has begun before today has measured cases: other terms begin, these stay.
        is_new = is_new or row.starts_on < today
        self._fixed = None if is_new else row.starts_on
        self._dates = self.begin_with(
            Dated(
                row.values(),
                {one.starts_on: one.version for one in known},
                shown_on=row.starts_on,
            )
        )
        self.starts_on = DateField(
            "İ&lk günü", today=today, key="starts_on", required=True, parent=self.form
        )
        self.urgent = TextField(
            "&Acil vakada ilk işlem için dakika",
            key="urgent",
            required=True,
            check=parse_minutes,
            max_length=5,
            parent=self.form,
        )
        self.other = TextField(
            "&Diğer vakada ilk işlem için dakika",
            key="other",
            required=True,
            check=parse_minutes,
            max_length=5,
            parent=self.form,
        )
        self.hours = TextField(
            "&Hatırlatmalar, yönlendirmeden sonra kaçıncı saatlerde",
            key="hours",
            required=True,
            check=parse_hours,
            note="Virgülle ayırınız: 6, 12, 20, 23, 24",
            max_length=60,
            parent=self.form,
        )
        self.form.add_row(self.starts_on)
        self.form.add_row(self.urgent, self.other)
        self.days = TextField(
            "Açıklanmamış aramanın &numarası en çok kaç gün durur",
            key="days",
            required=True,
            check=parse_review_days,
            max_length=3,
            parent=self.form,
        )
        self.form.add_row(self.hours)
        self.form.add_row(self.days)
        self.starts_on.set_text(format_day(today if is_new else row.starts_on))
        self.starts_on.setEnabled(is_new)
        self.urgent.set_text(str(row.urgent_action_minutes))
        self.other.set_text(str(row.other_action_minutes))
        self.hours.set_text(", ".join(map(str, row.reminder_hours)))
        self.days.set_text(str(row.call_review_days))
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        starts_on = self._fixed or self.starts_on.value()
        urgent, other = self.urgent.value(), self.other.value()
        hours, days = self.hours.value(), self.days.value()
        began = self._dates.on(starts_on)
        version, base = began.version or None, began.values

        def store(work: Work) -> int:
            return settings.set_terms(
                work,
                starts_on=starts_on,
                urgent_action_minutes=urgent,
                other_action_minutes=other,
                reminder_hours=hours,
                call_review_days=days,
                version=version,
                base=base,
            )

        return store

    @override
    def first_field(self) -> Field:
        return self.starts_on if self._fixed is None else self.urgent


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind with whether it can be chosen today."""

    row: CaseKindRow
    is_used: bool


@dataclass(frozen=True, slots=True)
class DatedTerms:
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


class TermsSection(ListSection[DatedTerms]):
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
    def query(self, work: Work) -> Sequence[DatedTerms]:
        return dated(settings.list_terms(work), today=local_day(work.now))

    @override
    def id_of(self, row: DatedTerms) -> int:
        return row.row.terms_id

    @override
    @Slot()
    def on_add(self) -> None:
        newest = next(iter(self.model.rows()), None)
        if newest is not None:
            self._open(newest.row, is_new=True)

    @override
    def edit_row(self, row: DatedTerms) -> None:
        self._open(row.row, is_new=False)

    def _open(self, row: TermsRow, *, is_new: bool) -> None:
        today = local_day(self.desk.clock())
        known = [one.row for one in self.model.all_rows()]
        dialog = TermsDialog(
            self.background, row, known, is_new=is_new, today=today, parent=self.window()
        )
        _show(self, dialog)


def dated(terms: Sequence[TermsRow], *, today: dt.date) -> list[DatedTerms]:
    """Return terms, the newest first, with how they stand on a day in Istanbul."""
    found = []
    now = terms_on(terms, today)
    for row in terms:
        if row is now:
            found.append(DatedTerms(row, State.GOOD, "geçerli"))
        elif row.starts_on > today:
            found.append(DatedTerms(row, None, "henüz başlamadı"))
        else:
            found.append(DatedTerms(row, State.NONE, "süresi bitti"))
    return found


def _show(section: ListSection[Kept] | ListSection[DatedTerms], dialog: FormDialog) -> None:
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
    Column[DatedTerms](
        "İlk günü",
        lambda dated: dated.row.starts_on,
        width_chars=14,
    ),
    Column[DatedTerms](
        "Acil vakada ilk işlem",
        lambda dated: f"{dated.row.urgent_action_minutes} dk",
        width_chars=22,
    ),
    Column[DatedTerms](
        "Diğer vakada ilk işlem",
        lambda dated: f"{dated.row.other_action_minutes} dk",
        width_chars=22,
    ),
    Column[DatedTerms](
        "Hatırlatma saatleri",
        lambda dated: ", ".join(map(str, dated.row.reminder_hours)),
        width_chars=24,
        stretch=True,
    ),
    Column[DatedTerms](
        "Bugün",
        lambda dated: dated.words,
        kind=CellKind.STATE,
        state=lambda dated: dated.state,
        width_chars=18,
    ),
)
