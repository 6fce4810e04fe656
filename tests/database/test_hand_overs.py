"""When an officer leaves, the phones change hands in the same transaction as the letter."""

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

import pytest
from sqlalchemy import select

from alo183_desktop.changes import cancelling, planned, service
from alo183_desktop.changes.duties_ahead import with_proposals
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, HandOverDecision, NewcomerKind
from alo183_desktop.changes.hand_overs import RETURN, WAIVE, to_newcomer, to_officer
from alo183_desktop.changes.model import Change, PlannedHandOver
from alo183_desktop.changes.rules import check_changes
from alo183_desktop.db.work import Work
from alo183_desktop.letters.service import note_register_number
from alo183_desktop.officers.queries import names
from alo183_desktop.officers.service import close_assignments
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormKind
from alo183_desktop.phones.queries import held_by
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.service import HANDSETS, LINES
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.desks import Furnished, furnish
from tests.database.kept_rotas import MAIN_PERSON
from tests.database.phones import form_row, handset_item, line_item
from tests.database.test_changes import form_of, new_entry, newcomer


class Issued(NamedTuple):
    """What Zeynep holds: custodies."""

    desk: Furnished
    line: int
    handset: int


@pytest.fixture
def issued(database: Database, clock: FixedClock) -> Issued:
    with database.open_work("administrator") as work:
        desk = furnish(work)
        line_id = LINES.save(work, None, LineValues(phone="+905000001101", operator="Türk Telekom"))
        handset_id = HANDSETS.save(work, None, HandsetValues(make="Samsung", model="A15"))
        custody.issue(
            work,
            [line_item(line_id), handset_item(handset_id)],
            officer_id=desk.zeynep,
            at=work.now,
        )
    clock.advance(days=3)
    with database.open_work() as work:
        line, handset = held_by(work.session, desk.zeynep, at=work.now)
    return Issued(desk, line.custody_id, handset.custody_id)


def finish(work: Work, form: ChangeForm) -> service.Finished:
    return service.finish(work, form, service.render_letter(form, service.context(work)))


def labels(work: Work, officer_id: int) -> list[str]:
    return [row.label for row in held_by(work.session, officer_id, at=work.now)]


def test_that_phones_are_taken_back_and_passed_on_with_their_papers(
    database: Database, issued: Issued
) -> None:
    desk = issued.desk
    decided = (
        HandOverDecision(issued.line, to_newcomer(0)),
        HandOverDecision(issued.handset, RETURN),
    )
    with database.open_work() as work:
        made = finish(work, form_of(desk, new_entry(desk), hand_overs=decided))
    with database.open_work() as work:
        assert labels(work, desk.zeynep) == []
        assert labels(work, newcomer(work).id) == ["0500 000 11 01"]
        papers = [form_row(work, form_id) for form_id in made.custody_form_ids]
        assert [(paper.kind, paper.officer_name) for paper in papers] == [
            (FormKind.RETURN, "Zeynep GÜNDOĞDU"),
            (FormKind.ISSUE, "Gülşah ÇETİNKAYA"),
            (FormKind.RETURN, "Zeynep GÜNDOĞDU"),
        ]


def test_that_what_goes_to_one_receiver_stands_on_one_paper(
    database: Database, issued: Issued
) -> None:
    desk = issued.desk
    decided = tuple(
        HandOverDecision(custody_id, to_officer(desk.spare))
        for custody_id in (issued.line, issued.handset)
    )
    with database.open_work() as work:
        made = finish(work, form_of(desk, new_entry(desk), hand_overs=decided))
        assert len(made.custody_form_ids) == 2
        assert len(labels(work, desk.spare)) == 2
        assert names(work.session, {desk.spare}) == {desk.spare: "Şükrü IŞIK"}


def test_that_what_stays_stays_with_its_reason(database: Database, issued: Issued) -> None:
    desk = issued.desk
    decided = (
        HandOverDecision(issued.line, WAIVE, "Hat ay sonunda kapatılacak"),
        HandOverDecision(issued.handset, RETURN),
    )
    with database.open_work() as work:
        finish(work, form_of(desk, new_entry(desk), hand_overs=decided))
        (kept,) = held_by(work.session, desk.zeynep, at=work.now)
    assert (kept.custody_id, kept.waived_because) == (issued.line, "Hat ay sonunda kapatılacak")


def test_that_nothing_is_finished_while_an_item_waits(database: Database, issued: Issued) -> None:
    desk = issued.desk
    form = form_of(desk, new_entry(desk), hand_overs=(HandOverDecision(issued.line, RETURN),))
    with database.open_work() as work:
        with pytest.raises(KnownError) as caught:
            finish(work, form)
        assert [problem.code for problem in caught.value.problems] == ["changes.hand_over_missing"]
        assert len(labels(work, desk.zeynep)) == 2


