"""Destructions: nobody removes what is frozen without one, and nothing is left after it."""

import datetime as dt
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from alo183_desktop.cases import progress, summaries, timeline
from alo183_desktop.cases.model import (
    Case,
    CaseAction,
    CaseFile,
    CaseWeek,
    CaseWords,
)
from alo183_desktop.changes.model import Change, ChangeDraft
from alo183_desktop.db.copying import erase_freed
from alo183_desktop.db.work import Work
from alo183_desktop.guidance import service as guidance
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.letters.model import Letter, LetterFile
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.phones.model import (
    CallRecord,
    Custody,
    CustodyFile,
    CustodyForm,
    ReachabilityCheck,
    UsageDay,
)
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.retention import destroying, service
from alo183_desktop.retention.kinds import DESTROYED_WORDS, RecordKind, table_words
from alo183_desktop.retention.model import Destruction
from alo183_desktop.rota.model import Absence, Duty, DutyPerson, RotaFile, RotaMonth, Wish
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.vehicles.model import Driver, TaskOrder
from tests.clocks import START, FixedClock
from tests.database.cases import HOUR, add
from tests.database.databases import KEY, Database, FillOnce
from tests.database.desks import Furnished
from tests.database.file_bytes import bytes_on_disk
from tests.database.lives import (
    LATER,
    WORDS,
    Life,
    counts,
    destroy_all,
    found_in,
    ids_due,
    live,
    opened,
)
from tests.database.phones import stock


@pytest.fixture
def life(fill_once: FillOnce) -> Life:
    """Return a directorate of which everything happened long ago."""
    return fill_once.over_time(live)


FROZEN: Final = (
    "case_actions",
    "case_files",
    "letters",
    "letter_files",
    "changes",
    "custody_forms",
    "custody_files",
    "rota_files",
    "hand_overs",
    "task_orders",
    "audit_entries",
)
CHANGED: Final = {"audit_entries": "kind = kind", "custody_forms": "officer_name = 'x'"}
"""Where no `id` stands, or the same value again is no change."""


@pytest.mark.both_backends
@pytest.mark.usefixtures("life")
def test_that_without_a_destruction_nobody_removes_or_changes_what_is_frozen(
    database: Database,
) -> None:
    changes = [f"UPDATE {table} SET {CHANGED.get(table, 'id = id')}" for table in FROZEN]  # noqa: S608 - listed above
    for act in (*changes, *(f"DELETE FROM {table}" for table in FROZEN)):  # noqa: S608 - the same
        with (
            pytest.raises(DBAPIError, match=r"frozen|append-only|never changed"),
            database.open_work("owner") as work,
        ):
            work.session.execute(text(act))


@pytest.mark.both_backends
def test_that_a_destruction_lets_only_its_own_records_go(database: Database, life: Life) -> None:
    with database.open_work("administrator") as work:
        other = add(work, stock_like(work, life), "183-2026-100001")
        timeline.add_action(work, other, at=work.now, words="Arandı")

    def remove_both(work: Work) -> None:
        opened(work, RecordKind.CASES, life.case)
        work.session.execute(delete(CaseAction).where(CaseAction.case_id == other))

    with (
        pytest.raises(DBAPIError, match="append-only"),
        database.open_work("administrator") as work,
    ):
        remove_both(work)


@pytest.mark.both_backends
def test_that_a_destruction_that_was_left_open_cannot_be_committed(
    database: Database, life: Life
) -> None:

    def leave_open(work: Work) -> None:
        opened(work, RecordKind.CASES, life.case)
        destroying.remove(work.session, RecordKind.CASES, [life.case])

    with pytest.raises(IntegrityError), database.open_work("administrator") as work:
        leave_open(work)
    with database.open_work("auditor") as work:
        assert work.session.get(Case, life.case) is not None
        assert work.session.scalars(select(Destruction)).all() == []


@pytest.mark.both_backends
def test_that_nothing_can_stand_where_nothing_may_stand(database: Database) -> None:
    with pytest.raises(IntegrityError), database.open_work("owner") as work:
        work.session.execute(text("INSERT INTO impossible_rows (id) VALUES (1)"))


def stock_like(work: Work, life: Life) -> Furnished:
    """Return the numbers that a new case needs."""
    unit_id = work.session.scalars(select(Officer.unit_id)).first() or 0
    return Furnished(
        signatory_id=1,
        unit_id=unit_id,
        child=life.child,
        woman=life.child,
        disabled=life.child,
        zeynep=life.zeynep,
        ilknur=life.zeynep,
        spare=life.zeynep,
    )


