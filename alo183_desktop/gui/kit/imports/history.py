"""Past imports of one kind, and the way back from each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.kit.table.models import CellKind, Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.imports.rows import ImportRow
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.imports.adapter import ImportAdapter

_WIDTH: Final = 860
_HEIGHT: Final = 460
_UNDO: Final = 1


def _words(row: ImportRow) -> str:
    if row.undone_at is not None:
        return f"geri alındı, {format_instant(row.undone_at)}"
    return "geri alınabilir" if row.can_undo else "üzerine işlem yapıldı"


_COLUMNS: Final = (
    Column[ImportRow](
        "Zaman", lambda row: format_instant(row.at), sort_key=lambda row: row.at, width_chars=18
    ),
    Column[ImportRow]("Dosya", lambda row: row.file_name, width_chars=24, stretch=True),
    Column[ImportRow]("Kim", lambda row: row.by_name, width_chars=18),
    Column[ImportRow](
        "Eklenen",
        lambda row: row.created,
        align_right=True,
        width_chars=9,
    ),
    Column[ImportRow](
        "Güncellenen",
        lambda row: row.updated,
        align_right=True,
        width_chars=12,
    ),
    Column[ImportRow](
        "Durumu",
        _words,
        kind=CellKind.STATE,
        state=lambda row: State.NONE if row.undone_at is not None or not row.can_undo else None,
        keeps_mark_room=True,
        width_chars=28,
    ),
)


class ImportHistoryDialog(TaskDialog):
    """The newest imports; one that nothing has built on can be taken back as one step.

    Attributes:
        model: The imports.
        view: The list.

    Signals:
        loaded: The list is that of the database.
        undone: An import was taken back.
    """

    loaded = Signal()
    undone = Signal()

    def __init__(self, background: Background, *, adapter: ImportAdapter, parent: QWidget) -> None:
        """Make the dialog and read the list.

        Args:
            background: Reads and undoes.
            adapter: Which kind of import it is.
            parent: The window that waits.
        """
        super().__init__(
            title=adapter.history_title,
            explanation="Bir aktarım, getirdikleri sonradan değişmediyse ve bir yazıda "
            "kullanılmadıysa tek adımda geri alınır.",
            width=_WIDTH,
            parent=parent,
        )
        self._background = background
        self._adapter = adapter
        self.model = RowsModel[ImportRow](_COLUMNS, parent=self)
        self.view = TableView("imports", name=adapter.history_title, parent=self)
        self.view.set_row_key(lambda row: row.import_id)
        self.view.set_empty_texts(
            "Henüz aktarım yapılmadı", "Dosyadan aktarılanlar burada, en yenisi üstte durur."
        )
        self.view.setModel(self.model)
        self.content.addWidget(self.view, 1)
        self.reason = StateText(State.NONE, parent=self)
        self.add_left(self.reason)
        self.leave_button = self.add_button("Kapat")
        self.undo_button = self.add_button("&Geri al…", icon="undo")
        self.leave_button.clicked.connect(self.reject)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.view.row_changed.connect(self._show_reason)
        self._show_reason()
        self._load()

    def _load(self) -> None:
        self.view.set_loading(True)
        self._background.run(
            self._adapter.history, parent=self, success=self._on_loaded, failure=self._fail
        )

    def _on_loaded(self, rows: tuple[ImportRow, ...]) -> None:
        self.view.set_loading(False)
        self.model.set_rows(rows)
        self.view.select_first()
        self._show_reason()
        self.loaded.emit()

    @Slot()
    def _show_reason(self) -> None:
        row = self.view.current_row()
        self.undo_button.setEnabled(row is not None and row.can_undo)
        if row is None or row.can_undo:
            self.reason.set_text(State.NONE, "")
        else:
            self.reason.set_text(State.NONE, str(message_of(KnownError(row.why_not))))

    @Slot()
    def _on_undo_clicked(self) -> None:
        row = self.view.current_row()
        if row is None or row.import_id is None or not row.can_undo:
            return
        thing = self._adapter.thing
        answer = dialogs.ask(
            self,
            title="Aktarım geri alınsın mı?",
            text=f"{row.file_name}: eklenen {number_text(row.created)} {thing} silinir, "
            f"güncellenen {number_text(row.updated)} {thing} eski durumuna döner.",
            verbs=("Vazgeç", "Aktarımı geri al"),
        )
        if answer != _UNDO:
            return
        import_id = row.import_id
        self.undo_button.setEnabled(False)
        self._background.run(
            lambda work: self._adapter.undo(work, import_id),
            parent=self,
            success=self._on_undone,
            failure=self._fail,
            changes=self._adapter.changes,
        )

    def _on_undone(self, _nothing: None) -> None:
        self.undone.emit()
        self._load()

    def _fail(self, error: Exception) -> None:
        self.view.set_loading(False)
        show_failure(self, error)
        self._show_reason()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.take_size(_WIDTH, _HEIGHT)
        self.view.setFocus()
