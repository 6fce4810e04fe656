"""Foreign files are read as in the program: in a process of their own, with its limits."""

import pytest

from alo183_desktop.documents import foreign_pages
from alo183_desktop.documents.fax import scans
from alo183_desktop.documents.foreign import limited_child, tables


@pytest.fixture(autouse=True)
def _foreign_files_are_read_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (tables, scans, foreign_pages):
        monkeypatch.setattr(module, "ask_child", limited_child.ask_child)