def test_that_the_figures_of_cases_survive_the_person(database: Database, life: Life) -> None:
    november = {
        "since": dt.datetime(2026, 10, 31, 21, tzinfo=dt.UTC),
        "until": dt.datetime(2026, 11, 30, 21, tzinfo=dt.UTC),
    }
    with database.open_work("administrator") as work:
        before = counts(work)
        by_subject = summaries.count_by_subject(work.session, **november)
        assert before
        assert by_subject == (("Çocuk", 1),)
    destroy_all(database, RecordKind.CASES)
    with database.open_work("auditor") as work:
        assert counts(work) == before
        assert summaries.count_by_subject(work.session, **november) == by_subject
        # Another month does not get them.
        december = {"since": november["until"], "until": LATER}
        assert summaries.count_by_subject(work.session, **december) == ()
        for entity in (CaseAction, CaseFile, CaseWords):
            assert work.session.scalar(select(func.count()).select_from(entity)) == 0
        assert work.session.get(Case, life.case) is None


def test_that_a_case_that_is_taken_back_is_still_taken_out_of_the_figures(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, stock(work).people)
    with database.open_work("administrator") as work:
        # As the undoing of an import does: what has no frozen row.
        work.session.execute(delete(CaseWords).where(CaseWords.case_id == case_id))
        work.session.execute(text("DELETE FROM case_responsibilities"))
        work.session.execute(delete(Case).where(Case.id == case_id))
        assert work.session.scalars(select(CaseWeek.cases)).all() == [0]


def test_that_visits_checks_and_calls_stay_counted(database: Database, life: Life) -> None:
    def figures() -> tuple[object, ...]:
        with database.open_work("auditor") as work:
            span = {"since": START - 24 * HOUR, "until": START}
            return (
                guidance.count_by_subject(work, **span),
                reachability_service.rates(work, "2026-11"),
                work.session.execute(select(UsageDay.day, UsageDay.seconds)).all(),
            )

    before = figures()
    destroy_all(database, RecordKind.CALLS, RecordKind.CHECKS, RecordKind.GUIDANCE)
    assert figures() == before
    with database.open_work("auditor") as work:
        visit = work.session.get_one(Guidance, life.visit)
        assert (visit.asked, visit.done, visit.sent_reason) == (
            DESTROYED_WORDS,
            "",
            DESTROYED_WORDS,
        )
        assert (visit.by_name, visit.by_user_id, visit.search_key) == ("", None, "")
        check = work.session.get_one(ReachabilityCheck, life.check)
        assert (check.answered_by, check.officer_id, check.is_answered) == ("", None, True)
        assert work.session.scalars(select(CallRecord)).all() == []
        for kind in (RecordKind.CALLS, RecordKind.CHECKS, RecordKind.GUIDANCE):
            assert ids_due(work, kind) == []


def test_that_an_import_forgets_what_it_overwrote(database: Database, life: Life) -> None:
    with database.open_work("administrator") as work:
        import_id = work.session.execute(text("SELECT id FROM imports")).scalar_one()
        work.session.add(
            ImportChange(
                import_id=import_id,
                item_kind="case",
                item_id=life.case,
                before={"caller_name": "Müjgân IŞIK"},
                version=1,
            )
        )
    destroy_all(database, RecordKind.CASES)
    with database.open_work("auditor") as work:
        assert work.session.scalars(select(ImportChange.before)).all() == [None]


@pytest.mark.both_backends
def test_that_the_record_of_a_destruction_is_never_changed(database: Database, life: Life) -> None:
    assert life
    destroy_all(database, RecordKind.DRAFTS)
    for act in (
        update(Destruction).values(items=7),
        update(Destruction).values(by_name="Başkası"),
        delete(Destruction),
    ):
        with (
            pytest.raises(DBAPIError, match="never changed"),
            database.open_work("administrator") as work,
        ):
            work.session.execute(act)
    with database.open_work("administrator") as work:
        assert service.note_erased(work) == 1
        assert service.note_erased(work) == 0
    with (
        pytest.raises(DBAPIError, match="never changed"),
        database.open_work("administrator") as work,
    ):
        work.session.execute(update(Destruction).values(erased_at=None))


