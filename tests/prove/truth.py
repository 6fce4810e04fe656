"""Drive offices through what offices do, and hold every surface against the stored rows.

The daily tests (tests/truth) do so with some short lives, on a server too; here are many.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Final

from tests.clocks import FixedClock
from tests.prove.figures import Counts, Figure, Tally
from tests.truth.beginning import begin
from tests.truth.lives import Life, UntrueError
from tests.truth.net import Cost
from tests.truth.offices import BEGIN, FileOffice, Office

_LIFE: Final = 60
"""Acts of one life; then the next office begins."""
_EACH: Final = 6
"""After so many acts the surfaces are looked at."""


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Return the rows of this group."""
    return [_in_files(counts.lived, folder / "dosya", chance)]


def _in_files(acts: int, folder: Path, chance: random.Random) -> Figure:
    tally = Tally("truth: surfaces of a file agree with its rows")
    begun = FileOffice.set_up(folder / "0", FixedClock(BEGIN))
    begin(begun)
    for number, length in enumerate(_lengths(acts), start=1):
        office = begun.copied_to(folder / f"{number}", FixedClock(BEGIN))
        _live(office, length, chance.getrandbits(32), tally)
        office.close()
    return tally.figure()


def _lengths(acts: int) -> list[int]:
    """Return the numbers of acts of the lives."""
    whole, rest = divmod(acts, _LIFE)
    return [_LIFE] * whole + ([rest] if rest else [])


def _live(office: Office, length: int, seed: int, tally: Tally) -> None:
    """Let one life happen; what fails ends it, and is told with all that happened before."""
    life, dice = Life(office), random.Random(seed)
    for act in range(1, length + 1):
        try:
            life.act_by_chance(dice)
            if act == length or act % _EACH == 0:
                life.judge(Cost.PAPER if act == length else Cost.CHEAP)
        except UntrueError as error:
            sys.stderr.write(f"A life contradicts itself after {act} acts:\n{error}\n")
            tally.note(str(error).rpartition("\n\n")[2].splitlines()[0])
            return
        tally.note(None)
