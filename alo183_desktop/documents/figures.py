"""A clause's figures and a matter with a deadline, as plain values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from alo183_desktop.documents.states import MarkState, Verdict


_NUMBER: Final = re.compile(
    r"(?P<share>%)?(?P<whole>\d{1,3}(?:\.\d{3})*|\d+)(?:,(?P<part>\d+))?(?: (?P<unit>.+))?"
)
"""Such as `1.234 vaka` and `%96,5`."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The state of one clause of the circular at the directorate."""

    clause: int
    """1 to 7."""
    title: str
    verdict: Verdict
    figure: str
    """Such as `1 vaka` or `%96`; the worst fault, or the best news."""
    words: str
    """Such as `24 saati geçti; 3 vakanın süresi işliyor`."""
    state_word: str = ""
    """Where `gecikti`, `yaklaşıyor`, `tamam` or `kayıt yok` is wrong, such as `aşıldı`."""

    @property
    def state(self) -> MarkState:
        """How it is marked."""
        return self.verdict.state

    @property
    def number(self) -> tuple[float | str, str]:
        """The figure for a workbook: a number and its unit; the text where it is none."""
        found = _NUMBER.fullmatch(self.figure)
        if found is None:
            return self.figure, ""
        whole = found["whole"].replace(".", "")
        value = float(f"{whole}.{found['part'] or 0}")
        return int(value) if value.is_integer() else value, found["share"] or found["unit"] or ""


_COUNTED: Final[Mapping[MarkState, str]] = {
    "late": "maddede aksama",
    "near": "madde bekliyor",
    "good": "madde tamam",
    "unknown": "madde bilinmiyor",
}


def summary_of(tiles: Sequence[Tile]) -> tuple[tuple[MarkState, str], ...]:
    """Return how many clauses are in each state, the worst first: `2 maddede aksama`.

    A state of none is left out: no red nought, and no green one.
    """
    counts = Counter(tile.state for tile in tiles)
    return tuple(
        (state, f"{counts[state]} {words}") for state, words in _COUNTED.items() if counts[state]
    )


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A matter with a deadline."""

    left_words: str
    """Such as `3 sa 12 dk kaldı` or `2 sa 05 dk gecikti`."""
    state: MarkState | None
    """None while its end is far."""
    matter: str
    """Such as `Vaka 248107, kadın`; a paper for a meeting names no applicant."""
    who: str
    due_at: dt.datetime
    """UTC; printed in Istanbul's time."""
