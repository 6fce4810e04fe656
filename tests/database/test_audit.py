# ruff: noqa: S608 - the tests play somebody who writes SQL into the file
"""The audit trail: nothing in it can be changed, removed, inserted or cut off unseen."""

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from alo183_desktop.db import audit, audit_queries
from alo183_desktop.db.audit import Head, HeadFault, Verdict
from alo183_desktop.db.audit_queries import AuditFilter
from alo183_desktop.db.work import open_snapshot
from tests.database.databases import Database

ENTRIES: Final = 6
AUDIT_KEY: Final = bytes(range(32, 64))
COLUMNS: Final = (
    "sequence, at, actor_login, actor_name, actor_role, action, kind, item_id, details, mac"
)


@pytest.fixture
def chain(database: Database) -> Database:
    """Return a database whose trail has six entries of three works."""
    for place in range(ENTRIES // 2):
        with database.open_work() as work:
            work.record("officer.changed", "officer", place, fields=["title", "şehir"])
            work.record("letter.opened", "letter", place)
        database.clock.advance(minutes=1)
    return database


def verify(database: Database, *, outside: Head | None = None) -> Verdict:
    """Walk the chain; the head outside is the newest one unless another is given."""
    with open_snapshot(database.engine) as session:
        return audit.verify(session, key=AUDIT_KEY, outside=outside or database.heads[-1])


def verify_head(database: Database, *, outside: Head | None = None) -> Verdict:
    """Check the end of the chain only."""
    with open_snapshot(database.engine) as session:
        return audit.verify_head(session, key=AUDIT_KEY, outside=outside or database.heads[-1])


def tamper(database: Database, *statements: str) -> None:
    """Change rows as somebody does who has the file and its key, but not the program."""
    with database.engine.begin() as connection:
        if database.backend == "postgresql":
            connection.execute(text("DROP TRIGGER tr_audit_entries ON audit_entries"))
            connection.execute(text("DROP TRIGGER tr_audit_heads_guard_head ON audit_heads"))
        else:
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER tr_audit_entries_{act}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.both_backends
def test_that_a_chain_that_nobody_touched_is_whole(chain: Database) -> None:
    verdict = verify(chain)
    assert (verdict.is_whole, verdict.entries, verdict.head) == (True, ENTRIES, chain.heads[-1])
    assert verify_head(chain).is_whole


def test_that_an_empty_chain_is_whole(database: Database) -> None:
    with Session(database.engine) as session:
        for outside in HeadFault:
            assert audit.verify(session, key=AUDIT_KEY, outside=outside).is_whole
            assert audit.verify_head(session, key=AUDIT_KEY, outside=outside).is_whole
        assert audit.read_head(session).sequence == 0


def test_that_an_older_head_outside_is_still_a_part_of_the_chain(chain: Database) -> None:
    for head in chain.heads:
        assert verify(chain, outside=head).is_whole
        assert verify_head(chain, outside=head).is_whole


@pytest.mark.parametrize(
    "column",
    [
        "actor_login = 'baskasi'",
        "actor_name = 'Başkası'",
        "actor_role = 'clerk2'",
        "action = 'officer.added'",
        "kind = 'letter2'",
        "item_id = 99",
        "details = '{}'",
        "at = '2026-11-24 09:30:00.000001'",
    ],
)
def test_that_each_changed_column_is_found_at_its_entry(chain: Database, column: str) -> None:
    tamper(chain, f"UPDATE audit_entries SET {column} WHERE sequence = 3")
    verdict = verify(chain)
    assert (verdict.broken_at, verdict.reason, verdict.entries) == (3, "changed", 2)


def test_that_a_removed_entry_is_found(chain: Database) -> None:
    tamper(chain, "DELETE FROM audit_entries WHERE sequence = 3")
    assert (verify(chain).broken_at, verify(chain).reason) == (3, "missing")


@pytest.mark.both_backends
def test_that_a_removed_entry_whose_gap_was_closed_is_found(chain: Database) -> None:
    tamper(
        chain,
        "DELETE FROM audit_entries WHERE sequence = 3",
        *(f"UPDATE audit_entries SET sequence = {n - 1} WHERE sequence = {n}" for n in (4, 5, 6)),
    )
    assert (verify(chain).broken_at, verify(chain).reason) == (3, "changed")


def test_that_an_inserted_entry_is_found(chain: Database) -> None:
    tamper(
        chain,
        *(f"UPDATE audit_entries SET sequence = {n + 1} WHERE sequence = {n}" for n in (6, 5, 4)),
        f"INSERT INTO audit_entries ({COLUMNS}) SELECT 4, at, actor_login, actor_name, "
        "actor_role, action, kind, item_id, details, mac FROM audit_entries WHERE sequence = 3",
    )
    assert (verify(chain).broken_at, verify(chain).reason) == (4, "changed")


def test_that_reordered_entries_are_found(chain: Database) -> None:
    tamper(
        chain,
        "UPDATE audit_entries SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_entries SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_entries SET sequence = 3 WHERE sequence = 99",
    )
    assert (verify(chain).broken_at, verify(chain).reason) == (2, "changed")


@pytest.mark.both_backends
def test_that_a_cut_tail_is_found(chain: Database) -> None:
    tamper(chain, "DELETE FROM audit_entries WHERE sequence > 4")
    assert (verify(chain).broken_at, verify(chain).reason) == (5, "tail_cut")
    assert not verify_head(chain).is_whole


def test_that_a_tail_cut_together_with_the_head_is_found_by_the_head_outside(
    chain: Database,
) -> None:
    mac = chain.heads[1].mac
    tamper(
        chain,
        "DELETE FROM audit_entries WHERE sequence > 4",
        f"UPDATE audit_heads SET sequence = 4, mac = '{mac}'",
    )
    assert (verify(chain).broken_at, verify(chain).reason) == (5, "tail_cut")
    assert (verify_head(chain).broken_at, verify_head(chain).reason) == (5, "tail_cut")


def test_that_a_cut_tail_is_not_forgiven_when_the_head_outside_went_too(chain: Database) -> None:
    with Session(chain.engine) as session:
        for outside in (*HeadFault, Head(0, "0" * 64), Head(-5, "")):
            walked = audit.verify(session, key=AUDIT_KEY, outside=outside)
            looked = audit.verify_head(session, key=AUDIT_KEY, outside=outside)
            fault = outside if isinstance(outside, HeadFault) else HeadFault.BROKEN
            assert walked.reason == looked.reason == fault


def test_that_the_walk_goes_on_after_a_break_and_names_all_of_them(chain: Database) -> None:
    tamper(
        chain,
        "UPDATE audit_entries SET actor_name = 'X' WHERE sequence = 2",
        "DELETE FROM audit_entries WHERE sequence = 4",
        "UPDATE audit_entries SET kind = 'x' WHERE sequence = 6",
    )
    found = [(one.at, one.reason) for one in verify(chain).breaks]
    assert found == [(2, "changed"), (4, "missing"), (6, "changed")]


def test_that_a_walk_under_a_wrong_key_ends_early(database: Database) -> None:
    with database.open_work() as work:
        for place in range(audit.MOST_BREAKS + 20):
            work.record("letter.opened", "letter", place)
    with open_snapshot(database.engine) as session:
        verdict = audit.verify(session, key=bytes(32), outside=database.heads[-1])
    assert (len(verdict.breaks), verdict.entries) == (audit.MOST_BREAKS, 0)


@pytest.mark.both_backends
@pytest.mark.parametrize("look", [audit.verify, audit.verify_head])
def test_that_what_others_add_during_a_check_is_no_break(
    chain: Database, look: Callable[..., Verdict]
) -> None:
    # A file has one writer at a time, and who reads is one: there nobody gets between.
    comes_between = chain.backend == "postgresql"
    added: list[int] = []

    def add(*_statement: object) -> None:
        if comes_between and len(added) < ENTRIES:
            added.append(len(added))
            with chain.open_work(login="baskasi") as work:
                work.record("letter.opened", "letter", 99)

    with open_snapshot(chain.engine) as session:
        connection = session.connection()
        outside = chain.heads[-1]
        event.listen(connection, "after_cursor_execute", add)
        verdict = look(session, key=AUDIT_KEY, outside=outside)
    assert verdict.is_whole, verdict
    assert bool(added) == comes_between


def findings_of(database: Database) -> list[tuple[int, bool]]:
    """Return the place of each recorded break, and whether it is settled."""
    with open_snapshot(database.engine) as session:
        found = audit_queries.findings(session, trusted={"auditor"})
    return [(one.found.at, one.is_settled) for one in found]


def test_that_a_break_is_pending_until_who_may_see_the_trail_acknowledges_it(
    database: Database,
) -> None:
    steps: list[tuple[str, int, str, list[tuple[int, bool]]]] = [
        ("audit.found_broken", 5, "clerk", [(5, False)]),
        ("audit.found_broken", 7, "clerk", [(5, False), (7, False)]),
        ("audit.acknowledged", 5, "clerk", [(5, False), (7, False)]),
        ("audit.refuted", 1, "clerk", [(5, False), (7, False)]),
        ("audit.refuted", 2, "auditor", [(5, False), (7, True)]),
        ("audit.acknowledged", 5, "auditor", [(5, True), (7, True)]),
        ("audit.found_broken", 9, "clerk", [(5, True), (7, True), (9, False)]),
    ]
    for action, place, role, expected in steps:
        with database.open_work(role) as work:
            work.record(action, "audit", place)
        assert findings_of(database) == expected, (action, place, role)


def test_that_only_a_finding_that_the_whole_chain_disproves_is_refuted(chain: Database) -> None:
    head = chain.heads[-1]
    right = {"outside": head.sequence, "outside_mac": head.mac}
    for place, details in (
        (6, {"reason": "changed", **right}),  # somebody added to it between two readings
        (6, {"reason": "changed", **right, "outside_mac": "f" * 64}),  # another chain stood there
        (99, {"reason": "changed", **right}),
        (6, {"reason": "head_missing"}),
    ):
        with chain.open_work() as work:
            work.record("audit.found_broken", "audit", place, **details)
    with open_snapshot(chain.engine) as session:
        known = audit_queries.findings(session, trusted=())
        whole = audit.verify(session, key=AUDIT_KEY, outside=chain.heads[-1])
        wrong = audit_queries.refuted(session, whole, known)
        assert [one.sequence for one in wrong] == [ENTRIES + 1]
        broken = Verdict(5, head, (audit.Break(6, "changed"),))
        assert audit_queries.refuted(session, broken, known) == ()


def test_that_a_break_that_was_seen_is_not_reported_again_but_a_new_one_at_its_place_is() -> None:
    seen = audit.Break(3, "changed", "a" * 64)
    known = [audit_queries.RecordedBreak(9, seen, None, is_settled=True)]
    again = audit.Break(3, "changed", "b" * 64)
    verdict = Verdict(2, Head(9, ""), (seen, again))
    assert audit_queries.unsettled(verdict, known).breaks == (again,)


@pytest.mark.both_backends
def test_that_a_row_cannot_be_replaced_either(chain: Database) -> None:
    row = (
        f"INTO audit_entries ({COLUMNS}) SELECT sequence, at, 'x', actor_name, actor_role, "
        "action, kind, item_id, details, mac FROM audit_entries WHERE sequence = 3"
    )
    statement = (
        f"INSERT OR REPLACE {row}"
        if chain.backend == "sqlcipher"
        else f"INSERT {row} ON CONFLICT (sequence) DO UPDATE SET actor_login = 'x'"
    )
    with pytest.raises(DBAPIError, match="append-only"), chain.engine.begin() as connection:
        connection.execute(text(statement))
    assert verify(chain).is_whole


def test_that_a_replaced_head_is_found(chain: Database) -> None:
    tamper(chain, f"UPDATE audit_heads SET mac = '{'0' * 64}'")
    assert verify(chain).reason == "head_differs"
    assert verify_head(chain).reason == "changed"


def test_that_a_head_that_was_set_back_is_found(chain: Database) -> None:
    tamper(chain, f"UPDATE audit_heads SET sequence = 4, mac = '{chain.heads[1].mac}'")
    assert verify(chain, outside=chain.heads[1]).reason == "head_differs"


@pytest.mark.both_backends
@pytest.mark.parametrize(
    "statement",
    [
        (
            f"INSERT INTO audit_entries ({COLUMNS}) SELECT {ENTRIES + 1}, {COLUMNS[10:]}"
            " FROM audit_entries WHERE sequence = 2"
        ),
        (
            f"UPDATE audit_heads SET (sequence, mac) = (SELECT sequence, mac FROM audit_entries"
            f" WHERE sequence = {ENTRIES - 1})"
        ),
    ],
)
def test_that_an_entry_behind_the_head_is_found_and_stops_nobody(
    chain: Database, statement: str
) -> None:
    tamper(chain, statement)
    assert not verify_head(chain).is_whole
    with chain.open_work() as work:
        work.record("officer.changed", "officer", 9)
    verdict = verify(chain)
    assert not verdict.is_whole
    assert verdict.broken_at in {ENTRIES, ENTRIES + 1}


def test_that_another_chain_under_the_same_head_outside_is_found(chain: Database) -> None:
    other = Head(4, "f" * 64)
    assert (verify(chain, outside=other).broken_at, verify(chain, outside=other).reason) == (
        4,
        "head_differs",
    )
    assert verify_head(chain, outside=other).reason == "head_differs"


def test_that_a_chain_made_anew_with_another_key_is_found(chain: Database) -> None:
    with Session(chain.engine) as session:
        verdict = audit.verify(session, key=bytes(32), outside=chain.heads[-1])
    assert (verdict.broken_at, verdict.reason) == (1, "changed")


@pytest.mark.both_backends
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor_name = '' WHERE sequence = 1",
        "DELETE FROM audit_entries WHERE sequence = 1",
        "DELETE FROM audit_entries",
    ],
)
def test_that_the_database_itself_refuses_changes(chain: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), chain.engine.begin() as connection:
        connection.execute(text(statement))
    assert verify(chain).is_whole


