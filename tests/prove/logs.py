"""Let many things go wrong with marked words, and look for them in every log and terminal."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy.exc import IntegrityError

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.server_address import ServerAddress, ServerLogin
from alo183_desktop.db.work import Work
from alo183_desktop.db.write_lock import WRITERS
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.officers.service import add_officer
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, OWNER_PASSWORD, Server
from tests.prove import words
from tests.prove.figures import Counts, Figure, Tally, left_out
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD

_WAYS: Final = 18
_LINES: Final = 14
"""So many of them are told by a line of the log; the others by nothing, or on the terminal."""
_SAID: Final = "personal words not in what the program says, nor its log"
_SERVER: Final = "personal words not in the log of a server"
_OWNERS: Final = ("log_error_verbosity = terse", "log_min_error_statement = panic")
"""What docs/yonetici.md tells the owner of a server to set."""
_WAITING: Final = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Look at what a process says whose every way of complaining was fed, and at a server's log."""
    del counts  # each way is fed once
    return [*_of_process(folder, chance), *_of_server(folder)]


def _of_process(folder: Path, chance: random.Random) -> Iterator[Figure]:
    for how, what in (("quiet", _SAID), ("loud", "  control: the same, left as Python and Qt are")):
        tally = Tally(what, is_control=how == "loud")
        marks, read = words.Marks(), folder / how / "okunan"
        for _way in range(_WAYS):
            marks.word()
        fed = list(marks.all)
        read.mkdir(parents=True)
        if how == "quiet":
            _write_broken(read, marks, chance)
        beside = folder / how / "yan"
        beside.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.prove.loud", how, str(beside / "alo183.log"), str(read)],
            input=json.dumps(fed).encode(),
            capture_output=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            check=False,
        )
        # Whatever a crash leaves beside the log is searched as well.
        left = {path.name: path.read_bytes() for path in beside.iterdir()}
        words.search(marks, {**left, "terminal": done.stdout + done.stderr}, tally)
        figure = tally.figure(f"found 0 times; {_WAYS} ways, a crash" if how == "quiet" else "")
        crashed = abs(done.returncode) == signal.SIGSEGV  # Windows has no negative codes
        if how == "quiet" and not (crashed and left["alo183.log"].count(b"\n") >= _LINES):
            tally.note("not everything went wrong")
            figure = tally.figure()
        if how == "loud" and figure.held < figure.tried:
            # What says nothing by itself shows nothing.
            figure = Figure(what, figure.tried, 0, f"only {figure.held}", is_control=True)
        yield figure


def _write_broken(folder: Path, marks: words.Marks, chance: random.Random) -> None:
    """Write tables and papers that cannot be read whole, all of whose cells are marked."""
    table = [[marks.word("Ali {}"), marks.tckn(), marks.phone()] for _row in range(3)]
    whole = write_table("Kadro", ["Adı", "T.C.", "Tel."], table)
    text = "\n".join(";".join(row) for row in table).encode()
    spoiled = bytearray(whole)
    for _byte in range(20):
        spoiled[chance.randrange(len(spoiled))] ^= 0xFF
    for name, content in {
        "kesik.xlsx": whole[: len(whole) // 2],
        "bozuk.xlsx": bytes(spoiled),
        "ole.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + text,
        "sifir.csv": text + b"\0\x01\x02\x03\x04\x05",
        "kodlama.csv": b"\xff\xfe" + text + b"-",
        "tarama.pdf": b"%PDF-1.7\n" + text,
    }.items():
        (folder / name).write_bytes(content)


def _of_server(folder: Path) -> Iterator[Figure]:
    try:
        server = Server()
    except FileNotFoundError:
        yield left_out(_SERVER, "PostgreSQL is not installed")
        return
    try:
        yield from _on_server(server, folder)
    finally:
        server.stop()


def _on_server(server: Server, folder: Path) -> Iterator[Figure]:
    address = ServerAddress(server.host, server.port, server.create_owned())
    owner = ServerLogin(address, OWNER, OWNER_PASSWORD)
    # An owner's setting that writes what was typed: the program takes it back for itself.
    _set(server, address.database, "log_parameter_max_length_on_error = -1")
    kept, marks = Tally(_SERVER), words.Marks()
    (folder / "masa").mkdir()
    program = Program(folder / "masa" / "veri", clock=FixedClock(), cost=CHEAP)
    desk, _sheet = program.create_on_server(owner, ANSWERS, PASSWORD)
    try:
        words.fill(desk, marks, folder / "masa")
        unit, officer = marks.word(), words.officer_values(marks, 1)
        _at_once(desk, owner, lambda work: UNITS.save(work, None, UnitValues(unit)))
        _at_once(desk, owner, lambda work: add_officer(work, officer))
        with suppress(IntegrityError), desk.work() as work:
            add_officer(work, words.officer_values(marks, 999_999))
    finally:
        desk.close()
    said = server.log()
    words.search(marks, {"log": said}, kept)
    if b"fk_officers_unit_id" not in said:
        kept.note("the server has refused nothing")
    yield kept.figure("found 0 times; both desks at one moment, a refused row")

    for settings, what in (
        (_OWNERS, "the same of another program, with the settings of the docs"),
        ((), "  control: the same, as a server is by itself"),
    ):
        tally = Tally(what, is_control=not settings)
        refused, place = words.Marks(len(marks.all) + 10 * len(settings)), len(server.log())
        other = ServerLogin(replace(address, database=server.create_owned()), OWNER, OWNER_PASSWORD)
        for setting in settings:
            _set(server, other.address.database, setting)
        with _connected(other) as connection:
            connection.execute("CREATE TABLE officers (name text NOT NULL UNIQUE, tckn text)")
            for query in (
                "INSERT INTO officers (tckn) VALUES (%s)",
                "INSERT INTO officers (name) VALUES (%s)",
                "SELECT CAST(%s AS text) FROM nowhere",
            ):
                word = refused.word()
                # Twice: the second one is there already. The last with the word in the statement.
                for _twice in range(2):
                    with suppress(psycopg.Error):
                        if "nowhere" in query:
                            connection.execute(query.replace("%s", f"'{word}'"))
                        else:
                            connection.execute(query, [word])
        words.search(refused, {"log": server.log()[place:]}, tally)
        yield tally.figure("" if not settings else "found 0 times")


def _at_once(desk: Desk, owner: ServerLogin, act: Callable[[Work], Any]) -> None:
    """Let two do the same while a third one writes: the second finds it taken."""

    def do() -> None:
        with suppress(KnownError, IntegrityError), desk.work() as work:
            act(work)

    with ThreadPoolExecutor(2) as pool, _connected(owner) as third:
        third.execute("SELECT pg_advisory_lock(%s)", [WRITERS])
        running = [pool.submit(do) for _place in range(2)]
        while third.execute(_WAITING).fetchone() != (2,):
            if any(future.done() for future in running):
                break
        third.execute("SELECT pg_advisory_unlock(%s)", [WRITERS])
        for future in running:
            future.result()


def _connected(login: ServerLogin) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=login.address.host,
        dbname=login.address.database,
        user=login.user,
        password=login.password,
        autocommit=True,
    )


def _set(server: Server, database: str, setting: str) -> None:
    """Set something for a database, as the superuser does."""
    engine = server.engine(database)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {database} SET {setting}")
    engine.dispose()
