"""Whatever a roster holds: imported twice it changes nothing, and undone it leaves nothing."""

import datetime as dt
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from alo183_desktop.directorate.model import Unit
from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.officers.roster.file import read_roster
from alo183_desktop.officers.roster.recipe import ROSTER
from tests.database.databases import Database
from tests.database.rosters import HEADINGS, contents, set_up, tckn
from tests.examples import at_most

TODAY: Final = dt.date(2026, 11, 24)
NAMES = st.sampled_from(["Ayşe IŞIK", "ayşe ışık", "Uğur KAYA", "İlknur ÇIĞ"])
NUMBERS = st.sampled_from([None, *(tckn(place) for place in range(4))])
MOBILES = st.sampled_from([None, "0500 001 10 01", "5000011002"])
LISTS = st.sampled_from([None, "Çocuk", "Kadın ve Yaşlı", "Şehit/Gazi, Engelli"])
DAYS = st.sampled_from([None, "31.01.2023", "2027-01-01"])
PEOPLE = st.lists(
    st.tuples(
        st.none(), NAMES, st.just("Müdür"), NUMBERS, LISTS, st.none(), st.none(), MOBILES, DAYS
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=at_most(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_that_any_roster_imported_twice_changes_nothing_and_undone_leaves_nothing(
    database: Database, people: list[tuple[str | None, ...]]
) -> None:
    with database.open_work() as work:
        is_set_up = bool(work.session.scalar(select(func.count()).select_from(Unit)))
    if not is_set_up:
        set_up(database)
    before = contents(database)[:3]
    file = ForeignFile("kadro.xlsx", "0" * 64, (ForeignTable("", (HEADINGS, *people)),))
    read = read_roster(file)
    with database.open_work() as work:
        made = ROSTER.preview(work, read)
        import_id = ROSTER.apply(work, made, skip_wrong=True).import_id
    # Wrong rows that were left out may be told apart once the others are known.
    if not made.has_wrong_rows:
        after = contents(database)
        with database.open_work() as work:
            again = ROSTER.preview(work, read)
            assert {row.verdict for row in again.rows} <= {RowVerdict.UNCHANGED, RowVerdict.SKIPPED}
            assert ROSTER.apply(work, again).import_id is None
        assert contents(database) == after
    if import_id is not None:
        with database.open_work() as work:
            ROSTER.undo(work, import_id)
    assert contents(database)[:3] == before
