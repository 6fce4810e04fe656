"""Set a period, postpone a destruction, and say why records are destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.conflicts import Dated
from alo183_desktop.gui.kit.dates import DateField
from alo183_desktop.gui.kit.fields import LongTextField, TextField
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import Form
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.retention import rules, service
from alo183_desktop.retention.kinds import GOES_WORDS, KIND_WORDS, START_WORDS, RecordKind
from alo183_desktop.retention.rows import PeriodValues
from alo183_desktop.shared.calendar import add_months
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field
    from alo183_desktop.retention.rows import KindRow, PeriodRow

CHANGES: Final = frozenset({Kind.RETENTION})
_ALSO: Final[Mapping[RecordKind, frozenset[Kind]]] = {
    RecordKind.CASES: frozenset({Kind.CASES}),
    RecordKind.CALLS: frozenset({Kind.USAGE, Kind.CASES}),
    RecordKind.CHECKS: frozenset({Kind.CHECKS}),
    RecordKind.GUIDANCE: frozenset({Kind.GUIDANCE}),
    RecordKind.DRAFTS: frozenset({Kind.DRAFT}),
    RecordKind.CUSTODY_FORMS: frozenset({Kind.PHONES}),
    RecordKind.CUSTODIES: frozenset({Kind.PHONES}),
    RecordKind.LINE_NOTES: frozenset({Kind.PHONES}),
    RecordKind.HANDSET_NOTES: frozenset({Kind.PHONES}),
    RecordKind.STATE_REASONS: frozenset({Kind.PHONES}),
    RecordKind.LETTERS: frozenset({Kind.LETTER, Kind.DISPATCH}),
    RecordKind.OFFICERS: frozenset({Kind.OFFICER, Kind.ASSIGNMENT}),
    RecordKind.ACCOUNTS: frozenset({Kind.USER}),
}
"""Which pages show what a destruction takes away."""
_REASON: Final = "Saklama süresi doldu; periyodik imha"
_MONTHS_SIGNS: Final = 4


class PeriodDialog(FormDialog):
    """Sets how long records of a kind are kept from a day on; shows what was set before."""

    def __init__(
        self,
        background: Background,
        row: KindRow,
        periods: Sequence[PeriodRow],
        *,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Saves.
            row: The kind, with the period in force.
            periods: All of the kind, the newest first; one of the same day is replaced.
            today: The day in Istanbul, proposed as the first one.
            parent: The window that waits.
        """
        super().__init__(
            title=f"{KIND_WORDS[row.kind]}: saklama süresi",
            explanation=f"Süre şu günden başlar: {START_WORDS[row.kind]}. Kurumunuzun saklama "
            "planındaki süreyi ve dayanağını yazınız.",
            verb="Süreyi &kaydet",
            width=520,
            form=Form(columns=2),
            background=background,
            changes=CHANGES,
            draft=f"settings.period.{row.kind.value}",
            parent=parent,
        )
        self._kind = row.kind
        self._dates = self.begin_with(
            Dated(
                PeriodValues(row.period.months, row.period.basis),
                {period.starts_on: period.version for period in periods},
                shown_on=row.period.starts_on,
            )
        )
        self.months = TextField(
            "Süre (&ay)",
            key="months",
            required=True,
            check=_months,
            max_length=_MONTHS_SIGNS,
            note=rules.period_words(row.period.months),
            parent=self.form,
        )
        self.starts_on = DateField(
            "&Geçerli olduğu ilk gün",
            today=today,
            key="starts_on",
            required=True,
            parent=self.form,
        )
        self.basis = LongTextField("&Dayanağı", key="basis", required=True, parent=self.form)
        self.form.add_row(self.months, self.starts_on)
        self.form.add_row(self.basis)
        self.history = muted_label(f"Ayarlananlar: {_history(periods)}", parent=self.form)
        self.history.setWordWrap(True)
        self.form.add_row(self.history)
        self.months.set_value(str(row.period.months))
        self.starts_on.set_value(today)
        self.basis.set_value(row.period.basis)
        self.months.changed.connect(self._tell_years)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        months, starts_on = int(self.months.value()), self.starts_on.value()
        kind, basis = self._kind, self.basis.text()
        began = self._dates.on(starts_on)
        version, base = began.version or None, began.values
        return lambda work: service.set_period(
            work, kind, starts_on=starts_on, months=months, basis=basis, version=version, base=base
        )

    @override
    def field_of(self, code: str) -> Field | None:
        return {
            "retention.months": self.months,
            "retention.basis_missing": self.basis,
            "retention.basis_long": self.basis,
        }.get(code)

    def _tell_years(self) -> None:
        months = self.months.value()
        self.months.set_note("" if months is None else rules.period_words(int(months)))


