"""A desk of a server that writes for long, or is frozen meanwhile, and the others."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.moving import copy_to_folder
from alo183_desktop.cases import service as cases
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.rows import CaseCard
from alo183_desktop.db import write_lock
from alo183_desktop.db.audit_queries import count_entries
from alo183_desktop.db.write_lock import TRAIL, WRITERS
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from tests.database.postgresql import OWNER
from tests.database.servers import ADMINISTRATOR, PASSWORDS, ServedDirectorate
from tests.platforms import WITH_STOPS
from tests.unit.bootstrap.people import refusal

_WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
_FREEZES = """
import sys
from pathlib import Path
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS

desk = Program(Path(sys.argv[1])).unlock(sys.argv[2], sys.stdin.readline()[:-1])
with desk.work() as work:
    UNITS.save(work, None, UnitValues("Donan Merkez"))
    print("written", flush=True)
    sys.stdin.readline()
"""


def _add_case(desk: Desk) -> int:
    with desk.work() as work:
        told = CaseValues(
            number="183-2026-100001", routed_at=work.now, subject_id=1, kind_id=5, is_urgent=False
        )
        return cases.add_case(work, told, officer_id=None)


def _card(desk: Desk, case_id: int) -> CaseCard:
    with desk.work() as work:
        return cases.open_case(work, case_id)


def _save(desk: Desk, name: str) -> None:
    with desk.work() as work:
        UNITS.save(work, None, UnitValues(name))


def _entries(desk: Desk) -> int:
    with desk.work() as work:
        return count_entries(work.session)


def _names(desk: Desk) -> set[str]:
    with desk.work() as work:
        return set(work.session.scalars(select(Unit.name)))


@contextmanager
def _frozen(folder: Path, login: str) -> Iterator[int]:
    """Freeze a desk in the midst of its unit of work, as a computer that falls asleep."""
    with subprocess.Popen(
        [sys.executable, "-c", _FREEZES, str(folder), login],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(f"{PASSWORDS[login]}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "written\n"
            os.kill(process.pid, signal.SIGSTOP)
            yield process.pid
        finally:
            process.kill()


@WITH_STOPS
def test_that_signing_in_and_opening_a_card_wait_for_no_frozen_desk(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    case_id = _add_case(administrator)
    desk = directorate.join("memur", "masa-2")
    with directorate.psql(OWNER) as other, _frozen(administrator.data_folder, ADMINISTRATOR):
        held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s"
        assert other.execute(held, [WRITERS]).fetchone() == (1,)
        assert directorate.unlock("memur", "masa-2").verdict.is_whole
        assert _card(desk, case_id).row.case_id == case_id
        assert other.execute(held, [WRITERS]).fetchone() == (1,)
    assert "Donan Merkez" not in _names(desk)
    assert desk.verify_audit().is_whole


def test_that_who_stands_still_within_a_save_is_cut_off_and_told_and_holds_nobody_up(
    directorate: ServedDirectorate, administrator: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = directorate.join(ADMINISTRATOR, "masa-2")

    def stand_still() -> None:
        with administrator.work() as work:
            UNITS.save(work, None, UnitValues("Duran Merkez"))
            # It is stored once the server has cut the other one off.
            _save(desk, "Bekleyen Merkez")

    with monkeypatch.context() as shorter:
        shorter.setattr(write_lock, "MOST_STILL_S", 0.1)
        assert refusal(stand_still).code == "server.stood_still"
    names = _names(desk)
    assert "Bekleyen Merkez" in names
    assert "Duran Merkez" not in names
    _save(administrator, "Duran Merkez")
    assert "Duran Merkez" in _names(desk)
    assert administrator.verify_audit().is_whole


def test_that_who_only_reads_for_long_is_not_cut_off(
    administrator: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "MOST_STILL_S", 0.1)
    wanted = "SELECT current_setting('idle_in_transaction_session_timeout')"
    with administrator.work() as work:
        before = work.session.connection().exec_driver_sql(wanted).scalar()
        UNITS.save(work, None, UnitValues("Merkez"))
        held = work.session.connection().exec_driver_sql(wanted).scalar()
    with administrator.work() as work:
        after = work.session.connection().exec_driver_sql(wanted).scalar()
    assert (before, held, after) == ("1min", "100ms", "1min")


def test_that_a_card_whose_reading_cannot_be_recorded_is_not_shown(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    case_id = _add_case(administrator)

    def look() -> CaseCard:
        with administrator.work() as work:
            work.session.connection().exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
            return cases.open_case(work, case_id)

    with directorate.psql(OWNER) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [TRAIL])
        assert refusal(look).code == "db.server_busy"
    assert _card(administrator, case_id).row.case_id == case_id


def test_that_what_is_read_while_the_data_is_copied_is_recorded_after_the_copy(
    directorate: ServedDirectorate, administrator: Desk, tmp_path: Path
) -> None:
    directorate.add_people(administrator)
    case_id = _add_case(administrator)
    desk = directorate.join("memur", "masa-2")
    reading: list[Future[CaseCard]] = []

    with ThreadPoolExecutor(1) as pool, directorate.psql(OWNER) as other:

        def read_meanwhile(_count: int) -> None:
            if not reading:
                reading.append(pool.submit(_card, desk, case_id))
                while other.execute(_WAITING).fetchone() != (1,):
                    assert not reading[0].done()

        before = _entries(administrator)
        moved = copy_to_folder(administrator, tmp_path / "kopya", copied_so_far=read_meanwhile)
        assert reading[0].result().row.case_id == case_id
    assert moved.head.sequence == before + 1  # that it was copied
    assert _entries(administrator) == before + 2
    assert administrator.verify_audit().is_whole
