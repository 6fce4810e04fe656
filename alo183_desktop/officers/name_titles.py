"""Titles that people write in front of a name: `Dr. Ayşe IŞIK`, `Sosyal Çalışmacı Ayşe IŞIK`.

Not here: which of the words of a name is the surname (rules.py).
"""

from __future__ import annotations

from typing import Final

from alo183_desktop.shared.turkish import fold

_ADDRESSES: Final = frozenset({"sn", "sayin", "bay", "bayan"})
"""They say no title."""
_SHORT: Final = frozenset(
    {"av", "ars", "cal", "doc", "dt", "dyt", "ecz", "fzt", "gel", "gor", "hem", "hiz", "md"}
    | {"mim", "muh", "op", "ogr", "opr", "prof", "psk", "sb", "sos", "uz", "uzm", "vet", "yrd"}
    | {"coc", "kur", "yard", "mud"}
)
"""Titles when a full stop stands behind them; without one they may be names."""
_ALWAYS: Final = frozenset({"dr", "prof", "doc"})
_PHRASES: Final = tuple(
    tuple(phrase.split())
    for phrase in (
        *("sosyal hizmet uzmani", "sosyal calismaci", "cocuk gelisim uzmani", "cocuk gelisimci"),
        *("cocuk gelisimcisi", "il mudur yardimcisi", "mudur yardimcisi", "kurulus muduru"),
        *("sube muduru", "il muduru", "uzman psikolog", "psikolog", "sosyolog", "ogretmen"),
        *("hemsire", "avukat", "doktor", "memur", "mudur", "uzman", "sef"),
    )
)


def part_title(text: str, *, fewest: int) -> tuple[str, str]:
    """Return the title in front of a name, and the name.

    The title is empty where there is none; `Sayın` and `Bay` are no title, and go.

    Args:
        text: As written.
        fewest: So many words must be left: two of a whole name, one of given names.

    Returns:
        `("Uzm. Psk.", "Ayşe IŞIK")`; the text as it is where nothing stands in front of the name.
    """
    words = text.split()
    title: list[str] = []
    while taken := _titled(words, fewest):
        title.extend(word for word in words[:taken] if _plain(word) not in _ADDRESSES)
        words = words[taken:]
    return " ".join(title), " ".join(words)


def _titled(words: list[str], fewest: int) -> int:
    """Return how many words at the beginning are a title, such that a name is left."""
    most = len(words) - fewest
    if most < 1:
        return 0
    folded = [_plain(word) for word in words]
    for phrase in _PHRASES:
        if len(phrase) <= most and tuple(folded[: len(phrase)]) == phrase:
            return len(phrase)
    first, word = folded[0], words[0]
    parts = [fold(part) for part in word.split(".") if part]
    is_short = word.endswith(".") and all(part in _SHORT | _ALWAYS for part in parts)
    return int(first in _ADDRESSES or first in _ALWAYS or (bool(parts) and is_short))


def _plain(word: str) -> str:
    return fold(word).strip(".,:")
