"""The card on which somebody whose password was given to them chooses their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton
from alo183_desktop.gui.kit.containers import Card, UprightArea
from alo183_desktop.gui.kit.errors import log_bug, text_of
from alo183_desktop.gui.kit.form.passwords import NewPassword
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background

_CARD: Final = 424
_STORE: Final = "Parolayı &değiştir ve aç"


class OwnPasswordPage(QWidget):
    """A quiet desk with one card, after the right password and before anything of the data.

    Signals:
        chosen: The open data (`bootstrap.Desk`), whose user has a password of their own now.
        lock_requested: Somebody wants to do it later.
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
            personal=lambda: (actor.login, actor.name),
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
        """Put the focus where the typing begins."""
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
        row = QHBoxLayout()
        row.addWidget(self.later)
        row.addStretch(1)
        box.addLayout(row)
        ground = QWidget(self)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card)
        middle.addStretch(1)
        upright = QVBoxLayout(ground)
        upright.addStretch(1)
        upright.addLayout(middle)
        upright.addStretch(1)
        # What is complained of below the fields needs more room than a small screen has.
        area = UprightArea(ground, parent=self)
        for one in (area.viewport(), ground):
            one.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

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
