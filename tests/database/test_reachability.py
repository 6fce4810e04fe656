"""Test calls in the database: whom to call, what came of it, and who does not answer."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.work import Work
from alo183_desktop.phones import service
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import ReachabilityCheck, ReachabilitySeed
from alo183_desktop.phones.queries import list_custodies
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.phones.reachability.rows import (
    CheckFilter,
    MissingLine,
    ProposedCheck,
    ReachRow,
)
from alo183_desktop.phones.reachability.rules import (
    DayHalf,
    ProposalReason,
    Rate,
    plan_day,
    planned_on,
    slot_of,
)
from alo183_desktop.phones.rows import CustodyFilter
from alo183_desktop.rota import duty_checks
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.clock import ISTANBUL
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database, FillOnce
from tests.database.kept_rotas import MAIN_PERSON
from tests.database.phones import Stocked, at, line_item, line_values, stock
from tests.examples import at_most

LAST: Final = dt.date(2026, 11, 30)
"""By then every call of the month has been proposed."""


def fill(work: Work) -> Stocked:
    """Return a stock whose line İlknur ÇIĞ holds since October."""
    made = stock(work)
    custody.issue(
        work, [line_item(made.line)], officer_id=made.people.ilknur, at=at("2026-10-05 09:00")
    )
    return made


@pytest.fixture
def here(fill_once: FillOnce) -> Stocked:
    return fill_once(fill)


def due(database: Database, today: dt.date | None = None) -> tuple[ProposedCheck, ...]:
    with database.open_work("clerk") as work:
        return reachability_service.due_today(work, today=today)


def log(database: Database, line_id: int, text: str, *, is_answered: bool = True) -> int:
    """Log a call at a time of Istanbul."""
    instant = dt.datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)
    with database.open_work() as work:
        return reachability_service.log_check(
            work, CheckValues(line_id, instant, is_answered=is_answered)
        )


def rates(database: Database, month: str = "2026-11") -> tuple[ReachRow, ...]:
    with database.open_work("auditor") as work:
        return reachability_service.rates(work, month)


def missing(database: Database) -> tuple[MissingLine, ...]:
    with database.open_work("auditor") as work:
        return duty_checks.missing_lines(work)


@pytest.mark.both_backends
def test_that_who_only_looks_makes_no_secret_and_knows_no_hour_in_advance(
    database: Database, here: Stocked
) -> None:
    assert here.line
    with database.open_work("director") as work:
        assert reachability_service.due_today(work, today=LAST) == ()
        assert duty_checks.due_today(work) == ()
    with database.open_work("clerk") as work:
        assert work.session.scalar(select(ReachabilitySeed.seed)) is None
    assert due(database, LAST)
    with database.open_work("director") as work:
        assert reachability_service.due_today(work, today=LAST) == ()


def test_that_only_a_line_that_somebody_holds_is_proposed(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        service.LINES.save(work, None, line_values(2))
    found = due(database, LAST)
    assert [(row.line_id, row.holder_name) for row in found] == [(here.line, "İlknur ÇIĞ")] * 2
    assert {row.slot for row in found} == set(DayHalf)
    with database.open_work() as work:
        service.set_state(
            work, line_item(here.line), state=ItemState.LOST, at=work.now, reason="Çalındı"
        )
    assert due(database, LAST) == ()


@pytest.mark.both_backends
def test_that_the_secret_is_made_once_and_the_plan_stays_the_same(
    database: Database, here: Stocked
) -> None:
    first = due(database, LAST)
    assert due(database, LAST) == first
    with database.open_work() as work:
        (seed,) = work.session.scalars(select(ReachabilitySeed.seed))
    assert len(seed) == 32
    assert {row.planned_on for row in first} == {
        planned_on(seed, here.line, "2026-11", slot) for slot in DayHalf
    }
    with database.open_work("owner") as work:
        work.session.execute(delete(ReachabilitySeed))
    assert {row.at for row in due(database, LAST)} != {row.at for row in first}


@pytest.mark.usefixtures("here")
def test_that_a_proposal_says_why(database: Database) -> None:
    (day,) = (row for row in due(database, LAST) if row.slot is DayHalf.DAY)
    assert day.reason is ProposalReason.MISSED
    assert day.why.startswith("Kasım gündüz yoklaması ")
    assert day.why.endswith(" Kasım’da yapılmadı; ay bitmeden yapılmalı.")
    (first,) = (row for row in due(database, day.planned_on) if row.slot is DayHalf.DAY)
    assert (first.reason, first.why) == (
        ProposalReason.PLANNED,
        "Kasım gündüz yoklaması bugüne düştü.",
    )


def test_that_a_line_handed_over_late_says_so(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        other = service.LINES.save(work, None, line_values(2))
        custody.issue(
            work, [line_item(other)], officer_id=here.people.zeynep, at=at("2026-11-24 09:00")
        )
        seed = b"\0" * 32
        work.session.add(ReachabilitySeed(id=1, seed=seed, made_at=work.now))
    drawn = {slot: planned_on(seed, other, "2026-11", slot) for slot in DayHalf}
    for row in due(database, LAST):
        if row.line_id == other:
            late = drawn[row.slot] < dt.date(2026, 11, 24)
            assert row.reason is (ProposalReason.HANDED_OVER if late else ProposalReason.MISSED)
            if late:
                assert row.why.startswith("Hat 24 Kasım’da zimmetlendi; Kasım ")


def test_that_what_was_done_is_not_proposed_again_this_month(
    database: Database, here: Stocked
) -> None:
    log(database, here.line, "2026-11-20T11:00", is_answered=False)
    assert [row.slot for row in due(database, LAST)] == [DayHalf.NIGHT]
    log(database, here.line, "2026-11-21T03:00")
    assert due(database, LAST) == ()
    assert len(due(database, dt.date(2026, 12, 31))) == 2


@pytest.mark.usefixtures("here")
def test_that_the_present_day_is_meant_where_none_is_named(database: Database) -> None:
    database.clock.set(at("2026-11-30 02:00"))
    # 05:00 in Istanbul: the night of the 29th.
    with database.open_work() as work:
        assert reachability_service.due_today(work) == reachability_service.due_today(
            work, today=dt.date(2026, 11, 29)
        )


def test_that_a_call_is_put_to_whoever_held_the_line_then(
    database: Database, here: Stocked
) -> None:
    with database.open_work(user_id=None, name="Selin AKTAŞ") as work:
        values = CheckValues(
            here.line,
            at("2026-11-20 10:00"),
            is_answered=True,
            ring_seconds=12,
            answered_by="İlknur ÇIĞ",
            note="Sessizdeydi",
        )
        check_id = reachability_service.log_check(work, values)
    log(database, here.line, "2026-10-01T23:15", is_answered=False)
    with database.open_work("auditor") as work:
        first, second = reachability_service.find_checks(work, CheckFilter())
        assert reachability_service.find_checks(work, CheckFilter(month="2026-10")) == (second,)
        assert reachability_service.find_checks(work, CheckFilter(missed_only=True)) == (second,)
        assert reachability_service.find_checks(work, CheckFilter(line_id=here.line + 1)) == ()
    assert first.check_id == check_id
    assert (first.officer_name, first.slot, first.ring_seconds) == ("İlknur ÇIĞ", DayHalf.DAY, 12)
    assert (first.answered_by, first.note, first.by_name) == (
        "İlknur ÇIĞ",
        "Sessizdeydi",
        "Selin AKTAŞ",
    )
    assert (second.officer_id, second.officer_name, second.slot) == (None, "", DayHalf.NIGHT)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (CheckValues(1, at("2026-11-24 09:36"), is_answered=True), "records.wrong"),
        (CheckValues(99, at("2026-11-24 09:00"), is_answered=True), "phones.gone"),
    ],
)
@pytest.mark.usefixtures("here")
def test_that_a_call_that_cannot_be_is_not_stored(
    database: Database, values: CheckValues, code: str
) -> None:
    with database.open_work() as work, pytest.raises(KnownError) as caught:
        reachability_service.log_check(work, values)
    assert caught.value.code == code
    assert rates(database)[0].counts == Rate()


def test_that_the_same_call_is_logged_once_and_can_be_taken_back(
    database: Database, here: Stocked
) -> None:
    check_id = log(database, here.line, "2026-11-20T11:00")
    with pytest.raises(KnownError) as caught:
        log(database, here.line, "2026-11-20T11:00", is_answered=False)
    assert caught.value.code == "phones.check_twice"
    with database.open_work() as work:
        reachability_service.remove_check(work, check_id)
    with database.open_work() as work, pytest.raises(KnownError) as caught:
        reachability_service.remove_check(work, check_id)
    assert caught.value.code == "phones.gone"
    with database.open_work() as work:
        actions = list(work.session.scalars(select(AuditEntry.action)))
    assert actions[-2:] == ["check.logged", "check.removed"]


@pytest.mark.both_backends
def test_that_a_rate_counts_the_month_of_istanbul(database: Database, here: Stocked) -> None:
    log(database, here.line, "2026-10-31T23:59")
    log(database, here.line, "2026-11-01T00:00", is_answered=False)
    log(database, here.line, "2026-11-10T12:00")
    log(database, here.line, "2026-11-11T12:00")
    (row,) = rates(database)
    assert row.counts == Rate(2, 2, 1, 0)
    assert row.rate == pytest.approx(2 / 3)
    assert (row.day_tried, row.day_answered) == (2, 2)
    assert (row.night_tried, row.night_answered) == (1, 0)
    assert (row.holder_name, row.misses_in_a_row) == ("İlknur ÇIĞ", 0)
    assert row.last_at == at("2026-11-11 09:00")
    (october,) = rates(database, "2026-10")
    assert october.counts == Rate(0, 0, 1, 1)
    assert rates(database, "2026-09") == ()
    (december,) = rates(database, "2026-12")
    assert (december.rate, december.last_at) == (None, None)


def test_that_the_calls_of_a_line_stay_under_who_held_it_on_their_day(
    database: Database, here: Stocked, clock: FixedClock
) -> None:
    log(database, here.line, "2026-11-20T11:00", is_answered=False)
    log(database, here.line, "2026-11-23T23:00")
    with database.open_work() as work:
        (held,) = list_custodies(work.session, CustodyFilter(open_only=True))
        custody.pass_on(work, [held.custody_id], to_officer_id=here.people.zeynep, at=work.now)
    clock.advance(hours=1)
    found = {row.holder_name: row.counts for row in rates(database)}
    assert found == {"İlknur ÇIĞ": Rate(1, 0, 1, 1), "Zeynep GÜNDOĞDU": Rate()}
    with database.open_work() as work:
        calls = CheckValues(here.line, work.now, is_answered=False)
        reachability_service.log_check(work, calls)
    rows = {row.holder_name: row for row in rates(database)}
    assert rows["İlknur ÇIĞ"].counts == Rate(1, 0, 1, 1)
    assert rows["Zeynep GÜNDOĞDU"].counts == Rate(1, 0, 0, 0)
    misses = [rows[name].misses_in_a_row for name in ("İlknur ÇIĞ", "Zeynep GÜNDOĞDU")]
    assert misses == [0, 1]


def test_that_the_least_reachable_line_stands_first(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        second, third = (service.LINES.save(work, None, line_values(number)) for number in (2, 3))
    log(database, second, "2026-11-20T11:00", is_answered=False)
    log(database, third, "2026-11-20T11:00")
    assert [row.line_id for row in rates(database)] == [second, third, here.line]


@pytest.mark.both_backends
def test_that_three_misses_in_a_row_are_reported_until_the_phone_answers(
    database: Database, here: Stocked
) -> None:
    for day in ("2026-10-20", "2026-11-03"):
        log(database, here.line, f"{day}T11:00", is_answered=False)
    assert missing(database) == ()
    log(database, here.line, "2026-11-04T23:00", is_answered=False)
    (line,) = missing(database)
    assert (line.line_id, line.misses, line.holder_name) == (here.line, 3, "İlknur ÇIĞ")
    assert line.last_at == at("2026-11-04 20:00")
    # A call that is logged late breaks the row where it stands.
    log(database, here.line, "2026-11-03T12:00")
    assert missing(database) == ()
    (row,) = rates(database)
    assert row.misses_in_a_row == 1


@pytest.mark.usefixtures("here")
def test_that_a_line_that_nobody_holds_is_not_missing(database: Database) -> None:
    with database.open_work() as work:
        other = service.LINES.save(work, None, line_values(2))
    for hour in (10, 11, 12):
        log(database, other, f"2026-11-20T{hour}:00", is_answered=False)
    assert missing(database) == ()


@pytest.mark.both_backends
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=at_most(15),
)
@given(answers=st.lists(st.booleans(), max_size=8))
def test_that_misses_in_a_row_are_those_since_the_last_answer(
    database: Database, here: Stocked, answers: list[bool]
) -> None:
    expected = 0
    with database.open_work() as work:
        work.session.execute(delete(ReachabilityCheck))
        for index, is_answered in enumerate(answers):
            expected = 0 if is_answered else expected + 1
            instant = at("2026-11-10 10:00") + dt.timedelta(hours=index)
            values = CheckValues(here.line, instant, is_answered=is_answered)
            reachability_service.log_check(work, values)
        (row,) = reachability_service.rates(work, "2026-11")
        found = duty_checks.missing_lines(work)
    assert row.misses_in_a_row == expected
    assert [line.misses for line in found] == ([expected] if expected >= 3 else [])


@pytest.mark.both_backends
def test_that_who_is_on_duty_is_tried_too_and_one_miss_of_theirs_is_reported_at_once(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        values = replace(MAIN_PERSON, officer_id=here.people.ilknur)
        person = rota.PEOPLE.save(work, None, values)
        rota.begin_month(work, "2026-11")
        duties = [
            one for one in rota.month_sheet(work, "2026-11").duties if one.kind is DutyKind.MAIN
        ]
        rota.fill(work, [Cell(one.duty_id, one.version, person) for one in duties])
    log(database, here.line, "2026-11-20T11:00", is_answered=False)
    (line,) = missing(database)
    assert line.misses == 1
    log(database, here.line, "2026-11-20T12:00")
    assert missing(database) == ()
    for _day in range(7):
        with database.open_work() as work:
            day = plan_day(work.now)
            seed = reachability_service.read_seed(work)
            planned = {one.slot for one in reachability_service.due_today(work)}
            found = [
                one for one in duty_checks.due_today(work) if one.reason is ProposalReason.ON_DUTY
            ]
            calls = [duty_checks.call_at(seed, one) for one in duties]
        drawn = {call for call in calls if call is not None and plan_day(call) == day}
        assert {(one.line_id, one.at) for one in found} == {
            (here.line, call) for call in drawn if slot_of(call) not in planned
        }
        database.clock.advance(days=1)
