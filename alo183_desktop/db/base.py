"""The base of all tables."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, DateTime, Enum, ForeignKey, MetaData, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant: UTC in the database, aware in Python.

    Raises:
        ValueError: A naive datetime is stored (SQLAlchemy wraps it in StatementError).
    """

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def only_where(condition: str) -> dict[str, Any]:
    """Return the options of an index on the rows that meet a condition, such as `x IS NULL`.

    Only SQLite is named: for an option of PostgreSQL, SQLAlchemy loads that dialect with all of its
    drivers, at each start. The migrations, which alone create indexes, name both.
    """
    return {"sqlite_where": text(condition)}


def reference(table: str, *, ondelete: str = "RESTRICT", **options: Any) -> MappedColumn[Any]:
    """Return a column that refers to a row of another table, which cannot be deleted meanwhile.

    Args:
        table: The table.
        ondelete: Otherwise: `CASCADE` deletes the row too, `SET NULL` keeps it without a reference.
        options: As of `mapped_column`.
    """
    return mapped_column(ForeignKey(f"{table}.id", ondelete=ondelete), **options)


class Base(DeclarativeBase):
    """Base of all entities; every constraint gets a name, so that migrations can drop it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        dt.datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        # By value, as VARCHAR + CHECK: the same on PostgreSQL and SQLite.
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=32,
            create_constraint=True,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


class Versioned:
    """Mixin for tables whose rows two people may change: the second one is warned of the first."""

    version: Mapped[int] = mapped_column(sort_order=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


def forget_compiled() -> None:
    """Discard the statements that were compiled for closed data.

    WORKAROUND: SQLAlchemy 2.1 keeps them at each table that was written to, by engine. Opening
    the data again makes new ones, and the old ones stay beside them, up to 150 of each table.
    """
    for mapper in Base.registry.mappers:
        vars(mapper).pop("_compiled_cache", None)


class _Rest:
    """Loads the tables that are not imported yet into the metadata."""

    load: Callable[[], object] | None = None


def load_tables_with(load: Callable[[], object]) -> None:
    """Set the function that imports the tables of every capability; this layer has no names."""
    _Rest.load = staticmethod(load)


def whole_metadata() -> MetaData:
    """Return the metadata with every table, to find the references to a row.

    Raises:
        RuntimeError: `load_tables_with` was not called: a bug, and a missed reference.
    """
    if _Rest.load is None:
        raise RuntimeError("not every table is known")
    _Rest.load()
    return Base.metadata
