"""The days of earlier calls that a newer file of calls does not tell: they stay."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from sqlalchemy import func, insert, literal, select

from alo183_desktop.imports.model import Import
from alo183_desktop.imports.storing import insert_all
from alo183_desktop.phones.call_marks import copy_reviews
from alo183_desktop.phones.model import CallRecord, Usage, UsageDay
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

_USAGES: Final = Usage.__table__.c
_DAYS: Final = UsageDay.__table__.c
_CALLS: Final = CallRecord.__table__.c
_DAY: Final = dt.timedelta(days=1)


class Kept(NamedTuple):
    """Days `[starts_on, ends_on)` of a usage that came call by call."""

    usage_id: int
    starts_on: dt.date
    ends_on: dt.date


def kept_of(
    usage_id: int, old: tuple[dt.date, dt.date], new: tuple[dt.date, dt.date]
) -> tuple[Kept, ...]:
    """Return the days of `old` that lie before and behind those of `new`; days are half open."""
    parts = (Kept(usage_id, old[0], new[0]), Kept(usage_id, new[1], old[1]))
    return tuple(part for part in parts if part.starts_on < part.ends_on)


def amounts_of(session: Session, parts: Iterable[Kept]) -> tuple[int, int]:
    """Return the seconds and bytes of kept days together."""
    seconds = amount = 0
    for part in parts:
        query = select(
            func.coalesce(func.sum(_DAYS.seconds), 0), func.coalesce(func.sum(_DAYS.bytes), 0)
        ).where(*_within(part))
        talked, used = session.execute(query).one()
        seconds, amount = seconds + int(talked), amount + int(used)
    return seconds, amount


def keep_days(session: Session, parts: Sequence[Kept], *, import_id: int) -> list[int]:
    """Store kept days with their calls as usages of an import, and return their numbers.

    They belong to the import that took the rest of their days, so that undoing it takes them away
    when the earlier usage counts again. Days of which the earlier file could tell nothing, because
    it was read before them, are not kept.
    """
    made = []
    for part in parts:
        read_on = local_day(
            session.execute(
                select(Import.at)
                .join(Usage, Usage.import_id == Import.id)
                .where(Usage.id == part.usage_id)
            ).scalar_one()
        )
        old = session.execute(
            select(_USAGES.line_id, _USAGES.seconds, _USAGES.bytes).where(
                _USAGES.id == part.usage_id
            )
        ).one()
        days = session.execute(
            select(_DAYS.day, _DAYS.seconds, _DAYS.bytes).where(*_within(part)).order_by(_DAYS.day)
        ).all()
        told = max([read_on, *(day.day + _DAY for day in days)])
        ends_on = min(part.ends_on, told)
        if ends_on <= part.starts_on:
            continue
        row = {
            "import_id": import_id,
            "line_id": old.line_id,
            "starts_on": part.starts_on,
            "ends_on": ends_on,
            "seconds": None if old.seconds is None else sum(day.seconds or 0 for day in days),
            "bytes": None if old.bytes is None else sum(day.bytes or 0 for day in days),
            "has_calls": True,
            "superseded_by_import_id": None,
        }
        (usage_id,) = insert_all(session, Usage, [row], is_numbered=True)
        insert_all(session, UsageDay, [{"usage_id": usage_id, **day._asdict()} for day in days])
        _copy_calls(session, part, usage_id)
        made.append(usage_id)
    return made


def _within(part: Kept) -> tuple[Any, ...]:
    return (
        _DAYS.usage_id == part.usage_id,
        _DAYS.day >= part.starts_on,
        _DAYS.day < part.ends_on,
    )


def _copy_calls(session: Session, part: Kept, usage_id: int) -> None:
    """Copy the calls of kept days, whatever is known of each, and what was said of them."""
    table = cast("Table", CallRecord.__table__)
    names = [column.name for column in table.columns if column.name not in {"id", "usage_id"}]
    within = (
        _CALLS.usage_id == part.usage_id,
        _CALLS.at >= day_start(part.starts_on),
        _CALLS.at < day_start(part.ends_on),
    )
    query = select(literal(usage_id), *(_CALLS[name] for name in names)).where(*within)
    session.execute(
        insert(table).from_select(["usage_id", *names], query.order_by(_CALLS.id)),
    )
    before = session.scalars(select(_CALLS.id).where(*within).order_by(_CALLS.id))
    after = session.scalars(
        select(_CALLS.id).where(_CALLS.usage_id == usage_id).order_by(_CALLS.id)
    )
    copy_reviews(session, dict(zip(before, after, strict=True)))
