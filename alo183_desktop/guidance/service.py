"""Write the guidance log, and show it to users with the right to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.form_access import FormAccess, recorded
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.guidance import queries
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.guidance.record import GUIDANCE, search_key
from alo183_desktop.officers.queries import subject_names
from alo183_desktop.records.store import Store

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.db.work import Work
    from alo183_desktop.guidance.rows import GuidanceCount, GuidanceFilter, GuidanceRow


TRAIL: Final = ListTrail("guidance", "guidance", Right.SEE_GUIDANCE)
VISITS: Final = FormAccess(
    Store(
        GUIDANCE,
        Guidance,
        gone="guidance.gone",
        added="logged",
        audited=("is_sent_on",),
        can_remove=True,
        links={"subject_id": subject_names},
        derive=lambda values, row: {"search_key": search_key(values, by_name=row.by_name)},
    ),
    Right.EDIT_GUIDANCE,
    of_new=lambda work: {**recorded(work), "by_user_id": work.actor.user_id},
)
"""Who came, and what was done for them; removed visits stay in the audit trail."""


def find_guidance(work: Work, wanted: GuidanceFilter) -> tuple[GuidanceRow, ...]:
    """Return visits as `queries.list_guidance`, for users who may see them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_GUIDANCE)
    return queries.list_guidance(work.session, wanted)


def count(work: Work, wanted: GuidanceFilter) -> int:
    """Return how many visits are wanted.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_GUIDANCE)
    return queries.count_guidance(work.session, wanted)


def count_by_subject(
    work: Work, *, since: dt.datetime, until: dt.datetime
) -> tuple[GuidanceCount, ...]:
    """Return how many came about each subject as `queries.count_by_subject`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_GUIDANCE)
    return queries.count_by_subject(work.session, since=since, until=until)
