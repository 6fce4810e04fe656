"""Users who may sign in, and the table of rights by role."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from alo183_desktop.access.queries import list_users
from alo183_desktop.access.record import USER
from alo183_desktop.access.rows import UserRow
from alo183_desktop.access.rules import GIVEN, RIGHTS, Right, Role
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.containers import make_stop, scroll_area
from alo183_desktop.gui.kit.form.dialog import KeyDialog
from alo183_desktop.gui.kit.form.passwords import LoginField
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.labels import Separator, make_label, muted_label
from alo183_desktop.gui.kit.states import StateShape
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.list_sections import (
    ListSection,
    SettingsList,
    used_column,
)
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.background import Background

_KEYS: Final = ("name", "role")
CHANGES: Final = frozenset({Topic.USER})
"""The topics that each of these dialogs changes."""


class AddUserDialog(KeyDialog):
    """Name, login, role and a first password."""

    refused: Mapping[str, str] = {
        "access.login_form": "login",
        "access.login_taken": "login",
        "access.name_missing": "name",
        "access.weak_password": "password",
    }

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Kullanıcı ekle",
            explanation="İlk parolayı kullanıcıya siz verirsiniz; ilk oturumunda, başka bir şey "
            "görmeden kendi parolasını belirler.",
            verb="Kullanıcıyı &ekle",
            changes=CHANGES,
            draft="settings.user.new",
            parent=parent,
        )
        self._desk = desk
        parts = [RecordFields(self.form, USER, clock=desk.clock, keys=("name",), parent=self.form)]
        self.name = parts[0]["name"]
        self.login = LoginField(self.name, key="login", note="Addan önerilir.", parent=self.form)
        self.form.add_row(self.login)
        parts.append(
            RecordFields(self.form, USER, clock=desk.clock, keys=("role",), parent=self.form)
        )
        self._parts = parts
        self.role = parts[1]["role"]
        self.role.set_value(Role.CLERK.value)
        self.add_password(
            lambda: (self.login.text(), self.name.text(), desk.directorate_name),
            label="İlk &parola",
        )
        self.form.mark_clean()

    @override
    def task(self) -> Callable[[], object]:
        desk, password = self._desk, self.typed_password()
        login = self.login.text()
        typed = {key: value for part in self._parts for key, value in part.typed().items()}
        return lambda: desk.users.add(login=login, password=password, **typed)


class ChangeUserDialog(KeyDialog):
    """Name and role."""

    refused: Mapping[str, str] = {
        "access.name_missing": "name",
        "access.last_administrator": "role",
    }

    def __init__(
        self, background: Background, desk: Desk, user: UserRow, *, parent: QWidget
    ) -> None:
        super().__init__(
            background,
            title="Kullanıcıyı düzenle",
            explanation=f"Kullanıcı adı: {user.login}",
            verb="&Kaydet",
            changes=CHANGES,
            draft=f"settings.user.{user.user_id}",
            parent=parent,
        )
        self._desk = desk
        self._user = user
        self.fields = RecordFields(self.form, USER, clock=desk.clock, keys=_KEYS, parent=self.form)
        self.form.add_stretch()
        values = USER.stored(user)
        self._began = self.begin_with(EditBase(values, user.version))
        self.fields.show(values)
        self.form.mark_clean()

    @override
    def task(self) -> Callable[[], object]:
        desk, began = self._desk, self._began
        before = began.values or USER.stored(self._user)
        user = replace(self._user, version=began.version, **USER.columns(before))
        typed = self.fields.typed()
        return lambda: desk.users.change(user, **typed, is_active=user.is_active)


class GivePasswordDialog(KeyDialog):
    """A new password for another user; opens a closed account again."""

    refused: Mapping[str, str] = {"access.weak_password": "password"}

    def __init__(
        self, background: Background, desk: Desk, user: UserRow, *, parent: QWidget
    ) -> None:
        super().__init__(
            background,
            title=f"{user.name}: yeni parola ver" if user.is_active else f"{user.name}: hesabı aç",
            explanation="Eski parola artık açmaz; kullanıcı ilk oturumunda kendi parolasını "
            "belirler. Parola verildiği denetim izine yazılır.",
            verb="Pa&rolayı ver" if user.is_active else "Hesabı &aç",
            changes=CHANGES,
            draft="",
            parent=parent,
        )
        self._desk = desk
        self._user = user
        self.add_password(
            lambda: (user.login, user.name, desk.directorate_name), label="Yeni &parola"
        )
        self.form.mark_clean()

    @override
    def task(self) -> Callable[[], object]:
        desk, user, password = self._desk, self._user, self.typed_password()
        give = desk.users.set_password if user.is_active else desk.users.reopen
        return lambda: give(user, password)


USERS: Final = SettingsList[UserRow](
    key="users",
    title="Kullanıcılar",
    sentence="Hesabı kapatılan oturum açamaz; süresi dolunca hesap imha edilir. Denetim izi "
    "ondan söz eder.",
    add_verb="Kullanıcı &ekle…",
    right=Right.MANAGE_USERS,
    topics=CHANGES,
    changes=CHANGES,
    columns=lambda _today: (
        Column("Adı soyadı", lambda row: row.name, width_chars=24, stretch=True),
        Column("Kullanıcı adı", lambda row: row.login, width_chars=16),
        Column("Rolü", lambda row: row.role.words, width_chars=10),
        used_column(lambda row: row.is_active, "Hesabı", words=("açık", "kapalı"), width=12),
    ),
    find=lambda work: list_users(work.session),
    row_key=lambda row: row.user_id,
    is_used=lambda row, _today: row.is_active,
)


class UsersSection(ListSection[UserRow]):
    """Shown only to users who manage users."""

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(background, USERS, desk=desk, parent=parent)
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
    def open_form(self, row: UserRow | None) -> None:
        window = self.window()
        if row is None:
            added = AddUserDialog(self.background, self.desk, parent=window)
            self.show_dialog(added, "Kullanıcı eklendi")
        else:
            changed = ChangeUserDialog(self.background, self.desk, row, parent=window)
            self.show_dialog(changed, "Kullanıcı kaydedildi")

    @override
    def toggle_verb(self, row: UserRow) -> str:
        return "Hesabı &kapat" if row.is_active else "Hesabı &aç…"

    @override
    def toggle_row(self, row: UserRow) -> None:
        if not row.is_active:
            dialog = GivePasswordDialog(self.background, self.desk, row, parent=self.window())
            self.show_dialog(dialog, "Hesap açıldı")
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

    def _done(self, message: str) -> None:
        self.reported.emit(message)
        self.load()

    @Slot()
    def _show_buttons(self) -> None:
        row = self.view.current_row()
        # The user's own password is changed where the old one is asked for.
        others = row is not None and row.user_id != self.desk.actor.user_id
        self.give.setEnabled(others and row.is_active)

    @Slot()
    def _on_give(self) -> None:
        row = self.view.current_row()
        if row is not None:
            dialog = GivePasswordDialog(self.background, self.desk, row, parent=self.window())
            self.show_dialog(dialog, "Yeni parola verildi")


class RightsTable(QWidget):
    """A tick for each right of each role, from the table that the services check."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(0, 1)
        for column, role in enumerate(Role, start=1):
            head = muted_label(role.words, parent=self)
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignHCenter)
            grid.setColumnMinimumWidth(column, theme.px(72))
        for index, right in enumerate(Right):
            row = 2 * index + 1
            grid.addWidget(Separator(parent=self), row, 0, 1, len(Role) + 1)
            grid.addWidget(make_label(right.words, wrap=True, parent=self), row + 1, 0)
            for column, role in enumerate(Role, start=1):
                allowed = role in RIGHTS[right]
                by_setting = role in GIVEN.get(right, ())
                mark: QWidget = (
                    StateShape(State.GOOD, parent=self)
                    if allowed
                    else muted_label("ayara bağlı" if by_setting else "–", parent=self)
                )
                text = (
                    "yapabilir"
                    if allowed
                    else "ayara bağlı olarak yapabilir"
                    if by_setting
                    else "yapamaz"
                )
                mark.setAccessibleName(f"{role.words}: {text}")
                grid.addWidget(mark, row + 1, column, Qt.AlignmentFlag.AlignHCenter)
        grid.setRowStretch(2 * len(Right) + 1, 1)
