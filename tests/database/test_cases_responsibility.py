"""Who is responsible for a case, and what becomes of the cases of somebody who leaves."""

import pytest

from alo183_desktop.cases import progress, responsibility, service
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.service import open_assignments
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.queries import held_by
from alo183_desktop.rota import service as rota_service
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind
from alo183_desktop.rota.model import DutyPerson
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.database import kept_rotas
from tests.database.cases import HOUR, add
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.phones import line_item, line_values, stock


def test_that_who_answers_for_the_subject_at_that_instant_is_proposed(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, officer_id=furnished.zeynep)
        (proposed,) = responsibility.propose_officers(work, furnished.child, at=START)
        assert (proposed.officer_id, proposed.open_cases) == (furnished.zeynep, 1)
        years_ago = START.replace(year=2024)
        assert responsibility.propose_officers(work, furnished.child, at=years_ago) == ()


def test_that_who_gave_their_line_back_is_proposed_without_its_number(database: Database) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        zeynep = work.session.get_one(Officer, here.people.zeynep)
        zeynep.corporate_mobile = line_values().phone

        def called() -> tuple[str, bool]:
            found = responsibility.propose_officers(work, here.people.child, at=work.now)
            (one,) = (one for one in found if one.officer_id == zeynep.id)
            return one.phone, "telefonu yok" in one.words

        assert called() == (line_values().phone, False), "it was never issued by the register"
        custody.issue(work, [line_item(here.line)], officer_id=zeynep.id, at=work.now)
        assert called() == (line_values().phone, False)
        (held,) = held_by(work.session, zeynep.id, at=work.now)
        custody.give_back(work, [held.custody_id], at=work.now)
        assert called() == ("", True), "the line is in the store"
        zeynep.corporate_mobile = "+905000009901"
        assert called() == ("+905000009901", False), "a number of no line is taken for theirs"


