"""Who held which line, at any time and in any period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import or_, select

from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.model import Custody
from alo183_desktop.shared.calendar import day_end, day_start

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from alo183_desktop.phones.quotas.rules import QuotaPeriod

_TICK: Final = dt.timedelta(microseconds=1)
"""Smallest difference between two instants."""


class Holder(NamedTuple):
    """The holder of a line; empty where none is recorded."""

    officer_id: int | None = None
    name: str = ""


class Holders:
    """All holders of lines, read once: some hundreds at most."""

    def __init__(self, session: Session) -> None:
        query = (
            select(
                Custody.line_id,
                Custody.from_at,
                Custody.to_at,
                Officer.id,
                Officer.given_names,
                Officer.surname,
            )
            .join(Officer, Officer.id == Custody.officer_id)
            # A custody that ends when it begins held nothing.
            .where(or_(Custody.to_at.is_(None), Custody.to_at > Custody.from_at))
            .order_by(Custody.from_at, Custody.id)
        )
        self._held: dict[int | None, list[tuple[dt.datetime, dt.datetime | None, Holder]]]
        self._held = defaultdict(list)
        for line_id, from_at, to_at, officer_id, *names in session.execute(query):
            self._held[line_id].append((from_at, to_at, Holder(officer_id, display_name(*names))))

    def at(self, line_id: int, instant: dt.datetime) -> Holder:
        """Return the holder of a line at an instant."""
        return self._last(line_id, instant, instant + _TICK)

    def of(self, line_id: int, period: QuotaPeriod, *, today: dt.date) -> Holder:
        """Return today's holder of a line while a period runs, or its last holder in the period.

        An officer who gave the line back is not responsible for its later use.
        """
        if not period.starts_on <= today < period.ends_on:
            return self.last_in(line_id, period)
        return self.at(line_id, day_end(today) - _TICK)

    def last_in(self, line_id: int, period: QuotaPeriod) -> Holder:
        """Return the last holder of a line in a period."""
        return self._last(line_id, day_start(period.starts_on), day_start(period.ends_on))

    def _last(self, line_id: int, begin: dt.datetime, end: dt.datetime) -> Holder:
        for from_at, to_at, holder in reversed(self._held[line_id]):
            if from_at < end and (to_at is None or to_at > begin):
                return holder
        return Holder()
