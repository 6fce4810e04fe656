"""Figures: what was tried, how often, and what came of it."""

import time
from dataclasses import dataclass, replace
from typing import Final

_WIDTHS: Final = (58, 7, 64)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each thing is tried."""

    kills: int
    cuts: int
    recordings: int
    """Recordings of a writer into which the power cuts are spread."""
    steps: int | None
    """Places at which each of restore, backup and migration is killed; None: every one."""
    points: int
    """Free spaces of the full disk."""
    flips: int
    backups: int
    writers: int
    files: int
    """Of each of the three kinds of foreign tables."""
    small_files: int
    """Forged key files, manifests, outside heads and journals."""
    chains: int
    edits: int
    """Of the clerks who share a server, on ten rows."""
    restarts: int
    """Of that server while they edit."""
    acts: int
    """Of the monkey at the window."""
    lived: int
    """Acts of offices whose surfaces are held against the rows."""


SMALLEST: Final = Counts(
    kills=2,
    cuts=12,
    recordings=1,
    steps=2,
    points=2,
    flips=12,
    backups=1,
    writers=2,
    files=2,
    small_files=20,
    chains=2,
    edits=20,
    restarts=1,
    acts=20,
    lived=24,
)
SHORT: Final = Counts(
    kills=50,
    cuts=200,
    recordings=1,
    steps=30,
    points=40,
    flips=300,
    backups=5,
    writers=10,
    files=60,
    small_files=400,
    chains=20,
    edits=300,
    restarts=3,
    acts=2000,
    lived=400,
)
LONG: Final = Counts(
    kills=1000,
    cuts=10_000,
    recordings=10,
    steps=None,
    points=400,
    flips=10_000,
    backups=50,
    writers=10,
    files=2000,
    small_files=10_000,
    chains=300,
    edits=20_000,
    restarts=20,
    acts=50_000,
    lived=100_000,
)
NAMED: Final = replace(SHORT, lived=10_000)
"""The short form of a group that was asked for by its name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table."""

    what: str
    tried: int
    held: int
    """How many of those went as they must; of a control, how many failed."""
    note: str = ""
    """Details; of a failure, the first one."""
    seconds: float = 0.0
    is_control: bool = False
    """It shows that the trying finds something: without the protection it must fail at times."""
    is_left_out: bool = False
    """This system does not let it be tried honestly; `note` says why."""

    @property
    def is_failed(self) -> bool:
        """Whether the command has to say that something is wrong."""
        if self.is_left_out:
            return False
        if self.is_control:
            return self.held == 0
        return self.tried == 0 or self.held < self.tried

    def result(self) -> str:
        """Return what the table says of it."""
        if self.is_left_out:
            return f"left out: {self.note}"
        more = f"; {self.note}" if self.note else ""
        if self.is_control:
            told = f"{self.held} fail, as some must" if self.held else "FAILED: none fails"
            return told + more
        if self.is_failed:
            return f"FAILED: {self.tried - self.held} of {self.tried} not{more}"
        return f"{self.held} of {self.tried}{more}"


class Tally:
    """Counts trials of one kind; the seconds run from its making to its end."""

    def __init__(self, what: str, *, is_control: bool = False) -> None:
        self._what = what
        self._is_control = is_control
        self._begun = time.perf_counter()
        self._tried = self._held = 0
        self._first = ""

    def note(self, wrong: str | None) -> None:
        """Count one trial; `wrong` says what was wrong, None when nothing was."""
        self._tried += 1
        if wrong is None:
            self._held += 1
        elif not self._first:
            self._first = wrong

    def figure(self, note: str = "") -> Figure:
        """Return the row of the table."""
        failed = self._tried - self._held
        made = Figure(
            what=self._what,
            tried=self._tried,
            held=failed if self._is_control else self._held,
            note=note,
            seconds=time.perf_counter() - self._begun,
            is_control=self._is_control,
        )
        if failed and not self._is_control:
            return replace(made, note=self._first)
        return made


def left_out(what: str, why: str) -> Figure:
    """Return the row of what cannot be tried on this system."""
    return Figure(what, 0, 0, why, is_left_out=True)


def line_of(what: str, tried: str, result: str, seconds: str) -> str:
    """Return one line of the table."""
    wide, narrow, middle = _WIDTHS
    return f"{what:<{wide}}{tried:>{narrow}}  {result:<{middle}}{seconds:>7}".rstrip()


def told(figure: Figure) -> str:
    """Return a figure's line of the table."""
    tried = "" if figure.is_left_out else str(figure.tried)
    return line_of(figure.what, tried, figure.result(), f"{figure.seconds:.1f}")
