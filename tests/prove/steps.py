"""Kill a restoring, a backup, the filling of the second folder and a migration at their steps.

A step is whatever changes the names of files or opens one to write, and each statement to the
database. The process is gone just before the step; then the next start is tried.
"""

import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event, inspect
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from alo183_desktop.access import backups, restoring, second_folder
from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.access.vault import RESTORING_FILE
from alo183_desktop.db import migrate
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.later import NEW_COLUMN, one_release_later
from tests.prove.children import KILLED, child, die
from tests.prove.directorates import (
    LOGIN,
    Directorate,
    contents,
    count_in,
    make,
    numbers_in,
    wrong_with,
)
from tests.prove.figures import Counts, Figure, Tally
from tests.unit.bootstrap.people import PASSWORD

_BEFORE, _AFTER = 40, 60
"""Numbers in the backup, and in the present data."""
_MOVES: Final = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
_WRITES: Final = os.O_WRONLY | os.O_RDWR
GOING_ON: Final = 8
"""A start that ends a restoring has about so many steps."""


def watch(reports: Connection, last: int | None) -> Callable[[], int]:
    """End this process before step `last`; return what tells how many steps were done.

    Args:
        reports: Gets the number of the step before the process ends.
        last: None lets all steps be done.
    """
    done = 0

    def step(*_arguments: object) -> None:
        nonlocal done
        done += 1
        if done == last:
            reports.send(done)
            die()

    def hook(name: str, details: tuple[Any, ...]) -> None:
        if name in _MOVES or (name == "open" and _is_to_write(details)):
            step()

    sys.addaudithook(hook)
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    return lambda: done


def _is_to_write(details: tuple[Any, ...]) -> bool:
    flags = details[2]
    return isinstance(flags, int) and bool(flags & _WRITES)


def restore(reports: Connection, directorate: Directorate, last: int | None) -> None:
    """Bring the one backup back, and end before step `last`."""
    (backup,) = backups.list_backups(directorate.backups())
    done = watch(reports, last)
    directorate.program().restore(backup, login=LOGIN, secret=PASSWORD)
    reports.send(done())


def go_on(reports: Connection, directorate: Directorate, last: int | None) -> None:
    """Start again after a restoring that was killed, and end before step `last`."""
    done = watch(reports, last)
    directorate.program().exists()
    reports.send(done())


def take_backup(reports: Connection, directorate: Directorate, last: int | None) -> None:
    """Take a backup, and end before step `last`."""
    with directorate.opened() as engine:
        done = watch(reports, last)
        _take(directorate, engine, minutes=10)
        reports.send(done())


def fill_second(reports: Connection, directorate: Directorate, last: int | None) -> None:
    """Copy into the second folder what it lacks, and end before step `last`."""
    done = watch(reports, last)
    _fill_second(directorate, minutes=20)
    reports.send(done())


