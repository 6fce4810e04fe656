"""Rows of a roster that are no people: titles, totals, headings once more, signatures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.headings import TOTALS
from alo183_desktop.officers.roster_cells import is_tckn
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.imports.headings import Found

_TOTALS_AND_MORE: Final = tuple(f"{total}{sign}" for total in TOTALS for sign in " :")
_SUMMED_UP: Final = (" toplam", " toplami")
_OWN_TITLES: Final = ("il mudurlugu", "genel mudurlugu", "bakanligi", "valiligi")
_UNIT_WORDS: Final = frozenset(
    {"mudurlugu", "merkezi", "evi", "evleri", "huzurevi", "yurdu", "kurulusu", "sitesi"}
    | {"konukevi", "koordinatorlugu", "subesi", "sonim"}
)
"""With which the names of institutions end."""
_SIGNATURES: Final = frozenset(
    {"hazirlayan", "duzenleyen", "kontrol eden", "onaylayan", "tasdik eden", "olur", "uygundur"}
    | {"duzenleme tarihi", "duzenlenme tarihi", "liste tarihi", "imza"}
)
"""Words before whoever signed a list; no cell of a person holds one of them alone."""
_SIGNED_BY: Final = _SIGNATURES - {"olur", "uygundur", "imza"}
_OF_WHOM: Final = re.compile(
    r"(?:\s+(?:konu|alan)\w*)?(?:\s+icin)?\s+(?:sorumlu|gorevli|gorevlendirilen)\w*(?:\s+olan)?"
    r"(?:\s+(?:personel|kisi|gorevli)\w*)?(?:\s+liste\w*)?\s*$"
)
"""Whom a title speaks of behind the subjects that it names."""
_WORDS_OF_TITLE: Final = 4
_DIGITS_OF_PHONE: Final = 7
_NO_NUMBER: Final = frozenset({"-", "--", "–", "—", "yok"})
_NOTES: Final = frozenset({"aciklama", "aciklamalar", "not", "notlar", "dipnot"})
"""Words with which a remark below a list begins."""


def is_no_person(row: Sequence[object], found: Found, heading: dict[str, str]) -> bool:
    """Return whether a row is a title, a total, or the headings once more."""
    folded = ["" if cell is None else fold(str(cell)) for cell in row]
    texts = [text for text in folded if text]
    # Titles, signatures and notes stand alone in their row.
    if len(texts) == 1:
        return True
    place = found.columns.get("tckn")
    if place is not None and place < len(row) and is_tckn(row[place]):
        # Whoever has a number is somebody; Toplam is a surname, too.
        return False
    if (any(map(_is_total, texts)) and is_bare(row)) or _is_signed(row):
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


def ends_like_unit(title: str) -> bool:
    """Return whether a title ends as names of institutions do: `MAMAK HUZUREVİ`."""
    return not _UNIT_WORDS.isdisjoint(fold(title).split()[-1:])


def is_remark(title: str) -> bool:
    """Return whether what stands alone in a row is a remark on people, and no title over them."""
    is_sentence = title.endswith(".") and len(title.split()) > _WORDS_OF_TITLE
    return title.startswith(("(", "*")) or is_sentence or _is_note([fold(title.partition(":")[0])])


def subjects_in(title: str) -> str:
    """Return what a title says of subjects: `KADIN KONUSUNDA SORUMLU PERSONEL` says `KADIN`."""
    behind = _OF_WHOM.search(fold(title))
    return title if behind is None else title[: behind.start()]


def line_of(row: Sequence[object]) -> str:
    """Return what a row that is no person says; empty for a total and headings once more."""
    title = title_of(row)
    if (title and not _is_total(fold(title))) or _is_signed(row):
        return text_of(row)
    return ""


def text_of(row: Sequence[object]) -> str:
    """Return the cells of a row as one text."""
    return " | ".join(" ".join(str(cell).split()) for cell in row if cell is not None and str(cell))


def is_bare(row: Sequence[object]) -> bool:
    """Return whether a row has no number and no address, as every person of a roster has."""
    texts = ["" if cell is None else str(cell).strip() for cell in row]
    return not any(
        # Who writes that there is no number speaks of a person, too.
        "@" in text or fold(text) in _NO_NUMBER or sum(map(str.isdigit, text)) >= _DIGITS_OF_PHONE
        for text in texts
    )


def ends_list(row: Sequence[object]) -> bool:
    """Return whether what follows is no part of a list: who made it, and remarks on it."""
    texts = _folded_texts(row)
    return _is_note(texts) or any(text.strip(" .:") in _SIGNATURES for text in texts)


def _is_total(folded: str) -> bool:
    # Excel's own subtotals have the name of what they sum up in front: `Huzurevi Toplam`.
    return folded in TOTALS or folded.startswith(_TOTALS_AND_MORE) or folded.endswith(_SUMMED_UP)


def _is_signed(row: Sequence[object]) -> bool:
    """Return whether a row stands below a list: who made it and when, who has seen it."""
    texts = _folded_texts(row)
    # `Hazırlayan: Selin AKTAŞ` says in one cell what other lists say in two.
    return _is_note(texts) or any(
        text.strip(" .:") in _SIGNATURES or text.partition(":")[0].strip() in _SIGNED_BY
        for text in texts
    )


def _is_note(texts: Sequence[str]) -> bool:
    return bool(texts) and texts[0].strip(" .:*") in _NOTES


def _folded_texts(row: Sequence[object]) -> list[str]:
    return [fold(cell) for cell in row if isinstance(cell, str) and cell.strip()]
