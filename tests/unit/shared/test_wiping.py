"""Secrets that this program made are overwritten, and nothing else is."""

from __future__ import annotations

import os
import secrets
import sys

import pytest

from alo183_desktop.shared.wiping import wipe

pytestmark = pytest.mark.skipif(sys.implementation.name != "cpython", reason="only CPython can")


def test_that_bytes_and_texts_are_zero_after_it() -> None:
    key = secrets.token_bytes(32)
    shown = key.hex()
    statement = f"PRAGMA key = \"x'{shown}'\""
    wipe(key, shown, statement)
    assert key == bytes(32)
    assert set(shown) == {"\0"}
    assert set(statement) == {"\0"}
    assert (len(key), len(shown), len(statement)) == (32, 64, 82)


def test_that_what_the_interpreter_may_share_is_left_alone() -> None:
    short, single, foreign = os.urandom(7), b"x", "şifreli anahtar"
    before = bytes(bytearray(short))
    wipe(short, single, b"", "", foreign)
    assert (short, single, foreign) == (before, b"x", "şifreli anahtar")
