"""The times that cases are measured by, each from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.cases import settings
from alo183_desktop.cases.record import CASE_TERMS
from alo183_desktop.cases.rules import terms_on
from alo183_desktop.gui.kit.conflicts import Dated
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import DateField
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.models import Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.list_sections import ListSection, SettingsList
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cases.rows import TermsRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.shared.clock import Clock

_CASES: Final = frozenset({Topic.CASES})


class TermsDialog(FormDialog):
    """Sets the times of the first action and of reminders from a day on.

    Attributes:
        starts_on: The first day.
        fields: The terms.
    """

    def __init__(
        self,
        background: Background,
        row: TermsRow,
        known: Sequence[TermsRow],
        *,
        is_new: bool,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Stores.
            row: What stands in the fields at first.
            known: All terms; those of the same day are replaced.
            is_new: Whether other terms begin; otherwise those of `row` are put right.
            clock: Its day in Istanbul is proposed as the first one; UTC.
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
            changes=_CASES,
            draft="settings.case_terms",
            parent=parent,
        )
        today = local_day(clock())
        # What has begun before today has measured cases: other terms begin, these stay.
        is_new = is_new or row.starts_on < today
        self._fixed = None if is_new else row.starts_on
        values = CASE_TERMS.stored(row)
        self._dates = self.begin_with(
            Dated(
                values,
                {one.starts_on: one.version for one in known},
                shown_on=row.starts_on,
            )
        )
        self.starts_on = DateField(
            "İ&lk günü", today=today, key="starts_on", required=True, parent=self.form
        )
        self.form.add_row(self.starts_on)
        self.fields = RecordFields(self.form, CASE_TERMS, clock=clock, parent=self.form)
        self.starts_on.set_text(format_day(today if is_new else row.starts_on))
        self.starts_on.setEnabled(is_new)
        self.fields.show(values)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int] | None:
        starts_on = self._fixed or self.starts_on.value()
        checked = self.fields.check()
        if checked.values is None:
            self.tell(checked.problems)
            return None
        columns = CASE_TERMS.columns(checked.values)
        began = self._dates.on(starts_on)
        version, base = began.version or None, began.values
        return lambda work: settings.set_terms(
            work, starts_on=starts_on, version=version, base=base, **columns
        )

    @override
    def first_field(self) -> Field:
        return self.form.fields()[0 if self._fixed is None else 1]


@dataclass(frozen=True, slots=True)
class DatedTerms:
    """Terms with how they stand today."""

    row: TermsRow
    state: State | None
    words: str


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


TERMS: Final = SettingsList[DatedTerms](
    key="case-terms",
    title="Vaka süreleri",
    sentence="İlk işlemin süresi ve hatırlatma saatleri. Sisteme girişin 24 saatini Genelge "
    "2014/05 belirler, değiştirilemez.",
    add_verb="Süreleri d&eğiştir…",
    right=Right.EDIT_DIRECTORATE,
    topics=_CASES,
    changes=_CASES,
    columns=lambda _today: (
        Column("İlk günü", lambda dated: dated.row.starts_on, width_chars=14),
        Column(
            "Acil vakada ilk işlem",
            lambda dated: f"{dated.row.urgent_action_minutes} dk",
            width_chars=22,
        ),
        Column(
            "Diğer vakada ilk işlem",
            lambda dated: f"{dated.row.other_action_minutes} dk",
            width_chars=22,
        ),
        Column(
            "Hatırlatma saatleri",
            lambda dated: ", ".join(map(str, dated.row.reminder_hours)),
            width_chars=24,
            stretch=True,
        ),
        Column("Bugün", lambda dated: dated.words, state=lambda dated: dated.state, width_chars=18),
    ),
    find=lambda work: dated(settings.list_terms(work), today=local_day(work.now)),
    row_key=lambda dated: dated.row.terms_id,
)


class TermsSection(ListSection[DatedTerms]):
    """By when a case must have been acted on, and when reminders come, from a day on."""

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(background, TERMS, desk=desk, parent=parent)

    @override
    def make_dialog(self, row: DatedTerms | None) -> FormDialog | None:
        known = [one.row for one in self.model.all_rows()]
        if not known:
            return None
        return TermsDialog(
            self.background,
            known[0] if row is None else row.row,
            known,
            is_new=row is None,
            clock=self.desk.clock,
            parent=self.window(),
        )
