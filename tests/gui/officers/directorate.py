"""A small roster of invented people in a real encrypted file."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from stdnum.tr import tckimlik

from alo183_desktop.access import keys
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.record import SignatoryValues, UnitValues, propose
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer, close_assignments
from alo183_desktop.shared.clock import Clock

LOGIN: Final = "selin"
PASSWORD: Final = "kuru dere tasi 48"
COST: Final = keys.Cost(1, 8, 1)
BEGAN: Final = dt.date(2024, 3, 1)
LEFT: Final = dt.date(2026, 11, 12)
PEOPLE: Final = (
    ("Zeynep", "GÜNDOĞDU", "Sosyal Çalışmacı", (0, 1)),
    ("İbrahim", "IŞIK", "Öğretmen", (3,)),
    ("Iraz", "ILGIN", "Sosyolog", (4,)),
    ("Çağrı", "ÖZGÜN", "Psikolog", (0,)),
    ("Gülsüm", "ŞİMŞEK", "Hemşire", (2,)),
)
"""Given names, surname, title, places of the subjects; the last one has left, so `Engelli` is
vacant."""


def tckn(serial: int) -> str:
    """Return an invented T.C. number with right check digits."""
    nine = f"{100000000 + serial}"
    return nine + tckimlik.calc_check_digits(nine)


def begin(folder: Path, clock: Clock) -> Desk:
    """Set up a directorate without officers; its one user is an administrator, and signed in."""
    program = Program(folder, clock=clock, cost=COST)
    directorate = replace(
        propose("Ankara"),
        detsis="12345678",
        address="Örnek Mahallesi 183. Sokak No: 5",
        postal_code="06000",
        telephone="0312 000 00 10",
        fax="0312 000 00 11",
        email="ankara@ornek.gov.tr",
        kep="ankara@ornek.kep.tr",
        contact_name="Selin AKTAŞ",
        contact_title="Memur",
        contact_telephone="0312 000 00 12",
        recipient_address="Örnek Bulvarı No: 1 Çankaya/ANKARA",
        recipient_fax="0312 000 00 99",
        email_domains=("ornek.gov.tr",),
    )
    signatory = SignatoryValues(
        name="Hasan KÖKSAL", title="İl Müdürü", on_behalf_of="Vali a.", valid_from=BEGAN
    )
    answers = SetUpAnswers(directorate, (signatory,), LOGIN, "Selin AKTAŞ")
    desk, _sheet = program.create(answers, PASSWORD, demands_strength=False)
    return desk


def add_people(work: Work, people: Iterable[tuple[str, str, str, tuple[int, ...]]]) -> list[int]:
    """Enter officers with their subjects, and return their numbers."""
    subjects = [one.subject_id for one in list_subjects(work.session)]
    return [
        add_officer(
            work,
            OfficerValues(
                given_names=given,
                surname=surname,
                title=title,
                tckn=tckn(index + 1),
                unit_id=1,
                corporate_email=f"k{index}@ornek.gov.tr",
                personal_mobile=f"+9053211122{index:02d}",
                corporate_mobile=f"+9050500041{index:02d}",
            ),
            subject_ids=[subjects[one] for one in held],
            starts_on=BEGAN,
        )
        for index, (given, surname, title, held) in enumerate(people)
    ]


def make(folder: Path, clock: Clock, *, with_people: bool) -> None:
    """Set up a directorate, with or without the officers of `PEOPLE`."""
    desk = begin(folder, clock)
    if with_people:
        with desk.work() as work:
            UNITS.save(work, None, UnitValues("Örnek Huzurevi Müdürlüğü"))
            close_assignments(work, add_people(work, PEOPLE)[-1], None, ends_on=LEFT)
    desk.close()


def unlock(folder: Path, clock: Clock) -> Desk:
    """Open the data as its administrator."""
    return Program(folder, clock=clock, cost=COST).unlock(LOGIN, PASSWORD)
