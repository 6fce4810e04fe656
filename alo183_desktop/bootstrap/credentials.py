"""How users get the key: slots in the key file, or slots and roles on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from alo183_desktop.access import keys
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from alo183_desktop.access.rules import Role
    from alo183_desktop.access.server_vault import ServerVault, SignedIn
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.db.listening import Listener
    from alo183_desktop.db.work import Work

_LONGEST_ROLE: Final = 63
"""Characters of a role's name; a server truncates longer ones."""
_RESERVED: Final = "42939"
"""SQLSTATE of names such as `pg_x` and `public`."""


class CredentialStore(Protocol):
    """Operations on the credentials of users, each within a unit of work."""

    def check(self, login: str, password: str) -> None:
        """Raise `KnownError` when this is not the password."""

    def is_present(self, login: str, password: str) -> bool:
        """Return whether this is the password of the signed-in user; not counted as an attempt."""

    def give(self, work: Work, login: str, password: str, *, role: Role, after: int) -> int:
        """Let `password` open the data for `login`; return the generation of their new slot."""

    def change(self, work: Work, login: str, *, role: Role) -> None:
        """Give an active user the role `role`."""

    def close(self, work: Work, login: str) -> None:
        """Remove the access of `login`."""

    def give_own(self, work: Work, login: str, password: str, *, after: int) -> int:
        """Give the signed-in user another password; return the generation of their new slot."""

    def give_recovery(self, work: Work, code: str) -> bool:
        """Make `code` that of the only valid sheet; False where that requires a new key."""

    def listener(self, own: Engine) -> Listener | None:
        """Return a listener for changes by other desks; None where there are none."""

    def forget(self) -> None:
        """Discard all secrets."""


class FileCredentials:
    """Slots in the key file beside the data."""

    def __init__(self, vault: Vault, key: bytes) -> None:
        self._vault = vault
        self._key = key

    def check(self, login: str, password: str) -> None:
        """As `CredentialStore.check`; raises as `Vault.unwrap`."""
        self._vault.unwrap(login, password)

    def is_present(self, login: str, password: str) -> bool:
        """As `CredentialStore.is_present`; raises as `keys.load`."""
        return self._vault.key_file().unwrap(login, password) is not None

    def give(self, _work: Work, login: str, password: str, *, role: Role, after: int) -> int:  # noqa: ARG002
        """As `CredentialStore.give`: the file has no roles."""
        return self._vault.give_slot(login, password, self._key, after=after)

    def change(self, _work: Work, login: str, *, role: Role) -> None:
        """As `CredentialStore.change`: the file has no roles."""

    def close(self, _work: Work, login: str) -> None:
        """As `CredentialStore.close`."""
        self._vault.remove_slot(login)

    def give_own(self, _work: Work, login: str, password: str, *, after: int) -> int:
        """As `CredentialStore.give_own`."""
        return self._vault.give_slot(login, password, self._key, after=after)

    def give_recovery(self, _work: Work, code: str) -> bool:  # noqa: ARG002
        """As `CredentialStore.give_recovery`: a file's key comes from its sheet (`Desk.rekey`)."""
        return False

    def listener(self, _own: Engine) -> None:
        """As `CredentialStore.listener`: only one program at a time writes to a file."""
        return

    def forget(self) -> None:
        """As `CredentialStore.forget`."""
        self._key = b""


class ServerCredentials:
    """Slots in a table of the server, and a role of its own for each user.

    Role, slot and row change in one transaction, so that none of them is ever alone.
    """

    def __init__(self, vault: ServerVault, signed_in: SignedIn) -> None:
        self._vault = vault
        self._key = signed_in.key
        self._secret = signed_in.secret
        self._login = signed_in.login

    def check(self, login: str, password: str) -> None:
        """As `CredentialStore.check`.

        Raises:
            KnownError: `access.wrong_password`.
        """
        if not self.is_present(login, password):
            raise self._vault.record_wrong_password(login)

    def is_present(self, _login: str, password: str) -> bool:
        """As `CredentialStore.is_present`."""
        import hmac

        given, right = (
            text.encode("utf-8", "surrogatepass") for text in (password, self._secret.text)
        )
        return hmac.compare_digest(given, right)

    def give(self, work: Work, login: str, password: str, *, role: Role, after: int) -> int:
        """As `CredentialStore.give`.

        Raises:
            KnownError: `server.role_taken`.
        """
        self._settle(work, login, role, password)
        return self._put(work, login, password, after=after)

    def change(self, work: Work, login: str, *, role: Role) -> None:
        """As `CredentialStore.change`."""
        self._settle(work, login, role, None)

    def close(self, work: Work, login: str) -> None:
        """As `CredentialStore.close`."""
        from alo183_desktop.access.server_vault import remove_slot

        self._settle(work, login, None, None)
        remove_slot(work.session, login)

    def give_own(self, work: Work, login: str, password: str, *, after: int) -> int:
        """As `CredentialStore.give_own`: users may change the password of their own role."""
        from sqlalchemy import event

        from alo183_desktop.db.server import set_own_password

        set_own_password(work.session.connection(), user=fold(login), password=password)
        # Only then: until the commit the server expects the older one.
        event.listen(work.session, "after_commit", lambda _session: self._take(password), once=True)
        return self._put(work, login, password, after=after)

    def give_recovery(self, work: Work, code: str) -> bool:
        """As `CredentialStore.give_recovery`."""
        from alo183_desktop.access.server_vault import put_slot

        made = keys.KeyFile("").with_recovery(code, self._key, cost=self._vault.cost)
        put_slot(work.session, made.slots[0])
        return True

    def listener(self, own: Engine) -> Listener:
        """As `CredentialStore.listener`; raises as `db.server.connect`."""
        from alo183_desktop.db.listening import Listener

        address = self._vault.place.address
        return Listener(address, user=self._login, secret=self._secret, own=own)

    def forget(self) -> None:
        """As `CredentialStore.forget`."""
        self._key = b""
        self._secret.forget()

    def _take(self, password: str) -> None:
        self._secret.take(password)

    def _put(self, work: Work, login: str, password: str, *, after: int) -> int:
        from alo183_desktop.access.server_vault import put_slot

        made = keys.KeyFile("").with_password(
            fold(login), password, self._key, cost=self._vault.cost, after=after
        )
        put_slot(work.session, made.slots[0])
        return made.slots[0].generation

    def _settle(self, work: Work, login: str, role: Role | None, password: str | None) -> None:
        settle_user(work.session, login, role=role, password=password)


def settle_user(session: Session, login: str, *, role: Role | None, password: str | None) -> None:
    """Create, change or close the role of a user on the server.

    Raises:
        KnownError: `server.role_taken`: a role of that name is another's, or the server's own;
            `server.login_long`.
    """
    from sqlalchemy.exc import DBAPIError

    from alo183_desktop.bootstrap.server_rights import ROLE_TAKEN, settle_role
    from alo183_desktop.db.server import scram_secret

    # The function reads the row of a new user, which must exist.
    session.flush()
    connection = session.connection()
    user = fold(login)
    if len(user) > _LONGEST_ROLE:
        raise KnownError("server.login_long", longest=_LONGEST_ROLE)
    secret = None
    if password is not None:
        secret = scram_secret(connection, user=user, password=password)
    try:
        settle_role(connection, user, role=role, secret=secret)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in {ROLE_TAKEN, _RESERVED}:
            raise KnownError("server.role_taken", login=user) from error
        raise
