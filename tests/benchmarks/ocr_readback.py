"""How much of the fax image optical character recognition reads back.

Run on demand: python tests/benchmarks/ocr_readback.py [LETTERS]. Prints one JSON line a resolution.
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

from alo183_desktop.documents.content import Letter, Resolution
from alo183_desktop.documents.fax_image import fax_image
from alo183_desktop.documents.letter_pdf import lay_out
from tests.documents import letters, readback

_SEED: Final = 183
_WORKERS: Final = 2


def read_back(letter: Letter, resolution: Resolution) -> Counter[str]:
    """Return what is not read back from the fax of `letter`, by key."""
    tiff = fax_image([lay_out(letter, fax_copy=True).pdf], resolution=resolution)
    turkish = readback.read_fax(tiff, resolution=resolution, languages="tur")
    mixed = readback.read_fax(tiff, resolution=resolution, languages="tur+eng")
    lost = readback.missing(letter, turkish, (*readback.DIGITS, "name", "title"))
    return lost + readback.missing(letter, mixed, ("corporate_email",))


def main(count: int) -> None:
    """Read `count` letters back in both resolutions."""
    chance = random.Random(_SEED)
    plain = letters.letter()
    body = [
        (letters.opening(), letters.table(letters.random_newcomer(chance)), letters.CLOSING)
        for _ in range(count)
    ]
    many = [replace(plain, body=blocks) for blocks in body]
    for resolution in Resolution:
        with ThreadPoolExecutor(_WORKERS) as pool:
            lost = sum(pool.map(read_back, many, repeat(resolution)), Counter())
        print(json.dumps({"resolution": resolution, "letters": count, "lost": lost}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
