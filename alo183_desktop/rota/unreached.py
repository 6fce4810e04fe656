"""Reports of the call centre about unanswered calls, each with the stored facts about it.

Source: Genelge 2014/05, madde 1.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from alo183_desktop.access.form_access import FormAccess, recorded
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.columns import with_words
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.model import CallRecord, PhoneLine, Usage
from alo183_desktop.phones.queries import holder_of
from alo183_desktop.phones.reachability.queries import list_checks
from alo183_desktop.phones.reachability.rows import CheckFilter
from alo183_desktop.records.store import Store
from alo183_desktop.rota import queries
from alo183_desktop.rota.model import UnreachedReport
from alo183_desktop.rota.record import UNREACHED
from alo183_desktop.rota.rows import UnreachedEvidence, UnreachedRow
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.searching import folded_words_and_phones
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.record import UnreachedValues
    from alo183_desktop.rota.rows import UnreachedFilter

REPORTS: Final = FormAccess(
    Store(
        UNREACHED,
        UnreachedReport,
        gone="rota.gone",
        can_remove=True,
        derive=lambda values, _row: {"search_key": search_key(values)},
    ),
    Right.EDIT_ROTA,
    judge=lambda work, _unreached_id, values: UNREACHED.demand(values, now=work.now),
    of_new=recorded,
)
_U: Final[Any] = UnreachedReport.__table__.c
_CALLS: Final[Any] = CallRecord.__table__.c
_FILES: Final[Any] = Usage.__table__.c
_AROUND: Final = dt.timedelta(hours=2)
_MOMENT: Final = dt.timedelta(microseconds=1)
_LONGEST_CALL: Final = dt.timedelta(hours=12)


def search_key(values: UnreachedValues) -> str:
    """Return the text in which a search looks for a report."""
    return f"{fold(values.operator)} {fold(values.answer)} {values.phone.removeprefix('+90')}"


def list_unreached(session: Session, wanted: UnreachedFilter) -> tuple[UnreachedRow, ...]:
    """Return reports, the newest first."""
    query = select(UnreachedReport).order_by(_U.at.desc(), _U.id.desc())
    return tuple(
        UnreachedRow(
            **UNREACHED.columns(UNREACHED.stored(found)),
            unreached_id=found.id,
            by_name=found.by_name,
            version=found.version,
        )
        for found in session.scalars(_restricted(query, wanted))
    )


def count_unreached(session: Session, wanted: UnreachedFilter) -> int:
    """Return the number of wanted reports."""
    return int(session.scalar(_restricted(select(func.count(_U.id)), wanted)) or 0)


def find_unreached(work: Work, wanted: UnreachedFilter) -> tuple[UnreachedRow, ...]:
    """Return reports as `list_unreached`.

    Raises:
        KnownError: `access.not_allowed`; the same for all functions below.
    """
    require(work, Right.SEE_ROTA)
    return list_unreached(work.session, wanted)


def read_evidence(work: Work, unreached_id: int) -> UnreachedEvidence:
    """Return the stored facts about the minutes around a report.

    The other party of the call on the line is not read: that the line was busy is enough.

    Raises:
        KnownError: `rota.gone`.
    """
    require(work, Right.SEE_ROTA)
    require(work, Right.SEE_PHONES)
    session = work.session
    report, _version = REPORTS.store.open(work, unreached_id)
    at = report.at
    line_id = session.scalar(select(PhoneLine.id).where(PhoneLine.phone == report.phone))
    holder = None if line_id is None else holder_of(session, line_id, at=at)
    worked = queries.list_worked(session, since=at, until=at + _MOMENT)
    running = {one.duty_id for one in queries.list_duties(session, since=at, until=at + _MOMENT)}
    checks = () if line_id is None else list_checks(session, CheckFilter(line_id=line_id))
    return UnreachedEvidence(
        holder_name=None if line_id is None else "" if holder is None else holder.officer_name,
        on_duty=queries.on_duty(session, at).people,
        worked=tuple(one for one in worked if one.duty_id in running),
        ran_over=tuple(one for one in worked if one.duty_id not in running),
        checks=tuple(one for one in checks if abs(one.at - at) <= _AROUND),
        talking=None if line_id is None else _talking(session, line_id, at),
        knows_calls=line_id is not None and _has_calls(session, line_id, at),
    )


def _talking(session: Session, line_id: int, at: dt.datetime) -> tuple[dt.datetime, int] | None:
    """Return begin and seconds of the call that occupied a line at an instant."""
    query = (
        select(_CALLS.at, _CALLS.seconds)
        .join(Usage.__table__, _FILES.id == _CALLS.usage_id)
        .where(
            _FILES.line_id == line_id,
            _FILES.superseded_by_import_id.is_(None),
            _CALLS.kind == CallKind.VOICE,
        )
        .where(_CALLS.at <= at, _CALLS.at > at - _LONGEST_CALL)
        .order_by(_CALLS.at.desc())
    )
    for began, seconds in session.execute(query):
        if at < began + dt.timedelta(seconds=seconds):
            return began, seconds
    return None


def _has_calls(session: Session, line_id: int, at: dt.datetime) -> bool:
    day = local_day(at)
    known = select(_FILES.id).where(
        _FILES.line_id == line_id,
        _FILES.has_calls,
        _FILES.superseded_by_import_id.is_(None),
        _FILES.starts_on <= day,
        _FILES.ends_on > day,
    )
    return session.scalar(known.limit(1)) is not None


def _restricted(query: Select[Any], wanted: UnreachedFilter) -> Select[Any]:
    query = with_words(query, folded_words_and_phones(wanted.search), _U.search_key)
    if wanted.is_answered is not None:
        is_open = _U.answer == ""
        query = query.where(~is_open if wanted.is_answered else is_open)
    if wanted.since is not None:
        query = query.where(_U.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(_U.at < wanted.until)
    return query
