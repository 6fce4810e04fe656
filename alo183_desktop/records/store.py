"""The rows of a record: added, changed and removed, each with an audit entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.conflicts import Thing, demand_version, merge_edit
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.records.record import Kind
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.values import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from _typeshed import DataclassInstance
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.records.record import Record

ValuesT = TypeVar("ValuesT", bound="DataclassInstance")


class Store(Generic[ValuesT]):
    """Keeps one sort of record in its table.

    The table has a column for each field of the record, `id` and `version`. Services check rights
    before they call it, and handle special cases; this class has none.

    Attributes:
        record: What its fields are.
        model: The table.
        table: Its name.
        audited: The fields whose values the audit trail contains.
        can_remove: Whether rows may be removed.
        added: Name of the act in the audit trail; the same for `changed` and `removed`.
    """

    def __init__(  # noqa: PLR0913 - what differs between the tables
        self,
        record: Record[ValuesT],
        model: type[Any],
        *,
        gone: str = "records.gone",
        added: str = "added",
        audited: Collection[str] = (),
        can_remove: bool = False,
        unique: Mapping[str, str] | None = None,
        links: Mapping[str, Callable[[Session], Mapping[Any, str]]] | None = None,
        derive: Callable[[ValuesT, Any], Mapping[str, Any]] = lambda _values, _row: {},
    ) -> None:
        """Bind a record to its table.

        Args:
            record: What its fields are.
            model: The table.
            gone: The code of the error when another user has removed the row.
            added: Name of the act of adding a row in the audit trail.
            audited: The fields whose values the audit trail contains; none of a person.
            can_remove: Whether rows may be removed.
            unique: Columns whose values must be unique, with the code of the error.
            links: For fields of kind `LINK`: reads the names of the records they refer to.
            derive: Returns the columns that follow from the values and the row's other columns,
                such as its search key.
        """
        self.record = record
        self.table: str = model.__tablename__
        self.audited = audited
        self.can_remove = can_remove
        self.added, self.changed, self.removed = (
            f"{record.name}.{act}" for act in (added, "changed", "removed")
        )
        self.model = model
        self._gone = gone
        self._unique = unique or {}
        self._links = links or {}
        self._derive = derive

    def columns(self, values: ValuesT, row: Any = None) -> dict[str, Any]:
        """Return the table's columns for values, with those that follow from them."""
        return {**self.record.columns(values), **self._derive(values, row)}

    def write(self, row: Any, values: ValuesT) -> None:
        """Set a row's values; the caller handles versions and the audit trail."""
        for key, value in self.columns(values, row).items():
            setattr(row, key, value)

    def insert(self, work: Work, values: ValuesT, **columns: Any) -> Any:
        """Store a new row without an audit entry, and return it.

        Args:
            values: Checked by the record.
            **columns: The table's columns besides the record's fields.

        Raises:
            KnownError: A code of `unique`.
        """
        row = self.model(**columns)
        self._refuse_second(work, row, values)
        self.write(row, values)
        work.session.add(row)
        self._flush(work)
        return row

    def add(self, work: Work, values: ValuesT, **columns: Any) -> int:
        """Add a row, and return its id; arguments and errors as `insert`."""
        row = self.insert(work, values, **columns)
        work.record(self.added, self.record.name, row.id, **self._audited(values))
        return int(row.id)

    def open(self, work: Work, item_id: int) -> tuple[ValuesT, int]:
        """Return the values of a row for its form, and their version.

        Raises:
            KnownError: `gone`.
        """
        row = self._row(work, item_id)
        return self.record.stored(row), row.version

    def change(
        self, work: Work, item_id: int, values: ValuesT, *, version: int, base: ValuesT | None
    ) -> None:
        """Store the changes made in a row's form.

        Args:
            item_id: Which row.
            values: Checked by the record.
            version: As it was read.
            base: What the form began with: changes made only by others since then are kept. None:
                unknown.

        Raises:
            KnownError: `gone`; a code of `unique`; `records.wrong`: both users' changes are invalid
                together.
            ConflictError: `db.both_changed`: another user changed it since `version`; its problems
                name each field in which both disagree, with both values.
        """
        row = self._row(work, item_id, locks=True)
        name, stored = self.record.name, self.record.stored(row)
        typed = values
        values = merge_edit(
            work,
            values,
            stored,
            base,
            is_stale=row.version != version,
            thing=Thing(name, item_id, (self.changed,)),
            words=lambda key, value: self._words(work, key, value),
            together=self.record.together,
        )
        if values != typed:
            # The merge of two users' changes must be valid.
            values = self.record.demand(values)
        fields = self.record.differences(values, stored)
        if fields:
            self._refuse_second(work, row, values)
            self.write(row, values)
            self._flush(work)
            work.record(self.changed, name, item_id, fields=list(fields), **self._audited(values))

    def remove(self, work: Work, item_id: int, *, version: int) -> None:
        """Remove a row that was made by mistake; the audit trail keeps that it existed.

        Raises:
            KnownError: `gone`.
            ConflictError: `db.conflict`.
            ValueError: Rows of this sort are never removed: a bug.
        """
        if not self.can_remove:
            raise ValueError(f"no {self.record.name} is removed")
        row = self._row(work, item_id, locks=True)
        name = self.record.name
        demand_version(work.session, row.version, version, Thing(name, item_id))
        work.session.delete(row)
        work.session.flush()
        work.record(self.removed, name, item_id)

    def _row(self, work: Work, item_id: int, *, locks: bool = False) -> Any:
        # Locked: a change that another user is just saving is then read, not overwritten.
        row = work.session.get(self.model, item_id, with_for_update=locks)
        if row is None:
            raise KnownError(self._gone)
        return row

    def _audited(self, values: ValuesT) -> dict[str, Any]:
        return {key: getattr(values, key) for key in self.audited}

    def _words(self, work: Work, key: str, value: Any) -> str:
        if self.record.fields[key].kind is Kind.LINK:
            return self._links[key](work.session).get(value, EMPTY)
        return self.record.words(key, value) or EMPTY

    def _refuse_second(self, work: Work, row: Any, values: ValuesT) -> None:
        columns = self.columns(values, row)
        for key, code in self._unique.items():
            if columns[key]:
                take_write_lock(work.session)
                owner = select(self.model.id).where(getattr(self.model, key) == columns[key])
                if work.session.scalar(owner) not in {None, row.id}:
                    raise KnownError(code)

    def _flush(self, work: Work) -> None:
        try:
            work.session.flush()
        except IntegrityError as error:
            # Another desk stored the same value between the check and the insert.
            message = str(error.orig)
            for key, code in self._unique.items():
                if "unique" in message.lower() and key in message:
                    raise KnownError(code) from error
            raise


def demand_unused(
    work: Work, model: type[Any], item_id: int, *, code: str, own: Collection[str] = ()
) -> None:
    """Refuse to remove a row that any other row refers to, in its layer or above.

    Args:
        work: Of the user who removes it.
        model: Of the row.
        item_id: Its id.
        code: Of the refusal.
        own: The tables of what belongs to the row and goes with it.

    Raises:
        KnownError: `code`.
    """
    table = model.__table__
    for other in whole_metadata().tables.values():
        for key in other.foreign_keys:
            if key.column.table is table and other.name not in own:
                named = select(key.parent).where(key.parent == item_id).limit(1)
                if work.session.scalar(named) is not None:
                    raise KnownError(code)
