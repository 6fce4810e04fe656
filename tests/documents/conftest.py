"""Foreign files are read as in the program: in a process of their own, with its limits."""

from __future__ import annotations

import pytest

from alo183_desktop.documents.foreign import limited_child, tables


@pytest.fixture(autouse=True)
def _tables_are_read_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ask_child", limited_child.ask_child)
