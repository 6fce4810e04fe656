"""Who may sign in, and the table of who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from alo183_desktop.access.queries import list_users
from alo183_desktop.access.rows import UserRow
from alo183_desktop.access.rules import RIGHTS as WHO_MAY
from alo183_desktop.access.rules import ROLE_WORDS, Right
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.labels import Rule, make_label, muted_label
from alo183_desktop.gui.kit.scrolling import make_stop, scroll_area
from alo183_desktop.gui.kit.states import Shape, State
from alo183_desktop.gui.kit.tables import CellKind, Column
from alo183_desktop.gui.settings.list_sections import ListSection
from alo183_desktop.gui.settings.user_dialogs import (
    CHANGES,
    AddUserDialog,
    ChangeUserDialog,
    GivePasswordDialog,
)
from alo183_desktop.gui.settings.words import RIGHTS
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.settings.user_dialogs import UserTask

_COLUMNS: Final = (
    Column[UserRow]("Adı soyadı", lambda row: row.name, width_chars=24, stretch=True),
    Column[UserRow]("Kullanıcı adı", lambda row: row.login, width_chars=16),
    Column[UserRow]("Rolü", lambda row: ROLE_WORDS[row.role], width_chars=10),
    Column[UserRow](
        "Hesabı",
        lambda row: "açık" if row.is_active else "kapalı",
        kind=CellKind.STATE,
        state=lambda row: State.GOOD if row.is_active else State.NONE,
        width_chars=12,
    ),
)


class UsersSection(ListSection[UserRow]):
    """Shown only to those who manage users."""

    kinds = frozenset({Kind.USER})

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            key="users",
            title="Kullanıcılar",
            sentence="Hesabı kapatılan oturum açamaz; süresi dolunca hesap imha edilir. Denetim "
            "izi ondan söz eder.",
            columns=_COLUMNS,
            right=Right.MANAGE_USERS,
            add_verb="Kullanıcı &ekle…",
            desk=desk,
            parent=parent,
        )
        self.give = SecondaryButton("&Parola ver…", icon="key", parent=self)
        self.buttons.insertWidget(1, self.give)
        self.give.clicked.connect(self._on_give)
        self.box.addWidget(make_label("Kim ne yapabilir", font=theme.section(), parent=self))
        area = scroll_area(is_sideways=True, parent=self)
        make_stop(area)
        area.setAccessibleName("Kullanıcı türleri ve yapabildikleri")
        area.setWidget(RightsTable(parent=area))
        self.box.addWidget(area, 2)
        self.view.setMinimumHeight(theme.row_height() * 4)
        self._show_buttons()
        self.view.row_changed.connect(self._show_buttons)

    @override
    def query(self, work: Work) -> Sequence[UserRow]:
        return list_users(work.session)

    @override
    def id_of(self, row: UserRow) -> int:
        return row.user_id

    @override
    @Slot()
    def on_add(self) -> None:
        self._open(
            AddUserDialog(self.background, self.desk, parent=self.window()), "Kullanıcı eklendi"
        )

    @override
    def edit_row(self, row: UserRow) -> None:
        dialog = ChangeUserDialog(self.background, self.desk, row, parent=self.window())
        self._open(dialog, "Kullanıcı kaydedildi")

    @override
    def toggle_verb(self, row: UserRow) -> str:
        return "Hesabı &kapat" if row.is_active else "Hesabı &aç…"

    @override
    def toggle_row(self, row: UserRow) -> None:
        if not row.is_active:
            dialog = GivePasswordDialog(self.background, self.desk, row, parent=self.window())
            self._open(dialog, "Hesap açıldı")
            return
        answer = dialogs.ask(
            self.window(),
            title=f"{row.name}: hesap kapatılsın mı?",
            text="Bir daha oturum açamaz; parolası silinir. Yaptıkları denetim izinde kalır.",
            verbs=("Hesabı kapat", "Vazgeç"),
        )
        if answer == 0:
            desk = self.desk
            self.background.call(
                lambda: desk.users.change(row, name=row.name, role=row.role, is_active=False),
                parent=self,
                success=lambda _result: self._done("Hesap kapatıldı"),
                changes=CHANGES,
            )

    def _open(self, dialog: UserTask, said: str) -> None:
        dialog.accepted.connect(lambda: self._done(said))
        dialog.joined.connect(self.said)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _done(self, said: str) -> None:
        self.said.emit(said)
        self.load()

    @Slot()
    def _show_buttons(self) -> None:
        row = self.view.current_row()
        # One's own password is changed where the old one is asked for.
        others = row is not None and row.user_id != self.desk.actor.user_id
        self.give.setEnabled(others and row.is_active)

    @Slot()
    def _on_give(self) -> None:
        row = self.view.current_row()
        if row is not None:
            dialog = GivePasswordDialog(self.background, self.desk, row, parent=self.window())
            self._open(dialog, "Yeni parola verildi")


class RightsTable(QWidget):
    """A tick for each right of each role, from the one table that the services ask."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(0, 1)
        for column, words in enumerate(ROLE_WORDS.values(), start=1):
            head = muted_label(words, parent=self)
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignHCenter)
            grid.setColumnMinimumWidth(column, theme.px(72))
        for place, right in enumerate(Right):
            row = 2 * place + 1
            grid.addWidget(Rule(parent=self), row, 0, 1, len(ROLE_WORDS) + 1)
            grid.addWidget(make_label(RIGHTS[right], wrap=True, parent=self), row + 1, 0)
            for column, role in enumerate(ROLE_WORDS, start=1):
                allowed = role in WHO_MAY[right]
                mark: QWidget = (
                    Shape(State.GOOD, parent=self) if allowed else muted_label("–", parent=self)
                )
                mark.setAccessibleName(
                    f"{ROLE_WORDS[role]}: {'yapabilir' if allowed else 'yapamaz'}"
                )
                grid.addWidget(mark, row + 1, column, Qt.AlignmentFlag.AlignHCenter)
        grid.setRowStretch(2 * len(Right) + 1, 1)
