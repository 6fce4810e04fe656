"""Kill a program that writes, and count what it had committed."""

import itertools
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from tests.prove.children import KILLED, child
from tests.prove.directorates import (
    LOGIN,
    Directorate,
    count_in,
    make,
    wrong_with,
    wrong_with_passwords,
)
from tests.prove.figures import Counts, Figure, Tally
from tests.unit.bootstrap.people import OTHER, PASSWORD

_LONGEST_S: Final = 0.06
_EARLY: Final = 0.2
"""So many of the kills may come before the first commit, while the file is opened."""
_KILLS_A_FOLDER: Final = 50


def write_on(reports: Connection, directorate: Directorate, first: int) -> None:
    """Commit numbers from `first` on, and report each one after its commit."""
    reports.send(first - 1)
    with directorate.opened() as engine:
        for number in itertools.count(first):
            directorate.add(engine, number)
            reports.send(number)


def change_passwords(reports: Connection, directorate: Directorate) -> None:
    """Change the own password to and fro."""
    desk = directorate.program().unlock(LOGIN, PASSWORD)
    for old, new in itertools.cycle(((PASSWORD, OTHER), (OTHER, PASSWORD))):
        desk.users.change_own_password(old, new)
        reports.send(new)


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Kill writers at random moments."""
    template = make(folder / "template")
    return [
        _kill_writers(counts, folder, template, chance),
        _kill_changes(counts, folder, template, chance),
    ]


def _kill_changes(
    counts: Counts, folder: Path, template: Directorate, chance: random.Random
) -> Figure:
    """Kill who changes a password: the old or the new one opens the data, never none."""
    tally = Tally("kills during a new password: the old or the new one opens")
    for _ in range(counts.kills):
        directorate = template.copied_to(folder / "passwords")
        with child(change_passwords, directorate) as changer:
            changer.hear()
            # As below, the moment of the kill is what is tried.
            time.sleep(chance.uniform(0, _LONGEST_S))
            changer.kill()
            changer.hear_out()
        wrong = wrong_with_passwords(directorate, PASSWORD, OTHER)
        tally.note(wrong or wrong_with(directorate, least=0, most=0))
    return tally.figure()


def _kill_writers(
    counts: Counts, folder: Path, template: Directorate, chance: random.Random
) -> Figure:
    """Kill a writer; what it reported must be there, and nothing half."""
    tally = Tally("kills during writes: rows committed = rows found")
    directorate, there = template, 0
    for turn in range(counts.kills):
        if turn % _KILLS_A_FOLDER == 0:
            directorate, there = template.copied_to(folder / "killed"), 0
        reported, wrong = _kill(directorate, there, chance)
        wrong = wrong or wrong_with(directorate, least=reported, most=reported + 1)
        tally.note(wrong)
        there = reported if wrong else count_in(directorate)
    return tally.figure(f"{there} numbers in the last folder")


def _kill(directorate: Directorate, there: int, chance: random.Random) -> tuple[int, str | None]:
    """Return the last number that a writer reported before it was killed, and what was wrong."""
    with child(write_on, directorate, there + 1) as writer:
        reported = writer.hear()
        if chance.random() > _EARLY:
            reported = writer.hear()
        # The moment of the kill is what is tried here; nothing is waited for.
        time.sleep(chance.uniform(0, _LONGEST_S))
        writer.kill()
        reported = max([reported, *writer.hear_out()])
        if writer.exit_code != KILLED:
            return reported, f"the writer ended by itself with {writer.exit_code}"
    return reported, None
