"""What lines used, put into the database as an import leaves it, for tests that need some."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from alo183_desktop.db.work import Work
from alo183_desktop.imports.model import Import
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.model import CallRecord, Usage, UsageDay
from alo183_desktop.shared.clock import ISTANBUL

MINUTE: Final = 60
MB: Final = 1024**2


def make_import(work: Work, day: dt.date) -> int:
    """Return the number of an import that was made at noon of a day."""
    made = Import(
        kind="usage",
        file_name="kullanim.csv",
        sha256="0" * 64,
        at=dt.datetime.combine(day, dt.time(12), ISTANBUL),
        by_user_id=None,
        created=1,
        updated=0,
        unchanged=0,
        undone_at=None,
    )
    work.session.add(made)
    work.session.flush()
    return made.id


def add_summary(
    work: Work,
    line_id: int,
    days: tuple[str, str],
    *,
    minutes: int,
    megabytes: int = 0,
    imported_on: str = "2026-12-31",
    has_calls: bool = False,
) -> int:
    """Add what a line used on `[first, end)` in one sum; return its number."""
    usage = Usage(
        import_id=make_import(work, dt.date.fromisoformat(imported_on)),
        line_id=line_id,
        starts_on=dt.date.fromisoformat(days[0]),
        ends_on=dt.date.fromisoformat(days[1]),
        seconds=minutes * MINUTE,
        bytes=megabytes * MB,
        has_calls=has_calls,
    )
    work.session.add(usage)
    work.session.flush()
    return usage.id


def add_call(
    work: Work,
    usage_id: int,
    at: dt.datetime,
    number: str = "183",
    *,
    kind: CallKind = CallKind.VOICE,
    seconds: int = 60,
    amount: int = 0,
) -> None:
    """Add a call to what a line used."""
    call = CallRecord(
        usage_id=usage_id, at=at, kind=kind, number=number, seconds=seconds, bytes=amount
    )
    work.session.add(call)
    work.session.flush()


def add_days(
    work: Work,
    line_id: int,
    days: tuple[str, str],
    minutes: Mapping[str, int],
) -> int:
    """Add what a line used on `[first, end)`, by day; return its number."""
    usage_id = add_summary(work, line_id, days, minutes=sum(minutes.values()))
    usage = work.session.get_one(Usage, usage_id)
    usage.has_calls = True
    work.session.add_all(
        UsageDay(
            usage_id=usage_id,
            day=dt.date.fromisoformat(day),
            seconds=amount * MINUTE,
            bytes=0,
        )
        for day, amount in minutes.items()
    )
    work.session.flush()
    return usage_id
