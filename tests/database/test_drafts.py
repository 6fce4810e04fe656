"""What somebody types is kept, for them alone, until it is saved or old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access import drafts
from alo183_desktop.access.drafts import KEPT_FOR

if TYPE_CHECKING:
    from tests.clocks import FixedClock
    from tests.database.conftest import Database

INTAKE = "cases.intake"


def test_that_what_was_kept_last_is_found_again(database: Database, clock: FixedClock) -> None:
    for text in ("gece", "gece ağlama sesi"):
        with database.open_work() as work:
            drafts.keep_draft(work, INTAKE, "Vaka kaydet", {"summary": text})
        clock.advance(minutes=1)
    with database.open_work() as work:
        found = drafts.find_draft(work, INTAKE)
    assert found is not None
    assert (found.title, found.texts) == ("Vaka kaydet", {"summary": "gece ağlama sesi"})
    clock.advance(minutes=-1)
    assert found.kept_at == clock()


def test_that_nobody_finds_what_somebody_else_types(database: Database) -> None:
    for login in ("memur", "nöbetçi"):
        with database.open_work(login=login) as work:
            drafts.keep_draft(work, INTAKE, "Vaka kaydet", {"caller_name": login})
    with database.open_work(login="nöbetçi") as work:
        drafts.drop_draft(work, INTAKE)
        assert drafts.find_draft(work, INTAKE) is None
        assert drafts.list_drafts(work) == ()
    with database.open_work(login="memur") as work:
        (found,) = drafts.list_drafts(work)
    assert found.texts == {"caller_name": "memur"}


def test_that_keeping_writes_nothing_to_the_trail(database: Database) -> None:
    with database.open_work() as work:
        drafts.keep_draft(work, INTAKE, "Vaka kaydet", {"summary": "x"})
    assert database.heads == []


def test_that_what_nobody_comes_back_to_is_removed(database: Database, clock: FixedClock) -> None:
    with database.open_work() as work:
        drafts.keep_draft(work, INTAKE, "Vaka kaydet", {"summary": "x"})
    clock.advance(days=KEPT_FOR.days)
    with database.open_work() as work:
        assert len(drafts.list_drafts(work)) == 1
    clock.advance(seconds=1)
    with database.open_work(login="başka") as work:
        drafts.list_drafts(work)
    with database.open_work() as work:
        assert drafts.find_draft(work, INTAKE) is None
