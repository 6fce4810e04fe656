"""How much of the fax image optical character recognition reads back.

Run on demand: python tests/benchmarks/ocr_readback.py [LETTERS]. Prints one JSON line
a set and resolution.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from alo183_desktop.documents.content import Letter, LetterStyle, Resolution
from alo183_desktop.documents.fax_image import fax_image
from alo183_desktop.documents.letter_pdf import lay_out
from tests.documents import letters, readback

_SEED: Final = 183
_WORKERS: Final = 2
_FEW: Final = 5


def read_back(letter: Letter, resolution: Resolution) -> Counter[str]:
    """Return what is not read back from the fax of `letter`, by key."""
    tiff = fax_image([lay_out(letter, fax_copy=True).pdf], resolution=resolution)
    turkish = readback.read_fax(tiff, resolution=resolution, languages="tur")
    lost = readback.missing(letter, turkish, (*readback.DIGITS, "name", "title", "leaver"))
    for languages in ("eng", "tur+eng"):
        text = readback.read_fax(tiff, resolution=resolution, languages=languages)
        for key in ("corporate_email", "leaver"):
            count = readback.missing(letter, text, (key,)).total()
            lost[f"{key}, {languages}"] += count
    return lost


def main(count: int) -> None:
    """Read `count` letters back and a few of other kinds back in both resolutions."""
    chance = random.Random(_SEED)
    sets = {
        "1 change": [_letter(chance, 1) for _ in range(count)],
        "3 changes": [_letter(chance, 3) for _ in range(_FEW)],
        "12 changes": [_letter(chance, 12)],
        "style 2004": [
            replace(_letter(chance, 1), style=LetterStyle.EDITION_2004) for _ in range(_FEW)
        ],
    }
    for name, many in sets.items():
        for resolution in Resolution:
            with ThreadPoolExecutor(_WORKERS) as pool:
                lost = sum(pool.map(read_back, many, repeat(resolution)), Counter())
            figures = {"set": name, "resolution": resolution, "letters": len(many), "lost": lost}
            print(json.dumps(figures), flush=True)


def _letter(chance: random.Random, changes: int) -> Letter:
    tables = [
        letters.table(letters.random_newcomer(chance), change=change) for change in range(changes)
    ]
    return replace(letters.letter(), body=(letters.opening(), *tables, letters.CLOSING))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
