"""The existing backups, taking one now, and a second folder that gets a copy of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Slot

from alo183_desktop.access.backups import BACKUPS, Backup, list_backups
from alo183_desktop.access.rules import Right
from alo183_desktop.access.second_folder import read_second
from alo183_desktop.documents.columns import Column
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.chosen_files import ask_folder
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import of_folder
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.backup_rules import BackupHealth
    from alo183_desktop.access.second_folder import SecondFolder
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.background import Background

_MIB: Final = 1024 * 1024
SECOND_PLACE: Final = "second_place"
"""The field whose name, given by another page, opens the window for its folder."""
_TAKE: Final = "Şimdi &yedekle"
_TAKING: Final = "Yedekleniyor…"
_COLUMNS: Final[Sequence[Column[Backup]]] = (
    Column("Alındığı an", lambda backup: format_instant(backup.at), width_chars=20),
    Column("Neden", lambda backup: backup.reason.words, width_chars=24),
    Column(
        "Boyut", lambda backup: f"{backup.size / _MIB:.1f} MB".replace(".", ","), width_chars=12
    ),
    Column("Klasör", lambda backup: backup.folder.name, width_chars=30, stretch=True),
)


_ON_SERVER: Final = (
    "Veri sunucuda: yedeğini sunucu yöneticisi alır. Aşağıda yalnız veri bu bilgisayardayken "
    "alınmış yedekler görünür."
)


class BackupsSection(Section):
    """Shown to everybody: all users should know that their work is safe."""

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Yedekler",
            sentence="Günün ilk açılışında, aktarmalardan ve yeni sürümden önce kendiliğinden "
            "alınır; 7 günlük, 4 haftalık ve 12 aylık yedek saklanır. Yedek de şifrelidir.",
            desk=desk,
            parent=parent,
        )
        self.take = PrimaryButton(_TAKE, icon="backup", parent=self)
        self.buttons.addWidget(self.take)
        self.notice = Banner(parent=self)
        self.box.addWidget(self.notice)
        self.model = RowsModel[Backup](_COLUMNS, parent=self)
        self.view = TableView("settings-backups", name="Yedekler", parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(lambda backup: str(backup.folder))
        self.view.set_empty_texts(
            "Henüz yedek yok", "İlki günün ilk açılışında alınır.", "Şimdi yedekle"
        )
        self.view.setMinimumHeight(theme.row_height() * 6)
        self.box.addWidget(self.view, 1)
        self.place = TextField(
            "İ&kinci klasör",
            key=SECOND_PLACE,
            note="USB bellek ya da ağ klasörü; her yedek oraya da kopyalanır. Disk bozulur ya da "
            "çalınırsa yedek oradadır.",
            parent=self,
        )
        self.place.set_read_only()
        laid = of_folder(desk.data_folder)
        if laid.second_folder:
            reason = KnownError("desk.laid_down", place=laid.places["second_folder"])
            self.place.set_note(str(text_of(reason)))
        self.choose = SecondaryButton("Klasör &seç…", icon="folder", parent=self)
        self.end = SecondaryButton("Ka&ldır", parent=self)
        row = make_row(None, (self.place, 1), gap=8)
        for button in (self.choose, self.end):
            button.setVisible(self.may(Right.EDIT_DIRECTORATE) and not laid.second_folder)
            row.addWidget(button)
        self.box.addLayout(row)
        way_back = make_label(
            "Yedeği geri koymak için pencereyi kilitleyip kilit ekranında “Yedekten geri dön” "
            "bağlantısını seçiniz; şimdiki veri silinmez, yanında saklanır.",
            role=theme.MUTED,
            wrap=True,
            parent=self,
        )
        self.box.addWidget(way_back)
        if desk.is_on_server:
            for widget in (self.take, self.place, self.choose, self.end, way_back):
                widget.hide()
            self.view.set_empty_texts("Bu bilgisayarda yedek yok", "", "")
        self._connect()

    @override
    def load(self) -> None:
        folder = self.desk.data_folder
        self.view.set_loading(True)
        self.background.run_pure(
            lambda: (
                list_backups(folder / BACKUPS),
                read_second(folder),
                self.desk.backups.standing(),
            ),
            parent=self,
            success=self._show,
            key="backups",
        )

    def _connect(self) -> None:
        self.take.clicked.connect(self._on_take)
        self.view.empty_action.connect(self._on_take_first)
        self.choose.clicked.connect(self._on_choose)
        self.end.clicked.connect(self._on_end)

    def _show(self, found: tuple[Sequence[Backup], SecondFolder | None, BackupHealth]) -> None:
        backups, second, standing = found
        self.model.set_rows(backups)
        self.view.set_loading(False)
        self.place.set_value("" if second is None else str(second.path))
        self.end.setEnabled(second is not None)
        if self.desk.is_on_server:
            self.notice.show_notice(State.NONE, _ON_SERVER)
        else:
            worry = "" if standing.worry is None else str(text_of(standing.worry))
            self.notice.show_notice(OF_MARK[standing.state], worry or f"{standing.text}.")

    @Slot()
    def _on_take(self) -> None:
        # One at a time; a disabled button would pass the focus on.
        if self.take.text() == _TAKING:
            return
        self.take.setText(_TAKING)
        # On a thread of its own: users continue working meanwhile.
        self._run(self.desk.backups.take, message="Yedek alındı ve denetlendi")

    @Slot()
    def _on_take_first(self) -> None:
        self.view.setFocus()  # the clicked link disappears
        self._on_take()

    @override
    def focus_field(self, key: str) -> None:
        if key == SECOND_PLACE and not self.choose.isHidden():
            self.choose.setFocus()
            QTimer.singleShot(0, self, self._on_choose)

    @Slot()
    def _on_choose(self) -> None:
        place = ask_folder(self, "İkinci yedek klasörü")
        if place is not None:
            # Copied there at once: this shows whether the folder can be used.
            self._run(lambda: self._begin_second(place), message="İkinci klasör ayarlandı")

    @Slot()
    def _on_end(self) -> None:
        self._run(lambda: self.desk.backups.set_second(None), message="İkinci klasör kaldırıldı")

    def _begin_second(self, place: Path) -> None:
        self.desk.backups.set_second(place)
        self.desk.backups.fill_second()

    def _run(self, op: Callable[[], object], *, message: str) -> None:
        def done(_result: object) -> None:
            self.reported.emit(message)
            self._end_taking()

        def failed(error: Exception) -> None:
            self.show_error(error)
            self._end_taking()

        self.background.run_beside(
            op, parent=self, success=done, failure=failed, changes=frozenset({Topic.BACKUPS})
        )

    def _end_taking(self) -> None:
        self.take.setText(_TAKE)
        self.load()
