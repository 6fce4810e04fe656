"""What somebody types is kept, for them alone, until it is saved or old."""

import pytest

from alo183_desktop.access import drafts
from alo183_desktop.access.drafts import KEPT_FOR
from tests.clocks import FixedClock
from tests.database.databases import Database

INTAKE = "cases.intake"


@pytest.mark.both_backends
def test_that_what_was_kept_last_is_found_again(database: Database, clock: FixedClock) -> None:
    for text in ("gece", "gece ağlama sesi"):
        with database.open_work() as work:
            drafts.keep_draft(work, "1", INTAKE, "Vaka kaydet", {"summary": text})
        clock.advance(minutes=1)
    with database.open_work() as work:
        (found,) = drafts.list_drafts(work, INTAKE)
    assert (found.title, found.texts) == ("Vaka kaydet", {"summary": "gece ağlama sesi"})
    clock.advance(minutes=-1)
    assert found.kept_at == clock()


def test_that_nobody_finds_what_somebody_else_types(database: Database) -> None:
    for login in ("memur", "nöbetçi"):
        with database.open_work(login=login) as work:
            drafts.keep_draft(work, login, INTAKE, "Vaka kaydet", {"caller_name": login})
    with database.open_work(login="nöbetçi") as work:
        drafts.take_draft(work, 1, by="2")
        drafts.drop_drafts(work, {"memur", "nöbetçi"})
        assert drafts.list_drafts(work) == ()
    with database.open_work(login="memur") as work:
        (found,) = drafts.list_drafts(work)
    assert (found.key, found.texts) == ("memur", {"caller_name": "memur"})


def test_that_two_who_open_one_file_keep_what_they_chose_apart(database: Database) -> None:
    for login in ("memur", "nöbetçi", "memur"):
        with database.open_work(login=login) as work:
            key = drafts.key_of_file(work, "today.parting.6e34")
            drafts.keep_draft(work, key, "today.parting.6e34", "Tarama", {"0": login})
    for login in ("memur", "nöbetçi"):
        with database.open_work(login=login) as work:
            (found,) = drafts.list_drafts(work, "today.parting.6e34")
        assert found.texts == {"0": login}


@pytest.mark.both_backends
def test_that_each_form_has_drafts_of_its_own_and_whoever_takes_one_writes_it_alone(
    database: Database, clock: FixedClock
) -> None:
    for key, form in (("1", INTAKE), ("2", INTAKE), ("3", "guidance.log")):
        with database.open_work() as work:
            drafts.keep_draft(work, key, form, "Vaka kaydet", {"summary": key})
        clock.advance(minutes=1)
    with database.open_work() as work:
        assert [one.key for one in drafts.list_drafts(work, INTAKE)] == ["2", "1"]
        first = drafts.list_drafts(work, INTAKE)[1]
        drafts.take_draft(work, first.draft_id, by="4")
        # On a second computer, where it is still typed into.
        drafts.keep_draft(work, "1", INTAKE, "Vaka kaydet", {"summary": "typed on"})
    with database.open_work() as work:
        kept = {one.key: one.texts["summary"] for one in drafts.list_drafts(work)}
        assert kept == {"1": "typed on", "2": "2", "3": "3", "4": "1"}
        drafts.drop_drafts(work, {"1", "2"})
        assert {one.key for one in drafts.list_drafts(work)} == {"3", "4"}


def test_that_keeping_writes_nothing_to_the_trail(database: Database) -> None:
    with database.open_work() as work:
        drafts.keep_draft(work, "1", INTAKE, "Vaka kaydet", {"summary": "x"})
    assert database.heads == []


@pytest.mark.both_backends
def test_that_what_nobody_comes_back_to_is_removed(database: Database, clock: FixedClock) -> None:
    with database.open_work() as work:
        drafts.keep_draft(work, "1", INTAKE, "Vaka kaydet", {"summary": "x"})
    clock.advance(days=KEPT_FOR.days)
    with database.open_work() as work:
        assert len(drafts.list_drafts(work)) == 1
    clock.advance(seconds=1)
    with database.open_work(login="başka") as work:
        drafts.list_drafts(work)
    with database.open_work() as work:
        assert drafts.list_drafts(work) == ()
