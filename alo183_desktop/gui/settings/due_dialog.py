"""The records of one kind whose retention period is over: reviewed one by one or together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from alo183_desktop.documents.columns import CellKind, Column, workbook_table
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Button, SecondaryButton
from alo183_desktop.gui.kit.conflicts import Dated
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import LongTextField, TextField
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.table.export import Export
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.retention import rules, service
from alo183_desktop.retention.kinds import Decision, RecordKind
from alo183_desktop.retention.queries import MOST_SHOWN
from alo183_desktop.retention.rows import DueRow, PeriodValues
from alo183_desktop.shared.calendar import add_months
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.retention.rows import KindRow, PeriodRow
    from alo183_desktop.shared.clock import Clock

CHANGES: Final = frozenset({Topic.RETENTION})
_REASON: Final = "Saklama süresi doldu; periyodik imha"
_MONTHS_LENGTH: Final = 4


class PeriodDialog(FormDialog):
    """Sets the retention period of a kind from a day on; shows the earlier settings."""

    refused: Mapping[str, str] = {
        "retention.months": "months",
        "retention.basis_missing": "basis",
        "retention.basis_long": "basis",
    }

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
            row: The kind, with the period in force.
            periods: All of the kind, the newest first; one with the same day is replaced.
            today: The day in Istanbul, proposed as the first one.
        """
        super().__init__(
            title=f"{row.kind.words}: saklama süresi",
            explanation=f"Süre şu günden başlar: {row.kind.texts.starts}. Kurumunuzun saklama "
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
            max_length=_MONTHS_LENGTH,
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
        self.starts_on.propose(today)
        self.basis.set_value(row.period.basis)
        self.months.changed.connect(self._show_years)
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

    def _show_years(self) -> None:
        months = self.months.value()
        self.months.set_note("" if months is None else rules.period_words(int(months)))


_REFUSED_REASON: Final = {
    "retention.reason_missing": "reason",
    "retention.reason_long": "reason",
}


class PostponeDialog(FormDialog):
    """Keeps due records until a later day."""

    refused = _REFUSED_REASON

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
    def act(self) -> Callable[[Work], object]:
        kind, ids = self._kind, self._ids
        until, reason = self.until.value(), self.reason.text()
        return lambda work: service.postpone(work, kind, ids, until=until, reason=reason)


class DestroyDialog(FormDialog):
    """Asks for the reason, and destroys the approved records."""

    refused = _REFUSED_REASON

    def __init__(
        self, background: Background, kind: RecordKind, ids: Sequence[int], *, parent: QWidget
    ) -> None:
        super().__init__(
            title=f"{len(ids)} kaydı geri getirilemeyecek biçimde imha et",
            explanation=f"{kind.words}. {kind.texts.goes} Veri dosyası ardından yeniden "
            "yazılır. İmha tutanağı en az üç yıl saklanır.",
            verb="İmha &et",
            width=520,
            form=Form(columns=1),
            background=background,
            changes=frozenset(Topic),  # destroyed records are shown on pages of every kind
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


def _history(periods: Sequence[PeriodRow]) -> str:
    """Return the periods and their days: `01.01.2027 gününden beri 15 yıl`."""
    return "; ".join(
        f"{format_day(period.starts_on)} gününden beri {rules.period_words(period.months)}"
        for period in periods
    )


def _months(text: str) -> str:
    """Return a typed number of months, if valid.

    Raises:
        KnownError: `retention.months`.
    """
    if not (text.isascii() and text.isdigit()):
        raise KnownError("retention.months", limit=rules.LONGEST_MONTHS)
    return str(rules.check_months(int(text)))


_ROWS: Final = 12
_WIDTH: Final = 980


def decision_words(row: DueRow) -> str:
    """Return the decision on a record, and why."""
    if row.decision is Decision.POSTPONED and row.until is not None:
        return f"ertelendi: {format_day(row.until)}"
    if row.is_held:
        return "bağlı kayıt saklanıyor"
    return "uygun görüldü" if row.decision is Decision.AGREED else "incelenmedi"


def decision_state(row: DueRow) -> State:
    """Return the mark of a record."""
    if row.decision is Decision.POSTPONED or row.is_held:
        return State.NEAR
    return State.GOOD if row.decision is Decision.AGREED else State.NONE


_COLUMNS: Final[Sequence[Column[DueRow]]] = (
    Column("Kayıt", lambda row: row.title, kind=CellKind.STRONG, width_chars=26, stretch=True),
    Column("Ayrıntı", lambda row: row.detail, width_chars=26, stretch=True),
    Column("Süresi dolduğu gün", lambda row: row.due_on, width_chars=15),
    Column("Durumu", decision_words, state=decision_state, width_chars=24),
    Column("Erteleme nedeni", lambda row: row.reason, width_chars=20, stretch=True),
)


class DueDialog(TaskDialog):
    """Lists the due records of a kind; selected ones are approved, postponed or destroyed.

    Attributes:
        model: The records.
        view: Their list.

    Signals:
        destroyed: The id of a destruction's record.
        reviewed: A decision was made; the page counts again.
        loaded: The list is up to date.
    """

    destroyed = Signal(int)
    reviewed = Signal()
    loaded = Signal()

    def __init__(
        self,
        background: Background,
        row: KindRow,
        *,
        clock: Clock,
        may_manage: bool,
        may_export: bool,
        parent: QWidget,
    ) -> None:
        """Make the dialog and load the records.

        Args:
            background: Runs the queries and decisions.
            row: The kind.
            clock: The current time; UTC.
            may_manage: Whether the user may decide.
            may_export: Whether the user may write the list to a workbook.
        """
        super().__init__(
            title=f"Süresi dolanlar: {row.kind.words}",
            explanation="Her kaydı inceleyiniz: imhası uygun görülenler bir sonraki imhada "
            "silinir, ertelenenler o güne kadar saklanır.",
            width=_WIDTH,
            parent=parent,
        )
        self._background = background
        self._kind = row.kind
        self._clock = clock
        self._may_manage = may_manage
        self.search = SearchField("Listede ara", parent=self)
        self.model = RowsModel[DueRow](_COLUMNS, parent=self)
        self.view = TableView("retention-due", name=row.kind.words, parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(lambda one: one.item_id)
        self.view.set_empty_texts(
            "Süresi dolan kayıt yok", "Bu türde incelenecek ya da imha edilecek kayıt kalmadı."
        )
        self.view.setMinimumHeight(theme.row_height() * _ROWS)
        self.agree = SecondaryButton("&Uygun gör", icon="check", parent=self)
        self.postpone = SecondaryButton("E&rtele…", icon="calendar", parent=self)
        self.withdraw = SecondaryButton("&Kararı geri al", icon="undo", parent=self)
        self.export = SecondaryButton("E&xcel…", icon="export", parent=self)
        tools = make_row(None, (self.search, 1), gap=8)
        for tool in (self.agree, self.postpone, self.withdraw):
            tool.setVisible(may_manage)
            tools.addWidget(tool)
        self.export.setVisible(may_export)
        tools.addWidget(self.export)
        self.content.addLayout(tools)
        self.content.addWidget(self.view, 1)
        self.note = muted_label("", parent=self)
        self.add_left(self.note)
        self.close_button = self.add_button("Kapat")
        self.destroy_button = self.add_button("Uygun görülenleri imha &et…", icon="delete")
        self.destroy_button.setVisible(may_manage)
        # Enter in the search decides nothing.
        deciding: tuple[Button, ...] = (self.agree, self.postpone, self.withdraw, self.export)
        for button in (*deciding, self.close_button, self.destroy_button):
            button.setAutoDefault(False)
        self._export = Export(
            background,
            title=f"Süresi dolanlar, {row.kind.words}",
            clock=clock,
            page=self,
        )
        self._connect()
        self.load()

    def load(self) -> None:
        """Read the records again; the reading is recorded."""
        self.view.set_loading(True)
        kind = self._kind
        self._background.run(
            lambda work: service.open_due(work, kind),
            parent=self,
            success=self._show,
            failure=self._fail,
        )

    def _connect(self) -> None:
        self.search.textChanged.connect(self.model.set_search)
        self.view.show_all_requested.connect(self.search.clear)
        self.view.menu_requested.connect(self._fill_menu)
        self.view.selectionModel().selectionChanged.connect(self._show_buttons)
        self.model.modelReset.connect(self._show_buttons)
        self.agree.clicked.connect(self._on_agree)
        self.postpone.clicked.connect(self._on_postpone)
        self.withdraw.clicked.connect(self._on_withdraw)
        self.export.clicked.connect(self._on_export)
        self.destroy_button.clicked.connect(self._on_destroy)
        self.close_button.clicked.connect(self.reject)

    def _show(self, rows: Sequence[DueRow]) -> None:
        self.model.set_rows(rows)
        self.view.set_loading(False)
        self.view.select_first()
        self._show_buttons()
        self.loaded.emit()

    def _going(self) -> list[int]:
        return [row.item_id for row in self.model.all_rows() if row.may_go]

    def _chosen(self) -> list[int]:
        return [row.item_id for row in self.view.selected_rows()]

    @Slot()
    def _show_buttons(self) -> None:
        chosen = self.view.selected_rows()
        for button in (self.agree, self.postpone):
            button.setEnabled(bool(chosen))
        self.withdraw.setEnabled(any(row.decision is not None for row in chosen))
        going = len(self._going())
        self.destroy_button.setEnabled(bool(going))
        count = len(self.model.all_rows())
        text = (
            f"{number_text(count)} kayıt, {number_text(len(chosen))} seçili, "
            f"{number_text(going)} imhaya hazır"
        )
        self.note.setText(
            f"{text}; ilk {number_text(MOST_SHOWN)} gösteriliyor" if count >= MOST_SHOWN else text
        )

    def _decide(self, op: Callable[[Work], object]) -> None:
        self._background.run(
            op, parent=self, success=self._on_decided, failure=self._fail, changes=CHANGES
        )

    def _on_decided(self, _nothing: object) -> None:
        self.reviewed.emit()
        self.load()

    @Slot()
    def _on_agree(self) -> None:
        kind, ids = self._kind, self._chosen()
        if ids:
            self._decide(lambda work: service.agree(work, kind, ids))

    @Slot()
    def _on_withdraw(self) -> None:
        kind, ids = self._kind, self._chosen()
        if ids:
            self._decide(lambda work: service.withdraw(work, kind, ids))

    @Slot()
    def _on_postpone(self) -> None:
        ids = self._chosen()
        if ids:
            today = local_day(self._clock())
            self._ask(
                PostponeDialog(self._background, self._kind, ids, today=today, parent=self),
                self._on_decided,
            )

    @Slot()
    def _on_destroy(self) -> None:
        ids = self._going()
        if ids:
            self._ask(
                DestroyDialog(self._background, self._kind, ids, parent=self), self._on_destroyed
            )

    def _on_destroyed(self, destruction_id: int) -> None:
        self.destroyed.emit(destruction_id)
        self.load()

    def _ask(self, dialog: FormDialog, then: Callable[[int], object]) -> None:
        dialog.saved.connect(then)
        dialog.open()

    @Slot()
    def _on_export(self) -> None:
        path = self._export.ask()
        if path is None:
            return
        table = workbook_table(_COLUMNS, self.model.rows())

        def take(work: Work) -> Table:
            service.record_export(work, len(table.rows), "workbook")
            return table

        self._export.write(path, take)

    @Slot(QMenu)
    def _fill_menu(self, menu: QMenu) -> None:
        if self._may_manage:
            menu.addAction("Uygun gör", self._on_agree)
            menu.addAction("Ertele…", self._on_postpone)
            menu.addAction("Kararı geri al", self._on_withdraw)

    def _fail(self, error: Exception) -> None:
        self.view.set_loading(False)
        show_failure(self, error)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()
