"""A month of invented duties, as the rota's papers, workbook and calendar take it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from alo183_desktop.rota import rules
from alo183_desktop.rota.holidays import closures_between
from alo183_desktop.rota.kinds import DutyKind, Employment, PatternDays
from alo183_desktop.rota.numbers import constant_numbers
from alo183_desktop.rota.record import Limits
from alo183_desktop.rota.rows import DutyRow, MonthSheet, MonthState, PatternRow, PersonRow
from alo183_desktop.rota.service import RotaVersion
from tests.unit.rota.duties import number_of

NAMES: Final = (
    "Şükrü AĞAOĞLU",
    "Nurşen BÜYÜKÖZTÜRK",
    "Mehmet Ali KARAİSMAİLOĞLU",
    "Gülsüm ŞİMŞEK",
    "Iraz ILGIN",
    "Müjgân Nurşen ÇETİNKAYAOĞLU",
)
NOW: Final = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
LIMITS: Final = Limits(director_name="Hasan KÖKSAL", director_phone="+905000004100")
PATTERNS: Final = (
    PatternRow(1, DutyKind.MAIN, PatternDays.EVERY, 480, 1440, 1440, is_active=True, version=1),
    PatternRow(2, DutyKind.STAND_IN, PatternDays.EVERY, 480, 1440, 0, is_active=False, version=1),
    PatternRow(3, DutyKind.DRIVER, PatternDays.EVERY, 480, 1440, 1440, is_active=True, version=1),
)


def person(number: int, name: str) -> PersonRow:
    return PersonRow(
        person_id=number,
        officer_id=number,
        name=name,
        employment=Employment.OFFICIAL,
        kinds=frozenset(DutyKind),
        starts_on=dt.date(2026, 1, 1),
        ends_on=None,
        number=number_of(f"+9050000041{number:02}"),
        version=1,
    )


PEOPLE: Final = tuple(person(number, name) for number, name in enumerate(NAMES, start=1))


def sheet_of(
    month: str,
    patterns: Sequence[PatternRow] = PATTERNS,
    people: Sequence[PersonRow] = PEOPLE,
    *,
    empty: Sequence[int] = (),
    published: int = 0,
) -> MonthSheet:
    """Return a month in which people take turns; `empty` are numbers of duties without anybody."""
    first = dt.date.fromisoformat(f"{month}-01")
    closures = closures_between(first, first + dt.timedelta(days=45))
    duties = []
    for number, (pattern, starts_at, ends_at) in enumerate(
        rules.plan_month(month, patterns, closures), start=1
    ):
        holder = None if number in empty else people[number * 7 % len(people)]
        duties.append(
            DutyRow(
                number,
                pattern.kind,
                starts_at,
                ends_at,
                pattern.rest_minutes,
                is_active=pattern.is_active,
                person_id=holder.person_id if holder else None,
                person_name=holder.name if holder else "",
                reason="",
                version=1,
            )
        )
    state = MonthState(
        month_id=1,
        month=month,
        basis="Genelge 2014/05, madde 3 ve 4",
        published=published,
        published_at=dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC) if published else None,
        changed=0,
        unsigned=0,
        has_approval=False,
        version=1,
    )
    return counted(
        MonthSheet(
            month,
            state,
            tuple(duties),
            (),
            tuple(people),
            (),
            closures,
            LIMITS,
            (),
            counts={},
            numbers=constant_numbers(people, now=NOW),
        )
    )


def counted(sheet: MonthSheet) -> MonthSheet:
    """Return a month with the counts of its duties."""
    begins = rules.whole_begins(sheet.duties)
    found = rules.counts_by_person(sheet.duties, sheet.closures, sheet.limits, begins)
    return replace(sheet, counts=found)


def moved(sheet: MonthSheet, duty_id: int, holder: PersonRow | None) -> MonthSheet:
    """Return a month in which somebody else has a duty."""
    duties = tuple(
        replace(
            one,
            person_id=holder.person_id if holder else None,
            person_name=holder.name if holder else "",
        )
        if one.duty_id == duty_id
        else one
        for one in sheet.duties
    )
    return counted(replace(sheet, duties=duties))


def version_of(sheet: MonthSheet, number: int = 1, before: MonthSheet | None = None) -> RotaVersion:
    changed = (
        () if before is None else rules.differences(rules.content_of(before.duties), sheet.duties)
    )
    return RotaVersion(sheet, number, changed, "fingerprint")
