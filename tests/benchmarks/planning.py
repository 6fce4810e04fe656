"""A month of thirty people proposed and checked, beside the bare solver on the same program."""

import datetime as dt
import json
import random
import subprocess
from typing import Final

from alo183_desktop.rota.planning.program import program_of
from alo183_desktop.rota.planning.proposal import SOLVER_LIMITS, child_command, propose
from tests.benchmarks.measure import Figure, compare
from tests.unit.rota.problems import DAY, DRIVER, DRIVES, MAIN, STAND_IN, away, month, somebody

_MONTH: Final = "2026-12"
_FIRST: Final = dt.date(2026, 12, 1)
_PEOPLE: Final = 30
_DRIVERS: Final = 6
_ROUNDS: Final = 5


def measure() -> list[Figure]:
    """Return the figure of a proposal: what the program adds to the solver and its process."""
    chance = random.Random(183)
    people = [
        somebody(number, **({"kinds": DRIVES} if number <= _DRIVERS else {}))
        for number in range(1, _PEOPLE + 1)
    ]
    absences = [
        away(number, number, _FIRST + chance.randrange(25) * DAY, chance.randint(2, 9))
        for number in range(1, _PEOPLE + 1)
    ]
    problem = month(_MONTH, people, (MAIN, STAND_IN, DRIVER), absences=absences)
    told = json.dumps(program_of(problem).as_json()).encode()
    limits = (str(SOLVER_LIMITS.memory_mib), str(SOLVER_LIMITS.seconds))

    def bare() -> None:
        # Nothing in it but our own program and two numbers.
        subprocess.run([*child_command(), *limits], input=told, capture_output=True, check=True)

    return [
        compare(
            f"a month of {_PEOPLE} people proposed / bare solver",
            lambda: propose(problem),
            bare,
            goal=1.2,
            rounds=_ROUNDS,
        )
    ]
