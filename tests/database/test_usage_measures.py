"""Minutes and data that come in files of their own, in the database, on both backends."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.phones.model import CallRecord, PhoneLine, Usage, UsageDay
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import QuotaRow
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.usage.columns import UsageField
from alo183_desktop.phones.usage.rows import UsageFile
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
from tests.database.usages import make_import
from tests.examples import at_most
from tests.unit.phones.usage_sheets import (
    CALL_HEADINGS,
    FIRST,
    KB,
    LINE_HEADINGS,
    MB,
    SECOND,
    TITLE,
    read_rows,
    september,
)

TODAY: Final = dt.date(2026, 11, 24)
VOICE_CALL: Final = ("05000011001", "29.09.2026", "17:02:30", "183", "Konuşma", "104", "", "1,99")
DATA_CALL: Final = ("05000011001", "01.09.2026", "00:30:00", "internet", "Veri", "", "8", "0,00")


def voice(*rows: tuple[str, str]) -> UsageFile:
    """Return a file of sums without a column of data."""
    return read_rows(TITLE, LINE_HEADINGS[:2], *rows, absent=frozenset({UsageField.DATA}))


def data(*rows: tuple[str, str]) -> UsageFile:
    """Return a file of sums without a column of minutes."""
    headings = (LINE_HEADINGS[0], LINE_HEADINGS[2])
    return read_rows(TITLE, headings, *rows, absent=frozenset({UsageField.DURATION}))


def titled(*rows: Sequence[str]) -> UsageFile:
    """Return a file of calls that declares September."""
    return read_rows(TITLE, CALL_HEADINGS, *rows)


def page(database: Database) -> tuple[QuotaRow, ...]:
    with database.open_work() as work:
        return quota_service.quota_page(work, "2026-09", today=TODAY)


def test_that_what_a_file_does_not_show_is_unknown_everywhere(database: Database) -> None:
    lines = stock(database)
    import_(database, voice(("05000011001", "240")))
    assert counted(database) == {FIRST: (240 * 60, None)}
    row = next(row for row in page(database) if row.line_id == lines[FIRST])
    assert (row.seconds, row.bytes) == (240 * 60, None)
    assert row.bytes_judgement.status is Status.UNKNOWN
    assert (row.status, row.status_words) == (Status.UNKNOWN, "veri bilinmiyor")
    assert row.gap_words == "veri kaydı yok"
    with database.open_work() as work:
        (month,) = quota_service.months_of(work, lines[FIRST], until="2026-09", count=1)
    assert (month.seconds, month.bytes) == (240 * 60, None)


def test_that_the_other_measure_is_added_and_not_replaced(database: Database) -> None:
    stock(database)
    import_(database, voice(("05000011001", "10")))
    file = data(("05000011001", "5"))
    assert verdicts(preview(database, file)) == ["create"]
    import_(database, file)
    assert counted(database) == {FIRST: (600, 5 * MB)}


def test_that_undoing_one_leaves_the_other(database: Database) -> None:
    stock(database)
    first = import_(database, voice(("05000011001", "10")))
    second = import_(database, data(("05000011001", "5")))
    undo(database, first)
    assert counted(database) == {FIRST: (None, 5 * MB)}
    undo(database, second)
    assert counted(database) == {}


def test_that_the_same_measure_again_changes_nothing(database: Database) -> None:
    stock(database)
    for file in (voice(("05000011001", "10")), data(("05000011001", "5"))):
        import_(database, file)
        assert verdicts(preview(database, file)) == ["unchanged"]
    both = sums(("05000011001", "10", "5"))
    assert verdicts(preview(database, both)) == ["unchanged"]


def test_that_one_measure_of_what_is_stored_together_changes_nothing(database: Database) -> None:
    stock(database)
    import_(database, sums(("05000011001", "10", "5")))
    assert verdicts(preview(database, voice(("05000011001", "10")))) == ["unchanged"]
    assert verdicts(preview(database, data(("05000011001", "5")))) == ["unchanged"]


def test_that_calls_of_one_kind_out_of_both_change_nothing(database: Database) -> None:
    stock(database)
    import_(database, titled(VOICE_CALL, DATA_CALL))
    for call in (VOICE_CALL, DATA_CALL):
        assert verdicts(preview(database, titled(call))) == ["unchanged"]
    other = (*VOICE_CALL[:3], "112", *VOICE_CALL[4:])
    assert codes(preview(database, titled(other))) == ["less_told"]


def test_that_calls_of_both_kinds_change_nothing_where_each_came_alone(database: Database) -> None:
    stock(database)
    import_(database, titled(VOICE_CALL))
    import_(database, titled(DATA_CALL))
    assert verdicts(preview(database, titled(DATA_CALL, VOICE_CALL))) == ["unchanged"]


def test_that_one_measure_never_takes_the_place_of_both(database: Database) -> None:
    stock(database)
    import_(database, sums(("05000011001", "10", "5"), ("05000011002", "1", "1")))
    before = contents(database)
    file = voice(("05000011001", "12"), ("05000011002", "1"))
    made = preview(database, file)
    assert verdicts(made) == ["wrong", "unchanged"]
    assert codes(made) == ["less_told"]
    with pytest.raises(KnownError, match=r"imports\.wrong_rows"):
        import_(database, file, replace=True)
    assert contents(database) == before


def test_that_both_measures_knowingly_take_the_place_of_one_each(database: Database) -> None:
    stock(database)
    import_(database, voice(("05000011001", "10")))
    import_(database, data(("05000011001", "5")))
    before = contents(database)
    both = sums(("05000011001", "12", "6"))
    made = preview(database, both)
    assert verdicts(made) == ["update"]
    assert [(change.before, change.after) for change in made.rows[0].changes[:2]] == [
        ("10 dk 0 sn", "12 dk 0 sn"),
        ("5 MB", "6 MB"),
    ]
    with pytest.raises(KnownError, match=r"phones\.usage_replaces"):
        import_(database, both)
    replacing = import_(database, both, replace=True)
    assert counted(database) == {FIRST: (720, 6 * MB)}
    undo(database, replacing)
    assert contents(database) == before


def test_that_a_row_of_each_measure_in_one_file_is_stored(database: Database) -> None:
    stock(database)
    file = sums(("05000011001", "5", ""), ("05000011001", "", "7"))
    import_(database, file)
    assert counted(database) == {FIRST: (300, 7 * MB)}
    assert verdicts(preview(database, file)) == ["unchanged", "unchanged"]


def test_that_an_empty_cell_does_not_take_the_place_of_what_is_known(database: Database) -> None:
    stock(database)
    import_(database, sums(("05000011001", "10", "5")))
    file = sums(("05000011001", "12", ""))
    assert "less_told" in codes(preview(database, file))


@pytest.mark.both_backends
@pytest.mark.parametrize(
    ("first", "second"), [((1, None), (2, None)), ((None, 1), (3, 2)), ((1, 1), (1, None))]
)
def test_that_the_database_keeps_one_of_each_measure(
    database: Database, first: tuple[int | None, int | None], second: tuple[int | None, int | None]
) -> None:
    lines = stock(database)
    add(database, lines[FIRST], *first)
    with pytest.raises(IntegrityError):
        add(database, lines[FIRST], *second)


@pytest.mark.both_backends
def test_that_the_database_refuses_usage_of_nothing(database: Database) -> None:
    lines = stock(database)
    with pytest.raises(IntegrityError):
        add(database, lines[FIRST], None, None)


def add(database: Database, line_id: int, seconds: int | None, amount: int | None) -> None:
    with database.open_work() as work:
        work.session.add(
            Usage(
                import_id=make_import(work, TODAY),
                line_id=line_id,
                starts_on=september(1),
                ends_on=september(9),
                seconds=seconds,
                bytes=amount,
                has_calls=False,
            )
        )
        work.session.flush()


def test_that_a_replaced_import_does_not_come_back_over_a_later_one(database: Database) -> None:
    stock(database)
    titles = {
        "whole": ("Dönem: 01.09.2026 - 30.09.2026",),
        "first": ("Dönem: 01.09.2026 - 15.09.2026",),
        "second": ("Dönem: 16.09.2026 - 30.09.2026",),
    }
    import_(database, sums(("05000011001", "30", "3"), title=titles["whole"]))
    half = import_(database, sums(("05000011001", "10", "1"), title=titles["first"]), replace=True)
    rest = import_(database, sums(("05000011001", "19", "2"), title=titles["second"]))
    with pytest.raises(KnownError, match=r"imports\.built_on"):
        undo(database, half)
    undo(database, rest)
    undo(database, half)
    assert counted(database) == {FIRST: (1800, 3 * MB)}


_amounts = st.tuples(st.integers(0, 400), st.integers(0, 2000))
_sums = st.fixed_dictionaries({"05000011001": _amounts, "05000011002": _amounts})


@settings(max_examples=at_most(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reported=_sums, is_data_first=st.booleans())
def test_that_two_files_of_sums_equal_one_of_both(
    *, database: Database, reported: dict[str, tuple[int, int]], is_data_first: bool
) -> None:
    parts = [
        voice(*((phone, str(minutes)) for phone, (minutes, _) in reported.items())),
        data(*((phone, str(amount)) for phone, (_, amount) in reported.items())),
    ]
    both = sums(*((phone, *map(str, amounts)) for phone, amounts in reported.items()))
    check_equal(database, parts[::-1] if is_data_first else parts, both)


_calls = st.lists(
    st.tuples(
        st.sampled_from(("05000011001", "05000011002")),
        st.booleans(),
        st.integers(1, 30),
        st.integers(0, 5000),
    ),
    max_size=12,
)


@settings(max_examples=at_most(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=_calls, is_data_first=st.booleans())
def test_that_two_files_of_calls_equal_one_of_both(
    *, database: Database, drawn: list[tuple[str, bool, int, int]], is_data_first: bool
) -> None:
    # A line that a file of one measure does not name stays unknown there: each is named.
    named = [(phone, is_data, 1, 1) for phone in reported_lines() for is_data in (False, True)]
    rows = [
        (
            phone,
            f"{day:02}.09.2026",
            f"{index % 24:02}:00:00",
            "internet" if is_data else "183",
            "Veri" if is_data else "Konuşma",
            "" if is_data else str(amount),
            str(amount) if is_data else "",
            "1,00",
        )
        for index, (phone, is_data, day, amount) in enumerate([*named, *drawn])
    ]
    parts = [titled(*(row for row in rows if row[4] == kind)) for kind in ("Konuşma", "Veri")]
    check_equal(database, parts[::-1] if is_data_first else parts, titled(*rows))


def reported_lines() -> tuple[str, str]:
    return "05000011001", "05000011002"


def check_equal(database: Database, parts: Sequence[UsageFile], both: UsageFile) -> None:
    """Assert that files of one measure each come to the same as one file of both."""
    with database.open_work() as work:
        is_new = not work.session.scalar(select(func.count(PhoneLine.id)))
    if is_new:
        stock(database)
    empty = contents(database)
    whole = import_(database, both)
    right = page(database), known(database)
    undo(database, whole)
    made = [import_(database, part) for part in parts]
    assert (page(database), known(database)) == right
    assert verdicts(preview(database, both)) == ["unchanged", "unchanged"]
    check_apart(database)
    undo(database, made[0])
    alone = counted(database)
    undo(database, made[1])
    again = import_(database, parts[1])
    assert counted(database) == alone
    undo(database, again)
    assert contents(database) == empty


def known(database: Database) -> object:
    """Return the days and the calls that count."""
    with database.open_work() as work:
        days = work.session.execute(
            select(
                Usage.line_id, UsageDay.day, func.sum(UsageDay.seconds), func.sum(UsageDay.bytes)
            )
            .join(Usage, Usage.id == UsageDay.usage_id)
            .group_by(Usage.line_id, UsageDay.day)
        )
        calls_reported = work.session.execute(
            select(Usage.line_id, CallRecord.at, CallRecord.seconds, CallRecord.bytes).join(
                Usage, Usage.id == CallRecord.usage_id
            )
        )
        return (
            sorted((line, day, seconds or 0, amount or 0) for line, day, seconds, amount in days),
            sorted(tuple(row) for row in calls_reported),
        )


def check_apart(database: Database) -> None:
    """Assert that of no measure two usages that count have a day in common."""
    for measure in (Usage.seconds, Usage.bytes):
        query = (
            select(Usage.line_id, Usage.starts_on, Usage.ends_on)
            .where(Usage.superseded_by_import_id.is_(None), measure.is_not(None))
            .order_by(Usage.line_id, Usage.starts_on)
        )
        with database.open_work() as work:
            spans = work.session.execute(query).all()
        for before, after in pairwise(spans):
            assert before.line_id != after.line_id or before.ends_on <= after.starts_on


def test_that_other_days_of_one_measure_are_added(database: Database) -> None:
    stock(database)
    import_(database, calls(VOICE_CALL))
    import_(database, calls(DATA_CALL))
    assert counted(database) == {FIRST: (104, 8 * KB)}
    assert SECOND not in counted(database)
