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
    array = bytearray(key)
    shown = key.hex()
    statement = f"PRAGMA key = \"x'{shown}'\""
    wipe(key, array, shown, statement)
    assert key == array == bytes(32)
    assert set(shown) == {"\0"}
    assert set(statement) == {"\0"}
    assert (len(key), len(shown), len(statement)) == (32, 64, 82)


@pytest.mark.parametrize("sign", ["a", "é", "ş", "\U0001f600"])
def test_that_a_password_in_any_letters_is_zero_after_it(sign: str) -> None:
    beside, password, behind = (sign * count for count in (30, 20, 40))
    wipe(password)
    assert set(password) == {"\0"}
    assert (len(password), beside, behind) == (20, sign * 30, sign * 40)


def test_that_what_the_interpreter_may_share_is_left_alone() -> None:
    short, single = os.urandom(7), b"x"
    before = bytes(bytearray(short))
    wipe(short, single, b"", "", "ş")
    assert (short, single) == (before, b"x")
