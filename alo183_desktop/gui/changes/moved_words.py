"""What finishing a change has done with open cases, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.changes.rows import MovedCases

_MOST_NAMED: Final = 5


def cases_words(cases: MovedCases) -> list[tuple[State, str]]:
    """Return a sentence for each officer who got cases, and for what came otherwise."""
    sentences = [
        (State.GOOD, f"{_open(one.numbers)} {one.officer_name} adlı sorumluya devredildi.")
        for one in cases.handed
    ]
    if cases.waived:
        sentences.append((State.GOOD, f"{_open(cases.waived)} gerekçesiyle ayrılanda kaldı."))
    if cases.closed:
        told = "yazı hazırlanırken kapandı, devri gerekmedi."
        sentences.append((State.NEAR, f"{_named(cases.closed)}: {told}"))
    if cases.taken:
        told = "yazı hazırlanırken başkasına devredildi, onda kaldı."
        sentences.append((State.NEAR, f"{_named(cases.taken)}: {told}"))
    return sentences


def _open(numbers: Sequence[str]) -> str:
    return f"{len(numbers)} açık vaka ({_named(numbers)})"


def _named(numbers: Sequence[str]) -> str:
    named = ", ".join(numbers[:_MOST_NAMED])
    more = len(numbers) - _MOST_NAMED
    return f"{named} ve {more} vaka daha" if more > 0 else named
