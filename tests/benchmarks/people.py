"""A data folder with as many invented officers as a benchmark wants."""

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Final

from stdnum.tr import tckimlik

from alo183_desktop.access.keys import Cost
from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.directorate.record import propose
from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
from alo183_desktop.officers.roster.file import read_roster
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.rules import REQUIRED_SUBJECTS

CHEAP: Final = Cost(1, 8, 1)
HEADINGS: Final = (
    "Adı Soyadı",
    "Unvanı",
    "T.C. Kimlik No",
    "Sorumlu Olduğu Müracaat Konusu",
    "Kurumsal E-Posta",
    "Kişisel Cep Tel.",
    "Kurumsal Cep Tel.",
    "Göreve Başlama Tarihi",
)
_GIVEN: Final = ("Ayşe", "İlknur", "Çağrı", "Ömer", "Şükran", "Iraz", "Gülşah", "Uğur")
_SURNAMES: Final = ("IŞIK", "ÖZGÜVEN", "ŞİMŞEK", "ÇELİKBAŞ", "AĞAOĞLU", "DEMİRCİ", "YILDIRIM")


def set_up(folder: Path, *, today: dt.date) -> None:
    """Set up a directorate without officers whose user `demo` has the password `demo`."""
    noon = dt.datetime.combine(today, dt.time(9), dt.UTC)
    program = Program(folder, clock=lambda: noon, cost=CHEAP)
    form = replace(propose("Ankara"), detsis="12345678", address="Örnek Mahallesi")
    answers = SetUpAnswers(form, (), "demo", "Demo KİŞİ")
    desk, _ = program.create(answers, "demo", demands_strength=False)
    desk.close()


def fill(folder: Path, *, count: int, today: dt.date) -> None:
    """Set up a directorate as `set_up`, and import officers into it."""
    set_up(folder, today=today)
    table = ForeignTable("Kadro", (HEADINGS, *people(count, today=today)))
    roster = read_roster(ForeignFile("kadro.xlsx", "0" * 64, (table,)))
    desk = Program(folder).unlock("demo", "demo")
    try:
        with desk.work() as work:
            ROSTER.apply(work, ROSTER.preview(work, roster))
    finally:
        desk.close()


def people(count: int, *, today: dt.date) -> list[tuple[str, ...]]:
    """Return invented officers under `HEADINGS`, the same ones each time."""
    chance = random.Random(183)
    rows: list[tuple[str, ...]] = []
    for place in range(count):
        nine = f"{100000000 + place}"
        since = today - dt.timedelta(days=chance.randrange(900))
        rows.append(
            (
                f"{chance.choice(_GIVEN)} {chance.choice(_SURNAMES)}",
                "Sosyal Çalışmacı",
                nine + tckimlik.calc_check_digits(nine),
                chance.choice(REQUIRED_SUBJECTS),
                f"kisi{place}@aile.gov.tr",
                f"+90500{place:07d}",
                f"+90501{place:07d}",
                f"{since:%d.%m.%Y}",
            )
        )
    return rows
