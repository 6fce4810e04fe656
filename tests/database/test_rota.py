"""Duties as they are stored: who is on them, what refuses them, and what is published."""

import contextlib
import datetime as dt
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from alo183_desktop.db.work import Work
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.service import close_assignments
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import PhoneLine
from alo183_desktop.phones.queries import list_custodies
from alo183_desktop.phones.rows import CustodyFilter
from alo183_desktop.rota import queries, rules, service
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    DutyKind,
    PatternDays,
    RotaFileKind,
)
from alo183_desktop.rota.model import Duty
from alo183_desktop.rota.printed_card import card_mark, is_card_old, record_card
from alo183_desktop.rota.record import AbsenceValues, ClosedTimeValues
from alo183_desktop.rota.rows import (
    AbsenceFilter,
    Cell,
    DutyRow,
    GapFilter,
    PatternRow,
    PersonFilter,
)
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.shared.identity import format_phone
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.kept_rotas import MAIN_PERSON, set_limits, set_pattern, take_over
from tests.database.phones import line_item, stock
from tests.documents.pictures import picture
from tests.examples import at_most, everything_is_run
from tests.unit.rota.duties import at

MONTH: Final = "2026-12"
PAPER: Final = {RotaFileKind.ROTA: ("Nöbet çizelgesi.pdf", b"%PDF-1.7 one")}
DRIVER: Final = replace(
    MAIN_PERSON,
    name="Ğülşah ÇIĞÖZ",
    phone="+905321112233",
    does_stand_in=True,
    does_driver=True,
    starts_on=dt.date(2020, 1, 1),
)


def add(work: Work, *names: str) -> list[int]:
    """Add people who can be on every duty."""
    return [service.PEOPLE.save(work, None, replace(DRIVER, name=name)) for name in names]


def set_patterns(work: Work, *patterns: PatternRow) -> None:
    """Put patterns in the place of those that a directorate begins with."""
    for one in service.read_settings(work)[1]:
        service.PATTERNS.remove(work, one.pattern_id, version=one.version)
    for one in patterns:
        set_pattern(work, one)


def mains(work: Work, month: str = MONTH) -> list[DutyRow]:
    return [one for one in service.month_sheet(work, month).duties if one.kind is DutyKind.MAIN]


def put(work: Work, *pairs: tuple[DutyRow, int | None]) -> None:
    service.fill(work, [Cell(duty.duty_id, duty.version, person) for duty, person in pairs])


@pytest.mark.both_backends
def test_that_a_month_begins_empty_once_and_is_filled_by_cells(database: Database) -> None:
    with database.open_work() as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        service.begin_month(work, MONTH)
        sheet = service.month_sheet(work, MONTH)
        assert len(sheet.duties) == 93
        assert {one.person_id for one in sheet.duties} == {None}
        first, second = mains(work)[:2]
        put(work, (first, ayse), (second, murat))
    with database.open_work() as work:
        first, second = mains(work)[:2]
        assert (first.person_name, second.person_name) == ("Ayşe DEMİR", "Murat KILIÇ")
        # Two who change places are on one duty each at any time.
        put(work, (first, murat), (second, ayse))
        assert [one.person_name for one in mains(work)[:3]] == ["Murat KILIÇ", "Ayşe DEMİR", ""]


@pytest.mark.both_backends
def test_that_nobody_is_on_two_duties_at_once_whoever_writes(database: Database) -> None:
    with database.open_work() as work:
        (ayse,) = add(work, "Ayşe DEMİR")
        service.begin_month(work, MONTH)
        sheet = service.month_sheet(work, MONTH)
        main, stand_in = sheet.duties[:2]
        put(work, (main, ayse))
    with pytest.raises(KnownError) as refused, database.open_work() as work:
        put(work, (stand_in, ayse))
    assert refused.value.code == "rota.overlap"
    assert "asıl nöbet, 1 Aralık 08.00-2 Aralık 08.00" in str(refused.value.parameters["duty"])
    with pytest.raises(DBAPIError), database.open_work() as work:
        work.session.execute(update(Duty).where(Duty.id == stand_in.duty_id).values(person_id=ayse))
    with pytest.raises(DBAPIError), database.open_work() as work:
        work.session.execute(
            insert(Duty).values(
                month=MONTH,
                kind=DutyKind.DRIVER,
                starts_at=main.ends_at - dt.timedelta(minutes=1),
                ends_at=main.ends_at + dt.timedelta(hours=1),
                rest_minutes=0,
                is_active=True,
                person_id=ayse,
                reason="",
                version=1,
            )
        )
    with database.open_work() as work:
        put(work, (mains(work)[1], ayse))


