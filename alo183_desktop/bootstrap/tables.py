"""Every table of the data, so that the metadata is whole whoever looks at it.

The program imports this only when somebody asks for all of them (`db.base.whole_metadata`): it
takes longer than opening the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import alo183_desktop.access.model
import alo183_desktop.cases.model
import alo183_desktop.changes.model
import alo183_desktop.db.audit
import alo183_desktop.directorate.model
import alo183_desktop.guidance.model
import alo183_desktop.imports.model
import alo183_desktop.letters.model
import alo183_desktop.officers.model
import alo183_desktop.phones.model
import alo183_desktop.retention.model  # noqa: F401 - each adds its tables to the metadata
from alo183_desktop.db.base import Base, load_tables_with

if TYPE_CHECKING:
    from sqlalchemy import MetaData

METADATA: Final[MetaData] = Base.metadata
"""Foreign keys are found here by what they point at: a table left out is a reference unseen."""

load_tables_with(lambda: None)  # they are here
