"""A paragraph in which the names of persons stand in a font of their own."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.flow import run_of
from alo183_desktop.documents.lines import Line, break_lines
from alo183_desktop.documents.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.documents.flow import Run
    from alo183_desktop.documents.lines import Face

_TOLERANCE: Final = 1e-6


class _Word(NamedTuple):
    """A word, and whether it belongs to a name."""

    text: str
    is_name: bool


class MarkedText:
    """A text whose names are drawn in another face, line by line."""

    def __init__(self, text: str, names: Sequence[str], face: Face, name_face: Face) -> None:
        """Find the names in the text; a name that is not in it is passed over."""
        self._faces = {False: face, True: name_face}
        self._words = list(_marked_words(text, names))
        self._rows: list[list[_Word]] = []

    def lines(self, width: float, *, first_width: float) -> list[Line]:
        """Break the text into lines of at most `width` points, the first into `first_width`."""
        self._rows = []
        row: list[_Word] = []
        for word in self._fitting(min(width, first_width)):
            room = width if self._rows else first_width
            if row and self._width([*row, word]) > room + _TOLERANCE:
                self._rows.append(row)
                row = []
            row.append(word)
        if row:
            self._rows.append(row)
        last = len(self._rows) - 1
        return [
            Line(" ".join(word.text for word in row), self._width(row), closes=number == last)
            for number, row in enumerate(self._rows)
        ]

    def runs(self, number: int, left: float, baseline: float, stretch: float) -> list[Run]:
        """Return how a line is drawn.

        Args:
            number: Of the line, from 0.
            left: Where it starts, in points.
            baseline: Under its top, in points.
            stretch: What each blank grows by.
        """
        runs = []
        for is_name, text in self._parts(self._rows[number]):
            face = self._faces[is_name]
            runs.append(run_of(face, left, baseline, text, stretch))
            left += face.width_of(text) + stretch * (text.count(" ") + text.count("\u00a0"))
        return runs

    def _fitting(self, room: float) -> Iterator[_Word]:
        """Give the words; one that is wider than a line in several parts."""
        for word in self._words:
            face = self._faces[word.is_name]
            if face.width_of(word.text) <= room:
                yield word
            else:
                for line in break_lines(word.text, face, room):
                    yield word._replace(text=line.text)

    def _width(self, row: Sequence[_Word]) -> float:
        return sum(self._faces[is_name].width_of(text) for is_name, text in self._parts(row))

    def _parts(self, row: Sequence[_Word]) -> Iterator[tuple[bool, str]]:
        """Give the parts of a line that share a face; a blank beside a name is plain."""
        parts = [
            (is_name, " ".join(word.text for word in words))
            for is_name, words in groupby(row, lambda word: word.is_name)
        ]
        for place, (is_name, text) in enumerate(parts):
            before = " " if place and not is_name else ""
            after = " " if place + 1 < len(parts) and not is_name else ""
            yield is_name, f"{before}{text}{after}"


def _marked_words(text: str, names: Sequence[str]) -> Iterator[_Word]:
    words = _words(text)
    known = [parts for name in names if (parts := _words(name))]
    place = 0
    while place < len(words):
        name = next((one for one in known if words[place : place + len(one)] == one), None)
        if name is None:
            yield _Word(words[place], is_name=False)
            place += 1
        else:
            yield from (_Word(word, is_name=True) for word in name)
            place += len(name)


def _words(text: str) -> list[str]:
    return [word for word in clean(text).split(" ") if word]
