"""A small directorate of invented people in a real encrypted file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stdnum.tr import tckimlik

from alo183_desktop.access import keys
from alo183_desktop.bootstrap import Program, SetUpAnswers
from alo183_desktop.directorate.provinces import propose
from alo183_desktop.directorate.rules import SignatoryForm
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.rules import OfficerValues
from alo183_desktop.officers.service import add_officer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.shared.clock import Clock

LOGIN: Final = "selin"
PASSWORD: Final = "kuru dere tasi 48"
NAMES: Final = (
    ("Zeynep", "GÜNDOĞDU", "Sosyal Çalışmacı", (0, 1)),
    ("Şükrü", "AĞAOĞLU", "Sosyal Çalışmacı", (2, 3)),
    ("İlknur Iraz", "ÇIĞ", "Psikolog", (4,)),
    ("Ümit", "ÜNLÜSOY", "Çocuk Gelişimci", ()),
)
"""Given names, surname, title, places of the subjects."""


def tckn(serial: int) -> str:
    """Return an invented T.C. number with right check digits."""
    nine = f"{100000000 + serial}"
    return nine + tckimlik.calc_check_digits(nine)


def make(
    folder: Path, clock: Clock, names: Sequence[tuple[str, str, str, tuple[int, ...]]]
) -> None:
    """Set up a directorate with officers; its one user is an administrator."""
    program = Program(folder, clock=clock, cost=keys.Cost(1, 8, 1))
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
        email_domains="ornek.gov.tr",
    )
    signatory = SignatoryForm(
        name="Hasan KÖKSAL",
        title="İl Müdürü",
        on_behalf_of="Vali a.",
        valid_from=dt.date(2024, 1, 1),
    )
    answers = SetUpAnswers(directorate, (signatory,), LOGIN, "Selin AKTAŞ")
    desk, _sheet = program.create(answers, PASSWORD, demands_strength=False)
    with desk.work() as work:
        subjects = [one.subject_id for one in list_subjects(work.session)]
        for place, (given, surname, title, held) in enumerate(names):
            add_officer(
                work,
                OfficerValues(
                    given_names=given,
                    surname=surname,
                    title=title,
                    tckn=tckn(place + 1),
                    unit_id=1,
                    corporate_email=f"k{place}@ornek.gov.tr",
                    personal_mobile=f"+9053211122{place:02d}",
                    corporate_mobile=f"+9050500041{place:02d}",
                ),
                subject_ids=[subjects[one] for one in held],
                starts_on=dt.date(2024, 3, 1),
            )
    desk.close()


def unlock(folder: Path, clock: Clock) -> Desk:
    """Open the data as its administrator."""
    return Program(folder, clock=clock, cost=keys.Cost(1, 8, 1)).unlock(LOGIN, PASSWORD)
