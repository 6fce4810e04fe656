"""A directorate whose people take turns on duty, through the services that a clerk uses."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from alo183_desktop.db.work import Work
from alo183_desktop.rota import papers, service
from alo183_desktop.rota.kinds import DutyKind, Employment, SwapManner
from alo183_desktop.rota.record import PATTERN, PersonValues
from alo183_desktop.rota.rows import Cell, DutyRow, PatternRow
from alo183_desktop.rota.swap_service import SwapWanted, swap
from tests.database.desks import Furnished, furnish

NOVEMBER: Final = "2026-11"
HEADING: Final = ("T.C.", "ANKARA VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü")
MAIN_PERSON: Final = PersonValues(
    officer_id=None,
    name="",
    phone="",
    employment=Employment.OFFICIAL,
    does_main=True,
    does_stand_in=False,
    does_driver=False,
    starts_on=dt.date(2026, 1, 1),
)
"""Somebody who can be on main duty; tests say who it is, and what else they can do."""
_MAIN: Final = ("Ayşe DEMİR", "Murat KAYA", "Elif SOYLU", "Gülsüm ŞİMŞEK")
_STAND_IN: Final = ("Şükrü AĞAOĞLU", "Iraz ILGIN")
_DRIVERS: Final = ("Kadir GÖKÇE", "Ümit ÜNLÜSOY", "Fatih ERDEM")


@dataclass(frozen=True, slots=True)
class Kept:
    """Numbers of who takes turns on which duty."""

    desk: Furnished
    people: dict[DutyKind, tuple[int, ...]]


def keep(work: Work) -> Kept:
    """Furnish a directorate, and enter who can be on duty."""
    desk = furnish(work)
    people = {
        DutyKind.MAIN: tuple(
            add(work, name, index, main=True) for index, name in enumerate(_MAIN, start=1)
        ),
        DutyKind.STAND_IN: tuple(
            add(work, name, index, stand_in=True) for index, name in enumerate(_STAND_IN, start=11)
        ),
        DutyKind.DRIVER: tuple(
            add(work, name, index, driver=True) for index, name in enumerate(_DRIVERS, start=21)
        ),
    }
    return Kept(desk, people)


def set_limits(work: Work, **changed: Any) -> None:
    """Set limits of the rota; the others stay."""
    limits, version = service.LIMITS.open(work, 1)
    service.LIMITS.save(work, 1, replace(limits, **changed), version=version)


def set_pattern(work: Work, pattern: PatternRow, **changed: Any) -> int:
    """Change a pattern as it was read, or without an id add one."""
    values = replace(PATTERN.stored(pattern), **changed)
    number = pattern.pattern_id or None
    return service.PATTERNS.save(work, number, values, version=pattern.version)


def add(
    work: Work,
    name: str,
    place: int,
    *,
    main: bool = False,
    stand_in: bool = False,
    driver: bool = False,
    officer_id: int | None = None,
) -> int:
    """Enter somebody who can be on duty; return their number."""
    values = replace(
        MAIN_PERSON,
        officer_id=officer_id,
        name="" if officer_id else name,
        phone=f"+9050000041{place:02}",
        does_main=main,
        does_stand_in=stand_in,
        does_driver=driver,
    )
    return service.PEOPLE.save(work, None, values)


def take_turns(work: Work, kept: Kept, month: str, *, empty: Collection[int] = ()) -> None:
    """Begin a month and let people take turns; `empty` are days without anybody on main duty."""
    service.begin_month(work, month)
    cells = []
    for duty in service.month_sheet(work, month).duties:
        day = (duty.starts_at + dt.timedelta(hours=3)).day
        people = kept.people[duty.kind]
        if duty.kind is not DutyKind.MAIN or day not in empty:
            cells.append(Cell(duty.duty_id, duty.version, people[day % len(people)]))
    service.fill(work, cells)
    state = service.month_sheet(work, month).state
    assert state is not None
    service.set_basis(work, month, "Genelge 2014/05, madde 3", version=state.version)


def publish(work: Work, month: str) -> None:
    """Publish what a month says now."""
    version = service.prepare_version(work, month)
    service.publish(work, version, papers.make_papers(version, HEADING))


def give(work: Work, month: str, day: int, kind: DutyKind, person_id: int | None) -> None:
    """Let somebody have a duty that begins on a day."""
    duty = next(
        one
        for one in service.month_sheet(work, month).duties
        if one.kind is kind and (one.starts_at + dt.timedelta(hours=3)).day == day
    )
    service.fill(work, [Cell(duty.duty_id, duty.version, person_id)])


def take_over(
    work: Work,
    duty: DutyRow,
    person_id: int,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    *,
    is_urgent: bool = True,
) -> int:
    """Let somebody take a duty over by order, or what of it is said; return the number of it."""
    wanted = SwapWanted(
        duty.duty_id,
        duty.version,
        since or duty.starts_at,
        until or duty.ends_at,
        person_id,
        SwapManner.ORDER,
        is_urgent=is_urgent,
        reason="Yolda kaldı",
    )
    return swap(work, wanted)
