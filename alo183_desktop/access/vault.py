"""The small files beside the data: key file, journal of failed attempts, outside head."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import threading
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import attempts, keys, recovery
from alo183_desktop.access.attempts import FailedAttempt
from alo183_desktop.access.files import held_alone, read_small, write_atomically
from alo183_desktop.access.rules import FIRST_WAIT, FREE_TRIES, recent, wait_left
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from alo183_desktop.db.audit import Head, HeadFault
    from alo183_desktop.shared.clock import Clock

DATA_FILE: Final = "alo183.db"
KEY_FILE: Final = "alo183.key"
HEAD_FILE: Final = "alo183.head"
HEAD_BEFORE: Final = "alo183.head.before"
"""The head of the last start, flushed: counts where a power cut took the newer one."""
ATTEMPTS_FILE: Final = "alo183.attempts"
SERVER_FILE: Final = "alo183.server"
"""Replaces data and key file where the data is on a server (server_file.py)."""
LEAVING_FILE: Final = "alo183.leaving"
"""Exists in the last step of a move to a server (bootstrap/moving.py)."""
MOVING_FILE: Final = "alo183.moving"
"""Exists while data is moved back from a server (bootstrap/moving.py)."""
RESTORING_FILE: Final = "alo183.restoring"
"""Exists while a backup's files replace the present ones (restoring.py)."""
TURN_FILE: Final = "alo183.turn"
"""Always empty; locked while a secret is tested or the journal changed."""
_DATA_ASIDE: Final = f"{DATA_FILE}.new"
_KEY_ASIDE: Final = f"{KEY_FILE}.new"
_KEY_BROKEN: Final = f"{KEY_FILE}.broken"
_DATA_LOG: Final = f"{DATA_FILE}-wal"
_HEAD_SEAL: Final = b"alo183 outside head"

_head_lock: Final = threading.Lock()


