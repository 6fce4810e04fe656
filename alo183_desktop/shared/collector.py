"""Let Python's garbage collector rest while thousands of values are made that all stay.

Not here: the work itself.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def pause_collector() -> None:
    """Look for no cycles of garbage until `wake_collector`, while a program loads its modules."""
    gc.disable()


def wake_collector() -> None:
    """Look for garbage again, but never at what is there now: modules and classes all stay.

    Nothing happens when the collector is awake already.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no cycles of garbage meanwhile: the more values live, the longer each look takes.

    For work that ends within seconds. It holds for the whole process; when two threads pause at
    once, the first that ends wakes the collector up, which costs the other one time and nothing
    else.
    """
    was_awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_awake:
            gc.enable()
