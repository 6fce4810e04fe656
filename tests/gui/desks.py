"""A directorate of invented people, open in front of the pages that need the whole desk."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from alo183_desktop.access.keys import Cost
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.directorate.record import SignatoryValues, propose
from tests.clocks import FixedClock

CHEAP: Final = Cost(time_cost=1, memory_kib=64, parallelism=1)
PASSWORD: Final = "mor kedi tavanda yüzer"
OTHER: Final = "yeşil çorap uçan balık"
OWN: Final = "sarı leylek damda uyur"
LOOKING: Final = (Role.DIRECTOR, Role.AUDITOR)
ANSWERS: Final = SetUpAnswers(
    directorate=replace(
        propose("Kahramanmaraş"), detsis="12345678", address="Örnek Mahallesi, 183. Sokak No: 5"
    ),
    signatories=(
        SignatoryValues("Hasan KÖKSAL", "İl Müdürü", "Vali a.", valid_from=dt.date(2024, 1, 1)),
    ),
    administrator_login="selin.aktas",
    administrator_name="Selin AKTAŞ",
)


def make_program(folder: Path, clock: FixedClock) -> Program:
    """Return a program whose guesses are cheap."""
    return Program(folder, clock=clock, cost=CHEAP)


def open_desk(
    folder: Path,
    clock: FixedClock,
    *,
    role: Role = Role.ADMINISTRATOR,
) -> Desk:
    """Sign somebody of `role` in at a directorate.

    It is set up once for each role, beside the folders of the tests, and copied.
    """
    made = folder.parent.parent / f"alo183-{role}-{clock():%Y%m%d%H%M%S}"
    if not made.exists():
        made.mkdir()
        _set_up(made, clock, role)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    program = make_program(folder, clock)
    if role is Role.ADMINISTRATOR:
        return program.unlock(ANSWERS.administrator_login, PASSWORD)
    return program.unlock("biri", OWN)


def _set_up(folder: Path, clock: FixedClock, role: Role) -> None:
    program = make_program(folder, clock)
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    if role is not Role.ADMINISTRATOR:
        desk.users.add(login="biri", name="Şükrü IŞIK", role=role, password=OTHER)
        desk.close()
        desk = program.unlock("biri", OTHER)
        desk.users.choose_own_password(OWN)
    desk.close()


def acts(desk: Desk, action: str) -> int:
    """Return how often the audit trail records an act."""
    with desk.work() as work:
        wanted = AuditFilter(actions=(action,))
        return len(find_entries(work.session, wanted, before=None, limit=100))
