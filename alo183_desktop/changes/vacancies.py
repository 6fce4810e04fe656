"""Vacant duties: subjects that nobody answers for, and posts that a letter left vacant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from alo183_desktop.changes.model import Change
from alo183_desktop.letters.model import Letter
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.officers.model import Assignment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from alo183_desktop.officers.rows import CoverageRow


@dataclass(frozen=True, slots=True, order=True)
class Vacancy:
    """One vacant post of one subject."""

    since: dt.date
    subject_id: int
    letter_id: int
    """The letter that left it vacant."""


def vacant_duties(
    session: Session, coverage: Sequence[CoverageRow], *, as_of: dt.date
) -> tuple[CoverageRow, ...]:
    """Return the subjects that nobody answers for, and the posts that a letter left vacant.

    Others may answer for the subject of such a post; it stays vacant until an officer takes it.

    Args:
        coverage: Of the day `as_of`.
        as_of: The day, in Istanbul.
    """
    covered = {row.subject_id: row for row in coverage if row.is_covered}
    posts = tuple(
        replace(covered[post.subject_id], uncovered_since=post.since)
        for post in list_vacancies(session, as_of=as_of)
        if post.subject_id in covered
    )
    return (*officer_queries.uncovered(coverage), *posts)


def list_vacancies(session: Session, *, as_of: dt.date) -> tuple[Vacancy, ...]:
    """Return the posts that are vacant on a day, the longest vacant first.

    Args:
        as_of: The day, in Istanbul.
    """
    changes = session.execute(
        select(
            Change.effective_on,
            Change.subject_ids,
            Change.letter_id,
            Change.newcomer_id,
            Change.is_first_appointment,
        )
        .join(Letter, Change.letter_id == Letter.id)
        .where(
            Change.effective_on <= as_of,
            Letter.cancelled_at.is_(None),
            Letter.id.not_in(_corrected()),
        )
    ).all()
    left = [
        Vacancy(change.effective_on, subject_id, change.letter_id)
        for change in changes
        for subject_id in change.subject_ids
        if change.newcomer_id is None
    ]
    if not left:
        return ()
    # A newcomer who follows a leaver fills that leaver's post, not one that was vacant before.
    begun = [
        (subject_id, change.effective_on)
        for change in changes
        for subject_id in change.subject_ids
        if change.newcomer_id is not None and change.is_first_appointment
    ]
    return still_vacant(left, [*begun, *_begun_without_letter(session, min(left).since, as_of)])


def still_vacant(
    left: Iterable[Vacancy], begun: Iterable[tuple[int, dt.date]]
) -> tuple[Vacancy, ...]:
    """Return the posts that are still vacant.

    Each beginning fills one post of its subject that was left on that day or before: the longest
    vacant one.

    Args:
        left: Posts that were left.
        begun: Subject and first day of newcomers who did not follow a leaver.
    """
    waiting: dict[int, list[Vacancy]] = defaultdict(list)
    for vacancy in sorted(left):
        waiting[vacancy.subject_id].append(vacancy)
    for subject_id, day in sorted(begun, key=lambda one: one[1]):
        posts = waiting[subject_id]
        if posts and posts[0].since <= day:
            del posts[0]
    return tuple(sorted(post for posts in waiting.values() for post in posts))


def _corrected() -> Select[int | None]:
    return select(Letter.corrects_letter_id).where(
        Letter.corrects_letter_id.is_not(None), Letter.cancelled_at.is_(None)
    )


def _begun_without_letter(
    session: Session, since: dt.date, until: dt.date
) -> list[tuple[int, dt.date]]:
    """Return the assignments that an import or a card began, without any change."""
    query = select(Assignment.subject_id, Assignment.starts_on).where(
        Assignment.opened_by_letter_id.is_(None),
        Assignment.starts_on.between(since, until),
        # One that was cancelled before it began filled no post.
        or_(Assignment.ends_on.is_(None), Assignment.ends_on > Assignment.starts_on),
    )
    return [(subject_id, starts_on) for subject_id, starts_on in session.execute(query)]
