"""Record in the trail what is exported or printed of a capability, before it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work


class ListTrail:
    """Records how many rows are exported or printed, for users with the rights to do so.

    Attributes:
        exported: The act of the trail when they are saved as a file; `printed` likewise.
        kind: The kind of each row.
    """

    def __init__(self, name: str, kind: str, right: Right) -> None:
        """Begin both acts with `name`, such as `vehicles`; `right` is the one to see the rows."""
        self.exported, self.printed = f"{name}.exported", f"{name}.printed"
        self.kind = kind
        self._right = right

    def record_export(self, work: Work, count: int, what: str, **details: Any) -> None:
        """Record that `count` rows are saved as a file, as `what`; `details` as `Work.record`.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, self._right)
        require(work, Right.EXPORT)
        work.record(self.exported, self.kind, count=count, what=what, **details)

    def record_print(self, work: Work, count: int, what: str, **details: Any) -> None:
        """Record that `count` rows are printed, as `what`; `details` as `Work.record`.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, self._right)
        require(work, Right.PRINT)
        work.record(self.printed, self.kind, count=count, what=what, **details)
