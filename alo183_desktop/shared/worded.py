"""Kinds that say what people call them."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping


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


KindT = TypeVar("KindT", bound=Worded)


def words_of(kind: type[KindT]) -> Mapping[KindT, str]:
    """Return the words of all members, in their order."""
    return MappingProxyType({one: one.words for one in kind})
