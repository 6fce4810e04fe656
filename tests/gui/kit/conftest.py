"""What all pages are made of is painted in each of its tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def painted() -> None:
    """Let the window of the test be painted."""
