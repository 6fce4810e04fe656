"""Which letters have the same register number, and whose that may be."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.letters.letter_numbers import (
    NUMBER_USED,
    RegisteredLetter,
    number_problem,
    same_number,
)

DAYS = (dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1))


@st.composite
def registers(draw: st.DrawFn) -> tuple[RegisteredLetter, ...]:
    """Return letters, each of which may correct an earlier one that nothing corrects yet."""
    made: list[RegisteredLetter] = []
    for letter_id in range(1, draw(st.integers(1, 7)) + 1):
        corrected = {one.corrects_letter_id for one in made}
        free = [one.letter_id for one in made if one.letter_id not in corrected]
        made.append(
            RegisteredLetter(
                letter_id,
                draw(st.sampled_from((None, "17", "4752"))),
                draw(st.sampled_from(DAYS)),
                f"yazı {letter_id}",
                draw(st.integers(0, 4)) == 0,
                draw(st.sampled_from((None, *free))),
            )
        )
    return tuple(made)


def lines(letters: tuple[RegisteredLetter, ...]) -> list[set[int]]:
    """Return the letters that correct one another, together."""
    found: list[set[int]] = []
    for one in letters:
        own = next((line for line in found if one.corrects_letter_id in line), None)
        if own is None:
            found.append({one.letter_id})
        else:
            own.add(one.letter_id)
    return found


@given(registers(), st.sampled_from(("", "17", "4752")), st.sampled_from(DAYS), st.data())
def test_that_a_number_is_named_exactly_where_a_letter_of_another_matter_has_it_that_year(
    letters: tuple[RegisteredLetter, ...], number: str, day: dt.date, data: st.DataObject
) -> None:
    own = data.draw(st.sampled_from((None, *(one.letter_id for one in letters))))
    line = next((one for one in lines(letters) if own in one), set())
    having = [one for one in letters if one.number == number and one.day.year == day.year]
    expected = {one.letter_id for one in having if one.is_cancelled or one.letter_id not in line}
    found = same_number(number, day, letters, own=own)
    assert {one.letter_id for one in found} == expected
    assert all(before.day >= after.day for before, after in pairwise(found))
    problem = number_problem(found)
    if not expected:
        assert problem is None
    else:
        cancelled = any(one.is_cancelled for one in found)
        assert problem is not None
        assert problem.code == ("letters.number_cancelled" if cancelled else NUMBER_USED)
