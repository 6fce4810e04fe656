"""Let Python's garbage collector rest while thousands of values are made that all stay."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSES: Final[set[object]] = set()
"""One for each piece of work that wants no look meanwhile."""


def pause_collector() -> None:
    """Look for no cycles of garbage while a program loads its modules, which all stay."""
    gc.disable()


def is_paused() -> bool:
    """Return whether some work wants no look just now."""
    return bool(_PAUSES)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no cycles of garbage meanwhile: the more values live, the longer each look takes.

    For work that ends within seconds. It holds for the whole process; when two threads pause at
    once, the first that ends wakes the collector up, which costs the other one time and nothing
    else.
    """
    was_awake = gc.isenabled()
    pause = object()
    _PAUSES.add(pause)
    gc.disable()
    try:
        yield
    finally:
        _PAUSES.remove(pause)
        if was_awake:
            gc.enable()
