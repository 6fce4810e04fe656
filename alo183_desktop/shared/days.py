"""Days as people type them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError

_PARTS: Final = re.compile(r"(\d{1,2})[.\-/ ]+(\d{1,2})[.\-/ ]+(\d{4}|\d{2})", re.ASCII)
_SOLID: Final = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_CENTURY: Final = 2000
_TWO_DIGITS: Final = 100


def parse_day(text: str) -> dt.date:
    """Return the day that `24.11.2026`, `24/11/26`, `24112026` or `2026-11-24` means.

    Raises:
        KnownError: `forms.date`.
    """
    typed = text.strip()
    iso = _ISO.fullmatch(typed)
    match = iso or _PARTS.fullmatch(typed) or _SOLID.fullmatch(typed)
    if match is None:
        raise KnownError("forms.date")
    parts = [int(part) for part in match.groups()]
    year, month, day = parts if iso else reversed(parts)
    if year < _TWO_DIGITS:
        year += _CENTURY
    try:
        return dt.date(year, month, day)
    except ValueError as error:  # 31.02.2026
        raise KnownError("forms.date") from error


def tidy_day(text: str) -> str:
    """Return a typed day as `24.11.2026`; what is no day stays as it was typed."""
    try:
        return format_day(parse_day(text))
    except KnownError:
        return text
