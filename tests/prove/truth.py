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
from tests.database.postgresql import Server
from tests.prove.figures import Counts, Figure, Tally, left_out
from tests.truth.beginning import begin
from tests.truth.lives import Life, UntrueError
from tests.truth.net import Cost
from tests.truth.offices import BEGIN, FileOffice, Office, ServedOffice

_LIFE: Final = 60
"""Acts of one life; then the next office begins."""
_EACH: Final = 6
"""After so many acts the surfaces are looked at."""
_SERVED: Final = 8
"""One of so many acts happens on a server."""
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
    served = max(counts.lived // _SERVED, 1)
    in_files = _wanted(counts.lived - served, chance)
    begun = FileOffice.set_up(folder / "dosya" / "0", FixedClock(BEGIN))
    begin(begun)
    begun.lock()
    tally = Tally("truth: surfaces of a file agree with its rows")
    # Not a copy of this process: that one has libraries whose threads a copy would lack.
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=_AT_ONCE, mp_context=spawned) as pool:
        ends = pool.map(partial(_live, folder / "dosya"), in_files)
        on_server = _on_server(_wanted(served, chance), folder / "sunucu")
        for ended in ends:
            _note(ended, tally)
    return [tally.figure(), on_server]


def _on_server(wanted: list[_Wanted], folder: Path) -> Figure:
    """Lead lives of a directorate on PostgreSQL, where each role has the rights of its login."""
    what = "truth: surfaces of a server agree with its rows"
    try:
        server = Server()
    except FileNotFoundError as error:
        return left_out(what, str(error))
    tally = Tally(what)
    try:
        folder.mkdir()
        office = ServedOffice.set_up(server, folder, FixedClock(BEGIN))
        begin(office)
        office.keep()
        for one in wanted:
            office.begin_again()
            _note(_lead(office, one, Cost.PAPER), tally)
        office.close()
    finally:
        server.stop()
    return tally.figure()


def _note(ended: _Ended, tally: Tally) -> None:
    for _act in range(ended.acts - bool(ended.wrong)):
        tally.note(None)
    if ended.wrong:
        told = f"A life contradicts itself after {ended.acts} acts:\n{ended.wrong}\n"
        sys.stderr.write(told)
        tally.note(ended.wrong.rpartition("\n\n")[2].splitlines()[0])


def _wanted(acts: int, chance: random.Random) -> list[_Wanted]:
    """Return the lives that have so many acts together."""
    whole, rest = divmod(acts, _LIFE)
    lengths = [_LIFE] * whole + ([rest] if rest else [])
    return [
        _Wanted(number, length, chance.getrandbits(32))
        for number, length in enumerate(lengths, start=1)
    ]


def _live(folder: Path, wanted: _Wanted) -> _Ended:
    """Let one life happen; the first contradiction ends it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    begun = FileOffice(folder / "0", FixedClock(BEGIN))
    office = begun.copied_to(folder / f"{wanted.number}", FixedClock(BEGIN))
    try:
        return _lead(office, wanted, Cost.WINDOW)
    finally:
        office.close()
        shutil.rmtree(office.folder)


def _lead(office: Office, wanted: _Wanted, last: Cost) -> _Ended:
    """Let a life happen in an office, and look more closely when it is over."""
    life, dice = Life(office), random.Random(wanted.seed)
    for act in range(1, wanted.length + 1):
        life.act_by_chance(dice)
        is_last = act == wanted.length
        try:
            if is_last or act % _EACH == 0:
                life.judge(last if is_last else Cost.CHEAP)
        except UntrueError as error:
            return _Ended(act, str(error))
    return _Ended(wanted.length, "")
