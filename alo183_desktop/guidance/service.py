"""Write the log of guidance, and show it to who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version, merge_edit
from alo183_desktop.guidance import queries
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.guidance.rules import (
    TOGETHER,
    GuidanceForm,
    GuidanceValues,
    form_of,
    search_key,
    shown_value,
)
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.values import EMPTY

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.db.work import Work
    from alo183_desktop.guidance.rows import GuidanceCount, GuidanceFilter, GuidanceRow


def log_guidance(work: Work, values: GuidanceValues) -> int:
    """Write down that a citizen came and what was done, and return the number of the entry.

    Args:
        work: The unit of work.
        values: Checked by `rules.check_guidance`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_GUIDANCE)
    entry = Guidance(
        **_columns(values, by_name=work.actor.name),
        by_user_id=work.actor.user_id,
        by_name=work.actor.name,
        recorded_at=work.now,
    )
    work.session.add(entry)
    work.session.flush()
    work.record("guidance.logged", "guidance", entry.id, is_sent_on=values.is_sent_on)
    return entry.id


def change_guidance(
    work: Work,
    guidance_id: int,
    values: GuidanceValues,
    *,
    version: int,
    base: GuidanceValues | None = None,
) -> None:
    """Put an entry right.

    Args:
        work: The unit of work.
        guidance_id: Which visit.
        values: Checked by `rules.check_guidance`.
        version: As it was read.
        base: What the form began with: what only others changed since then stays as they have it.

    Raises:
        KnownError: `access.not_allowed`, `guidance.gone`.
        ConflictError: `db.both_changed`: somebody else changed it since `version`; its problems
            name each field in which both disagree, with both values.
    """
    require(work, Right.EDIT_GUIDANCE)
    entry = _entry(work, guidance_id, locks=True)
    values = merge_edit(
        work,
        values,
        _stored(entry),
        base,
        is_stale=entry.version != version,
        thing=Thing("guidance", guidance_id, ("guidance.changed",)),
        words=lambda field, value: _shown(work, field, value),
        together=TOGETHER,
    )
    columns = _columns(values, by_name=entry.by_name)
    fields = sorted(
        name
        for name, value in columns.items()
        if name != "search_key" and getattr(entry, name) != value
    )
    if not fields:
        return
    for name, value in columns.items():
        setattr(entry, name, value)
    work.session.flush()
    work.record("guidance.changed", "guidance", guidance_id, fields=fields)


def remove_guidance(work: Work, guidance_id: int, *, version: int) -> None:
    """Remove an entry that was made by mistake; the audit trail keeps that it was there.

    Raises:
        KnownError: `access.not_allowed`, `guidance.gone`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_GUIDANCE)
    entry = _entry(work, guidance_id, locks=True)
    demand_version(work.session, entry.version, version, Thing("guidance", guidance_id))
    work.session.delete(entry)
    work.session.flush()
    work.record("guidance.removed", "guidance", guidance_id)


def open_form(work: Work, guidance_id: int) -> tuple[GuidanceForm, int]:
    """Return the form of an entry, and the version that goes with it.

    Raises:
        KnownError: `access.not_allowed`, `guidance.gone`.
    """
    require(work, Right.EDIT_GUIDANCE)
    entry = _entry(work, guidance_id)
    return form_of(_stored(entry)), entry.version


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


def _entry(work: Work, guidance_id: int, *, locks: bool = False) -> Guidance:
    entry = work.session.get(Guidance, guidance_id, with_for_update=locks)
    if entry is None:
        raise KnownError("guidance.gone")
    return entry


def _stored(entry: Guidance) -> GuidanceValues:
    names = GuidanceValues.__dataclass_fields__
    return GuidanceValues(**{name: getattr(entry, name) for name in names})


def _shown(work: Work, field: str, value: Any) -> str:
    """Return a value as the form has it, with the name of a subject in the place of its number."""
    if field == "subject_id":
        rows = list_subjects(work.session, active_only=False)
        return next((row.name for row in rows if row.subject_id == value), EMPTY)
    return shown_value(field, value)


def _columns(values: GuidanceValues, *, by_name: str) -> dict[str, Any]:
    columns = {name: getattr(values, name) for name in GuidanceValues.__dataclass_fields__}
    return {**columns, "search_key": search_key(values, by_name=by_name)}
