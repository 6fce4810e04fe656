"""A year of duties of thirty people: who is on duty, a month, a cell, its coverage, its papers."""

import datetime as dt
import random
import tempfile
from pathlib import Path
from typing import Any, Final

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.work import Work
from alo183_desktop.rota import papers, queries, rules, service
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind, Employment
from alo183_desktop.rota.record import AbsenceValues, PersonValues
from alo183_desktop.rota.rows import Cell, PersonFilter
from alo183_desktop.shared.calendar import month_span
from alo183_desktop.vehicles.record import VehicleValues
from alo183_desktop.vehicles.service import VEHICLES
from tests.benchmarks import people
from tests.benchmarks.measure import Figure, compare, in_time
from tests.database.kept_rotas import set_pattern

_TODAY: Final = dt.date(2026, 12, 22)
_NOW: Final = dt.datetime(2026, 12, 22, 9, tzinfo=dt.UTC)
_YEAR: Final = tuple(f"2026-{month:02}" for month in range(1, 13))
_MONTH: Final = _YEAR[-1]
_PEOPLE: Final = 30
_DRIVERS: Final = 6
_INSTANTS: Final = 100
_DUTIES_SQL: Final = (
    "SELECT d.*, p.*, o.given_names, o.surname, v.plate FROM duties d"
    " LEFT JOIN duty_people p ON p.id = d.person_id LEFT JOIN officers o ON o.id = p.officer_id"
    " LEFT JOIN vehicles v ON v.id = d.vehicle_id"
)


def measure() -> list[Figure]:
    """Return the figures of the rota; what is asked of them is told in milliseconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people.fill(folder, count=_PEOPLE, today=dt.date(2025, 12, 1))
        desk = Program(folder, clock=lambda: _NOW).unlock("demo", "demo")
        try:
            with desk.work() as work:
                _keep(work)
            with desk.work() as work:
                return [*_now(work), *_month(work), *_year(work)]
        finally:
            desk.close()


def _now(work: Work) -> list[Figure]:
    chance = random.Random(183)
    first, last = (month_span(month)[0] for month in (_YEAR[0], _MONTH))
    minutes = int((last - first).total_seconds()) // 60
    instants = [
        first + dt.timedelta(minutes=chance.randrange(minutes)) for _one in range(_INSTANTS)
    ]
    driver: Any = work.session.connection().connection.driver_connection

    def ask() -> None:
        for at in instants:
            service.on_duty(work, at)

    def raw() -> None:
        for at in instants:
            told = at.replace(tzinfo=None).isoformat(" ", timespec="microseconds")
            holding = " WHERE d.starts_at <= ? AND d.ends_at > ?"
            driver.execute(_DUTIES_SQL + holding, (told, told)).fetchall()
            away = "SELECT * FROM absences WHERE starts_at <= ? AND ends_at > ?"
            driver.execute(away, (told, told)).fetchall()
            driver.execute("SELECT * FROM vehicles").fetchall()
            driver.execute(
                "SELECT director_name, (SELECT min(starts_at) FROM duties WHERE starts_at > ?),"
                " (SELECT max(ends_at) FROM duties WHERE starts_at <= ?) FROM rota_limits",
                (told, told),
            ).fetchall()

    return [
        in_time("who is on duty at an instant, own time / 5 ms", ask, 5.0, pieces=_INSTANTS),
        compare(
            "who is on duty at an instant / raw engine",
            ask,
            raw,
            goal=10.0,
            work_ours=_INSTANTS,
            work_baseline=_INSTANTS,
        ),
    ]


def _month(work: Work) -> list[Figure]:
    driver: Any = work.session.connection().connection.driver_connection
    sheet, known = queries.sheet_and_facts(work.session, _MONTH, now=_NOW, shows_kind=True)
    duty = sheet.duties[len(sheet.duties) // 2]
    (number,) = (one for one in (duty.person_id,) if one is not None)

    def read() -> None:
        service.month_sheet(work, _MONTH)

    def raw() -> None:
        driver.execute(_DUTIES_SQL + " WHERE d.month = ?", (_MONTH,)).fetchall()
        driver.execute("SELECT * FROM absences").fetchall()
        driver.execute("SELECT * FROM duty_people").fetchall()

    def judge() -> None:
        rules.check_all(sheet.duties, known)

    def one_cell() -> None:
        rules.check(duty, number, known)

    return [
        in_time("a month sheet with its rules, own time / 150 ms", read, 150.0),
        compare("a month sheet with its rules / raw engine", read, raw, goal=25.0),
        in_time("the rules of a month, own time / 50 ms", judge, 50.0),
        in_time("the rules of one cell, own time / 10 ms", one_cell, 10.0),
        in_time(
            "who could have a duty, own time / 5 ms",
            lambda: rules.candidates(duty, known, sheet.closures, month=_MONTH),
            5.0,
        ),
        in_time(
            "the coverage of a month, own time / 50 ms",
            lambda: service.month_coverage(work, _MONTH),
            50.0,
        ),
    ]


def _year(work: Work) -> list[Figure]:
    return [
        in_time(
            "the workbook of a year, own time / 2 s",
            lambda: _year_workbook(work),
            2000.0,
        ),
    ]


def _year_workbook(work: Work) -> bytes:
    return papers.read_workbook(work, _MONTH, is_year=True)()


def _keep(work: Work) -> None:
    """Let everybody take turns for a year, with leave of each and a vehicle."""
    chance = random.Random(183)
    since = dt.date(2025, 1, 1)
    vehicle = VehicleValues("06 ABC 123", "Doblo", 5, has_child_seat=True, starts_on=since)
    vehicle_id = VEHICLES.save(work, None, vehicle)
    for pattern in service.read_settings(work)[1]:
        if pattern.kind is DutyKind.DRIVER:
            set_pattern(work, pattern, vehicle_id=vehicle_id)
    for index, (officer_id, _name) in enumerate(service.officers_to_add(work)):
        drives = index < _DRIVERS
        values = PersonValues(
            officer_id=officer_id,
            name="",
            phone=f"+9050200{index:05}",
            employment=Employment.OFFICIAL,
            does_main=not drives,
            does_stand_in=not drives,
            does_driver=drives,
            starts_on=dt.date(2025, 12, 1),
        )
        person_id = service.PEOPLE.save(work, None, values)
        for _leave in range(3):
            first = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(350))
            span = rules.absence_span(first, first + dt.timedelta(days=chance.randint(1, 9)))
            absence = AbsenceValues(person_id, AbsenceKind.ANNUAL, *span)
            service.ABSENCES.save(work, None, absence)
    rows = service.list_people(work, PersonFilter())
    turns = {kind: [one.person_id for one in rows if kind in one.kinds] for kind in tuple(DutyKind)}
    for month in _YEAR:
        service.begin_month(work, month)
        cells = []
        for index, duty in enumerate(service.month_sheet(work, month).duties):
            half = len(turns[duty.kind]) // 2 if duty.kind is DutyKind.STAND_IN else 0
            turn = turns[duty.kind][(index // len(turns) + half) % len(turns[duty.kind])]
            cells.append(Cell(duty.duty_id, duty.version, turn))
        service.fill(work, cells)
