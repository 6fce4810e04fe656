"""What is built on one another goes in its order, together or not at all, also at two desks."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from alo183_desktop.cases import progress, responsibility
from alo183_desktop.cases.importing.recipe import CASES
from alo183_desktop.cases.model import Case, CaseWaiver
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.form import HandOverDecision
from alo183_desktop.changes.hand_overs import RETURN, WAIVE
from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.changes.other_letters.kind import MatterText
from alo183_desktop.changes.other_letters.service import (
    LetterContext,
    LetterMatter,
    LetterPaper,
    compose,
)
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.letters.model import Dispatch, Letter, LetterReminder
from alo183_desktop.letters.rendering import render
from alo183_desktop.letters.service import (
    LetterFacts,
    correct_dispatch,
    freeze_letter,
    record_dispatch,
)
from alo183_desktop.officers.service import close_assignments
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.model import CustodyWaiver
from alo183_desktop.phones.queries import held_by
from alo183_desktop.retention import service
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.model import Destruction
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.values import made_of
from tests.clocks import START, FixedClock
from tests.database.cases import HOUR, add
from tests.database.databases import Database, FillOnce
from tests.database.desks import finish
from tests.database.lives import LATER, Life, destroy_all, ids_due, live
from tests.database.phones import checked_picture, handset_item, line_item, stock
from tests.database.test_changes import form_of, new_entry, newcomer
from tests.database.test_letters import attempt


@pytest.fixture
def life(fill_once: FillOnce) -> Life:
    """Return a directorate of which everything happened long ago."""
    return fill_once.over_time(live)


@pytest.mark.both_backends
@pytest.mark.parametrize("follows", ["correction", "reminder"])
def test_that_a_letter_and_what_follows_it_go_together(
    follows: str, database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        people = stock(work).people
        old = finish(
            work, form_of(people, new_entry(people), register_number="1", date="24.11.2026")
        )
        if follows == "correction":
            correction, _ = changes.correction_form(work, old)
            entry = replace(correction.entries[0], effective_on="01.12.2026")
            new = finish(work, replace(correction, entries=(entry,), correction_reason="tarih"))
        else:
            context = LetterContext(
                LetterMatter.REMINDER,
                old,
                MatterText("Tekit", "Tekit", (), "Bilgilerinizi"),
                get_directorate(work.session),
                list_signatories(work.session),
                local_day(work.now),
            )
            reminder = compose(context, LetterPaper(people.signatory_id, context.receiver))
            facts = made_of(
                LetterFacts, context.directorate, summary="Tekit", effective_on=context.today
            )
            new = freeze_letter(work, reminder, render(reminder), facts)
            work.session.add(LetterReminder(letter_id=new, reminded_id=old))
        close_assignments(work, newcomer(work).id, None, ends_on=dt.date(2026, 12, 24))
    clock.set(LATER)
    kind = RecordKind.LETTERS
    with database.open_work("administrator") as work:
        assert sorted(ids_due(work, kind)) == [old, new]
        service.agree(work, kind, [old])
        with pytest.raises(KnownError) as caught:
            service.destroy(work, kind, [old], reason="Süresi doldu")
        assert caught.value.code == "retention.held"
        service.agree(work, kind, [new])
        service.destroy(work, kind, [old, new], reason="Süresi doldu")
        assert work.session.scalar(select(func.count()).select_from(Letter)) == 0


@pytest.mark.both_backends
def test_that_records_of_a_dispatch_go_after_those_that_took_their_place(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        people = stock(work).people
        letter_id = finish(
            work, form_of(people, new_entry(people), register_number="1", date="24.11.2026")
        )
        values = attempt(work, Channel.FAX)
        wrong = record_dispatch(work, letter_id, values)
        for pages in (3, 4):
            right = replace(values, pages=pages)
            wrong = correct_dispatch(work, wrong, right, "Sayfa sayısı", checked_picture())
        close_assignments(work, newcomer(work).id, None, ends_on=dt.date(2026, 12, 24))
    clock.set(LATER)
    with database.open_work("administrator") as work:
        service.agree(work, RecordKind.LETTERS, [letter_id])
        service.destroy(work, RecordKind.LETTERS, [letter_id], reason="Süresi doldu")
        assert work.session.scalar(select(func.count()).select_from(Dispatch)) == 0


def test_that_waivers_go_with_what_they_waived(database: Database, clock: FixedClock) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        people = here.people
        custody.issue(
            work,
            [line_item(here.line), handset_item(here.handset)],
            officer_id=people.zeynep,
            at=START - HOUR,
        )
        case = add(work, people, officer_id=people.zeynep)
        progress.enter(work, case, at=START, record="2026/77")
        progress.close_case(work, case, at=START, outcome="Görüşüldü")
    clock.advance(hours=30)
    with database.open_work("administrator") as work:
        line, handset = held_by(work.session, people.zeynep, at=work.now)
        form = form_of(
            people,
            new_entry(people),
            hand_overs=(
                HandOverDecision(line.custody_id, WAIVE, "Hat kapatılacak"),
                HandOverDecision(handset.custody_id, RETURN),
            ),
        )
        letter = finish(work, form)
        responsibility.waive(work, case, reason="Vaka bitti", letter_id=letter)
        custody.give_back(work, [line.custody_id], at=work.now)
        close_assignments(work, newcomer(work).id, None, ends_on=dt.date(2026, 12, 24))
    clock.set(LATER)
    with database.open_work("administrator") as work:
        [row] = service.open_due(work, RecordKind.LETTERS)
        assert row.is_held  # two waivers name it
    destroy_all(
        database,
        RecordKind.CASES,
        RecordKind.CUSTODY_FORMS,
        RecordKind.CUSTODIES,
        RecordKind.LETTERS,
    )
    with database.open_work("administrator") as work:
        for entity in (CaseWaiver, CustodyWaiver, Letter):
            assert work.session.scalar(select(func.count()).select_from(entity)) == 0


def test_that_an_import_of_what_was_destroyed_is_not_undone(database: Database, life: Life) -> None:
    with database.open_work("administrator") as work:
        made = work.session.scalars(select(Import)).one()
        number = work.session.get_one(Case, life.case).version
        for before in (None, {"caller_name": "Müjgân IŞIK"}):
            work.session.add(
                ImportChange(
                    import_id=made.id,
                    item_kind="case",
                    item_id=life.case,
                    before=before,
                    version=number,
                )
            )
    destroy_all(database, RecordKind.CASES)
    with database.open_work("administrator") as work:
        assert CASES.built_on(work.session, [made.id]) == {made.id}
        assert work.session.scalars(select(ImportChange.before)).all() == [None, None]


def test_that_a_decision_ends_when_something_happens_to_the_record(
    database: Database, clock: FixedClock, life: Life
) -> None:
    with database.open_work("administrator") as work:
        service.agree(work, RecordKind.DRAFTS, [life.draft])
        draft = work.session.get_one(ChangeDraft, life.draft)
        draft.saved_at = work.now  # somebody goes on with it, or another one gets its number
    clock.advance(days=300)
    with database.open_work("administrator") as work:
        [row] = service.open_due(work, RecordKind.DRAFTS)
        assert row.decision is None
        with pytest.raises(KnownError) as caught:
            service.destroy(work, RecordKind.DRAFTS, [life.draft], reason="Süresi doldu")
        assert caught.value.code == "retention.not_agreed"


def test_that_a_longer_period_ends_what_was_decided(
    database: Database, clock: FixedClock, life: Life
) -> None:
    kind = RecordKind.GUIDANCE
    with database.open_work("administrator") as work:
        service.agree(work, kind, [life.visit])
        service.set_period(work, kind, starts_on=LATER.date(), months=140, basis="Yeni plan")
        assert ids_due(work, kind) == []
    clock.set(dt.datetime(2038, 7, 24, 9, tzinfo=dt.UTC))
    with database.open_work("administrator") as work:
        [row] = service.open_due(work, kind)
        assert (row.due_on, row.decision) == (dt.date(2038, 7, 24), None)


@pytest.mark.both_backends
def test_that_two_desks_destroy_a_record_once(database: Database, life: Life) -> None:
    kind = RecordKind.CASES

    def destroy() -> None:
        with database.open_work("administrator") as work:
            service.destroy(work, kind, [life.case], reason="Süresi doldu")

    with database.open_work("administrator") as work:
        service.agree(work, kind, [life.case])
    with ThreadPoolExecutor(1) as other_desk:
        with database.open_work("administrator") as work:
            service.destroy(work, kind, [life.case], reason="Süresi doldu")
            # It waits until the first one is committed, and then finds nothing to destroy.
            second = other_desk.submit(destroy)
        with pytest.raises(KnownError) as caught:
            second.result()
    assert caught.value.code == "retention.not_agreed"
    with database.open_work("auditor") as work:
        assert work.session.scalar(select(func.count()).select_from(Destruction)) == 1
