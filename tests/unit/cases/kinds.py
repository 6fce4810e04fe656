"""Kinds of cases for tests that need no database."""

import datetime as dt
from typing import Final

from alo183_desktop.cases.rows import CaseKindRow

FIRST_DAY: Final = dt.date(2014, 4, 18)


def kind(
    kind_id: int, name: str, *, is_urgent: bool = False, ends_on: dt.date | None = None
) -> CaseKindRow:
    """Return a kind that holds from the day of the circular on."""
    return CaseKindRow(
        kind_id=kind_id,
        name=name,
        position=kind_id,
        is_urgent=is_urgent,
        starts_on=FIRST_DAY,
        ends_on=ends_on,
        version=1,
    )
