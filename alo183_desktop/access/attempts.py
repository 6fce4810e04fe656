"""Failed attempts to sign in, written down before anybody has the key.

Not here: how long one must wait (rules.py), and the audit trail, which takes them over at the next
success (bootstrap). The journal holds instants and logins, never what was typed as a password.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.files import write_atomically
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class Attempt:
    """One failure; `login` is empty for the recovery sheet."""

    at: dt.datetime
    login: str


def read_attempts(path: Path) -> tuple[Attempt, ...]:
    """Return the failures since the last success, oldest first; a broken line is passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return ()
    attempts = []
    for line in lines:
        try:
            entry = json.loads(line)
            at = dt.datetime.fromisoformat(entry["at"]).astimezone(dt.UTC)
            attempts.append(Attempt(at, str(entry["login"])))
        except (ValueError, KeyError, TypeError):
            continue
    return tuple(attempts)


def write_attempt(path: Path, attempt: Attempt) -> None:
    """Add a failure to the journal; the oldest go when there are more than a thousand."""
    _write(path, (*read_attempts(path), attempt)[-_KEPT:])


def settle(path: Path, *, now: dt.datetime) -> None:
    """Date failures that lie in the future to `now`.

    They were written while the clock ran ahead. Left as they are, they would bar their login until
    the clock has caught up, for years if need be.
    """
    entries = read_attempts(path)
    if any(entry.at > now for entry in entries):
        _write(path, tuple(replace(entry, at=min(entry.at, now)) for entry in entries))


def forget(path: Path, logins: Collection[str]) -> None:
    """Remove the failures of `logins`, after the audit trail has taken them over."""
    gone = {fold(login) for login in logins}
    _write(path, tuple(entry for entry in read_attempts(path) if fold(entry.login) not in gone))


def of_login(attempts: tuple[Attempt, ...], login: str) -> tuple[dt.datetime, ...]:
    """Return the instants at which `login` failed."""
    return tuple(entry.at for entry in attempts if fold(entry.login) == fold(login))


def _write(path: Path, attempts: tuple[Attempt, ...]) -> None:
    lines = [json.dumps({"at": entry.at.isoformat(), "login": entry.login}) for entry in attempts]
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode())
