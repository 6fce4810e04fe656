"""The rows of a record for a form: opened, saved and removed by users with the rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from alo183_desktop.access.service import require

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from _typeshed import DataclassInstance

    from alo183_desktop.access.rules import Right
    from alo183_desktop.db.work import Work
    from alo183_desktop.records.store import Store

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")


def recorded(work: Work) -> dict[str, Any]:
    """Return the columns of a new row that record its time and user."""
    return {"recorded_at": work.now, "by_name": work.actor.name}


class FormAccess(Generic[ValuesT]):
    """Operations of forms on the rows of a store; each checks the rights first.

    Attributes:
        store: The store of the rows.
        rights: All of them are needed to open, save or remove a row.
    """

    def __init__(
        self,
        store: Store[ValuesT],
        *rights: Right,
        judge: Callable[[Work, int | None, ValuesT], ValuesT] = lambda _work, _id, values: values,
        of_new: Callable[[Work], Mapping[str, Any]] = lambda _work: {},
        then: Callable[[Work, int], object] = lambda _work, _id: None,
        add: Callable[[Work, ValuesT], int] | None = None,
        remove: Callable[[Work, int, int], None] | None = None,
    ) -> None:
        """Give forms access to a store.

        Args:
            store: The store of the rows.
            judge: Returns the values to store from those saved under an id (None: a new
                row), or raises the reason against them.
            of_new: The columns that a new row has beside those of its record.
            then: Called with the id of a row after it is saved.
            add: Adds a row and returns its id, where this involves more.
            remove: Removes the row with an id that was read in a version, where this involves
                more.
        """
        self.store = store
        self.rights = rights
        self._judge = judge
        self._of_new = of_new
        self._then = then
        self._add = add
        self._remove = remove

    def open(self, work: Work, item_id: int) -> tuple[ValuesT, int]:
        """Return the values of a row for its form, with their version.

        Raises:
            KnownError: `access.not_allowed`; as `Store.open`.
        """
        self._demand_rights(work)
        return self.store.open(work, item_id)

    def save(
        self,
        work: Work,
        item_id: int | None,
        values: ValuesT,
        *,
        version: int = 0,
        base: ValuesT | None = None,
    ) -> int:
        """Store the values of a form that adds a row (without an id) or changes one.

        Args:
            item_id: The row; None: a new one.
            values: As typed; the record checks them.
            version: As for `Store.change`, like `base`.
            base: What the form began with.

        Returns:
            The id of the row.

        Raises:
            KnownError: `access.not_allowed`; `records.wrong` with the single problems; as
                `Store.add` and `Store.change`, and what `judge` finds.
            ConflictError: As `Store.change`.
        """
        self._demand_rights(work)
        values = self._judge(work, item_id, self.store.record.demand(values))
        if item_id is None and self._add is not None:
            item_id = self._add(work, values)
        elif item_id is None:
            item_id = self.store.add(work, values, **self._of_new(work))
        else:
            self.store.change(work, item_id, values, version=version, base=base)
        self._then(work, item_id)
        return item_id

    def remove(self, work: Work, item_id: int, *, version: int) -> None:
        """Remove a row that was created by mistake, as it was read in `version`.

        Raises:
            KnownError: `access.not_allowed`; as `Store.remove`, and the reason why it must stay.
            ConflictError: `db.conflict`.
        """
        self._demand_rights(work)
        if self._remove is None:
            self.store.remove(work, item_id, version=version)
        else:
            self._remove(work, item_id, version)

    def _demand_rights(self, work: Work) -> None:
        for right in self.rights:
            require(work, right)
