"""Whether the system account may open the data for the user, and for how long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.queries import find_user
from alo183_desktop.access.rules import Right, may
from alo183_desktop.directorate.queries import remembered_days
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Card, make_row
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.form.dialog import KeyDialog
from alo183_desktop.gui.kit.form.form import PasswordField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background

_CHANGES = frozenset({Topic.USER})


@dataclass(frozen=True, slots=True)
class Standing:
    """The current state for the user."""

    hindrance: KnownError | None
    since: dt.datetime | None
    days: int


class RememberedCard(Card):
    """One card of the settings.

    Signals:
        reported: What was done, for the foot of the page.
        failed: The error.
        days_wanted: An authorized user wants to change the number of days.
    """

    reported = Signal(str)
    failed = Signal(Exception)
    days_wanted = Signal()

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._background = background
        self._desk = desk
        self.words = make_label("", wrap=True, parent=self)
        self.remember = SecondaryButton("Bu bilgisayarda &hatırla…", icon="user", parent=self)
        self.end = SecondaryButton("Artık hatırla&ma", icon="close", parent=self)
        self.change_days = SecondaryButton("&Gün sayısını değiştir…", icon="edit", parent=self)
        self.content.addWidget(make_label("Hatırlanan oturum", font=theme.section(), parent=self))
        self.content.addWidget(self.words)
        buttons = (self.remember, self.end, self.change_days)
        self.content.addLayout(make_row(None, *buttons, 1, gap=8))
        for button in buttons:
            button.hide()
        self.remember.clicked.connect(self._on_remember)
        self.end.clicked.connect(self._on_end)
        self.change_days.clicked.connect(self.days_wanted)

    @Slot()
    def load(self) -> None:
        """Show the state, and offer the possible actions."""
        users, login = self._desk.users, self._desk.actor.login

        def read(work: Work) -> Standing:
            hindrance: KnownError | None = None
            try:
                users.demand_remembering(work)
            except KnownError as error:
                hindrance = error
            user = find_user(work.session, login)
            since = None if user is None else user.unlock_remembered_at
            return Standing(hindrance, since, remembered_days(work.session))

        self._background.run(read, parent=self, success=self._show_standing, failure=log_bug)

    def _show_standing(self, standing: Standing) -> None:
        is_remembered = standing.since is not None and standing.hindrance is None
        may_set = may(self._desk.actor.role, Right.EDIT_DIRECTORATE)
        self.words.setText(_words(standing, may_set=may_set and not self._desk.is_on_server))
        self.remember.setVisible(standing.hindrance is None and not is_remembered)
        self.end.setVisible(is_remembered)
        self.change_days.setVisible(may_set and not self._desk.is_on_server)

    @Slot()
    def _on_remember(self) -> None:
        dialog = RememberDialog(self._background, self._desk, parent=self.window())
        dialog.accepted.connect(lambda: self._done("Oturumunuz bu bilgisayarda hatırlanıyor"))
        dialog.open()

    @Slot()
    def _on_end(self) -> None:
        desk = self._desk
        self._background.call(
            lambda: desk.users.end_remembered(desk.actor.login),
            parent=self,
            success=lambda _nothing: self._done("Oturumunuz artık hatırlanmıyor"),
            failure=self.failed.emit,
            changes=_CHANGES,
        )

    def _done(self, words: str) -> None:
        self.reported.emit(words)
        self.load()


class RememberDialog(KeyDialog):
    """Asks for the user's password, and states what they agree to."""

    chapter = "Hatırlanan oturum"
    refused: Mapping[str, str] = {
        "access.wrong_password": "password",
        "access.wrong_password_wait": "password",
        "access.wait": "password",
    }

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Bu bilgisayarda hatırla",
            explanation="Program başlarken veriyi parolanız yerine Windows hesabınız açabilir: "
            "açık Windows oturumunuzun başına geçen herkes sizin adınıza girer. Başından "
            "kalkarken Windows’u kilitleyiniz (Win+L); program da kilitlenir ve parolanızı ister.",
            verb="&Hatırla",
            changes=_CHANGES,
            draft="",
            parent=parent,
        )
        self._desk = desk
        self.password = PasswordField("&Parolanız", key="password", required=True, parent=self.form)
        self.form.add_row(self.password)
        self.form.mark_clean()

    @override
    def task(self) -> Callable[[], object]:
        desk, password = self._desk, self.password.text()
        return lambda: desk.users.remember_unlock(password)


def _words(standing: Standing, *, may_set: bool) -> str:
    if standing.hindrance is not None:
        words = text_of(standing.hindrance).what
    elif standing.since is not None:
        last = local_day(standing.since + dt.timedelta(days=standing.days))
        words = (
            f"Bu veriyi {format_day(last)} gününe kadar, program başlarken, parolasız Windows "
            "hesabınız açar. Kilitlenince parola istenir; parola değişince sona erer."
        )
    else:
        words = (
            "Program başlarken veriyi parolanız yerine Windows hesabınız açabilir; "
            f"{standing.days} gün sürer, kilitlenince yine parola istenir."
        )
    if not may_set:
        return words
    now = f"{standing.days} gün" if standing.days else "kapalı"
    return f"{words} Öteki kullanıcılar için süre: {now}."
