"""Kinds that say what people call them."""

from __future__ import annotations

import enum
from typing import Self


class Worded(enum.StrEnum):
    """A kind whose members say their words beside what is stored of them."""

    _value_: str
    words: str
    """As people read it."""

    def __new__(cls, value: str, words: str = "") -> Self:
        """Make a member."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.words = words
        return made
