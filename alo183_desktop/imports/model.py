"""The imports that were made, and what each of them changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.access.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, reference


class Import(Base):
    """One agreed import of one file."""

    __tablename__ = "imports"
    __table_args__ = (Index(None, "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    """What was imported, such as `officers`."""
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    by_user_id: Mapped[int | None] = reference("users", index=True)
    created: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    undone_at: Mapped[dt.datetime | None]


class ImportChange(Base):
    """One row that an import created or updated, with what is needed to undo it."""

    __tablename__ = "import_changes"
    __table_args__ = (Index(None, "import_id", "item_kind", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = reference("imports", ondelete="CASCADE")
    item_kind: Mapped[str] = mapped_column(String(32))
    item_id: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    """The values before; None when the row was created."""
    version: Mapped[int] = mapped_column()
    """The version of the row after the import; another one means that it was changed since."""


class ImportShape(Base):
    """The meaning of the columns of a file as the user chose it, for further files of its kind.

    The newest of one shape applies.
    """

    __tablename__ = "import_shapes"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    """As `Import.kind`."""
    shape: Mapped[str] = mapped_column(String(64))
    """`headings.shape_of`."""
    sender: Mapped[str] = mapped_column(String(64))
    """The sender; empty where none was named."""
    columns: Mapped[dict[str, Any]]
    """The chosen meaning of each column by name; empty: it is not read."""
    import_id: Mapped[int] = reference("imports", ondelete="CASCADE", index=True)
    """The import in which it was chosen; deleted when that is undone."""
