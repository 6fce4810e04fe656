"""Values of records: formatted for a comparison, and copied from other objects by name."""

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
    """Return one value as people read it in a comparison, whatever field it belongs to."""
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    if isinstance(value, dt.date):
        return format_day(value)
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    text = " ".join(str("" if value is None else value).split()) or EMPTY
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}…"


def made_of(kind: type[MadeT], source: object, /, **others: Any) -> MadeT:
    """Return a frozen value of `kind` filled from the attributes of the same names of a source.

    Args:
        kind: A dataclass or a named tuple.
        source: For what it lacks, the default of `kind` is used.
        **others: Values that override the source's, or that it lacks.
    """
    for name in names_of(cast("Any", kind)):
        if name not in others:
            value = getattr(source, name, _NOTHING)
            if value is not _NOTHING:
                others[name] = value
    return kind(**others)


@cache
def names_of(kind: Any) -> tuple[str, ...]:
    """Return the field names of a dataclass or a named tuple, in their order."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else kind._fields


def fields_of(row: Any, *names: str) -> dict[str, Any]:
    """Return fields of a row by their names."""
    return {name: getattr(row, name) for name in names}
