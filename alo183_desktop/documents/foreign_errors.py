"""Where a workbook has errors such as `#DIV/0!`; part of the child process.

Not here: reading a file (foreign_child.py), and how each kind of workbook tells its errors
(foreign_errors_xlsx.py, foreign_errors_xls.py, foreign_errors_ods.py).
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class UnplacedError(Exception):
    """A cell with an error does not say where it stands."""


class CellError(NamedTuple):
    """Where a sheet has an error; rows and columns are counted from 0."""

    row: int
    column: int
    text: str
    """As `#DIV/0!`."""
    rows: int = 1
    columns: int = 1
    """So many cells beside one another have it: an `.ods` writes them once."""


def errors_of(data: bytes, sheets: Sequence[str]) -> dict[str, list[CellError]]:
    """Return where sheets have errors, by their names.

    The library gives them as empty cells, and an empty amount is another thing than a wrong one.

    Args:
        data: A workbook that the library could read.
        sheets: The names of all its sheets, in their order.

    Raises:
        UnplacedError: An error cannot be told with its place.
    """
    # Only one of them is needed, and the child lives for a moment.
    if not data.startswith(b"PK"):
        from alo183_desktop.documents.foreign_errors_xls import errors_of_xls

        return errors_of_xls(data, sheets)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            from alo183_desktop.documents.foreign_errors_ods import errors_of_ods

            return errors_of_ods(archive)
        from alo183_desktop.documents.foreign_errors_xlsx import errors_of_xlsx

        return errors_of_xlsx(archive)
