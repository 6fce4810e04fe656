"""The cards shown before any data: one unlocks it, one asks for the user's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton
from alo183_desktop.gui.kit.containers import Card, VerticalScrollArea, make_column, make_row
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.passwords import NewPassword, PasswordField
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.access.restoring import BackupContents
    from alo183_desktop.bootstrap.bringing_back import Opener
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.background import Background

TITLE: Final = "Alo 183 İl Masası"
_CARD: Final = 424
_SECOND_MS: Final = 1000
_MINUTE_S: Final = 60
_UNLOCK: Final = "Kilidi aç"


class Restorable(Protocol):
    """What restoring a backup needs of the locked data; `bootstrap.program.Program` has it."""

    def other_directorate(self, backup: Backup) -> str | None:
        """Return the present directorate if a backup belongs to one of another name, else None."""

    def backups(self, *, with_second: bool = True) -> tuple[Backup, ...]:
        """Return the known backups, the newest first, of one folder or of both."""

    def unreadable_backups(self, *, with_second: bool = True) -> KnownError | None:
        """Return the error that names backups which the list leaves out."""

    def look_into(
        self, backup: Backup, *, login: str, secret: str, by_sheet: bool
    ) -> BackupContents:
        """Return the content of a backup, or raise `KnownError`."""

    def restore(
        self,
        backup: Backup,
        *,
        login: str,
        secret: str,
        by_sheet: bool,
        present: Opener | None = None,
    ) -> Path:
        """Restore it and return where the present data is kept, or raise `KnownError`."""


class LockedData(Restorable, Protocol):
    """What the card needs of the locked data; `bootstrap.program.Program` has it."""

    def label(self) -> str:
        """Return the name of the directorate."""

    def server_words(self) -> str:
        """Return the address of the server to which the password goes; empty: to none."""

    def logins(self) -> tuple[str, ...]:
        """Return the logins of users who can sign in."""

    def unlock(self, login: str, password: str) -> object:
        """Open the data, or raise `KnownError`."""

    def recover(self, code: str, login: str, password: str) -> object:
        """Open the data with the recovery sheet, or raise `KnownError`."""


class UnlockPage(QWidget):
    """A quiet background with one card: user, password, error.

    Signals:
        unlocked: The open data (`bootstrap.desk.Desk`).
        login_used: The login that opened it; the next start offers it first.
    """

    unlocked = Signal(object)
    login_used = Signal(str)

    def __init__(
        self,
        background: Background,
        *,
        data: LockedData | None = None,
        last_login: str,
        parent: QWidget | None = None,
    ) -> None:
        """Make the card; it accepts typing before the data is known.

        Args:
            background: Derives the key off the GUI thread.
            data: The locked data; None until `set_data`.
            last_login: The last user here.
        """
        super().__init__(parent)
        self._background = background
        self._data: LockedData | None = None
        self._last_login = last_login
        self._wait_s = 0
        self._wait_words = ""
        self._wanted = False
        self._second = QTimer(self, interval=_SECOND_MS)
        self._card = Card(parent=self)
        self._directorate = make_label(" ", role=theme.MUTED, wrap=True, parent=self._card)
        self.user = ChoiceField("&Kullanıcı", free=True, parent=self._card)
        self.password = PasswordField("&Parola", parent=self._card)
        self.button = PrimaryButton(_UNLOCK, parent=self._card)
        self.recovery = LinkButton("Kurtarma kâğıdıyla aç", parent=self._card)
        self.restoring = LinkButton("Yedekten geri dön", parent=self._card)
        self._lay_out()
        self._connect()
        self.user.set_value(last_login)
        if data is not None:
            self.set_data(data)

    def set_data(self, data: LockedData) -> None:
        """Set the directorate and its users; a password already submitted is then tried."""
        self._data = data
        try:
            where = data.server_words()
            self._directorate.setText(data.label() + (f"\nSunucu: {where}" if where else ""))
            logins = data.logins()
        except KnownError as error:
            self.password.set_problem(str(text_of(error)))
            return
        self.user.set_options([(login, login) for login in logins])
        if not self.user.text():
            offered = self._last_login if self._last_login in logins else ""
            self.user.set_value(offered or (logins[0] if len(logins) == 1 else ""))
        self.take_focus()
        if self._wanted:
            self._wanted = False
            self.try_unlock()

    def offer_password(self, password: str) -> None:
        """Fill in the password of invented data, and say that it is invented."""
        self.password.set_text(password)
        self.password.set_note(f"Uydurma müdürlük: kişiler gerçek değildir. Parolası: {password}")

    def take_focus(self) -> None:
        """Focus where the typing continues."""
        if self.user.text():
            self.password.line.setFocus()
        else:
            self.user.take_focus()

    @Slot()
    def try_unlock(self) -> None:
        """Open the data with the typed password; the window responds while the key is derived."""
        login, password = self.user.text().strip(), self.password.text()
        if self._wait_s > 0:
            return
        if not login:
            self.user.set_problem("Kullanıcı adınızı yazınız.")
            self.user.take_focus()
            return
        if not password:
            self.password.set_problem("Parolanızı yazınız.")
            self.password.take_focus()
            return
        self._set_running(running=True)
        data = self._data
        if data is None:
            self._wanted = True
            return
        self._background.call(
            lambda: data.unlock(login, password),
            parent=self,
            success=self._open,
            failure=self._refuse,
        )

    def cover(self) -> None:
        """Hide the page beneath with the background; the window no longer does."""
        self.setBackgroundRole(theme.DESK)
        self.setAutoFillBackground(True)

    def is_waiting(self) -> bool:
        """Return whether the next attempt must wait."""
        return self._wait_s > 0

    def _lay_out(self) -> None:
        self._card.setFixedWidth(theme.px(_CARD))
        box = self._card.content
        side = theme.px(32)
        box.setContentsMargins(side, theme.px(26), side, theme.px(22))
        box.setSpacing(theme.px(2))
        box.addWidget(make_label(TITLE, font=theme.title(), parent=self._card))
        box.addWidget(self._directorate)
        box.addSpacing(theme.px(18))
        box.addWidget(self.user)
        box.addSpacing(theme.px(12))
        box.addWidget(self.password)
        box.addSpacing(theme.px(14))
        box.addWidget(self.button)
        box.addSpacing(theme.px(12))
        for sentence in (
            "Parolanızı unuttuysanız yöneticinize başvurunuz.",
            "Kilit açılmadan hiçbir kayıt okunamaz.",
        ):
            box.addWidget(muted_label(sentence, wrap=True, parent=self._card))
        row = make_row(None, self.recovery, 1, self.restoring, margins=(0, 4, 0, 0))
        box.addLayout(row)
        middle = make_row(None, 1, self._card, 1)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(1)

    def _connect(self) -> None:
        self.button.clicked.connect(self.try_unlock)
        self.password.line.returnPressed.connect(self.try_unlock)
        self.user.line().returnPressed.connect(self.password.take_focus)
        self.user.changed.connect(self._on_user_changed)
        self.recovery.clicked.connect(self.open_recovery)
        self.restoring.clicked.connect(self.open_restoring)
        self._second.timeout.connect(self._on_second)

    @Slot()
    def open_recovery(self) -> None:
        """Open the dialog for the code of the recovery sheet."""
        if self._data is None:
            return
        from alo183_desktop.gui.unlock.recovery_dialog import RecoveryDialog  # seldom needed

        dialog = RecoveryDialog(
            self._background, self._data.recover, login=self.user.text().strip(), parent=self
        )
        dialog.recovered.connect(self._open)
        dialog.open()

    @Slot()
    def open_restoring(self) -> None:
        """Open the dialog that restores a backup."""
        if self._data is None:
            return
        from alo183_desktop.gui.unlock.restore_dialog import RestoreDialog  # seldom needed

        dialog = RestoreDialog(
            self._background, self._data, login=self.user.text().strip(), parent=self
        )
        dialog.restored.connect(self._on_restored)
        dialog.open()

    @Slot(str)
    def _on_restored(self, _keeps: str) -> None:
        if self._data is not None:
            self.set_data(self._data)
        self.password.set_note("Yedek geri konuldu; o günün parolasıyla açınız.")

    def _open(self, desk: object) -> None:
        self.password.clear()
        self.login_used.emit(self.user.text().strip())
        self.unlocked.emit(desk)

    def _refuse(self, error: Exception) -> None:
        self._set_running(running=False)
        if isinstance(error, KnownError):
            message = text_of(error)
            self.password.set_problem(str(message))
            seconds = error.parameters.get("seconds")
            if isinstance(seconds, int):
                self._wait(seconds, message.what)
        else:
            log_bug(error)
            self.password.set_problem(str(text_of(error)))
        self.password.take_focus()

    def _wait(self, seconds: int, words: str) -> None:
        self._wait_s = seconds
        self._wait_words = words
        # The focus stays: in the field of the user, letters would make another one.
        self.password.clear()
        self.password.line.setReadOnly(True)
        self._second.start()
        self._show_wait()

    @Slot()
    def _on_second(self) -> None:
        self._wait_s -= 1
        self._show_wait()

    def _show_wait(self) -> None:
        waiting = self._wait_s > 0
        self.button.setEnabled(not waiting)
        if waiting:
            left = in_words(self._wait_s)
            self.button.setText(f"{left} bekleyiniz")
            self.password.set_problem(f"{self._wait_words} {left} sonra yeniden deneyebilirsiniz.")
        else:
            self._stop_waiting()
            self.password.set_problem("")

    def _stop_waiting(self) -> None:
        self._second.stop()
        self._wait_s = 0
        self.password.line.setReadOnly(False)
        self.button.setEnabled(True)
        self.button.setText(_UNLOCK)

    @Slot()
    def _on_user_changed(self) -> None:
        # Each user waits for their own mistakes; the file decides, the card only shows it.
        if self._wait_s > 0:
            self._stop_waiting()
            self.password.set_problem("")

    def _set_running(self, *, running: bool) -> None:
        self.button.setEnabled(not running)
        self.button.setText("Açılıyor…" if running else _UNLOCK)
        for field in (self.user, self.password):
            field.setEnabled(not running)
        self.recovery.setEnabled(not running)
        self.restoring.setEnabled(not running)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.take_focus()


def in_words(seconds: int) -> str:
    """Return a time to wait: `28 saniye`, `4 dakika 05 saniye`."""
    minutes, rest = divmod(seconds, _MINUTE_S)
    if not minutes:
        return f"{rest} saniye"
    return f"{minutes} dakika {rest:02d} saniye" if rest else f"{minutes} dakika"


_STORE: Final = "Parolayı &değiştir ve aç"


class OwnPasswordPage(QWidget):
    """A quiet background with one card, after the right password and before any data.

    Signals:
        chosen: The open data (`bootstrap.desk.Desk`), whose user now has a password of their own.
        lock_requested: The user wants to do it later.
    """

    chosen = Signal(object)
    lock_requested = Signal()

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._desk = desk
        actor = desk.actor
        self._card = Card(parent=self)
        self.new_password = NewPassword(
            background,
            personal=lambda: (actor.login, actor.name, desk.directorate_name),
            label="&Yeni parola",
            parent=self._card,
        )
        self.button = PrimaryButton(_STORE, parent=self._card)
        self.later = LinkButton("&Vazgeç ve kilitle", parent=self._card)
        self._lay_out()
        self.button.clicked.connect(self._on_button)
        self.later.clicked.connect(self.lock_requested)
        for field in (self.new_password.first, self.new_password.second):
            field.line.returnPressed.connect(self._on_button)

    def take_focus(self) -> None:
        """Focus the first field."""
        self.new_password.first.take_focus()

    def _lay_out(self) -> None:
        self._card.setFixedWidth(theme.px(_CARD))
        box = self._card.content
        side = theme.px(32)
        box.setContentsMargins(side, theme.px(26), side, theme.px(22))
        box.setSpacing(theme.px(12))
        box.addWidget(make_label("Kendi parolanız", font=theme.title(), parent=self._card))
        box.addWidget(
            make_label(
                f"{self._desk.actor.name}, şimdiki parolanızı yöneticiniz verdi. Veri açılmadan "
                "önce yalnız sizin bildiğiniz bir parola belirleyiniz.",
                role=theme.MUTED,
                wrap=True,
                parent=self._card,
            )
        )
        box.addWidget(self.new_password)
        box.addWidget(self.button)
        row = make_row(None, self.later, 1)
        box.addLayout(row)
        ground = QWidget(self)
        middle = make_row(None, 1, self._card, 1)
        upright = QVBoxLayout(ground)
        upright.addStretch(1)
        upright.addLayout(middle)
        upright.addStretch(1)
        # Error messages below the fields need more room than a small screen has.
        area = VerticalScrollArea(ground, parent=self)
        for one in (area.viewport(), ground):
            one.setAutoFillBackground(False)
        make_column(self, area)

    @Slot()
    def _on_button(self) -> None:
        if self.button.isEnabled():
            self.new_password.demand(self._on_judged)

    def _on_judged(self, right: bool) -> None:  # noqa: FBT001 - an answer
        if not right:
            return
        users, password = self._desk.users, self.new_password.password()
        self._set_running(running=True)
        self._background.call(
            lambda: users.choose_own_password(password),
            parent=self,
            success=self._end,
            failure=self._refuse,
            changes=frozenset({Topic.USER}),
        )

    def _end(self, _nothing: None) -> None:
        self.new_password.clear()
        self.chosen.emit(self._desk)

    def _refuse(self, error: Exception) -> None:
        self._set_running(running=False)
        if not isinstance(error, KnownError):
            log_bug(error)
        self.new_password.first.set_problem(str(text_of(error)))
        self.new_password.first.take_focus()

    def _set_running(self, *, running: bool) -> None:
        self.button.setText("Değiştiriliyor…" if running else _STORE)
        for widget in (self.button, self.later, self.new_password):
            widget.setEnabled(not running)
