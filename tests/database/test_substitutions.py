"""Substitutes: from when to when they answer, who can be one, and what leave asks for."""

import datetime as dt
from dataclasses import replace
from typing import Final, NamedTuple

import pytest

from alo183_desktop.cases import responsibility
from alo183_desktop.changes import cancelling
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import DossierPart, FileFilter
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter, LetterPaper
from alo183_desktop.db.work import Work
from alo183_desktop.letters.queries import get_letter_row
from alo183_desktop.letters.service import note_register_number
from alo183_desktop.officers import queries
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.overview import service as overview
from alo183_desktop.retention import inspection, persons
from alo183_desktop.retention.inspection import InspectionScope
from alo183_desktop.rota import service, substitute_service
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind, SubstitutionStage
from alo183_desktop.rota.planning import service as planning
from alo183_desktop.rota.record import AbsenceValues, SubstitutionValues
from alo183_desktop.rota.rows import Cell, SubstitutionFilter
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.rota.substitute_rules import Post, stage_of
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.desks import Furnished, furnish
from tests.database.kept_rotas import NOVEMBER, add, set_limits
from tests.database.test_reconciliation import shown

FIRST: Final = dt.date(2026, 12, 7)
END: Final = dt.date(2026, 12, 21)
DAY: Final = dt.timedelta(days=1)


class Here(NamedTuple):
    people: Furnished
    zeynep: int
    """As who can be on duty."""
    spare: int

    @property
    def values(self) -> SubstitutionValues:
        return SubstitutionValues(self.people.zeynep, None, self.people.spare, FIRST, END)


@pytest.fixture
def here(database: Database) -> Here:
    with database.open_work("administrator") as work:
        people = furnish(work)
        return Here(
            people,
            add(work, "", 1, main=True, officer_id=people.zeynep),
            add(work, "", 2, main=True, officer_id=people.spare),
        )


def answers(work: Work, here: Here, day: dt.date) -> dict[int, tuple[tuple[int, str], ...]]:
    """Return who answers for the subjects of Zeynep, and in whose place."""
    return {
        row.subject_id: tuple((one.officer_id, one.for_name) for one in row.officers)
        for row in queries.coverage(work.session, as_of=day)
        if row.subject_id in {here.people.child, here.people.woman}
    }


def leave(
    work: Work, person_id: int, first: dt.date, end: dt.date, *, absence_id: int | None = None
) -> int:
    values = AbsenceValues(person_id, AbsenceKind.ANNUAL, *absence_span(first, end - DAY))
    version = 0 if absence_id is None else service.ABSENCES.open(work, absence_id)[1]
    return service.ABSENCES.save(work, absence_id, values, version=version)


def refusal(work: Work, values: SubstitutionValues, number: int | None = None) -> KnownError:
    version = 0 if number is None else substitute_service.SUBSTITUTIONS.open(work, number)[1]
    with pytest.raises(KnownError) as refused:
        substitute_service.SUBSTITUTIONS.save(work, number, values, version=version)
    return refused.value


@pytest.mark.both_backends
def test_that_a_substitute_answers_from_midnight_to_midnight_and_then_no_more(
    database: Database, clock: FixedClock, here: Here
) -> None:
    people = here.people
    own = {people.child: ((people.zeynep, ""),), people.woman: ((people.zeynep, ""),)}
    with database.open_work("clerk") as work:
        substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        name = queries.names(work.session, {people.zeynep})[people.zeynep]
    acting = dict.fromkeys(own, ((people.spare, name),))
    minute = dt.timedelta(minutes=1)
    midnight = dt.time()
    for at, expected, stage in (
        (instant_of(FIRST, midnight) - minute, own, SubstitutionStage.COMING),
        (instant_of(FIRST, midnight), acting, SubstitutionStage.RUNNING),
        (instant_of(END, midnight) - minute, acting, SubstitutionStage.RUNNING),
        (instant_of(END, midnight), own, SubstitutionStage.OVER),
    ):
        clock.set(at)
        with database.open_work("director") as work:
            today = local_day(work.now)
            assert answers(work, here, today) == expected, at
            proposed = responsibility.propose_officers(work, people.child, at=work.now)
            assert [one.officer_id for one in proposed] == [expected[people.child][0][0]]
            (row,) = substitute_service.find_substitutions(work)
            assert stage_of(row, today) is stage
    with database.open_work("director") as work:
        assert answers(work, here, FIRST) == acting, "the history is kept"
        for day in (FIRST - DAY, FIRST, END - DAY, END):
            running = [
                one
                for one in queries.read_tasks(work.session)
                if one.starts_on <= day and (one.ends_on is None or day < one.ends_on)
            ]
            acting_then = tuple(one for one in running if one.for_id is not None)
            assert {one[:2] for one in queries.acting_on(work.session, day)} == {
                one[:2] for one in acting_then
            }, "both ask the same question"
            assert len(running) == 3, "never two for one assignment"


