"""`alo183 audit`: each entry once and in its order, whatever the pages, and each page recorded."""

import json
from argparse import ArgumentTypeError, Namespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alo183_desktop.access.rules import RIGHTS, Right, Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cli.audit import list_entries, read_limit, read_sequence
from alo183_desktop.db.audit_queries import AuditFilter, count_entries, find_entries
from tests.database.databases import Database
from tests.database.signed_in import SignedIn
from tests.rules_of_desk import RulesOfDesk
from tests.unit.bootstrap.people import refusal

pytestmark = pytest.mark.both_backends


def fill(database: Database, count: int) -> None:
    with database.open_work("administrator") as work:
        for number in range(1, count + 1):
            work.record("officer.changed", "officer", number, fields=["surname"])


def listed(
    database: Database,
    capsys: pytest.CaptureFixture[str],
    after: int,
    limit: int = 1000,
    role: str = "auditor",
) -> list[dict[str, Any]]:
    namespace = Namespace(after=after, limit=limit, json=True)
    list_entries(namespace, cast("Desk", SignedIn(database, role)))
    printed = capsys.readouterr().out
    parsed: list[dict[str, Any]] = json.loads(printed)
    # One object a line, for programs that read lines.
    assert printed.count("\n") == max(1, len(parsed))
    return parsed


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(limits=st.lists(st.integers(1, 9), min_size=1, max_size=8), written=st.integers(0, 4))
def test_that_pages_of_any_size_bring_each_entry_once_though_others_write_meanwhile(
    limits: list[int], written: int, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 5)
    with database.open_work("auditor") as work:
        end = count_entries(work.session)
    start = after = end - 5  # the examples share the database
    seen: list[int] = []
    for limit in limits:
        page = listed(database, capsys, after, limit)
        assert len(page) == min(limit, end - after)
        seen += [entry["sequence"] for entry in page]
        after = seen[-1]
        fill(database, written)
        end += 1 + written  # one is that of the reading
    assert seen == list(range(start + 1, after + 1))


def test_that_a_page_that_was_read_is_the_same_when_it_is_read_again(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 6)
    first = listed(database, capsys, 2, 3)
    fill(database, 2)
    assert listed(database, capsys, 2, 3) == first
    assert [entry["sequence"] for entry in first] == [3, 4, 5]


def test_that_each_entry_is_told_whole_with_its_place_in_the_chain(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 1)
    (entry,) = listed(database, capsys, 0)
    assert entry == {
        "sequence": 1,
        "at": "2026-11-24T09:30:00+00:00",
        "actor_login": entry["actor_login"],
        "actor_name": entry["actor_name"],
        "actor_role": "administrator",
        "action": "officer.changed",
        "kind": "officer",
        "item_id": 1,
        "details": {"fields": ["surname"]},
        "mac": database.heads[0].mac,
    }


def test_that_reading_on_is_recorded_with_the_place_and_the_number_of_entries(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 4)
    listed(database, capsys, 1, 2)
    with database.open_work("auditor") as work:
        (newest,) = find_entries(work.session, AuditFilter(), before=None, limit=1)
    assert (newest.action, newest.kind, newest.actor_role) == ("audit.exported", "audit", "auditor")
    assert newest.details == {"count": 2, "what": "command_line", "after": 1}


@pytest.mark.parametrize("role", list(Role))
def test_that_only_who_may_see_the_trail_reads_it(
    role: Role, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 1)
    if role in RIGHTS[Right.SEE_AUDIT]:
        assert listed(database, capsys, 0, role=role.value)
        return
    error = refusal(lambda: listed(database, capsys, 0, role=role.value))
    assert error.code == "access.not_allowed"
    assert capsys.readouterr().out == ""


def test_that_nothing_leaves_where_the_computer_may_not_export(
    database: Database, rules_of_desk: RulesOfDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 1)
    rules_of_desk.write("may_export = false")
    assert refusal(lambda: listed(database, capsys, 0)).code == "desk.forbidden"
    assert capsys.readouterr().out == ""


def test_that_a_place_beyond_the_end_is_an_error_and_the_end_an_empty_page(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 3)
    error = refusal(lambda: listed(database, capsys, 4))
    assert (error.code, error.parameters) == ("access.trail_after_end", {"after": 4, "last": 3})
    assert listed(database, capsys, 3) == []


def test_that_people_read_acts_in_words(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, 1)
    namespace = Namespace(after=0, limit=10, json=False)
    list_entries(namespace, cast("Desk", SignedIn(database, "auditor")))
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.split("  ")[0] == "Sıra no"
    assert "24.11.2026 12:30:00" in line
    assert "officer.changed" not in line


@given(number=st.integers(-5, 10**20), is_limit=st.booleans())
def test_that_a_number_within_its_bounds_is_read_and_another_refused(
    number: int, *, is_limit: bool
) -> None:
    read, least, most = (read_limit, 1, 10_000) if is_limit else (read_sequence, 0, 2**63 - 1)
    if least <= number <= most:
        assert read(f" {number} ") == number
    else:
        with pytest.raises(ArgumentTypeError, match="sayı"):
            read(str(number))


@pytest.mark.parametrize("text", ["", "on", "1.5", "١٢", "²", "9" * 5000])
def test_that_what_is_no_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="sayı okunamadı"):
        read_sequence(text)
