"""A directorate with cases, for tests that need some."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final

from alo183_desktop.cases import service
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.db.work import Work
from tests.clocks import START
from tests.database.desks import Furnished

NEGLECT: Final = 1
"""Numbers of the kinds that the migration brings: urgent ones up to four."""
VIOLENCE: Final = 3
AID: Final = 5
HOUR: Final = dt.timedelta(hours=1)


def values(furnished: Furnished, number: str = "183-2026-100000", **changes: Any) -> CaseValues:
    """Return a referral of two hours ago, changed as wanted."""
    usual = CaseValues(
        number=number,
        routed_at=START - 2 * HOUR,
        subject_id=furnished.child,
        kind_id=AID,
        is_urgent=False,
        operator_name="İsmail ÜNLÜOĞLU",
        district="Gölbaşı",
        caller_phone="+905000023653",
        caller_name="Müjgân IŞIK",
        summary="Komşu ihbarı; hanede küçük çocuk var.",
    )
    return replace(usual, **changes)


def add(
    work: Work,
    furnished: Furnished,
    number: str = "183-2026-100000",
    *,
    officer_id: int | None = None,
    **changes: Any,
) -> int:
    """Take in a referral."""
    return service.add_case(work, values(furnished, number, **changes), officer_id=officer_id)
