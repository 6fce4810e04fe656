"""Take imported usage back, as long as nobody has built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import and_, delete, exists, or_, select, update

from alo183_desktop.imports import undoing
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.imports.undoing import Brought, created_by, remove_created, updates_of
from alo183_desktop.phones.call_marks import reviewed_imports
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.model import (
    CallRecord,
    Line,
    OperatorMap,
    QuotaNotice,
    StateChange,
    Usage,
    UsageDay,
)
from alo183_desktop.phones.quota_service import note_notices
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

USAGE: Final = "usage"
LINE: Final = "line"
MAP: Final = "operator_map"

_LINES: Final = Brought(LINE, Line)
_CHANGES: Final = ImportChange.__table__.c
_USAGES: Final = Usage.__table__.c


def built_on(session: Session, import_ids: Collection[int]) -> frozenset[int]:
    """Return which of the imports somebody built on, so that they cannot be undone any more.

    A later import replaced usage of theirs, or tells of days of what they had replaced, which would
    count twice if it counted again; or a call of theirs was reviewed; or a line that they
    registered was changed, issued or used. States and notices come and go with their line.
    """
    lines = undoing.built_on(
        session, import_ids, (_LINES,), apart=(StateChange, QuotaNotice, Usage)
    )
    replaced = select(_USAGES.import_id).where(
        _USAGES.import_id.in_(import_ids), _USAGES.superseded_by_import_id.is_not(None)
    )
    other = cast("Table", Usage.__table__).alias("other")
    used = select(_CHANGES.import_id).where(
        _CHANGES.import_id.in_(import_ids),
        _CHANGES.item_kind == LINE,
        exists().where(
            other.c.line_id == _CHANGES.item_id, other.c.import_id != _CHANGES.import_id
        ),
    )
    again = select(_USAGES.superseded_by_import_id).where(
        _USAGES.superseded_by_import_id.in_(import_ids),
        exists().where(
            other.c.superseded_by_import_id.is_(None),
            other.c.import_id != _USAGES.superseded_by_import_id,
            other.c.line_id == _USAGES.line_id,
            other.c.starts_on < _USAGES.ends_on,
            other.c.ends_on > _USAGES.starts_on,
            or_(
                *(and_(other.c[name].is_not(None), _USAGES[name].is_not(None)) for name in Measure)
            ),
        ),
    )
    reviewed = reviewed_imports(import_ids)
    return lines.union(*map(session.scalars, (replaced, used, again, reviewed)))


def take_back(work: Work, import_id: int) -> None:
    """Remove what an import brought; what it had replaced counts again.

    Quota notices that nobody has seen and that were of it only go with it.

    Raises:
        ConflictError: `db.conflict`: somebody else changed a line of it first.
        IntegrityError: Somebody else referred to a line of it first.
    """
    session = work.session
    of_lines = select(_USAGES.line_id).where(_USAGES.import_id == import_id)
    line_ids = frozenset(session.scalars(of_lines))
    mine = select(_USAGES.id).where(_USAGES.import_id == import_id)
    # Parts first: the database would look for the calls of each usage by itself, one at a time.
    session.execute(delete(CallRecord).where(CallRecord.usage_id.in_(mine)))
    session.execute(delete(UsageDay).where(UsageDay.usage_id.in_(mine)))
    session.execute(delete(Usage).where(Usage.import_id == import_id))
    session.execute(
        update(Usage)
        .where(Usage.superseded_by_import_id == import_id)
        .values(superseded_by_import_id=None)
    )
    for line_id, _ in created_by(session, import_id, LINE):
        work.record("line.removed", "line", line_id, undone=import_id)
    remove_created(session, _LINES, import_id)
    _forget_maps(session, import_id)
    session.expire_all()
    note_notices(work, today=local_day(work.now), line_ids=line_ids)


def _forget_maps(session: Session, import_id: int) -> None:
    """Give back the map that an import had replaced, unless somebody corrected it since."""
    for change in updates_of(session, import_id, MAP):
        known = session.get(OperatorMap, change.item_id)
        if known is not None and known.version == change.version and change.before:
            known.operator = str(change.before["operator"])
            known.columns = change.before["columns"]
    for map_id, version in created_by(session, import_id, MAP):
        known = session.get(OperatorMap, map_id)
        if known is not None and known.version == version:
            session.delete(known)
    session.flush()