class PostponeDialog(FormDialog):
    """Keeps due records until a later day."""

    def __init__(
        self,
        background: Background,
        kind: RecordKind,
        ids: Sequence[int],
        *,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        super().__init__(
            title=f"{len(ids)} kaydın imhasını ertele",
            explanation="Dava, denetim ya da soruşturma sürüyorsa kayıt o güne kadar saklanır; gün "
            "gelince yeniden incelenir.",
            verb="&Ertele",
            width=480,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=f"settings.postpone.{kind.value}",
            parent=parent,
        )
        self._kind, self._ids = kind, tuple(ids)
        self.until = DateField(
            "Hangi &güne kadar",
            today=today,
            key="until",
            required=True,
            check=lambda day: rules.check_until(day, today=today),
            parent=self.form,
        )
        self.reason = LongTextField("&Nedeni", key="reason", required=True, parent=self.form)
        self.form.add_row(self.until)
        self.form.add_row(self.reason)
        self.until.set_value(add_months(today, 12))
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        kind, ids = self._kind, self._ids
        until, reason = self.until.value(), self.reason.text()

        def postpone(work: Work) -> int:
            service.postpone(work, kind, ids, until=until, reason=reason)
            return len(ids)

        return postpone

    @override
    def field_of(self, code: str) -> Field | None:
        return self.reason if code.startswith("retention.reason") else None


class DestroyDialog(FormDialog):
    """Asks why, and destroys what somebody agreed to."""

    def __init__(
        self, background: Background, kind: RecordKind, ids: Sequence[int], *, parent: QWidget
    ) -> None:
        super().__init__(
            title=f"{len(ids)} kaydı geri getirilemeyecek biçimde imha et",
            explanation=f"{KIND_WORDS[kind]}. {GOES_WORDS[kind]} Veri dosyası ardından yeniden "
            "yazılır. İmha tutanağı en az üç yıl saklanır.",
            verb="İmha &et",
            width=520,
            form=Form(columns=1),
            background=background,
            changes=CHANGES | _ALSO[kind],
            draft=f"settings.destroy.{kind.value}",
            parent=parent,
        )
        self._kind, self._ids = kind, tuple(ids)
        self.reason = LongTextField(
            "Tutanağa yazılacak &neden", key="reason", required=True, parent=self.form
        )
        self.form.add_row(self.reason)
        self.reason.set_value(_REASON)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        kind, ids, reason = self._kind, self._ids, self.reason.text()
        return lambda work: service.destroy(work, kind, ids, reason=reason).destruction_id

    @override
    def field_of(self, code: str) -> Field | None:
        return self.reason if code.startswith("retention.reason") else None


def _history(periods: Sequence[PeriodRow]) -> str:
    """Return what was set for which days: `01.01.2027 gününden beri 15 yıl`."""
    return "; ".join(
        f"{format_day(period.starts_on)} gününden beri {rules.period_words(period.months)}"
        for period in periods
    )


def _months(text: str) -> str:
    """Return a number of months as typed, when it is one.

    Raises:
        KnownError: `retention.months`.
    """
    if not (text.isascii() and text.isdigit()):
        raise KnownError("retention.months", limit=rules.LONGEST_MONTHS)
    return str(rules.check_months(int(text)))