def test_that_list_card_and_duty_show_of_a_substitute(database: Database, here: Here) -> None:
    people = here.people
    with database.open_work("administrator") as work:
        substitute_service.SUBSTITUTIONS.save(
            work, None, replace(here.values, starts_on=local_day(work.now))
        )
        service.begin_month(work, NOVEMBER)
        cells = [
            Cell(one.duty_id, one.version, here.spare)
            for one in service.month_sheet(work, NOVEMBER).duties
            if one.kind is DutyKind.MAIN
        ]
        service.fill(work, cells)
        today = local_day(work.now)
        child = OfficerFilter(subject_id=people.child)
        rows = {
            row.officer_id: row for row in queries.list_officers(work.session, child, as_of=today)
        }
        assert queries.count_officers(work.session, child, as_of=today) == len(rows) == 2
        assert rows[people.zeynep].subject_words == ("Çocuk (vekilde)", "Kadın (vekilde)")
        assert rows[people.spare].subject_words == ("Çocuk (vekâleten)", "Kadın (vekâleten)")
        assert rows[people.spare].subjects == (), "it is no assignment"
        name = rows[people.zeynep].name
        (main,) = service.on_duty(work, work.now).of(DutyKind.MAIN)
        assert main.acting == (f"{name} yerine Çocuk, Kadın",)
        (proposed, *_) = responsibility.propose_officers(work, people.child, at=work.now)
        assert f"{name} yerine" in proposed.words
        for officer_id in (people.zeynep, people.spare):
            card = queries.get_card(work.session, officer_id, as_of=today)
            assert [one.officer_id for one in card.substitutions] == [people.zeynep]
        assert not service.on_duty(work, work.now - 400 * DAY).people
        letter = other_letters.read_letter(work, LetterMatter.OFFICER_LIST)
        assert name in other_letters.text_of(letter), "the list of officers names the officer"


def test_that_who_cannot_stand_in_is_refused_with_each_reason(
    database: Database, here: Here
) -> None:
    people, values = here.people, here.values
    with database.open_work("administrator") as work:
        leave(work, here.spare, END - DAY, END + 7 * DAY)
        reported = refusal(work, values)
        assert reported.code == "rota.substitute_against"
        assert "yıllık izin" in str(reported.parameters["objections"])
        substitute_service.SUBSTITUTIONS.save(work, None, replace(values, ends_on=END - DAY))
        reported = refusal(work, replace(values, officer_id=people.ilknur, ends_on=FIRST + DAY))
        assert "yerine vekâlet ediyor" in str(reported.parameters["objections"])
        reported = refusal(
            work, SubstitutionValues(people.ilknur, None, people.zeynep, FIRST, FIRST + DAY)
        )
        assert "vekâlet ediyor" in str(reported.parameters["objections"])
        reported = refusal(work, replace(values, substitute_id=people.ilknur))
        assert reported.code == "rota.substitution_double"
        reported = refusal(
            work, replace(values, officer_id=people.spare, substitute_id=people.ilknur)
        )
        assert reported.code == "rota.substitution_subject"
        own = officers.open_form(work, people.ilknur)
        officers.change_officer(
            work, people.ilknur, replace(own[0], corporate_mobile=""), version=own[1]
        )
        after = replace(values, substitute_id=people.ilknur, starts_on=END, ends_on=END + DAY)
        assert "cebi ya da hattı yok" in str(refusal(work, after).parameters["objections"])
        officers.close_assignments(work, people.ilknur, None, ends_on=END)
        assert "görevde değil" in str(refusal(work, after).parameters["objections"])
        set_limits(work, own_subjects_only=True)
        reported = refusal(
            work, SubstitutionValues(people.ilknur, None, people.zeynep, END - 9 * DAY, END)
        )
        assert "yalnız kendi konusuna bakar" in str(reported.parameters["objections"])
        offers = substitute_service.list_offers(work, Post(people.zeynep, None, END, END + DAY))
        assert {one.officer_id: bool(one.objections) for one in offers} == {people.spare: True}


