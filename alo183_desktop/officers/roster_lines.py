"""Rows of a roster that are no people: titles, totals, headings once more, signatures.

Not here: the people (roster_file.py), and what a title above them is good for (roster_match.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.headings import TOTALS
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.imports.headings import Found

_TOTALS_AND_MORE: Final = tuple(f"{total}{sign}" for total in TOTALS for sign in " :")
_OWN_TITLES: Final = ("il mudurlugu", "genel mudurlugu", "bakanligi", "valiligi")
_SIGNATURES: Final = frozenset(
    {"hazirlayan", "duzenleyen", "kontrol eden", "onaylayan", "tasdik eden", "olur", "uygundur"}
    | {"duzenleme tarihi", "duzenlenme tarihi", "liste tarihi", "imza"}
)
"""Words before whoever signed a list; no cell of a person holds one of them alone."""


def is_no_person(row: Sequence[object], found: Found, heading: dict[str, str]) -> bool:
    """Return whether a row is a title, a total, or the headings once more."""
    folded = ["" if cell is None else fold(str(cell)) for cell in row]
    texts = [text for text in folded if text]
    # Titles, signatures and notes stand alone in their row.
    if len(texts) == 1:
        return True
    if any(map(_is_total, texts)) or is_signed(row):
        return True
    told = [
        (folded[column], heading[key])
        for key, column in found.columns.items()
        if column < len(folded) and folded[column]
    ]
    return sum([text == repeated for text, repeated in told]) > len(told) // 2


def title_of(row: Sequence[object]) -> str:
    """Return the text that stands alone in a row; empty where it does not."""
    texts = [cell for cell in row if cell is not None and str(cell).strip()]
    if len(texts) != 1 or not isinstance(texts[0], str):
        return ""
    return " ".join(texts[0].split())


def section_of(row: Sequence[object]) -> str:
    """Return what the row above the headings names: a unit or a subject, not the directorate.

    The directorate's own list has its name there, and people of all its institutions below.
    """
    title = title_of(row)
    return "" if fold(title).endswith(_OWN_TITLES) else title


def line_of(row: Sequence[object]) -> str:
    """Return what a row that is no person says; empty for a total and headings once more."""
    title = title_of(row)
    if (title and not _is_total(fold(title))) or is_signed(row):
        return text_of(row)
    return ""


def text_of(row: Sequence[object]) -> str:
    """Return the cells of a row as one text."""
    return " | ".join(" ".join(str(cell).split()) for cell in row if cell is not None and str(cell))


def _is_total(folded: str) -> bool:
    return folded in TOTALS or folded.startswith(_TOTALS_AND_MORE)


def is_signed(row: Sequence[object]) -> bool:
    """Return whether a row stands below a list: who made it and when, who has seen it."""
    return any(isinstance(cell, str) and fold(cell).strip(" .:") in _SIGNATURES for cell in row)
