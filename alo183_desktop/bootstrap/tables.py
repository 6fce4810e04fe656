"""Every table of the data, so that the metadata is whole whoever looks at it.

The program imports this only when somebody asks for all of them (`db.base.whole_metadata`): it
takes longer than opening the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.bootstrap.capabilities import TABLES, load
from alo183_desktop.db.base import Base, load_tables_with

if TYPE_CHECKING:
    from sqlalchemy import MetaData

for _place in TABLES:
    load(_place)
METADATA: Final[MetaData] = Base.metadata
"""Foreign keys are found here by what they point at: a table left out is a reference unseen."""

load_tables_with(lambda: None)  # they are here