@pytest.mark.both_backends
def test_that_one_that_has_begun_is_only_shortened_and_ended_with_who_and_when(
    database: Database, clock: FixedClock, here: Here
) -> None:
    with database.open_work("clerk") as work:
        number = substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        later = substitute_service.SUBSTITUTIONS.save(
            work, None, replace(here.values, starts_on=END, ends_on=END + DAY)
        )
        substitute_service.SUBSTITUTIONS.remove(work, later, version=1)
        (withdrawn, _running) = substitute_service.find_substitutions(work)
        assert (withdrawn.starts_on, withdrawn.ends_on) == (END, END)
        assert (withdrawn.ended_at, withdrawn.ended_by) == (work.now, work.actor.name)
        assert refusal(work, here.values, later).code == "rota.substitution_over"
    clock.set(instant_of(FIRST + 3 * DAY, dt.time(10)))
    today = FIRST + 3 * DAY
    with database.open_work("clerk") as work:
        other = replace(here.values, substitute_id=here.people.ilknur)
        assert refusal(work, other, number).code == "rota.substitution_begun"
        past = replace(here.values, ends_on=today)
        assert refusal(work, past, number).code == "rota.substitution_begun"
        leave(work, here.spare, today + DAY, END)
        (running,) = substitute_service.find_substitutions(
            work, SubstitutionFilter("gündoğdu zey")
        )[1:]
        assert "yıllık izin" in running.objections[0], "objections that came up are shown"
        shorter = replace(here.values, ends_on=today + DAY)
        substitute_service.SUBSTITUTIONS.save(work, number, shorter, version=1)
        with pytest.raises(KnownError, match="begun") as refused:
            substitute_service.SUBSTITUTIONS.save(work, number, past, version=2)
        assert refused.value.code == "rota.substitution_begun"
        substitute_service.SUBSTITUTIONS.remove(work, number, version=2)
        over = SubstitutionFilter(stage=SubstitutionStage.OVER)
        (row,) = substitute_service.find_substitutions(work, over)
        assert (row.ends_on, row.ended_by) == (today, work.actor.name)
        assert answers(work, here, today)[here.people.child] == ((here.people.zeynep, ""),)
        assert answers(work, here, today - DAY)[here.people.child][0][0] == here.people.spare
        with pytest.raises(KnownError) as refused:
            substitute_service.SUBSTITUTIONS.remove(work, number, version=3)
        assert refused.value.code == "rota.substitution_over"


def test_that_leave_of_who_answers_alone_asks_for_a_substitute(
    database: Database, here: Here
) -> None:
    people = here.people
    with database.open_work("clerk") as work:
        absence_id = leave(work, here.zeynep, FIRST, END)
        asked = substitute_service.ask_of_leave(work, here.zeynep, absence_id, None)
        assert asked is not None
        leave_days, row, _why = asked
        assert (leave_days.officer_id, leave_days.subjects) == (people.zeynep, ("Çocuk", "Kadın"))
        assert ((leave_days.starts_on, leave_days.ends_on), row) == ((FIRST, END), None)
        assert substitute_service.next_leave(work, people.zeynep)[2:4] == (FIRST, END)
        officers.open_assignments(work, people.spare, [people.child, people.woman], starts_on=FIRST)
        assert substitute_service.ask_of_leave(work, here.zeynep, absence_id, None) is None
        leave(work, here.spare, END - DAY, END)
        asked = substitute_service.ask_of_leave(work, here.zeynep, absence_id, None)
        assert asked is not None, "on one day both are away"


