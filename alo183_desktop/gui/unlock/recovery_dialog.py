"""Opens the data with the printed recovery sheet and gives a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Signal, Slot

from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import log_bug, text_of
from alo183_desktop.gui.kit.form.form import Form, TextField
from alo183_desktop.gui.kit.form.passwords import NewPassword
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background

_FIELD_OF: Final = {
    "access.weak_password": "password",
    "access.wrong_code": "code",
    "access.recovery_length": "code",
    "access.recovery_group": "code",
    "access.login_form": "login",
    "access.inactive": "login",
}


class Recoverable(Protocol):
    """What the dialog needs of the locked data."""

    def recover(self, code: str, login: str, password: str) -> object:
        """Open the data with the recovery sheet, or raise `KnownError`."""


class EmptyFolder(Protocol):
    """Where a data file may come; `bootstrap.Program` is one."""

    def recover_file(self, file: Path, code: str, login: str, password: str) -> object:
        """Bring a data file here and open it with the recovery sheet, or raise `KnownError`."""


class DataFile:
    """A data file that somebody saved without its key file."""

    def __init__(self, file: Path, program: EmptyFolder) -> None:
        self._file = file
        self._program = program

    def recover(self, code: str, login: str, password: str) -> object:
        """Bring it here and open it; raises `KnownError`."""
        return self._program.recover_file(self._file, code, login, password)


class RecoveryDialog(TaskDialog):
    """Code, user, new password twice.

    Signals:
        recovered: The open data.
    """

    chapter = "Kurtarma kâğıdı"

    recovered = Signal(object)

    def __init__(
        self, background: Background, data: Recoverable, *, login: str, parent: QWidget
    ) -> None:
        super().__init__(
            title="Kurtarma kâğıdıyla aç",
            explanation="Kâğıttaki kodu ve yeni bir parola yazınız. Bu kullanıcı yönetici olur; "
            "açılış denetim izine yazılır.",
            width=520,
            parent=parent,
        )
        self._background = background
        self._data = data
        self._banner = Banner(parent=self)
        self.form = Form(columns=1, parent=self)
        self.code = TextField(
            "Kurtarma &kodu",
            key="code",
            required=True,
            note="Kâğıtta yazdığı gibi; boşluk, tire ve büyük küçük harf fark etmez.",
            parent=self.form,
        )
        self.login = TextField("K&ullanıcı", key="login", required=True, parent=self.form)
        self.new_password = NewPassword(
            background,
            personal=lambda: (self.login.text(),),
            label="&Yeni parola",
            parent=self.form,
        )
        for row in (self.code, self.login, self.new_password):
            self.form.add_row(row)
        self.form.watch(self.new_password.first)
        self.form.watch(self.new_password.second)
        self.content.addWidget(self._banner)
        self.content.addWidget(self.form)
        self.login.set_value(login)
        self._cancel = self.add_button("&Vazgeç")
        self.go = self.add_button("Kilidi &aç", primary=True)
        self._connect()
        self.guard(self.form)
        self.code.take_focus()

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._on_go)
        self.form.save_requested.connect(self._on_save)

    @Slot()
    def _on_go(self) -> None:
        # The password is measured before the form is judged.
        self.new_password.demand(lambda _right: self.form.submit())

    @Slot()
    def _on_save(self) -> None:
        code, login = self.code.text(), self.login.text().strip()
        password = self.new_password.password()
        self.go.setEnabled(False)
        self.go.setText("Açılıyor…")
        self._banner.show_notice(None, "")
        self._background.call(
            lambda: self._data.recover(code, login, password),
            parent=self,
            success=self._open,
            failure=self._refuse,
        )

    def _open(self, desk: object) -> None:
        self.accept()
        self.recovered.emit(desk)

    def _refuse(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.go.setText("Kilidi &aç")
        if not isinstance(error, KnownError):
            log_bug(error)
        message = str(text_of(error))
        key = _FIELD_OF.get(error.code) if isinstance(error, KnownError) else None
        if key is None:
            self._banner.show_notice(State.LATE, message)
        else:
            field = self.form.field(key)
            field.set_problem(message)
            field.take_focus()
