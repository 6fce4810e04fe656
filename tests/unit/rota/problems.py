"""Months to be proposed: built from few facts, and drawn by chance."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from alo183_desktop.rota import rules
from alo183_desktop.rota.holidays import closures_between
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    DayClass,
    DutyKind,
    Employment,
    PatternDays,
    WishDegree,
    WishKind,
)
from alo183_desktop.rota.planning.problem import MonthProblem
from alo183_desktop.rota.record import Limits
from alo183_desktop.rota.rows import AbsenceRow, DutyRow, PatternRow, PersonRow, WishRow
from alo183_desktop.shared.calendar import month_start
from tests.unit.rota.duties import number_of

DAY: Final = dt.timedelta(days=1)
OFFICE: Final = frozenset({DutyKind.MAIN, DutyKind.STAND_IN})
DRIVES: Final = frozenset({DutyKind.DRIVER})
MAIN: Final = PatternRow(1, DutyKind.MAIN, PatternDays.EVERY, 480, 1440, 1440, True, 1)  # noqa: FBT003
STAND_IN: Final = PatternRow(2, DutyKind.STAND_IN, PatternDays.EVERY, 480, 1440, 0, False, 1)  # noqa: FBT003
DRIVER: Final = PatternRow(3, DutyKind.DRIVER, PatternDays.EVERY, 1020, 900, 660, True, 1)  # noqa: FBT003
SHORT: Final = PatternRow(4, DutyKind.MAIN, PatternDays.WORKING, 510, 540, 0, True, 1)  # noqa: FBT003


def somebody(number: int, **other: Any) -> PersonRow:
    """Return an official of the office who can be called."""
    values: dict[str, Any] = {
        "person_id": number,
        "officer_id": None,
        "name": f"Kişi {number}",
        "employment": Employment.OFFICIAL,
        "kinds": OFFICE,
        "starts_on": dt.date(2020, 1, 1),
        "ends_on": None,
        "phone": f"+9050000041{number:02}",
        "version": 1,
    }
    values |= other
    return PersonRow(number=number_of(values.pop("phone")), **values)


def away(
    number: int, person_id: int, first: dt.date, days: int, kind: AbsenceKind = AbsenceKind.ANNUAL
) -> AbsenceRow:
    """Return leave by whole days."""
    span = rules.absence_span(first, first + (days - 1) * DAY)
    return AbsenceRow(number, person_id, f"Kişi {person_id}", kind, *span, "Selin AKTAŞ", 1)


def month(
    key: str,
    people: Sequence[PersonRow],
    patterns: Sequence[PatternRow] = (MAIN,),
    *,
    days: int = 31,
    absences: Iterable[AbsenceRow] = (),
    neighbours: Iterable[DutyRow] = (),
    held: Iterable[tuple[int, int]] = (),
    locked: Iterable[int] = (),
    **other: Any,
) -> MonthProblem:
    """Return the problem of a month.

    Args:
        key: Such as `2026-12`.
        people: Who can be on duty.
        patterns: Of its duties, which are numbered from 1 in their order.
        days: Its first days only, from the first on.
        absences: Of these people.
        neighbours: Duties around it.
        held: Numbers of duties with who has them.
        locked: Numbers of duties that stay as they are.
        other: Values of the problem.
    """
    first = month_start(key)
    closures = closures_between(first - 20 * DAY, first + 50 * DAY)
    order = tuple(DutyKind)
    made = sorted(
        (
            (starts_at, order.index(one.kind), one.pattern_id, ends_at, one)
            for one, starts_at, ends_at in rules.plan_month(key, patterns, closures)
        ),
        key=lambda slot: slot[:3],
    )
    end = rules.absence_span(first, first + (days - 1) * DAY)[1]
    names = {one.person_id: one.name for one in people}
    holders = dict(held)
    duties = tuple(
        DutyRow(
            number,
            one.kind,
            starts_at,
            ends_at,
            one.rest_minutes,
            one.is_active,
            holders.get(number),
            names.get(holders.get(number, 0), ""),
            "",
            1,
            is_locked=number in set(locked),
        )
        for number, (starts_at, _, _, ends_at, one) in enumerate(made, start=1)
        if starts_at < end
    )
    values: dict[str, Any] = {
        "deviations": {},
        "tasks": (),
        "published": {},
        "limits": Limits(),
        "open_ids": frozenset(
            one.duty_id for one in duties if one.person_id is None and not one.is_locked
        ),
    }
    return MonthProblem(
        month=key,
        duties=duties,
        neighbours=tuple(neighbours),
        people=tuple(people),
        absences=tuple(absences),
        closures=closures,
        **{**values, **other},
    )


def cut(problem: MonthProblem) -> MonthProblem:
    """Return a month whose first duty is cut into two parts after half of its time."""
    first, *others = problem.duties
    middle = first.starts_at + (first.ends_at - first.starts_at) / 2
    part = replace(first, duty_id=9100, starts_at=middle, part_of=first.duty_id)
    return replace(
        problem,
        duties=(replace(first, ends_at=middle), part, *others),
        open_ids=problem.open_ids | {part.duty_id},
    )


@st.composite
def months(draw: DrawFn) -> MonthProblem:
    """Return a month of any year, with leave, exemptions, workers, limits, a tail and a cut."""
    key = f"{draw(st.integers(2024, 2032))}-{draw(st.integers(1, 12)):02}"
    first = month_start(key)
    people = [
        somebody(
            number,
            kinds=draw(st.sampled_from([OFFICE, OFFICE, DRIVES, frozenset({DutyKind.MAIN})])),
            employment=draw(st.sampled_from([*[Employment.OFFICIAL] * 4, Employment.WORKER])),
            phone=draw(st.sampled_from([*["+905000004100"] * 6, ""])),
            ends_on=draw(st.sampled_from([*[None] * 8, first + 15 * DAY])),
        )
        for number in range(1, draw(st.integers(2, 12)) + 1)
    ]
    kinds = [AbsenceKind.ANNUAL, AbsenceKind.REPORT, AbsenceKind.NIGHT_EXEMPT]
    absences = [
        away(
            number,
            draw(st.integers(1, len(people))),
            first + draw(st.integers(-5, 30)) * DAY,
            draw(st.integers(1, 15)),
            draw(st.sampled_from(kinds)),
        )
        for number in range(1, draw(st.integers(0, 2 * len(people))) + 1)
    ]
    more = draw(st.sets(st.sampled_from(range(3))))
    patterns = [MAIN, *((STAND_IN, DRIVER, SHORT)[place] for place in sorted(more))]
    begins, _ = rules.absence_span(first - DAY, first)
    tail = DutyRow(
        9001,
        DutyKind.MAIN,
        begins,
        begins + DAY,
        rest_minutes=1440,
        is_active=True,
        person_id=draw(st.integers(1, len(people))),
        person_name="",
        reason="",
        version=1,
    )
    base = month(key, people, patterns, absences=absences, neighbours=[tail])
    base = cut(base) if draw(st.booleans()) else base
    numbers = [one.duty_id for one in base.duties]
    return replace(
        base,
        open_ids=base.open_ids - draw(st.sets(st.sampled_from(numbers), max_size=4)),
        limits=Limits(month_most=draw(st.sampled_from([0, 0, 4, 7]))),
        deviations={
            one.person_id: dict.fromkeys(DayClass, draw(st.integers(-3, 3)) / 2) for one in people
        },
        wishes=tuple(
            WishRow(
                number,
                draw(st.integers(1, len(people))),
                "",
                first + draw(st.integers(0, 27)) * DAY,
                draw(st.sampled_from(WishKind)),
                draw(st.sampled_from(WishDegree)),
                "",
                1,
            )
            for number in range(draw(st.integers(0, 4)))
        ),
        seed=draw(st.integers(0, 9)),
    )
