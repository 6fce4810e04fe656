"""What is written down of a bug: where it happened, and nothing that was in its hands."""

import logging

import pytest

from alo183_desktop.shared.bugs import log_bug


def test_that_a_bug_is_noted_by_its_place_without_a_value(caplog: pytest.LogCaptureFixture) -> None:
    def fail(name: str) -> None:
        raise ValueError(f"no such officer: {name}, 10000000146")

    with caplog.at_level(logging.ERROR):
        try:
            fail("Müjgân IŞIK")
        except ValueError as error:
            log_bug(error)
    (line,) = caplog.messages
    assert line.startswith("bug: ValueError at fail:")
    assert "Müjgân" not in line
    assert "10000000146" not in line
