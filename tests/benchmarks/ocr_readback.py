"""How much of the fax image optical character recognition reads back.

Run on demand: python tests/benchmarks/ocr_readback.py [LETTERS [SEED]]. Prints one JSON line for
each way of reading: how many values there were and which were lost. With 100 letters it takes
about an hour.
"""

import json
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from alo183_desktop.documents.fax.image import fax_image
from alo183_desktop.documents.letter.content import (
    FieldTable,
    LetterContent,
    LetterNumber,
    LetterStyle,
    Preparation,
    Resolution,
)
from alo183_desktop.documents.letter.pdf import lay_out
from tests.documents import letters, readback
from tests.documents.readback import Shown

_SEED: Final = 183
_WORKERS: Final = 2
_CHANGES: Final = (1, 1, 2, 3, 4, 6, 9, 12)


class _Reader(NamedTuple):
    """One way of reading."""

    resolution: Resolution
    shown: Shown
    languages: str
    mode: int


_READERS: Final = (
    *(
        _Reader(Resolution.STANDARD, shown, languages, 3)
        for languages in ("tur", "tur+eng", "eng")
        for shown in Shown
    ),
    *(_Reader(Resolution.STANDARD, Shown.AS_IT_IS, "tur", mode) for mode in (4, 6, 11)),
    *(_Reader(Resolution.FINE, Shown.AS_IT_IS, languages, 3) for languages in ("tur", "eng")),
    _Reader(Resolution.FINE, Shown.SQUARE, "tur", 3),
    _Reader(Resolution.FINE, Shown.AS_IT_IS, "tur+eng", 3),
    *(_Reader(Resolution.FINE, Shown.AS_IT_IS, "tur", mode) for mode in (4, 6, 11)),
)


def main(count: int, seed: int) -> None:
    """Read `count` letters back in every way."""
    chance = random.Random(seed)
    many = [_letter(chance) for _ in range(count)]
    copies = [lay_out(letter, fax_copy=True).pdf for letter in many]
    people = sum(isinstance(block, FieldTable) for letter in many for block in letter.body)
    images = {
        resolution: [fax_image([copy], resolution=resolution) for copy in copies]
        for resolution in Resolution
    }
    for reader in _READERS:
        with ThreadPoolExecutor(_WORKERS) as pool:
            lost = sum(pool.map(_lost, many, images[reader.resolution], repeat(reader)), Counter())
        numbers = sum(lost.pop(key, 0) for key in readback.DIGITS)
        figures = {
            **reader._asdict(),
            "people": people,
            "numbers": people * len(readback.DIGITS),
            "numbers lost": numbers,
            "words lost": lost,
        }
        print(json.dumps(figures), flush=True)


def _lost(letter: LetterContent, tiff: bytes, reader: _Reader) -> Counter[str]:
    text = readback.read_fax(
        tiff,
        resolution=reader.resolution,
        languages=reader.languages,
        mode=reader.mode,
        shown=reader.shown,
    )
    return readback.missing(letter, text, (*readback.DIGITS, *readback.WORDS))


def _letter(chance: random.Random) -> LetterContent:
    """Return a letter of any style, preparation and length."""
    style = chance.choice(list(LetterStyle))
    plain = letters.random_letter(chance, style=style, changes=chance.choice(_CHANGES))
    register = str(chance.randint(1, 99999)) if chance.random() < 0.7 else None
    return replace(
        plain,
        urgent=chance.choice((False, True)),
        number=LetterNumber(chance.choice(list(Preparation)), "12345678", "903.07", register),
        annexes=chance.choice(((), ("Personel Bilgi Formu (1 sayfa)",))),
    )


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], *("100", str(_SEED))[len(sys.argv) - 1 :])))
