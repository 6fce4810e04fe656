"""Bring a backup back in place of the present data: who may, and what outlives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.access import keys, presence, recovery, restoring
from alo183_desktop.access.backups import slots_of
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.opening import demand_administrator
from alo183_desktop.bootstrap.working import tables_known
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.access.restoring import BackupContents
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.db.audit import Head
    from alo183_desktop.db.work import Work

_COUNTED: Final = ("officers", "letters", "lines", "cases")
"""The tables whose row counts identify a backup for users."""
_LOST: Final = frozenset({"db.damaged", "db.disk_failed", "db.empty", "db.unreadable"})
"""Errors of present data that nobody can open any more."""


class Opener(NamedTuple):
    """What opens data: a user's password, or the code of a recovery sheet."""

    login: str
    """With `by_sheet` only recorded in the trail."""
    secret: str
    by_sheet: bool = False


class _Standing(NamedTuple):
    role: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class _Present:
    """What outlives a restore of the data that it replaces."""

    accounts: Mapping[str, _Standing]
    """By login."""
    head: Head

    def standing(self, login: str) -> _Standing:
        """Return how a user stands now; one whose account is gone may not sign in."""
        return self.accounts.get(login, _Standing("", is_active=False))


def look_into(vault: Vault, backup: Backup, opener: Opener) -> BackupContents:
    """Return the content of a backup, after a full check; arguments as `bring_back`.

    Raises:
        KnownError: As `Vault.unwrap`, `Vault.recover`, `recovery.read_code`, `slots_of` and
            `restoring.look_into`.
    """
    key = _key_of(vault, backup, opener)
    return restoring.look_into(backup, key, folder=vault.folder, tables=_COUNTED)


def bring_back(
    vault: Vault, backup: Backup, opener: Opener, *, present: Opener | None = None
) -> Path:
    """Replace the present data by a backup, keep the former data, and record that.

    As long as the present data opens, a present administrator or sheet is needed as well: who was
    one on the day of the backup may not be one any more. Accounts come back as they are now, and
    the entries that fall out of the trail are reported until somebody acknowledges it. Recorded
    before the files are replaced, so that a kill leaves neither of them alone.

    Args:
        vault: Of the data folder.
        backup: The backup.
        opener: An administrator of the backup's day, or that day's sheet.
        present: An administrator of today, or the present sheet; None: the same as `opener`.

    Returns:
        The folder with the former data.

    Raises:
        KnownError: `access.not_allowed`; `backups.present_needed`: `opener` does not open the
            present data as an administrator; `backups.no_administrator`: all of that day's are
            closed by now; as `look_into` and `restoring.bring_in`. Nothing was touched.
    """
    key = _key_of(vault, backup, opener)
    before = _present(vault, opener, present)

    def prepare(copy: Engine) -> None:
        if not opener.by_sheet:
            demand_administrator(copy, opener.login)
        _record(vault, copy, key, backup=backup, opener=opener, before=before)

    with presence.named(lambda: presence.find_others(vault.folder, key)):
        return restoring.bring_in(backup, vault, key, prepare=prepare)


def _key_of(vault: Vault, backup: Backup, opener: Opener) -> bytes:
    slots = slots_of(backup)
    if opener.by_sheet:
        return vault.recover(recovery.read_code(opener.secret), slots=slots)
    return vault.unwrap(opener.login, opener.secret, slots=slots)[0]


def _present(vault: Vault, opener: Opener, present: Opener | None) -> _Present | None:
    """Return what the present data says, opened by an administrator; None: nobody can open it.

    Raises:
        KnownError: As `bring_back`.
    """
    slots = vault.slots_if_any()
    if slots is None or not vault.data_file.exists():
        return None
    if present is not None:
        if present.by_sheet:
            key = vault.recover(recovery.read_code(present.secret))
        else:
            key = vault.unwrap(present.login, present.secret)[0]
        return _read_present(vault, present, key)
    # The secret has opened the backup: that it does not open this is no wrong attempt.
    if opener.by_sheet:
        found = slots.recover(recovery.read_code(opener.secret))
    else:
        found = slots.unwrap(opener.login, opener.secret)
    try:
        if found is not None:
            return _read_present(vault, opener, found)
    except KnownError as error:
        if error.code != "access.not_allowed":
            raise
    raise KnownError("backups.present_needed")


