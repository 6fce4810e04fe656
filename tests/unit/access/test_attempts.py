"""The journal of failed attempts, written before anybody has the key."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest

from alo183_desktop.access import attempts
from alo183_desktop.access.attempts import Attempt

if TYPE_CHECKING:
    from pathlib import Path

NOW: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
_MINUTE: Final = dt.timedelta(minutes=1)


@pytest.fixture
def journal(data_folder: Path) -> Path:
    """Return where the journal is; nothing is there yet."""
    return data_folder / "alo183.attempts"


def test_that_a_journal_that_is_not_there_is_empty(journal: Path) -> None:
    assert attempts.read_attempts(journal) == ()


def test_that_failures_are_read_back_in_their_order(journal: Path) -> None:
    written = [Attempt(NOW + place * _MINUTE, f"memur{place % 2}") for place in range(5)]
    for attempt in written:
        attempts.write_attempt(journal, attempt)
    assert attempts.read_attempts(journal) == tuple(written)
    found = attempts.of_login(attempts.read_attempts(journal), "MEMUR1")
    assert found == (NOW + _MINUTE, NOW + 3 * _MINUTE)


def test_that_a_broken_line_is_passed_over(journal: Path) -> None:
    attempts.write_attempt(journal, Attempt(NOW, "memur"))
    with journal.open("a") as file:
        file.write('{"at": "dün"}\nnull\n{"login": "x"}\n\n')
    assert attempts.read_attempts(journal) == (Attempt(NOW, "memur"),)
    journal.write_bytes(b"\xff\xfe")
    assert attempts.read_attempts(journal) == ()


def test_that_only_the_failures_of_the_named_are_forgotten(journal: Path) -> None:
    for login in ("selin.aktas", "memur", ""):
        attempts.write_attempt(journal, Attempt(NOW, login))
    attempts.forget(journal, {"SELİN.AKTAŞ", ""})
    assert attempts.read_attempts(journal) == (Attempt(NOW, "memur"),)


def test_that_failures_of_the_future_are_dated_to_now(journal: Path) -> None:
    attempts.write_attempt(journal, Attempt(NOW - _MINUTE, "memur"))
    attempts.write_attempt(journal, Attempt(NOW + dt.timedelta(days=3650), "memur"))
    attempts.settle(journal, now=NOW)
    assert [attempt.at for attempt in attempts.read_attempts(journal)] == [NOW - _MINUTE, NOW]


def test_that_the_journal_keeps_the_newest_thousand(journal: Path) -> None:
    lines = [f'{{"at": "{NOW.isoformat()}", "login": "a{place}"}}\n' for place in range(1000)]
    journal.write_text("".join(lines))
    attempts.write_attempt(journal, Attempt(NOW, "last"))
    found = attempts.read_attempts(journal)
    assert (len(found), found[0].login, found[-1].login) == (1000, "a1", "last")