class Vault:
    """A data folder as seen without a key.

    Attributes:
        folder: Contains the data file, the key file, the outside head and the journal.
        clock: Dates the failed attempts.
    """

    def __init__(self, folder: Path, *, clock: Clock, cost: keys.Cost) -> None:
        self.folder = folder
        self.clock = clock
        self._cost = cost

    @property
    def cost(self) -> keys.Cost:
        """The cost of a guess for a new slot."""
        return self._cost

    @property
    def data_file(self) -> Path:
        """The path of the encrypted data."""
        return self.folder / DATA_FILE

    @property
    def data_aside(self) -> Path:
        """The path at which a set-up makes the data file."""
        return self.folder / _DATA_ASIDE

    def has_lost_data(self) -> bool:
        """Return whether a directorate was set up here whose data file is missing.

        An interrupted set-up does not count: its key file is renamed after its data file, and a
        head is beside the temporary data file.
        """
        if self.data_file.exists():
            return False
        if any((self.folder / name).exists() for name in (KEY_FILE, _DATA_LOG)):
            return True
        return (self.folder / HEAD_FILE).exists() and not self.data_aside.exists()

    def key_file(self) -> keys.KeyFile:
        """Return the slots; raises as `keys.load`."""
        self._end_set_up()
        return keys.load(self.folder / KEY_FILE)

    def label(self) -> str:
        """Return the name of the directorate; raises as `keys.load`."""
        return self.key_file().label

    def known_logins(self) -> tuple[str, ...]:
        """Return the logins, as far as they are known here; raises as `keys.load`."""
        return self.key_file().logins()

    def _logins_if_any(self) -> tuple[str, ...]:
        """Return the logins; none where the key file is missing or broken."""
        try:
            return self.known_logins()
        except KnownError:
            return ()

    def make_slots(self, label: str, *, login: str, password: str, code: str, key: bytes) -> None:
        """Write a new temporary key file, with one password's slot and the recovery sheet's."""
        made = keys.KeyFile(label).with_password(fold(login), password, key, cost=self._cost)
        made.with_recovery(code, key, cost=self._cost).save(self.folder / _KEY_ASIDE)
        attempts.begin(self._journal)

    def put_in_place(self) -> None:
        """Rename the temporary data file, then its key file."""
        self.data_aside.replace(self.data_file)
        self._end_set_up()

    def _end_set_up(self) -> None:
        """Rename a new key file, also for a set-up that was killed just before."""
        aside, place = self.folder / _KEY_ASIDE, self.folder / KEY_FILE
        if aside.exists() and self.data_file.exists() and not place.exists():
            with contextlib.suppress(OSError):  # then the key file is reported missing
                aside.replace(place)

    def give_slot(self, login: str, password: str, key: bytes, *, after: int) -> int:
        """Let `password` open the key for `login`, instead of their older one.

        Args:
            login: The owner of the slot.
            password: Opens it from now on.
            key: Of the data.
            after: The generation that the data last recorded for `login`.

        Returns:
            The generation of the new slot, for the data to record.
        """
        with self.own_turn():  # otherwise a concurrent change would be overwritten
            slots = self.key_file().with_password(
                fold(login), password, key, cost=self._cost, after=after
            )
            self._save(slots)
        return slots.generation(login)

    def make_sure_of_code(self, code: str, *, label: str, key: bytes) -> bool:
        """Make a key file that only the sheet with `code` opens, unless it opens the present one.

        The former file is kept beside it: it was broken, or of other data.

        Returns:
            Whether one was made.
        """
        slots = self.slots_if_any()
        if slots is not None and slots.recover(code) is not None:
            return False
        place = self.folder / KEY_FILE
        with contextlib.suppress(FileNotFoundError):
            place.replace(self.folder / _KEY_BROKEN)
        self._save(keys.KeyFile(label).with_recovery(code, key, cost=self._cost))
        return True

    def slots_under(
        self, key: bytes, *, before: bytes, code: str, generations: Mapping[str, int]
    ) -> keys.Resealed:
        """Return the slots under a new key of the data, with the recovery sheet's; as `under`."""
        found = self.key_file().under(key, before=before, generations=generations)
        slots = found.slots.with_recovery(code, key, cost=self._cost)
        return keys.Resealed(slots, found.dropped)

    def remove_slot(self, login: str) -> None:
        """Let `login` open nothing any more."""
        with self.own_turn():
            self._save(self.key_file().without(login))

    def unwrap(
        self, login: str, password: str, *, slots: keys.KeyFile | None = None
    ) -> tuple[bytes, int]:
        """Return the key that a password opens, and its slot's generation.

        A wrong password is recorded.

        Args:
            login: The user.
            password: As typed.
            slots: Of a backup; None for those beside the data. Wrong attempts count together.

        Raises:
            KnownError: `access.wait`, `access.wrong_password`, `access.wrong_password_wait`, or as
                `_try` and `keys.load`.
        """
        slots = slots or self.key_file()
        name = attempts.journal_login(login, slots.logins())
        key = self._try(name, lambda: slots.unwrap(login, password))
        if key is not None:
            return key, slots.generation(login)
        raise self._wrong_password(name)

    def _wrong_password(self, name: str) -> KnownError:
        """Return the error for a wrong password, by the entries of the journal for `name`."""
        failures, now = self._failures(name), self.clock()
        if left := wait_left(failures, now=now):
            return KnownError("access.wrong_password_wait", seconds=_seconds(left))
        counted = FREE_TRIES - len(recent(failures, now=now))
        return KnownError(
            "access.wrong_password", left=counted, wait=int(FIRST_WAIT.total_seconds())
        )

    def recover(
        self,
        code: str,
        *,
        slots: keys.KeyFile | None = None,
        opens: Callable[[bytes], bool] = lambda _key: False,
    ) -> bytes:
        """Return the key that a recovery code opens; a wrong one is recorded.

        Args:
            code: In its normal form (`recovery.read_code`).
            slots: As `unwrap`.
            opens: Whether a key opens the data. The code yields the key where the key file does not
                contain the code, is missing or broken: sheet and data file alone are enough.

        Raises:
            KnownError: `access.wait`, `access.wrong_code`, or as `_try` and `keys.load`.
        """

        def test() -> bytes | None:
            known = slots or self.slots_if_any()
            key = None if known is None else known.recover(code)
            if key is None and opens(made := recovery.key_of(code)):
                return made
            return key

        return demand(self._try("", test), "access.wrong_code")

    def wait_left(self, login: str) -> dt.timedelta:
        """Return how long `login` must wait for the next attempt; empty: the recovery sheet."""
        name = attempts.journal_login(login, self._logins_if_any()) if login else ""
        now = self.clock()
        if any(at > now for at in self._failures(name)):
            with self.own_turn():
                attempts.settle(self._journal, now=now)
        return wait_left(self._failures(name), now=now)

    def failures_to_record(self, login: str) -> tuple[FailedAttempt, ...]:
        """Return the failures that the next success records in the trail.

        These are `login`'s own and those without an owner: with the recovery sheet, or with an
        unknown login.
        """
        others = {fold(known) for known in self.known_logins()} - {fold(login)}
        found = attempts.read_attempts(self._journal)
        return tuple(failure for failure in found if fold(failure.login) not in others)

    def forget(self, recorded: tuple[FailedAttempt, ...]) -> None:
        """Remove failures from the journal once the trail contains them."""
        if recorded:
            with self.own_turn():
                attempts.forget(self._journal, recorded)

    def has_head(self) -> bool:
        """Return whether this folder contains a head of the trail, valid or not."""
        return (self.folder / HEAD_FILE).exists()

    def read_head(self, audit_key: bytes) -> Head | HeadFault:
        """Return the outside head, or why there is none; sealing one needs the key.

        A power cut can take the head, which is not flushed: then the one of the last start counts.
        """
        from alo183_desktop.db.audit import Head, HeadFault

        found = read_head(self.folder, audit_key)
        if found in {HeadFault.MISSING, HeadFault.EMPTY}:
            before = read_head(self.folder, audit_key, name=HEAD_BEFORE)
            return before if isinstance(before, Head) else found
        return found

    def has_lost_head(self, audit_key: bytes) -> bool:
        """Return whether the head of the last start counts in the place of a lost one."""
        return read_head(self.folder, audit_key) != self.read_head(audit_key)

    def keep_head(self, head: Head, audit_key: bytes) -> None:
        """Store a head that was verified, flushed, for when a power cut takes the next ones."""
        with contextlib.suppress(KnownError):
            write_atomically(self.folder / HEAD_BEFORE, _sealed(head, audit_key))

    def write_head(self, head: Head, audit_key: bytes) -> None:
        """Store the end of the audit chain outside the data file, sealed with the chain's key.

        Not flushed: an older head is still a part of the chain, and `keep_head` has flushed one.
        Two writers of one process take turns.
        """
        # The change is committed already; a head that cannot be written just gets older.
        with _head_lock, contextlib.suppress(KnownError):
            write_atomically(self.folder / HEAD_FILE, _sealed(head, audit_key), durable=False)

    def own_turn(self) -> AbstractContextManager[None]:
        """Prevent sign-ins meanwhile; raises as `files.held_alone`."""
        return held_alone(self.folder / TURN_FILE)

    def clear_left_overs(self) -> None:
        """Remove the remains of an interrupted set-up; never a key file in use.

        Never called where data exists, or did (`has_lost_data`).
        """
        for left_over in self.folder.glob(f"{_DATA_ASIDE}*"):
            left_over.unlink()
        for stale in (_KEY_ASIDE, HEAD_FILE, ATTEMPTS_FILE):
            (self.folder / stale).unlink(missing_ok=True)

    def _save(self, slots: keys.KeyFile) -> None:
        slots.save(self.folder / KEY_FILE)

    def slots_if_any(self) -> keys.KeyFile | None:
        """Return the slots; None where the key file is missing or broken.

        Raises:
            KnownError: `access.key_file_newer`.
        """
        try:
            return self.key_file()
        except KnownError as error:
            if error.code == "access.key_file_newer":
                raise
            return None

    @property
    def _journal(self) -> Path:
        return self.folder / ATTEMPTS_FILE

    def _try(self, name: str, test: Callable[[], bytes | None]) -> bytes | None:
        """Test a secret; recorded as a failure before, until it proves right.

        One test at a time, so that parallel ones do not share a free attempt. A test that cannot be
        recorded is not made: on a full disk wrong attempts would cost nothing.

        Args:
            name: As in the journal.
            test: Returns the key, or None when the secret is wrong.

        Raises:
            KnownError: `access.wait`, or as `files.held_alone` and `files.write_atomically`.
        """
        with self.own_turn():
            attempt = FailedAttempt(self.clock(), name)
            attempts.settle(self._journal, now=attempt.at)
            if left := wait_left(self._failures(name), now=attempt.at):
                raise KnownError("access.wait", seconds=_seconds(left))
            attempts.write_attempt(self._journal, attempt)
            try:
                key = test()
            except KnownError:
                # Nothing was tested, for instance because the server is away.
                attempts.forget(self._journal, [attempt])
                raise
            if key is not None:
                attempts.forget(self._journal, [attempt])
        return key

    def _failures(self, name: str) -> tuple[dt.datetime, ...]:
        return attempts.of_login(attempts.read_attempts(self._journal), name)


def read_head(folder: Path, audit_key: bytes, *, name: str = HEAD_FILE) -> Head | HeadFault:
    """Return the outside head in a data folder or a backup, or why there is none."""
    from alo183_desktop.db.audit import Head, HeadFault

    try:
        data = read_small(folder / name)
        if not data.strip(b"\0"):
            return HeadFault.EMPTY
        try:
            content = json.loads(data)
        except ValueError:  # written in part
            return HeadFault.EMPTY
        head = Head(content["sequence"], content["mac"])
        if hmac.compare_digest(content["seal"], _seal(head, audit_key)):
            return head
    except FileNotFoundError:
        return HeadFault.MISSING
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return HeadFault.BROKEN


def _sealed(head: Head, audit_key: bytes) -> bytes:
    sealed = {"sequence": head.sequence, "mac": head.mac, "seal": _seal(head, audit_key)}
    return json.dumps(sealed).encode()


def _seal(head: Head, audit_key: bytes) -> str:
    text = json.dumps([head.sequence, head.mac])
    return hmac.digest(audit_key, _HEAD_SEAL + text.encode(), hashlib.sha256).hex()


def _seconds(left: dt.timedelta) -> int:
    return int(left.total_seconds()) + 1
