"""A directorate for the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.bootstrap import Program
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a directorate whose password stands in the environment."""
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)[0].close()
    return data_folder
