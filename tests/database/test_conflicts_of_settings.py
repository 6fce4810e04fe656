"""Two people on one setting: both values are told, other changes are joined, both may save."""

from __future__ import annotations

import datetime as dt
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy.orm import Session

from alo183_desktop.access import service as access
from alo183_desktop.access.record import UserValues
from alo183_desktop.access.rules import Role
from alo183_desktop.cases import settings as cases
from alo183_desktop.cases.record import CASE_KIND, CASE_TERMS, CaseKindValues, TermsValues
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.model import Signatory, Unit
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.directorate.record import (
    DIRECTORATE,
    SIGNATORY,
    SignatoryValues,
    UnitValues,
    propose,
)
from alo183_desktop.documents.letter.content import Preparation
from alo183_desktop.officers import subjects
from alo183_desktop.officers.model import Subject
from alo183_desktop.officers.record import SubjectValues
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.queries import list_terms
from alo183_desktop.phones.quotas import service as quotas
from alo183_desktop.phones.quotas.rules import Setting
from alo183_desktop.phones.record import LineValues
from alo183_desktop.phones.rows import TermsValues as TermsOfCustody
from alo183_desktop.retention import service as retention
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.rows import PeriodValues
from alo183_desktop.shared.errors import ConflictError
from tests.clocks import START
from tests.database.test_conflicts import conflict, told, wait_until_somebody_waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.db.work import Work
    from tests.database.conftest import Database

FIRST: Final = ("Şükrü IŞIK", START)
"""Who saves first in each of these, and when."""
DAY: Final = dt.date(2026, 11, 24)
FORM: Final = replace(propose("Iğdır"), detsis="12345678", address="Örnek Mahallesi No: 5")


def refused(database: Database, act: Callable[[Work], object]) -> ConflictError:
    error = conflict(database, act, role="administrator")
    assert (error.code, (error.who, error.at)) == ("db.both_changed", FIRST)
    return error


