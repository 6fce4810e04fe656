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
    session: Session, code: str, *, kind: str, item_id: int, problems: Sequence[Problem] = ()
) -> ConflictError:
    """Return the error for whoever saves second, with who saved first as the trail tells it.

    Args:
        session: Only read.
        code: Of the text; it may count the problems.
        kind: As the trail has it, such as `officer`.
        item_id: Of what both changed.
        problems: One for each field that differs, with the values `mine` and `theirs`.
    """
    wanted = audit.AuditFilter(kind=kind, item_id=item_id)
    found = audit.find_entries(session, wanted, before=None, limit=_LOOKED_THROUGH)
    last = next((one for one in found if not one.action.endswith(_ONLY_LOOKED)), None)
    return ConflictError(
        code,
        problems=problems,
        who="" if last is None else last.actor_name,
        at=None if last is None else last.at,
        count=len(problems),
    )
