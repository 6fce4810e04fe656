"""Reports of the call centre: written, answered, counted, and what is known of their minutes."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest

from alo183_desktop.overview.service import count, look
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.model import PhoneLine, Usage
from alo183_desktop.phones.reachability import service as reachability
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.rota import service, unreached
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.record import UnreachedValues
from alo183_desktop.rota.rows import Cell, UnreachedEvidence, UnreachedFilter
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.kept_rotas import NOVEMBER, add
from tests.database.phones import line_item, stock
from tests.database.usages import add_call, add_days

MINUTE: Final = dt.timedelta(minutes=1)
WAITING: Final = UnreachedFilter(is_answered=False)


@pytest.mark.both_backends
def test_that_a_report_waits_on_the_overview_until_it_is_answered(
    database: Database, clock: FixedClock
) -> None:
    reported = UnreachedValues(clock(), "Operatör Işıl ÇAĞ", "+905320000001")
    with database.open_work("clerk") as work:
        first = unreached.REPORTS.save(work, None, reported)
        unreached.REPORTS.save(work, None, replace(reported, answer="Hat kapalıydı"))
        ahead = replace(reported, at=clock() + 10 * MINUTE)
        with pytest.raises(KnownError) as refused:
            unreached.REPORTS.save(work, None, ahead)
    (problem,) = refused.value.problems
    assert problem.code == "rota.tried_ahead"
    with database.open_work("director") as work:
        (row,) = unreached.find_unreached(work, WAITING)
        assert (row.unreached_id, row.answer, count(work, WAITING)) == (first, "", 1)
        matter = next(one for one in look(work).tiles[0].matters if one.query == WAITING)
        assert (matter.clause, matter.count, matter.state) == (1, 1, "late")
        for searched, found in (("ışıl", 2), ("0532 000", 2), ("kapalı", 1), ("yok", 0)):
            assert len(unreached.find_unreached(work, UnreachedFilter(searched))) == found
        later = UnreachedFilter(since=clock() + MINUTE)
        assert unreached.find_unreached(work, later) == ()
    with database.open_work("clerk") as work:
        values, version = unreached.REPORTS.open(work, first)
        answered = replace(values, answer="Görüşmedeydi, yedek hat arandı")
        unreached.REPORTS.save(work, first, answered, version=version, base=values)
        assert count(work, WAITING) == 0
        unreached.REPORTS.remove(work, first, version=version + 1)
        assert len(unreached.find_unreached(work, UnreachedFilter())) == 1


@pytest.mark.both_backends
def test_that_a_report_stands_beside_who_was_on_duty_our_calls_and_the_talk_of_that_minute(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        phone = work.session.get_one(PhoneLine, here.line).phone
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=work.now)
        person_id = add(work, "", 1, main=True, officer_id=here.people.ilknur)
        service.begin_month(work, NOVEMBER)
        cells = [
            Cell(one.duty_id, one.version, person_id)
            for one in service.month_sheet(work, NOVEMBER).duties
            if one.kind is DutyKind.MAIN
        ]
        service.fill(work, cells)
    clock.advance(hours=3)
    tried_at = clock()

    def evidence(phone: str = phone) -> UnreachedEvidence:
        with database.open_work("clerk") as work:
            number = unreached.REPORTS.save(
                work, None, UnreachedValues(tried_at, "Operatör", phone)
            )
        with database.open_work("director") as work:
            return unreached.read_evidence(work, number)

    before = evidence()
    assert before.holder_name == "İlknur ÇIĞ"
    assert [one.name for one in before.on_duty if one.kind is DutyKind.MAIN] == ["İlknur ÇIĞ"]
    assert (before.checks, before.talking, before.knows_calls) == ((), None, False)
    with database.open_work("administrator") as work:
        for minutes in (-119, -121):
            at = tried_at + minutes * MINUTE
            reachability.log_check(work, CheckValues(here.line, at, is_answered=True))
        usage_id = add_days(work, here.line, ("2026-11-01", "2026-12-01"), {"2026-11-02": 3})
        for kind, minutes in ((CallKind.DATA, -1), (CallKind.VOICE, -9), (CallKind.VOICE, -60)):
            add_call(work, usage_id, tried_at + minutes * MINUTE, kind=kind, seconds=600)
    found = evidence()
    assert [one.at for one in found.checks] == [tried_at - 119 * MINUTE]
    assert found.talking == (tried_at - 9 * MINUTE, 600)
    assert found.knows_calls
    with database.open_work("administrator") as work:
        usage = work.session.get_one(Usage, usage_id)
        usage.superseded_by_import_id = usage.import_id
    # A later file of the same days counts instead.
    instead = evidence()
    assert (instead.talking, instead.knows_calls) == (None, False)
    foreign = evidence("+903121112233")
    assert (foreign.holder_name, foreign.talking, foreign.knows_calls) == (None, None, False)


def test_that_only_the_minute_itself_and_the_days_of_a_file_are_evidence(
    database: Database, clock: FixedClock
) -> None:
    clock.set(dt.datetime(2026, 11, 30, 20, 59, tzinfo=dt.UTC))  # 23.59 in Istanbul
    with database.open_work("administrator") as work:
        here = stock(work)
        phone = work.session.get_one(PhoneLine, here.line).phone
        usage_id = add_days(work, here.line, ("2026-11-01", "2026-12-01"), {"2026-11-02": 3})
        add_call(work, usage_id, clock() - 10 * MINUTE, kind=CallKind.VOICE, seconds=600)
        for minutes in (-120, -121):
            at = clock() + minutes * MINUTE
            reachability.log_check(work, CheckValues(here.line, at, is_answered=True))

    def evidence() -> UnreachedEvidence:
        with database.open_work("clerk") as work:
            reported = UnreachedValues(clock(), "Operatör", phone)
            number = unreached.REPORTS.save(work, None, reported)
            return unreached.read_evidence(work, number)

    before = evidence()
    assert before.talking is None, "it ended with that second"
    assert before.knows_calls
    assert [one.at for one in before.checks] == [clock() - 120 * MINUTE]
    clock.advance(minutes=1)
    assert not evidence().knows_calls, "the file ends with November"
