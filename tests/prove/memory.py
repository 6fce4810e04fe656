"""Look into the memory of the real window for what somebody typed, for the key and for the data.

Not here: the window (window.py) and how memory is read (tests/memory.py).
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.clock import system_clock
from tests.clocks import FixedClock
from tests.memory import parts_of
from tests.prove import words
from tests.prove.directorates import LOGIN, make
from tests.prove.figures import Figure, Tally, left_out
from tests.unit.bootstrap.people import PASSWORD

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from tests.prove.figures import Counts

_WHAT: Final = "secrets not in the window's memory once they have served"


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Type, sign in, look at all pages, lock; and look for what must not be there any more."""
    del counts, chance  # one window shows it
    if sys.platform != "linux":
        return [left_out(_WHAT, "the memory of a process is read on Linux")]
    directorate = make(folder / "veri")
    marks = words.Marks()
    desk = directorate.program(FixedClock(system_clock() - dt.timedelta(hours=2))).unlock(
        LOGIN, PASSWORD
    )
    try:
        words.fill(desk, marks, folder)
    finally:
        desk.close()
    password, key = _forms(PASSWORD), (directorate.key, directorate.key.hex().encode())
    other = f"züm{secrets.token_hex(4)} düğme {secrets.token_hex(4)}"
    names = _forms(words.BEGINNING)
    gone = Tally(_WHAT)
    there = Tally("  control: the key and the data while they are open", is_control=True)
    try:
        window = _Window(directorate.folder)
    except PermissionError:
        return [left_out(_WHAT, "this system lets nobody read the memory of a process")]
    with window.shown():
        window.ask("open", LOGIN, PASSWORD)
        gone.note("the password, signed in" if window.count(password) else None)
        window.ask("look")
        there.note("the key" if window.count(key) else None)
        seen = window.count(names)
        there.note("names" if seen else None)
        window.ask("measure", other, other)
        gone.note("a new password" if window.count(_forms(other)) else None)
        window.ask("lock")
        gone.note("the key, locked" if window.count(key) else None)
        gone.note("the password, locked" if window.count(password) else None)
        left = window.count(names)
        # What was handed out again is beyond reach, and what lies between is not.
        gone.note(f"{left} of {seen} copies of names" if left > seen // 4 else None)
    note = f"of {seen} copies of names {left} are left when locked"
    return [gone.figure(note), there.figure()]


class _Window:
    """The window in a process of its own, whose memory is open to us."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.prove.window", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        self._hear()
        place = Path(f"/proc/{self._process.pid}")
        try:
            # Before it is sealed: afterwards nobody may open them.
            self._memory = (place / "mem").open("rb", 0)
            self._maps = (place / "maps").open(encoding="ascii")
        except PermissionError:
            self._process.kill()
            self._process.wait()
            raise
        self._tell("go on")

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Let nothing of it stay afterwards."""
        try:
            yield
        finally:
            self._process.kill()
            self._process.communicate()
            self._memory.close()
            self._maps.close()

    def ask(self, *lines: str) -> None:
        """Let it do something, and wait until it has done it."""
        for line in lines:
            self._tell(line)
        self._hear()

    def count(self, forms: Iterable[bytes]) -> int:
        """Return how often any of these stands in its memory, in whatever capitals."""
        small = [form.lower() for form in forms]
        self._maps.seek(0)
        parts = parts_of(self._memory, self._maps.read())
        return sum(part.lower().count(form) for part in parts for form in small)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        if not self._process.stdout.read(1):
            raise EOFError("the window has ended")


def _forms(*texts: str) -> list[bytes]:
    """Return how texts may stand in memory: of Qt, of Python and in bytes."""
    encodings = ("utf-8", "utf-16-le", "latin-1")
    return list({text.encode(name, "replace") for text in texts for name in encodings})