def _read_present(vault: Vault, opener: Opener, key: bytes) -> _Present | None:
    from sqlalchemy import text

    from alo183_desktop.db.audit import Head
    from alo183_desktop.db.engine import SMALLEST_FILE, sqlcipher_engine
    from alo183_desktop.db.work import open_snapshot

    if vault.data_file.stat().st_size < SMALLEST_FILE:
        return None
    engine = sqlcipher_engine(vault.data_file, key=key)
    try:
        # Columns that every revision has: newer data, too, keeps its accounts closed.
        with open_snapshot(engine) as session:
            users = session.execute(text("SELECT login, role, is_active FROM users")).all()
            head = session.execute(text("SELECT sequence, mac FROM audit_heads")).one()
    except KnownError as error:
        if error.code not in _LOST:
            raise
        return None
    finally:
        engine.dispose()
    accounts = {login: _Standing(role, bool(is_active)) for login, role, is_active in users}
    found = _Present(accounts, Head(head.sequence, head.mac))
    if not opener.by_sheet and found.standing(fold(opener.login)) != (Role.ADMINISTRATOR, True):
        raise KnownError("access.not_allowed")
    return found


def _record(
    vault: Vault,
    copy: Engine,
    key: bytes,
    *,
    backup: Backup,
    opener: Opener,
    before: _Present | None,
) -> None:
    """Write into the copied data what outlives it, and that it was brought back.

    Raises:
        KnownError: `backups.no_administrator`.
    """
    from alo183_desktop.db import audit, migrate
    from alo183_desktop.db.work import Actor, open_work

    migrate.upgrade(copy)
    tables_known()
    actor = Actor(None, fold(opener.login), opener.login, Role.ADMINISTRATOR)
    closed: list[str] = []
    with open_work(copy, clock=vault.clock, actor=actor, audit_key=keys.audit_key(key)) as work:
        dropped = {}
        if before is not None:
            closed = _settle_accounts(work, before, opener=opener)
            kept = audit.read_head(work.session).sequence
            if before.head.sequence > kept:
                dropped = {"dropped": before.head.sequence - kept}
                work.record(
                    "audit.found_broken",
                    "audit",
                    kept + 1,
                    reason=audit.RESTORED,
                    last=before.head.sequence,
                    mac=before.head.mac,
                )
        work.record(
            "backup.restored", "backup", taken_at=backup.at.isoformat(timespec="seconds"), **dropped
        )
    restoring.close_slots(vault.folder, closed)


def _settle_accounts(work: Work, before: _Present, *, opener: Opener) -> list[str]:
    """Give the users of the backup's day their present standing; return who is closed.

    Raises:
        KnownError: `backups.no_administrator`.
    """
    from sqlalchemy import select

    from alo183_desktop.access.model import User

    closed: list[str] = []
    has_administrator = opener.by_sheet
    for user in work.session.scalars(select(User).order_by(User.id)):
        role, is_active = before.standing(user.login)
        changed = [
            *(["role"] if role and role != user.role else []),
            *(["is_active"] if user.is_active and not is_active else []),
        ]
        if changed:
            user.role = Role(role) if role else user.role
            user.is_active = user.is_active and is_active
            work.record("user.changed", "user", user.id, fields=changed)
        if not user.is_active:
            closed.append(user.login)
        elif user.role is Role.ADMINISTRATOR:
            has_administrator = True
    if not has_administrator:
        raise KnownError("backups.no_administrator")
    return closed