@pytest.mark.both_backends
def test_that_the_cases_to_hand_over_a_proposed_officer_are_those_of_their_own_list(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        desk = furnish(work)
        running, entered, closed, over = (
            add(work, desk, number, officer_id=desk.zeynep) for number in "ABCD"
        )
        waived = add(work, desk, "E", officer_id=desk.zeynep)
        for case_id in (entered, over, waived):
            progress.enter(work, case_id, at=work.now, record=f"K-{case_id}")
        for case_id in (closed, over):
            progress.close_case(work, case_id, at=work.now, outcome="Sonuçlandı")
        responsibility.waive(work, waived, reason="Yerinde kalacak")
        (proposed,) = responsibility.propose_officers(work, desk.child, at=START)
    with database.open_work(name="Zeynep GÜNDOĞDU") as work:
        mine = service.find_ids(work, CaseFilter(view=CaseView.MINE))
    assert sorted(mine) == sorted([running, entered, closed, waived])
    assert proposed.open_cases == len(mine)


@pytest.mark.both_backends
def test_that_a_reassignment_closes_the_interval_before(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, officer_id=furnished.zeynep)
        with pytest.raises(KnownError) as caught:
            responsibility.reassign(work, case_id, furnished.ilknur, reason=" ")
        assert caught.value.code == "cases.reason_missing"
        responsibility.reassign(work, case_id, furnished.ilknur, reason="İzinde")
        newest, oldest = service.open_case(work, case_id).responsibilities
        assert (oldest.officer_id, oldest.from_at, oldest.to_at) == (
            furnished.zeynep,
            START - 2 * HOUR,
            START,
        )
        assert (newest.officer_id, newest.reason, newest.to_at) == (
            furnished.ilknur,
            "İzinde",
            None,
        )
        found = service.find_cases(work, CaseFilter(search="çığ"))
        assert [row.case_id for row in found] == [case_id]
        assert service.find_cases(work, CaseFilter(search="gündoğdu")) == ()


def test_that_a_first_officer_answers_from_the_referral_on(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        responsibility.reassign(work, case_id, furnished.zeynep, reason="")
        (interval,) = service.open_case(work, case_id).responsibilities
    assert interval.from_at == START - 2 * HOUR


def test_that_the_cases_to_hand_over_who_leaves_are_handed_over(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        running = add(work, furnished, "A", officer_id=furnished.zeynep)
        done = add(work, furnished, "B", officer_id=furnished.zeynep)
        progress.enter(work, done, at=START, record="1")
        progress.close_case(work, done, at=START, outcome="Bitti")
        entered = add(work, furnished, "C", officer_id=furnished.zeynep)
        progress.enter(work, entered, at=START, record="1")
        rows = responsibility.cases_to_hand_over(work, furnished.zeynep)
        assert [row.case_id for row in rows] == [running, entered]
        handed = responsibility.hand_over(
            work, furnished.zeynep, furnished.spare, reason="Görevden ayrıldı"
        )
        assert handed == (running, entered)
        assert responsibility.cases_to_hand_over(work, furnished.zeynep) == ()
        with pytest.raises(KnownError) as caught:
            responsibility.hand_over(
                work, furnished.spare, furnished.ilknur, reason="x", case_ids=[done]
            )
    assert caught.value.code == "cases.not_theirs"


def test_that_a_case_whose_24_hours_run_is_not_waived(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, officer_id=furnished.zeynep, routed_at=START - 23 * HOUR)
        with pytest.raises(KnownError) as caught:
            responsibility.waive(work, case_id, reason="Devralan yok")
        assert caught.value.code == "cases.hours_running"
    database.clock.advance(hours=2)
    with database.open_work("administrator") as work:
        # Late, the clock still runs.
        with pytest.raises(KnownError) as caught:
            responsibility.waive(work, case_id, reason="Devralan yok")
        assert caught.value.code == "cases.hours_running"
        progress.enter(work, case_id, at=work.now, record="1")
        responsibility.waive(work, case_id, reason="Devralan yok")
        assert responsibility.cases_to_hand_over(work, furnished.zeynep) == ()
        (waiver,) = service.open_case(work, case_id).waivers
        assert waiver.officer_name == "Zeynep GÜNDOĞDU"


def test_that_an_entered_case_may_be_waived(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, officer_id=furnished.zeynep)
        progress.enter(work, case_id, at=START, record="1")
        responsibility.waive(work, case_id, reason="Takip bitti")
        assert responsibility.cases_to_hand_over(work, furnished.zeynep) == ()
        # Whoever gets it later has it to do again.
        responsibility.reassign(work, case_id, furnished.ilknur, reason="Yeniden açıldı")
        assert len(responsibility.cases_to_hand_over(work, furnished.ilknur)) == 1


@pytest.mark.both_backends
def test_that_who_is_on_duty_and_answers_for_the_subject_is_proposed_first(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        desk = furnish(work)
        for officer_id in (desk.ilknur, desk.spare):
            open_assignments(work, officer_id, [desk.child], starts_on=START.date())
        add(work, desk, "1", officer_id=desk.ilknur)
        add(work, desk, "2", officer_id=desk.ilknur)
        add(work, desk, "3", officer_id=desk.spare)
        people = {
            officer_id: kept_rotas.add(
                work, "", index, main=True, stand_in=True, officer_id=officer_id
            )
            for index, officer_id in enumerate((desk.zeynep, desk.ilknur, desk.spare), start=1)
        }
        rota_service.begin_month(work, kept_rotas.NOVEMBER)

        def proposed(subject_id: int) -> list[str]:
            found = responsibility.propose_officers(work, subject_id, at=START)
            return [one.words.partition(" (")[2] for one in found]

        assert proposed(desk.child) == ["0 açık vaka)", "1 açık vaka)", "2 açık vaka)"]
        give = kept_rotas.give
        give(work, kept_rotas.NOVEMBER, 24, DutyKind.MAIN, people[desk.ilknur])
        give(work, kept_rotas.NOVEMBER, 24, DutyKind.STAND_IN, people[desk.spare])
        assert proposed(desk.child) == [
            "asıl nöbet, 2 açık vaka)",
            "icap, 1 açık vaka)",
            "0 açık vaka)",
        ]
        assert proposed(desk.woman)[-2:] == [
            "asıl nöbet, bu konuda görevli değil, 2 açık vaka)",
            "icap, bu konuda görevli değil, 1 açık vaka)",
        ]
        work.session.get_one(Officer, desk.ilknur).corporate_mobile = ""
        assert proposed(desk.child)[0] == "asıl nöbet, 2 açık vaka)", "the rota knows a number"
        work.session.get_one(DutyPerson, people[desk.ilknur]).phone = ""
        assert proposed(desk.child)[0] == "asıl nöbet, telefonu yok, 2 açık vaka)"
        until = START + 24 * HOUR
        away = AbsenceValues(people[desk.ilknur], AbsenceKind.ANNUAL, START, until)
        rota_service.ABSENCES.save(work, None, away)
        exempt = AbsenceValues(people[desk.spare], AbsenceKind.NIGHT_EXEMPT, START, until)
        rota_service.ABSENCES.save(work, None, exempt)
        assert proposed(desk.child) == [
            "icap, 1 açık vaka)",
            "0 açık vaka)",
            "asıl nöbet, izinde, telefonu yok, 2 açık vaka)",
        ]
