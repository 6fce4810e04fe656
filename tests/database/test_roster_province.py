"""A roster that somebody took from the wrong folder is noticed by its title."""

from pathlib import Path

import pytest

from alo183_desktop.officers.roster.recipe import ROSTER
from tests.database.databases import Database
from tests.database.rosters import HEADINGS, SEN, set_up, workbook


@pytest.mark.parametrize(
    ("title", "parameters"),
    [
        ("KONYA VALİLİĞİ Aile ve Sosyal Hizmetler İl Müdürlüğü", {"province": "Konya"}),
        ("Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü", None),
        ("Konya yolu üzerindeki kuruluşlarımız", None),
    ],
)
def test_that_a_roster_of_another_province_is_noted(
    database: Database, tmp_path: Path, title: str, parameters: dict[str, str] | None
) -> None:
    set_up(database)
    path = workbook(tmp_path, [[title], [None], HEADINGS, SEN])
    with database.open_work() as work:
        made = ROSTER.preview(work, ROSTER.open(path, now=work.now))
    notes = {note.code: note.parameters for note in made.notes}
    expected = None if parameters is None else {**parameters, "own": "Ankara"}
    assert notes.get("imports.other_province") == expected
