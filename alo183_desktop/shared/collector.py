"""When Python collects garbage, and when freed memory goes back to the system."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSES: Final[set[object]] = set()
"""One for each piece of work that pauses the collector."""


def pause_collector() -> None:
    """Pause garbage collection while a program loads its modules, which all stay."""
    gc.disable()


def is_paused() -> bool:
    """Return whether some work has paused the collector."""
    return bool(_PAUSES)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause garbage collection meanwhile: the more objects live, the longer each run takes.

    For work that ends within seconds. It holds for the whole process; when two threads pause at
    once, the first one to end resumes the collector, which costs the other one a single run.
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
    """Collect all garbage, and return freed memory to the system, which clears it.

    For the moment when nothing that was shown is still needed. It destroys Qt objects: call it
    on the window's thread only. By itself the C library returns only the end of its heap and keeps
    the rest, with its contents. What a system does not support is skipped.
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
