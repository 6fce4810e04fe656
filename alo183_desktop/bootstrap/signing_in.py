"""What is told and asked of people around the opening of the data."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from alo183_desktop.access.attempts import MISSING
from alo183_desktop.access.rules import Role
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from alo183_desktop.access.attempts import Attempt
    from alo183_desktop.db.work import Actor, Work


def demand_clock(now: dt.datetime) -> None:
    """Refuse a clock with which nothing can be kept.

    Raises:
        KnownError: `access.clock_wrong`.
    """
    # At the ends of the calendar there is neither a local time nor a day before or after.
    if now.year in {dt.MINYEAR, dt.MAXYEAR}:
        raise KnownError("access.clock_wrong")


def tell_failure(work: Work, failure: Attempt, user: Actor) -> None:
    """Write a failed attempt to the trail, once somebody has signed in."""
    if fold(failure.login) == user.login:
        user_id, how = user.user_id, "password"
    elif failure.login == MISSING:
        user_id, how = None, "journal_missing"
    else:
        # What stood in the field of a login that nobody has may be a password: it is not told.
        user_id, how = None, "unknown" if failure.login else "recovery_sheet"
    work.record("sign_in.failed", "user", user_id, at=failure.at.isoformat(), how=how)


def demand_administrator(engine: Engine, login: str) -> None:
    """Refuse who is no administrator of some data.

    Raises:
        KnownError: `access.not_allowed`.
    """
    from sqlalchemy.orm import Session

    from alo183_desktop.access.queries import find_user

    with Session(engine) as session:
        user = find_user(session, login)
    if user is None or not user.is_active or user.role is not Role.ADMINISTRATOR:
        raise KnownError("access.not_allowed")
