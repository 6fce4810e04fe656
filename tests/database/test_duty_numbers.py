"""The number of who is on duty: no place names one that this person does not answer."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import pytest
from sqlalchemy import update

from alo183_desktop.db.work import Work
from alo183_desktop.officers.model import Officer
from alo183_desktop.overview import hand_overs, reports
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Custody, PhoneLine
from alo183_desktop.phones.queries import held_by, list_custodies
from alo183_desktop.phones.rows import CustodyFilter
from alo183_desktop.rota import papers, queries, rules, service
from alo183_desktop.rota.coverage import Leg
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import Duty
from alo183_desktop.rota.numbers import NumberState
from alo183_desktop.rota.rows import Cell, GapFilter
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.kept_rotas import HEADING, NOVEMBER, add, publish, set_limits
from tests.database.phones import line_item, line_values, stock
from tests.database.test_rota_command import reported, run
from tests.documents.printed_pages import texts_of
from tests.examples import at_most

SEEDS: Final = range(at_most(8, daily=1))
ACTS: Final = 8
NOON: Final = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Here:
    """Two officers who take turns on main duty and standing in, and two lines."""

    officers: dict[int, int]
    """By the id of the person."""
    lines: tuple[int, int]


def begin(work: Work) -> Here:
    """Fill a month in which each of two officers is on main duty while the other stands in."""
    here = stock(work)
    second = phones.LINES.save(work, None, line_values(2))
    officers = {}
    for officer_id in (here.people.zeynep, here.people.ilknur):
        person_id = add(work, "", 1, main=True, stand_in=True, officer_id=officer_id)
        values, version = service.PEOPLE.open(work, person_id)
        service.PEOPLE.save(work, person_id, replace(values, phone=""), version=version)
        officers[person_id] = officer_id
    # The roster goes on naming the line that the first of them had.
    number = work.session.get_one(PhoneLine, here.line).phone
    for officer_id, mobile in ((here.people.zeynep, number), (here.people.ilknur, "")):
        work.session.get_one(Officer, officer_id).corporate_mobile = mobile
    custody.issue(work, [line_item(here.line)], officer_id=here.people.zeynep, at=work.now)
    service.begin_month(work, NOVEMBER)
    people = list(officers)
    cells = []
    for duty in service.month_sheet(work, NOVEMBER).duties:
        if duty.kind is not DutyKind.DRIVER:
            turn = duty.starts_at.day + (duty.kind is DutyKind.STAND_IN)
            cells.append(Cell(duty.duty_id, duty.version, people[turn % 2]))
    service.fill(work, cells)
    return Here(officers, (here.line, second))


def act(work: Work, dice: Random, here: Here) -> None:
    """Do one thing to a line that an office does."""
    line_id = dice.choice(here.lines)
    item = line_item(line_id)
    held = {
        one.line_id: one
        for one in work.session.query(Custody).filter(Custody.to_at.is_(None))
        if one.line_id is not None
    }
    officer_id = dice.choice(list(here.officers.values()))
    if line_id not in held:
        custody.issue(work, [item], officer_id=officer_id, at=work.now)
        return
    match dice.choice(["back", "on", "lost", "found"]):
        case "back":
            custody.give_back(work, [held[line_id].id], at=work.now)
        case "on":
            custody.pass_on(work, [held[line_id].id], to_officer_id=officer_id, at=work.now)
        case "lost":
            phones.set_state(work, item, state=ItemState.LOST, at=work.now)
        case _:
            phones.set_state(work, item, state=ItemState.ISSUED, at=work.now)


def answers(work: Work, here: Here) -> dict[int, set[str]]:
    """Return which numbers each person answers now, by the stored rows alone."""
    found: dict[int, set[str]] = {person_id: set() for person_id in here.officers}
    for row in work.session.query(Custody).filter(Custody.to_at.is_(None)):
        for person_id, officer_id in here.officers.items():
            if row.officer_id == officer_id and row.line_id is not None:
                line = work.session.get_one(PhoneLine, row.line_id)
                if line.state is ItemState.ISSUED:
                    found[person_id].add(line.phone)
    return found


def called(work: Work) -> Iterator[tuple[str, int, str]]:
    """Yield each place, person and number that is named for who is on duty now or later."""
    now = service.on_duty(work)
    for one in now.people:
        if one.person_id is not None:
            yield "now", one.person_id, one.phone
    for person in service.list_people(work):
        yield "people", person.person_id, person.phone
    sheet = service.month_sheet(work, NOVEMBER)
    for duty in sheet.duties:
        number = sheet.numbers.of(duty)
        if duty.starts_at > work.now and number is not None and duty.person_id is not None:
            yield "sheet", duty.person_id, number.phone
    draft = hand_overs.prepare(work)
    (giver, _state), (taker, _why) = draft.facts["numbers"]
    yield "hand-over", draft.from_person_id, giver
    yield "hand-over", draft.to_person_id, taker


@pytest.mark.parametrize("seed", SEEDS)
def test_that_no_place_names_a_number_that_nobody_answers_and_each_says_what_is_lacking(
    database: Database, clock: FixedClock, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    dice = Random(seed)
    clock.set(NOON)
    with database.open_work("administrator") as work:
        here = begin(work)
        every = {format_phone(work.session.get_one(PhoneLine, one).phone) for one in here.lines}
    for _act in range(ACTS):
        clock.advance(minutes=dice.randrange(1, 90))
        with contextlib.suppress(KnownError), database.open_work("administrator") as work:
            act(work, dice, here)
        with database.open_work("administrator") as work:
            own = answers(work, here)
            for place, person_id, phone in called(work):
                assert bool(phone) == bool(own[person_id]), place
                assert not phone or phone in own[person_id], place
            _agree_on_what_is_lacking(work, own)
            _agree_on_paper(work, every)
        assert run(database, "rota", "--month", NOVEMBER, "--json") == 0
        for one in reported(capsys)["people"]:
            assert one["phone"] in own[one["person_id"]] or (not own[one["person_id"]])
            assert (one["phone"] is not None) == one["holds_line"] == bool(own[one["person_id"]])


def _agree_on_what_is_lacking(work: Work, own: dict[int, set[str]]) -> None:
    """Demand that cells, check and gaps name who cannot be called, standing in or not."""
    sheet = service.month_sheet(work, NOVEMBER)
    ahead = {
        one.duty_id: one.person_id
        for one in sheet.duties
        if one.starts_at > work.now and one.person_id is not None
    }
    waits = {
        one.person_id
        for one in service.list_people(work)
        if one.number.state is NumberState.EXPECTED
    }
    broken = {one.duty_id for one in sheet.breaches if one.rule == "no_phone"}
    assert broken & ahead.keys() == {
        duty_id
        for duty_id, person_id in ahead.items()
        if not own[person_id] and person_id not in waits
    }
    gaps = queries.find_gaps(work.session, GapFilter(), now=work.now)
    legs = {leg for one in gaps for leg in one.missing}
    is_any_held = bool(list_custodies(work.session, CustodyFilter(open_only=True)))
    lacks = is_any_held and not all(own.values())
    assert {Leg.LINE in legs, Leg.STAND_IN in legs} == {lacks}


def _agree_on_paper(work: Work, every: set[str]) -> None:
    """Demand that card, foot, morning sheet and rota give the numbers of the sheet and no other."""
    now, sheet = service.on_duty(work), service.month_sheet(work, NOVEMBER)
    card = " ".join(texts_of(papers.duty_card_pdf(now, HEADING, printed_at=work.now)))
    theirs = {one.number.words for one in now.people if one.person_id is not None}
    for words in (card, rules.duty_line(now), reports.today_sheet(work).on_duty):
        assert {one for one in every if one in words} == theirs & every, words
    assert all(one in card for one in theirs), "what is lacking is said"
    mains = [one for one in sheet.duties if one.kind is DutyKind.MAIN]
    printed = {number.words for one in mains if (number := sheet.numbers.of(one)) is not None}
    first, second = texts_of(papers.draft_pdf(sheet, HEADING))
    assert {one for one in every if one in first} == printed & every
    assert all(one in first for one in printed)
    own = {one.number.words for one in sheet.people if one.person_id in sheet.counts}
    assert {one for one in every if one in second} == own & every


def test_that_a_published_paper_is_not_printed_again_with_a_number_that_was_taken_back(
    database: Database, clock: FixedClock
) -> None:
    """What is kept stays as it was; what is printed is a draft, until it is published anew."""
    clock.set(NOON)
    with database.open_work("administrator") as work:
        here = begin(work)
        zeynep, ilknur = here.officers.values()
        # Taking turns every day breaks no rule then.
        work.session.execute(update(Duty).values(rest_minutes=0))
        set_limits(work, spacing_days=0)
        custody.issue(work, [line_item(here.lines[1])], officer_id=ilknur, at=work.now)
        number = format_phone(work.session.get_one(PhoneLine, here.lines[0]).phone)
    with database.open_work("administrator") as work:
        publish(work, NOVEMBER)
    with database.open_work("director") as work:
        first = papers.read_paper(work, NOVEMBER)()
        assert "Sürüm 1" in texts_of(first)[0]
        assert number in texts_of(first)[0]
    clock.advance(hours=1)
    with database.open_work("administrator") as work:
        with pytest.raises(KnownError, match="nothing_new"):
            service.prepare_version(work, NOVEMBER)
        (held,) = held_by(work.session, zeynep, at=work.now)
        custody.give_back(work, [held.custody_id], at=work.now)
    with database.open_work("director") as work:
        state = service.month_sheet(work, NOVEMBER).state
        assert state is not None
        assert (state.changed, state.renumbered) == (0, 1)
        again = texts_of(papers.read_paper(work, NOVEMBER)())[0]
        assert "TASLAK: sürüm 1 yayımlandı, sonra telefonlar değişti" in again
        assert "hattı yok" in again
        assert papers.open_published(work, NOVEMBER, has_code=False)() == first
    with database.open_work("administrator") as work:
        third = phones.LINES.save(work, None, line_values(3))
        custody.issue(work, [line_item(third)], officer_id=zeynep, at=work.now)
        publish(work, NOVEMBER)
        now = format_phone(work.session.get_one(PhoneLine, third).phone)
    with database.open_work("director") as work:
        state = service.month_sheet(work, NOVEMBER).state
        assert state is not None
        assert (state.published, state.renumbered) == (2, 0)
        assert now in texts_of(papers.read_paper(work, NOVEMBER)())[0]


@pytest.mark.parametrize("to", ["zeynep", "ilknur"])
def test_that_an_issue_that_was_cancelled_changes_no_number(database: Database, to: str) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        person_id = add(work, "", 1, main=True, officer_id=here.people.zeynep)
        values, version = service.PEOPLE.open(work, person_id)
        service.PEOPLE.save(work, person_id, replace(values, phone=""), version=version)
        line = work.session.get_one(PhoneLine, here.line)
        # In use since before there was a register: nobody was ever issued it.
        work.session.get_one(Officer, here.people.zeynep).corporate_mobile = line.phone

        def number() -> tuple[str, NumberState]:
            [row] = [one for one in service.list_people(work) if one.person_id == person_id]
            return row.phone, row.number.state

        before = number()
        officer_id = getattr(here.people, to)
        form_id = custody.issue(work, [line_item(here.line)], officer_id=officer_id, at=work.now)
        custody.cancel_form(work, form_id)
        assert number() == before == (line.phone, NumberState.OWN)
