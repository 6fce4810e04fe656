"""Twenty desks on one server, each a program of its own, beside one of them alone.

At each desk somebody opens the card of a case and writes down what was done, every four seconds on
average: many times as often as an office does. Faster than that the processors of the one machine
that plays all desks would be measured. How long either takes is told by the desk itself.

Then one desk imports without end, in units of work of half a second, and another opens cards.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Final, NamedTuple

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cases import service, timeline
from alo183_desktop.cases.fields import CaseValues
from tests.benchmarks.measure import Figure, figure_of, p95
from tests.clocks import FixedClock
from tests.database.postgresql import Server
from tests.database.servers import ADMINISTRATOR, PASSWORDS, ServedDirectorate

DESKS: Final = 20
_ROUNDS: Final = 3
_TURNS: Final = 6
_TURNS_ALONE: Final = 30
_EACH_S: Final = 4.0
_EACH_S_ALONE: Final = 1.0
_TURNS_BESIDE: Final = 40
_EACH_S_BESIDE: Final = 0.1
_LONG_UNIT_S: Final = 0.5
_SAVE: Final = 10.0
_CARD: Final = 3.0


class _Times(NamedTuple):
    cards: list[float]
    saves: list[float]


class _Program:
    """One desk."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._tells: IO[str] = process.stdin
        self._told: IO[str] = process.stdout

    def begin(self, turns: int, each_s: float, *, saves: bool = True) -> None:
        """Let it work for some turns, one in so many seconds on average."""
        self._tells.write(f"{turns} {each_s} {int(saves)}\n")
        self._tells.flush()

    def end(self) -> _Times:
        """Wait for the end of its turns, and return the milliseconds of each."""
        return _Times(*json.loads(self._told.readline()))


def measure() -> list[Figure]:
    """Return the figures of many desks."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        server = Server(keeps=True)
        stack.callback(server.stop)
        directorate = ServedDirectorate(server, Path(name), FixedClock())
        stack.callback(directorate.close)
        desk = directorate.set_up("masa-0")
        for place in range(DESKS):
            _add_case(desk, place)
        folders = [Path(name) / f"masa-{place}" for place in range(DESKS)]
        for folder in folders[1:]:
            directorate.join(ADMINISTRATOR, folder.name).close()
        programs = [stack.enter_context(_started(folder)) for folder in folders]
        for program in programs:  # as after a morning's work
            program.begin(3, 0.0)
        for program in programs:
            program.end()
        rounds = [_round(programs) for _ in range(_ROUNDS)]
        beside = [_beside(programs[0], desk) for _ in range(_ROUNDS)]
    name = "a card while another desk writes, p95 / no other"
    return [
        *(
            figure_of(
                f"{DESKS} desks, {words}, p95 / one desk",
                [(p95(getattr(many, kind)), p95(getattr(one, kind))) for many, one in rounds],
                goal=goal,
            )
            for words, kind, goal in (("a save", "saves", _SAVE), ("a card", "cards", _CARD))
        ),
        figure_of(name, beside, goal=_CARD),
    ]


def _round(programs: list[_Program]) -> tuple[_Times, _Times]:
    programs[0].begin(_TURNS_ALONE, _EACH_S_ALONE)
    alone = programs[0].end()
    for program in programs:
        program.begin(_TURNS, _EACH_S)
    found = [program.end() for program in programs]
    many = _Times(*(list(chain.from_iterable(lists)) for lists in zip(*found, strict=True)))
    return many, alone


def _beside(program: _Program, desk: Desk) -> tuple[float, float]:
    program.begin(_TURNS_BESIDE, _EACH_S_BESIDE, saves=False)
    alone = program.end()
    with ThreadPoolExecutor(1) as pool:
        program.begin(_TURNS_BESIDE, _EACH_S_BESIDE, saves=False)
        beside = pool.submit(program.end)
        while not beside.done():
            with desk.work() as work:
                timeline.add_action(work, 1, at=work.now, words="Aktarıldı.")
                time.sleep(_LONG_UNIT_S)
    return p95(beside.result().cards), p95(alone.cards)


def _add_case(desk: Desk, place: int) -> None:
    with desk.work() as work:
        values = CaseValues(
            number=f"183-2026-{place:06d}",
            routed_at=work.now,
            subject_id=1,
            kind_id=5,
            is_urgent=False,
        )
        service.add_case(work, values, officer_id=None)


@contextmanager
def _started(folder: Path) -> Iterator[_Program]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.desks", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _Program(process)
        finally:
            process.kill()


def _work(folder: Path) -> None:
    """Be one desk: work through the turns of each line that comes in."""
    desk = Program(folder, clock=FixedClock()).unlock(ADMINISTRATOR, PASSWORDS[ADMINISTRATOR])
    chance = random.Random(folder.name)
    for line in sys.stdin:
        turns, each_s, saves = line.split()
        times = _Times([], [])
        for _turn in range(int(turns)):
            time.sleep(chance.uniform(0, 2 * float(each_s)))
            case_id = chance.randrange(1, DESKS + 1)
            start = time.perf_counter()
            with desk.work() as work:
                service.open_case(work, case_id)
            shown = time.perf_counter()
            times.cards.append((shown - start) * 1000)
            if saves == "1":
                with desk.work() as work:
                    timeline.add_action(work, case_id, at=work.now, words="Aile ile görüşüldü.")
                times.saves.append((time.perf_counter() - shown) * 1000)
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    _work(Path(sys.argv[1]))
