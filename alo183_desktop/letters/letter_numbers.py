"""Register numbers of letters: who else has one in its year, and what is said of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

NUMBER_USED: Final = "letters.number_used"
"""The code of a problem that the user may know of: a directorate may keep two registers."""


class RegisteredLetter(NamedTuple):
    """A finished letter with its register number, if it has one."""

    letter_id: int
    number: str | None
    day: dt.date
    """On the paper; while that is unknown, of its finishing. Its year is the register's."""
    summary: str
    is_cancelled: bool
    corrects_letter_id: int | None


def same_number(
    number: str | None,
    day: dt.date,
    letters: Sequence[RegisteredLetter],
    *,
    own: int | None,
) -> tuple[RegisteredLetter, ...]:
    """Return the other letters that have a number in the year of a day, the newest first.

    Args:
        number: The register's part of a letter's number; empty or None for none.
        day: Of that letter; registers count by year.
        letters: All letters.
        own: The letter itself, or the one that it corrects: a correction may keep the number of
            what it replaces, unless that was cancelled.
    """
    if not number:
        return ()
    corrected = {one.letter_id: one.corrects_letter_id for one in letters}

    def first(letter_id: int | None) -> int | None:
        while letter_id is not None and (before := corrected.get(letter_id)) is not None:
            letter_id = before
        return letter_id

    line = first(own)
    found = [
        one
        for one in letters
        if one.number == number
        and one.day.year == day.year
        and (one.is_cancelled or line is None or first(one.letter_id) != line)
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.letter_id), reverse=True))


def number_problem(same: Sequence[RegisteredLetter], *, key: str = "") -> Problem | None:
    """Return what is said of a number that other letters of its year have; None: none has it.

    Args:
        same: As `same_number`. The number of a cancelled letter is `letters.number_cancelled` and
            cannot be used again; that of others is `letters.number_used`.
        key: Of the problem.
    """
    for one in same:
        if one.is_cancelled:
            parameters = {"number": one.number or "", "summary": one.summary}
            return Problem(key, "letters.number_cancelled", parameters)
    if not same:
        return None
    named = "; ".join(f"{format_day(one.day)} günlü “{one.summary}”" for one in same)
    parameters = {"number": same[0].number or "", "year": str(same[0].day.year), "letters": named}
    return Problem(key, NUMBER_USED, parameters)
