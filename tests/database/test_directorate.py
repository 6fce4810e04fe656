"""The directorate, its units and its signatories, as they are stored."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate import queries, service
from alo183_desktop.directorate.queries import DIRECTORATE_ID
from alo183_desktop.directorate.record import (
    DIRECTORATE,
    SIGNATORY,
    SignatoryValues,
    UnitValues,
    propose,
)
from alo183_desktop.directorate.rows import DirectorateRow
from alo183_desktop.documents.letter.content import LetterStyle, Preparation
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.database.databases import Database

DAY: Final = dt.date(2026, 11, 24)
FORM: Final = replace(
    propose("Iğdır"),
    detsis="12345678",
    address=" Örnek Mahallesi, 183. Sokak No: 5 ",
    telephone="0500 000 00 10",
    email="IGDIR@ornek.gov.tr",
    email_domains=("Aile.gov.tr", "ornek.gov.tr"),
)
CHIEF: Final = SignatoryValues(
    "Hasan  KÖKSAL", "İl Müdürü", "Vali a.", valid_from=dt.date(2024, 1, 1)
)


@pytest.fixture
def installed(database: Database) -> Database:
    """Return a database with a directorate."""
    with database.open_work("administrator") as work:
        service.install_directorate(work, FORM)
    return database


def stored(database: Database) -> DirectorateRow:
    with Session(database.engine) as session:
        return queries.get_directorate(session)


def test_that_what_was_typed_is_kept_in_its_one_form(installed: Database) -> None:
    row = stored(installed)
    assert row.name == "Iğdır Aile ve Sosyal Hizmetler İl Müdürlüğü"
    assert row.heading == ("T.C.", "IĞDIR VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü")
    assert row.recipient == (FORM.recipient_1, FORM.recipient_2)
    assert (row.telephone, row.fax, row.email) == ("+905000000010", "", "igdir@ornek.gov.tr")
    assert row.address == "Örnek Mahallesi, 183. Sokak No: 5"
    assert row.email_domains == ("aile.gov.tr", "ornek.gov.tr")
    assert (row.letter_style, row.preparation) == (
        LetterStyle.EDITION_2020,
        Preparation.WET_SIGNED,
    )
    assert row.contact_block().telephone == "0500 000 00 10"


def test_that_a_row_becomes_a_form_that_changes_nothing(installed: Database) -> None:
    row = stored(installed)
    with installed.open_work("administrator") as work:
        service.DIRECTORATES.save(
            work, DIRECTORATE_ID, DIRECTORATE.stored(row), version=row.version
        )
    assert stored(installed) == row


def test_that_the_directorate_itself_is_the_first_unit(installed: Database) -> None:
    with installed.open_work("administrator") as work:
        service.UNITS.save(work, None, UnitValues("Çocuk Evleri Sitesi"))
        service.UNITS.save(work, None, UnitValues("Ceyhun Huzurevi"))
        units = queries.list_units(work.session)
    assert [(unit.name, unit.is_directorate) for unit in units] == [
        (stored(installed).name, True),
        ("Ceyhun Huzurevi", False),
        ("Çocuk Evleri Sitesi", False),
    ]


def test_that_wrong_values_are_refused_with_every_fault(installed: Database) -> None:
    row = stored(installed)
    wrong = replace(DIRECTORATE.stored(row), detsis="1", fax="yok")
    with pytest.raises(KnownError) as caught, installed.open_work("administrator") as work:
        service.DIRECTORATES.save(work, DIRECTORATE_ID, wrong, version=row.version)
    assert caught.value.code == "records.wrong"
    assert [problem.key for problem in caught.value.problems] == ["detsis", "fax"]
    assert stored(installed) == row


@pytest.mark.both_backends
def test_that_there_is_only_one_directorate(installed: Database) -> None:
    with pytest.raises(IntegrityError), installed.engine.begin() as connection:
        connection.execute(text("UPDATE directorates SET id = 2"))


@pytest.mark.both_backends
def test_that_signatories_are_those_of_the_day_principals_first(installed: Database) -> None:
    deputy = SignatoryValues(
        "Işıl IĞDIR",
        "İl Müdür Yardımcısı",
        is_deputy=True,
        valid_from=DAY,
        valid_until=DAY + dt.timedelta(days=7),
    )
    with installed.open_work("administrator") as work:
        service.SIGNATORIES.save(work, None, deputy)
        service.SIGNATORIES.save(work, None, CHIEF)

    def names(day: dt.date | None) -> list[str]:
        with Session(installed.engine) as session:
            return [row.name for row in queries.list_signatories(session, on=day)]

    assert names(DAY) == ["Hasan KÖKSAL", "Işıl IĞDIR"]
    assert names(DAY - dt.timedelta(days=1)) == ["Hasan KÖKSAL"]
    assert names(DAY + dt.timedelta(days=6)) == ["Hasan KÖKSAL", "Işıl IĞDIR"]
    assert names(DAY + dt.timedelta(days=7)) == ["Hasan KÖKSAL"]
    assert names(dt.date(2023, 1, 1)) == []
    assert names(None) == ["Hasan KÖKSAL", "Işıl IĞDIR"]


def test_that_a_signatory_prints_and_changes(installed: Database) -> None:
    with installed.open_work("administrator") as work:
        signatory_id = service.SIGNATORIES.save(work, None, CHIEF)
    with installed.open_work("administrator") as work:
        row = queries.list_signatories(work.session)[0]
        assert SIGNATORY.stored(row) == replace(CHIEF, name="Hasan KÖKSAL")
        changed = replace(SIGNATORY.stored(row), is_deputy=True, on_behalf_of="")
        service.SIGNATORIES.save(work, signatory_id, changed, version=row.version)
    with installed.open_work("administrator") as work:
        signature = queries.list_signatories(work.session)[0].signature()
        assert (signature.on_behalf_of, signature.title) == (None, "İl Müdürü V.")
        with pytest.raises(ConflictError):
            service.SIGNATORIES.save(work, signatory_id, CHIEF, version=row.version)


@pytest.mark.both_backends
def test_that_an_interval_that_ends_before_it_begins_is_refused_by_the_database_too(
    installed: Database,
) -> None:
    with installed.open_work("administrator") as work:
        service.SIGNATORIES.save(work, None, CHIEF)
    with pytest.raises(IntegrityError), installed.engine.begin() as connection:
        connection.execute(text("UPDATE signatories SET valid_until = valid_from"))


@pytest.mark.both_backends
def test_that_units_differ_by_more_than_case_and_accents(installed: Database) -> None:
    with installed.open_work("administrator") as work:
        first = service.UNITS.save(work, None, UnitValues("Işıl Huzurevi"))
        second = service.UNITS.save(work, None, UnitValues("Çocuk Evi"))
        for unit_id, name in ((None, " ISIL  HUZUREVİ "), (second, "IŞIL huzurevi")):
            with pytest.raises(KnownError) as caught:
                service.UNITS.save(work, unit_id, UnitValues(name), version=1)
            assert caught.value.code == "directorate.unit_exists"
        service.UNITS.save(work, first, UnitValues("IŞIL HUZUREVİ"), version=1)
        with pytest.raises(KnownError) as empty:
            service.UNITS.save(work, None, UnitValues("  "))
        with pytest.raises(KnownError) as strange:
            service.UNITS.save(work, None, UnitValues("Huzur漢evi"))
    (missing,), (sign,) = empty.value.problems, strange.value.problems
    assert (missing.code, sign.code) == ("directorate.unit_name", "records.character")


def test_that_a_retired_unit_can_come_back_but_the_directorate_stays(installed: Database) -> None:
    with installed.open_work("administrator") as work:
        unit_id = service.UNITS.save(work, None, UnitValues("Huzurevi"))
        service.set_unit_active(work, unit_id, is_active=False, version=1)
        assert [unit.name for unit in queries.list_units(work.session)] == [stored_name(work)]
        service.set_unit_active(work, unit_id, is_active=True, version=2)
        own = queries.list_units(work.session)[0]
        with pytest.raises(KnownError) as caught:
            service.set_unit_active(work, own.unit_id, is_active=False, version=own.version)
        assert caught.value.code == "directorate.unit_stays"
        with pytest.raises(ConflictError):
            service.set_unit_active(work, unit_id, is_active=False, version=1)


def stored_name(work: Work) -> str:
    return queries.get_directorate(work.session).name


def test_that_changes_are_written_by_the_names_of_their_fields(installed: Database) -> None:
    row = stored(installed)
    with installed.open_work("administrator") as work:
        form = replace(DIRECTORATE.stored(row), detsis="87654321", address="Başka yer")
        service.DIRECTORATES.save(work, DIRECTORATE_ID, form, version=row.version)
    with Session(installed.engine) as session:
        newest = find_entries(session, AuditFilter(), before=None, limit=1)[0]
    assert (newest.action, newest.details) == (
        "directorate.changed",
        {"fields": ["detsis", "address"]},
    )


def test_that_what_does_not_fit_is_refused_with_the_longest(installed: Database) -> None:
    with installed.open_work("administrator") as work:
        form = replace(
            DIRECTORATE.stored(stored(installed)), address="Ş" * 301, contact_title="w" * 201
        )
        with pytest.raises(KnownError) as refused:
            service.DIRECTORATES.save(work, DIRECTORATE_ID, form, version=1)
        assert {problem.key: problem.parameters for problem in refused.value.problems} == {
            "address": {"limit": 300},
            "contact_title": {"limit": 200},
        }
        with pytest.raises(KnownError) as refused:
            service.SIGNATORIES.save(work, None, replace(CHIEF, on_behalf_of="Kaymakam a."))
        (problem,) = refused.value.problems
        assert (problem.key, problem.code) == ("on_behalf_of", "forms.choice")
        with pytest.raises(KnownError) as refused:
            service.UNITS.save(work, None, UnitValues("K" * 201))
        assert [one.code for one in refused.value.problems] == ["records.too_long"]
        service.UNITS.save(work, None, UnitValues("K" * 200))


def test_that_the_name_of_the_first_unit_must_fit(database: Database) -> None:
    with database.open_work("administrator") as work:
        with pytest.raises(KnownError) as refused:
            service.install_directorate(work, replace(FORM, heading_3="M" * 200))
        assert [problem.key for problem in refused.value.problems] == ["heading_3"]


def test_that_a_signatory_signs_from_the_first_day_until_before_the_last(
    installed: Database,
) -> None:
    until = DAY + dt.timedelta(days=1)
    with installed.open_work("administrator") as work:
        service.SIGNATORIES.save(work, None, replace(CHIEF, valid_from=DAY, valid_until=until))
        (row,) = queries.list_signatories(work.session)
        for day, may in ((DAY - dt.timedelta(days=1), False), (DAY, True), (until, False)):
            assert row.may_sign_on(day) is may
            assert bool(queries.list_signatories(work.session, on=day)) is may
