"""What of a capability leaves the program as a file or on paper, written down before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work


class ListTrail:
    """Writes down how many rows leave, for who may see them and may take them out.

    Attributes:
        exported: How the audit trail calls it when they leave as a file; so with `printed`.
        kind: What each row is.
    """

    def __init__(self, name: str, kind: str, right: Right) -> None:
        """Begin both acts with `name`, such as `vehicles`; `right` is the one to see the rows."""
        self.exported, self.printed = f"{name}.exported", f"{name}.printed"
        self.kind = kind
        self._right = right

    def record_export(self, work: Work, count: int, what: str, **details: Any) -> None:
        """Write down that `count` rows leave as a file, and as `what`; `details` as `Work.record`.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, self._right)
        require(work, Right.EXPORT)
        work.record(self.exported, self.kind, count=count, what=what, **details)

    def record_print(self, work: Work, count: int, what: str, **details: Any) -> None:
        """Write down that `count` rows are printed, as `what`; `details` as `Work.record`.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, self._right)
        require(work, Right.PRINT)
        work.record(self.printed, self.kind, count=count, what=what, **details)
