"""Two people on one setting: both values are told, what only one changed is joined, both may save.

Not here: records (test_conflicts.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy.orm import Session

from alo183_desktop.access import service as access
from alo183_desktop.access.rows import UserValues
from alo183_desktop.access.rules import Role
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.model import Signatory, Unit
from alo183_desktop.directorate.provinces import propose
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.directorate.rules import SignatoryForm
from alo183_desktop.officers import subjects
from alo183_desktop.officers.model import Subject
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import START
from tests.database.test_conflicts import conflict, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.db.work import Work
    from tests.database.conftest import Database

FIRST: Final = ("Şükrü IŞIK", START)
"""Who saves first in each of these, and when."""
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
    base = row.form()
    with database.open_work("administrator") as work:
        theirs = replace(base, fax="0500 000 00 11", detsis="87654321", preparation="E")
        directorates.change_directorate(work, theirs, version=row.version, base=base)
    mine = replace(base, detsis="11111111", preparation="O", website="ornek.gov.tr")

    def save(version: int) -> Callable[[Work], None]:
        return lambda work: directorates.change_directorate(work, mine, version=version, base=base)

    assert told(refused(database, save(row.version))) == {
        "detsis": ("11111111", "87654321"),
        "preparation": ("Olağanüstü (O)", "e-İmza (E)"),
    }
    with database.open_work("administrator") as work:
        save(get_directorate(work.session).version)(work)
    with Session(database.engine) as session:
        stored = get_directorate(session).form()
    # What only the other one changed stays as they have it.
    assert stored == replace(mine, fax="0500 000 00 11")


def test_that_different_fields_of_the_letterhead_are_joined_however_they_are_typed(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        directorates.install_directorate(work, replace(FORM, fax="0500 000 00 11"))
        row = get_directorate(work.session)
    with database.open_work("administrator") as work:
        theirs = replace(row.form(), fax="0500 000 00 12", email="yeni@ornek.gov.tr")
        directorates.change_directorate(work, theirs, version=row.version)
    with database.open_work("administrator") as work:
        # The same number, typed otherwise than it is shown, is no change.
        mine = replace(row.form(), fax="+90 (500) 000-00 11", website=" ornek.gov.tr ")
        directorates.change_directorate(work, mine, version=row.version, base=row.form())
        stored = get_directorate(work.session).form()
    assert stored == replace(theirs, website="ornek.gov.tr")


def test_that_the_second_on_a_signatory_sees_both_values_and_may_save_over_one(
    database: Database,
) -> None:
    base = SignatoryForm("Hasan KÖKSAL", "İl Müdürü", "Vali a.", valid_from=dt.date(2024, 1, 1))
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
    assert stored.form() == replace(mine, is_deputy=True)


def test_that_what_two_people_made_of_a_signatory_must_be_right_together(
    database: Database,
) -> None:
    base = SignatoryForm("Hasan KÖKSAL", "İl Müdürü", valid_from=dt.date(2024, 1, 1))
    with database.open_work("administrator") as work:
        signatory = directorates.add_signatory(work, base)
        theirs = replace(base, valid_from=dt.date(2026, 6, 1))
        directorates.change_signatory(work, signatory, theirs, version=1, base=base)
    mine = replace(base, valid_until=dt.date(2026, 3, 1))
    with pytest.raises(KnownError) as caught, database.open_work("administrator") as work:
        directorates.change_signatory(work, signatory, mine, version=1, base=base)
    assert [one.key for one in caught.value.problems] == ["valid_until"]


def test_that_the_second_on_the_name_of_a_unit_or_a_subject_sees_both_and_may_save(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        unit = directorates.add_unit(work, "Çocuk Evi")
        subject = subjects.add_subject(work, "Göç").subject_id
    with database.open_work("administrator") as work:
        directorates.rename_unit(work, unit, "Çocuk Evleri", version=1, base="Çocuk Evi")
        subjects.rename_subject(work, subject, "Göçmen", version=1, base="Göç")

    def rename(version: int) -> tuple[Callable[[Work], object], Callable[[Work], object]]:
        return (
            lambda work: directorates.rename_unit(
                work, unit, "Çocuk Yuvası", version=version, base="Çocuk Evi"
            ),
            lambda work: subjects.rename_subject(
                work, subject, "Göçle gelen", version=version, base="Göç"
            ),
        )

    both = [told(refused(database, act))["name"] for act in rename(1)]
    assert both == [("Çocuk Yuvası", "Çocuk Evleri"), ("Göçle gelen", "Göçmen")]
    with database.open_work("administrator") as work:
        for act in rename(2):
            act(work)
        assert work.session.get_one(Unit, unit).name == "Çocuk Yuvası"
        assert work.session.get_one(Subject, subject).name == "Göçle gelen"


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
