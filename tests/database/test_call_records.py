"""Call records: narrowed, summed, and each with who held the line at its instant."""

from typing import Final

import pytest
from sqlalchemy import select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.phones import service
from alo183_desktop.phones.calls import queries as call_records
from alo183_desktop.phones.calls.queries import CallFilter, CallRow, CallTotals
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.model import Usage
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rules import Setting
from tests.database.databases import Database
from tests.database.phones import Stocked, at, line_item, line_values, stock
from tests.database.usages import MB, add_call, add_days, make_import

NOVEMBER: Final = CallFilter("2026-11")


@pytest.fixture
def here(database: Database) -> Stocked:
    """Return a stock whose line has four calls of November, passed on between them."""
    with database.open_work("administrator") as work:
        made = stock(work)
        custody.issue(
            work, [line_item(made.line)], officer_id=made.people.ilknur, at=at("2026-10-05 09:00")
        )
    with database.open_work("administrator") as work:
        usage_id = add_days(
            work, made.line, ("2026-11-01", "2026-12-01"), {"2026-11-02": 3, "2026-11-10": 2}
        )
        for instant, kind, number, seconds, amount in (
            ("2026-11-02 07:00", CallKind.VOICE, "183", 120, 0),
            ("2026-11-02 09:30", CallKind.VOICE, "+905321234567", 60, 0),
            ("2026-11-10 20:59", CallKind.VOICE, "+905321234567", 120, 0),
            ("2026-11-30 20:59", CallKind.DATA, "internet", 0, 5 * MB),
        ):
            add_call(work, usage_id, at(instant), number, kind=kind, seconds=seconds, amount=amount)
    return made


def find(database: Database, wanted: CallFilter = NOVEMBER) -> tuple[CallRow, ...]:
    with database.open_work("director") as work:
        return call_records.read_calls(work, call_records.find_ids(work, wanted))


@pytest.mark.both_backends
def test_that_the_newest_stands_first_with_who_held_the_line(
    database: Database, here: Stocked
) -> None:
    rows = find(database)
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    assert {row.holder_name for row in rows} == {"İlknur ÇIĞ"}
    assert {row.line_id for row in rows} == {here.line}


@pytest.mark.both_backends
@pytest.mark.usefixtures("here")
def test_that_calls_come_in_the_order_of_their_ids_without_those_that_are_gone(
    database: Database,
) -> None:
    whole = find(database)
    assert len(whole) == 4
    some = [whole[3].call_id, 999_999, whole[0].call_id]
    with database.open_work("clerk") as work:
        assert call_records.read_calls(work, some) == (whole[3], whole[0])


@pytest.mark.both_backends
@pytest.mark.usefixtures("here")
def test_that_number_kind_and_month_narrow(database: Database) -> None:
    for wanted, count in (
        (CallFilter("2026-11", number="0532 123 45 67"), 2),
        (CallFilter("2026-11", number="İNTERNET"), 1),
        (CallFilter("2026-11", number="183"), 1),
        (CallFilter("2026-11", kind=CallKind.VOICE), 3),
        (CallFilter("2026-10"), 0),
        (CallFilter("2026-12"), 0),
    ):
        assert len(find(database, wanted)) == count, wanted


@pytest.mark.both_backends
@pytest.mark.usefixtures("here")
def test_that_totals_are_those_of_all_pages_and_the_opening_is_written_down(
    database: Database,
) -> None:
    with database.open_work("director") as work:
        assert call_records.open_calls(work, NOVEMBER) == CallTotals(4, 300, 5 * MB)
    with database.open_work() as work:
        actions = work.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("calls.opened") == 1


def test_that_the_period_of_the_line_counts_where_one_is_named(
    database: Database, here: Stocked
) -> None:
    with database.open_work("administrator") as work:
        setting = Setting(at("2026-01-01 00:00").date(), period_day=15)
        quota_service.set_line_quota(work, here.line, setting)
    assert len(find(database, CallFilter("2026-10", line_id=here.line))) == 3
    assert len(find(database, CallFilter("2026-11", line_id=here.line))) == 1
    assert len(find(database, NOVEMBER)) == 4


def test_that_replaced_usage_and_other_lines_are_left_out(
    database: Database, here: Stocked
) -> None:
    with database.open_work("administrator") as work:
        other = service.LINES.save(work, None, line_values(2))
        usage = work.session.scalars(select(Usage)).one()
        usage.superseded_by_import_id = make_import(work, at("2026-12-02 00:00").date())
    assert find(database) == ()
    assert find(database, CallFilter("2026-11", line_id=other)) == ()
    assert find(database, CallFilter("2026-11", line_id=here.line)) == ()
