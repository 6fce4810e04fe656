"""Directorates with a database each on one server: `python -m tests.benchmarks.directorates`.

Of 1, 5 and 20 of them, or as many as are named, it prints what docs/cok-mudurluk.md tells: the
connections of three desks each, the memory of the server, how long signing in and saving takes
when all do it, and how long their backups take one after the other and side by side. The desks of a
directorate are threads of one process. Each saves every four seconds on average, many times as
often as an office does. The derivation of keys, which is each desk's own work, is a cheap one.
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
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import update

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cases import service, timeline
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.db.listening import Listener
from alo183_desktop.db.server_address import ServerLogin
from tests.benchmarks.measure import p95
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, OWNER_PASSWORD, Server, find_binaries
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD

_SIZES: Final = (1, 5, 20)
_DESKS: Final = 3
_SAVES: Final = 8
_EACH_S: Final = 4.0
_AS_SHIPPED: Final = {"autovacuum": "on", "max_connections": "200", "shared_buffers": "128MB"}
"""What PostgreSQL has when nothing is set, but for the connections."""


def main(words: list[str]) -> int:
    """Measure, and print a line for each number of directorates."""
    print("directorates connections MiB sign-in-p95-ms save-p95-ms dump-MiB in-turn-s at-once-s")
    for size in map(int, words or map(str, _SIZES)):
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            server = Server(keeps=True, settings=_AS_SHIPPED)
            stack.callback(server.stop)
            print(size, *_measure(server, Path(name), size), flush=True)
    return 0


def _measure(server: Server, folder: Path, size: int) -> list[str]:
    databases = [_set_up(server, folder, number) for number in range(size)]
    with ExitStack() as stack:
        offices = [
            stack.enter_context(_started(folder, number, signs_in))
            for number, signs_in in databases
        ]
        sign_ins = _all_do(offices, "in")
        saves = _all_do(offices, "save")
        with psycopg.connect(host=server.host, user="postgres", autocommit=True) as asking:
            connections = _connections(asking)
            memory = _memory(asking.info.backend_pid)
    names = [server.address(_database(number)).database for number in range(size)]
    dumps = [folder / f"{name}.dump" for name in names]
    spent = []
    for at_once in (1, size):
        start = time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(lambda name, file: _dump(server, name, file), names, dumps))
        spent.append(time.perf_counter() - start)
    written = sum(file.stat().st_size for file in dumps) / 2**20
    return [
        f"{connections}",
        f"{memory:.0f}",
        f"{p95(sign_ins):.0f}",
        f"{p95(saves):.0f}",
        f"{written:.1f}",
        *(f"{one:.1f}" for one in spent),
    ]


def _database(number: int) -> str:
    return f"il_{number:02}"


def _login(number: int, desk: int) -> str:
    # A login is a role of the whole server.
    return f"memur{number:02}{desk}"


def _set_up(server: Server, folder: Path, number: int) -> tuple[int, list[str]]:
    """Set a directorate up with a clerk at each desk; return its number and the desks' folders."""
    address = server.address(server.create_owned(_database(number)))
    answers = replace(ANSWERS, administrator_login=f"yonetici{number:02}")
    owner = ServerLogin(address, OWNER, OWNER_PASSWORD)
    first = Program(folder / f"{number}-kur", clock=FixedClock(), cost=CHEAP)
    desk, _sheet = first.create_on_server(owner, answers, PASSWORD)
    logins = [_login(number, place) for place in range(_DESKS)]
    for login in logins:
        desk.users.add(login=login, name=login.title(), role=Role.CLERK, password=PASSWORD)
    with desk.work() as work:
        # As if they had chosen these passwords themselves.
        work.session.execute(update(User).values(given_generation=0))
    with desk.work() as work:
        values = CaseValues(
            number="183-2026-000001",
            routed_at=work.now,
            subject_id=1,
            kind_id=5,
            is_urgent=False,
        )
        service.add_case(work, values, officer_id=None)
    desk.close()
    for login in logins:
        program = Program(folder / login, clock=FixedClock(), cost=CHEAP)
        program.join(ServerLogin(address, login, PASSWORD)).close()
    return number, logins


@contextmanager
def _started(folder: Path, number: int, logins: list[str]) -> "Iterator[subprocess.Popen[str]]":
    words = [sys.executable, "-m", "tests.benchmarks.directorates", "--office", str(folder)]
    with subprocess.Popen(
        [*words, str(number), *logins], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _all_do(offices: "list[subprocess.Popen[str]]", what: str) -> list[float]:
    """Let all directorates do something at once, and return the milliseconds of each desk's."""
    for office in offices:
        assert office.stdin is not None
        office.stdin.write(f"{what}\n")
        office.stdin.flush()
    told = []
    for office in offices:
        assert office.stdout is not None
        told.append(json.loads(office.stdout.readline()))
    return list(chain.from_iterable(told))


def _connections(asking: "psycopg.Connection[tuple[int]]") -> int:
    row = asking.execute(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE backend_type = 'client backend' AND datname LIKE 'il\\_%'"
    ).fetchone()
    assert row is not None
    return row[0]


def _memory(backend: int) -> float:
    """Return the MiB of a server's processes, what they share counted once (Linux: Pss)."""
    server = _status(backend, "PPid")
    processes = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    total = 0
    for one in processes:
        try:
            if one == server or _status(one, "PPid") == server:
                total += _status(one, "Pss", file="smaps_rollup")
        except (FileNotFoundError, ProcessLookupError):  # it has ended
            continue
    return total / 1024


def _status(process: int, name: str, *, file: str = "status") -> int:
    lines = Path(f"/proc/{process}/{file}").read_text(encoding="ascii", errors="replace")
    (line,) = (one for one in lines.splitlines() if one.startswith(f"{name}:"))
    return int(line.split()[1])


def _dump(server: Server, database: str, file: Path) -> None:
    place = ["--host", server.host, "--username", "postgres", "--dbname", database]
    dumping = [str(find_binaries() / "pg_dump"), "--format", "custom", "--file", str(file), *place]
    subprocess.run(dumping, check=True)


def _be_office(folder: Path, number: int, logins: list[str]) -> None:
    """Be the desks of one directorate: do what each line says, and tell how long each took."""
    chance = random.Random(number)
    with ThreadPoolExecutor(len(logins)) as pool:

        def sign_in(login: str) -> tuple[float, Desk, Listener]:
            program = Program(folder / login, clock=FixedClock(), cost=CHEAP)
            start = time.perf_counter()
            desk = program.unlock(login, PASSWORD)
            spent = (time.perf_counter() - start) * 1000
            return spent, desk, desk.open_listener()

        def save(desk: Desk, waits: list[float]) -> list[float]:
            times = []
            for wait in waits:
                time.sleep(wait)
                start = time.perf_counter()
                with desk.work() as work:
                    timeline.add_action(work, 1, at=work.now, words="Aile ile görüşüldü.")
                times.append((time.perf_counter() - start) * 1000)
            return times

        signed_in: list[tuple[float, Desk, Listener]] = []
        for line in sys.stdin:
            if line.strip() == "in":
                signed_in = list(pool.map(sign_in, logins))
                print(json.dumps([one[0] for one in signed_in]), flush=True)
                continue
            waits = [[chance.uniform(0, 2 * _EACH_S) for _ in range(_SAVES)] for _ in logins]
            times = pool.map(save, [one[1] for one in signed_in], waits)
            print(json.dumps(list(chain.from_iterable(times))), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--office"]:
        _be_office(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    else:
        sys.exit(main(sys.argv[1:]))
