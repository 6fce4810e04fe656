"""One value of a record in words, beside another one."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from alo183_desktop.shared.clock import format_day

EMPTY: Final = "boş"
_SHOWN_SIGNS: Final = 160


def value_words(_field: str, value: Any) -> str:
    """Return one value as people read it beside another one, whatever field it is of."""
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    if isinstance(value, dt.date):
        return format_day(value)
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    text = " ".join(str("" if value is None else value).split()) or EMPTY
    return text if len(text) <= _SHOWN_SIGNS else f"{text[:_SHOWN_SIGNS]}…"
