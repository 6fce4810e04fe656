"""Enums whose members carry the words that users read."""

from __future__ import annotations

import enum
from typing import Self


class Worded(enum.StrEnum):
    """An enum whose members have their words beside the stored value."""

    _value_: str
    words: str
    """As users read it."""

    def __new__(cls, value: str, words: str = "") -> Self:
        """Make a member."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.words = words
        return made
