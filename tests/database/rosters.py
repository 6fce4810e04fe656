"""A directorate that is set up, and roster files made on the spot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import select

from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.record import propose
from alo183_desktop.directorate.service import install_directorate
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.officers import queries
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.record import OFFICER, OfficerValues
from alo183_desktop.officers.subjects import install_required_subjects
from alo183_desktop.shared.identity import split_name
from tests.database.databases import Database

TABLES: Final = (Officer, Assignment, Unit, Import, ImportChange)
HEADINGS: Final = (
    "S.No",
    "Adı Soyadı",
    "Unvanı",
    "T.C. Kimlik No",
    "Sorumlu Olduğu Müracaat Konusu",
    "Kurumsal E-Posta",
    "Kişisel Cep Tel.",
    "Kurumsal Cep Tel.",
    "Göreve Başlama Tarihi",
)
CIG: Final = (
    1,
    "İlknur ÇIĞ",
    "Sosyolog",
    "10000000832",
    "Çocuk",
    "ilknur.cig@aile.gov.tr",
    "0500 000 10 01",
    "+90 500 001 10 01",
    "10.11.2024",
)
SEN: Final = (
    2,
    "İsmail ŞEN",
    "Öğretmen",
    "10000001686",
    "Engelli, Yaşlı",
    "ismail.sen@aile.gov.tr",
    "5000001002",
    "905000011002",
    "31.01.2023",
)


def set_up(database: Database) -> Mapping[str, int]:
    """Install the directorate of Ankara with the five subjects, and return these by name."""
    with database.open_work("administrator") as work:
        form = replace(propose("Ankara"), detsis="12345678", address="Fictitious Street 1")
        install_directorate(work, form)
        install_required_subjects(work)
        return {row.name: row.subject_id for row in queries.list_subjects(work.session)}


def contents(database: Database) -> list[list[tuple[object, ...]]]:
    """Return every row of every table that an import may touch."""
    with database.open_work() as work:
        return [
            [
                tuple(row)
                for row in work.session.execute(
                    select(*entity.__table__.columns).order_by(entity.__table__.c["id"])
                )
            ]
            for entity in TABLES
        ]


def values(name: str = "Ayşe IŞIK", **typed: object) -> OfficerValues:
    """Return checked values of an officer of the directorate itself (unit 1)."""
    given_names, surname = split_name(name)
    fields = {"title": "Sosyolog", "unit_id": 1, **typed}
    checked = OFFICER.check({"given_names": given_names, "surname": surname, **fields})
    assert checked.values is not None, checked.problems
    return checked.values


def tckn(number: int) -> str:
    """Return a T.C. number with right check digits; `number` has up to eight digits."""
    digits = [int(char) for char in f"1{number:08d}"]
    digits.append((sum(digits[0::2]) * 7 - sum(digits[1::2])) % 10)
    digits.append(sum(digits) % 10)
    return "".join(map(str, digits))


def workbook(folder: Path, rows: Sequence[Sequence[object]], name: str = "kadro.xlsx") -> Path:
    """Write rows, headings among them, to a workbook."""
    path = folder / name
    width = max(map(len, rows))
    first, *others = ([*row, *[None] * (width - len(row))] for row in rows)
    headings = ["" if cell is None else str(cell) for cell in first]
    path.write_bytes(write_table("Kadro", headings, others))  # type: ignore[arg-type]
    return path


def roster(folder: Path, *people: Sequence[object], name: str = "kadro.xlsx") -> Path:
    """Write people under the usual headings to a workbook."""
    return workbook(folder, [HEADINGS, *people], name)
