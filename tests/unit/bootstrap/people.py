"""An invented directorate, and what the tests ask it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from alo183_desktop.access import keys, recovery
from alo183_desktop.access.queries import find_user
from alo183_desktop.access.rows import UserRow
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.audit_queries import AuditFilter, AuditRow, find_entries
from alo183_desktop.directorate.record import SignatoryValues, UnitValues, propose
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START

CHEAP: Final = keys.Cost(time_cost=1, memory_kib=64, parallelism=1)
PASSWORD: Final = "mor kedi tavanda yüzer"
OTHER: Final = "yeşil çorap uçan balık"
THIRD: Final = "sarı leylek damda uyur"
ANOTHER_CODE: Final = recovery.new_sheet(now=START).code
BEFORE: Final = "Yedekten önceki konukevi"
AFTER: Final = "Yedekten sonraki konukevi"
ANSWERS: Final = SetUpAnswers(
    directorate=replace(
        propose("Iğdır"),
        detsis="12345678",
        address="Karanfil Mahallesi, Leylak Sokak",
        telephone="0500 123 98 76",
        contact_name="Gülşah BÜYÜKKARAGÖZOĞLU",
    ),
    signatories=(
        SignatoryValues("Hasan KÖKSAL", "İl Müdürü", "Vali a.", valid_from=dt.date(2024, 1, 1)),
    ),
    administrator_login="Selin.AKTAŞ",
    administrator_name="Selin AKTAŞ",
)


def give_unit(desk: Desk, name: str) -> None:
    """Add an institution, as something that a backup holds or does not hold."""
    with desk.work() as work:
        UNITS.save(work, None, UnitValues(name))


def entries(desk: Desk) -> list[AuditRow]:
    """Return the trail, oldest first."""
    with desk.work() as work:
        rows = find_entries(work.session, AuditFilter(), before=None, limit=1000)
    return list(reversed(rows))


def user(desk: Desk, login: str) -> UserRow:
    """Return a user as the data has them now."""
    with desk.work() as work:
        found = find_user(work.session, login)
    assert found is not None
    return found


def first_sign_in(program: Program, login: str, given: str, own: str = THIRD) -> Desk:
    """Sign somebody in with the password that was given to them, and choose their own."""
    desk = program.unlock(login, given)
    desk.users.choose_own_password(own)
    return desk


def refusal(act: Callable[[], object]) -> KnownError:
    """Return the error with which an act is refused."""
    with pytest.raises(KnownError) as caught:
        act()
    return caught.value
