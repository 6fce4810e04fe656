"""What was really worked, leave that was granted, and the ledger, on both backends."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from alo183_desktop.db.work import Work
from alo183_desktop.retention import destroying
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.rota import ledger, queries, service, worked
from alo183_desktop.rota.kinds import AbsenceKind, DayClass, DutyKind
from alo183_desktop.rota.ledger import LedgerFilter
from alo183_desktop.rota.model import Worked
from alo183_desktop.rota.record import AbsenceValues, GrantedValues
from alo183_desktop.rota.rows import DutyRow
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.database.databases import Database
from tests.database.kept_rotas import NOVEMBER, keep, take_over, take_turns

HOUR = dt.timedelta(hours=1)


def main_duty(work: Work, day: int) -> DutyRow:
    return next(
        one
        for one in service.month_sheet(work, NOVEMBER).duties
        if one.kind is DutyKind.MAIN and (one.starts_at + 3 * HOUR).day == day
    )


def note(work: Work, duty: DutyRow, person_id: int | None, since: int, until: int) -> None:
    now = queries.duty_of(work.session, duty.duty_id)
    assert now is not None
    worked.note_worked(
        work,
        duty.duty_id,
        person_id,
        starts_at=duty.starts_at + since * HOUR,
        ends_at=duty.starts_at + until * HOUR,
        version=now.version,
    )


def was_there(work: Work, duty: DutyRow) -> list[tuple[int | None, float]]:
    reported = queries.list_worked(work.session, since=duty.starts_at, until=duty.ends_at)
    return [
        (one.person_id, (one.ends_at - one.starts_at) / HOUR)
        for one in ledger.attendances(duty, reported)
    ]


def test_that_what_was_worked_stands_only_where_it_differs_and_can_be_put_right(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        ayse, murat, elif_, gulsum = kept.people[DutyKind.MAIN]
        duty = main_duty(work, 3)
        assert duty.person_id == gulsum
    with database.open_work() as work:
        note(work, duty, ayse, 0, 24)
        assert was_there(work, duty) == [(ayse, 24)]
        note(work, duty, None, 6, 12)
        note(work, duty, elif_, 10, 14)
        expected = [(ayse, 6), (None, 4), (elif_, 4), (ayse, 10)]
        assert was_there(work, duty) == expected
        note(work, duty, gulsum, 0, 24)
        assert was_there(work, duty) == [(gulsum, 24)]
        assert work.session.query(Worked).count() == 0
        for person_id, since, until, code in (
            (murat, 2, 37, "worked_span"),
            (None, 2, 25, "worked_span"),
            (murat, 25, 26, "worked_span"),
            (999, 2, 4, "gone"),
        ):
            with pytest.raises(KnownError, match=code):
                note(work, duty, person_id, since, until)
        with pytest.raises(KnownError, match="worked_ahead"):
            note(work, main_duty(work, 30), murat, 0, 2)
        running = main_duty(work, local(work.now).day - (local(work.now).hour < 8))
        with pytest.raises(KnownError, match="worked_ahead"):
            note(work, running, murat, 0, 24)
        other = main_duty(work, 2)
        note(work, other, murat, 20, 24)
        with pytest.raises(ConflictError):
            worked.note_worked(
                work,
                duty.duty_id,
                murat,
                starts_at=duty.starts_at,
                ends_at=duty.ends_at,
                version=99,
            )
    with database.open_work() as work:
        driver_duty = next(
            one
            for one in service.month_sheet(work, NOVEMBER).duties
            if one.kind is DutyKind.DRIVER and one.starts_at == duty.starts_at
        )
        with pytest.raises(KnownError, match="overlap"):
            note(work, driver_duty, gulsum, 0, 4)
        # Nor does who has a duty come back to it from another one.
        note(work, duty, ayse, 0, 4)
        note(work, driver_duty, gulsum, 0, 4)
        with pytest.raises(KnownError, match="overlap"):
            note(work, duty, gulsum, 0, 4)
        # What two write down at once, the second one writes over nothing unseen.
        with pytest.raises(ConflictError):
            worked.note_worked(
                work,
                duty.duty_id,
                murat,
                starts_at=duty.starts_at,
                ends_at=duty.ends_at,
                version=duty.version,
            )


def test_that_a_duty_that_ran_over_gives_its_hours_and_is_still_one_duty(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        before = {one.person_id: one for one in worked.find_ledger(work, LedgerFilter(NOVEMBER))}
        duty, following = main_duty(work, 3), main_duty(work, 4)
        holder, other = duty.person_id or 0, following.person_id or 0
    with database.open_work() as work:
        note(work, duty, holder, 0, 26)
        assert was_there(work, duty) == [(holder, 24)]
        until = duty.ends_at + 3 * HOUR
        reported = queries.list_worked(work.session, since=duty.starts_at, until=until)
        assert [one.person_id for one in ledger.attendances(duty, reported)] == [holder, holder]
        rows = {one.person_id: one for one in worked.find_ledger(work, LedgerFilter(NOVEMBER))}
        assert rows[holder].month_minutes == before[holder].month_minutes + 120
        assert {one.total.month for one in rows.values()} == {
            one.total.month for one in before.values()
        }
        note(work, duty, holder, 24, 25)
        rows = {one.person_id: one for one in worked.find_ledger(work, LedgerFilter(NOVEMBER))}
        assert rows[holder].month_minutes == before[holder].month_minutes + 60
        # Nobody works two duties at once, not even in the time for which one ran over.
        with pytest.raises(KnownError, match="overlap"):
            note(work, following, holder, 0, 2)
        note(work, duty, holder, 0, 24)
        assert work.session.query(Worked).count() == 0
        assert rows[other].month_minutes == before[other].month_minutes


@pytest.mark.parametrize("is_late", [False, True])
def test_that_rest_counts_from_when_somebody_was_relieved(
    database: Database, *, is_late: bool
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER, empty=(5,))
        duty, following, after = (main_duty(work, day) for day in (3, 4, 5))
        holder = duty.person_id or 0
        assert rest_against(work, after, holder) == []
    with database.open_work() as work:
        worked.note_worked(
            work,
            duty.duty_id,
            holder,
            starts_at=duty.starts_at,
            ends_at=duty.ends_at + 2 * HOUR,
            version=duty.version,
            late=(following.duty_id, following.version) if is_late else None,
        )
        (words,) = rest_against(work, after, holder)
    assert words.endswith("3 Kasım 08.00 nöbetinden, 5 Kasım 10.00 saatine kadar dinlenmede")


def rest_against(work: Work, duty: DutyRow, person_id: int) -> list[str]:
    found = service.find_candidates(work, duty.duty_id)
    (theirs,) = (one.breaches for one in found if one.person.person_id == person_id)
    return [one.words for one in theirs if one.rule == "rest"]


def test_that_whoever_came_late_gives_the_time_to_whom_they_relieved(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        duty, following = main_duty(work, 3), main_duty(work, 4)
        holder, other = duty.person_id or 0, following.person_id or 0

    def run_over(work: Work, minutes: int, *, version: int | None = None) -> None:
        now = [queries.duty_of(work.session, one.duty_id) for one in (duty, following)]
        mine, theirs = [0 if one is None else one.version for one in now]
        worked.note_worked(
            work,
            duty.duty_id,
            holder,
            starts_at=duty.starts_at,
            ends_at=duty.ends_at + dt.timedelta(minutes=minutes),
            version=mine,
            late=(following.duty_id, theirs if version is None else version),
        )

    with database.open_work() as work:
        run_over(work, 120)
        assert was_there(work, duty) == [(holder, 24)]
        assert was_there(work, following) == [(holder, 2), (other, 22)]
        run_over(work, 60)
        assert was_there(work, following) == [(holder, 1), (other, 23)]
        rows = worked.find_ledger(work, LedgerFilter(NOVEMBER))
        assert sum(one.month_minutes for one in rows) == 90 * 24 * 60
        assert sum(one.total.month for one in rows) == pytest.approx(90)
        with pytest.raises(ConflictError):
            run_over(work, 90, version=99)
        with pytest.raises(KnownError, match="worked_span"):
            run_over(work, 13 * 60)


@pytest.mark.both_backends
def test_that_the_data_hold_no_second_one_who_worked_a_duty_and_nobody_at_two(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        ayse, murat = kept.people[DutyKind.MAIN][:2]
        first, second = main_duty(work, 3), main_duty(work, 4)
        span = {"starts_at": first.starts_at, "ends_at": first.ends_at}
        work.session.add(Worked(duty_id=first.duty_id, person_id=ayse, **span))
        work.session.flush()
    for duty_id, person_id in ((first.duty_id, murat), (second.duty_id, ayse)):
        with database.open_work() as work:
            work.session.add(Worked(duty_id=duty_id, person_id=person_id, **span))
            with pytest.raises(DBAPIError):
                work.session.flush()
            work.session.rollback()


def test_that_a_duty_that_was_cut_counts_whole_at_the_end_of_its_month(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        before = worked.find_ledger(work, LedgerFilter(NOVEMBER))
        duty = main_duty(work, 30)
        taker = next(one for one in kept.people[DutyKind.MAIN] if one != duty.person_id)
        take_over(work, duty, taker, duty.starts_at + 18 * HOUR, is_urgent=False)
        after = worked.find_ledger(work, LedgerFilter(NOVEMBER))
        for rows in (before, after):
            assert sum(one.month_minutes for one in rows) == 90 * 24 * 60
            assert sum(one.total.month for one in rows) == pytest.approx(90)


def test_that_the_ledger_begins_where_absences_are_still_known(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        murat = kept.people[DutyKind.MAIN][1]
        span = absence_span(dt.date(2026, 11, 9), dt.date(2026, 11, 15))
        number = service.ABSENCES.save(work, None, AbsenceValues(murat, AbsenceKind.ANNUAL, *span))
        destroying.remove(work.session, RecordKind.ABSENCES, [number])
        rows = worked.find_ledger(work, LedgerFilter(NOVEMBER, DutyKind.MAIN))
        # Leave ends on the 16th: from the 17th on it is known of everybody that they were there.
        assert sum(one.total.year for one in rows) == 14
        assert {one.total.expected for one in rows} == {14 / 4}


@pytest.mark.both_backends
def test_that_the_ledger_follows_who_worked_and_shows_what_is_carried_on(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        ayse, murat, *_rest = kept.people[DutyKind.MAIN]
        span = absence_span(dt.date(2026, 11, 9), dt.date(2026, 11, 15))
        service.ABSENCES.save(work, None, AbsenceValues(murat, AbsenceKind.ANNUAL, *span))
        duty = main_duty(work, 2)
    with database.open_work() as work:
        note(work, duty, ayse, 0, 12)
        granted = service.GRANTED_LEAVES.save(
            work, None, GrantedValues(ayse, dt.date(2026, 11, 20), 2)
        )
        rows = {
            one.person_id: one
            for one in worked.find_ledger(work, LedgerFilter("2026-11", DutyKind.MAIN))
        }
        assert set(rows) == set(kept.people[DutyKind.MAIN])
        # Seven mains each, Ayşe and Murat by turns; and half a duty that was Elif's by the sheet.
        mains = [
            one.person_id
            for one in service.month_sheet(work, NOVEMBER).duties
            if one.kind is DutyKind.MAIN
        ]
        assert rows[ayse].total.year == mains.count(ayse) + 0.5
        assert rows[ayse].granted_days == 2
        assert sum(one.total.year for one in rows.values()) == 30
        assert sum(one.total.difference for one in rows.values()) == pytest.approx(0)
        assert rows[murat].total.expected == pytest.approx((30 - 7) / 4)
        assert rows[ayse].total.expected == pytest.approx((30 - 7) / 4 + 7 / 3)
        weekend = worked.find_ledger(work, LedgerFilter("2026-11", DutyKind.MAIN, DayClass.WEEKEND))
        assert sum(one.shown.month for one in weekend) == 9
        carried = worked.read_history(work.session, dt.date(2026, 12, 1)).deviations
        everything = {one.person_id: one for one in worked.find_ledger(work, LedgerFilter())}
        for person_id, by_class in carried.items():
            for day_class, deviation in by_class.items():
                figures = everything[person_id].days[day_class]
                assert figures.difference == pytest.approx(deviation)
        # Who has nothing to do in the next year yet still carries on what there was.
        later = {one.person_id: one for one in worked.find_ledger(work, LedgerFilter("2027-01"))}
        assert later[ayse].total.year == 0
        assert later[ayse].total.difference == pytest.approx(everything[ayse].total.difference)
        (leave,) = worked.list_granted(work)
        assert (leave.leave_id, leave.days) == (granted, 2)
        service.GRANTED_LEAVES.remove(work, granted, version=leave.version)
        assert worked.list_granted(work) == ()
        with pytest.raises(KnownError, match="wrong"):
            service.GRANTED_LEAVES.save(work, None, GrantedValues(ayse, dt.date(2026, 11, 20), 91))
        stands = queries.duty_of(work.session, duty.duty_id)
        assert stands == replace(duty, version=duty.version + 1)