def test_that_a_phone_that_came_back_meanwhile_needs_no_decision_any_more(
    database: Database, issued: Issued
) -> None:
    desk = issued.desk
    decided = (HandOverDecision(issued.line, RETURN), HandOverDecision(issued.handset, RETURN))
    with database.open_work() as work:
        custody.give_back(work, [issued.handset], at=work.now)
        made = finish(work, form_of(desk, new_entry(desk), hand_overs=decided))
        assert len(made.custody_form_ids) == 1


@pytest.mark.both_backends
def test_that_the_duties_ahead_change_hands_with_the_letter(
    database: Database, issued: Issued, clock: FixedClock
) -> None:
    desk = issued.desk
    with database.open_work() as work:
        people = {
            officer_id: rota.PEOPLE.save(
                work, None, replace(MAIN_PERSON, officer_id=officer_id, does_stand_in=True)
            )
            for officer_id in (desk.zeynep, desk.ilknur)
        }
        rota.begin_month(work, "2026-12")
        mains = [
            one for one in rota.month_sheet(work, "2026-12").duties if one.kind is DutyKind.MAIN
        ][::4]
        rota.fill(work, [Cell(one.duty_id, one.version, people[desk.zeynep]) for one in mains])
    phones = (HandOverDecision(issued.line, RETURN), HandOverDecision(issued.handset, RETURN))
    entry = new_entry(desk, effective_on="10.12.2026")
    form = form_of(desk, entry, hand_overs=phones)
    with database.open_work() as work:
        context = service.context(work)
        problems = check_changes(read_change(form, context))
        assert {one.code for one in problems} == {"changes.duty_missing"}
        assert len(problems) == 5
        made = finish(work, with_proposals(form, context))
    with database.open_work() as work:
        holders = {
            local_day(one.starts_at).day: one.person_id
            for one in rota.month_sheet(work, "2026-12").duties
            if one.kind is DutyKind.MAIN
        }
    assert {day: holders[day] for day in (1, 5, 9)} == dict.fromkeys((1, 5, 9), people[desk.zeynep])
    assert {holders[day] for day in (13, 17, 21, 25, 29)} == {people[desk.ilknur]}
    with database.open_work() as work:
        given = cancelling.read_traces(work, made.letter_id).duties
        assert [local_day(one.starts_at).day for one in given] == [13, 17, 21, 25, 29]
        assert {one.person_id for one in given} == {people[desk.ilknur]}
        cells = [Cell(one.duty_id, one.version, people[desk.zeynep]) for one in given[:2]]
        rota.fill(work, cells)
        assert cancelling.read_traces(work, made.letter_id).duties == given[2:], "given back"
    clock.set(given[2].starts_at)
    with database.open_work() as work:
        left = cancelling.read_traces(work, made.letter_id).duties
    assert left == given[3:], "what has begun is no longer shown"


@pytest.mark.both_backends
@pytest.mark.parametrize("days", [0, 1])
def test_that_who_comes_gets_a_phone_out_of_the_store_on_their_first_day(
    database: Database, issued: Issued, clock: FixedClock, days: int
) -> None:
    desk, gets = issued.desk, ["0500 000 11 05", "Nokia G22"]
    decided = (HandOverDecision(issued.line, RETURN), HandOverDecision(issued.handset, RETURN))
    day = format_day(local_day(clock()) + dt.timedelta(days=days))
    with database.open_work("administrator") as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001105", operator="Türk Telekom"))
        handset_id = HANDSETS.save(work, None, HandsetValues(make="Nokia", model="G22"))
    with database.open_work() as work:
        entry = new_entry(
            desk, store_line_id=line_id, store_handset_id=handset_id, effective_on=day
        )
        made = finish(work, form_of(desk, entry, hand_overs=decided))
        comer, form_ids = newcomer(work).id, made.custody_form_ids
        assert labels(work, comer) == ([] if days else gets)
    if days:
        clock.advance(days=days)
        with database.open_work() as work:
            form_ids = planned.carry_out(work, made.letter_id).custody_form_ids
    with database.open_work() as work:
        assert labels(work, comer) == gets
        papers = [form_row(work, form_id) for form_id in form_ids]
        assert [(paper.kind, paper.officer_name) for paper in papers] == [
            (FormKind.RETURN, "Zeynep GÜNDOĞDU"),
            (FormKind.ISSUE, "Gülşah ÇETİNKAYA"),
        ]


