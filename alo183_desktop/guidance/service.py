"""Write the log of guidance, and show it to who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    from alo183_desktop.guidance.record import GuidanceValues
    from alo183_desktop.guidance.rows import GuidanceCount, GuidanceFilter, GuidanceRow


_STORE: Final = Store(
    GUIDANCE,
    Guidance,
    gone="guidance.gone",
    added="logged",
    told=("is_sent_on",),
    can_remove=True,
    links={"subject_id": subject_names},
    derive=lambda values, row: {"search_key": search_key(values, by_name=row.by_name)},
)


def log_guidance(work: Work, values: GuidanceValues) -> int:
    """Write down that a citizen came and what was done, and return the number of the entry.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_GUIDANCE)
    return _STORE.add(
        work,
        values,
        by_user_id=work.actor.user_id,
        by_name=work.actor.name,
        recorded_at=work.now,
    )


def change_guidance(
    work: Work,
    guidance_id: int,
    values: GuidanceValues,
    *,
    version: int,
    base: GuidanceValues | None = None,
) -> None:
    """Put an entry right, as `Store.change`.

    Raises:
        KnownError: `access.not_allowed`, `guidance.gone`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_GUIDANCE)
    _STORE.change(work, guidance_id, values, version=version, base=base)


def remove_guidance(work: Work, guidance_id: int, *, version: int) -> None:
    """Remove an entry that was made by mistake; the audit trail keeps that it was there.

    Raises:
        KnownError: `access.not_allowed`, `guidance.gone`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_GUIDANCE)
    _STORE.remove(work, guidance_id, version=version)


def open_form(work: Work, guidance_id: int) -> tuple[GuidanceValues, int]:
    """Return an entry for its form, and the version that goes with it.

    Raises:
        KnownError: `access.not_allowed`, `guidance.gone`.
    """
    require(work, Right.EDIT_GUIDANCE)
    return _STORE.open(work, guidance_id)


def find_guidance(
    work: Work,
    wanted: GuidanceFilter,
    *,
    after: GuidanceRow | None = None,
    limit: int | None = queries.PAGE,
) -> tuple[GuidanceRow, ...]:
    """Return visits as `queries.list_guidance`, for who may see them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_GUIDANCE)
    return queries.list_guidance(work.session, wanted, after=after, limit=limit)


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


def record_export(work: Work, count: int, what: str) -> None:
    """Write down that `count` visits left the program as `what`, such as `list`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_GUIDANCE)
    require(work, Right.EXPORT)
    work.record("guidance.exported", "guidance", count=count, what=what)


def record_print(work: Work, count: int, what: str) -> None:
    """Write down that `count` visits were printed as `what`, such as `list`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_GUIDANCE)
    require(work, Right.PRINT)
    work.record("guidance.printed", "guidance", count=count, what=what)
