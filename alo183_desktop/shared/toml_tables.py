"""Hand-written TOML files: parsed within limits, and each fault reported with its key."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.characters import plain, strange_character, without_hidden
from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

LARGEST: Final = 256 * 1024
"""Bytes of a file; the longest sensible one is a fifth of it."""

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_PART: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY: Final = re.compile(
    rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{31}}",
    re.ASCII,
)
"""A key of 32 parts: tomllib's time grows with their square, and no valid key has more than 3."""
_LONG_NUMBER: Final = re.compile(r"[0-9][0-9_]{1000}")
LONGEST_TEXT: Final = 300
_FIRST_YEAR: Final = 2014
_LAST_YEAR: Final = 2100
_MOST_TEXTS: Final = 100
_MOST_UNKNOWN: Final = 20
_GREATEST_NUMBER: Final = 10**64


def parse(data: bytes) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises:
        KnownError: `toml.encoding`, `toml.syntax`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise KnownError("toml.encoding", line=line) from error
    if deep := _DEEP_KEY.search(text):
        raise _syntax(*_line_and_column(text, deep.start()))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(*_place(str(error), text)) from error
    except RecursionError as error:  # thousands of nested brackets
        raise _syntax(1, 1) from error
    except ValueError as error:  # a number of thousands of digits
        number = _LONG_NUMBER.search(text)
        raise _syntax(*_line_and_column(text, number.start() if number else 0)) from error


def _syntax(line: int, column: int) -> KnownError:
    return KnownError("toml.syntax", line=line, column=column)


def _line_and_column(text: str, place: int) -> tuple[int, int]:
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _place(words: str, text: str) -> tuple[int, int]:
    """Return line and column of a syntax error, which tomllib states only in its message."""
    found = _PLACE.search(words)
    if found is not None:
        return int(found[1]), int(found[2])
    # At the end of the file: most often a text whose quotation mark is never closed.
    lines = text.rstrip().split("\n")
    mark = "'" if repr("'") in words else '"'
    for index, line in enumerate(lines, start=1):
        bare = line.partition("#")[0]
        if bare.count(mark) % 2:
            return index, bare.rindex(mark) + 1
    return len(lines), 1