@pytest.mark.both_backends
def test_that_a_work_that_fails_leaves_no_entry(chain: Database) -> None:
    class OddError(Exception):
        pass

    def fail() -> None:
        with chain.open_work() as work:
            work.record("officer.changed", "officer", 1)
            raise OddError

    with pytest.raises(OddError):
        fail()
    assert verify(chain).entries == ENTRIES
    assert len(chain.heads) == ENTRIES // 2


@pytest.mark.both_backends
def test_that_a_walk_shows_how_far_it_is_and_can_be_ended(chain: Database) -> None:
    class EnoughError(Exception):
        pass

    def stop(_count: int) -> None:
        raise EnoughError

    reported: list[int] = []
    with Session(chain.engine) as session:
        audit.verify(session, key=AUDIT_KEY, outside=chain.heads[-1], walked_so_far=reported.append)
        with pytest.raises(EnoughError):
            audit.verify(session, key=AUDIT_KEY, outside=chain.heads[-1], walked_so_far=stop)
    assert reported == [0]


def found(engine: Engine, wanted: AuditFilter, **page: int | None) -> list[int]:
    """Return the sequences of the entries that fit."""
    before, limit = page.get("before"), page.get("limit") or 100
    with Session(engine) as session:
        rows = audit_queries.find_entries(session, wanted, before=before, limit=limit)
    return [row.sequence for row in rows]


