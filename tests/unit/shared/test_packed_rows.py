"""Rows that are packed in memory."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.packed_rows import PackedRows

_ROWS = st.lists(st.tuples(st.integers(), st.text(), st.none() | st.datetimes()), max_size=30)


@given(_ROWS)
def test_that_packed_rows_are_read_as_they_were_as_often_as_needed(
    rows: list[tuple[int, str, dt.datetime | None]],
) -> None:
    packed = PackedRows(iter(rows))
    assert len(packed) == len(rows)
    assert list(packed) == rows
    assert list(packed) == rows


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_that_rows_of_several_parts_are_found_by_their_place(count: int) -> None:
    rows = [(number,) for number in range(count)]
    packed = PackedRows(rows)
    assert [packed[place] for place in range(-count, count)] == [*rows, *rows]
    assert packed[count // 2 :] == rows[count // 2 :]
    with pytest.raises(IndexError):
        packed[count]


def test_that_rows_are_changed_when_they_are_read_and_stay_as_they_were() -> None:
    packed = PackedRows([(1,), (2,)])
    assert list(packed.changed(lambda row: (row[0] * 10,))) == [(10,), (20,)]
    assert list(packed) == [(1,), (2,)]
