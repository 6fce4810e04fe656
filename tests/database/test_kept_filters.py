"""Filters that somebody keeps: their own alone, gone with the account, found with a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.access.kept_filters import Narrowed, drop_filter, keep_filter, list_filters
from alo183_desktop.retention import persons
from alo183_desktop.retention.persons import PersonSource

if TYPE_CHECKING:
    from tests.database.conftest import Database

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
