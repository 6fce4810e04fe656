"""Who answers for a subject while somebody stands in, beside a reading of each day."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.officers.rows import SubstitutionRow, Task
from alo183_desktop.officers.rules import who_answers

FIRST: Final = dt.date(2026, 12, 1)
DAYS: Final = [FIRST + dt.timedelta(days=number) for number in range(24)]
OFFICERS: Final = st.integers(1, 4)
SUBJECTS: Final = st.integers(1, 3)


def substitution(
    officer_id: int,
    substitute_id: int,
    starts_on: dt.date,
    ends_on: dt.date,
    *,
    subject_id: int | None = None,
    number: int = 1,
) -> SubstitutionRow:
    return SubstitutionRow(
        number,
        officer_id,
        f"Kişi {officer_id}",
        subject_id,
        "",
        substitute_id,
        f"Kişi {substitute_id}",
        starts_on,
        ends_on,
        "Selin AKTAŞ",
        None,
        "",
        None,
        1,
    )


@st.composite
def spans(draw: st.DrawFn) -> tuple[dt.date, dt.date]:
    first, end = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    return first, end


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    first, end = draw(spans())
    last = draw(st.none() | st.just(end + dt.timedelta(days=1)))
    return Task(draw(OFFICERS), draw(SUBJECTS), first, last)


@st.composite
def substitutions(draw: st.DrawFn) -> list[SubstitutionRow]:
    """Return some of which no two are for one officer and subject on one day, empty ones too."""
    found: list[SubstitutionRow] = []
    for number in range(draw(st.integers(0, 6))):
        officer_id, substitute_id = draw(
            st.tuples(OFFICERS, OFFICERS).filter(lambda pair: pair[0] != pair[1])
        )
        subject_id = draw(st.none() | SUBJECTS)
        row = substitution(
            officer_id, substitute_id, *draw(spans()), subject_id=subject_id, number=number
        )
        if not any(
            one.officer_id == officer_id
            and one.touches(row.starts_on, row.ends_on)
            and (None in {one.subject_id, subject_id} or one.subject_id == subject_id)
            for one in found
        ):
            found.append(row)
    return found


def runs(task: Task, day: dt.date) -> bool:
    return task.starts_on <= day and (task.ends_on is None or day < task.ends_on)


@given(st.lists(tasks(), max_size=8), substitutions())
def test_that_on_each_day_those_answer_whom_the_tables_say_and_nobody_besides(
    assigned: list[Task], rows: list[SubstitutionRow]
) -> None:
    answering = list(who_answers(assigned, rows))
    left = {
        officer_id: max(task.ends_on for task in theirs if task.ends_on)
        for officer_id in {task.officer_id for task in assigned}
        if all(theirs := [task for task in assigned if task.officer_id == officer_id])
        and all(task.ends_on for task in theirs)
    }
    for day in DAYS:
        expected = Counter(
            next(
                (
                    (row.substitute_id, task.subject_id, task.officer_id)
                    for row in rows
                    if row.officer_id == task.officer_id
                    and row.subject_id in {None, task.subject_id}
                    and row.starts_on <= day < row.ends_on
                    and (row.substitute_id not in left or day < left[row.substitute_id])
                ),
                (task.officer_id, task.subject_id, None),
            )
            for task in assigned
            if runs(task, day)
        )
        found = Counter(
            (one.officer_id, one.subject_id, one.for_id) for one in answering if runs(one, day)
        )
        assert found == expected, day
        assert found.total() == sum(runs(task, day) for task in assigned)


@given(st.lists(tasks(), max_size=8), substitutions())
def test_that_a_substitute_never_answers_outside_of_their_days(
    assigned: list[Task], rows: list[SubstitutionRow]
) -> None:
    for one in who_answers(assigned, rows):
        assert one.ends_on is None or one.starts_on < one.ends_on
        if one.for_id is not None:
            assert one.ends_on is not None
            assert any(
                row.substitute_id == one.officer_id
                and row.officer_id == one.for_id
                and row.starts_on <= one.starts_on
                and one.ends_on <= row.ends_on
                for row in rows
            )


def test_that_one_that_was_withdrawn_shows_that_instead_of_its_days() -> None:
    row = substitution(1, 2, dt.date(2026, 12, 7), dt.date(2026, 12, 21))
    assert row.days_words == "07.12.2026 – 20.12.2026"
    assert replace(row, ends_on=row.starts_on).days_words == "07.12.2026, geri alındı"


@given(spans(), st.sampled_from(DAYS))
def test_that_one_is_open_while_a_day_of_it_is_today_or_ahead(
    span: tuple[dt.date, dt.date], today: dt.date
) -> None:
    days = [day for day in DAYS if span[0] <= day < span[1]]
    assert substitution(1, 2, *span).is_open(today) is any(day >= today for day in days)


def test_that_of_two_for_one_officer_on_one_day_the_earlier_one_holds() -> None:
    rows = [
        substitution(1, 3, DAYS[2], DAYS[6], number=2),
        substitution(1, 2, DAYS[1], DAYS[4], number=1),
    ]
    assert list(who_answers([Task(1, 1, DAYS[0], None)], rows)) == [
        Task(1, 1, DAYS[0], DAYS[1]),
        Task(2, 1, DAYS[1], DAYS[4], 1),
        Task(3, 1, DAYS[4], DAYS[6], 1),
        Task(1, 1, DAYS[6], None),
    ]
