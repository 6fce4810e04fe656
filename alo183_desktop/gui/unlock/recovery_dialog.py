"""Opens the data with the printed recovery sheet and gives a new password.

Not here: how a code becomes a key (access).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QTimer, Signal, Slot

from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import log_bug, text_of
from alo183_desktop.gui.kit.forms import Form, PasswordField, StrengthMeter, TextField
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.widgets import Banner
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background

_TYPING_PAUSE_MS = 150
_FIELD_OF = {
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


class RecoveryDialog(TaskDialog):
    """Code, user, new password twice.

    Signals:
        recovered: The open data.
    """

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
        self.password = PasswordField(
            "&Yeni parola", key="password", required=True, parent=self.form
        )
        self._meter = StrengthMeter(parent=self.password)
        self.password.add_below(self._meter)
        self.again = PasswordField(
            "Yeni parola &bir daha",
            key="again",
            required=True,
            check=self._same_password,
            parent=self.form,
        )
        for field in (self.code, self.login, self.password, self.again):
            self.form.add_row(field)
        self.content.addWidget(self._banner)
        self.content.addWidget(self.form)
        self.login.set_value(login)
        self._cancel = self.add_button("&Vazgeç")
        self._go = self.add_button("Kilidi &aç", primary=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._connect()
        self.code.take_focus()

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.reject)
        self._go.clicked.connect(self.form.submit)
        self.form.save_requested.connect(self._on_save)
        self.password.changed.connect(self._pause.start)
        self._pause.timeout.connect(self._measure)

    def _same_password(self, text: str) -> str:
        if text != self.password.text():
            raise KnownError("forms.passwords_differ")
        return text

    @Slot()
    def _measure(self) -> None:
        password, login = self.password.text(), self.login.text()
        if not password:
            self._meter.set_strength(-1, "")
            return

        def measure() -> Any:
            from alo183_desktop.access.strength import measure  # zxcvbn is slow to load

            return measure(password, personal=(login,))

        self._background.run_pure(
            measure,
            parent=self,
            success=lambda found: self._meter.set_strength(found.score, found.words),
            failure=self._refuse,
            key="strength",
        )

    @Slot()
    def _on_save(self) -> None:
        code, login = self.code.text().strip(), self.login.text().strip()
        password = self.password.text()
        self._go.setEnabled(False)
        self._go.setText("Açılıyor…")
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
        self._go.setEnabled(True)
        self._go.setText("Kilidi &aç")
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
