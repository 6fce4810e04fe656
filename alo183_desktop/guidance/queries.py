"""Read the log of guidance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, func, select

from alo183_desktop.db.columns import columns_of, with_words
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.guidance.rows import GuidanceCount, GuidanceFilter, GuidanceRow
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.officers.model import Subject
from alo183_desktop.shared.searching import folded_words

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_LOG: Final[Any] = Guidance.__table__
_G: Final = _LOG.c
_SUBJECTS: Final[Any] = Subject.__table__


def list_guidance(session: Session, wanted: GuidanceFilter) -> tuple[GuidanceRow, ...]:
    """Return visits, the newest first."""
    query = (
        select(*columns_of(GuidanceRow, _G, guidance_id=_G.id, subject_name=_SUBJECTS.c.name))
        .select_from(_LOG)
        .join(_SUBJECTS, _SUBJECTS.c.id == _G.subject_id)
        .order_by(_G.at.desc(), _G.id.desc())
    )
    return tuple(GuidanceRow(*record) for record in session.execute(_restricted(query, wanted)))


def count_guidance(session: Session, wanted: GuidanceFilter) -> int:
    """Return how many visits are wanted; their list has as many rows."""
    query = _restricted(select(func.count()).select_from(_LOG), wanted)
    return int(session.execute(query).scalar_one())


def count_by_subject(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> tuple[GuidanceCount, ...]:
    """Return the number of visits about each subject, in the order of the subjects.

    Args:
        since: UTC, `[since, until)`.
        until: The first time that is left out.

    Returns:
        Active subjects, and others with at least one visit.
    """
    query = (
        select(_G.subject_id, func.count(), func.sum(case((_G.is_sent_on, 1), else_=0)))
        .where(_G.at >= since, _G.at < until)
        .group_by(_G.subject_id)
    )
    found = {
        subject_id: (int(count), int(sent)) for subject_id, count, sent in session.execute(query)
    }
    rows = []
    for subject in officer_queries.list_subjects(session, active_only=False):
        count, sent = found.get(subject.subject_id, (0, 0))
        if subject.is_active or count:
            rows.append(GuidanceCount(subject.subject_id, subject.name, count - sent, sent))
    return tuple(rows)


def _restricted(query: Select[Any], wanted: GuidanceFilter) -> Select[Any]:
    query = with_words(query, folded_words(wanted.search), _G.search_key)
    if wanted.subject_id is not None:
        query = query.where(_G.subject_id == wanted.subject_id)
    if wanted.is_sent_on is not None:
        query = query.where(_G.is_sent_on.is_(wanted.is_sent_on))
    if wanted.since is not None:
        query = query.where(_G.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(_G.at < wanted.until)
    return query
