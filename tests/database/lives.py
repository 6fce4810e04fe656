"""A directorate of which everything happened long ago, for tests of retention."""

import datetime as dt
import json
from typing import Final, NamedTuple

from sqlalchemy import insert, select

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Role
from alo183_desktop.access.service import add_user
from alo183_desktop.cases import progress, timeline
from alo183_desktop.cases.model import (
    CaseActionTime,
    CaseMonth,
    CaseWeek,
)
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.duties_ahead import with_proposals
from alo183_desktop.changes.form import HandOverDecision
from alo183_desktop.changes.hand_overs import RETURN
from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.db.work import Work
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.guidance import service as guidance
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.officers.service import close_assignments
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import (
    CallRecord,
    Handset,
    PhoneLine,
    UsageDay,
)
from alo183_desktop.phones.queries import held_by
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.retention import service
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.model import Destruction, DestructionItem
from alo183_desktop.rota import service as rota
from alo183_desktop.rota import swap_service, unreached, worked
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    DutyKind,
    Employment,
    RotaFileKind,
    SwapManner,
    WishDegree,
    WishKind,
)
from alo183_desktop.rota.model import HandOver, Wish
from alo183_desktop.rota.record import (
    AbsenceValues,
    GrantedValues,
    PersonValues,
    SubstitutionValues,
    UnreachedValues,
)
from alo183_desktop.rota.rows import Cell
from alo183_desktop.rota.substitute_service import SUBSTITUTIONS
from alo183_desktop.rota.swap_service import SwapWanted
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import LicenceClass
from alo183_desktop.vehicles.record import DriverValues, OrderValues, VehicleValues
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.databases import Database
from tests.database.desks import finish
from tests.database.phones import handset_item, line_item, stock
from tests.database.test_cases_unexplained import STRANGE, line_with_calls
from tests.database.test_changes import form_of, new_entry, newcomer
from tests.documents.pictures import picture

LATER: Final = dt.datetime(2038, 6, 1, 9, tzinfo=dt.UTC)
"""Eleven and a half years after everything happened: every period is over."""
WORDS: Final = (
    "GÜNDOĞDU",
    "gundogdu",
    "10000000528",
    "5000002701",
    "memur01",
    "ÇETİNKAYA",
    "cetinkaya",
    "10000000146",
    "5000002761",
    "Müjgân",
    "mujgan",
    "5000023653",
    "Komşu ihbarı",
    "komsu",
    "ZÜRAFALI",
    "KARNABAHAR",
    "ISPANAK",
    "PIRASA",
    "BROKOLİ",
    "brokoli",
    "5329990000",
    "TARHANA",
    "tarhana",
    "5324443322",
    "SARIMSAK",
    "KEREVİZ",
    "ŞALGAM",
    "Lâle TURPÇU",
    "lale.turpcu",
)
"""What only the records say that are destroyed here."""


class Life(NamedTuple):
    """Numbers of records of each kind whose periods are over."""

    case: int
    usage: int
    check: int
    visit: int
    draft: int
    letter: int
    zeynep: int
    child: int


