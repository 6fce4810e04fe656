"""Invented people who can be on duty, in a real encrypted file."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

from alo183_desktop.db.work import Work
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import DutyKind, Employment
from alo183_desktop.shared.clock import local_day
from tests.clocks import FixedClock
from tests.database.kept_rotas import MAIN_PERSON
from tests.gui.officers.directorate import make, unlock

MONTH: Final = "2026-12"
BEGAN: Final = dt.date(2026, 1, 1)
ZEYNEP, IBRAHIM, IRAZ, CAGRI = "Zeynep GÜNDOĞDU", "İbrahim IŞIK", "Iraz ILGIN", "Çağrı ÖZGÜN"
AYSE, VELI, LONG = "Ayşe DEMİR", "Veli KAYA", "Şükriye Gülçiçek KARAİSMAİLOĞLU BÜYÜKÖZTÜRK"


def add_person(
    work: Work,
    name: str,
    *,
    kinds: frozenset[DutyKind],
    phone: str = "+905320000001",
    employment: Employment = Employment.OFFICIAL,
    officer_id: int | None = None,
) -> int:
    """Enter somebody who can be on duty, and return their number."""
    values = replace(
        MAIN_PERSON,
        officer_id=officer_id,
        name=name,
        phone=phone,
        employment=employment,
        does_main=DutyKind.MAIN in kinds,
        does_stand_in=DutyKind.STAND_IN in kinds,
        does_driver=DutyKind.DRIVER in kinds,
    )
    return service.PEOPLE.save(work, None, values)


def fill(folder: Path, clock: FixedClock) -> None:
    """Set up a directorate whose officers and one driver can be on duty; December is begun."""
    make(folder, clock, with_people=True)
    desk = unlock(folder, clock)
    with desk.work() as work:
        offices = frozenset({DutyKind.MAIN, DutyKind.STAND_IN})
        rows = list_officers(work.session, OfficerFilter(), as_of=local_day(clock()))
        for row in rows:
            add_person(work, "", kinds=offices, officer_id=row.officer_id)
        add_person(work, AYSE, kinds=offices)
        add_person(work, LONG, kinds=offices, phone="")
        add_person(
            work,
            VELI,
            kinds=frozenset({DutyKind.DRIVER}),
            employment=Employment.WORKER,
        )
        service.begin_month(work, MONTH)
    desk.close()
