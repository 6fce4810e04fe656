"""Which lines an operator's file should tell of, because the one before it did.

Nobody has to name the operator: the file before is the newest one of earlier days in which most
lines of this one stand. So a file that was cut exactly behind a row, which nothing inside it tells,
is noticed as well as forgotten lines: where no total says that it is whole, somebody has to.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Line, Usage
from alo183_desktop.phones.usage_numbers import line_of
from alo183_desktop.phones.usage_rows import measures_of
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from alo183_desktop.phones.usage_match import Judgement
    from alo183_desktop.phones.usage_rows import UsageFile

_LOOKED_BACK: Final = dt.timedelta(days=100)
"""An older file tells little of who has a line today."""
_MOST_NAMED: Final = 5
MAYBE_CUT: Final = "phones.usage_maybe_cut"
"""Lines are missing, and nothing in the file says that it is whole."""
_NO_TOTAL: Final = "phones.usage_no_total"
_GONE: Final = (ItemState.RETURNED, ItemState.RETIRED)
_USAGES: Final = Usage.__table__.c
_LINES: Final = Line.__table__.c


def missing_lines(session: Session, file: UsageFile, judgement: Judgement) -> Problem | None:
    """Return a hint about lines that the file before told of and this one does not.

    Args:
        session: Only read.
        file: As it was read.
        judgement: What it comes to.

    Returns:
        None when no line is missing, or no file of earlier days has lines of this one.
    """
    if judgement.starts_on is None or not judgement.line_ids:
        return None
    before = _file_before(session, file, judgement.line_ids, judgement.starts_on)
    if before is None:
        return None
    query = select(_LINES.phone).where(
        _LINES.id.in_(before.line_ids - judgement.line_ids), _LINES.state.not_in(_GONE)
    )
    refused = _phones_of_wrong(file)
    missing = sorted(phone for phone in session.scalars(query) if phone not in refused)
    if not missing:
        return None
    named = ", ".join(map(format_phone, missing[:_MOST_NAMED]))
    return Problem(
        "",
        MAYBE_CUT
        if any(note.code == _NO_TOTAL for note in file.notes)
        else "phones.usage_lines_missing",
        {
            "first": format_day(before.starts_on),
            "last": format_day(before.ends_on - dt.timedelta(days=1)),
            "count": len(missing),
            "lines": named if len(missing) <= _MOST_NAMED else f"{named}, …",
        },
    )


class _Earlier:
    """What one import brought."""

    def __init__(self) -> None:
        self.line_ids: set[int] = set()
        self.starts_on = dt.date.max
        self.ends_on = dt.date.min


def _file_before(
    session: Session, file: UsageFile, line_ids: Collection[int], day: dt.date
) -> _Earlier | None:
    told = {measure for line in file.lines for measure in line.measures}
    query = select(
        _USAGES.import_id,
        _USAGES.line_id,
        _USAGES.starts_on,
        _USAGES.ends_on,
        _USAGES.seconds,
        _USAGES.bytes,
    ).where(
        _USAGES.superseded_by_import_id.is_(None),
        _USAGES.starts_on < day,
        _USAGES.starts_on >= day - _LOOKED_BACK,
    )
    imports: dict[int, _Earlier] = defaultdict(_Earlier)
    for import_id, line_id, starts_on, ends_on, seconds, amount in session.execute(query):
        if not told.isdisjoint(measures_of(seconds, amount)):
            known = imports[import_id]
            known.line_ids.add(line_id)
            known.starts_on = min(known.starts_on, starts_on)
            known.ends_on = max(known.ends_on, ends_on)
    common = {
        import_id: len(known.line_ids.intersection(line_ids))
        for import_id, known in imports.items()
    }
    alike = [import_id for import_id, count in common.items() if count * 2 >= len(line_ids)]
    if not alike:
        return None
    # A file of two months that are apart is as old as its newer one.
    newest = max(alike, key=lambda place: (imports[place].ends_on, common[place], place))
    return imports[newest]


def _phones_of_wrong(file: UsageFile) -> frozenset[str]:
    """Return the lines of which wrong rows tell: they are named already."""
    phones = set()
    for row in file.wrong:
        try:
            phone = line_of(row.label)
        except KnownError:
            continue
        if phone is not None:
            phones.add(phone)
    return frozenset(phones)
