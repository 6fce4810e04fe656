"""Failed attempts to sign in, recorded before anybody has the key.

The journal contains times and logins of users, and no other typed text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.files import read_small, write_atomically
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

UNKNOWN: Final = "?"
"""Replaces every unknown login: it may be a password typed into the wrong field."""
MISSING: Final = "!"
"""Represents a journal that was removed or emptied, with its failures."""
_KEPT: Final = 1000
_HEADER: Final = b'{"journal": 1}'
"""First line of every journal, so that an emptied one differs from one without failures."""


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """One failure."""

    at: dt.datetime
    login: str
    """Of a user, or `UNKNOWN`, or `MISSING`; empty for the recovery sheet."""


def journal_login(login: str, known: Collection[str]) -> str:
    """Return the entry of the journal for `login`: itself when it is in `known`, else `UNKNOWN`."""
    sought = fold(login)
    return sought if sought in {fold(one) for one in known} else UNKNOWN


def read_attempts(path: Path) -> tuple[FailedAttempt, ...]:
    """Return the failures since the last success, oldest first; a broken line is ignored.

    An unreadable journal is empty here; the next one written contains `MISSING`.
    """
    try:
        lines = read_small(path).splitlines()
    except OSError:
        return ()
    attempts = []
    for line in lines:
        try:
            entry = json.loads(line)
            at = dt.datetime.fromisoformat(entry["at"]).astimezone(dt.UTC)
            attempts.append(FailedAttempt(at, str(entry["login"])))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            continue
    return tuple(attempts)


def begin(path: Path) -> None:
    """Start an empty journal, so that its later absence can be noticed."""
    _write(path, ())


def write_attempt(path: Path, attempt: FailedAttempt) -> None:
    """Add a failure to the journal; the oldest are removed when there are more than a thousand.

    Raises:
        KnownError: As `files.write_atomically`.
    """
    added = [attempt] if _is_begun(path) else [FailedAttempt(attempt.at, MISSING), attempt]
    _write(path, (*read_attempts(path), *added)[-_KEPT:])


def settle(path: Path, *, now: dt.datetime) -> None:
    """Date failures in the future to `now`.

    They were written while the clock was fast. Unchanged, they would block their login until
    the clock has caught up, possibly for years.

    Raises:
        KnownError: As `files.write_atomically`.
    """
    entries = read_attempts(path)
    if any(entry.at > now for entry in entries):
        _write(path, (replace(entry, at=min(entry.at, now)) for entry in entries))


def forget(path: Path, recorded: Iterable[FailedAttempt]) -> None:
    """Remove failures, each once: the audit trail contains them, or they proved to be none.

    Raises:
        KnownError: As `files.write_atomically`.
    """
    gone = Counter(recorded)
    kept = []
    for entry in read_attempts(path):
        if gone[entry]:
            gone[entry] -= 1
        else:
            kept.append(entry)
    _write(path, kept)


def of_login(attempts: tuple[FailedAttempt, ...], login: str) -> tuple[dt.datetime, ...]:
    """Return the times at which `login` failed."""
    return tuple(entry.at for entry in attempts if fold(entry.login) == fold(login))


def _write(path: Path, attempts: Iterable[FailedAttempt]) -> None:
    lines = [json.dumps({"at": entry.at.isoformat(), "login": entry.login}) for entry in attempts]
    text = "".join(f"{line}\n" for line in [_HEADER.decode(), *lines])
    write_atomically(path, text.encode())


def _is_begun(path: Path) -> bool:
    """Return whether there is a journal with its first line, that was not emptied."""
    try:
        return _HEADER in read_small(path).splitlines()
    except OSError:
        return False
