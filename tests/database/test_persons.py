"""All that is kept of one person, found by number, phone or name."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import select

from alo183_desktop.access import drafts
from alo183_desktop.cases import timeline
from alo183_desktop.changes.model import Change, ChangeDraft
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.guidance import service as guidance
from alo183_desktop.letters.model import Letter
from alo183_desktop.officers.model import Officer
from alo183_desktop.phones import service
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.retention import persons
from alo183_desktop.retention.persons import Needle, PersonFound, PersonSource
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import AbsenceKind, Employment
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import LicenceClass
from alo183_desktop.vehicles.record import DriverValues, OrderValues, VehicleValues
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.databases import Database, FillOnce
from tests.database.desks import finish, visit
from tests.database.kept_rotas import MAIN_PERSON
from tests.database.phones import handset_item, handset_values, line_item, line_values, stock
from tests.database.test_cases_unexplained import STRANGE, line_with_calls
from tests.database.test_changes import form_of, new_entry

S: Final = PersonSource


def fill(work: Work) -> None:
    """Fill a directorate in which one person stands in every kind of record."""
    here = stock(work)
    people = here.people
    custody.issue(work, [line_item(here.line)], officer_id=people.zeynep, at=START - HOUR)
    case = add(work, people, officer_id=people.zeynep)
    timeline.add_action(work, case, at=START, words="10000000528 numaralı kişi arandı")
    add(
        work,
        people,
        "183-2026-100001",
        caller_name="Ali VELİ",
        caller_phone=STRANGE,
        summary="Zeynep Gündoğdu ile görüşmek istedi",
    )
    line_with_calls(work, STRANGE)
    reachability_service.log_check(
        work, CheckValues(here.line, START, is_answered=True, answered_by="Zeynep Gündoğdu")
    )
    asked = visit(people.child, asked="Zeynep Gündoğdu adresini sordu, 0532 999 00 00")
    guidance.VISITS.save(work, None, asked)
    work.session.add(
        ChangeDraft(
            title="Zeynep GÜNDOĞDU ayrılıyor",
            form={"entries": [{"tckn": "10000000528"}]},
            saved_at=START,
            saved_by="Selin AKTAŞ",
        )
    )
    entry = new_entry(people, leaver_id=people.ilknur, subject_ids=(people.disabled,))
    finish(work, form_of(people, entry))


@pytest.fixture(autouse=True)
def _people(fill_once: FillOnce) -> None:
    fill_once(fill, name="Selin AKTAŞ")


def find(database: Database, typed: str) -> PersonFound:
    with database.open_work("administrator") as work:
        return persons.find_person(work, typed)


def sources(found: PersonFound) -> list[PersonSource]:
    return [entry.source for entry in found.entries]


@pytest.mark.both_backends
def test_that_a_name_is_found_in_every_record_that_says_it(database: Database) -> None:
    found = find(database, "zeynep  GUNDOGDU")
    assert found.needle is Needle.NAME
    assert sources(found) == [
        S.OFFICERS,
        S.DRAFTS,
        S.CUSTODY_FORMS,
        S.CASES,
        S.CASES,
        S.GUIDANCE,
        S.CHECKS,
    ]
    officer = dict(found.entries[0].facts)
    assert officer["T.C. kimlik no"] == "10000000528"
    assert officer["Kişisel cep"] == "0500 000 27 01"
    assert officer["Sorumlusu olduğu vaka sayısı"] == "1"
    assert "Çocuk: 01.03.2025 – sürüyor" in [value for _label, value in found.entries[0].facts]
    assert found.cut == ()


@pytest.mark.both_backends
@pytest.mark.parametrize("typed", ["10000000528", "100 000 005 28"])
def test_that_a_number_is_found_wherever_it_was_written(database: Database, typed: str) -> None:
    found = find(database, typed)
    assert found.needle is Needle.TCKN
    assert sources(found) == [S.OFFICERS, S.DRAFTS, S.CASES]
    assert [entry.title for entry in found.entries[2:]] == ["183-2026-100000"]


def test_that_a_person_is_found_in_notes_on_phones_and_in_what_is_not_saved(
    database: Database,
) -> None:
    with database.open_work("administrator", name="Selin AKTAŞ") as work:
        line = service.LINES.save(
            work, None, line_values(2, note="Şeyma İPEK istemişti, 0532 888 77 66")
        )
        handset = service.HANDSETS.save(work, None, handset_values(2))
        service.set_state(
            work,
            handset_item(handset),
            state=ItemState.IN_REPAIR,
            at=START,
            reason="Şeyma İpek düşürdü",
        )
        drafts.keep_draft(
            work, "1", "guidance.log", "Rehberlik kaydı", {"asked": "Şeyma İpek geldi"}
        )
    found = find(database, "seyma ipek")
    assert sources(found) == [S.ITEMS, S.ITEMS, S.TYPING]
    assert [entry.item_id for entry in found.entries[:2]] == [line, handset]
    assert "Şeyma İpek düşürdü" in dict(found.entries[1].facts)["Durumunun gerekçesi"]
    assert sources(find(database, "0532 888 77 66")) == [S.ITEMS]


@pytest.mark.parametrize("column", ["reason", "vacancy_reason", "no_phone_reason"])
def test_that_a_person_is_found_in_the_reasons_of_a_change(column: str, database: Database) -> None:
    with database.open_work("administrator") as work:
        letter_id = work.session.scalars(select(Letter.id)).one()
        said = "Şeyma İpek ile aynı hattı kullanıyor, 0532 888 77 66"
        words = {"reason": "", "vacancy_reason": "", "no_phone_reason": "", column: said}
        work.session.add(
            Change(
                letter_id=letter_id,
                position=9,
                subject_ids=[],
                effective_on=START.date(),
                **words,
            )
        )
    for typed in ("seyma ipek", "0532 888 77 66"):
        (entry,) = find(database, typed).entries
        assert (entry.source, said in dict(entry.facts).values()) == (S.LETTERS, True)


def test_that_who_came_is_found_by_the_number_in_the_letter(database: Database) -> None:
    found = find(database, "10000000146")
    assert sources(found) == [S.OFFICERS, S.LETTERS]
    assert any("10000000146" in value for _label, value in found.entries[1].facts)


@pytest.mark.both_backends
@pytest.mark.parametrize("typed", ["0532 999 00 00", "+905329990000", "5329990000"])
def test_that_a_phone_is_found_among_callers_and_calls(database: Database, typed: str) -> None:
    found = find(database, typed)
    assert found.needle is Needle.PHONE
    assert sources(found) == [S.CASES, S.GUIDANCE, S.CALLS]
    assert dict(found.entries[0].facts)["Arayan"] == "Ali VELİ"


def test_that_an_officer_is_found_by_each_of_their_phones(database: Database) -> None:
    assert S.OFFICERS in sources(find(database, "0500 000 27 01"))
    assert S.OFFICERS in sources(find(database, "0500 000 41 01"))


def test_that_a_person_of_duty_is_reported_all_that_is_kept_of_them(database: Database) -> None:
    with database.open_work("administrator") as work:
        person = replace(
            MAIN_PERSON,
            name="Kazım TARHANA",
            phone="+905324443322",
            employment=Employment.WORKER,
        )
        number = rota.PEOPLE.save(work, None, person)
        span = absence_span(dt.date(2026, 12, 1), dt.date(2026, 12, 3))
        rota.ABSENCES.save(work, None, AbsenceValues(number, AbsenceKind.ANNUAL, *span))
    (entry,) = find(database, "Kazım Tarhana").entries
    reported = dict(entry.facts)
    assert reported["Nöbet telefonu"] == "0532 444 33 22"
    assert reported["Çalışma biçimi"] == "İşçi (4/D)"
    assert reported["İzni"] == "yıllık izin: 01.12.2026 08:00 – 04.12.2026 08:00"


def test_that_an_officer_on_duty_is_found_by_their_private_phone(database: Database) -> None:
    with database.open_work("administrator") as work:
        officer = work.session.scalars(select(Officer).where(Officer.personal_mobile != "")).first()
        assert officer is not None
        rota.PEOPLE.save(work, None, replace(MAIN_PERSON, officer_id=officer.id, name=""))
        phone = officer.personal_mobile
    assert S.DUTIES in sources(find(database, phone))


def test_that_a_driver_is_found_with_the_trips_that_name_them(database: Database) -> None:
    with database.open_work("administrator") as work:
        driver = DriverValues(
            None, "Kazım TARHANA", LicenceClass.B, licence_until=dt.date(2030, 5, 6)
        )
        driver_id = vehicles.DRIVERS.save(work, None, driver)
        vehicle = VehicleValues(
            "06 ABC 123", "Fiat Doblo", 5, has_child_seat=False, starts_on=dt.date(2026, 1, 1)
        )
        vehicle_id = vehicles.VEHICLES.save(work, None, vehicle)
        order = OrderValues(vehicle_id, driver_id, "Ali VELİ", "Mamak", "İnceleme", "", work.now)
        vehicles.ORDERS.save(work, None, order)
    reported = [dict(one.facts) for one in find(database, "Kazım Tarhana").entries]
    assert (reported[0]["Sürücü"], reported[0]["Görev emri sayısı"]) == ("Kazım TARHANA", "1")
    assert reported[0]["Ehliyetin son günü"] == "06.05.2030"
    travelled = [one for one in find(database, "Ali Veli").entries if one.source is S.VEHICLES]
    assert dict(travelled[0].facts)["Görevliler"] == "Ali VELİ"


def test_that_users_and_signatories_are_found_by_name(database: Database) -> None:
    assert sources(find(database, "hasan köksal")) == [S.SIGNATORIES]
    # Whom letters name below, and who wrote down a visit.
    assert sources(find(database, "Selin Aktaş")) == [S.SIGNATORIES, S.GUIDANCE]


@pytest.mark.parametrize("typed", ["", "a", "12345", "  -  "])
def test_that_too_little_finds_nobody(database: Database, typed: str) -> None:
    with pytest.raises(KnownError) as caught:
        find(database, typed)
    assert caught.value.code == "retention.person_short"


def test_that_the_trail_knows_that_somebody_asked_and_not_for_whom(database: Database) -> None:
    find(database, "10000000528")
    with database.open_work("administrator") as work:
        persons.record_export(work, 3, "pdf")
    with database.open_work("auditor") as work:
        rows = find_entries(work.session, AuditFilter(kind="person"), before=None, limit=9)
    assert [(row.action, dict(row.details)) for row in rows] == [
        ("person.exported", {"form": "pdf", "count": 3}),
        ("person.searched", {"how": "tckn", "count": 3}),
    ]
