"""Reading of fax images by optical character recognition, and what it found again."""

import enum
import io
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import Final

from PIL import Image, ImageSequence

from alo183_desktop.documents.letter.content import (
    FieldTable,
    LetterContent,
    Paragraph,
    Resolution,
)

LEAVER: Final = "leaver"
"""The names within the sentences."""
DIGITS: Final = ("tckn", "personal_mobile", "corporate_mobile")
WORDS: Final = ("name", "title", "corporate_email", LEAVER)
_ACROSS_DPI: Final = 204
_DOWN_DPI: Final = {Resolution.FINE: 196, Resolution.STANDARD: 98}
_STANDARD_STRETCH: Final = 2
_READERS: Final = 2


class Shown(enum.StrEnum):
    """How a reader is shown a fax image, whose pixels in standard mode are twice as tall."""

    AS_IT_IS = "the file itself"
    """All letters of a standard image look twice as broad as they are."""
    DOUBLED = "lines doubled"
    SMOOTHED = "lines interpolated"
    SQUARE = "lines interpolated until a pixel is as tall as it is broad"
    """As a viewer shows it, and most converters store it."""


def read_fax(
    tiff: bytes,
    *,
    resolution: Resolution,
    languages: str,
    mode: int = 3,
    shown: Shown = Shown.DOUBLED,
) -> str:
    """Return the text that Tesseract reads, all sheets one after another.

    Args:
        tiff: The fax image.
        resolution: Its own.
        languages: Of Tesseract, such as `tur+eng`.
        mode: How Tesseract cuts the page up: 3 by itself, 4 as one column, 6 as one block of
            text, 11 as scattered words.
        shown: What it gets to see.
    """
    if shown is Shown.AS_IT_IS:
        return _tesseract(tiff, languages, mode)
    filter_ = Image.Resampling.NEAREST if shown is Shown.DOUBLED else Image.Resampling.LANCZOS
    stretch = _STANDARD_STRETCH if resolution is Resolution.STANDARD else 1.0
    if shown is Shown.SQUARE:
        stretch = _ACROSS_DPI / _DOWN_DPI[resolution]
    down_dpi = round(_DOWN_DPI[resolution] * stretch)
    pictures = []
    with Image.open(io.BytesIO(tiff)) as file:
        for sheet in ImageSequence.Iterator(file):
            grey = sheet.convert("L")
            if stretch != 1:
                grey = grey.resize((grey.width, round(grey.height * stretch)), filter_)
            target = io.BytesIO()
            grey.save(target, "PNG", dpi=(_ACROSS_DPI, down_dpi))
            pictures.append(target.getvalue())
    with ThreadPoolExecutor(max_workers=_READERS) as readers:
        return "\n".join(readers.map(_tesseract, pictures, repeat(languages), repeat(mode)))


def missing(letter: LetterContent, text: str, keys: tuple[str, ...]) -> Counter[str]:
    """Count the values of `letter`, by the last part of their key, that `text` lacks.

    Blanks inside numbers do not count; everywhere else they do.
    """
    return Counter(
        key
        for key, value in _values(letter)
        if key in keys and _joined(value, key) not in _joined(text, key)
    )


def _values(letter: LetterContent) -> Iterator[tuple[str, str]]:
    for block in letter.body:
        if isinstance(block, Paragraph):
            yield from ((LEAVER, name) for name in block.names)
        elif isinstance(block, FieldTable):
            yield from ((field.key.rpartition(".")[2], field.value) for field in block.fields)


def _joined(text: str, key: str) -> str:
    return re.sub(r"\s+", "" if key in DIGITS else " ", text)


def _tesseract(image: bytes, languages: str, mode: int) -> str:
    # One thread for each page: with more they wait for one another.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    command = ["tesseract", "stdin", "stdout", "-l", languages, "--psm", str(mode)]
    done = subprocess.run(command, input=image, capture_output=True, check=True, env=environment)
    return done.stdout.decode("utf-8")
