"""Tell the second of two people who was first, when, and what both have.

Not here: how a conflict is noticed (versions.py, work.py), and the form that shows it (gui/kit).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.db import audit
from alo183_desktop.shared.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.shared.errors import Problem

_ONLY_LOOKED: Final = ("opened", "shown", "printed", "exported", "searched")
"""How the names of acts end that change nothing."""
_LOOKED_THROUGH: Final = 200


def conflict_of(
    session: Session,
    code: str,
    *,
    kind: str,
    item_id: int | None,
    problems: Sequence[Problem] = (),
    actions: tuple[str, ...] = (),
) -> ConflictError:
    """Return the error for whoever saves second, with who saved first as the trail tells it.

    Args:
        session: Only read.
        code: Of the text; it may count the problems.
        kind: As the trail has it, such as `officer`.
        item_id: Of what both changed; None for what there is once.
        problems: One for each field that differs, with the values `mine` and `theirs`.
        actions: The acts that change it, where others of the same kind are about something else.
    """
    wanted = audit.AuditFilter(kind=kind, item_id=item_id, actions=actions)
    found = audit.find_entries(session, wanted, before=None, limit=_LOOKED_THROUGH)
    last = next((one for one in found if not one.action.endswith(_ONLY_LOOKED)), None)
    return ConflictError(
        code,
        problems=problems,
        who="" if last is None else last.actor_name,
        at=None if last is None else last.at,
        count=len(problems),
    )


def demand_version(
    session: Session,
    stored: int | None,
    seen: int | None,
    *,
    kind: str,
    item_id: int | None,
    actions: tuple[str, ...] = (),
) -> None:
    """Do nothing, or say who has changed what is no longer as it was shown.

    Args:
        session: Only read.
        stored: The version that the database has now; None when it has no such row.
        seen: The version of what somebody read and changed; None when there was none.
        kind: As `conflict_of`.
        item_id: As `conflict_of`.
        actions: As `conflict_of`.

    Raises:
        ConflictError: `db.conflict`.
    """
    if stored != seen:
        raise conflict_of(session, "db.conflict", kind=kind, item_id=item_id, actions=actions)
