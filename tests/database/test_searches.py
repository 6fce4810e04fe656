"""What somebody pastes into a search by mistake harms no list, on both backends."""

import datetime as dt
from typing import Final

import pytest

from alo183_desktop.cases import intake
from alo183_desktop.cases import service as cases
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.rows import OfficerFilter
from tests.database.cases import add
from tests.database.databases import Database
from tests.database.desks import furnish

pytestmark = pytest.mark.both_backends

TODAY: Final = dt.date(2026, 11, 24)


def test_that_any_search_is_answered(database: Database) -> None:
    with database.open_work("administrator") as work:
        add(work, furnish(work))
        for search in (
            "a" * 100_000,
            "söz " * 3_000,
            "1 2 3 " * 1_000,
            "%_\\" * 1_000,
            "Ay\ud800",
            "\x00",
            "\x00'; --",
            "\u202e",
            '"*',
        ):
            found = officers.search_officers(work, OfficerFilter(search=search), as_of=TODAY)
            assert len(found) in {0, 3}, search[:9]
            assert letters.find_letters(work, LetterFilter(search=search)) == (), search[:9]
            count = cases.count(work, CaseFilter(search=search))
            assert count == len(cases.find_cases(work, CaseFilter(search=search))) <= 1
            intake.search_known(work, search)


def test_that_hidden_signs_do_not_hide_who_is_searched(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        wanted = OfficerFilter(search="zey\u200bnep\x00 gündoğdu\ud800")
        (found,) = officers.search_officers(work, wanted, as_of=TODAY)
    assert found.name == "Zeynep GÜNDOĞDU"


@pytest.mark.parametrize("as_of", [dt.date.min, dt.date.max])
def test_that_the_ends_of_the_calendar_are_days_too(database: Database, as_of: dt.date) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        found = officers.search_officers(work, OfficerFilter(), as_of=as_of)
    assert len(found) == (3 if as_of == dt.date.max else 0)