def test_that_what_somebody_else_got_meanwhile_is_not_given_and_the_plan_is_done(
    database: Database, issued: Issued, clock: FixedClock
) -> None:
    desk = issued.desk
    decided = (
        HandOverDecision(issued.line, WAIVE, "x"),
        HandOverDecision(issued.handset, WAIVE, "x"),
    )
    tomorrow = format_day(local_day(clock()) + dt.timedelta(days=1))
    with database.open_work("administrator") as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001105", operator="Türk Telekom"))
    with database.open_work() as work:
        entry = new_entry(desk, store_line_id=line_id, effective_on=tomorrow)
        made = finish(work, form_of(desk, entry, hand_overs=decided))
        custody.issue(work, [line_item(line_id)], officer_id=desk.ilknur, at=work.now)
    clock.advance(days=1)
    with database.open_work() as work:
        done = planned.carry_out(work, made.letter_id)
        assert (done.custody_form_ids, done.passed_over) == ((), ("0500 000 11 05",))
        assert labels(work, desk.ilknur) == ["0500 000 11 05"]
        assert work.session.scalars(select(PlannedHandOver)).all() == []


def test_that_what_is_planned_for_somebody_is_not_chosen_for_another(
    database: Database, issued: Issued, clock: FixedClock
) -> None:
    desk = issued.desk
    decided = (
        HandOverDecision(issued.line, WAIVE, "x"),
        HandOverDecision(issued.handset, WAIVE, "x"),
    )
    tomorrow = format_day(local_day(clock()) + dt.timedelta(days=1))
    with database.open_work("administrator") as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001105", operator="Türk Telekom"))
        handset_id = HANDSETS.save(work, None, HandsetValues(make="Nokia", model="G22"))
    with database.open_work() as work:
        entry = new_entry(desk, store_line_id=line_id, effective_on=tomorrow)
        made = finish(work, form_of(desk, entry, hand_overs=decided))
        store = service.context(work).store
        assert [one.item for one in store] == [handset_item(handset_id)]
        other = new_entry(desk, leaver_id=desk.ilknur, newcomer_kind=NewcomerKind.ROSTER)
        other = replace(other, newcomer_id=desk.spare, subject_ids=(desk.disabled,))
        form = form_of(desk, replace(other, store_line_id=line_id))
        codes = [one.code for one in check_changes(read_change(form, service.context(work)))]
        assert "changes.not_in_store" in codes
        # Who has left before their day gets nothing, so that it is there for others again.
        comer, subjects = newcomer(work).id, [desk.child, desk.woman]
        day = local_day(clock()) + dt.timedelta(days=1)
        close_assignments(work, comer, subjects, ends_on=day)
    clock.advance(days=1)
    with database.open_work() as work:
        assert len(service.context(work).store) == 2
        assert planned.carry_out(work, made.letter_id).custody_form_ids == ()
        assert labels(work, comer) == []


def test_that_a_correction_keeps_why_no_phone_is_needed_and_what_is_planned(
    database: Database, issued: Issued, clock: FixedClock
) -> None:
    desk = issued.desk
    decided = (
        HandOverDecision(issued.line, WAIVE, "x"),
        HandOverDecision(issued.handset, WAIVE, "x"),
    )
    first, later = (local_day(clock()) + dt.timedelta(days=days) for days in (1, 4))
    with database.open_work("administrator") as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001105", operator="Türk Telekom"))
    entry = new_entry(desk, effective_on=format_day(first))
    appointment = ChangeEntry(
        is_first_appointment=True,
        newcomer_kind=NewcomerKind.ROSTER,
        newcomer_id=desk.spare,
        subject_ids=(desk.disabled,),
        effective_on=format_day(first),
        needs_no_phone=True,
        no_phone_reason="Kendi  hattı var",
    )
    with database.open_work() as work:
        entries = (replace(entry, store_line_id=line_id), appointment)
        old = finish(work, form_of(desk, *entries, hand_overs=decided)).letter_id
        note_register_number(work, old, "4752", local_day(clock()), version=1)
    with database.open_work() as work:
        form, found = service.correction_form(work, old)
        moved = replace(form.entries[0], effective_on=format_day(later))
        form = replace(form, entries=(moved, form.entries[1]), correction_reason="tarih")
        new = service.finish(work, form, service.render_letter(form, found)).letter_id
        of_store = select(PlannedHandOver).where(PlannedHandOver.from_officer_id.is_(None))
        (plan,) = work.session.scalars(of_store)
        assert (plan.letter_id, plan.due_on, plan.line_id) == (new, later, line_id)
        said = select(Change.no_phone_reason).where(Change.letter_id == new)
        assert work.session.scalars(said.order_by(Change.position)).all() == ["", "Kendi hattı var"]