@dataclass(slots=True)
class TomlTable:
    """One table; each value is checked when it is read, and values never read are faults.

    Attributes:
        values: As the file has them.
        path: Of the table in the file: `change[1].newcomer`; counts from 1.
        faults: Shared by all tables of a file.
    """

    values: Mapping[str, Any]
    path: str
    faults: list[Problem]
    _asked: set[str] = field(default_factory=set)

    def text(
        self,
        key: str,
        *,
        is_optional: bool = False,
        may_be_empty: bool = False,
        may_be_number: bool = False,
        parse: Callable[[str], str] = str,
        longest: int = LONGEST_TEXT,
    ) -> str:
        """Return a text without needless blanks; empty when it is missing or wrong.

        Args:
            key: Of the value.
            is_optional: Whether it may be left out.
            may_be_empty: Whether `""` means that there is none.
            may_be_number: Whether a whole number is accepted as well.
            parse: Returns the value to keep, or raises KnownError.
            longest: Most characters.
        """
        value = self._value(key, is_optional=is_optional)
        if value is None:
            return ""
        if may_be_number and isinstance(value, int) and not isinstance(value, bool):
            # Python refuses to format a number of thousands of digits.
            value = str(value) if abs(value) < _GREATEST_NUMBER else None
        if not isinstance(value, str):
            self.fault(key, "toml.text_expected")
            return ""
        return self._checked(key, value, may_be_empty=may_be_empty, parse=parse, longest=longest)

    def texts(
        self,
        key: str,
        *,
        count: int | None = None,
        most: int = _MOST_TEXTS,
        is_optional: bool = False,
        may_be_empty: bool = False,
    ) -> tuple[str, ...] | None:
        """Return a list of texts; None when it is missing or not a list.

        Args:
            key: Of the value.
            count: How many there must be; None: any number up to `most`.
            most: How many there may be.
            is_optional: Whether it may be left out.
            may_be_empty: Whether `[]` means that there is none.
        """
        value = self._value(key, is_optional=is_optional)
        if value is None:
            return None
        if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
            self.fault(key, "toml.texts_expected")
            return None
        if count is not None and len(value) != count:
            self.fault(key, "toml.count", count=count, found=len(value))
            return None
        if not value and not may_be_empty:
            self.fault(key, "toml.empty")
            return None
        if len(value) > most:
            self.fault(key, "toml.too_many", count=most)
            return None
        return tuple(
            self._checked(f"{key}[{index}]", one, may_be_empty=False, parse=str)
            for index, one in enumerate(value, start=1)
        )

    def flag(self, key: str) -> bool:
        """Return `true` or `false`; False when it is missing or wrong."""
        value = self._value(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "toml.flag_expected")
        return value is True

    def number(self, key: str) -> int:
        """Return a required whole number; 0 when it is wrong."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, "toml.number_expected")
            return 0
        return value

    def day(self, key: str, *, is_optional: bool = False) -> dt.date | None:
        """Return a day, written as a TOML date or as text; None when it is missing or wrong."""
        value = self._value(key, is_optional=is_optional)
        if value is None or (value == "" and is_optional):
            return None
        day = _read_day(value)
        if day is None:
            self.fault(key, "toml.day_expected")
        elif not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.fault(key, "toml.day_absurd")
            return None
        return day

    def table(self, key: str, *, is_optional: bool = False) -> TomlTable | None:
        """Return a table inside this one; None when it is missing or not a table."""
        value = self._value(key, is_optional=is_optional)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, "toml.table_expected")
            return None
        return TomlTable(value, self._path(key), self.faults)

    def tables(self, key: str, *, is_optional: bool = False) -> tuple[TomlTable, ...]:
        """Return a list of tables, at least one; empty when it is missing or wrong."""
        value = self._value(key, is_optional=is_optional)
        if value is None:
            return ()
        if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
            self.fault(key, "toml.tables_expected", name=key)
            return ()
        if not value:
            self.fault(key, "toml.empty")
        return tuple(
            TomlTable(one, f"{self._path(key)}[{index}]", self.faults)
            for index, one in enumerate(value, start=1)
        )

    def has(self, key: str) -> bool:
        """Return whether the file has a value of that key."""
        return key in self.values

    def fault(self, key: str, code: str, **parameters: str | int) -> None:
        """Note what is wrong with the value of `key`."""
        self.faults.append(Problem(self._path(key), code, parameters))

    def refuse_others(self, known: Collection[str] = ()) -> None:
        """Report every key that was never read: typing errors must not be ignored.

        Args:
            known: Further keys to suggest for a misspelt one.
        """
        missed = {*self._asked, *known} - self.values.keys()
        others = [key for key in self.values if key not in self._asked]
        # A file with more of them is of another kind altogether.
        for key in others[:_MOST_UNKNOWN]:
            shown = without_hidden(key[:LONGEST_TEXT])
            near = get_close_matches(shown, missed, n=1)
            if near:
                self.fault(shown, "toml.unknown_near", near=near[0])
            else:
                self.fault(shown, "toml.unknown")

    def _value(self, key: str, *, is_optional: bool = False) -> Any:
        self._asked.add(key)
        value = self.values.get(key)
        if value is None and not is_optional:
            self.fault(key, "toml.missing")
        return value

    def _checked(
        self,
        key: str,
        value: str,
        *,
        may_be_empty: bool,
        parse: Callable[[str], str],
        longest: int = LONGEST_TEXT,
    ) -> str:
        # Before blanks are tidied: a hidden character hides something from readers of the file.
        if strange := strange_character(plain(value)):
            self.fault(key, "toml.character", character=strange)
            return ""
        text = " ".join(plain(value).split())
        if not text:
            if not may_be_empty:
                self.fault(key, "toml.empty")
            return ""
        if len(text) > longest:
            self.fault(key, "toml.too_long", count=longest)
            return ""
        try:
            return parse(text)
        except KnownError as error:
            self.fault(key, error.code, **error.parameters)
            return ""

    def _path(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def _read_day(value: Any) -> dt.date | None:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str):
        return None
    try:
        return parse_day(value)
    except KnownError:
        return None
