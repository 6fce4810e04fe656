"""The dialogs about one user: add, change, give a password."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import ROLE_WORDS, Role, parse_login, propose_login
from alo183_desktop.gui.kit.conflicts import Began
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import Form, RadioChoice, TextField
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.new_password import NewPassword
from alo183_desktop.shared.identity import tidy_name
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field

_FIELD_OF: Final = {
    "access.login_form": "login",
    "access.login_taken": "login",
    "access.name_missing": "name",
    "access.name_too_long": "name",
    "access.weak_password": "password",
    "access.last_administrator": "role",
    "access.recovery_length": "code",
    "access.recovery_group": "code",
    "access.wrong_code": "code",
    "access.wait": "code",
}
CHANGES: Final = frozenset({Kind.USER})
"""What each of these dialogs changes."""


class UserTask(FormDialog):
    """A form about a user; what stores it needs the key, and takes a moment."""

    def __init__(
        self,
        background: Background,
        *,
        title: str,
        explanation: str = "",
        verb: str,
        draft: str,
        parent: QWidget,
    ) -> None:
        super().__init__(
            title=title,
            explanation=explanation,
            verb=verb,
            width=480,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=draft,
            parent=parent,
        )
        self.new_password: NewPassword | None = None
        self._verb = verb

    def task(self) -> Callable[[], object]:
        """Return what stores the form, free of widgets; it runs off the GUI thread.

        What of it somebody else changed meanwhile is a list that it returns (`Work.kept`).
        """
        raise NotImplementedError

    def add_password(self, personal: Callable[[], tuple[str, ...]], *, label: str) -> None:
        """Add the two fields of a new password."""
        self.new_password = NewPassword(
            self.background, personal=personal, label=label, parent=self.form
        )
        self.form.add_row(self.new_password)
        self.form.watch(self.new_password.first)
        self.form.watch(self.new_password.second)
        self.form.add_stretch()

    def typed_password(self) -> str:
        """Return the new password."""
        return "" if self.new_password is None else self.new_password.password()

    @override
    def submit(self) -> None:
        if self.new_password is None:
            super().submit()
        else:
            self.new_password.demand(lambda _right: self.form.submit())

    @override
    def save(self) -> None:
        self.save_button.setEnabled(False)
        self.save_button.setText("Kaydediliyor…")
        self.background.call(
            self.task(),
            parent=self,
            success=self._on_task_done,
            failure=self.refuse,
            changes=CHANGES,
        )

    def _on_task_done(self, result: object) -> None:
        self.close_saved(0, result if isinstance(result, list) else [])

    @override
    def refuse(self, error: Exception) -> None:
        self.save_button.setText(self._verb)
        super().refuse(error)

    @override
    def field_of(self, code: str) -> Field | None:
        return self._field(_FIELD_OF.get(code, ""))


class AddUserDialog(UserTask):
    """Name, login, role and a first password."""

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Kullanıcı ekle",
            explanation="İlk parolayı kullanıcıya siz verirsiniz; ilk oturumunda, başka bir şey "
            "görmeden kendi parolasını belirler.",
            verb="Kullanıcıyı &ekle",
            draft="settings.user.new",
            parent=parent,
        )
        self._desk = desk
        self.name = TextField(
            "&Adı soyadı", key="name", required=True, show=tidy_name, parent=self.form
        )
        self.login = TextField(
            "K&ullanıcı adı",
            key="login",
            required=True,
            check=parse_login,
            show=str,
            max_length=64,
            note="Addan önerilir.",
            parent=self.form,
        )
        self.role = role_field(parent=self.form)
        self.role.set_value(Role.CLERK.value)
        for field in (self.name, self.login, self.role):
            self.form.add_row(field)
        self.add_password(lambda: (self.login.text(), self.name.text()), label="İlk &parola")
        self.form.mark_clean()
        self._proposed = ""
        self.name.changed.connect(self._on_name_changed)

    @override
    def task(self) -> Callable[[], object]:
        desk, password = self._desk, self.typed_password()
        login, name, role = self.login.text(), self.name.text(), Role(self.role.value())
        return lambda: desk.users.add(login=login, name=name, role=role, password=password)

    @Slot()
    def _on_name_changed(self) -> None:
        if self.login.text() == self._proposed:
            self._proposed = propose_login(self.name.text())
            self.login.set_value(self._proposed)


class ChangeUserDialog(UserTask):
    """Name and role."""

    def __init__(
        self, background: Background, desk: Desk, user: UserRow, *, parent: QWidget
    ) -> None:
        super().__init__(
            background,
            title="Kullanıcıyı düzenle",
            explanation=f"Kullanıcı adı: {user.login}",
            verb="&Kaydet",
            draft=f"settings.user.{user.user_id}",
            parent=parent,
        )
        self._desk = desk
        self._user = user
        self.name = TextField(
            "&Adı soyadı", key="name", required=True, show=tidy_name, parent=self.form
        )
        self.role = role_field(parent=self.form)
        self.form.add_row(self.name)
        self.form.add_row(self.role)
        self.form.add_stretch()
        self._began = self.begin_with(Began(user.values(), user.version))
        self.name.set_value(user.name)
        self.role.set_value(user.role.value)
        self.form.mark_clean()

    @override
    def task(self) -> Callable[[], object]:
        desk, began = self._desk, self._began
        before = began.values or self._user.values()
        user = replace(self._user, version=began.version, **asdict(before))
        name, role = self.name.text(), Role(self.role.value())
        return lambda: desk.users.change(user, name=name, role=role, is_active=user.is_active)


class GivePasswordDialog(UserTask):
    """A new password for somebody else; opens a closed account again."""

    def __init__(
        self, background: Background, desk: Desk, user: UserRow, *, parent: QWidget
    ) -> None:
        super().__init__(
            background,
            title=f"{user.name}: yeni parola ver" if user.is_active else f"{user.name}: hesabı aç",
            explanation="Eski parola artık açmaz; kullanıcı ilk oturumunda kendi parolasını "
            "belirler. Parola verildiği denetim izine yazılır.",
            verb="Pa&rolayı ver" if user.is_active else "Hesabı &aç",
            draft="",
            parent=parent,
        )
        self._desk = desk
        self._user = user
        self.add_password(lambda: (user.login, user.name), label="Yeni &parola")
        self.form.mark_clean()

    @override
    def task(self) -> Callable[[], object]:
        desk, user, password = self._desk, self._user, self.typed_password()
        give = desk.users.set_password if user.is_active else desk.users.reopen
        return lambda: give(user, password)


def role_field(*, parent: QWidget) -> RadioChoice:
    """Return the field of a role."""
    options = [(role.value, words) for role, words in ROLE_WORDS.items()]
    return RadioChoice("Rolü", options, key="role", parent=parent)
