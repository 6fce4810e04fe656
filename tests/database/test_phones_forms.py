"""The papers of custody: from draft to signed, with all that they say frozen."""

import datetime as dt
from typing import Final

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from alo183_desktop.directorate.queries import list_units
from alo183_desktop.documents.papers.custody_form import CustodyFormContent
from alo183_desktop.officers.model import Officer
from alo183_desktop.phones import queries
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.model import CustodyFile, CustodyForm, StateChange
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rules import Setting
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.phones.rules import DEFAULT_TERMS
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.plain import from_plain
from tests.database.databases import Database
from tests.database.phones import (
    at,
    checked_picture,
    form_row,
    handset_item,
    line_item,
    stock,
    stocked,
)

NOW: Final = at("2026-11-24 09:30")


def test_that_a_signed_scan_of_a_draft_invents_no_print(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        form_id = custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=NOW)
        [open_] = queries.list_forms(work.session, FormFilter(unsigned_only=True))
        papers.attach_signed(work, form_id, checked_picture(), version=open_.version)
        signed = form_row(work, form_id)
    assert (signed.state, signed.printed_at) == (FormState.SIGNED, None)


def test_that_a_paper_goes_from_draft_over_printed_to_signed(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        form_id = custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=NOW)
        assert queries.count_unsigned(work.session) == 1
        papers.mark_printed(work, form_id)
        assert form_row(work, form_id).state is FormState.PRINTED
        [open_] = queries.list_forms(work.session, FormFilter(unsigned_only=True))
        with pytest.raises(KnownError, match="no_scan"):
            papers.open_scan(work, form_id)
        scan = checked_picture()
        with pytest.raises(KnownError, match="conflict"):
            papers.attach_signed(work, form_id, scan, version=open_.version + 1)
        papers.attach_signed(work, form_id, scan, version=open_.version)
        name, data = papers.open_scan(work, form_id)
        signed = form_row(work, form_id)
        assert queries.list_forms(work.session, FormFilter(unsigned_only=True)) == ()
    assert (signed.state, signed.has_scan, signed.signed_at) == (FormState.SIGNED, True, NOW)
    # When the program printed it is what the program knows, and no guess.
    assert signed.printed_at == open_.printed_at
    assert (name, data) == ("imzali.png", scan.data)


def test_that_terms_hold_from_their_day_on_and_papers_keep_theirs(database: Database) -> None:
    here = stocked(database)
    today = dt.date(2026, 11, 24)
    with database.open_work() as work:
        old = custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=NOW)
        papers.set_terms(work, today, ["  Telefon açık  tutulur. ", ""])
        with pytest.raises(KnownError, match="both_changed"):
            papers.set_terms(work, today, ["Başka"])
        terms = queries.current_terms(work.session, today)
        assert terms.terms == ("Telefon açık tutulur.",)
        assert queries.current_terms(work.session, today - dt.timedelta(days=1)).terms_id is None
        assert len(queries.list_terms(work.session)) == 2
        new = custody.issue(
            work, [handset_item(here.handset)], officer_id=here.people.ilknur, at=NOW
        )
        contents = {
            form_id: from_plain(
                CustodyFormContent, work.session.get_one(CustodyForm, form_id).content
            )
            for form_id in (old, new)
        }
    assert contents[old].terms == DEFAULT_TERMS
    assert contents[new].terms == ("Telefon açık tutulur.",)


@pytest.mark.both_backends
def test_that_the_database_refuses_to_change_a_paper_or_a_state(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=NOW)
    for act in (
        update(CustodyForm).values(content={}),
        update(CustodyForm).values(officer_name="Başka BİRİ"),
        delete(CustodyForm),
        update(CustodyFile).values(name="baska.pdf"),
        delete(CustodyFile),
        update(StateChange).values(reason="başka"),
        delete(StateChange),
    ):
        with (
            pytest.raises(DBAPIError, match=r"frozen|never changed"),
            database.open_work("owner") as work,
        ):
            work.session.execute(act)


def test_that_both_parties_of_one_unit_have_it_in_the_same_words(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        officer = work.session.get_one(Officer, here.people.ilknur)
        officer.unit_id = list_units(work.session)[0].unit_id
        form_id = custody.issue(work, [line_item(here.line)], officer_id=officer.id, at=NOW)
        content = from_plain(CustodyFormContent, work.session.get_one(CustodyForm, form_id).content)
    units = {content.giver.unit, content.receiver.unit}
    assert units == {"Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü"}


@pytest.mark.both_backends
def test_that_papers_count_from_one_in_each_year(database: Database) -> None:
    here = stocked(database)
    numbers = []
    for year in (2026, 2026, 2027):
        # One minute after midnight in Istanbul is still the year before in UTC.
        database.clock.set(dt.datetime(year - 1, 12, 31, 21, 1, tzinfo=dt.UTC))
        with database.open_work() as work:
            form_id = custody.issue(
                work, [line_item(here.line)], officer_id=here.people.ilknur, at=work.now
            )
            numbers.append(form_row(work, form_id).number_text)
            held = queries.held_by(work.session, here.people.ilknur, at=work.now)
            custody.give_back(work, [row.custody_id for row in held], at=work.now)
    assert numbers == ["2026/1", "2026/3", "2027/1"]


def test_that_a_paper_has_the_terms_and_the_quota_in_force_on_its_day(database: Database) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        for month, terms in ((10, "Ekim'in koşulu."), (11, "Kasım'ın koşulu.")):
            papers.set_terms(work, dt.date(2026, month, 1), [terms])
        quota_service.set_default_quota(work, Setting(dt.date(2026, 11, 1), seconds=600 * 60))
    found = []
    for day_ in ("2026-10-20 10:00", "2026-11-20 10:00"):
        with database.open_work() as work:
            form_id = custody.issue(
                work, [line_item(here.line)], officer_id=here.people.ilknur, at=at(day_)
            )
            content = from_plain(
                CustodyFormContent, work.session.get_one(CustodyForm, form_id).content
            )
            assert content.line is not None
            found.append((content.terms, content.line.quota_words))
            [row] = queries.held_by(work.session, here.people.ilknur, at=at(day_))
            custody.give_back(work, [row.custody_id], at=at(day_) + dt.timedelta(hours=1))
    assert found == [
        (("Ekim'in koşulu.",), "300 dk, 1 GB"),
        (("Kasım'ın koşulu.",), "600 dk, 1 GB"),
    ]