@pytest.mark.both_backends
def test_that_all_cells_are_filled_or_none_and_the_second_writer_is_refused(
    database: Database,
) -> None:
    with database.open_work() as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        first, second = mains(work)[:2]
        put(work, (first, ayse))
    with pytest.raises(ConflictError), database.open_work() as work:
        put(work, (second, murat), (first, murat))
    with pytest.raises(KnownError, match="gone"), database.open_work() as work:
        put(work, (second, 999))
    with database.open_work() as work:
        assert [one.person_id for one in mains(work)[:2]] == [ayse, None]


@pytest.mark.both_backends
def test_that_an_officer_of_the_roster_keeps_their_name_and_is_called_on_the_line_they_hold(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        zeynep = here.people.zeynep
        values = replace(DRIVER, officer_id=zeynep, name="Somebody ELSE", phone="")
        person = service.PEOPLE.save(work, None, values)
        (row,) = service.list_people(work)
        assert row.name == "Zeynep GÜNDOĞDU"
        assert not row.holds_line
        custody.issue(work, [line_item(here.line)], officer_id=zeynep, at=work.now)
        (row,) = service.list_people(work)
        assert row.holds_line
        assert row.phone == work.session.get_one(PhoneLine, here.line).phone
        work.session.get_one(Officer, zeynep).surname = "YILDIZ"
        work.session.flush()
        assert service.list_people(work)[0].name == "Zeynep YILDIZ"
        assert zeynep not in dict(service.officers_to_add(work))
        with pytest.raises(KnownError, match="officer_is_person"):
            service.PEOPLE.save(work, None, values)
        opened, version = service.PEOPLE.open(work, person)
        service.PEOPLE.save(
            work, person, replace(opened, does_driver=False), version=version, base=opened
        )
        assert service.list_people(work, PersonFilter(kind=DutyKind.DRIVER)) == ()
        driver = service.PEOPLE.save(work, None, DRIVER)
        for searched in ("cigoz", format_phone(DRIVER.phone), "Ğülşah 111 22 33"):
            (found,) = service.list_people(work, PersonFilter(searched))
            assert found.person_id == driver, searched
        service.PEOPLE.remove(work, driver, version=1)
        service.PEOPLE.remove(work, person, version=version + 1)
        assert service.list_people(work) == ()


def test_that_who_has_a_duty_or_an_absence_is_not_removed(database: Database) -> None:
    with database.open_work() as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        put(work, (mains(work)[0], ayse))
        span = rules.absence_span(dt.date(2026, 12, 2), dt.date(2026, 12, 4))
        absence = service.ABSENCES.save(work, None, AbsenceValues(murat, AbsenceKind.ANNUAL, *span))
        for person in (ayse, murat):
            with pytest.raises(KnownError, match="person_used"):
                service.PEOPLE.remove(work, person, version=1)
        service.ABSENCES.remove(work, absence, version=1)
        service.PEOPLE.remove(work, murat, version=1)
        assert [one.person_id for one in service.list_people(work)] == [ayse]


def test_that_an_absence_names_the_duties_it_hits_and_who_could_take_them(
    database: Database,
) -> None:
    with database.open_work() as work:
        ayse, murat, elif_ = add(work, "Ayşe DEMİR", "Murat KILIÇ", "Elif ŞAHİN")
        service.begin_month(work, MONTH)
        days = mains(work)
        put(work, (days[1], ayse), (days[20], ayse), (days[5], murat), (days[15], murat))
        leave = AbsenceValues(
            ayse,
            AbsenceKind.ANNUAL,
            *rules.absence_span(dt.date(2026, 12, 1), dt.date(2026, 12, 4)),
        )
        ((duty, could, _since),) = service.duties_hit(work, [leave])
        assert duty.duty_id == days[1].duty_id
        # Murat has two duties already; Ayşe is the one who is away.
        assert [one.person.person_id for one in could] == [elif_, murat]
        service.ABSENCES.save(work, None, leave)
        (breach,) = service.month_sheet(work, MONTH).breaches
        assert (breach.duty_id, breach.rule) == (duty.duty_id, "absent")
        assert breach.words == "Ayşe DEMİR: yıllık izin, 1 Aralık 08.00-5 Aralık 08.00"
        put(work, (mains(work)[1], elif_))
        assert service.month_sheet(work, MONTH).breaches == ()
    with database.open_work("director") as work:
        (seen,) = service.list_absences(work, AbsenceFilter())
        assert (seen.person_name, seen.kind) == ("Ayşe DEMİR", None)
        assert {one.kind for one in service.month_sheet(work, MONTH).absences} == {None}


@pytest.mark.both_backends
def change_hands(
    work: Work, chance: random.Random, months: Sequence[str], people: Sequence[int], *, count: int
) -> None:
    """Change so many duties: three are typed over, the fourth is taken over, whole or by halves."""
    done = 0
    while done < count:
        duties = queries.duties_of_month(work.session, chance.choice(months))
        cut = {one.whole_id for one in duties if one.part_of is not None}
        duty = chance.choice([one for one in duties if one.person_id and one.whole_id not in cut])
        taker = chance.choice([one for one in people if one != duty.person_id])
        half = duty.starts_at + (duty.ends_at - duty.starts_at) / 2
        spans = ((duty.starts_at, half), (half, duty.ends_at), (duty.starts_at, duty.ends_at))
        with contextlib.suppress(KnownError):
            if done % 4:
                put(work, (duty, taker))
            else:
                take_over(work, duty, taker, *chance.choice(spans), is_urgent=False)
            done += 1


@pytest.mark.timeout(1800)
def test_that_who_is_on_duty_at_an_instant_is_what_reading_all_duties_says(
    database: Database,
) -> None:
    chance = random.Random(183)
    # The year lies ahead: any of its duties can change hands.
    database.clock.set(at("2025-12-31 12:00"))
    with database.open_work("administrator") as work:
        people = add(work, *(f"Kişi {number}" for number in range(6)))
        patterns = [
            PatternRow(0, kind, days, starts, length, 0, is_active=True, version=1)
            for kind, days, starts, length in (
                (DutyKind.MAIN, PatternDays.WORKING, 17 * 60, 15 * 60),
                (DutyKind.MAIN, PatternDays.FREE, 8 * 60, 24 * 60),
                (DutyKind.STAND_IN, PatternDays.EVERY, 8 * 60, 24 * 60),
            )
        ]
        set_patterns(work, *patterns)
        months = [f"2026-{month:02}" for month in range(1, at_most(12) + 1)]
        free_at = dict.fromkeys(people, at("2025-01-01 00:00"))
        for month in months:
            service.begin_month(work, month)
            cells = []
            for duty in service.month_sheet(work, month).duties:
                free = [one for one in people if free_at[one] <= duty.starts_at]
                who = chance.choice([*free, None])
                if who is not None:
                    free_at[who] = duty.ends_at
                cells.append((duty, who))
            put(work, *cells)
        is_whole = everything_is_run() and database.backend == "sqlcipher"
        change_hands(work, chance, months, people, count=400 if is_whole else 12)
        every = [one for month in months for one in queries.duties_of_month(work.session, month)]
        first, last = every[0].starts_at, every[-1].ends_at
        minutes = int((last - first).total_seconds()) // 60
        seams = [one.starts_at for one in every[:30]]
        before = [seam - dt.timedelta(minutes=1) for seam in seams]
        tries = range(10_000 if is_whole else 100)
        instants = [first + dt.timedelta(minutes=chance.randrange(minutes)) for _try in tries]
        begins = sorted({one.starts_at for one in every})
        for instant in [*seams, *before, *instants]:
            reported = service.on_duty(work, instant)
            holds = [one for one in every if one.starts_at <= instant < one.ends_at]
            assert sorted((one.kind, one.person_id or 0) for one in reported.people) == sorted(
                (one.kind, one.person_id or 0) for one in holds
            )
            seen = [list(DutyKind).index(one.kind) for one in reported.people]
            assert seen == sorted(seen)
            later = begins[bisect_right(begins, instant) :][:1]
            assert reported.next_at == min([*(one.ends_at for one in holds), *later], default=None)


def test_that_duty_changes_hands_at_eight_and_on_the_eve_of_a_feast_at_its_own_hour(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, "2026-03")
        days = mains(work, "2026-03")
        put(work, (days[3], ayse), (days[4], murat))

        def name(moment: str) -> str:
            (one,) = service.on_duty(work, at(moment)).of(DutyKind.MAIN)
            return one.name

        assert name("2026-03-05 07:59") == "Ayşe DEMİR"
        assert name("2026-03-05 08:00") == "Murat KILIÇ"
        second_before = at("2026-03-05 08:00") - dt.timedelta(seconds=1)
        (before,) = service.on_duty(work, second_before).of(DutyKind.MAIN)
        assert before.name == "Ayşe DEMİR"
        reported = service.on_duty(work, at("2026-03-06 09:00"))
        assert not reported.holds
        assert reported.is_kept


@pytest.mark.both_backends
def test_that_a_month_that_nobody_began_is_a_gap_and_no_sign_that_no_rota_is_kept(
    database: Database,
) -> None:
    with database.open_work() as work:
        assert not service.on_duty(work).is_kept
        service.begin_month(work, MONTH)
        november, december = at("2026-11-24 12:00"), at("2026-12-31 12:00")
        # What is planned for later says nothing of today, and what lies long behind nothing either.
        assert not service.on_duty(work, november).is_kept
        assert service.on_duty(work, december).is_kept
        assert service.on_duty(work, at("2027-02-01 12:00")).is_kept
        assert not service.on_duty(work, at("2027-06-01 12:00")).is_kept
        gaps = queries.find_gaps(work.session, GapFilter(), now=at("2026-12-30 12:00"))
        assert {one.duty_id is None for one in gaps} == {True, False}
        (missing,) = (one for one in gaps if one.duty_id is None)
        assert (missing.starts_at, missing.ends_at) == (
            at("2027-01-01 08:00"),
            at("2027-01-06 12:00"),
        )
        # A week before the first rota of all begins only what lies in it is a gap.
        first = queries.find_gaps(work.session, GapFilter(), now=at("2026-11-28 12:00"))
        assert min(one.starts_at for one in first) == at("2026-12-01 08:00")


@pytest.mark.both_backends
def test_that_who_is_away_holds_no_duty(database: Database) -> None:
    with database.open_work() as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        put(work, (mains(work)[0], ayse), (mains(work)[1], murat))
        for person, kind in ((ayse, AbsenceKind.REPORT), (murat, AbsenceKind.NIGHT_EXEMPT)):
            span = at("2026-12-01 14:00"), at("2026-12-04 08:00")
            service.ABSENCES.save(work, None, AbsenceValues(person, kind, *span))
        assert service.on_duty(work, at("2026-12-01 13:59")).holds
        assert not service.on_duty(work, at("2026-12-01 14:00")).holds
        assert service.on_duty(work, at("2026-12-02 14:00")).holds
        before = service.on_duty(work, at("2026-12-01 09:00"))
        assert before.next_at == at("2026-12-01 14:00")
        gaps = queries.find_gaps(
            work.session,
            GapFilter(frozenset({DutyKind.MAIN}), is_now=True),
            now=at("2026-12-01 15:00"),
        )
        assert [one.away for one in gaps] == ["Ayşe DEMİR"]


def test_that_an_officer_who_has_left_is_on_no_duty_any_more(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        zeynep = service.PEOPLE.save(work, None, replace(DRIVER, officer_id=people.zeynep, name=""))
        close_assignments(work, people.zeynep, None, ends_on=dt.date(2026, 12, 5))
        service.begin_month(work, MONTH)
        put(work, (mains(work)[2], zeynep), (mains(work)[9], zeynep))
        (breach,) = service.month_sheet(work, MONTH).breaches
        assert (breach.rule, breach.is_final) == ("not_current", True)
        assert breach.duty_id == mains(work)[9].duty_id
        assert service.on_duty(work, at("2026-12-03 12:00")).holds
        assert not service.on_duty(work, at("2026-12-10 12:00")).holds
        assert queries.officers_on_duty(work.session, at("2026-12-10 12:00")) == {}
        gaps = queries.find_gaps(
            work.session, GapFilter(frozenset({DutyKind.MAIN})), now=at("2026-12-10 12:00")
        )
        assert next(one.away for one in gaps) == "Zeynep GÜNDOĞDU"


@pytest.mark.both_backends
def test_that_whose_line_went_during_their_duty_is_named_without_its_number(
    database: Database,
) -> None:
    noon = at("2026-12-03 12:00")
    database.clock.set(noon - dt.timedelta(days=1))
    with database.open_work("administrator") as work:
        here = stock(work)
        zeynep, line = here.people.zeynep, line_item(here.line)
        number = work.session.get_one(PhoneLine, here.line).phone
        work.session.get_one(Officer, zeynep).corporate_mobile = number
        values = replace(DRIVER, officer_id=zeynep, name="", phone="")
        person = service.PEOPLE.save(work, None, values)
        service.begin_month(work, MONTH)
        put(work, (mains(work)[2], person))
        custody.issue(work, [line], officer_id=zeynep, at=work.now)
        assert service.on_duty(work, noon).people[0].phone == number
    database.clock.set(noon)
    with database.open_work("administrator") as work:
        phones.set_state(work, line, state=ItemState.LOST, at=noon)
        assert not service.on_duty(work).answers
        phones.set_state(work, line, state=ItemState.ISSUED, at=noon)
        assert service.on_duty(work).answers
    database.clock.advance(hours=1)
    with database.open_work("administrator") as work:
        (held,) = list_custodies(work.session, CustodyFilter(open_only=True))
        custody.pass_on(work, [held.custody_id], to_officer_id=here.people.ilknur, at=work.now)
        now = service.on_duty(work)
        assert [one.phone for one in now.people if one.is_held] == [""]
        assert (now.holds, now.answers) == (True, False)
        said = rules.duty_line(now)
        assert said == "● Nöbetçinin hattı yok: Zeynep GÜNDOĞDU, bitişi 08.00"
        assert service.on_duty(work, noon).answers  # as it was then
        # The roster still names it; nowhere is it given for her.
        assert service.list_people(work)[0].phone == ""
        opened, version = service.PEOPLE.open(work, person)
        service.PEOPLE.save(
            work, person, replace(opened, phone=DRIVER.phone), version=version, base=opened
        )
        assert [one.phone for one in service.on_duty(work).of(DutyKind.MAIN)] == [DRIVER.phone]


def test_that_a_person_of_duty_does_not_become_another_officer(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        values = replace(DRIVER, officer_id=people.zeynep, name="")
        person = service.PEOPLE.save(work, None, values)
        with pytest.raises(KnownError, match="other_officer"):
            service.PEOPLE.save(
                work, person, replace(values, officer_id=people.ilknur), version=1, base=values
            )


def test_that_a_night_exemption_hits_no_duty_by_day(database: Database) -> None:
    with database.open_work("administrator") as work:
        (ayse,) = add(work, "Ayşe DEMİR")
        day = PatternRow(
            0, DutyKind.MAIN, PatternDays.EVERY, 8 * 60, 9 * 60, 0, is_active=True, version=1
        )
        set_patterns(work, day, replace(day, starts_minute=17 * 60))
        service.begin_month(work, MONTH)
        by_day, by_night = mains(work)[:2]
        put(work, (by_day, ayse), (by_night, ayse))
        exempt = AbsenceValues(
            ayse, AbsenceKind.NIGHT_EXEMPT, at("2026-12-01 00:00"), at("2027-12-01 00:00")
        )
        assert [one.duty.duty_id for one in service.duties_hit(work, [exempt])] == [
            by_night.duty_id
        ]


def test_that_what_has_begun_keeps_no_later_change_from_being_published(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        put(work, (mains(work)[2], ayse), (mains(work)[20], murat))
        service.publish(work, service.prepare_version(work, MONTH), PAPER)
    clock.set(at("2026-12-03 20:00"))
    with database.open_work("administrator") as work:
        ill = AbsenceValues(
            ayse, AbsenceKind.REPORT, at("2026-12-03 14:00"), at("2026-12-10 08:00")
        )
        service.ABSENCES.save(work, None, ill)
        assert len(service.month_sheet(work, MONTH).breaches) == 1
        put(work, (mains(work)[20], ayse))
        version = service.prepare_version(work, MONTH)
        service.publish(work, version, PAPER)
        # Who is not on it any more signs, too, and so does who had not signed.
        assert [one.name for one in service.list_notices(work, MONTH)] == [
            "Ayşe DEMİR",
            "Murat KILIÇ",
        ]


def test_that_whom_a_change_does_not_touch_signs_no_second_time(database: Database) -> None:
    with database.open_work("administrator") as work:
        names = ("Ayşe DEMİR", "Murat KILIÇ", "Elif ŞAHİN", "Işıl ÇIĞ")
        ayse, murat, elif_, isil = add(work, *names)
        service.begin_month(work, MONTH)
        put(work, (mains(work)[0], ayse), (mains(work)[4], murat), (mains(work)[8], isil))
        service.publish(work, service.prepare_version(work, MONTH), PAPER)
        for notice in service.list_notices(work, MONTH):
            if notice.name != "Işıl ÇIĞ":
                service.sign_notice(work, notice.notice_id, local_day(work.now), version=1)
        put(work, (mains(work)[4], elif_))
        service.publish(work, service.prepare_version(work, MONTH), PAPER)
        # Who has not signed before does so now, whether the change touches them or not.
        assert {one.name for one in service.list_notices(work, MONTH)} == {
            "Murat KILIÇ",
            "Elif ŞAHİN",
            "Işıl ÇIĞ",
        }
        # Another basis alone is a version of its own.
        state = service.month_sheet(work, MONTH).state
        assert state is not None
        service.set_basis(work, MONTH, "Valilik oluru", version=state.version)
        assert service.prepare_version(work, MONTH).differences == ()


@pytest.mark.both_backends
def test_that_a_published_month_is_frozen_and_later_edits_are_counted_and_published_anew(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        first, _, third = mains(work)[:3]
        put(work, (first, ayse), (third, murat))
        service.set_basis(work, MONTH, "  Valilik oluru  12.11.2026/44 ", version=1)
        version = service.prepare_version(work, MONTH)
        service.publish(work, version, PAPER)
        state = service.month_sheet(work, MONTH).state
        assert state is not None
        assert (state.published, state.changed, state.unsigned) == (1, 0, 2)
        assert state.basis == "Valilik oluru 12.11.2026/44"
        with pytest.raises(KnownError, match="nothing_new"):
            service.prepare_version(work, MONTH)
        put(work, (mains(work)[1], murat), (mains(work)[2], None))
        state = service.month_sheet(work, MONTH).state
        assert state is not None
        assert state.changed == 2
        version = service.prepare_version(work, MONTH)
        assert [(one.before, one.after) for one in version.differences] == [
            ("", "Murat KILIÇ"),
            ("Murat KILIÇ", ""),
        ]
        papers = {**PAPER, RotaFileKind.CHANGES: ("Değişiklik.pdf", b"%PDF-1.7 two")}
        service.publish(work, version, papers)
        files = service.list_files(work, MONTH)
        assert [(one.number, one.kind) for one in files] == [
            (2, RotaFileKind.CHANGES),
            (2, RotaFileKind.ROTA),
            (1, RotaFileKind.ROTA),
        ]
        assert service.open_file(work, files[0].file_id) == ("Değişiklik.pdf", b"%PDF-1.7 two")
    for act in ("UPDATE rota_files SET name = 'x'", "DELETE FROM rota_files"):
        with pytest.raises(DBAPIError, match="frozen"), database.open_work("owner") as work:
            work.session.execute(text(act))


def test_that_nothing_is_published_that_breaks_a_rule_or_that_changed_since_its_papers(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        first, second = mains(work)[:2]
        put(work, (first, ayse), (second, ayse))
        with pytest.raises(KnownError) as refused:
            service.prepare_version(work, MONTH)
        assert (refused.value.code, refused.value.parameters) == ("rota.breaches", {"count": 2})
        for duty in mains(work)[:2]:
            service.fill(work, [Cell(duty.duty_id, duty.version, ayse, "Başka kimse yok")])
        version = service.prepare_version(work, MONTH)
        put(work, (mains(work)[7], murat))
        with pytest.raises(KnownError, match="changed_meanwhile"):
            service.publish(work, version, PAPER)
        assert service.list_files(work, MONTH) == ()
        with pytest.raises(KnownError, match="gone"):
            service.prepare_version(work, "2031-01")


@pytest.mark.both_backends
def test_that_a_reason_is_for_what_it_was_given_for(database: Database) -> None:
    with database.open_work("administrator") as work:
        (ayse,) = add(work, "Ayşe DEMİR")
        service.begin_month(work, MONTH)
        put(work, (mains(work)[0], ayse), (mains(work)[2], ayse))

        def against(place: int) -> list[str]:
            sheet = service.month_sheet(work, MONTH)
            duty = [one for one in sheet.duties if one.kind is DutyKind.MAIN][place]
            return [one.rule for one in sheet.breaches if one.duty_id == duty.duty_id]

        def say(reason: str) -> None:
            duty = mains(work)[0]
            service.fill(work, [Cell(duty.duty_id, duty.version, ayse, reason, overrules=True)])

        assert against(0) == ["spacing"]
        say("Başka kimse yok")
        assert against(0) == []
        assert mains(work)[0].overruled == {"spacing"}
        # What it breaks only now is reported, also after the same words were given for the old.
        put(work, (mains(work)[1], ayse))
        assert against(0) == ["rest"]
        say("Başka kimse yok")
        assert against(0) == []


def test_that_who_is_on_a_version_is_reported_against_signature_and_the_approval_is_kept(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        ayse, murat = add(work, "Ayşe DEMİR", "Murat KILIÇ")
        service.begin_month(work, MONTH)
        put(work, (mains(work)[0], ayse), (mains(work)[4], murat))
        scan = check_file("olur.png", picture("PNG", side=91))
        with pytest.raises(KnownError, match="not_published"):
            service.keep_approval(work, MONTH, scan, number=0)
        service.publish(work, service.prepare_version(work, MONTH), PAPER)
        with pytest.raises(ConflictError):
            service.keep_approval(work, MONTH, scan, number=2)
        service.keep_approval(work, MONTH, scan, number=1)
        notices = service.list_notices(work, MONTH)
        assert [one.name for one in notices] == ["Ayşe DEMİR", "Murat KILIÇ"]
        today = local_day(work.now)
        with pytest.raises(KnownError, match="signed_ahead"):
            service.sign_notice(work, notices[0].notice_id, today + dt.timedelta(days=1), version=1)
        service.sign_notice(work, notices[0].notice_id, today, version=1)
        with pytest.raises(ConflictError):
            service.sign_notice(work, notices[0].notice_id, today, version=1)
        state = service.month_sheet(work, MONTH).state
        assert state is not None
        assert (state.unsigned, state.has_approval) == (1, True)


def test_that_administrative_leave_makes_the_duties_of_a_new_month(database: Database) -> None:
    with database.open_work("administrator") as work:
        patterns = [
            PatternRow(0, DutyKind.MAIN, days, starts, length, 0, is_active=True, version=1)
            for days, starts, length in (
                (PatternDays.WORKING, 17 * 60, 15 * 60),
                (PatternDays.FREE, 8 * 60, 24 * 60),
            )
        ]
        set_patterns(work, *patterns)
        day = dt.date(2026, 12, 2)
        closed = ClosedTimeValues(
            "İdari izin", instant_of(day, dt.time(13)), instant_of(day, dt.time(23, 59))
        )
        closed_id = service.CLOSED_TIMES.save(work, None, closed)
        service.begin_month(work, MONTH)
        assert mains(work)[1].starts_at == at("2026-12-02 08:00")
        assert mains(work)[2].starts_at == at("2026-12-03 17:00")
        opened, version = service.CLOSED_TIMES.open(work, closed_id)
        assert opened == closed
        service.CLOSED_TIMES.remove(work, closed_id, version=version)
        assert service.list_closed_times(work) == ()


def test_that_limits_and_patterns_are_settings_of_the_administrator(database: Database) -> None:
    with database.open_work("administrator") as work:
        limits, patterns = service.read_settings(work)
        assert [one.kind for one in patterns] == list(DutyKind)
        set_limits(work, month_most=4, director_name="İlknur ÇIĞ", director_phone="+903121234567")
        changed = replace(
            limits, month_most=4, director_name="İlknur ÇIĞ", director_phone="+903121234567"
        )
        assert service.read_settings(work)[0] == changed
        with pytest.raises(ConflictError):
            service.LIMITS.save(work, 1, replace(limits, month_most=5), version=1)
        with pytest.raises(KnownError) as refused:
            set_pattern(work, patterns[0], length_minutes=30)
        assert [one.code for one in refused.value.problems] == ["rota.pattern_length"]
        set_pattern(work, patterns[0], rest_minutes=60)
        with pytest.raises(ConflictError):
            set_pattern(work, patterns[0], rest_minutes=90)
        # Another one that was opened before is none that somebody has changed.
        set_pattern(work, patterns[1], rest_minutes=30)
        assert [one.rest_minutes for one in service.read_settings(work)[1]][:2] == [60, 30]
        set_patterns(work)
        with pytest.raises(KnownError, match="no_pattern"):
            service.begin_month(work, MONTH)
        with pytest.raises(KnownError, match=r"rota\.month"):
            service.begin_month(work, "2026-13")
        reported = service.on_duty(work)
        assert (reported.director_name, reported.director_phone) == ("İlknur ÇIĞ", "+903121234567")


def test_that_gaps_of_the_coming_days_are_listed(database: Database) -> None:
    with database.open_work() as work:
        (ayse,) = add(work, "Ayşe DEMİR")
        service.begin_month(work, MONTH)
        put(work, (mains(work)[0], ayse))
        until = at("2026-12-03 08:00")
        found = rules.gaps(
            service.month_sheet(work, MONTH).duties, since=at("2026-12-01 08:00"), until=until
        )
        assert [(one.kind, local_day(one.starts_at).day) for one in found] == [
            (DutyKind.DRIVER, 1),
            (DutyKind.STAND_IN, 1),
            (DutyKind.DRIVER, 2),
            (DutyKind.MAIN, 2),
            (DutyKind.STAND_IN, 2),
        ]


def test_that_a_printed_card_is_reported_as_old_once_it_says_something_else(
    database: Database,
) -> None:
    database.clock.set(at("2026-12-02 12:00"))
    with database.open_work("administrator") as work:
        first, second = add(work, "Ayşe DEMİR", "Murat KAYA")
        service.begin_month(work, MONTH)
        duty = next(
            one
            for one in service.month_sheet(work, MONTH).duties
            if one.kind is DutyKind.MAIN and one.starts_at <= work.now < one.ends_at
        )
        put(work, (duty, first))
        assert not is_card_old(work.session, service.on_duty(work))
        record_card(work, card_mark(service.on_duty(work)))
    with database.open_work("administrator") as work:
        assert not is_card_old(work.session, service.on_duty(work))
    with database.open_work("administrator") as work:
        stands = queries.duty_of(work.session, duty.duty_id)
        assert stands is not None
        put(work, (stands, second))
        assert is_card_old(work.session, service.on_duty(work))
        record_card(work, card_mark(service.on_duty(work)))
    with database.open_work("administrator") as work:
        assert not is_card_old(work.session, service.on_duty(work))
    # Nobody looks for a card any more that hung there days ago.
    database.clock.set(at("2026-12-05 12:00"))
    with database.open_work("administrator") as work:
        assert not is_card_old(work.session, service.on_duty(work))