@pytest.mark.both_backends
def test_that_a_destruction_takes_all_of_a_kind_with_it(database: Database, life: Life) -> None:
    assert life
    destroy_all(database)
    with database.open_work("administrator") as work:
        for entity in (
            Case,
            CaseAction,
            CaseFile,
            CaseWords,
            CallRecord,
            ChangeDraft,
            CustodyForm,
            CustodyFile,
            Custody,
            Letter,
            LetterFile,
            Change,
            Assignment,
            Absence,
            Duty,
            DutyPerson,
            RotaFile,
            RotaMonth,
            Driver,
            TaskOrder,
            Wish,
        ):
            left = work.session.scalar(select(func.count()).select_from(entity))
            # İlknur's assignment runs; everything else is over.
            assert left == (1 if entity is Assignment else 0), entity
        names = set(work.session.scalars(select(Officer.surname)))
        assert names == {"ÇIĞ", "IŞIK"}
        standing = service.look(work)
        assert [row.due for row in standing.kinds] == [0] * len(RecordKind)
        assert len(standing.destructions) == len(RecordKind)
        assert standing.unerased == len(RecordKind)
        removed = {table for one in standing.destructions for table in one.removed}
        assert all(table_words(table) != table for table in removed)


def free_pages(database: Database) -> int:
    """Return how many pages of the file hold nothing; of a server none are known."""
    if database.backend == "postgresql":
        return 0
    with database.open_work("auditor") as work:
        return int(work.session.scalar(text("PRAGMA freelist_count")) or 0)


@pytest.mark.both_backends
def test_that_nothing_of_it_is_left_in_the_bytes_of_the_file(
    database: Database, life: Life, tmp_path: Path
) -> None:
    def look() -> bytes:
        return bytes_on_disk(database, tmp_path, KEY)

    blobs = pieces_of_files(database)
    before = look()
    # The check finds what is there: each word, and a piece out of the middle of each file.
    assert found_in(before) == list(WORDS)
    assert [piece for piece in blobs if piece in before]
    destroy_all(database)
    # Deleting alone is not enough: that is why the file is rewritten.
    assert found_in(look())
    with database.open_work("administrator") as work:
        tables = service.tables_to_rewrite(work)
    freed = free_pages(database)
    erase_freed(database.engine, tables=tables)
    after = look()
    # The pages that were freed are not in the file any more: it was written anew.
    assert database.backend == "postgresql" or freed > free_pages(database) == 0
    assert found_in(after) == []
    assert [piece for piece in blobs if piece in after] == []
    # What stays is still there, so it is the same file that was looked at.
    assert "ÇIĞ".encode() in after
    with database.open_work("administrator") as work:
        service.note_erased(work)
        assert service.tables_to_rewrite(work) == ()
    assert life


@pytest.mark.parametrize("backend", ["sqlcipher"], indirect=True)
def test_that_the_index_of_words_forgets_what_it_only_marked(
    database: Database, clock: FixedClock
) -> None:
    word = "qxjwkvzy"
    with database.open_work("administrator") as work:
        people = stock(work).people
        case = add(work, people, summary=word)
        add(work, people, "183-2026-100001", summary="vrtxopqm")
        progress.close_case(work, case, at=work.now, outcome="Bitti")

    def index() -> bytes:
        with database.open_work("auditor") as work:
            blocks = work.session.scalars(text("SELECT block FROM fts_cases_data")).all()
        return b"".join(blocks)

    assert word.encode() in index()
    clock.set(LATER)
    destroy_all(database, RecordKind.CASES)
    assert word.encode() in index()  # it is marked as gone, and stands there all the same
    erase_freed(database.engine, tables=())
    assert word.encode() not in index()
    assert b"vrtxopqm" in index()


@pytest.mark.both_backends
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_that_a_server_that_rewrites_nothing_is_found_out(database: Database) -> None:
    with pytest.raises(KnownError) as caught:
        erase_freed(database.engine_of("administrator"), tables=("change_drafts",))
    assert caught.value.code == "db.not_rewritten"
    erase_freed(database.engine, tables=("change_drafts",))


def pieces_of_files(database: Database) -> list[bytes]:
    """Return a piece out of the middle of each frozen file."""
    with database.open_work("administrator") as work:
        files = [
            data
            for entity in (LetterFile, CustodyFile, CaseFile)
            for data in work.session.scalars(select(entity.data))
        ]
    return [data[len(data) // 2 :][:32] for data in files]
