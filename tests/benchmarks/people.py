"""A data folder with as many invented officers as a benchmark wants.

Not here: measuring.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stdnum.tr import tckimlik

from alo183_desktop.access.keys import Cost
from alo183_desktop.bootstrap import Program, SetUpAnswers
from alo183_desktop.directorate.provinces import propose
from alo183_desktop.directorate.queries import list_units
from alo183_desktop.officers import queries
from alo183_desktop.officers.rules import OfficerForm, check_officer
from alo183_desktop.officers.service import add_officer

if TYPE_CHECKING:
    from pathlib import Path

CHEAP: Final = Cost(1, 8, 1)
_GIVEN: Final = ("Ayşe", "İlknur", "Çağrı", "Ömer", "Şükran", "Iraz", "Gülşah", "Uğur")
_SURNAMES: Final = ("IŞIK", "ÖZGÜVEN", "ŞİMŞEK", "ÇELİKBAŞ", "AĞAOĞLU", "DEMİRCİ", "YILDIRIM")


def fill(folder: Path, *, count: int, today: dt.date) -> None:
    """Set up a directorate whose user `demo` has the password `demo`, and add officers."""
    noon = dt.datetime.combine(today, dt.time(9), dt.UTC)
    program = Program(folder, clock=lambda: noon, cost=CHEAP)
    form = replace(propose("Ankara"), detsis="12345678", address="Örnek Mahallesi")
    answers = SetUpAnswers(form, (), "demo", "Demo KİŞİ")
    desk, _ = program.create(answers, "demo", demands_strength=False)
    chance = random.Random(183)
    try:
        with desk.work() as work:
            unit_id = list_units(work.session)[0].unit_id
            subjects = [row.subject_id for row in queries.list_subjects(work.session)]
            for place in range(count):
                nine = f"{100000000 + place}"
                checked = check_officer(
                    OfficerForm(
                        given_names=chance.choice(_GIVEN),
                        surname=chance.choice(_SURNAMES),
                        title="Sosyal Çalışmacı",
                        tckn=nine + tckimlik.calc_check_digits(nine),
                        unit_id=unit_id,
                        corporate_email=f"kisi{place}@aile.gov.tr",
                        personal_mobile=f"+90500{place:07d}",
                        corporate_mobile=f"+90501{place:07d}",
                    )
                )
                if checked.values is None:
                    raise ValueError(checked.problems)
                add_officer(
                    work,
                    checked.values,
                    subject_ids=[chance.choice(subjects)],
                    starts_on=today - dt.timedelta(days=chance.randrange(900)),
                )
    finally:
        desk.close()
