"""Change files against a plain count over the tables, and what becomes of one as work goes on."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import event, select
from stdnum.tr import tckimlik

from alo183_desktop.cases.model import Case, CaseWaiver
from alo183_desktop.changes import files
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.file import (
    OF_DISPATCH,
    PART_WORDS,
    FileFilter,
    FilePart,
    LineState,
)
from alo183_desktop.changes.form import HandOver
from alo183_desktop.changes.hand_overs import RETURN
from alo183_desktop.changes.model import Change
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.documents.papers.change_file import change_file_pdf
from alo183_desktop.letters.model import Dispatch, Letter
from alo183_desktop.letters.rules import Channel, DispatchValues, Result
from alo183_desktop.letters.service import note_register_number, record_dispatch
from alo183_desktop.officers.model import Assignment
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from alo183_desktop.overview.service import count
from alo183_desktop.phones import queries as phones
from alo183_desktop.phones import service as register
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormKind, FormState
from alo183_desktop.phones.model import Custody, CustodyForm, CustodyWaiver
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import Duty, DutyPerson
from alo183_desktop.shared.clock import local_day
from tests.clocks import START
from tests.database import cases, kept_rotas
from tests.database.desks import finish
from tests.database.phones import line_values, stock
from tests.database.test_changes import form_of, new_entry, newcomer
from tests.database.test_phones_forms import checked_picture
from tests.documents.printed_pages import texts_of

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work
    from tests.clocks import FixedClock
    from tests.database.conftest import Database
    from tests.database.desks import Furnished

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
    is_numbered = chance.random() < 0.6
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
        finished_at=START - chance.randint(0, 40) * DAY,
        finished_by="x",
        corrects_letter_id=chance.choice(earlier) if earlier and chance.random() < 0.1 else None,
    )
    session.add(letter)
    session.flush()
    for channel in Channel:
        for _attempt in range(chance.randint(0, 2)):
            session.add(
                Dispatch(
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
            )
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
            )
        )
    session.flush()


def scatter_custody(work: Work, chance: random.Random, people: list[int], place: int) -> None:
    session = work.session
    line_id = register.add_line(work, line_values(place + 2))
    holder, is_over = chance.choice(people), chance.random() < 0.4

    def form(kind: FormKind) -> CustodyForm:
        made = CustodyForm(
            year=2026,
            number=2 * place + (kind is FormKind.RETURN),
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


def plainly(work: Work, letter_id: int) -> set[tuple[str, str]]:
    """Return part and name of what is lacking in a file, read row by row out of the tables."""
    every = {entity: list(work.session.scalars(select(entity))) for entity in _TABLES}
    if any(one.corrects_letter_id == letter_id for one in every[Letter]):
        return set()
    letter = next(one for one in every[Letter] if one.id == letter_id)
    sent = [one for one in every[Dispatch] if one.letter_id == letter_id]
    lacking = set()
    if not letter.register_number:
        lacking.add(("letter", ""))
    if not any(d.channel == "fax" and d.result == "sent" and d.note for d in sent):
        lacking.add(("fax", ""))
    if not any(d.channel == "post" and d.result == "sent" and d.item_number for d in sent):
        lacking.add(("post", ""))
    own = sorted(
        (one for one in every[Change] if one.letter_id == letter_id), key=lambda one: one.position
    )
    comers = [one.newcomer_id for one in own if one.newcomer_id is not None]
    for leaver in {one.leaver_id for one in own if one.leaver_id is not None}:
        entries = [one for one in own if one.leaver_id == leaver]
        lacking |= plainly_of_leaver(every, leaver, entries, is_going=leaver not in comers)
    for comer in set(comers):
        held = [one for one in every[Custody] if one.officer_id == comer and one.to_at is None]
        starts_on = next(one.effective_on for one in own if one.newcomer_id == comer)
        forms = [one for one in every[CustodyForm] if one.id in {h.issue_form_id for h in held}]
        serves = any(
            one.officer_id == comer and (one.ends_on is None or one.ends_on > TODAY)
            for one in every[Assignment]
        )
        is_unsigned = any(form.state != "signed" for form in forms)
        if serves and (is_unsigned or (not held and starts_on <= TODAY)):
            lacking.add(("issue_form", str(comer)))
    return lacking


_TABLES: Final[tuple[Any, ...]] = (
    *(Letter, Dispatch, Change, Custody, CustodyForm, CustodyWaiver, Case, CaseWaiver, Assignment),
    *(Duty, DutyPerson),
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
    if still_open and day <= TODAY:
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
        form.officer_id == leaver and form.kind == "return" and form.state != "signed"
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
        and one.starts_at > START
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
        rows = files.find_changes(work)
        assert len(rows) == FILES
        seen = set()
        for row in rows:
            told = {
                (line.part.value, "" if line.officer_id is None else str(line.officer_id))
                for line in row.file.lacking
            }
            assert told == plainly(work, row.letter_id), row.summary
            assert row.file == files.read_file(work, row.letter_id)
            seen |= {(line.part, line.state) for line in row.file.lines}
        assert seen >= {(part, state) for part in FilePart for state in _BOTH}
        wanted = FileFilter()
        assert count(work, wanted) == sum(wanted.takes(row.file) for row in rows) > 0


_BOTH: Final = (LineState.DONE, LineState.LACKING)


@pytest.fixture
def desk(database: Database) -> Furnished:
    with database.open_work("administrator") as work:
        people = stock(work).people
        custody.issue(work, officer_id=people.zeynep, line_id=1, at=START - HOUR)
        return people


def told(database: Database, letter_id: int) -> dict[FilePart, tuple[str, LineState]]:
    with database.open_work() as work:
        lines = files.read_file(work, letter_id).lines
    return {line.part: (line.told, line.state) for line in lines}


@pytest.mark.both_backends
def test_that_a_file_fills_up_as_the_work_of_a_change_goes_on(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk, effective_on="24.11.2026"))
        held = HandOver(custody_id=1, decision=RETURN)
        letter_id = finish(work, replace(form, hand_overs=(held,)))
        comer = newcomer(work).id
    parts = told(database, letter_id)
    assert list(parts) == list(FilePart)
    lacking = {part for part, (_words, state) in parts.items() if state is LineState.LACKING}
    assert lacking == {*OF_DISPATCH, FilePart.RETURN_FORM, FilePart.ISSUE_FORM}
    assert parts[FilePart.ISSUE_FORM][0] == "telefon verilmedi"
    clock.advance(hours=1)
    with database.open_work() as work:
        note_register_number(work, letter_id, "4752", TODAY, version=1)
        for channel, said in ((Channel.FAX, {"note": "OK"}), (Channel.POST, {"item_number": "1"})):
            values = {"note": "", "item_number": ""} | said
            sent = DispatchValues(channel, "x", at=clock(), pages=1, result=Result.SENT, **values)
            record_dispatch(work, letter_id, sent)
        custody.issue(work, officer_id=comer, line_id=1, at=clock())
    assert told(database, letter_id)[FilePart.ISSUE_FORM] == ("tutanak imzasız", LineState.LACKING)
    with database.open_work() as work:
        for form_row in phones.list_forms(work.session, FormFilter(unsigned_only=True)):
            papers.attach_signed(
                work, form_row.form_id, checked_picture(), version=form_row.version
            )
        file = files.open_file(work, letter_id)
        assert (file.words, file.state) == ("dosya tamam", "good")
    assert told(database, letter_id)[FilePart.POST][0] == "verildi, 24.11.2026"


def test_that_the_file_of_a_corrected_letter_goes_on_in_the_one_that_took_its_place(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        old = finish(work, form_of(desk, entry, register_number="1", date="24.11.2026"))
        form, _context = changes.correction_form(work, old)
        finish(work, replace(form, correction_reason="gün"))
        lines = files.read_file(work, old).lines
        assert [line.told for line in lines] == ["yerine düzeltme yazısı geçti"]


def test_that_the_cover_sheet_says_what_the_page_says_and_is_written_down_when_it_leaves(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        entry = new_entry(desk, leaver_id=desk.ilknur, subject_ids=(desk.disabled,))
        letter_id = finish(work, form_of(desk, entry))
        file = files.open_file(work, letter_id)
        pdf = change_file_pdf(files.read_paper(work, letter_id))
        text = " ".join(" ".join(texts_of(pdf)).split())
        for line in file.lines:
            assert f"{PART_WORDS[line.part]}" in text
            assert line.told in text
        assert file.words in text
        files.record_print(work, letter_id)
        files.record_export(work, letter_id)
    with database.open_work("auditor") as work:
        entries = find_entries(work.session, AuditFilter(kind="letter"), before=None, limit=50)
        found = {entry.action for entry in entries}
    assert {f"change_file.{act}" for act in ("opened", "printed", "exported")} <= found


def test_that_a_page_of_one_file_is_read_in_a_moment_among_a_hundred(database: Database) -> None:
    """Counts the questions, which is what time goes by: as many for a hundred as for one."""
    with database.open_work("administrator") as work:
        scatter(work, random.Random(26))
    with database.open_work() as work:
        asked: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        files.read_file(work, FILES)
        one = len(asked)
        files.find_changes(work)
        assert max(one, len(asked) - one) <= 10, asked
