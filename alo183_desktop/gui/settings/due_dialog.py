"""The records of one kind whose period is over: reviewed one by one or many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Button, SecondaryButton
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.export import Leaving
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column, RowsModel, TableView, workbook_table
from alo183_desktop.gui.kit.widgets import SearchField
from alo183_desktop.gui.settings.retention_dialogs import CHANGES, DestroyDialog, PostponeDialog
from alo183_desktop.retention import service
from alo183_desktop.retention.kinds import KIND_WORDS, Decision
from alo183_desktop.retention.queries import MOST_SHOWN
from alo183_desktop.retention.rows import DueRow
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form_dialog import FormDialog
    from alo183_desktop.retention.rows import KindRow
    from alo183_desktop.shared.clock import Clock

_ROWS: Final = 12
_WIDTH: Final = 980


def decision_words(row: DueRow) -> str:
    """Return how it stands with a record, and why."""
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


_COLUMNS: Final = (
    Column[DueRow](
        "Kayıt", lambda row: row.title, kind=CellKind.STRONG, width_chars=26, stretch=True
    ),
    Column[DueRow]("Ayrıntı", lambda row: row.detail, width_chars=26, stretch=True),
    Column[DueRow](
        "Süresi dolduğu gün",
        lambda row: row.due_on,
        width_chars=15,
    ),
    Column[DueRow](
        "Durumu",
        decision_words,
        kind=CellKind.STATE,
        state=decision_state,
        width_chars=24,
    ),
    Column[DueRow]("Erteleme nedeni", lambda row: row.reason, width_chars=20, stretch=True),
)


class DueDialog(TaskDialog):
    """Lists what is due of a kind; what is chosen is agreed to, postponed or destroyed.

    Attributes:
        model: The records.
        view: Their list.

    Signals:
        destroyed: The number of a destruction's record.
        reviewed: Something was decided; the page counts anew.
        loaded: The list is that of the database.
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
        """Make the dialog and read the records.

        Args:
            background: Reads and decides.
            row: The kind.
            clock: Tells the day.
            may_manage: Whether whoever is signed in may decide.
            may_export: Whether they may write the list to a workbook.
            parent: The window that waits.
        """
        super().__init__(
            title=f"Süresi dolanlar: {KIND_WORDS[row.kind]}",
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
        self.view = TableView("retention-due", name=KIND_WORDS[row.kind], parent=self)
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
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(8))
        tools.addWidget(self.search, 1)
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
        self._leaving = Leaving(
            background,
            title=f"Süresi dolanlar, {KIND_WORDS[row.kind]}",
            clock=clock,
            page=self,
        )
        self._connect()
        self.load()

    def load(self) -> None:
        """Read the records anew; that somebody looks at them is written down."""
        self.view.set_loading(True)
        kind = self._kind
        self._background.run(
            lambda work: service.open_due(work, kind),
            parent=self,
            success=self._show,
            failure=self._fail,
        )

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_search_changed)
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
        told = (
            f"{number_text(count)} kayıt, {number_text(len(chosen))} seçili, "
            f"{number_text(going)} imhaya hazır"
        )
        self.note.setText(
            f"{told}; ilk {number_text(MOST_SHOWN)} gösteriliyor" if count >= MOST_SHOWN else told
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

    def _on_destroyed(self, number: int) -> None:
        self.destroyed.emit(number)
        self.load()

    def _ask(self, dialog: FormDialog, then: Callable[[int], object]) -> None:
        dialog.saved.connect(then)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _on_export(self) -> None:
        path = self._leaving.ask()
        if path is None:
            return
        table = workbook_table(_COLUMNS, self.model.rows())

        def take(work: Work) -> Table:
            service.record_export(work, len(table.rows), "workbook")
            return table

        self._leaving.write(path, take)

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        self.model.set_search(text)

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
