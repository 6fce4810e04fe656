"""Usage in the database: stored once, replaced knowingly, taken back, on both backends."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from alo183_desktop.imports.rows import ImportRow, RowVerdict
from alo183_desktop.phones.model import (
    CallRecord,
    PhoneLine,
    Usage,
    UsageDay,
)
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rules import Setting
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.phones.usage.values import StatedPeriod
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database
from tests.database.usage_files import (
    calls,
    codes,
    contents,
    counted,
    import_,
    preview,
    stock,
    sums,
    undo,
    verdicts,
)
from tests.examples import at_most
from tests.unit.phones.usage_sheets import (
    CALL_HEADINGS,
    CALLS,
    FIRST,
    KB,
    LINE_HEADINGS,
    SECOND,
    TITLE,
    read_rows,
    september,
)


@pytest.mark.both_backends
def test_that_calls_are_stored_as_the_file_has_them(database: Database) -> None:
    lines = stock(database)
    made = import_(database, calls(*CALLS))
    assert (made.created, made.updated, made.can_undo) == (2, 0, True)
    with database.open_work() as work:
        usages = work.session.scalars(select(Usage).order_by(Usage.line_id)).all()
        assert [
            (usage.line_id, usage.starts_on, usage.ends_on, usage.seconds, usage.bytes)
            for usage in usages
        ] == [
            (lines[FIRST], september(1), september(30), 104, 3368 * KB),
            (lines[SECOND], september(1), september(30), 263, 0),
        ]
        record = work.session.scalars(select(CallRecord).order_by(CallRecord.at)).first()
        assert record is not None
        assert record.at == dt.datetime(2026, 8, 31, 21, 30, tzinfo=dt.UTC)
        assert (record.kind.value, record.number, record.seconds) == ("data", "internet", 0)
        days = work.session.execute(
            select(UsageDay.day, UsageDay.seconds, UsageDay.bytes)
            .where(UsageDay.usage_id == usages[0].id)
            .order_by(UsageDay.day)
        ).all()
        assert [tuple(day) for day in days] == [
            (september(1), 0, 3368 * KB),
            (september(29), 104, 0),
        ]


def test_that_the_same_calls_in_another_order_are_the_same(database: Database) -> None:
    stock(database)
    import_(database, calls(*CALLS))
    assert verdicts(preview(database, calls(*reversed(CALLS)))) == ["unchanged", "unchanged"]


def test_that_equal_sums_of_other_calls_are_not_the_same(database: Database) -> None:
    stock(database)
    import_(database, calls(*CALLS))
    other = [*CALLS[:2], (*CALLS[2][:3], "112", *CALLS[2][4:])]
    assert verdicts(preview(database, calls(*other))) == ["unchanged", "update"]


def test_that_usage_of_the_same_days_is_replaced_only_knowingly(database: Database) -> None:
    stock(database)
    import_(database, sums(("05000011001", "10", "5")))
    before = contents(database)
    file = sums(("05000011001", "12", "6"))
    made = preview(database, file)
    assert verdicts(made) == ["update"]
    september_ = "01.09.2026–30.09.2026"
    assert [(change.before, change.after) for change in made.rows[0].changes] == [
        ("10 dk 0 sn", "12 dk 0 sn"),
        ("5 MB", "6 MB"),
        (september_, september_),
    ]
    with pytest.raises(KnownError, match=r"phones\.usage_replaces"):
        import_(database, file)
    assert contents(database) == before
    import_(database, file, replace=True)
    assert counted(database) == {FIRST: (720, 6 * KB * KB)}


@pytest.mark.both_backends
def test_that_undoing_a_replacement_brings_the_earlier_back(database: Database) -> None:
    stock(database)
    first = import_(database, sums(("05000011001", "10", "5"), ("05000011002", "1", "1")))
    before = contents(database)
    second = import_(database, calls(*CALLS), replace=True)
    with pytest.raises(KnownError, match=r"imports\.built_on"):
        undo(database, first)
    with database.open_work() as work:
        can_undo = [row.can_undo for row in USAGE.history(work)]
    assert can_undo == [True, False]
    undo(database, second)
    assert contents(database) == before
    with pytest.raises(KnownError, match=r"imports\.undone"):
        undo(database, second)
    undo(database, first)
    assert counted(database) == {}


def talk(day: int, seconds: int = 10) -> tuple[str, ...]:
    return (*CALLS[0][:1], f"{day:02}.09.2026", "10:00:00", "183", "Konuşma", str(seconds), "0", "")


@pytest.mark.parametrize("is_late_first", [False, True])
def test_that_the_days_of_a_newer_file_of_calls_replace_and_others_stay(
    database: Database, *, is_late_first: bool
) -> None:
    stock(database)
    early = calls(*(talk(day) for day in range(1, 16)))
    late = calls(*(talk(day, 20) for day in range(10, 26)))
    first, second = (late, early) if is_late_first else (early, late)
    import_(database, first)
    before = contents(database)
    made = preview(database, second)
    assert verdicts(made) == ["update"]
    assert codes(made) == ["days_stay"]
    after = 15 * 10 + 10 * 20 if is_late_first else 9 * 10 + 16 * 20
    assert made.rows[0].changes[0].after == f"{after // 60} dk {after % 60} sn"
    newer = import_(database, second, replace=True)
    assert counted(database) == {FIRST: (after, 0)}
    check_spans(database)
    check_calls(database, after)
    # What is known of those days is the newer file now, and nothing changes it a second time.
    assert verdicts(preview(database, second)) == ["unchanged"]
    undo(database, newer)
    assert contents(database) == before


def test_that_days_in_the_middle_are_replaced(database: Database) -> None:
    stock(database)
    import_(database, calls(*(talk(day) for day in range(1, 29))))
    middle = calls(*(talk(day, 7) for day in (10, 11, 12)))
    assert codes(preview(database, middle)) == ["days_stay", "days_stay"]
    import_(database, middle, replace=True)
    assert counted(database) == {FIRST: (25 * 10 + 3 * 7, 0)}
    check_calls(database, 25 * 10 + 3 * 7)
    assert verdicts(preview(database, calls(*(talk(day) for day in range(1, 10))))) == ["unchanged"]


def check_calls(database: Database, seconds: int) -> None:
    """Assert that the calls and the days of what counts add up to as many seconds."""
    with database.open_work() as work:
        for part in (CallRecord, UsageDay):
            query = (
                select(func.sum(part.seconds))
                .join(Usage, Usage.id == part.usage_id)
                .where(Usage.superseded_by_import_id.is_(None))
            )
            assert work.session.scalar(query) == seconds


def test_that_other_days_of_the_same_period_are_added(database: Database) -> None:
    stock(database)
    import_(database, calls(CALLS[1]))
    made = preview(database, calls(CALLS[0]))
    assert verdicts(made) == ["create"]
    import_(database, calls(CALLS[0]))
    assert counted(database) == {FIRST: (104, 3368 * KB)}


def test_that_a_file_with_fewer_days_is_reported_before_it_replaces(
    database: Database,
) -> None:
    stock(database)
    import_(database, sums(("05000011001", "10", "5")))
    made = preview(database, calls(*CALLS[:2]))
    assert codes(made) == ["narrower"]


def test_that_a_month_means_the_period_of_the_line(database: Database) -> None:
    lines = stock(database)
    with database.open_work("administrator") as work:
        quota_service.set_line_quota(
            work, lines[FIRST], Setting(dt.date(2026, 1, 15), period_day=15)
        )
    file = sums(("05000011001", "10", "5"), ("05000011002", "10", "5"))
    made = preview(database, file)
    assert [len(row.hints) for row in made.rows] == [1, 0]
    assert made.rows[0].hints[0].code == "phones.usage_own_period"
    assert made.rows[0].changes[-1].after == "15.09.2026–14.10.2026"
    import_(database, file)
    with database.open_work() as work:
        spans = work.session.execute(
            select(Usage.starts_on, Usage.ends_on).order_by(Usage.line_id)
        ).all()
    assert [tuple(span) for span in spans] == [
        (september(15), dt.date(2026, 10, 15)),
        (september(1), dt.date(2026, 10, 1)),
    ]


def test_that_calls_fill_the_period_that_their_file_declares(database: Database) -> None:
    stock(database)
    import_(database, read_rows(TITLE, CALL_HEADINGS, *CALLS))
    with database.open_work() as work:
        (span,) = set(work.session.execute(select(Usage.starts_on, Usage.ends_on)).all())
    assert tuple(span) == (september(1), dt.date(2026, 10, 1))


def test_that_the_number_of_a_wrong_row_is_shown_like_all_others(database: Database) -> None:
    stock(database)
    wrong = [("+90 (500) 0011001", "x", "1"), ("5000011002", "1", "x"), ("12 abc", "1", "1")]
    rows = preview(database, sums(*wrong)).rows
    assert [row.label for row in rows] == ["0500 001 10 01", "0500 001 10 02", "12 abc"]


def test_that_columns_that_are_not_understood_cannot_be_skipped(database: Database) -> None:
    stock(database)
    file = read_rows(TITLE, LINE_HEADINGS[:2], ("05000011001", "10"))
    assert verdicts(preview(database, file)) == ["wrong"]
    with pytest.raises(KnownError, match=r"imports\.columns"):
        import_(database, file, skip_wrong=True)


def test_that_an_import_that_is_stopped_leaves_nothing(database: Database) -> None:
    stock(database)
    before = contents(database)
    made = preview(database, calls(*CALLS))

    def stop(_count: int) -> None:
        raise KnownError("documents.foreign_cancelled")

    with pytest.raises(KnownError, match=r"foreign_cancelled"), database.open_work() as work:
        USAGE.apply(work, made, rows_done=stop)
    assert contents(database) == before


@pytest.mark.both_backends
def test_that_many_calls_are_stored_with_few_statements(database: Database) -> None:
    stock(database)
    begin = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    rows = [
        (CALLS[0][0], f"{at:%d.%m.%Y}", f"{at:%H:%M:%S}", "183", "Konuşma", "1", "", "1,99")
        for at in (begin + dt.timedelta(minutes=place) for place in range(20_130))
    ]
    made = preview(database, calls(*rows))
    asked = database.listen()
    reported: list[int] = []
    with database.open_work() as work:
        USAGE.apply(work, made, rows_done=reported.append)
    assert reported == [10_000, 20_000, 20_130]
    assert len(asked) < 40
    assert counted(database) == {FIRST: (20_130, None)}
    with database.open_work() as work:
        assert work.session.scalar(select(func.count(CallRecord.id))) == 20_130


_days = st.integers(1, 28)
_files = st.lists(
    st.tuples(
        st.sampled_from(("05000011001", "05000011002")),
        _days,
        st.integers(1, 5),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=at_most(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_files)
def test_that_undoing_in_turn_gives_back_what_stood_before(
    database: Database, files: list[tuple[str, int, int, int, int]]
) -> None:
    with database.open_work() as work:
        is_new = not work.session.scalar(select(func.count(PhoneLine.id)))
    if is_new:
        stock(database)
    states = [contents(database)]
    made: list[ImportRow] = []
    for phone, day, length, minutes, megabytes in files:
        period = StatedPeriod("", september(day), september(day) + dt.timedelta(days=length))
        rows = (LINE_HEADINGS, (phone, str(minutes), str(megabytes)))
        row = import_(database, read_rows(*rows, period=period), replace=True)
        if row.import_id is not None:
            made.append(row)
            states.append(contents(database))
        check_spans(database)
    while made:
        assert contents(database) == states.pop()
        undo(database, made.pop())
    assert contents(database) == states.pop()


def check_spans(database: Database) -> None:
    """Assert that no two usages of a line that count have a day in common."""
    query = (
        select(Usage.line_id, Usage.starts_on, Usage.ends_on)
        .where(Usage.superseded_by_import_id.is_(None))
        .order_by(Usage.line_id, Usage.starts_on)
    )
    with database.open_work() as work:
        spans = work.session.execute(query).all()
    for before, after in pairwise(spans):
        assert before.line_id != after.line_id or before.ends_on <= after.starts_on


def test_that_verdicts_are_counted_for_the_list(database: Database) -> None:
    stock(database)
    import_(database, sums(("05000011001", "10", "5")))
    rows = [("05000011001", "10", "5"), ("05000011002", "1", "1"), ("05000011010", "1", "1")]
    counts = preview(database, sums(*rows)).counts
    assert (counts[RowVerdict.UNCHANGED], counts[RowVerdict.CREATE], counts[RowVerdict.WRONG]) == (
        1,
        1,
        1,
    )