def test_that_a_substitute_who_leaves_answers_no_more_and_the_gap_is_reported(
    database: Database, here: Here
) -> None:
    people, left = here.people, FIRST + 3 * DAY
    with database.open_work("clerk") as work:
        officers.open_assignments(work, people.spare, [people.disabled], starts_on=FIRST - 9 * DAY)
        substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        acting = ((people.spare, "Zeynep GÜNDOĞDU"),)
        assert answers(work, here, left)[people.child] == acting
        officers.close_assignments(work, people.spare, None, ends_on=left)
        assert answers(work, here, left - DAY)[people.child] == acting
        assert answers(work, here, left)[people.child] == ((people.zeynep, ""),)
        (row,) = substitute_service.find_substitutions(work)
        assert row.objections == ("10.12.2026 gününden başlayarak görevde değil",)


def test_that_leave_of_a_substitute_asks_for_their_substitution_first(
    database: Database, here: Here
) -> None:
    with database.open_work("clerk") as work:
        number = substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        absence_id = leave(work, here.spare, FIRST + 2 * DAY, END)
        asked = substitute_service.ask_of_leave(work, here.spare, absence_id, None)
        assert asked is not None
        assert asked.row is not None
        assert asked.row.substitution_id == number
        assert asked.leave[2:4] == (FIRST, FIRST + 2 * DAY), "until the leave they answer"
        assert "izinli" in asked.why
        shorter = replace(here.values, ends_on=FIRST + 2 * DAY)
        substitute_service.SUBSTITUTIONS.save(work, number, shorter, version=1)
        rest = replace(here.values, starts_on=FIRST + 2 * DAY, substitute_id=here.people.ilknur)
        substitute_service.SUBSTITUTIONS.save(work, None, rest)
        asked = substitute_service.ask_of_leave(work, here.spare, absence_id, None)
        assert asked is None or asked.row is None


def test_that_one_that_runs_is_prolonged_whatever_was_in_its_past(
    database: Database, clock: FixedClock, here: Here
) -> None:
    with database.open_work("clerk") as work:
        number = substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        leave(work, here.spare, FIRST + DAY, FIRST + 2 * DAY)
    clock.set(instant_of(FIRST + 5 * DAY, dt.time(10)))
    with database.open_work("clerk") as work:
        longer = replace(here.values, ends_on=END + DAY)
        substitute_service.SUBSTITUTIONS.save(work, number, longer, version=1)


def test_that_one_that_is_ended_on_its_first_day_has_run_on_it(
    database: Database, clock: FixedClock, here: Here
) -> None:
    with database.open_work("clerk") as work:
        number = substitute_service.SUBSTITUTIONS.save(work, None, here.values)
    clock.set(instant_of(FIRST, dt.time(16)))
    with database.open_work("clerk") as work:
        substitute_service.SUBSTITUTIONS.remove(work, number, version=1)
        assert answers(work, here, FIRST)[here.people.child][0][0] == here.people.spare
        assert answers(work, here, FIRST + DAY)[here.people.child] == ((here.people.zeynep, ""),)


def test_that_leave_that_is_shortened_or_removed_asks_for_the_substitutes_time(
    database: Database, here: Here
) -> None:
    with database.open_work("clerk") as work:
        absence_id = leave(work, here.zeynep, FIRST, END)
        substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        before, _version = service.ABSENCES.open(work, absence_id)

        def ask(number: int | None) -> tuple[dt.date, dt.date] | None:
            asked = substitute_service.ask_of_leave(work, here.zeynep, number, before)
            return None if asked is None else asked.leave[2:4]

        assert ask(absence_id) is None, "it holds, and somebody stands in"
        leave(work, here.zeynep, FIRST, END - 7 * DAY, absence_id=absence_id)
        assert ask(absence_id) == (FIRST, END - 7 * DAY)
        leave(work, here.zeynep, FIRST, END + 7 * DAY, absence_id=absence_id)
        assert ask(absence_id) == (FIRST, END + 7 * DAY), "from then on nobody stands in"
        leave(work, here.zeynep, END - 7 * DAY, END)
        service.ABSENCES.remove(
            work, absence_id, version=service.ABSENCES.open(work, absence_id)[1]
        )
        assert ask(None) == (FIRST, FIRST), "of the first days nothing is left"


