"""Convert frozen values to plain ones, such as JSON holds, and back."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import asdict, is_dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

MadeT = TypeVar("MadeT")


def to_plain(value: DataclassInstance) -> dict[str, Any]:
    """Return a frozen value, and those that it holds, as dicts by field name."""
    return asdict(value, dict_factory=_written)


def from_plain(kind: type[MadeT], values: Mapping[str, Any]) -> MadeT:
    """Return the value that `to_plain` made `values` of, with lists or tuples.

    Fields that an older program did not have get their defaults; unknown ones are ignored.

    Args:
        kind: A frozen dataclass; its annotations are resolved, which imports what they name.
        values: By field name.

    Raises:
        TypeError, ValueError: It was made of another type.
    """
    hints = _hints(cast("Any", kind))
    given = dict(values)  # raises for what is not a mapping
    return kind(**{name: _read(hints[name], one) for name, one in given.items() if name in hints})


def _written(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, dt.date) else one for name, one in pairs}


def _read(kind: Any, value: Any) -> Any:
    parts = get_args(kind)
    if value is None:
        return None
    if get_origin(kind) is tuple:
        each = parts[:1] * len(value) if parts[-1] is Ellipsis else parts
        return tuple(map(_read, each, value))
    if get_origin(kind) is UnionType:
        others = [one for one in parts if one is not NoneType]
        # Of several types, the first of those that know most of the keys.
        return _read(max(others, key=partial(_known, value)), value)
    if isinstance(kind, type) and is_dataclass(kind):
        return from_plain(kind, value)
    if kind in {dt.date, dt.datetime}:
        return kind.fromisoformat(value)
    return kind(value) if isinstance(kind, enum.EnumType) else value


def _known(value: Any, kind: Any) -> int:
    return len(value.keys() & _hints(kind).keys()) if isinstance(value, dict) else 0


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
