"""When Python looks for garbage, and when what is free goes back to the system."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager, suppress
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


def release_memory() -> None:
    """Collect all garbage, and give what is free back to the system, which empties it.

    For the moment in which nothing of what was shown is wanted any more. It destroys what is Qt's:
    only the thread of the window may call it. The C library gives back by itself only what lies at
    the end of its memory; all else it would keep, with the words that stood there. What a system
    cannot do is left out.
    """
    import ctypes  # not before the first paint

    gc.collect()
    with suppress(OSError, AttributeError):
        if sys.platform == "win32":
            kernel = ctypes.windll.kernel32
            kernel.GetProcessHeap.restype = ctypes.c_void_p
            kernel.HeapCompact(ctypes.c_void_p(kernel.GetProcessHeap()), 0)
        else:
            ctypes.CDLL(None).malloc_trim(0)
