"""Testing secrets: one at a time, written down before, and not at all where nothing can be."""

import errno
import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.access import attempts, keys, vault
from alo183_desktop.access.attempts import MISSING, UNKNOWN
from alo183_desktop.access.vault import Vault
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock

CHEAP: Final = keys.Cost(time_cost=1, memory_kib=64, parallelism=1)
KEY: Final = bytes(range(32))
PASSWORD: Final = "mor kedi tavanda yüzer"
WRONG: Final = "yeşil çorap uçan balık"


@pytest.fixture
def open_vault(data_folder: Path, clock: FixedClock) -> Callable[[], Vault]:
    """Return what opens the same folder anew, as another program does."""

    def make() -> Vault:
        return Vault(data_folder, clock=clock, cost=CHEAP)

    made = make()
    made.data_aside.touch()
    made.make_slots("Ankara", login="memur", password=PASSWORD, code="KOD", key=KEY)
    made.put_in_place()
    return make


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except KnownError as error:
        return error.code
    return "in"


def logins(folder: Path) -> list[str]:
    return [entry.login for entry in attempts.read_attempts(folder / vault.ATTEMPTS_FILE)]


def test_that_parallel_tries_share_the_free_ones(
    open_vault: Callable[[], Vault], data_folder: Path
) -> None:
    found: list[str] = []
    start = threading.Barrier(12)

    def guess() -> None:
        opened = open_vault()
        start.wait()
        found.append(outcome(lambda: opened.unwrap("memur", WRONG)))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = Counter(found)
    assert counted["access.wait"] == 9
    assert counted["access.wrong_password"] + counted["access.wrong_password_wait"] == 3
    assert logins(data_folder) == ["memur"] * 3


def test_that_a_try_is_written_before_it_is_made(
    open_vault: Callable[[], Vault], data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def unwrap(_slots: keys.KeyFile, _login: str, _password: str) -> bytes:
        seen.append(logins(data_folder))
        return KEY

    monkeypatch.setattr(keys.KeyFile, "unwrap", unwrap)
    assert open_vault().unwrap("memur", PASSWORD) == (KEY, 1)
    assert (seen, logins(data_folder)) == ([["memur"]], [])


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "access.disk_full"), (errno.EROFS, "access.not_writable")],
)
def test_that_no_password_is_tested_where_its_failure_cannot_be_written(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    real = os.open

    def refuse(path: str, flags: int, *rest: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(number, "refused")
        return real(path, flags, *rest)

    def unwrap(_slots: keys.KeyFile, _login: str, _password: str) -> bytes:
        pytest.fail("a password was tested")

    opened = open_vault()
    monkeypatch.setattr(keys.KeyFile, "unwrap", unwrap)
    monkeypatch.setattr(os, "open", refuse)
    assert outcome(lambda: opened.unwrap("memur", WRONG)) == code


def test_that_a_password_in_the_field_of_the_login_is_written_nowhere(
    open_vault: Callable[[], Vault], data_folder: Path
) -> None:
    opened = open_vault()
    assert outcome(lambda: opened.unwrap(PASSWORD, "memur")) == "access.wrong_password"
    assert logins(data_folder) == [UNKNOWN]
    for path in data_folder.iterdir():
        assert b"kedi" not in path.read_bytes(), path.name


def test_that_a_journal_that_was_removed_is_reported_with_the_next_success(
    open_vault: Callable[[], Vault], data_folder: Path
) -> None:
    (data_folder / vault.ATTEMPTS_FILE).unlink()
    opened = open_vault()
    opened.unwrap("memur", PASSWORD)
    reported = opened.failures_to_record("memur")
    assert [failure.login for failure in reported] == [MISSING]
    opened.forget(reported)
    assert opened.failures_to_record("memur") == ()


def test_that_each_new_slot_is_newer_than_the_file_and_the_data_know(
    open_vault: Callable[[], Vault],
) -> None:
    opened = open_vault()
    assert opened.unwrap("memur", PASSWORD) == (KEY, 1)
    assert opened.give_slot("memur", WRONG, KEY, after=0) == 2
    assert opened.give_slot("MEMUR", PASSWORD, KEY, after=7) == 8
    opened.remove_slot("memur")
    assert opened.give_slot("memur", PASSWORD, KEY, after=8) == 9
    assert opened.unwrap("memur", PASSWORD) == (KEY, 9)
