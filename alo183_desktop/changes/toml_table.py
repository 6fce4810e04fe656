"""A table of a TOML file that collects every fault with its key instead of stopping at the first.

Not here: which keys a change file has (change_file.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.shared.days import parse_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.signs import plain, strange_sign, without_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_TEXT: Final = 300
_FIRST_YEAR: Final = 2014
_LAST_YEAR: Final = 2100
_MOST_TEXTS: Final = 100
_MOST_UNKNOWN: Final = 20
_GREATEST_NUMBER: Final = 10**64


@dataclass(slots=True)
class Table:
    """One table; what is asked for is checked, and what nobody asked for is a fault.

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
            may_be_empty: Whether `""` says that there is none.
            may_be_number: Whether a whole number serves as well.
            parse: Returns the value as kept, or raises KnownError.
            longest: Most letters.
        """
        value = self._value(key, is_optional=is_optional)
        if value is None:
            return ""
        if may_be_number and isinstance(value, int) and not isinstance(value, bool):
            # Python refuses to write out a number of thousands of digits.
            value = str(value) if abs(value) < _GREATEST_NUMBER else None
        if not isinstance(value, str):
            self.fault(key, "changes.file_text_expected")
            return ""
        return self._checked(key, value, may_be_empty=may_be_empty, parse=parse, longest=longest)

    def texts(
        self,
        key: str,
        *,
        count: int | None = None,
        is_optional: bool = False,
        may_be_empty: bool = False,
    ) -> tuple[str, ...] | None:
        """Return a list of texts; None when it is missing or no list.

        Args:
            key: Of the value.
            count: How many there must be; None: any number.
            is_optional: Whether it may be left out.
            may_be_empty: Whether `[]` says that there is none.
        """
        value = self._value(key, is_optional=is_optional)
        if value is None:
            return None
        if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
            self.fault(key, "changes.file_texts_expected")
            return None
        if count is not None and len(value) != count:
            self.fault(key, "changes.file_count", count=count, found=len(value))
            return None
        if not value and not may_be_empty:
            self.fault(key, "changes.file_empty")
            return None
        if len(value) > _MOST_TEXTS:
            self.fault(key, "changes.file_too_many", count=_MOST_TEXTS)
            return None
        return tuple(
            self._checked(f"{key}[{place}]", one, may_be_empty=False, parse=str)
            for place, one in enumerate(value, start=1)
        )

    def flag(self, key: str) -> bool:
        """Return `true` or `false`; False when it is missing or wrong."""
        value = self._value(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "changes.file_flag_expected")
        return value is True

    def day(self, key: str, *, is_optional: bool = False) -> dt.date | None:
        """Return a day, written as a TOML date or as text; None when it is missing or wrong."""
        value = self._value(key, is_optional=is_optional)
        if value is None or (value == "" and is_optional):
            return None
        day = _read_day(value)
        if day is None:
            self.fault(key, "changes.file_day_expected")
        elif not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.fault(key, "changes.day_absurd")
            return None
        return day

    def table(self, key: str, *, is_optional: bool = False) -> Table | None:
        """Return a table inside this one; None when it is missing or no table."""
        value = self._value(key, is_optional=is_optional)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, "changes.file_table_expected")
            return None
        return Table(value, self._path(key), self.faults)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return a list of tables, at least one; empty when it is missing or wrong."""
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
            self.fault(key, "changes.file_tables_expected", name=key)
            return ()
        if not value:
            self.fault(key, "changes.file_empty")
        return tuple(
            Table(one, f"{self._path(key)}[{place}]", self.faults)
            for place, one in enumerate(value, start=1)
        )

    def has(self, key: str) -> bool:
        """Tell whether the file has a value of that key."""
        return key in self.values

    def fault(self, key: str, code: str, **parameters: str | int) -> None:
        """Note what is wrong with the value of `key`."""
        self.faults.append(Problem(self._path(key), code, parameters))

    def refuse_others(self) -> None:
        """Note every key that nobody asked for: a slip of the pen must not be passed over."""
        missed = self._asked - self.values.keys()
        others = [key for key in self.values if key not in self._asked]
        # Whoever wrote more than these wrote no change file.
        for key in others[:_MOST_UNKNOWN]:
            shown = without_hidden(key[:LONGEST_TEXT])
            near = get_close_matches(shown, missed, n=1)
            if near:
                self.fault(shown, "changes.file_unknown_near", near=near[0])
            else:
                self.fault(shown, "changes.file_unknown")

    def _value(self, key: str, *, is_optional: bool = False) -> Any:
        self._asked.add(key)
        value = self.values.get(key)
        if value is None and not is_optional:
            self.fault(key, "changes.file_missing")
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
        # Before blanks are tidied: a hidden sign hides something from whoever reads the file.
        if strange := strange_sign(plain(value)):
            self.fault(key, "changes.sign", sign=strange)
            return ""
        text = " ".join(plain(value).split())
        if not text:
            if not may_be_empty:
                self.fault(key, "changes.file_empty")
            return ""
        if len(text) > longest:
            self.fault(key, "changes.too_long", count=longest)
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
