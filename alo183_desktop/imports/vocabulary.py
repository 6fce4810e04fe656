"""The words of `resources/headings.toml` and `resources/words.toml`."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, TypeVar

from alo183_desktop.shared.paths import table

if TYPE_CHECKING:
    import enum

    MemberT = TypeVar("MemberT", bound=enum.StrEnum)


@cache
def phrases_of(text: str) -> tuple[str, ...]:
    """Return the phrases of a text as both files write them."""
    return tuple(
        " ".join(words).replace("_", " ")
        for phrase in text.split(",")
        for words in product(*(word.split("/") for word in phrase.split()))
        if words
    )


def word_set(name: str) -> frozenset[str]:
    """Return a list of words, such as `marks.yes`."""
    group, _, key = name.partition(".")
    return frozenset(phrases_of(table("words")[group][key]))


def word_map(name: str, kind: type[MemberT]) -> dict[str, MemberT]:
    """Return by each word of a table, such as `phones.states`, what it means."""
    group, _, key = name.partition(".")
    meanings = table("words")[group][key].items()
    return {word: kind(value) for value, text in meanings for word in phrases_of(text)}
