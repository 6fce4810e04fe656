"""Let ten clerks edit the same ten rows on a real server, and restart it under them."""

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import func, select, update

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.bootstrap.server_setup import owned
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.server_address import ServerAddress, ServerLogin
from alo183_desktop.directorate.model import Unit
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.record import OFFICER, OfficerValues
from alo183_desktop.officers.service import add_officer, change_officer
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, OWNER_PASSWORD, Server
from tests.prove.children import Child, child
from tests.prove.figures import Counts, Figure, Tally, left_out
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD

_ROWS: Final = 10
_ADMINISTRATOR: Final = "selin.aktas"
_BACK_S: Final = 60.0
"""So long clerks have to go on after a restart; the goal is a minute."""
_PAUSE_S: Final = (0.3, 1.2)
_TOLD_EACH_S: Final = 5.0
"""A clerk says so often that they are at work: whoever waits gives up on a silent one."""
_GOING: Final = "going"
_DONE: Final = "done"
_SHOWN: Final = "shown"
_WHAT: Final = {
    "edits": "clerks on one server, ten hot rows: no edit lost",
    "alarms": "sign-ins and checks while they save: no false alarm",
    "control": "control: the same edits, stored over what was read",
    "restarts": "restarts of the server under the clerks: all go on",
}


@dataclass(frozen=True, slots=True)
class _Edited:
    """What one clerk reports in the end."""

    reported: int
    """Edits whose commit came back."""
    unsure: int
    """Edits during whose commit the server went: it alone knows."""
    conflicts: int
    """Times that somebody else was first; the clerk read again and edited again."""
    away: int
    """Times that the server was away."""


def edit(reports: Connection, folder: Path, login: ServerLogin, edits: int, seed: str) -> None:
    """Join as a clerk, raise the number in the note of hot rows, and report what came of it."""
    chance = random.Random(seed)
    desk = Program(folder, clock=FixedClock(), cost=CHEAP).join(login)
    reported = unsure = conflicts = away = 0
    reports.send("joined")
    told_at = time.monotonic()
    try:
        while reported + unsure < edits:
            # Two at a time, in any order: without turns this is how two lock each other out.
            count = min(1 + (chance.random() < 0.25), edits - reported - unsure)
            is_writing = False
            if time.monotonic() - told_at > _TOLD_EACH_S:
                told_at = time.monotonic()
                reports.send((_GOING, reported))
            try:
                rows = _read(desk, chance.sample(range(_ROWS), count))
                is_writing = True
                _write(desk, rows)
                reported += count
            except ConflictError:
                conflicts += 1
            except KnownError as error:
                if error.code != "db.server_away":
                    reports.send((_SHOWN, error.code))
                    return
                away += 1
                unsure += count if is_writing else 0
                time.sleep(0.1)
    except Exception as error:  # noqa: BLE001 - whatever it is, a clerk would have seen it
        reports.send((_SHOWN, f"{type(error).__name__}: {error}"[:200]))
        return
    reports.send((_DONE, _Edited(reported, unsure, conflicts, away)))
    desk.close()


def edit_over(reports: Connection, folder: Path, login: ServerLogin, edits: int, seed: str) -> None:
    """Do as `edit`, but store over what was read, as a program without versions does."""
    chance = random.Random(seed)
    address = login.address
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(
        host=address.host, dbname=address.database, user=login.user, password=login.password
    ) as connection:
        reports.send("joined")
        told_at = time.monotonic()
        for done in range(edits):
            if time.monotonic() - told_at > _TOLD_EACH_S:
                told_at = time.monotonic()
                reports.send((_GOING, done))
            place = chance.randrange(_ROWS)
            query = "SELECT id, note FROM officers ORDER BY id LIMIT 1 OFFSET %s"
            row: Any = connection.execute(query, [place]).fetchone()
            connection.commit()
            note = str(_number(row[1]) + 1)
            connection.execute("UPDATE officers SET note = %s WHERE id = %s", [note, row[0]])
            connection.commit()
    reports.send((_DONE, _Edited(edits, 0, 0, 0)))


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """No edit is lost, nobody sees a deadlock, and a restarted server is worked on."""
    try:
        server = Server(keeps=True)
    except FileNotFoundError:
        return [left_out(what, "PostgreSQL is not installed") for what in _WHAT.values()]
    try:
        return list(_prove(server, counts, folder, chance))
    finally:
        server.stop()