def test_that_the_letter_of_a_substitute_has_what_clause_6_asks_and_says_vekaleten(
    database: Database, here: Here
) -> None:
    people = here.people
    with database.open_work("clerk") as work:
        number = substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        assert number in dict(other_letters.read_choices(work)[LetterMatter.SUBSTITUTE] or ())
        context = other_letters.read_letter(work, LetterMatter.SUBSTITUTE, number)
    rendered = other_letters.render_letter(
        context, LetterPaper(people.signatory_id, context.receiver)
    )
    with database.open_work("clerk") as work:
        other_letters.finish(
            work, context, LetterPaper(people.signatory_id, context.receiver), rendered
        )
    assert shown(database) == [
        ("officer.personal_mobile_shown", people.spare),
        ("officer.tckn_shown", people.spare),
    ], "the window shows them once; who finishes it sees nothing more"
    with database.open_work("clerk") as work:
        text = other_letters.text_of(context)
        values = officers.values_of(work, people.spare)
        assert "07.12.2026-20.12.2026 günlerinde (son gün dahil) vekâleten" in text
        for reported in (values.name, values.title, values.tckn, values.corporate_email, "Çocuk"):
            assert str(reported) in text
        assert "yıllık" not in text, "what the leave is for is nobody's business"
        over = substitute_service.SUBSTITUTIONS.save(
            work, None, replace(here.values, starts_on=END, ends_on=END + DAY)
        )
        substitute_service.SUBSTITUTIONS.remove(work, over, version=1)
        with pytest.raises(KnownError) as refused:
            other_letters.read_letter(work, LetterMatter.SUBSTITUTE, over)
        assert refused.value.code == "changes.letter_item"


def test_that_bugun_counts_a_substitution_whose_substitute_can_serve_no_more(
    database: Database, here: Here
) -> None:
    barred = SubstitutionFilter(is_barred=True)
    with database.open_work("clerk") as work:
        number = substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        assert overview.count(work, barred) == 0
        assert substitute_service.find_substitutions(work, barred) == ()
        leave(work, here.spare, FIRST, END)
        (row,) = substitute_service.find_substitutions(work, barred)
        assert row.substitution_id == number
        reported = [
            f"{one.figure} {one.words}"
            for tile in overview.look(work).tiles
            for one in tile.matters
            if one.query == barred
        ]
        assert reported == ["1 vekâletin vekili artık bakamıyor"]
        with pytest.raises(KnownError) as refused:
            other_letters.read_letter(work, LetterMatter.SUBSTITUTE, number)
        assert refused.value.code == "changes.letter_substitute", "no letter names such a one"
        assert "izin" not in str(refused.value.parameters), "why is nobody's business"
        substitute_service.SUBSTITUTIONS.remove(work, number, version=1)
        assert overview.count(work, barred) == 0, "what is over is judged no more"


def write_letter(work: Work, here: Here, number: int) -> int:
    context = other_letters.read_letter(work, LetterMatter.SUBSTITUTE, number)
    rendered = other_letters.render_letter(
        context, LetterPaper(here.people.signatory_id, context.receiver)
    )
    return other_letters.finish(
        work, context, LetterPaper(here.people.signatory_id, context.receiver), rendered
    )


@pytest.mark.both_backends
def test_that_a_letter_is_marked_while_it_says_what_does_not_hold_of_a_substitution(
    database: Database, here: Here
) -> None:
    longer = replace(here.values, ends_on=END + DAY)
    with database.open_work("clerk") as work:
        number = substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        letter_id = write_letter(work, here, number)

        def outdated(one: int = letter_id) -> str:
            row = get_letter_row(work.session, one, now=work.now)
            parts = [line.part for line in change_files.read_file(work, one).lacking]
            assert (DossierPart.CONTENT in parts) == bool(row.outdated)
            return row.state_words

        assert outdated() == "faks da posta da bekliyor"
        substitute_service.SUBSTITUTIONS.save(work, number, longer, version=2)
        wrong = "vekâlet değişti: yazı eski bilgiyi söylüyor"
        assert outdated() == f"{wrong}; faks da posta da bekliyor"
        assert overview.count(work, FileFilter("late")) == 1, "as Bugün counts it"
        substitute_service.SUBSTITUTIONS.save(work, number, here.values, version=3)
        assert outdated() == "faks da posta da bekliyor", "taken back"
        substitute_service.SUBSTITUTIONS.save(work, number, longer, version=4)
        version = get_letter_row(work.session, letter_id, now=work.now).version
        note_register_number(work, letter_id, "4752", local_day(work.now), version=version)
        text = said(work, number)
        assert "İlgi (a) Genelge’nin 6’ncı maddesi kapsamında ilgi (b) yazımızla" in text
        assert "bildirilen vekâlet değişmiştir. Acil Müdahale" in text
        assert "07.12.2026-21.12.2026" in text
        later = write_letter(work, here, number)
        assert outdated() == "düzeltildi", "it need not be sent any more"
        assert outdated(later) == "faks da posta da bekliyor"
        substitute_service.SUBSTITUTIONS.remove(work, number, version=6)
        assert outdated(later).startswith(wrong)
        assert "vekâleti başlamadan geri alınmıştır" in said(work, number)
        cancelling.cancel(work, later, "Vekâlet geri alındı")
        assert outdated(later) == "iptal edildi"
        assert outdated().startswith(wrong), "what it had corrected stands again"
        assert "ilgi (b) yazımızla bildirilen, Acil Müdahale" in said(work, number)
        last = write_letter(work, here, number)
        assert outdated(last) == "faks da posta da bekliyor"
        assert overview.count(work, FileFilter("late")) == 0
        assert number not in dict(other_letters.read_choices(work)[LetterMatter.SUBSTITUTE] or ())