@pytest.mark.both_backends
def test_that_pages_follow_one_another_newest_first(chain: Database) -> None:
    everything = AuditFilter()
    assert found(chain.engine, everything) == [6, 5, 4, 3, 2, 1]
    assert found(chain.engine, everything, limit=4) == [6, 5, 4, 3]
    assert found(chain.engine, everything, before=3, limit=4) == [2, 1]
    assert found(chain.engine, everything, before=1) == []


@pytest.mark.both_backends
def test_that_a_filter_leaves_what_fits(chain: Database) -> None:
    before = chain.clock() - dt.timedelta(minutes=2)
    for wanted, expected in (
        (AuditFilter(kind="letter"), [6, 4, 2]),
        (AuditFilter(kind="officer", item_id=1), [3]),
        (AuditFilter(actions=("letter.opened", "x")), [6, 4, 2]),
        (AuditFilter(actor_login="memur"), [6, 5, 4, 3, 2, 1]),
        (AuditFilter(actor_login="kimse"), []),
        (AuditFilter(since=before), [6, 5, 4, 3]),
        (AuditFilter(until=before), [2, 1]),
        (AuditFilter(search="SUKRU isik"), [6, 5, 4, 3, 2, 1]),
        (AuditFilter(search="MEMUR"), [6, 5, 4, 3, 2, 1]),
        (AuditFilter(search="yok"), []),
        (AuditFilter(search="yok", or_actions=("letter.opened",)), [6, 4, 2]),
        (AuditFilter(search="yok", or_items=(("officer", 2), ("letter", 0))), [5, 2]),
        (AuditFilter(search="yok", kind="letter", or_items=(("officer", 2),)), []),
    ):
        assert found(chain.engine, wanted) == expected, wanted


@pytest.mark.both_backends
def test_that_a_row_shows_all_of_its_entry(chain: Database) -> None:
    with Session(chain.engine) as session:
        row = audit_queries.find_entries(session, AuditFilter(), before=2, limit=1)[0]
        assert audit_queries.list_actors(session) == (("memur", "Şükrü IŞIK"),)
        assert audit_queries.count_entries(session) == ENTRIES
    assert (row.actor_login, row.actor_name, row.actor_role) == ("memur", "Şükrü IŞIK", "clerk")
    assert (row.action, row.kind, row.item_id) == ("officer.changed", "officer", 0)
    assert row.details == {"fields": ["title", "şehir"]}
    assert row.at == chain.clock() - dt.timedelta(minutes=3)
