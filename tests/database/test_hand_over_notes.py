"""Hand-over notes: what is filled in is what the pages show, and it stays so."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.cases import service as cases
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.overview import hand_overs as writing
from alo183_desktop.overview.service import count
from alo183_desktop.rota import hand_overs, rules
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import HandOverFilter
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.vehicles import service as vehicles
from tests.clocks import FixedClock
from tests.database.cases import add
from tests.database.databases import Database
from tests.database.kept_rotas import NOVEMBER, give, keep, take_turns
from tests.database.test_vehicles import DOBLO, VELI, drives, order_of
from tests.documents.printed_pages import texts_of
from tests.unit.rota.duties import AYSE, MURAT, at, duty

LATE: Final = HandOverFilter(is_late=True)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-12-02 07:30", "2026-12-02 08:00"),
        ("2026-12-02 09:30", "2026-12-02 08:00"),
        ("2026-12-03 06:00", "2026-12-03 08:00"),
    ],
)
def test_that_the_nearest_change_from_one_to_another_is_handed_over(now: str, begins: str) -> None:
    days = [
        duty("2026-12-01 08:00", "2026-12-02 08:00", AYSE),
        duty("2026-12-02 08:00", "2026-12-03 08:00", MURAT),
        duty("2026-12-03 08:00", "2026-12-04 08:00", 3),
        duty("2026-12-02 07:00", "2026-12-03 07:00", 4, kind=DutyKind.DRIVER),
    ]
    pair = rules.change_of_duty(days, at=at(now))
    assert pair is not None
    assert pair[1].starts_at == at(begins)
    assert rules.change_of_duty(days[:1], at=at(now)) is None


@pytest.mark.both_backends
def test_that_a_note_says_what_the_pages_say_at_that_instant_and_stays_so(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        for number in ("183-2026-000001", "183-2026-000002"):
            add(work, kept.desk, number)
    with database.open_work() as work:
        draft = writing.prepare(work)
        assert (draft.from_name, draft.to_name) == ("Gülsüm ŞİMŞEK", "Ayşe DEMİR")
        assert draft.at == at("2026-11-24 08:00")
        note_id = writing.write(work, "  Kapı kodu değişti.  ")
        with pytest.raises(KnownError, match="handed_over"):
            writing.write(work, "")
        shown = cases.find_cases(work, CaseFilter(view=CaseView.RUNNING))
        (row,) = hand_overs.find_hand_overs(work, HandOverFilter())
        assert [one[0] for one in row.facts["cases"]] == [one.number for one in shown]
        assert [dt.datetime.fromisoformat(one[3]) for one in row.facts["cases"]] == [
            one.due_at for one in shown
        ]
        assert len(shown) == 2
        assert (row.note, row.by_name) == ("Kapı kodu değişti.", work.actor.name)
        words = " ".join(texts_of(writing.read_paper(work, note_id)()))
        # Their cases are those of the minute of the list, which is later than the change.
        minute = f"Sisteme girilmemiş vakalar, {format_instant(draft.noted_at)} itibarıyla"
        assert draft.noted_at == work.now > draft.at
        for said in ("Nöbet devir notu", "Gülsüm ŞİMŞEK", "183-2026-000001", "Kapı kodu", minute):
            assert said in words
    for act in ("UPDATE hand_overs SET note = 'x'", "DELETE FROM hand_overs"):
        with database.open_work("administrator") as work:
            with pytest.raises(DBAPIError, match="frozen"):
                work.session.execute(text(act))
            work.session.rollback()
    clock.advance(minutes=59)
    with database.open_work() as work:
        assert hand_overs.find_hand_overs(work, LATE) == ()
    clock.advance(minutes=1)
    with database.open_work() as work:
        assert count(work, LATE) == len(hand_overs.find_hand_overs(work, LATE)) == 1
        with pytest.raises(ConflictError):
            hand_overs.confirm_hand_over(work, note_id, version=9)
        hand_overs.confirm_hand_over(work, note_id, version=row.version)
        assert count(work, LATE) == 0
        (after,) = hand_overs.find_hand_overs(work, HandOverFilter())
        assert (after.confirmed_by, after.facts) == (work.actor.name, row.facts)
        with pytest.raises(KnownError, match="confirmed"):
            hand_overs.confirm_hand_over(work, note_id, version=after.version)


def test_that_a_note_says_where_each_vehicle_on_duty_stands(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        vehicle_id = vehicles.VEHICLES.save(work, None, DOBLO)
        driver_id = vehicles.DRIVERS.save(work, None, VELI)
        for one in drives(work):
            rota.set_vehicle(work, [(one.duty_id, one.version)], vehicle_id)
        (taking,) = (one for one in drives(work) if one.starts_at == at("2026-11-24 08:00"))
        name = taking.person_name
        unknown = [["06 ABC 123", name, None]]
        assert writing.prepare(work).facts["vehicles"] == unknown
        out_at = at("2026-11-23 10:00")
        trip = replace(
            order_of(work, vehicle_id, driver_id),
            out_at=out_at,
            in_at=at("2026-11-23 12:00"),
            out_km=45_180,
            in_km=45_210,
        )
        vehicles.ORDERS.save(work, None, trip)
        note_id = writing.write(work, "")
        (row,) = hand_overs.find_hand_overs(work, HandOverFilter())
        assert row.facts["vehicles"] == [["06 ABC 123", name, 45_210]]
        words = " ".join(texts_of(writing.read_paper(work, note_id)()))
        assert "06 ABC 123" in words
        assert "45.210" in words


def test_that_without_somebody_who_begins_there_is_nothing_to_hand_over(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        for day in (22, 24, 26):
            give(work, NOVEMBER, day, DutyKind.MAIN, None)
        with pytest.raises(KnownError, match="no_change"):
            writing.prepare(work)
