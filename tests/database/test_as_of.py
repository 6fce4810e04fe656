"""Who answers for what on the days around a beginning and an end, on both backends."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from alo183_desktop.officers import queries
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.officers.service import close_assignments, open_assignments
from tests.database.databases import Database
from tests.database.desks import ASSIGNED_ON, furnish

pytestmark = pytest.mark.both_backends

DAY = dt.timedelta(days=1)
ENDS_ON = dt.date(2026, 3, 10)
"""The first day without it: an interval holds its first day and not its last."""
BEGINS_ON = dt.date(2026, 3, 20)


def standing(session: Session, officer_id: int, day: dt.date) -> tuple[object, ...]:
    """Return in which list an officer stands on a day, with what, since when, and when they left.

    All ways of asking must agree.
    """
    states = [OfficerState.SERVING, OfficerState.LEFT, OfficerState.COMING]
    found = {
        state: [
            row
            for row in queries.list_officers(session, OfficerFilter(state=state), as_of=day)
            if row.officer_id == officer_id
        ]
        for state in states
    }
    for state in states:
        wanted = OfficerFilter(state=state, officer_ids=(officer_id,))
        assert queries.count_officers(session, wanted, as_of=day) == len(found[state])
    (state,) = [state for state in states if found[state]]
    (row,) = found[state]
    card = queries.get_card(session, officer_id, as_of=day)
    assert (card.subjects, card.since, card.left_on) == (row.subjects, row.since, row.left_on)
    assert card.is_active == bool(row.subjects)
    covering = {
        cover.subject_name
        for cover in queries.coverage(session, as_of=day)
        if officer_id in {officer.officer_id for officer in cover.officers}
    }
    assert covering == set(row.subjects)
    return state, row.subjects, row.since, row.left_on


def test_that_every_question_as_of_a_day_has_the_same_answer(database: Database) -> None:
    with database.open_work("administrator") as work:
        desk = furnish(work)
        close_assignments(work, desk.ilknur, None, ends_on=ENDS_ON)
        open_assignments(work, desk.ilknur, [desk.disabled, desk.child], starts_on=BEGINS_ON)
        for day, expected in (
            (ASSIGNED_ON - DAY, (OfficerState.COMING, (), None, None)),
            (ASSIGNED_ON, (OfficerState.SERVING, ("Engelli",), ASSIGNED_ON, None)),
            (ENDS_ON - DAY, (OfficerState.SERVING, ("Engelli",), ASSIGNED_ON, None)),
            (ENDS_ON, (OfficerState.LEFT, (), None, ENDS_ON)),
            (BEGINS_ON - DAY, (OfficerState.LEFT, (), None, ENDS_ON)),
            (BEGINS_ON, (OfficerState.SERVING, ("Çocuk", "Engelli"), BEGINS_ON, None)),
        ):
            assert standing(work.session, desk.ilknur, day) == expected, day


def test_that_a_subject_is_uncovered_from_the_first_day_without_anybody(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        desk = furnish(work)
        close_assignments(work, desk.ilknur, None, ends_on=ENDS_ON)
        open_assignments(work, desk.ilknur, [desk.disabled], starts_on=BEGINS_ON)
        reported = {
            day: next(
                (row.is_covered, row.uncovered_since, row.covered_from)
                for row in queries.coverage(work.session, as_of=day)
                if row.subject_id == desk.disabled
            )
            for day in (ASSIGNED_ON - DAY, ENDS_ON - DAY, ENDS_ON, BEGINS_ON - DAY, BEGINS_ON)
        }
        assert list(reported.values()) == [
            (False, None, ASSIGNED_ON),
            (True, None, None),
            (False, ENDS_ON, BEGINS_ON),
            (False, ENDS_ON, BEGINS_ON),
            (True, None, None),
        ]
