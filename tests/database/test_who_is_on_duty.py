"""Who is on duty at an instant: the same everywhere, whatever a month contains."""

import contextlib
import datetime as dt
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import pytest

from alo183_desktop.cases.responsibility import propose_officers
from alo183_desktop.db.work import Work
from alo183_desktop.overview import reports
from alo183_desktop.overview.service import look
from alo183_desktop.rota import queries, service, unreached
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind
from alo183_desktop.rota.record import AbsenceValues, UnreachedValues
from alo183_desktop.rota.rows import Cell, DutyNow
from alo183_desktop.rota.rules import absence_span, duty_line
from alo183_desktop.shared.calendar import day_start, month_after, month_start
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.desks import Furnished, furnish
from tests.database.kept_rotas import NOVEMBER, add, take_over
from tests.database.test_rota_command import reported, run
from tests.examples import at_most

SEEDS: Final = range(at_most(6, daily=1))
INSTANTS: Final = 5
START: Final = day_start(month_start(NOVEMBER))
END: Final = day_start(month_start(month_after(NOVEMBER)))


@dataclass(frozen=True, slots=True)
class Month:
    """A month in which people came, left, were ill and took over from each other."""

    desk: Furnished
    officers: dict[int, int]
    """Of people who are officers too: the officer by the number of the person."""


def live(database: Database, dice: Random) -> Month:
    """Let anything of a month be there or not."""
    with database.open_work("administrator") as work:
        desk = furnish(work)
        held = [desk.zeynep, desk.ilknur, desk.spare]
        persons = {
            add(work, "", index, main=True, stand_in=True, officer_id=officer_id): officer_id
            for index, officer_id in enumerate(held, start=1)
        }
        people = [*persons, add(work, "Murat KAYA", 9, main=True, stand_in=True)]
        service.begin_month(work, NOVEMBER)
        cells = []
        for duty in service.month_sheet(work, NOVEMBER).duties:
            # Who could have two duties at once has main duty on odd days, the others on even ones.
            mine = (duty.starts_at.day % 2 == 0) == (duty.kind is DutyKind.MAIN)
            if duty.kind is not DutyKind.DRIVER and dice.random() < 0.85:
                chosen = dice.choice(people[:2] if mine else people[2:])
                cells.append(Cell(duty.duty_id, duty.version, chosen))
        service.fill(work, cells)
        for _absence in range(dice.randrange(4)):
            first = month_start(NOVEMBER) + dt.timedelta(days=dice.randrange(28))
            span = absence_span(first, first + dt.timedelta(days=dice.randrange(3)))
            kind = dice.choice([AbsenceKind.ANNUAL, AbsenceKind.NIGHT_EXEMPT])
            service.ABSENCES.save(work, None, AbsenceValues(dice.choice(people), kind, *span))
        if dice.random() < 0.5:
            gone = dice.choice(people)
            values, version = service.PEOPLE.open(work, gone)
            ends_on = month_start(NOVEMBER) + dt.timedelta(days=dice.randrange(5, 28))
            service.PEOPLE.save(work, gone, replace(values, ends_on=ends_on), version=version)
    for _swap in range(3):
        with contextlib.suppress(KnownError), database.open_work("administrator") as work:
            _take_over(work, dice, people)
    return Month(desk, persons)


def _take_over(work: Work, dice: Random, people: list[int]) -> None:
    """Let somebody take the second half of a duty."""
    duty = dice.choice(
        [one for one in service.month_sheet(work, NOVEMBER).duties if one.person_id is not None]
    )
    half = duty.starts_at + (duty.ends_at - duty.starts_at) / 2
    take_over(work, duty, dice.choice(people), half)


def instants(work: Work, dice: Random) -> list[dt.datetime]:
    """Return minutes of the month, the edges of some duties and the minutes before among them."""
    minutes = int((END - START).total_seconds()) // 60
    found = [START + dt.timedelta(minutes=dice.randrange(minutes)) for _one in range(INSTANTS)]
    for duty in dice.sample(service.month_sheet(work, NOVEMBER).duties, 3):
        found += [duty.starts_at, duty.starts_at - dt.timedelta(minutes=1), duty.ends_at]
    return [at for at in found if START <= at < END]


@pytest.mark.parametrize("seed", SEEDS)
def test_that_every_place_shows_alike_who_is_on_duty(
    database: Database, clock: FixedClock, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    dice = Random(seed)
    clock.set(START - dt.timedelta(days=20))
    month = live(database, dice)
    with database.open_work("administrator") as work:
        asked = instants(work, dice)
    for at in sorted(asked):
        clock.set(at)
        with database.open_work("administrator") as work:
            now = service.on_duty(work)
            assert _by_the_sheet(work, at) == _reported(now), at
            assert look(work).duty == now, "Bugün"
            _agree_on_paper(reports.today_sheet(work).on_duty, now)
            _agree_in_the_foot(duty_line(now), now)
            _agree_on_a_case(work, month, now)
            tried = UnreachedValues(at, "Operatör Işıl ÇAĞ", "+905320000001")
            number = unreached.REPORTS.save(work, None, tried)
            assert unreached.read_evidence(work, number).on_duty == now.people, "unreached"
            for person_id, officer_id in month.officers.items():
                ahead = queries.duties_of_officer(work.session, officer_id, now=at)
                assert any(one.starts_at <= at for one in ahead) == any(
                    one.person_id == person_id for one in now.people
                ), "the officer's own duties"
        assert run(database, "duty", "--json") == 0
        said = reported(capsys)["on_duty"]
        assert [(one["kind"], one["person_id"]) for one in said] == [
            (one.kind, one.person_id if one.is_held else None) for one in now.people
        ], "alo183 duty"


def _by_the_sheet(work: Work, at: dt.datetime) -> set[tuple[DutyKind, int | None]]:
    """Return who is on which duty by the rows of the month alone."""
    duties = service.month_sheet(work, NOVEMBER).duties
    running = [one for one in duties if one.starts_at <= at < one.ends_at]
    return {(one.kind, one.person_id) for one in running}


def _reported(now: DutyNow) -> set[tuple[DutyKind, int | None]]:
    return {(one.kind, one.person_id) for one in now.people}


def _agree_on_paper(words: str, now: DutyNow) -> None:
    for one in now.people:
        assert (one.name in words) == one.is_held or not one.name
    assert words.count(" boş") == sum(not one.is_held for one in now.people)


def _agree_in_the_foot(words: str, now: DutyNow) -> None:
    shown = (DutyKind.MAIN, DutyKind.STAND_IN)
    called = {one.name for kind in shown for one in now.of(kind)}
    assert all(name in words for name in called)
    assert not any(one.name in words for one in now.people if one.name and one.name not in called)
    # Before the first duty of all nobody keeps a rota yet, and nobody can be missing.
    assert ("Nöbetçi yok" in words) == (now.is_kept and not now.holds)


def _agree_on_a_case(work: Work, month: Month, now: DutyNow) -> None:
    """Demand that the proposal knows as on duty who holds one and is there, and nobody else."""
    held = {
        month.officers[one.person_id]: one.kind
        for one in now.people
        if one.is_held and one.person_id in month.officers and one.kind is not DutyKind.DRIVER
    }
    proposed = propose_officers(work, month.desk.child, at=now.at)
    there = {one.officer_id: one.duty for one in proposed if one.duty and not one.is_away}
    assert there == held, "the proposal of a case"
