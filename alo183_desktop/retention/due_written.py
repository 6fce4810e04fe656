"""How notes on phones, reasons of their states and closed accounts are found that are due.

None of them has an end of its own in its row. When a note or an account was changed last, the audit
trail tells: it is never shortened. Where it tells nothing, the row's own first day counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, func, or_, select

from alo183_desktop.access.model import User
from alo183_desktop.access.queries import is_remembered
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Handset, Line, StateChange
from alo183_desktop.phones.rows import handset_label
from alo183_desktop.phones.rules import STATE_WORDS
from alo183_desktop.retention.due_found import Found, Source, shortened
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

_LINES: Final[Any] = Line.__table__.c
_HANDSETS: Final[Any] = Handset.__table__.c
_STATES: Final[Any] = StateChange.__table__.c
_USERS: Final[Any] = User.__table__.c
_TRAIL: Final[Any] = AuditEntry.__table__.c
_FINAL: Final = (ItemState.RETURNED, ItemState.RETIRED)
"""States after which none need come, so that they are over from their first day on."""
_IMPORTED_ONLY: Final = "Not, bir aktarmanın sakladığı eski değerlerde duruyor"


def _changed_at(entity: Any, kind: str, *actions: str) -> ColumnElement[dt.datetime]:
    """Return when a row was changed last by one of these actions, or made."""
    table = entity.__table__
    last = (
        select(func.max(_TRAIL.at))
        .where(_TRAIL.kind == kind, _TRAIL.item_id == table.c.id, _TRAIL.action.in_(actions))
        .correlate(table)
        .scalar_subquery()
    )
    return func.coalesce(last, table.c.created_at)


def _is_noted(entity: Any, kind: str) -> ColumnElement[bool]:
    """Return that a note stands with an item, or in what an import kept of it."""
    table = entity.__table__
    # All of them at once: there is no index that finds those of one item.
    kept = select(ImportChange.item_id).where(
        ImportChange.item_kind == kind, ImportChange.before["note"].as_string() != ""
    )
    return or_(table.c.note != "", table.c.id.in_(kept))


def _line_notes(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    changed = _changed_at(Line, "line", "line.added", "line.changed")
    return select(_LINES.id, _LINES.phone, _LINES.note, changed.label("changed_at")).where(
        _is_noted(Line, "line"), changed < end
    )


def _line_note_row(record: Any) -> Found:
    return Found(record.id, format_phone(record.phone), _note(record), local_day(record.changed_at))


def _handset_notes(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    changed = _changed_at(Handset, "handset", "handset.added", "handset.changed")
    return select(
        *(_HANDSETS.id, _HANDSETS.make, _HANDSETS.model, _HANDSETS.imei, _HANDSETS.serial),
        *(_HANDSETS.note, changed.label("changed_at")),
    ).where(_is_noted(Handset, "handset"), changed < end)


def _handset_note_row(record: Any) -> Found:
    label = handset_label(record.make, record.model, record.imei, record.serial)
    return Found(record.id, label, _note(record), local_day(record.changed_at))


def _note(record: Any) -> str:
    return shortened(record.note) or _IMPORTED_ONLY


def _state_reasons(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    later = StateChange.__table__.alias("later")
    # The one that is written last is the state of the item, whatever instant it tells.
    next_at = (
        select(func.min(later.c.at))
        .where(
            or_(
                later.c.line_id == _STATES.line_id,
                later.c.handset_id == _STATES.handset_id,
            ),
            later.c.id > _STATES.id,
        )
        .correlate(StateChange.__table__)
        .scalar_subquery()
    )
    return (
        select(
            *(_STATES.id, _STATES.state, _STATES.at, _STATES.reason, _STATES.by_name),
            *(Line.phone, Handset.make, Handset.model, Handset.imei, Handset.serial),
            next_at.label("next_at"),
        )
        .select_from(StateChange.__table__)
        .outerjoin(Line, Line.id == _STATES.line_id)
        .outerjoin(Handset, Handset.id == _STATES.handset_id)
        .where(
            or_(_STATES.reason != "", _STATES.by_name != ""),
            _STATES.at < end,
            or_(next_at < end, next_at.is_(None) & _STATES.state.in_(_FINAL)),
        )
    )


def _state_reason_row(record: Any) -> Found:
    if record.phone:
        item = format_phone(record.phone)
    else:
        item = handset_label(record.make, record.model, record.imei, record.serial)
    told = (f"{format_instant(record.at)}, {STATE_WORDS[record.state]}", record.reason)
    detail = " · ".join(part for part in (*told, record.by_name) if part)
    last = max(at for at in (record.at, record.next_at) if at is not None)
    return Found(record.id, item, shortened(detail), local_day(last))


def _accounts(_last_day: dt.date, end: dt.datetime) -> Select[Any]:
    changed = _changed_at(User, "user", "user.added", "user.changed")
    return select(_USERS.id, _USERS.name, _USERS.login, changed.label("changed_at")).where(
        ~_USERS.is_active, is_remembered(), changed < end
    )


def _account_row(record: Any) -> Found:
    return Found(record.id, record.name, record.login, local_day(record.changed_at))


WRITTEN: Final[Mapping[RecordKind, Source]] = {
    RecordKind.LINE_NOTES: Source(_line_notes, _LINES.id, _line_note_row),
    RecordKind.HANDSET_NOTES: Source(_handset_notes, _HANDSETS.id, _handset_note_row),
    RecordKind.STATE_REASONS: Source(_state_reasons, _STATES.id, _state_reason_row),
    RecordKind.ACCOUNTS: Source(_accounts, _USERS.id, _account_row),
}
