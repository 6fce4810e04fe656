"""Posts that a letter left vacant stay vacant until somebody takes them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.changes.form import ChangeEntry, ChangeForm, NewcomerKind
from alo183_desktop.changes.vacancies import Vacancy, list_vacancies, still_vacant
from alo183_desktop.gui.officers.queries import RosterQuery, read
from alo183_desktop.gui.officers.words import OfficerView
from alo183_desktop.officers.service import open_assignments
from tests.database.databases import Database
from tests.database.desks import Furnished, finish, furnish

DAY = dt.date(2026, 11, 25)
DAYS = st.integers(0, 40).map(lambda days: DAY + dt.timedelta(days=days))
LEFT = st.lists(st.builds(Vacancy, DAYS, st.integers(1, 3), st.just(1)), max_size=8)
BEGUN = st.lists(st.tuples(st.integers(1, 3), DAYS), max_size=8)


@pytest.fixture
def desk(database: Database) -> Furnished:
    """Return a directorate whose İlknur has left with nobody in her place; Zeynep shares it."""
    with database.open_work("administrator") as work:
        made = furnish(work)
        open_assignments(work, made.zeynep, [made.disabled], starts_on=dt.date(2025, 3, 1))
    entry = ChangeEntry(
        leaver_id=made.ilknur,
        newcomer_kind=NewcomerKind.NOBODY,
        subject_ids=(made.disabled,),
        effective_on="25.11.2026",
        vacancy_reason="Onay bekleniyor",
    )
    with database.open_work() as work:
        finish(work, ChangeForm(entries=(entry,), signatory_id=made.signatory_id))
    return made


def test_that_a_post_stays_vacant_although_others_answer_for_its_subject(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        assert list_vacancies(work.session, as_of=dt.date(2026, 11, 24)) == ()
        (found,) = list_vacancies(work.session, as_of=dt.date(2026, 12, 1))
    assert (found.subject_id, found.since) == (desk.disabled, DAY)


@pytest.mark.both_backends
def test_that_the_list_of_vacancies_shows_posts_as_well(
    database: Database, desk: Furnished
) -> None:
    today, later = dt.date(2026, 11, 24), dt.date(2026, 12, 1)
    with database.open_work() as work:
        before = read(work, RosterQuery(today, today, view=OfficerView.VACANT))
        answer = read(work, RosterQuery(later, later, view=OfficerView.VACANT))
    assert len(answer.lines) == answer.counts[OfficerView.VACANT] == len(before.lines) + 1
    assert desk.disabled in {line.vacancy.subject_id for line in answer.lines if line.vacancy}


def test_that_a_first_appointment_fills_the_post(database: Database, desk: Furnished) -> None:
    entry = ChangeEntry(
        is_first_appointment=True,
        newcomer_kind=NewcomerKind.ROSTER,
        newcomer_id=desk.spare,
        subject_ids=(desk.disabled,),
        effective_on="28.11.2026",
    )
    with database.open_work() as work:
        finish(work, ChangeForm(entries=(entry,), signatory_id=desk.signatory_id))
        assert len(list_vacancies(work.session, as_of=dt.date(2026, 11, 27))) == 1
        assert list_vacancies(work.session, as_of=dt.date(2026, 11, 28)) == ()


def test_that_an_assignment_without_a_letter_fills_the_post(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        open_assignments(work, desk.spare, [desk.disabled], starts_on=dt.date(2026, 11, 26))
        assert list_vacancies(work.session, as_of=dt.date(2026, 11, 26)) == ()


@given(LEFT, BEGUN)
def test_that_each_beginning_fills_at_most_one_post_of_its_subject(
    left: list[Vacancy], begun: list[tuple[int, dt.date]]
) -> None:
    found = still_vacant(left, begun)
    for subject_id in (1, 2, 3):
        posts = [post for post in left if post.subject_id == subject_id]
        came = [day for subject, day in begun if subject == subject_id]
        kept = [post for post in found if post.subject_id == subject_id]
        assert len(posts) - len(came) <= len(kept) <= len(posts)
        if came and posts and max(came) >= min(posts).since:
            assert len(kept) < len(posts)
        # Nobody can have taken a post that was left after they came.
        assert all(post in kept for post in posts if not came or post.since > max(came))
