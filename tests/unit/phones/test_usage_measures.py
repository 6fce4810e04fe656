"""Files with only minutes or only data: the other measure is unknown, and never 0."""

import pytest

from alo183_desktop.imports.headings import KnownShape, shape_of
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.usage.columns import UsageField
from tests.unit.phones.usage_sheets import (
    CALL_HEADINGS,
    CALLS,
    FIRST,
    KB,
    LINE_HEADINGS,
    LINES,
    MB,
    RIGHT,
    RIGHT_LINES,
    SECOND,
    TITLE,
    codes,
    hints,
    problems,
    read_rows,
    read_sheets,
    sheet,
    totals,
)

VOICE = (CALLS[0], CALLS[2])
DATA = (CALLS[1], (*CALLS[2][:3], "internet", "Veri", "", "10", "0,00"))
MESSAGE = ("05000011001", "29.09.2026", "17:02:30", "112", "SMS", "", "", "0,10")


def test_that_a_column_that_is_empty_throughout_shows_nothing() -> None:
    voice = read_rows(CALL_HEADINGS, *VOICE)
    assert totals(voice) == {FIRST: (104, None), SECOND: (263, None)}
    assert [(day.seconds, day.bytes) for day in voice.lines[0].days] == [(104, None)]
    assert "column_empty" in hints(voice)
    data = read_rows(CALL_HEADINGS, *DATA)
    assert totals(data) == {FIRST: (None, 3368 * KB), SECOND: (None, 10 * KB)}
    assert "column_empty" in hints(data)


def test_that_a_line_without_data_in_a_file_of_both_used_none() -> None:
    file = read_rows(CALL_HEADINGS, *CALLS)
    assert totals(file) == RIGHT
    assert "column_empty" not in hints(file)


def test_that_a_zero_is_reported() -> None:
    rows = [(*row[:6], "0", row[7]) for row in VOICE]
    assert totals(read_rows(CALL_HEADINGS, *rows)) == {FIRST: (104, 0), SECOND: (263, 0)}


def test_that_a_file_of_messages_shows_that_nothing_else_was_used() -> None:
    file = read_rows(CALL_HEADINGS, MESSAGE)
    assert totals(file) == {FIRST: (0, 0)}


def test_that_a_count_of_messages_is_no_duration() -> None:
    message = (*MESSAGE[:5], "1", *MESSAGE[6:])
    assert totals(read_rows(CALL_HEADINGS, *DATA, message))[FIRST] == (None, 3368 * KB)


@pytest.mark.parametrize(
    ("field", "right"),
    [(UsageField.DATA, (10044, None)), (UsageField.DURATION, (None, RIGHT_LINES[FIRST][1]))],
)
def test_that_a_measure_may_be_said_to_be_absent(
    field: UsageField, right: tuple[int | None, int | None]
) -> None:
    left = 2 if field is UsageField.DATA else 1
    rows = (
        TITLE,
        [cell for index, cell in enumerate(LINE_HEADINGS) if index != left],
        [cell for index, cell in enumerate(LINES[0]) if index != left],
    )
    assert problems(read_rows(*rows)) == [(field, "missing_column")]
    file = read_rows(*rows, absent=frozenset({field}))
    assert totals(file) == {FIRST: right}
    assert hints(file) == set()
    assert file.columns.absent == {field}


def test_that_calls_without_a_column_of_data_show_no_data() -> None:
    headings = [*CALL_HEADINGS[:6], CALL_HEADINGS[7]]
    rows = [(*row[:6], row[7]) for row in CALLS]
    file = read_rows(headings, *rows, absent=frozenset({UsageField.DATA}))
    assert totals(file) == {FIRST: (104, None), SECOND: (263, None)}
    assert not file.wrong


def test_that_both_measures_cannot_be_absent() -> None:
    headings = ("Hat No", "Tarih", "Saat", "Aranan No")
    row = ("05000011001", "29.09.2026", "17:02:30", "183")
    file = read_rows(headings, row, absent=frozenset({UsageField.DURATION, UsageField.DATA}))
    assert problems(file) == [("duration", "missing_column"), ("data", "missing_column")]


def test_that_an_absence_is_remembered_with_the_map() -> None:
    rows = (TITLE, LINE_HEADINGS[:2], LINES[0][:2])
    columns = read_rows(*rows, absent=frozenset({UsageField.DATA})).columns
    known = KnownShape(shape_of(columns.names), "", columns.notation)
    assert totals(read_rows(*rows, shapes=[known])) == {FIRST: (10044, None)}


def test_that_a_row_of_minutes_and_one_of_data_are_of_one_line() -> None:
    file = read_rows(
        TITLE, LINE_HEADINGS, ("05000011001", "5", ""), ("05000011001", "", "7"), LINES[1]
    )
    assert [(line.phone, line.seconds, line.bytes) for line in file.lines[:2]] == [
        (FIRST, 300, None),
        (FIRST, None, 7 * MB),
    ]
    assert not file.wrong
    again = read_rows(TITLE, LINE_HEADINGS, ("05000011001", "5", ""), ("05000011001", "6", "7"))
    assert codes(again) == [(4, "line_twice")]


def test_that_what_only_the_sums_show_is_kept_beside_the_calls() -> None:
    calls = sheet([CALL_HEADINGS, VOICE[0]], name="Ayrıntı")
    sums = sheet([TITLE, LINE_HEADINGS, ("05000011001", "1,7", "3")], name="Özet")
    file = read_sheets(calls, sums)
    assert [(line.seconds, line.bytes) for line in file.lines] == [(104, None), (None, 3 * MB)]
    assert not file.wrong


def test_that_a_screen_is_reported_which_measures_a_file_shows() -> None:
    expected = read_rows(CALL_HEADINGS, *VOICE).lines
    assert {line.measures for line in expected} == {frozenset({Measure.SECONDS})}
    assert sum(line.seconds or 0 for line in expected) == 367
    both = read_rows(CALL_HEADINGS, *CALLS).lines
    assert {measure for line in both for measure in line.measures} == set(Measure)
