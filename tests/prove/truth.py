"""Drive offices through what offices do, and hold every surface against the stored rows.

The daily tests (tests/truth) do so with some short lives, on a server too; here are many.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from tests.clocks import FixedClock
from tests.prove.figures import Counts, Figure, Tally
from tests.truth.beginning import begin
from tests.truth.lives import Life, UntrueError
from tests.truth.net import Cost
from tests.truth.offices import BEGIN, FileOffice

_LIFE: Final = 60
"""Acts of one life; then the next office begins."""
_EACH: Final = 6
"""After so many acts the surfaces are looked at."""
_AT_ONCE: Final = 2
"""Lives that are led beside each other."""


class _Wanted(NamedTuple):
    """A life that is to be led; its seed says all that happens in it."""

    number: int
    length: int
    seed: int


class _Ended(NamedTuple):
    """How a life went."""

    acts: int
    """How many were done; with a contradiction, up to it."""
    wrong: str
    """Which surface contradicts the rows, after all that happened; empty: none."""


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Return the rows of this group."""
    return [_in_files(counts.lived, folder / "dosya", chance)]


def _in_files(acts: int, folder: Path, chance: random.Random) -> Figure:
    tally = Tally("truth: surfaces of a file agree with its rows")
    begun = FileOffice.set_up(folder / "0", FixedClock(BEGIN))
    begin(begun)
    begun.lock()
    wanted = [
        _Wanted(number, length, chance.getrandbits(32))
        for number, length in enumerate(_lengths(acts), start=1)
    ]
    # Not a copy of this process: that one has libraries whose threads a copy would lack.
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=_AT_ONCE, mp_context=spawned) as pool:
        for ended in pool.map(partial(_live, folder), wanted):
            _note(ended, tally)
    return tally.figure()


def _note(ended: _Ended, tally: Tally) -> None:
    for _act in range(ended.acts - bool(ended.wrong)):
        tally.note(None)
    if ended.wrong:
        told = f"A life contradicts itself after {ended.acts} acts:\n{ended.wrong}\n"
        sys.stderr.write(told)
        tally.note(ended.wrong.rpartition("\n\n")[2].splitlines()[0])


def _lengths(acts: int) -> list[int]:
    """Return the numbers of acts of the lives."""
    whole, rest = divmod(acts, _LIFE)
    return [_LIFE] * whole + ([rest] if rest else [])


def _live(folder: Path, wanted: _Wanted) -> _Ended:
    """Let one life happen; the first contradiction ends it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    begun = FileOffice(folder / "0", FixedClock(BEGIN))
    office = begun.copied_to(folder / f"{wanted.number}", FixedClock(BEGIN))
    life, dice, act = Life(office), random.Random(wanted.seed), 0
    try:
        while act < wanted.length:
            act += 1
            life.act_by_chance(dice)
            is_last = act == wanted.length
            if is_last or act % _EACH == 0:
                life.judge(Cost.WINDOW if is_last else Cost.CHEAP)
    except UntrueError as error:
        return _Ended(act, str(error))
    finally:
        office.close()
        shutil.rmtree(office.folder)
    return _Ended(wanted.length, "")