def live(database: Database) -> Life:
    """Fill a directorate, and let eleven years pass."""
    with database.open_work("administrator", name="Selin AKTAŞ") as work:
        here = stock(work)
        people = here.people
        work.session.get_one(PhoneLine, here.line).note = "SARIMSAK Sokağı'nda kaldı"
        work.session.get_one(Handset, here.handset).note = "KEREVİZ Bey'den alındı"
        for hours, state in ((11, ItemState.IN_REPAIR), (10, ItemState.IN_STORE)):
            phones.set_state(
                work,
                handset_item(here.handset),
                state=state,
                at=START - hours * HOUR,
                reason="ŞALGAM Hanım getirdi",
            )
        closed = add_user(work, login="lale.turpcu", name="Lâle TURPÇU", role=Role.CLERK)
        work.session.get_one(User, closed).is_active = False
        custody.issue(
            work,
            [line_item(here.line), handset_item(here.handset)],
            officer_id=people.zeynep,
            at=START - 9 * HOUR,
        )
        case = add(work, people, officer_id=people.zeynep)
        first = timeline.add_action(work, case, at=START - HOUR, words="ZÜRAFALI eve gidildi")
        second = timeline.correct_action(
            work, first, at=START - HOUR, words="KARNABAHAR sokağına gidildi"
        )
        timeline.correct_action(work, second, at=START - HOUR, words="ISPANAK sokağına gidildi")
        timeline.attach_file(work, case, check_file("tutanak.png", picture("PNG", side=91)))
        progress.enter(work, case, at=START, record="2026/77")
        progress.close_case(work, case, at=START, outcome="PIRASA ile görüşüldü")
        visit = guidance.VISITS.save(
            work,
            None,
            GuidanceValues(
                at=START - HOUR,
                subject_id=people.child,
                asked="BROKOLİ yardımı sordu",
                done="Form verildi",
                is_sent_on=True,
                sent_reason="Sistem kapalıydı",
            ),
        )
        check = reachability_service.log_check(
            work,
            CheckValues(here.line, START - HOUR, is_answered=True, answered_by="GÜNDOĞDU kardeşi"),
        )
        draft = ChangeDraft(
            title="GÜNDOĞDU taslağı",
            form={"tckn": "10000000528"},
            saved_at=START,
            saved_by="Selin AKTAŞ",
        )
        work.session.add(draft)
        days = SubstitutionValues(
            people.zeynep, None, people.ilknur, START.date(), START.date() + dt.timedelta(days=1)
        )
        SUBSTITUTIONS.save(work, None, days)
        be_on_duty(work, people.zeynep)
        line_with_calls(work, STRANGE, STRANGE)
        usage = work.session.scalars(select(CallRecord.usage_id)).first()
        assert usage is not None
        work.session.add(UsageDay(usage_id=usage, day=START.date(), seconds=120, bytes=0))
        work.session.flush()
        draft_id = draft.id
    database.clock.advance(days=1)
    with database.open_work("administrator", name="Selin AKTAŞ") as work:
        held = held_by(work.session, people.zeynep, at=work.now)
        form = form_of(
            people,
            new_entry(people),
            hand_overs=tuple(HandOverDecision(one.custody_id, RETURN) for one in held),
        )
        letter = finish(work, with_proposals(form, changes.context(work)))
        close_assignments(work, newcomer(work).id, None, ends_on=dt.date(2026, 12, 24))
    database.clock.set(LATER)
    return Life(case, usage, check, visit, draft_id, letter, people.zeynep, people.child)


