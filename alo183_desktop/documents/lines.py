"""Break text into lines of a given width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.shared.characters import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLERANCE: Final = 1e-6
_GOOD_BREAKS: Final = "@._/\\,;:&=?"
_WIDEST_BLANK: Final = 1.0
"""In font sizes; a line with wider blanks stays ragged, as it would look like columns."""


class TextLine(NamedTuple):
    """One line; its width is in points, with plain blanks."""

    text: str
    width: float
    closes: bool
    """True for the last line of its text, which is not justified."""


class Face(NamedTuple):
    """A font at a size."""

    name: str
    size: float
    advance: Mapping[str, float]
    """Width of each character at a size of one point, with the spacing."""
    spacing: float = 0.0
    """Added after each character, in font sizes."""
    breadth: float = 1.0
    """Width of the characters with their spacing, as a share of the font's width."""

    def width_of(self, text: str) -> float:
        """Return the width of `text` in points."""
        return sum(map(self.advance.__getitem__, text)) * self.size


def break_lines(
    text: str, face: Face, width: float, *, first_width: float | None = None
) -> list[TextLine]:
    """Return the lines of `text`, none wider than `width` points.

    Lines end at blanks. A word wider than a whole line is cut, after a character such as `@` or `.`
    where one is near. An empty text has no line.

    Args:
        text: May hold line breaks and tabs; they count as blanks.
        face: The font of the text.
        width: Of every line, in points.
        first_width: Of the first line, where it is narrower.
    """
    room = (width if first_width is None else first_width) + _TOLERANCE
    text = clean(text)
    if "  " in text or text.startswith(" ") or text.endswith(" "):
        text = " ".join(word for word in text.split(" ") if word)
    if not text:
        return []
    whole_width = face.width_of(text)
    if whole_width <= room:
        return [TextLine(text, whole_width, closes=True)]
    advance = face.advance.__getitem__
    size = face.size
    blank = advance(" ") * size
    lines: list[TextLine] = []
    words: list[str] = []
    used = 0.0
    for whole in text.split(" "):
        word = whole
        word_width = sum(map(advance, word)) * size
        if words:
            if used + blank + word_width <= room:
                words.append(word)
                used += blank + word_width
                continue
            lines.append(TextLine(" ".join(words), used, closes=False))
            words = []
            room = width + _TOLERANCE
        while word_width > room and len(word) > 1:
            head = word[: _cut(word, face, room)]
            lines.append(TextLine(head, face.width_of(head), closes=False))
            word = word[len(head) :]
            word_width = face.width_of(word)
            room = width + _TOLERANCE
        words.append(word)
        used = word_width
    if words:
        lines.append(TextLine(" ".join(words), used, closes=True))
    return lines


def blank_stretch(line: TextLine, width: float, size: float) -> float:
    """Return the points added to each blank of a justified `line`."""
    if line.closes:
        return 0.0
    # A no-break blank is set as a blank, and is stretched like one.
    blanks = line.text.count(" ") + line.text.count("\u00a0")
    if not blanks:
        return 0.0
    stretch = (width - line.width) / blanks
    return stretch if stretch <= _WIDEST_BLANK * size else 0.0


def _cut(word: str, face: Face, room: float) -> int:
    """Return how many characters of `word` go on a line of `room` points; at least one."""
    fitting = 0
    used = 0.0
    for char in word:
        used += face.advance[char] * face.size
        if used > room:
            break
        fitting += 1
    for index in range(fitting, fitting // 2, -1):
        if word[index - 1] in _GOOD_BREAKS:
            return index
    if fitting > 1 and word[fitting - 1] == "-":
        # A hyphen at the end of a line would be taken for hyphenation, and be dropped.
        return fitting - 1
    return max(fitting, 1)
