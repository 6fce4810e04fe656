"""Read call records, each with who held the line at its instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import func, select

from alo183_desktop.access.lists import KeyedRows
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.bulk import parts_of, read_keys
from alo183_desktop.db.columns import columns_of
from alo183_desktop.phones.calls.marks import ANY_MARK, is_mark
from alo183_desktop.phones.holders import Holders
from alo183_desktop.phones.model import CallRecord, PhoneLine, Usage
from alo183_desktop.phones.quotas.queries import read_settings
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.turkish import fold, fold_phone
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from array import array
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.kinds import CallKind


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which call records are wanted."""

    month: str
    """The period that starts in it, such as `2026-09`."""
    line_id: int | None = None
    """None: of every line; then the month itself, not the periods of each."""
    kind: CallKind | None = None
    """None: every kind."""
    number: str = ""
    """A part of the other number, in any way of writing; empty: every number."""


class CallRow(NamedTuple):
    """One call record."""

    call_id: int
    line_id: int
    phone: str
    """The line's number, E.164."""
    at: dt.datetime
    kind: CallKind
    number: str
    """The other number: E.164 where it is one, otherwise as the file has it (`183`, `internet`)."""
    seconds: int
    bytes: int
    holder_name: str
    """Holder of the line at that time; empty when there was none."""
    is_reviewed: bool = False
    """Whether its number was destroyed after the review; the number is then empty."""


@dataclass(frozen=True, slots=True)
class CallTotals:
    """Totals of all calls that match a filter."""

    count: int
    seconds: int
    bytes: int


_CALLS: Final = CallRecord.__table__.c
_USAGES: Final = Usage.__table__.c
_LINES: Final = PhoneLine.__table__.c


def open_calls(work: Work, wanted: CallFilter) -> CallTotals:
    """Return the totals of the wanted call records, and record who viewed them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    work.record("calls.opened", "line", wanted.line_id, period=wanted.month)
    return totals(work.session, wanted)


def find_ids(work: Work, wanted: CallFilter) -> array[int]:
    """Return the ids of all wanted call records, the newest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    ordered = (
        select(_CALLS.id)
        .join(Usage.__table__, _USAGES.id == _CALLS.usage_id)
        .where(*_conditions(work.session, wanted))
        .order_by(_CALLS.at.desc(), _CALLS.id.desc())
    )
    return read_keys(work.session, ordered)


def read_calls(work: Work, call_ids: Sequence[int]) -> tuple[CallRow, ...]:
    """Return call records in the order of their ids; those that are gone are left out.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    query = (
        select(
            *columns_of(
                CallRow, _CALLS, call_id=_CALLS.id, line_id=_USAGES.line_id, phone=_LINES.phone
            )
        )
        .join(Usage.__table__, _USAGES.id == _CALLS.usage_id)
        .join(PhoneLine.__table__, _LINES.id == _USAGES.line_id)
    )
    holders = Holders(work.session)
    found = {
        record.call_id: _without_mark(
            made_of(CallRow, record, holder_name=holders.at(record.line_id, record.at).name)
        )
        for part in parts_of(call_ids)
        for record in work.session.execute(query.where(_CALLS.id.in_(part)))
    }
    return tuple(found[call_id] for call_id in call_ids if call_id in found)


def totals(session: Session, wanted: CallFilter) -> CallTotals:
    """Return the count and the totals of the wanted call records."""
    query = (
        select(
            func.count(),
            func.coalesce(func.sum(_CALLS.seconds), 0),
            func.coalesce(func.sum(_CALLS.bytes), 0),
        )
        .select_from(CallRecord.__table__)
        .join(Usage.__table__, _USAGES.id == _CALLS.usage_id)
        .where(*_conditions(session, wanted))
    )
    count, seconds, amount = session.execute(query).one()
    return CallTotals(count, int(seconds), int(amount))


def _conditions(session: Session, wanted: CallFilter) -> list[ColumnElement[bool]]:
    begin, end = _days(session, wanted)
    conditions: list[Any] = [
        _USAGES.superseded_by_import_id.is_(None),
        _USAGES.has_calls,
        _USAGES.starts_on < end,
        _USAGES.ends_on > begin,
        _CALLS.at >= day_start(begin),
        _CALLS.at < day_start(end),
    ]
    if wanted.line_id is not None:
        conditions.append(_USAGES.line_id == wanted.line_id)
    if wanted.kind is not None:
        conditions.append(_CALLS.kind == wanted.kind)
    if wanted.number.strip():
        # Digits, or a word of an operator such as `internet`: Turkish case rules do not matter.
        part = fold_phone(wanted.number) or fold(wanted.number).replace(" ", "")
        conditions.append(_CALLS.number.contains(part, autoescape=True))
        # Letters and digits of a mark are not part of any number.
        conditions.append(_CALLS.number.not_like(ANY_MARK))
    return conditions


def _without_mark(row: CallRow) -> CallRow:
    """Return a call without the mark that replaced its number after the review."""
    return row._replace(number="", is_reviewed=True) if is_mark(row.number) else row


def _days(session: Session, wanted: CallFilter) -> tuple[dt.date, dt.date]:
    period = read_settings(session).of(wanted.line_id).period(wanted.month)
    return period.starts_on, period.ends_on


CALLS: Final = KeyedRows[CallRow, CallFilter](keys=find_ids, rows=read_calls)
