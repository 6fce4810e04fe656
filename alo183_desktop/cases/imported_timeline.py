"""What imported lists stated of a case: lines of its timeline that no user wrote.

Such a line is made from the case and the import while the timeline is read, so that undoing the
import removes it; it is stored for good as soon as a user corrects it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from alo183_desktop.access.model import User
from alo183_desktop.cases import storing
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.model import Case, CaseAction
from alo183_desktop.cases.rows import TimelineRow
from alo183_desktop.imports.model import Import, ImportChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

KIND: Final = "cases"
"""Kind of the imports."""
ITEM: Final = "case"
"""Kind of their changes."""
NO_LINE: Final = 0
"""Used as the id of a line that is not stored."""
_OF_LISTS: Final = (
    (ActionKind.ACKNOWLEDGED, "acknowledged_at"),
    (ActionKind.ACTION, "first_action_at"),
    (ActionKind.ENTERED, "entered_at"),
)


def list_timeline(session: Session, case: Case) -> tuple[TimelineRow, ...]:
    """Return the lines of a case's timeline, in the order in which things were done."""
    written = written_lines(session, case.id)
    lines = [*written, *imported_lines(session, case, written)]
    return tuple(sorted(lines, key=lambda line: line.at))


def written_lines(session: Session, case_id: int) -> tuple[TimelineRow, ...]:
    """Return the stored lines, in the order in which things were done."""
    later = aliased(CaseAction)
    query = (
        select(
            CaseAction.id,
            CaseAction.kind,
            CaseAction.at,
            CaseAction.words,
            CaseAction.by_name,
            CaseAction.recorded_at,
            CaseAction.corrects_action_id,
            later.id,
        )
        .outerjoin(later, later.corrects_action_id == CaseAction.id)
        .where(CaseAction.case_id == case_id)
        .order_by(CaseAction.at, CaseAction.id)
    )
    return tuple(TimelineRow(*record) for record in session.execute(query))


def imported_lines(
    session: Session, case: Case, written: Sequence[TimelineRow]
) -> tuple[TimelineRow, ...]:
    """Return what lists stated of a case and no stored line contains.

    Args:
        case: Whose timeline.
        written: The stored lines.
    """
    counting = {(line.kind, line.at) for line in written if line.corrected_by_action_id is None}
    missing = [
        (kind, name)
        for kind, name in _OF_LISTS
        if getattr(case, name) is not None and (kind, getattr(case, name)) not in counting
    ]
    if case.is_closed and not any(kind is ActionKind.CLOSED for kind, _ in counting):
        missing.append((ActionKind.CLOSED, "is_closed"))
    if not missing:
        return ()
    brought = session.execute(
        select(Import.file_name, Import.sha256, Import.at, User.name, ImportChange.before)
        .join(ImportChange, ImportChange.import_id == Import.id)
        .outerjoin(User, User.id == Import.by_user_id)
        .where(
            Import.kind == KIND,
            Import.undone_at.is_(None),
            ImportChange.item_kind == ITEM,
            ImportChange.item_id == case.id,
        )
        .order_by(Import.id.desc())
    ).all()
    return tuple(_lines(case, missing, brought))


def _lines(
    case: Case, missing: Sequence[tuple[ActionKind, str]], brought: Sequence[Any]
) -> Iterator[TimelineRow]:
    for kind, name in missing:
        for file_name, sha256, imported_at, by_name, before in brought:
            if before is not None and before.get(name):
                continue  # an earlier list stated it
            at = case.closed_at if kind is ActionKind.CLOSED else getattr(case, name)
            yield TimelineRow(
                action_id=NO_LINE,
                kind=kind,
                at=at or imported_at,
                words=_words(case, kind, file_name=file_name, sha256=sha256),
                by_name=by_name or "",
                recorded_at=imported_at,
                corrects_action_id=None,
                corrected_by_action_id=None,
            )
            break


def _words(case: Case, kind: ActionKind, *, file_name: str, sha256: str) -> str:
    words = f"Listeden: {file_name}"
    if kind is ActionKind.ENTERED:
        if case.entry_record:
            return f"{words}; sistem kayıt no {case.entry_record}"
        return f"{words}; kayıt no yok, dayanak listenin kendisi (SHA-256 {sha256})"
    if kind is ActionKind.CLOSED:
        when = "" if case.closed_at is not None else "; kapanış zamanı listede yok"
        return f"{case.outcome} ({words}{when})" if case.outcome else f"{words}{when}"
    return words


def last_line(session: Session, case: Case, kind: ActionKind) -> int | None:
    """Return the newest line of a kind that was not corrected, so that it can be corrected.

    What only a list stated is stored first.
    """
    found = storing.last_line(session, case.id, kind)
    return found if found is not None else write_down(session, case, kind)


def write_down(session: Session, case: Case, kind: ActionKind) -> int | None:
    """Store what lists stated of a kind, and return its line; None when they stated nothing."""
    lines = imported_lines(session, case, written_lines(session, case.id))
    line = next((one for one in lines if one.kind is kind), None)
    if line is None:
        return None
    kept = CaseAction(
        case_id=case.id,
        kind=kind,
        at=line.at,
        words=line.words,
        corrects_action_id=None,
        by_user_id=None,
        by_name=line.by_name,
        recorded_at=line.recorded_at,
    )
    session.add(kept)
    session.flush()
    return kept.id
