"""Opens the data with the printed recovery sheet and sets a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alo183_desktop.gui.kit.form.dialog import KeyDialog
from alo183_desktop.gui.kit.form.form import TextField
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background


class RecoveryDialog(KeyDialog):
    """Code, user, new password twice.

    Signals:
        recovered: The open data.
    """

    chapter = "Kurtarma kâğıdı"
    busy = "Açılıyor…"
    refused: Mapping[str, str] = {
        "access.weak_password": "password",
        "access.wrong_code": "code",
        "access.recovery_length": "code",
        "access.recovery_group": "code",
        "access.login_form": "login",
        "access.inactive": "login",
    }

    recovered = Signal(object)

    def __init__(
        self,
        background: Background,
        recover: Callable[[str, str, str], object],
        *,
        login: str,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Runs the opening.
            recover: Opens the data with a code, a login and a new password, and returns it; or
                raises `KnownError`.
            login: The last user here.
        """
        super().__init__(
            background,
            title="Kurtarma kâğıdıyla aç",
            explanation="Kâğıttaki kodu ve yeni bir parola yazınız. Bu kullanıcı yönetici olur; "
            "açılış denetim izine yazılır.",
            verb="Kilidi &aç",
            width=520,
            draft="",
            parent=parent,
        )
        self._recover = recover
        self.code = TextField(
            "Kurtarma &kodu",
            key="code",
            required=True,
            note="Kâğıtta yazdığı gibi; boşluk, tire ve büyük küçük harf fark etmez.",
            parent=self.form,
        )
        self.login = TextField("K&ullanıcı", key="login", required=True, parent=self.form)
        self.form.add_row(self.code)
        self.form.add_row(self.login)
        self.add_password(lambda: (self.login.text(),), label="&Yeni parola")
        self.login.set_value(login)
        self.form.mark_clean()

    @override
    def task(self) -> Callable[[], object]:
        recover, code, login = self._recover, self.code.text(), self.login.text().strip()
        password = self.typed_password()
        return lambda: recover(code, login, password)

    @override
    def take_result(self, result: object) -> None:
        super().take_result(result)
        self.recovered.emit(result)
