"""The small files beside the data: key file, journal of failed attempts, outside head.

Not here: the data itself (db), and what opening it brings about (bootstrap).
"""

from __future__ import annotations

import contextlib
import json
import threading
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import attempts, keys
from alo183_desktop.access.attempts import Attempt
from alo183_desktop.access.files import write_atomically
from alo183_desktop.access.rules import FREE_TRIES, recent, wait_left
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from alo183_desktop.db.audit import Head
    from alo183_desktop.shared.clock import Clock

DATA_FILE: Final = "alo183.db"
KEY_FILE: Final = "alo183.key"
HEAD_FILE: Final = "alo183.head"
ATTEMPTS_FILE: Final = "alo183.attempts"

_head_lock: Final = threading.Lock()


class Vault:
    """A data folder as somebody without a key sees it.

    Attributes:
        folder: Holds the data file, the key file, the outside head and the journal.
        clock: Dates the failed attempts.
    """

    def __init__(self, folder: Path, *, clock: Clock, cost: keys.Cost) -> None:
        self.folder = folder
        self.clock = clock
        self._cost = cost

    @property
    def data_file(self) -> Path:
        """Where the encrypted data is."""
        return self.folder / DATA_FILE

    def key_file(self) -> keys.KeyFile:
        """Return the slots; raises as `keys.load`."""
        return keys.load(self.folder / KEY_FILE)

    def make_slots(self, label: str, *, login: str, password: str, code: str, key: bytes) -> None:
        """Write a new key file with one password's slot and the recovery sheet's."""
        made = keys.KeyFile(label).with_password(fold(login), password, key, cost=self._cost)
        self._save(made.with_recovery(code, key, cost=self._cost))

    def give_slot(self, login: str, password: str, key: bytes) -> None:
        """Let `password` open the key for `login`, in place of their older one."""
        self._save(self.key_file().with_password(fold(login), password, key, cost=self._cost))

    def give_recovery_slot(self, code: str, key: bytes) -> None:
        """Let only the sheet with `code` recover the key."""
        self._save(self.key_file().with_recovery(code, key, cost=self._cost))

    def remove_slot(self, login: str) -> None:
        """Let `login` open nothing any more."""
        self._save(self.key_file().without(login))

    def unwrap(self, login: str, password: str) -> bytes:
        """Return the key that a password opens; a wrong one is written down.

        Raises:
            KnownError: `access.wait`, `access.wrong_password`, `access.wrong_password_wait`, or as
                `keys.load`.
        """
        slots = self.key_file()
        self._demand_patience(login)
        key = slots.unwrap(login, password)
        if key is not None:
            return key
        self._write_down(login)
        if left := self.wait_left(login):
            raise KnownError("access.wrong_password_wait", seconds=_seconds(left))
        counted = recent(self._failures(login), now=self.clock())
        raise KnownError("access.wrong_password", left=FREE_TRIES - len(counted))

    def recover(self, code: str) -> bytes:
        """Return the key that a recovery code opens; a wrong one is written down.

        Raises:
            KnownError: `access.wait`, `access.wrong_code`, or as `keys.load`.
        """
        slots = self.key_file()
        self._demand_patience("")
        key = slots.recover(code)
        if key is None:
            self._write_down("")
            raise KnownError("access.wrong_code")
        return key

    def wait_left(self, login: str) -> dt.timedelta:
        """Return how long `login` must wait before the next try; empty is the recovery sheet."""
        return wait_left(self._failures(login), now=self.clock())

    def failures_to_tell(self, login: str) -> tuple[Attempt, ...]:
        """Return the failures that the next success writes to the trail.

        These are `login`'s own and those of nobody else's: with the recovery sheet, or with a login
        that is not there, whose owner will never come to take them over.
        """
        others = {fold(known) for known in self.key_file().logins()} - {fold(login)}
        found = attempts.read_attempts(self.folder / ATTEMPTS_FILE)
        return tuple(failure for failure in found if fold(failure.login) not in others)

    def forget(self, told: tuple[Attempt, ...]) -> None:
        """Remove failures from the journal once the trail holds them."""
        if told:
            attempts.forget(self.folder / ATTEMPTS_FILE, {failure.login for failure in told})

    def read_head(self) -> Head | None:
        """Return the outside head; None when it is not there or broken."""
        from alo183_desktop.db.audit import Head

        try:
            content = json.loads((self.folder / HEAD_FILE).read_bytes())
            return Head(int(content["sequence"]), str(content["mac"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write_head(self, head: Head) -> None:
        """Keep the end of the audit chain outside the data file.

        Not flushed: an older head is still a part of the chain, so a power cut does no harm. Two
        writers of one process take turns.
        """
        content = json.dumps({"sequence": head.sequence, "mac": head.mac})
        # The change is committed already; a head that cannot be written only ages.
        with _head_lock, contextlib.suppress(KnownError):
            write_atomically(self.folder / HEAD_FILE, content.encode(), durable=False)

    def clear_left_overs(self) -> None:
        """Remove what a set-up that was killed has left; never called where data exists."""
        for left_over in self.folder.glob(f"{DATA_FILE}.new*"):
            left_over.unlink()
        for stale in (HEAD_FILE, ATTEMPTS_FILE):
            (self.folder / stale).unlink(missing_ok=True)

    def _save(self, slots: keys.KeyFile) -> None:
        slots.save(self.folder / KEY_FILE)

    def _demand_patience(self, login: str) -> None:
        if left := self.wait_left(login):
            raise KnownError("access.wait", seconds=_seconds(left))

    def _write_down(self, login: str) -> None:
        failure = Attempt(self.clock(), fold(login))
        attempts.write_attempt(self.folder / ATTEMPTS_FILE, failure)

    def _failures(self, login: str) -> tuple[dt.datetime, ...]:
        journal = self.folder / ATTEMPTS_FILE
        attempts.settle(journal, now=self.clock())
        return attempts.of_login(attempts.read_attempts(journal), login)


def _seconds(left: dt.timedelta) -> int:
    return int(left.total_seconds()) + 1
