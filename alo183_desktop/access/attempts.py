"""Failed attempts to sign in, written down before anybody has the key.

The journal holds instants and logins of users, nothing else that was typed.
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
"""Stands for every login that nobody has: a password typed into the wrong field is one of them."""
MISSING: Final = "!"
"""Stands for a journal that was removed or emptied, with the failures that it held."""
_KEPT: Final = 1000
_HEADER: Final = b'{"journal": 1}'
"""Stands in every journal, so that one that was emptied is told from one without failures."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One failure."""

    at: dt.datetime
    login: str
    """Of a user, or `UNKNOWN`, or `MISSING`; empty for the recovery sheet."""


def journal_login(login: str, known: Collection[str]) -> str:
    """Return what the journal has for `login`: itself when it is among `known`, else `UNKNOWN`."""
    sought = fold(login)
    return sought if sought in {fold(one) for one in known} else UNKNOWN


def read_attempts(path: Path) -> tuple[Attempt, ...]:
    """Return the failures since the last success, oldest first; a broken line is passed over.

    A journal that cannot be read is empty here; the next one that is written says so (`MISSING`).
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
            attempts.append(Attempt(at, str(entry["login"])))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            continue
    return tuple(attempts)


def begin(path: Path) -> None:
    """Start a journal in which nothing stands, so that its absence can be told later."""
    _write(path, ())


def write_attempt(path: Path, attempt: Attempt) -> None:
    """Add a failure to the journal; the oldest go when there are more than a thousand.

    Raises:
        KnownError: As `files.write_atomically`.
    """
    added = [attempt] if _is_begun(path) else [Attempt(attempt.at, MISSING), attempt]
    _write(path, (*read_attempts(path), *added)[-_KEPT:])


def settle(path: Path, *, now: dt.datetime) -> None:
    """Date failures that lie in the future to `now`.

    They were written while the clock ran ahead. Left as they are, they would bar their login until
    the clock has caught up, for years if need be.

    Raises:
        KnownError: As `files.write_atomically`.
    """
    entries = read_attempts(path)
    if any(entry.at > now for entry in entries):
        _write(path, (replace(entry, at=min(entry.at, now)) for entry in entries))


def forget(path: Path, told: Iterable[Attempt]) -> None:
    """Remove failures, each once: the audit trail has taken them over, or they proved to be none.

    Raises:
        KnownError: As `files.write_atomically`.
    """
    gone = Counter(told)
    kept = []
    for entry in read_attempts(path):
        if gone[entry]:
            gone[entry] -= 1
        else:
            kept.append(entry)
    _write(path, kept)


def of_login(attempts: tuple[Attempt, ...], login: str) -> tuple[dt.datetime, ...]:
    """Return the instants at which `login` failed."""
    return tuple(entry.at for entry in attempts if fold(entry.login) == fold(login))


def _write(path: Path, attempts: Iterable[Attempt]) -> None:
    lines = [json.dumps({"at": entry.at.isoformat(), "login": entry.login}) for entry in attempts]
    text = "".join(f"{line}\n" for line in [_HEADER.decode(), *lines])
    write_atomically(path, text.encode())


def _is_begun(path: Path) -> bool:
    """Return whether a journal is there that tells what it held, and was not emptied."""
    try:
        return _HEADER in read_small(path).splitlines()
    except OSError:
        return False
