"""Figures of cases for the overview and the reports, from tables that triggers keep."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, cast, func, select

from alo183_desktop.cases.model import Case, CaseActionTime, CaseMonth, CaseRemainder, CaseWeek
from alo183_desktop.cases.rows import MonthCount, WeekCount
from alo183_desktop.cases.rules import RUNNING_END, micros_of, minute_of, percentile
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


_MEDIAN: Final = 0.5
_P90: Final = 0.9
_CASES: Final = Case.__table__.c
_REMAINDERS: Final[Any] = CaseRemainder.__table__.c
_WEEKS: Final = CaseWeek.__table__.c
_MONTHS: Final = CaseMonth.__table__.c
_TIMES: Final = CaseActionTime.__table__.c


def list_weeks(session: Session, *, since: dt.date, until: dt.date) -> tuple[WeekCount, ...]:
    """Return the cases of each week and subject, by week and in the order of the subjects.

    Args:
        since: Weeks whose Monday, in Istanbul, lies in `[since, until)`.
        until: The first day that is left out.

    Returns:
        Only weeks and subjects that had a case.
    """
    query = (
        select(_WEEKS.week, _WEEKS.subject_id, _WEEKS.cases)
        .where(_WEEKS.week >= since, _WEEKS.week < until, _WEEKS.cases > 0)
        .order_by(_WEEKS.week)
    )
    subjects = officer_queries.list_subjects(session, active_only=False)
    position = {subject.subject_id: number for number, subject in enumerate(subjects)}
    rows = [
        WeekCount(
            week, subject_id, subjects[position[subject_id]].name, position[subject_id], cases
        )
        for week, subject_id, cases in session.execute(query)
    ]
    return tuple(sorted(rows, key=lambda row: (row.week, row.position)))


def list_months(
    session: Session, *, since: dt.date, until: dt.date, now: dt.datetime
) -> tuple[MonthCount, ...]:
    """Return the results of the cases routed in each month, oldest first.

    Args:
        since: Months whose first day, in Istanbul, lies in `[since, until)`.
        until: The first day that is left out.
        now: UTC; a case whose time is over by then without action or entry is late.

    Returns:
        Only months that had a case. Median and 90th percentile are exact to the minute up to four
        hours, then to five minutes up to two days, then to the hour.
    """
    times = _action_times(session, since=since, until=until)
    present = micros_of(minute_of(now))
    # Those whose time runs are the cases of a day: few enough to count each time.
    running = _count_months(session, _CASES.order_key >= present, _CASES.order_key < RUNNING_END)
    waiting = _count_months(session, _CASES.action_key >= present)
    query = (
        select(
            _MONTHS.month,
            _MONTHS.cases,
            _MONTHS.in_time,
            _MONTHS.late,
            _MONTHS.acted,
            _MONTHS.acted_late,
            _MONTHS.closed,
        )
        .where(_MONTHS.month >= since, _MONTHS.month < until, _MONTHS.cases > 0)
        .order_by(_MONTHS.month)
    )
    return tuple(
        MonthCount(
            *record,
            running=running.get(record.month, 0),
            waiting=waiting.get(record.month, 0),
            action_median=percentile(times.get(record.month, ()), _MEDIAN),
            action_p90=percentile(times.get(record.month, ()), _P90),
        )
        for record in session.execute(query)
    )


def _action_times(
    session: Session, *, since: dt.date, until: dt.date
) -> dict[dt.date, list[tuple[int, int]]]:
    """Return for each month the minutes until the first action, ascending, with their counts.

    A year has thousands of them, but a month needs only two figures: they are read as two texts, in
    a fifth of the time of rows.
    """
    query = (
        select(
            _TIMES.month,
            func.aggregate_strings(cast(_TIMES.minutes, String), ","),
            func.aggregate_strings(cast(_TIMES.cases, String), ","),
        )
        .where(_TIMES.month >= since, _TIMES.month < until, _TIMES.cases > 0)
        .group_by(_TIMES.month)
    )
    return {
        month: sorted(zip(_numbers(minutes), _numbers(cases), strict=True))
        for month, minutes, cases in session.execute(query)
    }


def _numbers(joined: str) -> map[int]:
    return map(int, joined.split(","))


def _count_months(session: Session, *conditions: ColumnElement[bool]) -> dict[dt.date, int]:
    """Return how many cases of each month meet all conditions."""
    query = (
        select(_CASES.routed_month, func.count()).where(*conditions).group_by(_CASES.routed_month)
    )
    return {record[0]: record[1] for record in session.execute(query)}


def count_by_subject(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> tuple[tuple[str, int], ...]:
    """Return how many cases of each subject were routed in `[since, until)`, UTC.

    Destroyed ones are counted in the month in which they were routed.

    Returns:
        Name and count, in the order of the subjects; only those that had a case.
    """
    query = (
        select(_CASES.subject_id, func.count().label("cases"))
        .where(_CASES.routed_at >= since, _CASES.routed_at < until)
        .group_by(_CASES.subject_id)
    )
    remainders = (
        select(_REMAINDERS.subject_id, func.sum(_REMAINDERS.cases).label("cases"))
        .where(_REMAINDERS.month >= local_day(since), _REMAINDERS.month < local_day(until))
        .group_by(_REMAINDERS.subject_id)
    )
    counted: Counter[int] = Counter()
    for select_of in (query, remainders):
        for row in session.execute(select_of):
            counted[row.subject_id] += int(row.cases)
    subjects = officer_queries.list_subjects(session, active_only=False)
    return tuple(
        (subject.name, counted[subject.subject_id])
        for subject in subjects
        if subject.subject_id in counted
    )
