"""Each step of the ladder is shown once, whatever the computer did meanwhile."""

import pytest

from alo183_desktop.cases import progress, reminders, settings
from alo183_desktop.cases.rows import ReminderRow, ShownReminder
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.databases import Database
from tests.database.desks import furnish


def shown(database: Database) -> list[int]:
    with database.open_work() as work:
        return [row.hours for row in reminders.due_reminders(work)]


def test_that_a_program_killed_at_hour_19_and_started_at_hour_26_shows_the_rest_once(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        add(work, furnish(work), routed_at=START)
    found = []
    for _ in range(19):
        database.clock.advance(hours=1)
        found += shown(database)
    assert found == [6, 12]
    database.clock.advance(hours=7)
    with database.open_work() as work:
        rows = reminders.due_reminders(work)
    assert [row.hours for row in rows] == [20, 23, 24]
    assert all(row.was_missed for row in rows)
    assert shown(database) == []
    with database.open_work() as work:
        unseen = reminders.unseen_reminders(work)
        assert [row.hours for row in unseen] == [6, 12, 20, 23, 24]
        assert reminders.reminder_words(unseen[2], now=work.now) == (
            "183-2026-100000: 2 sa 00 dk gecikti"
        )
        reminders.mark_seen(work)
        assert reminders.unseen_reminders(work) == ()
    database.clock.advance(hours=100)
    assert shown(database) == []


@pytest.mark.both_backends
def test_that_every_minute_shows_each_step_once_and_in_time(database: Database) -> None:
    with database.open_work("administrator") as work:
        add(work, furnish(work), routed_at=START)
    database.clock.advance(hours=5, minutes=59)
    rows: list[ReminderRow] = []
    for _ in range(4):
        with database.open_work() as work:
            rows += reminders.due_reminders(work)
        database.clock.advance(minutes=1)
    assert [row.hours for row in rows] == [6]
    assert not rows[0].was_missed


def test_that_an_entered_case_is_not_reminded_of(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), routed_at=START)
    database.clock.advance(hours=7)
    assert shown(database) == [6]
    with database.open_work() as work:
        progress.enter(work, case_id, at=work.now, record="1")
    database.clock.advance(hours=10)
    assert shown(database) == []
    with database.open_work() as work:
        progress.withdraw_entry(work, case_id, reason="Yanlış")
    assert shown(database) == [12]


def test_that_a_case_that_comes_late_is_reminded_of_what_is_still_to_come(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, "A", routed_at=START - 13 * HOUR)
        add(work, furnished, "B", routed_at=START - 300 * HOUR)
    assert shown(database) == []
    database.clock.advance(hours=12)
    assert shown(database) == [20, 23, 24]


def test_that_a_clock_set_back_repeats_nothing(database: Database) -> None:
    with database.open_work("administrator") as work:
        add(work, furnish(work), routed_at=START)
    database.clock.advance(hours=13)
    assert shown(database) == [6, 12]
    database.clock.advance(hours=-10)
    assert shown(database) == []
    database.clock.advance(hours=10)
    assert shown(database) == []


def test_that_another_ladder_holds_for_the_cases_that_run(database: Database) -> None:
    with database.open_work("administrator") as work:
        add(work, furnish(work), routed_at=START)
    database.clock.advance(hours=7)
    assert shown(database) == [6]
    with database.open_work("administrator") as work:
        settings.set_terms(
            work,
            starts_on=START.date(),
            urgent_action_minutes=60,
            other_action_minutes=60,
            reminder_hours=[6, 10, 22],
        )
    database.clock.advance(hours=16)
    assert shown(database) == [10, 22]


@pytest.mark.both_backends
@pytest.mark.parametrize("count", [1, 30])
def test_that_many_cases_are_shown_together(database: Database, count: int) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        for place in range(count):
            add(work, furnished, f"{place}", routed_at=START)
    database.clock.advance(hours=6)
    assert len(shown(database)) == count


def test_that_what_was_shown_while_locked_is_noted_with_its_time(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, "A", routed_at=START - HOUR)
        entered = add(work, furnished, "B", routed_at=START - HOUR)
        coming = reminders.coming_reminders(work)
        assert [(one.number, one.hours) for one in coming[:4]] == [
            ("A", 6),
            ("B", 6),
            ("A", 12),
            ("B", 12),
        ]
        assert coming[0].due_at == START + 5 * HOUR
        assert coming[0].entry_due_at == START + 23 * HOUR
        progress.enter(work, entered, at=work.now, record="1")
    database.clock.advance(hours=6)
    with database.open_work() as work:
        at = START + 5 * HOUR
        shown_rows = [ShownReminder(case_id, 6, at), ShownReminder(entered, 6, at)]
        reminders.note_shown(work, [*shown_rows, ShownReminder(99, 6, at)])
        reminders.note_shown(work, shown_rows)
        (row,) = reminders.unseen_reminders(work)
        assert (row.number, row.hours, row.noted_at, row.was_missed) == ("A", 6, at, False)
        assert reminders.due_reminders(work) == ()
    database.clock.advance(hours=6)
    assert shown(database) == [12]
