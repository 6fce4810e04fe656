"""Periods of retention, what comes due, and what is decided on it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from alo183_desktop.cases.model import (
    Case,
)
from alo183_desktop.changes import service as changes
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Officer, Substitution
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.retention import due, queries, rules, service
from alo183_desktop.retention.kinds import Decision, RecordKind
from alo183_desktop.retention.model import RetentionReview
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import START, FixedClock
from tests.database.cases import add
from tests.database.databases import Database, FillOnce
from tests.database.desks import finish, furnish
from tests.database.lives import LATER, Life, destroy_all, ids_due, live
from tests.database.phones import line_item, stock
from tests.database.test_changes import form_of, new_entry
from tests.rules_of_desk import RulesOfDesk


@pytest.fixture
def life(fill_once: FillOnce) -> Life:
    """Return a directorate of which everything happened long ago."""
    return fill_once.over_time(live)


def test_that_every_kind_has_a_period_from_the_start(database: Database) -> None:
    with database.open_work("auditor") as work:
        standing = service.look(work)
    assert [row.kind for row in standing.kinds] == list(RecordKind)
    months = {row.kind: row.period.months for row in standing.kinds}
    assert months[RecordKind.CASES] == months[RecordKind.LETTERS] == 120
    assert months[RecordKind.DRAFTS] == rules.PERIODIC_MONTHS
    assert all(row.period.basis for row in standing.kinds)
    assert [row.due for row in standing.kinds] == [0] * len(RecordKind)


def test_that_a_period_holds_from_its_day_on(database: Database, clock: FixedClock) -> None:
    kind = RecordKind.GUIDANCE
    with database.open_work("administrator") as work:
        service.set_period(
            work, kind, starts_on=dt.date(2027, 1, 1), months=24, basis="Saklama planı 2027"
        )
        assert queries.periods_on(work.session, dt.date(2026, 12, 31))[kind].months == 60
        assert queries.periods_on(work.session, dt.date(2027, 1, 1))[kind].months == 24
        assert queries.periods_on(work.session, dt.date(1990, 1, 1))[kind].months == 60
        [newest, *_rest] = service.list_periods(work, kind)
        with pytest.raises(ConflictError):
            service.set_period(
                work, kind, starts_on=dt.date(2027, 1, 1), months=30, basis="Başka plan"
            )
        service.set_period(
            work,
            kind,
            starts_on=dt.date(2027, 1, 1),
            months=30,
            basis="  Başka   plan ",
            version=newest.version,
        )
    clock.set(dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC))
    with database.open_work("auditor") as work:
        row = next(row for row in service.look(work).kinds if row.kind is kind)
    assert (row.period.months, row.period.basis) == (30, "Başka plan")


@pytest.mark.parametrize(
    ("months", "basis", "code"),
    [
        (0, "Plan", "retention.months"),
        (1201, "Plan", "retention.months"),
        (12, " ", "retention.basis_missing"),
        (12, "x" * 301, "retention.basis_long"),
    ],
)
def test_that_a_period_that_says_nothing_is_refused(
    database: Database, months: int, basis: str, code: str
) -> None:
    with database.open_work("administrator") as work:
        with pytest.raises(KnownError) as caught:
            service.set_period(
                work,
                RecordKind.CASES,
                starts_on=dt.date(2027, 1, 1),
                months=months,
                basis=basis,
            )
        assert caught.value.code == code


@pytest.mark.both_backends
def test_that_every_record_comes_due_on_its_own_day(
    database: Database, clock: FixedClock, life: Life
) -> None:
    first = {
        RecordKind.CASES: (life.case, dt.date(2036, 11, 24)),
        RecordKind.CALLS: (life.usage, dt.date(2028, 11, 30)),
        RecordKind.CHECKS: (life.check, dt.date(2031, 11, 24)),
        RecordKind.GUIDANCE: (life.visit, dt.date(2031, 11, 24)),
        RecordKind.DRAFTS: (life.draft, dt.date(2027, 5, 24)),
        RecordKind.LETTERS: (life.letter, dt.date(2036, 12, 24)),
    }
    for kind, (item_id, day) in first.items():
        for shown, expected in ((day - dt.timedelta(days=1), []), (day, [item_id])):
            clock.set(dt.datetime.combine(shown, dt.time(9), dt.UTC))
            with database.open_work("auditor") as work:
                assert ids_due(work, kind) == expected, (kind, shown)
                summary = next(row for row in service.look(work).kinds if row.kind is kind)
                assert summary.due == len(expected)
    with database.open_work("auditor") as work:
        [row] = service.open_due(work, RecordKind.LETTERS)
        entry = find_entries(work.session, AuditFilter(), before=None, limit=1)[0]
    assert row.due_on == dt.date(2036, 12, 24)
    assert row.title == "Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA"
    assert (entry.action, entry.details["rows"]) == ("retention.due_opened", 1)


def test_that_a_corrected_letter_counts_from_its_correction(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        numbered = {"register_number": "4752", "date": "24.11.2026"}
        old = finish(work, form_of(people, new_entry(people), **numbered))
    clock.advance(days=400)
    with database.open_work("administrator") as work:
        correction, _ = changes.correction_form(work, old)
        finish(work, replace(correction, correction_reason="müracaat konuları."))
        who = select(Officer.id).where(Officer.surname == "ÇETİNKAYA")
        for officer_id in work.session.scalars(who):
            officers.close_assignments(work, officer_id, None, ends_on=dt.date(2027, 1, 1))
    corrected_on = local_day(clock())
    clock.advance(days=5000)
    with database.open_work("administrator") as work:
        rows = {row.item_id: row for row in service.open_due(work, RecordKind.LETTERS)}
    assert rows[old].anchor_on == corrected_on


def test_that_what_is_not_over_never_comes_due(database: Database, clock: FixedClock) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        add(work, here.people, officer_id=here.people.zeynep)
        custody.issue(work, [line_item(here.line)], officer_id=here.people.zeynep, at=work.now)
        finish(
            work,
            form_of(
                here.people,
                new_entry(
                    here.people, leaver_id=here.people.ilknur, subject_ids=(here.people.disabled,)
                ),
            ),
        )
    clock.set(dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
    with database.open_work("auditor") as work:
        # The case runs, the phone is still held, the newcomer still serves.
        for kind in (
            RecordKind.CASES,
            RecordKind.CUSTODY_FORMS,
            RecordKind.CUSTODIES,
            RecordKind.LETTERS,
        ):
            assert ids_due(work, kind) == [], kind
        assert ids_due(work, RecordKind.OFFICERS) == [here.people.ilknur]
        [row] = service.open_due(work, RecordKind.OFFICERS)
        assert row.is_held  # the letter of their change is kept


def test_that_only_what_somebody_agreed_to_is_destroyed(database: Database, life: Life) -> None:
    kind = RecordKind.CASES
    with database.open_work("administrator") as work:
        with pytest.raises(KnownError) as caught:
            service.destroy(work, kind, [life.case], reason="Süresi doldu")
        assert caught.value.code == "retention.not_agreed"
        service.postpone(work, kind, [life.case], until=dt.date(2039, 1, 1), reason="Dava sürüyor")
        with pytest.raises(KnownError) as caught:
            service.destroy(work, kind, [life.case], reason="Süresi doldu")
        assert caught.value.code == "retention.not_agreed"
        [row] = service.open_due(work, kind)
        assert (row.decision, row.until) == (Decision.POSTPONED, dt.date(2039, 1, 1))
        assert (row.reason, row.may_go) == ("Dava sürüyor", False)
        [summary] = [one for one in service.look(work).kinds if one.kind is kind]
        assert (summary.due, summary.postponed, summary.oldest_due_on) == (1, 1, None)
        service.withdraw(work, kind, [life.case])
        [row] = service.open_due(work, kind)
        assert row.decision is None
        service.agree(work, kind, [life.case])
        with pytest.raises(KnownError) as caught:
            service.destroy(work, kind, [life.case, 999], reason="Süresi doldu")
        assert caught.value.code == "retention.not_agreed"
        assert work.session.get(Case, life.case) is not None
        made = service.destroy(work, kind, [life.case], reason="  Süresi\n doldu ")
    assert (made.items, made.months, made.reason) == (1, 120, "Süresi doldu")
    assert made.ids_sha256 == rules.hash_of_ids("cases", [life.case])
    assert (made.oldest_on, made.kept_until) == (dt.date(2026, 11, 24), dt.date(2041, 6, 1))
    assert made.removed["case_actions"] > 3
    with database.open_work("auditor") as work:
        assert work.session.scalars(select(RetentionReview)).all() == []
        reported = find_entries(
            work.session, AuditFilter(kind="case", item_id=life.case), before=None, limit=1
        )
    assert (reported[0].action, reported[0].details) == (
        "record.destroyed",
        {"destruction": made.destruction_id},
    )


def test_that_a_postponing_ends_on_its_day(
    database: Database, clock: FixedClock, life: Life
) -> None:
    kind = RecordKind.GUIDANCE
    with database.open_work("administrator") as work:
        for until, code in (
            (LATER.date(), "retention.until_past"),
            (dt.date(2049, 1, 1), "retention.until_far"),
        ):
            with pytest.raises(KnownError) as caught:
                service.postpone(work, kind, [life.visit], until=until, reason="Dava")
            assert caught.value.code == code
        service.postpone(work, kind, [life.visit], until=dt.date(2038, 7, 1), reason="Dava")
    clock.set(dt.datetime(2038, 6, 30, 20, 59, tzinfo=dt.UTC))  # 23:59 in Istanbul
    with database.open_work("auditor") as work:
        [row] = service.open_due(work, kind)
        assert row.decision is Decision.POSTPONED
    clock.advance(minutes=1)
    with database.open_work("auditor") as work:
        [row] = service.open_due(work, kind)
        assert row.decision is None


def test_that_nobody_agrees_to_what_is_not_due(
    database: Database, clock: FixedClock, life: Life
) -> None:
    clock.set(START)
    with database.open_work("administrator") as work:
        acts: tuple[Callable[[], None], ...] = (
            lambda: service.agree(work, RecordKind.CASES, [life.case]),
            lambda: service.postpone(
                work, RecordKind.CASES, [life.case], until=dt.date(2030, 1, 1), reason="Dava"
            ),
        )
        for act in acts:
            with pytest.raises(KnownError) as caught:
                act()
            assert caught.value.code == "retention.not_due"


def test_that_an_officer_stays_as_long_as_a_record_that_names_them(
    database: Database, life: Life
) -> None:
    with database.open_work("administrator") as work:
        held = {row.item_id for row in service.open_due(work, RecordKind.OFFICERS) if row.is_held}
        assert life.zeynep in held
        service.agree(work, RecordKind.OFFICERS, [life.zeynep])
        with pytest.raises(KnownError) as caught:
            service.destroy(work, RecordKind.OFFICERS, [life.zeynep], reason="Süresi doldu")
        assert caught.value.code == "retention.held"
    destroy_all(
        database,
        RecordKind.CASES,
        RecordKind.CUSTODY_FORMS,
        RecordKind.CUSTODIES,
        RecordKind.LETTERS,
        RecordKind.WISHES,
        RecordKind.ABSENCES,
        RecordKind.ROTAS,
        RecordKind.HAND_OVERS,
        RecordKind.UNREACHED,
        RecordKind.GRANTED_LEAVES,
        RecordKind.DUTY_PEOPLE,
        RecordKind.TASK_ORDERS,
        RecordKind.DRIVERS,
    )
    with database.open_work("administrator") as work:
        service.destroy(work, RecordKind.OFFICERS, [life.zeynep], reason="Süresi doldu")
        assert work.session.get(Officer, life.zeynep) is None


@pytest.mark.both_backends
def test_that_the_period_of_an_officer_runs_from_the_last_day_that_they_stood_in(
    database: Database, life: Life
) -> None:
    with database.open_work("administrator") as work:
        (before,) = [
            one for one in service.open_due(work, RecordKind.OFFICERS) if one.item_id == life.zeynep
        ]
        other = work.session.scalars(select(Officer.id).where(Officer.id != life.zeynep)).first()
        assert other is not None
        later = before.anchor_on + dt.timedelta(days=20)
        row = Substitution(
            officer_id=other,
            substitute_id=life.zeynep,
            starts_on=before.anchor_on,
            ends_on=later,
            recorded_at=work.now,
            by_name="Selin AKTAŞ",
        )
        work.session.add(row)
        work.session.flush()
        (found,) = [
            one for one in service.open_due(work, RecordKind.OFFICERS) if one.item_id == life.zeynep
        ]
        assert found.anchor_on == later
        row.ends_on = local_day(work.now)
        work.session.flush()
        assert life.zeynep not in ids_due(work, RecordKind.OFFICERS)


@pytest.mark.both_backends
def test_that_every_list_counts_what_it_shows(database: Database, life: Life) -> None:
    assert life
    with database.open_work("auditor") as work:
        for row in service.look(work).kinds:
            last = rules.cutoff(LATER.date(), row.period.months)
            found = due.find_due(work.session, row.kind, last)
            assert len(found) == row.due
            assert all(one.anchor_on <= last for one in found)
            assert due.find_due(work.session, row.kind, last, only=[]) == ()


def test_that_the_paper_of_a_destruction_is_written_down(database: Database, life: Life) -> None:
    assert life
    destroy_all(database, RecordKind.CASES)
    with database.open_work("auditor", name="Derya DENETÇİ") as work:
        [row] = service.look(work).destructions
        form = service.open_form(work, row.destruction_id)
        with pytest.raises(KnownError) as caught:
            service.open_form(work, 99)
    assert caught.value.code == "retention.gone"
    assert (form.row, form.printed_by) == (row, "Derya DENETÇİ")
    with database.open_work("auditor") as work:
        [entry] = find_entries(
            work.session, AuditFilter(actions=("retention.printed",)), before=None, limit=9
        )
    assert entry.item_id == row.destruction_id


def test_that_the_paper_of_a_destruction_is_saved_only_where_files_may_be(
    database: Database, life: Life, rules_of_desk: RulesOfDesk
) -> None:
    assert life
    destroy_all(database, RecordKind.CASES)
    with database.open_work("auditor") as work:
        [row] = service.look(work).destructions
        service.open_form(work, row.destruction_id, is_saved=True)
    rules_of_desk.write("may_export = false")
    with database.open_work("auditor") as work:
        service.open_form(work, row.destruction_id)
        with pytest.raises(KnownError) as caught:
            service.open_form(work, row.destruction_id, is_saved=True)
    with database.open_work("auditor") as work:
        newest = find_entries(work.session, AuditFilter(), before=None, limit=2)
    assert caught.value.code == "desk.forbidden"
    assert [one.action for one in newest] == ["retention.printed", "retention.form_saved"]
