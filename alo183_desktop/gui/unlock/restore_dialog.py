"""Restores a backup: choose one, open it with its own password, see its content, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from alo183_desktop.access.backups import Backup, read_backup
from alo183_desktop.bootstrap.bringing_back import Opener
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.chosen_files import ask_folder
from alo183_desktop.gui.kit.containers import bring_into_sight, next_turn
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.form.choices import RadioChoice
from alo183_desktop.gui.kit.form.form import Form, TextField
from alo183_desktop.gui.kit.form.passwords import PasswordField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.restoring import BackupContents
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.unlock.unlock_page import Restorable

_COLUMNS: Final[Sequence[Column[Backup]]] = (
    Column("Alındığı an", lambda backup: format_instant(backup.at), width_chars=18),
    Column("Neden", lambda backup: backup.reason.words, width_chars=20),
    Column("Müdürlük", lambda backup: backup.label, width_chars=30, stretch=True),
)
_COUNTED: Final = {"officers": "sorumlu", "letters": "yazı", "lines": "hat", "cases": "vaka"}
_PASSWORD: Final = "password"  # noqa: S105 - a choice
_SHEET: Final = "sheet"
_ALL_THE_SAME: Final = 1
_LOOK: Final = "İçindekileri &göster"
_RESTORE: Final = "Bu yedeği geri &koy"
_SECRETS: Final = frozenset(
    {
        "access.wrong_password",
        "access.wrong_password_wait",
        "access.wait",
        "access.wrong_code",
        "access.recovery_length",
        "access.recovery_group",
        "access.not_allowed",
    }
)


class RestoreDialog(TaskDialog):
    """A list of backups, the credentials for the chosen one, and its content.

    Signals:
        restored: Where the former data is kept.
    """

    chapter = "Yedekten geri dönmek"

    restored = Signal(str)

    def __init__(
        self, background: Background, data: Restorable, *, login: str, parent: QWidget
    ) -> None:
        super().__init__(
            title="Yedekten geri dön",
            explanation="Yedek, alındığı günün yönetici parolasıyla ya da o günün kurtarma koduyla "
            "açılır. Şimdiki veri silinmez; “onceki-” ile başlayan klasörde kalır.",
            width=640,
            parent=parent,
        )
        self._background = background
        self._data = data
        self._known: tuple[Backup, ...] = ()
        self._brought: tuple[Backup, ...] = ()
        self.model = RowsModel[Backup](_COLUMNS, parent=self)
        self.view = TableView("unlock-backups", name="Yedekler", parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(lambda backup: str(backup.folder))
        self.view.set_empty_texts(
            "Bu bilgisayarda yedek yok",
            "Yedek USB bellekte ya da ağda ise klasörünü seçiniz.",
            "Başka klasör seç…",
        )
        self.other = SecondaryButton("&Başka klasör seç…", icon="folder", parent=self)
        self.form = Form(columns=2, parent=self)
        self.how = RadioChoice(
            "Neyle açılsın",
            [(_PASSWORD, "&Yönetici parolası"), (_SHEET, "Kurtarma k&odu")],
            key="how",
            parent=self.form,
        )
        self.login = TextField("K&ullanıcı", key="login", parent=self.form)
        self.secret = PasswordField("O günün &parolası", key="secret", parent=self.form)
        self.form.add_row(self.how)
        self.present_login = TextField(
            "Bu&günün yöneticisi",
            key="present_login",
            note="Şimdiki kurtarma kâğıdının kodunu yazacaksanız boş bırakınız.",
            parent=self.form,
        )
        self.present_secret = PasswordField(
            "Bugünkü pa&rolası", key="present_secret", parent=self.form
        )
        self.form.add_row(self.login, self.secret)
        self.form.add_row(self.present_login, self.present_secret)
        self._ask_present(asks=False)
        self.notice = Banner(parent=self)
        self.found = make_label(" ", wrap=True, selectable=True, parent=self)
        self.content.addWidget(self.view)
        self.content.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.form, self.notice, self.found):
            self.content.addWidget(part)
        self.login.set_value(login)
        self._cancel = self.add_button("&Vazgeç")
        self.look = self.add_button(_LOOK)
        self.go = self.add_button(_RESTORE, primary=True)
        self.go.setEnabled(False)
        self._connect()
        self.guard(self.form)
        self._load()

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.reject)
        self.other.clicked.connect(self._on_other)
        self.view.empty_action.connect(self._on_other)
        self.view.row_changed.connect(self._forget_look)
        self.how.changed.connect(self._on_how)
        self.login.changed.connect(self._forget_look)
        self.secret.changed.connect(self._forget_look)
        self.look.clicked.connect(self._on_look)
        self.go.clicked.connect(self._on_go)

    def add_backup(self, folder: Path) -> None:
        """Put a backup from elsewhere on top of the list, or show that it is none."""
        try:
            backup = read_backup(folder)
        except KnownError as error:
            self.notice.show_notice(State.LATE, str(text_of(error)))
            return
        self._brought = (backup, *(one for one in self._brought if one.folder != folder))
        self._show_rows()
        self.view.select_row(str(folder))
        self.notice.show_notice(None, "")

    def _load(self) -> None:
        self.view.set_loading(True)
        self._background.run_pure(
            lambda: self._data.backups(with_second=False),
            parent=self,
            success=self._show,
            failure=self._refuse,
        )
        self._background.run_pure(
            lambda: self._data.unreadable_backups(with_second=False),
            parent=self,
            success=self._name_left_out,
            failure=self._refuse,
        )
        # An unresponsive second folder blocks neither the first one nor the opening.
        self._background.run_beside(
            self._data.backups, parent=self, success=self._show, failure=self._refuse
        )

    def _name_left_out(self, error: KnownError | None) -> None:
        if error is not None:
            self.notice.show_notice(State.NEAR, str(text_of(error)))

    def _show(self, backups: tuple[Backup, ...]) -> None:
        self.view.set_loading(False)
        if len(backups) <= len(self._known):
            return
        chosen = self.view.current_row()
        self._known = backups
        self._show_rows()
        if rows := self.model.rows():
            self.view.select_row(str((chosen or rows[0]).folder))

    def _show_rows(self) -> None:
        """Show added backups before those found: the search may end later."""
        brought = {backup.folder for backup in self._brought}
        known = (backup for backup in self._known if backup.folder not in brought)
        self.model.set_rows([*self._brought, *known])

    @Slot()
    def _on_other(self) -> None:
        folder = ask_folder(self, "Yedek klasörü")
        if folder is not None:
            self.add_backup(folder)

    @Slot()
    def _forget_look(self) -> None:
        self.go.setEnabled(False)
        self.found.setText(" ")

    def _ask_present(self, *, asks: bool) -> None:
        for field in (self.present_login, self.present_secret):
            field.setVisible(asks)

    def _present(self) -> Opener | None:
        """Return what opens the present data, once that was asked for."""
        if self.present_secret.isHidden():
            return None
        login = self.present_login.text().strip()
        return Opener(login, self.present_secret.text(), by_sheet=not login)

    @Slot()
    def _on_how(self) -> None:
        by_sheet = self.how.value() == _SHEET
        self.login.setEnabled(not by_sheet)
        self.secret.set_label("O günün kurtarma ko&du" if by_sheet else "O günün &parolası")
        self._forget_look()

    @Slot()
    def _on_look(self) -> None:
        backup = self.view.current_row()
        if backup is None:
            self.notice.show_notice(State.NEAR, "Önce listeden bir yedek seçiniz.")
            return
        if not self.secret.text():
            self.secret.set_problem("O günün parolasını ya da kurtarma kodunu yazınız.")
            self.secret.take_focus()
            return
        login, secret, by_sheet = self._typed()
        self._set_running("Bakılıyor…")
        self._background.call(
            lambda: self._data.look_into(backup, login=login, secret=secret, by_sheet=by_sheet),
            parent=self,
            success=self._show_contents,
            failure=self._refuse,
        )

    def _show_contents(self, contents: BackupContents) -> None:
        self._set_running("")
        counted = ", ".join(
            f"{number_text(contents.counts[key])} {word}"
            for key, word in _COUNTED.items()
            if key in contents.counts
        )
        newest = contents.newest_entry_at
        last = f" Son kayıt: {format_instant(newest)}." if newest else ""
        problem, found = contents.trail_problem(), f"İçinde: {counted}.{last}"
        if problem is None:
            entries = number_text(contents.verdict.entries)
            found = f"Yedek sağlam. {found} Denetim izi {entries} kayıt, zincir sağlam."
        self.found.setText(found)
        self.notice.show_notice(State.NEAR, "" if problem is None else str(text_of(problem)))
        self.go.setEnabled(True)
        self.go.setFocus()
        # In a small window the texts are below the visible part once they are laid out.
        next_turn(self, self._show_found)

    @Slot()
    def _show_found(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        bring_into_sight(self.found)

    @Slot()
    def _on_go(self) -> None:
        backup = self.view.current_row()
        if backup is None or not self._agrees_to_another(backup):
            return
        login, secret, by_sheet = self._typed()
        present = self._present()
        self._set_running("Geri konuluyor…")
        self._background.call(
            lambda: self._data.restore(
                backup, login=login, secret=secret, by_sheet=by_sheet, present=present
            ),
            parent=self,
            success=self._finish,
            failure=self._refuse,
        )

    def _agrees_to_another(self, backup: Backup) -> bool:
        """Ask before the data of one directorate replaces that of another."""
        here = self._data.other_directorate(backup)
        if here is None:
            return True
        answer = dialogs.ask(
            self,
            title="Bu yedek başka adlı bir müdürlüğün",
            text=f"Bu klasördeki veri: {here}\nYedek: {backup.label}\nGeri koyarsanız buradaki "
            "verinin yerine geçer; buradaki “onceki-” ile başlayan klasörde kalır.",
            verbs=("Vazgeç", "Yine de geri koy"),
            state=State.NEAR,
        )
        return answer == _ALL_THE_SAME

    def _finish(self, keeps: Path) -> None:
        self.accept()
        self.restored.emit(str(keeps))

    def _typed(self) -> tuple[str, str, bool]:
        """Return login, secret, and whether the secret is the code of a sheet."""
        return self.login.text().strip(), self.secret.text(), self.how.value() == _SHEET

    def _refuse(self, error: Exception) -> None:
        self._set_running("")
        self.view.set_loading(False)
        if not isinstance(error, KnownError):
            log_bug(error)
        message = str(text_of(error))
        code = error.code if isinstance(error, KnownError) else ""
        if code == "backups.present_needed":
            self._ask_present(asks=True)
            self.go.setEnabled(True)
            self.notice.show_notice(State.NEAR, message)
            self.present_login.take_focus()
        elif code in _SECRETS:
            # What opens the backup has opened it before: the other one is wrong.
            asked = self.secret if self._present() is None else self.present_secret
            self.go.setEnabled(asked is self.present_secret)
            asked.set_problem(message)
            asked.take_focus()
        else:
            self.notice.show_notice(State.LATE, message)

    def _set_running(self, words: str) -> None:
        self.look.setEnabled(not words)
        self.look.setText(words or _LOOK)
        self.go.setEnabled(False)