def _prove(server: Server, counts: Counts, folder: Path, chance: random.Random) -> Iterator[Figure]:
    shared = _Shared(server, folder / "hepsi", counts.writers)
    tally = Tally(_WHAT["edits"])
    alarms = Tally(_WHAT["alarms"])
    ended = shared.run(edit, counts.edits, chance, alarms=alarms)
    _judge(shared, ended, tally)
    conflicts = sum(one.conflicts for one in ended if isinstance(one, _Edited))
    yield tally.figure(f"{counts.writers} clerks; {conflicts} times told who was first")
    kept = shared.alarms()
    alarms.note(f"{kept} alarms stand in the trail" if kept else None)
    yield alarms.figure(f"beside {counts.writers} clerks who save without a pause")

    control = Tally(_WHAT["control"], is_control=True)
    before = shared.total()
    ended = shared.run(edit_over, counts.edits, chance)
    reported = sum(one.reported for one in ended if isinstance(one, _Edited))
    lost = reported - (shared.total() - before)
    for place in range(reported):
        control.note("lost" if place < lost else None)
    yield control.figure()

    shared.reset()
    restarts = Tally(_WHAT["restarts"])
    # As many edits as there is time for: they end when the last restart is over.
    ended = shared.run(edit, counts.edits, chance, restarts=counts.restarts, tally=restarts)
    after = Tally("")
    _judge(shared, ended, after)
    wrong = after.figure()
    if wrong.is_failed:
        restarts.note(wrong.note)
    unsure = sum(one.unsure for one in ended if isinstance(one, _Edited))
    yield restarts.figure(f"{_sum_of(ended)} edits found again, {unsure} broken off while stored")


def _sum_of(ended: list[_Edited | str]) -> int:
    """Return the edits that were reported as stored."""
    return sum(one.reported for one in ended if isinstance(one, _Edited))


def _read(desk: Desk, places: list[int]) -> list[tuple[int, OfficerValues, int]]:
    """Open the forms of some hot rows; return number, values and version of each."""
    with desk.work() as work:
        officers = work.session.scalars(select(Officer).order_by(Officer.id)).all()
        return [
            (officers[place].id, OFFICER.stored(officers[place]), officers[place].version)
            for place in places
        ]


def _write(desk: Desk, rows: list[tuple[int, OfficerValues, int]]) -> None:
    """Save the forms, each with a number that is one higher, in one unit of work."""
    with desk.work() as work:
        for officer_id, values, version in rows:
            # With a word of one's own: who types what is stored already has nothing to save.
            note = f"{_number(values.note) + 1} {desk.actor.login} {secrets.token_hex(4)}"
            raised = replace(values, note=note)
            change_officer(work, officer_id, raised, version=version)


def _number(note: str) -> int:
    return int(note.partition(" ")[0])


