"""What somebody pastes into a search by mistake harms no list, on both backends."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest

from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.rows import OfficerFilter
from tests.database.desks import furnish

if TYPE_CHECKING:
    from tests.database.conftest import Database

pytestmark = pytest.mark.both_backends

TODAY: Final = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    "search",
    ["a" * 100_000, "söz " * 3_000, "1 2 3 " * 1_000, "%_\\" * 1_000, "Ay\ud800", "\x00", "\u202e"],
    ids=["long", "words", "digits", "wildcards", "surrogate", "null", "hidden"],
)
def test_that_any_search_is_answered(database: Database, search: str) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        found = officers.search_officers(work, OfficerFilter(search=search), as_of=TODAY)
        assert len(found) in {0, 3}
        assert letters.find_letters(work, LetterFilter(search=search)) == ()


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