def said(work: Work, number: int) -> str:
    assert number in dict(other_letters.read_choices(work)[LetterMatter.SUBSTITUTE] or ())
    return other_letters.text_of(other_letters.read_letter(work, LetterMatter.SUBSTITUTE, number))


def test_that_the_list_asks_as_much_for_many_as_for_one(database: Database, here: Here) -> None:
    with database.open_work("clerk") as work:
        asked = database.listen()
        counts = []
        for number in range(3):
            first = FIRST + number * DAY
            wanted = replace(here.values, starts_on=first, ends_on=first + DAY)
            substitute_service.SUBSTITUTIONS.save(work, None, wanted)
            asked.clear()
            assert len(substitute_service.find_substitutions(work)) == number + 1
            counts.append(len(asked))
        assert len(set(counts)) == 1, counts
        asked.clear()
        other_letters.read_choices(work)
        assert sum("absence" in one for one in asked) == 0, "what stands against them is not read"


def test_that_a_proposal_has_a_substitute_answer_on_their_days_only(
    database: Database, here: Here
) -> None:
    people = here.people
    with database.open_work("administrator") as work:
        set_limits(work, own_subjects_only=True)
        service.begin_month(work, "2026-12")
        month = FIRST.replace(day=1)
        for first, count in ((month, 1), (FIRST, 2)):
            wanted = replace(here.values, starts_on=first, ends_on=first + count * DAY)
            substitute_service.SUBSTITUTIONS.save(work, None, wanted)
        problem = planning.read_problem(work, "2026-12")
        days = [month + number * DAY for number in range(31)]
        acting = {month, FIRST, FIRST + DAY}
        for subject_id in (people.child, people.woman):
            assert [problem.able(subject_id, day) for day in days] == [
                {here.spare if day in acting else here.zeynep} for day in days
            ]


def test_that_an_inspection_gets_who_stood_in_on_its_days(
    database: Database, clock: FixedClock, here: Here
) -> None:
    with database.open_work("administrator") as work:
        substitute_service.SUBSTITUTIONS.save(work, None, here.values)
    clock.set(instant_of(END, dt.time(12)))
    for first, last, count in ((FIRST - DAY, FIRST, 1), (END - DAY, END, 1), (END, END, 0)):
        with database.open_work("administrator") as work:
            service.begin_month(work, "2026-12")
            taken = inspection.take(work, InspectionScope(first, last))
        rows = dict(taken.tables["nobet.xlsx"])["Vekâletler"].rows
        assert [row[3:5] for row in rows] == [(FIRST, END - DAY)] * count


def test_that_a_persons_report_shows_their_substitutions(database: Database, here: Here) -> None:
    with database.open_work("administrator") as work:
        substitute_service.SUBSTITUTIONS.save(work, None, here.values)
        for officer_id, words in (
            (here.people.zeynep, "yerine vekâlet edildi"),
            (here.people.spare, "vekâlet etti"),
        ):
            tckn = officers.values_of(work, officer_id).tckn or ""
            report = persons.find_person(work, tckn)
            reported = [fact for entry in report.entries for fact in entry.facts]
            assert ("Vekâlet", f"bütün konuları: 07.12.2026 – 20.12.2026, {words}") in reported