class _Shared:
    """A directorate on the server, its clerks, and ten officers whom all of them edit.

    Attributes:
        judged: The sum of all numbers when the edits were judged last.
    """

    def __init__(self, server: Server, folder: Path, clerks: int) -> None:
        self._server = server
        self._folder = folder
        self._rounds = 0
        self.judged = 0
        address = ServerAddress(server.host, server.port, server.create_owned())
        owner = ServerLogin(address, OWNER, OWNER_PASSWORD)
        self._address = address
        program = Program(folder / "yonetici", clock=FixedClock(), cost=CHEAP)
        desk, _sheet = program.create_on_server(owner, ANSWERS, PASSWORD)
        self._logins = []
        for place in range(clerks):
            name, password = f"memur-{place}", f"{place} yeşil çorap uçan balık"
            desk.users.add(login=name, name=name, role=Role.CLERK, password=password)
            self._logins.append(ServerLogin(address, name, password))
        with owned(owner) as session:  # as if they had chosen these passwords themselves
            session.execute(update(User).values(given_generation=0))
        with desk.work() as work:
            unit_id = work.session.scalars(select(Unit.id)).all()[0]
            for place in range(_ROWS):
                values = OfficerValues(
                    given_names="Sıcak",
                    surname=f"SATIR {place}",
                    title="Memur",
                    tckn=None,
                    unit_id=unit_id,
                    note="0",
                )
                add_officer(work, values, subject_ids=(), starts_on=None)
        desk.close()

    def run(
        self,
        act: Any,
        edits: int,
        chance: random.Random,
        *,
        restarts: int = 0,
        tally: Tally | None = None,
        alarms: Tally | None = None,
    ) -> list[_Edited | str]:
        """Let all clerks edit, and return what each of them has reported.

        Args:
            act: What each of them does.
            edits: Of all of them.
            chance: Chooses what is left to it.
            restarts: Of the server meanwhile.
            tally: Of the restarts.
            alarms: Of what is told to somebody who signs in meanwhile, again and again.
        """
        self._rounds += 1
        share, rest = divmod(edits, len(self._logins))
        with ExitStack() as working:
            clerks = [
                working.enter_context(
                    child(
                        act,
                        self._folder / f"masa-{self._rounds}-{index}",
                        login,
                        share + (index < rest),
                        f"{chance.random()}",
                    )
                )
                for index, login in enumerate(self._logins)
            ]
            for clerk in clerks:
                clerk.hear()
            if tally is not None:
                self._restart(restarts, chance, tally)
            while alarms is not None and any(clerk.exit_code is None for clerk in clerks):
                alarms.note(self._told_at_sign_in())
            return [_end_of(clerk) for clerk in clerks]

    def notes(self) -> dict[int, int]:
        """Return the number in the note of each hot row."""
        desk = self._administrator()
        try:
            with desk.work() as work:
                rows = work.session.execute(select(Officer.id, Officer.note))
                return {officer_id: _number(note) for officer_id, note in rows}
        finally:
            desk.close()

    def total(self) -> int:
        """Return the sum of all numbers."""
        return sum(self.notes().values())

    def told(self) -> dict[int, int]:
        """Return how many changes of each hot row the trail tells, and check the whole of it."""
        desk = self._administrator()
        try:
            if not desk.verify_audit().is_whole:
                raise AssertionError("the trail is broken")
            with desk.work() as work:
                query = (
                    select(AuditEntry.item_id, func.count())
                    .where(AuditEntry.action == "officer.changed")
                    .group_by(AuditEntry.item_id)
                )
                found = work.session.execute(query)
                return {item_id or 0: count for item_id, count in found}
        finally:
            desk.close()

    def reset(self) -> None:
        """Set all numbers to what the trail tells: the control has stored past it."""
        told = self.told()
        with psycopg.connect(
            host=self._address.host,
            dbname=self._address.database,
            user=OWNER,
            password=OWNER_PASSWORD,
        ) as connection:
            for officer_id in self.notes():
                note = str(told.get(officer_id, 0))
                connection.execute(
                    "UPDATE officers SET note = %s WHERE id = %s", [note, officer_id]
                )

    def _restart(self, restarts: int, chance: random.Random, tally: Tally) -> None:
        for place in range(restarts):
            # They edit meanwhile; no moment is waited for.
            time.sleep(chance.uniform(*_PAUSE_S))
            self._server.close(kills=place % 2 == 0)
            time.sleep(chance.uniform(*_PAUSE_S))
            self._server.open_again()
            tally.note(self._wrong_after_restart())

    def alarms(self) -> int:
        """Return how often the trail says that it was found broken."""
        desk = self._administrator()
        try:
            with desk.work() as work:
                query = select(func.count()).where(AuditEntry.action == "audit.found_broken")
                return work.session.scalar(query) or 0
        finally:
            desk.close()

    def _told_at_sign_in(self) -> str | None:
        """Return what somebody is told about the trail who signs in and checks all of it."""
        desk = self._administrator()
        try:
            if not desk.verdict.is_whole:
                return f"told at the sign-in: {desk.verdict.breaks}"
            return None if desk.verify_audit().is_whole else f"found: {desk.verdict.breaks}"
        finally:
            desk.close()

    def _wrong_after_restart(self) -> str | None:
        """Return None once somebody can work again."""
        give_up_at = time.monotonic() + _BACK_S
        while time.monotonic() < give_up_at:
            try:
                self.total()
            except KnownError:
                time.sleep(0.1)
            else:
                return None
        return "nobody can work a minute after the restart"

    def _administrator(self) -> Desk:
        program = Program(self._folder / "yonetici", clock=FixedClock(), cost=CHEAP)
        return program.unlock(_ADMINISTRATOR, PASSWORD)


def _end_of(clerk: Child) -> _Edited | str:
    try:
        kind, what = clerk.hear()
        while kind == _GOING:
            kind, what = clerk.hear()
    except EOFError:
        return "a clerk's program ended by itself"
    except TimeoutError:
        return "a clerk's program stands still"
    return what if kind == _DONE else f"shown to a clerk: {what}"


def _judge(shared: _Shared, ended: list[_Edited | str], tally: Tally) -> None:
    """Note each edit of this round: stored once and told in the trail, or not."""
    for one in ended:
        if isinstance(one, str):
            tally.note(one)
    reported = _sum_of(ended)
    unsure = sum(one.unsure for one in ended if isinstance(one, _Edited))
    notes, told = shared.notes(), shared.told()
    stored = sum(notes.values()) - shared.judged
    shared.judged = sum(notes.values())
    wrong = None
    if any(told.get(officer_id, 0) != number for officer_id, number in notes.items()):
        wrong = "a number differs from what the trail tells"
    elif not reported <= stored <= reported + unsure:
        wrong = f"{stored} edits are stored, {reported} were reported, {unsure} broken off"
    for _edit in range(max(1, reported)):
        tally.note(wrong)
