"""Log test calls, and propose which lines to call."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.bulk import insert_if_absent
from alo183_desktop.phones.model import PhoneLine, ReachabilityCheck, ReachabilitySeed
from alo183_desktop.phones.queries import holder_of
from alo183_desktop.phones.reachability import queries
from alo183_desktop.phones.reachability.record import CHECK
from alo183_desktop.phones.reachability.rules import plan_day
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError, demand

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.reachability.record import CheckValues
    from alo183_desktop.phones.reachability.rows import (
        CheckFilter,
        CheckRow,
        ProposedCheck,
        ReachRow,
    )

_SEED_BYTES: Final = 32


def due_today(work: Work, *, today: dt.date | None = None) -> tuple[ProposedCheck, ...]:
    """Return the calls due on a day, ordered by their hours, with the reasons.

    Nobody knows them in advance: who makes no calls is shown none.

    Args:
        today: The day, in Istanbul; None: the present one, whose night lasts to 08:00.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    if not may(work.actor.role, Right.EDIT_PHONES):
        return ()
    day = plan_day(work.now) if today is None else today
    return queries.proposed_checks(work.session, read_seed(work), today=day, now=work.now)


def log_check(work: Work, values: CheckValues) -> int:
    """Store a test call and return its id; its officer is the holder of the line at that time.

    Args:
        values: As typed; the record checks them.

    Raises:
        KnownError: `access.not_allowed`; `records.wrong` with the single problems; `phones.gone`:
            there is no such line; `phones.check_twice`: the same call is logged already.
    """
    require(work, Right.EDIT_PHONES)
    values = CHECK.demand(values, now=work.now)
    if work.session.get(PhoneLine, values.line_id) is None:
        raise KnownError("phones.gone")
    same = select(ReachabilityCheck.id).where(
        ReachabilityCheck.line_id == values.line_id, ReachabilityCheck.at == values.at
    )
    if work.session.scalar(same) is not None:
        raise KnownError("phones.check_twice", at=format_instant(values.at))
    holder = holder_of(work.session, values.line_id, at=values.at)
    check = ReachabilityCheck(
        **CHECK.columns(values),
        officer_id=None if holder is None else holder.officer_id,
        by_user_id=work.actor.user_id,
        by_name=work.actor.name,
        recorded_at=work.now,
    )
    work.session.add(check)
    work.session.flush()
    work.record("check.logged", "line", values.line_id, answered=values.is_answered)
    return check.id


def remove_check(work: Work, check_id: int) -> None:
    """Take back a test call that was logged by mistake.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
    """
    require(work, Right.EDIT_PHONES)
    check = demand(work.session.get(ReachabilityCheck, check_id), "phones.gone")
    work.record("check.removed", "line", check.line_id, answered=check.is_answered)
    work.session.delete(check)
    work.session.flush()


def find_checks(work: Work, wanted: CheckFilter) -> tuple[CheckRow, ...]:
    """Return the wanted test calls, the newest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.list_checks(work.session, wanted)


def rates(work: Work, month: str) -> tuple[ReachRow, ...]:
    """Return how each line answered in a month such as `2026-09`, the least reachable first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.rates(work.session, month, now=work.now)


def read_seed(work: Work) -> bytes:
    """Return the secret of this directorate; it is made when it is first needed.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_PHONES)
    query = select(ReachabilitySeed.seed)
    seed = work.session.scalar(query)
    if seed is None:
        # Two desks may come here at once: both then use the stored one.
        row = {"id": 1, "seed": secrets.token_bytes(_SEED_BYTES), "made_at": work.now}
        insert_if_absent(work.session, ReachabilitySeed.__table__, [row])
        seed = work.session.scalars(query).one()
    return seed