def test_that_the_second_on_the_letterhead_sees_both_values_and_may_save_over_one(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        directorates.install_directorate(work, FORM)
        row = get_directorate(work.session)
    base = DIRECTORATE.stored(row)
    with database.open_work("administrator") as work:
        theirs = replace(
            base, fax="0500 000 00 11", detsis="87654321", preparation=Preparation.E_SIGNED
        )
        directorates.change_directorate(work, theirs, version=row.version, base=base)
    mine = replace(
        base,
        detsis="11111111",
        preparation=Preparation.SYSTEMS_DOWN,
        website="ornek.gov.tr",
    )

    def save(version: int) -> Callable[[Work], None]:
        return lambda work: directorates.change_directorate(work, mine, version=version, base=base)

    assert told(refused(database, save(row.version))) == {
        "detsis": ("11111111", "87654321"),
        "preparation": ("Olağanüstü (O)", "e-İmza (E)"),
    }
    with database.open_work("administrator") as work:
        save(get_directorate(work.session).version)(work)
    with Session(database.engine) as session:
        stored = DIRECTORATE.stored(get_directorate(session))
    # What only the other one changed stays as they have it.
    assert stored == replace(mine, fax="+905000000011")


def test_that_different_fields_of_the_letterhead_are_joined_however_they_are_typed(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        directorates.install_directorate(work, replace(FORM, fax="0500 000 00 11"))
        row = get_directorate(work.session)
    with database.open_work("administrator") as work:
        theirs = replace(DIRECTORATE.stored(row), fax="0500 000 00 12", email="yeni@ornek.gov.tr")
        directorates.change_directorate(work, theirs, version=row.version)
    with database.open_work("administrator") as work:
        # The same number, typed otherwise than it is shown, is no change.
        mine = replace(DIRECTORATE.stored(row), fax="+90 (500) 000-00 11", website=" ornek.gov.tr ")
        directorates.change_directorate(
            work, mine, version=row.version, base=DIRECTORATE.stored(row)
        )
        stored = DIRECTORATE.stored(get_directorate(work.session))
    assert stored == replace(theirs, fax="+905000000012", website="ornek.gov.tr")


def test_that_the_second_on_a_signatory_sees_both_values_and_may_save_over_one(
    database: Database,
) -> None:
    base = SignatoryValues("Hasan KÖKSAL", "İl Müdürü", "Vali a.", valid_from=dt.date(2024, 1, 1))
    with database.open_work("administrator") as work:
        signatory = directorates.add_signatory(work, base)
        version = work.session.get_one(Signatory, signatory).version
    with database.open_work("administrator") as work:
        theirs = replace(base, title="Müdür", valid_until=dt.date(2027, 1, 1), is_deputy=True)
        directorates.change_signatory(work, signatory, theirs, version=version, base=base)
    mine = replace(base, title="İl Müdür V.", valid_until=dt.date(2026, 12, 1))

    def save(seen: int) -> Callable[[Work], None]:
        return lambda work: directorates.change_signatory(
            work, signatory, mine, version=seen, base=base
        )

    assert told(refused(database, save(version))) == {
        "title": ("İl Müdür V.", "Müdür"),
        "valid_until": ("30.11.2026", "31.12.2026"),
    }
    with database.open_work("administrator") as work:
        save(work.session.get_one(Signatory, signatory).version)(work)
        (stored,) = list_signatories(work.session)
    assert SIGNATORY.stored(stored) == replace(mine, is_deputy=True)


def test_that_what_two_people_made_of_a_signatory_must_be_right_together(
    database: Database,
) -> None:
    base = SignatoryValues("Hasan KÖKSAL", "İl Müdürü", valid_from=dt.date(2024, 1, 1))
    with database.open_work("administrator") as work:
        signatory = directorates.add_signatory(work, base)
        theirs = replace(base, valid_from=dt.date(2026, 6, 1))
        directorates.change_signatory(work, signatory, theirs, version=1, base=base)
    mine = replace(base, valid_until=dt.date(2026, 3, 1))
    with pytest.raises(ConflictError) as caught, database.open_work("administrator") as work:
        directorates.change_signatory(work, signatory, mine, version=1, base=base)
    assert [one.key for one in caught.value.problems] == ["valid_from"]


def test_that_the_second_on_the_name_of_a_unit_or_a_subject_sees_both_and_may_save(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        unit = directorates.add_unit(work, "Çocuk Evi")
        subject = subjects.add_subject(work, "Göç").subject_id
    with database.open_work("administrator") as work:
        directorates.rename_unit(
            work, unit, "Çocuk Evleri", version=1, base=UnitValues("Çocuk Evi")
        )
        subjects.rename_subject(work, subject, "Göçmen", version=1, base=SubjectValues("Göç"))

    def rename(version: int) -> tuple[Callable[[Work], object], Callable[[Work], object]]:
        return (
            lambda work: directorates.rename_unit(
                work, unit, "Çocuk Yuvası", version=version, base=UnitValues("Çocuk Evi")
            ),
            lambda work: subjects.rename_subject(
                work, subject, "Göçle gelen", version=version, base=SubjectValues("Göç")
            ),
        )

    both = [told(refused(database, act))["name"] for act in rename(1)]
    assert both == [("Çocuk Yuvası", "Çocuk Evleri"), ("Göçle gelen", "Göçmen")]
    with database.open_work("administrator") as work:
        for act in rename(2):
            act(work)
        assert work.session.get_one(Unit, unit).name == "Çocuk Yuvası"
        assert work.session.get_one(Subject, subject).name == "Göçle gelen"


@pytest.mark.both_backends
def test_that_the_second_on_a_user_sees_both_values_and_may_save_over_one(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        user_id = access.add_user(work, login="yeni", name="Yeni KİŞİ", role=Role.CLERK)
    base = UserValues("Yeni KİŞİ", Role.CLERK, is_active=True)
    with database.open_work("administrator") as work:
        access.change_user(
            work, user_id, name="Onlar", role=Role.AUDITOR, is_active=False, version=1, base=base
        )

    def save(version: int) -> Callable[[Work], UserValues]:
        return lambda work: access.change_user(
            work,
            user_id,
            name="Ben",
            role=Role.DIRECTOR,
            is_active=True,
            version=version,
            base=base,
        )

    assert told(refused(database, save(1))) == {
        "name": ("Ben", "Onlar"),
        "role": ("Müdür", "Denetçi"),
    }
    with database.open_work("administrator") as work:
        # The account that the other one closed stays closed.
        assert save(2)(work) == UserValues("Ben", Role.DIRECTOR, is_active=False)


def test_that_the_second_on_a_kind_of_cases_sees_both_and_retires_it_without_undoing_a_name(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kind = cases.add_kind(work, "Kayıp", is_urgent=False, starts_on=DAY)
    base = CaseKindValues("Kayıp", is_urgent=False, ends_on=None)

    def save(name: str, version: int, **changed: object) -> Callable[[Work], None]:
        mine = replace(base, name=name, **changed)  # type: ignore[arg-type]
        return lambda work: cases.change_kind(
            work, kind, **asdict(mine), version=version, base=base
        )

    with database.open_work("administrator") as work:
        save("Kayıp çocuk", 1, is_urgent=True)(work)
    assert told(refused(database, save("Kayıp kişi", 1))) == {"name": ("Kayıp kişi", "Kayıp çocuk")}
    with database.open_work("administrator") as work:
        save("Kayıp", 1, ends_on=DAY)(work)
        save("Kayıp kişi", 3)(work)
        stored = CASE_KIND.stored(cases.list_kinds(work)[-1])
    assert stored == CaseKindValues("Kayıp kişi", is_urgent=True, ends_on=DAY)


def test_that_the_second_on_the_times_of_cases_sees_both_values_and_may_save_over_one(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        base = CASE_TERMS.stored(cases.list_terms(work)[0])

    def save(mine: TermsValues, version: int | None) -> Callable[[Work], int]:
        return lambda work: cases.set_terms(
            work, **asdict(mine), starts_on=DAY, version=version, base=base
        )

    with database.open_work("administrator") as work:
        save(replace(base, urgent_action_minutes=15, call_review_days=40), None)(work)
    mine = replace(base, urgent_action_minutes=20, reminder_hours=(6, 20))
    # Nobody had set times for that day when the second one began.
    assert told(refused(database, save(mine, None))) == {"urgent_action_minutes": ("20", "15")}
    with database.open_work("administrator") as work:
        save(mine, cases.list_terms(work)[0].version)(work)
        stored = CASE_TERMS.stored(cases.list_terms(work)[0])
    assert stored == replace(mine, call_review_days=40)


@pytest.mark.parametrize("is_of_one_line", [False, True])
def test_that_the_second_on_a_quota_sees_both_values_and_may_save_over_one(
    database: Database,
    is_of_one_line: bool,  # noqa: FBT001 - a column of the table
) -> None:
    line = LineValues(phone="+905000041001", operator="Turkcell", iccid="", package="", note="")
    with database.open_work("administrator") as work:
        line_id = phones.add_line(work, line) if is_of_one_line else None
    base = Setting(DAY)

    def save(mine: Setting, version: int | None) -> Callable[[Work], int]:
        if line_id is None:
            return lambda work: quotas.set_default_quota(work, mine, version=version, base=base)
        return lambda work: quotas.set_line_quota(work, line_id, mine, version=version, base=base)

    with database.open_work("administrator") as work:
        save(Setting(DAY, seconds=400 * 60, period_day=15), None)(work)
    mine = Setting(DAY, seconds=500 * 60, bytes=2 * 1024**3)
    assert told(refused(database, save(mine, None))) == {"minutes": ("500 dk", "400 dk")}
    with database.open_work("administrator") as work:
        newest = quotas.list_settings(work, line_id)[0]
        save(mine, newest.version)(work)
        stored = quotas.list_settings(work, line_id)[0]
    assert (stored.seconds, stored.bytes, stored.period_day) == (500 * 60, 2 * 1024**3, 15)


def test_that_a_quota_that_was_taken_back_meanwhile_is_told_and_may_be_set_anew(
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
    assert (error.code, error.who) == ("db.conflict", FIRST[0])
    with database.open_work("administrator") as work:
        quotas.set_default_quota(work, mine, version=None, base=Setting(DAY))
        assert quotas.list_settings(work)[0].seconds == 60


def test_that_the_second_on_the_terms_of_custody_sees_the_terms_that_differ(
    database: Database,
) -> None:
    base = TermsOfCustody(("Telefon açık tutulur.", "Hat meşgul edilmez."))
    with database.open_work("administrator") as work:
        papers.set_terms(work, DAY, (*base.terms, "Şarj edilir."))
    mine = ("Telefon hep açık tutulur.", base.terms[1])
    error = refused(
        database, lambda work: papers.set_terms(work, DAY, mine, version=None, base=base)
    )
    assert told(error) == {
        "terms": (
            "1. Telefon hep açık tutulur.",
            "1. Telefon açık tutulur. 3. Şarj edilir.",
        )
    }
    with database.open_work("administrator") as work:
        papers.set_terms(work, DAY, mine, version=1, base=base)
        assert list_terms(work.session)[0].terms == mine


def test_that_the_second_on_a_period_of_retention_sees_both_values_and_the_rest_is_joined(
    database: Database,
) -> None:
    kind = RecordKind.GUIDANCE
    base = PeriodValues(60, "Plan")

    def save(mine: PeriodValues, version: int | None) -> Callable[[Work], int]:
        return lambda work: retention.set_period(
            work, kind, **asdict(mine), starts_on=DAY, version=version, base=base
        )

    with database.open_work("administrator") as work:
        save(PeriodValues(24, "Plan"), None)(work)
        save(PeriodValues(60, "Plan 2026"), None)(work)
        assert retention.list_periods(work, kind)[0].months == 24
    mine = PeriodValues(36, "Plan")
    assert told(refused(database, save(mine, None))) == {"months": ("3 yıl", "2 yıl")}
    with database.open_work("administrator") as work:
        save(mine, retention.list_periods(work, kind)[0].version)(work)
        stored = retention.list_periods(work, kind)[0]
    assert (stored.months, stored.basis) == (36, "Plan 2026")


@pytest.mark.both_backends
@pytest.mark.skipif(os.name == "nt", reason="no server is started on Windows")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_that_who_sets_a_quota_of_one_day_in_the_same_instant_waits_and_is_told_as_well(
    database: Database,
) -> None:
    has_saved = threading.Event()

    def second() -> ConflictError:
        has_saved.wait()
        mine = Setting(DAY, seconds=60)
        return refused(
            database, lambda work: quotas.set_default_quota(work, mine, base=Setting(DAY))
        )

    with ThreadPoolExecutor(1) as other:
        with database.open_work() as work:
            quotas.set_default_quota(work, Setting(DAY, seconds=120), base=Setting(DAY))
            waiting = other.submit(second)
            has_saved.set()
            # Not committed yet: the other one waits for it, however long it takes.
            wait_until_somebody_waits(work)
        assert told(waiting.result()) == {"minutes": ("1 dk", "2 dk")}
