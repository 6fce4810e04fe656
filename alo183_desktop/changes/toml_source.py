"""The bytes of a hand-written TOML file, parsed within bounds, and where their syntax is wrong.

Not here: what the values must be (toml_table.py).
"""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from alo183_desktop.shared.errors import KnownError

LARGEST: Final = 256 * 1024
"""Bytes of a change file; the longest that makes sense is a fifth of it."""

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_PART: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY: Final = re.compile(
    rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{31}}",
    re.ASCII,
)
"""A key of 32 parts: the reader's time grows with the square of them, and none has more than 3."""
_LONG_NUMBER: Final = re.compile(r"[0-9][0-9_]{1000}")


def parse(data: bytes) -> dict[str, Any]:
    """Return what the bytes of a TOML file say.

    Raises:
        KnownError: `changes.file_encoding`, `changes.file_syntax`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise KnownError("changes.file_encoding", line=line) from error
    if deep := _DEEP_KEY.search(text):
        raise _syntax(*_line_and_column(text, deep.start()))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(*_place(str(error), text)) from error
    except RecursionError as error:  # thousands of brackets inside one another
        raise _syntax(1, 1) from error
    except ValueError as error:  # a number of thousands of digits
        number = _LONG_NUMBER.search(text)
        raise _syntax(*_line_and_column(text, number.start() if number else 0)) from error


def _syntax(line: int, column: int) -> KnownError:
    return KnownError("changes.file_syntax", line=line, column=column)


def _line_and_column(text: str, place: int) -> tuple[int, int]:
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _place(words: str, text: str) -> tuple[int, int]:
    """Return line and column of a syntax error, of which tomllib only tells in words."""
    found = _PLACE.search(words)
    if found is not None:
        return int(found[1]), int(found[2])
    # At the end of the file: a quotation mark that opens a text and never closes it, most of all.
    lines = text.rstrip().split("\n")
    mark = "'" if repr("'") in words else '"'
    for place, line in enumerate(lines, start=1):
        bare = line.partition("#")[0]
        if bare.count(mark) % 2:
            return place, bare.rindex(mark) + 1
    return len(lines), 1
