"""Who is able, which line answers and what is there, as the coverage of the rota reads it."""

import datetime as dt

import pytest

from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.queries import held_by
from alo183_desktop.phones.reachability import service as reachability
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.rota import service
from alo183_desktop.rota.coverage import Leg
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell, GapFilter
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.kept_rotas import NOVEMBER, add, set_limits
from tests.database.phones import line_item, stock


@pytest.mark.both_backends
def test_that_an_officer_covers_their_subjects_under_a_line_that_answers(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        person_id = add(work, "", 1, main=True, officer_id=here.people.zeynep)
        service.begin_month(work, NOVEMBER)
        cells = [
            Cell(one.duty_id, one.version, person_id)
            for one in service.month_sheet(work, NOVEMBER).duties
            if one.kind is DutyKind.MAIN
        ]
        service.fill(work, cells)
        names = {one.subject_id: one.name for one in list_subjects(work.session)}
        own = {names[here.people.child], names[here.people.woman]}

    def gaps() -> dict[frozenset[Leg], set[str]]:
        with database.open_work("director") as work:
            found = service.find_gaps(work, GapFilter(frozenset({DutyKind.MAIN})))
        return {one.missing: set(one.subjects) for one in found if one.missing}

    assert gaps() == {}, "who is on main duty answers for every subject"
    with database.open_work("administrator") as work:
        set_limits(work, own_subjects_only=True)
    assert gaps() == {frozenset({Leg.OFFICER}): set(names.values()) - own}
    with database.open_work("administrator") as work:
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=work.now)
    assert gaps()[frozenset({Leg.LINE})] == own, "a line is known, and they hold none"
    clock.advance(minutes=5)
    with database.open_work("administrator") as work:
        held = held_by(work.session, here.people.ilknur, at=work.now)
        custody.pass_on(
            work,
            [one.custody_id for one in held],
            to_officer_id=here.people.zeynep,
            at=work.now,
        )
    clock.advance(minutes=1)
    assert frozenset({Leg.LINE}) not in gaps()
    for state, missing in ((ItemState.LOST, own), (ItemState.ISSUED, None)):
        with database.open_work("administrator") as work:
            phones.set_state(work, line_item(here.line), state=state, at=work.now)
        assert gaps().get(frozenset({Leg.LINE})) == missing, "nobody answers a line that is lost"
    for _ in range(3):
        clock.advance(hours=1)
        with database.open_work("clerk") as work:
            reachability.log_check(work, CheckValues(here.line, work.now, is_answered=False))
    assert gaps()[frozenset({Leg.LINE})] == own
    with database.open_work("auditor") as work:
        month = service.month_coverage(work, NOVEMBER)
        assert service.month_coverage(work, "2026-12") is None
    assert month is not None
    assert (month.asks_lines, month.asks_vehicles) == (True, False)
    first = month.hours[dt.datetime(2026, 11, 1, 5, tzinfo=dt.UTC)]
    assert first[here.people.disabled] == {Leg.OFFICER, Leg.STAND_IN, Leg.DRIVER}