def be_on_duty(work: Work, officer_id: int) -> None:
    """Publish a month with an officer and a driver, who were away once and left.

    One was there in the other's place, one took a duty over, and got leave for it.
    """
    month = month_key(local_day(work.now))
    rota.begin_month(work, month)
    sheet = rota.month_sheet(work, month)
    ended = local_day(sheet.duties[-1].ends_at)
    people = []
    for number, (officer, name) in enumerate(((officer_id, ""), (None, "TARHANA Usta"))):
        values = PersonValues(
            officer_id=officer,
            name=name,
            phone="+905324443322",
            employment=Employment.OFFICIAL,
            does_main=True,
            does_stand_in=True,
            does_driver=True,
            starts_on=dt.date(2020, 1, 1),
            ends_on=ended + dt.timedelta(days=1),
        )
        person_id = rota.PEOPLE.save(work, None, values)
        people.append(person_id)
        duty = sheet.duties[number]
        rota.fill(work, [Cell(duty.duty_id, duty.version, person_id)])
        rota.ABSENCES.save(
            work,
            None,
            AbsenceValues(person_id, AbsenceKind.ANNUAL, duty.ends_at, duty.ends_at + HOUR),
        )
        wish = Wish(person_id=person_id, day=ended, kind=WishKind.NO_DUTY, degree=WishDegree.MUCH)
        wish.recorded_at, wish.by_name = work.now, work.actor.name
        work.session.add(wish)
        work.session.flush()
    driver_id = vehicles.DRIVERS.save(
        work,
        None,
        DriverValues(officer_id=officer_id, name="", licence_class=LicenceClass.B, ends_on=ended),
    )
    vehicle_id = vehicles.VEHICLES.save(
        work,
        None,
        VehicleValues(
            "06 ABC 123", "Fiat Doblo", 5, has_child_seat=True, starts_on=dt.date(2020, 1, 1)
        ),
    )
    vehicles.ORDERS.save(
        work,
        None,
        OrderValues(
            vehicle_id, driver_id, "TARHANA Usta", "Mamak", "Vaka", "183-2026-1", START - HOUR
        ),
    )
    version = rota.prepare_version(work, month)
    rota.publish(work, version, {RotaFileKind.ROTA: ("nobet.pdf", b"%PDF TARHANA")})
    work.session.add(
        HandOver(
            at=work.now,
            from_person_id=people[0],
            to_person_id=people[1],
            facts={"cases": [], "checks": [["+905324443322", "TARHANA", str(work.now)]]},
            note="TARHANA geç kaldı",
            recorded_at=work.now,
            by_name="TARHANA Usta",
            confirmed_at=None,
        )
    )
    reported = UnreachedValues(work.now, "TARHANA Usta", "+905324443322", "TARHANA görüşmedeydi")
    unreached.REPORTS.save(work, None, reported)
    duties = rota.month_sheet(work, month).duties
    # Nobody takes a driver's duty over without a licence.
    first, *_rest, last = (one for one in duties if one.kind is not DutyKind.DRIVER)
    worked.note_worked(
        work,
        first.duty_id,
        None,
        starts_at=first.starts_at,
        ends_at=first.starts_at + HOUR,
        version=first.version,
    )
    rota.GRANTED_LEAVES.save(work, None, GrantedValues(people[1], local_day(work.now), 1))
    rota.fill(work, [Cell(last.duty_id, last.version, people[0])])
    taken = next(one for one in rota.month_sheet(work, month).duties if one.duty_id == last.duty_id)
    half = taken.starts_at + 12 * HOUR
    swap_service.swap(
        work,
        SwapWanted(
            taken.duty_id,
            taken.version,
            taken.starts_at,
            half,
            people[1],
            SwapManner.CONSENT,
            is_urgent=True,
            reason="TARHANA yolda",
        ),
    )


def ids_due(work: Work, kind: RecordKind) -> list[int]:
    return [row.item_id for row in service.open_due(work, kind)]


def destroy_all(database: Database, *kinds: RecordKind) -> None:
    """Agree to everything that is due and destroy it, kind by kind."""
    for kind in kinds or tuple(RecordKind):
        with database.open_work("administrator", name="Selin AKTAŞ") as work:
            ids = ids_due(work, kind)
            assert ids, kind
            service.agree(work, kind, ids)
            service.destroy(work, kind, ids, reason="Saklama süresi doldu")


def opened(work: Work, kind: RecordKind, item_id: int) -> None:
    """Open a destruction of one record as the service does."""
    record = Destruction(
        kind=kind,
        at=work.now,
        items=1,
        months=120,
        basis="Deneme",
        oldest_on=work.now.date(),
        newest_on=work.now.date(),
        reason="Deneme",
        ids_sha256="0" * 64,
        removed={},
        by_user_id=None,
        by_name="Deneme",
        kept_until=work.now.date(),
        erased_at=None,
    )
    work.session.add(record)
    work.session.flush()
    work.session.execute(
        insert(DestructionItem).values(
            kind=kind, item_id=item_id, destruction_id=record.id, never_id=1
        )
    )


def counts(work: Work) -> list[tuple[object, ...]]:
    """Return every row of the tables that keep the figures of cases."""
    return [
        tuple(row)
        for table in (CaseWeek, CaseMonth, CaseActionTime)
        for row in work.session.execute(
            select(table.__table__).order_by(*table.__table__.primary_key)
        )
    ]


def found_in(content: bytes) -> list[str]:
    """Return which of the words stand somewhere, also as JSON writes them."""
    return [
        word
        for word in WORDS
        if word.encode() in content or json.dumps(word)[1:-1].encode() in content
    ]
