"""Two people on one thing: the second sees who changed what, and nothing is overwritten."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import pytest

from alo183_desktop.access import service as access
from alo183_desktop.access.model import User
from alo183_desktop.access.record import UserValues
from alo183_desktop.access.rules import Role
from alo183_desktop.cases import progress, settings
from alo183_desktop.cases import service as cases
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.record import CASE_KIND, CASE_TERMS, CaseKindValues
from alo183_desktop.cases.storing import stored_values as stored_case
from alo183_desktop.db.work import KeptFields, Work
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.model import Signatory, Unit
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate
from alo183_desktop.directorate.record import (
    DIRECTORATE,
    SIGNATORY,
    UNIT,
    SignatoryValues,
)
from alo183_desktop.documents.letter.content import Preparation
from alo183_desktop.guidance import service as guidance
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rows import RegisterValues
from alo183_desktop.officers import service as officers
from alo183_desktop.officers import subjects
from alo183_desktop.officers.model import Officer, Subject
from alo183_desktop.officers.record import OFFICER, SUBJECT, SubjectValues
from alo183_desktop.phones import record as phone_records
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.model import Handset, PhoneLine
from alo183_desktop.phones.queries import list_terms
from alo183_desktop.phones.quotas import service as quotas
from alo183_desktop.phones.quotas.rules import Setting
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.retention import service as retention
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.rows import PeriodValues
from alo183_desktop.shared.errors import ConflictError
from tests.clocks import START
from tests.database.cases import add, values
from tests.database.databases import Database
from tests.database.desks import DIRECTORATE as FORM
from tests.database.desks import Furnished, finish, furnish
from tests.database.test_changes import form_of, new_entry

DAY: Final = dt.date(2026, 11, 24)
LINE: Final = LineValues("+905000041001", "Turkcell", iccid=None, package="300 dk", note="")
HANDSET: Final = HandsetValues(
    "Nokia", "", imei=None, serial="", condition="", accessories="", note=""
)


@dataclass(frozen=True)
class Thing:
    """What two people change, how it is read, and how it is saved."""

    mine: dict[str, Any]
    theirs: dict[str, Any]
    both: dict[str, tuple[str, str]]
    """Both values of what both change, by the field of the form, as the second one sees them."""
    read: Callable[[Work], Any]
    save: Callable[[Work, Any, int, Any], object]
    """Of values over a version and what the form began with."""
    version: int = 1
    """0 where nobody had set anything."""


def an_officer(_work: Work, at: Furnished) -> Thing:
    return Thing(
        {"title": "Psikolog", "tckn": "10000001686", "desk_phone": "+903121234567"},
        {"title": "Öğretmen", "tckn": "10000000696", "note": "aranır"},
        {"title": ("Psikolog", "Öğretmen"), "tckn": ("100••••••86", "100••••••96")},
        lambda work: OFFICER.stored(work.session.get_one(Officer, at.zeynep)),
        lambda work, values, version, base: officers.change_officer(
            work, at.zeynep, values, version=version, base=base
        ),
    )


def a_case(work: Work, at: Furnished) -> Thing:
    case_id = add(work, at)
    return Thing(
        {"district": "Mamak", "subject_id": at.disabled},
        {"district": "Çankaya", "subject_id": at.woman, "caller_name": "Nur AK"},
        {"district": ("Mamak", "Çankaya"), "subject_id": ("Engelli", "Kadın")},
        lambda work: stored_case(work.session.get_one(Case, case_id)),
        lambda work, values, version, base: cases.change_case(
            work, case_id, values, version=version, base=base
        ),
    )


def a_line(work: Work, _at: Furnished) -> Thing:
    line_id = phones.LINES.save(work, None, LINE)
    return Thing(
        {"package": "400 dk", "phone": "+905000041002", "operator": "Vodafone"},
        {"package": "500 dk", "phone": "+905000041003", "note": "yedek"},
        {"package": ("400 dk", "500 dk"), "phone": ("0500 004 10 02", "0500 004 10 03")},
        lambda work: phone_records.LINE.stored(work.session.get_one(PhoneLine, line_id)),
        lambda work, values, version, base: phones.LINES.save(
            work, line_id, values, version=version, base=base
        ),
    )


def a_handset(work: Work, _at: Furnished) -> Thing:
    handset_id = phones.HANDSETS.save(work, None, HANDSET)
    return Thing(
        {"condition": "sağlam"},
        {"condition": "çizik", "serial": "183"},
        {"condition": ("sağlam", "çizik")},
        lambda work: phone_records.HANDSET.stored(work.session.get_one(Handset, handset_id)),
        lambda work, values, version, base: phones.HANDSETS.save(
            work, handset_id, values, version=version, base=base
        ),
    )


def a_visit(work: Work, at: Furnished) -> Thing:
    values = GuidanceValues(
        work.now, at.child, "Sordu", "Yapıldı", is_sent_on=False, sent_reason=""
    )
    visit = guidance.VISITS.save(work, None, values)

    def read(work: Work) -> GuidanceValues:
        stored = work.session.get_one(Guidance, visit)
        return GuidanceValues(
            **{name: getattr(stored, name) for name in GuidanceValues.__dataclass_fields__}
        )

    return Thing(
        {"asked": "Benim"},
        {"asked": "Onların", "done": "Yönlendirildi"},
        {"asked": ("Benim", "Onların")},
        read,
        lambda work, values, version, base: guidance.VISITS.save(
            work, visit, values, version=version, base=base
        ),
    )


def a_letterhead(_work: Work, _at: Furnished) -> Thing:
    return Thing(
        {"detsis": "11111111", "preparation": Preparation.SYSTEMS_DOWN},
        {
            "detsis": "22222222",
            "preparation": Preparation.E_SIGNED,
            "fax": "+905000000011",
        },
        {"detsis": ("11111111", "22222222"), "preparation": ("Olağanüstü (O)", "e-İmza (E)")},
        lambda work: DIRECTORATE.stored(get_directorate(work.session)),
        lambda work, values, version, base: directorates.DIRECTORATES.save(
            work, DIRECTORATE_ID, values, version=version, base=base
        ),
    )


def a_signatory(_work: Work, at: Furnished) -> Thing:
    return Thing(
        {"title": "Vekil", "valid_until": dt.date(2026, 12, 1)},
        {"title": "Müdür", "valid_until": dt.date(2027, 1, 1), "is_deputy": True},
        {"title": ("Vekil", "Müdür"), "valid_until": ("30.11.2026", "31.12.2026")},
        lambda work: SIGNATORY.stored(work.session.get_one(Signatory, at.signatory_id)),
        lambda work, values, version, base: directorates.SIGNATORIES.save(
            work, at.signatory_id, values, version=version, base=base
        ),
    )


def a_unit(_work: Work, at: Furnished) -> Thing:
    return Thing(
        {"name": "Benim evim"},
        {"name": "Onların evi"},
        {"name": ("Benim evim", "Onların evi")},
        lambda work: UNIT.stored(work.session.get_one(Unit, at.unit_id)),
        lambda work, values, version, base: directorates.UNITS.save(
            work, at.unit_id, values, version=version, base=base
        ),
    )


def a_subject(work: Work, _at: Furnished) -> Thing:
    subject_id = subjects.SUBJECTS.save(work, None, SubjectValues("Göç"))
    return Thing(
        {"name": "Benim konum"},
        {"name": "Onların konusu"},
        {"name": ("Benim konum", "Onların konusu")},
        lambda work: SUBJECT.stored(work.session.get_one(Subject, subject_id)),
        lambda work, values, version, base: subjects.SUBJECTS.save(
            work, subject_id, values, version=version, base=base
        ),
    )


def a_user(work: Work, _at: Furnished) -> Thing:
    user_id = access.add_user(work, login="yeni", name="Yeni KİŞİ", role=Role.CLERK)

    def read(work: Work) -> UserValues:
        user = work.session.get_one(User, user_id)
        return UserValues(user.name, user.role, user.is_active)

    return Thing(
        {"name": "Ben", "role": Role.DIRECTOR},
        {"name": "Onlar", "role": Role.AUDITOR, "is_active": False},
        {"name": ("Ben", "Onlar"), "role": ("Müdür", "Denetçi")},
        read,
        lambda work, values, version, base: access.change_user(
            work, user_id, **asdict(values), version=version, base=base
        ),
    )


def a_kind_of_cases(work: Work, _at: Furnished) -> Thing:
    kind = settings.KINDS.save(work, None, CaseKindValues("Kayıp", is_urgent=False, ends_on=None))

    def read(work: Work) -> CaseKindValues:
        return CASE_KIND.stored(
            next(row for row in settings.list_kinds(work) if row.kind_id == kind)
        )

    return Thing(
        {"name": "Kayıp kişi", "ends_on": DAY},
        {"name": "Kayıp çocuk", "is_urgent": True},
        {"name": ("Kayıp kişi", "Kayıp çocuk")},
        read,
        lambda work, values, version, base: settings.KINDS.save(
            work, kind, values, version=version, base=base
        ),
    )


def times_of_cases(_work: Work, _at: Furnished) -> Thing:
    return Thing(
        {"urgent_action_minutes": 20, "reminder_hours": (6, 20)},
        {"urgent_action_minutes": 15, "call_review_days": 40},
        {"urgent_action_minutes": ("20", "15")},
        lambda work: CASE_TERMS.stored(settings.list_terms(work)[0]),
        lambda work, values, version, base: settings.set_terms(
            work, starts_on=DAY, **asdict(values), version=version or None, base=base
        ),
        version=0,
    )


def a_quota_of_all_lines(_work: Work, _at: Furnished) -> Thing:
    return a_quota(None)


def a_quota_of_one_line(work: Work, _at: Furnished) -> Thing:
    return a_quota(phones.LINES.save(work, None, LINE))


def a_quota(line_id: int | None) -> Thing:
    def read(work: Work) -> Setting:
        rows = quotas.list_settings(work, line_id)
        row = next((row for row in rows if row.quota_id is not None), None)
        return Setting(DAY) if row is None else Setting(DAY, row.seconds, row.bytes, row.period_day)

    def save(work: Work, values: Setting, version: int, base: Setting) -> int:
        if line_id is None:
            return quotas.set_default_quota(work, values, version=version or None, base=base)
        return quotas.set_line_quota(work, line_id, values, version=version or None, base=base)

    return Thing(
        {"seconds": 500 * 60, "bytes": 2 * 1024**3},
        {"seconds": 400 * 60, "period_day": 15},
        {"minutes": ("500 dk", "400 dk")},
        read,
        save,
        version=0,
    )


def terms_of_custody(_work: Work, _at: Furnished) -> Thing:
    return Thing(
        {"terms": ("Telefon hep açıktır.", "Hat boştur.")},
        {"terms": ("Telefon açıktır.", "Hat boştur.", "Şarj edilir.")},
        {"terms": ("1. Telefon hep açıktır.", "1. Telefon açıktır. 3. Şarj edilir.")},
        lambda work: list_terms(work.session)[0].values(),
        lambda work, values, version, base: papers.set_terms(
            work, DAY, values.terms, version=version or None, base=base
        ),
        version=0,
    )


def a_period_of_retention(_work: Work, _at: Furnished) -> Thing:
    kind = RecordKind.GUIDANCE

    def read(work: Work) -> PeriodValues:
        row = retention.list_periods(work, kind)[0]
        return PeriodValues(row.months, row.basis)

    return Thing(
        {"months": 36},
        {"months": 24, "basis": "Plan 2026"},
        {"months": ("3 yıl", "2 yıl")},
        read,
        lambda work, values, version, base: retention.set_period(
            work, kind, starts_on=DAY, **asdict(values), version=version or None, base=base
        ),
        version=0,
    )


def a_number_of_a_letter(work: Work, at: Furnished) -> Thing:
    letter_id = finish(work, form_of(at, new_entry(at)))
    letters.note_register_number(work, letter_id, "4752", DAY, version=1)

    def read(work: Work) -> RegisterValues:
        row = letters.open_letter(work, letter_id).row
        return RegisterValues(row.register_number or "", row.dated_on)

    return Thing(
        {"register_number": "1111"},
        {"register_number": "2222"},
        {"register_number": ("1111", "2222")},
        read,
        lambda work, values, version, base: letters.note_register_number(
            work,
            letter_id,
            values.register_number,
            values.dated_on,
            version=version,
            base=base,
            reason="Sayı yanlış yazılmış",
        ),
        version=2,
    )


THINGS: Final[tuple[Callable[[Work, Furnished], Thing], ...]] = (
    an_officer,
    a_case,
    a_line,
    a_handset,
    a_visit,
    a_letterhead,
    a_signatory,
    a_unit,
    a_subject,
    a_user,
    a_kind_of_cases,
    times_of_cases,
    a_quota_of_all_lines,
    a_quota_of_one_line,
    terms_of_custody,
    a_period_of_retention,
    a_number_of_a_letter,
)


def conflict(
    database: Database, act: Callable[[Work], object], *, role: str = "clerk"
) -> ConflictError:
    """Return how the act of a second clerk is refused."""
    with (
        pytest.raises(ConflictError) as caught,
        database.open_work(role, login="ikinci", name="İkinci MEMUR") as work,
    ):
        act(work)
    return caught.value


def both_values(error: ConflictError) -> dict[str, tuple[object, object]]:
    return {one.key: (one.parameters["mine"], one.parameters["theirs"]) for one in error.problems}


def start(
    database: Database, make: Callable[[Work, Furnished], Thing]
) -> tuple[Thing, Any, Any, ConflictError]:
    """Return what the form began with, what the first one made of it, how the second is refused."""
    with database.open_work("administrator") as work:
        thing = make(work, furnish(work))
    with database.open_work("administrator") as work:
        base = thing.read(work)
    with database.open_work("administrator") as work:
        thing.save(work, replace(base, **thing.theirs), thing.version, base)
        theirs = thing.read(work)
    mine = replace(base, **thing.mine)
    error = conflict(
        database, lambda work: thing.save(work, mine, thing.version, base), role="administrator"
    )
    return thing, base, theirs, error


@pytest.mark.parametrize("make", THINGS, ids=lambda make: make.__name__)
def test_that_the_second_sees_who_when_and_both_values_and_what_they_save_then_is_meant(
    database: Database, make: Callable[[Work, Furnished], Thing]
) -> None:
    thing, base, theirs, error = start(database, make)
    assert theirs == replace(base, **thing.theirs)
    assert (error.code, error.who, error.at) == ("db.both_changed", "Şükrü IŞIK", START)
    assert both_values(error) == thing.both
    with database.open_work("administrator") as work:
        assert thing.read(work) == theirs
        # An old value typed back, over what was shown.
        thing.save(work, base, 0, error.seen)
    disputed = {key: getattr(base, key) for key in thing.mine if key in thing.theirs}
    with database.open_work("administrator") as work:
        old = thing.read(work)
        assert old == replace(theirs, **disputed)
        thing.save(work, replace(base, **thing.mine), thing.version + 2, base)
    with database.open_work("administrator") as work:
        stored = thing.read(work)
        assert stored == replace(old, **thing.mine)
        # Who typed what stands there already has nothing to lose.
        thing.save(work, stored, thing.version, base)


def test_that_looking_at_a_record_makes_nobody_the_one_who_changed_it(database: Database) -> None:
    with database.open_work("administrator") as work:
        officer_id = furnish(work).zeynep
    with database.open_work() as work:
        officer = work.session.get_one(Officer, officer_id)
        stored, version = OFFICER.stored(officer), officer.version
        officers.change_officer(
            work, officer_id, replace(stored, title="Psikolog"), version=version
        )
    with database.open_work(login="bakan", name="Bakan KİŞİ") as work:
        officers.show_tckn(work, officer_id)
    error = conflict(
        database, lambda work: officers.change_officer(work, officer_id, stored, version=version)
    )
    assert error.who == "Şükrü IŞIK"


@pytest.mark.both_backends
def test_that_the_second_on_a_case_sees_who_when_and_both_values(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        _, version = cases.open_form(work, case_id)
    with database.open_work() as work:
        first = values(furnished, district="Çankaya", subject_id=furnished.woman)
        cases.change_case(work, case_id, first, version=version)
    mine = values(furnished, district="Mamak", is_urgent=True)
    error = conflict(database, lambda work: cases.change_case(work, case_id, mine, version=version))
    assert (error.code, error.who, error.at) == ("db.both_changed", "Şükrü IŞIK", START)
    assert both_values(error)["district"] == ("Mamak", "Çankaya")
    assert both_values(error)["is_urgent"] == ("evet", "hayır")
    assert both_values(error)["subject_id"] == ("Çocuk", "Kadın")


def test_that_an_act_on_a_case_disturbs_nobody_who_types_in_its_form(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        _, version = cases.open_form(work, case_id)
        base = stored_case(work.session.get_one(Case, case_id))
    with database.open_work() as work:
        progress.acknowledge(work, case_id, at=work.now)
        theirs = cases.open_form(work, case_id)[1]
        cases.change_case(work, case_id, replace(base, caller_name="Nur AK"), version=theirs)
    with database.open_work("administrator") as work:
        mine = replace(base, district="Mamak")
        cases.change_case(work, case_id, mine, version=version, base=base)
        stored = stored_case(work.session.get_one(Case, case_id))
    assert stored == replace(base, caller_name="Nur AK", district="Mamak")


def test_that_who_changed_other_fields_of_an_officer_is_joined_at_once(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        officer_id = furnish(work).zeynep
        officer = work.session.get_one(Officer, officer_id)
        base, version = OFFICER.stored(officer), officer.version
    with database.open_work() as work:
        theirs = replace(base, title="Psikolog", note="aranır")
        officers.change_officer(work, officer_id, theirs, version=version, base=base)
    with database.open_work(login="ikinci", name="İkinci MEMUR") as work:
        mine = replace(base, desk_phone="+903121234567")
        officers.change_officer(work, officer_id, mine, version=version, base=base)
        stored = OFFICER.stored(work.session.get_one(Officer, officer_id))
    assert work.kept == [KeptFields(("title", "note"), "Şükrü IŞIK")]
    assert stored == replace(theirs, desk_phone="+903121234567")


def test_that_the_fields_of_the_police_are_one_thing(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        _, version = cases.open_form(work, case_id)
        base = stored_case(work.session.get_one(Case, case_id))
        theirs = replace(base, is_police_informed=True, police_unit="Merkez")
        cases.change_case(work, case_id, theirs, version=version)
    mine = replace(base, police_by="Nur AK")
    error = conflict(
        database, lambda work: cases.change_case(work, case_id, mine, version=version, base=base)
    )
    assert set(both_values(error)) == {"is_police_informed", "police_unit"}


def test_that_different_fields_of_the_letterhead_are_joined_however_they_are_typed(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        directorates.install_directorate(work, replace(FORM, fax="0500 000 00 11"))
        row = get_directorate(work.session)
    with database.open_work("administrator") as work:
        theirs = replace(DIRECTORATE.stored(row), fax="0500 000 00 12", email="yeni@ornek.gov.tr")
        directorates.DIRECTORATES.save(work, DIRECTORATE_ID, theirs, version=row.version)
    with database.open_work("administrator") as work:
        # The same number, typed otherwise than it is shown, is no change.
        mine = replace(DIRECTORATE.stored(row), fax="+90 (500) 000-00 11", website=" ornek.gov.tr ")
        directorates.DIRECTORATES.save(
            work, DIRECTORATE_ID, mine, version=row.version, base=DIRECTORATE.stored(row)
        )
        stored = DIRECTORATE.stored(get_directorate(work.session))
    assert stored == replace(theirs, fax="+905000000012", website="ornek.gov.tr")


def test_that_what_two_people_made_of_a_signatory_must_be_right_together(
    database: Database,
) -> None:
    base = SignatoryValues("Hasan KÖKSAL", "İl Müdürü", valid_from=dt.date(2024, 1, 1))
    with database.open_work("administrator") as work:
        signatory = directorates.SIGNATORIES.save(work, None, base)
        theirs = replace(base, valid_from=dt.date(2026, 6, 1))
        directorates.SIGNATORIES.save(work, signatory, theirs, version=1, base=base)
    mine = replace(base, valid_until=dt.date(2026, 3, 1))
    with pytest.raises(ConflictError) as caught, database.open_work("administrator") as work:
        directorates.SIGNATORIES.save(work, signatory, mine, version=1, base=base)
    assert [one.key for one in caught.value.problems] == ["valid_from"]


def test_that_a_quota_that_was_withdrawn_meanwhile_is_reported_and_may_be_set_anew(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        quota = quotas.set_default_quota(work, Setting(DAY))
        quotas.remove_quota(work, quota, version=1)
    mine = Setting(DAY, seconds=60)
    error = conflict(
        database,
        lambda work: quotas.set_default_quota(work, mine, version=1, base=Setting(DAY)),
        role="administrator",
    )
    assert (error.code, error.who) == ("db.conflict", "Şükrü IŞIK")
    with database.open_work("administrator") as work:
        quotas.set_default_quota(work, mine, version=None, base=Setting(DAY))
        assert quotas.list_settings(work)[0].seconds == 60


@pytest.mark.both_backends
@pytest.mark.parametrize("backend", ["postgresql"])
def test_that_who_saves_at_the_same_time_waits_and_is_warned_as_well(database: Database) -> None:
    with database.open_work("administrator") as work:
        officer_id = furnish(work).zeynep
    with database.open_work() as work:
        officer = work.session.get_one(Officer, officer_id)
        stored, version = OFFICER.stored(officer), officer.version
    has_saved = threading.Event()

    def second() -> ConflictError:
        has_saved.wait()
        mine = replace(stored, title="Öğretmen")
        return conflict(
            database, lambda work: officers.change_officer(work, officer_id, mine, version=version)
        )

    with ThreadPoolExecutor(1) as other:
        with database.open_work() as work:
            theirs = replace(stored, title="Psikolog")
            officers.change_officer(work, officer_id, theirs, version=version)
            waiting = other.submit(second)
            has_saved.set()
            # Not committed yet: the other one waits for it, however long it takes.
            wait_until_somebody_waits(work)
        error = waiting.result()
    assert (error.who, both_values(error)["title"]) == ("Şükrü IŞIK", ("Öğretmen", "Psikolog"))


@pytest.mark.both_backends
@pytest.mark.parametrize("backend", ["postgresql"])
def test_that_who_sets_a_quota_of_one_day_at_the_same_time_waits_and_is_warned_as_well(
    database: Database,
) -> None:
    has_saved = threading.Event()

    def second() -> ConflictError:
        has_saved.wait()
        mine = Setting(DAY, seconds=60)
        return conflict(
            database, lambda work: quotas.set_default_quota(work, mine, base=Setting(DAY))
        )

    with ThreadPoolExecutor(1) as other:
        with database.open_work() as work:
            quotas.set_default_quota(work, Setting(DAY, seconds=120), base=Setting(DAY))
            waiting = other.submit(second)
            has_saved.set()
            # Not committed yet: the other one waits for it, however long it takes.
            wait_until_somebody_waits(work)
        assert both_values(waiting.result()) == {"minutes": ("1 dk", "2 dk")}


def wait_until_somebody_waits(work: Work) -> None:
    """Come back when another connection waits for a lock."""
    from sqlalchemy import text

    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not work.session.scalar(query):
        pass
