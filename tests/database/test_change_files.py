"""Change files against a plain count over the tables, and what becomes of one as work goes on."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import select
from stdnum.tr import tckimlik

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Role
from alo183_desktop.access.service import change_user, install_user
from alo183_desktop.cases.model import Case, CaseWaiver
from alo183_desktop.changes import afterwards, cancelling, planned
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import (
    OF_DISPATCH,
    DossierPart,
    FileFilter,
    LineState,
)
from alo183_desktop.changes.form import ChangeEntry, HandOverDecision, NewcomerKind
from alo183_desktop.changes.hand_overs import RETURN, to_newcomer, to_officer
from alo183_desktop.changes.letter_list import export_letters
from alo183_desktop.changes.model import Change, LeaverAccount, PlannedHandOver
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter, LetterPaper
from alo183_desktop.changes.record import NO_ACCOUNT
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.documents.letter.content import AddresseeRank
from alo183_desktop.documents.letter.wording import COURTESIES, letter_text
from alo183_desktop.documents.papers.change_file import change_file_pdf
from alo183_desktop.letters import confirmations
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.files import keep_paper
from alo183_desktop.letters.model import Confirmation, Dispatch, Letter, LetterFile, LetterReminder
from alo183_desktop.letters.queries import attempts_of
from alo183_desktop.letters.record import ConfirmationValues, Manner
from alo183_desktop.letters.rules import CHANNELS, Result, completed_at
from alo183_desktop.letters.service import note_register_number, record_dispatch
from alo183_desktop.officers.model import Assignment
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from alo183_desktop.overview.service import count, look
from alo183_desktop.phones import queries as phones
from alo183_desktop.phones import service as register
from alo183_desktop.phones.custody import circular, papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormKind, FormState
from alo183_desktop.phones.model import Custody, CustodyForm, CustodyWaiver
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import Duty, DutyPerson
from alo183_desktop.shared.calendar import day_start, parse_day
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START, FixedClock
from tests.database import cases, kept_rotas
from tests.database.databases import Database
from tests.database.desks import Furnished, finish
from tests.database.phones import checked_picture, line_item, line_values, stock
from tests.database.test_changes import form_of, new_entry, newcomer, text_of
from tests.documents.printed_pages import texts_of
from tests.examples import some_of

TODAY: Final = dt.date(2026, 11, 24)
DAY: Final = dt.timedelta(days=1)
HOUR: Final = dt.timedelta(hours=1)
FILES: Final = 100


def scatter(work: Work, chance: random.Random) -> None:
    """Fill the tables with files of which anything may be done and anything lacking."""
    desk = stock(work).people
    subjects = (desk.child, desk.woman, desk.disabled)
    people = [desk.zeynep, desk.ilknur, desk.spare]
    people += [
        add_officer(
            work, kept_officer(place), subject_ids=[subjects[place % 3]], starts_on=TODAY - 90 * DAY
        )
        for place in range(12)
    ]
    session = work.session
    for login in ("ada", "bora", "cem"):
        session.add(
            User(
                login=login,
                name=login,
                role=Role.CLERK,
                is_active=login != "cem",
                created_at=START,
            )
        )
    session.flush()
    for one in session.scalars(select(Assignment)):
        one.ends_on = chance.choice((None, TODAY - DAY, TODAY, TODAY + DAY, TODAY + 30 * DAY))
        one.ends_on = None if one.ends_on and one.ends_on < one.starts_on else one.ends_on
    for person_id in people[:8]:
        kept_rotas.add(work, "", person_id, main=True, officer_id=person_id)
    for place in range(FILES):
        scatter_file(work, chance, people, subjects, place)
    for place in range(30):
        scatter_custody(work, chance, people, place)
        case_id = cases.add(
            work,
            desk,
            f"{place}",
            officer_id=chance.choice(people),
            subject_id=chance.choice(subjects),
        )
        if chance.random() < 0.2:
            session.add(
                CaseWaiver(
                    case_id=case_id,
                    officer_id=session.get_one(Case, case_id).officer_id,
                    reason="x",
                    at=START,
                    by_name="x",
                )
            )
    session.flush()


def kept_officer(place: int) -> OfficerValues:
    nine = f"{200000000 + place}"
    return OfficerValues(
        given_names="Ada",
        surname=f"KAYA{'ABCDEFGHIJKLMNOP'[place]}",
        title="Psikolog",
        tckn=nine + tckimlik.calc_check_digits(nine),
        unit_id=1,
    )


def scatter_file(
    work: Work, chance: random.Random, people: list[int], subjects: tuple[int, ...], place: int
) -> None:
    session = work.session
    day = TODAY + chance.randint(-40, 5) * DAY
    earlier = list(session.scalars(select(Letter.id)))
    is_numbered, is_change = chance.random() < 0.6, not earlier or chance.random() < 0.9
    letter = Letter(
        topic="x",
        summary=f"Yazı {place}",
        search_key="x",
        content={},
        effective_on=day,
        register_number=str(place) if is_numbered else None,
        dated_on=day if is_numbered else None,
        is_urgent=True,
        pages=1,
        fax_pages=1,
        is_change=is_change,
        finished_at=START - chance.randint(0, 40) * DAY,
        finished_by="x",
        corrects_letter_id=chance.choice(earlier) if earlier and chance.random() < 0.1 else None,
        demanded=list(chance.choice((CIRCULAR_CHANNELS, CIRCULAR_CHANNELS, ("ebys",), Channel))),
        outdated=chance.choice(("", "", "", "", "vekâlet değişti")),
        cancelled_at=START if chance.random() < 0.05 else None,
    )
    session.add(letter)
    session.flush()
    for channel in Channel:
        for _attempt in range(chance.randint(0, 4)):
            dispatch = Dispatch(
                letter_id=letter.id,
                channel=channel,
                target="x",
                at=START - chance.randint(0, 99) * HOUR,
                by_name="x",
                pages=1,
                result=chance.choice(tuple(Result)),
                item_number=chance.choice(("", "RR1")),
                note=chance.choice(("", "OK")),
                recorded_at=START,
            )
            session.add(dispatch)
            session.flush()
            if channel not in CIRCULAR_CHANNELS and chance.random() < 0.6:
                keep_paper(
                    work, letter.id, CHANNELS[channel].evidence, checked_picture(), dispatch.id
                )
    letter.completed_at = completed_at(attempts_of(session, letter.id), letter.channels)
    if letter.completed_at is not None and chance.random() < 0.5:
        session.add(
            Confirmation(
                letter_id=letter.id,
                confirmed_on=TODAY,
                manner=chance.choice(tuple(Manner)),
                said_by="x",
                recorded_at=START,
                by_name="x",
            )
        )
    if not is_change:
        session.add(LetterReminder(letter_id=letter.id, reminded_id=chance.choice(earlier)))
        return
    users = list(session.scalars(select(User.id)))
    for position in range(3):
        if chance.random() < 0.6:
            answer = LeaverAccount(letter_id=letter.id, position=position, by_name="x")
            answer.user_id, answer.answered_at = chance.choice((*users, None)), START
            session.add(answer)
    for position in range(chance.randint(1, 3)):
        is_first = chance.random() < 0.2
        leaver_id = None if is_first else chance.choice((*people, None))
        session.add(
            Change(
                letter_id=letter.id,
                position=position,
                leaver_id=leaver_id,
                leaver_name="" if is_first else f"Ayrılan {leaver_id}",
                is_first_appointment=is_first,
                newcomer_id=chance.choice((*people, None)),
                leaver_keeps_others=chance.random() < 0.3,
                subject_ids=sorted(chance.sample(subjects, chance.randint(1, 3))),
                effective_on=day + chance.randint(0, 2) * DAY,
                no_phone_reason=chance.choice(("", "", "Kendi hattı var")),
            )
        )
    session.flush()


def scatter_custody(work: Work, chance: random.Random, people: list[int], place: int) -> None:
    session = work.session
    line_id = register.LINES.save(work, None, line_values(place + 2))
    holder, is_over = chance.choice(people), chance.random() < 0.4

    def form(kind: FormKind) -> CustodyForm:
        made = CustodyForm(
            year=2026,
            number=3 * place + list(FormKind).index(kind),
            kind=kind,
            officer_id=holder,
            officer_name="x",
            at=START,
            state=chance.choice(tuple(FormState)),
            content={},
            item_labels=[],
            search_key="x",
            made_by="x",
        )
        made.signed_at = START - place * HOUR if made.state is FormState.SIGNED else None
        session.add(made)
        session.flush()
        return made

    held = Custody(
        line_id=line_id,
        officer_id=holder,
        from_at=START - 99 * DAY,
        to_at=START - DAY if is_over else None,
        issue_form_id=form(FormKind.ISSUE).id if chance.random() < 0.8 else None,
        return_form_id=form(FormKind.RETURN).id if is_over else None,
    )
    session.add(held)
    session.flush()
    if chance.random() < 0.4:
        form(FormKind.CIRCULAR)
    if chance.random() < 0.2:
        letter_id = chance.choice(list(session.scalars(select(Letter.id))))
        session.add(
            CustodyWaiver(
                custody_id=held.id, letter_id=letter_id, reason="x", at=START, by_name="x"
            )
        )


def scatter_duties(work: Work, chance: random.Random) -> None:
    for month in ("2026-11", "2026-12"):
        rota.begin_month(work, month)
    people = list(work.session.scalars(select(DutyPerson.id)))
    for duty in work.session.scalars(select(Duty).where(Duty.kind == DutyKind.MAIN)):
        duty.person_id = chance.choice((*people, None))
    work.session.flush()


def plainly(every: dict[Any, list[Any]], letter_id: int) -> set[tuple[str, str]]:
    """Return part and name of what is lacking in a file, read row by row out of the tables."""
    standing = [one for one in every[Letter] if one.cancelled_at is None]
    letter = next((one for one in standing if one.id == letter_id), None)
    if letter is None or any(one.corrects_letter_id == letter_id for one in standing):
        return set()
    sent = [one for one in every[Dispatch] if one.letter_id == letter_id]
    lacking = set()
    if not letter.register_number:
        lacking.add(("letter", ""))
    if letter.outdated:
        lacking.add(("content", ""))
    with_file = {one.dispatch_id for one in every[LetterFile]}
    for channel in letter.demanded:
        tries = [one for one in sent if one.channel == channel and one.result == "sent"]
        proven = {
            "fax": [one for one in tries if one.note],
            "post": [one for one in tries if one.item_number],
        }.get(channel, [one for one in tries if one.item_number and one.id in with_file])
        if not proven:
            lacking.add((channel, ""))
    own = sorted(
        (one for one in every[Change] if one.letter_id == letter_id), key=lambda one: one.position
    )
    comers = [one.newcomer_id for one in own if one.newcomer_id is not None]
    for leaver in {one.leaver_id for one in own if one.leaver_id is not None}:
        entries = [one for one in own if one.leaver_id == leaver]
        lacking |= plainly_of_leaver(every, leaver, entries, is_going=leaver not in comers)
    is_confirmed = any(one.letter_id == letter_id for one in every[Confirmation])
    if letter.is_change and letter.completed_at and not is_confirmed:
        lacking.add(("confirmation", ""))
    strangers = [one for one in own if not one.is_first_appointment and one.leaver_id is None]
    if strangers and not all(one.leaver_keeps_others for one in strangers):
        lacking |= plainly_of_account(every, strangers)
    for comer in set(comers):
        starts_on = next(one.effective_on for one in own if one.newcomer_id == comer)
        needs = not any(one.newcomer_id == comer and one.no_phone_reason for one in own)
        lacking |= plainly_of_comer(every, comer, starts_on, needs=needs)
    return lacking


_WAITING: Final = frozenset({"draft", "printed"})


def plainly_of_comer(
    every: dict[Any, list[Any]], comer: int, starts_on: dt.date, *, needs: bool
) -> set[tuple[str, str]]:
    lacking = set()
    held = [one for one in every[Custody] if one.officer_id == comer and one.to_at is None]
    forms = [one for one in every[CustodyForm] if one.id in {h.issue_form_id for h in held}]
    serves = any(
        one.officer_id == comer and (one.ends_on is None or one.ends_on > TODAY)
        for one in every[Assignment]
    )
    since = [
        one
        for one in every[Custody]
        if one.officer_id == comer and (one.to_at is None or one.to_at > day_start(starts_on))
    ]
    signed = [
        local_day(form.signed_at)
        for form in every[CustodyForm]
        if form.id in {one.issue_form_id for one in since} and form.signed_at is not None
    ]
    # What is issued after the day of the first signature is an act of its own.
    is_unsigned = any(
        form.state in _WAITING and (not signed or local_day(form.at) <= min(signed))
        for form in forms
    )
    if serves and (is_unsigned or (not held and needs and starts_on <= TODAY)):
        lacking.add(("issue_form", str(comer)))
    forms = [one for one in every[CustodyForm] if (one.officer_id, one.kind) == (comer, "circular")]
    # All are signed on one of the last days: none of them is over.
    is_notified = any(one.state == "signed" for one in forms)
    is_waiting = any(one.state in _WAITING for one in forms)
    if serves and not is_notified and (is_waiting or starts_on <= TODAY):
        lacking.add(("circular", str(comer)))
    return lacking


def plainly_of_account(every: dict[Any, list[Any]], entries: list[Change]) -> set[tuple[str, str]]:
    first, day = entries[0], max(one.effective_on for one in entries)
    who = "" if first.leaver_id is None else str(first.leaver_id)
    for answer in every[LeaverAccount]:
        if (answer.letter_id, answer.position) == (first.letter_id, first.position):
            is_open = any(one.id == answer.user_id and one.is_active for one in every[User])
            return {("account", who)} if is_open and day <= TODAY else set()
    return {("account", who)}


_TABLES: Final[tuple[Any, ...]] = (
    Letter,
    Dispatch,
    LetterFile,
    Change,
    Custody,
    CustodyForm,
    CustodyWaiver,
    Case,
    CaseWaiver,
    Assignment,
    Duty,
    DutyPerson,
    User,
    LeaverAccount,
    Confirmation,
    LetterReminder,
)


def plainly_of_leaver(
    every: dict[Any, list[Any]], leaver: int, entries: list[Change], *, is_going: bool
) -> set[tuple[str, str]]:
    lacking = set()
    day = max(one.effective_on for one in entries)
    serves = [
        one.subject_id
        for one in every[Assignment]
        if one.officer_id == leaver
        and (one.ends_on is None or (one.ends_on > TODAY and one.ends_on > day))
    ]
    is_whole = is_going and not all(one.leaver_keeps_others for one in entries)
    subjects = {subject for one in entries for subject in one.subject_ids} - set(serves)
    waived = {(one.case_id, one.officer_id) for one in every[CaseWaiver]}
    still_open = [
        one
        for one in every[Case]
        if one.officer_id == leaver
        and not (one.is_closed and one.entered_at)
        and (one.id, leaver) not in waived
        and (is_whole or one.subject_id in subjects)
    ]
    if is_whole and serves:
        return set()
    if is_whole:
        lacking |= plainly_of_account(every, entries)
    given_up: dict[int, dt.date] = {}
    for one in entries:
        for subject in one.subject_ids:
            given_up.setdefault(subject, one.effective_on)
    # Of a subject that is kept, or not in the letter, on the last day.
    given_up = {subject: on for subject, on in given_up.items() if subject in subjects}
    if any(given_up.get(one.subject_id, day) <= TODAY for one in still_open):
        lacking.add(("cases", str(leaver)))
    if not is_whole:
        return lacking
    kept = {one.custody_id for one in every[CustodyWaiver]}
    held = [
        one
        for one in every[Custody]
        if one.officer_id == leaver and one.to_at is None and one.id not in kept
    ]
    unsigned = any(
        form.officer_id == leaver and form.kind == "return" and form.state in _WAITING
        for form in every[CustodyForm]
    )
    if (held and day <= TODAY) or (not held and unsigned):
        lacking.add(("return_form", str(leaver)))
    person = next((one.id for one in every[DutyPerson] if one.officer_id == leaver), None)
    ahead = [
        one
        for one in every[Duty]
        if person is not None
        and one.person_id == person
        and one.ends_at > START
        and (local_day(one.starts_at) >= day or local_day(one.ends_at) > day)
    ]
    if ahead:
        lacking.add(("duties", str(leaver)))
    return lacking


@pytest.mark.both_backends
def test_that_each_of_a_hundred_files_lacks_what_a_plain_count_over_the_tables_finds(
    database: Database,
) -> None:
    chance = random.Random(183)
    with database.open_work("administrator") as work:
        scatter(work, chance)
        scatter_duties(work, chance)
    with database.open_work("director") as work:
        rows = change_files.find_changes(work)
        assert len(rows) == FILES
        every = {entity: list(work.session.scalars(select(entity))) for entity in _TABLES}
        seen = set()
        for row in rows:
            states = {
                (line.part.value, "" if line.officer_id is None else str(line.officer_id))
                for line in row.file.lacking
            }
            assert states == plainly(every, row.letter_id), row.summary
            seen |= {(line.part, line.state) for line in row.file.lines}
        for row in some_of(rows):
            assert row.file == change_files.read_file(work, row.letter_id)
        # The content of a letter is mentioned only where it is no longer true.
        never = {(DossierPart.CONTENT, LineState.DONE)}
        assert seen >= {(part, state) for part in DossierPart for state in _BOTH} - never
        for wanted in (FileFilter("late"), FileFilter("near")):
            assert count(work, wanted) == sum(wanted.takes(row.file) for row in rows) > 0


_BOTH: Final = (LineState.DONE, LineState.LACKING)
ELSEWHERE: Final = {DossierPart.EBYS, DossierPart.KEP, DossierPart.CONTENT}
"""What the circular does not demand, and what says that a letter is outdated."""


@pytest.fixture
def desk(database: Database) -> Furnished:
    with database.open_work("administrator") as work:
        people = stock(work).people
        custody.issue(work, [line_item(1)], officer_id=people.zeynep, at=START - HOUR)
        return people


def line_words(database: Database, letter_id: int) -> dict[DossierPart, tuple[str, LineState]]:
    with database.open_work() as work:
        lines = change_files.read_file(work, letter_id).lines
    return {line.part: (line.dated_words, line.state) for line in lines}


def test_that_a_file_fills_up_as_the_work_of_a_change_goes_on(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk, effective_on="24.11.2026"))
        held = HandOverDecision(custody_id=1, decision=RETURN)
        letter_id = finish(work, replace(form, hand_overs=(held,)))
        comer = newcomer(work).id
    parts = line_words(database, letter_id)
    assert list(parts) == [part for part in DossierPart if part not in ELSEWHERE]
    lacking = {part for part, (_words, state) in parts.items() if state is LineState.LACKING}
    assert lacking == {
        *OF_DISPATCH - ELSEWHERE,
        DossierPart.RETURN_FORM,
        DossierPart.ISSUE_FORM,
        DossierPart.CIRCULAR,
        DossierPart.ACCOUNT,
    }
    assert parts[DossierPart.CONFIRMATION][1] is LineState.AHEAD
    assert parts[DossierPart.ISSUE_FORM][0] == "telefon verilmedi"
    clock.advance(hours=1)
    with database.open_work() as work:
        note_register_number(work, letter_id, "4752", TODAY, version=1)
        for channel, said in ((Channel.FAX, {"note": "OK"}), (Channel.POST, {"item_number": "1"})):
            values = {"note": "", "item_number": ""} | said
            sent = DispatchValues(channel, "x", at=clock(), pages=1, result=Result.SENT, **values)
            record_dispatch(work, letter_id, sent)
        custody.issue(work, [line_item(1)], officer_id=comer, at=clock())
        circular.notify(work, [comer])
        afterwards.answer_account(work, letter_id, 0, NO_ACCOUNT)
    assert line_words(database, letter_id)[DossierPart.CONFIRMATION] == (
        "teyit bekleniyor, son gün 01.12.2026",
        LineState.LACKING,
    )
    assert line_words(database, letter_id)[DossierPart.ISSUE_FORM] == (
        "tutanak imzasız",
        LineState.LACKING,
    )
    with database.open_work() as work:
        for form_row in phones.list_forms(work.session, FormFilter(unsigned_only=True)):
            papers.attach_signed(
                work, form_row.form_id, checked_picture(), version=form_row.version
            )
        confirmed = ConfirmationValues(TODAY, Manner.PHONE, "Nur ÇELİK", "")
        confirmations.save_confirmation(work, letter_id, confirmed)
        file = change_files.open_file(work, letter_id)
        # It keeps no cases and no rota here: nothing found there shows nothing.
        assert (file.words, file.state) == ("bilinmeyen: 2", "unknown")
    assert line_words(database, letter_id)[DossierPart.POST][0] == "verildi, 24.11.2026"


def test_that_a_change_of_a_later_day_is_handed_over_on_that_day_by_one_act(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        known = cases.add(work, desk, "1", officer_id=desk.zeynep)
        form = form_of(
            desk,
            new_entry(
                desk,
                effective_on="27.11.2026",
                cases_decision=to_newcomer(0),
                cases_decided=(known,),
            ),
            hand_overs=(HandOverDecision(custody_id=1, decision=to_newcomer(0)),),
        )
        context = changes.context(work, leavers=[desk.zeynep])
        made = changes.finish(work, form, changes.render_letter(form, context))
        letter_id, comer = made.letter_id, newcomer(work).id
        assert made.custody_form_ids == ()
        assert [one.numbers for one in made.cases.planned] == [("1",)]
        assert made.cases.handed == ()
        assert [one.officer_id for one in held(work)] == [desk.zeynep]
    for now, is_due in (("2026-11-26T20:59:59", False), ("2026-11-26T21:00:00", True)):
        clock.set(dt.datetime.fromisoformat(f"{now}+00:00"))
        with database.open_work() as work:
            due = [one for one in look(work).due if one.kind == "change_file"]
            assert bool(due) is is_due, now
            file = change_files.read_file(work, letter_id)
            state = LineState.LACKING if is_due else LineState.AHEAD
            assert {
                line.state
                for line in file.lines
                if line.part in {DossierPart.CASES, DossierPart.RETURN_FORM}
            } == {state}
            if not is_due:
                with pytest.raises(KnownError) as refused:
                    planned.carry_out(work, letter_id)
                assert refused.value.code == "changes.nothing_planned"
    with database.open_work() as work:
        later = cases.add(work, desk, "2", officer_id=desk.zeynep, routed_at=START)
        done = planned.carry_out(work, letter_id)
        assert (len(done.custody_form_ids), done.cases) == (2, 2)
        assert [one.officer_id for one in held(work)] == [comer]
        officers = work.session.scalars(select(Case.officer_id).where(Case.id.in_([known, later])))
        assert set(officers) == {comer}
        assert not [one for one in look(work).due if one.kind == "change_file"]
        with pytest.raises(KnownError):
            planned.carry_out(work, letter_id)


def test_that_a_phone_that_came_back_before_the_day_is_not_taken_back_twice(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        form = form_of(
            desk,
            new_entry(desk, effective_on="27.11.2026"),
            hand_overs=(HandOverDecision(custody_id=1, decision=RETURN),),
        )
        letter_id = finish(work, form)
        custody.give_back(work, [1], at=work.now)
    clock.set(dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC))
    with database.open_work() as work:
        assert planned.carry_out(work, letter_id).custody_form_ids == ()
        assert held(work) == []
        assert plans(work) == []


def test_that_who_leaves_on_two_days_hands_over_on_each_what_is_given_up_on_it(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    first, last = "27.11.2026", "04.12.2026"
    with database.open_work() as work:
        known = [
            cases.add(work, desk, str(one), officer_id=desk.zeynep, subject_id=one)
            for one in (desk.child, desk.woman)
        ]
        child = new_entry(
            desk,
            subject_ids=(desk.child,),
            effective_on=first,
            cases_decision=to_newcomer(0),
            cases_decided=(known[0],),
        )
        woman = ChangeEntry(
            leaver_id=desk.zeynep,
            newcomer_kind=NewcomerKind.ROSTER,
            newcomer_id=desk.spare,
            subject_ids=(desk.woman,),
            effective_on=last,
            cases_decision=to_newcomer(1),
            cases_decided=(known[1],),
        )
        form = form_of(
            desk, child, woman, hand_overs=(HandOverDecision(custody_id=1, decision=RETURN),)
        )
        context = changes.context(work, leavers=[desk.zeynep])
        letter_id = changes.finish(work, form, changes.render_letter(form, context)).letter_id
        comer = newcomer(work).id
        # Of both subjects one more, that no plan names.
        known += [
            cases.add(work, desk, f"9{one}", officer_id=desk.zeynep, subject_id=one)
            for one in (desk.child, desk.woman)
        ]
    for day, of_woman in ((first, desk.zeynep), (last, desk.spare)):
        clock.set(day_start(parse_day(day)))
        with database.open_work() as work:
            file = change_files.read_file(work, letter_id)
            assert file.planned_on == parse_day(day)
            case_words = [one.words for one in file.lines if one.part is DossierPart.CASES]
            assert case_words == ["2 vaka devredilmedi"]
            assert [one for one in look(work).due if one.kind == "change_file"]
            assert planned.carry_out(work, letter_id).cases == 2
            receivers = [work.session.get_one(Case, one).officer_id for one in known]
            assert receivers == [comer, of_woman] * 2


@pytest.mark.parametrize("who", ["newcomer", "leaver"])
def test_that_an_answer_for_cases_that_nobody_can_get_any_more_stops_no_letter(
    database: Database, desk: Furnished, who: str
) -> None:
    nobody = new_entry(
        desk,
        newcomer_kind=NewcomerKind.NOBODY,
        vacancy_reason="Atama bekleniyor",
        effective_on="27.11.2026",
    )
    held_one = (HandOverDecision(custody_id=1, decision=RETURN),)
    with database.open_work() as work:
        stale = to_newcomer(0) if who == "newcomer" else to_officer(desk.zeynep)
        finish(work, form_of(desk, replace(nobody, cases_decision=stale), hand_overs=held_one))
        assert [one.custody_id for one in plans(work)] == [1]


def held(work: Work) -> list[Custody]:
    return list(work.session.scalars(select(Custody).where(Custody.to_at.is_(None))))


def test_that_a_correction_takes_the_plan_of_the_letter_along_to_its_own_day(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        form = form_of(
            desk,
            new_entry(desk, effective_on="27.11.2026"),
            hand_overs=(HandOverDecision(custody_id=1, decision=RETURN),),
            register_number="1",
            date="24.11.2026",
        )
        old = finish(work, form)
        again, _context = changes.correction_form(work, old)
        entry = replace(again.entries[0], effective_on="26.11.2026")
        again = replace(again, entries=(entry,), correction_reason="gün")
        new = finish(work, again)
    clock.set(dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC))
    with database.open_work() as work:
        with pytest.raises(KnownError):
            planned.carry_out(work, old)
        assert len(planned.carry_out(work, new).custody_form_ids) == 1


def plans(work: Work) -> list[PlannedHandOver]:
    return list(work.session.scalars(select(PlannedHandOver).order_by(PlannedHandOver.id)))


@pytest.mark.both_backends
def test_that_a_correction_plans_anew_for_who_comes_and_only_of_who_leaves(
    database: Database, desk: Furnished
) -> None:
    with database.open_work("administrator") as work:
        line_id = register.LINES.save(work, None, line_values(9))
    with database.open_work() as work:
        known = {
            subject_id: cases.add(
                work, desk, str(subject_id), officer_id=desk.zeynep, subject_id=subject_id
            )
            for subject_id in (desk.child, desk.woman)
        }
        form = form_of(
            desk,
            new_entry(
                desk,
                effective_on="27.11.2026",
                cases_decision=to_newcomer(0),
                cases_decided=tuple(known.values()),
                store_line_id=line_id,
            ),
            hand_overs=(HandOverDecision(custody_id=1, decision=to_newcomer(0)),),
            register_number="1",
            date="24.11.2026",
        )
        context = changes.context(work, leavers=[desk.zeynep])
        letter_id = changes.finish(work, form, changes.render_letter(form, context)).letter_id
        comer = newcomer(work).id
        assert {one.to_officer_id for one in plans(work)} == {comer}
    spare: dict[str, Any] = {"newcomer_kind": NewcomerKind.ROSTER, "newcomer_id": desk.spare}
    child = {**spare, "subject_ids": (desk.child,), "leaver_keeps_others": True}
    item, issue, rest, of_child = (1, None), (None, line_id), (None, None), (None, None, desk.child)
    nobody: dict[str, Any] = {
        "newcomer_kind": NewcomerKind.NOBODY,
        "newcomer_id": None,
        "vacancy_reason": "x",
    }
    for number, (changed, to_id, wanted) in enumerate(
        (
            (spare, desk.spare, {item, issue, rest, *known.values()}),
            (child, desk.spare, {issue, of_child, known[desk.child]}),
            (nobody, None, set()),
        ),
        start=2,
    ):
        with database.open_work() as work:
            again, _context = changes.correction_form(work, letter_id)
            entry = replace(again.entries[0], **changed)
            again = replace(again, entries=(entry,), correction_reason="kişi")
            numbered = replace(again, register_number=str(number), date="24.11.2026")
            letter_id = finish(work, numbered)
            found = plans(work)
            assert {one.letter_id for one in found} <= {letter_id}
            assert {one.to_officer_id for one in found} <= {to_id}
            planned = {
                one.case_id or (one.custody_id, one.line_id, *one.subject_ids) for one in found
            }
            assert planned == wanted, number


def test_that_the_file_of_a_corrected_letter_goes_on_in_the_one_that_took_its_place(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        old = finish(work, form_of(desk, entry, register_number="1", date="24.11.2026"))
        form, _context = changes.correction_form(work, old)
        finish(work, replace(form, correction_reason="gün"))
        file = change_files.read_file(work, old)
        assert [line.dated_words for line in file.lines] == ["yerine düzeltme yazısı geçti"]
        assert (file.words, file.state) == ("düzeltildi", "unknown"), "its file is not complete"


def test_that_the_cover_sheet_says_what_the_page_says_and_is_written_down_when_it_leaves(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        letter_id = finish(work, form_of(desk, entry))
        file = change_files.open_file(work, letter_id)
        pdf = change_file_pdf(change_files.read_paper(work, letter_id))
        text = " ".join(" ".join(texts_of(pdf)).split())
        for line in file.lines:
            assert f"{line.part.words}" in text
            assert line.dated_words in text
        assert file.words in text
        change_files.record_print(work, letter_id)
        change_files.record_export(work, letter_id)
    with database.open_work("auditor") as work:
        entries = find_entries(work.session, AuditFilter(kind="letter"), before=None, limit=50)
        found = {entry.action for entry in entries}
    assert {f"change_file.{act}" for act in ("opened", "printed", "exported")} <= found


def test_that_a_page_of_one_file_is_read_in_a_moment_among_a_hundred(database: Database) -> None:
    """Counts the questions, which is what time goes by: as many for a hundred as for one."""
    with database.open_work("administrator") as work:
        scatter(work, random.Random(26))
    with database.open_work() as work:
        asked = database.listen()
        change_files.read_file(work, FILES)
        one = len(asked)
        change_files.find_changes(work)
        assert max(one, len(asked) - one) <= 18, asked


def test_that_the_account_of_who_left_is_asked_and_is_late_once_its_day_is_over(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        user_id = install_user(work, login="ilknur", name="İlknur ÇIĞ", role=Role.CLERK)
    with database.open_work() as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        letter_id = finish(work, form_of(desk, replace(entry, effective_on="25.11.2026")))
    # Of the same name, and asked all the same.
    assert line_words(database, letter_id)[DossierPart.ACCOUNT] == (
        "hesabı olup olmadığı sorulmadı",
        LineState.LACKING,
    )
    with database.open_work() as work:
        assert [one.words for one in afterwards.account_choices(work)] == [
            "Hesabı yok",
            "İlknur ÇIĞ (ilknur)",
        ]
        afterwards.answer_account(work, letter_id, 0, user_id)
    for now, words, state, is_late in (
        ("2026-11-24T20:59:59", "25.11.2026 günü kapatılacak", LineState.AHEAD, False),
        ("2026-11-24T21:00:00", "hesabı hâlâ açık", LineState.LACKING, False),
        ("2026-11-25T20:59:59", "hesabı hâlâ açık", LineState.LACKING, False),
        ("2026-11-25T21:00:00", "hesabı hâlâ açık", LineState.LACKING, True),
    ):
        clock.set(dt.datetime.fromisoformat(f"{now}+00:00"))
        with database.open_work("administrator") as work:
            line = next(
                one
                for one in change_files.read_file(work, letter_id).lines
                if one.part is DossierPart.ACCOUNT
            )
            assert (line.words, line.state) == (words, state), now
            assert (line.mark == "late") is is_late
            due = [one for one in look(work).due if one.kind == "change_file"]
            assert [one.matter for one in due] == (
                ["Ayrılanın hesabı kapatılacak: İlknur ÇIĞ"] if state is LineState.LACKING else []
            )
        with database.open_work("clerk") as work:
            assert not [one for one in look(work).due if one.kind == "change_file"]
    with database.open_work("administrator") as work:
        change_user(work, user_id, name="İlknur ÇIĞ", role=Role.CLERK, is_active=False, version=1)
    assert line_words(database, letter_id)[DossierPart.ACCOUNT] == (
        "hesabı kapatıldı",
        LineState.DONE,
    )


def test_that_a_correction_keeps_what_was_answered_about_an_account(
    database: Database, desk: Furnished
) -> None:
    with database.open_work("administrator") as work:
        user_id = install_user(work, login="ilknur", name="İlknur ÇIĞ", role=Role.CLERK)
    with database.open_work() as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        numbered = {"register_number": "1", "date": "24.11.2026"}
        first = appointment(desk)
        old = finish(work, form_of(desk, first, entry, **numbered))
        afterwards.answer_account(work, old, 1, user_id)
        again, _context = changes.correction_form(work, old)
        again = replace(again, entries=again.entries[::-1], correction_reason="sıra")
        new = finish(work, again)
        (answer,) = work.session.scalars(select(LeaverAccount))
        assert (answer.letter_id, answer.position, answer.user_id) == (new, 0, user_id)
    assert line_words(database, new)[DossierPart.ACCOUNT] == (
        "25.11.2026 günü kapatılacak",
        LineState.AHEAD,
    )


def appointment(desk: Furnished) -> ChangeEntry:
    return ChangeEntry(
        is_first_appointment=True,
        newcomer_kind=NewcomerKind.ROSTER,
        newcomer_id=desk.spare,
        subject_ids=(desk.child,),
        effective_on="25.11.2026",
    )


def sent(work: Work, desk: Furnished, clock: FixedClock, **number: Any) -> int:
    """Return a letter whose fax and post are proven."""
    entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
    letter_id = finish(work, form_of(desk, entry, **number))
    for channel in Channel:
        values = DispatchValues(
            channel, "x", at=clock(), pages=1, result=Result.SENT, item_number="1", note="OK"
        )
        record_dispatch(work, letter_id, values, shares_item=True)
    return letter_id


def test_that_a_confirmation_is_late_after_the_working_days_and_a_reminder_names_our_letter(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        letter_id = sent(work, desk, clock, register_number="4752", date="24.11.2026")
    clock.set(dt.datetime(2026, 12, 1, 20, 59, 59, tzinfo=dt.UTC))
    assert "bekleniyor" in line_words(database, letter_id)[DossierPart.CONFIRMATION][0]
    clock.set(dt.datetime(2026, 12, 1, 21, tzinfo=dt.UTC))
    assert line_words(database, letter_id)[DossierPart.CONFIRMATION][0] == (
        "teyit gelmedi, son gün 01.12.2026 idi"
    )
    with database.open_work() as work:
        context = other_letters.read_letter(work, LetterMatter.REMINDER, letter_id)
    made = LetterPaper(desk.signatory_id, context.receiver)
    rendered = other_letters.render_letter(context, made)
    with database.open_work() as work:
        reminder_id = other_letters.finish(work, context, made, rendered)
        text = " ".join(text_of(work, reminder_id).split())
        row = next(one for one in change_files.find_changes(work) if one.letter_id == reminder_id)
        (exported,) = export_letters(work, [reminder_id]).rows
        assert (*exported[:2], exported[-1]) == (reminder_id, "", row.summary)
        with pytest.raises(KnownError) as refused:
            changes.correction_form(work, reminder_id)
        assert refused.value.code == "changes.nothing_to_correct"
    assert "24.11.2026 tarihli ve Z-12345678-903.07-4752 sayılı yazımız." in text
    assert "ilgi (b) yazımızla gönderilmiş" in text
    assert row.summary == "Tekit: İlknur ÇIĞ → Gülşah ÇETİNKAYA"
    assert {line.part for line in row.file.lines} == OF_DISPATCH - ELSEWHERE
    assert line_words(database, letter_id)[DossierPart.CONFIRMATION][0].endswith(
        "02.12.2026 günü tekit yazıldı"
    )
    with database.open_work() as work:
        said = ConfirmationValues(local_day(work.now), Manner.PHONE, "Nur Çelik", "")
        confirmations.save_confirmation(work, letter_id, said)
    with database.open_work() as work, pytest.raises(KnownError) as refused:
        other_letters.finish(work, context, made, rendered)
    assert refused.value.code == "changes.reminder_confirmed"


@pytest.mark.parametrize("standing", list(AddresseeRank))
def test_that_a_reminder_closes_as_its_receivers_stand_and_names_who_initials(
    standing: AddresseeRank, database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        letter_id = sent(work, desk, clock, register_number="4752", date="24.11.2026")
        context = other_letters.read_letter(work, LetterMatter.REMINDER, letter_id)
    directorate = replace(context.directorate, standing=standing, initials=("Şef Nur ÇELİK",))
    context = replace(context, directorate=directorate)
    letter = other_letters.compose(context, LetterPaper(desk.signatory_id, context.receiver))
    assert letter_text(letter).count(f"bildirilmesini {COURTESIES[standing]}") == 1
    assert letter.initials == ("Şef Nur ÇELİK",)


def test_that_no_reminder_is_written_of_what_was_not_sent_or_has_no_number(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        unsent = finish(work, form_of(desk, appointment(desk)))
        unnumbered = sent(work, desk, clock)
        for letter_id, code in (
            (unsent, "changes.reminder_unsent"),
            (unnumbered, "changes.reminder_unnumbered"),
        ):
            with pytest.raises(KnownError) as refused:
                other_letters.read_letter(work, LetterMatter.REMINDER, letter_id)
            assert refused.value.code == code


def test_that_a_confirmation_is_of_a_day_after_the_sending_and_written_down_once(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    said = ConfirmationValues(TODAY, Manner.PHONE, "Ahmet Bey", "")
    with database.open_work() as work:
        unsent = finish(work, form_of(desk, appointment(desk)))
        letter_id = sent(work, desk, clock)
        for wanted, values, code in (
            (unsent, said, "letters.confirmed_unsent"),
            (letter_id, replace(said, confirmed_on=TODAY - DAY), "letters.confirmed_before_sent"),
            (letter_id, replace(said, confirmed_on=TODAY + DAY), "letters.confirmed_in_future"),
        ):
            with pytest.raises(KnownError) as refused:
                confirmations.save_confirmation(work, wanted, values)
            assert refused.value.code == code
        confirmations.save_confirmation(work, letter_id, said)
        stored, version = confirmations.open_confirmation(work, letter_id)
        assert stored == said
        later = replace(said, manner=Manner.LETTER)
        confirmations.save_confirmation(work, letter_id, later, version=version, base=stored)
    assert line_words(database, letter_id)[DossierPart.CONFIRMATION] == (
        "güncellendi (Ahmet Bey, yazıyla), 24.11.2026",
        LineState.DONE,
    )


def test_that_the_days_for_a_confirmation_leave_out_holidays(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    clock.set(dt.datetime(2026, 12, 28, 9, tzinfo=dt.UTC))
    with database.open_work() as work:
        letter_id = sent(work, desk, clock, register_number="4752", date="28.12.2026")
    # A Friday is New Year's Day.
    assert line_words(database, letter_id)[DossierPart.CONFIRMATION][0] == (
        "teyit bekleniyor, son gün 05.01.2027"
    )


def test_that_a_reminder_that_was_cancelled_was_not_written(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        letter_id = sent(work, desk, clock, register_number="4752", date="24.11.2026")
        context = other_letters.read_letter(work, LetterMatter.REMINDER, letter_id)
    made = LetterPaper(desk.signatory_id, context.receiver)
    rendered = other_letters.render_letter(context, made)
    with database.open_work() as work:
        reminder_id = other_letters.finish(work, context, made, rendered)
    assert "tekit" in line_words(database, letter_id)[DossierPart.CONFIRMATION][0]
    with database.open_work("administrator") as work:
        cancelling.cancel(work, reminder_id, "Yanlış alıcı")
    assert "tekit" not in line_words(database, letter_id)[DossierPart.CONFIRMATION][0]


def test_that_duties_still_to_come_and_the_newest_signature_count(
    database: Database, desk: Furnished
) -> None:
    with database.open_work("administrator") as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        letter_id = finish(work, form_of(desk, replace(entry, effective_on="20.11.2026")))
        person_id = kept_rotas.add(work, "", 1, main=True, officer_id=desk.ilknur)
        for month in ("2026-11", "2026-12"):
            rota.begin_month(work, month)
        # One before they left, two since, one that goes on, three still to come.
        days = {dt.date(2026, 11, day) for day in (19, 21, 22)} | {TODAY}
        days |= {dt.date(2026, 12, day) for day in (11, 12, 13)}
        for duty in work.session.scalars(select(Duty).where(Duty.kind == DutyKind.MAIN)):
            if local_day(duty.starts_at) in days:
                duty.person_id = person_id
        for number, day in enumerate((TODAY - 9 * DAY, TODAY - DAY, TODAY - 5 * DAY), start=900):
            form = CustodyForm(
                year=2026,
                number=number,
                kind=FormKind.RETURN,
                officer_id=desk.ilknur,
                officer_name="x",
                at=START,
                state=FormState.SIGNED,
                signed_at=day_start(day) + 9 * HOUR,
                content={},
                item_labels=[],
                search_key="x",
                made_by="x",
            )
            work.session.add(form)
        work.session.flush()
    words = line_words(database, letter_id)
    assert words[DossierPart.DUTIES] == ("4 nöbet hâlâ üzerinde", LineState.LACKING)
    assert words[DossierPart.RETURN_FORM] == ("imzalandı, 23.11.2026", LineState.DONE)


def test_that_what_is_issued_later_opens_no_file_again_and_what_is_taken_back_is_said(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk, effective_on="24.11.2026"))
        returned = HandOverDecision(custody_id=1, decision=RETURN)
        letter_id = finish(work, replace(form, hand_overs=(returned,)))
        comer = newcomer(work).id
        given = custody.issue(work, [line_item(1)], officer_id=comer, at=clock())
        papers.attach_signed(work, given, checked_picture(), version=1)
    signed = line_words(database, letter_id)[DossierPart.ISSUE_FORM]
    assert signed == ("imzalandı, 24.11.2026", LineState.DONE)
    clock.advance(days=9)
    with database.open_work() as work:
        second = register.LINES.save(work, None, line_values(2))
        custody.issue(work, [line_item(second)], officer_id=comer, at=clock())
    assert line_words(database, letter_id)[DossierPart.ISSUE_FORM] == signed
    with database.open_work() as work:
        held = work.session.scalars(
            select(Custody.id).where(Custody.officer_id == comer, Custody.to_at.is_(None))
        )
        for custody_id in held.all():
            custody.give_back(work, [custody_id], at=clock())
    assert line_words(database, letter_id)[DossierPart.ISSUE_FORM] == (
        "telefonu geri alındı, yenisi verilmedi",
        LineState.LACKING,
    )


def test_that_the_file_of_a_change_lacks_what_its_forms_did_once_they_are_cancelled(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk, effective_on="24.11.2026"))
        passed = HandOverDecision(custody_id=1, decision=to_newcomer(0))
        letter_id = finish(work, replace(form, hand_overs=(passed,)))
    words = line_words(database, letter_id)
    assert words[DossierPart.RETURN_FORM] == ("tutanak imzasız", LineState.LACKING)
    assert words[DossierPart.ISSUE_FORM] == ("tutanak imzasız", LineState.LACKING)
    with database.open_work() as work:
        of_the_change = select(CustodyForm.id).order_by(CustodyForm.id.desc()).limit(2)
        for form_id in work.session.scalars(of_the_change).all():
            custody.cancel_form(work, form_id)
    words = line_words(database, letter_id)
    assert words[DossierPart.RETURN_FORM] == ("1 kalem hâlâ zimmetinde", LineState.LACKING)
    assert words[DossierPart.ISSUE_FORM] == ("telefon verilmedi", LineState.LACKING)


@pytest.mark.parametrize(("ends_on", "is_lacking"), [(10, False), (11, True)])
def test_that_a_duty_that_begins_before_the_leaving_day_is_lacking_where_it_covers_it(
    database: Database, desk: Furnished, ends_on: int, *, is_lacking: bool
) -> None:
    with database.open_work("administrator") as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        letter_id = finish(work, form_of(desk, replace(entry, effective_on="10.12.2026")))
        person_id = kept_rotas.add(work, "", 1, main=True, officer_id=desk.ilknur)
        rota.begin_month(work, "2026-12")
        day = dt.date(2026, 12, 9)
        for duty in work.session.scalars(select(Duty).where(Duty.kind == DutyKind.MAIN)):
            if local_day(duty.starts_at) == day:
                duty.person_id = person_id
                duty.ends_at = day_start(dt.date(2026, 12, ends_on)) + 8 * HOUR
    words, _state = line_words(database, letter_id)[DossierPart.DUTIES]
    assert words.startswith("1 nöbet" if is_lacking else "ayrıldıktan sonra nöbeti yok")
