"""Filters that somebody keeps: their own alone, gone with the account, found with a person."""

import pytest

from alo183_desktop.access.kept_filters import (
    KEPT_FOR,
    Narrowed,
    drop_filter,
    drop_old_filters,
    keep_filter,
    list_filters,
)
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.retention import persons
from alo183_desktop.retention.persons import PersonSource
from tests.clocks import FixedClock
from tests.database.databases import Database

LATE = Narrowed("Gecikenler", {"search": "Müjgân", "Konu": "3"})


@pytest.mark.both_backends
def test_that_everybody_finds_their_own_filters_of_a_list_by_name(database: Database) -> None:
    with database.open_work(login="memur") as work:
        keep_filter(work, "cases", LATE)
        keep_filter(work, "cases", Narrowed("Çocuk", {"Konu": "1"}))
        keep_filter(work, "letters", Narrowed("Açık", {}))
    with database.open_work(login="memur") as work:
        assert [one.name for one in list_filters(work, "cases")] == ["Çocuk", "Gecikenler"]
        assert list_filters(work, "cases")[1] == LATE
    with database.open_work(login="baska") as work:
        assert list_filters(work, "cases") == ()
        drop_filter(work, "cases", "Gecikenler")
    with database.open_work(login="memur") as work:
        assert len(list_filters(work, "cases")) == 2


@pytest.mark.both_backends
def test_that_a_filter_of_the_same_name_takes_the_place_and_one_is_removed(
    database: Database,
) -> None:
    other = Narrowed(LATE.name, {"search": "Ümit"})
    with database.open_work() as work:
        keep_filter(work, "cases", LATE)
    with database.open_work() as work:
        keep_filter(work, "cases", other)
    with database.open_work() as work:
        assert list_filters(work, "cases") == (other,)
        drop_filter(work, "cases", LATE.name)
        assert list_filters(work, "cases") == ()


def test_that_a_person_is_found_in_what_somebody_searches_for(database: Database) -> None:
    with database.open_work("administrator") as work:
        keep_filter(work, "cases", Narrowed("Takip", {"search": "Müjgân AKAY"}))
        found = persons.find_person(work, "Müjgân Akay")
    (entry,) = (one for one in found.entries if one.source is PersonSource.FILTERS)
    assert entry.title == "Takip"


@pytest.mark.both_backends
def test_that_what_nobody_chose_for_long_goes_and_what_was_chosen_stays(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work() as work:
        keep_filter(work, "cases", LATE)
        keep_filter(work, "cases", Narrowed("Çocuk", {}))
    clock.advance(days=KEPT_FOR.days)
    with database.open_work() as work:
        keep_filter(work, "cases", LATE)
        drop_old_filters(work)
        assert len(list_filters(work, "cases")) == 2
    clock.advance(seconds=1)
    with database.open_work() as work:
        drop_old_filters(work)
        assert list_filters(work, "cases") == (LATE,)


def test_that_an_administrator_removes_the_filters_in_which_a_person_was_found(
    database: Database,
) -> None:
    other = Narrowed("Başka", {"search": "Müjgân AKAY"})
    with database.open_work(login="memur") as work:
        keep_filter(work, "cases", LATE)
        keep_filter(work, "letters", other)
    with database.open_work("administrator") as work:
        entries = persons.find_person(work, "müjgân").entries
        chosen = [one for one in entries if one.title == LATE.name]
        assert len(entries) == 2
        assert persons.remove_filters(work, chosen) == 1
        assert [one.title for one in persons.find_person(work, "müjgân").entries] == ["Başka"]
    with database.open_work("administrator") as work:
        newest = find_entries(work.session, AuditFilter(), before=None, limit=3)
        reported = [(one.action, one.details) for one in newest]
        assert ("person.filters_removed", {"count": 1}) in reported
    with database.open_work(login="memur") as work:
        assert list_filters(work, "cases") == ()
        keep_filter(work, "letters", Narrowed(other.name, {"search": "Müjgân BULUT"}))
    with database.open_work("administrator") as work:
        # It is no longer what was looked at.
        assert persons.remove_filters(work, entries) == 0
