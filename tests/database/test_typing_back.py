"""Two people on one thing, whatever it is: an old value typed back once both were seen is meant."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from alo183_desktop.access import service as access
from alo183_desktop.access.model import User
from alo183_desktop.access.record import UserValues
from alo183_desktop.access.rules import Role
from alo183_desktop.cases import service as cases
from alo183_desktop.cases import settings
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.record import CASE_KIND, CASE_TERMS, CaseKindValues
from alo183_desktop.cases.storing import stored_values as stored_case
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.model import Signatory, Unit
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.record import DIRECTORATE, SIGNATORY, UNIT
from alo183_desktop.guidance import service as guidance
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rows import RegisterValues
from alo183_desktop.officers import service as officers
from alo183_desktop.officers import subjects
from alo183_desktop.officers.model import Officer, Subject
from alo183_desktop.officers.record import OFFICER, SUBJECT
from alo183_desktop.phones import record as phone_records
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.model import Handset, Line
from alo183_desktop.phones.queries import list_terms
from alo183_desktop.phones.quotas import service as quotas
from alo183_desktop.phones.quotas.rules import Setting
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.retention import service as retention
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.rows import PeriodValues
from alo183_desktop.shared.errors import ConflictError
from tests.database.cases import add
from tests.database.desks import finish, furnish
from tests.database.test_changes import form_of, new_entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.db.work import Work
    from tests.database.conftest import Database
    from tests.database.desks import Furnished

DAY: Final = dt.date(2026, 11, 24)
LINE: Final = LineValues("+905000041001", "Turkcell", iccid=None, package="300 dk", note="")
HANDSET: Final = HandsetValues(
    "Nokia", "", imei=None, serial="", condition="", accessories="", note=""
)


@dataclass(frozen=True)
class Thing:
    """What two people change, how it is read, and how it is saved."""

    field: str
    mine: Any
    theirs: Any
    read: Callable[[Work], Any]
    save: Callable[[Work, Any, int, Any], object]
    """Of values over a version and what the form began with."""
    version: int = 1
    """0 where nobody had set anything."""


def an_officer(_work: Work, at: Furnished) -> Thing:
    return Thing(
        "title",
        "Psikolog",
        "Öğretmen",
        lambda work: OFFICER.stored(work.session.get_one(Officer, at.zeynep)),
        lambda work, values, version, base: officers.change_officer(
            work, at.zeynep, values, version=version, base=base
        ),
    )


def a_case(work: Work, at: Furnished) -> Thing:
    case_id = add(work, at)
    return Thing(
        "district",
        "Mamak",
        "Çankaya",
        lambda work: stored_case(work.session.get_one(Case, case_id)),
        lambda work, values, version, base: cases.change_case(
            work, case_id, values, version=version, base=base
        ),
    )


def a_line(work: Work, _at: Furnished) -> Thing:
    line_id = phones.add_line(work, LINE)
    return Thing(
        "package",
        "400 dk",
        "500 dk",
        lambda work: phone_records.LINE.stored(work.session.get_one(Line, line_id)),
        lambda work, values, version, base: phones.change_line(
            work, line_id, values, version=version, base=base
        ),
    )


def a_handset(work: Work, _at: Furnished) -> Thing:
    handset_id = phones.add_handset(work, HANDSET)
    return Thing(
        "condition",
        "sağlam",
        "çizik",
        lambda work: phone_records.HANDSET.stored(work.session.get_one(Handset, handset_id)),
        lambda work, values, version, base: phones.change_handset(
            work, handset_id, values, version=version, base=base
        ),
    )


def a_visit(work: Work, at: Furnished) -> Thing:
    values = GuidanceValues(
        work.now, at.child, "Sordu", "Yapıldı", is_sent_on=False, sent_reason=""
    )
    visit = guidance.log_guidance(work, values)

    def read(work: Work) -> GuidanceValues:
        stored = work.session.get_one(Guidance, visit)
        return GuidanceValues(
            **{name: getattr(stored, name) for name in GuidanceValues.__dataclass_fields__}
        )

    return Thing(
        "asked",
        "Benim",
        "Onların",
        read,
        lambda work, values, version, base: guidance.change_guidance(
            work, visit, values, version=version, base=base
        ),
    )


def a_letterhead(_work: Work, _at: Furnished) -> Thing:
    return Thing(
        "detsis",
        "11111111",
        "22222222",
        lambda work: DIRECTORATE.stored(get_directorate(work.session)),
        lambda work, values, version, base: directorates.change_directorate(
            work, values, version=version, base=base
        ),
    )


def a_signatory(_work: Work, at: Furnished) -> Thing:
    return Thing(
        "title",
        "Vekil",
        "Müdür",
        lambda work: SIGNATORY.stored(work.session.get_one(Signatory, at.signatory_id)),
        lambda work, values, version, base: directorates.change_signatory(
            work, at.signatory_id, values, version=version, base=base
        ),
    )


def a_unit(_work: Work, at: Furnished) -> Thing:
    return Thing(
        "name",
        "Benim evim",
        "Onların evi",
        lambda work: UNIT.stored(work.session.get_one(Unit, at.unit_id)),
        lambda work, values, version, base: directorates.rename_unit(
            work, at.unit_id, values.name, version=version, base=base
        ),
    )


def a_subject(work: Work, _at: Furnished) -> Thing:
    subject_id = subjects.add_subject(work, "Göç").subject_id
    return Thing(
        "name",
        "Benim konum",
        "Onların konusu",
        lambda work: SUBJECT.stored(work.session.get_one(Subject, subject_id)),
        lambda work, values, version, base: subjects.rename_subject(
            work, subject_id, values.name, version=version, base=base
        ),
    )


def a_user(work: Work, _at: Furnished) -> Thing:
    user_id = access.add_user(work, login="yeni", name="Yeni KİŞİ", role=Role.CLERK)

    def read(work: Work) -> UserValues:
        user = work.session.get_one(User, user_id)
        return UserValues(user.name, user.role, user.is_active)

    return Thing(
        "role",
        Role.DIRECTOR,
        Role.AUDITOR,
        read,
        lambda work, values, version, base: access.change_user(
            work, user_id, **asdict(values), version=version, base=base
        ),
    )


def a_kind_of_cases(work: Work, _at: Furnished) -> Thing:
    kind = settings.add_kind(work, "Kayıp", is_urgent=False, starts_on=DAY)

    def read(work: Work) -> CaseKindValues:
        return CASE_KIND.stored(
            next(row for row in settings.list_kinds(work) if row.kind_id == kind)
        )

    return Thing(
        "name",
        "Kayıp kişi",
        "Kayıp çocuk",
        read,
        lambda work, values, version, base: settings.change_kind(
            work, kind, **asdict(values), version=version, base=base
        ),
    )


def times_of_cases(_work: Work, _at: Furnished) -> Thing:
    return Thing(
        "urgent_action_minutes",
        15,
        20,
        lambda work: CASE_TERMS.stored(settings.list_terms(work)[0]),
        lambda work, values, version, base: settings.set_terms(
            work, starts_on=DAY, **asdict(values), version=version or None, base=base
        ),
        version=0,
    )


def a_quota_of_all_lines(_work: Work, _at: Furnished) -> Thing:
    return a_quota(None)


def a_quota_of_one_line(work: Work, _at: Furnished) -> Thing:
    return a_quota(phones.add_line(work, LINE))


def a_quota(line_id: int | None) -> Thing:
    def read(work: Work) -> Setting:
        rows = quotas.list_settings(work, line_id)
        row = next((row for row in rows if row.quota_id is not None), None)
        return Setting(DAY) if row is None else Setting(DAY, row.seconds, row.bytes, row.period_day)

    def save(work: Work, values: Setting, version: int, base: Setting) -> int:
        if line_id is None:
            return quotas.set_default_quota(work, values, version=version or None, base=base)
        return quotas.set_line_quota(work, line_id, values, version=version or None, base=base)

    return Thing("seconds", 60, 120, read, save, version=0)


def terms_of_custody(_work: Work, _at: Furnished) -> Thing:
    return Thing(
        "terms",
        ("Benim şartım.",),
        ("Onların şartı.",),
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
        "months",
        24,
        36,
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
        "register_number",
        "1111",
        "2222",
        read,
        lambda work, values, version, base: letters.note_register_number(
            work, letter_id, values.register_number, values.dated_on, version=version, base=base
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


@pytest.mark.both_backends
@pytest.mark.parametrize("make", THINGS, ids=lambda make: make.__name__)
def test_that_an_old_value_typed_back_once_both_were_seen_is_saved(
    database: Database, make: Callable[[Work, Furnished], Thing]
) -> None:
    with database.open_work("administrator") as work:
        thing = make(work, furnish(work))
    with database.open_work("administrator") as work:
        base = thing.read(work)
    with database.open_work("administrator") as work:
        thing.save(work, replace(base, **{thing.field: thing.theirs}), thing.version, base)
        theirs = thing.read(work)
    assert getattr(theirs, thing.field) == thing.theirs
    with pytest.raises(ConflictError) as caught, database.open_work("administrator") as work:
        thing.save(work, replace(base, **{thing.field: thing.mine}), thing.version, base)
    assert (caught.value.code, len(caught.value.problems)) == ("db.both_changed", 1)
    with database.open_work("administrator") as work:
        thing.save(work, base, 0, caught.value.seen)
    with database.open_work("administrator") as work:
        assert thing.read(work) == base
