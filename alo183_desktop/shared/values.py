"""Values of records: one in words beside another one, and one made of another."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, TypeVar, cast

from alo183_desktop.shared.clock import format_day

MadeT = TypeVar("MadeT")
EMPTY: Final = "boş"
_NOTHING: Final = object()
_SHOWN_LENGTH: Final = 160


def value_words(_field: str, value: Any) -> str:
    """Return one value as people read it beside another one, whatever field it is of."""
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    if isinstance(value, dt.date):
        return format_day(value)
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    text = " ".join(str("" if value is None else value).split()) or EMPTY
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}…"


def made_of(kind: type[MadeT], source: object, /, **others: Any) -> MadeT:
    """Return a frozen value of `kind` that has what a source calls by the same names.

    Args:
        kind: A dataclass or a named tuple.
        source: What it does not have takes the default of `kind`.
        **others: What is told otherwise, or by nothing of the source.
    """
    for name in names_of(cast("Any", kind)):
        if name not in others:
            value = getattr(source, name, _NOTHING)
            if value is not _NOTHING:
                others[name] = value
    return kind(**others)


@cache
def names_of(kind: Any) -> tuple[str, ...]:
    """Return the names of what a dataclass or a named tuple has, in their order."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else kind._fields
