"""What all pages are made of is painted in each of its tests."""

import pytest


@pytest.fixture(autouse=True)
def painted() -> None:
    """Let the window of the test be painted."""