def bring_forward(
    reports: Connection, directorate: Directorate, program: Path, last: int | None
) -> None:
    """Open data with the program of one release later (`program`), and end before step `last`."""
    with one_release_later(program):
        done = watch(reports, last)
        directorate.program().unlock(LOGIN, PASSWORD).close()
        reports.send(done())


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Kill each of them at each step; what is there then is the old or the new, never half."""
    return [
        *_prove_restore(counts, folder / "restore", chance),
        _prove_backup(counts, folder / "backup", chance),
        _prove_second(counts, folder / "second", chance),
        _prove_migration(counts, folder / "migration", chance),
    ]


def _prove_restore(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    template = make(folder / "template", numbers=_BEFORE)
    with template.opened() as engine:
        _take(template, engine)
        for number in range(_BEFORE + 1, _AFTER + 1):
            template.add(engine, number)
    once = Tally("kills during restore: the old data or the backup's")
    total = all_steps(restore, template.copied_to(folder / "killed"))
    ends: list[int] = []
    moving = []
    for last in chosen(total, counts.steps, chance):
        killed = template.copied_to(folder / "killed")
        wrong = kill(restore, killed, last)
        if (killed.folder / RESTORING_FILE).exists():
            moving.append(last)
        once.note(wrong or _not_old_or_new(killed, ends))
    note = f"of {total} steps; {ends.count(_AFTER)} times the old, {ends.count(_BEFORE)} the backup"
    first = once.figure(note)
    if not moving:  # few were tried, and none while files changed places
        return [first]
    twice = Tally("kills during restore and again while it is ended")
    for _turn in range((counts.steps or 10 * total) // 2):
        killed = template.copied_to(folder / "killed")
        wrong = kill(restore, killed, chance.choice(moving))
        wrong = wrong or kill(go_on, killed, chance.randint(1, GOING_ON), may_end=True)
        twice.note(wrong or _not_old_or_new(killed, ends))
    return [first, twice.figure()]


def _not_old_or_new(directorate: Directorate, ends: list[int]) -> str | None:
    try:
        directorate.program().exists()
    except KnownError as error:
        return f"not ended: {error.code}"
    found = count_in(directorate)
    ends.append(found)
    if found not in {_BEFORE, _AFTER}:
        return f"{found} numbers are neither the old nor the new"
    wrong = wrong_with(directorate, least=found, most=found)
    if wrong is None and found == _BEFORE:
        wrong = _not_kept(directorate)
    if wrong is None and found == _AFTER:
        wrong = _not_restored(directorate)
    if wrong is None:
        directorate.program().unlock(LOGIN, PASSWORD).close()
    return wrong


def _not_restored(directorate: Directorate) -> str | None:
    """Try the restoring again, over what the killed one left beside the data."""
    (backup,) = backups.list_backups(directorate.backups())
    directorate.program().restore(backup, login=LOGIN, secret=PASSWORD)
    return wrong_with(directorate, least=_BEFORE, most=_BEFORE)


def _not_kept(directorate: Directorate) -> str | None:
    """Return what is wrong with the data that a backup has taken the place of."""
    kept = [one for one in directorate.folder.glob("onceki-*") if any(one.iterdir())]
    if len(kept) != 1:
        return f"the old data is kept {len(kept)} times"
    older = Directorate(kept[0], directorate.key, directorate.code)
    return wrong_with(older, least=_AFTER, most=_AFTER)


def _prove_backup(counts: Counts, folder: Path, chance: random.Random) -> Figure:
    template = make(folder / "template", numbers=_AFTER)
    with template.opened() as engine:
        _take(template, engine)
    tally = Tally("kills during backup: data and older backups whole")
    total = all_steps(take_backup, template.copied_to(folder / "killed"))
    moments: Sequence[int | float] = [
        *chosen(total, counts.steps, chance),
        # The copying itself is one call; it is met by the clock.
        *(chance.uniform(0, 0.08) for _ in range((counts.steps or total) // 2)),
    ]
    for moment in moments:
        killed = template.copied_to(folder / "killed")
        wrong = kill(take_backup, killed, moment)
        tally.note(wrong or _not_whole_after_backup(killed))
    return tally.figure(f"{total} steps, and moments between them")


def _not_whole_after_backup(directorate: Directorate) -> str | None:
    wrong = wrong_with(directorate, least=_AFTER, most=_AFTER)
    if wrong is not None:
        return wrong
    found = backups.list_backups(directorate.backups())
    if not found:
        return "the older backup is gone"
    # Only then is it sure that nobody is still writing what lies there.
    with directorate.opened() as engine:
        _take(directorate, engine, minutes=7 * 60)
    after = backups.list_backups(directorate.backups())
    others = [one.name for one in directorate.backups().iterdir()]
    if len(after) != len(found) + 1 or len(others) != len(after):
        return f"{len(after)} backups and {len(others) - len(after)} left-overs"
    for backup in after:
        opened = restoring.look_into(
            backup, directorate.key, folder=directorate.folder, tables=("units",)
        )
        if opened.counts["units"] < 2 * _AFTER:
            return "a backup lacks rows"
    return None


def _take(directorate: Directorate, engine: Engine, *, minutes: int = 0) -> backups.Backup:
    clock = FixedClock()
    clock.advance(minutes=minutes)
    return backups.take(
        directorate.vault(clock),
        engine,
        directorate.key,
        reason=BackupReason.ASKED,
        place=directorate.backups(),
    )


def _prove_second(counts: Counts, folder: Path, chance: random.Random) -> Figure:
    template = make(folder / "template", numbers=_BEFORE)
    with template.opened() as engine:
        older = _take(template, engine)
        newer = _take(template, engine, minutes=10)

    def prepared() -> Directorate:
        stick = folder / "stick"
        shutil.rmtree(stick, ignore_errors=True)
        shutil.copytree(older.folder, stick / older.folder.name)
        made = template.copied_to(folder / "killed")
        second_folder.set_second(made.folder, stick)
        return made

    tally = Tally("kills during the second copy: nothing half, it catches up")
    total = all_steps(fill_second, prepared())
    for last in chosen(total, counts.steps, chance):
        killed = prepared()
        wrong = kill(fill_second, killed, last)
        tally.note(wrong or _not_caught_up(killed, folder / "stick", older, newer))
    return tally.figure(f"{total} steps")


def _not_caught_up(
    directorate: Directorate, stick: Path, older: backups.Backup, newer: backups.Backup
) -> str | None:
    if len(backups.list_backups(directorate.backups())) != len((older, newer)):
        return "a backup of the first folder is gone"
    for copy in backups.list_backups(stick):
        original = directorate.backups() / copy.folder.name
        for path in original.iterdir():
            there = copy.folder / path.name
            if not there.is_file() or there.read_bytes() != path.read_bytes():
                return f"a listed copy has another {path.name}"
    _fill_second(directorate, minutes=7 * 60)
    found = sorted(path.name for path in stick.iterdir())
    if found != sorted((older.folder.name, newer.folder.name)):
        return f"{len(found)} names in the end"
    return None


def _fill_second(directorate: Directorate, *, minutes: int) -> None:
    clock = FixedClock()
    clock.advance(minutes=minutes)
    second_folder.fill_second(directorate.folder, directorate.backups(), now=clock())


def _prove_migration(counts: Counts, folder: Path, chance: random.Random) -> Figure:
    template = make(folder / "template", numbers=_BEFORE)
    with template.opened() as engine:
        columns: dict[str, Sequence[str]] = {
            name: [column["name"] for column in inspect(engine).get_columns(name)]
            for name in sorted(inspect(engine).get_table_names())
            # What signing in writes is no part of a migration, nor has the index rows of its own.
            if name not in {"alembic_version", "audit_entries", "audit_heads", "users"}
            and not name.startswith("fts_")
        }
        with engine.connect() as connection:
            before = contents(connection, columns)
    tally = Tally("kills during a migration: old or new, rows kept")
    program = folder / "program"
    total = all_steps(bring_forward, template.copied_to(folder / "killed"), program)
    kept = []
    with one_release_later(program) as newest:
        for last in chosen(total, counts.steps, chance):
            killed = template.copied_to(folder / "killed")
            wrong = kill(bring_forward, killed, last, program)
            if wrong is None:
                wrong, revision = _not_kept_whole(killed, columns, before)
                kept.append(revision)
            tally.note(wrong)
    new = kept.count(newest)
    return tally.figure(f"of {total} steps; {len(kept) - new} times the old, {new} the new")


def _not_kept_whole(
    directorate: Directorate,
    columns: dict[str, Sequence[str]],
    before: dict[str, list[tuple[Any, ...]]],
) -> tuple[str | None, str | None]:
    """Return what is wrong after a killed migration, and the revision in which it left the data."""
    with directorate.opened() as engine:
        revision = migrate.current_revision(engine)
        is_new = NEW_COLUMN in {column["name"] for column in inspect(engine).get_columns("units")}
        with engine.connect() as connection:
            kept = contents(connection, columns) == before
    wrong = wrong_with(directorate, least=_BEFORE, most=_BEFORE)
    if is_new is not (revision == migrate.HEAD):
        wrong = f"the tables are not those of revision {revision}"
    elif not kept:
        wrong = "rows changed"
    if wrong is None:
        directorate.program().unlock(LOGIN, PASSWORD).close()
        with directorate.opened() as engine, Session(engine) as session:
            if migrate.current_revision(engine) != migrate.HEAD:
                wrong = "it is not brought forward any more"
            elif contents(session.connection(), columns) != before:
                wrong = "rows changed in the end"
            else:
                wrong = numbers_in(session)[1]
    return wrong, revision


def all_steps(act: Callable[..., None], data: object, *others: object) -> int:
    """Let it be done without a kill, and return how many steps it has."""
    with child(act, data, *others, None) as started:
        told = started.hear_out()
        if started.exit_code != 0:
            raise RuntimeError(f"{act.__name__} ended with {started.exit_code}")
    return int(told[-1])


def chosen(total: int, count: int | None, chance: random.Random) -> list[int]:
    """Return at which steps it is killed: at all of them, or at some that spread over them."""
    if count is None or count >= total:
        return list(range(1, total + 1))
    borders = [1 + total * place // count for place in range(count + 1)]
    return [chance.randrange(low, max(low + 1, high)) for low, high in pairwise(borders)]


def kill(
    act: Callable[..., None],
    data: object,
    moment: float,
    *others: object,
    may_end: bool = False,
) -> str | None:
    """Kill it before a step (a whole number) or after some seconds; return what was wrong."""
    is_step = isinstance(moment, int)
    with child(act, data, *others, moment if is_step else None) as started:
        if not is_step:
            # The moment of the kill is what is tried here; nothing is waited for.
            time.sleep(moment)
            started.kill()
        started.hear_out()
        if started.exit_code == KILLED:
            return None
        if started.exit_code == 0 and (may_end or not is_step):
            return None
        return f"{act.__name__} ended by itself with {started.exit_code}"
