"""Kill a change of the data's key at each of its steps, and again while it is ended."""

import random
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from alo183_desktop.access import recovery
from alo183_desktop.access.vault import KEY_FILE, RESTORING_FILE
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.engine import is_opened_by
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START, FixedClock
from tests.prove.directorates import (
    LOGIN,
    Directorate,
    make,
    wrong_with,
)
from tests.prove.figures import Counts, Figure, Tally
from tests.prove.steps import GOING_ON, all_steps, chosen, go_on, kill, watch
from tests.unit.bootstrap.people import CHEAP, OTHER, PASSWORD

_NUMBERS: Final = 40
_SHEETS: Final = tuple(recovery.new_sheet(now=START) for _turn in range(2))


def change_key(
    reports: Connection, directorate: Directorate, sheet: recovery.RecoverySheet, last: int | None
) -> None:
    """Give the data the key of a sheet, and end before step `last`."""
    desk = directorate.program().unlock(LOGIN, PASSWORD)
    done = watch(reports, last)
    desk.rekey(sheet)
    reports.send(done())
    desk.close()


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Kill it at each step; the data has the old or the new key as a whole."""
    template = make(folder / "template", numbers=_NUMBERS)
    sheet = _SHEETS[0]
    once = Tally("kills during re-key: the old key or the new one")
    total = all_steps(change_key, template.copied_to(folder / "killed"), sheet)
    ends: list[str] = []
    moving = []
    # Each trial opens, checks and changes the key once more, so that half as many have to do.
    count = None if counts.steps is None else -(-counts.steps // 2)
    for last in chosen(total, count, chance):
        killed = template.copied_to(folder / "killed")
        wrong = kill(change_key, killed, last, sheet)
        if (killed.folder / RESTORING_FILE).exists():
            moving.append(last)
        once.note(wrong or _not_old_or_new(killed, sheet, ends))
    note = f"of {total} steps; {ends.count('old')} times the old, {ends.count('new')} the new"
    figures = [once.figure(note)]
    # The files change places in the last steps; some of the kills must meet them.
    places = moving or [total - 3]
    twice = Tally("kills during re-key and again while it is ended")
    for _turn in range((counts.steps or 8 * total) // 4 or 1):
        killed = template.copied_to(folder / "killed")
        wrong = kill(change_key, killed, chance.choice(places), sheet)
        wrong = wrong or kill(go_on, killed, chance.randint(1, GOING_ON), may_end=True)
        twice.note(wrong or _not_old_or_new(killed, sheet, ends))
    return [*figures, twice.figure()]


def _not_old_or_new(
    directorate: Directorate, sheet: recovery.RecoverySheet, ends: list[str]
) -> str | None:
    """Open what is there with its password, its sheet and the data file alone, then try again."""
    try:
        directorate.program().exists()
    except KnownError as error:
        return f"not ended: {error.code}"
    new = Directorate(directorate.folder, recovery.key_of(sheet.code), sheet.code)
    has_new = is_opened_by(new.vault().data_file, new.key)
    if has_new is is_opened_by(new.vault().data_file, directorate.key):
        return "both keys open it" if has_new else "neither key opens it"
    ends.append("new" if has_new else "old")
    now, other = (new, directorate) if has_new else (directorate, new)
    wrong = wrong_with(now, least=_NUMBERS, most=_NUMBERS)
    if wrong is None:
        wrong = _not_opened_by_all(now, other.code)
    if wrong is None:
        wrong = _not_changed_again(now)
    return wrong


def _not_opened_by_all(directorate: Directorate, other_code: str) -> str | None:
    """Return what is wrong with password, key file and sheet, each tried from outside."""
    directorate.program().unlock(LOGIN, PASSWORD).close()
    alone = directorate.copied_to(directorate.folder.parent / "alone")
    (alone.folder / KEY_FILE).unlink()
    program = Program(alone.folder, clock=FixedClock(), cost=CHEAP)
    try:
        program.recover(other_code, LOGIN, OTHER)
    except KnownError as error:
        if error.code != "access.wrong_code":
            return f"the other sheet: {error.code}"
    else:
        return "the other sheet opens it too"
    program.recover(directorate.code, LOGIN, OTHER).close()
    return None


def _not_changed_again(directorate: Directorate) -> str | None:
    """Change the key once more, over what the killed one left beside the data."""
    sheet = _SHEETS[1]
    desk = directorate.program().unlock(LOGIN, PASSWORD)
    try:
        desk.rekey(sheet)
    finally:
        desk.close()
    found = {path.name for path in directorate.folder.iterdir()}
    if over := [name for name in found if name.startswith(("yeni-", "eski-")) or ".rest" in name]:
        return f"left over: {over[0]}"
    again = Directorate(directorate.folder, recovery.key_of(sheet.code), sheet.code)
    return wrong_with(again, least=_NUMBERS, most=_NUMBERS)
