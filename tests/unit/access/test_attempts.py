"""The journal of failed attempts, written before anybody has the key."""

import datetime as dt
import os
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.access import attempts
from alo183_desktop.access.attempts import MISSING, UNKNOWN, FailedAttempt
from alo183_desktop.shared.errors import KnownError
from tests.platforms import WITH_PIPES

NOW: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
_MINUTE: Final = dt.timedelta(minutes=1)


@pytest.fixture
def journal(data_folder: Path) -> Path:
    """Return a journal in which nothing stands yet."""
    path = data_folder / "alo183.attempts"
    attempts.begin(path)
    return path


def test_that_failures_are_read_back_in_their_order(journal: Path) -> None:
    assert attempts.read_attempts(journal) == ()
    written = [FailedAttempt(NOW + place * _MINUTE, f"memur{place % 2}") for place in range(5)]
    for attempt in written:
        attempts.write_attempt(journal, attempt)
    assert attempts.read_attempts(journal) == tuple(written)
    found = attempts.of_login(attempts.read_attempts(journal), "MEMUR1")
    assert found == (NOW + _MINUTE, NOW + 3 * _MINUTE)


def test_that_a_journal_that_was_removed_is_reported_with_the_next_failure(journal: Path) -> None:
    journal.unlink()
    assert attempts.read_attempts(journal) == ()
    for _ in range(2):
        attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    assert [attempt.login for attempt in attempts.read_attempts(journal)] == [
        MISSING,
        "memur",
        "memur",
    ]


def test_that_a_journal_that_was_emptied_is_reported_with_the_next_failure(journal: Path) -> None:
    attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    journal.write_bytes(b"")
    attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    assert [attempt.login for attempt in attempts.read_attempts(journal)] == [MISSING, "memur"]


def test_that_a_journal_without_failures_was_not_emptied(journal: Path) -> None:
    attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    attempts.forget(journal, attempts.read_attempts(journal))
    attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    assert [attempt.login for attempt in attempts.read_attempts(journal)] == ["memur"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"at": "d\xc3\xbcn", "login": "x"}',
        b"null",
        b'{"login": "x"}',
        b"",
        b"\xff\xfe",
        b'{"at": "0001-01-01T00:00:00+14:00", "login": "x"}',
        b'{"at": "9999-12-31T23:59:59-14:00", "login": "x"}',
        b"[" * 100_000,
        b"1" * 5_000,
    ],
    ids=["word", "null", "no-instant", "empty", "bytes", "first", "last", "deep", "number"],
)
def test_that_a_broken_line_is_passed_over(journal: Path, line: bytes) -> None:
    attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    whole = journal.read_bytes()
    journal.write_bytes(line + b"\n" + whole)
    assert attempts.read_attempts(journal) == (FailedAttempt(NOW, "memur"),)


def test_that_a_folder_in_place_of_the_journal_is_reported_when_it_is_written(
    journal: Path,
) -> None:
    journal.unlink()
    journal.mkdir()
    assert attempts.read_attempts(journal) == ()
    with pytest.raises(KnownError) as caught:
        attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    assert caught.value.code == "access.not_writable"


@WITH_PIPES
def test_that_a_journal_that_cannot_be_read_is_reported_with_the_next_failure(
    journal: Path,
) -> None:
    journal.unlink()
    os.mkfifo(journal)
    attempts.write_attempt(journal, FailedAttempt(NOW, "memur"))
    assert [attempt.login for attempt in attempts.read_attempts(journal)] == [MISSING, "memur"]


def test_that_only_what_was_reported_is_forgotten_and_each_once(journal: Path) -> None:
    for login in ("selin.aktas", "memur", "", "memur"):
        attempts.write_attempt(journal, FailedAttempt(NOW, login))
    attempts.forget(
        journal, [FailedAttempt(NOW, "memur"), FailedAttempt(NOW, ""), FailedAttempt(NOW, "kimse")]
    )
    assert attempts.read_attempts(journal) == (
        FailedAttempt(NOW, "selin.aktas"),
        FailedAttempt(NOW, "memur"),
    )


def test_that_a_login_that_nobody_has_is_not_written() -> None:
    known = ("selin.aktas", "memur")
    assert attempts.journal_login("SELİN.AKTAŞ", known) == "selin.aktas"
    assert attempts.journal_login("mor kedi tavanda", known) == UNKNOWN


def test_that_failures_of_the_future_are_dated_to_now(journal: Path) -> None:
    attempts.write_attempt(journal, FailedAttempt(NOW - _MINUTE, "memur"))
    attempts.write_attempt(journal, FailedAttempt(NOW + dt.timedelta(days=3650), "memur"))
    attempts.settle(journal, now=NOW)
    assert [attempt.at for attempt in attempts.read_attempts(journal)] == [NOW - _MINUTE, NOW]


def test_that_the_journal_keeps_the_newest_thousand(journal: Path) -> None:
    lines = [f'{{"at": "{NOW.isoformat()}", "login": "a{place}"}}\n' for place in range(1000)]
    journal.write_text(journal.read_text() + "".join(lines))
    attempts.write_attempt(journal, FailedAttempt(NOW, "last"))
    found = attempts.read_attempts(journal)
    assert (len(found), found[0].login, found[-1].login) == (1000, "a1", "last")
