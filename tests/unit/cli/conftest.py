"""A directorate for the commands."""

from pathlib import Path

import pytest

from alo183_desktop.bootstrap.program import Program
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD


@pytest.fixture
def folder(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a directorate whose password stands in the environment."""
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)[0].close()
    return data_folder
