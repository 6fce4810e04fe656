"""Whatever the calls of a file are, its totals are what its rows add up to."""

import datetime as dt
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.phones.usage.rows import UsageFile
from tests.unit.phones.usage_sheets import (
    CALL_HEADINGS,
    KB,
    read_rows,
    read_sheets,
    sheet,
    totals,
)

PHONES: Final = tuple(f"050000110{place:02d}" for place in range(12))


_calls = st.lists(
    st.tuples(
        st.sampled_from(PHONES),
        st.dates(dt.date(2026, 8, 1), dt.date(2026, 10, 31)),
        st.times(),
        st.booleans(),
        st.integers(0, 86_400),
    ),
    min_size=1,
    max_size=60,
)


def call_row(phone: str, day: dt.date, time: dt.time, amount: int, *, is_data: bool) -> list[str]:
    when = [phone, f"{day:%d.%m.%Y}", f"{time:%H:%M:%S}"]
    if is_data:
        return [*when, "internet", "Veri", "", f"{amount:,}".replace(",", "."), "0,00"]
    return [*when, "183", "Konuşma", str(amount), "", "1,99"]


@given(_calls)
def test_that_totals_equal_what_the_rows_of_a_file_add_up_to(
    calls: list[tuple[str, dt.date, dt.time, bool, int]],
) -> None:
    file = read_rows(
        CALL_HEADINGS,
        *(call_row(*call[:3], call[4], is_data=call[3]) for call in calls),
        # One cell shows the decimal mark of all: without it a file of thousands is undecided.
        call_row("05000011099", dt.date(2026, 9, 1), dt.time(), 1, is_data=False),
        call_row("05000011099", dt.date(2026, 9, 1), dt.time(), 1, is_data=True),
    )
    right: dict[str, tuple[int, int]] = {"+905000011099": (1, KB)}
    # Of rows that are alike in all there is one call.
    for phone, _, _, is_data, amount in set(calls):
        talked, used = right.get(f"+90{phone[1:]}", (0, 0))
        more = (0, amount * KB) if is_data else (amount, 0)
        right[f"+90{phone[1:]}"] = (talked + more[0], used + more[1])
    assert totals(file) == right
    check_parts(file)


_slips = st.sampled_from(("more", "less", "cut", "future", "error", "long"))


@given(_calls, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 7), _slips), max_size=4))
def test_that_rows_that_are_right_add_up_beside_rows_that_are_refused(
    calls: list[tuple[str, dt.date, dt.time, bool, int]], slips: list[tuple[int, int, str]]
) -> None:
    rows = [call_row(*call[:3], call[4], is_data=call[3]) for call in dict.fromkeys(calls)]
    spoiled = {place: (at, how) for place, at, how in slips if place < len(rows)}
    expected = [
        spoil(row, *spoiled[place]) if place in spoiled else row for place, row in enumerate(rows)
    ]
    file = read_sheets(sheet([CALL_HEADINGS, *expected, *map(call_of, range(2))], encoding="utf-8"))
    assert {row.row_number for row in file.wrong} == {place + 2 for place in spoiled}
    right: dict[str, tuple[int, int]] = {"+905000011099": (1, KB)}
    for place, (phone, _, _, is_data, amount) in enumerate(dict.fromkeys(calls)):
        if place not in spoiled:
            talked, used = right.get(f"+90{phone[1:]}", (0, 0))
            more = (0, amount * KB) if is_data else (amount, 0)
            right[f"+90{phone[1:]}"] = (talked + more[0], used + more[1])
    assert totals(file) == right
    check_parts(file)


def call_of(place: int) -> list[str]:
    return call_row("05000011099", dt.date(2026, 9, 1), dt.time(place), 1, is_data=bool(place))


def spoil(row: list[str], at: int, how: str) -> list[str]:
    """Return a row as a bad file has it: slipped, cut, or with a cell that cannot be right."""
    match how:
        case "more":
            return [*row[:at], "", *row[at:]]
        case "less":
            return [*row[:at], *row[at + 1 :]]
        case "cut":
            return row[: max(at, 1)]
        case "future":
            return [row[0], "27.11.2026", *row[2:]]
        case "error":
            return [*row[:5], "#DIV/0!", *row[6:]]
        case _:
            return [*row[:3], "183", "Konuşma", "86401", "", row[7]]


def check_parts(file: UsageFile) -> None:
    """Assert that the days and the calls of each line add up to what the line says."""
    for line in file.lines:
        part = slice(line.start, line.stop)
        assert sum(day.seconds or 0 for day in line.days) == line.seconds
        assert sum(day.bytes or 0 for day in line.days) == line.bytes
        assert sum(file.calls.seconds[part]) == line.seconds
        assert sum(file.calls.bytes[part]) == line.bytes
        assert [day.day for day in line.days] == sorted({day.day for day in line.days})
        assert list(file.calls.at[part]) == sorted(file.calls.at[part])
    assert sum(line.rows for line in file.lines) == len(file.calls)
