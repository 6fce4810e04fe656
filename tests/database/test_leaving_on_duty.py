"""Somebody who has left is not the one on duty: every place that shows the duty says so."""

import datetime as dt
import io
from dataclasses import replace

import pytest
import python_calamine

from alo183_desktop.overview import reports
from alo183_desktop.retention import readiness
from alo183_desktop.rota import papers, queries, service, worked
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.ledger import LedgerFilter
from alo183_desktop.rota.rows import DutyRow, GapFilter
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.kept_rotas import HEADING, NOVEMBER, Kept, keep, publish, take_turns
from tests.database.test_rota_command import reported, run
from tests.documents.printed_pages import texts_of

NOON = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 10)
LEAVER = "Elif SOYLU"


@pytest.fixture
def kept(database: Database, clock: FixedClock) -> Kept:
    """Return a published month; whoever is on main duty at noon of the 10th leaves with that day.

    The clock stands at noon.
    """
    clock.set(NOON - dt.timedelta(days=15))
    with database.open_work("administrator") as work:
        made = keep(work)
        take_turns(work, made, NOVEMBER)
        publish(work, NOVEMBER)
    clock.set(NOON)
    return made


def leave(database: Database, day: dt.date = TODAY) -> DutyRow:
    """Let whoever is on main duty leave with a day, and return the duty."""
    with database.open_work("administrator") as work:
        assert service.on_duty(work).holds
        duty = _running(service.month_sheet(work, NOVEMBER).duties)
        assert duty.person_id is not None
        assert duty.person_name == LEAVER
        values, version = service.PEOPLE.open(work, duty.person_id)
        values = replace(values, ends_on=day)
        service.PEOPLE.save(work, duty.person_id, values, version=version)
    return duty


def _running(duties: tuple[DutyRow, ...]) -> DutyRow:
    (found,) = (
        one for one in duties if one.kind is DutyKind.MAIN and one.starts_at <= NOON < one.ends_at
    )
    return found


@pytest.mark.usefixtures("kept")
def test_that_no_place_has_somebody_on_duty_who_left_with_that_day(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        begin, end = NOON.date().replace(day=1), NOON.date()
        before = {one.name: one for one in worked.find_ledger(work, LedgerFilter(NOVEMBER))}
        counted = service.month_sheet(work, NOVEMBER).counts
        (ready,) = (
            one
            for one in readiness.find_readiness(work, begin, end)
            if one.what.startswith("Görevlisi olan asıl")
        )
    duty = leave(database)
    assert duty.person_id is not None
    with database.open_work("administrator") as work:
        now = service.on_duty(work)
        assert not now.holds
        assert LEAVER not in reports.today_sheet(work).on_duty
        assert queries.officers_on_duty(work.session, NOON) == {}
        gaps = queries.find_gaps(work.session, GapFilter(is_now=True), now=NOON)
        assert [one.away for one in gaps if one.kind is DutyKind.MAIN] == [LEAVER]
        sheet = service.month_sheet(work, NOVEMBER)
        running = _running(sheet.duties)
        assert (running.is_held, running.holder_name) == (False, "")
        assert sheet.numbers.of(running) is None
        # Duties ahead are theirs no more either; only what they held counts.
        held = [one for one in sheet.duties if one.person_id == duty.person_id and one.is_held]
        assert all(one.starts_at < NOON - dt.timedelta(hours=24) for one in held)
        left = counted[duty.person_id].by_kind[DutyKind.MAIN]
        assert sheet.counts[duty.person_id].by_kind[DutyKind.MAIN] == len(held) < left
        row = next(
            one for one in worked.find_ledger(work, LedgerFilter(NOVEMBER)) if one.name == LEAVER
        )
        assert row.total.month == len(held) < before[LEAVER].total.month
        assert sheet.state is not None
        # Who gives up their duties is no change of a number.
        assert (sheet.state.changed, sheet.state.renumbered) == (left - len(held), 0)
        made = papers.draft_pdf(sheet, HEADING)
        (again,) = (
            one for one in readiness.find_readiness(work, begin, end) if one.what == ready.what
        )
        assert (again.there, again.lacks) == (ready.there - 1, ready.lacks + 1)
        book = papers.workbook(worked.read_period(work, [NOVEMBER]), "Kasım")
    assert run(database, "rota", "--month", NOVEMBER, "--json") == 0
    told = next(one for one in reported(capsys)["duties"] if one["duty_id"] == running.duty_id)
    assert {told[key] for key in ("person_id", "person", "phone")} == {None}
    printed = "".join(texts_of(made))
    assert printed.count(LEAVER) == len(held) + 1, "each duty, and the counts"
    sheets = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book))
    days = sheets.get_sheet_by_name("Çizelge").to_python()
    assert sum(LEAVER in str(line) for line in days) == len(held)
    own = sheets.get_sheet_by_name("Nöbetler").to_python()
    (line,) = (one for one in own if one[0] == TODAY and one[3] == DutyKind.MAIN.words)
    assert (line[4], line[10]) == ("BOŞ", LEAVER)


@pytest.mark.usefixtures("kept")
def test_that_the_last_night_is_held_to_its_end(database: Database, clock: FixedClock) -> None:
    leave(database, TODAY + dt.timedelta(days=1))
    clock.set(dt.datetime(2026, 11, 11, 3, tzinfo=dt.UTC))
    with database.open_work("administrator") as work:
        assert service.on_duty(work).holds
        assert _running(service.month_sheet(work, NOVEMBER).duties).is_held_throughout


@pytest.mark.usefixtures("kept")
def test_that_who_was_there_after_they_left_is_recorded_and_counts(
    database: Database, clock: FixedClock
) -> None:
    duty = leave(database)
    clock.advance(hours=1)
    with database.open_work("administrator") as work:
        (before,) = (
            one for one in worked.find_ledger(work, LedgerFilter(NOVEMBER)) if one.name == LEAVER
        )
        (one,) = (
            each
            for each in service.month_sheet(work, NOVEMBER).duties
            if each.duty_id == duty.duty_id
        )
        until = duty.starts_at + dt.timedelta(hours=4)
        worked.note_worked(
            work,
            duty.duty_id,
            duty.person_id,
            starts_at=duty.starts_at,
            ends_at=until,
            version=one.version,
        )
        (after,) = (
            one for one in worked.find_ledger(work, LedgerFilter(NOVEMBER)) if one.name == LEAVER
        )
    assert after.month_minutes - before.month_minutes == 4 * 60
